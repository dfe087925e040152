/** A column of a trace. Generated from the tables that record them; so are the types below. */
export type ColumnName =
  /** Seconds since the shock; 0 in every row of an instant run. [s] */
  | "timeS"
  /** Number of waves (ticks with forced orders) so far. */
  | "wave"
  /** Last traded price. [quote per base] */
  | "lastPrice"
  /** Price that triggers liquidations. [quote per base] */
  | "markPrice"
  /** Price without forced selling. [quote per base] */
  | "counterfactualPrice"
  /** Local branching ratio R, on the side that is looked at: base triggered within 0.25 % of the price over the base that moves the market as far. Of a position that is closed in steps the next one counts. */
  | "branchingRatio"
  /** Notional of this wave (tick) over the one before; 0 where there is none, or next to none: 1e-9 of all that was forced so far, of which rounding is a part. */
  | "waveRatio"
  /** Base triggered and not yet filled. [base] */
  | "backlogQuantity"
  /** Base force-closed, both sides added. [base] */
  | "liquidatedQuantity"
  /** Quote force-closed at fill prices, both sides added. [quote] */
  | "liquidatedNotional"
  /** Quote of longs force-sold. [quote] */
  | "longLiquidatedNotional"
  /** Quote of shorts force-bought. [quote] */
  | "shortLiquidatedNotional"
  /** Open interest, one side. [base] */
  | "openInterest"
  /** Quote of selling that moves the price 1 %. [quote] */
  | "depth"
  /** Insurance fund. [margin] */
  | "insuranceFund"
  /** Quote closed by auto-deleveraging. [quote] */
  | "adlNotional"
  /** Losses spread over winners. [margin] */
  | "socialisedLoss"
  /** Losses that nobody paid. [margin] */
  | "badDebt"
  /** Taker fees of forced fills and rewards of auction bidders. [margin] */
  | "fees"
  /** What the backstop vault is worth at the mark price. [margin] */
  | "vault"
  /** Margin that liquidated traders have lost: all of it, less what was handed back. Negative when traders who are closed in their own name end with a profit. [margin] */
  | "traderLoss"
  /** Margin handed back to liquidated traders. [margin] */
  | "returnedMargin"
  /** Base of shorts force-bought. [base] */
  | "shortLiquidatedQuantity"
  /** Where the market stands on its impact law: base sold net since the start at full depth, less what recovered. [base] */
  | "netSold"
  /** Positions touched by liquidation so far. */
  | "liquidatedCount"
  /** Price that lending protocols believe. [quote per base] */
  | "oraclePrice"
  /** 0: the market trades, 1: it stands at a bound, 2: it is halted. */
  | "halted"
  /** Price below which nothing trades. [quote per base; 0: none] */
  | "floorPrice"
  /** Price above which nothing trades. [quote per base; 0: none] */
  | "ceilingPrice"
  /** Feedback R as the public believes it to be, over its own window. */
  | "publicBranchingRatio"
  /** Base that stop orders have traded. [base] */
  | "stopQuantity"
  /** Quote that stop orders have traded. [quote] */
  | "stopNotional"
  /** Base that trend followers hold; negative: short. [base] */
  | "trendHolding"
  /** Quote that trend followers have traded. [quote] */
  | "trendNotional"
  /** Base that value buyers hold; of those who sell above a value, negative. [base] */
  | "valueHolding"
  /** Quote that value buyers have traded. [quote] */
  | "valueNotional"
  /** Base that leaving market makers have sold at market; negative: bought. [base] */
  | "makerSold"
  /** Share of the depth that is there: the rest was of market makers who have left. [fraction] */
  | "makerPresence"
  /** Base that they have bought by making markets and still hold; negative: sold. [base] */
  | "makerInventory"
  /** Quote that leaving market makers have traded at market. [quote] */
  | "makerNotional"
  /** Base that has changed hands, with what went round among market makers. [base] */
  | "marketVolume"
  /** Base that algorithms have sold; negative: bought. [base] */
  | "programQuantity"
  /** Quote that algorithms have traded. [quote] */
  | "programNotional"
  /** Base that front-runners hold; negative: sold and not yet bought back. [base] */
  | "frontRunnerHolding"
  /** Quote that front-runners have traded. [quote] */
  | "frontRunnerNotional"
  /** What front-runners have taken in, with what they hold at the last price. [quote] */
  | "frontRunnerProfit"
  /** Base that bots have taken over and not yet sold; negative: shorts that they have not yet bought. [base] */
  | "botInventory"
  /** Quote that bots have traded: taken over and sold on. [quote] */
  | "botNotional"
  /** What of it they bought: longs taken over, and shorts bought back. [quote] */
  | "botBought"
  /** Capital of bots that is not bound in what they have taken over, quote. [quote] */
  | "botCapitalFree"
  /** What bots have earned by selling what they took over, quote; what they still hold is not counted. [quote] */
  | "botProfit"
  /** Base that risk managers hold. [base] */
  | "riskManagerHolding"
  /** Quote that risk managers have traded. [quote] */
  | "riskManagerNotional"
  /** Depth that risk managers have brought, over what is there. [fraction] */
  | "addedDepth"
  /** Base that option dealers have sold to stay hedged; negative: bought. [base] */
  | "hedgeSold"
  /** Quote that option dealers have traded to stay hedged. [quote] */
  | "hedgeNotional"
  /** Gamma of the dealers' books: what a rise of 1 % makes them sell; negative: short gamma, they buy. [quote per 1 %] */
  | "dealerGamma"
  /** Profit of the dealers: their options, their hedge and what it cost. [quote] */
  | "dealerProfit"
  /** Base that funds have sold to keep their leverage; negative: bought. [base] */
  | "rebalanceSold"
  /** Quote that funds have traded to keep their leverage. [quote] */
  | "rebalanceNotional"
  /** Equity of the funds: what they hold less what they owe; below 0 where a closed one cannot pay. [quote] */
  | "fundEquity"
  /** What closed funds could not pay; part of badDebt. [quote] */
  | "fundBadDebt"
  /** Margin calls that are open. */
  | "callsPending"
  /** Money that open margin calls ask for. [quote] */
  | "callsPendingNotional"
  /** Margin calls issued so far; what became of each of them is in one of the next three, or it is open. */
  | "callsIssued"
  /** Margin calls that were paid. */
  | "callsMet"
  /** Margin calls that lapsed, since the price came back. */
  | "callsLapsed"
  /** Margin calls whose deadline passed: the account is sold. */
  | "callsSold"
  /** Money paid in for margin calls. [quote] */
  | "depositedMargin"
  /** Base that brokers have sold of margin accounts; part of liquidatedQuantity. [base] */
  | "brokersSoldQuantity"
  /** Quote that it brought; part of longLiquidatedNotional. [quote] */
  | "brokersSoldNotional"
  /** Base that brokers have bought back for margin accounts; part of liquidatedQuantity. [base] */
  | "brokersBoughtQuantity"
  /** Quote that it cost; part of shortLiquidatedNotional. [quote] */
  | "brokersBoughtNotional"
  /** Base of collateral that liquidators have sold. [base] */
  | "collateralSoldQuantity"
  /** Quote that came of it. [quote] */
  | "collateralSoldNotional"
  /** Base that liquidators have bought to repay debt. [base] */
  | "debtBoughtQuantity"
  /** Quote that it cost. [quote] */
  | "debtBoughtNotional"
  /** Cash that whoever lost has paid at settlements; winners and their counterparties have received it. [quote] */
  | "variationMarginPaid"
  /** Initial margin, share of the notional; where there are several clearing houses, the highest. [fraction] */
  | "initialMarginRatio"
  /** What default funds have paid for closed futures accounts. [quote] */
  | "defaultFundPaid"
  /** Base that clearing houses have sold of futures accounts; part of liquidatedQuantity. [base] */
  | "futuresSoldQuantity"
  /** Quote that it brought; part of longLiquidatedNotional. [quote] */
  | "futuresSoldNotional"
  /** Base that clearing houses have bought back for futures accounts; part of liquidatedQuantity. [base] */
  | "futuresBoughtQuantity"
  /** Quote that it cost; part of shortLiquidatedNotional. [quote] */
  | "futuresBoughtNotional"
  /** Quote that banks have sold to come back under their limit of leverage. [quote] */
  | "fireSaleNotional"
  /** Accounts of option writers of which something was bought back or hedged. */
  | "writersLiquidated"
  /** Margin that option writers must have, all accounts added up. [quote] */
  | "writerRequirement"
  /** What the accounts of option writers are worth, options included. [quote] */
  | "writerEquity"
  /** Perp that liquidations of option writers have sold; part of liquidatedQuantity. [base] */
  | "writersSoldQuantity"
  /** Quote that it brought; part of longLiquidatedNotional. [quote] */
  | "writersSoldNotional"
  /** Perp that liquidations of option writers have bought; part of liquidatedQuantity. [base] */
  | "writersBoughtQuantity"
  /** Quote that it cost; part of shortLiquidatedNotional. [quote] */
  | "writersBoughtNotional"
  /** Collateral of liquidated accounts that was sold here, base. [base] */
  | "collateralSold"
  /** Quote that it brought. [quote] */
  | "collateralNotional"
  /** Value of all debt at the oracle's prices. [quote] */
  | "lendingDebt"
  /** Value of all collateral at the oracle's prices. [quote] */
  | "lendingCollateral"
  /** Debt of loans whose health factor is below 1. [quote] */
  | "liquidatableDebt"
  /** Debt less collateral at the last prices, of loans that owe more than they have: what a stuck oracle hides. [quote] */
  | "underwaterDebt"
  /** Debt that liquidators have repaid (what auctions have brought in). [quote] */
  | "repaidDebt"
  /** Value of collateral taken, at the oracle's prices. [quote] */
  | "seizedValue"
  /** Calls, absorptions and auctions begun. */
  | "liquidationCalls"
  /** Loans that were called at all. */
  | "loansCalled"
  /** What liquidators have taken in less what they have paid, gas and fees of flash loans included. [quote] */
  | "liquidatorProfit"
  /** Cost of their transactions. [quote] */
  | "gasPaid"
  /** Value of the collateral that the protocol kept of bonuses. [quote] */
  | "protocolFee"
  /** The protocol's own money. [quote] */
  | "reserve"
  /** Debt that nobody pays: lenders lose it. [quote] */
  | "lendingBadDebt"
  /** Auctions that are open. */
  | "auctionsOpen"
  /** What they are to bring in. [quote] */
  | "auctionDebt"
  /** Auctions started anew. */
  | "auctionResets"
  /** Lowest health factor; 0 where there is no loan. */
  | "lowestHealth"
  /** Money of all liquidators that have a purse. [quote] */
  | "liquidatorFree"
  /** Value at the last prices of what liquidators keep to sell. [quote] */
  | "liquidatorStock"
  /** Debt of loans with a health factor below 0.9. [quote] */
  | "healthBelow090"
  /** From 0.9 to 0.95. [quote] */
  | "healthBelow095"
  /** From 0.95 to 1. [quote] */
  | "healthBelow100"
  /** From 1 to 1.05. [quote] */
  | "healthBelow105"
  /** From 1.05 to 1.1. [quote] */
  | "healthBelow110"
  /** From 1.1 to 1.2. [quote] */
  | "healthBelow120"
  /** From 1.2 to 1.35. [quote] */
  | "healthBelow135"
  /** From 1.35 to 1.5. [quote] */
  | "healthBelow150"
  /** From 1.5 to 2. [quote] */
  | "healthBelow200"
  /** From 2 to 3. [quote] */
  | "healthBelow300"
  /** From 3. [quote] */
  | "healthAbove300"
  /** Base that arbitrageurs hold here; negative: short. [base] */
  | "arbitrageInventory"
  /** What arbitrageurs have taken in less what they have paid, of the pairs whose first market this is; before their cost. [quote] */
  | "arbitrageProfit"
  /** Price of the shared index by which the market is marked; by none: of the first that it is a member of, else of the first. [quote per base] */
  | "indexPrice";

