// What a frame may not be able to do, said as it is: the way out keeps what was asked for, and nothing is called saved that may
// not be.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, until } from "./browser.mjs";
import { hostServer, staticServer } from "./static.mjs";

const ASKED = "?preset=thin-book&leverage=20&at=3&x=0.25~0.5&lang=de#s=abc";
const OPEN = { headers: { "access-control-allow-origin": "*" } };
/** One that is for leveraged traders, one for all of the mechanisms, and what is asked for decides. */
const ENGINE = /^pkg\/(page|embed|full)\/liquidation_cascades_bg\.wasm$/;
const withoutEngine = { instead: (path) => (ENGINE.test(path) ? { status: 404 } : undefined) };
const without = (name) => ({ instead: (path) => (path === name ? { status: 404 } : undefined) });

let browser;
let host;
before(async () => {
  browser = await launch();
  host = await hostServer();
});
after(async () => {
  await browser.close();
  host.close();
});

for (const [what, server, sandbox] of [
  ["a sandbox keeps it from its files", {}, 'sandbox="allow-scripts"'],
  ["a module is missing", without("js/session.js"), ""],
  ["its first module is missing", without("js/embed.js"), ""],
  ["the engine is missing", withoutEngine, ""],
]) {
  test(`where ${what} the way to the full page, and another try, keep all that was asked for`, async () => {
    const site = await staticServer(server);
    const page = await browser.newPage();
    await page.goto(host.page(`<iframe title="Cascade" width="640" height="560" ${sandbox} src="${site.url}embed.html${ASKED}"></iframe>`));
    const frame = page.frameLocator("iframe");
    await frame.locator('html[data-state="broken"]').waitFor({ state: "attached", timeout: 40_000 });
    assert.equal(await frame.locator("#full-page").evaluate(({ href }) => href), `${site.url}${ASKED}`);
    const again = frame.locator("#unloaded a");
    if (await again.isVisible()) assert.equal(await again.evaluate(({ href }) => href), `${site.url}embed.html${ASKED}`);
    await page.close();
    site.close();
  });
}

for (const [what, server] of [
  ["the program is missing", without("js/main.js")],
  ["a part of it is missing", without("js/session.js")],
  ["it never comes", { instead: (path) => (path === "js/main.js" ? { type: "text/javascript", body: "await new Promise(() => undefined)" } : undefined) }],
]) {
  test(`where ${what} the page's own links keep the preset and all that was set`, async () => {
    const site = await staticServer(server);
    for (const [query, other, label] of [
      ["?preset=thin-book&leverage=20&section=play#s=abc", "?preset=thin-book&leverage=20&section=play&lang=de#s=abc", "Deutsch"],
      ["?preset=thin-book&lang=de&depth=3e7&own=long~25e3~12.5", "?preset=thin-book&depth=3e7&own=long~25e3~12.5", "English"],
      ["", "?lang=de", "Deutsch"],
    ]) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`${site.url}${query}`);
      const links = () => page.locator(".bar a[href]").evaluateAll((all) => all.map(({ href }) => href));
      const [asked, hash] = [query.split("#")[0].replace("&section=play", ""), query.includes("#") ? "#s=abc" : ""];
      const at = (section) => site.url + (section ? (asked ? `${asked}&section=${section}` : `?section=${section}`) : asked) + hash;
      const expected = [at(""), at("watch"), at("play"), site.url + other];
      assert.deepEqual(await links(), expected);
      assert.equal(await page.locator("#language").textContent(), label);
      if (what !== "it never comes") await page.locator("#unloaded").waitFor();
      assert.deepEqual(await links(), expected);
      await page.getByRole("link", { name: "Play", exact: true }).click();
      await page.waitForURL(at("play"));
      // From there on the section is part of what is asked for.
      assert.deepEqual((await links()).slice(0, 3), expected.slice(0, 3));
      await page.close();
    }
    site.close();
  });
}

