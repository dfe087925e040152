// Where the program does not run: the picture, the sentence, what failed and a way out, and nothing that is dead.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "./test.mjs";
import { launch, until } from "./browser.mjs";
import { hostServer, staticServer } from "./static.mjs";

const { PNG } = createRequire(new URL("../../www/package.json", import.meta.url))("pngjs");

let browser;
let host;
before(async () => {
  browser = await launch();
  host = await hostServer();
});
after(async () => {
  await browser.close();
  host.close();
});

/** Every control that a reader could see, by its name. */
const controls = (target) =>
  target
    .locator("button, input, select, summary")
    .evaluateAll((all) =>
      all.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".banner")).map((one) => one.outerHTML.slice(0, 80)),
    );

/**
 * Picture, sentence and link are there, the words say what failed, and nothing is offered.
 * @param {{ words: RegExp, file?: string, says?: RegExp, link?: RegExp, within?: number }} expected
 */
async function showsPicture(target, { words, file = "poster/the-match-light.svg", says = /became 13/, link = /^\.\/|^index\.html/, within = 20_000 }) {
  await target.locator(".banner:visible", { hasText: words }).waitFor({ timeout: within });
  const picture = target.locator(".poster img");
  await until(
    () =>
      picture.evaluate(
        (img) => img.complete && img.naturalWidth > 0 && img.checkVisibility({ visibilityProperty: true }) && img.getBoundingClientRect().height > 60,
      ),
    Boolean,
    "the picture",
  );
  assert.ok((await picture.evaluate((img) => img.currentSrc)).endsWith(file), file);
  await until(
    () => target.locator("#sentence").innerText(),
    // Its numbers are those of the example, whatever the address asks for.
    (text) => says.test(text) && /^(Prepared example|Vorbereitetes Beispiel): /.test(text),
    "the sentence",
  );
  assert.ok(await target.locator("#sentence").isVisible());
  assert.match((await target.locator("#full-page").getAttribute("href")) ?? "", link);
  assert.ok(await target.locator("#full-page").isVisible());
  assert.deepEqual(await controls(target), []);
}

/** A frame on somebody else's page. */
async function framed(url, { attributes = "", context: options = {}, before: prepare } = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
  const page = await context.newPage();
  await prepare?.(page);
  await page.goto(host.page(`<iframe title="Cascade" width="640" height="560" ${attributes} src="${url}"></iframe>`));
  return { page, frame: page.frameLocator("iframe"), close: () => context.close() };
}

const policy = (rules) => ({ "content-security-policy": `default-src 'self'; style-src 'self'; img-src 'self' data: blob:; ${rules}` });
const ENGINE = "pkg/embed/liquidation_cascades_bg.wasm";

/** Said by the style sheet alone, at once, in the language of the address, whichever it is. */
const FORBIDDEN = /No script runs here: a rule of this site \(script-src\) .*Hier läuft kein Skript: Eine Regel dieser Website \(script-src\) /;

