// The legend of the bands is a slider: bands weaker than its thumb are left out.

import { find } from "./transport-view.js";
import * as format from "./format.js";
import { setAttribute, setProperty, setText, setValue } from "./write.js";

/** Positions of the thumb. */
const STEPS = 50;

/**
 * @param {{ figure: HTMLElement, session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: typeof import("./strings.js").strings }} parts
 */
export function createLegend({ figure, session, store, strings }) {
  const slider = find(figure, ".cutoff", HTMLInputElement);
  const text = find(figure, ".cutoff-text", HTMLElement);
  slider.max = String(STEPS);

  function show() {
    const { loaded, cutoff } = store.state;
    if (!loaded) return;
    // Where nothing waits there are no bands to speak of.
    slider.hidden = text.hidden = !loaded.heatFull;
    // Brightness goes with the square root of what waits.
    const least = format.money(cutoff * cutoff * loaded.heatFull);
    const words = cutoff > 0 ? strings.legend.from(least) : strings.legend.all(format.money(loaded.heatFull));
    setText(text, words);
    setValue(slider, String(Math.round(cutoff * STEPS)));
    setProperty(slider, "--cut", `${100 * cutoff}%`);
    setAttribute(slider, "aria-valuetext", words);
  }

  slider.addEventListener("input", () => session.setCutoff(Number(slider.value) / STEPS));
  store.subscribe((state, previous) => {
    if (state.loaded !== previous.loaded || state.cutoff !== previous.cutoff) show();
  });
}
