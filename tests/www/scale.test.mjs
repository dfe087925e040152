import assert from "node:assert/strict";
import test from "node:test";
import { fromPosition, keyTarget, snap, toPosition, track } from "../../www/js/scale.js";

const LEVERAGE = /** @type {const} */ ({ range: [1, 125], scale: "log", step: 0.05 });
const DEPTH = /** @type {const} */ ({ range: [1e6, 1e9], scale: "log", step: 0.05 });
const SHOCK = /** @type {const} */ ({ range: [-0.3, 0.3], scale: "linear", step: 0.001 });

test("a round value stays what it is on its slider", () => {
  for (const value of [1, 2, 10, 20, 50, 125]) assert.equal(fromPosition(LEVERAGE, Math.round(toPosition(LEVERAGE, value))), value);
  for (const value of [1e6, 10e6, 40e6, 1e9]) assert.equal(fromPosition(DEPTH, Math.round(toPosition(DEPTH, value))), value);
  assert.equal(fromPosition(SHOCK, -0.05), -0.05);
});

test("every arrow key moves, and both ways stay in range", () => {
  for (const scale of [LEVERAGE, DEPTH, SHOCK]) {
    let value = scale.range[0];
    let steps = 0;
    while (value < scale.range[1]) {
      const next = keyTarget(scale, value, "ArrowRight");
      assert.ok(next > value, `${value} ${next}`);
      value = next;
      steps += 1;
      assert.ok(steps < 1000);
    }
    while (value > scale.range[0]) {
      const next = keyTarget(scale, value, "ArrowLeft");
      assert.ok(next < value, `${value} ${next}`);
      value = next;
    }
    assert.equal(keyTarget(scale, value, "End"), scale.range[1]);
    assert.equal(keyTarget(scale, value, "Home"), scale.range[0]);
    assert.equal(keyTarget(scale, value, "a"), null);
  }
});

test("zero on the way has no sign and no binary dust", () => {
  const next = keyTarget(SHOCK, -0.001, "ArrowRight");
  assert.ok(Object.is(next, 0));
  assert.equal(snap(SHOCK, -0.05000000001), -0.05);
  assert.equal(snap(SHOCK, Number.NaN), -0.3);
});

test("linear sliders carry real values, logarithmic ones positions", () => {
  assert.deepEqual(track(SHOCK), { min: -0.3, max: 0.3, step: 0.001 });
  assert.deepEqual(track(DEPTH), { min: 0, max: 1000, step: 1 });
});
