// The sections of the page, one address each: what is shown follows the store.

/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./scenario-url.js").Section} Section */

/**
 * @param {{ root: HTMLElement, links: Iterable<Element>, store: SessionStore, address: (section: Section) => string }} parts
 *   `address`: the query string of a section with the settings of now
 */
export function createSections({ root, links, store, address }) {
  const anchors = [...links].filter((link) => link instanceof HTMLAnchorElement);

  /** @param {Section} section */
  function show(section) {
    root.dataset.section = section;
    for (const anchor of anchors) {
      if (anchor.dataset.go === section && section !== "all") anchor.setAttribute("aria-current", "page");
      else anchor.removeAttribute("aria-current");
    }
  }

  for (const anchor of anchors) {
    const section = /** @type {Section} */ (anchor.dataset.go);
    // The address is written when it is needed: it holds the settings of that moment.
    for (const moment of /** @type {const} */ (["pointerenter", "focus", "pointerdown"])) {
      anchor.addEventListener(moment, () => (anchor.href = "./" + address(section)));
    }
    anchor.addEventListener("click", (event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (section === store.state.section) return;
      store.update({ section });
      scrollTo(0, 0);
    });
  }
  store.subscribe((state, previous) => {
    if (state.section !== previous.section) show(state.section);
  });
  show(store.state.section);
}
