// The figures under the picture, in words: the page alone has them. Pure.

import { claimsOf, feedbackClaims } from "./claims.js";
import * as format from "./format.js";
import { paidClaims } from "./paid-claims.js";
import { othersOf } from "./sentence.js";

/** @typedef {import("./claims.js").Outcome} Outcome */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** `means`: the term of the glossary, where it is not that of the place. @typedef {{ key: string, label: string, value: string, note: string, means?: string }} Figure */

/**
 * The figures that are always in sight.
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Figure[]}
 */
export function figures(outcome, strings) {
  const words = strings.figures;
  const { ticks, summary } = outcome;
  const claims = claimsOf(outcome);
  const { isUp, shock, outsideEnd, final, worst, closing, closed, gap, side } = claims;
  const without = words.withoutForced(format.signedMove(outsideEnd), side);
  const points = format.shortNumber(100 * Math.abs(gap), Math.min(2, format.moveDigits(gap)));
  const isShort = gap < 0 && /[1-9]/.test(points);
  const beyond = claims.isOutsideMoving || isShort ? words.pointsBeyond(points, format.signedMove(shock), isShort) : words.points(points, side);
  const time = isUp ? words.timeUp : words.time;
  const list = [
    { key: "final", label: words.final, value: format.signedMove(final), note: without },
    { key: "worst", label: isUp ? words.highest : words.worst, value: format.signedMove(worst), note: beyond },
    {
      key: "forced",
      label: words.forced[side],
      value: format.money(closed.notional),
      note: forcedNote(outcome, claims, strings),
    },
    chain(outcome, strings),
    ticks
      ? {
          key: "time",
          label: time,
          value: format.seconds(claims.worstTimeS),
          note: closing === "none" ? words.nobodyNote : words.halfDone(format.seconds(summary.timeTo90PctS), closing),
        }
      : { key: "time", label: time, value: words.instant, note: words.instantNote },
    payer(outcome.paid, closing === "none", strings),
  ];
  return othersOf(outcome)?.figures(list, outcome, strings) ?? list;
}

/** How much of all that was. @param {Outcome} outcome @param {import("./claims.js").Claims} claims @param {Strings} strings */
function forcedNote({ facts }, { isUp, isOtherSide, closing, closed }, strings) {
  const words = strings.figures;
  if (closing === "both") return words.both(format.money(closed.sold), format.money(closed.bought));
  if (isOtherSide) return words.noneHere(isUp);
  if (closing === "none" && facts.sidePositions === 0) return words.nobodyNote;
  return words.share(shareText(closed.share, strings), isUp);
}

/** A share that is not quite all, or not quite nothing, is not rounded to it. @param {number} share @param {Strings} strings */
export function shareText(share, strings) {
  const text = format.percent(share);
  if (share < 1 && text === format.percent(1)) return strings.figures.nearly(format.percent(0.99));
  return share > 0 && !/[1-9]/.test(text) ? strings.figures.under(format.percent(0.001)) : text;
}

/** The engine's largest ratio: nothing is left that would take a sale in. */
export const ENDLESS = 1000;

/** @param {number} value @param {Strings} strings */
export function feedbackRatio(value, strings) {
  return value >= ENDLESS ? strings.figures.endless : format.number(value, 2);
}

/**
 * How strongly one wave brought on the next; where no two waves tell, how strongly the price pushed itself.
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Figure}
 */
function chain(outcome, strings) {
  const words = strings.figures;
  const { kind, largest, course } = feedbackClaims(outcome);
  if (kind === "nobody") return { key: "chain", label: words.chain, value: words.nothing, note: words.nobodyNote };
  const feedback = course && feedbackRatio(course.peak, strings);
  if (largest) {
    return { key: "chain", label: words.chain, value: words.chainValue(format.cents(largest.ratio)), note: words.chainNote(largest.wave, feedback) };
  }
  if (feedback === null) return { key: "chain", label: words.chain, value: words.nothing, note: kind === "single" ? words.oneWave : words.sparse };
  return { key: "chain", label: words.feedback, value: feedback, note: words.feedbackNote(claimsOf(outcome).side), means: "feedbackR" };
}

/**
 * @param {import("./claims.js").Paid} whoPaid
 * @param {boolean} isNobodyClosed
 * @param {Strings} strings
 * @returns {Figure}
 */
function payer(whoPaid, isNobodyClosed, strings) {
  const words = strings.figures;
  const label = words.payer;
  const paid = paidClaims(whoPaid);
  if (isNobodyClosed && paid.isNobody && paid.closedEarly === 0) return { key: "payer", label, value: words.nobody, note: words.nobodyNote };
  // Whoever paid nothing is not named, and least of all first.
  const payers = paid.payers.map(({ key, amount }) => (key === "traders" ? words.traders : words.payers[key])(format.sum(amount, paid.isBase)));
  const [first = words.traders(format.sum(paid.traders, paid.isBase)), ...others] = payers;
  if (paid.closedEarly > 0) others.push(words.winnersClosed(format.money(paid.closedEarly)));
  if (paid.fundGain > 0) others.push(words.fundGained(format.sum(paid.fundGain, paid.isBase)));
  if (paid.vaultGain > 0) others.push(words.vaultGained(format.sum(paid.vaultGain, paid.isBase)));
  const note = others.length > 0 ? others.join(", ") : paid.isCovered ? words.tradersNote : paid.isNobody ? words.nothingLost : "";
  return { key: "payer", label, value: first.charAt(0).toUpperCase() + first.slice(1), note };
}
