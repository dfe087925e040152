// Loads and starts the modules that Rust gives: the engine, with all mechanisms or without; what is in the way has a code of its own.

import { hearOf } from "./arrival.js";
import { CodedError, failureOf } from "./messages.js";
import { fetchEngineScript, fetchWasm, importEngine } from "./places.js";
import { isWantOfMemory } from "./traps.js";

/** @typedef {import("./places.js").EngineModule} EngineModule */
/** @typedef {import("./places.js").EngineKind} EngineKind */
/**
 * `full`: the engine with all mechanisms, which may be this one; `isShort`: an embed's, which knows the main picture only.
 * @typedef {{ module: EngineModule, memory: WebAssembly.Memory, registered: Set<string>, isShort: boolean, full: () => Promise<FullEngine> }} Engine
 */
/** @typedef {Omit<Engine, "module"> & { module: import("./places.js").FullModule }} FullEngine */

/** The smallest module there is: whoever refuses it allows none. */
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/**
 * Loads and starts the engine; what is in the way is told by a code of its own.
 * @param {number} generation 0 for the first; a later one is a new instance after a trap
 * @param {() => void} onAlive a part of it arrived
 * @param {EngineKind} kind the less it knows, the less is to wait for
 * @returns {Promise<Engine>}
 */
export async function loadEngine(generation = 0, onAlive = () => undefined, kind = "page") {
  if (kind === "full") return loadFull(generation, onAlive);
  const loaded = await started(
    () => importEngine(generation, kind),
    () => fetchEngineScript(kind),
    () => fetchWasm(kind),
    onAlive,
  );
  // The page in one file carries one only.
  if ("addMechanism" in loaded.module) return asFull(/** @type {FullEngine} */ (loaded));
  /** @type {Promise<FullEngine> | null} */
  let loading = null;
  let failures = 0;
  const full = () => {
    if (!loading) {
      // A browser may keep it that an address could not be had: another time it is another address, and none of a later generation.
      loading = loadFull(generation + 1000 * failures, () => undefined).catch((thrown) => {
        // What did not come may come another time.
        loading = null;
        failures += 1;
        throw new CodedError({ ...failureOf(thrown), code: "noPart" });
      });
    }
    return loading;
  };
  return { ...loaded, registered: new Set(), isShort: kind === "embed", full };
}

/** @param {number} generation @param {() => void} onAlive @returns {Promise<FullEngine>} */
async function loadFull(generation, onAlive) {
  return asFull(
    await started(
      () => importEngine(generation, "full"),
      () => fetchEngineScript("full"),
      () => fetchWasm("full"),
      onAlive,
    ),
  );
}

/** @param {Pick<FullEngine, "module" | "memory">} loaded @returns {FullEngine} */
function asFull({ module, memory }) {
  /** @type {FullEngine} */
  const engine = { module, memory, registered: new Set(), isShort: false, full: async () => engine };
  return engine;
}

/**
 * A module that Rust gives, fetched and started; what is in the way is told by a code of its own.
 * @template {EngineModule | import("./places.js").FullModule | import("./places.js").ReadersModule} Module
 * @param {() => Promise<Module>} importScript
 * @param {() => Promise<Response>} fetchScript
 * @param {() => Promise<Response>} fetchBytes
 * @param {() => void} onAlive a part of it arrived
 */
export async function started(importScript, fetchScript, fetchBytes, onAlive) {
  /** @type {Module} */
  let module;
  try {
    module = await importScript();
  } catch {
    throw engineFailure("engineDamaged", "", await fetched(fetchScript));
  }
  onAlive();
  const response = await fetched(fetchBytes);
  void hearOf(response.clone(), onAlive);
  try {
    const { memory } = await module.default({ module_or_path: response });
    return { module, memory };
  } catch (thrown) {
    if (isWantOfMemory(thrown)) throw engineFailure("engineMemory", "");
    const type = response.headers.get("content-type") ?? "";
    if (/html/.test(type)) throw engineFailure("enginePage", type.split(";")[0], response);
    if (!(await canCompile())) throw engineFailure("engineForbidden", "");
    throw engineFailure("engineDamaged", "", response);
  }
}

/** Policies that kept something from being had, by the name of the directive. @type {Set<string>} */
const refused = new Set();
// Of a worker or a page: the browser tells both.
globalThis.addEventListener?.("securitypolicyviolation", (event) => refused.add(/** @type {SecurityPolicyViolationEvent} */ (event).effectiveDirective));

/** @param {string} code @param {string} message @param {Response} [answer] of the file that it is about */
function engineFailure(code, message, answer) {
  // Where a host looks for it: the names of a packed page are others than those of the page as it is written.
  return new CodedError({ code, field: answer?.url ? new URL(answer.url).pathname : "", message });
}

/** @param {() => Promise<Response>} ask */
async function fetched(ask) {
  let response;
  try {
    response = await ask();
  } catch {
    // The policy that was in the way is told a moment later.
    await new Promise((done) => setTimeout(done));
    if (refused.has("connect-src")) throw engineFailure("engineRefused", "connect-src");
    throw engineFailure("engineOffline", "");
  }
  if (!response.ok) throw engineFailure("engineMissing", String(response.status), response);
  return response;
}

async function canCompile() {
  try {
    await WebAssembly.compile(EMPTY_MODULE);
    return true;
  } catch {
    return false;
  }
}
