// Words about ways to share a loss, fetched when somebody asks for them; German beside them in `policies-strings-de.js`.

/** @typedef {typeof policiesStrings} PoliciesStrings */

export const policiesStrings = {
  title: "The same crash under other rules",
  wait: "Running it under each rule …",
  failed: "It could not be run under other rules.",
  nothing: "The insurance fund pays for everything here: no rule has anything to share.",
  /** @param {string} lost @param {string} paid @param {string} closed @param {string} needless */
  caption: (lost, paid, closed, needless) =>
    `If nobody pays, ${lost} stay unpaid. Closing winners early takes ${paid} from them, for what they take over is not sold; but ${closed} of their positions are closed, and with them ends ${needless} of profit that the loss did not need.`,
  /** Nobody is closed early, or for nothing. @param {string} lost */
  plain: (lost) => `If nobody pays, ${lost} stay unpaid.`,
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
