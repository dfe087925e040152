// You in the queue: a position of the reader's own, put into the run on screen. And how near that run is to breaking.

import { LEAST_MOVE, breakingClaim } from "./claims.js";
import { breakingMark, breakingText, ownTexts } from "./own-text.js";
import { fetchWhenOpened } from "./fetch-when-opened.js";
import * as format from "./format.js";
import { inTurn } from "./in-turn.js";
import { isInPlot, showLevel } from "./level-view.js";
import { ofMarket } from "./of-market.js";
import { find } from "./transport-view.js";
import { bringsUnit, readTyped } from "./typed-number.js";
import { setAttribute, setText, setValue } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** So much of what was typed is told again. */
const LONGEST_ECHO = 40;

/** Largest position, dollars, and most leverage that the engine takes. */
const LARGEST = { notional: 1e15, leverage: 1000 };

/**
 * @param {{ panel: HTMLDetailsElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createOwn({ panel, session, store, strings }) {
  const sides = [...panel.querySelectorAll("input[type=radio]")].filter((input) => input instanceof HTMLInputElement);
  const verdict = find(panel, ".verdict", HTMLElement);
  const list = find(panel, "dl", HTMLElement);
  const error = find(panel, ".error", HTMLElement);

  /** No answer stands beside a question that it does not answer. */
  function empty() {
    verdict.textContent = "";
    list.replaceChildren();
  }

  /** Why what was typed last was not taken. */
  let refusal = () => "";

  /** @param {string} text */
  function showError(text) {
    if (text === "") refusal = () => "";
    error.hidden = text === "";
    setText(error, text);
  }

  /**
   * One number of the position: what is typed is taken when it can be read and had, else the number stays and why is said.
   * @param {"notional" | "leverage"} name
   * @param {{ kind: "money" | "times", step: number, least: number, most: number, isOpen: boolean, label: () => string, text: (value: number) => string }} field
   *   `step`: of the arrow keys; `isOpen`: more than `least`, not `least` itself
   */
  function createField(name, { kind, step, least, most, isOpen, label, text }) {
    const input = find(panel, name === "notional" ? "#own-size" : "#own-leverage", HTMLInputElement);
    let isTyping = false;
    const read = () => readTyped(input.value, { kind, unit: 1, language: strings.language });
    const box = input.parentElement;
    /** The unit beside the field belongs to what stands in it, and not to what is on its way. */
    const showUnit = () => box?.classList.toggle("has-own-unit", isTyping && bringsUnit(input.value, read()));
    const fits = (/** @type {number} */ value) => value <= most && (value > least || (!isOpen && value === least));

    function paint() {
      if (!isTyping) setValue(input, kind === "money" ? format.groupedInput(store.state.own[name]) : format.plainInput(store.state.own[name]));
      showUnit();
      setAttribute(input, "aria-valuenow", String(store.state.own[name]));
      setAttribute(input, "aria-valuetext", text(store.state.own[name]));
      setAttribute(input, "aria-valuemin", String(least));
      setAttribute(input, "aria-valuemax", String(most));
    }

    input.addEventListener("input", () => {
      isTyping = true;
      showUnit();
      const typed = read();
      if ("value" in typed && fits(typed.value)) store.update({ own: { ...store.state.own, [name]: typed.value } });
    });
    input.addEventListener("change", () => {
      isTyping = false;
      const typed = read();
      const given = input.value.trim().slice(0, LONGEST_ECHO);
      const now = store.state.own[name];
      refusal = () => {
        const words = strings.typed;
        if ("problem" in typed) return typed.problem === "empty" ? words.empty(label(), text(now)) : words[typed.problem](label(), given, text(now));
        if (fits(typed.value)) return "";
        return typed.value > most ? strings.tooLarge(label(), given, text(most), text(now)) : strings.tooSmall(label(), given, text(least), isOpen, text(now));
      };
      const said = refusal();
      setAttribute(input, "aria-invalid", String(said !== ""));
      showError(said);
      if (said) session.announce(said);
    });
    input.addEventListener("keydown", (event) => {
      const sign = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
      if (sign === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const next = (Math.floor(store.state.own[name] / step + (sign > 0 ? 1e-9 : -1e-9)) + (sign > 0 ? 1 : 0)) * step;
      if (!fits(next)) return;
      isTyping = false;
      showError("");
      store.update({ own: { ...store.state.own, [name]: next } });
    });
    input.addEventListener("blur", () => {
      isTyping = false;
      paint();
    });
    return paint;
  }

  const times = (/** @type {number} */ value) => `${format.shortNumber(value, 2)}x`;
  const paints = [
    createField("notional", {
      kind: "money",
      step: 1000,
      least: 0,
      most: LARGEST.notional,
      isOpen: true,
      label: () => strings.page.ownSize,
      text: format.money,
    }),
    createField("leverage", { kind: "times", step: 1, least: 1, most: LARGEST.leverage, isOpen: false, label: () => strings.page.ownLeverage, text: times }),
  ];
  const [prefix, suffix] = [".prefix", ".suffix"].map((name) => find(panel, `#own-size-unit ${name}`, HTMLElement));

  function paint() {
    for (const input of sides) input.checked = input.value === store.state.own.side;
    for (const one of paints) one();
    setText(prefix, strings.own.unit.prefix);
    setText(suffix, strings.own.unit.suffix);
  }

  const ask = inTurn(async () => {
    const { side, notional, leverage } = store.state.own;
    const answer = await session.own({ side, notional, leverage });
    const { loaded } = store.state;
    if (!answer || !loaded) return;
    if ("failure" in answer) {
      showError(answer.failure.replace("position.leverage", strings.page.ownLeverage).replace("position.notional", strings.page.ownSize));
      empty();
      return;
    }
    const texts = ownTexts(answer, loaded, strings);
    verdict.textContent = texts.verdict;
    verdict.classList.toggle("is-dead", texts.isDead);
    list.replaceChildren(
      ...texts.rows.map(({ label, value }) => {
        const [group, term, description] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
        term.textContent = label;
        description.textContent = value;
        group.append(term, description);
        return group;
      }),
    );
  });
  const again = () => {
    if (panel.open) void ask();
  };
  for (const input of sides) {
    input.addEventListener("change", () => {
      if (input.checked) store.update({ own: { ...store.state.own, side: input.value === "short" ? "short" : "long" } });
    });
  }
  const ways = find(panel, ".ways", HTMLDetailsElement);
  fetchWhenOpened(ways, async () => (await import("./strategies-view.js")).createStrategies({ root: ways, session, store, strings }));
  panel.addEventListener("toggle", () => {
    if (panel.open !== store.state.own.isOpen) store.update({ own: { ...store.state.own, isOpen: panel.open } });
    again();
  });
  // Whoever opened it meanwhile wants it open.
  if (panel.open && !store.state.own.isOpen) store.update({ own: { ...store.state.own, isOpen: true } });
  panel.open = store.state.own.isOpen;
  paint();

  store.subscribe((state, previous) => {
    if (state.own !== previous.own || state.language !== previous.language) paint();
    if (state.language !== previous.language) showError(refusal());
    if (state.own !== previous.own) showError("");
    if (state.own !== previous.own || state.loaded !== previous.loaded) again();
  });
}