/** What can happen in a run. */
export type EventName =
  /** Selling moves the price twice as far as at the start. */
  | "depthHalved"
  /** Nothing trades beyond this price; what is left waits. */
  | "limitReached"
  /** The price has stood at its limit so long that the next one holds. */
  | "limitExpanded"
  /** Nothing trades; orders wait. */
  | "halt"
  /** All orders that have waited trade at one price. */
  | "reopen"
  /** The price stands at its band: if it stays there trading pauses. */
  | "limitState"
  /** The price stayed at its band: nothing trades for some minutes. */
  | "pause"
  /** The day is over; orders wait for the next one. */
  | "sessionClose"
  /** All orders that have waited trade at one price. */
  | "sessionOpen"
  /** The first alarm of this market is raised. */
  | "alarm"
  /** The insurance fund has nothing left. */
  | "fundEmpty"
  /** The backstop vault takes positions over. */
  | "vaultTakesOver"
  /** Winners are closed early (auto-deleveraging). */
  | "winnersClosed"
  /** Winners pay part of a loss. */
  | "lossShared"
  /** A loss that nobody carries. */
  | "badDebt"
  /** The first stop order is triggered. */
  | "firstStop"
  /** The kill switch of a trend follower is on. */
  | "trendStopped"
  /** The first market makers have left. */
  | "makersLeave"
  /** All market makers have returned. */
  | "makersReturn"
  /** An execution algorithm begins to trade. */
  | "algorithmStarts"
  /** The kill switch of an algorithm is on. */
  | "algorithmStopped"
  /** A front-runner begins to sell. */
  | "frontRunnerSells"
  /** A front-runner begins to buy back. */
  | "frontRunnerBuysBack"
  /** A bot has no capital left for a position that it would take over. */
  | "botsOutOfCapital"
  /** Risk managers act on their alarm. */
  | "riskManagersAct"
  /** The dealers' gamma has another sign than at the start. */
  | "gammaFlip"
  /** A fund has no equity left, and sells all that it holds. */
  | "fundClosed"
  /** Brokers, or clearing houses, call for margin while no call was open. */
  | "callsIssued"
  /** Deadlines pass: brokers, or clearing houses, begin to sell what was not paid for. */
  | "callsDue"
  /** The oracle's price is further from the last one than its own step explains. */
  | "oracleStale"
  /** The first collateral is put up for auction. */
  | "firstAuction"
  /** An auction found nobody in time and starts anew. */
  | "auctionReset"
  /** Loans are liquidatable, and no liquidator has the money left. */
  | "liquidatorsOutOfMoney"
  /** Loans are liquidatable, and nobody calls one. */
  | "nobodyActs"
  /** A loan owes more than its collateral is worth at the last price. */
  | "loansUnderWater"
  /** Debt is left that nobody pays. */
  | "lendingBadDebt"
  /** A clearing house asks for at least a tenth more initial margin than at the settlement before. */
  | "marginRaised"
  /** A bank owes more than it has. */
  | "bankInsolvent"
  /** A bank has equity left, and must sell all that it can sell. */
  | "bankIlliquid"
  /** The first account of option writers is liquidated. */
  | "writerLiquidated"
  /** The first collateral of a liquidated account is sold. */
  | "collateralSold"
  /** A gap stays that would be worth closing: the money for it is spent. Told of the first market of the two. */
  | "arbitrageOutOfCapital"
  /** The shared index is more than 1 % away from the last price of this market, which is a member of it. */
  | "indexApart";

