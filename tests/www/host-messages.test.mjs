// What a host asks for is done whole or not at all, also where only the run can tell.
import assert from "node:assert/strict";
import test from "node:test";
import { createHostMessages } from "../../www/js/host-messages.js";
import { outcomeOf } from "./outcome.mjs";
import { createStore } from "../../www/js/store.js";
import { initialState } from "../../www/js/session.js";
import { strings } from "../../www/js/strings.js";

const OUTCOME = outcomeOf({ liquidatedCount: 3, liquidatedNotional: 5e6, finalPrice: 90, stopReason: "settled", troughPrice: 90 });

test("what the engine does not take as it stands is taken back, and the error is the whole answer", async () => {
  const before = { preset: "the-match", values: { shock: -0.05 }, files: {} };
  const control = { name: "leverage", label: "", unit: "x", range: [1, 100], scale: "linear", step: 0.5, value: 10, help: "", group: "main" };
  const loaded = { settings: before, notes: [], controls: [control], presetValues: { leverage: 10 }, rows: 3, shape: null };
  const store = createStore({ ...initialState(before), loaded }, () => Promise.resolve());
  let undone = 0;
  const session = {
    returnTo(settings) {
      // A value that was there before is left out as well: that is no fault of the message.
      store.update({
        settings,
        loaded: {
          ...loaded,
          settings,
          notes: [
            { kind: "clamped", name: "leverage" },
            { kind: "ignored", name: "shock" },
          ],
        },
      });
      return Promise.resolve("shown");
    },
    undo() {
      undone += 1;
      store.update({ settings: before, loaded });
      return Promise.resolve();
    },
    setSpeed: () => assert.fail("the speed was set"),
  };
  const sent = [];
  globalThis.parent = { postMessage: (message) => sent.push(message) };
  let hear;
  globalThis.document = { dispatchEvent: ({ detail }) => (hear = detail) };
  createHostMessages({ session, store, strings, search: "" });
  hear({ origin: "https://a.example", data: { type: "cascade:set", v: 1, id: 7, settings: { leverage: 12.25, speed: 4, theme: "dark" } } });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(
    sent.map(({ type, id, code, field, value }) => [type, id, code, field, value]),
    [["cascade:error", 7, "value", "settings.leverage", 12.25]],
  );
  assert.deepEqual([undone, store.state.settings, store.state.theme], [1, before, "auto"]);
});

