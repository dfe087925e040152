// The run that is saved in the page in one file.
import assert from "node:assert/strict";
import test from "node:test";
import { pageWith, savedSearch, searchWith } from "../../www/js/one-page.js";

test("the address lies over what was saved, and another preset begins anew", () => {
  assert.equal(searchWith("", ""), "");
  assert.equal(searchWith("?leverage=5", ""), "?leverage=5");
  assert.equal(searchWith("", "?preset=thin-book&leverage=7"), "?preset=thin-book&leverage=7");
  assert.equal(searchWith("?leverage=5&theme=dark", "?preset=thin-book&leverage=7"), "?preset=thin-book&leverage=5&theme=dark");
  assert.equal(searchWith("?preset=calm-water", "?preset=thin-book&leverage=7"), "?preset=calm-water");
});

const page = (text) => ({ querySelector: () => (text === null ? null : { textContent: text }) });
const block = '<script type="application/json" id="scenario">{"version":1,"search":""}</script>';

test("what is written is read again, whatever is in it", () => {
  for (const search of ["?preset=thin-book", "?book=</script><script>alert(1)</script><!--", "?a=$&$1$`"]) {
    const html = pageWith(`<p>${block}</p>`, search);
    const [, text] = html.match(/^<p><script type="application\/json" id="scenario">([^<]*)<\/script><\/p>$/);
    assert.equal(savedSearch(page(text)), search);
  }
});

test("a page without a place for it, or with something else there, has no saved run", () => {
  assert.equal(pageWith("<p></p>", "?a"), null);
  for (const text of [null, "", "{", "null", "[]", '{"version":2,"search":"?a"}', '{"version":1,"search":7}'])
    assert.equal(savedSearch(page(text)), "", String(text));
});
