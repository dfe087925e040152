// The page's scripts and styles as few small files, each with the hash of its content in its name.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT, WWW, require } from "./packages.mjs";
import { pageScripts } from "./page-scripts.mjs";
import { inPlaceOf, placesOfSite } from "./places.mjs";
import { ASSETS } from "./site.mjs";

const esbuild = require("esbuild");
const HERE = fileURLToPath(new URL("./", import.meta.url));

/** Browsers with the features that the engine needs understand all of this. */
const COMMON = {
  bundle: true,
  minify: true,
  sourcemap: true,
  target: "es2022",
  legalComments: "none",
  absWorkingDir: ROOT,
  write: false,
  logLevel: "warning",
  outdir: join(WWW, ASSETS),
};

/** Takes what esbuild made into the site; names are those that it gave. @returns {Map<string, string>} entry point -> path */
function take(site, { outputFiles, metafile }) {
  for (const { path, contents } of outputFiles) site.add(join(ASSETS, basename(path)).replaceAll("\\", "/"), contents);
  const entries = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
  return new Map(entries.map(([path, { entryPoint }]) => [relative("www", entryPoint).replaceAll("\\", "/"), `${ASSETS}/${basename(path)}`]));
}

const build = (options) => esbuild.build({ ...COMMON, metafile: true, entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]", ...options });

/** The engine that the page begins with, the same with all mechanisms, and the complete module, which reads files and which other sites' scripts use as well. */
const MODULES = { engine: "pkg/page/liquidation_cascades", full: "pkg/full/liquidation_cascades", readers: "pkg/liquidation_cascades" };

/** What an embed begins with. */
const EMBED = "pkg/embed/liquidation_cascades_bg.wasm";

/** The pages as they are written. */
export const PAGES = readdirSync(WWW).filter((name) => name.endsWith(".html"));

/** Those to read. */
export const DOCUMENTS = PAGES.filter((name) => name !== "index.html" && name !== "embed.html");

/** Scripts in a page, with the attributes before their address. @param {string} page @returns {[attributes: string, name: string][]} */
const tagsOf = (page) =>
  [...readFileSync(join(WWW, page), "utf8").matchAll(/<script([^>]*)\ssrc="([^"]+)"/g)].map(([, attributes, name]) => [attributes, name]);

/** Scripts that a page asks for. @param {string} page @param {boolean} isModule */
const scriptsOf = (page, isModule) =>
  tagsOf(page)
    .filter(([attributes]) => /type="module"/.test(attributes) === isModule)
    .map(([, name]) => name);

/** Plain scripts that another one may ask for. @param {string} page */
const askedLater = (page) => tagsOf(page).flatMap(([attributes]) => [...attributes.matchAll(/data-[\w-]+="(js\/[^"]+)"/g)].map(([, name]) => name));

/**
 * Files of their own: what old browsers have to understand, as it tells what is wrong with all others; and what is small, so that it is
 * there before the rest and asks for what takes longest.
 */
const ALONE = ["js/load-watch.js", "js/embed-engine.js"];

/**
 * @param {import("./site.mjs").Site} site
 * @returns {Promise<{ names: Map<string, string>, joined: (page: string, html: string) => string }>} `names`: path in `www/` ->
 *   path in the site; `joined`: a page with one plain script in the place of several
 */
export async function bundle(site) {
  const names = new Map();
  const inWww = (paths) => [...new Set(paths)].map((path) => join(WWW, path));
  const common = /** @type {Record<"engine" | "full" | "readers", import("./places.mjs").ModuleNames>} */ ({});
  for (const [what, path] of Object.entries(MODULES)) {
    const wasm = site.addAsset(`${what}.wasm`, readFileSync(join(WWW, `${path}_bg.wasm`)));
    names.set(`${path}_bg.wasm`, wasm);
    const glue = take(site, await build({ entryPoints: inWww([`${path}.js`]), format: "esm" })).get(`${path}.js`);
    common[what] = { wasm: basename(wasm), glue: basename(glue) };
  }

  // The page's without what no embed shows at first; its script is that of the page's.
  const embed = site.addAsset("embed.wasm", readFileSync(join(WWW, EMBED)));
  names.set(EMBED, embed);

  const scripts = ["js/worker.js", "js/load-worker.js"];
  const inWorker = inPlaceOf(placesOfSite({ ...common, embed: { wasm: basename(embed) }, isWorker: true }));
  const made = take(site, await build({ entryPoints: inWww(scripts), format: "esm", plugins: [inWorker] }));
  names.set(scripts[0], made.get(scripts[0]));
  const workers = Object.fromEntries(scripts.map((name) => [basename(name), basename(made.get(name))]));

  const onPage = inPlaceOf(placesOfSite({ ...common, embed: { wasm: basename(embed) }, workers, isWorker: false }));
  for (const script of new Set(PAGES.flatMap((page) => scriptsOf(page, true)))) {
    const { entry, files } = await pageScripts(script, { common: COMMON, plugins: [onPage] });
    for (const { name, contents } of files) site.add(`${ASSETS}/${name}`, contents);
    names.set(script, `${ASSETS}/${entry}`);
  }
  /** @type {Map<string, { path: string, parts: string[] }>} */
  const joints = new Map();
  for (const page of PAGES) {
    const parts = scriptsOf(page, false).filter((name) => !ALONE.includes(name));
    if (parts.length < 2) continue;
    const stdin = { contents: parts.map((name) => `import "./${name}";`).join("\n"), resolveDir: WWW, sourcefile: page };
    const script = await build({ stdin, format: "iife", entryNames: `${basename(page, ".html")}-first-[hash]` });
    take(site, script);
    joints.set(page, { path: `${ASSETS}/${basename(script.outputFiles.find(({ path }) => path.endsWith(".js")).path)}`, parts });
  }
  const single = PAGES.flatMap((page) => scriptsOf(page, false)).filter((name) => ![...joints.values()].some(({ parts }) => parts.includes(name)));
  const plain = await build({ entryPoints: inWww([...single, ...PAGES.flatMap(askedLater)]), format: "iife" });
  const styles = await build({ entryPoints: inWww(["style.css", "document.css"]) });
  for (const result of [plain, styles]) for (const [name, path] of take(site, result)) names.set(name, path);

  // Pictures of the page itself; those of presets are asked for by the names of presets.
  const posters = readdirSync(join(WWW, "poster")).filter((file) => /^(?:narrow|wide)-/.test(file));
  for (const name of ["favicon.svg", ...posters.map((file) => `poster/${file}`)]) names.set(name, site.addAsset(basename(name), readFileSync(join(WWW, name))));

  const joined = (page, html) => {
    const { path, parts } = joints.get(page) ?? { path: "", parts: [] };
    const tag = (name) => `<script src="${name}"></script>`;
    return parts.reduce((text, name, index) => text.replace(tag(name), index === 0 ? tag(path) : ""), html);
  };
  return { names, joined };
}

/** What the packed page has and the page as it is written has not. @param {import("./site.mjs").Site} site @returns {Promise<Map<string, string>>} */
export async function bundleExtra(site) {
  const entryPoints = ["site.js", "front.css"].map((name) => join(HERE, name));
  const found = take(site, await build({ entryPoints, format: "esm" }));
  return new Map([...found].map(([name, path]) => [basename(name), path]));
}

/**
 * The script that keeps the site for the time without a line.
 * @param {{ version: string, files: string[], later: string[], offline: string }} what `later`: kept once they were asked for; `offline`: what stands in for what is not kept
 */
export async function serviceWorker({ version, files, later, offline }) {
  const define = { VERSION: JSON.stringify(version), FILES: JSON.stringify(files), LATER: JSON.stringify(later), OFFLINE: JSON.stringify(offline) };
  const { outputFiles } = await esbuild.build({ ...COMMON, sourcemap: false, entryPoints: [join(HERE, "service-worker.js")], format: "iife", define });
  return outputFiles[0].contents;
}
