// Every word that the program itself says. Words that stand in the HTML carry data-text (or, as accessible names,
// data-label) with a key of `page`;
// a second language is a second object of the same shape and one call of `applyPageStrings`.

import { isNear, leverageText, money, useLanguage } from "./format.js";

const NBSP = "\u00a0";

/** @typedef {import("./scenario-url.js").Language} Language */

/** What was closed by force. @typedef {import("./claims.js").Closing} Closing */
/** A part of the story: how much was closed, and where the price went meanwhile. @typedef {{ amount: string, closing: Closing, from: string, to: string, course: "on" | "still" | "back", time: string, outside: string }} Part */
/** How the story ends. @typedef {{ reason: string, waiting: string, all: string, closing: Closing, without: string, final: string }} Ending */
/** Falls or rises that are more than doubled. @typedef {{ from: string, to: string, isOpen: boolean, hasGaps: boolean, isFromNothing: boolean }} Doubled */

/** @param {Closing} closing */
function done(closing) {
  if (closing === "both") return "closed";
  return closing === "bought" ? "bought" : "sold";
}

/** What is not forced of a way: where the outside had moved as well. @param {string} text @param {Part} part */
const besides = (text, { outside }) => (outside === "" ? text : `${text} Without forced trades it would stand at ${outside}.`);

/** @param {Part} part @param {boolean} isUp */
function movesText({ amount, closing, from, to, course, time }, isUp) {
  const within = time === "" ? "" : ` within ${time}`;
  if (course === "on" && time === "") return `${amount} has to be ${done(closing)} at once, and there are not enough ${isUp ? "sellers" : "buyers"} at this price. It goes from ${from} to ${to}.`;
  const what = `${amount} is ${done(closing)} by force${within}`;
  if (course === "still") return `${what}, and the price stays at ${to}.`;
  return course === "on" ? `${what}, and there are not enough ${isUp ? "sellers" : "buyers"}. The price goes from ${from} to ${to}.` : `${what}, and still the price goes back, from ${from} to ${to}.`;
}

/** @param {Part} part @param {boolean} isUp */
function nextText({ amount, closing, from, to, course, time }, isUp) {
  const what = `Another ${amount} is ${done(closing)} by force${time === "" ? "" : ` until ${time}`}`;
  if (course === "still") return `${what}, and the price stays at ${to}.`;
  if (course === "back") return `${what}, and still the price goes back, from ${from} to ${to}.`;
  if (time !== "") return `${what}, and the price goes on, from ${from} to ${to}.`;
  return `The ${isUp ? "higher" : "lower"} price reaches the next stripes. ${what}, and the price ${isUp ? "rises" : "falls"} again, to ${to}. Round it goes.`;
}

/** @param {Ending} ending @param {boolean} isUp */
function stopsText({ reason, waiting, all, closing, without, final }, isUp) {
  return `${stopReason(reason, waiting, isUp)} ${all} was ${done(closing)} by force. Without it the price would stand at ${without}; it stands at ${final}.`;
}

/** @param {string} reason @param {string} waiting @param {boolean} isUp */
function stopReason(reason, waiting, isUp) {
  switch (reason) {
    case "everyoneLiquidated":
      return `It stops because nobody is left to be ${isUp ? "bought" : "sold"} out.`;
    case "bookExhausted":
      return `It stops because the order book is empty${waiting === "" ? "" : `; ${waiting} still waits`}.`;
    case "durationReached":
      return `It has not stopped: time is up, and ${waiting === "" ? "forced orders still wait" : `${waiting} still waits`}.`;
    default:
      return `It stops when a ${isUp ? "rise" : "fall"} is too small to reach the next stripe.`;
  }
}

/** @param {string} final @param {string} reason @param {string} waiting */
function quietText(final, reason, waiting) {
  const where = `The price stands at ${final}.`;
  if (reason === "durationReached") return `Time is up${waiting === "" ? "" : `, and ${waiting} still waits`}. ${where}`;
  return reason === "bookExhausted" ? `Nobody was forced, but the order book is empty. ${where}` : `No forced trade, no chain. ${where}`;
}

/** @param {readonly Doubled[]} list @param {boolean} isUp */
function doubledText(list, isUp) {
  const word = isUp ? "rise" : "fall";
  const selling = `forced ${isUp ? "buying" : "selling"} more than doubles`;
  const [only] = list;
  if (list.length === 1) {
    const gaps = only.hasGaps ? ", with gaps" : "";
    if (only.isOpen) return `From a ${word} of ${only.from} on, ${selling} it${gaps}`;
    if (only.isFromNothing) return `Up to a ${word} of ${only.to}, ${selling} it${gaps}`;
    return only.from === only.to ? `Around a ${word} of ${only.from}, ${selling} it` : `Between a ${word} of ${only.from} and one of ${only.to}, ${selling} it${gaps}`;
  }
  const one = (/** @type {Doubled} */ { from, to, isOpen, isFromNothing }) => (isOpen ? `from ${from} on` : isFromNothing ? `up to ${to}` : from === to ? `around ${from}` : `between ${from} and ${to}`);
  const gaps = list.slice(0, 2).some(({ hasGaps }) => hasGaps) ? ", with gaps" : "";
  const told = list.slice(0, 2).map(one).join(" and ") + gaps + (list.length > 2 ? `, and more of them up to ${list[list.length - 1].to}` : "");
  return `F${selling.slice(1)} ${word}s ${told}`;
}

/** @param {string} points */
const pointsOf = (points) => `${points} ${points === "1" ? "point" : "points"}`;

/** The typical trader is in the middle of all positions, by size; a crowd that is drawn need not come out as its law. @param {number} typical @param {number} law */
function typicalTrader(typical, law) {
  const text = `a typical trader holds ${leverageText(typical)} their own money`;
  return isNear(typical, law) ? text : `leverage is drawn around ${leverageText(law)}; as it came out, ${text}`;
}

