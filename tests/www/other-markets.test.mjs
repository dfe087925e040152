// Where there are several markets, the numbers are of the one that is shocked: how the others went is told beside it.
import assert from "node:assert/strict";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { otherMarketsText } from "../../www/js/market-line.js";
import { otherMarkets } from "../../www/js/other-markets.js";
import { situationOf } from "../../www/js/situation.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { loadModule, skip } from "./module.mjs";

const engine = await loadModule();

test("how the other markets went is read off their own columns", { skip }, () => {
  const seen = { calm: 0, closed: 0, several: 0 };
  for (const name of engine.presetNames()) {
    const scenario = engine.preset(name);
    for (const file of ["orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json"]) if (JSON.stringify(scenario).includes(file)) continue;
    if (scenario.markets.length === 1) continue;
    seen.several += 1;
    const trace = engine.run(scenario);
    const { market } = situationOf(scenario, {});
    const others = otherMarkets(trace, market);
    const ids = scenario.markets.map(({ id }) => id).filter((id) => id !== market);
    assert.deepEqual(
      others.map(({ id }) => id),
      ids,
      name,
    );
    for (const [language, words] of [
      ["en", strings],
      ["de", german],
    ]) {
      useLanguage(language);
      const text = otherMarketsText(others, words).replaceAll("\u2212", "-");
      const moves = [...text.matchAll(/([+-]?[\d.,]+)\s%/g)].map(([, move]) => Number(move.replace(",", ".")));
      assert.equal(moves.length, ids.length, `${name}: ${text}`);
      for (const [place, id] of ids.entries()) {
        const prices = [...trace.column("lastPrice", id)];
        const worst = prices.map((price) => price / prices[0] - 1).reduce((one, next) => (Math.abs(next) > Math.abs(one) ? next : one), 0);
        assert.ok(Math.abs(moves[place] / 100 - worst) <= 0.006 + 0.01 * Math.abs(worst), `${name}, ${id}: ${worst} in ${text}`);
        const isCalm = trace.column("liquidatedNotional", id).at(-1) < 0.01;
        seen[isCalm ? "calm" : "closed"] += 1;
        const [, after] = text.split(`${id} `);
        assert.equal(/^\S+\s%\s\((?:nobody|dort wurde niemand)/.test(after), isCalm, `${name}, ${id}: ${text}`);
      }
      assert.doesNotMatch(text, /undefined|NaN/);
    }
    trace.free();
  }
  useLanguage("en");
  assert.ok(seen.several >= 5 && seen.calm > 0 && seen.closed > 0, JSON.stringify(seen));
});

test("one market has no others, and many are counted", () => {
  assert.deepEqual(otherMarkets({}, null), []);
  assert.equal(otherMarketsText([], strings), "");
  const many = Array.from({ length: 9 }, (_, i) => ({ id: `m${i}`, worstRatio: -0.1, isCalm: false }));
  assert.match(otherMarketsText(many, strings), /^ At worst the others stood at: m0 .*, and 3 more\.$/);
  assert.match(otherMarketsText(many.slice(0, 1), strings), /^ At worst the other stood at: m0 \S+\s%\.$/);
});
