// What the module answers to callers who give it something else than it asked for: a clear error with code and field,
// never a trap, and the next call works. Needs `cargo xtask build`.
import assert from "node:assert/strict";
import test from "node:test";
import { loadModule, skip } from "./module.mjs";

const engine = await loadModule();

const SCENARIO = {
  markets: [{ price: 100, impact: { law: "linear", slope: 0.01 } }],
  populations: [{ kind: "levels", from: 80, to: 95, quantity: 10, count: 10 }],
  shock: { kind: "priceGap", ratio: -0.06 },
};
const scenario = (changes = {}) => ({ ...structuredClone(SCENARIO), ...changes });
const withMargin = (margin) => scenario({ markets: [{ ...SCENARIO.markets[0], margin }] });
const THEME = {
  background: "#000000",
  foreground: "#ffffff",
  muted: "#888888",
  grid: "#222222",
  price: "#ffffff",
  counterfactual: "#888888",
  gap: "#aaaaaa",
  long: "#00ff00",
  short: "#ff0000",
  longHeat: ["#000000", "#00ff00"],
  shortHeat: ["#000000", "#ff0000"],
  bid: "#00ff00",
  ask: "#ff0000",
  waves: ["#ffffff"],
};
const SIZE = { widthCss: 400, heightCss: 300, pixelRatio: 1 };

/** Refused with a code, a field and words that hold all of `parts`; the engine goes on. */
function refused(call, code, field, ...parts) {
  assert.throws(call, (error) => {
    assert.ok(error instanceof Error && !(error instanceof WebAssembly.RuntimeError), `${error}`);
    assert.equal(error.code, code, error.message);
    assert.equal(error.field, field, error.message);
    for (const part of parts) assert.ok(error.message.includes(part), error.message);
    return true;
  });
  assert.equal(engine.validate(scenario()).length, 0);
}

const LISTS = {
  "of a number": 5,
  "of a record": {},
  "of text": "12",
  "of a function": () => 1,
  "of a symbol": Symbol("s"),
  "without a whole length": { length: 1.5 },
  "shorter than nothing": { length: -1 },
};

test("lists of numbers are lists of numbers, however long they say they are", { skip }, () => {
  const prepared = engine.prepare(scenario());
  const match = engine.preset("the-match");
  for (const [what, value] of Object.entries(LISTS)) {
    refused(() => engine.setLeverageShape(match, value), "wrongType", "shape", "expected a list of numbers");
    refused(() => prepared.phase(value, [-0.1]), "wrongType", "depthFactors", "expected a list of numbers");
    refused(() => prepared.phase([1], value), "wrongType", "shockRatios", "expected a list of numbers");
    assert.ok(what);
  }
  const liar = new (class extends Float64Array {
    get length() {
      return 1e9;
    }
  })(3);
  for (const value of [{ length: 1e9 }, new Proxy([], { get: (_, key) => (key === "length" ? 4294967295 : 1) }), liar, new Array(4e9)]) {
    refused(() => engine.setLeverageShape(match, value), "outOfRange", "shape", "at most 1000");
    refused(() => prepared.phase(value, [-0.1]), "outOfRange", "depthFactors", "at most 16384");
  }
  refused(() => prepared.phase([1, "2"], [-0.1]), "wrongType", "depthFactors[1]", '"2"', "expected a number");
  refused(() => prepared.phase([1], { length: 2, 0: -0.1 }), "wrongType", "shockRatios[1]", "undefined");
  refused(
    () =>
      prepared.phase([1], {
        get length() {
          throw new Error("mine");
        },
      }),
    "wrongType",
    "shockRatios",
  );
  // What is like an array is one.
  const wanted = prepared.phase([1, 2], [-0.1, -0.2]).finalRatio;
  for (const make of [Float64Array.from, Float32Array.of, (...numbers) => ({ ...numbers, length: numbers.length })].slice(2)) {
    assert.deepEqual(prepared.phase(make(1, 2), make(-0.1, -0.2)).finalRatio, wanted);
  }
  assert.deepEqual(prepared.phase(new Int8Array([1, 2]), new Float64Array([-0.1, -0.2])).finalRatio, wanted);
  prepared.free();
});

