// What the page can do, without a page: settings in, runs out. Asks one engine; every view reads the store.

import { failureOf } from "./messages.js";
import { TrapError, MOST_POSITIONS_ON_PAGE } from "./stage-client.js";
import { controlOfField } from "./error-field.js";
import * as format from "./format.js";
import { History, same } from "./history.js";
import { outcomeText, playheadText } from "./sentence.js";
import { DEFAULT_PRESET, LINKED } from "./scenario-url.js";
import { SessionEngine } from "./session-engine.js";
import { SessionFiles, withMissing } from "./session-files.js";
import { initialState, isEdited, seedOf, titleOf, valueOf } from "./session-state.js";
import { engineText, failureText, noteTexts, told } from "./session-words.js";
import { SHAPE } from "./shape.js";

/** @typedef {import("./messages.js").Loaded} Loaded */
/** @typedef {import("../pkg/liquidation_cascades.js").DataInfo} DataInfo */
/** @typedef {import("./messages.js").Playhead} Playhead */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {import("./session-engine.js").Client} Client */
/** @typedef {import("./session-engine.js").Outcome} Outcome */
/** @typedef {import("./session-state.js").State} State */
/** @typedef {import("./session-state.js").Question} Question */
/** @typedef {import("./session-state.js").SessionStore} SessionStore */
/** @typedef {import("./session-words.js").Strings} Strings */
/** @typedef {import("./stage-client.js").StageConnection} StageConnection */

export { initialState, isEdited, valueOf };