/** Who trades besides the outside world. */
export type SourceKind =
  | "traders"
  | "stops"
  | "trend"
  | "value"
  | "makers"
  | "program"
  | "frontRunner"
  | "bots"
  | "riskManagers"
  | "optionDealers"
  | "funds"
  | "brokers"
  | "lending"
  | "futures"
  | "banks"
  | "optionAccounts"
  | "collateral";

/** Why a run ended. */
export type StopReason =
  | "noTrigger"
  | "settled"
  | "everyoneLiquidated"
  | "bookExhausted"
  | "durationReached"
  | "liquidatorsStopped"
  | "atLimit"
  | "halted"
  | "wavesReached";

/** What is wrong with an input. */
export type ProblemCode =
  | "malformed"
  | "missingField"
  | "unknownField"
  | "wrongType"
  | "outOfRange"
  | "unknownChoice"
  | "notBuilt"
  | "inconsistent"
  | "missingData"
  | "ambiguous";

/** The run in numbers. Ratios are fractions, prices quote per base, notionals quote, times seconds. */
export interface Summary {
  /** Last traded price at the end. */
  finalPrice: number;
  /** Lowest last traded price. */
  troughPrice: number;
  /** Highest last traded price. */
  peakPrice: number;
  /** `(start - trough) / start`. */
  drawdownRatio: number;
  /** The side that is looked at: -1 down, +1 up. That to which the outside moved where this is one side only; else that on which the last price went further from the start (the same way: the outside; else down). "Worst" is the trough when down, the peak when up. */
  direction: -1 | 1;
  /** Outside move at its furthest on that side: `outside_worst_price / start - 1`. 0 where the outside never went there: whatever the price did on that side is then home-made. */
  shockRatio: number;
  /** Outside move at the end: last counterfactual price over the start, minus one. Beside `shock_ratio` it tells whether the outside came back. */
  outsideEndRatio: number;
  /** Furthest counterfactual price on the side that is looked at; the start where the outside never went there. */
  outsideWorstPrice: number;
  /** `(start - worst) / (start - outside_worst_price)`; 1 when the price did not move there either, `null` when it did and the outside did not: nothing happened outside that could be amplified. */
  amplification: number | null;
  /** Share of the fall (rise) that forced orders and algorithms made: `1 - (start - outside end) / (start - worst)`; 0 where nothing moved. */
  homeMadeShare: number;
  /** `(b - worst) / (b - outside_worst_price)` with `b` the first trigger; 1 when the outside alone reached nobody. */
  overshootAmplification: number;
  /** Waves (ticks with forced orders), the shock not counted. */
  waves: number;
  /** Positions touched by liquidation. */
  liquidatedCount: number;
  /** Base force-closed. */
  liquidatedQuantity: number;
  /** Quote force-closed. */
  liquidatedNotional: number;
  /** Base force-closed on the triggered side over what that side held at the start. */
  liquidatedShare: number;
  /** Highest local branching ratio after the shock. */
  peakBranchingRatio: number;
  /** Seconds until the worst price. */
  timeToTroughS: number;
  /** Seconds until 90 % of the forced notional was done. */
  timeTo90PctS: number;
  /** Largest forced notional within 60 seconds; 0 in an instant run. */
  peakLiquidationPerMinute: number;
  /** Share of the worst move that was undone at the end. */
  reboundRatio: number;
  /** Margin that liquidated traders lost. */
  traderLoss: number;
  /** Insurance fund at the end minus at the start. */
  insuranceFundChange: number;
  /** Taker fees of forced fills and rewards of auction bidders. */
  fees: number;
  /** Backstop vault at the end minus at the start. */
  vaultChange: number;
  /** Quote closed by auto-deleveraging. */
  adlNotional: number;
  /** Losses spread over winners. */
  socialisedLoss: number;
  /** Losses nobody paid. */
  badDebt: number;
  /** Debt that liquidators have repaid, quote; this and the next are of all lending populations, and nothing where there is none. */
  repaidDebt?: number;
  /** Value of collateral taken, at the oracle's prices, quote. */
  seizedValue?: number;
  /** Loans that were called at all. */
  loansCalled?: number;
  /** What liquidators have taken in less what they have paid, quote. */
  liquidatorProfit?: number;
  /** Debt that nobody paid, quote. */
  lendingBadDebt?: number;
  /** Most debt that was liquidatable at once, quote. */
  peakLiquidatableDebt?: number;
  /** Most auctions that were open at once. */
  peakAuctionsOpen?: number;
  /** Margin calls issued; this and the next four are of the shocked market, and nothing where nobody makes any. */
  callsIssued?: number;
  /** Margin calls that were paid. */
  callsMet?: number;
  /** Margin calls that lapsed, since the price came back. */
  callsLapsed?: number;
  /** Margin calls whose deadline passed. */
  callsSold?: number;
  /** Money paid in for margin calls, quote. */
  depositedMargin?: number;
  /** Cash that whoever lost has paid at settlements of futures, of the shocked market, quote. */
  variationMarginPaid?: number;
  /** Accounts of option writers of which something was bought back or hedged, of the shocked market. */
  writersLiquidated?: number;
  /** Quote that banks have sold in the shocked market. */
  fireSaleNotional?: number;
  /** Banks that owed more than they had. */
  banksInsolvent?: number;
  /** Banks that had to sell all that they could, with equity left. */
  banksIlliquid?: number;
  /** Largest `|oracle / last - 1|`, of the shocked market. */
  largestOracleGap?: number;
  /** Quote that stop orders have traded; this and the next three are of the shocked market, and nothing where there are none. */
  stopNotional?: number;
  /** Base that algorithms have sold; negative: bought. */
  programQuantity?: number;
  /** What front-runners have made, with what they hold at the last price, quote. */
  frontRunnerProfit?: number;
  /** Least share of the depth that was there, of market makers who leave. */
  minPresence?: number;
  /** Seconds until nine tenths of the depth were there again, once fewer were; nothing where fewer never were, or still are. */
  timeToReturnS?: number;
  /** What arbitrageurs have taken in less what they have paid, in all, quote; before their cost. */
  arbitrageProfit?: number;
  /** When the first alarm of the scenario was raised, s; nothing where there is none, or it was not. */
  alarmTimeS?: number;
  /** When the last price of its market first was 2 % beyond the price without forced orders, s; nothing where there is no alarm, or it never was. */
  eventTimeS?: number;
  /** How long before that the alarm was raised, s; negative: after it. */
  alarmLeadS?: number;
  /** Times that trading stopped, closed hours apart; this and the next three are of the shocked market, and nothing where no market has halts or price limits. */
  halts?: number;
  /** Time without trading, closed hours apart, s. */
  haltedS?: number;
  /** Time at a bound, s. */
  limitS?: number;
  /** Base that a halt or a limit keeps from trading at the end. */
  waitingQuantity?: number;
  /** Why the run ended. */
  stopReason: StopReason;
}

/** What became of one explicit position. */
export interface AccountOutcome {
  /** Name given in the scenario. */
  id: string;
  /** Signed base that is left, long positive. */
  quantity: number;
  /** Money of the trader, without unrealised profit: margin that is left and what forced closes have handed back; quote (base for inverse contracts). Every position of a cross-margin account shows that of the whole account, which is its wallet, before it is seized and afterwards: count it once. */
  cash: number;
  /** Average price of the forced fills, by size (inverse contracts: the harmonic mean, which gives the realised result); `null` when there were none. */
  averageFillPrice: number | null;
  /** Base closed as a winner, by auto-deleveraging. */
  deleveragedQuantity: number;
  /** Row in which the position was closed in full; `null` when it never was. */
  liquidatedAtRow: number | null;
  /** Its own margin did not suffice at the price before the shock: it is liquidated in the first wave, whatever the shock. Never of a position of a cross-margin account. */
  isDeadAtStart: boolean;
}
