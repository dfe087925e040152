// What is told of ways to hold one's own position through a crash. Pure.

import * as format from "./format.js";
import { strategiesGerman } from "./strategies-strings-de.js";
import { strategiesStrings } from "./strategies-strings.js";

/** @typedef {import("../pkg/liquidation_cascades.js").StrategyOutcome} StrategyOutcome */

/** @param {{ language: string }} strings @returns {import("./strategies-strings.js").StrategiesStrings} */
export const strategiesWords = ({ language }) => (language === "de" ? strategiesGerman : strategiesStrings);

/** @param {number} amount */
const signedMoney = (amount) => (amount >= 0.005 ? "+" : "") + format.money(amount);

/**
 * A sentence, and a bar with its words for each way.
 * @param {readonly StrategyOutcome[]} outcomes the trade as it is first
 * @param {"long" | "short"} side
 * @param {{ language: string }} strings
 * @param {number} [adlNotional] what winners were closed for in this run
 */
export function strategiesTexts(outcomes, side, strings, adlNotional = 0) {
  const words = strategiesWords(strings);
  const [plain] = outcomes;
  const counted = (/** @type {StrategyOutcome["end"]} */ end) => format.number(outcomes.filter((one) => one.end === end).length);
  return {
    caption: words.caption(format.number(outcomes.length), counted("held"), counted("stopped"), counted("liquidated")),
    note: words.note,
    ways: outcomes.map((one) => {
      const share = Math.max(-1, Math.min(1, one.resultShare));
      const price = one.fillPrice === null ? "" : format.price(one.fillPrice);
      const end =
        one.end === "liquidated"
          ? price === ""
            ? words.ends.liquidated
            : words.ends.liquidatedAt(price)
          : one.end === "stopped"
            ? words.ends.stopped(price)
            : adlNotional > 0 && one.result > 0
              ? words.ends.heldUnless
              : words.ends.held;
      return {
        strategy: one.strategy,
        label: nameOf(one),
        value: format.signedPercent(one.resultShare, 0),
        // From the middle of the line.
        from: 0.5 + Math.min(0, share) / 2,
        share: Math.abs(share) / 2,
        kind: share < 0 ? "loss" : "gain",
        detail: words.detail(format.money(one.money), end, signedMoney(one.result), format.signedPercent(one.gainShare, 0), side === "long"),
      };
    }),
  };

  /** @param {StrategyOutcome} one */
  function nameOf(one) {
    const leverage = format.leverageText(one.leverage);
    switch (one.strategy) {
      case "asItIs":
        return words.ways.asItIs(leverage);
      case "lessLeverage":
        return words.ways.lessLeverage(leverage, format.percent(one.leverage / plain.leverage, 0));
      case "stop":
        return words.ways.stop(format.price(one.stopPrice ?? 0));
      case "buffer":
        return words.ways.buffer(leverage, format.money(one.money - plain.money));
      case "spread":
        return words.ways.spread(format.number(one.markets));
      case "hedge":
        // What the other direction brings is what is not hedged of it.
        return words.ways.hedge(format.percent(1 - one.gainShare / plain.gainShare, 0));
    }
  }
}
