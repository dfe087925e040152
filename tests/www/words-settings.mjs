// Settings drawn at random, for tests of words: presets with controls moved, choices made, others beside the crowd, paths,
// halts; the same for the same seed.
import { readFileSync } from "node:fs";
import { dataNames } from "../../www/js/stage-host.js";
import { loadModule } from "./module.mjs";

const www = new URL("../../www/", import.meta.url);
export const engine = await loadModule();

/** More positions than that tell nothing new here. */
const MOST_POSITIONS = 1500;

/** Numbers between 0 and 1, the same for the same seed. */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function presetOf(name) {
  const scenario = engine.preset(name);
  for (const file of dataNames(scenario)) engine.registerData(file, readFileSync(new URL(`data/${file}`, www)));
  return scenario;
}

/** A path that falls, returns, swings or jumps. */
export function pathOf(random, market) {
  const points = [];
  let [timeS, ratio] = [0, 1];
  const steps = 2 + Math.floor(6 * random());
  for (let step = 0; step < steps; step += 1) {
    points.push([timeS, ratio]);
    timeS += 5 + 40 * random();
    ratio = Math.max(0.6, Math.min(1.4, ratio + 0.16 * (random() - 0.55)));
  }
  points.push([timeS, ratio]);
  return { kind: "path", market, points: points.map(([time, at]) => ({ timeS: time, price: 250 * at })) };
}

export function set(scenario, control, value) {
  try {
    return engine.setControl(scenario, control, value);
  } catch {
    return scenario;
  }
}

/** Somebody who trades and is not closed by force, in the first market. @returns {object | null} */
function otherOf(kind, random, scenario) {
  const { id, price, impact } = scenario.markets[0];
  const ticks = scenario.clock?.mode === "ticks";
  const pick = (list) => list[Math.floor(random() * list.length)];
  // Of a size that moves this market.
  const size = ((impact?.depth ?? 4e7) / price) * 10 ** (1.5 * random() - 0.7);
  const side = random() < 0.75 === (scenario.shock?.ratio ?? -1) < 0 ? "long" : "short";
  switch (kind) {
    case "stops":
      return { kind, market: id, side, quantity: size, count: 200, distance: { law: "uniform", from: 0.001 + 0.03 * random(), to: 0.04 + 0.15 * random() } };
    case "value":
      return { kind, market: id, side, budget: 3 * size, from: pick([0, 0.01]), fullAt: 0.03 + 0.3 * random(), sellsBack: random() < 0.5 };
    case "optionDealers": {
      const gamma = (random() < 0.5 ? -1 : 1) * (impact?.depth ?? 4e7) * (0.05 + 0.5 * random());
      const law = {
        law: "strip",
        type: pick(["put", "call"]),
        gamma,
        centre: 0.9 + 0.2 * random(),
        width: 0.04,
        expiryDays: 2 + 20 * random(),
        volatility: 0.7,
      };
      return { kind, market: id, book: law, hedge: ticks && random() < 0.5 ? { ratePerS: 0.05 } : {} };
    }
    case "funds": {
      const leverage = pick([3, 3, 2, -1, -2, 0.5]);
      const equity = (size * price * (3 + 12 * random())) / Math.abs(leverage * (leverage - 1));
      return { kind, market: id, equity, leverage, rebalance: ticks && random() < 0.3 ? { intervalS: 60 } : {} };
    }
    case "brokers": {
      const leverage = { law: "uniform", from: 2.8, to: 3.6 + 0.38 * random() };
      const waits = ticks ? { graceS: pick([0, 5, 30]), cureProbability: pick([0, 0.5, 0.9, 1]), callIntervalS: pick([0, 0, 30]) } : {};
      return { kind, market: id, holdings: size * price * (5 + 20 * random()), count: 60, leverage, sale: pick(["shortfall", "all"]), ...waits };
    }
    case "futures": {
      const waits = ticks ? { graceS: pick([0, 5, 30]), cureProbability: pick([0, 0.5, 0.9, 1]), cycleS: pick([0, 0, 30]) } : {};
      const initial = pick([
        { law: "ratio", ratio: 0.05 },
        { law: "ewma", dailyVolatility: 0.015 },
      ]);
      return {
        kind,
        market: id,
        openInterest: size * price * (5 + 20 * random()),
        count: 60,
        longShare: pick([1, 0.6, 0]),
        leverage: { law: "uniform", from: 5, to: 12 + 8 * random() },
        initial,
        close: pick(["toInitial", "all"]),
        defaultFund: pick([0, 0.1, 100]) * size * price,
        ...waits,
      };
    }
    case "banks": {
      const value = size * price * (3 + 6 * random());
      const bank = (share) => ({ equity: share * value, other: value, holdings: [{ market: id, value }] });
      return {
        kind,
        rows: [bank(0.1 + 0.1 * random()), bank(0.3)],
        rule: pick([{ law: "target" }, { law: "threshold", maxLeverage: 25, bufferLeverage: 15 }]),
      };
    }
    case "optionAccounts": {
      const contracts = -size * (2 + 10 * random());
      const leg = (type, moneyness) => ({ type, strike: price * moneyness, expiryDays: 30, volatility: 0.6, contracts });
      // A strangle needs 0.1114 of the price for one base.
      const row = (over) => ({ equity: 0.1114 * price * -contracts * over, perp: pick([0, 0.2, -0.2]) * contracts, legs: [leg("call", 1.1), leg("put", 0.9)] });
      const by = pick(["buyBack", "hedge", "hedgeThenBuyBack"]);
      return { kind, market: id, rows: [row(1.05), row(1.3), row(1.8)], liquidation: { by, seller: pick(["dealers", "nobody"]) } };
    }
    case "trend":
      return ticks ? { kind, market: id, budget: size, windowS: 20 + 200 * random(), fullAt: 0.01 + 0.03 * random(), start: pick([0, 0, 0.5]) } : null;
    case "program": {
      const strategy = pick([
        { kind: "immediate" },
        { kind: "twap", durationS: 20 + 400 * random() },
        { kind: "exponential", ratePerS: 0.01 },
        { kind: "pov", share: 0.1, dailyVolume: 200 * size },
      ]);
      return ticks ? { kind, market: id, quantity: pick([1, 1, -1]) * size, startS: 30 * random(), strategy } : null;
    }
    // As what is declared is put into a scenario.
    default:
      return null;
  }
}

