// What the session says of what went wrong and of links, in words that can be said again in another language.

import { failureOf } from "./messages.js";

/** @typedef {import("./messages.js").Failure} Failure */
/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** @param {() => string} tell @returns {import("./session-state.js").Told} */
export const told = (tell) => ({ text: tell(), tell });

/** @param {unknown} thrown by the engine or on the way to it @param {Strings} strings */
export function failureText(thrown, strings) {
  const failure = failureOf(thrown);
  if (failure.code === "noPart") return strings.errors.noPart;
  return failure.code === "fetch" ? strings.errors.fetch(failure.message) : strings.errors.engine(failure);
}

/** Why there is no engine. @param {unknown} thrown while it was to come @param {Strings} strings */
export function engineText(thrown, strings) {
  const words = strings.engine;
  const { code, field, message } = failureOf(thrown);
  switch (code) {
    case "engineOffline":
      return words.offline;
    case "engineMissing":
      return words.missing(message, field);
    case "engineDamaged":
      return words.damaged(field);
    case "enginePage":
      return words.page(message, field);
    case "engineRefused":
      return words.refused(message);
    case "engineForbidden":
      return words.forbidden;
    case "engineSlow":
      return words.slow;
    case "engineMemory":
      return words.memory;
    case "noCanvas":
      return words.noCanvas;
    default:
      return words.other(message);
  }
}

/**
 * @param {readonly Note[]} notes
 * @param {Parameters<typeof import("./link-notes.js").noteTexts>[1]} how
 * @returns {Promise<string[]>}
 */
export async function noteTexts(notes, how) {
  if (notes.length === 0 && !how.moment) return [];
  try {
    return await (await import("./link-notes.js")).noteTexts(notes, how);
  } catch {
    return notes.map(({ name }) => how.strings.notes.ignored(name));
  }
}
