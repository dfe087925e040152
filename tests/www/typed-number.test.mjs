// What people type and paste: read as it was meant, or refused; never another number.
import assert from "node:assert/strict";
import test from "node:test";
import * as format from "../../www/js/format.js";
import { bringsUnit, readTyped } from "../../www/js/typed-number.js";

const LANGUAGES = /** @type {const} */ (["en", "de"]);
const LEVERAGE = { unit: "x", scale: "log", step: 0.05 };
const SHOCK = { unit: "fraction", scale: "linear", step: 0.001 };
const DEPTH = { unit: "quote", scale: "log", step: 0.05 };
const COOLDOWN = { unit: "s", scale: "linear", step: 1 };
const COUNT = { unit: "", scale: "log", step: 0.1 };
const KINDS = [LEVERAGE, SHOCK, DEPTH, COOLDOWN, COUNT];

/** Reads in a language, and leaves English behind. */
function inLanguage(language, run) {
  format.useLanguage(language);
  try {
    return run();
  } finally {
    format.useLanguage("en");
  }
}

const read = (control, text, language) => inLanguage(language, () => format.readInput(control, text));

test("typed numbers are what was meant, in both languages", () => {
  /** [control, text, value in English, value in German]; a text instead of a value: why it is refused */
  const cases = [
    [LEVERAGE, "12,5", 12.5],
    [LEVERAGE, "12.5", 12.5],
    [LEVERAGE, "12,5x", 12.5],
    [LEVERAGE, " 12.5 \u00d7 ", 12.5],
    [LEVERAGE, "10-fach", 10],
    [LEVERAGE, "10-fold", 10],
    [LEVERAGE, "x10", 10],
    [LEVERAGE, "X 10", 10],
    [LEVERAGE, "10:1", 10],
    [LEVERAGE, "1 : 20", 20],
    [LEVERAGE, "2:3", "noNumber"],
    [LEVERAGE, "1,250", 1250, 1.25],
    [LEVERAGE, "1.250", 1.25, 1250],
    [LEVERAGE, "0,125", 0.125],
    [LEVERAGE, "5.", 5],
    [LEVERAGE, ",5", 0.5],
    [LEVERAGE, "1e1", 10],
    [LEVERAGE, "+7", 7],
    [SHOCK, "-5,5", -0.055],
    [SHOCK, "\u22127", -0.07],
    [SHOCK, "\u22127\u00a0%", -0.07],
    [SHOCK, "- 7 %", -0.07],
    [SHOCK, "\u20137", -0.07],
    [SHOCK, "\uff0d7", -0.07],
    [SHOCK, "\u202a\u22127\u202c", -0.07],
    [SHOCK, "5 Prozent", 0.05],
    [SHOCK, "5 v. H.", 0.05],
    [SHOCK, "minus 5", -0.05],
    [SHOCK, "5 basis points", 0.0005],
    [SHOCK, "50 bp", 0.005],
    [SHOCK, "-0", 0],
    [SHOCK, "0,5\u2030", 0.0005],
    [DEPTH, "40", 40e6],
    [DEPTH, "$40M", 40e6],
    [DEPTH, "40 Mio. $", 40e6],
    [DEPTH, "1,5 Mio", 1.5e6],
    [DEPTH, "$1.25bn", 1.25e9],
    [DEPTH, "1,25 Mrd. $", 1.25e9],
    [DEPTH, "40m", 40e6],
    [DEPTH, "USD 40 million", 40e6],
    [DEPTH, "950K", 950e3],
    [DEPTH, "950 Tsd. $", 950e3],
    [DEPTH, "-$3M", -3e6],
    [DEPTH, "$\u22123M", -3e6],
    [DEPTH, "1 Billion", 1e9, 1e12],
    [DEPTH, "1 Bio.", 1e12],
    [DEPTH, "$950", 950],
    [DEPTH, "950 $", 950],
    [DEPTH, "$40,000,000", 40e6],
    [DEPTH, "$0", 0],
    [DEPTH, "12.3M", 12.3e6],
    [DEPTH, "12,3M", 12.3e6],
    [COUNT, "1 234 567", 1_234_567],
    [COUNT, "1\u202f234\u00a0567", 1_234_567],
    [COUNT, "1'234'567", 1_234_567],
    [COUNT, "1\u2019234", 1234],
    [COUNT, "1,234,567", 1_234_567],
    [COUNT, "1.234.567", 1_234_567],
    [COUNT, "1.234,5", 1234.5],
    [COUNT, "1,234.5", 1234.5],
    [COUNT, "1 234,5", 1234.5],
    [COUNT, "10k", 10_000],
    [COUNT, "1e4", 10_000],
    [COUNT, "1234,567", 1234.567],
    [COUNT, "12345.678", 12_345.678],
    [COOLDOWN, "90", 90],
    [COOLDOWN, "90 s", 90],
    [COOLDOWN, "1,5 min", 90],
    [COOLDOWN, "2 min 5 s", 125],
    [COOLDOWN, "1 h", 3600],
    [COOLDOWN, "1h30", 5400],
    [COOLDOWN, "1h 30m", 5400],
    [COOLDOWN, "2 hrs", 7200],
    [COOLDOWN, "1 day 2 hours", 93_600],
    [COOLDOWN, "2 Stunden und 5 Minuten", 7500],
    [COOLDOWN, "2d 3h 4m 5s", 183_845],
    [COOLDOWN, "1 Woche", 604_800],
    [COOLDOWN, "5m", 300],
    [COOLDOWN, "1h90", "noNumber"],
    [COOLDOWN, "1.5h 30m", "noNumber"],
    [COOLDOWN, "5 s 2 min", "noNumber"],
    [COOLDOWN, "2:05", "noNumber"],
    [LEVERAGE, "", "empty"],
    [LEVERAGE, " \u00a0", "empty"],
    [LEVERAGE, "ten", "noNumber"],
    [LEVERAGE, "Infinity", "noNumber"],
    [LEVERAGE, "0x10", "noNumber"],
    [LEVERAGE, "--1", "noNumber"],
    [LEVERAGE, "1e999", "noNumber"],
    [LEVERAGE, "3 of 4", "noNumber"],
    [LEVERAGE, "5-7", "noNumber"],
    // A sign, or another mark, is no unit.
    [SHOCK, "7-", "noNumber"],
    [SHOCK, "7 \u2212", "noNumber"],
    [SHOCK, "7 %-", "noNumber"],
    [SHOCK, "7+", "noNumber"],
    [SHOCK, "7)", "noNumber"],
    [COOLDOWN, "5 s-", "noNumber"],
    [DEPTH, "40M-", "noNumber"],
    [SHOCK, "7 \u00b0", "unit"],
    [LEVERAGE, "12 %", "unit"],
    [LEVERAGE, "$12", "unit"],
    [SHOCK, "5x", "unit"],
    [SHOCK, "5 k", "unit"],
    [DEPTH, "40 %", "unit"],
    [COUNT, "5 %", "unit"],
    [COOLDOWN, "5x", "unit"],
    [LEVERAGE, "1,2,3", "unclear"],
    [LEVERAGE, "1.2.3", "unclear"],
    [LEVERAGE, "1 2", "unclear"],
    [LEVERAGE, "1,23,456", "unclear"],
    [LEVERAGE, "1,234.567,8", "unclear"],
    [LEVERAGE, "1..5", "unclear"],
    [LEVERAGE, "12'5", "unclear"],
    [LEVERAGE, "1.234 567", "unclear"],
  ];
  for (const [control, text, english, german = english] of cases) {
    for (const [language, expected] of [
      ["en", english],
      ["de", german],
    ]) {
      const answer = typeof expected === "number" ? { value: expected } : { problem: expected };
      assert.deepEqual(read(control, text, language), answer, `${language} ${JSON.stringify(text)}`);
    }
  }
});

