// Reads files beside the engine, where no worker of their own can be had.

import { started } from "./engine-loader.js";
import { CodedError, failureOf } from "./messages.js";
import { fetchReadersScript, fetchReadersWasm, importReaders } from "./places.js";
import { readOptionsOf } from "./read-options.js";
import { isTrap } from "./traps.js";

/** The module that reads files, once one had to be read here. @type {Promise<import("./places.js").ReadersModule> | null} */
let reading = null;
/** How many of them there were. */
let readers = 0;

/** The engine of the page reads no files: it is small, for everybody waits for it. */
function loadReaders() {
  const generation = readers;
  readers += reading ? 0 : 1;
  reading ??= started(
    () => importReaders(generation),
    fetchReadersScript,
    fetchReadersWasm,
    () => undefined,
  ).then(({ module }) => module);
  // What did not come may come another time.
  reading.catch(forgetReaders);
  return reading;
}

function forgetReaders() {
  reading = null;
}

/**
 * A file as the engine takes it; throws what is wrong with it.
 * @param {string} name
 * @param {Blob} file
 * @returns {Promise<Uint8Array>}
 */
export async function packedHere(name, file) {
  const { DataReader } = await loadReaders().catch((thrown) => {
    throw new CodedError({ ...failureOf(thrown), code: "noPart" });
  });
  const reader = new DataReader(readOptionsOf(file));
  try {
    const stream = file.stream().getReader();
    for (;;) {
      const { done, value } = await stream.read();
      if (done) break;
      reader.push(value);
    }
    reader.finish(name);
    return reader.pack();
  } catch (thrown) {
    if (!isTrap(thrown)) throw thrown;
    // What broke is the other module: the engine is as it was.
    forgetReaders();
    throw new CodedError(failureOf(thrown));
  } finally {
    if (reading) reader.free();
  }
}
