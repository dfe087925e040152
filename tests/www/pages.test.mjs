// The HTML and CSS as far as they promise something to the program.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { strings } from "../../www/js/strings.js";

const read = (name) => readFileSync(new URL(`../../www/${name}`, import.meta.url), "utf8");
const PAGES = ["index.html", "embed.html"];

test("words in the HTML are the words of strings.js", () => {
  for (const page of PAGES) {
    const html = read(page);
    const found = [...html.matchAll(/data-text="(\w+)"[^>]*>([^<]*)</g)];
    assert.ok(found.length > 5);
    for (const [, key, text] of found) assert.equal(text, strings.page[key], `${page}: ${key}`);
    for (const [, text, key] of html.matchAll(/aria-label="([^"]*)" data-label="(\w+)"/g)) assert.equal(text, strings.page[key], `${page}: ${key}`);
  }
});

test("nothing in the pages needs more than the policy allows", () => {
  for (const page of PAGES) {
    const html = read(page);
    assert.doesNotMatch(html, /\sstyle="|<style|\son\w+="|javascript:/i, page);
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//, page);
    for (const [script] of html.matchAll(/<script[^>]*>[^<]*/g)) assert.match(script, /src="js\/[\w-]+\.js">$/, page);
  }
});

test("both dark palettes are the same, and light names the same colours", () => {
  const css = read("style/palette.css");
  const names = (block) => block.match(/--[\w-]+: [^;]+;/g) ?? [];
  const system = css.match(/:root:not\(\[data-theme="light"\]\) \{([^}]*)\}/)?.[1] ?? "";
  const chosen = css.match(/:root\[data-theme="dark"\] \{([^}]*)\}/)?.[1] ?? "";
  assert.ok(names(system).length > 30);
  assert.deepEqual(names(chosen), names(system));
  const light = new Set((css.match(/:root,\s*\.paper \{([^}]*)\}/)?.[1] ?? "").match(/--[\w-]+(?=:)/g));
  for (const name of names(system)) assert.ok(light.has(name.split(":")[0]), name);
});

test("the style sheet has every region that there is, each once", () => {
  const named = [...read("style.css").matchAll(/^@import "style\/([\w-]+\.css)";$/gm)].map(([, name]) => name);
  assert.deepEqual([...named].sort(), readdirSync(new URL("../../www/style/", import.meta.url)).sort());
  // Paper takes back what screens have, whatever region says it.
  assert.deepEqual([named[0], named.at(-1)], ["palette.css", "print.css"]);
});

test("colours stand in the style sheet only", () => {
  const folder = new URL("../../www/js/", import.meta.url);
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(source, /#[0-9a-f]{6}\b|rgb\(/i, file);
  }
});

test("every preloaded module exists and every module that the page imports is preloaded", () => {
  const imports = (name, seen) => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const [, next] of read(`js/${name}`).matchAll(/^(?:import|} from) ?.*"\.\/([\w-]+\.js)";/gm)) imports(next, seen);
    return seen;
  };
  for (const [page, entry] of [
    ["index.html", "main.js"],
    ["embed.html", "embed.js"],
  ]) {
    const preloaded = [...read(page).matchAll(/modulepreload" href="js\/([\w-]+\.js)"/g)].map(([, name]) => name).sort();
    assert.deepEqual(preloaded, [...imports(entry, new Set())].sort(), page);
  }
});

test("no modules of the page import each other in a circle", () => {
  const folder = new URL("../../www/js/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  /** What a module imports before it runs; what it fetches later may look back. */
  const imports = new Map(
    files.map((name) => {
      const source = readFileSync(new URL(name, folder), "utf8");
      return [name, [...source.matchAll(/^(?:import|export)\b[^;]*?from "\.\/([\w-]+\.js)"/gm)].map(([, file]) => file)];
    }),
  );
  assert.ok([...imports.values()].flat().length > 300, "imports were not found");
  const circles = [];
  const done = new Set();
  const follow = (name, path) => {
    if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(" > "));
    else if (!done.has(name)) {
      for (const file of imports.get(name) ?? []) follow(file, [...path, name]);
      done.add(name);
    }
  };
  for (const name of files) follow(name, []);
  assert.deepEqual(circles, []);
});
