// What the pages say of a preset where nothing runs: the program's own words, kept in a file.
//
// `UPDATE=1 node --test tests/www/delivered.test.mjs` writes it anew. Needs `cargo xtask build`.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { marketPrefix } from "../../www/js/of-market.js";
import { situationOf } from "../../www/js/situation.js";
import { fetchOthers, sentence } from "../../www/js/sentence.js";
import { dataNames } from "../../www/js/stage-host.js";
import { stringsOf } from "../../www/js/strings.js";
import { loadModule, skip } from "./module.mjs";

const www = new URL("../../www/", import.meta.url);
const FILE = new URL("js/delivered.js", www);
const engine = await loadModule();

function outcomeOf(name) {
  const scenario = engine.preset(name);
  for (const file of dataNames(scenario)) engine.registerData(file, readFileSync(new URL(`data/${file}`, www)));
  const trace = engine.run(scenario);
  return {
    startPrice: trace.lastPrice()[0],
    ticks: trace.timeS().at(-1) > 0,
    summary: trace.summary(),
    facts: trace.facts(),
    paid: trace.whoPaid(),
    situation: situationOf(scenario, {}),
  };
}

test("the delivered sentences are those of the program, in both languages", { skip }, async () => {
  const all = {};
  await fetchOthers();
  for (const name of engine.presetNames()) {
    const outcome = outcomeOf(name);
    all[name] = {};
    for (const language of ["en", "de"]) {
      const [prefix, ...said] = [...(marketPrefix(outcome.situation) ? [] : [{ text: "" }]), ...sentence(outcome, await stringsOf(language))];
      const phrase = [{ ...said[0], text: prefix.text + said[0].text }, ...said.slice(1)];
      // Every other part stands out, beginning with the second.
      assert.ok(phrase.length === 1 || phrase.every(({ strong }, index) => Boolean(strong) === (index % 2 === 1)), `${name}: ${JSON.stringify(phrase)}`);
      all[name][language] = phrase.map(({ text }) => text);
    }
  }
  await stringsOf("en");
  const lines = Object.entries(all).map(
    ([name, words]) =>
      `  ${JSON.stringify(name)}: {\n${Object.entries(words)
        .map(([language, parts]) => `    ${language}: ${JSON.stringify(parts)},\n`)
        .join("")}  },\n`,
  );
  const text = `// What each preset says where nothing runs; the moved price is the second part.\n// Written by \`UPDATE=1 node --test tests/www/delivered.test.mjs\`.\n/** @type {any} */ (window).cascadeDelivered = {\n${lines.join("")}};\n`;
  if (process.env.UPDATE) writeFileSync(FILE, text);
  assert.equal(existsSync(FILE) ? readFileSync(FILE, "utf8") : "", text, "UPDATE=1 node --test tests/www/delivered.test.mjs");
  const parts = all["the-match"].en;
  for (const page of ["index.html", "embed.html"]) {
    const html = readFileSync(new URL(page, www), "utf8").replaceAll("&nbsp;", "\u00a0");
    assert.ok(html.includes(`<span class="delivered">${parts[0]}<strong>${parts[1]}</strong>${parts[2]}</span></p>`), page);
  }
});
