// One question at a time, the newest next: what is asked about may change faster than it is answered.

/**
 * @param {() => Promise<void>} work reads what it needs when it is called
 * @returns {() => Promise<void>} asks for it: now, or once more after what is under way
 */
export function inTurn(work) {
  let isStale = false;
  let isWorking = false;
  return async () => {
    isStale = true;
    if (isWorking) return;
    isWorking = true;
    try {
      while (isStale) {
        isStale = false;
        await work();
      }
    } finally {
      isWorking = false;
    }
  };
}
