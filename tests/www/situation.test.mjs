// What the page says of who the traders are and whose data is shown, against what is loaded.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import { assumed } from "../../www/js/assumptions.js";
import { beatTexts } from "../../www/js/beats.js";
import { leverageCaption, liquidationsCaption } from "../../www/js/crowd-view.js";
import { leverageAtLeast, leverageAtMost, percentAtLeast } from "../../www/js/bounds-text.js";
import { leverageText, useLanguage } from "../../www/js/format.js";
import { showLevel } from "../../www/js/level-view.js";
import { ofMarket, ofMarketBoth } from "../../www/js/of-market.js";
import { TICK_S, honestText, situationOf, tickOf } from "../../www/js/situation.js";
import { german } from "../../www/js/strings-de.js";
import { strings } from "../../www/js/strings.js";
import { tableRows, tableHead } from "../../www/js/table-rows.js";
import { ownTexts, survivableText } from "../../www/js/own-text.js";
import { paidBars, paidNote } from "../../www/js/paid.js";
import { paidCaption } from "../../www/js/waves-text.js";
import { outcomeOf } from "./outcome.mjs";

const www = new URL("../../www/", import.meta.url);
const wasm = new URL("pkg/liquidation_cascades_bg.wasm", www);
const skip = existsSync(wasm) ? false : "the wasm module is not built";
const engine = skip ? null : await import(new URL("pkg/liquidation_cascades.js", www));
if (engine) await engine.default({ module_or_path: readFileSync(wasm) });

const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");
const scenario = (over = {}) => ({
  markets: [{ id: "m", price: 100, impact: { law: "logLinear", depth: 1 } }],
  populations: [{ kind: "perps", market: "m" }],
  shock: { kind: "priceGap", market: "m", ratio: -0.05 },
  ...over,
});
const run = (over, options = {}, values = {}) => ({
  situation: situationOf(scenario(over), values),
  ticks: false,
  venue: "",
  chosen: (name) => options[name],
  ...options.run,
});
const said = (place, one) =>
  assumed(place, one, strings.assumptions)
    .map(({ text }) => text)
    .join(" ");

