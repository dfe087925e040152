// What goes wrong on the way: long runs, lost workers, a dead line, parts that are missing. The page says so and lives on.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { BASE_URL, launch, open, picture, samePicture, sentence, sliders, until } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** How long a run that is stopped may take to end by itself (`www/js/session-engine.js`). */
const LEAVE_MS = 500;

const status = (page) => page.getByRole("status").innerText();
const error = (page) => page.locator("#error").innerText();
const leverage = (page) => page.getByRole("spinbutton", { name: "Leverage, exact value" });

/** The engine's own script with something before and after it. */
async function withGlue(context, change) {
  await context.route("**/pkg/page/liquidation_cascades.js*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
}

/** Runs of a leverage of 66 take that long, and nobody can interrupt them from inside. */
const slowly = (ms) => (source) =>
  source.replace("export function start(", "function soundStart(") +
  `export function start(scenario) {
    if (scenario.populations[0].leverage.median === 66) for (const end = Date.now() + ${ms}; Date.now() < end; );
    return soundStart(scenario);
  }`;

test("a long run counts its seconds; Stop brings the last picture back and the page goes on", async () => {
  const { page, close, troubles } = await open(browser, "", { before: (_, context) => withGlue(context, slowly(600_000)) });
  const [shown, said] = [await picture(page), await sentence(page)];
  await leverage(page).fill("66");
  const computing = page.locator("#computing");
  await until(
    () => computing.innerText(),
    (text) => /Computing … [2-9]\ss/.test(text),
    "the seconds",
  );
  assert.equal(await page.locator(".figure").getAttribute("aria-busy"), "true");
  assert.match(await status(page), /Computing/);
  await computing.getByRole("button", { name: "Stop" }).click();
  await until(
    () => status(page),
    (text) => /^Stopped after \d+\ss\. Your last picture is back\.$/.test(text),
    "the status",
  );
  assert.ok(!(await computing.isVisible()));
  assert.equal(await sentence(page), said);
  assert.equal(await sliders(page, "Leverage").getAttribute("aria-valuetext"), "10x");
  await samePicture(page, shown);
  await until(
    () => new URL(page.url()).search,
    (search) => search === "",
    "the address",
  );
  await leverage(page).fill("20");
  await until(
    () => sentence(page),
    (text) => text !== said,
    "the next sentence",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("newer settings do not wait for a long run, and a link to one can be left", async () => {
  const { page, close } = await open(browser, "?leverage=66", { isReady: false, before: (_, context) => withGlue(context, slowly(600_000)) });
  await until(
    () => page.locator("#computing").innerText(),
    (text) => /[1-9]\ss/.test(text),
    "the seconds",
  );
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
  await until(
    () => status(page),
    (text) => /^Back to The match/.test(text),
    "the status, now that it is so",
  );
  assert.match(await sentence(page), /became/);
  assert.equal(new URL(page.url()).search, "");
  await close();
});

test("a long run that nobody interrupts comes to its end", async () => {
  const { page, close } = await open(browser, "", { before: (_, context) => withGlue(context, slowly(4_000)) });
  const said = await sentence(page);
  await leverage(page).fill("66");
  await until(
    () => page.locator("#computing").innerText(),
    (text) => /[2-9]\ss/.test(text),
    "the seconds",
  );
  await until(
    () => sentence(page),
    (text) => text !== said,
    "the sentence",
  );
  assert.ok(!(await page.locator("#computing").isVisible()));
  assert.equal(await page.locator("#error").isVisible(), false);
  await close();
});

for (const [how, end] of [
  ["ended from outside", (page) => page.evaluate(() => globalThis.madeWorkers[0].terminate())],
  ["that closes itself", (page) => page.evaluate(() => globalThis.madeWorkers[0].postMessage({ close: true }))],
]) {
  test(`a worker ${how} is missed, said and replaced`, async () => {
    const { page, close } = await open(browser, "?leverage=12", {
      before: async (page, context) => {
        await page.addInitScript(() => {
          const Plain = globalThis.Worker;
          globalThis.madeWorkers = [];
          globalThis.Worker = class extends Plain {
            constructor(...given) {
              super(...given);
              globalThis.madeWorkers.push(this);
            }
          };
        });
        await context.route("**/js/worker.js", async (route) => {
          const response = await route.fetch();
          const close = "addEventListener('message', (event) => { if (event.data.close) { event.stopImmediatePropagation(); self.close(); } });";
          await route.fulfill({ response, body: close + (await response.text()) });
        });
      },
    });
    const said = await sentence(page);
    await end(page);
    await until(
      () => error(page),
      (text) => /was gone and has been started again\. Your last picture is back/.test(text),
      "the message",
    );
    assert.equal(await sentence(page), said);
    assert.equal(await sliders(page, "Leverage").getAttribute("aria-valuetext"), "12x");
    await leverage(page).fill("20");
    await until(
      () => sentence(page),
      (text) => text !== said,
      "the next sentence",
    );
    await close();
  });
}

test("where there are no locks a worker that does not answer is missed, too", async () => {
  const { page, close } = await open(browser, "", {
    before: async (page, context) => {
      await page.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
        const Plain = globalThis.Worker;
        globalThis.Worker = class extends Plain {
          constructor(...given) {
            super(...given);
            globalThis.madeWorker ??= this;
          }
        };
      });
      await context.route("**/js/worker.js", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: "Object.defineProperty(WorkerNavigator.prototype, 'locks', { value: undefined });" + (await response.text()) });
      });
    },
  });
  await until(
    () => page.locator("#breaking").innerText(),
    (text) => text !== "",
    "nothing is asked any more",
  );
  await page.evaluate(() => globalThis.madeWorker.terminate());
  // Three questions at five seconds without an answer, or twelve when something was still asked.
  await page.locator("#error").waitFor({ state: "visible", timeout: 100_000 });
  assert.match(await error(page), /was gone/);
  await close();
});

