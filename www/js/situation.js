// What a run is made of, as far as the page says so: who the traders are, whose book and path it is, by which rules margin
// is measured. Read off the scenario itself, so that a file, a drawing or a choice cannot be forgotten. Pure.

import { shortNumber } from "./format.js";
import { SHAPE } from "./shape.js";

/** @typedef {import("../pkg/liquidation_cascades.js").Scenario} Scenario */

/** Who trades there: where the leverage of positions comes from, or the kind of whoever else does; each has a sentence. @typedef {keyof typeof import("./strings-more.js").more.assumptions.crowds} CrowdKind */

/**
 * `market`: the one that the sentence is about, where there are several. `crowds`: every kind once, in the order of the scenario. `entries`: of crowds that follow a law; `null` without one.
 * `refill`: displayed to effective depth of an order book; `null` without a book. `outside`: what moves the price from
 * outside; `amplitude`: how often the returns of a path count, 1 without one. `brackets`: whether maintenance grows with size.
 * @typedef {{
 *   market: string | null, markets: number,
 *   crowds: CrowdKind[], entries: "spot" | "normal" | null, impactLaw: string, refill: number | null,
 *   outside: ("gap" | "ramp" | "order" | "path" | "noise")[], amplitude: number, basis: "mark" | "entry", isInverse: boolean,
 *   hasCloseFee: boolean, brackets: boolean, sharesWallets: boolean, isRandom: boolean, steps: { askedS: number, usedS: number } | null,
 * }} Situation
 *   `isRandom`: whether anything is drawn by the seed; `steps`: of a clock that had to go in longer ones than was asked for
 */

/** Seconds from tick to tick where nothing is said of it: the contract's own. */
export const TICK_S = 1;

/** By the kind of a shock. @type {Readonly<Record<string, Situation["outside"][number]>>} */
const OUTSIDE = { priceGap: "gap", ramp: "ramp", marketOrder: "order", orders: "order", path: "path", noise: "noise" };

/** The contract's name of a market that has none. */
const DEFAULT_ID = "perp";

/** @template Item @param {readonly Item[]} list @returns {Item[]} */
const once = (list) => [...new Set(list)];

/**
 * @param {Scenario} scenario
 * @param {import("./scenario-url.js").Values} values settings that lie over it: leverage may be drawn by hand
 * @param {number | null} [askedTickS] length of the ticks that were asked for, seconds
 * @returns {Situation}
 */
export function situationOf(scenario, values, askedTickS = null) {
  const usedS = tickOf(scenario);
  // A contract has more shapes than a type can hold; what is not given has the default of the contract.
  const {
    markets,
    populations: all,
    shock,
    moreShocks,
  } = /** @type {{ markets: any[], populations?: any[], shock?: any, moreShocks?: any[] }} */ (/** @type {unknown} */ (scenario));
  // Who is switched off stays in his place and is nobody.
  const populations = (all ?? []).filter(({ enabled }) => enabled !== false);
  const first = markets[0] ?? {};
  const market = markets.find(({ id }) => id === shock?.market) ?? first;
  const isHere = (/** @type {{ market?: string }} */ one) => (one.market || first.id) === market.id;
  // Banks are wherever they hold something.
  const here = populations.filter((one) => (one.kind === "banks" ? one.rows.some((/** @type {any} */ { holdings }) => holdings.some(isHere)) : isHere(one)));
  let isDrawn = SHAPE in values;
  const crowds = here.map(({ kind, leverage, role, loans = [] }) => {
    if (kind === "optionDealers" && role === "insurer") return "insurers";
    if (kind === "lending" && loans.length > 0 && loans.every((/** @type {any} */ one) => one.kind !== "crowd")) return "loans";
    if (kind !== "perps") return kind;
    const law = leverage?.law ?? "lognormal";
    if (law !== "histogram" || !isDrawn) return law;
    // It is the first crowd that is drawn.
    isDrawn = false;
    return "drawn";
  });
  const perps = here.find(({ kind }) => kind === "perps");
  const margin = market.margin ?? {};
  return {
    market: markets.length > 1 ? shockedOf(scenario) : null,
    markets: markets.length,
    crowds: once(crowds),
    entries: perps ? (perps.entry?.law === "normal" && perps.entry.sd > 0 ? "normal" : "spot") : null,
    impactLaw: market.impact?.law ?? "logLinear",
    refill: market.impact?.law === "book" ? (market.impact.refill ?? 1) : null,
    outside: once([shock, ...(moreShocks ?? [])].map((one) => OUTSIDE[one?.kind]).filter(Boolean)),
    amplitude: shock?.kind === "path" ? (shock.amplitude ?? 1) : 1,
    basis: margin.basis === "entry" ? "entry" : "mark",
    isInverse: margin.contract === "inverse",
    hasCloseFee: margin.closeFeeInTrigger === true && margin.takerFeeRatio > 0,
    brackets: Boolean(margin.maintenance?.tiers),
    isRandom: populations.some(isDrawnBySeed) || [shock, ...(moreShocks ?? [])].some((one) => one?.kind === "noise"),
    steps: askedTickS !== null && usedS !== null && usedS > askedTickS ? { askedS: askedTickS, usedS } : null,
    sharesWallets:
      margin.mode === "cross" || here.some(({ rows }) => Array.isArray(rows) && rows.some((/** @type {{ account?: string }} */ row) => row.account)),
  };
}

