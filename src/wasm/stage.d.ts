/** Colours of the figure, "#rrggbb". Ramps go from nothing to most; `waves` is by number, the last serves all later ones. */
export interface StageTheme {
  background: string; foreground: string; muted: string; grid: string;
  price: string; counterfactual: string; ghost?: string; gap: string; long: string; short: string;
  longHeat: string[]; shortHeat: string[]; bid: string; ask: string; waves: string[];
  /** Orders that wait and are no positions, kind by kind; bars of what was traded and not forced. */
  kinds?: string[]; others?: string;
}
/** Words of the figure. `{points}` stands for a signed number of percentage points, `{amount}` for money. Missing ones stay English. */
export interface StageLabels {
  withoutForcedSelling?: string; withoutForcedBuying?: string;
  forcedSelling?: string; forcedBuying?: string; forcedSellingNow?: string; forcedBuyingNow?: string;
  /** Where others trade than those who are closed by force. */
  outsideAlone?: string; trades?: string; tradesNow?: string;
  /** What an oracle believes, where the price is another; hold `{share}`, per cent of the price. */
  oracleHigh?: string; oracleLow?: string;
  /** The dashed line of an index of several markets. */
  sharedIndex?: string;
  price?: string; wave?: string; shock?: string; time?: string;
  waitingLongs?: string; waitingShorts?: string; waiting?: string; book?: string;
  forcedPerWave?: string; forcedOverTime?: string;
  /** Over the bars where not all of them are forced. */
  tradesPerWave?: string; tradesOverTime?: string; forced?: string; notForced?: string;
  money?: string; ghost?: string;
  /** Of how many markets there is no room; holds `{count}`. */
  moreMarkets?: string;
  /** Names of events by their `name`. */
  events?: Partial<Record<EventName, string>>;
  /** Names of orders that wait and are no positions, by their kinds. */
  waitingKinds?: Partial<Record<SourceKind, string>>;
  /** What stands before decimals: `.` or `,`. */
  decimal?: string;
}
/**
 * Whether the bands of the figure are those that the public believes in, and what they are called then; the flags of an alarm and of
 * what it warns of, and how long one was before the other: `warning` and `late` hold `{time}`. Missing ones stay English.
 */
export interface PublicWords {
  isShown?: boolean; title?: string; longs?: string; shorts?: string;
  alarm?: string; event?: string; warning?: string; late?: string; unwarned?: string;
}
/**
 * Words of a picture beside the figure, by name: each picture says which it has. `{amount}` stands for money, `{wave}` and `{}` for a
 * number; `kinds`: names of sources by the words of their kinds. What is missing is left out.
 */
export type PictureWords = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
/** What stands under the pointer. Prices quote per base, notionals quote, `bandRatio` a fraction. */
export interface StageReadout {
  /** The market under it, where the figure has several. */
  market?: string;
  /** Row of the trace, waves with forced orders so far, seconds since the shock. */
  row: number; wave: number; timeS: number;
  /** Last price in that row, and what it would be without forced trades. */
  price: number; counterfactualPrice: number;
  /** The point, and the plot around it as far as the price axis and the floor of the strip; CSS pixels. */
  xCss: number; yCss: number;
  plot: { left: number; top: number; axis: number; bottom: number; floor: number };
  /** Price at the height of the pointer. */
  pointerPrice: number;
  /** Notional still waiting in that row within `pointerPrice * (1 - bandRatio)` and `pointerPrice * (1 + bandRatio)`. */
  waitingLong: number; waitingShort: number; bandRatio: number;
  /** Both are what the public believes. */
  isPublic?: true;
}
