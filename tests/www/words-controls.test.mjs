// What stands at the controls: the meaning of each value, of each choice, and the value itself. Over random settings both
// languages say the same numbers, and those are the ones of the scenario. 700 settings, 7,000 with
// LIQUIDATION_CASCADES_DEEP=1; nothing is run.
import assert from "node:assert/strict";
import test from "node:test";
import { controlValue, inputText, inputUnit, readInput, useLanguage } from "../../www/js/format.js";
import { isInverse, shockedOf, situationOf } from "../../www/js/situation.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { skip } from "./module.mjs";
import { valuesIn } from "./words-reader.mjs";
import { engine, presetOf, randomOf, settingOf } from "./words-settings.mjs";

const NBSP = "\u00a0";
const COUNT = process.env.LIQUIDATION_CASCADES_DEEP ? 7000 : 700;
const LANGUAGES = [
  ["en", strings],
  ["de", german],
];

/** @param {number} [slack] as a share @param {number} [exact] or this, where it is given */
const same = (one, other, slack = 1e-9, exact = undefined) =>
  one.length === other.length && one.every((value, i) => Math.abs(value - other[i]) <= (exact ?? slack * Math.max(value, other[i])) * (1 + 1e-9) + 1e-12);

const IN_SECONDS = { d: 86_400, h: 3600, min: 60, s: 1 };
/** Days, hours and minutes as seconds, and nothing that is a unit with a number in it. */
const inSeconds = (text) =>
  text
    .replaceAll(NBSP, " ")
    .replace(/[\d.,]+ (?:d|h|min)\b(?: \d+ (?:h|min|s)\b)?/, (long) => {
      const parts = [...long.matchAll(/([\d.,]+) (d|h|min|s)/g)];
      return `${parts.reduce((sum, [, count, unit]) => sum + IN_SECONDS[unit] * Number(count.replace(/[.,]/g, "")), 0)} s`;
    })
    .replace(" 1/s", "");
/** Decimals of the only number of a text. */
const decimalsIn = (text, language) => text.match(language === "de" ? /,(\d+)/ : /\.(\d+)/)?.[1].length ?? 0;

/** The scenario with forced orders in an auction of steps of its own. */
function withAuction(scenario, random) {
  const [first, ...more] = scenario.markets;
  const executor = { kind: "dutch", stepS: Math.round(1 + 60 * random()), cut: Math.round(1000 * (0.8 + 0.19 * random())) / 1000 };
  const clock = scenario.clock?.mode === "ticks" ? scenario.clock : { mode: "ticks", tickS: 1, durationS: 60 };
  const changed = { ...scenario, clock, markets: [{ ...first, liquidation: { ...first.liquidation, executor } }, ...more] };
  return engine.validate(changed).length === 0 ? changed : scenario;
}

/** The scenario with contracts that are settled in the base. */
function inverse(scenario) {
  const [first, ...more] = scenario.markets;
  const changed = { ...scenario, markets: [{ ...first, margin: { ...first.margin, contract: "inverse" } }, ...more] };
  return engine.validate(changed).length === 0 ? changed : scenario;
}

/** Seconds have a decimal below ten. */
const inTenths = (seconds) => (seconds < 10 ? Math.round(10 * seconds) / 10 : Math.round(seconds));

/**
 * The numbers that the help of a control has to say, read off the scenario; nothing where it has none that follow it.
 * @type {Record<string, (given: { scenario: any, market: any, value: number }) => number[]>}
 */
