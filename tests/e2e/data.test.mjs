// Files of the reader's own: every way in, every kind, and that a bad one or a big one does no harm.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, otherPicture, picture, samePicture, sentence, sliders, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const POSITIONS = `side;quantity;entry_price;leverage\n${Array.from({ length: 200 }, (_, i) => `long;1000;100;${5 + i / 5}`).join("\n")}\n`;
const BRACKETS = JSON.stringify({
  "A/USDT": [{ minNotional: 0, maxNotional: null, maintenanceMarginRate: 0.02, maxLeverage: 40 }],
  "B/USDT": [
    { minNotional: 0, maxNotional: 50_000, maintenanceMarginRate: 0.004, maxLeverage: 125, info: { cum: "0" } },
    { minNotional: 50_000, maxNotional: 600_000, maintenanceMarginRate: 0.005, maxLeverage: 100, info: { cum: "50" } },
  ],
});
const side = (sign) => Array.from({ length: 100 }, (_, level) => [100 + sign * 0.02 * (level + 1), 1_000]);
const BOOK = JSON.stringify({ bids: side(-1), asks: side(1) });
const PATH = "timestamp,open,high,low,close\n1621429800,100,101,99,100\n1621429860,100,100,90,92\n";
const SCENARIO = JSON.stringify({
  version: 1,
  title: "Mine",
  markets: [{ price: 200, impact: { law: "logLinear", depth: 40_000 } }],
  populations: [{ kind: "perps", openInterest: 1e8, count: 1000, leverage: { law: "uniform", from: 2, to: 40 } }],
  shock: { kind: "priceGap", ratio: -0.05 },
});

const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const openMarket = (page) => page.locator("summary", { hasText: "Market" }).click();
const choose = (page, name, text) => page.getByLabel("Choose a file").setInputFiles(file(name, text));
/** The picture without anything that the mouse may point at after a scroll. */
async function calmPicture(page) {
  await page.mouse.move(1, 1);
  return picture(page);
}
const keeps = (page, shown) =>
  until(
    () => calmPicture(page),
    (now) => now.equals(shown),
    "the picture",
  );
const parameter = (page, key) => new URL(page.url()).searchParams.get(key);
const message = (page, wanted) =>
  until(
    () => page.locator("#data-error").innerText(),
    (text) => wanted.test(text),
    "the message",
  );

