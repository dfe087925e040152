// The page's own engine against the complete module: the same bits, nothing of its own, all that the page calls, and small.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { brotliCompressSync } from "node:zlib";
import { dataNames } from "../../www/js/stage-host.js";
import { TABLE_COLUMNS } from "../../www/js/table-rows.js";
import { loadModule, loadPageModule, skip } from "./module.mjs";

const www = new URL("../../www/", import.meta.url);
const [complete, page] = await Promise.all([loadModule(), loadPageModule()]);

/** Most bytes of the page's engine with its script, compressed: on a line of 1.6 Mbit/s 20 KB are a tenth of a second. */
const MOST_BYTES = 304 * 1024;

const bits = (numbers) => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");

/** All that a run says, to the bit. What a column means is told by the complete module alone: the page does not ask. */
function told(engine, scenario) {
  const trace = engine.run(scenario);
  const columns = trace.columns().map(({ doc, ...column }) => {
    assert.equal(doc !== "", engine === complete, column.name);
    return { ...column, numbers: bits(trace.column(column.name)) };
  });
  const said = {
    columns,
    summary: trace.summary(),
    facts: trace.facts(),
    paid: trace.whoPaid(),
    typical: trace.typicalLeverage(),
    controls: engine.controls(scenario),
  };
  trace.free();
  const book = engine.prepare(scenario);
  const [landing, curve] = [book.landing(-0.05), book.hasLadder ? book.fragility() : null];
  book.free();
  return { ...said, landing, curve: curve && { ...curve, worstRatio: bits(curve.worstRatio) } };
}

test("both modules run every preset to the same bits, files included", { skip }, () => {
  assert.deepEqual(page.presetNames(), complete.presetNames());
  for (const name of complete.presetNames()) {
    const scenario = complete.preset(name);
    assert.deepEqual(page.preset(name), scenario);
    for (const file of dataNames(scenario)) {
      // As the page gets it: read by the complete module when it was built.
      const packed = page.registerPacked(file, new Uint8Array(readFileSync(new URL(`pkg/page/data/${file}.packed`, www))));
      assert.deepEqual(packed, complete.registerData(file, new Uint8Array(readFileSync(new URL(`data/${file}`, www)))), file);
    }
    assert.deepEqual(told(page, scenario), told(complete, scenario), name);
    const wanted = { values: { leverage: 17.5, executor: "twap" } };
    const moved = complete.applySettings(scenario, wanted);
    assert.deepEqual(page.applySettings(scenario, wanted), moved);
    assert.deepEqual(told(page, moved.scenario), told(complete, moved.scenario), `${name}, moved`);
  }
});

test("every kind of file that the complete module has read is taken by the page's engine", { skip }, () => {
  const files = {
    "book.json": '{"bids": [[99, 5], [98, 7]], "asks": [[101, 4], [102, 6]]}',
    "positions.csv": "side;quantity;entryPrice;leverage\nlong;10;100;5\nshort;3;101;20\n",
    "brackets.json": '[{"symbol": "X", "brackets": [{"notionalFloor": 0, "maintMarginRatio": 0.01}, {"notionalFloor": 1000, "maintMarginRatio": 0.02}]}]',
    "path.csv": "time,price\n0,100\n60,97\n120,99\n",
    "scenario.json": JSON.stringify(complete.preset("the-match")),
  };
  const kinds = [];
  for (const [name, text] of Object.entries(files)) {
    const reader = new complete.DataReader();
    reader.push(new TextEncoder().encode(text));
    const info = reader.finish(name);
    const packed = reader.pack();
    reader.free();
    complete.registerPacked(name, packed);
    assert.deepEqual(page.registerPacked(name, packed), info);
    const [here, there] = [page, complete].map((engine) => engine.useData(engine.preset("the-match"), name));
    assert.deepEqual(here, there, name);
    assert.deepEqual(told(page, here), told(complete, there), name);
    kinds.push(info.kind);
  }
  assert.deepEqual(kinds, ["book", "positions", "brackets", "path", "scenario"]);
});

test("the page's engine has nothing of its own, and no reader of files", { skip }, () => {
  const members = (thing) => (typeof thing === "function" && thing.prototype ? Object.getOwnPropertyNames(thing.prototype) : []);
  for (const [name, thing] of Object.entries(page)) {
    assert.ok(name in complete, name);
    for (const member of members(thing)) assert.ok(members(complete[name]).includes(member), `${name}.${member}`);
  }
  for (const name of ["DataReader", "registerData", "liquidationPrice"]) assert.ok(name in complete && !(name in page), name);
});

test("the page's engine has every function that the page calls", { skip }, () => {
  // The types say the same at every place (tsc); this says it of what was built.
  const called = new Set();
  for (const file of readdirSync(new URL("js/", www))) {
    const source = readFileSync(new URL(`js/${file}`, www), "utf8");
    for (const [, name] of source.matchAll(/\bmodule\.(\w+)\(/g)) called.add(name);
  }
  for (const name of ["start", "preset", "registerPacked", "CrowdPicture", "Stage"]) assert.ok(called.has(name), `${name} was looked for in the wrong way`);
  for (const name of called) assert.equal(typeof page[name], "function", name);
  const trace = page.run(page.preset("the-match"));
  const names = trace.columns().map(({ name }) => name);
  trace.free();
  for (const name of TABLE_COLUMNS) assert.ok(names.includes(name), name);
});

test("what everybody waits for is small", { skip }, () => {
  const bytes = ["js", "wasm"].map((end) => readFileSync(new URL(`pkg/page/liquidation_cascades${end === "js" ? ".js" : "_bg.wasm"}`, www)));
  const size = bytes.reduce((sum, one) => sum + brotliCompressSync(one).length, 0);
  assert.ok(size <= MOST_BYTES, `${size} bytes`);
});
