// Undo and redo: two buttons and their keys, and what counts as one drag.

import { setAttribute } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */

/** Inputs that undo their own text. */
const TEXT_INPUTS = new Set(["text", "number", "search", "email", "url", "tel", "password"]);

/** @param {EventTarget | null} target */
function isTextField(target) {
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.has(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}

/**
 * What keys ask for; nothing for all others.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">} event
 * @returns {"undo" | "redo" | null}
 */
export function askedBy({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey || ctrlKey === metaKey) return null;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : null;
}

/**
 * @param {{ undo: HTMLButtonElement, redo: HTMLButtonElement, page: Document, session: Session, store: SessionStore }} parts
 */
export function createHistoryView({ undo, redo, page, session, store }) {
  undo.addEventListener("click", () => void session.undo());
  redo.addEventListener("click", () => void session.redo());
  page.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTextField(event.target) || page.querySelector("dialog[open]")) return;
    const asked = askedBy(event);
    if (!asked) return;
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
