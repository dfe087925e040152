// What `others-strings.js` says, in German.

import { capital, toldOf } from "./others-strings.js";

/** @typedef {import("./others-strings.js").Told} Told */

/** @param {readonly string[]} list */
const listed = (list) => (list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} und ${list[list.length - 1]}`);

/**
 * What is told of each kind, as `others-words-en.js` has it in English; `closed`: none of them, one, many, and of many.
 * @type {Record<keyof typeof import("./others-words-en.js").kindsTold, import("./others-strings.js").KindTold>}
 */
export const germanKindsTold = {
  stops: {
    name: "Stop-Orders",
    rule: ["Stop-Orders warten neben dem Preis: jede {kauft|verkauft}, sobald er so weit {gestiegen|gefallen} ist."],
  },
  trend: {
    name: "Trendfolger",
    rule: ["Trendfolger kaufen, was steigt, und verkaufen, was fällt."],
  },
  value: {
    name: "Wertkäufer",
    rule: [
      "Wer nach dem Wert handelt, wartet auf einen Preis, der billig oder teuer genug ist.",
      "{Wertverkäufer verkaufen|Wertkäufer kaufen} umso mehr, je {teurer|billiger} es wird.",
      "Wer nach dem Wert handelt, wartet auf einen Preis, der billig oder teuer genug ist.",
    ],
  },
  valueSellers: {
    name: "Wertverkäufer",
  },
  program: {
    name: "Algorithmen",
    rule: ["Algorithmen arbeiten einen großen Auftrag ab, was der Preis auch tut."],
  },
  makers: {
    name: "gehende Market-Maker",
    rule: ["Market-Maker gehen, wenn der Preis sich weit bewegt, und das Buch wird dünner."],
  },
  bots: {
    name: "Liquidations-Bots",
    rule: ["Bots übernehmen Positionen, die geschlossen werden sollen, wo sich das lohnt, und verkaufen sie weiter."],
  },
  frontRunner: {
    name: "Front-Runner",
    rule: ["Front-Runner verkaufen vor denen, die es ihrer Meinung nach bald müssen."],
  },
  riskManagers: {
    name: "Risikomanager",
    rule: ["Risikomanager handeln, sobald ihr Alarm ausgelöst ist: sie verkaufen oder bringen Tiefe."],
  },
  optionDealers: {
    name: "Optionshändler",
    rule: [
      "Optionshändler haben Optionen verkauft oder gekauft und sichern sie ab: hier müssen sie {kaufen|verkaufen}, während der Preis {steigt|fällt}.",
      "Optionshändler haben Optionen verkauft oder gekauft und sichern sie ab: hier müssen sie {verkaufen|kaufen}, während der Preis {steigt|fällt}.",
      "Optionshändler handeln, um ihre Optionen abzusichern.",
    ],
  },
  insurers: {
    name: "Portfolioversicherer",
    rule: [
      "Portfolioversicherer handeln, als hätten sie Optionen gekauft, die ihnen niemand verkauft hat: sie {kaufen|verkaufen}, wenn der Preis {steigt|fällt}.",
    ],
  },
  funds: {
    name: "gehebelte Fonds",
    rule: [
      "Gehebelte Fonds halten, was sie besitzen, im Verhältnis zu dem, was ihnen gehört: hier müssen sie {kaufen|verkaufen}, während der Preis {steigt|fällt}.",
      "Gehebelte Fonds halten, was sie besitzen, im Verhältnis zu dem, was ihnen gehört: hier müssen sie {verkaufen|kaufen}, während der Preis {steigt|fällt}.",
      "Gehebelte Fonds handeln, um ihren Hebel zu halten.",
    ],
  },
  brokers: {
    name: "Margin-Konten",
    rule: [
      "Margin-Konten halten mit einem Kredit ihres Brokers. Wem zu wenig Eigenes bleibt, der muss nachschießen; was nicht bezahlt wird, {kauft der Broker zurück|verkauft der Broker}.",
    ],
    closed: ["Kein Margin-Konto", "Margin-Konto", "Margin-Konten", "Margin-Konten"],
    seller: "{dein Broker kauft zurück, was du schuldest|dein Broker verkauft, was du hältst}",
    apart: "Margin-Konten verkauft ihr Broker, wenn ein Nachschuss ausbleibt, darum fehlen sie in diesem Bild.",
  },
  collateral: {
    name: "Sicherheiten liquidierter Konten",
    rule: ["Was liquidierte Konten als Sicherheit hinterlegt hatten, wird auch verkauft."],
    closed: ["Kein Konto mit Sicherheit", "Konto mit Sicherheit", "Konten mit Sicherheit", "Konten mit Sicherheit"],
    seller: "{die Börse verkauft, was du hinterlegt hast|die Börse verkauft, was du hinterlegt hast}",
    apart: "Sicherheiten liquidierter Konten verkauft, wer sie übernommen hat, darum fehlen sie in diesem Bild.",
  },
  lending: {
    name: "Kredite",
    rule: [
      "Schuldner haben ein Pfand hinterlegt. Wo das Orakel sagt, dass es die Schuld nicht mehr deckt, tilgen Liquidatoren einen Teil, nehmen dafür Pfand und {kaufen, was geschuldet wird|verkaufen es}.",
    ],
    closed: ["Kein Kredit", "Kredit", "Kredite", "Krediten"],
    seller: "{Liquidatoren kaufen zurück, was du schuldest|Liquidatoren verkaufen dein Pfand}",
    apart: "Kredite werden nach ihrer Gesundheit geschlossen und nicht nach dem Hebel, darum fehlen sie in diesem Bild.",
  },
  futures: {
    name: "Futures-Konten",
    rule: [
      "Futures-Konten zahlen ihre Verluste bei jeder Abrechnung in bar. Wessen Marge zu klein wird, der muss sie bis zur Anfangsmarge auffüllen; was nicht bezahlt wird, wird {zurückgekauft|verkauft}.",
    ],
    closed: ["Kein Konto", "Konto", "Konten", "Konten"],
    seller: "{die Clearingstelle kauft zurück, was du schuldest|die Clearingstelle verkauft, was du hältst}",
    apart: "Futures-Konten schließt ihre Clearingstelle, wenn ein Nachschuss ausbleibt, darum fehlen sie in diesem Bild.",
  },
  banks: {
    name: "Banken",
    rule: ["Banken dürfen nur so viel schulden, wie es zu ihrem Eigenkapital passt: wessen Hebel zu groß wird, verkauft, was sie hält, zu jedem Preis."],
    closed: ["Keine Bank", "Bank", "Banken", "Banken"],
    seller: "{was geschuldet ist, wird zurückgekauft|wer das Geld geliehen hat, will es zurück, also verkauft die Bank}",
  },
  optionAccounts: {
    name: "Optionsschreiber",
    rule: [
      "Optionsschreiber haben Optionen verkauft und brauchen Marge für die schlimmste von vielen Preisbewegungen. Wessen Konto nicht mehr wert ist als sie, dessen Optionen werden zurückgekauft, oder es wird abgesichert.",
    ],
    closed: ["Kein Optionsschreiber", "Optionsschreiber", "Optionsschreiber", "Optionsschreibern"],
    seller: "{die Börse kauft zurück, was du schuldest|die Börse verkauft, was du hältst}",
    apart: "Optionsschreiber werden nach der schlimmsten von vielen Bewegungen liquidiert und nicht nach dem Hebel, darum fehlen sie in diesem Bild.",
  },
  arbitrage: {
    name: "Arbitrage",
    rule: ["Arbitrage kauft, wo es billig ist, und verkauft, wo es teuer ist."],
  },
};

const told = toldOf(germanKindsTold);

/** None of whom may be closed by force, one, many, and of many. @param {string} kind */
const holders = (kind) =>
  kind === "mixed"
    ? ["Keine Position und kein Konto", "Position oder Konto", "Positionen und Konten", "Positionen und Konten"]
    : (told.closed[kind] ?? ["Kein Konto", "Konto", "Konten", "Konten"]);

/** Arbitrage is one. @param {string} who */
const isOne = (who) => who === "Arbitrage";
/** @param {string} who */
const sold = (who) => (isOne(who) ? "verkaufte" : "verkauften");
/** @param {string} who */
const bought = (who) => (isOne(who) ? "kaufte" : "kauften");

/** @param {Told} told */
const deed = (told) =>
  told.sold && told.bought
    ? `${told.who} ${bought(told.who)} ${told.bought} und ${sold(told.who)} ${told.sold}`
    : `${told.who} ${told.sold ? sold(told.who) : bought(told.who)} ${told.sold || told.bought}${told.isAgainst ? " dagegen" : ""}`;

/** @type {import("./others-strings.js").OthersStrings} */
export const othersGerman = {
  kinds: {
    traders: "gehebelte Händler",
    ...told.names,
  },
  others: "andere",
  rules: told.rules,
  deeds: (list) => (list.length === 0 ? "" : `${capital(list.map(deed).join(", "))}.`),
  here: (told) => `${capital(deed({ ...told, isAgainst: false }))} hier.`,

  sentence: {
    together: (isUp, forced, others, isHomeMade) =>
      `${isHomeMade ? "Das waren" : "Der Rest waren"} ${isUp ? "Zwangskäufe" : "Zwangsverkäufe"} (${forced}) und ${listed(others.map(({ who, amount }) => `${who} (${amount})`))}.`,
    alone: (isUp, others, isHomeMade, isFree) =>
      `${capital(listed(others.map(({ who, amount }, i) => (i === 0 ? `${who} ${isUp ? bought(who) : sold(who)} ${amount}` : `${who} ${amount}`))))}: das ${isHomeMade ? "genügte" : "war der Rest"}.${isFree ? " Gezwungen wurde niemand." : ""}`,
    left: (toSell, toBuy) =>
      `Fertig ist es nicht: ${toSell && toBuy ? `${toSell} sind noch zu verkaufen und ${toBuy} zu kaufen` : `${toSell || toBuy} sind noch zu ${toSell ? "verkaufen" : "kaufen"}`}.`,
  },

  forcedOnly: (who, money) => `Zwangsweise geschlossen wurden ${listed(who)}, ${money} in allem, und keine Position.`,
  notInFlow: told.apart,
  calls: (issued, isOne, became) => `${issued} ${isOne ? "Nachschussforderung" : "Nachschussforderungen"}: ${became.join(", ")}.`,
  callsMet: (count) => `${count} bezahlt`,
  callsLapsed: (count) => `${count} verfallen`,
  callsSold: (count) => `${count} unbezahlt und verkauft`,
  callsOpen: (count) => `${count} noch offen`,
  banks: (names, more, isOne) => {
    if (names.length === 0) return isOne ? "Eine Bank" : `${more} Banken`;
    return `${isOne ? "Bank" : "Die Banken"} ${listed(more === "" ? names : [...names, `${more} weitere`])}`;
  },
  fell: (banks, isOne) => `${banks} ${isOne ? "ist gefallen: sie schuldet mehr, als sie hat" : "sind gefallen: sie schulden mehr, als sie haben"}.`,
  soldAll: (banks, isOne) => `${banks} ${isOne ? "musste" : "mussten"} alles verkaufen, was sich verkaufen ließ.`,
  writers: (liquidated, all, isOne, isOnly) =>
    isOnly ? "Der Optionsschreiber wurde liquidiert." : `${liquidated} von ${all} Optionsschreibern ${isOne ? "wurde" : "wurden"} liquidiert.`,
  lendersLost: (money) => `Geldgeber verloren ${money}.`,
  stopped: (count, isOnce) => (count === "" ? "Der Handel ruht" : `Der Handel ruhte ${isOnce ? "einmal" : `${count} Mal`}`),
  blocked: (reason, stopped, waiting) =>
    `${reason === "halted" ? stopped : "Der Preis steht an seinem Limit, jenseits dessen nichts gehandelt wird"}, und ${waiting === "" ? "Aufträge warten noch" : `${waiting} warten noch`}.`,
  halts: (stopped, time) => `${stopped}${time === "" ? "" : `, zusammen ${time}`}.`,
  alarm: {
    none: () => "Es gab keinen Alarm.",
    before: (time) => `Der Alarm kam ${time} vor der Kaskade.`,
    with: () => "Der Alarm kam mit der Kaskade.",
    late: (time) => `Der Alarm kam ${time} zu spät.`,
    raised: () => "Der Alarm wurde ausgelöst.",
    calm: (time) => `Der Alarm wurde ${time && `nach ${time} `}ausgelöst, und keine Kaskade folgte.`,
  },
  guards: "Aussetzungen und Preislimits halten den Handel an; sie löschen keine Aufträge.",
  cut: "Dort wurde der Lauf beendet: andere handeln noch, Welle um Welle, und erreichen sonst niemanden.",
  nobodyCloses: "Kredite warten darauf, geschlossen zu werden, und niemandem lohnt es sich, oder es fehlt das Geld.",

  label: (s) => `Preis über die Zeit. Von ${s.start} auf ${s.final} (${s.move}); allein von außen wären es ${s.without}.`,
  price: (price) => `Preis ${price}.`,
  closed: (who, isOne, notional) => `${who} ${isOne ? "wurde" : "wurden"} zwangsweise geschlossen${notional && `, zusammen ${notional}`}.`,
  counted: (kind, count) => {
    const [none, one, many] = holders(kind);
    return count === "0" ? none : `${count} ${count === "1" ? one : many}`;
  },

  figures: {
    holders: (kind, count) => `von ${count} ${holders(kind)[count === "1" ? 1 : 3]}`,
    outside: (move) => `${move} allein von außen`,
    traded: (told) => capital(`${told.who}${told.sold && told.bought ? "" : ` ${told.sold ? sold(told.who) : bought(told.who)}`}`),
    also: (note, list) => `${note}; ${list.map((told) => deed({ ...told, isAgainst: false })).join(", ")}`,
    dealers: (amount, isLoss) => `Optionshändler ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    insurers: (amount, isLoss) => `Versicherer ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    funds: (amount, isLoss) => `gehebelte Fonds ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    arbitrage: (amount, isLoss) => `Arbitrage ${isLoss ? "verlor" : "nahm"} ${amount}${isLoss ? "" : " ein"}`,
    dealersAlone: (amount, isLoss) => `Optionshändler ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    insurersAlone: (amount, isLoss) => `Portfolioversicherer ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    fundsAlone: (amount, isLoss) => `Gehebelte Fonds ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    arbitrageAlone: (amount, isLoss) => `Arbitrage ${isLoss ? "verlor" : "nahm"} ${amount}${isLoss ? "" : " ein"}`,
    lenders: (amount, isLoss) => `Geldgeber ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    liquidators: (amount, isLoss) => `Liquidatoren ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    borrowersPaid: "die Schuldner haben es gezahlt",
    writers: (amount, isLoss) => `Optionsschreiber ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    writersAlone: (amount, isLoss) => `Optionsschreiber ${isLoss ? "verloren" : "gewannen"} ${amount}`,
    writersNote: (liquidated, all) => `${liquidated} von ${all} Optionsschreiber${all === "1" ? "" : "n"} liquidiert`,
    own: (who) => `${listed(who)} mit eigenem Geld`,
    withOwn: "ihr eigenes Geld reichte",
    unsecured: "Schuld, die nichts mehr sichert",
    nobodyNote: "keine Position wurde geschlossen",
  },

  beats: {
    noLeverage: "Hier handelt niemand mit geliehenem Geld.",
    sellers: {
      ...told.sellers,
      several: (isUp) => (isUp ? "was du schuldest, wird zurückgekauft" : "was du hältst, wird verkauft"),
    },
    closes: ["die Börse schließt, was du hältst", "was du hältst, wird geschlossen"],
    forced: (shock, isUp, who, isBoughtBack) =>
      `Der Preis ${isUp ? "steigt" : "fällt"} von außen um ${shock}. ${isBoughtBack ? "Optionen werden zwangsweise zurückgekauft, und" : "Keine Position wird zwangsweise geschlossen, aber"} ${who} antworten auf den Preis.`,
    homeMade: (isStill, isUp, who, isBoughtBack) =>
      `${isStill ? "Von außen geschieht nichts" : `Außen ${isUp ? "steigt" : "fällt"} der Preis nicht`}. ${isBoughtBack ? "Optionen werden zwangsweise zurückgekauft, und" : "Keine Position wird zwangsweise geschlossen, aber"} ${who} handeln.`,
    moves: (amount, who, time) => `${amount} werden ${time === "" ? "auf einmal" : `binnen ${time}`} gehandelt, von: ${who}`,
    next: (amount, who, time) => `Weitere ${amount} werden ${time === "" ? "" : `bis ${time} `}gehandelt, von: ${who}`,
    course: {
      on: (what, from, to) => `${what}. Der Preis geht von ${from} auf ${to}.`,
      still: (what, _from, to) => `${what}, und der Preis bleibt bei ${to}.`,
      back: (what, from, to) => `${what}, und der Preis geht zurück, von ${from} auf ${to}.`,
    },
    outside: (move) => `Allein von außen stünde er bei ${move}.`,
    meanwhile: (amount, who) => `Daneben werden ${amount} gehandelt, von: ${who}.`,
    noNext: "Sonst wird nichts ausgelöst.",
    reason: (reason, waiting) => {
      if (reason === "everyoneLiquidated") return "Es endet, weil niemand mehr übrig ist.";
      if (reason === "bookExhausted") return `Es endet, weil das Orderbuch leer ist${waiting === "" ? "" : `; ${waiting} warten noch`}.`;
      if (reason === "durationReached")
        return `Es ist nicht zu Ende: die Zeit ist um, und ${waiting === "" ? "Aufträge warten noch" : `${waiting} warten noch`}.`;
      if (reason === "liquidatorsStopped") return "Es endet, weil niemand mehr geschlossen wird.";
      return "Es endet, wenn der Preis keinen weiteren Auftrag auslöst.";
    },
    notDone: "Es ist nicht zu Ende: nur die Zeit dieses Laufs ist um.",
    forcedAll: (amount, closing, early) =>
      `${amount} wurden zwangsweise ${closing === "both" ? "geschlossen" : closing === "bought" ? "gekauft" : "verkauft"}${early && `, davon ${early} am Orderbuch vorbei, wofür Gewinner geschlossen wurden`}.`,
    stands: (without, final) => `Allein von außen stünde der Preis bei ${without}; er steht bei ${final}.`,
  },

  flow: (deeds) => `${deeds} Niemand schließt sie zwangsweise, darum fehlen sie in diesem Bild.`,

  feedback: {
    parts: (list) => `Dort bestand sie aus: ${listed(list)}.`,
    part: (who, ratio) => `${who} ${ratio}`,
    program: "Algorithmen handeln nach Zeit oder Volumen, das sieht die Rückkopplung R nicht: auch unter 1 bewegen sie den Preis.",
    nothing: "Niemand antwortete auf den Preis: die Rückkopplung R blieb bei 0.",
    dies: "unter 1 sterben die Antworten aus",
    axis: "Die Achse ist gekrümmt: 2 liegt so weit über 1 wie ein halb darunter. Unter 0 steht, was gegen die Bewegung handelt.",
    until: (where) => `Über 1 lag sie zuletzt ${where}.`,
  },

  paid: {
    dealers: "Optionshändler",
    insurers: "Portfolioversicherer",
    funds: "Gehebelte Fonds",
    arbitrage: "Arbitrage",
    change: (amount, isLoss) => `${amount} ${isLoss ? "verloren" : "gewonnen"}`,
    writers: "Optionsschreiber",
    writersNote: "Optionsschreiber: Wert ihrer Konten am Ende gegen den Anfang, liquidiert oder nicht. In keiner Summe hier.",
    listed: (who) => listed(who),
    closedBesides: (who) => `Zwangsweise geschlossen wurden ${listed(who)}, und ihr eigenes Geld reichte.`,
    dealersNote: "Optionshändler: Optionen und Absicherung zusammen; die andere Seite der Optionen haben ihre Kunden. In keiner Summe hier.",
    insurersNote: "Versicherer: was ihr Handel brachte, gegen den Preis am Ende; sie halten keine Optionen. In keiner Summe hier.",
    fundsNote: "Gehebelte Fonds: Eigenkapital am Ende gegen den Anfang; was ein geschlossener noch schuldet, verloren seine Gläubiger. In keiner Summe hier.",
    arbitrageNote: "Arbitrage: eingenommen weniger ausgegeben zwischen den Märkten, vor ihren Kosten. In keiner Summe hier.",
    nobodyClosed: "Keine gehebelte Position wurde zwangsweise geschlossen.",
    lenders: "Geldgeber",
    lendersNote: "Geldgeber: Schuld, die nichts mehr sichert und keine Rücklage zahlt. In keiner Summe hier.",
    liquidators: "Liquidatoren",
    liquidatorsNote: "Liquidatoren: was das Pfand brachte, weniger getilgte Schuld, Gas und Gebühren; ein Verlust der Schuldner. In keiner Summe hier.",
    protocol: "Protokoll",
    protocolNote: "Protokoll: seine Rücklage, am Ende gegen den Anfang. In keiner Summe hier.",
  },

  unforced: (text) => text.replaceAll("Zwangsgeschäfte", "Geschäfte").replaceAll("durch Zwang mehr", "mehr"),
};
