// What there is to read: pages of the site and files beside the source. They name what is there, and say what the page says.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { assumed } from "../../www/js/assumptions.js";
import { strings } from "../../www/js/strings.js";

const ROOT = new URL("../../", import.meta.url);
const WWW = new URL("www/", ROOT);
const read = (name, base = ROOT) => readFileSync(new URL(name, base), "utf8");
const PAGES = readdirSync(WWW).filter((name) => name.endsWith(".html") && !["index.html", "embed.html"].includes(name));
const idsOf = (html) => new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));

test("every page to read has the same way to the others, says where it is, and can be skipped to its text", () => {
  const navigation = (name) => read(name, WWW).match(/<nav aria-label="Documents">.*<\/nav>/)?.[0] ?? "";
  const plain = navigation("about.html").replace(' aria-current="page"', "");
  for (const name of PAGES) {
    assert.equal(navigation(name).replace(` href="${name}" aria-current="page"`, ` href="${name}"`), plain, name);
    assert.ok(navigation(name).includes(`href="${name}" aria-current="page"`), name);
    const html = read(name, WWW);
    assert.match(html, /<a class="skip" href="#content">[\s\S]*<main id="content" tabindex="-1">/, name);
    assert.match(html, /<meta name="description" content="[^"]{40,}">/, name);
    assert.doesNotMatch(html, /<script|<[a-z][^<>]*\s(?:style|on\w+)=|<[a-z][^<>]*\s(?:src|href)="(?:https?:)?\/\//, name);
  }
  for (const name of PAGES) assert.ok(plain.includes(`href="${name}"`), name);
});

test("every address on these pages leads to something", () => {
  for (const name of PAGES) {
    const html = read(name, WWW);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
      `${name} has one id twice`,
    );
    const addresses = [...html.matchAll(/\shref="([^"]+)"/g)].map(([, address]) => address);
    assert.ok(addresses.length > 5, name);
    for (const address of addresses) {
      const [path, fragment] = address.split("#");
      assert.ok(existsSync(new URL(path || name, WWW)), `${name}: ${address}`);
      if (fragment) assert.ok(idsOf(read(path || name, WWW)).has(fragment), `${name}: ${address}`);
    }
  }
});

test("the README is short, and every file that it and its kind name is there", () => {
  assert.ok(read("README.md").trimEnd().split("\n").length <= 150);
  for (const name of ["README.md", "src/README.md", "tests/bench/README.md", "tests/fuzz/README.md"]) {
    const text = read(name).replace(/^```[\s\S]*?^```/gm, "");
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, address]) => address).filter((address) => !/^https?:/.test(address));
    for (const address of links) assert.ok(existsSync(new URL(address, new URL(name, ROOT))), `${name}: ${address}`);
    const paths = [...text.matchAll(/`((?:src|tests|www|xtask)\/[\w./-]*)`/g)]
      .map(([, path]) => path)
      .filter((path) => !path.startsWith("www/pkg") && !path.includes("*"));
    for (const path of paths) assert.ok(existsSync(new URL(path, ROOT)), `${name}: ${path}`);
  }
  assert.ok([...read("src/README.md").matchAll(/`src\//g)].length > 20);
});

test("every equation beside the controls stands on the page of the model", () => {
  const text = (formula) =>
    formula
      .slice(1)
      .map((part) => (typeof part === "string" ? part : text(part)))
      .join("");
  // A fraction is a line or a stroke.
  const plain = (equation) => equation.replace(/[\s/]/g, "");
  const page = read("model.html", WWW);
  const known = [...page.matchAll(/<math[^>]*>([\s\S]*?)<\/math>/g)].map(([, inner]) => plain(inner.replace(/<[^>]+>/g, "")));
  const situation = {
    impactLaw: "linear",
    refill: null,
    crowds: ["lognormal"],
    outside: [],
    amplitude: 1,
    entries: "normal",
    basis: "mark",
    isInverse: false,
    hasCloseFee: false,
    brackets: false,
    sharesWallets: false,
  };
  const texts = { ...strings.assumptions, words: { ...strings.assumptions.words, leverage: "ℓ" } };
  const all = [];
  const of = (place, change = {}, choice = {}, ticks = false) =>
    all.push(...assumed(place, { situation: { ...situation, ...change }, ticks, venue: "", chosen: (name) => choice[name] }, texts));
  for (const impactLaw of ["linear", "logLinear", "squareRoot", "book"]) of("main", { impactLaw });
  of("main", {}, {}, true);
  for (const kind of ["lognormal", "uniform", "pareto"]) for (const entries of ["normal", "spot"]) of("traders", { crowds: [kind], entries });
  of("market", {}, { refills: "returns" });
  for (const partial of ["whole", "target", "share", "tiers"]) of("rules", {}, { partial });
  // The page gives those with a fee, and says that it may be 0.
  for (const basis of ["mark", "entry"]) for (const isInverse of [false, true]) of("rules", { basis, isInverse, hasCloseFee: true });
  const equations = new Set(all.filter(({ equation }) => equation.length > 0).map(({ equation }) => plain(equation.map(text).join(""))));
  assert.ok(equations.size > 20);
  const missing = [...equations].filter((equation) => !known.includes(equation));
  assert.deepEqual(missing, []);
});
