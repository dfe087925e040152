// Makes runs of settings: the scenario with its files, on an engine that knows it, in parts that listen to whoever waits. Runs
// where the engine runs.

import { CodedError, failureOf } from "./messages.js";
import { listen } from "./pause.js";
import { fetchData } from "./places.js";
import { CHOSEN_IN, DEFAULT_PRESET, FILE_KEYS, isChoice } from "./scenario-url.js";
import { scenarioWith } from "./scenario-with.js";
import { isTrap } from "./traps.js";

/** @typedef {import("../pkg/page/liquidation_cascades.js").Scenario} Scenario */
/** @typedef {import("../pkg/page/liquidation_cascades.js").Trace} Trace */
/** @typedef {import("./engine-loader.js").Engine} Engine */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./scenario-url.js").Note} Note */

/** A run that takes longer is left after so long for whoever asks for something meanwhile; steps of it at once, at most. */
const SLICE_MS = 40;
const MOST_STEPS_AT_ONCE = 1 << 16;

/** What the engine with all mechanisms says otherwise. */
const BEYOND = ["notBuilt", "unknownChoice"];

/** An embed's takes no files. */
const noFiles = () => Object.assign(new Error("this engine takes no files"), { problems: [{ code: BEYOND[0] }] });

/** @param {unknown} thrown */
function isBeyond(thrown) {
  const { problems = [] } = /** @type {{ problems?: { code: string }[] }} */ (thrown);
  return problems.some(({ code }) => BEYOND.includes(code));
}

const CHOICES = /** @type {[keyof typeof CHOSEN_IN, typeof CHOSEN_IN[keyof typeof CHOSEN_IN]][]} */ (Object.entries(CHOSEN_IN));

export const stopped = () => new CodedError({ code: "stopped", field: "", message: "the run was given up" });

export class Runs {
  /**
   * @param {{ engine: Engine, mostPositions: number | null, onProgress: (share: number) => void }} parts `mostPositions`: that can
   *   be drawn here; `onProgress`: which share of a longer run is done
   */
  constructor({ engine, mostPositions, onProgress }) {
    this.#engine = engine;
    this.#mostPositions = mostPositions;
    this.#onProgress = onProgress;
  }

  /** What the next one is computed with. */
  #engine;
  #mostPositions;
  #onProgress;
  #isOver = false;
  /** How often a run was to be given up. */
  #stops = 0;
  /** Whoever waits for the line meanwhile. @type {Set<(why: Error) => void>} */
  #waiting = new Set();
  /** @type {{ key: string, engine: Engine, scenario: Scenario } | null} */
  #base = null;

  /** The engine that computes now. */
  get engine() {
    return this.#engine;
  }

