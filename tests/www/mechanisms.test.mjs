// Mechanisms on the page: whatever the engine offers has a name, columns and marks in both languages, an address, and a way
// into a scenario and out of it. No list of kinds stands here: the engine is asked.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { controlValue, inputText, readInput, useLanguage } from "../../www/js/format.js";
import { MOST_IN_SIGHT, changedName, foldedOf } from "../../www/js/mechanisms-view.js";
import { readAddress, writeAddress } from "../../www/js/scenario-url.js";
import { strings, stringsOf } from "../../www/js/strings.js";
import { TABLE_COLUMNS, tableHead } from "../../www/js/table-rows.js";
import { loadPageModule, skip } from "./module.mjs";

const engine = await loadPageModule();
const german = await stringsOf("de");
useLanguage("en");
const source = new URL("../../src/", import.meta.url);

/** Two markets and a clock: all that any mechanism needs. */
function ground() {
  const scenario = engine.preset("the-match");
  scenario.clock = { mode: "ticks", tickS: 1, durationS: 120 };
  scenario.markets.push({ ...structuredClone(scenario.markets[0]), id: "other" });
  return scenario;
}

/** That with every mechanism there is. */
function everything() {
  const plain = ground();
  // What is seen is no mechanism of a kind: it stands once in a scenario, and comes with whoever listens to an alarm.
  const kinds = engine
    .addableMechanisms(plain)
    .map(({ group }) => group)
    .filter((kind) => kind !== "seen");
  const scenario = kinds.reduce((scenario, kind) => engine.addMechanism(scenario, kind), plain);
  // What portfolios have put up is a choice of theirs.
  for (const one of scenario.populations) if (one.kind === "portfolios") one.collateral = { market: one.markets[0] };
  return { plain, kinds, scenario };
}

const ofMechanisms = (scenario) => engine.controls(scenario).filter(({ name }) => name.includes("."));

test("at most six controls of a mechanism are in sight, the switch and what it is about first", { skip }, () => {
  const { kinds, scenario } = everything();
  const all = ofMechanisms(scenario);
  let folds = 0;
  for (const kind of kinds) {
    const names = all.filter(({ group }) => group === kind).map(({ name }) => name);
    const folded = foldedOf(all, kind);
    const seen = names.filter((name) => !folded.includes(name));
    assert.deepEqual([...seen, ...folded], names, kind);
    assert.ok(seen.length <= MOST_IN_SIGHT && seen[0] === `${kind}.enabled`, kind);
    assert.equal(folded.length > 0, names.length > MOST_IN_SIGHT, kind);
    folds += folded.length > 0 ? 1 : 0;
  }
  assert.ok(folds > 0);
});

test("every mechanism has a name, and every control of it words, in both languages", { skip }, () => {
  const { kinds, scenario } = everything();
  assert.ok(kinds.length >= 6);
  assert.deepEqual(engine.addableMechanisms(scenario), []);
  const all = [scenario, ...engine.presetNames().map((name) => engine.preset(name))].flatMap((one) => (dataOf(one) ? [] : ofMechanisms(one)));
  assert.deepEqual([...new Set(all.map(({ group }) => group))].sort(), [...kinds].sort());
  for (const control of all) {
    assert.ok(kinds.includes(control.group) && control.name.startsWith(`${control.group}.`), control.name);
    const [here, there] = [strings, german].map((words) => words.control(control));
    assert.ok(here.label.length > 2 && here.help.length > 10, control.name);
    assert.notEqual(there.help, here.help, control.name);
    if (control.group !== "arbitrage" || !control.name.endsWith(".enabled")) assert.notEqual(there.label, here.label, control.name);
    for (const option of control.options ?? []) assert.notEqual(german.option(control.name, option).label, option.label, control.name);
  }
  // The switch comes first and is what the drawer is called.
  for (const kind of kinds) {
    const [first, ...others] = ofMechanisms(scenario).filter(({ group }) => group === kind);
    assert.equal(first.name, `${kind}.enabled`);
    assert.deepEqual(
      first.options.map(({ name }) => name),
      ["off", "on"],
    );
    assert.ok(others.length > 0, kind);
  }
});

test("what is seen is added with an alarm, and each of its controls has words in both languages, values and an address", { skip }, () => {
  const plain = ground();
  assert.equal(engine.addableMechanisms(plain).at(-1).group, "seen");
  const scenario = engine.addMechanism(plain, "seen");
  const own = engine.controls(scenario).filter(({ group }) => group === "seen");
  assert.deepEqual(
    own.map(({ name }) => name),
    ["sight", "seenShare", "believedShare", "seenError", "seenDelay", "alarmAt"],
  );
  assert.ok(own.length <= MOST_IN_SIGHT);
  for (const control of own) {
    const [here, there] = [strings, german].map((words) => words.control(control));
    assert.ok(here.label.length > 2 && here.help.length > 10, control.name);
    assert.ok(there.label !== here.label && there.help !== here.help, control.name);
    for (const option of control.options ?? []) assert.notEqual(german.option(control.name, option).label, option.label, control.name);
    const value = control.options ? "all" : control.range[1];
    assert.match(controlValue(control, control.value), /\d/, control.name);
    const settings = { preset: "through-the-fog", values: { [control.name]: value }, files: {} };
    const { address, notes } = readAddress(writeAddress({ ...readAddress("").address, settings }));
    assert.deepEqual([address.settings.values, notes], [settings.values, []], control.name);
  }
  assert.equal(engine.removeMechanism(scenario, "seen").alarms.length, 0);
});

