// What each key does, as rows to be shown.

import { KEYS } from "./keys.js";

/** @typedef {typeof import("./keys-strings.js").keysStrings} KeysStrings */

/** The caps of a combination, in order. @param {string} combination @param {KeysStrings} words */
const capsOf = (combination, words) => (combination === "-" ? ["-"] : combination.split("+")).map((cap) => words.caps[cap] ?? cap);

/**
 * For each place, in the order of the words, what the keys do there.
 * @param {KeysStrings} words
 * @param {(key: import("./keys.js").Key) => boolean} [isHere]
 * @returns {{ where: string, rows: { what: string, keys: string[][] }[] }[]}
 */
export function keyRows(words, isHere = () => true) {
  return Object.entries(words.where).flatMap(([place, where]) => {
    const rows = KEYS.filter((key) => key.where === place && isHere(key)).map(({ name, keys }) => ({
      what: words.what[name],
      keys: keys.map((one) => capsOf(one, words)),
    }));
    return rows.length === 0 ? [] : [{ where, rows }];
  });
}
