// What an embed gets when its picture is there: the messages of its host, what its address asks for beyond that, paper.

import { createHostMessages } from "./host-messages.js";
import { createPrint } from "./print-view.js";
import { OWN } from "./scenario-url.js";
import { readTheme } from "./theme.js";
import { find } from "./transport-view.js";

/**
 * @param {{ session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: import("./words.js").Strings, link: () => string }} parts
 *   `link`: the address of the full page with what is on screen
 */
export async function createEmbedRest({ session, store, strings, link }) {
  // What a host says meanwhile is kept for it.
  createHostMessages({ session, store, strings, search: location.search });
  if (store.state.own !== OWN) {
    const { createEmbedOwn } = await import("./embed-own.js");
    await createEmbedOwn({ page: document, session, store, strings });
  }
  followLoans({ session, store, strings });
  followSeen({ session, store, strings });
  await createPrint({
    page: document,
    session,
    store,
    ground: () => readTheme(find(document, "#probe", HTMLElement)).background,
    preset: null,
    link,
  });
}

/**
 * While a run has loans there is a switch of the strip below the price.
 * @param {Pick<Parameters<typeof createEmbedRest>[0], "session" | "store" | "strings">} parts
 */
function followLoans({ session, store, strings }) {
  /** @type {ReturnType<typeof import("./strip-view.js").createStrip> | null} */
  let strip = null;
  const ask = () => void session.loans(strip?.name() ?? "");

  async function follow() {
    const hasLoans = store.state.loaded?.facts.others.some(({ kind }) => kind === "lending") ?? false;
    if (!strip && hasLoans) {
      const { createStrip } = await import("./strip-view.js");
      strip ??= createStrip({ figure: find(document, ".figure", HTMLElement), store, strings, onSwitch: ask });
    }
    strip?.show(hasLoans);
    if (hasLoans && strip?.name()) ask();
  }

  store.subscribeLate(["loaded"], () => void follow());
  void follow();
}

/**
 * With the first run that says what the public sees, or has an alarm, comes what is shown of it.
 * @param {Pick<Parameters<typeof createEmbedRest>[0], "session" | "store" | "strings">} parts
 */
function followSeen({ session, store, strings }) {
  let isSeen = false;
  async function follow() {
    if (isSeen || !store.state.loaded?.controls.some(({ group }) => group === "seen")) return;
    isSeen = true;
    const { createSeen } = await import("./seen-view.js");
    createSeen({ figure: find(document, ".figure", HTMLElement), session, store, strings });
  }
  store.subscribeLate(["loaded"], () => void follow());
  void follow();
}
