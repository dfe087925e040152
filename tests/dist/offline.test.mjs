// Without a line: whatever page of the site was visited first, all of them open afterwards, and what is not kept is told.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "../e2e/test.mjs";
import { launch, ready, until } from "../e2e/browser.mjs";
import { hostServer } from "../e2e/static.mjs";
import { hostSite, siteFolder } from "./host.mjs";

const FOLDER = siteFolder();
const PRESETS = readdirSync(new URL("../../www/presets/", import.meta.url)).map((file) => file.replace(".json", ""));
/** All that is kept, as it goes over the line: four engines (of the page and of embeds to begin with, of all mechanisms, and with files) are 1.9 MB of it, and each preset has 30 to 60 KB of pages and narrow pictures in two languages. */
const MOST_BYTES = 4_200_000;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A site of its own, and somebody who was never there. */
async function visitor(t, options = {}) {
  const site = await hostSite(FOLDER, { base: "/some/path/", ...options });
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  t.after(() => context.close().then(() => site.close()));
  return { site, page: await context.newPage(), context };
}

/** The worker has kept everything. */
const kept = (page) =>
  page.evaluate(() =>
    navigator.serviceWorker.ready.then(
      ({ active }) =>
        new Promise((done) => (active.state === "activated" ? done() : active.addEventListener("statechange", () => active.state === "activated" && done()))),
    ),
  );

for (const first of ["reference.html", "p/thin-book/de/", "embed.html?preset=thin-book", "about.html"]) {
  test(`after a first visit of ${first} every page opens without a line`, async (t) => {
    const { site, page } = await visitor(t);
    await page.goto(site.url + first);
    await kept(page);
    const troubles = [];
    // A picture that gives way to another one is not missed.
    page.on("requestfailed", (request) => request.failure()?.errorText !== "net::ERR_ABORTED" && troubles.push(request.url()));
    site.setDown(true);
    for (const name of ["", "?preset=short-squeeze&lang=de", "embed.html?preset=short-squeeze"]) {
      await page.goto(site.url + name);
      await ready(page);
    }
    for (const [name, words] of [
      ["about.html", /How to cite/],
      ["reference.html", /Scenario reference/],
    ]) {
      await page.goto(site.url + name);
      assert.match(await page.locator("main").innerText(), words);
    }
    for (const name of PRESETS) {
      for (const language of ["", "de/"]) {
        await page.goto(`${site.url}p/${name}/${language}`);
        assert.match(await page.locator("h1").innerText(), /\d/);
        await until(() => page.locator("main img").evaluate((img) => img.complete && img.naturalWidth), Boolean, `the picture of ${name}`);
      }
    }
    assert.deepEqual(troubles, []);
  });
}

test("what is not kept says so in both languages, and leads to what is; the page in one file is kept once it was opened", async (t) => {
  const { site, page } = await visitor(t);
  await page.goto(`${site.url}about.html`);
  await kept(page);
  site.setDown(true);
  for (const name of ["cascade.html", "p/nothing/at/all/"]) {
    const answer = await page.goto(site.url + name);
    assert.equal(answer.status(), 503);
    assert.match(
      await page.locator("section[lang=en]").innerText(),
      /No connection, and this page is not kept[\s\S]*cascade\.html[\s\S]*A 5.% fall became 13.%/,
    );
    assert.match(await page.locator("section[lang=de]").innerText(), /Keine Verbindung[\s\S]*cascade\.html[\s\S]*Aus 5.% Minus wurden 13.%/);
    for (const picture of await page.locator("img").all()) await until(() => picture.evaluate((img) => img.naturalWidth), Boolean, "a picture");
    // From any depth its links lead to the site.
    for (const href of await page.locator("a").evaluateAll((links) => links.map(({ href }) => href))) assert.ok(href.startsWith(site.url), href);
  }
  await page.locator("section[lang=de] a.call").click();
  await ready(page);
  // Names that other hosts give the same pages.
  await page.goto(`${site.url}p/thin-book`);
  assert.match(await page.locator("h1").innerText(), /47/);
  await page.goto(`${site.url}about`);
  assert.match(await page.locator("h1").first().innerText(), /About/);
  site.setDown(false);
  await page.goto(`${site.url}cascade.html`);
  await ready(page);
  const names = () =>
    page.evaluate(async () =>
      (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat(),
    );
  await until(names, (all) => all.some((name) => name.endsWith("/cascade.html")), "the page in one file");
  site.setDown(true);
  await page.goto(`${site.url}cascade.html?preset=thin-book`);
  await ready(page);
  assert.match(await page.locator("#sentence").innerText(), /became 47/);
});

test("what is kept is no burden, and nothing of it is asked for twice", async (t) => {
  const { site, page } = await visitor(t);
  await page.goto(site.url);
  await kept(page);
  const names = await page.evaluate(async () =>
    (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat(),
  );
  const bytes = names.reduce((sum, name) => {
    const file = join(FOLDER, name.slice(site.url.length).replace(/(?<=^|\/)$/, "index.html"));
    return (
      sum +
      Math.min(
        ...[file, `${file}.br`].flatMap((path) => {
          try {
            return [readFileSync(path).length];
          } catch {
            return [];
          }
        }),
      )
    );
  }, 0);
  t.diagnostic(`${names.length} files, ${bytes} bytes`);
  assert.ok(names.length > 150 && bytes < MOST_BYTES, `${names.length} files, ${bytes} bytes`);
  assert.deepEqual(
    names.filter((name) => /\.map$|\.png$|cascade\.html$|_headers$/.test(name)),
    [],
  );
});

test("in somebody else's frame, and in a sandbox, nothing is kept and nothing goes wrong", async (t) => {
  const { site, page } = await visitor(t);
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const other = await hostServer();
  t.after(() => other.close());
  for (const sandbox of ["", 'sandbox="allow-scripts"', 'sandbox="allow-scripts allow-same-origin"']) {
    await page.goto(other.page(`<iframe title="Cascade" ${sandbox} src="${site.url}embed.html" width="640" height="600"></iframe>`));
    const frame = page.frameLocator("iframe");
    await frame.locator('html[data-state="ready"]').waitFor({ state: "attached" });
    // As long as it takes a page of its own to begin with it.
    await page.waitForTimeout(1000);
  }
  assert.equal(site.requests.filter((path) => path.endsWith("/sw.js")).length, 0);
  assert.deepEqual(errors, []);
});

test("a page is its own true address, in the language that it speaks", async (t) => {
  const { site, page } = await visitor(t);
  const { url } = JSON.parse(readFileSync(join(FOLDER, "build.json"), "utf8"));
  const canonical = () => page.locator("link[rel=canonical]").evaluateAll((links) => links.map(({ href }) => href));
  await page.goto(`${site.url}?lang=de`);
  await ready(page);
  await until(canonical, (all) => all.join() === `${url}?lang=de`, "the German address");
  assert.deepEqual(await page.locator("link[hreflang]").evaluateAll((links) => links.map((link) => [link.hreflang, link.href])), [
    ["en", url],
    ["de", `${url}?lang=de`],
    ["x-default", url],
  ]);
  // A shared link stays what was shared.
  assert.equal(await page.locator('meta[property="og:url"]').count(), 0);
  await page.getByRole("link", { name: "English" }).click();
  await until(canonical, (all) => all.join() === url, "the English address");
  for (const name of ["", "p/thin-book/de/"]) {
    await page.goto(site.url + name);
    const { license } = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
    const [, said] = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8").match(/^license = "([^"]+)"$/m);
    assert.equal(license.map((address) => address.match(/([^/]+)\.html$/)[1]).join(" OR "), said);
  }
});
