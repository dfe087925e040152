// How a fall spreads over several markets: what the page says is what the record has, in both languages.
import assert from "node:assert/strict";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { spreadGerman } from "../../www/js/spread-strings-de.js";
import { spreadStrings } from "../../www/js/spread-strings.js";
import { FULL, spreadTexts } from "../../www/js/spread-text.js";
import { loadModule, skip } from "./module.mjs";

const engine = await loadModule();
const LANGUAGES = ["en", "de"];

test("both languages have the same words", () => {
  const keys = (words) => Object.entries(words).map(([key, value]) => (typeof value === "object" ? [key, keys(value)] : key));
  assert.deepEqual(keys(spreadStrings), keys(spreadGerman));
});

/** Spectral radius of a matrix without negative entries, by another way than the engine's: the growth of its powers. */
function radiusOf(matrix, size) {
  let vector = new Array(size).fill(1);
  let growth = 0;
  for (let step = 0; step < 20_000; step++) {
    // Half of it stays, so that nothing swings.
    const next = vector.map((own, row) => 0.5 * own + 0.5 * vector.reduce((sum, one, column) => sum + Math.max(0, matrix[row * size + column]) * one, 0));
    const most = Math.max(...next);
    if (most === 0) return 0;
    growth = most;
    vector = next.map((one) => one / most);
  }
  return 2 * growth - 1;
}

test("sentence, squares and bar say what the record has", { skip }, () => {
  const said = new Set();
  for (const name of ["two-venues", "venue-that-holds", "spreads-the-fire", "depeg", "four-rulebooks"]) {
    const scenario = engine.preset(name);
    const trace = engine.run(scenario);
    const radii = trace.spectralRadius();
    const pooled = trace.pooledBranchingRatio();
    const peak = radii.reduce((best, radius, row) => (radius > radii[best] ? row : best), 0);
    const [timeS, wave] = [trace.column("timeS"), trace.column("wave")];
    for (const row of new Set([0, 1, 2, 5, 12, peak, trace.rows - 1].filter((row) => row < trace.rows))) {
      const matrix = [...trace.branchingMatrix(row)];
      const size = scenario.markets.length;
      assert.ok(Math.abs(radiusOf(matrix, size) - radii[row]) <= 1e-3 * Math.max(1, radii[row]), `${name} ${row}: ${radiusOf(matrix, size)} ${radii[row]}`);
      const ticks = scenario.clock?.mode === "ticks";
      const spread = {
        markets: scenario.markets.map(({ id }) => id),
        matrix,
        radius: radii[row],
        pooled: pooled?.[row] ?? null,
        peak: { radius: radii[peak], row: peak, timeS: timeS[peak], wave: wave[peak] },
        ticks,
      };
      for (const language of LANGUAGES) {
        useLanguage(language);
        const { caption, cells, bar } = spreadTexts(spread, { language });
        const number = (text) => Number(text.replace(/[.,](?=\d{3}\b)/g, "").replace(",", "."));
        const is = (text, ratio) => Math.abs(number(text) - ratio) <= (ratio < 9.95 ? 0.00501 : 0.501);
        const told = [...caption.matchAll(/(?:radius is|Spektralradius|run is|Laufs ist|has|hat zusammen) (\d+(?:[.,]\d+)*)/g)].map(([, digits]) => digits);
        assert.ok(is(told[0], radii[row]), `${name} ${row}: ${caption} ${radii[row]}`);
        if (spread.pooled !== null) assert.ok(is(told[1], spread.pooled), `${caption} ${spread.pooled}`);
        assert.ok(is(told.at(-1), radii[peak]), `${caption} ${radii[peak]}`);
        const alone = spread.markets.map((_, place) => matrix[place * (size + 1)]);
        const isAbove = radii[row] > 1;
        const kind = isAbove ? (Math.max(...alone) > 1 ? "alone" : "together") : "below";
        said.add(`${kind} ${language}`);
        const words = {
          alone: /feeds itself alone already|nährt sich schon für sich selbst/,
          together: /though no market does alone|kein Markt für sich/,
          below: /below 1|unter 1/,
        };
        for (const [other, pattern] of Object.entries(words)) assert.equal(pattern.test(caption), other === kind, caption);
        if (kind === "alone") assert.ok(caption.includes(spread.markets[alone.indexOf(Math.max(...alone))]), caption);
        if (kind !== "below") {
          const largest = /\((?:at most |höchstens )?(\d+(?:[.,]\d+)*)\)/.exec(caption);
          assert.ok(is(largest[1], Math.max(...alone)), caption);
        }
        assert.ok(is(bar.value, radii[row]) && Math.abs(bar.share - Math.min(1, radii[row] / FULL)) < 1e-12 && (bar.kind === "unpaid") === isAbove);
        for (const [at, columns] of cells.entries()) {
          for (const [from, cell] of columns.entries()) {
            const ratio = matrix[at * size + from];
            if (ratio >= 0) assert.ok(is(cell.text, ratio), `${cell.text} ${ratio}`);
            // As large an area as what it stands for.
            assert.ok(Math.abs(cell.side ** 2 - Math.min(1, Math.max(0, ratio) / FULL)) < 1e-12);
            assert.equal(cell.isAbove, ratio > 1);
            assert.ok(cell.label.includes(spread.markets[at]) && cell.label.includes(spread.markets[from]));
          }
        }
      }
    }
    trace.free();
  }
  for (const kind of ["alone", "below"]) for (const language of LANGUAGES) assert.ok(said.has(`${kind} ${language}`), [...said].join());
});
