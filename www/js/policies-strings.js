// Words about ways to share a loss, fetched when somebody asks for them; German beside them in `policies-strings-de.js`.

/** @typedef {typeof policiesStrings} PoliciesStrings */

export const policiesStrings = {
  title: "The same crash under other rules",
  wait: "Running it under each rule …",
  failed: "It could not be run under other rules.",
  nothing: "The insurance fund pays for everything here: no rule has anything to share.",
  /** @param {string} lost @param {string} closed @param {string} needless */
  caption: (lost, closed, needless) =>
    `Someone has to lose ${lost} here that the insurance fund does not have. Closing winners early takes far more from them than that: ${closed} of positions, and with them ${needless} of profit that nobody needed.`,
  /** Nobody is closed early, or for nothing. @param {string} lost */
  plain: (lost) => `Someone has to lose ${lost} here that the insurance fund does not have.`,
  heads: {
    rule: "Rule",
    paid: "Winners lose",
    vault: "Vault loses",
    badDebt: "Nobody pays",
    closed: "Closed early",
    needless: "Profit ended for nothing",
    fund: "Fund left",
    price: "Price at the end",
  },
  own: "the rule of this run",
  rules: {
    badDebt: "Nobody",
    adl: (/** @type {string} */ first) => `Winners are closed, ${first} first`,
    proRata: "All winners are closed in part",
    socialise: "Winners share it wave by wave",
    vault: "A vault takes over",
    haircut: (/** @type {string} */ share) => `Every profit is cut by ${share}`,
  },
  first: {
    pnlTimesLeverage: "gain times leverage",
    pnlTimesMarginRatio: "gain times margin ratio",
    hyperliquid: "Hyperliquid's index",
    profit: "largest gain",
    size: "largest position",
  },
};
