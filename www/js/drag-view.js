// The price, taken by hand: a grip where the shock ends. While it is held a ghost shows where the price would land.

import { heightOf, placeOf, priceAt, showLevel } from "./level-view.js";
import { keyOf } from "./keys.js";
import { snap } from "./scale.js";
import * as format from "./format.js";
import { find } from "./transport-view.js";
import { setAttribute } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** After the last key the price is let go by itself. */
const LET_GO_MS = 900;

/** A landing that near to the hand is no fall worth a warning. */
const NEAR = 0.01;

/** What the keys do to the shock; down is down. @type {Readonly<Record<string, number>>} */
const STEPS = { pull: -0.005, push: 0.005, pullFar: -0.02, pushFar: 0.02 };

/**
 * @param {{ frame: HTMLElement, scale: ReturnType<typeof import("./level-view.js").createScale>,
 *   session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createDrag({ frame, scale, session, store, strings }) {
  const grip = find(frame, ".grip", HTMLElement);
  const ghost = find(frame, ".landing", HTMLElement);
  const path = find(frame, ".drag-line", SVGSVGElement).querySelector("path");
  /** @type {number | null} the shock under the hand */
  let held = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isAsking = false;
  let isStale = false;

  const control = () => store.state.loaded?.controls.find(({ name }) => name === "shock") ?? null;
  /** As it is set: what the outside did on its way, with noise, may be more. */
  const shockNow = () => control()?.value ?? 0;

  /** @param {number | null} landing ratio at which it would come to rest */
  function speak(landing) {
    const shock = held ?? shockNow();
    setAttribute(grip, "aria-valuenow", String(Number((100 * shock).toFixed(1))));
    const text = format.signedMove(shock);
    const { loaded } = store.state;
    const now = scale.now();
    const end = now && loaded ? placeOf(now, loaded.startPrice * (1 + shock)) : "in";
    grip.dataset.shock = end === "in" ? text : strings.level[end](text);
    setAttribute(grip, "aria-valuetext", landing === null ? text : strings.drag.spoken(text, format.signedMove(landing)));
  }

  function place() {
    const now = scale.now();
    const shock = control();
    const { loaded } = store.state;
    const isInSight = now && now.shocked.xCss >= now.plot.left && now.shocked.xCss <= now.plot.axis;
    grip.hidden = !isInSight || !shock || !loaded;
    if (!now || !shock || !loaded) return;
    const ratio = held ?? shockNow();
    const y = heightOf(now, loaded.startPrice * (1 + ratio));
    grip.style.transform = `translate(${now.shocked.xCss}px, ${y}px) translate(-50%, -50%)`;
    setAttribute(grip, "aria-valuemin", String(Math.round(100 * shock.range[0])));
    setAttribute(grip, "aria-valuemax", String(Math.round(100 * shock.range[1])));
    frame.classList.toggle("is-held", held !== null);
    path?.setAttribute("d", `M${now.plot.left} ${now.start.yCss}H${now.start.xCss}L${now.shocked.xCss} ${y}`);
    if (held === null) ghost.hidden = true;
    speak(null);
  }

  /** One question at a time; while it is under way only the newest waits. */
  async function ask() {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    try {
      while (isStale && held !== null) {
        isStale = false;
        const asked = held;
        const landing = await session.landing(asked);
        const { loaded } = store.state;
        if (held === null || !landing || !loaded) continue;
        const ratio = landing.price / loaded.startPrice - 1;
        showLevel(ghost, scale.now(), landing.price, strings.drag.lands(format.signedMove(ratio)), strings.level);
        ghost.classList.toggle("is-near", Math.abs(ratio - asked) < NEAR);
        if (asked === held) speak(ratio);
      }
    } finally {
      isAsking = false;
    }
  }

  /** @param {number} ratio */
  function hold(ratio) {
    const shock = control();
    if (!shock) return;
    held = snap(shock, ratio);
    place();
    void ask();
  }

  function letGo() {
    clearTimeout(timer);
    if (held === null) return;
    const shock = held;
    held = null;
    ghost.hidden = true;
    frame.classList.remove("is-held");
    if (shock === shockNow()) place();
    else session.playWith({ shock }, { from: 1 });
  }

  function cancel() {
    clearTimeout(timer);
    held = null;
    place();
  }

  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !store.state.loaded) return;
    event.preventDefault();
    event.stopPropagation();
    grip.focus({ preventScroll: true });
    grip.setPointerCapture(event.pointerId);
    hold(shockNow());
  });
  grip.addEventListener("pointermove", (event) => {
    event.stopPropagation();
    const now = scale.now();
    const { loaded } = store.state;
    if (held === null || !grip.hasPointerCapture(event.pointerId) || !now || !loaded) return;
    hold(priceAt(now, event.clientY - frame.getBoundingClientRect().top) / loaded.startPrice - 1);
  });
  grip.addEventListener("pointerup", (event) => {
    event.stopPropagation();
    letGo();
  });
  grip.addEventListener("pointercancel", cancel);
  grip.addEventListener("keydown", (event) => {
    const asked = keyOf(event, ["grip"]) ?? "";
    const shock = control();
    if (!shock) return;
    const now = held ?? shockNow();
    if (asked in STEPS) hold(now + STEPS[asked]);
    else if (asked === "noShock") hold(0);
    else if (asked === "mostShock") hold(shock.range[0]);
    else if (asked === "letGo" && held !== null) letGo();
    else if (asked === "cancel" && held !== null) cancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    if (held !== null) timer = setTimeout(letGo, LET_GO_MS);
  });
  grip.addEventListener("blur", () => {
    if (held !== null && timer !== undefined) letGo();
  });

  scale.listen(place);
  store.subscribe((state, previous) => {
    if (state.loaded !== previous.loaded) place();
  });
}
