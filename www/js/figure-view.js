// The canvas: made, measured, replaced. What it shows is the host's business.

/** @typedef {import("./messages.js").CanvasSize} CanvasSize */

/** Above this nobody sees a difference, but every frame costs more. */
const MOST_PIXEL_RATIO = 2;
const MOST_PIXELS = 4e6;

/** What the engine takes; only very large letters on a dense screen ask for more. */
const ENGINE_PIXEL_RATIO = 4;

/** Size of letters that pages are designed for, CSS pixels. */
const USUAL_LETTERS = 16;
const MOST_TEXT_SCALE = 3;

/** How much larger than usual the reader's letters are. Words of a picture do not get smaller: nothing is below 12 CSS pixels. */
export function textScale() {
  const letters = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.min(MOST_TEXT_SCALE, Math.max(1, letters / USUAL_LETTERS || 1));
}

/**
 * @param {number} widthCss
 * @param {number} heightCss
 * @param {number} devicePixelRatio
 * @param {number} [scale] of the reader's letters
 * @returns {CanvasSize}
 */
export function canvasSize(widthCss, heightCss, devicePixelRatio, scale = 1) {
  const width = Math.max(1, Math.floor(widthCss));
  const height = Math.max(1, Math.floor(heightCss));
  const most = Math.sqrt(MOST_PIXELS / (width * height));
  const pixelRatio = Math.min(Math.min(devicePixelRatio, MOST_PIXEL_RATIO, most) * scale, ENGINE_PIXEL_RATIO);
  return { widthCss: width / scale, heightCss: height / scale, pixelRatio, textScale: scale };
}

/**
 * @param {HTMLElement} frame element that gives the canvas its size
 * @param {{ onResize: (size: CanvasSize) => void, onVisible: (visible: boolean) => void }} listener
 */
export function createFigureView(frame, { onResize, onVisible }) {
  /** @type {HTMLCanvasElement | null} */
  let canvas = frame.querySelector("canvas");
  let label = canvas?.getAttribute("aria-label") ?? "";
  let size = canvasSize(frame.clientWidth, frame.clientHeight, devicePixelRatio, textScale());
  let isOnScreen = true;

  function measure() {
    // A hidden figure keeps its last size; it is measured again when it comes back.
    if (frame.clientWidth === 0 || frame.clientHeight === 0) return;
    const now = canvasSize(frame.clientWidth, frame.clientHeight, devicePixelRatio, textScale());
    if (now.widthCss === size.widthCss && now.heightCss === size.heightCss && now.pixelRatio === size.pixelRatio && now.textScale === size.textScale) return;
    size = now;
    fit();
    onResize(size);
  }

  /** The canvas is as large on screen as its pixels are: no scaling, no blur. Out of the flow, or it would give the frame its size where no style does. */
  function fit() {
    if (!canvas) return;
    canvas.style.position = "absolute";
    // The delivered picture lies over it until there is something on it.
    canvas.style.zIndex = "-1";
    const onScreen = (/** @type {number} */ length) => `${(Math.round(length * size.pixelRatio) / size.pixelRatio) * size.textScale}px`;
    canvas.style.width = onScreen(size.widthCss);
    canvas.style.height = onScreen(size.heightCss);
  }

  function tellVisible() {
    onVisible(isOnScreen && !document.hidden);
  }

  /** A pixel ratio has no event of its own: each value is watched until it no longer holds. */
  function watchPixelRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        measure();
        watchPixelRatio();
      },
      { once: true },
    );
  }

  new ResizeObserver(measure).observe(frame);
  try {
    // Hears of a changed pixel ratio too, in browsers that know this box.
    new ResizeObserver(measure).observe(frame, { box: "device-pixel-content-box" });
  } catch {
    // The media query below has to do.
  }
  new IntersectionObserver((entries) => {
    isOnScreen = entries[entries.length - 1]?.isIntersecting ?? true;
    tellVisible();
  }).observe(frame);
  document.addEventListener("visibilitychange", tellVisible);
  watchPixelRatio();

  return {
    /** A canvas that was never drawn on: one can be handed to a worker only once. */
    freshCanvas() {
      const fresh = document.createElement("canvas");
      fresh.setAttribute("role", "img");
      fresh.setAttribute("aria-label", label);
      if (canvas) canvas.replaceWith(fresh);
      else frame.append(fresh);
      canvas = fresh;
      fit();
      return fresh;
    },
    size: () => size,
    /** @param {string} text */
    setLabel(text) {
      label = text;
      canvas?.setAttribute("aria-label", text);
    },
  };
}
