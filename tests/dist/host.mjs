// A static host as others run it: a folder of it below its root, nothing but files, their types and the headers of `_headers`.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".xml": "application/xml",
  ".txt": "text/plain",
};

/** The rules of a `_headers` file: every one that fits adds its lines. @param {string} text */
function rulesOf(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("#") || line.trim() === "") continue;
    if (!/^\s/.test(line)) rules.push({ path: line.trim(), lines: [] });
    else rules.at(-1).lines.push(line.trim().split(/:\s*(.*)/s));
  }
  return rules;
}

const fits = (path, address) => (path.endsWith("*") ? address.startsWith(path.slice(0, -1)) : path === address);

/**
 * @param {string} folder
 * @param {{ base?: string, hasHeaders?: boolean }} how `base`: where the folder is below the root, with slashes around it
 */
export async function hostSite(folder, { base = "/", hasHeaders = true } = {}) {
  const state = { folder, requests: [], isDown: false };
  const server = createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url, "http://host").pathname);
    state.requests.push(address);
    if (state.isDown) {
      request.socket.destroy();
      return;
    }
    const rules = hasHeaders && existsSync(join(state.folder, "_headers")) ? rulesOf(readFileSync(join(state.folder, "_headers"), "utf8")) : [];
    let status = 200;
    let file = address.startsWith(base) ? normalize(join(state.folder, address.slice(base.length))) : "";
    if (file && address.endsWith("/")) file = join(file, "index.html");
    if (file && existsSync(file) && statSync(file).isDirectory()) {
      response.writeHead(301, { location: `${address}/` }).end();
      return;
    }
    if (!file.startsWith(state.folder) || !existsSync(file)) [status, file] = [404, join(state.folder, "404.html")];
    for (const { path, lines } of rules) if (fits(path, address)) for (const [name, value] of lines) response.appendHeader(name, value);
    response.writeHead(status, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: origin + base,
    requests: state.requests,
    /** Another version of it. @param {string} other */
    deploy: (other) => (state.folder = other),
    /** As on a train. @param {boolean} isDown */
    setDown: (isDown) => (state.isDown = isDown),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The packed site that is tested: `DIST` names its folder. */
export function siteFolder() {
  const folder = process.env.DIST;
  if (!folder || !existsSync(join(folder, "build.json")))
    throw new Error("DIST names no packed site: `cargo xtask dist --out FOLDER --url https://example.org/some/path/` writes one");
  return normalize(folder).replace(/\/$/, "");
}
