// What is true of a run, worked out from its scenario and the columns of its trace alone.
import assert from "node:assert/strict";
import { shockedOf } from "../../www/js/situation.js";
import { OTHER_KINDS, engine } from "./words-settings.mjs";

/** Why a run ends while orders wait behind a halt or a limit. */
const BLOCKED = ["halted", "atLimit"];

/** What a population is called: insurers hold no options. */
export const roleOf = ({ kind, role }) => (kind === "optionDealers" && role === "insurer" ? "insurers" : kind);

export const ONCE = { once: 1, einmal: 1 };

/** Kinds of which is said below, or elsewhere, which columns are theirs. */
const NAMED = ["stops", "trend", "value", "program", "funds", "optionDealers", "banks", "lending", "brokers", "futures", "optionAccounts", "bots"];

/** Columns of a kind that is not named here: those that its run has and no other. What it holds grows by what it buys. */
function columnsOf(trace, scenario, kind) {
  if (NAMED.includes(kind) || !OTHER_KINDS.includes(kind)) return null;
  const without = engine.run({ ...scenario, populations: scenario.populations.filter((one) => one.kind !== kind) });
  const others = new Set(without.columns().map(({ name }) => name));
  without.free();
  const own = trace.columns().filter(({ name }) => !others.has(name));
  const base = own.find(({ unit }) => unit === "base");
  const notional = own.find(({ unit, trader }) => unit === "quote" && trader === "free");
  return base && notional ? { base: base.name, notional: notional.name, sign: base.trader === "free" ? -1 : 1 } : null;
}

