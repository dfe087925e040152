// Owns the engine, a stage and the context of its canvas. Runs in the worker, or on the page where there is none.

import { elapsed, rowAt, secondsAt, stepRow, stepWave } from "./playback.js";
import { DEFAULT_PRESET, FILE_KEYS } from "./scenario-url.js";
import { csv, largestPair } from "./table-rows.js";
import { CodedError, failureOf } from "./messages.js";

/** @typedef {typeof import("../pkg/liquidation_cascades.js")} EngineModule */
/** @typedef {import("../pkg/liquidation_cascades.js").Scenario} Scenario */
/** @typedef {import("../pkg/liquidation_cascades.js").Trace} Trace */
/** @typedef {import("../pkg/liquidation_cascades.js").Control} Control */
/** @typedef {import("./messages.js").Setup} Setup */
/** @typedef {import("./messages.js").Loaded} Loaded */
/** @typedef {import("./messages.js").Playhead} Playhead */
/** @typedef {import("./messages.js").CanvasSize} CanvasSize */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {{ module: EngineModule, registered: Set<string> }} Engine */

/** Least time between two reports of a moving playhead. */
const REPORT_EVERY_MS = 33;

/** Columns of the CSV file, in their order. */
const CSV_COLUMNS = /** @type {const} */ ([
  "timeS", "wave", "lastPrice", "markPrice", "counterfactualPrice", "branchingRatio", "waveRatio", "backlogQuantity",
  "liquidatedQuantity", "liquidatedNotional", "longLiquidatedNotional", "shortLiquidatedNotional", "openInterest", "depth",
  "insuranceFund", "adlNotional", "socialisedLoss", "badDebt",
]);

/**
 * Loads and starts the engine.
 * @param {number} generation 0 for the first; a later one is a new instance after a trap
 * @returns {Promise<Engine>}
 */
export async function loadEngine(generation = 0) {
  /** @type {EngineModule} */
  let module;
  if (generation === 0) module = await import("../pkg/liquidation_cascades.js");
  else module = await import(new URL(`../pkg/liquidation_cascades.js?instance=${generation}`, import.meta.url).href);
  await module.default();
  return { module, registered: new Set() };
}

/** A trap ends the instance: nothing after it can be trusted. @param {unknown} thrown */
export function isTrap(thrown) {
  return thrown instanceof WebAssembly.RuntimeError;
}

export class StageHost {
  /**
   * @param {Engine} engine
   * @param {Setup} setup
   * @param {{ report: (playhead: Playhead) => void, crash: (thrown: unknown) => void }} listener
   */
  constructor(engine, setup, listener) {
    this.#engine = engine;
    this.#listener = listener;
    this.#canvas = setup.canvas;
    const context = /** @type {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null} */ (
      setup.canvas.getContext("2d", { alpha: false })
    );
    if (!context) throw new CodedError({ code: "noCanvas", field: "", message: "This canvas cannot be drawn on." });
    this.#context = context;
    this.#stage = new engine.module.Stage();
    this.#stage.setLabels(setup.labels);
    this.#stage.setTheme(setup.theme);
    this.#wholeRowsOnly = setup.wholeRowsOnly;
    this.#mostPositions = setup.mostPositions;
    this.#applySize(setup.size);
  }

  #engine;
  #listener;
  #canvas;
  #context;
  #stage;
  #wholeRowsOnly;
  #mostPositions;

  /** @type {{ widthCss: number, heightCss: number, pixelRatio: number } | null} */
  #size = null;
  /** @type {Trace | null} */
  #trace = null;
  /** @type {Float64Array} */
  #schedule = new Float64Array(0);
  /** @type {Float64Array} */
  #prices = new Float64Array(0);
  /** @type {Float64Array} */
  #waves = new Float64Array(0);
  /** @type {Float64Array} */
  #times = new Float64Array(0);
  #isTicks = false;
  #row = 0;
  #seconds = 0;
  #speed = 1;
  #playing = false;
  #visible = true;
  #frame = 0;
  #lastFrameMs = -1;
  #lastReportMs = -1;
  #isDisposed = false;
  /** @type {{ key: string, scenario: Scenario, controls: Control[] } | null} */
  #base = null;

  /** The presets, in the order of the page. */
  presets() {
    const { module } = this.#engine;
    return module.presetNames().map((name) => {
      const scenario = module.preset(name);
      return { name, title: scenario.title ?? name, lesson: scenario.note ?? "" };
    });
  }

