// The page in one file: program, engine, styles and data in it, so that it runs from a disk, in a mail, in a frame without an
// origin. An extra beside the site: it needs scripts in the page itself, which a site's policy forbids for good reasons.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { escaped, jsonInScript, renamed, tightened, withHead } from "./html.mjs";
import { ROOT, WWW, require } from "./packages.mjs";
import { inPlaceOf } from "./places.mjs";

const esbuild = require("esbuild");
/** Files of presets, as the complete module has read them. */
const DATA = "pkg/page/data";
const HERE = fileURLToPath(new URL("./single/", import.meta.url));
const part = (name) => readFileSync(join(HERE, name), "utf8");
const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString("base64");

/** @param {string} entry @param {"esm" | "iife"} format @param {object[]} plugins */
async function bundled(entry, format, plugins = []) {
  const options = {
    entryPoints: [entry],
    format,
    plugins,
    bundle: true,
    minify: true,
    target: "es2022",
    legalComments: "none",
    absWorkingDir: ROOT,
    write: false,
    logLevel: "warning",
    logOverride: { "empty-import-meta": "silent" },
    charset: "ascii",
  };
  const { outputFiles } = await esbuild.build(options);
  return outputFiles[0].text;
}

/** Text that neither ends the script that it stands in nor hides its end. @param {string} text */
const inScript = (text) => text.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "\\x3C!--");

/** The page's end of the engine. */
const pageEngine = {
  name: "page-engine",
  setup(build) {
    build.onResolve({ filter: /^\.\/stage-host\.js$/ }, ({ kind }) => (kind === "dynamic-import" ? { path: join(HERE, "page-engine.js") } : undefined));
    build.onLoad({ filter: /[\\/]js[\\/]places\.js$/ }, () => ({ contents: part("page-places.js"), loader: "js", resolveDir: HERE }));
  },
};

/** @param {{ version: string, url: string }} what `url`: of the site that it belongs to, or nothing. @returns {Promise<{ html: string, policy: string }>} `policy`: what a host that has one sends with it */
export async function singleFile({ version, url }) {
  const engine = inScript(await bundled(join(HERE, "engine.js"), "iife", [inPlaceOf(part("engine-places.js"))]));
  const program = inScript(await bundled(join(WWW, "js/main.js"), "esm", [pageEngine]));
  const plain = async (name) => inScript(await bundled(join(WWW, name), "iife"));
  const style = (await bundled(join(WWW, "style.css"), "iife")).replaceAll("</style", "<\\/style");
  const keep = inScript(await bundled(join(HERE, "keep-page.js"), "iife"));
  const learning = inScript(await bundled(join(HERE, "learning.js"), "iife"));
  const image = (name) => `data:image/svg+xml;base64,${readFileSync(join(WWW, name)).toString("base64")}`;
  const data = Object.fromEntries(
    readdirSync(join(WWW, DATA))
      .filter((name) => name.endsWith(".packed"))
      .map((name) => [name.replace(/\.packed$/, ""), packed(readFileSync(join(WWW, DATA, name)))]),
  );

  let html = readFileSync(join(WWW, "index.html"), "utf8");
  // The picture that stands there before the program, and instead of it where there are no scripts.
  const poster = `<noscript><img class="poster-plain" src="${image("poster/wide-light.svg")}" alt=""></noscript>`;
  html = html
    .replace(/<template id="program"[\s\S]*?<\/template>/, "")
    .replace(/\s*<link rel="preload"[^>]*>/g, "")
    .replace(/<picture class="poster">[\s\S]*?<\/picture>/, poster);
  // Other pages are not beside it.
  html = html.replace('<p class="about">', '<p class="about" hidden>');
  html = tightened(renamed(html, new Map([["favicon.svg", image("favicon.svg")]])));
  if (url) html = withHead(html, `<link rel="canonical" href="${escaped(url)}">`);
  html = html.replace(/<link rel="stylesheet" href="style\.css">/, () => `<style>${style}</style>`);
  const scripts = [];
  const script = (text, attributes = "") => {
    if (!/type="(?:text\/plain|application\/json)"/.test(attributes)) scripts.push(text);
    return `<script${attributes}>${text}</script>`;
  };
  for (const [whole, name] of [...html.matchAll(/<script(?: data-[\w-]+="[^"]*")* src="([^"]+)"><\/script>/g)]) {
    const text = await plain(name);
    html = html.replace(whole, () => script(text));
  }
  const block = (id, text, type = "text/plain") => script(text, ` type="${type}" id="${id}"`);
  const tail = [
    block("scenario", jsonInScript({ version: 1, search: "" }), "application/json"),
    block("part-data", jsonInScript(data), "application/json"),
    block("part-wasm", packed(readFileSync(join(WWW, "pkg/liquidation_cascades_bg.wasm")))),
    block("part-engine", engine),
    script(program, ` type="module"`),
    script(learning),
    script(keep),
  ].join("\n");
  html = html.replace("</body>", () => `${tail}\n</body>`);
  const about = `<!-- Liquidation Cascades ${version}: how a small fall becomes a crash. This one file is the whole page; it needs no other and no connection. MIT or Apache-2.0. -->`;
  html = html.replace(/<!doctype html>\s*/i, () => `<!doctype html>\n${about}\n`);
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${[...new Set([...scripts, engine])].map(hash).join(" ")} 'wasm-unsafe-eval' blob:; worker-src blob:; style-src ${hash(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`;
  return { html, policy };
}
