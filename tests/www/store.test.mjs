import assert from "node:assert/strict";
import test from "node:test";
import { createStore } from "../../www/js/store.js";

test("listeners hear of changes in order, also of those made while they listen", () => {
  const store = createStore({ a: 0, b: 0 });
  const heard = [];
  store.subscribe(({ a }, previous) => {
    if (a !== previous.a && a === 1) store.update({ b: 5 });
  });
  store.subscribe(({ a, b }, previous) => heard.push([previous.a, previous.b, a, b]));
  store.update({ a: 1 });
  assert.deepEqual(heard, [[0, 0, 1, 0], [1, 0, 1, 5]]);
});

test("what changes nothing is not told", () => {
  const store = createStore({ a: Number.NaN, b: "x" });
  let told = 0;
  store.subscribe(() => (told += 1));
  store.update({ a: Number.NaN, b: "x" });
  store.update({});
  assert.equal(told, 0);
});

test("whoever left hears nothing more, and the state cannot be written past the store", () => {
  const store = createStore({ a: 0 });
  let told = 0;
  const leave = store.subscribe(() => (told += 1));
  leave();
  store.update({ a: 1 });
  assert.equal(told, 0);
  assert.throws(() => {
    store.state.a = 2;
  });
});

test("a listener that throws does not block the ones after the next change", () => {
  const store = createStore({ a: 0 });
  const heard = [];
  const leave = store.subscribe(() => {
    throw new Error("broken view");
  });
  store.subscribe(({ a }) => heard.push(a));
  assert.throws(() => store.update({ a: 1 }), /broken view/);
  leave();
  store.update({ a: 2 });
  assert.deepEqual(heard, [2]);
});