for (const [what, server, expected, options] of [
  ["scripts are off", {}, { words: /Scripts are off here.*Skripte sind hier abgeschaltet/ }, { context: { javaScriptEnabled: false } }],
  ["the frame has a sandbox without scripts", {}, { words: /Scripts are off here/ }, { attributes: "sandbox" }],
  [
    "a module is missing",
    { instead: (path) => (path === "js/session.js" ? { status: 404 } : undefined) },
    { words: /could not be loaded in full.*A part of it is missing: js\/session\.js \(404\)/ },
  ],
  ["the first module is missing", { instead: (path) => (path === "js/embed.js" ? { status: 404 } : undefined) }, { words: /js\/embed\.js \(404\)/ }],
  [
    "a module throws",
    { instead: (path) => (path === "js/embed.js" ? { type: "text/javascript", body: "throw new Error('torn')" } : undefined) },
    { words: /stopped with an error.*torn/ },
  ],
  [
    "the module is a page",
    { instead: (path) => (path === "js/store.js" ? { type: "text/html", body: "<p>Log in" } : undefined) },
    { words: /could not be loaded in full.*error/ },
  ],
  [
    "the engine is missing",
    { instead: (path) => (path === ENGINE ? { status: 404 } : undefined) },
    { words: /The engine could not be loaded: the server answered 404/ },
  ],
  [
    "the engine is a page",
    { instead: (path) => (path === ENGINE ? { type: "text/html", body: "<!doctype html><p>Not here" } : undefined) },
    { words: /the server sent a page \(text\/html\) in its place.*upload all files/ },
  ],
  [
    "WebAssembly is refused",
    { headers: policy("script-src 'self'") },
    { words: /does not let WebAssembly run \('wasm-unsafe-eval' in script-src allows it\)/ },
  ],
  [
    "fetching is refused",
    { headers: policy("script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'") },
    { words: /connect-src in its Content-Security-Policy.*forbids/ },
  ],
  [
    "all files of scripts are refused",
    { headers: policy("script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='") },
    { words: FORBIDDEN, within: 1500 },
  ],
  ["no script is there", { instead: (path) => (path.endsWith(".js") ? { status: 404 } : undefined) }, { words: FORBIDDEN, within: 1500 }],
  ["scripts are refused", { headers: policy("script-src 'none'") }, { words: FORBIDDEN, within: 1500 }],
  [
    "there is nothing to draw on",
    {},
    { words: /there is no canvas/ },
    {
      before: (page) =>
        page.addInitScript(() => {
          delete window.OffscreenCanvas;
          HTMLCanvasElement.prototype.getContext = () => null;
        }),
    },
  ],
  [
    "the browser knows no modules",
    {},
    { words: /too old for it/ },
    {
      before: async (page) => {
        await page.addInitScript(() => delete HTMLScriptElement.prototype.noModule);
        // Such a browser runs none.
        await page.route("**/js/embed.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      },
    },
  ],
  [
    "a sandbox keeps the frame from its files",
    {},
    { words: /sandbox that keeps it from its own files.*Access-Control-Allow-Origin: \*/, within: 3000 },
    { attributes: 'sandbox="allow-scripts"' },
  ],
]) {
  test(`where ${what} an embed shows its picture, its sentence, a link and why`, async () => {
    const site = await staticServer(server);
    const { frame, close } = await framed(`${site.url}embed.html`, options);
    await showsPicture(frame, expected);
    await close();
    site.close();
  });
}

test("the picture and the words are those of the preset, the theme and the language that were asked for", async () => {
  const site = await staticServer({ instead: (path) => (path === "js/session.js" ? { status: 404 } : undefined) });
  for (const [query, expected] of [
    ["?preset=short-squeeze", { words: /could not/, file: "poster/short-squeeze-light.svg", says: /A 5\s% rise became 23\s%/ }],
    ["?preset=thin-book&theme=dark", { words: /could not/, file: "poster/thin-book-dark.svg", says: /became 47/ }],
    [
      "?preset=real-book&lang=de",
      { words: /konnte nicht ganz geladen werden.*Ein Teil davon fehlt/, file: "poster/real-book-light.svg", says: /Aus 5\s% Minus wurden 6,5\s%/ },
    ],
    ["?preset=nothing-such&leverage=20", { words: /could not/ }],
    ["?preset=__proto__", { words: /could not/ }],
  ]) {
    const { frame, close } = await framed(`${site.url}embed.html${query}`);
    await showsPicture(frame, expected);
    await close();
  }
  // What the system wants, where nothing was asked for.
  const { frame, close } = await framed(`${site.url}embed.html?preset=staircase`, { context: { colorScheme: "dark" } });
  await showsPicture(frame, { words: /could not/, file: "poster/staircase-dark.svg", says: /became 15/ });
  await close();
  site.close();
});

test("a full page on which nothing runs shows the picture that was asked for, too", async () => {
  for (const [server, query, options, words, file] of [
    [
      { instead: (path) => (path === "js/session.js" ? { status: 404 } : undefined) },
      "?preset=thin-book",
      {},
      /A part of it is missing: js\/session\.js/,
      "thin-book-light.svg",
    ],
    [{}, "", { javaScriptEnabled: false }, /JavaScript and WebAssembly; neither can run here/, "wide-light.svg"],
    [{ headers: policy("script-src 'none'") }, "", {}, FORBIDDEN, "wide-light.svg"],
    [{ headers: policy("script-src 'self'") }, "?preset=same-door&theme=dark", {}, /does not let WebAssembly run/, "same-door-dark.svg"],
  ]) {
    const site = await staticServer(server);
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
    const page = await context.newPage();
    await page.goto(site.url + query);
    await page.locator(".banner:visible", { hasText: words }).waitFor({ timeout: 20_000 });
    await until(
      () => page.locator(".poster img").evaluate((img) => [img.naturalWidth > 0, img.checkVisibility({ visibilityProperty: true }), img.currentSrc].join()),
      (said) => said.startsWith("true,true") && said.endsWith(file),
      file,
    );
    assert.match(await page.locator("#sentence").innerText(), /became/);
    // Numbers of another run stand nowhere, and no heading over nothing.
    assert.equal(await page.locator("#figures").isVisible(), !query.includes("preset"));
    assert.equal(await page.locator("#beats").isVisible(), false);
    const dead = (await controls(page)).filter((one) => !/data-term/.test(one));
    assert.deepEqual(
      dead.filter((one) => /range|data-do=|<select|role="tab"/.test(one)),
      [],
      words.source,
    );
    await context.close();
    site.close();
  }
});

for (const [file, link] of [
  ["embed.html", /^index\.html\?preset=thin-book$/],
  ["index.html", null],
]) {
  test(`${file} opened from a disk says that it needs a server`, async () => {
    const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
    const page = await context.newPage();
    await page.goto(new URL(`../../www/${file}?preset=thin-book`, import.meta.url).href);
    const words = /opened from a disk.*cargo xtask serve/;
    if (link) await showsPicture(page, { words, link, file: "poster/thin-book-light.svg", says: /became 47/, within: 5000 });
    else {
      await page.locator(".banner:visible", { hasText: words }).waitFor({ timeout: 5000 });
      await until(
        () => page.locator(".poster img").evaluate((img) => [img.naturalWidth > 0, img.checkVisibility({ visibilityProperty: true }), img.currentSrc].join()),
        (said) => /^true,true.*thin-book-light\.svg$/.test(said),
        "the picture",
      );
    }
    await context.close();
  });
}

test("a frame that cannot run has a height to tell, and an answer for who asks", async () => {
  const site = await staticServer();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(
    host.page(`<script>addEventListener("message", ({ data }) => (window.all ??= []).push(data));</script>
    <iframe title="Cascade" width="640" height="300" sandbox="allow-scripts" src="${site.url}embed.html"></iframe>`),
  );
  await page.frameLocator("iframe").locator("#unloaded:visible").waitFor();
  await until(() => page.evaluate(() => window.all.some(({ type, height }) => type === "cascade:height" && height > 300)), Boolean, "the height");
  await page.evaluate(() => document.querySelector("iframe").contentWindow.postMessage({ type: "cascade:play", v: 1, id: 7 }, "*"));
  const [answer] = await until(
    () => page.evaluate(() => window.all.filter(({ type }) => type === "cascade:error")),
    (all) => all.length > 0,
    "the answer",
  );
  assert.equal(answer.id, 7);
  assert.equal(answer.code, "notLoaded");
  assert.match(answer.message, /could not be loaded in full/);
  await context.close();
  site.close();
});

test("without a worker, and without a store, an embed lives", async () => {
  const site = await staticServer({
    headers: { ...policy("script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'; connect-src 'self'"), "access-control-allow-origin": "*" },
  });
  const { frame, close } = await framed(`${site.url}embed.html`);
  await frame.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 40_000 });
  await until(
    () => frame.getByRole("status").innerText(),
    (text) => /limited to 100,000/.test(text),
    "the status",
  );
  await close();
  site.close();
  const open = await staticServer({ headers: { "access-control-allow-origin": "*" } });
  const boxed = await framed(`${open.url}embed.html`, { attributes: 'sandbox="allow-scripts"' });
  await boxed.frame.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 40_000 });
  assert.equal(
    await boxed.frame.locator("html").evaluate(() => {
      try {
        return String(localStorage.length);
      } catch {
        return "denied";
      }
    }),
    "denied",
  );
  assert.ok(await boxed.frame.getByRole("button", { name: "Play" }).isVisible());
  await boxed.close();
  open.close();
});