test("a phase diagram has its limit, whatever the product of its sides is in 32 bits", { skip }, () => {
  const prepared = engine.prepare(scenario());
  for (const [depths, shocks] of [
    [16384, 2],
    [129, 128],
    [65536, 65536],
    [65536, 65537],
  ]) {
    assert.throws(
      () => prepared.phase(new Float64Array(depths).fill(1), new Float64Array(shocks).fill(-0.1)),
      (error) => error.code === "outOfRange" && /16384/.test(error.message),
    );
  }
  assert.equal(prepared.phase(new Float64Array(128).fill(1), new Float64Array(128).fill(-0.1)).finalRatio.length, 16384);
  prepared.free();
});

test("numbers that are none are refused by every control", { skip }, () => {
  const match = engine.preset("the-match");
  for (const { name } of engine.controls(match)) {
    for (const value of [Infinity, -Infinity, NaN]) refused(() => engine.setControl(match, name, value), "outOfRange", name, String(value));
  }
  refused(() => engine.setControl(match, "leverage", -0), "outOfRange", "leverage", "Leverage is 0;");
  for (const [value, shown] of [
    ["5", '"5"'],
    [null, "null"],
    [{}, "an object"],
    [[5], "a list"],
    [() => 5, "a function"],
    [Symbol("x"), "a symbol"],
    [5n, "a BigInt"],
  ]) {
    refused(() => engine.setControl(match, "leverage", value), "wrongType", "value", `value is ${shown}; expected a number`);
  }
  for (const wanted of [undefined, null, 5, [], {}, { values: [] }, { values: "x" }])
    refused(() => engine.applySettings(match, wanted), "wrongType", "wanted", "an object with values");
  const strange = { values: { leverage: Infinity, shock: "deep", executor: "nobody", positions: 12.4, nothing: 1 }, shape: [1, 2], mostPositions: 5 };
  // What stands for infinity in an object is no number.
  const { remarks, values, scenario: made } = engine.applySettings(match, { ...strange, values: { ...strange.values, leverage: 1e300 } });
  assert.deepEqual(Object.fromEntries(remarks.map(({ kind, name }) => [name, kind])), {
    executor: "unreadable",
    shape: "unreadable",
    leverage: "clamped",
    shock: "unreadable",
    positions: "clamped",
    nothing: "ignored",
  });
  assert.deepEqual(engine.validate(made), []);
  assert.equal(typeof values.leverage, "number");
  assert.deepEqual(engine.applySettings(match, { values: {} }).scenario, match);
  refused(() => engine.setControls(match, []), "wrongType", "values", "values is a list; expected an object");
  refused(() => engine.setControls(match, { leverage: "5" }), "wrongType", "leverage", 'leverage is "5"; expected a number');
});

test("choices that do not exist are refused, not made up", { skip }, () => {
  const prepared = engine.prepare(scenario());
  const trace = prepared.trace();
  refused(() => prepared.figure("nope", SIZE, THEME, {}), "unknownChoice", "kind", '"nope"', '"fragility", "leverage" or "liquidations"');
  refused(() => prepared.figure(undefined, SIZE, THEME, {}), "unknownChoice", "kind", "undefined");
  assert.deepEqual(trace.feedback(trace.sources()[0].id), trace.column("branchingRatio"));
  refused(() => trace.feedback("nobody"), "unknownChoice", "sourceId", '"nobody"', "the sources are", trace.sources()[0].id);
  refused(() => trace.feedback(5), "wrongType", "sourceId");
  refused(() => trace.figure("nope", SIZE, THEME, {}, 1), "unknownChoice", "kind", '"flow" or "feedback"');
  for (const points of [-1, 0, 15, 513, 1e9, 20.5, NaN, Infinity]) refused(() => prepared.fragility(points), "outOfRange", "points", "from 16 to 512");
  for (const points of ["24", {}, [24], Symbol("x")]) refused(() => prepared.fragility(points), "wrongType", "points");
  assert.ok(prepared.fragility(24).shockRatio.length <= 24);
  assert.deepEqual(prepared.fragility().shockRatio, prepared.fragility(512).shockRatio);
  for (const options of [[], () => 1, 5, "x", new Date(), new Map(), /x/, trace, Symbol("x"), true])
    refused(() => prepared.run(options), "wrongType", "options", "expected an object");
  refused(() => prepared.run({ shockRatio: "5" }), "wrongType", "shockRatio");
  refused(() => prepared.run({ shockRatio: Infinity }), "outOfRange", "shockRatio", "shockRatio is Infinity");
  refused(() => prepared.run({ shock: -0.1 }), "unknownField", "shock");
  refused(
    () =>
      prepared.run({
        get shockRatio() {
          throw new Error("mine");
        },
      }),
    "malformed",
    "shockRatio",
    "mine",
  );
  refused(
    () =>
      prepared.run(
        new Proxy(
          {},
          {
            ownKeys() {
              throw new Error("mine");
            },
          },
        ),
      ),
    "wrongType",
    "options",
  );
  for (const options of [undefined, null, {}, Object.create(null), { shockRatio: undefined }]) assert.deepEqual(prepared.run(options), prepared.run());
  const account = { wallet: 10, positions: [{ side: "long", quantity: 1, entryPrice: 100, markPrice: 100, maintenance: { ratio: 0.01 } }] };
  assert.equal(typeof engine.crossLiquidationPrice(account, 0), "number");
  for (const index of [-1, 1, 0.5, NaN]) refused(() => engine.crossLiquidationPrice(account, index), "outOfRange", "index");
  trace.free();
  prepared.free();
});

