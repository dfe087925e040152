// Where a value stands on a slider, and which value a key press leads to. Pure.

/** @typedef {import("../pkg/liquidation_cascades.js").Control} Control */
/** @typedef {Pick<Control, "range" | "scale" | "step">} Scale */

/** Positions of a slider whose scale is logarithmic; fine enough for a pointer on a wide track. */
export const LOG_POSITIONS = 1000;

/** Significant digits that a drag or a key leaves on a logarithmic slider; the number input takes any. */
const LOG_DIGITS = 2;

/** Linear steps that PageUp and PageDown take at once. */
const PAGE_STEPS = 10;

/** @param {Scale} scale */
function isLog(scale) {
  return scale.scale === "log" && scale.range[0] > 0;
}

/**
 * The nearest value in range; on a linear scale on a step as well.
 * @param {Scale} scale
 * @param {number} value
 */
export function snap(scale, value) {
  const [least, most] = scale.range;
  if (!(value > least)) return least;
  if (value >= most) return most;
  if (isLog(scale) || !(scale.step > 0)) return value;
  // Multiples are counted from zero: -0.05 stays -0.05 whatever the lower end is.
  const stepped = Number((Math.round(value / scale.step) * scale.step).toPrecision(12));
  return Math.min(most, Math.max(least, stepped === 0 ? 0 : stepped));
}

/**
 * Attributes of the range input.
 * @param {Scale} scale
 */
export function track(scale) {
  if (isLog(scale)) return { min: 0, max: LOG_POSITIONS, step: 1 };
  return { min: scale.range[0], max: scale.range[1], step: scale.step > 0 ? scale.step : "any" };
}

/**
 * @param {Scale} scale
 * @param {number} value
 */
export function toPosition(scale, value) {
  if (!isLog(scale)) return value;
  const [least, most] = scale.range;
  const clamped = Math.min(most, Math.max(least, value));
  return (LOG_POSITIONS * Math.log(clamped / least)) / Math.log(most / least);
}

/**
 * @param {Scale} scale
 * @param {number} position
 */
export function fromPosition(scale, position) {
  if (!isLog(scale)) return snap(scale, position);
  const [least, most] = scale.range;
  return snap(scale, rounded(least * Math.exp((position / LOG_POSITIONS) * Math.log(most / least))));
}

/**
 * The value one key press away; `null` when the key is none of ours.
 * @param {Scale} scale
 * @param {number} value
 * @param {string} key
 */
export function keyTarget(scale, value, key) {
  const [least, most] = scale.range;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return nudge(scale, value, 1);
    case "ArrowLeft":
    case "ArrowDown":
      return nudge(scale, value, -1);
    case "PageUp":
      return nudge(scale, value, PAGE_STEPS);
    case "PageDown":
      return nudge(scale, value, -PAGE_STEPS);
    case "Home":
      return least;
    case "End":
      return most;
    default:
      return null;
  }
}

/**
 * @param {Scale} scale
 * @param {number} value
 * @param {number} steps
 */
function nudge(scale, value, steps) {
  if (!isLog(scale)) {
    const unit = scale.step > 0 ? scale.step : (scale.range[1] - scale.range[0]) / 100;
    return snap(scale, value + steps * unit);
  }
  // On a log scale the step is a fraction of the value.
  const grown = value * (1 + scale.step) ** steps;
  const round = rounded(grown);
  return snap(scale, (round - value) * steps > 0 ? round : grown);
}

/** @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(LOG_DIGITS));
}
