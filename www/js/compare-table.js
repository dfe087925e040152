// Two runs side by side in a table. Pure.

import * as format from "./format.js";
import { claimsOf } from "./claims.js";

/** @typedef {import("./compare.js").Run} Run */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {{ key: string, label: string, a: string, b: string, difference: string }} Difference */

/**
 * What stands in the table.
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 * @returns {Difference[]}
 */
export function differences(a, b, strings) {
  const words = strings.comparison;
  const [from, to] = [outcomeOf(a), outcomeOf(b)];
  const share = (/** @type {string} */ key, /** @type {string} */ label, /** @type {number} */ left, /** @type {number} */ right) => ({
    key,
    label,
    a: format.signedMove(left),
    b: format.signedMove(right),
    difference: points(right - left, strings),
  });
  const amount = (/** @type {string} */ key, /** @type {string} */ label, /** @type {number} */ left, /** @type {number} */ right) => ({
    key,
    label,
    a: words.amount(left),
    b: words.amount(right),
    difference: signed(right - left, words.amount),
  });
  /** Money that is settled: each run's in its own unit, and no difference between two units. */
  const [fromBase, toBase] = [a, b].map(({ situation }) => situation?.isInverse === true);
  const settled = (/** @type {"fund" | "badDebt"} */ key) =>
    !fromBase && !toBase
      ? amount(key, words[key], from[key], to[key])
      : {
          key,
          label: words.settled[key],
          a: format.sum(from[key], fromBase),
          b: format.sum(to[key], toBase),
          difference: fromBase === toBase ? signed(to[key] - from[key], (value) => format.sum(value, true)) : words.noDifference,
        };
  return [
    share("final", strings.figures.final, from.final, to.final),
    share("worst", strings.figures.worst, from.worst, to.worst),
    amount("forced", words.forced, from.forced, to.forced),
    settled("fund"),
    settled("badDebt"),
    amount("adl", words.adl, from.adl, to.adl),
  ];
}

/** @param {Run} run */
function outcomeOf(run) {
  const { final, worst } = claimsOf(run);
  const { liquidatedNotional, insuranceFundChange, badDebt, adlNotional } = run.summary;
  return { final, worst, forced: liquidatedNotional, fund: insuranceFundChange, badDebt, adl: adlNotional };
}

/** @param {number} ratio @param {Strings} strings */
function points(ratio, strings) {
  const text = format.number(100 * ratio, 1);
  return strings.comparison.points(ratio > 0 && /[1-9]/.test(text) ? `+${text}` : text);
}

/** @param {number} value @param {(value: number) => string} write */
function signed(value, write) {
  const text = write(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/**
 * How A's line lies on the axes of B, where that needs saying.
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 */
export function axesNote(a, b, strings) {
  const words = strings.comparison;
  const time = a.ticks !== b.ticks ? words.otherClock : b.ticks ? "" : words.ownWaves;
  return [time, a.startPrice === b.startPrice ? "" : words.otherStart].filter(Boolean).join(" ");
}
