// How a fall spreads over several markets, at the playhead: a picture of the tab "Waves", there while a run has several.

import { bar } from "./bar.js";
import { inTurn } from "./in-turn.js";
import { spreadTexts, spreadWords } from "./spread-text.js";
import { setText } from "./write.js";

/** @typedef {import("./spread-text.js").Spread} Spread */

/**
 * @param {{ panel: HTMLElement, session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createSpread({ panel, session, store, strings }) {
  const section = document.createElement("section");
  section.className = "picture spread";
  section.id = "waves-spread";
  section.hidden = true;
  const [head, title, terms, caption, scroll, list, rule] = ["div", "h3", "p", "p", "div", "ul", "p"].map((tag) => document.createElement(tag));
  head.className = "picture-head";
  terms.className = "terms";
  caption.className = "picture-caption";
  scroll.className = "spread-scroll";
  list.className = "bars is-around-middle";
  rule.className = "help";
  head.append(title, terms);
  section.append(head, caption, scroll, list, rule);
  panel.querySelector("#waves-paid")?.before(section);
  /** @type {Spread | null} */
  let spread = null;

  function tell() {
    section.hidden = spread === null;
    if (!spread) return;
    const words = spreadWords(strings);
    const texts = spreadTexts(spread, strings);
    setText(title, words.title);
    setText(caption, texts.caption);
    setText(rule, words.rule);
    scroll.replaceChildren(tableOf(texts, words));
    list.replaceChildren(bar(texts.bar));
  }

  const ask = inTurn(async () => {
    const { loaded, playhead } = store.state;
    spread = loaded?.situation.market ? ((await session.spread(playhead?.row ?? 0)) ?? null) : null;
    tell();
  });
  const again = () => {
    if (store.state.view === "waves") void ask();
  };

  session.offer(() => {
    const { view, isSecret } = store.state;
    if (view !== "waves" || isSecret || !spread) return null;
    const words = spreadWords(strings);
    const { caption: said, cells, bar: radius } = spreadTexts(spread, strings);
    return { title: words.title, words: [said, `${radius.label}: ${radius.value}`, ...cells.flat().map(({ label }) => label)], picture: null };
  });
  store.subscribe((state, previous) => {
    if (state.language !== previous.language) tell();
    if (state.loaded !== previous.loaded || state.playhead?.row !== previous.playhead?.row || state.view !== previous.view) again();
  });
  again();
}

/** @param {ReturnType<typeof spreadTexts>} texts @param {import("./spread-strings.js").SpreadStrings} words */
function tableOf({ names, cells }, words) {
  const table = document.createElement("table");
  const said = table.createCaption();
  said.className = "visually-hidden";
  said.textContent = words.table;
  const head = table.createTHead().insertRow();
  const corner = head.insertCell();
  const [above, beside] = [words.because, words.moves].map((text) => {
    const part = document.createElement("span");
    part.textContent = text;
    return part;
  });
  corner.append(above, beside);
  for (const name of names) head.append(heading(name, "col"));
  const body = table.createTBody();
  cells.forEach((columns, place) => {
    const row = body.insertRow();
    row.append(heading(names[place], "row"));
    for (const { text, label, side, isAbove, isAlone } of columns) {
      const cell = row.insertCell();
      cell.className = [isAbove ? "is-above" : "", isAlone ? "is-alone" : ""].join(" ").trim();
      cell.title = label;
      const [square, number] = ["i", "span"].map((tag) => document.createElement(tag));
      square.style.setProperty("--side", `${100 * side}%`);
      number.textContent = text;
      cell.append(square, number);
    }
  });
  return table;
}

/** @param {string} name @param {"row" | "col"} scope */
function heading(name, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = name;
  return cell;
}
