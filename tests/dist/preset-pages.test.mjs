// The pages of presets: what they tell people, search engines and whoever makes a card of a link.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "../e2e/test.mjs";
import { launch, violations } from "../e2e/browser.mjs";
import { hostSite, siteFolder } from "./host.mjs";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { PNG } = require("pngjs");

const BASE = "/some/path/";
const FOLDER = siteFolder();
const { url: SITE } = JSON.parse(readFileSync(join(FOLDER, "build.json"), "utf8"));
const PRESETS = readdirSync(new URL("../../www/presets/", import.meta.url)).map((file) => file.replace(".json", ""));
const LANGUAGES = ["en", "de"];
const MOST_IMAGE_BYTES = 600_000;

const pathOf = (name, language) => `p/${name}/${language === "en" ? "" : "de/"}`;

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

test("every preset has a page in each language: picture, sentence, link, and a card with what the program itself says", async () => {
  assert.match(SITE, /^https:/, "the site is tested with an address");
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const name of PRESETS) {
    for (const language of LANGUAGES) {
      const path = pathOf(name, language);
      await page.goto(site.url + path);
      const meta = async (key) => page.locator(`meta[property="${key}"], meta[name="${key}"]`).getAttribute("content");
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      assert.equal(await page.locator("link[rel=canonical]").getAttribute("href"), SITE + path);
      assert.deepEqual(await page.locator("link[hreflang]").evaluateAll((links) => links.map((link) => [link.hreflang, link.getAttribute("href")])), [
        ["en", SITE + pathOf(name, "en")],
        ["de", SITE + pathOf(name, "de")],
        ["x-default", SITE + pathOf(name, "en")],
      ]);
      const sentence = (await page.locator("h1").innerText()).replaceAll("\u00a0", " ");
      assert.match(sentence, /\d/);
      assert.equal((await meta("og:title")).trim(), sentence);
      assert.ok((await meta("description")).startsWith(sentence));
      const image = await meta("og:image");
      const bytes = readFileSync(join(FOLDER, image.slice(SITE.length)));
      const { width, height } = PNG.sync.read(bytes);
      assert.deepEqual([width, height], [1200, 630], image);
      assert.ok(bytes.length < MOST_IMAGE_BYTES && bytes.length > 10_000, `${image}: ${bytes.length} bytes`);
      const picture = page.locator("main img");
      assert.equal(await picture.getAttribute("alt"), await meta("og:image:alt"));
      assert.ok((await picture.evaluate((img) => img.naturalWidth)) > 0);
      const learning = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
      assert.equal(learning["@type"], "LearningResource");
      assert.equal(learning.inLanguage, language);
      assert.equal(learning.url, SITE + path);
      const oembed = JSON.parse(readFileSync(join(FOLDER, path, "oembed.json"), "utf8"));
      assert.equal(await page.locator('link[type="application/json+oembed"]').getAttribute("href"), `${SITE}${path}oembed.json`);
      assert.deepEqual(
        [oembed.version, oembed.type, typeof oembed.width, typeof oembed.height, oembed.thumbnail_url],
        ["1.0", "rich", "number", "number", image],
      );
      assert.match(oembed.html, new RegExp(`^<iframe src="${SITE}embed\\.html\\?preset=${name}`));
      assert.equal(await page.locator("a.call").evaluate((link) => link.href), `${site.url}?preset=${name}${language === "de" ? "&lang=de" : ""}`);
      assert.equal(await page.locator("main ul a").count(), PRESETS.length - 1);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    }
  }
  await context.close();
});

test("the sentence and the description of the picture are those of the program", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  for (const [name, language] of [
    ["thin-book", "en"],
    ["short-squeeze", "de"],
    ["real-book", "de"],
    ["slow-motion", "en"],
  ]) {
    await page.goto(site.url + pathOf(name, language));
    const told = await page.evaluate(() => ({
      alt: document.querySelector("main img").alt,
      sentence: document.querySelector("h1").textContent.replaceAll("\u00a0", " "),
    }));
    await page.locator("a.call").click();
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
    const shown = await page.evaluate(() => ({
      alt: document.querySelector(".frame canvas").getAttribute("aria-label").replaceAll("\u00a0", " "),
      sentence: document.querySelector("#sentence").textContent.replaceAll("\u00a0", " "),
    }));
    assert.equal(shown.alt, told.alt, name);
    // The search for the breaking point may have something to add to the sentence, later.
    assert.equal(shown.sentence.split(/[.!?] /)[0], told.sentence.split(/[.!?] /)[0], name);
  }
  await context.close();
});

