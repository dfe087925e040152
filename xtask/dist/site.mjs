// The folder that is written: names with the hash of what is in them, and compressed copies beside the files.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, posix } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Stands in a folder that was written by this, and only such a folder is emptied. */
const MARK = "build.json";
/** Where the names change with what is in them: a browser may keep those for ever. */
export const ASSETS = "assets";

const TEXTS = new Set([".html", ".js", ".mjs", ".css", ".wasm", ".json", ".map", ".svg", ".csv", ".txt", ".xml", ".ts", ".md", ".packed"]);

/** @param {string | Uint8Array} content */
export const hashOf = (content) => createHash("sha256").update(content).digest("base64url").replace(/[-_]/g, "").slice(0, 10);

export class Site {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
    /** @type {Map<string, Buffer>} */
    this.files = new Map();
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      if (!existsSync(join(folder, MARK))) throw new Error(`${folder} holds something that was not built by this: it stays as it is`);
      rmSync(folder, { recursive: true });
    }
  }

  /** @param {string} path @param {string | Uint8Array} content */
  add(path, content) {
    if (this.files.has(path)) throw new Error(`${path} is there twice`);
    this.files.set(path, Buffer.from(content));
    return path;
  }

  /** Under a name that changes with its content. @param {string} name @param {string | Uint8Array} content @returns {string} its path */
  addAsset(name, content) {
    const { dir, base } = posix.parse(name);
    const end = extname(base);
    const path = posix.join(ASSETS, dir, `${base.slice(0, -end.length)}-${hashOf(content)}${end}`);
    return this.files.has(path) ? path : this.add(path, content);
  }

  /** What identifies all of it. */
  version() {
    const all = [...this.files].map(([path, content]) => `${path} ${hashOf(content)}`).sort();
    return hashOf(all.join("\n"));
  }

  /** @param {object} facts about the build */
  async write(facts) {
    this.add(MARK, `${JSON.stringify(facts, null, 1)}\n`);
    const packing = [...this.files].map(async ([path, content]) => {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      // What a host reads itself is never sent.
      if (!TEXTS.has(extname(path)) || path === MARK) return;
      // Source maps are for people who look for a fault: they may be larger.
      const quality = path.endsWith(".map") ? 5 : 11;
      const parameters = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      const packed = { br: await promisify(brotliCompress)(content, { params: parameters }), gz: await promisify(gzip)(content, { level: 9 }) };
      for (const [end, bytes] of Object.entries(packed)) if (bytes.length < content.length) writeFileSync(`${file}.${end}`, bytes);
    });
    await Promise.all(packing);
  }
}
