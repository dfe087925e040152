// Reads one file and is thrown away: what the reading takes in memory goes with it.

import init, { DataReader } from "../pkg/liquidation_cascades.js";
import { hearOf } from "./arrival.js";
import { failureOf } from "./messages.js";
import { readOptionsOf } from "./read-options.js";
import { fetchReadersWasm } from "./places.js";

/** @typedef {import("./load-client.js").LoadAnswer} LoadAnswer */

/** Least time between two reports. */
const REPORT_EVERY_MS = 50;

/** What we use of a worker's global scope; its own types cannot be loaded beside those of a page. */
const scope = /** @type {{
  postMessage: (message: LoadAnswer, transfer?: Transferable[]) => void,
  addEventListener: (type: "message", listener: (event: MessageEvent<{ name: string, file: Blob }>) => void) => void,
}} */ (/** @type {unknown} */ (self));

const alive = () => scope.postMessage({ alive: true });
alive();
const loading = fetchReadersWasm().then((response) => {
  void hearOf(response.clone(), alive);
  return init({ module_or_path: response });
});

scope.addEventListener("message", async ({ data: { name, file } }) => {
  try {
    await loading;
    const reader = new DataReader(readOptionsOf(file));
    const stream = file.stream().getReader();
    let seen = 0;
    let reportedMs = 0;
    for (;;) {
      const { done, value } = await stream.read();
      if (done) break;
      reader.push(value);
      seen += value.length;
      const nowMs = performance.now();
      if (nowMs - reportedMs < REPORT_EVERY_MS) continue;
      reportedMs = nowMs;
      scope.postMessage({ share: seen / file.size });
    }
    const info = reader.finish(name);
    const packed = reader.pack();
    scope.postMessage({ info, packed }, [packed.buffer]);
  } catch (thrown) {
    scope.postMessage({ failure: failureOf(thrown) });
  }
});

loading.then(
  () => scope.postMessage({ ready: true }),
  (thrown) => {
    // Seen by the page as the worker's error event: the engine's own worker reads the file then.
    setTimeout(() => {
      throw thrown;
    });
  },
);
