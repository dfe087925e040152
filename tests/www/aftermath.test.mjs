// What a crash leaves behind: what the sentence and the bars say is what the engine has worked out, in both languages.
import assert from "node:assert/strict";
import test from "node:test";
import { aftermathGerman } from "../../www/js/aftermath-strings-de.js";
import { aftermathStrings } from "../../www/js/aftermath-strings.js";
import { REACH, aftermathTexts } from "../../www/js/aftermath-text.js";
import { useLanguage } from "../../www/js/format.js";
import { loadModule, skip } from "./module.mjs";

const engine = await loadModule();
const LANGUAGES = ["en", "de"];

test("both languages have the same words", () => {
  const keys = (words) => Object.entries(words).map(([key, value]) => (typeof value === "object" ? [key, keys(value)] : key));
  assert.deepEqual(keys(aftermathStrings), keys(aftermathGerman));
});

/** What the engine says of a scenario, as the worker asks it. */
function found(scenario) {
  const after = engine.aftermath(scenario);
  if (!after) return { state: "none" };
  const breaks = [engine.prepare(scenario), after.survivors()].map((book) => {
    const point = book.fragility(128)?.breakingPoint;
    book.free();
    return point ? Math.abs(point.shockRatio) : null;
  });
  assert.equal(after.survivors(), undefined, "the next call gets nothing");
  const { price, held, left, flushedShare } = after;
  for (const side of [0, 1]) {
    const share = held[side] > 0 ? Math.max(0, 1 - left[side] / held[side]) : 0;
    assert.ok(Math.abs(flushedShare[side] - share) < 1e-12);
  }
  after.free();
  return { state: "found", price, held: [...held], left: [...left], isUp: scenario.shock.ratio > 0, before: breaks[0], after: breaks[1] };
}

/** Presets, and the same with other shocks. */
function scenarios() {
  return ["thin-book", "the-match", "staircase", "short-squeeze", "calm-water", "same-door"].flatMap((name) => {
    const preset = engine.preset(name);
    return [1, 0.1, 2.5].map((times) => ({ ...preset, shock: { ...preset.shock, ratio: times * preset.shock.ratio } }));
  });
}

test("sentence and bars say what the engine has worked out", { skip }, () => {
  const verdicts = new Set();
  for (const scenario of scenarios()) {
    const one = found(scenario);
    for (const language of LANGUAGES) {
      useLanguage(language);
      const { caption, bars, note } = aftermathTexts(one, { language });
      if (one.state === "none") {
        assert.deepEqual(bars, []);
        continue;
      }
      const plain = (text) => (language === "de" ? text.replace(/\./g, "").replace(/,/g, ".") : text.replace(/,/g, ""));
      const percents = [...plain(caption).matchAll(/(\d+(?:\.\d+)?)\u00a0%/g)].map(([, digits]) => Number(digits) / 100);
      const { before, after, held, left, price, isUp } = one;
      const told = [before, after].filter((at) => at !== null).map((at) => Math.max(at, 0.001));
      // Two that read alike are told once.
      const wanted = percents.length === 1 ? told.slice(0, 1) : told;
      assert.equal(percents.length, wanted.length, caption);
      for (const [place, at] of wanted.entries()) assert.ok(Math.abs(percents[place] - at) <= 0.00051, `${caption}: ${at}`);
      if (told.length === 2 && percents.length === 1) assert.ok(Math.abs(before - after) <= 0.0011, caption);
      const direction = language === "de" ? (isUp ? /ein Plus/ : /ein Minus/) : isUp ? /a rise/ : /a fall/;
      assert.equal(direction.test(caption), told.length > 0, caption);
      const said = [...plain(caption).matchAll(/\d+(?:\.\d+)?(?!\d|\.\d|\u00a0%)/g)].map(([digits]) => Number(digits));
      assert.ok(
        said.some((number) => Math.abs(number / price - 1) < 0.006),
        `${caption}: ${price}`,
      );
      for (const [verdict, holds] of Object.entries({
        nearer: told.length === 2 && after < before,
        farther: told.length === 2 && after > before,
        cleared: before !== null && after === null,
        appeared: before === null && after !== null,
        never: before === null && after === null,
      })) {
        const words = {
          nearer: /more fragile|zerbrechlicher/,
          farther: /the weakest|Schwächsten/,
          cleared: /burnt out|ausgebrannt/,
          appeared: /breaks at|bricht durch/,
          never: /No breaking point|auch keiner/,
        }[verdict];
        if (!words.test(caption)) continue;
        assert.ok(holds, `${verdict}: ${caption} ${before} ${after}`);
        verdicts.add(`${verdict} ${language}`);
      }
      const sides = [0, 1].filter((side) => held[side] > 0);
      assert.equal(bars.length, sides.length + 2);
      for (const [place, side] of sides.entries()) {
        assert.ok(Math.abs(bars[place].share - left[side] / held[side]) < 1e-12);
        assert.ok(Math.abs(Number(plain(bars[place].value).replace(/\u00a0%/, "")) / 100 - left[side] / held[side]) <= 0.00501, bars[place].value);
      }
      for (const [place, at] of [before, after].entries()) {
        const bar = bars[sides.length + place];
        assert.equal(bar.isBeyond, at === null);
        assert.ok(Math.abs(bar.share - (at === null ? 1 : Math.min(1, at / REACH))) < 1e-12);
      }
      assert.ok(note.length > 0);
    }
  }
  for (const verdict of ["farther", "cleared"])
    for (const language of LANGUAGES) assert.ok(verdicts.has(`${verdict} ${language}`), `${verdict} ${language}: ${[...verdicts]}`);
});
