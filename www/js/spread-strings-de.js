// What `spread-strings.js` says, in German.

/** @type {import("./spread-strings.js").SpreadStrings} */
export const spreadGerman = {
  title: "Wie breitet es sich aus?",
  table: "Rückkopplung R von Markt zu Markt",
  because: "weil dieser fiel",
  moves: "bewegt sich dieser",
  together: (radius, largest) =>
    `An der Abspielstelle ist der Spektralradius ${radius}: über 1 nährt sich das Ganze selbst, obwohl es kein Markt für sich tut (höchstens ${largest}).`,
  alone: (radius, market, largest) =>
    `An der Abspielstelle ist der Spektralradius ${radius}, über 1, und ${market} nährt sich schon für sich selbst (${largest}).`,
  below: (radius) =>
    `An der Abspielstelle ist der Spektralradius ${radius}: unter 1 erzwingt ein weiteres Minus weniger, als es selbst ist, in allen Märkten zusammen.`,
  peak: (radius, when) => `Der größte dieses Laufs ist ${radius}, ${when}.`,
  pooled: (pooled) => `Was Arbitrage bei einem Preis hält, hat zusammen ${pooled}.`,
  wave: (number) => `in Welle ${number}`,
  time: (time) => `bei ${time}`,
  start: "bevor etwas geschieht",
  radius: "Spektralradius (der Strich steht bei 1)",
  cell: (moves, fell, ratio) => `${moves} bewegt sich, weil ${fell} fiel: ${ratio}`,
  rule: "Jedes Quadrat: was ein kleines Minus des Marktes darüber im Markt links davon an Verkäufen erzwingt, geteilt durch das, was jenen ebenso weit fallen ließe. Auf der Diagonale steht, was ein Markt mit sich selbst macht. Programme, fliehende Market-Maker und Arbitrage, die Zeit braucht, sind nicht darin: sie hängen von Zeit oder Volumen ab.",
};
