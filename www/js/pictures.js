// The pictures beside the main one: what each is drawn from. Runs where the engine runs.

/** @typedef {import("../pkg/page/liquidation_cascades.js").Trace} Trace */
/** @typedef {import("../pkg/page/liquidation_cascades.js").Prepared} Prepared */
/** @typedef {import("../pkg/page/liquidation_cascades.js").CrowdPicture} CrowdPicture */
/** @typedef {import("../pkg/page/liquidation_cascades.js").CrowdFacts} CrowdFacts */

/**
 * What a picture may be drawn from. `prepared`: the book, where every landing that the fragility curve needs was tried. `kept` is emptied when another run is loaded; what is kept there has `free`.
 * @typedef {{
 *   module: typeof import("../pkg/page/liquidation_cascades.js"), trace: Trace, prepared: () => Prepared | null,
 *   theme: import("./messages.js").StageTheme, kept: Map<string, { free: () => void }>,
 * }} Run
 */

/** What a picture says, by the names that it asks for. @typedef {import("../pkg/liquidation_cascades.js").PictureWords} PictureWords */
/** @typedef {{ size: import("./messages.js").CanvasSize, row: number, words: PictureWords }} Order */

/** @typedef {{ readonly widthPx: number, readonly heightPx: number, draw: (context: OffscreenCanvasRenderingContext2D, decimal?: string) => void, free: () => void }} Drawable */

/** The shock of the scenario and where it lands, signed fractions. @typedef {{ shockRatio: number, finalRatio: number }} Breaking */

/** What a picture is about, for words beside it. @typedef {{ crowd?: CrowdFacts, breaking?: Breaking }} Facts */

/**
 * A picture of the crowd, which is counted once per run.
 * @param {Run} run
 * @param {Order} order
 * @param {"density" | "leverage" | "liquidations"} kind
 * @returns {Drawable & Facts}
 */
function ofCrowd({ module, trace, theme, kept }, { size, words, row }, kind) {
  const crowd = /** @type {CrowdPicture | undefined} */ (kept.get("crowd")) ?? new module.CrowdPicture(trace);
  kept.set("crowd", crowd);
  return Object.assign(crowd[kind](size, theme, words, row), { crowd: crowd.facts(row) });
}

/**
 * Where every shock lands; nothing as long as that is being looked for.
 * @param {Run} run
 * @param {Order} order
 * @returns {(Drawable & Facts) | undefined}
 */
function fragility({ trace, theme, prepared }, { size, words }) {
  const figure = prepared()?.figure("fragility", size, theme, words);
  if (!figure) return undefined;
  const { outsideWorstRatio, finalRatio } = trace.facts();
  return Object.assign(figure, { breaking: { shockRatio: outsideWorstRatio, finalRatio } });
}

/** @param {Run} run @param {Order} order @param {"flow" | "feedback"} kind */
function ofTrace({ trace, theme }, { size, row, words }, kind) {
  return trace.figure(kind, size, theme, words, row);
}

/**
 * Whose Feedback R a market has in a row, kind by kind.
 * @param {Trace} trace
 * @param {string} market
 * @param {number} row
 */
export function feedbackParts(trace, market, row) {
  /** @type {Map<string, number>} */
  const kinds = new Map();
  for (const source of trace.sources()) {
    if (source.market === market) kinds.set(source.kind, (kinds.get(source.kind) ?? 0) + trace.feedback(source.id)[row]);
  }
  return Array.from(kinds, ([kind, ratio]) => ({ kind, ratio }));
}

/** Each draws the run as it stands at `order.row`; nothing where a run has no such picture. */
export const PICTURES = {
  density: (/** @type {Run} */ run, /** @type {Order} */ order) => ofCrowd(run, order, "density"),
  leverage: (/** @type {Run} */ run, /** @type {Order} */ order) => ofCrowd(run, order, "leverage"),
  liquidations: (/** @type {Run} */ run, /** @type {Order} */ order) => ofCrowd(run, order, "liquidations"),
  fragility,
  flow: (/** @type {Run} */ run, /** @type {Order} */ order) => ofTrace(run, order, "flow"),
  feedback: (/** @type {Run} */ run, /** @type {Order} */ order) => ofTrace(run, order, "feedback"),
};

/** @typedef {keyof typeof PICTURES} PictureKind */
