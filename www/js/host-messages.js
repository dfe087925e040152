// What the page around an embed may ask of it, and what it hears. Version 1: a host that knows it is understood for ever, so
// nothing here changes its meaning. Reading is pure; nothing that a host sends makes anything throw.

import { optionIndex, optionsOf, valueName } from "./choices.js";
import { parseNumber } from "./format.js";
import { SPEEDS } from "./playback.js";
import { hostsIn } from "./scenario-url.js";
import { SHAPE, parseShape, writeShape } from "./shape.js";
import { breakingClaim } from "./claims.js";
import { same } from "./history.js";
import { plain, sentence } from "./sentence.js";

/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./session.js").State} State */
/** @typedef {import("./messages.js").PageControl} PageControl */

/** What is wrong with a message: a field of it by its path, the value, and what may stand there. @typedef {{ code: string, field: string, value: unknown, allowed: unknown }} Fault */

/** What a message may name. @typedef {{ settings: Settings, presetValues: import("./scenario-url.js").Values, controls: readonly PageControl[], presets: readonly string[], rows: number, bars: number }} Known `bars`: in which leverage can be drawn by hand; 0: it cannot */

/** `names`: of the values that were asked for; the others were there before. @typedef {{ settings: Settings, names: readonly string[], theme?: State["theme"], speed?: number }} Wish */

/**
 * @typedef {{ kind: "get", what: string | null } | { kind: "set", wish: Wish } | { kind: "run", wish: Wish, from: number }
 *   | { kind: "seek", row: number | null, to: string | null } | { kind: "play", speed: number | null } | { kind: "pause" }} Command
 */

export const VERSION = 1;

/** Each message with its fields, beside `type`, `v` and `id`. @type {Readonly<Record<string, readonly string[]>>} */
export const FIELDS = {
  "cascade:get": ["what"],
  "cascade:set": ["settings"],
  "cascade:run": ["settings", "from"],
  "cascade:seek": ["row", "at", "to"],
  "cascade:play": ["speed"],
  "cascade:pause": [],
};

const WHATS = ["height", "state", "results"];
const PLACES = ["start", "first", "worst", "end"];
const THEMES = /** @type {const} */ (["auto", "light", "dark"]);
/** How many there are of something: the engine counts no half ones. */
const COUNTS = ["positions", "seed"];
const LONGEST_ID = 100;
const MOST_SETTINGS = 64;
const LONGEST_TEXT = 200;

/** @param {string} code @param {string} field @param {unknown} value @param {unknown} allowed @returns {{ fault: Fault }} */
const wrong = (code, field, value, allowed) => ({ fault: { code, field, value, allowed } });

/** @param {object} data @param {string} name */
const has = (data, name) => Object.hasOwn(data, name);

/**
 * @param {Readonly<Record<string, unknown>>} data
 * @param {Known} known
 * @returns {{ command: Command } | { fault: Fault }}
 */
export function readCommand(data, known) {
  const { type, v, id } = data;
  if (v !== VERSION) return wrong("version", "v", v, [VERSION]);
  if (typeof type !== "string" || !has(FIELDS, type)) return wrong("type", "type", type, Object.keys(FIELDS));
  if (id !== undefined && typeof id !== "number" && !(typeof id === "string" && id.length <= LONGEST_ID)) {
    return wrong("value", "id", id, `a number, or a text of at most ${LONGEST_ID} characters`);
  }
  const fields = FIELDS[type];
  const other = Object.keys(data).find((name) => !["type", "v", "id", ...fields].includes(name));
  if (other !== undefined) return wrong("field", other, data[other], ["type", "v", "id", ...fields]);
  const last = Math.max(0, known.rows - 1);
  switch (type) {
    case "cascade:get":
      if (data.what !== undefined && !WHATS.includes(/** @type {string} */ (data.what))) return wrong("value", "what", data.what, WHATS);
      return { command: { kind: "get", what: /** @type {string | undefined} */ (data.what) ?? null } };
    case "cascade:set": {
      const read = readSettings(data.settings, known);
      return "fault" in read ? read : { command: { kind: "set", wish: read.wish } };
    }
    case "cascade:run": {
      const read = readSettings(data.settings ?? {}, known);
      if ("fault" in read) return read;
      // Which rows there will be is not known yet.
      const from = data.from ?? 0;
      if (typeof from !== "number" || !(from >= 0)) return wrong("value", "from", from, { min: 0 });
      return { command: { kind: "run", wish: read.wish, from } };
    }
    case "cascade:seek": {
      const given = fields.filter((name) => data[name] !== undefined);
      if (given.length !== 1) return wrong("field", given.join(", "), null, fields);
      const { row, at, to } = data;
      if (to !== undefined)
        return PLACES.includes(/** @type {string} */ (to))
          ? { command: { kind: "seek", row: null, to: /** @type {string} */ (to) } }
          : wrong("value", "to", to, PLACES);
      const value = row ?? at;
      const most = row === undefined ? 1 : last;
      if (typeof value !== "number" || !(value >= 0 && value <= most)) return wrong("value", given[0], value, { min: 0, max: most });
      return { command: { kind: "seek", row: row === undefined ? value * last : value, to: null } };
    }
    case "cascade:play":
      if (data.speed !== undefined && !SPEEDS.includes(/** @type {number} */ (data.speed))) return wrong("value", "speed", data.speed, SPEEDS);
      return { command: { kind: "play", speed: /** @type {number | undefined} */ (data.speed) ?? null } };
    default:
      return { command: { kind: "pause" } };
  }
}

