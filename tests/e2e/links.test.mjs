// What a link holds and shows again, and what can be asked of a page in its address.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import { after, before, test } from "./test.mjs";
import { BASE_URL, idle, isAtEnd, lastRow, launch, open, ready, sentence, sliders, timeline, until, violations } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const WIDE = { viewport: { width: 1280, height: 720 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

const canvas = (page) => page.locator(".frame canvas");

/** Size and SHA-256 of the canvas' own pixels, nothing that lies over it; as soon as two in a row are the same. */
async function pixels(page) {
  await idle(page);
  let last;
  const hash = () =>
    page.evaluate(async () => {
      const source = document.querySelector(".frame canvas");
      const copy = new OffscreenCanvas(source.width, source.height);
      const context = copy.getContext("2d");
      context.drawImage(source, 0, 0);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
      return `${copy.width}x${copy.height} ${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    });
  return until(
    async () => {
      const before = last;
      last = await hash();
      return last === before ? last : undefined;
    },
    Boolean,
    "a picture at rest",
  );
}
const dialog = (page) => page.locator("dialog.share[open]");
const tab = (page, name) => dialog(page).getByRole("tab", { name, exact: true });
const linkIn = (page) => dialog(page).locator("textarea:visible").first().inputValue();
/** The address without the server's own part. */
const path = (link) => link.slice(BASE_URL.length);

/** Where the engine has been when the slider says so: a busy one still shows the moment before. */
async function seek(page, name, row) {
  const text = () => sliders(page, name).getAttribute("aria-valuetext");
  const before = await text();
  await sliders(page, name).fill(row);
  await until(text, (now) => now !== before, "the playhead");
}
const whole = (page, name = "Whole picture") => page.getByRole("button", { name }).waitFor();

async function share(page, name = "Share") {
  await page.getByRole("button", { name, exact: true }).click();
  await dialog(page).waitFor();
}

for (const [size, context] of Object.entries({ wide: WIDE, phone: PHONE })) {
  for (const [what, query, act] of [
    ["a moment between two rows", "?preset=slow-motion", (page) => seek(page, "Timeline", "12.375")],
    ["a moment in waves, edited, compared", "?preset=thin-book&leverage=12&a=thin-book&theme=dark", (page) => seek(page, "Timeline", "2.5")],
    [
      "a closer look",
      "?preset=thin-book",
      async (page) => {
        for (let i = 0; i < 3; i += 1) await page.getByRole("button", { name: "Closer", exact: true }).click();
        await whole(page);
      },
    ],
    [
      "a closer look at a moment",
      "?preset=staircase&lang=de",
      async (page) => {
        await seek(page, "Zeitleiste", "3");
        await page.locator(".figure").press("+");
        await page.locator(".figure").press("+");
        await whole(page, "Ganzes Bild");
      },
    ],
  ]) {
    test(`a link shows the same pixels again: ${what}, ${size}`, async () => {
      const first = await open(browser, query, { context });
      await act(first.page);
      await idle(first.page);
      const seen = await pixels(first.page);
      const german = query.includes("lang=de");
      await share(first.page, german ? "Teilen" : "Share");
      const link = await linkIn(first.page);
      await first.close();
      const again = await open(browser, path(link), { context });
      await idle(again.page);
      assert.equal(await pixels(again.page), seen, link);
      // The address is the same link until something is moved, and then names no moment any more.
      const query2 = () => again.page.evaluate(() => location.search);
      assert.match(await query2(), /[?&](at|x|y)=/);
      await again.page.locator(".figure").press("Home");
      await until(query2, (now) => !/[?&](at|x|y)=/.test(now), "the address");
      await again.close();
    });
  }
}

test("the page in one file holds the moment that is on screen and the part that was zoomed into", async () => {
  for (const [query, held] of [
    ["?preset=thin-book&leverage=17&at=2.5&x=0.25~0.5", { at: "2.5", x: "0.25~0.5", leverage: "17" }],
    ["?preset=thin-book", { at: null, x: null, y: null, beat: null }],
    ["?preset=thin-book&beat=3", { beat: "3" }],
  ]) {
    const { page, close } = await open(browser, query);
    await page.route("**/cascade.html", (route) =>
      route.fulfill({ contentType: "text/html", body: '<script type="application/json" id="scenario">{"version":1,"search":""}</script>' }),
    );
    await page.locator("#save summary").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-save=page]").click()]);
    const [, text] = readFileSync(await download.path(), "utf8").match(/id="scenario">([^<]*)</);
    const saved = new URLSearchParams(JSON.parse(text).search);
    for (const [name, value] of Object.entries({ preset: "thin-book", ...held })) assert.equal(saved.get(name), value, `${query}: ${name}`);
    await close();
  }
});

test("a link without its moment shows the end", async () => {
  const { page, close } = await open(browser, "?preset=thin-book&at=1");
  await share(page);
  await dialog(page)
    .getByRole("checkbox", { name: /^At this moment/ })
    .uncheck();
  assert.equal(path(await linkIn(page)), "?preset=thin-book");
  await close();
});

test("seconds after the shock are a moment, too, and what lies beyond the end is the end", async () => {
  const { page, close } = await open(browser, "?preset=slow-motion&at=30s");
  assert.ok((await timeline(page)) > 1 && (await timeline(page)) < (await lastRow(page)));
  assert.match(await sliders(page, "Timeline").getAttribute("aria-valuetext"), /30\s?s/);
  await close();
  const late = await open(browser, "?preset=thin-book&at=99999");
  assert.ok(await isAtEnd(late.page));
  await late.close();
});

test("playing writes no moments into the address, nor entries into the history", async () => {
  const { page, close } = await open(browser, "?preset=slow-motion&speed=8");
  const was = await page.evaluate(() => [location.href, history.length]);
  await page.evaluate(() => {
    window.writes = 0;
    const { replaceState } = history;
    history.replaceState = function (...given) {
      window.writes += 1;
      return replaceState.apply(this, given);
    };
  });
  await page.locator(".figure").press("Home");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await until(
    () => timeline(page),
    (row) => row > 20,
    "the playhead",
  );
  assert.deepEqual(await page.evaluate(() => [location.href, history.length]), was);
  assert.equal(await page.evaluate(() => window.writes), 0);
  await close();
});

for (const [size, context] of Object.entries({ wide: WIDE, phone: PHONE })) {
  test(`a beat is opened at its place, ${size}`, async () => {
    for (const beat of [1, 3, 5]) {
      const { page, close } = await open(browser, `?preset=thin-book&beat=${beat}`, { context });
      const current = () => page.locator(".beat.is-current").getAttribute("data-beat");
      const name = ["borrow", "forced", "moves", "next", "stops"][beat - 1];
      await until(current, (now) => now === name, "the beat");
      await idle(page);
      // It stays there: the page does not scroll or play on by itself.
      assert.equal(await current(), name);
      assert.ok(await page.locator(`[data-beat=${name}] h3`).isVisible());
      const row = await timeline(page);
      await idle(page);
      assert.equal(await timeline(page), row);
      await close();
    }
  });
}

test("a beat of an embed is opened and handed on", async () => {
  const { page, close } = await open(browser, "embed.html?preset=thin-book&section=watch", { context: { viewport: { width: 640, height: 900 } } });
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.waitForFunction(() => document.querySelector(".beat.is-current")?.getAttribute("data-beat") === "moves");
  await until(async () => (await page.getByRole("button", { name: "Play", exact: true }).count()) > 0, Boolean, "the end of playing");
  await idle(page);
  const seen = await pixels(page);
  await share(page);
  await tab(page, "Embed").click();
  const src = (await linkIn(page)).match(/src="([^"]*)"/)[1].replaceAll("&amp;", "&");
  assert.match(src, /beat=3/);
  await close();
  const again = await open(browser, path(src), { context: { viewport: { width: 640, height: 900 } } });
  assert.equal(await again.page.locator(".beat:visible").getAttribute("data-beat"), "moves");
  assert.equal(await pixels(again.page), seen);
  await again.close();
});

const LESSON = () => {
  const scenario = JSON.parse(readFileSync(new URL("../../www/presets/thin-book.json", import.meta.url), "utf8"));
  return { ...scenario, title: "My lesson", seed: 7, shock: { ...scenario.shock, ratio: -0.04 } };
};
const load = (page, name, text) => page.locator("#data input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });

test("a scenario of one's own comes along in the link, with what was changed of it", async () => {
  const first = await open(browser, "");
  await load(first.page, "lesson.json", JSON.stringify(LESSON(), null, 2));
  await until(
    () => first.page.evaluate(() => location.hash),
    (hash) => hash.startsWith("#s=1."),
    "the scenario in the address",
  );
  await sliders(first.page, "Leverage").press("ArrowRight");
  await idle(first.page);
  const seen = await pixels(first.page);
  const told = await sentence(first.page);
  await share(first.page);
  const link = await linkIn(first.page);
  await first.close();
  for (const page of ["", "embed.html"]) {
    // Another browser, which never saw the file.
    const again = await open(browser, page + path(link));
    assert.ok((await sentence(again.page)).startsWith(told.slice(0, 22)), told);
    if (page === "") {
      await idle(again.page);
      assert.equal(await pixels(again.page), seen, link);
    } else assert.match(await again.page.getByRole("link", { name: "Open the full page" }).getAttribute("href"), /#s=1\./);
    await again.close();
  }
});

test("links as each version wrote them open without a word of complaint", async () => {
  const { packed, ...versions } = JSON.parse(readFileSync(new URL("../www/links.json", import.meta.url), "utf8"));
  const links = [...versions.moments, ...versions.first.filter((_, at) => at % 7 === 1)].filter(
    ([address]) => !/(?:File|book|contract|symbol)=|~book~/.test(address) || address.includes("#"),
  );
  assert.ok(links.length > 20);
  const { page, close } = await open(browser, "");
  for (const [address] of links) {
    await page.goto("about:blank");
    await page.goto(BASE_URL + address);
    await ready(page);
    assert.equal(await page.locator("#error").isVisible(), false, address);
    assert.doesNotMatch(await page.locator("#status").innerText(), /left out|cannot|damaged|ausgelassen|weggelassen|nicht lesbar|needs the file/, address);
  }
  await close();
});

test("a scenario that came damaged or from a later page is told, and the picture stays", async () => {
  const { packed } = JSON.parse(readFileSync(new URL("../www/links.json", import.meta.url), "utf8"));
  for (const [text, words] of [
    [packed.text.slice(0, 40), /damaged or cut off/],
    [`2${packed.text.slice(1)}`, /newer page/],
  ]) {
    const fresh = await open(browser, `?preset=thin-book&scenarioFile=lesson.json#s=${text}`);
    const said = await until(
      () => fresh.page.locator("#status").innerText(),
      (now) => words.test(now),
      "the reason",
    );
    assert.doesNotMatch(said, /needs the file/);
    assert.match(await sentence(fresh.page), /47/);
    await fresh.close();

    const { page, close } = await open(browser, "?preset=the-match&leverage=12");
    const told = await sentence(page);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `s=${text}`);
    await until(
      () => page.locator("#error").innerText(),
      (error) => words.test(error),
      "the reason",
    );
    assert.equal(await sentence(page), told);
    await until(
      () => page.evaluate(() => location.search + location.hash),
      (now) => now === "?preset=the-match&leverage=12",
      "the address",
    );
    await close();
  }
});

test("a fragment that holds no scenario is told as what it is, and leaves no file in the address", async () => {
  const checked = (json) => `1.${deflateRawSync(Buffer.from(crc32(json).toString(16).padStart(8, "0") + json)).toString("base64url")}`;
  for (const [text, words] of [
    ["1.", /damaged or cut off/],
    ["1.AAAA", /damaged or cut off/],
    ["x", /damaged or cut off/],
    ["99.", /newer page/],
    [checked('{"version":99}'), /newer page/],
    [checked("{}"), /damaged or cut off/],
    [checked("x".repeat(5e6)), /larger than a link may hold/],
  ]) {
    const { page, close } = await open(browser, `?preset=thin-book#s=${text}`);
    const said = await until(
      () => page.locator("#status").innerText(),
      (now) => words.test(now),
      text.slice(0, 30),
    );
    assert.doesNotMatch(said, /needs the file/);
    await until(
      () => page.evaluate(() => location.search + location.hash),
      (now) => now === "?preset=thin-book",
      `the address after ${text.slice(0, 30)}`,
    );
    assert.equal(await page.locator('[data-chip="file-scenario"]').count(), 0);
    await close();
  }
});

test("a good scenario that is put into the address bar is shown, and Back leads back", async () => {
  const { packed } = JSON.parse(readFileSync(new URL("../www/links.json", import.meta.url), "utf8"));
  const { page, close } = await open(browser, "?preset=thin-book");
  const told = await sentence(page);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `s=${packed.text}`);
  await until(
    () => sentence(page),
    (now) => now !== told,
    "the scenario",
  );
  await page.goBack();
  await until(
    () => sentence(page),
    (now) => now === told,
    "the preset",
  );
  await close();
});

