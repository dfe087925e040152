// The packed site on a static host, some folders below its root.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "../e2e/test.mjs";
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import { launch, ready, sliders, until } from "../e2e/browser.mjs";
import { hostSite, siteFolder } from "./host.mjs";

const BASE = "/some/path/";
const FOLDER = siteFolder();
const read = (name) => readFileSync(join(FOLDER, name), "utf8");
/** The own scripts before it is live, brotli. */
const MOST_SCRIPT_BYTES = { "": 45 * 1024, "embed.html": 39 * 1024 };
const MOST_SCRIPTS = 4;

let browser;
let site;
before(async () => {
  browser = await launch();
  site = await hostSite(FOLDER, { base: BASE });
});
after(async () => {
  await browser.close();
  site.close();
});

/** A page that is watched: what goes wrong, and what it asks others for. */
async function visit(address, { options = {}, before } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  await before?.(page);
  const troubles = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on(
    "request",
    (request) => !/^(blob|data|about):/.test(request.url()) && !request.url().startsWith(site.origin) && troubles.push(`foreign: ${request.url()}`),
  );
  page.on("response", (response) => response.status() >= 400 && troubles.push(`${response.status()}: ${response.url()}`));
  await page.goto(address);
  return { page, context, troubles, close: () => context.close() };
}

test("page and embed run from a folder below the root, under the policy that the host sends", async () => {
  for (const name of ["", "index.html", "embed.html", "?preset=thin-book&lang=de", "?preset=real-book", "embed.html?preset=short-squeeze&lang=de"]) {
    const { page, troubles, close } = await visit(site.url + name);
    await ready(page);
    await sliders(page, name.includes("lang=de") ? "Hebel" : "Leverage").waitFor();
    const policy = await page.evaluate(async () => (await fetch(location.href)).headers.get("content-security-policy"));
    assert.match(policy ?? "", /script-src 'self' 'wasm-unsafe-eval'/, name);
    assert.deepEqual(troubles, [], name);
    assert.deepEqual(await page.evaluate(() => document.cookie), "");
    await close();
  }
});

test("the page's own scripts before it is live are few and small, and no other preset's are among them", async () => {
  for (const [name, most] of Object.entries(MOST_SCRIPT_BYTES)) {
    const before = (page) =>
      page.addInitScript(() => {
        new MutationObserver(() => {
          if (document.documentElement?.dataset.state === "ready") window.liveMs ??= performance.now();
        }).observe(document, { subtree: true, attributes: true, childList: true });
      });
    const { page, close } = await visit(site.url + name, { before });
    await ready(page);
    const loaded = await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter(({ responseEnd }) => responseEnd > 0 && responseEnd < window.liveMs)
        .map(({ name }) => name),
    );
    // What speaks to the host, describes the figure or prints it is asked for when it is live, at the same moment on a quick
    // line; and with it what only such parts share.
    const isLate = (name) => /site-|worker-|embed-rest-|access-/.test(name);
    const named = [...new Set(loaded.filter((name) => /\.js$/.test(name)).map((name) => name.slice(site.url.length)))];
    const early = named.filter((name) => !isLate(name));
    const html = readFileSync(join(FOLDER, name || "index.html"), "utf8");
    const asks = (name, other) => name !== other && read(name).includes(other.split("/").pop());
    const scripts = early.filter(
      (name) => html.includes(name) || !named.some((late) => isLate(late) && asks(late, name)) || early.some((other) => asks(other, name)),
    );
    // A count that leaves out the program itself holds of anything.
    assert.ok(
      scripts.some((one) => (name ? /embed-[A-Z0-9]{8}/ : /main-/).test(one)),
      scripts.join(" "),
    );
    const bytes = scripts.reduce((sum, name) => sum + brotliCompressSync(readFileSync(join(FOLDER, name))).length, 0);
    assert.ok(scripts.length <= MOST_SCRIPTS, scripts.join(" "));
    assert.ok(!scripts.some((name) => /strings-de|stage-host|rest-/.test(name)), scripts.join(" "));
    assert.ok(bytes <= most, `${bytes} bytes in ${scripts.join(" ")}`);
    await close();
  }
});

test("where the program does not come the page shows what was asked for, as it was delivered", async () => {
  const before = (page) => page.route(/\/main-\w+\.js$/, (route) => route.fulfill({ status: 404, body: "" }));
  const { page, close } = await visit(`${site.url}?preset=thin-book`, { before });
  await page.locator("#unloaded").waitFor();
  await until(
    () => page.locator("#sentence").innerText(),
    (text) => /A 5.% fall became 47.%/.test(text),
    "the sentence of that preset",
  );
  await until(
    () => page.locator(".poster img").evaluate((img) => img.currentSrc),
    (src) => /thin-book/.test(src),
    "its picture",
  );
  const links = await page.locator(".bar a[href]").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  assert.deepEqual(
    links,
    ["", "&section=watch", "&section=play", "&lang=de"].map((more) => `?preset=thin-book${more}`),
  );
  await close();
});

