/** Where a shock lands. Prices quote per base, `liquidatedShare` of what the side that the shock moves against held. */
export interface Landing {
  price: number;
  /** Right after the shock, before anybody is liquidated. */
  shockedPrice: number;
  /** Worst on the way, in the direction of the shock. */
  worstPrice: number;
  liquidatedCount: number;
  liquidatedQuantity: number;
  liquidatedNotional: number;
  liquidatedShare: number;
}

/** A place where the market breaks; signed fractions of the starting price. */
export interface BreakingPoint {
  /** Smallest shock that breaks it. */
  shockRatio: number;
  /**
   * `cliff`: the worst price jumps there, by at least 0.5 % of the price and a quarter of the shock. `slope`: no jump,
   * but from there on forced orders more than double the shock and add at least 0.5 %.
   */
  kind: "cliff" | "slope";
  /** Worst price just short of it, and at it; the same on a slope. */
  beforeRatio: number;
  afterRatio: number;
}

/** Where shocks in the direction of the scenario's lead, smallest first; signed fractions of the starting price. */
export interface Fragility {
  shockRatio: Float64Array;
  finalRatio: Float64Array;
  /** Worst price on the way; where nothing recovers, the final one. */
  worstRatio: Float64Array;
  liquidatedShare: Float64Array;
  /** The first place where a growing shock breaks the market. */
  breakingPoint: BreakingPoint | undefined;
  /** The cliff with the widest jump, where it is another than the first. */
  widest: BreakingPoint | undefined;
  /**
   * Stretches of shocks up to 30 % that forced orders more than double; the last may be open, which is go on so far.
   * With gaps: some shocks inside, 0.01 % to 0.1 % wide, are not doubled.
   */
  doubled: { fromRatio: number; toRatio: number; isOpen: boolean; hasGaps: boolean }[];
  /** Distance of the shocks that were tried for that; `undefined` where every shock is known. */
  triedEvery: number | undefined;
  /** Worst price of a shock of 0.1 %. */
  tinyRatio: number;
  /** Breaking shock less the scenario's, sizes; negative when the scenario is beyond it. */
  distance: number | undefined;
}

/** Notional at the starting price by leverage at entry, quote; bins are even in the logarithm, `edges` one more than bins. */
export interface LeverageHistogram {
  edges: Float64Array;
  longNotional: Float64Array;
  shortNotional: Float64Array;
  /** What no price can liquidate; in no bin. */
  unreachableLongNotional: number;
  unreachableShortNotional: number;
}

/** Notional at the starting price that a move liquidates by itself, quote; falls are negative fractions. */
export interface LiquidationCurve {
  fallRatio: Float64Array;
  longNotional: Float64Array;
  riseRatio: Float64Array;
  shortNotional: Float64Array;
}

/** Landings of every depth and shock: entry `depth * shocks + shock`. */
export interface Phase {
  finalRatio: Float64Array;
  liquidatedShare: Float64Array;
}

/** One more position, too small to move anything. */
export interface OwnPosition {
  side?: "long" | "short";
  /** base; or give the notional */
  quantity?: number | null;
  /** quote, at entry; or give the quantity */
  notional?: number | null;
  leverage: number;
  /** quote per base; the starting price when left out */
  entryPrice?: number | null;
}

/** What a run does to it. */
export interface OwnOutcome {
  margin: number;
  liquidationPrice: number | null;
  /** `null` when no positive price takes all of the margin. */
  bankruptcyPrice: number | null;
  /** Row after which the mark price had reached it. */
  triggeredAtRow: number | null;
  /** Row in which all of it was closed, seconds since the shock, and the average price of its forced fills. */
  liquidatedAtRow: number | null;
  timeS: number | null;
  fillPrice: number | null;
  /** Share of it that was closed by force, 0 to 1. */
  closedShare: number;
  /** Base of the same side that is liquidated before it; `null` where orders do not trade in turn. */
  queueAhead: number | null;
  /** Lost by the liquidation, quote; 0 when it was not closed whole. */
  loss: number;
  lossShareOfMargin: number;
  /** Largest leverage at this entry that the whole run does not liquidate; `null` when any survives, or funding changes it. */
  survivingLeverage: number | null;
  /** Profit at the end, of what was closed and of the rest; no more than the margin is lost. */
  result: number;
  /** Profit at the last mark price had nobody closed it, quote. */
  pnlIfSurvived: number;
}

