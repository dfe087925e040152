// The full page: wires its parts together.

import { createFigureSession } from "./figure-session.js";
import { createControls } from "./control-view.js";
import { Keep } from "./keep.js";
import { createPresets } from "./presets-view.js";
import { createTabs } from "./tabs-view.js";
import { find } from "./transport-view.js";
import { showFigures } from "./outcome-view.js";
import { figures } from "./figures-text.js";
import { nextTheme } from "./theme.js";
import { FLAGS, readAddress, viewNamed, writeAddress } from "./scenario-url.js";
import { createHistoryView } from "./history-view.js";
import { addressesOf } from "./own-address.js";
import { createShare } from "./share-view.js";
import { savedSearch, searchWith } from "./one-page.js";
import { createSections } from "./section-view.js";
import { createScale } from "./level-view.js";
import { createBet } from "./bet-view.js";
import { createFoot } from "./foot-view.js";
import { keepPresses } from "./kept-presses.js";
import { pause } from "./pause.js";
import { valueOf } from "./session.js";
import { createTrail } from "./trail.js";
import { bet as betWords } from "./strings-bet.js";
import { figures as figureWords } from "./strings-figures.js";
import { start } from "./strings-start.js";
import { applyPageStrings, become, living, wordsOf } from "./words.js";

/** Words to begin with; the others come with what they are for. */
const first = { ...start, bet: betWords, figures: figureWords };
/** What `rest.js` is about. */
const LATER = ["#save", "#compare", "#own", "#shape", "#data", "#panel-crowd", "#panel-waves", "#panel-table"];

