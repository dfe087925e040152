// What the page takes for granted about the module that Rust gives it. Needs `cargo xtask build`.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { strings } from "../../www/js/strings.js";
import { controlOfField } from "../../www/js/error-field.js";
import { controlValue, inputText, readInput } from "../../www/js/format.js";
import { fromPosition, keyTarget, toPosition } from "../../www/js/scale.js";
import { dataNames } from "../../www/js/stage-host.js";
import { isTrap } from "../../www/js/traps.js";
import { loadModule, skip } from "./module.mjs";

const www = new URL("../../www/", import.meta.url);
const engine = await loadModule();

function preset(name) {
  const scenario = engine.preset(name);
  for (const file of dataNames(scenario)) engine.registerData(file, readFileSync(new URL(`data/${file}`, www)));
  return scenario;
}

test("the presets of the HTML are the presets of the engine, by name, title and order", { skip }, () => {
  const html = readFileSync(new URL("index.html", www), "utf8");
  const options = [...html.matchAll(/<option value="([a-z][a-z0-9-]+)"[^>]*>([^<]+)</g)].map(([, name, title]) => [name, title]);
  assert.deepEqual(
    options,
    engine.presetNames().map((name) => [name, engine.preset(name).title]),
  );
});

test("the three sliders stand in the HTML as the engine describes them", { skip }, () => {
  const controls = engine.controls(preset("the-match"));
  const trace = engine.run(preset("the-match"));
  const typical = trace.typicalLeverage();
  trace.free();
  for (const page of ["index.html", "embed.html"]) {
    const html = readFileSync(new URL(page, www), "utf8");
    const main = controls.filter(({ group }) => group === "main");
    assert.deepEqual(
      main.map(({ name }) => name),
      ["leverage", "depth", "shock"],
    );
    // What the page makes of them: the typical trader is the one of the run.
    for (const control of main) {
      const { name, label } = control;
      const { help } = strings.control(name === "leverage" ? { ...control, typical } : control);
      assert.ok(html.includes(`<label for="control-${name}">${label}</label>`), `${page}: ${label}`);
      assert.ok(html.includes(`id="control-${name}-help">${help}<`), `${page}: ${help}`);
    }
  }
});

test("every control of every preset can be shown, moved and set", { skip }, () => {
  for (const name of engine.presetNames()) {
    const scenario = preset(name);
    for (const control of engine.controls(scenario)) {
      const where = `${name}: ${control.name}`;
      assert.ok(controlValue(control, control.value).length > 0, where);
      const [least, most] = control.range;
      assert.ok(least <= control.value && control.value <= most, where);
      assert.ok(Math.abs(fromPosition(control, toPosition(control, control.value)) - control.value) <= 0.06 * Math.abs(control.value) + 1e-9, where);
      const shown = readInput(control, inputText(control, control.value)).value;
      // Four significant digits.
      assert.ok(Math.abs(shown - control.value) <= 5e-4 * Math.abs(control.value), where);
      for (const key of ["ArrowRight", "ArrowLeft", "Home", "End"]) {
        const value = keyTarget(control, control.value, key);
        engine.setControl(scenario, control.name, value);
      }
      // Those of a mechanism stand in a drawer of its own; what is seen is one of the scenario, and has one, too.
      assert.ok(["main", "traders", "market", "rules", "seen"].includes(control.group) || control.name.startsWith(`${control.group}.`), where);
    }
  }
});

test("a value out of range says which would be taken", { skip }, () => {
  const scenario = preset("the-match");
  assert.throws(
    () => engine.setControl(scenario, "leverage", 9999),
    (error) => error.code === "outOfRange" && controlOfField(error.field, ["leverage"]) === "leverage" && error.problems[0].max === 125,
  );
});

