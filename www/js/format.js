// Numbers as people read them. The only place that knows percent signs, dollar units and minus signs.

import { readTyped } from "./typed-number.js";

/** @typedef {import("../pkg/liquidation_cascades.js").Control} Control */

const MINUS = "\u2212";
const NBSP = "\u00a0";

/** Below it prices have an exponent, in words and on the axis: `LEAST_PLAIN` in `src/render/format.rs`. */
const LEAST_PLAIN = 1e-7;

/** @typedef {import("./scenario-url.js").Language} Language */
/**
 * How a language writes numbers, and its units of money from large to small.
 * @typedef {{ point: string, group: string, units: readonly (readonly [number, string])[], money: (text: string, unit: string) => string, base: string }} Notation
 */

/** @type {Readonly<Record<Language, Notation>>} */
const NOTATIONS = {
  en: {
    point: ".",
    group: ",",
    units: [
      [1e12, "tn"],
      [1e9, "bn"],
      [1e6, "M"],
      [1e3, "K"],
      [1, ""],
    ],
    money: (text, unit) => "$" + text + unit,
    base: "base",
  },
  de: {
    point: ",",
    group: ".",
    units: [
      [1e12, "Bio."],
      [1e9, "Mrd."],
      [1e6, "Mio."],
      [1e3, "Tsd."],
      [1, ""],
    ],
    money: (text, unit) => [text, unit, "$"].filter(Boolean).join(NBSP),
    base: "Basis",
  },
};

/** @type {Language} */
let spoken = "en";
let notation = NOTATIONS.en;

/**
 * A name that somebody else gave, without what changes how the text around it is read: marks of direction and control
 * characters.
 * @param {string} text
 */
export function cleanName(text) {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** The page speaks one language at a time. @param {Language} language */
export function useLanguage(language) {
  spoken = language;
  notation = NOTATIONS[language];
}

/**
 * Digits as the language writes them; halves of the digits that a person reads are rounded up. By hand, because the
 * browser's own formatter takes 20 to 35 ms to get ready the first time: the longest part of the start.
 * @param {number} value finite, not negative
 * @param {number} least decimals at least
 * @param {number} most decimals at most
 */
function written(value, least, most) {
  let [whole, decimals = ""] = plainText(value, most).split(".");
  if (decimals.length > most) {
    const kept = whole + decimals.slice(0, most);
    const rounded = decimals[most] >= "5" ? String(BigInt(kept) + 1n).padStart(kept.length, "0") : kept;
    whole = rounded.slice(0, rounded.length - most);
    decimals = rounded.slice(rounded.length - most);
  }
  decimals = decimals.padEnd(least, "0");
  while (decimals.length > least && decimals.endsWith("0")) decimals = decimals.slice(0, -1);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, notation.group);
  return decimals === "" ? grouped : grouped + notation.point + decimals;
}

/** The shortest decimal number that means the value, without an exponent. @param {number} value @param {number} most decimals that matter, where there would be one */
function plainText(value, most) {
  const text = String(value);
  if (!text.includes("e")) return text;
  return value < 1 ? value.toFixed(most) : String(BigInt(value));
}

/**
 * How a control's value is written in a number input: `value * factor` between a prefix and a suffix.
 * @typedef {{ factor: number, prefix: string, suffix: string }} InputUnit
 */

/**
 * Fixed decimals, thousands separated, a true minus sign, and never "-0".
 * @param {number} value
 * @param {number} [digits]
 */
