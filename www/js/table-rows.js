// Rows of the table and of the CSV file, from columns of the trace. Pure.

import * as format from "./format.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

/** Rows on one page of the table. */
export const PAGE_ROWS = 50;

/**
 * Part of a trace, as plain columns. Flow columns are cumulative.
 * @typedef {{
 *   firstRow: number, rows: number, ticks: boolean,
 *   timeS: Float64Array, wave: Float64Array, lastPrice: Float64Array, counterfactualPrice: Float64Array,
 *   liquidatedNotional: Float64Array, waveRatio: Float64Array, branchingRatio: Float64Array, openInterest: Float64Array,
 *   insuranceFund: Float64Array, badDebt: Float64Array, notionalBefore: number,
 * }} TableSlice
 */

/**
 * @param {boolean} ticks
 * @param {Strings} strings
 */
export function tableHead(ticks, strings) {
  const c = strings.table.columns;
  return [
    ticks ? c.time : c.row, c.price, c.counterfactual, c.wave, c.total, c.ratio, c.feedback, c.openInterest, c.fund, c.badDebt,
  ];
}

/**
 * Cells of a page; the first of each row is its head.
 * @param {TableSlice} slice
 * @param {Strings} strings
 */
export function tableRows(slice, strings) {
  const rows = [];
  const price = pricesOf(slice);
  for (let i = 0; i < slice.timeS.length; i += 1) {
    const row = slice.firstRow + i;
    const notional = slice.liquidatedNotional[i];
    const before = i > 0 ? slice.liquidatedNotional[i - 1] : slice.notionalBefore;
    rows.push([
      rowName(slice, row, i, strings),
      price(slice.lastPrice[i]),
      price(slice.counterfactualPrice[i]),
      format.money(notional - before),
      format.money(notional),
      slice.waveRatio[i] > 0 ? format.number(slice.waveRatio[i], 2) : "–",
      row === 0 ? "–" : format.number(slice.branchingRatio[i], 2),
      format.shortNumber(slice.openInterest[i], 0),
      format.money(slice.insuranceFund[i]),
      format.money(slice.badDebt[i]),
    ]);
  }
  return rows;
}

/**
 * All prices of a page with the same decimals, enough for the smallest: four significant digits.
 * @param {TableSlice} slice
 */
function pricesOf({ lastPrice }) {
  const least = lastPrice.reduce((low, value) => (value > 0 ? Math.min(low, value) : low), Infinity);
  const digits = Number.isFinite(least) ? Math.min(8, Math.max(0, 3 - Math.floor(Math.log10(least)))) : 2;
  return (/** @type {number} */ value) => format.number(value, digits);
}

/**
 * @param {TableSlice} slice
 * @param {number} row
 * @param {number} i
 * @param {Strings} strings
 */
function rowName(slice, row, i, strings) {
  if (row === 0) return strings.table.before;
  if (row === 1) return strings.table.shock;
  return slice.ticks ? format.seconds(slice.timeS[i]) : format.number(row - 1);
}

/**
 * The row of the second of those two waves in a row that forced most; -1 where there are no two.
 * @param {ArrayLike<number>} notional cumulative; waves begin in row 2
 */
export function largestPair(notional) {
  let largest = -1;
  let most = 0;
  for (let row = 3; row < notional.length; row += 1) {
    const both = notional[row] - notional[row - 2];
    if (notional[row] > notional[row - 1] && both > most) {
      most = both;
      largest = row;
    }
  }
  return largest;
}

/**
 * Column names and their numbers as CSV, every digit kept. Facts about the whole stand in columns of their own, in the
 * first row: a comment line would be no CSV, and every row would make a long file of it.
 * @param {readonly (readonly [name: string, column: ArrayLike<number>])[]} columns
 * @param {readonly (readonly [name: string, text: string])[]} facts
 */
export function csv(columns, facts = []) {
  const rows = columns[0]?.[1].length ?? 0;
  const lines = [[...columns, ...facts].map(([name]) => name).join(",")];
  for (let row = 0; row < rows; row += 1) {
    const numbers = columns.map(([, column]) => String(column[row] === 0 ? 0 : column[row]));
    lines.push([...numbers, ...facts.map(([, text]) => (row === 0 ? quoted(text) : ""))].join(","));
  }
  return lines.join("\r\n") + "\r\n";
}

/** @param {string} text */
function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
