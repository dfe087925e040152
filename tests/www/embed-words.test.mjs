// An embed begins with a part of the words and never gets the others: nothing that it runs may ask for them. The page gets
// them when its figure is there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { figures } from "../../www/js/strings-figures.js";
import { more } from "../../www/js/strings-more.js";
import { start } from "../../www/js/strings-start.js";
import { bet } from "../../www/js/strings-bet.js";
import { story } from "../../www/js/strings-story.js";
import { strings } from "../../www/js/strings.js";

/** Without comments, which name modules for their types. */
const read = (name) =>
  readFileSync(new URL(`../../www/js/${name}`, import.meta.url), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "");

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

const STAGE = "in English the engine has the words of the figure by itself";
/** Where words of the rest stand in modules of the embed, and why they are not said there. */
const UNSAID = {
  "load-files.js data": "an embed loads no files of the reader's",
  "session-files.js data": "an embed loads no files of the reader's",
  "control-view.js data": "an embed has no chips",
  "control-view.js crowd": "an embed has no chips",
  "table-rows.js table": "the table and its file are the full page's",
  "own-text.js own": "who asks for a position fetches its words (embed-own.js)",
  "own-text.js breaking": "how near it is to breaking is the full page's",
  "embed-own.js own": "asked whether they are there",
  "others-text.js figures": "the list of figures is the full page's",
  "others-text.js waves": "the pictures of the waves are the full page's",
  "figure-session.js stage": STAGE,
  "session.js stage": STAGE,
};
/** The same of what the page begins with. */
const UNSAID_YET = {
  "session-files.js data": "files come with the rest, and who comes for files waits for it",
  "control-view.js data": "chips of files come with files",
  "control-view.js crowd": "the chip of what was drawn comes with what it is drawn in",
  "figure-session.js stage": STAGE,
  "session.js stage": STAGE,
};
// Of the words of the HTML some come late: they are needed when another language goes.
const { page, ...late } = more;
const rest = { figures, ...late };

/** What asks for words of a list. @param {readonly string[]} modules @param {object} words */
function askedOf(modules, words) {
  const asked = new Set();
  for (const name of modules) for (const [, key] of read(name).matchAll(/\bstrings\??\.(\w+)/g)) if (key in words) asked.add(`${name} ${key}`);
  const parts = modules.filter((name) => /\{[^}]*\}\s*=\s*(?:this\.#)?strings;/.test(read(name)));
  assert.deepEqual(parts, [], "words are asked for by their whole name, so that they are found here");
  return [...asked].sort();
}

/** Modules that a module takes with it at once. @param {string} entry */
function firstOf(entry) {
  const first = new Set();
  const visit = (name) => {
    if (first.has(name)) return;
    first.add(name);
    for (const [, next] of read(name).matchAll(/^import[^;]*?from\s*"\.\/([\w-]+\.js)"/gm)) visit(next);
  };
  visit(entry);
  return first;
}

test("an embed asks for no words that it has not got", () => {
  const modules = [...closureOf("embed.js")].filter((name) => !/^strings/.test(name));
  for (const needed of ["session.js", "control-view.js", "bet-view.js", "host-messages.js", "flags-view.js", "share-dialog.js"])
    assert.ok(modules.includes(needed), needed);
  assert.deepEqual(askedOf(modules, rest), Object.keys(UNSAID).sort());
});

test("the page begins without the rest of the words, and what it begins with asks for none of them", () => {
  const first = firstOf("main.js");
  for (const late of [
    "strings.js",
    "strings-more.js",
    "strings-story.js",
    "strings-de.js",
    "beats-view.js",
    "rest.js",
    "data-view.js",
    "own-view.js",
    "crowd-view.js",
    "waves-view.js",
    "glossary.js",
  ])
    assert.ok(!first.has(late), late);
  for (const needed of ["session.js", "bet-view.js", "sentence.js", "strings-figures.js", "strings-bet.js"]) assert.ok(first.has(needed), needed);
  assert.deepEqual(
    askedOf(
      [...first].filter((name) => !/^strings/.test(name)),
      late,
    ),
    Object.keys(UNSAID_YET).sort(),
  );
});

test("an embed asks for words of the story where it has come, and in what the story alone asks for", () => {
  const asked = askedOf(
    [...closureOf("embed.js")].filter((name) => !/^strings/.test(name)),
    { bet, ...story },
  );
  assert.deepEqual(asked, ["beats.js beats", "bet-view.js bet", "bet.js bet", "others-text.js beats"]);
  for (const words of ["strings-bet.js", "strings-story.js"]) assert.ok(firstOf("embed-story.js").has(words), words);
});

test("all parts are all words, and none is in two", () => {
  assert.deepEqual(Object.keys(strings).sort(), [...Object.keys(start), "bet", ...Object.keys(story), "figures", ...Object.keys(late)].sort());
  assert.deepEqual({ ...page, ...start.page }, page);
  // What the embed's HTML says it can say again.
  const html = readFileSync(new URL("../../www/embed.html", import.meta.url), "utf8");
  for (const [, key] of html.matchAll(/data-(?:text|label)="(\w+)"/g)) assert.ok(key in start.page, key);
});

test("the embed takes neither the rest of the words nor what only some embeds show before its picture", () => {
  const first = firstOf("embed.js");
  assert.ok(first.has("strings-start.js"));
  for (const late of ["strings.js", "strings-more.js", "strings-story.js", "strings-de.js", "keep.js", "bet-view.js", "beats-view.js", "host-messages.js"])
    assert.ok(!first.has(late), late);
});