/**
 * Settings by the names of the address; `null` goes back to what the preset has.
 * @param {unknown} given
 * @param {Known} known
 * @returns {{ wish: Wish } | { fault: Fault }}
 */
function readSettings(given, { settings, presetValues, controls, presets, bars }) {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return wrong("value", "settings", given, "an object");
  const entries = Object.entries(given);
  if (entries.length > MOST_SETTINGS) return wrong("value", "settings", entries.length, `at most ${MOST_SETTINGS} settings`);
  /** @type {Wish} */
  const wish = { settings, names: entries.map(([name]) => name) };
  const asked = /** @type {Record<string, unknown>} */ (given).preset;
  // Another preset has other controls, and its own values.
  const isOther = asked !== undefined && asked !== settings.preset;
  if (asked !== undefined) {
    if (!presets.includes(/** @type {string} */ (asked))) return wrong("value", "settings.preset", asked, presets);
    wish.settings = { preset: /** @type {string} */ (asked), values: {}, files: {} };
  }
  /** @type {Record<string, number | string>} */
  const values = { ...wish.settings.values };
  for (const [name, raw] of entries) {
    const field = `settings.${name}`;
    if (name === "preset") continue;
    if (name === "theme") {
      const theme = THEMES.find((one) => one === raw);
      if (!theme) return wrong("value", field, raw, THEMES);
      wish.theme = theme;
    } else if (name === "speed") {
      if (!SPEEDS.includes(/** @type {number} */ (raw))) return wrong("value", field, raw, SPEEDS);
      wish.speed = /** @type {number} */ (raw);
    } else {
      const control = controls.find((one) => one.name === name);
      const names = ["preset", "theme", "speed", SHAPE, ...controls.map((one) => one.name)];
      if (!control && name !== SHAPE && !(isOther && /^[a-z][A-Za-z0-9]{0,39}$/.test(name))) return wrong("field", field, raw, names);
      if (raw === null) {
        delete values[name];
        continue;
      }
      const read = name === SHAPE ? readShape(field, raw, isOther ? null : bars) : readValue(field, raw, isOther ? undefined : control);
      if ("fault" in read) return read;
      if (!isOther && read.value === presetValues[name]) delete values[name];
      else values[name] = read.value;
    }
  }
  wish.settings = { ...wish.settings, values };
  return { wish };
}

/** What a drawn leverage may be. @param {number | null} bars */
const shapesOf = (bars) => (bars === 0 ? [] : `heights of the ${bars === null ? "" : `${bars} `}bars, as in the address`);

/** @param {string} field @param {unknown} raw @param {number | null} bars nothing where they are not known yet @returns {{ value: string } | { fault: Fault }} */
function readShape(field, raw, bars) {
  const heights = typeof raw === "string" && raw.length <= LONGEST_TEXT ? parseShape(raw) : null;
  return heights && (bars === null || heights.length === bars) ? { value: writeShape(heights) } : wrong("value", field, raw, shapesOf(bars));
}

/**
 * @param {string} field
 * @param {unknown} raw
 * @param {PageControl | undefined} control nothing where the controls are not known yet: the engine tells then
 * @returns {{ value: number | string } | { fault: Fault }}
 */
