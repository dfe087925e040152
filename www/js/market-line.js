// Whose numbers stand under the picture, where there are several markets.

import { cleanName, signedMove } from "./format.js";

/** Of other markets; more are counted. */
const MOST_TOLD = 6;

/**
 * @param {{ root: HTMLElement, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createMarketLine({ root, store, strings }) {
  const line = document.createElement("p");
  line.className = "market-line";
  line.hidden = true;
  root.prepend(line);
  const story = /** @type {HTMLElement | null} */ (root.closest(".story"));
  store.subscribeLate(["loaded", "isSecret"], ({ loaded, isSecret }) => {
    const market = loaded?.situation?.market;
    // Their pictures stand below each other: the style sheet gives them the height.
    story?.style.setProperty("--markets", String(loaded?.situation?.markets ?? 1));
    line.hidden = !market;
    // Before the bet the others are a secret, too.
    const others = loaded && !isSecret ? otherMarketsText(loaded.otherMarkets, strings) : "";
    line.textContent = market ? strings.oneMarket(cleanName(market)) + others : "";
  });
}

/**
 * How they went.
 * @param {readonly import("./other-markets.js").OtherMarket[]} others
 * @param {typeof import("./strings.js").strings} strings
 */
export function otherMarketsText(others, strings) {
  if (others.length === 0) return "";
  const told = others.slice(0, MOST_TOLD).map(({ id, worstRatio, isCalm }) => ({ name: cleanName(id), move: signedMove(worstRatio), isCalm }));
  return strings.otherMarkets(told, others.length - told.length);
}
