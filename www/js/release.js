// Which version this is, and how it is cited: the same as in Cargo.toml, CITATION.cff and about.html (tests compare them).

export const RELEASE = Object.freeze({
  title: "Liquidation Cascades",
  author: "The liquidation-cascades authors",
  version: "0.1.0",
  date: "2026-11-28",
  licence: "MIT OR Apache-2.0",
});
