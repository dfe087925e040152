import assert from "node:assert/strict";
import test from "node:test";
import { beatTexts } from "../../www/js/beats.js";
import { afterEnd, afterPress, betButton, betMove, betText, isOpen } from "../../www/js/bet.js";
import { numberOf, optionIndex, valueName } from "../../www/js/choices.js";
import { heightOf, priceAt } from "../../www/js/level-view.js";
import { breakingText, ownTexts } from "../../www/js/own-text.js";
import { figures } from "../../www/js/figures-text.js";
import { paidBars, paidNote } from "../../www/js/paid.js";
import { pictureLabel, sentence, plain as textOf } from "../../www/js/sentence.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { outcomeOf } from "./outcome.mjs";

const sentenceText = (phrase) => plain(textOf(phrase));
const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");

test("beats tell the numbers of the run", () => {
  const run = { ...outcomeOf({ liquidatedNotional: 20e6 }), leverage: "10x", depth: "$40M" };
  const said = (more = {}, words = strings) =>
    Object.fromEntries(Object.entries(beatTexts({ ...run, ...more }, words)).map(([beat, text]) => [beat, plain(text)]));
  const texts = said();
  assert.match(texts.forced, /falls 5 %/);
  assert.match(texts.moves, /^\$6M has.*from -5 % to -8 %\.$/);
  assert.match(texts.next, /Another \$4M is sold.*falls again, to -10 %/);
  assert.match(texts.stops, /\$20M was sold.*at -5 %; it stands at -11 %/);
  assert.match(said(outcomeOf({ shockRatio: 0.05, peakPrice: 112, troughPrice: 100 })).forced, /rises/);
  assert.match(
    said(outcomeOf({ stopReason: "durationReached" }, { waiting: 119e6 })).stops,
    /^It has not stopped: time is up, and \$119M \(at the starting price\) still waits\./,
  );
  assert.match(said(outcomeOf({}, { outsideWorstRatio: 0, outsideFinalRatio: 0 })).forced, /^Nothing happens outside/);
  const quiet = said(outcomeOf({ liquidatedCount: 0, troughPrice: 95, finalPrice: 95 }));
  assert.match(quiet.forced, /reaches nobody/);
  assert.equal(quiet.stops, "No forced trade, no chain. The price stands at -5 %. Borrow more and look again.");
  assert.doesNotMatch(said({ leverage: "" }).borrow, /typical|undefined/);
  for (const text of Object.values(quiet)) assert.doesNotMatch(text, /undefined|NaN/);
});

test("what somebody takes over is not told as sold in the market", () => {
  const part = (offBook, more = {}) => {
    const run = { ...outcomeOf({ liquidatedNotional: 20e6, ...more }), leverage: "", depth: "" };
    run.facts.story[2] = { ...run.facts.story[2], offBook, waiting: 2e6 };
    run.facts.story[3] = { ...run.facts.story[3], offBook };
    return [strings, german].map((words) => plain(beatTexts(run, words).moves));
  };
  const [some, einiges] = part(5e6);
  assert.equal(
    some,
    "$6M has to be sold at once, $5M of it taken over without a trade, and for the rest there are not enough buyers at this price. It goes from -5 % to -8 %.",
  );
  assert.match(
    einiges,
    /^\S+ müssen auf einmal verkauft werden, davon \S+ ohne Handel übernommen, und zu diesem Preis gibt es für den Rest nicht genug Käufer\./,
  );
  assert.equal(part(6e6)[0], "$6M is sold by force, all of it taken over without a trade. The price goes from -5 % to -8 %.");
  // A book that is empty takes a part of what had to be sold.
  const [dry, leer] = part(0, { stopReason: "bookExhausted" });
  assert.equal(dry, "More has to be sold than the order book takes: $6M is sold, $2M (at the starting price) waits. The price goes from -5 % to -8 %.");
  assert.match(leer, /^Es muss mehr verkauft werden, als das Orderbuch aufnimmt: \S+ werden verkauft, \S+ /);
});

