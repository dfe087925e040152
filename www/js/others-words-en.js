// What a run tells of each kind that trades and holds no leveraged positions: written from the declarations by
// `UPDATE=1 cargo test --test contract`; in `{a|b}` stands `a` where the price rises and `b` where it falls. German is in
// `others-strings-de.js`, by hand, and is held against it.

/**
 * `rule`: what it does, in every run, or where it traded the way the price went, against it, and otherwise. `closed`: one and many of whom are
 * closed by force; `seller`: who does that; `apart`: why they are in no picture of groups.
 * @typedef {{ name: string, rule?: readonly string[], closed?: readonly string[], seller?: string, apart?: string }} KindTold
 */

/** By the word by which a run tells of them. @satisfies {Readonly<Record<string, KindTold>>} */
export const kindsTold = {
  stops: {
    name: "stop orders",
    rule: ["Stop orders wait beside the price: each {buys|sells} as soon as the price has {risen|fallen} so far."],
  },
  trend: {
    name: "trend followers",
    rule: ["Trend followers buy what rises and sell what falls."],
  },
  value: {
    name: "value buyers",
    rule: [
      "Who trades by value waits for a price that is cheap or dear enough.",
      "Value {sellers sell|buyers buy} the more, the {dearer|cheaper} it gets.",
      "Who trades by value waits for a price that is cheap or dear enough.",
    ],
  },
  valueSellers: {
    name: "value sellers",
  },
  makers: {
    name: "leaving market makers",
    rule: ["Market makers leave when the price moves far, and the book gets thinner."],
  },
  program: {
    name: "algorithms",
    rule: ["Algorithms work off one large order, whatever the price does."],
  },
  frontRunner: {
    name: "front-runners",
    rule: ["Front-runners sell ahead of those who they believe will be forced to."],
  },
  bots: {
    name: "liquidation bots",
    rule: ["Bots take over positions that are to be closed, where that pays, and sell them on."],
  },
  riskManagers: {
    name: "risk managers",
    rule: ["Risk managers act once their alarm is raised: they sell, or bring depth."],
  },
  optionDealers: {
    name: "option dealers",
    rule: [
      "Option dealers have sold or bought options and keep them hedged: here they must {buy|sell} as the price {rises|falls}.",
      "Option dealers have sold or bought options and keep them hedged: here they must {sell|buy} as the price {rises|falls}.",
      "Option dealers trade to keep their options hedged.",
    ],
  },
  insurers: {
    name: "portfolio insurers",
    rule: ["Portfolio insurers trade as if they had bought options that nobody has sold them: they {buy|sell} as the price {rises|falls}."],
  },
  funds: {
    name: "leveraged funds",
    rule: [
      "Leveraged funds keep what they hold in proportion to what they own: here they must {buy|sell} as the price {rises|falls}.",
      "Leveraged funds keep what they hold in proportion to what they own: here they must {sell|buy} as the price {rises|falls}.",
      "Leveraged funds trade to keep their leverage.",
    ],
  },
  brokers: {
    name: "margin accounts",
    rule: [
      "Margin accounts hold with a loan of their broker. Whose own money gets too little is called for more; what is not paid for the broker {buys back|sells}.",
    ],
    closed: ["margin account", "margin accounts"],
    seller: "{your broker buys back what you owe|your broker sells what you hold}",
    apart: "Margin accounts are sold by their broker when a call is not paid, so they are not in this picture.",
  },
  lending: {
    name: "loans",
    rule: [
      "Borrowers have put up collateral. Where the oracle says that it no longer covers the debt, liquidators repay a part, take collateral for it and {buy what is owed|sell it}.",
    ],
    closed: ["loan", "loans"],
    seller: "{liquidators buy back what you owe|liquidators sell what you pledged}",
    apart: "Loans are closed by the health of each and not by leverage, so they are not in this picture.",
  },
  futures: {
    name: "futures accounts",
    rule: [
      "Futures accounts pay their losses in cash at each settlement. Whose margin gets too small must pay it up to the initial margin; what is not paid for is {bought back|sold}.",
    ],
    closed: ["account", "accounts"],
    seller: "{the clearing house buys back what you owe|the clearing house sells what you hold}",
    apart: "Futures accounts are closed at a clearing house when a call is not paid, so they are not in this picture.",
  },
  banks: {
    name: "banks",
    rule: ["Banks may owe only so much for what they own: whose leverage gets too high sells what it holds, whatever the price."],
    closed: ["bank", "banks"],
    seller: "{what is owed is bought back|whoever lent the money wants it back, so the bank sells}",
  },
  optionAccounts: {
    name: "option writers",
    rule: [
      "Option writers have sold options and must have margin for the worst of many moves of the price. Whose account is worth no more than that has options bought back, or is hedged.",
    ],
    closed: ["option writer", "option writers"],
    seller: "{the exchange buys back what you owe|the exchange sells what you hold}",
    apart: "Option writers are liquidated by the worst of many moves and not by leverage, so they are not in this picture.",
  },
  collateral: {
    name: "collateral of liquidated accounts",
    rule: ["What liquidated accounts had put up is sold, too."],
    closed: ["account with collateral", "accounts with collateral"],
    seller: "{the venue sells what you had put up|the venue sells what you had put up}",
    apart: "Collateral of liquidated accounts is sold by whoever has taken it over, so it is not in this picture.",
  },
  arbitrage: {
    name: "arbitrage",
    rule: ["Arbitrage buys where it is cheap and sells where it is dear."],
  },
};

/** What they trade is forced, and counted with leveraged positions. @type {readonly string[]} */
export const FORCED_TOO = ["lending", "brokers", "futures", "optionAccounts", "collateral"];

/** Of those, whose losses are recorded only as far as others had to pay of them. @type {readonly string[]} */
export const OWN_MONEY = ["brokers", "futures"];

/** They have borrowed what they trade with. @type {readonly string[]} */
export const BORROWERS = ["funds", "brokers", "lending", "futures", "banks", "optionAccounts", "portfolios"];

/** What ties markets moves a market without forced orders as well: it is no part of what they added. @type {readonly string[]} */
export const TIES = ["arbitrage"];
