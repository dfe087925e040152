import assert from "node:assert/strict";
import test from "node:test";
import { heightsOf, painted, parseShape, sharesOf, writeShape } from "../../www/js/shape.js";
import { readAddress, writeAddress } from "../../www/js/scenario-url.js";

test("a shape is read as it was written", () => {
  const heights = [0, 3, 100, 12];
  assert.equal(writeShape(heights), "0-3-100-12");
  assert.deepEqual(parseShape("0-3-100-12"), heights);
  assert.deepEqual(parseShape("0-999"), [0, 100]);
});

test("what is no shape is none", () => {
  for (const text of ["", "5", "0-0-0", "-1-2", "1--2", "1-2-", "a-b", "1-2.5", 7, undefined, Array(60).fill("1").join("-")]) {
    assert.equal(parseShape(text), null, String(text));
  }
});

test("the address keeps a shape, of the run to compare with, too", () => {
  const { address, notes } = readAddress("?shape=0-3-12&leverage=12&a=the-match~shape~1-2-3");
  assert.deepEqual(address.settings.values, { shape: "0-3-12", leverage: 12 });
  assert.deepEqual(address.pinned?.values, { shape: "1-2-3" });
  assert.deepEqual(notes, []);
  assert.equal(writeAddress(address), "?preset=the-match&leverage=12&shape=0-3-12&a=the-match~shape~1-2-3");
  for (const text of ["12", "0-0", "smooth", "1-x"]) {
    const read = readAddress(`?shape=${text}`);
    assert.deepEqual(read.address.settings.values, {}, text);
    assert.deepEqual(read.notes, [{ kind: "unreadable", name: "shape", given: text }]);
  }
});

test("drawing begins with the law that is there", () => {
  assert.deepEqual(heightsOf([0, 0.001, 0.5, 0.499]), [0, 1, 60, 60]);
  assert.deepEqual(sharesOf([1, 3]), [0.25, 0.75]);
  assert.deepEqual(sharesOf([0, 0]), [0, 0]);
});

test("a stroke fills the bars between, and somebody is always left", () => {
  assert.deepEqual(painted([9, 9, 9, 9, 9], { bar: 1, height: 10 }, { bar: 3, height: 30 }), [9, 10, 20, 30, 9]);
  assert.deepEqual(painted([9, 9, 9], { bar: 2, height: 130 }, { bar: 1, height: -5 }), [9, 0, 100]);
  assert.deepEqual(painted([0, 4], { bar: 1, height: 0 }, { bar: 1, height: 0 }), [0, 1]);
});