test("what is assumed of the traders is what was loaded or drawn", () => {
  const crowd = (leverage, entry) => ({ populations: [{ kind: "perps", market: "m", leverage, entry }] });
  assert.match(said("traders", run()), /lognormal.*entered at today's price/);
  assert.match(said("traders", run(crowd({ law: "lognormal" }, { law: "normal", sd: 0.05 }))), /lognormal.*spread τ/);
  assert.match(said("traders", run(crowd({ law: "clusters", at: [10, 20], weights: [1, 1] }, { law: "spot" }))), /few steps/);
  assert.match(said("traders", run(crowd({ law: "uniform" }))), /evenly between/);
  assert.match(said("traders", run(crowd({ law: "pareto" }))), /long tail/);
  const histogram = crowd({ law: "histogram", edges: [1, 2], weights: [1] });
  assert.match(said("traders", run(histogram, {}, { shape: "0-1" })), /drawn by hand/);
  assert.doesNotMatch(said("traders", run(histogram)), /by hand|lognormal/);
  assert.match(said("traders", run({ populations: [{ kind: "levels", market: "m" }] })), /liquidation prices that are given/);
  const own = said("traders", run({ populations: [{ kind: "positions", market: "m", rows: { data: { name: "a.csv" } } }] }));
  assert.match(own, /file or list gives them/);
  assert.doesNotMatch(own, /lognormal|today's price/);
  // A crowd of another market is not the one that is drawn.
  assert.doesNotMatch(
    said(
      "traders",
      run({
        populations: [
          { kind: "perps", market: "m" },
          { kind: "levels", market: "other" },
        ],
      }),
    ),
    /given/,
  );
  const both = said(
    "traders",
    run({
      populations: [
        { kind: "perps", market: "m" },
        { kind: "positions", market: "m" },
      ],
    }),
  );
  assert.match(both, /lognormal.*file or list/);
});

test("what is assumed of market and rules follows book, path, brackets and venue", () => {
  const book = (refill) => run({ markets: [{ id: "m", impact: { law: "book", refill } }] });
  assert.match(said("market", book(1)), /recorded order book L, level by level; /);
  assert.match(said("market", book(2.5)), /every order counts 2.5 times/);
  assert.match(said("market", run({ shock: { kind: "path", market: "m" } })), /goes along a given path/);
  const stretched = { shock: { kind: "path", market: "m", amplitude: 2.5 } };
  assert.match(said("market", run(stretched)), /logarithmic returns count 2.5 times/);
  assert.match(honestText(situationOf(scenario(stretched), {}), strings.honest), /returns count 2.5 times/);
  assert.match(said("market", run({ moreShocks: [{ kind: "noise", market: "m" }] })), /swings at random/);
  assert.doesNotMatch(said("market", run()), /file|random/);
  const margin = (margin, more) => run({ markets: [{ id: "m", impact: { law: "linear" }, margin }] }, more);
  assert.match(said("rules", margin({ maintenance: { tiers: [] } })), /those of the bracket/);
  assert.doesNotMatch(said("rules", margin({ maintenance: { ratio: 0.005 } })), /those of the bracket/);
  assert.match(said("rules", margin({ basis: "entry" })), /measured at entry/);
  assert.match(said("rules", margin({ contract: "inverse" })), /contracts N in quote/);
  assert.match(said("rules", margin({ closeFeeInTrigger: true, takerFeeRatio: 0.0005 })), /fee f of closing counts/);
  assert.match(said("rules", margin({}, { run: { venue: "OKX" } })), /^The rules are those that OKX publishes/);
  const equations = (options) => assumed("rules", run({}, options), strings.assumptions).map(({ equation }) => JSON.stringify(equation));
  // Nobody is named as paying who does not exist here.
  assert.doesNotMatch(equations({ deficit: "badDebt" }).at(-1), /"V"|"S"/);
  assert.match(equations({ deficit: "vault" }).at(-1), /"V"/);
  assert.match(equations({ deficit: "socialise" }).at(-1), /"S"/);
  // A Chain ratio is assumed where there are waves.
  assert.match(said("main", run()), /Chain ratio/);
  assert.doesNotMatch(said("main", run({}, { run: { ticks: true } })), /Chain ratio/);
});

test("the foot says what is invented and what is not", () => {
  // What the price of the start closes is said of a file: the file does not say it.
  for (const [words, one, two] of [
    [strings, /Closed by the starting price: 1\./, /price: 2\./],
    [german, /Schon vom Startpreis geschlossen: 1\./, /geschlossen: 2\./],
  ]) {
    assert.match(honestText(situationOf(scenario(), {}), words.honest, 1), one);
    assert.match(honestText(situationOf(scenario(), {}), words.honest, 2), two);
    assert.doesNotMatch(honestText(situationOf(scenario(), {}), words.honest), /Closed|geschlossen/);
  }
  const foot = (over, words = strings) => honestText(situationOf(scenario(over), {}), words.honest);
  assert.equal(foot(), "Positions are invented. Depth is effective, not displayed. Traders do not adapt. Not a forecast, not advice.");
  const positions = [{ kind: "positions", market: "m" }];
  assert.doesNotMatch(foot({ populations: positions }), /invented\. Depth/);
  assert.match(foot({ populations: positions }), /file or list, not invented/);
  assert.match(foot({ populations: [...positions, { kind: "perps", market: "m" }] }), /the others are invented/);
  const book = (refill) => ({ markets: [{ id: "m", impact: { law: "book", refill } }] });
  assert.match(foot(book(1)), /Depth follows the displayed order book\. /);
  assert.match(foot(book(11.8)), /12 times the displayed order book/);
  assert.match(foot({ shock: { kind: "path", market: "m" } }), /outside follows a given path/);
  assert.match(foot({ populations: positions, ...book(1), shock: { kind: "path", market: "m" } }, german), /nicht erfunden.*angezeigten Orderbuch.*Verlauf/);
});

test("the foot of both pages stands in the HTML as it is for the first run", () => {
  for (const page of ["index.html", "embed.html"]) {
    const html = readFileSync(new URL(page, www), "utf8");
    assert.ok(html.includes(`data-honest>${honestText(situationOf(scenario(), {}), strings.honest)}<`), page);
  }
});

test("the first beat names a typical trader or none, and never half a sentence", { skip }, () => {
  for (const ratio of [-0.05, 0.05]) {
    const trace = engine.run(engine.setControl(engine.preset("the-match"), "shock", ratio));
    const run = { summary: trace.summary(), facts: trace.facts(), ticks: false, depth: "$40M" };
    trace.free();
    for (const words of [strings, german]) {
      assert.doesNotMatch(beatTexts({ ...run, leverage: "" }, words).borrow, / {2}|holds|hält/);
      assert.match(beatTexts({ ...run, leverage: "10x" }, words).borrow, /10(x|-fache)/);
    }
  }
});

test("roundings stay on the side on which the claim is true", () => {
  assert.equal(plain(percentAtLeast(-0.0448)), "4.5 %");
  assert.equal(plain(percentAtLeast(0.045)), "4.5 %");
  assert.equal(plain(percentAtLeast(0.04501)), "4.6 %");
  assert.deepEqual(
    [
      leverageAtMost(6.71),
      leverageAtLeast(6.79),
      leverageAtMost(10),
      leverageAtLeast(20),
      leverageAtMost(Math.fround(10.1)),
      leverageAtLeast(Math.fround(10.1)),
    ],
    ["6.8x", "6.7x", "10x", "20x", "10.1x", "10.1x"],
  );
  assert.deepEqual([10.022, 19.83, 6.776, 12.5, 3.174, 125].map(leverageText), ["10x", "20x", "6.8x", "12.5x", "3.2x", "125x"]);
});

test("so much leverage or less is cut off, so that it lives", () => {
  assert.deepEqual([7.3588, 9.46, 4.662, 7, 10 * (1 - 1e-9), 125.98, 0.0439].map(survivableText), ["7.3x", "9.4x", "4.6x", "7x", "9.9x", "125.9x", "0.043x"]);
});

test("the typical trader stands between the tenths, or is all there is", () => {
  const said = (low, median, high) =>
    leverageCaption(
      { longNotional: 1, shortNotional: 1, unreachableNotional: 0, leverageLow: low, leverageMedian: median, leverageHigh: high },
      strings.crowd,
    ).match(/[\d.]+(?=x)/g);
  // One number on all the page: tenths that would contradict it are not told.
  assert.deepEqual(said(2.5, 50 / 3, 50 / 3), ["17"]);
  assert.deepEqual(said(50 / 3, 50 / 3, 50 / 3), ["17"]);
  assert.deepEqual(said(50 / 3, 50 / 3, 40), ["17"]);
  assert.deepEqual(said(2.5, 50 / 3, 40), ["17", "2.5", "40"]);
  assert.deepEqual(said(125.4, 125.4, 125.4), ["125.4"]);
  for (let step = 0; step < 4000; step += 1) {
    const low = 1 + ((step * 7919) % 1000) / 6;
    const median = low + ((step * 104729) % 97) / 60;
    const high = median + ((step * 1299709) % 89) / 50;
    const [typical, least = typical, most = typical] = said(low, median, high).map(Number);
    assert.ok(least <= typical && typical <= most, `${low} ${median} ${high}: ${least} ${typical} ${most}`);
    assert.ok(Math.abs(typical - median) <= (median < 90 ? 0.5 : 2), `${median}: ${typical}`);
  }
});

test("numbers of one market of several name it", () => {
  const texts = { label: "A", caption: "B", rule: "C" };
  assert.deepEqual(ofMarketBoth({ market: "thin" }, texts), { label: "thin: A", caption: "thin: B", rule: "C" });
  assert.deepEqual(ofMarketBoth({ market: null }, texts), texts);
  assert.equal(ofMarket({ market: "a\u202eb" }, "said"), "a\ufffdb: said");
  assert.equal(ofMarket({ market: "thin" }, ""), "");
});

test("what a short book displays is told apart from what is taken to follow", (t) => {
  const help = (behind) => `effective depth = displayed depth times this: $2M are displayed within 1 %, ${behind}$9.9M of selling moves the price 1 %`;
  const text = (behind) =>
    plain(german.control({ name: "bookDepth", unit: "x", value: 1, range: [0.1, 100], scale: "log", step: 0.05, label: "", help: help(behind) }).help);
  useLanguage("de");
  t.after(() => useLanguage("en"));
  assert.doesNotMatch(text(""), /Stufe/);
  const open = text("all of it within 0.2 %; behind the last level it is taken to go on as at its end, so that ");
  assert.match(open, /angezeigt sind 2 Mio\. \$ auf 1 %, alles davon auf 0,2 %; 9,9 Mio\. \$ Verkauf .*hinter der letzten Stufe weitergeht/);
  assert.match(text("all of it within 0.2 %; behind the last level there is nothing, and "), /hinter der letzten Stufe ist nichts/);
});

test("the caption of leverage leaves out nobody in silence", () => {
  const facts = { longNotional: 6, shortNotional: 4, leverageLow: 3, leverageMedian: 10, leverageHigh: 50, unreachableNotional: 0 };
  assert.match(leverageCaption(facts, strings.crowd), /has 10x.*at most 3x.*at least 50x\.$/);
  assert.match(plain(leverageCaption({ ...facts, unreachableNotional: 2.5 }, strings.crowd)), /25 % of the positions can be closed by no price/);
});

/** Everybody of a run, both sides. */
function quantiles(trace) {
  const crowd = new engine.CrowdPicture(trace);
  const facts = crowd.facts(0);
  crowd.free();
  return facts;
}

test("the typical trader is one number: in the control, in the caption and in the first beat", { skip }, () => {
  for (const name of engine.presetNames()) {
    if (name === "real-book") continue;
    const one = engine.preset(name);
    const trace = engine.run(one);
    const typical = trace.typicalLeverage();
    const facts = quantiles(trace);
    trace.free();
    // Nobody there has leverage.
    if (typical === undefined) {
      assert.equal(facts.leverageMedian, null, name);
      continue;
    }
    assert.equal(facts.leverageMedian, typical, name);
    const control = engine.controls(one).find((control) => control.name === "leverage");
    const text = leverageText(typical);
    for (const words of [strings, german]) {
      const times = words === strings ? text : text.replace("x", "-fache").replace(".", ".");
      // Positions of which only the triggers are given have no control of leverage.
      if (control) assert.ok(words.control({ ...control, typical }).help.includes(times), name);
      assert.ok(leverageCaption(facts, words.crowd).includes(text), name);
    }
  }
});

test("half of a side is closed by the move that the caption names", { skip }, () => {
  for (const name of ["same-door", "staircase", "the-match", "same-odds", "short-squeeze"]) {
    const one = engine.preset(name);
    const prepared = engine.prepare(one);
    const curve = prepared.liquidationCurve();
    prepared.free();
    const trace = engine.run(one);
    const facts = quantiles(trace);
    trace.free();
    const caption = plain(liquidationsCaption(facts, strings.crowd));
    const [fall, rise] = [/fall of ([\d.]+) %/, /rise of ([\d.]+) %/].map((pattern) => Number(caption.match(pattern)[1]) / 100);
    const closed = (ratios, notional, move) => {
      let at = 0;
      while (at + 1 < ratios.length && Math.abs(ratios[at + 1]) <= move + 1e-9) at += 1;
      // The curve has steps of its own: the next point may belong to the move already.
      return Math.max(notional[at], notional[Math.min(at + 1, notional.length - 1)]);
    };
    assert.ok(closed(curve.fallRatio, curve.longNotional, fall) >= 0.5 * facts.longNotional * (1 - 1e-9), `${name}: ${caption}`);
    assert.ok(closed(curve.riseRatio, curve.shortNotional, rise) >= 0.5 * facts.shortNotional * (1 - 1e-9), `${name}: ${caption}`);
    assert.ok(fall >= Math.abs(facts.halfLongRatio) - 1e-9 && rise >= facts.halfShortRatio - 1e-9, name);
  }
  const trace = engine.run(engine.preset("same-door"));
  assert.match(plain(liquidationsCaption(quantiles(trace), strings.crowd)), /half of all shorts by a rise of 4\.5 %/);
  trace.free();
});

test("a level beyond the picture is no line at its edge", () => {
  const classes = new Set();
  const level = {
    hidden: true,
    style: {},
    firstElementChild: { textContent: "" },
    classList: { toggle: (name, is) => (is ? classes.add(name) : classes.delete(name)) },
  };
  const scale = { plot: { left: 0, top: 10, axis: 500, bottom: 210, floor: 260 }, high: { price: 101, yCss: 10 }, low: { price: 85, yCss: 210 } };
  const show = (price) => {
    showLevel(level, scale, price, "lands at -30 %", strings.level);
    return [level.firstElementChild.textContent, classes.has("is-beyond")];
  };
  assert.deepEqual(show(90), ["lands at -30 %", false]);
  assert.deepEqual(show(70), ["lands at -30 %, further down \u2193", true]);
  assert.deepEqual(show(130), ["lands at -30 %, further up \u2191", true]);
});

test("a Chain ratio is in the table where there are waves, and nowhere else", () => {
  const slice = { firstRow: 0, rows: 0, isUp: false, notionalBefore: 0, columns: { lastPrice: new Float64Array() } };
  for (const isWhole of [false, true]) {
    assert.ok(tableHead({ ...slice, ticks: false }, strings, isWhole).includes("Chain ratio"));
    assert.ok(!tableHead({ ...slice, ticks: true }, strings, isWhole).includes("Chain ratio"));
  }
  assert.match(strings.table.captionTicks, /no Chain ratio/);
});

test("whether a seed changes anything is read off what is drawn", () => {
  const isRandom = (over) => situationOf(scenario(over), {}).isRandom;
  assert.equal(isRandom({ populations: [{ kind: "perps", market: "m", sampling: "random" }] }), true);
  assert.equal(isRandom({ populations: [{ kind: "perps", market: "m" }] }), false);
  for (const [population, expected] of [
    [{ kind: "brokers", graceS: 60, cureProbability: 0.5 }, true],
    [{ kind: "brokers", graceS: 0, cureProbability: 0.5 }, false],
    [{ kind: "brokers", graceS: 60, cureProbability: 1 }, false],
    [{ kind: "futures", graceS: 60, cureProbability: 0.5 }, true],
    [{ kind: "banks", rows: [{ holdings: [{ market: "m" }] }] }, false],
    [{ kind: "lending", loans: [{ law: "rows" }, { law: "crowd", sampling: "random" }] }, true],
    [{ kind: "lending", loans: [{ law: "crowd", sampling: "quantiles", health: { law: "triggers", spacing: "poisson" } }] }, true],
    [{ kind: "lending", loans: [{ law: "crowd", sampling: "quantiles", health: { law: "uniform" } }] }, false],
    [{ kind: "funds" }, false],
  ])
    assert.equal(isRandom({ populations: [population] }), expected, JSON.stringify(population));
  assert.equal(isRandom({ populations: [{ kind: "levels", market: "m" }] }), true);
  assert.equal(isRandom({ populations: [{ kind: "positions", market: "m" }] }), false);
  assert.equal(isRandom({ populations: [], shock: { kind: "noise", market: "m" } }), true);
  assert.equal(isRandom({ moreShocks: [{ kind: "noise", market: "m" }] }), true);
});

test("a seed is called idle exactly where every seed gives the same run", { skip }, () => {
  const one = engine.preset("the-match");
  for (const sampling of ["quantiles", "random"]) {
    const made = { ...one, populations: one.populations.map((each) => ({ ...each, sampling })) };
    const end = (seed) =>
      engine
        .run({ ...made, seed })
        .lastPrice()
        .join();
    assert.equal(situationOf(made, {}).isRandom, end(1) !== end(2), sampling);
  }
});

test("a clock that goes in longer steps than was asked for says so", { skip }, () => {
  const clock = { mode: "ticks", tickS: 0.18, durationS: 60 };
  const steps = (asked) => honestText(situationOf(scenario({ clock }), {}, asked), strings.honest);
  assert.match(plain(steps(0.05)), /steps of 0\.18 s instead of 0\.05 s/);
  assert.match(plain(honestText(situationOf(scenario({ clock }), {}, 0.05), german.honest)), /Schritten von 0[.,]18 s statt 0[.,]05 s/);
  assert.doesNotMatch(steps(0.18), /steps of/);
  assert.doesNotMatch(steps(null), /steps of/);
  // What a clock has that comes with a choice, and what the contract says where a scenario does not.
  const waves = engine.preset("the-match");
  const ticks = engine
    .controls(waves)
    .find(({ name }) => name === "clock")
    .options.findIndex(({ name }) => name === "ticks");
  assert.equal(tickOf(engine.setControl(waves, "clock", ticks)), TICK_S);
  assert.equal(tickOf({ clock: { mode: "ticks" } }), TICK_S);
  assert.equal(tickOf(waves), null);
});

test("money of contracts that are settled in the base has no dollar sign", () => {
  const paid = {
    total: 9.25,
    traders: 8,
    fund: 0.25,
    vault: 0,
    socialised: 0,
    badDebt: 1,
    fees: 0.004,
    fundGain: 0,
    vaultGain: 0,
    closedEarly: 5e6,
    basePrice: 1e5,
  };
  const bars = paidBars(paid, strings);
  assert.deepEqual(
    bars.map(({ amount }) => plain(amount)),
    ["9.25 base", "8 base", "0.25 base", "1 base"],
  );
  // Closed early is what contracts are worth, in dollars.
  assert.match(plain(paidNote({ ...outcomeOf(), paid }, strings)), /0\.004 base.*\$5M/);
  assert.doesNotMatch(plain(paidCaption({ ...outcomeOf(), paid }, strings)), /\$/);
  const own = {
    margin: 5,
    liquidationPrice: 95,
    bankruptcyPrice: 94,
    triggeredAtRow: 1,
    liquidatedAtRow: 2,
    timeS: 0,
    fillPrice: 93,
    queueAhead: 1,
    loss: 5,
    lossShareOfMargin: 1,
    survivingLeverage: 4,
    closedShare: 1,
    result: -5,
    pnlIfSurvived: -19.5,
  };
  const said = (isInverse) =>
    ownTexts(own, { startPrice: 100, ticks: false, situation: { isInverse } }, strings)
      .rows.map(({ value }) => plain(value))
      .join("|");
  assert.match(said(true), /\|5 base \(/);
  assert.match(said(false), /\|\$5 \(/);
  const columns = new Proxy({}, { get: () => Float64Array.of(2.5) });
  const slice = { firstRow: 0, rows: 1, ticks: false, isUp: false, notionalBefore: 0, columns };
  const money = (isBase) =>
    tableRows({ ...slice, isBase }, strings, true)
      .flat()
      .map(plain)
      .filter((cell) => cell === "2.5 base").length;
  assert.equal(money(true), 3);
  assert.equal(money(false), 0);
});
