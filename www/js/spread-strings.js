// Words about how a fall spreads over several markets, fetched with the first run that has some; German beside them in
// `spread-strings-de.js`.

/** @typedef {typeof spreadStrings} SpreadStrings */

export const spreadStrings = {
  title: "How does it spread?",
  table: "Feedback R from market to market",
  because: "because this fell",
  moves: "this moves",
  /** @param {string} radius @param {string} largest the largest R of a market by itself */
  together: (radius, largest) =>
    `At the playhead the spectral radius is ${radius}: above 1 the whole system feeds itself, though no market does alone (at most ${largest}).`,
  /** @param {string} radius @param {string} market @param {string} largest */
  alone: (radius, market, largest) => `At the playhead the spectral radius is ${radius}, above 1, and ${market} feeds itself alone already (${largest}).`,
  /** @param {string} radius */
  below: (radius) => `At the playhead the spectral radius is ${radius}: below 1 a further fall forces less than it is itself, in all markets together.`,
  /** @param {string} radius @param {string} when */
  peak: (radius, when) => `The largest of this run is ${radius}, ${when}.`,
  /** @param {string} pooled */
  pooled: (pooled) => `What arbitrage keeps at one price has ${pooled} together.`,
  wave: (/** @type {string} */ number) => `in wave ${number}`,
  time: (/** @type {string} */ time) => `at ${time}`,
  start: "before anything happens",
  radius: "Spectral radius (the line is at 1)",
  cell: (/** @type {string} */ moves, /** @type {string} */ fell, /** @type {string} */ ratio) => `${moves} moves because ${fell} fell: ${ratio}`,
  rule: "Each square: what a small fall of the market above forces to be sold in the market at the left, over what would make that one fall as far. On the diagonal stands what a market does to itself. Programs, fleeing makers and arbitrage that takes its time are not in it: they depend on time or volume.",
};
