// A file for the reader. Browsers give a frame no sign when they refuse to save what it made, so where that may be, nobody is
// told that it is saved: it is shown, with what can be done about it.

/** Text up to here can be shown and copied, bytes. */
const MOST_TEXT = 1_000_000;
/** Long enough for the browser to begin, milliseconds. */
const KEEP_MS = 10_000;

/**
 * `sure`: nothing is in the way; `unsure`: somebody else's frame may have a rule against it; `boxed`: the sandbox of this page very
 * likely has; `forbidden`: one is known to.
 * @typedef {"sure" | "unsure" | "boxed" | "forbidden"} Saving
 */

/** Whether this page can save. @param {Window} window @returns {Saving} */
export function savingHere(window) {
  // The pages of a disk have no origin of their own either, and save as they like.
  const isBoxed = window.origin === "null" && (/^https?:$/.test(window.location.protocol) || window.parent !== window);
  for (let here = window; here.parent !== here; here = here.parent) {
    let frame = null;
    try {
      frame = here.frameElement;
    } catch {
      // Of another origin.
    }
    if (!frame) return isBoxed ? "boxed" : "unsure";
    const { sandbox } = /** @type {HTMLIFrameElement} */ (frame);
    if (frame.hasAttribute("sandbox") && !sandbox.contains("allow-downloads")) return "forbidden";
  }
  return isBoxed ? "boxed" : "sure";
}

/** @param {string} language */
async function wordsIn(language) {
  return language === "de" ? (await import("./saving-strings-de.js")).savingStringsGerman : (await import("./saving-strings.js")).savingStrings;
}

/**
 * Saves a file, or shows it where that may be forbidden.
 * @param {{ page: Document, file: { name: string, blob: Blob }, language: string, saved: string, link: string | null }} parts
 *   `saved`: what is said where nothing is in the way; `link`: the page where saving works, as far as there is one
 * @returns {Promise<string>} what became of it, in words
 */
export async function deliver({ page, file, language, saved, link }) {
  const window = page.defaultView;
  const saving = window ? savingHere(window) : "sure";
  const url = URL.createObjectURL(file.blob);
  if (saving !== "forbidden") {
    const anchor = page.createElement("a");
    anchor.href = url;
    anchor.download = file.name;
    anchor.click();
  }
  if (saving === "sure") {
    setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
    return saved;
  }
  let words;
  try {
    words = await wordsIn(language);
  } catch {
    // Its name is true in any case.
    setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
    return file.name;
  }
  if (saving === "unsure") {
    setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
    return words.unsure(file.name);
  }
  await show({ page, file, url, words, link });
  return words.shown(file.name);
}

/** @param {{ page: Document, file: { name: string, blob: Blob }, url: string, words: typeof import("./saving-strings.js").savingStrings, link: string | null }} parts */
async function show({ page, file: { name, blob }, url, words, link }) {
  /** @template {keyof HTMLElementTagNameMap} Name @param {Name} name @param {Record<string, unknown>} [properties] @param {(Node | string)[]} children @returns {HTMLElementTagNameMap[Name]} */
  function make(name, properties = {}, ...children) {
    const element = page.createElement(name);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  }
  const isPicture = blob.type.startsWith("image/");
  const isText = !isPicture && blob.size <= MOST_TEXT && !blob.type.startsWith("text/html");
  const title = make("h2", { id: "saving-title", textContent: name });
  const closing = make("button", { type: "button", className: "icon quiet", textContent: "×" });
  closing.setAttribute("aria-label", words.close);
  // A form that closes it would be one more thing that a sandbox forbids.
  closing.addEventListener("click", () => dialog.close());
  const told = [words.may, isPicture ? words.picture : isText ? words.text : words.other, ...(link === null ? [] : [words.onPage])];
  /** @type {HTMLElement[]} */
  const parts = [make("p", { className: "help", textContent: told.join(" ") })];
  if (isPicture) parts.push(make("img", { src: url, alt: name }));
  if (isText) parts.push(make("textarea", { value: await blob.text(), readOnly: true, rows: 8, ariaLabel: name }));
  const ways = make("p", { className: "saving-ways" }, make("a", { href: url, download: name, textContent: words.again(name) }));
  if (link !== null) ways.append(" ", make("a", { href: link, target: "_blank", rel: "noopener", textContent: words.page }));
  const dialog = make("dialog", { className: "share saving" }, make("div", { className: "share-head" }, title, closing), ...parts, ways);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    dialog.remove();
    URL.revokeObjectURL(url);
  });
  page.body.append(dialog);
  dialog.showModal();
}