test("orders with a limit are not said to trade at any price", () => {
  const run = (facts) => ({
    ...outcomeOf({ stopReason: "durationReached" }, { waiting: 2e6, hasLimit: true, ticks: true, ...facts }),
    leverage: "",
    depth: "",
  });
  const [stuck, going] = [{ lastClosedS: 27 }, { lastClosedS: 299 }].map((facts) => {
    const one = run(facts);
    one.facts.story[4] = { ...one.facts.story[4], timeS: 300 };
    return [strings, german].map((words) => beatTexts(one, words));
  });
  for (const [en, de] of [stuck, going]) {
    assert.match(en.forced, /sells what you hold, as far as the price is within its limit\.$/);
    assert.match(de.forced, /verkauft, was du hältst, soweit der Preis in ihrem Limit liegt\.$/);
  }
  assert.match(plain(stuck[0].stops), /^Nothing was closed after 27 s: \$2M \(at the starting price\) waits for a price within its limit\./);
  assert.match(plain(stuck[1].stops), /^Nach 27 s wurde nichts mehr geschlossen: /);
  assert.match(plain(going[0].stops), /^It has not stopped: time is up/);
});

test("where nobody has a position on the side of the story, no stripe is farther away, and more leverage does not help", () => {
  const quiet = (sidePositions) => {
    const run = { ...outcomeOf({ liquidatedCount: 0, troughPrice: 95, finalPrice: 95 }, { sidePositions }), leverage: "10x", depth: "" };
    return [strings, german].map((words) => beatTexts(run, words));
  };
  const [[none, keine], [there, da]] = [quiet(0), quiet(5)];
  assert.match(none.forced, /reaches nobody: nobody has bet against a fall, so there are no stripes on that side\.$/);
  assert.match(keine.forced, /erreicht niemanden: niemand hat gegen einen Fall gesetzt, also gibt es auf dieser Seite keine Streifen\.$/);
  assert.doesNotMatch(none.stops, /Borrow more/);
  assert.doesNotMatch(keine.stops, /Leih dir mehr/);
  assert.match(there.forced, /all the stripes are farther away/);
  assert.match(there.stops, /Borrow more/);
  assert.match(da.forced, /alle Streifen liegen weiter weg/);
});

test("a price that stays or comes back is not told as falling", () => {
  const part = (to, outside = -0.05) => {
    const run = { ...outcomeOf({ liquidatedNotional: 20e6 }), leverage: "10x", depth: "$40M" };
    run.facts.story[1] = { ...run.facts.story[1], ratio: -0.05 };
    run.facts.story[2] = { ...run.facts.story[2], ratio: to, outsideRatio: outside };
    return plain(beatTexts(run, strings).moves);
  };
  assert.equal(part(-0.0502), "$6M is sold by force, and the price stays at -5 %.");
  assert.equal(part(-0.04), "$6M is sold by force, and still the price goes back, from -5 % to -4 %.");
});

test("a price goes as what is traded pushes it, back only from where it had gone, and else against that", () => {
  /** Of a story that rises: the first part of it. */
  const part = ([from, to], { sold = 0, bought = 0 }, ticks = true) => {
    const run = { ...outcomeOf({ shockRatio: 0.25, peakPrice: 120, finalPrice: 110 }, { sold: 424e6, bought: 346e6 }), leverage: "", depth: "", ticks };
    const { story } = run.facts;
    story[1] = { ...story[1], ratio: from, sold: 0, bought: 0, outsideRatio: 0 };
    story[2] = { ...story[2], ratio: to, sold, bought, timeS: 11, outsideRatio: 0 };
    return [strings, german].map((words) => plain(beatTexts(run, words).moves));
  };
  const sold = { sold: 208e6 };
  const [en, de] = part([0, -0.088], sold);
  assert.equal(en, "$208M is sold by force within 11 s, and there are not enough buyers. The price goes from 0 % to -8.8 %.");
  assert.match(de, /es gibt nicht genug Käufer\. Der Preis geht von 0 % auf/);
  assert.match(part([0.1, 0.05], sold, false)[0], /^\$208M has to be sold at once, and there are not enough buyers/);
  assert.match(part([-0.1, -0.05], sold)[0], /, and still the price rises, from -10 % to -5 %\.$/);
  assert.match(part([-0.1, -0.05], sold)[1], /, und doch steigt der Preis, von -10 % auf -5 %\.$/);
  assert.match(part([0.1, 0.05], { bought: 1e8 })[0], /, and still the price goes back, from \+10 % to \+5 %\.$/);
  // Across the start it does not go back to it, and from there it does not go back at all.
  for (const way of [
    [0.1, -0.02],
    [0, -0.042],
  ])
    assert.match(part(way, { bought: 1e8 })[0], /, and still the price falls, from/);
  // Both push their own way.
  assert.match(part([0.1, 0.05], { sold: 2e8, bought: 1e8 })[0], /is closed by force within 11 s, and the price goes back, from/);
  assert.match(part([0.1, 0.15], { sold: 2e8, bought: 1e8 })[1], /, und der Preis steigt, von \+10 % auf \+15 %/);
});

