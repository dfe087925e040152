// What is not lost: files, comparison, own position and undo over a reload and in another language; and the browser's way back.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, open, otherPicture, picture, ready, sentence, sliders, until } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const BOOK = JSON.stringify({
  symbol: "X",
  bids: Array.from({ length: 60 }, (_, i) => [99.95 - i * 0.25, 40_000]),
  asks: Array.from({ length: 60 }, (_, i) => [100.05 + i * 0.25, 40_000]),
});
const POSITIONS = [
  "side,quantity,entryPrice,leverage",
  ...Array.from({ length: 40 }, (_, i) => `${i % 3 ? "long" : "short"},${1000 + 37 * i},${97 + (i % 7)},${5 + (i % 11)}`),
].join("\n");
const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

const search = (page) => new URL(page.url()).search;
const asked = (page, name) => new URL(page.url()).searchParams.get(name);
const status = (page) => page.getByRole("status").innerText();
const verdict = (page) => page.locator("#own .verdict").innerText();

/** A page with two files, a comparison, a position of one's own, and steps to undo. */
async function filled(path = "?speed=2") {
  const opened = await open(browser, path);
  const { page } = opened;
  await page.locator("#market-drawer > summary").click();
  await page.locator("#data input[type=file]").setInputFiles([file("my book.json", BOOK), file("p.csv", POSITIONS)]);
  await page.locator('[data-chip="file-positions"]').waitFor();
  await page.locator("#compare").click();
  await until(
    () => asked(page, "a"),
    (a) => a !== null,
    "A in the address",
  );
  await sliders(page, "Shock size").press("PageDown");
  await until(
    () => asked(page, "shock"),
    (shock) => shock !== null,
    "the shock in the address",
  );
  await page.locator("#own > summary").click();
  await page.locator("#own-leverage").fill("33");
  await until(
    () => asked(page, "own"),
    (own) => own === "long~10e3~33" || own === "long~10000~33",
    "the own position in the address",
  );
  await until(
    () => verdict(page),
    (text) => text !== "",
    "the verdict",
  );
  return opened;
}

/** What of all that is on screen. */
async function seen(page) {
  await until(
    () => verdict(page),
    (text) => text !== "",
    "the verdict",
  );
  return {
    sentence: await sentence(page),
    chips: await page.locator("#chips li").evaluateAll((items) => items.map((item) => item.dataset.chip)),
    comparison: await page.locator("#comparison tbody").innerText(),
    leverage: await page.locator("#own-leverage").inputValue(),
    verdict: await verdict(page),
    canUndo: await page.locator("#undo").getAttribute("aria-disabled"),
  };
}

test("files, comparison, own position and undo survive a reload", async () => {
  const { page, close, troubles } = await filled();
  const [before, address] = [await seen(page), search(page)];
  assert.ok(before.chips.includes("file-book") && before.chips.includes("file-positions"));
  assert.equal(before.canUndo, "false");
  await page.reload();
  await ready(page);
  assert.deepEqual(await seen(page), before);
  assert.equal(search(page), address);
  assert.doesNotMatch(await status(page), /needs the file|last loaded in this browser/);
  // Steps back over the files, and forward again.
  await page.locator("#undo").click();
  await until(
    () => asked(page, "shock"),
    (shock) => shock === null,
    "the shock is undone",
  );
  await page.locator("#undo").click();
  await until(
    () => page.locator('[data-chip="file-positions"]').count(),
    (count) => count === 0,
    "the positions are undone",
  );
  await page.locator("#redo").click();
  await page.locator("#redo").click();
  await until(
    () => asked(page, "shock"),
    (shock) => shock !== null,
    "all of it is back",
  );
  await until(
    async () => JSON.stringify(await seen(page)),
    (now) => now === JSON.stringify(before),
    "the page",
  );
  assert.deepEqual(troubles, []);
  await close();
});

const UNSURE = "Positionswert;Wartungsmarge\n0-50.000;0.4%\n50.000-600.000;0.5%\n";
const question = (page) => page.locator(".data-questions").innerText();

