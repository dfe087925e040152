// Several pictures with their words on one sheet, as pixels or as a drawing. Runs where the engine runs.

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {import("./pictures.js").Drawable} Drawable */
/** Words of a sheet, already broken into rows; CSS pixels. @typedef {{ text: string, isStrong: boolean }} Row */
/** One picture, or none, between its title and its words. @typedef {{ rows: Row[], drawable: Drawable | undefined }} Block */
/**
 * How it is laid out: CSS pixels, and colours.
 * @typedef {{ width: number, margin: number, line: number, pixelRatio: number, font: (isStrong: boolean, scale: number) => string,
 *   background: string, foreground: string, muted: string, decimal: string }} Look
 */
/** Something at its place; CSS pixels, `y` of a text is the middle of its line. @typedef {{ x: number, y: number } & ({ row: Row } | { drawable: Drawable })} Item */

/**
 * @param {readonly Block[]} blocks
 * @param {Look} look
 * @returns {{ items: Item[], height: number }}
 */
function layOut(blocks, { margin, line, pixelRatio }) {
  /** @type {Item[]} */
  const items = [];
  let y = margin;
  for (const { rows, drawable } of blocks) {
    const say = (/** @type {Row} */ row) => {
      items.push({ x: margin, y: y + line / 2, row });
      y += line;
    };
    rows.filter(({ isStrong }) => isStrong).forEach(say);
    if (drawable) {
      items.push({ x: margin, y, drawable });
      y += drawable.heightPx / pixelRatio;
    }
    rows.filter(({ isStrong }) => !isStrong).forEach(say);
    y += margin;
  }
  return { items, height: Math.ceil(y) };
}

/**
 * @param {readonly Block[]} blocks
 * @param {Look} look
 * @param {() => { canvas: HTMLCanvasElement | OffscreenCanvas, context: Context }} fresh
 */
export function paintSheet(blocks, look, fresh) {
  const { width, pixelRatio: scale } = look;
  const { items, height } = layOut(blocks, look);
  const { canvas, context } = fresh();
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.fillStyle = look.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "middle";
  for (const item of items) {
    if ("row" in item) {
      const { text, isStrong } = item.row;
      context.font = look.font(isStrong, scale);
      context.fillStyle = isStrong ? look.foreground : look.muted;
      context.fillText(text, item.x * scale, item.y * scale);
      continue;
    }
    const part = fresh();
    part.canvas.width = item.drawable.widthPx;
    part.canvas.height = item.drawable.heightPx;
    item.drawable.draw(/** @type {OffscreenCanvasRenderingContext2D} */ (part.context), look.decimal);
    context.drawImage(part.canvas, Math.round(item.x * scale), Math.round(item.y * scale));
  }
  return canvas;
}

/** What stands for itself in XML. @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/**
 * The same with words as words; what has no words is an image in it.
 * @param {readonly Block[]} blocks
 * @param {Look} look
 * @param {() => { canvas: HTMLCanvasElement | OffscreenCanvas, context: Context }} fresh
 * @param {(canvas: HTMLCanvasElement | OffscreenCanvas) => Promise<string>} address of the pixels of a canvas, as data
 * @param {string} title
 */
export async function drawSheet(blocks, look, fresh, address, title) {
  const { width, pixelRatio: scale } = look;
  const { items, height } = layOut(blocks, look);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escaped(look.background)}"/>`,
  ];
  /** @param {{ text: string, x: number, y: number, font: string, colour: string, anchor: string, baseline: string, most?: number }} run */
  const write = ({ text, x, y, font, colour, anchor, baseline }) =>
    parts.push(
      `<text x="${round(x)}" y="${round(y)}" ${fontAttributes(font)} fill="${escaped(colour)}" text-anchor="${anchor}" dominant-baseline="${baseline}">${escaped(text)}</text>`,
    );
  for (const item of items) {
    if ("row" in item) {
      const { text, isStrong } = item.row;
      const colour = isStrong ? look.foreground : look.muted;
      write({ text, x: item.x, y: item.y, font: look.font(isStrong, 1), colour, anchor: "start", baseline: "central" });
      continue;
    }
    const { canvas, context } = fresh();
    const { widthPx, heightPx } = item.drawable;
    canvas.width = widthPx;
    canvas.height = heightPx;
    const recorder = new Recorder(context);
    item.drawable.draw(/** @type {OffscreenCanvasRenderingContext2D} */ (/** @type {unknown} */ (recorder)), look.decimal);
    parts.push(`<image x="${item.x}" y="${item.y}" width="${widthPx / scale}" height="${heightPx / scale}" href="${await address(canvas)}"/>`);
    for (const { text, x, y, font, colour, align } of recorder.runs) {
      const anchor = align === "center" ? "middle" : align === "right" ? "end" : "start";
      write({ text, x: item.x + x / scale, y: item.y + y / scale, font: scaledFont(font, 1 / scale), colour, anchor, baseline: "alphabetic" });
    }
  }
  parts.push("</svg>");
  return parts.join("\n");
}

/** @param {number} value */
const round = (value) => Number(value.toFixed(2));

/** As attributes: a page that allows no inline style shows it as it is. @param {string} font */
function fontAttributes(font) {
  const [, weight = "400", size = "12", family = "sans-serif"] = /^(\d+) ([\d.]+)px (.*)$/.exec(font) ?? [];
  return `font-weight="${weight}" font-size="${size}" font-family="${escaped(family)}"`;
}

/** The same font in another size. @param {string} font @param {number} factor */
function scaledFont(font, factor) {
  return font.replace(/([\d.]+)px/, (_, size) => `${round(Number(size) * factor)}px`);
}

/** Lets pixels through to a canvas and keeps the words. */
class Recorder {
  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
  }

  #context;
  font = "";
  fillStyle = "";
  textAlign = "";
  textBaseline = "";
  /** @type {{ text: string, x: number, y: number, font: string, colour: string, align: string }[]} */
  runs = [];

  /** @param {Parameters<Context["putImageData"]>} given */
  putImageData(...given) {
    this.#context.putImageData(...given);
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.runs.push({ text, x, y, font: this.font, colour: this.fillStyle, align: this.textAlign });
  }

  save() {}
  restore() {}
  beginPath() {}
  rect() {}
  clip() {}
}
