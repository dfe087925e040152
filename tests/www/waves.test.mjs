import assert from "node:assert/strict";
import test from "node:test";
import { assumed } from "../../www/js/assumptions.js";
import { TERM_OF_CONTROL, TERM_OF_FIGURE } from "../../www/js/glossary.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { feedbackTexts, flowTexts, groupNames, paidCaption, partNames } from "../../www/js/waves-text.js";

const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");
const column = (...values) => Float64Array.from(values);

// Two groups, two waves and the rest: 10-20x sells 30 + 10 + 0, 5-10x 0 + 20 + 1.
const WAVES = {
  flow: {
    edges: column(5, 10, 20, 50), firstRow: column(2, 3, 4), lastRow: column(2, 3, 6), hasRest: true,
    notional: column(0, 0, 0, 0, 20e6, 1e6, 30e6, 10e6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  },
  ticks: false, isUp: false,
  timeS: column(0, 0, 0, 0, 0, 0, 0), wave: column(0, 0, 1, 2, 3, 4, 5),
  branchingRatio: column(0, 1.4, 1.2, 0.6, 0.3, 0.2, 0.1), waveRatio: column(0, 0, 0, 1, 0.02, 0.5, 0.5),
  liquidatedNotional: column(0, 0, 30e6, 60e6, 60.6e6, 60.9e6, 61e6),
};

test("groups and waves have names", () => {
  assert.deepEqual(groupNames(WAVES.flow, strings), ["≤ 5x", "5–10x", "10–20x", "20–50x", "> 50x", "shared wallet"]);
  assert.deepEqual(partNames(WAVES, strings), ["wave 1", "wave 2", "later waves"]);
  const timed = { ...WAVES, ticks: true, timeS: column(0, 0, 1, 5, 9, 10, 12) };
  assert.deepEqual(partNames(timed, strings).map(plain), ["0 s – 1 s", "1 s – 5 s", "5 s – 12 s"]);
});

test("the flow in words has its largest group and wave and every group there is", () => {
  const { caption, label, rule } = flowTexts(WAVES, strings);
  assert.equal(plain(caption), "$61M was sold by force: 66 % of it by traders with 10–20x leverage, 49 % of it in wave 1.");
  assert.match(label, /10–20x: \$40M, most of it in wave 1\. 5–10x: \$21M, most of it in wave 2\.$/);
  assert.match(rule, /does not prove who forced whom/);
  assert.match(flowTexts({ ...WAVES, isUp: true }, strings).caption, /bought by force/);
  assert.match(flowTexts({ ...WAVES, ticks: true }, strings).rule, /moment in which it was closed/);
  const nobody = { ...WAVES, flow: { ...WAVES.flow, firstRow: column(), lastRow: column(), notional: column(), hasRest: false } };
  assert.equal(flowTexts(nobody, strings).caption, "No position was closed by force.");
});

test("the course of R says where it stood above 1", () => {
  const { caption } = feedbackTexts(WAVES, strings);
  assert.match(caption, /highest right after the shock, 1\.40, and ended at 0\.10\. It stood above 1 last after wave 1/);
  assert.match(caption, /Each \$1 of wave 1 forced \$1\.00 in wave 2\./);
  assert.match(feedbackTexts({ ...WAVES, ticks: true }, strings).caption, /no Chain ratio/);
  const calm = { ...WAVES, branchingRatio: WAVES.branchingRatio.map((ratio) => ratio / 2) };
  assert.match(feedbackTexts(calm, strings).caption, /never passed 1/);
});

test("who paid in a sentence", () => {
  const none = { total: 0, traders: 0, fund: 0, vault: 0, socialised: 0, badDebt: 0, fees: 0, fundGain: 0, vaultGain: 0, closedEarly: 0 };
  assert.match(paidCaption(none, strings), /^Nobody/);
  assert.match(paidCaption({ ...none, total: 5e6, traders: 5e6 }, strings), /all of it the traders' own money/);
  assert.match(paidCaption({ ...none, total: 5e6, traders: 4e6, fund: 1e6 }, strings), /covered \$4M, \$1M was left for others/);
});

test("both languages explain the same words, and every control asks for one of them", () => {
  assert.deepEqual(Object.keys(german.glossary).sort(), Object.keys(strings.glossary).sort());
  for (const term of [...Object.values(TERM_OF_CONTROL), ...Object.values(TERM_OF_FIGURE)]) assert.ok(term in strings.glossary, term);
  for (const [name, text] of [...Object.values(strings.glossary), ...Object.values(german.glossary)]) assert.ok(name.length > 0 && text.endsWith("."), name);
});

test("what is assumed follows the choices", () => {
  const run = (impactLaw, options = {}) => ({ impactLaw, chosen: (name) => options[name] });
  const texts = strings.assumptions;
  for (const place of ["main", "traders", "market", "rules"]) assert.ok(assumed(place, run("logLinear"), texts).length >= 2, place);
  assert.notDeepEqual(assumed("market", run("squareRoot"), texts), assumed("market", run("linear"), texts));
  assert.equal(assumed("market", run("book", { refills: "returns" }), texts).length, assumed("market", run("book"), texts).length + 1);
  assert.match(assumed("rules", run("linear", { partial: "tiers" }), texts)[2].text, /bracket/);
});