test("a question about a file stays open over a reload and in another language, and is gone when it was answered", async () => {
  const { page, close, troubles } = await open(browser);
  await page.locator("#market-drawer > summary").click();
  await page.locator("#data input[type=file]").setInputFiles([file("my book.json", BOOK), file("tiers.csv", UNSURE)]);
  await until(
    () => question(page),
    (text) => /tiers\.csv/.test(text),
    "the question",
  );
  await until(
    () => asked(page, "book"),
    (book) => book !== null,
    "the book in the address",
  );
  const words = await question(page);
  await page.reload();
  await ready(page);
  await until(
    () => question(page),
    (text) => text === words,
    "the question after a reload",
  );
  assert.deepEqual(await page.locator("#chips li").evaluateAll((items) => items.map((item) => item.dataset.chip)), ["file-book"]);
  await page.getByRole("link", { name: "Deutsch" }).click();
  await until(
    () => question(page),
    (text) => /lässt sich/.test(text),
    "the question in German",
  );
  await until(
    () => asked(page, "lang"),
    (lang) => lang === "de",
    "the language in the address",
  );
  await page.reload();
  await ready(page);
  await until(
    () => question(page),
    (text) => /lässt sich/.test(text),
    "the question after a reload in German",
  );
  await page.locator(".data-questions button").nth(1).click();
  await until(
    () => asked(page, "bracketsFile"),
    (name) => name !== null,
    "the brackets in the address",
  );
  assert.equal(await page.locator(".data-questions button").count(), 0);
  await page.reload();
  await ready(page);
  await page.locator('[data-chip="file-brackets"]').waitFor();
  await until(
    () => page.locator(".data-files").textContent(),
    (text) => /tiers\.csv/.test(text),
    "the file as it was answered",
  );
  assert.equal(await page.locator(".data-questions button").count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});

test("chips and files have one order, whatever came first", async () => {
  const { page, close, troubles } = await open(browser);
  const chips = () => page.locator("#chips li").evaluateAll((items) => items.map((item) => item.dataset.chip));
  const files = () => page.locator(".data-files li").evaluateAll((items) => items.map((item) => item.dataset.name));
  await page.locator("#market-drawer > summary").click();
  await page.locator("details[data-group=rules] > summary").click();
  const ruleset = page.locator('[data-control="ruleset"] select');
  await ruleset.selectOption({ index: 2 });
  await until(chips, (all) => all.includes("ruleset"), "the rules");
  for (const [kind, one] of [
    ["positions", file("p.csv", POSITIONS)],
    ["book", file("my book.json", BOOK)],
  ]) {
    await page.locator("#data input[type=file]").setInputFiles([one]);
    await page.locator(`[data-chip="file-${kind}"]`).waitFor();
  }
  await until(
    () => asked(page, "book"),
    (book) => book !== null,
    "the book in the address",
  );
  const before = { chips: await chips(), files: await files() };
  assert.deepEqual(before.chips.slice(0, 2), ["file-book", "file-positions"]);
  await page.reload();
  await ready(page);
  await until(chips, (all) => all.length === before.chips.length, "all chips");
  await until(files, (all) => all.length === before.files.length, "all files");
  assert.deepEqual({ chips: await chips(), files: await files() }, before);
  // Taken back and brought again it stands where it stood.
  await page.locator('[data-chip="file-book"] button').click();
  await until(chips, (all) => !all.includes("file-book"), "the book is gone");
  await page.locator("#undo").click();
  await until(chips, (all) => all.includes("file-book"), "the book is back");
  assert.deepEqual({ chips: await chips(), files: await files() }, before);
  await page.getByRole("link", { name: "Deutsch" }).click();
  await until(
    () => sentence(page),
    (text) => /Minus|Plus/.test(text),
    "the German sentence",
  );
  assert.deepEqual({ chips: await chips(), files: await files() }, before);
  assert.deepEqual(troubles, []);
  await close();
});

test("another language comes in place: nothing is loaded again, nothing is lost", async () => {
  const { page, close, troubles } = await filled();
  const before = await seen(page);
  await page.evaluate(() => (globalThis.isSamePage = true));
  const english = await picture(page);
  await page.getByRole("link", { name: "Deutsch" }).click();
  await until(
    () => sentence(page),
    (text) => /Minus|Plus/.test(text),
    "the German sentence",
  );
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  assert.ok(await page.evaluate(() => globalThis.isSamePage));
  await until(
    () => asked(page, "lang"),
    (lang) => lang === "de",
    "the address",
  );
  const german = await seen(page);
  assert.deepEqual([german.chips, german.leverage, german.canUndo], [before.chips, before.leverage, before.canUndo]);
  await otherPicture(page, english);
  // No English stays where German is known: the same words as on a page that comes in German, in every drawer and tab.
  const words = async () => {
    // What a tab says of the breaking point it says when that is found.
    await until(
      () => page.locator("#breaking").innerText(),
      (text) => text !== "" && !/Looking|gesucht/.test(text),
      "the breaking point",
    );
    for (const tab of ["crowd", "waves", "table", "chart"]) {
      await page.locator(`#tab-${tab}`).click();
      await until(
        () => page.locator(`#panel-${tab}`).innerText(),
        (text) => text !== "",
        tab,
      );
    }
    return page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = new Set();
      // What this run has no use for is written when another one has.
      const unseen = "script, template, noscript, #status, #unloaded, #unstyled, #which, .control[hidden], .shape[hidden], .level[hidden], .breaks[hidden]";
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const isSaid = !node.parentElement.closest(unseen);
        const text = node.textContent.replace(/\s+/g, " ").trim();
        if (isSaid && /[a-zäöü]{3}/i.test(text)) found.add(text);
      }
      for (const name of ["aria-label", "aria-valuetext"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) if (!element.closest(unseen)) found.add(element.getAttribute(name));
      }
      return [...found];
    });
  };
  const inPlace = await words();
  await page.reload();
  await ready(page);
  await until(
    () => verdict(page),
    (text) => text !== "",
    "the verdict",
  );
  const known = new Set(await words());
  assert.deepEqual(
    inPlace.filter((text) => !known.has(text)),
    [],
  );
  await page.getByRole("link", { name: "English" }).click();
  await until(
    () => sentence(page),
    (text) => text === before.sentence,
    "the English sentence again",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("Back steps through presets, views and sections, not through moves of a slider", async () => {
  const { page, close, troubles } = await open(browser, "?leverage=12");
  const said = await sentence(page);
  const preset = () => page.getByRole("combobox", { name: "Preset" }).inputValue();
  for (let press = 0; press < 4; press += 1) await sliders(page, "Leverage").press("ArrowRight");
  await until(
    () => asked(page, "leverage"),
    (leverage) => leverage === "16",
    "the slider in the address",
  );
  const moved = await sentence(page);
  assert.notEqual(moved, said);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("thin-book");
  await until(
    () => asked(page, "preset"),
    (name) => name === "thin-book",
    "the preset in the address",
  );
  await page.locator("#tab-table").click();
  await until(
    () => asked(page, "view"),
    (view) => view === "table",
    "the view in the address",
  );
  await page.getByRole("link", { name: "Watch", exact: true }).click();
  await until(
    () => asked(page, "section"),
    (section) => section === "watch",
    "the section in the address",
  );
  await page.goBack();
  await until(
    () => asked(page, "section"),
    (section) => section === null,
    "back from Watch",
  );
  assert.equal(await page.locator("#tab-table").getAttribute("aria-selected"), "true");
  await page.goBack();
  await until(
    () => page.locator("#tab-chart").getAttribute("aria-selected"),
    (selected) => selected === "true",
    "back from the table",
  );
  assert.equal(await preset(), "thin-book");
  await page.goBack();
  await until(
    () => sentence(page),
    (text) => text === moved,
    "back from the preset, with what was set before",
  );
  assert.equal(await preset(), "the-match");
  assert.equal(await sliders(page, "Leverage").getAttribute("aria-valuetext"), "16x");
  await until(
    () => search(page),
    (query) => query === "?preset=the-match&leverage=16",
    "the address",
  );
  await page.goForward();
  await until(preset, (name) => name === "thin-book", "forward again");
  // Undo goes over it, too.
  await page.locator("#undo").click();
  await until(preset, (name) => name === "the-match", "undone");
  assert.deepEqual(troubles, []);
  await close();
});

test("a link that names files says so once, keeps the names, and takes the files when they come", async () => {
  const { page, close } = await open(browser, "?preset=the-match&book=my%20book.json&positionsFile=p.csv&a=the-match~book~my%2520book.json");
  const first = await until(
    () => status(page),
    (text) => /needs the file/.test(text),
    "what is missing",
  );
  assert.equal(first.match(/my book\.json/g).length, 1);
  assert.equal(first.match(/p\.csv/g).length, 1);
  assert.equal(asked(page, "book"), "my book.json");
  assert.match(await page.locator('[data-chip="file-book"]').innerText(), /my book\.json \(not loaded\)/);
  await sliders(page, "Leverage").press("ArrowRight");
  await until(
    () => status(page),
    (text) => /closed by force/.test(text),
    "the outcome, and not the files again",
  );
  assert.doesNotMatch(await status(page), /needs the file/);
  assert.deepEqual([asked(page, "book"), asked(page, "positionsFile")], ["my book.json", "p.csv"]);
  await page.locator("#market-drawer > summary").click();
  await page.locator("#data input[type=file]").setInputFiles([file("my book.json", BOOK)]);
  await until(
    () => page.locator('[data-chip="file-book"]').innerText(),
    (text) => !/not loaded/.test(text),
    "the book is there",
  );
  assert.equal(asked(page, "positionsFile"), "p.csv");
  await page.locator('[data-chip="file-positions"] button').click();
  await until(
    () => asked(page, "positionsFile"),
    (name) => name === null,
    "dropped",
  );
  await close();
});

test("another tab of this browser knows the file of a link by its name, and says where it is from", async () => {
  const { page, context, close } = await filled();
  const link = page.url();
  const said = await sentence(page);
  const other = await context.newPage();
  await other.goto(link);
  await ready(other);
  assert.equal(await sentence(other), said);
  await until(
    () => status(other),
    (text) => /my book\.json is the file of that name that was last loaded in this browser/.test(text),
    "the status",
  );
  await close();
});

test("where nothing can be kept the files still work, and that is said", async () => {
  const { page, close } = await open(browser, "", {
    before: (page) =>
      page.addInitScript(() => {
        const deny = () => {
          throw new DOMException("denied", "SecurityError");
        };
        for (const name of ["indexedDB", "sessionStorage"]) Object.defineProperty(globalThis, name, { get: deny });
      }),
  });
  await page.locator("#market-drawer > summary").click();
  await page.locator("#data input[type=file]").setInputFiles([file("my book.json", BOOK)]);
  await until(
    () => status(page),
    (text) => /my book\.json is loaded.*This browser keeps no files: a reload of this page will ask for my book\.json again/.test(text),
    "the status",
  );
  await close();
});

test("a browser without room makes some, and says so when there is none", async () => {
  const { page, close } = await open(browser);
  await page.locator("#market-drawer > summary").click();
  const load = (name, text) => page.locator("#data input[type=file]").setInputFiles([file(name, text)]);
  await load("first.json", BOOK);
  await until(
    () => status(page),
    (text) => /first\.json is loaded/.test(text),
    "the first book",
  );
  // Room for one more only when the older one is gone.
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    let left = 3;
    IDBObjectStore.prototype.put = function (...given) {
      if (this.name === "blobs" && (left -= 1) >= 0) throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, given);
    };
  });
  await load("second.json", BOOK.replace("99.95", "99.9"));
  await until(
    () => status(page),
    (text) => /second\.json is loaded/.test(text),
    "the second book",
  );
  assert.doesNotMatch(await status(page), /no room/);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await load("third.json", BOOK.replace("99.95", "99.8"));
  await until(
    () => status(page),
    (text) => /third\.json is loaded.*has no room to keep third\.json/.test(text),
    "it is said",
  );
  await close();
});

