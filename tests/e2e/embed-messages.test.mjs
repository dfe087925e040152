// A host moves an embed by messages and hears what comes of it.
import assert from "node:assert/strict";
import { after, before, test } from "./test.mjs";
import { BASE_URL, launch, ready, until } from "./browser.mjs";
import { hostServer } from "./static.mjs";

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

/** A host with one frame: `ask` sends and gives the answers of that number, as soon as there are enough. */
async function open(query = "", { isReady = true, attributes = "" } = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  await page.goto(
    host.page(`<script>window.all = []; addEventListener("message", ({ data, origin }) => all.push({ ...data, origin }));</script>
    <iframe title="Cascade" width="640" height="600" ${attributes} src="${BASE_URL}embed.html${query}"></iframe>`),
  );
  const frame = page.frameLocator("iframe");
  if (isReady) await ready(frame);
  let id = 0;
  const send = (message) => page.evaluate((message) => document.querySelector("iframe").contentWindow.postMessage(message, "*"), message);
  const ask = async (message, count = 1) => {
    id += 1;
    await send({ v: 1, id, ...message });
    return until(
      () => page.evaluate((id) => window.all.filter((one) => one.id === id), id),
      (all) => all.length >= count,
      JSON.stringify(message),
    );
  };
  const close = async () => {
    await context.close();
    assert.deepEqual(troubles, []);
  };
  return { page, frame, send, ask, close };
}

const sent = (all, type) => all.find((one) => one.type === type);

test("a run that a host asks for is shown, played and told", async () => {
  const { page, frame, ask, close } = await open("?preset=thin-book");
  const all = await ask({ type: "cascade:set", settings: { leverage: 20, shock: "-0.07", theme: "dark" } }, 2);
  const results = sent(all, "cascade:results");
  assert.deepEqual(sent(all, "cascade:state").settings, { preset: "thin-book", leverage: 20, shock: -0.07 });
  assert.match(results.sentence, /^A 7\s% fall became \d+\s%\. /);
  // It says more when the breaking point is found, over the figure and in a message.
  const said = async () => [(await ask({ type: "cascade:get", what: "results" }))[0].sentence, await frame.locator("#sentence").innerText()];
  await until(said, ([told, shown]) => told === shown && /becomes 45/.test(told), "one sentence");
  assert.ok(results.summary.finalPrice > 0 && results.summary.finalPrice < 100);
  assert.equal(results.origin, new URL(BASE_URL).origin);
  assert.equal(await frame.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await frame.getByRole("slider", { name: "Leverage" }).getAttribute("aria-valuetext"), "20x");
  // The address and the message mean the same run.
  const [, same] = await (async () => {
    const other = await open("?preset=thin-book&leverage=20&shock=-0.07");
    const told = await other.ask({ type: "cascade:get", what: "results" });
    await other.close();
    return [null, told[0]];
  })();
  assert.deepEqual(same.summary, results.summary);
  const back = sent(await ask({ type: "cascade:set", settings: { leverage: null } }, 2), "cascade:state");
  assert.deepEqual(back.settings, { preset: "thin-book", shock: -0.07 });
  const run = await ask({ type: "cascade:run", settings: { preset: "the-match", speed: 0.25 } }, 2);
  assert.equal(sent(run, "cascade:state").phase, "playing");
  assert.deepEqual(sent(run, "cascade:state").settings, { preset: "the-match" });
  assert.equal(sent(run, "cascade:results").title, "The match");
  const [paused] = await ask({ type: "cascade:pause" });
  assert.equal(paused.phase, "paused");
  assert.ok(paused.row < paused.rows - 1, `${paused.row} of ${paused.rows}`);
  for (const [message, row] of [
    [{ to: "start" }, 0],
    [{ to: "end" }, paused.rows - 1],
    [{ row: 2 }, 2],
    [{ at: 0.5 }, (paused.rows - 1) / 2],
  ]) {
    const [state] = await ask({ type: "cascade:seek", ...message });
    assert.equal(state.row, row, JSON.stringify(message));
    assert.equal(Number(await frame.getByRole("slider", { name: "Timeline" }).inputValue()), row);
  }
  assert.equal((await ask({ type: "cascade:play", speed: 8 }))[0].phase, "playing");
  // The end is told without being asked for.
  await until(
    () =>
      page.evaluate(
        () => window.all.filter((one) => one.type === "cascade:state" && one.id === undefined && one.phase === "paused" && one.row === one.rows - 1).length,
      ),
    (count) => count > 0,
    "the end",
  );
  await close();
});