test("what has no room in a link is offered as a file, and files of data are asked for", async () => {
  const { page, close } = await open(browser, "");
  const scenario = LESSON();
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  scenario.markets[0].id = "perp";
  scenario.populations.push({
    kind: "positions",
    market: "perp",
    rows: Array.from({ length: 1500 }, (_, at) => ({ id: `p${at}`, side: "long", quantity: next(), entryPrice: 90 + 20 * next(), margin: 100 + 50 * next() })),
  });
  await load(page, "large.json", JSON.stringify(scenario));
  await until(
    () => page.evaluate(() => location.search),
    (search) => search.includes("scenarioFile=large.json"),
    "the file",
  );
  assert.equal(await page.evaluate(() => location.hash), "");
  await share(page);
  await dialog(page).getByText('The scenario "large.json" is too large for a link.').waitFor();
  const saved = page.waitForEvent("download");
  await dialog(page).getByRole("button", { name: "Save large.json" }).click();
  assert.deepEqual(JSON.parse(readFileSync(await (await saved).path(), "utf8")), scenario);
  await page.keyboard.press("Escape");
  await page.locator("#reset").click();
  await load(
    page,
    "book.json",
    JSON.stringify({
      bids: [
        [99, 1e6],
        [90, 1e7],
      ],
      asks: [[101, 1e6]],
    }),
  );
  await until(
    () => page.evaluate(() => location.search),
    (search) => search.includes("book=book.json"),
    "the book",
  );
  await share(page);
  await dialog(page)
    .getByText(/A link cannot hold files of data\. Hand on "book\.json"/)
    .waitFor();
  await close();
});

