// The engine that the page begins with knows leveraged traders. Whatever else is asked for comes from the one with all mechanisms,
// which is fetched then and not before, and takes over what is on screen.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { atRest, idle, launch, open, otherPicture, picture, ready, samePicture, sentence, until } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const WASM = /(?:pkg\/(page|embed|full)\/liquidation_cascades_bg|assets\/(engine|embed|full)-\w+)\.wasm/;

/** Which engines were asked for, one after the other, each once. */
function engines(context) {
  /** @type {string[]} */
  const found = [];
  context.on("request", (request) => {
    const [, plain, packed] = WASM.exec(request.url()) ?? [];
    const name = plain ?? packed?.replace("engine", "page");
    if (name && !found.includes(name)) found.push(name);
  });
  return found;
}

async function watched(path, how = {}) {
  /** @type {string[]} */
  let asked = [];
  const opened = await open(browser, path, {
    ...how,
    before: async (page, context) => {
      asked = engines(context);
      await how.before?.(page, context);
    },
  });
  return { ...opened, asked };
}

const choose = (page, name) => page.getByLabel("Preset", { exact: true }).selectOption(name);
const panel = (page) => page.getByRole("region", { name: "Comparison" });
const button = (page, name) => page.getByRole("button", { name, exact: true });
const search = (page) => new URL(page.url()).search;

test("a first visit loads the small engine alone, one that is known to need more the other one alone", async () => {
  for (const [path, wanted] of [
    ["", "page"],
    ["?preset=thin-book&leverage=12", "page"],
    ["?preset=stops-below", "full"],
    ["embed.html", "embed"],
    ["embed.html?preset=same-door&lang=de", "embed"],
    ["embed.html?preset=real-book", "page"],
    ["embed.html?preset=venue-that-holds", "full"],
  ]) {
    const { page, asked, close } = await watched(path);
    assert.deepEqual(asked, [wanted], path);
    assert.notEqual(await sentence(page), "");
    await close();
  }
});

test("an embed's worker has been told all when its engine comes, and runs it once", async () => {
  for (const path of [
    "embed.html",
    "embed.html?preset=real-book&leverage=20&theme=dark",
    "embed.html?hide=result&at=2",
    "embed.html?preset=venue-that-holds",
  ]) {
    const { page, close } = await open(browser, path, {
      before: async (page, context) => {
        await page.addInitScript(() => {
          window.told = [];
          const post = Worker.prototype.postMessage;
          Worker.prototype.postMessage = function (...given) {
            if (given[0].call) window.told.push(given[0].call);
            return post.apply(this, given);
          };
        });
        await context.route(WASM, async (route) => {
          await page.waitForFunction(() => window.told.includes("configure"));
          await route.continue();
        });
      },
    });
    await atRest(page.locator(".frame"));
    const told = await page.evaluate(() => window.told);
    assert.deepEqual(told.slice(0, 4), ["setUp", "configure", "presets", "rulesets"], path);
    assert.equal(told.filter((call) => call === "configure").length, 1, path);
    await close();
  }
});

test("colours and a size that come while the engine is on its way are those of the first picture", async () => {
  const size = { width: 520, height: 480 };
  let arrive = () => undefined;
  const held = new Promise((done) => (arrive = () => done(undefined)));
  const { page, close } = await open(browser, "embed.html", {
    isReady: false,
    waitUntil: "domcontentloaded",
    before: (_, context) =>
      context.route(WASM, async (route) => {
        await held;
        await route.continue();
      }),
  });
  await page.waitForFunction(() => document.documentElement.dataset.program === "here");
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: "dark" });
  await idle(page);
  arrive();
  await ready(page);
  const found = await atRest(page.locator(".frame"));
  await close();
  const other = await open(browser, "embed.html", { context: { viewport: size, colorScheme: "dark" } });
  assert.ok((await atRest(other.page.locator(".frame"))).equals(found));
  await other.close();
});

