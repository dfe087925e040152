// Sliders with their number inputs, drawers, and the chips that show what differs from the preset.

import * as format from "./format.js";
import { fromPosition, keyTarget, toPosition, track } from "./scale.js";
import { MOST_SIDE_BY_SIDE, RULESET, numberOf, optionsOf, valueName } from "./choices.js";
import { SHAPE } from "./shape.js";
import { valueOf } from "./session.js";
import { bringsUnit } from "./typed-number.js";
import { find } from "./transport-view.js";
import { setAttribute, setProperty, setText, setValue } from "./write.js";

/** @typedef {import("./messages.js").Control} Control */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {import("./session.js").State} State */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {{ row: HTMLElement, update: (control: Control, value: number, error: string | null) => void }} Row */

/** So much of what was typed is told again. */
const LONGEST_ECHO = 40;

/** Where the name of a row stands: in its label, beside a shorter one for low frames. @param {HTMLElement} row */
const nameOf = (row) => find(row, "label:not(:has(.long)), .long", HTMLElement);

/**
 * One slider and what belongs to it. The row stands in the page, or is a copy of the template.
 * @param {HTMLElement} row
 * @param {(value: number) => void} onValue
 * @param {(text: string) => void} onRefused what was typed is no value here
 * @param {Strings} strings
 * @returns {Row}
 */
