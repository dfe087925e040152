// A link that was made once means the same for ever: addresses as each version of the page wrote them, and what they mean.
// Nothing in links.json is ever changed: addresses of a newer version are added.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { packScenario, unpackScenario, MOST_BYTES } from "../../www/js/scenario-link.js";
import { FLAGS, OWN, readAddress, writeAddress } from "../../www/js/scenario-url.js";

const { packed, ...versions } = JSON.parse(readFileSync(new URL("links.json", import.meta.url), "utf8"));

/** What an address means that says nothing. */
const BARE = {
  preset: "the-match",
  values: {},
  files: {},
  pinned: null,
  own: OWN,
  theme: "auto",
  view: "chart",
  speed: 1,
  section: "all",
  language: "en",
  embedControls: "basic",
  moment: null,
  flags: FLAGS,
  packed: {},
};

function meaning(address) {
  const [search, hash] = address.split("#");
  const {
    address: { settings, ...rest },
    notes,
  } = readAddress(search, hash === undefined ? "" : `#${hash}`);
  return [{ ...settings, ...rest }, notes];
}

for (const [version, links] of Object.entries(versions)) {
  test(`links of the version "${version}" mean what they meant`, () => {
    assert.ok(links.length >= 20);
    for (const [address, meant] of links) {
      const [read, notes] = meaning(address);
      // What came later is off in it.
      assert.deepEqual(read, { ...BARE, ...meant, flags: { ...FLAGS, ...meant.flags } }, address);
      // That it says something twice changes nothing of what it means.
      assert.deepEqual(
        notes.filter(({ kind }) => kind !== "double"),
        [],
        address,
      );
      const { preset, values, files, ...rest } = read;
      assert.deepEqual(meaning(writeAddress({ settings: { preset, values, files }, ...rest }))[0], { ...read, embedControls: "basic" }, address);
    }
  });
}

test("the first links are at least forty, and each key of the address is in some", () => {
  assert.ok(versions.first.length >= 40);
  const keys = new Set(
    Object.values(versions)
      .flat()
      .flatMap(([address]) => [...new URLSearchParams(address.split("#")[0]).keys()]),
  );
  for (const key of [
    "preset",
    "theme",
    "view",
    "controls",
    "section",
    "lang",
    "a",
    "own",
    "speed",
    "at",
    "beat",
    "x",
    "y",
    "plain",
    "static",
    "transparent",
    "health",
    "seen",
    "start",
    "hide",
    "question",
    "lock",
    "book",
    "scenarioFile",
    "positionsFile",
    "bracketsFile",
    "contract",
    "symbol",
    "pathFile",
    "shape",
  ]) {
    assert.ok(keys.has(key), key);
  }
});

test("a scenario that a link once held can be read", async () => {
  const read = await unpackScenario(packed.text);
  assert.deepEqual(JSON.parse(read.json), packed.scenario);
});

test("packing changes no digit and no letter", async () => {
  const json = '{ "version" : 1, "title" : "a \\"b\\" \\\\ \u00fc  x",\n\t"n": [1e21, 0.10000000000000000555, -0.0, 12345678901234567890] }';
  const text = await packScenario(json);
  assert.match(text, /^1\.[\w-]+$/);
  assert.equal(
    (await unpackScenario(text)).json,
    '{"version":1,"title":"a \\"b\\" \\\\ \u00fc  x","n":[1e21,0.10000000000000000555,-0.0,12345678901234567890]}',
  );
});

test("what came whole and is no scenario is damaged, whatever it is; of a later version a later page can make one", async () => {
  for (const json of ["", "x", "{}", "[]", "null", "1", '"text"', '{"version":"1"}', '{"title":"x"}', "{"]) {
    assert.deepEqual(await unpackScenario(await packScenario(json)), { trouble: "scenarioDamaged" }, json);
  }
  assert.deepEqual(await unpackScenario(await packScenario('{"version":99}')), { json: '{"version":99}' });
});

test("whatever is done to a packed scenario is noticed", async () => {
  const { text } = packed;
  for (let at = 2; at < text.length; at += 17) {
    const other = text[at] === "A" ? "B" : "A";
    const changed = await unpackScenario(text.slice(0, at) + other + text.slice(at + 1));
    // Bits that fill up the last letter mean nothing.
    if (!("trouble" in changed)) assert.deepEqual(JSON.parse(changed.json), packed.scenario);
    assert.equal((await unpackScenario(text.slice(0, at))).trouble, "scenarioDamaged", `cut at ${at}`);
  }
  for (const damaged of ["", "1", "1.", "1.%%%", "x.abc", "-1.abc", "1." + "A".repeat(5000), text + text])
    assert.equal((await unpackScenario(damaged)).trouble, "scenarioDamaged", damaged.slice(0, 20));
  for (const newer of ["2.abc", "10." + text.slice(2)]) assert.equal((await unpackScenario(newer)).trouble, "scenarioNewer");
});

test("what is too large for a link is none, and nothing is unpacked without end", async () => {
  let seed = 1;
  const noise = Array.from({ length: 20_000 }, () => (seed = (seed * 48_271) % 2_147_483_647));
  assert.equal(await packScenario(JSON.stringify(noise)), null);
  assert.equal(await packScenario(`"${"a".repeat(MOST_BYTES)}"`), null);
  const bomb = new Blob(["00000000", "0".repeat(50e6)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = Buffer.from(await new Response(bomb).arrayBuffer());
  assert.equal((await unpackScenario(`1.${bytes.toString("base64url")}`)).trouble, "scenarioLarge");
});

test("new keys that cannot be read are told and change nothing", () => {
  for (const search of [
    "?at=-1",
    "?at=abc",
    "?at=5m",
    "?at=",
    "?beat=0",
    "?beat=6",
    "?beat=two",
    "?x=0.5",
    "?x=0.5~0.2",
    "?x=-1~0.5",
    "?y=0~1.5",
    "?y=a~b",
    "?x=0~0.5~1",
    "?plain=maybe",
    "?static=2",
    "?start=after",
    "?hide=all",
    "?lock=<b>",
    "?lock=leverage,,de pth",
  ]) {
    const { address, notes } = readAddress(search);
    assert.equal(notes[0]?.kind, "unreadable", search);
    assert.deepEqual([address.moment, address.flags, address.settings.values], [null, FLAGS, {}], search);
  }
  const { address, notes } = readAddress("?preset=the-match", `#s=1.${"A".repeat(200_000)}`);
  assert.deepEqual([address.packed, notes.map(({ kind }) => kind)], [{}, ["scenarioLarge"]]);
  assert.equal(Object.getPrototypeOf(readAddress("?scenarioFile=__proto__", "#s=1.x").address.packed), Object.prototype);
});

test("a question is a text, whatever it holds", () => {
  const question = '<img src=x onerror=alert(1)> & "why"? ünd 100 %';
  const { address } = readAddress(
    writeAddress({
      settings: { preset: "the-match", values: {}, files: {} },
      theme: "auto",
      view: "chart",
      speed: 1,
      section: "all",
      language: "en",
      flags: { ...FLAGS, question },
    }),
  );
  assert.equal(address.flags.question, question);
  assert.ok(readAddress(`?question=${"x".repeat(5000)}`).address.flags.question.length <= 200);
});
