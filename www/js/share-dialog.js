// The share dialog: what can be handed on of the run on screen, and how it is shown then.

import { createTabs } from "./tabs-view.js";
import { wholePage } from "./one-page.js";
import { addressesOf } from "./own-address.js";
import { isChoice, writeAddress } from "./scenario-url.js";
import { breakingClaim } from "./claims.js";
import { plain, sentence } from "./sentence.js";
import { deliver } from "./saving.js";
import { isEdited, valueOf } from "./session.js";
import { shareStrings } from "./share-strings.js";
import { TARGETS, widthOf } from "./share-targets.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {import("./share-targets.js").Part} Part */
/** @typedef {typeof import("./share-strings.js").shareStrings} ShareStrings */

/** Width at which the height of an embed is measured, CSS pixels, and what is said until it is. */
const EMBED_WIDTH = 640;
const EMBED_HEIGHT = 700;
/** The measuring starts when nothing was changed for that long, and is given up after that. */
const MEASURE_AFTER_MS = 400;
const MEASURE_PATIENCE_MS = 15_000;
const LONGEST_QUESTION = 200;

/** A dialog has names of its own, each of its parts one. */
let dialogs = 0;

/** @param {import("./scenario-url.js").Language} language @returns {Promise<ShareStrings>} */
async function wordsIn(language) {
  if (language !== "de") return shareStrings;
  try {
    return (await import("./share-strings-de.js")).shareStringsGerman;
  } catch {
    return shareStrings;
  }
}

/**
 * @param {{ page: Document, session: Session, store: SessionStore, strings: Strings, cited: () => string }} parts
 */
