// The page on paper: what was found out, the picture, the numbers, the settings and the way back, and nothing to press.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { textsOf } from "./pdf.mjs";
import { idle, launch, open, samePicture, sentence } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** How many pages a PDF has. @param {Buffer} pdf */
const pagesOf = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

/** Pictures of pixels in a PDF: what is drawn as shapes and words has none. @param {Buffer} pdf */
const rastersOf = (pdf) =>
  [...pdf.toString("latin1").matchAll(/\/Subtype\s*\/Image\s*\/Width (\d+)\s*\/Height (\d+)/g)].map(([, width, height]) => `${width} x ${height}`);

/** Without what a line break or a ligature makes of it. @param {string} text */
const letters = (text) => text.normalize("NFKC").replace(/\s+/g, "");

/** Keeps the drawings that the page makes: its policy lets nobody fetch them. */
const keepDrawings = (page) =>
  page.addInitScript(() => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      if (blob.type === "image/svg+xml") window.drawing = blob.text();
      return make.call(URL, blob);
    };
  });
const drawn = (page) => page.evaluate(() => window.drawing);

/** Names of what can be pressed, as long as they are words. */
const namesOf = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button:not(.term), summary, [role=tab]")].map((element) => element.textContent.trim()).filter((name) => name.length > 3),
  );

