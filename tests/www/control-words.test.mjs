// The words of the controls of mechanisms: English is written from the declarations, German by hand. Both have the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { german } from "../../www/js/strings-de.js";
import { germanControlWords } from "../../www/js/words-de.js";
import { controlWords } from "../../www/js/words-en.js";

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

test("both languages have words for the same controls and options", () => {
  const [english, other] = [controlWords, germanControlWords].map((words) => texts(words).map(([path]) => path));
  assert.ok(english.length > 40, `only ${english.length}`);
  assert.deepEqual(other.sort(), english.sort());
});

test("they say the same numbers, with the same holes", () => {
  const known = new Map(texts(germanControlWords));
  for (const [path, text] of texts(controlWords)) {
    assert.deepEqual(numbersIn(known.get(path), ","), numbersIn(text, "."), path);
    assert.deepEqual(holesIn(known.get(path)), holesIn(text), path);
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
