// The address as a picture of the settings: everything that differs from the preset, nothing else. Pure.
// Reading is tolerant: what cannot be read is left out and reported, never an error.

import { cleanName, parseNumber } from "./format.js";
import { SPEEDS } from "./playback.js";
import { SHAPE, parseShape, writeShape } from "./shape.js";

/**
 * Names of loaded files by what they hold, and what is chosen in one of them: the contract of the brackets that is used (else
 * the first), the parameters of an asset of a lending protocol (else of what its assets are called), and the
 * symbol of the positions that are.
 * @typedef {Readonly<Partial<Record<import("../pkg/liquidation_cascades.js").DataInfo["kind"] | keyof typeof CHOSEN_IN, string>>>} Files
 */

/**
 * What the page is about: a preset, the controls that were moved away from it, and files of the reader's own. A control
 * that is a choice has the name of its option as value: a number would mean another option after the next release.
 * @typedef {Readonly<Record<string, number | string>>} Values
 * @typedef {{ preset: string, values: Values, files: Files }} Settings
 */

/** @typedef {"auto" | "light" | "dark"} ThemeChoice */
/** What stands in the place of the figure. @typedef {typeof VIEWS[number]} View */
/** @typedef {"none" | "transport" | "basic"} EmbedControls */
/** Which part of the page: the guided figure, the figure with its controls, or one after the other. @typedef {"all" | "watch" | "play"} Section */
/** @typedef {"en" | "de"} Language */

/** The reader's own position in the queue, and whether its drawer is open. @typedef {import("./own-text.js").OwnPosition & { isOpen: boolean }} Own */

/** As the page was delivered. @type {Own} */
export const OWN = Object.freeze({ side: "long", notional: 10_000, leverage: 10, isOpen: false });

/** A part of the picture's whole width or height: where it begins and ends. @typedef {readonly [from: number, to: number]} Span */

/**
 * What of a run is looked at: the row (with fractions) or the seconds after the shock at which it stands, the beat that is
 * read (from 1 on; 0: none), the part that was zoomed into.
 * @typedef {Readonly<{ row: number | null, timeS: number | null, beat: number, x: Span | null, y: Span | null }>} Moment
 */

/**
 * How a page is shown that somebody hands on: without its head and foot, as picture and sentence only, from before the
 * shock, without the result until it was played, with a question of one's own (empty: none), with controls that stay as
 * they are ("all" may be one of their names); and, which is switched on the page, with debt by health in the place of trades, and with the
 * positions as the public believes them to be in the place of those that are.
 * @typedef {Readonly<{ isPlain: boolean, isStatic: boolean, isTransparent: boolean, showsHealth: boolean, showsPublic: boolean, startsBefore: boolean, hidesResult: boolean, question: string, locked: readonly string[] }>} Flags
 */

/** As the page is without any of them. @type {Flags} */
export const FLAGS = Object.freeze({
  isPlain: false,
  isStatic: false,
  isTransparent: false,
  showsHealth: false,
  showsPublic: false,
  startsBefore: false,
  hidesResult: false,
  question: "",
  locked: Object.freeze([]),
});

/** Flags that are on or off, by their name in an address. */
const SWITCHES = /** @type {const} */ ({ plain: "isPlain", static: "isStatic", transparent: "isTransparent", health: "showsHealth" });

/** Scenarios that the address itself holds, packed, by their file's name. @typedef {Readonly<Record<string, string>>} Packed */

/**
 * @typedef {{
 *   settings: Settings, pinned: Settings | null, own: Own, theme: ThemeChoice, view: View, speed: number, section: Section, language: Language,
 *   embedControls: EmbedControls, moment: Moment | null, flags: Flags, packed: Packed,
 * }} Address
 *   `pinned`: what the settings are compared with
 */

/**
 * Something in the address that was not taken as it stood.
 * @typedef {{ kind: "unreadable" | "ignored" | "clamped" | "unknownPreset" | "unknownPinned" | "noClock" | "fileMissing" | "capped" | "noWords" | "scenarioNewer" | "scenarioDamaged" | "scenarioLarge" | "double" | "lock", name: string, given?: string, used?: number, allowed?: string, isPinned?: boolean }} Note
 *   `allowed`: what may stand there, in words; `isPinned`: of the run to compare with
 */

