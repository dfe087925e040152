// Files drawn at random, as CSV or JSON, registered with the module: what stands in them is known.
import { useLanguage } from "../../www/js/format.js";
import { engine, presetOf, set } from "./words-settings.mjs";

/** Presets of one linear market with positions of a law. */
const BASES = ["the-match", "thin-book", "calm-water", "staircase", "last-line", "fair-weather", "short-squeeze"];

const round = (value, digits = 2) => Number(value.toFixed(digits));
const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
};

/** @typedef {{ name: string, kind: "book" | "positions" | "brackets" | "path", text: string, chosen?: string, truth: any }} Drawn */

/** Levels on both sides of the price. @returns {Drawn} */
function bookOf(random, name, price) {
  const side = (sign) => {
    const levels = 4 + Math.floor(60 * random());
    const reach = 0.004 + 0.2 * random();
    return Array.from({ length: levels }, (_, i) => [round(price * (1 + sign * (0.0005 + (reach * i) / levels)), 4), round(2e4 * (0.1 + random()), 1)]);
  };
  const [bids, asks] = [side(-1), side(1)];
  const middle = (bids[0][0] + asks[0][0]) / 2;
  const within = (levels) => levels.filter(([at]) => Math.abs(at - middle) <= 0.01 * middle * (1 + 1e-12)).reduce((sum, [at, size]) => sum + at * size, 0);
  const isJson = random() < 0.5;
  const text = isJson
    ? JSON.stringify({ bids, asks })
    : ["side,price,quantity", ...bids.map((level) => `bid,${level}`), ...asks.map((level) => `ask,${level}`)].join("\n");
  return { name: `${name}.${isJson ? "json" : "csv"}`, kind: "book", text, truth: { bids, asks, bidDepth: within(bids), askDepth: within(asks) } };
}

/** Rows of isolated positions, in one symbol or several. @returns {Drawn} */
function positionsOf(random, name, price) {
  const symbols = random() < 0.4 ? ["AAAUSDT", "BBBUSDT", "CCCUSDT"].slice(0, 2 + Math.floor(2 * random())) : [""];
  const rows = Array.from({ length: 20 + Math.floor(180 * random()) }, (_, i) => ({
    symbol: symbols[i < symbols.length ? i : Math.floor(symbols.length * random())],
    side: random() < 0.65 ? "long" : "short",
    quantity: round(1e3 * 10 ** (2 * random()), 1),
    entryPrice: round(price * (0.985 + 0.03 * random()), 3),
    leverage: round(1.5 + 25 * random(), 1),
  }));
  const isMany = symbols.length > 1;
  const names = [...(isMany ? ["symbol"] : []), "side", "quantity", "entryPrice", "leverage"];
  const isJson = random() < 0.3;
  const text = isJson
    ? JSON.stringify(rows.map((row) => Object.fromEntries(names.map((key) => [key, row[key]]))))
    : [names.join(","), ...rows.map((row) => names.map((key) => row[key]).join(","))].join("\n");
  const chosen = isMany ? symbols[Math.floor(symbols.length * random())] : undefined;
  const used = isMany ? rows.filter(({ symbol }) => symbol === chosen) : rows;
  return {
    name: `${name}.${isJson ? "json" : "csv"}`,
    kind: "positions",
    text,
    chosen,
    truth: { rows, used, longs: rows.filter(({ side }) => side === "long").length, medianEntry: median(used.map(({ entryPrice }) => entryPrice)) },
  };
}

/** @returns {Drawn} */
function bracketsOf(random, name) {
  const tiers = [];
  let from = 0;
  let ratio = 0.002 + 0.004 * random();
  const count = 1 + Math.floor(6 * random());
  for (let i = 0; i < count; i += 1) {
    const to = from + Math.round(1e5 * 10 ** random());
    tiers.push([from, to, round(ratio, 5)]);
    from = to;
    ratio *= 1.2 + random();
  }
  return { name: `${name}.csv`, kind: "brackets", text: ["notionalFrom,notionalTo,maintenanceMarginRate", ...tiers.map(String)].join("\n"), truth: { tiers } };
}

/** @returns {Drawn} */
function pathOf(random, name, price) {
  const rows = 3 + Math.floor(20 * random());
  const isCandles = random() < 0.5;
  let last = price;
  let [low, high] = [Infinity, -Infinity];
  const lines = [];
  let first = null;
  for (let i = 0; i < rows; i += 1) {
    const open = last;
    last = round(Math.min(1.3 * price, Math.max(0.75 * price, last * (1 + 0.05 * (random() - 0.55)))), 3);
    const [up, down] = [round(Math.max(open, last) * (1 + 0.004 * random()), 3), round(Math.min(open, last) * (1 - 0.004 * random()), 3)];
    const time = 1_700_000_000 + 10 * i;
    lines.push(isCandles ? `${time},${open},${up},${down},${last}` : `${time},${last}`);
    first ??= isCandles ? open : last;
    [low, high] = [Math.min(low, isCandles ? down : last), Math.max(high, isCandles ? up : last)];
  }
  const text = [isCandles ? "time,open,high,low,close" : "time,price", ...lines].join("\n");
  return { name: `${name}.csv`, kind: "path", text, truth: { rows, first, last, low, high } };
}

const MAKERS = { book: bookOf, positions: positionsOf, brackets: bracketsOf, path: pathOf };

/** A preset with one to four files of ours, and some controls moved. */
export function filedSetting(seed, random) {
  useLanguage("en");
  const pick = (list) => list[Math.floor(random() * list.length)];
  const preset = pick(BASES);
  let scenario = presetOf(preset);
  const [{ price }] = scenario.markets;
  const kinds = Object.keys(MAKERS).filter(() => random() < 0.5);
  if (kinds.length === 0) kinds.push(pick(Object.keys(MAKERS)));
  /** @type {(Drawn & { info: any })[]} */
  const files = [];
  for (const kind of kinds) {
    const drawn = MAKERS[kind](random, `drawn-${seed}-${kind}`, price);
    const info = engine.registerData(drawn.name, Buffer.from(drawn.text));
    scenario = engine.useData(scenario, drawn.name, drawn.chosen);
    files.push({ ...drawn, info });
  }
  const told = [`files ${seed}: ${preset}`, ...files.map(({ name, chosen }) => name + (chosen ? ` (${chosen})` : ""))];
  const move = (name, value) => {
    const changed = set(scenario, name, value);
    if (changed !== scenario) told.push(`${name}=${value}`);
    scenario = changed;
  };
  if (random() < 0.5) move("bookDepth", round(0.2 * 10 ** (2 * random()), 3));
  if (random() < 0.5) move("pathAmplitude", pick([0, 0.5, 1.73, 2.25]));
  if (random() < 0.5) move("positions", Math.round(50 + 250 * random()));
  else move("positions", 300);
  if (random() < 0.4) move("shock", round(0.2 * (random() - 0.6), 4));
  if (random() < 0.2) {
    const choice = engine.controls(scenario).find(({ name }) => name === "deficit");
    if (choice) move("deficit", Math.floor(choice.options.length * random()));
  }
  return { scenario, told: told.join(" "), files };
}
