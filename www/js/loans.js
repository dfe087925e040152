// Loans in numbers: how much debt stands at which health, and what this run does to a loan of the reader's own. Facts of the trace
// and of the scenario in, numbers out. Pure, but for the strip of the figure.

import { shockedOf } from "./situation.js";

/** Columns of debt by health, from the sickest; what each of them ends below is `HEALTH_BANDS` of the engine. */
const BANDS = /** @type {const} */ ([
  "healthBelow090",
  "healthBelow095",
  "healthBelow100",
  "healthBelow105",
  "healthBelow110",
  "healthBelow120",
  "healthBelow135",
  "healthBelow150",
  "healthBelow200",
  "healthBelow300",
  "healthAbove300",
]);

/** What is shown of them: so many bands each, and where it ends; more parts would be too thin to tell apart. The figure has the same (`src/render/health.rs`). */
export const PARTS = /** @type {const} */ ([
  { bands: 3, below: 1 },
  { bands: 2, below: 1.1 },
  { bands: 2, below: 1.35 },
  { bands: 2, below: 2 },
  { bands: 1, below: 3 },
  { bands: 1, below: Infinity },
]);

/** Of the contract, where a scenario does not say it. */
const DEFAULTS = { liquidationBonus: 0.05, liquidationFactor: 0.95, chop: 0.13 };

/** What a borrower loses who is closed. @typedef {"bonus" | "penalty" | "discount"} Cost */
/** How a loan in the shocked market is secured, and what closing it costs: a share of the debt; of a discount, of the collateral. @typedef {{ asset: string, owed: string, threshold: number, cost: Cost, share: number }} Terms */
/** A protocol that lends against what the shocked market trades; `terms`: none where nobody could fall below there. @typedef {{ id: string, parts: Float64Array[], lowest: ArrayLike<number>, terms: Terms | null }} Protocol */
/** @typedef {{ protocols: Protocol[], oracle: ArrayLike<number>, timeS: ArrayLike<number>, wave: ArrayLike<number>, ticks: boolean, last: ArrayLike<number> }} Loans `oracle`: the price that they go by, row by row; `last`: that of the market */

/** @typedef {Pick<import("../pkg/liquidation_cascades.js").Trace, "column">} Trace */

/**
 * What is told of the loans of a run. The strip of its figure shows their debt by health, or what was traded.
 * @param {Trace} trace
 * @param {import("../pkg/liquidation_cascades.js").Scenario & { populations: readonly any[] }} scenario
 * @param {Partial<Pick<import("../pkg/liquidation_cascades.js").Stage, "showHealth">>} stage the page's first engine knows no loans
 * @param {string} strip what debt by health is called there; empty: not shown
 */
export function loansOf(trace, scenario, stage, strip) {
  stage.showHealth?.(strip);
  const market = shockedOf(scenario);
  const protocols = protocolsOf(trace, scenario, market);
  return { protocols, oracle: protocols.length > 0 ? trace.column("oraclePrice", market) : [], last: trace.column("lastPrice", market) };
}

/**
 * @param {Trace} trace
 * @param {{ populations: readonly any[] }} scenario
 * @param {string} market
 */
export function protocolsOf(trace, { populations }, market) {
  return populations
    .filter(({ kind, enabled, assets }) => kind === "lending" && enabled !== false && assets.some((/** @type {any} */ asset) => asset.market === market))
    .map((population) => {
      const id = population.id ?? "lending";
      const bands = BANDS.map((name) => trace.column(name, id));
      let from = 0;
      const parts = PARTS.map(({ bands: count }) => {
        const mine = bands.slice(from, from + count);
        from += count;
        return Float64Array.from(mine[0], (_, row) => mine.reduce((sum, band) => sum + band[row], 0));
      });
      return { id, parts, lowest: trace.column("lowestHealth", id), terms: termsOf(population, market) };
    });
}

/** @param {any} population @param {string} market @returns {Terms | null} */
function termsOf({ assets, rules }, market) {
  const secures = assets.find((/** @type {any} */ asset) => asset.market === market && (asset.liquidationThreshold ?? 0) > 0);
  // What stands for all time: then the collateral alone moves the health.
  const owed = assets.find((/** @type {any} */ asset) => !asset.market);
  if (!secures || !owed) return null;
  /** @type {[Cost, number]} */
  const [cost, share] =
    rules?.rule === "auction"
      ? ["penalty", rules.chop ?? DEFAULTS.chop]
      : rules?.rule === "absorb"
        ? ["discount", 1 - (secures.liquidationFactor ?? DEFAULTS.liquidationFactor)]
        : ["bonus", secures.liquidationBonus ?? DEFAULTS.liquidationBonus];
  return { asset: secures.id, owed: owed.id, threshold: secures.liquidationThreshold, cost, share };
}

/**
 * Debt by health at a row.
 * @param {Pick<Protocol, "parts" | "lowest">} protocol
 * @param {number} row
 */
export function healthAt({ parts, lowest }, row) {
  const at = Math.min(Math.max(0, Math.floor(row)), lowest.length - 1);
  const amounts = parts.map((part) => Math.max(0, part[at]));
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return {
    total,
    sick: amounts[0],
    lowest: lowest[at],
    parts: amounts.map((amount, i) => ({ amount, share: total > 0 ? amount / total : 0, below: PARTS[i].below })),
  };
}

/** An oracle that is nearer to the market than this says what the market says. */
const LEAST_GAP = 0.005;

/**
 * What the oracle says where that is not what the market says: its price, and how far it is above the market.
 * @param {Pick<Loans, "oracle" | "last">} loans
 * @param {number} row
 */
export function oracleAt({ oracle, last }, row) {
  const at = Math.min(Math.max(0, Math.floor(row)), last.length - 1);
  const gap = oracle[at] / last[at] - 1;
  return Math.abs(gap) < LEAST_GAP ? null : { price: oracle[at], gap };
}

/** A loan of the reader's own: money at the start. @typedef {{ collateral: number, debt: number }} OwnLoan */

/**
 * What becomes of it. It moves nothing itself, and the price that the protocol believes decides, not that of the market.
 * @param {OwnLoan} loan
 * @param {Pick<Terms, "threshold" | "cost" | "share">} terms
 * @param {ArrayLike<number>} oracle
 */
export function ownLoan({ collateral, debt }, { threshold, cost, share }, oracle) {
  const start = oracle[0];
  const health = (collateral * threshold) / debt;
  const price = start / health;
  const prices = Array.from(oracle);
  // Below 1, not at 1, as protocols test it.
  const first = prices.findIndex((one) => one < price);
  const lowest = prices.reduce((least, one) => Math.min(least, one), Infinity);
  const at = first < 0 ? start / health : prices[first];
  const worth = (collateral * at) / start;
  const lost = cost === "discount" ? Math.max(0, Math.min(share * worth, worth - debt)) : share * debt;
  return { health, price, lowestPrice: lowest, lowestHealth: (health * lowest) / start, row: first < 0 ? null : first, lost };
}
