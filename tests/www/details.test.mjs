// What the engine says is wrong is said in German, too. The templates of its messages are taken from its source: one without
// a German form fails here, by name. Then the module is given what is wrong in thousands of ways, and nothing that it says
// about it may stay English.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { DETAILS, germanDetail } from "../../www/js/details-de.js";
import { dataNames } from "../../www/js/stage-host.js";
import { loadModule, skip } from "./module.mjs";

const root = new URL("../../", import.meta.url);
const engine = await loadModule();

/** The literals of some Rust, each with where it stands. */
function* literals(source) {
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at, at + 16);
    const comment = rest.startsWith("//");
    const letter = /^'(\\[^']+|[^'\\])'/.exec(rest);
    const raw = /^r(#*)"/.exec(rest);
    if (comment) at = (source.indexOf("\n", at) + source.length) % source.length || source.length;
    else if (letter) at += letter[0].length;
    else if (raw && !/\w/.test(source[at - 1] ?? "")) {
      const [open, marks] = raw;
      const end = source.indexOf(`"${marks}`, at + open.length);
      yield { at, text: source.slice(at + open.length, end) };
      at = end + 1 + marks.length;
    } else if (source[at] === '"') {
      const [whole] = /^"(?:[^"\\]|\\[^])*"/.exec(source.slice(at)) ?? [];
      assert.ok(whole, `a literal without an end at ${at}`);
      const joined = whole.slice(1, -1).replace(/\\\n\s*/g, "");
      const text = joined.replace(/\\(u\{([0-9a-fA-F]+)\}|[^])/g, (_, code, digits) =>
        digits ? String.fromCodePoint(Number.parseInt(digits, 16)) : ({ n: "\n", t: "\t", r: "\r" }[code] ?? code),
      );
      yield { at, text };
      at += whole.length;
    } else at += 1;
  }
}

/** Files of descriptions, for reference and page, and of words that stand in files. */
const DESCRIPTIONS = /\/(contract|rules|rulesets|halts|presets|preset_heads|emit|ranges)\.rs$/;
/** Files that hold other words, too: of them only what looks like a complaint. */
const OTHER_WORDS =
  /\/(controls?|declare|functions|shocks|spec|lenses|market_lenses|seen|visibility)\.rs$|\/executors\/\w+\.rs$|\/wasm\/(mod|analysis|stage|crowd|results)\.rs$/;
