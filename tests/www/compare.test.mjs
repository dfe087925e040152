import assert from "node:assert/strict";
import test from "node:test";
import { ghostLabel } from "../../www/js/compare.js";
import { changes } from "../../www/js/compare-changes.js";
import { axesNote, differences } from "../../www/js/compare-table.js";
import { outcomeOf } from "./outcome.mjs";
import { useLanguage } from "../../www/js/format.js";
import { german } from "../../www/js/strings-de.js";
import { strings } from "../../www/js/strings.js";

const control = (name, value, unit) => ({ name, label: name, unit, value, range: [0, 1e9], scale: "linear", step: 0.1, help: "", group: "main" });

function runOf({
  preset = "the-match",
  leverage = 10,
  final = 90,
  forced = 5e6,
  fund = 0,
  badDebt = 0,
  adl = 0,
  startPrice = 100,
  ticks = false,
  files = {},
  isInverse = false,
} = {}) {
  return {
    situation: { isInverse },
    settings: { preset, values: {}, files },
    title: preset,
    startPrice,
    ticks,
    controls: [control("leverage", leverage, "x"), control("depth", 40e6, "quote")],
    facts: outcomeOf(
      { finalPrice: final, troughPrice: final, peakPrice: startPrice, liquidatedNotional: forced },
      { finalRatio: final / startPrice - 1, worstRatio: final / startPrice - 1 },
    ).facts,
    summary: {
      finalPrice: final,
      troughPrice: final,
      peakPrice: startPrice,
      shockRatio: -0.05,
      liquidatedNotional: forced,
      insuranceFundChange: fund,
      badDebt,
      adlNotional: adl,
    },
  };
}

const plain = (text) => text.replaceAll("\u00a0", " ");

test("A, B and B - A in the units of each", () => {
  const rows = differences(runOf(), runOf({ final: 84, forced: 7e6, fund: -1e6, badDebt: 2e5 }), strings);
  assert.deepEqual(
    rows.map(({ key, a, b, difference }) => [key, a, b, difference].map(plain)),
    [
      ["final", "−10 %", "−16 %", "−6.0 pts"],
      ["worst", "−10 %", "−16 %", "−6.0 pts"],
      ["forced", "$5M", "$7M", "+$2M"],
      ["fund", "$0", "−$1M", "−$1M"],
      ["badDebt", "$0", "$200K", "+$200K"],
      ["adl", "$0", "$0", "$0"],
    ],
  );
});

test("money of contracts that are settled in the base is in units of it, and is not taken from dollars", () => {
  const money = (a, b, words) =>
    differences(a, b, words)
      .filter(({ key }) => ["forced", "fund", "badDebt"].includes(key))
      .map(({ label, a: left, b: right, difference }) => [label, left, right, difference].map(plain));
  const [one, other] = [runOf({ isInverse: true, fund: 0.25 }), runOf({ isInverse: true, fund: -12.5, badDebt: 1500, forced: 6e6 })];
  assert.deepEqual(money(one, other, strings), [
    ["Forced trades", "$5M", "$6M", "+$1M"],
    ["Insurance fund", "0.25 base", "−12.5 base", "−12.8 base"],
    ["Bad debt", "0 base", "1.5K base", "+1.5K base"],
  ]);
  assert.deepEqual(money(runOf({ fund: 1e6 }), other, strings).slice(1), [
    ["Insurance fund", "$1M", "−12.5 base", "–"],
    ["Bad debt", "$0", "1.5K base", "–"],
  ]);
  useLanguage("de");
  for (const row of money(runOf({ fund: 1e6 }), other, german).slice(1)) {
    assert.doesNotMatch(row[0], /\$/);
    assert.match(row[1], /\$$/);
    assert.match(row[2], /Basis$/);
  }
  assert.match(money(runOf(), runOf(), german)[1][0], /\$$/);
  useLanguage("en");
});

test("what was changed is named, up to three", () => {
  assert.match(changes(runOf(), runOf(), strings), /same run/);
  assert.equal(changes(runOf(), runOf({ leverage: 15 }), strings), "leverage 10x → 15x.");
  assert.match(changes(runOf(), runOf({ preset: "thin-book", leverage: 15, files: { book: "b" } }), strings), /Thin book|thin-book/i);
});

test("other clocks and other starts are told", () => {
  assert.equal(axesNote(runOf({ ticks: true }), runOf({ ticks: true }), strings), "");
  assert.match(axesNote(runOf(), runOf(), strings), /own waves/);
  assert.match(axesNote(runOf(), runOf({ ticks: true }), strings), /different clocks/);
  assert.match(axesNote(runOf(), runOf({ startPrice: 60_000, final: 50_000 }), strings), /another price/);
});

test("the label of the picture tells of A in words", () => {
  assert.match(plain(ghostLabel(runOf(), runOf({ final: 84 }), strings)), /dotted line.*A.*90.*−10.*B.*6(\.0)? points lower/);
  assert.match(ghostLabel(runOf(), runOf(), strings), /ends at the same/);
});

test("values that read the same are told by as many digits as it takes, and a difference of next to nothing has no sign", () => {
  const told = (a, b) => plain(changes(runOf(a), runOf(b), strings)).replaceAll("\u2212", "-");
  assert.equal(told({}, { leverage: 10.002 }), "leverage 10x \u2192 10.002x.");
  assert.equal(told({ leverage: 10.002 }, { leverage: 10.0021 }), "leverage 10.002x \u2192 10.0021x.");
  const gamma = (value) => {
    const run = runOf();
    run.controls.push(control("optionDealers.gamma", value, "quote"));
    return run;
  };
  assert.equal(
    plain(changes(gamma(-10_006_184.693686664), gamma(-10_010_909.5), strings)),
    "optionDealers.gamma \u2212$10.0061846937M \u2192 \u2212$10.0109095M.",
  );
  const rows = differences(runOf({ forced: 4e11 }), runOf({ forced: 4e11 - 5e-4, badDebt: -1e-9 }), strings);
  assert.deepEqual(
    rows.filter(({ key }) => ["forced", "badDebt"].includes(key)).map(({ b, difference }) => [b, difference]),
    [
      ["$400bn", "$0"],
      ["$0", "$0"],
    ],
  );
});

test("runs that only differ in which controls they have are not said to be the same", () => {
  const [one, other] = [runOf(), runOf()];
  one.controls.push(control("shock", -0.05, "fraction"));
  other.controls.push(control("pathAmplitude", 1, "x"));
  assert.equal(plain(changes(one, other, strings)).replaceAll("\u2212", "-"), "shock -5 % \u2192 –; pathAmplitude – \u2192 1x.");
  assert.match(changes(one, one, strings), /same run/);
});
