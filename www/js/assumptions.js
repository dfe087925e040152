// What the model assumes, beside the controls that it governs: a sentence of `strings.assumptions` and an equation in
// MathML. The equations are those of the README. `assumed` is pure.

import { numberOf, optionsOf } from "./choices.js";
import { valueOf } from "./session.js";

/** An element of MathML: its name and what is in it. @typedef {readonly [tag: string, ...children: (Formula | string)[]]} Formula */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {import("./session.js").State} State */
/** @typedef {{ text: string, equation: Formula[] }} Assumption */

const SPACE = "http://www.w3.org/1998/Math/MathML";

const i = (/** @type {string} */ name) => /** @type {Formula} */ (["mi", name]);
const n = (/** @type {string} */ number) => /** @type {Formula} */ (["mn", number]);
const o = (/** @type {string} */ operator) => /** @type {Formula} */ (["mo", operator]);
const row = (/** @type {Formula[]} */ ...parts) => /** @type {Formula} */ (["mrow", ...parts]);
const over = (/** @type {Formula[]} */ above, /** @type {Formula[]} */ below) => /** @type {Formula} */ (["mfrac", row(...above), row(...below)]);
const sub = (/** @type {string} */ name, /** @type {string} */ index) => /** @type {Formula} */ (["msub", i(name), i(index)]);
const words = (/** @type {string} */ text) => /** @type {Formula} */ (["mtext", text]);
const power = (/** @type {Formula} */ base, /** @type {Formula[]} */ exponent) => /** @type {Formula} */ (["msup", base, row(...exponent)]);
const outside = [sub("p", "0"), o("("), n("1"), o("+"), i("s"), o(")")];

/** Price after Q base was sold, by law of impact. @type {Readonly<Record<string, Formula[]>>} */
const IMPACT = {
  linear: [i("p"), o("="), ...outside, o("−"), i("k"), i("Q")],
  logLinear: [i("p"), o("="), ...outside, power(i("e"), [o("−"), i("Q"), o("/"), i("D")])],
  squareRoot: [i("p"), o("="), sub("p", "0"), o("("), n("1"), o("+"), i("s"), o("−"), i("Y"), i("σ"), ["msqrt", i("Q"), o("/"), i("V")], o(")")],
  book: [i("p"), o("="), i("L"), o("("), i("Q"), o(")")],
};

const LIQUIDATION = [sub("p", "liq"), o("="), over([i("z"), i("q"), i("e"), o("−"), i("M"), o("−"), i("c")], [i("q"), o("("), i("z"), o("−"), i("m"), o(")")])];
const BANKRUPTCY = [sub("p", "bk"), o("="), i("e"), o("−"), i("z"), i("M"), o("/"), i("q")];

/** Base to close, by rule. @type {Readonly<Record<string, Formula[]>>} */
const PARTIAL = {
  whole: [i("x"), o("="), i("q")],
  target: [i("x"), o("="), over([sub("m", "t"), i("q"), i("p"), o("−"), i("E")], [o("("), sub("m", "t"), o("−"), i("f"), o(")"), i("p")])],
  share: [i("x"), o("="), i("a"), sub("q", "0")],
  tiers: [i("x"), o("="), i("q"), o("−"), i("F"), o("/"), i("p")],
};

/**
 * What is assumed at a place of the page.
 * @param {"main" | "traders" | "market" | "rules"} place
 * @param {{ impactLaw: string, chosen: (control: string) => string | undefined }} run `chosen`: the option of a choice
 * @param {Strings["assumptions"]} texts
 * @returns {Assumption[]}
 */
export function assumed(place, { impactLaw, chosen }, texts) {
  const law = impactLaw in IMPACT ? impactLaw : "logLinear";
  const impact = { text: texts.impact[/** @type {keyof typeof texts.impact} */ (law)], equation: IMPACT[law] };
  switch (place) {
    case "main":
      return [
        { text: texts.margin, equation: [i("M"), o("="), over([i("q"), i("e")], [words(texts.words.leverage)])] },
        impact,
        { text: texts.chain, equation: [sub("C", "k"), o("="), over([sub("N", "k")], [sub("N", "k−1")])] },
      ];
    case "traders":
      return [
        { text: texts.leverage, equation: [i("ℓ"), o("="), i("μ"), power(i("e"), [i("σ"), i("ζ")])] },
        { text: texts.entry, equation: [i("e"), o("="), sub("p", "0"), o("("), n("1"), o("+"), i("τ"), i("ζ"), o(")")] },
        { text: texts.still, equation: [] },
      ];
    case "market": {
      const list = [
        impact,
        { text: texts.feedback, equation: [i("R"), o("="), over([words(texts.words.triggered)], [words(texts.words.absorbed)]), o(","), i("h"), o("="), n("0.25"), words(" %")] },
      ];
      if (chosen("refills") === "returns") list.push({ text: texts.refill, equation: [i("w"), o("+"), o("("), n("1"), o("−"), i("w"), o(")"), power(i("e"), [o("−"), i("t"), o("/"), i("T")])] });
      return list;
    }
    case "rules": {
      const rule = chosen("partial") ?? "whole";
      const part = rule in PARTIAL ? rule : "whole";
      return [
        { text: texts.liquidation, equation: LIQUIDATION },
        { text: texts.bankruptcy, equation: BANKRUPTCY },
        { text: texts.partial[/** @type {keyof typeof texts.partial} */ (part)], equation: PARTIAL[part] },
        { text: texts.waterfall, equation: [words(texts.words.loss), o("="), i("M"), o("+"), i("F"), o("+"), i("V"), o("+"), i("S"), o("+"), i("B")] },
      ];
    }
  }
}

/**
 * Fills every `[data-assumed]`, again when a choice changes what is assumed.
 * @param {{ page: Document, store: import("./session.js").SessionStore, strings: Strings }} parts
 */
export function createAssumptions({ page, store, strings }) {
  const lists = [...page.querySelectorAll("[data-assumed]")].map((list) => ({ list, shown: "" }));
  store.subscribeLate(["loaded"], (state) => {
    const { loaded } = state;
    if (!loaded) return;
    const chosen = (/** @type {string} */ name) => {
      const control = loaded.controls.find((one) => one.name === name);
      return control && optionsOf(control)?.[numberOf(control, valueOf(state, name) ?? control.value)]?.name;
    };
    for (const one of lists) {
      const place = /** @type {Parameters<typeof assumed>[0]} */ (one.list.getAttribute("data-assumed"));
      const all = assumed(place, { impactLaw: loaded.impactLaw, chosen }, strings.assumptions);
      const key = JSON.stringify(all);
      if (key === one.shown) continue;
      one.shown = key;
      one.list.replaceChildren(
        ...all.map(({ text, equation }) => {
          const item = page.createElement("li");
          item.append(text);
          if (equation.length > 0) {
            const math = page.createElementNS(SPACE, "math");
            math.setAttribute("display", "block");
            math.append(...equation.map((part) => element(page, part)));
            item.append(math);
          }
          return item;
        }),
      );
    }
  });
}

/** @param {Document} page @param {Formula} formula @returns {Element} */
function element(page, [tag, ...children]) {
  const made = page.createElementNS(SPACE, tag);
  // Brackets as high as letters, whatever stands near them.
  if (tag === "mo") made.setAttribute("stretchy", "false");
  made.append(...children.map((child) => (typeof child === "string" ? child : element(page, child))));
  return made;
}