export const DEFAULT_PRESET = "the-match";

export const VIEWS = /** @type {const} */ (["chart", "crowd", "waves", "table"]);

/** @param {string} text @returns {View | undefined} */
export function viewNamed(text) {
  return VIEWS.find((view) => view === text);
}

/**
 * Keys of the address for files, in the order in which files are put into a scenario. `positions` and `path` alone
 * would be names of controls.
 * @type {readonly (readonly [key: string, file: keyof Files])[]}
 */
export const FILE_KEYS = [
  ["scenarioFile", "scenario"],
  ["book", "book"],
  ["positionsFile", "positions"],
  ["bracketsFile", "brackets"],
  ["contract", "contract"],
  ["symbol", "symbol"],
  ["loansFile", "loans"],
  ["reservesFile", "reserves"],
  ["reserve", "reserve"],
  ["optionsFile", "options"],
  ["pathFile", "path"],
];

/** What is no file, but chosen in one. */
export const CHOSEN_IN = /** @type {const} */ ({ contract: "brackets", symbol: "positions", reserve: "reserves" });

/** @param {string} kind @returns {kind is keyof typeof CHOSEN_IN} */
export const isChoice = (kind) => kind in CHOSEN_IN;

/** Files without what was chosen in one of that kind: it goes with it. @param {Files} files @param {string} kind @returns {Files} */
export const withoutChoices = (files, kind) => Object.fromEntries(Object.entries(files).filter(([key]) => !isChoice(key) || CHOSEN_IN[key] !== kind));

/** Files in that order, whichever came first: an address has it, and what was read from one has to be the same. @param {Files} files @returns {Files} */
export const filesInOrder = (files) => Object.fromEntries(FILE_KEYS.flatMap(([, file]) => (files[file] === undefined ? [] : [[file, files[file]]])));

/** More keys than this are not ours. */
const MOST_KEYS = 64;
/** Longest value that is looked at; of the run to compare with, which holds many. */
const MOST_CHARACTERS = 200;
const MOST_PINNED_CHARACTERS = 2000;
/** Those of a mechanism have its kind before them. */
const CONTROL_NAME = /^([a-z][A-Za-z0-9]{0,39}\.)?[a-z][A-Za-z0-9]{0,39}$/;
/** The name of an option; whether there is such an option is for the engine to say. */
const OPTION_NAME = /^[A-Za-z][\w-]{0,39}$/;
const PRESET_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** A beat of the story. */
const MOST_BEATS = 5;
/** What a scenario is called that came without its file's name. */
export const LINKED = "link.json";
/** Longer fragments are not ours. */
const MOST_PACKED_CHARACTERS = 100_000;
/** Keys of the fragment: the scenario of the settings, and the one of the run to compare with. */
const FRAGMENT_KEYS = /** @type {const} */ (["s", "a"]);

/**
 * @param {string} search the query string, with or without "?"
 * @param {string} [hash] the fragment, with or without "#"
 * @returns {{ address: Address, notes: Note[] }}
 */
