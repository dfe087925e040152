// The worker: one engine, any number of stages, each with a canvas of its own.

import { StageHost, loadEngine } from "./stage-host.js";
import { isOutOfMemory, isTrap } from "./traps.js";
import { failureOf, workerName } from "./messages.js";

/** @typedef {import("./messages.js").Request} Request */
/** @typedef {import("./messages.js").Answer} Answer */
/** @typedef {import("./messages.js").Event} Event */

/** What we use of a worker's global scope; its own types cannot be loaded beside those of a page. */
const scope = /** @type {{
  postMessage: (message: Answer | Event, transfer?: Transferable[]) => void,
  addEventListener: (type: "message", listener: (event: MessageEvent<Request | { ping: true }>) => void) => void,
  name: string,
  navigator: { locks?: LockManager },
}} */ (/** @type {unknown} */ (self));

/** @type {Map<number, StageHost>} */
const hosts = new Map();
/** Those that wait for the engine: whoever asks them for something waits with them. @type {Map<number, Promise<StageHost>>} */
const coming = new Map();
scope.postMessage({ alive: true });
const locked = lock();
const kind = /** @type {const} */ (["full", "embed"]).find((kind) => scope.name.startsWith(workerName(kind)));
const loading = loadEngine(0, () => scope.postMessage({ alive: true }), kind);

scope.addEventListener("message", async ({ data }) => {
  if ("ping" in data) {
    scope.postMessage({ pong: true });
    return;
  }
  const { id, stage, call, argument } = data;
  try {
    const value = await answer(stage, call, argument);
    const bitmap = /** @type {{ bitmap?: ImageBitmap } | null | undefined} */ (value)?.bitmap;
    scope.postMessage({ id, value }, bitmap ? [bitmap] : []);
  } catch (thrown) {
    const isFatal = isTrap(thrown);
    scope.postMessage({ id, failure: failureOf(thrown), isFatal, isMemory: isFatal && isOutOfMemory(thrown, hosts.get(stage)?.engine ?? (await loading)) });
  }
});

/**
 * @param {number} stage
 * @param {Request["call"]} call
 * @param {unknown} argument
 */
async function answer(stage, call, argument) {
  if (call === "setUp") {
    const host = setUp(stage, /** @type {import("./messages.js").Setup} */ (argument));
    coming.set(stage, host);
    try {
      hosts.set(stage, await host);
    } finally {
      coming.delete(stage);
    }
    return undefined;
  }
  const host = hosts.get(stage) ?? (await coming.get(stage));
  if (!host) throw new Error(`there is no stage ${stage}`);
  if (call === "dispose") hosts.delete(stage);
  const method = /** @type {(argument: unknown) => unknown} */ (host[call]);
  return method.call(host, argument);
}

/** @param {number} stage @param {import("./messages.js").Setup} setup */
async function setUp(stage, setup) {
  return new StageHost(await loading, setup, {
    report: (playhead) => scope.postMessage({ stage, playhead }),
    progress: (share) => scope.postMessage({ stage, share }),
    crash: (thrown) => scope.postMessage({ stage, crash: failureOf(thrown).message }),
  });
}

/** Holds the lock of this worker's own name as long as it lives: by that the page hears of its end. @returns {Promise<boolean>} */
function lock() {
  return new Promise((done) => {
    const { locks } = scope.navigator;
    if (!locks) done(false);
    else {
      locks
        .request(scope.name, () => {
          done(true);
          return new Promise(() => undefined);
        })
        .catch(() => done(false));
    }
  });
}

loading.then(
  async () => scope.postMessage({ ready: true, isLocked: await locked }),
  (thrown) => {
    // Seen by the page as the worker's error event: it then tries on its own.
    setTimeout(() => {
      throw thrown;
    });
  },
);
