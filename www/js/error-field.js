// Which control an error of the engine belongs to. Pure.

/** @type {readonly (readonly [pattern: RegExp, control: string])[]} */
const CONTROL_OF_FIELD = [
  [/^shock\b/, "shock"],
  [/^seed$/, "seed"],
  [/\.leverage\b.*\.logSd$/, "leverageSpread"],
  [/\.leverage\b/, "leverage"],
  [/\.entry\b/, "entrySpread"],
  [/\.openInterest$/, "openInterest"],
  [/\.longShare$/, "crowding"],
  [/\.count$/, "positions"],
  [/\.maintenance\b/, "maintenance"],
  [/\.insuranceFund$/, "insuranceFund"],
  [/\.executor\b/, "executionSpeed"],
  [/\.impact\b/, "depth"],
];

/**
 * The control that an error's path is about, if there is one.
 * @param {string} field path in the scenario, or the name of a control
 * @param {readonly string[]} names controls on the page
 */
export function controlOfField(field, names) {
  if (names.includes(field)) return field;
  const name = CONTROL_OF_FIELD.find(([pattern]) => pattern.test(field))?.[1];
  return name !== undefined && names.includes(name) ? name : undefined;
}
