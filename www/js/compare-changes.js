// What was changed between two runs, in words: of the comparison, and of what is saved. Pure.

import * as format from "./format.js";
import { SHAPE } from "./shape.js";
import { numberOf, optionsOf } from "./choices.js";

/** @typedef {import("./compare.js").Run} Run */
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
  // One choice may undo another: then what only one of both has tells them apart.
  if (named.length === 0) {
    for (const control of [...a.controls, ...b.controls]) {
      if ([a, b].every(({ controls }) => controls.some(({ name }) => name === control.name))) continue;
      const [before, after] = [a, b].map(({ controls }) => (controls.includes(control) ? valueText(control, strings) : "–"));
      named.push(`${strings.control(control).label} ${words.change(before, after)}`);
    }
  }
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

/** All its digits, a minus before the sign of the money. @param {import("../pkg/liquidation_cascades.js").Control} control */
function exact(control) {
  const { prefix, suffix } = format.inputUnit(control);
  const text = format.inputText(control, Math.abs(control.value), true);
  const sign = control.value < 0 && text !== "0" ? "\u2212" : "";
  return sign + prefix + text + (prefix || suffix === "x" || suffix === "" ? suffix : `\u00a0${suffix}`);
}
