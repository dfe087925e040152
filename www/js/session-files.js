// Files of the reader's own: read, asked about, shown, kept and brought back, and scenarios that came with a link.

import { cleanName } from "./format.js";
import { Cancelled } from "./load-client.js";
import { failureOf } from "./messages.js";
import { CHOSEN_IN, filesInOrder, isChoice, withoutChoices } from "./scenario-url.js";
import { failureText } from "./session-words.js";
import { TrapError } from "./stage-client.js";

/** @typedef {import("../pkg/liquidation_cascades.js").DataInfo} DataInfo */
/** @typedef {import("./scenario-url.js").Files} Files */
/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./session-state.js").Question} Question */
/** @typedef {import("./stage-client.js").StageConnection} StageConnection */

/** A reading that nobody gives up. */
const toTheEnd = () => new AbortController().signal;

export class SessionFiles {
  /**
   * @param {{ store: import("./session-state.js").SessionStore, strings: import("./session-words.js").Strings,
   *   readFile: typeof import("./load-client.js").readFile, keep: import("./keep.js").Keep | null,
   *   engine: Pick<import("./session-engine.js").SessionEngine, "connection" | "recoverFrom">,
   *   change: (settings: Settings) => Promise<import("./session-engine.js").Outcome>, withdraw: (before: Settings) => void }} parts
   *   `change`: shows settings as a step of their own; `withdraw`: that was no step, and those before are the page's again
   */
  constructor({ store, strings, readFile, keep, engine, change, withdraw }) {
    this.#store = store;
    this.#strings = strings;
    this.#readFile = readFile;
    this.#keep = keep;
    this.#engine = engine;
    this.#change = change;
    this.#withdraw = withdraw;
  }

  #store;
  #strings;
  #readFile;
  #keep;
  #engine;
  #change;
  #withdraw;
  /** Names of files that are missing, which was said. @type {Set<string>} */
  #toldMissing = new Set();
  /** @type {Map<string, Blob>} files the reader loaded; a new engine needs them again */
  #files = new Map();
  /** @type {Map<string, Blob>} files that wait for an answer */
  #asked = new Map();
  /** @type {AbortController | null} of the file that is being read */
  #reading = null;
  /** Says once more what is wrong with the files. @type {() => string} */
  #error = () => "";

  /** What is wrong with the files, in the language of the page. */
  get error() {
    return this.#error();
  }

  /** The reader's own file of that name; nothing where there is none. @param {string} name */
  named(name) {
    return this.#files.get(name);
  }

  /** A file as it was last read, or is to be read. @param {string} name */
  of(name) {
    return this.#files.get(name) ?? this.#asked.get(name);
  }

