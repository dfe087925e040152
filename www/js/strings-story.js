// Words of the story beside the figure: how it happens, in five steps. They come when the figure lives, and where an address
// asks for the story, before.

/** What was closed by force. @typedef {import("./claims.js").Closing} Closing */
/** Which way the story goes. @typedef {{ isUp: boolean }} Way */
/** A part of the story: how much was closed, what of it somebody took over without a trade, what more waits, and where the price went meanwhile. @typedef {Way & { amount: string, closing: Closing, offBook: string, isAllOff: boolean, waits: string, from: string, to: string, course: "on" | "still" | "back" | "against", isRising: boolean, time: string, outside: string }} Part */
/** How the story ends; `early`: what of it winners were closed for, empty where nothing was; `stuck`: since when what waits is beyond its limit, else empty. @typedef {Way & { reason: string, waiting: string, stuck: string, all: string, early: string, closing: Closing, without: string, final: string }} Ending */

/** @param {Closing} closing */
export function done(closing) {
  if (closing === "both") return "closed";
  return closing === "bought" ? "bought" : "sold";
}

/** What is not forced of a way: where the outside had moved as well. @param {string} text @param {Part} part */
const besides = (text, { outside }) => (outside === "" ? text : `${text} Without forced trades it would stand at ${outside}.`);

/** What of it is no trade in the market. @param {Part} part */
const takenOver = ({ offBook, isAllOff }) => (isAllOff ? ", all of it taken over without a trade" : offBook && `, ${offBook} of it taken over without a trade`);

/** Where the price does not go as it is pushed. @param {string} what @param {Part} part */
function elsewhere(what, { closing, from, to, course, isRising }) {
  if (course === "still") return `${what}, and the price stays at ${to}.`;
  const way = course === "back" ? "goes back" : isRising ? "rises" : "falls";
  return `${what}, and ${closing === "both" ? "" : "still "}the price ${way}, from ${from} to ${to}.`;
}

/** @param {Part} part */
function movesText(part) {
  const { amount, isAllOff, offBook, waits, closing, from, to, course, time } = part;
  const off = takenOver(part);
  const goes = `The price goes from ${from} to ${to}.`;
  if (waits !== "") {
    const what = `More has to be ${done(closing)} than the order book takes: ${amount} is ${done(closing)}${off}, ${waits} waits`;
    return course === "on" ? `${what}. ${goes}` : elsewhere(what, part);
  }
  const few = `${offBook && "for the rest "}there are not enough ${closing === "bought" ? "sellers" : "buyers"}`;
  if (course === "on" && time === "" && !isAllOff)
    return `${amount} has to be ${done(closing)} at once${off}, and ${few} at this price. It goes from ${from} to ${to}.`;
  const what = `${amount} is ${done(closing)} by force${time === "" ? "" : ` within ${time}`}${off}`;
  if (course !== "on") return elsewhere(what, part);
  return isAllOff ? `${what}. ${goes}` : `${what}, and ${few}. ${goes}`;
}

/** @param {Part} part */
function nextText(part) {
  const { amount, closing, from, to, course, time, isUp, isRising } = part;
  const what = `Another ${amount} is ${done(closing)} by force${time === "" ? "" : ` until ${time}`}${takenOver(part)}`;
  if (course !== "on") return elsewhere(what, part);
  if (time !== "" || isRising !== isUp) return `${what}, and the price goes ${isRising === isUp ? "on, " : ""}from ${from} to ${to}.`;
  return `The ${isUp ? "higher" : "lower"} price reaches the next stripes. ${what}, and the price ${isUp ? "rises" : "falls"} again, to ${to}. Round it goes.`;
}

/** @param {Ending} ending */
function stopsText({ reason, waiting, stuck, all, early, closing, without, final, isUp }) {
  return `${stuck ? `Nothing was closed after ${stuck}: ${waiting} waits for a price within its limit.` : stopReason(reason, waiting, isUp, closing)} ${all} was ${done(closing)} by force${early && `, ${early} of it off the book, for which winners were closed`}. Without it the price would stand at ${without}; it stands at ${final}.`;
}

