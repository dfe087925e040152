// The module `www/js/places.js` where the engine runs: its bytes stand in the file itself.

/** @param {string} packed gzip in base64 @param {string} type */
function unpacked(packed, type) {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")), { headers: { "content-type": type } });
}

const { wasm, data } = globalThis.cascadeParts;

// The complete module: whoever asks for all mechanisms has them. A later instance comes with another run of this script.
export const importEngine = () => import("../pkg/liquidation_cascades.js");
export const fetchEngineScript = () => Promise.reject(new Error("it stands in the file"));
export const fetchWasm = async () => unpacked(wasm, "application/wasm");
// The complete module is the engine here: two of them would be twice as much to carry.
export const importReaders = importEngine;
export const fetchReadersScript = fetchEngineScript;
export const fetchReadersWasm = fetchWasm;
export const fetchData = async (name) => (Object.hasOwn(data, name) ? unpacked(data[name], "application/octet-stream") : Promise.reject(new Error(name)));
