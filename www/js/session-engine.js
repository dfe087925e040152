// The engine of a session: one run after the other on it, given up when nobody wants to wait for it, and another engine in the
// place of one that is gone.

import { same } from "./history.js";
import * as format from "./format.js";
import { fetchOthers, hasOthers } from "./sentence.js";
import { DEFAULT_PRESET } from "./scenario-url.js";
import { failureText, told } from "./session-words.js";
import { TrapError } from "./stage-client.js";

/** @typedef {import("./messages.js").Loaded} Loaded */
/** @typedef {import("./messages.js").CallName} CallName */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./session-state.js").State} State */
/** @typedef {import("./stage-client.js").StageConnection} StageConnection */

/** What the session needs of the client. @typedef {{ mode: () => Promise<"worker" | "page">, restart: (why?: { isFault?: boolean }) => Promise<boolean> }} Client */

/** What became of settings that were to be shown. @typedef {"shown" | "overtaken" | "refused" | "lost"} Outcome */

/** `first`: what will be asked first. @typedef {(listener: import("./stage-client.js").Listener, first?: readonly import("./stage-client.js").First[]) => Promise<StageConnection>} Connect */

/** Why another engine is needed: it trapped, it is gone without a word, nobody wants to wait for it, or newer settings wait. @typedef {"trap" | "memory" | "gone" | "stopped" | "overtaken"} Reason */

/** @typedef {import("./messages.js").ArgumentOf<"configure">} Order */

/** A run is spoken of from then on, and may be abandoned for newer settings; milliseconds. */
const SLOW_MS = 300;
const OLD_MS = 1000;
/** So long a run that is to be given up may go on before the engine is ended with it. */
const LEAVE_MS = 500;
/** How often a run under way is looked at. */
const WATCH_EVERY_MS = 100;

export class SessionEngine {
  /**
   * @param {{ store: import("./session-state.js").SessionStore, client: Client, strings: import("./session-words.js").Strings, now: () => number,
   *   connect: Connect,
   *   register: (connection: StageConnection) => Promise<void>,
   *   run: (settings: Settings, compute: (order: Order) => Promise<Loaded>) => Promise<Outcome>,
   *   adopt: (loaded: Loaded, more: Partial<State>) => void,
   *   onPlayhead: (playhead: import("./messages.js").Playhead) => void }} parts
   *   `register`: gives another engine the files of the one before; `run`: shows settings by computing them and tells what became of
   *   them; `adopt`: a run takes the place of settings that could not be had
   */
  constructor({ store, client, strings, now, connect, register, run, adopt, onPlayhead }) {
    this.#store = store;
    this.#client = client;
    this.#strings = strings;
    this.#now = now;
    this.#connect = connect;
    this.#register = register;
    this.#run = run;
    this.#adopt = adopt;
    this.#onPlayhead = onPlayhead;
  }

  #store;
  #client;
  #strings;
  #now;
  #connect;
  #register;
  #run;
  #adopt;
  #onPlayhead;
  /** @type {StageConnection | null} */
  #connection = null;
  /** @type {StageConnection | null} the newest stage, which may still wait for its engine */
  #coming = null;
  /** @type {{ settings: Settings, done: (outcome: Outcome) => void } | null} newest settings that were not run yet */
  #wanted = null;
  #isRunning = false;
  /** A worker can be ended, whatever it does; on the page itself runs have to listen. */
  #isWorker = false;
  /** How the picture stands on the page, where that has changed: says it again. @type {Map<string, () => void>} */
  #changed = new Map();
  /** Of the last run: whether it was to be given up, and after how many seconds it ended. @type {{ reason: Reason } | null} */
  #lastLeaving = null;
  #stoppedAt = 0;
  /** The run under way: where, how much of it is done, and since when and why it is to be given up. @type {{ connection: StageConnection, share: number, leaving: { reason: Reason, sinceMs: number } | null } | null} */
  #underWay = null;
  /** @type {Promise<void> | null} of the engine that takes another one's place */
  #recovery = null;
  /** Nobody wants to wait for what it brings back. */
  #isImpatient = false;

  /** Nothing while there is no engine, or another one on its way. */
  get connection() {
    return this.#connection;
  }

  /** Settings that are newer than those that are run wait. */
  get hasNewer() {
    return this.#wanted !== null;
  }

  /**
   * The first engine. Throws what is in the way.
   * @param {Order | null} order that will be shown, where that is known: it comes first, and presets and rules behind it
   * @returns {Promise<"worker" | "page">} where it runs
   */
  async start(order) {
    /** @type {import("./stage-client.js").First[]} */
    const first = order ? [{ name: "configure", argument: order }] : [];
    this.#connection = await this.#connect(this.#listener(), [...first, { name: "presets", argument: undefined }, { name: "rulesets", argument: undefined }]);
    this.#fit();
    const listed = this.#list(this.#connection);
    if (order) listed.catch((thrown) => this.fail(thrown));
    else await listed;
    const mode = await this.#client.mode();
    this.#isWorker = mode === "worker";
    return mode;
  }