  /** Gives up the run that is under way: whoever asked for it is told so by the code `stopped`. */
  stop() {
    this.#stops += 1;
    for (const leave of this.#waiting) leave(stopped());
  }

  /** Nobody wants a run any more. */
  end() {
    this.#isOver = true;
  }

  /**
   * The run of some settings. Where the engine does not know what is asked for, the one with all mechanisms is asked instead,
   * now and from then on.
   * @param {Settings} settings
   */
  async of(settings) {
    const engine = this.#engine;
    try {
      return await this.#runWith(engine, settings);
    } catch (thrown) {
      if ("addMechanism" in engine.module || !isBeyond(thrown)) throw thrown;
    }
    return this.#runWith(await this.whole(), settings);
  }

  /** The engine that knows everything, with which runs are made from now on. */
  async whole() {
    this.#engine = await this.#unlessStopped(this.#engine.full());
    return this.#engine;
  }

  /** @param {Engine} engine @param {Settings} settings */
  async #runWith(engine, settings) {
    /** @type {Note[]} */
    const notes = [];
    const base = await this.#baseOf(engine, settings, notes);
    const told = scenarioWith(engine.module, base.scenario, settings.values, { notes, mostPositions: this.#mostPositions });
    return { engine, notes, base, ...told, trace: await this.#run(engine, told.scenario) };
  }

  /** Nobody has to wait for a line who no longer wants what it brings. @template Result @param {Promise<Result>} work @returns {Promise<Result>} */
  async #unlessStopped(work) {
    /** @type {(why: Error) => void} */
    let leave = () => undefined;
    const left = new Promise((_, reject) => (leave = reject));
    this.#waiting.add(leave);
    try {
      return await Promise.race([work, left]);
    } finally {
      this.#waiting.delete(leave);
    }
  }

  /**
   * A scenario that was run before, on another engine, which makes the same of it, to the bit.
   * @param {Engine} engine
   * @param {Scenario} scenario
   */
  async again(engine, scenario) {
    await this.fetchAll(engine, scenario);
    return this.#run(engine, scenario);
  }

  /**
   * Runs a scenario, in parts where it takes longer than a moment. The engine counts, so that the run is the same however it
   * is cut; the clock only says when to listen.
   * @param {Engine} engine
   * @param {Scenario} scenario
   * @returns {Promise<Trace>}
   */
  async #run(engine, scenario) {
    const stops = this.#stops;
    const run = engine.module.start(scenario);
    let isDone = false;
    try {
      let [steps, sinceMs] = [1, performance.now()];
      for (;;) {
        const beganMs = performance.now();
        const share = run.advance(steps);
        if (share === undefined) break;
        const nowMs = performance.now();
        if (nowMs - beganMs < SLICE_MS / 8) steps = Math.min(2 * steps, MOST_STEPS_AT_ONCE);
        else if (nowMs - beganMs > SLICE_MS / 2) steps = Math.max(1, Math.floor(steps / 2));
        if (nowMs - sinceMs < SLICE_MS) continue;
        this.#onProgress(share);
        await listen();
        if (this.#stops !== stops || this.#isOver) throw stopped();
        sinceMs = performance.now();
      }
      isDone = true;
      return run.finish();
    } catch (thrown) {
      // An instance that trapped has nothing to give back.
      if (!isDone && !isTrap(thrown)) run.free();
      throw thrown;
    }
  }

  /**
   * The preset with the files that are asked for and there.
   * @param {Engine} engine
   * @param {Settings} settings
   * @param {Note[]} notes
   */
  async #baseOf(engine, { preset, files }, notes) {
    const { module, registered } = engine;
    let name = preset;
    if (!module.presetNames().includes(name)) {
      notes.push({ kind: "unknownPreset", name });
      name = DEFAULT_PRESET;
    }
    /** @type {Partial<Record<keyof import("./scenario-url.js").Files, string>>} */
    const there = { ...files };
    for (const [, kind] of FILE_KEYS) {
      const file = there[kind];
      if (file === undefined || isChoice(kind) || registered.has(file)) continue;
      notes.push({ kind: "fileMissing", name: file });
      delete there[kind];
    }
    for (const [choice, kind] of CHOICES) if (there[kind] === undefined) delete there[choice];
    const key = JSON.stringify([name, ...FILE_KEYS.map(([, kind]) => there[kind] ?? null)]);
    if (this.#base?.key !== key || this.#base.engine !== engine) {
      let scenario = module.preset(name);
      if (engine.isShort && dataNames(scenario).length > 0) throw noFiles();
      if (there.scenario !== undefined) scenario = module.useData(scenario, there.scenario);
      await this.fetchAll(engine, scenario);
      for (const [, kind] of FILE_KEYS) {
        const file = there[kind];
        if (file === undefined || kind === "scenario" || isChoice(kind)) continue;
        const choice = CHOICES.find(([, of]) => of === kind)?.[0];
        scenario = module.useData(scenario, file, choice && there[choice]);
      }
      this.#base = { key, engine, scenario };
    }
    return { preset: name, files: there, ...this.#base };
  }

  /** Gives an engine the files of a scenario that it has not got. @param {Engine} engine @param {Scenario} scenario */
  async fetchAll(engine, scenario) {
    for (const file of dataNames(scenario)) await this.#fetchData(engine, file);
  }

  /** @param {Engine} engine @param {string} name */
  async #fetchData(engine, name) {
    if (engine.registered.has(name)) return;
    const missing = () => new CodedError({ code: "fetch", field: "", message: name });
    // Only files that ship beside the page: a name is never a path.
    if (!/^[\w.-]+$/.test(name)) throw missing();
    let response;
    try {
      response = await fetchData(name);
    } catch {
      throw missing();
    }
    if (!response.ok) throw missing();
    let bytes;
    try {
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch {
      throw missing();
    }
    try {
      this.#keep(engine, engine.module.registerPacked(name, bytes));
    } catch (thrown) {
      if (isTrap(thrown)) throw thrown;
      // Of a file that ships beside the page nobody knows otherwise which one is meant.
      const { code, field, message } = failureOf(thrown);
      throw new CodedError({ code, field, message: `${name}: ${message}` });
    }
  }

  /**
   * Makes a file known, to the engine with all mechanisms: there is no other to go to with it later.
   * @param {{ name: string, packed: Uint8Array }} file
   */
  async register({ name, packed }) {
    const engine = await this.#engine.full();
    this.#engine = engine;
    return this.#keep(engine, engine.module.registerPacked(name, packed));
  }

  /** @param {Engine} engine @param {import("../pkg/liquidation_cascades.js").DataInfo} info */
  #keep(engine, info) {
    const most = this.#mostPositions;
    if (info.kind === "positions" && most !== null && info.rows > most) {
      const message = `the file has ${info.rows} positions; at most ${most} can be drawn in this browser`;
      throw new CodedError({ code: "outOfRange", field: "", message });
    }
    engine.registered.add(info.name);
    this.#base = null;
    return info;
  }
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
