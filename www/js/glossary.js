// The words of the field: what each means stands in `strings.glossary`, once. A term in the page opens it in a popover;
// all of them are listed at the foot.

/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {keyof Strings["glossary"]} Term */

/** Controls whose label is a term, or asks for one. @type {Readonly<Record<string, Term>>} */
export const TERM_OF_CONTROL = {
  leverage: "leverage",
  depth: "depth",
  bookDepth: "depth",
  shock: "shock",
  openInterest: "openInterest",
  crowding: "crowding",
  maintenance: "maintenance",
  mark: "markPrice",
  partial: "partial",
  takeover: "bankruptcyPrice",
  insuranceFund: "insuranceFund",
  deficit: "adl",
  vaultCapital: "vault",
  refills: "refill",
  withdrawalLaw: "withdrawal",
  "lending.health": "healthFactor",
  "lending.rule": "closeFactor",
  "lending.threshold": "liquidationThreshold",
  "lending.bonus": "liquidationBonus",
  "lending.closeFactor": "closeFactor",
  "lending.gas": "gas",
  "lending.oracle": "oracle",
  "lending.liquidators": "liquidator",
  "sharedIndex.outside": "sharedIndex",
  "crossImpact.share": "crossImpact",
  "factor.beta": "beta",
};

/** Figures whose label opens a term, by their key; of a run it may be another (`data-means`). @type {Readonly<Record<string, Term>>} */
export const TERM_OF_FIGURE = { forced: "liquidation", chain: "chainRatio", payer: "waterfall" };

/** Between a term and its popover, and least distance to the edges of the window; CSS pixels. */
const GAP = 6;

/**
 * Makes a button of every `[data-term]` (its words become the term's name where it has none), puts one beside the labels
 * of controls and figures as they come, and lists all terms. Where popovers are unknown the words stay words and the list
 * is there.
 * @param {{ page: Document, list: HTMLElement, store: import("./session.js").SessionStore, strings: Strings }} parts
 */
export function createGlossary({ page, list, store, strings }) {
  const terms = /** @type {Record<string, readonly string[]>} */ (strings.glossary);
  /** Says again, in the language of now, what was said. @type {(() => void)[]} */
  const tellers = [];
  /** @param {() => void} tell */
  function telling(tell) {
    tell();
    tellers.push(tell);
  }
  store.subscribe((state, previous) => {
    if (state.language !== previous.language) for (const tell of tellers) tell();
  });
  telling(() =>
    list.replaceChildren(
      ...Object.values(terms)
        .sort(([a], [b]) => a.localeCompare(b, strings.language))
        .flatMap(([name, text]) => {
          const [term, description] = [page.createElement("dt"), page.createElement("dd")];
          term.textContent = name;
          description.textContent = text;
          return [term, description];
        }),
    ),
  );
  const hasPopovers = "popover" in HTMLElement.prototype;

  /** @param {Term} term */
  function popoverOf(term) {
    const id = `term-${term}`;
    const known = page.getElementById(id);
    if (known) return known;
    const popover = page.createElement("div");
    popover.id = id;
    popover.className = "term-text";
    popover.popover = "auto";
    telling(() => {
      const [name, text] = terms[term];
      const strong = page.createElement("strong");
      strong.textContent = name;
      popover.replaceChildren(strong, " ", text);
    });
    popover.addEventListener("toggle", (event) => {
      const opener = page.activeElement;
      const isItsOwn = opener instanceof HTMLElement && opener.getAttribute("popovertarget") === id;
      if (/** @type {ToggleEvent} */ (event).newState === "open" && isItsOwn) place(popover, opener);
    });
    page.body.append(popover);
    return popover;
  }

  /** Gives a button another term. @param {HTMLButtonElement} made @param {Term} term */
  function explain(made, term) {
    made.setAttribute("popovertarget", popoverOf(term).id);
  }

  /** @param {Term} term @param {string} words @param {boolean} isMark a mark, called by what it asks */
  function button(term, words, isMark = false) {
    const made = page.createElement("button");
    made.type = "button";
    made.className = isMark ? "term is-mark" : "term";
    made.textContent = words;
    if (isMark) telling(() => made.setAttribute("aria-label", strings.whatIs(terms[term][0])));
    explain(made, term);
    // Before it shows, so that nothing jumps; a button does not take the focus when clicked in every browser.
    made.addEventListener("click", () => {
      const popover = page.getElementById(made.getAttribute("popovertarget") ?? "");
      if (popover) place(popover, made);
    });
    return made;
  }

  if (!hasPopovers) return;
  for (const place of page.querySelectorAll("[data-term]")) {
    const term = /** @type {Term} */ (place.getAttribute("data-term"));
    const words = place.textContent?.trim();
    const made = button(term, words || terms[term][0]);
    if (!words) telling(() => (made.textContent = terms[term][0]));
    place.replaceChildren(made);
  }
  const ask = (/** @type {Term} */ term) => button(term, "?", true);
  page.querySelector("#breaking")?.after(ask("breakingPoint"));
  for (const [key, term] of Object.entries(TERM_OF_FIGURE)) {
    const group = page.querySelector(`[data-figure="${key}"]`);
    const label = group?.querySelector("dt");
    if (!group || !label) continue;
    const made = button(term, label.textContent ?? "");
    label.replaceChildren(made);
    const tell = () => {
      const means = group.getAttribute("data-means") ?? "";
      explain(made, means in terms ? /** @type {Term} */ (means) : term);
    };
    tell();
    new MutationObserver(tell).observe(group, { attributeFilter: ["data-means"] });
  }
  // Controls come and go with the choices: each gets its mark when it is first seen.
  const marked = new WeakSet();
  const mark = () => {
    for (const row of page.querySelectorAll("[data-control]")) {
      const term = TERM_OF_CONTROL[row.getAttribute("data-control") ?? ""];
      const label = row.querySelector(".control-head label, .choice-label");
      if (!term || !label || marked.has(row)) continue;
      marked.add(row);
      const line = page.createElement("span");
      line.className = "label-line";
      label.replaceWith(line);
      line.append(label, ask(term));
    }
  };
  mark();
  for (const drawer of page.querySelectorAll("[data-drawer]")) new MutationObserver(mark).observe(drawer, { childList: true });
}

/**
 * Under the term, or above it where there is no room; within the window.
 * @param {HTMLElement} popover
 * @param {HTMLElement} term
 */
function place(popover, term) {
  const at = term.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  // Before it shows it has no size of its own; the event that tells of its showing may come after a frame was painted.
  const isShown = popover.offsetHeight > 0;
  if (!isShown) popover.style.display = "block";
  const { offsetWidth: width, offsetHeight: height } = popover;
  if (!isShown) popover.style.removeProperty("display");
  const left = Math.max(GAP, Math.min(at.left, clientWidth - width - GAP));
  const below = at.bottom + GAP;
  const top = below + height > clientHeight && at.top - GAP - height > 0 ? at.top - GAP - height : below;
  popover.style.left = `${left + scrollX}px`;
  popover.style.top = `${top + scrollY}px`;
}