  /** Which presets and rules there are. @param {StageConnection} connection */
  async #list(connection) {
    const [presets, rulesets] = await Promise.all([connection.call("presets", undefined), connection.call("rulesets", undefined)]);
    this.#store.update({ presets, rulesets });
  }

  /** Another engine is there, in the place of one that may not have come to tell what there is. @param {StageConnection} connection */
  #move(connection) {
    this.#connection = connection;
    this.#fit();
    if (!this.#store.state.presets[0]) this.#list(connection).catch(() => undefined);
  }

  /**
   * Shows the newest settings; those that were overtaken meanwhile are never run.
   * @param {Settings} settings
   * @param {Partial<State>} more what the page knows with them
   * @returns {Promise<Outcome>}
   */
  show(settings, more) {
    return new Promise((done) => {
      this.#wanted?.done("overtaken");
      this.#wanted = { settings, done };
      this.#store.update({ settings, ...more });
      void this.#drain();
    });
  }

  async #drain() {
    if (this.#store.state.isBroken) this.#forgetWanted();
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#wanted && this.#connection) {
        const { settings, done } = this.#wanted;
        const connection = this.#connection;
        this.#wanted = null;
        done(await this.#run(settings, (order) => this.#compute(connection, order)));
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #forgetWanted() {
    this.#wanted?.done("lost");
    this.#wanted = null;
  }

  /**
   * Runs settings. Whoever waits longer than a moment is told, can stop it, and need not wait for it to set something else.
   * @param {StageConnection} connection
   * @param {Order} order
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
      this.#store.update({ status: this.#strings.status.computing });
    }, WATCH_EVERY_MS);
    try {
      const loaded = await connection.call("configure", order);
      // Its words have to be there when it is.
      if (loaded.facts && hasOthers(loaded)) await fetchOthers();
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
  async left() {
    const { loaded } = this.#store.state;
    if (this.#lastLeaving?.reason !== "stopped") return "overtaken";
    if (!loaded) {
      await this.#recover("stopped");
      return "lost";
    }
    this.#forgetWanted();
    this.#adopt(loaded, { error: null });
    const words = this.#strings.status;
    this.#store.update({ status: `${words.stopped(String(this.#stoppedAt))} ${words.pictureBack}` });
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

  /** Another engine takes the place of one that trapped. @param {TrapError} thrown */
  recoverFrom({ isMemory }) {
    return this.#recover(isMemory ? "memory" : "trap");
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
    if (reason !== "overtaken") this.#forgetWanted();
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
        await this.#register(connection);
        await connection.call("setSpeed", this.#store.state.speed);
        await connection.call("setCutoff", this.#store.state.cutoff);
        if (!next || (isOvertaken && this.#wanted)) {
          // A comparison is part of the picture; the worker runs both in turn.
          if (pinned) connection.call("pin", pinned.settings).catch((thrown) => this.fail(thrown));
          this.#move(connection);
          return;
        }
        const again = await this.#compute(connection, next);
        if (pinned) await connection.call("pin", pinned.settings);
        this.#move(connection);
        this.#adopt(again, { loaded: again, search: null, playhead: again.end });
        const isBack = hadPicture && same(again.settings, next) && next === loaded?.settings;
        const why = told(() => this.#replacedText(reason, { stoppedAt, isBack, settings }));
        this.#store.update({ error: reason === "stopped" ? null : { ...why, control: null } });
        this.#store.update({ status: why.text });
        return;
      } catch {
        // Not this one either.
        isOvertaken ||= this.#isImpatient && this.#wanted !== null;
        if (this.#isImpatient) isFault = false;
      }
    }
    this.#isImpatient = false;
    this.breakDown(() => this.#strings.status.gone);
  }

  /**
   * @param {Reason} reason
   * @param {{ stoppedAt: number, isBack: boolean, settings: Settings }} facts `stoppedAt`: seconds; `isBack`: the picture before is back; `settings`: what was asked for
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

  /** Nothing more can be done here. @param {() => string} tell */
  breakDown(tell) {
    this.#forgetWanted();
    this.#connection = null;
    this.#store.update({ isBroken: true, error: { ...told(tell), control: null, isFinal: true } });
    this.#store.update({ status: tell() });
  }

  /** @returns {import("./stage-client.js").Listener} */
  #listener() {
    return {
      onPlayhead: this.#onPlayhead,
      onProgress: (share) => {
        if (this.#underWay) this.#underWay.share = share;
      },
      onCrash: () => void this.#recover("trap"),
      onLost: () => void this.#recover("gone"),
      onComing: (stage) => {
        this.#coming = stage;
      },
    };
  }

  /** The figure may have got another size while the engine was on its way, or other colours. */
  #fit() {
    for (const again of this.#changed.values()) again();
  }

  /**
   * Tells how the picture is to be drawn from now on, also an engine that is on its way.
   * @template {"resize" | "recolour" | "setWholeRowsOnly"} Name
   * @param {Name} name
   * @param {import("./messages.js").ArgumentOf<Name>} argument
   */
  adapt(name, argument) {
    const say = () => void this.tell(name, argument);
    this.#changed.set(name, say);
    // What is drawn first is drawn so already; if this engine never comes, another one is told.
    if (this.#connection) say();
    else this.#coming?.call(name, argument).catch(() => undefined);
  }

  /**
   * A call without an answer: over when it was carried out and what it reports has come, or when it has failed, which is said.
   * @template {CallName} Name
   * @param {Name} name
   * @param {import("./messages.js").ArgumentOf<Name>} argument
   */
  tell(name, argument) {
    return this.#connection?.call(name, argument).catch((thrown) => this.fail(thrown));
  }

  /**
   * A call whose answer is wanted; nothing when it cannot be had.
   * @template {CallName} Name
   * @param {Name} name
   * @param {import("./messages.js").ArgumentOf<Name>} argument
   */
  async ask(name, argument) {
    try {
      return await this.#connection?.call(name, argument);
    } catch (thrown) {
      this.fail(thrown);
      return undefined;
    }
  }

  /** @param {unknown} thrown by a call that has no control of its own */
  fail(thrown) {
    if (thrown instanceof TrapError) void this.recoverFrom(thrown);
    else this.#store.update({ error: { ...told(() => failureText(thrown, this.#strings)), control: null } });
  }
}
