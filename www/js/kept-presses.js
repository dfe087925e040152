// What is done to parts of the page that are on their way is kept, and done again as soon as they are there: no press is lost.

/** @typedef {{ part: Element, type: string, value: string, checked: boolean, brought: DataTransfer | null }} Press */

const FIELDS = "input, textarea, select";
/** What folds and unfolds does so by itself, and a link goes where it leads. */
const BUTTONS = "button, [data-do]";

/** @param {Element} part */
const isField = (part) => part instanceof HTMLInputElement || part instanceof HTMLTextAreaElement || part instanceof HTMLSelectElement;

/** What is dropped or pasted is gone when its event is over. @param {DataTransfer} brought */
function copied(brought) {
  const copy = new DataTransfer();
  for (const file of brought.files) copy.items.add(file);
  const text = brought.getData("text/plain");
  if (text !== "") copy.setData("text/plain", text);
  return copy;
}

/**
 * @param {Document} page
 * @param {readonly string[]} places selectors of the parts that are on their way
 * @returns {() => void} they are there
 */
export function keepPresses(page, places) {
  /** @type {Press[]} */
  let kept = [];
  /** @param {globalThis.Event} event */
  function hear(event) {
    const { type, target } = event;
    if (!(target instanceof Element)) return;
    const { value = "", checked = false } = /** @type {Partial<HTMLInputElement>} */ (target);
    if (event instanceof DragEvent || event instanceof ClipboardEvent) {
      const brought = event instanceof DragEvent ? event.dataTransfer : event.clipboardData;
      if (brought) kept.push({ part: target, type, value, checked, brought: copied(brought) });
      return;
    }
    const part = target.closest(places.join()) && target.closest(type === "click" ? BUTTONS : FIELDS);
    if (!part) return;
    if (part instanceof HTMLAnchorElement) event.preventDefault();
    // The last word of a field counts.
    kept = [...kept.filter((one) => one.part !== part || one.type !== type), { part, type, value, checked, brought: null }];
  }
  const types = ["click", "change", "input", "drop", "paste"];
  for (const type of types) page.addEventListener(type, hear, { capture: true });
  return () => {
    for (const type of types) page.removeEventListener(type, hear, { capture: true });
    for (const { part, type, value, checked, brought } of kept) {
      if (isField(part) && part.type !== "file") part.value = value;
      if (part instanceof HTMLInputElement) part.checked = checked;
      const how = { bubbles: true, cancelable: true };
      if (type === "drop") part.dispatchEvent(new DragEvent(type, { ...how, dataTransfer: brought }));
      else if (type === "paste") part.dispatchEvent(new ClipboardEvent(type, { ...how, clipboardData: brought }));
      else if (type === "click" && part instanceof HTMLElement) part.click();
      else part.dispatchEvent(new Event(type, how));
    }
  };
}
