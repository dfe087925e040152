// Runs that tests make up: a summary, the facts that go with it, and who paid.

export const NOBODY_PAID = { total: 0, traders: 0, fund: 0, vault: 0, socialised: 0, badDebt: 0, fees: 0, fundGain: 0, vaultGain: 0, closedEarly: 0 };

const SUMMARY = {
  finalPrice: 89,
  troughPrice: 89,
  peakPrice: 100,
  drawdownRatio: 0.11,
  shockRatio: -0.05,
  amplification: 2.2,
  overshootAmplification: 3,
  waves: 27,
  liquidatedCount: 3412,
  liquidatedQuantity: 3.1e6,
  liquidatedNotional: 290e6,
  liquidatedShare: 0.3,
  peakBranchingRatio: 1.2,
  timeToTroughS: 0,
  timeTo90PctS: 0,
  peakLiquidationPerMinute: 0,
  reboundRatio: 0,
  traderLoss: 45e6,
  insuranceFundChange: 0,
  adlNotional: 0,
  socialisedLoss: 0,
  badDebt: 0,
  stopReason: "settled",
};

/** A moment of a story that starts at 100. */
const moment = (row, price, outside, sold, bought = 0, timeS = 0) => ({
  row,
  timeS,
  ratio: price / 100 - 1,
  outsideRatio: outside,
  sold,
  bought,
  offBook: 0,
  waiting: 0,
});

/**
 * @param {Partial<typeof SUMMARY>} patch of the summary
 * @param {object} rest of the facts; `price` is the worst, `outside` the outside's worst, `sold` and `bought` at the end
 */
export function outcomeOf(patch = {}, { ticks = false, paid = {}, ...rest } = {}) {
  const summary = { ...SUMMARY, ...patch };
  const outside = rest.outsideWorstRatio ?? summary.shockRatio;
  const isRise = rest.isRise ?? outside > 0;
  const worst = (isRise ? summary.peakPrice : summary.troughPrice) / 100 - 1;
  const amount = summary.liquidatedCount > 0 ? summary.liquidatedNotional : 0;
  const [sold, bought] = [rest.sold ?? (isRise ? 0 : amount), rest.bought ?? (isRise ? amount : 0)];
  const facts = {
    isRise,
    isHomeMade: Math.abs(outside) < 5e-5,
    isOutsideStill: Math.abs(outside) < 5e-5,
    outsideWorstRatio: outside,
    outsideFinalRatio: outside,
    worstRatio: worst,
    worstRow: 5,
    worstTimeS: summary.timeToTroughS,
    finalRatio: summary.finalPrice / 100 - 1,
    closedShare: summary.liquidatedShare,
    waiting: 0,
    positions: 10_000,
    sidePositions: 5_000,
    lastClosedS: summary.timeToTroughS,
    closesInSteps: false,
    hasLimit: false,
    story: [
      moment(0, 100, 0, 0),
      moment(1, 100 * (1 + outside), outside, 0),
      moment(2, 92, outside, 0.3 * sold, 0.3 * bought),
      moment(3, 90, outside, 0.5 * sold, 0.5 * bought),
      moment(5, summary.finalPrice, outside, sold, bought, summary.timeToTroughS),
    ],
    chain: ticks
      ? null
      : { waves: 27, largest: { row: 3, wave: 2, ratio: 0.654 }, highest: { row: 3, wave: 2, ratio: 0.654 }, lastAbove: null, highestOfAny: 0.9 },
    feedback: { peakRow: 1, peak: summary.peakBranchingRatio, last: 0.1, lastAboveRow: 1, isAlwaysAbove: false, isDense: true },
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !["sold", "bought"].includes(name))),
  };
  return { startPrice: 100, ticks, summary, facts, paid: { ...NOBODY_PAID, total: 45e6, traders: 45e6, ...paid } };
}
