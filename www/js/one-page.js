// The page in one file: the run that was saved in it, and saving another one.

import { fetchSinglePage } from "./places.js";

/** Where it stands in the file. */
const BLOCK = /(<script type="application\/json" id="scenario">)[^<]*(<\/script>)/;
/** What is written now; a later reader knows by it what it reads. */
const VERSION = 1;

/**
 * The query string that counts: what was saved in the file, and over it what the address says. Who names another preset begins
 * anew.
 * @param {string} search
 * @param {string} saved
 */
export function searchWith(search, saved) {
  const [asked, kept] = [new URLSearchParams(search), new URLSearchParams(saved)];
  if (saved === "" || asked.has("preset")) return search;
  for (const [name, value] of asked) kept.set(name, value);
  return `?${kept}`;
}

/** What was saved in this page; nothing where it is no such file. @param {Document} page */
export function savedSearch(page) {
  try {
    const { version, search } = JSON.parse(page.querySelector("script#scenario")?.textContent ?? "");
    return version === VERSION && typeof search === "string" ? search : "";
  } catch {
    return "";
  }
}

/** @param {string} html @param {string} search @returns {string | null} nothing where there is no place for it */
export function pageWith(html, search) {
  if (!BLOCK.test(html)) return null;
  const text = JSON.stringify({ version: VERSION, search }).replaceAll("<", "\\u003c");
  return html.replace(BLOCK, (_, before, after) => before + text + after);
}

/** The page in one file with a run in it. @param {string} search @returns {Promise<Blob | null>} nothing where the file cannot be had */
export async function wholePage(search) {
  try {
    const answer = await fetchSinglePage();
    const html = answer.ok ? pageWith(await answer.text(), search) : null;
    return html === null ? null : new Blob([html], { type: "text/html" });
  } catch {
    return null;
  }
}
