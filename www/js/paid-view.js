// Who paid: one bar a payer, its amount in words beside it.

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
      ...bars.map(({ label, amount, from, share, kind }, place) => {
        const item = document.createElement("li");
        item.className = `is-${kind}`;
        const [name, value, line, bar] = ["span", "span", "span", "i"].map((tag) => document.createElement(tag));
        name.textContent = place === 0 ? ofMarket(situation, label) : label;
        value.className = "amount";
        value.textContent = amount;
        line.className = "bar-line";
        line.setAttribute("aria-hidden", "true");
        bar.style.marginInlineStart = `${100 * from}%`;
        bar.style.width = `${100 * share}%`;
        line.append(bar);
        item.append(name, " ", value);
        // What is in no sum has no share of it.
        if (kind !== "aside") item.append(line);
        return item;
      }),
    );
    const said = paidNote(loaded, strings);
    note.textContent = bars.length === 0 ? ofMarket(situation, said) : said;
  });
}
