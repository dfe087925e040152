// A position of the reader's own in an embed whose address has one: what becomes of it, in a line below the sentence, and its
// liquidation price, as a line over the figure. It is changed on the full page.

import * as format from "./format.js";
import { createScale, isInPlot, showLevel } from "./level-view.js";
import { ownTexts } from "./own-text.js";
import { find } from "./transport-view.js";

/** Only some embeds say them. @param {import("./words.js").Strings} strings @returns {Promise<import("./words.js").Strings>} */
async function withOwn(strings) {
  return strings.own ? strings : { ...strings, own: (await import("./strings-more.js")).more.own };
}

/**
 * @param {{ page: Document, session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: import("./words.js").Strings }} parts
 */
export async function createEmbedOwn({ page, session, store, strings }) {
  const words = await withOwn(strings);
  const frame = find(page, ".frame", HTMLElement);
  const line = page.createElement("p");
  line.className = "own-line";
  line.hidden = true;
  find(page, "#sentence", HTMLElement).after(line);
  const mark = page.createElement("div");
  mark.className = "level own-level";
  mark.setAttribute("aria-hidden", "true");
  mark.append(page.createElement("span"));
  frame.append(mark);
  const scale = createScale({ frame, session, store });
  /** @type {number | null} */
  let price = null;

  function showMark() {
    const now = scale.now();
    // Beyond the plot there is no such place: the line below the sentence says where it is.
    mark.hidden = price === null || store.state.isSecret || !now || !isInPlot(now, price);
    if (price !== null && !mark.hidden) showLevel(mark, now, price, words.own.mark, words.level);
  }
  scale.listen(showMark);

  /** What would tell the result waits with it. */
  function hide() {
    line.hidden = line.textContent === "" || store.state.isSecret;
    showMark();
  }

  let asked = 0;
  async function show() {
    asked += 1;
    const mine = asked;
    const { side, notional, leverage } = store.state.own;
    const answer = await session.own({ side, notional, leverage });
    const { loaded } = store.state;
    if (!answer || !loaded || mine !== asked) return;
    const position = words.own.position(side, format.money(notional), `${format.shortNumber(leverage, 2)}x`);
    if ("failure" in answer) {
      price = null;
      line.replaceChildren(`${position} ${answer.failure}`);
    } else {
      const { verdict, isDead, rows } = ownTexts(answer, loaded, words);
      price = answer.liquidationPrice ?? null;
      const said = page.createElement("strong");
      said.className = "verdict";
      said.classList.toggle("is-dead", isDead);
      said.textContent = verdict;
      const where = rows.find(({ label }) => label === words.own.triggerPrice);
      line.replaceChildren(`${position} `, said, where ? ` ${where.label}: ${where.value}.` : "");
    }
    hide();
  }

  store.subscribe((state, previous) => {
    if (state.loaded !== previous.loaded || state.own !== previous.own) void show();
    else if (state.isSecret !== previous.isSecret) hide();
  });
  await show();
}
