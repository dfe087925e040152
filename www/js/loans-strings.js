// Words about loans, fetched with the first run that has any; German beside them in `loans-strings-de.js`.

/** @typedef {typeof loansStrings} LoansStrings */

export const loansStrings = {
  title: "How healthy the loans are",
  strip: {
    name: "debt by health",
    button: "Debt by health",
    hint: "Below the price: debt by health, in the place of what was traded",
  },
  /** @param {string} total @param {string} sick nothing where there is none @param {string} share @param {string} lowest */
  caption: (total, sick, share, lowest) =>
    `${total} of debt at this moment. ${sick === "" ? "None of it is below a health of 1" : `${sick} of it (${share}) is below a health of 1: anyone may close those loans`}; the lowest health is ${lowest}.`,
  noDebt: "No debt is left at this moment.",
  /** @param {string} price @param {string} share @param {boolean} isAbove */
  oracle: (price, share, isAbove) => `The oracle says ${price}, ${share} ${isAbove ? "above" : "below"} the market.`,
  below: (/** @type {string} */ end) => `below ${end}`,
  between: (/** @type {string} */ from, /** @type {string} */ end) => `${from} to ${end}`,
  above: (/** @type {string} */ from) => `${from} and more`,
  part: (/** @type {string} */ name, /** @type {string} */ amount, /** @type {string} */ share) => `${name}: ${amount} (${share})`,
  rule: "Health is what the collateral counts for at the oracle's price, over the debt. The bar follows the run as it plays.",

  own: {
    title: "Your loan",
    collateral: (/** @type {string} */ asset) => `Collateral in ${asset}, at the start`,
    debt: (/** @type {string} */ asset) => `Debt in ${asset}`,
    health: "Health at the start",
    price: "Liquidated below, by the oracle",
    lowestPrice: "Lowest oracle price",
    lowestHealth: "Lowest health",
    /** What closing it costs. @type {Record<import("./loans.js").Cost, (share: string) => string>} */
    lost: {
      bonus: (share) => `Bonus, ${share} of the debt`,
      penalty: (share) => `Penalty, ${share} of the debt`,
      discount: (share) => `Discount, ${share} of the collateral`,
    },
    atMost: (/** @type {string} */ amount) => `up to ${amount}`,
    already: "It starts below 1: anyone may close it.",
    atShock: "Below 1 with the shock: anyone may close it.",
    inWave: (/** @type {string} */ wave) => `Below 1 in wave ${wave}: anyone may close it.`,
    after: (/** @type {string} */ time) => `Below 1 after ${time}: anyone may close it.`,
    safe: "It stays at 1 or more: nobody may close it.",
    rule: "The oracle's price decides, not the market's. Whether somebody closes it is up to the liquidators of this run. It moves no price itself.",
    refused: (/** @type {string} */ label, /** @type {string} */ now) => `${label}: an amount above $0 is needed. ${now} still holds.`,
  },
};
