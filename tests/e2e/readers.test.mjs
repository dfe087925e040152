// Readers with letters of their own: nothing is too small to read, everything follows their size and their spacing.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "./test.mjs";
import { idle, launch, open, until } from "./browser.mjs";

/** Nothing that is to be read is smaller, CSS pixels. */
const LEAST = 12;
const SIZES = [
  [360, 740],
  [768, 1024],
  [1440, 900],
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Opens all that folds. */
async function unfold(page) {
  for (const summary of await page.locator("summary").all()) {
    if ((await summary.isVisible()) && !(await summary.evaluate((element) => element.parentElement.open || element.closest("#save") !== null)))
      await summary.click();
  }
}

/** Every text of the page with its size, smallest first; hidden ones too: what is not shown now may be shown later. */
const sizesOf = (page) =>
  page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (node.data.trim() === "" || holder.closest("script, style, template, noscript, math")) continue;
      found.push({ size: Number.parseFloat(getComputedStyle(holder).fontSize), text: node.data.trim().slice(0, 40) });
    }
    for (const field of document.querySelectorAll("input, select, textarea")) {
      if (field.matches("[type=range], [type=radio], [type=checkbox], [type=file]")) continue;
      found.push({ size: Number.parseFloat(getComputedStyle(field).fontSize), text: field.outerHTML.slice(0, 60) });
    }
    return found.sort((a, b) => a.size - b.size);
  });

/** Sizes of the words on the canvas as they are on screen: the engine writes the same picture as a drawing. */
async function drawnSizes(page) {
  await page.locator("#save summary").click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-save=svg]").click()]);
  const svg = await readFile(await download.path(), "utf8");
  const [, width] = svg.match(/viewBox="0 0 ([\d.]+) /);
  const shown = await page.locator(".frame").evaluate((frame) => frame.clientWidth);
  const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => (Number(size) * shown) / Number(width));
  assert.ok(sizes.length > 5, "words on the canvas");
  return sizes;
}

/**
 * What a reader cannot get to: words that stick out of a box which cuts them off, out of their button or out of the window, and
 * numbers that are wider than their field.
 */
const lost = (page) =>
  page.evaluate(() => {
    const found = [];
    const isAside = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const { clipPath, visibility, position } = getComputedStyle(at);
        if (clipPath !== "none" || (visibility === "hidden" && position === "absolute")) return true;
      }
      return false;
    };
    const say = (why, element, text) =>
      found.push(`${why}: ${element.id || element.className || element.tagName}: ${text.trim().replace(/\s+/g, " ").slice(0, 50)}`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (
        node.data.trim() === "" ||
        holder.closest("script, style, template, noscript, option, math, .picture-frame, .frame, .readout") ||
        !holder.checkVisibility({ visibilityProperty: true }) ||
        isAside(holder)
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rect = range.getBoundingClientRect();
      if (rect.width === 0) continue;
      for (let box = holder; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY, display } = getComputedStyle(box);
        if (display.startsWith("inline") && !box.matches("button, a")) continue;
        const edge = box.getBoundingClientRect();
        const isCut = (overflow) => overflow === "hidden" || overflow === "clip";
        const canScroll = (overflow) => overflow === "auto" || overflow === "scroll";
        const isButton = box.matches("button, summary, .file");
        if ((isCut(overflowX) || isButton) && (rect.left < edge.left - 1 || rect.right > edge.right + 1)) say("cut off sideways", box, node.data);
        if ((isCut(overflowY) || isButton) && (rect.top < edge.top - 2 || rect.bottom > edge.bottom + 2)) say("cut off in height", box, node.data);
        if (canScroll(overflowX) || canScroll(overflowY)) break;
      }
      const scroller = holder.closest(".table-scroll, .pictures, .picture-column");
      if (!scroller && (rect.left < -1 || rect.right > document.documentElement.clientWidth + 1)) say("out of the window", holder, node.data);
    }
    for (const field of document.querySelectorAll("input[type=text], input[type=number], input:not([type])")) {
      if (field.checkVisibility({ visibilityProperty: true }) && field.scrollWidth > field.clientWidth + 1)
        say("wider than its field", field.parentElement, `${field.ariaLabel ?? ""} ${field.value}`);
    }
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) found.push(`the page scrolls ${wide} px sideways`);
    return found;
  });