/** A host before an engine that takes every value: what was run, and what was answered. */
function hosted({ search = "", refuses = () => false } = {}) {
  const control = (name) => ({ name, label: "", unit: "", range: [0, 100], scale: "linear", step: 1, value: 10, help: "", group: "main" });
  const controls = [control("leverage"), control("depth")];
  const settings = { preset: "the-match", values: {}, files: {} };
  const loadedOf = (now) => ({
    ...OUTCOME,
    settings: now,
    notes: [],
    controls,
    presetValues: { leverage: 10, depth: 10 },
    rows: 11,
    waves: 1,
    shape: null,
    startPrice: 100,
    title: "",
    ticks: false,
  });
  const presets = [{ name: "the-match" }, { name: "thin-book" }];
  const store = createStore(
    { ...initialState(settings), presets, loaded: loadedOf(settings), playhead: { row: 0, wave: 0, timeS: 0, price: 100, playing: false } },
    () => Promise.resolve(),
  );
  const runs = [];
  const session = {
    async returnTo(now) {
      runs.push(now.preset === "the-match" ? now.values : now);
      // A run takes its time, and messages come meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (refuses(now.values)) return "refused";
      store.update({ settings: now, loaded: loadedOf(now) });
      return "shown";
    },
    async undo() {},
    setSpeed(speed) {
      store.update({ speed });
    },
    seek({ row }) {
      runs.push(row);
      store.update({ playhead: { ...store.state.playhead, row } });
    },
    play() {
      store.update({ playhead: { ...store.state.playhead, playing: true } });
    },
    async pause() {
      // What was on its way while it played comes before it stands.
      const playhead = { ...store.state.playhead, row: store.state.playhead.row + 1 };
      await new Promise((resolve) => setTimeout(resolve, 5));
      store.update({ playhead });
      await new Promise((resolve) => setTimeout(resolve, 5));
      store.update({ playhead: { ...playhead, playing: false } });
    },
  };
  const sent = [];
  globalThis.parent = { postMessage: (message) => sent.push(message) };
  let hear;
  globalThis.document = { dispatchEvent: ({ detail }) => (hear = detail) };
  createHostMessages({ session, store, strings, search });
  const say = (data, origin = "https://a.example") => hear({ origin, data: { v: 1, ...data } });
  /** All answers, as soon as so many have come. */
  const answers = async (count) => {
    for (let tries = 0; sent.length < count && tries < 400; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    return sent;
  };
  return { say, answers, runs, store };
}

test("of a flood of settings only what waits last is run, each message is answered, and in order", async () => {
  const { say, answers, runs, store } = hosted();
  const COUNT = 2000;
  for (let id = 0; id < COUNT; id += 1) say({ type: "cascade:set", id, settings: id % 2 ? { leverage: 1 + (id % 50) } : { depth: 1 + (id % 60) } });
  const sent = await answers(COUNT + 2);
  assert.ok(runs.length <= 3, `${runs.length} runs`);
  // As if each had been run: the last of either setting counts.
  assert.deepEqual(store.state.settings.values, { leverage: 1 + ((COUNT - 1) % 50), depth: 1 + ((COUNT - 2) % 60) });
  const ids = sent.map(({ id }) => id);
  assert.deepEqual(
    [...new Set(ids)],
    Array.from({ length: COUNT }, (_, id) => id),
  );
  assert.deepEqual(sent[2], { type: "cascade:superseded", v: 1, by: COUNT - 1, id: 1 });
  assert.deepEqual(
    sent.filter(({ id }) => id === COUNT - 1).map(({ type }) => type),
    ["cascade:state", "cascade:results"],
  );
  assert.deepEqual(sent.at(-1).settings, { preset: "the-match", ...store.state.settings.values });
});

test("what waits between others is done between them, and a wrong one or another preset is told as by itself", async () => {
  const { say, answers, runs } = hosted({ refuses: ({ leverage }) => leverage === 13 });
  say({ type: "cascade:get", id: "first", what: "state" });
  say({ type: "cascade:set", id: 1, settings: { leverage: 20 } });
  say({ type: "cascade:set", id: 2, settings: { leverage: "many" } });
  say({ type: "cascade:set", id: 3, settings: { depth: 30 } });
  say({ type: "cascade:get", id: 4, what: "state" });
  say({ type: "cascade:seek", id: 5, row: 3 });
  say({ type: "cascade:seek", id: 6, to: "end" });
  // The engine takes the one and refuses the other: each has its own answer.
  say({ type: "cascade:set", id: 7, settings: { leverage: 12 } });
  say({ type: "cascade:set", id: 8, settings: { leverage: 13 } });
  say({ type: "cascade:set", id: 9, settings: { preset: "thin-book" } });
  say({ type: "cascade:run", id: 10, settings: { leverage: 3 }, from: 1 });
  say({ type: "cascade:run", id: 11, settings: { depth: 4 }, from: 2 });
  const told = (await answers(16)).map(({ id, type, code, by }) => [id, type.replace("cascade:", ""), code ?? by].filter((one) => one !== undefined).join(" "));
  assert.deepEqual(told, [
    "first state",
    "1 superseded 3",
    "2 error value",
    "3 state",
    "3 results",
    "4 state",
    "5 superseded 6",
    "6 state",
    "7 state",
    "7 results",
    "8 error engine",
    "9 state",
    "9 results",
    "10 superseded 11",
    "11 state",
    "11 results",
  ]);
  assert.deepEqual(runs[0], { leverage: 20, depth: 30 });
});

test("an answer to a pause tells of a playhead that stands", async () => {
  const { say, answers } = hosted();
  say({ type: "cascade:play", id: 1 });
  say({ type: "cascade:pause", id: 2 });
  const told = (await answers(2)).map(({ id, phase, row }) => [id, phase, row]);
  assert.deepEqual(told.at(-1), [2, "paused", 1]);
});

test("every refusal says what was expected and what came", async () => {
  const { say, answers } = hosted();
  const CASES = [
    [{ v: undefined, type: "cascade:get" }, "v: expected 1, but nothing came."],
    [{ v: "1", type: "cascade:get" }, 'v: expected 1, but the text "1" came.'],
    [{ type: "cascade:fly" }, /^type: expected "cascade:get", .* or "cascade:pause", but the text "cascade:fly" came\.$/],
    [{ type: "cascade:get", what: ["height"] }, 'what: expected "height", "state" or "results", but a list of 1 came.'],
    [{ type: "cascade:set" }, "settings: expected an object, but nothing came."],
    [{ type: "cascade:set", settings: null }, "settings: expected an object, but null came."],
    [{ type: "cascade:set", settings: "leverage=3" }, 'settings: expected an object, but the text "leverage=3" came.'],
    [{ type: "cascade:set", settings: { leverage: NaN } }, "settings.leverage: expected a number from 0 to 100, but NaN, which is no finite number, came."],
    [{ type: "cascade:set", settings: { leverage: true } }, "settings.leverage: expected a number from 0 to 100, but true came."],
    [{ type: "cascade:set", settings: { theme: {} } }, 'settings.theme: expected "auto", "light" or "dark", but an object came.'],
    [{ type: "cascade:set", settings: { bogus: 1 } }, /^settings\.bogus is not known here: expected "preset", .* or "depth"\.$/],
    [{ type: "cascade:seek", row: NaN }, "row: expected a number from 0 to 10, but NaN, which is no finite number, came."],
    [{ type: "cascade:seek", row: 1, at: 0.5 }, 'expected exactly one of "row", "at" or "to", but row, at came.'],
    [{ type: "cascade:seek" }, 'expected exactly one of "row", "at" or "to", but none of them came.'],
    [{ type: "cascade:run", from: -1 }, "from: expected a number from 0 on, but the number -1 came."],
    [{ type: "cascade:get", id: { a: 1 } }, "id: expected a number, or a text of at most 100 characters, but an object came."],
  ];
  for (const [message] of CASES) say(message);
  const sent = await answers(CASES.length);
  for (const [index, [message, words]] of CASES.entries()) {
    assert.equal(sent[index].type, "cascade:error");
    if (typeof words === "string") assert.equal(sent[index].message, words, JSON.stringify(message));
    else assert.match(sent[index].message, words);
  }
});

test("who may speak is named by an origin or an address of its own, and what is neither lets nobody in", async () => {
  const warned = [];
  const { warn } = console;
  console.warn = (text) => warned.push(text);
  for (const [host, isHeard] of [
    ["https://a.example", true],
    ["https://a.example/", true],
    ["https://b.example,https://a.example/lessons/7?x=1", true],
    ["", true],
    ["https://b.example/", false],
    ["a.example", false],
  ]) {
    const { say, answers } = hosted({ search: `?host=${encodeURIComponent(host)}` });
    say({ type: "cascade:get", what: "state", id: 1 });
    const [answer] = await answers(1);
    assert.equal(answer.type, isHeard ? "cascade:state" : "cascade:error", host);
    if (!isHeard) assert.match(answer.message, /^the text "https:\/\/a\.example" is no origin that this frame's address lets in \(host=\): expected /);
  }
  console.warn = warn;
  assert.deepEqual(warned, ['host=: "a.example" is no origin (as https://a.org) and lets nobody in.']);
});
