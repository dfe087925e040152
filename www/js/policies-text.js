// What is told of a crash under other rules. Pure.

import * as format from "./format.js";
import { policiesStrings } from "./policies-strings.js";
import { policiesGerman } from "./policies-strings-de.js";

/** @typedef {import("../pkg/liquidation_cascades.js").PolicyOutcome} PolicyOutcome */

/** @param {{ language: string }} strings @returns {import("./policies-strings.js").PoliciesStrings} */
export const policiesWords = ({ language }) => (language === "de" ? policiesGerman : policiesStrings);

/** Sums below a cent are none. @param {number} amount */
const isThere = (amount) => amount >= 0.01;

/** @param {PolicyOutcome} outcome @param {import("./policies-strings.js").PoliciesStrings} words */
function ruleOf({ policy, ranking, haircut }, words) {
  if (policy === "adl") return words.rules.adl(words.first[/** @type {NonNullable<typeof ranking>} */ (ranking)]);
  if (policy === "haircut") return words.rules.haircut(format.percent(haircut ?? 0, 1));
  return words.rules[policy];
}

/**
 * The table, and a sentence above it; no rows where no rule has anything to share.
 * @param {readonly PolicyOutcome[]} outcomes
 * @param {{ language: string }} strings
 */
export function policiesTexts(outcomes, strings) {
  const words = policiesWords(strings);
  const { heads } = words;
  const nobody = outcomes.find(({ policy }) => policy === "badDebt");
  const most = Math.max(...outcomes.map((one) => one.winnersPaid + one.badDebt + Math.max(0, -one.vaultChange)));
  if (!nobody || !isThere(most)) return { caption: words.nothing, heads: [], rows: [] };
  const money = (/** @type {number} */ amount) => (isThere(amount) ? format.money(amount) : "–");
  const hasVault = outcomes.some(({ policy }) => policy === "vault");
  const own = outcomes.find(({ isOwn }) => isOwn);
  const closes = (/** @type {PolicyOutcome} */ { policy, winnersPaid, overshoot }) =>
    ["adl", "proRata"].includes(policy) && isThere(winnersPaid) && isThere(overshoot);
  // Of the run on screen where it closes winners, else of the first rule that does.
  const closing = own && closes(own) ? own : outcomes.find(closes);
  const lost = format.money(nobody.badDebt);
  return {
    caption: closing
      ? words.caption(lost, format.money(closing.winnersPaid), format.money(closing.closedEarly), format.money(closing.overshoot))
      : words.plain(lost),
    heads: [heads.rule, heads.paid, ...(hasVault ? [heads.vault] : []), heads.badDebt, heads.closed, heads.needless, heads.fund, heads.price],
    rows: outcomes.map((one) => {
      const vault = Math.max(0, -one.vaultChange);
      return {
        rule: ruleOf(one, words),
        note: one.isOwn ? words.own : "",
        cells: [
          money(one.winnersPaid),
          ...(hasVault ? [money(vault)] : []),
          money(one.badDebt),
          money(one.closedEarly),
          money(one.overshoot),
          money(one.fundLeft),
          format.price(one.finalPrice),
        ],
        /** Of the longest bar: what winners, the vault and nobody lose. */
        shares: { winners: one.winnersPaid / most, vault: vault / most, nobody: one.badDebt / most },
      };
    }),
  };
}
