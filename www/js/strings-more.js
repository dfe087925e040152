// Words that nobody sees before the figure is there: of the other views, of everything that is folded away, of files.

import { coinsText, counted, givenPrice } from "./file-figures.js";
import { money } from "./format.js";
import { eventNames, kindAssumed, kindHeads, kindsWaiting, kindTerms } from "./kind-words-en.js";
import { pointsOf } from "./strings-figures.js";
import { start } from "./strings-start.js";
import { done } from "./strings-story.js";

const NBSP = "\u00a0";

/** @typedef {import("./claims.js").Closing} Closing */
/** Falls or rises that are more than doubled. @typedef {{ from: string, to: string, isOpen: boolean, hasGaps: boolean, isFromNothing: boolean }} Doubled */

/** @param {readonly Doubled[]} list @param {boolean} isUp */
function doubledText(list, isUp) {
  const word = isUp ? "rise" : "fall";
  const selling = `forced ${isUp ? "buying" : "selling"} more than doubles`;
  const [only] = list;
  if (list.length === 1) {
    const gaps = only.hasGaps ? ", with gaps" : "";
    if (only.isOpen) return `From a ${word} of ${only.from} on, ${selling} it${gaps}`;
    if (only.isFromNothing) return `Up to a ${word} of ${only.to}, ${selling} it${gaps}`;
    return only.from === only.to
      ? `Around a ${word} of ${only.from}, ${selling} it`
      : `Between a ${word} of ${only.from} and one of ${only.to}, ${selling} it${gaps}`;
  }
  const one = (/** @type {Doubled} */ { from, to, isOpen, isFromNothing }) =>
    isOpen ? `from ${from} on` : isFromNothing ? `up to ${to}` : from === to ? `around ${from}` : `between ${from} and ${to}`;
  const gaps = list.slice(0, 2).some(({ hasGaps }) => hasGaps) ? ", with gaps" : "";
  const told = list.slice(0, 2).map(one).join(" and ") + gaps + (list.length > 2 ? `, and more of them up to ${list[list.length - 1].to}` : "");
  return `F${selling.slice(1)} ${word}s ${told}`;
}

