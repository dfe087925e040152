// What the pictures of the waves show, in words with numbers. Pure.

import * as format from "./format.js";
import { LEAST_MONEY, claimsOf, feedbackClaims } from "./claims.js";
import { paidClaims } from "./paid-claims.js";
import { ENDLESS, feedbackRatio, shareText } from "./figures-text.js";
import { othersOf } from "./sentence.js";

/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {import("../pkg/liquidation_cascades.js").Flow} Flow */

/**
 * What the words are made of beside the pictures.
 * @typedef {{ flow: Flow, outcome: Pick<import("./claims.js").Outcome, "summary" | "facts" | "ticks">, timeS: ArrayLike<number>, wave: ArrayLike<number>,
 *   parts?: { kind: string, ratio: number }[] }} Waves `parts`: whose Feedback R it is where it is highest, kind by kind
 */

/**
 * Groups of leverage from the lowest to the highest, then those of shared wallets.
 * @param {Flow} flow
 * @param {Strings} strings
 */
export function groupNames({ edges }, strings) {
  const text = (/** @type {number} */ edge) => format.number(edge);
  return [
    `≤ ${text(edges[0])}x`,
    ...Array.from(edges.slice(1), (edge, i) => `${text(edges[i])}–${text(edge)}x`),
    `> ${text(edges[edges.length - 1])}x`,
    strings.waves.flow.shared,
  ];
}

/**
 * When each part of the run was, as it stands in a sentence: "in wave 2".
 * @param {Waves} waves
 * @param {Strings} strings
 */
export function partNames({ flow, outcome, timeS, wave }, strings) {
  const words = strings.waves.flow;
  return Array.from(flow.firstRow, (first, i) => {
    const last = flow.lastRow[i];
    if (outcome.ticks) return words.between(format.seconds(timeS[Math.max(0, first - 1)]), format.seconds(timeS[last]));
    if (flow.hasRest && i === flow.firstRow.length - 1) return words.inRest;
    // What was taken over without a trade came before the first wave, or between two.
    if (wave[last] === 0) return words.atOnce;
    const from = Math.max(1, wave[first]);
    return from === wave[last] ? words.inWave(from) : words.inWaves(from, wave[last]);
  });
}

/**
 * @param {Waves} waves
 * @param {Strings} strings
 */
export function flowTexts(waves, strings) {
  const words = strings.waves.flow;
  const { flow, outcome } = waves;
  const { closing } = claimsOf(outcome);
  const parts = partNames(waves, strings);
  const most = (/** @type {number[]} */ amounts) => amounts.indexOf(Math.max(...amounts));
  const sum = (/** @type {number[]} */ amounts) => amounts.reduce((all, amount) => all + amount, 0);
  const names = groupNames(flow, strings);
  const groups = names
    .map((name, band) => {
      const amounts = Array.from(flow.notional.slice(band * parts.length, (band + 1) * parts.length));
      const who = band === names.length - 1 ? words.bySharedWallets : words.byLeverage(name);
      return { name, who, amounts, total: sum(amounts) };
    })
    .filter(({ total }) => total > 0);
  const rule = outcome.ticks ? words.ruleTicks : words.rule;
  const besides = othersOf(outcome)?.flow(outcome, strings);
  const also = besides ? ` ${besides}` : "";
  if (groups.length === 0 || closing === "none") {
    const caption = othersOf(outcome)?.flowOfLoans(outcome, strings) ?? words.nobody + also;
    return { caption, rule, label: caption };
  }
  const total = sum(groups.map((group) => group.total));
  const share = (/** @type {number} */ amount) => shareText(amount / total, strings);
  const largest = groups[most(groups.map((group) => group.total))];
  const byPart = parts.map((_, i) => sum(groups.map(({ amounts }) => amounts[i])));
  const first = most(byPart);
  const { offBook } = outcome.facts.story[4];
  const caption = words.caption({
    closing,
    who: largest.who,
    groupShare: share(largest.total),
    amount: format.money(total),
    offBook: offBook < LEAST_MONEY ? "" : format.money(offBook),
    part: parts[first],
    partShare: share(byPart[first]),
  });
  const list = [...groups].reverse().map(({ name, amounts, total: all }) => words.item(name, format.money(all), parts[most(amounts)]));
  return { caption: caption + also, rule, label: `${words.label} ${list.join(" ")}${also}` };
}

/**
 * @param {Waves} waves
 * @param {Strings} strings
 */
export function feedbackTexts(waves, strings) {
  const { outcome, timeS, wave } = waves;
  const words = strings.waves.feedback;
  const { ticks } = outcome;
  const { kind, isWaves, isDry, inSteps, highest, lastAbove, largest, course } = feedbackClaims(outcome);
  const where = (/** @type {number} */ row) => (row === 1 ? words.shock : ticks ? words.after(format.seconds(timeS[row])) : words.inWave(wave[row]));
  const pairText = (/** @type {import("../pkg/liquidation_cascades.js").WavePair} */ pair) => words.pair(pair.wave - 1, pair.wave, format.cents(pair.ratio));
  const label = ticks ? words.labelTicks : words.label;
  const told = othersOf(outcome)?.feedback(waves, where, strings);
  if (told) return { caption: told, label: `${label} ${told}` };
  if (kind === "nobody") return { caption: words.nobody, label: `${label} ${words.nobody}` };
  const caption = [];
  if (isWaves) {
    if (kind === "grew" && highest && lastAbove) caption.push(words.grew, pairText(highest), words.lastAbove(lastAbove.wave));
    else if (kind === "single") caption.push(isDry ? words.dry : words.single);
    else caption.push(kind === "never" ? words.never : words.hardly);
    if (largest && largest.row !== (kind === "grew" ? highest?.row : -1)) caption.push(pairText(largest));
  }
  if (course && Math.min(course.peak, course.last) >= ENDLESS) caption.push(words.courseEndless(where(course.peakRow)));
  else if (course) caption.push(words.course(feedbackRatio(course.peak, strings), where(course.peakRow), feedbackRatio(course.last, strings)));
  else caption.push(words.sparse);
  if (!isWaves && course) {
    // Of what is closed in steps it sees one: being below 1 is no verdict.
    if (kind === "below") caption.push(...(inSteps ? [] : [words.below]));
    else if (kind === "until") caption.push(words.until(where(course.lastAboveRow ?? 1)));
    else caption.push(kind === "toTheEnd" ? words.toTheEnd : words.atTheEnd);
    if (course.last > 1 && outcome.summary.stopReason === "settled") caption.push(words.short);
  }
  if (course && inSteps) caption.push(words.steps);
  if (ticks) caption.push(words.noChain);
  return { caption: caption.join(" "), label: `${label} ${caption.join(" ")}` };
}

/**
 * @param {Pick<import("./claims.js").Outcome, "summary" | "facts" | "paid">} outcome
 * @param {Strings} strings
 */
export function paidCaption(outcome, strings) {
  const words = strings.waves.paid;
  const paid = paidClaims(outcome.paid);
  if (paid.isNobody) {
    if (paid.closedEarly > 0) return words.early(format.money(paid.closedEarly));
    return othersOf(outcome)?.paidCaption(outcome, strings) ?? strings.paid.nobody;
  }
  const total = format.sum(paid.total, paid.isBase);
  return paid.others === 0 ? words.own(total) : words.shared(total, format.sum(paid.traders, paid.isBase), format.sum(paid.others, paid.isBase));
}
