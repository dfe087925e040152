// You in the queue: what became of a position of the reader's own, in words. Pure.

import { LEAST_MOVE, LEAST_SIZE, TINY, alike, breakingClaim } from "./claims.js";
import * as format from "./format.js";
import { othersOf } from "./sentence.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

/** @typedef {{ side: "long" | "short", notional: number, leverage: number }} OwnPosition */

/** What the engine says of it, and the wave in which it was closed. @typedef {import("../pkg/liquidation_cascades.js").OwnOutcome & { wave?: number }} OwnOutcome */

/** Less is no position that could be held. */
const LEAST_LEVERAGE = 0.01;

/**
 * The most leverage that lives, cut off, not rounded: what is claimed of so much or less holds of the number as written.
 * @param {number} leverage
 */
export function survivableText(leverage) {
  const digits = leverage < 1 ? 3 : 1;
  const scale = 10 ** digits;
  return format.shortNumber(Math.floor(leverage * scale) / scale, digits) + "x";
}

/**
 * A verdict and what there is to say besides; what does not exist is not said.
 * @param {OwnOutcome} own
 * @param {{ startPrice: number, ticks: boolean, summary?: { adlNotional: number }, situation?: { isInverse: boolean } }} run
 * @param {Strings} strings
 * @returns {{ verdict: string, isDead: boolean, rows: { label: string, value: string }[] }}
 */
export function ownTexts(own, { startPrice, ticks, summary, situation }, strings) {
  const isBase = situation?.isInverse === true;
  const words = strings.own;
  const isClosed = own.liquidatedAtRow !== null;
  const isPartly = !isClosed && own.closedShare > 0;
  // Its order was due, but nobody has taken it: an order with a limit may wait for ever.
  const isWaiting = !isClosed && !isPartly && typeof own.triggeredAtRow === "number";
  const isWiped = !isClosed && !isPartly && own.result <= -own.margin * (1 - 1e-9);
  const isDead = isClosed || isPartly || isWaiting || isWiped;
  const at = (/** @type {number} */ price) => `${format.price(price)} (${format.signedMove(price / startPrice - 1)})`;
  const isNumber = (/** @type {number | null | undefined} */ value) => typeof value === "number" && Number.isFinite(value);
  /** More than nothing as it is written. @param {number} amount */
  const isSeen = (amount) => /[1-9]/.test(format.sum(amount, isBase));
  /** @type {{ label: string, value: string }[]} */
  const rows = [];
  const add = (/** @type {string} */ label, /** @type {number | null | undefined} */ value, /** @type {(value: number) => string} */ text) => {
    if (isNumber(value)) rows.push({ label, value: text(/** @type {number} */ (value)) });
  };
  add(words.triggerPrice, own.liquidationPrice, at);
  if (isClosed) {
    add(words.soldAt, own.fillPrice, at);
    add(words.ahead, own.queueAhead, format.quantity);
    const lost = Math.abs(own.loss);
    // Closed long after it should have been, it may have won.
    add(own.loss < 0 && isSeen(lost) ? words.gain : words.loss, lost, (amount) => {
      const share = own.lossShareOfMargin;
      return format.sum(amount, isBase) + (isNumber(share) ? ` (${words.ofMargin(format.percent(Math.abs(/** @type {number} */ (share))))})` : "");
    });
    add(words.surviving, (own.survivingLeverage ?? 0) < LEAST_LEVERAGE ? null : own.survivingLeverage, (leverage) => words.atMost(survivableText(leverage)));
  } else {
    if (isPartly) add(words.soldAt, own.fillPrice, at);
    add(words.result, own.result, (pnl) => (pnl > 0 && isSeen(pnl) ? "+" : "") + format.sum(pnl, isBase));
  }
  // Who of the winners is closed early depends on all others: of a position outside the crowd it cannot be told.
  const isWinner = isNumber(own.pnlIfSurvived) && Number(own.pnlIfSurvived) > 0 && (summary?.adlNotional ?? 0) > 0;
  if (isPartly) return { verdict: words.partly(format.percent(own.closedShare)), isDead, rows };
  if (isWiped) return { verdict: words.wiped, isDead, rows };
  if (isWaiting) return { verdict: words.waiting, isDead, rows };
  if (!isDead) return { verdict: isWinner ? words.winner : words.survived, isDead, rows };
  const verdict = ticks && isNumber(own.timeS) ? words.diedAfter(format.seconds(Number(own.timeS))) : own.wave ? words.diedInWave(own.wave) : words.died;
  return { verdict, isDead, rows };
}

