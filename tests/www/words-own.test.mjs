// You in the queue, and the bet: over random settings, in both languages, what becomes of a position of the reader's own is
// worked out from the rules of the scenario and the columns of the trace, and what the bet answers from the way of the
// price. 80 settings and 60 bets, ten times as many with LIQUIDATION_CASCADES_DEEP=1.
import assert from "node:assert/strict";
import test from "node:test";
import { betButton, betMove, betText } from "../../www/js/bet.js";
import { claimsOf } from "../../www/js/claims.js";
import { controlValue, useLanguage } from "../../www/js/format.js";
import { ownTexts } from "../../www/js/own-text.js";
import { isInverse, shockedOf, situationOf } from "../../www/js/situation.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { skip } from "./module.mjs";
import { checkerOf, readerOf } from "./words-reader.mjs";
import { engine, presetOf, randomOf, set, settingOf } from "./words-settings.mjs";

const TIMES = process.env.LIQUIDATION_CASCADES_DEEP ? 10 : 1;
const MOST_POSITIONS = 300;
const LANGUAGES = [
  ["en", strings],
  ["de", german],
];

/** Maintenance margin of a notional, brackets joined without a step. */
function requirementOf({ maintenance = {} }) {
  const tiers = Array.isArray(maintenance.tiers) ? maintenance.tiers : maintenance.tiers ? null : [{ notionalFrom: 0, ratio: maintenance.ratio ?? 0.005 }];
  if (!tiers) return null;
  return (notional) => {
    let deduction = 0;
    let ratio = tiers[0].ratio;
    for (const [index, tier] of tiers.entries()) {
      if (index > 0 && notional >= tier.notionalFrom) {
        deduction += tier.notionalFrom * (tier.ratio - ratio);
        ({ ratio } = tier);
      }
    }
    return ratio * notional - deduction;
  };
}

/** What a position is worth, and what is asked of it, at a price; by the definition, linear or inverse. */
function accountOf({ margin = {} }, { side, notional, leverage }, entry) {
  const z = side === "long" ? 1 : -1;
  const fee = margin.closeFeeInTrigger ? (margin.takerFeeRatio ?? 0) : 0;
  const requirement = requirementOf(margin);
  if (!requirement) return null;
  const isBase = margin.contract === "inverse";
  const worth = isBase ? (price) => notional / price : (price) => (notional / entry) * price;
  const own = worth(entry) / leverage;
  const profit = isBase ? (price) => z * notional * (1 / entry - 1 / price) : (price) => z * (notional / entry) * (price - entry);
  const asked = (price) => {
    const at = margin.basis === "entry" ? entry : price;
    // Brackets of inverse contracts are in the base, as their margins.
    return requirement(worth(at));
  };
  return { z, own, profit, left: (price) => own + profit(price) - fee * worth(price) - asked(price) };
}

/** The price at which no more than what is asked is left; nothing where there is none. */
function liquidationOf(account, entry) {
  // From the good side to the bad one.
  let [good, bad] = account.z > 0 ? [1e6 * entry, 1e-9 * entry] : [1e-9 * entry, 1e6 * entry];
  if (account.left(bad) > 0) return null;
  for (let step = 0; step < 200; step += 1) {
    const middle = Math.sqrt(good * bad);
    if (account.left(middle) > 0) good = middle;
    else bad = middle;
  }
  return bad;
}

const OWN = {
  en: {
    survived: /^You survive\./,
    winner: /You are not liquidated.*winners were closed early/,
    waiting: /reached, but nobody has closed you/,
    wiped: /money is used up, but nobody/,
    partly: /^([\d.,]+ %|.*) of your position is closed/,
    closed: /^You are closed by force/,
    wave: /in wave (\d+)/,
    after: /after (.*)\./,
  },
  de: {
    survived: /^Du überlebst\./,
    winner: /Du wirst nicht liquidiert.*Gewinner wurden/,
    waiting: /erreicht, aber bis zum Ende hat dich niemand/,
    wiped: /Geld ist aufgebraucht, aber/,
    partly: /deiner Position werden zwangsweise/,
    closed: /^Du wirst (?!nicht).*zwangsweise geschlossen/,
    wave: /in Welle (\d+)/,
    after: /nach (.*?) zwangsweise/,
  },
};

