// An embed begins with a part of the words and never gets the others: nothing that it runs may ask for them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { more } from "../../www/js/strings-more.js";
import { start } from "../../www/js/strings-start.js";
import { strings } from "../../www/js/strings.js";

/** Without comments, which name modules for their types. */
const read = (name) => readFileSync(new URL(`../../www/js/${name}`, import.meta.url), "utf8").replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

/** Modules that a module takes with it, and those that it may ask for later. @param {string} entry */
function closureOf(entry) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    const text = read(name);
    for (const [, next] of text.matchAll(/(?:^import[^;]*?from|\bimport\()\s*"\.\/([\w-]+\.js)"/gm)) visit(next);
  };
  visit(entry);
  return found;
}

/** Where words of the rest stand in modules of the embed, and why they are not said there. */
const UNSAID = {
  "session.js data": "an embed loads no files of the reader's",
  "control-view.js data": "an embed has no chips",
  "control-view.js crowd": "an embed has no chips",
  "compare.js figures": "the table of both runs is the full page's",
  "table-rows.js table": "the table and its file are the full page's",
  "sentence.js figures": "the list of figures is the full page's",
  "sentence.js waves": "the list of figures is the full page's",
};

test("an embed asks for no words that it has not got", () => {
  const modules = [...closureOf("embed.js")].filter((name) => !/^strings/.test(name));
  for (const needed of ["session.js", "control-view.js", "bet-view.js", "host-messages.js", "flags-view.js", "share-dialog.js"]) assert.ok(modules.includes(needed), needed);
  const asked = new Set();
  for (const name of modules) for (const [, key] of read(name).matchAll(/\bstrings\??\.(\w+)/g)) if (key in more) asked.add(`${name} ${key}`);
  assert.deepEqual([...asked].sort(), Object.keys(UNSAID).sort());
  const parts = modules.filter((name) => /\{[^}]*\}\s*=\s*(?:this\.#)?strings;/.test(read(name)));
  assert.deepEqual(parts, [], "words are asked for by their whole name, so that they are found here");
});

test("both parts are all words, and none is in both", () => {
  assert.deepEqual(Object.keys(strings).sort(), [...Object.keys(start), ...Object.keys(more)].sort());
});

test("the embed takes neither the rest of the words nor what only some embeds show before its picture", () => {
  const first = new Set();
  const visit = (name) => {
    if (first.has(name)) return;
    first.add(name);
    for (const [, next] of read(name).matchAll(/^import[^;]*?from\s*"\.\/([\w-]+\.js)"/gm)) visit(next);
  };
  visit("embed.js");
  assert.ok(first.has("strings-start.js"));
  for (const late of ["strings.js", "strings-more.js", "strings-de.js", "keep.js", "bet-view.js", "beats-view.js", "host-messages.js"]) assert.ok(!first.has(late), late);
});