for (const [width, height] of SIZES) {
  test(`no words are smaller than ${LEAST} pixels at ${width}, on the page, on the canvas and in the embed`, async () => {
    const { page, close } = await open(browser, "", { context: { viewport: { width, height } } });
    await unfold(page);
    assert.deepEqual(
      (await sizesOf(page)).filter(({ size }) => size < LEAST),
      [],
    );
    const drawn = await drawnSizes(page);
    assert.ok(Math.min(...drawn) >= LEAST - 0.01, `${drawn}`);
    for (const view of ["Crowd", "Waves", "Table"]) {
      await page.getByRole("tab", { name: view, exact: true }).click();
      await idle(page);
      assert.deepEqual(
        (await sizesOf(page)).filter(({ size }) => size < LEAST),
        [],
        view,
      );
    }
    await close();
    for (const frame of [
      { width, height },
      { width, height: 360 },
      { width: 300, height: 250 },
    ]) {
      const embed = await open(browser, "embed.html", { context: { viewport: frame } });
      assert.deepEqual(
        (await sizesOf(embed.page)).filter(({ size }) => size < LEAST),
        [],
        JSON.stringify(frame),
      );
      await embed.close();
    }
  });
}

/** A reader's own rules are the browser's, and the page's policy does not bind them. */
const FOREIGN = { bypassCSP: true };
const SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }";
const root200 = (page) => page.addStyleTag({ content: "html { font-size: 200% !important; }" });

test("letters of twice the size make everything larger, cut nothing off and scroll nothing sideways", async () => {
  for (const path of ["?lang=de", "?section=watch", "?preset=staircase"]) {
    for (const [width, height] of [...SIZES, [1280, 720], [320, 640]]) {
      const { page, close } = await open(browser, path, { context: { ...FOREIGN, viewport: { width, height }, reducedMotion: "reduce" } });
      await root200(page);
      await idle(page);
      const larger = await sizesOf(page);
      assert.ok(larger[0].size >= 2 * LEAST, `${path} ${width}: ${JSON.stringify(larger[0])}`);
      await unfold(page);
      assert.deepEqual(await lost(page), [], `${path} at ${width}`);
      await close();
    }
  }
});

test("the layout follows letters that a rule of the reader's own makes larger, and back, as it follows those of the browser", async () => {
  for (const [width, size, isNarrow] of [
    [1024, 100, false],
    [1024, 125, true],
    [1024, 200, true],
    [1280, 125, false],
    [1280, 200, true],
  ]) {
    const layout = (page) =>
      page.evaluate(() => {
        const [stage, controls] = [".stage", ".controls"].map((name) => document.querySelector(name).getBoundingClientRect());
        return { isNarrow: controls.top >= stage.bottom, tabs: document.querySelector(".tabs").getBoundingClientRect().width };
      });
    const { page, close } = await open(browser, "", { context: { ...FOREIGN, viewport: { width, height: 768 }, reducedMotion: "reduce" } });
    const usual = await layout(page);
    assert.equal(usual.isNarrow, false);
    const rule = await page.addStyleTag({ content: `html { font-size: ${size}% !important; }` });
    const own = await until(
      () => layout(page),
      (now) => now.isNarrow === isNarrow,
      `${width} at ${size} %`,
    );
    await rule.evaluate((element) => element.remove());
    await until(
      () => layout(page),
      (now) => JSON.stringify(now) === JSON.stringify(usual),
      "the usual layout",
    );
    // The same letters, set in the browser.
    const client = await page.context().newCDPSession(page);
    await client.send("Page.setFontSizes", { fontSizes: { standard: (16 * size) / 100 } });
    await until(
      () => layout(page),
      (now) => JSON.stringify(now) === JSON.stringify(own),
      `${width} at ${size} %, by the browser`,
    );
    await close();
  }
});

