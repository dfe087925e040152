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
  store.subscribeLate(["loaded"], ({ loaded }) => {
    const market = loaded?.situation?.market;
    line.hidden = !market;
    line.textContent = market ? strings.oneMarket(cleanName(market)) : "";
  });
}
