// A and B: the button that pins, and the table of differences.

import { changes } from "./compare-changes.js";
import { axesNote, differences } from "./compare-table.js";
import { find } from "./transport-view.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** Stands where an outcome is still a secret. */
const HIDDEN = "…";

/**
 * @param {{ button: HTMLButtonElement, panel: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createCompare({ button, panel, session, store, strings }) {
  const body = find(panel, "tbody", HTMLElement);
  const changed = find(panel, ".compare-changes", HTMLElement);
  const note = find(panel, ".compare-note", HTMLElement);

  // One button, so that the focus stays on it.
  button.addEventListener("click", () => void (store.state.pinned ? session.unpin() : session.compare()));

  function show() {
    const { pinned, loaded, isSecret } = store.state;
    button.textContent = pinned ? strings.comparison.unpin : strings.page.compare;
    panel.hidden = !pinned || !loaded;
    if (!pinned || !loaded) return;
    body.replaceChildren(
      ...differences(pinned, loaded, strings).map(({ key, label, a, b, difference }) => {
        const row = document.createElement("tr");
        row.dataset.figure = key;
        const head = document.createElement("th");
        head.scope = "row";
        head.textContent = label;
        row.append(head, ...[a, ...(isSecret ? [HIDDEN, HIDDEN] : [b, difference])].map(cell));
        return row;
      }),
    );
    changed.textContent = changes(pinned, loaded, strings);
    const text = axesNote(pinned, loaded, strings);
    note.textContent = text;
    note.hidden = text === "";
  }

  store.subscribe((state, previous) => {
    if (state.pinned !== previous.pinned || state.loaded !== previous.loaded || state.isSecret !== previous.isSecret) show();
  });
}

/** @param {string} text */
function cell(text) {
  const element = document.createElement("td");
  element.textContent = text;
  return element;
}
