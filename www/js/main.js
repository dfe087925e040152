// The full page: wires its parts together.

import { createFigureSession } from "./figure-session.js";
import { createControls } from "./control-view.js";
import { createPresets } from "./presets-view.js";
import { createTable } from "./table-view.js";
import { createTabs } from "./tabs-view.js";
import { createDataLoader } from "./data-view.js";
import { find } from "./transport-view.js";
import { showFigures } from "./outcome-view.js";
import { figures } from "./sentence.js";
import { nextTheme } from "./theme.js";
import { readAddress, writeAddress } from "./scenario-url.js";

/** The address follows when the reader pauses, not at every step of a drag. */
const ADDRESS_IDLE_MS = 300;

const { address, notes } = readAddress(location.search);
const { store, session, strings } = createFigureSession(address);

createControls({
  root: find(document, ".controls", HTMLElement),
  template: find(document, "#control-template", HTMLTemplateElement),
  chips: find(document, "#chips", HTMLElement),
  session,
  store,
  strings,
});
createPresets({ root: find(document, "#presets", HTMLElement), session, store, strings });
createTable({ root: find(document, "#panel-table", HTMLElement), session, store, strings });
createDataLoader({ root: find(document, "#data", HTMLElement), page: document.body, session, store, strings });
const tabs = createTabs(find(document, "[role=tablist]", HTMLElement), (view) => {
  store.update({ view: view === "table" ? "table" : "chart" });
});
tabs.show(store.state.view);

find(document, "#reset", HTMLButtonElement).addEventListener("click", () => void session.reset());
find(document, "#new-seed", HTMLButtonElement).addEventListener("click", () => void session.newSeed());

const themeButton = find(document, "#theme", HTMLButtonElement);
const themeText = find(themeButton, ".theme-text", HTMLElement);
themeText.textContent = strings.themeButton[store.state.theme];
themeButton.addEventListener("click", () => store.update({ theme: nextTheme(store.state.theme) }));

const figureList = find(document, "#figures", HTMLElement);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let addressTimer;

store.subscribe((state, previous) => {
  if (state.loaded && state.loaded !== previous.loaded) showFigures(figureList, figures(state.loaded, strings));
  if (state.view !== previous.view) tabs.show(state.view);
  if (state.theme !== previous.theme) themeText.textContent = strings.themeButton[state.theme];
  const { settings, theme, view, speed } = state;
  if (settings !== previous.settings || theme !== previous.theme || view !== previous.view || speed !== previous.speed) {
    clearTimeout(addressTimer);
    addressTimer = setTimeout(() => {
      const search = writeAddress({ settings, theme, view, speed });
      if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
    }, ADDRESS_IDLE_MS);
  }
});

await session.start(notes);
session.setSpeed(address.speed);
