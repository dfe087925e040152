// What the bands of the figure show: the positions as they are, or as the public believes them to be. There while a run says what
// it sees; and the flags of an alarm have their names from here.

import { seenStrings } from "./seen-strings.js";
import { seenGerman } from "./seen-strings-de.js";
import { setAttribute, setText } from "./write.js";

/** The group of controls by which a run is known in which anybody looks. */
const GROUP = "seen";

/** Whether a run says what the public sees, or has an alarm. @param {Pick<import("./session-state.js").State, "loaded">} state */
export const isWatched = ({ loaded }) => loaded?.controls.some(({ group }) => group === GROUP) ?? false;

/** @param {{ language: string }} strings @returns {import("./seen-strings.js").SeenStrings} */
export const seenWords = ({ language }) => (language === "de" ? seenGerman : seenStrings);

/**
 * @param {{ figure: HTMLElement, session: Pick<import("./session.js").Session, "seen">, store: import("./session.js").SessionStore, strings: { language: string } }} parts
 *   `figure`: what the switch stands below
 */
export function createSeen({ figure, session, store, strings }) {
  const group = document.createElement("div");
  const [truth, view] = [document.createElement("button"), document.createElement("button")];
  group.className = "view-switch";
  group.setAttribute("role", "group");
  group.hidden = true;
  for (const [button, showsPublic] of /** @type {const} */ ([
    [truth, false],
    [view, true],
  ])) {
    button.type = "button";
    button.className = "strip-switch";
    button.addEventListener("click", () => store.update({ flags: { ...store.state.flags, showsPublic } }));
    group.append(button);
  }
  figure.querySelector("figcaption")?.before(group);
  let asked = 0;

  function tell() {
    const words = seenWords(strings);
    const { showsPublic } = store.state.flags;
    setAttribute(group, "aria-label", words.bands);
    setText(truth, words.truth);
    setText(view, words.view);
    truth.title = words.truthHint;
    view.title = words.viewHint;
    setAttribute(truth, "aria-pressed", String(!showsPublic));
    setAttribute(view, "aria-pressed", String(showsPublic));
  }

  async function show() {
    tell();
    asked += 1;
    const mine = asked;
    if (!isWatched(store.state)) {
      group.hidden = true;
      return;
    }
    const answer = await session.seen({ ...seenWords(strings).figure, isShown: store.state.flags.showsPublic });
    // The newest question wins.
    if (answer && mine === asked) group.hidden = !answer.hasView;
  }

  void show();
  store.subscribeLate(["loaded"], () => void show());
  store.subscribe((state, previous) => {
    if (state.flags.showsPublic !== previous.flags.showsPublic || state.language !== previous.language) void show();
  });
}
