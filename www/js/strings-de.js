// German. What is not said here is said in English: names and explanations of controls that the engine gets later, too.

import { controlValue, quantity } from "./format.js";
import { strings } from "./strings.js";

const NBSP = "\u00a0";

/** @typedef {(value: string) => string} Help */

/** By the name of a control: its label, and what its value means. @type {Readonly<Record<string, { label: string, help: Help }>>} */
const CONTROLS = {
  leverage: { label: "Hebel", help: (value) => `typische Händler halten ${value} so viel, wie sie haben` },
  depth: { label: "Markttiefe", help: (value) => `${value} Verkauf bewegen den Preis 1${NBSP}%, mit Nachschub` },
  shock: { label: "Größe des Schocks", help: (value) => `der Preis ändert sich von außen um ${value}` },
  crowding: { label: "Einseitigkeit", help: (value) => `${value} der Positionen setzen auf einen Anstieg` },
  openInterest: { label: "Offene Positionen", help: (value) => `${value}, Long und Short zusammen` },
  leverageSpread: { label: "Streuung des Hebels", help: () => "0: alle gleich; 1,5: von fast keinem bis extrem" },
  entrySpread: { label: "Streuung des Einstiegs", help: () => "wie weit vom heutigen Preis eingestiegen wurde; 0: alle heute" },
  positions: { label: "Positionen", help: () => "auf wie viele Händler sich das verteilt" },
  maintenance: { label: "Mindestmarge", help: () => "Anteil am Wert, unter dem zwangsweise geschlossen wird" },
  withdrawal: { label: "Rückzug der Tiefe", help: () => "Anteil der Tiefe, der bei wildem Preis verschwindet; 0: sie bleibt" },
  permanentShare: { label: "Bleibende Wirkung", help: () => "Anteil der Bewegung, der bleibt, wenn das Buch sich gefüllt hat" },
  insuranceFund: { label: "Versicherungsfonds", help: (value) => `${value} für Verluste über die Einlagen hinaus` },
  executionSpeed: { label: "Tempo der Ausführung", help: () => "Anteil der wartenden Zwangsaufträge je Sekunde" },
  seed: { label: "Startzahl", help: () => "gleiche Zahl, gleiche Menge" },
};

/** @type {Readonly<Record<string, readonly [title: string, lesson: string]>>} */
const PRESETS = {
  "calm-water": ["Ruhiges Wasser", "Wenig Hebel, tiefer Markt: derselbe Schock bleibt ein Schock."],
  "the-match": ["Das Streichholz", "Zehnfacher Hebel: ein kleiner Fall entzündet die erste echte Kaskade."],
  "thin-book": ["Dünnes Buch", "Dieselben Händler, derselbe Schock, ein Viertel der Tiefe: die Tiefe allein entscheidet."],
  "same-door": ["Alle an derselben Tür", `Alle stiegen zum heutigen Preis ein. Ein Fall von 3,5${NBSP}% schließt wenige; 4${NBSP}% schließen alle.`],
  staircase: ["Treppe", "Stufen des Hebels: die Höchsten fallen zuerst und stoßen die nächste Stufe um."],
  "short-squeeze": ["Short Squeeze", "Kaskaden gehen auch nach oben: drei Viertel setzen auf einen Fall, und der Preis steigt."],
  "fair-weather": ["Schönwetter-Tiefe", "Die Tiefe geht, wenn man sie braucht, und kommt langsam wieder."],
  "real-book": ["Echtes Buch", "Ein aufgezeichnetes Orderbuch (BTC, 8. August 2024; eine untere Grenze der Tiefe) unter einer modellierten Menge."],
  "slow-motion": ["Zeitlupe", "Schließen in Teilen und Nachschub im Buch bremsen."],
  "last-line": ["Letzte Linie", "Wer zahlt, wenn der Preis über die Pleite hinaus springt?"],
  "same-odds": ["Gleiche Chancen, anderer Tag", "Nahe der Schwelle entscheidet der Zufall."],
};

const stopReason = (/** @type {string} */ reason, /** @type {string} */ otherwise) =>
  reason === "everyoneLiquidated"
    ? "Es endet, weil niemand mehr übrig ist. "
    : reason === "bookExhausted"
      ? "Es endet, weil das Orderbuch leer ist. "
      : otherwise;

