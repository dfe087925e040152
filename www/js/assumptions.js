// What the model assumes, beside the controls that it governs: a sentence of `strings.assumptions` and an equation in
// MathML. The equations are those of `model.html`, where a test looks for them. `assumed` is pure.

import { RULESET, numberOf, optionsOf } from "./choices.js";
import { shortNumber } from "./format.js";
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

/** Leverage of somebody, by where it comes from. @type {Readonly<Record<string, Formula[]>>} */
const LEVERAGE = {
  lognormal: [i("ℓ"), o("="), i("μ"), power(i("e"), [i("σ"), i("ζ")])],
  uniform: [i("ℓ"), o("="), i("a"), o("+"), o("("), i("b"), o("−"), i("a"), o(")"), i("υ")],
  pareto: [i("ℓ"), o("="), i("a"), power(i("υ"), [o("−"), n("1"), o("/"), i("α")])],
};
const ENTRY = { normal: [i("e"), o("="), sub("p", "0"), o("("), n("1"), o("+"), i("τ"), i("ζ"), o(")")], spot: [i("e"), o("="), sub("p", "0")] };

/** Where a position is liquidated and bankrupt; `fee`: of closing, where it counts. @param {import("./situation.js").Situation} situation */
function prices({ basis, isInverse, hasCloseFee }) {
  const fee = hasCloseFee ? [o("−"), i("f")] : [];
  const plusFee = hasCloseFee ? [o("+"), i("f")] : [];
  const atMark = basis === "mark";
  const [liq, bk] = [
    [sub("p", "liq"), o("=")],
    [sub("p", "bk"), o("=")],
  ];
  const ofSide = (/** @type {Formula[]} */ ...parts) => (hasCloseFee ? [o("("), i("z"), ...parts, o(")")] : [i("z")]);
  const worth = over([i("z"), i("N")], [i("e")]);
  const asked = [o("("), i("m"), i("N"), o("/"), i("e"), o("−"), i("c"), o(")")];
  if (isInverse) {
    return {
      liquidation: atMark
        ? [...liq, over([i("N"), o("("), i("z"), o("+"), i("m"), ...plusFee, o(")")], [worth, o("+"), i("M"), o("+"), i("c")])]
        : [...liq, over([i("N"), ...ofSide(...plusFee)], [worth, o("+"), i("M"), o("−"), ...asked])],
      bankruptcy: [...bk, over([i("N"), ...ofSide(...plusFee)], [worth, o("+"), i("M")])],
    };
  }
  const margin = [i("z"), i("q"), i("e"), o("−"), i("M")];
  const below = [i("q"), ...ofSide(...fee)];
  return {
    liquidation: atMark
      ? [...liq, over([...margin, o("−"), i("c")], [i("q"), o("("), i("z"), o("−"), i("m"), ...fee, o(")")])]
      : [...liq, over([...margin, o("+"), o("("), i("m"), i("q"), i("e"), o("−"), i("c"), o(")")], below)],
    bankruptcy: hasCloseFee ? [...bk, over(margin, below)] : [...bk, i("e"), o("−"), i("z"), i("M"), o("/"), i("q")],
  };
}

/** Who bears a loss, by what happens when the fund is empty. @type {Readonly<Record<string, string[]>>} */
const BEARERS = { badDebt: ["M", "F", "B"], adl: ["M", "F", "B"], proRata: ["M", "F", "B"], socialise: ["M", "F", "S", "B"], vault: ["M", "V", "F", "B"] };

/** Base to close, by rule. @type {Readonly<Record<string, Formula[]>>} */
const PARTIAL = {
  whole: [i("x"), o("="), i("q")],
  target: [i("x"), o("="), over([sub("m", "t"), i("q"), i("p"), o("−"), i("E")], [o("("), sub("m", "t"), o("−"), i("f"), o(")"), i("p")])],
  share: [i("x"), o("="), i("a"), sub("q", "0")],
  tiers: [i("x"), o("="), i("q"), o("−"), i("F"), o("/"), i("p")],
};

/** Where the leverage of positions comes from: whoever else trades holds nothing on a margin that leverage decides. @type {ReadonlySet<string>} */
const LEVERAGED = new Set(["lognormal", "uniform", "pareto", "clusters", "histogram", "drawn", "levels", "positions"]);

/**
 * What is assumed at a place of the page.
 * @param {"main" | "traders" | "market" | "rules"} place
 * @param {{ situation: import("./situation.js").Situation, ticks: boolean, venue: string, chosen: (control: string) => string | undefined }} run
 *   `venue`: whose rules were chosen, or nothing; `chosen`: the option of a choice
 * @param {Strings["assumptions"]} texts
 * @returns {Assumption[]}
 */