/** @param {string} reason @param {string} waiting @param {boolean} isUp @param {Closing} closing */
function stopReason(reason, waiting, isUp, closing) {
  switch (reason) {
    case "everyoneLiquidated":
      return `It stops because nobody is left to be ${closing === "both" ? (isUp ? "bought" : "sold") : done(closing)} out.`;
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
  /** The story beside the figure. */
  beats: {
    nobodyBorrows: "Nobody here has borrowed anything: there are no stripes, and nobody can be forced.",
    /** @param {Closing} closing @param {string} leverage empty where there is none to tell */
    borrow: (closing, leverage) =>
      `You borrow to ${closing === "sold" ? "buy more than you can pay for" : closing === "bought" ? "bet on a fall" : "bet more than you have"}${leverage && `: a typical trader here holds ${leverage} their own money`}. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.`,
    forced: (/** @type {string} */ shock, /** @type {boolean} */ isMoving, /** @type {boolean} */ isUp) =>
      `The price ${isUp ? "rises" : "falls"} ${isMoving ? "by up to " : ""}${shock} for outside reasons. It crosses the first stripes.`,
    homeMade: (/** @type {boolean} */ isStill, /** @type {boolean} */ isUp) =>
      `${isStill ? "Nothing happens outside" : `Outside the price does not ${isUp ? "rise" : "fall"}`}: stripes are reached all the same.`,
    /** Where it is no exchange, the words of others put another in its place. @param {Closing} closing @param {boolean} hasLimit */
    closes: (closing, hasLimit) => {
      const within = "as far as the price is within its limit";
      const how = {
        both: `closes what you hold, ${hasLimit ? within : "at whatever price there is"}`,
        bought: `buys back what you owe, ${hasLimit ? within : "for whatever it costs"}`,
        sold: `sells what you hold, ${hasLimit ? within : "for whatever it brings"}`,
      };
      return closing === "none" ? "" : ` Nobody asks you: the exchange ${how[closing]}.`;
    },
    nothingOutside: "The price is not pushed that way from outside, and no stripe is reached.",
    /** `dead`: how many positions the price of the start closes already. */
    other: (/** @type {string} */ shock, /** @type {number} */ dead, /** @type {boolean} */ isBack, /** @type {boolean} */ isUp) => {
      const closed = `${isUp ? "longs" : "shorts"} are closed by force`;
      return `The price ${isUp ? "rises" : "falls"} ${shock} for outside reasons and reaches no ${isUp ? "short" : "long"} on that side; ${dead > 0 ? `${closed}, ${dead} of them by the price of the start` : (isBack ? "on the way back " : "") + closed}.`;
    },
    moves: (/** @type {Part} */ part) => besides(movesText(part), part),
    next: (/** @type {Part} */ part) => besides(nextText(part), part),
    stops: stopsText,
    /** `stripes`: where they are, if there are any. */
    nobody: (
      /** @type {string} */ shock,
      /** @type {string} */ waiting,
      /** @type {"farther" | "otherSide" | "none"} */ stripes,
      /** @type {boolean} */ isUp,
    ) =>
      `The price ${isUp ? "rises" : "falls"} ${shock} for outside reasons. ` +
      (waiting === ""
        ? `It reaches nobody${stripes === "farther" ? ": all the stripes are farther away" : stripes === "otherSide" ? `: nobody has bet against a ${isUp ? "rise" : "fall"}, so there are no stripes on that side` : ""}.`
        : `It reaches positions of ${waiting}, which wait to be closed.`),
    still: (/** @type {boolean} */ isUp) => `Nothing is ${isUp ? "bought" : "sold"} by force.`,
    wouldTake: (/** @type {string} */ depth, /** @type {boolean} */ isUp) =>
      ` It would take ${depth} of ${isUp ? "buying" : "selling"} to move the price by 1 %.`,
    noNext: "The price does not reach anybody else.",
    waits: (/** @type {string} */ waiting) => `${waiting} still waits.`,
    quiet: quietText,
    borrowMore: "Borrow more and look again.",
  },
};
