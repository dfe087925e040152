// Frames of every size that hosts give: play and sliders in reach, a figure to see, and no scroll bar.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { BASE_URL, launch, ready, until } from "./browser.mjs";
import { hostServer, staticServer } from "./static.mjs";

let browser;
let host;
before(async () => {
  browser = await launch();
  host = await hostServer();
});
after(async () => {
  await browser.close();
  host.close();
});

const SIZES = [
  [300, 250],
  [320, 480],
  [336, 280],
  [360, 640],
  [390, 844],
  [480, 320],
  [480, 420],
  [560, 315],
  [599, 559],
  [600, 440],
  [600, 559],
  [600, 560],
  [640, 360],
  [700, 250],
  [700, 420],
  [700, 700],
  [1000, 300],
  [1280, 720],
];

/** What is wrong with how a frame is laid out. */
function faults({ needed, least }) {
  const found = [];
  const root = document.documentElement;
  if (root.scrollHeight > innerHeight) found.push(`${root.scrollHeight} of ${innerHeight} px scroll`);
  if (root.scrollWidth > innerWidth) found.push(`${root.scrollWidth} of ${innerWidth} px scroll sideways`);
  const figure = document.querySelector(".frame").getBoundingClientRect();
  if (figure.height < least || figure.top < 0 || figure.bottom > innerHeight) found.push(`figure ${figure.top} + ${figure.height}`);
  const boxes = [];
  for (const selector of needed) {
    const element = document.querySelector(selector);
    const box = element?.getBoundingClientRect();
    if (!box || !element.checkVisibility({ visibilityProperty: true })) found.push(`${selector} is not to be seen`);
    else if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight || box.width < 24 || box.height < 16)
      found.push(`${selector} at ${[box.left, box.top, box.width, box.height].map(Math.round)}`);
    else boxes.push([selector, box]);
  }
  for (const [name, one] of boxes) {
    for (const [other, two] of boxes) {
      if (
        name < other &&
        Math.min(one.right, two.right) - Math.max(one.left, two.left) > 1 &&
        Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 1
      )
        found.push(`${name} over ${other}`);
    }
  }
  for (const element of document.querySelectorAll("#page *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || !element.checkVisibility({ visibilityProperty: true }) || element.getBoundingClientRect().width <= 1) continue;
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    if (size < 12 && size > 0) found.push(`${size} px: ${element.textContent.slice(0, 20)}`);
  }
  return found;
}

const PLAY = [".transport [data-do=play]", "#timeline", "#full-page"];
const MOVES = ["#control-leverage", "#control-depth", "#control-shock"];

for (const [query, needed, least] of [
  ["", ["#sentence", ...PLAY, ...MOVES], 90],
  ["?preset=real-book&leverage=20&lang=de&theme=dark", ["#sentence", ...PLAY, "#control-leverage", "#control-bookDepth", "#control-shock"], 72],
  ["?controls=transport", ["#sentence", ...PLAY], 120],
  ["?controls=none", ["#sentence", "#full-page"], 150],
  ["?section=watch", [...PLAY, "[data-do=beat-next]", "[data-do=beat-back]", ".beat:not([hidden]) p"], 72],
]) {
  test(`embed.html${query} fits frames from 300 x 250 up`, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${BASE_URL}embed.html${query}`);
    await ready(page);
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await until(
        () => page.evaluate(faults, { needed, least }),
        (found) => found.length === 0,
        `${width} x ${height}`,
      );
    }
    await context.close();
  });
}

test("a finger has room enough on a phone", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.goto(`${BASE_URL}embed.html`);
  await ready(page);
  assert.deepEqual(await page.evaluate(faults, { needed: [...PLAY, ...MOVES], least: 200 }), []);
  for (const selector of [".transport [data-do=play]", ...MOVES]) assert.ok((await page.locator(selector).boundingBox()).height >= 44, selector);
  await context.close();
});

for (const count of [4, 8]) {
  test(`${count} embeds on a page: those in sight run, the others when they come into it`, async () => {
    const site = await staticServer({ headers: { "access-control-allow-origin": "*" } });
    const context = await browser.newContext({ viewport: { width: 800, height: 700 } });
    const page = await context.newPage();
    const engines = new Map();
    page.on("request", (request) => {
      if (!request.url().endsWith(".wasm")) return;
      const frame = request.frame();
      engines.set(frame, (engines.get(frame) ?? 0) + 1);
    });
    const presets = ["thin-book", "staircase", "short-squeeze", "same-door", "calm-water", "last-line", "the-match", "fair-weather"].slice(0, count);
    await page.goto(
      host.page(
        presets
          .map(
            (preset, index) =>
              `<iframe id="f${index}" title="${preset}" width="640" height="500" style="display: block; margin-bottom: 300px" src="${site.url}embed.html?preset=${preset}"></iframe>`,
          )
          .join(""),
      ),
    );
    await ready(page.frameLocator("#f0"));
    const programs = () => Promise.all(presets.map((_, index) => page.frameLocator(`#f${index}`).locator("html").getAttribute("data-program")));
    await until(programs, (all) => all[0] === "here", "the first");
    assert.deepEqual(
      (await programs()).slice(1),
      presets.slice(1).map(() => "asleep"),
    );
    assert.equal(page.workers().length, 1);
    // Who sleeps has its picture and its sentence, and offers nothing.
    const last = page.frameLocator(`#f${count - 1}`);
    assert.match(await last.locator("#sentence").innerText(), /became/);
    assert.equal(await last.locator("#sentence").evaluate((one) => getComputedStyle(one).visibility), "visible");
    assert.equal(await last.locator(".transport").evaluate((one) => getComputedStyle(one).visibility), "hidden");
    for (let index = 1; index < count; index += 1) {
      await page.locator(`#f${index}`).scrollIntoViewIfNeeded();
      await ready(page.frameLocator(`#f${index}`));
    }
    assert.equal(page.workers().length, count);
    await context.close();
    site.close();
  });
}
