// Both languages say the same: the same keys, the same places to be filled in, one word for one thing.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { german } from "../../www/js/strings-de.js";
import { strings } from "../../www/js/strings.js";

const www = new URL("../../www/", import.meta.url);
const wasm = new URL("pkg/liquidation_cascades_bg.wasm", www);
const skip = existsSync(wasm) ? false : "the wasm module is not built";

/** Every text and function of both, with its path. */
function* pairs(english, other, path = []) {
  for (const [key, value] of Object.entries(english)) {
    const here = [...path, key];
    if (value !== null && typeof value === "object") yield* pairs(value, other?.[key] ?? {}, here);
    else yield { path: here.join("."), english: value, german: other?.[key] };
  }
}

const all = [...pairs(strings, german)];

/** Answered by the engine or a table, not by a sentence: looked at below. */
const TABLES = ["control", "option", "preset", "data.facts", "data.size", "errors.engine"];
/** German has no articles here; an order is said with a word of its own, and a shock that stayed what it was once. */
const LEFT_OUT = {
  "compare.label": ["order"],
  "sentence.open": ["0"],
  "sentence.became": ["0"],
  "sentence.stayed": ["0", "1"],
  "sentence.already": ["0"],
  "own.position": ["0"],
};

/** What a function says of values that can be told apart, and which of them it says. */
function said(write, isLike) {
  const seen = new Set();
  const mark = (name) => `<${name}>`;
  const record = new Proxy({}, { get: (_, name) => (typeof name === "symbol" ? undefined : mark(name)) });
  const parameters = Math.max(write.length, isLike.length, 1);
  const texts = [];
  const say = (values) => {
    try {
      texts.push([write(...values)].flat().join(" "));
    } catch {
      // It takes a record, or it does not.
    }
  };
  // Every way in which questions of yes and no may be answered.
  for (let ways = 0; ways < 2 ** parameters; ways += 1) say(Array.from({ length: parameters }, (_, at) => (ways & (1 << at) ? mark(at) : "")));
  say([record, record]);
  for (const text of texts) for (const [, name] of text.matchAll(/<(\w+)>/g)) seen.add(name);
  return { seen, texts };
}

test("the second language has every key, of the same kind, and none besides", () => {
  for (const { path, english, german: other } of all) assert.equal(typeof other, typeof english, path);
  const mine = new Set(all.map(({ path }) => path));
  for (const { path } of pairs(german, strings)) assert.ok(mine.has(path), `${path} is said in German only`);
});

test("nothing of the first language is left in the second", () => {
  const left = [];
  // Names, and words that are the same in both.
  const same = new Set([
    "page.simulationLabel",
    "language",
    "otherLanguage.code",
    "otherLanguage.label",
    "glossary.alarm.0",
    "glossary.funding.0",
    "glossary.portfolio.0",
    "crowd.and",
    "stage.ghost",
    "stage.decimal",
    "compare.change",
    "title",
    "save.source",
    "paid.fund",
    "waves.flow.picture.money",
    "data.symbol",
  ]);
  for (const { path, english, german: other } of all) {
    if (typeof english !== "string" || same.has(path) || !/[a-z]{3}/i.test(english)) continue;
    if (other === english) left.push(path);
  }
  assert.deepEqual(left, []);
});

