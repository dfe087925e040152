// Words that are needed to begin with: of the figure, what moves it, and what may go wrong on the way. The rest is in
// `strings-more.js`. Words that stand in the HTML carry data-text (or, as accessible names, data-label) with a key of `page`;
// a second language is a second object of the same shape and one call of `applyPageStrings`.

import { isNear, leverageText } from "./format.js";

const NBSP = "\u00a0";

/** @typedef {Exclude<import("./claims.js").Closing, "none">} Side */

/** Forced ones, by what was closed. @type {Readonly<Record<Side, string>>} */
const forcedName = { sold: "selling", bought: "buying", both: "trades" };

/** @typedef {import("./scenario-url.js").Language} Language */

/** The typical trader is in the middle of all positions, by size; a crowd that is drawn need not come out as its law. @param {number} typical @param {number} law */
function typicalTrader(typical, law) {
  const text = `a typical trader holds ${leverageText(typical)} their own money`;
  return isNear(typical, law) ? text : `leverage is drawn around ${leverageText(law)}; as it came out, ${text}`;
}

export const start = {
  /** @type {Language} */
  language: "en",
  /** @type {{ code: Language, label: string }} */
  otherLanguage: { code: "de", label: "Deutsch" },

  title: "Liquidation Cascades: how a small fall becomes a crash",

  /** Words of the HTML, by their data-text key. */
  page: {
    headline: "How a small fall becomes a crash.",
    presetLabel: "Preset",
    moneyPrefix: "$",
    moneySuffix: "M",
    chart: "Chart",
    crowd: "Crowd",
    waves: "Waves",
    table: "Table",
    play: "Play",
    step: "Step",
    stepWave: "Step wave",
    timeline: "Timeline",
    speed: "Speed",
    firstLiquidation: "First liquidation",
    worstMoment: "Worst moment",
    sectionsLabel: "Sections",
    watchSection: "Watch",
    playSection: "Play",
    betLabel: "Your bet",
    betSlider: "Where it lands",
    betGo: "Let it fall",
    betBack: "Back to the start",
    beatsTitle: "How it happens, in five steps",
    beatBorrow: "Borrow",
    beatForced: "Forced to sell",
    beatForcedUp: "Forced to buy",
    beatForcedBoth: "Forced to close",
    beatMoves: "The price moves",
    beatNext: "The next trader",
    beatStops: "Where it stops",
    beatBack: "Back",
    beatOn: "Next",
    moreSituations: "More situations",
    paidTitle: "Who paid",
    policies: "The same crash under other rules",
    ways: "The same trade, held in other ways",
    aftermath: "What is left, and where it breaks now",
    feedbackAxis:
      "The axis is bent so that 1 stands in the middle: 2 is as far above it as one half is below. Chain ratio: waves of at least 1 % of the volume.",
    dragLabel: "The price, to drag",
    ownSize: "Size",
    ownLeverage: "Times your own money",
    reset: "Reset",
    undo: "Undo",
    redo: "Redo",
    compare: "Compare",
    save: "Save",
    share: "Share",
    traders: "Traders",
    market: "Market",
    rules: "Rules",
    stop: "Stop",
    fullPage: "Open the full page",
    bookDepthShort: "Book depth",
    legendLabel: "Leave out weak bands",
    zoomLabel: "Closer look",
    zoomIn: "Closer",
    zoomOut: "Farther away",
    zoomWhole: "Whole picture",
    rightEdge: "Right edge: dollars per step of price.",
    simulationLabel: "Simulation",
    viewLabel: "View",
    figureLabel: "Cascade",
    skipToFigure: "Skip to the figure",
    skipToControls: "Skip to the sliders",
    fullscreen: "Full screen",
    keys: "Keys",
    playbackLabel: "Playback",
    controlsLabel: "Controls",
    resultLabel: "Result",
  },

  /** Stands under every picture: what is invented in it. */
  honest: {
    invented: "Positions are invented.",
    given: "Positions are those of a file or list, not invented here.",
    partlyGiven: "Some positions are those of a file or list, the others are invented.",
    dead: (/** @type {number} */ count) => `Closed by the starting price: ${count}.`,
    effective: "Depth is effective, not displayed.",
    displayed: "Depth follows the displayed order book.",
    times: (/** @type {string} */ factor) => `Depth is ${factor} times the displayed order book.`,
    path: "The price outside follows a given path.",
    pathStill: "The price outside does not move: the returns of its path do not count.",
    pathTimes: (/** @type {string} */ factor) => `The price outside follows a given path, whose logarithmic returns count ${factor} times.`,
    steps: (/** @type {string} */ used, /** @type {string} */ asked) =>
      `The clock goes in steps of ${used}${NBSP}s instead of ${asked}${NBSP}s: shorter ones are too much work with so many positions.`,
    always: "Traders do not adapt. Not a forecast, not advice.",
  },

  /** Names and explanations of controls come from the engine; another language has its own. */
  control: (/** @type {import("./messages.js").PageControl} */ control) => ({
    label: control.label,
    help: control.isIdle
      ? "nothing here is drawn at random: every seed gives the same run"
      : control.typical === undefined
        ? control.help
        : typicalTrader(control.typical, control.value),
  }),
  preset: (/** @type {{ name: string, title: string, lesson: string }} */ preset) => ({ title: preset.title, lesson: preset.lesson }),
  option: (/** @type {string} */ _control, /** @type {{ name: string, label: string, help: string }} */ option) => option,

  noOnePage: "The page in one file is not on this server: cargo xtask dist puts it beside the page.",
  play: "Play",
  pause: "Pause",
  edited: "(edited)",
  custom: "(custom)",
  /** What a preset teaches, once something else is set. */
  lessonUnedited: (/** @type {string} */ lesson) => `Unedited: ${lesson}`,
  rulesFrom: (/** @type {string} */ source, /** @type {string} */ date) => `Read in ${source}` + (date ? `, ${date}.` : "."),
  removeChip: (/** @type {string} */ name) => `${name}: back to the preset`,
  exactValue: (/** @type {string} */ label) => `${label}, exact value`,
  themeButton: { auto: "Theme: automatic", light: "Theme: light", dark: "Theme: dark" },

  /** Of a price that lies beyond the picture. */
  level: {
    down: (/** @type {string} */ text) => `${text}, further down \u2193`,
    up: (/** @type {string} */ text) => `${text}, further up \u2191`,
  },

  positions: (/** @type {string} */ count) => (count === "0" ? "No position" : `${count} position${count === "1" ? "" : "s"}`),

  /** What still waits is told at the price before anything happened. */
  atStart: (/** @type {string} */ amount) => `${amount} (at the starting price)`,

  sentence: {
    /** While the outcome is a secret. */
    open: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => `${article} ${shock} ${word} becomes \u2026`,
    fall: "fall",
    rise: "rise",
    /** A cascade. */
    became: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => [`${article} ${shock} ${word} became `, "."],
    forced: { sold: "Forced selling did the rest.", bought: "Forced buying did the rest.", both: "Forced trades did the rest." },
    everyoneLong: "Every leveraged long is gone.",
    everyoneShort: "Every short is gone.",
    onlyLongs: "Only longs were forced to sell.",
    onlyShorts: "Only shorts were forced to buy.",
    bookEmpty: (/** @type {string} */ waiting) => `The order book ran dry${waiting === "" ? "" : `; ${waiting} still waits`}.`,
    timeUp: (/** @type {string} */ waiting) => `Time is up, and ${waiting === "" ? "forced orders still wait" : `${waiting} still waits`}.`,
    /** The outside came back from its worst. */
    returned: (/** @type {string} */ move) => `Outside it came back to ${move}.`,
    /** Next to nothing would have done it. */
    already: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ landing, /** @type {string} */ word) =>
      `${article} ${shock} ${word} becomes ${landing} here.`,
    /** No cascade. */
    stayed: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => [`${article} ${shock} ${word} stayed `, "."],
    nobody: "Nobody was forced to sell.",
    nobodyBuy: "Nobody was forced to buy.",
    absorbed: {
      sold: "The market took the forced sales.",
      bought: "The market took the forced purchases.",
      both: "Forced trades went both ways.",
    },
    noShock: "No shock, no cascade.",
    /** The outside never went that way. */
    homeMade: (/** @type {boolean} */ isUp, /** @type {boolean} */ isStill) => [
      isStill
        ? `Nothing happened outside, and still the price ${isUp ? "rose" : "fell"} `
        : `Outside it did not ${isUp ? "rise" : "fall"}, and still the price ${isUp ? "rose" : "fell"} `,
      ".",
    ],
    homeMadeStill: (/** @type {boolean} */ isUp, /** @type {boolean} */ isStill) =>
      isStill ? "Nothing happened outside, and the price stayed." : `The price did not ${isUp ? "rise" : "fall"}, nor did it outside.`,
  },

  timeline: {
    wave: (/** @type {number} */ wave, /** @type {number} */ waves, /** @type {string} */ price) => `Wave ${wave} of ${waves}, price ${price}`,
    within: (/** @type {number} */ wave, /** @type {number} */ waves) => `Wave ${wave} of ${waves}`,
    before: (/** @type {string} */ price) => `Before the shock, price ${price}`,
    during: (/** @type {string} */ price) => `During the shock, price ${price}`,
    shock: (/** @type {string} */ price) => `After the shock, price ${price}`,
    time: (/** @type {string} */ time, /** @type {string} */ price) => `${time} in, price ${price}`,
    noWaves: (/** @type {string} */ price) => `No waves, price ${price}`,
  },

  /** Beside the colours of the bands, which are a slider. */
  legend: {
    all: (/** @type {string} */ most) => `Bands: up to ${most} waiting per 1 % of price (square root).`,
    from: (/** @type {string} */ least) => `Bands below ${least} per 1 % of price are left out.`,
  },

  readout: {
    waiting: (/** @type {{ band: string, price: string, longs: string, shorts: string }} */ w) =>
      `Waiting within ${w.band} of ${w.price}: longs ${w.longs}, shorts ${w.shorts}`,
    believed: (/** @type {{ band: string, price: string, longs: string, shorts: string }} */ w) =>
      `In the public view, waiting within ${w.band} of ${w.price}: longs ${w.longs}, shorts ${w.shorts}`,
  },

  figure: {
    loading: "Price over time, before and after a shock.",
    summary: (/** @type {{ start: string, final: string, move: string, without: string, who: string, isOne: boolean, notional: string, side: Side }} */ s) =>
      `Price over time. From ${s.start} to ${s.final} (${s.move}); without forced ${forcedName[s.side]} it would be ${s.without}. ` +
      `${s.who} ${s.isOne ? "was" : "were"} closed by force, ${s.notional} in all.`,
    quiet: (/** @type {{ start: string, final: string, move: string, who: string }} */ s) =>
      `Price over time. From ${s.start} to ${s.final} (${s.move}). ${s.who} was closed by force.`,
  },

  history: {
    undone: "Undone.",
    redone: "Redone.",
    nothingToUndo: "There is nothing to undo.",
    nothingToRedo: "There is nothing to redo.",
  },

  compare: {
    pinned: (/** @type {string} */ title) => `${title} is pinned as A, the dotted line. Change anything to see B beside it.`,
    unpinned: "The comparison is over.",
    change: (/** @type {string} */ before, /** @type {string} */ after) => `${before} \u2192 ${after}`,
    changed: (/** @type {string} */ list, /** @type {number} */ more) => `${list}${more > 0 ? ` and ${more} more` : ""}.`,
    otherFiles: "other files",
    otherShape: "leverage drawn by hand",
    nothing: "Nothing is changed yet: A and B are the same run.",
    label: (/** @type {{ final: string, move: string, points: string, order: "lower" | "higher" | "same" }} */ s) =>
      `The dotted line is the pinned run A, which ended at ${s.final} (${s.move}); ` +
      (s.order === "same" ? "this run, B, ends at the same." : `this run, B, ends ${s.points} point${s.points === "1" ? "" : "s"} ${s.order}.`),
  },

  save: {
    saved: (/** @type {string} */ name) => `Saved ${name}.`,
    compared: (/** @type {string} */ title, /** @type {string} */ changes) => `Dotted, A: ${title}. From A to this run: ${changes}`,
    source: (/** @type {string} */ seed, /** @type {string} */ version, /** @type {string} */ link) => `Seed ${seed}, Liquidation Cascades ${version}, ${link}`,
  },

  status: {
    /** @param {string} who was closed @param {string} notional of nobody empty @param {string} price */
    outcome: (who, notional, price) => `${who} closed by force${notional && `, ${notional} in all`}. Price ${price}.`,
    playing: "Playing.",
    paused: (/** @type {string} */ where) => `Paused. ${where}.`,
    ended: (/** @type {string} */ outcome) => `The end. ${outcome}`,
    newSeed: (/** @type {string} */ seed) => `New seed: ${seed}.`,
    newSeedSame: (/** @type {string} */ seed) => `New seed: ${seed}. Nothing here is drawn at random: every seed gives the same run.`,
    reset: (/** @type {string} */ title, /** @type {string | null} */ seed) => `Back to ${title}${seed === null ? "" : `, still with the seed ${seed}`}.`,
    pageMode: (/** @type {string} */ most) => `This browser draws on the page itself; positions are limited to ${most}.`,
    computing: "Computing. You can stop it.",
    /** Beside the button that stops it. */
    computingFor: (/** @type {string} */ seconds, /** @type {string | null} */ percent) =>
      `Computing \u2026 ${seconds}${NBSP}s${percent === null ? "" : `, ${percent}${NBSP}%`}`,
    stopped: (/** @type {string} */ seconds) => `Stopped after ${seconds}${NBSP}s.`,
    pictureBack: "Your last picture is back.",
    presetInstead: "The preset is shown instead.",
    restarted: "The engine stopped on an error of its own and was started again.",
    lost: "The engine was gone and has been started again.",
    noMemory: (/** @type {string | null} */ positions) =>
      `The engine ran out of memory and was started again. ${positions ? `It had ${positions} positions: fewer` : "Fewer"} positions, a shorter time or longer steps of the clock need less.`,
    gone: "The engine could not be started again.",
    noEngine: "The engine is not there.",
  },

  /** Why there is no engine. */
  engine: {
    offline: "The engine could not be loaded: this device is offline, or the server does not answer.",
    missing: (/** @type {string} */ status, /** @type {string} */ file) =>
      `The engine could not be loaded: the server answered ${status} instead of sending it. Whoever hosts this has to upload all files, ${file} among them.`,
    damaged: (/** @type {string} */ file) =>
      `The engine could not be loaded: what arrived${file && ` as ${file}`} is damaged, or is not the engine. Whoever hosts this has to upload all files anew.`,
    page: (/** @type {string} */ type, /** @type {string} */ file) =>
      `The engine could not be loaded: the server sent a page (${type}) in its place. Whoever hosts this has to upload all files, ${file} among them; or the network wants a log-in first.`,
    refused: (/** @type {string} */ directive) =>
      `The engine could not be loaded: a rule of this site (${directive} in its Content-Security-Policy) forbids to fetch it. Trying again does not help.`,
    forbidden:
      "The engine could not be loaded: this browser, or a rule of this site, does not let WebAssembly run ('wasm-unsafe-eval' in script-src allows it). Trying again does not help; another browser or another site may.",
    slow: "The engine could not be loaded: nothing has arrived for 15 seconds.",
    memory: "The engine could not be loaded: this browser has no memory left for it. Closing other tabs may help.",
    noCanvas: "This browser gives the page nothing to draw on: there is no canvas.",
    other: (/** @type {string} */ message) => `The engine could not be loaded: ${message}.`,
  },

  /** Beside an error that ends everything. */
  tryAgain: "Try again",

  notes: {
    ignored: (/** @type {string} */ name) => `The link's "${name}" means nothing here and was left out.`,
    noWords: () => "Die deutschen Wörter konnten nicht geladen werden. The German words could not be loaded: the page is in English.",
    noRest: () => "A part of the page could not be loaded: the other views, comparing, saving and data of your own.",
    noShare: () => "The share dialog could not be loaded. The address in the address bar means the same run.",
  },

  /** What whoever hands on a page can ask of it. */
  flags: {
    hidden: "The result is hidden. Play it to the end to see it.",
    reveal: "Show the result",
    locked: "Locked in this link.",
    question: "Question",
  },

  errors: {
    kept: "The picture on screen stays as it was.",
    firstInstead: "The first preset is shown instead.",
    fetch: (/** @type {string} */ name) => `The file ${name} could not be fetched.`,
    noPart: "A part of this page that this needs could not be loaded. With a connection the same can be chosen again.",
    /** The engine's own words; another language says around them what it can. @param {import("./messages.js").Failure} failure */
    engine: ({ field, message }) => endSentence(field && !message.includes(field) ? `${message} (${field})` : message),
  },

  /** What was typed into a number input and not taken as it stood; `now` is what stays, or is used instead. */
  typed: {
    empty: (/** @type {string} */ label, /** @type {string} */ now) => `${label} needs a number; it stays at ${now}.`,
    noNumber: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) => `"${given}" is no number; ${label} stays at ${now}.`,
    unit: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) =>
      `"${given}" has a unit that is not one of ${label}; it stays at ${now}.`,
    unclear: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) =>
      `"${given}" can be read in more than one way; ${label} stays at ${now}. Write it as 1,234.5 or 1234.5.`,
    unclearUnit: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) =>
      `"${given}" may be dollars or millions of dollars; ${label} stays at ${now}. Write $${given} or ${given}M.`,
    inFull: (/** @type {string} */ given, /** @type {string} */ read) => `"${given}" was read as ${read}.`,
    outOfRange: (
      /** @type {string} */ label,
      /** @type {string} */ given,
      /** @type {string} */ read,
      /** @type {string} */ least,
      /** @type {string} */ most,
      /** @type {string} */ now,
    ) => `"${given}" is ${read}; ${label} goes from ${least} to ${most}, so ${now} is used.`,
  },
};

/** @param {string} message */
export function endSentence(message) {
  return /[.!?]$/.test(message) ? message : message + ".";
}
