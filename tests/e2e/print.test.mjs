// The page on paper: what was found out, the picture, the numbers, the settings and the way back, and nothing to press.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { idle, launch, open } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** How many pages a PDF has. @param {Buffer} pdf */
const pagesOf = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

/** The text of what is visible on paper, and whether any control is. */
async function onPaper(page) {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate(() => {
    const controls = [...document.querySelectorAll("button:not(.term), input, select, textarea, summary, [role=slider], [role=tab]")].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const { backgroundColor } = getComputedStyle(document.documentElement);
    const words = document.body.innerText;
    const names = [...document.querySelectorAll("button:not(.term), summary, [role=tab]")].map((element) => element.textContent.trim()).filter((name) => name.length > 3);
    const frame = document.querySelector(".frame canvas").getBoundingClientRect();
    return { controls: controls.map((element) => element.outerHTML.slice(0, 80)), backgroundColor, words, names, picture: [frame.width, frame.height] };
  });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  return found;
}

for (const [path, colorScheme, said] of [
  ["", "light", ["How a small fall becomes a crash.", "Leverage", "$40M", "Final price", "Licence: MIT OR Apache-2.0"]],
  ["?preset=staircase&depth=55e6", "dark", ["Leverage", "$55M", "Forced sales"]],
  ["?lang=de&theme=dark", "light", ["Hebel", "40 Mio. $", "Zwangsverkäufe", "Lizenz: MIT OR Apache-2.0"]],
  ["?section=watch", "dark", ["Leverage", "$40M"]],
  ["?section=play&view=table&lang=de", "light", ["Hebel", "Zwangsverkäufe"]],
]) {
  test(`on paper: ${path || "the page"}, ${colorScheme}`, async () => {
    const { page, close } = await open(browser, path, { context: { colorScheme, reducedMotion: "reduce" } });
    // What only paper needs comes when the page has nothing else to do.
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/print-view.js")));
    await idle(page);
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    assert.ok(pagesOf(pdf) >= 1 && pagesOf(pdf) <= 2, `${pagesOf(pdf)} pages`);
    if (process.env.PDF) await (await import("node:fs/promises")).writeFile(`${process.env.PDF}/${path.replace(/\W/g, "_")}.pdf`, pdf);
    const { controls, backgroundColor, words, names, picture } = await onPaper(page);
    assert.deepEqual(controls, []);
    assert.equal(backgroundColor, "rgb(255, 255, 255)");
    assert.ok(picture[0] > 300 && picture[1] > 150, `${picture}`);
    const text = words.replace(/\s+/g, " ");
    for (const word of said) assert.ok(text.includes(word), `${word}: ${text}`);
    assert.ok(text.includes(new URL(page.url()).origin), text);
    const lines = words.split("\n").map((line) => line.trim());
    // The situation is named among the settings, as it is on its button; every other label of something to press is nowhere.
    const situation = await page.locator("#preset").evaluate((select) => select.selectedOptions[0].textContent.trim());
    for (const name of names) if (name !== situation) assert.ok(!lines.includes(name), name);
    await close();
  });
}