test("a canvas that throws once costs one picture, not the engine", async () => {
  const { page, close } = await open(browser, "", {
    before: (_, context) =>
      context.route("**/js/worker.js", async (route) => {
        const response = await route.fetch();
        const spoil = `{
          const { fillText } = OffscreenCanvasRenderingContext2D.prototype;
          let left = 40;
          OffscreenCanvasRenderingContext2D.prototype.fillText = function (...given) {
            left -= 1;
            if (left === 0) throw new Error("no words today");
            return fillText.apply(this, given);
          };
        }`;
        await route.fulfill({ response, body: spoil + (await response.text()) });
      }),
  });
  const said = await sentence(page);
  for (const value of ["11", "12", "13", "14", "15", "16"]) {
    await leverage(page).fill(value);
    await until(
      () => sliders(page, "Leverage").getAttribute("aria-valuetext"),
      (text) => text === `${value}x`,
      value,
    );
  }
  await leverage(page).fill("30");
  await until(
    () => sentence(page),
    (text) => text !== said,
    "the sentence",
  );
  await until(
    () => page.locator("#error").isVisible(),
    (visible) => !visible,
    "no error stays",
  );
  assert.doesNotMatch(await page.locator("body").innerText(), /recursive use/);
  await close();
});

test("out of memory is called so, says what to lower, and the picture before is back", async () => {
  const { page, close } = await open(browser, "", {
    before: (_, context) =>
      withGlue(
        context,
        (source) =>
          source.replace("export function start(", "function soundStart(") +
          `export function start(scenario) {
          if (scenario.populations[0].count === 1000000) {
            WebAssembly.Memory.prototype.grow = () => { throw new RangeError("failed to grow memory"); };
            throw new WebAssembly.RuntimeError("unreachable");
          }
          return soundStart(scenario);
        }`,
      ),
  });
  const said = await sentence(page);
  await page.locator("summary", { hasText: "Traders" }).click();
  await sliders(page, "Positions").press("End");
  await until(
    () => error(page),
    (text) => /ran out of memory.*1,000,000 positions.*last picture is back/.test(text),
    "the message",
  );
  assert.equal(await sentence(page), said);
  await close();
});

/** The page that never came to life shows what it was delivered with, and says what that is. */
async function showsExample(page, { language = "en" } = {}) {
  await page.locator('html[data-state="broken"]').waitFor({ state: "attached", timeout: 60_000 });
  await page.locator(".poster img").waitFor({ state: "visible" });
  const mark = language === "de" ? /^Vorbereitetes Beispiel: / : /^Prepared example: /;
  await until(
    () => page.locator("#sentence").innerText(),
    (text) => mark.test(text) && (language === "de" ? /wurden/ : /became/).test(text),
    "the sentence",
  );
}

