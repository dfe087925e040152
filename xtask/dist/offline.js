// The page stays usable without a line: it is kept once it is live, so that nothing competes with the first picture. Where it
// is a part of somebody else's page nothing is kept.

const root = document.documentElement;

function begin() {
  if (root.dataset.state !== "ready") return false;
  navigator.serviceWorker.register(new URL("../sw.js", import.meta.url)).catch(() => undefined);
  return true;
}

if (top === self && isSecureContext && "serviceWorker" in navigator && !begin()) {
  new MutationObserver((_, observer) => {
    if (begin()) observer.disconnect();
  }).observe(root, { attributes: true, attributeFilter: ["data-state"] });
}
