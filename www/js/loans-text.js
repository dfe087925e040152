// Loans in words. Pure.

import * as format from "./format.js";
import { healthAt, oracleAt, ownLoan } from "./loans.js";
import { loansStrings } from "./loans-strings.js";
import { loansGerman } from "./loans-strings-de.js";

/** @param {{ language: string }} strings @returns {import("./loans-strings.js").LoansStrings} */
export const loansWords = ({ language }) => (language === "de" ? loansGerman : loansStrings);

/** A health of 0.9996 is not 1. @param {number} health */
const healthText = (health) => {
  const digits = [2, 3, 4].find((count) => health >= 1 || Number(health.toFixed(count)) < 1) ?? 4;
  // Cut off: what is above 1 as written is so.
  const cut = health >= 1 ? Math.floor(100 * health + 1e-9) / 100 : health;
  return format.number(cut, digits);
};

/** A share that is not quite nothing is not rounded to it. @param {number} share */
const shareText = (share) => (share > 0 && share < 0.0005 ? `< ${format.percent(0.001)}` : format.percent(share));

/**
 * Debt by health: a sentence, and each part with its share.
 * @param {Pick<import("./loans.js").Protocol, "parts" | "lowest">} protocol
 * @param {number} row
 * @param {{ language: string }} strings
 */
export function healthTexts(protocol, row, strings) {
  const words = loansWords(strings);
  const { total, sick, lowest, parts } = healthAt(protocol, row);
  const isThere = (/** @type {number} */ amount) => amount >= 0.01;
  const caption = isThere(total)
    ? words.caption(format.money(total), isThere(sick) ? format.money(sick) : "", shareText(sick / total), healthText(lowest))
    : words.noDebt;
  const end = (/** @type {number} */ health) => format.shortNumber(health, 2);
  const named = parts.map(({ amount, share, below }, i) => {
    const from = i === 0 ? 0 : parts[i - 1].below;
    const name = i === 0 ? words.below(end(below)) : below === Infinity ? words.above(end(from)) : words.between(end(from), end(below));
    return { share, text: words.part(name, format.money(amount), shareText(share)) };
  });
  return { caption, parts: named };
}

/**
 * What the oracle says where the market says another price; empty where they agree.
 * @param {Pick<import("./loans.js").Loans, "oracle" | "last">} loans
 * @param {number} row
 * @param {{ language: string }} strings
 */
export function oracleText(loans, row, strings) {
  const found = oracleAt(loans, row);
  return found ? loansWords(strings).oracle(format.price(found.price), format.percent(Math.abs(found.gap)), found.gap > 0) : "";
}

/**
 * What this run does to a loan of the reader's own.
 * @param {import("./loans.js").OwnLoan} loan
 * @param {import("./loans.js").Terms} terms
 * @param {Pick<import("./loans.js").Loans, "oracle" | "timeS" | "wave" | "ticks">} run
 * @param {{ language: string }} strings
 */
export function loanTexts(loan, terms, { oracle, timeS, wave, ticks }, strings) {
  const words = loansWords(strings).own;
  const { health, price, lowestPrice, lowestHealth, row, lost } = ownLoan(loan, terms, oracle);
  const at = (/** @type {number} */ one) => `${format.price(one)} (${format.signedMove(one / oracle[0] - 1)})`;
  const verdict =
    row === null
      ? words.safe
      : row === 0
        ? words.already
        : ticks
          ? words.after(format.seconds(timeS[row]))
          : wave[row] === 0
            ? words.atShock
            : words.inWave(format.number(wave[row]));
  return {
    verdict,
    isDead: row !== null,
    rows: [
      { label: words.health, value: healthText(health) },
      { label: words.price, value: at(price) },
      { label: words.lowestPrice, value: at(lowestPrice) },
      { label: words.lowestHealth, value: healthText(lowestHealth) },
      ...(row === null ? [] : [{ label: words.lost[terms.cost](format.percent(terms.share)), value: words.atMost(format.money(lost)) }]),
    ],
  };
}
