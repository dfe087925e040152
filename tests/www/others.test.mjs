// What is told of those who trade and are not closed by force, in both languages. Every number of such sentences is worked out
// anew in words.test.mjs; here is what they say of cases that a person chose.
import assert from "node:assert/strict";
import test from "node:test";
import { beatTexts } from "../../www/js/beats.js";
import { useLanguage } from "../../www/js/format.js";
import { othersGerman } from "../../www/js/others-strings-de.js";
import { othersStrings } from "../../www/js/others-strings.js";
import { paidBars, paidNote } from "../../www/js/paid.js";
import { figures } from "../../www/js/figures-text.js";
import { fetchOthers, outcomeText, pictureLabel, plain, sentence } from "../../www/js/sentence.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { feedbackTexts, paidCaption } from "../../www/js/waves-text.js";
import { outcomeOf } from "./outcome.mjs";

await fetchOthers();
const clean = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");
const LANGUAGES = /** @type {const} */ ([
  ["en", strings],
  ["de", german],
]);

/** What both languages say of it. */
function both(say) {
  const texts = LANGUAGES.map(([language, words]) => {
    useLanguage(language);
    return clean(say(words));
  });
  useLanguage("en");
  return texts;
}

const deal = (kind, rest) => ({ kind, sold: 0, bought: 0, leftToSell: 0, leftToBuy: 0, ...rest });
const headline = (outcome) => both((words) => plain(sentence(outcome, words)));

test("whose selling did the rest, and who bought against it", () => {
  const stops = outcomeOf({}, { others: [deal("stops", { sold: 141e6 }), deal("value", { bought: 12e6 })] });
  assert.deepEqual(headline(stops), [
    "A 5 % fall became 11 %. Forced selling ($290M) and stop orders ($141M) did the rest. Value buyers bought $12M against it.",
    "Aus 5 % Minus wurden 11 %. Der Rest waren Zwangsverkäufe (290 Mio. $) und Stop-Orders (141 Mio. $). Wertkäufer kauften 12 Mio. $ dagegen.",
  ]);
  const calm = outcomeOf({}, { others: [deal("optionDealers", { bought: 89.8e6 })] });
  assert.deepEqual(headline(calm), [
    "A 5 % fall became 11 %. Forced selling did the rest. Option dealers bought $89.8M against it.",
    "Aus 5 % Minus wurden 11 %. Der Rest war Zwangsverkauf. Optionshändler kauften 89,8 Mio. $ dagegen.",
  ]);
  const quiet = outcomeOf({ liquidatedCount: 0 }, { others: [deal("optionDealers", { sold: 50e6 })] });
  assert.deepEqual(headline(quiet), [
    "A 5 % fall became 11 %. Option dealers sold $50M: that did the rest. Nobody was forced.",
    "Aus 5 % Minus wurden 11 %. Optionshändler verkauften 50 Mio. $: das war der Rest. Gezwungen wurde niemand.",
  ]);
  const tied = outcomeOf({}, { others: [deal("arbitrage", { bought: 79e6 })] });
  assert.match(headline(tied)[0], /Forced selling did the rest\. Arbitrage bought \$79M here\.$/);
  // A kind that is newer than these words.
  const unknown = outcomeOf({}, { others: [deal("whales", { sold: 5e6 })] });
  assert.match(headline(unknown)[0], /and others \(\$5M\) did the rest/);
});

