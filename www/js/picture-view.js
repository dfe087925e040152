// A picture beside the main one: asks for it anew when its size, the run, the colours or the playhead change.

import { canvasSize, textScale } from "./figure-view.js";

/** A picture and what it is about. @typedef {NonNullable<import("./messages.js").AnswerOf<"picture">>} Picture */

/**
 * @param {{
 *   frame: HTMLElement, kind: import("./pictures.js").PictureKind, words: () => import("./pictures.js").PictureWords,
 *   session: import("./session.js").Session, store: import("./session.js").SessionStore,
 *   isShown: (state: import("./session.js").State) => boolean, followsPlayhead?: boolean,
 *   onDrawn?: (picture: Picture | undefined) => void,
 * }} parts `frame` holds the canvas and gives it its size; `isShown`: whether anybody can see it; `onDrawn`: nothing where there is no such picture
 */
export function createPicture({ frame, kind, words, session, store, isShown, followsPlayhead = false, onDrawn }) {
  const canvas = /** @type {HTMLCanvasElement} */ (frame.querySelector("canvas"));
  const context = canvas.getContext("bitmaprenderer");
  let isAsking = false;
  let isStale = true;

  function refresh() {
    isStale = true;
    if (!isAsking) void draw();
  }

  async function draw() {
    const { state } = store;
    // A size is only asked for when it is needed: asking makes the browser lay out the page.
    if (!isStale || !state.loaded || !isShown(state)) return;
    // An empty frame has no size to ask for.
    const wasEmpty = frame.classList.contains("is-empty");
    frame.classList.remove("is-empty");
    const { clientWidth, clientHeight } = frame;
    frame.classList.toggle("is-empty", wasEmpty);
    if (clientWidth === 0 || clientHeight === 0) return;
    isStale = false;
    isAsking = true;
    const size = canvasSize(clientWidth, clientHeight, devicePixelRatio, textScale());
    const row = state.playhead?.row ?? 0;
    const picture = await session.picture({ kind, size, row, words: words() });
    isAsking = false;
    frame.classList.toggle("is-empty", !picture);
    if (picture) {
      canvas.width = picture.bitmap.width;
      canvas.height = picture.bitmap.height;
      // Nothing below it, or the frame would grow with every picture where no style gives it its size.
      canvas.style.display = "block";
      canvas.style.width = `${(picture.bitmap.width / size.pixelRatio) * size.textScale}px`;
      canvas.style.height = `${(picture.bitmap.height / size.pixelRatio) * size.textScale}px`;
      context?.transferFromImageBitmap(picture.bitmap);
    }
    onDrawn?.(picture);
    // What changed while this one was drawn.
    if (isStale) void draw();
  }

  session.offer(() => {
    const { clientWidth, clientHeight } = frame;
    const section = frame.closest("section");
    if (!section || !store.state.loaded || !isShown(store.state) || clientWidth === 0 || clientHeight === 0) return null;
    const text = (/** @type {Element | null} */ element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
    return {
      title: text(section.querySelector("h3")),
      words: [...section.querySelectorAll(".picture-caption, .help")].map(text),
      picture: frame.classList.contains("is-empty") ? null : { kind, size: canvasSize(clientWidth, clientHeight, 1, textScale()), words: words() },
    };
  });
  new ResizeObserver(refresh).observe(frame);
  store.subscribe((state, previous) => {
    const isMoved = followsPlayhead && state.playhead?.row !== previous.playhead?.row;
    if (state.loaded !== previous.loaded || state.palette !== previous.palette || isShown(state) !== isShown(previous) || isMoved) refresh();
  });
  return { refresh };
}