test("names change with content, and copies beside the files are the files", () => {
  const assets = readdirSync(join(FOLDER, "assets"));
  assert.ok(assets.length > 50);
  for (const name of assets) assert.match(name, /-[A-Za-z0-9]{8,10}\.\w+(\.map)?(\.(br|gz))?$/);
  let compared = 0;
  for (const folder of ["", "assets", "pkg", "p/the-match", "p/the-match/de"]) {
    for (const name of readdirSync(join(FOLDER, folder))) {
      const [, plain, end] = name.match(/^(.*)\.(br|gz)$/) ?? [];
      if (!plain) continue;
      const unpack = end === "br" ? brotliDecompressSync : gunzipSync;
      assert.ok(unpack(readFileSync(join(FOLDER, folder, name))).equals(readFileSync(join(FOLDER, folder, plain))), name);
      compared += 1;
    }
  }
  assert.ok(compared > 100);
  for (const name of assets.filter((one) => one.endsWith(".js"))) {
    assert.match(read(`assets/${name}`), /\/\/# sourceMappingURL=/, name);
    assert.ok(existsSync(join(FOLDER, "assets", `${name}.map`)), name);
  }
  const headers = read("_headers");
  assert.match(headers, /\/assets\/\*\n {2}Cache-Control: public, max-age=31536000, immutable/);
  assert.match(headers, /Access-Control-Allow-Origin: \*/);
});

test("an address that does not exist, at any depth, gets a page that teaches and leads back", async () => {
  for (const depth of ["nothing", "p/nothing/at/all/"]) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const answer = await page.goto(site.url + depth);
    assert.equal(answer.status(), 404);
    assert.match(await page.locator("section[lang=en]").innerText(), /There is no such page[\s\S]*A 5.% fall became 13.%/);
    assert.match(await page.locator("section[lang=de]").innerText(), /Diese Seite gibt es nicht[\s\S]*Aus 5.% Minus wurden 13.%/);
    for (const picture of await page.locator("img").all()) assert.ok((await picture.evaluate((img) => img.naturalWidth)) > 0);
    assert.equal(await page.getByRole("link", { name: "Go to the simulation" }).evaluate((link) => link.href), site.url);
    await context.close();
  }
});

/** The worker has kept everything. */
const kept = (page) =>
  page.evaluate(() =>
    navigator.serviceWorker.ready.then(
      ({ active }) =>
        new Promise((done) => (active.state === "activated" ? done() : active.addEventListener("statechange", () => active.state === "activated" && done()))),
    ),
  );

test("after the first visit it works without a line, and keeps only what is its own", async () => {
  const { page, context, close } = await visit(site.url);
  await ready(page);
  await kept(page);
  const names = await page.evaluate(async () =>
    (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat(),
  );
  assert.ok(names.length > 15);
  for (const name of names) assert.ok(name.startsWith(site.url), name);
  site.setDown(true);
  try {
    for (const query of ["?preset=thin-book&lang=de", "?preset=real-book", ""]) {
      await page.goto(site.url + query);
      await ready(page);
    }
    await sliders(page, "Leverage").press("ArrowRight");
    await until(
      () => page.locator("#sentence").innerText(),
      (text) => /became/.test(text),
      "the sentence",
    );
  } finally {
    site.setDown(false);
  }
  await context.clearCookies();
  await close();
});

test("a new version shows after one reload at the latest, and what was open before goes on", async () => {
  const next = mkdtempSync(join(tmpdir(), "dist-next-"));
  try {
    cpSync(FOLDER, next, { recursive: true });
    // Another script under another name, as a build after a change has it, and the old one gone.
    const [, entry] = read("index.html").match(/src="(assets\/main-[A-Z0-9]+\.js)"/);
    const renamed = entry.replace(/-[A-Z0-9]+\.js/, "-NEXT0001.js");
    writeFileSync(join(next, renamed), `document.documentElement.dataset.build = "next";${read(entry)}`);
    rmSync(join(next, entry));
    // What comes later asks that script for what it has.
    const [before, now] = [entry, renamed].map((path) => path.slice("assets/".length));
    for (const name of readdirSync(join(next, "assets"))) {
      const file = join(next, "assets", name);
      if (name.endsWith(".js") && readFileSync(file, "utf8").includes(before)) writeFileSync(file, readFileSync(file, "utf8").replaceAll(before, now));
    }
    writeFileSync(join(next, "index.html"), read("index.html").replaceAll(entry, renamed));
    writeFileSync(
      join(next, "sw.js"),
      read("sw.js")
        .replaceAll(entry, renamed)
        .replace(JSON.parse(read("build.json")).version, "nextbuild1"),
    );
    const { page, close } = await visit(site.url);
    await ready(page);
    await kept(page);
    await page.reload();
    await ready(page);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.build), undefined);
    site.deploy(next);
    // German words come only now, from what is kept: the host has other files.
    await page.getByRole("link", { name: "Deutsch" }).click();
    await sliders(page, "Hebel").waitFor();
    await page.reload();
    await ready(page);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.build), "next");
    // That one, too, without a line as soon as it is kept.
    await until(() => page.evaluate(async () => (await caches.keys()).some((name) => name.endsWith("nextbuild1"))), Boolean, "the new store");
    await until(
      () =>
        page.evaluate(
          async () =>
            (await navigator.serviceWorker.getRegistration()).waiting === null && (await navigator.serviceWorker.getRegistration()).installing === null,
        ),
      Boolean,
      "the new worker",
    );
    site.setDown(true);
    await page.reload();
    await ready(page);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.build), "next");
    await close();
  } finally {
    site.setDown(false);
    site.deploy(FOLDER);
    rmSync(next, { recursive: true });
  }
});
