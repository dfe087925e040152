/** What is wrong with an input. */
export interface Problem {
  code: ProblemCode;
  /** Path such as `populations[2].leverage.from`; empty for the whole input. */
  field: string;
  message: string;
  value?: string;
  min?: number;
  max?: number;
}

/** What `run` and its kin throw. */
export interface ScenarioError extends Error {
  code: ProblemCode;
  field: string;
  problems: Problem[];
}

/** A slider. */
export interface Control {
  name: string;
  label: string;
  /** `x`, `quote`, `fraction`, `base`, `1/s` or empty. */
  unit: string;
  range: [min: number, max: number];
  scale: "linear" | "log";
  /** On a log scale a fraction of the value. */
  step: number;
  value: number;
  help: string;
  group: "main" | "traders" | "market" | "rules" | "seen";
  /** What there is to choose from; the value is the index. Left out where the value is a number of its own. */
  options?: ControlOption[];
  /** The first of several mechanisms of a kind, whose control it is: its market, or those that it ties, and how many there are. */
  of?: { place: string; count: number };
}

/** One thing to choose; `name` is stable. */
export interface ControlOption {
  name: string;
  label: string;
  help: string;
}

/** Liquidation rules of a venue, as the control `ruleset` offers them. */
export interface Ruleset {
  name: string;
  label: string;
  source: string;
  date: string;
  note: string;
  maxLeverage: number;
}

export interface RunOptions {
  /** Replaces the ratio of the price gap or ramp. */
  shockRatio?: number;
  /** Multiplies the depth of every market. */
  depthFactor?: number;
}

/** What a page or an address wants of a scenario: controls by name (of a choice the name of an option or its place), leverage as it was drawn (heights of the bars of `leverageShape`), at most how many positions, and which control was set last: of two choices that exclude each other that one is taken. */
export interface Wanted { values: Readonly<Record<string, number | string>>; shape?: readonly number[]; mostPositions?: number; last?: string; }

/** What became of it. */
export interface Settled {
  scenario: Scenario;
  /** What differs from the scenario before; of a choice the name of the option. */
  values: Record<string, number | string>;
  /** What each control is when it is not set. */
  plain: Record<string, number | string>;
  /** The shape is in the scenario. */
  isDrawn: boolean;
  /** What was not taken as it was given: no number or option (`unreadable`), brought into its range (`clamped`), no such control (`ignored`), more positions than allowed (`capped`). */
  remarks: { kind: "unreadable" | "clamped" | "ignored" | "capped"; name: string; given?: number | string; used?: number }[];
  /** How long ticks were meant to be, seconds, before there were too many of them; `null`: there are none. */
  askedTickS: number | null;
  /** The controls as they are then. */
  controls: Control[];
}

/** Whoever trades besides the outside world: `id` is unique, of markets too. */
export interface SourceInfo { id: string; kind: SourceKind; market: string; }

/** What happened in a market, or to somebody there (`source`), and since which row it is so. */
export interface TraceEvent {
  /** Its kind, and what the figure calls it in English. */
  name: EventName; label: string;
  market: string; source?: string;
  row: number; timeS: number;
}

/** A column of a trace: one number per row. */
export interface ColumnInfo {
  name: ColumnName;
  /** `s`, `base`, `quote`, `quote per base`, `margin` (the money of the margin: quote, or base for inverse contracts) or empty. */
  unit: string;
  doc: string;
  /** A sum since the start. */
  isFlow: boolean;
  /**
   * Of whose trades it tells, where it tells of any besides those of leveraged positions: of those who are not closed by force
   * (`free`), or of those who are (`forced`).
   */
  trader?: "free" | "forced";
}

/** What became of a loan that the scenario lists. */
export interface LoanOutcome {
  id: string;
  /** Lending population that gave it. */
  lending: string;
  /** Units of collateral that still secure it. */
  collateral: { asset: string; quantity: number }[];
  /** Units still owed. */
  debt: { asset: string; quantity: number }[];
  /** Value of debt that others have repaid, quote. */
  repaid: number;
  /** Value of collateral taken, at the oracle's prices, quote. */
  seized: number;
  calls: number;
  firstCalledAtRow: number | null;
  closedAtRow: number | null;
}

