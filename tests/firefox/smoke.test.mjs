// The pages in Firefox: what a reader does most, and what is laid out otherwise than in Chromium.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { until } from "../e2e/until.mjs";
import { launch } from "./webdriver.mjs";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { PNG } = require("pngjs");
const BASE_URL = (process.env.BASE_URL ?? "http://127.0.0.1:8080/").replace(/\/?$/, "/");

let browser;
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "cascades-"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** A page with its first picture. */
async function open(path = "", [width, height] = [1280, 720]) {
  await browser.frame();
  await browser.resize(width, height);
  await browser.goto(BASE_URL + path);
  await ready();
}

/** The server may compress every module first. */
const READY_MS = 80_000;
const ready = () =>
  until(
    () =>
      browser.evaluate(() => {
        // A frame that was just put into the page may have no document yet.
        const { state, rest } = document.documentElement?.dataset ?? {};
        if (state !== "broken") return [state, rest].filter(Boolean).join(", rest ");
        // What came when is the beginning of finding out why.
        const came = performance
          .getEntriesByType("resource")
          .map(({ name, startTime, responseEnd }) => `${name.replace(/^.*\//, "")} ${Math.round(startTime)}-${Math.round(responseEnd)}`);
        return `broken at ${Math.round(performance.now())} ms: ${document.querySelector("#unloaded .why").textContent} ${document.querySelector("#error").textContent} ${came.join(", ")}`;
      }),
    (told) => told === "ready",
    "the first picture and the rest",
    READY_MS,
  );
const value = (selector) => browser.evaluate((selector) => document.querySelector(selector).value, selector);
const words = (selector) => browser.evaluate((selector) => document.querySelector(selector).getAttribute("aria-valuetext"), selector);
const timeline = async () => Number(await value("#timeline"));
const lastRow = () => browser.evaluate(() => Number(document.querySelector("#timeline").max));
const box = (selector) =>
  browser.evaluate((selector) => {
    const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
    return { left, top, width, height };
  }, selector);

/** Colours of a part of the window. */
async function coloursAt({ left, top, width, height }) {
  const { data, width: wide } = PNG.sync.read(await browser.screenshot());
  const colours = new Set();
  for (let y = Math.ceil(top); y < top + height; y += 1)
    for (let x = Math.ceil(left); x < left + width; x += 1) colours.add(data.readUInt32BE(4 * (y * wide + x)));
  return colours.size;
}

/** How the transport is laid out: lines of text in each button, and what reaches over something else or the page. */
function transport() {
  const lines = {};
  for (const button of document.querySelectorAll(".transport .buttons button")) {
    const text = document.createRange();
    text.selectNodeContents(button);
    const shown = [...text.getClientRects()].filter(({ width }) => width > 0);
    // Rectangles of one line overlap in height.
    const tops = shown.map(({ top, bottom }) => (top + bottom) / 2).sort((a, b) => a - b);
    const height = Math.max(...shown.map(({ height }) => height));
    lines[button.dataset.do] = 1 + tops.filter((top, index) => index > 0 && top - tops[index - 1] > height / 2).length;
  }
  const parts = [...document.querySelectorAll(".transport button, .transport input, .transport select")].filter((part) => part.offsetParent);
  const boxes = parts.map((part) => [part.dataset.do ?? part.tagName, part.getBoundingClientRect()]);
  const faults = [];
  for (const [name, one] of boxes) {
    if (one.left < 0 || one.right > innerWidth) faults.push(`${name} leaves the window`);
    for (const [other, two] of boxes) {
      if (
        name < other &&
        Math.min(one.right, two.right) - Math.max(one.left, two.left) > 1 &&
        Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 1
      )
        faults.push(`${name} over ${other}`);
    }
  }
  const heights = new Set(boxes.filter(([name]) => ["play", "step", "step-wave"].includes(name)).map(([, { height }]) => Math.round(height)));
  return { lines, faults, heights: heights.size, scrolls: document.documentElement.scrollWidth > innerWidth };
}

/** A page as narrow as a phone: Firefox has no windows below 500 pixels, but frames. */
async function openNarrow(path, [width, height]) {
  await browser.frame();
  await browser.resize(1280, 900);
  await browser.goto(`${BASE_URL}reference.html`);
  await browser.evaluate(
    (src, width, height) => {
      document.body.innerHTML = "";
      document.body.append(Object.assign(document.createElement("iframe"), { src, width, height, frameBorder: "0" }));
    },
    BASE_URL + path,
    width,
    height,
  );
  await browser.frame("iframe");
  await ready();
}

for (const lang of ["en", "de"]) {
  for (const size of [
    [1280, 720],
    [1024, 768],
    [768, 1024],
    [390, 844],
    [320, 640],
  ]) {
    test(`the transport stands in one piece, ${size.join(" x ")}, ${lang}`, async () => {
      const path = lang === "de" ? "?lang=de" : "";
      await (size[0] < 500 ? openNarrow(path, size) : open(path, size));
      assert.equal(await browser.evaluate(() => innerWidth), size[0]);
      assert.deepEqual(await browser.evaluate(transport), { lines: { play: 1, step: 1, "step-wave": 1 }, faults: [], heights: 1, scrolls: false });
    });
  }
}

test("the first view is a finished picture with its sentence, drawn by the engine in its worker", async () => {
  await open();
  assert.match(await browser.text("#sentence"), /^A 5\s%\sfall became \d+\s%\./);
  assert.equal(await timeline(), await lastRow());
  const poster = () => browser.evaluate(() => getComputedStyle(document.querySelector(".poster img")).visibility);
  await until(poster, (visibility) => visibility === "hidden", "the delivered picture is gone");
  assert.ok((await coloursAt(await box(".frame canvas"))) > 100);
});

