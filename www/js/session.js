// What the page knows and can do, without a page: settings in, runs out. Talks to one stage; every view reads the store.

import { CodedError, failureOf } from "./messages.js";
import { Cancelled } from "./load-client.js";
import { TrapError, MOST_POSITIONS_ON_PAGE } from "./stage-client.js";
import { breakingClaim } from "./claims.js";
import { controlOfField } from "./error-field.js";
import * as format from "./format.js";
import { History, same } from "./history.js";
import { outcomeText, fetchOthers, plain, playheadText, sentence } from "./sentence.js";
import { changes } from "./compare.js";
import { DEFAULT_PRESET, FLAGS, LINKED, OWN, filesInOrder } from "./scenario-url.js";
import { SHAPE } from "./shape.js";
import { honestText } from "./situation.js";

/** @typedef {import("./messages.js").Loaded} Loaded */
/** @typedef {import("../pkg/liquidation_cascades.js").DataInfo} DataInfo */
/** @typedef {import("./messages.js").Playhead} Playhead */
/** @typedef {import("./messages.js").PresetInfo} PresetInfo */
/** @typedef {import("./messages.js").Failure} Failure */
/** @typedef {import("./messages.js").Ruleset} Ruleset */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {import("./stage-client.js").StageConnection} StageConnection */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * @typedef {{
 *   settings: Settings, loaded: Loaded | null, pinned: import("./messages.js").Pinned | null, canUndo: boolean, canRedo: boolean, presets: readonly PresetInfo[], rulesets: readonly Ruleset[],
 *   cutoff: number, playhead: Playhead | null, isScrubbing: boolean, speed: number,
 *   theme: import("./scenario-url.js").ThemeChoice, palette: import("./messages.js").StageTheme | null, view: import("./scenario-url.js").View,
 *   error: Told & { control: string | null, isFinal?: boolean } | null, computing: { seconds: number, percent: number | null } | null, dataError: string | null, questions: readonly Question[],
 *   loading: { name: string, share: number } | null, infos: Readonly<Record<string, DataInfo>>,
 *   search: import("./own-text.js").Search | null, status: string, isBroken: boolean, section: import("./scenario-url.js").Section, isSecret: boolean, isHiding: boolean,
 *   own: import("./scenario-url.js").Own, language: import("./scenario-url.js").Language,
 *   moment: import("./scenario-url.js").Moment | null, beat: number, flags: import("./scenario-url.js").Flags, packed: import("./scenario-url.js").Packed,
 * }} State
 *   `isHiding`: each run is a secret until it was played; `moment`: as the address had it, as long as the playhead was not moved since; `packed`: scenarios as a link holds them
 */

/** A file that has several readings: what decides, and what there is to choose from. @typedef {{ name: string, option: string, choices: readonly string[] }} Question */
/** Words, and how to say them again when the page speaks another language. @typedef {{ text: string, tell: () => string }} Told */
/** @typedef {import("./store.js").Store<State>} SessionStore */

/** What the session needs of the client. @typedef {{ mode: () => Promise<"worker" | "page">, restart: (why?: { isFault?: boolean }) => Promise<boolean> }} Client */

/** @param {() => string} tell @returns {Told} */
const told = (tell) => ({ text: tell(), tell });

/** What became of settings that were to be shown. @typedef {"shown" | "overtaken" | "refused" | "lost"} Outcome */

/** Why another engine is needed: it trapped, it is gone without a word, nobody wants to wait for it, or newer settings wait. @typedef {"trap" | "memory" | "gone" | "stopped" | "overtaken"} Reason */

/** A run is spoken of from then on, and may be abandoned for newer settings; milliseconds. */
const SLOW_MS = 300;
const OLD_MS = 1000;
/** So long a run that is to be given up may go on before the engine is ended with it. */
const LEAVE_MS = 500;
/** How often a run under way is looked at. */
const WATCH_EVERY_MS = 100;

/**
 * @param {Settings} settings
 * @returns {State}
 */
export function initialState(settings) {
  return {
    settings,
    loaded: null,
    pinned: null,
    canUndo: false,
    canRedo: false,
    presets: [],
    rulesets: [],
    cutoff: 0,
    playhead: null,
    isScrubbing: false,
    speed: 1,
    theme: "auto",
    palette: null,
    view: "chart",
    error: null,
    computing: null,
    dataError: null,
    questions: [],
    loading: null,
    infos: {},
    search: null,
    status: "",
    isBroken: false,
    section: "all",
    isSecret: false,
    isHiding: false,
    own: OWN,
    language: "en",
    moment: null,
    beat: 0,
    flags: FLAGS,
    packed: {},
  };
}

/** Nothing has happened yet. @type {import("./scenario-url.js").Moment} */
const BEFORE = Object.freeze({ row: 0, timeS: null, beat: 0, x: null, y: null });

/** Longest name of a file that an address keeps. */
const LONGEST_FILE_NAME = 120;

/** The value of a control as the settings have it. @param {State} state @param {string} name */
export function valueOf({ settings, loaded }, name) {
  return settings.values[name] ?? loaded?.presetValues[name];
}

/** Whether anything differs from the preset. @param {Settings} settings */
export function isEdited(settings) {
  return Object.keys(settings.files).length > 0 || Object.keys(settings.values).length > 0;
}

/**
 * Another seed, always the same after the same one: a scenario stays reproducible by its clicks.
 * @param {number} seed
 */
export function nextSeed(seed) {
  // 9636 generates all residues but one of the prime 65521: seeds stay short and do not come back soon.
  return ((seed % 65_521) * 9636 + 11) % 65_521;
}

export class Session {
  /**
   * @param {{ store: SessionStore, client: Client, strings: Strings, readFile: typeof import("./load-client.js").readFile, now?: () => number,
   *   keep?: import("./keep.js").Keep | null,
   *   connect: (listener: import("./stage-client.js").Listener) => Promise<StageConnection> }} parts
   */
  constructor({ store, client, strings, readFile, connect, now = () => performance.now(), keep = null }) {
    this.#store = store;
    this.#client = client;
    this.#strings = strings;
    this.#readFile = readFile;
    this.#connect = connect;
    this.#now = now;
    this.#keep = keep;
    this.#history = new History(store.state.settings);
  }