  /**
   * Builds the scenario of some settings, runs it and shows its last moment. When anything is wrong, throws and keeps
   * the run before.
   * @param {Settings} settings
   * @returns {Promise<Loaded>}
   */
  async configure(settings) {
    const { module } = this.#engine;
    /** @type {Note[]} */
    const notes = [];
    const base = await this.#baseOf(settings, notes);
    const { scenario, values } = this.#withValues(base, settings.values, notes);
    const trace = module.run(scenario);
    this.#stage.load(trace);
    this.#trace?.free();
    this.#trace = trace;
    this.#schedule = this.#stage.schedule();
    this.#prices = trace.lastPrice();
    this.#waves = trace.wave();
    this.#times = trace.timeS();
    this.#isTicks = this.#times[this.#times.length - 1] > 0;
    this.#playing = false;
    this.#moveTo(this.#lastRow);
    this.#draw();
    return {
      settings: { preset: base.preset, values, files: base.files },
      notes,
      title: scenario.title ?? base.preset,
      lesson: scenario.note ?? "",
      controls: module.controls(scenario),
      presetValues: Object.fromEntries(base.controls.map((control) => [control.name, control.value])),
      summary: trace.summary(),
      rows: this.#schedule.length,
      waves: this.#waves[this.#waves.length - 1] ?? 0,
      ticks: this.#isTicks,
      startPrice: this.#prices[0],
      chain: this.#chain(trace),
      end: this.#playhead(),
    };
  }

  /**
   * The preset with the files that are asked for and there.
   * @param {Settings} settings
   * @param {Note[]} notes
   */
  async #baseOf({ preset, files }, notes) {
    const { module, registered } = this.#engine;
    let name = preset;
    if (!module.presetNames().includes(name)) {
      notes.push({ kind: "unknownPreset", name });
      name = DEFAULT_PRESET;
    }
    /** @type {Partial<Record<keyof import("./scenario-url.js").Files, string>>} */
    const there = { ...files };
    for (const [, kind] of FILE_KEYS) {
      const file = there[kind];
      if (file === undefined || kind === "contract" || registered.has(file)) continue;
      notes.push({ kind: "fileMissing", name: file });
      delete there[kind];
    }
    if (there.brackets === undefined) delete there.contract;
    const key = JSON.stringify([name, ...FILE_KEYS.map(([, kind]) => there[kind] ?? null)]);
    if (this.#base?.key !== key) {
      let scenario = module.preset(name);
      if (there.scenario !== undefined) scenario = module.useData(scenario, there.scenario);
      for (const file of dataNames(scenario)) await this.#fetchData(file);
      for (const [, kind] of FILE_KEYS) {
        const file = there[kind];
        if (file === undefined || kind === "scenario" || kind === "contract") continue;
        scenario = module.useData(scenario, file, kind === "brackets" ? there.contract : undefined);
      }
      this.#base = { key, scenario, controls: module.controls(scenario) };
    }
    return { preset: name, files: there, ...this.#base };
  }

  /**
   * Sets controls in the order in which the engine lists them, so that the order in an address does not matter.
   * @param {{ scenario: Scenario, controls: Control[] }} base
   * @param {Readonly<Record<string, number>>} wanted
   * @param {Note[]} notes
   */
  #withValues(base, wanted, notes) {
    /** @type {Record<string, number>} */
    const values = {};
    let scenario = base.scenario;
    for (const name of Object.keys(wanted)) {
      if (!base.controls.some((control) => control.name === name)) notes.push({ kind: "ignored", name });
    }
    for (const control of base.controls) {
      const { name } = control;
      if (!Object.hasOwn(wanted, name)) continue;
      let value = wanted[name];
      if (name === "positions" && this.#mostPositions !== null && value > this.#mostPositions) {
        value = this.#mostPositions;
        notes.push({ kind: "capped", name, used: value });
      }
      if (value === control.value) continue;
      try {
        scenario = this.#engine.module.setControl(scenario, name, value);
      } catch (thrown) {
        const used = clampOf(thrown, value);
        if (used === null) throw thrown;
        notes.push({ kind: "clamped", name, given: String(value), used });
        value = used;
        scenario = this.#engine.module.setControl(scenario, name, value);
      }
      if (value !== control.value) values[name] = value;
    }
    const positions = base.controls.find((control) => control.name === "positions");
    if (positions && this.#mostPositions !== null && !("positions" in values) && positions.value > this.#mostPositions) {
      values.positions = this.#mostPositions;
      notes.push({ kind: "capped", name: "positions", used: this.#mostPositions });
      scenario = this.#engine.module.setControl(scenario, "positions", this.#mostPositions);
    }
    return { scenario, values };
  }

  /** @param {string} name */
  async #fetchData(name) {
    if (this.#engine.registered.has(name)) return;
    const missing = () => new CodedError({ code: "fetch", field: "", message: name });
    // Only files that ship beside the page: a name is never a path.
    if (!/^[\w.-]+$/.test(name)) throw missing();
    let response;
    try {
      response = await fetch(new URL(`../data/${name}`, import.meta.url));
    } catch {
      throw missing();
    }
    if (!response.ok) throw missing();
    this.#keep(this.#engine.module.registerData(name, new Uint8Array(await response.arrayBuffer())));
  }

  /**
   * Makes a file known to the engine that was read and packed elsewhere.
   * @param {{ name: string, packed: Uint8Array }} file
   */
  registerPacked({ name, packed }) {
    return this.#keep(this.#engine.module.registerPacked(name, packed));
  }

  /**
   * Reads a file here, where no worker of its own can be had; throws what is wrong with it.
   * @param {{ name: string, file: Blob }} source
   */
  async registerFile({ name, file }) {
    const reader = new this.#engine.module.DataReader();
    try {
      const stream = file.stream().getReader();
      for (;;) {
        const { done, value } = await stream.read();
        if (done) break;
        reader.push(value);
      }
      reader.finish(name);
      return this.registerPacked({ name, packed: reader.pack() });
    } finally {
      reader.free();
    }
  }

  /** @param {import("../pkg/liquidation_cascades.js").DataInfo} info */
  #keep(info) {
    const most = this.#mostPositions;
    if (info.kind === "positions" && most !== null && info.rows > most) {
      const message = `the file has ${info.rows} positions; at most ${most} can be drawn in this browser`;
      throw new CodedError({ code: "outOfRange", field: "", message });
    }
    this.#engine.registered.add(info.name);
    this.#base = null;
    return info;
  }