test("Play plays to the end", async () => {
  await open("?speed=8");
  const last = await lastRow();
  await browser.click('[data-do="play"]');
  await until(timeline, (row) => row < last, "the Timeline while playing");
  await until(timeline, (row) => row === last, "the end");
  await browser.click('[data-do="step"]');
  await browser.evaluate(() => document.querySelector("#timeline").focus());
  await browser.type("#timeline", "\uE011");
  await until(timeline, (row) => row === 0, "Home");
  await browser.click('[data-do="step-wave"]');
  await until(timeline, (row) => row > 0, "a wave");
});

test("the price can be taken by hand", async () => {
  await open("?speed=8");
  const sentence = await browser.text("#sentence");
  const { left, top, width, height } = await box(".grip");
  const [x, y] = [left + width / 2, top + height / 2];
  await browser.drag([
    [x, y],
    [x, y + 10],
    [x, y + 25],
    [x, y + 40],
  ]);
  await until(
    () => words("#control-shock"),
    (text) => text !== "\u22125\u00a0%",
    "the slider",
  );
  await until(
    () => browser.text("#sentence"),
    (text) => text !== sentence && text.includes("became"),
    "the sentence",
  );
});

test("every tab shows its picture or its table", async () => {
  await open();
  for (const name of ["crowd", "waves"]) {
    await browser.click(`#tab-${name}`);
    const canvas = `#panel-${name} canvas`;
    await until(
      async () => coloursAt(await box(canvas)),
      (colours) => colours > 20,
      `the picture of ${name}`,
    );
  }
  await browser.click("#tab-table");
  await until(
    () => browser.evaluate(() => document.querySelectorAll("#panel-table tbody tr").length),
    (rows) => rows > 3,
    "the table",
  );
  await browser.click("#tab-chart");
  assert.ok((await coloursAt(await box(".frame canvas"))) > 100);
});

test("drawers open, and a control in one changes the run", async () => {
  await open();
  for (const drawer of ['[data-group="traders"]', "#market-drawer", '[data-group="rules"]']) {
    await browser.click(`${drawer} > summary`);
    await until(
      () =>
        browser.evaluate(
          (drawer) => [...document.querySelectorAll(`${drawer} input, ${drawer} select`)].filter((input) => input.checkVisibility()).length,
          drawer,
        ),
      (inputs) => inputs > 0,
      `controls of ${drawer}`,
    );
  }
  const sentence = await browser.text("#sentence");
  const slider = "#control-crowding";
  const before = await words(slider);
  await browser.type(slider, "\uE00F");
  await until(
    () => words(slider),
    (text) => text !== before,
    "the slider",
  );
  await until(
    () => browser.evaluate(() => new URL(location).searchParams.get("crowding")),
    (given) => given !== null,
    "the address",
  );
  assert.match(sentence, /became/);
});

test("a file of one's own is read and named", async () => {
  const rows = Array.from({ length: 200 }, (_, index) => `long,1000,100,${5 + index / 5}`);
  const file = join(folder, "mine.csv");
  await writeFile(file, `side,quantity,entry_price,leverage\n${rows.join("\n")}\n`);
  await open();
  await browser.click("#market-drawer > summary");
  await browser.type('#market-drawer input[type="file"]', file);
  await until(
    () => browser.text(".data-files"),
    (text) => /Positions: 200, of which 200 are long/.test(text),
    "the file",
  );
  await until(
    () => browser.evaluate(() => new URL(location).searchParams.get("positionsFile")),
    (name) => name === "mine.csv",
    "the address",
  );
  const wrong = join(folder, "wrong.csv");
  await writeFile(wrong, "side,quantity,entry_price,leverage\nup,1,100,10\n");
  await browser.type('#market-drawer input[type="file"]', wrong);
  await until(
    () => browser.text("#data-error"),
    (text) => /wrong\.csv/.test(text) && /side/.test(text),
    "the message",
  );
});

test("the embed runs inside a page of somebody else and tells its height", async () => {
  const page = `<!doctype html><title>Host</title><script>
    window.heights = [];
    addEventListener("message", ({ source, data }) => { if (source === document.querySelector("iframe").contentWindow) heights.push(data); });
  </script><iframe title="Cascade" width="640" height="640" src="${BASE_URL}embed.html?preset=thin-book"></iframe>`;
  const server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(page));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await browser.goto(`http://127.0.0.1:${server.address().port}/`);
    const heights = await until(
      () => browser.evaluate(() => window.heights),
      (heights) => heights.length > 0,
      "the height",
    );
    assert.equal(heights[0].type, "cascade:height");
    assert.ok(heights[0].height > 300 && heights[0].height < 900, JSON.stringify(heights[0]));
    await browser.frame("iframe");
    await ready();
    assert.match(await browser.text("#sentence"), /became/);
    assert.deepEqual((await browser.evaluate(transport)).lines.play, 1);
    await browser.frame();
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("the equations of the page of the model are drawn as such", async () => {
  await browser.frame();
  await browser.resize(1280, 900);
  await browser.goto(`${BASE_URL}model.html`);
  const found = await browser.evaluate(() => {
    const boxes = [...document.querySelectorAll(".equation")];
    const fractions = [...document.querySelectorAll(".equation mfrac")].map((fraction) => [...fraction.children].map((part) => part.getBoundingClientRect()));
    return {
      equations: boxes.length,
      flat: boxes.filter((box) => box.clientHeight < 20 || box.scrollHeight > box.clientHeight + 1).length,
      beside: fractions.filter(([above, below]) => above.bottom > below.top + 1).length,
      fractions: fractions.length,
    };
  });
  assert.ok(found.equations > 40 && found.fractions > 15, JSON.stringify(found));
  assert.deepEqual([found.flat, found.beside], [0, 0]);
});
