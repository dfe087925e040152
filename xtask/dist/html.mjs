// A page of `www/` as a page of the site: other names, fewer files to ask for.

/** Attributes that hold an address. */
const ADDRESSED = /\s(?:href|src|srcset|data-[\w-]+)="([^"?#]+)"/g;

/** @param {string} html @param {Map<string, string>} names path in `www/` -> path in the site */
export const renamed = (html, names) =>
  html.replace(ADDRESSED, (whole, address) => (names.has(address) ? whole.replace(`"${address}"`, `"${names.get(address)}"`) : whole));

/**
 * Its modules are one file. Where the program is to be there as soon as it can, it is asked for with the page, beside its engine,
 * and runs when its time has come.
 * @param {string} html
 */
export function beginningSoon(html) {
  const bare = html.replace(/\s*<link rel="modulepreload"[^>]*>/g, "");
  const [, script] = bare.match(/<script type="module" src="([^"]+)"/) ?? [];
  return script && /<template[^>]*data-worker=/.test(bare) ? bare.replace('<template id="program"', `<link rel="modulepreload" href="${script}">$&`) : bare;
}

/** Without comments and the room at the start of lines: nothing in the pages depends on either. @param {string} html */
export const tightened = (html) => html.replace(/<!--[\s\S]*?-->/g, "").replace(/\n\s+/g, "\n");

/** Before the end of the head. @param {string} html @param {string} more */
export const withHead = (html, more) => html.replace("</head>", () => `${more}</head>`);

/** @param {unknown} text */
export const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

/** JSON that may stand in a script of a page. @param {unknown} value */
export const jsonInScript = (value) => JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