const OPTION = { type: "put", strike: 90, expiryDays: 30, volatility: 0.6 };
const SYSTEM = {
  markets: [{ id: "m", shock: -0.02, depth: 2000 }],
  banks: [{ id: "A", equity: 11, other: 100, holdings: [{ market: "m", value: 100 }] }],
};

test("functions that ask for no run answer, or say all that is wrong with what they are given", { skip }, () => {
  const near = (found, expected) => assert.ok(Math.abs(found - expected) <= 1e-12 * Math.abs(expected), `${found}, expected ${expected}`);
  // OT1, OT8, V12.
  near(engine.optionPrice(OPTION, 100), 2.6915684932745);
  near(engine.optionGreeks(OPTION, 100).vega, 8.9613346232007);
  const legs = [
    { ...OPTION, contracts: -10 },
    { ...OPTION, type: "call", strike: 110, contracts: -10 },
  ];
  const found = engine.optionRequirement({ legs }, 100);
  near(found.requirement, 111.3543375925);
  assert.deepEqual(found, { ...found, worstPriceMove: 0.16, worstVolatilityMove: 0.5 });
  assert.deepEqual(engine.optionRequirement({ perp: 3, legs: [] }, 100, { rule: "standard" }, scenario().markets[0]), {
    requirement: 1.5,
    worstPriceMove: null,
    worstVolatilityMove: null,
  });
  near(engine.callPrice({ quantity: 1000, loan: 50_000 }, { maintenance: 0.25 }), 200 / 3);
  assert.equal(engine.callPrice({ quantity: 1, loan: 0 }), undefined);
  near(engine.aggregateVulnerability(SYSTEM).directLoss, 2);
  near(engine.fireSale(SYSTEM, { maxRounds: 1 }).soldByRound[0], 36);

  for (const price of [NaN, Infinity, -Infinity, "100", [], {}, true]) refused(() => engine.optionPrice(OPTION, price), "wrongType", "price");
  for (const price of [0, -1, 1e300]) refused(() => engine.optionGreeks(OPTION, price), "outOfRange", "price", "expected a number from");
  refused(() => engine.optionPrice(), "missingField", "option");
  refused(() => engine.optionPrice(new Date(), 100), "malformed", "", "an object (Date)");
  refused(() => engine.optionRequirement({ legs: new Array(10_001).fill(legs[0]) }, 100), "outOfRange", "account.legs", "0 to 10000");
  refused(() => engine.optionRequirement({ legs: new Array(4e9) }, 100), "malformed", "legs", "more than");
  refused(() => engine.optionRequirement({ legs }, 100, { rule: "span", priceRange: 0.5 }), "inconsistent", "margin.extremeMove");
  refused(() => engine.optionRequirement({ legs }, 100, "scan"), "wrongType", "margin");
  refused(() => engine.callPrice({ quantity: 1, loan: 1 }, { maintenence: 0.3 }), "unknownField", "rules.maintenence", 'did you mean "maintenance"');
  refused(() => engine.callPrice({ side: "short", quantity: 1, loan: 1 }), "inconsistent", "row");
  refused(() => engine.fireSale(SYSTEM, { maxLeverage: 10 }), "inconsistent", "rules.bufferLeverage");
  refused(() => engine.aggregateVulnerability([SYSTEM]), "wrongType", "system");
  assert.throws(
    () => engine.optionGreeks({ type: "cal", strike: 0, expiryDays: 30 }, null),
    (error) => {
      const said = error.problems.map(({ code, field }) => `${code} ${field}`);
      assert.deepEqual(said, ["unknownChoice option.type", "outOfRange option.strike", "missingField option.volatility", "missingField price"]);
      assert.deepEqual([error.problems[1].value, error.problems[1].min, error.problems[1].max], ["0", 1e-9, 1e12]);
      return true;
    },
  );
});

