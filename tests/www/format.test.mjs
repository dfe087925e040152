import assert from "node:assert/strict";
import test from "node:test";
import * as format from "../../www/js/format.js";

const SHOCK = /** @type {const} */ ({ unit: "fraction", scale: "linear", step: 0.001 });
const DEPTH = /** @type {const} */ ({ unit: "quote", scale: "log", step: 0.05 });
const LEVERAGE = /** @type {const} */ ({ unit: "x", scale: "log", step: 0.05 });

const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");

test("percent has one decimal below ten and none above, and never a negative zero", () => {
  const cases = [
    [0.05, "5 %"],
    [0.0512, "5.1 %"],
    [0.1123, "11 %"],
    [-0.05, "-5 %"],
    [0, "0 %"],
    [-0, "0 %"],
    [-0.0001, "0 %"],
    [0.0994, "9.9 %"],
    [0.0996, "10 %"],
    [1.5, "150 %"],
    [Number.NaN, "– %"],
  ];
  for (const [ratio, text] of cases) assert.equal(plain(format.percent(ratio)), text, String(ratio));
});

test("a signed percent shows a plus for rises only, not for nothing", () => {
  assert.equal(plain(format.signedPercent(0.05)), "+5 %");
  assert.equal(plain(format.signedPercent(-0.05)), "-5 %");
  assert.equal(plain(format.signedPercent(0.00001)), "0 %");
  assert.equal(plain(format.signedPercent(-0.107, 1)), "-10.7 %");
});

test("money climbs to the next unit when rounding reaches it", () => {
  const cases = [
    [0, "$0"],
    [-0, "$0"],
    [950, "$950"],
    [999.9, "$1K"],
    [999_999, "$1M"],
    [40e6, "$40M"],
    [312.4e6, "$312M"],
    [1.25e9, "$1.25bn"],
    [-3e6, "-$3M"],
    [1e12, "$1tn"],
    [0.5, "$0.5"],
    [12_345, "$12.3K"],
  ];
  for (const [value, text] of cases) assert.equal(plain(format.money(value)), text, String(value));
});

test("prices keep four significant digits or all whole ones, and below 10 five", () => {
  assert.equal(format.price(91.4), "91.4");
  assert.equal(format.price(91.4321), "91.43");
  assert.equal(format.price(61659.7), "61,660");
  assert.equal(format.price(12.3456), "12.35");
  assert.equal(format.price(1.0725), "1.0725");
  assert.equal(format.price(0.912345), "0.91235");
  assert.equal(format.price(0.0121), "0.0121");
  assert.equal(format.price(0.00001234), "0.00001234");
  assert.equal(format.price(0.000011723456), "0.000011723");
  // Nobody counts more noughts.
  assert.equal(format.price(1.2344e-12), "1.234e-12");
  // As the axis of the picture writes them: the engine's test of its format has the same.
  assert.equal(format.price(1.2e-5), "0.000012");
  assert.equal(format.price(1.15e-7), "0.000000115");
  assert.equal(format.price(9.5e-9), "9.5e-9");
  assert.equal(format.price(5e-8), "5e-8");
  assert.equal(format.price(0), "0");
  assert.equal(format.price(Number.NaN), "–");
  format.useLanguage("de");
  assert.equal(format.price(0.00001234), "0,00001234");
  assert.equal(format.price(1.23e-12), "1,23e-12");
  format.useLanguage("en");
  assert.equal(format.price(100), "100");
});

test("seconds turn into minutes after two of them", () => {
  assert.equal(plain(format.seconds(8.54)), "8.5 s");
  assert.equal(plain(format.seconds(84)), "84 s");
  assert.equal(plain(format.seconds(125)), "2 min 5 s");
  assert.equal(plain(format.seconds(7169)), "119 min 29 s");
  assert.equal(plain(format.seconds(7171)), "2 h");
  assert.equal(plain(format.seconds(96_540)), "26 h 49 min");
  assert.equal(plain(format.seconds(2 * 86_400)), "48 h");
  assert.equal(plain(format.seconds(203.2 * 86_400)), "203 d 5 h");
  assert.equal(plain(format.seconds(364 * 86_400)), "364 d");
  assert.equal(plain(format.seconds(600)), "10 min");
});

