// Wörter über die Tasten, geladen, wenn jemand danach fragt.

/** @type {typeof import("./keys-strings.js").keysStrings} */
export const keysStringsGerman = {
  title: "Tasten",
  close: "Schließen",
  help: "Eine Taste wirkt, solange das den Fokus hat, wofür sie da ist. Wer in ein Feld schreibt, meint den Text.",
  isOn: "„?“ öffnet diese Liste von überall",
  or: "oder",

  where: {
    player: "Auf dem Bild und den Knöpfen darunter",
    figure: "Auf dem Bild",
    line: "Auf dem Bild und der Zeitleiste",
    timeline: "Auf der Zeitleiste",
    grip: "Auf dem Preis, den man ziehen kann",
    page: "Überall",
  },

  what: {
    play: "Abspielen, anhalten",
    forward: "Einen Schritt weiter",
    back: "Einen Schritt zurück",
    waveForward: "Zur nächsten Welle",
    waveBack: "Zur Welle davor",
    start: "Zum Anfang",
    end: "Zum Ende",
    first: "Zur ersten Liquidation",
    worst: "Zum schlimmsten Moment",
    closer: "Näher heran",
    farther: "Weiter weg",
    whole: "Ganzes Bild",
    fullscreen: "Vollbild und zurück",
    undo: "Eine Änderung der Einstellungen zurücknehmen",
    redo: "Sie wiederholen",
    help: "Diese Liste",
    pull: "Den Preis um ein halbes Prozent hinunterziehen",
    push: "Ihn um ein halbes Prozent hinaufschieben",
    pullFar: "Um zwei Prozent hinunter",
    pushFar: "Um zwei Prozent hinauf",
    noShock: "Kein Schock",
    mostShock: "Der größte Fall",
    letGo: "Loslassen",
    cancel: "Zurücklegen",
  },

  caps: {
    Space: "Leertaste", Plus: "+", Shift: "Umschalt", Control: "Strg", Meta: "⌘", Enter: "Eingabe", Escape: "Esc", Home: "Pos1", End: "Ende",
    PageUp: "Bild ↑", PageDown: "Bild ↓", ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓",
  },
};
