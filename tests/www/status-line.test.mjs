import assert from "node:assert/strict";
import test from "node:test";
import { createStatusLine } from "../../www/js/status-line.js";

function fakeClock() {
  let now = 0;
  const later = [];
  return {
    clock: { now: () => now, later: (run, ms) => later.push([now + ms, run]) },
    to(ms) {
      now = ms;
      for (const entry of later.splice(0)) {
        if (entry[0] <= now) entry[1]();
        else later.push(entry);
      }
    },
  };
}

test("at most one message a second, and the newest one", () => {
  const line = { textContent: "" };
  const { clock, to } = fakeClock();
  const status = createStatusLine(line, clock);
  status.say("a");
  assert.equal(line.textContent, "a");
  status.say("b");
  status.say("c");
  assert.equal(line.textContent, "a");
  to(999);
  assert.equal(line.textContent, "a");
  to(1000);
  assert.equal(line.textContent, "c");
  to(2500);
  status.say("d");
  assert.equal(line.textContent, "d");
});
