// The figure under the hand: closer and farther away, along, and the legend that cuts weak bands off.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { atRest, launch, open, otherPicture, picture, samePicture, sliders, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const PLAY = "?section=play";
const whole = (page) => page.getByRole("button", { name: "Whole picture" });
/** Away from the picture: no cross lies over it. */
const away = (page) => page.mouse.move(2, 2);

async function at(page, x, y) {
  const box = await page.locator(".frame").boundingBox();
  return [box.x + x * box.width, box.y + y * box.height];
}

async function zoomIn(page, notches = 4) {
  await page.mouse.move(...(await at(page, 0.5, 0.5)));
  await page.keyboard.down("Control");
  for (let i = 0; i < notches; i += 1) await page.mouse.wheel(0, -120);
  await page.keyboard.up("Control");
  await whole(page).waitFor();
  // The button comes with the first notch: on a busy machine others are still on their way.
  await atRest(page.locator(".frame"));
}

test("a wheel scrolls the page; with Ctrl it zooms, and a double click shows all again", async () => {
  const { page, troubles, close } = await open(browser, "");
  await away(page);
  const before = await picture(page);
  await page.mouse.move(...(await at(page, 0.5, 0.5)));
  await page.mouse.wheel(0, 200);
  await until(
    () => page.evaluate(() => scrollY),
    (y) => y > 100,
    "the page",
  );
  await page.evaluate(() => scrollTo(0, 0));
  await away(page);
  await samePicture(page, before);
  assert.ok(!(await whole(page).isVisible()));

  await zoomIn(page);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await away(page);
  const close1 = await otherPicture(page, before);
  await page.mouse.dblclick(...(await at(page, 0.5, 0.5)));
  await whole(page).waitFor({ state: "hidden" });
  await away(page);
  await samePicture(page, before);
  assert.ok(!close1.equals(before));
  assert.deepEqual(troubles, []);
  await close();
});

test("what is close can be dragged along, and read", async () => {
  const { page, troubles, close } = await open(browser, PLAY);
  await zoomIn(page);
  const priceAt = async (x, y) => {
    const [left, top] = await at(page, x, y);
    await page.mouse.move(left, top);
    // The cross follows when the worker has answered: until then the tag tells of where the pointer was before.
    const tag = page.locator(".cross-tag");
    await until(
      () => tag.boundingBox(),
      (box) => box !== null && Math.abs(box.y + box.height / 2 - top) < 2,
      "the cross under the pointer",
    );
    return Number(await tag.innerText());
  };
  const before = await priceAt(0.4, 0.3);
  await page.mouse.down();
  await page.mouse.move(...(await at(page, 0.3, 0.5)), { steps: 4 });
  await page.mouse.up();
  // The price went along with the pointer.
  const after = await until(
    () => priceAt(0.3, 0.5),
    (price) => Math.abs(price - before) < 0.06,
    "the price under the pointer",
  );
  assert.ok(Number.isFinite(after));
  assert.deepEqual(troubles, []);
  await close();
});

test("keys zoom where the line ends, and steps take the window along", async () => {
  const { page, troubles, close } = await open(browser, PLAY);
  await page.locator(".figure").focus();
  await page.keyboard.press("0");
  const before = await picture(page);
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("+");
  await whole(page).waitFor();
  const close1 = await otherPicture(page, before);
  // Back to the beginning: far outside of what was in sight.
  await sliders(page, "Timeline").focus();
  for (let i = 0; i < 6; i += 1) await page.keyboard.press("Shift+ArrowLeft");
  const close2 = await otherPicture(page, close1);
  await until(() => page.locator(".cross").isVisible(), Boolean, "the cross on the end of the line");
  const box = await page.locator(".frame").boundingBox();
  const cross = await page.locator(".cross-time").boundingBox();
  assert.ok(cross.x > box.x && cross.x < box.x + box.width, JSON.stringify(cross));
  await whole(page).click();
  await whole(page).waitFor({ state: "hidden" });
  await otherPicture(page, close2);
  // The focus did not vanish with the button.
  assert.equal(await page.evaluate(() => document.activeElement?.className), "figure");
  assert.deepEqual(troubles, []);
  await close();
});

test("two fingers zoom; one that moves up scrolls the page", async () => {
  const { page, context, troubles, close } = await open(browser, PLAY, { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } });
  const client = await context.newCDPSession(page);
  const touch = async (type, ...points) => {
    const touchPoints = [];
    for (const [id, [x, y]] of points.entries()) {
      const [px, py] = await at(page, x, y);
      touchPoints.push({ x: px, y: py, id });
    }
    await client.send("Input.dispatchTouchEvent", { type, touchPoints });
  };
  await touch("touchStart", [0.4, 0.4], [0.6, 0.5]);
  for (let i = 1; i <= 5; i += 1) await touch("touchMove", [0.4 - 0.05 * i, 0.4], [0.6 + 0.05 * i, 0.5]);
  await touch("touchEnd");
  await whole(page).waitFor();
  assert.equal(await page.evaluate(() => visualViewport.scale), 1);
  await whole(page).click();
  await whole(page).waitFor({ state: "hidden" });

  await touch("touchStart", [0.5, 0.8]);
  for (let i = 1; i <= 10; i += 1) await touch("touchMove", [0.5, 0.8 - 0.06 * i]);
  await touch("touchEnd");
  await until(
    () => page.evaluate(() => scrollY),
    (y) => y > 60,
    "the page",
  );
  assert.ok(!(await whole(page).isVisible()));
  assert.deepEqual(troubles, []);
  await close();
});

