// What may be claimed of those who trade and are not closed by force: stop orders, algorithms, option dealers, arbitrage.
// Facts in, numbers and verdicts out, as in `claims.js`. Pure.

import { LEAST_MONEY, LEAST_MOVE, claimsOf } from "./claims.js";
import { BORROWERS, FORCED_TOO, TIES } from "./others-words-en.js";

/** @typedef {import("./claims.js").Outcome} Outcome */
/** @typedef {import("../pkg/liquidation_cascades.js").Moment} Moment */

/** Why a run ends while orders wait behind a halt or a limit. @type {readonly string[]} */
const BLOCKED = ["halted", "atLimit"];

/** @param {number} amount */
const cents = (amount) => (amount >= LEAST_MONEY ? amount : 0);

/** What a kind did; `isAgainst`: only against the move that the story tells. @typedef {{ kind: string, sold: number, bought: number, isAgainst: boolean, isWith: boolean, isTie: boolean }} Deed */

/**
 * @param {Pick<Outcome, "summary" | "facts">} outcome
 */
export function othersClaims(outcome) {
  const claims = claimsOf(outcome);
  const { facts } = outcome;
  const all = facts.others
    .filter(({ kind }) => !FORCED_TOO.includes(kind))
    .map(({ kind, sold, bought }) => ({ kind, sold: cents(sold), bought: cents(bought) }))
    .filter(({ sold, bought }) => sold + bought > 0);
  const deeds = all.map((one) => {
    const [on, back] = claims.isUp ? [one.bought, one.sold] : [one.sold, one.bought];
    const isTie = TIES.includes(one.kind);
    // It trades here because of another market, not against what happens here.
    return { ...one, isWith: back === 0, isAgainst: on === 0 && !isTie, isTie };
  });
  const traded = deeds.filter(({ isTie }) => !isTie);
  const [toSell, toBuy] = facts.others.reduce(([sell, buy], { leftToSell, leftToBuy }) => [sell + cents(leftToSell), buy + cents(leftToBuy)], [0, 0]);
  const main = claims.isUp ? claims.closed.bought : claims.closed.sold;
  return {
    ...claims,
    /** Whoever traded anything. @type {Deed[]} */
    deeds,
    /** Without what ties markets. */
    traded,
    /** Those who only pushed the way of the story. */
    pushers: traded.filter(({ isWith }) => isWith),
    /** A large order that is not worked off. */
    left: { toSell, toBuy },
    /** A large order is worked off by time or volume, which no Feedback R sees. */
    hasProgram: facts.others.some(({ kind }) => kind === "program"),
    /** Closed by force on the side of the story. */
    forced: main >= LEAST_MONEY ? main : 0,
    /** Forced orders and others together took the price beyond the outside. */
    isBeyond: claims.gap >= LEAST_MOVE,
    /** Kinds that are closed by force and are no leveraged positions. */
    forcedKinds: FORCED_TOO.filter((forced) => facts.others.some(({ kind }) => kind === forced)),
    /** Those of them that have traded. */
    closedKinds: FORCED_TOO.filter((forced) => facts.others.some(({ kind, sold, bought }) => kind === forced && cents(sold + bought) > 0)),
    hasBorrowers: facts.others.some(({ kind }) => BORROWERS.includes(kind)),
    /** What became of margin calls; `null`: there was none, or whoever is called is sold at once. */
    calls: callsOf(outcome.summary),
    /** Banks by name, those that owe more than they have and those that had to sell all. */
    fallen: fallenOf(facts.banks ?? []),
    /** Option writers, and how many were liquidated. */
    writers: facts.writers ?? [0, 0],
    /** Options were bought back by force, which trades nothing in the market, and nothing else was forced. */
    isBoughtBack: claims.closing === "none" && (facts.writers?.[1] ?? 0) > 0,
    startsWithNobody: facts.positions === 0,
    /** Loans wait, and nobody closes them. */
    isStuck: outcome.summary.stopReason === "liquidatorsStopped",
    /** A halt or a limit keeps orders from trading. */
    isBlocked: BLOCKED.includes(outcome.summary.stopReason) && (outcome.summary.waitingQuantity ?? 0) > 0,
    /** An instant run that was ended while somebody still traded. */
    isCut: outcome.summary.stopReason === "wavesReached",
    /** Stops of trading; `null`: nothing could stop it. */
    halts: outcome.summary.halts === undefined ? null : { count: outcome.summary.halts, timeS: outcome.summary.haltedS ?? 0 },
  };
}

/** @typedef {ReturnType<typeof othersClaims>} OthersClaims */

/** @param {NonNullable<Outcome["facts"]["banks"]>} banks */
function fallenOf(banks) {
  const of = (/** @type {boolean} */ isInsolvent) => banks.filter((bank) => bank.isInsolvent === isInsolvent).map(({ id }) => id);
  return { insolvent: of(true), illiquid: of(false) };
}

/** @param {Outcome["summary"]} summary */
function callsOf({ callsIssued: issued = 0, callsMet: met = 0, callsLapsed: lapsed = 0, callsSold: sold = 0 }) {
  const open = issued - met - lapsed - sold;
  return issued === 0 || issued === sold ? null : { issued, met, lapsed, sold, open };
}

/**
 * Whether the first alarm of the scenario came before what it warns of; `null`: there is none, or neither came. In an instant run
 * nothing is told of how long.
 * @param {Pick<Outcome, "summary" | "ticks">} outcome
 * @returns {{ kind: "none" | "before" | "with" | "late" | "raised" | "calm", timeS: number } | null}
 */
export function alarmClaims({ summary: { alarmTimeS, eventTimeS, alarmLeadS = 0 }, ticks }) {
  if (alarmTimeS === undefined) return eventTimeS === undefined ? null : { kind: "none", timeS: 0 };
  if (eventTimeS === undefined) return { kind: "calm", timeS: ticks ? alarmTimeS : 0 };
  if (!ticks) return { kind: "raised", timeS: 0 };
  if (alarmLeadS === 0) return { kind: "with", timeS: 0 };
  return { kind: alarmLeadS > 0 ? "before" : "late", timeS: Math.abs(alarmLeadS) };
}

/**
 * Whose Feedback R it is where it was highest, the largest part first; nobody's is left out.
 * @param {readonly { kind: string, ratio: number }[]} parts
 */
export function partsOf(parts) {
  return parts.filter(({ ratio }) => Math.abs(ratio) >= 0.005).sort((one, other) => Math.abs(other.ratio) - Math.abs(one.ratio));
}
