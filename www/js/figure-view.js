// The canvas: made, measured, replaced. What it shows is the host's business.

/** @typedef {import("./messages.js").CanvasSize} CanvasSize */

/** Above this nobody sees a difference, but every frame costs more. */
const MOST_PIXEL_RATIO = 2;
const MOST_PIXELS = 4e6;

/**
 * @param {number} widthCss
 * @param {number} heightCss
 * @param {number} devicePixelRatio
 * @returns {CanvasSize}
 */
export function canvasSize(widthCss, heightCss, devicePixelRatio) {
  const width = Math.max(1, Math.floor(widthCss));
  const height = Math.max(1, Math.floor(heightCss));
  const most = Math.sqrt(MOST_PIXELS / (width * height));
  return { widthCss: width, heightCss: height, pixelRatio: Math.min(devicePixelRatio, MOST_PIXEL_RATIO, most) };
}

/**
 * @param {HTMLElement} frame element that gives the canvas its size
 * @param {{ onResize: (size: CanvasSize) => void, onVisible: (visible: boolean) => void }} listener
 */
export function createFigureView(frame, { onResize, onVisible }) {
  /** @type {HTMLCanvasElement | null} */
  let canvas = frame.querySelector("canvas");
  let label = canvas?.getAttribute("aria-label") ?? "";
  let size = canvasSize(frame.clientWidth, frame.clientHeight, devicePixelRatio);
  let isOnScreen = true;

  function measure() {
    // A hidden figure keeps its last size; it is measured again when it comes back.
    if (frame.clientWidth === 0 || frame.clientHeight === 0) return;
    const now = canvasSize(frame.clientWidth, frame.clientHeight, devicePixelRatio);
    if (now.widthCss === size.widthCss && now.heightCss === size.heightCss && now.pixelRatio === size.pixelRatio) return;
    size = now;
    fit();
    onResize(size);
  }

  /** The canvas is as large on screen as its pixels are: no scaling, no blur. */
  function fit() {
    if (!canvas) return;
    canvas.style.width = `${Math.round(size.widthCss * size.pixelRatio) / size.pixelRatio}px`;
    canvas.style.height = `${Math.round(size.heightCss * size.pixelRatio) / size.pixelRatio}px`;
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