test("only records and lists are plain data", { skip }, () => {
  const trace = engine.run(scenario());
  class Own {
    ratio = 0.01;
  }
  const others = {
    Date: new Date(),
    RegExp: /x/,
    Promise: Promise.resolve(),
    WeakMap: new WeakMap(),
    WeakSet: new WeakSet(),
    Set: new Set(),
    Error: new Error("x"),
    Trace: trace,
    Own: new Own(),
    Uint8Array: new Uint8Array(2),
    ArrayBuffer: new ArrayBuffer(2),
    String: new String("x"),
  };
  for (const [name, value] of Object.entries(others))
    refused(() => engine.run(withMargin(value)), "malformed", "markets[0].margin", `markets[0].margin is an object (${name}); expected plain data`);
  for (const value of [
    Math,
    JSON,
    Reflect,
    Atomics,
    (function () {
      return arguments;
    })(),
  ])
    refused(() => engine.run(withMargin(value)), "malformed", "markets[0].margin", "expected plain data");
  for (const value of [() => 1, class {}]) refused(() => engine.run(withMargin(value)), "malformed", "markets[0].margin", "a function");
  refused(() => engine.run(scenario({ title: Symbol("x") })), "malformed", "title", "a symbol");
  refused(() => engine.run(scenario({ seed: 2n ** 70n })), "malformed", "seed", "beyond 64 bits");
  // Of any window, without a prototype, behind a proxy, as a map: all of these are records.
  for (const value of [Object.create(null), {}, new Proxy({}, {}), new Map()]) assert.deepEqual(engine.validate(withMargin(value)), []);
  trace.free();
});

test("a fault deep inside is told with its place", { skip }, () => {
  const rows = [
    { quantity: 1, entryPrice: 100, leverage: 10 },
    { quantity: 1, entryPrice: new Date(), leverage: 10 },
  ];
  const [problem] = engine.validate(scenario({ populations: [{ kind: "positions", rows }] }));
  assert.equal(problem.code, "malformed");
  assert.equal(problem.field, "populations[0].rows[1].entryPrice");
  assert.match(problem.message, /^populations\[0\]\.rows\[1\]\.entryPrice is an object \(Date\)/);
});

test("an exception of the caller's own costs nothing and comes back as the cause", { skip }, () => {
  const mine = new Error("mine");
  const thrower = () => {
    throw mine;
  };
  const inputs = {
    "a getter": () => ({
      get markets() {
        return thrower();
      },
    }),
    "a getter in a list": () => scenario({ populations: [Object.defineProperty([], 0, { get: thrower, enumerable: true })] }),
    "a proxy": () => new Proxy({}, { ownKeys: thrower }),
    "the prototype of a proxy": () => new Proxy({}, { getPrototypeOf: thrower }),
    "the length of a list": () => scenario({ markets: new Proxy([], { get: thrower }) }),
    "a tag": () => ({
      get [Symbol.toStringTag]() {
        return thrower();
      },
    }),
    "a map": () => Object.assign(new Map(), { [Symbol.iterator]: thrower }),
  };
  for (const [name, make] of Object.entries(inputs)) {
    for (let turn = 0; turn < 1500; turn += 1) {
      const [problem] = engine.validate(make());
      assert.equal(problem.code, "malformed", `${name} ${turn}: ${problem.message}`);
      assert.match(problem.message, /cannot be read: mine/, name);
    }
    assert.throws(
      () => engine.run(make()),
      (error) => error.code === "malformed" && error.cause === mine,
      name,
    );
  }
  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  assert.equal(engine.validate(revoked.proxy)[0].code, "malformed");
  const stage = new engine.Stage();
  for (let turn = 0; turn < 1500; turn += 1) {
    assert.throws(
      () =>
        stage.setTheme({
          get background() {
            return thrower();
          },
        }),
      /mine/,
    );
    assert.throws(
      () =>
        stage.setLabels({
          get shock() {
            return thrower();
          },
        }),
      /mine/,
    );
  }
  stage.setTheme(THEME);
  stage.free();
});

