// The bet: how far will it fall, or rise where shorts are squeezed? What to say at each point of it. Pure.

import * as format from "./format.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

/** The move that is bet on, above nought. */
export const BET_MOVE = 0.07;

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
 * @param {{ phase: Phase, isUp: boolean, said: number, went: number, wentBefore: number, leverage: string }} bet moves as fractions above nought; leverage as it is written
 * @param {Strings} strings
 */
export function betText({ phase, isUp, said, went, wentBefore, leverage }, strings) {
  const words = strings.bet;
  const move = (/** @type {number} */ size) => format.signedPercent(isUp ? size : -size);
  switch (phase) {
    case "asking":
      return words.ask(format.percent(BET_MOVE), isUp);
    case "falling":
      return words.said(move(said));
    case "told":
      return `${words.said(move(said))} ${words.went(move(went), isUp)} ${words.nowHalve}`;
    case "halving":
      return words.again(leverage, isUp);
    case "halved":
      return words.halved(leverage, move(went), move(wentBefore), isUp);
  }
}

/** What its button says. @param {Phase} phase @param {boolean} isUp @param {Strings} strings */
export function betButton(phase, isUp, strings) {
  const words = strings.bet;
  if (phase === "told" || phase === "halving") return words.halve;
  return phase === "halved" ? words.anew : words.go(isUp);
}
