// Where the parts are that are asked for by address: the engine, the scripts of workers, files that ship beside the page.
// Whoever packs the page in another way (`cargo xtask dist`) puts a module with the same exports in the place of this one.

/** What the page begins with: leveraged traders, and no reader of files. @typedef {typeof import("../pkg/page/liquidation_cascades.js")} EngineModule */
/** The same with all mechanisms. @typedef {typeof import("../pkg/full/liquidation_cascades.js")} FullModule */
/** The complete module, which does. @typedef {typeof import("../pkg/liquidation_cascades.js")} ReadersModule */
/**
 * `embed`: the page's own without what no embed shows at first; it has the same script. `full`: with all mechanisms.
 * @typedef {"page" | "embed" | "full"} EngineKind
 */
/** Scripts that run in a worker. @typedef {"worker.js" | "load-worker.js"} WorkerScript */

/** What workers are started as. @type {WorkerType} */
export const WORKER_TYPE = "module";

const glue = new URL("../pkg/page/liquidation_cascades.js", import.meta.url);
const wasm = new URL("../pkg/page/liquidation_cascades_bg.wasm", import.meta.url);
const embedWasm = new URL("../pkg/embed/liquidation_cascades_bg.wasm", import.meta.url);
const fullGlue = new URL("../pkg/full/liquidation_cascades.js", import.meta.url);
const fullWasm = new URL("../pkg/full/liquidation_cascades_bg.wasm", import.meta.url);
const readersGlue = new URL("../pkg/liquidation_cascades.js", import.meta.url);
const readersWasm = new URL("../pkg/liquidation_cascades_bg.wasm", import.meta.url);

/** @param {WorkerScript} script */
export function workerAddress(script) {
  return new URL(`./${script}`, import.meta.url).href;
}

/**
 * The script that speaks to the engine.
 * @overload @param {number} generation 0 for the first; a later one is a new instance
 * @param {"page" | "embed"} kind
 * @returns {Promise<EngineModule>}
 */
/**
 * @overload @param {number} generation @param {"full"} kind
 * @returns {Promise<FullModule>}
 */
/** @param {number} generation @param {EngineKind} kind @returns {Promise<EngineModule>} */
export function importEngine(generation, kind) {
  if (kind === "full") return generation === 0 ? import("../pkg/full/liquidation_cascades.js") : import(`${fullGlue.href}?instance=${generation}`);
  return generation === 0 ? import("../pkg/page/liquidation_cascades.js") : import(`${glue.href}?instance=${generation}`);
}

/** The same as it comes over the line, for telling why it cannot be had. @param {EngineKind} kind */
export const fetchEngineScript = (kind) => fetch(kind === "full" ? fullGlue : glue);

/** @param {EngineKind} kind */
export const fetchWasm = (kind) => fetch({ page: wasm, embed: embedWasm, full: fullWasm }[kind]);

/** The same of the module that reads files, which nobody needs who has none. @param {number} generation @returns {Promise<ReadersModule>} */
export function importReaders(generation) {
  return generation === 0 ? import("../pkg/liquidation_cascades.js") : import(`${readersGlue.href}?instance=${generation}`);
}

export const fetchReadersScript = () => fetch(readersGlue);

export const fetchReadersWasm = () => fetch(readersWasm);

/** The page in one file, which stands beside a packed one. */
export const fetchSinglePage = () => fetch(new URL("../cascade.html", import.meta.url));

/** A file that ships beside the page, as it was read when the module was built. @param {string} name never a path */
export const fetchData = (name) => fetch(new URL(`../pkg/page/data/${name}.packed`, import.meta.url));
