// A static host at the end of a slow line: all connections share its bytes per second, and every answer begins a round trip
// late. The tools of a browser slow down what a page asks for, and not always what its workers do; a server slows down both.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};
/** What is under a name with the hash of its content stays as it is. */
const FOREVER = "public, max-age=31536000, immutable";
/** Head of an answer and of the request that it answers, roughly. */
const HEAD_BYTES = 300;
const TICK_MS = 5;
const PIECE = 1460;

/** What audits call slow 4G: 1.6 Mbit/s, 150 ms. */
export const SLOW_4G = { bytesPerSecond: 1.6e6 / 8, latencyMs: 150 };
export const FAST = { bytesPerSecond: Infinity, latencyMs: 0 };

/**
 * @param {string} folder a packed site
 * @param {{ bytesPerSecond: number, latencyMs: number }} line
 */
export async function slowLine(folder, { bytesPerSecond, latencyMs }) {
  /** What arrived, and when: milliseconds since 1970. @type {{ path: string, bytes: number, atMs: number }[]} */
  const arrived = [];
  /** Answers that are on their way; each gets a piece in turn. @type {{ path: string, response: import("node:http").ServerResponse, rest: Buffer, debt: number }[]} */
  const sending = [];
  let credit = 0;
  let lastMs = performance.now();

  const tick = () => {
    const nowMs = performance.now();
    // What was not used is gone: a line saves nothing up.
    credit = sending.length === 0 ? 0 : credit + ((nowMs - lastMs) / 1000) * bytesPerSecond;
    lastMs = nowMs;
    while (sending.length > 0 && credit >= PIECE) {
      const one = sending.shift();
      if (one.response.destroyed) continue;
      const head = Math.min(one.debt, PIECE);
      const piece = one.rest.subarray(0, PIECE - head);
      one.debt -= head;
      one.rest = one.rest.subarray(piece.length);
      credit -= head + piece.length;
      arrived.push({ path: one.path, bytes: head + piece.length, atMs: Date.now() });
      if (one.rest.length === 0) one.response.end(piece);
      else {
        one.response.write(piece);
        sending.push(one);
      }
    }
  };
  const clock = setInterval(tick, TICK_MS);

  const server = createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url, "http://host").pathname);
    let file = normalize(join(folder, address));
    if (address.endsWith("/")) file = join(file, "index.html");
    setTimeout(() => {
      if (!file.startsWith(folder) || !existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      const isPacked = /\bbr\b/.test(request.headers["accept-encoding"] ?? "") && existsSync(`${file}.br`);
      const body = readFileSync(isPacked ? `${file}.br` : file);
      response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        "content-length": body.length,
        "cache-control": address.startsWith("/assets/") ? FOREVER : "no-cache",
        ...(isPacked ? { "content-encoding": "br" } : {}),
      });
      response.flushHeaders();
      if (bytesPerSecond === Infinity) {
        arrived.push({ path: address, bytes: HEAD_BYTES + body.length, atMs: Date.now() });
        response.end(body);
      } else sending.push({ path: address, response, rest: body, debt: HEAD_BYTES });
    }, latencyMs);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** What had arrived at a moment. @param {number} atMs @param {(path: string) => boolean} [counts] */
    until(atMs, counts = () => true) {
      const parts = arrived.filter((part) => part.atMs <= atMs && counts(part.path));
      return { bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0), requests: new Set(parts.map(({ path }) => path)).size, paths: parts };
    },
    forget: () => arrived.splice(0),
    close() {
      clearInterval(clock);
      server.close();
      server.closeAllConnections();
    },
  };
}
