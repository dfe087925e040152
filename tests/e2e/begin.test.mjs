// When the program begins: not before the part of the page that holds it has come, and not only when the browser paints.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, before, test } from "./test.mjs";
import { launch } from "./browser.mjs";

const WWW = new URL("../../www/", import.meta.url);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};
const GAP_MS = 800;

let browser;
let server;
let base;
before(async () => {
  browser = await launch();
  // The page comes in two pieces: what it begins with, and the rest.
  server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname).slice(1) || "index.html";
    const body = await readFile(new URL(path, WWW)).catch(() => null);
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    if (path !== "index.html") return response.end(body ?? "");
    const at = body.indexOf('<link rel="preload"');
    response.write(body.subarray(0, at));
    await new Promise((done) => setTimeout(done, GAP_MS));
    response.end(body.subarray(at));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
});

for (const [what, frames] of [
  ["paints before the page has come", () => (window.requestAnimationFrame = (run) => setTimeout(run, 0))],
  ["gives no frame", () => (window.requestAnimationFrame = () => 0)],
]) {
  for (const query of ["", "?lang=de"]) {
    test(`where a browser ${what} the page lives: ${query || "as it was delivered"}`, async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await page.addInitScript(frames);
      await page.goto(base + query);
      await page.locator('html[data-state="ready"]').waitFor({ state: "attached", timeout: 30_000 });
      assert.match(await page.locator("#sentence").innerText(), /13/);
      await page.close();
    });
  }
}
