// Files of the reader's own: order books, positions, brackets and price paths that are drawn here, written as CSV or JSON and
// loaded. In both languages the page says of each what stands in it, and of the run what the run does.
// 60 settings, 600 with LIQUIDATION_CASCADES_DEEP=1.
import assert from "node:assert/strict";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { skip } from "./module.mjs";
import { checkerOf, readerOf, valuesIn } from "./words-reader.mjs";
import { filedSetting } from "./words-files.mjs";
import { engine, randomOf } from "./words-settings.mjs";
import { checkSetting } from "./words-setting.mjs";

const COUNT = process.env.LIQUIDATION_CASCADES_DEEP ? 600 : 60;
const LANGUAGES = [
  ["en", strings],
  ["de", german],
];

/** The numbers that the sentence about a file, and the short one, have to hold, in their order. */
const NUMBERS = {
  book: ({ truth: { bids, asks, bidDepth, askDepth } }) => ({
    facts: [bids.length + asks.length, bids.length, bids[0][0], asks.length, asks[0][0], 0.01, bidDepth, askDepth],
    size: [bids.length, asks.length],
  }),
  positions: ({ truth: { rows, used, longs, medianEntry }, chosen }) => ({
    facts: [rows.length, longs, ...(chosen ? [used.length] : []), medianEntry],
    size: chosen ? [used.length, rows.length] : [rows.length],
  }),
  brackets: ({ truth: { tiers } }) => ({ facts: [tiers.length], size: [1] }),
  path: ({ truth: { rows, first, last, low, high } }) => ({ facts: [rows, first, last, low, high], size: [rows] }),
};

/** As they stand in the text, money in full and per cents as fractions; a name with digits is none. */
function inOrder(text, language) {
  const clean = text.replaceAll("\u00a0", " ");
  const tokens = language === "de" ? clean.match(/\d[\d.,]*(?: (?:Tsd\.|Mio\.|Mrd\.))?(?: %)?/g) : clean.match(/\$?\d[\d.,]*(?:bn|M|K)?(?: %)?/g);
  return (tokens ?? []).map((token) => valuesIn(token, language)[0]);
}

