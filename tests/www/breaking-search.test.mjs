import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { createBreakingSearch } from "../../www/js/breaking-search.js";
import { createStore } from "../../www/js/store.js";

const FOUND = { state: "found", nowRatio: -0.05, tinyRatio: 0, breakingPoint: null, widest: null, doubled: [] };

/** A page whose time stands still until it is told to go on. */
function pageOf(answers) {
  const store = createStore({ loaded: null, playhead: null, search: null });
  const waiting = [];
  let asked = 0;
  createBreakingSearch({
    store,
    session: { fragility: async () => answers[Math.min(asked++, answers.length - 1)] },
    wait: () => new Promise((done) => waiting.push(done)),
  });
  const turn = async () => {
    for (const done of waiting.splice(0)) done();
    for (let i = 0; i < 8; i += 1) await Promise.resolve();
  };
  return { store, turn, asked: () => asked };
}

test("it is asked until it is found, with its progress in the store", async () => {
  const seen = [];
  const { store, turn, asked } = pageOf([{ state: "searching", share: 0.2 }, { state: "searching", share: 0.6 }, FOUND]);
  store.subscribe(({ search }) => seen.push(search?.share ?? search?.state));
  store.update({ loaded: {} });
  assert.equal(asked(), 0);
  await turn();
  assert.deepEqual(
    seen.filter((one) => one !== undefined),
    [0.2, 0.6, "found"],
  );
  await turn();
  assert.equal(asked(), 3);
});

test("another run ends the search for the one before, and what was found is no longer said", async () => {
  const { store, turn, asked } = pageOf([FOUND]);
  store.update({ loaded: { first: true } });
  store.update({ loaded: { second: true } });
  await turn();
  assert.equal(asked(), 1);
  assert.equal(store.state.search, FOUND);
  store.update({ loaded: { third: true } });
  assert.equal(store.state.search, null);
});

test("while the figure plays nothing is asked", async () => {
  const { store, turn, asked } = pageOf([FOUND]);
  store.update({ loaded: {}, playhead: { playing: true } });
  await turn();
  await turn();
  assert.equal(asked(), 0);
  store.update({ playhead: { playing: false } });
  await turn();
  assert.equal(asked(), 1);
});

test("no clock decides what is told: the engine's side of the search looks at none", () => {
  const host = readFileSync(new URL("../../www/js/stage-host.js", import.meta.url), "utf8");
  const body = host.slice(host.indexOf("\n  fragility() {"), host.indexOf("#preparedBook() {"));
  assert.ok(body.length > 200);
  assert.doesNotMatch(body, /performance|Date|Ms\b|setTimeout/);
});
