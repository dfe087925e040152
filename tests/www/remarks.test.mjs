// What a reader of files has to say, it says by a word; both languages have a sentence for each word that its source has.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { othersStrings } from "../../www/js/others-strings.js";
import { othersGerman } from "../../www/js/others-strings-de.js";
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

test("why a contract was left out is said in the language of the page", () => {
  const info = /** @type {any} */ ({ leftOut: [{ reason: "contract", count: 1, name: "ETH/USDT:USDT has 0 brackets; expected 1 to 1,000" }], notes: [] });
  assert.match(german.data.remarks(info)[0], /ETH\/USDT:USDT hat 0 Margenstufen; erwartet werden 1 bis 1\.000/);
  assert.match(strings.data.remarks(info)[0], /ETH\/USDT:USDT has 0 brackets; expected 1 to 1,000/);
});

/** Words after a number that are the same of one and of many. */
const SAME = ["of", "and", "von", "und", "Long", "in", "that", "Mal"];

/** Of one nothing is told in the plural. @param {(count: number) => string} tell */
function isSingular(tell) {
  const nouns = (/** @type {number} */ count) =>
    [...tell(count).matchAll(new RegExp(`(?<![\\d.,$])${count} ((?:gehaltene |abgelaufene |earlier |of \\d+ |von \\d+ )?\\p{L}+)`, "gu"))].map(
      ([, noun]) => noun,
    );
  const [one, many] = [nouns(1), nouns(2)];
  for (const noun of one) assert.ok(SAME.includes(noun) || !many.includes(noun), `${noun}: ${tell(1)}`);
  return one.length;
}

test("of one thing nothing is told in the plural", () => {
  let told = 0;
  for (const [language, all] of /** @type {const} */ ([
    ["en", strings],
    ["de", german],
  ])) {
    useLanguage(language);
    const { data } = all;
    for (const [index, word] of words.entries())
      told += isSingular((count) => {
        const remark = { count, name: "X" };
        return data.remarks(
          /** @type {any} */ (index < firstNote ? { leftOut: [{ ...remark, reason: word }], notes: [] } : { leftOut: [], notes: [{ ...remark, kind: word }] }),
        )[0];
      });
    const infos = (/** @type {number} */ n) => [
      { kind: "book", bids: n, asks: n, bestBid: 7, bestAsk: 8, bidDepth: 7, askDepth: 7 },
      { kind: "book", bids: n, asks: 0, bestBid: 7, bestAsk: 8, bidDepth: 7, askDepth: 7 },
      { kind: "positions", rows: n, longs: n, symbols: [], medianEntry: 7 },
      { kind: "brackets", contracts: Array(n).fill({ name: "X", tiers: n }) },
      { kind: "path", rows: n, first: 7, last: 8, low: 6, high: 9 },
      { kind: "loans", rows: n, form: "positions", valueIn: "base", debt: n, collateral: n, sick: n },
      { kind: "reserves", rows: n, reserves: Array(n).fill({ name: "X" }) },
      { kind: "options", used: n, expiries: n, callOpenInterest: 7, putOpenInterest: n, referencePrice: 7 },
    ];
    for (const index of infos(1).keys())
      for (const tell of [data.facts, data.size]) told += isSingular((count) => tell(/** @type {any} */ (infos(count)[index])));
    told += isSingular((count) => all.positions(String(count)));
    told += isSingular((count) => all.compare.label({ final: "7", move: "7", points: String(count), order: "lower" }));
    told += isSingular((count) => all.figures.points(String(count), "sold"));
    told += isSingular((count) => (language === "de" ? othersGerman : othersStrings).figures.writersNote(String(count), String(count)));
  }
  useLanguage("en");
  assert.ok(told > 60, `${told} counts`);
  const rows = (/** @type {string} */ reason, /** @type {typeof strings} */ { data }, count = 1) =>
    data.remarks(/** @type {any} */ ({ leftOut: [{ reason, count, name: "X" }], notes: [] }))[0];
  assert.equal(rows("names", strings), "Left out: 1 row that repeats the names.");
  assert.equal(rows("twice", strings), "Left out: 1 row that stands there twice.");
  assert.equal(rows("names", german), "Weggelassen: 1 Zeile, die die Namen wiederholt.");
  assert.equal(rows("twice", german, 3), "Weggelassen: 3 Zeilen, die doppelt dastehen.");
});

test("cheap prices and few coins of a file keep their digits", () => {
  const path = /** @type {any} */ ({ kind: "path", rows: 3, first: 0.00001234, last: 1.0725, low: 0.0121, high: 61_659.756 });
  assert.equal(strings.data.facts(path), "A price path: 3 rows from 0.00001234 to 1.0725, between 0.0121 and 61,659.756.");
  const loans = /** @type {any} */ ({ kind: "loans", rows: 3, form: "positions", valueIn: "base", debt: 10.2, collateral: 1 });
  assert.equal(strings.data.facts(loans), "Loans: 3, of 10.2 coins against 1 coin of collateral.");
  useLanguage("de");
  assert.equal(german.data.facts(path), "Ein Preisverlauf: 3 Zeilen von 0,00001234 bis 1,0725, zwischen 0,0121 und 61.659,756.");
  assert.match(german.data.facts(loans), /10,2 Coins gegen Pfänder von 1 Coin\./);
  useLanguage("en");
});
