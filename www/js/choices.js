// Controls that are a choice between named options rather than a number. Pure.

/** @typedef {import("../pkg/liquidation_cascades.js").Control} Control */
/** @typedef {import("../pkg/liquidation_cascades.js").ControlOption} Option */

/** The control that sets all rules of a venue at once: it goes first, others then differ from it. */
export const RULESET = "ruleset";

/** Up to that many options stand side by side; more go into a list. */
export const MOST_SIDE_BY_SIDE = 3;

/**
 * The options of a choice; `null` for a number.
 * @param {Control} control
 * @returns {readonly Option[] | null}
 */
export function optionsOf(control) {
  const { options } = control;
  return options && options.length > 0 ? options : null;
}

/**
 * A value as settings and addresses hold it: the name of an option, or the number.
 * @param {Control} control
 * @param {number} value
 * @returns {number | string}
 */
export function valueName(control, value) {
  return optionsOf(control)?.[Math.round(value)]?.name ?? value;
}

/**
 * Which option a value from an address means, by name or by number; `null` when none.
 * @param {Control} control
 * @param {number | string} value
 */
export function optionIndex(control, value) {
  const options = optionsOf(control) ?? [];
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 && value < options.length ? value : null;
  const plain = (/** @type {string} */ text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const exact = options.findIndex(({ name }) => name === value);
  const index = exact >= 0 ? exact : options.findIndex(({ name }) => plain(name) === plain(value));
  return index >= 0 ? index : null;
}

/**
 * The number that a control stands at.
 * @param {Control} control
 * @param {number | string | undefined} value
 */
export function numberOf(control, value) {
  if (value === undefined) return control.value;
  if (typeof value === "number") return value;
  return optionIndex(control, value) ?? control.value;
}
