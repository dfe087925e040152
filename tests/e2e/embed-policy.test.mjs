// The lines of the README and of the page about embedding, pasted into a page of another origin under each policy that hosts have, and opened from a disk.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "./test.mjs";
import { pathToFileURL } from "node:url";
import { BASE_URL, launch, ready, until } from "./browser.mjs";
import { hostServer } from "./static.mjs";

let browser;
let host;
let folder;
let snippets;
before(async () => {
  browser = await launch();
  host = await hostServer();
  folder = await mkdtemp(join(tmpdir(), "cascades-host-"));
  const read = (name) => readFile(new URL(`../../${name}`, import.meta.url), "utf8");
  const guide = await read("www/embedding.html");
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const written = (language) => [...guide.matchAll(new RegExp(`<code class="${language}">([\\s\\S]*?)</code>`, "g"))].map(([, text]) => plain(text));
  assert.ok((await read("README.md")).includes(`\`\`\`html\n${written("html")[0]}\n\`\`\`\n`), "the README says another line");
  const code = (language) =>
    written(language).map((text) => text.replaceAll("https://your.host/", BASE_URL).replaceAll("https://your.host", new URL(BASE_URL).origin));
  [snippets] = [{ frame: code("html")[0], listen: code("js")[0], ask: code("js")[1] }];
});
after(async () => {
  await browser.close();
  host.close();
  await rm(folder, { recursive: true });
});

async function lives(page) {
  const frame = page.frameLocator("iframe");
  await ready(frame);
  assert.match(await frame.locator("#sentence").innerText(), /became/);
  assert.equal(await frame.getByRole("slider", { name: "Leverage" }).getAttribute("aria-valuetext"), "15x");
  assert.ok(await frame.getByRole("button", { name: "Play", exact: true }).isVisible());
  return frame;
}

for (const policy of [
  "",
  "script-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'none'",
  "style-src 'self'",
  `default-src 'self'; frame-src ${new URL(BASE_URL).origin}`,
  `default-src 'none'; child-src ${new URL(BASE_URL).origin}`,
  "worker-src 'none'; object-src 'none'; base-uri 'none'",
  "require-trusted-types-for 'script'",
]) {
  test(`the frame of the README lives under ${policy || "no policy"}`, async () => {
    const page = await browser.newPage();
    await page.goto(host.page(snippets.frame, policy ? { "content-security-policy": policy } : {}));
    await lives(page);
    await page.close();
  });
}

for (const sandbox of ["allow-scripts", "allow-scripts allow-same-origin", "allow-scripts allow-popups"]) {
  test(`the frame of the README lives in sandbox="${sandbox}"`, async () => {
    const page = await browser.newPage();
    await page.goto(host.page(snippets.frame.replace("<iframe ", `<iframe sandbox="${sandbox}" `)));
    await lives(page);
    await page.close();
  });
}

test("a page opened from a disk shows the frame, which fits and hears", async () => {
  const file = join(folder, "Unterricht é 1.html");
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><title>Lesson</title>${snippets.frame}<script>const frame = document.querySelector("iframe");${snippets.listen}</script>`,
  );
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  const frame = await lives(page);
  await until(
    () => frame.locator("html").evaluate(() => [innerHeight, document.documentElement.scrollHeight]),
    ([inner, whole]) => inner !== 700 && whole <= inner,
    "a frame that fits",
  );
  await page.close();
});

test("the lines of the README fit a frame and move it", async () => {
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  await page.goto(
    host.page(`${snippets.frame}<script>
    window.all = [];
    addEventListener("message", ({ data }) => all.push(data));
    const frame = document.querySelector("iframe");
    ${snippets.listen}
  </script>`),
  );
  const frame = await lives(page);
  await until(
    () => frame.locator("html").evaluate(() => [innerHeight, document.documentElement.scrollHeight]),
    ([inner, whole]) => inner !== 700 && whole <= inner,
    "a frame that fits",
  );
  await page.evaluate(snippets.ask);
  const results = await until(() => page.evaluate(() => window.all.find(({ type, id }) => type === "cascade:results" && id === 1)), Boolean, "the results");
  assert.deepEqual(results.settings, { preset: "thin-book", leverage: 15 });
  await page.close();
});
