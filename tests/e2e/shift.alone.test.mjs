// Nothing moves while the page becomes ready. Alone: a page that is not there after two and a half seconds is shown as far
// as it is, and what comes then may move it; a busy neighbour can make it that late.
import assert from "node:assert/strict";
import { after, before as beforeAll, test } from "./test.mjs";
import { idle, launch, open, until } from "./browser.mjs";

let browser;
beforeAll(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [name, options] of [
  ["wide", {}],
  ["narrow", { viewport: { width: 390, height: 844 } }],
]) {
  test(`nothing moves while the page becomes ready (${name})`, async () => {
    const before = (page) =>
      page.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (!hadRecentInput) window.shifts.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 60) ?? "")]);
          }
        }).observe({ type: "layout-shift", buffered: true });
      });
    const some = [
      "",
      "?section=watch",
      "?section=play",
      "?preset=last-line",
      "?preset=slow-motion&leverage=20",
      "?preset=real-book",
      "?preset=same-odds",
      "?preset=calm-water",
    ];
    for (const address of [...some, ...some.map((one) => `${one || "?"}&lang=de`)]) {
      const { page, close } = await open(browser, address, { before, context: options });
      await page.waitForLoadState("networkidle");
      // Through the search for the breaking point, too, which tells how far it is.
      await until(
        () => page.locator("#breaking").innerText(),
        (text) => text !== "" && !/Looking|gesucht/.test(text),
        "the end of the search",
      );
      await idle(page);
      assert.deepEqual(await page.evaluate(() => window.shifts), [], address);
      await close();
    }
  });
}
