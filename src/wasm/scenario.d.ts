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
    /** Whoever answers the price (dealers) places no order smaller than this share of the first size: without it the last waves would be ever smaller, and never end. [fraction] */
    tolerance?: number;
  } | {
    mode: "ticks";
    /** Length of a tick. A row of the result stands at each whole tick; a path adds rows where it has extremes between two ticks, with their own times. Who is reached inside a tick trades at its end: as far beyond the trigger as the outside moves in a tick. Depth recovers after the fills of a tick, so coarse ticks damp where it does: at 1 s, with orders worked off at 0.2/s and a recovery of 0.1/s, the fall beyond the shock is 7 % too small at a Feedback R of 0.5, 10 % at 0.9, 18 % at 1.5; a tenth of the tick, a tenth of the error. Positions of markets that keep a ledger times ticks: at most 1e9 (each counts 10 times where losses are shared among winners, and at each funding payment); markets times ticks: at most 2e6. [s] */
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
    } | {
      law: "constantProduct";
      /** Base in the pool at the start. [base] */
      base: number;
      /** Quote in the pool at the start; quote / base must be the market's price. [quote] */
      quote: number;
      /** Share of what a taker puts in that the pool keeps apart; it is not in the curve. [fraction] */
      fee?: number;
    } | {
      law: "concentrated";
      /** Liquidity in force at the start. [sqrt(base quote)] */
      liquidity: number;
      /** Pairs [price, liquidity]: at this price so much is added when the price rises through it, in any order. */
      ticks?: number[][];
      /** Share of what a taker puts in that the pool keeps apart; it is not in the curve. [fraction] */
      fee?: number;
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
      /** Id of a shared index; null, or one that is switched off: the price outside. */
      index?: string | null;
    } | {
      kind: "index";
      /** Id of the shared index. */
      index: string;
    };
    /** Price that lending protocols believe; null: the last traded price, at once. */
    oracle?: {
      /** How much of this market's own price it sees: observed = elsewhere + ownShare (last - elsewhere). [fraction] */
      ownShare?: number;
      /** A new answer where the price differs from the last one by more than this share of it. [fraction] */
      deviationRatio?: number;
      /** Or when this long has passed since the last answer; 0: never. An instant run has none. [s] */
      heartbeatS?: number;
      /** An answer is in force this long after it was given. [s] */
      delayS?: number;
      /** It looks only at multiples of this; 0: whenever the engine looks. Maker's looks every 3600 s and tells 3600 s later. [s] */
      sampleS?: number;
      /** Times in which it neither looks nor puts anything in force; rising, apart. */
      stuck?: ({
        /** When it stops. [s] */
        fromS: number;
        /** When it goes on. [s] */
        untilS: number;
      })[];
      /** Least price that it observes, quote per base. */
      least?: number | null;
      /** Largest price that it observes, quote per base. */
      most?: number | null;
    } | null;
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
          /** Smallest notional of the bracket. [quote; inverse contracts: base] */
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
      } | {
        kind: "bots";
        /** How far below (above) the last price positions are offered. [fraction] */
        discount?: number;
        /** How the venue works forced orders itself where all of its bots are switched off. */
        otherwise?: {
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
    /** Halts and price limits; one of each kind, outages as many as there is room for. */
    guards?: ({
      kind: "priceLimit";
      /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
      enabled?: boolean;
      /** Falls from the reference that it allows, fractions, rising; the first one holds. */
      down?: number[];
      /** Rises from the reference that it allows, fractions, rising; the first one holds. */
      up?: number[];
      /** Seconds at a limit after which the next one of the list holds; null: never. Takes time. */
      holdS?: number | null;
      /** From what price it is counted. */
      reference?: "start" | "session";
    } | {
      kind: "breaker";
      /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
      enabled?: boolean;
      /** Falls, rising, and how long trading stops at each. */
      levels: ({
        /** Fall from the reference at which trading stops. [fraction] */
        fall: number;
        /** For how long, s; null: until the next session opens, or the run ends. */
        haltS?: number | null;
      })[];
      /** From so many seconds of the session on only levels that stop for the day do; null: all always do. */
      quietFromS?: number | null;
      /** From what price it is counted. */
      reference?: "start" | "session";
      /** Depth of the one fill at reopening over the usual depth: auctions gather orders; assumed, 1: they do not. */
      auctionDepth?: number;
    } | {
      kind: "luld";
      /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
      enabled?: boolean;
      /** Half width of the band, of the reference. [fraction] */
      band?: number;
      /** Time over which the reference is the mean price. [s] */
      windowS?: number;
      /** How long the price may stand at the band until trading pauses. [s] */
      limitStateS?: number;
      /** How long it does. [s] */
      pauseS?: number;
      /** The reference moves only where the mean differs from it by so much. [fraction] */
      minimumChange?: number;
      /** And where it has held so long. [s] */
      minimumAgeS?: number;
      /** From so many seconds of the session on the band is wider; null: never. */
      wideFromS?: number | null;
      /** How much wider. */
      wideFactor?: number;
      /** Depth of the one fill at reopening over the usual depth: auctions gather orders; assumed, 1: they do not. */
      auctionDepth?: number;
    } | {
      kind: "dynamic";
      /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
      enabled?: boolean;
      /** How far, of the price at the start. [fraction] */
      band?: number;
      /** Length of the window. [s] */
      windowS?: number;
      /** How long nothing trades. [s] */
      pauseS?: number;
      /** Depth of the one fill at reopening over the usual depth: auctions gather orders; assumed, 1: they do not. */
      auctionDepth?: number;
    } | {
      kind: "session";
      /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
      enabled?: boolean;
      /** How long it is open. [s] */
      openS?: number;
      /** How long it is closed. [s] */
      closedS?: number;
      /** Depth of the one fill at reopening over the usual depth: auctions gather orders; assumed, 1: they do not. */
      auctionDepth?: number;
    } | {
      kind: "outage";
      /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
      enabled?: boolean;
      /** When it goes down. [s] */
      fromS: number;
      /** For how long. [s] */
      forS: number;
      /** Depth of the one fill at reopening over the usual depth: auctions gather orders; assumed, 1: they do not. */
      auctionDepth?: number;
    })[];
  })[];
  /** Wallets that positions of markets with cross margin share. */
  accounts?: ({
    /** Unique name. */
    id: string;
    /** Balance at the start. [quote] */
    wallet: number;
    /** What else stands for it. */
    collateral?: ({
      /** Market in which it is sold. */
      market: string;
      /** How much of it. [base] */
      quantity: number;
      /** Share of its worth that does not count. [fraction] */
      haircut?: number;
      /** Price by which it counts: "last", of its own market; "outside", the price outside of that market; or the id of a shared index. */
      price?: string;
    })[];
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
  } | {
    kind: "stops";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Longs or shorts. */
    side?: "long" | "short";
    /** Base of all orders together. [base] */
    quantity: number;
    /** Number of positions. */
    count?: number;
    /** Distance of the triggers from the starting price, fraction of it: order i of n takes the quantile (i + 1/2)/n. */
    distance: {
      law: "uniform";
      /** Nearest trigger. [fraction] */
      from: number;
      /** Furthest trigger. [fraction] */
      to: number;
    } | {
      law: "clusters";
      /** The distances. */
      at: number[];
      /** Share of each; empty: equal shares. */
      weights?: number[];
    };
    /** Price that triggers them. */
    trigger?: "last" | "mark";
  } | {
    kind: "trend";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Largest holding. [base] */
    budget: number;
    /** Time constant of the slow average of the logarithm of the price. [s] */
    windowS?: number;
    /** Time constant of the fast average; 0: the last price itself. [s] */
    fastS?: number;
    /** Fast minus slow average at which the whole budget is held; linear below. [log price] */
    fullAt?: number;
    /** Below it the holding stays; at most fullAt. [log price] */
    deadband?: number;
    /** Whether the holding may be negative. */
    shorts?: boolean;
    /** Holding at the start. [share of the budget] */
    start?: number;
    /** Speed towards what is wanted, 1/s; null: at once. */
    ratePerS?: number | null;
    /** Age of the row it decides on, beyond the latest. [s] */
    latencyS?: number;
    /** What stops or slows it. */
    safeguards?: {
      /** Stops it when the price moves fast. */
      killSwitch?: {
        /** Move of the last price within windowS that stops it. [fraction] */
        move: number;
        /** Time over which the move is measured; before the start stands the starting price. [s] */
        windowS?: number;
        /** Seconds until it goes on; null: it stays off. */
        pauseS?: number | null;
      } | null;
      /** Keeps its orders inside a price band. */
      collar?: {
        /** How far from the reference its orders may move the price. [fraction] */
        ratio: number;
        /** The reference is the last price so many seconds ago; null: the starting price. */
        windowS?: number | null;
      } | null;
      /** Keeps it to a share of all trading. */
      participationCap?: {
        /** Largest share of all trading that it makes up. [fraction] */
        share: number;
        /** Time over which trading is measured. [s] */
        windowS?: number;
        /** What others trade in a day besides. [base] */
        dailyVolume: number;
      } | null;
    };
  } | {
    kind: "value";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Longs or shorts. */
    side?: "long" | "short";
    /** Largest holding. [base] */
    budget: number;
    /** What they think it is worth, quote per base; null: the starting price. */
    value?: number | null;
    /** Discount from which they buy. [fraction of the value] */
    from?: number;
    /** Discount at which they hold all; above from. [fraction of the value] */
    fullAt?: number;
    /** Whether they give back when the price returns. */
    sellsBack?: boolean;
    /** Speed towards what they want, 1/s, by market orders; needs the ticks clock. null: their orders rest in the market. */
    ratePerS?: number | null;
  } | {
    kind: "makers";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Market makers. */
    count?: number;
    /** Share of the market's depth that is theirs, in equal parts. [fraction] */
    depthShare?: number;
    /** When they leave. */
    leaveAt: {
      law: "move";
      /** Size of the move at which the first leave. [fraction] */
      from: number;
      /** At which the last leave; at least from. [fraction] */
      to: number;
      /** The move is from the average of the logarithm of the price, of this time constant in s; needs the ticks clock. null: from the starting price. */
      windowS?: number | null;
    } | {
      law: "volatility";
      /** Volatility at which the first leave. [times normal] */
      from: number;
      /** At which the last leave; at least from. [times normal] */
      to: number;
      /** Window of the measured volatility. [s] */
      windowS?: number;
      /** Normal volatility of a day. [fraction] */
      dailyVolatility?: number;
    };
    /** Seconds of calm, below what made him leave, after which one returns; null: never. Instantly nobody returns. */
    returnAfterS?: number | null;
    /** Share of what he holds that a leaving one sells (buys back) at market. [fraction] */
    dump?: number;
    /** How often each base that is traded changes hands again among them: it counts as volume and moves no price. [times] */
    churn?: number;
  } | {
    kind: "program";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** The order; positive sells. Not 0. [base] */
    quantity: number;
    /** When it begins. [s] */
    startS?: number;
    /** How it spreads its order. */
    strategy: {
      kind: "immediate";
    } | {
      kind: "twap";
      /** Time in all. [s] */
      durationS: number;
    } | {
      kind: "exponential";
      /** Execution speed. [1/s] */
      ratePerS: number;
    } | {
      kind: "pov";
      /** Its share. [fraction] */
      share: number;
      /** Time over which trading is measured. [s] */
      windowS?: number;
      /** What others trade in a day besides. [base] */
      dailyVolume: number;
      /** Which trading it follows. */
      counts?: "all" | "background";
    };
    /** Worst price, quote per base; null: any. */
    limit?: number | null;
    /** What stops or slows it. */
    safeguards?: {
      /** Stops it when the price moves fast. */
      killSwitch?: {
        /** Move of the last price within windowS that stops it. [fraction] */
        move: number;
        /** Time over which the move is measured; before the start stands the starting price. [s] */
        windowS?: number;
        /** Seconds until it goes on; null: it stays off. */
        pauseS?: number | null;
      } | null;
      /** Keeps its orders inside a price band. */
      collar?: {
        /** How far from the reference its orders may move the price. [fraction] */
        ratio: number;
        /** The reference is the last price so many seconds ago; null: the starting price. */
        windowS?: number | null;
      } | null;
      /** Keeps it to a share of all trading. */
      participationCap?: {
        /** Largest share of all trading that it makes up. [fraction] */
        share: number;
        /** Time over which trading is measured. [s] */
        windowS?: number;
        /** What others trade in a day besides. [base] */
        dailyVolume: number;
      } | null;
    };
  } | {
    kind: "frontRunner";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** What he sells. [base] */
    budget: number;
    /** Public Feedback R from which he sells. */
    threshold?: number;
    /** When he begins to look. [s] */
    startS?: number;
    /** Speed at which he sells and buys back, 1/s; null: at once. */
    ratePerS?: number | null;
    /** When he buys back. */
    exit?: {
      /** He buys back once the last price is so far below his average sale, fraction; null: whatever the price. */
      fall?: number | null;
      /** Or so many seconds after he began; null: whatever the time. */
      afterS?: number | null;
    };
    /** Age of the row he decides on, beyond the latest. [s] */
    latencyS?: number;
    /** What stops or slows it. */
    safeguards?: {
      /** Stops it when the price moves fast. */
      killSwitch?: {
        /** Move of the last price within windowS that stops it. [fraction] */
        move: number;
        /** Time over which the move is measured; before the start stands the starting price. [s] */
        windowS?: number;
        /** Seconds until it goes on; null: it stays off. */
        pauseS?: number | null;
      } | null;
      /** Keeps its orders inside a price band. */
      collar?: {
        /** How far from the reference its orders may move the price. [fraction] */
        ratio: number;
        /** The reference is the last price so many seconds ago; null: the starting price. */
        windowS?: number | null;
      } | null;
      /** Keeps it to a share of all trading. */
      participationCap?: {
        /** Largest share of all trading that it makes up. [fraction] */
        share: number;
        /** Time over which trading is measured. [s] */
        windowS?: number;
        /** What others trade in a day besides. [base] */
        dailyVolume: number;
      } | null;
    };
  } | {
    kind: "bots";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Bots, all alike but for their latency. */
    count?: number;
    /** Capital of each. [quote] */
    capital: number;
    /** Least profit, of the notional at the last price: no more is taken over than could be sold at once with it. [fraction] */
    minProfitRatio?: number;
    /** Least profit of what it takes over at one time. [quote] */
    minProfit?: number;
    /** How far beyond the price that triggered it the mark must be before a bot looks at a position. [fraction] */
    sensitivity?: number;
    /** Seconds after the trigger at which the first bot sees a position. [s] */
    latencyS?: number;
    /** How much later each further one sees it. [s] */
    latencyStepS?: number;
    /** How it sells on: "immediate", "exponential", "twap", "pov" or "priceCapped" (at "bankruptcyPrice" is the price that it paid; "band"). */
    strategy?: {
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
    };
  } | {
    kind: "riskManagers";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Id of the alarm on which they act. */
    alarm: string;
    /** What they do. */
    action?: "sell" | "addDepth";
    /** What they hold, without leverage. [base] */
    holding: number;
    /** Share of it that they sell. [fraction] */
    cut?: number;
    /** Speed at which they sell. [1/s] */
    ratePerS?: number;
    /** Depth that they bring, as a share of what is there. [fraction] */
    depthShare?: number;
    /** How long after the alarm they act. [s] */
    latencyS?: number;
  } | {
    kind: "optionDealers";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Whose profit counts the options. */
    role?: "dealer" | "insurer";
    /** The options. */
    book: {
      law: "rows";
      /** The lines. */
      rows: ({
        /** Call or put. */
        type: "call" | "put";
        /** Strike. [quote per base] */
        strike: number;
        /** Time to expiry; a year has 365. [days] */
        expiryDays: number;
        /** Implied volatility of a year. [fraction] */
        volatility: number;
        /** The dealer's side: negative is short. [base] */
        contracts: number;
      })[];
    } | {
      law: "strip";
      /** Gamma of the whole book at the starting price; negative: short. [quote per 1 %] */
      gamma: number;
      /** Middle of the strikes. [of the price] */
      centre?: number;
      /** How wide they lie. [log price] */
      width?: number;
      /** How many there are. */
      strikes?: number;
      /** Call or put. */
      type?: "call" | "put";
      /** Time to expiry; a year has 365. [days] */
      expiryDays?: number;
      /** Implied volatility of a year. [fraction] */
      volatility?: number;
    } | {
      law: "openInterest";
      /** Registered option chain. */
      data: {
        /** Name under which the bytes were registered. */
        name: string;
        /** SHA-256 of the bytes in hexadecimal; empty: any bytes of that name. */
        sha256?: string;
      };
      /** Dealers' net position in calls; nobody publishes it. [of open interest] */
      calls: number;
      /** Dealers' net position in puts; nobody publishes it. [of open interest] */
      puts: number;
      /** Least time to expiry of those that count. [days] */
      fromDays?: number;
      /** Most of it. [days] */
      toDays?: number;
      /** Where the strikes lie. */
      at?: "strikes" | "moneyness";
    };
    /** How they hedge. */
    hedge?: {
      /** Nothing trades while no more than this is missing. [base] */
      band?: number;
      /** How far a trade goes. */
      to?: "centre" | "edge";
      /** Which trades are made. */
      sides?: "both" | "sells" | "buys";
      /** Speed, 1/s: a tick trades the share 1 - exp(-rate dt); needs the ticks clock. null: all. */
      ratePerS?: number | null;
      /** Above 0: trades only in ticks that pass offsetS + k intervalS; needs the ticks clock. [s] */
      intervalS?: number;
      /** First of these times. [s] */
      offsetS?: number;
    };
    /** Implied volatility at a price p is clamp(volatility - slope ln(p/p0), 0.01, 5): 1 adds a point of volatility where the price is 1 % lower. [per unit of log price] */
    volatilitySlope?: number;
  } | {
    kind: "funds";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** What it owns at the start, less what it owes. [quote] */
    equity: number;
    /** What it holds over its equity, all the time; negative: an inverse fund. Not from 0 to below 0.01. [x] */
    leverage: number;
    /** Nothing trades while the leverage is no farther from what it should be, as a share of that. [fraction] */
    tolerance?: number;
    /** Which trades are made. */
    sides?: "both" | "sells" | "buys";
    /** When it trades: at the close of each day, with intervalS 86400, or always. */
    rebalance?: {
      /** Above 0: trades only in ticks that pass offsetS + k intervalS; needs the ticks clock. [s] */
      intervalS?: number;
      /** First of these times. [s] */
      offsetS?: number;
    };
  } | {
    kind: "brokers";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Quote of all generated accounts at the starting price; they are long and of equal size. */
    holdings?: number | null;
    /** Number of positions. */
    count?: number;
    /** Of generated accounts: holdings over equity, evenly spaced quantiles, largest first; what would be called at once is cut. */
    leverage?: {
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
    } | null;
    /** Of generated accounts, instead of leverage: call prices, evenly spaced, below the starting price. */
    triggers?: {
      /** Lowest call price. [quote per base] */
      from: number;
      /** Highest. [quote per base] */
      to: number;
    } | null;
    /** Accounts one by one, instead of holdings, leverage and triggers. */
    rows?: ({
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
    })[] | null;
    /** An account is called when its equity is no more than this share of what it holds (owes). [of value] */
    maintenance?: number;
    /** What a call asks for and a sale restores, of value; null: maintenance. */
    restore?: number | null;
    /** Time to pay; 0: sold at once. Above 0 it needs the ticks clock. [s] */
    graceS?: number;
    /** Share of the calls that are paid before their deadline. [fraction] */
    cureProbability?: number;
    /** A call lapses when the price alone restores maintenance. */
    appreciation?: boolean;
    /** Above 0: calls are issued only in ticks that pass callOffsetS + k callIntervalS; needs the ticks clock. [s] */
    callIntervalS?: number;
    /** First of these times. [s] */
    callOffsetS?: number;
    /** Smaller calls are not issued. [quote] */
    minimumCall?: number;
    /** What is sold of an account that has not paid. */
    sale?: "shortfall" | "all";
  } | {
    kind: "lending";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Unique name; it names the columns. */
    id?: string;
    /** The protocol's own money: it pays deficits first. [quote] */
    reserve?: number;
    /** Who is called first. */
    order?: "health" | "size";
    /** What may be deposited or borrowed. */
    assets: ({
      /** Unique name in this population. */
      id: string;
      /** Market whose oracle prices it and in which it trades; null: it has a price for all time and trades without impact. */
      market?: string | null;
      /** Price of a unit, of assets without a market. [quote per base] */
      price?: number;
      /** One unit is so much of the market's base (wrapped, staked). [base per unit] */
      rate?: number;
      /** Share of its value that counts as collateral; 0: none. In Maker's words 1 over the liquidation ratio. [fraction] */
      liquidationThreshold?: number;
      /** Extra collateral per value repaid (the largest, where it depends on health). [fraction] */
      liquidationBonus?: number;
      /** Share of the bonus that the protocol keeps, in collateral, not sold. [fraction] */
      liquidationFeeRatio?: number;
      /** Rule absorb: what of its value the borrower is credited. [fraction] */
      liquidationFactor?: number;
    })[];
    /** What happens to a loan whose health factor is below 1. */
    rules?: {
      rule: "closeFactor";
      /** Share of the debt that one call may repay. [fraction] */
      closeFactor?: number;
      /** At or below this health factor all of the debt in the reserve; null: never. */
      fullBelowHealth?: number | null;
      /** What the share is of. */
      basis?: "reserve" | "position";
      /** All of it where debt or collateral in the chosen reserves are worth less. [quote] */
      fullBelowValue?: number;
      /** A call leaves nothing, or at least this, of debt and collateral. [quote] */
      leastLeft?: number;
      /** Most calls of a loan in one step. */
      mostCalls?: number;
    } | {
      rule: "targetHealth";
      /** Health factor after a call. */
      target?: number;
      /** At or below this health factor the bonus is the largest. */
      healthForMaxBonus?: number;
      /** Bonus of a loan that is hardly sick, as a share of the largest. [fraction] */
      bonusFactor?: number;
      /** A call leaves nothing, or at least this, of debt and collateral. [quote] */
      leastLeft?: number;
      /** Most calls of a loan in one step. */
      mostCalls?: number;
    } | {
      rule: "absorb";
      /** Share of what the borrower is not credited that buyers get as a discount. [fraction] */
      storeFrontFactor?: number;
      /** It sells while its reserve is below this. [quote] */
      targetReserves?: number;
    } | {
      rule: "auction";
      /** Which auction. */
      kind?: "dutch" | "english";
      /** Penalty on the debt that is to come in. [fraction] */
      chop?: number;
      /** Quote that may be at auction at once; null: any. */
      hole?: number | null;
      /** Least debt that is left behind. [quote] */
      dust?: number;
      /** What the caller of an auction gets. [quote] */
      tip?: number;
      /** And of what is to come in. [fraction] */
      chip?: number;
      /** Dutch: first price over the oracle's. [x] */
      buffer?: number;
      /** Dutch: how the price falls. */
      curve?: {
        kind: "linear";
        /** Time to nothing. [s] */
        tauS?: number;
      } | {
        kind: "stairstep";
        /** What is left after a step. [fraction] */
        cut?: number;
        /** Time between two steps. [s] */
        stepS?: number;
      } | {
        kind: "exponential";
        /** What is left after a second. [fraction] */
        cut?: number;
      };
      /** Dutch: it starts anew after this time. [s] */
      tailS?: number;
      /** Dutch: or where the price is below this share of the first. [fraction] */
      cusp?: number;
      /** English: how much better a bid must be. [fraction] */
      beg?: number;
      /** English: it is over so long after the last bid. [s] */
      ttlS?: number;
      /** English: or so long after its start. [s] */
      lengthS?: number;
      /** English: the first bid. [quote] */
      openingBid?: number;
    };
    /** The loans. */
    loans: ({
      kind: "crowd";
      /** Asset that secures. */
      collateral: string;
      /** Asset that is owed. */
      debtAsset: string;
      /** Number of loans. */
      count?: number;
      /** Quote of all debt; each owes the same. Or collateralQuantity. */
      debt?: number | null;
      /** Base of all collateral; each has the same. Or debt. */
      collateralQuantity?: number | null;
      /** Distribution of the health factor. */
      health: {
        law: "lognormal";
        /** Median before the cut. */
        median?: number;
        /** Standard deviation of the logarithm. */
        logSd?: number;
        /** Least health factor. */
        least?: number;
      } | {
        law: "uniform";
        /** Least health factor. */
        from: number;
        /** Largest. */
        to: number;
      } | {
        law: "clusters";
        /** The health factors. */
        at: number[];
        /** Share of each; empty: equal shares. */
        weights?: number[];
      } | {
        law: "histogram";
        /** Bin edges, rising; one more than weights. */
        edges: number[];
        /** Share of each bin. */
        weights: number[];
      } | {
        law: "triggers";
        /** Lowest. [quote per base] */
        from: number;
        /** Highest. [quote per base] */
        to: number;
        /** How they are spread. */
        spacing?: "price" | "logPrice" | "poisson";
      };
      /** Distribution of sizes. */
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
      /** How distributions become loans. */
      sampling?: "quantiles" | "random";
    } | {
      kind: "rows";
      /** The loans. */
      rows: ({
        /** Name, for people. */
        id?: string;
        /** What secures it. */
        collateral: ({
          /** Asset. */
          asset: string;
          /** Units of it. [base] */
          quantity: number;
        })[];
        /** What is owed. */
        debt: ({
          /** Asset. */
          asset: string;
          /** Units of it. [base] */
          quantity: number;
        })[];
        /** Instead of those of the assets (snapshots give averages). */
        liquidationThreshold?: number | null;
      })[];
    } | {
      kind: "data";
      /** Registered loans. */
      data: {
        /** Name under which the bytes were registered. */
        name: string;
        /** SHA-256 of the bytes in hexadecimal; empty: any bytes of that name. */
        sha256?: string;
      };
      /** What totals are in; null: as the file says. */
      valueIn?: "quote" | "base" | null;
      /** Asset that secures, of a file with totals. */
      collateral?: string | null;
      /** Asset that is owed, of a file with totals. */
      debtAsset?: string | null;
      /** Units of other assets that are in the totals. */
      split?: ({
        /** Column of the file with its units. */
        column: string;
        /** What it is part of. */
        side: "collateral" | "debt";
        /** Asset that it is. */
        asset: string;
      })[];
    })[];
  } | {
    kind: "futures";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** Quote of all generated accounts at the starting price. */
    openInterest?: number | null;
    /** Number of positions. */
    count?: number;
    /** Share of the open interest that is long; a market maker holds the difference. [fraction] */
    longShare?: number;
    /** Of generated accounts: notional over cash, evenly spaced quantiles, largest first; what would be called at once is cut. */
    leverage?: {
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
    } | null;
    /** Of generated longs, instead of leverage: call prices, evenly spaced, below the starting price; there are no shorts then. */
    triggers?: {
      /** Lowest call price. [quote per base] */
      from: number;
      /** Highest. [quote per base] */
      to: number;
    } | null;
    /** Accounts one by one, instead of openInterest, leverage and triggers. */
    rows?: ({
      /** Name of the account. */
      id?: string;
      /** Longs or shorts. */
      side?: "long" | "short";
      /** Size of the position. [base] */
      quantity: number;
      /** Money in the account at the start; the position was entered at the starting price. [quote] */
      cash: number;
    })[] | null;
    /** Initial margin: what a call restores. */
    initial?: {
      law: "ratio";
      /** The share. [of notional] */
      ratio?: number;
    } | {
      law: "ewma";
      /** Standard deviations that the margin covers. */
      multiplier?: number;
      /** Time in which a position could be closed. [days] */
      horizonDays?: number;
      /** Standard deviation of the logarithm of a day's move, at the start. [per day] */
      dailyVolatility?: number;
      /** What a day weighs when the next one has come; 0.97 follows slowly, 0.8 fast. */
      decay?: number;
      /** Least initial margin. [of notional] */
      floor?: number;
      /** Highest initial margin. [of notional] */
      cap?: number;
    };
    /** An account is called when its cash is no more than this share of the initial margin. [of initial margin] */
    maintenanceShare?: number;
    /** Above 0: settled only in ticks that pass offsetS + k cycleS; needs the ticks clock. 0: in every step. [s] */
    cycleS?: number;
    /** First of these times; days end so long after multiples of 86,400 s. [s] */
    offsetS?: number;
    /** Time to pay; 0: sold at once. Above 0 it needs the ticks clock. [s] */
    graceS?: number;
    /** Share of the calls that are paid before their deadline. [fraction] */
    cureProbability?: number;
    /** What is closed of an account that has not paid. */
    close?: "toInitial" | "all";
    /** Pays what a closed account owes; the rest is bad debt. Not the market's insurance fund. [quote] */
    defaultFund?: number;
  } | {
    kind: "banks";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** The banks one by one. */
    rows: ({
      /** Name of the bank. */
      id?: string;
      /** What it owns at the start, less what it owes; no more than its assets. [quote] */
      equity: number;
      /** Assets that it cannot sell, and whose value does not move. [quote] */
      other?: number;
      /** What it can sell, market by market. */
      holdings: ({
        /** Market; empty: the first one. */
        market?: string;
        /** Value at the start. [quote] */
        value: number;
      })[];
    })[];
    /** When they sell, and how much. */
    rule: {
      law: "threshold";
      /** Assets over equity above which it sells. [x] */
      maxLeverage: number;
      /** Assets over equity to which it sells. [x] */
      bufferLeverage: number;
    } | {
      law: "target";
    };
  } | {
    kind: "optionAccounts";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Market; empty: the first one. */
    market?: string;
    /** The accounts, one by one. */
    rows: ({
      /** Name of the account. */
      id?: string;
      /** Worth at the start, everything included: the premium received is in it. [quote] */
      equity: number;
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
    })[];
    /** Margin that an account must have. */
    margin?: {
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
    /** How they are liquidated: one action a step and account. */
    liquidation?: {
      /** How an account is liquidated whose equity is no more than its requirement. */
      by?: "buyBack" | "hedge" | "hedgeThenBuyBack";
      /** Liquidated until equity is so many times the requirement. [x] */
      restore?: number;
      /** Options sold are bought back at a volatility so much higher, those bought are sold at one so much lower, at least 0.01. [of volatility a year] */
      slippageVolatility?: number;
      /** Who sells the options that are bought back. */
      seller?: "dealers" | "nobody";
    };
    /** Implied volatility at a price p is clamp(volatility - slope ln(p/p0), 0.01, 5): 1 adds a point of volatility where the price is 1 % lower. [per unit of log price] */
    volatilitySlope?: number;
  } | {
    kind: "portfolios";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Accounts. */
    count?: number;
    /** Notional of all their positions, in equal parts. [quote] */
    gross: number;
    /** Markets that they hold, each with cross margin. */
    markets: string[];
    /** Markets that each of them holds. */
    assetsEach?: number;
    /** Which of them. */
    assignment?: "ring" | "random";
    /** Notional over equity, account by account: evenly spaced quantiles, largest first; less where an account would be liquidated before anything happens. */
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
    } | {
      law: "distance";
      /** The nearest fall. [fraction] */
      from: number;
      /** The furthest; at least from. [fraction] */
      to: number;
    };
    /** Equity in units of another market: as much of them as counts for so much after the haircut. */
    collateral?: {
      /** Market in which it is sold. */
      market: string;
      /** Share of the equity that it is; the rest is quote. [fraction] */
      share?: number;
      /** Share of its worth that does not count. [fraction] */
      haircut?: number;
      /** Price by which it counts: "last", of its own market; "outside", the price outside of that market; or the id of a shared index. */
      price?: string;
    } | null;
  })[];
  /** Whoever closes loans; empty: anybody does, at once, for nothing, however much. */
  liquidators?: ({
    /** Name, for people. */
    id?: string;
    /** Lending populations that it watches; empty: all. */
    serves?: string[];
    /** When it acts. */
    act?: "whenProfitable" | "always";
    /** Quote that it has at the start; null: flash loans, as much as it needs. */
    capital?: number | null;
    /** Fee of a flash loan, of what is repaid. [fraction] */
    flashFeeRatio?: number;
    /** Least gain of a transaction after gas. [quote] */
    minProfit?: number;
    /** Least gain on the last unit. [fraction] */
    minProfitRatio?: number;
    /** How much of what it may it takes. */
    sizing?: "marginal" | "breakEven" | "whole";
    /** It acts only on what has been liquidatable (on offer) this long; who is quicker comes first. [s] */
    latencyS?: number;
    /** null: it sells what it took in the same step; a rate: it keeps it and sells the share 1 - exp(-rate dt) of it each tick. Needs a capital and the ticks clock. */
    sellRatePerS?: number | null;
    /** Quote above which it sends no transaction; null: it always sends. */
    mostGas?: number | null;
    /** What it bids in English auctions. */
    bid?: "value" | "least";
  })[];
  /** Where liquidators act. */
  chain?: {
    /** Cost of a transaction: a call, a purchase, a bid. [quote] */
    gas?: number;
    /** Lending acts only at ticks that are multiples of this; 0: at every tick. [s] */
    blockS?: number;
    /** Transactions that fit, of all protocols together, 1/s; null: any. */
    callsPerS?: number | null;
    /** Quote that may be at auction at once in all protocols; null: any. */
    hole?: number | null;
    /** What makes transactions dearer and fewer. */
    congestion?: {
      law: "drawdown";
      /** Market; empty: the first one. */
      market?: string;
      /** Larger: sooner. */
      exponent?: number;
      /** At most. [x] */
      most?: number;
    } | {
      law: "path";
      /** The points. */
      points: ({
        /** When. [s] */
        timeS: number;
        /** How many times as dear. [x] */
        multiple: number;
      })[];
    } | null;
  };
  /** What the public sees of the positions; it changes what others do, never what is. null: nobody asks, or all of it. */
  visibility?: {
    /** Share of the positions that the public sees, drawn one by one. [fraction] */
    share?: number;
    /** What the public believes that share to be; null: the truth. 1 with a share of 0.3: it believes to see everything. */
    assumedShare?: number | null;
    /** Standard deviation of the logarithm of the factor by which the estimate of a bin is off; right in the mean. */
    error?: number;
    /** How long a closed position still counts; needs the ticks clock. [s] */
    delayS?: number;
    /** Width of a bin, of the starting price. [fraction] */
    binRatio?: number;
    /** Window below (in a rise above) the mark price over which the public Feedback R is measured. [fraction] */
    windowRatio?: number;
  } | null;
  /** Warnings, each raised once and for good. */
  alarms?: ({
    /** Unique name. */
    id: string;
    /** The market; empty: the first one. */
    market?: string;
    /** By what it is raised. */
    signal?: "publicBranchingRatio" | "branchingRatio";
    /** Value of the signal that raises it. */
    threshold: number;
    /** How long it must last; needs the ticks clock. [s] */
    forS?: number;
  })[];
  /** What ties markets together. */
  couplings?: ({
    kind: "arbitrage";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** One market. */
    a: string;
    /** The other one. */
    b: string;
    /** Speed at which a gap is closed, 1/s; needs the ticks clock. null: at once. */
    speedPerS?: number | null;
    /** Quote for which it can hold a position; null: any. */
    capital?: number | null;
    /** Gap that is not worth it, of the price. [fraction] */
    cost?: number;
    /** When it begins. [s] */
    startS?: number;
  } | {
    kind: "sharedIndex";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Unique name. */
    id: string;
    /** Its members. */
    weights: ({
      /** A member. */
      market: string;
      /** Its weight; only what they are to each other counts. */
      weight: number;
    })[];
    /** Weight of the price outside of the first member. */
    outside?: number;
    /** How the prices become one. */
    method?: "mean" | "median";
    /** What becomes of a member that is halted. */
    stale?: "keep" | "drop";
  } | {
    kind: "crossImpact";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Which market pushes which. */
    pairs: ({
      /** Where is traded. */
      from: string;
      /** What is pushed. */
      to: string;
      /** Of what moves the one market by 1 %, this share of what moves the other one by 1 %. [fraction] */
      share: number;
    })[];
  } | {
    kind: "factor";
    /** Whether it takes part; switched off it changes nothing, and nothing else moves. */
    enabled?: boolean;
    /** Unique name. */
    id: string;
    /** Who follows it. */
    exposures: ({
      /** Who follows it. */
      market: string;
      /** How far it moves where the factor moves by 1. */
      beta: number;
    })[];
  })[];
  /** What the outside world does. */
  shock?: {
    kind: "none";
  } | {
    kind: "priceGap";
    /** Market; empty: the first one. */
    market?: string;
    /** Id of a common factor (couplings), instead of a market: each market that follows it moves by its beta times as much. */
    factor?: string | null;
    /** Jump, negative for a fall. [fraction] */
    ratio: number;
    /** What happens to resting orders. */
    book?: "shift" | "cancel";
  } | {
    kind: "ramp";
    /** Market; empty: the first one. */
    market?: string;
    /** Id of a common factor (couplings), instead of a market: each market that follows it moves by its beta times as much. */
    factor?: string | null;
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
    /** Where a path goes further than this in a tick, over its price there, the tick is divided evenly: who is reached inside a step trades at its end. As many steps as a run may have besides its turns; where it would take more, they are longer. */
    largestStep?: number | null;
  } | {
    kind: "noise";
    /** Market; empty: the first one. */
    market?: string;
    /** Id of a common factor (couplings), instead of a market: each market that follows it moves by its beta times as much. */
    factor?: string | null;
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
    /** Id of a common factor (couplings), instead of a market: each market that follows it moves by its beta times as much. */
    factor?: string | null;
    /** Jump, negative for a fall. [fraction] */
    ratio: number;
    /** What happens to resting orders. */
    book?: "shift" | "cancel";
  } | {
    kind: "ramp";
    /** Market; empty: the first one. */
    market?: string;
    /** Id of a common factor (couplings), instead of a market: each market that follows it moves by its beta times as much. */
    factor?: string | null;
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
    /** Where a path goes further than this in a tick, over its price there, the tick is divided evenly: who is reached inside a step trades at its end. As many steps as a run may have besides its turns; where it would take more, they are longer. */
    largestStep?: number | null;
  } | {
    kind: "noise";
    /** Market; empty: the first one. */
    market?: string;
    /** Id of a common factor (couplings), instead of a market: each market that follows it moves by its beta times as much. */
    factor?: string | null;
    /** Standard deviation of a day's log return. [fraction] */
    dailyVolatility: number;
  })[];
}