export function readAddress(search, hash = "") {
  /** @type {Note[]} */
  const notes = [];
  /** @type {Map<string, number | string>} */
  const values = new Map();
  let preset = DEFAULT_PRESET;
  /** @type {Partial<Record<keyof Files, string>>} */
  const files = {};
  /** @type {ThemeChoice} */
  let theme = "auto";
  /** @type {View} */
  let view = "chart";
  /** @type {EmbedControls} */
  let embedControls = "basic";
  /** @type {Section} */
  let section = "all";
  /** @type {Language} */
  let language = "en";
  let speed = 1;
  /** @type {Settings | null} */
  let pinned = null;
  let own = OWN;
  /** @type {{ -readonly [Key in keyof Moment]: Moment[Key] }} */
  const moment = { row: null, timeS: null, beat: 0, x: null, y: null };
  /** @type {{ -readonly [Key in keyof Flags]: Flags[Key] }} */
  const flags = { ...FLAGS };

  /** @type {Set<string>} */
  const seen = new Set();
  for (const [name, raw] of new URLSearchParams(search)) {
    if (seen.size >= MOST_KEYS) {
      notes.push({ kind: "ignored", name: "…" });
      break;
    }
    // The last one counts.
    if (seen.has(name)) notes.push({ kind: "double", name: name.slice(0, 40) });
    seen.add(name);
    const text = cleanName(raw.slice(0, MOST_CHARACTERS));
    const unreadable = () => notes.push({ kind: "unreadable", name: name.slice(0, 40), given: text.slice(0, 40) });
    switch (name) {
      case "preset":
        if (PRESET_NAME.test(text)) preset = text;
        else notes.push({ kind: "unknownPreset", name: text.slice(0, 40) });
        break;
      case "theme":
        if (text === "light" || text === "dark" || text === "auto") theme = text;
        else unreadable();
        break;
      case "view":
        if (viewNamed(text)) view = /** @type {View} */ (text);
        else unreadable();
        break;
      case "controls":
        if (text === "none" || text === "transport" || text === "basic") embedControls = text;
        else unreadable();
        break;
      case "section":
        if (text === "watch" || text === "play" || text === "all") section = text;
        else unreadable();
        break;
      case "lang":
        if (text === "en" || text === "de") language = text;
        else unreadable();
        break;
      // Which of several frames this is, and who may say something to it: no matter of the settings.
      case "id":
        break;
      case "host":
        if (hostsIn(raw).some(([, origin]) => origin === null)) unreadable();
        break;
      case "a":
        pinned = raw.length <= MOST_PINNED_CHARACTERS ? readPinned(raw) : null;
        if (!pinned) unreadable();
        break;
      case "own": {
        const read = readOwn(text);
        if (read) own = read;
        else unreadable();
        break;
      }
      case "speed": {
        const value = parseNumber(text);
        if (value !== null && SPEEDS.includes(value)) speed = value;
        else unreadable();
        break;
      }
      case "at": {
        const read = readAt(text);
        if (read) Object.assign(moment, read);
        else unreadable();
        break;
      }
      case "beat":
        if (/^[1-9]$/.test(text) && Number(text) <= MOST_BEATS) moment.beat = Number(text);
        else unreadable();
        break;
      case "x":
      case "y": {
        const span = readSpan(text);
        if (span) moment[name] = span;
        else unreadable();
        break;
      }
      case "plain":
      case "static":
      case "transparent":
      case "health": {
        const value = readSwitch(text);
        if (value !== null) flags[SWITCHES[name]] = value;
        else unreadable();
        break;
      }
      case "seen":
        if (text === "public" || text === "truth") flags.showsPublic = text === "public";
        else unreadable();
        break;
      case "start":
        if (text === "before" || text === "end") flags.startsBefore = text === "before";
        else unreadable();
        break;
      case "hide":
        if (text === "result") flags.hidesResult = true;
        else unreadable();
        break;
      case "question":
        flags.question = text.trim();
        break;
      case "lock": {
        const names = text
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== "");
        if (names.every((one) => CONTROL_NAME.test(one))) flags.locked = [...new Set(names)];
        else unreadable();
        break;
      }
      default: {
        const file = FILE_KEYS.find(([key]) => key === name)?.[1];
        if (file) {
          if (text) files[file] = text;
          break;
        }
        const value = name === SHAPE ? readShape(text) : parseNumber(text);
        if (!CONTROL_NAME.test(name)) notes.push({ kind: "ignored", name: name.slice(0, 40) });
        else if (value !== null) values.set(name, value);
        else if (name !== SHAPE && OPTION_NAME.test(text)) values.set(name, text);
        else unreadable();
      }
    }
  }
  const held = hash.replace(/^#/, "");
  const isHeld = held.length <= MOST_PACKED_CHARACTERS;
  const fragment = new URLSearchParams(isHeld ? held : "");
  /** @type {Map<string, string>} */
  const packed = new Map();
  const [first, second] = FRAGMENT_KEYS.map((key) => fragment.get(key));
  if (first !== null) packed.set((files.scenario ??= LINKED), first);
  const other = /** @type {Settings | null} */ (pinned)?.files.scenario;
  if (second !== null && other !== undefined && !packed.has(other)) packed.set(other, second);
  if (!isHeld && /^[sa]=/.test(held)) notes.push({ kind: "scenarioLarge", name: files.scenario ?? LINKED });
  const isMoment = moment.row !== null || moment.timeS !== null || moment.beat > 0 || moment.x !== null || moment.y !== null;
  const settings = { preset, values: Object.fromEntries(values), files: filesInOrder(files) };
  return {
    address: {
      settings,
      pinned,
      own,
      theme,
      view,
      speed,
      section,
      language,
      embedControls,
      moment: isMoment ? moment : null,
      flags,
      packed: Object.fromEntries(packed),
    },
    notes,
  };
}

