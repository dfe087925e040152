// The tab "Waves": which group sold in which wave, Feedback R and Chain ratio, who paid; each picture with its words.

import { claimsOf } from "./claims.js";
import { ofMarket, ofMarketBoth } from "./of-market.js";
import { createPaid } from "./paid-view.js";
import { othersOf } from "./sentence.js";
import { createPicture } from "./picture-view.js";
import { fetchWhenOpened } from "./fetch-when-opened.js";
import { find } from "./transport-view.js";
import { feedbackTexts, flowTexts, paidCaption } from "./waves-text.js";

/**
 * @param {{
 *   panel: HTMLElement, session: import("./session.js").Session, store: import("./session.js").SessionStore,
 *   strings: typeof import("./strings.js").strings,
 * }} parts
 */
export function createWaves({ panel, session, store, strings }) {
  const [flow, feedback, paid] = ["#waves-flow", "#waves-feedback", "#waves-paid"].map((id) => find(panel, id, HTMLElement));
  const isShown = (/** @type {import("./session.js").State} */ state) => state.view === "waves" && !state.isSecret;
  const { flow: flowWords } = strings.waves;
  createPicture({ frame: find(flow, ".picture-frame", HTMLElement), kind: "flow", words: () => flowWords.picture, session, store, isShown });
  createPicture({
    frame: find(feedback, ".picture-frame", HTMLElement),
    kind: "feedback",
    words: () => {
      const { loaded } = store.state;
      const { picture, diesSteps } = strings.waves.feedback;
      const words = (loaded && othersOf(loaded)?.feedbackWords(loaded, strings)) ?? picture;
      // Of what is closed in steps it sees the next one.
      return loaded?.facts.closesInSteps ? { ...words, dies: diesSteps } : words;
    },
    session,
    store,
    isShown,
    followsPlayhead: true,
  });
  createPaid({ root: paid, store, strings });
  const policies = find(paid, ".policies", HTMLDetailsElement);
  fetchWhenOpened(policies, async () => (await import("./policies-view.js")).createPolicies({ root: policies, session, store, strings }));
  // It is open where that is what a situation is about.
  let opened = "";
  store.subscribeLate(["loaded"], ({ loaded }) => {
    const preset = loaded?.settings.preset ?? "";
    if (preset !== opened && preset === policies.dataset.opensFor) policies.open = true;
    opened = preset;
  });
  const aftermath = find(paid, ".aftermath", HTMLDetailsElement);
  fetchWhenOpened(aftermath, async () => (await import("./aftermath-view.js")).createAftermath({ root: aftermath, session, store, strings }));
  session.offer(() => {
    if (!store.state.loaded || !isShown(store.state)) return null;
    const text = (/** @type {Element} */ element) => (element.textContent ?? "").replace(/\s+/g, " ").trim();
    const words = [...paid.querySelectorAll(".picture-caption, .bars > li, .paid-note")].map(text);
    return { title: strings.page.paidTitle, words, picture: null };
  });
  let asked = 0;

  async function describe() {
    asked += 1;
    const mine = asked;
    const waves = await session.waves();
    // The newest question wins.
    if (!waves || mine !== asked) return;
    const flowText = flowTexts(waves, strings);
    find(flow, "h3", HTMLElement).textContent = { sold: strings.page.flowTitle, bought: flowWords.titleUp, both: flowWords.titleBoth }[
      claimsOf(waves.outcome).side
    ];
    const situation = store.state.loaded?.situation;
    say(flow, ofMarketBoth(situation, flowText));
    find(flow, ".rule", HTMLElement).textContent = flowText.rule;
    say(feedback, ofMarketBoth(situation, feedbackTexts(waves, strings)));
    const axis = othersOf(waves.outcome)?.feedbackAxis(waves.outcome, strings) ?? strings.page.feedbackAxis;
    find(feedback, ".help", HTMLElement).textContent = axis;
  }

  store.subscribe((state, previous) => {
    panel.classList.toggle("is-secret", state.isSecret);
    if (!state.loaded || !isShown(state)) return;
    if (state.loaded !== previous.loaded || !isShown(previous)) {
      find(paid, ".picture-caption", HTMLElement).textContent = ofMarket(state.loaded.situation, paidCaption(state.loaded, strings));
      void describe();
    }
  });
}

/** @param {HTMLElement} section @param {{ caption: string, label: string }} texts */
function say(section, { caption, label }) {
  find(section, ".picture-caption", HTMLElement).textContent = caption;
  find(section, "canvas", HTMLElement).setAttribute("aria-label", label);
}