test("numbers lose the sign of zero and keep a true minus", () => {
  assert.equal(format.number(-0), "0");
  assert.equal(format.number(-0.001, 2), "0.00");
  assert.equal(format.number(-1234.5, 1), "\u22121,234.5");
});

test("what a number input shows reads back as the same value", () => {
  for (const [control, values] of [
    [SHOCK, [-0.3, -0.05, -0.051, 0, 0.07, 0.3]],
    [DEPTH, [1e6, 40e6, 15e6, 1.25e6, 1e9]],
    [LEVERAGE, [1, 10, 12.5, 125]],
  ]) {
    for (const value of values) assert.deepEqual(format.readInput(control, format.inputText(control, value)), { value });
  }
  assert.equal(format.inputText(SHOCK, -0), "0");
  assert.equal(format.inputText(SHOCK, -0.05), "-5");
  assert.equal(format.inputText(DEPTH, 40e6), "40");
});

test("of a value that nobody typed four significant digits are shown, of a typed one all", () => {
  const POSITIONS = { unit: "", scale: "log", step: 0.1 };
  assert.equal(format.inputText(DEPTH, 83.0971234e6), "83.1");
  assert.equal(format.inputText(DEPTH, 83.0971234e6, true), "83.0971234");
  assert.equal(format.inputText(DEPTH, 1234.567e6), "1235");
  assert.equal(format.inputText(SHOCK, -0.0512345), "-5.123");
  assert.equal(format.inputText(POSITIONS, 123_457), "123457");
  assert.equal(plain(format.controlValue(DEPTH, 83.0971234e6)), "$83.1M");
  assert.equal(plain(format.controlValue({ unit: "fraction", scale: "log", step: 0.1 }, 0.1234567)), "12.35 %");
});

test("only plain decimal numbers are numbers", () => {
  for (const [text, value] of [
    ["1", 1],
    [" -5 ", -5],
    ["\u22125", -5],
    ["15e6", 15e6],
    [".5", 0.5],
    ["5.", 5],
    ["-0", 0],
    ["+3", 3],
  ]) {
    assert.ok(Object.is(format.parseNumber(text), value), text);
  }
  for (const text of ["", " ", "x", "0x10", "Infinity", "NaN", "1e999", "1,5", "1e", "--1", "5%", "1e9999"]) {
    assert.equal(format.parseNumber(text), null, text);
  }
});

test("controls are written with the unit they have", () => {
  assert.equal(plain(format.controlValue(SHOCK, -0.05)), "-5 %");
  assert.equal(plain(format.controlValue(DEPTH, 40e6)), "$40M");
  assert.equal(plain(format.controlValue(LEVERAGE, 10)), "10x");
  assert.equal(plain(format.controlValue({ unit: "", scale: "linear", step: 1 }, 42)), "42");
});

test("digits are those of the platform's own formatter, in both languages", () => {
  const values = [0, 0.5, 1.005, 2.675, 1e-9, 123_456.789, 999_999.5, 1763.6499999999999, 1e15 + 0.5, 1e21, 1.5e22];
  let state = 1;
  for (let draw = 0; draw < 2_000; draw += 1) {
    state = (state * 16_807) % 2_147_483_647;
    values.push(Math.exp((state / 2_147_483_647 - 0.5) * 40), (state % 1_000_000) / 1_000, (state % 10_000) / 10 + 0.05);
  }
  try {
    for (const [language, locale] of /** @type {const} */ ([
      ["en", "en-US"],
      ["de", "de-DE"],
    ])) {
      format.useLanguage(language);
      for (const digits of [0, 1, 2, 3, 4]) {
        const fixed = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
        const short = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
        for (const value of values) {
          assert.equal(format.number(value, digits), fixed.format(value), `${language} ${value} ${digits}`);
          assert.equal(format.shortNumber(value, digits), short.format(value), `${language} ${value} ${digits}`);
        }
      }
    }
  } finally {
    format.useLanguage("en");
  }
});
