// The situations: all in the select, three of them as buttons, the others as cards behind "More situations".

import { isEdited } from "./session.js";
import { find } from "./transport-view.js";
import { setAttribute, setText, setValue } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * @param {{ root: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createPresets({ root, session, store, strings }) {
  const select = find(root, "select", HTMLSelectElement);
  const edited = find(root, ".edited", HTMLElement);
  const lesson = find(root, ".lesson", HTMLElement);
  const more = find(root, ".situations", HTMLElement);
  const cards = [...root.querySelectorAll("[data-preset]")].filter((card) => card instanceof HTMLButtonElement);
  /** @type {Map<string, HTMLButtonElement>} */
  const others = new Map();

  /** @param {import("./messages.js").PresetInfo} preset */
  function otherCard({ name, title, lesson: text }) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    const [strong, span] = [document.createElement("b"), document.createElement("span")];
    strong.textContent = title;
    span.textContent = text;
    button.append(strong, " ", span);
    button.addEventListener("click", () => void session.choosePreset(name));
    const item = document.createElement("li");
    item.append(button);
    others.set(name, button);
    return item;
  }

  select.addEventListener("change", () => void session.choosePreset(select.value));
  for (const card of cards) card.addEventListener("click", () => void session.choosePreset(card.dataset.preset ?? ""));

  store.subscribe((state, previous) => {
    const { settings, loaded, presets } = state;
    if (presets !== previous.presets) {
      const now = presets.map(({ name }) => name).join();
      const shown = [...select.options].map(({ value }) => value).join();
      if (now !== shown) select.replaceChildren(...presets.map(({ name, title }) => new Option(title, name)));
      for (const preset of presets) {
        const { name } = preset;
        const { title } = strings.preset(preset);
        const option = [...select.options].find(({ value }) => value === name);
        if (option && option.text !== title) option.text = title;
        const card = cards.find((one) => one.dataset.preset === name);
        if (card) setText(card, title);
      }
      const rest = presets.filter(({ name }) => !cards.some((card) => card.dataset.preset === name));
      more.replaceChildren(...rest.map((preset) => otherCard({ ...preset, ...strings.preset(preset) })));
    }
    if (settings === previous.settings && loaded === previous.loaded && presets === previous.presets) return;
    setValue(select, settings.preset);
    setText(edited, isEdited(settings) ? strings.edited : "");
    for (const card of cards) setAttribute(card, "aria-pressed", String(card.dataset.preset === settings.preset));
    for (const [name, button] of others) setAttribute(button, "aria-pressed", String(name === settings.preset));
    if (!loaded) return;
    const text = strings.preset({ name: settings.preset, title: loaded.title, lesson: loaded.lesson }).lesson;
    // With other settings a lesson is no longer about what is on screen.
    setText(lesson, isEdited(settings) && text !== "" ? strings.lessonUnedited(text) : text);
  });
}