test("where both sides are closed nothing is told of one alone", () => {
  const run = {
    ...outcomeOf({ shockRatio: 0.25, peakPrice: 120, finalPrice: 110, amplification: 0.8 }, { sold: 424e6, bought: 346e6 }),
    leverage: "10x",
    depth: "",
  };
  const [en, de] = [strings, german].map((words) => ({
    headline: sentenceText(sentence(run, words)),
    ...beatTexts(run, words),
    note: plain(figures(run, words)[0].note),
    label: pictureLabel(run, words),
  }));
  assert.match(en.headline, /^A 25 % rise became 20 %\. Forced trades went both ways\.$/);
  assert.match(de.headline, /^Aus 25 % Plus wurden 20 %\. Zwangsgeschäfte gab es in beide Richtungen\.$/);
  assert.match(en.borrow, /^You borrow to bet more than you have: a typical trader here holds 10x/);
  assert.match(de.borrow, /^Du leihst, um mehr zu setzen, als du hast: ein typischer Händler hält hier das 10-fache/);
  assert.match(en.forced, /the exchange closes what you hold/);
  assert.match(de.forced, /die Börse schließt, was du hältst/);
  assert.match(en.note, /without forced trades$/);
  assert.match(de.note, /ohne Zwangsgeschäfte$/);
  assert.match(en.label, /without forced trades it would be/);
  assert.match(de.label, /ohne Zwangsgeschäfte wären es/);
  const cascade = { ...run, summary: { ...run.summary, amplification: 2 } };
  assert.match(sentenceText(sentence(cascade, strings)), /Forced trades did the rest\.$/);
  assert.match(sentenceText(sentence(cascade, german)), /Der Rest waren Zwangsgeschäfte\.$/);
});

test("the side that is closed is told of, whichever way the story goes", () => {
  const run = (worstRow) => ({
    ...outcomeOf({ shockRatio: 0.25, peakPrice: 120, finalPrice: 110 }, { sold: 424e6, bought: 0, worstRow, deadAtStart: 0 }),
    leverage: "",
    depth: "",
  });
  const [after, before] = [run(1), run(9)].map((one) => [strings, german].map((words) => beatTexts(one, words)));
  assert.match(after[0].forced, /; on the way back longs are closed by force\.$/);
  assert.match(after[1].forced, /; auf dem Rückweg werden Longs zwangsweise geschlossen\.$/);
  assert.match(before[0].forced, /reaches no short on that side; longs are closed by force\.$/);
  assert.match(before[1].forced, /erreicht keine Shorts; Longs werden zwangsweise geschlossen\.$/);
  assert.match(before[0].borrow, /^You borrow to buy more than you can pay for\./);
  assert.match(before[1].borrow, /^Du leihst dir Geld, um mehr zu kaufen/);
  assert.match(plain(figures(run(9), strings)[0].note), /without forced selling$/);
});

test("a bet goes from the question to the answer and round again", () => {
  const bet = { isUp: false, move: 0.07, said: 0.09, went: 0.152, wentBefore: 0.152, leverage: "5x" };
  let phase = "asking";
  const seen = [];
  for (const step of [afterPress, afterEnd, afterPress, afterEnd, afterPress]) {
    seen.push([isOpen(phase), plain(betText({ ...bet, phase }, strings)), betButton(phase, bet.isUp, strings)]);
    phase = step(phase);
  }
  assert.equal(phase, "asking");
  assert.deepEqual(
    seen.map(([open]) => open),
    [false, true, false, true, false],
  );
  assert.equal(seen[0][1], "Your turn: how far will a 7 % fall go?");
  assert.equal(plain(betText({ ...bet, phase: "asking", isOther: true }, strings)), "Your turn, now at 5x leverage: how far will a 7 % fall go?");
  assert.equal(seen[2][1], "You said -9 %. It fell 15 %. Now halve the leverage.");
  assert.deepEqual(
    seen.map(([, , name]) => name),
    ["Let it fall", "Let it fall", "Halve the leverage", "Halve the leverage", "Bet again"],
  );
});

