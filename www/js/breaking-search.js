// Looks for the breaking point while nobody waits: asks the engine for a few landings at a time, so that sliders and
// pictures are served in between, and puts into the store how far it is and what was found.

/** The search begins when the reader pauses. */
const IDLE_MS = 300;
/** While the figure plays it has the engine to itself. */
const PLAYING_MS = 250;

/**
 * @param {{ session: import("./session.js").Session, store: import("./session.js").SessionStore, wait?: (ms: number) => Promise<void> }} parts
 */
export function createBreakingSearch({ session, store, wait = (ms) => new Promise((done) => setTimeout(done, ms)) }) {
  /** @param {import("./messages.js").Loaded} loaded */
  async function search(loaded) {
    const isOld = () => store.state.loaded !== loaded;
    await wait(IDLE_MS);
    for (;;) {
      while (!isOld() && store.state.playhead?.playing) await wait(PLAYING_MS);
      if (isOld()) return;
      const found = await session.fragility();
      if (isOld()) return;
      // An engine that cannot be asked says so elsewhere.
      store.update({ search: found ?? null });
      if (found?.state !== "searching") return;
    }
  }

  store.subscribe((state, previous) => {
    const { loaded } = state;
    if (!loaded || loaded === previous.loaded) return;
    if (state.search) store.update({ search: null });
    void search(loaded);
  });
}
