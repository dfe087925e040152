// The record of a run as a file: columns by market, turns, who traded.

/** @typedef {import("../pkg/page/liquidation_cascades.js").Trace} Trace */
/** @typedef {readonly [name: string, column: ArrayLike<number | string>]} Column */

/** Columns that all markets share. */
const SHARED = new Set(["timeS", "wave"]);

/** @param {Trace} trace @param {string} [market] */
function columnsOf(trace, market) {
  return trace.columns(market).map(({ name }) => /** @type {const} */ ([name, trace.column(name, market)]));
}

/**
 * Every column, shared ones once; of several markets each under its market's name. What happened stands in the rows in
 * which it did.
 * @param {Trace} trace
 * @returns {Column[]}
 */
export function fileColumns(trace) {
  const markets = trace.markets();
  const isOne = markets.length === 1;
  const columns = markets.flatMap((market, index) =>
    columnsOf(trace, market)
      .filter(([name]) => index === 0 || !SHARED.has(name))
      .map(([name, column]) => /** @type {const} */ ([isOne || SHARED.has(name) ? name : `${market}.${name}`, column])),
  );
  /** @type {string[]} */
  const events = Array(trace.rows).fill("");
  for (const { row, name, market } of trace.events()) {
    const told = isOne ? name : `${market}.${name}`;
    events[row] = events[row] === "" ? told : `${events[row]} ${told}`;
  }
  return [...columns, ["events", events]];
}

/**
 * The same for programs: `columns` of the shocked market, `markets` of all where there are several.
 * @param {Trace} trace
 */
export function recordObject(trace) {
  const plain = (/** @type {string} */ market) => Object.fromEntries(columnsOf(trace, market).map(([name, column]) => [name, Array.from(column)]));
  const markets = trace.markets();
  const shocked = Object.fromEntries(columnsOf(trace).map(([name, column]) => [name, Array.from(column)]));
  return {
    columns: shocked,
    ...(markets.length > 1 && { markets: Object.fromEntries(markets.map((id) => [id, plain(id)])) }),
    events: trace.events(),
    sources: trace.sources(),
  };
}

/**
 * Names and columns as CSV, every digit kept. Facts about the whole stand in columns of their own, in the first row: a
 * comment line would be no CSV, and every row would make a long file of it.
 * @param {readonly Column[]} columns
 * @param {readonly (readonly [name: string, text: string])[]} facts
 */
export function csv(columns, facts = []) {
  const rows = columns[0]?.[1].length ?? 0;
  const lines = [[...columns, ...facts].map(([name]) => quoted(name)).join(",")];
  for (let row = 0; row < rows; row += 1) {
    // Not a negative nought.
    const cells = columns.map(([, column]) => quoted(String(column[row] === 0 ? 0 : column[row])));
    lines.push([...cells, ...facts.map(([, text]) => (row === 0 ? quoted(text) : ""))].join(","));
  }
  return lines.join("\r\n") + "\r\n";
}

/** @param {string} text */
function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
