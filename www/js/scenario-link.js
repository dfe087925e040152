// A scenario as a part of an address: its text, compressed, in letters that every program passes on as they are. A version
// stands before it, so that a later one can tell what it reads. Pure.

/** "1.": base64url of deflate-raw of eight hexadecimal digits (CRC-32 of what follows) and the scenario's JSON. */
const VERSION = "1";

/** Longer ones are cut off by mail programs, chats and address bars of some: above that a file is better. */
export const MOST_CHARACTERS = 8000;
/** A scenario larger than that is not looked at; nothing that unpacks to more is unpacked to its end. */
export const MOST_BYTES = 1e6;
const CHECK_DIGITS = 8;

/** @typedef {"scenarioNewer" | "scenarioDamaged" | "scenarioLarge"} Trouble */

/**
 * The packed text of a scenario; nothing where it has no room in an address.
 * @param {string} json
 * @returns {Promise<string | null>}
 */
export async function packScenario(json) {
  const bytes = new TextEncoder().encode(withoutSpace(json));
  if (bytes.length > MOST_BYTES || typeof CompressionStream !== "function") return null;
  const check = new TextEncoder().encode(crc32(bytes).toString(16).padStart(CHECK_DIGITS, "0"));
  const packed = await collected(new Blob([check, bytes]).stream().pipeThrough(new CompressionStream("deflate-raw")), Infinity);
  const text = `${VERSION}.${base64url(packed ?? new Uint8Array())}`;
  return text.length <= MOST_CHARACTERS ? text : null;
}

/**
 * @param {string} packed
 * @returns {Promise<{ json: string } | { trouble: Trouble }>}
 */
export async function unpackScenario(packed) {
  const [, version, text] = /^(\d{1,6})\.(.*)$/.exec(packed) ?? [];
  if (version === undefined) return { trouble: "scenarioDamaged" };
  if (version !== VERSION || typeof DecompressionStream !== "function") return { trouble: "scenarioNewer" };
  try {
    const stream = new Blob([fromBase64url(text)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const bytes = await collected(stream, MOST_BYTES + CHECK_DIGITS);
    if (!bytes) return { trouble: "scenarioLarge" };
    const [check, content] = [bytes.subarray(0, CHECK_DIGITS), bytes.subarray(CHECK_DIGITS)];
    // A letter that was changed on the way would be another scenario, not none.
    if (Number.parseInt(new TextDecoder().decode(check), 16) !== crc32(content)) return { trouble: "scenarioDamaged" };
    const json = new TextDecoder("utf-8", { fatal: true }).decode(content);
    // Every scenario says its version; of what says none no later page can make one either.
    return Number.isInteger(JSON.parse(json)?.version) ? { json } : { trouble: "scenarioDamaged" };
  } catch {
    return { trouble: "scenarioDamaged" };
  }
}

/**
 * Opens the scenarios that an address holds.
 * @param {import("./scenario-url.js").Packed} packed
 * @param {(name: string, file: Blob) => Promise<Trouble | null>} take makes a file one of the page's, or says why it is none
 * @returns {Promise<import("./scenario-url.js").Note[]>} why some cannot be had
 */
export async function openScenarios(packed, take) {
  const notes = [];
  for (const [name, text] of Object.entries(packed)) {
    const read = await unpackScenario(text);
    const kind = "trouble" in read ? read.trouble : await take(name, new Blob([read.json], { type: "application/json" }));
    if (kind !== null) notes.push({ kind, name });
  }
  return notes;
}

/** JSON without the space between its parts: not a digit of it is read. @param {string} json */
function withoutSpace(json) {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
}

/**
 * All bytes of a stream; nothing where there are more than `most`.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {number} most
 */
async function collected(stream, most) {
  const reader = stream.getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      void reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  let text = "";
  // In pieces: so many arguments at once are too many for a call.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

/** CRC-32 as in ZIP and PNG (ISO 3309). @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
