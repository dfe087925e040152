// Whose numbers stand under the picture, where there are several markets.

import { cleanName } from "./format.js";

/**
 * @param {{ root: HTMLElement, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createMarketLine({ root, store, strings }) {
  const line = document.createElement("p");
  line.className = "market-line";
  line.hidden = true;
  root.prepend(line);
  const story = /** @type {HTMLElement | null} */ (root.closest(".story"));
  store.subscribeLate(["loaded"], ({ loaded }) => {
    const market = loaded?.situation?.market;
    // Their pictures stand below each other: the style sheet gives them the height.
    story?.style.setProperty("--markets", String(loaded?.situation?.markets ?? 1));
    line.hidden = !market;
    line.textContent = market ? strings.oneMarket(cleanName(market)) : "";
  });
}
