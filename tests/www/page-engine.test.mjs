// The page's own engines against the complete module: the same bits, nothing of their own, all that the page calls, and small.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { brotliCompressSync } from "node:zlib";
import { dataNames } from "../../www/js/stage-host.js";
import { TABLE_COLUMNS } from "../../www/js/table-rows.js";
import { loadEmbedModule, loadFirstModule, loadModule, loadPageModule, skip } from "./module.mjs";

const www = new URL("../../www/", import.meta.url);
const [complete, page, first, embed] = await Promise.all([loadModule(), loadPageModule(), loadFirstModule(), loadEmbedModule()]);

/**
 * Most bytes of an engine with its script, compressed: on a line of 1.6 Mbit/s 20 KB are a tenth of a second. Everybody waits for
 * the first; mechanisms go into the other one. The first has titles and notes of all presets, for their cards, and
 * steps of a path that it divides where it is steep, shocks of several markets at once, and accounts in Feedback R. The
 * other one has files of loans, of a protocol's parameters and of option chains, which are handed to it packed, and their places; and
 * the line of an oracle; market makers who leave, what the public sees and its picture, shared indices and how falls spread between markets; portfolios, collateral, losses under
 * every rule, what a crash leaves behind, and ways to hold a position through it; and what somebody takes over without a trade, and the
 * depth of pools.
 */
const MOST_BYTES = { embed: 287 * 1024, page: 337 * 1024, full: 526 * 1024 };

/** What is for the engine with all mechanisms alone: the host asks no other one (`stage-host.js`). */
const OF_ALL = ["Aftermath", "addMechanism", "addableMechanisms", "aftermath", "lossPolicies", "removeMechanism", "strategies"];

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

/** Files of a scenario, as an engine of the page gets them: read by the complete module when it was built. */
function giveFiles(engine, scenario) {
  for (const file of dataNames(scenario)) {
    const packed = engine.registerPacked(file, new Uint8Array(readFileSync(new URL(`pkg/page/data/${file}.packed`, www))));
    assert.deepEqual(packed, complete.registerData(file, new Uint8Array(readFileSync(new URL(`data/${file}`, www)))), file);
  }
}

/** What an engine says of settings that no preset is delivered with, and of such that it does not know. */
const WANTED = { values: { leverage: 17.5, executor: "twap", "stops.quantity": 7, "arbitrage.enabled": "off", nothing: 1 } };

function sameAsComplete(engine, name) {
  const scenario = complete.preset(name);
  assert.deepEqual(engine.preset(name), scenario);
  giveFiles(engine, scenario);
  assert.deepEqual(told(engine, scenario), told(complete, scenario), name);
  const moved = complete.applySettings(scenario, WANTED);
  assert.deepEqual(engine.applySettings(scenario, WANTED), moved);
  assert.deepEqual(told(engine, moved.scenario), told(complete, moved.scenario), `${name}, moved`);
}

test("all modules run every preset that they know to the same bits, files included", { skip }, () => {
  for (const engine of [page, first]) assert.deepEqual(engine.presetNames(), complete.presetNames());
  const beyond = [];
  for (const name of complete.presetNames()) {
    sameAsComplete(page, name);
    const problems = first.validate(first.preset(name)).filter(({ code }) => code === "notBuilt");
    if (problems.length === 0) sameAsComplete(first, name);
    else beyond.push(name);
  }
  assert.ok(beyond.length > 0 && beyond.length < complete.presetNames().length, beyond.join());
  // Those are begun with all mechanisms: a page that does not know it asks twice.
  for (const file of ["index.html", "embed.html"]) {
    const [, listed] = readFileSync(new URL(file, www), "utf8").match(/data-full-presets="([^"]*)"/);
    assert.deepEqual(listed.split(" ").sort(), beyond.sort(), `data-full-presets in www/${file}`);
  }
});