/**
 * Forced volume by group and part of the run, quote: entry `band * parts + part`. Bands by leverage at entry, each up to
 * and including its edge, then above the last edge, then positions of shared wallets (one more than `edges`, and one).
 */
export interface Flow {
  edges: Float64Array;
  /** Rows of each part, both included; the last part gathers the small waves at the end when `hasRest`. */
  firstRow: Float64Array;
  lastRow: Float64Array;
  notional: Float64Array;
  hasRest: boolean;
}

/** What came of a way to share what the insurance fund cannot pay, in the money of the margin. */
export interface PolicyOutcome {
  /** Who bears it: nobody, winners closed one after the other, all in proportion, all by their profit, the vault, or one share of every profit at the end. */
  policy: "badDebt" | "adl" | "proRata" | "socialise" | "vault" | "haircut";
  /** Who is closed first. */
  ranking: "pnlTimesLeverage" | "pnlTimesMarginRatio" | "hyperliquid" | "profit" | "size" | null;
  /** The scenario has it. */
  isOwn: boolean;
  worstPrice: number;
  finalPrice: number;
  liquidatedNotional: number;
  fundLeft: number;
  vaultChange: number;
  /** What winners have lost, and how many of them lost something. */
  winnersPaid: number;
  winners: number;
  /** Positions of winners that were closed early, quote, their profit then, and what of it the deficit did not need. */
  closedEarly: number;
  profitClosed: number;
  overshoot: number;
  badDebt: number;
  /** Share of every profit that is taken, where it is the same for all. */
  haircut: number | null;
}

/** What became of a way to hold a position. Money quote (base for inverse contracts). */
export interface StrategyOutcome {
  /** As it is, a part of it with the same money, with a stop, with more money behind it, spread over the markets, half of it hedged. */
  strategy: "asItIs" | "lessLeverage" | "stop" | "buffer" | "spread" | "hedge";
  /** Markets that it is held in. */
  markets: number;
  /** Own money in it. */
  money: number;
  /** Notional at entry over that. */
  leverage: number;
  end: "held" | "stopped" | "liquidated";
  closedAtRow: number | null;
  fillPrice: number | null;
  stopPrice: number | null;
  /** Profit or loss at the end, and over the money in it. */
  result: number;
  resultShare: number;
  /** What a move of 10 % the other way would have brought, over the money in it. */
  gainShare: number;
}

/** Every loss and who bore it, in the money of the margin; the payers add up to `total`. */
export interface WhoPaid {
  total: number;
  /** Payers: margin of those who were closed, the insurance fund, the vault, default funds of clearing houses, all winners, nobody. */
  traders: number;
  fund: number;
  vault: number;
  defaultFund: number;
  socialised: number;
  badDebt: number;
  /** Of the total: fees and bidders, and what fund and vault gained. */
  fees: number;
  fundGain: number;
  vaultGain: number;
  /** Quote of winners' positions that were closed early: no loss, in no sum. */
  closedEarly: number;
  /** What option dealers have gained here, with their options (negative: lost); quote, in no sum. */
  dealers: number;
  /** What portfolio insurers have gained by their trades, where no option dealers are (negative: lost); quote, in no sum. */
  insurers: number;
  /** What funds that keep their leverage have gained here (negative: lost, what a closed one still owes included); quote, in no sum. */
  funds: number;
  /** What option writers have gained here, with their options, liquidated or not (negative: lost, of their own money); quote, in no sum; nothing where there are none. */
  writers?: number;
  /** What arbitrage has taken in between all markets, before its cost, where it ties this one to another; quote, in no sum. */
  arbitrage: number;
  /** What lenders have lost, as a negative number: debt that nobody paid; quote, in no sum. Of all lending populations, as the next two. */
  lenders: number;
  /** What liquidators have gained (negative: lost), and what the reserves have; quote, in no sum. */
  liquidators: number;
  protocol: number;
}

