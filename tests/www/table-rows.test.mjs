import assert from "node:assert/strict";
import test from "node:test";
import { csv } from "../../www/js/record-file.js";
import { TABLE_COLUMNS, tableHead, tableRows } from "../../www/js/table-rows.js";
import { strings } from "../../www/js/strings.js";

const column = (...values) => Float64Array.from(values);
const COLUMNS_OF_THREE = {
  ...Object.fromEntries(TABLE_COLUMNS.map((name) => [name, column(0, 0, 0)])),
  wave: column(0, 0, 1),
  lastPrice: column(100, 95, 93.5),
  counterfactualPrice: column(100, 95, 95),
  liquidatedNotional: column(0, 0, 2e6),
  branchingRatio: column(0.4, 0.8, 1.2),
  openInterest: column(1e7, 1e7, 9.9e6),
  insuranceFund: column(3e6, 3e6, 3.1e6),
};
const SLICE = { firstRow: 0, rows: 3, ticks: false, isUp: false, notionalBefore: 0, columns: COLUMNS_OF_THREE };

test("rows are named by what happened and have as many cells as there are heads", () => {
  for (const isWhole of [false, true]) {
    const rows = tableRows(SLICE, strings, isWhole);
    assert.deepEqual(
      rows.map(([name]) => name),
      ["before", "shock", "1"],
    );
    for (const row of rows) assert.equal(row.length, tableHead(SLICE, strings, isWhole).length);
  }
  assert.equal(tableRows(SLICE, strings)[2][3], "$2M");
});

test("all columns are there, and what a row adds", () => {
  assert.equal(tableHead(SLICE, strings, true).length, TABLE_COLUMNS.length + 1);
});

test("a squeeze is called one", () => {
  const up = { ...SLICE, isUp: true };
  assert.ok(!tableHead(up, strings, true).some((head) => /sell|sales/.test(head)));
  assert.ok(tableHead(SLICE, strings, true).some((head) => /sales/.test(head)));
});

test("a later page counts from the row before it", () => {
  const columns = { ...COLUMNS_OF_THREE, liquidatedNotional: column(7e6, 7e6, 7e6) };
  const [row] = tableRows({ ...SLICE, firstRow: 50, notionalBefore: 5e6, columns }, strings);
  assert.equal(row[0], "49");
  assert.equal(row[3], "$2M");
});

test("the file keeps every digit and no negative zero", () => {
  assert.equal(
    csv([
      ["a", column(0.1, -0)],
      ["b", column(1 / 3, 1e21)],
    ]),
    "a,b\r\n0.1,0.3333333333333333\r\n0,1e+21\r\n",
  );
  assert.equal(csv([]), "\r\n");
  assert.equal(
    csv(
      [["a", column(1, 2)]],
      [
        ["seed", "42"],
        ["link", 'x,"y"'],
      ],
    ),
    'a,seed,link\r\n1,42,"x,""y"""\r\n2,,\r\n',
  );
});