/** What others traded, from their columns: quote by the sign of the base that each row adds; who trades in one market only. */
export function othersOf(scenario, trace) {
  // Where nobody deals in the options that writers give back, dealers come with them.
  const isDealer = ({ kind }) => kind === "optionDealers";
  const declared = scenario.populations.filter((one) => isDealer(one) && one.enabled !== false);
  const areMore = trace.sources().filter(isDealer).length > declared.length;
  const populations = areMore ? [...scenario.populations, { kind: "optionDealers" }] : scenario.populations;
  const names = new Set(trace.columns().map(({ name }) => name));
  const market = shockedOf(scenario);
  const list = [];
  const both = (kind, base, notional, sign) => {
    if (!names.has(base)) return;
    const [quantity, amount] = [trace.column(base), trace.column(notional)];
    const alike = populations.filter((one) => one.kind === kind);
    const [name, ...more] = new Set(alike.map(roleOf));
    const [found, dealt] = [{ kind: name, sold: 0, bought: 0 }, amount];
    for (let row = 1; row < amount.length; row += 1) found[sign * (quantity[row] - quantity[row - 1]) > 0 ? "sold" : "bought"] += amount[row] - amount[row - 1];
    // Of several, whose orders a row adds up, only the sum is in the columns.
    const several = alike.length > 1;
    const summed = trace.facts().others.filter((one) => [name, ...more].includes(one.kind));
    const all = summed.reduce((sum, { sold, bought }) => sum + sold + bought, 0);
    if (several) assert.ok(Math.abs(all - amount.at(-1)) <= 1e-9 * amount.at(-1) + 1e-9);
    if (!several) list.push({ ...found, dealt });
    else for (const [index, { kind, sold, bought }] of summed.entries()) list.push({ kind, sold, bought, dealt: index === 0 ? dealt : dealt.map(() => 0) });
  };
  const stops = populations.find(({ kind }) => kind === "stops");
  for (const { kind } of populations) {
    if (list.some((one) => one.kind === kind)) continue;
    if (kind === "stops") both(kind, "stopQuantity", "stopNotional", stops.side === "short" ? -1 : 1);
    if (kind === "trend") both(kind, "trendHolding", "trendNotional", -1);
    if (kind === "value") both(kind, "valueHolding", "valueNotional", -1);
    if (kind === "program") both(kind, "programQuantity", "programNotional", 1);
    if (kind === "funds") both(kind, "rebalanceSold", "rebalanceNotional", 1);
    if (kind === "optionDealers") both(kind, "hedgeSold", "hedgeNotional", 1);
    const own = columnsOf(trace, scenario, kind);
    if (own) both(kind, own.base, own.notional, own.sign);
    // In a row they buy from the venue and sell to the market.
    if (kind === "bots" && names.has("botNotional")) {
      const [dealt, bought] = [trace.column("botNotional"), trace.column("botBought").at(-1)];
      list.push({ kind, sold: dealt.at(-1) - bought, bought, dealt });
    }
    // They only sell.
    if (kind === "banks" && names.has("fireSaleNotional")) {
      const dealt = trace.column("fireSaleNotional");
      list.push({ kind, sold: dealt.at(-1), bought: 0, dealt });
    }
  }
  // Told in the order in which they first stand in the scenario.
  const order = trace.facts().others.map(({ kind }) => kind);
  list.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  const cents = (amount) => (amount >= 0.01 ? amount : 0);
  const deeds = list.map((one) => ({ ...one, sold: cents(one.sold), bought: cents(one.bought) })).filter(({ sold, bought }) => sold + bought > 0);
  const rows = trace.column("lastPrice").length;
  const dealt = Array.from({ length: rows }, (_, row) => list.reduce((sum, one) => sum + one.dealt[row], 0));
  let tied = null;
  if (names.has("arbitrageInventory")) {
    const [held, price] = [trace.column("arbitrageInventory", market), trace.column("lastPrice", market)];
    tied = { sold: 0, bought: 0 };
    for (let row = 1; row < rows; row += 1) {
      const base = held[row] - held[row - 1];
      tied[base < 0 ? "sold" : "bought"] += Math.abs(base) * 0.5 * (price[row] + price[row - 1]);
    }
  }
  const start = trace.column("lastPrice")[0];
  const program = populations.filter(({ kind, enabled = true }) => kind === "program" && enabled);
  const wanted = program.reduce((sum, { quantity }) => sum + quantity, 0);
  const rest = program.length > 0 ? (wanted - trace.column("programQuantity").at(-1)) * start : 0;
  const sum = (name) => trace.markets().reduce((all, id) => all + (names.has(name) ? trace.column(name, id).at(-1) : 0), 0);
  const isInsured = populations.every((one) => one.kind !== "optionDealers" || roleOf(one) === "insurers");
  const profit = (amount) => (Math.abs(amount) >= 0.01 ? amount : 0);
  return {
    isThere: list.length > 0 || tied !== null,
    deeds,
    dealt,
    tied,
    hasProgram: program.length > 0,
    rest: Math.abs(rest) >= 0.01 ? rest : 0,
    dealers: profit(names.has("dealerProfit") && !isInsured ? trace.column("dealerProfit").at(-1) : 0),
    insurers: profit(names.has("dealerProfit") && isInsured ? trace.column("dealerProfit").at(-1) : 0),
    funds: profit(names.has("fundEquity") ? trace.column("fundEquity").at(-1) - trace.column("fundEquity")[0] : 0),
    writers: profit(names.has("writerEquity") ? trace.column("writerEquity").at(-1) - trace.column("writerEquity")[0] : 0),
    arbitrage: (scenario.couplings ?? []).some(({ enabled, a, b }) => enabled !== false && [a, b].includes(market)) ? profit(sum("arbitrageProfit")) : 0,
  };
}

/** What loans traded by each row, and what lenders, liquidators and reserves have gained, from the columns of the populations. */
export function lendingOf(scenario, trace, rows) {
  const names = new Set(trace.columns().map(({ name }) => name));
  const column = (name) => (names.has(name) ? Array.from(trace.column(name)) : new Array(rows).fill(0));
  const [sold, bought, called, covered, closed, closedShort, written, unwritten] = [
    "collateralSoldNotional",
    "debtBoughtNotional",
    "brokersSoldNotional",
    "brokersBoughtNotional",
    "futuresSoldNotional",
    "futuresBoughtNotional",
    "writersSoldNotional",
    "writersBoughtNotional",
  ].map(column);
  const end = (name) => column(name).at(-1);
  const calls = { issued: end("callsIssued"), parts: ["callsMet", "callsLapsed", "callsSold", "callsPending"].map(end) };
  // Where nobody lends nothing is said of lenders.
  const isHere = trace.sources().some(({ kind, market }) => kind === "lending" && market === shockedOf(scenario));
  const sum = (change) => (isHere ? trace.lendingIds() : []).reduce((all, id) => all + change((name) => trace.column(name, id)), 0);
  const cents = (amount) => (Math.abs(amount) >= 0.01 ? amount : 0);
  return {
    loans: [bought, called, covered, closed, closedShort, written, unwritten].reduce((sum, more) => sum.map((amount, row) => amount + more[row]), sold),
    calls,
    lent: [sum((of) => -of("lendingBadDebt").at(-1)), sum((of) => of("liquidatorProfit").at(-1)), sum((of) => of("reserve").at(-1) - of("reserve")[0])].map(
      cents,
    ),
  };
}