test("what a page asks for exists, and nothing on it is closed to anybody", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  for (const path of [pathOf("same-door", "en"), pathOf("same-door", "de")]) {
    const page = await context.newPage();
    const troubles = [];
    page.on("response", (response) => response.status() >= 400 && troubles.push(response.url()));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && troubles.push(message.text()));
    await page.goto(site.url + path);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(troubles, []);
    await page.close();
  }
  await context.close();
});

/** Pages without a program: those of presets, and what stands in the place of others. */
const FRONT = [pathOf("same-door", "de"), pathOf("slow-motion", "en"), pathOf("the-match", "de"), "404.html", "offline.html"];

test("letters of twice the size stay in the window, in their boxes and, in what is said first, whole words", async () => {
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
    [320, 640],
  ]) {
    const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true });
    const page = await context.newPage();
    for (const path of FRONT) {
      await page.goto(site.url + path);
      await page.addStyleTag({ content: "html { font-size: 200% !important; }" });
      const found = await page.evaluate(() => {
        const lost = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          for (const { index, 0: word } of node.data.matchAll(/\S+/g)) {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + word.length);
            const rect = range.getBoundingClientRect();
            if (rect.left < 0 || rect.right > document.documentElement.clientWidth) lost.push(`out of the window: ${word}`);
            const box = (node.parentElement.closest("a, pre") ?? document.body).getBoundingClientRect();
            if (rect.left < box.left - 1 || rect.right > box.right + 1 || rect.bottom > box.bottom + 2) lost.push(`out of its box: ${word}`);
            if (node.parentElement.closest("h1, .sentence") && range.getClientRects().length > 1) lost.push(`broken: ${word}`);
          }
        }
        const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        return wide > 0 ? [...lost, `${wide} px to scroll sideways`] : lost;
      });
      assert.deepEqual(found, [], `${path} at ${width}`);
    }
    await context.close();
  }
});

test("words in the pictures are as large as they have to be, and head and foot stand in the column", async () => {
  for (const width of [360, 390, 600, 768, 1024, 1280]) {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const path of FRONT) {
      await page.goto(site.url + path);
      for (const img of await page.locator("main img").all()) {
        await img.evaluate((element) => element.decode());
        const least = await img.evaluate(async (element) => {
          const text = await (await fetch(element.currentSrc)).text();
          const drawn = Math.min(...[...text.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size)));
          return (drawn * element.getBoundingClientRect().width) / Number(text.match(/viewBox="0 0 ([\d.]+) /)[1]);
        });
        assert.ok(least >= 11.99, `${path} at ${width}: words of ${least} pixels`);
      }
      const left = await page.evaluate(() =>
        ["h1", ".product", ".page-foot .foot"].flatMap((name) => {
          const element = document.querySelector(name);
          return element ? [Math.round(element.getBoundingClientRect().left)] : [];
        }),
      );
      assert.equal(new Set(left).size, 1, `${path} at ${width}: ${left}`);
    }
    await context.close();
  }
});

test("the sitemap names the page, every preset page and what there is to read once; robots.txt names the sitemap; embeds are not listed", () => {
  const found = [...readFileSync(join(FOLDER, "sitemap.xml"), "utf8").matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
  const expected = [
    SITE,
    `${SITE}?lang=de`,
    ...PRESETS.flatMap((name) => LANGUAGES.map((language) => SITE + pathOf(name, language))),
    ...["about", "embedding", "model", "reference"].map((name) => `${SITE}${name}.html`),
  ];
  assert.deepEqual([...found].sort(), expected.sort());
  assert.match(readFileSync(join(FOLDER, "robots.txt"), "utf8"), new RegExp(`Sitemap: ${SITE}sitemap.xml`));
  assert.match(readFileSync(join(FOLDER, "embed.html"), "utf8"), /<meta name="robots" content="noindex">/);
  assert.ok(existsSync(join(FOLDER, "LICENSE")));
});