test("where shorts are squeezed the bet is on a rise", () => {
  const bet = { isUp: true, move: 0.07, said: 0.09, went: 0.2, wentBefore: 0.24, leverage: "5x" };
  const text = (phase) => plain(betText({ ...bet, phase }, strings));
  assert.equal(text("asking"), "Your turn: how far will a 7 % rise go?");
  assert.equal(text("told"), "You said +9 %. It rose 20 %. Now halve the leverage.");
  assert.equal(text("halved"), "At 5x it rose 20 % instead of 24 %. Same rise, same market, less borrowed.");
  assert.equal(betButton("asking", true, strings), "Let it rise");
});

test("nobody is asked for what stands on the page already", () => {
  assert.deepEqual([-0.05, 0.05, -0.07, 0.07, -0.072, 0, -0.1].map(betMove), [0.07, 0.07, 0.1, 0.1, 0.1, 0.07, 0.07]);
});

test("options are read by name, however it is written, and by number", () => {
  const control = { value: 0, options: [{ name: "all-at-once" }, { name: "slicesOverTime" }] };
  assert.equal(optionIndex(control, "slicesOverTime"), 1);
  assert.equal(optionIndex(control, "slices-over-time"), 1);
  assert.equal(optionIndex(control, 1), 1);
  for (const wrong of ["", "nothing", 2, -1, 0.5, NaN]) assert.equal(optionIndex(control, wrong), null);
  assert.equal(valueName(control, 1), "slicesOverTime");
  assert.equal(valueName({ value: 3 }, 3), 3);
  assert.equal(numberOf(control, "slicesOverTime"), 1);
  assert.equal(numberOf(control, "nothing"), 0);
  assert.equal(numberOf({ value: 7 }, undefined), 7);
});

const OWN = {
  margin: 1250,
  liquidationPrice: 91,
  triggeredAtRow: 1,
  liquidatedAtRow: 3,
  closedShare: 1,
  result: -1000,
  wave: 2,
  timeS: 0,
  fillPrice: 90.2,
  queueAhead: 1.18e6,
  loss: 1000,
  lossShareOfMargin: 1,
  survivingLeverage: 6.3,
  pnlIfSurvived: -500,
};
const texts = (own, run = { startPrice: 100, ticks: false }) => {
  const { verdict, rows } = ownTexts(own, run, strings);
  return [verdict, ...rows.map(({ label, value }) => `${label}: ${value}`)].map(plain);
};

test("your own position is told without its missing numbers", () => {
  assert.deepEqual(texts(OWN), [
    "You are closed by force in wave 2.",
    "Your liquidation price: 91 (-9 %)",
    "Closed at: 90.2 (-9.8 %)",
    "Units closed before you: 1.18M",
    "You lose: $1K (100 % of your own money)",
    "You would have survived with: 6.3x or less",
  ]);
  assert.equal(texts({ ...OWN, timeS: 4.2 }, { startPrice: 100, ticks: true })[0], "You are closed by force after 4.2 s.");
  const open = { ...OWN, triggeredAtRow: null, liquidatedAtRow: null, closedShare: 0, result: -500 };
  assert.deepEqual(texts(open), ["You survive.", "Your liquidation price: 91 (-9 %)", "Gain or loss at the end: -$500"]);
  const winner = { triggeredAtRow: null, liquidatedAtRow: null, liquidationPrice: null, closedShare: 0, result: 20, pnlIfSurvived: 20 };
  assert.deepEqual(texts(winner), ["You survive.", "Gain or loss at the end: +$20"]);
  // Nothing has no sign, and who is closed after the price came back has won.
  assert.equal(texts({ ...winner, result: 1e-9 })[1], "Gain or loss at the end: $0");
  assert.equal(texts({ ...OWN, loss: -380, lossShareOfMargin: -0.38 })[4], "You gain: $380 (38 % of your own money)");
  assert.equal(texts({ ...OWN, loss: -1e-9, lossShareOfMargin: -1e-12 })[4], "You lose: $0 (0 % of your own money)");
  // Where winners are closed early, nobody can promise this one.
  assert.match(texts(winner, { startPrice: 100, ticks: false, summary: { adlNotional: 5 } })[0], /may be one of them/);
});

