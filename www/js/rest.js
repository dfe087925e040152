// What nobody sees while the first picture is on its way: the other views, what is folded away, files, and the words of all
// that. It comes when the figure is there.

import { createAssumptions } from "./assumptions.js";
import { createBeats, openBeat } from "./beats-view.js";
import { createCompare } from "./compare-view.js";
import { createCrowd } from "./crowd-view.js";
import { createDataLoader } from "./data-view.js";
import { createDrag } from "./drag-view.js";
import { createGlossary } from "./glossary.js";
import { createBreaking, createOwn } from "./own-view.js";
import { followLetters } from "./letters.js";
// It is there when somebody chooses files.
import "./load-files.js";
import { createMechanisms } from "./mechanisms-view.js";
import { createMarketLine } from "./market-line.js";
import { createPaid } from "./paid-view.js";
import { pause } from "./pause.js";
import { createPresetGroups } from "./preset-groups.js";
import { createPrint } from "./print-view.js";
import { createSave } from "./save-view.js";
import { createShape } from "./shape-view.js";
import { sinceThen } from "./store.js";
import { strings as all } from "./strings.js";
import { createTable } from "./table-view.js";
import { readTheme } from "./theme.js";
import { find } from "./transport-view.js";
import { createWaves } from "./waves-view.js";
import { become } from "./words.js";

export { all };

/**
 * @param {{
 *   session: import("./session.js").Session, store: import("./session.js").SessionStore, beginning: Readonly<import("./session.js").State>,
 *   strings: import("./words.js").Strings, frame: HTMLElement, scale: ReturnType<typeof import("./level-view.js").createScale>,
 *   link: () => string, cited: (moment?: import("./scenario-url.js").Moment | null) => string,
 * }} parts `beginning`: the state when the page began; `link`: an address that means what is on screen; `cited`: what it says of it
 */
export async function createRest({ session, store: whole, beginning, strings, frame, scale, link, cited }) {
  followLetters(document);
  if (strings.language === all.language) become(strings, all);
  const { store, tell } = sinceThen(whole, beginning);
  const beats = createBeats({
    root: find(document, "#beats", HTMLElement),
    body: document.body,
    views: find(document, ".views", HTMLElement),
    session,
    store,
    strings,
  });
  const save = createSave({ menu: find(document, "#save", HTMLDetailsElement), page: document, session, store, strings, link, query: cited });
  createTable({ root: find(document, "#panel-table", HTMLElement), session, store, strings, save });
  createDataLoader({ root: find(document, "#data", HTMLElement), page: document.body, session, store, strings });
  await pause();
  // An address that locks the shock has taken it away.
  if (frame.querySelector(".grip")) createDrag({ frame, scale, session, store, strings });
  createMarketLine({ root: find(document, ".numbers", HTMLElement), store, strings });
  createPaid({ root: find(document, "#paid", HTMLElement), store, strings });
  createWaves({ panel: find(document, "#panel-waves", HTMLElement), session, store, strings });
  await pause();
  createPresetGroups({ root: find(document, "#presets", HTMLElement), store, strings });
  createAssumptions({ page: document, store, strings });
  createGlossary({ page: document, list: find(document, "#glossary dl", HTMLElement), store, strings });
  createMechanisms({ root: find(document, ".controls", HTMLElement), menu: find(document, "#add", HTMLDetailsElement), session, store, strings });
  await pause();
  createBreaking({ place: find(document, "#breaking", HTMLElement), mark: find(frame, ".breaks", HTMLElement), scale, store, strings });
  createOwn({ panel: find(document, "#own", HTMLDetailsElement), session, store, strings });
  /**
   * What is said of something comes with the first run that has it.
   * @param {(loaded: import("./messages.js").Loaded) => unknown} has
   * @param {() => Promise<void>} fetched
   */
  function withFirst(has, fetched) {
    let isThere = false;
    const follow = () => {
      const { loaded } = store.state;
      if (isThere || !loaded || !has(loaded)) return;
      isThere = true;
      fetched().catch(() => {
        // Tried again with the next run.
        isThere = false;
      });
    };
    store.subscribeLate(["loaded"], follow);
    follow();
  }
  const [figure, panel, own] = [".figure", "#panel-waves", "#own"].map((place) => find(document, place, HTMLElement));
  withFirst(
    ({ facts }) => facts.others.some(({ kind }) => kind === "lending"),
    async () => (await import("./loans-view.js")).createLoans({ figure, panel, own, session, store: whole, strings }),
  );
  withFirst(
    ({ situation }) => situation.market,
    async () => (await import("./spread-view.js")).createSpread({ panel, session, store: whole, strings }),
  );
  withFirst(
    ({ controls }) => controls.some(({ group }) => group === "seen"),
    async () => (await import("./seen-view.js")).createSeen({ figure, session, store: whole, strings }),
  );
  await pause();
  const shape = createShape({ root: find(document, "#shape", HTMLElement), session, store, strings });
  createCrowd({ panel: find(document, "#panel-crowd", HTMLElement), session, store, strings, draw: () => shape.enter() });
  createCompare({ button: find(document, "#compare", HTMLButtonElement), panel: find(document, "#comparison", HTMLElement), session, store, strings });
  await pause();
  tell();
  void createPrint({
    page: document,
    session,
    store,
    ground: () => readTheme(find(document, "#probe", HTMLElement)).background,
    preset: () => find(document, "#presets select", HTMLSelectElement).selectedOptions[0]?.textContent ?? "",
    link: () => location.origin + location.pathname + cited(),
  });
  return {
    /** Opens a beat that an address names. @param {import("./scenario-url.js").Moment} moment */
    openBeat: (moment) => openBeat(beats, moment, session),
  };
}
