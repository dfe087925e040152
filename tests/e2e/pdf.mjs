// What a PDF says: the texts that the browser wrote into it, piece by piece. Reads what Chromium writes, nothing else.
import { inflateSync } from "node:zlib";

/** Objects by number: what stands in them, and their stream where they have one. @param {Buffer} pdf */
function objectsOf(pdf) {
  const text = pdf.toString("latin1");
  const objects = new Map();
  for (const found of text.matchAll(/(?:^|\n)(\d+) 0 obj\s/g)) {
    const from = found.index + found[0].length;
    const end = text.indexOf("endobj", from);
    const stream = text.indexOf("stream", from);
    if (stream < 0 || stream > end) {
      objects.set(Number(found[1]), { head: text.slice(from, end) });
      continue;
    }
    const head = text.slice(from, stream);
    const length = Number(head.match(/\/Length (\d+)/)?.[1] ?? 0);
    const start = text.indexOf("\n", stream) + 1;
    const bytes = pdf.subarray(start, start + length);
    // Pictures are of no interest.
    const isText = !/\/Subtype\s*\/Image|\/FontFile|\/Length1 /.test(head);
    objects.set(Number(found[1]), { head, stream: isText ? (/\/FlateDecode/.test(head) ? inflateSync(bytes) : bytes).toString("latin1") : undefined });
  }
  return objects;
}

const fromHex = (digits) => Buffer.from(digits, "hex").swap16().toString("utf16le");

/** Which letters the signs of a font are. @param {string} map a ToUnicode map */
function lettersOf(map) {
  const letters = new Map();
  for (const [, block] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, sign, letter] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) letters.set(Number.parseInt(sign, 16), fromHex(letter));
  }
  for (const [, block] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, letter] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) {
      const first = Number.parseInt(from, 16);
      for (let sign = first; sign <= Number.parseInt(to, 16); sign += 1) letters.set(sign, String.fromCharCode(Number.parseInt(letter, 16) + sign - first));
    }
  }
  return letters;
}

/**
 * The pieces of text of a PDF, in the order in which they are painted; a piece is what the browser wrote at once.
 * @param {Buffer} pdf
 * @returns {string[]}
 */
export function textsOf(pdf) {
  const objects = objectsOf(pdf);
  const fonts = new Map();
  for (const { head, stream } of objects.values()) {
    for (const [, name, number] of `${head}${stream ?? ""}`.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = objects.get(Number(number))?.head.match(/\/ToUnicode (\d+) 0 R/)?.[1];
      if (map) fonts.set(name, lettersOf(objects.get(Number(map)).stream));
    }
  }
  const pieces = [];
  for (const { head, stream } of objects.values()) {
    if (!stream || !/\bTf\b/.test(stream) || /begincmap/.test(stream) || /\/Type\s*\/ObjStm/.test(head)) continue;
    for (const [, block] of stream.matchAll(/\bBT\b([\s\S]*?)\bET\b/g)) {
      let letters = new Map();
      let piece = "";
      // A span with a text of its own, as where two letters share a sign, reads as that text; a font chosen in it stays chosen.
      let spoken = false;
      for (const [, actual, end, font, signs] of block.matchAll(/\/ActualText\s*<(?:FEFF)?([0-9A-Fa-f]*)>|\b(EMC)\b|\/(F\d+) [\d.-]+ Tf|<([0-9A-Fa-f]+)>/g)) {
        if (actual !== undefined) {
          piece += fromHex(actual);
          spoken = true;
        } else if (end) spoken = false;
        else if (font) letters = fonts.get(font) ?? new Map();
        else if (spoken) continue;
        else for (let at = 0; at < signs.length; at += 4) piece += letters.get(Number.parseInt(signs.slice(at, at + 4), 16)) ?? "\ufffd";
      }
      if (piece !== "") pieces.push(piece);
    }
  }
  return pieces;
}
