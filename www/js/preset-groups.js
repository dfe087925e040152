// The groups of the situations: their names in the language of the page, in the select and between the cards.

/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** @param {{ root: HTMLElement, store: SessionStore, strings: Strings }} parts */
export function createPresetGroups({ root, store, strings }) {
  const groups = [...root.querySelectorAll("optgroup")];
  const cards = root.querySelector(".situations");

  function name() {
    for (const head of root.querySelectorAll(".situations .group")) head.remove();
    const items = [...(cards?.children ?? [])];
    // Some situations stand in sight above: the cards are the last of all.
    let before = items.length - root.querySelectorAll("option").length;
    for (const [index, group] of groups.entries()) {
      const title = strings.presetGroups[index];
      group.label = title;
      const head = document.createElement("li");
      head.className = "group";
      head.textContent = title;
      items[Math.max(0, before)]?.before(head);
      before += group.children.length;
    }
  }

  name();
  store.subscribe((state, previous) => {
    if (state.presets !== previous.presets || state.language !== previous.language) name();
  });
}
