// A closer look: Ctrl and the wheel, two fingers, buttons or keys; what is close can be dragged along. A wheel without
// Ctrl and a finger that moves up or down scroll the page, as everywhere.

import { keyOf } from "./keys.js";
import { find } from "./transport-view.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */

/** What a button or a key does. */
const STEP = 1.5;
/** Closer by that much for each pixel of the wheel. */
const WHEEL_RATE = 0.0025;
/** Pixels of a line and of a page, for wheels that count in them. */
const WHEEL_UNITS = [1, 16, 400];

/** @type {Readonly<Record<string, number>>} */
const FACTORS = { closer: STEP, farther: 1 / STEP };

/**
 * @param {{ figure: HTMLElement, session: Session, store: SessionStore }} parts
 */
export function createZoom({ figure, session, store }) {
  const frame = find(figure, ".frame", HTMLElement);
  const whole = find(figure, "[data-do=zoom-whole]", HTMLButtonElement);
  const isClose = () => (store.state.playhead?.sight ?? 0) > 0;

  /** @param {{ clientX: number, clientY: number }} event */
  function pointOf({ clientX, clientY }) {
    const { left, top } = frame.getBoundingClientRect();
    return { xCss: clientX - left, yCss: clientY - top };
  }

  find(figure, "[data-do=zoom-in]", HTMLButtonElement).addEventListener("click", () => session.zoom({ at: "head", factor: STEP }));
  find(figure, "[data-do=zoom-out]", HTMLButtonElement).addEventListener("click", () => session.zoom({ at: "head", factor: 1 / STEP }));
  whole.addEventListener("click", () => session.showWhole());
  frame.addEventListener("dblclick", () => session.showWhole());

  figure.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement) return;
    const asked = keyOf(event, ["figure"]) ?? "";
    if (asked in FACTORS) session.zoom({ at: "head", factor: FACTORS[asked] });
    else if (asked === "whole") session.showWhole();
    else return;
    event.preventDefault();
  });

  /** Wheels turn faster than pictures are drawn. @type {{ at: { xCss: number, yCss: number }, factor: number } | null} */
  let turned = null;
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      if (!turned) requestAnimationFrame(turn);
      const factor = Math.exp(-event.deltaY * (WHEEL_UNITS[event.deltaMode] ?? 1) * WHEEL_RATE);
      turned = { at: pointOf(event), factor: (turned?.factor ?? 1) * factor };
    },
    { passive: false },
  );
  function turn() {
    if (turned) session.zoom(turned);
    turned = null;
  }

  /** Fingers, or the mouse, that hold the picture. @type {Map<number, { xCss: number, yCss: number }>} */
  const held = new Map();

  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest(".grip"))) return;
    if (event.pointerType !== "touch" && !isClose()) return;
    held.set(event.pointerId, pointOf(event));
    if (event.pointerType !== "touch") frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const stretch = distance(now, other) / Math.max(1, distance(before, other));
      session.zoom({ at: { xCss: (now.xCss + other.xCss) / 2, yCss: (now.yCss + other.yCss) / 2 }, factor: stretch });
    }
    if (isClose()) {
      const share = other ? 0.5 : 1;
      session.pan(share * (now.xCss - before.xCss), share * (now.yCss - before.yCss));
      frame.classList.add("is-panning");
    }
    held.set(event.pointerId, now);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    frame.addEventListener(end, (event) => {
      held.delete(event.pointerId);
      if (held.size === 0) frame.classList.remove("is-panning");
    });
  }

  store.subscribe((state, previous) => {
    if ((state.playhead?.sight ?? 0) > 0 === (previous.playhead?.sight ?? 0) > 0) return;
    frame.classList.toggle("is-close", isClose());
    // A button that vanishes under the focus would take it along.
    if (!isClose() && document.activeElement === whole) figure.focus({ preventScroll: true });
    whole.hidden = !isClose();
  });
}

/** @param {{ xCss: number, yCss: number }} a @param {{ xCss: number, yCss: number }} b */
function distance(a, b) {
  return Math.hypot(a.xCss - b.xCss, a.yCss - b.yCss);
}
