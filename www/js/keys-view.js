// The keys that there are, in a dialog; fetched when somebody asks for them.

import { isHelpKeyOn, switchHelpKey } from "./help-key.js";
import { keysStrings } from "./keys-strings.js";
import { keyRows } from "./keys-text.js";

/** @param {string} language */
async function wordsOf(language) {
  return language === "de" ? (await import("./keys-strings-de.js")).keysStringsGerman : keysStrings;
}

/**
 * @param {{ page: Document, language: string }} parts
 */
export async function openKeys({ page, language }) {
  const words = await wordsOf(language);
  if (page.querySelector("dialog[open]")) return;

  /** @template {keyof HTMLElementTagNameMap} Name @param {Name} name @param {Record<string, unknown>} [properties] @param {(Node | string)[]} children @returns {HTMLElementTagNameMap[Name]} */
  function make(name, properties = {}, ...children) {
    const element = page.createElement(name);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  }

  /** Only what this page has. @param {import("./keys.js").Key} key */
  function isHere({ name, where, button }) {
    if (where === "grip") return page.querySelector(".grip") !== null;
    if (name === "fullscreen") return page.fullscreenEnabled === true;
    return where !== "page" || (button !== undefined && page.querySelector(button) !== null);
  }

  const title = make("h2", { id: "keys-title", textContent: words.title });
  const close = make("button", { type: "button", className: "quiet", textContent: words.close });
  const table = make("table", { className: "keys-table" });
  for (const { where, rows } of keyRows(words, isHere)) {
    const head = make("th", { colSpan: 2, scope: "rowgroup", textContent: where });
    const body = make("tbody", {}, make("tr", {}, head));
    for (const { what, keys } of rows) {
      const cell = make("td");
      keys.forEach((caps, index) => {
        if (index > 0) cell.append(` ${words.or} `);
        caps.forEach((cap, at) => cell.append(...(at > 0 ? ["+"] : []), make("kbd", { textContent: cap })));
      });
      body.append(make("tr", {}, cell, make("td", { textContent: what })));
    }
    table.append(body);
  }
  const box = make("input", { type: "checkbox", checked: isHelpKeyOn() });
  box.addEventListener("change", () => switchHelpKey(box.checked));
  const dialog = make(
    "dialog",
    { className: "share keys" },
    make("div", { className: "share-head" }, title, close),
    make("p", { className: "help", textContent: words.help }),
    table,
    make("label", { className: "share-box" }, box, words.isOn),
  );
  dialog.setAttribute("aria-labelledby", title.id);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  page.body.append(dialog);
  dialog.showModal();
}
