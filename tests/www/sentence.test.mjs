import assert from "node:assert/strict";
import test from "node:test";
import { figures } from "../../www/js/figures-text.js";
import { article, outcomeText, pictureLabel, plain, playheadText, readoutTexts, sentence } from "../../www/js/sentence.js";
import { outcomeOf } from "./outcome.mjs";
import { noteText as textOf } from "../../www/js/link-notes.js";
import { linkStrings } from "../../www/js/link-strings.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";

const outcome = outcomeOf;
const say = (patch) => plain(sentence(outcome(patch), strings)).replaceAll("\u00a0", " ");

test("the sentence says what happened", () => {
  assert.equal(say({}), "A 5 % fall became 11 %. Forced selling did the rest.");
  assert.equal(say({ shockRatio: 0.05, peakPrice: 112, troughPrice: 100, finalPrice: 112 }), "A 5 % rise became 12 %. Forced buying did the rest.");
  assert.equal(
    say({ finalPrice: 95, troughPrice: 95, amplification: 1, liquidatedCount: 0, stopReason: "noTrigger" }),
    "A 5 % fall stayed 5 %. Nobody was forced to sell.",
  );
  assert.equal(
    say({ finalPrice: 94.98, troughPrice: 94.98, amplification: 1.004, liquidatedCount: 3 }),
    "A 5 % fall stayed 5 %. The market took the forced sales.",
  );
  assert.equal(
    say({ finalPrice: 94.8, troughPrice: 94.8, amplification: 1.04, liquidatedCount: 30 }),
    "A 5 % fall became 5.2 %. The market took the forced sales.",
  );
  assert.equal(say({ troughPrice: 40, stopReason: "everyoneLiquidated" }), "A 5 % fall became 60 %. Every leveraged long is gone.");
  assert.equal(say({ troughPrice: 40, stopReason: "bookExhausted" }), "A 5 % fall became 60 %. The order book ran dry.");
  assert.equal(say({ shockRatio: 0, liquidatedCount: 0 }), "No shock, no cascade.");
  assert.equal(say({ shockRatio: -0.08, amplification: 1.5 }), "An 8 % fall became 11 %. Forced selling did the rest.");
});

test("German says of a shock that stayed what it was that it stayed at that", () => {
  const told = (patch) => plain(sentence(outcome(patch), german)).replaceAll("\u00a0", " ");
  assert.equal(
    told({ finalPrice: 95, troughPrice: 95, amplification: 1, liquidatedCount: 0, stopReason: "noTrigger" }),
    "Es blieb bei 5 % Minus. Niemand musste verkaufen.",
  );
});

test("both sides of the headline have the same decimals, and nothing is told as nought", () => {
  const near = (shock, worst, rest = {}) =>
    say({ shockRatio: shock, troughPrice: 100 * (1 + worst), finalPrice: 100 * (1 + worst), amplification: worst / shock, ...rest });
  assert.equal(near(-0.124, -0.1247), "A 12.4 % fall became 12.5 %. The market took the forced sales.");
  assert.equal(near(-0.124, -0.124, { liquidatedCount: 0 }), "A 12.4 % fall stayed 12.4 %. Nobody was forced to sell.");
  assert.equal(near(-0.12, -0.123), "A 12 % fall became 12.3 %. The market took the forced sales.");
  assert.equal(near(-0.0004, -0.0004, { liquidatedCount: 0 }), "A 0.04 % fall stayed 0.04 %. Nobody was forced to sell.");
  // What is set is told as it was set, and nothing is rounded to another move.
  assert.equal(near(-0.0005, -0.0005, { liquidatedCount: 0 }), "A 0.05 % fall stayed 0.05 %. Nobody was forced to sell.");
  assert.equal(near(-0.0005, -0.0007), "A 0.05 % fall became 0.07 %. Forced selling did the rest.");
  assert.equal(near(-0.0005, -0.4387), "A 0.05 % fall became 43.9 %. Forced selling did the rest.");
  assert.equal(near(-0.0025, -0.0025, { liquidatedCount: 0 }), "A 0.25 % fall stayed 0.25 %. Nobody was forced to sell.");
  assert.equal(near(-0.0525, -0.1387), "A 5.25 % fall became 13.9 %. Forced selling did the rest.");
  assert.equal(near(-0.1225, -0.1229), "A 12.25 % fall became 12.29 %. The market took the forced sales.");
  // Of a price something is left.
  assert.equal(near(-0.3, -0.998), "A 30 % fall became 99.8 %. Forced selling did the rest.");
  assert.equal(near(-0.3, -0.99996), "A 30 % fall became 99.996 %. Forced selling did the rest.");
  assert.equal(near(-0.052187, -0.0724), "A 5.2 % fall became 7.2 %. Forced selling did the rest.");
});

