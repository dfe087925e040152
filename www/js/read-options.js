// What the reader of the page says of a file that has several meanings: it goes with the file, wherever that goes.

/** How to read a file that has several meanings. @typedef {import("../pkg/liquidation_cascades.js").ReadOptions} ReadOptions */

const READ_OPTIONS = /** @type {const} */ (["decimal", "dates", "symbol", "contract", "amount", "side", "contractSize", "contractValue"]);
/** Those that are numbers. @type {readonly string[]} */
export const NUMBER_OPTIONS = ["contractSize", "contractValue"];

/** A type is written in small letters, whatever it was given: an answer goes there as digits. @param {string} text */
const asDigits = (text) => [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} digits */
const fromDigits = (digits) => new TextDecoder().decode(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));

/**
 * The file with what the reader of the page said of it: as parameters of its type, so that both stay together wherever
 * the file goes.
 * @param {Blob} file
 * @param {ReadOptions} options
 */
export function withReadOptions(file, options) {
  const [type] = file.type.split(";");
  const all = /** @type {Record<string, unknown>} */ ({ ...readOptionsOf(file), ...options });
  const said = READ_OPTIONS.flatMap((name) => (all[name] === undefined ? [] : [`;${name}=${asDigits(String(all[name]))}`]));
  return new Blob([file], { type: (type || "text/plain") + said.join("") });
}

/** @param {Blob} file @returns {ReadOptions} */
export function readOptionsOf(file) {
  const options = /** @type {Record<string, string | number>} */ ({});
  for (const part of file.type.split(";").slice(1)) {
    const [name, value = ""] = part.split("=");
    // A type is in small letters, and so are the names in it.
    const known = READ_OPTIONS.find((known) => known.toLowerCase() === name.trim());
    if (!known) continue;
    const text = fromDigits(value);
    options[known] = NUMBER_OPTIONS.includes(known) ? Number(text) : text;
  }
  return /** @type {ReadOptions} */ (options);
}
