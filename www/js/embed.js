// The embed: the figure, its transport and at most three sliders, for an iframe on somebody else's page.

import { createFigureSession } from "./figure-session.js";
import { createControls } from "./control-view.js";
import { createScale } from "./level-view.js";
import { createBet } from "./bet-view.js";
import { createSteps, openBeat } from "./beats-view.js";
import { createFoot } from "./foot-view.js";
import { find } from "./transport-view.js";
import { FLAGS, OWN, readAddress, writeAddress } from "./scenario-url.js";
import { createShare } from "./share-view.js";
import { stringsOf } from "./strings.js";
import { createHostMessages } from "./host-messages.js";

const { address, notes } = readAddress(location.search, location.hash);
const { language, section } = address;
const strings = await stringsOf(language);
if (strings.language !== language) notes.push({ kind: "noWords", name: language });
const { store, session } = createFigureSession(address, strings, { isEmbed: true });
createControls({ root: find(document, ".controls", HTMLElement), template: null, chips: null, session, store, strings });

const frame = find(document, ".frame", HTMLElement);
const bet = createBet({
  root: find(document, "#bet", HTMLElement),
  level: find(frame, ".bet-level", HTMLElement),
  scale: createScale({ frame, session, store }),
  session,
  store,
  strings,
  isFresh: false,
});
const steps = createSteps({ root: find(document, "#beats", HTMLElement), session, store, strings });

createFoot({ place: find(document, "[data-honest]", HTMLElement), store, strings });

const link = find(document, "#full-page", HTMLAnchorElement);
const showLink = () => {
  const { settings, pinned, theme, speed, packed } = store.state;
  link.href = "./" + writeAddress({ settings, pinned: pinned?.settings, theme, view: "chart", speed, section, language, packed });
};
showLink();
createShare({
  button: find(document, "#share", HTMLButtonElement),
  page: document,
  session,
  store,
  strings,
  cited: () => new URL("./" + writeAddress({ ...store.state, pinned: null, moment: null, flags: FLAGS, packed: {}, own: OWN, isWhole: true }), location.href).href,
});
store.subscribe((state, previous) => {
  if (state.settings !== previous.settings || state.pinned !== previous.pinned || state.theme !== previous.theme || state.speed !== previous.speed || state.packed !== previous.packed) showLink();
});

await session.start(notes, address.pinned);
session.setSpeed(address.speed);
if (address.moment?.beat) openBeat(steps, address.moment, session);
bet.begin();
createHostMessages({ session, store, strings, search: location.search });
