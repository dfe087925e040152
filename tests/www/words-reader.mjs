// Reads what is written on the page back into numbers, in both languages, and collects what is wrong with it.

/** @param {"en" | "de"} language */
export function readerOf(language) {
  const isGerman = language === "de";
  const clean = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");
  const number = (text) => {
    const point = isGerman ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
    const decimals = point.split(".")[1]?.length ?? 0;
    return { value: Number(point), half: 0.5 * 10 ** -decimals };
  };
  const digits = "[+-]?[\\d.,]*\\d";
  const UNITS = { tn: 1e12, bn: 1e9, M: 1e6, K: 1e3, "Bio.": 1e12, "Mrd.": 1e9, "Mio.": 1e6, "Tsd.": 1e3 };
  const scaled = (text, unit) => {
    const { value, half } = number(text);
    const factor = UNITS[unit] ?? 1;
    return { value: value * factor, half: half * factor };
  };
  return {
    language,
    isGerman,
    clean,
    /** All per cents of a text, as fractions. */
    percents: (text) =>
      [...clean(text).matchAll(new RegExp(`(${digits}) %`, "g"))].map(([, found]) => {
        const { value, half } = number(found);
        return { value: value / 100, half: half / 100 };
      }),
    /** All sums of money. */
    moneys: (text) =>
      isGerman
        ? [...clean(text).matchAll(new RegExp(`(${digits})(?: (Bio\\.|Mrd\\.|Mio\\.|Tsd\\.))? \\$`, "g"))].map(([, found, unit]) => scaled(found, unit))
        : [...clean(text).matchAll(new RegExp(`(-?)\\$([\\d.,]*\\d)(tn|bn|M|K)?`, "g"))].map(([, sign, found, unit]) => scaled(sign + found, unit)),
    numbers: (text) => [...clean(text).matchAll(new RegExp(digits, "g"))].map(([found]) => number(found)),
    /** All amounts of base: numbers with their thousands. */
    amounts: (text) =>
      [...clean(text).matchAll(new RegExp(`(${digits}) ?(Bio\\.|Mrd\\.|Mio\\.|Tsd\\.|tn\\b|bn\\b|M\\b|K\\b)?`, "g"))].map(([, found, unit]) =>
        scaled(found, unit),
      ),
    seconds: (text) =>
      [...clean(text).matchAll(new RegExp(`(?:(${digits}) d)?(?: ?(\\d+) h)?(?: ?(${digits}) min)?(?: ?(${digits}) s)?`, "g"))]
        .filter(([, ...parts]) => parts.some((part) => part !== undefined))
        .map(([, days, hours, minutes, seconds]) => ({
          value:
            86_400 * (days ? number(days).value : 0) +
            3600 * Number(hours ?? 0) +
            60 * (minutes ? number(minutes).value : 0) +
            (seconds ? number(seconds).value : 0),
          // Days are told to the hour, hours to the minute.
          half: days ? 1800 : hours ? 30 : Math.max(minutes && !seconds ? 0.5 : 0, seconds ? number(seconds).half : 0.5),
        })),
  };
}

/** Collects what is wrong in one language; `said`: how it says what may be said. */
export function checkerOf(reader, where, faults, said = {}) {
  const fault = (place, text, why) => faults.push(`${where} [${reader.language}] ${place}: ${why}\n    "${reader.clean(text)}"`);
  const near = (told, value, slack = 1) =>
    told !== undefined && Math.abs(told.value - value) <= told.half * slack * (1 + 1e-9) + 1e-12 + 1e-9 * Math.abs(value);
  /** Money has three significant digits at least. */
  const nearMoney = (told, value) => told !== undefined && (near(told, value) || Math.abs(told.value - value) <= 0.005 * Math.abs(value) + 0.006);
  const same = (place, text, kind, tolds, values) => {
    const isNear = kind === "money" ? nearMoney : near;
    if (tolds.length !== values.length || !values.every((value, i) => isNear(tolds[i], value))) {
      fault(place, text, `${kind} ${JSON.stringify(tolds.map(({ value }) => value))}, true ${JSON.stringify(values)}`);
    }
  };
  const iff = (place, text, name, isSaid, isTrue) => {
    if (isSaid !== isTrue) fault(place, text, `"${name}" is ${isSaid ? "said and not true" : "true and not said"}`);
  };
  return { said, fault, near, nearMoney, same, iff };
}

/** Every number of a text as what it means, whatever its unit: per cents as fractions, money in full; smallest first. */
export function valuesIn(text, language) {
  const clean = text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-").replaceAll("\u00ad", "");
  const UNITS = { tn: 1e12, bn: 1e9, M: 1e6, K: 1e3, k: 1e3, "Bio.": 1e12, "Mrd.": 1e9, "Mio.": 1e6, "Tsd.": 1e3 };
  const found =
    language === "de"
      ? clean.matchAll(/(?<digits>\d[\d.,]*)(?: (?<unit>Bio\.|Mrd\.|Mio\.|Tsd\.))?(?<percent> %)?/g)
      : clean.matchAll(/(?<dollar>\$)?(?<digits>\d[\d.,]*)(?<unit>tn\b|bn\b|M\b|K\b|k\b)?(?<percent> %)?/g);
  return [...found]
    .map(({ groups: { digits, unit, percent } }) => {
      const bare = digits.replace(/[.,]+$/, "");
      const value = Number(language === "de" ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", ""));
      return (value * (UNITS[unit] ?? 1)) / (percent ? 100 : 1);
    })
    .sort((a, b) => a - b);
}
