// The bars in which leverage is drawn by hand: by pointer, or each as a slider by keys.

import * as format from "./format.js";
import { SHAPE, TALLEST, heightsOf, painted, parseShape, sharesOf, writeShape } from "./shape.js";
import { find } from "./transport-view.js";

/** @typedef {import("./session.js").State} State */

/** What keys add to a height; a multiple of a page for more. @type {Readonly<Record<string, number>>} */
const KEYS = { ArrowUp: 2, ArrowDown: -2, PageUp: 10, PageDown: -10, Home: -TALLEST, End: TALLEST };

/** Every so many bars the axis names a leverage. */
const LABEL_EVERY = 2;

/**
 * @param {{ root: HTMLElement, session: import("./session.js").Session, store: import("./session.js").SessionStore,
 *   strings: typeof import("./strings.js").strings }} parts
 */
export function createShape({ root, session, store, strings }) {
  const place = find(root, ".shape-bars", HTMLElement);
  const axis = find(root, ".shape-axis", HTMLElement);
  const smooth = find(root, "[data-do=smooth]", HTMLButtonElement);
  const words = strings.crowd;
  /** @type {HTMLElement[]} */
  let bars = [];
  /** @type {number[]} */
  let heights = [];
  let edges = "";
  /** @type {{ bar: number, height: number } | null} where the stroke was last */
  let stroke = null;
  /** Where the bars stood when the stroke began. */
  let top = 0;
  /** Whether the bars were asked for before they were there. */
  let isAwaited = false;

  /** @param {readonly number[]} ends */
  function build(ends) {
    const label = (/** @type {number} */ value) => `${format.shortNumber(value, 1)}x`;
    bars = ends.slice(1).map((end, index) => {
      const bar = document.createElement("div");
      bar.className = "shape-bar";
      bar.tabIndex = index === 0 ? 0 : -1;
      bar.setAttribute("role", "slider");
      bar.setAttribute("aria-orientation", "vertical");
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", String(TALLEST));
      bar.setAttribute("aria-label", words.bar(label(ends[index]), label(end)));
      bar.append(document.createElement("span"));
      return bar;
    });
    place.replaceChildren(...bars);
    axis.replaceChildren(
      ...ends.flatMap((end, index) => {
        if (index % LABEL_EVERY !== 0) return [];
        const tick = document.createElement("span");
        tick.textContent = label(end);
        tick.style.left = `${(100 * index) / (ends.length - 1)}%`;
        return [tick];
      }),
    );
  }

  function paint() {
    const shares = sharesOf(heights);
    bars.forEach((bar, index) => {
      bar.style.setProperty("--height", `${(100 * heights[index]) / TALLEST}%`);
      bar.setAttribute("aria-valuenow", String(heights[index]));
      const name = bar.getAttribute("aria-label") ?? "";
      bar.setAttribute("aria-valuetext", words.barValue(name, format.percent(shares[index], shares[index] < 0.1 ? 1 : 0)));
    });
  }

  /** @param {readonly number[]} next */
  function set(next) {
    if (next.every((height, index) => height === heights[index])) return;
    heights = [...next];
    paint();
    session.setShape(writeShape(heights));
  }

  /** @param {PointerEvent} event */
  function under(event) {
    const { left, top, width, height } = place.getBoundingClientRect();
    const bar = Math.floor(((event.clientX - left) / width) * bars.length);
    return {
      bar: Math.min(bars.length - 1, Math.max(0, bar)),
      height: Math.min(TALLEST, Math.max(0, TALLEST * (1 - (event.clientY - top) / height))),
    };
  }

  place.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || bars.length === 0) return;
    event.preventDefault();
    place.setPointerCapture(event.pointerId);
    session.beginDrag();
    ({ top } = place.getBoundingClientRect());
    stroke = under(event);
    focus(stroke.bar);
    set(painted(heights, stroke, stroke));
  });
  place.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const to = under(event);
    set(painted(heights, stroke, to));
    stroke = to;
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    place.addEventListener(end, () => {
      if (!stroke) return;
      stroke = null;
      session.endDrag();
    });
  }

  /** @param {number} index */
  function focus(index) {
    bars.forEach((bar, at) => (bar.tabIndex = at === index ? 0 : -1));
    bars[index].focus({ preventScroll: true });
  }

  place.addEventListener("keydown", (event) => {
    const at = bars.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const more = KEYS[event.key];
    if (aside === undefined && more === undefined) return;
    event.preventDefault();
    if (aside !== undefined) focus(Math.min(bars.length - 1, Math.max(0, at + aside)));
    else {
      const to = { bar: at, height: heights[at] + more };
      set(painted(heights, to, to));
    }
  });

  smooth.addEventListener("click", () => session.dropValue(SHAPE));

  /** @param {State} state */
  function show({ loaded, settings }) {
    const shape = loaded?.shape ?? null;
    root.hidden = shape === null;
    if (!shape) return;
    if (edges !== String(shape.edges)) {
      edges = String(shape.edges);
      build(shape.edges);
    }
    const text = settings.values[SHAPE];
    smooth.disabled = text === undefined;
    // While the reader draws, the bars are the reader's; a chip above them must not push them from under the pointer.
    if (stroke) {
      scrollBy(0, place.getBoundingClientRect().top - top);
      return;
    }
    // A slider scales what was drawn: then the bars show what came of it.
    const drawn = settings.values.leverage === undefined ? parseShape(text) : null;
    heights = drawn?.length === bars.length ? drawn : heightsOf(shape.shares);
    paint();
    if (isAwaited) come();
  }

  function come() {
    isAwaited = bars.length === 0;
    root.scrollIntoView({ block: "center" });
    bars.find((bar) => bar.tabIndex === 0)?.focus({ preventScroll: true });
  }

  store.subscribeLate(["loaded"], show);

  return {
    /** Brings the bars into view and takes the keys there. */
    enter() {
      root.closest("details")?.setAttribute("open", "");
      come();
    },
  };
}
