// German. What is not said here is said in English: names and explanations of controls that the engine gets later, too.

import { controlValue, isNear, leverageText, money, percent, plainInput, quantity, shortNumber, signedPercent } from "./format.js";
import { germanDetail } from "./details-de.js";
import { coinsText, counted, givenPrice } from "./file-figures.js";
import { endSentence } from "./strings-start.js";
import { strings } from "./strings.js";
import { germanAssumed, germanControlWords, germanEvents, germanHeads, germanTerms } from "./words-de.js";

const NBSP = "\u00a0";

/** Units of money on the canvas, as the page writes them. */
const GERMAN_UNITS = "| Tsd.| Mio.| Mrd.| Bio.";
const GERMAN_MONEY = `{amount} $${GERMAN_UNITS}`;

/** @typedef {(value: string, control: import("./messages.js").Control) => string} Help */

/** The amounts in the help of the engine, as we write them. @param {string} help */
const amounts = (help) =>
  [...help.matchAll(/\$([\d.]+)(tn|bn|M|K|)/g)].map(([, digits, unit]) => money(Number(digits) * ({ tn: 1e12, bn: 1e9, M: 1e6, K: 1e3 }[unit] ?? 1)));

/** A share as the engine's help has it: the slider beside it may show fewer digits. @type {Help} */
const share = (_, { value }) => percent(value, 1);

/** By the name of a control: its label, and what its value means. @type {Readonly<Record<string, { label: string, help: Help }>>} */
const CONTROLS = {
  // Rounded up, so that so many have no more.
  leverage: {
    label: "Hebel",
    help: (_value, { value }) => `die Hälfte der Positionen ist mit höchstens ${shortNumber(Math.ceil(10 * (1 - 1e-6) * value) / 10, 1)}x gezogen`,
  },
  depth: { label: "Markttiefe", help: (value) => `${value} Verkauf bewegen den Preis 1${NBSP}%, mit Nachschub` },
  bookDepth: {
    label: "Mal das angezeigte Buch",
    help: (_value, { help }) => {
      const [displayed, effective] = amounts(help);
      // A book that ends within 1 %: how far it goes, and what is taken to follow.
      const [, reach, behind] = help.match(/all of it within ([\d.]+) %; (.*?),/) ?? [];
      const until = reach === undefined ? "" : `, alles davon auf ${shortNumber(Number(reach), 2)}${NBSP}%`;
      const rest =
        behind === undefined
          ? ""
          : behind.includes("nothing")
            ? "; hinter der letzten Stufe ist nichts"
            : ", wenn es hinter der letzten Stufe weitergeht wie an seinem Ende: davon wird hier ausgegangen";
      return `wirksame Tiefe = angezeigte Tiefe mal diese Zahl: angezeigt sind ${displayed} auf 1${NBSP}%${until}; ${effective} Verkauf bewegen den Preis 1${NBSP}%${rest}`;
    },
  },
  shock: {
    label: "Schockgröße",
    help: (_value, { value: ratio }) => `der Preis ${ratio > 0 ? "steigt" : "fällt"} von außen um ${percent(Math.abs(ratio), 3)}`,
  },
  pathAmplitude: {
    label: "Weg mal",
    help: (_value, { help }) => {
      const [low, high] = [...help.matchAll(/([\u2212+])([\d.]+) %/g)].map(([, sign, points]) =>
        signedPercent(((sign === "+" ? 1 : -1) * Number(points)) / 100, 1),
      );
      if (low === undefined || high === undefined) return "mal die logarithmischen Renditen des Wegs: so bewegt sich der Preis außen nicht";
      return `mal die logarithmischen Renditen des Wegs, der so von ${low} bis ${high} seines Anfangs geht`;
    },
  },
  orderSize: {
    label: "Marktorder",
    help: (value, { help }) => `jemand ${help.includes("buys") ? "kauft" : "verkauft"} auf einen Schlag für ${value} zum Marktpreis`,
  },
  crowding: { label: "Einseitigkeit", help: (value, control) => `${share(value, control)} der Positionen der Händler setzen auf einen Anstieg` },
  openInterest: { label: "Offene Positionen", help: (value) => `${value} an Positionen der Händler, Long und Short zusammen` },
  leverageSpread: { label: "Streuung des Hebels", help: () => "0: alle halten denselben Hebel; 1,5: von fast keinem bis extrem" },
  entrySpread: { label: "Streuung des Einstiegs", help: () => "wie weit vom heutigen Preis eingestiegen wurde; 0: alle heute" },
  positions: { label: "Positionen", help: () => "wie viele Händler sich die offenen Positionen teilen" },
  maintenance: { label: "Mindestmarge", help: () => "Anteil am Wert einer Position, unter dem zwangsweise geschlossen wird" },
  withdrawal: {
    label: "Rückzug der Tiefe",
    // Two laws share the control: one gives a share, the other how fast.
    help: (_, { unit }) =>
      unit === "fraction"
        ? "Anteil der Tiefe, der geht, wenn der Preis wild schwankt; 0: sie bleibt"
        : "wie schnell die Tiefe geht, wenn der Preis hinter den ersten Zwangsverkäufer fällt; 0: sie bleibt",
  },
  permanentShare: { label: "Bleibende Wirkung", help: () => "Anteil dessen, was Zwangsaufträge am Preis bewegen, der bleibt, wenn das Buch sich gefüllt hat" },
  insuranceFund: { label: "Versicherungsfonds", help: (value) => `${value} für Verluste über die Marge der Händler hinaus` },
  executionSpeed: { label: "Tempo der Ausführung", help: () => "Anteil der wartenden Zwangsaufträge, der je Sekunde abgearbeitet wird" },
  seed: { label: "Startzahl", help: () => "gleiche Startzahl, gleiche Menge" },
  ruleset: { label: "Regeln einer Börse", help: () => "die Regeln darunter, wie sie eingestellt sind" },
  clock: { label: "Zeit", help: () => "wer erreicht ist, wird zugleich verkauft, Welle um Welle" },
  refills: { label: "Nach einem Verkauf", help: () => "was Zwangsaufträge am Preis bewegen, bleibt" },
  withdrawalLaw: { label: "Tiefe im Fall", help: () => "Market Maker stellen den ganzen Fall hindurch" },
  mark: { label: "Auslösender Preis", help: () => "das letzte Geschäft löst Liquidationen aus" },
  executor: { label: "Zwangsaufträge", help: () => "Zwangsaufträge gehen in den Markt, sobald sie da sind" },
  partial: { label: "Was geschlossen wird", help: () => "wer unter die Mindestmarge fällt, verliert die ganze Position" },
  takeover: { label: "Was von der Marge bleibt", help: () => "was von der Marge eines liquidierten Händlers bleibt, füllt den Versicherungsfonds" },
  liquidationFee: { label: "Liquidationsgebühr", help: () => "auf das Geschlossene an den Fonds, soweit der Händler es hat" },
  deficit: { label: "Wenn der Fonds leer ist", help: () => "Verluste, die der Fonds nicht zahlen kann, bleiben unbezahlt" },
  adlRanking: { label: "Wer zuerst geschlossen wird", help: () => "zuerst die mit dem größten Gewinn und Hebel (BitMEX, Bybit, OKX)" },
  fundDrawdown: {
    label: "Nutzbarer Teil des Fonds",
    help: (value, control) => `Gewinner werden geschlossen, sobald ${share(value, control)} des Fonds verbraucht sind`,
  },
  partialTarget: { label: "Ziel der Marge", help: (value, control) => `geschlossen, bis die Marge wieder ${share(value, control)} der Position beträgt` },
  partialShare: { label: "Anteil je Schließung", help: (value, control) => `${share(value, control)} der Position je Schließung` },
  cooldown: { label: "Pause dazwischen", help: () => "Sekunden bis zum nächsten Anteil, wenn er noch nötig ist; keine in einem sofortigen Lauf" },
  vaultCapital: { label: "Gemeinschaftskasse", help: (value) => `${value} in der Gemeinschaftskasse, die übernimmt` },
  halts: { label: "Handelspausen eines Marktes", help: () => "Pausen und Grenzen, wie sie eingestellt sind" },
  noise: { label: "Rauschen", help: () => "tägliche Schwankung des Preises außen; jede Startzahl zieht einen anderen Weg" },
  refillTime: { label: "Nachschubzeit", help: () => "Sekunden, in denen der vergehende Teil der Wirkung auf ein Drittel sinkt" },
  markSmoothing: { label: "Glättung", help: () => "Sekunden, über die der Abstand zum Index gemittelt wird" },
  markBand: { label: "Band des Markpreises", help: (value, control) => `der Markpreis bleibt innerhalb ${share(value, control)} um den Index` },
  executionTime: { label: "Zeit je Auftrag", help: (value) => `jeder Auftrag wird gleichmäßig über ${value} verkauft` },
  participation: { label: "Anteil am Handel", help: (value, control) => `Zwangsaufträge sind ${share(value, control)} des ganzen Handels` },
  botDiscount: { label: "Abschlag für Bots", help: (value, control) => `Bots werden Positionen ${share(value, control)} unter dem Markt angeboten` },
  auctionStep: {
    label: "Schritt der Auktion",
    help: (value, { help }) => {
      // How much, the engine says behind how often.
      const [, points] = help.match(/by ([\d.]+) %/) ?? [];
      return `alle ${value} fällt der geforderte Preis um ${percent(Number(points) / 100, 1)}`;
    },
  },
  ...Object.fromEntries(Object.entries(germanControlWords).map(([name, { label, help }]) => [name, { label, help: () => help }])),
};

/** What stands in for a venue's own mark. @param {number} seconds */
const standIn = (seconds) =>
  `In einem Lauf mit Uhr ist der Markpreis unser Ersatz: der Index plus der Abstand zum letzten Preis, über ${seconds}${NBSP}s gemittelt, höchstens 3${NBSP}% vom Index entfernt.`;

/** By the name of a choice and of its option: what it is called, and what it means. @type {Readonly<Record<string, Readonly<Record<string, readonly [label: string, help: string]>>>>} */
const OPTIONS = {
  halts: {
    custom: ["Eigene", "Pausen und Grenzen, wie sie eingestellt sind"],
    mwcb: [
      "Alle Börsen der USA",
      `bei einem Fall um 7 und um 13${NBSP}% ruht der Handel 15${NBSP}Minuten, in den letzten 35${NBSP}Minuten nicht mehr; bei 20${NBSP}% für den Tag`,
    ],
    luld1: [
      "Limit up-limit down, Stufe 1",
      `Bänder von 5${NBSP}% um das Mittel aus 5${NBSP}Minuten, in den letzten 25${NBSP}Minuten von 10${NBSP}%; nach 15${NBSP}s am Band eine Pause von 5${NBSP}Minuten`,
    ],
    luld2: ["Limit up-limit down, Stufe 2", `Bänder von 10${NBSP}% um das Mittel aus 5${NBSP}Minuten; nach 15${NBSP}s am Band eine Pause von 5${NBSP}Minuten`],
    cmeNight: [
      "Index-Futures bei Nacht",
      `nichts handelt jenseits von 7${NBSP}% nach oben oder unten; eine Bewegung um 3,5${NBSP}% in einer Stunde unterbricht den Handel 2${NBSP}Minuten`,
    ],
    cmeDay: [
      "Index-Futures bei Tag",
      `nichts handelt unter einem Fall von 7, dann 13, dann 20${NBSP}%; die nächste Grenze gilt nach 15${NBSP}Minuten (angenommen: mit dem Kassamarkt)`,
    ],
  },
  ruleset: {
    custom: ["Eigene", "die Regeln darunter, wie sie eingestellt sind"],
    bitmex: [
      "BitMEX",
      `Große Positionen steigen Margenstufe um Margenstufe ab, der Rest wird zum Pleitepreis übernommen; dann Fonds, dann ADL nach Gewinn und Hebel. Margenstufen von 200 BTC + je 150 BTC zu 97.850${NBSP}$. Sein Kontrakt ist invers; hier bleibt der Kontrakt, wie er ist. ${standIn(60)}`,
    ],
    binance: [
      "Binance",
      `Ein Auftrag stellt die Marge wieder her, wo er kann, gegen Gebühr; was fehlt, übernimmt der Fonds zum Pleitepreis; dann ADL nach Gewinn auf die Marge mal Margenquote. Das Ziel von 2${NBSP}% ist unsere Annahme. ${standIn(60)}`,
    ],
    bybit: [
      "Bybit",
      `Mindestmarge auf den Wert zum Markpreis (seit September 2025). Die Schlussgebühr steht in Marge und Mindestmarge zugleich und hebt sich auf; die Margen hier sind ohne sie. Große Positionen steigen Margenstufen ab (dort mit einem einzigen Auftrag, hier eine nach der anderen). ADL beginnt, wenn der Fonds 30${NBSP}% seines höchsten Standes der letzten 8${NBSP}Stunden verloren hat, und endet bei 25${NBSP}% (dort: ein Fonds für mehrere Kontrakte; dessen Mindeststand und die Gebühren fehlen hier). Margenstufen bis 2.600.000${NBSP}$ sind die eigenen; darüber, ab 3.000.000${NBSP}$, die von Binance. ${standIn(60)}`,
    ],
    okx: [
      "OKX",
      `Die Margenstufen 1 und 2 werden ganz zum Pleitepreis geschlossen, ab der dritten je Schritt zwei, solange die Marge über dem liegt, was die erste verlangt, sonst alles. ADL, wenn der Fonds leer ist oder um 30${NBSP}% unter seinen höchsten Stand der letzten 8${NBSP}Stunden fällt (dort erreicht dann kein Auftrag mehr das Buch, und Gewinner werden zum Markpreis geschlossen; hier handelt jeder Auftrag noch, was sein eigener Pleitepreis erlaubt). Die erste Margenstufe sind 1.000 Kontrakte zu 0,01 BTC, bei 100.000${NBSP}$; darüber die Sätze von Binance. ${standIn(60)}`,
    ],
    hyperliquid: [
      "Hyperliquid",
      `Die Hälfte der Anfangsmarge bei 40x, ab 150.000.000${NBSP}$ bei 20x. Ein Marktauftrag, über 100.000${NBSP}$ erst ein Fünftel und nach 30${NBSP}s der Rest; unter zwei Dritteln der Mindestmarge übernimmt die Gemeinschaftskasse; dann ADL von Positionen im Gewinn zu dem Preis, bei dem sie nichts mehr wert ist (dort: der vorige Markpreis). Einen Versicherungsfonds gibt es nicht: der des Szenarios bleibt unberührt. Der Markpreis folgt dem Index plus dem Abstand, über 150${NBSP}s gemittelt, höchstens 3${NBSP}% vom Index entfernt (unsere Grenze; dort: der Median aus drei solchen Preisen).`,
    ],
    dydx: [
      "dYdX",
      `Ein Auftrag bis zum ausführbaren Preis, der zuerst am Orakel liegt und 1,5-mal die Mindestmarge davon entfernt, wenn nichts mehr übrig ist, gegen bis zu 1,5${NBSP}% an den Fonds; wer unter null ist, wird sofort zum Pleitepreis gegen Gewinner geschlossen, ohne den Fonds. Wen es trifft, wird dort gelost; hier geben alle Gewinner ihren Teil nach Größe, wie es das Los im Mittel tut. ${standIn(60)}`,
    ],
    deribit: [
      "Deribit",
      `Mindestmarge 1${NBSP}% + 0,005${NBSP}% je Bitcoin der Position, als Margenstufen, die an ihren Rändern genau sind, bei 100.000${NBSP}$. Geschlossen in kleinen Schritten, einer je Sekunde, bis die Marge reicht (je ein Zwanzigstel: unsere Annahme), gegen 0,75${NBSP}% an den Fonds, der zahlt, was fehlt; danach teilen sich die Gewinner des Tages den Verlust (hier: nach ihrem offenen Gewinn). Sein Kontrakt ist invers; hier bleibt der Kontrakt, wie er ist. ${standIn(30)}`,
    ],
  },
  clock: {
    waves: ["Sofort", "wer erreicht ist, wird zugleich verkauft, Welle um Welle"],
    ticks: ["In Sekunden", "Verkaufen braucht Zeit, und Bücher füllen sich wieder"],
  },
  refills: {
    stays: ["Wirkung bleibt", "was Zwangsaufträge am Preis bewegen, bleibt"],
    returns: ["Buch füllt sich", "ein Teil der Wirkung vergeht, während das Buch sich füllt"],
  },
  withdrawalLaw: {
    stays: ["Tiefe bleibt", "Market Maker stellen den ganzen Fall hindurch"],
    drawdown: ["Geht, wenn der Preis fällt", "je weiter hinter dem ersten Zwangsverkäufer, desto dünner das Buch"],
    volatility: ["Geht, wenn es wild wird", "das Buch wird dünn, wenn der Preis wild schwankt, und kommt langsam wieder"],
  },
  mark: {
    last: ["Letzter Preis", "das letzte Geschäft löst Liquidationen aus"],
    indexEma: ["Index, geglättet", "ein Index von außen plus ein langsames Mittel des Abstands löst Liquidationen aus"],
  },
  executor: {
    immediate: ["Sofort", "Zwangsaufträge gehen in den Markt, sobald sie da sind"],
    exponential: ["Stetig", "je Sekunde wird ein fester Anteil der wartenden Aufträge verkauft"],
    twap: ["In gleichen Scheiben", "jeder Auftrag wird über eine Zeit in Scheiben geschnitten"],
    pov: ["Mit dem Handel", "Zwangsaufträge sind ein fester Anteil des ganzen Handels"],
    priceCapped: ["Bis zu einem Grenzpreis", "kein Auftrag verkauft jenseits seines Grenzpreises; der Rest wartet"],
    dutch: ["Durch Auktion", "immer billiger angeboten, bis ein Bieter alles nimmt"],
    bots: ["Den Bots überlassen", "Positionen werden unter dem Markt angeboten, bis ein Bot sie übernimmt"],
  },
  partial: {
    whole: ["Ganze Positionen", "wer unter die Mindestmarge fällt, verliert die ganze Position"],
    target: ["Gerade genug", "nur so viel wird geschlossen, dass ein Ziel der Marge wieder erreicht ist"],
    share: ["Ein Anteil je Mal", "ein Anteil wird geschlossen, nach einer Pause der nächste, solange es nötig ist"],
    tiers: ["Eine Margenstufe tiefer", "große Positionen steigen auf eine niedrigere Margenstufe ab; braucht Margenstufen"],
  },
  takeover: {
    bankruptcyPrice: ["An den Fonds", "was von der Marge eines liquidierten Händlers bleibt, füllt den Versicherungsfonds"],
    market: ["An den Händler", "was von der Marge bleibt, geht zurück, abzüglich einer Liquidationsgebühr"],
  },
  deficit: {
    badDebt: ["Niemand", "Verluste, die der Fonds nicht zahlen kann, bleiben unbezahlt"],
    adl: ["Vorzeitiges Schließen (ADL)", "Gewinner werden zum Pleitepreis geschlossen, nach ihrem Rang"],
    proRata: ["Alle Gewinner, ein Teil", "jeder Gewinner wird anteilig ein wenig geschlossen"],
    socialise: ["Verteilter Verlust", "Gewinner geben anteilig Gewinn ab"],
    vault: ["Gemeinschaftskasse", "eine Gemeinschaftskasse übernimmt Positionen, in denen wenig übrig ist, und löst sie auf"],
  },
  adlRanking: {
    pnlTimesLeverage: ["Gewinn x Hebel", "zuerst die mit dem größten Gewinn und Hebel (BitMEX, Bybit, OKX)"],
    pnlTimesMarginRatio: ["Gewinn x Margenquote", "zuerst die mit dem größten Gewinn auf ihre Marge, die der Mindestmarge am nächsten sind (Binance)"],
    hyperliquid: ["Index von Hyperliquid", "Preisgewinn mal Hebel des Kontos"],
    profit: ["Gewinn", "der größte Gewinn zuerst"],
    size: ["Größe", "die größte Position zuerst"],
  },
};