test("loans and margin accounts are closed by whom they belong to, and are no longs of an exchange", () => {
  const told = (kinds, positions = 0) => {
    const outcome = { ...outcomeOf({ liquidatedCount: 102 }, { positions, others: kinds.map((kind) => deal(kind, {})) }), leverage: "", depth: "" };
    return [
      ...both(
        (words) =>
          beatTexts(outcome, words).forced.match(/(?:Nobody asks you|Niemand fragt dich): (.*), (?:(?:for|at) whatever|für das|was immer|zu dem Preis)/)[1],
      ),
      ...both((words) => figures(outcome, words).find(({ key }) => key === "forced").note),
    ];
  };
  assert.deepEqual(told(["lending"]), ["liquidators sell what you pledged", "Liquidatoren verkaufen dein Pfand", "of 102 loans", "von 102 Krediten"]);
  assert.deepEqual(told(["brokers", "value"]), [
    "your broker sells what you hold",
    "dein Broker verkauft, was du hältst",
    "of 102 margin accounts",
    "von 102 Margin-Konten",
  ]);
  assert.deepEqual(told(["lending", "brokers"]).slice(0, 3), ["what you hold is sold", "was du hältst, wird verkauft", "of 102 accounts"]);
  // Whoever hears the end, or the picture, hears of loans and not of positions.
  const heard = (kinds, positions, count, sold = 5e6) => {
    const others = kinds.map((kind) => deal(kind, { sold }));
    const outcome = outcomeOf({ liquidatedCount: count }, { positions, others });
    return [outcomeText, pictureLabel].flatMap((tell) => both((words) => WHO.exec(tell(outcome, words))?.[1]));
  };
  const WHO = /(?:^|\. )([^.]+?) (?:were |was |wurden |wurde )?(?:closed by force|zwangsweise geschlossen)/;
  assert.deepEqual(heard(["lending"], 0, 102), ["102 loans", "102 Kredite", "102 loans", "102 Kredite"]);
  assert.deepEqual(heard(["lending"], 0, 1), ["1 loan", "1 Kredit", "1 loan", "1 Kredit"]);
  assert.deepEqual(heard(["brokers"], 0, 3), ["3 margin accounts", "3 Margin-Konten", "3 margin accounts", "3 Margin-Konten"]);
  assert.deepEqual(heard(["lending"], 400, 12).slice(2), ["12 positions and accounts", "12 Positionen und Konten"]);
  assert.deepEqual(heard([], 400, 12), ["12 positions", "12 Positionen", "12 positions", "12 Positionen"]);
  // Where leveraged traders are, the exchange is there, too.
  const [english, german, note] = told(["lending"], 400);
  assert.deepEqual([english, german], ["the exchange sells what you hold", "die Börse verkauft, was du hältst"]);
  assert.match(note, /of all longs/);
});

test("a run that is ended while others still trade does not say that it stopped by itself", () => {
  const patch = { stopReason: "wavesReached", liquidatedCount: 0 };
  const cut = outcomeOf(patch, { others: [deal("optionDealers", { bought: 50e6 })] });
  const said = ["The run was ended there: others still trade", "Dort wurde der Lauf beendet: andere handeln noch"];
  for (const [at, text] of headline(cut).entries()) assert.ok(text.includes(said[at]), text);
  for (const [at, text] of both((words) => outcomeText(cut, words)).entries()) assert.ok(text.includes(said[at]), text);
  for (const others of [[deal("optionDealers", { bought: 50e6 })], [deal("arbitrage", { bought: 5e6 })]]) {
    const texts = both((words) => beatTexts({ ...outcomeOf(patch, { others }), leverage: "10x", depth: "" }, words).stops);
    for (const [at, text] of texts.entries()) {
      assert.ok(text.startsWith(said[at]), text);
      assert.doesNotMatch(text, /It stops|has not stopped|Es endet|nicht zu Ende/);
    }
  }
});

