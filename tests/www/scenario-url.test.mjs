import assert from "node:assert/strict";
import test from "node:test";
import { FLAGS, OWN, hostsIn, readAddress, shortest, writeAddress } from "../../www/js/scenario-url.js";

const bare = {
  settings: { preset: "the-match", values: {}, files: {} },
  pinned: null,
  own: OWN,
  theme: "auto",
  view: "chart",
  speed: 1,
  section: "all",
  language: "en",
  moment: null,
  flags: FLAGS,
  packed: {},
};

test("nothing changed, nothing written", () => {
  assert.equal(writeAddress(bare), "");
  assert.deepEqual(readAddress("").address.settings, bare.settings);
});

test("the address in the documentation reads as it is meant", () => {
  const { address, notes } = readAddress("?preset=the-match&leverage=20&depth=15e6&shock=-0.06&seed=7");
  assert.deepEqual(address.settings, { preset: "the-match", values: { leverage: 20, depth: 15e6, shock: -0.06, seed: 7 }, files: {} });
  assert.deepEqual(notes, []);
});

test("writing and reading gives the same back", () => {
  const cases = [
    { ...bare, settings: { preset: "thin-book", values: {}, files: {} } },
    { ...bare, settings: { preset: "the-match", values: { depth: 15e6, leverage: 12.5, shock: -0.0613 }, files: {} } },
    {
      ...bare,
      settings: {
        preset: "same-door",
        values: { positions: 1e6, openInterest: 1.5e9 },
        files: { book: "my book & co.json", brackets: "b.json", contract: "BTC/USDT:USDT" },
      },
    },
    {
      settings: { preset: "the-match", values: { shock: 0 }, files: {} },
      pinned: null,
      own: { side: "short", notional: 25e3, leverage: 12.5, isOpen: true },
      theme: "dark",
      view: "table",
      speed: 0.25,
      section: "watch",
      language: "de",
      moment: { row: 7.123456789012345, timeS: null, beat: 4, x: [0.1, 1 / 3], y: null },
      packed: {},
      flags: {
        isPlain: true,
        isStatic: true,
        isTransparent: true,
        showsHealth: true,
        showsPublic: true,
        startsBefore: true,
        hidesResult: true,
        question: "Why? & how",
        locked: ["leverage", "depth"],
      },
    },
    { ...bare, settings: { preset: "the-match", values: { executor: "slices-over-time", depth: 15e6 }, files: {} }, section: "play" },
    { ...bare, pinned: { preset: "thin-book", values: { executor: "slices-over-time", leverage: 12.5, shock: -0.0613 }, files: { book: "a~b % c&d.json" } } },
    { ...bare, pinned: bare.settings },
  ];
  for (const address of cases) {
    const { embedControls, ...read } = readAddress(writeAddress(address)).address;
    assert.equal(embedControls, "basic");
    assert.deepEqual(read, address);
  }
});

test("any change names the preset, so that a later default does not change an old link", () => {
  assert.equal(writeAddress({ ...bare, settings: { preset: "the-match", values: { leverage: 20 }, files: {} } }), "?preset=the-match&leverage=20");
});

test("the run to compare with is one short value, all of it or nothing", () => {
  const pinned = { preset: "the-match", values: { leverage: 20, depth: 15e6 }, files: {} };
  assert.equal(writeAddress({ ...bare, pinned }), "?preset=the-match&a=the-match~depth~15e6~leverage~20");
  for (const a of ["", "the-match~leverage", "the-match~leverage~", "the-match~<b>~1", "../x", "the-match~book~%25E0%25A4", "x~".repeat(2000)]) {
    const { address, notes } = readAddress(`?leverage=5&a=${a}`);
    assert.equal(address.pinned, null, a);
    assert.equal(notes[0]?.kind, "unreadable", a);
    assert.equal(address.settings.values.leverage, 5);
  }
});

test("hostile addresses are read without harm and what is left out is said", () => {
  const cases = [
    ["?leverage=a%20b", "unreadable"],
    ["?leverage=", "unreadable"],
    ["?leverage=-Infinity", "unreadable"],
    ["?leverage=1e400", "unreadable"],
    ["?own=both~1~2", "unreadable"],
    ["?own=long~0~2", "unreadable"],
    ["?own=long~1", "unreadable"],
    ["?own=long~1~2~3", "unreadable"],
    ["?section=lab", "unreadable"],
    ["?lang=fr", "unreadable"],
    ["?speed=3", "unreadable"],
    ["?theme=pink", "unreadable"],
    ["?view=raw", "unreadable"],
    ["?controls=all", "unreadable"],
    ["?preset=../../etc/passwd", "unknownPreset"],
    ["?preset=<script>", "unknownPreset"],
    ["?__proto__=1", "ignored"],
    ["?a%00b=1", "ignored"],
  ];
  for (const [search, kind] of cases) {
    const { address, notes } = readAddress(search);
    assert.equal(notes[0]?.kind, kind, search);
    assert.deepEqual(address.settings, bare.settings, search);
  }
  assert.equal({}.polluted, undefined);
});

test("an endless address is cut off", () => {
  const search = "?" + Array.from({ length: 5000 }, (_, i) => `a${i}=1`).join("&");
  const { address, notes } = readAddress(search);
  assert.equal(Object.keys(address.settings.values).length, 64);
  assert.equal(notes.length, 1);
  const [note] = readAddress("?leverage=" + "9".repeat(100_000)).notes;
  assert.ok((note?.given ?? "").length <= 40);
});

test("the last of two equal keys counts, and that there are two is noted", () => {
  const { address, notes } = readAddress("?leverage=5&leverage=20&preset=thin-book&leverage=7&preset=the-match");
  assert.equal(address.settings.values.leverage, 7);
  assert.equal(address.settings.preset, "the-match");
  assert.deepEqual([...new Set(notes.map(({ kind, name }) => `${kind} ${name}`))], ["double leverage", "double preset"]);
});

test("who may speak to a frame is named by addresses, and what is none is noted", () => {
  for (const [text, origins] of [
    ["https://a.org", ["https://a.org"]],
    ["https://a.org/,http://b.org:8080/some/page?x=1#y", ["https://a.org", "http://b.org:8080"]],
    [" HTTPS://A.org:443 , null ", ["https://a.org", "null"]],
    ["a.org", [null]],
    ["localhost:8080", [null]],
    ["data:text/html,x", [null, null]],
    ["", []],
  ]) {
    assert.deepEqual(
      hostsIn(text).map(([, origin]) => origin),
      origins,
      text,
    );
    const { notes } = readAddress(`?host=${encodeURIComponent(text)}`);
    assert.deepEqual(
      notes.map(({ kind, name }) => [kind, name]),
      origins.includes(null) ? [["unreadable", "host"]] : [],
      text,
    );
  }
});

test("numbers are written short and exact", () => {
  for (const [value, text] of [
    [15e6, "15e6"],
    [40_000_000, "40e6"],
    [1234, "1234"],
    [-0.06, "-0.06"],
    [0, "0"],
    [-0, "0"],
    [1e21, "1e21"],
    [-5000, "-5e3"],
    [1e9, "1e9"],
  ]) {
    assert.equal(shortest(value), text);
    assert.equal(Number(text), value === 0 ? 0 : value);
  }
});