export function number(value, digits = 0) {
  if (!Number.isFinite(value)) return "–";
  const text = written(Math.abs(value), digits, digits);
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/**
 * At most `digits` decimals, trailing zeros dropped.
 * @param {number} value
 * @param {number} digits
 */
export function shortNumber(value, digits) {
  if (!Number.isFinite(value)) return "–";
  const text = written(Math.abs(value), 0, digits);
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/**
 * A fraction as percent: one decimal below ten, none from ten on, unless `digits` says otherwise. What is not all is not
 * rounded to all.
 * @param {number} ratio
 * @param {number} [digits]
 */
export function percent(ratio, digits) {
  const value = ratio * 100;
  const size = Math.abs(value);
  let decimals = digits ?? (size < 9.95 ? 1 : 0);
  while (size < 100 && decimals < 6 && Number(size.toFixed(decimals)) === 100) decimals += 1;
  return shortNumber(value, decimals) + NBSP + "%";
}

/** Leverage as it is told: two digits, three where it has no more. @param {number} leverage */
export function leverageText(leverage) {
  const tenths = Math.round(10 * leverage);
  const isExact = Math.abs(10 * leverage - tenths) < 1e-5 * tenths;
  return `${shortNumber(leverage, isExact || leverage < 9.95 ? 1 : 0)}x`;
}

/** Whether two numbers are the same within a tenth. @param {number} one @param {number} other */
export function isNear(one, other) {
  return Math.abs(one / other - 1) <= 0.1;
}

/**
 * Percent with its sign, also for a rise.
 * @param {number} ratio
 * @param {number} [digits]
 */
export function signedPercent(ratio, digits) {
  const text = percent(ratio, digits);
  return ratio > 0 && /[1-9]/.test(text) ? "+" + text : text;
}

/**
 * Decimals of a move in per cent: one, and more where rounding would make another move of it, as 0.1 % is none of 0.05 %.
 * @param {number} ratio
 * @param {number} [slack] as a share of it
 */
export function moveDigits(ratio, slack = 0.05) {
  const value = 100 * Math.abs(ratio);
  let digits = 1;
  while (digits < 4 && value > 1e-4 && Math.abs(Number(value.toFixed(digits)) - value) > slack * value) digits += 1;
  return digits;
}

/** A move with its sign: "-0.04 %". @param {number} ratio */
export function signedMove(ratio) {
  return signedPercent(ratio, moveDigits(ratio));
}

/**
 * Dollars with three significant digits: $40M, $1.25bn, $950K, $0.
 * @param {number} value
 */
export function money(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const rounded = Number(size.toPrecision(3));
  const [scale, unit] = notation.units.find(([least]) => rounded >= least) ?? [1, ""];
  const amount = Number((size / scale).toPrecision(3));
  const text = written(amount, 0, scale === 1 ? 2 : 3);
  return (value < 0 && /[1-9]/.test(text) ? MINUS : "") + notation.money(text, unit);
}

/**
 * Money of a market: dollars, or units of the base where its contracts are settled in that.
 * @param {number} value
 * @param {boolean} isBase
 */
export function sum(value, isBase) {
  if (!isBase || !Number.isFinite(value)) return money(value);
  const small = Math.abs(value);
  // A bitcoin is much: what is less than one has digits, too.
  const text = small > 0 && small < 1 ? shortNumber(value, Math.min(12, 2 - Math.floor(Math.log10(small)))) : quantity(value);
  return text + NBSP + notation.base;
}

/**
 * A quantity with three significant digits: 1.18M, 950K, 0.
 * @param {number} value
 */
export function quantity(value) {
  return money(value).replace(/\s?\$/, "");
}

/**
 * A small sum with its cents: $0.65.
 * @param {number} value
 */
export function cents(value) {
  return notation.money(number(value, 2), "");
}

/**
 * A price with four significant digits, or all digits before the point; below 10, where traders see more, with five. What
 * would be noughts and little else has an exponent, as on the axis of the picture.
 * @param {number} value
 */
export function price(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size < LEAST_PLAIN && size > 0) return String(Number(value.toPrecision(4))).replace(".", notation.point);
  const power = size > 0 ? Math.floor(Math.log10(size)) : 0;
  return shortNumber(value, Math.max(0, (power > 0 ? 3 : 4) - power));
}

/**
 * Seconds in words: 8.5 s, 84 s, 2 min 5 s, 26 h 40 min, 203 d 4 h.
 * @param {number} value
 */
export function seconds(value) {
  if (value < 120) return shortNumber(value, value < 10 ? 1 : 0) + NBSP + "s";
  // From two hours on to the minute, from three days on to the hour.
  const [size, small, count, large] = /** @type {[number, string, number, string]} */ (
    value < 7170 ? [1, "s", 60, "min"] : value < 257_400 ? [60, "min", 60, "h"] : [3600, "h", 24, "d"]
  );
  const whole = Math.round(value / size);
  const rest = whole % count;
  return `${number(Math.floor(whole / count))}${NBSP}${large}` + (rest > 0 ? ` ${rest}${NBSP}${small}` : "");
}

/** What formatting needs to know of a control. @typedef {Pick<Control, "unit" | "scale" | "step">} Quantity */

/** @param {string} unit @returns {import("./typed-number.js").Kind} */
function unitKind(unit) {
  switch (unit) {
    case "x":
      return "times";
    case "quote":
      return "money";
    case "fraction":
      return "ratio";
    case "s":
      return "seconds";
    case "base":
      return "base";
    default:
      return "plain";
  }
}

/**
 * A control's value with its unit.
 * @param {Quantity} control
 * @param {number} value
 */
export function controlValue(control, value) {
  switch (unitKind(control.unit)) {
    case "times":
      return shortNumber(value, value < 10 ? 2 : 1) + "x";
    case "money":
      return money(value);
    case "ratio":
      return shortNumber(significant(value * 100), control.scale === "linear" ? decimalsOf(control.step * 100) : 3) + NBSP + "%";
    case "seconds":
      return seconds(value);
    case "base":
      return sum(value, true);
    default:
      return shortNumber(value, 4) + (control.unit ? NBSP + control.unit : "");
  }
}

/**
 * @param {Quantity} control
 * @returns {InputUnit}
 */
export function inputUnit(control) {
  switch (unitKind(control.unit)) {
    case "times":
      return { factor: 1, prefix: "", suffix: "x" };
    case "money":
      return spoken === "de" ? { factor: 1e-6, prefix: "", suffix: `Mio.${NBSP}$` } : { factor: 1e-6, prefix: "$", suffix: "M" };
    case "ratio":
      return { factor: 100, prefix: "", suffix: "%" };
    case "base":
      return { factor: 1, prefix: "", suffix: notation.base };
    default:
      return { factor: 1, prefix: "", suffix: control.unit };
  }
}

/**
 * The text of a number input: digits and the mark of the language, a hyphen for minus, no "-0", nothing of binary fractions
 * to be seen.
 * @param {Quantity} control
 * @param {number} value
 * @param {boolean} [isExact] for a value that a person typed: all its digits
 */
export function inputText(control, value, isExact = false) {
  const scaled = value * inputUnit(control).factor;
  const shown = isExact ? Number(scaled.toPrecision(12)) : significant(scaled);
  return String(shown === 0 ? 0 : shown).replace(".", notation.point);
}

/** A number in a number input of its own, with all its digits. @param {number} value */
export function plainInput(value) {
  return String(Number(value.toPrecision(12))).replace(".", notation.point);
}

/** An amount in a field of its own: all its digits, grouped as the language does. @param {number} value */
export function groupedInput(value) {
  const [whole, decimals] = plainInput(value).split(notation.point);
  return whole.replace(/\B(?=(\d{3})+$)/g, notation.group) + (decimals === undefined ? "" : notation.point + decimals);
}

/** Digits that are shown of a value which nobody typed: one that a law implies has endless ones. */
const SHOWN_DIGITS = 4;

/**
 * At most four significant digits; whole numbers stay whole.
 * @param {number} value
 */
function significant(value) {
  const size = Math.abs(value);
  return size < 10 ** (SHOWN_DIGITS - 1) ? Number(value.toPrecision(SHOWN_DIGITS)) : Math.round(value);
}

/**
 * Reads what a person typed into a number input, as the language writes it and with the units that the control may have;
 * what can be read in several ways, or in none, is named.
 * @param {Quantity} control
 * @param {string} text
 * @returns {import("./typed-number.js").Typed}
 */
export function readInput(control, text) {
  const typed = readTyped(text, { kind: unitKind(control.unit), unit: 1 / inputUnit(control).factor, language: spoken });
  // Three digits of a fraction where there are none: they may be thousands.
  return isCount(control) && "value" in typed && typed.value < 1000 && THOUSANDS.test(text) ? { problem: "unclear" } : typed;
}

/** A mark with three digits behind it. */
const THOUSANDS = /^\D*[1-9]\d{0,2}[.,]\d{3}\D*$/;

/** A count has no fractions. @param {Quantity} control */
export const isCount = ({ unit, scale, step }) => unit === "" && scale === "linear" && step === 1;

/**
 * A plain decimal number as programs write it, tolerant of a true minus sign; `null` for everything else (also for hex and infinity).
 * @param {string} text
 */
export function parseNumber(text) {
  const plain = text.trim().replace(MINUS, "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain)) return null;
  const value = Number(plain);
  if (!Number.isFinite(value)) return null;
  return value === 0 ? 0 : value;
}

/**
 * Decimals that a step needs, at most 8.
 * @param {number} step
 */
export function decimalsOf(step) {
  if (!(step > 0) || !Number.isFinite(step)) return 2;
  for (let digits = 0; digits < 8; digits += 1) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * Math.max(1, scaled) && Math.round(scaled) > 0) return digits;
  }
  return 8;
}
