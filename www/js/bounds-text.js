// Numbers of what is claimed of everybody: rounded so that nobody is an exception.

import { percent, shortNumber } from "./format.js";

/**
 * The size of a move, rounded up, for what is claimed of every move as large.
 * @param {number} ratio
 * @param {number} [digits]
 */
export function percentAtLeast(ratio, digits = 1) {
  return percent(roundedUp(100 * Math.abs(ratio), digits) / 100, digits);
}

/** Leverage, rounded up, for what is claimed of everybody with no more. @param {number} leverage */
export function leverageAtMost(leverage) {
  return times(roundedUp(leverage, leverageDigits(leverage)));
}

/** Leverage, rounded down, for what is claimed of everybody with no less. @param {number} leverage */
export function leverageAtLeast(leverage) {
  return times(-roundedUp(-leverage, leverageDigits(leverage)));
}

/** @param {number} leverage */
function times(leverage) {
  return `${shortNumber(leverage, leverageDigits(leverage))}x`;
}

/** @param {number} leverage */
function leverageDigits(leverage) {
  return leverage < 99.95 ? 1 : 0;
}

/** Not by what the last digits of a number that was computed may be off. @param {number} value @param {number} digits */
function roundedUp(value, digits) {
  const scale = 10 ** digits;
  return Math.ceil(value * scale - 1e-6 * Math.abs(value * scale)) / scale;
}
