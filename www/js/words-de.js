// German words of the controls of mechanisms, by hand: the same controls, options and numbers as in `words-en.js`, which is written
// from the declarations (a test holds one against the other).

const NBSP = "\u00a0";

/** What every switch offers. @type {Readonly<Record<string, readonly [label: string, help: string]>>} */
const SWITCH = { off: ["Aus", "es bleibt an seinem Platz und ändert nichts"], on: ["An", ""] };

/** @type {Record<keyof typeof import("./words-en.js").controlWords, import("./words-en.js").ControlWords>} */
export const germanControlWords = {
  "stops.enabled": { label: "Stop-Orders", help: "Orders von Haltern ohne Hebel, die verkaufen, wenn der Preis zu ihnen kommt", options: SWITCH },
  "stops.quantity": { label: "Alle Stop-Orders", help: "was alle Stop-Orders zusammen verkaufen (kaufen)" },
  "stops.from": { label: "Nächste Stop-Order", help: "wie weit vom heutigen Preis die erste Stop-Order ausgelöst wird" },
  "stops.to": { label: "Fernste Stop-Order", help: "wie weit vom heutigen Preis die letzte ausgelöst wird" },
  "trend.enabled": { label: "Trendfolger", help: "sie verkaufen, was fällt, und kaufen, was steigt", options: SWITCH },
  "trend.budget": { label: "Größte Position", help: "so viel halten Trendfolger höchstens, long oder short" },
  "trend.windowS": { label: "Ihr Gedächtnis", help: "Zeitkonstante des Mittels, mit dem sie den Preis vergleichen" },
  "trend.fullAt": { label: "Volle Position bei", help: "Abstand von diesem Mittel, bei dem sie alles halten" },
  "value.enabled": { label: "Wertkäufer", help: "sie kaufen unter dem, was es ihrer Meinung nach wert ist", options: SWITCH },
  "value.budget": { label: "Sie kaufen höchstens", help: "so viel kaufen sie höchstens" },
  "value.fullAt": { label: "Alles gekauft bei", help: "Abschlag auf ihren Wert, bei dem sie alles gekauft haben" },
  "program.enabled": { label: "Algorithmus", help: "eine große Order, nach einer Regel abgearbeitet", options: SWITCH },
  "program.quantity": { label: "Algorithmus verkauft", help: "was der Algorithmus insgesamt verkauft" },
  "optionDealers.enabled": { label: "Optionshändler", help: "sie halten ihre Bücher aus Optionen neutral", options: SWITCH },
  "optionDealers.gamma": {
    label: "Gamma der Optionshändler",
    help: `was ein Anstieg um 1${NBSP}% Optionshändler verkaufen lässt; negativ: sie müssen kaufen (short Gamma)`,
  },
  "optionDealers.expiryDays": { label: "Tage bis zum Verfall", help: "je kürzer, desto schneller wächst Gamma zu den Ausübungspreisen hin" },
  "optionDealers.calls": {
    label: "Anteil der Händler an Calls",
    help: "am Offenen; negativ: sie haben sie verkauft. Angenommen: Niemand veröffentlicht, wer was hält",
  },
  "optionDealers.puts": {
    label: "Anteil der Händler an Puts",
    help: "am Offenen; negativ: sie haben sie verkauft. Angenommen: Niemand veröffentlicht, wer was hält",
  },
  "optionDealers.band": { label: "Band der Absicherung", help: "gehandelt wird erst, wenn ihrer Absicherung mehr als das fehlt" },
  "optionDealers.volatilitySlope": {
    label: "Volatilität steigt im Fall",
    help: `Punkte impliziter Volatilität, die ein Fall um 1${NBSP}% hinzufügt`,
  },
  "funds.enabled": { label: "Gehebelte Fonds", help: "sie halten ihren Hebel: verkaufen, was fällt, kaufen, was steigt", options: SWITCH },
  "funds.equity": { label: "Größe des Fonds", help: "was dem Fonds gehört, ohne seine Schulden" },
  "funds.leverage": {
    label: "Sein Hebel",
    help: "was er hält, gemessen an dem, was ihm gehört; unter 0 setzt er auf einen Fall. Nur zwischen 0 und 1 handelt er gegen die Bewegung",
  },
  "funds.tolerance": { label: "Sein Hebel darf abweichen um", help: "er handelt erst, wenn sein Hebel weiter weg ist als das" },
  "brokers.enabled": {
    label: "Margin-Konten",
    help: "Halter mit einem Kredit ihres Brokers, der Nachschuss fordert und verkauft, wenn er nicht kommt",
    options: SWITCH,
  },
  "brokers.holdings": { label: "Sie halten", help: "was alle Margin-Konten zum heutigen Preis halten" },
  "brokers.maintenance": {
    label: "Mindestens eigen",
    help: "Anteil dessen, was ein Konto hält, der ihm selbst gehören muss; mit weniger muss es nachschießen",
  },
  "brokers.graceS": { label: "Zeit zum Zahlen", help: "zwischen Forderung und Verkauf; 0: es wird sofort verkauft" },
  "brokers.cureProbability": { label: "Wer rechtzeitig zahlt", help: "Anteil der Forderungen, die vor ihrer Frist bezahlt werden" },
  "futures.enabled": {
    label: "Futures-Konten",
    help: "Verluste werden bei jeder Abrechnung in bar gezahlt; wer nicht zahlen kann, wird geschlossen, bis die Anfangsmarge wieder da ist",
    options: SWITCH,
  },
  "futures.openInterest": { label: "Offene Positionen", help: "Nominalwert aller Futures-Konten zum heutigen Preis" },
  "futures.initialMargin": {
    label: "Anfangsmarge",
    help: "Anteil am Nominalwert, den ein Nachschuss wiederherstellt; nachgefordert wird, wenn etwas weniger übrig ist",
  },
  "futures.marginReacts": {
    label: "Marge folgt der Volatilität",
    help: "ob die Clearingstelle mehr verlangt, sobald sich Preise bewegt haben",
    options: {
      custom: ["Eigene", "wie das Szenario es hat"],
      off: ["Aus", "die Anfangsmarge bleibt, was sie ist"],
      slowly: ["Langsam", `3,5 Standardabweichungen der Bewegungen von Tagen, von denen jeder 3${NBSP}% weniger zählt als der nächste`],
      fast: ["Schnell", `3,5 Standardabweichungen der Bewegungen von Tagen, von denen jeder 20${NBSP}% weniger zählt als der nächste`],
    },
  },
  "futures.cycleS": { label: "Zeit zwischen Abrechnungen", help: "wann Verluste gezahlt und Nachschüsse gefordert werden; 0: die ganze Zeit" },
  "futures.graceS": { label: "Zeit zum Zahlen", help: "zwischen Forderung und Schließung; 0: es wird sofort geschlossen" },
  "futures.cureProbability": { label: "Wer rechtzeitig zahlt", help: "Anteil der Forderungen, die vor ihrer Frist bezahlt werden" },
  "banks.enabled": { label: "Banken", help: "über einer Grenze des Hebels verkaufen sie, was sie halten, zu jedem Preis", options: SWITCH },
  "banks.maxLeverage": { label: "Grenze des Hebels", help: "was eine Bank haben darf, gemessen an dem, was ihr gehört; mit mehr verkauft sie" },
  "banks.bufferLeverage": { label: "Sie verkaufen bis", help: "Hebel einer Bank, wenn sie fertig ist" },
  "optionAccounts.enabled": {
    label: "Optionsschreiber",
    help: "Konten, die Optionen verkauft haben und Marge für die schlimmste von vielen Bewegungen brauchen",
    options: SWITCH,
  },
  "optionAccounts.by": {
    label: "Liquidiert durch",
    help: "wie ein Konto liquidiert wird, das nicht mehr als seine Marge hat",
    options: {
      buyBack: ["Rückkauf", "ein Anteil von allem wird geschlossen; die Händler, die die Optionen zurückverkaufen, sichern sie ab"],
      hedge: ["Absicherung", "die Börse handelt den Perp, bis die Marge genügt, und die Optionen bleiben"],
      hedgeThenBuyBack: ["Absicherung, dann Rückkauf", "wo keine Absicherung genügt, wird im nächsten Schritt ein Anteil von allem geschlossen"],
    },
  },
  "optionAccounts.rule": {
    label: "Margenregel",
    help: "an welcher Tafel von Bewegungen Schreiber gemessen werden",
    options: {
      scan: ["Raster von Bewegungen", "die schlimmste von gleichmäßig verteilten Bewegungen des Preises, jede mit Volatilität hinauf, wie sie ist, und hinab"],
      span: [
        "Sechzehn Szenarien (SPAN)",
        "die schlimmste von Dritteln einer Spanne, mit Volatilität hinauf und hinab, und von zwei extremen, die zum Teil zählen",
      ],
      standard: ["Standardformel", "ein Anteil des Preises für jede verkaufte Option, was sie auch verlöre"],
      paradex: [
        "Veröffentlichte Tafel (Paradex)",
        "24 Bewegungen wie veröffentlicht, weite zum Teil; die Mindestmarge ist die Hälfte des schlimmsten Verlusts",
      ],
    },
  },
  "optionAccounts.priceRange": {
    label: "Bewegungen, für die die Marge reicht",
    help: "größte Bewegung des Preises in der Tabelle, nach der Optionsschreiber beurteilt werden",
  },
  "optionAccounts.share": { label: "Marge zu schlimmstem Verlust", help: "Anteil am schlimmsten Verlust der Tabelle, den Optionsschreiber haben müssen" },
  "optionAccounts.restore": { label: "Liquidiert bis", help: "ein Konto wird liquidiert, bis es das Sovielfache seiner Marge hat" },
  "optionAccounts.slippageVolatility": { label: "Teurer um", help: "Optionen werden zu einer Volatilität im Jahr zurückgekauft, die um so viel höher ist" },
  "lending.enabled": {
    label: "Kredite",
    help: "Schuldner, deren Pfand verkauft wird, wenn das Orakel sagt, dass es ihre Schuld nicht mehr deckt",
    options: SWITCH,
  },
  "lending.debt": { label: "Alle Schulden", help: "was alle Schuldner der ersten Gruppe zusammen schulden" },
  "lending.health": {
    label: "Übliche Gesundheit",
    help: "was vom Pfand eines üblichen Kredits zählt, durch seine Schuld; unter 1 darf ihn jeder schließen",
  },
  "lending.rule": {
    label: "Liquidationsregel",
    help: "was mit einem Kredit geschieht, dessen Gesundheit unter 1 ist",
    options: {
      custom: ["Eigene", "wie das Szenario es hat"],
      aaveV2: ["Immer die Hälfte (Aave v2)", "ein Aufruf tilgt die Hälfte der Schuld in einer Reserve, immer"],
      aaveV3: ["Halb oder ganz (Aave v3)", "die Hälfte davon, und alles bei einer Gesundheit von 0,95 oder weniger"],
      aaveV33: ["Die Hälfte von allem (Aave v3, neuer)", "die Hälfte der Schuld der ganzen Position; kleine ganz, und keine Krümel"],
      aaveV4: ["Bis zur Gesundheit (Aave v4)", "so viel, wie den Kredit gesund macht (Zahlen angenommen)"],
      compoundV3: ["Übernahme (Compound v3)", "das Protokoll übernimmt Pfand und Schuld selbst und verkauft später"],
      makerClip: ["Holländische Auktion (Maker)", "der Preis fällt, bis jemand zugreift"],
      makerFlip: ["Englische Auktion (Maker, 2020)", "Gebote steigen; ein einziger Bieter zahlt vielleicht nichts"],
    },
  },
  "lending.oracle": {
    label: "Orakel",
    help: "der Preis, den das Protokoll glaubt",
    options: {
      custom: ["Eigenes", "wie das Szenario es hat"],
      atOnce: ["Sofort", "es ist der Preis des Marktes, in jedem Augenblick"],
      steps: ["In Stufen", `es folgt, sobald sich der Markt um 0,5${NBSP}% bewegt hat, oder nach einer Stunde`],
      hourLate: ["Eine Stunde zu spät", "es sieht jede Stunde hin, und was es sah, gilt eine Stunde später (Maker)"],
      stuck: ["Steht still", `in Stufen von 0,5${NBSP}%, aber von der zweiten Minute bis zur 25. bewegt es sich nicht`],
    },
  },
  "lending.liquidators": {
    label: "Liquidatoren",
    help: "wer Kredite schließt, und wann es sich lohnt",
    options: {
      custom: ["Eigene", "wie das Szenario es hat"],
      anyone: ["Irgendwer", "das Lehrbuch: alles, was geschlossen werden darf, wird es, was es auch bringt"],
      bots: ["Bots mit Flash-Krediten", `sie brauchen kein eigenes Geld und hören auf, wo die letzte Einheit 0,2${NBSP}% oder weniger bringt`],
      few: ["Einer mit wenig Geld", "1 Million eigenes Geld, das zurückkommt, während er verkauft, was er nahm, in etwa einer halben Stunde"],
    },
  },
  "lending.reserve": { label: "Rücklage des Protokolls", help: "das eigene Geld des Protokolls: es zahlt, bevor die Geldgeber etwas verlieren" },
  "priceLimit.enabled": { label: "Preislimit", help: "darunter wird nichts gehandelt; wer noch verkaufen muss, wartet", options: SWITCH },
  "priceLimit.down": { label: "Größter Fall", help: "wie weit der Preis unter seinen Anfang fallen darf; darunter wird nichts gehandelt" },
  "breaker.enabled": { label: "Handelsstopp", help: "der Handel ruht eine Zeit, wenn der Preis so weit gefallen ist", options: SWITCH },
  "breaker.fall": { label: "Bei einem Fall von", help: "wie weit der Preis unter seinen Anfang fallen muss" },
  "breaker.halt": { label: "Für", help: "wie lange nichts gehandelt wird; Aufträge warten" },
  "breaker.auctionDepth": {
    label: "Tiefe danach",
    help: "Tiefe der einen Ausführung bei der Wiedereröffnung, gegen die gewöhnliche: angenommen",
  },
  "luld.enabled": { label: "Preisband", help: "außerhalb eines Bandes um den Preis der letzten Minuten wird nichts gehandelt", options: SWITCH },
  "luld.band": { label: "Halbe Breite des Bandes", help: "wie weit vom mittleren Preis der letzten Minuten gehandelt werden darf" },
  "luld.pause": { label: "Handelspause", help: "wie lange nichts gehandelt wird, wenn der Preis 15 Sekunden am Band stand" },
  "dynamic.enabled": { label: "Dynamische Unterbrechung", help: "der Handel ruht nach einer schnellen Bewegung in jede Richtung", options: SWITCH },
  "dynamic.band": { label: "Bei einer Bewegung von", help: "wie weit der Preis in einer Stunde gehen darf" },
  "dynamic.pause": { label: "Handelspause", help: "wie lange nichts gehandelt wird; Aufträge warten" },
  "session.enabled": { label: "Handelszeiten", help: "der Markt schließt und öffnet wieder; Aufträge warten", options: SWITCH },
  "session.open": { label: "Offen für", help: "wie lange der Markt offen ist, bis er schließt" },
  "session.closed": { label: "Zu für", help: "wie lange er zu ist, bis er wieder öffnet" },
  "outage.enabled": { label: "Ausfall", help: "der Markt steht eine Zeit lang; Aufträge warten", options: SWITCH },
  "outage.from": { label: "Fällt aus nach", help: "wann der Handel aufhört" },
  "outage.for": { label: "Ausgefallen für", help: "wie lange nichts gehandelt wird" },
  "arbitrage.enabled": { label: "Arbitrage", help: "kauft, wo es billig ist, und verkauft, wo es teuer ist", options: SWITCH },
  "arbitrage.cost": {
    label: "Kosten der Arbitrage",
    help: "ein Abstand der beiden Preise, der bleibt, weil es nicht lohnt, ihn zu schließen",
  },
};
