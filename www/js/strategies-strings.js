// Words about ways to hold one's own position, fetched when somebody asks for them; German beside them in `strategies-strings-de.js`.

/** @typedef {typeof strategiesStrings} StrategiesStrings */

export const strategiesStrings = {
  wait: "Holding it in each way …",
  failed: "It could not be held in other ways.",
  /** @param {string} all @param {string} held @param {string} stopped @param {string} liquidated */
  caption: (all, held, stopped, liquidated) =>
    `Of ${all} ways to hold this trade through this crash: ${held} held to the end, ${stopped} stopped, ${liquidated} liquidated.`,
  ways: {
    asItIs: (/** @type {string} */ leverage) => `As it is, ${leverage}`,
    lessLeverage: (/** @type {string} */ leverage, /** @type {string} */ part) => `${part} of its size with the same money, ${leverage}`,
    stop: (/** @type {string} */ price) => `With a stop at ${price}`,
    buffer: (/** @type {string} */ leverage, /** @type {string} */ money) => `With ${money} more behind it, ${leverage}`,
    spread: (/** @type {string} */ markets) => `Spread over the ${markets} markets`,
    hedge: (/** @type {string} */ part) => `${part} of it hedged in the same market`,
  },
  ends: {
    held: "held to the end",
    /** Where winners were closed. */
    heldUnless: "held to the end, unless closed early as a winner",
    stopped: (/** @type {string} */ price) => `stopped, filled at ${price}`,
    liquidatedAt: (/** @type {string} */ price) => `liquidated at ${price}`,
    liquidated: "liquidated",
  },
  /** @param {string} money @param {string} end @param {string} result @param {string} gain @param {boolean} isUp whether the move is one up */
  detail: (money, end, result, gain, isUp) => `${money} of your own; ${end}: ${result}. A ${isUp ? "rise" : "fall"} of 10\u00a0% would bring ${gain}.`,
  note: "Bars: what became of your own money, from all of it lost at the left to doubled at the right. Each is so small that it moves nothing. A stop sells with the forced orders of the next moment, not at its price; what safety costs is how much less a move its way would bring.",
};
