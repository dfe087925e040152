// What comes after the first picture: nothing that a reader does meanwhile is lost, and it is said when it does not come.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, ready, sliders, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** As it is written, or packed. */
const REST = /\/rest(?:-\w+)?\.js$/;
const live = (page) => page.locator('html[data-state="ready"]').waitFor({ state: "attached" });

/** A page whose rest is held up on its way. */
async function early() {
  let arrive = () => {};
  const held = new Promise((resolve) => (arrive = resolve));
  const opened = await open(browser, "", {
    isReady: false,
    before: (page) =>
      page.route(REST, async (route) => {
        await held;
        await route.continue();
      }),
  });
  await live(opened.page);
  return { ...opened, arrive };
}

test("the figure and its controls live before the rest is there", async () => {
  const { page, close, arrive } = await early();
  const before = await page.locator("#sentence").innerText();
  await sliders(page, "Shock size").press("PageDown");
  await until(
    () => page.locator("#sentence").innerText(),
    (text) => text !== before,
    "another sentence",
  );
  assert.match(await page.locator('[data-figure="final"] .value').innerText(), /−/);
  arrive();
  await ready(page);
  await close();
});

test("views, buttons and fields that are used before they are there do it when they are", async () => {
  const { page, close, arrive } = await early();
  await page.getByRole("tab", { name: "Crowd" }).click();
  await page.locator("#panel-crowd").waitFor();
  await page.getByRole("button", { name: "Compare" }).click();
  await page.locator("#own > summary").click();
  await page.locator("#own-size").fill("25,000");
  await page.getByRole("radio", { name: /^Short/ }).check();
  assert.equal(await page.locator("html").getAttribute("data-rest"), "coming");
  arrive();
  await ready(page);
  await until(
    () => page.locator("#panel-crowd [data-picture=density] .picture-caption").innerText(),
    (text) => text.trim().length > 20,
    "words of the crowd",
  );
  await until(
    () => page.locator("#compare").innerText(),
    (text) => text !== "Compare",
    "the pinned run",
  );
  assert.equal(await page.locator("#own").evaluate((panel) => panel.open), true);
  assert.equal(await page.locator("#own-size").inputValue(), "25,000");
  assert.equal(await page.getByRole("radio", { name: /^Short/ }).isChecked(), true);
  await until(
    () => page.locator("#own .verdict").innerText(),
    (text) => text !== "",
    "a verdict",
  );
  assert.match(page.url(), /view=crowd/);
  await close();
});

test("a file that is dropped before that is read", async () => {
  const { page, close, arrive } = await early();
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["price,size,side\n99,5,bid\n98,6,bid\n101,5,ask\n102,6,ask\n"], "early-book.csv", { type: "text/csv" }));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
  });
  arrive();
  await page.locator('#data [data-name="early-book.csv"]').waitFor({ state: "attached" });
  await close();
});

test("where it does not come that is said, with a way to try again, and the figure goes on", async () => {
  for (const [query, words, again] of [
    ["", /A part of the page could not be loaded/, "Try again"],
    ["?lang=de", /Ein Teil der Seite konnte nicht geladen werden/, "Noch einmal versuchen"],
  ]) {
    const { page, close } = await open(browser, query, {
      isReady: false,
      before: (page) => page.route(REST, (route) => route.fulfill({ status: 404, body: "" })),
      expects: [/404/, /Failed to load/],
    });
    await live(page);
    await until(
      () => page.locator("#error").innerText(),
      (text) => words.test(text),
      "what is missing",
    );
    await page.locator("#error").getByRole("button", { name: again }).waitFor();
    const before = await page.locator("#sentence").innerText();
    await page.locator("#control-shock").press("PageDown");
    await until(
      () => page.locator("#sentence").innerText(),
      (text) => text !== before,
      "another sentence",
    );
    assert.match(await page.locator("#error").innerText(), words);
    await close();
  }
});

test("what an address has locked or taken away is no reason that the rest does not come", async () => {
  for (const query of ["?lock=all", "?lock=shock&section=play", "?static=1", "?plain=1"]) {
    const { page, close } = await open(browser, query);
    assert.equal(await page.locator("#error").isVisible(), false, query);
    await until(
      () => page.locator("#glossary dt").count(),
      (count) => count > 5,
      "the glossary",
    );
    await close();
  }
});

test("who comes for more than the first picture has all of it with the first run", async () => {
  const { page, close } = await open(browser, "?preset=thin-book&view=waves", { isReady: false });
  await live(page);
  assert.equal(await page.locator("html").getAttribute("data-rest"), null);
  await close();
});
