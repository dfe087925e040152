// Was eine Adresse vergeblich verlangt hat, in Worten; geladen, wenn eine das hat.

/** @type {typeof import("./link-strings.js").linkStrings} */
export const linkStringsGerman = {
  unreadable: (name, given, allowed) => `${name} „${given}“ in der Adresse ist nicht lesbar und wurde weggelassen${allowed && ` (erlaubt: ${allowed})`}.`,
  leftOut: (label) => `${label} bedeutet hier nichts mehr und wurde weggelassen.`,
  clamped: (label, given, used, allowed) => `${label} ${given} liegt außerhalb${allowed && ` (${allowed})`}; es gilt ${used}.`,
  range: (from, to) => `${from} bis ${to}`,
  ofPinned: (text) => `Zum Lauf, mit dem verglichen wird: ${text}`,
  unknownPreset: (name) => `Es gibt keine Situation „${name}“; gezeigt wird die erste.`,
  unknownPinned: (name) => `Die Adresse vergleicht mit der Situation „${name}“, die es nicht gibt: Verglichen wird nichts.`,
  noClock: (given) => `at „${given}“ in der Adresse ist eine Zeit, und dieser Lauf hat keine Uhr: Die Angabe bleibt weg (erlaubt: eine Zeile, etwa at=4).`,
  fileMissing: (name) => `Diese Adresse braucht die Datei „${name}“. Lade sie, um es zu sehen; bis dahin steht hier die Situation ohne sie.`,
  scenarioNewer: (name) =>
    `Der Link enthält das Szenario „${name}“ in einer Form, die diese Seite nicht lesen kann: Eine neuere Seite hat sie geschrieben, oder der Browser ist zu alt.`,
  scenarioDamaged: (name) =>
    `Der Link enthält das Szenario „${name}“, kam aber beschädigt oder abgeschnitten an. Lass dir den ganzen Link schicken, oder die Datei.`,
  scenarioLarge: (name) => `Das Szenario „${name}“ des Links ist größer, als ein Link sein darf, und wurde weggelassen. Lass dir die Datei schicken.`,
  double: (name) => `Der Link nennt „${name}“ mehrmals: Die letzte Angabe gilt.`,
  lock: (name) => `Der Link hält „${name}“ fest, und einen solchen Regler gibt es hier nicht.`,
  capped: (used) => `In diesem Browser sind es höchstens ${used} Positionen.`,

  allowed: {
    a: "eine Situation und ihre Werte, etwa the-match~leverage~20",
    at: "eine Zeile ab 0, etwa 4, oder Sekunden ab 0 nach dem Schock, etwa 90s",
    beat: "1 bis 5",
    x: "zwei Teile der Breite von 0 bis 1, der kleinere zuerst, etwa 0.25~0.5",
    y: "zwei Teile der Höhe von 0 bis 1, der kleinere zuerst, etwa 0.25~0.5",
    speed: "0.25, 0.5, 1, 2, 4, 8",
    own: "Seite, Größe über 0 und Hebel ab 1, etwa short~10000~5",
    shape: "2 bis 40 Höhen von 0 bis 100, nicht alle 0, etwa 0-20-60-10",
    theme: "light, dark, auto",
    view: "chart, crowd, waves, table",
    controls: "none, transport, basic",
    section: "all, watch, play",
    lang: "en, de",
    plain: "1, 0",
    static: "1, 0",
    transparent: "1, 0",
    health: "1, 0",
    seen: "public, truth",
    start: "before, end",
    hide: "result",
    host: "Adressen von Seiten mit Kommas dazwischen, etwa https://a.org",
    lock: "Namen von Reglern mit Kommas dazwischen, oder all",
  },
};
