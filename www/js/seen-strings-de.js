// The German of `seen-strings.js`.

/** @type {import("./seen-strings.js").SeenStrings} */
export const seenGerman = {
  bands: "Wartende Positionen",
  truth: "Wahrheit",
  truthHint: "Die Bänder zeigen die Positionen, wie sie sind",
  view: "Öffentliche Sicht",
  viewHint: "Die Bänder zeigen die Positionen, wie die Öffentlichkeit sie sieht",
  figure: {
    title: "öffentliche Sicht: geschätzt",
    longs: "Longs, wie die Öffentlichkeit sie sieht",
    shorts: "Shorts, wie die Öffentlichkeit sie sieht",
    alarm: "Alarm",
    event: "Kaskade",
    warning: "{time} Vorwarnung",
    late: "{time} zu spät",
    unwarned: "keine Vorwarnung",
  },
};
