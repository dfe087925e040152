// What may be claimed of a run: the one place where a verdict is reached. Facts in (the engine's, read off the trace),
// claims out: numbers, directions and verdicts without a word of any language. Sentence, figures, beats, status, waves,
// breaking point and who paid only put words to them. Pure.

import { moveDigits } from "./format.js";

/** @typedef {import("../pkg/liquidation_cascades.js").Facts} Facts */
/** @typedef {import("../pkg/liquidation_cascades.js").Summary} Summary */
/** Who paid; `basePrice`: where it is money in units of the base, what one of them was worth at the start. @typedef {import("../pkg/liquidation_cascades.js").WhoPaid & { basePrice?: number }} Paid */
/** @typedef {import("../pkg/liquidation_cascades.js").Moment} Moment */

/**
 * The facts of one run that claims are made of.
 * @typedef {{ startPrice: number, ticks: boolean, summary: Summary, facts: Facts, paid: Paid, situation?: { market: string | null } }} Outcome
 */

/** Below this the market took what was forced upon it: no cascade to speak of. */
const CASCADE_AMPLIFICATION = 1.1;
/** From this on nobody may say that little happened. */
const MUCH_AMPLIFICATION = 1.5;
/** Less than a cent is nought. */
export const LEAST_MONEY = 0.01;
/** Moves that differ by less are told as the same: half a tenth of a per cent. */
export const LEAST_MOVE = 5e-4;
/** A shock that small is none that a reader would make. */
const AT_ONCE = 5e-4;
/** Least that forced orders have to add for a shock to count as doubled. */
const LEAST_EXTRA = 0.005;
/** Sizes below are told as less than a tenth of a per cent. */
export const LEAST_SIZE = 0.001;
/** The shock of the engine's `tinyRatio`. */
export const TINY = 0.001;
/** Where a tiny shock does that much of what this one did, the shock is not to blame. */
const BLAMELESS_SHARE = 0.75;

/** What was closed by force: nobody, longs sold, shorts bought, or both. @typedef {"none" | "sold" | "bought" | "both"} Closing */

/** @param {number} sold @param {number} bought @returns {Closing} */
export function closingOf(sold, bought) {
  if (sold >= LEAST_MONEY && bought >= LEAST_MONEY) return "both";
  if (sold >= LEAST_MONEY) return "sold";
  return bought >= LEAST_MONEY ? "bought" : "none";
}

/**
 * What the whole page builds on: which way, how far with and without forced orders, who was closed, why it ended.
 * @param {Pick<Outcome, "summary" | "facts">} outcome
 */
export function claimsOf({ summary, facts }) {
  const { isRise, isHomeMade, outsideWorstRatio: shock, outsideFinalRatio: outsideEnd, worstRatio: worst, finalRatio: final } = facts;
  const end = facts.story[4];
  const closing = closingOf(end.sold, end.bought);
  const main = isRise ? end.bought : end.sold;
  return {
    isUp: isRise,
    isHomeMade,
    isOutsideStill: facts.isOutsideStill,
    shock,
    outsideEnd,
    worst,
    final,
    worstTimeS: facts.worstTimeS,
    /** The outside has left its worst behind, or came to it from elsewhere: two moments, two gaps. */
    isOutsideMoving: Math.abs(shock - outsideEnd) >= LEAST_MOVE,
    /** The outside came back by more than half of its way. */
    isReturning: !isHomeMade && Math.abs(outsideEnd) < 0.5 * Math.abs(shock) && Math.abs(shock) >= 2 * LEAST_MOVE,
    /** What forced orders added to the worst; negative where they held it up. */
    gap: isRise ? worst - shock : shock - worst,
    closing,
    /** Whose trades are told of; where there are none, whose there might be. @type {Exclude<Closing, "none">} */
    side: closing === "none" ? (isRise ? "bought" : "sold") : closing,
    /** Nobody on the side that the story closes, but somebody on the other. */
    isOtherSide: closing !== "none" && main < LEAST_MONEY,
    closed: { count: summary.liquidatedCount, notional: summary.liquidatedNotional, share: facts.closedShare, sold: end.sold, bought: end.bought },
    stop: { reason: summary.stopReason, waiting: facts.waiting >= LEAST_MONEY ? facts.waiting : 0 },
    ending: endingOf(summary, closing, isHomeMade),
  };
}

