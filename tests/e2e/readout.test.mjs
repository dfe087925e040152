// The cross over the picture and its line: by mouse, by finger, by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { launch, lastRow, open, samePicture, sliders, timeline, until } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const line = (page) => page.locator(".readout");
const cross = (page) => page.locator(".cross");
const isShown = (page) => cross(page).isVisible();
const SAYS = /^(Before the shock|After the shock|Wave \d+ of \d+), price [\d.]+ Waiting within 0\.5\s% of [\d.]+: longs \$[\d.]+[KM]?, shorts \$[\d.]+[KM]?$/;

async function at(page, x, y) {
  const box = await page.locator(".frame").boundingBox();
  return [box.x + x * box.width, box.y + y * box.height];
}

/** Counts what is painted on canvases of the page, and what is asked of the worker. */
const watch = (page) =>
  page.addInitScript(() => {
    window.asked = [];
    window.underWay = 0;
    window.mostUnderWay = 0;
    const reading = new WeakMap();
    // Heard before the page hears of it, whose next question follows at once: workers call their listeners in their order.
    const Plain = Worker;
    globalThis.Worker = class extends Plain {
      constructor(...given) {
        super(...given);
        reading.set(this, new Set());
        this.addEventListener("message", ({ data }) => {
          if (reading.get(this).delete(data.id)) window.underWay -= 1;
        });
      }
    };
    const post = Plain.prototype.postMessage;
    Plain.prototype.postMessage = function (message, ...rest) {
      // A page that waits long asks the worker, without a call, whether it is there.
      if (message.call) window.asked.push(message.call);
      if (message.call === "readout") {
        window.underWay += 1;
        window.mostUnderWay = Math.max(window.mostUnderWay, window.underWay);
        reading.get(this)?.add(message.id);
      }
      return post.call(this, message, ...rest);
    };
  });

test("a mouse over the figure reads it, one question at a time, and leaves no trace", async () => {
  const { page, troubles, close } = await open(browser, "", { before: watch });
  const size = await page.locator(".figure").boundingBox();
  const before = await page.locator(".frame").screenshot();
  const status = await until(
    () => page.getByRole("status").innerText(),
    (text) => /closed by force/.test(text),
    "the outcome",
  );
  await page.mouse.move(...(await at(page, 0.5, 0.5)));
  await until(() => isShown(page), Boolean, "the cross");
  await until(
    () => line(page).innerText(),
    (text) => SAYS.test(text),
    "the line",
  );
  const price = Number(await page.locator(".cross-tag").innerText());
  assert.ok(price > 85 && price < 101, String(price));
  const said = await line(page).innerText();
  await page.mouse.move(...(await at(page, 0.2, 0.3)), { steps: 40 });
  await until(
    () => line(page).innerText(),
    (text) => text !== said && SAYS.test(text),
    "another line",
  );
  assert.equal(await page.evaluate(() => window.mostUnderWay), 1);
  const known = new Set([
    "setUp",
    "presets",
    "rulesets",
    "priceScale",
    "breathe",
    "fragility",
    "configure",
    "setSpeed",
    "setVisible",
    "resize",
    "readout",
    "paper",
  ]);
  assert.deepEqual(
    (await page.evaluate(() => window.asked)).filter((call) => !known.has(call)),
    [],
  );
  // Below the prices, over the strip, no price is claimed.
  await page.mouse.move(...(await at(page, 0.3, 0.9)));
  await until(
    () => line(page).innerText(),
    (text) => /^(Before|After|Wave)/.test(text) && !/Waiting/.test(text),
    "the line over the strip",
  );
  assert.equal(await page.locator(".cross-tag").isVisible(), false);
  await page.mouse.move(5, 5);
  await until(
    () => isShown(page),
    (shown) => !shown,
    "no cross",
  );
  await samePicture(page, before);
  assert.deepEqual(await page.locator(".figure").boundingBox(), size);
  assert.equal(await page.getByRole("status").innerText(), status);
  for (const part of [line(page), cross(page)]) assert.equal(await part.getAttribute("aria-hidden"), "true");
  assert.deepEqual(troubles, []);
  await close();
});

test("Escape takes the cross away until the pointer comes back", async () => {
  const { page, close } = await open(browser);
  await page.mouse.move(...(await at(page, 0.5, 0.5)));
  await until(() => isShown(page), Boolean, "the cross");
  await page.keyboard.press("Escape");
  assert.equal(await isShown(page), false);
  await page.mouse.move(...(await at(page, 0.4, 0.5)));
  assert.equal(await isShown(page), false);
  await page.mouse.move(5, 5);
  await page.mouse.move(...(await at(page, 0.4, 0.5)));
  await until(() => isShown(page), Boolean, "the cross again");
  await close();
});

test("the Timeline's keys carry the cross along the price line", async () => {
  const { page, close } = await open(browser);
  const slider = sliders(page, "Timeline");
  await slider.focus();
  assert.equal(await isShown(page), false);
  await page.keyboard.press("ArrowLeft");
  const last = await lastRow(page);
  await until(
    () => timeline(page),
    (row) => row === last - 1,
    "a row back",
  );
  const spoken = await slider.getAttribute("aria-valuetext");
  await until(
    () => line(page).innerText(),
    (text) => text.startsWith(spoken),
    "the line of that row",
  );
  assert.ok(spoken.endsWith(`price ${await page.locator(".cross-tag").innerText()}`), spoken);
  await page.keyboard.press("Escape");
  assert.equal(await isShown(page), false);
  await page.keyboard.press("Home");
  await until(
    () => line(page).innerText(),
    (text) => text.startsWith("Before the shock, price 100"),
    "the line of the start",
  );
  await page.keyboard.press("Tab");
  assert.equal(await isShown(page), false);
  await close();
});

test("what is not drawn yet is not told", async () => {
  const { page, close } = await open(browser);
  await sliders(page, "Timeline").fill("0");
  await page.mouse.move(...(await at(page, 0.7, 0.5)));
  await until(
    () => line(page).innerText(),
    (text) => text.startsWith("Before the shock"),
    "the line",
  );
  await close();
});

async function openOnPhone() {
  const { page, context, close } = await open(browser, "", { context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } });
  const devtools = await context.newCDPSession(page);
  const touch = (type, points) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  return { page, touch, close };
}

test("a finger that moves scrolls", async () => {
  const { page, touch, close } = await openOnPhone();
  const [x, y] = await at(page, 0.5, 0.5);
  await touch("touchStart", [[x, y]]);
  for (let i = 1; i <= 10; i += 1) await touch("touchMove", [[x, y - 20 * i]]);
  await touch("touchEnd", []);
  await until(
    () => page.evaluate(() => scrollY),
    (scrolled) => scrolled > 50,
    "the page scrolled by a swipe over the figure",
  );
  assert.equal(await isShown(page), false);
  await close();
});

test("a finger that rests reads", async () => {
  const { page, touch, close } = await openOnPhone();
  const [x, y] = await at(page, 0.5, 0.5);
  await touch("touchStart", [[x, y]]);
  await until(() => isShown(page), Boolean, "the cross under a resting finger");
  const said = await line(page).innerText();
  for (let i = 1; i <= 10; i += 1) await touch("touchMove", [[x - 8 * i, y - 8 * i]]);
  await until(
    () => line(page).innerText(),
    (text) => text !== said,
    "another line",
  );
  assert.equal(await page.evaluate(() => scrollY), 0);
  await touch("touchEnd", []);
  await until(
    () => isShown(page),
    (shown) => !shown,
    "no cross",
  );
  await close();
});