/** Kinds whose ways are drawn above. */
export const DRAWN = ["stops", "value", "optionDealers", "funds", "brokers", "futures", "banks", "optionAccounts", "trend", "program"];
/** What is told of loans has tests of its own. */
const ELSEWHERE = ["lending"];

/** Every kind that can be put beside the crowd; those that are not drawn above as they are declared. */
export const DECLARED_KINDS = declaredKinds().filter((kind) => !DRAWN.includes(kind) && !ELSEWHERE.includes(kind));
export const OTHER_KINDS = [...DRAWN, ...DECLARED_KINDS];

function declaredKinds() {
  if (!engine) return [];
  const ground = { ...engine.preset("the-match"), clock: { mode: "ticks", tickS: 1, durationS: 60 } };
  const kinds = engine.addableMechanisms(ground).map(({ group }) => group);
  return kinds.filter((kind) => engine.addMechanism(ground, kind).populations.length > ground.populations.length);
}

/** The scenario with a kind as it is declared, with what it needs beside itself, and with some of its controls moved. */
function withDeclared(scenario, kind, random) {
  // Liquidators without loans, say: whoever draws such a scenario leaves it out.
  if (engine.validate(scenario).length > 0) return scenario;
  const able = engine.addableMechanisms(scenario).some(({ group }) => group === kind);
  if (!able) return scenario;
  let changed = engine.addMechanism(scenario, kind);
  for (const control of engine.controls(changed).filter(({ group, name }) => group === kind && !name.endsWith(".enabled"))) {
    if (random() < 0.7) changed = set(changed, control.name, placeOf(control, random));
  }
  return changed;
}

