// A picture without its ground: on that ground it looks as before, on another the ground shows where nothing was drawn.
import assert from "node:assert/strict";
import test from "node:test";
import { clearGround } from "../../www/js/clear-ground.js";

const over = ([r, g, b, a], ground) => [r, g, b].map((part, i) => (part * a + ground[i] * (255 - a)) / 255);

test("on its own ground every colour looks as it did, and nothing is more opaque than it has to be", () => {
  for (const ground of [
    [255, 255, 255],
    [15, 20, 32],
    [0, 0, 0],
    [128, 200, 7],
  ]) {
    const colours = [
      ground,
      [0, 0, 0],
      [255, 255, 255],
      [0, 114, 178],
      ...Array.from({ length: 500 }, (_, i) => [(i * 37) % 256, (i * 91) % 256, (i * 53) % 256]),
    ];
    const pixels = new Uint8ClampedArray(colours.flatMap((colour) => [...colour, 255]));
    clearGround(pixels, ground);
    colours.forEach((colour, i) => {
      const pixel = [...pixels.subarray(4 * i, 4 * i + 4)];
      const again = over(pixel, ground);
      again.forEach((part, channel) => assert.ok(Math.abs(part - colour[channel]) <= 1.5, `${colour} on ${ground}: ${pixel} gives ${again}`));
      if (String(colour) === String(ground)) assert.equal(pixel[3], 0);
    });
  }
  // Half of black on white is black, half of it.
  const half = new Uint8ClampedArray([128, 128, 128, 255]);
  clearGround(half, [255, 255, 255]);
  assert.deepEqual([half[0] <= 2, Math.abs(half[3] - 127) <= 1], [true, true], `${half}`);
});
