// The wiring that the full page and the embed share: address, store, client, figure, transport, words.

import { readFile } from "./load-client.js";
import { DEFAULT_PRESET } from "./scenario-url.js";
import { createStore } from "./store.js";
import { Session, initialState } from "./session.js";
import { StageClient } from "./stage-client.js";
import { createFigureView } from "./figure-view.js";
import { createTransport, find } from "./transport-view.js";
import { createReadout } from "./readout-view.js";
import { createLegend } from "./legend-view.js";
import { createZoom } from "./zoom-view.js";
import { createStatusLine } from "./status-line.js";
import { showSentence } from "./outcome-view.js";
import { createBreakingSearch } from "./breaking-search.js";
import { breakingClaim, claimsOf } from "./claims.js";
import { openSentence, pictureLabel, sentence } from "./sentence.js";
import { ghostLabel } from "./compare.js";
import { applyTheme, readTheme, watchTheme } from "./theme.js";
import { applyPageStrings } from "./words.js";
import { setAttribute } from "./write.js";

/** A move with as many digits as most. */
const LONG_MOVE = "19.3\u00a0%";

/**
 * @param {import("./scenario-url.js").Address} address
 * @param {typeof import("./strings.js").strings} strings
 * @param {{ keep?: import("./keep.js").Keep | null }} [how] on somebody else's page nothing is kept
 */