  /** Gives another engine the files of the one before. @param {StageConnection} connection */
  async registerAll(connection) {
    for (const [name, file] of this.#files) await this.#register(connection, name, file);
  }

  /**
   * Files that were loaded before and are asked for again, now or by a step back.
   * @param {readonly Settings[]} all
   * @returns {Promise<string[]>} what there is to say of them
   */
  async bringBack(all) {
    const { connection } = this.#engine;
    const names = new Set(all.flatMap(({ files }) => Object.entries(files).flatMap(([kind, name]) => (isChoice(kind) ? [] : [name]))));
    /** @type {string[]} */
    const said = [];
    for (const name of names) {
      if (!connection || this.#files.has(name)) continue;
      const found = await this.#keep?.get(name);
      if (!found) continue;
      try {
        await this.#take(name, found.blob, await this.#register(connection, name, found.blob));
        if (found.isOther) said.push(this.#strings.data.broughtBack(name));
      } catch (thrown) {
        if (thrown instanceof TrapError) throw thrown;
        // As if it had not been kept: the note that it is missing follows.
      }
    }
    return said;
  }

  /** Questions about files that were open before. */
  async askAgain() {
    const keep = this.#keep;
    const { connection } = this.#engine;
    if (!connection || !keep?.names().some((name) => name.startsWith("? "))) return;
    const { askAgain } = await import("./asked.js");
    const open = await askAgain(keep, (name, file) => this.#register(connection, name, file), failureOf);
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
   * @param {import("./scenario-url.js").Packed} packed
   * @returns {Promise<Note[]>} why some cannot be had
   */
  async openLinked(packed) {
    const { connection } = this.#engine;
    const names = Object.keys(packed);
    if (!connection || names.length === 0) return [];
    const { openScenarios } = await import("./scenario-link.js");
    for (const name of names) this.#toldMissing.add(name);
    return openScenarios(packed, async (name, file) => {
      try {
        const info = await this.#register(connection, name, file);
        if (info.kind !== "scenario") return "scenarioDamaged";
        this.#files.set(name, file);
        this.#store.update({ infos: { ...this.#store.state.infos, [name]: info }, packed: { ...this.#store.state.packed, [name]: packed[name] } });
        return null;
      } catch (thrown) {
        if (thrown instanceof TrapError) throw thrown;
        // It came whole and means nothing here: a later page wrote it.
        return "scenarioNewer";
      }
    });
  }

  /** Another contract of the loaded brackets, symbol of the positions, or asset of a lending protocol. @param {keyof typeof CHOSEN_IN} key @param {string} choice */
  async choose(key, choice) {
    const { settings } = this.#store.state;
    const name = settings.files[CHOSEN_IN[key]] ?? "";
    const fault = await this.#showFile({ ...settings, files: filesInOrder({ ...settings.files, [key]: choice }) }, name);
    if (fault !== null) this.#tellError(() => `${fault()} ${this.#strings.errors.kept}`);
  }

  /** Back to what the preset has. @param {DataInfo["kind"]} kind */
  drop(kind) {
    const { settings } = this.#store.state;
    const { [kind]: _, ...files } = settings.files;
    const values = { ...settings.values };
    // What scales a file goes with it.
    if (kind === "path") delete values.pathAmplitude;
    if (kind === "book") delete values.bookDepth;
    void this.#change({ ...settings, values, files: withoutChoices(files, kind) });
  }

  /** What is being read is not wanted. */
  cancel() {
    this.#reading?.abort();
  }

  /**
   * Files of the reader's own: each goes to its place, and each is told. A bad one changes nothing on screen. The newest
   * win over those that are still being read.
   * @param {readonly (File | { name: string, file: Blob })[]} given at least one
   */
  async load(given) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#store.update({ loading: { name: cleanName(given[0].name), share: 0 } });
    try {
      const { loadFiles } = await import("./load-files.js");
      await loadFiles(given, reading.signal, {
        store: this.#store,
        strings: this.#strings,
        keep: this.#keep,
        asked: this.#asked,
        connection: () => this.#engine.connection,
        register: (connection, name, file) => this.#register(connection, name, file, reading.signal),
        take: (name, file, info) => this.#take(name, file, info),
        show: (settings, name) => this.#showFile(settings, name),
        end: () => this.#endReading(reading),
        tellError: (tell) => this.#tellError(tell),
      });
    } catch (thrown) {
      if (thrown instanceof TrapError) await this.#engine.recoverFrom(thrown);
      else this.#tellError(() => failureText(thrown, this.#strings));
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
    await this.load([{ name, file: withReadOptions(file, { [option]: NUMBER_OPTIONS.includes(option) ? Number(choice) : choice }) }]);
  }

  /** @param {AbortController} reading */
  #endReading(reading) {
    if (this.#reading !== reading) return;
    this.#reading = null;
    this.#store.update({ loading: null });
  }

  /**
   * Reads a file in a worker of its own where that works, else in the engine's.
   * @param {StageConnection} connection
   * @param {string} name
   * @param {Blob} file
   * @param {AbortSignal} [signal]
   */
  async #register(connection, name, file, signal = toTheEnd()) {
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
    this.#withdraw(before);
    return () => `${this.#strings.data.unused(name)} ${strip(error.tell(), this.#strings.errors.kept)}`;
  }

  /** At the files. @param {() => string} tell */
  #tellError(tell) {
    this.#error = tell;
    this.#store.update({ dataError: tell() });
  }

  /** A file that is missing is asked for once. @param {readonly Note[]} notes */
  untold(notes) {
    const news = notes.filter(({ kind, name }) => kind !== "fileMissing" || !this.#toldMissing.has(name));
    for (const { kind, name } of news) if (kind === "fileMissing") this.#toldMissing.add(name);
    return news;
  }
}

/** @param {string} text @param {string} end */
function strip(text, end) {
  return text.endsWith(end) ? text.slice(0, -end.length).trimEnd() : text;
}

/**
 * What a run used, with the names of files that it had to do without: they are asked for until they are loaded or dropped.
 * @param {import("./messages.js").Loaded} loaded
 * @param {Settings} asked
 * @returns {Settings}
 */
export function withMissing({ settings, notes }, asked) {
  const missing = new Set(notes.flatMap(({ kind, name }) => (kind === "fileMissing" ? [name] : [])));
  const files = Object.fromEntries(
    Object.entries(asked.files).filter(([kind, name]) => missing.has(name) || (isChoice(kind) && missing.has(asked.files[CHOSEN_IN[kind]] ?? ""))),
  );
  return missing.size === 0 ? settings : { ...settings, files: { ...settings.files, ...files } };
}
