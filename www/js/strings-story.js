// Words of the story beside the figure: how it happens, in five steps. They come when the figure lives, and where an address
// asks for the story, before.

/** What was closed by force. @typedef {import("./claims.js").Closing} Closing */
/** A part of the story: how much was closed, and where the price went meanwhile. @typedef {{ amount: string, closing: Closing, from: string, to: string, course: "on" | "still" | "back", time: string, outside: string }} Part */
/** How the story ends; `early`: what of it winners were closed for, empty where nothing was. @typedef {{ reason: string, waiting: string, all: string, early: string, closing: Closing, without: string, final: string }} Ending */

/** @param {Closing} closing */
export function done(closing) {
  if (closing === "both") return "closed";
  return closing === "bought" ? "bought" : "sold";
}

/** What is not forced of a way: where the outside had moved as well. @param {string} text @param {Part} part */
const besides = (text, { outside }) => (outside === "" ? text : `${text} Without forced trades it would stand at ${outside}.`);

/** @param {Part} part @param {boolean} isUp */
function movesText({ amount, closing, from, to, course, time }, isUp) {
  const within = time === "" ? "" : ` within ${time}`;
  if (course === "on" && time === "")
    return `${amount} has to be ${done(closing)} at once, and there are not enough ${isUp ? "sellers" : "buyers"} at this price. It goes from ${from} to ${to}.`;
  const what = `${amount} is ${done(closing)} by force${within}`;
  if (course === "still") return `${what}, and the price stays at ${to}.`;
  return course === "on"
    ? `${what}, and there are not enough ${isUp ? "sellers" : "buyers"}. The price goes from ${from} to ${to}.`
    : `${what}, and still the price goes back, from ${from} to ${to}.`;
}

/** @param {Part} part @param {boolean} isUp */
function nextText({ amount, closing, from, to, course, time }, isUp) {
  const what = `Another ${amount} is ${done(closing)} by force${time === "" ? "" : ` until ${time}`}`;
  if (course === "still") return `${what}, and the price stays at ${to}.`;
  if (course === "back") return `${what}, and still the price goes back, from ${from} to ${to}.`;
  if (time !== "") return `${what}, and the price goes on, from ${from} to ${to}.`;
  return `The ${isUp ? "higher" : "lower"} price reaches the next stripes. ${what}, and the price ${isUp ? "rises" : "falls"} again, to ${to}. Round it goes.`;
}

/** @param {Ending} ending @param {boolean} isUp */
function stopsText({ reason, waiting, all, early, closing, without, final }, isUp) {
  return `${stopReason(reason, waiting, isUp, closing)} ${all} was ${done(closing)} by force${early && `, ${early} of it off the book, for which winners were closed`}. Without it the price would stand at ${without}; it stands at ${final}.`;
}

/** @param {string} reason @param {string} waiting @param {boolean} isUp @param {Closing} closing */
function stopReason(reason, waiting, isUp, closing) {
  switch (reason) {
    case "everyoneLiquidated":
      return `It stops because nobody is left to be ${done(closing)} out.`;
    case "bookExhausted":
      return `It stops because the order book is empty${waiting === "" ? "" : `; ${waiting} still waits`}.`;
    case "durationReached":
      return `It has not stopped: time is up, and ${waiting === "" ? "forced orders still wait" : `${waiting} still waits`}.`;
    default:
      // Where the other side was closed as well, the price went both ways.
      return closing === (isUp ? "bought" : "sold")
        ? `It stops when a ${isUp ? "rise" : "fall"} is too small to reach the next stripe.`
        : "It stops when the price reaches nobody else.";
  }
}

/** @param {string} final @param {string} reason @param {string} waiting */
function quietText(final, reason, waiting) {
  const where = `The price stands at ${final}.`;
  if (reason === "durationReached") return `Time is up${waiting === "" ? "" : `, and ${waiting} still waits`}. ${where}`;
  return reason === "bookExhausted" ? `Nobody was forced, but the order book is empty. ${where}` : `No forced trade, no chain. ${where}`;
}

