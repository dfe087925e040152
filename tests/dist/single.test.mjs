// The page in one file, wherever a teacher may put it: a disk, an upload, a frame without an origin.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "../e2e/test.mjs";
import { pathToFileURL } from "node:url";
import { launch, ready, sliders, until } from "../e2e/browser.mjs";
import { pageWith } from "../../www/js/one-page.js";
import { hostSite, siteFolder } from "./host.mjs";

const FOLDER = siteFolder();
const HTML = readFileSync(join(FOLDER, "cascade.html"), "utf8");
const PRESETS = readdirSync(new URL("../../www/presets/", import.meta.url)).map((file) => file.replace(".json", ""));
const escaped = HTML.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

let browser;
let place;
let file;
let server;
let hostPage = "";
let hostUrl;
before(async () => {
  browser = await launch();
  place = mkdtempSync(join(tmpdir(), "single-"));
  mkdirSync(join(place, "Übung 1 – Märkte"));
  file = join(place, "Übung 1 – Märkte", "meine Seite.html");
  writeFileSync(file, HTML);
  server = createServer((request, response) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(request.url.startsWith("/one") ? HTML : hostPage),
  );
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  hostUrl = `http://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
  rmSync(place, { recursive: true });
});

/** The page, or the frame in it that holds the file; whatever is asked for besides is remembered. */
async function visit(address, { host, options = {}, script } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("request", (request) => !/^(blob|data|about):/.test(request.url()) && !request.isNavigationRequest() && troubles.push(`request: ${request.url()}`));
  if (script) await page.addInitScript(script);
  hostPage = host ?? "";
  await page.goto(host ? hostUrl : address);
  const target = host ? page.frameLocator("iframe") : page;
  await ready(target);
  return { page, target, troubles, close: () => context.close() };
}

const fileUrl = (query = "") => pathToFileURL(file).href + query;
const said = async (target) => (await target.locator("#sentence").innerText()).replaceAll("\u00a0", " ");

test("it says what it is, and asks for nothing else", () => {
  assert.match(HTML, /^<!doctype html>\n<!-- Liquidation Cascades \d+\.\d+\.\d+: [^>]*MIT or Apache-2\.0\. -->/);
  // No page or file beside it; what is hidden because of that leads nowhere either.
  const html = HTML.replace(/<(script|style)[\s\S]*?<\/\1>|<p class="about" hidden>[\s\S]*?<\/p>/g, "");
  const addresses = [...html.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  assert.ok(addresses.length > 5);
  const { url } = JSON.parse(readFileSync(join(FOLDER, "build.json"), "utf8"));
  // The site it was made for, for links to it: that is not fetched.
  assert.ok(html.includes(`<link rel="canonical" href="${url}">`));
  assert.deepEqual(
    addresses.filter((address) => address !== url && !/^(data:|\?|\.\/$|#|$)/.test(address)),
    [],
  );
});

test("every preset runs from a disk, in a folder with spaces and umlauts, in the language and theme of the address", async () => {
  const { page, troubles, close } = await visit(fileUrl());
  const seen = new Set();
  for (const [index, preset] of PRESETS.entries()) {
    const language = index % 2 === 0 ? "en" : "de";
    const theme = index % 3 === 0 ? "dark" : "light";
    await page.goto(fileUrl(`?preset=${preset}&lang=${language}&theme=${theme}`));
    await ready(page);
    assert.equal(await page.locator("#preset").inputValue(), preset);
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), [language, theme]);
    const sentence = await said(page);
    // Where there are several markets the sentence names its own.
    assert.match(sentence, language === "de" ? /^(\w+: )?(Aus|Von außen geschah nichts)/ : /^(\w+: )?(A|Nothing happened outside)/);
    seen.add(await page.locator(".frame canvas").getAttribute("aria-label"));
  }
  assert.equal(seen.size, PRESETS.length);
  assert.deepEqual(troubles, []);
  await close();
});

test("it runs over the net, in a sandbox without an origin and in srcdoc, with a worker", async () => {
  for (const [name, host] of [
    ["net", undefined],
    ["sandbox", `<iframe width="900" height="700" sandbox="allow-scripts" src="/one?preset=thin-book"></iframe>`],
    ["srcdoc", `<iframe width="900" height="700" srcdoc="${escaped}"></iframe>`],
    ["srcdoc in a sandbox", `<iframe width="900" height="700" sandbox="allow-scripts" srcdoc="${escaped}"></iframe>`],
    ["a file in a file's frame", ""],
  ]) {
    let address = `${hostUrl}one?preset=thin-book`;
    if (host === "") {
      writeFileSync(
        join(place, "host.html"),
        `<!doctype html><meta charset="utf-8"><iframe width="900" height="700" src="${encodeURI("Übung 1 – Märkte/meine Seite.html")}"></iframe>`,
      );
      address = pathToFileURL(join(place, "host.html")).href;
    }
    const visited = host === "" ? await visitFrame(address) : await visit(address, { host });
    const { page, target, troubles, close } = visited;
    const before = await said(target);
    await target.getByRole("slider", { name: "Leverage", exact: true }).press("PageUp");
    await until(
      () => said(target),
      (now) => now !== before,
      `${name}: the sentence`,
    );
    assert.equal(page.workers().length, 1, name);
    assert.deepEqual(troubles, [], name);
    await close();
  }
});

/** A page from a disk with a frame. */
async function visitFrame(address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  await page.goto(address);
  const target = page.frameLocator("iframe");
  await ready(target);
  return { page, target, troubles, close: () => context.close() };
}

test("where workers are refused the page computes by itself", async () => {
  const { page, troubles, close } = await visit(fileUrl("?preset=thin-book"), {
    script: () => {
      globalThis.Worker = class {
        constructor() {
          throw new DOMException("refused", "SecurityError");
        }
      };
    },
  });
  assert.equal(page.workers().length, 0);
  const before = await said(page);
  await sliders(page, "Leverage").press("PageUp");
  await until(
    () => said(page),
    (now) => now !== before,
    "the sentence",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("a site's policy for it lets it run", async () => {
  const site = await hostSite(FOLDER, { base: "/some/path/" });
  const { page, troubles, close } = await visit(`${site.url}cascade.html?preset=real-book`);
  assert.match(await page.evaluate(() => document.querySelector("#sentence").textContent), /became/);
  assert.equal(page.workers().length, 1);
  assert.deepEqual(troubles, []);
  await close();
  site.close();
});

/** Presses an item of the Save menu and takes what comes. */
async function saved(page, kind) {
  await page.locator("#save summary").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-save=${kind}]`).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

/** What the picture shows, to the last digit: the sentence has something added to it when the breaking point is found. */
const told = (page) => page.locator(".frame canvas").getAttribute("aria-label");

test("a run is saved in such a file, from the site and from the file itself, and opens as it was", async () => {
  const site = await hostSite(FOLDER, { base: "/some/path/" });
  const query = "?preset=thin-book&leverage=7&lang=de&theme=dark";
  const from = await visit(site.url + query);
  const sentence = await told(from.page);
  const first = await saved(from.page, "page");
  assert.equal(first.name, "liquidation-cascade-thin-book.html");
  await from.close();
  site.close();

  writeFileSync(join(place, "first.html"), first.text);
  const opened = await visit(pathToFileURL(join(place, "first.html")).href);
  assert.equal(await told(opened.page), sentence);
  assert.deepEqual(await opened.page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ["de", "dark"]);
  assert.equal((await saved(opened.page, "csv")).text.split("\n").length > 3, true);
  await sliders(opened.page, "Hebel").press("ArrowRight");
  await until(
    () => told(opened.page),
    (now) => now !== sentence,
    "the sentence",
  );
  const other = await told(opened.page);
  const second = await saved(opened.page, "page");
  assert.deepEqual(opened.troubles, []);
  await opened.close();

  writeFileSync(join(place, "second.html"), second.text);
  const again = await visit(pathToFileURL(join(place, "second.html")).href);
  assert.equal(await told(again.page), other);
  // What tells a learning platform of it goes along.
  for (const { text } of [first, second]) assert.match(text, /LMSInitialize/);
  // Nothing of the page that ran is in it: another generation is the same but for the run.
  const block = /(<script type="application\/json" id="scenario">)[^<]*/;
  await sliders(again.page, "Hebel").press("ArrowRight");
  const third = await saved(again.page, "page");
  assert.ok(third.text.replace(block, "$1") === second.text.replace(block, "$1"));
  assert.notEqual(third.text.match(block)[0], second.text.match(block)[0]);
  // Another preset in the address is another run.
  await again.page.goto(`${pathToFileURL(join(place, "second.html")).href}?preset=calm-water`);
  await ready(again.page);
  assert.match(await told(again.page), /^Price over time\./);
  await again.close();
});

test("a saved beat and moment are the same row wherever the file is opened", async () => {
  const where = async (target) =>
    until(
      async () => {
        const state = () => target.locator("body").evaluate((body) => [body.querySelector(".is-current")?.dataset.beat, body.querySelector("#timeline").value]);
        const before = await state();
        await new Promise((done) => setTimeout(done, 500));
        const now = await state();
        return String(before) === String(now) && now;
      },
      Boolean,
      "rest",
    );
  for (const search of ["?preset=staircase&section=watch&lang=de&beat=3", "?preset=thin-book&beat=2&at=4.5"]) {
    const html = pageWith(HTML, search);
    writeFileSync(join(place, "moment.html"), html);
    const alone = await visit(pathToFileURL(join(place, "moment.html")).href, { options: { viewport: { width: 900, height: 700 } } });
    const expected = await where(alone.page);
    assert.equal(expected[0], search.includes("beat=3") ? "moves" : "forced");
    await alone.close();
    const text = html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    for (const sandbox of ["", 'sandbox="allow-scripts"']) {
      const { target, troubles, close } = await visit("", { host: `<iframe width="900" height="700" style="border:0" ${sandbox} srcdoc="${text}"></iframe>` });
      assert.deepEqual(await where(target), expected, `${search} ${sandbox}`);
      assert.deepEqual(troubles, []);
      await close();
    }
  }
});

test("its share dialog leads to the site it was made for, or says that it knows none, and saves it with what was chosen", async () => {
  const { url } = JSON.parse(readFileSync(join(FOLDER, "build.json"), "utf8"));
  const lost = HTML.replace(/<link rel="canonical"[^>]*>/, "");
  writeFileSync(join(place, "lost.html"), lost);
  for (const [address, expected] of [
    [fileUrl("?preset=thin-book"), url],
    [`${pathToFileURL(join(place, "lost.html")).href}?preset=thin-book`, null],
  ]) {
    const { page, troubles, close } = await visit(address);
    await page.locator("#share").click();
    const dialog = page.locator("dialog.share[open]");
    const panel = (id) => dialog.locator(`.share-panel[id$=panel-${id}]`);
    const choose = (id) => dialog.locator(`[data-view=${id}]`).click();
    const texts = {
      link: `${expected}?preset=thin-book`,
      embed: `<iframe src="${expected}embed.html?preset=thin-book"`,
      cite: ` ${expected}?preset=thin-book&seed=`,
    };
    for (const [id, text] of Object.entries(texts)) {
      await choose(id);
      if (expected) assert.ok((await panel(id).locator("textarea").first().inputValue()).includes(text), id);
      else if (id === "cite") assert.match(await panel(id).locator("textarea").first().inputValue(), /MIT OR Apache-2\.0\.$/);
      else assert.match(await panel(id).innerText(), /is a file and knows no address/);
      assert.equal(await dialog.locator(".share-flags").isVisible(), expected !== null && id !== "cite", id);
    }
    await choose("qr");
    assert.equal(await panel("qr").locator("svg").count(), expected ? 1 : 0);
    await choose("file");
    await dialog.locator(".share-flags label", { hasText: "Hide the result" }).click();
    await dialog.locator("select").selectOption("dark");
    const [download] = await Promise.all([page.waitForEvent("download"), panel("file").getByRole("button").click()]);
    assert.equal(download.suggestedFilename(), "liquidation-cascade-thin-book.html");
    const handed = readFileSync(await download.path(), "utf8");
    await until(
      () => dialog.locator(".share-status").innerText(),
      (text) => text === "Saved.",
      "the word",
    );
    assert.deepEqual(troubles, []);
    await close();
    writeFileSync(join(place, "handed.html"), handed);
    const opened = await visit(pathToFileURL(join(place, "handed.html")).href);
    assert.equal(await opened.page.locator("#preset").inputValue(), "thin-book");
    assert.deepEqual(
      await opened.page.evaluate(() => [document.documentElement.dataset.theme, document.querySelector("#sentence").textContent.includes("became")]),
      ["dark", false],
    );
    assert.deepEqual(opened.troubles, []);
    await opened.close();
  }
});