test("an amount in full is no amount of millions, and what may be either is refused", () => {
  const cases = [
    ["40,000,000", 40e6],
    ["40.000.000", 40e6],
    ["40 000 000", 40e6],
    ["40\u202f000\u202f000", 40e6],
    ["40'000'000", 40e6],
    ["40000000", 40e6],
    ["-40000000", -40e6],
    ["100000", 1e5],
    ["100,000.5", 100_000.5],
    ["100.000,5", 100_000.5],
    ["4e7", 40e6],
    ["-1.5E6", -1.5e6],
    ["1e5", 1e5],
  ];
  for (const language of LANGUAGES) {
    for (const [text, value] of cases) assert.deepEqual(read(DEPTH, text, language), { value, isInFull: true }, `${language} ${text}`);
    for (const [text, value] of [
      ["1500", 1.5e9],
      ["99999", 99_999e6],
      ["1e4", 1e10],
      ["1,5", 1.5e6],
      ["0,125", 125e3],
      ["1500 M", 1.5e9],
      ["40,000,000 M", 40e12],
      ["1,234.5", 1_234_500_000],
    ]) {
      assert.deepEqual(read(DEPTH, text, language), { value }, `${language} ${text}`);
    }
    for (const text of ["1 500", "12 000", "12'000"]) assert.deepEqual(read(DEPTH, text, language), { problem: "unclearUnit" }, `${language} ${text}`);
    const [own, foreign] = language === "de" ? [".", ","] : [",", "."];
    assert.deepEqual(read(DEPTH, `1${own}500`, language), { problem: "unclearUnit" });
    // A dollar has no three decimals; which language was meant nobody knows.
    for (const dressed of [(text) => `$${text}`, (text) => `${text} $`, (text) => `${text} USDT`, (text) => `-$${text}`]) {
      assert.deepEqual(read(DEPTH, dressed(`1${foreign}000`), language), { problem: "unclear" }, `${language} ${dressed(`1${foreign}000`)}`);
      assert.equal(Math.abs(read(DEPTH, dressed(`1${own}000`), language).value), 1000);
    }
    const inDollars = (text) => inLanguage(language, () => readTyped(text, { kind: "money", unit: 1, language }));
    assert.deepEqual(inDollars(`1${foreign}000`), { problem: "unclear" });
    for (const [text, value] of [
      [`1${own}000`, 1000],
      ["1000000", 1e6],
      ["2 500", 2500],
      ["1.5M", 1.5e6],
      ["25k", 25_000],
      [`1${foreign}5`, 1.5],
    ])
      assert.deepEqual(inDollars(text), { value }, `${language} ${text}`);
  }
  assert.ok(bringsUnit("1,5 Mio.", { value: 1.5e6 }) && bringsUnit("$", { problem: "noNumber" }) && bringsUnit("40000000", { value: 40e6, isInFull: true }));
  for (const text of ["40", "-1.5", "\u22127", "1e6", "12\u00a0000", ""]) assert.ok(!bringsUnit(text, { value: 1 }), text);
});

