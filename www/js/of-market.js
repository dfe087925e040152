// Where there are several markets, whose numbers these are: all but those of the comparison are of the one that is shocked. Pure.

import { cleanName } from "./format.js";

/** @typedef {{ market: string | null } | undefined} Markets */

/** What is said of it begins with its name. @param {{ market?: string | null } | undefined} of */
export function marketPrefix(of) {
  return of?.market ? `${cleanName(of.market)}: ` : "";
}

/** @param {Markets} situation @param {string} text */
export function ofMarket(situation, text) {
  return text && marketPrefix(situation) + text;
}

/**
 * The same of a picture's words.
 * @template {{ label: string, caption: string }} Texts
 * @param {Markets} situation
 * @param {Texts} texts
 * @returns {Texts}
 */
export function ofMarketBoth(situation, texts) {
  return { ...texts, label: ofMarket(situation, texts.label), caption: ofMarket(situation, texts.caption) };
}