test("what is wrong with a scenario is found at its control", { skip }, () => {
  const names = engine.controls(preset("the-match")).map(({ name }) => name);
  const cases = [
    ["shock", (s) => (s.shock.ratio = -2)],
    ["leverage", (s) => (s.populations[0].leverage.median = -1)],
    ["leverageSpread", (s) => (s.populations[0].leverage.logSd = 99)],
    ["openInterest", (s) => (s.populations[0].openInterest = 0)],
    ["crowding", (s) => (s.populations[0].longShare = 2)],
    ["positions", (s) => (s.populations[0].count = 1e12)],
    ["depth", (s) => (s.markets[0].impact.depth = 0)],
    ["insuranceFund", (s) => (s.markets[0].insuranceFund = -1)],
  ];
  for (const [control, spoil] of cases) {
    const scenario = preset("the-match");
    spoil(scenario);
    const [problem] = engine.validate(scenario);
    assert.ok(problem, control);
    assert.equal(controlOfField(problem.field, names), control, problem.field);
  }
});

test("a malformed book throws code and field, and nothing is registered", { skip }, () => {
  const bytes = new TextEncoder().encode('{"bids":[["99","1"],["98","x"]],"asks":[["101","1"]]}');
  assert.throws(
    () => engine.registerData("bad.json", bytes),
    (error) => error.code !== undefined && /bids\[1\]/.test(error.field + error.message),
  );
  assert.throws(
    () => engine.useOrderBook(preset("the-match"), "bad.json"),
    (error) => error.code === "missingData",
  );
});

test("a run in parts is the run, however it is cut, and says how far it is", { skip }, () => {
  const columns = [
    "timeS",
    "wave",
    "lastPrice",
    "markPrice",
    "branchingRatio",
    "waveRatio",
    "liquidatedNotional",
    "insuranceFund",
    "fees",
    "badDebt",
    "openInterest",
  ];
  for (const name of engine.presetNames()) {
    const whole = engine.run(preset(name));
    const run = engine.start(preset(name));
    let [parts, done] = [0, 0];
    for (let share = run.advance(1); share !== undefined; share = run.advance(1 + (parts % 7))) {
      assert.ok(done <= share && share <= 1, name);
      [parts, done] = [parts + 1, share];
    }
    assert.equal(done > 0.9, whole.timeS().at(-1) > 0, `${name}: ${done}`);
    const cut = run.finish();
    for (const column of columns) assert.deepEqual(cut[column](), whole[column](), `${name}: ${column}`);
    assert.deepEqual([cut.summary(), cut.accounts()], [whole.summary(), whole.accounts()], name);
  }
  const run = engine.start(preset("the-match"));
  for (const steps of [0, -1, 1.5, "2", undefined])
    assert.throws(
      () => run.advance(steps),
      (error) => error.field === "steps",
    );
  // What is left is done at the end.
  assert.deepEqual(run.finish().summary(), engine.run(preset("the-match")).summary());
});

test("rows follow the contract: before, shock, then waves, and flows add up", { skip }, () => {
  const trace = engine.run(preset("the-match"));
  const [price, wave, sold] = [trace.lastPrice(), trace.wave(), trace.liquidatedNotional()];
  assert.equal(trace.rows, price.length);
  assert.equal(price[0], 100);
  assert.equal(price[1], 95);
  assert.equal(sold[1], 0);
  assert.equal(wave[0], 0);
  assert.equal(wave[1], 0);
  for (let row = 2; row < trace.rows; row += 1) {
    assert.equal(wave[row], row - 1);
    assert.ok(sold[row] >= sold[row - 1]);
  }
  const stage = new engine.Stage();
  stage.load(trace);
  const schedule = stage.schedule();
  assert.equal(schedule.length, trace.rows);
  assert.equal(schedule[0], 0);
  for (let row = 1; row < schedule.length; row += 1) assert.ok(schedule[row] >= schedule[row - 1]);
  trace.free();
  stage.free();
});

test("shipped data is what the presets ask for", { skip }, () => {
  const files = readdirSync(new URL("data/", www));
  for (const name of engine.presetNames()) for (const file of dataNames(engine.preset(name))) assert.ok(files.includes(file), file);
});

