// What a person and a test find on the full page, by role and name; and what happens when they use it.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { isAtEnd, lastRow, launch, open, otherPicture, picture, samePicture, sentence, sliders, timeline, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const BOOK = (rows) =>
  JSON.stringify({
    symbol: "BTC/USDT:USDT",
    timestamp: 1,
    bids: rows,
    asks: [
      ["101", "50"],
      ["102", "60"],
      ["103", "80"],
    ],
  });
const GOOD_BOOK = BOOK([
  ["99", "50"],
  ["98", "60"],
  ["97", "80"],
  ["95", "200"],
  ["90", "400"],
  ["80", "900"],
]);
const BAD_BOOK = BOOK([
  ["99", "50"],
  ["98", "sixty"],
]);
const jsonFile = (name, text) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
const openMarket = (page) => page.locator("summary", { hasText: "Market" }).click();

test("the page keeps its contract of roles and names", async () => {
  const { page, troubles, close } = await open(browser);
  for (const name of ["Leverage", "Market depth", "Shock size", "Timeline"]) assert.equal(await sliders(page, name).count(), 1, name);
  // Besides: the grip on the price and, after a moment, the bet.
  assert.ok([5, 6].includes(await page.getByRole("slider").count()));
  for (const name of ["Play", "Step", "Step wave", "Reset", "New seed"]) {
    assert.equal(await page.getByRole("button", { name, exact: true }).count(), 1, name);
  }
  // Which ones is for the contract test to say.
  assert.ok((await page.getByLabel("Preset", { exact: true }).locator("option").count()) >= 7);
  for (const name of ["The match", "Thin book", "Everyone at the same door"]) assert.ok(await page.getByRole("button", { name, exact: true }).isVisible());
  assert.equal(await page.getByRole("status").count(), 1);
  for (const name of ["Chart", "Table"]) assert.equal(await page.getByRole("tab", { name, exact: true }).count(), 1);
  assert.match(await page.getByRole("img", { name: /^Price over time\. From 100 to / }).getAttribute("aria-label"), /positions were closed by force/);
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "How a small fall becomes a crash.");
  assert.ok(await page.getByText("Not a forecast, not advice.").isVisible());
  for (const name of ["Final price", "Worst point", "Forced sales", "Each forced $1 triggers", "Time to the worst", "Who paid"]) {
    assert.ok(await page.getByRole("term").filter({ hasText: name }).isVisible(), name);
  }
  assert.equal(await sliders(page, "Shock size").getAttribute("aria-valuetext"), "\u22125\u00a0%");
  assert.deepEqual(troubles, []);
  await close();
});

test("the first view is a finished picture with its sentence", async () => {
  const { page, close } = await open(browser);
  assert.match(await sentence(page), /^A 5\s%\sfall became \d+\s%\. Forced selling did the rest\.$/);
  assert.ok(await isAtEnd(page));
  assert.match(await sliders(page, "Timeline").getAttribute("aria-valuetext"), /^Wave (\d+) of \1, price [\d.]+$/);
  assert.equal(new URL(page.url()).search, "");
  await close();
});

for (const slowdown of [1, 6])
  test(`nothing on the page shifts while it loads, ${slowdown} times as slow`, async () => {
    const { page, close } = await open(browser, "", {
      before: async (page, context) => {
        // Parsed slowly, half a page would be painted.
        await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slowdown });
        await page.addInitScript(() => {
          window.shifts = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shifts += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
        });
      },
    });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.equal(await page.evaluate(() => window.shifts), 0);
    await close();
  });

