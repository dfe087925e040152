// The page in one file in Firefox: from a disk, in a frame without an origin, in `srcdoc`.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { until } from "../e2e/until.mjs";
import { launch } from "./webdriver.mjs";

const BUILD = fileURLToPath(new URL("../../xtask/dist/build.mjs", import.meta.url));
const READY_MS = 80_000;

let folder;
let browser;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "cascades-single-"));
  execFileSync(process.execPath, [BUILD, JSON.stringify({ single: join(folder, "cascade.html"), release: "0.1.0" })]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

const frame = (attributes) =>
  `<!doctype html><meta charset="utf-8"><title>Lesson</title><iframe title="Cascade" width="900" height="700" ${attributes}></iframe>`;

/** Whether another leverage gives another picture: the engine computes. */
async function lives(what) {
  await until(
    () => browser.evaluate(() => document.documentElement.dataset.state),
    (state) => state === "ready",
    what,
    READY_MS,
  );
  const told = () => browser.evaluate(() => document.querySelector(".frame canvas").getAttribute("aria-label"));
  const before = await told();
  await browser.evaluate(() => {
    const slider = document.querySelector("#control-leverage");
    slider.value = slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await until(told, (now) => now !== before, `${what}: another run`);
}

test("it lives when it is opened from a disk, in a sandbox, in srcdoc, and in both", async () => {
  const html = (await readFile(join(folder, "cascade.html"), "utf8")).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  await browser.resize(1000, 800);
  await browser.goto(`${pathToFileURL(join(folder, "cascade.html")).href}?preset=thin-book`);
  await lives("from a disk");
  assert.equal(await browser.evaluate(() => document.querySelector("#preset").value), "thin-book");
  for (const [name, attributes] of [
    ["sandbox", 'sandbox="allow-scripts" src="cascade.html"'],
    ["srcdoc", `srcdoc="${html}"`],
    ["both", `sandbox="allow-scripts" srcdoc="${html}"`],
  ]) {
    await writeFile(join(folder, `${name}.html`), frame(attributes));
    await browser.frame();
    await browser.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await browser.frame("iframe");
    await lives(name);
  }
});

test("a learning platform around it hears that it was begun and read to the end", async () => {
  const api = `<script>window.told = {}; window.API = {
    LMSInitialize: () => "true", LMSGetValue: (name) => told[name] ?? "", LMSSetValue: (name, value) => { told[name] = value; return "true"; }, LMSCommit: () => "true", LMSFinish: () => { told.finished = true; return "true"; },
  };</script>`;
  // Files of a disk are strangers to each other in Firefox: the lesson stands in the page itself.
  const html = (await readFile(join(folder, "cascade.html"), "utf8")).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  await writeFile(join(folder, "platform.html"), frame(`srcdoc="${html}"`).replace("<iframe", `${api}<iframe`));
  const told = async (name) => {
    await browser.frame();
    return browser.evaluate((name) => window.told[name], name);
  };
  await browser.frame();
  await browser.goto(pathToFileURL(join(folder, "platform.html")).href);
  await browser.frame("iframe");
  await until(
    () => browser.evaluate(() => document.documentElement.dataset.state),
    (state) => state === "ready",
    "the first picture",
    READY_MS,
  );
  assert.equal(await told("cmi.core.lesson_status"), "incomplete");
  await browser.frame("iframe");
  await browser.evaluate(() =>
    scrollBy({ top: [...document.querySelectorAll(".beat")].at(-1).getBoundingClientRect().top - 0.64 * innerHeight, behavior: "instant" }),
  );
  await until(
    () => told("cmi.core.lesson_status"),
    (status) => status === "completed",
    "the end",
  );
  await browser.evaluate(() => document.querySelector("iframe").remove());
  await until(() => told("finished"), Boolean, "the farewell");
  assert.match(await told("cmi.core.session_time"), /^\d{4}:\d\d:\d\d\.\d\d$/);
});
