// What assistive technology is told, as text: the page's accessibility tree against goldens. UPDATE=1 writes them anew.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { BASE_URL, launch, open, until } from "./browser.mjs";

const FOLDER = new URL("golden/", import.meta.url);
const PAGES = {
  watch: "?section=watch",
  play: "?section=play",
  crowd: "?section=play&view=crowd",
  waves: "?section=play&view=waves",
  table: "?section=play&view=table",
  german: "?section=play&lang=de",
  embed: "embed.html",
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** The tree once it has come to rest: words of pictures and of the breaking point arrive after the first picture. */
async function settled(page) {
  let last = "";
  let same = 0;
  return until(
    async () => {
      await page.waitForTimeout(150);
      const now = await page.locator("body").ariaSnapshot();
      same = now === last ? same + 1 : 0;
      last = now;
      return now;
    },
    // A search that stands still for a moment on a busy machine has not ended.
    (now) => same >= 8 && !/Looking for|gesucht: \d/.test(now),
    "a tree at rest",
  );
}

for (const [name, path] of Object.entries(PAGES)) {
  test(`${name} tells what it told before`, async () => {
    // Without motion nothing is asked after a while, and nothing breathes.
    const { page, close } = await open(browser, path, { context: { reducedMotion: "reduce" } });
    const told = (await settled(page)).replaceAll(BASE_URL, "/") + "\n";
    await close();
    const file = new URL(`${name}.txt`, FOLDER);
    if (process.env.UPDATE) {
      await mkdir(FOLDER, { recursive: true });
      await writeFile(file, told);
      return;
    }
    assert.equal(told, await readFile(file, "utf8"), `${name}: UPDATE=1 writes what it tells now`);
  });
}
