// The notices of what is compiled into the module stand beside it, and say what Cargo.lock says.
// `UPDATE=1 node --test tests/www/third-party.test.mjs` writes them anew.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILE = join(ROOT, "www/third-party.txt");

/** Packages that end up in the module: what the crate needs in a browser, less what only runs while it is compiled. */
function compiledIn() {
  const options = { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 28 };
  const metadata = JSON.parse(execFileSync("cargo", ["metadata", "--locked", "--format-version", "1", "--filter-platform", "wasm32-unknown-unknown"], options));
  const packages = new Map(metadata.packages.map((one) => [one.id, one]));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const isMacro = (id) => packages.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
  const root = metadata.packages.find(({ name }) => name === "liquidation-cascades").id;
  const found = new Set([root]);
  for (const id of found) {
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null) && !isMacro(pkg)) found.add(pkg);
  }
  found.delete(root);
  return [...found].map((id) => packages.get(id)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

/** The texts that a package asks to be handed on; of a choice with MIT that one. */
function texts({ manifest_path: manifest, license, name }) {
  const folder = dirname(manifest);
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice|copyright|unlicense)/i.test(file))
    .sort();
  const isChoice = /\bMIT\b/.test(license) && !/\bAND\b/.test(license);
  const chosen = files.filter((file) => /mit/i.test(file));
  const wanted = isChoice && chosen.length > 0 ? chosen : files;
  return wanted
    .map((file) =>
      readFileSync(join(folder, file), "utf8")
        .replaceAll("\r\n", "\n")
        .replace(/[ \t]+$/gm, "")
        .trim(),
    )
    .map((text) => [text, name]);
}

function notices() {
  const packages = compiledIn();
  assert.ok(packages.length > 10, "packages");
  for (const { name, license } of packages) assert.ok(license, `${name} names no licence`);
  const byText = new Map();
  for (const one of packages) for (const [text, name] of texts(one)) byText.set(text, [...(byText.get(text) ?? []), name]);
  const list = packages.map(({ name, version, license, repository }) => `${name} ${version}: ${license}${repository ? `, ${repository}` : ""}`);
  const parts = [...byText].map(([text, names]) => `${"-".repeat(80)}\n${[...new Set(names)].join(", ")}\n\n${text}\n`);
  return [
    "Compiled into the module of this site (pkg/) is software of others, under these licences:\n",
    ...list,
    "the standard library of Rust: MIT OR Apache-2.0, https://github.com/rust-lang/rust\n",
    "Where there is a choice with MIT, MIT is chosen. Their notices:\n",
    ...parts,
  ].join("\n");
}

test("the notices beside the module are those of what is compiled into it", () => {
  const now = notices();
  if (process.env.UPDATE) writeFileSync(FILE, now);
  assert.equal(readFileSync(FILE, "utf8"), now, "UPDATE=1 node --test tests/www/third-party.test.mjs writes them anew");
});

test("every licence lets the module be handed on like this", () => {
  const known = /^(MIT|Apache-2\.0|Apache-2\.0 WITH LLVM-exception|BSD-[23]-Clause|Unicode-3\.0|Zlib|Unlicense|ISC|0BSD)$/;
  for (const { name, license } of compiledIn()) {
    const choices = license
      .replaceAll("/", " OR ")
      .replace(/[()]/g, "")
      .split(" OR ")
      .map((choice) => choice.trim().split(" AND "));
    assert.ok(
      choices.some((parts) => parts.every((part) => known.test(part.trim()))),
      `${name}: ${license}`,
    );
  }
});
