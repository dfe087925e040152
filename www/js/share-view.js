// The button that opens the share dialog, which is fetched when it is first asked for.

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * @param {{ button: HTMLButtonElement, page: Document, session: Session, store: SessionStore, strings: Strings, cited: () => string }} parts
 *   `cited`: what an address says that means the run on screen for ever
 */
export function createShare({ button, ...parts }) {
  button.addEventListener("click", async () => {
    try {
      const { openShare } = await import("./share-dialog.js");
      await openShare(parts);
    } catch {
      parts.session.announce(parts.strings.notes.noShare());
    }
  });
}