function checkPosition(check, reader, words, { scenario, trace, position, own, ticks }) {
  const { said, fault, near, nearMoney, iff } = check;
  const market = scenario.markets.find(({ id }) => (id ?? "perp") === shockedOf(scenario));
  const isBase = isInverse(scenario, shockedOf(scenario));
  const [price, mark, wave, timeS, closedBase, adl, socialised] = [
    "lastPrice",
    "markPrice",
    "wave",
    "timeS",
    "liquidatedQuantity",
    "adlNotional",
    "socialisedLoss",
  ].map((name) => trace[name]());
  const last = price.length - 1;
  const summary = trace.summary();
  const told = ownTexts(
    { ...own, wave: own.liquidatedAtRow === null ? undefined : wave[own.liquidatedAtRow] },
    {
      startPrice: price[0],
      ticks,
      summary,
      situation: situationOf(scenario, {}),
    },
    words,
  );
  const verdict = reader.clean(told.verdict);
  const rowOf = (label) => told.rows.find((row) => row.label === label)?.value;
  const all = [told.verdict, ...told.rows.map(({ value }) => value)].join(" | ");
  if (/undefined|NaN|Infinity|null|\[object/.test(all)) fault("own", all, "are no words");
  const kinds = ["survived", "winner", "waiting", "wiped", "partly", "closed"].filter((kind) => said[kind].test(verdict));
  if (kinds.length !== 1) fault("own", all, `verdicts ${kinds}`);
  const [kind] = kinds;
  iff("own", all, "dead", told.isDead, !["survived", "winner"].includes(kind));

  // Its liquidation price, by the rules, and whether the mark came to it.
  const account = accountOf(market, position, price[0]);
  const liquidation = account && liquidationOf(account, price[0]);
  const tick = market.margin?.priceStep ?? 0;
  const shown = rowOf(words.own.triggerPrice);
  if (account) {
    iff("own", all, "a liquidation price", shown !== undefined, liquidation !== null);
    if (shown !== undefined && liquidation !== null) {
      const [at, ...more] = reader.numbers(shown.split("(")[0]);
      if (more.length > 0 || Math.abs(at.value - liquidation) > at.half * 1.001 + tick + 1e-6 * liquidation)
        fault("own", shown, `liquidated at ${liquidation}`);
      const [move] = reader.percents(shown.split("(")[1]);
      if (!near(move, liquidation / price[0] - 1, 1.02) && tick === 0) fault("own", shown, `${liquidation / price[0] - 1} from the start`);
    }
    const isBeyond = (at) => account.z * at <= account.z * liquidation * (1 - account.z * 1e-9) - tick;
    const firstRow = liquidation === null ? -1 : mark.findIndex((at, row) => row > 0 && isBeyond(at));
    if (firstRow > 0 && ["survived", "winner"].includes(kind)) fault("own", all, `the mark was ${mark[firstRow]} in row ${firstRow}, beyond ${liquidation}`);
    const isNear = liquidation !== null && mark.some((at) => account.z * at <= account.z * liquidation * (1 + account.z * 1e-9) + tick);
    // Inside a tick the price may have been farther.
    const isPlain = !ticks && tick === 0;
    if (isPlain && !isNear && kind !== "survived" && kind !== "winner" && adl[last] === 0 && socialised[last] === 0 && !market.funding)
      fault("own", all, `the mark never came to ${liquidation}`);
    if (kind === "closed" && firstRow > 0 && isPlain && own.liquidatedAtRow < firstRow) fault("own", all, `reached in row ${firstRow}`);
  }

  if (kind === "closed") {
    const row = own.liquidatedAtRow;
    const [, inWave] = said.wave.exec(verdict) ?? [];
    const [, after] = said.after.exec(verdict) ?? [];
    iff("own", all, "a wave", inWave !== undefined, !ticks && wave[row] > 0);
    iff("own", all, "a time", after !== undefined, ticks);
    if (inWave !== undefined && Number(inWave) !== wave[row]) fault("own", all, `wave ${wave[row]}`);
    if (after !== undefined && !near(reader.seconds(after)[0], timeS[row])) fault("own", all, `after ${timeS[row]}`);
    const soldAt = rowOf(words.own.soldAt);
    const [at] = reader.numbers(soldAt);
    const slack = at.half * 1.001 + 1e-6 * at.value;
    const executor = market.liquidation?.executor?.kind ?? "immediate";
    // At once between the prices of the row, or where its order is taken over by winners; in parts between all until then.
    const isOne = executor === "immediate" && !ticks && (market.guards ?? []).length === 0 && !market.liquidation?.partial;
    const isTakenOver = market.liquidation?.belowZero === "deleverage" || ["adl", "proRata", "vault"].includes(market.deficit);
    const prices = [...(isOne ? price.slice(Math.max(0, row - 1), row + 1) : price.slice(0, row + 1)), ...(isTakenOver ? [own.bankruptcyPrice] : [])];
    // Who ties markets trades after that fill and moves the price back: then it is what the row's forced trades were made at.
    const isTied = (scenario.couplings ?? []).some(({ kind: one }) => one === "arbitrage");
    const [forced] = isTied ? [trace.liquidatedNotional()] : [];
    const base = closedBase[row] - closedBase[row - 1];
    const isAlone = scenario.populations.every(({ kind: one }) => ["perps", "positions", "levels", "value", "trend"].includes(one));
    const isMade = isTied && isOne && isAlone && !isTakenOver && base > 1e-6 * closedBase[last];
    if (isMade && Math.abs(at.value - (forced[row] - forced[row - 1]) / base) > slack)
      fault("own", soldAt, `${(forced[row] - forced[row - 1]) / base} in its row`);
    const isBounded = executor !== "dutch" && !ticks && !isTied;
    if (isBounded && (at.value > Math.max(...prices) + slack || at.value < Math.min(...prices) - slack))
      fault("own", soldAt, `prices ${Math.min(...prices)} to ${Math.max(...prices)}`);
    if (!near(reader.percents(soldAt)[0], own.fillPrice / price[0] - 1)) fault("own", soldAt, `${own.fillPrice / price[0] - 1} from the start`);
    const ahead = rowOf(words.own.ahead);
    iff("own", all, "a queue", ahead !== undefined, own.queueAhead !== null);
    if (ahead !== undefined) {
      const units = reader.moneys(reader.isGerman ? `${ahead} $` : `$${ahead}`)[0];
      if (!nearMoney(units, own.queueAhead)) fault("own", ahead, `${own.queueAhead} before`);
      if (units.value - 0.006 * units.value - 0.01 > closedBase[row] && !isBase) fault("own", ahead, `only ${closedBase[row]} closed by then`);
    }
    // What is lost: all of the margin, less what the fill left where that is given back.
    const lost = rowOf(words.own.loss) ?? rowOf(words.own.gain);
    iff("own", all, "a gain", rowOf(words.own.gain) !== undefined, own.loss < 0 && /[1-9]/.test(lost.split("(")[0]));
    const amounts = isBase ? reader.amounts(lost) : reader.moneys(lost);
    const takeover = market.liquidation?.takeover ?? "bankruptcyPrice";
    if (!nearMoney(amounts[0], Math.abs(own.loss))) fault("own", lost, `lost ${own.loss}`);
    if (account) {
      if (own.loss > account.own * (1 + 1e-6)) fault("own", lost, `more than ${account.own}`);
      const isSimple =
        executor === "immediate" &&
        !ticks &&
        !market.liquidation?.partial &&
        !market.funding &&
        scenario.populations.every(({ kind: one }) => ["perps"].includes(one));
      const fees = (market.margin?.takerFeeRatio ?? 0) + (market.margin?.liquidationFeeRatio ?? 0);
      const kept = takeover === "market" ? Math.max(0, account.own + account.profit(own.fillPrice)) : 0;
      if (isSimple && (fees === 0 || takeover !== "market") && !near({ value: own.loss, half: 1e-6 * account.own }, account.own - kept))
        fault("own", lost, `kept ${kept} of ${account.own}`);
      const [share] = reader.percents(lost);
      if (!near(share, Math.abs(own.loss) / account.own)) fault("own", lost, `${own.loss / account.own} of the margin`);
    }
    iff("own", all, "a result", rowOf(words.own.result) !== undefined, false);
  } else {
    const result = rowOf(words.own.result);
    const [amount] = isBase ? reader.amounts(result) : reader.moneys(result);
    if (!nearMoney(amount, own.result)) fault("own", result, `result ${own.result}`);
    iff("own", result, "plus", /^\+/.test(reader.clean(result)), own.result > 0 && /[1-9]/.test(result));
    const isAlone = kind === "survived" && socialised[last] === 0 && adl[last] === 0 && !market.funding;
    if (account && isAlone && !nearMoney(amount, Math.max(-account.own, account.profit(mark[last]))))
      fault("own", result, `${account.profit(mark[last])} at the last mark`);
    if (kind === "partly" && !near(reader.percents(verdict)[0], own.closedShare)) fault("own", all, `${own.closedShare} closed`);
  }
  const isWinner = account && account.profit(mark[last]) > 0 && adl[last] > 0;
  if (account) iff("own", all, "a winner", kind === "winner", Boolean(isWinner) && !told.isDead);
  return kind;
}

test("what becomes of a position of one's own is what the run does to it", { skip }, () => {
  const faults = [];
  const seen = new Map();
  let runs = 0;
  for (let seed = 20_001; runs < 80 * TIMES; seed += 1) {
    const { scenario, told } = settingOf(seed, MOST_POSITIONS, { looksForBreaks: false });
    const random = randomOf(seed + 3);
    const variant = random();
    const [first, ...more] = scenario.markets;
    let changed = scenario;
    if (variant < 0.14) changed = { ...scenario, markets: [{ ...first, margin: { ...first.margin, contract: "inverse" } }, ...more] };
    else if (variant < 0.22)
      changed = { ...scenario, markets: [{ ...first, margin: { ...first.margin, basis: "entry", closeFeeInTrigger: true, takerFeeRatio: 0.0006 } }, ...more] };
    else if (variant < 0.36) {
      const tiers = [
        { notionalFrom: 0, ratio: 0.004 },
        { notionalFrom: 4e4, ratio: 0.01 },
        { notionalFrom: 4e5, ratio: 0.025 },
      ];
      changed = { ...scenario, markets: [{ ...first, margin: { ...first.margin, maintenance: { tiers } } }, ...more] };
    }
    let trace;
    try {
      trace = engine.run(engine.validate(changed).length === 0 ? changed : scenario);
    } catch {
      continue;
    }
    if (engine.validate(changed).length > 0) changed = scenario;
    runs += 1;
    const times = trace.timeS();
    const ticks = times[times.length - 1] > 0;
    for (const side of ["long", "short"]) {
      const position = { side, notional: 1e3 * 10 ** (3 * random()), leverage: random() < 0.2 ? 1 + random() : 2 + 60 * random() };
      const own = trace.own(position);
      for (const [language, words] of LANGUAGES) {
        useLanguage(language);
        const reader = readerOf(language);
        const check = checkerOf(reader, `${told} ${variant.toFixed(2)} ${JSON.stringify(position)}`, faults, OWN[language]);
        const kind = checkPosition(check, reader, words, { scenario: changed, trace, position, own, ticks });
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        if (changed !== scenario) seen.set(variant < 0.14 ? "inverse" : variant < 0.22 ? "entry" : "tiers", 1);
      }
    }
    trace.free();
  }
  useLanguage("en");
  assert.equal(faults.length, 0, `${faults.length} faults\n${faults.slice(0, 25).join("\n")}`);
  for (const kind of ["survived", "winner", "partly", "closed", "inverse", "entry", "tiers"])
    assert.ok(seen.has(kind), `${kind}: ${JSON.stringify([...seen])}`);
});

test("a position beside others who are forced to trade was closed at prices of the market", { skip }, () => {
  const preset = presetOf("the-match");
  const [{ id, price }] = preset.markets;
  const contracts = -4e5;
  const leg = (type, moneyness) => ({ type, strike: price * moneyness, expiryDays: 30, volatility: 0.6, contracts });
  const writers = {
    kind: "optionAccounts",
    market: id,
    rows: [1.02, 1.3].map((over) => ({ equity: 0.1114 * price * -contracts * over, legs: [leg("call", 1.1), leg("put", 0.9)] })),
    liquidation: { by: "hedge", seller: "nobody" },
  };
  const brokers = { kind: "brokers", market: id, holdings: 5e8, count: 40, leverage: { law: "uniform", from: 2.8, to: 3.9 } };
  for (const besides of [[writers], [brokers], [writers, brokers]]) {
    // From next to nothing to a size that counts.
    const rows = [1e-7, 1e-3, 1, 1e3, 1e5].flatMap((quantity) =>
      [20, 12, 8].map((leverage) => ({ side: "long", quantity, entryPrice: price, margin: (quantity * price) / leverage })),
    );
    const trace = engine.run({ ...preset, populations: [...besides, { kind: "positions", market: id, rows }], shock: { ...preset.shock, ratio: -0.06 } });
    const prices = trace.lastPrice();
    const closed = trace.accounts().filter(({ averageFillPrice }) => averageFillPrice !== null && averageFillPrice !== undefined);
    assert.ok(closed.length > 3);
    for (const { averageFillPrice: at } of closed)
      assert.ok(at <= Math.max(...prices) && at >= Math.min(...prices), `${at} of ${Math.min(...prices)} to ${Math.max(...prices)}`);
    trace.free();
  }
});

const BET = {
  en: {
    ask: /how far will a ([\d.,]+) % (rise|fall) go\?/,
    at: /now at ([\d.,]+)x/,
    said: /^You said ([+-]?[\d.,]+) %\./,
    went: /It (rose|fell) ([\d.,]+) %\./,
    halved: /^At ([\d.,]+)x it (rose|fell) ([\d.,]+) % instead of ([\d.,]+) %\. Same (rise|fall)/,
    rise: "rise",
    rose: "rose",
  },
  de: {
    ask: /wie weit gehen ([\d.,]+) % (Plus|Minus)\?/,
    at: /Hebel ([\d.,]+)x/,
    said: /^Du sagtest ([+-]?[\d.,]+) %\./,
    went: /Er (stieg|fiel) um ([\d.,]+) %\./,
    halved: /^Mit ([\d.,]+)x (stieg|fiel) er um ([\d.,]+) % statt ([\d.,]+) %\. Derselbe (Anstieg|Fall)/,
    rise: "Plus",
    rose: "stieg",
  },
};

/** As the page plays it: the shock of the bet, then half the leverage. */
function gamesOf(scenario) {
  const control = (one, name) => engine.controls(one).find((found) => found.name === name);
  if (!["shock", "leverage"].every((name) => control(scenario, name))) return null;
  const shock = control(scenario, "shock").value;
  const isUp = shock > 0;
  const move = betMove(shock);
  const first = set(scenario, "shock", isUp ? move : -move);
  const leverage = control(first, "leverage");
  const second = set(first, "leverage", leverage.value / 2);
  if (control(second, "leverage").value === leverage.value) return null;
  const runs = [first, second].map((one) => {
    const trace = engine.run(one);
    const price = trace.lastPrice();
    const ways = price.map((at) => at / price[0] - 1);
    const found = { facts: trace.facts(), summary: trace.summary(), fell: -Math.min(...ways), rose: Math.max(...ways), leverage: control(one, "leverage") };
    trace.free();
    return found;
  });
  return { shock, isUp, move, runs };
}

test("the bet's answers are what the price did", { skip }, () => {
  const faults = [];
  let games = 0;
  const ways = new Set();
  for (let seed = 30_001; games < 60 * TIMES; seed += 1) {
    const { scenario, told } = settingOf(seed, MOST_POSITIONS, { looksForBreaks: false });
    let game;
    try {
      game = gamesOf(scenario);
    } catch {
      continue;
    }
    if (!game) continue;
    games += 1;
    const random = randomOf(seed + 5);
    const said = Math.round(100 * random()) / 100;
    const { isUp, move, runs, shock } = game;
    ways.add(isUp);
    // One of both moves, and not the one on screen.
    if (![0.07, 0.1].includes(move) || Math.abs(Math.abs(shock) - move) < 0.005) faults.push(`${told}: asks ${move} at ${shock}`);
    const [went, wentHalf] = runs.map(({ facts, summary }) => Math.abs(claimsOf({ facts, summary }).worst));
    for (const [language, words] of LANGUAGES) {
      useLanguage(language);
      const reader = readerOf(language);
      const check = checkerOf(reader, told, faults, BET[language]);
      const { said: patterns, fault, near } = check;
      const [before, after] = runs.map(({ leverage }) => controlValue(leverage, leverage.value));
      const text = (phase, more = {}) =>
        reader.clean(betText({ phase, move, isUp, said, went, wentBefore: went, leverage: before, isOther: true, ...more }, words));
      const percentOf = (found) => reader.percents(`${found} %`)[0];
      const asked = patterns.ask.exec(text("asking"));
      if (!asked || !near(percentOf(asked[1]), move) || (asked[2] === patterns.rise) !== isUp) fault("bet", text("asking"), `${move}, up: ${isUp}`);
      const [, at] = patterns.at.exec(text("asking")) ?? [];
      if (!at || Math.abs(reader.numbers(at)[0].value / runs[0].leverage.value - 1) > 0.006) fault("bet", text("asking"), `leverage ${runs[0].leverage.value}`);
      for (const phase of ["falling", "told"]) {
        const [, told1] = patterns.said.exec(text(phase)) ?? [];
        if (told1 === undefined || !near(percentOf(told1), isUp ? said : -said)) fault("bet", text(phase), `said ${said}`);
      }
      const answer = patterns.went.exec(text("told"));
      const truth = isUp ? runs[0].rose : runs[0].fell;
      if (!answer || (answer[1] === patterns.rose) !== isUp || !near(percentOf(answer[2]), truth)) fault("bet", text("told"), `it went ${truth}`);
      const halved = text("halved", { went: wentHalf, leverage: after });
      const again = patterns.halved.exec(halved);
      const truthHalf = isUp ? runs[1].rose : runs[1].fell;
      if (!again || (again[2] === patterns.rose) !== isUp || !near(percentOf(again[3]), truthHalf) || !near(percentOf(again[4]), truth))
        fault("bet", halved, `${truthHalf}, before ${truth}`);
      else if (Math.abs(reader.numbers(again[1])[0].value / runs[1].leverage.value - 1) > 0.006) fault("bet", halved, `leverage ${runs[1].leverage.value}`);
      // Less is borrowed.
      if (!(runs[1].leverage.value < runs[0].leverage.value)) fault("bet", halved, "no less is borrowed");
      if ((language === "de" ? /steigen/i : /rise/).test(betButton("asking", isUp, words)) !== isUp)
        fault("bet", betButton("asking", isUp, words), `up: ${isUp}`);
    }
  }
  useLanguage("en");
  assert.equal(faults.length, 0, `${faults.length} faults in ${games} games\n${faults.slice(0, 20).join("\n")}`);
  assert.equal(ways.size, 2);
});
