// Words for whoever does not see the figure, fetched when the page has nothing else to do.

/** @typedef {{ from: string, worst: string, worstMove: string, final: string, move: string, isUp: boolean }} Path */

const forced = (/** @type {"none" | "sold" | "bought" | "both"} */ closing) =>
  ({ none: "forced trades", sold: "forced sales", bought: "forced purchases", both: "forced sales and purchases" })[closing];

export const describeStrings = {
  waves: (/** @type {number} */ count) =>
    `A chart: from left to right the shock${count === 0 ? "" : count === 1 ? ", then one wave of forced trades" : `, then ${count} waves of forced trades`}; upwards the price.`,
  time: (/** @type {string} */ span) => `A chart: from left to right the time, ${span} in all; upwards the price.`,
  straight: (/** @type {Path} */ p) => `The line of the price goes from ${p.from} to ${p.final} (${p.move}).`,
  bent: (/** @type {Path} */ p) =>
    `The line of the price goes from ${p.from} to ${p.worst} (${p.worstMove}) at its ${p.isUp ? "highest" : "lowest"} and ends at ${p.final} (${p.move}).`,
  without: (/** @type {string} */ final, /** @type {string} */ move, /** @type {import("./strings-start.js").Side} */ side) =>
    `A dashed line shows it without forced ${{ sold: "selling", bought: "buying", both: "trades" }[side]}; it ends at ${final} (${move}).`,
  /** Where others trade as well. */
  outside: (/** @type {string} */ final, /** @type {string} */ move) =>
    `A dashed line shows it as the outside alone would have made it; it ends at ${final} (${move}).`,
  marks: (
    /** @type {string} */ count,
    /** @type {string} */ notional,
    /** @type {"none" | "sold" | "bought" | "both"} */ closing,
    /** @type {boolean} */ isTime,
  ) =>
    `Triangles on the line are ${forced(closing)}: ${count} ${count === "1" ? "position" : "positions"}, ${notional} in all; bars below show them ${isTime ? "over time" : "wave by wave"}.`,
  noMarks: "It has no marks: nobody was closed by force.",
  bands: "Coloured bands are prices at which positions wait to be closed; bars at the right edge say how much waits there.",
  hidden: "How it goes on is hidden until it was played.",
  noKeys: "The list of keys could not be loaded.",
  noFullscreen: "The browser refuses the full screen here.",
  keys: "Arrow keys move the moment, the question mark lists all keys.",
};
