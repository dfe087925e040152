// What a reader of files has to say, it says by a word; both languages have a sentence for each word that its source has.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";

const source = readFileSync(new URL("../../src/scenario/data/how.rs", import.meta.url), "utf8");
const list = /remarks! \{\n([^]*?)\n\}/.exec(source.slice(source.indexOf("\nremarks! {")))?.[1] ?? "";
const words = [...list.matchAll(/^ {4}\w+ = "(\w+)",$/gm)].map(([, word]) => word);
const firstNote = words.indexOf("newestFirst");

test("everything that is said of a reading has words in both languages", () => {
  assert.ok(words.length > 25 && firstNote > 5, String(words));
  for (const [index, word] of words.entries()) {
    const remark = { count: 2, name: "X" };
    const info = /** @type {any} */ (
      index < firstNote ? { leftOut: [{ ...remark, reason: word }], notes: [] } : { leftOut: [], notes: [{ ...remark, kind: word }] }
    );
    for (const { data } of [strings, german]) {
      const [said] = data.remarks(info);
      assert.ok(said.length > 10 && !said.includes(`: ${word}.`) && said !== `${word}.`, `${word}: ${said}`);
    }
  }
});
