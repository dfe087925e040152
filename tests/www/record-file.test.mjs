// What a saved record holds: every column of every market, what happened and in which row, who traded.
import assert from "node:assert/strict";
import test from "node:test";
import { csv, fileColumns, recordObject } from "../../www/js/record-file.js";
import { loadPageModule, skip } from "./module.mjs";

const engine = await loadPageModule();

const MARKET = { price: 100, impact: { law: "linear", slope: 0.3 }, margin: { maintenance: { ratio: 0.01 } }, insuranceFund: 3 };
const rows = [
  { id: "a", side: "long", quantity: 10, entryPrice: 100, margin: 100 },
  { id: "b", side: "short", quantity: 10, entryPrice: 100, margin: 1000 },
];
const scenario = (...ids) => ({
  markets: ids.map((id) => ({ id, ...MARKET })),
  populations: [{ kind: "positions", market: ids.at(-1), rows }],
  shock: { kind: "priceGap", market: ids.at(-1), ratio: -0.095 },
});

test("one market: its columns by their names, and what happened in the row in which it did", { skip }, () => {
  const trace = engine.run(scenario("m"));
  const names = fileColumns(trace).map(([name]) => name);
  assert.deepEqual(names, [...trace.columns().map(({ name }) => name), "events"]);
  const [head, ...lines] = csv(fileColumns(trace), [["seed", "42"]])
    .trim()
    .split("\r\n");
  const place = head.split(",").indexOf("events");
  assert.deepEqual(
    lines.map((line) => line.split(",")[place]),
    ["", "", "fundEmpty badDebt"],
  );
  assert.equal(head.split(",").at(-1), "seed");
  const { markets, events, sources } = recordObject(trace);
  assert.equal(markets, undefined);
  assert.deepEqual(
    events.map(({ name, row, market, source }) => [name, row, market, source]),
    [
      ["fundEmpty", 2, "m", "m.traders"],
      ["badDebt", 2, "m", "m.traders"],
    ],
  );
  assert.deepEqual(sources, [{ id: "m.traders", kind: "traders", market: "m" }]);
  trace.free();
});

test("several markets: the columns of each under its name, shared ones once", { skip }, () => {
  const trace = engine.run(scenario("calm, really", "m"));
  const columns = Object.fromEntries(fileColumns(trace));
  const own = trace.columns().length - 2;
  assert.equal(Object.keys(columns).length, 2 + 2 * own + 1);
  assert.deepEqual(columns["m.lastPrice"], trace.column("lastPrice", "m"));
  assert.deepEqual([...columns["calm, really.lastPrice"]], Array(trace.rows).fill(100));
  assert.equal(columns.events.at(-1), "m.fundEmpty m.badDebt");
  assert.match(csv(Object.entries(columns)), /,"calm, really\.lastPrice",/);
  const { columns: shocked, markets } = recordObject(trace);
  assert.deepEqual(markets.m, shocked);
  assert.deepEqual(markets["calm, really"].badDebt, Array(trace.rows).fill(0));
  trace.free();
});
