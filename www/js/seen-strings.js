// Words about what the public sees, fetched with the first run of which that is said; German beside them in `seen-strings-de.js`.

/** @typedef {typeof seenStrings} SeenStrings */

export const seenStrings = {
  /** What the bands of the figure show. */
  bands: "Positions waiting",
  truth: "Truth",
  truthHint: "The bands show the positions as they are",
  view: "Public view",
  viewHint: "The bands show the positions as the public sees them",
  /** Of the picture; `warning` and `late` hold `{time}`. @type {Omit<import("../pkg/liquidation_cascades.js").PublicWords, "isShown">} */
  figure: {
    title: "public view: estimated",
    longs: "longs, as the public sees them",
    shorts: "shorts, as the public sees them",
    alarm: "alarm",
    event: "cascade",
    warning: "{time} warning",
    late: "{time} too late",
    unwarned: "no warning",
  },
};
