// The module `www/js/places.js` of a packed page: the same exports, other places.

/** @typedef {{ wasm: string, glue: string }} ModuleNames */

/**
 * For a page of several files, all of them beside each other but the data.
 * @param {{ engine: ModuleNames, embed: { wasm: string }, full: ModuleNames, readers: ModuleNames, workers?: Record<string, string>, isWorker: boolean }} names
 */
export function placesOfSite({ engine, embed, full, readers, workers = {}, isWorker }) {
  const beside = (name) => `new URL(${JSON.stringify(`./${name}`)}, import.meta.url)`;
  // Where an embed has no worker it begins with the page's engine, which knows more: few do, and all pages carry this.
  // A worker has the script of the engine that it begins with in it; the page fetches it where there is no worker, as it does
  // those of the engine with all mechanisms and of the module that reads files.
  const fetched = (glue) => `import(${glue}.href + (generation === 0 ? "" : "?instance=" + generation))`;
  return `
    export const WORKER_TYPE = "module";
    const glue = ${beside(engine.glue)};
    const fullGlue = ${beside(full.glue)};
    const readersGlue = ${beside(readers.glue)};
    const workers = ${JSON.stringify(workers)};
    export const workerAddress = (script) => new URL("./" + workers[script], import.meta.url).href;
    const importFirst = (generation) => ${isWorker ? `import("../pkg/page/liquidation_cascades.js")` : fetched("glue")};
    const importFull = (generation) => ${fetched("fullGlue")};
    export const importEngine = (generation, kind) => (kind === "full" ? importFull : importFirst)(generation);
    export const fetchEngineScript = (kind) => fetch(kind === "full" ? fullGlue : glue);
    export const fetchWasm = (kind) => fetch(kind === "full" ? ${beside(full.wasm)} : ${isWorker ? `kind === "embed" ? ${beside(embed.wasm)} : ` : ""}${beside(engine.wasm)});
    export const importReaders = (generation) => ${fetched("readersGlue")};
    export const fetchReadersScript = () => fetch(readersGlue);
    export const fetchReadersWasm = () => fetch(${beside(readers.wasm)});
    export const fetchSinglePage = () => fetch(new URL("../cascade.html", import.meta.url));
    export const fetchData = (name) => fetch(new URL("../data/" + name + ".packed", import.meta.url));
  `;
}

/** Puts such a module in the place of the page's own. @param {string} contents */
export const inPlaceOf = (contents) => ({
  name: "places",
  setup(build) {
    build.onLoad({ filter: /[\\/]js[\\/]places\.js$/ }, ({ path }) => ({ contents, loader: "js", resolveDir: path.replace(/[^\\/]+$/, "") }));
  },
});
