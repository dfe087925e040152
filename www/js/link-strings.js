// What an address asked for in vain, in words; fetched when one has.

export const linkStrings = {
  unreadable: (/** @type {string} */ name, /** @type {string} */ given, /** @type {string} */ allowed) =>
    `The link's ${name} "${given}" cannot be read and was left out${allowed && ` (allowed: ${allowed})`}.`,
  leftOut: (/** @type {string} */ label) => `${label} means nothing here any more and was left out.`,
  clamped: (/** @type {string} */ label, /** @type {string} */ given, /** @type {string} */ used, /** @type {string} */ allowed) =>
    `${label} ${given} is out of range${allowed && ` (${allowed})`}; ${used} is used.`,
  range: (/** @type {string} */ from, /** @type {string} */ to) => `${from} to ${to}`,
  ofPinned: (/** @type {string} */ text) => `Of the run to compare with: ${text}`,
  unknownPreset: (/** @type {string} */ name) => `There is no preset "${name}"; the first one is shown.`,
  unknownPinned: (/** @type {string} */ name) => `The link compares with the preset "${name}", which does not exist: nothing is compared.`,
  noClock: (/** @type {string} */ given) => `The link's at "${given}" is a time, and this run has no clock: it was left out (allowed: a row, as at=4).`,
  fileMissing: (/** @type {string} */ name) => `This link needs the file "${name}". Load that file to see it; until then the preset is shown.`,
  scenarioNewer: (/** @type {string} */ name) =>
    `The link holds the scenario "${name}" in a form that this page cannot read: a newer page wrote it, or the browser is too old.`,
  scenarioDamaged: (/** @type {string} */ name) =>
    `The link holds the scenario "${name}", but was damaged or cut off on the way. Ask for the whole link, or for the file.`,
  scenarioLarge: (/** @type {string} */ name) => `The link's scenario "${name}" is larger than a link may hold, and was left out. Ask for the file.`,
  double: (/** @type {string} */ name) => `The link says "${name}" more than once: the last one counts.`,
  lock: (/** @type {string} */ name) => `The link locks "${name}", which is no control here.`,
  capped: (/** @type {string} */ used) => `Positions are limited to ${used} in this browser.`,

  /** What may stand there, by the key in the address. @type {Readonly<Record<string, string>>} */
  allowed: {
    a: "a preset and its settings, as the-match~leverage~20",
    at: "a row from 0 on, as 4, or seconds from 0 on after the shock, as 90s",
    beat: "1 to 5",
    x: "two parts of the width from 0 to 1, the smaller one first, as 0.25~0.5",
    y: "two parts of the height from 0 to 1, the smaller one first, as 0.25~0.5",
    speed: "0.25, 0.5, 1, 2, 4, 8",
    own: "side, size above 0 and leverage from 1 on, as short~10000~5",
    shape: "2 to 40 heights from 0 to 100, not all of them 0, as 0-20-60-10",
    theme: "light, dark, auto",
    view: "chart, crowd, waves, table",
    controls: "none, transport, basic",
    section: "all, watch, play",
    lang: "en, de",
    plain: "1, 0",
    static: "1, 0",
    transparent: "1, 0",
    health: "1, 0",
    seen: "public, truth",
    start: "before, end",
    hide: "result",
    host: "addresses of pages with commas between them, as https://a.org",
    lock: "names of controls with commas between them, or all",
  },
};
