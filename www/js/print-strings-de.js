// Wörter, die nur auf Papier stehen.

/** @type {typeof import("./print-strings.js").printStrings} */
export const printStringsGerman = {
  settings: "Einstellungen",
  preset: "Situation",
  link: "Derselbe Lauf zum Bewegen und Probieren",
  source: (version, released, licence) => `Liquidation Cascades ${version}, ${released}. Lizenz: ${licence}.`,
};