test("letters of twice the size break no word of what is set, said or counted on a phone", async () => {
  for (const path of ["?lang=de", "?section=play", "?lang=de&section=watch&preset=staircase"]) {
    for (const width of [320, 390]) {
      const { page, close } = await open(browser, path, { context: { ...FOREIGN, viewport: { width, height: 640 }, reducedMotion: "reduce" } });
      await root200(page);
      await idle(page);
      const broken = await page.evaluate(() => {
        const found = [];
        for (const part of document.querySelectorAll(
          "h1, h2, h3, .sentence, label, button, summary, figcaption span, .help, .figures :is(dt, dd), .bars li, .bet-text",
        )) {
          if (!part.checkVisibility({ visibilityProperty: true }) || part.closest(".visually-hidden, .save, details:not([open]) > :not(summary)")) continue;
          const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            // A hyphen and a dash end a line by themselves.
            for (const { index, 0: word } of node.data.matchAll(/[^\s\u2013-]+/g)) {
              const range = document.createRange();
              range.setStart(node, index);
              range.setEnd(node, index + word.length);
              const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
              if (lines.size > 1) found.push(`${part.className || part.tagName}: ${word}`);
            }
          }
        }
        return found;
      });
      assert.deepEqual(broken, [], `${path} at ${width}`);
      await close();
    }
  }
});

test("large letters leave the figure its room, and nothing lies over anything else", async () => {
  for (const [path, width, height, size, least] of [
    ["", 1280, 720, 200, 240],
    ["?lang=de", 1280, 720, 150, 240],
    ["?lang=de", 1280, 720, 125, 240],
    ["?lang=de", 1024, 768, 200, 140],
    ["", 1440, 900, 200, 240],
    ["?section=watch&lang=de", 1280, 720, 200, 240],
    ["?section=play", 1280, 720, 175, 240],
    ["embed.html", 360, 740, 200, 200],
    ["embed.html?lang=de", 360, 740, 150, 130],
    ["embed.html?lang=de&section=watch", 360, 740, 200, 200],
    ["embed.html?lang=de", 640, 700, 200, 200],
    ["embed.html", 300, 250, 200, 130],
    ["embed.html?lang=de", 1280, 720, 200, 200],
  ]) {
    const { page, close } = await open(browser, path, { context: { ...FOREIGN, viewport: { width, height }, reducedMotion: "reduce" } });
    await page.addStyleTag({ content: `html { font-size: ${size}% !important; }` });
    await idle(page);
    const where = `${path} at ${width} x ${height}, ${size} %`;
    const { frame, parts, end } = await page.evaluate(() => {
      const box = (element) => element.getBoundingClientRect();
      const isThere = (element) =>
        element.checkVisibility({ visibilityProperty: true }) && getComputedStyle(element).clipPath === "none" && box(element).height > 0;
      const column = [
        ...document.querySelectorAll(
          ".story > .intro, .story > .bet, .frame, figcaption, .story > .transport, .story > .numbers, .embed .page > *:not(.figure)",
        ),
      ].filter(isThere);
      return {
        frame: box(document.querySelector(".frame")).height,
        parts: column.map((element) => ({
          name: element.className || element.id,
          top: box(element).top,
          bottom: box(element).bottom,
          left: box(element).left,
          right: box(element).right,
        })),
        end: document.documentElement.scrollHeight,
      };
    });
    assert.ok(frame >= least, `${where}: the figure is ${frame} high`);
    for (const [index, one] of parts.entries()) {
      for (const other of parts.slice(0, index)) {
        const isOver =
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1 && Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1;
        assert.ok(!isOver, `${where}: ${JSON.stringify([other, one])}`);
      }
      assert.ok(one.bottom <= end + 1, `${where}: ${one.name} cannot be scrolled to`);
    }
    if (path.startsWith("embed")) assert.deepEqual(await lost(page), [], where);
    await close();
  }
});