/** Forced orders that have moved a price by so much of what it would be without them: what an alarm warns of. */
const EVENT = 0.02;

/** When the first alarm was raised, and when what it warns of happened, from the columns; `null`: there is no alarm. */
export function alarmOf(scenario, trace) {
  const [first] = scenario.alarms ?? [];
  if (!first) return null;
  const market = first.market || (scenario.markets[0].id ?? "perp");
  const [price, outside] = ["lastPrice", "counterfactualPrice"].map((name) => Array.from(trace.column(name, market)));
  const sign = isRise(price, outside) ? 1 : -1;
  const rows = [Array.from(trace.alarm(first.id)).indexOf(1), price.findIndex((one, row) => sign * (one - (1 + sign * EVENT) * outside[row]) >= 0)];
  const [raised, event] = rows.map((row) => (row < 0 ? null : trace.timeS()[row]));
  if (raised === null) return event === null ? null : { kind: "none", timeS: 0 };
  if (event === null) return { kind: "calm", timeS: raised };
  if (trace.timeS().at(-1) === 0) return { kind: "raised", timeS: 0 };
  return { kind: raised < event ? "before" : raised > event ? "late" : "with", timeS: Math.abs(event - raised) };
}

/** Which way the story of a market goes: the one side to which the outside moves; both or none: where the price went further. */
function isRise(price, outside) {
  const way = (value) => value / price[0] - 1;
  const [low, high] = [Math.min(...outside.map(way)), Math.max(...outside.map(way))];
  const [fell, rose] = [-Math.min(...price.map(way)), Math.max(...price.map(way))];
  // As far, which limits see to: where the outside did.
  return low > -1e-12 && high > 1e-12 ? true : high < 1e-12 && low < -1e-12 ? false : Math.abs(rose - fell) > 1e-12 ? rose > fell : high > -low;
}