test("a situation with another mechanism is fetched when it is chosen; meanwhile the picture stays", async () => {
  const whole = await open(browser, "?preset=short-gamma");
  const [wanted, said] = [await atRest(whole.page.locator(".frame")), await sentence(whole.page)];
  await whole.close();
  let isHeld = true;
  /** @type {(() => void)[]} */
  const held = [];
  const { page, asked, close } = await watched("", {
    before: (_, context) =>
      context.route(/full[^/]*(?:\/liquidation_cascades_bg|-\w+)\.wasm/, async (route) => {
        if (isHeld) await new Promise((done) => held.push(done));
        await route.continue();
      }),
  });
  const before = await atRest(page.locator(".frame"));
  await choose(page, "short-gamma");
  await until(
    () => asked,
    (names) => names.includes("full"),
    "the other engine",
  );
  await page.locator("#computing").waitFor();
  // Nobody has to wait for it: the picture was never gone.
  assert.ok((await picture(page)).length > 0);
  await page.locator("#computing button").click();
  await page.locator("#computing").waitFor({ state: "hidden" });
  await samePicture(page, before);
  isHeld = false;
  for (const done of held) done();
  await choose(page, "short-gamma");
  await until(
    () => sentence(page),
    (text) => text === said,
    "the sentence",
  );
  await samePicture(page, wanted);
  assert.deepEqual(asked, ["page", "full"]);
  // And back: the same bits from the other engine.
  await choose(page, "the-match");
  await samePicture(page, before);
  await close();
});

test("a comparison goes over to the other engine with the run, and comes from a link", async () => {
  const { page, asked, close } = await watched("");
  await button(page, "Compare").click();
  await panel(page).waitFor();
  const cells = (target) => panel(target).locator("tr[data-figure=final] td").allInnerTexts();
  const [first] = await cells(page);
  await choose(page, "gamma-squeeze");
  const link = await until(
    () => search(page),
    (now) => /preset=gamma-squeeze/.test(now) && /a=the-match/.test(now),
    "both in the address",
  );
  assert.equal((await cells(page))[0], first);
  assert.deepEqual(asked, ["page", "full"]);
  const both = await atRest(page.locator(".frame"));
  await close();
  const linked = await watched(link);
  await samePicture(linked.page, both);
  assert.deepEqual(linked.asked, ["full"]);
  await linked.close();
});

test("a link whose comparison alone needs the other engine shows what that engine shows", async () => {
  const other = await watched("?preset=stops-below");
  await button(other.page, "Compare").click();
  await panel(other.page).waitFor();
  await choose(other.page, "the-match");
  const link = await until(
    () => search(other.page),
    (now) => /a=stops-below/.test(now) && !/preset=stops/.test(now),
    "both in the address",
  );
  const both = await atRest(other.page.locator(".frame"));
  await other.close();
  const { page, asked, close } = await watched(link);
  await samePicture(page, both);
  assert.deepEqual(asked, ["page", "full"]);
  await close();
});

test("without a line the situation cannot be had, which is said, and all stays as it was", async () => {
  for (const [lang, words] of [
    ["en", /A part of this page that this needs could not be loaded/],
    ["de", /Ein Teil dieser Seite, der dafür nötig ist, konnte nicht geladen werden/],
  ]) {
    let isOffline = true;
    const { page, close } = await watched(`?lang=${lang}`, {
      before: (_, context) =>
        context.route(/full[^/]*(?:\/liquidation_cascades(?:_bg)?|-\w+)\.(?:wasm|js)/, (route) =>
          isOffline ? route.abort("internetdisconnected") : route.continue(),
        ),
      expects: [/ERR_INTERNET_DISCONNECTED/],
    });
    const [before, said] = [await atRest(page.locator(".frame")), await sentence(page)];
    const select = page.locator("#preset");
    await select.selectOption("calm-hand");
    await until(
      () => page.locator("#error").innerText(),
      (text) => words.test(text),
      "what is wrong",
    );
    assert.equal(await sentence(page), said);
    assert.equal(await select.inputValue(), "the-match");
    isOffline = false;
    await select.selectOption("stops-below");
    await otherPicture(page, before);
    await until(
      () => page.locator("#error").isVisible(),
      (isVisible) => !isVisible,
      "the error to go",
    );
    await close();
  }
});

test("an embed goes over to the engine with everything for a position of the reader's own, and to paper with its own", async () => {
  const { page, asked, close } = await watched("embed.html?preset=thin-book&own=long~25e3~12.5");
  await until(
    () => page.locator(".own-line").innerText(),
    (text) => /12\.5x/.test(text),
    "what becomes of it",
  );
  assert.deepEqual(asked, ["embed", "full"]);
  await close();
  const plain = await watched("embed.html?preset=thin-book");
  await plain.page.locator("html[data-paper]").waitFor({ state: "attached" });
  assert.deepEqual(plain.asked, ["embed"]);
  await plain.close();
});
