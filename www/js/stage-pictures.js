// Pictures of a run that leave the screen: as files, for paper, and those beside the main one. Runs where the engine runs.

import { CodedError } from "./messages.js";
import { PICTURES } from "./pictures.js";
import { drawSheet, paintSheet } from "./sheet.js";

/** @typedef {import("./messages.js").CanvasSize} CanvasSize */
/** @typedef {import("./messages.js").StageTheme} StageTheme */
/** @typedef {import("./pictures.js").Run} Run */

/**
 * The main picture as it stands; it is put back to that afterwards. `size`: on screen; `row`: where the line ends.
 * @typedef {{ stage: import("../pkg/page/liquidation_cascades.js").Stage, size: CanvasSize, theme: StageTheme, row: number }} View
 */

/** Saved pictures have this many pixels for one of CSS. */
const SAVED_PIXEL_RATIO = 2;
/** Under a saved picture: size of the words and of a line, and the margin; CSS pixels. */
const CAPTION = { font: 12, line: 18, margin: 12 };
const CAPTION_FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** As shapes and words. @param {View} view @param {string[]} caption */
export function svgOf({ stage, size, row }, caption) {
  stage.resize(size.widthCss, size.heightCss, 1);
  try {
    return new Blob([stage.svg(row, caption)], { type: "image/svg+xml" });
  } finally {
    stage.resize(size.widthCss, size.heightCss, size.pixelRatio);
  }
}

/**
 * As shapes and words, in colours and in a size of its own.
 * @param {View} view
 * @param {{ theme: StageTheme, widthCss: number, heightCss: number }} order
 */
export function paperOf({ stage, size, theme, row }, order) {
  stage.setTheme(order.theme);
  stage.resize(order.widthCss, order.heightCss, 1);
  try {
    return new Blob([stage.svg(row, [])], { type: "image/svg+xml" });
  } finally {
    stage.setTheme(theme);
    stage.resize(size.widthCss, size.heightCss, size.pixelRatio);
    stage.invalidate();
  }
}

/** At twice the pixels, with words under it. @param {View} view @param {string[]} caption */
export async function pngOf({ stage, size, theme, row }, caption) {
  stage.resize(size.widthCss, size.heightCss, SAVED_PIXEL_RATIO);
  try {
    const scale = stage.widthPx / size.widthCss;
    const { canvas, context } = freshCanvas();
    const lines = wrapped(context, caption, scale, stage.widthPx - 2 * CAPTION.margin * scale);
    canvas.width = stage.widthPx;
    canvas.height = stage.heightPx + Math.ceil((lines.length * CAPTION.line + 1.5 * CAPTION.margin) * scale);
    context.fillStyle = theme.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    stage.invalidate();
    stage.draw(/** @type {OffscreenCanvasRenderingContext2D} */ (context), row);
    lines.forEach(({ text, isStrong }, index) => {
      context.font = captionFont(isStrong, scale);
      context.fillStyle = isStrong ? theme.foreground : theme.muted;
      context.textBaseline = "middle";
      context.fillText(text, CAPTION.margin * scale, stage.heightPx + (CAPTION.margin / 2 + (index + 0.5) * CAPTION.line) * scale);
    });
    return await blobOf(canvas);
  } finally {
    stage.resize(size.widthCss, size.heightCss, size.pixelRatio);
    stage.invalidate();
  }
}

/**
 * The pictures of another view, one below the other, each with its words.
 * @param {Run} run
 * @param {{ kind: "png" | "svg", sheets: readonly import("./messages.js").Sheet[], caption: string[], row: number, decimal: string }} order
 *   `row`: of the playhead; `decimal`: what stands before decimals
 */
