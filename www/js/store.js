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
 *   subscribeLate: (keys: readonly (keyof State)[], listener: Listener<State>) => void,
 *   settle: () => void,
 *   whenSettled: () => Promise<void>,
 * }} Store
 */

/** Runs something when nothing else is to be done, and asks it after each part whether it may go on. @typedef {(run: (mayGoOn: () => boolean) => void) => void} Idle */

/** Longest wait of what is told late, milliseconds. */
const PATIENCE_MS = 200;
/** Where idle time cannot be asked for: wait this long, work that long. */
const PAUSE_MS = 30;
const SLICE_MS = 10;

/** @type {Idle} */
function whenIdle(run) {
  if (typeof requestIdleCallback === "function") {
    requestIdleCallback((deadline) => run(() => deadline.timeRemaining() > 1), { timeout: PATIENCE_MS });
    return;
  }
  setTimeout(() => {
    const start = performance.now();
    run(() => performance.now() - start < SLICE_MS);
  }, PAUSE_MS);
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
export function createStore(initial, idle = whenIdle) {
  let state = Object.freeze({ ...initial });
  /** @type {Set<Listener<State>>} */
  const listeners = new Set();
  /** @type {{ state: Readonly<State>, previous: Readonly<State> }[]} */
  const waiting = [];
  let telling = false;
  /** @type {{ keys: readonly (keyof State)[], listener: Listener<State>, told: Readonly<State> }[]} */
  const late = [];
  let isIdleAsked = false;
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
    isIdleAsked = false;
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
    if (isIdleAsked) return;
    if (unheard().length > 0) {
      isIdleAsked = true;
      idle(tellLate);
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
    subscribeLate(keys, listener) {
      late.push({ keys, listener, told: state });
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
