// What the stage is made of, without an engine: the playhead and the window.
import assert from "node:assert/strict";
import test from "node:test";
import { StagePlayback } from "../../www/js/stage-playback.js";
import { StageWindow } from "../../www/js/stage-window.js";

const RUN = { schedule: new Float64Array([0, 0.02, 0.04, 0.06, 0.08]), waves: new Float64Array([0, 1, 2, 2, 2]) };

/** A playhead that tells what it did. */
function playbackOf({ wholeRowsOnly = false, onFrame = () => undefined } = {}) {
  const told = [];
  const playback = new StagePlayback({
    wholeRowsOnly,
    onMove: () => told.push("move"),
    onReport: () => told.push(playback.isPlaying ? "plays" : "stands"),
    onFrame,
    onCrash: (thrown) => told.push(thrown.message),
  });
  playback.load(RUN);
  playback.open(playback.lastRow, false);
  return { playback, told };
}

async function standing(playback) {
  for (let tries = 0; playback.isPlaying && tries < 200; tries += 1) await new Promise((done) => setTimeout(done, 10));
  assert.ok(!playback.isPlaying);
}

test("playing begins again at the end, goes to the last row and says that it stands", async () => {
  const { playback, told } = playbackOf();
  assert.equal(playback.row, 4);
  playback.play();
  assert.equal(playback.row, 0);
  await standing(playback);
  assert.equal(playback.row, 4);
  assert.deepEqual([told[0], told.at(-1)], ["plays", "stands"]);
});

test("to a row by playing stops there, and for people who asked for less motion it is a step", async () => {
  const { playback } = playbackOf();
  playback.seek({ row: 1 });
  playback.seek({ row: 3, plays: true });
  assert.ok(playback.isPlaying);
  await standing(playback);
  assert.equal(playback.row, 3);
  const still = playbackOf({ wholeRowsOnly: true }).playback;
  still.seek({ row: 0 });
  still.seek({ row: 2.5, plays: true });
  assert.deepEqual([still.isPlaying, still.row, still.stillRow], [false, 2.5, 2]);
});

test("steps go by rows and by waves and never beyond the ends", () => {
  const { playback } = playbackOf();
  playback.seek({ waves: -1 });
  assert.equal(playback.row, 1);
  for (const [target, row] of [
    [{ rows: 1 }, 2],
    [{ row: 99 }, 4],
    [{ rows: 1 }, 4],
    [{ row: -1 }, 0],
  ]) {
    playback.seek(target);
    assert.equal(playback.row, row);
  }
});

test("what a frame throws is told, and after the end there are none", async () => {
  let frames = 0;
  const broken = playbackOf({
    onFrame: () => {
      frames += 1;
      throw new Error("it broke");
    },
  });
  broken.playback.play();
  await standing(broken.playback);
  assert.equal(broken.told.at(-1), "it broke");
  broken.playback.end();
  broken.playback.requestFrame();
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(frames, 1);
});

/** A stage of which half is in sight; its pixels are two of the page's each. */
function windowOf() {
  const asked = [];
  const stage = {
    isWhole: false,
    window: [0.5, 1, 0, 1],
    setWindow: (...part) => asked.push(["setWindow", ...part]),
    zoom: (...at) => asked.push(["zoom", ...at]),
    pan: (...by) => asked.push(["pan", ...by]),
    follow: (row) => row > 2,
    readout: (xCss, yCss) => ({ xCss, yCss, plot: { left: 0, top: 0, axis: 100, bottom: 50, floor: 60 } }),
    readoutAt: (row) => ({ xCss: 10 * row, yCss: 20, plot: { left: 20, top: 0, axis: 100, bottom: 50, floor: 60 } }),
  };
  const window = new StageWindow(stage);
  window.setTextScale(2);
  return { window, stage, asked };
}

test("places of the page are twice as far as those of a stage with larger letters", () => {
  const { window, asked } = windowOf();
  window.zoom({ at: { xCss: 40, yCss: 20 }, factor: 2 }, 0);
  window.pan({ dxCss: 8, dyCss: -4 });
  assert.deepEqual(asked, [
    ["zoom", 20, 10, 2],
    ["pan", 4, -2],
  ]);
  const { xCss, yCss, plot } = window.readout({ xCss: 30, yCss: 50 });
  assert.deepEqual([xCss, yCss, plot.axis], [30, 50, 200]);
});

test("each move of the window is told by another number, and another stage shows the same part", () => {
  const { window, stage, asked } = windowOf();
  const before = window.sight;
  window.follow(1);
  assert.equal(window.sight, before);
  window.follow(3);
  assert.notEqual(window.sight, before);
  assert.deepEqual(window.shown(), { x: [0.5, 1], y: null });
  window.moveTo({ ...stage, isWhole: true });
  assert.deepEqual(asked, [["setWindow", 0.5, 1, 0, 1]]);
  assert.deepEqual([window.sight, window.shown()], [0, null]);
});

test("a new run has left the window when its end, or all of it, is out of sight", () => {
  const { window } = windowOf();
  // The line comes into sight at row 2.
  assert.equal(window.isLeft(true, 1), true);
  assert.equal(window.isLeft(true, 5), false);
  assert.equal(window.isLeft(false, 1), true);
  assert.equal(window.isLeft(false, 3), false);
});
