// The palette: custom properties of the page, read as the colours of the stage. Nothing else names a colour.

/** @typedef {import("./messages.js").StageTheme} StageTheme */
/** @typedef {import("./scenario-url.js").ThemeChoice} ThemeChoice */

/** Order in which the button goes through them. @type {readonly ThemeChoice[]} */
const CHOICES = ["auto", "light", "dark"];

/** @param {ThemeChoice} choice */
export function nextTheme(choice) {
  return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
}

/**
 * @param {HTMLElement} root
 * @param {ThemeChoice} choice
 */
export function applyTheme(root, choice) {
  if (choice === "auto") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", choice);
}

/**
 * The colours that hold now, resolved (system colours too).
 * @param {HTMLElement} probe an element of class "probe", whose colour nothing else sets
 * @returns {StageTheme}
 */
export function readTheme(probe) {
  const read = (/** @type {string} */ name) => {
    // Where the style sheet has not come, ink on the ground of the browser: bands would be ink all over.
    probe.style.color = `var(--stage-${name},${/back|grid|heat/.test(name) ? "canvas" : "canvastext"})`;
    return hex(getComputedStyle(probe).color);
  };
  const list = (/** @type {string} */ name, count = 6) => [1, 2, 3, 4, 5, 6].slice(0, count).map((i) => read(`${name}-${i}`));
  return {
    background: read("background"),
    foreground: read("foreground"),
    muted: read("muted"),
    grid: read("grid"),
    price: read("price"),
    counterfactual: read("counterfactual"),
    ghost: read("ghost"),
    gap: read("gap"),
    long: read("long"),
    short: read("short"),
    longHeat: list("long-heat"),
    shortHeat: list("short-heat"),
    bid: read("bid"),
    ask: read("ask"),
    kinds: list("kind", 4),
    others: read("bid"),
    waves: list("wave"),
  };
}

/**
 * "rgb(15, 20, 32)" as "#0f1420"; also "color(srgb 0.06 0.08 0.13)", as browsers write a mixed colour.
 * @param {string} colour
 */
export function hex(colour) {
  const most = colour.startsWith("color(") ? 1 : 255;
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  return (
    "#" +
    [red, green, blue]
      .map((part) =>
        Math.round((255 * part) / most)
          .toString(16)
          .padStart(2, "0"),
      )
      .join("")
  );
}

/**
 * Calls when system settings change the palette.
 * @param {() => void} onChange
 */
export function watchTheme(onChange) {
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", onChange);
  }
}
