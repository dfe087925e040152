// Who paid, as a waterfall: each payer's bar begins where the one before ended, none that is nought. Pure.

import * as format from "./format.js";

/** @typedef {import("../pkg/liquidation_cascades.js").WhoPaid} WhoPaid */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** `from` and `share` are parts of the whole. @typedef {{ key: string, label: string, amount: string, from: number, share: number, kind: "total" | "payer" | "unpaid" }} Bar */

/** Less than a cent is nought. */
const LEAST = 0.01;

/**
 * All that was lost, where several paid for it, and who bore it.
 * @param {WhoPaid} paid
 * @param {Strings} strings
 * @returns {Bar[]}
 */
export function paidBars(paid, strings) {
  const words = strings.paid;
  /** @type {[key: string, label: string, amount: number, kind: Bar["kind"]][]} */
  const all = [
    ["traders", words.traders, paid.traders, "payer"],
    ["fund", words.fund, paid.fund, "payer"],
    ["vault", words.vault, paid.vault, "payer"],
    ["socialised", words.socialised, paid.socialised, "payer"],
    ["badDebt", words.badDebt, paid.badDebt, "unpaid"],
  ];
  const payers = all.filter(([, , amount]) => amount >= LEAST);
  if (payers.length > 1) payers.unshift(["total", words.total, paid.total, "total"]);
  let from = 0;
  return payers.map(([key, label, amount, kind]) => {
    const share = amount / paid.total;
    const bar = { key, label, amount: format.money(amount), from, share, kind };
    if (kind !== "total") from += share;
    return bar;
  });
}

/**
 * What is no loss: fees that came out of it, what the fund gained, winners that were closed early.
 * @param {WhoPaid} paid
 * @param {Strings} strings
 */
export function paidNote(paid, strings) {
  const words = strings.paid;
  if (paid.total < LEAST && paid.closedEarly < LEAST) return words.nobody;
  const parts = [];
  if (paid.traders >= LEAST && paid.traders > paid.total - LEAST) parts.push(words.covered);
  if (paid.fees >= LEAST) parts.push(words.fees(format.money(paid.fees)));
  if (paid.fundGain >= LEAST) parts.push(words.fundGained(format.money(paid.fundGain)));
  if (paid.closedEarly >= LEAST) parts.push(words.winnersNote(format.money(paid.closedEarly)));
  return parts.join(" ");
}
