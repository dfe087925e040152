// The embed: the figure, its transport and at most three sliders, for an iframe on somebody else's page.

import { createFigureSession } from "./figure-session.js";
import { createControls } from "./control-view.js";
import { createFoot } from "./foot-view.js";
import { find } from "./transport-view.js";
import { FLAGS, OWN, readAddress, writeAddress } from "./scenario-url.js";
import { createShare } from "./share-view.js";
import { start } from "./strings-start.js";
import { wordsOf } from "./words.js";

// A script that waits at its top level keeps all those waiting that it asks for later and that take something of it.
async function begin() {
  const { address, notes } = readAddress(location.search, location.hash);
  const { language, section } = address;
  // Only some embeds show bet and beats.
  const storyModule = section === "watch" || address.moment?.beat ? import("./embed-story.js") : null;
  // Those to begin with are all that an embed ever says (a test looks after that).
  const strings = /** @type {import("./words.js").Strings} */ (await wordsOf(language, start));
  if (strings.language !== language) notes.push({ kind: "noWords", name: language });
  const { store, session } = createFigureSession(address, strings);
  createControls({ root: find(document, ".controls", HTMLElement), template: null, chips: null, session, store, strings });

  const story = storyModule && (await storyModule).createEmbedStory({ page: document, moment: address.moment, session, store, strings });

  createFoot({ place: find(document, "[data-honest]", HTMLElement), store, strings });

  const link = find(document, "#full-page", HTMLAnchorElement);
  const showLink = () => {
    const { settings, pinned, own, theme, speed, packed } = store.state;
    link.href = "./" + writeAddress({ settings, pinned: pinned?.settings, own, theme, view: "chart", speed, section, language, packed });
  };
  // Until there is a run, and where there never is one, the page gets all that this was asked for.
  link.href = "./" + location.search + location.hash;
  createShare({
    button: find(document, "#share", HTMLButtonElement),
    page: document,
    session,
    store,
    strings,
    cited: () => writeAddress({ ...store.state, pinned: null, moment: null, flags: FLAGS, packed: {}, own: OWN, isWhole: true }),
  });
  store.subscribe((state, previous) => {
    if (!state.loaded) return;
    if (
      state.loaded !== previous.loaded ||
      state.settings !== previous.settings ||
      state.pinned !== previous.pinned ||
      state.theme !== previous.theme ||
      state.speed !== previous.speed ||
      state.packed !== previous.packed
    )
      showLink();
  });

  await session.start(notes, address.pinned);
  session.setSpeed(address.speed);
  story?.begin();
  const { createEmbedRest } = await import("./embed-rest.js");
  await createEmbedRest({ session, store, strings, link: () => link.href });
}
void begin();
