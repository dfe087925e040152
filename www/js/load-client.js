// The page's end of reading a file: one worker for one file, ended as soon as the answer is there.

import { CodedError } from "./messages.js";
import { startWorker } from "./stage-client.js";

/** @typedef {import("../pkg/liquidation_cascades.js").DataInfo} DataInfo */
/** @typedef {{ share: number } | { alive: true } | { ready: true } | { info: DataInfo, packed: Uint8Array } | { failure: import("./messages.js").Failure }} LoadAnswer */
/** @typedef {{ info: DataInfo, packed: Uint8Array }} LoadedFile */

/** A worker of which nothing is heard for that long never will be ready: each part of the module that arrives begins it anew. */
const PATIENCE_MS = 15_000;

/** What is thrown when the reader of the page changed their mind. */
export class Cancelled extends Error {}

/**
 * Reads a file in a worker of its own.
 * @param {string} name
 * @param {Blob} file
 * @param {{ signal: AbortSignal, onShare: (share: number) => void }} how
 * @returns {Promise<LoadedFile | null>} nothing where no worker can be had
 */
export function readFile(name, file, { signal, onShare }) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Cancelled());
      return;
    }
    /** @type {Worker} */
    let worker;
    try {
      worker = startWorker("load-worker.js");
    } catch {
      // No workers here (an old browser, a strict policy).
      resolve(null);
      return;
    }
    let isReady = false;
    const giveUp = () => end(() => resolve(null));
    let patience = setTimeout(giveUp, PATIENCE_MS);
    const cancel = () => end(() => reject(new Cancelled()));

    /** @param {() => void} settle */
    function end(settle) {
      clearTimeout(patience);
      signal.removeEventListener("abort", cancel);
      worker.terminate();
      settle();
    }

    signal.addEventListener("abort", cancel);
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      const message = event.message || "the file could not be read";
      end(() => (isReady ? reject(new CodedError({ code: "internal", field: "", message })) : resolve(null)));
    });
    worker.addEventListener("message", (/** @type {MessageEvent<LoadAnswer>} */ { data }) => {
      if ("alive" in data) {
        clearTimeout(patience);
        if (!isReady) patience = setTimeout(giveUp, PATIENCE_MS);
      } else if ("ready" in data) {
        isReady = true;
        clearTimeout(patience);
      } else if ("share" in data) onShare(data.share);
      else if ("failure" in data) end(() => reject(new CodedError(data.failure)));
      else end(() => resolve(data));
    });
    worker.postMessage({ name, file });
  });
}
