// The page's end: starts the worker, or the engine on the page itself, and hands out connections to stages.

import { CodedError, failureOf, workerName } from "./messages.js";
import { WORKER_TYPE, workerAddress } from "./places.js";

/** @typedef {import("./messages.js").Setup} Setup */
/** @typedef {import("./messages.js").Playhead} Playhead */
/** @typedef {import("./messages.js").CallName} CallName */
/** @typedef {import("./messages.js").Request} Request */
/** @typedef {import("./messages.js").Answer} Answer */
/** @typedef {import("./messages.js").Event} Event */
/** @typedef {"worker" | "page"} Mode */

/** Longest silence while the engine is on its way: each sign of life begins it anew, so that a slow line is none. */
const PATIENCE_MS = 15_000;

/** A worker that has nothing to do answers at once: it is asked that often, and is gone when so many questions stay open. */
const PING_EVERY_MS = 5_000;
const MOST_OPEN_PINGS = 3;
/** While it works it cannot answer. A run may take as long as it likes, for it can be stopped; all else is done in moments. */
const MOST_OPEN_PINGS_BUSY = 12;
/** @type {ReadonlySet<string>} */
const LONG_CALLS = new Set(["configure", "pin", "registerFile", "registerPacked", "exportFile"]);

/** More than this on the page's own thread would be felt. */
export const MOST_POSITIONS_ON_PAGE = 100_000;

/** After that many traps in one visit something is wrong that a restart does not mend. */
const MOST_RESTARTS = 5;

/**
 * `onProgress`: so much of the run under way is done. `onLost`: the engine is gone without a word. `onComing`: its stage may be told
 * already how it looks, while it waits for its engine.
 * @typedef {{ onPlayhead: (playhead: Playhead) => void, onProgress: (share: number) => void, onCrash: (message: string) => void, onLost: () => void,
 *   onComing?: (stage: StageConnection) => void }} Listener
 */

/** A call that comes first. @typedef {{ [Name in CallName]: { name: Name, argument: import("./messages.js").ArgumentOf<Name> } }[CallName]} First */

/**
 * One place where stages live.
 * @typedef {{
 *   mode: Mode,
 *   setUp: (stage: number, setup: Setup, listener: Listener) => Promise<void>,
 *   call: (stage: number, name: CallName, argument: unknown, transfer?: Transferable[]) => Promise<unknown>,
 *   end: () => void,
 * }} Home
 */

/** A trap: the instance is gone. `isMemory`: for want of memory. */
export class TrapError extends Error {
  /** @param {string} message @param {boolean} [isMemory] */
  constructor(message, isMemory = false) {
    super(message);
    this.isMemory = isMemory;
  }
}

/** One engine for all stages of a page. */
export class StageClient {
  #wanted;
  #generation = 0;
  #faults = 0;
  #nextStage = 1;
  /** @type {Promise<Home>} */
  #home;
  /** @type {Home | null} the newest worker, which may still wait for its engine */
  #coming = null;
  /** @type {Promise<Home> | null} */
  #restarting = null;

  /** @param {() => readonly import("./scenario-url.js").Settings[]} wanted what it has to compute first */
  constructor(wanted) {
    this.#wanted = wanted;
    this.#home = this.#find();
    // Whoever connects hears of a failure; nobody else needs to.
    this.#home.catch(() => undefined);
  }

