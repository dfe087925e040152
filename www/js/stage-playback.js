// The playhead of a run: its clock, its steps and the frames that show them. Runs where the engine runs.

import { elapsed, rowAt, secondsAt, stepRow, stepWave } from "./playback.js";

/** Least time between two reports of a moving playhead. */
const REPORT_EVERY_MS = 33;

/** How long the line breathes, and how much of its way it goes back. */
const BREATH_S = 0.9;
const BREATH_SHARE = 0.3;

export class StagePlayback {
  /**
   * @param {{ wholeRowsOnly: boolean, onMove: () => void, onReport: () => void, onFrame: () => void, onCrash: (thrown: unknown) => void }} parts
   *   `wholeRowsOnly`: for people who asked for less motion; `onMove`: the row is another one; `onReport`: whoever looks on is to be
   *   told; `onFrame`: draws; `onCrash`: what any of them threw in a frame
   */
  constructor({ wholeRowsOnly, onMove, onReport, onFrame, onCrash }) {
    this.#wholeRowsOnly = wholeRowsOnly;
    this.#onMove = onMove;
    this.#onReport = onReport;
    this.#onFrame = onFrame;
    this.#onCrash = onCrash;
  }

  #wholeRowsOnly;
  #onMove;
  #onReport;
  #onFrame;
  #onCrash;
  /** Seconds at which each row is reached. @type {Float64Array} */
  #schedule = new Float64Array(0);
  /** Wave of each row. @type {Float64Array} */
  #waves = new Float64Array(0);
  #row = 0;
  #seconds = 0;
  #speed = 1;
  #playing = false;
  #visible = true;
  #frame = 0;
  #lastFrameMs = -1;
  #lastReportMs = -1;
  #isOver = false;
  /** Row at which playing stops. */
  #goal = 0;
  /** Seconds into the breath that the line takes, or none. @type {number | null} */
  #breathS = null;

  /** Where the playhead stands; between two rows it is on its way. */
  get row() {
    return this.#row;
  }

  get isPlaying() {
    return this.#playing;
  }

  get rows() {
    return this.#schedule.length;
  }

  get lastRow() {
    return Math.max(0, this.rows - 1);
  }

  /** The row that stands for the playhead in a picture. */
  get stillRow() {
    return this.#drawn(this.#row);
  }

  /** The row up to which the line is drawn in this frame. */
  get drawnRow() {
    return this.#drawn(this.#row - (this.#breathS === null ? 0 : breath(this.#breathS) * Math.min(BREATH_SHARE * this.lastRow, this.#row)));
  }

  /** Another run: the playhead stays until it is opened at a row. @param {{ schedule: Float64Array, waves: Float64Array }} run seconds and wave of each row */
  load({ schedule, waves }) {
    this.#schedule = schedule;
    this.#waves = waves;
  }

  /** @param {number} row @param {boolean} plays from there on */
  open(row, plays) {
    this.#begin(plays);
    this.#moveTo(row);
  }

  /** From the start when the end is reached. */
  play() {
    if (this.#row >= this.lastRow) this.#moveTo(0);
    this.#begin(true);
    this.#onReport();
    this.requestFrame();
  }

  pause() {
    this.#playing = false;
    this.#onReport();
  }

  /** @param {{ row: number, plays?: boolean } | { rows: 1 | -1 } | { waves: 1 | -1 }} target see `StageHost.seek` */
  seek(target) {
    this.#playing = false;
    this.#breathS = null;
    if ("row" in target && target.plays && target.row > this.#row && !this.#wholeRowsOnly) {
      this.#goal = Math.min(this.lastRow, target.row);
      this.#playing = true;
      this.#lastFrameMs = -1;
    } else if ("row" in target) this.#moveTo(Math.min(this.lastRow, Math.max(0, target.row)));
    else if ("rows" in target) this.#moveTo(stepRow(this.#row, target.rows, this.lastRow));
    else this.#moveTo(stepWave(this.#waves, this.#row, target.waves));
    this.#onMove();
    this.#onReport();
    this.requestFrame();
  }

  /** The end of the line goes back a little and comes again, once; the playhead stays where it is. */
  breathe() {
    if (this.#playing || this.#wholeRowsOnly || this.#row < this.lastRow) return;
    this.#breathS = 0;
    this.#lastFrameMs = -1;
    this.requestFrame();
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#speed = speed;
  }

  /** The clock stands still while nobody looks. @param {boolean} visible */
  setVisible(visible) {
    this.#visible = visible;
    this.#lastFrameMs = -1;
    if (visible) this.requestFrame();
  }

  /** @param {boolean} wholeRowsOnly */
  setWholeRowsOnly(wholeRowsOnly) {
    this.#wholeRowsOnly = wholeRowsOnly;
    this.requestFrame();
  }

  /** At most one frame is waiting. */
  requestFrame() {
    if (this.#frame !== 0 || this.#isOver) return;
    this.#frame = nextFrame((nowMs) => {
      this.#frame = 0;
      if (this.#isOver) return;
      try {
        this.#advance(nowMs);
      } catch (thrown) {
        this.#playing = false;
        this.#onCrash(thrown);
      }
    });
  }

  /** There are no more frames. */
  end() {
    this.#isOver = true;
    this.#playing = false;
  }

  /** To the end, or standing. @param {boolean} plays */
  #begin(plays) {
    this.#goal = this.lastRow;
    this.#breathS = null;
    this.#playing = plays;
    this.#lastFrameMs = -1;
  }

  /** @param {number} row */
  #drawn(row) {
    return this.#wholeRowsOnly ? Math.floor(row) : row;
  }

  /** @param {number} row */
  #moveTo(row) {
    this.#row = row;
    this.#seconds = secondsAt(this.#schedule, row);
  }

  /** @param {number} nowMs */
  #advance(nowMs) {
    if (this.#playing && this.#visible) {
      if (this.#lastFrameMs >= 0) this.#seconds += elapsed(this.#lastFrameMs, nowMs, this.#speed);
      this.#lastFrameMs = nowMs;
      this.#row = Math.min(this.#goal, rowAt(this.#schedule, this.#seconds));
      if (this.#row >= this.#goal) this.#playing = false;
      this.#onMove();
      if (!this.#playing || nowMs - this.#lastReportMs >= REPORT_EVERY_MS) {
        this.#lastReportMs = nowMs;
        this.#onReport();
      }
    }
    if (this.#breathS !== null && this.#visible) {
      if (this.#lastFrameMs >= 0) this.#breathS += elapsed(this.#lastFrameMs, nowMs, 1);
      this.#lastFrameMs = nowMs;
      if (this.#breathS >= BREATH_S) this.#breathS = null;
    }
    this.#onFrame();
    if ((this.#playing || this.#breathS !== null) && this.#visible) this.requestFrame();
  }
}

/** Nought, one, nought, without a jolt. @param {number} seconds */
function breath(seconds) {
  return Math.sin(Math.PI * Math.min(1, seconds / BREATH_S)) ** 2;
}

/** Workers of some browsers have no animation frames. @param {(nowMs: number) => void} callback */
function nextFrame(callback) {
  if (typeof requestAnimationFrame === "function") return requestAnimationFrame(callback);
  return Number(setTimeout(() => callback(performance.now()), 16));
}