test("an exception of the canvas leaves the stage as it was, and the next picture is whole", { skip }, () => {
  globalThis.ImageData ??= class {};
  const calls = [];
  const context = (broken) =>
    new Proxy(
      {},
      {
        get:
          (_, name) =>
          (...values) => {
            if (name === broken) throw new Error("canvas lost");
            calls.push([name, ...values]);
          },
        set: (_, name) => {
          if (name === broken) throw new Error("canvas lost");
          return true;
        },
      },
    );
  const trace = engine.run(engine.preset("thin-book"));
  const stage = new engine.Stage();
  stage.load(trace);
  for (const broken of ["putImageData", "fillText", "save", "clip", "rect", "beginPath", "font", "fillStyle", "textAlign", "textBaseline", "restore"]) {
    calls.length = 0;
    stage.invalidate();
    assert.throws(() => stage.draw(context(broken), 1), /canvas lost/, broken);
    const count = (name) => calls.filter(([called]) => called === name).length;
    if (!["save", "restore"].includes(broken)) assert.equal(count("save"), count("restore"), broken);
    calls.length = 0;
    stage.draw(context(), 1);
    const [, , , , left, top, width, height] = calls.find(([name]) => name === "putImageData");
    assert.deepEqual([left, top, width, height], [0, 0, stage.widthPx, stage.heightPx], broken);
  }
  stage.free();
  trace.free();
});

test("faults without end are told a hundred times, and words without end in part", { skip }, () => {
  const start = performance.now();
  const rows = (row) => scenario({ populations: [{ kind: "positions", rows: new Array(20_000).fill(row) }] });
  const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1]));
  const book = (bids) => scenario({ markets: [{ price: 100, impact: { law: "book", bids } }] });
  for (const wrong of [rows({}), rows({ quantity: 1, entryPrice: 1 }), scenario(keys), book(new Array(100_000).fill(null))]) {
    const problems = engine.validate(wrong);
    assert.equal(problems.length, 101);
    assert.match(problems[100].message, /^and more/);
    assert.throws(() => engine.run(wrong), /\(and at least 100 more problems\)$/);
  }
  assert.match(engine.validate(book(new Array(200_000)))[0].message, /has 200000 levels; at most 100000/);
  refused(() => engine.run(new Array(4e9)), "wrongType", "", "the scenario is [null,null,");
  const word = "x".repeat(1_000_000);
  const said = [
    () => engine.run(scenario({ markets: [{ price: 1, impact: { law: word } }] })),
    () => engine.preset(word),
    () => engine.setControl(scenario(), word, 1),
    () => engine.useData(scenario(), word),
    () => engine.run(scenario({ [word]: 1 })),
    () => engine.setControl(scenario(), "leverage", word),
    () => engine.run(scenario({ shock: { kind: "priceGap", ratio: -0.06, market: word } })),
    () => engine.run(scenario()).depth(word),
  ];
  for (const call of said) {
    assert.throws(call, (error) => {
      assert.ok(error.code, `${error.message.slice(0, 200)}`);
      for (const { message, field, value = "" } of error.problems)
        assert.ok(message.length < 1500 && field.length < 100 && value.length <= 60, `${message.slice(0, 200)}`);
      return error.message.length < 1500;
    });
  }
  assert.ok(performance.now() - start < 60_000);
});

test("methods take nothing but objects of their own class for this", { skip }, () => {
  const prepared = engine.prepare(scenario());
  const trace = prepared.trace();
  const before = prepared.run();
  const said = /^(Trace|Prepared)\.prototype\.\S+ was called with something else than a \1$/;
  const wrong = (of, key, part, self, ...given) =>
    assert.throws(
      () => Object.getOwnPropertyDescriptor(of.prototype, key)[part].apply(self, given),
      (error) => error instanceof TypeError && said.test(error.message),
      String(key),
    );
  const getter = Object.entries(Object.getOwnPropertyDescriptors(engine.Trace.prototype)).find(([, { get }]) => get)?.[0];
  for (const self of [undefined, null, {}, 5, prepared, engine, Object.create(null)]) {
    wrong(engine.Trace, "column", "value", self, "price");
    wrong(engine.Trace, "free", "value", self);
    if (getter) wrong(engine.Trace, getter, "get", self);
  }
  for (const self of [undefined, {}, trace]) {
    wrong(engine.Prepared, "run", "value", self);
    if (Symbol.dispose) wrong(engine.Prepared, Symbol.dispose, "value", self);
  }
  // Nobody was harmed, objects of the class are still served, and what is freed says so.
  assert.deepEqual(prepared.run(), before);
  assert.ok(trace.column("lastPrice").length > 1);
  const inherits = Object.create(engine.Trace.prototype);
  assert.throws(() => inherits.column("lastPrice"), /null pointer/);
  trace.free();
  assert.throws(() => trace.column("lastPrice"), /null pointer/);
  prepared.free();
});