function createRow(row, onValue, onRefused, strings) {
  const label = nameOf(row);
  const slider = find(row, "input[type=range]", HTMLInputElement);
  const exact = find(row, ".exact input", HTMLInputElement);
  const box = exact.parentElement;
  const prefix = find(row, ".prefix", HTMLElement);
  const suffix = find(row, ".suffix", HTMLElement);
  const help = find(row, ".help", HTMLElement);
  const error = find(row, ".error", HTMLElement);
  /** @type {Control | null} */
  let control = null;
  let value = 0;
  let isTyping = false;
  /** @type {string | null} */
  let shownError = null;
  /** @type {number | null} the last value that was typed here: shown with all its digits */
  let typedValue = null;
  /** Why what was typed was not taken, as long as nothing else is set here. @type {(() => string) | null} */
  let refusal = null;
  /** How what was typed was read, where that is not as it stands; as long as nothing else is set here. @type {(() => string) | null} */
  let reading = null;

  /** @param {number} next */
  function set(next) {
    if (!control || next === value) return;
    value = next;
    refusal = reading = null;
    paint(control);
    onValue(next);
  }

  slider.addEventListener("input", () => {
    if (control) set(fromPosition(control, Number(slider.value)));
  });
  slider.addEventListener("keydown", (event) => {
    if (!control || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = keyTarget(control, value, event.key);
    if (next === null) return;
    event.preventDefault();
    set(next);
  });
  /**
   * What the input says; a text that shows the value as it is means all the digits that are not shown, too.
   * @param {Control} shown
   * @returns {import("./typed-number.js").Typed}
   */
  function read(shown) {
    if (exact.value === format.inputText(shown, value)) return { value };
    return format.readInput(shown, exact.value);
  }

  /** @param {Control} shown @param {number} typed */
  const whole = (shown, typed) => (format.isCount(shown) ? Math.round(typed) : typed);

  /** @param {number} typed */
  function setTyped(typed) {
    if (typed !== value) typedValue = typed;
    refusal = reading = null;
    showError(null);
    set(typed);
  }

  /** What was typed cannot be read and the value stays, or cannot be had and another is taken: it is said. @param {() => string} why */
  function tell(why) {
    refusal = why;
    showError(why());
    onRefused(why());
  }

  exact.addEventListener("input", () => {
    if (!control) return;
    isTyping = true;
    const typed = read(control);
    box?.classList.toggle("has-own-unit", bringsUnit(exact.value, typed));
    // Half-typed numbers out of range wait until they are finished.
    if ("value" in typed && typed.value >= control.range[0] && typed.value <= control.range[1]) setTyped(whole(control, typed.value));
  });
  exact.addEventListener("change", () => {
    isTyping = false;
    if (!control) return;
    const typed = read(control);
    const meant = control;
    const name = () => strings.control(meant).label;
    const text = (/** @type {number} */ one) => format.controlValue(meant, one);
    const given = exact.value.trim().slice(0, LONGEST_ECHO);
    const [least, most] = control.range;
    const now = value;
    if ("problem" in typed) {
      const { problem } = typed;
      tell(() => (problem === "empty" ? strings.typed.empty(name(), text(now)) : strings.typed[problem](name(), given, text(now))));
      return;
    }
    const used = whole(control, Math.min(most, Math.max(least, typed.value)));
    const isOutside = typed.value < least || typed.value > most;
    setTyped(used);
    paint(control);
    if (!isOutside && (typed.isInFull || used !== typed.value)) {
      reading = () => strings.typed.inFull(given, text(used));
      showError(null);
      onRefused(reading());
    }
    if (!isOutside) return;
    const asked = typed.value;
    tell(() => strings.typed.outOfRange(name(), given, text(asked), text(least), text(most), text(used)));
  });
  exact.addEventListener("keydown", (event) => {
    if (!control || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const next = keyTarget(control, value, event.key);
    if (next === null) return;
    event.preventDefault();
    isTyping = false;
    typedValue = null;
    refusal = reading = null;
    showError(null);
    set(next);
    paint(control);
  });
  exact.addEventListener("blur", () => {
    isTyping = false;
    if (control) paint(control);
  });

  /** @param {string | null} text */
  function showError(text) {
    const words = text ?? reading?.() ?? null;
    error.hidden = words === null;
    setText(error, words ?? "");
    error.classList.toggle("is-note", text === null);
    if (text === shownError) return;
    shownError = text;
    for (const input of [slider, exact]) {
      if (text === null) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
    }
  }

  /** @param {Control} shown */
  function paint(shown) {
    const { min, max, step } = track(shown);
    setAttribute(slider, "min", String(min));
    setAttribute(slider, "max", String(max));
    setAttribute(slider, "step", String(step));
    const position = toPosition(shown, value);
    setValue(slider, String(position));
    setAttribute(slider, "aria-valuetext", format.controlValue(shown, value));
    const share = (/** @type {number} */ at) => (100 * (at - min)) / (max - min);
    // Where a scale has both signs, the coloured part starts at zero.
    const origin = shown.scale === "linear" && min < 0 ? share(0) : 0;
    setProperty(slider, "--from", `${Math.min(origin, share(position))}%`);
    setProperty(slider, "--to", `${Math.max(origin, share(position))}%`);
    if (!isTyping) {
      setValue(exact, format.inputText(shown, value, value === typedValue));
      box?.classList.remove("has-own-unit");
    }
    setAttribute(exact, "aria-valuenow", String(value));
    setAttribute(exact, "aria-valuetext", format.controlValue(shown, value));
  }

  return {
    row,
    update(next, nextValue, errorText) {
      if (control !== next) {
        control = next;
        const unit = format.inputUnit(next);
        const words = strings.control(next);
        setText(label, words.label);
        setText(help, words.help);
        setText(prefix, unit.prefix);
        setText(suffix, unit.suffix);
        setAttribute(exact, "aria-label", strings.exactValue(words.label));
        setAttribute(exact, "aria-valuemin", String(next.range[0]));
        setAttribute(exact, "aria-valuemax", String(next.range[1]));
      }
      if (nextValue !== value) refusal = reading = null;
      value = nextValue;
      showError(errorText ?? refusal?.() ?? null);
      paint(next);
    },
  };
}

/**
 * One choice: options side by side when they are few, a list when they are many, and what the chosen one means.
 * @param {HTMLElement} row a copy of the template
 * @param {string} id
 * @param {(value: number) => void} onValue
 * @param {Strings} strings
 * @returns {Row & { note: (texts: { edited: string, source: string }) => void }}
 */
function createChoice(row, id, onValue, strings) {
  const label = find(row, ".choice-label", HTMLElement);
  const place = find(row, ".options", HTMLElement);
  const help = find(row, ".help", HTMLElement);
  const source = find(row, ".source", HTMLElement);
  const edited = find(row, ".edited", HTMLElement);
  const error = find(row, ".error", HTMLElement);
  label.id = `${id}-label`;
  help.id = `${id}-help`;
  error.id = `${id}-error`;
  /** @type {HTMLSelectElement | HTMLInputElement[]} */
  let inputs = [];
  let shownOptions = "";

  /** @param {readonly import("./choices.js").Option[]} options */
  function build(options) {
    if (options.length > MOST_SIDE_BY_SIDE) {
      const select = document.createElement("select");
      select.setAttribute("aria-labelledby", label.id);
      select.setAttribute("aria-describedby", `${help.id} ${error.id}`);
      select.append(...options.map((option, index) => new Option(option.label, String(index))));
      select.addEventListener("change", () => onValue(Number(select.value)));
      place.replaceChildren(select);
      place.removeAttribute("role");
      inputs = select;
      return;
    }
    place.setAttribute("role", "radiogroup");
    place.setAttribute("aria-labelledby", label.id);
    place.setAttribute("aria-describedby", `${help.id} ${error.id}`);
    inputs = options.map((_, index) => {
      const input = document.createElement("input");
      input.type = "radio";
      input.name = id;
      input.addEventListener("change", () => onValue(index));
      return input;
    });
    place.replaceChildren(
      ...inputs.map((input, index) => {
        const item = document.createElement("label");
        item.append(input, options[index].label);
        return item;
      }),
    );
  }

  return {
    row,
    update(control, value, errorText) {
      const options = (optionsOf(control) ?? []).map((option) => strings.option(control.name, option));
      const key = JSON.stringify(options.map(({ label: text }) => text));
      if (key !== shownOptions) {
        shownOptions = key;
        build(options);
      }
      setText(label, strings.control(control).label);
      setText(help, options[value]?.help || strings.control(control).help);
      if (inputs instanceof HTMLSelectElement) setValue(inputs, String(value));
      else inputs.forEach((input, index) => (input.checked = index === value));
      error.hidden = errorText === null;
      setText(error, errorText ?? "");
    },
    note(texts) {
      setText(edited, texts.edited);
      setText(source, texts.source);
      source.hidden = texts.source === "";
    },
  };
}

/**
 * @param {{ root: ParentNode, template: HTMLTemplateElement | null, choiceTemplate?: HTMLTemplateElement | null,
 *   otherTemplate?: HTMLTemplateElement | null, chips: HTMLElement | null,
 *   session: Session, store: SessionStore, strings: Strings }} parts
 */
export function createControls({ root, template, choiceTemplate = null, otherTemplate = null, chips, session, store, strings }) {
  /** @type {Map<string, Row & Partial<Pick<ReturnType<typeof createChoice>, "note">>>} */
  const rows = new Map();
  for (const row of root.querySelectorAll("[data-control]")) {
    if (!(row instanceof HTMLElement)) continue;
    const name = row.dataset.control ?? "";
    const label = nameOf(row);
    // What it is called is known before the engine is there.
    setText(label, strings.control({ .../** @type {Control} */ ({}), name, label: label.textContent ?? "", help: "" }).label);
    rows.set(
      name,
      createRow(
        row,
        (value) => session.setValue(name, value),
        (text) => session.announce(text),
        strings,
      ),
    );
  }

  /**
   * The drawer of a mechanism; it is in the page as soon as there is something in it.
   * @param {string} group
   */
  function otherDrawer(group) {
    if (group === "main" || !otherTemplate) return null;
    const copy = otherTemplate.content.firstElementChild?.cloneNode(true);
    const last = [...root.querySelectorAll("details[data-group]")].pop();
    if (!(copy instanceof HTMLElement) || !last) return null;
    copy.dataset.group = copy.dataset.kind = group;
    const drawer = find(copy, "[data-drawer]", HTMLElement);
    drawer.dataset.drawer = group;
    last.after(copy);
    return drawer;
  }

  /**
   * @param {Control} control
   * @param {HTMLElement | undefined} after the row before it in its drawer
   */
  function rowOf(control, after) {
    const known = rows.get(control.name);
    if (known) return known;
    const drawer = root.querySelector(`[data-drawer="${control.group}"]`) ?? otherDrawer(control.group);
    const id = `control-${control.name}`;
    if (optionsOf(control)) {
      const choice = choiceTemplate?.content.firstElementChild?.cloneNode(true);
      if (!drawer || !(choice instanceof HTMLElement)) return null;
      choice.dataset.control = control.name;
      place(choice, drawer, after);
      /** @type {Control} */
      let now = control;
      const made = createChoice(choice, id, (index) => session.setValue(now.name, valueName(now, index)), strings);
      const row = { ...made, update: (/** @type {Parameters<Row["update"]>} */ ...[next, value, text]) => made.update((now = next), value, text) };
      rows.set(control.name, row);
      return row;
    }
    const copy = template?.content.firstElementChild?.cloneNode(true);
    if (!drawer || !(copy instanceof HTMLElement)) return null;
    const { name } = control;
    copy.dataset.control = name;
    find(copy, "label", HTMLLabelElement).htmlFor = id;
    const slider = find(copy, "input[type=range]", HTMLInputElement);
    slider.id = id;
    find(copy, ".help", HTMLElement).id = `${id}-help`;
    find(copy, ".error", HTMLElement).id = `${id}-error`;
    slider.setAttribute("aria-describedby", `${id}-help ${id}-error`);
    find(copy, ".exact input", HTMLInputElement).setAttribute("aria-describedby", `${id}-error`);
    place(copy, drawer, after);
    const row = createRow(
      copy,
      (value) => session.setValue(name, value),
      (text) => session.announce(text),
      strings,
    );
    rows.set(name, row);
    return row;
  }

  /** @param {State} state @param {(control: Control) => boolean} isMeant */
  function showRows(state, isMeant) {
    const { loaded, error } = state;
    const there = new Set(shownControls(loaded).map(({ name }) => name));
    // Together with those that are there instead.
    for (const control of loaded?.controls ?? []) {
      const known = rows.get(control.name);
      if (known && isMeant(control) && !there.has(control.name)) known.row.hidden = true;
    }
    /** @type {Map<string, HTMLElement>} */
    const last = new Map();
    for (const control of shownControls(loaded)) {
      if (!isMeant(control)) continue;
      const row = rowOf(control, last.get(control.group));
      if (!row) continue;
      last.set(control.group, row.row);
      row.row.hidden = false;
      row.update(control, numberOf(control, valueOf(state, control.name)), error?.control === control.name ? error.text : null);
    }
  }

  /** What stands in drawers, and what depends on all controls. @param {State} state */
  function showRest(state) {
    const { loaded } = state;
    if (!loaded) return;
    showRows(state, ({ group }) => group !== "main");
    const there = new Set(shownControls(loaded).map(({ name }) => name));
    rows.get(RULESET)?.note?.(rulesetNote(state, strings));
    for (const [name, { row }] of rows) {
      if (!there.has(name)) row.hidden = true;
    }
    for (const drawer of root.querySelectorAll("details[data-group]")) {
      if (!(drawer instanceof HTMLElement)) continue;
      const first = loaded.controls.find((control) => control.group === drawer.dataset.group);
      drawer.hidden = !first;
    }
    if (chips) showChips(chips, state, session, strings);
  }

  store.subscribe((state, previous) => {
    if (state.loaded !== previous.loaded || state.settings !== previous.settings || state.error !== previous.error) {
      showRows(state, ({ group }) => group === "main");
      // What stands open is watched, too.
      if (root.querySelector("details[open] > [data-drawer]")) showRest(state);
    }
  });
  // Settings alone say nothing new: the run that they ask for, or an error, follows.
  store.subscribeLate(["loaded", "error", "rulesets"], showRest);
  // Nobody opens a drawer on what stood in it a moment ago.
  root.addEventListener("toggle", () => store.settle(), { capture: true });
}

/** How many times a displayed book there is to trade: no guess of ours, so that any other than once has a chip. */
const BOOK_DEPTH = "bookDepth";
/** What stands among the main controls and belongs to a loaded file: other than once, it is no more as the file has it. */
const OF_FILES = [BOOK_DEPTH, "pathAmplitude"];

/** Of a book its depth is not set: it is what it shows, or how many times that. @param {State["loaded"]} loaded */
function shownControls(loaded) {
  const controls = loaded?.controls ?? [];
  return controls.some(({ name }) => name === BOOK_DEPTH) ? controls.filter(({ name }) => name !== "depth") : controls;
}

/** @type {readonly import("../pkg/liquidation_cascades.js").DataInfo["kind"][]} */
const DATA_KINDS = ["scenario", "book", "positions", "brackets", "loans", "reserves", "options", "path"];

/**
 * What a choice brings along stands below it.
 * @param {HTMLElement} row
 * @param {Element} drawer
 * @param {HTMLElement | undefined} after
 */
function place(row, drawer, after) {
  if (after) after.after(row);
  else drawer.prepend(row);
}

/**
 * Where a venue's rules were read, and whether something was changed since: of the run on screen, as the values beside it.
 * @param {State} state
 * @param {Strings} strings
 */
function rulesetNote({ loaded, rulesets }, strings) {
  const values = loaded?.settings.values ?? {};
  const isEdited = (loaded?.controls ?? []).some(({ name, group }) => group === "rules" && name !== RULESET && values[name] !== undefined);
  const chosen = rulesets.find(({ name }) => name === (values[RULESET] ?? loaded?.presetValues[RULESET]));
  return { edited: isEdited ? strings.custom : "", source: chosen?.source ? strings.rulesFrom(chosen.source, chosen.date) : "" };
}

/**
 * What was moved in a closed drawer, and loaded files: each can be taken back by its chip.
 * @param {HTMLElement} chips
 * @param {State} state
 * @param {Session} session
 * @param {Strings} strings
 */
function showChips(chips, { loaded, settings, infos }, session, strings) {
  /** @type {{ key: string, text: string, name: string, drop: () => void }[]} */
  const wanted = [];
  for (const kind of DATA_KINDS) {
    const file = settings.files[kind];
    if (file === undefined) continue;
    // A link may name a file that is not here.
    const isThere = infos[file] !== undefined;
    const text = isThere ? strings.data.loaded[kind](file) : strings.data.missing(strings.data.loaded[kind](file));
    wanted.push({ key: `file-${kind}`, text, name: strings.removeChip(text), drop: () => session.dropFile(kind) });
  }
  if (settings.values[SHAPE] !== undefined) {
    const text = strings.crowd.chip;
    wanted.push({ key: SHAPE, text, name: strings.removeChip(text), drop: () => session.dropValue(SHAPE) });
  }
  for (const control of loaded?.controls ?? []) {
    const value = settings.values[control.name];
    if (value === undefined || (control.group === "main" && !OF_FILES.includes(control.name))) continue;
    const text = chipText(control, value, strings);
    wanted.push({ key: control.name, text, name: strings.removeChip(text), drop: () => session.dropValue(control.name) });
  }
  /** @type {Map<string, HTMLElement>} */
  const present = new Map();
  for (const chip of [...chips.children]) {
    if (!(chip instanceof HTMLElement)) continue;
    // What goes makes room first, so that nothing else has to move.
    if (wanted.some(({ key }) => key === chip.dataset.chip)) present.set(chip.dataset.chip ?? "", chip);
    else chip.remove();
  }
  for (const [index, { key, text, name, drop }] of wanted.entries()) {
    const item = present.get(key) ?? document.createElement("li");
    const button = item.querySelector("button") ?? document.createElement("button");
    if (!button.parentNode) {
      item.dataset.chip = key;
      button.type = "button";
      button.className = "chip";
      button.addEventListener("click", drop);
      item.append(button);
    }
    // One order, whatever came first: a reload would have it, too. What stands in its place stays, with the focus.
    if (chips.children[index] !== item) chips.insertBefore(item, chips.children[index] ?? null);
    setText(button, text);
    setAttribute(button, "aria-label", name);
  }
  chips.hidden = wanted.length === 0;
}

/**
 * @param {Control} control
 * @param {number | string} value
 * @param {Strings} strings
 */
function chipText(control, value, strings) {
  const { label } = strings.control(control);
  const option = optionsOf(control)?.[numberOf(control, value)];
  if (option) return `${label}: ${strings.option(control.name, option).label}`;
  return `${label} ${format.controlValue(control, Number(value))}`;
}
