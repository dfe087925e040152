// The figure in the browser: bit for bit the pixels that the engine draws natively, and words on top of them.
//
// `UPDATE=1` writes the pictures of the page anew; those of `tests/golden/figures.csv` come from `cargo test --test pixels`.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "./test.mjs";
import { atRest, launch, open, sliders, until } from "./browser.mjs";

const require = createRequire(new URL("../../www/package.json", import.meta.url));
const { PNG } = require("pngjs");
const pixelmatch = require("pixelmatch").default;

const GOLDEN = new URL("../golden/", import.meta.url);
/** Ten runs with the fonts of the goldens differed in no pixel; another version of the browser may smooth its letters otherwise. */
const SAME_FONTS_PERCENT = 0.1;
/** Words are written by the browser: with a narrower face 0.8 to 1.5 % of the pixels differed. */
const OTHER_FONTS_PERCENT = 2;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("every preset at five moments has the pixels that it has natively", async () => {
  const lines = readFileSync(new URL("figures.csv", GOLDEN), "utf8").trim().split("\n");
  assert.ok(lines.length >= 100);
  const { page, close } = await open(browser, "reference.html", { isReady: false });
  const drawn = await page.evaluate(async (wanted) => {
    const engine = await import(new URL("pkg/liquidation_cascades.js", document.baseURI).href);
    await engine.default();
    // Without words: fonts differ.
    CanvasRenderingContext2D.prototype.fillText = () => {};
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    let last = "";
    let stage;
    let trace;
    const answers = [];
    for (const line of wanted) {
      const [name, width, height, ratio, share] = line.split(",");
      if (name !== last) {
        let scenario = engine.preset(name);
        if (name === "real-book") {
          const file = "orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json";
          engine.registerData(file, new Uint8Array(await (await fetch(new URL(`data/${file}`, document.baseURI))).arrayBuffer()));
          scenario = engine.preset(name);
        }
        trace = engine.run(scenario);
        stage = new engine.Stage();
        stage.load(trace);
        last = name;
      }
      stage.resize(Number(width), Number(height), Number(ratio));
      canvas.width = stage.widthPx;
      canvas.height = stage.heightPx;
      stage.invalidate();
      stage.draw(context, Number(share) * (trace.rows - 1));
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
      const hash = [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      answers.push([name, width, height, ratio, share, hash].join(","));
    }
    return answers;
  }, lines);
  assert.deepEqual(drawn, lines);
  await close();
});

const SCREENS = [
  ["match-dark", "?section=play&preset=the-match", [856, 380], { colorScheme: "dark" }],
  ["squeeze-light", "?section=play&preset=short-squeeze", [856, 380], { colorScheme: "light" }],
  ["slow-phone", "?section=play&preset=slow-motion", [358, 302], { colorScheme: "dark", viewport: { width: 390, height: 844 } }],
];

/** How wide the page's face is: by that it is known again. */
const faceWidth = (page) =>
  page.evaluate(() => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.font = `100px ${getComputedStyle(document.body).fontFamily}`;
    return `${context.measureText("Price 0123456789 $%, wave").width.toFixed(1)}\n`;
  });

for (const [name, address, [width, height], options] of SCREENS) {
  test(`the figure on the page looks as it did (${name})`, async () => {
    const { page, close } = await open(browser, address, { context: { deviceScaleFactor: 1, bypassCSP: true, ...options } });
    // What the page leaves for the figure goes with its fonts.
    await page.addStyleTag({
      content: `.views .frame { position: fixed !important; z-index: 9; top: 0; left: 0; width: ${width}px !important; height: ${height}px !important }`,
    });
    await until(
      () => sliders(page, "Timeline").inputValue(),
      (row) => Number(row) > 1,
      "the end of the run",
    );
    await page.locator(".poster img").waitFor({ state: "hidden" });
    // The place, and the picture that the engine has drawn for it.
    const size = () => page.locator(".frame canvas").evaluate((canvas) => `${canvas.clientWidth}x${canvas.clientHeight} ${canvas.width}x${canvas.height}`);
    await until(size, (now) => now === `${width}x${height} ${width}x${height}`, "the canvas");
    const now = PNG.sync.read(await atRest(page.locator(".frame")));
    const face = await faceWidth(page);
    const path = new URL(`screens/${name}.png`, GOLDEN);
    const facePath = new URL("screens/face-width.txt", GOLDEN);
    if (process.env.UPDATE || !existsSync(path)) {
      assert.ok(process.env.UPDATE, `${path.pathname} is missing: UPDATE=1 writes it`);
      mkdirSync(new URL("screens/", GOLDEN), { recursive: true });
      writeFileSync(path, PNG.sync.write(now));
      writeFileSync(facePath, face);
    }
    const golden = PNG.sync.read(readFileSync(path));
    assert.deepEqual([now.width, now.height], [width, height]);
    const differing = pixelmatch(now.data, golden.data, null, now.width, now.height, { threshold: 0.1 });
    const percent = (100 * differing) / (now.width * now.height);
    const isSameFace = face === readFileSync(facePath, "utf8");
    const most = isSameFace ? SAME_FONTS_PERCENT : OTHER_FONTS_PERCENT;
    assert.ok(percent <= most, `${percent.toFixed(2)} % of the pixels differ, with ${isSameFace ? "the same" : "other"} fonts at most ${most} %`);
    await close();
  });
}
