// Who paid, as a waterfall: each payer's bar begins where the one before ended, none that is nought. Pure.

import { paidClaims } from "./paid-claims.js";
import * as format from "./format.js";
import { othersOf, othersWords } from "./sentence.js";

/** @typedef {import("./claims.js").Paid} WhoPaid */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** `from` and `share` are parts of the whole. @typedef {{ key: string, label: string, amount: string, from: number, share: number, kind: "total" | "payer" | "unpaid" | "aside" }} Bar `aside`: in no sum */

/**
 * All that was lost, where several paid for it, and who bore it.
 * @param {WhoPaid} whoPaid
 * @param {Strings} strings
 * @returns {Bar[]}
 */
export function paidBars(whoPaid, strings) {
  const words = strings.paid;
  const { payers, total, isBase } = paidClaims(whoPaid);
  // A part of less than a cent has no bar.
  const whole = payers.reduce((sum, { amount }) => sum + amount, 0);
  let from = 0;
  /** @type {Bar[]} */
  const bars = payers.map(({ key, amount }) => {
    const share = amount / whole;
    const bar = {
      key,
      label: words[key],
      amount: format.sum(amount, isBase),
      from,
      share,
      kind: key === "badDebt" ? /** @type {const} */ ("unpaid") : /** @type {const} */ ("payer"),
    };
    from += share;
    return bar;
  });
  if (bars.length > 1) bars.unshift({ key: "total", label: words.total, amount: format.sum(total, isBase), from: 0, share: 1, kind: "total" });
  const asides = othersWords()?.paidLines(whoPaid, strings) ?? [];
  return [...bars, ...asides.map(({ key, label, amount }) => /** @type {Bar} */ ({ key, label, amount, from: 0, share: 0, kind: "aside" }))];
}

/**
 * What is no loss: fees that came out of it, what the fund gained, winners that were closed early.
 * @param {Pick<import("./claims.js").Outcome, "summary" | "facts" | "paid">} outcome
 * @param {Strings} strings
 */
export function paidNote(outcome, strings) {
  const words = strings.paid;
  const paid = paidClaims(outcome.paid);
  const asides = (othersWords()?.paidLines(outcome.paid, strings) ?? []).map(({ note }) => note);
  if (paid.isNobody && paid.closedEarly === 0) {
    const besides = othersOf(outcome)?.closedBesides(outcome, strings) ?? [];
    return asides.length + besides.length > 0 ? [othersWords()?.nobodyClosed(strings), ...besides, ...asides].join(" ") : words.nobody;
  }
  const parts = [];
  if (paid.isCovered) parts.push(words.covered);
  if (paid.fees > 0) parts.push(words.fees(format.sum(paid.fees, paid.isBase)));
  if (paid.fundGain > 0) parts.push(words.fundGained(format.sum(paid.fundGain, paid.isBase)));
  if (paid.vaultGain > 0) parts.push(words.vaultGained(format.sum(paid.vaultGain, paid.isBase)));
  if (paid.closedEarly > 0) parts.push(words.winnersNote(format.money(paid.closedEarly)));
  return [...parts, ...asides].join(" ");
}