export const strings = {
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
    crowdTitle: "The crowd",
    crowdFigures: "Figures of the crowd",
    densityTitle: "Everybody: leverage and liquidation price",
    leverageTitle: "Who has how much leverage",
    liquidationsTitle: "What a move alone would close",
    fragilityTitle: "Where does it break?",
    drawIt: "Draw it yourself",
    shapeTitle: "Who has how much leverage",
    shapeHelp: "Paint the bars: each is a share of the open interest. Keys: up and down change one, left and right move.",
    shapeSmooth: "Back to the smooth distribution",
    betLabel: "Your bet",
    betSlider: "Where it lands",
    betGo: "Let it fall",
    betBack: "Back to the start",
    beatsTitle: "How it happens, in five steps",
    beatBorrow: "Borrow",
    beatForced: "Forced to sell",
    beatForcedUp: "Forced to buy",
    beatMoves: "The price moves",
    beatNext: "The next trader",
    beatStops: "Where it stops",
    beatBack: "Back",
    beatOn: "Next",
    moreSituations: "More situations",
    otherMarkets: "Other markets",
    paidTitle: "Who paid",
    flowTitle: "Which group sold in which wave",
    feedbackTitle: "Does it feed itself?",
    feedbackLabel: "Feedback R and Chain ratio",
    feedbackAxis: "The axis is bent so that 1 stands in the middle: 2 is as far above it as one half is below. Chain ratio: waves of at least 1 % of the volume.",
    dragLabel: "The price, to drag",
    ownTitle: "You in the queue",
    ownSide: "Side",
    ownLong: "Long: you gain when it rises",
    ownShort: "Short: you gain when it falls",
    ownSize: "Size",
    ownLeverage: "Times your own money",
    reset: "Reset",
    newSeed: "New seed",
    undo: "Undo",
    redo: "Redo",
    compare: "Compare",
    comparison: "A and B",
    comparisonLabel: "Comparison",
    compareMeasure: "Figure",
    save: "Save",
    share: "Share",
    about: "About, sources, how to cite",
    savePng: "Picture (PNG)",
    saveSvg: "Drawing (SVG)",
    saveCsv: "Columns (CSV)",
    saveJson: "Everything (JSON)",
    savePage: "Page in one file (HTML)",
    traders: "Traders",
    market: "Market",
    rules: "Rules",
    dataTitle: "Your own data",
    dataHelp: "Order books, positions, margin brackets and price paths as venues, ccxt and spreadsheets write them (JSON, CSV, tabs), or a whole scenario. Each goes to its place; all stay in your browser.",
    dataPick: "Choose a file or more",
    dataPaste: "Paste",
    dataDrop: "or drop them anywhere on this page",
    dataCancel: "Cancel",
    stop: "Stop",
    dataPasteTitle: "Paste a file's text",
    dataPasteLoad: "Load",
    dataPasteClose: "Close",
    dataProgressLabel: "Reading the file",
    downloadCsv: "Download CSV",
    tableColumns: "Columns",
    mainColumns: "Main columns",
    allColumns: "All columns",
    assumedTitle: "What is assumed",
    glossaryTitle: "Glossary",
    previousPage: "Previous",
    nextPage: "Next",
    fullPage: "Open the full page",
    legendLabel: "Leave out weak bands",
    zoomLabel: "Closer look",
    zoomIn: "Closer",
    zoomOut: "Farther away",
    zoomWhole: "Whole picture",
    rightEdge: "Right edge: dollars per step of price.",
    simulationLabel: "Simulation",
    viewLabel: "View",
    figureLabel: "Cascade",
    tableLabel: "Table of the run",
    playbackLabel: "Playback",
    controlsLabel: "Controls",
    resultLabel: "Result",
  },

  /** Stands under every picture: what is invented in it. */
  honest: {
    invented: "Positions are invented.",
    given: "Positions are those of a file or list, not invented here.",
    partlyGiven: "Some positions are those of a file or list, the others are invented.",
    effective: "Depth is effective, not displayed.",
    displayed: "Depth is what the order book displays.",
    times: (/** @type {string} */ factor) => `Depth is ${factor} times what the order book displays.`,
    path: "The price outside follows a file.",
    pathStill: "The price outside does not move: the returns of its file do not count.",
    pathTimes: (/** @type {string} */ factor) => `The price outside follows a file, whose logarithmic returns count ${factor} times.`,
    steps: (/** @type {string} */ used, /** @type {string} */ asked) =>
      `The clock goes in steps of ${used}${NBSP}s instead of ${asked}${NBSP}s: shorter ones are too much work with so many positions.`,
    always: "Traders do not adapt. Not a forecast, not advice.",
  },

  /** Names and explanations of controls come from the engine; another language has its own. */
  control: (/** @type {import("./messages.js").PageControl} */ control) => ({
    label: control.label,
    help: control.isIdle ? "nothing here is drawn at random: every seed gives the same run" : control.typical === undefined ? control.help : typicalTrader(control.typical, control.value),
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

  whatIs: (/** @type {string} */ term) => `What is ${term}?`,

  /** The words of the field: name and meaning. */
  glossary: {
    leverage: ["Leverage", "How many times their own money a trader holds. At 10x, a move of 10 % against the position uses all of it up."],
    depth: ["Market depth", "How much selling moves the price by 1 %. Here it is effective depth: what the market takes in, with orders that come back meanwhile, not what the book shows."],
    shock: ["Shock", "The move that comes from outside: news, or one large seller. All that happens beyond it is forced."],
    openInterest: ["Open interest", "All open positions. Exchanges count one side, since every long has a short: so does the table here, in which market makers hold what traders do not. The slider says what traders hold themselves, longs and shorts added up."],
    crowding: ["Crowding", "How one-sided the traders are: the share of their positions that bets on a rise."],
    liquidation: ["Liquidation (closed by force)", "The exchange closes a position against its owner's will, because the margin no longer covers the risk. Longs are sold, shorts are bought back."],
    liquidationPrice: ["Liquidation price", "The price at which what is left of a trader's margin falls to the maintenance margin: there the position is closed by force."],
    maintenance: ["Maintenance margin", "The share of a position's value that must be left of the trader's own money. Below it the position is closed by force."],
    bankruptcyPrice: ["Bankruptcy price", "The price at which nothing is left of a trader's margin. A fill beyond it is a loss that somebody else bears."],
    markPrice: ["Mark price", "The price that exchanges use to judge margin. It may follow an index instead of the last trade, so that one odd trade closes nobody."],
    partial: ["Partial liquidation", "Only part of a position is closed, as much as the rule asks for; the rest stays open."],
    waterfall: ["Who pays (loss waterfall)", "The order in which losses are borne: the trader's own margin, then the insurance fund, then a vault or the winners, and what is left is bad debt."],
    insuranceFund: ["Insurance fund", "Money that the exchange keeps to cover losses beyond traders' margins. It is filled by what liquidations leave over."],
    vault: ["Vault", "A pool of depositors' money that takes positions over when nobody else does, and gains or loses with them."],
    adl: ["Auto-deleveraging (ADL)", "When the fund cannot pay, winning positions are closed early at the bankrupt trader's price. Their gain ends there."],
    badDebt: ["Bad debt", "Losses that nobody has paid: margin, fund and all other lines are used up."],
    funding: ["Funding", "A payment between longs and shorts every few hours that pulls the contract's price towards the price outside."],
    wave: ["Wave", "Everyone whose liquidation price has been reached is closed at once; the price that results reaches the next ones. Each such round is a wave."],
    chainRatio: ["Chain ratio", "What this wave forced over what the last one forced. At 1 each forced $1 forces another $1. Over time, where there are no waves, Feedback R says it instead."],
    feedbackR: ["Feedback R", "Positions that are forced within the next 0.25 % of price, over what it takes to move the price as far. Above 1 forced selling feeds itself."],
    breakingPoint: ["Breaking point", "The first shock, from nothing upwards, at which the outcome jumps or forced orders begin to more than double it. Of much larger shocks they may make less than double again: then a range is told."],
    refill: ["Refill", "Orders that come back to the book after a sale, so that part of the move is undone."],
    withdrawal: ["Withdrawal of depth", "Market makers who quote less when the price falls or swings: depth leaves when it is needed."],
    fuel: ["Waiting to be liquidated", "Positions whose liquidation price lies close ahead: the fuel of a cascade. Market depth is its brake."],
  },

  /** What the model takes for granted; `words` stand in equations. */
  assumptions: {
    words: { leverage: "leverage", triggered: "forced within h", absorbed: "moves the price by h", loss: "loss" },
    margin: "Each position has a margin M of its own: its value at entry over its leverage.",
    impact: {
      linear: "Every unit sold moves the price as far as the last; Q is what was sold, k the slope, s the shock.",
      logLinear: "Every unit sold moves the price by the same share; Q is what was sold, D the depth, s the shock.",
      squareRoot: "The first units move the price most: impact grows with the root of what was sold, Q, over daily volume V, times volatility σ and a constant Y.",
      book: "Sales walk down a recorded order book L, level by level; a gap moves the whole book.",
      bookTimes: (/** @type {string} */ factor) => `Sales walk down a recorded order book L, level by level, of which every order counts ${factor} times; a gap moves the whole book.`,
    },
    chain: "Chain ratio: what wave k forced, N, over what the wave before it forced.",
    /** Who the traders are, by where their leverage comes from. */
    crowds: {
      lognormal: "Leverage ℓ is lognormal: median μ, spread σ; ζ is a draw from the bell curve.",
      uniform: "Leverage ℓ lies evenly between a least and a largest one; υ is a draw between 0 and 1.",
      pareto: "Leverage ℓ has a long tail: few hold much more than the least; υ is a draw between 0 and 1, α the exponent.",
      clusters: "Leverage stands on a few steps, each with its share of the open interest; nobody is between them.",
      histogram: "Leverage fills bars, each with its share of the open interest, evenly within a bar.",
      drawn: "Leverage is drawn by hand: bars, each with its share of the open interest, evenly within a bar.",
      levels: "Positions of equal size wait at liquidation prices that are given.",
      positions: "Positions are taken as a file or list gives them: side, size, entry and margin are not invented.",
    },
    entries: {
      normal: "Entries e lie around today's price with a spread τ; only positions that are alive today count.",
      spot: "Everybody entered at today's price.",
    },
    still: "Traders do not adapt: nobody adds margin, sells early or buys the fall.",
    feedback: "Feedback R compares what is forced within the next h of price with what the market takes in over it.",
    refill: "A share w of every move stays; the rest fades within the refill time T.",
    outside: {
      path: "The price outside goes along a file, straight between its points.",
      pathStill: "The price outside does not move: the returns of its file do not count.",
      pathTimes: (/** @type {string} */ factor) => `The price outside goes along a file, straight between its points; its logarithmic returns count ${factor} times.`,
      noise: "The price outside swings at random around its way, by the seed.",
      ramp: "The shock takes time: the price outside goes evenly.",
      order: "The shock is somebody who sells or buys so much, at whatever price.",
    },
    liquidation: {
      mark: "Closed by force at this price: side z (+1 long, −1 short), size q, entry e, margin M, maintenance m less the deduction c.",
      entry: "Closed by force at this price: side z (+1 long, −1 short), size q, entry e, margin M; maintenance m less the deduction c is measured at entry.",
      inverse: "Closed by force at this price: side z (+1 long, −1 short), contracts N in quote, entry e; margin M, maintenance m and its deduction c are in base.",
      brackets: "m and c are those of the bracket in which the position lies: larger positions need more.",
      fee: "The fee f of closing counts in that price.",
      shared: "Positions of one account share its margin and are closed together.",
    },
    venue: (/** @type {string} */ name) => `The rules are those that ${name} publishes, as far as they are modelled.`,
    bankruptcy: "At this price nothing is left of the margin.",
    partial: {
      whole: "Who falls below maintenance loses the whole position.",
      target: "As much is closed as brings the margin back to the target m with index t; E is what is left, f the fees.",
      share: "A share a of the first size is closed, again after a pause.",
      tiers: "Closed down to the size at which the next lower bracket begins, F.",
    },
    waterfall: {
      badDebt: "A loss falls on the trader's margin M, then the fund F, and what is left is bad debt B.",
      adl: "A loss falls on the trader's margin M, then the fund F; what it cannot pay for is closed against winners, one after the other, at the bankrupt trader's price. Bad debt B is left where winners are too few.",
      proRata: "A loss falls on the trader's margin M, then the fund F; what it cannot pay for is closed against all winners, a part of each, at the bankrupt trader's price. Bad debt B is left where winners are too few.",
      socialise: "A loss falls on the trader's margin M, then the fund F, then all winners S, and what is left is bad debt B.",
      vault: "A vault V takes over whom little is left; a loss falls on the trader's margin M, then the vault, then the fund F. What none of them can pay for is closed against winners; what is left is bad debt B.",
    },
  },

  bet: {
    ask: (/** @type {string} */ shock, /** @type {boolean} */ isUp) => `Your turn: how far will a ${shock} ${isUp ? "rise" : "fall"} go?`,
    askAt: (/** @type {string} */ shock, /** @type {boolean} */ isUp, /** @type {string} */ leverage) =>
      `Your turn, now at ${leverage} leverage: how far will a ${shock} ${isUp ? "rise" : "fall"} go?`,
    marker: (/** @type {string} */ move) => `your bet ${move}`,
    said: (/** @type {string} */ move) => `You said ${move}.`,
    went: (/** @type {string} */ move, /** @type {boolean} */ isUp) => `It ${isUp ? "rose" : "fell"} ${move}.`,
    nowHalve: "Now halve the leverage.",
    again: (/** @type {string} */ leverage, /** @type {boolean} */ isUp) => `The same ${isUp ? "rise" : "fall"}, at ${leverage}.`,
    halved: (/** @type {string} */ leverage, /** @type {string} */ move, /** @type {string} */ before, /** @type {boolean} */ isUp) =>
      `At ${leverage} it ${isUp ? "rose" : "fell"} ${move} instead of ${before}. Same ${isUp ? "rise" : "fall"}, same market, less borrowed.`,
    /** @returns {string} */
    go: (/** @type {boolean} */ isUp) => (isUp ? "Let it rise" : "Let it fall"),
    halve: "Halve the leverage",
    anew: "Bet again",
  },

  /** Of a price that lies beyond the picture. */
  level: {
    down: (/** @type {string} */ text) => `${text}, further down \u2193`,
    up: (/** @type {string} */ text) => `${text}, further up \u2191`,
  },

  drag: {
    lands: (/** @type {string} */ move) => `lands at ${move}`,
    spoken: (/** @type {string} */ shock, /** @type {string} */ landing) => `${shock}, lands at ${landing}`,
  },

  paid: {
    total: "Lost in all",
    traders: "Traders' own money",
    fees: (/** @type {string} */ amount) => `Of it ${amount} went to fees.`,
    fund: "Insurance fund",
    vault: "Vault",
    socialised: "Spread over all winners",
    badDebt: "Nobody yet: bad debt",
    nobody: "Nobody: no position was closed.",
    fundGained: (/** @type {string} */ amount) => `The insurance fund gained ${amount}.`,
    vaultGained: (/** @type {string} */ amount) => `The vault gained ${amount}.`,
    winnersNote: (/** @type {string} */ amount) =>
      `Besides, winners' positions worth ${amount} were closed early: what they might have gained after that is in no sum here.`,
    covered: "The traders' own money covered everything.",
  },

  /** The pictures of the waves; `{}` stands for a number. */
  waves: {
    flow: {
      titleUp: "Which group bought in which wave",
      shared: "shared wallet",
      wave: "wave {}",
      waves: "waves {}",
      rest: "later waves",
      /** Heads of groups and waves, then the names above, then money. */
      picture: ["leverage", "closed in", "wave {}", "waves {}", "later waves", "shared wallet", "${amount}", "before any wave"],
      caption: (/** @type {{ closing: Closing, who: string, groupShare: string, amount: string, part: string, partShare: string }} */ w) =>
        `${w.amount} was ${done(w.closing)} by force: ${w.groupShare} of it by ${w.who}, ${w.partShare} of it ${w.part}.`,
      byLeverage: (/** @type {string} */ group) => `traders with ${group} leverage`,
      bySharedWallets: "traders with a shared wallet",
      /** When a part of the run was. */
      inWave: (/** @type {number} */ wave) => `in wave ${wave}`,
      inWaves: (/** @type {number} */ first, /** @type {number} */ last) => `in waves ${first} to ${last}`,
      inRest: "in later waves",
      atOnce: "before any wave",
      between: (/** @type {string} */ from, /** @type {string} */ to) => `between ${from} and ${to}`,
      rule: "A position belongs to the wave in which its price was reached. Where one wave closes several groups, they traded at once: that does not prove who forced whom.",
      ruleTicks:
        "A position belongs to the moment in which it was closed, and columns are stretches of time with similar shares of the volume. Groups that are closed in the same moment traded at once: that does not prove who forced whom.",
      nobody: "No position was closed by force.",
      item: (/** @type {string} */ group, /** @type {string} */ amount, /** @type {string} */ part) => `${group}: ${amount}, most of it ${part}.`,
      label: "Ribbons from groups of leverage to the waves in which they were closed, as thick as the amount.",
    },
    feedback: {
      /** Names of both lines, of the line at 1 and the halves above and below it, and of the shock. */
      picture: ["Feedback R", "Chain ratio", "1: each $1 forces another $1", "above 1 it grows", "below 1 it dies", "shock"],
      shock: "right after the shock",
      inWave: (/** @type {number} */ wave) => `after wave ${wave}`,
      after: (/** @type {string} */ time) => `after ${time}`,
      endless: "endless (no orders left)",
      courseEndless: (/** @type {string} */ where) => `Feedback R ended endless: ${where} no orders were left.`,
      course: (/** @type {string} */ peak, /** @type {string} */ where, /** @type {string} */ last) => `Feedback R was highest ${where}, ${peak}, and ended at ${last}.`,
      nobody: "Nobody was closed by force, so there was nothing to feed itself.",
      single: "No wave forced another.",
      never: "It did not feed itself: no wave forced more than the one before it.",
      hardly: "It did not feed itself: apart from waves of less than 1 % of the volume, none forced more than the one before it.",
      grew: "It fed itself.",
      lastAbove: (/** @type {number} */ wave) => `The last wave of at least 1 % of the volume to force more than the one before it was wave ${wave}.`,
      sparse: "Too few liquidation prices lie on the way for Feedback R to tell anything here.",
      below: "It never passed 1.",
      until: (/** @type {string} */ where) => `It stood above 1 last ${where}: until then it fed itself.`,
      toTheEnd: "It stood above 1 to the end.",
      atTheEnd: "At the end it stood above 1.",
      short: "But the price stopped short of the next liquidation price.",
      pair: (/** @type {number} */ first, /** @type {number} */ second, /** @type {string} */ dollars) => `Each $1 of wave ${first} forced ${dollars} in wave ${second}.`,
      noChain: "Steps of a clock are no waves, so there is no Chain ratio here.",
      label: "Feedback R and Chain ratio over the waves, with a line at 1.",
      labelTicks: "Feedback R over time, with a line at 1.",
    },
    paid: {
      early: (/** @type {string} */ amount) => `Nothing was lost, but winners' positions worth ${amount} were closed early.`,
      own: (/** @type {string} */ total) => `Closing by force cost ${total}, all of it the traders' own money.`,
      shared: (/** @type {string} */ total, /** @type {string} */ own, /** @type {string} */ others) =>
        `Closing by force cost ${total}: the traders' own money covered ${own}, ${others} was left for others.`,
    },
  },

  own: {
    survived: "You survive.",
    winner: "You are not liquidated. But winners were closed early in this run, and you may be one of them.",
    died: "You are closed by force.",
    diedInWave: (/** @type {number} */ wave) => `You are closed by force in wave ${wave}.`,
    diedAfter: (/** @type {string} */ time) => `You are closed by force after ${time}.`,
    triggerPrice: "Your liquidation price",
    soldAt: "Closed at",
    ahead: "Units closed before you",
    loss: "You lose",
    ofMargin: (/** @type {string} */ share) => `${share} of your own money`,
    surviving: "You would have survived with",
    atMost: (/** @type {string} */ leverage) => `${leverage} or less`,
    result: "Gain or loss at the end",
    unit: { prefix: "$", suffix: "" },
  },

  /** What still waits is told at the price before anything happened. */
  atStart: (/** @type {string} */ amount) => `${amount} (at the starting price)`,

  breaking: {
    noShock: "There is no single shock here whose size could be changed, so no breaking point either.",
    leftOut: "With so many positions over so many moments, looking for the breaking point would take too long here.",
    searching: (/** @type {string} */ share) => `Looking for the breaking point: ${share}.`,
    none: (/** @type {boolean} */ isUp) => `No breaking point in reach: no ${isUp ? "rise" : "fall"} makes the price jump, and forced ${isUp ? "buying" : "selling"} more than doubles none.`,
    /** No jump, and of those that were tried none is doubled, but this one is. */
    onlyThis: (/** @type {boolean} */ isUp) => `No ${isUp ? "rise" : "fall"} makes the price jump, and of those that were tried forced ${isUp ? "buying" : "selling"} more than doubles only this one.`,
    least: (/** @type {string} */ size) => `less than ${size}`,
    tried: (/** @type {string} */ step) => `Tried every ${step}: between two of them it may be otherwise.`,
    mark: (/** @type {string} */ at) => `breaks at ${at}`,
    markFrom: (/** @type {string} */ at) => `doubles from ${at}`,
    markBetween: (/** @type {string} */ at, /** @type {string} */ to) => `doubles from ${at} to ${to}`,
    any: (/** @type {boolean} */ isUp, /** @type {boolean} */ isJump) =>
      `Any ${isUp ? "rise" : "fall"}, however small, ${isJump ? "sets it off" : `is more than doubled by forced ${isUp ? "buying" : "selling"}`}.`,
    anyLike: (/** @type {boolean} */ isUp, /** @type {string} */ shock, /** @type {string} */ landing) =>
      `Any ${isUp ? "rise" : "fall"}, however small, sets it off: one of ${shock} already becomes ${landing}.`,
    jump: (/** @type {string} */ at, /** @type {boolean} */ isUp, /** @type {readonly Doubled[]} */ list) =>
      `It breaks at a ${isUp ? "rise" : "fall"} of ${at}.${list.length > 0 ? ` ${doubledText(list, isUp)}.` : ""}`,
    doubles: (/** @type {readonly Doubled[]} */ list, /** @type {boolean} */ isUp) => `${doubledText(list, isUp)}.`,
    /** Where this run stands to that. */
    stands: {
      here: (/** @type {string} */ _points, /** @type {boolean} */ _isUp) => "This one is right there.",
      /** @param {string} points @param {boolean} _isUp @param {string} at @param {boolean | null} isDoubled nothing where no shock is */
      short: (points, _isUp, at, isDoubled) => `This one is ${pointsOf(points)} short of ${at}${isDoubled ? ", and more than doubled" : ""}.`,
      amplified: (/** @type {string} */ points, /** @type {boolean} */ isUp, /** @type {string} */ at) => `This one is ${pointsOf(points)} short of ${at}, and forced ${isUp ? "buying" : "selling"} makes much of it already.`,
      /** @param {string} points @param {boolean} _isUp @param {string} at @param {boolean | null} isDoubled nothing where no shock is */
      past: (points, _isUp, at, isDoubled) =>
        `This one is ${pointsOf(points)} past ${at}${isDoubled === null ? "" : isDoubled ? ", and more than doubled" : ", and not more than doubled"}.`,
      inside: (/** @type {string} */ _points, /** @type {boolean} */ _isUp) => "This one is among them.",
      outside: (/** @type {string} */ _points, /** @type {boolean} */ _isUp) => "This one is not among them.",
    },
    widest: (/** @type {string} */ at, /** @type {boolean} */ isUp) => `The widest jump comes at a ${isUp ? "rise" : "fall"} of ${at}.`,
  },

  /** The story beside the figure, of a fall and of a rise. */
  beats: {
    borrow: (/** @type {string} */ leverage) =>
      `You borrow to buy more than you can pay for: a typical trader here holds ${leverage} their own money. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.`,
    borrowPlain: "You borrow to buy more than you can pay for. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.",
    forced: (/** @type {string} */ shock, /** @type {boolean} */ isMoving) =>
      `The price falls ${isMoving ? "by up to " : ""}${shock} for outside reasons. It crosses the first stripes. Nobody asks you: the exchange sells what you hold, now, at any price.`,
    homeMade: (/** @type {boolean} */ isStill) =>
      `${isStill ? "Nothing happens outside" : "Outside the price does not fall"}: stripes are reached all the same. Nobody asks you: the exchange sells what you hold, now, at any price.`,
    nothingOutside: "The price is not pushed that way from outside, and no stripe is reached.",
    other: (/** @type {string} */ shock) => `The price falls ${shock} for outside reasons and reaches no long on that side; on the way back shorts are closed by force.`,
    moves: (/** @type {Part} */ part) => besides(movesText(part, false), part),
    next: (/** @type {Part} */ part) => besides(nextText(part, false), part),
    stops: (/** @type {Ending} */ ending) => stopsText(ending, false),
    nobody: (/** @type {string} */ shock, /** @type {string} */ waiting) =>
      `The price falls ${shock} for outside reasons. ` + (waiting === "" ? "It reaches nobody: all the stripes are farther away." : `It reaches positions of ${waiting}, which wait to be closed.`),
    still: "Nothing is sold by force.",
    wouldTake: (/** @type {string} */ depth) => `It would take ${depth} of selling to move the price by 1 %.`,
    noNext: "The price does not reach anybody else.",
    waits: (/** @type {string} */ waiting) => `${waiting} still waits.`,
    quiet: quietText,
    borrowMore: "Borrow more and look again.",
  },
  beatsUp: {
    borrow: (/** @type {string} */ leverage) =>
      `You borrow to bet on a fall: a typical trader here holds ${leverage} their own money. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.`,
    borrowPlain: "You borrow to bet on a fall. Each stripe is a price at which somebody's position is closed by force. Stronger colour means more of them.",
    forced: (/** @type {string} */ shock, /** @type {boolean} */ isMoving) =>
      `The price rises ${isMoving ? "by up to " : ""}${shock} for outside reasons. It crosses the first stripes. Nobody asks you: the exchange buys back what you owe, now, at any price.`,
    homeMade: (/** @type {boolean} */ isStill) =>
      `${isStill ? "Nothing happens outside" : "Outside the price does not rise"}: stripes are reached all the same. Nobody asks you: the exchange buys back what you owe, now, at any price.`,
    nothingOutside: "The price is not pushed that way from outside, and no stripe is reached.",
    other: (/** @type {string} */ shock) => `The price rises ${shock} for outside reasons and reaches no short on that side; on the way back longs are closed by force.`,
    moves: (/** @type {Part} */ part) => besides(movesText(part, true), part),
    next: (/** @type {Part} */ part) => besides(nextText(part, true), part),
    stops: (/** @type {Ending} */ ending) => stopsText(ending, true),
    nobody: (/** @type {string} */ shock, /** @type {string} */ waiting) =>
      `The price rises ${shock} for outside reasons. ` + (waiting === "" ? "It reaches nobody: all the stripes are farther away." : `It reaches positions of ${waiting}, which wait to be closed.`),
    still: "Nothing is bought by force.",
    wouldTake: (/** @type {string} */ depth) => `It would take ${depth} of buying to move the price by 1 %.`,
    noNext: "The price does not reach anybody else.",
    waits: (/** @type {string} */ waiting) => `${waiting} still waits.`,
    quiet: quietText,
    borrowMore: "Borrow more and look again.",
  },

  sentence: {
    /** While the outcome is a secret. */
    open: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => `${article} ${shock} ${word} becomes \u2026`,
    fall: "fall",
    rise: "rise",
    /** A cascade. */
    became: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => [`${article} ${shock} ${word} became `, "."],
    forcedSelling: "Forced selling did the rest.",
    forcedBuying: "Forced buying did the rest.",
    everyoneLong: "Every leveraged long is gone.",
    everyoneShort: "Every short is gone.",
    onlyLongs: "Only longs were forced to sell.",
    onlyShorts: "Only shorts were forced to buy.",
    bookEmpty: (/** @type {string} */ waiting) => `The order book ran dry${waiting === "" ? "" : `; ${waiting} still waits`}.`,
    timeUp: (/** @type {string} */ waiting) => `Time is up, and ${waiting === "" ? "forced orders still wait" : `${waiting} still waits`}.`,
    /** The outside came back from its worst. */
    returned: (/** @type {string} */ move) => `Outside it came back to ${move}.`,
    /** Next to nothing would have done it. */
    already: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ landing, /** @type {string} */ word) => `${article} ${shock} ${word} becomes ${landing} here.`,
    /** No cascade. */
    stayed: (/** @type {string} */ article, /** @type {string} */ shock, /** @type {string} */ word) => [`${article} ${shock} ${word} stayed `, "."],
    nobody: "Nobody was forced to sell.",
    nobodyBuy: "Nobody was forced to buy.",
    absorbed: "The market took the forced sales.",
    absorbedBuy: "The market took the forced purchases.",
    noShock: "No shock, no cascade.",
    /** The outside never went that way. */
    homeMade: (/** @type {boolean} */ isUp, /** @type {boolean} */ isStill) => [
      isStill ? `Nothing happened outside, and still the price ${isUp ? "rose" : "fell"} ` : `Outside it did not ${isUp ? "rise" : "fall"}, and still the price ${isUp ? "rose" : "fell"} `, ".",
    ],
    homeMadeStill: (/** @type {boolean} */ isUp, /** @type {boolean} */ isStill) =>
      isStill ? "Nothing happened outside, and the price stayed." : `The price did not ${isUp ? "rise" : "fall"}, nor did it outside.`,
  },

  figures: {
    final: "Final price",
    worst: "Worst point",
    highest: "Highest point",
    forced: { sold: "Forced sales", bought: "Forced purchases", both: "Forced trades", none: "Forced trades" },
    both: (/** @type {string} */ sold, /** @type {string} */ bought) => `${sold} sold, ${bought} bought`,
    time: "Time to the worst",
    timeUp: "Time to the top",
    payer: "Who paid",
    withoutForced: (/** @type {string} */ move, /** @type {boolean} */ isUp) => `${move} without forced ${isUp ? "buying" : "selling"}`,
    points: (/** @type {string} */ points, /** @type {boolean} */ isUp) => `${pointsOf(points)} by forced ${isUp ? "buying" : "selling"}`,
    /** Where the outside was at its worst at another moment than at the end. */
    pointsBeyond: (/** @type {string} */ points, /** @type {string} */ outside) => `${pointsOf(points)} beyond ${outside} outside`,
    share: (/** @type {string} */ share, /** @type {boolean} */ isUp) => `${share} of all ${isUp ? "shorts" : "longs"}`,
    nearly: (/** @type {string} */ share) => `more than ${share}`,
    under: (/** @type {string} */ share) => `less than ${share}`,
    nothing: "–",
    oneWave: "no wave forced another",
    sparse: "too few prices for Feedback R",
    chain: "Each forced $1 triggers",
    chainValue: (/** @type {string} */ dollars) => `${dollars} more`,
    chainNote: (/** @type {number} */ wave, /** @type {string | null} */ feedback) =>
      `wave ${wave} over wave ${wave - 1}` + (feedback === null ? "" : `; Feedback${NBSP}R peak ${feedback}`),
    feedback: "Feedback R, peak",
    feedbackNote: (/** @type {boolean} */ isUp) => `above 1 ${isUp ? "buying" : "selling"} feeds itself`,
    instant: "Instant",
    instantNote: "waves without a clock",
    halfDone: (/** @type {string} */ time, /** @type {Closing} */ closing) => `90${NBSP}% of the ${closing === "both" ? "trades" : closing === "bought" ? "buying" : "selling"} after ${time}`,
    nobody: "Nobody",
    traders: (/** @type {string} */ amount) => `Traders ${amount}`,
    tradersNote: "their margin covered it",
    nothingLost: "nothing was lost",
    payers: {
      fund: (/** @type {string} */ amount) => `fund ${amount}`,
      vault: (/** @type {string} */ amount) => `vault ${amount}`,
      socialised: (/** @type {string} */ amount) => `all winners ${amount}`,
      badDebt: (/** @type {string} */ amount) => `bad debt ${amount}`,
    },
    fundGained: (/** @type {string} */ amount) => `fund gained ${amount}`,
    vaultGained: (/** @type {string} */ amount) => `vault gained ${amount}`,
    winnersClosed: (/** @type {string} */ amount) => `${amount} of winners closed early`,
    nobodyNote: "no position was closed",
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
  },

  figure: {
    loading: "Price over time, before and after a shock.",
    summary: (/** @type {{ start: string, final: string, move: string, without: string, count: string, notional: string, isUp: boolean }} */ s) =>
      `Price over time. From ${s.start} to ${s.final} (${s.move}); without forced ${s.isUp ? "buying" : "selling"} it would be ${s.without}. ` +
      `${s.count} ${s.count === "1" ? "position was" : "positions were"} closed by force, ${s.notional} in all.`,
    quiet: (/** @type {{ start: string, final: string, move: string }} */ s) =>
      `Price over time. From ${s.start} to ${s.final} (${s.move}). No position was closed by force.`,
  },

  table: {
    captionWaves: "One row per wave. Sales and purchases “in this row” are those of the row; all other amounts of what was closed, spread or left unpaid add up from the start. Price, ratios, depth, open interest and fund are as they stand then; open interest counts one side, market makers included.",
    captionTicks: "One row per time step. Sales and purchases “in this row” are those of the row; all other amounts of what was closed, spread or left unpaid add up from the start. Price, ratio, depth, open interest and fund are as they stand then; open interest counts one side, market makers included. Steps of a clock are no waves: Feedback R stands here, and no Chain ratio.",
    page: (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ all) => `Rows ${from} to ${to} of ${all}`,
    before: "before",
    shock: "shock",
    columns: {
      row: "Wave",
      time: "Time",
      price: "Price",
      waves: "Waves so far",
      mark: "Mark price",
      counterfactual: "Without forced selling",
      counterfactualUp: "Without forced buying",
      wave: `Forced sales in this row,${NBSP}$`,
      waveUp: `Forced purchases in this row,${NBSP}$`,
      total: `Forced sales so far,${NBSP}$`,
      totalUp: `Forced purchases so far,${NBSP}$`,
      longs: `Longs closed so far,${NBSP}$`,
      shorts: `Shorts closed so far,${NBSP}$`,
      quantity: "Closed so far, units, both sides",
      backlog: "Waiting to be filled, units",
      ratio: "Chain ratio",
      feedback: "Feedback R",
      depth: "Market depth, $ per 1 %",
      openInterest: "Open interest, units, one side",
      fund: `Insurance fund,${NBSP}$`,
      adl: `Winners closed early,${NBSP}$`,
      socialised: `Spread over winners,${NBSP}$`,
      badDebt: `Bad debt,${NBSP}$`,
    },
  },

  history: {
    undone: "Undone.",
    redone: "Redone.",
    nothingToUndo: "There is nothing to undo.",
    nothingToRedo: "There is nothing to redo.",
  },

  /** Pictures of the crowd, and drawing it by hand. */
  crowd: {
    longs: "longs",
    shorts: "shorts",
    price: "price",
    chip: "leverage: drawn by hand",
    leverageTitle: "Leverage",
    liquidationsTitle: "Closed by a move alone",
    fragilityTitle: "Where every shock lands",
    nobody: "Nobody holds a position that a price could close.",
    /** Amounts along an axis. */
    money: "{amount}",
    missing: "This picture cannot be had here.",
    /** Words in the picture, in the order of `CrowdPicture.density`. */
    density: [
      "longs waiting: {amount}", "shorts waiting: {amount}", "closed in wave {wave}", "wave {wave} has to close", "reached by the price",
      "opened at today's price", "without forced selling", "without forced buying", "leverage", "liquidation price",
      "{amount} of them further down", "{amount} of them further up", "${amount}", "closed in waves {wave}",
    ],
    /** What was reached of a side, at the starting price. */
    reachedLongs: (/** @type {string} */ amount, /** @type {string} */ share) => `longs of ${amount} (${share} of all longs)`,
    reachedShorts: (/** @type {string} */ amount, /** @type {string} */ share) => `shorts of ${amount} (${share} of all shorts)`,
    and: " and ",
    densityLabel: (/** @type {{ longs: string, shorts: string, price: string, reached: string }} */ { longs, shorts, price, reached }) =>
      `All positions by leverage and liquidation price: ${longs} of longs below the starting price, ${shorts} of shorts above it. The price is ${price}; ${reached ? `it has reached ${reached}` : "it has reached none of them"}. Positions are valued at the starting price.`,
    densityCaption: (/** @type {string} */ reached) =>
      `${reached ? `The price has reached ${reached}, valued at the starting price: hollow.` : "The price has reached nobody yet."} Stronger colour: more waits there (square root).`,
    leverage: (/** @type {string} */ low, /** @type {string} */ median, /** @type {string} */ high) =>
      `The typical trader, in the middle of all positions by size, has ${median}: half have no more, half no less. The tenth with the least leverage has at most ${low}, the tenth with the most at least ${high}.`,
    unreachable: (/** @type {string} */ share) => `${share} of the positions can be closed by no price and are not counted here.`,
    hollow: "Pale: reached by the price.",
    liquidations: (/** @type {string} */ fall, /** @type {string} */ rise) =>
      [fall && `Half of all longs would be closed by a fall of ${fall}`, rise && `half of all shorts by a rise of ${rise}`].filter(Boolean).join(", ").replace(/^h/, "H") + (fall || rise ? ", before any forced order moves the price." : "No move closes half of a side."),
    fragilityWords: ["lands at", "without forced trades", "jump", "now", "over 2x"],
    fragility: (/** @type {string} */ shock, /** @type {string} */ landing) => `A shock of ${shock} lands at ${landing}.`,
    bar: (/** @type {string} */ from, /** @type {string} */ to) => `${from} to ${to}`,
    barValue: (/** @type {string} */ bar, /** @type {string} */ share) => `${bar}: ${share} of open interest`,
  },

  compare: {
    unpin: "Unpin",
    pinned: (/** @type {string} */ title) => `${title} is pinned as A, the dotted line. Change anything to see B beside it.`,
    unpinned: "The comparison is over.",
    forced: "Forced trades",
    fund: "Insurance fund",
    badDebt: "Bad debt",
    adl: "Closed by ADL",
    /** Where the amounts have a unit of their own, that of the contracts. */
    settled: { fund: "Insurance fund", badDebt: "Bad debt" },
    noDifference: "\u2013",
    amount: money,
    points: (/** @type {string} */ points) => `${points}${NBSP}pts`,
    change: (/** @type {string} */ before, /** @type {string} */ after) => `${before} \u2192 ${after}`,
    changed: (/** @type {string} */ list, /** @type {number} */ more) => `${list}${more > 0 ? ` and ${more} more` : ""}.`,
    otherFiles: "other files",
    otherShape: "leverage drawn by hand",
    nothing: "Nothing is changed yet: A and B are the same run.",
    ownWaves: "Waves have no clock: the line of A runs over its own waves.",
    otherClock: "A and B run on different clocks: the line of A runs over its own timeline.",
    otherStart: "A starts at another price: its line is drawn in shares of the start.",
    label: (/** @type {{ final: string, move: string, points: string, order: "lower" | "higher" | "same" }} */ s) =>
      `The dotted line is the pinned run A, which ended at ${s.final} (${s.move}); ` +
      (s.order === "same" ? "this run, B, ends at the same." : `this run, B, ends ${s.points} points ${s.order}.`),
  },

  save: {
    saved: (/** @type {string} */ name) => `Saved ${name}.`,
    compared: (/** @type {string} */ title, /** @type {string} */ changes) => `Dotted, A: ${title}. From A to this run: ${changes}`,
    source: (/** @type {string} */ seed, /** @type {string} */ version, /** @type {string} */ link) => `Seed ${seed}, Liquidation Cascades ${version}, ${link}`,
  },

  status: {
    outcome: (/** @type {string} */ count, /** @type {string} */ notional, /** @type {string} */ price) =>
      `${count} ${count === "1" ? "position" : "positions"} closed by force, ${notional} in all. Price ${price}.`,
    outcomeQuiet: (/** @type {string} */ price) => `No position closed by force. Price ${price}.`,
    playing: "Playing.",
    paused: (/** @type {string} */ where) => `Paused. ${where}.`,
    ended: (/** @type {string} */ outcome) => `The end. ${outcome}`,
    firstSale: "The first positions are closed by force.",
    newSeed: (/** @type {string} */ seed) => `New seed: ${seed}.`,
    newSeedSame: (/** @type {string} */ seed) => `New seed: ${seed}. Nothing here is drawn at random: every seed gives the same run.`,
    reset: (/** @type {string} */ title, /** @type {string | null} */ seed) => `Back to ${title}${seed === null ? "" : `, still with the seed ${seed}`}.`,
    pageMode: (/** @type {string} */ most) => `This browser draws on the page itself; positions are limited to ${most}.`,
    computing: "Computing. You can stop it.",
    /** Beside the button that stops it. */
    computingFor: (/** @type {string} */ seconds, /** @type {string | null} */ percent) => `Computing \u2026 ${seconds}${NBSP}s${percent === null ? "" : `, ${percent}${NBSP}%`}`,
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
    missing: (/** @type {string} */ status) => `The engine could not be loaded: the server answered ${status} instead of sending it.`,
    damaged: "The engine could not be loaded: what arrived is damaged, or is not the engine.",
    page: (/** @type {string} */ type) => `The engine could not be loaded: the server sent a page (${type}) in its place. Whoever hosts this has to upload all files of pkg; or the network wants a log-in first.`,
    refused: (/** @type {string} */ directive) => `The engine could not be loaded: a rule of this site (${directive} in its Content-Security-Policy) forbids to fetch it. Trying again does not help.`,
    forbidden: "The engine could not be loaded: this browser, or a rule of this site, does not let WebAssembly run ('wasm-unsafe-eval' in script-src allows it). Trying again does not help; another browser or another site may.",
    slow: "The engine could not be loaded: nothing has arrived for 15 seconds.",
    memory: "The engine could not be loaded: this browser has no memory left for it. Closing other tabs may help.",
    noCanvas: "This browser gives the page nothing to draw on: there is no canvas.",
    other: (/** @type {string} */ message) => `The engine could not be loaded: ${message}.`,
  },

  /** Beside an error that ends everything. */
  tryAgain: "Try again",
  /** Before the words and the picture that the page was delivered with. */
  example: "Example, as this page was delivered:",

  notes: {
    unreadable: (/** @type {string} */ name, /** @type {string} */ given) => `The link's ${name} "${given}" cannot be read and was left out.`,
    ignored: (/** @type {string} */ name) => `The link's "${name}" means nothing here and was left out.`,
    leftOut: (/** @type {string} */ label) => `${label} means nothing here any more and was left out.`,
    clamped: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ used) => `${label} ${given} is out of range; ${used} is used.`,
    unknownPreset: (/** @type {string} */ name) => `There is no preset "${name}"; the first one is shown.`,
    fileMissing: (/** @type {string} */ name) => `This link needs the file "${name}". Load that file to see it; until then the preset is shown.`,
    noWords: () => "Die deutschen Wörter konnten nicht geladen werden. The German words could not be loaded: the page is in English.",
    scenarioNewer: (/** @type {string} */ name) => `The link holds the scenario "${name}" in a form that this page cannot read: a newer page wrote it, or the browser is too old.`,
    scenarioDamaged: (/** @type {string} */ name) => `The link holds the scenario "${name}", but was damaged or cut off on the way. Ask for the whole link, or for the file.`,
    scenarioLarge: (/** @type {string} */ name) => `The link's scenario "${name}" is larger than a link may hold, and was left out. Ask for the file.`,
    noShare: () => "The share dialog could not be loaded. The address in the address bar means the same run.",
    capped: (/** @type {string} */ used) => `Positions are limited to ${used} in this browser.`,
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
    noReaders: "The part of this page that reads files could not be loaded. With a connection the same file can be chosen again.",
    /** The engine's own words; another language says around them what it can. @param {import("./messages.js").Failure} failure */
    engine: ({ field, message }) => endSentence(field && !message.includes(field) ? `${message} (${field})` : message),
  },

  /** What was typed into a number input and not taken as it stood; `now` is what stays, or is used instead. */
  typed: {
    empty: (/** @type {string} */ label, /** @type {string} */ now) => `${label} needs a number; it stays at ${now}.`,
    noNumber: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) => `"${given}" is no number; ${label} stays at ${now}.`,
    unit: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) => `"${given}" has a unit that is not one of ${label}; it stays at ${now}.`,
    unclear: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) =>
      `"${given}" can be read in more than one way; ${label} stays at ${now}. Write it as 1,234.5 or 1234.5.`,
    unclearUnit: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ now) =>
      `"${given}" may be dollars or millions of dollars; ${label} stays at ${now}. Write $${given} or ${given}M.`,
    inFull: (/** @type {string} */ given, /** @type {string} */ read) => `"${given}" was read as ${read}.`,
    outOfRange: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ read, /** @type {string} */ least, /** @type {string} */ most, /** @type {string} */ now) =>
      `"${given}" is ${read}; ${label} goes from ${least} to ${most}, so ${now} is used.`,
    tooSmall: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ least, /** @type {boolean} */ isOpen, /** @type {string} */ now) =>
      `"${given}" is too small; ${label} must be ${isOpen ? "more than" : "at least"} ${least} and stays at ${now}.`,
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
    symbol: "Symbol",
    question: (/** @type {string} */ name, /** @type {string} */ option) =>
      /** @type {Record<string, string>} */ ({
        decimal: `${name} can be read in two ways: its numbers have three digits behind every point or comma. Which mark stands before decimals?`,
        dates: `${name} can be read in two ways: no date says whether its day or its month comes first.`,
        symbol: `${name} has several symbols. Which one is meant?`,
        contractSize: `${name} counts contracts and does not say how large one is. How much of the base is in one?`,
        contractValue: `${name} has limits in contracts and does not say what one is worth. How many dollars is one?`,
      })[option] ?? `${name} can be read in several ways.`,
    answer: (/** @type {string} */ option, /** @type {string} */ choice) =>
      /** @type {Record<string, string>} */ ({
        "decimal .": "The point: 95.000 is ninety-five",
        "decimal ,": "The comma: 95.000 is ninety-five thousand",
        "dates dmy": "Day first: 03/04 is 3 April",
        "dates mdy": "Month first: 03/04 is 4 March",
      })[`${option} ${choice}`] ?? choice,
    /** A number to type, for a file whose amounts are or may be contracts. */
    amount: (/** @type {string} */ option) => /** @type {string} */ (option === "contractValue" ? "Dollars in one contract" : "Base in one contract"),
    amountUse: "Read it so",
    amountFault: "Please type a number above 0.",
    isAsked: (/** @type {string} */ name) => `${name} can be read in several ways: choose one at the files.`,
    /** What was left out, and what was assumed. @param {import("../pkg/liquidation_cascades.js").DataInfo} info @returns {string[]} */
    remarks: ({ leftOut, notes }) => {
      const rows = (/** @type {number} */ count) => `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`;
      const out = leftOut.map(({ reason, count, name }) => {
        switch (/** @type {string} */ (reason)) {
          case "above":
            return `${rows(count)} above the table`;
          case "empty":
            return `${rows(count)} without numbers`;
          case "zero":
            return `${rows(count)} of zero size`;
          case "total":
            return `${rows(count)} of totals`;
          case "names":
            return `${rows(count)} that repeat the names`;
          case "twice":
            return `${rows(count)} that stand there twice`;
          case "otherSymbol":
            return `${rows(count)} of symbols other than ${name}`;
          case "contract":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "contract" : "contracts"} (${name})`;
          case "snapshot":
            return `${count.toLocaleString("en-US")} earlier ${count === 1 ? "snapshot" : "snapshots"}`;
          case "change":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "change" : "changes"} of the book beside a whole snapshot`;
          // A module newer than these words.
          default:
            return `${rows(count)}: ${reason}`;
        }
      });
      const said = notes.map(({ kind, count, name }) => {
        switch (/** @type {string} */ (kind)) {
          case "newestFirst":
            return "The newest row stood first; the order was turned.";
          case "sorted":
            return "Rows out of order were sorted.";
          case "noNames":
            return `The columns have no names; by their numbers they were read as ${name}.`;
          case "taken":
            return `Two columns say the time; ${name} was taken.`;
          case "years":
            return `${name} and the like were read as years.`;
          case "dayNumbers":
            return `${name} and the like were read as the day numbers of a spreadsheet.`;
          case "dateDigits":
            return `${name} and the like were read as dates.`;
          case "seconds":
            return `The numbers in ${name} have no unit and were read as seconds.`;
          case "inverse":
            return "These are positions of inverse contracts: amounts in quote, margins in base.";
          case "dayFirst":
            return `${name} and the like were read with the day first.`;
          case "monthFirst":
            return `${name} and the like were read with the month first.`;
          case "rounded":
            return `In ${rows(count)} the highest or lowest price was off by rounding and was put right.`;
          case "added":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "level" : "levels"} of a price that was there already ${count === 1 ? "was" : "were"} added to it.`;
          case "marginDiffers":
            return `In ${rows(count)} margin and leverage do not agree; the margin counts.`;
          case "cross":
            return `${rows(count)} in cross margin ${count === 1 ? "was" : "were"} read with a margin of ${count === 1 ? "its" : "their"} own.`;
          case "fromNotional":
            return `In ${rows(count)} the quantity follows from notional and price.`;
          case "contractSize":
            return `Contracts of ${name} were turned into base or quote.`;
          case "contracts":
            return "The file may count contracts and does not say how large they are; each was taken for one of the base.";
          case "pricesOnly":
            return "The file has prices and no candles.";
          case "decimalComma":
            return "Its decimal mark is a comma.";
          case "thousandsComma":
            return "Its commas separate thousands.";
          case "steps":
            return "Brackets that begin a unit above the end of the one before begin at that end.";
          default:
            return `${kind}.`;
        }
      });
      return out.length > 0 ? [`Left out: ${out.join("; ")}.`, ...said] : said;
    },
    /** @param {import("../pkg/liquidation_cascades.js").DataInfo} info */
    facts: (info) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("en-US");
      switch (info.kind) {
        case "book":
          return `An order book: ${count(info.bids + info.asks)} levels, ${count(info.bids)} bids up to ${count(info.bestBid)} and ${count(info.asks)} asks from ${count(info.bestAsk)}; within 1 % it shows ${money(info.bidDepth)} of bids and ${money(info.askDepth)} of asks.`;
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
          return `brackets of ${count(info.contracts.length)} ${info.contracts.length === 1 ? "contract" : "contracts"}`;
        case "path":
          return `a price path of ${count(info.rows)} rows`;
        case "scenario":
          return "a scenario";
      }
    },
    /** Which was loaded in another tab, or on another day. */
    broughtBack: (/** @type {string} */ name) => `${name} is the file of that name that was last loaded in this browser.`,
    /** Files that a reload will lose. */
    notKept: {
      large: (/** @type {string} */ name) => `${name} is too large to be kept for a reload of this page.`,
      full: (/** @type {string} */ name) => `This browser has no room to keep ${name} for a reload of this page.`,
      denied: (/** @type {string} */ name) => `This browser keeps no files: a reload of this page will ask for ${name} again.`,
    },
    missing: (/** @type {string} */ text) => `${text} (not loaded)`,
    isLoaded: (/** @type {string} */ name, /** @type {string} */ size) => `${name} is loaded: ${size}.`,
    cancelled: (/** @type {string} */ name) => `${name} was not loaded.`,
    replaced: (/** @type {string} */ name, /** @type {string} */ by) => `${name} was left out: ${by} goes to the same place.`,
    unread: (/** @type {string} */ name) => `${name} could not be read.`,
    unused: (/** @type {string} */ name) => `${name} was read, but cannot be used here.`,
  },

  /** Words on the canvas. */
  stage: {
    withoutForcedSelling: "without forced selling",
    withoutForcedBuying: "without forced buying",
    forcedSelling: "forced selling: {points} points",
    forcedBuying: "forced buying: {points} points",
    forcedSellingNow: "forced selling at this moment: {points} points",
    forcedBuyingNow: "forced buying at this moment: {points} points",
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
    decimal: ".",
    ghost: "A",
    depthHalved: "book half as deep",
    fundEmpty: "fund empty",
    winnersClosed: "winners closed early",
    lossShared: "winners share losses",
    vaultTakesOver: "vault takes over",
    badDebt: "bad debt",
  },
};

/** Longest wait for another language: words that do not come are no reason for an empty page. */
const PATIENCE_MS = 8_000;

/**
 * The words of a language; another than the one in the HTML is fetched when it is asked for. Where it cannot be had, English.
 * @param {Language} language
 * @returns {Promise<typeof strings>}
 */
export async function stringsOf(language) {
  if (language === "en") {
    useLanguage(language);
    return strings;
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const patience = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the words do not come")), PATIENCE_MS);
  });
  try {
    const { german } = /** @type {typeof import("./strings-de.js")} */ (await Promise.race([import("./strings-de.js"), patience]));
    useLanguage(language);
    return german;
  } catch {
    return strings;
  } finally {
    clearTimeout(timer);
  }
}

/** Words that can become those of another language where they are: whoever holds a part of them holds the new words then. @param {typeof strings} words */
export function living(words) {
  return /** @type {typeof strings} */ (copied(words));
}

/** @param {unknown} part @returns {unknown} */
function copied(part) {
  if (Array.isArray(part)) return part.map(copied);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, copied(value)]));
}

/** @param {object} living @param {object} words of the same shape */
export function become(living, words) {
  const target = /** @type {Record<string, unknown>} */ (living);
  if (Array.isArray(living) && Array.isArray(words)) living.length = words.length;
  for (const [key, value] of Object.entries(words)) {
    const old = target[key];
    if (typeof value === "object" && value !== null && typeof old === "object" && old !== null) become(old, value);
    else target[key] = copied(value);
  }
}

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

/** @param {string} message */
export function endSentence(message) {
  return /[.!?]$/.test(message) ? message : message + ".";
}