/** @param {number} typical @param {number} law */
function typicalTrader(typical, law) {
  const text = `ein typischer Händler hält das ${leverageText(typical).replace("x", "-fache")} seines Geldes`;
  return isNear(typical, law) ? text : `der Hebel ist um ${leverageText(law)} gezogen; so, wie er ausfiel: ${text}`;
}

/** @type {Readonly<Record<string, readonly [title: string, lesson: string]>>} */
const PRESETS = {
  "calm-water": ["Ruhiges Wasser", "Wenig Hebel, tiefer Markt: derselbe Schock bleibt ein Schock."],
  "the-match": ["Das Streichholz", "Zehnfacher Hebel: ein kleiner Fall entzündet die erste echte Kaskade."],
  "thin-book": ["Dünnes Buch", "Dieselben Händler, derselbe Schock, ein Viertel der Tiefe: die Tiefe allein entscheidet."],
  "same-door": ["Alle an derselben Tür", `Alle stiegen zum heutigen Preis ein. Ein Fall von 3,5${NBSP}% schließt wenige; 4${NBSP}% schließen alle.`],
  staircase: ["Treppe", "Stufen des Hebels: die Höchsten fallen zuerst und stoßen die nächste Stufe um."],
  "short-squeeze": ["Short Squeeze", "Kaskaden gehen auch nach oben: drei Viertel setzen auf einen Fall, und der Preis steigt."],
  "fair-weather": [
    "Schönwetter-Tiefe",
    "Die Tiefe geht, wenn man sie braucht: drei Fünftel sind weg, solange der Preis wild läuft. Sie kommt langsam wieder, und mit ihr ein Teil des Preises.",
  ],
  "real-book": [
    "Echtes Buch",
    "Ein aufgezeichnetes Orderbuch (BTC-Perpetual, 8. August 2024; eine untere Grenze der Tiefe) unter einer modellierten Menge. Es hält – bis die letzte Order gegessen ist.",
  ],
  "slow-motion": [
    "Zeitlupe",
    "Ein Viertel auf einmal, und ein Buch, das sich in Sekunden füllt: derselbe Schock wie in Das Streichholz bei doppeltem Hebel, langsam aus dem Markt genommen.",
  ],
  "last-line": [
    "Letzte Linie",
    "Ist der Fonds leer, werden Gewinner zum Pleitepreis geschlossen. Was sie übernehmen, wird nicht verkauft: ein größerer Schock kann höher enden.",
  ],
  "who-should-pay": [
    "Wer zahlen soll",
    "Der Versicherungsfonds ist leer, und Gewinner werden vorzeitig geschlossen. Im Reiter „Wellen“ unter „Derselbe Absturz nach anderen Regeln“ nimmt jede Regel denselben Absturz jemand anderem.",
  ],
  "same-odds": [
    "Gleiche Chancen, anderer Tag",
    "Nahe am Bruchpunkt entscheidet der Zufall: dieselbe Menge, mit jeder Startzahl neu gezogen, fällt wenig oder viel.",
  ],
  "stops-below": [
    "Stops unter dem Markt",
    "Wenig Hebel, aber viele Stop-Orders knapp unter runden Preisen: jede schützt ihren Besitzer und stößt den Preis zur nächsten.",
  ],
  "gamma-squeeze": ["Gamma Squeeze", "Optionshändler haben Calls verkauft. Jeder Anstieg lässt sie kaufen, und das ist der nächste Anstieg."],
  "short-gamma": ["Short Gamma, langer Fall", "Dieselben Händler, derselbe Schock. Jetzt müssen Optionshändler verkaufen, wenn der Preis fällt."],
  "calm-hand": ["Die ruhige Hand", "Dieselben Händler, derselbe Schock. Jetzt sind Optionshändler long Gamma: sie müssen kaufen, wenn der Preis fällt."],
  "writers-hedged": [
    "Schreiber werden abgesichert",
    "Wer Optionen verkauft hat und zu wenig Marge hat, den sichert die Börse ab: sie kauft, was gestiegen ist, für einen nach dem anderen. Kaufte sie stattdessen die Optionen zurück, endete derselbe Anstieg bei 5,7 %.",
  ],
  "no-news": [
    "Keine Nachricht: ein Algorithmus fängt an",
    "Außen geschieht nichts. Ein Algorithmus verkauft 80 Mio. $ als ein Fünftel allen Handels, und was er andere zu verkaufen zwingt, ist auch Handel.",
  ],
  "makers-step-away": [
    "Market-Maker treten zur Seite",
    "Drei Fünftel der Tiefe gehören zehn Market-Makern. Sie gehen einer nach dem anderen, wenn der Preis sich bewegt, und kehren nach einer ruhigen Minute zurück.",
  ],
  "bots-look-away": [
    "Bots schauen weg",
    "Diese Börse schließt selbst niemanden: Bots übernehmen Positionen 1 % unter dem Markt und verkaufen sie weiter. Ihr Geld ist bald gebunden, und was sie liegen lassen, wartet, während der Preis weiter fällt.",
  ],
  "through-the-fog": [
    "Durch den Nebel",
    "Die Börse kann dreißig Sekunden nach ihrem Alarm halb so viel Tiefe dazuholen. Sie sieht drei von zehn Positionen und glaubt, alle zu sehen.",
  ],
  "knife-edge": [
    "Kredite auf Messers Schneide",
    "Ein Minus von 4,3 % bleibt eines. Ein zwanzigstel Prozent mehr, und es verdoppelt sich. Die Rückkopplung R sagte es, ehe etwas verkauft war.",
  ],
  "stuck-oracle": ["Das Orakel steht still", "Die Ruhe ist die Gefahr: 23 Minuten lang sieht jeder Kredit gesund aus, und dahinter wächst das Loch."],
  "black-thursday": [
    "Schwarzer Donnerstag",
    "12. März 2020, nach seiner Art: eine verstopfte Kette, und Auktionen, die ein einziger Bieter für nichts gewinnt. Schuld, Tiefe und Kredite sind erfunden.",
  ],
  "black-thursday-clip": [
    "Schwarzer Donnerstag, holländisch",
    "Derselbe Tag, dieselbe verstopfte Kette, die Auktion, die danach kam: der verlangte Preis fällt, bis jemand zugreift.",
  ],
  "healthy-market": [
    "Ruhige Kette, derselbe Schock",
    "Derselbe Fall mit ruhiger Kette, pünktlichem Orakel und Bietern, die kein eigenes Geld brauchen: die Geldgeber verlieren nichts.",
  ],
  "at-the-close": [
    "Alles zum Börsenschluss",
    "Gehebelte und inverse Fonds stellen ihren Hebel einmal am Tag wieder her, alle in derselben Minute, alle auf derselben Seite.",
  ],
  "crash-1987": [
    "Oktober 1987",
    "Aktien für 15 Mrd. $ unter Portfolio\u00adversicherung, die verkauft, wenn die Preise fallen. Größe, Tiefe und Erholung sind so gewählt, dass Tief und Schluss des Tages stimmen.",
  ],
  "breakers-1987": [
    "1987, mit heutigen Aussetzungen",
    "Derselbe Tag unter heutigen Regeln: der Handel endet bei −20 %, und zwei Fünftel der Verkäufe stehen noch aus.",
  ],
  "half-insurance": [
    "1987, die halbe Versicherung",
    "Derselbe Schock mit halb so viel Portfolio\u00adversicherung und ohne Aussetzung: was nicht verkauft wurde, musste niemand anhalten.",
  ],
  "calls-tomorrow": ["Nachschuss erst morgen", "Broker, die fordern und warten, unterbrechen die Kette: eine Generation von Verkäufern am Tag."],
  "two-halts": ["Zwei Pausen, zwei Richtungen", "24. August 2015: das Band folgt dem Mittel der letzten Minuten. Die zweite Pause hält eine Erholung auf."],
  "four-rulebooks": [
    "Derselbe Schock, vier Regelwerke",
    "Dieselben Longs über 500 Mio. $, dieselben Auslöser, derselbe Fall; verschieden ist, wer verkauft, wie viel und wann.",
  ],
  "two-venues": [
    "Zwei Börsen, ein Index",
    "An der dünnen Börse werden 50 Mio. $ verkauft, und beide beurteilen Positionen nach einem Index. An der tiefen hat niemand verkauft: dort liquidiert allein der Index.",
  ],
  "venue-that-holds": [
    "Die Börse, die hält",
    "Derselbe Fall an drei Börsen, die Arbitrage verbindet: eine dünn mit hohem Hebel, eine groß, eine mit wenig Hebel. Die letzte leiht den anderen ihre Tiefe.",
  ],
  depeg: [
    "Die Sicherheit verliert ihren Anker",
    "Bitcoin fällt um 3 %, und hier werden 60 Mio. $ einer Dollarmünze verkauft, deren Preis am eigenen Buch als Sicherheit zählt: zwei Fälle, die jeder für sich nichts anrichten.",
  ],
  "spreads-the-fire": [
    "Streuung, die das Feuer trägt",
    "Einer von sechs Werten fällt um 15 %. Jedes Portfolio hält alle sechs: was es vor einem kleinen Fall schützt, lässt einen großen in jeden Markt.",
  ],
};

/** @typedef {import("./claims.js").Closing} Closing */
/** @typedef {import("./strings-story.js").Part} Part */
/** @typedef {import("./strings-story.js").Ending} Ending */
/** @typedef {import("./strings-more.js").Doubled} Doubled */

/** @param {Closing} closing */
function done(closing) {
  if (closing === "both") return "geschlossen";
  return closing === "bought" ? "gekauft" : "verkauft";
}

/** @param {string} text @param {Part} part */
const besides = (text, { outside }) => (outside === "" ? text : `${text} Ohne Zwangsgeschäfte stünde er bei ${outside}.`);

/** @param {Part} part */
const takenOver = ({ offBook, isAllOff }) => (isAllOff ? ", alles davon ohne Handel übernommen" : offBook && `, davon ${offBook} ohne Handel übernommen`);

