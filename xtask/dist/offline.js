// The site stays usable without a line: a visit of any of its pages keeps all of it, once that page is done and has nothing else
// to do, so that nothing competes with what the reader came for. Where a page is a part of somebody else's, nothing is kept: a
// browser would keep it once more for each of them, and a sandbox forbids it.

/** Longest wait for a moment without work, milliseconds. */
const PATIENCE_MS = 10_000;

const root = document.documentElement;
/** A page with a program is done when that lives, and all of it is there. */
const isDone = () => root.dataset.state === "ready" && root.dataset.rest === undefined;

/** @returns {Promise<void>} */
function done() {
  return new Promise((done) => {
    if (!document.getElementById("program")) {
      if (document.readyState === "complete") done();
      else addEventListener("load", () => done(), { once: true });
      return;
    }
    if (isDone()) return done();
    new MutationObserver((_, observer) => {
      if (!isDone()) return;
      observer.disconnect();
      done();
    }).observe(root, { attributes: true, attributeFilter: ["data-state", "data-rest"] });
  });
}

/** @returns {Promise<void>} */
const idle = () =>
  new Promise((done) => (typeof requestIdleCallback === "function" ? requestIdleCallback(() => done(), { timeout: PATIENCE_MS }) : setTimeout(done, 1000)));

async function begin() {
  await done();
  await idle();
  await navigator.serviceWorker.register(new URL("../sw.js", import.meta.url));
}

// Where it is forbidden the page is as good as it was.
if (top === self && isSecureContext && "serviceWorker" in navigator) begin().catch(() => undefined);
