import assert from "node:assert/strict";
import test from "node:test";
import { createStore, sinceThen } from "../../www/js/store.js";

test("listeners hear of changes in order, also of those made while they listen", () => {
  const store = createStore({ a: 0, b: 0 });
  const heard = [];
  store.subscribe(({ a }, previous) => {
    if (a !== previous.a && a === 1) store.update({ b: 5 });
  });
  store.subscribe(({ a, b }, previous) => heard.push([previous.a, previous.b, a, b]));
  store.update({ a: 1 });
  assert.deepEqual(heard, [
    [0, 0, 1, 0],
    [1, 0, 1, 5],
  ]);
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

test("late listeners hear once of all that happened, when there is time, and only of their own", () => {
  /** @type {((mayGoOn: () => boolean) => void)[]} */
  const idle = [];
  const store = createStore({ a: 0, b: 0 }, (run) => (idle[0] = run));
  const heard = [];
  store.subscribeLate(["a"], (state, previous) => heard.push(["a", previous.a, state.a]));
  store.subscribeLate(["b"], (state, previous) => heard.push(["b", previous.b, state.b]));
  store.update({ a: 1 });
  store.update({ a: 2 });
  assert.deepEqual([heard.length, idle.length], [0, 1]);
  idle.shift()(() => true);
  assert.deepEqual(heard, [["a", 0, 2]]);
  assert.equal(idle.length, 0);
  // Out of time after each: the rest waits for the next pause.
  store.update({ a: 3, b: 3 });
  idle.shift()(() => false);
  assert.deepEqual(heard.slice(1), [["a", 2, 3]]);
  idle.shift()(() => false);
  assert.deepEqual(heard.slice(2), [["b", 0, 3]]);
  assert.equal(idle.length, 0);
});

test("settling tells late listeners at once, and whoever waits for that is told", async () => {
  const store = createStore({ a: 0 }, () => undefined);
  let told = 0;
  store.subscribeLate(["a"], () => (told += 1));
  await store.whenSettled();
  store.update({ a: 1 });
  const settled = store.whenSettled();
  assert.equal(told, 0);
  store.settle();
  assert.equal(told, 1);
  await settled;
});

test("late listeners that somebody waits for hear without waiting for changes to end", async () => {
  const awaited = [];
  const store = createStore({ a: 0 }, (_, isAwaited) => awaited.push(isAwaited));
  store.subscribeLate(["a"], () => undefined);
  store.update({ a: 1 });
  const settled = store.whenSettled();
  store.update({ a: 2 });
  store.settle();
  await settled;
  store.update({ a: 3 });
  assert.deepEqual(awaited, [false, true, true, false]);
});

test("a late listener that throws does not keep the others waiting for ever", async () => {
  /** @type {((mayGoOn: () => boolean) => void)[]} */
  const idle = [];
  const store = createStore({ a: 0 }, (run) => (idle[0] = run));
  let told = 0;
  store.subscribeLate(["a"], () => {
    throw new Error("broken view");
  });
  store.subscribeLate(["a"], () => (told += 1));
  store.update({ a: 1 });
  assert.throws(() => idle.shift()(() => true), /broken view/);
  idle.shift()(() => true);
  assert.equal(told, 1);
  await store.whenSettled();
});

test("who comes late hears of all that happened as of one change, when everybody is there", async () => {
  const store = createStore({ a: 0, b: 0 }, (run) => run(() => true));
  const then = store.state;
  store.update({ a: 1 });
  store.update({ a: 2, b: 3 });
  const late = sinceThen(store, then);
  const heard = [];
  late.store.subscribe((state, previous) => heard.push([previous.a, state.a, state.b]));
  late.store.subscribeLate(["b"], (state, previous) => heard.push(["late", previous.b, state.b]));
  assert.deepEqual(heard, [["late", 0, 3]]);
  late.tell();
  assert.deepEqual(heard.slice(1), [[0, 2, 3]]);
  late.tell();
  store.update({ a: 4 });
  assert.deepEqual(heard.slice(2), [[2, 4, 3]]);
  assert.equal(late.store.state, store.state);
});
