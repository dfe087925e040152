// One state, one way to change it.

/**
 * @template {object} State
 * @typedef {{
 *   readonly state: Readonly<State>,
 *   update: (patch: Partial<State>) => void,
 *   subscribe: (listener: (state: Readonly<State>, previous: Readonly<State>) => void) => () => void,
 * }} Store
 */

/**
 * Listeners hear of every change that changes something, in the order they came, and of changes made while they
 * listen afterwards, never in between.
 * @template {object} State
 * @param {State} initial
 * @returns {Store<State>}
 */
export function createStore(initial) {
  let state = Object.freeze({ ...initial });
  /** @type {Set<(state: Readonly<State>, previous: Readonly<State>) => void>} */
  const listeners = new Set();
  /** @type {{ state: Readonly<State>, previous: Readonly<State> }[]} */
  const waiting = [];
  let telling = false;

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
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