export function assumed(place, { situation, ticks, venue, chosen }, texts) {
  const law = situation.impactLaw in IMPACT ? situation.impactLaw : "logLinear";
  const { refill } = situation;
  const isScaled = refill !== null && refill !== 1;
  const impact = {
    text: isScaled
      ? texts.impact.bookTimes(shortNumber(refill, refill < 10 ? 2 : 0))
      : texts.impact[/** @type {"linear" | "logLinear" | "squareRoot" | "book"} */ (law)],
    equation: IMPACT[law],
  };
  const feedback = {
    text: texts.feedback,
    equation: [i("R"), o("="), over([words(texts.words.triggered)], [words(texts.words.absorbed)]), o(","), i("h"), o("="), n("0.25"), words(" %")],
  };
  // Whoever holds nothing on margin.
  const others = situation.crowds.filter((kind) => !LEVERAGED.has(kind));
  const crowds = situation.crowds.filter((kind) => LEVERAGED.has(kind));
  switch (place) {
    case "main":
      return [
        ...(crowds.some((kind) => kind !== "positions" && kind !== "levels")
          ? [{ text: texts.margin, equation: [i("M"), o("="), over([i("q"), i("e")], [words(texts.words.leverage)])] }]
          : [...crowds, ...others].map((kind) => ({ text: texts.crowds[kind], equation: [] }))),
        impact,
        // Steps of a clock are no waves.
        ticks ? feedback : { text: texts.chain, equation: [sub("C", "k"), o("="), over([sub("N", "k")], [sub("N", "k−1")])] },
      ];
    case "traders":
      return [
        ...situation.crowds.map((kind) => ({ text: texts.crowds[kind], equation: LEVERAGE[kind] ?? [] })),
        ...(situation.entries ? [{ text: texts.entries[situation.entries], equation: ENTRY[situation.entries] }] : []),
        ...(crowds.length > 0 ? [{ text: others.length > 0 ? texts.stillBesides : texts.still, equation: [] }] : []),
      ];
    case "market": {
      const outside = situation.outside.flatMap((kind) => {
        if (kind === "gap") return [];
        const isStretched = kind === "path" && situation.amplitude !== 1;
        const stretched = situation.amplitude === 0 ? texts.outside.pathStill : texts.outside.pathTimes(shortNumber(situation.amplitude, 2));
        return [{ text: isStretched ? stretched : texts.outside[kind], equation: [] }];
      });
      const list = [impact, ...outside, feedback];
      if (chosen("refills") === "returns")
        list.push({ text: texts.refill, equation: [i("w"), o("+"), o("("), n("1"), o("−"), i("w"), o(")"), power(i("e"), [o("−"), i("t"), o("/"), i("T")])] });
      return list;
    }
    case "rules": {
      const rule = chosen("partial") ?? "whole";
      const part = rule in PARTIAL ? rule : "whole";
      const deficit = chosen("deficit") ?? "badDebt";
      const loss = deficit in BEARERS ? deficit : "badDebt";
      const at = prices(situation);
      const also = [
        ...(situation.brackets ? [texts.liquidation.brackets] : []),
        ...(situation.hasCloseFee ? [texts.liquidation.fee] : []),
        ...(situation.sharesWallets ? [texts.liquidation.shared] : []),
      ];
      const bearers = BEARERS[loss].flatMap((name, index) => (index === 0 ? [i(name)] : [o("+"), i(name)]));
      return [
        ...(venue ? [{ text: texts.venue(venue), equation: [] }] : []),
        { text: [texts.liquidation[situation.isInverse ? "inverse" : situation.basis], ...also].join(" "), equation: at.liquidation },
        { text: texts.bankruptcy, equation: at.bankruptcy },
        { text: texts.partial[/** @type {keyof typeof texts.partial} */ (part)], equation: PARTIAL[part] },
        { text: texts.waterfall[/** @type {keyof typeof texts.waterfall} */ (loss)], equation: [words(texts.words.loss), o("="), ...bearers] },
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
    const option = (/** @type {string} */ name) => {
      const control = loaded.controls.find((one) => one.name === name);
      return control && optionsOf(control)?.[numberOf(control, valueOf(state, name) ?? control.value)];
    };
    const chosen = (/** @type {string} */ name) => option(name)?.name;
    const rules = option(RULESET);
    const venue = rules && rules.name !== "custom" ? rules.label : "";
    for (const one of lists) {
      const place = /** @type {Parameters<typeof assumed>[0]} */ (one.list.getAttribute("data-assumed"));
      const all = assumed(place, { situation: loaded.situation, ticks: loaded.ticks, venue, chosen }, strings.assumptions);
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