/** Drops files anywhere. @param {readonly (readonly [name: string, text: string])[]} files */
const dropped = (page, files) =>
  page.evaluate((texts) => {
    const transfer = new DataTransfer();
    for (const [name, text] of texts) transfer.items.add(new File([text], name));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, files);

test("positions can be chosen, are named by the link, and go with their chip", async () => {
  const { page, troubles, close } = await open(browser);
  await openMarket(page);
  const shown = await picture(page);
  await choose(page, "mine.csv", POSITIONS);
  const chip = page.getByRole("button", { name: /^Positions: mine\.csv/ });
  await chip.waitFor();
  await otherPicture(page, shown);
  assert.match(await page.locator(".data-files").innerText(), /Positions: 200, of which 200 are long; the median entry is 100\./);
  await until(
    () => parameter(page, "positionsFile"),
    (name) => name === "mine.csv",
    "the address",
  );
  await chip.click();
  await samePicture(page, shown);
  await until(
    () => parameter(page, "positionsFile"),
    (name) => name === null,
    "the address",
  );
  assert.deepEqual(troubles, []);
  await close();
});

const LOANS = `account,collateral_usd,debt_usd,liquidation_threshold\n${Array.from({ length: 40 }, (_, i) => `a${i},${1e6 * (1.2 + i / 50)},1000000,0.8`).join("\n")}\nnobody,500,0,0.8\n`;
const RESERVES = "network,symbol,liquidation_threshold,liquidation_bonus\nethereum,WETH,0.83,0.05\nethereum,LINK,0.68,0.07\nbase,GHO,0,0\n";

test("loans are chosen and lending parameters dropped, and another asset's are chosen", async () => {
  const { page, troubles, close } = await open(browser, "?preset=knife-edge");
  await openMarket(page);
  const shown = await picture(page);
  await choose(page, "accounts.csv", LOANS);
  const chip = page.getByRole("button", { name: /^Loans: accounts\.csv/ });
  await chip.waitFor();
  await otherPicture(page, shown);
  assert.match(
    await page.locator(".data-files").innerText(),
    /Loans: 40, of \$40M against \$63\.6M of collateral\. Below a health factor of 1 by their own numbers: 3\. Left out: 1 account without debt or without collateral\./,
  );
  await until(
    () => parameter(page, "loansFile"),
    (name) => name === "accounts.csv",
    "the address",
  );
  await dropped(page, [["aave.csv", RESERVES]]);
  await page.getByRole("button", { name: /^Lending parameters: aave\.csv/ }).waitFor();
  const select = page.getByLabel("Parameters of");
  assert.deepEqual(await select.locator("option").allInnerTexts(), ["each asset by its name", "ethereum WETH", "ethereum LINK"]);
  await select.selectOption("ethereum LINK");
  await until(
    () => parameter(page, "reserve"),
    (name) => name === "ethereum LINK",
    "the address",
  );
  // What was chosen goes with the file.
  await page.getByRole("button", { name: /^Lending parameters: aave\.csv/ }).click();
  await until(
    () => `${parameter(page, "reservesFile")} ${parameter(page, "reserve")}`,
    (both) => both === "null null",
    "the address",
  );
  await chip.click();
  await keeps(page, shown);
  assert.deepEqual(troubles, []);
  await close();
});

const CHAIN = `strike,type,expiry,open_interest,mark_iv,underlying_price,timestamp
${[0.85, 0.9, 0.95, 1, 1.05, 1.1].map((at) => `${100 * at},${at < 1 ? "P" : "C"},2024-01-15,${2e5},60,100,2024-01-08T08:00:00Z`).join("\n")}
`;

test("an option chain is the dealers' book, and its sign is moved", async () => {
  const { page, troubles, close } = await open(browser, "?preset=short-gamma");
  await openMarket(page);
  const shown = await picture(page);
  await choose(page, "chain.csv", CHAIN);
  const chip = page.getByRole("button", { name: /^Option chain: chain\.csv/ });
  await chip.waitFor();
  await otherPicture(page, shown);
  assert.match(await page.locator(".data-files").innerText(), /An option chain: 6 options held in 1 expiry, calls on .* and puts on .*, at a price of 100\./);
  const before = await sentence(page);
  await until(
    () => parameter(page, "optionsFile"),
    (name) => name === "chain.csv",
    "the address",
  );
  await page.goto(`${page.url()}&optionDealers.calls=-1`);
  await until(
    () => sentence(page),
    (now) => now !== before && now !== "",
    "another sentence",
  );
  assert.equal(parameter(page, "optionsFile"), "chain.csv");
  assert.deepEqual(troubles, []);
  await close();
});

test("brackets can be dropped, and one of their contracts chosen", async () => {
  const { page, troubles, close } = await open(browser);
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "tiers.json"));
    for (const type of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, BRACKETS);
  await page.getByRole("button", { name: /^Brackets: tiers\.json/ }).waitFor();
  const first = await picture(page);
  const contract = page.getByLabel("Contract");
  assert.match(await page.locator(".data-files").innerText(), /Brackets of 2 contracts: choose one\./);
  assert.equal(await contract.inputValue(), "A/USDT");
  await contract.selectOption("B/USDT");
  await otherPicture(page, first);
  await until(
    () => parameter(page, "contract"),
    (name) => name === "B/USDT",
    "the address",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("several files at once, chosen or dropped, go to their places and are told", async () => {
  const { page, troubles, close } = await open(browser);
  await openMarket(page);
  await page.getByLabel("Choose a file").setInputFiles([file("mine.csv", POSITIONS), file("tiers.json", BRACKETS)]);
  await page.getByRole("button", { name: /^Positions: mine\.csv/ }).waitFor();
  await page.getByRole("button", { name: /^Brackets: tiers\.json/ }).waitFor();
  await until(
    () => page.getByRole("status").innerText(),
    (text) => /mine\.csv is loaded.*tiers\.json is loaded/.test(text),
    "the status line",
  );
  // Each note says of which file it is.
  assert.deepEqual(await page.locator(".data-files strong").allInnerTexts(), ["mine.csv", "tiers.json"]);
  await dropped(page, [
    ["book.json", BOOK],
    ["path.csv", PATH],
    ["bad.csv", "side,quantity\n"],
  ]);
  await page.getByRole("button", { name: /^Price path: path\.csv/ }).waitFor();
  await page.getByRole("button", { name: /^Order book: book\.json/ }).waitFor();
  await message(page, /bad\.csv could not be read/);
  assert.deepEqual(troubles, []);
  await close();
});

test("a loaded book is as deep as it shows; any other depth is the reader's, and has a chip", async () => {
  const { page, troubles, close } = await open(browser);
  await openMarket(page);
  await choose(page, "book.json", BOOK);
  await page.getByRole("button", { name: /^Order book: book\.json/ }).waitFor();
  const times = page.getByLabel("Times the displayed book", { exact: true });
  await times.waitFor();
  assert.equal(await times.getAttribute("aria-valuetext"), "1x");
  assert.ok(await page.getByLabel("Market depth", { exact: true }).isHidden());
  // 100 levels of 1,000 between 99 and 101 on each side: 50 of them within 1 %.
  assert.match(await page.locator(".data-files").innerText(), /within 1 % it shows \$4\.9\dM of bids and \$5\.0\dM of asks/);
  assert.match(await page.locator("#control-bookDepth-help").innerText(), /\$5M are displayed within 1 %|\$4\.9\d*M are displayed within 1 %/);
  const exact = page.getByLabel("Times the displayed book, exact value");
  await exact.fill("4");
  await exact.press("Enter");
  const chip = page.getByRole("button", { name: /^Times the displayed book 4x/ });
  await chip.waitFor();
  await until(
    () => parameter(page, "bookDepth"),
    (value) => value === "4",
    "the address",
  );
  await chip.click();
  await until(
    () => times.getAttribute("aria-valuetext"),
    (text) => text === "1x",
    "the slider",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("a path that is played stronger than it was has a chip, and nothing of it is left when it goes", async () => {
  const { page, troubles, close } = await open(browser);
  await openMarket(page);
  await choose(page, "path.csv", PATH);
  const path = page.getByRole("button", { name: /^Price path: path\.csv/ });
  await path.waitFor();
  const exact = page.locator("[data-control=pathAmplitude] .exact input");
  await exact.fill("3");
  await exact.press("Enter");
  await page.getByRole("button", { name: /^Path x 3x/ }).waitFor();
  await path.click();
  await until(
    () => page.locator("#chips li").count(),
    (count) => count === 0,
    "no chip",
  );
  await until(
    () => parameter(page, "pathAmplitude"),
    (value) => value === null,
    "the address",
  );
  assert.doesNotMatch(await page.getByRole("status").innerText(), /link|means nothing/);
  assert.deepEqual(troubles, []);
  await close();
});

test("text can be pasted into the dialog, or anywhere", async () => {
  const { page, troubles, close } = await open(browser);
  await openMarket(page);
  const shown = await picture(page);
  await page.getByRole("button", { name: "Paste", exact: true }).click();
  await page.getByRole("textbox", { name: "Paste a file's text" }).fill(POSITIONS);
  await page.getByRole("button", { name: "Load", exact: true }).click();
  await page.getByRole("button", { name: /^Positions: pasted-1\.txt/ }).waitFor();
  await otherPicture(page, shown);
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
  }, SCENARIO);
  await page.getByRole("button", { name: /^Scenario: pasted-2\.txt/ }).waitFor();
  await until(
    () => page.getByRole("img", { name: /Price over time/ }).getAttribute("aria-label"),
    (text) => /From 200 to/.test(text),
    "the scenario's price",
  );
  assert.equal(await page.getByRole("button", { name: /^Positions:/ }).count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});

test("a price path moves the price from outside", async () => {
  const { page, troubles, close } = await open(browser);
  await openMarket(page);
  const shown = await picture(page);
  await choose(page, "path.csv", PATH);
  await page.getByRole("button", { name: /^Price path: path\.csv/ }).waitFor();
  await otherPicture(page, shown);
  assert.match(await page.locator(".data-files").innerText(), /A price path: 2 rows from 100 to 92, between 90 and 101\./);
  await until(
    () => parameter(page, "pathFile"),
    (name) => name === "path.csv",
    "the address",
  );
  // Its amplitude is a number, where the size of a shock was; there is nothing to bet on and no shock to drag.
  const help = page.locator("#control-pathAmplitude-help");
  await until(
    () => help.innerText(),
    (text) => /from \u221210 % to \+1 %/.test(text),
    "how far the path goes",
  );
  assert.equal(await page.locator("[data-control=shock]").isVisible(), false);
  assert.equal(await page.locator(".bet").isVisible(), false);
  assert.equal(await page.getByRole("slider", { name: /shock/i }).count(), 0);
  const field = page.getByLabel("Path x, exact value");
  await field.fill("2");
  await field.press("Enter");
  await until(
    () => help.innerText(),
    (text) => /from \u221219 % to \+2 %/.test(text),
    "the path twice as far",
  );
  await until(
    () => parameter(page, "pathAmplitude"),
    (value) => value === "2",
    "the address",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("a wrong file is explained at its place and changes nothing", async () => {
  const { page, close } = await open(browser, "?leverage=12");
  await openMarket(page);
  const shown = await calmPicture(page);
  await choose(page, "bad.csv", "side,quantity,entry_price,leverage\nlong,1,100,10\nlong,NaN,100,10\n");
  await message(page, /bad\.csv could not be read\. line 3, column "quantity" is "NaN"; expected a number.*stays as it was/);
  await choose(page, "page.html", "<!doctype html><p>");
  await message(page, /page\.html could not be read\. the file is HTML/);
  await choose(page, "tiers.json", '{"X":[{"minNotional":5,"maxNotional":9,"maintenanceMarginRate":0.01}]}');
  await message(page, /X\[0\]\.minNotional is 5; expected 0/);
  await keeps(page, shown);
  assert.equal(parameter(page, "leverage"), "12");
  assert.equal(await page.locator(".data-files li").count(), 0);
  await choose(page, "good.csv", POSITIONS);
  await page.getByRole("button", { name: /^Positions: good\.csv/ }).waitFor();
  assert.ok(await page.locator("#data-error").isHidden());
  await close();
});

test("why a file that was dropped could not be read comes into sight", async () => {
  for (const viewport of [
    { width: 1280, height: 720 },
    { width: 390, height: 844 },
  ]) {
    const { page, close } = await open(browser, "", { context: { viewport } });
    await dropped(page, [
      ["book.json", BOOK],
      ["bad.csv", "side,quantity,entry_price,leverage\nlong,NaN,100,10\n"],
    ]);
    await message(page, /bad\.csv could not be read\. line 2/);
    await page.getByRole("button", { name: /^Order book: book\.json/ }).waitFor();
    const place = page.locator("#data-error");
    await until(
      () => place.evaluate((error) => [error.getBoundingClientRect().top, innerHeight - error.getBoundingClientRect().bottom]),
      (room) => room.every((px) => px > 8),
      "the reason in the window",
    );
    await close();
  }
});

test("nobody waits for the readers of files who has no file", async () => {
  for (const [path, engine] of [
    ["", "page"],
    ["?preset=real-book", "page"],
    // An embed's own takes no files: what has one begins with the page's.
    ["embed.html?preset=real-book", "page"],
    ["embed.html", "embed"],
  ]) {
    const asked = [];
    const { page, close, troubles } = await open(browser, path, {
      before: (page) => page.on("request", (request) => asked.push(new URL(request.url()).pathname)),
    });
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
    const modules = asked.filter((name) => name.endsWith(".wasm")).map((name) => name.replace(/.*\/pkg\//, ""));
    assert.deepEqual([...new Set(modules)], [`${engine}/liquidation_cascades_bg.wasm`], path);
    assert.deepEqual(troubles, []);
    await close();
  }
});

test("where there are no workers the page fetches the readers for the first file, and says when they do not come", async () => {
  const { page, context, close } = await open(browser, "", {
    before: async (page, context) => {
      await page.addInitScript(() => delete window.Worker);
      await context.route("**/pkg/liquidation_cascades_bg.wasm", (route) => route.fulfill({ status: 404, body: "" }));
    },
    expects: [/^404: /, /Failed to load resource/],
  });
  await openMarket(page);
  await choose(page, "mine.csv", POSITIONS);
  await message(page, /A part of this page that this needs could not be loaded/);
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await choose(page, "mine.csv", POSITIONS);
  // The server packs the module for the first who asks.
  await page.getByRole("button", { name: /^Positions: mine\.csv/ }).waitFor({ timeout: 60_000 });
  await close();
});

test("without the worker that reads files the engine reads them", async () => {
  const { page, close } = await open(browser, "", {
    before: (page) => page.route("**/js/load-worker.js", (route) => route.fulfill({ status: 404, body: "" })),
    expects: [/: \S+\/js\/load-worker\.js/, /Failed to load resource/],
  });
  await openMarket(page);
  await choose(page, "mine.csv", POSITIONS);
  await page.getByRole("button", { name: /^Positions: mine\.csv/ }).waitFor();
  await choose(page, "bad.csv", "side,quantity,entry_price,leverage\nup,1,100,10\n");
  await message(page, /line 2, column "side" is "up"/);
  await close();
});

const CONTRACTS = `side,contracts,entry_price,leverage\n${Array.from({ length: 60 }, (_, i) => `long,${50_000 + i},100,${5 + (i % 20)}`).join("\n")}\n`;
const OKX_BOOK = JSON.stringify({
  arg: { channel: "books", instId: "BTC-USDT-SWAP" },
  data: [
    {
      bids: side(-1).map(([price, size]) => [String(price), String(size), "0", "1"]),
      asks: side(1).map(([price, size]) => [String(price), String(size), "0", "1"]),
    },
  ],
});

test("how large a contract is, the page asks where the file does not say it, in sight of whoever loaded it", async () => {
  const { page, troubles, close } = await open(browser, "?section=play");
  const drop = (name, text) =>
    page.evaluate(
      ([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], name));
        document.querySelector(".figure").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
      },
      [name, text],
    );
  const isInSight = (selector) =>
    until(
      () =>
        page.locator(selector).evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return top > -1 && bottom < innerHeight + 1 && bottom > top;
        }),
      (is) => is,
      `${selector} in sight`,
    );
  await drop("contracts.csv", CONTRACTS);
  const questions = page.locator("#data .data-questions");
  await questions.getByText(/counts contracts and does not say how large one is/).waitFor();
  await isInSight("#data .data-questions li");
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true, "the focus stays");
  // A number that no button has.
  await questions.getByLabel("Base in one contract").fill("0");
  await questions.getByRole("button", { name: "Read it so" }).click();
  assert.match(await questions.innerText(), /Please type a number above 0\./);
  await questions.getByLabel("Base in one contract").fill("0.02");
  await questions.getByRole("button", { name: "Read it so" }).click();
  await page.getByRole("button", { name: /^Positions: contracts\.csv/ }).waitFor();
  assert.equal(await questions.isVisible(), false);
  assert.match(await page.locator(".data-files").innerText(), /Contracts of 0\.02 were turned/);
  assert.equal(await page.locator(".data-files").getByLabel("Base in one contract").inputValue(), "0.02");
  // Its file is in sight before its run is: the engine with all mechanisms comes with the first file.
  await until(
    () => page.evaluate(() => document.activeElement !== document.body),
    (isSomewhere) => isSomewhere,
    "the focus, which is not lost with the button",
  );
  // A book that may count contracts is read, says so, and takes a size afterwards.
  await drop("okx.json", OKX_BOOK);
  const book = page.locator(".data-files li", { hasText: "okx.json" });
  await book.getByText(/may count contracts/).waitFor();
  await isInSight(".data-files li[data-name='okx.json'] input");
  await book.getByLabel("Base in one contract").fill("10");
  // What is typed stays when a run comes meanwhile.
  const said = await sentence(page);
  await sliders(page, "Shock size").press("Shift+ArrowLeft");
  await until(
    () => sentence(page),
    (now) => now !== said,
    "another run",
  );
  assert.equal(await book.getByLabel("Base in one contract").inputValue(), "10");
  await book.getByRole("button", { name: "Read it so" }).click();
  await book.getByText(/Contracts of 10 were turned/).waitFor();
  assert.deepEqual(troubles, []);
  await close();
});
