// Wörter für eine Seite, die vielleicht nicht speichern darf; geladen, wo das so ist.

/** @type {typeof import("./saving-strings.js").savingStrings} */
export const savingStringsGerman = {
  close: "Schließen",
  unsure: (name) =>
    `${name} wurde dem Browser übergeben. Wenn die Datei nicht bei deinen Downloads liegt, verbietet die Seite außen herum das Speichern: Öffne die ganze Seite und speichere dort.`,
  shown: (name) => `Die Seite außen herum verbietet vielleicht das Speichern: ${name} steht hier.`,
  may: "Die Seite außen herum verbietet vielleicht das Speichern.",
  picture: "Wenn das Bild nicht bei deinen Downloads liegt, drücke lange darauf oder mit der rechten Maustaste, und kopiere oder speichere es von dort.",
  text: "Wenn die Datei nicht bei deinen Downloads liegt, kopiere ihren Text von hier.",
  other: "Sieh bei deinen Downloads nach, ob die Datei angekommen ist.",
  onPage: "Auf der ganzen Seite ist nichts im Weg.",
  again: (name) => `${name} speichern`,
  page: "Die ganze Seite öffnen",
};
