// Where others find this page: what is handed on needs addresses that lead there from anywhere.

/** Nothing where there is none; `isHere`: the page comes from there itself. @typedef {{ page: string | null, embed: string | null, about: string | null, isHere: boolean }} Addresses */

/**
 * On a server they are beside the page. The page in one file has none beside it: it leads to the site that it was made for, if
 * it knows one, or to itself where it lies on a server.
 * @param {Document} page
 * @returns {Addresses}
 */
export function addressesOf(page) {
  /** @param {string} base @param {boolean} isHere @returns {Addresses} */
  const beside = (base, isHere) => ({ page: base, embed: new URL("embed.html", base).href, about: new URL("about.html", base).href, isHere });
  if (!page.querySelector("script#scenario")) return beside(new URL("./", page.baseURI).href, true);
  const site = page.querySelector("link[rel=canonical]");
  if (site instanceof HTMLLinkElement) return beside(site.href, false);
  const { protocol, origin, pathname } = page.location;
  return { page: /^https?:$/.test(protocol) ? origin + pathname : null, embed: null, about: null, isHere: true };
}
