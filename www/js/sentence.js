// What happened, in words: the result sentence, the figures under the picture, the label of the canvas. Pure.

import * as format from "./format.js";

/** @typedef {import("../pkg/liquidation_cascades.js").Summary} Summary */
/** @typedef {typeof import("./strings.js").strings} Strings */

/**
 * The facts of one run that words are made of.
 * @typedef {{ startPrice: number, ticks: boolean, summary: Summary, chain: import("./messages.js").Chain | null }} Outcome
 */

/** @typedef {{ text: string, strong?: boolean }[]} Phrase */
/** @typedef {{ key: string, label: string, value: string, note: string }} Figure */

/** Below this the market took what was forced upon it: no cascade to speak of. */
const CASCADE_AMPLIFICATION = 1.1;

/** @param {Outcome} outcome */
export function moves({ startPrice, summary }) {
  const up = summary.direction > 0;
  const worstPrice = up ? summary.peakPrice : summary.troughPrice;
  return {
    up,
    shock: summary.shockRatio,
    final: summary.finalPrice / startPrice - 1,
    worst: worstPrice / startPrice - 1,
  };
}

/**
 * "A 5 % fall became 11 %. Forced selling did the rest."
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Phrase}
 */
export function sentence(outcome, strings) {
  const words = strings.sentence;
  const { summary } = outcome;
  const { up, shock, worst } = moves(outcome);
  if (Math.abs(shock) < 5e-5) {
    if (summary.liquidatedCount === 0) return [{ text: words.noShock }];
    return [{ text: words.noShockMove }, { text: format.signedPercent(worst), strong: true }, { text: "." }];
  }
  // As finely as it can be set: 10.5 % is no 10 %.
  const shockText = format.percent(Math.abs(shock), 1);
  const worstText = format.percent(Math.abs(worst));
  const word = up ? words.rise : words.fall;
  const isQuiet = summary.liquidatedCount === 0 || summary.amplification < CASCADE_AMPLIFICATION;
  const [before, after] = (shockText === worstText ? words.stayed : words.became)(article(shockText), shockText, word);
  /** @type {string} */
  let rest;
  if (summary.liquidatedCount === 0) rest = up ? words.nobodyBuy : words.nobody;
  else if (isQuiet) rest = up ? words.absorbedBuy : words.absorbed;
  else if (summary.stopReason === "bookExhausted") rest = words.bookEmpty;
  else if (summary.stopReason === "everyoneLiquidated") rest = up ? words.everyoneShort : words.everyoneLong;
  else rest = up ? words.forcedBuying : words.forcedSelling;
  return [{ text: before }, { text: worstText, strong: true }, { text: `${after} ${rest}` }];
}

/**
 * While the outcome is a secret: "A 7 % fall becomes ...".
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Phrase}
 */
export function openSentence(outcome, strings) {
  const { up, shock } = moves(outcome);
  const words = strings.sentence;
  const shockText = format.percent(Math.abs(shock), 1);
  return [{ text: words.open(article(shockText), shockText, up ? words.rise : words.fall) }];
}

/**
 * "An 8 % fall", "An 11 % fall", "An 18 % fall", "A 5 % fall".
 * @param {string} spoken
 */
export function article(spoken) {
  return /^(8|11(?!\d)|18(?!\d))/.test(spoken) ? "An" : "A";
}

/** @param {Phrase} phrase */
export function plain(phrase) {
  return phrase.map((part) => part.text).join("");
}

/**
 * The figures that are always in sight.
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Figure[]}
 */
export function figures(outcome, strings) {
  const words = strings.figures;
  const { summary, ticks } = outcome;
  const { up, shock, final, worst } = moves(outcome);
  const without = (up ? words.withoutBuying : words.without)(format.signedPercent(shock, 1));
  const points = format.shortNumber(100 * Math.abs(worst - shock), 1);
  return [
    { key: "final", label: words.final, value: format.signedPercent(final, 1), note: without },
    { key: "worst", label: words.worst, value: format.signedPercent(worst, 1), note: (up ? words.pointsBuying : words.points)(points) },
    {
      key: "forced",
      label: up ? words.forcedBuys : words.forced,
      value: format.money(summary.liquidatedNotional),
      note: (up ? words.shareShorts : words.share)(format.percent(summary.liquidatedShare)),
    },
    chain(outcome, strings),
    ticks
      ? {
          key: "time",
          label: words.time,
          value: format.seconds(summary.timeToTroughS),
          note: words.halfDone(format.seconds(summary.timeTo90PctS)),
        }
      : { key: "time", label: words.time, value: words.instant, note: words.instantNote },
    payer(summary, strings),
  ];
}

/** The engine's largest ratio: nothing is left that would take a sale in. */
const ENDLESS = 1000;

/** @param {number} value @param {Strings} strings */
export function feedbackRatio(value, strings) {
  return value >= ENDLESS ? strings.waves.feedback.endless : format.number(value, 2);
}

