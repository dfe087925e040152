// What helps people who see, point or move differently.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, sliders, violations } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const MODES = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "320 px": { viewport: { width: 320, height: 640 } },
  "forced colours": { forcedColors: "active" },
  "reduced motion": { reducedMotion: "reduce", colorScheme: "dark" },
};

for (const [mode, context] of Object.entries(MODES)) {
  test(`axe finds nothing: ${mode}`, async () => {
    const { page, close } = await open(browser, "?crowding=0.7", { context });
    for (const summary of await page.locator("summary").all()) if (await summary.isVisible()) await summary.click();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("tab", { name: "Table" }).click();
    await page.getByRole("rowheader", { name: "shock" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await close();
  });
}

test("axe finds nothing in each section, in German, with the bet on the table", async () => {
  for (const [path, colorScheme] of [
    ["?section=watch&lang=de", "light"],
    ["?section=play&lang=de&ruleset=binance", "dark"],
  ]) {
    const { page, close } = await open(browser, path, { context: { colorScheme, reducedMotion: "reduce" } });
    for (const summary of await page.locator("summary").all()) if (await summary.isVisible()) await summary.click();
    assert.deepEqual(await violations(page), []);
    await close();
  }
});

test("axe finds nothing in the embed", async () => {
  for (const [colorScheme, path] of [
    ["light", "embed.html"],
    ["dark", "embed.html"],
    ["dark", "embed.html?section=watch"],
  ]) {
    const { page, close } = await open(browser, path, { context: { colorScheme, viewport: { width: 640, height: 600 } } });
    assert.deepEqual(await violations(page), []);
    await close();
  }
});

test("nothing scrolls sideways, from 320 px on", async () => {
  const { page, close } = await open(browser);
  for (const summary of await page.locator("summary").all()) if (await summary.isVisible()) await summary.click();
  for (const width of [1280, 900, 768, 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, `${width}`);
  }
  await close();
});

test("targets are large enough, larger for fingers", async () => {
  for (const [least, context] of [
    [32, {}],
    [44, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }],
  ]) {
    const { page, close } = await open(browser, "", { context });
    for (const summary of await page.locator("summary").all()) if (await summary.isVisible()) await summary.click();
    const small = await page.evaluate((most) => {
      const found = [];
      for (const element of document.querySelectorAll("button, select, summary, input[type=range], input[type=number], .file, .table-foot a")) {
        const { width, height } = element.getBoundingClientRect();
        // Terms stand in lines of text.
        const least = element.matches(".term") ? 24 : most;
        if (width > 0 && (width < least || height < least)) found.push(`${element.outerHTML.slice(0, 80)} ${width} x ${height}`);
      }
      return found;
    }, least);
    assert.deepEqual(small, []);
    await close();
  }
});

test("the tab key goes through the page in reading order and shows where it is", async () => {
  const { page, close } = await open(browser);
  await sliders(page, "Where it lands").waitFor();
  const expected = [
    "Skip to the figure",
    "Skip to the sliders",
    "Liquidation Cascades",
    "Watch",
    "Play",
    "Save",
    "Share",
    "Deutsch",
    "Theme: automatic",
    "Chart",
    "Where it lands",
    "Let it fall",
    "Cascade",
    "The price, to drag",
    "Leave out weak bands",
    "Farther away",
    "Closer",
    "Play",
    "Step",
    "Step wave",
    "First liquidation",
    "Timeline",
    "Worst moment",
    "Full screen",
    "Speed 0.25x 0.5x 1x 2x 4",
    "Forced sales",
    "Each forced $1 triggers",
    "Who paid",
    "What is Leverage?",
    "Leverage, exact value",
    "Leverage",
    "What is Market depth?",
    "Market depth, exact valu",
    "Market depth",
    "What is Shock?",
    "Shock size, exact value",
    "Shock size",
    "What is assumed",
    "Reset",
    "New seed",
    "Undo",
    "Redo",
    "Compare",
    "What is Breaking point?",
    "Preset",
    "The match",
    "Thin book",
  ];
  const walk = [];
  while (walk.length < expected.length) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const focused = getComputedStyle(element.closest(".file, .exact") ?? element);
      const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
      return {
        name: name.trim().replace(/\s+/g, " ").slice(0, 24),
        isSlider: element.type === "range",
        isVisible: focused.outlineStyle !== "none" && focused.outlineWidth !== "0px",
      };
    });
    if (!stop) break;
    // A slider shows its focus on the thumb, which only a picture can tell.
    if (stop.isSlider) {
      const slider = page.locator(":focus");
      const focused = await slider.screenshot();
      const handle = await slider.elementHandle();
      await handle.evaluate((element) => element.blur());
      assert.ok(!focused.equals(await handle.screenshot()), stop.name);
      await handle.focus();
    } else {
      assert.ok(stop.isVisible, stop.name);
    }
    walk.push(stop.name);
  }
  assert.deepEqual(walk, expected);
  await close();
});

test("at 1280 x 720 everything important is in sight without scrolling", async () => {
  const { page, close } = await open(browser);
  for (const locator of [
    page.locator("#sentence"),
    page.locator(".frame"),
    page.getByRole("button", { name: "Play", exact: true }),
    sliders(page, "Timeline"),
    sliders(page, "Leverage"),
    sliders(page, "Market depth"),
    sliders(page, "Shock size"),
    page.getByLabel("Preset", { exact: true }),
    page.locator("#figures"),
    page.getByText("Not a forecast, not advice."),
  ]) {
    const box = await locator.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 720, `${locator}: ${JSON.stringify(box)}`);
  }
  await close();
});

test("on a phone sentence, figure, transport, the bet and the first slider are the first screen", async () => {
  const { page, close } = await open(browser, "", { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } });
  for (const locator of [
    page.locator("#sentence"),
    page.locator(".frame"),
    page.getByRole("button", { name: "Play", exact: true }),
    page.locator("#bet"),
    sliders(page, "Leverage"),
  ]) {
    const box = await locator.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 844, `${locator}: ${JSON.stringify(box)}`);
  }
  await close();
});

test("playing and its speed are one row, from 320 px on", async () => {
  for (const width of [390, 360, 320]) {
    const { page, close } = await open(browser, "", { context: { viewport: { width, height: 740 }, hasTouch: true, isMobile: true } });
    const row = [page.getByRole("button", { name: "Play", exact: true }), page.getByRole("button", { name: "Step wave" }), page.getByLabel("Speed")];
    const tops = await Promise.all(row.map(async (locator) => (await locator.boundingBox()).y));
    assert.deepEqual(
      tops,
      tops.map(() => tops[0]),
      `${width}`,
    );
    // The strip of waves needs that much.
    assert.ok((await page.locator(".frame").boundingBox()).height >= 300, `${width}`);
    await close();
  }
});

test("no width breaks a number or hides the Timeline", async () => {
  for (const width of [1440, 1280, 1240, 1180, 1000, 900, 640, 390]) {
    const { page, close } = await open(browser, "?preset=thin-book", { context: { viewport: { width, height: 800 } } });
    for (const value of await page.locator(".figures .value").all()) {
      assert.ok((await value.boundingBox()).height < 30, `${width}: ${await value.innerText()}`);
    }
    assert.ok((await sliders(page, "Timeline").boundingBox()).width > 120, `${width}`);
    await close();
  }
});

test("with the reader's own colours the page stays usable", async () => {
  const { page, troubles, close } = await open(browser, "", { context: { forcedColors: "active" } });
  assert.equal(await page.locator("#error").isVisible(), false);
  assert.ok(await sliders(page, "Leverage").isVisible());
  assert.deepEqual(troubles, []);
  await close();
});
