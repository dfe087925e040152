// The words of a language, and how they get into the page.

import { useLanguage } from "./format.js";

/** @typedef {import("./strings-start.js").Language} Language */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** Longest wait for another language: words that do not come are no reason for an empty page. */
const PATIENCE_MS = 8_000;

/**
 * The words of a language; another than the one in the HTML is fetched when it is asked for. Where it cannot be had, English.
 * @template {Partial<Omit<Strings, "page">>} Words
 * @param {Language} language
 * @param {Words} english all of them, or those to begin with
 * @returns {Promise<Words | Strings>}
 */
export async function wordsOf(language, english) {
  if (language === "en") {
    useLanguage(language);
    return english;
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const patience = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the words do not come")), PATIENCE_MS);
  });
  try {
    const { german } = /** @type {typeof import("./strings-de.js")} */ (await Promise.race([import("./strings-de.js"), patience]));
    useLanguage(language);
    return german;
  } catch {
    return english;
  } finally {
    clearTimeout(timer);
  }
}

/** Words that can become those of another language where they are: whoever holds a part of them holds the new words then. @param {Strings} words */
export function living(words) {
  return /** @type {Strings} */ (copied(words));
}

/** @param {unknown} part @returns {unknown} */
function copied(part) {
  if (Array.isArray(part)) return part.map(copied);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, copied(value)]));
}

/** @param {object} living @param {object} words of the same shape */
export function become(living, words) {
  const target = /** @type {Record<string, unknown>} */ (living);
  if (Array.isArray(living) && Array.isArray(words)) living.length = words.length;
  for (const [key, value] of Object.entries(words)) {
    const old = target[key];
    if (typeof value === "object" && value !== null && typeof old === "object" && old !== null) become(old, value);
    else target[key] = copied(value);
  }
}

/**
 * Puts a language into the HTML.
 * @param {ParentNode} root
 * @param {Readonly<Record<string, string>>} page
 */
export function applyPageStrings(root, page) {
  for (const element of root.querySelectorAll("[data-text]")) {
    const text = page[element.getAttribute("data-text") ?? ""];
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    const text = page[element.getAttribute("data-label") ?? ""];
    if (text !== undefined) element.setAttribute("aria-label", text);
  }
}
