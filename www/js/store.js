// One state, one way to change it.

/**
 * @template {object} State
 * @typedef {(state: Readonly<State>, previous: Readonly<State>) => void} Listener
 */

/**
 * @template {object} State
 * @typedef {{
 *   readonly state: Readonly<State>,
 *   update: (patch: Partial<State>) => void,
 *   subscribe: (listener: Listener<State>) => () => void,
 *   subscribeLate: (keys: readonly (keyof State)[], listener: Listener<State>, since?: Readonly<State>) => void,
 *   settle: () => void,
 *   whenSettled: () => Promise<void>,
 * }} Store
 */

/**
 * Runs something when nothing else is to be done; it asks after each part whether it may go on. Asked again before that, it still runs once.
 * `isAwaited`: without waiting for changes to end.
 * @typedef {(run: (mayGoOn: () => boolean) => void, isAwaited: boolean) => void} Idle
 */

/** Changes that follow each other that closely belong together, as those of a slider that is dragged; milliseconds. */
const QUIET_MS = 60;
/** But nobody waits longer than that for them to end, and than this for an idle moment. */
const MOST_MS = 400;
const PATIENCE_MS = 150;
/** Where idle time cannot be asked for, work that long. */
const SLICE_MS = 10;

/** @returns {Idle} */
function whenIdle() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let firstMs = 0;
  return (run, isAwaited) => {
    const nowMs = performance.now();
    if (timer === undefined) firstMs = nowMs;
    clearTimeout(timer);
    const waitMs = isAwaited ? 0 : Math.max(0, Math.min(QUIET_MS, firstMs + MOST_MS - nowMs));
    timer = setTimeout(() => {
      timer = undefined;
      if (typeof requestIdleCallback === "function") {
        requestIdleCallback((deadline) => run(() => deadline.timeRemaining() > 1), { timeout: PATIENCE_MS });
        return;
      }
      const start = performance.now();
      run(() => performance.now() - start < SLICE_MS);
    }, waitMs);
  };
}

/**
 * Listeners hear of every change that changes something, in the order they came, and of changes made while they
 * listen afterwards, never in between.
 *
 * Late ones, for what nobody watches while a slider moves, hear when there is time, once of all that happened since
 * they last heard, and only when one of their keys changed.
 * @template {object} State
 * @param {State} initial
 * @param {Idle} [idle]
 * @returns {Store<State>}
 */
export function createStore(initial, idle = whenIdle()) {
  let state = Object.freeze({ ...initial });
  /** @type {Set<Listener<State>>} */
  const listeners = new Set();
  /** @type {{ state: Readonly<State>, previous: Readonly<State> }[]} */
  const waiting = [];
  let telling = false;
  /** @type {{ keys: readonly (keyof State)[], listener: Listener<State>, told: Readonly<State> }[]} */
  const late = [];
  /** @type {(() => void)[]} */
  let settled = [];

  function tell() {
    if (telling) return;
    telling = true;
    try {
      for (let change = waiting.shift(); change; change = waiting.shift()) {
        for (const listener of [...listeners]) listener(change.state, change.previous);
      }
    } finally {
      telling = false;
      waiting.length = 0;
    }
  }

  const unheard = () => late.filter(({ keys, told }) => keys.some((key) => !Object.is(told[key], state[key])));

  /** @param {() => boolean} mayGoOn */
  function tellLate(mayGoOn) {
    try {
      for (let [one] = unheard(); one; [one] = unheard()) {
        const before = one.told;
        one.told = state;
        one.listener(state, before);
        if (!mayGoOn()) break;
      }
    } finally {
      askIdle();
    }
  }

  function askIdle() {
    if (unheard().length > 0) {
      idle(tellLate, settled.length > 0);
      return;
    }
    const done = settled;
    settled = [];
    for (const one of done) one();
  }

  return {
    get state() {
      return state;
    },
    update(patch) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(patch));
      if (keys.every((key) => Object.is(state[key], patch[key]))) return;
      const previous = state;
      state = Object.freeze({ ...state, ...patch });
      waiting.push({ state, previous });
      try {
        tell();
      } finally {
        askIdle();
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    subscribeLate(keys, listener, since = state) {
      late.push({ keys, listener, told: since });
      if (since !== state) askIdle();
    },
    /** Tells late listeners now. */
    settle: () => tellLate(() => true),
    /** Done as soon as nobody has anything left to hear. */
    whenSettled() {
      return new Promise((done) => {
        settled.push(done);
        askIdle();
      });
    },
  };
}

/**
 * The store for those who come when much has happened: each hears of all of it as of one change, as soon as `tell` says that
 * everybody is there.
 * @template {object} State
 * @param {Store<State>} store
 * @param {Readonly<State>} then the state that they would have seen first
 * @returns {{ store: Store<State>, tell: () => void }}
 */
export function sinceThen(store, then) {
  /** @type {Listener<State>[]} */
  const untold = [];
  return {
    store: {
      get state() {
        return store.state;
      },
      update: (patch) => store.update(patch),
      subscribe(listener) {
        untold.push(listener);
        return store.subscribe(listener);
      },
      subscribeLate: (keys, listener) => store.subscribeLate(keys, listener, then),
      settle: () => store.settle(),
      whenSettled: () => store.whenSettled(),
    },
    tell() {
      const now = store.state;
      for (const listener of untold.splice(0)) if (now !== then) listener(now, then);
    },
  };
}
