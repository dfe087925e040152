// What helps those who read with keys, with a screen reader or on a large screen; fetched when the page has nothing else to do.

import { createDescription, wordsOf } from "./describe-view.js";
import { shortNumber } from "./format.js";
import { createFullscreen } from "./fullscreen.js";
import { isHelpKeyOn } from "./help-key.js";
import { KEYS, keyOf } from "./keys.js";
import { find } from "./transport-view.js";

/**
 * @param {{ page: Document, figure: HTMLElement, transport: HTMLElement, session: import("./session.js").Session, store: import("./session.js").SessionStore }} parts
 */
export function createAccess({ page, figure, transport, session, store }) {
  nameKeys(page);

  // The style sheet hides the delivered picture under the live one. Where it has not come, that picture still gives the frame its room.
  const isStyled = getComputedStyle(page.documentElement).getPropertyValue("--gap") !== "";
  if (!isStyled) find(page, ".poster", HTMLElement).style.visibility = "hidden";

  // Speeds are numbers, which languages write in their own way.
  const speeds = [...transport.querySelectorAll("option")];
  const writeSpeeds = () => {
    for (const speed of speeds) speed.textContent = `${shortNumber(Number(speed.value), 2)}x`;
  };
  writeSpeeds();
  store.subscribe((state, previous) => {
    if (state.language !== previous.language) writeSpeeds();
  });

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
  /** @param {"noKeys" | "noFullscreen"} what */
  const regret = async (what) => session.announce((await wordsOf(store.state.language))[what]);
  const tell = () => void showKeys().catch(() => regret("noKeys"));
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
    onRefused: () => void regret("noFullscreen"),
  });
}

/** Says at the buttons which keys do the same. @param {ParentNode} page */
function nameKeys(page) {
  /** @type {Map<string, string[]>} */
  const all = new Map();
  for (const one of KEYS) if ("button" in one) all.set(one.button, [...(all.get(one.button) ?? []), ...one.keys]);
  for (const [button, keys] of all) page.querySelector(button)?.setAttribute("aria-keyshortcuts", keys.join(" "));
}
