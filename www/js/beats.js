// The story in five beats: at which row of the run each stands, and what is said there. Pure.

import * as format from "./format.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

export const BEATS = /** @type {const} */ (["borrow", "forced", "moves", "next", "stops"]);

/** @typedef {(typeof BEATS)[number]} Beat */

/**
 * What the beats tell of a run: a row for each, and prices and forced sales there (amounts so far).
 * @typedef {{ rows: readonly number[], prices: readonly number[], sold: readonly number[] }} Story
 */

/**
 * Before; the shock; the first forced sales; the next; the end. Under a clock the first sales last until half of all
 * is sold.
 * @param {ArrayLike<number>} prices
 * @param {ArrayLike<number>} sold cumulative notional of forced sales
 * @param {boolean} ticks
 * @returns {Story}
 */
export function storyOf(prices, sold, ticks) {
  const last = Math.max(0, prices.length - 1);
  const all = last > 0 ? sold[last] : 0;
  const reaching = (/** @type {number} */ amount) => {
    let row = 0;
    while (row < last && !(sold[row] > amount)) row += 1;
    return row;
  };
  const first = all > 0 ? reaching(0) : last;
  const shock = Math.max(Math.min(1, last), first - 1);
  const second = all > 0 ? (ticks ? Math.max(first, reaching(all / 2)) : Math.min(last, first + 1)) : last;
  const rows = [0, shock, first, second, last];
  return { rows, prices: rows.map((row) => prices[row]), sold: rows.map((row) => sold[row]) };
}

/**
 * @param {{ story: Story, startPrice: number, summary: { direction: number, shockRatio: number, stopReason: string, finalPrice: number },
 *   leverage: string, depth: string }} run
 * @param {Strings} strings
 * @returns {Record<Beat, string>}
 */
export function beatTexts({ story, startPrice, summary, leverage, depth }, strings) {
  const up = summary.direction > 0;
  const words = up ? strings.beatsUp : strings.beats;
  const move = (/** @type {number} */ price) => format.signedPercent(price / startPrice - 1, 1);
  const { prices, sold } = story;
  const all = sold[4];
  const shock = format.percent(Math.abs(summary.shockRatio));
  if (!(all > 0)) {
    return {
      borrow: words.borrow(leverage),
      forced: words.nobody(shock),
      moves: words.still(depth),
      next: words.noNext,
      stops: words.quiet(move(prices[4])),
    };
  }
  return {
    borrow: words.borrow(leverage),
    forced: words.forced(shock),
    moves: words.moves(format.money(sold[2]), move(prices[1]), move(prices[2])),
    next: sold[3] > sold[2] ? words.next(format.money(sold[3] - sold[2])) : words.noNext,
    stops: words.stops(format.signedPercent(summary.shockRatio, 1), move(prices[4]), format.money(all), summary.stopReason),
  };
}