  #store;
  #client;
  #strings;
  #readFile;
  #connect;
  #now;
  #keep;
  #history;
  /** Names of files that are missing, which was said. @type {Set<string>} */
  #toldMissing = new Set();
  /** Number of the drag that is under way; 0: none. */
  #drag = 0;
  #drags = 0;
  /** @type {StageConnection | null} */
  #connection = null;
  /** @type {{ settings: Settings, done: (outcome: Outcome) => void } | null} newest settings that were not run yet */
  #wanted = null;
  #isRunning = false;
  /** A worker can be ended, whatever it does; on the page itself runs have to listen. */
  #isWorker = false;
  /** @type {import("./messages.js").CanvasSize | null} of the figure, when it has changed */
  #size = null;
  /** Of the last run: whether it was to be given up, and after how many seconds it ended. @type {{ reason: Reason } | null} */
  #lastLeaving = null;
  #stoppedAt = 0;
  /** The run under way: where, how much of it is done, and since when and why it is to be given up. @type {{ connection: StageConnection, share: number, leaving: { reason: Reason, sinceMs: number } | null } | null} */
  #underWay = null;
  /** @type {Promise<void> | null} of the engine that takes another one's place */
  #recovery = null;
  /** Nobody wants to wait for what it brings back. */
  #isImpatient = false;
  /** @type {number | undefined} row from which the next run is played at once */
  #playsFrom = undefined;
  /** @type {import("./scenario-url.js").Moment | null} what the next run is opened at */
  #opensAt = null;
  /** @type {Map<string, Blob>} files the reader loaded; a new engine needs them again */
  #files = new Map();
  /** @type {Map<string, Blob>} files that wait for an answer */
  #asked = new Map();
  /** @type {AbortController | null} of the file that is being read */
  #reading = null;
  /** Says once more what is wrong with the files. @type {() => string} */
  #dataError = () => "";
  /** @type {(() => import("./messages.js").Sheet | null)[]} */
  #offers = [];

  /**
   * Connects and shows the settings of the store.
   * @param {readonly Note[]} notes what the address already had to say
   * @param {Settings | null} [pinned] what to compare with
   */
  async start(notes, pinned = null) {
    const strings = this.#strings;
    try {
      this.#connection = await this.#connect(this.#listener());
      this.#fit();
      const [presets, rulesets] = await Promise.all([this.#connection.call("presets", undefined), this.#connection.call("rulesets", undefined)]);
      this.#store.update({ presets, rulesets });
    } catch (thrown) {
      this.#breakDown(() => this.#engineText(failureOf(thrown)));
      return;
    }
    const mode = await this.#client.mode();
    this.#isWorker = mode === "worker";
    const steps = this.#keep?.steps() ?? null;
    if (steps) this.#history.restore(steps);
    const linked = await this.#openLinked(this.#connection, this.#store.state.packed);
    // A name that no file has is asked for by nobody.
    const { settings } = this.#store.state;
    if (linked.some(({ name }) => name === LINKED && name === settings.files.scenario)) {
      const { scenario: _, ...files } = settings.files;
      this.#store.update({ settings: { ...settings, files } });
    }
    this.#opensAt = this.#store.state.moment ?? (this.#store.state.flags.startsBefore ? BEFORE : null);
    const back = await this.#bringBack(this.#connection, [
      ...(pinned ? [pinned] : []),
      this.#store.state.settings,
      ...this.#history.steps.past,
      ...this.#history.steps.future,
    ]);
    const pinNotes = pinned ? await this.#pinFromAddress(this.#connection, pinned) : [];
    const { moment } = this.#store.state;
    const outcome = await this.#show(this.#store.state.settings);
    const missing = outcome === "refused" && !this.#store.state.loaded ? await this.#showFirst() : [];
    const loadedNotes = outcome === "shown" ? (this.#store.state.loaded?.notes ?? []) : [];
    // A first run that was stopped has been spoken of.
    const stopped = outcome === "lost" && this.#store.state.loaded ? [this.#store.state.status] : [];
    // A scenario that came with the link and cannot be read is not asked for as a file besides.
    await this.#askAgain(this.#connection);
    // Which controls there are is told by the run.
    const locks = this.#store.state.flags.locked.map((name) => /** @type {Note} */ ({ kind: "lock", name }));
    const all = [...notes, ...linked, ...pinNotes, ...loadedNotes, ...locks];
    const isBroken = (/** @type {Note} */ note) =>
      note.kind === "fileMissing" && all.some(({ kind, name }) => kind.startsWith("scenario") && name === note.name);
    const said = [
      ...stopped,
      ...missing,
      ...back,
      ...(await this.#noteTexts(
        all.filter((note) => !isBroken(note)),
        { moment },
      )),
    ];
    if (mode === "page") said.push(strings.status.pageMode(format.number(MOST_POSITIONS_ON_PAGE)));
    // Each is said once, also where two places need the same file.
    if (said.length > 0) this.#say([...new Set(said)].join(" "));
  }

  /**
   * Files that were loaded before and are asked for again, now or by a step back.
   * @param {StageConnection} connection
   * @param {readonly Settings[]} all
   * @returns {Promise<string[]>} what there is to say of them
   */
  async #bringBack(connection, all) {
    const names = new Set(all.flatMap(({ files }) => Object.entries(files).flatMap(([kind, name]) => (kind === "contract" ? [] : [name]))));
    /** @type {string[]} */
    const said = [];
    for (const name of names) {
      if (this.#files.has(name)) continue;
      const found = await this.#keep?.get(name);
      if (!found) continue;
      try {
        await this.#take(name, found.blob, await this.#register(connection, name, found.blob, new AbortController().signal));
        if (found.isOther) said.push(this.#strings.data.broughtBack(name));
      } catch (thrown) {
        if (thrown instanceof TrapError) throw thrown;
        // As if it had not been kept: the note that it is missing follows.
      }
    }
    return said;
  }

  /** Questions about files that were open before. @param {StageConnection} connection */
  async #askAgain(connection) {
    const keep = this.#keep;
    if (!keep?.names().some((name) => name.startsWith("? "))) return;
    const { askAgain } = await import("./asked.js");
    const open = await askAgain(keep, (name, file) => this.#register(connection, name, file, new AbortController().signal), failureOf);
    for (const { file, question } of open) this.#asked.set(question.name, file);
    this.#store.update({ questions: open.map(({ question }) => question) });
  }

  /** A file that was read is one of the page's; a scenario is packed for links, where it fits in one. @param {string} name @param {Blob} file @param {DataInfo} info */
  async #take(name, file, info) {
    this.#files.set(name, file);
    this.#toldMissing.delete(name);
    const { infos, packed } = this.#store.state;
    const { [name]: _, ...others } = packed;
    this.#store.update({ infos: { ...infos, [name]: info }, packed: others });
    if (info.kind !== "scenario") return;
    const { MOST_BYTES, packScenario } = await import("./scenario-link.js");
    const text = file.size <= MOST_BYTES ? await packScenario(await file.text()) : null;
    if (text !== null && this.#files.get(name) === file) this.#store.update({ packed: { ...this.#store.state.packed, [name]: text } });
  }

  /**
   * Scenarios that an address holds become files of the page.
   * @param {StageConnection} connection
   * @param {import("./scenario-url.js").Packed} packed
   * @returns {Promise<Note[]>} why some cannot be had
   */
  async #openLinked(connection, packed) {
    /** @type {Note[]} */
    const notes = [];
    for (const [name, text] of Object.entries(packed)) {
      const { unpackScenario } = await import("./scenario-link.js");
      const read = await unpackScenario(text);
      this.#toldMissing.add(name);
      if ("trouble" in read) {
        notes.push({ kind: read.trouble, name });
        continue;
      }
      try {
        const file = new Blob([read.json], { type: "application/json" });
        const info = await this.#register(connection, name, file, new AbortController().signal);
        if (info.kind !== "scenario") {
          notes.push({ kind: "scenarioDamaged", name });
          continue;
        }
        this.#files.set(name, file);
        this.#store.update({ infos: { ...this.#store.state.infos, [name]: info }, packed: { ...this.#store.state.packed, [name]: text } });
      } catch (thrown) {
        if (thrown instanceof TrapError) throw thrown;
        // It came whole and means nothing here: a later page wrote it.
        notes.push({ kind: "scenarioNewer", name });
      }
    }
    return notes;
  }

