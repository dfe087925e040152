// The module with which an embed begins: that of the page without what no embed shows at first. Its bytes are what everybody waits
// for: node embed.mjs <module of the page> <where to> <flags of wasm-opt ...>

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const BINARYEN = fileURLToPath(new URL("../../www/node_modules/binaryen/bin/", import.meta.url));

/**
 * What is asked of the engine with everything instead, to which the host then goes over (`www/js/stage-host.js`, `stage-runs.js`):
 * the pictures of other views, a position of the reader's own, what comes in files.
 */
const LATER = /^(?:__wbg_)?(?:crowdpicture|painting|figure)_|^(?:trace_(?:figure|flow|own|accounts)|prepared_figure|registerPacked|useData|useOrderBook)$/;

const [from, to, ...flags] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(from));
const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
if (exported.filter((name) => LATER.test(name)).length < 17) throw new Error("the module has none of what is to be left out: were its functions renamed?");
/** What can be reached from outside, by which all else is known to be of no use. */
const graph = exported.map((name) => ({ name: `export ${name}`, export: name, ...(LATER.test(name) ? {} : { root: true }) }));
const imported = new Set(WebAssembly.Module.imports(module).map(({ module, name }) => JSON.stringify([module, name])));
for (const place of imported) graph.push({ name: `import ${place}`, import: JSON.parse(place) });

const folder = mkdtempSync(join(tmpdir(), "embed-"));
try {
  const file = join(folder, "graph.json");
  writeFileSync(file, JSON.stringify(graph));
  const features = flags.filter((flag) => flag.startsWith("--enable-"));
  const lists = ["--graph-file", file, resolve(from), "-o", resolve(to)];
  execFileSync("node", [join(BINARYEN, "wasm-metadce"), ...features, ...lists], { stdio: ["ignore", "ignore", "inherit"] });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
