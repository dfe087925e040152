// What the pictures of the waves show, in words with numbers. Pure.

import * as format from "./format.js";
import { feedbackRatio } from "./sentence.js";
import { largestPair } from "./table-rows.js";

/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {import("../pkg/liquidation_cascades.js").Flow} Flow */

/**
 * The columns that the pictures are drawn from.
 * @typedef {{
 *   flow: Flow, ticks: boolean, isUp: boolean, timeS: Float64Array, wave: Float64Array,
 *   branchingRatio: Float64Array, waveRatio: Float64Array, liquidatedNotional: Float64Array,
 * }} Waves
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
 * What the parts of the run are called.
 * @param {Waves} waves
 * @param {Strings} strings
 */
export function partNames({ flow, ticks, timeS, wave }, strings) {
  const words = strings.waves.flow;
  return Array.from(flow.firstRow, (first, i) => {
    const last = flow.lastRow[i];
    if (ticks) return `${format.seconds(timeS[Math.max(0, first - 1)])} – ${format.seconds(timeS[last])}`;
    if (flow.hasRest && i === flow.firstRow.length - 1) return words.rest;
    return wave[first] === wave[last] ? words.wave.replace("{}", String(wave[last])) : words.waves.replace("{}", `${wave[first]}–${wave[last]}`);
  });
}

/**
 * @param {Waves} waves
 * @param {Strings} strings
 */
export function flowTexts(waves, strings) {
  const words = strings.waves.flow;
  const { flow, ticks, isUp } = waves;
  const parts = partNames(waves, strings);
  const most = (/** @type {number[]} */ amounts) => amounts.indexOf(Math.max(...amounts));
  const sum = (/** @type {number[]} */ amounts) => amounts.reduce((all, amount) => all + amount, 0);
  const groups = groupNames(flow, strings)
    .map((name, band) => {
      const amounts = Array.from(flow.notional.slice(band * parts.length, (band + 1) * parts.length));
      return { name, amounts, total: sum(amounts) };
    })
    .filter(({ total }) => total > 0);
  const rule = ticks ? words.ruleTicks : words.rule;
  if (groups.length === 0) return { caption: words.nobody, rule, label: words.nobody };
  const total = sum(groups.map((group) => group.total));
  const share = (/** @type {number} */ amount) => format.percent(amount / total, 0);
  const largest = groups[most(groups.map((group) => group.total))];
  const byPart = parts.map((_, i) => sum(groups.map(({ amounts }) => amounts[i])));
  const first = most(byPart);
  const caption = (isUp ? words.captionUp : words.caption)({
    group: largest.name, groupShare: share(largest.total), amount: format.money(total), part: parts[first], partShare: share(byPart[first]),
  });
  const list = [...groups].reverse().map(({ name, amounts, total: all }) => words.item(name, format.money(all), parts[most(amounts)]));
  return { caption, rule, label: `${words.label} ${list.join(" ")}` };
}

/**
 * @param {Waves} waves
 * @param {Strings} strings
 */
export function feedbackTexts({ ticks, timeS, wave, branchingRatio, waveRatio, liquidatedNotional }, strings) {
  const words = strings.waves.feedback;
  const rows = branchingRatio.length;
  const where = (/** @type {number} */ row) =>
    row === 1 ? words.shock : ticks ? words.after(format.seconds(timeS[row])) : words.inWave(wave[row]);
  const ratio = (/** @type {number} */ value) => feedbackRatio(value, strings);
  let peak = 1;
  let lastAbove = 0;
  let isAlways = true;
  for (let row = 1; row < rows; row += 1) {
    if (branchingRatio[row] > branchingRatio[peak]) peak = row;
    if (branchingRatio[row] > 1) lastAbove = row;
    else isAlways = false;
  }
  const caption = [
    words.course(ratio(branchingRatio[peak]), where(peak), ratio(branchingRatio[rows - 1])),
    lastAbove === 0 ? words.never : lastAbove < rows - 1 ? words.until(where(lastAbove)) : isAlways ? words.toTheEnd : words.atTheEnd,
  ];
  const pair = ticks ? -1 : largestPair(liquidatedNotional);
  if (pair > 0) caption.push(words.pair(wave[pair] - 1, wave[pair], format.cents(waveRatio[pair])));
  else if (ticks) caption.push(words.noChain);
  return { caption: caption.join(" "), label: `${ticks ? words.labelTicks : words.label} ${caption.join(" ")}` };
}

/**
 * @param {import("../pkg/liquidation_cascades.js").WhoPaid} paid
 * @param {Strings} strings
 */
export function paidCaption(paid, strings) {
  const words = strings.waves.paid;
  if (paid.total <= 0) return strings.paid.nobody;
  const others = paid.total - paid.traders;
  const total = format.money(paid.total);
  return others / paid.total < 0.0005 ? words.own(total) : words.shared(total, format.money(paid.traders), format.money(others));
}