export async function sheetOf(run, { kind, sheets, caption, row, decimal }) {
  const { context } = freshCanvas();
  const scale = SAVED_PIXEL_RATIO;
  const { margin, line } = CAPTION;
  const widest = Math.max(...sheets.map(({ picture }) => picture?.size.widthCss ?? 0));
  const width = widest + 2 * margin;
  const rowsOf = (/** @type {readonly string[]} */ texts) =>
    wrapped(
      context,
      texts.filter((text) => text !== ""),
      1,
      widest,
    );
  /** @type {import("./sheet.js").Block[]} */
  const blocks = [];
  try {
    for (const { title, words, picture } of sheets) {
      const drawable = picture
        ? /** @type {import("./pictures.js").Drawable | undefined} */ (
            PICTURES[picture.kind](run, { ...picture, size: { ...picture.size, pixelRatio: scale }, row })
          )
        : undefined;
      blocks.push({ rows: rowsOf([title, ...words]), drawable });
    }
    blocks.push({ rows: rowsOf(caption), drawable: undefined });
    const { background, foreground, muted } = run.theme;
    const look = { width, margin, line, pixelRatio: scale, font: captionFont, background, foreground, muted, decimal };
    if (kind === "png") return await blobOf(paintSheet(blocks, look, freshCanvas));
    const svg = await drawSheet(blocks, look, freshCanvas, addressOf, caption[0] ?? "");
    return new Blob([svg], { type: "image/svg+xml" });
  } finally {
    for (const { drawable } of blocks) drawable?.free();
  }
}

/**
 * One of the pictures beside the main one, drawn anew; nothing where this run has none.
 * @param {Run} run
 * @param {import("./pictures.js").Order & { kind: import("./pictures.js").PictureKind }} order
 * @param {string} decimal what stands before decimals
 */
export async function pictureOf(run, { kind, ...order }, decimal) {
  /** @type {(import("./pictures.js").Drawable & import("./pictures.js").Facts) | undefined} */
  const drawable = PICTURES[kind](run, order);
  if (!drawable) return undefined;
  try {
    const { canvas, context } = freshCanvas();
    canvas.width = drawable.widthPx;
    canvas.height = drawable.heightPx;
    drawable.draw(/** @type {OffscreenCanvasRenderingContext2D} */ (context), decimal);
    const bitmap = "transferToImageBitmap" in canvas ? canvas.transferToImageBitmap() : await createImageBitmap(canvas);
    return { bitmap, crowd: drawable.crowd, breaking: drawable.breaking };
  } finally {
    drawable.free();
  }
}

/** A canvas that nobody sees. */
function freshCanvas() {
  const canvas = typeof OffscreenCanvas === "function" ? new OffscreenCanvas(1, 1) : document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null} */ (canvas.getContext("2d", { alpha: false }));
  if (!context) throw new CodedError({ code: "noCanvas", field: "", message: "This browser cannot make a picture file." });
  return { canvas, context };
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas @returns {Promise<Blob>} */
function blobOf(canvas) {
  if ("convertToBlob" in canvas) return canvas.convertToBlob({ type: "image/png" });
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new CodedError({ code: "noCanvas", field: "", message: "This browser cannot make a picture file." }));
    }, "image/png"),
  );
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas */
async function addressOf(canvas) {
  const bytes = new Uint8Array(await (await blobOf(canvas)).arrayBuffer());
  let text = "";
  // In pieces: so many arguments at once are too many for a call.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:image/png;base64,${btoa(text)}`;
}

/** @param {boolean} isStrong @param {number} scale */
function captionFont(isStrong, scale) {
  return `${isStrong ? 600 : 400} ${CAPTION.font * scale}px ${CAPTION_FONTS}`;
}

/**
 * Lines that fit, broken at spaces, and inside of words (links) only where one alone is too wide. The first is the title.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {readonly string[]} lines
 * @param {number} scale
 * @param {number} width
 */
function wrapped(context, lines, scale, width) {
  return lines.flatMap((line, index) => {
    const isStrong = index === 0;
    context.font = captionFont(isStrong, scale);
    const fits = (/** @type {string} */ text) => context.measureText(text).width <= width;
    /** @type {string[]} */
    const rows = [];
    let row = "";
    for (let word of line.split(" ")) {
      const longer = row === "" ? word : `${row} ${word}`;
      if (fits(longer)) {
        row = longer;
        continue;
      }
      if (row !== "") rows.push(row);
      while (!fits(word) && word.length > 1) {
        let count = word.length - 1;
        while (count > 1 && !fits(word.slice(0, count))) count -= 1;
        rows.push(word.slice(0, count));
        word = word.slice(count);
      }
      row = word;
    }
    return [...rows, row].map((text) => ({ text, isStrong }));
  });
}