for (const lang of ["en", "de"]) {
  test(`why there is no engine stands there once, and names the file that is missing: ${lang}`, async () => {
    const site = await staticServer(withoutEngine);
    for (const path of [`?lang=${lang}`, `embed.html?lang=${lang}`]) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(site.url + path);
      await page.locator('html[data-state="broken"]').waitFor({ state: "attached", timeout: 40_000 });
      const words = lang === "de" ? "Die Rechnung konnte nicht geladen werden" : "The engine could not be loaded";
      await until(
        () => page.locator("#status").innerText(),
        (text) => text.includes(words),
        "what is read out",
      );
      const shown = () =>
        page
          .locator(":is(#error, #status, #unloaded)")
          .evaluateAll((all) => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 2).map((one) => one.innerText));
      const texts = (await shown()).filter((text) => text.includes(words));
      assert.equal(texts.length, 1, path);
      assert.match(texts[0], path.startsWith("embed") ? /404.*\/pkg\/embed\/liquidation_cascades_bg\.wasm/ : /404.*\/pkg\/page\/liquidation_cascades_bg\.wasm/);
      await page.close();
    }
    site.close();
  });
}

for (const [lang, words] of [
  ["en", /may forbid saving/],
  ["de", /verbietet vielleicht das Speichern/],
]) {
  test(`a frame that may not save says so, and shows the picture: ${lang}`, async () => {
    const site = await staticServer(OPEN);
    const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
    await page.goto(host.page(`<iframe title="Cascade" width="1280" height="850" sandbox="allow-scripts" src="${site.url}index.html?lang=${lang}"></iframe>`));
    const frame = page.frameLocator("iframe");
    await frame.locator('html[data-state="ready"]:not([data-rest])').waitFor({ state: "attached", timeout: 40_000 });
    for (const [kind, shown] of [
      ["png", "img"],
      ["csv", "textarea"],
    ]) {
      await frame.locator("#save summary").click();
      await frame.locator(`[data-save=${kind}]`).click();
      const dialog = frame.locator("dialog.saving");
      await dialog.waitFor();
      assert.match(await dialog.innerText(), words);
      await until(
        () => dialog.locator(shown).evaluate((part) => part.naturalWidth ?? part.value.length),
        (size) => size > 100,
        shown,
      );
      // It is told when the file is there to be shown.
      const told = await until(
        () => frame.locator("#status").innerText(),
        (text) => words.test(text),
        "the status",
      );
      assert.doesNotMatch(told, /^Saved|ist gesichert/);
      await dialog.locator(".icon").click();
      await dialog.waitFor({ state: "detached" });
    }
    await page.close();
    site.close();
  });
}

const POSITIONS = `side;quantity;entry_price;leverage\n${"long;1000;100;8\n".repeat(20)}`;

test("a sandbox that forbids forms keeps nobody from pasting a file and from saying what its amounts are", async () => {
  const site = await staticServer(OPEN);
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  await page.goto(host.page(`<iframe title="Cascade" width="1280" height="850" sandbox="allow-scripts" src="${site.url}index.html?section=play"></iframe>`));
  const frame = page.frameLocator("iframe");
  await frame.locator('html[data-state="ready"]:not([data-rest])').waitFor({ state: "attached", timeout: 40_000 });
  await frame.locator("#data").evaluate((data) => (data.closest("details").open = true));
  const paste = async (text, button) => {
    await frame.getByRole("button", { name: "Paste", exact: true }).click();
    await frame.getByRole("textbox", { name: "Paste a file's text" }).fill(text);
    await frame.locator("#data dialog").getByRole("button", { name: button, exact: true }).click();
    await frame.locator("#data dialog").waitFor({ state: "hidden" });
  };
  await paste("side,size\nlong,1", "Close");
  assert.equal(await frame.locator(".data-files li").count(), 0);
  await paste(POSITIONS, "Load");
  await frame.getByRole("button", { name: /^Positions: pasted-1\.txt/ }).waitFor();
  await paste(`side,contracts,entry_price,leverage\n${"long,50000,100,8\n".repeat(20)}`, "Load");
  const size = frame.getByRole("textbox", { name: "Base in one contract" });
  await size.fill("0");
  await size.press("Enter");
  await frame.getByText("Please type a number above 0.").waitFor();
  await size.fill("0.01");
  await frame.getByRole("button", { name: "Read it so" }).click();
  await frame.getByRole("button", { name: /^Positions: pasted-2\.txt/ }).waitFor();
  await page.close();
  site.close();
});

test("where nothing is in the way a file is saved, and called so", async () => {
  const site = await staticServer(OPEN);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(site.url);
  await page.locator('html[data-state="ready"]:not([data-rest])').waitFor({ state: "attached", timeout: 40_000 });
  await page.locator("#save summary").click();
  await Promise.all([page.waitForEvent("download"), page.locator("[data-save=png]").click()]);
  await until(
    () => page.locator("#status").innerText(),
    (text) => /^Saved .*\.png\.$/.test(text),
    "the word",
  );
  assert.equal(await page.locator("dialog.saving").count(), 0);
  await page.close();
  site.close();
});

