// Words of the pages that stand beside the program: those of a preset, and the one for an address that does not exist.
// What the program says as well comes from its own words.

/** @typedef {typeof english} Words */

const english = {
  product: "Liquidation Cascades",
  siteTitle: "Liquidation Cascades: how a small fall becomes a crash",
  siteDescription: "Move leverage, market depth and the size of a shock, and watch forced selling turn a small fall into a crash. An interactive, exact simulation in your browser.",
  open: "Open it and play",
  openHelp: "The page computes it anew in your browser: move leverage, market depth and the size of the shock.",
  embedTitle: "On a page of yours",
  othersTitle: "Other situations",
  other: "Deutsch",
  missingTitle: "There is no such page",
  missing: "The address that you followed leads nowhere here. What stood here may have another name now; this is what the site is about:",
  home: "Go to the simulation",
};

/** @type {Words} */
const german = {
  product: "Liquidation Cascades",
  siteTitle: "Liquidation Cascades: wie aus einem kleinen Rückgang ein Absturz wird",
  siteDescription: "Hebel, Markttiefe und die Größe eines Schocks verändern und zusehen, wie Zwangsverkäufe aus einem kleinen Rückgang einen Absturz machen. Eine interaktive, exakte Simulation in deinem Browser.",
  open: "Öffnen und ausprobieren",
  openHelp: "Die Seite rechnet es in deinem Browser neu: Verändere Hebel, Markttiefe und die Größe des Schocks.",
  embedTitle: "Auf einer Seite von dir",
  othersTitle: "Andere Situationen",
  other: "English",
  missingTitle: "Diese Seite gibt es nicht",
  missing: "Die Adresse, der du gefolgt bist, führt hier nirgendwohin. Was hier stand, heißt vielleicht inzwischen anders; davon handelt die Seite:",
  home: "Zur Simulation",
};

/** @type {Record<string, Words>} */
export const WORDS = { en: english, de: german };
