// The packed site as a visitor meets it: how long, how much and how many requests until the first picture and until it is live;
// many embeds on a page; what is left behind by embeds that were there.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "./engine.mjs";
import { FAST, SLOW_4G, slowLine } from "./slow-line.mjs";

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
  "--js-flags=--expose-gc",
];
/** Tools slow down the page's own thread; workers run as they do. */
const SLOWER = 4;
const PHONE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75 };
const WIDE = { viewport: { width: 1280, height: 2400 } };
const VISITS = 5;
const EMBEDS = 8;
const MOUNTS = 100;
const FIRST_MOUNTS = 20;

/** What a frame says to the tools when it has seen both. */
const SEEN = "seen ";

/**
 * Runs in every frame: when the figure was painted, and when the program was ready. It says so by itself: who asks a frame for
 * something puts a third of a megabyte of script into it first, on the processor that is slowed down.
 * @param {string} seen
 */
function watch(seen) {
  let hasTold = false;
  const tell = () => {
    const { pictureMs: picture, liveMs: live } = window;
    if (hasTold || !picture || !live) return;
    hasTold = true;
    console.debug(seen + JSON.stringify({ picture, live, start: performance.timeOrigin }));
  };
  new PerformanceObserver((list) => {
    for (const { renderTime, loadTime } of list.getEntries()) window.pictureMs ??= performance.timeOrigin + (renderTime || loadTime);
    tell();
  }).observe({ type: "element", buffered: true });
  new MutationObserver(() => {
    if (document.documentElement?.dataset.state !== "ready") return;
    window.liveMs ??= performance.timeOrigin + performance.now();
    // The page in one file comes without a picture: the first is that of the engine.
    if (!document.querySelector("[elementtiming]")) window.pictureMs ??= window.liveMs;
    tell();
  }).observe(document, { subtree: true, attributes: true, childList: true });
}

