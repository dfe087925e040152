// What the crash on screen leaves behind, in the tab "Waves": fetched and worked out when somebody opens it, and again when another run
// is on screen while it stands open.

import { aftermathTexts, aftermathWords } from "./aftermath-text.js";
import { bar } from "./bar.js";
import { whenSeen } from "./when-seen.js";

/**
 * @param {{ root: HTMLDetailsElement, session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createAftermath({ root, session, store, strings }) {
  const caption = document.createElement("p");
  caption.className = "picture-caption";
  const list = document.createElement("ul");
  list.className = "bars";
  const note = document.createElement("p");
  note.className = "help";
  root.append(caption, list, note);

  const ask = () => {
    if (list.children.length === 0) caption.textContent = aftermathWords(strings).wait;
    return session.aftermath();
  };
  whenSeen({ root, store }, ask, (found) => {
    const texts = found ? aftermathTexts(found, strings) : { caption: aftermathWords(strings).failed, bars: [], note: "" };
    caption.textContent = texts.caption;
    note.textContent = texts.note;
    list.replaceChildren(...texts.bars.map(({ label, value, share, isBeyond }) => bar({ label, value, from: 0, share, kind: isBeyond ? "beyond" : "share" })));
  });
}
