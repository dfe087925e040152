// You in the queue: what became of a position of the reader's own, in words. Pure.

import * as format from "./format.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

/** @typedef {{ side: "long" | "short", notional: number, leverage: number }} OwnPosition */

/** What the engine says of it, and the wave in which it was closed. @typedef {import("../pkg/liquidation_cascades.js").OwnOutcome & { wave?: number }} OwnOutcome */

/**
 * A verdict and what there is to say besides; what does not exist is not said.
 * @param {OwnOutcome} own
 * @param {{ startPrice: number, ticks: boolean, summary?: { adlNotional: number } }} run
 * @param {Strings} strings
 * @returns {{ verdict: string, isDead: boolean, rows: { label: string, value: string }[] }}
 */
export function ownTexts(own, { startPrice, ticks, summary }, strings) {
  const words = strings.own;
  const isDead = own.liquidatedAtRow !== null;
  const at = (/** @type {number} */ price) => `${format.price(price)} (${format.signedPercent(price / startPrice - 1, 1)})`;
  const isNumber = (/** @type {number | null | undefined} */ value) => typeof value === "number" && Number.isFinite(value);
  /** @type {{ label: string, value: string }[]} */
  const rows = [];
  const add = (/** @type {string} */ label, /** @type {number | null | undefined} */ value, /** @type {(value: number) => string} */ text) => {
    if (isNumber(value)) rows.push({ label, value: text(/** @type {number} */ (value)) });
  };
  add(words.triggerPrice, own.liquidationPrice, at);
  if (isDead) {
    add(words.soldAt, own.fillPrice, at);
    add(words.ahead, own.queueAhead, format.quantity);
    add(words.loss, own.loss, (loss) => {
      const share = own.lossShareOfMargin;
      return format.money(Math.abs(loss)) + (isNumber(share) ? ` (${words.ofMargin(format.percent(/** @type {number} */ (share)))})` : "");
    });
    add(words.surviving, own.survivingLeverage, (leverage) => words.atMost(format.shortNumber(leverage, 1) + "x"));
  } else {
    add(words.result, own.pnlIfSurvived, (pnl) => (pnl > 0 ? "+" : "") + format.money(pnl));
  }
  // Who of the winners is closed early depends on all others: of a position outside the crowd it cannot be told.
  const isWinner = isNumber(own.pnlIfSurvived) && Number(own.pnlIfSurvived) > 0 && (summary?.adlNotional ?? 0) > 0;
  if (!isDead) return { verdict: isWinner ? words.winner : words.survived, isDead, rows };
  const verdict = ticks && isNumber(own.timeS) ? words.diedAfter(format.seconds(Number(own.timeS))) : own.wave ? words.diedInWave(own.wave) : words.died;
  return { verdict, isDead, rows };
}

/**
 * How near a shock is to the breaking point: fuel against brakes.
 * Only a jump is called a break; where the fall grows without one it is told from where on it more than doubles.
 * @param {{ breakingPoint?: { shockRatio: number, kind: string } | null, isSlow?: boolean } | null | undefined} fragility
 * @param {number} shock of now
 * @param {Strings} strings
 */
export function breakingText(fragility, shock, strings) {
  const words = strings.breaking;
  if (!fragility) return "";
  if (fragility.isSlow) return words.unknown;
  const point = fragility.breakingPoint;
  if (!point || !Number.isFinite(point.shockRatio)) return words.none;
  const isUp = point.shockRatio > 0;
  const isJump = point.kind === "cliff";
  const at = format.percent(Math.abs(point.shockRatio), 1);
  // A fall and a rise break at points of their own.
  if (shock !== 0 && Math.sign(shock) !== Math.sign(point.shockRatio)) return words.at(at, isUp, isJump);
  // The smallest shock that was tried already does it.
  if (Math.abs(point.shockRatio) < 0.0005) return words.any(isUp, isJump);
  const points = 100 * (Math.abs(point.shockRatio) - Math.abs(shock));
  const size = format.shortNumber(Math.abs(points), 1);
  if (size === "0") return words.here(at, isUp, isJump);
  return points > 0 ? words.ahead(at, isUp, isJump, size) : words.past(at, isUp, isJump, size);
}
