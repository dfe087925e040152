// The page's end: starts the worker, or the engine on the page itself, and hands out connections to stages.

import { CodedError, failureOf } from "./messages.js";

/** @typedef {import("./messages.js").Setup} Setup */
/** @typedef {import("./messages.js").Playhead} Playhead */
/** @typedef {import("./messages.js").CallName} CallName */
/** @typedef {import("./messages.js").Request} Request */
/** @typedef {import("./messages.js").Answer} Answer */
/** @typedef {import("./messages.js").Event} Event */
/** @typedef {"worker" | "page"} Mode */

/** Longest wait for a worker that says nothing at all. */
const WORKER_PATIENCE_MS = 15_000;

/** More than this on the page's own thread would be felt. */
export const MOST_POSITIONS_ON_PAGE = 100_000;

/** After that many traps in one visit something is wrong that a restart does not mend. */
const MOST_RESTARTS = 5;

/** @typedef {{ onPlayhead: (playhead: Playhead) => void, onCrash: (message: string) => void }} Listener */

/**
 * One place where stages live.
 * @typedef {{
 *   mode: Mode,
 *   setUp: (stage: number, setup: Setup, listener: Listener) => Promise<void>,
 *   call: (stage: number, name: CallName, argument: unknown, transfer?: Transferable[]) => Promise<unknown>,
 *   end: () => void,
 * }} Home
 */

/** A trap: the instance is gone. */
export class TrapError extends Error {}

/** One engine for all stages of a page. */
export class StageClient {
  #generation = 0;
  #nextStage = 1;
  /** @type {Promise<Home>} */
  #home;
  /** @type {Promise<Home> | null} */
  #restarting = null;

  constructor() {
    this.#home = findHome(0);
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
   */
  async connect(makeSetup, listener) {
    const home = await this.#home;
    const stage = this.#nextStage;
    this.#nextStage += 1;
    const setup = makeSetup(home.mode);
    await home.setUp(stage, { ...setup, mostPositions: home.mode === "page" ? MOST_POSITIONS_ON_PAGE : null }, listener);
    return new StageConnection(home, stage);
  }

  /**
   * Drops a broken engine and starts another. All connections are void afterwards.
   * @returns {Promise<boolean>} whether there is an engine again
   */
  async restart() {
    if (!this.#restarting) {
      this.#generation += 1;
      if (this.#generation > MOST_RESTARTS) return false;
      const old = this.#home;
      this.#restarting = old.then(
        (home) => {
          home.end();
          return findHome(this.#generation);
        },
        () => findHome(this.#generation),
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

/** One stage, as the page sees it. */
export class StageConnection {
  /**
   * @param {Home} home
   * @param {number} stage
   */
  constructor(home, stage) {
    this.#home = home;
    this.#stage = stage;
  }

  #home;
  #stage;

  /**
   * @template {CallName} Name
   * @param {Name} name
   * @param {import("./messages.js").ArgumentOf<Name>} argument
   * @param {Transferable[]} [transfer] what the caller gives away instead of copying it
   * @returns {Promise<import("./messages.js").AnswerOf<Name>>}
   */
  async call(name, argument, transfer) {
    return /** @type {import("./messages.js").AnswerOf<Name>} */ (await this.#home.call(this.#stage, name, argument, transfer));
  }
}

/**
 * A worker where that works, the page where it does not.
 * @param {number} generation
 */
async function findHome(generation) {
  if (canUseWorker()) {
    try {
      return await workerHome();
    } catch {
      // No worker here (a strict policy, an old browser): the page can do it as well. If it cannot, that error shows.
    }
  }
  return pageHome(generation);
}

function canUseWorker() {
  return (
    typeof Worker === "function" &&
    typeof OffscreenCanvas === "function" &&
    typeof HTMLCanvasElement.prototype.transferControlToOffscreen === "function"
  );
}

/** @returns {Promise<Home>} */
function workerHome() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
    const waiting = new Map();
    /** @type {Map<number, Listener>} */
    const listeners = new Map();
    let nextId = 1;

    /** @param {string} message */
    function breakDown(message) {
      for (const { reject: refuse } of waiting.values()) refuse(new TrapError(message));
      waiting.clear();
    }
    const patience = setTimeout(() => {
      worker.terminate();
      reject(new Error("the worker does not answer"));
    }, WORKER_PATIENCE_MS);

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
        waiting.set(id, { resolve: done, reject: refuse });
        worker.postMessage({ id, stage, call, argument }, transfer);
      });
    }

    worker.addEventListener("error", (event) => {
      clearTimeout(patience);
      event.preventDefault();
      const message = event.message || "the worker could not be started";
      reject(new Error(message));
      breakDown(message);
    });

    worker.addEventListener("message", (/** @type {MessageEvent<Answer | Event>} */ { data }) => {
      if ("ready" in data) {
        clearTimeout(patience);
        resolve({
          mode: "worker",
          async setUp(stage, setup, listener) {
            listeners.set(stage, listener);
            const canvas = /** @type {HTMLCanvasElement} */ (setup.canvas).transferControlToOffscreen();
            await ask(stage, "setUp", { ...setup, canvas }, [canvas]);
          },
          call: (stage, name, argument, transfer) => ask(stage, name, argument, transfer),
          end: () => {
            worker.terminate();
            breakDown("the engine was stopped");
          },
        });
      } else if ("playhead" in data) {
        listeners.get(data.stage)?.onPlayhead(data.playhead);
      } else if ("crash" in data) {
        listeners.get(data.stage)?.onCrash(data.crash);
      } else {
        const asked = waiting.get(data.id);
        waiting.delete(data.id);
        if (!asked) return;
        if ("value" in data) asked.resolve(data.value);
        else asked.reject(data.isFatal ? new TrapError(data.failure.message) : new CodedError(data.failure));
      }
    });
  });
}

/**
 * @param {number} generation
 * @returns {Promise<Home>}
 */
async function pageHome(generation) {
  const { StageHost, isTrap, loadEngine } = await import("./stage-host.js");
  const engine = await loadEngine(generation);
  /** @type {Map<number, InstanceType<typeof StageHost>>} */
  const hosts = new Map();
  return {
    mode: "page",
    async setUp(stage, setup, listener) {
      const report = listener.onPlayhead;
      hosts.set(stage, new StageHost(engine, setup, { report, crash: (thrown) => listener.onCrash(failureOf(thrown).message) }));
    },
    async call(stage, name, argument) {
      const host = hosts.get(stage);
      if (!host) throw new TrapError("the engine was stopped");
      try {
        const method = /** @type {(argument: unknown) => unknown} */ (host[name]);
        return await method.call(host, argument);
      } catch (thrown) {
        throw isTrap(thrown) ? new TrapError(failureOf(thrown).message) : new CodedError(failureOf(thrown));
      }
    },
    // Frames that still wait must not touch an instance that trapped: they find no host and the canvas is replaced.
    end: () => hosts.clear(),
  };
}
