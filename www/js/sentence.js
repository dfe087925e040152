// What happened, in words: the result sentence, the label of the canvas. Pure.

import { TINY, alike, claimsOf } from "./claims.js";
import * as format from "./format.js";
import { marketPrefix } from "./of-market.js";

/** @typedef {import("./claims.js").Outcome} Outcome */
/** @typedef {import("./claims.js").BreakingClaim} BreakingClaim */
/** @typedef {typeof import("./strings.js").strings} Strings */

/** @typedef {{ text: string, strong?: boolean }[]} Phrase */

/** Words about those who trade and are not closed by force. @type {typeof import("./others-text.js") | null} */
let others = null;

/** They come with the first run that needs them; without them the rest is told. */
export async function fetchOthers() {
  others ??= await import("./others-text.js").catch(() => null);
}

/** Whatever was fetched. */
export const othersWords = () => others;

/**
 * Whether there is anything to tell besides forced orders: others, halts, an alarm or what it warns of.
 * @param {{ facts: Pick<import("./claims.js").Facts, "others" | "isGuarded">, summary?: Pick<import("./claims.js").Summary, "alarmTimeS" | "eventTimeS"> }} outcome
 */
export const hasOthers = ({ facts, summary }) =>
  facts.others?.length > 0 || facts.isGuarded || summary?.alarmTimeS !== undefined || summary?.eventTimeS !== undefined;

/** @param {Parameters<typeof hasOthers>[0]} outcome */
export const othersOf = (outcome) => (hasOthers(outcome) ? others : null);

/**
 * "A 5 % fall became 11 %. Forced selling did the rest."
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @param {Pick<BreakingClaim, "tiny"> | null} [breaking] where the market breaks, once that is known
 * @returns {Phrase}
 */
export function sentence(outcome, strings, breaking = null) {
  const text = marketPrefix(outcome.situation);
  return [...(text ? [{ text }] : []), ...told(outcome, strings, breaking)];
}

/** @param {Outcome} outcome @param {Strings} strings @param {Pick<BreakingClaim, "tiny"> | null} breaking @returns {Phrase} */
function told(outcome, strings, breaking) {
  const words = strings.sentence;
  const claims = claimsOf(outcome);
  const { isUp, shock, worst, outsideEnd } = claims;
  const also = othersOf(outcome);
  const end = endingText(claims, strings);
  const rest = [also?.ending(outcome, strings, end) ?? end];
  if (claims.isHomeMade) {
    if (claims.ending === "nobody" && claims.isOutsideStill && !also?.hasTraded(outcome))
      return [{ text: [words.noShock, ...(also?.alarm(outcome, strings) ?? [])].join(" ") }];
    const [before, after] = words.homeMade(isUp, claims.isOutsideStill);
    const moved = alike(worst, worst, format.percent)[0];
    if (!/[1-9]/.test(moved)) return [{ text: `${words.homeMadeStill(isUp, claims.isOutsideStill)} ${rest[0]}` }];
    return [{ text: before }, { text: moved, strong: true }, { text: `${after} ${rest[0]}` }];
  }
  const [shockText, worstText] = alike(shock, worst, format.percent);
  const word = isUp ? words.rise : words.fall;
  const [before, after] = (shockText === worstText ? words.stayed : words.became)(article(shockText), shockText, word);
  if (!also && claims.ending === "forced" && breaking !== null && breaking.tiny !== null) {
    const [tinyShock, tiny] = alike(TINY, breaking.tiny, format.percent);
    rest[0] = words.already(article(tinyShock), tinyShock, tiny, word);
  }
  if (claims.isReturning) rest.push(words.returned(format.signedMove(outsideEnd)));
  return [{ text: before }, { text: worstText, strong: true }, { text: `${after} ${rest.join(" ")}` }];
}

/** @param {import("./claims.js").Claims} claims @param {Strings} strings */
function endingText({ ending, isUp, isOtherSide, side, stop }, strings) {
  const words = strings.sentence;
  const waiting = stop.waiting > 0 ? strings.atStart(format.money(stop.waiting)) : "";
  if (ending === "timeUp") return words.timeUp(waiting);
  if (ending === "bookEmpty") return words.bookEmpty(waiting);
  if (ending === "nobody") return isUp ? words.nobodyBuy : words.nobody;
  if (isOtherSide) return isUp ? words.onlyLongs : words.onlyShorts;
  if (ending === "everyone") return isUp ? words.everyoneShort : words.everyoneLong;
  return words[ending][side];
}

/**
 * Why a run ended, where that is not the whole story already: for whoever hears it end.
 * @param {Pick<Outcome, "summary" | "facts" | "situation">} outcome
 * @param {Strings} strings
 */
export function outcomeText(outcome, strings) {
  const words = strings.status;
  const { closed, closing, stop } = claimsOf(outcome);
  const price = format.price(outcome.summary.finalPrice);
  const waiting = stop.waiting > 0 ? strings.atStart(format.money(stop.waiting)) : "";
  const notional = closing === "none" ? "" : format.money(closed.notional);
  const said = [othersOf(outcome)?.quiet(outcome, price, strings) ?? words.outcome(closedText(outcome, strings), notional, price)];
  if (stop.reason === "durationReached") said.push(strings.sentence.timeUp(waiting));
  if (stop.reason === "bookExhausted") said.push(strings.sentence.bookEmpty(waiting));
  said.push(...(othersOf(outcome)?.status(outcome, strings) ?? []));
  return marketPrefix(outcome.situation) + said.join(" ");
}

/** Who was closed by force, and how many. @param {Pick<Outcome, "summary" | "facts">} outcome @param {Strings} strings @returns {string} */
export function closedText(outcome, strings) {
  const { closing, closed } = claimsOf(outcome);
  const count = format.number(closing === "none" ? 0 : closed.count);
  return othersOf(outcome)?.counted(outcome, count, strings) ?? strings.positions(count);
}

/**
 * While the outcome is a secret: "A 7 % fall becomes ...".
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Phrase}
 */
export function openSentence(outcome, strings) {
  const { isUp, shock } = claimsOf(outcome);
  const words = strings.sentence;
  const shockText = alike(shock, shock, format.percent)[0];
  return [{ text: marketPrefix(outcome.situation) + words.open(article(shockText), shockText, isUp ? words.rise : words.fall) }];
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
 * The label of the canvas.
 * @param {Outcome} outcome
 * @param {Strings} strings
 */
export function pictureLabel(outcome, strings) {
  const { summary, startPrice } = outcome;
  const { side, final, outsideEnd, closing, closed } = claimsOf(outcome);
  const words = {
    side,
    start: format.price(startPrice),
    final: format.price(summary.finalPrice),
    move: format.signedMove(final),
    without: format.price(startPrice * (1 + outsideEnd)),
    who: closedText(outcome, strings),
    isOne: closed.count === 1,
    notional: format.money(closed.notional),
  };
  const text = othersOf(outcome)?.label(outcome, strings) ?? strings.figure[closing === "none" ? "quiet" : "summary"](words);
  return marketPrefix(outcome.situation) + text;
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
  return {
    where: marketPrefix(under) + playheadText(under, run, strings),
    waiting: hasPrice ? strings.readout[under.isPublic ? "believed" : "waiting"](words) : "",
  };
}
