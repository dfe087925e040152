// The one way to wait: for a state, asked for again and again.
import assert from "node:assert/strict";

/** Long enough for a machine that does much else. */
export const WAIT_MS = 20_000;

/** Asks until the answer satisfies, or fails with the last one. */
export async function until(ask, isGood, what, waitMs = WAIT_MS) {
  const end = Date.now() + waitMs;
  let last;
  do {
    last = await ask();
    if (isGood(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (Date.now() < end);
  assert.fail(`${what}: still ${Buffer.isBuffer(last) ? `${last.length} bytes` : String(last).slice(0, 3000)}`);
}

/** Asks until the answer has stayed the same so long: what is written again and again while something is in progress. */
export async function rested(ask, what, forMs = 1_000) {
  let [last, since] = [await ask(), Date.now()];
  return until(
    async () => {
      const now = await ask();
      if (now !== last) [last, since] = [now, Date.now()];
      return now;
    },
    () => Date.now() - since >= forMs,
    `${what} does not rest`,
  );
}
