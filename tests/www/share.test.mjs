// What can be handed on of a run, and which version it is called: as texts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { RELEASE } from "../../www/js/release.js";
import { shareStrings } from "../../www/js/share-strings.js";
import { shareStringsGerman } from "../../www/js/share-strings-de.js";
import { TARGETS, bibtex, reference, snippet } from "../../www/js/share-targets.js";

const read = (name) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

const SHARED = {
  page: "https://your.host/c/?preset=thin-book&at=3",
  embed: "https://your.host/c/embed.html?preset=thin-book&question=a%22b%3Cc%3E",
  cited: "https://your.host/c/?preset=thin-book&seed=42",
  about: "https://your.host/c/about.html",
  sentence: 'A 5 % fall became 47 %. "Why?" & <b>how</b>',
  run: "Thin book, seed 42",
  heightPx: 613,
  isTransparent: false,
  showsHealth: false,
  showsPublic: false,
  words: shareStrings,
  saveFile() {},
};

test("version, date, author and licence are the same wherever they stand", () => {
  const field = (text, name) => text.match(new RegExp(`^${name}:? *=? *"?([^"\\n]+)"?$`, "m"))?.[1];
  const [cargo, citation, about] = ["Cargo.toml", "CITATION.cff", "www/about.html"].map(read);
  assert.equal(field(cargo, "version"), RELEASE.version);
  assert.equal(field(cargo, "license"), RELEASE.licence);
  assert.equal(field(citation, "version"), RELEASE.version);
  assert.equal(field(citation, "date-released"), RELEASE.date);
  assert.equal(field(citation, "title"), RELEASE.title);
  assert.equal(field(citation, "  - name"), RELEASE.author);
  assert.deepEqual(
    [...citation.matchAll(/^ {2}- (MIT|Apache-2\.0)$/gm)].map(([, name]) => name),
    RELEASE.licence.split(" OR "),
  );
  for (const key of ["cff-version", "message", "title", "authors"]) assert.match(citation, new RegExp(`^${key}:`, "m"), `CITATION.cff needs ${key}`);
  // Twice: in both languages.
  for (const text of [
    `<dd>${RELEASE.version}</dd>`,
    `datetime="${RELEASE.date}"`,
    RELEASE.author,
    `(Version ${RELEASE.version}, ${RELEASE.date})`,
    RELEASE.licence,
  ]) {
    assert.ok(about.split(text).length >= 3, text);
  }
});

test("both languages have the same words, and none is left English", () => {
  const shape = (words) =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === "object" ? shape(value).map((inner) => `${key}.${inner}`) : [`${key}: ${typeof value} ${value.length * (typeof value === "function")}`],
    );
  assert.deepEqual(shape(shareStringsGerman), shape(shareStrings));
  const same = Object.keys(shareStrings).filter((key) => typeof shareStrings[key] === "string" && shareStrings[key] === shareStringsGerman[key]);
  assert.deepEqual(same, ["bibtex"]);
});

test("the line for a page is one element, whatever the sentence and the question hold", () => {
  const text = snippet(SHARED);
  assert.equal(text.split("\n").length, 1);
  const [, inside] = text.match(/^<iframe ([^<>]*)><\/iframe>$/) ?? [];
  assert.ok(inside, text);
  const attributes = Object.fromEntries([...inside.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const plain = (value) => value.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  assert.equal(plain(attributes.title), SHARED.sentence);
  assert.equal(plain(attributes.src), SHARED.embed);
  assert.deepEqual([attributes.width, attributes.height, attributes.loading], ["100%", "613", "lazy"]);
});

test("a reference names author, year, title, version, date, licence, run and address", () => {
  for (const words of [shareStrings, shareStringsGerman]) {
    const text = reference({ ...SHARED, words });
    for (const part of [RELEASE.author, "(2026)", RELEASE.title, RELEASE.version, RELEASE.date, RELEASE.licence, SHARED.run, SHARED.cited])
      assert.ok(text.includes(part), part);
  }
});

test("BibTeX keeps its braces, and what TeX would read is written as letters", () => {
  const entry = bibtex({ ...SHARED, run: "50 % & {a} \\input_#1 ~$^" });
  assert.match(entry, /^@software\{liquidation_cascades,\n/);
  let depth = 0;
  for (const [letter] of entry.matchAll(/(?<!\\)[{}]/g)) {
    depth += letter === "{" ? 1 : -1;
    assert.ok(depth >= 0);
  }
  assert.equal(depth, 0);
  assert.ok(entry.includes("50 \\% \\& \\{a\\} \\textbackslash{}input\\_\\#1 \\textasciitilde{}\\$\\textasciicircum{}"), entry);
  assert.ok(entry.includes(`url = {${SHARED.cited}}`));
});

test("each target has a name in both languages and something to hand on", () => {
  assert.deepEqual(
    TARGETS.map(({ id }) => id),
    ["link", "embed", "file", "cite", "qr"],
  );
  for (const { id, label, parts } of TARGETS) {
    assert.ok(label(shareStrings) && label(shareStringsGerman), id);
    assert.ok(parts(SHARED).length > 0, id);
  }
  const [long] = TARGETS.find(({ id }) => id === "qr").parts({ ...SHARED, page: `https://your.host/${"x".repeat(2000)}` });
  assert.equal(long.kind, "note");
});

test("a file that knows no address hands on itself, and says so where an address is asked for", () => {
  const lost = { ...SHARED, page: null, embed: null, cited: null, about: null };
  for (const { id, needs, parts } of TARGETS) {
    const made = parts(lost);
    assert.ok(!JSON.stringify(made).includes("null"), id);
    assert.equal(
      made.some(({ text }) => text === shareStrings.nowhere),
      needs !== undefined,
      id,
    );
    assert.equal(
      parts(SHARED).some(({ text }) => text === shareStrings.nowhere),
      false,
      id,
    );
  }
  let saved = 0;
  TARGETS.find(({ id }) => id === "file")
    .parts({ ...lost, saveFile: () => (saved += 1) })
    .find(({ kind }) => kind === "do")
    .run();
  assert.equal(saved, 1);
});
