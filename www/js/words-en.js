// Words of the controls of mechanisms, by the names of the controls: written from their declarations by
// `UPDATE=1 cargo test --test contract`. The page has them from the engine; German is held against them (`words-de.js`).

/** @typedef {{ label: string, help: string, options?: Readonly<Record<string, readonly [label: string, help: string]>> }} ControlWords */

/** @satisfies {Readonly<Record<string, ControlWords>>} */
export const controlWords = {
  "stops.enabled": {
    label: "Stop orders",
    help: "orders of holders without leverage that sell when the price comes to them",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "stops.quantity": {
    label: "All stop orders",
    help: "what all stop orders together sell (buy)",
  },
  "stops.from": {
    label: "Nearest stop",
    help: "how far from today's price the first stop order is triggered",
  },
  "stops.to": {
    label: "Furthest stop",
    help: "how far from today's price the last one is triggered",
  },
  "trend.enabled": {
    label: "Trend followers",
    help: "they sell what falls and buy what rises",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "trend.budget": {
    label: "Largest position",
    help: "the most that trend followers hold, long or short",
  },
  "trend.windowS": {
    label: "Their memory",
    help: "time constant of the average that they compare the price with",
  },
  "trend.fullAt": {
    label: "Full position at",
    help: "distance from that average at which they hold all of it",
  },
  "value.enabled": {
    label: "Value buyers",
    help: "they buy below what they think it is worth",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "value.budget": {
    label: "They buy at most",
    help: "the most that they buy",
  },
  "value.fullAt": {
    label: "All bought at",
    help: "discount to their value at which they have bought all of it",
  },
  "makers.enabled": {
    label: "Market makers leave",
    help: "a part of the depth leaves when the price moves, and returns when it is calm",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "makers.depthShare": {
    label: "Depth that may leave",
    help: "this part of the depth belongs to market makers who leave",
  },
  "makers.from": {
    label: "First leaves at",
    help: "the move of the price at which the first market maker leaves",
  },
  "makers.to": {
    label: "Last leaves at",
    help: "the move of the price at which the last one leaves",
  },
  "makers.returnAfterS": {
    label: "Back after",
    help: "how long it must be calm before a market maker returns",
  },
  "makers.dump": {
    label: "Leaving, they sell",
    help: "the share of what a leaving market maker has bought (sold) that he throws on the market",
  },
  "program.enabled": {
    label: "Algorithm",
    help: "one large order, worked off by a rule",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "program.quantity": {
    label: "Algorithm sells",
    help: "what the algorithm sells in all",
  },
  "frontRunner.enabled": {
    label: "Front-runner",
    help: "sells ahead of those who he believes will be forced to",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "frontRunner.budget": {
    label: "He sells",
    help: "what the front-runner sells in all",
  },
  "frontRunner.threshold": {
    label: "Sells from R",
    help: "the Feedback R, as the public sees it, from which he sells",
  },
  "bots.enabled": {
    label: "Liquidation bots",
    help: "bots take over what is to be closed, where that pays, and sell it on",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "bots.capital": {
    label: "Money of a bot",
    help: "what a bot can have bound in positions that it has not yet sold",
  },
  "bots.minProfitRatio": {
    label: "Least profit",
    help: "bots take nothing over that would earn them less",
  },
  "bots.sensitivity": {
    label: "They look from",
    help: "how far beyond the liquidation price the market must be before they look",
  },
  "bots.latencyS": {
    label: "They react after",
    help: "seconds from a liquidation to the first bot that sees it",
  },
  "bots.strategy": {
    label: "How they sell",
    help: "how bots sell what they have taken over",
    options: {
      custom: ["Your own", "as the scenario has it"],
      immediate: ["At once", "bots sell in the moment in which they take over"],
      exponential: ["Steadily", "bots sell a fifth of what they have left each second"],
      twap: ["Evenly", "bots sell what they took over evenly over a minute"],
    },
  },
  "riskManagers.enabled": {
    label: "Risk managers",
    help: "act once they are warned",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "riskManagers.action": {
    label: "Warned, they",
    help: "what risk managers do once they are warned",
    options: {
      sell: ["sell", "they sell a part of what they hold"],
      addDepth: ["bring depth", "they bring depth to the market"],
    },
  },
  "riskManagers.holding": {
    label: "They hold",
    help: "what risk managers hold, without leverage",
  },
  "riskManagers.cut": {
    label: "They sell",
    help: "the share of it that they sell",
  },
  "riskManagers.depthShare": {
    label: "Depth brought",
    help: "the depth that they bring, as a share of what is there",
  },
  "riskManagers.latencyS": {
    label: "They act after",
    help: "how long after the alarm they act",
  },
  "optionDealers.enabled": {
    label: "Option dealers",
    help: "they keep their books of options neutral",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "optionDealers.gamma": {
    label: "Dealers' gamma",
    help: "what a rise of 1 % makes dealers sell; negative: they must buy (short gamma)",
  },
  "optionDealers.expiryDays": {
    label: "Days to expiry",
    help: "the shorter, the faster gamma grows towards the strikes",
  },
  "optionDealers.calls": {
    label: "Dealers' share of calls",
    help: "of the open interest; negative: they have sold them. Assumed: nobody publishes who holds what",
  },
  "optionDealers.puts": {
    label: "Dealers' share of puts",
    help: "of the open interest; negative: they have sold them. Assumed: nobody publishes who holds what",
  },
  "optionDealers.band": {
    label: "Hedging band",
    help: "dealers trade only when more than this is missing from their hedge",
  },
  "optionDealers.volatilitySlope": {
    label: "Volatility rises in a fall",
    help: "points of implied volatility that a fall of 1 % adds",
  },
  "funds.enabled": {
    label: "Leveraged funds",
    help: "they keep their leverage: sell what falls, buy what rises",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "funds.equity": {
    label: "Size of the fund",
    help: "what the fund owns less what it owes",
  },
  "funds.leverage": {
    label: "Its leverage",
    help: "what it holds over what it owns; below 0 it bets on a fall. Only between 0 and 1 it trades against the move",
  },
  "funds.tolerance": {
    label: "Leverage may drift by",
    help: "it trades only when its leverage is farther away than that",
  },
  "brokers.enabled": {
    label: "Margin accounts",
    help: "holders with a loan of their broker, who calls for money and sells when it does not come",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "brokers.holdings": {
    label: "They hold",
    help: "what all margin accounts hold at today's price",
  },
  "brokers.maintenance": {
    label: "Least equity",
    help: "share of what an account holds that must be its own; with less it is called",
  },
  "brokers.graceS": {
    label: "Time to pay",
    help: "between the call and the sale; 0: sold at once",
  },
  "brokers.cureProbability": {
    label: "Who pays in time",
    help: "share of the calls that are paid before their deadline",
  },
  "lending.enabled": {
    label: "Lending",
    help: "borrowers whose collateral is sold when the oracle says that it no longer covers their debt",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "lending.debt": {
    label: "Total debt",
    help: "what all borrowers of the first group owe together",
  },
  "lending.health": {
    label: "Typical health",
    help: "what counts of a typical loan's collateral, over its debt; below 1 anyone may close it",
  },
  "lending.rule": {
    label: "Liquidation rule",
    help: "what happens to a loan whose health is below 1",
    options: {
      custom: ["Your own", "as the scenario has it"],
      aaveV2: ["Half, always (Aave v2)", "a call repays half of the debt in one reserve, always"],
      aaveV3: ["Half or all (Aave v3)", "half of it, and all of it at a health of 0.95 or less"],
      aaveV33: ["Half of everything (Aave v3, newer)", "half of the whole position's debt; all of small ones, and no crumbs"],
      aaveV4: ["Up to health (Aave v4)", "as much as makes the loan healthy (numbers assumed)"],
      compoundV3: ["Absorb (Compound v3)", "the protocol takes collateral and debt itself and sells later"],
      makerClip: ["Dutch auction (Maker)", "the price falls until somebody takes it"],
      makerFlip: ["English auction (Maker, 2020)", "bids rise; a lone bidder may pay nothing"],
    },
  },
  "lending.oracle": {
    label: "Oracle",
    help: "the price that the protocol believes",
    options: {
      custom: ["Your own", "as the scenario has it"],
      atOnce: ["At once", "it is the market's price, at every moment"],
      steps: ["In steps", "it follows once the market has moved by 0.5 %, or after an hour"],
      hourLate: ["An hour late", "it looks every hour, and what it saw counts an hour later (Maker)"],
      stuck: ["Stuck", "in steps of 0.5 %, but from the second minute to the 25th it stands still"],
    },
  },
  "lending.liquidators": {
    label: "Liquidators",
    help: "who closes loans, and when it is worth it",
    options: {
      custom: ["Your own", "as the scenario has it"],
      anyone: ["Anyone", "the textbook: everything that may be closed is, whatever it brings"],
      bots: ["Bots with flash loans", "they need no money of their own, and stop where the last unit earns 0.2 % or less"],
      few: ["One with little money", "1 million of its own, which comes back as it sells what it took, in half an hour or so"],
    },
  },
  "lending.reserve": {
    label: "Protocol's reserve",
    help: "the protocol's own money, which pays deficits before lenders lose anything",
  },
  "lending.threshold": {
    label: "Threshold",
    help: "the share of the collateral's value that counts against the debt",
  },
  "lending.bonus": {
    label: "Bonus",
    help: "extra collateral for whoever repays the debt; the borrower pays it",
  },
  "lending.closeFactor": {
    label: "Close factor",
    help: "the share of the debt that one call may repay",
  },
  "lending.target": {
    label: "Health after a call",
    help: "as much is repaid as makes the loan so healthy",
  },
  "lending.step": {
    label: "Oracle's step",
    help: "it follows once the market has moved by so much",
  },
  "lending.delay": {
    label: "Oracle's delay",
    help: "what it saw counts so much later",
  },
  "lending.stuck": {
    label: "Oracle stuck for",
    help: "so long it stands still, whatever the market does",
  },
  "lending.ownShare": {
    label: "Oracle sees this market",
    help: "how much of this market's own price the oracle sees; the rest is the price elsewhere",
  },
  "lending.purse": {
    label: "Liquidators' money",
    help: "what a liquidator has at the start; who has spent it waits until something is sold",
  },
  "lending.minProfit": {
    label: "Least profit",
    help: "a liquidator stops where the last unit earns no more than this",
  },
  "lending.gas": {
    label: "Gas of a call (dollars)",
    help: "what a transaction costs; a loan that brings less is left alone",
  },
  "futures.enabled": {
    label: "Futures accounts",
    help: "losses are paid in cash at each settlement; who cannot pay is closed until the initial margin is there again",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "futures.openInterest": {
    label: "Open interest",
    help: "notional of all futures accounts at today's price",
  },
  "futures.initialMargin": {
    label: "Initial margin",
    help: "share of the notional that a call restores; an account is called when little less is left",
  },
  "futures.marginReacts": {
    label: "Margin follows volatility",
    help: "whether the clearing house asks for more once prices have moved",
    options: {
      custom: ["Your own", "as the scenario has it"],
      off: ["Off", "the initial margin stays what it is"],
      slowly: ["Slowly", "3.5 standard deviations of the moves of days, each of which counts 3 % less than the next one"],
      fast: ["Fast", "3.5 standard deviations of the moves of days, each of which counts 20 % less than the next one"],
    },
  },
  "futures.cycleS": {
    label: "Time between settlements",
    help: "when losses are paid and calls are made; 0: all the time",
  },
  "futures.graceS": {
    label: "Time to pay",
    help: "between the call and the close; 0: closed at once",
  },
  "futures.cureProbability": {
    label: "Who pays in time",
    help: "share of the calls that are paid before their deadline",
  },
  "banks.enabled": {
    label: "Banks",
    help: "above a limit of leverage they sell what they hold, whatever the price",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "banks.maxLeverage": {
    label: "Limit of leverage",
    help: "what a bank may have over what it owns; with more it sells",
  },
  "banks.bufferLeverage": {
    label: "They sell down to",
    help: "leverage that a bank has when it is done",
  },
  "optionAccounts.enabled": {
    label: "Option writers",
    help: "accounts that have sold options and must have margin for the worst of many moves",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "optionAccounts.by": {
    label: "Liquidated by",
    help: "how an account is liquidated that has no more than its margin",
    options: {
      buyBack: ["Buying back", "a share of everything is closed; the dealers who sell the options back hedge them"],
      hedge: ["Hedging", "the exchange trades the perp until the margin suffices, and the options stay"],
      hedgeThenBuyBack: ["Hedging, then buying back", "where no hedge is enough, a share of everything is closed in the next step"],
    },
  },
  "optionAccounts.rule": {
    label: "Margin rule",
    help: "by what table of moves writers are judged",
    options: {
      scan: ["Scan of moves", "the worst of evenly spaced moves of the price, each with volatility up, as it is, and down"],
      span: ["Sixteen scenarios (SPAN)", "the worst of thirds of a range, with volatility up and down, and of two extreme moves that count in part"],
      standard: ["Standard formula", "a share of the price for each option sold, whatever it would lose"],
      paradex: ["Published table (Paradex)", "24 moves as published, far ones in part; maintenance is half of the worst loss"],
    },
  },
  "optionAccounts.priceRange": {
    label: "Moves that margin covers",
    help: "largest move of the price in the table by which writers are judged",
  },
  "optionAccounts.share": {
    label: "Margin over worst loss",
    help: "share of the worst loss of the table that writers must have",
  },
  "optionAccounts.restore": {
    label: "Liquidated up to",
    help: "an account is liquidated until it has so many times its margin",
  },
  "optionAccounts.slippageVolatility": {
    label: "Dearer by",
    help: "options are bought back at a volatility of a year that is so much higher",
  },
  "portfolios.enabled": {
    label: "Portfolios",
    help: "accounts that hold several markets with one margin",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "portfolios.assetsEach": {
    label: "Assets per portfolio",
    help: "so many markets each of them holds, in equal parts",
  },
  "portfolios.gross": {
    label: "All portfolios",
    help: "what all portfolios together hold",
  },
  "portfolios.leverage": {
    label: "Their leverage",
    help: "half of what they hold is held with less",
  },
  "portfolios.nearest": {
    label: "Nearest liquidation",
    help: "the fall of everything that it holds at which the first portfolio is liquidated",
  },
  "portfolios.collateralShare": {
    label: "Equity in collateral",
    help: "the share of their equity that is no money, but something with a price of its own",
  },
  "portfolios.haircut": {
    label: "Haircut",
    help: "the share of its worth that does not count",
  },
  "portfolios.collateralPrice": {
    label: "Collateral is worth",
    help: "by which price collateral counts",
    options: {
      last: ["What it is worth here", "the last price of its own market on this venue"],
      outside: ["What it is worth elsewhere", "the price outside of this venue"],
      custom: ["Your own", "as the scenario has it"],
    },
  },
  "arbitrage.enabled": {
    label: "Arbitrage",
    help: "buys where it is cheap and sells where it is dear",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "arbitrage.cost": {
    label: "Cost of arbitrage",
    help: "a gap between the two prices that stays because closing it is not worth it",
  },
  "sharedIndex.enabled": {
    label: "Shared index",
    help: "one price of several markets, by which positions are liquidated; off: each market goes by its own",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "sharedIndex.outside": {
    label: "Weight of the outside in the index",
    help: "how much the price elsewhere counts, beside the weights of these markets",
  },
  "sharedIndex.method": {
    label: "How the index is made",
    help: "how several prices become one",
    options: {
      mean: ["Mean", "every price pulls it, by its weight"],
      median: ["Median", "the price in the middle: one market alone cannot drag it along"],
    },
  },
  "crossImpact.enabled": {
    label: "Cross impact",
    help: "what is sold in one market moves the other one",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "crossImpact.share": {
    label: "How far the other market follows",
    help: "of a sale that moves its own market by 1 %, this share of 1 % in the other one",
  },
  "factor.enabled": {
    label: "Common shock",
    help: "the same news moves several markets, each as far as it follows; off: the first one alone",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "factor.beta": {
    label: "Beta of the second market",
    help: "how far it moves when the common shock is 1 %",
  },
  "priceLimit.enabled": {
    label: "Price limit",
    help: "nothing trades below it; who still has to sell waits",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "priceLimit.down": {
    label: "Largest fall",
    help: "how far the price may fall from where it began; below, nothing trades",
  },
  "breaker.enabled": {
    label: "Circuit breaker",
    help: "trading stops for a time when the price has fallen so far",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "breaker.fall": {
    label: "Stops at a fall of",
    help: "how far the price must fall from where it began",
  },
  "breaker.halt": {
    label: "For how long",
    help: "how long nothing trades; orders wait",
  },
  "breaker.auctionDepth": {
    label: "Depth at reopening",
    help: "depth of the one fill in which it opens again, over the usual depth: assumed",
  },
  "luld.enabled": {
    label: "Limit up, limit down",
    help: "nothing trades outside a band around the price of the last minutes",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "luld.band": {
    label: "Half width of the band",
    help: "how far from the mean price of the last minutes it may trade",
  },
  "luld.pause": {
    label: "Pause",
    help: "how long nothing trades once the price has stood at the band for 15 seconds",
  },
  "dynamic.enabled": {
    label: "Dynamic breaker",
    help: "trading pauses after a fast move in either direction",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "dynamic.band": {
    label: "Pauses after a move of",
    help: "how far the price may go within an hour",
  },
  "dynamic.pause": {
    label: "Pause",
    help: "how long nothing trades; orders wait",
  },
  "session.enabled": {
    label: "Trading hours",
    help: "the market closes and opens again; orders wait",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "session.open": {
    label: "Open for",
    help: "how long the market is open before it closes",
  },
  "session.closed": {
    label: "Closed for",
    help: "how long it is closed before it opens again",
  },
  "outage.enabled": {
    label: "Outage",
    help: "the market is down for a time; orders wait",
    options: {
      off: ["Off", "it stays in its place and changes nothing"],
      on: ["On", ""],
    },
  },
  "outage.from": {
    label: "Goes down after",
    help: "when trading stops",
  },
  "outage.for": {
    label: "Down for",
    help: "how long nothing trades",
  },
  sight: {
    label: "What is seen",
    help: "what the public knows of the crowd; it changes what others do, never what is",
    options: {
      part: ["A part of it", "the public sees as much of it as the numbers below say"],
      all: ["Everything", "the public sees every position as it is, at once"],
    },
  },
  seenShare: {
    label: "Positions seen",
    help: "the share of all positions that the public sees",
  },
  believedShare: {
    label: "Believed to be seen",
    help: "the share that the public believes to see; if that is more than it sees, the danger looks smaller than it is",
  },
  seenError: {
    label: "Error of the estimate",
    help: "how far the estimate of each band is off, as a spread of its logarithm; right in the mean",
  },
  seenDelay: {
    label: "Delay of what is seen",
    help: "how long a position that is closed still counts as open",
  },
  alarmAt: {
    label: "Alarm at R",
    help: "the Feedback R at which the alarm is raised",
  },
};
