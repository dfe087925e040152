// From settings to the scenario that is run.

import { RULESET, optionIndex, optionsOf, valueName } from "./choices.js";
import { failureOf } from "./messages.js";
import { SHAPE, parseShape } from "./shape.js";
import { TICK_S, tickOf } from "./situation.js";
import { isTrap } from "./traps.js";

/** @typedef {import("./places.js").EngineModule} EngineModule */
/** @typedef {import("../pkg/page/liquidation_cascades.js").Scenario} Scenario */
/** @typedef {import("../pkg/page/liquidation_cascades.js").Control} Control */
/** @typedef {import("./scenario-url.js").Values} Values */
/** @typedef {import("./scenario-url.js").Note} Note */

/**
 * Sets controls: the venue's rules first, then other choices, then numbers, each in the order in which the engine lists
 * them, so that the order in an address does not matter. What a choice brings along can be changed afterwards.
 * @param {EngineModule} module
 * @param {{ scenario: Scenario, controls: Control[] }} base
 * @param {Values} wanted
 * @param {{ notes: Note[], mostPositions: number | null }} also `notes`: where to say what was not taken as it was given
 */
export function scenarioWith(module, base, wanted, { notes, mostPositions }) {
  /** @type {Record<string, number | string>} */
  const values = {};
  /** @type {Record<string, number | string>} what each control is when it is not set */
  const plainValues = {};
  /** @type {Record<string, number | string>} the same of choices that were made */
  const chosenFrom = {};
  let { scenario, controls } = base;
  /** Ticks become longer where they would be too much work: this is how long they were meant to be. */
  let askedTickS = tickOf(scenario);
  const pending = new Set(Object.keys(wanted));

  /**
   * @param {Control} control
   * @param {number} given
   */
  const set = (control, given) => {
    const { name } = control;
    let value = given;
    if (value === control.value) return;
    try {
      scenario = module.setControl(scenario, name, value);
    } catch (thrown) {
      const used = clampOf(thrown, value);
      if (used === null) throw thrown;
      notes.push({ kind: "clamped", name, given: String(value), used });
      value = used;
      scenario = module.setControl(scenario, name, value);
    }
    // A clock that comes with a choice, or goes.
    const tickS = tickOf(scenario);
    if (tickS === null) askedTickS = null;
    else askedTickS ??= TICK_S;
    if (value !== control.value) values[name] = valueName(control, value);
  };

  const remember = () => {
    for (const control of controls) plainValues[control.name] = valueName(control, control.value);
  };
  remember();
  for (let choice = nextChoice(controls, pending); choice; choice = nextChoice(controls, pending)) {
    const { name } = choice;
    pending.delete(name);
    const index = optionIndex(choice, wanted[name]);
    if (index === null) {
      notes.push({ kind: "unreadable", name, given: String(wanted[name]) });
      continue;
    }
    chosenFrom[name] = valueName(choice, choice.value);
    set(choice, index);
    controls = module.controls(scenario);
    remember();
    Object.assign(plainValues, chosenFrom);
  }
  // Before the numbers: the slider of leverage scales what was drawn.
  if (pending.delete(SHAPE)) {
    const drawn = withShape(module, scenario, wanted[SHAPE]);
    if (drawn) {
      ({ scenario } = drawn);
      values[SHAPE] = wanted[SHAPE];
      controls = module.controls(scenario);
      remember();
    } else notes.push({ kind: "unreadable", name: SHAPE, given: String(wanted[SHAPE]) });
  }
  // The page has one of two controls that set the same: an address may still name the other one.
  const [depth, bookDepth] = ["depth", "bookDepth"].map((name) => controls.find((control) => control.name === name));
  const wantedDepth = wanted.depth;
  if (depth && bookDepth && typeof wantedDepth === "number" && pending.delete("depth") && !pending.has("bookDepth")) {
    pending.add("bookDepth");
    wanted = { ...wanted, bookDepth: (bookDepth.value * wantedDepth) / depth.value };
  }
  for (const control of controls) {
    const { name } = control;
    if (!pending.delete(name)) continue;
    const given = wanted[name];
    let value = typeof given === "number" ? given : NaN;
    if (Number.isNaN(value)) {
      notes.push({ kind: "unreadable", name, given: String(given) });
      continue;
    }
    if (name === "positions" && mostPositions !== null && value > mostPositions) {
      value = mostPositions;
      notes.push({ kind: "capped", name, used: value });
    }
    set(control, value);
  }
  for (const name of pending) notes.push({ kind: "ignored", name });
  const positions = controls.find((control) => control.name === "positions");
  if (positions && mostPositions !== null && !("positions" in values) && positions.value > mostPositions) {
    values.positions = mostPositions;
    notes.push({ kind: "capped", name: "positions", used: mostPositions });
    scenario = module.setControl(scenario, "positions", mostPositions);
  }
  return { scenario, values, plainValues, askedTickS };
}

/**
 * Leverage as it was drawn; nothing where that cannot be had.
 * @param {EngineModule} module
 * @param {Scenario} scenario
 * @param {number | string} text
 */
function withShape(module, scenario, text) {
  const heights = parseShape(text);
  const shape = heights && module.leverageShape(scenario);
  if (!shape || shape.shares.length !== heights.length) return null;
  try {
    return { scenario: module.setLeverageShape(scenario, heights) };
  } catch (thrown) {
    // Nobody could have so much leverage here.
    if (isTrap(thrown)) throw thrown;
    return null;
  }
}

/**
 * The choice to make next: the venue's rules, then as the engine lists them.
 * @param {readonly Control[]} controls
 * @param {ReadonlySet<string>} pending
 */
function nextChoice(controls, pending) {
  const choices = controls.filter((control) => optionsOf(control) && pending.has(control.name));
  return choices.find(({ name }) => name === RULESET) ?? choices[0];
}

/**
 * The nearest value that a control would have taken, when that was the trouble.
 * @param {unknown} thrown
 * @param {number} value
 */
function clampOf(thrown, value) {
  if (failureOf(thrown).code !== "outOfRange") return null;
  const { problems } = /** @type {import("../pkg/liquidation_cascades.js").ScenarioError} */ (thrown);
  const { min, max } = problems?.[0] ?? {};
  if (min === undefined || max === undefined) return null;
  const used = Math.min(max, Math.max(min, value));
  if (used !== value) return used;
  // In range and refused: a count has no fractions.
  return Number.isInteger(value) ? null : Math.round(value);
}
