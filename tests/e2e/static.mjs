// Servers as other people have them: one for the files of `www` that sends no header of its own, and one for whatever page
// a test makes up. Each has a port of its own, which is an origin of its own.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const WWW = new URL("../../www/", import.meta.url);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** @param {import("node:http").RequestListener} answer */
async function serve(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A test that fails leaves it open: nobody waits for it then.
  server.unref();
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * `www` on a server without a single header that we would send.
 * @param {{ headers?: Record<string, string>, instead?: (path: string) => { status?: number, type?: string, body?: string } | undefined }} [how]
 *   `headers` of every answer; `instead`: what is sent in place of a file
 */
export function staticServer({ headers = {}, instead = () => undefined } = {}) {
  return serve(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const path = decodeURIComponent(pathname).slice(1) || "index.html";
    const other = instead(path);
    if (other) {
      response.writeHead(other.status ?? 200, { ...headers, "content-type": other.type ?? "text/html" }).end(other.body ?? "");
      return;
    }
    try {
      const body = await readFile(new URL(path, WWW));
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
}

/** Somebody else's site: every address of it is a page that was put there. */
export async function hostServer() {
  const pages = new Map();
  const server = await serve((request, response) => {
    const page = pages.get(request.url);
    if (!page) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...page.headers }).end(page.html);
  });
  return {
    ...server,
    /** @param {string} body @param {Record<string, string>} [headers] @returns {string} its address */
    page(body, headers = {}) {
      const path = `/${pages.size + 1}`;
      pages.set(path, { html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><body>${body}`, headers });
      return server.url + path.slice(1);
    },
  };
}
