// The keys: one list, which the page about embedding repeats, which both languages name, and which keeps keys apart.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import test from "node:test";
import { KEYS, askedBy } from "../../www/js/keys.js";
import { keysStrings } from "../../www/js/keys-strings.js";
import { keysStringsGerman } from "../../www/js/keys-strings-de.js";
import { keyRows } from "../../www/js/keys-text.js";

const www = new URL("../../www/", import.meta.url);
const press = (key, ...modifiers) => ({ key, ...Object.fromEntries(["shift", "ctrl", "meta", "alt"].map((name) => [`${name}Key`, modifiers.includes(name)])) });

/** As it stands on the page about embedding. */
function table(words) {
  const keysOf = (keys) => keys.map((caps) => caps.map((cap) => `<kbd>${cap}</kbd>`).join("+")).join(", ");
  const groups = keyRows(words).map(({ where, rows }) => {
    const head = `<tr class="group"><th scope="rowgroup" colspan="2">${where}</th></tr>\n`;
    return head + rows.map(({ what, keys }) => `<tr><th scope="row">${keysOf(keys)}</th><td>${what}</td></tr>\n`).join("");
  });
  return `<table class="keys">
<caption>What each key does</caption>
<thead><tr><th scope="col">Keys</th><th scope="col">What</th></tr></thead>
<tbody>
${groups.join("")}</tbody>
</table>`;
}

test("the table on the page about embedding is the list; UPDATE=1 writes it anew", () => {
  const path = new URL("embedding.html", www);
  const page = readFileSync(path, "utf8");
  const current = page.replace(/<table class="keys">[\s\S]*?<\/table>/, () => table(keysStrings));
  if (process.env.UPDATE) writeFileSync(path, current);
  else assert.equal(page, current);
  assert.ok(current.includes(table(keysStrings)));
});

test("both languages name every key, place and cap, and neither leaves one out", () => {
  for (const words of [keysStrings, keysStringsGerman]) {
    assert.deepEqual(Object.keys(words.what).sort(), [...new Set(KEYS.map(({ name }) => name))].sort());
    assert.deepEqual(Object.keys(words.where).sort(), [...new Set(KEYS.map(({ where }) => where))].sort());
    assert.equal(keyRows(words).flatMap(({ rows }) => rows).length, KEYS.length);
    const caps = keyRows(words).flatMap(({ rows }) => rows.flatMap(({ keys }) => keys.flat()));
    // What is longer than a sign is a word of the language.
    for (const cap of caps) assert.ok(cap.length === 1 || Object.values(words.caps).includes(cap), cap);
  }
  assert.deepEqual(Object.keys(keysStringsGerman).sort(), Object.keys(keysStrings).sort());
});

test("no key means two things where it is pressed, and each is heard as it is written", () => {
  for (const places of [["player", "line", "figure", "page"], ["player", "line", "timeline", "page"], ["player", "figure", "page"], ["grip"]]) {
    const all = KEYS.filter(({ where }) => places.includes(where)).flatMap(({ keys }) => keys.map((key) => key.toLowerCase()));
    assert.deepEqual(
      all.filter((key, index) => all.indexOf(key) !== index),
      [],
      `${places}`,
    );
  }
  const figure = ["player", "line", "figure", "page"];
  for (const [pressed, name] of [
    [press(" "), "play"],
    [press("k"), "play"],
    [press("K"), "play"],
    [press("+", "shift"), "closer"],
    [press("+"), "closer"],
    [press("="), "closer"],
    [press("_", "shift"), "farther"],
    [press("?", "shift"), "help"],
    [press("?"), "help"],
    [press("ArrowRight"), "forward"],
    [press("ArrowRight", "shift"), "waveForward"],
    [press("Home"), "start"],
    [press("f"), "fullscreen"],
    // The browser's own, or nobody's.
    [press("k", "ctrl"), undefined],
    [press("f", "meta"), undefined],
    [press("+", "ctrl"), undefined],
    [press("ArrowRight", "alt"), undefined],
    [press("ArrowUp"), undefined],
    [press("x"), undefined],
  ])
    assert.equal(askedBy(pressed, figure), name, JSON.stringify(pressed));
  assert.equal(askedBy(press("ArrowUp"), ["line", "timeline"]), "forward");
});

test("whoever acts on keys of the figure asks the list, and the pages write no key of their own", () => {
  for (const page of ["index.html", "embed.html"]) assert.doesNotMatch(readFileSync(new URL(page, www), "utf8"), /aria-keyshortcuts/, page);
  // Sliders, tabs, menus, fields: keys as everywhere, which need no list.
  const asEverywhere = [
    "control-view.js",
    "readout-view.js",
    "own-view.js",
    "save-view.js",
    "tabs-view.js",
    "shape-view.js",
    "share-dialog.js",
    "saving.js",
    "data-view.js",
    "loans-view.js",
  ];
  for (const file of readdirSync(new URL("js/", www))) {
    const text = readFileSync(new URL(`js/${file}`, www), "utf8");
    if (/addEventListener\("keydown"/.test(text) && !asEverywhere.includes(file)) assert.match(text, /\bkeyOf\(/, file);
  }
});
