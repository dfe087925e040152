// What assistive technology is told, as text: the page's accessibility tree against goldens. UPDATE=1 writes them anew.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { after, before, test } from "./test.mjs";
import { BASE_URL, idle, launch, open, until } from "./browser.mjs";

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

/** Counts what a page has asked of its workers and was not told yet, and notes the end of the search for the breaking point. */
const countQuestions = (page) =>
  page.addInitScript(() => {
    window.underWay = 0;
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      if (message.id !== undefined) {
        window.underWay += 1;
        const done = ({ data }) => {
          if (data.id !== message.id) return;
          window.underWay -= 1;
          if (message.call === "fragility") window.isSearched = data.value?.state !== "searching";
          this.removeEventListener("message", done);
        };
        this.addEventListener("message", done);
      }
      return post.call(this, message, ...rest);
    };
  });

/** The tree when the search has ended, the outcome was said, the page is idle and no answer is missing. */
async function settled(page) {
  await page
    .getByRole("status")
    .filter({ hasText: /closed by force|zwangsweise geschlossen/ })
    .waitFor();
  // What is for screen readers alone comes after everything else.
  await page.locator("#figure[aria-describedby]").waitFor({ state: "attached" });
  let last;
  return until(
    async () => {
      await idle(page);
      const isQuiet = await page.evaluate(() => window.isSearched && window.underWay === 0);
      const now = await page.locator("body").ariaSnapshot();
      const isSame = now === last;
      last = now;
      return isQuiet && isSame ? now : undefined;
    },
    (now) => now !== undefined,
    "a tree at rest",
  );
}

for (const [name, path] of Object.entries(PAGES)) {
  test(`${name} tells what it told before`, async () => {
    // Without motion nothing is asked after a while, and nothing breathes.
    const { page, close } = await open(browser, path, { context: { reducedMotion: "reduce" }, before: countQuestions });
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