test("sentences of both languages say the same values", () => {
  const wrong = [];
  for (const { path, english, german: other } of all) {
    if (TABLES.includes(path)) continue;
    if (typeof english === "string") {
      const places = (text) => [...text.matchAll(/\{\w*\}/g)].map(([place]) => place).sort();
      if (places(other).join() !== places(english).join()) wrong.push(`${path}: ${other}`);
    } else if (typeof english === "function") {
      const [one, two] = [said(english, other).seen, said(other, english).seen];
      for (const name of LEFT_OUT[path] ?? []) one.delete(name);
      if ([...two].sort().join() !== [...one].sort().join()) wrong.push(`${path}: ${[...two]} for ${[...one]}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** One German word for one thing; `never`: what it must not be called. */
const TERMS = [
  { english: /\bbad debt\b/i, german: /offene(r|n)? Schuld|unbezahlt/i, never: /ungedeckt/i },
  { english: /\bvault\b/i, german: /Gemeinschaftskasse/, never: /Tresor|\bKasse\b/ },
  { english: /\bseed\b/i, german: /Startzahl/, never: /Startwert/ },
  { english: /\binsurance fund\b/i, german: /Fonds|Versicherungsfonds/, never: /Sicherungsfonds/ },
  { english: /\bmaintenance( margin)?\b/i, german: /Mindestmarge/, never: /Erhaltungsmarge|Wartungsmarge/ },
  { english: /\bbrackets?\b/i, german: /Margenstufen?|Stufen?/, never: /Klammer/ },
  { english: /\bchain ratio\b/i, german: /Kettenfaktor/, never: /Kettenverhältnis/ },
  { english: /\bfeedback R\b/i, german: /Rückkopplung|\bR\b/, never: /Feedback/ },
  { english: /\bmark price\b/i, german: /Markpreis/, never: /Markierungspreis|Mark-Preis/ },
  { english: /\bbankruptcy price\b/i, german: /Pleitepreis/, never: /Bankrottpreis|Preis der Pleite/ },
  { english: /\bliquidation price\b/i, german: /Liquidationspreis/, never: /Liquidierungspreis/ },
  { english: /\bopen interest\b/i, german: /offene(n|r)? Positionen/i, never: /Open Interest/i },
  { english: /\bmarket depth\b/i, german: /Markttiefe/, never: /Tiefe des Marktes/ },
  { english: /\border book\b/i, german: /Orderbuch/, never: /Auftragsbuch/ },
  { english: /\bbreaking point\b/i, german: /Bruchpunkt/, never: /Bruchstelle|Kipppunkt/ },
  { english: /\bclosed early\b/i, german: /vorzeitig/i, never: /\bfrüh(er)? geschlossen/i },
  { english: /\bprice path\b/i, german: /Preisverlauf/, never: /Kursverlauf|Preispfad/ },
  { english: /\bwaves?\b/i, german: /Welle/, never: /Runde[^ ]/ },
  { english: /\bcrowd\b/i, german: /Menge/, never: /Schwarm/ },
  { english: /\bvolume\b/i, german: /Volumen|Tagesumsatz/, never: /% der Menge|an der Menge/ },
  { english: /\bshared wallet\b/i, german: /geteilte[sm] Konto/, never: /geteilte[rn]? Kasse/ },
  { english: /\bpreset\b/i, german: /Situation/, never: /Vorlage|Voreinstellung/ },
];

/** Every sentence of both languages, side by side. */
function* sentences() {
  for (const { path, english, german: other } of all) {
    if (TABLES.includes(path)) continue;
    if (typeof english === "string") yield { path, english, german: other };
    else if (typeof english === "function") yield { path, english: said(english, other).texts.join(" "), german: said(other, english).texts.join(" ") };
  }
}

test("one thing has one German word, on the page and on the canvas", () => {
  const wrong = [];
  for (const { path, english, german: other } of sentences()) {
    for (const term of TERMS) {
      if (term.never.test(other)) wrong.push(`${path}: ${term.never} in ${other}`);
      if (term.english.test(english) && !term.german.test(other) && !term.not?.includes(path)) wrong.push(`${path}: no ${term.german} | ${english} | ${other}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("money is written in one way: on the page, on the canvas and in the fields", async () => {
  const { inputUnit, money } = await import("../../www/js/format.js");
  useLanguage("de");
  try {
    assert.equal(money(40e6), "40\u00a0Mio.\u00a0$");
    assert.deepEqual(inputUnit({ unit: "quote", scale: "log", step: 0.05 }), { factor: 1e-6, prefix: "", suffix: "Mio.\u00a0$" });
  } finally {
    useLanguage("en");
  }
  assert.deepEqual(inputUnit({ unit: "quote", scale: "log", step: 0.05 }), { factor: 1e-6, prefix: "$", suffix: "M" });
  const units = "| Tsd.| Mio.| Mrd.| Bio.";
  for (const template of [german.stage.money, german.crowd.density.money, german.waves.flow.picture.money]) assert.equal(template, `{amount} $${units}`);
  assert.equal(german.crowd.money, `{amount}${units}`);
});

test("every control, every option and every preset of the engine is said in German", { skip }, async () => {
  const engine = await import(new URL("pkg/liquidation_cascades.js", www));
  await engine.default({ module_or_path: readFileSync(wasm) });
  const { dataNames } = await import("../../www/js/stage-host.js");
  const seen = new Set();
  const look = (scenario) => {
    for (const control of engine.controls(scenario)) {
      const words = german.control(control);
      const options = control.options ?? [];
      assert.notEqual(words.help, control.help, `${control.name}: ${control.help}`);
      for (const term of TERMS) assert.doesNotMatch(`${words.label} ${words.help}`, term.never, control.name);
      for (const [index, option] of options.entries()) {
        const own = german.option(control.name, option);
        if (option.help !== "") assert.notEqual(own.help, option.help, `${control.name} ${option.name}`);
        else assert.equal(own.help, "", `${control.name} ${option.name}`);
        for (const term of TERMS) assert.doesNotMatch(`${own.label} ${own.help}`, term.never, `${control.name} ${option.name}`);
        const choice = `${control.name} ${option.name}`;
        if (seen.has(choice)) continue;
        seen.add(choice);
        try {
          look(engine.setControl(scenario, control.name, index));
        } catch (thrown) {
          assert.ok(thrown.code, `${choice}: ${thrown}`);
        }
      }
    }
  };
  for (const name of engine.presetNames()) {
    const scenario = engine.preset(name);
    for (const file of dataNames(scenario)) engine.registerData(file, readFileSync(new URL(`data/${file}`, www)));
    look(scenario);
    const { title, note } = scenario;
    const words = german.preset({ name, title, lesson: note });
    assert.ok((words.lesson !== note && words.title !== title) || name === "short-squeeze", name);
  }
  assert.ok(seen.size > 30);
});

test("what the engine refuses is said in the language of the page, with field, value and range", () => {
  useLanguage("de");
  const failure = { code: "outOfRange", field: "populations[0].count", message: "populations[0].count is 0.5", value: "0.5", min: 1, max: 2_000_000 };
  const text = german.errors.engine({ ...failure, message: "populations[0].count is 0.5; expected a whole number from 1 to 2000000" });
  assert.equal(text, "populations[0].count ist 0.5; erwartet wird eine ganze Zahl von 1 bis 2000000.");
  assert.equal(german.errors.engine({ code: "malformed", field: "", message: "the book has no orders" }), "Das Buch hat keine Orders.");
  assert.equal(german.errors.engine({ code: "malformed", field: "name", message: "the book has no orders" }), "Das Buch hat keine Orders (name).");
  // A control is called what the page calls it.
  assert.equal(german.errors.engine({ ...failure, field: "leverage" }), "„Hebel“ ist 0.5; erlaubt ist 1 bis 2000000.");
  // Words that nobody has put into German stay whole, and are called what they are.
  const codes = [
    "malformed",
    "missingField",
    "unknownField",
    "wrongType",
    "outOfRange",
    "unknownChoice",
    "notBuilt",
    "inconsistent",
    "missingData",
    "ambiguous",
    "internal",
  ];
  for (const code of codes) {
    for (const field of ["", "clock.tickS"]) {
      for (const value of [undefined, "7"]) {
        const said = german.errors.engine({ code, field, message: "the words", ...(value ? { value } : {}) });
        assert.match(said, /^[„A-Z].*\. Die Rechnung sagt dazu, auf Englisch: „the words“\.$/, code);
        assert.doesNotMatch(said, / {2}|undefined|[;:,] ?\./, code);
        if (field) assert.ok(said.includes(field), `${code} names its field`);
      }
    }
  }
  assert.equal(strings.errors.engine({ ...failure, message: "is 0.5" }), "is 0.5 (populations[0].count).");
  useLanguage("en");
});
