// Writes to the page only what is not there yet: the browser lays out again for what it is told, also for the same.

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {HTMLInputElement | HTMLSelectElement} input @param {string} value */
export function setValue(input, value) {
  if (input.value !== value) input.value = value;
}

/** @param {Element} element @param {string} name @param {string} value */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {HTMLElement} element @param {string} name a custom property @param {string} value */
export function setProperty(element, name, value) {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}
