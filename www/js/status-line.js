// The one live region: polite, at most one message a second, the newest wins.

const LEAST_GAP_MS = 1000;

/**
 * @param {HTMLElement} line
 * @param {{ now: () => number, later: (run: () => void, ms: number) => void }} clock
 */
export function createStatusLine(line, clock) {
  let lastMs = -Infinity;
  /** @type {string | null} */
  let waiting = null;

  function show() {
    if (waiting === null) return;
    line.textContent = waiting;
    waiting = null;
    lastMs = clock.now();
  }

  return {
    /** @param {string} text */
    say(text) {
      const isFirst = waiting === null;
      waiting = text;
      const wait = lastMs + LEAST_GAP_MS - clock.now();
      if (wait <= 0) show();
      else if (isFirst) clock.later(show, wait);
    },
    /** What was said, and what waits, is no longer true. */
    hush() {
      if (waiting !== null) waiting = "";
      line.textContent = "";
    },
  };
}
