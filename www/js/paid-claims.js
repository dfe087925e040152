// What may be claimed of who paid. Facts in, numbers and verdicts out, as in `claims.js`, of which an embed begins with all. Pure.

import { LEAST_MONEY } from "./claims.js";

/** @typedef {"traders" | "fund" | "vault" | "defaultFund" | "socialised" | "badDebt"} Payer */

/**
 * Who paid how much, who gained, and what is in no sum.
 * @param {import("./claims.js").Paid} paid
 */
export function paidClaims(paid) {
  // In units of the base as much as in dollars.
  const isThere = (/** @type {number} */ amount) => amount >= LEAST_MONEY / (paid.basePrice ?? 1);
  const payers = /** @type {readonly Payer[]} */ (["traders", "fund", "vault", "defaultFund", "socialised", "badDebt"])
    .map((key) => ({ key, amount: paid[key] }))
    .filter(({ amount }) => isThere(amount));
  const others = paid.total - paid.traders;
  return {
    total: paid.total,
    traders: paid.traders,
    payers,
    others: isThere(others) ? others : 0,
    isNobody: !isThere(paid.total),
    isCovered: isThere(paid.traders) && !isThere(others),
    fees: isThere(paid.fees) ? paid.fees : 0,
    fundGain: isThere(paid.fundGain) ? paid.fundGain : 0,
    vaultGain: isThere(paid.vaultGain) ? paid.vaultGain : 0,
    // Closed, not paid: dollars in any case.
    closedEarly: paid.closedEarly >= LEAST_MONEY ? paid.closedEarly : 0,
    isBase: paid.basePrice !== undefined,
  };
}