/** Somewhere in the range of a control. */
function placeOf(control, random) {
  if (control.options) return Math.floor(random() * control.options.length);
  const [least, most] = control.range;
  return control.scale === "log" && least > 0 ? least * (most / least) ** random() : least + (most - least) * random();
}

/** A halt or a limit near enough to bind. */
function guardsOf(random, ticks) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const near = 0.02 + 0.14 * random();
  const all = [
    { kind: "priceLimit", down: [near], up: [near] },
    { kind: "breaker", levels: [{ fall: near, haltS: pick([5, 60, null]) }, { fall: near + 0.1 }] },
    ...(ticks
      ? [
          { kind: "luld", band: near, windowS: 60, limitStateS: 5, pauseS: 20, minimumAgeS: 10 },
          { kind: "dynamic", band: near, windowS: 60, pauseS: 20 },
          { kind: "outage", fromS: 40 * random(), forS: 1 + 200 * random() },
          { kind: "session", openS: 30 + 100 * random(), closedS: 60 },
        ]
      : []),
  ];
  return random() < 0.75 ? [pick(all)] : [all[0], all[1]];
}

/** The scenario with halts and price limits. */
function withGuards({ scenario, told }, random) {
  const [first, ...more] = scenario.markets;
  const guards = guardsOf(random, scenario.clock?.mode === "ticks");
  const changed = { ...scenario, markets: [{ ...first, guards }, ...more] };
  return engine.validate(changed).length === 0 ? { scenario: changed, told: `${told} guards=${guards.map(({ kind }) => kind).join("+")}` } : null;
}

/** The scenario with one or two of them, sometimes with a second market that arbitrage ties to it. */
function withOthers(scenario, random) {
  const kinds = [...OTHER_KINDS].sort(() => random() - 0.5).slice(0, random() < 0.6 ? 1 : 2);
  const others = kinds.map((kind) => otherOf(kind, random, scenario)).filter(Boolean);
  let changed = { ...scenario, populations: [...(random() < 0.2 ? [] : scenario.populations), ...others] };
  for (const kind of kinds.filter((kind) => !DRAWN.includes(kind))) changed = withDeclared(changed, kind, random);
  const isTied = random() < 0.3;
  if (isTied) {
    const [market] = scenario.markets;
    const twin = { ...market, id: "twin" };
    changed = {
      ...changed,
      markets: [...changed.markets, twin],
      couplings: [{ kind: "arbitrage", a: market.id ?? "perp", b: "twin", cost: 0.001 * random() }],
    };
  }
  const isRight = engine.validate(changed).length === 0;
  return isRight ? { scenario: changed, told: `others=${[...kinds, ...(isTied ? ["arbitrage"] : [])].join("+")}` } : null;
}

