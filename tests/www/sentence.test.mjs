import assert from "node:assert/strict";
import test from "node:test";
import { article, figures, pictureLabel, plain, playheadText, readoutTexts, noteText, sentence } from "../../www/js/sentence.js";
import { strings } from "../../www/js/strings.js";

const SUMMARY = {
  finalPrice: 89, troughPrice: 89, peakPrice: 100, drawdownRatio: 0.11, direction: -1, shockRatio: -0.05, amplification: 2.2,
  overshootAmplification: 3, waves: 27, liquidatedCount: 3412, liquidatedQuantity: 3.1e6, liquidatedNotional: 290e6,
  liquidatedShare: 0.3, peakBranchingRatio: 1.2, timeToTroughS: 0, timeTo90PctS: 0, peakLiquidationPerMinute: 0,
  reboundRatio: 0, traderLoss: 45e6, insuranceFundChange: 0, adlNotional: 0, socialisedLoss: 0, badDebt: 0, stopReason: "settled",
};
const outcome = (patch = {}, rest = {}) => ({
  startPrice: 100, ticks: false, summary: { ...SUMMARY, ...patch }, chain: { ratio: 0.654, wave: 2 }, ...rest,
});
const say = (patch) => plain(sentence(outcome(patch), strings)).replaceAll("\u00a0", " ");

test("the sentence says what happened", () => {
  assert.equal(say({}), "A 5 % fall became 11 %. Forced selling did the rest.");
  assert.equal(
    say({ direction: 1, shockRatio: 0.05, peakPrice: 112, troughPrice: 100, finalPrice: 112 }),
    "A 5 % rise became 12 %. Forced buying did the rest.",
  );
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

test("eight, eleven and eighteen start with a vowel", () => {
  for (const [spoken, word] of [["8 %", "An"], ["8.5 %", "An"], ["80 %", "An"], ["11 %", "An"], ["18 %", "An"], ["1.1 %", "A"], ["110 %", "A"], ["5 %", "A"]]) {
    assert.equal(article(spoken), word, spoken);
  }
});

test("the worst point is what the sentence is about, the final price stands below", () => {
  const rows = figures(outcome({ finalPrice: 93, troughPrice: 89 }), strings);
  assert.deepEqual(rows.map(({ key }) => key), ["final", "worst", "forced", "chain", "time", "payer"]);
  assert.match(rows[0].value, /^\u22127/);
  assert.match(rows[1].value, /^\u221211/);
  assert.equal(rows[1].note, "6 points by forced selling");
  assert.match(rows[2].note, /^30\s% of all longs$/u);
});

test("who paid follows the money", () => {
  const payer = (patch) => figures(outcome(patch), strings).find(({ key }) => key === "payer");
  assert.equal(payer({ liquidatedCount: 0 }).value, "Nobody");
  assert.equal(payer({}).value, "Traders $45M");
  assert.equal(payer({}).note, "their margin covered it");
  assert.equal(payer({ insuranceFundChange: 3e5 }).note, "fund gained $300K");
  assert.equal(payer({ insuranceFundChange: -5 }).note, "fund $5");
  assert.equal(payer({ badDebt: 8 }).note, "bad debt $8");
  assert.equal(payer({ insuranceFundChange: 3, badDebt: 8 }).note, "bad debt $8, fund gained $3");
  assert.equal(payer({ insuranceFundChange: -2.96e6, badDebt: 3.94e6 }).note, "fund $2.96M, bad debt $3.94M");
});

test("the chain ratio is said in dollars, and only of two waves", () => {
  const chain = (rest) => figures(outcome({}, rest), strings).find(({ key }) => key === "chain");
  const pair = chain({});
  assert.equal(`${pair.label} ${pair.value}`, "Each forced $1 triggers $0.65 more");
  assert.equal(pair.note, "wave 2 over wave 1; Feedback\u00a0R peak 1.20");
  const blind = figures(outcome({ peakBranchingRatio: 0.001 }), strings).find(({ key }) => key === "chain");
  assert.equal(blind.note, "wave 2 over wave 1");
  const alone = chain({ chain: null });
  assert.equal(`${alone.label} ${alone.value}`, "Feedback R, peak 1.20");
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
    row: 4, wave: 3, timeS: 0, price: 91.4, counterfactualPrice: 95, pointerPrice: 88.2,
    waitingLong: 12.34e6, waitingShort: 0, bandRatio: 0.005,
  };
  const run = { waves: 27, ticks: false };
  assert.deepEqual(readoutTexts(under, true, run, strings), {
    where: "Wave 3 of 27, price 91.4", waiting: "Waiting within 0.5\u00a0% of 88.2: longs $12.3M, shorts $0",
  });
  assert.equal(readoutTexts(under, false, run, strings).waiting, "");
});

test("what an address asked for in vain is explained", () => {
  const control = (name) => (name === "leverage" ? { label: "Leverage", text: (value) => `${value}x` } : undefined);
  assert.equal(
    noteText({ kind: "clamped", name: "leverage", given: "900", used: 125 }, control, strings),
    "Leverage 900x is out of range; 125x is used.",
  );
  for (const kind of ["unreadable", "ignored", "unknownPreset", "fileMissing", "capped"]) {
    assert.ok(noteText({ kind, name: "foo", given: "x", used: 3 }, control, strings).length > 10, kind);
  }
});
