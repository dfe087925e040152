// The words of mechanisms, those of their controls and all else: English is written from the declarations, German by hand. Both have
// the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventNames, kindAssumed, kindHeads, kindTerms } from "../../www/js/kind-words-en.js";
import { germanKindsTold } from "../../www/js/others-strings-de.js";
import { kindsTold } from "../../www/js/others-words-en.js";
import { german } from "../../www/js/strings-de.js";
import { germanAssumed, germanControlWords, germanEvents, germanHeads, germanTerms } from "../../www/js/words-de.js";
import { controlWords } from "../../www/js/words-en.js";

/** What is written from the declarations, and the same in German. */
const PAIRS = {
  controls: [controlWords, germanControlWords],
  terms: [kindTerms, germanTerms],
  assumed: [kindAssumed, germanAssumed],
  heads: [kindHeads, germanHeads],
  events: [eventNames, germanEvents],
};

/** Every text with the path to it. */
function texts(words, path = "") {
  if (typeof words === "string") return [[path, words]];
  return Object.entries(words).flatMap(([key, part]) => texts(part, path === "" ? key : `${path}/${key}`));
}

/** Numbers with their decimals, as values. */
const numbersIn = (text, decimal) =>
  (text.match(/\d[\d.,]*/g) ?? [])
    .map((number) =>
      Number(
        number
          .replace(/[.,]$/, "")
          .replace(decimal === "," ? /\./g : /,/g, "")
          .replace(",", "."),
      ),
    )
    .sort();
/** What is put into a text. */
const holesIn = (text) => (text.match(/\{\w*\}/g) ?? []).sort();
/** Whether a text is another one in a rise than in a fall. */
const isTurned = (text) => /\{[^{}]*\|[^{}]*\}/.test(text);

test("both languages have words for the same things", () => {
  for (const [what, pair] of Object.entries(PAIRS)) {
    const [english, other] = pair.map((words) => texts(words).map(([path]) => path));
    assert.ok(english.length > 10, `${what}: only ${english.length}`);
    assert.deepEqual(other.sort(), english.sort(), what);
  }
});

test("they say the same numbers, with the same holes", () => {
  for (const [what, [english, other]] of Object.entries(PAIRS)) {
    const known = new Map(texts(other));
    for (const [path, text] of texts(english)) {
      assert.deepEqual(numbersIn(known.get(path), ","), numbersIn(text, "."), `${what} ${path}`);
      assert.deepEqual(holesIn(known.get(path)), holesIn(text), `${what} ${path}`);
    }
  }
});

test("of each kind both tell the same things, in a rise and in a fall where one of them does", () => {
  assert.deepEqual(Object.keys(germanKindsTold).sort(), Object.keys(kindsTold).sort());
  for (const [kind, english] of Object.entries(kindsTold)) {
    const other = germanKindsTold[kind];
    assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort(), kind);
    // None of them, one, many, and of many.
    if (other.closed) assert.equal(other.closed.length, 4, kind);
    const { closed: _, ...said } = english;
    const known = new Map(texts(other));
    for (const [path, text] of texts(said)) {
      assert.ok(known.has(path), `${kind} ${path}`);
      assert.deepEqual(numbersIn(known.get(path), ","), numbersIn(text, "."), `${kind} ${path}`);
      assert.equal(isTurned(known.get(path)), isTurned(text), `${kind} ${path}`);
    }
  }
});

test("the page says what stands there", () => {
  for (const [name, { label, help, options = {} }] of Object.entries(germanControlWords)) {
    const control = { name, label: "?", help: "?", unit: "", range: [0, 1], scale: "linear", step: 1, value: 0, group: "main" };
    assert.deepEqual(german.control(control), { label, help });
    for (const [option, [optionLabel, optionHelp]] of Object.entries(options)) {
      const said = german.option(name, { name: option, label: "?", help: "?" });
      assert.deepEqual([said.label, said.help], [optionLabel, optionHelp]);
    }
  }
});