/** Files of mechanisms, which declare themselves. */
const MECHANISMS = /^src\/((sources|couplings|market|settlement|population)\/|analysis\/systemic)/;
const COMPLAINT = /; expected |; at most | is missing|not built|it has \{|there is no |(landings|markets) are |has failed/;

/** What stands between quotes and is no message: names in files, words that a format needs, types of the binding. */
const NO_MESSAGE = new Set([
  "grand total",
  "total g\u00e9n\u00e9ral",
  "suma total",
  "sum of",
  "source ",
  "quelle ",
  "data by",
  "data from",
  "total ",
  "summe ",
  "long position",
  "net long",
  "short position",
  "net short",
  "open long",
  "open short",
  "buy to open",
  "sell to open",
  "sell short",
  // What happened to a share, as it stands between its prices.
  "stock split",
  "stock splits",
  "capital gain",
  "capital gains",
  // Columns that a file without names is read as.
  "quote volume",
  "side, price, amount or side, amount, price",
  "margin mode",
  // Of the name of a column.
  "per cent",
  "\\u{:04x}",
  "[object Object]",
  "Registered data.",
  "Name under which the bytes were registered.",
  "SHA-256 of the bytes in hexadecimal; empty: any bytes of that name.",
  "Contract in the file; null: the first by name.",
  // Put together of others, each of them a message.
  "{} {}",
]);

/** Message or part of one, as they stand in the source. */
function* templates() {
  for (const folder of [
    "src/scenario",
    "src/sources",
    "src/couplings",
    "src/market",
    "src/settlement",
    "src/population",
    "src/wasm",
    "src/json.rs",
    "src/error.rs",
    "src/analysis/own.rs",
    "src/analysis/systemic.rs",
    "src/engine/mod.rs",
  ]) {
    const paths = folder.endsWith(".rs") ? [folder] : readdirSync(new URL(folder, root), { recursive: true }).map((name) => `${folder}/${name}`);
    for (const path of paths.filter((name) => name.endsWith(".rs") && !DESCRIPTIONS.test(name))) {
      const whole = readFileSync(new URL(path, root), "utf8");
      const tests = whole.search(/#\[cfg\(test\)\]\s*mod /);
      const source = tests < 0 ? whole : whole.slice(0, tests);
      for (const { at, text } of literals(source)) {
        const before = source.slice(Math.max(0, at - 80), at);
        // For whoever reads the program.
        if (/(reason = |expect\(\s*|doc = |unreachable!\(\s*|assert!\([^;]*|unchecked_(return|param|optional_param)_type = )$/.test(before)) continue;
        const isSaid = /[a-z}] [a-z{]|^ |[a-z] $|^\p{L}[^{]* \{/u.test(text) && /[a-z]{2}/.test(text.replace(/\{[^}]*\}/g, ""));
        // Beside what a mechanism does stand the sentences about it and its fields, which have no places but those that are
        // one thing in a rise and another in a fall.
        const isDescription = MECHANISMS.test(path) && (!text.includes("{") || /\{[^{}]*\|[^{}]*\}/.test(text));
        if (isSaid && !isDescription && !NO_MESSAGE.has(text) && (!OTHER_WORDS.test(path) || COMPLAINT.test(text))) yield { path, text };
      }
    }
  }
}

const places = (text) => [...text.matchAll(/\{[^{}]*\}/g)].length;

test("every message that the engine can write has a German form", () => {
  const known = new Set(DETAILS.flatMap(([english, , ...parts]) => [english, ...parts]));
  const found = [...templates()];
  assert.ok(found.length > 200, `${found.length} templates`);
  const missing = found.filter(({ text }) => !known.has(text)).map(({ path, text }) => `${path}: ${JSON.stringify(text)}`);
  assert.deepEqual(missing, [], "put them into www/js/details-de.js");
});

test("a German form has the places of the English one, and each English one stands there once", () => {
  const seen = new Set();
  for (const [english, german] of DETAILS) {
    assert.equal(places(german), places(english) - (english.endsWith("{doc}") ? 1 : 0), english);
    assert.ok(!seen.has(english), english);
    seen.add(english);
    assert.doesNotMatch(german.replace(/\{[^}]*\}/g, ""), ENGLISH, english);
  }
});

/** Not to be taken for the end of a message. */
const ODD = "x y; expected z";

/** Words that no German message has, but names of fields and columns. */
const ENGLISH = /(^|[\s(])(is|are|the|expected|of|from|missing|has|but|not|number|which|one|taken|allowed)(?=[\s;:,.)]|$)/;

/** What a person says of this, with what the input itself says taken out. */
function leftEnglish(message) {
  const said = germanDetail(message);
  if (said === null) return "no German form";
  // Between quotes, or JSON, stands the input.
  const own = said
    .replaceAll(ODD, "")
    .replace(/„[^“]*“/g, "")
    .replace(/"[^"]*"/g, "")
    .replace(/[[{].*?[\]}]/g, "");
  return ENGLISH.exec(own)?.[0] ?? null;
}

function problemsOf(work) {
  try {
    const found = work();
    return Array.isArray(found) ? found : [];
  } catch (error) {
    assert.equal(typeof error.code, "string", String(error));
    return [error, ...(error.problems ?? [])];
  }
}

function* everyPlace(value, path = []) {
  if (value === null || typeof value !== "object") return;
  for (const key of Object.keys(value)) {
    yield [...path, key];
    yield* everyPlace(value[key], [...path, key]);
  }
}

const WRONG = [undefined, null, -1, 0, 0.5, 1e300, ODD, "", true, [], [1], {}, { kind: "nobody" }, [[1, 2, 3]], () => 1, "no such word"];

test("whatever is wrong with a scenario is said in German", { skip }, () => {
  const left = new Map();
  let count = 0;
  for (const name of engine.presetNames()) {
    const preset = engine.preset(name);
    for (const file of dataNames(preset)) engine.registerData(file, readFileSync(new URL(`www/data/${file}`, root)));
    for (const path of everyPlace(preset)) {
      for (const wrong of WRONG) {
        const scenario = structuredClone(preset);
        const last = path[path.length - 1];
        const holder = path.slice(0, -1).reduce((inner, key) => inner[key], scenario);
        if (wrong === undefined) delete holder[last];
        else holder[last] = wrong;
        if (wrong === true) holder[`${last}s`] = 5;
        for (const { message } of problemsOf(() => engine.validate(scenario))) {
          count += 1;
          const why = leftEnglish(message);
          if (why !== null) left.set(message, why);
        }
      }
    }
  }
  assert.ok(count > 5000, `${count} messages`);
  assert.deepEqual([...left].slice(0, 20), []);
});

/** What functions that ask for no run take; each argument and each place in it is replaced by something wrong. */
const LEG = { type: "put", strike: 90, expiryDays: 30, volatility: 0.6, contracts: -1 };
const BANK = { id: "A", equity: 11, other: 100, holdings: [{ market: "m", value: 100 }] };
const CALLS = [
  ["optionGreeks", { type: "put", strike: 90, expiryDays: 30, volatility: 0.6 }, 100],
  ["optionRequirement", { id: "W", equity: 5, perp: 1, legs: [LEG] }, 100, { rule: "scan", steps: 4, share: 1 }, { margin: { contract: "linear" } }],
  ["optionRequirement", { legs: [LEG] }, 100, { rule: "span", priceRange: 0.1, extremeMove: 3 }],
  ["optionRequirement", { legs: [LEG] }, 100, { rule: "scenarios", rows: [{ price: 0.1, volatility: 0.2, weight: 1 }] }],
  ["optionRequirement", { legs: [LEG] }, 100, { rule: "standard", addOn: 0.1 }],
  ["callPrice", { side: "long", quantity: 1, loan: 5, credit: null }, { maintenance: 0.25 }],
  ["callPrice", { side: "short", quantity: 1, credit: 5 }, { maintenance: 0.25 }],
  ["aggregateVulnerability", { markets: [{ id: "m", shock: -0.1, depth: 100 }], banks: [BANK] }],
  ["fireSale", { markets: [{ id: "m", depth: 100 }], banks: [BANK] }, { maxLeverage: 20, bufferLeverage: 18, saleImpact: 0.5, maxRounds: 9 }],
];

test("whatever is wrong with what a function is given is said in German", { skip }, () => {
  const left = new Map();
  let count = 0;
  for (const [name, ...given] of CALLS) {
    assert.deepEqual(
      problemsOf(() => engine[name](...given)),
      [],
      name,
    );
    for (const path of everyPlace(given)) {
      for (const wrong of [...WRONG, "inverse", "short", 0.9, 1e15]) {
        const changed = structuredClone(given);
        const last = path[path.length - 1];
        const holder = path.slice(0, -1).reduce((inner, key) => inner[key], changed);
        if (wrong === undefined) delete holder[last];
        else holder[last] = wrong;
        if (wrong === true && path.length > 1) holder[`${last}s`] = 5;
        for (const { message } of problemsOf(() => engine[name](...changed))) {
          count += 1;
          const why = leftEnglish(message);
          if (why !== null) left.set(message, why);
        }
      }
    }
  }
  assert.ok(count > 1000, `${count} messages`);
  assert.deepEqual([...left].slice(0, 20), []);
});

/** Files of every kind, each with a few places where something else may stand. */
const FILES = {
  "positions.csv": "symbol,side,quantity,entry_price,leverage\nBTC,long,2,100,10\nBTC,short,1.5,101,5\n",
  "prices.csv": "timestamp,open,high,low,close\n2021-05-19T13:00:00Z,100,101,99,100\n2021-05-19T13:01:00Z,100,102,98,101\n",
  "book.csv": "side,price,amount\nbid,99,1\nask,101,2\n",
  "book.json": '{"bids":[["99","1"],["98","2"]],"asks":[["101","1"],["102","3"]]}',
  "brackets.json":
    '{"BTCUSDT":[{"notionalFloor":0,"notionalCap":50000,"maintMarginRatio":0.004,"initialLeverage":125},{"notionalFloor":50000,"notionalCap":250000,"maintMarginRatio":0.005,"initialLeverage":100}]}',
  "positions.json":
    '[{"symbol":"BTC","side":"long","quantity":2,"entryPrice":100,"leverage":10},{"symbol":"BTC","side":"short","quantity":1,"entryPrice":101,"leverage":5}]',
};
const CELLS = ["", "x", "-1", "0", "1e300", "1,5", "1.234,5", '"', "long", "null", "[]", "{}", "\u0000", "03/04/2021", "ETH", "1,000"];

test("whatever is wrong with a file is said in German", { skip }, () => {
  const left = new Map();
  let count = 0;
  const look = (text) => {
    for (const { message } of problemsOf(() => engine.registerData("f", new TextEncoder().encode(text)))) {
      count += 1;
      const why = leftEnglish(message);
      if (why !== null) left.set(message, why);
    }
  };
  for (const text of [
    "",
    "<html>",
    "PK\u0003\u0004",
    "PAR1",
    "hello",
    "{",
    "[",
    "[]",
    "{}",
    "[[[",
    '{"a":1}',
    '{"version":1}',
    '{"version":1,"markets":[]}',
    "[1,]",
    '{"a" 1}',
    '{"a":tru}',
    '"',
    '"\\x"',
    "1e999",
    "-",
    "a,b\n1,2\n",
  ])
    look(text);
  for (const text of Object.values(FILES)) {
    const parts = text.split(/([,\n:{}[\]])/);
    for (const [at, part] of parts.entries()) {
      for (const cell of CELLS) look(parts.with(at, part.startsWith('"') && cell !== '"' && cell !== "[]" ? `"${cell}"` : cell).join(""));
      look(parts.slice(0, at).join(""));
      look(parts.toSpliced(at, 1).join(""));
    }
  }
  assert.ok(count > 500, `${count} messages`);
  assert.deepEqual([...left].slice(0, 20), []);
});

test("what was expected of a cell is German where it has a colon, too", () => {
  const expected = DETAILS.filter(([english]) => /^(a|an|the|less|more|not|nothing) .*: /.test(english) && !/(; expected| is missing)/.test(english));
  assert.ok(expected.length > 5, `${expected.length} of them`);
  const filled = (/** @type {string} */ text) => {
    let next = 7;
    return text.replace(/\{[^{}]*\}/g, () => String(next++));
  };
  const bare = (/** @type {string | null} */ text) => text?.replace(/[„“"]/g, "");
  for (const [english, german] of expected) {
    const said = germanDetail(`line 3, column "time" is "5"; expected ${filled(english)}`);
    assert.equal(bare(said), bare(`Zeile 3, Spalte „time“ ist „5“; erwartet wird ${filled(german)}`));
  }
  assert.equal(
    germanDetail('line 3, column "1" is "1381095255"; expected a time of its own: line 2 has it, too, with other prices'),
    "Zeile 3, Spalte „1“ ist „1381095255“; erwartet wird eine eigene Zeit: Zeile 2 hat dieselbe, mit anderen Preisen",
  );
  assert.equal(germanDetail("line 1, column 13: expected a value"), "Zeile 1, Spalte 13: erwartet wird ein Wert");
});

test("what the input says stays as it is", () => {
  for (const [english, german] of [
    [
      'line 2, column "quantity" is "1,5"; expected a number from 1e-15 to 1e15',
      "Zeile 2, Spalte „quantity“ ist „1,5“; erwartet wird eine Zahl von 1e-15 bis 1e15",
    ],
    ['line 2, column "a; expected b" is "the text"; expected a time', "Zeile 2, Spalte „a; expected b“ ist „the text“; erwartet wird eine Zeit"],
    [
      'line 1: taken for a price path, but the column price is missing from "time, x"',
      "Zeile 1: als ein Preisverlauf gelesen, aber die Spalte price fehlt unter „time, x“",
    ],
    [
      'markets[0].impact (here {"depth":1}) is no field of the scenario; known here: "id", "price"',
      'markets[0].impact (hier {"depth":1}) ist kein Feld des Szenarios; hier bekannt: „id“, „price“',
    ],
    [
      "clock.tickS of 0.01 s makes 1000000.5 steps with those at the extremes of a path between two ticks; at most 10 are allowed",
      "clock.tickS von 0,01 s ergibt 1000000,5 Schritte samt denen an Extremen eines Verlaufs zwischen zwei Schritten; erlaubt sind höchstens 10",
    ],
  ]) {
    assert.equal(germanDetail(english), german);
  }
  for (const foreign of ["words of somebody else", "bad.csv is no table", "one or two"]) assert.equal(germanDetail(foreign), null, foreign);
});
