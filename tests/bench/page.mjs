// The page in headless Chromium: frames while playing, and from a slider's key to the new picture.

import { createRequire } from "node:module";
import { median, quantile } from "./engine.mjs";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Times every frame of one playback: rasterising, handing over and writing text. */
function drawFrames({ ratio, positions, width, height }) {
  return import("./pkg/page/liquidation_cascades.js").then(async (engine) => {
    await engine.default();
    let scenario = engine.preset("the-match");
    scenario = engine.setControl(scenario, "positions", positions);
    const trace = engine.run(scenario);
    const stage = new engine.Stage();
    stage.resize(width, height, ratio);
    stage.load(trace);
    const canvas = document.createElement("canvas");
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext("2d", { alpha: false });
    const schedule = stage.schedule();
    const times = [];
    const frames = 240;
    for (let frame = 0; frame <= frames; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const seconds = (schedule[schedule.length - 1] * frame) / frames;
      let row = 0;
      while (row + 2 < schedule.length && schedule[row + 1] <= seconds) row++;
      const playhead = row + (seconds - schedule[row]) / (schedule[row + 1] - schedule[row]);
      const start = performance.now();
      stage.draw(context, playhead);
      times.push(performance.now() - start);
    }
    // The first frame draws what all others keep.
    return times.slice(1);
  });
}

/** Presses a key on the leverage slider and waits until the result of the new run stands on the page. */
function pressAndWait(direction) {
  const slider = document.querySelector("#control-leverage");
  const shown = document.querySelector("#figures");
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    });
    observer.observe(shown, { subtree: true, childList: true, characterData: true });
    const start = performance.now();
    // Far enough for the value to change: sliders snap to readable values.
    slider.stepUp(30 * direction);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** Moves the grip by a key and waits until the ghost says where the price would land. */
function dragAndWait(key) {
  const grip = document.querySelector(".grip");
  const ghost = document.querySelector(".landing");
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve(performance.now() - start);
    });
    observer.observe(ghost, { subtree: true, childList: true, characterData: true });
    const start = performance.now();
    grip.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });
}

/** Slow 4G, as audits understand it. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75 };

/** When the figure was painted first: what the page was delivered with, and what the engine drew. */
async function firstPicture(browser, baseUrl) {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", SLOW_4G);
  await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const { renderTime, loadTime } of list.getEntries()) window.pictureMs ??= renderTime || loadTime;
    }).observe({ type: "element", buffered: true });
    new MutationObserver(() => {
      if (document.documentElement?.dataset.state === "ready") window.engineMs ??= performance.now();
    }).observe(document, { subtree: true, attributes: true, childList: true });
  });
  await page.goto(baseUrl);
  await page.waitForFunction(() => window.engineMs && window.pictureMs, null, { timeout: 60_000 });
  const times = await page.evaluate(() => ({ picture: window.pictureMs, engine: window.engineMs }));
  await context.close();
  return times;
}

/** Tasks of the page's own thread while the page starts, plays and is asked for another run; milliseconds each. */
async function longTasks(browser, baseUrl) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  });
  await page.goto(`${baseUrl}?section=play&positions=1e6`);
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 60_000 });
  for (let press = 0; press < 4; press++) await page.evaluate(pressAndWait, press % 2 ? -1 : 1);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor({ timeout: 30_000 });
  const tasks = await page.evaluate(() => window.tasks);
  await page.close();
  return tasks;
}

const power = (positions) => positions.toExponential(0).replace("+", "");

export async function measurePage(baseUrl, executablePath) {
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  const rows = [];
  const row = (what, ours) => rows.push({ what, ours, plain: "", ratio: "" });
  try {
    for (const ratio of [1, 2]) {
      for (const positions of [1e4, 1e5, 1e6]) {
        const page = await browser.newPage();
        await page.goto(`${baseUrl}reference.html`);
        await page.evaluate(() => history.replaceState(null, "", "./index.html"));
        const times = await page.evaluate(
          `(${drawFrames})(${JSON.stringify({ ratio, positions, width: 856, height: 400 })})`.replace("./pkg/", `${baseUrl}pkg/`),
        );
        row(
          `Frame while playing, ${power(positions)} positions, 856 x 400 CSS px, pixel ratio ${ratio}`,
          `median ${median(times).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms`,
        );
        await page.close();
      }
    }
    for (const [positions, rate] of [
      [1e4, 1],
      [1e5, 1],
      [1e6, 1],
      [1e4, 4],
      [1e5, 4],
    ]) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
      const page = await context.newPage();
      await page.goto(`${baseUrl}?positions=${positions}`);
      await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
      await page.waitForTimeout(1000);
      const client = await context.newCDPSession(page);
      await client.send("Emulation.setCPUThrottlingRate", { rate });
      const times = [];
      for (let press = 0; press < (positions > 5e5 ? 8 : 40); press++) times.push(await page.evaluate(pressAndWait, press % 2 ? -1 : 1));
      row(
        `Slider to picture, ${power(positions)} positions${rate > 1 ? `, processor ${rate} times slower` : ""}`,
        `median ${median(times).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms`,
      );
      await context.close();
    }
    {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await page.goto(`${baseUrl}?section=play&positions=1e5`);
      await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
      await page.locator(".grip").focus();
      const times = [];
      for (let press = 0; press < 40; press++) times.push(await page.evaluate(dragAndWait, press % 2 ? "ArrowUp" : "ArrowDown"));
      // The first one builds what the others search.
      times.shift();
      row("Drag to the ghost of the landing, 1e5 positions", `median ${median(times).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`);
      await page.close();
    }
    const tasks = await longTasks(browser, baseUrl);
    row(
      "Tasks of the page's own thread above 50 ms, 1e6 positions: start, four sliders, playing",
      tasks.length === 0 ? "none" : tasks.map((ms) => `${ms.toFixed(0)} ms`).join(", "),
    );
    const firsts = [];
    for (let visit = 0; visit < 5; visit++) firsts.push(await firstPicture(browser, baseUrl));
    row(
      "First picture on slow 4G (1.6 Mbit/s, 150 ms), processor 4 times slower, phone",
      `median ${median(firsts.map(({ picture }) => picture)).toFixed(0)} ms; drawn by the engine ${median(firsts.map(({ engine }) => engine)).toFixed(0)} ms`,
    );
  } finally {
    await browser.close();
  }
  return rows;
}