/**
 * The query string, "?" included, and the fragment where a scenario has to come along; empty for the bare default.
 * @param {Pick<Address, "settings" | "theme" | "view" | "speed" | "section" | "language"> & Partial<Address> & { isWhole?: boolean }} address
 *   `isWhole`: the preset is named in any case
 */
export function writeAddress({
  settings,
  pinned = null,
  own = OWN,
  theme,
  view,
  speed,
  section,
  language,
  moment = null,
  flags = FLAGS,
  packed = {},
  isWhole = false,
}) {
  const parts = [];
  const names = Object.keys(settings.values).sort();
  const bare = names.length === 0 && Object.keys(settings.files).length === 0;
  // The preset is named as soon as anything is said about it: a later default must not change an old link.
  if (settings.preset !== DEFAULT_PRESET || !bare || pinned || isWhole) parts.push(["preset", settings.preset]);
  for (const name of names) {
    const value = settings.values[name];
    parts.push([name, typeof value === "string" ? value : shortest(value)]);
  }
  for (const [key, file] of FILE_KEYS) {
    const name = settings.files[file];
    if (name !== undefined) parts.push([key, name]);
  }
  if (pinned) parts.push(["a", writePinned(pinned)]);
  const { side, notional, leverage, isOpen } = own;
  if (isOpen || side !== OWN.side || notional !== OWN.notional || leverage !== OWN.leverage) {
    parts.push(["own", [side, shortest(notional), shortest(leverage)].join("~")]);
  }
  if (theme !== "auto") parts.push(["theme", theme]);
  if (view !== "chart") parts.push(["view", view]);
  if (speed !== 1) parts.push(["speed", String(speed)]);
  if (section !== "all") parts.push(["section", section]);
  if (language !== "en") parts.push(["lang", language]);
  if (moment?.row != null) parts.push(["at", String(moment.row)]);
  else if (moment?.timeS != null) parts.push(["at", `${moment.timeS}s`]);
  if (moment?.beat) parts.push(["beat", String(moment.beat)]);
  for (const axis of /** @type {const} */ (["x", "y"])) if (moment?.[axis]) parts.push([axis, moment[axis].join("~")]);
  for (const [name, flag] of Object.entries(SWITCHES)) if (flags[flag]) parts.push([name, "1"]);
  if (flags.showsPublic) parts.push(["seen", "public"]);
  if (flags.startsBefore) parts.push(["start", "before"]);
  if (flags.hidesResult) parts.push(["hide", "result"]);
  if (flags.question !== "") parts.push(["question", flags.question]);
  if (flags.locked.length > 0) parts.push(["lock", flags.locked.join(",")]);
  const texts = [settings, pinned].map((one) => (one?.files.scenario === undefined ? undefined : packed[one.files.scenario]));
  const held = FRAGMENT_KEYS.flatMap((key, index) =>
    texts[index] === undefined || (index > 0 && texts[index] === texts[0]) ? [] : [`${key}=${texts[index]}`],
  );
  const query = parts.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  return (query === "" ? "" : `?${query}`) + (held.length > 0 ? `#${held.join("&")}` : "");
}

