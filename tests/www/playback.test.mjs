import assert from "node:assert/strict";
import test from "node:test";
import { LONGEST_STEP_S, elapsed, rowAt, secondsAt, stepRow, stepWave } from "../../www/js/playback.js";

const SCHEDULE = [0, 1, 1.5, 1.5, 4];

test("rows are reached at their seconds and between them evenly", () => {
  for (const [seconds, row] of [
    [-1, 0],
    [0, 0],
    [0.5, 0.5],
    [1, 1],
    [1.25, 1.5],
    [2.75, 3.5],
    [4, 4],
    [99, 4],
    [Number.NaN, 0],
  ]) {
    assert.equal(rowAt(SCHEDULE, seconds), row, String(seconds));
  }
});

test("time and row are inverse wherever time passes", () => {
  for (let row = 0; row <= 4; row += 0.25) {
    if (row > 2 && row < 3) continue;
    const back = rowAt(SCHEDULE, secondsAt(SCHEDULE, row));
    // Rows 2 and 3 share a moment: the later one stands for both.
    assert.ok(Math.abs(back - row) < 1e-12 || (row === 2 && back === 3), `${row} ${back}`);
  }
});

test("the playhead never goes back while time goes on", () => {
  let before = 0;
  for (let i = 0; i <= 400; i += 1) {
    const row = rowAt(SCHEDULE, i / 100);
    assert.ok(row >= before);
    before = row;
  }
});

test("a schedule without length stands still", () => {
  assert.equal(rowAt([], 3), 0);
  assert.equal(rowAt([0], 3), 0);
  assert.equal(secondsAt([], 3), 0);
});

test("a step from between two rows goes to the nearer end", () => {
  assert.equal(stepRow(1.4, 1, 4), 2);
  assert.equal(stepRow(1.4, -1, 4), 1);
  assert.equal(stepRow(2, 1, 4), 3);
  assert.equal(stepRow(2, -1, 4), 1);
  assert.equal(stepRow(4, 1, 4), 4);
  assert.equal(stepRow(0, -1, 4), 0);
});

test("a wave step ends where the number of the wave changes", () => {
  const waves = [0, 0, 1, 1, 1, 2, 3, 3];
  assert.equal(stepWave(waves, 0, 1), 2);
  assert.equal(stepWave(waves, 2, 1), 5);
  assert.equal(stepWave(waves, 3.5, 1), 5);
  assert.equal(stepWave(waves, 6, 1), 7);
  assert.equal(stepWave(waves, 7, -1), 5);
  assert.equal(stepWave(waves, 5, -1), 2);
  assert.equal(stepWave(waves, 2, -1), 0);
  assert.equal(stepWave([0, 0], 0, 1), 1);
});

test("after a pause the picture goes on, it does not leap", () => {
  assert.equal(elapsed(0, 16, 1), 0.016);
  assert.equal(elapsed(0, 60_000, 1), LONGEST_STEP_S);
  assert.equal(elapsed(0, 60_000, 4), 4 * LONGEST_STEP_S);
  assert.equal(elapsed(100, 50, 1), 0);
});
