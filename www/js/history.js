// Undo and redo: the settings that were, and those that were taken back. Pure.

/** @typedef {import("./scenario-url.js").Settings} Settings */

/** Older steps are forgotten. */
export const MOST_STEPS = 100;
/** Moves of one control that follow each other this fast are one step. */
export const JOIN_MS = 500;

/** What moved, in which drag (0: in none), and when. @typedef {{ key: string | null, drag: number, nowMs: number }} Move */

/** Oldest first; of the future the next one last. @typedef {{ past: Settings[], present: Settings, future: Settings[] }} Steps */

export class History {
  /** @param {Settings} present */
  constructor(present) {
    this.#present = present;
  }

  #present;
  /** @type {Settings[]} */
  #past = [];
  /** @type {Settings[]} the next one last */
  #future = [];
  /** @type {Move | null} the newest step, as long as it can grow */
  #newest = null;

  /** All of it, to be kept. @returns {Steps} */
  get steps() {
    return { past: [...this.#past], present: this.#present, future: [...this.#future] };
  }

  /** What was kept, where it belongs to the present settings. @param {Steps} steps */
  restore({ past, present, future }) {
    if (!same(present, this.#present)) return;
    this.#past = past.slice(-MOST_STEPS);
    this.#future = future.slice(-MOST_STEPS);
    this.#newest = null;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * A change by the reader: a step of its own, or part of the step before.
   * @param {Settings} next
   * @param {Move} move `key` names the control; without one it joins nothing
   */
  record(next, move) {
    if (same(next, this.#present)) return;
    const joins = this.#newest !== null && isOneMove(this.#newest, move);
    if (!joins) {
      this.#past.push(this.#present);
      if (this.#past.length > MOST_STEPS) this.#past.shift();
    }
    this.#present = next;
    this.#future = [];
    this.#newest = move;
    this.#dropEmptyStep();
  }

  /** What the engine made of the present settings: no step. @param {Settings} settings */
  amend(settings) {
    this.#present = settings;
    this.#dropEmptyStep();
  }

  /** The newest step was refused: as if it had never been made. */
  withdraw() {
    this.#present = this.#past.pop() ?? this.#present;
    this.#newest = null;
  }

  /** @returns {Settings | null} */
  undo() {
    return this.#go(this.#past, this.#future);
  }

  /** @returns {Settings | null} */
  redo() {
    return this.#go(this.#future, this.#past);
  }

  /** @param {Settings[]} from @param {Settings[]} to */
  #go(from, to) {
    const next = from.pop();
    if (!next) return null;
    to.push(this.#present);
    this.#present = next;
    this.#newest = null;
    return next;
  }

  /** Moved and moved back within one step: nothing to undo. */
  #dropEmptyStep() {
    const before = this.#past[this.#past.length - 1];
    if (!before || !same(before, this.#present)) return;
    this.#past.pop();
    this.#newest = null;
  }
}

/** @param {Move} before @param {Move} now */
function isOneMove(before, now) {
  if (now.key === null || now.key !== before.key) return false;
  return (now.drag !== 0 && now.drag === before.drag) || now.nowMs - before.nowMs < JOIN_MS;
}

/** @param {Settings} left @param {Settings} right */
export function same(left, right) {
  return left.preset === right.preset && sameEntries(left.values, right.values) && sameEntries(left.files, right.files);
}

/** @param {Readonly<Record<string, unknown>>} left @param {Readonly<Record<string, unknown>>} right */
function sameEntries(left, right) {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}
