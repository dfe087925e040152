// Undo and redo, A against B, and the run as a file: as a person does it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "./test.mjs";
import { launch, open, otherPicture, picture, samePicture, sentence, sliders, until, violations } from "./browser.mjs";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { PNG } = require("pngjs");

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const button = (page, name) => page.getByRole("button", { name, exact: true });
const leverage = (page) => sliders(page, "Leverage").getAttribute("aria-valuetext");
const isLeverage = (page, text) =>
  until(
    () => leverage(page),
    (now) => now === text,
    "the leverage",
  );
const label = (page) => page.locator(".frame canvas").getAttribute("aria-label");
const NO_WORKER = { before: (page) => page.addInitScript(() => delete window.Worker) };

async function setLeverage(page, value) {
  const exact = page.getByRole("spinbutton", { name: "Leverage, exact value" });
  await exact.fill(String(value));
  await exact.blur();
  await isLeverage(page, `${value}x`);
}

test("every change is one step back and forth, by buttons and by keys", async () => {
  const { page, troubles, close } = await open(browser);
  const first = await sentence(page);
  assert.equal(await button(page, "Undo").getAttribute("aria-disabled"), "true");
  await setLeverage(page, 20);
  await until(
    () => sentence(page),
    (now) => now !== first,
    "the sentence",
  );
  const second = await sentence(page);
  await button(page, "Thin book").click();
  await until(
    () => sentence(page),
    (now) => now !== second,
    "the sentence",
  );
  await button(page, "Undo").click();
  await isLeverage(page, "20x");
  await until(
    () => sentence(page),
    (now) => now === second,
    "the sentence",
  );
  await until(
    () => page.getByRole("status").innerText(),
    (text) => /^Undone\./.test(text),
    "the status line",
  );
  await page.keyboard.press("Control+z");
  await isLeverage(page, "10x");
  await until(
    () => sentence(page),
    (now) => now === first,
    "the sentence",
  );
  assert.equal(await button(page, "Undo").getAttribute("aria-disabled"), "true");
  await page.keyboard.press("Control+Shift+Z");
  await isLeverage(page, "20x");
  await page.keyboard.press("Control+y");
  await until(
    () => page.getByRole("combobox", { name: "Preset" }).inputValue(),
    (now) => now === "thin-book",
    "the preset",
  );
  assert.equal(await button(page, "Redo").getAttribute("aria-disabled"), "true");
  assert.deepEqual(troubles, []);
  await close();
});

test("a whole drag of a slider is one step, and a text field keeps its own undo", async () => {
  const { page, close } = await open(browser);
  const box = await sliders(page, "Leverage").boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.48, y);
  await page.mouse.down();
  for (const share of [0.55, 0.6, 0.7, 0.8]) {
    const before = await leverage(page);
    await page.mouse.move(box.x + box.width * share, y);
    await until(
      () => leverage(page),
      (now) => now !== before,
      "the slider",
    );
  }
  await page.mouse.up();
  assert.notEqual(await leverage(page), "10x");
  const exact = page.getByRole("spinbutton", { name: "Market depth, exact value" });
  await exact.focus();
  const dragged = await leverage(page);
  await page.keyboard.press("Control+z");
  assert.equal(await leverage(page), dragged);
  await exact.blur();
  await button(page, "Undo").click();
  await isLeverage(page, "10x");
  assert.equal(await button(page, "Undo").getAttribute("aria-disabled"), "true");
  await close();
});

test("a bet, a drag of the price, a new seed and a reset are steps too", async () => {
  const { page, troubles, close } = await open(browser);
  const shock = () => sliders(page, "Shock size").getAttribute("aria-valuetext");
  const isShock = (text) => until(shock, (now) => now.replace("\u00a0", " ") === text, "the shock");
  await button(page, "Let it fall").click();
  await isShock("−7 %");
  await button(page, "Undo").click();
  await isShock("−5 %");
  const grip = sliders(page, "The price, to drag");
  await grip.focus();
  await grip.press("End");
  await grip.press("Enter");
  await isShock("−30 %");
  await button(page, "New seed").click();
  await until(() => new URL(page.url()).searchParams.has("seed"), Boolean, "the seed");
  await button(page, "Reset").click();
  await isShock("−5 %");
  await button(page, "Undo").click();
  await isShock("−30 %");
  await button(page, "Undo").click();
  await until(
    () => new URL(page.url()).searchParams.has("seed"),
    (has) => !has,
    "the seed",
  );
  await button(page, "Undo").click();
  await isShock("−5 %");
  assert.deepEqual(troubles, []);
  await close();
});