const NUMBERS = {
  // Rounded up: so many have no more.
  leverage: ({ value }) => [Math.ceil(value * 10 * (1 - 1e-6)) / 10],
  // Of the law with a depth in base; what a book shows is told at `bookDepth`.
  depth: ({ market, value }) => [0.01, (market.impact?.law ?? "logLinear") === "logLinear" ? 0.01 * market.impact.depth * market.price : value],
  shock: ({ scenario }) => [Math.abs(scenario.shock.ratio)],
  pathAmplitude({ scenario: { shock } }) {
    if (!Array.isArray(shock.points)) return [];
    const ratios = shock.points.map(({ price }) => (price / shock.points[0].price) ** (shock.amplitude ?? 1) - 1);
    const [low, high] = [-Math.min(0, ...ratios), Math.max(0, ...ratios)];
    return low === 0 && high === 0 ? [] : [low, high];
  },
  orderSize: ({ scenario, value }) => [
    Math.abs(
      (Math.abs(scenario.shock.quantity) * scenario.markets.find(({ id }) => id === (scenario.shock.market ?? scenario.markets[0].id)).price) / value - 1,
    ) < 1e-9
      ? value
      : 0,
  ],
  crowding: ({ scenario }) => [scenario.populations.find(({ kind }) => kind === "perps").longShare],
  openInterest: ({ scenario }) => [scenario.populations.find(({ kind }) => kind === "perps").openInterest],
  insuranceFund: ({ value }) => [value],
  vaultCapital: ({ value }) => [value],
  fundDrawdown: ({ value }) => [value],
  partialTarget: ({ market, value }) => [market.liquidation?.partial?.ratio ?? value],
  partialShare: ({ market, value }) => [market.liquidation?.partial?.share ?? value],
  markBand: ({ value }) => [value],
  participation: ({ value }) => [value],
  auctionStep: ({ market }) => [inTenths(market.liquidation.executor.stepS ?? 1), 1 - (market.liquidation.executor.cut ?? 0.99)],
  executionTime: ({ value }) => [inTenths(value)],
};

/** How exactly they are told, where that is not a share of half a per cent: half of the last digit of a per cent. */
const EXACT = {
  shock: 5e-6,
  pathAmplitude: 5e-4,
  crowding: 5e-4,
  leverage: 1e-6,
  fundDrawdown: 5e-4,
  partialTarget: 5e-4,
  partialShare: 5e-4,
  markBand: 5e-4,
  participation: 5e-4,
};

