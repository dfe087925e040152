// Files with an open question outlive a reload, too: kept beside those that were read, and read again to be asked about.

/** @typedef {Pick<import("./keep.js").Keep, "put" | "get" | "drop" | "names">} Keep */

/** In front of its name: a file of the same name that was read is another one. */
const ASKED = "? ";

/** @param {Keep} keep @param {string} name @param {Blob} file */
export function putAsked(keep, name, file) {
  // Nobody has reckoned a digest of what was not read.
  return keep.put(ASKED + name, `${ASKED}${Date.now()} ${name}`, file);
}

/** It was answered, or another file has its name. @param {Keep} keep @param {readonly string[]} names */
export function dropAsked(keep, names) {
  for (const name of names) if (keep.names().includes(ASKED + name)) keep.drop(ASKED + name);
}

/**
 * @param {Keep} keep
 * @param {(name: string, file: Blob) => Promise<unknown>} read
 * @param {typeof import("./messages.js").failureOf} failureOf
 * @returns {Promise<{ file: Blob, question: import("./session-state.js").Question }[]>} what is still asked
 */
export async function askAgain(keep, read, failureOf) {
  const open = [];
  for (const known of keep.names().filter((name) => name.startsWith(ASKED))) {
    const name = known.slice(ASKED.length);
    const file = (await keep.get(known))?.blob;
    if (!file) continue;
    try {
      await read(name, file);
    } catch (thrown) {
      // What went wrong otherwise goes wrong again with whatever comes next, and is told there.
      const { code, field, choices } = failureOf(thrown);
      if (code === "ambiguous" && choices) open.push({ file, question: { name, option: field, choices } });
    }
  }
  return open;
}
