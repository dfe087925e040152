// A book of the reader's own: chosen from disk or dropped anywhere on the page. It never leaves the browser.

import { CodedError } from "./messages.js";
import { find } from "./transport-view.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** Far above any book that an exchange hands out. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * @param {{ root: HTMLElement, page: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createBookLoader({ root, page, session, store, strings }) {
  const input = find(root, "input[type=file]", HTMLInputElement);
  const error = find(root, ".error", HTMLElement);

  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void load(file);
    // The same file can be chosen again after it was corrected.
    input.value = "";
  });

  page.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    page.classList.add("is-dropping");
  });
  page.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) page.classList.remove("is-dropping");
  });
  page.addEventListener("drop", (event) => {
    page.classList.remove("is-dropping");
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    void load(file);
  });

  /** @param {File} file */
  async function load(file) {
    // An address names the file: what cannot stand there is left out.
    const name = file.name.slice(0, 120);
    try {
      if (file.size > MOST_BYTES) {
        throw new CodedError({ code: "tooLarge", field: "", message: strings.errors.tooLarge(`${MOST_BYTES >> 20} MB`) });
      }
      await session.loadBook(name, new Uint8Array(await file.arrayBuffer()));
    } catch (thrown) {
      session.refuseBook(name, thrown);
    }
  }

  store.subscribe(({ bookError }, previous) => {
    if (bookError === previous.bookError) return;
    error.hidden = bookError === null;
    error.textContent = bookError ?? "";
    if (bookError === null) input.removeAttribute("aria-invalid");
    else {
      input.setAttribute("aria-invalid", "true");
      const drawer = root.closest("details");
      if (drawer) drawer.open = true;
    }
  });
}