function checkControl({ scenario, told }, control, faults) {
  const fault = (text) => faults.add(`${control.name}: ${text}\n    (${told})`);
  const market = scenario.markets.find(({ id }) => (id ?? "perp") === shockedOf(scenario));
  const written = LANGUAGES.map(([language, words]) => {
    useLanguage(language);
    const { label, help } = words.control(control);
    const value = control.options ? "" : controlValue(control, control.value);
    if (/undefined|NaN|Infinity|\[object|\{\}/.test(label + help + value)) fault(`no words: ${help} ${value}`);
    // A thousand of a unit is one of the next.
    if (/\$\d{4,}(?:\.\d+)?(?:K|k|M|bn)\b|\b\d\.\d{3} (?:Tsd|Mio|Mrd)\./.test(help + value)) fault(`[${language}] ${help} ${value}`);
    if (!control.options) {
      // What stands in the field is the value, as far as its digits go.
      const typed = readInput(control, inputText(control, control.value));
      const slack = 5.1e-4 * Math.abs(control.value) + 1e-9;
      if (!("value" in typed) || Math.abs(typed.value - control.value) > slack) fault(`[${language}] the field says ${inputText(control, control.value)}`);
      const [shown, ...more] = valuesIn(inSeconds(value), language);
      const digits = decimalsIn(value, language);
      const half = (control.unit === "fraction" ? 0.005 : 0.5) * 10 ** -digits;
      // Half of its last digit, which may have been rounded twice; of money, which has three digits, half a per cent.
      if (more.length > 0 || Math.abs(shown - Math.abs(control.value)) > Math.max(1.1 * half, 0.0051 * Math.abs(control.value))) {
        fault(`[${language}] ${control.value} is shown as ${value}`);
      }
    }
    return { language, label, help, value, numbers: valuesIn(inSeconds(help), language) };
  });
  useLanguage("en");
  const [english, other] = written;
  // A choice tells what its options mean.
  if (control.options) return;
  const pair = `"${english.help}" and "${other.help}"`;
  if (!same(english.numbers, other.numbers)) fault(`other numbers: ${pair}`);
  if ((english.help === "") !== (other.help === "")) fault(`help in one language: ${pair}`);
  if (!same(valuesIn(english.value, "en"), valuesIn(other.value, "de"))) fault(`other values: "${english.value}" and "${other.value}"`);
  if (!same(valuesIn(english.label, "en"), valuesIn(other.label, "de"))) fault(`other labels: ${english.label}, ${other.label}`);
  // Which way, where there is one.
  if (control.name === "shock") {
    const ratio = scenario.shock.ratio;
    if (/rises/.test(english.help) !== ratio > 0 || /steigt/.test(other.help) !== ratio > 0) fault(`which way: ${pair}`);
  }
  const of = NUMBERS[control.name];
  if (!of || control.typical !== undefined || control.isIdle) return;
  const wanted = of({ scenario, market, value: control.value }).sort((a, b) => a - b);
  for (const { language, help, numbers } of written) {
    if (wanted.length > 0 && !same(numbers, wanted, 0.0051, EXACT[control.name])) fault(`[${language}] "${help}", true ${wanted}`);
  }
}

/** What a choice may say of each of its options. */
function checkOptions(control, faults) {
  for (const option of control.options ?? []) {
    // An option without a meaning of its own has that of its control.
    const [english, other] = [strings, german].map((words) => {
      const { label, help } = words.option(control.name, option);
      return { label, help: help || words.control(control).help };
    });
    const fault = (text) => faults.add(`${control.name} ${option.name}: ${text}`);
    for (const part of ["label", "help"]) {
      const numbers = [valuesIn(english[part], "en"), valuesIn(other[part], "de")];
      if (!same(...numbers)) fault(`${part}: "${english[part]}" ${numbers[0]} and "${other[part]}" ${numbers[1]}`);
      if ((english[part] === "") !== (other[part] === "")) fault(`${part} in one language`);
    }
  }
}

test("what a control says of its value is true, and the same in both languages", { skip }, () => {
  const faults = new Set();
  const seen = new Map();
  for (let seed = 1; seed <= COUNT; seed += 1) {
    const setting = settingOf(seed, 300, { looksForBreaks: false });
    const random = randomOf(seed + 29);
    if (random() < 0.1) setting.scenario = withAuction(setting.scenario, random);
    if (random() < 0.1) setting.scenario = inverse(setting.scenario);
    const { scenario } = setting;
    const situation = situationOf(scenario, {});
    for (const plain of engine.controls(scenario)) {
      // As the page has them: money of inverse contracts is no dollars, a crowd has a typical trader, a seed may do nothing.
      const control = {
        ...plain,
        ...(isInverse(scenario, shockedOf(scenario)) && ["insuranceFund", "vaultCapital"].includes(plain.name) && { unit: "base" }),
        ...(plain.name === "seed" && !situation.isRandom && { isIdle: true }),
      };
      checkControl(setting, control, faults);
      checkOptions(control, faults);
      seen.set(control.name, (seen.get(control.name) ?? 0) + 1);
    }
  }
  assert.equal(faults.size, 0, `${faults.size} faults\n${[...faults].slice(0, 30).join("\n")}`);
  for (const name of Object.keys(NUMBERS)) assert.ok((seen.get(name) ?? 0) >= 3, `${name}: ${seen.get(name) ?? 0}`);
});

test("round amounts climb to the next unit, in both languages the same", { skip }, () => {
  const faults = new Set();
  const scenario = presetOf("the-match");
  for (const depth of [999e3, 999.4e3, 999.6e3, 1e6, 999.4e6, 999.6e6, 1e9, 8.305e9, 8.31e9]) {
    let set;
    try {
      set = engine.setControl(scenario, "depth", depth);
    } catch {
      continue;
    }
    for (const control of engine.controls(set)) checkControl({ scenario: set, told: `depth ${depth}` }, control, faults);
  }
  assert.equal(faults.size, 0, [...faults].join("\n"));
});

test("a typical trader is told by the numbers of the crowd", { skip }, () => {
  const control = engine.controls(presetOf("the-match")).find(({ name }) => name === "leverage");
  for (const [typical, value] of [
    [10.02, 10],
    [16.8, 10],
    [4.25, 20],
  ]) {
    const numbers = LANGUAGES.map(([language, words]) => {
      useLanguage(language);
      return valuesIn(words.control({ ...control, value, typical }).help, language);
    });
    assert.ok(same(...numbers), `${numbers}`);
    // Near the law, it alone.
    assert.equal(numbers[0].length, Math.abs(typical / value - 1) <= 0.1 ? 1 : 2);
    for (const wanted of [typical, ...(numbers[0].length > 1 ? [value] : [])]) {
      assert.ok(
        numbers[0].some((one) => Math.abs(one / wanted - 1) < 0.05),
        `${numbers[0]}: ${wanted}`,
      );
    }
  }
  useLanguage("en");
  assert.equal(inputUnit(control).suffix, "x");
});
