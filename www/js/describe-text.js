// The figure in words: axes, lines, marks, bands. Its numbers are those of the claims, as everywhere. Pure.

import { LEAST_MOVE, claimsOf } from "./claims.js";
import * as format from "./format.js";
import { othersOf } from "./sentence.js";
import { marketPrefix } from "./of-market.js";

/**
 * @param {Pick<import("./messages.js").Loaded, "summary" | "facts" | "startPrice" | "waves" | "ticks"> & { situation?: { market: string | null } }} run
 * @param {boolean} isSecret whether its outcome is not to be told yet
 * @param {typeof import("./describe-strings.js").describeStrings} words
 */
export function description(run, isSecret, words) {
  const { startPrice, summary, waves, ticks } = run;
  const { isUp, side, worst, final, outsideEnd, closing, closed } = claimsOf(run);
  const at = (/** @type {number} */ ratio) => format.price(startPrice * (1 + ratio));
  const move = format.signedMove;
  // How many waves there are is a part of the outcome.
  const said = [ticks ? words.time(format.seconds(run.facts.story[4].timeS)) : words.waves(isSecret ? 0 : waves)];
  if (isSecret) said.push(words.hidden);
  else {
    const path = { from: format.price(startPrice), worst: at(worst), worstMove: move(worst), final: format.price(summary.finalPrice), move: move(final), isUp };
    said.push(Math.abs(worst - final) < LEAST_MOVE ? words.straight(path) : words.bent(path));
    const outside = /** @type {const} */ ([at(outsideEnd), move(outsideEnd)]);
    said.push(othersOf(run)?.hasTraded(run) ? words.outside(...outside) : words.without(...outside, side));
    said.push(closing === "none" ? words.noMarks : words.marks(format.number(closed.count), format.money(closed.notional), closing, ticks));
  }
  said.push(words.bands, words.keys);
  return marketPrefix(run.situation) + said.join(" ");
}
