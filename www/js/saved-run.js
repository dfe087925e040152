// What is written of a run that is saved; fetched when one is.

import { breakingClaim } from "./claims.js";
import { changes } from "./compare-changes.js";
import { plain, sentence } from "./sentence.js";
import { seedOf, titleOf } from "./session-state.js";
import { honestText } from "./situation.js";

/** @typedef {Readonly<import("./session-state.js").State>} State */
/** @typedef {import("./messages.js").Loaded} Loaded */

/**
 * Under its picture. Its title comes first; the engine puts its own version in.
 * @param {State} state
 * @param {Loaded} loaded
 * @param {string} link the address of what is on screen
 * @param {import("./session-words.js").Strings} strings
 */
export function captionOf(state, loaded, link, strings) {
  const { pinned, isSecret, search } = state;
  const title = titleOf(loaded, strings);
  const breaking = search?.state === "found" ? breakingClaim(search, loaded) : null;
  const caption = [isSecret ? title : `${title}. ${plain(sentence(loaded, strings, breaking))}`];
  if (pinned && !isSecret) caption.push(strings.save.compared(titleOf(pinned, strings), changes(pinned, loaded, strings)));
  caption.push(strings.save.source(seedOf(state), "{version}", link), honestText(loaded.situation, strings.honest, loaded.facts.deadAtStart));
  return caption;
}