test("what is moved by hand is told to who has asked, and to nobody else", async () => {
  const { page, frame, ask, close } = await open();
  const unasked = () => page.evaluate(() => window.all.filter((one) => one.type === "cascade:results" && one.id === undefined));
  await frame.getByRole("slider", { name: "Leverage" }).press("ArrowRight");
  await until(
    () => frame.getByRole("slider", { name: "Leverage" }).getAttribute("aria-valuetext"),
    (text) => text === "11x",
    "the slider",
  );
  assert.deepEqual(await unasked(), []);
  await ask({ type: "cascade:get" }, 2);
  await frame.getByRole("slider", { name: "Leverage" }).press("ArrowRight");
  // The run of the press before may have ended only after the question.
  const told = await until(unasked, (all) => all.at(-1)?.settings.leverage === 12, "the results");
  assert.deepEqual(told.at(-1).settings, { preset: "the-match", leverage: 12 });
  await close();
});

test("what is not understood is answered with field, value and what is allowed, and changes nothing", async () => {
  const { page, frame, ask, send, close } = await open();
  const said = await frame.locator("#sentence").innerText();
  const [before] = await ask({ type: "cascade:get", what: "state" });
  for (const [message, code, field, value, allowed] of [
    [{ type: "cascade:set", v: 2, settings: {} }, "version", "v", 2, [1]],
    [{ type: "cascade:set", v: undefined, settings: {} }, "version", "v", null, [1]],
    [{ type: "cascade:fly" }, "type", "type", "cascade:fly", (all) => all.includes("cascade:set")],
    [{ type: "cascade:constructor" }, "type", "type", "cascade:constructor", (all) => all.length === 6],
    [{ type: "cascade:set" }, "value", "settings", null, "an object"],
    [{ type: "cascade:set", settings: [1] }, "value", "settings", [1], "an object"],
    [{ type: "cascade:set", settings: {}, leverage: 5 }, "field", "leverage", 5, (all) => all.includes("settings")],
    [{ type: "cascade:set", settings: { leverge: 5 } }, "field", "settings.leverge", 5, (all) => all.includes("leverage") && all.includes("preset")],
    [{ type: "cascade:set", settings: { __proto__: 1, constructor: 5 } }, "field", "settings.constructor", 5, (all) => all.includes("leverage")],
    [{ type: "cascade:set", settings: { leverage: 1e9 } }, "value", "settings.leverage", 1e9, ({ min, max }) => min === 1 && max > 50],
    [{ type: "cascade:set", settings: { leverage: "many" } }, "value", "settings.leverage", "many", ({ min }) => min === 1],
    [{ type: "cascade:set", settings: { leverage: { x: 1 } } }, "value", "settings.leverage", { x: 1 }, ({ min }) => min === 1],
    [{ type: "cascade:set", settings: { preset: "no-such" } }, "value", "settings.preset", "no-such", (all) => all.includes("thin-book")],
    [{ type: "cascade:set", settings: { clock: "sundial" } }, "value", "settings.clock", "sundial", (all) => all.includes("ticks")],
    [{ type: "cascade:set", settings: { theme: "pink" } }, "value", "settings.theme", "pink", ["auto", "light", "dark"]],
    [{ type: "cascade:set", settings: { speed: 3 } }, "value", "settings.speed", 3, (all) => all.includes(4)],
    [{ type: "cascade:set", settings: { shape: "x" } }, "value", "settings.shape", "x", (text) => /bars/.test(text)],
    [{ type: "cascade:set", settings: { seed: 1.5 } }, "value", "settings.seed", 1.5, ({ step }) => step === 1],
    [{ type: "cascade:run", settings: { seed: "2,5" } }, "value", "settings.seed", "2,5", ({ step }) => step === 1],
    [{ type: "cascade:set", settings: { positions: 100.5, theme: "dark" } }, "value", "settings.positions", 100.5, ({ step }) => step === 1],
    [{ type: "cascade:set", settings: { shape: "0-3-12", theme: "dark" } }, "value", "settings.shape", "0-3-12", (text) => /14 bars/.test(text)],
    [{ type: "cascade:run", from: -1 }, "value", "from", -1, { min: 0 }],
    [{ type: "cascade:seek" }, "field", "", null, ["row", "at", "to"]],
    [{ type: "cascade:seek", row: 1, at: 1 }, "field", "row, at", null, ["row", "at", "to"]],
    [{ type: "cascade:seek", row: 1e6 }, "value", "row", 1e6, ({ max }) => max > 5],
    [{ type: "cascade:seek", at: "half" }, "value", "at", "half", { min: 0, max: 1 }],
    [{ type: "cascade:seek", to: "noon" }, "value", "to", "noon", ["start", "first", "worst", "end"]],
    [{ type: "cascade:play", speed: "fast" }, "value", "speed", "fast", (all) => all.includes(1)],
    [{ type: "cascade:pause", now: true }, "field", "now", true, ["type", "v", "id"]],
    [{ type: "cascade:get", what: "weather" }, "value", "what", "weather", ["height", "state", "results"]],
  ]) {
    const [error] = (await ask(message)).filter(({ type }) => type !== "cascade:height");
    const name = JSON.stringify(message);
    assert.equal(error.type, "cascade:error", name);
    assert.deepEqual([error.v, error.code, error.field, error.value], [1, code, field, value], name);
    if (typeof allowed === "function") assert.ok(allowed(error.allowed), `${name}: ${JSON.stringify(error.allowed)}`);
    else assert.deepEqual(error.allowed, allowed, name);
    assert.ok(error.message.length > 0, name);
    // The error is the whole answer, and nothing was moved.
    const [state] = await ask({ type: "cascade:get", what: "state" });
    assert.deepEqual(
      [state.settings, state.theme, state.speed, state.phase, state.row],
      [before.settings, before.theme, before.speed, before.phase, before.row],
      name,
    );
    const answers = await page.evaluate((id) => window.all.filter((one) => one.id === id && one.type !== "cascade:height").length, error.id);
    assert.equal(answers, 1, name);
  }
  assert.equal((await ask({ type: "cascade:get", what: "height" }))[0].type, "cascade:height", "its number comes back");
  await send({ type: "cascade:set", v: 1, id: { deep: 1 }, settings: {} });
  await until(
    () => page.evaluate(() => window.all.filter((one) => one.type === "cascade:error" && one.field === "id").length),
    (count) => count === 1,
    "the answer to a wrong id",
  );
  // With another preset only the run knows the controls.
  const late = await ask({ type: "cascade:set", settings: { preset: "thin-book", leverage: 1e9, bogus: 1 } }, 4);
  assert.deepEqual(
    late
      .filter(({ type }) => type === "cascade:error")
      .map(({ field }) => field)
      .sort(),
    ["settings.bogus", "settings.leverage"],
  );
  await ask({ type: "cascade:set", settings: { preset: "the-match" } }, 2);
  assert.equal(await frame.locator("#sentence").innerText(), said);
  await close();
});