export const story = {
  /** The story beside the figure, of a fall and of a rise. */
  beats: {
    nobodyBorrows: "Nobody here has borrowed anything: there are no stripes, and nobody can be forced.",
    borrow: (/** @type {string} */ leverage) =>
      `You borrow to buy more than you can pay for: a typical trader here holds ${leverage} their own money. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.`,
    borrowPlain:
      "You borrow to buy more than you can pay for. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.",
    forced: (/** @type {string} */ shock, /** @type {boolean} */ isMoving) =>
      `The price falls ${isMoving ? "by up to " : ""}${shock} for outside reasons. It crosses the first stripes. Nobody asks you: the exchange sells what you hold, now, at any price.`,
    homeMade: (/** @type {boolean} */ isStill) =>
      `${isStill ? "Nothing happens outside" : "Outside the price does not fall"}: stripes are reached all the same. Nobody asks you: the exchange sells what you hold, now, at any price.`,
    nothingOutside: "The price is not pushed that way from outside, and no stripe is reached.",
    /** `dead`: how many positions the price of the start closes already. */
    other: (/** @type {string} */ shock, /** @type {number} */ dead) =>
      `The price falls ${shock} for outside reasons and reaches no long on that side; ${dead > 0 ? `shorts are closed by force, ${dead} of them by the price of the start` : "on the way back shorts are closed by force"}.`,
    moves: (/** @type {Part} */ part) => besides(movesText(part, false), part),
    next: (/** @type {Part} */ part) => besides(nextText(part, false), part),
    stops: (/** @type {Ending} */ ending) => stopsText(ending, false),
    nobody: (/** @type {string} */ shock, /** @type {string} */ waiting, /** @type {boolean} */ hasStripes) =>
      `The price falls ${shock} for outside reasons. ` +
      (waiting === ""
        ? `It reaches nobody${hasStripes ? ": all the stripes are farther away" : ""}.`
        : `It reaches positions of ${waiting}, which wait to be closed.`),
    still: "Nothing is sold by force.",
    wouldTake: (/** @type {string} */ depth) => `It would take ${depth} of selling to move the price by 1 %.`,
    noNext: "The price does not reach anybody else.",
    waits: (/** @type {string} */ waiting) => `${waiting} still waits.`,
    quiet: quietText,
    borrowMore: "Borrow more and look again.",
  },
  beatsUp: {
    nobodyBorrows: "Nobody here has borrowed anything: there are no stripes, and nobody can be forced.",
    borrow: (/** @type {string} */ leverage) =>
      `You borrow to bet on a fall: a typical trader here holds ${leverage} their own money. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.`,
    borrowPlain: "You borrow to bet on a fall. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.",
    forced: (/** @type {string} */ shock, /** @type {boolean} */ isMoving) =>
      `The price rises ${isMoving ? "by up to " : ""}${shock} for outside reasons. It crosses the first stripes. Nobody asks you: the exchange buys back what you owe, now, at any price.`,
    homeMade: (/** @type {boolean} */ isStill) =>
      `${isStill ? "Nothing happens outside" : "Outside the price does not rise"}: stripes are reached all the same. Nobody asks you: the exchange buys back what you owe, now, at any price.`,
    nothingOutside: "The price is not pushed that way from outside, and no stripe is reached.",
    /** `dead`: how many positions the price of the start closes already. */
    other: (/** @type {string} */ shock, /** @type {number} */ dead) =>
      `The price rises ${shock} for outside reasons and reaches no short on that side; ${dead > 0 ? `longs are closed by force, ${dead} of them by the price of the start` : "on the way back longs are closed by force"}.`,
    moves: (/** @type {Part} */ part) => besides(movesText(part, true), part),
    next: (/** @type {Part} */ part) => besides(nextText(part, true), part),
    stops: (/** @type {Ending} */ ending) => stopsText(ending, true),
    nobody: (/** @type {string} */ shock, /** @type {string} */ waiting, /** @type {boolean} */ hasStripes) =>
      `The price rises ${shock} for outside reasons. ` +
      (waiting === ""
        ? `It reaches nobody${hasStripes ? ": all the stripes are farther away" : ""}.`
        : `It reaches positions of ${waiting}, which wait to be closed.`),
    still: "Nothing is bought by force.",
    wouldTake: (/** @type {string} */ depth) => `It would take ${depth} of buying to move the price by 1 %.`,
    noNext: "The price does not reach anybody else.",
    waits: (/** @type {string} */ waiting) => `${waiting} still waits.`,
    quiet: quietText,
    borrowMore: "Borrow more and look again.",
  },
};
