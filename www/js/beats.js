// The story in five beats: what is said at each of them. Pure.

import { beatClaims } from "./beat-claims.js";
import { LEAST_MONEY, alike } from "./claims.js";
import * as format from "./format.js";
import { othersOf } from "./sentence.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

export const BEATS = /** @type {const} */ (["borrow", "forced", "moves", "next", "stops"]);

/** @typedef {(typeof BEATS)[number]} Beat */

/**
 * What is said at each of them.
 * @param {Pick<import("./claims.js").Outcome, "summary" | "facts" | "ticks"> & { leverage: string, depth: string }} run both as their controls write them; empty where there is none
 * @param {Strings} strings
 * @returns {Record<Beat, string>}
 */
export function beatTexts(run, strings) {
  const { adlNotional } = run.summary;
  // What of the forced trades winners were closed for.
  const told = { ...run, early: adlNotional >= LEAST_MONEY ? format.money(adlNotional) : "" };
  const texts = forcedTexts(told, strings);
  return othersOf(run)?.beats(texts, told, strings) ?? texts;
}

/** @param {Parameters<typeof beatTexts>[0] & { early: string }} run @param {Strings} strings @returns {Record<Beat, string>} */
function forcedTexts(run, strings) {
  const { leverage, depth } = run;
  const claims = beatClaims(run);
  const { isUp, shock, stop, closing, ticks } = claims;
  const words = strings.beats;
  const shockText = alike(shock, shock, format.percent)[0];
  const waiting = stop.waiting > 0 ? strings.atStart(format.money(stop.waiting)) : "";
  const isAnybodyThere = run.facts.positions > 0 || run.facts.others.length > 0;
  const borrow = isAnybodyThere ? words.borrow(closing, leverage) : words.nobodyBorrows;
  if (closing === "none") {
    const isNoneThere = run.facts.positions > 0 && run.facts.sidePositions === 0 && !(run.facts.others?.length > 0);
    const where = isNoneThere ? "otherSide" : isAnybodyThere ? "farther" : "none";
    const forced = claims.isHomeMade ? words.nothingOutside : words.nobody(shockText, waiting, where, isUp);
    const moves = words.still(isUp) + (depth && words.wouldTake(depth, isUp));
    const stops =
      words.quiet(format.signedMove(claims.final), stop.reason, waiting) + (leverage === "" || waiting || isNoneThere ? "" : ` ${words.borrowMore}`);
    return { borrow, forced, moves, next: waiting ? words.waits(waiting) : words.noNext, stops };
  }
  const forced =
    claims.isOtherSide && !claims.isHomeMade
      ? words.other(shockText, run.facts.deadAtStart, claims.isAfterWorst, isUp)
      : (claims.isHomeMade ? words.homeMade(claims.isOutsideStill, isUp) : words.forced(shockText, claims.isOutsideMoving, isUp)) +
        words.closes(closing, run.facts.hasLimit);
  const told = (/** @type {typeof claims.moves} */ part) => ({
    ...part,
    isUp,
    amount: format.money(part.amount),
    offBook: part.offBook < LEAST_MONEY ? "" : format.money(part.offBook),
    // What is written alike is all of it.
    isAllOff: part.offBook >= LEAST_MONEY && format.money(part.offBook) === format.money(part.amount),
    // Orders that take time wait for their turn, not for a buyer.
    waits: !ticks && stop.reason === "bookExhausted" && part.waits >= LEAST_MONEY ? strings.atStart(format.money(part.waits)) : "",
    from: format.signedPercent(part.from, part.digits),
    to: format.signedPercent(part.to, part.digits),
    time: ticks ? format.seconds(part.timeS) : "",
    // Where others trade they say it themselves.
    outside: part.outside === null || othersOf(run)?.hasTraded(run) ? "" : format.signedMove(part.outside),
  });
  return {
    borrow,
    forced,
    moves: words.moves(told(claims.moves)),
    next: claims.isMore ? words.next(told(claims.next)) : waiting ? words.waits(waiting) : words.noNext,
    stops: words.stops({
      reason: stop.reason,
      waiting,
      all: format.money(claims.all),
      early: run.early,
      stuck: claims.stuckS === null ? "" : format.seconds(claims.stuckS),
      closing,
      isUp,
      without: format.signedMove(claims.outsideEnd),
      final: format.signedMove(claims.final),
    }),
  };
}