test("the embed's engine runs what the page's does to the same bits, and draws it to the same pixels", { skip }, () => {
  const drawn = (engine, scenario) => {
    const trace = engine.run(scenario);
    const stage = new engine.Stage();
    stage.resize(640, 360, 1);
    stage.load(trace);
    const svg = stage.svg(Infinity, ["caption"]);
    stage.free();
    trace.free();
    return svg;
  };
  let count = 0;
  const withFiles = [];
  for (const name of complete.presetNames()) {
    const problems = embed.validate(embed.preset(name));
    if (problems.some(({ code }) => code === "notBuilt")) continue;
    if (dataNames(embed.preset(name)).length > 0) {
      withFiles.push(name);
      continue;
    }
    assert.deepEqual(problems, [], name);
    sameAsComplete(embed, name);
    assert.equal(drawn(embed, embed.preset(name)), drawn(first, first.preset(name)), name);
    count += 1;
  }
  assert.ok(count >= 8, `${count} presets`);
  // It takes no files: where a preset has one, an embed begins with the page's.
  const [, listed] = readFileSync(new URL("embed.html", www), "utf8").match(/data-page-presets="([^"]*)"/);
  assert.deepEqual(listed.split(" ").sort(), withFiles.sort(), "data-page-presets in www/embed.html");
  assert.throws(() => embed.registerPacked("book", new Uint8Array()), TypeError);
  // What it has not got, the host asks of the one with all mechanisms (`#whole` in `stage-host.js`).
  const trace = embed.run(embed.preset("the-match"));
  assert.throws(() => trace.own({ side: "long", notional: 100, leverage: 10 }), TypeError);
  assert.throws(() => new embed.CrowdPicture(trace), TypeError);
  trace.free();
});

test("what the first engine has not got it calls by the code for which the page asks the other one", { skip }, () => {
  // The schema is written from the same lists, by a native program that has everything.
  const schema = JSON.parse(readFileSync(new URL("scenario.schema.json", www), "utf8"));
  let kinds = 0;
  for (const list of ["populations", "couplings"])
    for (const { properties } of schema.properties[list].items.oneOf) {
      const { const: kind } = properties.kind;
      const scenario = { ...complete.preset("the-match"), [list]: [{ kind }] };
      const [here, there] = [first, page].map((engine) => engine.validate(scenario));
      assert.ok(!there.some(({ code }) => code === "notBuilt"), kind);
      if (here.some(({ code }) => code === "notBuilt")) {
        kinds += 1;
        const isTold = ({ problems }) => problems.some(({ code }) => code === "notBuilt");
        assert.throws(() => first.run(scenario), isTold, kind);
      } else assert.deepEqual(here, there, kind);
    }
  assert.ok(kinds >= 6 && first.validate(complete.preset("the-match")).length === 0, `${kinds} kinds`);
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

test("the page's engines have nothing of their own, and no reader of files", { skip }, () => {
  const members = (thing) => (typeof thing === "function" && thing.prototype ? Object.getOwnPropertyNames(thing.prototype) : []);
  for (const [engine, more] of [
    [page, complete],
    [first, page],
  ])
    for (const [name, thing] of Object.entries(engine)) {
      assert.ok(name in more, name);
      for (const member of members(thing)) assert.ok(members(more[name]).includes(member), `${name}.${member}`);
    }
  for (const name of ["DataReader", "registerData", "liquidationPrice", "optionRequirement", "fireSale"]) assert.ok(name in complete && !(name in page), name);
  assert.deepEqual(
    Object.keys(page)
      .filter((name) => !(name in first))
      .sort(),
    OF_ALL,
  );
});

test("the page's engines have every function that the page calls", { skip }, () => {
  // The types say the same at every place (tsc); this says it of what was built.
  const called = new Set();
  for (const file of readdirSync(new URL("js/", www))) {
    const source = readFileSync(new URL(`js/${file}`, www), "utf8");
    for (const [, name] of source.matchAll(/\bmodule\.(\w+)\(/g)) called.add(name);
  }
  for (const name of ["start", "preset", "registerPacked", "CrowdPicture", "Stage", ...OF_ALL.filter((name) => /^[a-z]/.test(name))])
    assert.ok(called.has(name), `${name} was looked for in the wrong way`);
  for (const name of called) {
    assert.equal(typeof page[name], "function", name);
    if (!OF_ALL.includes(name)) assert.equal(typeof first[name], "function", name);
  }
  const trace = page.run(page.preset("the-match"));
  const names = trace.columns().map(({ name }) => name);
  trace.free();
  for (const name of TABLE_COLUMNS) assert.ok(names.includes(name), name);
});

test("what everybody waits for is small", { skip }, () => {
  for (const [folder, most] of Object.entries(MOST_BYTES)) {
    // The embed's engine has the script of the page's.
    const places = [`pkg/${folder === "embed" ? "page" : folder}/liquidation_cascades.js`, `pkg/${folder}/liquidation_cascades_bg.wasm`];
    const bytes = places.map((place) => readFileSync(new URL(place, www)));
    const size = bytes.reduce((sum, one) => sum + brotliCompressSync(one).length, 0);
    assert.ok(size <= most, `${folder}: ${size} bytes`);
  }
});
