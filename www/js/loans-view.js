// Loans: how much debt stands at which health as the playhead moves (in the tab "Waves"), and a loan of the reader's own beside the
// place in the queue; and the switch of the strip below the price. All are made when the first run with loans comes, and gone
// with the last.

import * as format from "./format.js";
import { healthTexts, loanTexts, loansWords, oracleText } from "./loans-text.js";
import { ofMarket } from "./of-market.js";
import { createStrip } from "./strip-view.js";
import { bringsUnit, readTyped } from "./typed-number.js";
import { setAttribute, setText, setValue } from "./write.js";

/** @typedef {import("./loans.js").Loans} Loans */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** A loan to begin with: it survives a fall of a fifth or so where four fifths of the collateral count. */
const FIRST_LOAN = { collateral: 10_000, debt: 6_500 };
/** Of the arrow keys, dollars. */
const STEP = 500;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 */
function make(tag, className = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  return element;
}

/**
 * @param {{ figure: HTMLElement, panel: HTMLElement, own: HTMLElement, session: import("./session.js").Session, store: SessionStore, strings: Strings }} parts
 *   `figure`: what the switch of its strip stands below; `panel`: of the waves; `own`: what the reader's own loan stands behind
 */
export function createLoans({ figure, panel, own, session, store, strings }) {
  const strip = createStrip({ figure, store, strings, onSwitch: () => void show() });
  const health = createHealth({ panel, store, strings });
  const loan = createOwnLoan({ own, session, store, strings, onOpen: catchUp });
  let asked = 0;
  let isStale = false;
  let scenario = "";

  async function show() {
    isStale = false;
    asked += 1;
    const mine = asked;
    const loans = await session.loans(strip.name());
    // The newest question wins.
    if (mine !== asked) return;
    const known = loans && loans.protocols.length > 0 ? loans : null;
    health.show(known);
    loan.show(known);
    strip.show(known !== null);
    // The strip may have become higher: what lies over the picture moves with it.
    store.update({ arranged: store.state.arranged + 1 });
  }

  const isSeen = () => store.state.view === "waves" || loan.isOpen() || strip.name() !== "";

  function catchUp() {
    if (isStale) void show();
  }

  /** While a slider moves nobody waits for what nobody sees; whether another scenario has loans is seen at once. */
  function follow() {
    const { loaded } = store.state;
    if (!loaded) return;
    if (!loaded.facts.others.some(({ kind }) => kind === "lending")) {
      asked += 1;
      isStale = false;
      scenario = "";
      health.show(null);
      loan.show(null);
      strip.show(false);
      return;
    }
    const { preset, files } = loaded.settings;
    const now = JSON.stringify([preset, files]);
    isStale = true;
    if (now !== scenario || isSeen()) void show();
    else loan.empty();
    scenario = now;
  }

  session.offer(() => {
    const { view, isSecret } = store.state;
    return view === "waves" && !isSecret ? health.sheet() : null;
  });
  follow();
  store.subscribeLate(["loaded"], follow);
  store.subscribe((state, previous) => {
    if (state.language !== previous.language) {
      health.tell();
      loan.tell();
      strip.tell();
    }
    if (state.view !== "waves" || (state.view === previous.view && state.playhead === previous.playhead)) return;
    catchUp();
    health.tell();
  });
}

/** @param {{ panel: HTMLElement, store: SessionStore, strings: Strings }} parts */
function createHealth({ panel, store, strings }) {
  const section = make("section", "picture loans");
  const [head, title, list, rule] = [make("div", "picture-head"), make("h3"), make("div"), make("p", "help")];
  const oracle = make("p", "picture-caption");
  section.id = "waves-loans";
  section.hidden = true;
  head.append(title);
  section.append(head, oracle, list, rule);
  panel.querySelector("#waves-paid")?.before(section);
  /** @type {Loans | null} */
  let loans = null;

  function tell() {
    if (!loans) return;
    const words = loansWords(strings);
    setText(title, words.title);
    setText(rule, words.rule);
    const row = store.state.playhead?.row ?? 0;
    const several = loans.protocols.length > 1;
    const stand = oracleText(loans, row, strings);
    setText(oracle, stand);
    oracle.hidden = stand === "";
    loans.protocols.forEach((protocol, place) => {
      const { caption, parts } = healthTexts(protocol, row, strings);
      const item = list.children[place];
      const [said, bar, legend] = item.children;
      const text = ofMarket(store.state.loaded?.situation, several ? `${format.cleanName(protocol.id)}: ${caption}` : caption);
      if (said.textContent !== text) said.textContent = text;
      parts.forEach((part, i) => {
        /** @type {HTMLElement} */ (bar.children[i]).style.flexGrow = String(part.share);
        const named = /** @type {HTMLElement} */ (legend.children[i].lastElementChild);
        setText(named, part.text);
      });
    });
  }

  return {
    tell,
    /** @param {Loans | null} now */
    show(now) {
      loans = now;
      section.hidden = now === null;
      list.replaceChildren(
        ...(now?.protocols ?? []).map(({ parts }) => {
          const item = make("div");
          const [bar, legend] = [make("div", "health-bar"), make("ul", "health-legend")];
          // The list beside it says the same in words.
          bar.setAttribute("aria-hidden", "true");
          parts.forEach((_, i) => {
            const [segment, entry, swatch] = [make("i", `is-health-${i}`), make("li"), make("i", `is-health-${i}`)];
            swatch.setAttribute("aria-hidden", "true");
            entry.append(swatch, make("span"));
            bar.append(segment);
            legend.append(entry);
          });
          item.append(make("p", "picture-caption"), bar, legend);
          return item;
        }),
      );
      tell();
    },
    sheet() {
      if (section.hidden) return null;
      const words = [...section.querySelectorAll(".picture-caption:not([hidden]), .health-legend > li")].map((element) => (element.textContent ?? "").trim());
      return { title: title.textContent ?? "", words, picture: null };
    },
  };
}

