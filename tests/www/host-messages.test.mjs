// What a host asks for is done whole or not at all, also where only the run can tell.
import assert from "node:assert/strict";
import test from "node:test";
import { createHostMessages } from "../../www/js/host-messages.js";
import { createStore } from "../../www/js/store.js";
import { initialState } from "../../www/js/session.js";
import { strings } from "../../www/js/strings.js";

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
