// The embed as its line gives it, small, beside the line; fetched when somebody looks at that.

/** Width that it is laid out at, CSS pixels: that of a column of text. */
const WIDTH = 640;
/** After so long without a change it is loaded anew. */
const AFTER_MS = 500;

/**
 * @param {HTMLElement} place
 * @param {typeof import("./share-strings.js").shareStrings} words
 */
export function createPreview(place, words) {
  const page = place.ownerDocument;
  const name = page.createElement("p");
  name.className = "share-preview-name";
  name.textContent = words.preview;
  const room = page.createElement("div");
  room.className = "share-preview-room";
  place.replaceChildren(name, room);
  let wanted = /** @type {string | null} */ (null);
  let heightPx = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** As large as there is room for. */
  function fit() {
    const frame = room.firstElementChild;
    if (!(frame instanceof HTMLElement) || room.clientWidth === 0) return;
    const scale = Math.min(1, room.clientWidth / WIDTH);
    frame.style.transform = `scale(${scale})`;
    room.style.height = `${Math.ceil(scale * heightPx)}px`;
  }
  new ResizeObserver(fit).observe(room);

  function load() {
    if (wanted === null) {
      room.replaceChildren();
      return;
    }
    const frame = page.createElement("iframe");
    Object.assign(frame, { src: wanted, title: words.preview, width: String(WIDTH), height: String(heightPx), loading: "lazy" });
    room.replaceChildren(frame);
    fit();
  }

  return {
    /** @param {string | null} address nothing where there is nothing to show @param {number} height CSS pixels */
    show(address, height) {
      if (height !== heightPx) {
        heightPx = height;
        room.firstElementChild?.setAttribute("height", String(height));
        fit();
      }
      if (address === wanted) return;
      const isFirst = wanted === null;
      wanted = address;
      const asked = new URLSearchParams(address === null ? "" : new URL(address).search);
      // A ground as a page of those colours may have.
      room.dataset.ground = asked.has("transparent") ? (asked.get("theme") ?? "auto") : "none";
      clearTimeout(timer);
      if (isFirst || address === null) load();
      else timer = setTimeout(load, AFTER_MS);
    },
  };
}