/** Nothing has happened yet. @type {import("./scenario-url.js").Moment} */
const BEFORE = Object.freeze({ row: 0, timeS: null, beat: 0, x: null, y: null });

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
   *   connect: import("./session-engine.js").Connect }} parts
   */
  constructor({ store, client, strings, readFile, connect, now = () => performance.now(), keep = null }) {
    this.#store = store;
    this.#strings = strings;
    this.#now = now;
    this.#keep = keep;
    this.#history = new History(store.state.settings);
    this.#engine = new SessionEngine({
      store,
      client,
      strings,
      now,
      connect,
      register: (connection) => this.#files.registerAll(connection),
      run: (settings, compute) => this.#run(settings, compute),
      adopt: (loaded, more) => this.#adopt(loaded, more),
      onPlayhead: (playhead) => this.#onPlayhead(playhead),
    });
    this.#files = new SessionFiles({
      store,
      strings,
      readFile,
      keep,
      engine: this.#engine,
      change: (settings) => this.#change(settings),
      withdraw: (settings) => this.#withdraw({ settings, error: null }),
    });
  }

  #store;
  #strings;
  #now;
  #keep;
  #history;
  #engine;
  #files;
  /** Number of the drag that is under way; 0: none. */
  #drag = 0;
  #drags = 0;
  /** @type {number | undefined} row from which the next run is played at once */
  #playsFrom = undefined;
  /** @type {import("./scenario-url.js").Moment | null} what the next run is opened at */
  #opensAt = null;
  /** @type {(() => import("./messages.js").Sheet | null)[]} */
  #offers = [];

  /**
   * Connects and shows the settings of the store.
   * @param {readonly Note[]} notes what the address already had to say
   * @param {Settings | null} [pinned] what to compare with
   */
  async start(notes, pinned = null) {
    const strings = this.#strings;
    this.#opensAt = this.#store.state.moment ?? (this.#store.state.flags.startsBefore ? BEFORE : null);
    const { settings: asked, packed } = this.#store.state;
    // Where files have a say it takes more than the settings.
    const isPlain = !this.#keep && !pinned && Object.keys(asked.files).length === 0 && Object.keys(packed).length === 0;
    let mode;
    try {
      mode = await this.#engine.start(isPlain ? this.#orderOf(asked) : null);
    } catch (thrown) {
      this.#engine.breakDown(() => engineText(thrown, strings));
      return;
    }
    const steps = this.#keep?.steps() ?? null;
    if (steps) this.#history.restore(steps);
    const linked = await this.#files.openLinked(this.#store.state.packed);
    // A name that no file has is asked for by nobody.
    const { settings } = this.#store.state;
    if (linked.some(({ name }) => name === LINKED && name === settings.files.scenario)) {
      const { scenario: _, ...files } = settings.files;
      this.#store.update({ settings: { ...settings, files } });
    }
    const back = await this.#files.bringBack([
      ...(pinned ? [pinned] : []),
      this.#store.state.settings,
      ...this.#history.steps.past,
      ...this.#history.steps.future,
    ]);
    const pinNotes = pinned ? await this.#pinFromAddress(pinned) : [];
    const { moment } = this.#store.state;
    const outcome = await this.#show(this.#store.state.settings);
    const missing = outcome === "refused" && !this.#store.state.loaded ? await this.#showFirst() : [];
    const loadedNotes = outcome === "shown" ? (this.#store.state.loaded?.notes ?? []) : [];
    // A first run that was stopped has been spoken of.
    const stopped = outcome === "lost" && this.#store.state.loaded ? [this.#store.state.status] : [];
    // A scenario that came with the link and cannot be read is not asked for as a file besides.
    await this.#files.askAgain();
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
   * What the address asks for cannot be had and nothing is on screen yet: the first preset, and why.
   * @returns {Promise<string[]>}
   */
  async #showFirst() {
    const { error, settings } = this.#store.state;
    const why = error?.tell ?? (() => "");
    const bare = { preset: DEFAULT_PRESET, values: {}, files: {} };
    if (same(settings, bare) || (await this.#show(bare)) !== "shown") {
      this.#engine.breakDown(why);
      return [];
    }
    this.#history.amend(this.#store.state.settings);
    const both = told(() => `${why()} ${this.#strings.errors.firstInstead}`);
    this.#store.update({ ...this.#steps(), error: { ...both, control: null } });
    return [both.text];
  }

  /** @param {string} name @param {number | string} value the name of an option, or a number */
  setValue(name, value) {
    const { settings, loaded } = this.#store.state;
    // In the order in which they were set: where two choices exclude each other the last one is meant.
    const { [name]: _, ...others } = settings.values;
    const values = loaded && value === loaded.presetValues[name] ? others : { ...others, [name]: value };
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
    this.#engine.tell("breathe", undefined);
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
    this.#files.drop(kind);
  }

  /** Another contract of the loaded brackets, symbol of the positions, or asset of a lending protocol. @param {keyof typeof import("./scenario-url.js").CHOSEN_IN} key @param {string} choice */
  choose(key, choice) {
    return this.#files.choose(key, choice);
  }

  cancelLoading() {
    this.#files.cancel();
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
    const notes = await this.#files.openLinked(others);
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

  /** A file of the reader's own. @param {string} fileName @param {Blob} file */
  loadFile(fileName, file) {
    return this.#files.load([{ name: fileName, file }]);
  }

  /** Files of the reader's own, see `SessionFiles.load`. @param {Parameters<SessionFiles["load"]>[0]} given */
  loadFiles(given) {
    return this.#files.load(given);
  }

  /** The answer to a question about a file, see `SessionFiles.answer`. @param {Pick<Question, "name" | "option">} question @param {string | number} choice */
  answer(question, choice) {
    return this.#files.answer(question, choice);
  }

  /** A file as it was last read, or is to be read. @param {string} name @returns {Blob | undefined} */
  fileOf(name) {
    return this.#files.of(name);
  }

  /** What could be added to the scenario on screen. */
  mechanisms() {
    return this.#engine.ask("mechanisms", undefined);
  }

  /** That scenario with a mechanism, or without it. @param {{ kind: string, isThere: boolean }} order */
  withMechanism(order) {
    return this.#engine.ask("withMechanism", order);
  }

  togglePlay() {
    if (this.#store.state.playhead?.playing) this.pause();
    else this.play();
  }

  /** Over when it plays. */
  play() {
    this.#say(this.#strings.status.playing);
    return this.#engine.tell("play", undefined);
  }

  /** Over when it stands. */
  pause() {
    this.#say(this.#strings.status.paused(this.where() ?? ""));
    return this.#engine.tell("pause", undefined);
  }

  /**
   * @param {Parameters<import("./stage-host.js").StageHost["seek"]>[0]} target
   * @param {{ isScrubbing?: boolean }} [how] nothing is announced while scrubbing: the slider speaks for itself
   */
  seek(target, { isScrubbing = false } = {}) {
    this.#store.update({ isScrubbing });
    return this.#engine.tell("seek", target);
  }

  endScrubbing() {
    this.#store.update({ isScrubbing: false });
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#store.update({ speed });
    this.#engine.tell("setSpeed", speed);
  }

  /** @param {import("./messages.js").CanvasSize} size */
  resize(size) {
    this.#engine.adapt("resize", size);
  }

  /** @param {import("./messages.js").StageTheme} theme */
  recolour(theme) {
    this.#engine.adapt("recolour", theme);
    this.#store.update({ palette: theme });
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.#engine.tell("setVisible", visible);
  }

  /** @param {boolean} wholeRowsOnly */
  setWholeRowsOnly(wholeRowsOnly) {
    this.#engine.adapt("setWholeRowsOnly", wholeRowsOnly);
  }

  /** @param {import("./messages.js").ZoomOrder} order */
  zoom(order) {
    this.#engine.tell("zoom", order);
  }

  /** @param {number} dxCss @param {number} dyCss */
  pan(dxCss, dyCss) {
    this.#engine.tell("pan", { dxCss, dyCss });
  }

  showWhole() {
    this.#engine.tell("showWhole", undefined);
  }

  /** Shows a part of the picture. @param {Pick<import("./scenario-url.js").Moment, "x" | "y">} window */
  setWindow(window) {
    this.#engine.tell("setWindow", window);
  }

  /** What is on screen of this run, to be found again: the row, the beat, the part that was zoomed into. @returns {Promise<import("./scenario-url.js").Moment | null>} */
  async momentNow() {
    // What was asked for before has come when this is answered.
    const window = (await this.#engine.ask("window", undefined)) ?? null;
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
    return this.#files.named(name);
  }

  /** Bands less bright than that are left out. @param {number} cutoff */
  setCutoff(cutoff) {
    this.#store.update({ cutoff });
    this.#engine.tell("setCutoff", cutoff);
  }

  /** @param {number} from @param {number} count @param {string} [market] */
  tableSlice(from, count, market) {
    const { connection } = this.#engine;
    return connection ? connection.call("tableSlice", { from, count, market }) : Promise.resolve(null);
  }

  /**
   * What the picture holds at a place; nothing when it cannot be asked.
   * @param {import("./messages.js").ReadoutTarget} target
   */
  readout(target) {
    return this.#engine.ask("readout", target);
  }

  /** Where prices stand on the canvas; nothing when it cannot be asked. */
  priceScale() {
    return this.#engine.ask("priceScale", undefined);
  }

  /** Where a shock would land; nothing when it cannot be asked. @param {number} shockRatio */
  landing(shockRatio) {
    return this.#engine.ask("landing", shockRatio);
  }

  fragility() {
    return this.#engine.ask("fragility", undefined);
  }

  /**
   * One of the pictures beside the main one; nothing when it cannot be had.
   * @param {import("./messages.js").ArgumentOf<"picture">} order
   */
  picture(order) {
    return this.#engine.ask("picture", order);
  }

  /**
   * The main picture for paper; nothing when it cannot be had.
   * @param {import("./messages.js").ArgumentOf<"paper">} order
   */
  paper(order) {
    return this.#engine.ask("paper", order);
  }

  /** What the pictures of the waves are drawn from; nothing when it cannot be asked. */
  waves() {
    return this.#engine.ask("waves", undefined);
  }

  /** The crash on screen under other rules; nothing when it cannot be asked. */
  lossPolicies() {
    return this.#engine.ask("lossPolicies", undefined);
  }

  /** What the crash on screen leaves behind; nothing when it cannot be asked. */
  aftermath() {
    return this.#engine.ask("aftermath", undefined);
  }

  /** A position of the reader's own in this run, held in other ways; nothing when it cannot be asked. @param {import("./own-text.js").OwnPosition} position */
  strategies(position) {
    return this.#engine.ask("strategies", position);
  }

  /** How a fall spreads over the markets in a row of the run; nothing where there is one market, or when it cannot be asked. @param {number} row */
  spread(row) {
    return this.#engine.ask("spread", row);
  }

  /** What is told of loans; nothing when it cannot be asked. @param {string} strip see `StageHost.loans` */
  loans(strip) {
    return this.#engine.ask("loans", strip);
  }

  /** Whether a run says what the public sees; nothing when it cannot be asked. @param {import("../pkg/liquidation_cascades.js").PublicWords} words see `StageHost.seen` */
  seen(words) {
    return this.#engine.ask("seen", words);
  }

  /**
   * A position of the reader's own in this run; what is wrong with it is told at its place.
   * @param {import("./own-text.js").OwnPosition} position
   */
  async own(position) {
    try {
      return await this.#engine.connection?.call("own", position);
    } catch (thrown) {
      if (!(thrown instanceof TrapError)) return { failure: failureText(thrown, this.#strings) };
      this.#engine.fail(thrown);
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
    const pinned = await this.#engine.ask("pin", loaded.settings);
    if (!pinned) return;
    this.#store.update({ pinned });
    this.#say(this.#strings.compare.pinned(titleOf(pinned, this.#strings)));
  }

  unpin() {
    this.#engine.tell("unpin", undefined);
    this.#store.update({ pinned: null });
    this.#say(this.#strings.compare.unpinned);
  }

  /**
   * @param {Settings} settings
   * @returns {Promise<readonly Note[]>}
   */
  async #pinFromAddress(settings) {
    const { connection } = this.#engine;
    if (!connection) return [];
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

  /**
   * The run as a file; nothing when it cannot be made.
   * @param {import("./messages.js").ExportKind} kind
   * @param {string} link the address of what is on screen
   */
  async exportFile(kind, link) {
    const { state } = this.#store;
    const { loaded } = state;
    if (!loaded) return null;
    const sheets = state.isSecret || (kind !== "png" && kind !== "svg") ? [] : this.#offers.flatMap((offer) => offer() ?? []);
    const { captionOf } = await import("./saved-run.js");
    const blob = await this.#engine.ask("exportFile", { kind, link, caption: captionOf(state, loaded, link, this.#strings), sheets });
    if (!blob) return null;
    const { fileName } = await import("./file-name.js");
    return { name: fileName(loaded.settings, seedOf(state), sheets.length > 0 ? state.view : "", kind), blob };
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

  /** @param {Settings} settings */
  #show(settings) {
    return this.#engine.show(settings, this.#steps());
  }

  /**
   * The last step was none: what was before is the page's again.
   * @param {Partial<State>} before
   */
  #withdraw(before) {
    this.#history.withdraw();
    this.#store.update({ ...this.#steps(), ...before });
  }

  /**
   * Shows settings, or tells why they cannot be had.
   * @param {Settings} settings
   * @param {(order: import("./session-engine.js").Order) => Promise<Loaded>} compute
   * @returns {Promise<Outcome>}
   */
  async #run(settings, compute) {
    try {
      const playsFrom = this.#playsFrom;
      const { isHiding } = this.#store.state;
      const order = this.#orderOf(settings);
      this.#playsFrom = undefined;
      this.#opensAt = null;
      const loaded = await compute(order);
      if (isHiding) this.#store.update({ isSecret: loaded.end.row < loaded.rows - 1 });
      else if (playsFrom === undefined) this.reveal();
      // Newer settings are the reader's, not to be overwritten by what the engine made of older ones.
      const had = this.#store.state.loaded?.controls ?? [];
      const used = withMissing(loaded, settings);
      const { hasNewer } = this.#engine;
      const adopted = hasNewer ? this.#store.state.settings : used;
      if (!hasNewer) this.#history.amend(used);
      this.#store.update({ ...this.#steps(), loaded, search: null, settings: adopted, playhead: loaded.end, error: null, dataError: null });
      const texts = await this.#noteTexts(this.#files.untold(loaded.notes), { had });
      this.#say(texts.length > 0 ? texts.join(" ") : playsFrom === undefined ? this.#outcomeText(loaded) : this.#strings.status.playing);
      return "shown";
    } catch (thrown) {
      if (!this.#store.state.isHiding) this.reveal();
      if (thrown instanceof TrapError) {
        await this.#engine.recoverFrom(thrown);
        return "lost";
      }
      const failure = failureOf(thrown);
      if (failure.code === "stopped") return this.#engine.left();
      const { loaded } = this.#store.state;
      const names = loaded?.controls.map((control) => control.name) ?? [];
      const why = told(() => [failureText(thrown, this.#strings), loaded ? this.#strings.errors.kept : ""].join(" ").trimEnd());
      this.#store.update({ error: { ...why, control: controlOfField(failure.field, names) ?? null } });
      this.#say(why.text);
      return "refused";
    }
  }

  /** What the engine is asked for, to show settings next. @param {Settings} settings @returns {import("./session-engine.js").Order} */
  #orderOf(settings) {
    const { isHiding } = this.#store.state;
    const playsFrom = this.#playsFrom;
    const opensAt = this.#opensAt ?? (isHiding ? BEFORE : undefined);
    return {
      ...settings,
      ...(playsFrom === undefined ? {} : { playsFrom }),
      ...(opensAt ? { opensAt, isSecret: isHiding } : {}),
    };
  }

  /** The reader does not want to wait for the run that is under way. */
  stop() {
    this.#engine.stop();
  }

  /** A run takes the place of settings that could not be had. @param {Loaded} loaded @param {Partial<State>} more what the page knows then */
  #adopt(loaded, more) {
    this.#history.amend(loaded.settings);
    // Whoever set something meanwhile keeps it.
    const settings = this.#engine.hasNewer ? this.#store.state.settings : loaded.settings;
    this.#store.update({ ...this.#steps(), settings, ...more });
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

  /**
   * @param {readonly Note[]} notes
   * @param {{ had?: readonly import("./messages.js").PageControl[], moment?: import("./scenario-url.js").Moment | null }} [how]
   *   `had`: controls of the run before: their values came from no link; `moment`: one that an address named
   */
  #noteTexts(notes, { had = [], moment = null } = {}) {
    return noteTexts(notes, { loaded: this.#store.state.loaded, had, moment, strings: this.#strings });
  }

  /** The page speaks another language from now on: `strings` hold it already. */
  async relabel() {
    const { loaded, presets, rulesets, pinned, infos, playhead, error, dataError, questions } = this.#store.state;
    // What is wrong is said anew as well, also where there is no engine any more.
    this.#store.update({ error: error && { ...error, ...told(error.tell) }, dataError: dataError && this.#files.error, questions: [...questions] });
    await this.#engine.ask("relabel", this.#strings.stage);
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
}
