// The full page: wires its parts together.

import { createFigureSession } from "./figure-session.js";
import { createControls } from "./control-view.js";
import { Keep } from "./keep.js";
import { createPresets } from "./presets-view.js";
import { createTable } from "./table-view.js";
import { createTabs } from "./tabs-view.js";
import { createDataLoader } from "./data-view.js";
import { find } from "./transport-view.js";
import { showFigures } from "./outcome-view.js";
import { figures } from "./sentence.js";
import { nextTheme, readTheme } from "./theme.js";
import { FLAGS, readAddress, viewNamed, writeAddress } from "./scenario-url.js";
import { createHistoryView } from "./history-view.js";
import { createCompare } from "./compare-view.js";
import { createSave } from "./save-view.js";
import { addressesOf } from "./own-address.js";
import { createShare } from "./share-view.js";
import { savedSearch, searchWith } from "./one-page.js";
import { createSections } from "./section-view.js";
import { createScale } from "./level-view.js";
import { createBet } from "./bet-view.js";
import { createBeats, openBeat } from "./beats-view.js";
import { createDrag } from "./drag-view.js";
import { createPaid } from "./paid-view.js";
import { createWaves } from "./waves-view.js";
import { createAssumptions } from "./assumptions.js";
import { createFoot } from "./foot-view.js";
import { createGlossary } from "./glossary.js";
import { createBreaking, createOwn } from "./own-view.js";
import { createShape } from "./shape-view.js";
import { createCrowd } from "./crowd-view.js";
import { pause } from "./pause.js";
import { valueOf } from "./session.js";
import { createTrail } from "./trail.js";
import { stringsOf } from "./strings.js";
import { applyPageStrings, become, living } from "./words.js";

// A script that waits at its top level keeps all those waiting that it asks for later and that take something of it.
async function begin() {
  const saved = savedSearch(document);
  const { address, notes } = readAddress(searchWith(location.search, saved), location.hash);
  const { language } = address;
  const strings = living(await stringsOf(language));
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
  function cited() {
    const { settings } = store.state;
    const seed = valueOf(store.state, "seed");
    const whole = seed === undefined ? settings : { ...settings, values: { ...settings.values, seed } };
    // It is printed under pictures: a scenario stays a name there.
    return search({ settings: whole, isWhole: true, moment: null, flags: FLAGS, packed: {} });
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
  const save = createSave({
    menu: find(document, "#save", HTMLDetailsElement),
    page: document,
    session,
    store,
    strings,
    link: () => (addressesOf(document).page ?? "") + cited(),
    query: cited,
  });
  createShare({ button: find(document, "#share", HTMLButtonElement), page: document, session, store, strings, cited });
  await pause();
  createTable({ root: find(document, "#panel-table", HTMLElement), session, store, strings, save });
  createDataLoader({ root: find(document, "#data", HTMLElement), page: document.body, session, store, strings });
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
  createDrag({ frame, scale, session, store, strings });
  createPaid({ root: find(document, "#paid", HTMLElement), store, strings });
  createWaves({ panel: find(document, "#panel-waves", HTMLElement), session, store, strings });
  await pause();
  createAssumptions({ page: document, store, strings });
  createFoot({ place: find(document, "[data-honest]", HTMLElement), store, strings });
  createGlossary({ page: document, list: find(document, "#glossary dl", HTMLElement), store, strings });
  await pause();
  createBreaking({ place: find(document, "#breaking", HTMLElement), mark: find(frame, ".breaks", HTMLElement), scale, store, strings });
  createOwn({ panel: find(document, "#own", HTMLDetailsElement), session, store, strings });
  await pause();
  const shape = createShape({ root: find(document, "#shape", HTMLElement), session, store, strings });
  createCrowd({ panel: find(document, "#panel-crowd", HTMLElement), session, store, strings, draw: () => shape.enter() });
  await pause();
  const beats = createBeats({
    root: find(document, "#beats", HTMLElement),
    body: document.body,
    views: find(document, ".views", HTMLElement),
    session,
    store,
    strings,
  });

  await pause();
  createHistoryView({
    undo: find(document, "#undo", HTMLButtonElement),
    redo: find(document, "#redo", HTMLButtonElement),
    page: document,
    session,
    store,
  });
  createCompare({
    button: find(document, "#compare", HTMLButtonElement),
    panel: find(document, "#comparison", HTMLElement),
    session,
    store,
    strings,
  });

  find(document, "#reset", HTMLButtonElement).addEventListener("click", () => void session.reset());
  find(document, "#new-seed", HTMLButtonElement).addEventListener("click", () => void session.newSeed());

  const themeButton = find(document, "#theme", HTMLButtonElement);
  const themeText = find(themeButton, ".theme-text", HTMLElement);
  themeText.textContent = strings.themeButton[store.state.theme];
  themeButton.addEventListener("click", () => store.update({ theme: nextTheme(store.state.theme) }));

  const aboutLink = find(document, ".about a", HTMLAnchorElement);
  const languageLink = find(document, "#language", HTMLAnchorElement);
  const showLanguage = () => {
    languageLink.textContent = strings.otherLanguage.label;
    languageLink.lang = languageLink.hreflang = strings.otherLanguage.code;
    aboutLink.href = strings.language === "en" ? "about.html" : `about.html#${strings.language}`;
  };
  showLanguage();
  // All that stands before the first run is there in its language.
  delete document.documentElement.dataset.words;
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
    const words = await stringsOf(wanted);
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

  await session.start(notes, address.pinned);
  session.setSpeed(address.speed);
  if (address.moment?.beat) openBeat(beats, address.moment, session);
  trail.begin();
  bet.begin();
  // On paper the run stands with its settings and its link: nobody waits for that.
  void import("./print-view.js").then(({ createPrint }) =>
    createPrint({
      page: document,
      store,
      ground: () => readTheme(find(document, "#probe", HTMLElement)).background,
      preset: () => find(document, "#presets select", HTMLSelectElement).selectedOptions[0]?.textContent ?? "",
      link: () => location.origin + location.pathname + cited(),
    }),
  );
}
void begin();
