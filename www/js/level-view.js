// Lines that lie over the picture at a price: a bet, a landing. DOM, not pixels: the canvas is never repainted for them.

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./messages.js").PriceScale} PriceScale */

/** Height of a price, also beyond the plot. @param {PriceScale} scale @param {number} price */
function freeHeightOf({ high, low }, price) {
  return high.yCss + ((high.price - price) / (high.price - low.price)) * (low.yCss - high.yCss);
}

/**
 * Height of a price, kept inside the plot.
 * @param {PriceScale} scale
 * @param {number} price
 */
export function heightOf(scale, price) {
  const { plot } = scale;
  return Math.min(plot.bottom - 1, Math.max(plot.top, freeHeightOf(scale, price)));
}

/**
 * The price at a height.
 * @param {PriceScale} scale
 * @param {number} yCss
 */
export function priceAt({ high, low }, yCss) {
  return high.price + ((yCss - high.yCss) / (low.yCss - high.yCss)) * (low.price - high.price);
}

/**
 * Keeps the scale of the picture on screen, for everything that lies over it.
 * @param {{ frame: HTMLElement, session: Session, store: SessionStore }} parts
 */
export function createScale({ frame, session, store }) {
  /** @type {PriceScale | null} */
  let scale = null;
  /** @type {Set<(scale: PriceScale | null) => void>} */
  const listeners = new Set();
  let isAsking = false;
  let isStale = false;

  async function ask() {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    try {
      while (isStale) {
        isStale = false;
        scale = (await session.priceScale()) ?? null;
      }
    } finally {
      isAsking = false;
    }
    for (const listener of listeners) listener(scale);
  }

  new ResizeObserver(() => {
    if (store.state.loaded) void ask();
  }).observe(frame);
  store.subscribe((state, previous) => {
    const isMoved = (state.playhead?.sight ?? 0) !== (previous.playhead?.sight ?? 0);
    if (state.loaded && (state.loaded !== previous.loaded || isMoved || state.arranged !== previous.arranged)) void ask();
  });

  return {
    now: () => scale,
    /** @param {(scale: PriceScale | null) => void} listener hears at once of a scale that is there already */
    listen(listener) {
      listeners.add(listener);
      if (scale) listener(scale);
    },
  };
}

/** Whether a price is inside the plot. @param {PriceScale} scale @param {number} price */
export function isInPlot(scale, price) {
  const yCss = freeHeightOf(scale, price);
  return yCss > scale.plot.top && yCss < scale.plot.bottom;
}

/** Where a price lies: `in` the plot, or beyond its upper or lower end. @param {PriceScale} scale @param {number} price @returns {"in" | "up" | "down"} */
export function placeOf(scale, price) {
  const yCss = freeHeightOf(scale, price);
  if (yCss < scale.plot.top) return "up";
  return yCss > scale.plot.bottom ? "down" : "in";
}

/**
 * Puts a line at a price, with a word at its right end. Beyond the plot there is no line, since it would stand at another
 * price: only the word, at the end of the plot, which says that the price lies farther on.
 * @param {HTMLElement} level
 * @param {PriceScale | null} scale
 * @param {number} price
 * @param {string} word
 * @param {typeof import("./strings.js").strings.level} words
 */
export function showLevel(level, scale, price, word, words) {
  level.hidden = scale === null;
  if (!scale) return;
  const y = Math.round(heightOf(scale, price));
  const place = placeOf(scale, price);
  const text = place === "in" ? word : words[place](word);
  level.classList.toggle("is-beyond", place !== "in");
  level.style.transform = `translate(${scale.plot.left}px, ${y}px)`;
  level.style.width = `${scale.plot.axis - scale.plot.left}px`;
  const label = level.firstElementChild;
  if (label && label.textContent !== text) label.textContent = text;
  level.classList.toggle("is-low", y > scale.plot.bottom - 24);
}