/** Numbers as they may come, always the same ones. */
function* draws(count) {
  let state = 20_261_128;
  const next = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (let draw = 0; draw < count; draw += 1) {
    const digits = 1 + Math.floor(next() * 9);
    yield { value: Number((10 ** (next() * 11 - 3)).toPrecision(digits)), pick: (list) => list[Math.floor(next() * list.length)] };
  }
}

test("what is written reads back: every kind of control, both languages, inputs and texts", () => {
  for (const language of LANGUAGES) {
    inLanguage(language, () => {
      for (const { value, pick } of draws(4_000)) {
        for (const control of KINDS) {
          const signed = control === SHOCK ? pick([1, -1]) * (value % 1) : value;
          const where = `${language} ${control.unit} ${signed}`;
          const shown = format.inputText(control, signed, true);
          const back = format.readInput(control, shown);
          assert.ok("value" in back, `${where}: ${shown}`);
          assert.ok(Math.abs(back.value - signed) <= 1e-11 * Math.abs(signed), `${where}: ${shown} is ${back.value}`);
          assert.equal(format.inputText(control, back.value, true), shown, where);
          if (control === COOLDOWN && signed >= 1e6) continue;
          // Texts round: what is read is what they say, so it is written the same again.
          const text = format.controlValue(control, signed);
          const read = format.readInput(control, text);
          assert.ok("value" in read, `${where}: ${text} ${JSON.stringify(read)}`);
          assert.equal(format.controlValue(control, read.value), text, where);
        }
      }
    });
  }
});

test("however it is dressed, a number is read as itself or refused", () => {
  const MINUS = ["-", "\u2212", "\u2013", "\u2011", "- ", "\u2212\u00a0"];
  const GROUPS = ["", " ", "\u00a0", "\u202f", "'", "\u2019"];
  let refused = 0;
  let count = 0;
  for (const language of LANGUAGES) {
    for (const { value, pick } of draws(4_000)) {
      const plain = value.toFixed(3).replace(/\.?0+$/, "");
      const [whole, decimals] = plain.split(".");
      const [point, other] = pick([
        [".", ","],
        [",", "."],
      ]);
      const mark = pick([...GROUPS, other]);
      const text = (pick([true, false]) ? pick(MINUS) : "") + whole.replace(/\B(?=(\d{3})+$)/g, mark) + (decimals === undefined ? "" : point + decimals);
      const expected = Number(plain) * (/^\d/.test(text) ? 1 : -1);
      const answer = readTyped(text, { kind: "plain", unit: 1, language });
      count += 1;
      if ("value" in answer && answer.value === expected) continue;
      // Only one mark before exactly three digits says which language was meant; nothing else is read differently.
      const groups = text.replace(/^\D+/, "");
      assert.match(groups, /^\d{1,3}[.,]\d{3}$/, `${language} ${text}: ${JSON.stringify(answer)}`);
      refused += 1;
    }
  }
  assert.ok(refused < 0.15 * count, `${refused} of ${count}`);
});

test("a count of three digits behind a mark is thousands or asked about, never a fraction", () => {
  const whole = { unit: "", scale: "linear", step: 1 };
  for (const [text, english, german] of [
    ["1,000", 1000, "unclear"],
    ["1.000", "unclear", 1000],
    ["12.500", "unclear", 12_500],
    ["1.5", 1.5, 1.5],
    ["1,25", 1.25, 1.25],
    ["0.125", 0.125, 0.125],
    ["1000", 1000, 1000],
    ["1.000.000", 1e6, 1e6],
  ])
    for (const [language, wanted] of [
      ["en", english],
      ["de", german],
    ]) {
      const typed = read(whole, text, language);
      assert.deepEqual("value" in typed ? typed.value : typed.problem, wanted, `${text} ${language}`);
    }
  // What has fractions may have three digits of them.
  assert.deepEqual(read({ ...whole, step: 0.1 }, "1.125", "en"), { value: 1.125 });
});
