// The crowd: its pictures follow the playhead, and its leverage can be drawn by hand.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, rested, sentence, sliders, until, violations } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const frame = (page, kind) => page.locator(`[data-picture=${kind}] .picture-frame`);
const caption = (page, kind) => page.locator(`[data-picture=${kind}] .picture-caption`);
const bars = (page) => page.locator("#shape [role=slider]");
const bar = (page, name) => page.getByRole("slider", { name, exact: true });

/** How many colours a canvas shows: a blank one shows one. */
function colours(page, kind) {
  return frame(page, kind)
    .locator("canvas")
    .evaluate((canvas) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext("2d");
      context.drawImage(canvas, 0, 0);
      return new Set(new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer)).size;
    });
}

/** A stroke over the bars, between places given as shares of their width and height. */
async function stroke(page, from, to) {
  const box = await page.locator(".shape-bars").boundingBox();
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 6 });
  await page.mouse.up();
}

async function openBars(page) {
  await page.locator("summary", { hasText: "Traders" }).click();
  await page.locator("#shape").scrollIntoViewIfNeeded();
}

test("the tab shows four pictures, and they follow the playhead", async () => {
  const { page, troubles, close } = await open(browser);
  await page.getByRole("tab", { name: "Crowd" }).click();
  for (const kind of ["density", "leverage", "liquidations", "fragility"]) {
    await until(
      () => colours(page, kind),
      (count) => count > 4,
      `the picture ${kind}`,
    );
    await until(
      () => frame(page, kind).getByRole("img").getAttribute("aria-label"),
      (text) => /\d/.test(text),
      `the label of ${kind}`,
    );
    assert.match(await caption(page, kind).innerText(), /\d/);
  }
  await until(
    () => new URL(page.url()).searchParams.get("view"),
    (view) => view === "crowd",
    "the address",
  );
  const end = await frame(page, "density").screenshot();
  const said = await caption(page, "density").innerText();
  assert.match(said, /reached longs of \$\d+M \(\d+\s% of all longs\)/);
  await sliders(page, "Timeline").focus();
  await page.keyboard.press("Home");
  await until(
    () => caption(page, "density").innerText(),
    (text) => /reached nobody yet/.test(text),
    "the caption at the start",
  );
  const start = await until(
    () => frame(page, "density").screenshot(),
    (now) => !now.equals(end),
    "the picture at the start",
  );
  await page.getByRole("button", { name: "Step wave" }).click();
  await until(
    () => frame(page, "density").screenshot(),
    (now) => !now.equals(start),
    "the picture after a wave",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("the curve comes for large crowds as well, and what took too long is decided by counts", async () => {
  const { page, troubles, close } = await open(browser, "?view=crowd&positions=300000");
  await until(
    () => caption(page, "fragility").innerText(),
    (text) => /lands at/.test(text),
    "the curve",
  );
  await page.goto(page.url().replace(/\?.*/, "?view=crowd&positions=300000&clock=ticks"));
  await until(
    () => caption(page, "fragility").innerText(),
    (text) => /would take too long/.test(text),
    "the reason",
  );
  assert.ok((await colours(page, "density")) > 4);
  assert.deepEqual(troubles, []);
  await close();
});

test("a stroke is one step, changes the outcome, and is kept by the address", async () => {
  const { page, troubles, close } = await open(browser);
  const smooth = await sentence(page);
  await openBars(page);
  assert.equal(await bars(page).count(), 14);
  await stroke(page, [0.8, 0.1], [0.98, 0.3]);
  await until(
    () => sentence(page),
    (text) => text !== smooth,
    "the sentence",
  );
  await page.getByRole("button", { name: "leverage: drawn by hand: back to the preset" }).waitFor();
  // A stroke has many moves, and each is a run and an address: the last ones count.
  const drawn = await rested(() => sentence(page), "the sentence");
  const search = await rested(() => new URL(page.url()).search, "the address");
  assert.match(search, /shape=\d+(-\d+){13}/);
  await page.getByRole("button", { name: "Undo" }).click();
  await until(
    () => sentence(page),
    (text) => text === smooth,
    "the sentence before",
  );
  assert.equal(await page.locator(".chip").count(), 0);
  assert.equal(await page.getByRole("button", { name: "Undo" }).getAttribute("aria-disabled"), "true");
  await page.getByRole("button", { name: "Redo" }).click();
  await until(
    () => sentence(page),
    (text) => text === drawn,
    "the sentence after redo",
  );
  await page.getByRole("button", { name: "Back to the smooth distribution" }).click();
  await until(
    () => sentence(page),
    (text) => text === smooth,
    "the smooth one",
  );
  await close();
  const again = await open(browser, search);
  assert.equal(await sentence(again.page), drawn);
  await again.close();
  assert.deepEqual([...troubles, ...again.troubles], []);
});

test("every bar is a slider for the keyboard", async () => {
  const { page, troubles, close } = await open(browser, "?section=play");
  const smooth = await sentence(page);
  await page.getByRole("tab", { name: "Crowd" }).click();
  await page.getByRole("button", { name: "Draw it yourself" }).click();
  const first = bar(page, "1x to 1.5x");
  assert.ok(await first.evaluate((element) => element === document.activeElement));
  for (let i = 0; i < 12; i += 1) await page.keyboard.press("ArrowRight");
  const high = bar(page, "60x to 85x");
  assert.ok(await high.evaluate((element) => element === document.activeElement));
  await page.keyboard.press("End");
  assert.equal(await high.getAttribute("aria-valuenow"), "100");
  assert.match(await high.getAttribute("aria-valuetext"), /^60x to 85x: \d+\s%\sof open interest$/);
  await until(
    () => sentence(page),
    (text) => text !== smooth,
    "the sentence",
  );
  await page.keyboard.press("PageDown");
  await page.keyboard.press("ArrowUp");
  assert.equal(await high.getAttribute("aria-valuenow"), "92");
  await page.keyboard.press("Home");
  assert.equal(await high.getAttribute("aria-valuenow"), "0");
  // The slider scales what was drawn, and the bars show it.
  const before = await bar(page, "14x to 20x").getAttribute("aria-valuenow");
  await sliders(page, "Leverage").press("PageDown");
  await until(
    () => bar(page, "14x to 20x").getAttribute("aria-valuenow"),
    (now) => now !== before,
    "the bars",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("an address that holds no shape says so and is no error", async () => {
  const { page, troubles, close } = await open(browser, "?shape=1-2-3");
  await until(
    () => page.getByRole("status").innerText(),
    (text) => /shape "1-2-3" cannot be read/.test(text),
    "the note",
  );
  await close();
  assert.deepEqual(troubles, []);
});

for (const [mode, context] of Object.entries({
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "320 px": { viewport: { width: 320, height: 640 } },
  "forced colours": { forcedColors: "active" },
})) {
  test(`axe finds nothing and nothing scrolls sideways: ${mode}`, async () => {
    const { page, close } = await open(browser, "?view=crowd", { context });
    for (const summary of await page.locator("summary").all()) if (await summary.isVisible()) await summary.click();
    await until(
      () => colours(page, "density"),
      (count) => count > 4,
      "the picture",
    );
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await close();
  });
}