test("the dialog copies, says so, and leads the focus back; where nothing may be copied the text is selected", async () => {
  const { page, context, close } = await open(browser, "?preset=thin-book");
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(BASE_URL).origin });
  const button = page.getByRole("button", { name: "Share", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await dialog(page)
    .getByRole("button", { name: /^Copy: Link/ })
    .click();
  await until(
    () => dialog(page).getByRole("status").innerText(),
    (text) => text === "Copied.",
    "the answer",
  );
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${BASE_URL}?preset=thin-book`);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await dialog(page)
    .getByRole("button", { name: /^Copy: Link/ })
    .click();
  await until(
    () => dialog(page).getByRole("status").innerText(),
    (text) => /text is selected/.test(text),
    "the answer",
  );
  assert.equal(
    await page.evaluate(() => {
      const { activeElement: area } = document;
      return area.value.slice(area.selectionStart, area.selectionEnd);
    }),
    `${BASE_URL}?preset=thin-book`,
  );
  // Tabs by their keys.
  await tab(page, "Link").focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await linkIn(page), /^<iframe /);
  // Keys of the page below do nothing here.
  const row = await timeline(page);
  await page.keyboard.press("k");
  assert.equal(await timeline(page), row);
  await page.keyboard.press("Escape");
  await until(
    () => dialog(page).count(),
    (count) => count === 0,
    "the dialog",
  );
  assert.equal(await page.evaluate(() => document.activeElement?.id), "share");
  await close();
});

test("the line for a page has the embed's own height and its sentence", async () => {
  const { page, close } = await open(browser, "?preset=thin-book");
  await share(page);
  await tab(page, "Embed").click();
  await dialog(page).getByRole("checkbox", { name: "Picture and sentence only" }).check();
  const heightOf = async () => Number((await linkIn(page)).match(/height="(\d+)"/)[1]);
  const height = await until(heightOf, (now) => now !== 700, "the height");
  // What was measured before is known again.
  const box = dialog(page).getByRole("checkbox", { name: "Picture and sentence only" });
  await box.uncheck();
  assert.notEqual(await until(heightOf, (now) => now !== height, "the other height"), height);
  await box.check();
  assert.equal(await heightOf(), height);
  const line = await linkIn(page);
  assert.ok(
    line.includes(`title="${(await sentence(page)).replaceAll("\u00a0", " ")}`) || line.replaceAll("\u00a0", " ").includes("A 5 % fall became 47 %"),
    line,
  );
  await close();
  const src = line.match(/src="([^"]*)"/)[1].replaceAll("&amp;", "&");
  const embed = await open(browser, path(src), { context: { viewport: { width: 640, height } } });
  // All of it is in sight, and nothing of the frame stays empty.
  const [whole, last] = await embed.page.evaluate(() => [
    document.documentElement.scrollHeight,
    document.querySelector(".foot").getBoundingClientRect().bottom,
  ]);
  assert.ok(whole <= height && height - last < 40, `${whole} ${last} ${height}`);
  await embed.close();
});

