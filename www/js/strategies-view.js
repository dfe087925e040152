// The reader's own position held in other ways, under "You in the queue": fetched and worked out when somebody opens it, and again with
// another position or another run.

import { bar } from "./bar.js";
import { inTurn } from "./in-turn.js";
import { strategiesTexts, strategiesWords } from "./strategies-text.js";

/**
 * @param {{ root: HTMLDetailsElement, session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createStrategies({ root, session, store, strings }) {
  const caption = document.createElement("p");
  const list = document.createElement("ul");
  list.className = "bars is-around-middle";
  const note = document.createElement("p");
  note.className = "help";
  root.append(caption, list, note);

  const ask = inTurn(async () => {
    const words = strategiesWords(strings);
    if (list.children.length === 0) caption.textContent = words.wait;
    const { side, notional, leverage } = store.state.own;
    const found = await session.strategies({ side, notional, leverage });
    const texts = found ? strategiesTexts(found, side, strings, store.state.loaded?.summary.adlNotional) : { caption: words.failed, note: "", ways: [] };
    caption.textContent = texts.caption;
    note.textContent = texts.note;
    list.replaceChildren(...texts.ways.map(bar));
  });
  const again = () => {
    if (root.open) void ask();
  };

  root.addEventListener("toggle", again);
  store.subscribe((state, previous) => {
    if (state.own !== previous.own || state.loaded !== previous.loaded || state.language !== previous.language) again();
  });
  again();
}
