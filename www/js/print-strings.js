// Words that stand on paper only, fetched after everything else.

export const printStrings = {
  settings: "Settings",
  preset: "Situation",
  link: "The same run to move and to try",
  source: (/** @type {string} */ version, /** @type {string} */ released, /** @type {string} */ licence) =>
    `Liquidation Cascades ${version}, ${released}. Licence: ${licence}.`,
};
