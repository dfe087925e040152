/** A scenario, version 1. Generated from the declared contract. */
export interface Scenario {
  /** Version of this contract. */
  version?: number;
  /** Seed of every random draw. */
  seed?: number;
  /** Title, for people. */
  title?: string;
  /** Note, for people. */
  note?: string;
  /** How time runs. */
  clock?: {
    mode: "waves";
  } | {
    mode: "ticks";
    /** Length of a tick. A row of the result stands at each whole tick; a path adds rows where it has extremes between two ticks, with their own times. Depth recovers after the fills of a tick, so coarse ticks damp where it does: at 1 s, with orders worked off at 0.2/s and a recovery of 0.1/s, the fall beyond the shock is 7 % too small at a Feedback R of 0.5, 10 % at 0.9, 18 % at 1.5; a tenth of the tick, a tenth of the error. Positions of markets that keep a ledger times ticks: at most 1e9 (each counts 10 times where losses are shared among winners, and at each funding payment); markets times ticks: at most 2e6. [s] */
    tickS?: number;
    /** Length of the run: as many whole ticks as fit, with a path all of it. [s] */
    durationS?: number;
  };
  /** The markets. */
  markets: ({
    /** Unique name. */
    id?: string;
    /** Price before anything happens. [quote per base] */
    price: number;
    /** How sold quantity moves the price. */
    impact: {
      law: "linear";
      /** Fall per base sold. [quote per base sold] */
      slope: number;
    } | {
      law: "logLinear";
      /** Depth. [base per unit of log price] */
      depth: number;
    } | {
      law: "squareRoot";
      /** About 0.5 to 1 in real markets. */
      coefficient?: number;
      /** Standard deviation of a day's return. [fraction] */
      dailyVolatility: number;
      /** Volume of a day. [base] */
      dailyVolume: number;
    } | {
      law: "book";
      /** Buy orders [price, quantity], best first. */
      bids: [price: number, quantity: number][] | { data: { name: string; sha256?: string } };
      /** Sell orders [price, quantity], best first. */
      asks?: [price: number, quantity: number][] | { data: { name: string; sha256?: string } };
      /** What lies behind the last level. */
      beyond?: "lastDensity" | "exhausted";
      /** Multiplies every quantity: displayed to effective. */
      refill?: number;
    };
    /** How the book refills after a trade. */
    resilience?: {
      /** Share of the push that stays for good: of the price under the linear and the square-root law, of its logarithm under the log-linear one, of the base that was eaten in a book. [fraction] */
      permanentShare?: number;
      /** Parts that decay; all shares add up to 1. */
      recovery?: ({
        /** Share of the push. [fraction] */
        share: number;
        /** Speed of the decay. [1/s] */
        decayPerS?: number;
      })[];
    };
    /** How depth leaves under stress. */
    withdrawal?: {
      law: "drawdown";
      /** Larger: leaves sooner. */
      exponent?: number;
      /** Time constant of the return; 0: it follows the price. Instantly none returns. [s] */
      recoveryS?: number;
    } | {
      law: "volatility";
      /** Larger: leaves sooner. */
      sensitivity?: number;
      /** Least share of the depth that stays. [fraction] */
      floor?: number;
      /** Time constant of the return. [s] */
      recoveryS?: number;
      /** Normal volatility of a day. [fraction] */
      dailyVolatility?: number;
      /** Window of the measured volatility. [s] */
      windowS?: number;
    } | null;
    /** Price that triggers liquidations. */
    mark?: {
      kind: "last";
    } | {
      kind: "indexEma";
      /** Time constant of the average. [s] */
      tauS?: number;
      /** Half width of the band around the index. [fraction] */
      band?: number;
    };
    /** Margin rules. */
    margin?: {
      /** What profit is paid in. */
      contract?: "linear" | "inverse";
      /** Which notional the maintenance ratio applies to. */
      basis?: "mark" | "entry";
      /** Whether positions share margin. */
      mode?: "isolated" | "cross";
      /** Maintenance margin schedule. */
      maintenance?: {
        /** Maintenance margin as a fraction of notional, the same for every size. */
        ratio?: number | null;
        /** Brackets by notional instead of one ratio. */
        tiers?: ({
          /** Smallest notional of the bracket. [quote] */
          notionalFrom: number;
          /** Maintenance margin ratio of the bracket. [fraction] */
          ratio: number;
        })[] | { data: { name: string; sha256?: string; contract?: string | null } } | null;
      };
      /** Taker fee of forced fills. [fraction] */
      takerFeeRatio?: number;
      /** Fee to the fund on what is closed by force, as far as the trader can pay it. [fraction] */
      liquidationFeeRatio?: number;
      /** Whether the taker fee of closing counts in trigger and bankruptcy price. */
      closeFeeInTrigger?: boolean;
      /** Smallest step of a quantity; 0: any. Positions, partial closes and fills are whole steps, but for what an exhausted market fills. [base; inverse contracts: quote] */
      quantityStep?: number;
      /** Smallest step of a price; 0: any. Liquidation prices lie on it. [quote per base] */
      priceStep?: number;
    };
    /** How positions are closed. */
    liquidation?: {
      /** How forced orders are worked. */
      executor?: {
        kind: "immediate";
      } | {
        kind: "exponential";
        /** Execution speed. [1/s] */
        ratePerS: number;
      } | {
        kind: "twap";
        /** Time per order. [s] */
        durationS: number;
      } | {
        kind: "pov";
        /** Share of all trading that forced orders make up. [fraction] */
        share: number;
        /** What others trade in a day. [base] */
        dailyVolume: number;
      } | {
        kind: "priceCapped";
        /** The limit. */
        at?: "bankruptcyPrice" | "band" | "fillable";
        /** Distance of the limit from the mark price. [fraction] */
        band?: number;
        /** Of fillable: distance of the limit at equity 0, in maintenance ratios. */
        spread?: number;
      } | {
        kind: "dutch";
        /** First price over the mark price. */
        buffer?: number;
        /** Factor per step. */
        cut?: number;
        /** Time per step. [s] */
        stepS?: number;
        /** What a bidder earns. [fraction] */
        margin?: number;
      };
      /** How much of a position is closed at first; null: all. */
      partial?: {
        rule: "target";
        /** Margin over notional after the close. Not above what the position must keep: the smallest close after which it keeps more. [fraction] */
        ratio: number;
      } | {
        rule: "share";
        /** Share of the size at the first close. [fraction] */
        share?: number;
        /** Pause between two closes; does not act in an instant run. [s] */
        cooldownS?: number;
        /** Positions up to this notional are closed whole. [quote] */
        above?: number;
        /** What follows the first close. */
        then?: "again" | "all";
      } | {
        rule: "tiers";
        /** Brackets per close. The lowest of this number are closed whole; with 2 or more (OKX) so is whoever has not more than the lowest bracket asks. */
        step?: number;
      } | null;
      /** Who gets what is left of the margin. */
      takeover?: "bankruptcyPrice" | "market";
      /** What becomes of a liquidated position whose equity at the mark price is below zero. */
      belowZero?: "order" | "deleverage";
    };
    /** Insurance fund at the start (base for inverse contracts). [quote] */
    insuranceFund?: number;
    /** What the fund never falls below. [quote] */
    insuranceFundFloor?: number;
    /** Largest share of the fund that may be used up: of the starting fund, or of its highest value within insuranceFundWindowS. [fraction] */
    insuranceFundDrawdown?: number;
    /** Time over which insuranceFundDrawdown looks for the fund's highest value; 0: it is compared with the starting fund. In an instant run no time passes and the highest value since the start counts. [s] */
    insuranceFundWindowS?: number;
    /** Once insuranceFundDrawdown is reached, the fund pays nothing until no more than this share is missing; at or above insuranceFundDrawdown: it pays again as soon as it has something to give. [fraction] */
    insuranceFundStop?: number;
    /** Who bears what the fund cannot. For adl, proRata and vault the orders of a step are looked at as they came: each fills what its own bankruptcy price and the fund left by those before allow at the common price; its rest goes off the book. */
    deficit?: "badDebt" | "adl" | "proRata" | "socialise" | "vault";
    /** Who is deleveraged first, of several alike in rank whoever is declared first; for proRata: what the parts are in proportion to. */
    adlRanking?: "pnlTimesLeverage" | "pnlTimesMarginRatio" | "hyperliquid" | "profit" | "size";
    /** Backstop vault, where deficit is "vault". */
    vault?: {
      /** Its money at the start. [quote] */
      capital?: number;
      /** It takes over where equity is below this share of the maintenance margin. [fraction] */
      takeoverBelow?: number;
      /** Speed at which it sells what it took over; an instant run sells it in the next wave. [1/s] */
      ratePerS?: number;
    };
    /** Payments between longs and shorts; they act on the ticks clock. */
    funding?: {
      /** Time between two payments. [s] */
      intervalS?: number;
      /** Interest per interval. [fraction] */
      interest?: number;
      /** Largest rate per interval. [fraction] */
      cap?: number;
    } | null;
    /** Halts and price limits. */
    guards?: never[];
  })[];
  /** Wallets that positions of markets with cross margin share. */
  accounts?: ({
    /** Unique name. */
    id: string;
    /** Balance at the start. [quote] */
    wallet: number;
  })[];
  /** Who may be forced to trade. */
  populations?: ({
    kind: "levels";
    /** Market; empty: the first one. */
    market?: string;
    /** Longs or shorts. */
    side?: "long" | "short";
    /** Lower end of the trigger range. [quote per base] */
    from: number;
    /** Upper end of the trigger range. [quote per base] */
    to: number;
    /** Base of all positions together. [base] */
    quantity: number;
    /** Number of positions. */
    count?: number;
    /** Layout of the levels. */
    spacing?: "price" | "logPrice" | "poisson";
  } | {
    kind: "perps";
    /** Market; empty: the first one. */
    market?: string;
    /** Notional of all positions at the starting price. [quote] */
    openInterest: number;
    /** Number of positions. */
    count?: number;
    /** Share of the open interest that is long. [fraction] */
    longShare?: number;
    /** Distribution of leverage, by notional. */
    leverage: {
      law: "uniform";
      /** Smallest leverage. [x] */
      from: number;
      /** Largest leverage. [x] */
      to: number;
    } | {
      law: "lognormal";
      /** Median before the cut. [x] */
      median: number;
      /** Standard deviation of the logarithm. */
      logSd?: number;
      /** Largest leverage. [x] */
      max?: number;
    } | {
      law: "pareto";
      /** Smallest leverage. [x] */
      from?: number;
      /** Tail exponent. */
      exponent?: number;
      /** Largest leverage. [x] */
      max?: number;
    } | {
      law: "clusters";
      /** The values. */
      at: number[];
      /** Share of each; empty: equal shares. */
      weights?: number[];
    } | {
      law: "histogram";
      /** Bin edges, rising; one more than weights. */
      edges: number[];
      /** Share of each bin. */
      weights: number[];
    };
    /** Distribution of entry prices. */
    entry?: {
      law: "spot";
    } | {
      law: "normal";
      /** Standard deviation. [fraction] */
      sd?: number;
    };
    /** Distribution of position sizes. */
    sizes?: {
      law: "equal";
    } | {
      law: "lognormal";
      /** Standard deviation of the logarithm. */
      logSd?: number;
    } | {
      law: "pareto";
      /** Tail exponent. */
      exponent?: number;
    };
    /** How distributions become positions. */
    sampling?: "quantiles" | "random";
  } | {
    kind: "positions";
    /** Market; empty: the first one. */
    market?: string;
    /** The positions. */
    rows: ({
      /** Name. */
      id?: string;
      /** Longs or shorts. */
      side?: "long" | "short";
      /** Size; of inverse contracts, the number of contracts of 1 quote each. [base; inverse contracts: quote] */
      quantity: number;
      /** Average entry price. [quote per base] */
      entryPrice: number;
      /** Margin of the position, quote (inverse contracts: base). */
      margin?: number | null;
      /** Notional at entry over margin; instead of the margin. */
      leverage?: number | null;
      /** Account whose wallet it shares, in a market with cross margin; then it has no margin of its own. */
      account?: string | null;
    })[] | { data: { name: string; sha256?: string; contract?: string | null } };
  })[];
  /** What ties markets together. */
  couplings?: never[];
  /** What the outside world does. */
  shock?: {
    kind: "none";
  } | {
    kind: "priceGap";
    /** Market; empty: the first one. */
    market?: string;
    /** Jump, negative for a fall. [fraction] */
    ratio: number;
    /** What happens to resting orders. */
    book?: "shift" | "cancel";
  } | {
    kind: "ramp";
    /** Market; empty: the first one. */
    market?: string;
    /** Drift in all, negative for a fall. [fraction] */
    ratio: number;
    /** Length of the drift. [s] */
    durationS?: number;
    /** Shape of the drift. */
    scale?: "linear" | "log";
  } | {
    kind: "marketOrder";
    /** Market; empty: the first one. */
    market?: string;
    /** Positive sells, negative buys. [base] */
    quantity: number;
  } | {
    kind: "orders";
    /** Market; empty: the first one. */
    market?: string;
    /** The orders. */
    rows: ({
      /** When. [s] */
      timeS: number;
      /** Positive sells, negative buys. [base] */
      quantity: number;
    })[];
  } | {
    kind: "path";
    /** Market; empty: the first one. */
    market?: string;
    /** A registered price path: each candle goes through its open, its extremes and its close, a quarter of its length apart (by its high to its low where it falls), and its close holds until the next one opens. */
    data?: {
      /** Name under which the bytes were registered. */
      name: string;
      /** SHA-256 of the bytes in hexadecimal; empty: any bytes of that name. */
      sha256?: string;
    } | null;
    /** The path itself, instead of data. */
    points?: ({
      /** When. [s] */
      timeS: number;
      /** Price; only its ratio to the first counts. [quote per base] */
      price: number;
    })[];
    /** Seconds of the path per second of the run. */
    speed?: number;
    /** How far the path goes: each point over the first to this power, and straight between them, so that 2 doubles every log return from point to point, 0 stands still and no price falls below nothing. [x] */
    amplitude?: number;
  } | {
    kind: "noise";
    /** Market; empty: the first one. */
    market?: string;
    /** Standard deviation of a day's log return. [fraction] */
    dailyVolatility: number;
  };
  /** What it does besides, at once. */
  moreShocks?: ({
    kind: "none";
  } | {
    kind: "priceGap";
    /** Market; empty: the first one. */
    market?: string;
    /** Jump, negative for a fall. [fraction] */
    ratio: number;
    /** What happens to resting orders. */
    book?: "shift" | "cancel";
  } | {
    kind: "ramp";
    /** Market; empty: the first one. */
    market?: string;
    /** Drift in all, negative for a fall. [fraction] */
    ratio: number;
    /** Length of the drift. [s] */
    durationS?: number;
    /** Shape of the drift. */
    scale?: "linear" | "log";
  } | {
    kind: "marketOrder";
    /** Market; empty: the first one. */
    market?: string;
    /** Positive sells, negative buys. [base] */
    quantity: number;
  } | {
    kind: "orders";
    /** Market; empty: the first one. */
    market?: string;
    /** The orders. */
    rows: ({
      /** When. [s] */
      timeS: number;
      /** Positive sells, negative buys. [base] */
      quantity: number;
    })[];
  } | {
    kind: "path";
    /** Market; empty: the first one. */
    market?: string;
    /** A registered price path: each candle goes through its open, its extremes and its close, a quarter of its length apart (by its high to its low where it falls), and its close holds until the next one opens. */
    data?: {
      /** Name under which the bytes were registered. */
      name: string;
      /** SHA-256 of the bytes in hexadecimal; empty: any bytes of that name. */
      sha256?: string;
    } | null;
    /** The path itself, instead of data. */
    points?: ({
      /** When. [s] */
      timeS: number;
      /** Price; only its ratio to the first counts. [quote per base] */
      price: number;
    })[];
    /** Seconds of the path per second of the run. */
    speed?: number;
    /** How far the path goes: each point over the first to this power, and straight between them, so that 2 doubles every log return from point to point, 0 stands still and no price falls below nothing. [x] */
    amplitude?: number;
  } | {
    kind: "noise";
    /** Market; empty: the first one. */
    market?: string;
    /** Standard deviation of a day's log return. [fraction] */
    dailyVolatility: number;
  })[];
}
