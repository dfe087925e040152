// The pages to read: as wide as the window, by the rules of accessibility, with equations that are drawn, and on paper.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, violations } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const PAGES = ["about.html", "embedding.html", "model.html", "reference.html"];
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const name of PAGES) {
  test(`${name} fits every window and breaks no rule of accessibility, in both themes`, async () => {
    for (const [width, colorScheme] of [
      [1280, "light"],
      [1280, "dark"],
      [390, "dark"],
      [320, "light"],
    ]) {
      const { page, close } = await open(browser, name, { isReady: false, context: { colorScheme, viewport: { width, height: 800 } } });
      assert.ok((await overflow(page)) <= 0, `${width} px: ${await overflow(page)} px too wide`);
      assert.deepEqual(await violations(page), [], `${width} ${colorScheme}`);
      await close();
    }
  });

  test(`${name} begins with the way past its head, and says where it is`, async () => {
    const { page, close } = await open(browser, name, { isReady: false });
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the text");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
    assert.equal(await page.locator("[aria-current=page]").getAttribute("href"), name);
    await page.locator("nav").getByRole("link", { name: "Liquidation Cascades" }).waitFor();
    await close();
  });
}

test("equations are drawn as such: fractions stand upon each other, none is cut off", async () => {
  for (const [width, fontSize] of [
    [1280, "100%"],
    [320, "100%"],
    [1280, "200%"],
  ]) {
    const { page, close } = await open(browser, "model.html", { isReady: false, context: { viewport: { width, height: 800 } } });
    const found = await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
      const boxes = (selector) => [...document.querySelectorAll(selector)];
      const fractions = boxes("mfrac").map((fraction) => [...fraction.children].map((part) => part.getBoundingClientRect()));
      const cut = boxes(".equation").filter((box) => getComputedStyle(box).overflowX !== "auto" && box.scrollWidth > box.clientWidth);
      const empty = boxes("math").filter((math) => math.getBoundingClientRect().width < 4 || math.getBoundingClientRect().height < 4);
      // Its letters are inside of the box that may scroll, above and below as well.
      const clipped = boxes(".equation").filter((box) => box.scrollHeight > box.clientHeight + 1);
      return {
        equations: boxes(".equation").length,
        stacked: fractions.every(([above, below]) => above.bottom <= below.top + 1),
        fractions: fractions.length,
        cut: cut.length,
        empty: empty.length,
        clipped: clipped.map((box) => box.textContent),
      };
    }, fontSize);
    assert.ok(found.equations > 40 && found.fractions > 20, JSON.stringify(found));
    assert.deepEqual({ ...found, equations: 0, fractions: 0 }, { equations: 0, stacked: true, fractions: 0, cut: 0, empty: 0, clipped: [] });
    await close();
  }
});

test("on paper the text has the whole width and no head", async () => {
  const { page, close } = await open(browser, "model.html", { isReady: false, context: { viewport: { width: 720, height: 900 }, colorScheme: "dark" } });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("header").isVisible(), false);
  assert.equal(await page.locator(".skip").isVisible(), false);
  assert.ok((await overflow(page)) <= 0);
  assert.equal(await page.locator("body").evaluate((body) => getComputedStyle(body).color), "rgb(17, 24, 39)");
  await close();
});

test("the foot of the page leads to them, in its language", async () => {
  for (const [query, fragment] of [
    ["", ""],
    ["?lang=de", "#de"],
  ]) {
    const { page, close } = await open(browser, query);
    const links = await page
      .locator(".about a")
      .evaluateAll((all) => all.map((link) => new URL(link.href)).map(({ pathname, hash }) => pathname.split("/").at(-1) + hash));
    assert.deepEqual(links, [`about.html${fragment}`, `model.html${fragment}`]);
    await close();
  }
});