const empty = (status) => (route) => route.fulfill({ status, body: "" });
/** What the browser says of answers that do not come, or come as nothing. */
const LOST = [/^404: /, /^failed request: /, /Failed to load resource/];
const EXPECTED = { "is not there": LOST, "cannot be reached": LOST, "is a page of a portal": [/^console warning: .*application\/wasm/s] };
for (const [why, pattern, answer, words] of [
  ["is not there", "**/*.wasm*", empty(404), /could not be loaded.*404/],
  [
    "is cut off",
    "**/*.wasm*",
    (route) => route.fetch().then(async (response) => route.fulfill({ response, body: (await response.body()).subarray(0, 5000) })),
    /could not be loaded.*damaged/,
  ],
  [
    "is a page of a portal",
    "**/*.wasm*",
    (route) => route.fulfill({ contentType: "text/html", body: "<p>Please log in" }),
    /could not be loaded: the server sent a page \(text\/html\).*log-in/,
  ],
  ["cannot be reached", "**/*.wasm*", (route) => route.abort(), /could not be loaded.*offline/],
  ["does not arrive", "**/*.wasm*", () => undefined, /could not be loaded.*15 seconds/],
]) {
  test(`an engine that ${why} is told as that, beside the example, with a way to try again`, async () => {
    const { page, close } = await open(browser, "?leverage=20", {
      isReady: false,
      before: (_, context) => context.route(pattern, answer),
      expects: EXPECTED[why],
    });
    await showsExample(page);
    assert.match(await error(page), words);
    await page.context().unrouteAll({ behavior: "ignoreErrors" });
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 60_000 });
    assert.equal(await sliders(page, "Leverage").getAttribute("aria-valuetext"), "20x");
    await close();
  });
}

test("WebAssembly that is not allowed is no reason to reload, and is told in German, too", async () => {
  const { page, close } = await open(browser, "?lang=de", {
    isReady: false,
    before: (_, context) =>
      context.route(
        (url) => url.href === `${BASE_URL}?lang=de` || url.pathname.endsWith("worker.js"),
        async (route) => {
          const response = await route.fetch();
          const policy = "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; img-src 'self' data: blob:";
          await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
        },
      ),
  });
  await showsExample(page, { language: "de" });
  assert.match(await error(page), /lässt WebAssembly nicht laufen \(.*\)\. Ein neuer Versuch hilft nicht/);
  await close();
});

test("a part of the program that is missing, or does not arrive, is said in the page's language", async () => {
  for (const [path, answer, words] of [
    ["", empty(404), /could not be loaded in full.*Try again/],
    ["?lang=de", empty(404), /konnte nicht ganz geladen werden.*Noch einmal versuchen/],
    ["?leverage=20", () => undefined, /could not be loaded in full/],
    ["embed.html", empty(404), /could not be loaded in full/],
  ]) {
    // While something is still asked for, a page is not loaded.
    const { page, close } = await open(browser, path, {
      isReady: false,
      waitUntil: "commit",
      before: (_, context) => context.route("**/js/session.js", answer),
      expects: path.startsWith("?leverage") ? [] : LOST,
    });
    await page.locator("#unloaded").waitFor({ state: "visible", timeout: 60_000 });
    assert.match((await page.locator("#unloaded").innerText()).replace(/\s+/g, " "), words, path);
    await close();
  }
});

test("German words that are missing leave an English page that says so", async () => {
  const { page, close } = await open(browser, "?lang=de&leverage=20", {
    before: (_, context) => context.route("**/js/strings-de.js", empty(404)),
    expects: LOST,
  });
  assert.match(await sentence(page), /became/);
  await until(
    () => status(page),
    (text) => /Die deutschen Wörter konnten nicht geladen werden/.test(text),
    "the status",
  );
  await close();
});

test("a data file that is missing or damaged at first is named, and the first preset is there", async () => {
  for (const [answer, words, expects] of [
    [empty(404), /orderbook_\S+\.json could not be fetched\. The first preset is shown instead/, LOST],
    [(route) => route.fulfill({ contentType: "application/json", body: '{"bids": [[' }), /orderbook_\S+\.json: .*The first preset is shown instead/],
  ]) {
    const { page, close } = await open(browser, "?preset=real-book", { before: (_, context) => context.route("**/data/*", answer), expects });
    assert.match(await error(page), words);
    assert.match(await sentence(page), /became/);
    assert.equal(await page.getByRole("combobox", { name: "Preset" }).inputValue(), "the-match");
    await until(
      () => new URL(page.url()).search,
      (search) => search === "",
      "the address",
    );
    await close();
  }
});