test("every reason to stop is told, whatever the market made of it", () => {
  const stopped = (stopReason, patch = {}, rest = {}) => plain(sentence(outcome({ stopReason, ...patch }, rest), strings)).replaceAll("\u00a0", " ");
  assert.equal(stopped("durationReached", {}, { waiting: 119e6 }), "A 5 % fall became 11 %. Time is up, and $119M (at the starting price) still waits.");
  assert.equal(
    stopped("durationReached", { liquidatedCount: 0, troughPrice: 95 }, { waiting: 119e6 }),
    "A 5 % fall stayed 5 %. Time is up, and $119M (at the starting price) still waits.",
  );
  assert.equal(
    stopped("bookExhausted", { amplification: 1.05, troughPrice: 94.7 }, { waiting: 2e6 }),
    "A 5 % fall became 5.3 %. The order book ran dry; $2M (at the starting price) still waits.",
  );
  assert.equal(stopped("everyoneLiquidated", { amplification: 1.05, troughPrice: 94.7 }), "A 5 % fall became 5.3 %. Every leveraged long is gone.");
  assert.match(
    outcomeText(outcome({ stopReason: "durationReached" }, { waiting: 119e6 }), strings),
    /Time is up, and \$119M \(at the starting price\) still waits\.$/,
  );
  assert.match(
    plain(sentence(outcome({ stopReason: "durationReached" }, { waiting: 119e6 }), german)),
    /Die Zeit ist um, und (?:119\sMio\.\s\$|\$119M) \(zum Startpreis\) warten noch/,
  );
});

test("what nothing outside explains is told as home-made, and a path that came back as that", () => {
  const home = (troughPrice, peakPrice, rest = {}) =>
    plain(
      sentence(
        outcome({ troughPrice, peakPrice, finalPrice: troughPrice < 100 ? troughPrice : peakPrice }, { outsideWorstRatio: 0, outsideFinalRatio: 0, ...rest }),
        strings,
      ),
    ).replaceAll("\u00a0", " ");
  assert.equal(home(93, 100), "Nothing happened outside, and still the price fell 7 %. Forced selling did the rest.");
  assert.equal(home(100, 104, { isRise: true }), "Nothing happened outside, and still the price rose 4 %. Forced buying did the rest.");
  const back = outcome({ troughPrice: 85.7, finalPrice: 88, amplification: 2.3 }, { outsideWorstRatio: -0.062, outsideFinalRatio: -0.02 });
  assert.equal(
    plain(sentence(back, strings)).replaceAll("\u00a0", " "),
    "A 6.2 % fall became 14.3 %. Forced selling did the rest. Outside it came back to −2 %.",
  );
  const [final, worst] = figures(back, strings);
  assert.equal(final.note.replaceAll("\u00a0", " "), "−2 % without forced selling");
  assert.equal(worst.note.replaceAll("\u00a0", " "), "8.1 points beyond −6.2 % outside");
});

test("a shock is not praised for what next to nothing would have done", () => {
  const breaking = { tiny: 0.44 };
  assert.equal(
    plain(sentence(outcome({ troughPrice: 53, amplification: 9 }), strings, breaking)).replaceAll("\u00a0", " "),
    "A 5 % fall became 47 %. A 0.1 % fall becomes 44 % here.",
  );
  assert.match(plain(sentence(outcome({ troughPrice: 53, amplification: 9 }), strings, { tiny: null })), /Forced selling did the rest/);
});

test("eight, eleven and eighteen start with a vowel", () => {
  for (const [spoken, word] of [
    ["8 %", "An"],
    ["8.5 %", "An"],
    ["80 %", "An"],
    ["11 %", "An"],
    ["18 %", "An"],
    ["1.1 %", "A"],
    ["110 %", "A"],
    ["5 %", "A"],
  ]) {
    assert.equal(article(spoken), word, spoken);
  }
});

test("the worst point is what the sentence is about, the final price stands below", () => {
  const rows = figures(outcome({ finalPrice: 93, troughPrice: 89 }), strings);
  assert.deepEqual(
    rows.map(({ key }) => key),
    ["final", "worst", "forced", "chain", "time", "payer"],
  );
  assert.match(rows[0].value, /^\u22127/);
  assert.match(rows[1].value, /^\u221211/);
  assert.equal(rows[1].note, "6 points by forced selling");
  assert.match(rows[2].note, /^30\s% of all longs$/u);
});

test("who paid follows the money, the vault's too", () => {
  const payer = (paid, patch = {}) => figures(outcome(patch, { paid }), strings).find(({ key }) => key === "payer");
  assert.equal(payer({ total: 0, traders: 0 }, { liquidatedCount: 0 }).value, "Nobody");
  assert.equal(payer({}).value, "Traders $45M");
  assert.equal(payer({}).note, "their margin covered it");
  assert.equal(payer({ fundGain: 3e5 }).note, "fund gained $300K");
  assert.equal(payer({ total: 45e6 + 5, fund: 5 }).note, "fund $5");
  assert.equal(payer({ total: 48e6, vault: 3e6, closedEarly: 50e6 }).note, "vault $3M, $50M of winners closed early");
  assert.equal(payer({ vaultGain: 7e5 }).note, "vault gained $700K");
  assert.equal(payer({ total: 45e6 + 8, badDebt: 8, fundGain: 3 }).note, "bad debt $8, fund gained $3");
  assert.equal(payer({ total: 51.9e6, fund: 2.96e6, badDebt: 3.94e6 }).note, "fund $2.96M, bad debt $3.94M");
});

