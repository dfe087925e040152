// One browser for a test file, and waits that are about states, never about time passing.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach } from "node:test";
import { askWhenHanging, endWhenFailing } from "./test.mjs";
import { WAIT_MS, rested, until } from "./until.mjs";

export { rested, until };

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const BASE_URL = (process.env.BASE_URL ?? "http://127.0.0.1:8080/").replace(/\/?$/, "/");
/**
 * Without the two pages that newer versions load for the address bar of every window, each in a process of its own: half of
 * what a new context costs. Of two such switches Chromium takes the last, so that what Playwright turns off stands here, too.
 */
const DISABLED_FEATURES = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${DISABLED_FEATURES.join(",")}`,
];

/** What axe finds wrong with the page, or a part of it. To read sheets that a sheet imports axe adds styles of its own, which the page's policy forbids. */
export async function violations(page, part = "html") {
  await page.evaluate(require("axe-core").source);
  const { violations: found } = await page.evaluate((root) => globalThis.axe.run(root, { resultTypes: ["violations"], preload: false }), part);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

export async function launch() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
  // One page stays: no test begins in a browser without any.
  await browser.newPage();
  askWhenHanging(() => [
    ["the browser", () => browser.newBrowserCDPSession().then((session) => session.send("Browser.getVersion"))],
    ...browser
      .contexts()
      .flatMap((context) => context.pages())
      .flatMap((page) => [
        [`the page ${page.url()}`, () => page.evaluate("1")],
        ["its next frame", () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(1))))],
        ["its idle time", () => page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => resolve(1))))],
      ]),
  ]);
  return browser;
}

/** Longer than the page itself lets what it puts off wait. */
const IDLE_MS = 1_500;

/** What is open in the test under way. */
const opened = new Set();

// No test ends without its pages being judged, whether it has closed them or not.
afterEach(async () => {
  for (const close of [...opened]) await close();
});
endWhenFailing(async () => {
  for (const close of [...opened]) await close().catch(() => undefined);
});

/**
 * A page that is watched, with all others of its context: any console error, failed request or request to another origin is
 * remembered, and `close` fails for those that match none of `expects`. Whoever expects some must get some.
 */
export async function open(browser, path = "", { context: options = {}, before, isReady = true, waitUntil = "load", expects = [], host } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  context.setDefaultTimeout(WAIT_MS);
  const troubles = [];
  const close = async () => {
    opened.delete(close);
    const found = [...troubles];
    // What is being answered when a page goes is nobody's any more.
    for (const one of [...context.pages(), context]) await one.unrouteAll({ behavior: "ignoreErrors" }).catch(() => undefined);
    await context.close();
    assert.deepEqual(
      found.filter((trouble) => !expects.some((pattern) => pattern.test(trouble))),
      [],
      "troubles of the page",
    );
    if (expects.length > 0) assert.ok(found.length > 0, "something was to go wrong, and nothing did");
  };
  opened.add(close);
  const own = [BASE_URL, ...(host ? [host] : [])].map((url) => new URL(url).origin);
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") troubles.push(`console ${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => troubles.push(`page error: ${error.error().message}`));
  context.on("request", (request) => {
    if (!/^(blob|data|about):/.test(request.url()) && !own.includes(new URL(request.url()).origin)) troubles.push(`foreign request: ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  context.on("requestfailed", (request) => {
    // What the page itself gave up on, by a newer wish or by going, is no failure.
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") troubles.push(`failed request: ${request.url()}: ${reason}`);
  });
  const page = await context.newPage();
  if (before) await before(page, context);
  // A busy machine may take its time.
  await page.goto(host ?? BASE_URL + path, { timeout: 4 * WAIT_MS, waitUntil });
  if (isReady) await ready(page);
  return { page, context, troubles, close };
}

/** The part of the page as it looks once two pictures in a row are the same. */
export async function atRest(locator) {
  let last;
  return until(
    async () => {
      const before = last;
      last = await locator.screenshot();
      return before !== undefined && last.equals(before) ? last : undefined;
    },
    (picture) => picture !== undefined,
    "a picture at rest",
  );
}

/**
 * The page has nothing to do: what it had put off is done, and two frames are painted. A Chromium in which nothing moves was
 * seen to call nobody idle, ten seconds and more, until a frame was asked for: so it has a limit.
 */
export function idle(page) {
  return page.evaluate(
    (timeout) => new Promise((resolve) => requestIdleCallback(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())), { timeout })),
    IDLE_MS,
  );
}

/** The first picture is there, and the rest of the page. */
export function ready(target) {
  return target.locator('html[data-state="ready"]:not([data-rest])').waitFor({ state: "attached", timeout: 4 * WAIT_MS });
}

export const sentence = (page) => page.locator("#sentence").innerText();
export const sliders = (page, name) => page.getByRole("slider", { name, exact: true });
export const timeline = async (page) => Number(await sliders(page, "Timeline").inputValue());
export const lastRow = async (page) => Number(await sliders(page, "Timeline").getAttribute("max"));
/** Whether the playhead is where the run ends: one question, for between two a new run may arrive. */
export const isAtEnd = (page) => sliders(page, "Timeline").evaluate((line) => line.value === line.max);
export const picture = (page) => page.locator(".frame").screenshot();

/** The picture as soon as it differs from another one and stands still: what is shot while the page scrolls is no picture. */
export function otherPicture(page, before) {
  let last;
  return until(
    async () => {
      const [now, previous] = [await picture(page), last];
      last = now;
      return previous?.equals(now) && !now.equals(before) ? now : undefined;
    },
    (now) => now !== undefined,
    "the picture",
  );
}

/** The picture as soon as it equals another one. */
export function samePicture(page, before) {
  return until(
    () => picture(page),
    (now) => now.equals(before),
    "the picture",
  );
}