export async function openShare({ page, session, store, strings, cited }) {
  const { loaded } = store.state;
  if (!loaded || page.querySelector("dialog[open]")) return;
  const [words, moment] = await Promise.all([wordsIn(store.state.language), session.momentNow()]);
  const { state } = store;
  dialogs += 1;
  const id = (/** @type {string} */ name) => `share-${dialogs}-${name}`;

  /** @template {keyof HTMLElementTagNameMap} Name @param {Name} name @param {Record<string, unknown>} [properties] @param {(Node | string)[]} children @returns {HTMLElementTagNameMap[Name]} */
  function make(name, properties = {}, ...children) {
    const element = page.createElement(name);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  }

  const isMoment = moment !== null;
  const isHead = isMoment && (moment.row !== null || moment.beat > 0);
  const addresses = addressesOf(page);
  let chosen = TARGETS.find(({ needs }) => needs === undefined || addresses[needs] !== null) ?? TARGETS[0];
  let withMoment = isMoment;
  let theme = state.theme;
  /** @type {{ -readonly [Key in keyof import("./scenario-url.js").Flags]: import("./scenario-url.js").Flags[Key] }} */
  const flags = { ...state.flags };

  /** Heights that were measured, by address. @type {Map<string, number>} */
  const heights = new Map();

  /** What an address says of what was chosen. @param {Partial<import("./scenario-url.js").Address>} [but] */
  function searchWith(but) {
    const { settings, pinned, own, view, speed, section, language, packed } = store.state;
    const whole = { settings, pinned: pinned?.settings, own, theme, view, speed, section, language, flags, packed, moment: withMoment ? moment : null };
    const asked = { ...whole, ...but };
    // Where all are locked nobody need be told which.
    const locked = asked.flags.locked.includes("all") ? ["all"] : asked.flags.locked;
    return writeAddress({ ...asked, flags: { ...asked.flags, locked }, isWhole: true });
  }

  // Where the figure stands in somebody else's page the full page is meant all the same.
  const fullPage = () => addresses.page && addresses.page + searchWith({ flags: { ...flags, isTransparent: false } });
  const embed = () => addresses.embed && addresses.embed + searchWith({ view: "chart" });

  /** The page in one file, as it was chosen. */
  async function saveFile() {
    status.textContent = "";
    const blob = await wholePage(searchWith({ packed: {}, flags: { ...flags, isTransparent: false } }));
    if (blob) await hand({ name: `liquidation-cascade-${store.state.settings.preset}.html`, blob });
    else status.textContent = strings.noOnePage;
  }

  /** @param {{ name: string, blob: Blob }} file */
  async function hand(file) {
    status.textContent = await deliver({ page, file, language: store.state.language, saved: words.fileSaved, link: fullPage() });
  }

  function shared() {
    const { settings } = store.state;
    const breaking = state.search?.state === "found" && loaded ? breakingClaim(state.search, loaded) : null;
    const title = strings.preset({ name: settings.preset, title: loaded?.title ?? "", lesson: "" }).title;
    const told = loaded && !state.isSecret && !flags.hidesResult ? plain(sentence(loaded, strings, breaking)) : flags.question || title;
    const run = `${title}${isEdited(settings) ? ` ${strings.edited}` : ""}, seed ${valueOf(store.state, "seed") ?? 0}`;
    const { about } = addresses;
    return {
      page: fullPage(),
      embed: embed(),
      cited: addresses.page && addresses.page + cited(),
      about,
      sentence: told,
      run,
      heightPx: heights.get(embed() ?? "") ?? EMBED_HEIGHT,
      words,
      saveFile,
      isTransparent: flags.isTransparent,
    };
  }

  const status = make("p", { className: "share-status" });
  status.setAttribute("role", "status");

  /** @param {HTMLTextAreaElement} area */
  async function copy(area) {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(area.value);
      status.textContent = words.copied;
    } catch {
      // Not allowed here, or there is none: the reader's own keys copy what is selected.
      area.focus();
      area.select();
      status.textContent = words.selected;
    }
  }

  /** @param {Part} part @param {string} name @returns {HTMLElement} */
  function partView(part, name) {
    switch (part.kind) {
      case "text": {
        const area = make("textarea", { id: id(name), readOnly: true, value: part.text, rows: rowsFor(part.text), spellcheck: false, className: "share-text" });
        area.addEventListener("focus", () => area.select());
        const button = make("button", { type: "button", className: "primary", textContent: words.copy });
        button.setAttribute("aria-label", `${words.copy}: ${part.label}`);
        button.addEventListener("click", () => void copy(area));
        const head = make("div", { className: "share-part-head" }, make("label", { htmlFor: area.id, textContent: part.label }), button);
        const view = make("div", { className: "share-part" }, head, area);
        if (part.help) {
          const help = make("p", { className: "help", id: id(`${name}-help`), textContent: part.help });
          area.setAttribute("aria-describedby", help.id);
          view.append(help);
        }
        return view;
      }
      case "code": {
        const svg = page.createElementNS("http://www.w3.org/2000/svg", "svg");
        const width = widthOf(part.size);
        svg.setAttribute("viewBox", `0 0 ${width} ${width}`);
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-label", part.label);
        const path = page.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("d", part.path);
        svg.append(path);
        const code = make("div", { className: "share-code" }, svg);
        const big = make("button", { type: "button", textContent: words.qrBig });
        big.addEventListener("click", () => void code.requestFullscreen?.().catch(() => undefined));
        big.hidden = !page.fullscreenEnabled;
        const help = make("p", { className: "help", textContent: part.help, hidden: big.hidden });
        return make("div", { className: "share-part is-code" }, code, make("div", { className: "share-code-side" }, big, help));
      }
      case "do": {
        const button = make("button", { type: "button", textContent: part.label });
        button.addEventListener("click", () => void part.run());
        return make("p", {}, button);
      }
      case "go":
        return make("p", { className: "help" }, make("a", { href: part.href, target: "_blank", rel: "noopener", textContent: part.text }));
      default:
        return make("p", { className: "note", textContent: part.text });
    }
  }

  /** What cannot be in it, and what to do then. @returns {Part[]} */
  function missing() {
    const {
      settings: { files },
      packed,
    } = store.state;
    if (chosen.id === "file") {
      const own = Object.entries(files).flatMap(([kind, name]) => (isChoice(kind) ? [] : [`"${name}"`]));
      return own.length > 0 ? [{ kind: "note", text: words.fileNeeds(own.join(", ")) }] : [];
    }
    if (!addresses.page) return [];
    const names = Object.entries(files).flatMap(([kind, name]) => (kind === "scenario" || isChoice(kind) ? [] : [`"${name}"`]));
    /** @type {Part[]} */
    const parts = names.length > 0 ? [{ kind: "note", text: words.needsFile(names.join(", ")) }] : [];
    const { scenario } = files;
    if (scenario === undefined || packed[scenario] !== undefined) return parts;
    parts.push({ kind: "note", text: words.scenarioLarge(scenario) });
    const file = session.fileNamed(scenario);
    if (file) parts.push({ kind: "do", label: words.download(scenario), run: () => hand({ name: scenario, blob: file }) });
    return parts;
  }

  const tabs = make("div", { className: "tabs" });
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", words.targets);
  const panels = TARGETS.map((target) => {
    const panel = make("div", { id: id(`panel-${target.id}`), className: "share-panel" });
    const tab = make("button", { type: "button", id: id(`tab-${target.id}`), textContent: target.label(words) });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.dataset.view = target.id;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tabs.append(tab);
    return panel;
  });
  const choice = createTabs(tabs, (name) => {
    chosen = TARGETS.find(({ id: known }) => known === name) ?? chosen;
    choice.show(chosen.id);
    show();
  });

  /** What means something in a frame alone. @type {HTMLInputElement[]} */
  const ofFrames = [];
  const options = optionsView();
  const preview = make("div", { className: "share-preview", hidden: true });
  const measuring = make("div", { className: "share-measure" });
  measuring.setAttribute("aria-hidden", "true");
  const closing = make("button", { type: "button", className: "icon quiet", textContent: "×" });
  closing.setAttribute("aria-label", words.close);
  // A form that closes it would be one more thing that a sandbox forbids.
  closing.addEventListener("click", () => dialog.close());
  const title = make("h2", { id: id("title"), textContent: words.title });
  const dialog = make(
    "dialog",
    { className: "share" },
    make("div", { className: "share-head" }, title, closing),
    tabs,
    make("div", { className: "share-body" }, make("div", { className: "share-main" }, ...panels, preview, status), options),
    measuring,
  );
  dialog.setAttribute("aria-labelledby", title.id);
  // A click beside it closes it, too; the keys of the page below have nothing to do here.
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    dialog.remove();
  });

  /** The parts of what is chosen, as they are now. */
  function show() {
    const at = TARGETS.indexOf(chosen);
    const known = shared();
    for (const input of ofFrames) if (input.parentElement) input.parentElement.hidden = !chosen.isFrame;
    options.hidden = !chosen.hasFlags || (chosen.needs !== undefined && known[chosen.needs] === null);
    const parts = [...chosen.parts(known), ...(chosen.hasFlags ? missing() : [])];
    panels[at].replaceChildren(...parts.map((part, index) => partView(part, `${chosen.id}-${index}`)));
    status.textContent = "";
    if (chosen.isFrame) measureSoon();
    void showPreview();
  }

  /** @type {ReturnType<typeof import("./share-preview.js").createPreview> | null} */
  let shown = null;

  /** What the line gives, as it would stand on somebody's page: only where this site serves it, and only while it is asked for. */
  async function showPreview() {
    const address = chosen.isFrame && addresses.isHere ? embed() : null;
    preview.hidden = address === null;
    if (address !== null && !shown) {
      const { createPreview } = await import("./share-preview.js");
      shown ??= createPreview(preview, words);
    }
    if (dialog.isConnected) shown?.show(address === embed() ? address : null, heights.get(address ?? "") ?? EMBED_HEIGHT);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function measureSoon() {
    clearTimeout(timer);
    const address = embed();
    // A file that somebody opened asks nobody on the net for a number.
    if (address === null || !addresses.isHere || heights.has(address)) return;
    timer = setTimeout(() => void measure(address), MEASURE_AFTER_MS);
  }

  /** The embed itself says how high it would like to be, once its words are there: out of sight it has to be asked for them. @param {string} address */
  async function measure(address) {
    const frame = make("iframe", { src: address, tabIndex: -1, width: String(EMBED_WIDTH), height: String(EMBED_HEIGHT), title: words.target.embed });
    const heard = await new Promise((resolve) => {
      const patience = setTimeout(() => resolve(null), MEASURE_PATIENCE_MS);
      addEventListener("message", function hear({ source, data }) {
        const isTold = source === frame.contentWindow && data?.type === "cascade:height" && data.settled && data.height > 0;
        if (!dialog.isConnected || isTold) removeEventListener("message", hear);
        if (!isTold) return;
        clearTimeout(patience);
        resolve(data.height);
      });
      frame.addEventListener("load", () => frame.contentWindow?.postMessage({ type: "cascade:get", v: 1, what: "state" }, "*"));
      measuring.replaceChildren(frame);
    });
    if (measuring.firstChild === frame) measuring.replaceChildren();
    if (typeof heard !== "number" || !dialog.isConnected) return;
    heights.set(address, heard);
    if (address === embed() && chosen.isFrame) show();
  }

  function optionsView() {
    const legend = make("legend", { textContent: words.flags });
    const view = make("fieldset", { className: "share-flags" }, legend);
    /** @param {string} text @param {boolean} checked @param {(checked: boolean) => void} set @param {HTMLElement} place */
    function box(text, checked, set, place = view) {
      const input = make("input", { type: "checkbox", checked });
      input.addEventListener("change", () => {
        set(input.checked);
        show();
      });
      place.append(make("label", { className: "share-box" }, input, make("span", { textContent: text })));
      return input;
    }
    if (isMoment) {
      const where = session.where() ?? "";
      box(isHead ? words.moment(where) : words.momentZoom, true, (on) => {
        withMoment = on;
        before.disabled = on && isHead;
      });
    }
    const before = box(words.startsBefore, flags.startsBefore, (on) => (flags.startsBefore = on));
    before.disabled = withMoment && isHead;
    box(words.hidesResult, flags.hidesResult, (on) => (flags.hidesResult = on));
    box(words.isStatic, flags.isStatic, (on) => (flags.isStatic = on));
    box(words.isPlain, flags.isPlain, (on) => (flags.isPlain = on));
    // A page of its own stands on nothing.
    ofFrames.push(box(words.isTransparent, flags.isTransparent, (on) => (flags.isTransparent = on)));

    const select = make("select", { id: id("theme") }, ...Object.entries(words.themes).map(([value, textContent]) => make("option", { value, textContent })));
    select.value = theme;
    select.addEventListener("change", () => {
      theme = /** @type {import("./scenario-url.js").ThemeChoice} */ (select.value);
      show();
    });
    view.append(make("div", { className: "share-row" }, make("label", { htmlFor: select.id, textContent: words.theme }), select));

    const question = make("input", { type: "text", id: id("question"), value: flags.question, maxLength: LONGEST_QUESTION, autocomplete: "off" });
    const help = make("p", { className: "help", id: id("question-help"), textContent: words.questionHelp });
    question.setAttribute("aria-describedby", help.id);
    question.addEventListener("input", () => {
      flags.question = question.value.trim();
      show();
    });
    view.append(make("div", { className: "share-row is-tall" }, make("label", { htmlFor: question.id, textContent: words.question }), question, help));

    const locks = make("fieldset", { className: "share-locks" }, make("legend", { textContent: words.locked }));
    /** @param {string} name @param {boolean} on */
    const setLock = (name, on) => {
      flags.locked = on ? [...flags.locked, name] : flags.locked.filter((one) => one !== name);
    };
    const isLocked = (/** @type {string} */ name) => flags.locked.includes("all") || flags.locked.includes(name);
    const single = (loaded?.controls ?? []).flatMap((control) => {
      if (control.group !== "main" || (control.options?.length ?? 0) > 0) return [];
      const { name } = control;
      return [{ name, input: box(strings.control(control).label, isLocked(name), (on) => setLock(name, on), locks) }];
    });
    const showLocks = () => {
      for (const { name, input } of single) [input.checked, input.disabled] = [isLocked(name), flags.locked.includes("all")];
    };
    const lockAll = (/** @type {boolean} */ on) => {
      setLock("all", on);
      showLocks();
    };
    box(words.lockAll, flags.locked.includes("all"), lockAll, locks);
    showLocks();
    view.append(locks);
    return view;
  }

  page.body.append(dialog);
  choice.show(chosen.id);
  show();
  dialog.showModal();
  dialog.querySelector("textarea")?.focus();
}

/** Lines that a text takes about, from two to eight. @param {string} text */
function rowsFor(text) {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 52)), 0);
  return Math.min(9, Math.max(2, lines));
}