function readValue(field, raw, control) {
  const options = control ? optionsOf(control) : null;
  const isText = typeof raw === "string" && raw.length <= LONGEST_TEXT;
  const number = typeof raw === "number" && Number.isFinite(raw) ? raw : isText ? parseNumber(raw) : null;
  if (control && options) {
    const index = number !== null || isText ? optionIndex(control, number ?? /** @type {string} */ (raw)) : null;
    return index === null
      ? wrong(
          "value",
          field,
          raw,
          options.map(({ name }) => name),
        )
      : { value: valueName(control, index) };
  }
  if (control) {
    const [min, max] = control.range;
    const isCount = COUNTS.includes(control.name);
    const isOne = number !== null && number >= min && number <= max && (!isCount || Number.isInteger(number));
    return isOne ? { value: number } : wrong("value", field, raw, isCount ? { min, max, step: 1 } : { min, max });
  }
  if (number !== null) return { value: number };
  return isText && /^[A-Za-z][\w-]{0,39}$/.test(raw) ? { value: raw } : wrong("value", field, raw, "a number, or the name of an option");
}

const LONGEST_ECHO = 60;

/** What came, so that whoever reads it finds it in what was sent. @param {unknown} value */
function given(value) {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return `the text ${JSON.stringify(value.length > LONGEST_ECHO ? `${value.slice(0, LONGEST_ECHO)}…` : value)}`;
  if (typeof value === "number") return Number.isFinite(value) ? `the number ${value}` : `${value}, which is no finite number,`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** What may stand there. @param {unknown} allowed */
function expected(allowed) {
  if (Array.isArray(allowed)) {
    const names = allowed.map((one) => JSON.stringify(one));
    return names.length < 2 ? names.join("") || "nothing" : `${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`;
  }
  if (typeof allowed !== "object" || allowed === null) return String(allowed);
  const { min, max, step } = /** @type {{ min: number, max?: number, step?: number }} */ (allowed);
  return `${step === 1 ? "a whole number" : "a number"} from ${min} ${max === undefined ? "on" : `to ${max}`}`;
}

/** What is wrong, what was expected, what came: in English, as the names of the fields are. @param {Fault} fault */
function wordsOf({ code, field, value, allowed }) {
  if (code === "engine") return "";
  if (code === "origin") return `${given(value)} is no origin that this frame's address lets in (host=): expected ${expected(allowed)}.`;
  if (code === "field" && (field === "" || field.includes(","))) return `expected exactly one of ${expected(allowed)}, but ${field || "none of them"} came.`;
  if (code === "field") return `${field} is not known here: expected ${expected(allowed)}.`;
  return `${field}: expected ${expected(allowed)}, but ${given(value)} came.`;
}

/** @param {import("./messages.js").Loaded | null} loaded */
const barsOf = (loaded) => loaded?.shape?.shares.length ?? 0;

/** Of these only the last of several that wait has anything to do. */
const TOGETHER = ["cascade:set", "cascade:run", "cascade:seek"];

/**
 * Who may say something, as the address names them: origins, or addresses of theirs. What is neither lets nobody in.
 * @param {string} search
 * @returns {readonly string[] | null} nothing where anybody may
 */
function hostsOf(search) {
  const named = hostsIn(new URLSearchParams(search).getAll("host").join());
  if (named.length === 0) return null;
  for (const [name, origin] of named) if (origin === null) console.warn(`host=: "${name}" is no origin (as https://a.org) and lets nobody in.`);
  return named.flatMap(([, origin]) => origin ?? []);
}

/**
 * Answers the host from now on.
 * @param {{ session: import("./session.js").Session, store: import("./session.js").SessionStore, strings: import("./session.js").Strings, search: string }} parts
 */
export function createHostMessages({ session, store, strings, search }) {
  const hosts = hostsOf(search);
  /** Who has asked is told what happens. @type {string | null} */
  let listening = null;

  /** @param {object} message @param {string} origin */
  const send = (message, origin) => parent.postMessage(message, origin === "null" ? "*" : origin);

  /** @param {Fault} fault @param {string} [message] */
  const errorOf = (fault, message = wordsOf(fault)) => ({ type: "cascade:error", v: VERSION, ...fault, value: fault.value ?? null, message });

  function stateOf() {
    const { settings, loaded, playhead, speed, theme, language, isBroken } = store.state;
    return {
      type: "cascade:state",
      v: VERSION,
      phase: isBroken ? "broken" : !loaded ? "loading" : playhead?.playing ? "playing" : "paused",
      settings: { preset: settings.preset, ...settings.values },
      row: playhead?.row ?? null,
      rows: loaded?.rows ?? 0,
      wave: playhead?.wave ?? null,
      waves: loaded?.waves ?? 0,
      timeS: playhead?.timeS ?? null,
      price: playhead?.price ?? null,
      speed,
      theme,
      lang: language,
    };
  }

  /** @param {import("./messages.js").Loaded} loaded */
  function resultsOf(loaded) {
    const { settings, title, rows, waves, startPrice, summary } = loaded;
    const { search } = store.state;
    // As it stands over the figure, which says more when the breaking point is found.
    const breaking = search?.state === "found" && loaded === store.state.loaded ? breakingClaim(search, loaded) : null;
    return {
      type: "cascade:results",
      v: VERSION,
      settings: { preset: settings.preset, ...settings.values },
      title,
      sentence: plain(sentence(loaded, strings, breaking)),
      rows,
      waves,
      startPrice,
      summary,
    };
  }

  /**
   * All of a wish or nothing; of another preset what it takes.
   * @param {Wish} wish
   * @returns {Promise<{ errors: object[], isGranted: boolean }>}
   */
  async function grant(wish) {
    const before = store.state.settings;
    const outcome = await session.returnTo(wish.settings);
    if (outcome === "lost" || !store.state.loaded) return { errors: [engineError("settings")], isGranted: false };
    const errors = outcome === "refused" ? [engineError("settings")] : outcome === "shown" ? faultsOf(wish).map((fault) => errorOf(fault)) : [];
    const isGranted = outcome !== "refused" && (errors.length === 0 || wish.settings.preset !== before.preset);
    if (isGranted) {
      if (wish.theme !== undefined) store.update({ theme: wish.theme });
      if (wish.speed !== undefined) session.setSpeed(wish.speed);
    } else if (!same(store.state.settings, before)) await session.undo();
    return { errors, isGranted };
  }

  /** @param {string} field */
  const engineError = (field) => errorOf({ code: "engine", field, value: null, allowed: null }, store.state.error?.text ?? "");

  /** What of the wish the engine did not take as it stood. @param {Wish} wish @returns {Fault[]} */
  function faultsOf(wish) {
    const { loaded } = store.state;
    return (loaded?.notes ?? []).flatMap(({ kind, name }) => {
      if (!wish.names.includes(name) || !has(wish.settings.values, name)) return [];
      const control = loaded?.controls.find((one) => one.name === name);
      const options = control && optionsOf(control);
      const allowed =
        name === SHAPE
          ? shapesOf(barsOf(loaded))
          : !control
            ? loaded?.controls.map((one) => one.name)
            : options
              ? options.map((option) => option.name)
              : { min: control.range[0], max: control.range[1] };
      return [
        { code: kind === "ignored" && !control && name !== SHAPE ? "field" : "value", field: `settings.${name}`, value: wish.settings.values[name], allowed },
      ];
    });
  }

  /** @typedef {(message: object) => void} Answer */

  /** @param {Answer} answer @param {number | null} from plays from that row on */
  async function tellRun(answer, from) {
    const now = store.state.loaded;
    if (!now) return;
    if (from !== null) {
      await session.seek({ row: Math.min(from, now.rows - 1) });
      await session.play();
    }
    answer(stateOf());
    answer(resultsOf(now));
  }

  /** @param {Command} command @param {Answer} answer */
  async function obey(command, answer) {
    const { loaded } = store.state;
    if (command.kind === "get") {
      // The height was told already, by the script that knows it.
      if (command.what !== "results") answer(stateOf());
      if (command.what !== "state" && loaded) answer(resultsOf(loaded));
      return;
    }
    if (!loaded) {
      answer(engineError(""));
      return;
    }
    if (command.kind === "set" || command.kind === "run") {
      const { errors, isGranted } = await grant(command.wish);
      for (const error of errors) answer(error);
      if (isGranted) await tellRun(answer, command.kind === "run" ? command.from : null);
      return;
    }
    if (command.kind === "seek") {
      const places = /** @type {Record<string, number | null>} */ ({ start: 0, first: loaded.firstSaleRow, worst: loaded.worstRow, end: loaded.rows - 1 });
      await session.seek({ row: command.row ?? places[command.to ?? "start"] ?? 0 });
    } else if (command.kind === "play") {
      if (command.speed !== null) session.setSpeed(command.speed);
      await session.play();
    } else await session.pause();
    answer(stateOf());
  }

  /** A message, and how to answer it. @typedef {{ data: Readonly<Record<string, unknown>>, answer: Answer }} Turn */

  /** Messages that wait for their turn. @type {Turn[]} */
  const waiting = [];
  let isBusy = false;

  /** @param {Readonly<Record<string, unknown>>} data @param {Settings} settings that it changes */
  function read(data, settings) {
    const { loaded, presets } = store.state;
    return readCommand(data, {
      settings,
      presetValues: loaded?.presetValues ?? {},
      controls: loaded?.controls ?? [],
      presets: presets.map(({ name }) => name),
      rows: loaded?.rows ?? 0,
      bars: barsOf(loaded),
    });
  }

  /** @param {Turn} turn */
  async function take({ data, answer }) {
    try {
      const one = read(data, store.state.settings);
      if ("fault" in one) answer(errorOf(one.fault));
      else await obey(one.command, answer);
    } catch (thrown) {
      answer(errorOf({ code: "internal", field: "", value: null, allowed: null }, thrown instanceof Error ? thrown.message : String(thrown)));
    }
  }

  /**
   * Several of a kind that have waited together: what they ask for is done at once, as if each had been done, and the last
   * one is told what came of it.
   * @param {readonly Turn[]} turns
   * @returns {Promise<boolean>} false where each has to be done for itself
   */
  async function takeTogether(turns) {
    let { settings } = store.state;
    /** @type {Wish} */
    const wish = { settings, names: [] };
    /** @type {Command | null} */
    let last = null;
    let at = -1;
    /** @type {(Fault | null)[]} */
    const faults = [];
    for (const { data } of turns) {
      const one = read(data, settings);
      faults.push("fault" in one ? one.fault : null);
      if ("fault" in one) continue;
      last = one.command;
      at = faults.length - 1;
      if (!("wish" in last)) continue;
      settings = last.wish.settings;
      // What another preset takes only its run can tell.
      if (settings.preset !== store.state.settings.preset) return false;
      Object.assign(wish, { ...last.wish, names: [...new Set([...wish.names, ...last.wish.names])] });
    }
    if (!last || !store.state.loaded) return false;
    const isRun = last.kind === "set" || last.kind === "run";
    if (isRun) {
      const { errors, isGranted } = await grant(wish);
      if (!isGranted || errors.length > 0) return false;
    }
    const by = turns[at].data.id ?? null;
    for (const [index, { answer }] of turns.entries()) {
      const fault = faults[index];
      if (fault) answer(errorOf(fault));
      else if (index < at) answer({ type: "cascade:superseded", v: VERSION, by });
      else if (isRun) await tellRun(answer, last.kind === "run" ? last.from : null);
      else await obey(last, answer);
    }
    return true;
  }

  /** One after the other: an answer tells what came of its own question. */
  async function work() {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      const { type } = waiting[0].data;
      const other = TOGETHER.includes(String(type)) ? waiting.findIndex(({ data }) => data.type !== type) : 1;
      const turns = waiting.splice(0, other < 0 ? waiting.length : other);
      if (turns.length > 1 && (await takeTogether(turns).catch(() => false))) continue;
      for (const turn of turns) await take(turn);
    }
    isBusy = false;
  }

  /** @param {MessageEvent} event */
  function hear({ data, origin }) {
    const id = typeof data.id === "number" || typeof data.id === "string" ? data.id : undefined;
    const answer = (/** @type {object} */ message) => send(id === undefined ? message : { ...message, id }, origin);
    if (hosts !== null && !hosts.includes(origin)) {
      answer(errorOf({ code: "origin", field: "origin", value: origin, allowed: hosts }));
      return;
    }
    listening = origin;
    waiting.push({ data, answer });
    void work();
  }

  store.subscribe((state, previous) => {
    // What came of a question is the answer to it.
    if (listening === null || isBusy) return;
    if (state.loaded && state.loaded !== previous.loaded) {
      send(stateOf(), listening);
      send(resultsOf(state.loaded), listening);
    } else if (state.playhead?.playing !== previous.playhead?.playing || state.isBroken !== previous.isBroken) send(stateOf(), listening);
    if (state.error && state.error !== previous.error)
      send(
        errorOf({ code: "engine", field: state.error.control ? `settings.${state.error.control}` : "", value: null, allowed: null }, state.error.text),
        listening,
      );
  });
  document.dispatchEvent(new CustomEvent("cascade-host", { detail: hear }));
}