export function createFigureSession({ settings, own, theme, view, speed, section, moment, flags, packed }, strings, { keep = null } = {}) {
  const root = document.documentElement;
  root.lang = strings.language;
  root.dataset.program = "here";
  applyPageStrings(document, strings.page);
  applyTheme(root, theme);
  root.toggleAttribute("data-plain", flags.isPlain);
  root.toggleAttribute("data-static", flags.isStatic);
  root.toggleAttribute("data-hides", flags.hidesResult);

  const probe = find(document, "#probe", HTMLElement);
  const figureElement = find(document, ".figure", HTMLElement);
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  const store = createStore({
    ...initialState(settings),
    own,
    language: strings.language,
    theme,
    view,
    speed,
    section,
    moment,
    flags,
    packed,
    isHiding: flags.hidesResult,
  });
  const client = new StageClient(() => {
    const { settings: shown, pinned } = store.state;
    return pinned ? [shown, pinned.settings] : [shown];
  });

  const figure = createFigureView(find(figureElement, ".frame", HTMLElement), {
    onResize: (size) => session.resize(size),
    onVisible: (visible) => session.setVisible(visible),
  });
  const session = new Session({
    store,
    client,
    strings,
    readFile,
    keep,
    connect: (listener, first) =>
      client.connect(
        () => ({
          canvas: figure.freshCanvas(),
          size: figure.size(),
          theme: readTheme(probe),
          // English ones the engine has by itself, and the page has them later.
          labels: strings.stage ?? {},
          wholeRowsOnly: reducedMotion.matches,
          // Of the embed: a page stands on nothing that could show through.
          isTransparent: root.hasAttribute("data-transparent"),
        }),
        listener,
        first,
      ),
  });

  const recolour = () => session.recolour(readTheme(probe));
  watchTheme(recolour);
  reducedMotion.addEventListener("change", () => session.setWholeRowsOnly(reducedMotion.matches));
  const transport = find(document, ".transport", HTMLElement);
  createTransport({ transport, figure: figureElement, session, store, strings });
  const timeline = find(transport, "[data-do=timeline]", HTMLInputElement);
  createReadout({ figure: figureElement, timeline, session, store, strings });
  createLegend({ figure: figureElement, session, store, strings });
  createZoom({ figure: figureElement, session, store });
  createBreakingSearch({ session, store });

  const statusPlace = find(document, "#status", HTMLElement);
  const status = createStatusLine(statusPlace, {
    now: () => performance.now(),
    later: (run, ms) => setTimeout(run, ms),
  });
  const sentencePlace = find(document, "#sentence", HTMLElement);
  const errorPlace = find(document, "#error", HTMLElement);
  const computing = find(document, "#computing", HTMLElement);
  const computingText = find(computing, "span", HTMLElement);
  find(computing, "button", HTMLButtonElement).addEventListener("click", () => session.stop());

  /** @param {import("./session.js").State["error"]} error */
  function showError(error) {
    const text = error && error.control === null ? error.text : null;
    errorPlace.hidden = text === null;
    errorPlace.replaceChildren(text ?? "");
    if (text === null || !error?.isFinal) return;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = strings.tryAgain;
    // Files, comparison and settings are there again afterwards.
    again.addEventListener("click", () => location.reload());
    errorPlace.append(" ", again);
  }

  /** Room that the longest sentence of a language takes at this width, CSS pixels. @type {Map<string, number>} */
  const rooms = new Map();

  /**
   * The search for the breaking point may make the sentence of a forced fall longer: it has the room from the start, so that
   * nothing below it moves then. The preset that the page was delivered with stays as it is.
   * @param {import("./messages.js").Loaded} outcome
   */
  function keepRoom(outcome) {
    const { preset, files } = outcome.settings;
    const canGrow = (preset !== DEFAULT_PRESET || Object.keys(files).length > 0) && claimsOf(outcome).ending === "forced";
    let room = rooms.get(strings.language);
    if (canGrow && room === undefined) {
      const { became, already, fall } = strings.sentence;
      const [before, after] = became("a", LONG_MOVE, fall);
      sentencePlace.style.minHeight = "";
      showSentence(sentencePlace, [{ text: before }, { text: LONG_MOVE, strong: true }, { text: `${after} ${already("a", LONG_MOVE, LONG_MOVE, fall)}` }]);
      room = sentencePlace.offsetHeight;
      rooms.set(strings.language, room);
    }
    sentencePlace.style.minHeight = canGrow ? `${room}px` : "";
  }
  // Lines of another width are other lines.
  let { innerWidth: width } = window;
  addEventListener("resize", () => {
    if (width === innerWidth) return;
    width = innerWidth;
    rooms.clear();
    if (store.state.loaded && sentencePlace.style.minHeight !== "") sentencePlace.style.minHeight = "";
  });

  store.subscribe((state, previous) => {
    if (state.status !== previous.status && !state.isScrubbing) status.say(state.status);
    if (state.isScrubbing && !previous.isScrubbing) status.hush();
    if (state.theme !== previous.theme) {
      applyTheme(root, state.theme);
      recolour();
    }
    if (
      state.loaded &&
      (state.loaded !== previous.loaded || state.isSecret !== previous.isSecret || state.pinned !== previous.pinned || state.search !== previous.search)
    ) {
      const outcome = state.loaded;
      const { isSecret, pinned, search } = state;
      const breaking = search?.state === "found" ? breakingClaim(search, outcome) : null;
      if (outcome !== previous.loaded) keepRoom(outcome);
      showSentence(sentencePlace, isSecret ? openSentence(outcome, strings) : sentence(outcome, strings, breaking));
      const compared = pinned ? ` ${ghostLabel(pinned, outcome, strings)}` : "";
      figure.setLabel(isSecret ? strings.figure.loading : pictureLabel(outcome, strings) + compared);
      document.body.classList.toggle("is-secret", isSecret);
      if (root.dataset.state === undefined) {
        // The picture is there; the page is ready when everything else is, too.
        root.dataset.state = "drawn";
        void store.whenSettled().then(() => {
          if (root.dataset.state === "drawn") root.dataset.state = "ready";
          // Without it the page is as good as it was.
          import("./access.js")
            .then(({ createAccess }) => createAccess({ page: document, figure: figureElement, transport, session, store }))
            .catch(() => undefined);
        });
      }
    }
    if (state.error !== previous.error) showError(state.error);
    if (state.error !== previous.error || state.status !== previous.status) {
      // What stands over the figure is read out here, and stands there once.
      statusPlace.classList.toggle("visually-hidden", state.error?.control === null && state.status === state.error.text);
    }
    if (state.computing !== previous.computing) {
      computing.hidden = state.computing === null;
      computingText.textContent = state.computing
        ? strings.status.computingFor(String(state.computing.seconds), state.computing.percent === null ? null : String(state.computing.percent))
        : "";
      setAttribute(figureElement, "aria-busy", String(state.computing !== null));
    }
    if (state.isBroken && !previous.isBroken) {
      root.dataset.state = "broken";
      // The words and the picture that the page came with stay, and are called what they are.
      if (!state.loaded) root.dataset.poster = "example";
    }
  });

  const { question, hidesResult, isStatic, locked } = flags;
  if (question !== "" || hidesResult || isStatic || locked.length > 0) {
    void import("./flags-view.js").then(({ createFlags }) => createFlags({ page: document, session, store, strings }));
  }
  return { store, session };
}