/**
 * Where it breaks: in words, and as a mark on the way of the price, in sight while the price is in hand.
 * @param {{ place: HTMLElement, mark: HTMLElement, scale: ReturnType<typeof import("./level-view.js").createScale>,
 *   store: SessionStore, strings: Strings }} parts
 */
export function createBreaking({ place, mark, scale, store, strings }) {
  function showMark() {
    const { loaded, search } = store.state;
    const now = scale.now();
    const claim = loaded && search?.state === "found" ? breakingClaim(search, loaded) : null;
    // Where any shock at all breaks it, there is no place on the way to mark.
    const ratio = claim?.isBroken && claim.at >= LEAST_MOVE ? (claim.isUp ? claim.at : -claim.at) : null;
    const price = loaded && ratio !== null ? loaded.startPrice * (1 + ratio) : 0;
    mark.hidden = !now || !(price > 0) || !isInPlot(now, price);
    if (!now || mark.hidden || !claim || ratio === null) return;
    showLevel(mark, now, price, breakingMark(claim, format.signedPercent(ratio, 1), strings), strings.level);
    mark.style.width = `${Math.max(0, now.shocked.xCss - now.plot.left)}px`;
  }
  scale.listen(showMark);

  store.subscribe((state, previous) => {
    const { loaded, search } = state;
    if (!loaded || (loaded === previous.loaded && search === previous.search)) return;
    // What was said of the run before is gone with it.
    setText(place, ofMarket(loaded.situation, breakingText(search ?? { state: "searching", share: 0 }, loaded, strings)));
    showMark();
  });
}
