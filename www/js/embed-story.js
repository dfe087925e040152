// The bet and the beats of an embed, for those that show them.

import { createBet } from "./bet-view.js";
import { createSteps, openBeat } from "./beats-view.js";
import { createScale } from "./level-view.js";
import { bet as betWords } from "./strings-bet.js";
import { story } from "./strings-story.js";
import { find } from "./transport-view.js";

/**
 * @param {{ page: Document, moment: import("./scenario-url.js").Moment | null, session: import("./session.js").Session,
 *   store: import("./session.js").SessionStore, strings: import("./words.js").Strings }} parts
 */
export function createEmbedStory({ page, moment, session, store, strings }) {
  // An embed has the words that all begin with; those of another language are whole.
  Object.assign(strings, { ...{ bet: betWords }, ...story, ...strings });
  const frame = find(page, ".frame", HTMLElement);
  const bet = createBet({
    root: find(page, "#bet", HTMLElement),
    level: find(frame, ".bet-level", HTMLElement),
    scale: createScale({ frame, session, store }),
    session,
    store,
    strings,
    isFresh: false,
  });
  const steps = createSteps({ root: find(page, "#beats", HTMLElement), session, store, strings });
  return {
    /** The first picture is there. */
    begin() {
      // The last one would tell a result that is to wait.
      if (moment?.beat && !store.state.isSecret) openBeat(steps, moment, session);
      bet.begin();
    },
  };
}
