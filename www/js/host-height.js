// Tells the page around how much room the embed would like, in the words of whoever may listen: no host knows all of them,
// and nobody knows the host. The height is no secret: anybody may hear it. No module, so that a frame in which the program
// does not run has its room, too.
if (parent !== window) {
  /** @typedef {{ height: number, width: number, id: string, source: string }} Told */

  /** `settled`: its picture is there, or will never be. @param {number} height */
  const own = (height) => ({ type: "cascade:height", v: 1, height, settled: isSettled });

  /** @type {readonly ((told: Told) => unknown)[]} */
  const FORMS = [
    // This project's own.
    ({ height }) => own(height),
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
  /** The words of the program, and a host that does as it is told, lay the page out anew several times: no host is to follow
   * that. What was told first stands until the program has its picture, or has said why not, and nothing has moved for so long. */
  const QUIET_MS = 1100;
  /** The scroll bar of a page that has become higher takes that much from a frame. */
  const SCROLL_BAR = 24;

  const { dataset } = document.documentElement;
  /** What the whole takes, by the width of the frame; CSS pixels. @type {Map<number, number>} */
  const whole = new Map();
  let isH5p = false;
  let times = 0;
  /** @type {{ width: number, height: number } | null} */
  let last = null;
  let isSettled = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let quiet;
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

  /** The rules that leave things out in a low frame. @type {MediaList[] | undefined} */
  let low;

  /** In a sheet, and in the sheets that it imports. @param {CSSStyleSheet} sheet @returns {MediaList[]} */
  const lowOf = ({ cssRules }) =>
    [...cssRules].flatMap((/** @type {any} */ { styleSheet, media }) => (styleSheet ? lowOf(styleSheet) : /max-h/.test(media?.mediaText) ? media : []));

  /** All of it, though the frame is too low for that. @param {Element} page @returns {number | null} nothing where a sandbox keeps the rules from being read */
  function wholeOf(page) {
    try {
      low ??= [...document.styleSheets].flatMap(lowOf);
    } catch {
      return null;
    }
    const texts = low.map(({ mediaText }) => mediaText);
    const isLow = texts.some((text) => matchMedia(text).matches);
    if (isLow) for (const media of low) media.mediaText = "not all";
    const height = natural(page);
    if (isLow) low.forEach((media, index) => (media.mediaText = texts[index]));
    return height;
  }

  /** The words of the program are on their way to a frame of that width, or will be when it is looked at. */
  const isHeld = () => last !== null && !isSettled && Math.abs(innerWidth - last.width) < SCROLL_BAR;

  /** @returns {{ width: number, height: number } | null} nothing as long as the frame is not laid out */
  function wanted() {
    if (isHeld()) return last;
    const page = document.querySelector("#page");
    if (!page) return null;
    const height = wholeOf(page);
    // Asked for behind that: a width is that of a page that is laid out, and without the whole it would be once more.
    const width = innerWidth;
    if (width === 0) return null;
    if (height !== null) return { width, height };
    // At least as much as the whole begins at.
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
    clearTimeout(quiet);
    if (!isSettled) {
      quiet = setTimeout(() => {
        isSettled = ["ready", "broken"].includes(dataset.state ?? "");
        if (!isSettled) return;
        // Told in any case: it is final now.
        last = null;
        look();
      }, QUIET_MS);
    }
    const room = wanted();
    if (!room || (last && room.width === last.width && room.height === last.height)) return;
    last = room;
    times = 0;
    tell();
    clock ??= setInterval(repeat, EVERY_MS);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const watch = new ResizeObserver(look);
    for (const part of document.querySelectorAll("#page > *")) watch.observe(part);
    addEventListener("resize", look);
    look();
    firstInnerHeight = innerHeight;
  });

  /** Messages for the program until it is there. @type {MessageEvent[]} */
  const waiting = [];
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
        if (room) send({ ...own(room.height), ...idOf(data) });
        if (data.what === "height") return;
      }
      if (take) take(event);
      else {
        waiting.push(event);
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
    // What is drawn is not all there yet, and parts that became higher are heard of by themselves.
    if (dataset.state === "drawn") return;
    look();
    if (dataset.state !== "broken" || take) return;
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