test("a run that an algorithm starts is told as one in which nothing happened outside, and as unfinished where it is", () => {
  const run = outcomeOf(
    { liquidatedCount: 0, shockRatio: 0, amplification: 1, stopReason: "durationReached" },
    { ticks: true, others: [deal("program", { sold: 40e6, leftToSell: 60e6 })], outsideFinalRatio: 0 },
  );
  const settled = { ...run, summary: { ...run.summary, stopReason: "settled" } };
  assert.deepEqual(headline(settled), [
    "Nothing happened outside, and still the price fell 11 %. Algorithms sold $40M: that did it. Nobody was forced. Not all is done: $60M (at the starting price) is still to be sold.",
    "Von außen geschah nichts, und doch fiel der Preis um 11 %. Algorithmen verkauften 40 Mio. $: das genügte. Gezwungen wurde niemand. Fertig ist es nicht: 60 Mio. $ (zum Startpreis) sind noch zu verkaufen.",
  ]);
  for (const [language, words] of LANGUAGES) {
    useLanguage(language);
    const beats = beatTexts({ ...settled, leverage: "", depth: "" }, words);
    assert.doesNotMatch(clean(beats.stops), /It stops when|Es endet, wenn/, "an order is not worked off");
    assert.match(clean(outcomeText(settled, words)), /still to be sold|noch zu verkaufen/);
    const { caption } = feedbackTexts({ outcome: settled, timeS: Array(9).fill(1), wave: Array(9).fill(1), parts: [] }, words);
    assert.match(clean(caption), /by time or volume|nach Zeit oder Volumen/);
    assert.match(clean(pictureLabel(settled, words)), /outside alone|allein von außen/);
  }
  useLanguage("en");
});

test("whose Feedback R it is, and no chain of forced waves where others trade between them", () => {
  const outcome = outcomeOf({}, { others: [deal("stops", { sold: 141e6 })] });
  const parts = [
    { kind: "traders", ratio: 0.76 },
    { kind: "optionDealers", ratio: -0.32 },
    { kind: "stops", ratio: 0.76 },
    { kind: "program", ratio: 0 },
  ];
  const [english, other] = both((words) => feedbackTexts({ outcome, timeS: [0, 0], wave: [0, 0], parts }, words).caption);
  assert.match(english, /There it was made of leveraged traders 0\.76, stop orders 0\.76 and option dealers -0\.32\./);
  assert.match(other, /Dort bestand sie aus: gehebelte Händler 0,76, Stop-Orders 0,76 und Optionshändler -0,32\./);
  assert.doesNotMatch(english, /wave forced|fed itself/);
});

test("what dealers and arbitrage made is in no sum", () => {
  const outcome = outcomeOf({}, { others: [deal("optionDealers", { sold: 210e6 })], paid: { dealers: -9.08e6, arbitrage: 1.45e6 } });
  const [bars, german_] = both((words) =>
    paidBars(outcome.paid, words)
      .map(({ label, amount, share }) => `${label} ${amount} ${share}`)
      .join("; "),
  );
  assert.match(bars, /Option dealers lost \$9\.08M 0; Arbitrage gained \$1\.45M 0$/);
  assert.match(german_, /Optionshändler 9,08 Mio. \$ verloren 0; Arbitrage 1,45 Mio. \$ gewonnen 0$/);
  assert.match(both((words) => paidNote(outcome, words))[0], /In no sum here\./);
  const payer = (words) => figures(outcome, words).find(({ key }) => key === "payer").note;
  assert.deepEqual(both(payer), ["their margin covered it, dealers lost $9.08M, arbitrage took in $1.45M", both(payer)[1]]);
});

const payerOf = (outcome) => (words) => {
  const { value, note } = figures(outcome, words).find(({ key }) => key === "payer");
  return `${value}: ${note}`;
};

