// What `strategies-strings.js` says, in German.

/** @type {import("./strategies-strings.js").StrategiesStrings} */
export const strategiesGerman = {
  wait: "Sie wird auf jede Art gehalten …",
  failed: "Sie ließ sich nicht auf andere Art halten.",
  caption: (all, held, stopped, liquidated) =>
    `Von ${all} Arten, diese Position durch diesen Absturz zu halten: ${held} bis zum Ende gehalten, ${stopped} ausgestoppt, ${liquidated} liquidiert.`,
  ways: {
    asItIs: (leverage) => `Wie sie ist, ${leverage}`,
    lessLeverage: (leverage, part) => `${part} der Größe mit demselben Geld, ${leverage}`,
    stop: (price) => `Mit einem Stop bei ${price}`,
    buffer: (leverage, money) => `Mit ${money} mehr dahinter, ${leverage}`,
    spread: (markets) => `Verteilt auf die ${markets} Märkte`,
    hedge: (part) => `${part} davon im selben Markt abgesichert`,
  },
  ends: {
    held: "bis zum Ende gehalten",
    heldUnless: "bis zum Ende gehalten, falls nicht als Gewinner vorzeitig geschlossen",
    stopped: (price) => `ausgestoppt, ausgeführt bei ${price}`,
    liquidatedAt: (price) => `liquidiert bei ${price}`,
    liquidated: "liquidiert",
  },
  detail: (money, end, result, gain, isUp) => `${money} eigenes Geld; ${end}: ${result}. ${isUp ? "Ein Anstieg" : "Ein Fall"} von 10\u00a0% brächte ${gain}.`,
  note: "Balken: was aus dem eigenen Geld wurde, von ganz verloren links bis verdoppelt rechts. Jede Position ist so klein, dass sie nichts bewegt. Ein Stop verkauft mit den Zwangsorders des nächsten Augenblicks, nicht zu seinem Preis; was Sicherheit kostet, ist, um wie viel weniger eine Bewegung in ihre Richtung brächte.",
};
