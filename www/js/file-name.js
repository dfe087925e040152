// What a saved run is called.

import { isChoice } from "./scenario-url.js";
import { SHAPE } from "./shape.js";

/** So many changes are named in a file's name. */
const MOST_IN_NAME = 3;

/**
 * A file of an edited run is called by what was edited: "the-match-leverage-20-shock-minus-0.07-seed-42.png".
 * @param {import("./scenario-url.js").Settings} settings
 * @param {string} seed
 * @param {string} view
 * @param {string} kind
 */
export function fileName({ preset, values, files }, seed, view, kind) {
  const edits = Object.keys(values)
    .filter((name) => name !== "seed")
    .sort()
    .map((name) => (name === SHAPE ? "drawn-leverage" : `${name}-${String(values[name]).replace(/^-/, "minus-")}`));
  edits.push(
    ...Object.keys(files)
      .filter((kind) => !isChoice(kind))
      .map((kind) => `own-${kind}`),
  );
  const named = edits.slice(0, MOST_IN_NAME);
  if (edits.length > named.length) named.push(`and-${edits.length - named.length}-more`);
  const parts = [preset, ...named, "seed", seed, view].filter((part) => part !== "");
  return `${parts.join("-").replace(/[^\w.+-]/g, "-")}.${kind}`;
}