// A script that waits at its top level keeps all those waiting that it asks for later and that take something of it.
async function begin() {
  const saved = savedSearch(document);
  const { address, notes } = readAddress(searchWith(location.search, saved), location.hash);
  const { language, own } = address;
  const { dataset } = document.documentElement;
  const strings = living(/** @type {import("./words.js").Strings} */ (await wordsOf(language, first)));
  if (strings.language !== language) notes.push({ kind: "noWords", name: language });
  document.title = strings.title;
  // The figure is measured, also where another view is asked for: it has to be in the page for that, unseen.
  const chart = find(document, "#panel-chart", HTMLElement);
  const { hidden } = chart;
  chart.hidden = false;
  // Asking for a store that is forbidden throws: whoever wants something of it is told then.
  const keep = new Keep({ databases: () => indexedDB, tab: () => sessionStorage });
  const { store, session } = createFigureSession(address, strings, { keep });
  chart.hidden = hidden;
  // The engine is on its way meanwhile: there is time to let the browser breathe between the parts.
  await pause();

  /** The query string of a state. @param {Readonly<import("./session.js").State>} state @param {Partial<import("./scenario-url.js").Address> & { isWhole?: boolean }} [but] */
  function searchOf({ settings, pinned, own, theme, view, speed, section, language, moment, flags, packed }, but) {
    return writeAddress({ settings, pinned: pinned?.settings, own, theme, view, speed, section, language, moment, flags, packed, ...but });
  }

  /** The same with preset and seed in any case: what is cited must mean the same run after every default has changed. */
  function cited(moment = /** @type {import("./scenario-url.js").Moment | null} */ (null)) {
    const { settings } = store.state;
    const seed = valueOf(store.state, "seed");
    const whole = seed === undefined ? settings : { ...settings, values: { ...settings.values, seed } };
    // It is printed under pictures: a scenario stays a name there.
    return search({ settings: whole, isWhole: true, moment, flags: FLAGS, packed: {} });
  }

  /** The query string of what is on screen. @param {Partial<import("./scenario-url.js").Address> & { isWhole?: boolean }} [but] */
  const search = (but) => searchOf(store.state, but);

  createControls({
    root: find(document, ".controls", HTMLElement),
    template: find(document, "#control-template", HTMLTemplateElement),
    choiceTemplate: find(document, "#choice-template", HTMLTemplateElement),
    otherTemplate: find(document, "#other-template", HTMLTemplateElement),
    chips: find(document, "#chips", HTMLElement),
    session,
    store,
    strings,
  });
  await pause();
  createPresets({ root: find(document, "#presets", HTMLElement), session, store, strings });
  createShare({ button: find(document, "#share", HTMLButtonElement), page: document, session, store, strings, cited });
  await pause();
  const tabs = createTabs(find(document, "[role=tablist]", HTMLElement), (view) => {
    store.update({ view: viewNamed(view) ?? "chart" });
  });
  tabs.show(store.state.view);
  await pause();
  createSections({ root: document.documentElement, links: document.querySelectorAll("[data-go]"), store, address: (section) => search({ section }) });
  const frame = find(document, ".frame", HTMLElement);
  const scale = createScale({ frame, session, store });
  const bet = createBet({
    root: find(document, "#bet", HTMLElement),
    level: find(frame, ".bet-level", HTMLElement),
    scale,
    session,
    store,
    strings,
    isFresh: location.search + saved === "",
  });
  await pause();
  createFoot({ place: find(document, "[data-honest]", HTMLElement), store, strings });

  await pause();
  createHistoryView({
    undo: find(document, "#undo", HTMLButtonElement),
    redo: find(document, "#redo", HTMLButtonElement),
    page: document,
    session,
    store,
  });
  find(document, "#reset", HTMLButtonElement).addEventListener("click", () => void session.reset());
  find(document, "#new-seed", HTMLButtonElement).addEventListener("click", () => void session.newSeed());

  const themeButton = find(document, "#theme", HTMLButtonElement);
  const themeText = find(themeButton, ".theme-text", HTMLElement);
  themeText.textContent = strings.themeButton[store.state.theme];
  themeButton.addEventListener("click", () => store.update({ theme: nextTheme(store.state.theme) }));

  /** @type {NodeListOf<HTMLAnchorElement>} */
  const documents = document.querySelectorAll(".about a");
  const languageLink = find(document, "#language", HTMLAnchorElement);
  const showLanguage = () => {
    languageLink.textContent = strings.otherLanguage.label;
    languageLink.lang = languageLink.hreflang = strings.otherLanguage.code;
    for (const link of documents) link.hash = strings.language === "en" ? "" : strings.language;
  };
  showLanguage();
  // All that stands before the first run is there in its language.
  delete dataset.words;
  for (const moment of ["pointerenter", "focus", "pointerdown"]) {
    languageLink.addEventListener(moment, () => (languageLink.href = "./" + search({ language: strings.otherLanguage.code })));
  }
  languageLink.addEventListener("click", (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void speak(strings.otherLanguage.code);
  });

  /** In place: nothing that was set, loaded or undone is lost. @param {import("./scenario-url.js").Language} wanted */
  async function speak(wanted) {
    const words = await wordsOf(wanted, wanted === "en" ? (await import("./rest.js")).all : first);
    if (words.language !== wanted) {
      session.announce(words.notes.noWords());
      return;
    }
    become(strings, words);
    store.update({ language: strings.language });
    document.documentElement.lang = strings.language;
    document.title = strings.title;
    applyPageStrings(document, strings.page);
    showLanguage();
    themeText.textContent = strings.themeButton[store.state.theme];
    await session.relabel();
  }

  const figureList = find(document, "#figures", HTMLElement);
  store.subscribe((state, previous) => {
    if (state.loaded && state.loaded !== previous.loaded) showFigures(figureList, figures(state.loaded, strings));
    if (state.view !== previous.view) tabs.show(state.view);
    if (state.theme !== previous.theme) themeText.textContent = strings.themeButton[state.theme];
  });
  // A link or a piece of text that is dropped beside its place would take the page away.
  for (const type of /** @type {const} */ (["dragover", "drop"])) {
    addEventListener(type, (event) => {
      if (!(event.target instanceof Element && event.target.closest("input, textarea"))) event.preventDefault();
    });
  }
  const trail = createTrail({ session, store, window, search: searchOf, read: (query, hash) => readAddress(searchWith(query, saved), hash).address });

  const beginning = store.state;
  const arrive = keepPresses(document, LATER);
  /** The rest of the page; nothing where it does not come. */
  async function bring() {
    try {
      const { createRest } = await import("./rest.js");
      const rest = await createRest({ session, store, beginning, strings, frame, scale, link: () => (addressesOf(document).page ?? "") + cited(), cited });
      arrive();
      return rest;
    } catch {
      return null;
    } finally {
      delete dataset.rest;
    }
  }
  /** As long as parts are dead that is said, whatever else goes well. */
  function tellMissing() {
    const tell = () => strings.notes.noRest();
    const show = () => store.state.error ?? store.update({ error: { text: tell(), tell, control: null, isFinal: true } });
    store.subscribe(show);
    show();
    session.announce(tell());
  }
  dataset.rest = "coming";
  // Whoever came for more than the picture that the page was delivered with has all of it at once.
  const hasStory = address.section === "watch" || Boolean(address.moment?.beat);
  const isPlain = dataset.poster === undefined && saved === "" && keep.steps() === null && !own.isOpen && !hasStory;
  const rest = isPlain ? undefined : await bring();
  await session.start(notes, address.pinned);
  session.setSpeed(address.speed);
  // The last one would tell a result that is to wait.
  if (address.moment?.beat && !store.state.isSecret) rest?.openBeat(address.moment);
  trail.begin();
  bet.begin();
  // Nothing competes with the figure before it lives.
  await store.whenSettled();
  if (!(rest === undefined ? await bring() : rest)) tellMissing();
}
void begin();
