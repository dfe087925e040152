// How many bytes of a module's code each folder of `src/` is: from the names that the compiler leaves in the module, so before
// wasm-opt takes them away.
//
//   node tests/bench/rooms.mjs target/wasm32-unknown-unknown/page/liquidation_cascades.wasm
//
// What is made of a generic function of somebody else's for a type of ours counts as ours.
import { readFileSync } from "node:fs";

const [CUSTOM, IMPORT, CODE, DATA] = [0, 2, 10, 11];
/** Folders with several tenants are counted by those. */
const SHARED = new Set(["sources", "scenario", "analysis", "market", "settlement", "render"]);

const bytes = readFileSync(process.argv[2]);
let at = 8;

/** A number as wasm writes it. */
function number() {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at];
    at += 1;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
    shift += 7;
  }
}

function text() {
  const length = number();
  at += length;
  return bytes.toString("utf8", at - length, at);
}

/** Imported functions have the first numbers. */
let imported = 0;
const sizes = [];
const names = new Map();
const sections = new Map();

while (at < bytes.length) {
  const id = bytes[at];
  at += 1;
  const size = number();
  const end = at + size;
  if (id === IMPORT) {
    for (let left = number(); left > 0; left -= 1) {
      text();
      text();
      const kind = bytes[at];
      at += 1;
      if (kind === 0) imported += 1;
      // Tables and memories have limits, globals a type and whether they change.
      if (kind === 1) at += 1;
      if (kind === 1 || kind === 2) {
        const hasMost = number() & 1;
        number();
        if (hasMost) number();
      } else if (kind === 3) at += 2;
      else number();
    }
  } else if (id === CODE) {
    for (let left = number(); left > 0; left -= 1) {
      const length = number();
      sizes.push(length);
      at += length;
    }
  } else if (id === CUSTOM && text() === "name") {
    while (at < end) {
      const kind = bytes[at];
      at += 1;
      const stop = number() + at;
      if (kind === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), written(text()));
      at = stop;
    }
  }
  if (id === CODE || id === DATA) sections.set(id, size);
  at = end;
}

/** What the compiler writes as `_ZN5first6second17h0123456789abcdefE`, as `first::second`. @param {string} mangled */
function written(mangled) {
  // The library of the language has been compiled before, and is named in another way: its crate is enough.
  const [, length, after] = /^_R.*?Cs[A-Za-z0-9]+_(\d+)_?(\w+)/.exec(mangled) ?? [];
  if (length) return `${after.slice(0, Number(length))}::`;
  // A function that JavaScript calls has the name that it is called by.
  if (!mangled.startsWith("_ZN")) return "liquidation_cascades::wasm::";
  const parts = [];
  let rest = mangled.slice(3);
  for (let digits = /^\d+/.exec(rest)?.[0]; digits; digits = /^\d+/.exec(rest)?.[0]) {
    const end = digits.length + Number(digits);
    parts.push(rest.slice(digits.length, end));
    rest = rest.slice(end);
  }
  return parts
    .join("::")
    .replaceAll("..", "::")
    .replaceAll(/\$(LT|RF|BP|u\w\w)\$/g, " ");
}

/** Which folder or file of ours, or whose library. @param {string} name */
function roomOf(name) {
  const [, room, inner] = /liquidation_cascades::(\w+)(?:::(\w+))?/.exec(name) ?? [];
  if (room) return SHARED.has(room) && inner && !/^[A-Z_]/.test(inner) ? `${room}/${inner}` : room;
  const [, crate] = /(?:^|[<\s&(])([a-z]\w+)::/.exec(name) ?? [];
  return crate ? `(${crate})` : "(others)";
}

const rooms = new Map();
for (const [index, size] of sizes.entries()) {
  const room = roomOf(names.get(imported + index) ?? "");
  rooms.set(room, (rooms.get(room) ?? 0) + size);
}
if (names.size === 0) throw new Error("This module has no names: it is counted before wasm-opt.");
const all = sizes.reduce((sum, size) => sum + size, 0);
/** Ours by folder, with those in it. @type {Map<string, number>} */
const folders = new Map();
for (const [room, size] of rooms) {
  const folder = room.startsWith("(") ? "(libraries)" : room.split("/")[0];
  folders.set(folder, (folders.get(folder) ?? 0) + size);
}
const sorted = (map) => [...map].sort(([, a], [, b]) => b - a);
const row = (room, size) => console.log(`| ${room} | ${size} | ${((100 * size) / all).toFixed(1)} |`);
console.log("| room | bytes of code | % |\n|---|---|---|");
for (const [folder, size] of sorted(folders)) {
  row(folder, size);
  const inside = sorted(rooms).filter(([room]) => (folder === "(libraries)" ? room.startsWith("(") : room.startsWith(`${folder}/`)));
  for (const [room, part] of inside) if (part >= 0.005 * all) row(`- ${room}`, part);
}
row("all code", all);
console.log(`\ndata: ${sections.get(DATA)} bytes; the file with names: ${bytes.length} bytes`);
