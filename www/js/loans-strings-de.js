// The German of `loans-strings.js`.

/** @type {import("./loans-strings.js").LoansStrings} */
export const loansGerman = {
  title: "Wie gesund die Kredite sind",
  strip: {
    name: "Schuld nach Gesundheit",
    button: "Schuld nach Gesundheit",
    hint: "Unter dem Preis: Schuld nach Gesundheit statt dessen, was gehandelt wurde",
  },
  caption: (total, sick, share, lowest) =>
    `${total} Schuld in diesem Augenblick. ${sick === "" ? "Nichts davon liegt unter der Gesundheit 1" : `${sick} davon (${share}) liegen unter der Gesundheit 1: diese Kredite darf jeder schließen`}; die niedrigste Gesundheit ist ${lowest}.`,
  noDebt: "In diesem Augenblick ist keine Schuld übrig.",
  oracle: (price, share, isAbove) => `Das Orakel sagt ${price}, ${share} ${isAbove ? "über" : "unter"} dem Markt.`,
  below: (end) => `unter ${end}`,
  between: (from, end) => `${from} bis ${end}`,
  above: (from) => `${from} und mehr`,
  part: (name, amount, share) => `${name}: ${amount} (${share})`,
  rule: "Gesundheit ist, womit das Pfand zum Preis des Orakels zählt, geteilt durch die Schuld. Der Balken folgt dem Lauf beim Abspielen.",

  own: {
    title: "Dein Kredit",
    collateral: (asset) => `Pfand in ${asset}, zu Beginn`,
    debt: (asset) => `Schuld in ${asset}`,
    health: "Gesundheit zu Beginn",
    price: "Liquidiert unter, nach dem Orakel",
    lowestPrice: "Niedrigster Preis des Orakels",
    lowestHealth: "Niedrigste Gesundheit",
    lost: {
      bonus: (share) => `Bonus, ${share} der Schuld`,
      penalty: (share) => `Strafe, ${share} der Schuld`,
      discount: (share) => `Abschlag, ${share} des Pfandes`,
    },
    atMost: (amount) => `bis zu ${amount}`,
    already: "Er beginnt unter 1: jeder darf ihn schließen.",
    atShock: "Mit dem Schock unter 1: jeder darf ihn schließen.",
    inWave: (wave) => `Unter 1 in Welle ${wave}: jeder darf ihn schließen.`,
    after: (time) => `Unter 1 nach ${time}: jeder darf ihn schließen.`,
    safe: "Er bleibt bei 1 oder mehr: niemand darf ihn schließen.",
    rule: "Der Preis des Orakels entscheidet, nicht der des Marktes. Ob ihn jemand schließt, liegt an den Liquidatoren dieses Laufs. Er selbst bewegt keinen Preis.",
    refused: (label, now) => `${label}: nötig ist ein Betrag über 0\u00a0$. Es bleibt bei ${now}.`,
  },
};
