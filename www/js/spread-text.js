// What is told of how a fall spreads over several markets. Pure.

import * as format from "./format.js";
import { spreadGerman } from "./spread-strings-de.js";
import { spreadStrings } from "./spread-strings.js";

/**
 * Of a row of a run. `matrix`: Feedback R, row by row, a row for each market that moves, a column for each that has fallen; `peak`: of the
 * run, with seconds since the shock, or the wave where no time passes.
 * @typedef {{ markets: readonly string[], matrix: readonly number[], radius: number, pooled: number | null,
 *   peak: { radius: number, row: number, timeS: number, wave: number }, ticks: boolean }} Spread
 */

/** @param {{ language: string }} strings @returns {import("./spread-strings.js").SpreadStrings} */
export const spreadWords = ({ language }) => (language === "de" ? spreadGerman : spreadStrings);

/** A ratio of this much fills its square; the bar of the radius ends there. */
export const FULL = 2;

/** @param {number} ratio */
const told = (ratio) => format.shortNumber(ratio, ratio < 9.95 ? 2 : 0);

/**
 * A sentence, the squares, and the bar of the spectral radius.
 * @param {Spread} spread
 * @param {{ language: string }} strings
 */
export function spreadTexts(spread, strings) {
  const words = spreadWords(strings);
  const { matrix, radius, pooled, peak, ticks } = spread;
  const names = spread.markets.map(format.cleanName);
  const size = names.length;
  const alone = names.map((_, place) => matrix[place * (size + 1)]);
  const largest = alone.indexOf(Math.max(...alone));
  const when = peak.row === 0 ? words.start : ticks ? words.time(format.seconds(peak.timeS)) : words.wave(format.number(peak.wave));
  const parts = [
    // What reads as 1 is neither.
    radius <= 1
      ? words.below(told(radius))
      : alone[largest] > 1
        ? words.alone(told(radius), names[largest], told(alone[largest]))
        : words.together(told(radius), told(alone[largest])),
    ...(pooled === null ? [] : [words.pooled(told(pooled))]),
    words.peak(told(peak.radius), when),
  ];
  return {
    caption: parts.join(" "),
    names,
    /** @type {{ text: string, label: string, side: number, isAbove: boolean, isAlone: boolean }[][]} `side`: of the square, of the whole cell */
    cells: names.map((moves, row) =>
      names.map((fell, column) => {
        const ratio = matrix[row * size + column];
        return {
          text: told(ratio),
          label: words.cell(moves, fell, told(ratio)),
          side: Math.sqrt(Math.min(1, Math.max(0, ratio) / FULL)),
          isAbove: ratio > 1,
          isAlone: row === column,
        };
      }),
    ),
    bar: { label: words.radius, value: told(radius), from: 0, share: Math.min(1, radius / FULL), kind: radius > 1 ? "unpaid" : "share" },
  };
}
