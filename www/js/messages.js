// What page and host say to each other. Types only; the host answers the same calls in the worker and on the page.

/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {import("../pkg/liquidation_cascades.js").Control} Control */
/** @typedef {import("../pkg/liquidation_cascades.js").Summary} Summary */
/** @typedef {import("./stage-host.js").StageHost} StageHost */

/**
 * Size of a canvas in pixels that are as large as the reader's letters ask for: `textScale` CSS pixels each, and `pixelRatio` device
 * pixels. Whoever reads larger letters gets a larger picture of everything, as from the browser's own zoom.
 * @typedef {{ widthCss: number, heightCss: number, pixelRatio: number, textScale: number }} CanvasSize
 */

/**
 * What a stage needs before it can draw.
 * @typedef {{
 *   canvas: HTMLCanvasElement | OffscreenCanvas, size: CanvasSize, theme: StageTheme, labels: StageLabels,
 *   wholeRowsOnly: boolean, mostPositions: number | null, isTransparent: boolean,
 * }} Setup
 *   `isTransparent`: without its ground
 */

/** @typedef {Parameters<import("../pkg/liquidation_cascades.js").Stage["setTheme"]>[0]} StageTheme */
/** @typedef {Parameters<import("../pkg/liquidation_cascades.js").Stage["setLabels"]>[0]} StageLabels */

/** A control; leverage knows what the crowd of this run came to, see `Trace.typicalLeverage`. `isIdle`: it changes nothing of this run. @typedef {Control & { typical?: number, isIdle?: boolean }} PageControl */

/**
 * One run, as far as the page needs to know it. `typicalLeverage`: half of all positions, by size, have no more. `shape`: leverage in the bars in which it can be drawn by hand.
 * @typedef {{
 *   settings: Settings, notes: Note[], title: string, lesson: string,
 *   controls: PageControl[], presetValues: import("./scenario-url.js").Values,
 *   summary: Summary, facts: import("../pkg/liquidation_cascades.js").Facts, rows: number, waves: number, ticks: boolean,
 *   startPrice: number, paid: import("./claims.js").Paid, typicalLeverage: number | null, situation: import("./situation.js").Situation, otherMarkets: import("./other-markets.js").OtherMarket[], end: Playhead,
 *   firstSaleRow: number | null, worstRow: number, heatFull: number,
 *   shape: import("../pkg/liquidation_cascades.js").LeverageShape | null,
 * }} Loaded
 */

/**
 * A run that others are compared with.
 * @typedef {Pick<Loaded, "settings" | "notes" | "title" | "controls" | "summary" | "facts" | "startPrice" | "ticks" | "situation">} Pinned
 */

/** @typedef {"png" | "svg" | "csv" | "json"} ExportKind */

/** A picture of another view with what stands beside it. @typedef {{ title: string, words: string[], picture: { kind: import("./pictures.js").PictureKind, size: CanvasSize, words: import("./pictures.js").PictureWords } | null }} Sheet */

/** What a file is made of beside the run; `caption` stands under the picture, `sheets` in its place. @typedef {{ kind: ExportKind, link: string, caption: string[], sheets: Sheet[] }} ExportOrder */

/** `sight`: 0 while all of the picture is in sight, else another number after every move of the window. @typedef {{ row: number, wave: number, timeS: number, price: number, playing: boolean, sight: number }} Playhead */

/** Where to zoom: a point of the canvas, or where the price line ends. @typedef {{ at: { xCss: number, yCss: number } | "head", factor: number }} ZoomOrder */

/** @typedef {{ name: string, title: string, lesson: string }} PresetInfo */

/** @typedef {import("../pkg/liquidation_cascades.js").Ruleset} Ruleset */

/** A point of the canvas, or the end of the price line at a row. @typedef {{ xCss: number, yCss: number } | { row: number }} ReadoutTarget */

/** Heights of two prices, and where the line starts and the shock ends; CSS pixels. @typedef {{
 *   plot: import("../pkg/liquidation_cascades.js").StageReadout["plot"],
 *   high: { price: number, yCss: number }, low: { price: number, yCss: number },
 *   start: { price: number, xCss: number, yCss: number }, shocked: { price: number, xCss: number, yCss: number },
 * }} PriceScale */

/** An error as it crosses from the worker: codes, not classes. `choices`: what answers an `ambiguous` one; value and range, where it has some. @typedef {{ code: string, field: string, message: string, choices?: string[], value?: string, min?: number, max?: number }} Failure */

/** @typedef {"configure" | "stop" | "presets" | "rulesets" | "mechanisms" | "withMechanism" | "registerPacked" | "registerFile" | "resize" | "recolour" | "relabel" | "play" | "pause" | "seek" | "setSpeed" | "setVisible" | "setWholeRowsOnly" | "tableSlice" | "exportFile" | "pin" | "unpin" | "readout" | "breathe" | "priceScale" | "own" | "landing" | "fragility" | "picture" | "paper" | "waves" | "loans" | "lossPolicies" | "aftermath" | "spread" | "strategies" | "seen" | "zoom" | "pan" | "showWhole" | "window" | "setWindow" | "setCutoff" | "dispose"} CallName */

/** @typedef {Pick<StageHost, CallName>} HostCalls */

/**
 * @template {CallName} Name
 * @typedef {Parameters<HostCalls[Name]> extends [infer Argument] ? Argument : undefined} ArgumentOf
 */

/**
 * @template {CallName} Name
 * @typedef {Awaited<ReturnType<HostCalls[Name]>>} AnswerOf
 */

/** @typedef {{ id: number, stage: number, call: CallName | "setUp", argument: unknown }} Request */
/** @typedef {{ id: number, value: unknown } | { id: number, failure: Failure, isFatal: boolean, isMemory: boolean }} Answer */
/** @typedef {{ stage: number, playhead: Playhead } | { stage: number, crash: string } | { stage: number, share: number } | { ready: true, isLocked: boolean } | { alive: true } | { pong: true }} Event */

/** What a worker is called by the engine with which it begins. @param {import("./places.js").EngineKind} kind @param {string} [name] */
export const workerName = (kind, name = "") => `${kind}-${name}`;

/**
 * An error with the code and the field that the engine gave it.
 */
export class CodedError extends Error {
  /** @param {Failure} failure */
  constructor({ code, field, message, choices, value, min, max }) {
    super(message);
    this.name = "CodedError";
    this.code = code;
    this.field = field;
    this.choices = choices;
    this.problems = [{ value, min, max }];
  }
}

/**
 * What can be said of anything that was thrown.
 * @param {unknown} thrown
 * @returns {Failure}
 */
export function failureOf(thrown) {
  const { code, field, message, choices, problems } =
    /** @type {{ code?: unknown, field?: unknown, message?: unknown, choices?: unknown, problems?: { value?: unknown, min?: unknown, max?: unknown }[] }} */ (
      typeof thrown === "object" && thrown !== null ? thrown : {}
    );
  const listed = code === "ambiguous" ? (choices ?? JSON.parse(String(problems?.[0]?.value ?? "[]"))) : undefined;
  const { value, min, max } = problems?.[0] ?? {};
  return {
    code: typeof code === "string" ? code : "internal",
    field: typeof field === "string" ? field : "",
    message: typeof message === "string" ? message : String(thrown),
    ...(Array.isArray(listed) ? { choices: listed.map(String) } : {}),
    ...(typeof value === "string" ? { value } : {}),
    ...(typeof min === "number" ? { min } : {}),
    ...(typeof max === "number" ? { max } : {}),
  };
}
