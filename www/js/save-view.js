// The run as a file: the pictures of the view that is open, columns, everything.

import { wholePage } from "./one-page.js";
import { addressesOf } from "./own-address.js";
import { deliver } from "./saving.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./messages.js").ExportKind} ExportKind */

/** @type {readonly ExportKind[]} */
const KINDS = ["png", "svg", "csv", "json"];

/**
 * @param {{ menu: HTMLDetailsElement, page: Document, session: Session, store: SessionStore, strings: typeof import("./strings.js").strings, link: () => string, query: (moment: import("./scenario-url.js").Moment | null) => string }} parts
 *   `link`: an address that means what is on screen; `query`: what it says of it, and of a moment
 */
export function createSave({ menu, page, session, store, strings, link, query }) {
  const summary = menu.querySelector("summary");

  /** @param {ExportKind} kind */
  async function save(kind) {
    const file = await session.exportFile(kind, link());
    if (file) await hand(file);
  }

  /** What became of it is said. @param {{ name: string, blob: Blob }} file */
  async function hand(file) {
    const { language } = store.state;
    session.announce(await deliver({ page, file, language, saved: strings.save.saved(file.name), link: addressesOf(page).page && link() }));
  }

  function close() {
    const hadFocus = menu.contains(page.activeElement);
    menu.open = false;
    if (hadFocus) summary?.focus();
  }

  menu.querySelector("[data-save=page]")?.addEventListener("click", async () => {
    close();
    const blob = await wholePage(query(await session.momentNow()));
    if (blob) await hand({ name: `liquidation-cascade-${store.state.settings.preset}.html`, blob });
    else session.announce(strings.noOnePage);
  });
  for (const kind of KINDS) {
    menu.querySelector(`[data-save=${kind}]`)?.addEventListener("click", () => {
      close();
      void save(kind);
    });
  }
  /** A table is no picture: it is saved as columns. */
  const show = () => {
    for (const kind of ["png", "svg"]) {
      const item = menu.querySelector(`[data-save=${kind}]`)?.closest("li");
      if (item) item.hidden = store.state.view === "table";
    }
  };
  store.subscribe((state, previous) => {
    if (state.view !== previous.view) show();
  });
  show();
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    close();
  });
  page.addEventListener("pointerdown", ({ target }) => {
    if (menu.open && target instanceof Node && !menu.contains(target)) menu.open = false;
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
  return save;
}
