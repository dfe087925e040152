// The figure in words: what it shows of every preset, with the numbers that everything else tells.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { describeStrings } from "../../www/js/describe-strings.js";
import { describeStringsGerman } from "../../www/js/describe-strings-de.js";
import { description } from "../../www/js/describe-text.js";
import * as format from "../../www/js/format.js";
import { pictureLabel } from "../../www/js/sentence.js";
import { dataNames } from "../../www/js/stage-host.js";
import { stringsOf } from "../../www/js/strings.js";
import { loadModule, skip } from "./module.mjs";

const www = new URL("../../www/", import.meta.url);
const engine = await loadModule();

function outcomeOf(name) {
  const scenario = engine.preset(name);
  for (const file of dataNames(scenario)) engine.registerData(file, readFileSync(new URL(`data/${file}`, www)));
  const trace = engine.run(scenario);
  const ticks = trace.timeS().at(-1) > 0;
  return { startPrice: trace.lastPrice()[0], ticks, waves: trace.wave().at(-1), summary: trace.summary(), facts: trace.facts(), paid: trace.whoPaid() };
}

/** Amounts and prices, not what is said of them. */
const numbersIn = (text) => text.match(/\d[\d.,]*\d|\d/g) ?? [];

test("it tells axes, lines, marks and bands of every preset, with the numbers of the label", { skip }, async () => {
  for (const language of ["en", "de"]) {
    const words = await stringsOf(language);
    for (const name of engine.presetNames()) {
      const outcome = outcomeOf(name);
      const text = description(outcome, false, language === "de" ? describeStringsGerman : describeStrings);
      const told = numbersIn(text);
      for (const number of numbersIn(pictureLabel(outcome, words))) assert.ok(told.includes(number), `${name}, ${language}: ${number} is missing in ${text}`);
      const [axes, path, marks] =
        language === "de"
          ? [/links nach rechts/, /Linie des Preises geht/, /Dreiecke|keine Marken/]
          : [/left to right/, /line of the price goes/, /Triangles|no marks/];
      for (const part of [axes, path, marks]) assert.match(text, part, `${name}, ${language}`);
      assert.ok(
        told.includes(numbersIn(outcome.ticks ? format.seconds(outcome.facts.story[4].timeS) : String(outcome.waves))[0]) || outcome.waves < 2,
        `${name}: ${text}`,
      );
      assert.doesNotMatch(text, /undefined|NaN|null|\[object/, text);
    }
  }
  await stringsOf("en");
});

test("what is a secret is not told", { skip }, async () => {
  await stringsOf("en");
  const outcome = outcomeOf("the-match");
  const text = description(outcome, true, describeStrings);
  assert.deepEqual(numbersIn(text), []);
  assert.match(text, /hidden/);
});
