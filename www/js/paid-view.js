// Who paid: one bar a payer, its amount in words beside it.

import { bar } from "./bar.js";
import { ofMarket } from "./of-market.js";
import { paidBars, paidNote } from "./paid.js";
import { find } from "./transport-view.js";

/**
 * @param {{ root: HTMLElement, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createPaid({ root, store, strings }) {
  const list = find(root, ".bars", HTMLElement);
  const note = find(root, ".paid-note", HTMLElement);
  store.subscribeLate(["loaded"], ({ loaded }) => {
    if (!loaded) return;
    const { situation } = loaded;
    const bars = paidBars(loaded.paid, strings);
    list.replaceChildren(
      ...bars.map(({ label, amount, from, share, kind }, place) =>
        bar({ label: place === 0 ? ofMarket(situation, label) : label, value: amount, from, share, kind }),
      ),
    );
    const said = paidNote(loaded, strings);
    note.textContent = bars.length === 0 ? ofMarket(situation, said) : said;
  });
}
