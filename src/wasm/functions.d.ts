/** An option. Generated from the declared contract, as the next ones are. */
export interface EuropeanOption {
  /** Call or put. */
  type: "call" | "put";
  /** Strike. [quote per base] */
  strike: number;
  /** Time to expiry; a year has 365. [days] */
  expiryDays: number;
  /** Implied volatility of a year. [fraction] */
  volatility: number;
}

/** An account with options, by itself or as a row of a scenario. */
export interface OptionAccount {
  /** Name of the account. */
  id?: string;
  /** Worth at the start, quote; the requirement does not depend on it. */
  equity?: number | null;
  /** Futures or perp held besides, entered at the starting price; negative is short. [base] */
  perp?: number;
  /** Options held or written. */
  legs: ({
    /** Call or put. */
    type: "call" | "put";
    /** Strike. [quote per base] */
    strike: number;
    /** Time to expiry; a year has 365. [days] */
    expiryDays: number;
    /** Implied volatility of a year. [fraction] */
    volatility: number;
    /** The account's side: negative is short. [base] */
    contracts: number;
  })[];
}

/** Which margin an account with options must have. */
export type OptionMargin = {
  rule: "scan";
  /** Largest move of the price, either way. [fraction] */
  priceRange?: number;
  /** Moves of each direction; 4: nine buckets with that of none. */
  steps?: number;
  /** Rise of volatility with 30 days to expiry. [of volatility] */
  volatilityUp?: number;
  /** Fall of volatility with 30 days to expiry. [of volatility] */
  volatilityDown?: number;
  /** Below 30 days to expiry a move of volatility is multiplied by (30 / max(1, days)) to this power; 0: by nothing. */
  shortPower?: number;
  /** The same from 30 days on. */
  longPower?: number;
  /** Maintenance requirement; Paradex asks for 0.5. [of the worst loss] */
  share?: number;
} | {
  rule: "span";
  /** Price scan range. [fraction] */
  priceRange?: number;
  /** Volatility scan range, the same for every expiry. [of volatility] */
  volatilityRange?: number;
  /** Extreme moves of the price, volatility as it is; times priceRange below 1. [of priceRange] */
  extremeMove?: number;
  /** Share of the loss of an extreme move that counts. [fraction] */
  extremeCover?: number;
  /** Maintenance requirement; Paradex asks for 0.5. [of the worst loss] */
  share?: number;
} | {
  rule: "scenarios";
  /** The moves. */
  rows: ({
    /** Move of the price. [fraction] */
    price: number;
    /** Move of volatility with 30 days to expiry. [fraction] */
    volatility: number;
    /** Share of the loss that counts. [fraction] */
    weight?: number;
  })[];
  /** Below 30 days to expiry a move of volatility is multiplied by (30 / max(1, days)) to this power; 0: by nothing. */
  shortPower?: number;
  /** The same from 30 days on. */
  longPower?: number;
  /** Maintenance requirement; Paradex asks for 0.5. [of the worst loss] */
  share?: number;
} | {
  rule: "standard";
  /** For each option sold. [of price] */
  addOn?: number;
};

/** A margin account at a broker, as a row of a scenario. */
export interface MarginAccount {
  /** Name of the account. */
  id?: string;
  /** Longs or shorts. */
  side?: "long" | "short";
  /** Base held, or owed. [base] */
  quantity: number;
  /** Quote that a long owes to the broker. */
  loan?: number | null;
  /** Quote that a short holds, what the sale brought in included. */
  credit?: number | null;
}

/** When a broker calls. */
export interface CallRules {
  /** An account is called when its equity is no more than this share of what it holds (owes). [of value] */
  maintenance?: number;
}

/** Banks, and the markets in which they hold something. */
export interface BankingSystem {
  /** Where banks hold something. */
  markets: ({
    /** Unique name. */
    id: string;
    /** What happens to its price; -0.05 is a fall of 5 %. [fraction] */
    shock?: number;
    /** Quote whose sale takes the whole price, were its impact linear: 1 over the return for one quote sold. [quote] */
    depth: number;
  })[];
  /** The banks. */
  banks: ({
    /** Name. */
    id?: string;
    /** Equity before the shock; the rest of its assets is debt. [quote] */
    equity: number;
    /** Assets that cannot be sold and do not move. [quote] */
    other?: number;
    /** What it can sell. */
    holdings: ({
      /** Id of the market. */
      market: string;
      /** Held before the shock. [quote] */
      value: number;
    })[];
  })[];
}

/** When banks sell. */
export interface FireSaleRules {
  /** Above this leverage, assets over equity, a bank sells. [x] */
  maxLeverage?: number;
  /** It sells down to this one. [x] */
  bufferLeverage?: number;
  /** Share of a round's impact that what is sold in it bears. [fraction] */
  saleImpact?: number;
  /** Most rounds. */
  maxRounds?: number;
}
