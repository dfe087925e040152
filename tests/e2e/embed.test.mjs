// The embed inside somebody else's page.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "./test.mjs";
import { BASE_URL, launch, open, ready, sentence, sliders, timeline, until } from "./browser.mjs";

let browser;
let server;
let hostUrl;
let hostPage = "";
before(async () => {
  browser = await launch();
  // Another port is another origin.
  server = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(hostPage));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  hostUrl = `http://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
});

/** A host page of another origin that keeps what the frame tells it. */
async function host(query, { width = 640 } = {}) {
  hostPage = `<!doctype html><title>Host</title><script>
    window.heights = [];
    addEventListener("message", (event) => { if (event.source === document.querySelector("iframe").contentWindow) heights.push(event.data); });
  </script><iframe title="Cascade" width="${width}" height="640" src="${BASE_URL}embed.html${query}"></iframe>`;
  const opened = await open(browser, "", { host: hostUrl, isReady: false, context: { viewport: { width: 1000, height: 900 } } });
  const frame = opened.page.frameLocator("iframe");
  await ready(frame);
  return { ...opened, frame };
}

test("it runs under a foreign origin and tells its height", async () => {
  const { page, frame, close } = await host("?preset=thin-book");
  assert.match(await frame.locator("#sentence").innerText(), /became/);
  const [message] = await until(
    () => page.evaluate(() => window.heights),
    (heights) => heights.length > 0,
    "the height",
  );
  assert.equal(message.type, "cascade:height");
  assert.equal(message.v, 1);
  assert.ok(message.height > 300 && message.height < 900, String(message.height));
  await close();
});

test("it links back to the full page with the same settings", async () => {
  const { frame, close } = await host("?preset=thin-book&leverage=20&theme=dark");
  const link = frame.getByRole("link", { name: "Open the full page" });
  assert.equal(await link.getAttribute("href"), "./?preset=thin-book&leverage=20&theme=dark");
  await frame.getByRole("slider", { name: "Leverage" }).press("ArrowRight");
  await until(
    () => link.getAttribute("href"),
    (href) => href === "./?preset=thin-book&leverage=21&theme=dark",
    "the link",
  );
  await close();
});

test("it shows as much as it is asked for and has room for", async () => {
  const visible = async ({ frame }) => [
    await frame.getByRole("button", { name: "Play", exact: true }).isVisible(),
    await frame.getByRole("slider", { name: "Leverage" }).isVisible(),
  ];
  for (const [query, options, expected] of [
    ["", {}, [true, true]],
    ["", { width: 300 }, [true, true]],
    ["?controls=transport", {}, [true, false]],
    ["?controls=none", {}, [false, false]],
  ]) {
    const embed = await host(query, options);
    assert.deepEqual(await visible(embed), expected, `${query} ${JSON.stringify(options)}`);
    await embed.close();
  }
});

test("it leaves keys alone until it has the focus", async () => {
  const { page, close, troubles } = await open(browser, "embed.html", { context: { viewport: { width: 640, height: 600 } } });
  const row = await timeline(page);
  await page.keyboard.press("k");
  await page.keyboard.press(",");
  assert.equal(await timeline(page), row);
  await page.locator(".figure").focus();
  await page.keyboard.press(",");
  await until(
    () => timeline(page),
    (now) => now === row - 1,
    "the Timeline",
  );
  assert.match(await sentence(page), /became/);
  assert.equal(await sliders(page, "Timeline").count(), 1);
  assert.deepEqual(troubles, []);
  await close();
});

test("Watch comes as steps with a bet, Play as before", async () => {
  const { page, frame, close } = await host("?section=watch&speed=8");
  assert.equal(await frame.getByRole("slider", { name: "Leverage" }).isVisible(), false);
  assert.equal(await frame.getByRole("heading", { name: "Borrow" }).isVisible(), true);
  assert.equal(await frame.getByRole("heading", { name: "Forced to sell" }).isVisible(), false);
  const line = frame.getByRole("slider", { name: "Timeline" });
  await frame.getByRole("button", { name: "Next" }).click();
  await until(
    () => line.inputValue(),
    (row) => row === "1",
    "the shock",
  );
  await frame.getByRole("button", { name: "Next" }).click();
  await until(
    () => line.inputValue(),
    (row) => row === "2",
    "the first sales",
  );
  await frame.getByRole("button", { name: "Back" }).click();
  await until(
    () => line.inputValue(),
    (row) => row === "1",
    "the shock again",
  );
  await frame.getByRole("button", { name: "Let it fall" }).click();
  await until(
    () => frame.locator(".bet-text").innerText(),
    (text) => /^You said −9\s%\. It fell/.test(text),
    "the answer",
  );
  await close();
  assert.equal(page.isClosed(), true);
  const play = await host("");
  assert.equal(await play.frame.locator("#bet").isVisible(), false);
  await play.close();
});

test("a position in its address is shown: what becomes of it, and its liquidation price over the figure", async () => {
  for (const [query, words, level] of [
    [
      "?preset=thin-book&leverage=15&own=long~25e3~12.5",
      /^Your position: long, \$25K, 12\.5x\. You are closed by force in wave 2\. Your liquidation price: 92\.46 \(.7\.5\s%\)\.$/,
      "you",
    ],
    [
      "?preset=thin-book&leverage=15&lang=de&own=long~25e3~12.5",
      /^Deine Position: Long, 25\sTsd\.\s\$, 12,5x\. Du wirst in Welle 2 zwangsweise geschlossen\. Dein Liquidationspreis: 92,46/,
      "du",
    ],
    // Beyond the plot there is no line.
    ["?own=short~10e3~20", /^Your position: short, \$10K, 20x\. You survive\. Your liquidation price: 104\.5 \(\+4\.5\s%\)\.$/, null],
    ["?own=short~10e3~1e6", /^Your position: short, \$10K, 1,000,000x\. ./, null],
  ]) {
    const { page, frame, close } = await host(query);
    const line = frame.locator(".own-line");
    await until(
      () => line.innerText(),
      (text) => words.test(text),
      query,
    );
    assert.ok(await line.isVisible());
    assert.deepEqual(await frame.locator(".own-level:visible").allInnerTexts(), level === null ? [] : [level]);
    const own = query.match(/own=[^&]*/)[0];
    assert.ok((await frame.locator("#full-page").getAttribute("href")).includes(own), query);
    // Another run is another fate, and the dialog hands it on.
    if (level === "you") {
      const before = await line.innerText();
      await frame.getByRole("slider", { name: "Shock size" }).press("Home");
      await until(
        () => line.innerText(),
        (text) => text !== before && text.startsWith("Your position: long, $25K, 12.5x."),
        "the other run",
      );
      await frame.getByRole("button", { name: "Share" }).click();
      for (const tab of ["Link", "Embed"]) {
        await frame.getByRole("tab", { name: tab, exact: true }).click();
        assert.match(await frame.locator("dialog textarea:visible").first().inputValue(), /own=long~25e3~12\.5/, tab);
      }
    }
    assert.ok(page);
    await close();
  }
});

test("what becomes of a position waits with a result that is hidden", async () => {
  const { frame, close } = await host("?preset=thin-book&leverage=15&hide=result&own=long~25e3~12.5");
  await until(
    () => frame.locator(".own-line").evaluate((line) => line.textContent),
    (text) => text !== "",
    "the answer",
  );
  assert.deepEqual([await frame.locator(".own-line").isVisible(), await frame.locator(".own-level").isVisible()], [false, false]);
  await frame.getByRole("button", { name: "Show the result" }).click();
  await frame.locator(".own-line:visible", { hasText: "closed by force in wave 2" }).waitFor();
  assert.ok(await frame.locator(".own-level").isVisible());
  await close();
});
