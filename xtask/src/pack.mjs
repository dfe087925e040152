// Reads files with the complete module and writes them down as the page's engine takes them:
// node pack.mjs <folder of the module> <folder of files> <folder for the packed ones>

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [module, from, to] = process.argv.slice(2).map((folder) => resolve(folder));
const { default: init, DataReader } = await import(pathToFileURL(join(module, "liquidation_cascades.js")).href);
await init({ module_or_path: readFileSync(join(module, "liquidation_cascades_bg.wasm")) });

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const name of readdirSync(from).filter((name) => name.endsWith(".json"))) {
  const reader = new DataReader();
  reader.push(readFileSync(join(from, name)));
  reader.finish(name);
  writeFileSync(join(to, `${name}.packed`), reader.pack());
  reader.free();
}
