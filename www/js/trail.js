// The browser's own way back: one entry for each preset, view and section that was seen, and for each bet that was made.
// Moves of sliders are no entries: those are what Undo is for. The address of an entry is kept as it was left.

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./session.js").State} State */
/** @typedef {import("./scenario-url.js").Settings} Settings */

/** The address follows when the reader pauses, not at every step of a drag. */
const ADDRESS_IDLE_MS = 300;

/** What an entry is about: entries with the same `stretch` show the same situation, in different views. @typedef {{ stretch: string }} Entry */

const fresh = () => Math.random().toString(36).slice(2);

/** @param {unknown} state @returns {Entry | null} */
function entryOf(state) {
  const stretch = /** @type {{ stretch?: unknown } | null} */ (state)?.stretch;
  return typeof stretch === "string" ? { stretch } : null;
}

/**
 * @param {{
 *   session: Session, store: SessionStore, window: Window, search: (state: Readonly<State>) => string,
 *   read: (search: string, hash: string) => import("./scenario-url.js").Address,
 * }} parts `search`: the query string of a state, with the fragment where a scenario has to come along; `read`: what both ask for
 */
export function createTrail({ session, store, window, search, read }) {
  const { history, location } = window;
  /** What was last on screen in each stretch: more than its address may say yet. @type {Map<string, Settings>} */
  const left = new Map();
  let entry = entryOf(history.state) ?? { stretch: fresh() };
  let isStarted = false;
  let isTravelling = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** A fragment is kept, unless it is a scenario: that one comes and goes with the settings. @param {Readonly<State>} state */
  function address(state) {
    const asked = search(state);
    return location.pathname + asked + (asked.includes("#") || HOLDS_SCENARIO.test(location.hash) ? "" : location.hash);
  }

  function write() {
    clearTimeout(timer);
    const now = address(store.state);
    if (now !== location.pathname + location.search + location.hash || entryOf(history.state)?.stretch !== entry.stretch) put("replaceState", now);
  }

  /** @param {"replaceState" | "pushState"} how @param {string} to */
  function put(how, to) {
    try {
      history[how](entry, "", to);
    } catch {
      // A page without an address of its own (in a frame's srcdoc) has no way back either; a browser may refuse too many at once.
    }
  }

  function writeSoon() {
    clearTimeout(timer);
    timer = setTimeout(write, ADDRESS_IDLE_MS);
  }

  /** @param {Readonly<State>} before @param {Entry} next */
  function push(before, next) {
    clearTimeout(timer);
    put("replaceState", address(before));
    entry = next;
    put("pushState", address(store.state));
  }

  store.subscribe((state, previous) => {
    const isNewPreset = previous.loaded !== null && state.loaded !== null && state.loaded.settings.preset !== previous.loaded.settings.preset;
    const isElsewhere = state.view !== previous.view || state.section !== previous.section;
    // A bet changes the settings by itself: the way back leads to what was bet on.
    const isBet = state.isSecret && !previous.isSecret && !state.isHiding;
    if (isStarted && !isTravelling && (isNewPreset || isElsewhere || isBet)) {
      // Settings that were asked for, but never shown, belong to no entry.
      const shown = previous.loaded?.settings ?? previous.settings;
      push(isNewPreset ? { ...previous, settings: shown } : previous, isNewPreset || isBet ? { stretch: fresh() } : entry);
    }
    // The moment that the address named is over as soon as another one is looked at.
    const { playhead } = state;
    const isMoved = playhead && previous.playhead && (playhead.row !== previous.playhead.row || playhead.sight !== previous.playhead.sight);
    if (isStarted && state.moment && (isMoved || state.loaded !== previous.loaded)) store.update({ moment: null });
    if (state.loaded && state.loaded !== previous.loaded) left.set(entry.stretch, state.settings);
    if (state.language !== previous.language) write();
    else if (ADDRESSED.some((key) => state[key] !== previous[key])) writeSoon();
  });

  window.addEventListener("popstate", (event) => {
    clearTimeout(timer);
    const { settings, view, section, packed } = read(location.search, location.hash);
    const came = entryOf(event.state) ?? { stretch: fresh() };
    const isSame = came.stretch === entry.stretch;
    entry = came;
    isTravelling = true;
    store.update({ view, section });
    // In the same situation what the reader has set since stays.
    const arriving = isSame ? Promise.resolve() : session.travelTo(left.get(came.stretch) ?? settings, packed);
    void arriving.finally(() => {
      if (entry === came) isTravelling = false;
      writeSoon();
    });
    if (isSame) {
      isTravelling = false;
      write();
    }
  });
  // Whoever leaves within a moment of the last move has the right address, too.
  window.addEventListener("pagehide", write);

  return {
    /** The first picture is there: from now on there is a way back to it. */
    begin() {
      isStarted = true;
      write();
    },
  };
}

/** What an address is made of. @type {readonly (keyof State)[]} */
const ADDRESSED = ["settings", "pinned", "own", "theme", "view", "speed", "section", "language", "moment", "flags", "packed"];

/** A fragment that `writeAddress` wrote. */
const HOLDS_SCENARIO = /^#[sa]=/;
