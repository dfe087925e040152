// The bet: how far will it fall? What to say at each point of it. Pure.

import * as format from "./format.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

/** The fall that is bet on. */
export const BET_SHOCK = -0.07;

/**
 * Asking, falling (nothing is told yet), told, falling again with half the leverage, told again.
 * @typedef {"asking" | "falling" | "told" | "halving" | "halved"} Phase
 */

/** @param {Phase} phase whether the outcome is still to come */
export function isOpen(phase) {
  return phase === "falling" || phase === "halving";
}

/**
 * What comes after the playback has reached its end.
 * @param {Phase} phase
 * @returns {Phase}
 */
export function afterEnd(phase) {
  if (phase === "falling") return "told";
  return phase === "halving" ? "halved" : phase;
}

/** What comes after the button was pressed. @param {Phase} phase @returns {Phase} */
export function afterPress(phase) {
  if (phase === "asking") return "falling";
  return phase === "told" ? "halving" : "asking";
}

/**
 * @param {{ phase: Phase, said: number, fell: number, fellBefore: number, leverage: string }} bet falls as fractions above nought; leverage as it is written
 * @param {Strings} strings
 */
export function betText({ phase, said, fell, fellBefore, leverage }, strings) {
  const words = strings.bet;
  const fall = (/** @type {number} */ size) => format.signedPercent(-size);
  switch (phase) {
    case "asking":
      return words.ask(format.percent(-BET_SHOCK));
    case "falling":
      return words.said(fall(said));
    case "told":
      return `${words.said(fall(said))} ${words.fell(fall(fell))} ${words.nowHalve}`;
    case "halving":
      return words.again(leverage);
    case "halved":
      return words.halved(leverage, fall(fell), fall(fellBefore));
  }
}

/** What its button says. @param {Phase} phase @param {Strings} strings */
export function betButton(phase, strings) {
  const words = strings.bet;
  if (phase === "told" || phase === "halving") return words.halve;
  return phase === "halved" ? words.anew : words.go;
}
