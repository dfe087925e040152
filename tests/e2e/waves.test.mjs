// The tab "Waves", the words of the field, what is assumed, and all columns of the table.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { BASE_URL, launch, open, sliders, until, violations } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** How many colours a picture of a place holds, up to a few. */
async function colours(page, place) {
  const png = (await place.screenshot()).toString("base64");
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  }, png);
}

test("the waves are pictures with words, and follow run and playhead", async () => {
  const { page, troubles, close } = await open(browser, "?section=play");
  await page.getByRole("tab", { name: "Waves" }).click();
  const panel = page.locator("#panel-waves");
  await panel.getByRole("heading", { name: "Which group sold in which wave" }).waitFor();
  const flow = panel.getByRole("img", { name: /10–20x: \$/ });
  await flow.waitFor();
  await until(
    () => colours(page, flow),
    (count) => count > 20,
    "colours of the flow",
  );
  assert.match(await panel.locator("#waves-flow .picture-caption").innerText(), /^\$323M was sold by force: 47\s% of it/);
  assert.match(await panel.locator("#waves-flow .rule").innerText(), /belongs to the wave in which its price was reached/);
  const ratios = panel.getByRole("img", { name: /Feedback R was highest/ });
  await ratios.scrollIntoViewIfNeeded();
  await until(
    () => colours(page, ratios),
    (count) => count > 10,
    "colours of the ratios",
  );
  const atTheEnd = await ratios.screenshot();
  await page.getByRole("slider", { name: "Timeline" }).press("Home");
  await until(
    () => ratios.screenshot(),
    (now) => !now.equals(atTheEnd),
    "the playhead",
  );
  assert.match(await panel.locator("#waves-paid .picture-caption").innerText(), /^Closing by force cost \$/);
  await page.getByLabel("Preset", { exact: true }).selectOption("slow-motion");
  await panel.getByText(/no Chain ratio here/).waitFor();
  assert.match(await panel.locator("#waves-flow .rule").innerText(), /moment in which it was closed/);
  assert.deepEqual(troubles, []);
  await close();
});

test("nobody closed is said, not drawn", async () => {
  const { page, close } = await open(browser, "?section=play&view=waves&shock=0");
  await page.locator("#waves-flow").getByText("No position was closed by force.").waitFor();
  await page.locator("#waves-flow .picture-frame.is-empty").waitFor({ state: "attached" });
  await close();
});

test("winners closed early stand in words, not among the losses", async () => {
  const { page, close } = await open(browser, "?section=play&preset=last-line");
  const paid = page.locator("#paid");
  assert.match(await paid.locator(".paid-note").innerText(), /positions worth \$\d+M were closed early/);
  const ends = await paid.locator(".bar-line i").evaluateAll((bars) =>
    bars.map((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      return [left, right];
    }),
  );
  assert.ok(ends.length >= 3);
  for (let i = 2; i < ends.length; i += 1) assert.ok(Math.abs(ends[i][0] - ends[i - 1][1]) < 1.5, "each begins where the one before ended");
  assert.ok(Math.abs(ends.at(-1)[1] - ends[0][1]) < 1.5, "the last ends with the whole");
  await close();
});

test("a term opens by keyboard, tells what it means, and closes with the focus where it was", async () => {
  const { page, troubles, close } = await open(browser, "?section=play");
  for (const name of ["What is Market depth?", "Who paid"]) {
    const term = page.getByRole("button", { name, exact: true }).first();
    await term.focus();
    await page.keyboard.press("Enter");
    const popover = page.locator(":popover-open");
    await popover.waitFor();
    const { x, y, width, height } = await popover.boundingBox();
    assert.ok(x >= 0 && y >= 0 && x + width <= 1280 && y + height <= 720, "within the window");
    await page.keyboard.press("Escape");
    await popover.waitFor({ state: "detached" });
    assert.ok(await term.evaluate((element) => element === document.activeElement));
  }
  await page.locator("#glossary summary").click();
  assert.ok((await page.locator("#glossary dt").count()) >= 18);
  assert.deepEqual(troubles, []);
  await close();
});

test("a term's text stands in its place from the first frame, also where it must stand above", async () => {
  const { page, close } = await open(browser, "?section=play");
  const places = await page
    .getByRole("button", { name: "Who paid", exact: true })
    .first()
    .evaluate((/** @type {HTMLButtonElement} */ term) => {
      term.scrollIntoView({ block: "end", behavior: "instant" });
      term.focus({ preventScroll: true });
      term.click();
      const text = /** @type {HTMLElement} */ (document.querySelector(":popover-open"));
      return { text: text.getBoundingClientRect().toJSON(), term: term.getBoundingClientRect().toJSON(), height: innerHeight };
    });
  assert.ok(places.height - places.term.bottom < places.text.height, `it has no room below: ${JSON.stringify(places)}`);
  assert.ok(places.text.top >= 0 && places.text.bottom <= places.term.top, `${JSON.stringify(places)}`);
  await close();
});

