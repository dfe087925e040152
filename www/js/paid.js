// Who paid, as bars: amounts of the summary, one line each, none that is nought. Pure.

import * as format from "./format.js";

/** @typedef {import("../pkg/liquidation_cascades.js").Summary} Summary */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {{ key: string, label: string, amount: string, share: number, kind: "payer" | "unpaid" | "closed" }} Bar */

/** Less than a cent is nought. */
const LEAST = 0.01;

/**
 * @param {Summary} summary
 * @param {Strings} strings
 * @returns {Bar[]}
 */
export function paidBars(summary, strings) {
  const words = strings.paid;
  const fund = summary.insuranceFundChange;
  /** @type {[key: string, label: string, amount: number, kind: Bar["kind"]][]} */
  const all = [
    ["traders", words.traders, summary.traderLoss, "payer"],
    ["fees", words.fees, summary.fees, "payer"],
    ["fund", words.fund, Math.max(0, -fund), "payer"],
    ["vault", words.vault, Math.max(0, -summary.vaultChange), "payer"],
    ["winners", words.winners, summary.adlNotional, "closed"],
    ["socialised", words.socialised, summary.socialisedLoss, "payer"],
    ["badDebt", words.badDebt, summary.badDebt, "unpaid"],
  ];
  const shown = all.filter(([, , amount]) => amount >= LEAST);
  // What was closed early is no loss: it does not set the scale.
  const losses = shown.filter(([, , , kind]) => kind !== "closed");
  const most = Math.max(...(losses.length > 0 ? losses : shown).map(([, , amount]) => amount));
  return shown.map(([key, label, amount, kind]) => ({ key, label, amount: format.money(amount), share: Math.min(1, amount / most), kind }));
}

/**
 * What the bars do not show: a fund that gained, and what closing a winner's position means.
 * @param {Summary} summary
 * @param {Strings} strings
 */
export function paidNote(summary, strings) {
  const words = strings.paid;
  if (summary.liquidatedCount === 0) return words.nobody;
  const parts = [];
  if (summary.insuranceFundChange >= LEAST) parts.push(words.fundGained(format.money(summary.insuranceFundChange)));
  if (summary.adlNotional >= LEAST) parts.push(words.winnersNote);
  if (parts.length === 0 && summary.badDebt < LEAST && summary.insuranceFundChange > -LEAST) parts.push(words.covered);
  return parts.join(" ");
}