/** How a margin account, a futures account or a bank that the scenario lists stands at the end. */
export interface Holder {
  id: string;
  kind: SourceKind;
  /** `called`: it has not paid yet; `sold`: something of it was; `closed`: all of it was; of a bank `insolvent`: it owed more than it had, or `illiquid`: it had to sell all. */
  state: "open" | "called" | "sold" | "closed" | "insolvent" | "illiquid";
  /** At the last prices by which it is judged, quote. */
  equity: number;
  /** Base that is left, long positive; of a bank in all its markets. */
  quantity: number;
  /** Row in which that came about. */
  atRow: number | null;
}

/** How to read a file that has several meanings; nothing of it is needed for one that has only one. */
export interface ReadOptions {
  /** The decimal mark of its numbers. */
  decimal?: "." | ",";
  /** What 03/04/2025 is: day or month first. */
  dates?: "dmy" | "mdy";
  /** Which symbol of a price path or of a book; letters in either case. */
  symbol?: string;
  /** What positions are of, where their file does not say it: inverse ones have amounts in quote and margins in base. */
  contract?: "linear" | "inverse";
  /** What amounts are of, where a column says a currency and not of what: coins, or money. */
  amount?: "base" | "quote";
  /** The side of all positions, where neither a word nor a sign says it of any. */
  side?: "long" | "short";
  /** Base in one contract, where positions or a book count contracts. */
  contractSize?: number;
  /** Quote that one contract is worth, where brackets or a book count contracts. */
  contractValue?: number;
}

/** Rows, levels or contracts that were left out, and why. `name` says more about the first of them, or is empty. */
export interface LeftOut {
  reason: "above" | "empty" | "zero" | "total" | "names" | "twice" | "otherSymbol" | "contract" | "snapshot"
    | "earlier" | "noSymbol" | "change" | "otherList" | "noLoan" | "noOption" | "expired" | "unpriced" | "noInterest";
  count: number;
  name: string;
}

/** What was assumed or put right while a file was read. `name` is a column, a value or a size, by kind; it may be empty. */
export interface ReadNote {
  kind:
    | "newestFirst" | "sorted" | "noNames" | "taken" | "years" | "dayNumbers" | "dateDigits" | "dayFirst" | "monthFirst"
    | "rounded" | "added" | "marginDiffers" | "cross" | "fromNotional" | "contractSize" | "contracts" | "pricesOnly"
    | "decimalComma" | "thousandsComma" | "steps" | "seconds" | "inverse" | "ansi" | "middle" | "series" | "lowerLimits"
    | "upperLimits" | "sideByPrice" | "ownMargin" | "decimalPoint" | "unitColumn" | "priceCurrency" | "notionalDiffers"
    | "zone" | "offsetUnused" | "closingTimes" | "openedAtClose" | "changesApplied" | "initialShare" | "repeated" | "scaled"
    | "yearFirst" | "noDays" | "joined" | "splits" | "fromHealth" | "onlySymbol";
  /** Rows, levels or columns that it is about. */
  count: number;
  name: string;
}

/** Registered data: what a file holds, told apart by `kind`. */
export type DataInfo = { name: string; sha256: string; leftOut: LeftOut[]; notes: ReadNote[] } & (
  | {
      kind: "book";
      /** Levels. */
      bids: number;
      asks: number;
      bestBid: number;
      bestAsk: number;
      /** Quote in the levels within 1 % of the middle between best bid and best ask. */
      bidDepth: number;
      askDepth: number;
    }
  | {
      kind: "positions";
      rows: number;
      /** How many of them are long. */
      longs: number;
      /** quote per base; of the first contract where the file has several */
      medianEntry: number;
      /** Contracts, most positions first, where the file has several: `useData` needs one of them then. */
      symbols: { name: string; rows: number; medianEntry: number }[];
      /** Of inverse contracts, with amounts in quote and margins in base: for markets whose contract is inverse. */
      inverse: boolean;
    }
  | {
      kind: "brackets";
      /** By name; a file of one contract has one without a name. */
      contracts: { name: string; tiers: number; maxLeverage: number | null }[];
    }
  | {
      kind: "path";
      rows: number;
      /** Seconds since 1970-01-01 UTC. */
      startS: number;
      /** From the first opening to the last; the last candle lasts stepS more. */
      durationS: number;
      /** How long a candle lasts: the usual distance of two openings. */
      stepS: number;
      /** Opening and closing price of all, lowest and highest. */
      first: number;
      last: number;
      low: number;
      high: number;
      hasVolume: boolean;
    }
  | {
      kind: "loans";
      rows: number;
      /** What an account has and owes in all, or units of each asset. */
      form: "totals" | "assets";
      /** Sums of totals, in what they are. */
      collateral: number | null;
      debt: number | null;
      valueIn: "quote" | "base" | null;
      /** Loans whose health factor is below 1 by the numbers of the file; `null`: it does not say what counts of the collateral. */
      sick: number | null;
      /** Other amounts of totals, for `split`. */
      columns: string[];
      /** Units, asset by asset. */
      assets: { name: string; collateral: number; debt: number }[];
    }
  | {
      kind: "reserves";
      /** Assets, also those against which nothing is lent. */
      rows: number;
      /** Those against which something is lent: `useData` takes the one that is named, or what assets are called. */
      reserves: { name: string; threshold: number; bonus: number }[];
    }
  | {
      kind: "options";
      rows: number;
      /** Options that somebody holds and that have a price; without a price that any volatility gives. */
      used: number;
      skipped: number;
      expiries: number;
      /** Base of all calls, and of all puts. */
      callOpenInterest: number;
      putOpenInterest: number;
      /** Forward of the nearest expiry, quote per base. */
      referencePrice: number;
    }
  | {
      kind: "scenario";
      title: string;
      markets: number;
      populations: number;
    }
);