test("who paid nothing is not named first where others lost", () => {
  const nobody = { total: 0, traders: 0 };
  const hedged = outcomeOf(
    { liquidatedCount: 8 },
    { others: [deal("optionAccounts", { sold: 53.2e6 })], writers: [8, 8], paid: { ...nobody, writers: -5.53e6 } },
  );
  assert.deepEqual(both(payerOf(hedged)), [
    "Option writers lost $5.53M: 8 of 8 option writers liquidated",
    "Optionsschreiber verloren 5,53 Mio. $: 8 von 8 Optionsschreibern liquidiert",
  ]);
  assert.match(both((words) => paidNote(hedged, words))[0], /^No leveraged position was closed by force\. Option writers: /);
  assert.equal(both((words) => paidCaption(hedged, words))[0], "Option writers lost $5.53M, 8 of 8 option writers liquidated.");
  assert.equal(both((words) => paidBars(hedged.paid, words)[0].label)[1], "Optionsschreiber");
  // Nothing is recorded of what accounts of brokers lost, but that nobody else had to pay.
  const brokers = outcomeOf({ liquidatedCount: 127 }, { others: [deal("brokers", { sold: 13e6 })], paid: nobody });
  assert.deepEqual(both(payerOf(brokers)), ["Margin accounts: their own money covered it", "Margin-Konten: ihr eigenes Geld reichte"]);
  for (const say of [paidNote, paidCaption]) {
    for (const text of both((words) => say(brokers, words))) assert.doesNotMatch(text, /^Nobody|^Niemand/, text);
  }
  const futures = outcomeOf({}, { others: [deal("futures", { sold: 13e6 })], paid: { total: 5e6, traders: 0, defaultFund: 4e6, badDebt: 1e6 } });
  assert.deepEqual(both(payerOf(futures))[0], "Default fund $4M: bad debt $1M, futures accounts with their own money");
  const indebted = outcomeOf(
    {},
    { others: [deal("optionAccounts", { bought: 1e6 })], writers: [1, 1], paid: { total: 2e6, traders: 0, fund: 2e6, writers: -9e6 } },
  );
  assert.deepEqual(both(payerOf(indebted)), ["Option writers lost $9M: fund $2M", "Optionsschreiber verloren 9 Mio. $: Fonds 2 Mio. $"]);
  const mixed = outcomeOf(
    {},
    { others: [deal("lending", { sold: 1e6 }), deal("optionDealers", { sold: 1 })], paid: { ...nobody, dealers: 3e6, lenders: -2e6 } },
  );
  assert.deepEqual(both(payerOf(mixed))[0], "Lenders lost $2M: dealers gained $3M");
  const lenders = outcomeOf({}, { others: [deal("lending", { sold: 1e6 })], paid: { ...nobody, lenders: -2e6 } });
  assert.deepEqual(both(payerOf(lenders)), ["Lenders lost $2M: debt that nothing secures", "Geldgeber verloren 2 Mio. $: Schuld, die nichts mehr sichert"]);
});

test("whoever is named first where no trader lost is explained in the glossary", () => {
  for (const key of ["writers", "dealers", "insurers", "funds", "arbitrage", "lenders", "liquidators"]) {
    const outcome = outcomeOf({ liquidatedCount: 0 }, { others: [deal("optionDealers", { sold: 1e6 })], paid: { total: 0, traders: 0, [key]: -1e6 } });
    const { means } = figures(outcome, strings).find((figure) => figure.key === "payer");
    for (const words of [strings, german]) assert.ok(means in words.glossary, `${key}: ${means}`);
  }
});

test("where options are bought back nobody is said not to be forced", () => {
  const others = [deal("optionDealers", { bought: 7e6 }), deal("optionAccounts")];
  const paid = { total: 0, traders: 0, dealers: 2e5, writers: -2.8e6 };
  const run = outcomeOf({ liquidatedCount: 0, shockRatio: 0.05, finalPrice: 105.7, peakPrice: 105.7 }, { isRise: true, others, writers: [8, 5], paid });
  assert.deepEqual(
    both((words) => outcomeText(run, words)),
    [
      "Price 105.7. Option dealers bought $7M. 5 of 8 option writers were liquidated.",
      "Preis 105,7. Optionshändler kauften 7 Mio. $. 5 von 8 Optionsschreibern wurden liquidiert.",
    ],
  );
  const texts = both((words) =>
    [
      pictureLabel(run, words),
      beatTexts({ ...run, leverage: "", depth: "" }, words).forced,
      ...figures(run, words).map(({ value, note }) => `${value} ${note}`),
      paidCaption(run, words),
    ].join("\n"),
  );
  for (const text of texts) assert.doesNotMatch(text, /[Nn]o position|[Kk]eine Position|Nobody|Niemand/, text);
  // Dealers alone, and nobody whose options were bought back.
  const free = outcomeOf({ liquidatedCount: 0 }, { others: [deal("optionDealers", { sold: 7e6 })], paid: { total: 0, traders: 0, dealers: -2e5 } });
  assert.match(both((words) => outcomeText(free, words))[0], /^No position closed by force/);
  assert.equal(both(payerOf(free))[0], "Dealers lost $200K: no position was closed");
});

