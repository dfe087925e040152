// Play, step, scrub, speed; and the keys that do the same while the figure or its transport has the focus.

import { setAttribute, setProperty, setText, setValue } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * @param {{ transport: HTMLElement, figure: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createTransport({ transport, figure, session, store, strings }) {
  const play = find(transport, "[data-do=play]", HTMLButtonElement);
  const playText = find(play, "[data-text]", HTMLElement);
  const timeline = find(transport, "[data-do=timeline]", HTMLInputElement);
  const speed = transport.querySelector("select");
  const where = transport.querySelector(".where");

  play.addEventListener("click", () => session.togglePlay());
  find(transport, "[data-do=step]", HTMLButtonElement).addEventListener("click", () => session.seek({ rows: 1 }));
  find(transport, "[data-do=step-wave]", HTMLButtonElement).addEventListener("click", () => session.seek({ waves: 1 }));
  const toFirst = () => {
    const row = store.state.loaded?.firstSaleRow;
    if (row !== null && row !== undefined) session.seek({ row });
  };
  const toWorst = () => {
    if (store.state.loaded) session.seek({ row: store.state.loaded.worstRow });
  };
  transport.querySelector("[data-do=first-liquidation]")?.addEventListener("click", toFirst);
  transport.querySelector("[data-do=worst-moment]")?.addEventListener("click", toWorst);
  speed?.addEventListener("change", () => session.setSpeed(Number(speed.value)));

  timeline.addEventListener("input", () => session.seek({ row: Number(timeline.value) }, { isScrubbing: true }));
  timeline.addEventListener("change", () => session.endScrubbing());
  timeline.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const direction = DIRECTIONS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    session.seek(event.shiftKey ? { waves: direction } : { rows: direction }, { isScrubbing: true });
  });
  timeline.addEventListener("blur", () => session.endScrubbing());

  /** On the figure the keys of the timeline; up and down scroll the page. @param {KeyboardEvent} event */
  function alongKeys({ key, shiftKey }) {
    const direction = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    if (direction !== 0) session.seek(shiftKey ? { waves: direction } : { rows: direction });
    else if (key === "Home") session.seek({ row: 0 });
    else if (key === "End" && store.state.loaded) session.seek({ row: store.state.loaded.rows - 1 });
    else return false;
    return true;
  }

  for (const area of [figure, transport]) {
    area.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      const target = event.target;
      // A button or a select has its own use for the space bar.
      const isOwn = target instanceof HTMLButtonElement || target instanceof HTMLSelectElement;
      if ((event.key === " " && !isOwn) || event.key === "k" || event.key === "K") session.togglePlay();
      else if (event.key === ".") session.seek({ rows: 1 });
      else if (event.key === ",") session.seek({ rows: -1 });
      else if (event.key === "[") toFirst();
      else if (event.key === "]") toWorst();
      else if (target !== figure || !alongKeys(event)) return;
      event.preventDefault();
    });
  }

  // An address may have set it.
  if (speed) setValue(speed, String(store.state.speed));
  store.subscribe((state, previous) => {
    const { loaded, playhead } = state;
    if (loaded && loaded !== previous.loaded) {
      timeline.max = String(loaded.rows - 1);
      const first = transport.querySelector("[data-do=first-liquidation]");
      if (first instanceof HTMLButtonElement) first.disabled = loaded.firstSaleRow === null;
    }
    if (playhead && (playhead !== previous.playhead || loaded !== previous.loaded)) {
      setValue(timeline, String(playhead.row));
      setProperty(timeline, "--to", `${loaded && loaded.rows > 1 ? (100 * playhead.row) / (loaded.rows - 1) : 0}%`);
      const text = session.where() ?? "";
      setAttribute(timeline, "aria-valuetext", text);
      if (where) setText(where, text);
      const word = playhead.playing ? strings.pause : strings.play;
      setText(playText, word);
      play.classList.toggle("is-playing", playhead.playing);
    }
    if (speed && state.speed !== previous.speed) speed.value = String(state.speed);
  });
}

/** @type {Readonly<Record<string, 1 | -1>>} */
const DIRECTIONS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/**
 * An element that the page must have.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`);
  return element;
}