test("what is assumed stands beside the controls and follows a choice", async () => {
  const { page, close } = await open(browser, "?section=play");
  await page.locator("[data-group=rules] > summary").click();
  await page.locator("[data-group=rules] .assumed > summary").click();
  const list = page.locator("[data-assumed=rules]");
  assert.ok((await list.locator("math").count()) >= 4);
  await page.locator("[data-control=partial] select").selectOption({ index: 2 });
  await list.getByText(/A share a of the first size/).waitFor();
  await close();
});

test("the table has every column when asked, and calls a squeeze one", async () => {
  const { page, close } = await open(browser, "?preset=short-squeeze&view=table");
  const heads = page.locator("#panel-table thead th");
  await heads.nth(5).waitFor();
  const main = await heads.count();
  await page.getByLabel("All columns").check();
  await until(
    () => heads.count(),
    (count) => count === 19 && count > main,
    "columns",
  );
  assert.ok(!(await heads.allInnerTexts()).some((text) => /sell|sales/i.test(text)));
  assert.match(await page.locator(".frame canvas").getAttribute("aria-label"), /without forced buying/);
  await close();
});

test("axe finds nothing in the waves, and nothing is cut off at 320 pixels", async () => {
  for (const [path, width, colorScheme] of [
    ["?section=play&view=waves", 1280, "dark"],
    ["?section=play&view=waves&lang=de", 320, "light"],
  ]) {
    const { page, close } = await open(browser, path, { context: { viewport: { width, height: 800 }, colorScheme, bypassCSP: true } });
    await page.locator("#glossary summary").click();
    await page.locator(".assumed > summary").first().click();
    assert.deepEqual(await violations(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll");
    await close();
  }
});

test("the crash on screen runs under every rule when it is asked for, and again with another run", async () => {
  const { page, troubles, close } = await open(browser, "?preset=who-should-pay&view=waves");
  // It stands open where it is what the situation is about, and is found closed elsewhere.
  const policies = page.locator(".policies");
  await until(
    () => policies.locator("tbody tr").count(),
    (rows) => rows === 10,
    "a row for each rule",
  );
  assert.match(await policies.locator(".picture-caption").innerText(), /If nobody pays, \$31\.1M stay unpaid\. Closing winners early takes \$2M/);
  assert.match(await policies.locator("tr.is-own th").innerText(), /gain times leverage first the rule of this run/);
  assert.deepEqual(await violations(page), []);
  // What is on screen is what is compared; where the fund pays all there is nothing to share.
  await page.goto(page.url().replace(/preset=[^&]*/, "preset=calm-water"));
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
  await page.locator(".policies summary").click();
  await until(
    () => page.locator(".policies .picture-caption").innerText(),
    (text) => /pays for everything here/.test(text),
    "nothing to share",
  );
  assert.equal(await page.locator(".policies table").isVisible(), false);
  assert.deepEqual(troubles, []);
  await close();
});

test("what a crash leaves behind is told when it is asked for, and again with another run, in both languages", async () => {
  const { page, troubles, close } = await open(browser, "?preset=the-match&view=waves");
  const left = page.locator(".aftermath");
  await left.locator("summary").click();
  await until(
    () => left.locator(".picture-caption").innerText(),
    (text) => /^Before this crash, a fall of 0\.5\s% was the breaking point\. What is left, at 86\.94, has none within reach/.test(text),
    "what is left",
  );
  assert.deepEqual(await left.locator(".bars .amount").allInnerTexts(), ["41\u00a0%", "100\u00a0%", "0.5\u00a0%", "none within reach"]);
  assert.deepEqual(await violations(page), []);
  await page.goto(`${BASE_URL}?preset=no-news&lang=de&view=waves`);
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
  await page.locator(".aftermath summary").click();
  await until(
    () => page.locator(".aftermath .picture-caption").innerText(),
    (text) => /^Was übrig ist, lässt sich hier nicht als eigener Markt angeben/.test(text),
    "why it cannot be told",
  );
  assert.equal(await page.locator(".aftermath .bars li").count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});

test("how a fall spreads over several markets is a picture at the playhead, and gone where there is one", async () => {
  const { page, troubles, close } = await open(browser, "?preset=spreads-the-fire&view=waves");
  const spread = page.locator("#waves-spread");
  await spread.waitFor();
  assert.equal(await spread.locator("tbody td").count(), 36);
  const caption = () => spread.locator(".picture-caption").innerText();
  const atEnd = await caption();
  assert.match(atEnd, /^At the playhead the spectral radius is [\d.]+/);
  await sliders(page, "Timeline").fill("1");
  await until(caption, (text) => text !== atEnd, "another moment");
  assert.deepEqual(await violations(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.goto(`${BASE_URL}?preset=the-match&view=waves`);
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
  await page.locator("#waves-paid").waitFor();
  assert.equal(await page.locator("#waves-spread:visible").count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});