const noStyle = { instead: (path) => (path === "style.css" ? { status: 404 } : undefined) };
for (const path of ["embed.html", "index.html", "index.html?view=crowd", "embed.html?preset=thin-book&lang=de"]) {
  for (const [what, server, prepare] of [
    ["is missing", noStyle],
    ["does not arrive", {}, (page) => page.route("**/style.css", (route) => route.abort())],
    ["is refused", { headers: { "content-security-policy": "style-src 'none'" } }],
  ]) {
    test(`where the style sheet ${what} ${path} keeps its height, lives and says so`, async () => {
      const site = await staticServer(server);
      const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
      await prepare?.(page);
      await page.goto(site.url + path);
      await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 40_000 });
      assert.match(await page.locator("#unstyled").innerText(), /style sheet \(style\.css\) has not come.*Das Stylesheet \(style\.css\) ist nicht angekommen/);
      assert.ok(await page.locator("#unstyled").isVisible());
      const height = () => page.evaluate(() => document.documentElement.scrollHeight);
      const heights = [];
      // What comes later, such as drawers, adds some: a canvas that feeds its own frame adds some in every frame.
      for (let second = 0; second < 4; second += 1) {
        heights.push(await height());
        await page.waitForTimeout(500);
      }
      assert.ok(heights[3] - heights[2] < 50 && heights[3] < 20_000, `${heights}`);
      if (!path.includes("crowd")) {
        // Ink on the browser's own ground, and one picture of it.
        const { width, height: high, data } = PNG.sync.read(await page.locator(".frame").screenshot());
        let black = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 120) black += 1;
        assert.ok(black > 100 && black < 0.12 * width * high, `${black} of ${width * high}`);
        assert.deepEqual(
          await page
            .locator(".frame :is(img, canvas)")
            .evaluateAll((all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.localName)),
          ["canvas"],
        );
      }
      await page.close();
      site.close();
    });
  }
}