test("the sentence of a low frame keeps all its lines, whatever letters and spacing its reader has", async () => {
  const large = "html { font-size: 200% !important; }";
  for (const [query, width, height, rules] of [
    ["", 320, 480, large],
    ["?lang=de", 320, 480, large],
    ["", 320, 480, large + SPACING],
    ["", 320, 480, SPACING],
    ["", 480, 420, large],
    ["?controls=transport", 300, 250, large],
    ["", 640, 360, large],
    ["?lang=de", 640, 360, large + SPACING],
  ]) {
    const { page, close } = await open(browser, `embed.html${query}`, { context: { ...FOREIGN, viewport: { width, height }, reducedMotion: "reduce" } });
    await page.addStyleTag({ content: rules });
    await idle(page);
    const { sentence, frame, moves } = await page.evaluate(() => {
      const [sentence, frame, moves] = ["#sentence", ".frame", "#controls"].map((name) => document.querySelector(name));
      const box = (element) => element.getBoundingClientRect();
      return {
        sentence: { has: box(sentence).height, needs: sentence.scrollHeight, bottom: box(sentence).bottom },
        frame: box(frame).top,
        moves: box(moves).top,
      };
    });
    const where = `${query} at ${width} x ${height}, ${rules}`;
    assert.ok(sentence.needs <= sentence.has + 1 && sentence.bottom <= frame + 1, `${where}: ${JSON.stringify({ sentence, frame })}`);
    assert.ok(moves >= 0, `${where}: the sliders begin at ${moves}`);
    await close();
  }
});

test("the canvas' words follow the reader's letters, and what lies over it meets it", async () => {
  const { page, close } = await open(browser, "?section=play", { context: { ...FOREIGN, viewport: { width: 600, height: 900 } } });
  await root200(page);
  const drawn = await until(
    () => drawnSizes(page),
    (sizes) => Math.min(...sizes) >= 2 * LEAST - 0.2,
    "larger words",
  );
  assert.ok(Math.max(...drawn) < 3 * LEAST, `${drawn}`);
  // The grip stands where the price line does: dragging it by a part of the plot changes the shock by that part.
  const grip = page.locator(".grip");
  await grip.waitFor();
  await grip.scrollIntoViewIfNeeded();
  const frame = await page.locator(".frame").boundingBox();
  const box = await grip.boundingBox();
  assert.ok(box.y > frame.y && box.y + box.height < frame.y + frame.height, JSON.stringify({ box, frame }));
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 20, { steps: 4 });
  await page.mouse.up();
  await until(
    async () => Number(await page.getByRole("slider", { name: "Shock size" }).inputValue()),
    (shock) => shock < -0.05,
    "a larger fall",
  );
  // It follows the hand: the grip ends where the mouse let go, whatever the picture's own pixels are.
  const after = await until(
    async () => {
      const now = await grip.boundingBox();
      return now.y + now.height / 2;
    },
    (middle) => Math.abs(middle - (y + 20)) < 60,
    "the grip",
  );
  assert.ok(after > frame.y);
  await close();
});

test("spacing of the reader's own cuts nothing off", async () => {
  for (const path of ["", "?lang=de", "?section=watch&lang=de", "?section=play&preset=staircase", "embed.html", "embed.html?lang=de&section=watch"]) {
    for (const [width, height] of [...SIZES, [1280, 720]]) {
      const { page, close } = await open(browser, path, { context: { ...FOREIGN, viewport: { width, height }, reducedMotion: "reduce" } });
      await page.addStyleTag({ content: SPACING });
      await idle(page);
      if (!path.startsWith("embed")) await unfold(page);
      assert.deepEqual(await lost(page), [], `${path} at ${width}`);
      await close();
    }
  }
});
