// Two runs side by side in a line: what was changed between both, and how far apart they end. Pure.

import * as format from "./format.js";
import { claimsOf } from "./claims.js";
import { SHAPE } from "./shape.js";
import { numberOf, optionsOf } from "./choices.js";

/** @typedef {import("./messages.js").Pinned} Pinned */
/** @typedef {Pick<import("./messages.js").Loaded, "settings" | "title" | "controls" | "summary" | "facts" | "startPrice" | "ticks"> & { situation?: { isInverse: boolean } }} Run */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** More changes than this are counted, not named. */
const MOST_NAMED = 3;

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
    const [one, two] = [before, control].map((each) => valueText(each, strings));
    // What reads the same has all its digits.
    named.push(`${strings.control(control).label} ${one === two ? words.change(exact(before), exact(control)) : words.change(one, two)}`);
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

/** @param {import("../pkg/liquidation_cascades.js").Control} control */
function exact(control) {
  const { prefix, suffix } = format.inputUnit(control);
  return prefix + format.inputText(control, control.value, true) + (prefix ? suffix : `\u00a0${suffix}`);
}

/**
 * What the label of the picture adds.
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 */
export function ghostLabel(a, b, strings) {
  const [from, to] = [a, b].map((run) => claimsOf(run).final);
  const difference = 100 * (to - from);
  const text = format.shortNumber(Math.abs(difference), 1);
  return strings.compare.label({
    final: format.price(a.summary.finalPrice),
    move: format.signedMove(from),
    points: text,
    order: /[1-9]/.test(text) ? (difference < 0 ? "lower" : "higher") : "same",
  });
}
