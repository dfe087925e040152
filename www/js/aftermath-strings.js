// Words about what a crash leaves behind, fetched when somebody asks for them; German beside them in `aftermath-strings-de.js`.

/** @typedef {typeof aftermathStrings} AftermathStrings */

export const aftermathStrings = {
  wait: "Looking for where it breaks before and after …",
  failed: "It could not be worked out what is left.",
  none: "What is left cannot be told here as a market of its own: that takes one market in which only leveraged traders with margins of their own trade, a price that is the last trade, no order book or pool, and one shock whose size can change.",
  long: "This search would take too long here.",
  move: (/** @type {boolean} */ isUp, /** @type {string} */ size) => `${isUp ? "a rise" : "a fall"} of ${size}`,
  atOnce: (/** @type {boolean} */ isUp, /** @type {string} */ size) => `${isUp ? "a rise" : "a fall"} of less than ${size}`,
  /** @param {string} price @param {string} at where it stands after the crash and where it broke before */
  cleared: (price, at) => `Before this crash, ${at} was the breaking point. What is left, at ${price}, has none within reach: it has burnt out.`,
  /** @param {string} price @param {string} at */
  appeared: (price, at) => `Before this crash no breaking point was within reach. What is left, at ${price}, breaks at ${at}.`,
  /** @param {string} price @param {string} at @param {string} now */
  nearer: (price, at, now) =>
    `Before this crash, ${at} was the breaking point. For what is left, at ${price}, it is ${now}: the market has become more fragile.`,
  /** @param {string} price @param {string} at @param {string} now */
  farther: (price, at, now) =>
    `Before this crash, ${at} was the breaking point. For what is left, at ${price}, it is ${now}: the crash has taken out the weakest.`,
  /** @param {string} price @param {string} at */
  same: (price, at) => `Before this crash, ${at} was the breaking point, and for what is left, at ${price}, it is about as much.`,
  /** @param {string} price */
  never: (price) => `No breaking point was within reach before this crash, and none is for what is left, at ${price}.`,
  bars: {
    longs: "Longs still held",
    shorts: "Shorts still held",
    before: (/** @type {boolean} */ isUp) => `${isUp ? "Rise" : "Fall"} to the breaking point, before`,
    after: (/** @type {boolean} */ isUp) => `${isUp ? "Rise" : "Fall"} to the breaking point, now`,
    beyond: "none within reach",
  },
  note: (/** @type {string} */ reach) =>
    `Whoever is left keeps entry and margin; the market starts at the last price, with the depth that is there. What refills later is not waited for. Within reach: up to ${reach}.`,
};
