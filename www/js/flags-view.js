// What whoever handed on this page asked of it: a question of their own, a result that waits until the run was played,
// controls that stay as they are. What is merely left out (head, foot, controls) is left out by the style sheet.

import { find } from "./transport-view.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** All that sets something, where all of it is locked. */
const SETTERS = ".controls :is(input, select, button, textarea), .chips button";
/** Asks, opens or reads, and sets nothing. */
const HARMLESS = "#compare, .term, .assumed *, .own *, #compare *";
/** A bet sets both of them. */
const BET_SETS = ["shock", "leverage"];

/**
 * @param {{ page: Document, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createFlags({ page, session, store, strings }) {
  const { question, hidesResult, isStatic, locked } = store.state.flags;
  const sentence = find(page, "#sentence", HTMLElement);
  /** Says again, in the language of now, what was said. @type {(() => void)[]} */
  const tellers = [];
  /** @param {() => void} tell */
  function telling(tell) {
    tell();
    tellers.push(tell);
  }
  store.subscribe((state, previous) => {
    if (state.language !== previous.language) for (const tell of tellers) tell();
  });

  const line = page.createElement("div");
  line.className = "asked";
  if (question !== "") sentence.before(line);
  else if (hidesResult) sentence.after(line);
  if (question !== "") {
    const asked = page.createElement("p");
    asked.className = "question";
    const head = page.createElement("span");
    head.className = "visually-hidden";
    telling(() => (head.textContent = `${strings.flags.question}: `));
    // A text, whatever it holds.
    asked.append(head, question);
    line.append(asked);
  }
  // Whoever asks something asks it in the place of the bet, and a bet moves what is locked.
  const isBetOut = question !== "" || locked.includes("all") || BET_SETS.some((name) => locked.includes(name));
  if (isBetOut) page.documentElement.dataset.asks = "";

  if (hidesResult) {
    const button = page.createElement("button");
    button.type = "button";
    button.className = "reveal";
    telling(() => (button.textContent = strings.flags.reveal));
    button.addEventListener("click", () => {
      session.unhide();
      find(page, ".figure", HTMLElement).focus({ preventScroll: true });
    });
    line.append(button);
    const show = () => (button.hidden = !store.state.isSecret || !store.state.isHiding);
    store.subscribe((state, previous) => {
      if (state.isSecret !== previous.isSecret || state.isHiding !== previous.isHiding) show();
    });
    show();
  }

  if (isStatic) {
    const figure = find(page, ".figure", HTMLElement);
    // A picture, not something to operate: nothing of it takes the focus or a key.
    figure.removeAttribute("tabindex");
  }

  if (locked.length > 0) lock(page, locked, strings, telling);
}

/**
 * @param {Document} page
 * @param {readonly string[]} locked
 * @param {Strings} strings
 * @param {(tell: () => void) => void} telling
 */
function lock(page, locked, strings, telling) {
  const root = find(page, ".controls", HTMLElement);
  const note = page.createElement("p");
  note.className = "help lock-note";
  note.id = "lock-note";
  telling(() => (note.textContent = strings.flags.locked));
  root.prepend(note);
  const isAll = locked.includes("all");

  /** @param {Element} element */
  function close(element) {
    if (
      !(
        element instanceof HTMLInputElement ||
        element instanceof HTMLSelectElement ||
        element instanceof HTMLButtonElement ||
        element instanceof HTMLTextAreaElement
      )
    )
      return;
    if (element.disabled && element.dataset.locked !== undefined) return;
    element.disabled = true;
    element.dataset.locked = "";
    const described = element.getAttribute("aria-describedby");
    element.setAttribute("aria-describedby", described ? `${described} ${note.id}` : note.id);
  }

  function closeAll() {
    if (isAll) for (const element of page.querySelectorAll(SETTERS)) if (!element.matches(HARMLESS)) close(element);
    for (const name of locked) {
      const places = [`[data-control="${name}"]`, `[data-chip="${name}"]`, ...(name === "leverage" ? ["#shape", "[data-do=draw]"] : [])];
      for (const place of places) {
        for (const row of page.querySelectorAll(place)) {
          if (row.matches("[data-control]")) row.classList.add("is-locked");
          for (const element of [row, ...row.querySelectorAll("input, select, button")]) if (!element.matches(".term")) close(element);
        }
      }
    }
    if (isAll) for (const row of page.querySelectorAll("[data-control]")) row.classList.add("is-locked");
    const grip = page.querySelector(".grip");
    // It sets the shock.
    if (isAll || locked.includes("shock")) grip?.remove();
  }
  closeAll();
  // Controls come and go with the choices.
  new MutationObserver(closeAll).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
}
