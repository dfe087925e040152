// Files of the reader's own: chosen from disk, dropped anywhere on the page, or pasted. They never leave the browser.

import { NUMBER_OPTIONS, readOptionsOf } from "./read-options.js";
import { filesInOrder, isChoice } from "./scenario-url.js";
import { find } from "./transport-view.js";
import { readTyped } from "./typed-number.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./session.js").State} State */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * @param {{ root: HTMLElement, page: HTMLElement, session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createDataLoader({ root, page, session, store, strings }) {
  const input = find(root, "input[type=file]", HTMLInputElement);
  const error = find(root, ".error", HTMLElement);
  const list = find(root, ".data-files", HTMLElement);
  const questions = find(root, ".data-questions", HTMLElement);
  const progress = find(root, ".data-progress", HTMLElement);
  const bar = find(progress, "progress", HTMLProgressElement);
  const dialog = find(root, "dialog", HTMLDialogElement);
  const area = find(dialog, "textarea", HTMLTextAreaElement);
  let pasted = 0;

  input.addEventListener("change", () => {
    load(input.files);
    // The same file can be chosen again after it was corrected.
    input.value = "";
  });
  find(progress, "button", HTMLButtonElement).addEventListener("click", () => session.cancelLoading());

  page.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    page.classList.add("is-dropping");
  });
  page.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) page.classList.remove("is-dropping");
  });
  page.addEventListener("drop", (event) => {
    page.classList.remove("is-dropping");
    if (load(event.dataTransfer?.files)) event.preventDefault();
  });

  /** Each file goes to its place. @param {FileList | null | undefined} files @returns {boolean} whether there were any */
  function load(files) {
    if (!files?.length) return false;
    void read([...files]);
    return true;
  }

  /** @param {string} text */
  function paste(text) {
    pasted += 1;
    void read([new File([text], `pasted-${pasted}.txt`)]);
    return true;
  }

  /** What is then to be answered, to be known or chosen comes into sight; the focus stays where it is. @param {File[]} files */
  async function read(files) {
    await session.loadFiles(files);
    const names = files.map(({ name }) => name);
    const open = [...list.children].find(
      (item) => item instanceof HTMLElement && names.includes(item.dataset.name ?? "") && item.querySelector("select, input"),
    );
    const told = error.hidden ? open : error;
    const place = questions.hidden ? told : questions;
    if (!place) return;
    openDrawer();
    place.scrollIntoView({ block: "nearest" });
  }

  /** @param {{ name: string, option: string }} question @param {string | number} choice */
  async function answer(question, choice) {
    await session.answer(question, choice);
    // The button that was pressed is gone.
    if (document.activeElement !== document.body) return;
    const next = questions.querySelector("button, input") ?? list.querySelector("select, input") ?? input;
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  find(root, "[data-do=paste]", HTMLButtonElement).addEventListener("click", () => {
    area.value = "";
    dialog.showModal();
  });
  // No form: a sandbox may forbid those.
  find(dialog, "[data-do=paste-close]", HTMLButtonElement).addEventListener("click", () => dialog.close());
  find(dialog, "[data-do=paste-load]", HTMLButtonElement).addEventListener("click", () => {
    dialog.close();
    if (area.value.trim() !== "") paste(area.value);
  });
  page.addEventListener("paste", (event) => {
    const { target, clipboardData } = event;
    // Whoever types into a field means that field.
    if (target instanceof Element && target.closest("input, textarea, select, [contenteditable]")) return;
    const text = clipboardData?.getData("text/plain") ?? "";
    // A word or two on the clipboard are no file.
    const isTaken = load(clipboardData?.files) || (/[\n{[;,]/.test(text) && paste(text));
    if (isTaken) event.preventDefault();
  });

  let shown = "";

  /** @param {State} state */
  function show({ settings, infos }) {
    // What somebody is typing stays when a run comes meanwhile.
    const now = JSON.stringify([strings.language, settings.files, infos]);
    if (now === shown) return;
    shown = now;
    const items = [];
    for (const [kind, name] of Object.entries(filesInOrder(settings.files))) {
      const info = infos[name];
      if (isChoice(kind) || !info) continue;
      const item = document.createElement("li");
      item.dataset.name = name;
      const facts = document.createElement("span");
      facts.textContent = [strings.data.facts(info, settings.files.symbol), ...strings.data.remarks(info)].join(" ");
      // Of several files each note is that of one of them.
      const title = document.createElement("strong");
      title.textContent = name;
      item.append(title, " ", facts);
      if (info.kind === "brackets" && info.contracts.length > 1) {
        item.append(choice(strings.data.contract, info.contracts, settings.files.contract, (name) => void session.choose("contract", name)));
      }
      if (info.kind === "positions" && info.symbols.length > 1) {
        item.append(choice(strings.data.symbol, info.symbols, settings.files.symbol, (name) => void session.choose("symbol", name)));
      }
      if (info.kind === "reserves" && info.reserves.length > 1) {
        const all = [{ name: "" }, ...info.reserves];
        item.append(choice(strings.data.reserve, all, settings.files.reserve ?? "", (name) => void session.choose("reserve", name), strings.data.byName));
      }
      // Who knows how large its contracts are can say so, also after it was said.
      const told = info.notes.some(({ kind }) => kind === "contracts" || kind === "contractSize");
      if ((info.kind === "book" || info.kind === "positions") && told) item.append(amount(name, "contractSize"));
      if (info.kind === "brackets" && told) item.append(amount(name, "contractValue"));
      items.push(item);
    }
    const focused = list.contains(document.activeElement);
    list.replaceChildren(...items);
    list.hidden = items.length === 0;
    if (focused) /** @type {HTMLElement | null} */ (list.querySelector("select, input"))?.focus({ preventScroll: true });
  }

  /**
   * @param {string} text
   * @param {readonly { name: string }[]} all
   * @param {string | undefined} chosen
   * @param {(name: string) => void} onChoice
   * @param {string} [none] what is said where nothing is chosen
   */
  function choice(text, all, chosen, onChoice, none = "") {
    const label = document.createElement("label");
    label.textContent = text;
    const select = document.createElement("select");
    for (const { name } of all) select.append(new Option(name || none, name, false, name === (chosen ?? all[0].name)));
    select.addEventListener("change", () => onChoice(select.value));
    label.append(" ", select);
    return label;
  }

  /** A number about a file that only its reader can say. @param {string} name @param {string} option */
  function amount(name, option) {
    // No form: a sandbox may forbid those.
    const form = document.createElement("div");
    form.className = "data-amount";
    const label = document.createElement("label");
    const field = document.createElement("input");
    const button = document.createElement("button");
    const fault = document.createElement("p");
    label.textContent = strings.data.amount(option);
    field.type = "text";
    field.inputMode = "decimal";
    field.autocomplete = "off";
    const file = session.fileOf(name);
    const known = file && /** @type {Record<string, unknown>} */ (readOptionsOf(file))[option];
    if (typeof known === "number") field.value = String(known);
    label.append(" ", field);
    button.type = "button";
    button.textContent = strings.data.amountUse;
    fault.className = "error";
    fault.hidden = true;
    form.append(label, button, fault);
    const use = () => {
      const typed = readTyped(field.value, { kind: "plain", unit: 1, language: strings.language });
      const isGood = "value" in typed && typed.value > 0 && typed.value <= 1e15;
      fault.hidden = isGood;
      if (isGood) void answer({ name, option }, typed.value);
      else {
        fault.textContent = strings.data.amountFault;
        field.focus();
      }
    };
    button.addEventListener("click", use);
    field.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") use();
    });
    return form;
  }

  /** What only the reader can say of a file. @param {State} state */
  function ask({ questions: open }) {
    questions.hidden = open.length === 0;
    questions.replaceChildren(
      ...open.map((question) => {
        const item = document.createElement("li");
        const text = document.createElement("p");
        text.textContent = strings.data.question(question.name, question.option);
        const buttons = question.choices.map((choice) => {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = strings.data.answer(question.option, choice);
          button.addEventListener("click", () => void answer(question, choice));
          return button;
        });
        item.append(text, ...buttons);
        if (NUMBER_OPTIONS.includes(question.option)) item.append(amount(question.name, question.option));
        return item;
      }),
    );
  }

  store.subscribe((state, previous) => {
    if (state.settings.files !== previous.settings.files || state.infos !== previous.infos) show(state);
    if (state.questions !== previous.questions) {
      ask(state);
      if (state.questions.length > 0) openDrawer();
    }
    if (state.loading !== previous.loading) {
      progress.hidden = state.loading === null;
      bar.value = state.loading?.share ?? 0;
      find(progress, ".data-name", HTMLElement).textContent = state.loading?.name ?? "";
      if (state.loading && !previous.loading) openDrawer();
    }
    if (state.dataError === previous.dataError) return;
    error.hidden = state.dataError === null;
    error.textContent = state.dataError ?? "";
    if (state.dataError === null) input.removeAttribute("aria-invalid");
    else {
      input.setAttribute("aria-invalid", "true");
      openDrawer();
    }
  });

  function openDrawer() {
    const drawer = root.closest("details");
    if (drawer) drawer.open = true;
  }
}