  /** Where the stages live; throws when the engine cannot be had at all. */
  async mode() {
    return (await this.#home).mode;
  }

  /**
   * @param {(mode: Mode) => Omit<Setup, "mostPositions" | "canvas"> & { canvas: HTMLCanvasElement }} makeSetup makes a canvas that was never drawn on
   * @param {Listener} listener
   * @param {readonly First[]} [first] what will be asked first
   */
  async connect(makeSetup, listener, first = []) {
    const stage = this.#nextStage;
    this.#nextStage += 1;
    const setUp = (/** @type {Home} */ home) =>
      home.setUp(stage, { ...makeSetup(home.mode), mostPositions: home.mode === "page" ? MOST_POSITIONS_ON_PAGE : null }, listener);
    // While the engine is on its way there is time for it, and when it is there nobody has to ask for anything: the worker has all
    // that it needs. Where no worker can be had its end is told by what comes in its place, which gets a canvas of its own.
    const coming = this.#coming;
    /** @type {Map<string, Promise<unknown>>} */
    const ahead = new Map();
    const early = coming && setUp(coming);
    early?.catch(() => undefined);
    for (const { name, argument } of coming ? first : []) {
      const answer = /** @type {Home} */ (coming).call(stage, name, argument);
      answer.catch(() => undefined);
      ahead.set(keyOf(name, argument), answer);
    }
    if (coming) listener.onComing?.(new StageConnection(coming, stage));
    const home = await this.#home;
    if (home === coming) {
      await early;
      return new StageConnection(home, stage, ahead);
    }
    await setUp(home);
    return new StageConnection(home, stage);
  }

  #find() {
    this.#coming = null;
    return findHome(this.#generation, kindOf(this.#wanted()), (home) => (this.#coming = home));
  }

  /**
   * Drops an engine and starts another. All connections are void afterwards.
   * @param {{ isFault?: boolean }} [why] `isFault`: it broke; else somebody did not want to wait for it
   * @returns {Promise<boolean>} whether there is an engine again
   */
  async restart({ isFault = true } = {}) {
    if (!this.#restarting) {
      this.#generation += 1;
      if (isFault) this.#faults += 1;
      if (this.#faults > MOST_RESTARTS) return false;
      const old = this.#home;
      this.#restarting = old.then(
        (home) => {
          home.end();
          return this.#find();
        },
        () => this.#find(),
      );
      this.#home = this.#restarting;
    }
    try {
      await this.#restarting;
      return true;
    } catch {
      return false;
    } finally {
      this.#restarting = null;
    }
  }
}

/** @param {CallName} name @param {unknown} argument */
const keyOf = (name, argument) => JSON.stringify([name, argument]);

/** One stage, as the page sees it. */
export class StageConnection {
  /**
   * @param {Home} home
   * @param {number} stage
   * @param {Map<string, Promise<unknown>>} [ahead] what was asked already, each for the first who wants it
   */
  constructor(home, stage, ahead = new Map()) {
    this.#home = home;
    this.#stage = stage;
    this.#ahead = ahead;
  }

  #home;
  #stage;
  #ahead;

