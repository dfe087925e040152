// Two runs side by side in a line: how far apart they end. Pure.

import * as format from "./format.js";
import { claimsOf } from "./claims.js";

/** @typedef {import("./messages.js").Pinned} Pinned */
/** @typedef {Pick<import("./messages.js").Loaded, "settings" | "title" | "controls" | "summary" | "facts" | "startPrice" | "ticks"> & { situation?: { isInverse: boolean } }} Run */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * What the label of the picture adds.
 * @param {Run} a
 * @param {Run} b
 * @param {Strings} strings
 */
export function ghostLabel(a, b, strings) {
  const [from, to] = [a, b].map((run) => claimsOf(run).final);
  const difference = 100 * (to - from);
  const text = format.shortNumber(Math.abs(difference), 1);
  return strings.compare.label({
    final: format.price(a.summary.finalPrice),
    move: format.signedMove(from),
    points: text,
    order: /[1-9]/.test(text) ? (difference < 0 ? "lower" : "higher") : "same",
  });
}
