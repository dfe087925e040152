import assert from "node:assert/strict";
import test from "node:test";
import { History, JOIN_MS, MOST_STEPS } from "../../www/js/history.js";
import { askedBy } from "../../www/js/keys.js";

const at = (leverage) => ({ preset: "the-match", values: leverage === 10 ? {} : { leverage }, files: {} });
const move = (key, nowMs, drag = 0) => ({ key, nowMs, drag });

test("steps are taken back and made again, in order", () => {
  const history = new History(at(10));
  assert.equal(history.undo(), null);
  [11, 12, 13].forEach((leverage, i) => history.record(at(leverage), move("leverage", 1000 * i)));
  assert.deepEqual([history.undo(), history.undo(), history.undo(), history.undo()], [at(12), at(11), at(10), null]);
  assert.deepEqual([history.redo(), history.redo(), history.redo(), history.redo()], [at(11), at(12), at(13), null]);
});

test("a change after an undo ends what could be redone", () => {
  const history = new History(at(10));
  history.record(at(11), move("leverage", 0));
  history.undo();
  history.record(at(12), move("leverage", 9000));
  assert.equal(history.canRedo, false);
  assert.deepEqual(history.undo(), at(10));
});

test("moves of one control within half a second, or within one drag, are one step", () => {
  const history = new History(at(10));
  history.record(at(11), move("leverage", 0));
  history.record(at(12), move("leverage", JOIN_MS - 1));
  history.record(at(13), move("leverage", 2 * JOIN_MS - 2));
  history.record(at(14), move("leverage", 9000, 1));
  history.record(at(15), move("leverage", 19_000, 1));
  assert.deepEqual([history.undo(), history.undo(), history.undo()], [at(13), at(10), null]);
});

test("other controls, other drags and steps without a control join nothing", () => {
  const history = new History(at(10));
  history.record(at(11), move("leverage", 0));
  history.record(at(12), move("seed", 1));
  history.record(at(13), move(null, 2));
  history.record(at(14), move(null, 3));
  history.record(at(15), move("leverage", 5000, 1));
  history.record(at(16), move("leverage", 6000, 2));
  let steps = 0;
  while (history.undo()) steps += 1;
  assert.equal(steps, 6);
});

test("there and back within a step is no step, nor is what changes nothing", () => {
  const history = new History(at(10));
  history.record(at(10), move("leverage", 0));
  history.record(at(11), move("leverage", 1, 1));
  history.record(at(10), move("leverage", 2, 1));
  assert.equal(history.canUndo, false);
  history.record(at(12), move("leverage", 3, 1));
  assert.deepEqual(history.undo(), at(10));
});

test("a hundred steps are kept", () => {
  const history = new History(at(10));
  for (let i = 1; i <= MOST_STEPS + 20; i += 1) history.record(at(10 + i), move(null, i));
  let last = null;
  let steps = 0;
  for (let now = history.undo(); now; now = history.undo()) [last, steps] = [now, steps + 1];
  assert.equal(steps, 100);
  assert.deepEqual(last, at(30));
});

test("what the engine made of a step replaces it; a refused step leaves nothing", () => {
  const history = new History(at(10));
  history.record(at(500), move("leverage", 0));
  history.amend(at(125));
  assert.deepEqual(history.undo(), at(10));
  assert.deepEqual(history.redo(), at(125));
  history.record(at(600), move("leverage", 9000));
  // Clamped to what was there before: nothing happened.
  history.amend(at(125));
  history.record(at(20), move("leverage", 20_000));
  history.withdraw();
  assert.deepEqual(history.undo(), at(10));
});

test("keys of all systems", () => {
  const keys = (key, modifiers) => askedBy({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers }, ["page"]);
  assert.equal(keys("z", { ctrlKey: true }), "undo");
  assert.equal(keys("z", { metaKey: true }), "undo");
  assert.equal(keys("Z", { ctrlKey: true, shiftKey: true }), "redo");
  assert.equal(keys("Z", { metaKey: true, shiftKey: true }), "redo");
  assert.equal(keys("y", { ctrlKey: true }), "redo");
  for (const other of [keys("z", {}), keys("z", { ctrlKey: true, altKey: true }), keys("y", { metaKey: true }), keys("a", { ctrlKey: true })])
    assert.equal(other, undefined);
});

test("what was kept comes back where it belongs to what is shown, and only there", () => {
  const settings = (leverage) => ({ preset: "the-match", values: { leverage }, files: {} });
  const before = new History(settings(10));
  let nowMs = 0;
  for (const leverage of [11, 12, 13]) before.record(settings(leverage), { key: "leverage", drag: 0, nowMs: (nowMs += 1e6) });
  before.undo();
  const kept = JSON.parse(JSON.stringify(before.steps));
  const after = new History(settings(12));
  after.restore(kept);
  assert.deepEqual(after.steps, before.steps);
  assert.deepEqual(after.redo(), settings(13));
  assert.deepEqual([after.undo(), after.undo(), after.undo(), after.undo()], [settings(12), settings(11), settings(10), null]);
  const other = new History(settings(99));
  other.restore(kept);
  assert.deepEqual([other.canUndo, other.canRedo], [false, false]);
});
