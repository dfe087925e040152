import assert from "node:assert/strict";
import test from "node:test";
import { assumed } from "../../www/js/assumptions.js";
import { TERM_OF_CONTROL, TERM_OF_FIGURE } from "../../www/js/glossary.js";
import { outcomeOf } from "./outcome.mjs";
import { strings } from "../../www/js/strings.js";
import { situationOf } from "../../www/js/situation.js";
import { german } from "../../www/js/strings-de.js";
import { feedbackTexts, flowTexts, groupNames, paidCaption, partNames } from "../../www/js/waves-text.js";

const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");
const column = (...values) => Float64Array.from(values);

// Two groups, two waves and the rest: 10-20x sells 30 + 10 + 0, 5-10x 0 + 20 + 1.
const WAVES = {
  flow: {
    edges: column(5, 10, 20, 50),
    firstRow: column(2, 3, 4),
    lastRow: column(2, 3, 6),
    hasRest: true,
    notional: column(0, 0, 0, 0, 20e6, 1e6, 30e6, 10e6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  },
  outcome: outcomeOf({ liquidatedNotional: 61e6 }),
  timeS: column(0, 0, 0, 0, 0, 0, 0),
  wave: column(0, 0, 1, 2, 3, 4, 5),
};

test("groups and waves have names", () => {
  assert.deepEqual(groupNames(WAVES.flow, strings), ["≤ 5x", "5–10x", "10–20x", "20–50x", "> 50x", "shared wallet"]);
  assert.deepEqual(partNames(WAVES, strings), ["in wave 1", "in wave 2", "in later waves"]);
  const timed = { ...WAVES, outcome: { ...WAVES.outcome, ticks: true }, timeS: column(0, 0, 1, 5, 9, 10, 12) };
  assert.deepEqual(partNames(timed, strings).map(plain), ["between 0 s and 1 s", "between 1 s and 5 s", "between 5 s and 12 s"]);
});

test("the flow in words has its largest group and wave and every group there is", () => {
  const { caption, label, rule } = flowTexts(WAVES, strings);
  assert.equal(plain(caption), "$61M was sold by force: 66 % of it by traders with 10–20x leverage, 49 % of it in wave 1.");
  assert.match(label, /10–20x: \$40M, most of it in wave 1\. 5–10x: \$21M, most of it in wave 2\.$/);
  assert.match(rule, /does not prove who forced whom/);
  assert.match(flowTexts({ ...WAVES, outcome: outcomeOf({ shockRatio: 0.05, peakPrice: 110 }) }, strings).caption, /bought by force/);
  // What a vault took over before the first wave is in no wave.
  assert.equal(partNames({ ...WAVES, wave: column(0, 0, 0, 1, 2, 3, 4) }, strings)[0], "before any wave");
  assert.match(flowTexts({ ...WAVES, outcome: { ...WAVES.outcome, ticks: true } }, strings).rule, /moment in which it was closed/);
  const nobody = { ...WAVES, flow: { ...WAVES.flow, firstRow: column(), lastRow: column(), notional: column(), hasRest: false } };
  assert.equal(flowTexts(nobody, strings).caption, "No position was closed by force.");
});

test("whether it fed itself: waves by what one forced over the other, time by R, nobody by nothing", () => {
  const of = (facts, rest = {}, summary = {}) =>
    feedbackTexts({ ...WAVES, outcome: outcomeOf({ liquidatedNotional: 61e6, ...summary }, { ...facts, ...rest }) }, strings).caption;
  const pair = (row, ratio) => ({ row, wave: row - 1, ratio });
  const R = (patch) => ({ feedback: { peakRow: 1, peak: 1.4, last: 0.1, lastAboveRow: 2, isAlwaysAbove: false, isDense: true, ...patch } });
  assert.match(
    of(R({})),
    /^It did not feed itself: no wave forced more than the one before it\. Each \$1 of wave 1 forced \$0\.65 in wave 2\. Feedback R was highest right after the shock, 1\.40, and ended at 0\.10\.$/,
  );
  // Three doors: R sees nobody in between, the waves tell.
  const doors = {
    chain: { waves: 3, largest: pair(4, 1.03), highest: pair(3, 8.7), lastAbove: pair(4, 1.03), highestOfAny: 8.7 },
    ...R({ peak: 0, lastAboveRow: null, isDense: false }),
  };
  assert.equal(
    of(doors),
    "It fed itself. Each $1 of wave 1 forced $8.70 in wave 2. The last wave of at least 1 % of the volume to force more than the one before it was wave 3. Each $1 of wave 2 forced $1.03 in wave 3. Too few liquidation prices lie on the way for Feedback R to tell anything here.",
  );
  assert.match(
    of({ chain: { waves: 9, largest: pair(3, 0.5), highest: pair(3, 0.5), lastAbove: null, highestOfAny: 1.2 } }),
    /apart from waves of less than 1 %/,
  );
  assert.match(of({ chain: { waves: 1, largest: null, highest: null, lastAbove: null, highestOfAny: 0 } }), /^No wave forced another\./);
  const nobody = of({}, {}, { liquidatedCount: 0 });
  assert.equal(nobody, "Nobody was closed by force, so there was nothing to feed itself.");
  const ticks = { ticks: true };
  assert.match(of(R({ peak: 0.7, lastAboveRow: null }), ticks), /It never passed 1\. Steps of a clock/);
  assert.match(of(R({}), ticks), /It stood above 1 last after 0\ss: until then it fed itself\./);
  assert.match(of(R({ last: 1.2, lastAboveRow: 6 }), ticks), /At the end it stood above 1\. But the price stopped short of the next liquidation price\./);
  assert.doesNotMatch(of(R({ last: 1.2, lastAboveRow: 6 }), ticks, { stopReason: "durationReached" }), /stopped short/);
  assert.doesNotMatch(of(R({ isDense: false }), ticks), /above 1|passed 1/);
});

test("who paid in a sentence", () => {
  const none = { total: 0, traders: 0, fund: 0, vault: 0, socialised: 0, badDebt: 0, fees: 0, fundGain: 0, vaultGain: 0, closedEarly: 0 };
  const caption = (paid) => paidCaption({ ...outcomeOf(), paid }, strings);
  assert.match(caption(none), /^Nobody/);
  assert.match(caption({ ...none, total: 5e6, traders: 5e6 }), /all of it the traders' own money/);
  assert.match(caption({ ...none, total: 5e6, traders: 4e6, fund: 1e6 }), /covered \$4M, \$1M was left for others/);
});

test("both languages explain the same words, and every control asks for one of them", () => {
  assert.deepEqual(Object.keys(german.glossary).sort(), Object.keys(strings.glossary).sort());
  for (const term of [...Object.values(TERM_OF_CONTROL), ...Object.values(TERM_OF_FIGURE)]) assert.ok(term in strings.glossary, term);
  for (const [name, text] of [...Object.values(strings.glossary), ...Object.values(german.glossary)]) assert.ok(name.length > 0 && text.endsWith("."), name);
});

test("what is assumed follows the choices", () => {
  const run = (law, options = {}) => ({
    situation: situationOf({ markets: [{ id: "m", impact: { law } }], populations: [{ kind: "perps" }], shock: { kind: "priceGap" } }, {}),
    ticks: false,
    venue: "",
    chosen: (name) => options[name],
  });
  const texts = strings.assumptions;
  for (const place of ["main", "traders", "market", "rules"]) assert.ok(assumed(place, run("logLinear"), texts).length >= 2, place);
  assert.notDeepEqual(assumed("market", run("squareRoot"), texts), assumed("market", run("linear"), texts));
  assert.equal(assumed("market", run("book", { refills: "returns" }), texts).length, assumed("market", run("book"), texts).length + 1);
  assert.match(assumed("rules", run("linear", { partial: "tiers" }), texts)[2].text, /bracket/);
});
