// The crowd: all positions in one picture, and three figures about them, each with its numbers in words.

import { leverageAtLeast, leverageAtMost, percentAtLeast } from "./bounds-text.js";
import * as format from "./format.js";
import { ofMarketBoth } from "./of-market.js";
import { breakingText } from "./own-text.js";
import { createPicture } from "./picture-view.js";
import { find } from "./transport-view.js";

/** @typedef {import("./picture-view.js").Picture} Picture */
/** @typedef {import("./pictures.js").PictureKind} PictureKind */

/** @typedef {import("../pkg/liquidation_cascades.js").CrowdFacts} CrowdFacts */
/** @typedef {typeof import("./strings.js").strings.crowd} Words */

/** Whom the price has come to, side by side. @param {CrowdFacts} crowd @param {Words} words */
export function densityTexts(crowd, words) {
  const side = (/** @type {number} */ reached, /** @type {number} */ all, /** @type {typeof words.reachedLongs} */ write) =>
    reached > 0 ? [write(format.money(reached), format.percent(reached / all, 0))] : [];
  const reached = [
    ...side(crowd.reachedLongNotional, crowd.longNotional, words.reachedLongs),
    ...side(crowd.reachedShortNotional, crowd.shortNotional, words.reachedShorts),
  ].join(words.and);
  const facts = {
    longs: format.money(crowd.longNotional),
    shorts: format.money(crowd.shortNotional),
    price: format.price(crowd.price),
    reached,
  };
  return { label: words.densityLabel(facts), caption: words.densityCaption(reached) };
}

/**
 * The typical trader is told as everywhere on the page. Each rounded to its own side, the tenths could stand in the wrong order
 * beside that number: then they are not told.
 * @param {number} low
 * @param {number} median
 * @param {number} high
 * @param {Words} words
 */
function leverageOf(low, median, high, words) {
  const typical = format.leverageText(median);
  const step = high < 99.95 ? 0.1 : 1;
  if (high - low < step) return words.sameLeverage(typical);
  // What the text of it can be off by.
  const slack = median < 9.95 ? 0.05 : 0.5;
  const isInOrder = low + step + slack <= median && median + slack + step <= high;
  return isInOrder ? words.leverage(leverageAtMost(low), typical, leverageAtLeast(high)) : words.middleLeverage(typical);
}

/** Who has how much leverage; every number is rounded to the side on which it stays true. @param {CrowdFacts} crowd @param {Words} words */
export function leverageCaption(crowd, words) {
  const { leverageLow: low, leverageMedian: median, leverageHigh: high } = crowd;
  const left = crowd.unreachableNotional / (crowd.longNotional + crowd.shortNotional);
  const text = leverageOf(low ?? 0, median ?? 0, high ?? 0, words);
  return left > 0 ? `${text} ${words.unreachable(percentAtLeast(left))}` : text;
}

/** What moves close half of a side: rounded up, so that they do. @param {CrowdFacts} crowd @param {Words} words */
export function liquidationsCaption({ halfLongRatio, halfShortRatio }, words) {
  const told = [-1, 1].map((sign, side) => {
    const ratio = [halfLongRatio, halfShortRatio][side] ?? null;
    // What the starting price has reached needs no move.
    const isDead = ratio !== null && sign * ratio <= 0;
    return { isDead, move: ratio === null || isDead ? "" : percentAtLeast(ratio) };
  });
  const [fall, rise] = told.map(({ move }) => move);
  return words.liquidations(
    fall ?? "",
    rise ?? "",
    told.map(({ isDead }) => isDead),
  );
}

/**
 * @param {{ panel: HTMLElement, session: import("./session.js").Session, store: import("./session.js").SessionStore,
 *   strings: typeof import("./strings.js").strings, draw: () => void }} parts `draw`: the reader wants to draw leverage
 */
export function createCrowd({ panel, session, store, strings, draw }) {
  const words = strings.crowd;

  /**
   * @param {PictureKind} kind
   * @param {() => import("./pictures.js").PictureWords} said
   * @param {boolean} followsPlayhead
   * @param {(picture: Picture) => { label: string, caption: string }} describe
   * @param {() => string} [missing] what is said where there is no picture
   */
  function create(kind, said, followsPlayhead, describe, missing = () => words.missing) {
    const root = find(panel, `[data-picture=${kind}]`, HTMLElement);
    const frame = find(root, ".picture-frame", HTMLElement);
    const canvas = find(frame, "canvas", HTMLCanvasElement);
    const caption = find(root, ".picture-caption", HTMLElement);
    const say = (/** @type {{ label: string, caption: string }} */ plain) => {
      const text = ofMarketBoth(store.state.loaded?.situation, plain);
      canvas.setAttribute("aria-label", text.label);
      if (caption.textContent !== text.caption) caption.textContent = text.caption;
    };
    const { refresh } = createPicture({
      frame,
      kind,
      words: said,
      session,
      store,
      followsPlayhead,
      isShown: ({ view }) => view === "crowd",
      onDrawn(picture) {
        const text = picture ? describe(picture) : { label: missing(), caption: missing() };
        say(text);
      },
    });
    return {
      /** There may be a picture now; its place has to be there to be measured. */
      refresh() {
        frame.classList.remove("is-empty");
        refresh();
      },
      /** There is none yet. */
      wait: () => say({ label: missing(), caption: missing() }),
    };
  }

  // Asked for anew with every picture: the language may have changed.
  const sides = () => ({ longs: words.longs, shorts: words.shorts, money: words.money });

  create(
    "density",
    () => words.density,
    true,
    ({ crowd }) => {
      if (!crowd) return { label: "", caption: "" };
      return densityTexts(crowd, words);
    },
  );

  create("leverage", sides, true, ({ crowd }) => {
    if (!crowd || crowd.leverageMedian === null) return { label: words.nobody, caption: words.nobody };
    const text = leverageCaption(crowd, words);
    return { label: `${words.leverageTitle}: ${text}`, caption: `${text} ${words.hollow}` };
  });

  create(
    "liquidations",
    () => ({ ...sides(), price: words.price }),
    true,
    ({ crowd }) => {
      if (!crowd) return { label: "", caption: "" };
      const text = liquidationsCaption(crowd, words);
      return { label: `${words.liquidationsTitle}: ${text}`, caption: text };
    },
  );

  // The curve comes when the search for the breaking point is through; until then its words say how far it is.
  const curve = create(
    "fragility",
    () => words.fragilityWords,
    false,
    ({ breaking }) => {
      const { search, loaded } = store.state;
      if (!breaking || !loaded) return { label: "", caption: "" };
      const text = [
        words.fragility(format.signedPercent(breaking.shockRatio, 1), format.signedPercent(breaking.finalRatio, 1)),
        breakingText(search, loaded, strings),
      ].join(" ");
      return { label: `${words.fragilityTitle}: ${text}`, caption: text };
    },
    () => {
      const { search, loaded } = store.state;
      return (loaded && breakingText(search ?? { state: "searching", share: 0 }, loaded, strings)) || words.missing;
    },
  );

  const button = find(panel, "[data-do=draw]", HTMLButtonElement);
  button.addEventListener("click", draw);
  store.subscribe((state, previous) => {
    if (state.search !== previous.search) {
      if (state.search?.state === "found") curve.refresh();
      else if (state.view === "crowd") curve.wait();
    }
    if (state.loaded !== previous.loaded) button.hidden = !state.loaded?.shape;
  });
}