/**
 * What the search for the breaking point has to say: how far it is, why there is none, or what it found.
 * @typedef {{ state: "none" } | { state: "several" } | { state: "leftOut" } | { state: "searching", share: number } | ({ state: "found" } & import("./claims.js").Broken)} Search
 */

/**
 * How near a shock is to the breaking point: fuel against brakes.
 * Only a jump is called a break; where the fall grows without one it is told which falls it more than doubles.
 * @param {Search | null} search
 * @param {Pick<import("./claims.js").Outcome, "summary" | "facts">} outcome
 * @param {Strings} strings
 */
export function breakingText(search, outcome, strings) {
  const text = forcedText(search, outcome, strings);
  const also = othersOf(outcome);
  return also?.hasTraded(outcome) ? also.unforced(text, strings) : text;
}

/** @param {Search | null} search @param {Pick<import("./claims.js").Outcome, "summary" | "facts">} outcome @param {Strings} strings */
function forcedText(search, outcome, strings) {
  const words = strings.breaking;
  if (!search) return "";
  if (search.state === "none") return words.noShock;
  if (search.state === "several") return words.several;
  if (search.state === "leftOut") return words.leftOut;
  if (search.state === "searching") return words.searching(format.percent(search.share, 0));
  const claim = breakingClaim(search, outcome);
  const tried = claim.triedEvery === null ? [] : [words.tried(format.percent(claim.triedEvery, 1))];
  if (!claim.isBroken) return [claim.isDoubled ? words.onlyThis(claim.isUp) : words.none(claim.isUp), ...tried].join(" ");
  const { isUp, isJump, at, distance } = claim;
  const size = (/** @type {number} */ ratio) => (ratio < LEAST_MOVE ? words.least(format.percent(LEAST_SIZE, 1)) : format.percent(ratio, 1));
  const parts = [];
  if (claim.isAny) {
    if (claim.tiny === null) parts.push(words.any(isUp, isJump));
    else {
      const [shock, landing] = alike(TINY, claim.tiny, format.percent);
      parts.push(words.anyLike(isUp, shock, landing));
    }
  } else {
    const list = claim.stretches.map(({ from, to, isOpen, hasGaps }) => ({
      from: size(from),
      to: size(to),
      isOpen,
      hasGaps,
      isFromNothing: from < LEAST_MOVE,
    }));
    if (isJump) parts.push(words.jump(size(at), isUp, list));
    else parts.push(words.doubles(list, isUp));
    const points = format.shortNumber(100 * distance, 1);
    const isDoubled = list.length > 0 || claim.isDoubled ? claim.isDoubled : null;
    if (claim.state !== "none") parts.push(words.stands[claim.state](points, isUp, size(at), isDoubled));
  }
  if (claim.widest !== null) parts.push(words.widest(size(claim.widest), isUp));
  return [...parts, ...tried].join(" ");
}

/** The mark on the way of the price. @param {import("./claims.js").BreakingClaim} claim @param {string} at @param {Strings} strings */
export function breakingMark({ isUp, isJump, stretches }, at, strings) {
  if (isJump) return strings.breaking.mark(at);
  const [first] = stretches;
  return first.isOpen ? strings.breaking.markFrom(at) : strings.breaking.markBetween(at, format.signedPercent(isUp ? first.to : -first.to, 1));
}