/** @param {string} what @param {Part} part */
function elsewhere(what, { closing, from, to, course, isRising }) {
  if (course === "still") return `${what}, und der Preis bleibt bei ${to}.`;
  const way = course === "back" ? "geht" : isRising ? "steigt" : "fällt";
  const subject = closing === "both" ? `der Preis ${way}` : `doch ${way} der Preis`;
  return `${what}, und ${subject}${course === "back" ? " zurück" : ""}, von ${from} auf ${to}.`;
}

/** @param {Part} part */
function movesText(part) {
  const { amount, isAllOff, offBook, waits, closing, from, to, course, time } = part;
  const others = `${offBook && "für den Rest "}nicht genug ${closing === "bought" ? "Verkäufer" : "Käufer"}`;
  const off = takenOver(part);
  const goes = `Der Preis geht von ${from} auf ${to}.`;
  if (waits !== "") {
    const what = `Es muss mehr ${done(closing)} werden, als das Orderbuch aufnimmt: ${amount} werden ${done(closing)}${off}, ${waits} warten`;
    return course === "on" ? `${what}. ${goes}` : elsewhere(what, part);
  }
  if (course === "on" && time === "" && !isAllOff)
    return `${amount} müssen auf einmal ${done(closing)} werden${off}, und zu diesem Preis gibt es ${others}. Er geht von ${from} auf ${to}.`;
  const what = `${amount} werden ${time === "" ? "" : `binnen ${time} `}zwangsweise ${done(closing)}${off}`;
  if (course !== "on") return elsewhere(what, part);
  return isAllOff ? `${what}. ${goes}` : `${what}, und es gibt ${others}. ${goes}`;
}

/** @param {Part} part */
function nextText(part) {
  const { amount, closing, from, to, course, time, isUp, isRising } = part;
  const what = `Weitere ${amount} werden ${time === "" ? "" : `bis ${time} `}zwangsweise ${done(closing)}${takenOver(part)}`;
  if (course !== "on") return elsewhere(what, part);
  if (time !== "" || isRising !== isUp) return `${what}, und der Preis geht ${isRising === isUp ? "weiter, " : ""}von ${from} auf ${to}.`;
  return `Der ${isUp ? "höhere" : "tiefere"} Preis erreicht die nächsten Streifen. ${what}, und der Preis ${isUp ? "steigt" : "fällt"} wieder, auf ${to}. Immer im Kreis.`;
}

/** @param {Ending} ending */
function stopsText({ reason, waiting, stuck, all, early, closing, without, final, isUp }) {
  return `${stuck ? `Nach ${stuck} wurde nichts mehr geschlossen: ${waiting} warten auf einen Preis innerhalb ihres Limits.` : stopReason(reason, waiting, isUp, closing)} ${all} wurden zwangsweise ${done(closing)}${early && `, davon ${early} am Orderbuch vorbei, wofür Gewinner geschlossen wurden`}. Ohne das stünde der Preis bei ${without}; er steht bei ${final}.`;
}

/** @param {string} reason @param {string} waiting @param {boolean} isUp @param {import("./strings-story.js").Closing} closing */
function stopReason(reason, waiting, isUp, closing) {
  switch (reason) {
    case "everyoneLiquidated":
      return "Es endet, weil niemand mehr übrig ist.";
    case "bookExhausted":
      return `Es endet, weil das Orderbuch leer ist${waiting === "" ? "" : `; ${waiting} warten noch`}.`;
    case "durationReached":
      return `Es ist nicht zu Ende: die Zeit ist um, und ${waiting === "" ? "Zwangsaufträge warten noch" : `${waiting} warten noch`}.`;
    default:
      return closing === (isUp ? "bought" : "sold")
        ? `Es endet, wenn ein ${isUp ? "Anstieg" : "Fall"} den nächsten Streifen nicht mehr erreicht.`
        : "Es endet, wenn der Preis sonst niemanden erreicht.";
  }
}

/** @param {string} final @param {string} reason @param {string} waiting */
function quietText(final, reason, waiting) {
  const where = `Der Preis steht bei ${final}.`;
  if (reason === "durationReached") return `Die Zeit ist um${waiting === "" ? "" : `, und ${waiting} warten noch`}. ${where}`;
  return reason === "bookExhausted" ? `Niemand wurde gezwungen, doch das Orderbuch ist leer. ${where}` : `Kein Zwang, keine Kette. ${where}`;
}

/** @param {readonly Doubled[]} list @param {boolean} isUp */
function doubledText(list, isUp) {
  const word = isUp ? "Plus" : "Minus";
  const twice = "machen Zwangsgeschäfte mehr als das Doppelte daraus";
  const [only] = list;
  if (list.length === 1) {
    const gaps = only.hasGaps ? ", mit Lücken" : "";
    if (only.isOpen) return `Ab ${only.from} ${word} ${twice}${gaps}`;
    if (only.isFromNothing) return `Bis ${only.to} ${word} ${twice}${gaps}`;
    return only.from === only.to ? `Um ${only.from} ${word} ${twice}` : `Zwischen ${only.from} und ${only.to} ${word} ${twice}${gaps}`;
  }
  const one = (/** @type {Doubled} */ { from, to, isOpen, isFromNothing }) =>
    isOpen ? `ab ${from}` : isFromNothing ? `bis ${to}` : from === to ? `um ${from}` : `zwischen ${from} und ${to}`;
  const gaps = list.slice(0, 2).some(({ hasGaps }) => hasGaps) ? ", mit Lücken" : "";
  const told = list.slice(0, 2).map(one).join(" und ") + gaps + (list.length > 2 ? `, und weitere bis ${list[list.length - 1].to}` : "");
  return `Mehr als das Doppelte machen Zwangsgeschäfte aus ${word} ${told}`;
}

const forcedName = { sold: "Zwangsverkäufe", bought: "Zwangskäufe", both: "Zwangsgeschäfte", none: "Zwangsgeschäfte" };

/** @param {string} points */
const pointsOf = (points) => `${points} ${points === "1" ? "Punkt" : "Punkte"}`;

