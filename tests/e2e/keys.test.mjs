// Readers with a keyboard or a screen reader: ways past the head, keys that are told and that act, a figure in words, and the
// whole screen.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { KEYS } from "../../www/js/keys.js";
import { keysStrings } from "../../www/js/keys-strings.js";
import { keysStringsGerman } from "../../www/js/keys-strings-de.js";
import { keyRows } from "../../www/js/keys-text.js";
import { BASE_URL, isAtEnd, launch, open, ready, until, violations } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const STILL = { reducedMotion: "reduce" };

/** What helps with keys comes when the page has nothing else to do. */
const helped = (target) => target.locator("#figure[aria-describedby]").waitFor({ state: "attached" });
const rowOf = async (page) => Number(await page.locator("#timeline").inputValue());
const focusedId = (target) => target.locator("html").evaluate(() => document.activeElement?.id ?? "");

for (const path of ["", "?lang=de&section=play", "embed.html", "embed.html?lang=de"]) {
  test(`the first stops lead to the figure and to the sliders: ${path || "the page"}`, async () => {
    // The fragment may hold a scenario: it stays what it is.
    const { page, close } = await open(browser, `${path}#s=0.x`, { context: STILL });
    await helped(page);
    const german = path.includes("lang=de");
    await page.keyboard.press("Tab");
    const first = page.locator(":focus");
    assert.equal(await first.innerText(), german ? "Zum Bild" : "Skip to the figure");
    const box = await first.boundingBox();
    assert.ok(box.width > 60 && box.height > 24 && box.x >= 0 && box.y >= 0, JSON.stringify(box));
    const hash = await page.evaluate(() => location.hash);
    await page.keyboard.press("Enter");
    assert.equal(await focusedId(page), "figure");
    assert.equal(await page.evaluate(() => location.hash), hash);
    await page.keyboard.press(" ");
    await until(
      () => rowOf(page),
      (row) => row < 12,
      "it plays",
    );
    await page.reload();
    await ready(page);
    await helped(page);
    for (const key of ["Tab", "Tab"]) await page.keyboard.press(key);
    assert.equal(await page.locator(":focus").innerText(), german ? "Zu den Reglern" : "Skip to the sliders");
    await page.keyboard.press("Enter");
    // A few stops, no more: name, its mark and its number come first.
    const isSlider = () => page.evaluate(() => document.activeElement?.id === "control-leverage");
    let stops = 0;
    while (!(await isSlider()) && stops < 10) {
      await page.keyboard.press("Tab");
      stops += 1;
    }
    assert.ok(stops <= 4, `${stops} stops`);
    await close();
  });
}

test("an embed without sliders offers no way to them", async () => {
  for (const path of ["embed.html?controls=none", "embed.html?section=watch"]) {
    const { page, close } = await open(browser, path, { context: STILL });
    assert.ok(
      await page
        .locator(".skip")
        .first()
        .evaluate((link) => link.checkVisibility()),
    );
    assert.ok(
      !(await page
        .locator(".skip")
        .last()
        .evaluate((link) => link.checkVisibility())),
      path,
    );
    await close();
  }
});

test("from another view the way to the figure leads to what stands in its place", async () => {
  const { page, close } = await open(browser, "?view=table", { context: STILL });
  await helped(page);
  await page.locator(".skip").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await focusedId(page), "panel-table");
  await close();
});

/** What the dialog says, as rows of the list have it. */
const told = (page) =>
  page.locator(".keys-table").evaluate((table) =>
    [...table.tBodies].map((body) => {
      const [head, ...rows] = [...body.rows];
      return {
        where: head.textContent,
        rows: rows.map(({ cells }) => ({ what: cells[1].textContent, caps: [...cells[0].querySelectorAll("kbd")].map((cap) => cap.textContent) })),
      };
    }),
  );
const listed = (words, isHere) =>
  keyRows(words, isHere).map(({ where, rows }) => ({ where, rows: rows.map(({ what, keys }) => ({ what, caps: keys.flat() })) }));

