// The five beats beside the figure: the one that is read says where the playhead stands. Read by scrolling, or step by
// step where the page is somebody else's.

import { BEATS, beatTexts } from "./beats.js";
import { claimsOf } from "./claims.js";
import * as format from "./format.js";
import { marketPrefix } from "./of-market.js";
import { find } from "./transport-view.js";
import { setText } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./beats.js").Beat} Beat */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** A beat is read when it is there: so far down the window, see the margins of its observer. */
const BEAT_SHARE = 0.66;

/** Less than that is not scrolled. */
const TOP_PX = 8;

/**
 * The loop: in at the left, round the circle, out at the lower left.
 * @type {readonly (readonly [beat: Beat, path: string])[]}
 */
const ARROWS = [
  ["borrow", "M4 20H41"],
  ["forced", "M54 18A34 34 0 0 1 96 42"],
  ["moves", "M97 52A34 34 0 0 1 66 81"],
  ["next", "M56 80A34 34 0 0 1 44 28"],
  ["stops", "M40 74L10 90"],
];

/**
 * Texts and loop, and what happens when another beat is read.
 * @param {{ root: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
function createStory({ root, session, store, strings }) {
  const loop = find(root, ".loop", SVGSVGElement);
  const items = [...root.querySelectorAll(".beat")].filter((item) => item instanceof HTMLElement);
  /** @type {Map<string, SVGPathElement>} */
  const arrows = new Map();
  for (const [beat, shape] of ARROWS) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", shape);
    path.setAttribute("marker-end", "url(#tip)");
    loop.append(path);
    arrows.set(beat, path);
  }
  /** @type {Beat | null} */
  let current = null;
  /** Where the playhead stood before the story took it along, and in which run. @type {{ row: number, plays: boolean, loaded: unknown } | null} */
  let before = null;

  store.subscribeLate(["loaded"], (state) => {
    const { loaded } = state;
    if (!loaded) return;
    // What a loaded book takes in is the engine's to say, not the settings'.
    const depth = loaded.controls.find(({ name }) => name === "depth");
    const leverage = loaded.typicalLeverage === null ? "" : format.leverageText(loaded.typicalLeverage);
    const texts = beatTexts({ ...loaded, leverage, depth: depth ? format.money(depth.value) : "" }, strings);
    for (const item of items) {
      const words = marketPrefix(loaded.situation) + texts[/** @type {Beat} */ (item.dataset.beat)];
      const place = item.querySelector("p");
      if (place && place.textContent !== words) place.textContent = words;
      const head = item.querySelector("[data-text=beatForced]");
      if (head)
        setText(head, strings.page[/** @type {const} */ ({ sold: "beatForced", bought: "beatForcedUp", both: "beatForcedBoth" })[claimsOf(loaded).side]]);
    }
  });

  return {
    items,
    /** @param {Beat | null} beat */
    go(beat) {
      if (beat === current) return;
      const wasInside = current !== null;
      current = beat;
      const number = beat === null ? 0 : BEATS.indexOf(beat) + 1;
      store.update({ beat: number });
      // For whoever keeps account of what was read, such as a learning platform.
      if (number > 0) document.dispatchEvent(new CustomEvent("cascade-beat", { detail: { number, of: BEATS.length } }));
      for (const item of items) item.classList.toggle("is-current", item.dataset.beat === beat);
      for (const [name, arrow] of arrows) arrow.classList.toggle("is-lit", name === beat);
      const { loaded, playhead } = store.state;
      if (!loaded) return;
      if (!wasInside && playhead) before = { row: playhead.row, plays: playhead.playing, loaded };
      if (beat) session.seek({ row: loaded.facts.story[BEATS.indexOf(beat)].row, plays: true });
      else if (wasInside) session.seek(before?.loaded === loaded ? { row: before.row, plays: before.plays } : { row: loaded.rows - 1 });
    },
  };
}

/**
 * One beat at a time, by buttons.
 * @param {{ root: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createSteps({ root, session, store, strings }) {
  const { items, go } = createStory({ root, session, store, strings });
  const back = find(root, "[data-do=beat-back]", HTMLButtonElement);
  const next = find(root, "[data-do=beat-next]", HTMLButtonElement);
  let at = 0;

  function show() {
    items.forEach((item, index) => (item.hidden = index !== at));
    back.disabled = at === 0;
    next.disabled = at === items.length - 1;
  }
  /** @param {number} by */
  function move(by) {
    at += by;
    show();
    go(BEATS[at]);
  }
  back.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));
  show();

  return {
    /** @param {number} beat from 1 on */
    open(beat) {
      move(beat - 1 - at);
    },
  };
}

/**
 * @param {{ root: HTMLElement, body: HTMLElement, views: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 *   `views`: what holds the figure, and its place while the figure stays in sight above the beats
 */
export function createBeats({ root, body, views, session, store, strings }) {
  const { items, go } = createStory({ root, session, store, strings });
  /** @type {Set<Element>} */
  const inSight = new Set();
  let isAtTop = scrollY < TOP_PX;

  function choose() {
    const item = items.filter((one) => inSight.has(one)).pop();
    // The first picture is the finished one: the story begins when the reader scrolls.
    go(item && !isAtTop ? /** @type {Beat} */ (item.dataset.beat) : null);
  }
  addEventListener(
    "scroll",
    () => {
      const isNow = scrollY < TOP_PX;
      if (isNow === isAtTop) return;
      isAtTop = isNow;
      choose();
    },
    { passive: true },
  );
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inSight.add(target);
        else inSight.delete(target);
      }
      choose();
    },
    // A band below the middle: the text of a beat stays above it until the next one has come that far. Without a root of its own
    // the margin counts for nothing in a frame of another origin.
    { root: document, rootMargin: "-62% 0px -30% 0px" },
  );
  for (const item of items) watch.observe(item);

  // On a phone, where the column has no box of its own, the figure comes along; its place stays as high as it was, so that nothing
  // moves.
  new IntersectionObserver(
    ([entry]) => {
      const isPinned = entry.isIntersecting && views.closest(".story")?.getClientRects().length === 0;
      if (isPinned === body.classList.contains("in-beats")) return;
      views.style.minHeight = isPinned ? `${views.offsetHeight}px` : "";
      body.classList.toggle("in-beats", isPinned);
    },
    { root: document, rootMargin: "0px 0px -52% 0px" },
  ).observe(root);

  return {
    /** Scrolls there. @param {number} beat from 1 on */
    open(beat) {
      const item = items[beat - 1];
      if (!item || item.getClientRects().length === 0) return;
      const { top, height } = item.getBoundingClientRect();
      scrollBy({ top: top + height / 2 - BEAT_SHARE * innerHeight, behavior: "instant" });
      isAtTop = scrollY < TOP_PX;
      go(BEATS[beat - 1]);
    },
  };
}

/**
 * Opens a beat that an address names, and what of it is looked at.
 * @param {{ open: (beat: number) => void }} story
 * @param {import("./scenario-url.js").Moment} moment
 * @param {Session} session
 */
export function openBeat(story, { row, beat, x, y }, session) {
  story.open(beat);
  // The beat has its own row; the address may name another.
  if (row !== null) session.seek({ row });
  if (x || y) session.setWindow({ x, y });
}
