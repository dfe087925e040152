import assert from "node:assert/strict";
import test from "node:test";
import { hex } from "../../www/js/theme.js";

test("colours reach the canvas in whichever way a browser writes them", () => {
  assert.equal(hex("rgb(15, 20, 32)"), "#0f1420");
  assert.equal(hex("rgba(15, 20, 32, 0.5)"), "#0f1420");
  // A mix of system colours, which once became black.
  assert.equal(hex("color(srgb 0.9 0.9 0.9)"), "#e6e6e6");
  assert.equal(hex("color(srgb 1 0.5 1e-7)"), "#ff8000");
});