/** The text of what is visible on paper, and whether any control is. */
async function onPaper(page) {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate(() => {
    const controls = [...document.querySelectorAll("button:not(.term), input, select, textarea, summary, [role=slider], [role=tab]")].filter((element) =>
      element.checkVisibility({ visibilityProperty: true }),
    );
    const { backgroundColor } = getComputedStyle(document.documentElement);
    const words = document.body.innerText;
    const frame = document.querySelector(".frame .on-paper").getBoundingClientRect();
    const figure = document.querySelector("#figure").getBoundingClientRect();
    const parts = [...document.querySelectorAll(".bar, .intro, .figure, .numbers, .printed")].map((part) => part.getBoundingClientRect());
    const isOver = parts.some((part, index) => index > 0 && part.top < parts[index - 1].bottom - 1);
    return {
      controls: controls.map((element) => element.outerHTML.slice(0, 80)),
      backgroundColor,
      words,
      picture: [frame.width, frame.height],
      figure: [figure.width, figure.height],
      isOver,
    };
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
    const { page, close } = await open(browser, path, { context: { colorScheme, reducedMotion: "reduce" }, before: keepDrawings });
    // What only paper needs comes when the page has nothing else to do.
    await page.locator("html[data-paper]").waitFor({ state: "attached" });
    await idle(page);
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    assert.ok(pagesOf(pdf) >= 1 && pagesOf(pdf) <= 2, `${pagesOf(pdf)} pages`);
    assert.deepEqual(rastersOf(pdf), [], "the picture is as sharp as the printer");
    if (process.env.PDF) await (await import("node:fs/promises")).writeFile(`${process.env.PDF}/${path.replace(/\W/g, "_")}.pdf`, pdf);
    // What the file itself says, letter by letter: the sentence, the settings with their values, the words of the picture, and
    // the way back; and no name of anything to press.
    const pieces = textsOf(pdf);
    const printed = letters(pieces.join(""));
    const settings = await page
      .locator(".mains [data-control]:not([hidden])")
      .evaluateAll((all) =>
        all.flatMap((control) => [
          control.querySelector("label").textContent.trim(),
          control.querySelector("input[type=range]").getAttribute("aria-valuetext"),
        ]),
      );
    assert.ok(settings.length >= 6, `${settings}`);
    const isGerman = path.includes("lang=de");
    const picked = isGerman
      ? ["ohne Zwangsverkäufe", "Longs, die auf Liquidation warten", "Preis", "Schock"]
      : ["without forced selling", "longs waiting to be liquidated", "price", "shock"];
    for (const text of [await sentence(page), ...settings, ...picked, `${new URL(page.url()).origin}/?preset=`, "seed="])
      assert.ok(printed.includes(letters(text)), `${text} is not in ${pieces.join(" | ")}`);
    const names = await namesOf(page);
    const chosen = await page.locator("#preset").evaluate((select) => select.selectedOptions[0].textContent.trim());
    const drawing = await drawn(page);
    for (const name of names)
      if (name !== chosen && !drawing.includes(`>${name}<`)) assert.ok(!pieces.some((piece) => letters(piece) === letters(name)), `${name} can be pressed`);
    const { controls, backgroundColor, words, picture, isOver } = await onPaper(page);
    assert.ok(!isOver, "nothing lies over anything else");
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

for (const [path, width, height, words] of [
  [
    "embed.html?theme=dark",
    640,
    480,
    ["Leverage", "10x", "Market depth", "$40M", "without forced selling", "Positions are invented.", "Licence: MIT OR Apache-2.0"],
  ],
  [
    "embed.html?preset=real-book&lang=de",
    300,
    250,
    ["Hebel", "Mal das angezeigte Buch", "1x", "ohne Zwangsverkäufe", "Positionen sind erfunden.", "Lizenz: MIT OR Apache-2.0"],
  ],
  ["embed.html?section=watch&lang=de&theme=dark", 390, 844, ["Hebel", "40 Mio. $", "ohne Zwangsverkäufe"]],
]) {
  test(`on paper: ${path} in a frame of ${width} x ${height}`, async () => {
    const { page, close } = await open(browser, path, { context: { viewport: { width, height }, reducedMotion: "reduce" }, before: keepDrawings });
    await page.locator("html[data-paper]").waitFor({ state: "attached" });
    const said = await sentence(page);
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    assert.equal(pagesOf(pdf), 1);
    assert.deepEqual(rastersOf(pdf), [], "the picture is as sharp as the printer");
    const pieces = textsOf(pdf);
    const printed = letters(pieces.join(""));
    // The way back is that to the full page: nobody types in the address of a frame.
    for (const text of [said, ...words, new URL(page.url()).origin]) assert.ok(printed.includes(letters(text)), `${text} is not in ${pieces.join(" | ")}`);
    assert.ok(!printed.includes("embed.html"), pieces.join(" | "));
    const drawing = await drawn(page);
    for (const name of await namesOf(page))
      if (!drawing.includes(`>${name}<`)) assert.ok(!pieces.some((piece) => letters(piece) === letters(name)), `${name} can be pressed`);
    await page.setViewportSize({ width: 688, height: 1017 });
    const { controls, backgroundColor, picture, figure, isOver } = await onPaper(page);
    assert.deepEqual(controls, []);
    assert.equal(backgroundColor, "rgb(255, 255, 255)");
    assert.ok(!isOver, "nothing lies over anything else");
    // As wide as the paper, and no room below it is kept for what stands there on screen.
    assert.ok(picture[0] > 600, `${picture}`);
    assert.ok(figure[1] < picture[1] + 60, `${figure} around ${picture}`);
    await close();
  });
}

test("the picture on paper is drawn for it: light from a dark page, the moment and the part that are on screen", async () => {
  const { page, close } = await open(browser, "?section=play&theme=dark", { context: { reducedMotion: "reduce" }, before: keepDrawings });
  const isReady = () => page.locator("html[data-paper]").waitFor({ state: "attached" });
  await isReady();
  const end = await drawn(page);
  assert.match(end, /<svg[^>]* width="688"/);
  assert.match(end, /#ffffff/i);
  // No colour of the dark page is in it.
  const dark = await page.evaluate(() =>
    ["background", "price", "long"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(`--stage-${name}`).trim()),
  );
  for (const colour of dark.filter((colour) => colour !== "#ffffff")) assert.ok(!end.includes(colour), colour);
  const canvas = await page.locator(".frame").screenshot();
  await page.keyboard.press("Tab");
  await page.locator("#figure").focus();
  await page.keyboard.press("Home");
  await page.locator("html:not([data-paper])").waitFor({ state: "attached" });
  await isReady();
  const start = await drawn(page);
  assert.ok(start.length > 1000 && start !== end, "another moment");
  await page.keyboard.press("End");
  await isReady();
  // Nothing of it was seen: the canvas is what it was, and goes on in its own colours.
  await page.locator(".skip").first().focus();
  await page.locator("#figure").evaluate((figure) => figure.blur());
  await page.keyboard.press("Escape");
  await samePicture(page, canvas);
  await close();
});
