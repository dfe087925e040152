// The licence of the project, for machines: `license` of Cargo.toml says it once for all.

/** Addresses of the licences, of which one may be chosen. @param {string} manifest text of Cargo.toml @returns {string[]} */
export function licencesOf(manifest) {
  const [, expression] = manifest.match(/^license = "([^"]+)"$/m) ?? [];
  const names = expression?.split(" OR ") ?? [];
  // Whoever writes another kind of expression has to say here what it means.
  if (names.length === 0 || !names.every((name) => /^[\w.+-]+$/.test(name))) throw new Error(`the licence "${expression}" is not understood`);
  return names.map((name) => `https://spdx.org/licenses/${name}.html`);
}