/** A host's page, from a server that is not slow. */
async function hostPage(body) {
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><meta charset="utf-8"><title>Host</title>${body}`),
  );
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

const frameOf = (url, size = "width:100%;height:560px") => `<iframe src="${url}" style="border:0;${size}"></iframe>`;
const isOwnScript = (path) => /\.js$/.test(path) && !/\/(?:worker|load-worker|liquidation_cascades)-/.test(path);

/** One first visit. @param {import("playwright-core").Browser} browser @param {string} folder @param {string} path @param {{ isFramed: boolean, line?: typeof SLOW_4G }} how */
async function visit(browser, folder, path, { isFramed, line = SLOW_4G }) {
  const site = await slowLine(folder, line);
  const host = isFramed ? await hostPage(frameOf(site.url + path)) : null;
  const context = await browser.newContext({ ...PHONE, serviceWorkers: "block" });
  const page = await context.newPage();
  try {
    const client = await context.newCDPSession(page);
    await client.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.addInitScript(watch, SEEN);
    const seen = page.waitForEvent("console", { predicate: (message) => message.text().startsWith(SEEN), timeout: 60_000 });
    await page.goto(host?.url ?? site.url + path, { waitUntil: "commit" });
    const times = JSON.parse((await seen).text().slice(SEEN.length));
    const of = (what) => ({ ms: times[what] - times.start, ...site.until(times[what]) });
    return { picture: of("picture"), live: of("live"), scripts: site.until(times.live, isOwnScript).bytes };
  } finally {
    await context.close();
    host?.close();
    site.close();
  }
}

/** Private memory of the browser's processes for pages, bytes. @param {import("playwright-core").Browser} browser */
async function rendererBytes(browser) {
  const client = await browser.newBrowserCDPSession();
  const { processInfo } = await client.send("SystemInfo.getProcessInfo");
  await client.detach();
  let sum = 0;
  for (const { type, id } of processInfo) {
    const file = `/proc/${id}/smaps_rollup`;
    if (type !== "renderer" || !existsSync(file)) continue;
    sum += 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(file, "utf8"))?.[1] ?? 0);
  }
  return sum;
}

/** Eight on a page, all in sight. */
async function many(browser, folder) {
  const site = await slowLine(folder, SLOW_4G);
  const presets = ["the-match", "thin-book", "same-door", "staircase", "short-squeeze", "fair-weather", "slow-motion", "last-line"].slice(0, EMBEDS);
  const host = await hostPage(presets.map((preset) => frameOf(`${site.url}embed.html?preset=${preset}`, "width:600px;height:560px")).join(""));
  const context = await browser.newContext({ ...WIDE, serviceWorkers: "block" });
  const page = await context.newPage();
  try {
    await page.addInitScript(watch, SEEN);
    await page.goto(host.url, { waitUntil: "commit" });
    await page.waitForFunction((count) => document.querySelectorAll("iframe").length === count, EMBEDS);
    const start = await page.evaluate(() => performance.timeOrigin);
    const frames = () => page.frames().filter((frame) => frame !== page.mainFrame() && frame.url().includes("embed.html"));
    while (frames().length < EMBEDS) await page.waitForTimeout(50);
    const times = [];
    for (const frame of frames()) {
      await frame.waitForFunction(() => window.liveMs, null, { timeout: 120_000 });
      times.push((await frame.evaluate(() => window.liveMs)) - start);
    }
    return { last: Math.max(...times), first: Math.min(...times), bytes: site.until(Date.now()).bytes, memory: await rendererBytes(browser) };
  } finally {
    await context.close();
    host.close();
    site.close();
  }
}

/** Put into a page and taken out again, time after time. */
async function mounts(browser, folder) {
  const site = await slowLine(folder, FAST);
  const host = await hostPage("<main></main>");
  const context = await browser.newContext({ ...PHONE, serviceWorkers: "block" });
  const page = await context.newPage();
  try {
    const client = await context.newCDPSession(page);
    await page.addInitScript(watch, SEEN);
    await page.goto(host.url);
    const found = [];
    for (let mount = 1; mount <= MOUNTS; mount++) {
      await page.evaluate((html) => (document.querySelector("main").innerHTML = html), frameOf(`${site.url}embed.html`));
      const frame = await (await page.$("iframe")).contentFrame();
      await frame.waitForFunction(() => window.liveMs, null, { timeout: 60_000 });
      await page.evaluate(() => document.querySelector("main").replaceChildren());
      if (mount !== FIRST_MOUNTS && mount !== MOUNTS) continue;
      // Workers end and caches of the browser are cleared a moment later.
      await page.waitForTimeout(2000);
      for (let time = 0; time < 3; time++) await client.send("HeapProfiler.collectGarbage");
      const { usedSize } = await client.send("Runtime.getHeapUsage");
      const { documents } = await client.send("Memory.getDOMCounters");
      found.push({ heap: usedSize, documents, workers: page.workers().length, memory: await rendererBytes(browser) });
    }
    return found;
  } finally {
    await context.close();
    host.close();
    site.close();
  }
}

const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
const mib = (bytes) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** @param {string} folder a packed site @param {string} executablePath of Chromium @param {{ only?: string }} [how] */
export async function measureSite(folder, executablePath, { only = "" } = {}) {
  const launch = () => chromium.launch({ executablePath, args: ARGUMENTS });
  const rows = [];
  const row = (what, ours) => rows.push({ what, ours, plain: "", ratio: "" });
  const visits = [
    ["page", "index.html", false],
    ["embed, in a frame", "embed.html", true],
    ["embed, in a frame, in German", "embed.html?lang=de", true],
    ["the page in one file", "cascade.html", false],
  ];
  for (const [name, path, isFramed] of visits) {
    if (!existsSync(join(folder, path.split("?")[0])) || !name.includes(only)) continue;
    const all = [];
    for (let number = 0; number < VISITS; number++) {
      const browser = await launch();
      try {
        all.push(await visit(browser, folder, path, { isFramed }));
      } finally {
        await browser.close();
      }
    }
    const middle = (of) => median(all.map(of));
    const told = (what) =>
      `${middle((one) => one[what].ms).toFixed(0)} ms, ${kib(middle((one) => one[what].bytes))} in ${middle((one) => one[what].requests)} requests`;
    row(`Slow 4G, processor ${SLOWER} times slower: ${name}, first picture`, told("picture"));
    row(`Slow 4G, processor ${SLOWER} times slower: ${name}, live`, `${told("live")}; the page's own scripts ${kib(middle((one) => one.scripts))}`);
  }
  if (only !== "") return rows;
  const browser = await launch();
  try {
    const { first, last, bytes, memory } = await many(browser, folder);
    row(`Slow 4G: ${EMBEDS} embeds on a page`, `first live ${first.toFixed(0)} ms, all ${last.toFixed(0)} ms, ${kib(bytes)}, memory ${mib(memory)}`);
  } finally {
    await browser.close();
  }
  const again = await launch();
  try {
    const [before, after] = await mounts(again, folder);
    row(
      `Embed put into a page and taken out, after ${FIRST_MOUNTS} times and after ${MOUNTS}`,
      `scripts' memory ${mib(before.heap)} and ${mib(after.heap)}, process ${mib(before.memory)} and ${mib(after.memory)}, documents ${before.documents} and ${after.documents}, workers ${before.workers} and ${after.workers}`,
    );
  } finally {
    await again.close();
  }
  return rows;
}