/** @type {typeof strings} */
export const german = {
  ...strings,
  language: "de",
  otherLanguage: { code: "en", label: "English" },

  title: "Liquidation Cascades: wie aus einem kleinen Fall ein Absturz wird",

  page: {
    ...strings.page,
    headline: "Wie aus einem kleinen Fall ein Absturz wird.",
    presetLabel: "Situation",
    moneyPrefix: "",
    moneySuffix: `Mio.${NBSP}$`,
    chart: "Bild",
    crowd: "Menge",
    waves: "Wellen",
    table: "Tabelle",
    play: "Abspielen",
    step: "Schritt",
    stepWave: "Welle",
    timeline: "Zeitleiste",
    speed: "Tempo",
    firstLiquidation: "Erste Liquidation",
    worstMoment: "Schlimmster Moment",
    sectionsLabel: "Bereiche",
    watchSection: "Zusehen",
    playSection: "Spielen",
    crowdTitle: "Die Menge",
    crowdFigures: "Bilder der Menge",
    densityTitle: "Alle: Hebel und Liquidationspreis",
    leverageTitle: "Wer wie viel Hebel hat",
    liquidationsTitle: "Was eine Bewegung allein schließt",
    fragilityTitle: "Wo bricht es?",
    drawIt: "Selbst zeichnen",
    shapeTitle: "Wer wie viel Hebel hat",
    shapeHelp: "Die Balken malen: jeder ist ein Anteil der offenen Positionen. Tasten: auf und ab ändern einen, links und rechts wechseln.",
    shapeSmooth: "Zurück zur glatten Verteilung",
    betLabel: "Dein Tipp",
    betSlider: "Wo er landet",
    betGo: "Fallen lassen",
    betBack: "Zurück zum Anfang",
    beatsTitle: "Wie es geschieht, in fünf Schritten",
    beatBorrow: "Leihen",
    beatForced: "Zum Verkauf gezwungen",
    beatForcedUp: "Zum Kauf gezwungen",
    beatForcedBoth: "Zum Schließen gezwungen",
    beatMoves: "Der Preis bewegt sich",
    beatNext: "Der Nächste",
    beatStops: "Wo es endet",
    beatBack: "Zurück",
    beatOn: "Weiter",
    moreSituations: "Weitere Situationen",
    addMechanism: "Einen Mechanismus hinzufügen",
    tableColumns: "Spalten",
    mainColumns: "Wichtigste Spalten",
    allColumns: "Alle Spalten",
    assumedTitle: "Was angenommen ist",
    glossaryTitle: "Begriffe",
    paidTitle: "Wer gezahlt hat",
    policies: "Derselbe Absturz nach anderen Regeln",
    ways: "Dieselbe Position, anders gehalten",
    aftermath: "Was übrig ist, und wo es jetzt bricht",
    flowTitle: "Welche Gruppe in welcher Welle verkaufte",
    feedbackTitle: "Nährt es sich selbst?",
    feedbackLabel: "Rückkopplung R und Kettenfaktor",
    feedbackAxis: "Die Achse ist gebogen, damit 1 in der Mitte steht: 2 liegt so weit darüber wie ein halb darunter. Kettenfaktor: Wellen ab 1 % des Volumens.",
    dragLabel: "Der Preis, zum Ziehen",
    ownTitle: "Du in der Schlange",
    ownSide: "Seite",
    ownLong: "Long: du gewinnst, wenn er steigt",
    ownShort: "Short: du gewinnst, wenn er fällt",
    ownSize: "Größe",
    ownLeverage: "Vielfaches deines eigenen Geldes",
    reset: "Zurücksetzen",
    newSeed: "Neue Startzahl",
    undo: "Rückgängig",
    redo: "Wiederholen",
    compare: "Vergleichen",
    comparison: "A und B",
    comparisonLabel: "Vergleich",
    compareMeasure: "Größe",
    save: "Sichern",
    share: "Teilen",
    about: "Über diese Seite, Quellen, Zitieren",
    model: "Das Modell",
    savePng: "Bild (PNG)",
    saveSvg: "Zeichnung (SVG)",
    saveCsv: "Spalten (CSV)",
    saveJson: "Alles (JSON)",
    savePage: "Seite in einer Datei (HTML)",
    traders: "Händler",
    market: "Markt",
    rules: "Regeln",
    dataTitle: "Deine eigenen Daten",
    dataHelp:
      "Orderbücher, Positionen, Margenstufen, Preisverläufe, Kredite, Kreditregeln und Optionsketten, wie Börsen, ccxt und Tabellenkalkulationen sie schreiben (JSON, CSV, Tabulatoren), oder ein ganzes Szenario. Jede Datei kommt an ihre Stelle; alle bleiben in deinem Browser.",
    dataPick: "Dateien wählen",
    dataPaste: "Einfügen",
    dataDrop: "oder irgendwo auf diese Seite ziehen",
    dataCancel: "Abbrechen",
    stop: "Anhalten",
    dataPasteTitle: "Text einer Datei einfügen",
    dataPasteLoad: "Laden",
    dataPasteClose: "Schließen",
    dataProgressLabel: "Datei wird gelesen",
    downloadCsv: "CSV herunterladen",
    previousPage: "Zurück",
    nextPage: "Weiter",
    fullPage: "Ganze Seite öffnen",
    bookDepthShort: "Buchtiefe",
    legendLabel: "Schwache Bänder weglassen",
    zoomLabel: "Näher ansehen",
    zoomIn: "Näher",
    zoomOut: "Weiter weg",
    zoomWhole: "Ganzes Bild",
    rightEdge: "Rechter Rand: Dollar je Preisschritt.",
    simulationLabel: "Simulation",
    viewLabel: "Ansicht",
    figureLabel: "Kaskade",
    skipToFigure: "Zum Bild",
    skipToControls: "Zu den Reglern",
    fullscreen: "Vollbild",
    keys: "Tasten",
    tableLabel: "Tabelle des Laufs",
    playbackLabel: "Wiedergabe",
    controlsLabel: "Regler",
    resultLabel: "Ergebnis",
  },

  honest: {
    invented: "Positionen sind erfunden.",
    given: "Positionen sind die einer Datei oder Liste, nicht erfunden.",
    partlyGiven: "Manche Positionen sind die einer Datei oder Liste, die anderen sind erfunden.",
    dead: (count) => `Schon vom Startpreis geschlossen: ${count}.`,
    effective: "Tiefe ist wirksam, nicht angezeigt.",
    displayed: "Tiefe folgt dem angezeigten Orderbuch.",
    times: (factor) => `Tiefe ist das ${factor}-fache des angezeigten Orderbuchs.`,
    path: "Der Preis außen folgt einem vorgegebenen Verlauf.",
    pathStill: "Der Preis außen bewegt sich nicht: die Renditen seines Verlaufs zählen nicht.",
    pathTimes: (factor) => `Der Preis außen folgt einem vorgegebenen Verlauf, dessen logarithmische Renditen ${factor}-mal zählen.`,
    steps: (used, asked) => `Die Uhr geht in Schritten von ${used}${NBSP}s statt ${asked}${NBSP}s: kürzere sind bei so vielen Positionen zu viel Arbeit.`,
    always: "Händler passen sich nicht an. Keine Vorhersage, kein Rat.",
  },

  control: (control) => {
    const own = CONTROLS[control.name];
    if (!own) return strings.control(control);
    if (control.isIdle) return { label: own.label, help: "hier wird nichts gelost: jede Startzahl ergibt denselben Lauf" };
    const help = control.typical === undefined ? own.help(controlValue(control, control.value), control) : typicalTrader(control.typical, control.value);
    return { label: own.label, help };
  },
  option: (control, option) => {
    const words = /** @type {Readonly<Record<string, import("./words-en.js").ControlWords>>} */ (germanControlWords);
    const [label, help] = (words[control]?.options ?? OPTIONS[control])?.[option.name] ?? [option.label, option.help];
    return { ...option, label, help };
  },
  preset: ({ name, title, lesson }) => {
    const [ownTitle, ownLesson] = PRESETS[name] ?? [title, lesson];
    return { title: ownTitle, lesson: ownLesson };
  },

  tooSmall: (label, given, least, isOpen, now) =>
    `„${given}“ ist zu klein; ${label} muss ${isOpen ? "mehr als" : "mindestens"} ${least} sein und bleibt bei ${now}.`,
  tooLarge: (label, given, most, now) => `„${given}“ ist zu groß; ${label} darf höchstens ${most} sein und bleibt bei ${now}.`,
  noOnePage: "Die Seite in einer Datei liegt nicht auf diesem Server: cargo xtask dist legt sie neben die Seite.",
  play: "Abspielen",
  pause: "Anhalten",
  edited: "(geändert)",
  custom: "(angepasst)",
  lessonUnedited: (lesson) => `Unverändert: ${lesson}`,
  rulesFrom: (source, date) => `Gelesen in ${source}` + (date ? `, ${date}.` : "."),
  removeChip: (name) => `${name}: zurück zur Situation`,
  exactValue: (label) => `${label}, genauer Wert`,
  themeButton: { auto: "Farben: automatisch", light: "Farben: hell", dark: "Farben: dunkel" },

  whatIs: (term) => `Was ist das: ${term}?`,

  glossary: {
    leverage: ["Hebel", "Das Wievielfache des eigenen Geldes ein Händler hält. Bei 10x ist es nach 10 % Bewegung gegen ihn aufgebraucht."],
    depth: [
      "Markttiefe",
      "Wie viel Verkauf den Preis um 1 % bewegt. Hier zählt die wirksame Tiefe: was der Markt mit Nachschub aufnimmt, nicht was das Buch anzeigt.",
    ],
    shock: ["Schock", "Die Bewegung von außen: eine Nachricht oder ein großer Verkäufer. Alles darüber hinaus geschieht unter Zwang."],
    openInterest: [
      "Offene Positionen",
      "Alles, was offen ist. Börsen zählen eine Seite, denn zu jedem Long gehört ein Short: so auch die Tabelle hier, in der Market Maker halten, was Händler nicht halten. Der Regler nennt, was die Händler selbst halten, Long und Short zusammen.",
    ],
    crowding: ["Einseitigkeit", "Welcher Anteil der Positionen auf einen Anstieg setzt."],
    liquidation: [
      "Liquidation (zwangsweise geschlossen)",
      "Die Börse schließt eine Position gegen den Willen ihres Besitzers, weil die Marge das Risiko nicht mehr deckt. Longs werden verkauft, Shorts zurückgekauft.",
    ],
    liquidationPrice: ["Liquidationspreis", "Der Preis, bei dem von der Marge nur noch die Mindestmarge übrig ist: dort wird zwangsweise geschlossen."],
    maintenance: ["Mindestmarge", "Der Anteil am Wert einer Position, der vom eigenen Geld übrig sein muss. Darunter wird zwangsweise geschlossen."],
    bankruptcyPrice: ["Pleitepreis", "Der Preis, bei dem von der Marge nichts übrig ist. Wird jenseits davon geschlossen, trägt den Verlust ein anderer."],
    markPrice: [
      "Markpreis",
      "Der Preis, nach dem Börsen die Marge beurteilen. Er kann einem Index folgen statt dem letzten Geschäft, damit ein einzelnes niemanden schließt.",
    ],
    partial: ["Teilweise Liquidation", "Nur so viel einer Position wird geschlossen, wie die Regel verlangt; der Rest bleibt offen."],
    waterfall: [
      "Wer zahlt (Verlustkaskade)",
      "Die Reihenfolge, in der Verluste getragen werden: eigene Marge, Versicherungsfonds, Gemeinschaftskasse oder Gewinner; der Rest ist offene Schuld.",
    ],
    insuranceFund: ["Versicherungsfonds", "Geld der Börse für Verluste jenseits der Margen. Es kommt aus dem, was Liquidationen übrig lassen."],
    vault: ["Gemeinschaftskasse", "Geld von Einlegern, das Positionen übernimmt, wenn es sonst niemand tut, und mit ihnen gewinnt oder verliert."],
    adl: [
      "Vorzeitiges Schließen (ADL)",
      "Kann der Fonds nicht zahlen, werden gewinnende Positionen vorzeitig zum Pleitepreis geschlossen. Ihr Gewinn endet dort.",
    ],
    badDebt: ["Offene Schuld", "Verluste, die niemand bezahlt hat: Marge, Fonds und alles Weitere sind aufgebraucht."],
    funding: ["Funding", "Eine Zahlung zwischen Longs und Shorts alle paar Stunden, die den Preis des Kontrakts zum Preis außen zieht."],
    wave: [
      "Welle",
      "Alle, deren Liquidationspreis erreicht ist, werden zugleich geschlossen; der neue Preis erreicht die Nächsten. Jede solche Runde ist eine Welle.",
    ],
    chainRatio: [
      "Kettenfaktor",
      "Was diese Welle erzwang im Verhältnis zur vorigen. Bei 1 erzwingt jeder $ einen weiteren. Über die Zeit, wo es keine Wellen gibt, sagt es die Rückkopplung R.",
    ],
    feedbackR: [
      "Rückkopplung R",
      "Was auf den nächsten 0,25 % des Preises erzwungen wird, geteilt durch das, was den Preis so weit bewegt. Über 1 nähren sich Zwangsverkäufe selbst.",
    ],
    breakingPoint: [
      "Bruchpunkt",
      "Der erste Schock, von null aufwärts, an dem das Ergebnis springt oder aus dem Zwangsaufträge mehr als das Doppelte machen. Aus viel größeren machen sie mitunter wieder weniger: dann steht dort ein Bereich.",
    ],
    refill: ["Nachschub", "Aufträge, die nach einem Verkauf ins Buch zurückkommen und die Bewegung zum Teil rückgängig machen."],
    withdrawal: ["Rückzug der Tiefe", "Market Maker, die weniger stellen, wenn der Preis fällt oder schwankt: Tiefe geht, wenn man sie braucht."],
    pool: ["Liquiditätspool (AMM)", "Zwei Haufen Münzen mit einer Formel für ihren Preis: wer zum einen legt, nimmt vom anderen."],
    rangeLiquidity: ["Liquidität in einem Bereich", "Geld in einem Pool, das nur zwischen zwei Preisen wartet. Jenseits davon ist es nicht da."],
    fuel: ["Wartet auf Liquidation", "Positionen, deren Liquidationspreis nahe liegt: der Brennstoff einer Kaskade. Die Markttiefe ist ihre Bremse."],
    ...germanTerms,
  },

  assumptions: {
    words: { leverage: "Hebel", triggered: "erzwungen innerhalb h", absorbed: "bewegt den Preis um h", loss: "Verlust" },
    margin: "Jede Position hat ihre eigene Marge M: ihr Wert beim Einstieg durch ihren Hebel.",
    impact: {
      linear: "Jedes verkaufte Stück bewegt den Preis gleich weit; Q ist das Verkaufte, k die Steigung, s der Schock.",
      logLinear: "Jedes verkaufte Stück bewegt den Preis um denselben Anteil; Q ist das Verkaufte, D die Tiefe, s der Schock.",
      squareRoot:
        "Die ersten Stücke bewegen den Preis am meisten: mit der Wurzel des Verkauften Q durch den Tagesumsatz V, mal Schwankung σ und eine Konstante Y.",
      book: "Verkäufe gehen ein aufgezeichnetes Orderbuch L Stufe für Stufe hinab; ein Sprung verschiebt das ganze Buch.",
      bookTimes: (factor) =>
        `Verkäufe gehen ein aufgezeichnetes Orderbuch L Stufe für Stufe hinab, in dem jeder Auftrag ${factor}-mal zählt; ein Sprung verschiebt das ganze Buch.`,
    },
    chain: "Kettenfaktor: was Welle k erzwang, N, durch das, was die Welle davor erzwang.",
    crowds: {
      lognormal: "Der Hebel ℓ ist lognormal: Median μ, Streuung σ; ζ ist aus der Glockenkurve gezogen.",
      uniform: "Der Hebel ℓ liegt gleichmäßig zwischen einem kleinsten und einem größten; υ ist zwischen 0 und 1 gezogen.",
      pareto: "Der Hebel ℓ hat einen langen Ausläufer: wenige halten viel mehr als den kleinsten; υ ist zwischen 0 und 1 gezogen, α der Exponent.",
      clusters: "Der Hebel steht auf wenigen Stufen, jede mit ihrem Anteil an den offenen Positionen; dazwischen ist niemand.",
      histogram: "Der Hebel füllt Balken, jeder mit seinem Anteil an den offenen Positionen, gleichmäßig innerhalb eines Balkens.",
      drawn: "Der Hebel ist von Hand gezeichnet: Balken, jeder mit seinem Anteil an den offenen Positionen, gleichmäßig innerhalb eines Balkens.",
      levels: "Gleich große Positionen warten bei vorgegebenen Liquidationspreisen.",
      positions: "Positionen sind, wie eine Datei oder Liste sie nennt: Seite, Größe, Einstieg und Marge sind nicht erfunden.",
      ...germanAssumed,
    },
    entries: {
      normal: "Einstiege e liegen mit Streuung τ um den heutigen Preis; nur was heute noch lebt, zählt.",
      spot: "Alle stiegen zum heutigen Preis ein.",
    },
    still: "Händler passen sich nicht an: niemand schießt nach, verkauft früher oder kauft den Fall.",
    stillBesides:
      "Gehebelte Händler passen sich nicht an: keiner schießt nach, verkauft früher oder kauft den Fall. Die anderen folgen ihrer Regel und sonst nichts.",
    feedback: "Die Rückkopplung R vergleicht, was auf dem nächsten Stück h des Preises erzwungen wird, mit dem, was der Markt dort aufnimmt.",
    refill: "Ein Anteil w jeder Bewegung bleibt; der Rest vergeht in der Nachschubzeit T.",
    outside: {
      path: "Der Preis außen geht einen vorgegebenen Verlauf entlang, gerade zwischen seinen Punkten.",
      pathStill: "Der Preis außen bewegt sich nicht: die Renditen seines Verlaufs zählen nicht.",
      pathTimes: (factor) =>
        `Der Preis außen geht einen vorgegebenen Verlauf entlang, gerade zwischen seinen Punkten; seine logarithmischen Renditen zählen ${factor}-mal.`,
      noise: "Der Preis außen schwankt zufällig um seinen Weg, nach der Startzahl.",
      ramp: "Der Schock braucht Zeit: der Preis außen geht gleichmäßig.",
      order: "Der Schock ist jemand, der so viel verkauft oder kauft, zu jedem Preis.",
    },
    liquidation: {
      mark: "Zwangsweise geschlossen bei diesem Preis: Seite z (+1 Long, −1 Short), Größe q, Einstieg e, Marge M, Mindestmarge m abzüglich c.",
      entry:
        "Zwangsweise geschlossen bei diesem Preis: Seite z (+1 Long, −1 Short), Größe q, Einstieg e, Marge M; die Mindestmarge m abzüglich c zählt auf den Wert beim Einstieg.",
      inverse:
        "Zwangsweise geschlossen bei diesem Preis: Seite z (+1 Long, −1 Short), N Kontrakte in Quote, Einstieg e; Marge M, Mindestmarge m und ihr Abzug c in Basis.",
      brackets: "m und c sind die der Margenstufe, in der die Position liegt: größere Positionen brauchen mehr.",
      fee: "Die Gebühr f des Schließens zählt in diesem Preis mit.",
      shared: "Positionen eines Kontos teilen seine Marge und werden zusammen geschlossen.",
    },
    venue: (name) => `Die Regeln sind die, die ${name} veröffentlicht, so weit sie nachgebildet sind.`,
    bankruptcy: "Bei diesem Preis ist von der Marge nichts übrig.",
    partial: {
      whole: "Wer unter die Mindestmarge fällt, verliert die ganze Position.",
      target: "Es wird so viel geschlossen, dass die Marge wieder das Ziel m mit Index t erreicht; E ist, was übrig ist, f die Gebühren.",
      share: "Ein Anteil a der ersten Größe wird geschlossen, nach einer Pause wieder.",
      tiers: "Geschlossen bis zur Größe, bei der die nächstniedrigere Stufe beginnt, F.",
    },
    waterfall: {
      badDebt: "Ein Verlust trifft die Marge M des Händlers, dann den Fonds F; der Rest ist offene Schuld B.",
      adl: "Ein Verlust trifft die Marge M des Händlers, dann den Fonds F; was er nicht bezahlen kann, wird der Reihe nach gegen die andere Seite geschlossen, Gewinner zuerst, zum Pleitepreis; wo sie nicht reichen, übernimmt der Market Maker den Rest. Was trotzdem verloren geht, ist offene Schuld B.",
      proRata:
        "Ein Verlust trifft die Marge M des Händlers, dann den Fonds F; was er nicht bezahlen kann, wird gegen alle Gewinner geschlossen, bei jedem ein Teil, zum Pleitepreis; wo sie nicht reichen, übernehmen Verlierer nach Größe und zuletzt der Market Maker. Was trotzdem verloren geht, ist offene Schuld B.",
      socialise: "Ein Verlust trifft die Marge M des Händlers, dann den Fonds F, dann alle Gewinner S; der Rest ist offene Schuld B.",
      vault:
        "Eine Gemeinschaftskasse V übernimmt, wem wenig bleibt; ein Verlust trifft die Marge M des Händlers, dann die Gemeinschaftskasse, dann den Fonds F. Was keiner bezahlen kann, wird gegen Gewinner geschlossen; der Rest ist offene Schuld B.",
    },
  },

  bet: {
    ...strings.bet,
    askAt: (shock, isUp, leverage) => `Du bist dran, jetzt mit Hebel ${leverage}: wie weit gehen ${shock} ${isUp ? "Plus" : "Minus"}?`,
    ask: (shock, isUp) => `Du bist dran: wie weit gehen ${shock} ${isUp ? "Plus" : "Minus"}?`,
    marker: (move) => `dein Tipp ${move}`,
    said: (move) => `Du sagtest ${move}.`,
    went: (move, isUp) => `Er ${isUp ? "stieg" : "fiel"} um ${move}.`,
    nowHalve: "Nun halbiere den Hebel.",
    again: (leverage, isUp) => `${isUp ? "Derselbe Anstieg" : "Derselbe Fall"}, mit ${leverage}.`,
    halved: (leverage, move, before, isUp) =>
      `Mit ${leverage} ${isUp ? "stieg" : "fiel"} er um ${move} statt ${before}. ${isUp ? "Derselbe Anstieg" : "Derselbe Fall"}, derselbe Markt, weniger geliehen.`,
    go: (isUp) => (isUp ? "Steigen lassen" : "Fallen lassen"),
    halve: "Hebel halbieren",
    anew: "Neuer Tipp",
  },

  level: {
    down: (text) => `${text}, weiter unten \u2193`,
    up: (text) => `${text}, weiter oben \u2191`,
  },

  drag: {
    ...strings.drag,
    lands: (move) => `landet bei ${move}`,
    spoken: (shock, landing) => `${shock}, landet bei ${landing}`,
  },

  paid: {
    ...strings.paid,
    traders: "Eigenes Geld der Händler",
    total: "Insgesamt verloren",
    fees: (amount) => `Davon gingen ${amount} in Gebühren.`,
    fund: "Versicherungsfonds",
    vault: "Gemeinschaftskasse",
    defaultFund: "Ausfallfonds",
    socialised: "Auf alle Gewinner verteilt",
    badDebt: "Noch niemand: offene Schuld",
    nobody: "Niemand: keine Position wurde geschlossen.",
    fundGained: (amount) => `Der Versicherungsfonds gewann ${amount}.`,
    vaultGained: (amount) => `Die Gemeinschaftskasse gewann ${amount}.`,
    winnersNote: (amount) =>
      `Außerdem wurden Positionen von Gewinnern über ${amount} vorzeitig geschlossen: was sie danach noch gewonnen hätten, steht hier in keiner Summe.`,
    covered: "Das eigene Geld der Händler deckte alles.",
  },

  waves: {
    flow: {
      ...strings.waves.flow,
      titleUp: "Welche Gruppe in welcher Welle kaufte",
      titleBoth: "Welche Gruppe in welcher Welle geschlossen wurde",
      shared: "geteiltes Konto",
      wave: "Welle {}",
      waves: "Wellen {}",
      rest: "spätere Wellen",
      picture: {
        groups: "Hebel",
        parts: "geschlossen in",
        wave: "Welle {}",
        waves: "Wellen {}",
        rest: "spätere Wellen",
        shared: "geteiltes Konto",
        money: GERMAN_MONEY,
        atOnce: "vor jeder Welle",
      },
      caption: (w) =>
        `${w.amount} wurden unter Zwang ${done(w.closing)}${w.offBook && `, davon ${w.offBook} ohne Handel übernommen`}: ${w.groupShare} davon von ${w.who}, ${w.partShare} davon ${w.part}.`,
      byLeverage: (group) => `Händlern mit Hebel ${group}`,
      bySharedWallets: "Händlern mit geteiltem Konto",
      inWave: (wave) => `in Welle ${wave}`,
      inWaves: (first, last) => `in den Wellen ${first} bis ${last}`,
      inRest: "in späteren Wellen",
      atOnce: "vor jeder Welle",
      between: (from, to) => `zwischen ${from} und ${to}`,
      rule: "Eine Position gehört zu der Welle, in der ihr Preis erreicht wurde. Schließt eine Welle mehrere Gruppen, so handelten sie zugleich: wer wen zwang, ist damit nicht gesagt.",
      ruleTicks:
        "Eine Position gehört zu dem Moment, in dem sie geschlossen wurde; die Spalten sind Zeiträume mit ähnlichen Anteilen am Volumen. Was im selben Moment geschlossen wird, handelte zugleich: wer wen zwang, ist damit nicht gesagt.",
      nobody: "Keine Position wurde zwangsweise geschlossen.",
      item: (group, amount, part) => `${group}: ${amount}, das meiste ${part}.`,
      label: "Bänder von Gruppen nach Hebel zu den Wellen, in denen sie geschlossen wurden, so dick wie der Betrag.",
    },
    feedback: {
      ...strings.waves.feedback,
      picture: {
        feedback: "Rückkopplung R",
        chain: "Kettenfaktor",
        line: "1: jeder $ erzwingt einen weiteren",
        grows: "über 1 wächst es",
        dies: "unter 1 stirbt es",
        shock: "Schock",
      },
      shock: "gleich nach dem Schock",
      inWave: (wave) => `nach Welle ${wave}`,
      after: (time) => `nach ${time}`,
      courseEndless: (where) => `Die Rückkopplung R endete endlos: ${where} war kein Auftrag mehr da.`,
      course: (peak, where, last) => `Die Rückkopplung R war ${where} am höchsten, ${peak}, und endete bei ${last}.`,
      nobody: "Niemand wurde zwangsweise geschlossen, da konnte sich nichts selbst nähren.",
      single: "Keine Welle erzwang eine weitere.",
      dry: "Mehr als eine Welle nahm das Orderbuch nicht auf: was sie sonst erzwang, wartet.",
      diesSteps: "unter 1 sterben einzelne Schritte",
      steps: "Gezählt wird von jeder Position der nächste Schritt; hier wird in Schritten geschlossen, und dem einen folgen andere.",
      never: "Es nährte sich nicht selbst: keine Welle erzwang mehr als die davor.",
      hardly: "Es nährte sich nicht selbst: außer Wellen unter 1 % des Volumens erzwang keine mehr als die davor.",
      grew: "Es nährte sich selbst.",
      lastAbove: (wave) => `Die letzte Welle von mindestens 1 % des Volumens, die mehr erzwang als die davor, war Welle ${wave}.`,
      sparse: "Zu wenige Liquidationspreise liegen auf dem Weg, als dass die Rückkopplung R hier etwas sagte.",
      below: "Über 1 kam sie nie.",
      until: (where) => `Über 1 lag sie zuletzt ${where}: bis dahin nährte es sich selbst.`,
      toTheEnd: "Sie lag bis zum Ende über 1.",
      atTheEnd: "Am Ende lag sie über 1.",
      short: "Aber der Preis blieb vor dem nächsten Liquidationspreis stehen.",
      pair: (first, second, dollars) => `Jeder $ der Welle ${first} erzwang ${dollars} in Welle ${second}.`,
      noChain: "Schritte einer Uhr sind keine Wellen, darum gibt es hier keinen Kettenfaktor.",
      label: "Rückkopplung R und Kettenfaktor über die Wellen, mit einer Linie bei 1.",
      labelTicks: "Rückkopplung R über die Zeit, mit einer Linie bei 1.",
    },
    paid: {
      early: (amount) => `Verloren ging nichts, aber Positionen von Gewinnern über ${amount} wurden vorzeitig geschlossen.`,
      own: (total) => `Zwangsweises Schließen kostete ${total}, alles davon eigenes Geld der Händler.`,
      shared: (total, own, others) => `Zwangsweises Schließen kostete ${total}: das eigene Geld der Händler deckte ${own}, ${others} blieben für andere.`,
    },
  },

  own: {
    ...strings.own,
    position: (side, size, leverage) => `Deine Position: ${side === "long" ? "Long" : "Short"}, ${size}, ${leverage}.`,
    mark: "du",
    survived: "Du überlebst.",
    winner: "Du wirst nicht liquidiert. Aber Gewinner wurden in diesem Lauf vorzeitig geschlossen, und du kannst einer davon sein.",
    waiting: "Dein Liquidationspreis ist erreicht, aber bis zum Ende hat dich niemand geschlossen.",
    wiped: "Dein eigenes Geld ist aufgebraucht, aber bis zum Ende hat dich niemand geschlossen.",
    partly: (share) => `${share} deiner Position werden zwangsweise geschlossen.`,
    died: "Du wirst zwangsweise geschlossen.",
    diedInWave: (wave) => `Du wirst in Welle ${wave} zwangsweise geschlossen.`,
    diedAfter: (time) => `Du wirst nach ${time} zwangsweise geschlossen.`,
    triggerPrice: "Dein Liquidationspreis",
    soldAt: "Geschlossen bei",
    ahead: "Stück vor dir geschlossen",
    loss: "Du verlierst",
    gain: "Du gewinnst",
    ofMargin: (share) => `${share} deines eigenen Geldes`,
    surviving: "Überlebt hättest du mit",
    atMost: (leverage) => `höchstens ${leverage}`,
    result: "Gewinn oder Verlust am Ende",
    unit: { prefix: "", suffix: "$" },
  },

  positions: (count) => (count === "0" ? "Keine Position" : `${count} Position${count === "1" ? "" : "en"}`),
  atStart: (amount) => `${amount} (zum Startpreis)`,

  oneMarket: (market) => `Diese Zahlen gelten nur für ${market}.`,
  otherMarkets: (others, more) =>
    ` Im schlimmsten Augenblick ${others.length + more === 1 ? "stand der andere" : "standen die anderen"} bei: ${others.map(({ name, move, isCalm }) => `${name} ${move}${isCalm ? " (dort wurde niemand zwangsweise geschlossen)" : ""}`).join(", ")}${more > 0 ? `, und ${more} weitere` : ""}.`,

  breaking: {
    ...strings.breaking,
    noShock: "Hier gibt es keinen einzelnen Schock, dessen Größe sich ändern ließe, also auch keinen Bruchpunkt.",
    several: "Hier wird mehr als ein Markt oder Preis zugleich bewegt: nach einem einzelnen Bruchpunkt wird nicht gesucht.",
    leftOut: "Bei so vielen Positionen über so viele Momente würde die Suche nach dem Bruchpunkt hier zu lange dauern.",
    searching: (share) => `Der Bruchpunkt wird gesucht: ${share}.`,
    none: (isUp) =>
      `Kein Bruchpunkt in Reichweite: kein ${isUp ? "Plus" : "Minus"} lässt den Preis springen, und aus keinem machen Zwangsgeschäfte mehr als das Doppelte.`,
    onlyThis: (isUp) =>
      `Kein ${isUp ? "Plus" : "Minus"} lässt den Preis springen, und von denen, die probiert wurden, wird nur dieses durch Zwang mehr als verdoppelt.`,
    least: (size) => `weniger als ${size}`,
    tried: (step) => `Probiert wurde alle ${step}: dazwischen kann es anders sein.`,
    mark: (at) => `bricht bei ${at}`,
    markFrom: (at) => `verdoppelt ab ${at}`,
    markBetween: (at, to) => `verdoppelt von ${at} bis ${to}`,
    any: (isUp, isJump) =>
      isJump
        ? `Jedes noch so kleine ${isUp ? "Plus" : "Minus"} löst es aus.`
        : `Jedes noch so kleine ${isUp ? "Plus" : "Minus"} wird durch Zwang mehr als verdoppelt.`,
    anyLike: (isUp, shock, landing) => `Jedes noch so kleine ${isUp ? "Plus" : "Minus"} löst es aus: aus ${shock} werden schon ${landing}.`,
    jump: (at, isUp, list) => `Er bricht bei ${at} ${isUp ? "Plus" : "Minus"}.${list.length > 0 ? ` ${doubledText(list, isUp)}.` : ""}`,
    doubles: (list, isUp) => `${doubledText(list, isUp)}.`,
    stands: {
      here: () => "Genau hier steht dieser Schock.",
      short: (points, _isUp, at, isDoubled) =>
        `Bis ${at} ${points === "1" ? "fehlt diesem Schock 1 Punkt" : `fehlen diesem Schock ${points} Punkte`}${isDoubled ? ", und er wird mehr als verdoppelt" : ""}.`,
      amplified: (points, _isUp, at) => `Dieser Schock liegt ${pointsOf(points)} unter ${at}, und doch machen Zwangsgeschäfte schon viel daraus.`,
      past: (points, _isUp, at, isDoubled) =>
        `Dieser Schock liegt ${pointsOf(points)} über ${at}${isDoubled === null ? "" : isDoubled ? " und wird mehr als verdoppelt" : " und wird nicht mehr als verdoppelt"}.`,
      inside: () => "Dieser Schock gehört dazu.",
      outside: () => "Dieser Schock gehört nicht dazu.",
    },
    widest: (at, isUp) => `Der weiteste Sprung kommt bei ${at} ${isUp ? "Plus" : "Minus"}.`,
  },

  beats: {
    ...strings.beats,
    nobodyBorrows: "Niemand hat hier etwas geliehen: es gibt keine Streifen, und niemand kann gezwungen werden.",
    borrow: (closing, leverage) =>
      `${closing === "sold" ? "Du leihst dir Geld, um mehr zu kaufen, als du bezahlen kannst" : closing === "bought" ? "Du leihst, um auf einen Fall zu setzen" : "Du leihst, um mehr zu setzen, als du hast"}${leverage && `: ein typischer Händler hält hier das ${leverage.replace("x", "-fache")} seines Geldes`}. Jeder Streifen ist ein Preis, bei dem jemandes Position zwangsweise geschlossen wird. Kräftiger heißt: mehr davon.`,
    forced: (shock, isMoving, isUp) =>
      `Der Preis ${isUp ? "steigt" : "fällt"} von außen um ${isMoving ? "bis zu " : ""}${shock}. Er kreuzt die ersten Streifen.`,
    homeMade: (isStill, isUp) =>
      `${isStill ? "Von außen geschieht nichts" : `Außen ${isUp ? "steigt" : "fällt"} der Preis nicht`}: Streifen werden doch erreicht.`,
    closes: (closing, hasLimit) => {
      const within = "soweit der Preis in ihrem Limit liegt";
      const how = {
        both: `schließt, was du hältst, ${hasLimit ? within : "zu dem Preis, den es gerade gibt"}`,
        bought: `kauft zurück, was du schuldest, ${hasLimit ? within : "was immer es kostet"}`,
        sold: `verkauft, was du hältst, ${hasLimit ? within : "für das, was es bringt"}`,
      };
      return closing === "none" ? "" : ` Niemand fragt dich: die Börse ${how[closing]}.`;
    },
    nothingOutside: "Von außen wird der Preis nicht dorthin geschoben, und kein Streifen wird erreicht.",
    other: (shock, dead, isBack, isUp) => {
      const who = isUp ? "Longs" : "Shorts";
      const closed = "zwangsweise geschlossen";
      return `Der Preis ${isUp ? "steigt" : "fällt"} von außen um ${shock} und erreicht keine ${isUp ? "Shorts" : "Longs"}; ${dead > 0 ? `${who} werden ${closed}, davon ${dead} schon vom Startpreis` : isBack ? `auf dem Rückweg werden ${who} ${closed}` : `${who} werden ${closed}`}.`;
    },
    moves: (part) => besides(movesText(part), part),
    next: (part) => besides(nextText(part), part),
    stops: stopsText,
    nobody: (shock, waiting, stripes, isUp) =>
      `Der Preis ${isUp ? "steigt" : "fällt"} von außen um ${shock}. ` +
      (waiting === ""
        ? `Er erreicht niemanden${stripes === "farther" ? ": alle Streifen liegen weiter weg" : stripes === "otherSide" ? `: niemand hat gegen einen ${isUp ? "Anstieg" : "Fall"} gesetzt, also gibt es auf dieser Seite keine Streifen` : ""}.`
        : `Er erreicht Positionen über ${waiting}, die auf das Schließen warten.`),
    still: (isUp) => `Nichts wird zwangsweise ${isUp ? "gekauft" : "verkauft"}.`,
    wouldTake: (depth, isUp) => ` Es bräuchte ${depth} an ${isUp ? "Käufen" : "Verkäufen"}, um den Preis um 1${NBSP}% zu bewegen.`,
    noNext: "Der Preis erreicht sonst niemanden.",
    waits: (waiting) => `${waiting} warten noch.`,
    quiet: quietText,
    borrowMore: "Leih dir mehr und sieh noch einmal hin.",
  },

  sentence: {
    ...strings.sentence,
    open: (_, shock, word) => `Aus ${shock} ${word} werden \u2026`,
    fall: "Minus",
    rise: "Plus",
    became: (_, shock, word) => [`Aus ${shock} ${word} wurden `, "."],
    forced: { sold: "Der Rest war Zwangsverkauf.", bought: "Der Rest war Zwangskauf.", both: "Der Rest waren Zwangsgeschäfte." },
    everyoneLong: "Alle gehebelten Longs sind weg.",
    everyoneShort: "Alle Shorts sind weg.",
    onlyLongs: "Nur Longs mussten verkaufen.",
    onlyShorts: "Nur Shorts mussten kaufen.",
    bookEmpty: (waiting) => `Das Orderbuch ist leer${waiting === "" ? "" : `; ${waiting} warten noch`}.`,
    timeUp: (waiting) => `Die Zeit ist um, und ${waiting === "" ? "Zwangsaufträge warten noch" : `${waiting} warten noch`}.`,
    returned: (move) => `Außen kam er auf ${move} zurück.`,
    already: (_, shock, landing, word) => `Aus ${shock} ${word} werden hier ${landing}.`,
    stayed: (_article, _shock, word) => ["Es blieb bei ", ` ${word}.`],
    nobody: "Niemand musste verkaufen.",
    nobodyBuy: "Niemand musste kaufen.",
    absorbed: {
      sold: "Der Markt nahm die Zwangsverkäufe auf.",
      bought: "Der Markt nahm die Zwangskäufe auf.",
      both: "Zwangsgeschäfte gab es in beide Richtungen.",
    },
    noShock: "Kein Schock, keine Kaskade.",
    homeMade: (isUp, isStill) => [
      isStill
        ? `Von außen geschah nichts, und doch ${isUp ? "stieg" : "fiel"} der Preis um `
        : `Außen ${isUp ? "stieg" : "fiel"} er nicht, und doch ${isUp ? "stieg" : "fiel"} der Preis um `,
      ".",
    ],
    homeMadeStill: (isUp, isStill) =>
      isStill ? "Von außen geschah nichts, und der Preis blieb." : `Der Preis ${isUp ? "stieg" : "fiel"} nicht, und außen auch nicht.`,
  },

  figures: {
    ...strings.figures,
    endless: "endlos (keine Aufträge mehr da)",
    final: "Endpreis",
    worst: "Tiefster Punkt",
    highest: "Höchster Punkt",
    forced: forcedName,
    both: (sold, bought) => `${sold} verkauft, ${bought} gekauft`,
    time: "Zeit bis zum Tief",
    timeUp: "Zeit bis zur Spitze",
    payer: "Wer zahlte",
    withoutForced: (move, side) => `${move} ohne ${forcedName[side]}`,
    points: (points, side) => `${pointsOf(points)} durch ${forcedName[side]}`,
    pointsBeyond: (points, outside, isShort) => `${pointsOf(points)} ${isShort ? `weniger als ${outside} außen` : `über ${outside} außen hinaus`}`,
    share: (share, isUp) => `${share} aller ${isUp ? "Shorts" : "Longs"}`,
    noneHere: (isUp) => `keine ${isUp ? "Shorts" : "Longs"}`,
    nearly: (share) => `mehr als ${share}`,
    under: (share) => `weniger als ${share}`,
    oneWave: "keine Welle erzwang eine weitere",
    sparse: "zu wenige Preise für R",
    chain: "Ein Zwangsdollar zieht",
    chainValue: (dollars) => `${dollars} nach`,
    chainNote: (wave, feedback) => `Welle ${wave} zu Welle ${wave - 1}` + (feedback === null ? "" : `; R${NBSP}bis${NBSP}${feedback}`),
    feedback: "Rückkopplung R, Spitze",
    feedbackNote: (side) => `über 1 nährt ${{ sold: "Verkauf sich", bought: "Kauf sich", both: "es sich" }[side]} selbst`,
    instant: "Sofort",
    instantNote: "Wellen ohne Uhr",
    halfDone: (time, closing) => `90${NBSP}% der ${closing === "both" ? "Geschäfte" : closing === "bought" ? "Käufe" : "Verkäufe"} nach ${time}`,
    nobody: "Niemand",
    traders: (amount) => `Händler ${amount}`,
    tradersNote: "ihre Marge reichte",
    nothingLost: "nichts ging verloren",
    payers: {
      fund: (amount) => `Fonds ${amount}`,
      vault: (amount) => `Gemeinschaftskasse ${amount}`,
      defaultFund: (amount) => `Ausfallfonds ${amount}`,
      socialised: (amount) => `alle Gewinner ${amount}`,
      badDebt: (amount) => `offene Schuld ${amount}`,
    },
    fundGained: (amount) => `Fonds gewann ${amount}`,
    vaultGained: (amount) => `Gemeinschaftskasse gewann ${amount}`,
    winnersClosed: (amount) => `${amount} der Gewinner vorzeitig geschlossen`,
    nobodyNote: "keine Position wurde geschlossen",
  },

  timeline: {
    ...strings.timeline,
    wave: (wave, waves, price) => `Welle ${wave} von ${waves}, Preis ${price}`,
    within: (wave, waves) => `Welle ${wave} von ${waves}`,
    before: (price) => `Vor dem Schock, Preis ${price}`,
    during: (price) => `Während des Schocks, Preis ${price}`,
    shock: (price) => `Nach dem Schock, Preis ${price}`,
    time: (time, price) => `nach ${time}, Preis ${price}`,
    noWaves: (price) => `Keine Wellen, Preis ${price}`,
  },

  legend: {
    all: (/** @type {string} */ most) => `Bänder: bis ${most} warten je 1 % Preis (Wurzel).`,
    from: (/** @type {string} */ least) => `Bänder unter ${least} je 1 % Preis sind weggelassen.`,
  },

  readout: {
    ...strings.readout,
    waiting: (w) => `Im Umkreis von ${w.band} um ${w.price} warten: Longs ${w.longs}, Shorts ${w.shorts}`,
    believed: (w) => `In der öffentlichen Sicht warten im Umkreis von ${w.band} um ${w.price}: Longs ${w.longs}, Shorts ${w.shorts}`,
  },

  figure: {
    ...strings.figure,
    loading: "Preis über die Zeit, vor und nach einem Schock.",
    summary: (s) =>
      `Preis über die Zeit. Von ${s.start} auf ${s.final} (${s.move}); ohne ${forcedName[s.side]} wären es ${s.without}. ` +
      `${s.who} ${s.isOne ? "wurde" : "wurden"} zwangsweise geschlossen, zusammen ${s.notional}.`,
    quiet: (s) => `Preis über die Zeit. Von ${s.start} auf ${s.final} (${s.move}). ${s.who} wurde zwangsweise geschlossen.`,
  },

  table: {
    ...strings.table,
    captionWaves:
      "Eine Zeile je Welle. Verkäufe und Käufe „dieser Zeile“ sind die der Zeile; alle anderen Beträge, geschlossen, verteilt oder unbezahlt, zählen von Anfang an. Preis, Faktoren, Tiefe, offene Positionen und Fonds stehen so da, wie sie dann sind; offene Positionen zählen eine Seite, Market Maker eingeschlossen.",
    captionTicks:
      "Eine Zeile je Zeitschritt. Verkäufe und Käufe „dieser Zeile“ sind die der Zeile; alle anderen Beträge, geschlossen, verteilt oder unbezahlt, zählen von Anfang an. Preis, Faktor, Tiefe, offene Positionen und Fonds stehen so da, wie sie dann sind; offene Positionen zählen eine Seite, Market Maker eingeschlossen. Schritte einer Uhr sind keine Wellen: hier steht die Rückkopplung R und kein Kettenfaktor.",
    page: (from, to, all) => `Zeilen ${from} bis ${to} von ${all}`,
    market: "Markt",
    before: "vorher",
    shock: "Schock",
    columns: {
      ...strings.table.columns,
      row: "Welle",
      time: "Zeit",
      price: "Preis",
      waves: "Wellen bisher",
      mark: "Markpreis",
      without: { sold: "Ohne Zwangsverkäufe", bought: "Ohne Zwangskäufe", both: "Ohne Zwangsgeschäfte" },
      outsideAlone: "Allein von außen",
      inRow: {
        sold: `Zwangsverkäufe dieser Zeile,${NBSP}$`,
        bought: `Zwangskäufe dieser Zeile,${NBSP}$`,
        both: `Zwangsgeschäfte dieser Zeile,${NBSP}$`,
      },
      soFar: { sold: `Zwangsverkäufe bisher,${NBSP}$`, bought: `Zwangskäufe bisher,${NBSP}$`, both: `Zwangsgeschäfte bisher,${NBSP}$` },
      longs: `Geschlossene Longs bisher,${NBSP}$`,
      shorts: `Geschlossene Shorts bisher,${NBSP}$`,
      soldByForce: `Zwangsweise verkauft bisher,${NBSP}$`,
      boughtByForce: `Zwangsweise gekauft bisher,${NBSP}$`,
      quantity: "Geschlossen bisher, Stück, beide Seiten",
      backlog: "Wartet auf Ausführung, Stück",
      ratio: "Kettenfaktor",
      feedback: "Rückkopplung R",
      depth: "Markttiefe, $ je 1 %",
      openInterest: "Offene Positionen, Stück, eine Seite",
      fund: `Versicherungsfonds,${NBSP}$`,
      adl: `Vorzeitig geschlossene Gewinner,${NBSP}$`,
      socialised: `Auf Gewinner verteilt,${NBSP}$`,
      badDebt: `Offene Schuld,${NBSP}$`,
    },
    mechanisms: germanHeads,
  },

  presetGroups: ["Der Perpetual-Markt", "Andere Zwangsgeschäfte", "Algorithmen", "Kredite", "Klassische Märkte", "Börsen und Werte"],

  mechanisms: {
    more: (count) => `Mehr (${count})`,
    remove: (name) => `Entfernen: ${name}`,
    removeAll: (name, count) => `Alle ${count} entfernen: ${name}`,
    added: (name) => `${name}: hinzugefügt. Die Regler dafür stehen offen.`,
    removed: (name) => `${name}: entfernt.`,
    none: "Jeder Mechanismus, den dieses Szenario haben könnte, ist da.",
    clock:
      "Trendfolger, Algorithmen, Pausen und Handelszeiten gibt es, wo Zeit in Sekunden läuft (Markt, Zeit), Arbitrage und Übertragung, wo es zwei Märkte gibt.",
  },

  history: {
    undone: "Rückgängig gemacht.",
    redone: "Wiederholt.",
    nothingToUndo: "Es gibt nichts rückgängig zu machen.",
    nothingToRedo: "Es gibt nichts zu wiederholen.",
  },

  crowd: {
    ...strings.crowd,
    longs: "Longs",
    shorts: "Shorts",
    price: "Preis",
    chip: "Hebel: von Hand gezeichnet",
    leverageTitle: "Hebel",
    liquidationsTitle: "Von einer Bewegung allein geschlossen",
    fragilityTitle: "Wo jeder Schock endet",
    nobody: "Niemand hält eine Position, die ein Preis schließen könnte.",
    money: `{amount}${GERMAN_UNITS}`,
    missing: "Dieses Bild gibt es hier nicht.",
    density: {
      longs: "wartende Longs: {amount}",
      shorts: "wartende Shorts: {amount}",
      closed: "in Welle {wave} geschlossen",
      closing: "Welle {wave} muss schließen",
      reached: "vom Preis erreicht",
      fresh: "zum heutigen Preis eröffnet",
      withoutSelling: "ohne Zwangsverkäufe",
      withoutBuying: "ohne Zwangskäufe",
      leverage: "Hebel",
      price: "Liquidationspreis",
      furtherDown: "davon weiter unten: {amount}",
      furtherUp: "davon weiter oben: {amount}",
      money: GERMAN_MONEY,
      closedMany: "in den Wellen {wave} geschlossen",
    },
    reachedLongs: (amount, share) => `Longs von ${amount} (${share} aller Longs)`,
    reachedShorts: (amount, share) => `Shorts von ${amount} (${share} aller Shorts)`,
    and: " und ",
    densityLabel: ({ longs, shorts, price, reached }) =>
      `Alle Positionen nach Hebel und Liquidationspreis: Longs von ${longs} unter dem Ausgangspreis, Shorts von ${shorts} darüber. Der Preis ist ${price}; ${reached ? `er hat ${reached} erreicht` : "er hat keine davon erreicht"}. Positionen zählen zum Ausgangspreis.`,
    densityCaption: (reached) =>
      `${reached ? `Der Preis hat ${reached} erreicht, zum Ausgangspreis gerechnet: hohl.` : "Der Preis hat noch niemanden erreicht."} Kräftiger: dort wartet mehr (Wurzel).`,
    leverage: (low, median, high) =>
      `Der typische Händler, in der Mitte aller Positionen nach Größe, hat ${median}: eine Hälfte hat nicht mehr, eine nicht weniger. Das Zehntel mit dem wenigsten Hebel hat höchstens ${low}, das mit dem meisten mindestens ${high}.`,
    middleLeverage: (median) =>
      `Der typische Händler, in der Mitte aller Positionen nach Größe, hat ${median}: eine Hälfte hat nicht mehr, eine nicht weniger.`,
    sameLeverage: (leverage) => `Fast alle haben denselben Hebel: alle Positionen nach Größe außer den beiden äußeren Zehnteln etwa ${leverage}.`,
    unreachable: (share) => `${share} der Positionen kann kein Preis schließen; sie zählen hier nicht.`,
    hollow: "Blass: vom Preis erreicht.",
    liquidations: (fall, rise, [ofLongs, ofShorts]) => {
      const moves = [
        fall && `ein Fall um ${fall} würde die Hälfte aller Longs schließen`,
        rise && `ein Anstieg um ${rise} ${fall ? "" : "würde "}die Hälfte aller Shorts${fall ? "" : " schließen"}`,
      ];
      const dead = [ofLongs && "Longs", ofShorts && "Shorts"].filter(Boolean).join(" und die aller ");
      const told = [
        dead && `schon beim Startpreis muss die Hälfte aller ${dead} geschlossen werden.`,
        (fall || rise) && `${moves.filter(Boolean).join(", ")}, bevor ein Zwangsauftrag den Preis bewegt.`,
      ].filter(Boolean);
      return told.map((one) => `${one}`.replace(/^[es]/, (first) => first.toUpperCase())).join(" ") || "Keine Bewegung schließt die Hälfte einer Seite.";
    },
    fragilityWords: {
      landing: "endet bei",
      withoutForced: "ohne Zwangsgeschäfte",
      jump: "Sprung",
      now: "jetzt",
      doubled: "über 2x",
    },
    fragility: (shock, landing) => `Ein Schock von ${shock} endet bei ${landing}.`,
    bar: (from, to) => `${from} bis ${to}`,
    barValue: (bar, share) => `${bar}: ${share} der offenen Positionen`,
  },

  compare: {
    ...strings.compare,
    pinned: (title) => `${title} ist als A festgehalten, die gepunktete Linie. Ändere etwas, um B daneben zu sehen.`,
    unpinned: "Der Vergleich ist zu Ende.",
    changed: (list, more) => `${list}${more > 0 ? ` und ${more} weitere` : ""}.`,
    otherFiles: "andere Dateien",
    otherShape: "Hebel von Hand gezeichnet",
    nothing: "Noch ist nichts geändert: A und B sind derselbe Lauf.",
    label: (s) =>
      `Die gepunktete Linie ist der festgehaltene Lauf A; er endete bei ${s.final} (${s.move}). ` +
      (s.order === "same" ? "Dieser Lauf, B, endet gleich." : `Dieser Lauf, B, endet ${pointsOf(s.points)} ${s.order === "lower" ? "tiefer" : "höher"}.`),
  },

  comparison: {
    ...strings.comparison,
    unpin: "Lösen",
    // The sign stands once: eighteen amounts with "Mio." and "$" would be too wide.
    forced: `Zwangs\u00adgeschäfte,${NBSP}$`,
    fund: `Fonds,${NBSP}$`,
    badDebt: `Offene Schuld,${NBSP}$`,
    adl: `Durch ADL zu,${NBSP}$`,
    settled: { fund: "Fonds", badDebt: "Offene Schuld" },
    amount: quantity,
    points: (points) => `${points}${NBSP}Pkt.`,
    ownWaves: "Wellen haben keine Uhr: die Linie von A läuft über ihre eigenen Wellen.",
    otherClock: "A und B haben verschiedene Uhren: die Linie von A läuft über ihre eigene Zeit.",
    otherStart: "A beginnt bei einem anderen Preis: ihre Linie zeigt Anteile am Anfang.",
  },

  save: {
    saved: (name) => `${name} ist gesichert.`,
    compared: (title, changes) => `Gepunktet, A: ${title}. Von A zu diesem Lauf: ${changes}`,
    source: (seed, version, link) => `Startzahl ${seed}, Liquidation Cascades ${version}, ${link}`,
  },

  status: {
    ...strings.status,
    outcome: (who, notional, price) => `${who} zwangsweise geschlossen${notional && `, zusammen ${notional}`}. Preis ${price}.`,
    playing: "Läuft.",
    paused: (where) => `Angehalten. ${where}.`,
    ended: (outcome) => `Ende. ${outcome}`,
    newSeed: (seed) => `Neue Startzahl: ${seed}.`,
    newSeedSame: (seed) => `Neue Startzahl: ${seed}. Hier wird nichts gelost: jede Startzahl ergibt denselben Lauf.`,
    reset: (title, seed) => `Zurück zu: ${title}${seed === null ? "" : `, weiter mit der Startzahl ${seed}`}.`,
    pageMode: (most) => `Dieser Browser zeichnet auf der Seite selbst; höchstens ${most} Positionen.`,
    computing: "Rechnet. Du kannst es anhalten.",
    computingFor: (seconds, percent) => `Rechnet \u2026 ${seconds}${NBSP}s${percent === null ? "" : `, ${percent}${NBSP}%`}`,
    stopped: (seconds) => `Nach ${seconds}${NBSP}s angehalten.`,
    pictureBack: "Dein letztes Bild ist wieder da.",
    presetInstead: "Gezeigt wird stattdessen die Situation.",
    restarted: "Die Rechnung hielt mit einem eigenen Fehler an und wurde neu gestartet.",
    lost: "Die Rechnung war weg und wurde neu gestartet.",
    noMemory: (positions) =>
      `Der Rechnung ging der Speicher aus, sie wurde neu gestartet. ${positions ? `Sie hatte ${positions} Positionen: weniger` : "Weniger"} Positionen, eine kürzere Zeit oder längere Schritte der Uhr brauchen weniger.`,
    gone: "Die Rechnung ließ sich nicht neu starten.",
    noEngine: "Die Rechnung ist nicht da.",
  },

  engine: {
    offline: "Die Rechnung konnte nicht geladen werden: Dieses Gerät ist offline, oder der Server antwortet nicht.",
    missing: (status, file) =>
      `Die Rechnung konnte nicht geladen werden: Der Server antwortete ${status}, statt sie zu schicken. Wer sie anbietet, muss alle Dateien hochladen, auch ${file}.`,
    damaged: (file) =>
      `Die Rechnung konnte nicht geladen werden: Was${file && ` als ${file}`} ankam, ist beschädigt oder ist sie nicht. Wer sie anbietet, muss alle Dateien noch einmal hochladen.`,
    page: (type, file) =>
      `Die Rechnung konnte nicht geladen werden: Der Server schickte stattdessen eine Seite (${type}). Wer sie anbietet, muss alle Dateien hochladen, auch ${file}; oder das Netz verlangt zuerst eine Anmeldung.`,
    refused: (directive) =>
      `Die Rechnung konnte nicht geladen werden: Eine Regel dieser Website (${directive} in ihrer Content-Security-Policy) verbietet, sie zu holen. Ein neuer Versuch hilft nicht.`,
    forbidden:
      "Die Rechnung konnte nicht geladen werden: Dieser Browser oder eine Regel dieser Seite lässt WebAssembly nicht laufen ('wasm-unsafe-eval' in script-src erlaubt es). Ein neuer Versuch hilft nicht, ein anderer Browser oder eine andere Seite vielleicht.",
    slow: "Die Rechnung konnte nicht geladen werden: Seit 15 Sekunden kam nichts an.",
    memory: "Die Rechnung konnte nicht geladen werden: Dieser Browser hat keinen Speicher mehr für sie. Andere Tabs zu schließen kann helfen.",
    noCanvas: "Dieser Browser gibt der Seite nichts, worauf sie zeichnen kann: Es gibt keine Zeichenfläche.",
    other: (message) => `Die Rechnung konnte nicht geladen werden: ${message}.`,
  },

  tryAgain: "Noch einmal versuchen",

  notes: {
    ...strings.notes,
    ignored: (name) => `„${name}“ in der Adresse bedeutet hier nichts und wurde weggelassen.`,
    noRest: () => "Ein Teil der Seite konnte nicht geladen werden: die anderen Ansichten, Vergleich, Sichern und eigene Daten.",
    noShare: () => "Der Teilen-Dialog konnte nicht geladen werden. Die Adresse in der Adresszeile meint denselben Lauf.",
  },

  flags: {
    hidden: "Das Ergebnis ist verborgen. Bis zum Ende abgespielt, erscheint es.",
    reveal: "Ergebnis zeigen",
    locked: "In diesem Link gesperrt.",
    question: "Frage",
  },

  errors: {
    ...strings.errors,
    kept: "Das Bild bleibt, wie es war.",
    firstInstead: "Gezeigt wird stattdessen die erste Situation.",
    fetch: (name) => `Die Datei ${name} konnte nicht geladen werden.`,
    noPart: "Ein Teil dieser Seite, der dafür nötig ist, konnte nicht geladen werden. Mit einer Verbindung lässt sich dasselbe noch einmal wählen.",
    engine: (failure) => {
      // A control has a name of its own here.
      if (failure.field in CONTROLS && failure.value !== undefined && failure.min !== undefined) return refusal(failure);
      return detail(failure) ?? `${refusal(failure)} Die Rechnung sagt dazu, auf Englisch: „${failure.message}“.`;
    },
  },

  typed: {
    empty: (label, now) => `${label} braucht eine Zahl; es bleibt bei ${now}.`,
    noNumber: (label, given, now) => `„${given}“ ist keine Zahl; ${label} bleibt bei ${now}.`,
    unit: (label, given, now) => `„${given}“ hat eine Einheit, die nicht zu ${label} passt; es bleibt bei ${now}.`,
    unclear: (label, given, now) => `„${given}“ lässt sich auf mehr als eine Weise lesen; ${label} bleibt bei ${now}. Eindeutig ist 1.234,5 oder 1234,5.`,
    unclearUnit: (label, given, now) =>
      `„${given}“ können Dollar oder Millionen Dollar sein; ${label} bleibt bei ${now}. Eindeutig ist ${given} $ oder ${given} Mio. $.`,
    inFull: (given, read) => `„${given}“ wurde als ${read} gelesen.`,
    outOfRange: (label, given, read, least, most, now) => `„${given}“ ist ${read}; ${label} geht von ${least} bis ${most}; genommen wird ${now}.`,
  },

  data: {
    ...strings.data,
    loaded: {
      book: (name) => `Orderbuch: ${name}`,
      positions: (name) => `Positionen: ${name}`,
      brackets: (name) => `Margenstufen: ${name}`,
      path: (name) => `Preisverlauf: ${name}`,
      loans: (name) => `Kredite: ${name}`,
      reserves: (name) => `Kreditregeln: ${name}`,
      options: (name) => `Optionskette: ${name}`,
      scenario: (name) => `Szenario: ${name}`,
    },
    contract: "Kontrakt",
    symbol: "Kürzel",
    reserve: "Regeln für",
    byName: "jedes Gut nach seinem Namen",
    question: (name, option) =>
      /** @type {Record<string, string>} */ ({
        decimal: `${name} lässt sich auf zwei Weisen lesen: hinter jedem Punkt oder Komma seiner Zahlen stehen drei Ziffern. Welches Zeichen steht vor den Nachkommastellen?`,
        dates: `${name} lässt sich auf zwei Weisen lesen: kein Datum sagt, ob Tag oder Monat vorn steht.`,
        symbol: `${name} hat mehrere Kürzel. Welches ist gemeint?`,
        contract: `${name} sagt nicht, ob die Mengen in Coins sind oder, wie bei inversen Kontrakten, in Geld. Welche Kontrakte sind es?`,
        amount: `${name} sagt nicht, ob die Mengen Coins oder Geld sind. Was sind sie?`,
        side: `${name} sagt nicht, welche Positionen Long sind und welche Short: Keine Spalte sagt es, und keine Menge hat ein Vorzeichen. Was sind sie?`,
        contractSize: `${name} zählt Kontrakte und sagt nicht, wie groß einer ist. Wie viel der Basis steckt in einem?`,
        contractValue: `${name} zählt Kontrakte und sagt nicht, was einer wert ist. Wie viele Dollar ist einer?`,
      })[option] ?? `${name} lässt sich auf mehrere Weisen lesen.`,
    answer: (option, choice) =>
      /** @type {Record<string, string>} */ ({
        "decimal .": "Der Punkt: 95.000 ist fünfundneunzig",
        "decimal ,": "Das Komma: 95.000 ist fünfundneunzigtausend",
        "dates dmy": "Tag vorn: 03/04 ist der 3. April",
        "dates mdy": "Monat vorn: 03/04 ist der 4. März",
        "contract linear": "Linear: Mengen in Coins, Margen in Geld",
        "contract inverse": "Invers: Mengen in Geld, Margen in Coins",
        "amount base": "Coins",
        "amount quote": "Geld",
        "side long": "Alle Long",
        "side short": "Alle Short",
      })[`${option} ${choice}`] ?? choice,
    amount: (option) => (option === "contractValue" ? "Dollar in einem Kontrakt" : "Basis in einem Kontrakt"),
    amountUse: "So lesen",
    amountFault: "Bitte eine Zahl über 0 eintippen.",
    isAsked: (name) => `${name} lässt sich auf mehrere Weisen lesen: wähle eine bei den Dateien.`,
    remarks: ({ leftOut, notes }) => {
      const number = (/** @type {number} */ count) => count.toLocaleString("de-DE");
      const rows = (/** @type {number} */ count) => `${number(count)} ${count === 1 ? "Zeile" : "Zeilen"}`;
      const inRows = (/** @type {number} */ count) => `In ${count === 1 ? "einer Zeile" : `${number(count)} Zeilen`}`;
      const out = leftOut.map(({ reason, count, name }) => {
        switch (/** @type {string} */ (reason)) {
          case "above":
            return `${rows(count)} über der Tabelle`;
          case "empty":
            return `${rows(count)} ohne Zahlen`;
          case "zero":
            return `${rows(count)} mit Größe null`;
          case "total":
            return `${rows(count)} mit Summen`;
          case "names":
            return `${rows(count)}, die die Namen ${count === 1 ? "wiederholt" : "wiederholen"}`;
          case "twice":
            return `${rows(count)}, die doppelt ${count === 1 ? "dasteht" : "dastehen"}`;
          case "otherSymbol":
            return `${rows(count)} anderer Kürzel als ${name}`;
          case "contract":
            return `${number(count)} ${count === 1 ? "Kontrakt" : "Kontrakte"} (${germanDetail(name) ?? name})`;
          case "earlier":
            return `${rows(count)} von früher als die neueste zum selben (${name})`;
          case "noSymbol":
            return `${rows(count)} ohne Kürzel unter denen mehrerer`;
          case "snapshot":
            return `${number(count)} ${count === 1 ? "früherer Stand" : "frühere Stände"} des Buchs`;
          case "noLoan":
            return `${number(count)} ${count === 1 ? "Konto" : "Konten"} ohne Schuld oder ohne Pfand`;
          case "noOption":
            return `${rows(count)} von etwas anderem als Optionen`;
          case "expired":
            return `${number(count)} abgelaufene ${count === 1 ? "Option" : "Optionen"}`;
          case "unpriced":
            return `${number(count)} ${count === 1 ? "Option" : "Optionen"} ohne einen Preis, den irgendeine Volatilität ergibt`;
          case "noInterest":
            return `${number(count)} ${count === 1 ? "Option" : "Optionen"}, die niemand hält`;
          case "change":
            return `${number(count)} ${count === 1 ? "Änderung" : "Änderungen"} des Buchs neben einem ganzen Stand`;
          case "otherList":
            return `${number(count)} ${count === 1 ? "Eintrag" : "Einträge"} anderer Listen (${name})`;
          // A module newer than these words.
          default:
            return `${rows(count)}: ${reason}`;
        }
      });
      const said = notes.map(({ kind, count, name }) => {
        switch (/** @type {string} */ (kind)) {
          case "newestFirst":
            return "Die neueste Zeile stand vorn; die Reihenfolge wurde umgekehrt.";
          case "sorted":
            return "Zeilen außer der Reihe wurden sortiert.";
          case "noNames":
            return `Die Spalten haben keine Namen; nach ihren Zahlen wurden sie als ${name} gelesen.`;
          case "taken":
            return `Zwei Spalten sagen die Zeit; genommen wurde ${name}.`;
          case "years":
            return `${name} und dergleichen wurden als Jahre gelesen.`;
          case "dayNumbers":
            return `${name} und dergleichen wurden als Tageszahlen einer Tabellenkalkulation gelesen.`;
          case "dateDigits":
            return `${name} und dergleichen wurden als Daten gelesen.`;
          case "seconds":
            return `Die Zahlen in ${name} haben keine Einheit und wurden als Sekunden gelesen.`;
          case "inverse":
            return "Es sind Positionen inverser Kontrakte: Mengen in Geld, Margen in Basis.";
          case "dayFirst":
            return `${name} und dergleichen wurden mit dem Tag vorn gelesen.`;
          case "repeated":
            return `${rows(count)} zu jemandem, der schon eine hat (${name}), ${count === 1 ? "zählt" : "zählen"} auch; wo die Datei mehrmals auf dasselbe blickt, lass das Letzte stehen.`;
          case "scaled":
            return `Die Mengen in ${name} sind in der kleinsten Einheit des Kontrakts, einem Hundertmillionstel, und wurden in ganze umgerechnet.`;
          case "yearFirst":
            return `${name} und dergleichen wurden mit dem Jahr vorn gelesen.`;
          case "monthFirst":
            return `${name} und dergleichen wurden mit dem Monat vorn gelesen.`;
          case "rounded":
            return `${inRows(count)} war der höchste oder tiefste Preis um eine Rundung daneben und wurde berichtigt.`;
          case "added":
            return `${number(count)} ${count === 1 ? "Stufe" : "Stufen"} zu einem Preis, der schon dastand, ${count === 1 ? "wurde" : "wurden"} zu ihm gezählt.`;
          case "marginDiffers":
            return `${inRows(count)} passen Marge und Hebel nicht zusammen; die Marge zählt.`;
          case "cross":
            return `${rows(count)} mit gemeinsamer Marge ${count === 1 ? "wurde" : "wurden"} mit eigener Marge gelesen.`;
          case "fromNotional":
            return `${inRows(count)} folgt die Menge aus Nominalwert und Preis.`;
          case "contractSize":
            return `Kontrakte von ${name} wurden in Basis oder Geld umgerechnet.`;
          case "contracts":
            return "Die Datei zählt vielleicht Kontrakte und sagt nicht, wie groß sie sind; jeder gilt als eins der Basis.";
          case "pricesOnly":
            return `Die Datei hat Preise${name && ` (${name})`} und keine Kerzen.`;
          case "decimalComma":
            return "Ihr Dezimalzeichen ist ein Komma.";
          case "thousandsComma":
            return "Ihre Kommas trennen Tausender.";
          case "decimalPoint":
            return `Der Punkt vor drei Ziffern in ${name} wurde als Dezimalpunkt gelesen.`;
          case "unitColumn":
            return `Die Mengen wurden in der Einheit von ${name} gelesen.`;
          case "priceCurrency":
            return `${name} wurde als Währung der Preise gelesen; die Mengen sind Coins.`;
          case "notionalDiffers":
            return `${inRows(count)} passen Menge und Nominalwert nicht zusammen; die Menge zählt.`;
          case "zone":
            return `Zeiten wurden als UTC gelesen: ${name} nennt eine Zeitzone, die nicht angewendet wird.`;
          case "changesApplied":
            return `${count.toLocaleString("de-DE")} ${count === 1 ? "Änderung" : "Änderungen"} seit dem letzten ganzen Stand ${count === 1 ? "ist" : "sind"} im Buch.`;
          case "offsetUnused":
            return `Ihre Zeiten zählen ab 1970 und sind damit schon UTC; ${name} verschiebt keine davon.`;
          case "closingTimes":
            return `${name} sagt, wann eine Kerze schließt; jede öffnet einen üblichen Schritt früher.`;
          case "openedAtClose":
            return "Ihre Kerzen haben keinen Eröffnungspreis; jede öffnet, wo die vorige schloss.";
          case "splits":
            return `Preise vor ${number(count)} ${count === 1 ? "Aktiensplit" : "Aktiensplits"} (${name}) wurden durch das geteilt, was ${count === 1 ? "er" : "jeder"} aus einer Aktie gemacht hat: Ein Split ist kein Fall.`;
          case "fromHealth":
            return `Die Schwellen von ${number(count)} ${count === 1 ? "Kredit" : "Krediten"} folgen aus ${name}: Gesundheitsfaktor mal Schulden durch Pfand.`;
          case "onlySymbol":
            return `${rows(count)} ohne Kürzel ${count === 1 ? "gilt" : "gelten"} als ${name}, das einzige der Datei.`;
          case "joined":
            return `${number(count)} ${count === 1 ? "Liste von Positionen wurde" : "Listen von Positionen wurden"} als eine gelesen.`;
          case "noDays":
            return `${name} hat Uhrzeiten und kein Datum; gezählt werden Sekunden ab der Mitternacht vor der ersten.`;
          case "initialShare":
            return `${name} wurde als der Anteil einer Position gelesen, der eingesetzt ist: 0,1 ist ein Hebel von 10.`;
          case "steps":
            return "Stufen, die eine Einheit über dem Ende der vorigen beginnen, beginnen an diesem Ende.";
          case "ansi":
            return "Ihre Buchstaben sind kein UTF-8 und wurden als Windows-1252 (ANSI) gelesen.";
          case "middle":
            return `Der Preis ist die Mitte von ${name}.`;
          case "series":
            return `Die Spalte ${name} wurde als Preis gelesen.`;
          case "lowerLimits":
            return `Die Grenzen in ${name} wurden als Anfang der Stufen gelesen, denn die erste ist 0.`;
          case "upperLimits":
            return `Die Grenzen in ${name} wurden als Ende der Stufen gelesen, denn keine ist 0.`;
          case "sideByPrice":
            return `${name} wurde als die Gebote gelesen: seine Preise sind die tieferen.`;
          case "ownMargin":
            return `Positionen mit einem ${name} teilen nach dieser Lesart nichts: Die Datei gibt jeder eine eigene Marge.`;
          default:
            return `${kind}.`;
        }
      });
      return out.length > 0 ? [`Weggelassen: ${out.join("; ")}.`, ...said] : said;
    },
    facts: (info, symbol) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("de-DE");
      switch (info.kind) {
        case "book":
          return `Ein Orderbuch: ${counted(count(info.bids + info.asks), "Stufe", "Stufen")}, ${count(info.bids)} ${info.bids === 1 ? "Gebot" : "Gebote"} bis ${givenPrice(info.bestBid)} und ${count(info.asks)} ${info.asks === 1 ? "Angebot" : "Angebote"} ab ${givenPrice(info.bestAsk)}; auf 1${NBSP}% zeigt es ${money(info.bidDepth)} an Geboten und ${money(info.askDepth)} an Angeboten.`;
        case "positions": {
          const all = `Positionen: ${count(info.rows)}, davon ${count(info.longs)} Long`;
          if (info.symbols.length < 2) return `${all}; mittlerer Einstieg ${givenPrice(info.medianEntry)}.`;
          const one = info.symbols.find(({ name }) => name === (symbol ?? info.symbols[0].name));
          return one
            ? `${all}, in mehreren Kürzeln; ${one.name} hat ${count(one.rows)} davon und einen mittleren Einstieg von ${givenPrice(one.medianEntry)}.`
            : `${all}, in mehreren Kürzeln.`;
        }
        case "brackets":
          return info.contracts.length === 1
            ? `Margenstufen: ${count(info.contracts[0].tiers)}.`
            : `Margenstufen von ${count(info.contracts.length)} Kontrakten: wähle einen.`;
        case "path":
          return `Ein Preisverlauf: ${counted(count(info.rows), "Zeile", "Zeilen")} von ${givenPrice(info.first)} bis ${givenPrice(info.last)}, zwischen ${givenPrice(info.low)} und ${givenPrice(info.high)}.`;
        case "loans": {
          const all = `Kredite: ${count(info.rows)}`;
          if (info.form === "assets") return `${all}, in ${info.assets.map(({ name }) => name).join(", ")}.`;
          const worth = (/** @type {number | null} */ amount) =>
            info.valueIn === "quote" ? money(amount ?? 0) : counted(coinsText(amount ?? 0), "Coin", "Coins");
          const sick = info.sick ? ` Nach ihren eigenen Zahlen schon unter einem Gesundheitsfaktor von 1: ${count(info.sick)}.` : "";
          return `${all}, ${worth(info.debt)} gegen Pfänder von ${worth(info.collateral)}.${sick}`;
        }
        case "reserves":
          return `Regeln eines Kreditprotokolls: ${count(info.reserves.length)} von ${count(info.rows)} ${info.rows === 1 ? "Gut" : "Gütern"} ${info.reserves.length === 1 ? "taugt" : "taugen"} als Pfand.`;
        case "options":
          return `Eine Optionskette: ${count(info.used)} gehaltene ${info.used === 1 ? "Option" : "Optionen"} zu ${count(info.expiries)} ${info.expiries === 1 ? "Verfall" : "Verfallstagen"}, Calls auf ${coinsText(info.callOpenInterest)} und Puts auf ${counted(coinsText(info.putOpenInterest), "Coin oder Aktie", "Coins oder Aktien")}, beim Preis ${givenPrice(info.referencePrice)}. Wer davon Käufer und wer Verkäufer ist, sagt keine Datei.`;
        case "scenario":
          return `Ein Szenario${info.title ? ` „${info.title}“` : ""}: Märkte ${count(info.markets)}, Gruppen ${count(info.populations)}.`;
      }
    },
    size: (info, symbol) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("de-DE");
      switch (info.kind) {
        case "book":
          return `${count(info.bids)} ${info.bids === 1 ? "Gebot" : "Gebote"}, ${count(info.asks)} ${info.asks === 1 ? "Angebot" : "Angebote"}`;
        case "positions": {
          const all = `${count(info.rows)} ${info.rows === 1 ? "Position" : "Positionen"}`;
          const one = info.symbols.length > 1 && info.symbols.find(({ name }) => name === (symbol ?? info.symbols[0].name));
          return one ? `${count(one.rows)} von ${all} (${one.name})` : all;
        }
        case "brackets":
          return `Margenstufen von ${count(info.contracts.length)} ${info.contracts.length === 1 ? "Kontrakt" : "Kontrakten"}`;
        case "path":
          return `ein Preisverlauf mit ${counted(count(info.rows), "Zeile", "Zeilen")}`;
        case "loans":
          return `${count(info.rows)} ${info.rows === 1 ? "Kredit" : "Kredite"}`;
        case "reserves":
          return `Kreditregeln für ${count(info.rows)} ${info.rows === 1 ? "Gut" : "Güter"}`;
        case "options":
          return `${count(info.used)} ${info.used === 1 ? "Option, die jemand hält" : "Optionen, die jemand hält"}`;
        case "scenario":
          return "ein Szenario";
      }
    },
    broughtBack: (name) => `${name} ist die Datei dieses Namens, die in diesem Browser zuletzt geladen wurde.`,
    notKept: {
      large: (name) => `${name} ist zu groß, um für ein Neuladen der Seite aufgehoben zu werden.`,
      full: (name) => `Dieser Browser hat keinen Platz, um ${name} für ein Neuladen der Seite aufzuheben.`,
      denied: (name) => `Dieser Browser hebt keine Dateien auf: Nach einem Neuladen fragt die Seite wieder nach ${name}.`,
    },
    missing: (text) => `${text} (nicht geladen)`,
    isLoaded: (name, size) => `${name} ist geladen: ${size}.`,
    cancelled: (name) => `${name} wurde nicht geladen.`,
    replaced: (name, by) => `${name} blieb weg: ${by} kommt an dieselbe Stelle.`,
    unread: (name) => `${name} ließ sich nicht lesen.`,
    unused: (name) => `${name} wurde gelesen, ist hier aber nicht zu gebrauchen.`,
  },

  stage: {
    ...strings.stage,
    decimal: ",",
    money: GERMAN_MONEY,
    moreMarkets: "{count} weitere in der Tabelle",
    events: germanEvents,
    withoutForcedSelling: "ohne Zwangsverkäufe",
    withoutForcedBuying: "ohne Zwangskäufe",
    forcedSelling: "Zwangsverkäufe: {points} Punkte",
    forcedBuying: "Zwangskäufe: {points} Punkte",
    forcedSellingNow: "Zwangsverkäufe in diesem Moment: {points} Punkte",
    forcedBuyingNow: "Zwangskäufe in diesem Moment: {points} Punkte",
    withoutForcedTrades: "ohne Zwangsgeschäfte",
    forcedTrades: "Zwangsgeschäfte: {points} Punkte",
    forcedTradesNow: "Zwangsgeschäfte in diesem Moment: {points} Punkte",
    outsideAlone: "allein von außen",
    trades: "durch Handel hier: {points} Punkte",
    tradesNow: "durch Handel hier, in diesem Moment: {points} Punkte",
    oracleHigh: "Orakel {share}\u00a0% zu hoch",
    oracleLow: "Orakel {share}\u00a0% zu tief",
    sharedIndex: "gemeinsamer Index",
    price: "Preis",
    wave: "Welle",
    shock: "Schock",
    time: "Zeit",
    waitingLongs: "Longs, die auf Liquidation warten",
    waitingShorts: "Shorts, die auf Liquidation warten",
    waiting: "wartet",
    book: "Buch",
    forcedPerWave: "Zwangsgeschäfte je Welle",
    forcedOverTime: "Zwangsgeschäfte über die Zeit",
    tradesPerWave: "Geschäfte je Welle",
    tradesOverTime: "Geschäfte über die Zeit",
    forced: "erzwungen",
    notForced: "nicht erzwungen",
    // They are called what their switches are.
    waitingKinds: /** @type {typeof strings.stage.waitingKinds} */ (
      Object.fromEntries(Object.keys(strings.stage.waitingKinds).map((kind) => [kind, CONTROLS[`${kind}.enabled`].label]))
    ),
  },
};

