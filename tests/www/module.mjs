// The module that Rust gives the page, for tests in Node.js. Where it is not built they fail, for a test that nobody ran
// has shown nothing; only `cargo xtask test --quick`, which builds none, says so and has them counted as skipped.
import { existsSync, readFileSync } from "node:fs";

const www = new URL("../../www/", import.meta.url);

/** Why tests of the module are left out; `false` where they are not. */
export const skip = process.env.LIQUIDATION_CASCADES_QUICK ? "no module in a quick run" : false;

/** The complete module, ready to be called; nothing in a quick run. */
export const loadModule = () => load("pkg/");

/** The engine that the page begins with, in the same way. */
export const loadFirstModule = () => load("pkg/page/");

/** The page's engine with all mechanisms, in the same way. */
export const loadPageModule = () => load("pkg/full/");

/** What an embed begins with, which has the script of the page's. */
export const loadEmbedModule = () => load("pkg/embed/", "pkg/page/");

async function load(folder, scripts = folder) {
  if (skip) return undefined;
  const wasm = new URL(`${folder}liquidation_cascades_bg.wasm`, www);
  if (!existsSync(wasm)) throw new Error(`www/${folder} is not built: run \`cargo xtask build\` first`);
  // Each an instance of its own, also of one script.
  const engine = await import(`${new URL(`${scripts}liquidation_cascades.js`, www)}?${folder}`);
  await engine.default({ module_or_path: readFileSync(wasm) });
  return engine;
}
