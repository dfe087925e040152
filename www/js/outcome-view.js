// The result sentence and the figures that are always in sight.

/** @typedef {import("./sentence.js").Phrase} Phrase */
/** @typedef {import("./figures-text.js").Figure} Figure */

/**
 * @param {HTMLElement} place
 * @param {Phrase} phrase
 */
export function showSentence(place, phrase) {
  place.replaceChildren(
    ...phrase.map(({ text, strong }) => {
      if (!strong) return document.createTextNode(text);
      const element = document.createElement("strong");
      element.textContent = text;
      return element;
    }),
  );
}

/** Letters that stand in one line of the narrowest group; more of them are written smaller. */
const LONG_VALUE = 15;

/**
 * @param {HTMLElement} list a description list with one group per figure, each with data-figure
 * @param {readonly Figure[]} figures
 */
export function showFigures(list, figures) {
  for (const { key, label, value, note, means = "" } of figures) {
    const group = list.querySelector(`[data-figure="${key}"]`);
    if (!group) continue;
    // The label may be a button that explains it: as what it means here.
    group.setAttribute("data-means", means);
    setText(group.querySelector("dt > .term") ?? group.querySelector("dt"), label);
    const place = group.querySelector(".value");
    setText(place, value);
    place?.classList.toggle("is-long", value.length > LONG_VALUE);
    setText(group.querySelector(".note"), note);
  }
}

/** @param {Element | null} element @param {string} text */
function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