test("whoever locks all need not say which", async () => {
  const { page, close } = await open(browser, "?preset=thin-book&lock=depth");
  await share(page);
  const box = (name) => dialog(page).getByRole("checkbox", { name, exact: true });
  await box("Leverage").check();
  assert.match(await linkIn(page), /[?&]lock=depth%2Cleverage(&|$)/);
  await box("All controls").check();
  assert.match(await linkIn(page), /[?&]lock=all(&|$)/);
  for (const name of ["Leverage", "Market depth", "Shock size"]) assert.ok((await box(name).isChecked()) && (await box(name).isDisabled()), name);
  await tab(page, "Embed").click();
  assert.match(await linkIn(page), /;lock=all"/);
  // Those that were chosen before are chosen still.
  await box("All controls").uncheck();
  assert.match(await linkIn(page), /;lock=depth%2Cleverage"/);
  assert.deepEqual([await box("Leverage").isChecked(), await box("Shock size").isChecked()], [true, false]);
  await close();
});

test("no rule of accessibility is broken in the dialog, in either language and both themes", async () => {
  for (const [query, share_, context] of [
    ["", "Share", WIDE],
    ["?lang=de&theme=dark&preset=slow-motion&at=5", "Teilen", PHONE],
  ]) {
    const { page, close } = await open(browser, query, { context });
    await share(page, share_);
    for (const one of await dialog(page).getByRole("tab").all()) {
      await one.click();
      assert.deepEqual(await violations(page, "dialog[open]"), []);
      const overflow = await dialog(page).evaluate((element) => element.scrollWidth - element.clientWidth);
      assert.ok(overflow <= 0, `the dialog is ${overflow} px too wide`);
    }
    await close();
  }
  for (const theme of ["light", "dark"]) {
    const { page, close } = await open(browser, "about.html", { context: { colorScheme: theme }, isReady: false });
    assert.deepEqual(await violations(page), []);
    await close();
  }
});

test("a result that is hidden is not told by the picture and the sentence that the embed was delivered with", async () => {
  const { page, close } = await open(browser, "embed.html?preset=thin-book&hide=result", {
    isReady: false,
    // The program never comes.
    before: (page) => page.route("**/js/embed.js", () => undefined),
    waitUntil: "commit",
  });
  // Nobody sees anything before all of the style sheets are there.
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await page.locator("#probe").waitFor({ state: "attached" });
  assert.equal(await page.locator(".poster:visible").count(), 0);
  assert.equal(await page.locator("#sentence").isVisible(), false);
  await close();
});

for (const page_ of ["", "embed.html"]) {
  const options = { context: { viewport: { width: 1000, height: 800 } } };

  test(`a lock that is none and a part that stands twice are told: ${page_ || "page"}`, async () => {
    for (const [query, words] of [
      ["lock=nope,depth", /^The link locks "nope", which is no control here\.$/],
      ["lock=depth,pathAmplitude&lang=de", /^Der Link hält „pathAmplitude“ fest, und einen solchen Regler gibt es hier nicht\.$/],
      ["lock=all", /closed by force/],
      ["preset=the-match&preset=thin-book", /^The link says "preset" more than once: the last one counts\.$/],
    ]) {
      const { page, close } = await open(browser, `${page_}?preset=thin-book&${query}`, options);
      await until(
        () => page.locator("#status").innerText(),
        (text) => words.test(text),
        query,
      );
      assert.match(await sentence(page), /47/);
      await close();
    }
  });

  test(`a moment in the address does not tell a result that is hidden: ${page_ || "page"}`, async () => {
    for (const [query, row] of [
      ["at=2.5", 2.5],
      ["at=999", 0],
      ["at=100s", 0],
      ["beat=5", 0],
      ["beat=5&section=watch", 0],
      ["x=0.25~0.5", 0],
    ]) {
      const { page, close } = await open(browser, `${page_}?preset=thin-book&leverage=15&hide=result&${query}`, options);
      // What would tell it has had its time: the beats, the search, the line that says what happened.
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(await timeline(page), row, query);
      assert.match(await sentence(page), /becomes …/, query);
      assert.doesNotMatch(await page.locator("#status").innerText(), /closed by force/, query);
      await page.getByRole("button", { name: "Show the result" }).click();
      await until(
        () => sentence(page),
        (text) => /became 48/.test(text),
        "the result",
      );
      await close();
    }
  });

  test(`a result that is hidden is told when it was played or asked for: ${page_ || "page"}`, async () => {
    const { page, close } = await open(browser, `${page_}?preset=thin-book&hide=result&section=play&speed=8&lock=shock`, options);
    assert.equal(await timeline(page), 0);
    assert.doesNotMatch(await page.locator("body").innerText(), /became|46\.9|47/);
    assert.doesNotMatch((await canvas(page).getAttribute("aria-label")) ?? "", /47/);
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await until(
      () => sentence(page),
      (text) => /became/.test(text),
      "the result",
    );
    assert.equal(await page.getByRole("button", { name: "Show the result" }).isVisible(), false);
    // Another run is another secret.
    await sliders(page, "Leverage").press("ArrowRight");
    await until(
      () => sentence(page),
      (text) => !/became/.test(text),
      "the secret",
    );
    assert.equal(await timeline(page), 0);
    await page.getByRole("button", { name: "Show the result" }).click();
    await until(
      () => sentence(page),
      (text) => /became/.test(text),
      "the result",
    );
    await until(
      () => timeline(page),
      (row) => row > 0,
      "the end",
    );
    // Whoever asked for it is not asked again.
    await sliders(page, "Leverage").press("ArrowRight");
    await idle(page);
    assert.match(await sentence(page), /became/);
    await close();
  });

  test(`a question is a text in the place of the bet: ${page_ || "page"}`, async () => {
    const question = 'Why <b id="x">here</b> & "now"?';
    const { page, close } = await open(browser, `${page_}?preset=thin-book&section=watch&question=${encodeURIComponent(question)}`, options);
    assert.match(await page.locator(".question").innerText(), new RegExp(question.replace(/[?]/g, "\\$&")));
    assert.equal(await page.locator("#x").count(), 0);
    assert.equal(await page.locator("#bet").isVisible(), false);
    await close();
  });

  test(`locked controls are shown and cannot be moved: ${page_ || "page"}`, async () => {
    const { page, close } = await open(browser, `${page_}?preset=thin-book&section=play&lock=leverage,shock`, options);
    await until(() => sliders(page, "Leverage").isDisabled(), Boolean, "the lock");
    assert.deepEqual([await sliders(page, "Market depth").isDisabled(), await sliders(page, "Shock size").isDisabled()], [false, true]);
    assert.equal(await page.getByRole("spinbutton", { name: "Leverage, exact value" }).isDisabled(), true);
    assert.equal(await page.locator(".grip:visible").count(), 0);
    assert.match(await page.locator("#lock-note").innerText(), /Locked/);
    await close();
    const all = await open(browser, `${page_}?preset=thin-book&section=play&lock=all`, options);
    await until(() => sliders(all.page, "Leverage").isDisabled(), Boolean, "the lock");
    const free = await all.page.locator(".controls :is(input, select, button):visible:enabled:not(.term, #compare)").count();
    assert.equal(free, 0);
    assert.equal(await all.page.getByRole("button", { name: "Play", exact: true }).isEnabled(), true);
    await all.close();
  });

  test(`plain and static leave out what they say, start=before starts there: ${page_ || "page"}`, async () => {
    const plain = await open(browser, `${page_}?preset=thin-book&plain=1`, options);
    assert.equal(await plain.page.locator(".bar:visible, .foot:visible, .page-foot:visible").count(), 0);
    assert.equal(await plain.page.getByRole("button", { name: "Play", exact: true }).isVisible(), true);
    await plain.close();
    const still = await open(browser, `${page_}?preset=thin-book&static=1`, options);
    assert.equal(await still.page.locator(":is(button, input, select, summary):visible").count(), 0);
    assert.equal(await still.page.locator("#sentence").isVisible(), true);
    assert.ok((await canvas(still.page).boundingBox()).height > 150);
    const seen = await pixels(still.page);
    for (const key of ["Tab", "k", "Home", "+"]) await still.page.keyboard.press(key);
    assert.equal(await pixels(still.page), seen);
    await still.close();
    const early = await open(browser, `${page_}?preset=thin-book&start=before`, options);
    assert.equal(await timeline(early.page), 0);
    assert.match(await sentence(early.page), /became/);
    await early.close();
  });
}
