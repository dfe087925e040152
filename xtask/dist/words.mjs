// Words of the pages that stand beside the program: those of a preset, and the one for an address that does not exist.
// What the program says as well comes from its own words.

/** @typedef {typeof english} Words */

const english = {
  product: "Liquidation Cascades",
  siteTitle: "Liquidation Cascades: how a small fall becomes a crash",
  siteDescription:
    "Move leverage, market depth and the size of a shock, and watch forced selling turn a small fall into a crash. An interactive, exact simulation in your browser.",
  open: "Open it and play",
  openHelp: "The page computes it anew in your browser: move leverage, market depth and the size of the shock.",
  embedTitle: "On a page of yours",
  othersTitle: "Other situations",
  other: "Deutsch",
  missingTitle: "There is no such page",
  missing: "The address that you followed leads nowhere here. What stood here may have another name now; this is what the site is about:",
  home: "Go to the simulation",
  offlineTitle: "No connection, and this page is not kept",
  offline:
    "Your browser has no connection, and what you asked for is not among what it keeps of this site. Kept are the simulation with all its situations and the pages below; with a connection, load this address again.",
  offlineLarge:
    "The page in one file (cascade.html) is as large as all of that together: it is kept once it was opened, or saved from the menu, with a connection.",
  offlineKept: "What is here without a connection",
  offlineAbout: "About, sources, how to cite",
  offlineReference: "Scenario reference",
};

/** @type {Words} */
const german = {
  product: "Liquidation Cascades",
  siteTitle: "Liquidation Cascades: wie aus einem kleinen Rückgang ein Absturz wird",
  siteDescription:
    "Hebel, Markttiefe und die Größe eines Schocks verändern und zusehen, wie Zwangsverkäufe aus einem kleinen Rückgang einen Absturz machen. Eine interaktive, exakte Simulation in deinem Browser.",
  open: "Öffnen und ausprobieren",
  openHelp: "Die Seite rechnet es in deinem Browser neu: Verändere Hebel, Markttiefe und die Größe des Schocks.",
  embedTitle: "Auf einer Seite von dir",
  othersTitle: "Andere Situationen",
  other: "English",
  missingTitle: "Diese Seite gibt es nicht",
  missing: "Die Adresse, der du gefolgt bist, führt hier nirgendwohin. Was hier stand, heißt vielleicht inzwischen anders; davon handelt die Seite:",
  home: "Zur Simulation",
  offlineTitle: "Keine Verbindung, und diese Seite ist nicht aufgehoben",
  offline:
    "Dein Browser hat keine Verbindung, und was du aufgerufen hast, ist nicht unter dem, was er von dieser Website aufhebt. Aufgehoben sind die Simulation mit allen Situationen und die Seiten unten; mit einer Verbindung lade diese Adresse noch einmal.",
  offlineLarge:
    "Die Seite in einer Datei (cascade.html) ist so groß wie all das zusammen: Sie wird aufgehoben, sobald sie mit einer Verbindung geöffnet oder im Menü gesichert wurde.",
  offlineKept: "Was ohne Verbindung da ist",
  offlineAbout: "Über die Seite, Quellen, wie man sie zitiert",
  offlineReference: "Referenz der Szenarien",
};

/** @type {Record<string, Words>} */
export const WORDS = { en: english, de: german };