  /**
   * @template {CallName} Name
   * @param {Name} name
   * @param {import("./messages.js").ArgumentOf<Name>} argument
   * @param {Transferable[]} [transfer] what the caller gives away instead of copying it
   * @returns {Promise<import("./messages.js").AnswerOf<Name>>}
   */
  async call(name, argument, transfer) {
    const key = this.#ahead.size > 0 ? keyOf(name, argument) : "";
    const asked = this.#ahead.get(key);
    if (asked) {
      this.#ahead.delete(key);
      return /** @type {import("./messages.js").AnswerOf<Name>} */ (await asked);
    }
    return /** @type {import("./messages.js").AnswerOf<Name>} */ (await this.#home.call(this.#stage, name, argument, transfer));
  }
}

/**
 * A worker where that works, the page where it does not.
 * @param {number} generation
 * @param {import("./places.js").EngineKind} kind what it begins with
 * @param {(home: Home) => void} onComing a worker was started
 */
async function findHome(generation, kind, onComing) {
  if (canUseWorker()) {
    try {
      return await workerHome(kind, onComing);
    } catch (thrown) {
      // The line is dead: the page would wait for the same.
      if (thrown instanceof CodedError && thrown.code === "engineSlow") throw thrown;
      // No worker here (a strict policy, an old browser): the page can do it as well. If it cannot, that error shows.
    }
  }
  return pageHome(generation, kind);
}

/**
 * With which engine to begin. A preset that has others than leveraged traders, and a file of the reader's own, are known to need all
 * mechanisms; of all else that is found out. An embed shows the main picture only, and takes no files with it.
 * @param {readonly import("./scenario-url.js").Settings[]} wanted what is to be computed first
 * @returns {import("./places.js").EngineKind}
 */
function kindOf(wanted) {
  const { begins, fullPresets = "", pagePresets = "" } = /** @type {HTMLElement | null} */ (document.querySelector("#program"))?.dataset ?? {};
  const needs = (/** @type {string} */ list) => wanted.some(({ preset }) => list.split(" ").includes(preset));
  if (needs(fullPresets) || wanted.some(({ files }) => Object.keys(files).length > 0)) return "full";
  return begins === "embed" && !needs(pagePresets) ? "embed" : "page";
}

/** @param {string} message */
function slow(message) {
  return new CodedError({ code: "engineSlow", field: "", message });
}

function canUseWorker() {
  return typeof Worker === "function" && typeof OffscreenCanvas === "function" && typeof HTMLCanvasElement.prototype.transferControlToOffscreen === "function";
}

/** A worker of ours, also for browsers that want to be told which addresses are meant. @param {import("./places.js").WorkerScript} script @param {string} [name] */
export function startWorker(script, name = "") {
  const url = workerAddress(script);
  policy ??= trustedTypesPolicy();
  // The types of the DOM know text and URL only.
  return new Worker(/** @type {string} */ (policy ? policy.createScriptURL(url) : url), { type: WORKER_TYPE, name });
}

/** @type {{ createScriptURL: (url: string) => unknown } | null | undefined} */
let policy;

function trustedTypesPolicy() {
  const { trustedTypes } = /** @type {{ trustedTypes?: { createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => unknown } } }} */ (
    globalThis
  );
  const known = /** @type {const} */ (["worker.js", "load-worker.js"]).map(workerAddress);
  try {
    return (
      trustedTypes?.createPolicy("liquidation-cascades", {
        createScriptURL: (/** @type {string} */ url) => {
          if (!known.includes(url)) throw new TypeError(`${url} is no worker of this page`);
          return url;
        },
      }) ?? null
    );
  } catch {
    // The page's policy knows no such name: the browser then refuses the worker, and the page does its work.
    return null;
  }
}

let workers = 0;

/** @param {import("./places.js").EngineKind} kind @param {(home: Home) => void} onComing it may be asked already, and answers when its engine is there @returns {Promise<Home>} */
function workerHome(kind, onComing) {
  return new Promise((resolve, reject) => {
    workers += 1;
    const name = workerName(kind, `cascade-${workers}-${Math.random().toString(36).slice(2)}`);
    const worker = startWorker("worker.js", name);
    /** @type {Map<number, { call: string, resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
    const waiting = new Map();
    /** @type {Map<number, Listener>} */
    const listeners = new Map();
    const ending = new AbortController();
    let nextId = 1;
    let isAlive = false;
    let openPings = 0;

    /** @param {string} message */
    function breakDown(message) {
      for (const { reject: refuse } of waiting.values()) refuse(new TrapError(message));
      waiting.clear();
    }

    function end() {
      clearTimeout(patience);
      clearInterval(pinging);
      ending.abort();
      worker.terminate();
    }

    /** It is gone and nobody was told. */
    function lose() {
      if (ending.signal.aborted) return;
      end();
      for (const listener of listeners.values()) listener.onLost();
      breakDown("the engine is gone");
    }

    const giveUp = () => {
      end();
      // A script that runs and hears nothing waits for the engine itself.
      reject(isAlive ? slow("the engine does not arrive") : new Error("the worker does not answer"));
    };
    let patience = setTimeout(giveUp, PATIENCE_MS);
    const wait = () => {
      clearTimeout(patience);
      patience = setTimeout(giveUp, PATIENCE_MS);
    };

    /** @type {ReturnType<typeof setInterval> | undefined} */
    let pinging;
    const ping = () => {
      // A page that nobody sees has clocks of its own.
      const isLong = [...waiting.values()].some(({ call }) => LONG_CALLS.has(call));
      if (isLong || document.hidden) openPings = 0;
      else if (openPings >= (waiting.size > 0 ? MOST_OPEN_PINGS_BUSY : MOST_OPEN_PINGS)) lose();
      else {
        openPings += 1;
        worker.postMessage({ ping: true });
      }
    };

    /**
     * A worker holds a lock as long as it lives, busy or not: whoever gets it after it knows that it is gone. Where there are
     * no locks only idle workers are asked.
     */
    function watch() {
      pinging = setInterval(ping, PING_EVERY_MS);
      try {
        navigator.locks?.request(name, { signal: ending.signal }, lose).catch(() => undefined);
      } catch {
        // No locks for this page.
      }
    }

    /**
     * @param {number} stage
     * @param {Request["call"]} call
     * @param {unknown} argument
     * @param {Transferable[]} [transfer]
     */
    function ask(stage, call, argument, transfer = []) {
      const id = nextId;
      nextId += 1;
      return new Promise((done, refuse) => {
        if (ending.signal.aborted) {
          refuse(new TrapError("the engine was stopped"));
          return;
        }
        waiting.set(id, { call, resolve: done, reject: refuse });
        worker.postMessage({ id, stage, call, argument }, transfer);
      });
    }

    /** @type {Home} */
    const home = {
      mode: "worker",
      async setUp(stage, setup, listener) {
        listeners.set(stage, listener);
        const canvas = /** @type {HTMLCanvasElement} */ (setup.canvas).transferControlToOffscreen();
        await ask(stage, "setUp", { ...setup, canvas }, [canvas]);
      },
      call: (stage, name, argument, transfer) => ask(stage, name, argument, transfer),
      end: () => {
        end();
        breakDown("the engine was stopped");
      },
    };
    onComing(home);

    worker.addEventListener("error", (event) => {
      clearTimeout(patience);
      event.preventDefault();
      const message = event.message || "the worker could not be started";
      reject(new Error(message));
      breakDown(message);
    });

    worker.addEventListener("message", (/** @type {MessageEvent<Answer | Event>} */ { data }) => {
      if ("alive" in data) {
        isAlive = true;
        wait();
      } else if ("pong" in data) {
        openPings = 0;
      } else if ("ready" in data) {
        clearTimeout(patience);
        if (data.isLocked) watch();
        else pinging = setInterval(ping, PING_EVERY_MS);
        resolve(home);
      } else if ("playhead" in data) {
        listeners.get(data.stage)?.onPlayhead(data.playhead);
      } else if ("share" in data) {
        listeners.get(data.stage)?.onProgress(data.share);
      } else if ("crash" in data) {
        listeners.get(data.stage)?.onCrash(data.crash);
      } else {
        const asked = waiting.get(data.id);
        waiting.delete(data.id);
        if (!asked) return;
        if ("value" in data) asked.resolve(data.value);
        else asked.reject(data.isFatal ? new TrapError(data.failure.message, data.isMemory) : new CodedError(data.failure));
      }
    });
  });
}

/**
 * @param {number} generation
 * @param {import("./places.js").EngineKind} kind
 * @returns {Promise<Home>}
 */
async function pageHome(generation, kind) {
  const { StageHost, isTrap, isOutOfMemory, engine } = await patiently(async (onAlive) => {
    const host = await import("./stage-host.js");
    onAlive();
    return { ...host, engine: await host.loadEngine(generation, onAlive, kind) };
  });
  /** @type {Map<number, InstanceType<typeof StageHost>>} */
  const hosts = new Map();
  return {
    mode: "page",
    async setUp(stage, setup, listener) {
      const { onPlayhead: report, onProgress: progress } = listener;
      hosts.set(stage, new StageHost(engine, setup, { report, progress, crash: (thrown) => listener.onCrash(failureOf(thrown).message) }));
    },
    async call(stage, name, argument) {
      const host = hosts.get(stage);
      if (!host) throw new TrapError("the engine was stopped");
      try {
        const method = /** @type {(argument: unknown) => unknown} */ (host[name]);
        return await method.call(host, argument);
      } catch (thrown) {
        throw isTrap(thrown) ? new TrapError(failureOf(thrown).message, isOutOfMemory(thrown, host.engine)) : new CodedError(failureOf(thrown));
      }
    },
    // Frames that still wait must not touch an instance that trapped: they find no host and the canvas is replaced.
    end: () => {
      for (const host of hosts.values()) host.stop();
      hosts.clear();
    },
  };
}

/**
 * Waits as long as there are signs of life.
 * @template Result
 * @param {(onAlive: () => void) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
function patiently(work) {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(slow("the engine does not arrive"));
    let patience = setTimeout(giveUp, PATIENCE_MS);
    const wait = () => {
      clearTimeout(patience);
      patience = setTimeout(giveUp, PATIENCE_MS);
    };
    work(wait)
      .then(resolve, reject)
      .finally(() => clearTimeout(patience));
  });
}
