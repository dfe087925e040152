import assert from "node:assert/strict";
import test from "node:test";
import { beatTexts, storyOf } from "../../www/js/beats.js";
import { afterEnd, afterPress, betButton, betMove, betText, isOpen } from "../../www/js/bet.js";
import { numberOf, optionIndex, valueName } from "../../www/js/choices.js";
import { heightOf, priceAt } from "../../www/js/level-view.js";
import { breakingText, ownTexts } from "../../www/js/own-text.js";
import { paidBars, paidNote } from "../../www/js/paid.js";
import { strings } from "../../www/js/strings.js";

const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");

test("a story stands at the start, the shock, the first two sales and the end", () => {
  const story = storyOf([100, 95, 92, 90, 89, 89], [0, 0, 10, 16, 19, 19], false);
  assert.deepEqual(story, { rows: [0, 1, 2, 3, 5], prices: [100, 95, 92, 90, 89], sold: [0, 0, 10, 16, 19] });
  // Under a clock the first sales come when they come, and half of all is sold at row 5.
  assert.deepEqual(storyOf([100, 97, 95, 94, 93, 92, 91, 90], [0, 0, 0, 1, 3, 6, 8, 10], true).rows, [0, 2, 3, 5, 7]);
  // Nobody is sold out, one row only, one wave only.
  assert.deepEqual(storyOf([100, 95], [0, 0], false).rows, [0, 1, 1, 1, 1]);
  assert.deepEqual(storyOf([100], [0], false).rows, [0, 0, 0, 0, 0]);
  assert.deepEqual(storyOf([100, 95, 94], [0, 0, 5], false).rows, [0, 1, 2, 2, 2]);
});

test("beats tell the numbers of the run", () => {
  const story = storyOf([100, 95, 92, 90, 89], [0, 0, 10e6, 16e6, 19e6], false);
  const run = { story, startPrice: 100, summary: { direction: -1, shockRatio: -0.05, stopReason: "settled", finalPrice: 89 }, leverage: "10x", depth: "$40M" };
  const texts = beatTexts(run, strings);
  assert.match(plain(texts.forced), /falls 5 %/);
  assert.match(plain(texts.moves), /^\$10M has.*from -5 % to -8 %\.$/);
  assert.match(plain(texts.next), /Another \$6M/);
  assert.match(plain(texts.stops), /\$19M.*at -5 %; it stands at -11 %/);
  assert.match(beatTexts({ ...run, summary: { ...run.summary, direction: 1, shockRatio: 0.05 } }, strings).forced, /rises/);
  const quiet = beatTexts({ ...run, story: storyOf([100, 95], [0, 0], false) }, strings);
  assert.match(quiet.forced, /reaches nobody/);
  for (const text of Object.values(quiet)) assert.doesNotMatch(text, /undefined|NaN/);
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
  assert.deepEqual(seen.map(([open]) => open), [false, true, false, true, false]);
  assert.equal(seen[0][1], "Your turn: how far will a 7 % fall go?");
  assert.equal(plain(betText({ ...bet, phase: "asking", isOther: true }, strings)), "Your turn, now at 5x leverage: how far will a 7 % fall go?");
  assert.equal(seen[2][1], "You said -9 %. It fell -15 %. Now halve the leverage.");
  assert.deepEqual(seen.map(([, , name]) => name), ["Let it fall", "Let it fall", "Halve the leverage", "Halve the leverage", "Bet again"]);
});

