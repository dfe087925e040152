// You in the queue: a position of the reader's own, put into the run on screen. And how near that run is to breaking.

import { breakingText, ownTexts } from "./own-text.js";
import * as format from "./format.js";
import { isInPlot, showLevel } from "./level-view.js";
import { find } from "./transport-view.js";
import { setText } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** The curve costs many runs: it is asked for when the reader pauses. */
const IDLE_MS = 300;

/** A shock that small is none that a reader would make. */
const AT_ONCE = 0.0005;

/**
 * @param {{ panel: HTMLDetailsElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createOwn({ panel, session, store, strings }) {
  const sides = [...panel.querySelectorAll("input[type=radio]")].filter((input) => input instanceof HTMLInputElement);
  const size = find(panel, "#own-size", HTMLInputElement);
  const leverage = find(panel, "#own-leverage", HTMLInputElement);
  const verdict = find(panel, ".verdict", HTMLElement);
  const list = find(panel, "dl", HTMLElement);
  const error = find(panel, ".error", HTMLElement);
  let isStale = false;
  let isAsking = false;

  /** No answer stands beside a question that it does not answer. */
  function empty() {
    verdict.textContent = "";
    list.replaceChildren();
  }

  const again = async () => {
    isStale = true;
    if (isAsking || !panel.open) return;
    isAsking = true;
    try {
      while (isStale) {
        isStale = false;
        const [notional, times] = [format.parseNumber(size.value), format.parseNumber(leverage.value)];
        const isRead = notional !== null && notional > 0 && times !== null && times >= 1;
        error.hidden = isRead;
        error.textContent = isRead ? "" : strings.own.unreadable;
        if (!isRead) {
          empty();
          continue;
        }
        const side = sides.find((input) => input.checked)?.value === "short" ? "short" : "long";
        const answer = await session.own({ side, notional: notional * 1000, leverage: times });
        const { loaded } = store.state;
        if (!answer || !loaded) continue;
        if ("failure" in answer) {
          error.hidden = false;
          error.textContent = answer.failure.replace("position.leverage", strings.page.ownLeverage).replace("position.notional", strings.page.ownSize);
          empty();
          continue;
        }
        const texts = ownTexts(answer, loaded, strings);
        verdict.textContent = texts.verdict;
        verdict.classList.toggle("is-dead", texts.isDead);
        list.replaceChildren(
          ...texts.rows.map(({ label, value }) => {
            const [group, term, description] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
            term.textContent = label;
            description.textContent = value;
            group.append(term, description);
            return group;
          }),
        );
      }
    } finally {
      isAsking = false;
    }
  };
  panel.addEventListener("input", () => void again());
  panel.addEventListener("toggle", () => void again());

  store.subscribe((state, previous) => {
    if (state.loaded !== previous.loaded) void again();
  });
}

/**
 * Where it breaks: in words, and as a mark on the way of the price, in sight while the price is in hand.
 * @param {{ place: HTMLElement, mark: HTMLElement, scale: ReturnType<typeof import("./level-view.js").createScale>,
 *   session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createBreaking({ place, mark, scale, session, store, strings }) {
  /** @type {{ shockRatio: number, kind: string } | null} of the run on screen */
  let point = null;

  function showMark() {
    const { loaded } = store.state;
    const now = scale.now();
    const price = loaded && point ? loaded.startPrice * (1 + point.shockRatio) : 0;
    // Where any shock at all breaks it, there is no place on the way to mark.
    const isAtOnce = point !== null && Math.abs(point.shockRatio) < AT_ONCE;
    mark.hidden = !now || isAtOnce || !(price > 0) || !isInPlot(now, price);
    if (!now || mark.hidden || !point) return;
    showLevel(mark, now, price, strings.breaking.mark(format.signedPercent(point.shockRatio, 1), point.kind === "cliff"));
    mark.style.width = `${Math.max(0, now.shocked.xCss - now.plot.left)}px`;
  }
  scale.listen(showMark);

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  store.subscribe((state, previous) => {
    const { loaded } = state;
    if (!loaded || loaded === previous.loaded) return;
    clearTimeout(timer);
    point = null;
    showMark();
    timer = setTimeout(async () => {
      const fragility = await session.fragility();
      // A newer run has a question of its own under way.
      if (store.state.loaded !== loaded) return;
      setText(place, breakingText(fragility, loaded.summary.shockRatio, strings));
      point = fragility?.breakingPoint ?? null;
      showMark();
    }, IDLE_MS);
  });
}
