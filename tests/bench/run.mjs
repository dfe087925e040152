// cargo xtask bench: medians of what a user waits for, as a table for the README beside this.

import { readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { brotliCompressSync } from "node:zlib";
import { measureEngine } from "./engine.mjs";
import { auditPage } from "./audit.mjs";
import { measurePage } from "./page.mjs";
import { measureSite } from "./site.mjs";
import { FAST, slowLine } from "./slow-line.mjs";

function brotli(path) {
  return brotliCompressSync(readFileSync(new URL(path, import.meta.url))).length;
}

function sizes() {
  const engine = (folder) => ["liquidation_cascades_bg.wasm", "liquidation_cascades.js"].map((name) => brotli(`../../www/${folder}${name}`));
  const scripts = readdirSync(new URL("../../www/js/", import.meta.url)).filter((name) => name.endsWith(".js"));
  const page = scripts.reduce((sum, name) => sum + brotli(`../../www/js/${name}`), 0);
  const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  const row = (what, folder) => {
    const [wasm, glue] = engine(folder);
    return { what: `Brotli: ${what}, wasm + its JavaScript`, ours: `${kib(wasm)} + ${kib(glue)} = ${kib(wasm + glue)}`, plain: "", ratio: "" };
  };
  return [
    { what: "Brotli: what an embed begins with, wasm", ours: kib(brotli("../../www/pkg/embed/liquidation_cascades_bg.wasm")), plain: "", ratio: "" },
    row("the page's own engine", "pkg/page/"),
    row("the complete module", "pkg/"),
    { what: `Brotli: the page's own ${scripts.length} modules`, ours: kib(page), plain: "", ratio: "" },
  ];
}

const rows = [...sizes(), ...(await measureEngine())];
const { BASE_URL, CHROMIUM, SITE } = process.env;
if (BASE_URL && CHROMIUM) rows.push(...(await measurePage(BASE_URL, CHROMIUM)), ...(await auditPage(BASE_URL, CHROMIUM)));
else console.log("BASE_URL and CHROMIUM are not set: the page is not measured");
if (SITE && CHROMIUM) {
  rows.push(...(await measureSite(SITE, CHROMIUM)));
  const site = await slowLine(SITE, FAST);
  rows.push(...(await auditPage(site.url, CHROMIUM, "packed, ")));
  site.close();
} else console.log("SITE and CHROMIUM are not set: the packed site is not measured");

console.log(`\n${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}\n`);
console.log("| measured | here | plain JavaScript | ratio |");
console.log("|---|---|---|---|");
for (const { what, ours, plain, ratio } of rows) console.log(`| ${what} | ${ours} | ${plain} | ${ratio} |`);
