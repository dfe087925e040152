// Addresses keep their meaning: what each of them set when it was written down, to the last bit. A change of the contract or of
// the controls that alters one of them is a fault, unless the address was read wrongly before: then say so in the CHANGELOG.
// `UPDATE=1` adds what a new address means, and an address for every control and option that none sets; of one that is there it
// changes nothing.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { scenarioWith } from "../../www/js/scenario-with.js";
import { readAddress } from "../../www/js/scenario-url.js";
import { dataNames } from "../../www/js/stage-host.js";
import { loadModule, loadPageModule, skip } from "./module.mjs";

const [engine, all] = await Promise.all([loadPageModule(), loadModule()]);
const www = new URL("../../www/", import.meta.url);
const FIXTURES = new URL("addresses.json", import.meta.url);

/** Every place of a scenario and what stands there. */
function* places(value, path = "") {
  if (typeof value !== "object" || value === null) yield [path, value];
  else for (const [key, inner] of Object.entries(value)) yield* places(inner, path === "" ? key : `${path}.${key}`);
}

/** Fields of an instant run that the contract got later: that another clock has none of them is no other meaning. */
const LATER = new Set(["clock.tolerance"]);

/** Where two scenarios differ, and what the second has there; long lists as their digest. */
function differing(before, after) {
  const old = new Map(places(before));
  const found = [...places(after)].filter(([path, value]) => old.get(path) !== value);
  const here = new Set([...places(after)].map(([path]) => path));
  for (const path of old.keys()) if (!here.has(path) && !LATER.has(path)) found.push([path, null]);
  found.sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(found)).digest("hex").slice(0, 16);
  return found.length > 12 ? { places: found.length, digest } : Object.fromEntries(found);
}

const bits = (number) => Buffer.from(new Float64Array([number]).buffer).toString("hex");

/** What an address means: settings as the page keeps them, what it says of them, scenario and outcome. */
function meaning(search) {
  const { address, notes } = readAddress(search);
  const name = engine.presetNames().includes(address.settings.preset) ? address.settings.preset : "the-match";
  const scenario = engine.preset(name);
  for (const file of dataNames(scenario)) {
    engine.registerPacked(file, new Uint8Array(readFileSync(new URL(`pkg/page/data/${file}.packed`, www))));
    all.registerData(file, new Uint8Array(readFileSync(new URL(`data/${file}`, www))));
  }
  const said = [...notes];
  const made = scenarioWith(engine, scenario, address.settings.values, { notes: said, mostPositions: null });
  const trace = engine.run(made.scenario);
  const { finalPrice } = trace.summary();
  // With all that the contract adds, now and later.
  const complete = (one) => all.setControl(one, "seed", engine.controls(one).find((control) => control.name === "seed").value);
  trace.free();
  return {
    preset: name,
    values: made.values,
    notes: said.map(({ kind, name: of }) => `${kind} ${of}`),
    changed: differing(complete(scenario), complete(made.scenario)),
    finalPrice: bits(finalPrice),
  };
}

/** Addresses that set what no other one does: a control of a preset, or an option of it. @param {readonly string[]} addresses */
function missing(addresses) {
  const all = addresses.map((address) => new URLSearchParams(address));
  const found = [];
  for (const name of engine.presetNames()) {
    for (const { name: control, options = [], value } of engine.controls(engine.preset(name))) {
      for (const wanted of options.length === 0 ? [null] : options.map((option) => option.name)) {
        if (all.some((address) => (wanted === null ? address.has(control) : address.get(control) === wanted))) continue;
        const query = new URLSearchParams({ preset: name, [control]: wanted ?? String(value) });
        all.push(query);
        found.push(`?${query}`);
      }
    }
  }
  return found;
}

test("every address means what it meant", { skip }, () => {
  const fixtures = JSON.parse(readFileSync(FIXTURES, "utf8"));
  const addresses = Object.keys(fixtures);
  assert.ok(addresses.length >= 40);
  if (process.env.UPDATE === "1") {
    for (const address of [...addresses, ...missing(addresses)]) fixtures[address] ??= meaning(address);
    writeFileSync(
      FIXTURES,
      `{\n${Object.entries(fixtures)
        .map(([address, means]) => `  ${JSON.stringify(address)}: ${JSON.stringify(means)}`)
        .join(",\n")}\n}\n`,
    );
  }
  for (const [address, means] of Object.entries(fixtures)) assert.deepEqual(meaning(address), means, address);
});

test("the order in an address does not matter", { skip }, () => {
  for (const address of Object.keys(JSON.parse(readFileSync(FIXTURES, "utf8")))) {
    const turned = new URLSearchParams([...new URLSearchParams(address)].reverse());
    const { notes, ...means } = meaning(`?${turned}`);
    const { notes: before, ...meant } = meaning(address);
    assert.deepEqual(means, meant, address);
    assert.deepEqual(notes.sort(), before.sort(), address);
  }
});

test("every control and every option that a preset offers stands in one of them", { skip }, () => {
  assert.deepEqual(missing(Object.keys(JSON.parse(readFileSync(FIXTURES, "utf8")))), []);
});
