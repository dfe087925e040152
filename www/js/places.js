// Where the parts are that are asked for by address: the engine, the scripts of workers, files that ship beside the page.
// Whoever packs the page in another way (`cargo xtask dist`) puts a module with the same exports in the place of this one.

/** @typedef {typeof import("../pkg/liquidation_cascades.js")} EngineModule */
/** Scripts that run in a worker. @typedef {"worker.js" | "load-worker.js"} WorkerScript */

/** What workers are started as. @type {WorkerType} */
export const WORKER_TYPE = "module";

const glue = new URL("../pkg/liquidation_cascades.js", import.meta.url);
const wasm = new URL("../pkg/liquidation_cascades_bg.wasm", import.meta.url);

/** @param {WorkerScript} script */
export function workerAddress(script) {
  return new URL(`./${script}`, import.meta.url).href;
}

/**
 * The script that speaks to the engine.
 * @param {number} generation 0 for the first; a later one is a new instance
 * @returns {Promise<EngineModule>}
 */
export function importEngine(generation) {
  return generation === 0 ? import("../pkg/liquidation_cascades.js") : import(`${glue.href}?instance=${generation}`);
}

/** The same as it comes over the line, for telling why it cannot be had. */
export const fetchEngineScript = () => fetch(glue);

export const fetchWasm = () => fetch(wasm);

/** @param {string} name of a file that ships beside the page; never a path */
export const fetchData = (name) => fetch(new URL(`../data/${name}`, import.meta.url));
