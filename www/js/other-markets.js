// How the other markets of a run went: what stands under the picture is of the one that is shocked. Pure.

import { LEAST_MONEY } from "./claims.js";

/** Worst move of a market, whichever way it went further, and whether anybody was closed by force there. @typedef {{ id: string, worstRatio: number, isCalm: boolean }} OtherMarket */

/**
 * @param {Pick<import("../pkg/page/liquidation_cascades.js").Trace, "markets" | "column">} trace
 * @param {string | null} market the one that is told of already; nothing where it is alone
 * @returns {OtherMarket[]}
 */
export function otherMarkets(trace, market) {
  if (market === null) return [];
  return trace
    .markets()
    .filter((id) => id !== market)
    .map((id) => {
      const prices = trace.column("lastPrice", id);
      const ways = Array.from(prices, (price) => price / prices[0] - 1);
      const [low, high] = [Math.min(...ways), Math.max(...ways)];
      const closed = trace.column("liquidatedNotional", id);
      return { id, worstRatio: high > -low ? high : low, isCalm: closed[closed.length - 1] < LEAST_MONEY };
    });
}