// By counting what is read of them, not by a clock.
test("a list that is longer than it may be is refused before its entries are read", { skip }, () => {
  let reads = 0;
  const many = (count, entry) =>
    new Proxy(new Array(count).fill(entry), {
      get(list, key) {
        reads += 1;
        return list[key];
      },
    });
  const row = { side: "long", quantity: 1, entryPrice: 100, leverage: 10 };
  const market = (fields) => scenario({ markets: [{ price: 100, impact: { law: "linear", slope: 0.01 }, ...fields }] });
  const point = { timeS: 1, price: 100 };
  const long = {
    markets: [9, scenario({ markets: many(9, scenario().markets[0]) }), 1, 8],
    accounts: [100_001, scenario({ accounts: many(100_001, { id: "a", wallet: 1 }) }), 0, 100_000],
    populations: [65, scenario({ populations: many(65, { kind: "positions", rows: [] }) }), 0, 64],
    "populations[0].rows": [2_000_000, scenario({ populations: [{ rows: many(2_000_000, row), kind: "positions" }] }), 0, 1_000_000],
    "markets[0].impact.bids": [1_000_000, market({ impact: { bids: many(1_000_000, [99, 1]), law: "book", asks: [[101, 1]] } }), undefined, 100_000],
    "markets[0].impact.asks": [1_000_000, market({ impact: { law: "book", bids: [[99, 1]], asks: many(1_000_000, [101, 1]) } }), undefined, 100_000],
    "markets[0].margin.maintenance.tiers": [101, market({ margin: { maintenance: { tiers: many(101, { notionalFrom: 0, ratio: 0.01 }) } } }), 1, 100],
    "shock.points": [1_000_001, scenario({ shock: { points: many(1_000_001, point), kind: "path" } }), 0, 1_000_000],
    "shock.rows": [100_001, scenario({ shock: { kind: "orders", rows: many(100_001, { timeS: 0, quantity: 1 }) } }), 1, 100_000],
    moreShocks: [17, scenario({ moreShocks: many(17, { kind: "none" }) }), 0, 16],
    couplings: [17, scenario({ couplings: many(17, {}) }), 0, 16],
  };
  for (const [field, [count, wrong, min, max]] of Object.entries(long)) {
    const calls = [engine.run, engine.prepare, engine.controls, (value) => engine.setControl(value, "leverage", 5), (value) => engine.addableMechanisms(value)];
    for (const call of calls) {
      reads = 0;
      refused(() => call(wrong), "outOfRange", field, `${field} has ${count} `);
      assert.ok(reads < 5, `${field}: ${reads} reads`);
    }
    reads = 0;
    const [problem, ...others] = engine.validate(wrong);
    assert.ok(reads < 5, `${field}: ${reads} reads`);
    assert.deepEqual(others, []);
    assert.deepEqual([problem.code, problem.field, problem.value, problem.min, problem.max], ["outOfRange", field, `${count}`, min, max]);
  }
  // Where no list may stand one is read as far as it is shown.
  for (const wrong of [
    scenario({ nobody: many(1_000_000, 1) }),
    scenario({ seed: many(1_000_000, 1) }),
    market({ impact: { law: "book", bids: [many(1_000_000, 1)], asks: [] } }),
  ]) {
    reads = 0;
    const [problem] = engine.validate(wrong);
    assert.match(problem.value, /^\[1,1,.*\.\.\.$/);
    assert.ok(reads < 300, `${problem.field}: ${reads} reads`);
  }
});

test("bytes are as long as they are", { skip }, () => {
  const good = new TextEncoder().encode("side,quantity,entry_price,leverage\nlong,1,100,10\n");
  class Liar extends Uint8Array {
    get length() {
      return 2 ** 31;
    }
  }
  assert.equal(engine.registerData("liar.csv", Liar.from(good)).kind, "positions");
  const own = Object.defineProperty(good.slice(), "length", { value: 1e9 });
  assert.equal(engine.registerData("own.csv", own).kind, "positions");
  assert.equal(engine.registerData("node.csv", Buffer.from(good)).kind, "positions");
  refused(() => engine.registerData("x.csv", [1, 2]), "wrongType", "bytes", "bytes is a list; expected a Uint8Array");
  refused(() => engine.registerData("x.csv", "text"), "wrongType", "bytes");
  refused(() => engine.registerData(5, good), "wrongType", "name", "name is 5; expected text");
});