/** Everything that words may be about, from the columns alone. */
export function truthOf(scenario, trace) {
  const column = (name) => Array.from(trace[name]());
  const [price, outside, sold, bought, all, backlog, wave, timeS, R] = [
    "lastPrice",
    "counterfactualPrice",
    "longLiquidatedNotional",
    "shortLiquidatedNotional",
    "liquidatedNotional",
    "backlogQuantity",
    "wave",
    "timeS",
    "branchingRatio",
  ].map(column);
  const last = price.length - 1;
  const [start] = price;
  const way = (value) => value / start - 1;
  const low = Math.min(...outside.map(way));
  const high = Math.max(...outside.map(way));
  const [fell, rose] = [-Math.min(...price.map(way)), Math.max(...price.map(way))];
  const isUp = isRise(price, outside);
  const shock = isUp ? Math.max(0, high) : Math.min(0, low);
  const worst = isUp ? rose : -fell;
  const change = (name) => column(name)[last] - column(name)[0];
  const cent = (amount) => (amount >= 0.01 ? amount : 0);
  const [fund, vault] = [change("insuranceFund"), change("vault")];
  const others = othersOf(scenario, trace);
  const pushes = ({ sold, bought }) => (isUp ? sold === 0 : bought === 0);
  const closes = cent(sold[last]) > 0 && cent(bought[last]) > 0 ? "both" : cent(sold[last]) > 0 ? "sold" : cent(bought[last]) > 0 ? "bought" : "none";
  const facts = trace.facts();
  const { liquidation = {}, deficit } = scenario.markets.find(({ id = "perp" }) => id === shockedOf(scenario));
  const isVaultOrBots = deficit === "vault" || liquidation.executor?.kind === "bots";
  const hasLimit = [liquidation.executor?.kind, ...(liquidation.executor?.kind === "bots" ? [liquidation.executor.otherwise?.kind] : [])].includes(
    "priceCapped",
  );
  const held = facts.others.filter(({ kind }) => ["lending", "brokers", "futures", "optionAccounts"].includes(kind));
  return {
    scenario,
    trace,
    /** Who holds what may be closed by force: leveraged traders, and others by kinds, of whom some were. */
    holders: {
      hasTraders: facts.positions > 0,
      kinds: held.map(({ kind }) => kind),
      closed: held.filter(({ sold, bought }) => cent(sold + bought) > 0),
    },
    price,
    outside,
    all,
    wave,
    timeS,
    R,
    last,
    start,
    way,
    isUp,
    others,
    alarm: alarmOf(scenario, trace),
    pushers: others.deeds.filter(pushes),
    opposed: others.deeds.filter((deed) => !pushes(deed)),
    shock,
    worst,
    closes,
    /** Positions that the price of the start closes. */
    dead: facts.deadAtStart,
    sold: sold[last],
    bought: bought[last],
    final: way(price[last]),
    outsideEnd: way(outside[last]),
    isStill: -low < 5e-5 && high < 5e-5,
    worstRow: price.findIndex((value) => Math.abs(way(value) - worst) < 1e-15),
    waiting: cent(Math.max(backlog[last], trace.summary().waitingQuantity ?? 0) * start),
    isBlocked: BLOCKED.includes(trace.summary().stopReason) && trace.summary().waitingQuantity > 0,
    isCut: trace.summary().stopReason === "wavesReached",
    halts: trace.summary().halts ?? 0,
    notional: all[last],
    /** What of it somebody took over by a row; of a vault and of bots no column tells it, so the facts are believed there. */
    offBookOf: (row) => (isVaultOrBots ? (facts.story.find((one) => one.row === row)?.offBook ?? 0) : column("adlNotional")[row]),
    backlogOf: (row) => backlog[row] * start,
    /** Forced orders have limits, and the last that traded did so long before the end. */
    isStuck: hasLimit && backlog[last] * start >= 0.01 && timeS[all.findIndex((sum) => sum >= all[last] * (1 - 1e-12))] < 0.9 * timeS[last],
    hasLimit,
    closesInSteps: (liquidation.partial?.rule ?? "none") !== "none",
    /** Positions of the side of the story. */
    sidePositions: facts.sidePositions,
    ...lendingOf(scenario, trace, all.length),
    stop: trace.summary().stopReason,
    count: trace.summary().liquidatedCount,
    /** Options were bought back by force, which trades nothing here. */
    isBoughtBack: (trace.summary().writersLiquidated ?? 0) > 0 && all[last] < 0.01,
    ticks: timeS[last] > 0,
    payers: {
      traders: cent(Math.max(0, column("traderLoss")[last])),
      fund: cent(-fund),
      vault: cent(-vault),
      defaultFund: cent(trace.columns().some(({ name }) => name === "defaultFundPaid") ? trace.column("defaultFundPaid").at(-1) : 0),
      socialised: cent(column("socialisedLoss")[last]),
      badDebt: cent(column("badDebt")[last] - (trace.columns().some(({ name }) => name === "fundBadDebt") ? trace.column("fundBadDebt").at(-1) : 0)),
    },
    fundGain: cent(fund),
    vaultGain: cent(vault),
    early: cent(column("adlNotional")[last]),
    fees: cent(column("fees")[last]),
    amplification: shock === 0 ? 1 : worst / shock,
    soldOf: (row) => sold[row] + bought[row],
    part: (from, to) => ({ sold: sold[to] - sold[from], bought: bought[to] - bought[from] }),
  };
}

/** Two waves in a row, from the volume of each. */
export function pairsOf({ all, wave, last, notional }) {
  const of = (row) => all[row] - all[row - 1];
  const pairs = [];
  for (let row = 3; row <= last; row += 1) {
    if (wave[row - 1] < 1 || wave[row] !== wave[row - 1] + 1 || !(of(row) > 0) || !(of(row - 1) > 0)) continue;
    pairs.push({ row, wave: wave[row], ratio: of(row) / of(row - 1), both: of(row) + of(row - 1), isLarge: Math.min(of(row), of(row - 1)) >= 0.01 * notional });
  }
  return pairs;
}
