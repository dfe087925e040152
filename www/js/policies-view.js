// The crash on screen under other rules, in the tab "Waves": fetched and run when somebody opens it, and again when another run is
// on screen while it stands open.

import { policiesTexts, policiesWords } from "./policies-text.js";
import { whenSeen } from "./when-seen.js";

/**
 * @param {{ root: HTMLDetailsElement, session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createPolicies({ root, session, store, strings }) {
  const caption = document.createElement("p");
  caption.className = "picture-caption";
  const scroll = document.createElement("div");
  scroll.className = "policies-scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.hidden = true;
  root.append(caption, scroll);

  const ask = () => {
    const words = policiesWords(strings);
    scroll.setAttribute("aria-label", words.title);
    if (scroll.hidden) caption.textContent = words.wait;
    return session.lossPolicies();
  };
  whenSeen({ root, store }, ask, (outcomes) => {
    if (!outcomes) {
      caption.textContent = policiesWords(strings).failed;
      scroll.hidden = true;
      return;
    }
    const texts = policiesTexts(outcomes, strings);
    caption.textContent = texts.caption;
    scroll.hidden = texts.rows.length === 0;
    scroll.replaceChildren(tableOf(texts));
  });
}

/** @param {ReturnType<typeof policiesTexts>} texts */
function tableOf({ heads, rows }) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { rule, note, cells, shares } of rows) {
    const row = body.insertRow();
    if (note) row.className = "is-own";
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = rule;
    if (note) {
      const own = document.createElement("small");
      own.textContent = note;
      name.append(" ", own);
    }
    const bar = document.createElement("span");
    bar.className = "policies-bar";
    bar.setAttribute("aria-hidden", "true");
    for (const [kind, share] of Object.entries(shares)) {
      const part = document.createElement("i");
      part.className = `is-${kind}`;
      part.style.width = `${100 * share}%`;
      bar.append(part);
    }
    name.append(bar);
    row.append(name);
    for (const text of cells) row.insertCell().textContent = text;
  }
  return table;
}
