// Words for a page that may not be allowed to save; fetched where that is so.

export const savingStrings = {
  close: "Close",
  unsure: (/** @type {string} */ name) =>
    `${name} was handed to the browser. If it is not among your downloads, the page around this one forbids saving: open the full page and save there.`,
  shown: (/** @type {string} */ name) => `The page around this one may forbid saving: ${name} is shown here.`,
  may: "The page around this one may forbid saving.",
  picture: "If the picture is not among your downloads, press it long, or with the right mouse button, and copy or save it from there.",
  text: "If the file is not among your downloads, copy its text from here.",
  other: "Look among your downloads whether the file has come.",
  onPage: "On the full page nothing is in the way.",
  again: (/** @type {string} */ name) => `Save ${name}`,
  page: "Open the full page",
};