/**
 * Settings as one value: "the-match~leverage~20".
 * @param {Settings} settings
 */
function writePinned({ preset, values, files }) {
  const parts = [preset];
  for (const name of Object.keys(values).sort()) {
    const value = values[name];
    parts.push(name, typeof value === "string" ? value : shortest(value));
  }
  for (const [key, file] of FILE_KEYS) {
    const name = files[file];
    if (name !== undefined) parts.push(key, encodeURIComponent(name).replaceAll("~", "%7E"));
  }
  return parts.join("~");
}

/**
 * All or nothing: half of a run is no run to compare with.
 * @param {string} text
 * @returns {Settings | null}
 */
function readPinned(text) {
  const [preset, ...rest] = text.split("~");
  if (!PRESET_NAME.test(preset) || rest.length % 2 === 1 || rest.length > 2 * MOST_KEYS) return null;
  /** @type {Map<string, number | string>} */
  const values = new Map();
  /** @type {Partial<Record<keyof Files, string>>} */
  const files = {};
  for (let i = 0; i < rest.length; i += 2) {
    const [name, raw] = [rest[i], rest[i + 1]];
    const file = FILE_KEYS.find(([key]) => key === name)?.[1];
    if (file) {
      try {
        files[file] = cleanName(decodeURIComponent(raw).slice(0, MOST_CHARACTERS));
      } catch {
        return null;
      }
      continue;
    }
    const value = name === SHAPE ? readShape(raw) : (parseNumber(raw) ?? (OPTION_NAME.test(raw) ? raw : null));
    if (!CONTROL_NAME.test(name) || value === null) return null;
    values.set(name, value);
  }
  return { preset, values: Object.fromEntries(values), files };
}

/** "12.25" is a row, "90s" are seconds after the shock. @param {string} text */
function readAt(text) {
  const isTime = text.endsWith("s");
  const value = parseNumber(isTime ? text.slice(0, -1) : text);
  if (value === null || value < 0) return null;
  return isTime ? { row: null, timeS: value } : { row: value, timeS: null };
}

/** "0.25~0.5" @param {string} text @returns {Span | null} */
function readSpan(text) {
  const [from, to, ...more] = text.split("~").map(parseNumber);
  if (from === null || to === null || from === undefined || to === undefined || more.length > 0) return null;
  return 0 <= from && from < to && to <= 1 ? [from, to] : null;
}

/** "", "1" and "true" are on. @param {string} text */
function readSwitch(text) {
  if (["", "1", "true"].includes(text)) return true;
  return ["0", "false"].includes(text) ? false : null;
}

/** "https://a.org/page,https://b.org": of each its origin, or nothing where it has none. @param {string} text @returns {[name: string, origin: string | null][]} */
export const hostsIn = (text) =>
  text.split(/[\s,]+/).flatMap((name) => {
    try {
      // A frame in a sandbox calls itself so.
      const origin = name === "null" ? name : new URL(name).origin;
      return [[name, origin === "null" && name !== origin ? null : origin]];
    } catch {
      return name === "" ? [] : [[name, null]];
    }
  });

/** "short~25e3~12.5": whoever is asked about stands in an open drawer. @param {string} text @returns {Own | null} */
function readOwn(text) {
  const [side, ...numbers] = text.split("~");
  const [notional, leverage, ...more] = numbers.map(parseNumber);
  if ((side !== "long" && side !== "short") || more.length > 0 || !(Number(notional) > 0) || !(Number(leverage) >= 1)) return null;
  return { side, notional: Number(notional), leverage: Number(leverage), isOpen: true };
}

/** Bars as text, cleaned up. @param {string} text */
function readShape(text) {
  const heights = parseShape(text);
  return heights && writeShape(heights);
}

/**
 * The shortest text that reads back as the same number: 15e6 rather than 15000000.
 * @param {number} value
 */
export function shortest(value) {
  if (value === 0) return "0";
  const plain = String(value);
  const thousands = plain.match(/^(-?\d+?)((?:000)+)$/);
  return thousands ? `${thousands[1]}e${thousands[2].length}` : plain.replace("e+", "e");
}
