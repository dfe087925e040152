// What happens to files that a reader chose: read one after the other, asked about, shown, and told.

import { dropAsked, putAsked } from "./asked.js";
import { cleanName } from "./format.js";
import { Cancelled } from "./load-client.js";
import { CodedError, failureOf } from "./messages.js";
import { filesInOrder, withoutChoices } from "./scenario-url.js";
import { failureText } from "./session-words.js";
import { TrapError } from "./stage-client.js";

/** @typedef {import("../pkg/liquidation_cascades.js").DataInfo} DataInfo */
/** @typedef {import("./scenario-url.js").Files} Files */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./stage-client.js").StageConnection} StageConnection */

/**
 * What files go through: `register` reads one, `take` makes it one of the page's, `show` shows settings with it or says why
 * not, `end` is called when all are read.
 * @typedef {{ store: import("./session-state.js").SessionStore, strings: import("./session-words.js").Strings,
 *   keep: import("./keep.js").Keep | null, asked: Map<string, Blob>, connection: () => StageConnection | null | undefined,
 *   register: (connection: StageConnection, name: string, file: Blob) => Promise<DataInfo>,
 *   take: (name: string, file: Blob, info: DataInfo) => Promise<void>,
 *   show: (settings: Settings, name: string) => Promise<(() => string) | null>,
 *   end: () => void, tellError: (tell: () => string) => void }} Place
 */

/** Longest name of a file that an address keeps. */
const LONGEST_FILE_NAME = 120;

/**
 * @param {readonly (File | { name: string, file: Blob })[]} given
 * @param {AbortSignal} signal of who wants none of them any more
 * @param {Place} place
 */
export async function loadFiles(given, signal, place) {
  const { store, strings, keep } = place;
  // An address names the file: what cannot stand there is left out.
  const files = given.map((one) => ({ name: cleanName(one.name).slice(0, LONGEST_FILE_NAME), file: one instanceof Blob ? one : one.file }));
  const asked = store.state.questions;
  const questions = asked.filter((one) => !files.some(({ name }) => name === one.name));
  store.update({ dataError: null, questions });
  // Read once more, it is asked about anew, or not at all.
  if (keep && questions.length < asked.length)
    dropAsked(
      keep,
      files.map(({ name }) => name),
    );
  /** @type {string[]} */
  const said = [];
  /** @type {(() => string)[]} */
  const errors = [];
  /** @type {string[]} */
  const notKept = [];
  /** @type {DataInfo[]} */
  const read = [];
  for (const { name, file } of files) {
    try {
      store.update({ loading: { name, share: 0 } });
      if (signal.aborted) throw new Cancelled();
      const connection = place.connection();
      if (!connection) throw new CodedError({ code: "internal", field: "", message: strings.status.noEngine });
      const info = await place.register(connection, name, file);
      await place.take(name, file, info);
      read.push(info);
      const kept = keep ? await keep.put(name, info.sha256, file) : "kept";
      if (kept !== "kept") notKept.push(strings.data.notKept[kept](name));
    } catch (thrown) {
      if (thrown instanceof TrapError) throw thrown;
      const { code, field, choices } = failureOf(thrown);
      if (thrown instanceof Cancelled) said.push(strings.data.cancelled(name));
      else if (code === "ambiguous" && choices) {
        place.asked.set(name, file);
        questions.push({ name, option: field, choices });
        said.push(strings.data.isAsked(name));
        const kept = keep ? await putAsked(keep, name, file) : "kept";
        if (kept !== "kept") notKept.push(strings.data.notKept[kept](name));
      } else {
        said.push(strings.data.unread(name));
        errors.push(() => `${strings.data.unread(name)} ${failureText(thrown, strings)}`);
      }
    }
  }
  // Whoever cancels, or chooses others meanwhile, wants none of them.
  if (signal.aborted) said.push(...read.splice(0).map(({ name }) => strings.data.cancelled(name)));
  store.update({ questions: [...questions] });
  place.end();
  // A scenario replaces everything: it comes first. Of two of a kind the later one stays.
  const order = [...read].sort((a, b) => Number(b.kind === "scenario") - Number(a.kind === "scenario"));
  let isChanged = false;
  for (const [index, info] of order.entries()) {
    const later = order.slice(index + 1).find((one) => one.kind === info.kind && one.name !== info.name);
    if (later) {
      said.push(strings.data.replaced(info.name, later.name));
      continue;
    }
    const fault = await place.show(withFile(store.state.settings, info), info.name);
    said.push(fault === null ? strings.data.isLoaded(info.name, strings.data.size(info, store.state.settings.files.symbol)) : strings.data.unused(info.name));
    if (fault !== null) errors.push(fault);
    else isChanged = true;
  }
  if (errors.length > 0) {
    // Another of the files may have changed the picture.
    place.tellError(() => [...errors.map((tell) => tell()), ...(isChanged ? [] : [strings.errors.kept])].join(" "));
    // The details stand at the files; a status of several lines would take its room from the picture.
    if (errors.length === said.length) said.push(strings.errors.kept);
  }
  said.push(...notKept);
  if (said.length > 0) store.update({ status: said.join(" ") });
}

/** The settings with a file that was read. @param {Settings} settings @param {DataInfo} info @returns {Settings} */
function withFile(settings, info) {
  const { name, kind } = info;
  // A scenario replaces everything, the sliders included.
  if (kind === "scenario") return { ...settings, values: {}, files: { scenario: name } };
  // Under one name there is one file, whatever it held before.
  const others = Object.fromEntries(Object.entries(settings.files).filter(([, other]) => other !== name));
  /** @type {Partial<Record<keyof Files, string>>} */
  const files = { ...withoutChoices(others, kind), [kind]: name };
  // Of several contracts the one with the most positions, which a choice beside the file changes.
  if (info.kind === "positions" && info.symbols.length > 0) files.symbol = info.symbols[0].name;
  return { ...settings, files: filesInOrder(files) };
}
