// An embed tells its height in the words of whoever may listen, late listeners too, and answers when asked.
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

const open = async (body, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(host.page(body));
  return { page, frame: page.frameLocator("iframe"), close: () => context.close() };
};
const iframe = (query = "", { width = 640, height = 300, attributes = "" } = {}) =>
  `<iframe title="Cascade" width="${width}" height="${height}" ${attributes} src="${BASE_URL}embed.html${query}"></iframe>`;
/** Of a host that does as it is told, and remembers what that was. */
const OBEDIENT = `<script>
  window.told = [];
  addEventListener("message", ({ data }) => {
    if (data.type !== "cascade:height") return;
    told.push(data);
    document.querySelector("iframe").height = data.height;
  });
</script>`;
const inner = (frame) => frame.locator("html").evaluate(() => innerHeight);

/** What each host listens for: a number when the message is of its form. */
const FORMS = {
  own: (data) => data.type === "cascade:height" && data.v === 1 && data.height,
  datawrapper: (data) => data["datawrapper-height"]?.chart7,
  amp: (data) => data.sentinel === "amp" && data.type === "embed-size" && data.height,
  embedly: (data) =>
    typeof data === "string" && JSON.parse(data).context === "iframe.resize" && /embed\.html/.test(JSON.parse(data).src) && JSON.parse(data).height,
  canvas: (data) => data.subject === "lti.frameResize" && data.height,
  canvasText: (data) => typeof data === "string" && JSON.parse(data).subject === "lti.frameResize" && JSON.parse(data).height,
  brightspace: (data) => data.subject === "org.imsglobal.lti.frameResize" && data.height,
  openIframeResizer: (data) => data.type === "iframe-resized" && data.width === 640 && data.height,
};

test("a listener that comes five seconds late hears every form within 1.2 seconds", async () => {
  for (const height of [300, 800]) {
    const { page, frame, close } = await open(iframe("?id=chart7", { height }));
    await ready(frame);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const heard = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const all = [];
          addEventListener("message", ({ data }) => all.push(data));
          setTimeout(() => resolve(all), 1200);
        }),
    );
    const told = Object.entries(FORMS).map(([name, form]) => [name, heard.map(form).find((found) => found)]);
    const [[, first]] = told;
    assert.ok(first > 400 && first < 700, String(first));
    for (const [name, found] of told) assert.equal(found, first, name);
    assert.ok(
      heard.some(({ context, action }) => context === "h5p" && action === "hello"),
      "H5P",
    );
    await close();
  }
});

test("a frame that fits is left in peace, and nobody is told for ever", async () => {
  const { page, frame, close } = await open(`<script>
    window.count = 0;
    addEventListener("message", ({ data }) => {
      if (data.type !== "cascade:height") return;
      count += 1;
      document.querySelector("iframe").height = data.height;
    });
  </script>${iframe("?preset=thin-book")}`);
  await ready(frame);
  await until(
    () =>
      frame.locator("html").evaluate(() => [document.documentElement.scrollHeight <= innerHeight, document.querySelector(".frame").clientHeight > 300].join()),
    (fits) => fits === "true,true",
    "the frame that fits",
  );
  const count = () => page.evaluate(() => window.count);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = await count();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  assert.equal(await count(), before);
  // A narrower frame is another layout, and is told again.
  const high = await inner(frame);
  await page.evaluate(() => (document.querySelector("iframe").width = 340));
  await until(
    () => inner(frame),
    (now) => now !== high,
    "another height",
  );
  assert.ok((await count()) > before);
  await close();
});

for (const width of [360, 640, 900]) {
  test(`a host that does as it is told is told one height, and one more when the words are there: ${width} px`, async () => {
    for (const query of [
      "?preset=real-book&section=watch&lang=de",
      "?preset=thin-book&leverage=15",
      "?preset=short-squeeze&controls=transport&question=Why%3F",
    ]) {
      for (const height of [200, 600]) {
        const { page, frame, close } = await open(`${OBEDIENT}${iframe(query, { width, height })}`);
        await ready(frame);
        // Until its words are there, and as long again as a line that is said late takes.
        await new Promise((resolve) => setTimeout(resolve, 3000));
        const heights = await page.evaluate(() => window.told.map(({ height }) => height).filter((height, index, all) => height !== all[index - 1]));
        assert.ok(heights.length <= 2, `${query} from ${height} px: ${heights}`);
        // The same in a frame of any height, and all of it can be seen.
        assert.deepEqual(
          await frame.locator("html").evaluate(() => [innerHeight, document.documentElement.scrollHeight]),
          [heights.at(-1), heights.at(-1)],
          query,
        );
        assert.deepEqual(await page.evaluate(() => [window.told[0].settled, window.told.at(-1).settled]), [false, true]);
        await close();
      }
    }
  });
}

