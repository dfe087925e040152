// What may be claimed of the story in five beats, as in `claims.js`; fetched with the words of it. Pure.

import { LEAST_MONEY, LEAST_MOVE, claimsOf, closingOf } from "./claims.js";
import { moveDigits } from "./format.js";

/** @typedef {import("./claims.js").Outcome} Outcome */
/** @typedef {import("./claims.js").Moment} Moment */

/** Of the time of a run: what had ended by then is over. */
const MOST_OF = 0.9;

/**
 * The five beats: what each of them may say.
 * @param {Pick<Outcome, "summary" | "facts" | "ticks">} outcome
 */
export function beatClaims(outcome) {
  const claims = claimsOf(outcome);
  const { story } = outcome.facts;
  const [, before, first, next, end] = story;
  const notional = (/** @type {Moment} */ { sold, bought }) => sold + bought;
  const between = (/** @type {Moment} */ from, /** @type {Moment} */ to, digits = Math.max(moveDigits(from.ratio), moveDigits(to.ratio))) => ({
    from: from.ratio,
    to: to.ratio,
    digits,
    amount: notional(to) - notional(from),
    /** What of it somebody took over: it was not traded in the market. */
    offBook: to.offBook - from.offBook,
    /** What more would have had to be traded by then. */
    waits: to.waiting,
    closing: closingOf(to.sold - from.sold, to.bought - from.bought),
    timeS: to.timeS,
    ...courseOf(from, to, claims.isUp, 10 ** (digits + 2)),
    /** Where the outside stood then, where it had moved meanwhile: not all of the way is forced. */
    outside: Math.abs(to.outsideRatio - from.outsideRatio) >= LEAST_MOVE ? to.outsideRatio : null,
  });
  return {
    ...claims,
    ticks: outcome.ticks,
    /** All that was forced came after the worst. */
    isAfterWorst: before.row >= outcome.facts.worstRow && notional(before) < LEAST_MONEY,
    /** Since when nothing was closed any more although orders wait, each for a price within its limit; `null`: it is not so. */
    stuckS: outcome.facts.hasLimit && claims.stop.waiting > 0 && outcome.facts.lastClosedS < MOST_OF * end.timeS ? outcome.facts.lastClosedS : null,
    moves: between(before, first),
    next: between(first, next),
    all: notional(end),
    /** What would be sold after the last beat that tells of it. */
    isMore: notional(end) - notional(first) >= LEAST_MONEY,
  };
}

/**
 * Which way the price went, as far as a reader of the digits that are told can see: as what was traded pushed it, back
 * towards the start from where the story had taken it, or against what was traded.
 * @param {Moment} from
 * @param {Moment} to
 * @param {boolean} isUp
 * @param {number} scale
 * @returns {{ course: "on" | "still" | "back" | "against", isRising: boolean }}
 */
function courseOf(from, to, isUp, scale) {
  const [before, after] = [from, to].map(({ ratio }) => Math.round((isUp ? scale : -scale) * ratio));
  const isRising = after > before === isUp;
  if (after === before) return { course: "still", isRising };
  const closing = closingOf(to.sold - from.sold, to.bought - from.bought);
  const isBack = after >= 0 && after < before;
  // What others trade is not told to push either way.
  const isOn = closing === "none" ? !isBack : closing === (isRising ? "bought" : "sold");
  return { course: isOn ? "on" : isBack ? "back" : "against", isRising };
}
