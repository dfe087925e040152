// What was not taken from an address as it stood, in words; fetched when something was not.

import * as format from "./format.js";
import { linkStrings } from "./link-strings.js";

/** @typedef {import("./scenario-url.js").Note} Note */
/** @typedef {import("./messages.js").PageControl} PageControl */
/** @typedef {typeof linkStrings} Words */
/** What the page knows of what a note is about. @typedef {{ label: string, text: (value: number) => string, allowed?: string }} Named */

/**
 * @param {Note} note
 * @param {(name: string) => Named | undefined} control
 * @param {Words} words
 * @param {import("./words.js").Strings["notes"]} plain words that the page has already
 */
export function noteText(note, control, words, plain) {
  const text = plainText(note, control(note.name), words, plain);
  return note.isPinned ? words.ofPinned(text) : text;
}

/** @param {Note} note @param {Named | undefined} named @param {Words} words @param {import("./words.js").Strings["notes"]} plain */
function plainText(note, named, words, plain) {
  const { given = "", name } = note;
  switch (note.kind) {
    case "unreadable": {
      const allowed = note.allowed ?? named?.allowed ?? (Object.hasOwn(words.allowed, name) ? words.allowed[name] : "");
      return words.unreadable(named?.label ?? name, given, allowed);
    }
    case "clamped":
      return words.clamped(
        named?.label ?? name,
        named ? named.text(Number(given)) : given,
        named ? named.text(note.used ?? 0) : String(note.used),
        named?.allowed ?? "",
      );
    case "unknownPreset":
    case "unknownPinned":
    case "fileMissing":
    case "scenarioNewer":
    case "scenarioDamaged":
    case "scenarioLarge":
    case "noClock":
      return words[note.kind](note.kind === "noClock" ? given : name);
    case "noWords":
      return plain.noWords();
    case "double":
    case "lock":
      return words[note.kind](name);
    case "capped":
      return words.capped(format.number(note.used ?? 0));
    default:
      return plain.ignored(name);
  }
}

/** What of a moment that an address named is not in the run. @param {import("./scenario-url.js").Moment} moment @param {import("./messages.js").Loaded} loaded @param {Words} words @returns {Note[]} */
function notInRun({ row, timeS }, loaded, words) {
  const [asked, unit, last] = row === null ? [timeS, "s", loaded.end.timeS] : [row, "", loaded.rows - 1];
  if (asked === null) return [];
  if (unit && !loaded.ticks) return [{ kind: "noClock", name: "at", given: `${asked}s` }];
  return asked > last ? [{ kind: "unreadable", name: "at", given: asked + unit, allowed: words.range(`0${unit}`, last + unit) }] : [];
}

/**
 * @param {readonly Note[]} notes
 * @param {{ loaded: import("./messages.js").Loaded | null, had: readonly PageControl[], moment: import("./scenario-url.js").Moment | null, strings: import("./words.js").Strings }} parts
 *   `had`: controls of the run before, whose values came from no link
 * @returns {Promise<string[]>}
 */
export async function noteTexts(notes, { loaded, had, moment, strings }) {
  const words = strings.language === "de" ? (await import("./link-strings-de.js")).linkStringsGerman : linkStrings;
  const named = (/** @type {string} */ name) => {
    const control = loaded?.controls.find((one) => one.name === name);
    if (!control) return undefined;
    const text = (/** @type {number} */ value) => format.controlValue(control, value);
    const { options, range } = control;
    const allowed = options ? options.map(({ name }) => name).join(", ") : words.range(text(range[0]), text(range[1]));
    return { label: strings.control(control).label, text, allowed };
  };
  // A name of a control that is there can be locked, and one of whom nothing is known is not called wrong.
  const told = notes.filter(({ kind, name }) => kind !== "lock" || (name !== "all" && loaded && !named(name)));
  const all = moment && loaded ? [...told, ...notInRun(moment, loaded, words)] : told;
  return all.map((note) => {
    const lost = note.kind === "ignored" ? had.find(({ name }) => name === note.name) : undefined;
    return lost ? words.leftOut(strings.control(lost).label) : noteText(note, named, words, strings.notes);
  });
}