test("whose liquidation price is reached does not survive: the order waits, or a part of it is closed", () => {
  const wiped = { ...OWN, liquidatedAtRow: null, fillPrice: null, closedShare: 0, result: -1250, pnlIfSurvived: -2110 };
  assert.deepEqual(texts(wiped), [
    "Your own money is used up, but nobody has closed you by the end.",
    "Your liquidation price: 91 (-9 %)",
    "Gain or loss at the end: -$1.25K",
  ]);
  // Funding may take it before any price does.
  assert.equal(texts({ ...wiped, triggeredAtRow: null })[0], "Your own money is used up, but nobody has closed you by the end.");
  const waits = { ...wiped, result: -1000, pnlIfSurvived: -1000 };
  assert.deepEqual(texts(waits), [
    "Your liquidation price is reached, but nobody has closed you by the end.",
    "Your liquidation price: 91 (-9 %)",
    "Gain or loss at the end: -$1K",
  ]);
  assert.deepEqual(texts({ ...waits, fillPrice: 90.2, closedShare: 0.4, result: -600 }), [
    "40 % of your position is closed by force.",
    "Your liquidation price: 91 (-9 %)",
    "Closed at: 90.2 (-9.8 %)",
    "Gain or loss at the end: -$600",
  ]);
});

const BROKEN = { state: "found", nowRatio: -0.05, tinyRatio: -0.001, breakingPoint: null, widest: null, doubled: [], triedEvery: null };
const cliffAt = (shockRatio) => ({ shockRatio, kind: "cliff", beforeRatio: shockRatio, afterRatio: 3 * shockRatio });
const breaking = (found, { amplification } = { amplification: 1.2 }, words = strings) => {
  const search = { ...BROKEN, ...found };
  const moves = { outsideWorstRatio: search.nowRatio, worstRatio: amplification * search.nowRatio };
  return plain(breakingText(search, outcomeOf({ amplification }, moves), words));
};

test("the breaking point is ahead, past, here or nowhere", () => {
  const doubled = [{ fromRatio: -0.056, toRatio: -0.4, isOpen: true }];
  const at = { breakingPoint: cliffAt(-0.056), doubled };
  assert.equal(
    breaking(at),
    "It breaks at a fall of 5.6 %. From a fall of 5.6 % on, forced selling more than doubles it. This one is 0.6 points short of 5.6 %.",
  );
  assert.match(breaking({ ...at, nowRatio: -0.07 }, { amplification: 3 }), /This one is 1\.4 points past 5\.6 %, and more than doubled\.$/);
  assert.match(breaking({ ...at, nowRatio: -0.066 }, { amplification: 3 }), /This one is 1 point past 5\.6 %, and more than doubled\.$/);
  assert.match(breaking({ ...at, nowRatio: -0.0562 }, { amplification: 3 }), /This one is right there\.$/);
  // Nobody is told that little happens where much did.
  assert.match(breaking(at, { amplification: 1.8 }), /This one is 0\.6 points short of 5\.6 %, and forced selling makes much of it already\.$/);
  assert.match(breaking({}), /^No breaking point in reach: no fall makes the price jump/);
  assert.equal(breakingText(null, outcomeOf(), strings), "");
  assert.match(breakingText({ state: "searching", share: 0.34 }, outcomeOf(), strings), /34\s%/);
  for (const state of ["none", "leftOut"]) assert.ok(breakingText({ state }, outcomeOf(), strings).length > 20);
});