  /**
   * What the address asks for cannot be had and nothing is on screen yet: the first preset, and why.
   * @returns {Promise<string[]>}
   */
  async #showFirst() {
    const { error, settings } = this.#store.state;
    const why = error?.tell ?? (() => "");
    const bare = { preset: DEFAULT_PRESET, values: {}, files: {} };
    if (same(settings, bare) || (await this.#show(bare)) !== "shown") {
      this.#breakDown(why);
      return [];
    }
    this.#history.amend(this.#store.state.settings);
    const both = told(() => `${why()} ${this.#strings.errors.firstInstead}`);
    this.#store.update({ ...this.#steps(), error: { ...both, control: null } });
    return [both.text];
  }

  /** Nothing more can be done here. @param {() => string} tell */
  #breakDown(tell) {
    this.#wanted?.done("lost");
    this.#wanted = null;
    this.#connection = null;
    this.#store.update({ isBroken: true, error: { ...told(tell), control: null, isFinal: true } });
    this.#say(tell());
  }

  /** Why there is no engine. @param {Failure} failure */
  #engineText({ code, field, message }) {
    const words = this.#strings.engine;
    switch (code) {
      case "engineOffline":
        return words.offline;
      case "engineMissing":
        return words.missing(message, field);
      case "engineDamaged":
        return words.damaged(field);
      case "enginePage":
        return words.page(message, field);
      case "engineRefused":
        return words.refused(message);
      case "engineForbidden":
        return words.forbidden;
      case "engineSlow":
        return words.slow;
      case "engineMemory":
        return words.memory;
      case "noCanvas":
        return words.noCanvas;
      default:
        return words.other(message);
    }
  }

  /** @param {string} name @param {number | string} value the name of an option, or a number */
  setValue(name, value) {
    const { settings, loaded } = this.#store.state;
    const values = { ...settings.values, [name]: value };
    if (loaded && value === loaded.presetValues[name]) delete values[name];
    void this.#change({ ...settings, values }, name);
  }

  /** Leverage drawn by hand, in place of what the sliders said of it. @param {string} shape */
  setShape(shape) {
    const { settings } = this.#store.state;
    const { leverage: _, leverageSpread: __, ...values } = settings.values;
    void this.#change({ ...settings, values: { ...values, [SHAPE]: shape } }, SHAPE);
  }

  /**
   * Sets values and plays what comes of them, from a row on.
   * @param {Readonly<Record<string, number | string>>} changes
   * @param {{ from?: number, isSecret?: boolean }} [how] `isSecret`: the outcome is told when the end is reached
   */
  playWith(changes, { from = 0, isSecret = false } = {}) {
    const { settings, loaded } = this.#store.state;
    const values = { ...settings.values, ...changes };
    for (const [name, value] of Object.entries(changes)) if (value === loaded?.presetValues[name]) delete values[name];
    this.#playsFrom = from;
    this.#store.update({ isSecret });
    void this.#change({ ...settings, values });
  }

  /** The outcome is no secret any more. */
  reveal() {
    this.#store.update({ isSecret: false });
  }

  /** Whoever hid the result is overruled: from now on it is told. */
  unhide() {
    this.#store.update({ isHiding: false });
    this.reveal();
    const { loaded } = this.#store.state;
    if (!loaded) return;
    this.seek({ row: loaded.rows - 1 });
    this.#say(this.#outcomeText(loaded));
  }

  /** The end of the price line goes back a little and comes again. */
  breathe() {
    this.#tell("breathe", undefined);
  }

  /** Back to the preset's value. @param {string} name */
  dropValue(name) {
    const { settings } = this.#store.state;
    const values = { ...settings.values };
    delete values[name];
    void this.#change({ ...settings, values });
  }

  /** Back to what the preset has. @param {DataInfo["kind"]} kind */
  dropFile(kind) {
    const { settings } = this.#store.state;
    const files = { ...settings.files };
    delete files[kind];
    if (kind === "brackets") delete files.contract;
    if (kind === "positions") delete files.symbol;
    const values = { ...settings.values };
    // What scales a file goes with it.
    if (kind === "path") delete values.pathAmplitude;
    if (kind === "book") delete values.bookDepth;
    void this.#change({ ...settings, values, files });
  }

  /** Another contract of the loaded brackets, or symbol of the positions. @param {"contract" | "symbol"} key @param {string} choice */
  async choose(key, choice) {
    const { settings } = this.#store.state;
    const name = settings.files[key === "contract" ? "brackets" : "positions"] ?? "";
    const fault = await this.#showFile({ ...settings, files: filesInOrder({ ...settings.files, [key]: choice }) }, name);
    if (fault !== null) this.#tellDataError(() => `${fault()} ${this.#strings.errors.kept}`);
  }

  cancelLoading() {
    this.#reading?.abort();
  }

  /** @param {string} preset */
  async choosePreset(preset) {
    const outcome = await this.#change({ preset, values: {}, files: {} });
    const { loaded } = this.#store.state;
    if (outcome === "refused") this.#takeBack();
    if (outcome !== "shown" || !loaded) return;
    const { title, lesson } = this.#strings.preset({ name: loaded.settings.preset, title: loaded.title, lesson: loaded.lesson });
    this.#say([`${title}. ${lesson}`, ...(await this.#noteTexts(loaded.notes))].join(" "));
  }

  /**
   * Settings that were on screen before; the browser's own way back leads to them. So does a link that was put into the
   * address bar: what is wrong with its scenario leaves the picture as it is.
   * @param {Settings} settings
   * @param {import("./scenario-url.js").Packed} [packed] scenarios that the address holds
   */
  async travelTo(settings, packed = {}) {
    const { packed: known, loaded } = this.#store.state;
    const others = Object.fromEntries(Object.entries(packed).filter(([name, text]) => known[name] !== text));
    const notes = this.#connection ? await this.#openLinked(this.#connection, others) : [];
    if (notes.length > 0) {
      const texts = await this.#noteTexts(notes);
      const why = told(() => `${texts.join(" ")} ${this.#strings.errors.kept}`);
      this.#store.update({ settings: loaded?.settings ?? settings, error: { ...why, control: null } });
      this.#say(why.text);
      return;
    }
    if ((await this.#change(settings)) === "refused") this.#takeBack();
  }

  /** Settings that cannot be had are not those of the picture: the address and all controls go back to what is on screen. */
  #takeBack() {
    const { loaded, settings } = this.#store.state;
    if (!loaded || same(settings, loaded.settings)) return;
    this.#history.withdraw();
    this.#history.amend(loaded.settings);
    this.#store.update({ ...this.#steps(), settings: loaded.settings });
  }

  /** Settings that were on screen before, as a step of their own. @param {Settings} settings */
  returnTo(settings) {
    return this.#change(settings);
  }

  /** Back to the preset; the seed stays. */
  async reset() {
    const { preset, values } = this.#store.state.settings;
    const outcome = await this.#change({ preset, values: values.seed === undefined ? {} : { seed: values.seed }, files: {} });
    const { loaded } = this.#store.state;
    const seed = values.seed === undefined ? null : String(values.seed);
    if (outcome === "shown" && loaded) this.#say(this.#strings.status.reset(this.#strings.preset({ ...loaded, name: preset }).title, seed));
  }

  async newSeed() {
    const { state } = this.#store;
    const seed = nextSeed(Number(valueOf(state, "seed") ?? 0));
    const outcome = await this.#change({ ...state.settings, values: { ...state.settings.values, seed } });
    const words = this.#strings.status;
    const isSame = this.#store.state.loaded?.situation?.isRandom === false;
    if (outcome === "shown") this.#say((isSame ? words.newSeedSame : words.newSeed)(String(seed)));
  }

  /**
   * A file of the reader's own.
   * @param {string} fileName
   * @param {Blob} file
   */
  loadFile(fileName, file) {
    return this.loadFiles([{ name: fileName, file }]);
  }

  /**
   * Files of the reader's own: each goes to its place, and each is told. A bad one changes nothing on screen. The newest
   * win over those that are still being read.
   * @param {readonly (File | { name: string, file: Blob })[]} given
   */
  async loadFiles(given) {
    const strings = this.#strings;
    // An address names the file: what cannot stand there is left out.
    const files = given.map((one) => ({ name: format.cleanName(one.name).slice(0, LONGEST_FILE_NAME), file: one instanceof Blob ? one : one.file }));
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const isNew = (/** @type {{ name: string }} */ one) => !files.some(({ name }) => name === one.name);
    const asked = this.#store.state.questions;
    const questions = asked.filter(isNew);
    this.#store.update({ dataError: null, questions });
    // Read once more, it is asked about anew, or not at all.
    if (this.#keep && questions.length < asked.length)
      (await import("./asked.js")).dropAsked(
        this.#keep,
        files.map(({ name }) => name),
      );
    /** @type {string[]} */
    const said = [];
    /** @type {(() => string)[]} */
    const errors = [];
    /** @type {string[]} */
    const notKept = [];
    /** @type {DataInfo[]} */
    const read = [];
    let isChanged = false;
    try {
      for (const { name, file } of files) {
        try {
          this.#store.update({ loading: { name, share: 0 } });
          if (!this.#connection) throw new CodedError({ code: "internal", field: "", message: strings.status.noEngine });
          const info = await this.#register(this.#connection, name, file, reading.signal);
          await this.#take(name, file, info);
          read.push(info);
          const kept = this.#keep ? await this.#keep.put(name, info.sha256, file) : "kept";
          if (kept !== "kept") notKept.push(strings.data.notKept[kept](name));
        } catch (thrown) {
          if (thrown instanceof TrapError) throw thrown;
          const { code, field, choices } = failureOf(thrown);
          if (thrown instanceof Cancelled) said.push(strings.data.cancelled(name));
          else if (code === "ambiguous" && choices) {
            this.#asked.set(name, file);
            questions.push({ name, option: field, choices });
            said.push(strings.data.isAsked(name));
            const kept = this.#keep ? await (await import("./asked.js")).putAsked(this.#keep, name, file) : "kept";
            if (kept !== "kept") notKept.push(strings.data.notKept[kept](name));
          } else {
            said.push(strings.data.unread(name));
            errors.push(() => this.#unread(name, thrown));
          }
        }
      }
      // Whoever cancels, or chooses others meanwhile, wants none of them.
      if (reading.signal.aborted) said.push(...read.splice(0).map(({ name }) => strings.data.cancelled(name)));
      this.#store.update({ questions: [...questions] });
      this.#endReading(reading);
      // A scenario replaces everything: it comes first. Of two of a kind the later one stays.
      const order = [...read].sort((a, b) => Number(b.kind === "scenario") - Number(a.kind === "scenario"));
      for (const [index, info] of order.entries()) {
        const later = order.slice(index + 1).find((one) => one.kind === info.kind && one.name !== info.name);
        if (later) {
          said.push(strings.data.replaced(info.name, later.name));
          continue;
        }
        const fault = await this.#showFile(this.#withFile(info), info.name);
        said.push(fault === null ? strings.data.isLoaded(info.name, strings.data.size(info)) : strings.data.unused(info.name));
        if (fault !== null) errors.push(fault);
        else isChanged = true;
      }
      if (errors.length > 0) {
        // Another of the files may have changed the picture.
        this.#tellDataError(() => [...errors.map((tell) => tell()), ...(isChanged ? [] : [strings.errors.kept])].join(" "));
        // The details stand at the files; a status of several lines would take its room from the picture.
        if (errors.length === said.length) said.push(strings.errors.kept);
      }
      said.push(...notKept);
      if (said.length > 0) this.#say(said.join(" "));
    } catch (thrown) {
      if (thrown instanceof TrapError) await this.#recover(reasonOf(thrown));
      else this.#tellDataError(() => this.#failureText(failureOf(thrown)));
    } finally {
      this.#endReading(reading);
    }
  }

  /**
   * The answer to a question about a file, or to one that may be put to a file that was read: it is read once more.
   * @param {Pick<Question, "name" | "option">} question
   * @param {string | number} choice
   */
  async answer({ name, option }, choice) {
    const file = this.#asked.get(name) ?? this.#files.get(name);
    if (!file) return;
    const { NUMBER_OPTIONS, withReadOptions } = await import("./read-options.js");
    await this.loadFile(name, withReadOptions(file, { [option]: NUMBER_OPTIONS.includes(option) ? Number(choice) : choice }));
  }

  /** A file as it was last read, or is to be read. @param {string} name @returns {Blob | undefined} */
  fileOf(name) {
    return this.#files.get(name) ?? this.#asked.get(name);
  }

  /** @param {AbortController} reading */
  #endReading(reading) {
    if (this.#reading !== reading) return;
    this.#reading = null;
    this.#store.update({ loading: null });
  }

  /** The settings with a file that was read. @param {DataInfo} info @returns {Settings} */
  #withFile(info) {
    const { name, kind } = info;
    const { settings } = this.#store.state;
    // A scenario replaces everything, the sliders included.
    if (kind === "scenario") return { ...settings, values: {}, files: { scenario: name } };
    /** @type {Partial<Record<keyof import("./scenario-url.js").Files, string>>} */
    const files = { ...settings.files };
    // Under one name there is one file, whatever it held before.
    for (const place of /** @type {(keyof typeof files)[]} */ (Object.keys(files))) if (files[place] === name) delete files[place];
    if (kind === "brackets") delete files.contract;
    if (kind === "positions") delete files.symbol;
    // Of several contracts the one with the most positions, which a choice beside the file changes.
    if (info.kind === "positions" && info.symbols.length > 0) files.symbol = info.symbols[0].name;
    return { ...settings, files: filesInOrder({ ...files, [kind]: name }) };
  }

  /**
   * Reads a file in a worker of its own where that works, else in the engine's.
   * @param {StageConnection} connection
   * @param {string} name
   * @param {Blob} file
   * @param {AbortSignal} signal
   */
  async #register(connection, name, file, signal) {
    const onShare = (/** @type {number} */ share) => {
      if (!signal.aborted && this.#store.state.loading) this.#store.update({ loading: { name, share } });
    };
    const read = await this.#readFile(name, file, { signal, onShare });
    if (signal.aborted) throw new Cancelled();
    if (!read) return connection.call("registerFile", { name, file });
    return connection.call("registerPacked", { name, packed: read.packed }, [read.packed.buffer]);
  }

  /**
   * Shows settings with a new file; takes it back when the engine refuses it, and says why.
   * @param {Settings} settings
   * @param {string} name
   * @returns {Promise<(() => string) | null>}
   */
  async #showFile(settings, name) {
    const before = this.#store.state.settings;
    const outcome = await this.#change(settings);
    const { error } = this.#store.state;
    if (outcome !== "refused" || error === null) return null;
    this.#history.withdraw();
    this.#store.update({ ...this.#steps(), settings: before, error: null });
    return () => `${this.#strings.data.unused(name)} ${strip(error.tell(), this.#strings.errors.kept)}`;
  }

  /** At the files. @param {() => string} tell */
  #tellDataError(tell) {
    this.#dataError = tell;
    this.#store.update({ dataError: tell() });
  }

  /** @param {string} name @param {unknown} thrown */
  #unread(name, thrown) {
    return `${this.#strings.data.unread(name)} ${this.#failureText(failureOf(thrown))}`;
  }

  /** What could be added to the scenario on screen. */
  mechanisms() {
    return this.#ask("mechanisms", undefined);
  }

  /** That scenario with a mechanism, or without it. @param {{ kind: string, isThere: boolean }} order */
  withMechanism(order) {
    return this.#ask("withMechanism", order);
  }

  togglePlay() {
    if (this.#store.state.playhead?.playing) this.pause();
    else this.play();
  }

  /** Over when it plays. */
  play() {
    this.#say(this.#strings.status.playing);
    return this.#tell("play", undefined);
  }

  /** Over when it stands. */
  pause() {
    this.#say(this.#strings.status.paused(this.where() ?? ""));
    return this.#tell("pause", undefined);
  }

  /**
   * @param {Parameters<import("./stage-host.js").StageHost["seek"]>[0]} target
   * @param {{ isScrubbing?: boolean }} [how] nothing is announced while scrubbing: the slider speaks for itself
   */
  seek(target, { isScrubbing = false } = {}) {
    this.#store.update({ isScrubbing });
    return this.#tell("seek", target);
  }

  endScrubbing() {
    this.#store.update({ isScrubbing: false });
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#store.update({ speed });
    this.#tell("setSpeed", speed);
  }

  /** The figure may have got another size while the engine was on its way. */
  #fit() {
    if (this.#size) this.resize(this.#size);
  }

  /** @param {import("./messages.js").CanvasSize} size */
  resize(size) {
    this.#size = size;
    this.#tell("resize", size);
  }

  /** @param {import("./messages.js").StageTheme} theme */
  recolour(theme) {
    this.#tell("recolour", theme);
    this.#store.update({ palette: theme });
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.#tell("setVisible", visible);
  }

  /** @param {boolean} wholeRowsOnly */
  setWholeRowsOnly(wholeRowsOnly) {
    this.#tell("setWholeRowsOnly", wholeRowsOnly);
  }

  /** @param {import("./messages.js").ZoomOrder} order */
  zoom(order) {
    this.#tell("zoom", order);
  }

  /** @param {number} dxCss @param {number} dyCss */
  pan(dxCss, dyCss) {
    this.#tell("pan", { dxCss, dyCss });
  }

  showWhole() {
    this.#tell("showWhole", undefined);
  }

  /** Shows a part of the picture. @param {Pick<import("./scenario-url.js").Moment, "x" | "y">} window */
  setWindow(window) {
    this.#tell("setWindow", window);
  }

  /** What is on screen of this run, to be found again: the row, the beat, the part that was zoomed into. @returns {Promise<import("./scenario-url.js").Moment | null>} */
  async momentNow() {
    // What was asked for before has come when this is answered.
    const window = (await this.#ask("window", undefined)) ?? null;
    const { playhead, loaded, moment } = this.#store.state;
    if (!playhead || !loaded) return null;
    // Whoever followed a link to a beat and goes up to the menu still means that beat, as the address does.
    const beat = this.#store.state.beat || (moment?.beat ?? 0);
    const isEnd = playhead.row >= loaded.rows - 1 && beat === 0;
    if (isEnd && !window) return null;
    return { row: isEnd ? null : playhead.row, timeS: null, beat, x: window?.x ?? null, y: window?.y ?? null };
  }

  /** The reader's own file of that name; nothing where there is none. @param {string} name */
  fileNamed(name) {
    return this.#files.get(name);
  }

  /** Bands less bright than that are left out. @param {number} cutoff */
  setCutoff(cutoff) {
    this.#store.update({ cutoff });
    this.#tell("setCutoff", cutoff);
  }

  /** @param {number} from @param {number} count @param {string} [market] */
  tableSlice(from, count, market) {
    return this.#connection ? this.#connection.call("tableSlice", { from, count, market }) : Promise.resolve(null);
  }

  /**
   * What the picture holds at a place; nothing when it cannot be asked.
   * @param {import("./messages.js").ReadoutTarget} target
   */
  readout(target) {
    return this.#ask("readout", target);
  }

  /** Where prices stand on the canvas; nothing when it cannot be asked. */
  priceScale() {
    return this.#ask("priceScale", undefined);
  }

  /** Where a shock would land; nothing when it cannot be asked. @param {number} shockRatio */
  landing(shockRatio) {
    return this.#ask("landing", shockRatio);
  }

  fragility() {
    return this.#ask("fragility", undefined);
  }

  /**
   * One of the pictures beside the main one; nothing when it cannot be had.
   * @param {import("./messages.js").ArgumentOf<"picture">} order
   */
  picture(order) {
    return this.#ask("picture", order);
  }

  /**
   * The main picture for paper; nothing when it cannot be had.
   * @param {import("./messages.js").ArgumentOf<"paper">} order
   */
  paper(order) {
    return this.#ask("paper", order);
  }

  /** What the pictures of the waves are drawn from; nothing when it cannot be asked. */
  waves() {
    return this.#ask("waves", undefined);
  }

  /**
   * A position of the reader's own in this run; what is wrong with it is told at its place.
   * @param {import("./own-text.js").OwnPosition} position
   */
  async own(position) {
    try {
      return await this.#connection?.call("own", position);
    } catch (thrown) {
      if (!(thrown instanceof TrapError)) return { failure: this.#failureText(failureOf(thrown)) };
      this.#onFailure(thrown);
      return undefined;
    }
  }

  /**
   * @template {import("./messages.js").CallName} Name
   * @param {Name} name
   * @param {import("./messages.js").ArgumentOf<Name>} argument
   */
  async #ask(name, argument) {
    try {
      return await this.#connection?.call(name, argument);
    } catch (thrown) {
      this.#onFailure(thrown);
      return undefined;
    }
  }

  /** One step back. */
  undo() {
    return this.#travel(this.#history.undo(), this.#strings.history.undone, this.#strings.history.nothingToUndo);
  }

  redo() {
    return this.#travel(this.#history.redo(), this.#strings.history.redone, this.#strings.history.nothingToRedo);
  }

  /** A slider is held: all its moves until it is let go are one step. */
  beginDrag() {
    this.#drags += 1;
    this.#drag = this.#drags;
  }

  endDrag() {
    this.#drag = 0;
  }

  /**
   * Shows settings that were before.
   * @param {Settings | null} settings
   * @param {string} done
   * @param {string} nothing
   */
  async #travel(settings, done, nothing) {
    if (!settings) {
      this.#say(nothing);
      return;
    }
    const outcome = await this.#show(settings);
    const { loaded } = this.#store.state;
    if (outcome === "shown" && loaded) this.#say(`${done} ${this.#outcomeText(loaded)}`);
  }

  /** Keeps the run on screen as A. */
  async compare() {
    const { loaded, isSecret } = this.#store.state;
    if (!loaded || isSecret) return;
    const pinned = await this.#ask("pin", loaded.settings);
    if (!pinned) return;
    this.#store.update({ pinned });
    this.#say(this.#strings.compare.pinned(this.#titleOf(pinned)));
  }

  unpin() {
    this.#tell("unpin", undefined);
    this.#store.update({ pinned: null });
    this.#say(this.#strings.compare.unpinned);
  }

  /**
   * @param {StageConnection} connection
   * @param {Settings} settings
   * @returns {Promise<readonly Note[]>}
   */
  async #pinFromAddress(connection, settings) {
    try {
      const pinned = await connection.call("pin", settings);
      // In the place of a preset that does not exist the engine takes the first one: no run that anybody meant to compare with.
      if (pinned.notes.some(({ kind }) => kind === "unknownPreset")) {
        await connection.call("unpin", undefined);
        return [{ kind: "unknownPinned", name: settings.preset }];
      }
      this.#store.update({ pinned });
      return pinned.notes.map((note) => ({ ...note, isPinned: note.kind !== "fileMissing" }));
    } catch (thrown) {
      if (thrown instanceof TrapError) throw thrown;
      return [{ kind: "unreadable", name: "a", given: settings.preset }];
    }
  }

  /** @param {Pick<Loaded, "settings" | "title">} run */
  #titleOf({ settings, title }) {
    const text = this.#strings.preset({ name: settings.preset, title, lesson: "" }).title;
    return isEdited(settings) ? `${text} ${this.#strings.edited}` : text;
  }

  /**
   * The run as a file; nothing when it cannot be made.
   * @param {import("./messages.js").ExportKind} kind
   * @param {string} link the address of what is on screen
   */
  async exportFile(kind, link) {
    const { loaded, pinned, isSecret } = this.#store.state;
    if (!loaded) return null;
    const words = this.#strings.save;
    const seed = String(valueOf(this.#store.state, "seed") ?? 0);
    const title = this.#titleOf(loaded);
    const { search } = this.#store.state;
    const breaking = search?.state === "found" ? breakingClaim(search, loaded) : null;
    const caption = [isSecret ? title : `${title}. ${plain(sentence(loaded, this.#strings, breaking))}`];
    if (pinned && !isSecret) caption.push(words.compared(this.#titleOf(pinned), changes(pinned, loaded, this.#strings)));
    caption.push(words.source(seed, "{version}", link), honestText(loaded.situation, this.#strings.honest));
    const { view } = this.#store.state;
    const sheets = isSecret || (kind !== "png" && kind !== "svg") ? [] : this.#offers.flatMap((offer) => offer() ?? []);
    const blob = await this.#ask("exportFile", { kind, link, caption, sheets });
    if (!blob) return null;
    const { fileName } = await import("./file-name.js");
    return { name: fileName(loaded.settings, seed, sheets.length > 0 ? view : "", kind), blob };
  }

  /** A picture that is saved with its view while that is open. @param {() => import("./messages.js").Sheet | null} offer */
  offer(offer) {
    this.#offers.push(offer);
  }

  /** Where the playhead stands, in words. */
  where() {
    const { playhead, loaded } = this.#store.state;
    return playhead && loaded ? playheadText(playhead, loaded, this.#strings) : null;
  }

  /**
   * Shows other settings as a step of their own, or as part of the step before.
   * @param {Settings} settings
   * @param {string | null} [key] the control whose moves belong together
   */
  #change(settings, key = null) {
    this.#history.record(settings, { key, drag: this.#drag, nowMs: this.#now() });
    return this.#show(settings);
  }

  /** Where undo and redo stand, for the store. */
  #steps() {
    this.#keep?.putSteps(this.#history.steps);
    return { canUndo: this.#history.canUndo, canRedo: this.#history.canRedo };
  }

  /**
   * Shows the newest settings; those that were overtaken meanwhile are never run.
   * @param {Settings} settings
   * @returns {Promise<Outcome>}
   */
  #show(settings) {
    return new Promise((done) => {
      this.#wanted?.done("overtaken");
      this.#wanted = { settings, done };
      this.#store.update({ settings, ...this.#steps() });
      void this.#drain();
    });
  }

  async #drain() {
    if (this.#store.state.isBroken) {
      this.#wanted?.done("lost");
      this.#wanted = null;
    }
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#wanted && this.#connection) {
        const { settings, done } = this.#wanted;
        this.#wanted = null;
        done(await this.#run(this.#connection, settings));
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /**
   * @param {StageConnection} connection
   * @param {Settings} settings
   * @returns {Promise<Outcome>}
   */
  async #run(connection, settings) {
    try {
      const playsFrom = this.#playsFrom;
      this.#playsFrom = undefined;
      const { isHiding } = this.#store.state;
      const opensAt = this.#opensAt ?? (isHiding ? BEFORE : undefined);
      this.#opensAt = null;
      const loaded = await this.#compute(connection, {
        ...settings,
        ...(playsFrom === undefined ? {} : { playsFrom }),
        ...(opensAt ? { opensAt, isSecret: isHiding } : {}),
      });
      if (isHiding) this.#store.update({ isSecret: loaded.end.row < loaded.rows - 1 });
      else if (playsFrom === undefined) this.reveal();
      // Newer settings are the reader's, not to be overwritten by what the engine made of older ones.
      const had = this.#store.state.loaded?.controls ?? [];
      const used = withMissing(loaded, settings);
      const adopted = this.#wanted ? this.#store.state.settings : used;
      if (!this.#wanted) this.#history.amend(used);
      this.#store.update({ ...this.#steps(), loaded, search: null, settings: adopted, playhead: loaded.end, error: null, dataError: null });
      const texts = await this.#noteTexts(this.#untold(loaded.notes), { had });
      this.#say(texts.length > 0 ? texts.join(" ") : playsFrom === undefined ? this.#outcomeText(loaded) : this.#strings.status.playing);
      return "shown";
    } catch (thrown) {
      if (!this.#store.state.isHiding) this.reveal();
      if (thrown instanceof TrapError) {
        await this.#recover(reasonOf(thrown));
        return "lost";
      }
      const failure = failureOf(thrown);
      if (failure.code === "stopped") return this.#left();
      const { loaded } = this.#store.state;
      const names = loaded?.controls.map((control) => control.name) ?? [];
      const why = told(() => [this.#failureText(failure), loaded ? this.#strings.errors.kept : ""].join(" ").trimEnd());
      this.#store.update({ error: { ...why, control: controlOfField(failure.field, names) ?? null } });
      this.#say(why.text);
      return "refused";
    }
  }

  /**
   * Runs settings. Whoever waits longer than a moment is told, can stop it, and need not wait for it to set something else.
   * @param {StageConnection} connection
   * @param {import("./messages.js").ArgumentOf<"configure">} order
   */
  async #compute(connection, order) {
    const startMs = this.#now();
    let isSaid = false;
    const underWay = { connection, share: 0, leaving: null };
    this.#underWay = underWay;
    const watch = setInterval(() => {
      const ageMs = this.#now() - startMs;
      const leaving = this.#underWay?.leaving;
      if (leaving) this.#abandon(leaving.reason);
      else if (ageMs >= OLD_MS && this.#wanted) {
        this.#abandon("overtaken");
        return;
      }
      if (ageMs < SLOW_MS) return;
      const seconds = Math.floor(ageMs / 1000);
      const percent = underWay.share > 0 ? Math.floor(100 * underWay.share) : null;
      const { computing } = this.#store.state;
      if (computing?.seconds !== seconds || computing.percent !== percent) this.#store.update({ computing: { seconds, percent } });
      if (isSaid) return;
      isSaid = true;
      this.#say(this.#strings.status.computing);
    }, WATCH_EVERY_MS);
    try {
      const loaded = await connection.call("configure", order);
      // Its words have to be there when it is.
      if (loaded.facts?.others?.[0] || loaded.facts?.isGuarded) await fetchOthers();
      return loaded;
    } finally {
      clearInterval(watch);
      this.#lastLeaving = underWay.leaving;
      this.#stoppedAt = this.#store.state.computing?.seconds ?? 0;
      this.#underWay = null;
      this.#store.update({ computing: null });
    }
  }

  /** The reader does not want to wait for the run that is under way. */
  stop() {
    if (this.#store.state.computing) this.#abandon("stopped");
  }

  /**
   * A run was given up: what is wanted now is next, or the picture that never went away stays.
   * @returns {Promise<Outcome>}
   */
  async #left() {
    const { loaded } = this.#store.state;
    if (this.#lastLeaving?.reason !== "stopped") return "overtaken";
    if (!loaded) {
      await this.#recover("stopped");
      return "lost";
    }
    this.#wanted?.done("lost");
    this.#wanted = null;
    this.#history.amend(loaded.settings);
    this.#store.update({ ...this.#steps(), settings: loaded.settings, error: null });
    const words = this.#strings.status;
    this.#say(`${words.stopped(String(this.#stoppedAt))} ${words.pictureBack}`);
    return "lost";
  }

  /** @param {Reason} reason */
  #abandon(reason) {
    if (this.#isImpatient) return;
    const underWay = this.#underWay;
    // A run that listens ends by itself, and nothing else has to.
    if (underWay && (!this.#recovery || !this.#isWorker)) {
      if (!underWay.leaving) {
        underWay.leaving = { reason, sinceMs: this.#now() };
        underWay.connection.call("stop", undefined).catch(() => undefined);
      }
      if (!this.#isWorker || this.#now() - underWay.leaving.sinceMs < LEAVE_MS) return;
    }
    if (!this.#recovery) {
      void this.#recover(reason);
      return;
    }
    // The picture that was to come back takes its time, too.
    this.#isImpatient = true;
    void this.#client.restart({ isFault: false });
  }

  /**
   * The engine is gone, or has to go: another one takes its place, with the last good picture or with what is wanted now.
   * @param {Reason} reason
   */
  #recover(reason) {
    this.#recovery ??= this.#replace(reason).finally(() => {
      this.#recovery = null;
      void this.#drain();
    });
    return this.#recovery;
  }

  /** @param {Reason} reason */
  async #replace(reason) {
    const { loaded, settings, pinned } = this.#store.state;
    const [stoppedAt, hadPicture] = [this.#store.state.computing?.seconds ?? this.#stoppedAt, loaded !== null];
    this.#connection = null;
    if (reason !== "overtaken") {
      this.#wanted?.done("lost");
      this.#wanted = null;
    }
    // What was good once, else less and less of what was asked for: one of them is no such run.
    const bare = (/** @type {string} */ preset) => ({ preset, values: {}, files: {} });
    const tries = loaded ? [loaded.settings, bare(loaded.settings.preset), bare(DEFAULT_PRESET)] : [bare(settings.preset), bare(DEFAULT_PRESET)];
    let isFault = reason !== "overtaken" && reason !== "stopped";
    let isOvertaken = reason === "overtaken";
    for (let next = tries.shift(); next || (isOvertaken && this.#wanted); next = tries.shift()) {
      try {
        if (!(await this.#client.restart({ isFault }))) break;
        isFault = true;
        this.#isImpatient = false;
        const connection = await this.#connect(this.#listener());
        this.#isWorker = (await this.#client.mode()) === "worker";
        for (const [name, file] of this.#files) await this.#register(connection, name, file, new AbortController().signal);
        await connection.call("setSpeed", this.#store.state.speed);
        await connection.call("setCutoff", this.#store.state.cutoff);
        if (!next || (isOvertaken && this.#wanted)) {
          // A comparison is part of the picture; the worker runs both in turn.
          if (pinned) connection.call("pin", pinned.settings).catch((thrown) => this.#onFailure(thrown));
          this.#connection = connection;
          this.#fit();
          return;
        }
        const again = await this.#compute(connection, next);
        if (pinned) await connection.call("pin", pinned.settings);
        this.#connection = connection;
        this.#fit();
        this.#adopt(again);
        const isBack = hadPicture && same(again.settings, next) && next === loaded?.settings;
        const why = told(() => this.#replacedText(reason, { stoppedAt, isBack, settings }));
        this.#store.update({ error: reason === "stopped" ? null : { ...why, control: null } });
        this.#say(why.text);
        return;
      } catch {
        // Not this one either.
        isOvertaken ||= this.#isImpatient && this.#wanted !== null;
        if (this.#isImpatient) isFault = false;
      }
    }
    this.#isImpatient = false;
    this.#breakDown(() => this.#strings.status.gone);
  }

  /** A run takes the place of settings that could not be had. @param {Loaded} loaded */
  #adopt(loaded) {
    this.#history.amend(loaded.settings);
    // Whoever set something meanwhile keeps it.
    const settings = this.#wanted ? this.#store.state.settings : loaded.settings;
    this.#store.update({ ...this.#steps(), loaded, search: null, settings, playhead: loaded.end });
  }

  /**
   * @param {Reason} reason
   * @param {{ stoppedAt: number, isBack: boolean, settings: Settings }} facts `isBack`: the picture before is back; `settings`: what was asked for
   */
  #replacedText(reason, { stoppedAt, isBack, settings }) {
    const words = this.#strings.status;
    const shown = isBack ? words.pictureBack : words.presetInstead;
    switch (reason) {
      case "stopped":
        return `${words.stopped(String(stoppedAt))} ${shown}`;
      case "memory": {
        const positions = settings.values.positions;
        return `${words.noMemory(typeof positions === "number" ? format.number(positions) : null)} ${shown}`;
      }
      case "gone":
        return `${words.lost} ${shown}`;
      case "trap":
      case "overtaken":
        return `${words.restarted} ${shown}`;
    }
  }

  /** @returns {import("./stage-client.js").Listener} */
  #listener() {
    return {
      onPlayhead: (playhead) => this.#onPlayhead(playhead),
      onProgress: (share) => {
        if (this.#underWay) this.#underWay.share = share;
      },
      onCrash: () => void this.#recover("trap"),
      onLost: () => void this.#recover("gone"),
    };
  }

  /** @param {Playhead} playhead */
  #onPlayhead(playhead) {
    const before = this.#store.state.playhead;
    this.#store.update({ playhead });
    const { loaded } = this.#store.state;
    if (!loaded) return;
    if (this.#store.state.isHiding && this.#store.state.isSecret && !playhead.playing && playhead.row >= loaded.rows - 1) this.reveal();
    if (!before?.playing) return;
    if (!playhead.playing && playhead.row >= loaded.rows - 1) this.#say(this.#strings.status.ended(this.#outcomeText(loaded)));
  }

  /** @param {Loaded} loaded */
  #outcomeText(loaded) {
    return this.#store.state.isSecret ? this.#strings.flags.hidden : outcomeText(loaded, this.#strings);
  }

  /** @param {Failure} failure */
  #failureText(failure) {
    const words = this.#strings.errors;
    if (failure.code === "noPart") return words.noPart;
    return failure.code === "fetch" ? words.fetch(failure.message) : words.engine(failure);
  }

  /** A file that is missing is asked for once. @param {readonly Note[]} notes */
  #untold(notes) {
    const news = notes.filter(({ kind, name }) => kind !== "fileMissing" || !this.#toldMissing.has(name));
    for (const { kind, name } of news) if (kind === "fileMissing") this.#toldMissing.add(name);
    return news;
  }

  /**
   * @param {readonly Note[]} notes
   * @param {{ had?: readonly import("./messages.js").PageControl[], moment?: import("./scenario-url.js").Moment | null }} [how]
   *   `had`: controls of the run before: their values came from no link; `moment`: one that an address named
   * @returns {Promise<string[]>}
   */
  async #noteTexts(notes, { had = [], moment = null } = {}) {
    const { loaded } = this.#store.state;
    if (notes.length === 0 && !moment) return [];
    try {
      return await (await import("./link-notes.js")).noteTexts(notes, { loaded, had, moment, strings: this.#strings });
    } catch {
      return notes.map(({ name }) => this.#strings.notes.ignored(name));
    }
  }

  /** The page speaks another language from now on: `strings` hold it already. */
  async relabel() {
    const { loaded, presets, rulesets, pinned, infos, playhead, error, dataError, questions } = this.#store.state;
    // What is wrong is said anew as well, also where there is no engine any more.
    this.#store.update({ error: error && { ...error, ...told(error.tell) }, dataError: dataError && this.#dataError(), questions: [...questions] });
    await this.#ask("relabel", this.#strings.stage);
    // The same run, to be told anew by whoever tells of it.
    const anew = loaded && { ...loaded, controls: loaded.controls.map((control) => ({ ...control })) };
    this.#store.update({
      language: this.#strings.language,
      loaded: anew,
      presets: [...presets],
      rulesets: [...rulesets],
      infos: { ...infos },
      pinned: pinned && { ...pinned },
      playhead: playhead && { ...playhead },
    });
    if (anew) this.#say(this.#outcomeText(anew));
  }

  /** Words for the status line from a view. @param {string} text */
  announce(text) {
    this.#say(text);
  }

  /** @param {string} status */
  #say(status) {
    this.#store.update({ status });
  }

  /**
   * A call without an answer: over when it was carried out and what it reports has come, or when it has failed, which is said.
   * @template {import("./messages.js").CallName} Name
   * @param {Name} name
   * @param {import("./messages.js").ArgumentOf<Name>} argument
   */
  #tell(name, argument) {
    return this.#connection?.call(name, argument).catch((thrown) => this.#onFailure(thrown));
  }

  /** @param {unknown} thrown by a call that has no control of its own */
  #onFailure(thrown) {
    if (thrown instanceof TrapError) void this.#recover(reasonOf(thrown));
    else this.#store.update({ error: { ...told(() => this.#failureText(failureOf(thrown))), control: null } });
  }
}

/**
 * What a run used, with the names of files that it had to do without: they are asked for until they are loaded or dropped.
 * @param {Loaded} loaded
 * @param {Settings} asked
 * @returns {Settings}
 */
function withMissing({ settings, notes }, asked) {
  const missing = new Set(notes.flatMap(({ kind, name }) => (kind === "fileMissing" ? [name] : [])));
  const files = Object.fromEntries(
    Object.entries(asked.files).filter(([kind, name]) => missing.has(name) || (kind === "contract" && missing.has(asked.files.brackets ?? ""))),
  );
  return missing.size === 0 ? settings : { ...settings, files: { ...settings.files, ...files } };
}

/** @param {TrapError} thrown @returns {Reason} */
function reasonOf({ isMemory }) {
  return isMemory ? "memory" : "trap";
}

/** @param {string} text @param {string} end */
function strip(text, end) {
  return text.endsWith(end) ? text.slice(0, -end.length).trimEnd() : text;
}
