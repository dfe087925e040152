// Breakpoints that follow the reader's letters. A media query measures in the letters that the browser is set to; whoever has
// them from a rule of their own for the root of all pages (a style sheet of theirs, an add-on) gets the larger ones, and the
// layout of the smaller ones. So the queries of the page are written anew in pixels, as soon as the two differ.

const LETTERS = /([\d.]+)em\b/g;

/** Those of a group of rules and of an imported sheet, too. @param {CSSRuleList} rules @returns {MediaList[]} */
function measuring(rules) {
  return [...rules].flatMap((/** @type {any} */ { styleSheet, cssRules, media }) => [media ?? [], measuring(styleSheet?.cssRules ?? cssRules ?? [])].flat());
}

/** @param {StyleSheet} sheet */
function rulesOf(sheet) {
  try {
    return measuring(/** @type {CSSStyleSheet} */ (sheet).cssRules);
  } catch {
    // Another site's, which nobody may read.
    return [];
  }
}

/** @param {Document} page */
export function followLetters(page) {
  const probe = page.createElement("span");
  // As wide as the letters of the page, as high as those of the browser.
  Object.assign(probe.style, { position: "fixed", top: "0", left: "0", visibility: "hidden", fontSize: "medium", width: "1rem", height: "1em" });
  page.body.append(probe);
  /** @type {[media: MediaList, text: string][] | null} */
  let queries = null;
  new ResizeObserver(() => {
    const { width, height } = probe.getBoundingClientRect();
    if (queries === null && width === height) return;
    queries ??= [...page.styleSheets].flatMap(rulesOf).map((media) => [media, media.mediaText]);
    for (const [media, text] of queries) media.mediaText = text.replace(LETTERS, (_, count) => `${Number(count) * width}px`);
  }).observe(probe);
}
