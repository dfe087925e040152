// Files as large as they may be, and larger. Alone: each task of the page's thread is judged by the processor time that it
// takes, and a busy neighbour makes that longer.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, picture, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Hands the page a file of `rows` rows made there, and watches for tasks that freeze it. */
async function dropBig(page, rows) {
  await page.evaluate(async (rows) => {
    const pieces = ["side,quantity,entry_price,leverage,id\n"];
    for (let from = 0; from < rows; from += 5_000) {
      let text = "";
      for (let row = from; row < Math.min(rows, from + 5_000); row += 1)
        text += `long,0.${String(row).padStart(7, "0")}1,100.25,${5 + (row % 400) / 10},account-name-${row}\n`;
      pieces.push(new Blob([text]));
      await new Promise((resolve) => setTimeout(resolve));
    }
    const big = new File(pieces, "big.csv");
    window.bigBytes = big.size;
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_500 }));
    const transfer = new DataTransfer();
    transfer.items.add(big);
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, rows);
}

/** Milliseconds of the processor that each task of the page's own thread took meanwhile. */
async function processorTimes(page, act) {
  const categories = ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"];
  await page.context().browser().startTracing(page, { categories });
  await act();
  const { traceEvents } = JSON.parse((await page.context().browser().stopTracing()).toString());
  const threads = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const isOfPage = ({ pid, tid }) => threads.some((thread) => thread.pid === pid && thread.tid === tid);
  return traceEvents.filter((event) => event.name === "RunTask" && event.tdur !== undefined && isOfPage(event)).map(({ tdur }) => tdur / 1000);
}

test("50 MB never freeze the page, and show their progress", async () => {
  const { page, close } = await open(browser);
  await page.evaluate(() => {
    window.shares = new Set();
    const bar = document.querySelector(".data-progress progress");
    new MutationObserver(() => window.shares.add(bar.value)).observe(bar, { attributes: true });
  });
  // By the time that the page's thread had the processor: what other programs take of it is no fault of the page.
  const tasks = await processorTimes(page, async () => {
    await dropBig(page, 980_000);
    assert.ok((await page.evaluate(() => window.bigBytes)) > 45_000_000);
    await page.getByRole("button", { name: /^Positions: big\.csv/ }).waitFor({ timeout: 120_000 });
    await until(
      () => page.getByRole("status").innerText(),
      (text) => /980,000/.test(text),
      "the status line",
    );
  });
  const shares = await page.evaluate(() => window.shares.size);
  assert.ok(shares > 3, `${shares} steps of progress`);
  assert.ok(await page.locator(".data-progress").isHidden());
  assert.ok(tasks.length > 100, `${tasks.length} tasks`);
  const long = tasks.filter((ms) => ms >= 50);
  assert.deepEqual(long, [], "tasks of the page's thread, ms of the processor");
  await close();
});

test("more than a million rows are refused, and reading can be cancelled", async () => {
  const { page, close } = await open(browser);
  await page.locator("summary", { hasText: "Market" }).click();
  // Without anything that the mouse may point at after a scroll.
  const calmPicture = () => page.mouse.move(1, 1).then(() => picture(page));
  const shown = await calmPicture();
  await dropBig(page, 1_000_001);
  await page.locator(".data-progress button").click();
  await until(
    () => page.getByRole("status").innerText(),
    (text) => /big\.csv was not loaded/.test(text),
    "the status line",
  );
  assert.ok(await page.locator(".data-progress").isHidden());
  const many = `side,quantity,entry,margin\n${"long,1,1,1\n".repeat(1_000_001)}`;
  await page.getByLabel("Choose a file").setInputFiles({ name: "many.csv", mimeType: "text/plain", buffer: Buffer.from(many) });
  await until(
    () => page.locator("#data-error").innerText(),
    (text) => /line 1000002: the table has more than 1,000,000 rows; at most 1,000,000 are read/.test(text),
    "the message",
  );
  await until(calmPicture, (now) => now.equals(shown), "the picture");
  await close();
});