const dataOf = (scenario) => JSON.stringify(scenario).includes('"data"');

test("their values are shown, typed and linked", { skip }, () => {
  const { scenario } = everything();
  for (const control of ofMechanisms(scenario)) {
    for (const value of [control.value, ...control.range]) {
      assert.match(controlValue(control, value), /\d/, control.name);
      assert.doesNotMatch(controlValue(control, value), /NaN|undefined/, control.name);
      assert.ok(Math.abs(readInput(control, inputText(control, value)).value - value) <= 5e-4 * Math.abs(value), `${control.name} ${value}`);
    }
    const value = control.options ? "off" : control.range[1];
    const settings = { preset: "the-match", values: { [control.name]: value }, files: {} };
    const { address, notes } = readAddress(writeAddress({ ...readAddress("").address, settings }));
    assert.deepEqual([address.settings.values, notes], [settings.values, []], control.name);
    const locked = readAddress(`?lock=${control.name}`).address.flags.locked;
    assert.deepEqual(locked, [control.name]);
  }
  for (const name of [".enabled", "stops.", "stops..enabled", "a.b.c"]) assert.equal(readAddress(`?${name}=1`).notes[0]?.kind, "ignored", name);
});

test("every column of a mechanism has a head in both languages", { skip }, () => {
  const { plain, scenario } = everything();
  const [before, after] = [plain, scenario].map((one) => {
    const trace = engine.run(one);
    const columns = trace.columns();
    trace.free();
    return columns;
  });
  const had = new Set(before.map(({ name }) => name));
  const own = after.filter(({ name }) => !had.has(name));
  assert.ok(own.length >= 12);
  for (const { name, unit } of own) {
    for (const words of [strings, german]) assert.ok(words.table.mechanisms[name], `${name} in ${words.language}`);
    const values = new Float64Array(2);
    const columns = Object.fromEntries(TABLE_COLUMNS.map((column) => [column, values]));
    const slice = { firstRow: 0, rows: 2, ticks: true, isUp: false, notionalBefore: 0, columns, others: [{ name, unit, values }] };
    assert.ok(tableHead(slice, strings, true).includes(strings.table.mechanisms[name]), name);
  }
  assert.deepEqual(Object.keys(strings.table.mechanisms).sort(), own.map(({ name }) => name).sort());
});

test("whatever can happen has a name in both languages", () => {
  const declared = [];
  for (const file of readdirSync(source, { recursive: true })) {
    if (!file.endsWith(".rs")) continue;
    const [text] = readFileSync(new URL(file, source), "utf8").split("#[cfg(test)]");
    for (const [, name, label] of text.matchAll(/: EventSpec = EventSpec \{\s*name: "(\w+)",\s*label: "([^"]+)"/g)) declared.push([name, label]);
  }
  assert.ok(declared.length >= 10, `${declared.length} events`);
  assert.deepEqual(Object.entries(strings.stage.events).sort(), declared.sort());
  for (const [name, label] of declared) assert.ok((german.stage.events[name] ?? label) !== label, name);
});

test("a scenario is named by what was added to it and taken away", () => {
  assert.equal(changedName("The match", "Stop orders", false), "The match + Stop orders");
  assert.equal(changedName("The match + Stop orders", "Option dealers", false), "The match + Stop orders + Option dealers");
  assert.equal(changedName("The match + Stop orders + Option dealers", "Stop orders", true), "The match + Option dealers");
  assert.equal(changedName("Gamma squeeze", "Option dealers", true), "Gamma squeeze \u2212 Option dealers");
  assert.equal(changedName("Gamma squeeze \u2212 Option dealers (2)", "Option dealers", false), "Gamma squeeze");
  // Another kind that begins with the same words is another one.
  assert.equal(changedName("The match + Stop orders of others", "Stop orders", true), "The match + Stop orders of others \u2212 Stop orders");
});

test("the situations stand in groups that have names in both languages, all of them in the order of the engine", { skip }, () => {
  const html = readFileSync(new URL("../../www/index.html", import.meta.url), "utf8");
  const [select] = html.match(/<select id="preset">.*?<\/select>/s);
  const labels = [...select.matchAll(/<optgroup label="([^"]+)"/g)].map(([, label]) => label);
  assert.deepEqual(labels, strings.presetGroups);
  assert.equal(german.presetGroups.length, labels.length);
  for (const [at, label] of labels.entries()) assert.notEqual(german.presetGroups[at], label);
  const names = [...select.matchAll(/<option value="([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(names, engine.presetNames());
  assert.equal(select.split("<optgroup")[0].includes("<option"), false);
});