test("what is asked before the program is there is answered when it is", async () => {
  const { ask, close } = await open("", { isReady: false });
  const all = await ask({ type: "cascade:set", settings: { leverage: 15 } }, 2);
  assert.equal(sent(all, "cascade:state").settings.leverage, 15);
  await close();
});

test("only the page around may ask, and of these only who is named", async () => {
  const { frame, ask, page, close } = await open(`?host=https://a.example,${encodeURIComponent("https://b.example")}`);
  const [error] = (await ask({ type: "cascade:set", settings: { leverage: 20 } })).filter(({ type }) => type === "cascade:error");
  assert.deepEqual(
    [error.code, error.field, error.value, error.allowed],
    ["origin", "origin", new URL(host.url).origin, ["https://a.example", "https://b.example"]],
  );
  assert.equal(await frame.getByRole("slider", { name: "Leverage" }).getAttribute("aria-valuetext"), "10x");
  await close();
  const named = await open(`?host=${new URL(host.url).origin}`);
  assert.equal(sent(await named.ask({ type: "cascade:set", settings: { leverage: 20 } }, 2), "cascade:state").settings.leverage, 20);
  // A frame beside it is not the page around.
  await named.page.evaluate(
    (leverage) =>
      new Promise((resolve) => {
        const other = document.createElement("iframe");
        other.srcdoc = `<script>parent.frames[0].postMessage({ type: "cascade:set", v: 1, settings: { leverage: ${leverage} } }, "*"); parent.postMessage({ type: "done" }, "*")</scr${""}ipt>`;
        addEventListener("message", ({ data }) => data.type === "done" && resolve());
        document.body.append(other);
      }),
    30,
  );
  assert.equal((await named.ask({ type: "cascade:get", what: "state" }))[0].settings.leverage, 20);
  await named.close();
  assert.ok(page);
});

