// What the page knows: the state of its store, and what is read from it.

import { FLAGS, OWN } from "./scenario-url.js";

/** @typedef {import("./messages.js").Loaded} Loaded */
/** @typedef {import("../pkg/liquidation_cascades.js").DataInfo} DataInfo */
/** @typedef {import("./messages.js").Playhead} Playhead */
/** @typedef {import("./messages.js").PresetInfo} PresetInfo */
/** @typedef {import("./messages.js").Ruleset} Ruleset */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** Words, and how to say them again when the page speaks another language. @typedef {{ text: string, tell: () => string }} Told */

/**
 * @typedef {{
 *   settings: Settings, loaded: Loaded | null, pinned: import("./messages.js").Pinned | null, canUndo: boolean, canRedo: boolean, presets: readonly PresetInfo[], rulesets: readonly Ruleset[],
 *   cutoff: number, playhead: Playhead | null, isScrubbing: boolean, speed: number,
 *   theme: import("./scenario-url.js").ThemeChoice, palette: import("./messages.js").StageTheme | null, view: import("./scenario-url.js").View,
 *   error: Told & { control: string | null, isFinal?: boolean } | null, computing: { seconds: number, percent: number | null } | null, dataError: string | null, questions: readonly Question[],
 *   loading: { name: string, share: number } | null, infos: Readonly<Record<string, DataInfo>>,
 *   search: import("./own-text.js").Search | null, status: string, isBroken: boolean, section: import("./scenario-url.js").Section, isSecret: boolean, isHiding: boolean,
 *   own: import("./scenario-url.js").Own, language: import("./scenario-url.js").Language,
 *   moment: import("./scenario-url.js").Moment | null, beat: number, flags: import("./scenario-url.js").Flags, arranged: number, packed: import("./scenario-url.js").Packed,
 * }} State
 *   `isHiding`: each run is a secret until it was played; `moment`: as the address had it, as long as the playhead was not moved since; `arranged`: another number after the parts of the picture have got other places; `packed`: scenarios as a link holds them
 */

/** A file that has several readings: what decides, and what there is to choose from. @typedef {{ name: string, option: string, choices: readonly string[] }} Question */
/** @typedef {import("./store.js").Store<State>} SessionStore */

/**
 * @param {Settings} settings
 * @returns {State}
 */
export function initialState(settings) {
  return {
    settings,
    loaded: null,
    pinned: null,
    canUndo: false,
    canRedo: false,
    presets: [],
    rulesets: [],
    cutoff: 0,
    playhead: null,
    isScrubbing: false,
    speed: 1,
    theme: "auto",
    palette: null,
    view: "chart",
    error: null,
    computing: null,
    dataError: null,
    questions: [],
    loading: null,
    infos: {},
    search: null,
    status: "",
    isBroken: false,
    section: "all",
    isSecret: false,
    isHiding: false,
    own: OWN,
    language: "en",
    moment: null,
    beat: 0,
    flags: FLAGS,
    arranged: 0,
    packed: {},
  };
}

/** The value of a control as the settings have it. @param {State} state @param {string} name */
export function valueOf({ settings, loaded }, name) {
  return settings.values[name] ?? loaded?.presetValues[name];
}

/** Whether anything differs from the preset. @param {Settings} settings */
export function isEdited(settings) {
  return Object.keys(settings.files).length > 0 || Object.keys(settings.values).length > 0;
}

/** What a run is called. @param {Pick<Loaded, "settings" | "title">} run @param {typeof import("./strings.js").strings} strings */
export function titleOf({ settings, title }, strings) {
  const text = strings.preset({ name: settings.preset, title, lesson: "" }).title;
  return isEdited(settings) ? `${text} ${strings.edited}` : text;
}

/** @param {State} state */
export const seedOf = (state) => String(valueOf(state, "seed") ?? 0);
