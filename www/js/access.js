// What helps those who read with keys, with a screen reader or on a large screen; fetched when the page has nothing else to do.

import { createDescription } from "./describe-view.js";
import { createFullscreen } from "./fullscreen.js";
import { isHelpKeyOn } from "./help-key.js";
import { keyOf, nameKeys } from "./keys.js";
import { find } from "./transport-view.js";

/**
 * @param {{ page: Document, figure: HTMLElement, transport: HTMLElement, session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createAccess({ page, figure, transport, session, store, strings }) {
  nameKeys(page);

  // A place in the address is not where these lead: it may hold a whole scenario.
  for (const link of page.querySelectorAll(".skip")) {
    link.addEventListener("click", (event) => {
      const target = page.querySelector(link.getAttribute("href") ?? "");
      if (!(target instanceof HTMLElement)) return;
      event.preventDefault();
      // Another view stands where the figure does.
      const shown = target.checkVisibility?.() === false ? page.querySelector("[role=tabpanel]:not([hidden])") : target;
      if (!(shown instanceof HTMLElement)) return;
      if (shown.tabIndex < 0) shown.tabIndex = -1;
      shown.focus();
      shown.scrollIntoView({ block: "nearest" });
    });
  }

  const keys = find(page, "[data-do=keys]", HTMLButtonElement);
  async function showKeys() {
    const { openKeys } = await import("./keys-view.js");
    await openKeys({ page, language: store.state.language });
  }
  const tell = () => void showKeys().catch(() => session.announce(strings.notes.noKeys()));
  keys.addEventListener("click", tell);
  page.addEventListener("keydown", (event) => {
    if (keyOf(event, ["page"]) !== "help" || !isHelpKeyOn()) return;
    event.preventDefault();
    tell();
  });

  void createDescription({ page, figure, store });
  createFullscreen({
    page,
    button: find(transport, "[data-do=fullscreen]", HTMLButtonElement),
    stage: find(page, ".story, .embed > .page", HTMLElement),
    areas: [figure, transport],
    onRefused: () => session.announce(strings.notes.noFullscreen()),
  });
}