/** @type {typeof strings} */
export const german = {
  ...strings,
  language: "de",
  otherLanguage: { code: "en", label: "English" },

  title: "Liquidation Cascades: wie aus einem kleinen Fall ein Absturz wird",

  page: {
    ...strings.page,
    headline: "Wie aus einem kleinen Fall ein Absturz wird.",
    honest: "Positionen sind erfunden. Tiefe ist wirksam, nicht angezeigt. Händler passen sich nicht an. Keine Vorhersage, kein Rat.",
    presetLabel: "Situation",
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
    beatsTitle: "Wie es geschieht, in fünf Schritten",
    beatBorrow: "Leihen",
    beatForced: "Zum Verkauf gezwungen",
    beatMoves: "Der Preis bewegt sich",
    beatNext: "Der Nächste",
    beatStops: "Wo es endet",
    beatBack: "Zurück",
    beatOn: "Weiter",
    moreSituations: "Weitere Situationen",
    otherMarkets: "Andere Märkte",
    paidTitle: "Wer gezahlt hat",
    dragLabel: "Der Preis, zum Ziehen",
    ownTitle: "Du in der Schlange",
    ownSide: "Seite",
    ownLong: "Long: du gewinnst, wenn er steigt",
    ownShort: "Short: du gewinnst, wenn er fällt",
    ownSize: "Größe",
    ownLeverage: "Vielfaches deines Geldes",
    reset: "Zurücksetzen",
    newSeed: "Neu würfeln",
    undo: "Rückgängig",
    redo: "Wiederholen",
    compare: "Vergleichen",
    comparison: "A und B",
    comparisonLabel: "Vergleich",
    compareMeasure: "Größe",
    save: "Sichern",
    savePng: "Bild (PNG)",
    saveCsv: "Spalten (CSV)",
    saveJson: "Alles (JSON)",
    traders: "Händler",
    market: "Markt",
    rules: "Regeln",
    dataTitle: "Deine eigenen Daten",
    dataHelp: "Ein Orderbuch oder Margenstufen als JSON in der Form von ccxt, Positionen oder ein Kursverlauf als CSV, oder ein ganzes Szenario. Sie bleiben in deinem Browser.",
    dataPick: "Datei wählen",
    dataPaste: "Einfügen",
    dataDrop: "oder irgendwo auf diese Seite ziehen",
    dataCancel: "Abbrechen",
    dataPasteTitle: "Text einer Datei einfügen",
    dataPasteLoad: "Laden",
    dataPasteClose: "Schließen",
    dataProgressLabel: "Datei wird gelesen",
    downloadCsv: "CSV herunterladen",
    previousPage: "Zurück",
    nextPage: "Weiter",
    fullPage: "Ganze Seite öffnen",
    scales: "Kräftigere Farbe: mehr, was gegen das Buch wartet (Wurzel).",
    rightEdge: "Rechter Rand: Dollar je Preisstufe.",
    simulationLabel: "Simulation",
    viewLabel: "Ansicht",
    figureLabel: "Kaskade",
    tableLabel: "Tabelle des Laufs",
    playbackLabel: "Wiedergabe",
    controlsLabel: "Regler",
    resultLabel: "Ergebnis",
  },

  control: (control) => {
    const own = CONTROLS[control.name];
    return own ? { label: own.label, help: own.help(controlValue(control, control.value)) } : strings.control(control);
  },
  preset: ({ name, title, lesson }) => {
    const [ownTitle, ownLesson] = PRESETS[name] ?? [title, lesson];
    return { title: ownTitle, lesson: ownLesson };
  },

  play: "Abspielen",
  pause: "Anhalten",
  edited: "(geändert)",
  custom: "(angepasst)",
  rulesFrom: (source, date) => `Gelesen in ${source}` + (date ? `, ${date}.` : "."),
  removeChip: (name) => `${name}: zurück zur Situation`,
  exactValue: (label) => `${label}, genauer Wert`,
  themeButton: { auto: "Farben: automatisch", light: "Farben: hell", dark: "Farben: dunkel" },

  bet: {
    ...strings.bet,
    ask: (shock) => `Du bist dran: wie weit gehen ${shock} Minus?`,
    marker: (fall) => `dein Tipp ${fall}`,
    said: (fall) => `Du sagtest ${fall}.`,
    fell: (fall) => `Es wurden ${fall}.`,
    nowHalve: "Nun halbiere den Hebel.",
    again: (leverage) => `Derselbe Fall, mit ${leverage}.`,
    halved: (leverage, fall, before) => `Mit ${leverage} fiel er ${fall} statt ${before}. Derselbe Fall, derselbe Markt, weniger geliehen.`,
    go: "Fallen lassen",
    halve: "Hebel halbieren",
    anew: "Neuer Tipp",
  },

  drag: {
    ...strings.drag,
    lands: (move) => `landet bei ${move}`,
    spoken: (shock, landing) => `${shock}, landet bei ${landing}`,
  },

  paid: {
    ...strings.paid,
    traders: "Eigenes Geld der Händler",
    fees: "Gebühren",
    fund: "Versicherungsfonds",
    vault: "Gemeinschaftskasse",
    winners: "Früh geschlossene Gewinner",
    socialised: "Auf alle Gewinner verteilt",
    badDebt: "Noch niemand: offene Schuld",
    nobody: "Niemand: keine Position wurde geschlossen.",
    fundGained: (amount) => `Der Versicherungsfonds gewann ${amount}.`,
    winnersNote: "Bei früh geschlossenen Gewinnern zählt der Wert der Positionen, kein Verlust.",
    covered: "Das eigene Geld der Händler deckte alles.",
  },

  own: {
    ...strings.own,
    survived: "Du überlebst.",
    winner: "Du wirst nicht liquidiert. Aber Gewinner wurden in diesem Lauf vorzeitig geschlossen, und du kannst einer davon sein.",
    died: "Du wirst zwangsweise geschlossen.",
    diedInWave: (wave) => `Du wirst in Welle ${wave} geschlossen.`,
    diedAfter: (time) => `Du wirst nach ${time} geschlossen.`,
    triggerPrice: "Dein Liquidationspreis",
    soldAt: "Geschlossen bei",
    ahead: "Vor dir geschlossen",
    loss: "Du verlierst",
    ofMargin: (share) => `${share} deines Geldes`,
    surviving: "Überlebt hättest du mit",
    atMost: (leverage) => `höchstens ${leverage}`,
    result: "Gewinn oder Verlust am Ende",
    unreadable: "Bitte eine Größe über 0 und mindestens 1x eingeben.",
  },

  breaking: {
    ...strings.breaking,
    none: "Kein Bruchpunkt in Reichweite.",
    at: (at) => `Bruchpunkt ${at}.`,
    ahead: (at, points) => `Bruchpunkt ${at}: noch ${points} Punkte.`,
    past: (at, points) => `Bruchpunkt ${at}: ${points} Punkte darüber.`,
  },

  beats: {
    ...strings.beats,
    borrow: (leverage) =>
      `Du leihst dir Geld, um mehr zu kaufen, als du hast: typische Händler halten hier das ${leverage.replace("x", "-fache")}. Jeder Streifen ist ein Preis, bei dem jemandes Geld aufgebraucht ist. Kräftiger heißt: mehr davon.`,
    forced: (shock) =>
      `Der Preis fällt von außen um ${shock}. Er kreuzt die ersten Streifen. Niemand fragt dich: die Börse verkauft, was du hältst, jetzt, zu jedem Preis.`,
    moves: (sold, before, after) => `${sold} müssen auf einmal verkauft werden, und zu diesem Preis gibt es nicht genug Käufer. Er geht von ${before} auf ${after}.`,
    next: (sold) => `Der tiefere Preis erreicht die nächsten Streifen. Weitere ${sold} werden zwangsweise verkauft, und der Preis fällt wieder. Immer im Kreis.`,
    stops: (shock, final, all, reason) =>
      stopReason(reason, "Es endet, wenn ein Fall den nächsten Streifen nicht mehr erreicht. ") +
      `${all} wurden zwangsweise verkauft. Ohne das stünde der Preis bei ${shock}; er steht bei ${final}.`,
    nobody: (shock) => `Der Preis fällt von außen um ${shock}. Er erreicht niemanden: alle Streifen liegen weiter weg.`,
    still: (depth) => `Nichts muss verkauft werden. Es bräuchte ${depth} an Verkäufen, um den Preis um 1${NBSP}% zu bewegen.`,
    noNext: "Der Preis erreicht sonst niemanden.",
    quiet: (final) => `Keine Kette, kein Absturz: der Preis steht bei ${final}. Leih dir mehr und sieh noch einmal hin.`,
  },
  beatsUp: {
    ...strings.beatsUp,
    borrow: (leverage) =>
      `Du leihst, um auf einen Fall zu setzen: typische Händler halten hier das ${leverage.replace("x", "-fache")} ihres Geldes. Jeder Streifen ist ein Preis, bei dem jemandes Geld aufgebraucht ist. Kräftiger heißt: mehr davon.`,
    forced: (shock) =>
      `Der Preis steigt von außen um ${shock}. Er kreuzt die ersten Streifen. Niemand fragt dich: die Börse kauft zurück, was du schuldest, jetzt, zu jedem Preis.`,
    moves: (sold, before, after) => `${sold} müssen auf einmal gekauft werden, und zu diesem Preis gibt es nicht genug Verkäufer. Er geht von ${before} auf ${after}.`,
    next: (sold) => `Der höhere Preis erreicht die nächsten Streifen. Weitere ${sold} werden zwangsweise gekauft, und der Preis steigt wieder. Immer im Kreis.`,
    stops: (shock, final, all, reason) =>
      stopReason(reason, "Es endet, wenn ein Anstieg den nächsten Streifen nicht mehr erreicht. ") +
      `${all} wurden zwangsweise gekauft. Ohne das stünde der Preis bei ${shock}; er steht bei ${final}.`,
    nobody: (shock) => `Der Preis steigt von außen um ${shock}. Er erreicht niemanden: alle Streifen liegen weiter weg.`,
    still: (depth) => `Nichts muss gekauft werden. Es bräuchte ${depth} an Käufen, um den Preis um 1${NBSP}% zu bewegen.`,
    noNext: "Der Preis erreicht sonst niemanden.",
    quiet: (final) => `Keine Kette, kein Sprung: der Preis steht bei ${final}. Leih dir mehr und sieh noch einmal hin.`,
  },

  sentence: {
    ...strings.sentence,
    open: (_, shock, word) => `Aus ${shock} ${word} werden \u2026`,
    fall: "Minus",
    rise: "Plus",
    became: (_, shock, word) => [`Aus ${shock} ${word} wurden `, "."],
    forcedSelling: "Der Rest war Zwangsverkauf.",
    forcedBuying: "Der Rest war Zwangskauf.",
    everyoneLong: "Alle gehebelten Longs sind weg.",
    everyoneShort: "Alle Shorts sind weg.",
    bookEmpty: "Das Orderbuch ist leer.",
    stayed: (_, shock, word) => [`Aus ${shock} ${word} blieben `, "."],
    nobody: "Niemand musste verkaufen.",
    nobodyBuy: "Niemand musste kaufen.",
    absorbed: "Der Markt nahm die Zwangsverkäufe auf.",
    absorbedBuy: "Der Markt nahm die Zwangskäufe auf.",
    noShock: "Kein Schock, keine Kaskade.",
    noShockMove: "Kein Schock von außen, und doch bewegte sich der Preis um ",
  },

  figures: {
    ...strings.figures,
    final: "Endpreis",
    worst: "Tiefster Punkt",
    forced: "Zwangsverkäufe",
    forcedBuys: "Zwangskäufe",
    time: "Zeit bis dahin",
    payer: "Händler zahlten",
    without: (move) => `${move} ohne Zwangsverkäufe`,
    withoutBuying: (move) => `${move} ohne Zwangskäufe`,
    points: (points) => `${points} Punkte durch Zwang`,
    pointsBuying: (points) => `${points} Punkte durch Zwang`,
    share: (share) => `${share} aller Longs`,
    shareShorts: (share) => `${share} aller Shorts`,
    chain: "Ein Zwangsdollar zieht",
    chainValue: (dollars) => `${dollars} nach`,
    chainNote: (wave, feedback) => `Welle ${wave} zu Welle ${wave - 1}` + (feedback === null ? "" : `; R${NBSP}bis${NBSP}${feedback}`),
    feedback: "Rückkopplung R, Spitze",
    feedbackNote: "über 1 nährt Verkauf sich selbst",
    feedbackNoteBuying: "über 1 nährt Kauf sich selbst",
    instant: "Sofort",
    instantNote: "Wellen ohne Uhr",
    halfDone: (time) => `90${NBSP}% der Verkäufe nach ${time}`,
    nobody: "Niemand",
    traders: (amount) => amount,
    tradersNote: "ihre Einlage reichte",
    fund: (amount) => `Fonds ${amount}`,
    fundGained: (amount) => `Fonds gewann ${amount}`,
    socialised: (amount) => `alle Gewinner ${amount}`,
    badDebt: (amount) => `offene Schuld ${amount}`,
    winnersClosed: (amount) => `${amount} der Gewinner vorzeitig geschlossen`,
    nobodyNote: "keine Position wurde geschlossen",
  },

  timeline: {
    ...strings.timeline,
    wave: (wave, waves, price) => `Welle ${wave} von ${waves}, Preis ${price}`,
    within: (wave, waves) => `Welle ${wave} von ${waves}`,
    before: (price) => `Vor dem Schock, Preis ${price}`,
    shock: (price) => `Nach dem Schock, Preis ${price}`,
    time: (time, price) => `nach ${time}, Preis ${price}`,
    noWaves: (price) => `Keine Wellen, Preis ${price}`,
  },

  readout: {
    ...strings.readout,
    waiting: (w) => `Im Umkreis von ${w.band} um ${w.price} warten: Longs ${w.longs}, Shorts ${w.shorts}`,
  },

  figure: {
    ...strings.figure,
    loading: "Preis über die Zeit, vor und nach einem Schock.",
    summary: (s) =>
      `Preis über die Zeit. Von ${s.start} auf ${s.final} (${s.move}); ohne Zwangsverkäufe wären es ${s.without}. ` +
      `${s.count} Positionen wurden zwangsweise geschlossen, zusammen ${s.notional}.`,
    quiet: (s) => `Preis über die Zeit. Von ${s.start} auf ${s.final} (${s.move}). Keine Position wurde zwangsweise geschlossen.`,
  },

  table: {
    ...strings.table,
    captionWaves: "Eine Zeile je Welle. Beträge zählen von Anfang an.",
    captionTicks: "Eine Zeile je Zeitschritt. Beträge zählen von Anfang an.",
    page: (from, to, all) => `Zeilen ${from} bis ${to} von ${all}`,
    before: "vorher",
    shock: "Schock",
    columns: {
      ...strings.table.columns,
      row: "Welle",
      time: "Zeit",
      price: "Preis",
      counterfactual: "Ohne Zwangsverkäufe",
      wave: "Zwangsverkäufe dieser Zeile",
      total: "Zwangsverkäufe bisher",
      ratio: "Kettenfaktor",
      feedback: "Rückkopplung R",
      openInterest: "Offene Positionen",
      fund: "Versicherungsfonds",
      badDebt: "Offene Schuld",
    },
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
    missing: "Hier ausgelassen: bei mehr als 200.000 Positionen, oder wo jeder Schock einen ganzen Lauf braucht, müsste man auf diese Kurve warten; und manche Szenarien haben keinen einzelnen Schock.",
    density: [
      "wartende Longs: {amount}", "wartende Shorts: {amount}", "in Welle {wave} geschlossen", "Welle {wave} muss schließen", "vom Preis erreicht",
      "heute eröffnet", "ohne Zwangsverkäufe", "ohne Zwangskäufe", "Hebel", "Liquidationspreis",
      "davon weiter unten: {amount}", "davon weiter oben: {amount}", "${amount}",
    ],
    densityLabel: ({ longs, shorts, price, reached, share }) =>
      `Alle Positionen nach Hebel und Liquidationspreis: ${longs} Longs unter dem Ausgangspreis, ${shorts} Shorts darüber. Der Preis ist ${price}; ${reached ? `er hat ${reached} davon erreicht, ${share}` : "er hat noch keine davon erreicht"}.`,
    densityCaption: ({ reached, share }) =>
      `${reached ? `Der Preis hat ${reached} erreicht, ${share} aller Positionen: hohl.` : "Der Preis hat noch niemanden erreicht."} Kräftiger: dort wartet mehr (Wurzel).`,
    leverage: (low, median, high) =>
      `Die Hälfte der Positionen, nach Größe, hat weniger als ${median}; ein Zehntel weniger als ${low}, ein Zehntel mehr als ${high}.`,
    hollow: "Blass: vom Preis erreicht.",
    liquidations: (fall, rise) =>
      [fall && `Ein Fall um ${fall} würde die Hälfte aller Longs schließen`, rise && `ein Anstieg um ${rise} die Hälfte aller Shorts`].filter(Boolean).join(", ").replace(/^e/, "E") + (fall || rise ? ", bevor ein Zwangsauftrag den Preis bewegt." : "Keine Bewegung schließt die Hälfte einer Seite."),
    fragilityWords: ["endet bei", "ohne Zwangsverkäufe", "bricht", "jetzt"],
    fragility: (shock, landing, breaking) =>
      `Ein Schock von ${shock} endet bei ${landing}. ${breaking ? `Ab ${breaking} bricht der Markt.` : "Kein Schock in diesem Bereich bricht den Markt."}`,
    bar: (from, to) => `${from} bis ${to}`,
    barValue: (bar, share) => `${bar}: ${share} der offenen Positionen`,
  },

  compare: {
    ...strings.compare,
    unpin: "Lösen",
    pinned: (title) => `${title} ist als A festgehalten, die gepunktete Linie. Ändere etwas, um B daneben zu sehen.`,
    unpinned: "Der Vergleich ist zu Ende.",
    // The sign stands once: eighteen amounts with "Mio." and "$" would be too wide.
    forced: "Zwangs\u00adhandel, $",
    fund: "Fonds, $",
    badDebt: "Offene Schuld, $",
    adl: "Durch ADL zu, $",
    amount: quantity,
    points: (points) => `${points}${NBSP}Pkt.`,
    changed: (list, more) => `${list}${more > 0 ? ` und ${more} weitere` : ""}.`,
    otherFiles: "andere Dateien",
    otherShape: "Hebel von Hand gezeichnet",
    nothing: "Noch ist nichts geändert: A und B sind derselbe Lauf.",
    ownWaves: "Wellen haben keine Uhr: die Linie von A läuft über ihre eigenen Wellen.",
    otherClock: "A und B haben verschiedene Uhren: die Linie von A läuft über ihre eigene Zeit.",
    otherStart: "A beginnt bei einem anderen Preis: ihre Linie zeigt Anteile am Anfang.",
    label: (s) =>
      `Die gepunktete Linie ist der festgehaltene Lauf A; er endete bei ${s.final} (${s.move}). ` +
      (s.order === "same" ? "Dieser Lauf, B, endet gleich." : `Dieser Lauf, B, endet ${s.points} Punkte ${s.order === "lower" ? "tiefer" : "höher"}.`),
  },

  save: {
    saved: (name) => `${name} ist gesichert.`,
    compared: (title, changes) => `Gepunktet, A: ${title}. Von A zu diesem Lauf: ${changes}`,
    source: (seed, version, link) => `Startzahl ${seed}, Liquidation Cascades ${version}, ${link}`,
  },

  status: {
    ...strings.status,
    outcome: (count, notional, price) => `${count} Positionen zwangsweise geschlossen, zusammen ${notional}. Preis ${price}.`,
    outcomeQuiet: (price) => `Keine Position zwangsweise geschlossen. Preis ${price}.`,
    playing: "Läuft.",
    paused: (where) => `Angehalten. ${where}.`,
    ended: (outcome) => `Ende. ${outcome}`,
    firstSale: "Die ersten Positionen werden zwangsweise geschlossen.",
    newSeed: (seed) => `Neue Startzahl: ${seed}.`,
    reset: (title) => `Zurück zu: ${title}.`,
    pageMode: (most) => `Dieser Browser zeichnet auf der Seite selbst; höchstens ${most} Positionen.`,
    restarted: "Die Rechnung hielt mit einem eigenen Fehler an und wurde neu gestartet. Dein letztes Bild ist wieder da.",
    gone: "Die Rechnung ließ sich nicht neu starten. Bitte lade die Seite neu.",
    noEngine: "Die Rechnung konnte nicht geladen werden, darum gibt es kein Bild. Bitte lade die Seite neu.",
  },

  notes: {
    ...strings.notes,
    unreadable: (name, given) => `${name} „${given}“ in der Adresse ist nicht lesbar und wurde weggelassen.`,
    ignored: (name) => `„${name}“ in der Adresse bedeutet hier nichts und wurde weggelassen.`,
    clamped: (label, given, used) => `${label} ${given} liegt außerhalb; es gilt ${used}.`,
    unknownPreset: (name) => `Es gibt keine Situation „${name}“; gezeigt wird die erste.`,
    fileMissing: (name) => `Diese Adresse braucht die Datei „${name}“. Lade sie, um es zu sehen; bis dahin steht hier die Situation ohne sie.`,
    capped: (used) => `In diesem Browser sind es höchstens ${used} Positionen.`,
  },

  errors: {
    ...strings.errors,
    kept: "Das Bild bleibt, wie es war.",
    fetch: (name) => `Die Datei ${name} konnte nicht geladen werden.`,
    notANumber: "Bitte eine Zahl eingeben.",
  },

  data: {
    ...strings.data,
    loaded: {
      book: (name) => `Orderbuch: ${name}`,
      positions: (name) => `Positionen: ${name}`,
      brackets: (name) => `Margenstufen: ${name}`,
      path: (name) => `Kursverlauf: ${name}`,
      scenario: (name) => `Szenario: ${name}`,
    },
    contract: "Kontrakt",
    facts: (info) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("de-DE");
      switch (info.kind) {
        case "book":
          return `Ein Orderbuch: ${count(info.bids + info.asks)} Stufen, ${count(info.bids)} Gebote bis ${count(info.bestBid)} und ${count(info.asks)} Angebote ab ${count(info.bestAsk)}.`;
        case "positions":
          return `Positionen: ${count(info.rows)}, davon ${count(info.longs)} Long; mittlerer Einstieg ${count(info.medianEntry)}.`;
        case "brackets":
          return info.contracts.length === 1 ? `Margenstufen: ${count(info.contracts[0].tiers)}.` : `Margenstufen von ${count(info.contracts.length)} Kontrakten: wähle einen.`;
        case "path":
          return `Ein Kursverlauf: ${count(info.rows)} Zeilen von ${count(info.first)} bis ${count(info.last)}, zwischen ${count(info.low)} und ${count(info.high)}.`;
        case "scenario":
          return `Ein Szenario${info.title ? ` „${info.title}“` : ""}: Märkte ${count(info.markets)}, Gruppen ${count(info.populations)}.`;
      }
    },
    size: (info) => {
      const count = (/** @type {number} */ number) => number.toLocaleString("de-DE");
      switch (info.kind) {
        case "book":
          return `${count(info.bids)} Gebote, ${count(info.asks)} Angebote`;
        case "positions":
          return `${count(info.rows)} Positionen`;
        case "brackets":
          return `Margenstufen von ${count(info.contracts.length)} Kontrakten`;
        case "path":
          return `ein Kursverlauf mit ${count(info.rows)} Zeilen`;
        case "scenario":
          return "ein Szenario";
      }
    },
    isLoaded: (name, size) => `${name} ist geladen: ${size}.`,
    cancelled: (name) => `${name} wurde nicht geladen.`,
    unread: (name) => `${name} ließ sich nicht lesen.`,
    unused: (name) => `${name} wurde gelesen, ist hier aber nicht zu gebrauchen.`,
  },

  stage: {
    ...strings.stage,
    withoutForcedSelling: "ohne Zwangsverkäufe",
    withoutForcedBuying: "ohne Zwangskäufe",
    forcedSelling: "Zwangsverkäufe: {points} Punkte",
    forcedBuying: "Zwangskäufe: {points} Punkte",
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
  },
};
