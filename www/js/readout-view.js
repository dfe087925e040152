// The cross over the picture and the line that says what stands there. It lies on top: the canvas is never repainted.
// A mouse hovers, a finger rests, the keyboard moves along the Timeline; leaving or Escape takes it away.

import { find } from "./transport-view.js";
import { price } from "./format.js";
import { readoutTexts } from "./sentence.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./messages.js").ReadoutTarget} ReadoutTarget */
/** @typedef {import("../pkg/liquidation_cascades.js").StageReadout} StageReadout */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** A finger that rests that long wants to read, not to scroll. */
const LONG_PRESS_MS = 400;
/** A finger that travels farther than that, CSS pixels, scrolls. */
const RESTING_PX = 8;
/** Keys that move the Timeline. */
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/**
 * @param {{ figure: HTMLElement, timeline: HTMLInputElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createReadout({ figure, timeline, session, store, strings }) {
  const frame = find(figure, ".frame", HTMLElement);
  const cross = find(figure, ".cross", HTMLElement);
  const upright = find(cross, ".cross-time", HTMLElement);
  const level = find(cross, ".cross-price", HTMLElement);
  const tag = find(cross, ".cross-tag", HTMLElement);
  const line = find(figure, ".readout", HTMLElement);
  const [where, waiting] = [...line.children];

  /** @type {ReadoutTarget | null} */
  let wanted = null;
  let isAsking = false;
  let isStale = false;
  let isDismissed = false;
  let followsTimeline = false;

  /** @param {ReadoutTarget | null} target */
  function aim(target) {
    wanted = target;
    isStale = true;
    if (!target) hide();
    else void ask();
  }

  /** One question at a time; while it is under way only the newest waits. */
  async function ask() {
    if (isAsking) return;
    isAsking = true;
    try {
      while (wanted && isStale) {
        isStale = false;
        const under = await session.readout(wanted);
        // It may have been taken away meanwhile.
        if (wanted && under) show(under, wanted);
        else hide();
      }
    } finally {
      isAsking = false;
    }
  }

  /**
   * @param {StageReadout} under
   * @param {ReadoutTarget} target
   */
  function show(under, target) {
    const { loaded } = store.state;
    if (!loaded) return;
    const { left, top, axis, bottom, floor } = under.plot;
    // Over the strip a height is no price.
    const hasPrice = "row" in target || target.yCss <= bottom;
    upright.style.transform = `translate(${Math.round(under.xCss)}px, ${top}px)`;
    upright.style.height = `${floor - top}px`;
    level.style.transform = `translate(${left}px, ${Math.round(under.yCss)}px)`;
    level.style.width = `${axis - left}px`;
    tag.style.transform = `translateY(${Math.round(under.yCss)}px) translateY(-50%)`;
    level.hidden = !hasPrice;
    tag.hidden = !hasPrice;
    tag.textContent = price(under.pointerPrice);
    const texts = readoutTexts(under, hasPrice, loaded, strings);
    where.textContent = texts.where;
    waiting.textContent = texts.waiting;
    cross.hidden = false;
    line.hidden = false;
  }

  function hide() {
    cross.hidden = true;
    line.hidden = true;
  }

  /** @param {PointerEvent} event */
  function aimAt({ clientX, clientY }) {
    if (isDismissed) return;
    followsTimeline = false;
    const { left, top } = frame.getBoundingClientRect();
    aim({ xCss: clientX - left, yCss: clientY - top });
  }

  function leave() {
    clearTimeout(pressTimer);
    pressStart = null;
    isPressing = false;
    isDismissed = false;
    aim(null);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pressTimer;
  /** @type {PointerEvent | null} */
  let pressStart = null;
  let isPressing = false;

  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch" || !event.isPrimary) return;
    pressStart = event;
    clearTimeout(pressTimer);
    pressTimer = setTimeout(() => {
      isPressing = true;
      aimAt(event);
    }, LONG_PRESS_MS);
  });
  frame.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch" || isPressing) aimAt(event);
    else if (pressStart && Math.hypot(event.clientX - pressStart.clientX, event.clientY - pressStart.clientY) > RESTING_PX) {
      clearTimeout(pressTimer);
      pressStart = null;
    }
  });
  for (const end of /** @type {const} */ (["pointerleave", "pointercancel"])) frame.addEventListener(end, leave);
  frame.addEventListener("pointerup", (event) => {
    if (event.pointerType === "touch") leave();
  });
  // Until a finger has rested the page scrolls as always; afterwards the finger moves the cross.
  frame.addEventListener(
    "touchmove",
    (event) => {
      if (isPressing && event.cancelable) event.preventDefault();
    },
    { passive: false },
  );

  timeline.addEventListener("keydown", (event) => {
    if (MOVES.has(event.key)) followsTimeline = true;
  });
  for (const end of /** @type {const} */ (["pointerdown", "blur"])) {
    timeline.addEventListener(end, () => {
      if (followsTimeline) aim(null);
      followsTimeline = false;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !wanted) return;
    // The pointer may still be there: it has to leave before it is asked again.
    isDismissed = !followsTimeline;
    followsTimeline = false;
    aim(null);
  });

  store.subscribe((state, previous) => {
    const { playhead } = state;
    if (followsTimeline && playhead && playhead !== previous.playhead) {
      // On the way to a row the picture moves: there is no one price to tell.
      followsTimeline = !playhead.playing;
      aim(followsTimeline && Number.isInteger(playhead.row) ? { row: playhead.row } : null);
    } else if (wanted && (playhead !== previous.playhead || state.loaded !== previous.loaded)) {
      aim(wanted);
    }
  });
}