test("the legend cuts weak bands off and says where", async () => {
  const { page, troubles, close } = await open(browser, PLAY);
  await away(page);
  const before = await picture(page);
  const legend = sliders(page, "Leave out weak bands");
  assert.match(await legend.getAttribute("aria-valuetext"), /^Bands: up to \$[\d.]+M waiting per 1\s% of price \(square root\)\.$/);
  await legend.focus();
  await page.keyboard.press("End");
  await until(
    () => legend.getAttribute("aria-valuetext"),
    (text) => /^Bands below \$[\d.]+M per 1\s% of price are left out\.$/.test(text),
    "the words",
  );
  await legend.blur();
  const cut = await otherPicture(page, before);
  // The cut stays when something else changes.
  await page.getByRole("button", { name: "New seed" }).click();
  await until(
    () => legend.inputValue(),
    (value) => value === "50",
    "the thumb",
  );
  await page.getByRole("button", { name: "Undo" }).click();
  await samePicture(page, cut);
  await legend.focus();
  await page.keyboard.press("Home");
  // The ring around the thumb reaches into the picture.
  await legend.blur();
  await samePicture(page, before);
  assert.deepEqual(troubles, []);
  await close();
});

test("the page is delivered with what the engine says, and only where that is asked for", async () => {
  const words = (page) =>
    page.evaluate(() => [...document.querySelectorAll(".cutoff-text, #sentence, #figures dt, #figures dd")].map((one) => one.textContent.trim()));
  const bare = await open(browser, "", { context: { javaScriptEnabled: false }, isReady: false });
  // No script runs there: the elements are read from outside.
  const delivered = await bare.page.locator(".cutoff-text, #sentence .delivered, #figures dt, #figures dd").allTextContents();
  assert.ok(await bare.page.locator(".poster img").isVisible());
  await bare.close();

  const { page, troubles, close } = await open(browser, "");
  await until(
    () => words(page),
    (now) => now.length === delivered.length && now.every((word, i) => word === delivered[i].trim()),
    "the words",
  );
  await page.locator(".poster img").waitFor({ state: "hidden" });
  assert.deepEqual(troubles, []);
  await close();

  for (const [address, isShown] of [
    ["?section=play", true],
    ["?leverage=20", false],
    ["?lang=de", false],
    ["?view=table", false],
    ["?theme=dark", false],
  ]) {
    const hasPoster = async ({ page: other }) => (await other.evaluate(() => document.documentElement.dataset.poster)) !== "none";
    const other = await open(browser, address);
    assert.equal(await hasPoster(other), isShown, address);
    await other.close();
  }
});

test("a run that leaves the window that was zoomed into is shown whole; one that stays in it keeps the window", async () => {
  const { page, troubles, close } = await open(browser, "?section=play&preset=short-squeeze");
  const isWhole = () => page.locator("[data-do=zoom-whole]").isHidden();
  for (let times = 0; times < 2; times += 1) await page.locator("[data-do=zoom-in]").click();
  await whole(page).waitFor();
  const shock = page.getByLabel("Shock size, exact value");
  // Another size of the squeeze ends in sight: closer is kept.
  await shock.fill("5.1");
  await shock.press("Enter");
  await until(
    () => page.locator("#sentence").innerText(),
    (text) => /5\.1/.test(text),
    "the new run",
  );
  assert.equal(await isWhole(), false);
  // A fall has nothing to do with where the window was.
  await shock.fill("-20");
  await shock.press("Enter");
  await whole(page).waitFor({ state: "hidden" });
  assert.deepEqual(troubles, []);
  await close();
});

test("a bet beyond the picture says so instead of standing at another price", async () => {
  const { page, troubles, close } = await open(browser, "?section=watch");
  const level = page.locator(".bet-level");
  const range = page.locator("#bet input");
  const bet = async (value) => {
    await range.evaluate((input, to) => {
      input.value = to;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, value);
    return (await level.innerText()).replaceAll("\u2212", "-").replaceAll("\u00a0", " ");
  };
  assert.equal(await bet("0.1"), "your bet -10 %");
  assert.doesNotMatch(await level.getAttribute("class"), /is-beyond/);
  assert.equal(await bet("0.3"), "your bet -30 %, further down \u2193");
  assert.match(await level.getAttribute("class"), /is-beyond/);
  assert.deepEqual(troubles, []);
  await close();
});
