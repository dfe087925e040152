// Mechanisms beside the leveraged traders: a menu of those that the scenario on screen could have, and a way out in the drawer
// of each. What is added or removed makes a scenario of the reader's own: it can be undone, and a link holds it.

import * as format from "./format.js";
import { filesInOrder } from "./scenario-url.js";
import { setText } from "./write.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").SessionStore} SessionStore */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {import("../pkg/liquidation_cascades.js").Control} Control */

/** Values that belong to a file and not to the scenario. */
const OF_FILES = ["bookDepth", "pathAmplitude"];

/** The group of what the public sees and of alarms, and that of those who act on one. */
const [SEEN, LISTENERS] = ["seen", "riskManagers"];

/** So many controls of a mechanism are in sight, its switch among them; the others are behind "More". */
export const MOST_IN_SIGHT = 6;

/** How its name says what a scenario has more, and less. */
const [MORE, LESS] = [" + ", " \u2212 "];

/**
 * @param {{ root: HTMLElement, menu: HTMLDetailsElement, session: Session, store: SessionStore, strings: Strings }} parts
 *   `root`: where the drawers are
 */
export function createMechanisms({ root, menu, session, store, strings }) {
  const list = /** @type {HTMLElement} */ (menu.querySelector("ul"));
  let asked = 0;

  /** @param {Control} control its switch, the kind as the group @param {boolean} isThere */
  async function change({ group: kind, ...control }, isThere) {
    const { label } = strings.control({ ...control, group: kind });
    const json = await session.withMechanism({ kind, isThere });
    if (json === undefined) return;
    const { settings } = store.state;
    const name = await freeName(changedName(titleNow(), label, isThere), json);
    await session.loadFile(name, new Blob([json], { type: "application/json" }));
    if (store.state.settings.files.scenario !== name) return;
    // The scenario calls for files of the reader's own by name: an address has to name them, too.
    const { scenario: _, ...others } = settings.files;
    if (Object.keys(others).length > 0) {
      const values = Object.fromEntries(Object.entries(settings.values).filter(([value]) => OF_FILES.includes(value)));
      await session.returnTo({ ...settings, values, files: filesInOrder({ ...others, scenario: name }) });
    }
    session.announce((isThere ? strings.mechanisms.removed : strings.mechanisms.added)(label));
    if (isThere) return;
    menu.open = false;
    const drawer = root.querySelector(`details[data-kind="${kind}"]`);
    if (!(drawer instanceof HTMLDetailsElement)) return;
    drawer.open = true;
    drawer.querySelector("summary")?.focus();
  }

  /** What the scenario on screen is called. */
  function titleNow() {
    const { settings, loaded } = store.state;
    const { scenario } = settings.files;
    if (scenario !== undefined) return scenario.replace(/\.json$/i, "");
    return strings.preset({ name: settings.preset, title: loaded?.title ?? settings.preset, lesson: "" }).title;
  }

  /** Under one name there is one file, and a step back may need the one of before. @param {string} title @param {string} json */
  async function freeName(title, json) {
    for (let number = 1; ; number += 1) {
      const name = `${title}${number > 1 ? ` (${number})` : ""}`;
      const file = session.fileOf(name);
      if (!file || (await file.text()) === json) return name;
    }
  }

  /** What can be chosen, as soon as somebody looks. */
  async function fill() {
    if (!menu.open || !store.state.loaded) return;
    asked += 1;
    const mine = asked;
    const controls = /** @type {Control[]} */ ((await session.mechanisms()) ?? []);
    // The newest question wins.
    if (mine !== asked) return;
    const items = controls.map((control) => {
      const words = strings.control(control);
      const item = document.createElement("li");
      const button = document.createElement("button");
      const [name, what] = [document.createElement("b"), document.createElement("span")];
      button.type = "button";
      button.dataset.add = control.group;
      name.textContent = words.label;
      what.textContent = words.help;
      button.append(name, " ", what);
      button.addEventListener("click", () => void change(control, false));
      item.append(button);
      return item;
    });
    const note = document.createElement("li");
    note.className = "help";
    note.textContent = controls.length === 0 ? strings.mechanisms.none : strings.mechanisms.clock;
    list.replaceChildren(...items, note);
  }

  /** A mechanism is called what its switch is; of several the drawer says which it moves. */
  function name() {
    for (const drawer of root.querySelectorAll("details[data-kind]")) {
      const control = store.state.loaded?.controls.find(({ group }) => group === /** @type {HTMLElement} */ (drawer).dataset.kind);
      const summary = drawer.querySelector("summary");
      if (!control || !(summary instanceof HTMLElement)) continue;
      const { label } = strings.control(control);
      const { of } = control;
      setText(summary, of ? `${label}: ${of.place} (1/${format.number(of.count)})` : label);
    }
  }

  /** The way out of each drawer that is open. */
  function foot() {
    for (const drawer of root.querySelectorAll("details[data-kind][open]")) {
      if (!(drawer instanceof HTMLElement)) continue;
      const controls = store.state.loaded?.controls ?? [];
      const control = controls.find(({ group }) => group === drawer.dataset.kind);
      if (!control) continue;
      /** @type {HTMLElement | null} */
      let button = drawer.querySelector("[data-do=remove]");
      // An alarm that somebody listens to goes with him.
      const isNeeded = control.group === SEEN && controls.some(({ group }) => group === LISTENERS);
      if (button) button.hidden = isNeeded;
      if (isNeeded) continue;
      if (!button) {
        button = document.createElement("button");
        button.setAttribute("type", "button");
        button.setAttribute("data-do", "remove");
        button.addEventListener("click", () => {
          const now = store.state.loaded?.controls.find(({ group }) => group === drawer.dataset.kind);
          if (!now) return;
          // What held the focus goes away.
          /** @type {HTMLElement | null} */ (menu.querySelector("summary"))?.focus();
          void change(now, true);
        });
        drawer.append(button);
      }
      const { label } = strings.control(control);
      const { remove, removeAll } = strings.mechanisms;
      setText(button, control.of ? removeAll(label, format.number(control.of.count)) : remove(label));
    }
  }

  /** What is more than can be looked over at once goes behind a fold, which stays as the reader left it. */
  function fold() {
    const { loaded, error } = store.state;
    for (const holder of root.querySelectorAll("[data-kind] > [data-drawer]")) {
      if (!(holder instanceof HTMLElement)) continue;
      const folded = foldedOf(loaded?.controls ?? [], holder.dataset.drawer ?? "");
      const more = holder.querySelector("details") ?? newFold();
      for (const row of holder.querySelectorAll("[data-control]")) {
        const isFolded = folded.includes(/** @type {HTMLElement} */ (row).dataset.control ?? "");
        if (isFolded && row.parentElement !== more) more.append(row);
        // Once out of it, it stands below the others, where it was.
        if (!isFolded && row.parentElement === more) holder.insertBefore(row, more);
      }
      // New rows have come below it.
      if (folded.length > 0 && holder.lastElementChild !== more) holder.append(more);
      more.hidden = folded.length === 0;
      // What is wrong is in sight.
      if (error?.control && folded.includes(error.control)) more.open = true;
      setText(/** @type {HTMLElement} */ (more.querySelector("summary")), strings.mechanisms.more(format.number(folded.length)));
    }
  }

  function newFold() {
    const more = document.createElement("details");
    more.className = "more";
    more.append(document.createElement("summary"));
    return more;
  }

  menu.addEventListener("toggle", () => void fill());
  root.addEventListener("toggle", foot, { capture: true });
  store.subscribeLate(["error"], fold);
  store.subscribeLate(["loaded"], () => {
    name();
    fold();
    foot();
    void fill();
  });
}

/**
 * Names of the controls of a mechanism that are not in sight at once.
 * @param {readonly Pick<Control, "name" | "group">[]} controls
 * @param {string} kind
 */
export const foldedOf = (controls, kind) =>
  controls
    .filter(({ group }) => group === kind)
    .slice(MOST_IN_SIGHT)
    .map(({ name }) => name);

/**
 * The name of a scenario with a mechanism more, or less.
 * @param {string} title
 * @param {string} name of the mechanism
 * @param {boolean} isRemoved
 */
export function changedName(title, name, isRemoved) {
  // One before it has a number where the same name was taken.
  const plain = title.replace(/ \(\d+\)$/, "");
  const [sign, other] = isRemoved ? [LESS, MORE] : [MORE, LESS];
  const parts = plain.split(other + name);
  const isBack = parts.length > 1 && (parts[1] === "" || parts[1].startsWith(MORE) || parts[1].startsWith(LESS));
  return isBack ? parts[0] + parts.slice(1).join(other + name) : `${plain}${sign}${name}`;
}