test("the chain ratio is said in dollars, and only of two waves", () => {
  const chain = (patch, rest) => figures(outcome(patch, rest), strings).find(({ key }) => key === "chain");
  const pair = chain({});
  assert.equal(`${pair.label} ${pair.value}`, "Each forced $1 triggers $0.65 more");
  assert.equal(pair.note, "wave 2 over wave 1; Feedback\u00a0R peak 1.20");
  const sparse = { feedback: { peakRow: 1, peak: 27, last: 27, lastAboveRow: 4, isAlwaysAbove: false, isDense: false } };
  assert.equal(chain({}, sparse).note, "wave 2 over wave 1");
  const alone = chain({}, { ticks: true });
  assert.equal(`${alone.label} ${alone.value}`, "Feedback R, peak 1.20");
  assert.equal(chain({}, { ticks: true, ...sparse }).value, "–");
  assert.deepEqual([chain({ liquidatedCount: 0 }).value, chain({ liquidatedCount: 0 }).note], ["–", "no position was closed"]);
});

test("a rise buys", () => {
  const rows = figures(outcome({ shockRatio: 0.05, peakPrice: 112, troughPrice: 100, timeTo90PctS: 5 }, { ticks: true }), strings);
  assert.equal(rows[1].label, "Highest point");
  assert.equal(rows[2].label, "Forced purchases");
  assert.equal(rows[4].note.replaceAll("\u00a0", " "), "90 % of the buying after 5 s");
  assert.doesNotMatch(JSON.stringify(rows), /selling|sales/);
  const both = figures(outcome({}, { sold: 2e6, bought: 1e6 }), strings);
  assert.deepEqual([both[2].label, both[2].note], ["Forced trades", "$2M sold, $1M bought"]);
});

test("a run in seconds tells its time", () => {
  const [, , , , time] = figures(outcome({ timeToTroughS: 84, timeTo90PctS: 61 }, { ticks: true }), strings);
  assert.match(time.value, /^84/);
  assert.match(time.note, /61/);
});

test("the canvas and the Timeline have words for what they show", () => {
  assert.match(pictureLabel(outcome(), strings), /From 100 to 89 .*3,412 positions/);
  assert.match(pictureLabel(outcome({ liquidatedCount: 0 }), strings), /No position/);
  const run = { waves: 27, ticks: false };
  assert.equal(playheadText({ row: 4, wave: 3, timeS: 0, price: 91.4 }, run, strings), "Wave 3 of 27, price 91.4");
  assert.equal(playheadText({ row: 3.5, wave: 3, timeS: 0, price: 92 }, run, strings), "Wave 3 of 27");
  assert.equal(playheadText({ row: 0, wave: 0, timeS: 0, price: 100 }, run, strings), "Before the shock, price 100");
  assert.equal(playheadText({ row: 1, wave: 0, timeS: 0, price: 95 }, run, strings), "After the shock, price 95");
  assert.match(playheadText({ row: 9, wave: 5, timeS: 8, price: 95 }, { waves: 7, ticks: true }, strings), /^8\ss in, price 95$/);
});

test("a read-out names its row and what waits at that height", () => {
  const under = {
    row: 4,
    wave: 3,
    timeS: 0,
    price: 91.4,
    counterfactualPrice: 95,
    pointerPrice: 88.2,
    waitingLong: 12.34e6,
    waitingShort: 0,
    bandRatio: 0.005,
  };
  const run = { waves: 27, ticks: false };
  assert.deepEqual(readoutTexts(under, true, run, strings), {
    where: "Wave 3 of 27, price 91.4",
    waiting: "Waiting within 0.5\u00a0% of 88.2: longs $12.3M, shorts $0",
  });
  assert.equal(readoutTexts(under, false, run, strings).waiting, "");
});

test("what an address asked for in vain is explained", () => {
  const noteText = (note, control) => textOf(note, control, linkStrings, strings.notes);
  const control = (name) => (name === "leverage" ? { label: "Leverage", text: (value) => `${value}x`, allowed: "1x to 125x" } : undefined);
  assert.equal(noteText({ kind: "clamped", name: "leverage", given: "900", used: 125 }, control), "Leverage 900x is out of range (1x to 125x); 125x is used.");
  assert.equal(
    noteText({ kind: "clamped", name: "leverage", given: "900", used: 125, isPinned: true }, control),
    "Of the run to compare with: Leverage 900x is out of range (1x to 125x); 125x is used.",
  );
  assert.equal(
    noteText({ kind: "unreadable", name: "at", given: "-3", allowed: "a row" }, control),
    `The link's at "-3" cannot be read and was left out (allowed: a row).`,
  );
  for (const kind of ["unreadable", "ignored", "unknownPreset", "unknownPinned", "noClock", "fileMissing", "capped"]) {
    assert.ok(noteText({ kind, name: "foo", given: "x", used: 3 }, control).length > 10, kind);
  }
});
