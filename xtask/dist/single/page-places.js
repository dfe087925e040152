// The module `www/js/places.js` of the page in one file: workers are made from a text in it.
import { parts, textOf } from "./parts.js";

// A module from a blob is refused where the page has no origin.
export const WORKER_TYPE = "classic";

/** @type {Map<string, string>} */
const addresses = new Map();

export function workerAddress(script) {
  let address = addresses.get(script);
  if (!address) {
    const before = `self.cascadeRole = ${JSON.stringify(script)}; self.cascadeParts = ${JSON.stringify(parts())};\n`;
    address = URL.createObjectURL(new Blob([before, textOf("engine")], { type: "text/javascript" }));
    addresses.set(script, address);
  }
  return address;
}

/** The file as it came. */
export const fetchSinglePage = async () => new Response(globalThis.cascadePage);
