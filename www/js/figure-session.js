// The wiring that the full page and the embed share: address, store, client, figure, transport, words.

import { readFile } from "./load-client.js";
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
import { openSentence, pictureLabel, sentence } from "./sentence.js";
import { ghostLabel } from "./compare.js";
import { applyTheme, readTheme, watchTheme } from "./theme.js";
import { applyPageStrings } from "./strings.js";

/**
 * @param {import("./scenario-url.js").Address} address
 * @param {typeof import("./strings.js").strings} strings
 */
export function createFigureSession({ settings, own, theme, view, speed, section }, strings) {
  const root = document.documentElement;
  root.lang = strings.language;
  applyPageStrings(document, strings.page);
  delete root.dataset.words;
  applyTheme(root, theme);

  const probe = find(document, "#probe", HTMLElement);
  const figureElement = find(document, ".figure", HTMLElement);
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  const store = createStore({ ...initialState(settings), own, language: strings.language, theme, view, speed, section });
  const client = new StageClient();

  const figure = createFigureView(find(figureElement, ".frame", HTMLElement), {
    onResize: (size) => session.resize(size),
    onVisible: (visible) => session.setVisible(visible),
  });
  const session = new Session({
    store,
    client,
    strings,
    readFile,
    connect: (listener) =>
      client.connect(
        () => ({
          canvas: figure.freshCanvas(),
          size: figure.size(),
          theme: readTheme(probe),
          labels: strings.stage,
          wholeRowsOnly: reducedMotion.matches,
        }),
        listener,
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

  const status = createStatusLine(find(document, "#status", HTMLElement), {
    now: () => performance.now(),
    later: (run, ms) => setTimeout(run, ms),
  });
  const sentencePlace = find(document, "#sentence", HTMLElement);
  const errorPlace = find(document, "#error", HTMLElement);

  store.subscribe((state, previous) => {
    if (state.status !== previous.status && !state.isScrubbing) status.say(state.status);
    if (state.isScrubbing && !previous.isScrubbing) status.hush();
    if (state.theme !== previous.theme) {
      applyTheme(root, state.theme);
      recolour();
    }
    if (state.loaded && (state.loaded !== previous.loaded || state.isSecret !== previous.isSecret || state.pinned !== previous.pinned)) {
      const outcome = state.loaded;
      const { isSecret, pinned } = state;
      showSentence(sentencePlace, (isSecret ? openSentence : sentence)(outcome, strings));
      const compared = pinned ? ` ${ghostLabel(pinned, outcome, strings)}` : "";
      figure.setLabel(isSecret ? strings.figure.loading : pictureLabel(outcome, strings) + compared);
      document.body.classList.toggle("is-secret", isSecret);
      if (root.dataset.state === undefined) {
        // The picture is there; the page is ready when everything else is, too.
        root.dataset.state = "drawn";
        void store.whenSettled().then(() => {
          if (root.dataset.state === "drawn") root.dataset.state = "ready";
        });
      }
    }
    if (state.error !== previous.error) {
      const text = state.error && state.error.control === null ? state.error.text : null;
      errorPlace.hidden = text === null;
      errorPlace.textContent = text ?? "";
    }
    if (state.isBroken) root.dataset.state = "broken";
  });

  return { store, session };
}