/** A moment of the story of a run; ratios are fractions of the starting price, sums those so far, quote. */
export interface Moment {
  row: number;
  timeS: number;
  ratio: number;
  outsideRatio: number;
  /** Closed by force. */
  sold: number;
  bought: number;
  /** Of both: what winners, a vault or bots took over without a trade in the market. */
  offBook: number;
  /** Triggered and waiting, at the starting price. */
  waiting: number;
  /** Traded by others (of `Facts.others`, arbitrage not counted), bought and sold. */
  others: number;
}

/** What a kind that is not closed by force has traded in a market: stop orders, algorithms, option dealers, arbitrage; quote. */
export interface Deal {
  kind: string;
  sold: number;
  bought: number;
  /** Of large orders that are not worked off, at the starting price. */
  leftToSell: number;
  leftToBuy: number;
}

/** Two waves, one after the other: row and number of the second, and what it forced over what the first did. */
export interface WavePair {
  row: number;
  wave: number;
  ratio: number;
}

/** What words about a run are made of; ratios are fractions of the starting price. */
export interface Facts {
  /** Which way the story goes. */
  isRise: boolean;
  /** Whether the outside never went that way, and whether it went no way at all. */
  isHomeMade: boolean;
  isOutsideStill: boolean;
  /** The outside's worst on the side of the story, and where it ended. */
  outsideWorstRatio: number;
  outsideFinalRatio: number;
  worstRatio: number;
  worstRow: number;
  worstTimeS: number;
  finalRatio: number;
  /** Base closed over what the side had that the story closes. */
  closedShare: number;
  /** Quote that was triggered and waits at the end. */
  waiting: number;
  /** Of both sides, those of shared wallets not counted. */
  positions: number;
  /** How many of them the price of the start closes already, whatever happens. */
  deadAtStart: number;
  /** Positions of the side that the story closes. */
  sidePositions: number;
  /** Seconds since the shock of the last row in which anything was closed by force; 0: in none. */
  lastClosedS: number;
  /** Before, the last row without a forced sale, the end of the first sales, of the next, the end; where nobody is closed, of what others traded. */
  story: [Moment, Moment, Moment, Moment, Moment];
  /** On the clock of waves; pairs of at least 1 % of the volume each, but `largest` and `highestOfAny`. */
  chain: { waves: number; largest: WavePair | null; highest: WavePair | null; lastAbove: WavePair | null; highestOfAny: number } | null;
  /** Feedback R after the shock; `isDense`: there are enough liquidation prices on the way for it to mean anything. */
  feedback: { peakRow: number; peak: number; last: number; lastAboveRow: number | null; isAlwaysAbove: boolean; isDense: boolean };
  /** Everybody there who trades and is not closed by force, each kind once. */
  others: Deal[];
  /** Whether anything can halt trading, or bounds the price. */
  isGuarded: boolean;
  /** Whether positions are closed in steps, of which Feedback R counts the next one of each. */
  closesInSteps: boolean;
  /** Whether forced orders trade up to a price of their own only. */
  hasLimit: boolean;
  /** Banks of the scenario that owe more than they have, or had to sell all that they could; nothing where none did. */
  banks?: { id: string; isInsolvent: boolean }[];
  /** Option writers of the scenario, where it has any, and how many of them were liquidated. */
  writers?: [all: number, liquidated: number];
}