function checkFile(file, told, faults) {
  const { info, kind, chosen } = file;
  for (const [language, words] of LANGUAGES) {
    useLanguage(language);
    const check = checkerOf(readerOf(language), told, faults);
    const wanted = NUMBERS[kind](file);
    for (const which of ["facts", "size"]) {
      const text = words.data[which](info, chosen);
      const numbers = inOrder(text, language);
      // Money has three digits; prices and counts have at least three decimals of theirs.
      const isNear = (one, value) => Math.abs(one - value) <= Math.max(5.1e-4, kind === "book" && value > 1000 ? 0.0051 * value : 0);
      if (numbers.length !== wanted[which].length || !numbers.every((one, i) => isNear(one, wanted[which][i])))
        check.fault(`${kind} ${which}`, text, `true ${wanted[which]}`);
      if (/undefined|NaN|\[object/.test(text)) check.fault(`${kind} ${which}`, text, "are no words");
      if (chosen && !text.includes(chosen)) check.fault(`${kind} ${which}`, text, `does not name ${chosen}`);
    }
    for (const remark of words.data.remarks(info)) if (/undefined|NaN|\[object/.test(remark)) check.fault(kind, remark, "are no words");
  }
  useLanguage("en");
}

/** How deep the book is, shown and effective. */
function checkDepth({ scenario, files, told }, faults) {
  const book = files.find(({ kind }) => kind === "book");
  if (!book) return;
  const control = engine.controls(scenario).find(({ name }) => name === "bookDepth");
  const refill = scenario.markets[0].impact.refill ?? 1;
  for (const [language, words] of LANGUAGES) {
    useLanguage(language);
    const { help } = words.control(control);
    const numbers = valuesIn(help, language);
    const check = checkerOf(readerOf(language), told, faults);
    const near = (value) => numbers.some((one) => Math.abs(one / value - 1) <= 0.0052);
    if (!near(book.truth.bidDepth)) check.fault("book depth", help, `${book.truth.bidDepth} displayed`);
    const reach = 1 - book.truth.bids.at(-1)[0] / ((book.truth.bids[0][0] + book.truth.asks[0][0]) / 2);
    const isShort = reach < 0.01;
    // Effective: what is displayed, as often as is set; of a book that ends sooner, with what is taken to follow.
    if (!isShort && !near(book.truth.bidDepth * refill)) {
      // Selling moves the price to 1 % below, level by level: no more than what stands between.
      const largest = Math.max(...book.truth.bids.map(([at, size]) => at * size)) * refill;
      if (!numbers.some((one) => Math.abs(one - book.truth.bidDepth * refill) <= largest * 1.01))
        check.fault("book depth", help, `${book.truth.bidDepth * refill} effective`);
    }
    const until = language === "de" ? /alles davon auf/ : /all of it within/;
    check.iff("book depth", help, "a book that ends", until.test(help), isShort);
    if (isShort && !numbers.some((one) => one >= reach - 1e-9 && one <= reach + 1.1e-4)) check.fault("book depth", help, `ends at ${reach}`);
  }
  useLanguage("en");
}

test("of files of one's own every word is true, and of the runs that they make", { skip }, () => {
  const faults = [];
  const seen = new Map();
  const see = (key) => seen.set(key, (seen.get(key) ?? 0) + 1);
  let runs = 0;
  for (let seed = 60_001; runs < COUNT; seed += 1) {
    const setting = filedSetting(seed, randomOf(seed));
    for (const file of setting.files) checkFile(file, setting.told, faults);
    checkDepth(setting, faults);
    const positions = setting.files.find(({ kind }) => kind === "positions");
    if (positions) {
      const rows = setting.scenario.populations.filter(({ kind }) => kind === "positions");
      if (rows.length !== 1) faults.push(`${setting.told}: ${rows.length} lists of positions`);
    }
    const found = checkSetting(setting, seed, faults);
    if (!found) {
      see("none");
      continue;
    }
    runs += 1;
    for (const { kind, chosen } of setting.files) {
      see(kind);
      if (chosen) see("symbols");
    }
    if (setting.files.length > 2) see("many");
    see(found.closes);
  }
  useLanguage("en");
  assert.equal(faults.length, 0, `${faults.length} faults in ${runs} settings\n${faults.slice(0, 25).join("\n")}`);
  for (const key of ["book", "positions", "brackets", "path", "symbols", "many", "sold", "bought", "none"])
    assert.ok((seen.get(key) ?? 0) >= 2, `${key}: ${JSON.stringify([...seen])}`);
});

test("loans and lending parameters of a file are told with their numbers, in both languages", { skip }, () => {
  const faults = [];
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = randomOf(seed);
    const rows = Array.from({ length: 2 + Math.floor(30 * random()) }, () => [
      1000 + Math.round(1e6 * random()),
      1000 + Math.round(1e6 * random()),
      0.5 + 0.4 * random(),
    ]);
    const isMoney = random() < 0.5;
    const unit = isMoney ? "usd" : "eth";
    const lines = rows.map(([collateral, debt, threshold], i) => `a${i},${collateral},${debt},${threshold}`);
    const text = [`account,collateral_${unit},debt_${unit},liquidation_threshold`, ...lines, "z,5,0,0.8"].join("\n");
    const info = engine.registerData(`loans-${seed}.csv`, Buffer.from(text));
    const sum = (at) => rows.reduce((all, row) => all + row[at], 0);
    const sick = rows.filter(([collateral, debt, threshold]) => collateral * threshold < debt).length;
    const reserves = engine.registerData(
      `reserves-${seed}.csv`,
      Buffer.from("symbol,liquidation_threshold,liquidation_bonus\nWETH,0.83,0.05\nGHO,0,0\nDAI,0.77,0.05\n"),
    );
    for (const [language, words] of LANGUAGES) {
      useLanguage(language);
      const check = checkerOf(readerOf(language), `loans ${seed}`, faults);
      const facts = words.data.facts(info);
      const numbers = inOrder(facts, language);
      const [count, debt, collateral, ...below] = numbers;
      const near = (one, value) => Math.abs(one / value - 1) <= 0.0051;
      check.iff("loans", facts, "count", count === rows.length, true);
      check.iff("loans", facts, "debt", near(debt, sum(1)), true);
      check.iff("loans", facts, "collateral", near(collateral, sum(0)), true);
      check.iff("loans", facts, "sick", sick === 0 ? below.length === 0 : below.at(-1) === sick, true);
      check.iff("loans", facts, "coins", /coins/i.test(facts), !isMoney);
      check.iff("loans", words.data.size(info), "size", inOrder(words.data.size(info), language)[0] === rows.length, true);
      const [left] = words.data.remarks(info);
      check.iff("loans", left ?? "", "left out", /1 (account|Konto)/.test(left ?? ""), true);
      const told = words.data.facts(reserves);
      check.iff("reserves", told, "numbers", inOrder(told, language).join() === "2,3", true);
    }
  }
  useLanguage("en");
  assert.equal(faults.length, 0, faults.slice(0, 20).join("\n"));
});

test("an option chain is told with its numbers, in both languages", { skip }, () => {
  const faults = [];
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = randomOf(seed);
    const expiries = ["2024-01-15", "2024-01-26", "2024-03-29"].slice(0, 1 + Math.floor(3 * random()));
    const rows = Array.from({ length: 3 + Math.floor(30 * random()) }, (_, i) => ({
      isCall: random() < 0.5,
      expiry: expiries[i % expiries.length],
      held: random() < 0.2 ? 0 : Math.round(1000 + 1e5 * random()),
    }));
    for (const expiry of expiries) rows.push({ isCall: true, expiry, held: 5000 });
    const lines = rows.map(({ isCall, expiry, held }, i) => `${80 + i},${isCall ? "C" : "P"},${expiry},${held},0.6,100,1704700800`);
    const text = ["strike,type,expiry,open_interest,mark_iv,underlying_price,timestamp", ...lines].join("\n");
    const info = engine.registerData(`chain-${seed}.csv`, Buffer.from(text));
    const held = rows.filter((row) => row.held > 0);
    const sum = (isCall) => held.filter((row) => row.isCall === isCall).reduce((all, row) => all + row.held, 0);
    for (const [language, words] of LANGUAGES) {
      useLanguage(language);
      const check = checkerOf(readerOf(language), `chain ${seed}`, faults);
      const facts = words.data.facts(info);
      const [used, days, calls, puts, price] = inOrder(facts, language);
      check.iff("chain", facts, "counts", used === held.length && days === expiries.length && price === 100, true);
      const near = (one, value) => Math.abs(one - value) <= 0.0051 * value;
      check.iff("chain", facts, "open interest", near(calls, sum(true)) && near(puts, sum(false)), true);
      check.iff("chain", words.data.size(info), "size", inOrder(words.data.size(info), language)[0] === held.length, true);
      const left = rows.length - held.length;
      const said = words.data.remarks(info).join(" ");
      check.iff("chain", said, "nobody holds", /nobody holds|niemand hält/.test(said), left > 0);
      if (left > 0) check.iff("chain", said, "how many", inOrder(said, language)[0] === left, true);
    }
  }
  useLanguage("en");
  assert.equal(faults.length, 0, faults.slice(0, 20).join("\n"));
});
