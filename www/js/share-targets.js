// What can be handed on of a run: each target makes texts to copy, a picture, or files to save, of what the dialog knows.
// A target more is an entry more in `TARGETS`. Pure.

import { MOST_BYTES, qrCode } from "./qr.js";
import { RELEASE } from "./release.js";
import * as format from "./format.js";

/** @typedef {typeof import("./share-strings.js").shareStrings} Words */

/**
 * What the dialog knows. `page` and `embed`: addresses of the full page and the embed with the flags that were chosen;
 * `cited`: the address of the run for ever; `sentence`: what it shows, in a sentence; `run`: what it is called;
 * `heightPx`: of the embed; `isTransparent`: it is without its ground; `saveFile`: saves the page in one file. Addresses are nothing where the page is a file that knows
 * none.
 * @typedef {{ page: string | null, embed: string | null, cited: string | null, about: string | null, sentence: string, run: string, heightPx: number, isTransparent: boolean, words: Words, saveFile: () => void | Promise<void> }} Shared
 */

/** A text to copy. @typedef {{ kind: "text", label: string, text: string, help?: string }} TextPart */
/** A picture in black on white, a path of unit squares. @typedef {{ kind: "code", label: string, size: number, path: string, help: string }} CodePart */
/** Words, and a link. @typedef {{ kind: "note", text: string } | { kind: "go", text: string, href: string }} NotePart */
/** Something to be done, as a file to be saved. @typedef {{ kind: "do", label: string, run: () => void | Promise<void> }} DoPart */
/** @typedef {TextPart | CodePart | NotePart | DoPart} Part */

/**
 * `hasFlags`: how it is shown can be chosen; `needs`: the address that it is nothing without; `isFrame`: the embed
 * in a frame, whose height is measured for it and which is shown.
 * @typedef {{ id: string, label: (words: Words) => string, hasFlags: boolean, needs?: "page" | "embed", isFrame?: boolean, parts: (shared: Shared) => Part[] }} Target
 */

/** @type {Target[]} */
export const TARGETS = [
  {
    id: "link",
    label: ({ target }) => target.link,
    hasFlags: true,
    needs: "page",
    parts: ({ page, words }) => [page === null ? nowhere(words) : { kind: "text", label: words.link, text: page, help: words.linkHelp }],
  },
  {
    id: "embed",
    label: ({ target }) => target.embed,
    hasFlags: true,
    needs: "embed",
    isFrame: true,
    parts: ({ embed, sentence, heightPx, isTransparent, words }) => [
      embed === null
        ? nowhere(words)
        : { kind: "text", label: words.snippet, text: snippet({ embed, sentence, heightPx, isTransparent }), help: words.snippetHelp(String(heightPx)) },
    ],
  },
  {
    id: "file",
    label: ({ target }) => target.file,
    hasFlags: true,
    parts: ({ words, saveFile }) => [
      { kind: "note", text: words.fileHelp },
      { kind: "do", label: words.file, run: saveFile },
    ],
  },
  {
    id: "cite",
    label: ({ target }) => target.cite,
    hasFlags: false,
    parts: (shared) => [
      { kind: "text", label: shared.words.plain, text: reference(shared), help: shared.words.citeHelp },
      { kind: "text", label: shared.words.bibtex, text: bibtex(shared) },
      ...(shared.about === null ? [] : [/** @type {const} */ ({ kind: "go", text: shared.words.about, href: shared.about })]),
    ],
  },
  {
    id: "qr",
    label: ({ target }) => target.qr,
    hasFlags: true,
    needs: "page",
    parts: ({ page, words }) => {
      if (page === null) return [nowhere(words)];
      const code = qrCode(page);
      if (code) return [{ kind: "code", label: words.qr, size: code.size, path: pathOf(code), help: words.qrHelp }];
      const bytes = new TextEncoder().encode(page).length;
      return [{ kind: "note", text: words.qrLong(format.number(bytes), format.number(MOST_BYTES)) }];
    },
  },
];

/** What is said where there is no address. @param {Words} words @returns {NotePart} */
const nowhere = (words) => ({ kind: "note", text: words.nowhere });

/** As it stands between the quotes of an attribute. @param {string} text */
function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Frames of another colour scheme than their page's are opaque, whatever they say: the element has that of the embed. @param {{ embed: string, sentence: string, heightPx: number, isTransparent: boolean }} shared */
export function snippet({ embed, sentence, heightPx, isTransparent }) {
  return `<iframe src="${attribute(embed)}" title="${attribute(sentence)}" width="100%" height="${heightPx}" style="border:0${isTransparent ? ";color-scheme:light" : ""}" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`;
}

/** As the APA writes software. @param {Pick<Shared, "cited" | "run" | "words">} shared */
export function reference({ cited, run, words }) {
  const { author, date, title, version, licence } = RELEASE;
  return `${author}. (${date.slice(0, 4)}). ${title} (Version ${version}, ${date}) [${words.software}]. ${words.run(run)}. ${words.licence}: ${licence}.${cited === null ? "" : ` ${cited}`}`;
}

/** Letters that mean something to TeX. @type {Readonly<Record<string, string>>} */
const TEX = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

/** @param {string} text */
function tex(text) {
  return text.replace(/[\\{}~^]/g, (letter) => TEX[letter]).replace(/[&%$#_]/g, "\\$&");
}

/** @param {Pick<Shared, "cited" | "run" | "words">} shared */
export function bibtex({ cited, run, words }) {
  const { author, date, title, version, licence } = RELEASE;
  const fields = [
    ["author", `{${tex(author)}}`],
    ["title", tex(title)],
    ["year", date.slice(0, 4)],
    ["date", date],
    ["version", version],
    // An address is taken as it stands, unless it holds a brace, which it does not: those are written as numbers.
    ...(cited === null ? [] : [["url", cited]]),
    ["note", tex(`${words.software}. ${words.run(run)}. ${words.licence}: ${licence}`)],
  ];
  return `@software{liquidation_cascades,\n${fields.map(([name, value]) => `  ${name} = {${value}}`).join(",\n")}\n}`;
}

/** Modules of the white edge that the standard asks for. */
const QUIET = 4;

/** One stretch for each run of dark modules in a row. @param {{ size: number, dark: Uint8Array }} code */
function pathOf({ size, dark }) {
  let path = "";
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (!dark[row * size + column]) continue;
      const from = column;
      while (column + 1 < size && dark[row * size + column + 1]) column += 1;
      path += `M${from + QUIET} ${row + QUIET}h${column + 1 - from}v1h-${column + 1 - from}z`;
    }
  }
  return path;
}

/** Width of a code with its edge. @param {number} size */
export const widthOf = (size) => size + 2 * QUIET;
