// Two runs side by side, in words and numbers. Pure.

import * as format from "./format.js";
import { claimsOf } from "./claims.js";
import { SHAPE } from "./shape.js";
import { numberOf, optionsOf } from "./choices.js";

/** @typedef {import("./messages.js").Pinned} Pinned */
/** @typedef {Pick<import("./messages.js").Loaded, "settings" | "title" | "controls" | "summary" | "facts" | "startPrice" | "ticks"> & { situation?: { isInverse: boolean } }} Run */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {{ key: string, label: string, a: string, b: string, difference: string }} Difference */

/** More changes than this are counted, not named. */
const MOST_NAMED = 3;

/**
 * What stands in the table.
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 * @returns {Difference[]}
 */
export function differences(a, b, strings) {
  const words = strings.compare;
  const [from, to] = [outcomeOf(a), outcomeOf(b)];
  const share = (/** @type {string} */ key, /** @type {string} */ label, /** @type {number} */ left, /** @type {number} */ right) => ({
    key,
    label,
    a: format.signedPercent(left, 1),
    b: format.signedPercent(right, 1),
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
  return strings.compare.points(ratio > 0 && /[1-9]/.test(text) ? `+${text}` : text);
}

/** @param {number} value @param {(value: number) => string} write */
function signed(value, write) {
  const text = write(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/**
 * What was changed between both: "Leverage 10x → 15x".
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 */
export function changes(a, b, strings) {
  const words = strings.compare;
  const named = [];
  if (a.settings.preset !== b.settings.preset) named.push(words.change(titleOf(a, strings), titleOf(b, strings)));
  for (const control of b.controls) {
    const before = a.controls.find(({ name }) => name === control.name);
    if (!before || before.value === control.value) continue;
    named.push(`${strings.control(control).label} ${words.change(valueText(before, strings), valueText(control, strings))}`);
  }
  if (a.settings.values[SHAPE] !== b.settings.values[SHAPE]) named.push(words.otherShape);
  const files = JSON.stringify(a.settings.files) !== JSON.stringify(b.settings.files);
  if (files) named.push(words.otherFiles);
  if (named.length === 0) return words.nothing;
  const rest = named.length - MOST_NAMED;
  return words.changed(named.slice(0, MOST_NAMED).join("; "), Math.max(0, rest));
}

/** @param {Run} run @param {Strings} strings */
function titleOf({ settings, title }, strings) {
  return strings.preset({ name: settings.preset, title, lesson: "" }).title;
}

/** @param {import("../pkg/liquidation_cascades.js").Control} control @param {Strings} strings */
function valueText(control, strings) {
  const option = optionsOf(control)?.[numberOf(control, control.value)];
  return option ? strings.option(control.name, option).label : format.controlValue(control, control.value);
}

/**
 * How A's line lies on the axes of B, where that needs saying.
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 */
export function axesNote(a, b, strings) {
  const words = strings.compare;
  const time = a.ticks !== b.ticks ? words.otherClock : b.ticks ? "" : words.ownWaves;
  return [time, a.startPrice === b.startPrice ? "" : words.otherStart].filter(Boolean).join(" ");
}

/**
 * What the label of the picture adds.
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 */
export function ghostLabel(a, b, strings) {
  const difference = 100 * (outcomeOf(b).final - outcomeOf(a).final);
  const text = format.shortNumber(Math.abs(difference), 1);
  return strings.compare.label({
    final: format.price(a.summary.finalPrice),
    move: format.signedPercent(outcomeOf(a).final, 1),
    points: text,
    order: /[1-9]/.test(text) ? (difference < 0 ? "lower" : "higher") : "same",
  });
}
