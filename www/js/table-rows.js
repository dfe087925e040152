// Rows of the table, from columns of the trace. Pure.

import * as format from "./format.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

/** Rows on one page of the table. */
export const PAGE_ROWS = 50;

/**
 * Part of a trace, as plain columns. Flow columns are cumulative.
 * @typedef {{
 *   market?: string, markets?: readonly string[],
 *   firstRow: number, rows: number, ticks: boolean, isUp: boolean, isBase?: boolean, closing?: import("./claims.js").Closing, notionalBefore: number,
 *   columns: Record<typeof TABLE_COLUMNS[number], Float64Array>, others?: readonly { name: string, unit: string, trader?: "free" | "forced", values: Float64Array }[],
 * }} TableSlice
 *   `closing`: what was closed by force in all of the run; `others`: what there is besides; those that have words are shown
 */

/** Columns of the trace that the table shows. */
export const TABLE_COLUMNS = /** @type {const} */ ([
  "timeS",
  "wave",
  "lastPrice",
  "markPrice",
  "counterfactualPrice",
  "branchingRatio",
  "waveRatio",
  "backlogQuantity",
  "liquidatedQuantity",
  "liquidatedNotional",
  "longLiquidatedNotional",
  "shortLiquidatedNotional",
  "openInterest",
  "depth",
  "insuranceFund",
  "adlNotional",
  "socialisedLoss",
  "badDebt",
]);

/** What one column of the table is: its head, and how row `i` of a page reads. @typedef {{ head: string, cell: (i: number) => string }} Column */

/**
 * The columns of a page in the order of the table: what happens to the price, to positions, to the money; the first holds
 * the heads of the rows.
 * @param {TableSlice} slice
 * @param {Strings} strings
 * @param {boolean} isWhole all of them, else the main ones
 * @returns {Column[]}
 */
function tableColumns(slice, strings, isWhole) {
  const heads = strings.table.columns;
  const { columns, ticks, isUp } = slice;
  const others = slice.others ?? [];
  const areThere = (/** @type {"free" | "forced"} */ wanted) => others.some(({ trader }) => trader === wanted);
  // Then not all that lies between both prices was forced.
  const hasUnforced = areThere("free");
  // They hold no leveraged positions, and their trades are in the sums of both sides.
  const hasForcedBesides = areThere("forced");
  // Where nobody was forced, what the story is about.
  const closing = slice.closing === undefined || slice.closing === "none" ? (isUp ? "bought" : "sold") : slice.closing;
  const price = pricesOf(columns.lastPrice);
  const ratio = (/** @type {number} */ value) => (value > 0 ? format.number(value, 2) : "–");
  const sum = (/** @type {number} */ value) => format.sum(value, slice.isBase === true);
  const short = (/** @type {number} */ value) => format.shortNumber(value, 0);
  const before = (/** @type {number} */ i) => (i > 0 ? columns.liquidatedNotional[i - 1] : slice.notionalBefore);
  /** @type {(head: string, column: Float64Array, write: (value: number, i: number) => string, isMain?: boolean) => (Column & { isMain: boolean })} */
  const of = (head, column, write, isMain = true) => ({ head, isMain, cell: (i) => write(column[i], i) });
  const all = [
    { head: ticks ? heads.time : heads.row, isMain: true, cell: (/** @type {number} */ i) => rowName(slice, i, strings) },
    of(heads.waves, columns.wave, (value) => format.number(value), false),
    of(heads.price, columns.lastPrice, price),
    of(heads.mark, columns.markPrice, price, false),
    of(hasUnforced ? heads.outsideAlone : heads.without[closing], columns.counterfactualPrice, price),
    of(heads.inRow[closing], columns.liquidatedNotional, (value, i) => format.money(value - before(i))),
    of(heads.soFar[closing], columns.liquidatedNotional, format.money),
    of(hasForcedBesides ? heads.soldByForce : heads.longs, columns.longLiquidatedNotional, format.money, false),
    of(hasForcedBesides ? heads.boughtByForce : heads.shorts, columns.shortLiquidatedNotional, format.money, false),
    of(heads.quantity, columns.liquidatedQuantity, short, false),
    of(heads.backlog, columns.backlogQuantity, short, false),
    // Steps of a clock are no waves.
    ...(ticks ? [] : [of(heads.ratio, columns.waveRatio, ratio)]),
    of(heads.feedback, columns.branchingRatio, (value, i) => (slice.firstRow + i === 0 ? "–" : format.number(value, 2))),
    of(heads.depth, columns.depth, format.money, false),
    of(heads.openInterest, columns.openInterest, short),
    of(heads.fund, columns.insuranceFund, sum),
    of(heads.adl, columns.adlNotional, format.money, false),
    of(heads.socialised, columns.socialisedLoss, sum, false),
    of(heads.badDebt, columns.badDebt, sum),
    ...others.flatMap(({ name, unit, values }) => {
      const head = /** @type {Record<string, string>} */ (strings.table.mechanisms)[name];
      if (head === undefined) return [];
      // What is held stands beside what happened; its worth is for those who look at everything.
      return [of(head, values, writerOf(unit), unit !== "quote")];
    }),
  ];
  return all.filter(({ isMain }) => isWhole || isMain);
}

/** How a column of a mechanism reads, by its unit. @param {string} unit @returns {(value: number) => string} */
function writerOf(unit) {
  if (unit === "base") return format.quantity;
  if (unit === "fraction") return (value) => format.percent(value, 2);
  // A number of something, or a state.
  if (unit === "") return (value) => format.number(value);
  if (!unit.startsWith("quote per base")) return format.money;
  const isNone = unit.endsWith("0: none");
  return (value) => (isNone && value === 0 ? "–" : format.price(value));
}

/**
 * @param {TableSlice} slice
 * @param {Strings} strings
 * @param {boolean} [isWhole]
 */
export function tableHead(slice, strings, isWhole = false) {
  return tableColumns(slice, strings, isWhole).map(({ head }) => head);
}

/**
 * Cells of a page; the first of each row is its head.
 * @param {TableSlice} slice
 * @param {Strings} strings
 * @param {boolean} [isWhole]
 */
export function tableRows(slice, strings, isWhole = false) {
  const columns = tableColumns(slice, strings, isWhole);
  return Array.from(slice.columns.timeS, (_, i) => columns.map(({ cell }) => cell(i)));
}

/**
 * All prices of a page with the same decimals, enough for the smallest, as it is told elsewhere; of one that has fallen to
 * next to nothing, eight, or what the largest takes.
 * @param {Float64Array} lastPrice
 */
function pricesOf(lastPrice) {
  const prices = lastPrice.filter((value) => value > 0);
  const digitsOf = (/** @type {number} */ value) => Math.min(100, Math.max(0, (value < 10 ? 4 : 3) - Math.floor(Math.log10(value))));
  const ends = [Math.min(...prices), Math.max(...prices)].map(digitsOf);
  const digits = prices.length > 0 ? Math.min(ends[0], Math.max(8, ends[1])) : 2;
  return (/** @type {number} */ value) => format.number(value, digits);
}

/**
 * @param {TableSlice} slice
 * @param {number} i
 * @param {Strings} strings
 */
function rowName(slice, i, strings) {
  const row = slice.firstRow + i;
  if (row === 0) return strings.table.before;
  if (row === 1) return strings.table.shock;
  return slice.ticks ? format.seconds(slice.columns.timeS[i]) : format.number(row - 1);
}