/**
 * How strongly one wave brought on the next; where no two waves tell, how strongly the price pushed itself.
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Figure}
 */
function chain({ summary, chain: pair }, strings) {
  const words = strings.figures;
  const feedback = feedbackRatio(summary.peakBranchingRatio, strings);
  if (pair) {
    const value = words.chainValue(format.cents(pair.ratio));
    // R looks a quarter per cent ahead: between crowded prices it sees nobody, and nought would contradict the waves.
    const seen = summary.peakBranchingRatio >= 0.005 ? feedback : null;
    return { key: "chain", label: words.chain, value, note: words.chainNote(pair.wave, seen) };
  }
  const note = summary.direction > 0 ? words.feedbackNoteBuying : words.feedbackNote;
  return { key: "chain", label: words.feedback, value: feedback, note };
}

/**
 * @param {Summary} summary
 * @param {Strings} strings
 * @returns {Figure}
 */
function payer(summary, strings) {
  const words = strings.figures;
  const label = words.payer;
  if (summary.liquidatedCount === 0) return { key: "payer", label, value: words.nobody, note: words.nobodyNote };
  const { traderLoss, insuranceFundChange: fund, socialisedLoss, badDebt } = summary;
  const others = [];
  if (fund < 0) others.push(words.fund(format.money(-fund)));
  if (socialisedLoss > 0) others.push(words.socialised(format.money(socialisedLoss)));
  if (summary.adlNotional > 0) others.push(words.winnersClosed(format.money(summary.adlNotional)));
  if (badDebt > 0) others.push(words.badDebt(format.money(badDebt)));
  if (fund > 0) others.push(words.fundGained(format.money(fund)));
  // Whoever paid nothing is not named.
  const note = others.length > 0 ? others.join(", ") : words.tradersNote;
  return { key: "payer", label, value: words.traders(format.money(traderLoss)), note };
}

/**
 * The label of the canvas.
 * @param {Outcome} outcome
 * @param {Strings} strings
 */
export function pictureLabel(outcome, strings) {
  const { summary, startPrice } = outcome;
  const { up, final, shock } = moves(outcome);
  const words = {
    isUp: up,
    start: format.price(startPrice),
    final: format.price(summary.finalPrice),
    move: format.signedPercent(final, 1),
    without: format.price(startPrice * (1 + shock)),
    count: format.number(summary.liquidatedCount),
    notional: format.money(summary.liquidatedNotional),
  };
  return summary.liquidatedCount === 0 ? strings.figure.quiet(words) : strings.figure.summary(words);
}

/**
 * What the Timeline says of a playhead.
 * @param {{ row: number, wave: number, timeS: number, price: number }} at
 * @param {{ waves: number, ticks: boolean }} run
 * @param {Strings} strings
 */
export function playheadText(at, run, strings) {
  const words = strings.timeline;
  const price = format.price(at.price);
  if (at.row < 1) return at.row > 0 ? words.during(price) : words.before(price);
  if (run.ticks) return words.time(format.seconds(at.timeS), price);
  if (run.waves === 0) return words.noWaves(price);
  if (at.wave === 0) return words.shock(price);
  // Within a wave the picture moves, then holds: a price read here would be another than the one drawn there.
  if (!Number.isInteger(at.row)) return words.within(at.wave, run.waves);
  return words.wave(at.wave, run.waves, price);
}

/**
 * What the picture holds under a cross: which row, and what waits at that height.
 * @param {import("../pkg/liquidation_cascades.js").StageReadout} under
 * @param {boolean} hasPrice whether its height means a price
 * @param {{ waves: number, ticks: boolean }} run
 * @param {Strings} strings
 */
export function readoutTexts(under, hasPrice, run, strings) {
  const words = {
    band: format.percent(under.bandRatio),
    price: format.price(under.pointerPrice),
    longs: format.money(under.waitingLong),
    shorts: format.money(under.waitingShort),
  };
  return { where: playheadText(under, run, strings), waiting: hasPrice ? strings.readout.waiting(words) : "" };
}

/**
 * What was not taken from an address, in words.
 * @param {import("./scenario-url.js").Note} note
 * @param {(name: string) => { label: string, text: (value: number) => string } | undefined} control
 * @param {Strings} strings
 */
export function noteText(note, control, strings) {
  const words = strings.notes;
  const named = control(note.name);
  switch (note.kind) {
    case "unreadable":
      return words.unreadable(named?.label ?? note.name, note.given ?? "");
    case "clamped":
      return words.clamped(
        named?.label ?? note.name,
        named ? named.text(Number(note.given)) : (note.given ?? ""),
        named ? named.text(note.used ?? 0) : String(note.used),
      );
    case "unknownPreset":
      return words.unknownPreset(note.name);
    case "fileMissing":
      return words.fileMissing(note.name);
    case "noWords":
      return words.noWords();
    case "capped":
      return words.capped(format.number(note.used ?? 0));
    default:
      return words.ignored(note.name);
  }
}
