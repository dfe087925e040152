// Numbers as people type and paste them. Pure. What can be read in one way only is read; all else is refused, never guessed.

/** What a number input asks for: a bare number is multiplied by `unit`. @typedef {"times" | "money" | "ratio" | "seconds" | "base" | "plain"} Kind */
/**
 * @typedef {{ value: number, isInFull?: true } | { problem: "empty" | "noNumber" | "unit" | "unclear" | "unclearUnit" }} Typed
 *   `isInFull`: an amount that was not multiplied by the field's unit though it names none; `unclearUnit`: one that may be either; `unit`: there is a number, but with a unit that does not belong here; `unclear`: marks that could mean several numbers
 */

/** From here on an amount without a unit is meant in full, also where a field asks for millions: nobody means 100,000 millions. */
const IN_FULL = 1e5;

/** Signs that people and programs write for minus: true minus, hyphens, dashes, and their forms of full and half width. */
const MINUS_SIGNS = /[\u2212\u2010-\u2015\ufe58\ufe63\uff0d\u207b]/g;
/** What groups digits without being seen: all spaces, and marks of direction that come along when text is copied. */
const SPACES = /[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g;
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const CURRENCY = /us\$|\$|usdt|usdc|usd|dollars?/g;

/** @type {Readonly<Record<"en" | "de", Names>>} a German "Billion" is a thousand English ones */
const MAGNITUDES = {
  en: [
    [/^(b|bn|billions?|mrd)$/, 1e9],
    [/^(t|tn|trn|trillions?|bio)$/, 1e12],
  ],
  de: [
    [/^(bn|mrd)$/, 1e9],
    [/^(bio|billion(en)?|tn)$/, 1e12],
  ],
};
/** @type {Names} the same in both languages */
const COMMON_MAGNITUDES = [
  [/^(k|tsd|tausend|thousand)$/, 1e3],
  [/^(m|mm|mn|mio|million(s|en)?)$/, 1e6],
  [/^(mia|milliarden?)$/, 1e9],
];

/** @typedef {readonly (readonly [RegExp, number])[]} Names names and what they stand for */
/** @type {Names} */
const SHARES = [
  [/^(%|per ?cent|pct|prozent|v\. ?h)$/, 0.01],
  [/^\u2030$/, 1e-3],
  [/^(bps?|basis ?(points?|punkte?))$/, 1e-4],
];
/** @type {Names} */
const TIMES = [[/^([x\u00d7]|-?(fach|fold|mal)|times)$/, 1]];
/** @type {Names} */
const SECONDS = [
  [/^ms$/, 1e-3],
  [/^s(ecs?|ek|econds?|ekunden?)?$/, 1],
  [/^m(ins?|inute[ns]?)?$/, 60],
  [/^(h(rs?|ours?)?|std|stunden?)$/, 3600],
  [/^(d(ays?)?|tage?n?)$/, 86_400],
  [/^(w(eeks?)?|wochen?)$/, 604_800],
];

/** Leverage as brokers write it: "x10", "10:1" and "1:10" are ten times one's own money. */
const LEVERAGE = /^x *(?=\d)|^1 ?: ?(?=\d)|(?<=\d) ?: ?1$/;

/**
 * @param {string} text
 * @param {{ kind: Kind, unit: number, language: "en" | "de" }} field
 * @returns {Typed}
 */
export function readTyped(text, { kind, unit, language }) {
  const plain = text
    .replace(UNSEEN, "")
    .replace(MINUS_SIGNS, "-")
    .replace(SPACES, " ")
    .replace(/[\u2019\u02bc\u0060\u00b4]/g, "'")
    .trim()
    .toLowerCase()
    .replace(/^minus (?=\d)/, "-");
  if (plain === "") return { problem: "empty" };
  if (!/\d/.test(plain)) return { problem: "noNumber" };
  if (kind === "seconds") {
    const parts = readDuration(plain, language);
    if (parts) return parts;
  }
  const amount = kind === "times" ? plain.replace(LEVERAGE, "") : plain;
  const money = amount.replace(CURRENCY, " ");
  const isMoney = money !== amount;
  const parts = /^ *([+-]?) *(\d[\d.,' ]*?|[.,]\d+)(e[+-]?\d{1,3})? *([^\d]*)$/.exec(isMoney ? money.replace(/ +/g, " ").replace(/^ ?([+-]) /, "$1") : amount);
  if (!parts) return { problem: /^[+-]?[\d.,' ]+$/.test(plain) ? "unclear" : "noNumber" };
  const [, sign, digits, exponent = "", tail] = parts;
  if (isMoney && kind !== "money") return { problem: "unit" };
  const name = tail.trim().replace(/\.$/, "");
  // With its own sign an amount is whole: $950 is no 950 million.
  const factor = factorOf(name, kind, isMoney ? 1 : unit, language);
  // A sign behind it may be how accountants write a minus, or the begin of a range; other marks are no unit either.
  if (factor === null) return { problem: /[+-]$|^[^\p{L}\p{S}%\u2030]+$/u.test(name) ? "noNumber" : "unit" };
  const marked = digits.trim();
  const size = readDigits(marked, exponent !== "", language);
  if (size === null) return { problem: "unclear" };
  const number = (sign === "-" ? "-" : "") + size + exponent;
  if (kind === "money" && name === "") {
    const isGrouped = exponent === "" && /\D/.test(marked);
    const hasPoint = size.includes(".");
    if (!isMoney && unit !== 1) {
      // Who writes all the digits of an amount has left out no millions; "1,500" may be either.
      if (Number(size + exponent) >= IN_FULL) return { ...finite(number, 1), isInFull: true };
      if (isGrouped && !hasPoint) return { problem: "unclearUnit" };
    } else if (isGrouped && hasPoint && /^[1-9]\d{0,2}[.,]\d{3}$/.test(marked)) {
      // "$1,000" is a thousand to some and one to others: three digits of a dollar do not exist.
      return { problem: "unclear" };
    }
  }
  return finite(number, factor);
}

/** By decimal digits, so that 12.3 million is 12300000 and not a neighbour of it. @param {string} text @param {number} factor @returns {Typed} */
function finite(text, factor) {
  const value = Number((Number(text) * factor).toPrecision(15));
  if (!Number.isFinite(value)) return { problem: "noNumber" };
  return { value: value === 0 ? 0 : value };
}

/**
 * Whether the unit beside a field is not that of what is being typed: it has its own, or is an amount in full.
 * @param {string} text
 * @param {Typed} typed
 */
export function bringsUnit(text, typed) {
  return ("value" in typed && typed.isInFull === true) || /[^\d\s.,'e+\u2019\u2212\u2010-\u2015-]/i.test(text);
}

/** @param {string} tail what stands behind the number @param {Kind} kind @param {number} unit @param {"en" | "de"} language */
function factorOf(tail, kind, unit, language) {
  if (tail === "") return unit;
  const known = kind === "ratio" ? SHARES : kind === "times" ? TIMES : kind === "seconds" ? SECONDS : null;
  const found = known ? named(known, tail) : named([...MAGNITUDES[language], ...COMMON_MAGNITUDES], tail);
  return found ?? null;
}

/** @param {Names} names @param {string} name */
const named = (names, name) => names.find(([pattern]) => pattern.test(name))?.[1];

/** What follows a unit when its own is left out: "1h30" is half past, "2m30" two minutes and a half. @type {Readonly<Record<number, number>>} */
const NEXT_SMALLER = { 604800: 86_400, 86400: 3600, 3600: 60, 60: 1 };

/** "2 min 5 s", as the page writes it, "1 day 2 hours", "1h30": each unit smaller than the one before. @param {string} text @param {"en" | "de"} language @returns {Typed | null} */
function readDuration(text, language) {
  const parts = [...text.matchAll(/(\d[\d.,']*) ?([a-z]*)\.?(?: (?:and|und) |, | |$|(?=\d))/g)];
  if (parts.length < 2 || parts.reduce((length, part) => length + part[0].length, 0) !== text.length) return null;
  let before = Number.POSITIVE_INFINITY;
  let total = 0;
  for (const [at, [, digits, name]] of parts.entries()) {
    const isLast = at === parts.length - 1;
    const unit = named(SECONDS, name) ?? (name === "" && isLast ? NEXT_SMALLER[before] : undefined);
    const many = readDigits(digits, false, language);
    if (unit === undefined || many === null || !(unit < before)) return null;
    // Only the last may have decimals, and none but the first may be as many as make one of the one before: "1h90" is a slip.
    if ((!isLast && many.includes(".")) || Number(many) * unit >= before) return null;
    total += Number(many) * unit;
    before = unit;
  }
  return finite(String(total), 1);
}

/**
 * Digits with their marks as plain decimal text; nothing where the marks contradict each other.
 *
 * Two kinds of marks: the last kind stands before decimals. One kind, again and again: it groups. One mark alone: it groups
 * where it is the language's own mark for that and three digits follow, else it stands before decimals.
 * @param {string} text digits with `.`, `,`, `'` and spaces
 * @param {boolean} isPlain with an exponent nobody groups
 * @param {"en" | "de"} language
 */
function readDigits(text, isPlain, language) {
  const group = language === "de" ? "." : ",";
  const marks = text.replace(/\d/g, "");
  if (marks === "") return text;
  const last = marks[marks.length - 1];
  const kinds = new Set(marks);
  if (kinds.size > 2) return null;
  const at = text.lastIndexOf(last);
  const isAlone = marks.length === 1;
  const isPoint = last === "." || last === ",";
  const endsInThree = /\D\d{3}$/.test(text);
  const canGroup = endsInThree && /^[1-9]\d{0,2}\D/.test(text) && !isPlain;
  const groupsOnly = kinds.size === 1 && (!isPoint || !isAlone || (last === group && canGroup));
  if (groupsOnly) return ungrouped(text, last);
  if (!isPoint) return null;
  const whole = text.slice(0, at);
  const decimals = text.slice(at + 1);
  if (/\D/.test(decimals) || (whole === "" && decimals === "")) return null;
  const [mark] = [...kinds].filter((one) => one !== last);
  const count = mark === undefined ? whole : ungrouped(whole, mark);
  if (count === null || count.includes(last)) return null;
  return `${count || "0"}.${decimals || "0"}`;
}

/** @param {string} text @param {string} mark */
function ungrouped(text, mark) {
  const groups = text.split(mark);
  const isGrouped = /^\d{1,3}$/.test(groups[0]) && groups.slice(1).every((part) => /^\d{3}$/.test(part));
  return isGrouped ? groups.join("") : null;
}
