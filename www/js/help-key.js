// Whether a key alone opens the list of keys from everywhere: whoever speaks to their computer may not want that.

const NAME = "cascade-help-key";

let isOn = true;

/** Kept only when the reader has switched it off. */
export function isHelpKeyOn() {
  try {
    isOn = localStorage.getItem(NAME) !== "off";
  } catch {
    // Nothing is kept here: it holds as long as the page.
  }
  return isOn;
}

/** @param {boolean} wanted */
export function switchHelpKey(wanted) {
  isOn = wanted;
  try {
    if (wanted) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, "off");
  } catch {
    // As above.
  }
}
