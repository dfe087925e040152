// A canvas without its ground: what lies behind the page shows through where nothing was drawn, and in part where little was.
// Runs where the engine runs, which draws opaque pictures on one colour.

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/**
 * Takes a colour out of pixels: each becomes the most transparent one that looks the same on that colour.
 * @param {Uint8ClampedArray} pixels four bytes each, opaque
 * @param {readonly [number, number, number]} ground
 */
export function clearGround(pixels, [red, green, blue]) {
  /** How much of 255 a part needs that is `part` and lies on `ground`. @param {number} part @param {number} ground */
  const need = (part, ground) => (part === ground ? 0 : part > ground ? (255 * (part - ground)) / (255 - ground) : (255 * (ground - part)) / ground);
  for (let at = 0; at < pixels.length; at += 4) {
    const [r, g, b] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    const alpha = Math.ceil(Math.max(need(r, red), need(g, green), need(b, blue)));
    pixels[at + 3] = alpha;
    if (alpha === 0 || alpha === 255) continue;
    const share = 255 / alpha;
    pixels[at] = red + (r - red) * share;
    pixels[at + 1] = green + (g - green) * share;
    pixels[at + 2] = blue + (b - blue) * share;
  }
}

/** Lets everything through to a context, pixels without their ground. */
export class ClearContext {
  /** @param {Context} context @param {string} ground `#rrggbb` */
  constructor(context, ground) {
    this.#context = context;
    const number = Number.parseInt(ground.slice(1), 16);
    this.#ground = /** @type {const} */ ([number >> 16, (number >> 8) & 255, number & 255]);
  }

  #context;
  #ground;

  /** @param {ImageData} image @param {number} x @param {number} y @param {number} left @param {number} top @param {number} width @param {number} height */
  putImageData(image, x, y, left, top, width, height) {
    if (width <= 0 || height <= 0) return;
    // A part of its own: the pixels that come belong to the engine.
    const part = new ImageData(width, height);
    for (let row = 0; row < height; row += 1) {
      const from = 4 * ((top + row) * image.width + left);
      part.data.set(image.data.subarray(from, from + 4 * width), 4 * row * width);
    }
    clearGround(part.data, this.#ground);
    this.#context.putImageData(part, x + left, y + top);
  }

  /** @param {string} font */
  set font(font) {
    this.#context.font = font;
  }
  /** @param {string} style */
  set fillStyle(style) {
    this.#context.fillStyle = style;
  }
  /** @param {CanvasTextAlign} align */
  set textAlign(align) {
    this.#context.textAlign = align;
  }
  /** @param {CanvasTextBaseline} baseline */
  set textBaseline(baseline) {
    this.#context.textBaseline = baseline;
  }
  /** @param {string} text @param {number} x @param {number} y @param {number} most width of it */
  fillText(text, x, y, most) {
    this.#context.fillText(text, x, y, most);
  }
  save() {
    this.#context.save();
  }
  restore() {
    this.#context.restore();
  }
  beginPath() {
    this.#context.beginPath();
  }
  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.#context.rect(x, y, width, height);
  }
  clip() {
    this.#context.clip();
  }
}
