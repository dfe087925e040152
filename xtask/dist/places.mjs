// The module `www/js/places.js` of a packed page: the same exports, other places.

/**
 * For a page of several files, all of them beside each other but the data.
 * @param {{ wasm: string, glue: string, workers?: Record<string, string>, isWorker: boolean }} names
 */
export function placesOfSite({ wasm, glue, workers = {}, isWorker }) {
  const beside = (name) => `new URL(${JSON.stringify(`./${name}`)}, import.meta.url)`;
  // A worker has its engine with it; the page fetches it where there is no worker.
  const engine = isWorker ? `import("../pkg/liquidation_cascades.js")` : `import(glue.href + (generation === 0 ? "" : "?instance=" + generation))`;
  return `
    export const WORKER_TYPE = "module";
    const glue = ${beside(glue)};
    const workers = ${JSON.stringify(workers)};
    export const workerAddress = (script) => new URL("./" + workers[script], import.meta.url).href;
    export const importEngine = (generation) => ${engine};
    export const fetchEngineScript = () => fetch(glue);
    export const fetchWasm = () => fetch(${beside(wasm)});
    export const fetchData = (name) => fetch(new URL("../data/" + name, import.meta.url));
  `;
}

/** Puts such a module in the place of the page's own. @param {string} contents */
export const inPlaceOf = (contents) => ({
  name: "places",
  setup(build) {
    build.onLoad({ filter: /[\\/]js[\\/]places\.js$/ }, ({ path }) => ({ contents, loader: "js", resolveDir: path.replace(/[^\\/]+$/, "") }));
  },
});