test("a frame that is looked at late is told no third height: it sleeps at the one that its host gave it", async () => {
  for (const attributes of ["", 'sandbox="allow-scripts"']) {
    const { page, frame, close } = await open(
      `${OBEDIENT}<!-- Its sentence is seen, its figure not. --><div style="height: 850px"></div>${iframe("?preset=real-book&lang=de", { width: 900, height: 600, attributes })}`,
    );
    const grown = () => page.evaluate(() => window.told.length > 0 && Number(document.querySelector("iframe").height) === window.told.at(-1).height);
    await until(grown, Boolean, "the height");
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await frame.locator("html").getAttribute("data-program"), "asleep");
    await page.evaluate(() => scrollTo(0, 800));
    await until(() => page.evaluate(() => window.told.at(-1).settled), Boolean, "the height that stays");
    const heights = await page.evaluate(() => window.told.map(({ height }) => height).filter((height, index, all) => height !== all[index - 1]));
    assert.ok(heights.length <= 2, `${attributes}: ${heights}`);
    await close();
  }
});

test("a frame of no height is told what to have, and begins then", async () => {
  const { page, frame, close } = await open(`<script>
    addEventListener("message", ({ data }) => data["datawrapper-height"] && Object.values(data["datawrapper-height"]).forEach((px) => (document.querySelector("iframe").style.height = px + "px")));
  </script>${iframe("", { height: 0 })}`);
  await ready(frame);
  assert.ok((await page.locator("iframe").evaluate((one) => one.clientHeight)) > 400);
  await close();
});

test("who asks is answered: cascade:get, Open Iframe Resizer, and the steps of H5P", async () => {
  const { page, frame, close } = await open(
    `<script>window.all = []; addEventListener("message", ({ data }) => all.push(data));</script>${iframe("", { height: 700 })}`,
  );
  await ready(frame);
  const ask = (message) =>
    page.evaluate(async (message) => {
      window.all.length = 0;
      document.querySelector("iframe").contentWindow.postMessage(message, "*");
      await new Promise((resolve) => setTimeout(resolve, 100));
      return window.all;
    }, message);
  const height = (
    await until(
      () => ask({ type: "cascade:get", v: 1, what: "height" }),
      (all) => all.length === 1 && all[0].settled,
      "the answer when its words are there",
    )
  )[0].height;
  const [resized] = (await ask({ type: "iframe-child-init" })).filter(({ type }) => type === "iframe-resized");
  assert.equal(resized.height, height);
  assert.equal((await ask({ type: "iframe-get-child-dimensions" })).find(({ type }) => type === "iframe-resized").width, 640);
  const h5p = async (action) =>
    (await ask({ context: "h5p", action }))
      .filter(({ context }) => context === "h5p")
      .map(({ action, scrollHeight, clientHeight }) => [action, scrollHeight, clientHeight]);
  assert.deepEqual((await h5p("ready"))[0], ["hello", undefined, undefined]);
  assert.deepEqual((await h5p("hello"))[0], ["prepareResize", height, height]);
  assert.deepEqual((await h5p("resizePrepared"))[0], ["resize", height, undefined]);
  // What it does not know is none of its business; a height of its own accord may still come by chance.
  await until(
    () => ask({ context: "h5p", action: "bogus" }),
    (all) => all.length === 0,
    "silence",
  );
  for (const message of [null, 7, "text", "{", ["cascade:get"], { type: 5 }, { context: "h5p" }])
    assert.deepEqual(
      (await ask(message)).filter(({ type }) => type === "cascade:error"),
      [],
    );
  await close();
});

test("the listener that H5P puts on pages fits the frame", async () => {
  const { page, frame, close } = await open(`<script>
    addEventListener("message", ({ data, source, origin }) => {
      if (data.context !== "h5p") return;
      const frame = [...document.querySelectorAll("iframe")].find((one) => one.contentWindow === source);
      const respond = (action) => source.postMessage({ context: "h5p", action }, origin);
      if (data.action === "hello") {
        frame.style.width = "100%";
        respond("hello");
      } else if (data.action === "prepareResize" && (frame.clientHeight !== data.scrollHeight || data.scrollHeight !== data.clientHeight)) {
        frame.style.height = data.clientHeight + "px";
        respond("resizePrepared");
      } else if (data.action === "resize") frame.style.height = data.scrollHeight + "px";
    });
  </script>${iframe("", { height: 200 })}`);
  await ready(frame);
  await until(
    () => page.locator("iframe").evaluate((one) => one.clientHeight),
    (now) => now > 500,
    "the height",
  );
  assert.equal(await frame.locator("html").evaluate(() => document.documentElement.scrollHeight <= innerHeight), true);
  await close();
});
