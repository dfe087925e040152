// What a frame may not be able to do, said as it is: the way out keeps what was asked for, and nothing is called saved that may
// not be.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, until } from "./browser.mjs";
import { hostServer, staticServer } from "./static.mjs";

const ASKED = "?preset=thin-book&leverage=20&at=3&x=0.25~0.5&lang=de#s=abc";
const OPEN = { headers: { "access-control-allow-origin": "*" } };
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
  ["the engine is missing", without("pkg/page/liquidation_cascades_bg.wasm"), ""],
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

for (const lang of ["en", "de"]) {
  test(`why there is no engine stands there once, and names the file that is missing: ${lang}`, async () => {
    const site = await staticServer(without("pkg/page/liquidation_cascades_bg.wasm"));
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
      assert.match(texts[0], /404.*\/pkg\/page\/liquidation_cascades_bg\.wasm/);
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
