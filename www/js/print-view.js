// What stands on paper beside the picture: settings and the way back to the run, as text. Fetched when the page has nothing else to do.

import { printStrings } from "./print-strings.js";
import { RELEASE } from "./release.js";
import { readTheme } from "./theme.js";

/** What a sheet has room for beside its margins, CSS pixels. */
const SHEET = { widthCss: 688, heightCss: 330 };

/** So long nothing has moved when the picture is drawn for paper: asked for only then, a print would not wait for it. */
const SETTLED_MS = 600;

/** Darker than that a ground is dark, of 255. */
const MIDDLE = 128;

/** @param {string} language */
async function wordsOf(language) {
  return language === "de" ? (await import("./print-strings-de.js")).printStringsGerman : printStrings;
}

/** Names and values of the settings that are on the page, as its sliders tell them. @param {Document} page @returns {[string, string][]} */
function settingsOf(page) {
  /** @type {[string, string][]} */
  const rows = [];
  for (const control of page.querySelectorAll(".mains [data-control]:not([hidden])")) {
    const name = control.querySelector(".long, label:not(:has(.long))")?.textContent?.trim();
    const value = control.querySelector("input[type=range]")?.getAttribute("aria-valuetext");
    if (name && value) rows.push([name, value]);
  }
  return rows;
}

/** @param {string} name @param {string} text */
function row(name, text) {
  const term = document.createElement("dt");
  term.textContent = name;
  const detail = document.createElement("dd");
  detail.textContent = text;
  return [term, detail];
}

/** @param {string} text */
function paragraph(text) {
  const line = document.createElement("p");
  line.textContent = text;
  return line;
}

/**
 * Keeps the picture for paper beside the one on screen, light from every theme and as sharp as a printer is.
 * @param {{ page: Document, session: Pick<import("./session.js").Session, "paper">, store: import("./session.js").SessionStore }} parts
 */
function createPaper({ page, session, store }) {
  const root = page.documentElement;
  const image = page.createElement("img");
  image.className = "on-paper";
  image.alt = "";
  // The style sheet shows it, on paper: where that has not come, nothing does.
  image.hidden = true;
  page.querySelector(".frame")?.append(image);
  const probe = page.createElement("span");
  probe.className = "probe paper";
  probe.hidden = true;
  page.body.append(probe);
  let newest = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {number} mine */
  async function draw(mine) {
    const { loaded, playhead, computing } = store.state;
    if (mine !== newest || !loaded || playhead?.playing || computing) return;
    const blob = await session.paper({ theme: readTheme(probe), ...SHEET });
    if (!blob || mine !== newest) return;
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(blob);
    await image.decode();
    if (mine === newest) root.dataset.paper = "";
  }

  function begin() {
    delete root.dataset.paper;
    newest += 1;
    const mine = newest;
    clearTimeout(timer);
    // What cannot be drawn for paper is printed as it is on screen.
    timer = setTimeout(() => void draw(mine).catch(() => undefined), SETTLED_MS);
  }

  store.subscribe((state, previous) => {
    const watched = /** @type {const} */ (["loaded", "playhead", "pinned", "cutoff", "computing"]);
    if (watched.some((name) => state[name] !== previous[name])) begin();
  });
  begin();
}

/**
 * @param {{ page: Document, session: Pick<import("./session.js").Session, "paper">, store: import("./session.js").SessionStore, ground: () => string, preset: (() => string) | null, link: () => string }} parts
 *   `ground`: colour that the picture stands on, `#rrggbb`; `preset`: what the run is called, where the page says it; `link`: an address that means what is on screen
 */
export async function createPrint({ page, session, store, ground, preset, link }) {
  createPaper({ page, session, store });
  const place = page.createElement("section");
  place.className = "printed";
  let words = await wordsOf(store.state.language);
  store.subscribe(async (state, previous) => {
    if (state.language !== previous.language) words = await wordsOf(state.language);
  });

  addEventListener("beforeprint", () => {
    const colour = Number.parseInt(ground().slice(1), 16);
    const light = 0.3 * (colour >> 16) + 0.59 * ((colour >> 8) & 255) + 0.11 * (colour & 255);
    page.documentElement.dataset.drawn = light < MIDDLE ? "dark" : "light";
    const list = page.createElement("dl");
    if (preset) list.append(...row(words.preset, preset()));
    for (const [name, value] of settingsOf(page)) list.append(...row(name, value));
    // What else was changed: each chip says it.
    const edited = [...page.querySelectorAll("#chips:not([hidden]) .chip")].map((chip) => chip.textContent?.trim() ?? "");
    if (edited.length > 0) list.append(...row(words.settings, edited.join("; ")));
    const { version, date, licence } = RELEASE;
    place.replaceChildren(list, paragraph(`${words.link}: ${link()}`), paragraph(words.source(version, date, licence)));
    page.querySelector(".page")?.append(place);
  });
  addEventListener("afterprint", () => {
    delete page.documentElement.dataset.drawn;
    place.remove();
  });
}
