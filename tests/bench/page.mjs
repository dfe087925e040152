// The page in headless Chromium: frames while playing, and from a slider's key to the new picture.

import { createRequire } from "node:module";
import { median, quantile } from "./engine.mjs";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Times every frame of one playback: rasterising, handing over and writing text. */
function drawFrames({ ratio, positions, width, height }) {
  return import("./pkg/liquidation_cascades.js").then(async (engine) => {
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

export async function measurePage(baseUrl, executablePath) {
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  const rows = [];
  try {
    for (const ratio of [1, 2]) {
      const page = await browser.newPage();
      await page.goto(`${baseUrl}reference.html`);
      await page.evaluate(() => history.replaceState(null, "", "./index.html"));
      const times = await page.evaluate(
        `(${drawFrames})(${JSON.stringify({ ratio, positions: 1e5, width: 856, height: 400 })})`.replace("./pkg/", `${baseUrl}pkg/`),
      );
      rows.push({
        what: `Frame while playing, 1e5 positions, 856 x 400 CSS px, pixel ratio ${ratio}`,
        ours: `median ${median(times).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms`,
        plain: "", ratio: "",
      });
      await page.close();
    }
    for (const positions of [1e4, 1e5, 1e6]) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await page.goto(`${baseUrl}?positions=${positions}`);
      await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
      const times = [];
      for (let press = 0; press < (positions > 5e5 ? 8 : 20); press++) times.push(await page.evaluate(pressAndWait, press % 2 ? -1 : 1));
      rows.push({
        what: `Slider to picture, ${positions.toExponential(0).replace("+", "")} positions`,
        ours: `median ${median(times).toFixed(0)} ms, p95 ${quantile(times, 0.95).toFixed(0)} ms`,
        plain: "", ratio: "",
      });
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return rows;
}
