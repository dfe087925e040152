// Tells the page around how much room the embed would like, in the words of whoever may listen: no host knows all of them,
// and nobody knows the host. The height is no secret: anybody may hear it. No module, so that a frame in which the program
// does not run has its room, too.
if (parent !== window) {
  /** @typedef {{ height: number, width: number, id: string, source: string }} Told */

  /** @type {readonly ((told: Told) => unknown)[]} */
  const FORMS = [
    // This project's own.
    ({ height }) => ({ type: "cascade:height", v: 1, height }),
    // Datawrapper, whose listener stands on the pages of many newsrooms.
    ({ height, id }) => ({ "datawrapper-height": { [id]: height } }),
    // AMP: an amp-iframe that is resizable.
    ({ height, width }) => ({ sentinel: "amp", type: "embed-size", height, width }),
    // Embedly, Medium.
    ({ height, source }) => JSON.stringify({ src: source, context: "iframe.resize", height }),
    // Canvas and others, which read either; Brightspace and Blackboard by the name of the standard.
    ({ height }) => ({ subject: "lti.frameResize", height }),
    ({ height }) => JSON.stringify({ subject: "lti.frameResize", height }),
    ({ height }) => ({ subject: "org.imsglobal.lti.frameResize", height }),
    // Open Iframe Resizer.
    ({ height, width }) => ({ type: "iframe-resized", width, height }),
    // H5P: hello until it is answered, then what is wanted.
    ({ height }) => (isH5p ? { context: "h5p", action: "prepareResize", scrollHeight: height, clientHeight: height } : { context: "h5p", action: "hello" }),
  ];

  /** A listener may come late: it is told again as long as the frame is too low. */
  const EVERY_MS = 1000;
  const MOST_TIMES = 30;
  /** A frame that is high enough from the start may have a host that comes late, and wants it lower. */
  const TIMES_UNASKED = 10;
  const LONGEST_ID = 100;

  /** What the whole takes, by the width of the frame; CSS pixels. @type {Map<number, number>} */
  const whole = new Map();
  let isH5p = false;
  let times = 0;
  /** @type {{ width: number, height: number } | null} */
  let last = null;
  let firstInnerHeight = innerHeight;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;

  /** The parts one below the other, the figure as high as it would like. @param {Element} page */
  function natural(page) {
    const frame = document.querySelector(".frame");
    if (!frame) return 0;
    const px = (/** @type {string} */ text) => Number.parseFloat(text) || 0;
    const { paddingTop, paddingBottom, rowGap } = getComputedStyle(page);
    let height = px(paddingTop) + px(paddingBottom);
    let parts = 0;
    for (const part of page.children) {
      const style = getComputedStyle(part);
      if (style.display === "none" || style.position === "absolute") continue;
      height += part.getBoundingClientRect().height + px(style.marginTop) + px(style.marginBottom);
      parts += 1;
    }
    const wish = px(getComputedStyle(frame).flexBasis);
    return Math.ceil(height + px(rowGap) * Math.max(0, parts - 1) - frame.getBoundingClientRect().height + wish);
  }

  /** @returns {{ width: number, height: number } | null} nothing as long as the frame is not laid out */
  function wanted() {
    const width = innerWidth;
    if (width === 0) return null;
    const page = document.querySelector("#page");
    if (!page) return null;
    // In a low frame things are left out, and what the whole would take cannot be measured: at least as much as it begins at.
    const from = Number.parseFloat(getComputedStyle(page).getPropertyValue("--whole-from"));
    if (Number.isNaN(from)) whole.set(width, natural(page));
    return { width, height: whole.get(width) ?? Math.max(natural(page), from) };
  }

  /** @param {unknown} message */
  const send = (message) => parent.postMessage(message, "*");

  function tell() {
    const room = wanted();
    if (!room) return;
    const id = new URLSearchParams(location.search).get("id")?.slice(0, LONGEST_ID) || location.pathname;
    for (const form of FORMS) send(form({ ...room, id, source: location.href }));
  }

  function repeat() {
    const room = wanted();
    const isHigh = room !== null && innerHeight >= room.height;
    const hasReacted = innerHeight !== firstInnerHeight;
    if (times >= MOST_TIMES || (isHigh && (hasReacted || times >= TIMES_UNASKED))) {
      clearInterval(clock);
      clock = undefined;
      return;
    }
    times += 1;
    tell();
  }

  /** Without its style sheet the page is several times as high: while that comes no height is one. */
  const isStyled = () => getComputedStyle(document.documentElement).getPropertyValue("--gap") !== "" || document.readyState === "complete";

  /** Something was laid out anew. */
  function look() {
    if (!isStyled()) {
      setTimeout(look, 50);
      return;
    }
    const room = wanted();
    if (!room || (last && room.width === last.width && room.height === last.height)) return;
    last = room;
    times = 0;
    tell();
    clock ??= setInterval(repeat, EVERY_MS);
  }

  document.addEventListener("DOMContentLoaded", () => {
    firstInnerHeight = innerHeight;
    const watch = new ResizeObserver(look);
    for (const part of document.querySelectorAll("#page > *")) watch.observe(part);
    addEventListener("resize", look);
    look();
  });

  /** Messages for the program until it is there. @type {MessageEvent[]} */
  const waiting = [];
  const MOST_WAITING = 100;
  /** @type {((event: MessageEvent) => void) | null} */
  let take = null;
  /** The program, or whoever speaks for it when it does not come, takes what the host has sent and sends. */
  document.addEventListener("cascade-host", (event) => {
    take = /** @type {CustomEvent} */ (event).detail;
    for (const message of waiting.splice(0)) take?.(message);
  });

  /** A number or a text comes back with the answer. @param {{ id?: unknown }} data */
  const idOf = ({ id }) => (typeof id === "number" || (typeof id === "string" && id.length <= LONGEST_ID) ? { id } : {});

  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    const { data } = event;
    if (typeof data !== "object" || data === null) return;
    if (data.type === "iframe-child-init" || data.type === "iframe-get-child-dimensions") {
      const room = wanted();
      if (room) send({ type: "iframe-resized", ...room });
    } else if (data.context === "h5p") {
      answerH5p(data.action);
    } else if (typeof data.type === "string" && data.type.startsWith("cascade:")) {
      if (data.type === "cascade:get" && (data.what === undefined || data.what === "height")) {
        const room = wanted();
        if (room) send({ type: "cascade:height", v: 1, ...idOf(data), height: room.height });
        if (data.what === "height") return;
      }
      if (take) take(event);
      else {
        if (waiting.length < MOST_WAITING) waiting.push(event);
        // Whoever asks wants it, in sight or not.
        document.dispatchEvent(new Event("cascade-begin"));
      }
    }
  });

  /** The steps of its handshake: hello, hello, prepareResize, resizePrepared, resize. @param {unknown} action */
  function answerH5p(action) {
    const height = wanted()?.height;
    if (height === undefined) return;
    if (action === "ready") send({ context: "h5p", action: "hello" });
    else if (action === "hello" || action === "resize" || action === "prepareResize") {
      isH5p = true;
      send({ context: "h5p", action: "prepareResize", scrollHeight: height, clientHeight: height });
    } else if (action === "resizePrepared") send({ context: "h5p", action: "resize", scrollHeight: height });
  }

  // The program does not come: whoever asks is told that, and why.
  new MutationObserver((_, observer) => {
    if (document.documentElement.dataset.state !== "broken" || take) return;
    observer.disconnect();
    document.dispatchEvent(
      new CustomEvent("cascade-host", {
        detail: (/** @type {MessageEvent} */ { data, origin }) => {
          const { innerText = "" } = /** @type {Partial<HTMLElement>} */ (document.querySelector(".banner:not([hidden])") ?? {});
          const answer = { type: "cascade:error", v: 1, id: data.id, code: "notLoaded", field: "", value: null, allowed: null, message: innerText };
          parent.postMessage(answer, origin === "null" ? "*" : origin);
        },
      }),
    );
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-state"] });
}
