// Ways to hold one's own position: what is told of them is what the engine has worked out, in both languages.
import assert from "node:assert/strict";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { strategiesGerman } from "../../www/js/strategies-strings-de.js";
import { strategiesStrings } from "../../www/js/strategies-strings.js";
import { strategiesTexts } from "../../www/js/strategies-text.js";
import { loadModule, skip } from "./module.mjs";

const engine = await loadModule();
const LANGUAGES = ["en", "de"];

test("both languages have the same words", () => {
  const keys = (words) => Object.entries(words).map(([key, value]) => (typeof value === "object" ? [key, keys(value)] : key));
  assert.deepEqual(keys(strategiesStrings), keys(strategiesGerman));
});

const SIZES = { K: 1e3, M: 1e6, B: 1e9, Tsd: 1e3, Mio: 1e6, Mrd: 1e9 };

/** Every number of a text, signs and sizes counted. */
function numbers(text, language) {
  const plain = language === "de" ? text.replace(/\.(?=\d{3})/g, "").replace(/,(?=\d)/g, ".") : text.replace(/,(?=\d{3})/g, "");
  return [...plain.matchAll(/(\u2212?)\$?(\d+(?:\.\d+)?)[\s\u00a0\u202f]?(?:(K|M|B|Tsd|Mio|Mrd)(?!\p{L}))?/gu)].map(
    ([, sign, digits, size]) => (sign === "\u2212" ? -1 : 1) * Number(digits) * (SIZES[size] ?? 1),
  );
}

const near = (said, amount) => Math.abs(said - amount) <= 0.006 * Math.abs(amount) + 0.51;

test("sentence, bars and words say what the engine has worked out", { skip }, () => {
  const seen = new Set();
  for (const name of ["thin-book", "the-match", "short-squeeze", "venue-that-holds", "spreads-the-fire", "calm-water", "no-news"]) {
    const scenario = engine.preset(name);
    for (const side of ["long", "short"]) {
      for (const leverage of [2, 15, 60]) {
        const outcomes = engine.strategies(scenario, { side, notional: 20_000, leverage });
        assert.equal(outcomes[0].strategy, "asItIs");
        for (const language of LANGUAGES) {
          useLanguage(language);
          const { caption, ways } = strategiesTexts(outcomes, side, { language });
          const counted = (end) => outcomes.filter((one) => one.end === end).length;
          assert.deepEqual(numbers(caption, language), [outcomes.length, counted("held"), counted("stopped"), counted("liquidated")], caption);
          for (const [place, way] of ways.entries()) {
            const one = outcomes[place];
            seen.add(`${one.strategy} ${one.end}`);
            const said = `${name} ${side} ${leverage} ${language} ${JSON.stringify(way)} ${JSON.stringify(one)}`;
            assert.ok(Math.abs(numbers(way.value, language)[0] / 100 - one.resultShare) <= 0.00501, said);
            const told = numbers(way.detail, language);
            const wanted = [one.money, ...(one.end !== "held" && one.fillPrice !== null ? [one.fillPrice] : []), one.result];
            for (const [at, amount] of wanted.entries()) assert.ok(near(told[at], amount), `${said}: ${amount}`);
            assert.equal(told[wanted.length], 10, said);
            assert.ok(Math.abs(told[wanted.length + 1] / 100 - one.gainShare) <= 0.00501, said);
            assert.equal(/A rise of|Ein Anstieg von/.test(way.detail), side === "long");
            // Where winners were closed, one that held may have been one of them.
            const [unless] = strategiesTexts(outcomes, side, { language }, 1e6).ways.slice(place);
            assert.equal(/closed early|vorzeitig geschlossen/.test(unless.detail), one.end === "held" && one.result > 0, said);
            assert.doesNotMatch(way.detail, /closed early|vorzeitig geschlossen/);
            assert.equal(way.kind, one.resultShare < 0 ? "loss" : "gain", said);
            // The bar begins or ends in the middle, and is as long as what it stands for.
            const length = Math.min(1, Math.abs(one.resultShare)) / 2;
            assert.ok(Math.abs(way.share - length) < 1e-12 && Math.abs(way.from - (one.resultShare < 0 ? 0.5 - length : 0.5)) < 1e-12, said);
            if (one.strategy === "stop") assert.ok(near(numbers(way.label, language)[0], one.stopPrice), said);
            if (one.strategy === "buffer") assert.ok(near(numbers(way.label, language)[0], one.money - outcomes[0].money), said);
            if (one.strategy === "spread") assert.equal(numbers(way.label, language)[0], scenario.markets.length, said);
            if (one.strategy === "hedge") assert.equal(numbers(way.label, language)[0], 50, said);
          }
        }
      }
    }
  }
  for (const wanted of ["asItIs liquidated", "stop stopped", "lessLeverage held", "buffer held", "spread held", "hedge held", "hedge liquidated"])
    assert.ok(seen.has(wanted), `${wanted}: ${[...seen]}`);
});

test("what is wrong with a position is told", { skip }, () => {
  assert.throws(
    () => engine.strategies(engine.preset("the-match"), { side: "long", notional: 1, leverage: 0 }),
    ({ code, field }) => code === "outOfRange" && field === "position.leverage",
  );
});