/** @param {{ own: HTMLElement, session: import("./session.js").Session, store: SessionStore, strings: Strings, onOpen: () => void }} parts */
function createOwnLoan({ own, session, store, strings, onOpen }) {
  const panel = make("details", "own");
  const [summary, fields, error, verdict, list, rule] = [
    make("summary"),
    make("div", "own-fields"),
    make("p", "error"),
    make("p", "verdict"),
    make("dl", "own-result"),
    make("p", "help"),
  ];
  panel.id = "own-loan";
  panel.hidden = true;
  error.id = "own-loan-error";
  error.hidden = true;
  panel.append(summary, fields, error, verdict, list, rule);
  own.after(panel);
  const loan = { ...FIRST_LOAN };
  /** @type {Loans | null} */
  let loans = null;
  const terms = () => loans?.protocols.find((one) => one.terms)?.terms ?? null;

  /** Why what was typed last was not taken. */
  let refusal = () => "";
  function showError() {
    const said = refusal();
    error.hidden = said === "";
    setText(error, said);
  }

  const paints = /** @type {const} */ (["collateral", "debt"]).map((name) => {
    const [head, label, box, prefix, input, suffix] = [
      make("div", "control-head"),
      make("label"),
      make("span", "exact"),
      make("span", "prefix"),
      make("input"),
      make("span", "suffix"),
    ];
    input.id = `own-loan-${name}`;
    label.htmlFor = input.id;
    input.type = "text";
    input.inputMode = "decimal";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.setAttribute("role", "spinbutton");
    input.setAttribute("aria-describedby", error.id);
    input.setAttribute("aria-valuemin", "0");
    box.append(prefix, input, suffix);
    head.append(label, box);
    fields.append(head);
    let isTyping = false;
    const read = () => readTyped(input.value, { kind: "money", unit: 1, language: strings.language });
    const showUnit = () => box.classList.toggle("has-own-unit", isTyping && bringsUnit(input.value, read()));

    function paint() {
      const asset = name === "collateral" ? terms()?.asset : terms()?.owed;
      setText(label, loansWords(strings).own[name](format.cleanName(asset ?? "")));
      setText(prefix, strings.own.unit.prefix);
      setText(suffix, strings.own.unit.suffix);
      if (!isTyping) setValue(input, format.groupedInput(loan[name]));
      showUnit();
      setAttribute(input, "aria-valuenow", String(loan[name]));
      setAttribute(input, "aria-valuetext", format.money(loan[name]));
    }

    input.addEventListener("input", () => {
      isTyping = true;
      showUnit();
      const typed = read();
      if ("value" in typed && typed.value > 0) {
        loan[name] = typed.value;
        answer();
      }
    });
    input.addEventListener("change", () => {
      isTyping = false;
      const typed = read();
      const isTaken = "value" in typed && typed.value > 0;
      const now = loan[name];
      refusal = () => (isTaken ? "" : loansWords(strings).own.refused(label.textContent ?? "", format.money(now)));
      setAttribute(input, "aria-invalid", String(!isTaken));
      showError();
      if (!isTaken) session.announce(refusal());
    });
    input.addEventListener("keydown", (event) => {
      const sign = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
      if (sign === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const next = (Math.floor(loan[name] / STEP + (sign > 0 ? 1e-9 : -1e-9)) + (sign > 0 ? 1 : 0)) * STEP;
      if (next <= 0) return;
      isTyping = false;
      loan[name] = next;
      refusal = () => "";
      showError();
      paint();
      answer();
    });
    input.addEventListener("blur", () => {
      isTyping = false;
      paint();
    });
    return paint;
  });

  function answer() {
    const known = terms();
    if (!loans || !known) return;
    const texts = loanTexts(loan, known, loans, strings);
    setText(verdict, texts.verdict);
    verdict.classList.toggle("is-dead", texts.isDead);
    list.replaceChildren(
      ...texts.rows.map(({ label, value }) => {
        const [group, term, description] = [make("div"), make("dt"), make("dd")];
        term.textContent = label;
        description.textContent = value;
        group.append(term, description);
        return group;
      }),
    );
  }

  function tell() {
    const words = loansWords(strings).own;
    setText(summary, words.title);
    setText(rule, words.rule);
    for (const paint of paints) paint();
    showError();
    // While the outcome is a secret, nothing gives it away.
    const { isSecret } = store.state;
    for (const part of [verdict, list]) part.hidden = isSecret;
    answer();
  }

  store.subscribe((state, previous) => {
    if (state.isSecret !== previous.isSecret) tell();
  });
  panel.addEventListener("toggle", () => {
    if (panel.open) onOpen();
  });
  return {
    tell,
    isOpen: () => panel.open && !panel.hidden,
    /** No answer stands beside a question that it does not answer. */
    empty() {
      setText(verdict, "");
      list.replaceChildren();
    },
    /** @param {Loans | null} now */
    show(now) {
      loans = now;
      panel.hidden = terms() === null;
      tell();
    },
  };
}
