// Ties the figure to its description, which follows run and language, never the playhead: a reader that plays is left alone.

import { describeStrings } from "./describe-strings.js";
import { description } from "./describe-text.js";
import { setText } from "./write.js";

/** @param {string} language */
export async function wordsOf(language) {
  return language === "de" ? (await import("./describe-strings-de.js")).describeStringsGerman : describeStrings;
}

/** @param {{ page: Document, figure: HTMLElement, store: import("./session.js").SessionStore }} parts */
export async function createDescription({ page, figure, store }) {
  const place = page.createElement("p");
  place.id = "figure-words";
  place.className = "visually-hidden";
  const show = async () => {
    const { language } = store.state;
    const words = await wordsOf(language);
    const { loaded, isSecret } = store.state;
    if (loaded && language === store.state.language) setText(place, description(loaded, isSecret, words));
  };
  await show();
  figure.prepend(place);
  figure.setAttribute("aria-describedby", place.id);
  store.subscribe((state, previous) => {
    if (state.loaded !== previous.loaded || state.isSecret !== previous.isSecret || state.language !== previous.language) void show();
  });
}