/**
 * Whether a population, or a crowd of loans in one, is another one with another seed.
 * @param {any} population @returns {boolean}
 */
const isDrawnBySeed = ({ kind, sampling, health, graceS, cureProbability, loans }) =>
  kind === "levels" ||
  sampling === "random" ||
  health?.spacing === "poisson" ||
  (graceS > 0 && cureProbability > 0 && cureProbability < 1) ||
  (loans ?? []).some(isDrawnBySeed);

/** Name of the market that the sentence is about. @param {Scenario} scenario @returns {string} */
export function shockedOf(scenario) {
  const { markets, shock } = /** @type {{ markets: { id?: string }[], shock?: { market?: string } }} */ (/** @type {unknown} */ (scenario));
  const ids = markets.map(({ id }) => id ?? DEFAULT_ID);
  return ids.find((id) => id === shock?.market) ?? ids[0];
}

/** Whether a market's money is its base. @param {Scenario} scenario @param {string} id */
export function isInverse(scenario, id) {
  const { markets } = /** @type {{ markets: any[] }} */ (/** @type {unknown} */ (scenario));
  return markets.find((market) => (market.id ?? DEFAULT_ID) === id)?.margin?.contract === "inverse";
}

/** Length of a tick, seconds; nothing where there is no clock. @param {Scenario} scenario */
export function tickOf({ clock }) {
  return clock?.mode === "ticks" ? (clock.tickS ?? TICK_S) : null;
}

/** Whether traders are those of a file or list. @param {CrowdKind} kind */
const isGiven = (kind) => kind === "positions" || kind === "loans";

/**
 * What must be known of every picture: what is invented in it, and what is not.
 * @param {Situation} situation
 * @param {typeof import("./strings.js").strings.honest} words
 * @param {number} [dead] positions that the price of the start closes already
 */
export function honestText({ crowds, refill, outside, amplitude, steps }, words, dead = 0) {
  const own = crowds.some(isGiven);
  const invented = !crowds.every(isGiven);
  return [
    own && invented ? words.partlyGiven : own ? words.given : words.invented,
    ...(dead > 0 ? [words.dead(dead)] : []),
    refill === null ? words.effective : refill === 1 ? words.displayed : words.times(shortNumber(refill, refill < 10 ? 2 : 0)),
    ...(outside.includes("path") ? [amplitude === 1 ? words.path : amplitude === 0 ? words.pathStill : words.pathTimes(shortNumber(amplitude, 2))] : []),
    ...(steps ? [words.steps(shortNumber(steps.usedS, 3), shortNumber(steps.askedS, 3))] : []),
    words.always,
  ].join(" ");
}
