// What `aftermath-strings.js` says, in German.

/** @type {import("./aftermath-strings.js").AftermathStrings} */
export const aftermathGerman = {
  wait: "Gesucht wird, wo es vorher und nachher bricht …",
  failed: "Was übrig ist, ließ sich nicht ausrechnen.",
  none: "Was übrig ist, lässt sich hier nicht als eigener Markt angeben: dafür braucht es einen Markt, in dem nur gehebelte Händler mit je eigener Margin handeln, einen Preis, der der letzte Handel ist, kein Orderbuch und keinen Pool, und einen einzigen Schock, dessen Größe sich ändern lässt.",
  long: "Diese Suche würde hier zu lange dauern.",
  move: (isUp, size) => `${isUp ? "ein Plus" : "ein Minus"} von ${size}`,
  atOnce: (isUp, size) => `${isUp ? "ein Plus" : "ein Minus"} von weniger als ${size}`,
  cleared: (price, at) => `Vor diesem Absturz war ${at} der Bruchpunkt. Was übrig ist, bei ${price}, hat keinen in Reichweite: es ist ausgebrannt.`,
  appeared: (price, at) => `Vor diesem Absturz war kein Bruchpunkt in Reichweite. Was übrig ist, bei ${price}, bricht durch ${at}.`,
  nearer: (price, at, now) =>
    `Vor diesem Absturz war ${at} der Bruchpunkt. Für das, was übrig ist, bei ${price}, ist er ${now}: der Markt ist zerbrechlicher geworden.`,
  farther: (price, at, now) =>
    `Vor diesem Absturz war ${at} der Bruchpunkt. Für das, was übrig ist, bei ${price}, ist er ${now}: der Absturz hat die Schwächsten mitgenommen.`,
  same: (price, at) => `Vor diesem Absturz war ${at} der Bruchpunkt, und für das, was übrig ist, bei ${price}, ist er etwa ebenso weit.`,
  never: (price) => `Vor diesem Absturz war kein Bruchpunkt in Reichweite, und für das, was übrig ist, bei ${price}, ist es auch keiner.`,
  bars: {
    longs: "Longs, die noch gehalten werden",
    shorts: "Shorts, die noch gehalten werden",
    before: (isUp) => `${isUp ? "Plus" : "Minus"} bis zum Bruchpunkt, vorher`,
    after: (isUp) => `${isUp ? "Plus" : "Minus"} bis zum Bruchpunkt, jetzt`,
    beyond: "keiner in Reichweite",
  },
  note: (reach) =>
    `Wer übrig ist, behält Einstieg und Margin; der Markt beginnt beim letzten Preis, mit der Tiefe, die da ist. Was später nachwächst, wird nicht abgewartet. In Reichweite: bis ${reach}.`,
};