export const more = {
  /** The HTML has these in English already: they are needed when another language goes. */
  page: {
    ...start.page,
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
    addMechanism: "Add a mechanism",
    flowTitle: "Which group sold in which wave",
    feedbackTitle: "Does it feed itself?",
    feedbackLabel: "Feedback R and Chain ratio",
    savePng: "Picture (PNG)",
    saveSvg: "Drawing (SVG)",
    saveCsv: "Columns (CSV)",
    saveJson: "Everything (JSON)",
    savePage: "Page in one file (HTML)",
    dataTitle: "Your own data",
    dataHelp:
      "Order books, positions, margin brackets, price paths, loans, lending parameters and option chains as venues, ccxt and spreadsheets write them (JSON, CSV, tabs), or a whole scenario. Each goes to its place; all stay in your browser.",
    dataPick: "Choose a file or more",
    dataPaste: "Paste",
    dataDrop: "or drop them anywhere on this page",
    dataCancel: "Cancel",
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
    tableLabel: "Table of the run",
    comparison: "A and B",
    comparisonLabel: "Comparison",
    compareMeasure: "Figure",
    ownTitle: "You in the queue",
    ownSide: "Side",
    ownLong: "Long: you gain when it rises",
    ownShort: "Short: you gain when it falls",
    about: "About, sources, how to cite",
    model: "The model",
    newSeed: "New seed",
  },

  whatIs: (/** @type {string} */ term) => `What is ${term}?`,

  /** The words of the field: name and meaning. */
  glossary: {
    leverage: ["Leverage", "How many times their own money a trader holds. At 10x, a move of 10 % against the position uses all of it up."],
    depth: [
      "Market depth",
      "How much selling moves the price by 1 %. Here it is effective depth: what the market takes in, with orders that come back meanwhile, not what the book shows.",
    ],
    shock: ["Shock", "The move that comes from outside: news, or one large seller. All that happens beyond it is forced."],
    openInterest: [
      "Open interest",
      "All open positions. Exchanges count one side, since every long has a short: so does the table here, in which market makers hold what traders do not. The slider says what traders hold themselves, longs and shorts added up.",
    ],
    crowding: ["Crowding", "How one-sided the traders are: the share of their positions that bets on a rise."],
    liquidation: [
      "Liquidation (closed by force)",
      "The exchange closes a position against its owner's will, because the margin no longer covers the risk. Longs are sold, shorts are bought back.",
    ],
    liquidationPrice: [
      "Liquidation price",
      "The price at which what is left of a trader's margin falls to the maintenance margin: there the position is closed by force.",
    ],
    maintenance: [
      "Maintenance margin",
      "The share of a position's value that must be left of the trader's own money. Below it the position is closed by force.",
    ],
    bankruptcyPrice: ["Bankruptcy price", "The price at which nothing is left of a trader's margin. A fill beyond it is a loss that somebody else bears."],
    markPrice: [
      "Mark price",
      "The price that exchanges use to judge margin. It may follow an index instead of the last trade, so that one odd trade closes nobody.",
    ],
    partial: ["Partial liquidation", "Only part of a position is closed, as much as the rule asks for; the rest stays open."],
    waterfall: [
      "Who pays (loss waterfall)",
      "The order in which losses are borne: the trader's own margin, then the insurance fund, then a vault or the winners, and what is left is bad debt.",
    ],
    insuranceFund: ["Insurance fund", "Money that the exchange keeps to cover losses beyond traders' margins. It is filled by what liquidations leave over."],
    vault: ["Vault", "A pool of depositors' money that takes positions over when nobody else does, and gains or loses with them."],
    adl: ["Auto-deleveraging (ADL)", "When the fund cannot pay, winning positions are closed early at the bankrupt trader's price. Their gain ends there."],
    badDebt: ["Bad debt", "Losses that nobody has paid: margin, fund and all other lines are used up."],
    funding: ["Funding", "A payment between longs and shorts every few hours that pulls the contract's price towards the price outside."],
    wave: [
      "Wave",
      "Everyone whose liquidation price has been reached is closed at once; the price that results reaches the next ones. Each such round is a wave.",
    ],
    chainRatio: [
      "Chain ratio",
      "What this wave forced over what the last one forced. At 1 each forced $1 forces another $1. Over time, where there are no waves, Feedback R says it instead.",
    ],
    feedbackR: [
      "Feedback R",
      "Positions that are forced within the next 0.25 % of price, over what it takes to move the price as far. Above 1 forced selling feeds itself.",
    ],
    breakingPoint: [
      "Breaking point",
      "The first shock, from nothing upwards, at which the outcome jumps or forced orders begin to more than double it. Of much larger shocks they may make less than double again: then a range is told.",
    ],
    refill: ["Refill", "Orders that come back to the book after a sale, so that part of the move is undone."],
    withdrawal: ["Withdrawal of depth", "Market makers who quote less when the price falls or swings: depth leaves when it is needed."],
    pool: ["Pool (AMM)", "Two piles of coins with a formula for their price: whoever adds to one takes from the other."],
    rangeLiquidity: ["Liquidity in a range", "Money in a pool that waits only between two prices. Beyond them it is not there."],
    fuel: ["Waiting to be liquidated", "Positions whose liquidation price lies close ahead: the fuel of a cascade. Market depth is its brake."],
    ...kindTerms,
  },

  /** What the model takes for granted; `words` stand in equations. */
  assumptions: {
    words: { leverage: "leverage", triggered: "forced within h", absorbed: "moves the price by h", loss: "loss" },
    margin: "Each position has a margin M of its own: its value at entry over its leverage.",
    impact: {
      linear: "Every unit sold moves the price as far as the last; Q is what was sold, k the slope, s the shock.",
      logLinear: "Every unit sold moves the price by the same share; Q is what was sold, D the depth, s the shock.",
      squareRoot:
        "The first units move the price most: impact grows with the root of what was sold, Q, over daily volume V, times volatility σ and a constant Y.",
      book: "Sales walk down a recorded order book L, level by level; a gap moves the whole book.",
      bookTimes: (/** @type {string} */ factor) =>
        `Sales walk down a recorded order book L, level by level, of which every order counts ${factor} times; a gap moves the whole book.`,
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
      ...kindAssumed,
    },
    entries: {
      normal: "Entries e lie around today's price with a spread τ; only positions that are alive today count.",
      spot: "Everybody entered at today's price.",
    },
    still: "Traders do not adapt: nobody adds margin, sells early or buys the fall.",
    stillBesides: "Leveraged traders do not adapt: none of them adds margin, sells early or buys the fall. The others follow their rule and nothing else.",
    feedback: "Feedback R compares what is forced within the next h of price with what the market takes in over it.",
    refill: "A share w of every move stays; the rest fades within the refill time T.",
    outside: {
      path: "The price outside goes along a given path, straight between its points.",
      pathStill: "The price outside does not move: the returns of its file do not count.",
      pathTimes: (/** @type {string} */ factor) =>
        `The price outside goes along a given path, straight between its points; its logarithmic returns count ${factor} times.`,
      noise: "The price outside swings at random around its way, by the seed.",
      ramp: "The shock takes time: the price outside goes evenly.",
      order: "The shock is somebody who sells or buys so much, at whatever price.",
    },
    liquidation: {
      mark: "Closed by force at this price: side z (+1 long, −1 short), size q, entry e, margin M, maintenance m less the deduction c.",
      entry: "Closed by force at this price: side z (+1 long, −1 short), size q, entry e, margin M; maintenance m less the deduction c is measured at entry.",
      inverse:
        "Closed by force at this price: side z (+1 long, −1 short), contracts N in quote, entry e; margin M, maintenance m and its deduction c are in base.",
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
      adl: "A loss falls on the trader's margin M, then the fund F; what it cannot pay for is closed against the other side, one trader after the other, winners first, at the bankrupt trader's price; where they run out, the market maker takes the rest. What is lost all the same is bad debt B.",
      proRata:
        "A loss falls on the trader's margin M, then the fund F; what it cannot pay for is closed against all winners, a part of each, at the bankrupt trader's price; where they run out, losers take over by size, and at last the market maker. What is lost all the same is bad debt B.",
      socialise: "A loss falls on the trader's margin M, then the fund F, then all winners S, and what is left is bad debt B.",
      vault:
        "A vault V takes over whom little is left; a loss falls on the trader's margin M, then the vault, then the fund F. What none of them can pay for is closed against winners; what is left is bad debt B.",
    },
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
    defaultFund: "Default fund",
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
      titleBoth: "Which group was closed in which wave",
      shared: "shared wallet",
      wave: "wave {}",
      waves: "waves {}",
      rest: "later waves",
      /** Heads of groups and waves, then the names above, then money. */
      picture: {
        groups: "leverage",
        parts: "closed in",
        wave: "wave {}",
        waves: "waves {}",
        rest: "later waves",
        shared: "shared wallet",
        money: "${amount}",
        atOnce: "before any wave",
      },
      /** `offBook`: what of it somebody took over, empty where nobody did. */
      caption: (/** @type {{ closing: Closing, who: string, groupShare: string, amount: string, offBook: string, part: string, partShare: string }} */ w) =>
        `${w.amount} was ${done(w.closing)} by force${w.offBook && `, ${w.offBook} of it taken over without a trade`}: ${w.groupShare} of it by ${w.who}, ${w.partShare} of it ${w.part}.`,
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
      picture: {
        feedback: "Feedback R",
        chain: "Chain ratio",
        line: "1: each $1 forces another $1",
        grows: "above 1 it grows",
        dies: "below 1 it dies",
        shock: "shock",
      },
      shock: "right after the shock",
      inWave: (/** @type {number} */ wave) => `after wave ${wave}`,
      after: (/** @type {string} */ time) => `after ${time}`,
      courseEndless: (/** @type {string} */ where) => `Feedback R ended endless: ${where} no orders were left.`,
      course: (/** @type {string} */ peak, /** @type {string} */ where, /** @type {string} */ last) =>
        `Feedback R was highest ${where}, ${peak}, and ended at ${last}.`,
      nobody: "Nobody was closed by force, so there was nothing to feed itself.",
      single: "No wave forced another.",
      /** The book is empty. */
      dry: "The order book took one wave and no more: what it forced besides waits.",
      /** Where positions are closed in steps; `diesSteps`: below the line at 1 then. */
      diesSteps: "below 1 single steps die",
      steps: "It counts the next step of each position; here positions are closed in steps, and others follow.",
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
      pair: (/** @type {number} */ first, /** @type {number} */ second, /** @type {string} */ dollars) =>
        `Each $1 of wave ${first} forced ${dollars} in wave ${second}.`,
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
    position: (/** @type {"long" | "short"} */ side, /** @type {string} */ size, /** @type {string} */ leverage) =>
      `Your position: ${side}, ${size}, ${leverage}.`,
    /** Over the figure, at the liquidation price. */
    mark: "you",
    survived: "You survive.",
    winner: "You are not liquidated. But winners were closed early in this run, and you may be one of them.",
    waiting: "Your liquidation price is reached, but nobody has closed you by the end.",
    wiped: "Your own money is used up, but nobody has closed you by the end.",
    partly: (/** @type {string} */ share) => `${share} of your position is closed by force.`,
    died: "You are closed by force.",
    diedInWave: (/** @type {number} */ wave) => `You are closed by force in wave ${wave}.`,
    diedAfter: (/** @type {string} */ time) => `You are closed by force after ${time}.`,
    triggerPrice: "Your liquidation price",
    soldAt: "Closed at",
    ahead: "Units closed before you",
    loss: "You lose",
    gain: "You gain",
    ofMargin: (/** @type {string} */ share) => `${share} of your own money`,
    surviving: "You would have survived with",
    atMost: (/** @type {string} */ leverage) => `${leverage} or less`,
    result: "Gain or loss at the end",
    unit: { prefix: "$", suffix: "" },
  },

  tooSmall: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ least, /** @type {boolean} */ isOpen, /** @type {string} */ now) =>
    `"${given}" is too small; ${label} must be ${isOpen ? "more than" : "at least"} ${least} and stays at ${now}.`,
  tooLarge: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ most, /** @type {string} */ now) =>
    `"${given}" is too large; ${label} must be at most ${most} and stays at ${now}.`,

  /** Above the figures, where there are several markets. */
  oneMarket: (/** @type {string} */ market) => `These numbers are of ${market} alone.`,
  /** Their worst moments; `isCalm`: nobody was closed by force there. @param {readonly { name: string, move: string, isCalm: boolean }[]} others @param {number} more that are not told of */
  otherMarkets: (others, more) =>
    ` At worst ${others.length + more === 1 ? "the other stood" : "the others stood"} at: ${others.map(({ name, move, isCalm }) => `${name} ${move}${isCalm ? " (nobody was closed by force there)" : ""}`).join(", ")}${more > 0 ? `, and ${more} more` : ""}.`,

  breaking: {
    noShock: "There is no single shock here whose size could be changed, so no breaking point either.",
    several: "More than one market or price is moved at once here: no single breaking point is looked for.",
    leftOut: "With so many positions over so many moments, looking for the breaking point would take too long here.",
    searching: (/** @type {string} */ share) => `Looking for the breaking point: ${share}.`,
    none: (/** @type {boolean} */ isUp) =>
      `No breaking point in reach: no ${isUp ? "rise" : "fall"} makes the price jump, and forced ${isUp ? "buying" : "selling"} more than doubles none.`,
    /** No jump, and of those that were tried none is doubled, but this one is. */
    onlyThis: (/** @type {boolean} */ isUp) =>
      `No ${isUp ? "rise" : "fall"} makes the price jump, and of those that were tried forced ${isUp ? "buying" : "selling"} more than doubles only this one.`,
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
      amplified: (/** @type {string} */ points, /** @type {boolean} */ isUp, /** @type {string} */ at) =>
        `This one is ${pointsOf(points)} short of ${at}, and forced ${isUp ? "buying" : "selling"} makes much of it already.`,
      /** @param {string} points @param {boolean} _isUp @param {string} at @param {boolean | null} isDoubled nothing where no shock is */
      past: (points, _isUp, at, isDoubled) =>
        `This one is ${pointsOf(points)} past ${at}${isDoubled === null ? "" : isDoubled ? ", and more than doubled" : ", and not more than doubled"}.`,
      inside: (/** @type {string} */ _points, /** @type {boolean} */ _isUp) => "This one is among them.",
      outside: (/** @type {string} */ _points, /** @type {boolean} */ _isUp) => "This one is not among them.",
    },
    widest: (/** @type {string} */ at, /** @type {boolean} */ isUp) => `The widest jump comes at a ${isUp ? "rise" : "fall"} of ${at}.`,
  },

  /** What the run on screen is compared with, in numbers. */
  comparison: {
    unpin: "Unpin",
    forced: "Forced trades",
    fund: "Insurance fund",
    badDebt: "Bad debt",
    adl: "Closed by ADL",
    /** Where the amounts have a unit of their own, that of the contracts. */
    settled: { fund: "Insurance fund", badDebt: "Bad debt" },
    noDifference: "\u2013",
    amount: money,
    points: (/** @type {string} */ points) => `${points}${NBSP}pts`,
    ownWaves: "Waves have no clock: the line of A runs over its own waves.",
    otherClock: "A and B run on different clocks: the line of A runs over its own timeline.",
    otherStart: "A starts at another price: its line is drawn in shares of the start.",
  },

  table: {
    captionWaves:
      "One row per wave. Sales and purchases “in this row” are those of the row; all other amounts of what was closed, spread or left unpaid add up from the start. Price, ratios, depth, open interest and fund are as they stand then; open interest counts one side, market makers included.",
    captionTicks:
      "One row per time step. Sales and purchases “in this row” are those of the row; all other amounts of what was closed, spread or left unpaid add up from the start. Price, ratio, depth, open interest and fund are as they stand then; open interest counts one side, market makers included. Steps of a clock are no waves: Feedback R stands here, and no Chain ratio.",
    page: (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ all) => `Rows ${from} to ${to} of ${all}`,
    market: "Market",
    before: "before",
    shock: "shock",
    columns: {
      row: "Wave",
      time: "Time",
      price: "Price",
      waves: "Waves so far",
      mark: "Mark price",
      /** By what was closed by force, in all of the run. */
      without: { sold: "Without forced selling", bought: "Without forced buying", both: "Without forced trades" },
      outsideAlone: "From outside alone",
      inRow: { sold: `Forced sales in this row,${NBSP}$`, bought: `Forced purchases in this row,${NBSP}$`, both: `Forced trades in this row,${NBSP}$` },
      soFar: { sold: `Forced sales so far,${NBSP}$`, bought: `Forced purchases so far,${NBSP}$`, both: `Forced trades so far,${NBSP}$` },
      longs: `Longs closed so far,${NBSP}$`,
      shorts: `Shorts closed so far,${NBSP}$`,
      /** Where not all of them are positions. */
      soldByForce: `Sold by force so far,${NBSP}$`,
      boughtByForce: `Bought by force so far,${NBSP}$`,
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
    /** By the names that the engine has for them. */
    mechanisms: kindHeads,
  },

  /** Groups of presets, in the order of the page. */
  presetGroups: ["The perpetual market", "Other forced trades", "Algorithms", "Lending", "Traditional markets", "Venues and assets"],

  /** Kinds of traders that a scenario may have besides. */
  mechanisms: {
    /** What of a mechanism is not in sight at once. */
    more: (/** @type {string} */ count) => `More (${count})`,
    remove: (/** @type {string} */ name) => `Remove: ${name}`,
    removeAll: (/** @type {string} */ name, /** @type {string} */ count) => `Remove all ${count}: ${name}`,
    added: (/** @type {string} */ name) => `${name}: added. Its controls stand open.`,
    removed: (/** @type {string} */ name) => `${name}: removed.`,
    none: "Every mechanism that this scenario could have is there.",
    clock:
      "Trend followers, algorithms, pauses and trading hours can be added where time runs in seconds (Market, Time), arbitrage and cross impact where there are two markets.",
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
    density: {
      longs: "longs waiting: {amount}",
      shorts: "shorts waiting: {amount}",
      closed: "closed in wave {wave}",
      closing: "wave {wave} has to close",
      reached: "reached by the price",
      fresh: "opened at today's price",
      withoutSelling: "without forced selling",
      withoutBuying: "without forced buying",
      leverage: "leverage",
      price: "liquidation price",
      furtherDown: "{amount} of them further down",
      furtherUp: "{amount} of them further up",
      money: "${amount}",
      closedMany: "closed in waves {wave}",
    },
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
    middleLeverage: (/** @type {string} */ median) =>
      `The typical trader, in the middle of all positions by size, has ${median}: half have no more, half no less.`,
    sameLeverage: (/** @type {string} */ leverage) =>
      `Nearly everyone has the same leverage: all but the two outer tenths of the positions, by size, about ${leverage}.`,
    unreachable: (/** @type {string} */ share) => `${share} of the positions can be closed by no price and are not counted here.`,
    hollow: "Pale: reached by the price.",
    liquidations: (/** @type {string} */ fall, /** @type {string} */ rise, /** @type {boolean[]} */ [ofLongs, ofShorts]) => {
      const moves = [
        fall && `half of all longs would be closed by a fall of ${fall}`,
        rise && `half of all shorts ${fall ? "" : "would be closed "}by a rise of ${rise}`,
      ];
      const dead = [ofLongs && "half of all longs", ofShorts && "half of all shorts"].filter(Boolean).join(" and ");
      const told = [
        dead && `${dead} must be closed at the starting price already.`,
        (fall || rise) && `${moves.filter(Boolean).join(", ")}, before any forced order moves the price.`,
      ].filter(Boolean);
      return told.map((one) => `${one}`.replace(/^h/, "H")).join(" ") || "No move closes half of a side.";
    },
    fragilityWords: {
      landing: "lands at",
      withoutForced: "without forced trades",
      jump: "jump",
      now: "now",
      doubled: "over 2x",
    },
    fragility: (/** @type {string} */ shock, /** @type {string} */ landing) => `A shock of ${shock} lands at ${landing}.`,
    bar: (/** @type {string} */ from, /** @type {string} */ to) => `${from} to ${to}`,
    barValue: (/** @type {string} */ bar, /** @type {string} */ share) => `${bar}: ${share} of open interest`,
  },

  /** Files of the reader's own. */
  data: {
    loaded: {
      book: (/** @type {string} */ name) => `Order book: ${name}`,
      positions: (/** @type {string} */ name) => `Positions: ${name}`,
      brackets: (/** @type {string} */ name) => `Brackets: ${name}`,
      path: (/** @type {string} */ name) => `Price path: ${name}`,
      loans: (/** @type {string} */ name) => `Loans: ${name}`,
      reserves: (/** @type {string} */ name) => `Lending parameters: ${name}`,
      options: (/** @type {string} */ name) => `Option chain: ${name}`,
      scenario: (/** @type {string} */ name) => `Scenario: ${name}`,
    },
    contract: "Contract",
    symbol: "Symbol",
    reserve: "Parameters of",
    /** Of no asset in particular. */
    byName: "each asset by its name",
    question: (/** @type {string} */ name, /** @type {string} */ option) =>
      /** @type {Record<string, string>} */ ({
        decimal: `${name} can be read in two ways: its numbers have three digits behind every point or comma. Which mark stands before decimals?`,
        dates: `${name} can be read in two ways: no date says whether its day or its month comes first.`,
        symbol: `${name} has several symbols. Which one is meant?`,
        contract: `${name} does not say whether its amounts are in coins or, as those of inverse contracts are, in money. Which contracts is it of?`,
        amount: `${name} does not say whether its amounts are coins or money. Which are they?`,
        side: `${name} does not say which positions are long and which are short: no column says it, and no amount has a sign. Which are they?`,
        contractSize: `${name} counts contracts and does not say how large one is. How much of the base is in one?`,
        contractValue: `${name} counts contracts and does not say what one is worth. How many dollars is one?`,
      })[option] ?? `${name} can be read in several ways.`,
    answer: (/** @type {string} */ option, /** @type {string} */ choice) =>
      /** @type {Record<string, string>} */ ({
        "decimal .": "The point: 95.000 is ninety-five",
        "decimal ,": "The comma: 95.000 is ninety-five thousand",
        "dates dmy": "Day first: 03/04 is 3 April",
        "dates mdy": "Month first: 03/04 is 4 March",
        "contract linear": "Linear: amounts in coins, margins in money",
        "contract inverse": "Inverse: amounts in money, margins in coins",
        "amount base": "Coins",
        "amount quote": "Money",
        "side long": "All long",
        "side short": "All short",
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
            return `${rows(count)} that ${count === 1 ? "repeats" : "repeat"} the names`;
          case "twice":
            return `${rows(count)} that ${count === 1 ? "stands" : "stand"} there twice`;
          case "otherSymbol":
            return `${rows(count)} of symbols other than ${name}`;
          case "contract":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "contract" : "contracts"} (${name})`;
          case "earlier":
            return `${rows(count)} of an earlier time than the newest of the same (${name})`;
          case "noSymbol":
            return `${rows(count)} without a symbol among those of several`;
          case "snapshot":
            return `${count.toLocaleString("en-US")} earlier ${count === 1 ? "snapshot" : "snapshots"}`;
          case "noLoan":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "account" : "accounts"} without debt or without collateral`;
          case "noOption":
            return `${rows(count)} of something else than options`;
          case "expired":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "option that is" : "options that are"} over`;
          case "unpriced":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "option" : "options"} without a price that any volatility gives`;
          case "noInterest":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "option" : "options"} that nobody holds`;
          case "change":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "change" : "changes"} of the book beside a whole snapshot`;
          case "otherList":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "entry" : "entries"} of other lists (${name})`;
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
          case "repeated":
            return `${rows(count)} of somebody who has one already (${name}) ${count === 1 ? "was" : "were"} counted as well; where the file looks several times at the same, leave the last.`;
          case "scaled":
            return `The amounts in ${name} are in the contract's smallest unit, a hundred-millionth, and were turned into whole ones.`;
          case "yearFirst":
            return `${name} and the like were read with the year first.`;
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
            return `The file has prices${name && ` (${name})`} and no candles.`;
          case "decimalComma":
            return "Its decimal mark is a comma.";
          case "thousandsComma":
            return "Its commas separate thousands.";
          case "decimalPoint":
            return `The point before three digits in ${name} was read as a decimal point.`;
          case "unitColumn":
            return `The amounts were read in the unit of ${name}.`;
          case "priceCurrency":
            return `${name} was read as the currency of the prices; the amounts are coins.`;
          case "notionalDiffers":
            return `In ${rows(count)} quantity and notional do not agree; the quantity counts.`;
          case "zone":
            return `Times were read as UTC: ${name} names a time zone, which is not applied.`;
          case "changesApplied":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "change" : "changes"} since the last snapshot ${count === 1 ? "is" : "are"} in the book.`;
          case "offsetUnused":
            return `Its times count from 1970 and so are UTC already; ${name} moves none of them.`;
          case "closingTimes":
            return `${name} is when a candle closes; each opens one usual step earlier.`;
          case "openedAtClose":
            return "Its candles have no opening price; each opens where the one before it closed.";
          case "splits":
            return `Prices before ${count.toLocaleString("en-US")} ${count === 1 ? "split" : "splits"} (${name}) were divided by what ${count === 1 ? "it" : "each of them"} made of a share: a split is no fall.`;
          case "fromHealth":
            return `The thresholds of ${count.toLocaleString("en-US")} ${count === 1 ? "loan" : "loans"} follow from ${name}: health times debt over collateral.`;
          case "onlySymbol":
            return `${rows(count)} without a symbol ${count === 1 ? "was" : "were"} read as of ${name}, the only one of the file.`;
          case "joined":
            return `${count.toLocaleString("en-US")} ${count === 1 ? "list of positions was" : "lists of positions were"} read as one.`;
          case "noDays":
            return `${name} has times of the day and no dates; seconds are counted from the midnight before the first.`;
          case "initialShare":
            return `${name} was read as the share of a position that is put in: 0.1 is a leverage of 10.`;
          case "steps":
            return "Brackets that begin a unit above the end of the one before begin at that end.";
          case "ansi":
            return "Its letters are not UTF-8 and were read as Windows-1252 (ANSI).";
          case "middle":
            return `The price is the middle of ${name}.`;
          case "series":
            return `The column ${name} was taken for the price.`;
          case "lowerLimits":
            return `The limits in ${name} were taken for those at which brackets begin, as the first is 0.`;
          case "upperLimits":
            return `The limits in ${name} were taken for those at which brackets end, as none is 0.`;
          case "sideByPrice":
            return `${name} was taken for the bids: its prices are the lower ones.`;
          case "ownMargin":
            return `Positions of one ${name} were read as sharing nothing: the file gives each a margin of its own.`;
          default:
            return `${kind}.`;
        }
      });
      return out.length > 0 ? [`Left out: ${out.join("; ")}.`, ...said] : said;
    },
    /** @param {import("../pkg/liquidation_cascades.js").DataInfo} info @param {string} [symbol] of its positions that is used */
    facts: (info, symbol) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("en-US");
      switch (info.kind) {
        case "book":
          return `An order book: ${counted(count(info.bids + info.asks), "level", "levels")}, ${count(info.bids)} ${info.bids === 1 ? "bid" : "bids"} up to ${givenPrice(info.bestBid)} and ${count(info.asks)} ${info.asks === 1 ? "ask" : "asks"} from ${givenPrice(info.bestAsk)}; within 1 % it shows ${money(info.bidDepth)} of bids and ${money(info.askDepth)} of asks.`;
        case "positions": {
          const all = `Positions: ${count(info.rows)}, of which ${count(info.longs)} ${info.longs === 1 ? "is" : "are"} long`;
          if (info.symbols.length < 2) return `${all}; the median entry is ${givenPrice(info.medianEntry)}.`;
          // A price of one symbol is none of another. Of very many not all are listed.
          const one = info.symbols.find(({ name }) => name === (symbol ?? info.symbols[0].name));
          return one
            ? `${all}, in several symbols; ${one.name} has ${count(one.rows)} of them and a median entry of ${givenPrice(one.medianEntry)}.`
            : `${all}, in several symbols.`;
        }
        case "brackets":
          return info.contracts.length === 1
            ? `Brackets: ${count(info.contracts[0].tiers)}.`
            : `Brackets of ${count(info.contracts.length)} contracts: choose one.`;
        case "path":
          return `A price path: ${counted(count(info.rows), "row", "rows")} from ${givenPrice(info.first)} to ${givenPrice(info.last)}, between ${givenPrice(info.low)} and ${givenPrice(info.high)}.`;
        case "loans": {
          const all = `Loans: ${count(info.rows)}`;
          if (info.form === "assets") return `${all}, in ${info.assets.map(({ name }) => name).join(", ")}.`;
          const worth = (/** @type {number | null} */ amount) =>
            info.valueIn === "quote" ? money(amount ?? 0) : counted(coinsText(amount ?? 0), "coin", "coins");
          const sick = info.sick ? ` Below a health factor of 1 by their own numbers: ${count(info.sick)}.` : "";
          return `${all}, of ${worth(info.debt)} against ${worth(info.collateral)} of collateral.${sick}`;
        }
        case "reserves":
          return `Parameters of a lending protocol: ${count(info.reserves.length)} of ${counted(count(info.rows), "asset", "assets")} can secure a loan.`;
        case "options":
          return `An option chain: ${count(info.used)} ${info.used === 1 ? "option" : "options"} held in ${count(info.expiries)} ${info.expiries === 1 ? "expiry" : "expiries"}, calls on ${coinsText(info.callOpenInterest)} and puts on ${counted(coinsText(info.putOpenInterest), "coin or share", "coins or shares")}, at a price of ${givenPrice(info.referencePrice)}. Who is long of them and who is short no file says.`;
        case "scenario":
          return `A scenario${info.title ? ` "${info.title}"` : ""}: markets ${count(info.markets)}, populations ${count(info.populations)}.`;
      }
    },
    /** @param {import("../pkg/liquidation_cascades.js").DataInfo} info @param {string} [symbol] of its positions that is used */
    size: (info, symbol) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("en-US");
      switch (info.kind) {
        case "book":
          return `${count(info.bids)} ${info.bids === 1 ? "bid" : "bids"}, ${count(info.asks)} ${info.asks === 1 ? "ask" : "asks"}`;
        case "positions": {
          const all = `${count(info.rows)} ${info.rows === 1 ? "position" : "positions"}`;
          // Only one of several symbols is in the market.
          const one = info.symbols.length > 1 && info.symbols.find(({ name }) => name === (symbol ?? info.symbols[0].name));
          return one ? `${count(one.rows)} of ${all}, those in ${one.name}` : all;
        }
        case "brackets":
          return `brackets of ${count(info.contracts.length)} ${info.contracts.length === 1 ? "contract" : "contracts"}`;
        case "path":
          return `a price path of ${counted(count(info.rows), "row", "rows")}`;
        case "loans":
          return `${count(info.rows)} ${info.rows === 1 ? "loan" : "loans"}`;
        case "reserves":
          return `lending parameters of ${count(info.rows)} ${info.rows === 1 ? "asset" : "assets"}`;
        case "options":
          return `${count(info.used)} ${info.used === 1 ? "option" : "options"} that somebody holds`;
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
    withoutForcedTrades: "without forced trades",
    forcedTrades: "forced trades: {points} points",
    forcedTradesNow: "forced trades at this moment: {points} points",
    outsideAlone: "from outside alone",
    trades: "by trading here: {points} points",
    tradesNow: "by trading here, at this moment: {points} points",
    oracleHigh: "oracle {share}\u00a0% too high",
    oracleLow: "oracle {share}\u00a0% too low",
    sharedIndex: "shared index",
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
    tradesPerWave: "trades per wave",
    tradesOverTime: "trades over time",
    forced: "forced",
    notForced: "not forced",
    money: "${amount}",
    decimal: ".",
    ghost: "A",
    moreMarkets: "{count} more in the table",
    /** By the names that the engine has for them. */
    events: eventNames,
    /** Orders that wait and are no positions, by their kinds. */
    waitingKinds: kindsWaiting,
  },
};
