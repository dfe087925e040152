// The bet beside the figure: a marker to place, a button that lets the price fall, and what came of it.

import { betMove, afterEnd, afterPress, betButton, betText, isOpen } from "./bet.js";
import { showLevel } from "./level-view.js";
import { claimsOf } from "./claims.js";
import { same } from "./history.js";
import { valueOf } from "./session.js";
import * as format from "./format.js";
import { find } from "./transport-view.js";
import { setAttribute, setProperty, setText } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** The question comes when the first picture was looked at for that long. */
const ASK_AFTER_MS = 2000;

/** Settings as a text, whatever order they were set in. @param {import("./scenario-url.js").Settings} settings */
function writtenOf({ preset, values, files }) {
  return JSON.stringify([preset, files, Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/**
 * @param {{ root: HTMLElement, level: HTMLElement, scale: ReturnType<typeof import("./level-view.js").createScale>,
 *   session: Session, store: SessionStore, strings: Strings, isFresh: boolean }} parts `isFresh`: the page as it comes, with nothing in the address
 */
export function createBet({ root, level, scale, session, store, strings, isFresh }) {
  const text = find(root, ".bet-text", HTMLElement);
  const stake = find(root, ".bet-stake", HTMLElement);
  const range = find(root, "input", HTMLInputElement);
  const value = find(root, ".bet-value", HTMLElement);
  const button = find(root, "[data-do=bet]", HTMLButtonElement);
  const back = find(root, "[data-do=bet-back]", HTMLButtonElement);
  /** @type {import("./bet.js").Phase} */
  let phase = "asking";
  let went = 0;
  let wentBefore = 0;
  /** Whether the marker was moved or the bet made: only then its line lies over the picture. */
  let isPlaced = false;
  /** The bet's own change of settings, not the reader's. */
  let isOwn = false;
  /** What stood there before the first bet: the start that the way back leads to. @type {import("./scenario-url.js").Settings | null} */
  let start = null;

  /** The way of the market's own shock, as long as nothing is at stake. */
  let isUp = false;
  let move = betMove(0);

  const said = () => Number(range.value);
  const signed = () => (isUp ? said() : -said());
  const leverage = () => {
    const control = store.state.loaded?.controls.find(({ name }) => name === "leverage");
    return control ? format.controlValue(control, Number(valueOf(store.state, "leverage") ?? control.value)) : "";
  };

  /** A bet is on a shock of a size of its own, and then on half the leverage: a price path has no such size. */
  const isPossible = () => {
    const controls = store.state.loaded?.controls;
    return !controls || ["shock", "leverage"].every((needed) => controls.some(({ name }) => name === needed));
  };

  function paint() {
    root.hidden = !isPossible();
    if (phase === "asking") {
      // As it is set: what the outside did on its way, with noise, may be more.
      const shock = store.state.loaded?.controls.find(({ name }) => name === "shock")?.value ?? 0;
      isUp = shock > 0;
      move = betMove(shock);
    }
    const now = leverage();
    const isOther = now !== "" && store.state.settings.values.leverage !== undefined;
    const words = betText({ phase, move, isUp, said: said(), went, wentBefore, leverage: now, isOther }, strings);
    setText(text, words);
    const name = betButton(phase, isUp, strings);
    setText(button, name);
    button.disabled = !store.state.loaded;
    // Not disabled while it falls: a button that is loses the focus.
    setAttribute(button, "aria-disabled", String(isOpen(phase)));
    stake.hidden = phase !== "asking";
    // Where the controls are out of sight, and after a bet, which has changed them by itself.
    back.hidden = isOpen(phase) || start === null || same(start, store.state.settings) || (phase === "asking" && store.state.section !== "watch");
    const shown = format.signedPercent(signed());
    setText(value, shown);
    setAttribute(range, "aria-valuetext", shown);
    const [min, max] = [Number(range.min), Number(range.max)];
    setProperty(range, "--to", `${(100 * (said() - min)) / (max - min)}%`);
    paintLevel();
  }

  function paintLevel() {
    const { loaded } = store.state;
    if (!isPlaced || !loaded || phase === "halving" || phase === "halved") level.hidden = true;
    else showLevel(level, scale.now(), loaded.startPrice * (1 + signed()), strings.bet.marker(format.signedPercent(signed())), strings.level);
  }

  range.addEventListener("input", () => {
    isPlaced = true;
    paint();
  });
  range.addEventListener("pointerdown", () => {
    isPlaced = true;
    paintLevel();
  });
  button.addEventListener("click", () => {
    if (isOpen(phase)) return;
    phase = afterPress(phase);
    if (phase === "falling") {
      isPlaced = true;
      isOwn = true;
      start ??= store.state.settings;
      const shock = isUp ? move : -move;
      document.dispatchEvent(new CustomEvent("cascade-bet", { detail: { preset: store.state.settings.preset, shock, said: signed() } }));
      session.playWith({ shock }, { isSecret: true });
    } else if (phase === "halving") {
      wentBefore = went;
      isOwn = true;
      session.playWith({ leverage: Number(valueOf(store.state, "leverage")) / 2 }, { isSecret: true });
    } else {
      isPlaced = false;
    }
    paint();
  });

  back.addEventListener("click", () => {
    if (start === null) return;
    phase = "asking";
    isPlaced = false;
    void session.returnTo(start);
    // It hides itself: the next thing to do has the focus.
    button.focus();
  });

  scale.listen(paintLevel);
  store.subscribe((state, previous) => {
    const { loaded, playhead } = state;
    if (state.settings !== previous.settings && writtenOf(state.settings) !== writtenOf(previous.settings)) {
      // Whoever moves something else plays another game.
      if (!isOwn && phase !== "asking") {
        if (isOpen(phase)) session.reveal();
        phase = "asking";
        isPlaced = false;
      }
      // Where the controls are in sight, what they were set to is another start; so is another preset.
      if (!isOwn && (state.section !== "watch" || state.settings.preset !== start?.preset)) start = null;
      isOwn = false;
    }
    if (!loaded) return;
    if (isOpen(phase) && playhead && playhead !== previous.playhead && state.isSecret && !playhead.playing && playhead.row >= loaded.rows - 1) {
      phase = afterEnd(phase);
      went = Math.abs(claimsOf(loaded).worst);
      session.reveal();
    } else if (isOpen(phase) && previous.isSecret && !state.isSecret) {
      phase = "asking";
    }
    if (
      loaded !== previous.loaded ||
      state.settings !== previous.settings ||
      state.section !== previous.section ||
      playhead?.playing !== previous.playhead?.playing
    ) {
      paint();
    }
  });
  paint();

  let isTouched = false;
  const touch = () => (isTouched = true);
  for (const event of ["pointerdown", "keydown", "wheel"]) addEventListener(event, touch, { once: true, passive: true });
  // A picture that moves by itself is for somebody who is there to see it.
  let isSeen = matchMedia("(pointer: coarse)").matches;
  addEventListener("pointermove", () => (isSeen = true), { once: true, passive: true });
  return {
    /** The first picture is there: in a moment the question is asked. */
    begin() {
      setTimeout(() => {
        root.classList.add("is-asked");
        if (isFresh && isSeen && !isTouched && !document.hidden) session.breathe();
      }, ASK_AFTER_MS);
    },
  };
}
