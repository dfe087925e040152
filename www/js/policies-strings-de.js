// What `policies-strings.js` says, in German.

/** @type {import("./policies-strings.js").PoliciesStrings} */
export const policiesGerman = {
  title: "Derselbe Absturz nach anderen Regeln",
  wait: "Er läuft nach jeder Regel einmal …",
  failed: "Er konnte nicht nach anderen Regeln laufen.",
  nothing: "Hier zahlt der Versicherungsfonds alles: keine Regel hat etwas zu verteilen.",
  caption: (lost, paid, closed, needless) =>
    `Zahlt niemand, bleiben ${lost} offen. Werden Gewinner vorzeitig geschlossen, verlieren sie ${paid}, denn was sie übernehmen, wird nicht verkauft; dafür werden Positionen über ${closed} geschlossen, und mit ihnen enden ${needless} Gewinn, die der Verlust nicht brauchte.`,
  plain: (lost) => `Zahlt niemand, bleiben ${lost} offen.`,
  heads: {
    rule: "Regel",
    paid: "Gewinner verlieren",
    vault: "Kasse verliert",
    badDebt: "Niemand zahlt",
    closed: "Vorzeitig geschlossen",
    needless: "Gewinn umsonst beendet",
    fund: "Fonds übrig",
    price: "Preis am Ende",
  },
  own: "die Regel dieses Laufs",
  rules: {
    badDebt: "Niemand",
    adl: (first) => `Gewinner werden geschlossen, zuerst ${first}`,
    proRata: "Alle Gewinner werden zum Teil geschlossen",
    socialise: "Gewinner teilen es Welle für Welle",
    vault: "Eine Gemeinschaftskasse übernimmt",
    haircut: (share) => `Jeder Gewinn wird um ${share} gekürzt`,
  },
  first: {
    pnlTimesLeverage: "Gewinn mal Hebel",
    pnlTimesMarginRatio: "Gewinn mal Margenquote",
    hyperliquid: "nach Hyperliquids Index",
    profit: "der größte Gewinn",
    size: "die größte Position",
  },
};
