// From settings to the scenario that is run: the engine sets them all at once.

import { SHAPE, parseShape } from "./shape.js";

/** @typedef {import("./places.js").EngineModule} EngineModule */
/** @typedef {import("../pkg/page/liquidation_cascades.js").Scenario} Scenario */
/** @typedef {import("./scenario-url.js").Values} Values */
/** @typedef {import("./scenario-url.js").Note} Note */

/**
 * @param {EngineModule} module
 * @param {Scenario} base
 * @param {Values} wanted
 * @param {{ notes: Note[], mostPositions: number | null }} also `notes`: where to say what was not taken as it was given
 */
export function scenarioWith(module, base, wanted, { notes, mostPositions }) {
  const { [SHAPE]: drawn, ...given } = wanted;
  // What is no number has words, too.
  const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number.isNaN(value) ? String(value) : value]));
  const shape = drawn === undefined ? null : parseShape(drawn);
  const last = Object.keys(values).at(-1);
  const settled = module.applySettings(base, {
    values,
    ...(shape && { shape }),
    ...(mostPositions !== null && { mostPositions }),
    ...(last !== undefined && { last }),
  });
  for (const { kind, name, given: was, used } of settled.remarks) {
    if (name === SHAPE) continue;
    notes.push({ kind, name, ...(was !== undefined && { given: String(was) }), ...(used !== undefined && { used }) });
  }
  if (settled.isDrawn) settled.values[SHAPE] = drawn;
  else if (drawn !== undefined) notes.push({ kind: "unreadable", name: SHAPE, given: String(drawn) });
  const { scenario, plain: plainValues, askedTickS, controls } = settled;
  return { scenario, values: settled.values, plainValues, askedTickS, controls };
}