test("a name of a host that is none is told, and an address of one is its origin", async () => {
  const path = await open(`?host=${encodeURIComponent(`${host.url}lessons/7`)}`);
  assert.equal((await path.ask({ type: "cascade:get", what: "state" }))[0].type, "cascade:state");
  await path.close();
  for (const [lang, words] of [
    ["en", /The link's host "a\.example" cannot be read and was left out \(allowed: addresses of pages/],
    ["de", /host.*a\.example.*Adressen von Seiten/],
  ]) {
    const { frame, ask, close } = await open(`?host=a.example&lang=${lang}`);
    await until(
      () => frame.getByRole("status").innerText(),
      (text) => words.test(text),
      "the note",
    );
    const [error] = await ask({ type: "cascade:get", what: "state" });
    assert.deepEqual([error.type, error.code, error.allowed], ["cascade:error", "origin", []]);
    await close();
  }
});

test("two thousand messages at once are all answered, and cost a few runs", async () => {
  const { page, frame, close } = await open();
  const start = Date.now();
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector("iframe");
    for (let id = 1; id <= 2000; id += 1) contentWindow.postMessage({ type: "cascade:set", v: 1, id: `n${id}`, settings: { leverage: 2 + (id % 40) } }, "*");
  });
  const answers = () => page.evaluate(() => window.all.filter(({ id }) => /^n/.test(id)).map(({ id, type }) => [id, type]));
  const all = await until(answers, (found) => found.some(([id, type]) => id === "n2000" && type === "cascade:results"), "the last answer");
  assert.ok(Date.now() - start < 8000, `${Date.now() - start} ms`);
  assert.deepEqual(
    [...new Set(all.map(([id]) => id))],
    Array.from({ length: 2000 }, (_, index) => `n${index + 1}`),
  );
  assert.equal(await frame.getByRole("slider", { name: "Leverage" }).getAttribute("aria-valuetext"), "2x");
  await close();
});

test("a host without an origin of its own is answered, too", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(
    host.page(`<script>addEventListener("message", ({ data }) => (window.told = data));</script>
    <iframe id="outer" width="700" height="700" sandbox="allow-scripts" srcdoc="&lt;script>addEventListener('message', ({ data }) => data.type === 'cascade:state' && parent.postMessage(data, '*'));&lt;/script>
      &lt;iframe width=640 height=600 onload=&quot;this.contentWindow.postMessage({ type: 'cascade:get', v: 1, what: 'state' }, '*')&quot; src='${BASE_URL}embed.html'>&lt;/iframe>"></iframe>`),
  );
  const told = await until(
    () => page.evaluate(() => window.told),
    (state) => state?.type === "cascade:state",
    "the answer",
  );
  assert.equal(told.settings.preset, "the-match");
  await context.close();
});
