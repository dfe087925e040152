// How an embed looks where it will stand: without its ground on somebody's page, and beforehand in the dialog that makes its line.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "./test.mjs";
import { BASE_URL, launch, open, ready, until, violations } from "./browser.mjs";

const { PNG } = createRequire(new URL("../../www/package.json", import.meta.url))("pngjs");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const GROUND = [251, 233, 200];
const near = (pixel, colour) => pixel.every((part, i) => Math.abs(part - colour[i]) <= 2);

/** A page with the embed on a ground of its own; what is seen of some places of the frame. */
async function seen(query, { colorScheme, hostScheme = "normal", style = "color-scheme:light" }) {
  const { page, close } = await open(browser, "reference.html", {
    isReady: false,
    context: { colorScheme, reducedMotion: "reduce", viewport: { width: 700, height: 720 } },
  });
  await page.evaluate(
    ([src, ground, scheme, css]) => {
      document.body.innerHTML = "";
      document.documentElement.style.colorScheme = scheme;
      for (const element of [document.documentElement, document.body]) element.style.background = `rgb(${ground})`;
      document.body.style.margin = "0";
      const frame = document.createElement("iframe");
      frame.style.cssText = `border:0;${css}`;
      frame.width = "640";
      frame.height = "680";
      frame.src = src;
      document.body.append(frame);
    },
    [`${BASE_URL}embed.html?${query}`, GROUND.join(), hostScheme, style],
  );
  const frame = page.frameLocator("iframe");
  await ready(frame);
  const box = await frame.locator(".frame").boundingBox();
  const shot = PNG.sync.read(await page.screenshot());
  await close();
  const at = (x, y) => [...shot.data.subarray(4 * (Math.round(y) * shot.width + Math.round(x)), 4 * (Math.round(y) * shot.width + Math.round(x)) + 3)];
  const all = [];
  for (let y = 0; y < 680; y += 1) for (let x = 0; x < 640; x += 1) all.push(at(x, y));
  // Left of the numbers of the axis nothing is drawn; the ink of the price line is somewhere.
  return { margin: at(3, 3), beside: at(box.x + 2, box.y + 2), ground: all.filter((pixel) => near(pixel, GROUND)).length / all.length, all };
}

test("without its ground the page around shows through, whatever the colours of either", async () => {
  for (const [query, how] of [
    ["transparent=1&theme=light", { colorScheme: "light" }],
    ["transparent=1&theme=dark", { colorScheme: "light" }],
    ["transparent=1", { colorScheme: "dark" }],
    ["transparent=1&theme=dark&lang=de&section=watch", { colorScheme: "dark", hostScheme: "dark" }],
  ]) {
    const { margin, beside, ground, all } = await seen(query, how);
    assert.ok(near(margin, GROUND) && near(beside, GROUND), `${query}: ${margin}, ${beside}`);
    assert.ok(ground > 0.3, `${query}: ${ground}`);
    // Lines and words are as dark, or as light, as ever.
    const isDark = query.includes("dark") || (how.colorScheme === "dark" && !query.includes("light"));
    assert.ok(
      all.some((pixel) => near(pixel, isDark ? [255, 255, 255] : [17, 24, 39])),
      query,
    );
  }
  const opaque = await seen("theme=light", { colorScheme: "light", style: "" });
  assert.ok(near(opaque.margin, [255, 255, 255]) && opaque.ground < 0.02, `${opaque.margin} ${opaque.ground}`);
});

test("playing leaves no trace on a picture without its ground", async () => {
  const { page, close } = await open(browser, "embed.html?transparent=1", { context: { viewport: { width: 640, height: 700 } } });
  const at = () => page.locator(".frame").screenshot();
  await page.evaluate(() => (document.documentElement.style.background = "rgb(251,233,200)"));
  const end = await at();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await until(
    () => page.locator("#status").innerText(),
    (text) => /^The end/.test(text),
    "the end",
  );
  await page.mouse.move(5, 5);
  await until(at, (now) => now.equals(end), "the same picture");
  await close();
});

test("the dialog shows the embed as its line gives it, only beside that line", async () => {
  for (const [path, viewport, words] of [
    ["?section=play", { width: 1280, height: 720 }, { tab: "Embed", box: "Your page's ground shows through", head: "So it will look", slider: "Leverage" }],
    [
      "?section=play&lang=de&leverage=12",
      { width: 390, height: 844 },
      { tab: "Einbetten", box: "Der Grund deiner Seite scheint durch", head: "So wird es aussehen", slider: "Hebel" },
    ],
  ]) {
    const { page, close } = await open(browser, path, { context: { viewport, reducedMotion: "reduce" } });
    await page.locator("#share").click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    const frames = () => dialog.locator(".share-preview iframe").count();
    assert.equal(await frames(), 0);
    assert.equal(
      await page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("share-preview"))),
      false,
      "fetched when it is asked for",
    );
    const box = dialog.getByRole("checkbox", { name: words.box });
    assert.equal(await box.isVisible(), false);
    await dialog.getByRole("tab", { name: words.tab }).click();
    const preview = dialog.locator(".share-preview iframe");
    await preview.scrollIntoViewIfNeeded();
    const frame = page.frameLocator(".share-preview iframe");
    await ready(frame);
    const line = () => dialog.locator("textarea:visible").first().inputValue();
    const source = (text) => text.match(/src="([^"]*)"/)[1].replaceAll("&amp;", "&");
    assert.equal(await preview.getAttribute("src"), source(await line()));
    assert.equal(await frame.getByRole("slider", { name: words.slider }).getAttribute("aria-valuetext"), path.includes("leverage") ? "12x" : "10x");
    // As wide as a column of text, and all of it within the room there is.
    const { width, laid, room } = await preview.evaluate((element) => ({
      width: element.getBoundingClientRect().width,
      laid: element.clientWidth,
      room: element.parentElement.clientWidth,
    }));
    assert.ok(laid === 640 && Math.abs(width - Math.min(640, room)) < 1, `${laid} ${width} ${room}`);
    assert.ok((await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)) <= 0);
    await box.check();
    assert.match(await line(), /transparent=1.*color-scheme:light/s);
    await until(
      () => preview.getAttribute("src"),
      (src) => src.includes("transparent=1"),
      "the flag in the frame",
    );
    await ready(frame);
    assert.deepEqual(await violations(page), []);
    // The page itself stands on nothing: its link has no such flag.
    await dialog.getByRole("tab").first().click();
    assert.doesNotMatch(await line(), /transparent/);
    await until(frames, (count) => count === 0, "no frame elsewhere");
    await close();
  }
});
