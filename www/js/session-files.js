// Files of the reader's own: read, asked about, shown, kept and brought back, and scenarios that came with a link.

import { cleanName } from "./format.js";
import { Cancelled } from "./load-client.js";
import { CodedError, failureOf } from "./messages.js";
import { CHOSEN_IN, filesInOrder, isChoice } from "./scenario-url.js";
import { failureText } from "./session-words.js";
import { TrapError } from "./stage-client.js";

/** @typedef {import("../pkg/liquidation_cascades.js").DataInfo} DataInfo */
/** @typedef {import("./scenario-url.js").Files} Files */
/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./session-state.js").Question} Question */
/** @typedef {import("./stage-client.js").StageConnection} StageConnection */

/** Longest name of a file that an address keeps. */
const LONGEST_FILE_NAME = 120;

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
    const files = { ...settings.files };
    delete files[kind];
    dropChoices(files, kind);
    const values = { ...settings.values };
    // What scales a file goes with it.
    if (kind === "path") delete values.pathAmplitude;
    if (kind === "book") delete values.bookDepth;
    void this.#change({ ...settings, values, files });
  }

  /** What is being read is not wanted. */
  cancel() {
    this.#reading?.abort();
  }

  /**
   * Files of the reader's own: each goes to its place, and each is told. A bad one changes nothing on screen. The newest
   * win over those that are still being read.
   * @param {readonly (File | { name: string, file: Blob })[]} given
   */
  async load(given) {
    const strings = this.#strings;
    // An address names the file: what cannot stand there is left out.
    const files = given.map((one) => ({ name: cleanName(one.name).slice(0, LONGEST_FILE_NAME), file: one instanceof Blob ? one : one.file }));
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
          const { connection } = this.#engine;
          if (!connection) throw new CodedError({ code: "internal", field: "", message: strings.status.noEngine });
          const info = await this.#register(connection, name, file, reading.signal);
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
        said.push(
          fault === null ? strings.data.isLoaded(info.name, strings.data.size(info, this.#store.state.settings.files.symbol)) : strings.data.unused(info.name),
        );
        if (fault !== null) errors.push(fault);
        else isChanged = true;
      }
      if (errors.length > 0) {
        // Another of the files may have changed the picture.
        this.#tellError(() => [...errors.map((tell) => tell()), ...(isChanged ? [] : [strings.errors.kept])].join(" "));
        // The details stand at the files; a status of several lines would take its room from the picture.
        if (errors.length === said.length) said.push(strings.errors.kept);
      }
      said.push(...notKept);
      if (said.length > 0) this.#store.update({ status: said.join(" ") });
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

  /** The settings with a file that was read. @param {DataInfo} info @returns {Settings} */
  #withFile(info) {
    const { name, kind } = info;
    const { settings } = this.#store.state;
    // A scenario replaces everything, the sliders included.
    if (kind === "scenario") return { ...settings, values: {}, files: { scenario: name } };
    /** @type {Partial<Record<keyof Files, string>>} */
    const files = { ...settings.files };
    // Under one name there is one file, whatever it held before.
    for (const place of /** @type {(keyof typeof files)[]} */ (Object.keys(files))) if (files[place] === name) delete files[place];
    dropChoices(files, kind);
    // Of several contracts the one with the most positions, which a choice beside the file changes.
    if (info.kind === "positions" && info.symbols.length > 0) files.symbol = info.symbols[0].name;
    return { ...settings, files: filesInOrder({ ...files, [kind]: name }) };
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

  /** @param {string} name @param {unknown} thrown */
  #unread(name, thrown) {
    return `${this.#strings.data.unread(name)} ${failureText(thrown, this.#strings)}`;
  }

  /** A file that is missing is asked for once. @param {readonly Note[]} notes */
  untold(notes) {
    const news = notes.filter(({ kind, name }) => kind !== "fileMissing" || !this.#toldMissing.has(name));
    for (const { kind, name } of news) if (kind === "fileMissing") this.#toldMissing.add(name);
    return news;
  }
}

/** What was chosen in a file goes with it. @param {Partial<Record<keyof Files, string>>} files @param {DataInfo["kind"]} kind */
function dropChoices(files, kind) {
  for (const [choice, of] of Object.entries(CHOSEN_IN)) if (of === kind) delete files[/** @type {keyof typeof CHOSEN_IN} */ (choice)];
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
