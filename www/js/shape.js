// Leverage drawn by hand, as settings and addresses hold it: the heights of the bars, "0-3-12-7". Pure.
// What the heights mean is the engine's business.

/** Name of the value in settings and addresses. */
export const SHAPE = "shape";

/** Height of a bar that fills the editor. */
export const TALLEST = 100;

/** Height that the tallest bar of a law gets when drawing begins: there is room to draw above it. */
const TALLEST_OF_LAW = 60;

const SHAPE_TEXT = /^\d{1,3}(?:-\d{1,3}){1,39}$/;

/**
 * The heights that a text holds; `null` when it is no such text, or nobody is left.
 * @param {unknown} text
 */
export function parseShape(text) {
  if (typeof text !== "string" || !SHAPE_TEXT.test(text)) return null;
  const heights = text.split("-").map((height) => Math.min(TALLEST, Number(height)));
  return heights.some((height) => height > 0) ? heights : null;
}

/** @param {readonly number[]} heights */
export function writeShape(heights) {
  return heights.map((height) => Math.round(Math.min(TALLEST, Math.max(0, height)))).join("-");
}

/**
 * Heights for shares of a law, to begin drawing with.
 * @param {readonly number[]} shares
 */
export function heightsOf(shares) {
  const most = Math.max(...shares);
  // What is there stays there, however little it is.
  return shares.map((share) => (share > 0 && most > 0 ? Math.max(1, Math.round((TALLEST_OF_LAW * share) / most)) : 0));
}

/** Shares of all that each height stands for. @param {readonly number[]} heights */
export function sharesOf(heights) {
  const total = heights.reduce((sum, height) => sum + height, 0);
  return heights.map((height) => (total > 0 ? height / total : 0));
}

/**
 * A stroke from one bar to another, in a straight line; somebody is always left.
 * @param {readonly number[]} heights
 * @param {{ bar: number, height: number }} from
 * @param {{ bar: number, height: number }} to
 */
export function painted(heights, from, to) {
  const next = [...heights];
  const steps = Math.abs(to.bar - from.bar);
  for (let step = 0; step <= steps; step += 1) {
    const share = steps === 0 ? 1 : step / steps;
    const bar = from.bar + Math.sign(to.bar - from.bar) * step;
    next[bar] = Math.round(Math.min(TALLEST, Math.max(0, from.height + (to.height - from.height) * share)));
  }
  if (!next.some((height) => height > 0)) next[to.bar] = 1;
  return next;
}