test("Play starts over, shows motion and ends with the finished picture", async () => {
  const { page, troubles, close } = await open(browser);
  const finished = await picture(page);
  const last = await lastRow(page);
  await page.getByLabel("Speed").selectOption("8");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await until(
    () => timeline(page),
    (row) => row < last,
    "the Timeline while playing",
  );
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  assert.equal(await timeline(page), last);
  await samePicture(page, finished);
  await until(
    () => page.getByRole("status").innerText(),
    (text) => /^The end\. /.test(text),
    "the status line",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("Pause holds the picture", async () => {
  const { page, close } = await open(browser, "?speed=0.25");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await until(
    () => timeline(page),
    (row) => row > 0 && row < 5,
    "the Timeline while playing",
  );
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  const row = await timeline(page);
  const held = await picture(page);
  await samePicture(page, held);
  assert.equal(await timeline(page), row);
  await close();
});

test("the Timeline scrubs, steps by rows and by waves, and stays silent", async () => {
  const { page, close } = await open(browser);
  const line = sliders(page, "Timeline");
  const finished = await picture(page);
  await until(
    () => page.getByRole("status").innerText(),
    (text) => text !== "",
    "the status line",
  );
  const said = await page.getByRole("status").innerText();
  await line.fill("0");
  await otherPicture(page, finished);
  assert.match(await line.getAttribute("aria-valuetext"), /^Before the shock, price 100$/);
  await line.press("ArrowRight");
  await until(
    () => timeline(page),
    (row) => row === 1,
    "one row on",
  );
  await line.press("Shift+ArrowRight");
  await until(
    () => timeline(page),
    (row) => row === 2,
    "the end of the first wave",
  );
  await line.press("ArrowLeft");
  await until(
    () => timeline(page),
    (row) => row === 1,
    "one row back",
  );
  await line.press("End");
  await until(
    () => timeline(page),
    (row) => row > 2,
    "the end",
  );
  await line.press("Home");
  await until(
    () => timeline(page),
    (row) => row === 0,
    "the beginning",
  );
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await until(
    () => timeline(page),
    (row) => row === 1,
    "a step",
  );
  await page.getByRole("button", { name: "Step wave", exact: true }).click();
  await until(
    () => timeline(page),
    (row) => row === 2,
    "a wave",
  );
  assert.match(await line.getAttribute("aria-valuetext"), /^Wave 1 of \d+, price /);
  // What was said of the end is taken back, and nothing is said instead.
  assert.notEqual(said, "");
  assert.equal(await page.getByRole("status").innerText(), "");
  await close();
});

test("keys work inside the figure and nowhere else", async () => {
  const { page, close } = await open(browser);
  const last = await lastRow(page);
  await page.keyboard.press(",");
  await page.keyboard.press("k");
  assert.equal(await timeline(page), last);
  await page.locator(".figure").focus();
  await page.keyboard.press(",");
  await until(
    () => timeline(page),
    (row) => row === last - 1,
    "a row back",
  );
  await page.keyboard.press(".");
  await until(
    () => timeline(page),
    (row) => row === last,
    "a row on",
  );
  await page.keyboard.press("ArrowLeft");
  await until(
    () => timeline(page),
    (row) => row === last - 1,
    "a row back by an arrow",
  );
  await page.keyboard.press("Home");
  await until(
    () => timeline(page),
    (row) => row === 0,
    "the start",
  );
  await page.keyboard.press("End");
  await until(
    () => timeline(page),
    (row) => row === last,
    "the end",
  );
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.keyboard.press("k");
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await close();
});

test("each main slider changes picture, sentence and address", async () => {
  const { page, troubles, close } = await open(browser);
  for (const [name, key, parameter] of [
    ["Leverage", "PageUp", "leverage"],
    ["Market depth", "PageDown", "depth"],
    ["Shock size", "PageDown", "shock"],
  ]) {
    const shown = await picture(page);
    const said = await sentence(page);
    await sliders(page, name).press(key);
    await until(
      () => sentence(page),
      (text) => text !== said,
      `the sentence after ${name}`,
    );
    await otherPicture(page, shown);
    await until(
      () => new URL(page.url()).searchParams.get(parameter),
      (value) => value !== null,
      `the address after ${name}`,
    );
  }
  assert.ok(await page.getByText("(edited)").isVisible());
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await until(
    () => new URL(page.url()).search,
    (search) => search === "",
    "the address after Reset",
  );
  assert.equal(await page.getByText("(edited)").count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});

for (const language of ["en", "de"]) {
  test(`numbers are taken as people type them, and what cannot be is said, in ${language}`, async () => {
    const german = language === "de";
    const { page, close, troubles } = await open(browser, `?lang=${language}`);
    const field = (name) => page.locator(`[data-control=${name}] .exact input`);
    const error = (name) => page.locator(`[data-control=${name}] .error`);
    // What was there before stays until the new one is written.
    const asks = (name, wanted) =>
      until(
        () => new URL(page.url()).searchParams.get(name),
        (value) => value === wanted,
        `${name}=${wanted} in the address`,
      );
    const type = async (name, text) => {
      await field(name).click();
      await field(name).press("Control+A");
      await page.keyboard.insertText(text);
      await field(name).press("Enter");
    };
    await type("leverage", "12,5");
    await asks("leverage", "12.5");
    assert.equal(await field("leverage").inputValue(), german ? "12,5" : "12.5");
    // As the page itself writes it.
    await type("shock", "\u22127\u00a0%");
    await asks("shock", "-0.07");
    await type("depth", german ? "25 Mio. $" : "$25M");
    await asks("depth", "25e6");
    for (const [text, words] of [
      ["ten", german ? /keine Zahl.*12,5x/ : /no number.*12\.5x/],
      ["1,2,3", german ? /mehr als eine Weise/ : /more than one way/],
      ["5 %", german ? /Einheit/ : /unit/],
    ]) {
      await type("leverage", text);
      await until(
        () => error("leverage").innerText(),
        (shown) => words.test(shown),
        text,
      );
      await field("leverage").press("Tab");
      assert.equal(await field("leverage").inputValue(), german ? "12,5" : "12.5", text);
    }
    await type("leverage", "1e3");
    await until(
      () => error("leverage").innerText(),
      (shown) => /125x/.test(shown) && /1[.,]000x/.test(shown),
      "what is used instead",
    );
    await until(
      () => new URL(page.url()).searchParams.get("leverage"),
      (value) => value === "125",
      "the address",
    );
    await field("leverage").press("ArrowDown");
    await until(
      () => error("leverage").isVisible(),
      (visible) => !visible,
      "the message is gone",
    );
    await page.locator("#own > summary").click();
    await page.locator("#own-size").fill(german ? "10,5 Tsd. $" : "$10.5K");
    await page.locator("#own-size").press("Enter");
    await asks("own", "long~10500~10");
    await page.locator("#own-leverage").fill(german ? "0,5" : "0.5");
    await page.locator("#own-leverage").press("Tab");
    await until(
      () => page.locator("#own-error").innerText(),
      (shown) => /10x/.test(shown),
      "too small is said",
    );
    assert.equal(await page.locator("#own-leverage").inputValue(), "10");
    assert.deepEqual(troubles, []);
    await close();
  });
}

for (const language of ["en", "de"]) {
  test(`amounts in full are read in full, and stand whole in their fields, in ${language}`, async () => {
    const german = language === "de";
    for (const viewport of [
      { width: 1280, height: 720 },
      { width: 390, height: 844 },
    ]) {
      const { page, close, troubles } = await open(browser, `?section=play&lang=${language}`, { context: { viewport } });
      const depth = page.locator("[data-control=depth] .exact input");
      const said = page.locator("[data-control=depth] .error");
      await depth.fill(german ? "25.000.000" : "25,000,000");
      await depth.press("Enter");
      await until(
        () => depth.inputValue(),
        (value) => value === "25",
        "25 million",
      );
      await until(
        () => said.innerText(),
        (text) => (german ? /25\sMio\.\s\$/ : /\$25M/).test(text),
        "how it was read",
      );
      assert.equal(await depth.getAttribute("aria-invalid"), null);
      await until(
        () => new URL(page.url()).searchParams.get("depth"),
        (value) => value === "25e6",
        "the address",
      );
      await page.locator("#own > summary").click();
      const own = page.locator("#own-size");
      const isWhole = () => own.evaluate((input) => input.scrollWidth <= input.clientWidth);
      for (const [text, asked, shown] of [
        ["25000", "25e3", "25,000"],
        ["1000000", "1e6", "1,000,000"],
        ["1234567890", "1234567890", "1,234,567,890"],
        ["99999999.99", "99999999.99", "99,999,999.99"],
      ]) {
        await own.fill(german ? text.replace(".", ",") : text);
        assert.ok(await isWhole(), `${text} while it is typed`);
        await own.press("Tab");
        assert.equal(await own.inputValue(), german ? shown.replace(/[.,]/g, (mark) => (mark === "," ? "." : ",")) : shown);
        assert.ok(await isWhole(), text);
        await until(
          () => new URL(page.url()).searchParams.get("own"),
          (value) => value === `long~${asked}~10`,
          `the address of ${text}`,
        );
      }
      const unit = page.locator(`#own-size-unit ${german ? ".suffix" : ".prefix"}`);
      assert.equal(await unit.innerText(), "$");
      await own.fill(german ? "1,5 Mio." : "1.5M");
      assert.equal(await unit.evaluate((element) => getComputedStyle(element).visibility), "hidden");
      await own.press("Tab");
      assert.equal(await unit.evaluate((element) => getComputedStyle(element).visibility), "visible");
      await own.fill(german ? "1,000" : "1.000");
      await own.press("Tab");
      await until(
        () => page.locator("#own-error").innerText(),
        (text) => (german ? /mehr als eine Weise/ : /more than one way/).test(text),
        "an unclear amount is refused",
      );
      await until(
        () => new URL(page.url()).searchParams.get("own"),
        (value) => value === "long~1500e3~10",
        "the address stays",
      );
      assert.deepEqual(troubles, []);
      await close();
    }
  });
}

test("a number input takes exact values, clamps and refuses words", async () => {
  const { page, close } = await open(browser);
  const exact = page.getByRole("spinbutton", { name: "Shock size, exact value" });
  assert.equal(await exact.inputValue(), "-5");
  await exact.fill("-7.5");
  await until(
    () => sentence(page),
    (text) => text.startsWith("A 7.5"),
    "the sentence",
  );
  await exact.fill("-900");
  await exact.press("Enter");
  await until(
    () => exact.inputValue(),
    (value) => value === "-30",
    "the clamped input",
  );
  await exact.fill("");
  await exact.press("Tab");
  await until(
    () => page.locator('[data-control="shock"] .error').innerText(),
    (text) => /number/.test(text),
    "the message at the control",
  );
  // The value that was good is what is shown, as soon as its run is there.
  await until(
    () => sentence(page),
    (text) => /^A 30/.test(text),
    "the sentence of the last good value",
  );
  await close();
});

test("an exact value survives being shown short", async () => {
  const { page, close } = await open(browser, "?depth=83097123&shock=-0.06");
  const exact = page.getByRole("spinbutton", { name: "Market depth, exact value" });
  assert.equal(await exact.inputValue(), "83.1");
  assert.equal(await sliders(page, "Market depth").getAttribute("aria-valuetext"), "$83.1M");
  await exact.focus();
  await exact.fill("83.");
  await exact.fill("83.0123456");
  await exact.press("Tab");
  await until(
    () => new URL(page.url()).searchParams.get("depth"),
    (depth) => depth === "83012345.6",
    "the address",
  );
  assert.equal(await exact.inputValue(), "83.0123456");
  await sliders(page, "Shock size").press("ArrowLeft");
  await until(
    () => new URL(page.url()).searchParams.get("shock"),
    (shock) => shock === "-0.061",
    "the address",
  );
  assert.equal(new URL(page.url()).searchParams.get("depth"), "83012345.6");
  await close();
  const other = await open(browser, "?depth=83097123");
  const shown = other.page.getByRole("spinbutton", { name: "Market depth, exact value" });
  await shown.focus();
  await shown.press("Enter");
  await shown.press("Tab");
  await sliders(other.page, "Shock size").press("ArrowLeft");
  await until(
    () => new URL(other.page.url()).searchParams.get("shock"),
    (shock) => shock !== null,
    "the address",
  );
  assert.equal(new URL(other.page.url()).searchParams.get("depth"), "83097123");
  await other.close();
});

test("a preset changes everything, its buttons and the select agree", async () => {
  const { page, close } = await open(browser);
  const shown = await picture(page);
  await page.getByRole("button", { name: "Thin book", exact: true }).click();
  await otherPicture(page, shown);
  assert.equal(await page.getByLabel("Preset", { exact: true }).inputValue(), "thin-book");
  await page.getByLabel("Preset", { exact: true }).selectOption({ label: "Short squeeze" });
  await until(
    () => sentence(page),
    (text) => /rise became/.test(text),
    "the sentence of the squeeze",
  );
  assert.equal(await page.getByRole("button", { name: "Thin book", exact: true }).getAttribute("aria-pressed"), "false");
  await page.getByLabel("Preset", { exact: true }).selectOption({ label: "Calm water" });
  await until(
    () => sentence(page),
    (text) => /The market took|stayed/.test(text),
    "the sentence of calm water",
  );
  await until(
    () => new URL(page.url()).search,
    (search) => search === "?preset=calm-water",
    "the address",
  );
  await close();
});

test("the real book is fetched when it is asked for, and from here", async () => {
  const { page, troubles, close } = await open(browser, "?preset=real-book");
  assert.match(await page.getByRole("img", { name: /Price over time/ }).getAttribute("aria-label"), /From 6\d,\d{3} to/);
  assert.deepEqual(troubles, []);
  await close();
});

test("a link brings back the same page", async () => {
  const first = await open(browser);
  await sliders(first.page, "Leverage").press("ArrowRight");
  await sliders(first.page, "Shock size").press("PageDown");
  await first.page.locator("summary", { hasText: "Traders" }).click();
  await sliders(first.page, "Crowding").press("PageUp");
  await first.page.getByRole("button", { name: "New seed" }).click();
  await until(
    () => new URL(first.page.url()).searchParams.get("seed"),
    (seed) => seed !== null,
    "the address",
  );
  await until(
    () => first.page.locator(".chip").count(),
    (count) => count === 2,
    "the chips",
  );
  const [url, said, shown] = [first.page.url(), await sentence(first.page), await picture(first.page)];
  await first.close();
  const second = await open(browser, new URL(url).search);
  assert.equal(await sentence(second.page), said);
  await samePicture(second.page, shown);
  assert.equal(new URL(second.page.url()).search, new URL(url).search);
  await second.page.getByRole("button", { name: /^Crowding .*back to the preset$/ }).click();
  await until(
    () => new URL(second.page.url()).searchParams.has("crowding"),
    (has) => !has,
    "the address without the chip",
  );
  await second.close();
});

test("a strange address is read with patience", async () => {
  const { page, troubles, close } = await open(browser, "?preset=the-match&leverage=9999&depth=abc&foo=1&shock=-0.06");
  await until(
    () => page.getByRole("status").innerText(),
    (text) => /Leverage 9,999x is out of range \(1x to 125x\); 125x/.test(text) && /depth.*abc/i.test(text) && /foo/.test(text),
    "the status line",
  );
  assert.match(await sentence(page), /^A 6/);
  assert.deepEqual(troubles, []);
  await close();
  const other = await open(browser, "?preset=nonsense&book=nowhere.json");
  await until(
    () => other.page.getByRole("status").innerText(),
    (text) => /nonsense/.test(text) && /needs the file "nowhere\.json"/.test(text),
    "the status line",
  );
  await other.close();
});

test("the table has the numbers of the figure, and a file", async () => {
  const { page, close } = await open(browser);
  await page.getByRole("tab", { name: "Table" }).click();
  const table = page.getByRole("table");
  await table.getByRole("columnheader", { name: "Price", exact: true }).waitFor();
  assert.match(await table.locator("caption").innerText(), /One row per wave/);
  const rows = await table.getByRole("row").count();
  assert.equal(rows, Math.min(50, (await lastRow(page)) + 1) + 1);
  assert.ok(await table.getByRole("rowheader", { name: "shock" }).isVisible());
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV" }).click()]);
  assert.equal(download.suggestedFilename(), "the-match-seed-42.csv");
  await page.getByRole("tab", { name: "Table" }).press("Home");
  assert.ok(await page.locator(".frame canvas").isVisible());
  await close();
});

test("a malformed order book is explained at its place and leaves the scenario alone", async () => {
  const { page, close } = await open(browser, "?leverage=12");
  await openMarket(page);
  const said = await sentence(page);
  await page.getByLabel("Choose a file").setInputFiles(jsonFile("broken.json", BAD_BOOK));
  const message = await until(
    () => page.locator("#data-error").innerText(),
    (text) => text !== "",
    "the message",
  );
  assert.match(message, /broken\.json/);
  assert.match(message, /bids\[1\]/);
  assert.equal(await sentence(page), said);
  assert.equal(await sliders(page, "Leverage").getAttribute("aria-valuetext"), "12x");
  await page.getByLabel("Choose a file").setInputFiles(jsonFile("nothing.json", "{"));
  await until(
    () => page.locator("#data-error").innerText(),
    (text) => /nothing\.json/.test(text),
    "the second message",
  );
  await close();
});

test("an order book can be chosen or dropped, and the link names it", async () => {
  const { page, troubles, close } = await open(browser);
  await openMarket(page);
  const shown = await picture(page);
  await page.getByLabel("Choose a file").setInputFiles(jsonFile("mine.json", GOOD_BOOK));
  await page.getByRole("button", { name: /^Order book: mine\.json/ }).waitFor();
  const chosen = await otherPicture(page, shown);
  await until(
    () => new URL(page.url()).searchParams.get("book"),
    (name) => name === "mine.json",
    "the address",
  );
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await samePicture(page, shown);
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.json", { type: "application/json" }));
    for (const type of ["dragover", "drop"]) {
      document.querySelector(".figure").dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
  }, GOOD_BOOK);
  await page.getByRole("button", { name: /^Order book: dropped\.json/ }).waitFor();
  await samePicture(page, chosen);
  assert.deepEqual(troubles, []);
  await close();
});

test("without a worker the page draws the same picture and says what it cannot do", async () => {
  const usual = await open(browser);
  const shown = await picture(usual.page);
  await usual.close();
  const { page, troubles, close } = await open(browser, "", { before: (page) => page.addInitScript(() => delete window.Worker) });
  await samePicture(page, shown);
  await until(
    () => page.getByRole("status").innerText(),
    (text) => /limited to 100,000/.test(text),
    "the status line",
  );
  await page.locator("summary", { hasText: "Traders" }).click();
  await sliders(page, "Positions").press("End");
  await until(
    () => sliders(page, "Positions").getAttribute("aria-valuetext"),
    (text) => text === "100,000",
    "the capped slider",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("a worker that cannot start is no reason for an empty page", async () => {
  const { page, close } = await open(browser, "", {
    before: (page) => page.route("**/js/worker.js", (route) => route.fulfill({ status: 404, body: "" })),
    expects: [/: \S+\/js\/worker\.js/, /Failed to load resource/],
  });
  assert.match(await sentence(page), /became/);
  await close();
});

test("without an engine the page says so", async () => {
  const { page, close } = await open(browser, "", {
    isReady: false,
    before: (_, context) => context.route("**/*.wasm*", (route) => route.abort()),
    expects: [/^failed request: \S+\.wasm/, /Failed to load resource/],
  });
  await page.locator('html[data-state="broken"]').waitFor({ state: "attached" });
  assert.match(await page.locator("#error").innerText(), /could not be loaded/);
  await close();
});

test("for people who asked for less motion nothing moves by itself, and playing goes by rows", async () => {
  const { page, close } = await open(browser, "?speed=0.25", { context: { reducedMotion: "reduce" } });
  const finished = await picture(page);
  await samePicture(page, finished);
  assert.ok(await isAtEnd(page));
  await sliders(page, "Timeline").fill("0");
  const start = await otherPicture(page, finished);
  await sliders(page, "Timeline").fill("0.6");
  await until(
    () => timeline(page),
    (row) => row === 0.6,
    "the Timeline",
  );
  await samePicture(page, start);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await otherPicture(page, start);
  await close();
});

test("the theme button goes round and the picture follows", async () => {
  const { page, close } = await open(browser, "", { context: { colorScheme: "light" } });
  const light = await picture(page);
  const button = page.getByRole("button", { name: /^Theme/ });
  await button.click();
  await button.click();
  const dark = await otherPicture(page, light);
  await until(
    () => new URL(page.url()).searchParams.get("theme"),
    (theme) => theme === "dark",
    "the address",
  );
  await button.click();
  await samePicture(page, light);
  await page.emulateMedia({ colorScheme: "dark" });
  await samePicture(page, dark);
  await close();
});

test("the canvas has as many pixels as the screen shows, also when that changes", async () => {
  const { page, context, close } = await open(browser);
  const devtools = await context.newCDPSession(page);
  const ratio = () => page.locator(".frame canvas").evaluate((canvas) => Math.round((1000 * canvas.width) / canvas.getBoundingClientRect().width) / 1000);
  assert.equal(await ratio(), 1);
  // As with browser zoom the size changes as well; an emulated ratio alone tells nobody.
  for (const [deviceScaleFactor, expected, width] of [
    [1.5, 1.5, 1279],
    [2, 2, 1278],
    [3, 2, 1277],
    [1, 1, 1276],
  ]) {
    await devtools.send("Emulation.setDeviceMetricsOverride", { width, height: 720, deviceScaleFactor, mobile: false });
    await until(ratio, (now) => Math.abs(now - expected) < 0.002, `pixels per pixel at ${deviceScaleFactor}`);
  }
  await close();
});

for (const where of ["in the worker", "on the page"]) {
  test(`a trap ${where} costs nothing but a moment`, async () => {
    const { page, close } = await open(browser, "", {
      before: async (page, context) => {
        if (where === "on the page") await page.addInitScript(() => delete window.Worker);
        await context.route("**/pkg/page/liquidation_cascades.js*", async (route) => {
          const response = await route.fetch();
          const source = (await response.text()).replace("export function start(", "function soundStart(");
          const trap = `export function start(scenario) {
            if (scenario.populations[0].leverage.median === 66) throw new WebAssembly.RuntimeError("unreachable");
            return soundStart(scenario);
          }`;
          await route.fulfill({ response, body: source + trap });
        });
      },
    });
    const shown = await picture(page);
    const said = await sentence(page);
    const exact = page.getByRole("spinbutton", { name: "Leverage, exact value" });
    await exact.fill("66");
    await until(
      () => page.locator("#error").innerText(),
      (text) => /started again/.test(text),
      "the message",
    );
    assert.equal(await sentence(page), said);
    await exact.fill("20");
    await until(
      () => sentence(page),
      (text) => text !== said,
      "the sentence after the restart",
    );
    assert.equal(await page.locator("#error").isVisible(), false);
    await page.getByRole("button", { name: "Reset", exact: true }).click();
    await samePicture(page, shown);
    await close();
  });
}

test("figures stand in one line each, in both languages and at any width", async () => {
  const { page, close } = await open(browser);
  for (const [lang, width] of [
    ["de", 1280],
    ["de", 1024],
    ["de", 768],
    ["de", 390],
    ["en", 390],
  ]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${process.env.BASE_URL}?lang=${lang}`);
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
    const heights = await page.locator(".figures .value").evaluateAll((values) =>
      values.map((value) => {
        const range = document.createRange();
        range.selectNodeContents(value);
        return [value.textContent, range.getClientRects().length, value.scrollWidth <= value.clientWidth];
      }),
    );
    for (const [text, lines, fits] of heights) assert.ok(lines === 1 && fits, `${lang} ${width}: ${text}`);
  }
  await close();
});
