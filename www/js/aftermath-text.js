// What is told of what a crash leaves behind. Pure.

import { aftermathGerman } from "./aftermath-strings-de.js";
import { aftermathStrings } from "./aftermath-strings.js";
import { LEAST_MOVE, LEAST_SIZE } from "./claims.js";
import * as format from "./format.js";

/**
 * `held`, `left`: base of longs and shorts at the start and at the end; `before`, `after`: size of the smallest move that breaks the
 * market, `null`: none within reach.
 * @typedef {{ price: number, held: readonly number[], left: readonly number[], isUp: boolean, before: number | null, after: number | null }} Left
 * @typedef {{ state: "none" | "leftOut" } | ({ state: "found" } & Left)} Aftermath
 */

/** How far breaking points are looked for, fraction of the price: as far as the page lets a shock go. */
export const REACH = 0.3;

/** @param {{ language: string }} strings @returns {import("./aftermath-strings.js").AftermathStrings} */
export const aftermathWords = ({ language }) => (language === "de" ? aftermathGerman : aftermathStrings);

/**
 * A sentence, four bars, and how it is meant; no bars where nothing can be told.
 * @param {Aftermath} found
 * @param {{ language: string }} strings
 */
export function aftermathTexts(found, strings) {
  const words = aftermathWords(strings);
  if (found.state !== "found") return { caption: found.state === "none" ? words.none : words.long, bars: [], note: "" };
  const { isUp, before, after, held, left } = found;
  const price = format.price(found.price);
  const size = (/** @type {number} */ at) => format.percent(at, 1);
  const move = (/** @type {number} */ at) => (at < LEAST_MOVE ? words.atOnce(isUp, size(LEAST_SIZE)) : words.move(isUp, size(at)));
  const bar = (/** @type {number | null} */ at) => ({
    value: at === null ? words.bars.beyond : at < LEAST_MOVE ? `< ${size(LEAST_SIZE)}` : size(at),
    share: at === null ? 1 : Math.min(1, at / REACH),
    isBeyond: at === null,
  });
  const still = (/** @type {number} */ side) => (held[side] > 0 ? left[side] / held[side] : null);
  const bars = [
    ...[words.bars.longs, words.bars.shorts].flatMap((label, side) => {
      const share = still(side);
      return share === null ? [] : [{ label, value: format.percent(share), share, isBeyond: false }];
    }),
    { label: words.bars.before(isUp), ...bar(before) },
    { label: words.bars.after(isUp), ...bar(after) },
  ];
  return { caption: verdict(), bars, note: words.note(size(REACH)) };

  function verdict() {
    if (before === null) return after === null ? words.never(price) : words.appeared(price, move(after));
    if (after === null) return words.cleared(price, move(before));
    // Two that read alike are alike.
    if (move(before) === move(after)) return words.same(price, move(before));
    return (after < before ? words.nearer : words.farther)(price, move(before), move(after));
  }
}
