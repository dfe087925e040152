/** Leverage in bars; `edges` one more than there are bars, `shares` fractions of the open interest that add up to 1. */
export interface LeverageShape {
  edges: number[];
  shares: number[];
}

/** The crowd of a run in numbers. Notionals at the starting price, quote; ratios signed fractions of it. */
export interface CrowdFacts {
  longNotional: number;
  shortNotional: number;
  /** What the price had come to by the moment asked for. */
  reachedLongNotional: number;
  reachedShortNotional: number;
  /** Last price at that moment. */
  price: number;
  /** Move that reaches half of what a side holds by itself; `null` when none does. */
  halfLongRatio: number | null;
  halfShortRatio: number | null;
  /** Leverage that a tenth, half and nine tenths of the notional have at most, each that of a position; `null` without anybody. */
  leverageLow: number | null;
  leverageMedian: number | null;
  leverageHigh: number | null;
  /** Positions that no price can liquidate; not in the leverage above. */
  unreachableNotional: number;
}
