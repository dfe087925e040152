// The keys of the page: one list for whoever acts on them, for the words about them and for the page about embedding. A key
// is written as in `aria-keyshortcuts`.

/**
 * Where a key acts: `page` everywhere, `player` on the figure and its transport, `figure` on the figure alone, `line` on the
 * figure itself and the timeline, `timeline` on that alone, `grip` on the price that can be pulled.
 * @typedef {"page" | "player" | "figure" | "line" | "timeline" | "grip"} Where
 */

/** @typedef {{ readonly name: string, readonly where: Where, readonly keys: readonly string[], readonly button?: string }} Key `button`: does the same */

export const KEYS = /** @type {const} */ ([
  { name: "play", where: "player", keys: ["Space", "K"], button: "[data-do=play]" },
  { name: "forward", where: "player", keys: ["."], button: "[data-do=step]" },
  { name: "back", where: "player", keys: [","] },
  { name: "forward", where: "line", keys: ["ArrowRight"] },
  { name: "back", where: "line", keys: ["ArrowLeft"] },
  { name: "forward", where: "timeline", keys: ["ArrowUp"] },
  { name: "back", where: "timeline", keys: ["ArrowDown"] },
  { name: "waveForward", where: "line", keys: ["Shift+ArrowRight"], button: "[data-do=step-wave]" },
  { name: "waveBack", where: "line", keys: ["Shift+ArrowLeft"] },
  { name: "start", where: "line", keys: ["Home"] },
  { name: "end", where: "line", keys: ["End"] },
  { name: "first", where: "player", keys: ["["], button: "[data-do=first-liquidation]" },
  { name: "worst", where: "player", keys: ["]"], button: "[data-do=worst-moment]" },
  { name: "closer", where: "figure", keys: ["Plus", "="], button: "[data-do=zoom-in]" },
  { name: "farther", where: "figure", keys: ["-", "_"], button: "[data-do=zoom-out]" },
  { name: "whole", where: "figure", keys: ["0"], button: "[data-do=zoom-whole]" },
  { name: "fullscreen", where: "player", keys: ["F"], button: "[data-do=fullscreen]" },
  { name: "undo", where: "page", keys: ["Control+Z", "Meta+Z"], button: "#undo" },
  { name: "redo", where: "page", keys: ["Control+Shift+Z", "Meta+Shift+Z", "Control+Y"], button: "#redo" },
  { name: "help", where: "page", keys: ["?"], button: "[data-do=keys]" },
  { name: "pull", where: "grip", keys: ["ArrowDown", "ArrowLeft"] },
  { name: "push", where: "grip", keys: ["ArrowUp", "ArrowRight"] },
  { name: "pullFar", where: "grip", keys: ["PageDown"] },
  { name: "pushFar", where: "grip", keys: ["PageUp"] },
  { name: "noShock", where: "grip", keys: ["Home"] },
  { name: "mostShock", where: "grip", keys: ["End"] },
  { name: "letGo", where: "grip", keys: ["Enter", "Space"] },
  { name: "cancel", where: "grip", keys: ["Escape"] },
]);

/** @typedef {(typeof KEYS)[number]["name"]} KeyName */

/** Inputs that take text: whoever types in them means the text. */
const TEXT_INPUTS = new Set(["text", "number", "search", "email", "url", "tel", "password"]);

/** What the browser calls some keys. @type {Readonly<Record<string, string>>} */
const CALLED = { Space: " ", Plus: "+" };

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  return target instanceof HTMLInputElement ? TEXT_INPUTS.has(target.type) : target.isContentEditable || target.matches("textarea, select");
}

/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">} Pressed */

/** @param {string} combination @param {Pressed} pressed */
function isThat(combination, { key, ctrlKey, metaKey, shiftKey, altKey }) {
  const parts = combination.split("+");
  const last = parts.pop() ?? "";
  const wanted = CALLED[last] ?? last;
  // What stands above another sign needs Shift on one keyboard and not on the other.
  const isSign = wanted.length === 1 && wanted.toLowerCase() === wanted.toUpperCase() && wanted !== " ";
  return (
    wanted.toLowerCase() === key.toLowerCase() &&
    !altKey &&
    ctrlKey === parts.includes("Control") &&
    metaKey === parts.includes("Meta") &&
    (isSign || shiftKey === parts.includes("Shift"))
  );
}

/** What a key asks for at one of these places; nothing for all others. @param {Pressed} pressed @param {readonly Where[]} places @returns {KeyName | undefined} */
export function askedBy(pressed, places) {
  return KEYS.find(({ where, keys }) => places.includes(where) && keys.some((one) => isThat(one, pressed)))?.name;
}

/**
 * The same for an event of a page: somebody who types means no command, nor does anybody who has a dialog before them.
 * @param {KeyboardEvent} event
 * @param {readonly Where[]} places
 */
export function keyOf(event, places) {
  if (event.defaultPrevented || event.isComposing || isTyping(event.target) || document.querySelector("dialog[open]")) return undefined;
  return askedBy(event, places);
}
