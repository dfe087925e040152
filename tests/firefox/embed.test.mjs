// The embed in Firefox: inside somebody else's page it lives, or says in words why it cannot.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { hostServer, staticServer } from "../e2e/static.mjs";
import { until } from "../e2e/until.mjs";
import { launch } from "./webdriver.mjs";

const BASE_URL = (process.env.BASE_URL ?? "http://127.0.0.1:8080/").replace(/\/?$/, "/");
const READY_MS = 80_000;

let host;
let folder;
before(async () => {
  host = await hostServer();
  folder = await mkdtemp(join(tmpdir(), "cascades-firefox-"));
});
after(async () => {
  host.close();
  await rm(folder, { recursive: true });
});

/** A browser for what goes wrong on purpose: what it says of that is no trouble. */
async function withBrowser(work, { isQuiet = true } = {}) {
  const browser = await launch();
  if (!isQuiet) browser.troubles = () => [];
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

const iframe = (url, { width = 640, height = 560, attributes = "" } = {}) =>
  `<iframe title="Cascade" width="${width}" height="${height}" ${attributes} src="${url}"></iframe>`;
const state = (browser) => browser.evaluate(() => document.documentElement.dataset.state);
const lives = (browser) =>
  until(
    () => state(browser),
    (now) => now === "ready",
    "the first picture",
    READY_MS,
  );

/** What a reader of a frame without a program sees. */
const seen = (browser) =>
  browser.evaluate(() => {
    const isSeen = (one) => one.checkVisibility({ visibilityProperty: true });
    const picture = document.querySelector(".poster img");
    return {
      words: [...document.querySelectorAll(".banner")]
        .filter(isSeen)
        .map((one) => one.innerText)
        .join(" "),
      picture: picture.naturalWidth > 0 && isSeen(picture) ? picture.currentSrc.replace(/.*\//, "") : "",
      sentence: document.querySelector("#sentence").innerText,
      link: isSeen(document.querySelector("#full-page")),
      dead: [...document.querySelectorAll("button, input, select")].filter((one) => isSeen(one) && !one.closest(".banner")).length,
    };
  });

test("a frame of the project's server lives on a page opened from a disk, in a sandbox, and under a strict policy", () =>
  withBrowser(async (browser) => {
    const file = join(folder, "lesson.html");
    await writeFile(file, `<!doctype html><meta charset="utf-8"><title>Lesson</title>${iframe(`${BASE_URL}embed.html?preset=thin-book`)}`);
    for (const url of [
      pathToFileURL(file).href,
      host.page(iframe(`${BASE_URL}embed.html?preset=thin-book`, { attributes: 'sandbox="allow-scripts"' })),
      host.page(iframe(`${BASE_URL}embed.html?preset=thin-book`), { "content-security-policy": `default-src 'self'; frame-src ${new URL(BASE_URL).origin}` }),
    ]) {
      await browser.frame();
      await browser.resize(800, 700);
      await browser.goto(url);
      await browser.frame("iframe");
      await lives(browser);
      assert.match(await browser.text("#sentence"), /became 47/, url);
      assert.equal((await seen(browser)).words, "");
    }
  }));

for (const [what, server, attributes, words] of [
  ["a module is missing", { instead: (path) => (path === "js/session.js" ? { status: 404 } : undefined) }, "", /could not be loaded in full/],
  [
    "the engine is a page",
    { instead: (path) => (path.endsWith(".wasm") ? { body: "<!doctype html><p>Not here" } : undefined) },
    "",
    /the server sent a page \(text\/html\)/,
  ],
  ["WebAssembly is refused", { headers: { "content-security-policy": "default-src 'self'" } }, "", /does not let WebAssembly run/],
  [
    "fetching is refused",
    { headers: { "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'" } },
    "",
    /connect-src in its Content-Security-Policy/,
  ],
  ["a sandbox keeps it from its files", {}, 'sandbox="allow-scripts"', /sandbox that keeps it from its own files/],
]) {
  test(`where ${what} a frame shows its picture, its sentence, a link and why`, () =>
    withBrowser(
      async (browser) => {
        const site = await staticServer(server);
        await browser.resize(800, 700);
        await browser.goto(host.page(iframe(`${site.url}embed.html?preset=short-squeeze`, { attributes })));
        await browser.frame("iframe");
        await until(
          () => seen(browser),
          (now) => words.test(now.words) && now.picture !== "",
          what,
          READY_MS,
        );
        const { picture, sentence, link, dead } = await seen(browser);
        assert.match(picture, /^short-squeeze-(light|dark)\.svg$/);
        assert.match(sentence, /became 23/);
        assert.deepEqual([link, dead], [true, 0]);
        site.close();
      },
      { isQuiet: false },
    ));
}

test("embed.html opened from a disk says that it needs a server", () =>
  withBrowser(
    async (browser) => {
      await browser.goto(new URL("../../www/embed.html?preset=thin-book", import.meta.url).href);
      await until(
        () => seen(browser),
        ({ words, picture }) => /opened from a disk/.test(words) && /^thin-book/.test(picture),
        "the words",
        READY_MS,
      );
    },
    { isQuiet: false },
  ));

test("frames from 300 x 250 up have play and sliders in reach and no scroll bar", () =>
  withBrowser(async (browser) => {
    await browser.resize(1000, 900);
    await browser.goto(host.page(iframe(`${BASE_URL}embed.html`)));
    for (const [width, height] of [
      [300, 250],
      [320, 480],
      [390, 844],
      [480, 420],
      [700, 420],
      [700, 700],
    ]) {
      await browser.frame();
      await browser.evaluate((width, height) => Object.assign(document.querySelector("iframe"), { width, height }), width, height);
      await browser.frame("iframe");
      await lives(browser);
      const faults = () =>
        browser.evaluate(() => {
          const outside = ["#sentence", "[data-do=play]", "#timeline", "#control-leverage", "#control-depth", "#control-shock", "#full-page"].filter(
            (selector) => {
              const box = document.querySelector(selector).getBoundingClientRect();
              return box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight || box.width < 24 || box.height < 16;
            },
          );
          const { scrollHeight, scrollWidth } = document.documentElement;
          if (scrollHeight > innerHeight || scrollWidth > innerWidth) outside.push(`${scrollWidth} x ${scrollHeight}`);
          return outside.join();
        });
      await until(faults, (found) => found === "", `${width} x ${height}`);
    }
  }));

test("a late listener hears the height, and a message moves the frame", () =>
  withBrowser(async (browser) => {
    await browser.resize(800, 700);
    await browser.goto(host.page(`${iframe(`${BASE_URL}embed.html?id=f7`, { height: 300 })}`));
    await browser.frame("iframe");
    await lives(browser);
    await browser.frame();
    await browser.evaluate(() => {
      window.all = [];
      addEventListener("message", ({ data }) => window.all.push(data));
    });
    const all = () => browser.evaluate(() => window.all);
    await until(
      all,
      (told) =>
        told.some(({ type }) => type === "cascade:height") &&
        told.some((data) => data["datawrapper-height"]?.f7 > 300) &&
        told.some(({ subject }) => subject === "lti.frameResize"),
      "the heights",
      1500,
    );
    await browser.evaluate(() =>
      document.querySelector("iframe").contentWindow.postMessage({ type: "cascade:set", v: 1, id: "a", settings: { leverage: 20 } }, "*"),
    );
    await until(all, (told) => told.some(({ type, id, settings }) => type === "cascade:results" && id === "a" && settings.leverage === 20), "the results");
  }));

test("a host that does as it is told is told two heights at most, also where no rule of the style sheet can be read", () =>
  withBrowser(async (browser) => {
    await browser.resize(1000, 900);
    for (const [width, height, attributes] of [
      [360, 600, ""],
      [900, 200, ""],
      [640, 300, 'sandbox="allow-scripts"'],
      [900, 600, 'sandbox="allow-scripts"'],
    ]) {
      const url = `${BASE_URL}embed.html?preset=real-book&lang=de${attributes ? "" : "&section=watch"}`;
      await browser.frame();
      await browser.goto(
        host.page(`<script>
          window.told = [];
          addEventListener("message", ({ data }) => {
            if (data.type !== "cascade:height") return;
            told.push(data);
            document.querySelector("iframe").height = data.height;
          });
        </script>${iframe(url, { width, height, attributes })}`),
      );
      const told = () => browser.evaluate(() => window.told);
      await until(told, (all) => all.some(({ settled }) => settled), "the height that stays", READY_MS);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const heights = (await told()).map(({ height }) => height).filter((one, index, all) => one !== all[index - 1]);
      assert.ok(heights.length <= 2, `${width}: ${heights}`);
    }
  }));
