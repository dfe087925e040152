// The bet: how far will it fall, or rise where shorts are squeezed? What to say at each point of it. Pure.

import * as format from "./format.js";

/** @typedef {typeof import("./strings.js").strings} Strings */

/** The moves that are bet on, above nought: the second where the first one's outcome stands on the page already. */
const BET_MOVES = [0.07, 0.1];

/** @param {number} shock that is on screen */
export function betMove(shock) {
  return BET_MOVES[Math.abs(Math.abs(shock) - BET_MOVES[0]) < 0.0051 ? 1 : 0];
}

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
 * @param {{ phase: Phase, move: number, isUp: boolean, said: number, went: number, wentBefore: number, leverage: string, isOther: boolean }} bet
 *   moves as fractions above nought; leverage as it is written; `isOther`: it is not the preset's
 * @param {Strings} strings
 */
export function betText({ phase, move, isUp, said, went, wentBefore, leverage, isOther }, strings) {
  const words = strings.bet;
  const asked = format.percent(move, move < 0.0995 ? format.moveDigits(move) : 0);
  const signed = (/** @type {number} */ size) => format.signedPercent(isUp ? size : -size);
  switch (phase) {
    case "asking":
      return isOther ? words.askAt(asked, isUp, leverage) : words.ask(asked, isUp);
    case "falling":
      return words.said(signed(said));
    case "told":
      return `${words.said(signed(said))} ${words.went(format.percent(went), isUp)} ${words.nowHalve}`;
    case "halving":
      return words.again(leverage, isUp);
    case "halved":
      return words.halved(leverage, format.percent(went), format.percent(wentBefore), isUp);
  }
}

/** What its button says. @param {Phase} phase @param {boolean} isUp @param {Strings} strings */
export function betButton(phase, isUp, strings) {
  const words = strings.bet;
  if (phase === "told" || phase === "halving") return words.halve;
  return phase === "halved" ? words.anew : words.go(isUp);
}