/** @typedef {ReturnType<typeof claimsOf>} Claims */

/**
 * What the headline ends with. A reason to stop comes before what the market made of it.
 * @param {Summary} summary
 * @param {Closing} closing
 * @param {boolean} isHomeMade
 * @returns {"timeUp" | "bookEmpty" | "nobody" | "everyone" | "absorbed" | "forced"}
 */
function endingOf({ stopReason, amplification }, closing, isHomeMade) {
  if (stopReason === "durationReached") return "timeUp";
  if (stopReason === "bookExhausted") return "bookEmpty";
  if (closing === "none") return "nobody";
  if (stopReason === "everyoneLiquidated") return "everyone";
  return !isHomeMade && (amplification ?? 1) < CASCADE_AMPLIFICATION ? "absorbed" : "forced";
}

/**
 * Two moves in the same number of decimals, so that they can be told beside each other: no decimals where they say
 * nothing, more where rounding would make another move of one. A second that is far from the first has tenths.
 * @param {number} first
 * @param {number} second
 * @param {(ratio: number, digits: number) => string} write
 * @returns {[string, string]}
 */
export function alike(first, second, write) {
  const [one, two] = [Math.abs(first), Math.abs(second)];
  const exact = moveDigits(one, 1e-9);
  // What is set has few decimals, and is told with all of them.
  const digits = Math.max(exact < 3 ? exact : moveDigits(one), moveDigits(two));
  const text = write(one, digits);
  if (two < 0.0995) return [text, write(two, digits)];
  // Whole per cents may hide a difference.
  const isWhole = text === write(one, 0) && text !== write(two, 0);
  return [text, write(two, isWhole ? 0 : two > 2 * one ? 1 : digits)];
}

/**
 * Whether it fed itself. Waves are judged by what one forced over the one before; over time, where there are no waves, by
 * Feedback R, and only where the crowd is dense enough for it to see anybody.
 * @param {Pick<Outcome, "summary" | "facts" | "ticks">} outcome
 */
export function feedbackClaims(outcome) {
  const { chain, feedback } = outcome.facts;
  const { closing } = claimsOf(outcome);
  const course = feedback.isDense ? feedback : null;
  const largest = chain?.largest ?? null;
  /** @type {{ kind: "nobody" | "single" | "never" | "hardly" | "grew" | "sparse" | "below" | "until" | "toTheEnd" | "atTheEnd" }} */
  let verdict;
  if (closing === "none") verdict = { kind: "nobody" };
  else if (chain) {
    if (chain.lastAbove) verdict = { kind: "grew" };
    else if (!largest) verdict = { kind: "single" };
    else verdict = { kind: chain.highestOfAny > 1 ? "hardly" : "never" };
  } else if (!course) verdict = { kind: "sparse" };
  else if (course.lastAboveRow === null) verdict = { kind: "below" };
  else if (course.last <= 1) verdict = { kind: "until" };
  else verdict = { kind: course.isAlwaysAbove ? "toTheEnd" : "atTheEnd" };
  return {
    ...verdict,
    isWaves: chain !== null,
    /** More was forced than the book takes. */
    isDry: outcome.summary.stopReason === "bookExhausted" && outcome.facts.waiting >= LEAST_MONEY,
    /** Feedback R counts the next step of a position only. */
    inSteps: outcome.facts.closesInSteps,
    waves: chain?.waves ?? 0,
    highest: chain?.highest ?? null,
    lastAbove: chain?.lastAbove ?? null,
    largest,
    course,
  };
}