test("where larger shocks are not doubled an interval is told, and where this one stands to it", () => {
  const match = { breakingPoint: { shockRatio: -0.005, kind: "slope" }, doubled: [{ fromRatio: -0.005, toRatio: -0.099, isOpen: false }] };
  assert.equal(
    breaking({ ...match, nowRatio: -0.2 }, { amplification: 1.5 }),
    "Between a fall of 0.5 % and one of 9.9 %, forced selling more than doubles it. This one is not among them.",
  );
  assert.equal(
    breaking({ ...match, nowRatio: -0.05 }, { amplification: 2.6 }),
    "Between a fall of 0.5 % and one of 9.9 %, forced selling more than doubles it. This one is among them.",
  );
  assert.match(plain(breakingText({ ...BROKEN, ...match }, outcomeOf(), german)), /^Zwischen 0[.,]5 % und 9[.,]9 % Minus/);
  const twice = {
    breakingPoint: { shockRatio: -0.005, kind: "slope" },
    doubled: [
      { fromRatio: -0.005, toRatio: -0.01, isOpen: false },
      { fromRatio: -0.04, toRatio: -0.4, isOpen: true },
    ],
  };
  assert.match(
    breaking({ ...twice, nowRatio: -0.02 }),
    /^Forced selling more than doubles falls between 0\.5 % and 1 % and from 4 % on\. This one is not among them\.$/,
  );
});

test("the first place is told, the widest jump besides, and of any shock only what holds for this one", () => {
  const found = { breakingPoint: cliffAt(-0.015), widest: cliffAt(-0.039), doubled: [] };
  assert.equal(breaking(found), "It breaks at a fall of 1.5 %. This one is 3.5 points past 1.5 %. The widest jump comes at a fall of 3.9 %.");
  const any = { breakingPoint: cliffAt(-1e-4), doubled: [{ fromRatio: -1e-4, toRatio: -0.4, isOpen: true }] };
  assert.equal(breaking(any, { amplification: 9 }), "Any fall, however small, sets it off.");
  assert.equal(breaking({ ...any, tinyRatio: -0.09 }, { amplification: 2.2 }), "Any fall, however small, sets it off: one of 0.1 % already becomes 9 %.");
  const closed = { breakingPoint: cliffAt(-1e-4), doubled: [{ fromRatio: -1e-4, toRatio: -0.01, isOpen: false }] };
  assert.match(breaking(closed, { amplification: 1.01 }), /Up to a fall of 1 %, forced selling more than doubles it\. This one is not among them\.$/);
});

test("who paid: no bar for nothing, each begins where the one before ended", () => {
  const none = { total: 0, traders: 0, fund: 0, vault: 0, socialised: 0, badDebt: 0, fees: 0, fundGain: 0, vaultGain: 0, closedEarly: 0 };
  const paid = { ...none, total: 40e6, traders: 20e6, fund: 10e6, vault: 5e6, badDebt: 5e6, fees: 0.001 };
  const bars = paidBars(paid, strings);
  assert.deepEqual(
    bars.map(({ key, from, share }) => [key, from, share]),
    [
      ["total", 0, 1],
      ["traders", 0, 0.5],
      ["fund", 0.5, 0.25],
      ["vault", 0.75, 0.125],
      ["badDebt", 0.875, 0.125],
    ],
  );
  assert.equal(paidNote({ ...outcomeOf(), paid }, strings), "");
  const gained = { ...none, total: 20e6, traders: 20e6, fundGain: 1e6 };
  assert.deepEqual(
    paidBars(gained, strings).map(({ key }) => key),
    ["traders"],
  );
  assert.match(paidNote({ ...outcomeOf(), paid: gained }, strings), /covered everything.*gained \$1M/);
  assert.match(paidNote({ ...outcomeOf(), paid: { ...gained, closedEarly: 210e6 } }, strings), /worth \$210M were closed early/);
  assert.match(paidNote({ ...outcomeOf(), paid: none }, strings), /^Nobody/);
});

test("heights and prices are each other's inverse, and lines stay in the plot", () => {
  const scale = { plot: { left: 0, top: 10, axis: 100, bottom: 110, floor: 130 }, high: { price: 100, yCss: 11 }, low: { price: 80, yCss: 109 } };
  assert.equal(heightOf(scale, 90), 60);
  assert.equal(priceAt(scale, 60), 90);
  assert.equal(heightOf(scale, 10), 109);
  assert.equal(heightOf(scale, 500), 10);
});
