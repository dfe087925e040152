// Words in two languages: the same shape, one in the other's place, and nobody who holds a part of them is left behind.
import assert from "node:assert/strict";
import test from "node:test";
import { cleanName } from "../../www/js/format.js";
import { strings, stringsOf } from "../../www/js/strings.js";
import { become, living } from "../../www/js/words.js";

/** What is said where: texts and functions by their path. */
function* said(part, path = "") {
  for (const [key, value] of Object.entries(part)) {
    if (typeof value === "object" && value !== null) yield* said(value, `${path}.${key}`);
    else yield [`${path}.${key}`, value];
  }
}

test("living words become those of another language and come back, in every part that somebody holds", async () => {
  const german = await stringsOf("de");
  const words = living(strings);
  const [crowd, density, figure] = [words.crowd, words.crowd.density, words.waves.flow];
  become(words, german);
  assert.deepEqual(Object.fromEntries(said(words)), Object.fromEntries(said(german)));
  assert.ok(words.crowd === crowd && words.crowd.density === density && words.waves.flow === figure);
  become(words, await stringsOf("en"));
  assert.deepEqual(Object.fromEntries(said(words)), Object.fromEntries(said(strings)));
  // Neither language was touched by it.
  assert.equal(strings.language, "en");
  assert.equal((await stringsOf("de")).language, "de");
  await stringsOf("en");
});

test("both languages say the same things", async () => {
  const german = await stringsOf("de");
  await stringsOf("en");
  const [english, translated] = [strings, german].map((words) => [...said(words)].map(([path, value]) => `${path} ${typeof value}`).sort());
  assert.deepEqual(translated, english);
});

test("a name that somebody else gave cannot turn the text around it", () => {
  assert.equal(cleanName("abc\u202egnp.json"), "abc\ufffdgnp.json");
  assert.equal(cleanName("a\u2066b\u2069c\u200f\u0007d\u2028.csv"), "a\ufffdb\ufffdc\ufffd\ufffdd\ufffd.csv");
  for (const name of ["Börse (1).json", "שלום.csv", "数据.json", "a b-c_d~e%.txt"]) assert.equal(cleanName(name), name);
});
