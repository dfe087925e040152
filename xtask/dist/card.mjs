// The picture that goes with a shared link: what happened in words, and the figure as the engine draws it. 1200 x 630.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { escaped } from "./html.mjs";
import { require } from "./packages.mjs";

export const CARD = { width: 1200, height: 630 };
const MARGIN = 48;
/** The figure is drawn small and shown larger: its words have to be read in a list of links. */
const SCALE = 1.6;
const TITLE = { size: 46, line: 58, mostLines: 3 };
const FONT = "DejaVu Sans";

const fonts = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) =>
  readFileSync(join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf", file)),
);
const { Resvg, initWasm } = require("@resvg/resvg-wasm");
await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));

const paint = (svg) => new Resvg(svg, { font: { fontBuffers: fonts, defaultFontFamily: FONT, loadSystemFonts: false } });

/** Width of bold words at a size. @param {string} text @param {number} size */
function widthOf(text, size) {
  const box = paint(
    `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><text font-family="${FONT}" font-weight="700" font-size="${size}">${escaped(text)}</text></svg>`,
  ).getBBox();
  return box?.width ?? 0;
}

/** @param {string} text @param {number} size @param {number} width @returns {string[]} */
function wrapped(text, size, width) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {{ sentence: string, title: string, product: string, figure: (size: { width: number, height: number }) => string, theme: { background: string, foreground: string, muted: string } }} parts
 * @returns {Uint8Array} a PNG
 */
export function card({ sentence, title, product, figure, theme }) {
  const width = CARD.width - 2 * MARGIN;
  let size = TITLE.size;
  let lines = wrapped(sentence, size, width);
  while (lines.length > TITLE.mostLines) {
    size -= 2;
    lines = wrapped(sentence, size, width);
  }
  const line = (TITLE.line * size) / TITLE.size;
  const top = MARGIN + 26;
  const rows = lines.map(
    (text, i) =>
      `<text x="${MARGIN}" y="${top + 26 + (i + 1) * line}" font-size="${size}" font-weight="700" fill="${theme.foreground}">${escaped(text)}</text>`,
  );
  const from = top + 26 + lines.length * line + 28;
  const height = CARD.height - from - MARGIN / 2;
  const drawn = figure({ width: Math.round(width / SCALE), height: Math.round(height / SCALE) })
    .replace(/font-family="[^"]*"/, `font-family="${FONT}"`)
    .replace("<svg ", `<svg x="${MARGIN}" y="${from}" `)
    .replace(/ width="[\d.]+" height="[\d.]+"/, ` width="${width}" height="${height}"`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${CARD.width}" height="${CARD.height}" font-family="${FONT}">
    <rect width="100%" height="100%" fill="${theme.background}"/>
    <text x="${MARGIN}" y="${top}" font-size="24" fill="${theme.muted}">${escaped(title)}</text>
    <text x="${CARD.width - MARGIN}" y="${top}" font-size="24" fill="${theme.muted}" text-anchor="end">${escaped(product)}</text>
    ${rows.join("")}${drawn}</svg>`;
  return paint(svg).render().asPng();
}
