// A scenario with several markets: each has its pane, its table and its columns in a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { launch, open, sentence, until } from "./browser.mjs";
import { after, before, test } from "./test.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Two books tied by traders who hold a position in each on one wallet. */
function scenario() {
  const match = JSON.parse(readFileSync(new URL("../../www/presets/the-match.json", import.meta.url), "utf8"));
  const [first] = match.markets;
  const market = { ...first, margin: { mode: "cross" } };
  const id = market.id;
  const accounts = Array.from({ length: 40 }, (_, i) => ({ id: `a${i}`, wallet: 2e5 + 4e4 * i }));
  const rows = (/** @type {string} */ name) =>
    accounts.map((account, i) => ({ id: `${name}${i}`, account: account.id, side: "long", quantity: 4e4, entryPrice: market.price }));
  return {
    ...match,
    title: "Two books, one crowd",
    markets: [
      { ...market, id: "thin" },
      { ...market, id: "<deep>", impact: { ...market.impact, depth: 3 * market.impact.depth } },
    ],
    accounts,
    populations: [
      ...match.populations.map((crowd) => ({ ...crowd, market: crowd.market === id || !crowd.market ? "thin" : crowd.market })),
      { kind: "positions", market: "thin", rows: rows("t") },
      { kind: "positions", market: "<deep>", rows: rows("d") },
    ],
    shock: { ...match.shock, market: "thin" },
  };
}

test("figure, sentence, table and file know which market is which", async () => {
  for (const { lang, viewport, theme } of [
    { lang: "en", viewport: { width: 1280, height: 720 }, theme: "dark" },
    { lang: "de", viewport: { width: 390, height: 844 }, theme: "light" },
  ]) {
    const { page, troubles, close } = await open(browser, `?lang=${lang}`, { context: { viewport, colorScheme: theme } });
    await page
      .locator("#data input[type=file]")
      .setInputFiles({ name: "two.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(scenario())) });
    await until(
      () => sentence(page),
      (text) => /^thin: \S/.test(text),
      "the sentence of the market",
    );
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/markets-${lang}.png` });
    // Whatever tells numbers of one market says of which: steps, breaking point, label and description of the figure.
    const told = () =>
      page.evaluate(() => [
        ...[...document.querySelectorAll("#beats .beat p")].map((place) => place.textContent),
        document.querySelector("#breaking")?.textContent,
        document.querySelector(".frame canvas, .frame [role=img]")?.getAttribute("aria-label"),
        document.querySelector("#figure-words")?.textContent,
        document.querySelector(".market-line")?.textContent?.replace(/^.* (thin)\b.*$/, "$1: "),
      ]);
    await until(told, (texts) => texts.length === 9 && texts.every((text) => /^thin: /.test(text ?? "")), "the market's name in all of them");

    await page.locator("#tab-table").click();
    const choice = page.locator("#panel-table").getByLabel(lang === "de" ? "Markt" : "Market", { exact: true });
    await choice.waitFor();
    assert.deepEqual(await choice.locator("option").allInnerTexts(), ["thin", "<deep>"]);
    assert.equal(await choice.inputValue(), "thin");
    const prices = () => page.locator("#panel-table tbody tr td:first-of-type").allInnerTexts();
    const thin = await prices();
    await choice.selectOption("<deep>");
    const deep = await until(prices, (rows) => rows.join() !== thin.join(), "the other market's rows");
    // Nobody shocks it from outside: it stands still until somebody is forced.
    assert.equal(deep[0], deep[1]);
    assert.notEqual(thin[0], thin[1]);
    assert.equal(deep.length, thin.length);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/markets-table-${lang}.png`, fullPage: true });

    const download = page.waitForEvent("download");
    await page.locator("#panel-table [data-do=csv]").click();
    const path = await (await download).path();
    const [head] = readFileSync(path, "utf8").split("\r\n");
    assert.match(head, /^timeS,wave,thin\.lastPrice,.*,<deep>\.lastPrice,.*,events,seed,version,link$/);

    await page.locator("#tab-replay, [role=tab]").first().click();
    const frame = page.locator(".frame");
    const box = await frame.boundingBox();
    // The lower half is the other market's.
    for (const [y, name] of [
      [0.2, "thin"],
      [0.55, "<deep>"],
    ]) {
      await page.mouse.move(box.x + 0.5 * box.width, box.y + y * box.height);
      await until(
        () => page.locator(".readout").innerText(),
        (text) => text.startsWith(`${name}: `),
        `the read-out of ${name}`,
      );
    }
    assert.deepEqual(troubles, []);
    await close();
  }
});

test("of one market nothing is named and there is nothing to choose", async () => {
  const { page, close } = await open(browser);
  assert.doesNotMatch(await sentence(page), /:/);
  for (const text of await page.locator("#beats .beat p").allTextContents()) assert.doesNotMatch(text, /^\S+: /);
  await page.locator("#tab-table").click();
  await page.locator("#panel-table tbody tr").first().waitFor();
  assert.equal(await page.locator("#panel-table select").isVisible(), false);
  await close();
});