test("whatever the caller's own code throws is told, and the engine works on", { skip }, () => {
  const good = preset("the-match");
  const expected = engine.run(good).summary().finalPrice;
  const spoil = () => {
    throw new Error("my own getter");
  };
  const traps = ["has", "get", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"];
  const { proxy: revoked, revoke } = Proxy.revocable([], {});
  revoke();
  const hostile = [
    {
      get markets() {
        return spoil();
      },
    },
    {
      markets: [
        {
          get price() {
            return spoil();
          },
        },
      ],
    },
    { markets: revoked },
    { [Symbol.iterator]: undefined, toString: spoil },
    ...traps.map((name) => new Proxy({ markets: [] }, { [name]: spoil })),
    ...traps.map((name) => ({ markets: new Proxy([{}], { [name]: spoil }) })),
  ];
  // More often than the table of references of the module has room for.
  for (let round = 0; round < 400; round += 1) {
    for (const scenario of hostile) {
      let problem;
      try {
        [problem] = engine.validate(scenario);
      } catch (thrown) {
        problem = thrown;
      }
      assert.doesNotMatch(problem?.message ?? "", /recursive use|table index/);
    }
  }
  assert.match(
    engine.validate({
      get markets() {
        return spoil();
      },
    })[0].message,
    /my own getter/,
  );
  const prepared = engine.prepare(good);
  for (let round = 0; round < 1100; round += 1) {
    assert.throws(
      () =>
        prepared.run({
          get shockRatio() {
            return spoil();
          },
        }),
      /my own getter/,
    );
  }
  assert.ok(prepared.run({ shockRatio: -0.05 }).length > 14);
  prepared.free();
  assert.equal(engine.run(good).summary().finalPrice, expected);
});

test("a canvas that throws leaves the stage as it was: the next picture is whole", { skip }, () => {
  const had = globalThis.ImageData;
  globalThis.ImageData = class {
    constructor(data, width, height) {
      Object.assign(this, { data, width, height });
    }
  };
  try {
    const draw = (stage, spoiled) => {
      const calls = [];
      const context = {};
      let depth = 0;
      for (const name of ["putImageData", "fillText", "save", "restore", "beginPath", "rect", "clip"]) {
        context[name] = (...given) => {
          if (name === spoiled) throw new Error(`no ${name} today`);
          if (name === "save") depth += 1;
          if (name === "restore") depth -= 1;
          calls.push([name, ...given.filter((one) => typeof one !== "object")]);
        };
      }
      for (const name of ["font", "fillStyle", "textAlign", "textBaseline"]) {
        Object.defineProperty(context, name, {
          set(value) {
            if (name === spoiled) throw new Error(`no ${name} today`);
            calls.push([name, value]);
          },
        });
      }
      if (spoiled === undefined) stage.draw(context, 3);
      else
        assert.throws(
          () => stage.draw(context, 3),
          (error) => error.message === `no ${spoiled} today`,
        );
      if (spoiled !== "restore") assert.equal(depth, 0, `${spoiled}: a clip stays`);
      return calls;
    };
    const make = () => {
      const trace = engine.run(preset("the-match"));
      const stage = new engine.Stage();
      stage.load(trace);
      trace.free();
      return stage;
    };
    const whole = draw(make());
    assert.ok(whole.length > 20);
    for (const spoiled of ["putImageData", "fillText", "save", "restore", "beginPath", "rect", "clip", "font", "fillStyle", "textAlign", "textBaseline"]) {
      const stage = make();
      draw(stage, spoiled);
      assert.deepEqual(draw(stage), whole, spoiled);
      assert.throws(
        () =>
          stage.setLabels({
            get price() {
              throw new Error("my own label");
            },
          }),
        /my own label/,
      );
      stage.resize(400, 300, 1);
      stage.free();
    }
  } finally {
    globalThis.ImageData = had;
  }
});

test("what only ends an instance is a trap, an error with a message is not", () => {
  assert.ok(isTrap(new WebAssembly.RuntimeError("unreachable")));
  assert.ok(isTrap(new Error("recursive use of an object detected which would lead to unsafe aliasing in rust")));
  assert.ok(!isTrap(new Error("Leverage is 200")));
});
