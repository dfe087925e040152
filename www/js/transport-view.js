// Play, step, scrub, speed; and the keys that do the same while the figure or its transport has the focus.

import { keyOf } from "./keys.js";
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
    const step = STEPS[keyOf(event, ["line", "timeline"]) ?? ""];
    if (!step) return;
    event.preventDefault();
    session.seek(step, { isScrubbing: true });
  });
  timeline.addEventListener("blur", () => session.endScrubbing());

  /** What keys do. @type {Readonly<Record<string, () => void>>} */
  const acts = {
    play: () => session.togglePlay(),
    first: toFirst,
    worst: toWorst,
    start: () => session.seek({ row: 0 }),
    end: () => {
      if (store.state.loaded) session.seek({ row: store.state.loaded.rows - 1 });
    },
  };

  for (const area of [figure, transport]) {
    area.addEventListener("keydown", (event) => {
      const { target } = event;
      // A button has its own use for the space bar.
      if (event.key === " " && target instanceof HTMLButtonElement) return;
      // The timeline moves itself; elsewhere in the figure the arrows mean something of their own.
      const asked = keyOf(event, target === figure ? ["player", "line"] : ["player"]) ?? "";
      const step = STEPS[asked];
      if (step) session.seek(step);
      else if (asked in acts) acts[asked]();
      else return;
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
      // Whoever listens is not told each step: that it plays, and where it stopped.
      setAttribute(timeline, "aria-valuetext", playhead.playing ? strings.status.playing : text);
      if (where) setText(where, text);
      const word = playhead.playing ? strings.pause : strings.play;
      setText(playText, word);
      play.classList.toggle("is-playing", playhead.playing);
    }
    if (speed && state.speed !== previous.speed) speed.value = String(state.speed);
  });
}

/** Which way keys move. @type {Readonly<Record<string, { rows: 1 | -1 } | { waves: 1 | -1 }>>} */
const STEPS = { forward: { rows: 1 }, back: { rows: -1 }, waveForward: { waves: 1 }, waveBack: { waves: -1 } };

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
