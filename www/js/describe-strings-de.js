// Wörter für alle, die das Bild nicht sehen, geladen, wenn die Seite sonst nichts zu tun hat.

const forced = (/** @type {"none" | "sold" | "bought" | "both"} */ closing) =>
  ({ none: "Zwangsgeschäfte", sold: "Zwangsverkäufe", bought: "Zwangskäufe", both: "Zwangsverkäufe und Zwangskäufe" })[closing];

/** @type {typeof import("./describe-strings.js").describeStrings} */
export const describeStringsGerman = {
  waves: (count) =>
    `Ein Diagramm: von links nach rechts der Schock${count === 0 ? "" : count === 1 ? ", dann eine Welle von Zwangsgeschäften" : `, dann ${count} Wellen von Zwangsgeschäften`}; nach oben der Preis.`,
  time: (span) => `Ein Diagramm: von links nach rechts die Zeit, zusammen ${span}; nach oben der Preis.`,
  straight: (p) => `Die Linie des Preises geht von ${p.from} auf ${p.final} (${p.move}).`,
  bent: (p) =>
    `Die Linie des Preises geht von ${p.from} auf ${p.worst} (${p.worstMove}) an ihrem ${p.isUp ? "höchsten" : "tiefsten"} Punkt und endet bei ${p.final} (${p.move}).`,
  without: (final, move, side) =>
    `Eine gestrichelte Linie zeigt ihn ohne ${side === "both" ? "Zwangsgeschäfte" : forced(side)}; sie endet bei ${final} (${move}).`,
  outside: (final, move) => `Eine gestrichelte Linie zeigt ihn, wie ihn allein das Außen gemacht hätte; sie endet bei ${final} (${move}).`,
  marks: (count, notional, closing, isTime) =>
    `Dreiecke auf der Linie sind ${forced(closing)}: ${count} ${count === "1" ? "Position" : "Positionen"}, zusammen ${notional}; Balken darunter zeigen sie ${isTime ? "über die Zeit" : "Welle für Welle"}.`,
  noMarks: "Sie hat keine Marken: Niemand wurde zwangsweise geschlossen.",
  bands: "Farbige Streifen sind Preise, bei denen Positionen auf ihre Schließung warten; Balken am rechten Rand sagen, wie viel dort wartet.",
  hidden: "Wie es weitergeht, ist verborgen, bis es abgespielt wurde.",
  noKeys: "Die Liste der Tasten konnte nicht geladen werden.",
  noFullscreen: "Der Browser verweigert hier das Vollbild.",
  keys: "Pfeiltasten bewegen den Moment, das Fragezeichen zeigt alle Tasten.",
};
