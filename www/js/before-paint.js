// Runs before anything is painted, so that nothing has to move afterwards: which section and which view the address asks
// for, and whether the picture and the words that the page was delivered with are what it asks for. They show the first
// preset, in English, as light or dark as the system.
{
  const { dataset } = document.documentElement;
  const asked = new Map(new URLSearchParams(location.search));
  const section = asked.get("section") ?? "";
  dataset.section = ["watch", "play"].includes(section) ? section : "all";
  const view = asked.get("view") ?? "chart";
  const isPlain = [...asked.keys()].every((key) => ["section", "view", "speed"].includes(key)) && view === "chart" && !/^#[sa]=/.test(location.hash);
  if (!isPlain) dataset.poster = "none";
  if (["crowd", "waves", "table"].includes(view)) {
    // As soon as it is read, which is before anything is painted.
    new MutationObserver((_, observer) => {
      const panel = document.getElementById(`panel-${view}`);
      const chart = document.getElementById("panel-chart");
      if (!panel || !chart) return;
      panel.hidden = false;
      chart.hidden = true;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }
  // Phones that give only films the whole screen have no such button.
  document.documentElement.toggleAttribute("data-fullscreen", document.fullscreenEnabled === true);
  for (const flag of ["plain", "static"])
    if (["", "1", "true"].includes(asked.get(flag) ?? "0")) document.documentElement.toggleAttribute(`data-${flag}`, true);
  if (asked.get("lang") === "de") {
    document.documentElement.lang = "de";
    dataset.words = "coming";
  }
}

/** Longest wait for the picture, milliseconds: where it does not come the program has to do. */
const PATIENCE_MS = 1500;

/** All of the page was read. A browser that does not know `rel=expect` paints before that: on a slow line, or where much else goes on. @returns {Promise<unknown>} */
const whole = () => new Promise((done) => document.addEventListener("DOMContentLoaded", done));

/** The next frame was painted. Who looks at a page whose browser gives it no frame, as a busy one may, does not wait for it. @returns {Promise<void>} */
const painted = () =>
  new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(() => document.hidden || done(), PATIENCE_MS);
  });

/** So many modules are asked for in one go: each takes the page about a millisecond. */
const MODULES_AT_ONCE = 8;

/** Puts the program into the page, its own script first, without holding the page up. @param {Element[]} parts */
async function enter(parts) {
  const isScript = (/** @type {Element} */ part) => part.localName === "script";
  const order = [...parts.filter(isScript), ...parts.filter((part) => !isScript(part))];
  while (order.length > 0) {
    document.head.append(...order.splice(0, MODULES_AT_ONCE));
    await new Promise((done) => setTimeout(done));
  }
}

async function begin() {
  await whole();
  await painted();
  const picture = document.querySelector(".poster img");
  if (picture instanceof HTMLImageElement && picture.getClientRects().length > 0) {
    const patience = new Promise((done) => setTimeout(done, PATIENCE_MS));
    // A picture that cannot be had is nothing to wait for.
    await Promise.race([picture.decode().catch(() => undefined), patience]);
    await painted();
  }
  const program = document.querySelector("#program");
  if (!(program instanceof HTMLTemplateElement)) return;
  void enter([...program.content.children]);
  const { full, fullPresets = "" } = program.dataset;
  const preset = new URLSearchParams(location.search).get("preset") ?? "";
  const engine = fullPresets.split(" ").includes(preset) || /^#[sa]=/.test(location.hash) ? full : program.dataset.engine;
  // Fetched beside the modules, for the worker that asks for it later. A failure is one that the worker meets, too, and tells.
  if (engine)
    fetch(engine)
      .then((answer) => answer.arrayBuffer())
      .catch(() => undefined);
}
void begin();
