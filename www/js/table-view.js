// The figure as a table, a page at a time, and as a file.

import { PAGE_ROWS, tableHead, tableRows } from "./table-rows.js";
import { cleanName } from "./format.js";
import { find } from "./transport-view.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * @param {{ root: HTMLElement, session: Session, store: SessionStore, strings: Strings, save: (kind: "csv") => Promise<void> }} parts
 */
export function createTable({ root, session, store, strings, save }) {
  const caption = find(root, "caption span", HTMLElement);
  const head = find(root, "thead", HTMLElement);
  const body = find(root, "tbody", HTMLElement);
  const pageText = find(root, ".page-text", HTMLElement);
  const previousPage = find(root, "[data-do=previous-page]", HTMLButtonElement);
  const nextPage = find(root, "[data-do=next-page]", HTMLButtonElement);
  const link = find(root, "[data-do=csv]", HTMLAnchorElement);
  const choices = [...root.querySelectorAll("[name=table-columns]")].filter((input) => input instanceof HTMLInputElement);
  for (const choice of choices) choice.addEventListener("change", () => void fill());
  const markets = createMarkets(choices[0]?.closest(".table-foot") ?? null, strings, () => {
    first = 0;
    void fill();
  });
  let first = 0;
  let asked = 0;

  previousPage.addEventListener("click", () => turn(-PAGE_ROWS));
  nextPage.addEventListener("click", () => turn(PAGE_ROWS));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    void save("csv");
  });

  /** @param {number} rows */
  function turn(rows) {
    first = Math.max(0, first + rows);
    void fill();
  }

  async function fill() {
    asked += 1;
    const mine = asked;
    const slice = await session.tableSlice(first, PAGE_ROWS, markets.chosen());
    // The newest question wins.
    if (!slice || mine !== asked) return;
    markets.offer(slice.markets ?? [], slice.market ?? "");
    caption.textContent = slice.ticks ? strings.table.captionTicks : strings.table.captionWaves;
    const isWhole = choices.some(({ checked, value }) => checked && value === "all");
    head.replaceChildren(line(tableHead(slice, strings, isWhole), "col"));
    body.replaceChildren(...tableRows(slice, strings, isWhole).map((cells) => line(cells, "row")));
    const last = first + slice.columns.timeS.length;
    pageText.textContent = strings.table.page(first + 1, last, slice.rows);
    previousPage.disabled = first === 0;
    nextPage.disabled = last >= slice.rows;
  }

  store.subscribe((state, previous) => {
    if (state.loaded !== previous.loaded) first = 0;
    const isNew = state.loaded !== previous.loaded || state.view !== previous.view;
    if (isNew && state.view === "table" && state.loaded) void fill();
  });
}

/**
 * Which market the table is of; nothing to choose where there is one.
 * @param {Element | null} foot
 * @param {Strings} strings
 * @param {() => void} onChange
 */
function createMarkets(foot, strings, onChange) {
  const select = document.createElement("select");
  const name = document.createElement("label");
  const part = document.createElement("span");
  select.id = "table-market";
  name.htmlFor = select.id;
  part.className = "table-market";
  part.append(name, select);
  part.hidden = true;
  foot?.prepend(part);
  select.addEventListener("change", onChange);
  /** @type {readonly string[]} */
  let offered = [];
  return {
    /** @returns {string | undefined} */
    chosen: () => (part.hidden ? undefined : select.value),
    /** @param {readonly string[]} ids @param {string} shown */
    offer(ids, shown) {
      name.textContent = strings.table.market;
      part.hidden = ids.length < 2;
      if (ids.length !== offered.length || ids.some((id, i) => id !== offered[i])) {
        offered = [...ids];
        select.replaceChildren(...ids.map((id) => new Option(cleanName(id), id)));
      }
      select.value = shown;
    },
  };
}

/**
 * @param {readonly string[]} cells
 * @param {"row" | "col"} scope what the head cells of this line are heads of
 */
function line(cells, scope) {
  const row = document.createElement("tr");
  cells.forEach((text, i) => {
    const isHead = scope === "col" || i === 0;
    const cell = document.createElement(isHead ? "th" : "td");
    if (isHead) cell.setAttribute("scope", scope);
    cell.textContent = text;
    row.append(cell);
  });
  return row;
}
