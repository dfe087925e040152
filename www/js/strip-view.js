// The switch of the strip below the price: what was traded, or debt by health. There while a run has loans.

import { loansWords } from "./loans-text.js";
import { setAttribute, setText } from "./write.js";

/**
 * @param {{ figure: HTMLElement, store: import("./session.js").SessionStore, strings: { language: string }, onSwitch: () => void }} parts
 *   `onSwitch`: the strip shows something else, or is called something else
 */
export function createStrip({ figure, store, strings, onSwitch }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "strip-switch";
  button.hidden = true;
  figure.querySelector("figcaption")?.before(button);
  const isOn = () => store.state.flags.showsHealth;

  function tell() {
    const words = loansWords(strings).strip;
    setText(button, words.button);
    button.title = words.hint;
    setAttribute(button, "aria-pressed", String(isOn()));
  }
  tell();

  button.addEventListener("click", () => store.update({ flags: { ...store.state.flags, showsHealth: !isOn() } }));
  store.subscribe((state, previous) => {
    if (state.flags.showsHealth === previous.flags.showsHealth) return;
    tell();
    onSwitch();
  });

  return {
    /** What the picture calls it; empty where it shows what was traded. */
    name: () => (isOn() ? loansWords(strings).strip.name : ""),
    /** @param {boolean} isThere */
    show(isThere) {
      button.hidden = !isThere;
    },
    /** In another language. */
    tell() {
      tell();
      if (isOn()) onSwitch();
    },
  };
}