/**
 * What the search for the breaking point has found, and the shock of the scenario that it was made for.
 * @typedef {{
 *   nowRatio: number, tinyRatio: number,
 *   breakingPoint: { shockRatio: number, kind: "cliff" | "slope" } | null, widest: { shockRatio: number } | null,
 *   doubled: readonly { fromRatio: number, toRatio: number, isOpen: boolean, hasGaps: boolean }[], triedEvery: number | null,
 * }} Broken
 */

/** More than twice the shock, and half a per cent of the price beyond it: as the search has it. @param {Facts} facts */
function isMoreThanDoubled({ outsideWorstRatio: shock, worstRatio: worst }) {
  return Math.abs(worst) > 2 * Math.abs(shock) && Math.abs(worst) - Math.abs(shock) >= LEAST_EXTRA;
}

/**
 * Where it breaks, and where this run stands to that. Sizes, whichever way.
 * @param {Broken} found
 * @param {Pick<Outcome, "summary" | "facts">} outcome
 */
export function breakingClaim({ nowRatio, tinyRatio, breakingPoint, widest, doubled, triedEvery }, { summary, facts }) {
  const isUp = nowRatio > 0;
  const now = Math.abs(nowRatio);
  // Beyond the farthest shock that was looked at, "from here on" is not known.
  const stretches = doubled.map(({ fromRatio, toRatio, isOpen, hasGaps }) => ({
    from: Math.abs(fromRatio),
    to: Math.abs(toRatio),
    isOpen: isOpen && now <= Math.abs(toRatio),
    hasGaps,
  }));
  const at = breakingPoint ? Math.abs(breakingPoint.shockRatio) : NaN;
  // Of this run only what it did itself is said, not what a stretch of shocks around it does.
  const isDoubled = isMoreThanDoubled(facts);
  const tiny = Math.abs(tinyRatio);
  const isJump = breakingPoint?.kind === "cliff";
  /** @type {"none" | "here" | "short" | "amplified" | "past" | "inside" | "outside"} past: of a jump */
  let state;
  if (!breakingPoint || now === 0) state = "none";
  else if (isJump) {
    if (Math.abs(now - at) < LEAST_MOVE) state = "here";
    // A place that reads as nothing is no place to be past of.
    else if (now > at && at < AT_ONCE) state = stretches.length === 0 ? "none" : isDoubled ? "inside" : "outside";
    else if (now > at) state = "past";
    else state = !isDoubled && (summary.amplification ?? 1) > MUCH_AMPLIFICATION ? "amplified" : "short";
  } else if (isDoubled) state = "inside";
  // So little short of it reads as nothing.
  else if (now < at && at - now < LEAST_MOVE) state = "here";
  else if (now < at) state = (summary.amplification ?? 1) > MUCH_AMPLIFICATION ? "amplified" : "short";
  else state = "outside";
  return {
    isUp,
    isBroken: breakingPoint !== null,
    isJump,
    at,
    /** Any shock at all does it, this one included. */
    isAny: at < AT_ONCE && (isDoubled || now === 0) && stretches.length === 1 && stretches[0].from < AT_ONCE && stretches[0].isOpen && !stretches[0].hasGaps,
    /** Whether forced orders more than doubled the shock of this run. */
    isDoubled,
    triedEvery,
    stretches,
    widest: widest && Math.abs(Math.abs(widest.shockRatio) - at) >= LEAST_MOVE ? Math.abs(widest.shockRatio) : null,
    state,
    /** From there to here, of the price. */
    distance: Math.abs(now - at),
    /** What next to nothing leads to, where that is most of what this shock led to. */
    tiny: now > 2 * TINY && tiny >= BLAMELESS_SHARE * Math.abs(facts.worstRatio) && tiny > 10 * TINY ? tiny : null,
  };
}

/** @typedef {ReturnType<typeof breakingClaim>} BreakingClaim */