  /** @param {CanvasSize} size */
  resize(size) {
    if (this.#applySize(size)) this.#draw();
  }

  /** @param {import("./messages.js").StageTheme} theme */
  recolour(theme) {
    this.#stage.setTheme(theme);
    this.#draw();
  }

  /** From the start when the end is reached. */
  play() {
    if (!this.#trace) return;
    if (this.#row >= this.#lastRow) this.#moveTo(0);
    this.#playing = true;
    this.#lastFrameMs = -1;
    this.#report();
    this.#requestFrame();
  }

  pause() {
    this.#playing = false;
    this.#report();
  }

  /**
   * To a row, or by rows or waves from where the playhead stands.
   * @param {{ row: number } | { rows: 1 | -1 } | { waves: 1 | -1 }} target
   */
  seek(target) {
    if (!this.#trace) return;
    this.#playing = false;
    if ("row" in target) this.#moveTo(Math.min(this.#lastRow, Math.max(0, target.row)));
    else if ("rows" in target) this.#moveTo(stepRow(this.#row, target.rows, this.#lastRow));
    else this.#moveTo(stepWave(this.#waves, this.#row, target.waves));
    this.#report();
    this.#requestFrame();
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#speed = speed;
  }

  /** The clock stands still while nobody looks. @param {boolean} visible */
  setVisible(visible) {
    this.#visible = visible;
    this.#lastFrameMs = -1;
    if (visible) this.#requestFrame();
  }

  /** For people who asked for less motion. @param {boolean} wholeRowsOnly */
  setWholeRowsOnly(wholeRowsOnly) {
    this.#wholeRowsOnly = wholeRowsOnly;
    this.#requestFrame();
  }

  /**
   * Some rows of the table.
   * @param {{ from: number, count: number }} part
   * @returns {import("./table-rows.js").TableSlice}
   */
  tableSlice({ from, count }) {
    const trace = this.#loadedTrace();
    const rows = trace.rows;
    const first = Math.min(Math.max(0, from), rows);
    const cut = (/** @type {Float64Array} */ column) => column.slice(first, first + count);
    const notional = trace.liquidatedNotional();
    return {
      firstRow: first,
      rows,
      ticks: this.#isTicks,
      timeS: cut(this.#times),
      wave: cut(this.#waves),
      lastPrice: cut(this.#prices),
      counterfactualPrice: cut(trace.counterfactualPrice()),
      liquidatedNotional: cut(notional),
      notionalBefore: first > 0 ? notional[first - 1] : 0,
      waveRatio: cut(trace.waveRatio()),
      branchingRatio: cut(trace.branchingRatio()),
      openInterest: cut(trace.openInterest()),
      insuranceFund: cut(trace.insuranceFund()),
      badDebt: cut(trace.badDebt()),
    };
  }

  /** All columns of the run. */
  csvText() {
    const trace = this.#loadedTrace();
    return csv(CSV_COLUMNS.map((name) => [name, trace[name]()]));
  }

  /** What stands under a point of the canvas, or where a row ends. @param {import("./messages.js").ReadoutTarget} target */
  readout(target) {
    if (!this.#trace) return undefined;
    return "row" in target ? this.#stage.readoutAt(target.row) : this.#stage.readout(target.xCss, target.yCss);
  }

  dispose() {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#playing = false;
    this.#trace?.free();
    this.#trace = null;
    this.#stage.free();
  }

  get #lastRow() {
    return Math.max(0, this.#schedule.length - 1);
  }

  #loadedTrace() {
    if (!this.#trace) throw new CodedError({ code: "nothingLoaded", field: "", message: "Nothing was run yet." });
    return this.#trace;
  }

  /** Under a clock rows are moments, not generations: none then. @param {Trace} trace */
  #chain(trace) {
    const row = this.#isTicks ? -1 : largestPair(trace.liquidatedNotional());
    return row < 0 ? null : { ratio: trace.waveRatio()[row], wave: this.#waves[row] };
  }

  /** @param {number} row */
  #moveTo(row) {
    this.#row = row;
    this.#seconds = secondsAt(this.#schedule, row);
  }

  /** @param {CanvasSize} size */
  #applySize(size) {
    const old = this.#size;
    if (old && old.widthCss === size.widthCss && old.heightCss === size.heightCss && old.pixelRatio === size.pixelRatio) return false;
    this.#size = size;
    this.#stage.resize(size.widthCss, size.heightCss, size.pixelRatio);
    this.#canvas.width = this.#stage.widthPx;
    this.#canvas.height = this.#stage.heightPx;
    // Setting a size clears the canvas, even where it stays the same.
    this.#stage.invalidate();
    return true;
  }

  #draw() {
    if (!this.#trace || this.#isDisposed) return;
    this.#stage.draw(this.#context, this.#wholeRowsOnly ? Math.floor(this.#row) : this.#row);
  }

  /** At most one frame is waiting. */
  #requestFrame() {
    if (this.#frame !== 0 || this.#isDisposed) return;
    this.#frame = nextFrame((nowMs) => {
      this.#frame = 0;
      if (this.#isDisposed) return;
      try {
        this.#onFrame(nowMs);
      } catch (thrown) {
        this.#playing = false;
        this.#listener.crash(thrown);
      }
    });
  }

  /** @param {number} nowMs */
  #onFrame(nowMs) {
    if (this.#playing && this.#visible) {
      if (this.#lastFrameMs >= 0) this.#seconds += elapsed(this.#lastFrameMs, nowMs, this.#speed);
      this.#lastFrameMs = nowMs;
      this.#row = rowAt(this.#schedule, this.#seconds);
      if (this.#row >= this.#lastRow) this.#playing = false;
      if (!this.#playing || nowMs - this.#lastReportMs >= REPORT_EVERY_MS) {
        this.#lastReportMs = nowMs;
        this.#report();
      }
    }
    this.#draw();
    if (this.#playing && this.#visible) this.#requestFrame();
  }

  #report() {
    this.#listener.report(this.#playhead());
  }

  /** @returns {Playhead} */
  #playhead() {
    const low = Math.floor(this.#row);
    const high = Math.min(this.#lastRow, low + 1);
    const price = this.#prices[low] + (this.#row - low) * (this.#prices[high] - this.#prices[low]);
    // On the way to a row we are in that row's wave.
    return { row: this.#row, wave: this.#waves[Math.ceil(this.#row)], timeS: this.#times[low], price, playing: this.#playing };
  }
}

/** Workers of some browsers have no animation frames. @param {(nowMs: number) => void} callback */
function nextFrame(callback) {
  if (typeof requestAnimationFrame === "function") return requestAnimationFrame(callback);
  return Number(setTimeout(() => callback(performance.now()), 16));
}

/**
 * The nearest value that a control would have taken, when that was the trouble.
 * @param {unknown} thrown
 * @param {number} value
 */
function clampOf(thrown, value) {
  if (failureOf(thrown).code !== "outOfRange") return null;
  const { problems } = /** @type {import("../pkg/liquidation_cascades.js").ScenarioError} */ (thrown);
  const { min, max } = problems?.[0] ?? {};
  if (min === undefined || max === undefined) return null;
  const used = Math.min(max, Math.max(min, value));
  return used === value ? null : used;
}

/**
 * Names of the files that a scenario refers to.
 * @param {Scenario} scenario
 */
export function dataNames(scenario) {
  /** @type {Set<string>} */
  const names = new Set();
  const visit = (/** @type {unknown} */ value) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const name = key === "data" ? /** @type {{ name?: unknown } | null} */ (inner)?.name : undefined;
      if (typeof name === "string") names.add(name);
      else visit(inner);
    }
  };
  visit(scenario);
  return [...names];
}