test("a name that turns the text around, and a link that is dropped, do no harm", async () => {
  const { page, close } = await open(browser, `?preset=the-match&book=${encodeURIComponent("abc\u202egnp.json")}`);
  const text = await until(
    () => status(page),
    (shown) => /needs the file/.test(shown),
    "the status",
  );
  assert.doesNotMatch(text, /\u202e/);
  assert.doesNotMatch(await page.locator("body").innerText(), /[\u202a-\u202e]/);
  const address = page.url();
  const isTaken = await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.setData("text/uri-list", "https://example.org/");
    const over = new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: transfer });
    const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
    document.querySelector(".figure").dispatchEvent(over);
    document.querySelector(".figure").dispatchEvent(drop);
    return over.defaultPrevented && drop.defaultPrevented;
  });
  assert.ok(isTaken);
  assert.equal(page.url(), address);
  await close();
});

/** Nothing in it tells whether its commas stand before decimals or between thousands. */
const UNCLEAR = ["side;quantity;entryPrice;leverage", ...Array.from({ length: 90 }, (_, i) => `long;2,${100 + i};100;${5 + (i % 20)}`)].join("\n");

test("answers about a file survive a reload; the same bytes with another answer are another file", async () => {
  const { page, close, troubles } = await open(browser, "?preset=calm-water");
  const facts = () => page.locator("#data .data-files").textContent();
  const answer = async (name, words) => {
    await page.locator("#data input[type=file]").setInputFiles([file(name, UNCLEAR)]);
    await page.locator("#data .data-questions").getByRole("button", { name: words }).click();
    await page.locator('[data-chip="file-positions"]', { hasText: name }).waitFor();
    await until(
      () => asked(page, "positionsFile"),
      (now) => now === name,
      "the file in the address",
    );
    assert.equal(await page.locator("#data .data-questions").isVisible(), false);
  };
  await answer("point.csv", /^The point/);
  const point = [await sentence(page), (await facts()).replaceAll("point.csv", "")];
  await answer("comma.csv", /^The comma/);
  const comma = [await sentence(page), (await facts()).replaceAll("comma.csv", "")];
  assert.notDeepEqual(comma, point);
  await page.reload();
  await ready(page);
  assert.deepEqual([await sentence(page), (await facts()).replaceAll("comma.csv", "")], comma);
  assert.equal(await page.locator("#data .data-questions").isVisible(), false);
  // A step back over a reload leads to the other one, as it was answered.
  await page.locator("#undo").click();
  await page.locator('[data-chip="file-positions"]', { hasText: "point.csv" }).waitFor();
  await until(facts, (text) => text.replaceAll("point.csv", "") === point[1], "the facts of the other reading");
  assert.equal(await sentence(page), point[0]);
  assert.deepEqual(troubles, []);
  await close();
});

test("an error on screen speaks the language of the page", async () => {
  const { page, close } = await open(browser);
  await page.locator("#market-drawer > summary").click();
  await page.locator("#data input[type=file]").setInputFiles([file("bad.json", '{"markets": [{"price": -5}]}')]);
  const error = () => page.locator("#data-error").innerText();
  await until(error, (text) => /^bad\.json could not be .*stays as it was\.$/s.test(text), "the English error");
  const shock = page.getByRole("spinbutton", { name: "Shock size, exact value" });
  await shock.fill("hello");
  await shock.press("Tab");
  const refused = () => page.locator("#control-shock-error").innerText();
  assert.match(await refused(), /is no number/);
  await page.locator("#language").click();
  await until(error, (text) => /^bad\.json .* ist -5; erwartet wird eine Zahl .*\. Das Bild bleibt, wie es war\.$/s.test(text), "the German error");
  await until(refused, (text) => /ist keine Zahl/.test(text), "what was refused, in German");
  await close();
});
