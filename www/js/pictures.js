// The pictures beside the main one: what each is drawn from. Runs where the engine runs.

/** @typedef {import("../pkg/liquidation_cascades.js").Trace} Trace */
/** @typedef {import("../pkg/liquidation_cascades.js").Prepared} Prepared */

/**
 * What a picture may be drawn from. `kept` is emptied when another run is loaded; what is kept there has `free`.
 * @typedef {{
 *   module: typeof import("../pkg/liquidation_cascades.js"), trace: Trace, prepared: () => Prepared | null,
 *   theme: import("./messages.js").StageTheme, kept: Map<string, { free: () => void }>,
 * }} Run
 */

/** `words` are what the picture says, in the order that it asks for. @typedef {{ size: import("./messages.js").CanvasSize, row: number, words: readonly string[] }} Order */

/** @typedef {{ readonly widthPx: number, readonly heightPx: number, draw: (context: OffscreenCanvasRenderingContext2D) => void, free: () => void }} Drawable */

/** @param {Run} run @param {Order} order @param {"leverage" | "liquidations" | "fragility"} kind */
function ofBook({ prepared, theme }, { size, words }, kind) {
  return prepared()?.figure(kind, size, theme, [...words]);
}

/** @param {Run} run @param {Order} order @param {"flow" | "feedback"} kind */
function ofTrace({ trace, theme }, { size, row, words }, kind) {
  return trace.figure(kind, size, theme, [...words], row);
}

/** Each draws the run as it stands at `order.row`; nothing where a run has no such picture. */
export const PICTURES = {
  leverage: (/** @type {Run} */ run, /** @type {Order} */ order) => ofBook(run, order, "leverage"),
  liquidations: (/** @type {Run} */ run, /** @type {Order} */ order) => ofBook(run, order, "liquidations"),
  flow: (/** @type {Run} */ run, /** @type {Order} */ order) => ofTrace(run, order, "flow"),
  feedback: (/** @type {Run} */ run, /** @type {Order} */ order) => ofTrace(run, order, "feedback"),
};

/** @typedef {keyof typeof PICTURES} PictureKind */