test("who becomes ready shows its controls, though the watch is missing, and no word of a failure", async () => {
  const site = await staticServer({ instead: (path) => (path === "js/load-watch.js" ? { status: 404 } : undefined) });
  for (const path of ["embed.html", "embed.html?section=watch", "index.html", "index.html?lang=de"]) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(site.url + path);
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 40_000 });
    assert.ok(await page.locator(".transport [data-do=play]").isVisible(), path);
    if (!path.includes("watch")) assert.ok(await page.locator("#control-leverage").isVisible(), path);
    else assert.ok(await page.locator("#beats").isVisible(), path);
    assert.equal(await page.locator("#which").isVisible(), false, path);
    assert.equal(await page.locator("#unloaded").evaluate((element) => element.checkVisibility()), false, path);
    await page.close();
  }
  site.close();
});

test("a picture that cannot follow the address says whose it is", async () => {
  for (const path of ["embed.html?preset=thin-book", "embed.html?preset=short-squeeze&lang=de", "index.html?preset=thin-book"]) {
    for (const [server, options] of [
      [{}, { javaScriptEnabled: false }],
      [{ headers: policy("script-src 'none'") }, {}],
    ]) {
      const site = await staticServer(server);
      const context = await browser.newContext({ viewport: { width: 640, height: 700 }, ...options });
      const page = await context.newPage();
      await page.goto(site.url + path);
      await page.locator(".banner:visible", { hasText: /An example: The match\..*Ein Beispiel: Das Streichholz\./ }).waitFor({ timeout: 5000 });
      await context.close();
      site.close();
    }
  }
  // Where the picture of what was asked for can be had, it is not called another.
  const site = await staticServer({ instead: (path) => (path === "js/session.js" ? { status: 404 } : undefined) });
  const page = await browser.newPage();
  await page.goto(`${site.url}embed.html?preset=thin-book`);
  await page.locator("#unloaded:visible").waitFor({ timeout: 20_000 });
  assert.equal(await page.locator("#which").isVisible(), false);
  await page.close();
  site.close();
});

test("in a small frame that runs nothing the words, the picture and the way out are all inside", async () => {
  for (const [headers, javaScriptEnabled] of [
    [policy("script-src 'none'"), true],
    [{}, false],
  ]) {
    const site = await staticServer({ headers });
    for (const [width, height] of [
      [300, 250],
      [320, 250],
      [336, 280],
      [400, 300],
      [480, 320],
    ])
      for (const colorScheme of ["light", "dark"]) {
        const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled, colorScheme });
        const page = await context.newPage();
        await page.goto(`${site.url}embed.html?lang=de`);
        const size = `${width} x ${height}`;
        for (const part of [".banner:visible", ".poster img", "#full-page"]) {
          const { x, y, width: wide, height: high } = await page.locator(part).first().boundingBox();
          assert.ok(x >= 0 && y >= 0 && x + wide <= width && y + high <= height, `${part} at ${size}: ${[x, y, wide, high]}`);
          assert.ok(wide >= 24 && high >= 24, `${part} at ${size}: ${[wide, high]}`);
        }
        await context.close();
      }
    site.close();
  }
});