/** Every text and function, with its path. */
function* paths(words, path = "") {
  for (const [key, value] of Object.entries(words)) {
    if (value !== null && typeof value === "object") yield* paths(value, `${path}${key}.`);
    else yield [path + key, value];
  }
}

test("both languages have the same words, and none is left in English", () => {
  const [english, other] = [othersStrings, othersGerman].map((words) => new Map(paths(words)));
  assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort());
  const same = [...english].filter(([key, text]) => typeof text === "string" && text.toLowerCase() === other.get(key).toLowerCase()).map(([key]) => key);
  assert.deepEqual(same, ["kinds.arbitrage", "paid.arbitrage"]);
  for (const [key, text] of english) assert.equal(typeof other.get(key), typeof text, key);
});

test("banks that fell are told by their names, and option writers by their number", () => {
  const told = (facts) => headline(outcomeOf({}, facts)).map((text) => text.split(/Forced selling did the rest\. ?|Der Rest war Zwangsverkauf\. ?/)[1]);
  const bank = (id, isInsolvent = true) => ({ id, isInsolvent });
  const others = [deal("banks", { sold: 0 })];
  assert.deepEqual(told({ others, banks: [bank("A")] }), ["Bank A fell: it owes more than it has.", "Bank A ist gefallen: sie schuldet mehr, als sie hat."]);
  assert.deepEqual(told({ others, banks: [bank("A"), bank("C", false), bank("B")] }), [
    "Banks A and B fell: they owe more than they have. Bank C had to sell all that it could.",
    "Die Banken A und B sind gefallen: sie schulden mehr, als sie haben. Bank C musste alles verkaufen, was sich verkaufen ließ.",
  ]);
  const five = ["A", "B", "C", "D", "E"].map((id) => bank(id, false));
  assert.deepEqual(told({ others, banks: five }), [
    "Banks A, B, C and 2 more had to sell all that they could.",
    "Die Banken A, B, C und 2 weitere mussten alles verkaufen, was sich verkaufen ließ.",
  ]);
  // Names are for people: a scenario may have none.
  assert.deepEqual(told({ others, banks: [bank("")] }), [
    "One bank fell: it owes more than it has.",
    "Eine Bank ist gefallen: sie schuldet mehr, als sie hat.",
  ]);
  assert.deepEqual(told({ others, banks: [bank(""), bank("")] })[0], "2 banks fell: they owe more than they have.");
  const writers = [deal("optionAccounts", { bought: 1e6 })];
  assert.deepEqual(told({ others: writers, writers: [8, 5] }), ["5 of 8 option writers were liquidated.", "5 von 8 Optionsschreibern wurden liquidiert."]);
  assert.deepEqual(told({ others: writers, writers: [8, 1] }), ["1 of 8 option writers was liquidated.", "1 von 8 Optionsschreibern wurde liquidiert."]);
  assert.deepEqual(told({ others: writers, writers: [1, 1] }), ["The option writer was liquidated.", "Der Optionsschreiber wurde liquidiert."]);
  assert.deepEqual(told({ others: writers, writers: [8, 0] }), ["", ""]);
  // Options that are bought back move no price, and whose they are was forced all the same.
  const bought = outcomeOf({ liquidatedCount: 0 }, { others: [deal("optionDealers", { sold: 50e6 }), deal("optionAccounts")], writers: [8, 5] });
  assert.deepEqual(headline(bought), [
    "A 5 % fall became 11 %. Option dealers sold $50M: that did the rest. 5 of 8 option writers were liquidated.",
    "Aus 5 % Minus wurden 11 %. Optionshändler verkauften 50 Mio. $: das war der Rest. 5 von 8 Optionsschreibern wurden liquidiert.",
  ]);
});
