// Writes the site: `node build.mjs '{"folder": …, "url": …, "release": …, "policies": {"page": …, "embed": …}}'`, or the page in
// one file, as such and as a lesson: `'{"single": …, "scorm": …, "url": …, "release": …}'`. The engine is built already; `cargo xtask dist` does both.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { PAGES, bundle, bundleExtra, serviceWorker } from "./bundle.mjs";
import { openPresets } from "./engine.mjs";
import { headers, missingPage, offlinePage, robots, siteHead, sitemap } from "./host.mjs";
import { licencesOf } from "./licences.mjs";
import { beginningSoon, renamed, tightened, withHead } from "./html.mjs";
import { ROOT, WWW } from "./packages.mjs";
import { addPresetPages, presetPath } from "./preset-pages.mjs";
import { lesson } from "./scorm.mjs";
import { singleFile } from "./single.mjs";
import { ASSETS, Site } from "./site.mjs";

/** What the page was delivered with: the picture of the 404 page and of the site's own card. */
const FIRST = "the-match";
/** Files that other sites' scripts, and people, ask for under their plain names. */
const PLAIN = [
  "scenario.schema.json",
  "third-party.txt",
  "pkg/liquidation_cascades.js",
  "pkg/liquidation_cascades.d.ts",
  "pkg/liquidation_cascades_bg.wasm",
  "pkg/liquidation_cascades_bg.wasm.d.ts",
];
/** The files of `data/`, as the complete module has read them. */
const PACKED = "pkg/page/data";

/** Shown in the place of a page that is not kept, without a line. */
const OFFLINE = "offline.html";
/** Kept once somebody has asked for it: as large as everything else together. */
const LARGE = ["cascade.html"];
/**
 * What no reader opens without a line: what people look for faults with, what other sites and crawlers ask for, what is read
 * anew, and what is larger than all the rest.
 */
const NOT_KEPT = [
  /\.map$/,
  /\.png$/,
  /^pkg\//,
  /oembed\.json$/,
  /^(?:404\.html|robots\.txt|sitemap\.xml|_headers)$/,
  /^data\/.*\.(?:json|csv)$/,
  // Wide pictures of presets: without a line the narrow one of the same language and theme stands in for them.
  /^assets\/[a-z0-9-]+-(?:en|de)-(?:light|dark)-\w+\.svg$/,
  new RegExp(`^(?:${LARGE.map((name) => name.replace(".", "\\.")).join("|")})$`),
];

const { folder, url, policies, release, single, scorm } = JSON.parse(process.argv[2] ?? "{}");
if (single || scorm) {
  const { html } = await singleFile({ version: release, url });
  const write = (path, content) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  if (single) {
    write(single, html);
    console.log(`${single}: ${html.length} bytes, ${gzipSync(html).length} in gzip`);
  }
  if (scorm) {
    const zip = lesson({ html, version: release });
    write(scorm, zip);
    console.log(`${scorm}: ${zip.length} bytes`);
  }
  process.exit();
}
const read = (name) => readFileSync(join(WWW, name));
const site = new Site(folder);

const { names, joined } = await bundle(site);
const extra = await bundleExtra(site);
/** Keeps the site for the time without a line. */
const keeper = extra.get("site.js");

const licenses = licencesOf(readFileSync(join(ROOT, "Cargo.toml"), "utf8"));
const presets = await openPresets();
const first = presets.find(({ name }) => name === FIRST);
const styles = [names.get("style.css"), extra.get("front.css")];
const pages = addPresetPages(site, presets, { url, names, styles, script: keeper, licenses });
const shown = (language) => pages.get(presetPath(FIRST, language));

for (const page of PAGES) {
  const html = tightened(renamed(beginningSoon(joined(page, read(page).toString())), names));
  const head = page === "index.html" ? siteHead({ url, licenses, image: shown("en").image, alt: first.told("en").alt }) : "";
  site.add(page, withHead(html, `${head}<script type="module" src="${keeper}"></script>`));
}
const example = { styles, icon: names.get("favicon.svg"), told: (language) => first.told(language), pictures: (language) => shown(language).pictures };
site.add("404.html", missingPage({ url, ...example }));
site.add(OFFLINE, offlinePage({ presets, ...example }));

for (const name of PLAIN) site.add(name, read(name));
for (const folder of ["data", "poster"])
  for (const name of readdirSync(join(WWW, folder))) if (!names.has(`${folder}/${name}`)) site.add(`${folder}/${name}`, read(`${folder}/${name}`));
// As the page asks for them: read already.
for (const name of readdirSync(join(WWW, PACKED))) site.add(`data/${name}`, read(`${PACKED}/${name}`));
const one = await singleFile({ version: release, url });
site.add("cascade.html", one.html);
site.add("LICENSE", readFileSync(join(ROOT, "LICENSE")));
site.add("robots.txt", robots(url));
if (url) site.add("sitemap.xml", sitemap({ url, pages: [...pages.keys()] }));
site.add("_headers", headers({ base: url ? new URL(url).pathname : "/", policies, others: { "cascade.html": one.policy } }));

const version = site.version();
const kept = [...site.files.keys()].filter((path) => !NOT_KEPT.some((pattern) => pattern.test(path)));
site.add(
  "sw.js",
  await serviceWorker({ version, offline: OFFLINE, files: kept.map((path) => path.replace(/(?<=^|\/)index\.html$/, "") || "./"), later: LARGE }),
);
await site.write({ version, url: url || null });

const total = [...site.files.values()].reduce((sum, content) => sum + content.length, 0);
console.log(`${site.files.size} files, ${(total / 1e6).toFixed(1)} MB before compression; version ${version}, assets in ${ASSETS}/`);