/**
 * The engine's own words in German, with the field where they do not name it; `null` where they are not known.
 * @param {import("./messages.js").Failure} failure
 */
function detail({ field, message }) {
  const said = germanDetail(message);
  if (said === null) return null;
  // Not the path of a field, which stays as it is.
  const isWord = said.split(" ", 1)[0] !== message.split(" ", 1)[0];
  const sentence = isWord ? said.charAt(0).toUpperCase() + said.slice(1) : said;
  return endSentence(field && !message.includes(field) ? `${sentence} (${field})` : sentence);
}

/**
 * Was an einer Angabe nicht stimmt, so weit es Codes, Feld, Wert und Bereich sagen.
 * @param {import("./messages.js").Failure} failure
 */
function refusal({ code, field, value, min, max }) {
  const name = field === "" ? "" : `„${CONTROLS[field]?.label ?? field}“`;
  const given = value === undefined ? "" : ` ist ${value}`;
  const range =
    min !== undefined && max !== undefined
      ? `erlaubt ist ${plainInput(min)} bis ${plainInput(max)}`
      : min !== undefined
        ? `erlaubt ist mindestens ${plainInput(min)}`
        : max !== undefined
          ? `erlaubt ist höchstens ${plainInput(max)}`
          : "";
  const about = name || "Eine Angabe";
  switch (code) {
    case "outOfRange":
      return `${about}${given || " liegt außerhalb des Erlaubten"}${range && `; ${range}`}.`;
    case "missingField":
      return `${about} fehlt.`;
    case "unknownField":
      return `${about} ist kein bekanntes Feld.`;
    case "wrongType":
      return `${about}${given || " ist etwas anderes als erwartet"}${given && ", erwartet wird etwas anderes"}${range && `; ${range}`}.`;
    case "unknownChoice":
      return `${about}${given || " ist keines der erlaubten Wörter"}${given && ", das ist keines der erlaubten Wörter"}.`;
    case "notBuilt":
      return `${about} gibt es noch nicht.`;
    case "inconsistent":
      return name ? `${name} passt nicht zu den anderen Angaben.` : "Die Angaben widersprechen sich.";
    case "missingData":
      return `Es fehlt eine Datei${name && ` für ${name}`}.`;
    case "ambiguous":
      return `Das lässt sich auf mehrere Weisen lesen${name && `: ${name}`}.`;
    case "malformed":
      return `Das hat nicht die erwartete Form${name && `: ${name}`}.`;
    default:
      return name ? `Es gab einen Fehler bei ${name}.` : "Es gab einen Fehler.";
  }
}
