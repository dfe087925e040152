// Words of the bet, which the page asks from the start, and an embed with the story alone.

export const bet = {
  ask: (/** @type {string} */ shock, /** @type {boolean} */ isUp) => `Your turn: how far will a ${shock} ${isUp ? "rise" : "fall"} go?`,
  askAt: (/** @type {string} */ shock, /** @type {boolean} */ isUp, /** @type {string} */ leverage) =>
    `Your turn, now at ${leverage} leverage: how far will a ${shock} ${isUp ? "rise" : "fall"} go?`,
  marker: (/** @type {string} */ move) => `your bet ${move}`,
  said: (/** @type {string} */ move) => `You said ${move}.`,
  went: (/** @type {string} */ move, /** @type {boolean} */ isUp) => `It ${isUp ? "rose" : "fell"} ${move}.`,
  nowHalve: "Now halve the leverage.",
  again: (/** @type {string} */ leverage, /** @type {boolean} */ isUp) => `The same ${isUp ? "rise" : "fall"}, at ${leverage}.`,
  halved: (/** @type {string} */ leverage, /** @type {string} */ move, /** @type {string} */ before, /** @type {boolean} */ isUp) =>
    `At ${leverage} it ${isUp ? "rose" : "fell"} ${move} instead of ${before}. Same ${isUp ? "rise" : "fall"}, same market, less borrowed.`,
  /** @returns {string} */
  go: (/** @type {boolean} */ isUp) => (isUp ? "Let it rise" : "Let it fall"),
  halve: "Halve the leverage",
  anew: "Bet again",
};
