// What ends an instance of the engine. Pure but for the question for memory.

/** @param {unknown} thrown */
export function isWantOfMemory(thrown) {
  return thrown instanceof RangeError && /memory|allocat|array buffer|array length/i.test(thrown.message);
}

/**
 * Whether a trap came for want of memory. A module that gets none says no more than that it cannot go on: so it is asked for
 * as much again as it has, which it would have used next.
 * @param {unknown} thrown @param {import("./engine-loader.js").Engine} engine that trapped, and is thrown away
 */
export function isOutOfMemory(thrown, { memory }) {
  if (isWantOfMemory(thrown)) return true;
  try {
    memory.grow(memory.buffer.byteLength / 65_536);
    return false;
  } catch {
    return true;
  }
}

/**
 * A trap ends the instance: nothing after it can be trusted. What is left borrowed by an exception that passed through it, or
 * has no room for references any more, never works again either.
 * @param {unknown} thrown
 */
export function isTrap(thrown) {
  if (thrown instanceof WebAssembly.RuntimeError || isWantOfMemory(thrown)) return true;
  return thrown instanceof Error && /^recursive use of an object|^table index is out of bounds|^WebAssembly\.Table\.grow/.test(thrown.message);
}