/** A preset with some controls moved and choices made, sometimes another shock than a gap; `most`: positions. */
export function settingOf(seed, most = MOST_POSITIONS, { looksForBreaks = true } = {}) {
  const random = randomOf(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const name = pick(engine.presetNames());
  let scenario = presetOf(name);
  const told = [name];
  const place = (control) => {
    const [, most] = control.range ?? [];
    if (control.name === "shock") return pick([1, 1, 1, -1]) * (random() < 0.15 ? 0.002 * random() : random() < 0.6 ? -0.15 * random() : -0.3 * random());
    if (control.name === "positions") return Math.round(10 + (most - 10) * random());
    return placeOf(control, random);
  };
  const moves = Math.floor(5 * random());
  for (let move = 0; move < moves; move += 1) {
    // Choices bring controls of their own along.
    const control = pick(engine.controls(scenario));
    const value = place(control);
    scenario = set(scenario, control.name, value);
    told.push(`${control.name}=${control.options?.[value]?.name ?? value}`);
  }
  const positions = engine.controls(scenario).find((control) => control.name === "positions");
  if (positions && positions.value > most) scenario = set(scenario, "positions", most);
  const clock = engine.controls(scenario).find((control) => control.name === "clock");
  const other = random();
  if (other < 0.16 && clock) {
    const ticks = clock.options.findIndex((option) => option.name === "ticks");
    let timed = set(scenario, "clock", ticks);
    const market = timed.markets[0].id;
    if (other < 0.1) timed = { ...timed, shock: pathOf(random, market) };
    else if (other < 0.13) timed = { ...timed, shock: { kind: "noise", market, dailyVolatility: 0.5 + random() } };
    else timed = { ...timed, shock: { kind: "none" } };
    if (engine.validate(timed).length === 0) {
      told.push(`outside=${timed.shock.kind}`);
      scenario = timed;
    }
  }
  if (random() < 0.35) {
    const others = withOthers(scenario, random);
    if (others) {
      scenario = others.scenario;
      told.push(others.told);
    }
  }
  // Verdicts tip where the market breaks: some shocks lie close to that.
  if (random() < 0.25 && scenario.shock.kind === "priceGap" && looksForBreaks) {
    const book = engine.prepare(scenario);
    const at = book.hasLadder ? book.fragility(64)?.breakingPoint?.shockRatio : undefined;
    book.free();
    if (at) {
      scenario = set(scenario, "shock", at * (0.85 + 0.3 * random()));
      told.push(`shock=${scenario.shock.ratio}`);
    }
  }
  if (random() < 0.2) {
    const guarded = withGuards({ scenario, told: told.join(" ") }, random);
    if (guarded) return { scenario: guarded.scenario, told: `seed ${seed}: ${guarded.told}` };
  }
  return { scenario, told: `seed ${seed}: ${told.join(" ")}` };
}

/** A crowd that breaks in a market with seconds, and beside it a kind as it is declared, with controls moved; often in a fog, with an alarm. */
export function declaredOf(seed) {
  const random = randomOf(seed);
  const name = ["slow-motion", "no-news", "makers-step-away", "two-venues", "fair-weather"][Math.floor(5 * random())];
  const kind = DECLARED_KINDS[seed % DECLARED_KINDS.length];
  const drawn = withDeclared(set(presetOf(name), "positions", 200 + 800 * random()), kind, random);
  // Bots take nothing over that is offered dearer than their least profit.
  const declared = kind === "bots" && drawn.populations.some((one) => one.kind === kind) ? set(drawn, "botDiscount", 0.1 * random()) : drawn;
  const scenario = random() < 0.7 ? withDeclared(declared, "seen", random) : declared;
  return engine.validate(scenario).length === 0 ? { scenario, told: `declared ${seed}: ${name} ${kind}` } : null;
}

/** A preset under a path that goes far both ways, at a price that may be small, with crowds of both sides or of one. */
export function swingOf(seed) {
  const random = randomOf(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const name = pick(engine.presetNames());
  let scenario = presetOf(name);
  const [market, ...more] = scenario.markets;
  const price = pick([1, 1, 1.0725e-2, 1.234e-7, 3.1e-12]) * market.price;
  const first = pick([-1, 1]);
  const points = [[0, 1]];
  for (let turn = 0, timeS = 0; turn < 2 + 2 * random(); turn += 1) {
    timeS += 10 + 60 * random();
    points.push([timeS, Math.max(0.5, 1 + first * (turn % 2 === 0 ? 1 : -1) * 0.35 * random())]);
  }
  scenario = {
    ...scenario,
    markets: [{ ...market, price }, ...more],
    clock: { mode: "ticks", tickS: 1, durationS: 200 },
    shock: { kind: "path", market: market.id, points: points.map(([timeS, ratio]) => ({ timeS, price: price * ratio })) },
  };
  const told = [`swing ${seed}: ${name} at ${price}`];
  for (const [control, value] of [
    ["positions", 200 + 600 * random()],
    ["crowding", random()],
  ]) {
    if (random() < 0.7 || control === "positions") scenario = set(scenario, control, value);
    told.push(`${control}=${value}`);
  }
  return engine.validate(scenario).length === 0 ? { scenario, told: told.join(" ") } : null;
}
