// Which control lives where, and which control an error of the engine belongs to. Pure.

/** The three that are always in sight. */
export const MAIN_CONTROLS = ["leverage", "depth", "shock"];

/** @typedef {"traders" | "market" | "rules"} Drawer */

/** @type {Readonly<Record<string, Drawer>>} */
const DRAWER_OF = {
  openInterest: "traders",
  crowding: "traders",
  leverageSpread: "traders",
  entrySpread: "traders",
  positions: "traders",
  sizeSpread: "traders",
  seed: "traders",
  price: "market",
  recovery: "market",
  recoveryHalfLife: "market",
  permanentShare: "market",
  refill: "market",
  withdrawal: "market",
  duration: "market",
  tick: "market",
  maintenance: "rules",
  insuranceFund: "rules",
  executionSpeed: "rules",
  liquidationFee: "rules",
  takerFee: "rules",
};

/**
 * A control we do not know yet is about the market until someone says otherwise.
 * @param {string} name
 * @returns {Drawer}
 */
export function drawerOf(name) {
  return DRAWER_OF[name] ?? "market";
}

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