test("the dialog of keys is the list, in both languages, and holds what the page at hand can do", async () => {
  for (const [path, words, isHere] of [
    ["", keysStrings, () => true],
    ["?lang=de", keysStringsGerman, () => true],
    ["embed.html", keysStrings, ({ name, where }) => where !== "grip" && !["undo", "redo"].includes(name)],
  ]) {
    const { page, close } = await open(browser, path, { context: STILL });
    await helped(page);
    await page.keyboard.press("Shift+?");
    await page.getByRole("dialog", { name: words.title }).waitFor();
    assert.deepEqual(await told(page), listed(words, isHere), path);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await page.locator("dialog.keys").waitFor({ state: "detached" });
    await page.locator("[data-do=keys]").click();
    await page.getByRole("dialog", { name: words.title }).waitFor();
    // Under it nothing acts, in it only its own.
    const row = await rowOf(page);
    for (const key of ["k", "[", "?", "Control+z"]) await page.keyboard.press(key);
    assert.equal(await page.locator("dialog.keys").count(), 1);
    const overflow = await page.locator("dialog.keys").evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    assert.ok(overflow <= 0, `the dialog is ${overflow} px too wide`);
    assert.equal(await rowOf(page), row);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("[data-do=keys]").evaluate((button) => button === document.activeElement), true);
    await close();
  }
});

test("buttons say their keys as the list has them", async () => {
  for (const path of ["", "embed.html"]) {
    const { page, close } = await open(browser, path, { context: STILL });
    await helped(page);
    const said = await page
      .locator("[aria-keyshortcuts]")
      .evaluateAll((all) =>
        all.map((button) => [button.dataset.do ? `[data-do=${button.dataset.do}]` : `#${button.id}`, button.getAttribute("aria-keyshortcuts")]),
      );
    const wanted = [];
    for (const selector of new Set(KEYS.flatMap(({ button }) => button ?? []))) {
      if ((await page.locator(selector).count()) > 0)
        wanted.push([
          selector,
          KEYS.filter(({ button }) => button === selector)
            .flatMap(({ keys }) => keys)
            .join(" "),
        ]);
    }
    assert.deepEqual(said.sort(), wanted.sort());
    await close();
  }
});

test("whoever types means the text, and the key that opens the list from everywhere can be switched off", async () => {
  const { page, close } = await open(browser, "?section=play", { context: STILL });
  await helped(page);
  const field = page.getByRole("spinbutton", { name: "Leverage, exact value" });
  await field.fill("");
  await field.pressSequentially("1?k[.0");
  assert.equal(await field.inputValue(), "1?k[.0");
  assert.equal(await page.locator("dialog.keys").count(), 0);
  assert.ok(await isAtEnd(page));
  await page.keyboard.press("Escape");
  // Letters choose in a list.
  await page.locator(".speed select").focus();
  await page.keyboard.press("k");
  assert.ok(await isAtEnd(page));
  await page.locator("#figure").focus();
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: keysStrings.isOn }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.reload();
  await ready(page);
  await helped(page);
  await page.keyboard.press("?");
  await page.locator("[data-do=keys]").click();
  await page.getByRole("dialog").waitFor();
  assert.equal(await page.locator("dialog.keys").count(), 1);
  await page.getByRole("checkbox", { name: keysStrings.isOn }).check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await close();
});

test("the figure is described, in the language of the page, by the run on screen; playing says nothing until it stops", async () => {
  for (const path of ["", "embed.html"]) {
    const { page, close } = await open(browser, path);
    await helped(page);
    const figure = page.locator("#figure");
    const words = () => figure.evaluate((element) => document.getElementById(element.getAttribute("aria-describedby")).textContent);
    assert.match(await words(), /12 waves.*from 100 to 86\.94 \(−13\.1\s%\).*without forced selling.*95 \(−5\s%\).*3,548 positions, \$323M/);
    const before = await words();
    const statuses = await page.evaluate(() => {
      window.said = [];
      new MutationObserver(() => window.said.push(document.querySelector("#status").textContent)).observe(document.querySelector("#status"), {
        childList: true,
        characterData: true,
        subtree: true,
      });
      window.timelineSaid = new Set();
      const line = document.querySelector("[data-do=timeline]");
      new MutationObserver(() => window.timelineSaid.add(line.getAttribute("aria-valuetext"))).observe(line, {
        attributes: true,
        attributeFilter: ["aria-valuetext"],
      });
      return document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]").length;
    });
    assert.equal(statuses, 1, "one live region");
    await figure.focus();
    await page.keyboard.press("Space");
    await until(
      () => page.evaluate(() => window.said),
      (said) => said.some((text) => /^The end/.test(text)),
      "the end",
    );
    const { said, onLine } = await page.evaluate(() => ({ said: window.said, onLine: [...window.timelineSaid] }));
    assert.deepEqual(
      said.map((text) => text.split(/[.:]/)[0]),
      ["Playing", "The end"],
      `${said}`,
    );
    assert.ok(onLine.length <= 3, `${onLine}`);
    assert.equal(await words(), before);
    await page.getByRole("slider", { name: "Leverage" }).press("Home");
    await until(words, (text) => text !== before, "another run");
    if (path === "") {
      await page.locator("#language").click();
      await until(words, (text) => /von links nach rechts/.test(text), "German");
    }
    await close();
  }
});

