// Watch: the bet, the cascade played, the five beats beside the one figure; and the sections' addresses.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { isAtEnd, lastRow, launch, open, picture, samePicture, sentence, sliders, timeline, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const betText = (page) => page.locator(".bet-text").innerText();
const button = (page, name) => page.getByRole("button", { name, exact: true });

test("the bet comes after a moment, keeps its secret until the end, and then halves the leverage", async () => {
  const { page, troubles, close } = await open(browser, "?speed=8");
  assert.equal(await page.getByLabel("Speed").inputValue(), "8");
  assert.match(await sentence(page), /became/);
  await sliders(page, "Where it lands").waitFor();
  assert.match(await betText(page), /^Your turn: how far will a 7\s% fall go\?$/);
  await sliders(page, "Where it lands").press("ArrowRight");
  assert.equal(await sliders(page, "Where it lands").getAttribute("aria-valuetext"), "\u22129.5\u00a0%");
  assert.ok(await page.locator(".bet-level").isVisible());
  await button(page, "Let it fall").click();
  // At one moment, for the fall is soon over.
  const secret = () =>
    page.evaluate(() => `${document.querySelector("#sentence").innerText} ${getComputedStyle(document.querySelector(".figures .value")).visibility}`);
  await until(secret, (text) => /becomes … hidden$/.test(text), "the open sentence, with hidden figures");
  await until(
    () => betText(page),
    (text) => /^You said −9\.5\s%\. It fell \d+\s%\. Now halve the leverage\.$/.test(text),
    "what came of it",
  );
  assert.match(await sentence(page), /^A 7\s% fall became/);
  assert.ok(await isAtEnd(page));
  await button(page, "Halve the leverage").click();
  await until(
    () => betText(page),
    (text) => /^At 5x it fell [\d.]+\s% instead of \d+\s%/.test(text),
    "the second answer",
  );
  assert.equal(await sliders(page, "Leverage").getAttribute("aria-valuetext"), "5x");
  await button(page, "Bet again").click();
  await until(
    () => betText(page),
    (text) => /^Your turn, now at 5x leverage: how far/.test(text),
    "the question again, with what has changed",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("Watch has a way back from what the bet has changed", async () => {
  const { page, close } = await open(browser, "?section=watch&speed=8");
  const said = await sentence(page);
  const back = button(page, "Back to the start");
  await sliders(page, "Where it lands").waitFor();
  assert.ok(!(await back.isVisible()));
  await button(page, "Let it fall").click();
  await until(
    () => betText(page),
    (text) => /It fell/.test(text),
    "what came of it",
  );
  await button(page, "Halve the leverage").click();
  await until(
    () => betText(page),
    (text) => /^At 5x it fell/.test(text),
    "the second answer",
  );
  await button(page, "Bet again").click();
  await until(
    () => new URL(page.url()).searchParams.get("leverage"),
    (value) => value === "5",
    "the address",
  );
  await back.click();
  await until(
    () => sentence(page),
    (text) => text === said,
    "the sentence of the start",
  );
  await until(
    () => betText(page),
    (text) => /^Your turn: how far/.test(text),
    "the first question",
  );
  await until(
    () => new URL(page.url()).search,
    (search) => search === "?speed=8&section=watch",
    "the address",
  );
  assert.ok(!(await back.isVisible()));
  await close();
});

test("the way back of a bet leads to what the link asked for, and so does the browser's", async () => {
  const link = "?preset=thin-book&leverage=8&shock=-0.03&speed=8&section=watch";
  const { page, troubles, close } = await open(browser, link);
  // The breaking point, which comes later, adds to it.
  const [said] = (await sentence(page)).split(". ");
  const back = button(page, "Back to the start");
  const bet = async () => {
    await sliders(page, "Where it lands").waitFor();
    // What the link has set is no bet of the reader's.
    assert.ok(!(await back.isVisible()));
    await button(page, "Let it fall").click();
    await until(
      () => betText(page),
      (text) => /It fell/.test(text),
      "what came of it",
    );
    await until(
      () => new URL(page.url()).searchParams.get("shock"),
      (value) => value === "-0.07",
      "the address of the bet",
    );
  };
  const isBack = async () => {
    await until(
      () => new URL(page.url()).search,
      (search) => search.includes("leverage=8") && search.includes("shock=-0.03"),
      "the address of the link",
    );
    await until(
      () => sentence(page),
      (text) => text.startsWith(said.replace(/\.$/, "")),
      "the sentence of the link",
    );
    assert.equal(new URL(page.url()).searchParams.get("section"), "watch");
    assert.ok(!(await back.isVisible()));
  };
  await bet();
  await back.click();
  await isBack();
  await bet();
  await button(page, "Halve the leverage").click();
  await until(
    () => new URL(page.url()).searchParams.get("leverage"),
    (value) => value === "4",
    "half the leverage",
  );
  await until(
    () => betText(page),
    (text) => /instead of/.test(text),
    "the second answer",
  );
  await page.goBack();
  await until(
    () => new URL(page.url()).searchParams.get("leverage"),
    (value) => value === "8",
    "the step before",
  );
  await page.goBack();
  await isBack();
  assert.deepEqual(troubles, []);
  await close();
});

test("moving a slider during the bet ends it and tells the outcome", async () => {
  const { page, close } = await open(browser, "?speed=0.25");
  await sliders(page, "Where it lands").waitFor();
  await button(page, "Let it fall").click();
  await until(
    () => sentence(page),
    (text) => /becomes …$/.test(text),
    "the open sentence",
  );
  await sliders(page, "Market depth").press("PageUp");
  await until(
    () => sentence(page),
    (text) => /^A 7\s% fall (became|stayed)/.test(text),
    "the sentence",
  );
  assert.match(await betText(page), /^Your turn/);
  await close();
});

test("scrolling through the beats moves the playhead, and back at the top the picture is finished again", async () => {
  for (const context of [{}, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, { reducedMotion: "reduce" }]) {
    const { page, troubles, close } = await open(browser, "?section=watch", { context });
    assert.ok(await isAtEnd(page));
    const wanted = Object.entries({ borrow: 0, forced: 1, moves: 2, next: 3, stops: await lastRow(page) });
    for (const [beat, wantedRow] of wanted) {
      await page.locator(`[data-beat=${beat}]`).evaluate((element) => {
        scrollTo(0, Math.max(20, scrollY + element.getBoundingClientRect().top - innerHeight * 0.5));
      });
      await page.locator(`[data-beat=${beat}].is-current`).waitFor();
      assert.ok((await page.locator(".loop .is-lit").count()) === 1);
      // Played, not jumped: it comes to rest there. It stood still somewhere else before it began.
      await until(
        async () => [await timeline(page), await page.getByRole("button", { name: "Pause" }).count()],
        ([row, playing]) => row === wantedRow && playing === 0,
        `rest at ${beat}`,
      );
      assert.ok(
        await page.locator(".frame canvas").evaluate((canvas) => canvas.getBoundingClientRect().bottom > 0 && canvas.getBoundingClientRect().top < innerHeight),
      );
    }
    await page.evaluate(() => scrollTo(0, 0));
    await until(
      () => page.locator(".beat.is-current").count(),
      (count) => count === 0,
      "no beat",
    );
    assert.ok(await isAtEnd(page));
    assert.deepEqual(troubles, []);
    await close();
  }
});

test("who scrolls into the beats and back finds the picture as it was", async () => {
  const { page, troubles, close } = await open(browser, "?section=watch");
  await page.locator(".figure").focus();
  await page.keyboard.press("Home");
  await until(
    () => timeline(page),
    (now) => now === 0,
    "the start",
  );
  await page.keyboard.press("Shift+ArrowRight");
  const wave = await until(
    () => timeline(page),
    (now) => now > 0,
    "the first wave",
  );
  await page.keyboard.press("ArrowRight");
  const row = await until(
    () => timeline(page),
    (now) => now > wave,
    "a row on the way",
  );
  assert.ok(row < (await lastRow(page)) - 1, String(row));
  await page.locator("[data-beat=borrow]").evaluate((element) => scrollTo(0, Math.max(20, scrollY + element.getBoundingClientRect().top - innerHeight * 0.5)));
  await until(
    () => timeline(page),
    (now) => now === 0,
    "the first beat",
  );
  await page.evaluate(() => scrollTo(0, 0));
  await until(
    () => timeline(page),
    (now) => now === row,
    "the row of before",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("the beats tell the numbers of the run on screen", async () => {
  const { page, close } = await open(browser, "?section=watch&leverage=20");
  assert.match(await page.locator("[data-beat=borrow] p").innerText(), /20x/);
  assert.match(await page.locator("[data-beat=moves] p").innerText(), /^\$[\d.]+M has to be sold at once/);
  await close();
  const calm = await open(browser, "?section=watch&leverage=1&leverageSpread=0");
  assert.match(await calm.page.locator("[data-beat=stops] p").innerText(), /^No forced trade, no chain\. The price stands at/);
  await calm.close();
});

test("each section has an address; the back button and the settings go along", async () => {
  const { page, troubles, close } = await open(browser);
  const [beats, controls] = [page.locator("#beats"), page.locator(".controls")];
  assert.ok((await beats.isVisible()) && (await controls.isVisible()));
  await sliders(page, "Leverage").press("ArrowRight");
  await until(
    () => new URL(page.url()).searchParams.get("leverage"),
    (value) => value === "11",
    "the address",
  );
  const shown = await picture(page);
  await page.getByRole("link", { name: "Watch", exact: true }).click();
  await until(
    () => controls.isVisible(),
    (visible) => !visible,
    "only the story",
  );
  const address = new URL(page.url()).searchParams;
  assert.deepEqual([address.get("section"), address.get("leverage")], ["watch", "11"]);
  assert.equal(await page.getByRole("link", { name: "Watch", exact: true }).getAttribute("aria-current"), "page");
  await page.getByRole("link", { name: "Play", exact: true }).click();
  await until(
    () => beats.isVisible(),
    (visible) => !visible,
    "only the controls",
  );
  await page.goBack();
  await until(
    () => controls.isVisible(),
    (visible) => !visible,
    "the story again",
  );
  await page.goBack();
  await until(async () => (await beats.isVisible()) && (await controls.isVisible()), Boolean, "both again");
  await samePicture(page, shown);
  assert.deepEqual(troubles, []);
  await close();
  const deep = await open(browser, "?preset=thin-book&section=play");
  assert.equal(await deep.page.locator("#beats").isVisible(), false);
  assert.equal(await deep.page.getByLabel("Preset", { exact: true }).inputValue(), "thin-book");
  await deep.close();
});

test("German is one click away and everything goes along", async () => {
  const { page, troubles, close } = await open(browser, "?leverage=20&section=watch");
  await page.getByRole("link", { name: "Deutsch" }).click();
  await until(
    () => page.evaluate(() => document.documentElement.lang),
    (lang) => lang === "de",
    "the language",
  );
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
  const address = new URL(page.url()).searchParams;
  assert.deepEqual([address.get("leverage"), address.get("section"), address.get("lang")], ["20", "watch", "de"]);
  assert.match(await sentence(page), /^Aus 5\s% Minus wurden \d+\s%\./);
  assert.match(await page.getByRole("img", { name: /^Preis über die Zeit/ }).getAttribute("aria-label"), /Mio\./);
  assert.equal(await page.getByRole("link", { name: "English" }).count(), 1);
  assert.deepEqual(troubles, []);
  await close();
});

test("for a reader who is there the line breathes once, and the picture is the same afterwards", async () => {
  const { page, close } = await open(browser);
  await page.mouse.move(5, 5);
  await page.mouse.move(9, 9);
  const finished = await picture(page);
  await until(
    () => picture(page),
    (now) => !now.equals(finished),
    "a line that breathes",
  );
  await samePicture(page, finished);
  assert.ok(await isAtEnd(page));
  await close();
});
