// Undo and redo: two buttons and their keys, and what counts as one drag.

import { keyOf } from "./keys.js";
import { setAttribute } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */

/**
 * @param {{ undo: HTMLButtonElement, redo: HTMLButtonElement, page: Document, session: Session, store: SessionStore }} parts
 */
export function createHistoryView({ undo, redo, page, session, store }) {
  undo.addEventListener("click", () => void session.undo());
  redo.addEventListener("click", () => void session.redo());
  page.addEventListener("keydown", (event) => {
    const asked = keyOf(event, ["page"]);
    if (asked !== "undo" && asked !== "redo") return;
    event.preventDefault();
    void session[asked]();
  });
  page.addEventListener(
    "pointerdown",
    ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "range") session.beginDrag();
    },
    { capture: true, passive: true },
  );
  for (const end of ["pointerup", "pointercancel"]) page.addEventListener(end, () => session.endDrag(), { capture: true, passive: true });

  /** A button that is switched off would lose the focus: it says so instead. */
  const show = () => {
    setAttribute(undo, "aria-disabled", String(!store.state.canUndo));
    setAttribute(redo, "aria-disabled", String(!store.state.canRedo));
  };
  store.subscribe((state, previous) => {
    if (state.canUndo !== previous.canUndo || state.canRedo !== previous.canRedo) show();
  });
  show();
}