/** Sizes while the whole screen is taken. */
const sizes = (target) =>
  target.locator("html").evaluate(() => {
    const canvas = document.querySelector(".frame canvas");
    const of = (selector) => document.querySelector(selector).getBoundingClientRect();
    const [frame, transport] = [of(".frame"), of(".transport")];
    return {
      isFull: document.fullscreenElement !== null,
      inner: [innerWidth, innerHeight],
      frame: [frame.width, frame.height],
      transportBottom: transport.bottom,
      isSharp: Math.abs(canvas.getBoundingClientRect().width - frame.width) <= 1,
      focus: document.activeElement?.dataset?.do ?? document.activeElement?.id,
      scrolls: (document.fullscreenElement ?? document.body).scrollHeight - innerHeight,
    };
  });

for (const [path, width, height] of [
  ["?section=play", 1280, 720],
  ["", 390, 844],
  ["embed.html", 1280, 720],
  ["embed.html?section=watch&lang=de", 640, 700],
]) {
  test(`the figure takes the whole screen and comes back: ${path || "the page"} at ${width}`, async () => {
    const { page, close } = await open(browser, path, { context: { ...STILL, viewport: { width, height } } });
    await helped(page);
    const before = await sizes(page);
    const button = page.getByRole("button", { name: path.includes("lang=de") ? "Vollbild" : "Full screen" });
    await button.click();
    const full = await until(
      () => sizes(page),
      ({ isFull, frame, isSharp }) => isFull && isSharp && frame[1] > before.frame[1],
      "the whole screen",
    );
    assert.ok(full.frame[0] > 0.85 * full.inner[0], JSON.stringify(full));
    assert.ok(full.frame[1] > 0.5 * full.inner[1], JSON.stringify(full));
    assert.ok(full.transportBottom <= full.inner[1] && full.scrolls <= 0, JSON.stringify(full));
    assert.equal(full.focus, "fullscreen");
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog.keys").waitFor({ state: "detached" });
    await button.click();
    const after = await until(
      () => sizes(page),
      ({ isFull, frame }) => !isFull && Math.abs(frame[0] - before.frame[0]) < 1,
      "back",
    );
    assert.deepEqual(after.frame, before.frame);
    assert.equal(after.focus, "fullscreen");
    await page.locator("#figure").focus();
    await page.keyboard.press("f");
    await until(
      () => sizes(page),
      ({ isFull }) => isFull,
      "by key",
    );
    assert.equal(await focusedId(page), "figure");
    await page.keyboard.press("f");
    await until(
      () => sizes(page),
      ({ isFull }) => !isFull,
      "back by key",
    );
    await close();
  });
}

test("no button where the host forbids the whole screen or the browser has none, and none in the list of keys", async () => {
  const { page, close } = await open(browser, "reference.html", { isReady: false });
  const frameWith = async (allow) => {
    await page.evaluate(
      ([src, how]) => {
        document.body.innerHTML = "";
        const frame = document.createElement("iframe");
        frame.allow = how;
        frame.width = "640";
        frame.height = "700";
        frame.src = src;
        document.body.append(frame);
      },
      [`${BASE_URL}embed.html`, allow],
    );
    const frame = page.frameLocator("iframe");
    await ready(frame);
    await helped(frame);
    return frame;
  };
  const closed = await frameWith("fullscreen 'none'");
  assert.equal(await closed.locator("[data-do=fullscreen]").isVisible(), false);
  await closed.locator("[data-do=keys]").click();
  assert.doesNotMatch(await closed.locator(".keys-table").innerText(), /Full screen/);
  const free = await frameWith("fullscreen");
  await free.locator("[data-do=fullscreen]").click();
  await until(
    () => free.locator("html").evaluate(() => document.fullscreenElement !== null),
    (isFull) => isFull,
    "the whole screen",
  );
  await close();
  const phone = await open(browser, "?section=play", {
    before: (_, context) => context.addInitScript(() => Object.defineProperty(Document.prototype, "fullscreenEnabled", { value: undefined })),
  });
  await helped(phone.page);
  assert.equal(await phone.page.locator("[data-do=fullscreen]").isVisible(), false);
  await phone.close();
});