test("where shorts are squeezed the bet is on a rise", () => {
  const bet = { isUp: true, move: 0.07, said: 0.09, went: 0.2, wentBefore: 0.24, leverage: "5x" };
  const text = (phase) => plain(betText({ ...bet, phase }, strings));
  assert.equal(text("asking"), "Your turn: how far will a 7 % rise go?");
  assert.equal(text("told"), "You said +9 %. It rose +20 %. Now halve the leverage.");
  assert.equal(text("halved"), "At 5x it rose +20 % instead of +24 %. Same rise, same market, less borrowed.");
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

const OWN = { liquidationPrice: 91, liquidatedAtRow: 3, wave: 2, timeS: 0, fillPrice: 90.2, queueAhead: 1.18e6, loss: 1000, lossShareOfMargin: 1, survivingLeverage: 6.3, pnlIfSurvived: -500 };
const texts = (own, run = { startPrice: 100, ticks: false }) => {
  const { verdict, rows } = ownTexts(own, run, strings);
  return [verdict, ...rows.map(({ label, value }) => `${label}: ${value}`)].map(plain);
};

test("your own position is told without its missing numbers", () => {
  assert.deepEqual(texts(OWN), [
    "You are closed by force in wave 2.", "Your liquidation price: 91 (-9 %)", "Closed at: 90.2 (-9.8 %)", "Units closed before you: 1.18M",
    "You lose: $1K (100 % of your own money)", "You would have survived with: 6.3x or less",
  ]);
  assert.equal(texts({ ...OWN, timeS: 4.2 }, { startPrice: 100, ticks: true })[0], "You are closed by force after 4.2 s.");
  assert.deepEqual(texts({ ...OWN, liquidatedAtRow: null }), ["You survive.", "Your liquidation price: 91 (-9 %)", "Gain or loss at the end: -$500"]);
  const winner = { liquidatedAtRow: null, liquidationPrice: null, pnlIfSurvived: 20 };
  assert.deepEqual(texts(winner), ["You survive.", "Gain or loss at the end: +$20"]);
  // Where winners are closed early, nobody can promise this one.
  assert.match(texts(winner, { startPrice: 100, ticks: false, summary: { adlNotional: 5 } })[0], /may be one of them/);
});

test("the breaking point is ahead, past, elsewhere or nowhere", () => {
  const at = { breakingPoint: { shockRatio: -0.056, kind: "cliff" } };
  assert.equal(plain(breakingText(at, -0.05, strings)), "It breaks at a fall of 5.6 %; this one is 0.6 points short of that.");
  assert.equal(plain(breakingText(at, -0.07, strings)), "It breaks at a fall of 5.6 %; this one is 1.4 points past that.");
  assert.equal(plain(breakingText(at, 0.05, strings)), "It breaks at a fall of 5.6 %.");
  assert.equal(plain(breakingText(at, -0.056, strings)), "It breaks at a fall of 5.6 %: you are right there.");
  assert.equal(plain(breakingText(at, -0.066, strings)), "It breaks at a fall of 5.6 %; this one is 1 point past that.");
  // Without a jump nothing breaks.
  const slope = { breakingPoint: { shockRatio: -0.005, kind: "slope" } };
  assert.equal(plain(breakingText(slope, -0.05, strings)), "From a fall of 0.5 % on, forced selling more than doubles it; this one is 4.5 points past that.");
  assert.equal(plain(breakingText({ breakingPoint: { shockRatio: -1e-4, kind: "cliff" } }, -0.05, strings)), "Any fall, however small, sets it off.");
  assert.equal(breakingText({ breakingPoint: null }, -0.05, strings), "No breaking point in reach.");
  assert.equal(breakingText(undefined, -0.05, strings), "");
});

test("who paid: no bar for nothing, each begins where the one before ended", () => {
  const none = { total: 0, traders: 0, fund: 0, vault: 0, socialised: 0, badDebt: 0, fees: 0, fundGain: 0, vaultGain: 0, closedEarly: 0 };
  const paid = { ...none, total: 40e6, traders: 20e6, fund: 10e6, vault: 5e6, badDebt: 5e6, fees: 0.001 };
  const bars = paidBars(paid, strings);
  assert.deepEqual(
    bars.map(({ key, from, share }) => [key, from, share]),
    [["total", 0, 1], ["traders", 0, 0.5], ["fund", 0.5, 0.25], ["vault", 0.75, 0.125], ["badDebt", 0.875, 0.125]],
  );
  assert.equal(paidNote(paid, strings), "");
  const gained = { ...none, total: 20e6, traders: 20e6, fundGain: 1e6 };
  assert.deepEqual(paidBars(gained, strings).map(({ key }) => key), ["traders"]);
  assert.match(paidNote(gained, strings), /covered everything.*gained \$1M/);
  assert.match(paidNote({ ...gained, closedEarly: 210e6 }, strings), /worth \$210M were closed early/);
  assert.match(paidNote(none, strings), /^Nobody/);
});

test("heights and prices are each other's inverse, and lines stay in the plot", () => {
  const scale = { plot: { left: 0, top: 10, axis: 100, bottom: 110, floor: 130 }, high: { price: 100, yCss: 11 }, low: { price: 80, yCss: 109 } };
  assert.equal(heightOf(scale, 90), 60);
  assert.equal(priceAt(scale, 60), 90);
  assert.equal(heightOf(scale, 10), 109);
  assert.equal(heightOf(scale, 500), 10);
});
