// Every word that the program itself says. Words that stand in the HTML carry data-text (or, as accessible names,
// data-label) with a key of `page`;
// a second language is a second object of the same shape and one call of `applyPageStrings`.

const NBSP = "\u00a0";

export const strings = {
  language: "en",

  /** Words of the HTML, by their data-text key. */
  page: {
    headline: "How a small fall becomes a crash.",
    honest: "Positions are invented. Depth is effective, not displayed. Traders do not adapt. Not a forecast, not advice.",
    presetLabel: "Preset",
    chart: "Chart",
    table: "Table",
    play: "Play",
    step: "Step",
    stepWave: "Step wave",
    timeline: "Timeline",
    speed: "Speed",
    reset: "Reset",
    newSeed: "New seed",
    traders: "Traders",
    market: "Market",
    rules: "Rules",
    dataTitle: "Your own data",
    dataHelp: "An order book or brackets as JSON in the shape of ccxt, positions or a price path as CSV, or a whole scenario. It stays in your browser.",
    dataPick: "Choose a file",
    dataPaste: "Paste",
    dataDrop: "or drop it anywhere on this page",
    dataCancel: "Cancel",
    dataPasteTitle: "Paste a file's text",
    dataPasteLoad: "Load",
    dataPasteClose: "Close",
    dataProgressLabel: "Reading the file",
    downloadCsv: "Download CSV",
    previousPage: "Previous",
    nextPage: "Next",
    fullPage: "Open the full page",
    scales: "Stronger colour: more waiting against the book (square root).",
    rightEdge: "Right edge: dollars per step of price.",
    simulationLabel: "Simulation",
    viewLabel: "View",
    figureLabel: "Cascade",
    tableLabel: "Table of the run",
    playbackLabel: "Playback",
    controlsLabel: "Controls",
    resultLabel: "Result",
  },

  play: "Play",
  pause: "Pause",
  edited: "(edited)",
  removeChip: (/** @type {string} */ name) => `${name}: back to the preset`,
  exactValue: (/** @type {string} */ label) => `${label}, exact value`,
  themeButton: { auto: "Theme: automatic", light: "Theme: light", dark: "Theme: dark" },

  sentence: {
    fall: "fall",
    rise: "rise",
    /** A cascade. */
    became: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => [`${article} ${shock} ${word} became `, "."],
    forcedSelling: "Forced selling did the rest.",
    forcedBuying: "Forced buying did the rest.",
    everyoneLong: "Every leveraged long is gone.",
    everyoneShort: "Every short is gone.",
    bookEmpty: "The order book ran dry.",
    /** No cascade. */
    stayed: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => [`${article} ${shock} ${word} stayed `, "."],
    nobody: "Nobody was forced to sell.",
    nobodyBuy: "Nobody was forced to buy.",
    absorbed: "The market took the forced sales.",
    absorbedBuy: "The market took the forced purchases.",
    noShock: "No shock, no cascade.",
    noShockMove: "No outside shock, and still the price moved ",
  },

  figures: {
    final: "Final price",
    worst: "Worst point",
    forced: "Forced sales",
    forcedBuys: "Forced purchases",
    time: "Time to the worst",
    payer: "Who paid",
    without: (/** @type {string} */ move) => `${move} without forced selling`,
    points: (/** @type {string} */ points) => `${points} points by forced selling`,
    pointsBuying: (/** @type {string} */ points) => `${points} points by forced buying`,
    withoutBuying: (/** @type {string} */ move) => `${move} without forced buying`,
    share: (/** @type {string} */ share) => `${share} of all longs`,
    shareShorts: (/** @type {string} */ share) => `${share} of all shorts`,
    chain: "Each forced $1 triggers",
    chainValue: (/** @type {string} */ dollars) => `${dollars} more`,
    chainNote: (/** @type {number} */ wave, /** @type {string | null} */ feedback) =>
      `wave ${wave} over wave ${wave - 1}` + (feedback === null ? "" : `; Feedback${NBSP}R peak ${feedback}`),
    feedback: "Feedback R, peak",
    feedbackNote: "above 1 selling feeds itself",
    feedbackNoteBuying: "above 1 buying feeds itself",
    instant: "Instant",
    instantNote: "waves without a clock",
    halfDone: (/** @type {string} */ time) => `90${NBSP}% of the selling after ${time}`,
    nobody: "Nobody",
    traders: (/** @type {string} */ amount) => `Traders ${amount}`,
    tradersNote: "their margin covered it",
    fund: (/** @type {string} */ amount) => `fund ${amount}`,
    fundGained: (/** @type {string} */ amount) => `fund gained ${amount}`,
    badDebt: (/** @type {string} */ amount) => `bad debt ${amount}`,
    nobodyNote: "no position was closed",
  },

  timeline: {
    wave: (/** @type {number} */ wave, /** @type {number} */ waves, /** @type {string} */ price) => `Wave ${wave} of ${waves}, price ${price}`,
    within: (/** @type {number} */ wave, /** @type {number} */ waves) => `Wave ${wave} of ${waves}`,
    before: (/** @type {string} */ price) => `Before the shock, price ${price}`,
    shock: (/** @type {string} */ price) => `After the shock, price ${price}`,
    time: (/** @type {string} */ time, /** @type {string} */ price) => `${time} in, price ${price}`,
    noWaves: (/** @type {string} */ price) => `No waves, price ${price}`,
  },

  readout: {
    waiting: (/** @type {{ band: string, price: string, longs: string, shorts: string }} */ w) =>
      `Waiting within ${w.band} of ${w.price}: longs ${w.longs}, shorts ${w.shorts}`,
  },

  figure: {
    loading: "Price over time, before and after a shock.",
    summary: (/** @type {{ start: string, final: string, move: string, without: string, count: string, notional: string }} */ s) =>
      `Price over time. From ${s.start} to ${s.final} (${s.move}); without forced selling it would be ${s.without}. ` +
      `${s.count} positions were closed by force, ${s.notional} in all.`,
    quiet: (/** @type {{ start: string, final: string, move: string }} */ s) =>
      `Price over time. From ${s.start} to ${s.final} (${s.move}). No position was closed by force.`,
  },

  table: {
    captionWaves: "One row per wave. Amounts add up from the start.",
    captionTicks: "One row per time step. Amounts add up from the start.",
    page: (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ all) => `Rows ${from} to ${to} of ${all}`,
    before: "before",
    shock: "shock",
    columns: {
      row: "Wave",
      time: "Time",
      price: "Price",
      counterfactual: "Without forced selling",
      wave: "Forced sales in this row",
      total: "Forced sales so far",
      ratio: "Chain ratio",
      feedback: "Feedback R",
      openInterest: "Open interest",
      fund: "Insurance fund",
      badDebt: "Bad debt",
    },
  },

  status: {
    outcome: (/** @type {string} */ count, /** @type {string} */ notional, /** @type {string} */ price) =>
      `${count} positions closed by force, ${notional} in all. Price ${price}.`,
    outcomeQuiet: (/** @type {string} */ price) => `No position closed by force. Price ${price}.`,
    playing: "Playing.",
    paused: (/** @type {string} */ where) => `Paused. ${where}.`,
    ended: (/** @type {string} */ outcome) => `The end. ${outcome}`,
    firstSale: "The first positions are closed by force.",
    newSeed: (/** @type {string} */ seed) => `New seed: ${seed}.`,
    reset: (/** @type {string} */ title) => `Back to ${title}.`,
    pageMode: (/** @type {string} */ most) => `This browser draws on the page itself; positions are limited to ${most}.`,
    restarted: "The engine stopped on an error of its own and was started again. Your last picture is back.",
    gone: "The engine could not be started again. Please reload the page.",
    noEngine: "The engine could not be loaded, so there is no picture. Please reload the page.",
  },

  notes: {
    unreadable: (/** @type {string} */ name, /** @type {string} */ given) => `The link's ${name} "${given}" cannot be read and was left out.`,
    ignored: (/** @type {string} */ name) => `The link's "${name}" means nothing here and was left out.`,
    clamped: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ used) => `${label} ${given} is out of range; ${used} is used.`,
    unknownPreset: (/** @type {string} */ name) => `There is no preset "${name}"; the first one is shown.`,
    fileMissing: (/** @type {string} */ name) => `This link needs the file "${name}". Load that file to see it; until then the preset is shown.`,
    capped: (/** @type {string} */ used) => `Positions are limited to ${used} in this browser.`,
  },

  errors: {
    kept: "The picture on screen stays as it was.",
    fetch: (/** @type {string} */ name) => `The file ${name} could not be fetched.`,
    notANumber: "Please type a number.",
    where: (/** @type {string} */ field) => `(${field})`,
  },

  /** Files of the reader's own. */
  data: {
    loaded: {
      book: (/** @type {string} */ name) => `Order book: ${name}`,
      positions: (/** @type {string} */ name) => `Positions: ${name}`,
      brackets: (/** @type {string} */ name) => `Brackets: ${name}`,
      path: (/** @type {string} */ name) => `Price path: ${name}`,
      scenario: (/** @type {string} */ name) => `Scenario: ${name}`,
    },
    contract: "Contract",
    /** @param {import("../pkg/liquidation_cascades.js").DataInfo} info */
    facts: (info) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("en-US");
      switch (info.kind) {
        case "book":
          return `An order book: ${count(info.bids + info.asks)} levels, ${count(info.bids)} bids up to ${count(info.bestBid)} and ${count(info.asks)} asks from ${count(info.bestAsk)}.`;
        case "positions":
          return `Positions: ${count(info.rows)}, of which ${count(info.longs)} are long; the median entry is ${count(info.medianEntry)}.`;
        case "brackets":
          return info.contracts.length === 1 ? `Brackets: ${count(info.contracts[0].tiers)}.` : `Brackets of ${count(info.contracts.length)} contracts: choose one.`;
        case "path":
          return `A price path: ${count(info.rows)} rows from ${count(info.first)} to ${count(info.last)}, between ${count(info.low)} and ${count(info.high)}.`;
        case "scenario":
          return `A scenario${info.title ? ` "${info.title}"` : ""}: markets ${count(info.markets)}, populations ${count(info.populations)}.`;
      }
    },
    /** @param {import("../pkg/liquidation_cascades.js").DataInfo} info */
    size: (info) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("en-US");
      switch (info.kind) {
        case "book":
          return `${count(info.bids)} bids, ${count(info.asks)} asks`;
        case "positions":
          return `${count(info.rows)} positions`;
        case "brackets":
          return `brackets of ${count(info.contracts.length)} contracts`;
        case "path":
          return `a price path of ${count(info.rows)} rows`;
        case "scenario":
          return "a scenario";
      }
    },
    isLoaded: (/** @type {string} */ name, /** @type {string} */ size) => `${name} is loaded: ${size}.`,
    cancelled: (/** @type {string} */ name) => `${name} was not loaded.`,
    unread: (/** @type {string} */ name) => `${name} could not be read.`,
    unused: (/** @type {string} */ name) => `${name} was read, but cannot be used here.`,
  },

  /** Words on the canvas. */
  stage: {
    withoutForcedSelling: "without forced selling",
    withoutForcedBuying: "without forced buying",
    forcedSelling: "forced selling: {points} points",
    forcedBuying: "forced buying: {points} points",
    price: "price",
    wave: "wave",
    shock: "shock",
    time: "time",
    waitingLongs: "longs waiting to be liquidated",
    waitingShorts: "shorts waiting to be liquidated",
    waiting: "waiting",
    book: "book",
    forcedPerWave: "forced trades per wave",
    forcedOverTime: "forced trades over time",
    money: "${amount}",
  },
};

/**
 * Puts a language into the HTML.
 * @param {ParentNode} root
 * @param {Readonly<Record<string, string>>} page
 */
export function applyPageStrings(root, page) {
  for (const element of root.querySelectorAll("[data-text]")) {
    const text = page[element.getAttribute("data-text") ?? ""];
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  }
  for (const element of root.querySelectorAll("[data-label]")) {
    const text = page[element.getAttribute("data-label") ?? ""];
    if (text !== undefined) element.setAttribute("aria-label", text);
  }
}
