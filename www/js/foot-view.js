// The line under the page that says what is invented in it.

import { honestText } from "./situation.js";
import { setText } from "./write.js";

/**
 * Says it of what is loaded.
 * @param {{ place: HTMLElement, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createFoot({ place, store, strings }) {
  const { invented, effective, always } = strings.honest;
  setText(place, `${invented} ${effective} ${always}`);
  store.subscribeLate(["loaded"], ({ loaded }) => {
    if (loaded) setText(place, honestText(loaded.situation, strings.honest, loaded.facts.deadAtStart));
  });
}