test("what a link says out of range is told with its name, its value and what is allowed, and the rest of it counts", async () => {
  const site = await staticServer(OPEN);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  for (const [query, words] of [
    ["?at=-3&leverage=20", /at "-3".*left out.*row from 0 on/],
    ["?at=99999&leverage=20", /at "99999".*left out.*0 to \d+/],
    ["?at=9s&leverage=20", /at "9s" is a time.*no clock/],
    ["?x=0.5~0.2&leverage=20", /x "0\.5~0\.2".*left out.*0 to 1/],
    ["?shape=9~9&leverage=20", /shape "9~9".*left out.*0 to 100/],
    ["?a=nope&leverage=20", /compares with the preset "nope".*nothing is compared/],
    ["?a=the-match~leverage~9999&leverage=20", /run to compare with: Leverage 9,999x is out of range \(1x to 125x\); 125x is used/],
    ["?depth=abc&leverage=20", /Market depth "abc".*left out.*allowed: \$/],
    ["?lang=de&at=-3&leverage=20", /at „-3“.*weggelassen.*Zeile ab 0/],
  ]) {
    await page.goto(site.url + query);
    await page.locator('html[data-state="ready"]:not([data-rest])').waitFor({ state: "attached", timeout: 40_000 });
    await until(
      () => page.locator("#status").innerText(),
      (text) => words.test(text.replaceAll("\u00a0", " ")),
      query,
    );
    assert.equal(await page.locator("[data-control=leverage] [role=spinbutton]").inputValue(), "20", query);
    if (query.includes("a=nope")) assert.equal(await page.locator("#comparison").isVisible(), false);
  }
  await page.close();
  site.close();
});

test("in a frame of another origin the page is read as it is by itself: beat, row, and when the figure comes along", async () => {
  const site = await staticServer(OPEN);
  for (const [width, height, query, opened] of [
    [1000, 720, "?preset=thin-book&beat=2&at=4.5", "forced"],
    [390, 700, "?preset=staircase&section=watch&beat=3", "moves"],
  ]) {
    /** What is shown where the link leads, and at other places of the page. */
    const read = async ({ target, page }) => {
      const told = [];
      const state = () =>
        target
          .locator("body")
          .evaluate((body) => [
            body.querySelector(".is-current")?.dataset.beat,
            document.querySelector(".beats").getBoundingClientRect().top < 0.48 * innerHeight,
            body.classList.contains("in-beats"),
            document.querySelector("#timeline").value,
          ]);
      /** The same twice in a row, half a second apart: it has come to rest. */
      const rest = async () => {
        let last;
        return until(
          async () => {
            const before = last;
            last = await state();
            await new Promise((done) => setTimeout(done, 500));
            return String(before) === String(last) && last;
          },
          Boolean,
          "rest",
        );
      };
      told.push(["opened", await rest()]);
      // In sight, and not yet read.
      await target
        .locator(".beat")
        .first()
        .evaluate((beat) => scrollBy({ top: beat.getBoundingClientRect().top - 0.8 * innerHeight, behavior: "instant" }));
      told.push(["before the first", await rest()]);
      for (const beat of ["borrow", "stops"]) {
        await target.locator(`[data-beat=${beat}]`).evaluate((item) => {
          const { top, height } = item.getBoundingClientRect();
          scrollBy({ top: top + height / 2 - 0.66 * innerHeight, behavior: "instant" });
        });
        told.push([beat, await rest()]);
      }
      await page.close();
      return told;
    };
    const address = `${site.url}index.html${query}`;
    const live = (target) => target.locator('html[data-state="ready"]:not([data-rest])').waitFor({ state: "attached", timeout: 40_000 });
    // Nothing is played: rows are there at once.
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce" });
    await page.goto(address);
    await live(page);
    const alone = await read({ target: page, page });
    assert.equal(alone[0][1][0], opened);
    const around = await browser.newPage({ viewport: { width: width + 200, height: height + 200 }, reducedMotion: "reduce" });
    await around.goto(
      host.page(`<iframe title="Cascade" style="border:0" width="${width}" height="${height}" sandbox="allow-scripts" src="${address}"></iframe>`),
    );
    const target = around.frameLocator("iframe");
    await live(target);
    assert.deepEqual(await read({ target, page: around }), alone);
  }
  site.close();
});