test("A stays in the picture, in numbers, in the label and in the address until it is unpinned", async () => {
  const { page, context, troubles, close } = await open(browser);
  await button(page, "Compare").click();
  const panel = page.getByRole("region", { name: "Comparison" });
  await panel.waitFor();
  assert.match(await panel.innerText(), /same run/);
  await setLeverage(page, 15);
  await until(
    () => panel.innerText(),
    (text) => /Leverage 10x → 15x/.test(text),
    "what was changed",
  );
  const cells = await panel.locator("tr[data-figure=final] td").allInnerTexts();
  assert.equal(cells.length, 3);
  assert.match(cells[2], /^−\d+\.\d\spts$/);
  const figure = (await page.locator("[data-figure=final] .value").first().innerText()).trim();
  assert.equal(cells[1].trim(), figure);
  assert.match(await label(page), /dotted line is the pinned run A.*points lower/);
  const both = await picture(page);
  // A stays while B changes, also when it is played.
  await setLeverage(page, 20);
  assert.equal((await panel.locator("tr[data-figure=final] td").allInnerTexts())[0], cells[0]);
  await setLeverage(page, 15);
  await samePicture(page, both);
  await until(
    () => new URL(page.url()).searchParams.get("a"),
    (a) => a === "the-match",
    "the address",
  );
  const again = await context.newPage();
  await again.goto(page.url());
  await again.locator('html[data-state="ready"]').waitFor({ state: "attached" });
  await samePicture(again, both);
  assert.deepEqual(await again.locator("tr[data-figure=final] td").allInnerTexts(), cells);
  await again.close();
  await button(page, "Unpin").click();
  await panel.waitFor({ state: "hidden" });
  await otherPicture(page, both);
  assert.doesNotMatch(await label(page), /pinned/);
  await until(
    () => new URL(page.url()).searchParams.has("a"),
    (has) => !has,
    "the address",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("runs of different clocks and prices are compared, and it is said how", async () => {
  const { page, troubles, close } = await open(browser, "?preset=slow-motion&a=the-match~leverage~20");
  const panel = page.getByRole("region", { name: "Comparison" });
  assert.match(await panel.innerText(), /different clocks/);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("real-book");
  await until(
    () => panel.innerText(),
    (text) => /another price/.test(text),
    "the note",
  );
  await close();
  assert.deepEqual(troubles, []);
  const other = await open(browser, "?leverage=12&a=~~nonsense");
  await until(
    () => other.page.getByRole("status").innerText(),
    (text) => /cannot be read/.test(text),
    "the status line",
  );
  assert.equal(await leverage(other.page), "12x");
  await other.close();
});

async function saved(page, name) {
  await page.locator("#save summary").click();
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

for (const [where, options] of [
  ["worker", {}],
  ["page", NO_WORKER],
]) {
  test(`the run can be saved as picture, columns and everything (${where})`, async () => {
    const { page, troubles, close } = await open(browser, "?preset=the-match&leverage=12&a=the-match", options);
    const box = await page.locator(".frame canvas").boundingBox();
    const shown = await picture(page);
    const png = await saved(page, "Picture (PNG)");
    assert.equal(png.name, "the-match-leverage-12-seed-42.png");
    const image = PNG.sync.read(png.bytes);
    assert.equal(image.width, 2 * Math.floor(box.width));
    assert.ok(image.height > 2 * Math.floor(box.height) + 60, "there is a caption");
    await samePicture(page, shown);
    const svg = await saved(page, "Drawing (SVG)");
    assert.equal(svg.name, "the-match-leverage-12-seed-42.svg");
    const drawn = await page.evaluate((text) => {
      const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
      return {
        name: root.localName,
        width: Number(root.getAttribute("width")),
        words: [...root.querySelectorAll("text")].map((run) => run.textContent).join(" "),
      };
    }, svg.bytes.toString());
    assert.equal(drawn.name, "svg");
    assert.equal(drawn.width, Math.floor(box.width));
    assert.match(drawn.words, /without forced selling/);
    assert.match(drawn.words, /seed 42/i);
    assert.match(drawn.words, /http.*leverage=12/);
    await samePicture(page, shown);
    const csv = (await saved(page, "Columns (CSV)")).bytes.toString();
    const [head, first, second] = csv.split("\r\n");
    assert.match(head, /^timeS,wave,lastPrice,.*,badDebt,fees,.*,liquidatedCount,events,seed,version,link$/);
    assert.match(first, /,42,\d+\.\d+\.\d+,http.*leverage=12/);
    assert.match(second, /,,,$|,,$/);
    const json = JSON.parse((await saved(page, "Everything (JSON)")).bytes.toString());
    assert.equal(json.seed, 42);
    assert.match(json.version, /^\d+\.\d+\.\d+$/);
    assert.match(json.link, /leverage=12/);
    assert.equal(json.scenario.version, 1);
    assert.equal(json.columns.lastPrice.length, json.columns.wave.length);
    assert.equal(json.summary.finalPrice, json.columns.lastPrice.at(-1));
    assert.deepEqual(json.comparedWith.settings.preset, "the-match");
    assert.deepEqual(troubles, []);
    await close();
  });
}

test("Save saves the view that is open, and what it cites is whole", async () => {
  const { page, close, troubles } = await open(browser, "?view=waves&shock=-0.07");
  await until(
    () => page.locator("#waves-flow .picture-caption").innerText(),
    (text) => text.trim() !== "",
    "the words of the waves",
  );
  for (const [view, titles] of [
    ["waves", [/Which group sold in which wave/, /Does it feed itself/, /Who paid/]],
    ["crowd", [/Everybody: leverage and liquidation price/, /What a move alone would close/]],
  ]) {
    await page.locator(`#tab-${view}`).click();
    await until(
      () => page.locator(`#panel-${view} .picture-caption`).first().innerText(),
      (text) => text.trim() !== "",
      view,
    );
    const png = await saved(page, "Picture (PNG)");
    assert.equal(png.name, `the-match-shock-minus-0.07-seed-42-${view}.png`);
    const image = PNG.sync.read(png.bytes);
    assert.ok(image.width > 600 && image.height > 1000, `${image.width} x ${image.height}`);
    const colours = new Set();
    for (let at = 0; at < image.data.length; at += 4 * 97) colours.add(image.data.readUInt32BE(at));
    assert.ok(colours.size > 12, "there is a picture in it");
    const svg = (await saved(page, "Drawing (SVG)")).bytes.toString();
    const drawn = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return {
        error: parsed.querySelector("parsererror") !== null,
        images: parsed.querySelectorAll("image").length,
        words: [...parsed.querySelectorAll("text")].map((run) => run.textContent).join(" "),
      };
    }, svg);
    assert.equal(drawn.error, false);
    assert.ok(drawn.images >= 2);
    for (const title of titles) assert.match(drawn.words, title);
    // Words of the pictures themselves are words, not pixels.
    assert.match(drawn.words, view === "waves" ? /wave 1/ : /leverage/);
    assert.match(drawn.words.replace(/\s+/g, ""), /preset=the-match&seed=42&shock=-0\.07/);
  }
  await page.locator("#tab-table").click();
  await page.locator("#save summary").click();
  assert.ok(!(await button(page, "Picture (PNG)").isVisible()));
  assert.ok(await button(page, "Columns (CSV)").isVisible());
  await page.keyboard.press("Escape");
  const csv = await saved(page, "Columns (CSV)");
  assert.match(csv.bytes.toString().split("\r\n")[1], /preset=the-match&seed=42&shock=-0\.07/);
  assert.deepEqual(troubles, []);
  await close();
});

test("a run that nothing was changed of is cited with preset and seed, too", async () => {
  const { page, close } = await open(browser);
  const json = JSON.parse((await saved(page, "Everything (JSON)")).bytes.toString());
  assert.match(json.link, /\?preset=the-match&seed=42$/);
  await close();
});

test("pinned and with the menu open the page has no accessibility trouble, narrow and wide", async () => {
  for (const width of [1280, 390, 320]) {
    const { page, close } = await open(browser, "?leverage=15&a=the-match", { context: { viewport: { width, height: 844 }, bypassCSP: true } });
    await page.locator("#save summary").click();
    assert.deepEqual(await violations(page), []);
    const room = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(room <= 0, `${width}: ${room} px too wide`);
    await page.keyboard.press("Escape");
    assert.ok(!(await button(page, "Picture (PNG)").isVisible()));
    await close();
  }
});