test("a preset that cannot be fetched leaves select, address, picture and status as they belong together", async () => {
  const { page, close } = await open(browser, "?leverage=20", { expects: [/ERR_INTERNET_DISCONNECTED/] });
  const said = await sentence(page);
  await page.context().setOffline(true);
  await page.getByRole("combobox", { name: "Preset" }).selectOption("real-book");
  await until(
    () => status(page),
    (text) => /could not be fetched/.test(text),
    "the status",
  );
  assert.equal(await page.getByRole("combobox", { name: "Preset" }).inputValue(), "the-match");
  assert.equal(await sentence(page), said);
  assert.equal(await sliders(page, "Leverage").getAttribute("aria-valuetext"), "20x");
  await until(
    () => new URL(page.url()).search,
    (search) => search === "?preset=the-match&leverage=20",
    "the address",
  );
  await close();
});

/** All that the sliders offer at once, which is minutes of work. */
const HEAVY_LINK =
  "?preset=slow-motion&clock=ticks&deficit=socialise&partial=share&partialShare=0.05&cooldown=0&noise=1&executor=twap&leverage=60&shock=-0.2&depth=10e6&insuranceFund=0&positions=1e6";

for (const way of ["Stop", "Reset"]) {
  test(`a link to hours of work says so within a second, and ${way} leads out`, async () => {
    const { page, close, troubles } = await open(browser, HEAVY_LINK, { isReady: false });
    await until(
      () => page.locator("#computing").innerText(),
      (text) => /Computing … \d+\ss/.test(text),
      "the run under way",
    );
    assert.match(await status(page), /Computing/);
    await until(
      () => page.locator("#computing").innerText(),
      (text) => /[1-9]\ss/.test(text),
      "its seconds",
    );
    await page.getByRole("button", { name: way, exact: true }).click();
    await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
    await until(
      () => status(page),
      (text) => (way === "Stop" ? /^Stopped after \d+\ss\. The preset is shown instead\.$/ : /^Back to Slow motion/).test(text),
      "the status",
    );
    assert.equal(new URL(page.url()).search, "?preset=slow-motion");
    assert.match(await sentence(page), /became/);
    const said = await sentence(page);
    await leverage(page).fill("5");
    await until(
      () => sentence(page),
      (text) => text !== said,
      "what the slider does",
    );
    assert.deepEqual(troubles, []);
    await close();
  });
}

