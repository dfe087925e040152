// Words of the figures under the picture, which the page shows from the start and an embed never.

const NBSP = "\u00a0";

/** @typedef {import("./claims.js").Closing} Closing */
/** @typedef {import("./strings-start.js").Side} Side */

/** @type {Readonly<Record<Side, string>>} */
const forcedName = { sold: "selling", bought: "buying", both: "trades" };

/** @param {string} points */
export const pointsOf = (points) => `${points} ${points === "1" ? "point" : "points"}`;

export const figures = {
  final: "Final price",
  worst: "Worst point",
  highest: "Highest point",
  forced: { sold: "Forced sales", bought: "Forced purchases", both: "Forced trades", none: "Forced trades" },
  both: (/** @type {string} */ sold, /** @type {string} */ bought) => `${sold} sold, ${bought} bought`,
  time: "Time to the worst",
  timeUp: "Time to the top",
  payer: "Who paid",
  withoutForced: (/** @type {string} */ move, /** @type {Side} */ side) => `${move} without forced ${forcedName[side]}`,
  points: (/** @type {string} */ points, /** @type {Side} */ side) => `${pointsOf(points)} by forced ${forcedName[side]}`,
  /** Where the outside was at its worst at another moment than at the end. */
  /** `isShort`: a limit held it before it got there. */
  pointsBeyond: (/** @type {string} */ points, /** @type {string} */ outside, /** @type {boolean} */ isShort) =>
    `${pointsOf(points)} ${isShort ? "short of" : "beyond"} ${outside} outside`,
  share: (/** @type {string} */ share, /** @type {boolean} */ isUp) => `${share} of all ${isUp ? "shorts" : "longs"}`,
  noneHere: (/** @type {boolean} */ isUp) => `no ${isUp ? "shorts" : "longs"}`,
  nearly: (/** @type {string} */ share) => `more than ${share}`,
  under: (/** @type {string} */ share) => `less than ${share}`,
  nothing: "–",
  oneWave: "no wave forced another",
  sparse: "too few prices for Feedback R",
  chain: "Each forced $1 triggers",
  chainValue: (/** @type {string} */ dollars) => `${dollars} more`,
  chainNote: (/** @type {number} */ wave, /** @type {string | null} */ feedback) =>
    `wave ${wave} over wave ${wave - 1}` + (feedback === null ? "" : `; Feedback${NBSP}R peak ${feedback}`),
  feedback: "Feedback R, peak",
  feedbackNote: (/** @type {Side} */ side) => `above 1 ${side === "both" ? "it" : forcedName[side]} feeds itself`,
  instant: "Instant",
  instantNote: "waves without a clock",
  halfDone: (/** @type {string} */ time, /** @type {Closing} */ closing) =>
    `90${NBSP}% of the ${closing === "both" ? "trades" : closing === "bought" ? "buying" : "selling"} after ${time}`,
  nobody: "Nobody",
  traders: (/** @type {string} */ amount) => `Traders ${amount}`,
  tradersNote: "their margin covered it",
  nothingLost: "nothing was lost",
  payers: {
    fund: (/** @type {string} */ amount) => `fund ${amount}`,
    vault: (/** @type {string} */ amount) => `vault ${amount}`,
    defaultFund: (/** @type {string} */ amount) => `default fund ${amount}`,
    socialised: (/** @type {string} */ amount) => `all winners ${amount}`,
    badDebt: (/** @type {string} */ amount) => `bad debt ${amount}`,
  },
  fundGained: (/** @type {string} */ amount) => `fund gained ${amount}`,
  vaultGained: (/** @type {string} */ amount) => `vault gained ${amount}`,
  winnersClosed: (/** @type {string} */ amount) => `${amount} of winners closed early`,
  nobodyNote: "no position was closed",
  endless: "endless (no orders left)",
};