/** An isolated position for the margin functions. */
export interface Position {
  id?: string;
  side?: "long" | "short";
  /** base */
  quantity: number;
  /** quote per base */
  entryPrice: number;
  /** quote; or give the leverage */
  margin?: number | null;
  /** notional at entry over margin; or give the margin */
  leverage?: number | null;
  account?: null;
}

/** What the margin functions read of a market. */
export interface MarginRules {
  margin?: Scenario["markets"][number]["margin"];
}

/** Positions that share a wallet. */
export interface CrossAccount {
  /** quote */
  wallet: number;
  positions: {
    side?: "long" | "short";
    /** base */
    quantity: number;
    /** quote per base */
    entryPrice: number;
    /** quote per base */
    markPrice: number;
    /** Move of its market when the common factor moves by 1. */
    beta?: number;
    maintenance?: NonNullable<MarginRules["margin"]>["maintenance"];
  }[];
}

/** Worth of an option of one base, quote, and how that moves. */
export interface OptionGreeks {
  price: number;
  /** By the price of the base. */
  delta: number;
  /** Of delta, by the price of the base. */
  gamma: number;
  /** By the volatility (1 is 100 points). */
  vega: number;
  /** Of delta, by the volatility. */
  vanna: number;
}

/** Margin that an account with options must have, quote, and the row of the table that asks for it. */
export interface OptionRequirement {
  requirement: number;
  /** Fractions, as the table has them: of the price, and of the volatility with 30 days to expiry. `null` where no move loses anything, and under the standard rule, which has no table. */
  worstPriceMove: number | null;
  worstVolatilityMove: number | null;
}

/** What one round of sales at constant leverage takes. Losses quote, negative: gains; returns fractions. */
export interface AggregateVulnerability {
  /** Indirect losses of all banks over their equity before the shock. */
  aggregateVulnerability: number;
  /** Of all banks before the shock, quote. */
  equity: number;
  /** By the shock itself, and by the sales. */
  directLoss: number;
  indirectLoss: number;
  /** `sold` quote; `impact` is what that does to the price. */
  markets: { id: string; sold: number; impact: number }[];
  /** `shockReturn` of all assets by the shock; `indirectVulnerability` is the indirect loss over equity; `systemicness` what its own sales add to aggregate vulnerability. */
  banks: {
    id: string; shockReturn: number; directLoss: number; sold: number; indirectLoss: number; indirectVulnerability: number; systemicness: number;
  }[];
}

/** How a fire sale ends. Sales are quote at the prices before each round. */
export interface FireSale {
  /** `false`: there were more rounds than `maxRounds`. */
  isSettled: boolean;
  soldByRound: number[];
  /** By the shock itself, and by the sales, quote; negative: a gain. */
  directLoss: number;
  indirectLoss: number;
  /** Price at the end; 1 is the one before the shock. */
  markets: { id: string; price: number; sold: number }[];
  /** Leverage `null`: without equity. `illiquid`: it had to sell everything and has equity; `insolvent`: it has none. */
  banks: { id: string; equity: number; leverage: number | null; sold: number; state: "solvent" | "illiquid" | "insolvent" }[];
}