test("a file of hours of work is refused with the reason, and nothing is lost", async () => {
  const { page, close, troubles } = await open(browser);
  const [shown, said] = [await picture(page), await sentence(page)];
  const scenario = {
    title: "valid, hours of work",
    markets: [
      {
        id: "perp",
        price: 100,
        impact: { law: "logLinear", depth: 4e6 },
        margin: { maintenance: { ratio: 0.005 } },
        funding: { intervalS: 1 },
        liquidation: { executor: { kind: "twap", durationS: 60 }, partial: { rule: "share", share: 0.01, cooldownS: 0.001 } },
        deficit: "adl",
      },
    ],
    populations: [
      { kind: "perps", openInterest: 1e9, count: 1e6, longShare: 0.5, leverage: { law: "uniform", from: 2, to: 50 }, entry: { law: "normal", sd: 0.05 } },
    ],
    clock: { mode: "ticks", tickS: 1, durationS: 1e6 },
    shock: { kind: "noise", dailyVolatility: 3 },
  };
  await page
    .locator("#data input[type=file]")
    .setInputFiles([{ name: "bomb.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(scenario)) }]);
  await until(
    () => page.locator("#data-error").textContent(),
    (text) => /positions in a ledger x 1000000 ticks.*at most 1e9/.test(text),
    "the reason",
  );
  await until(
    () => status(page),
    (text) => /bomb\.json was read, but cannot be used here\. The picture on screen stays as it was\./.test(text),
    "the status",
  );
  await samePicture(page, shown);
  await leverage(page).fill("20");
  await until(
    () => sentence(page),
    (text) => text !== said,
    "the slider",
  );
  await page.locator("#undo").click();
  await until(
    () => sentence(page),
    (text) => text === said,
    "the undo",
  );
  await leverage(page).fill("20");
  await until(
    () => sentence(page),
    (text) => text !== said,
    "the slider once more",
  );
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await until(
    () => status(page),
    (text) => /^Back to The match/.test(text),
    "the reset",
  );
  assert.equal(await sentence(page), said);
  assert.deepEqual(troubles, []);
  await close();
});

test("on the page's own thread a long run says how far it is, leaves the page its time, and can be stopped", async () => {
  const { page, close, troubles } = await open(browser, HEAVY_LINK.replace("1e6", "1e5"), {
    isReady: false,
    before: (page) => page.addInitScript(() => delete globalThis.Worker),
  });
  await until(
    () => page.locator("#computing").innerText(),
    (text) => /Computing … \d+\ss, \d+\s%/.test(text),
    "the share that is done",
  );
  const longestMs = await page.evaluate(async () => {
    let [longest, last] = [0, performance.now()];
    for (const end = last + 2000; last < end; ) {
      await new Promise((done) => setTimeout(done));
      const now = performance.now();
      [longest, last] = [Math.max(longest, now - last), now];
    }
    return longest;
  });
  assert.ok(longestMs < 1000, `${longestMs} ms without an answer`);
  await page.locator("#computing").getByRole("button", { name: "Stop" }).click();
  await page.locator('html[data-state="ready"]').waitFor({ state: "attached" });
  await until(
    () => status(page),
    (text) => /^Stopped after \d+\ss\. The preset is shown instead\. This browser draws/.test(text),
    "the status",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("a long run that is stopped takes nothing else with it", async () => {
  const { page, close, troubles } = await open(browser, "?preset=slow-motion");
  let workers = page.workers().length;
  page.on("worker", () => (workers += 1));
  const [before, shown] = [workers, await picture(page)];
  await page.evaluate(
    (link) => {
      history.pushState(null, "", link);
      dispatchEvent(new PopStateEvent("popstate"));
    },
    HEAVY_LINK.replace("1e6", "1e5"),
  );
  await until(
    () => page.locator("#computing").innerText(),
    (text) => /Computing … [1-9]\d*\ss, \d+\s%/.test(text),
    "the share that is done",
  );
  const clicked = Date.now();
  await page.locator("#computing").getByRole("button", { name: "Stop" }).click();
  await until(
    () => status(page),
    (text) => /^Stopped after \d+\ss\. Your last picture is back\.$/.test(text),
    "the status",
  );
  // A worker that has no time to answer is replaced, as it should be: then nothing is said of it here.
  const isLate = Date.now() - clicked >= LEAVE_MS;
  await samePicture(page, shown);
  assert.ok(workers === before || isLate, "the same worker goes on");
  assert.deepEqual(troubles, []);
  await close();
});

test("a clock that the engine lengthens for many positions says so", async () => {
  const { page, close, troubles } = await open(browser, "?preset=slow-motion");
  const foot = () => page.locator("[data-honest]").innerText();
  assert.doesNotMatch(await foot(), /steps of/);
  await page.goto(`${BASE_URL}?preset=slow-motion&positions=1e6&deficit=adl`);
  await until(foot, (text) => /steps of [\d.]+\ss instead of 0\.05\ss/.test(text), "the foot");
  assert.deepEqual(troubles, []);
  await close();
});

/** The page as a stricter server sends it. */
function withPolicy(context, change) {
  return context.route("**/*", async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    const policy = change(headers["content-security-policy"] ?? "");
    await route.fulfill({ response, headers: { ...headers, ...(policy ? { "content-security-policy": policy } : {}) } });
  });
}

test("where Trusted Types are required the page works as elsewhere, workers included", async () => {
  const strict = (policy) => policy && `${policy}; require-trusted-types-for 'script'; trusted-types liquidation-cascades`;
  const { page, close, troubles } = await open(browser, "", { before: (_, context) => withPolicy(context, strict) });
  assert.doesNotMatch(await status(page), /draws on the page itself/);
  const said = await sentence(page);
  await leverage(page).fill("20");
  await until(
    () => sentence(page),
    (text) => text !== said,
    "the slider",
  );
  const table = ["side;quantity;entryPrice;leverage", ...Array.from({ length: 50 }, (_, i) => `long;10;100;${5 + i}`)].join("\n");
  await page.locator("#data input[type=file]").setInputFiles([{ name: "p.csv", mimeType: "text/csv", buffer: Buffer.from(table) }]);
  await page.locator('[data-chip="file-positions"]').waitFor();
  for (const view of ["Crowd", "Waves", "Table", "Chart"]) await page.getByRole("tab", { name: view }).click();
  await page.locator("#language").click();
  await until(
    () => page.locator("html").getAttribute("lang"),
    (lang) => lang === "de",
    "German",
  );
  assert.deepEqual(troubles, []);
  await close();
});

test("where a policy forbids WebAssembly that is said, with the delivered picture", async () => {
  const { page, close } = await open(browser, "", {
    isReady: false,
    before: (_, context) => withPolicy(context, () => "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"),
  });
  await page.locator('html[data-state="broken"]').waitFor({ state: "attached" });
  assert.match(await error(page), /does not let WebAssembly run/);
  assert.match(await page.locator("#sentence").innerText(), /^Prepared example: A 5\s% fall became/);
  assert.ok(await page.locator(".poster img").first().isVisible());
  await close();
});
