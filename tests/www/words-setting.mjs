// All words of the page about one run, in both languages.
import { beatTexts } from "../../www/js/beats.js";
import { breakingClaim } from "../../www/js/claims.js";
import { densityTexts, leverageCaption, liquidationsCaption } from "../../www/js/crowd-view.js";
import { leverageText, money, useLanguage } from "../../www/js/format.js";
import { breakingText, ownTexts } from "../../www/js/own-text.js";
import { paidBars, paidNote } from "../../www/js/paid.js";
import { feedbackParts } from "../../www/js/pictures.js";
import { figures } from "../../www/js/figures-text.js";
import { fetchOthers, outcomeText, pictureLabel, plain, sentence } from "../../www/js/sentence.js";
import { shockedOf } from "../../www/js/situation.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { feedbackTexts, flowTexts, paidCaption } from "../../www/js/waves-text.js";
import {
  checkBeats,
  checkBreaking,
  checkCrowd,
  checkFeedback,
  checkFigures,
  checkFlow,
  checkLabel,
  checkPaid,
  checkSentence,
  checkStatus,
} from "./words-checks.mjs";
import { checkerOf, readerOf } from "./words-reader.mjs";
import { SAID } from "./words-said.mjs";
import { engine, randomOf } from "./words-settings.mjs";
import { truthOf } from "./words-true.mjs";

await fetchOthers();

/** The search for the breaking point, where every landing is a run: for one in so many. */
const SEARCH_BY_RUNS_EVERY = 25;

/**
 * Share of the price's way, from the first liquidation price on, on which each further step closes somebody: of a curve
 * of 256 points, whose steps have to be a window of Feedback R at least to tell anything.
 */
export function risingOf(truth, book) {
  const curve = book.liquidationCurve();
  const [ratios, notional] = truth.isUp ? [curve.riseRatio, curve.shortNotional] : [curve.fallRatio, curve.longNotional];
  if (ratios.length < 2 || Math.abs(ratios[1] - ratios[0]) < 0.0025) return 1;
  const first = notional.findIndex((amount) => amount > 0);
  let [steps, rising] = [0, 0];
  for (let i = first + 1; first >= 0 && i < ratios.length && Math.abs(ratios[i]) <= Math.abs(truth.worst); i += 1) {
    steps += 1;
    if (notional[i] > notional[i - 1]) rising += 1;
  }
  return steps < 4 ? 1 : rising / steps;
}

/** A position of one's own that is closed: with so much leverage as is written it lives, and not with a step more. */
export function checkOwn(check, reader, words, trace, position) {
  const own = trace.own(position);
  const row = ownTexts(own, { startPrice: 1, ticks: false }, words).rows.find(({ label }) => label === words.own.surviving);
  if (!row) return;
  const [{ value, half }] = reader.numbers(row.value);
  const again = trace.own({ ...position, leverage: value });
  if (again.triggeredAtRow !== null || again.liquidatedAtRow !== null) check.fault("own", row.value, `is closed: ${own.survivingLeverage} lives`);
  if (own.survivingLeverage - value > 2 * half * (1 + 1e-6)) check.fault("own", row.value, `${own.survivingLeverage} lives`);
  return true;
}

/**
 * All of them, of a setting; nothing where it cannot be run.
 * @param {{ scenario: object, told: string }} setting `told`: what it is called where something is wrong
 */
export function checkSetting({ scenario, told }, seed, faults) {
  let trace;
  try {
    trace = engine.run(scenario);
  } catch {
    return false;
  }
  const truth = truthOf(scenario, trace);
  const book = engine.prepare(scenario);
  truth.rising = risingOf(truth, book);
  const outcome = { startPrice: truth.start, ticks: truth.ticks, summary: trace.summary(), facts: trace.facts(), paid: trace.whoPaid() };
  truth.closedShare = outcome.facts.closedShare;
  const flow = trace.flow();
  const waves = { flow, outcome, timeS: truth.timeS, wave: truth.wave, parts: feedbackParts(trace, shockedOf(scenario), outcome.facts.feedback.peakRow) };
  const ratio = scenario.shock?.ratio;
  let search = null;
  if (typeof ratio === "number" && (book.hasLadder || seed % SEARCH_BY_RUNS_EVERY === 0)) {
    const found = book.fragility();
    if (found) {
      search = {
        state: "found",
        isExact: book.hasLadder,
        nowRatio: ratio,
        tinyRatio: found.tinyRatio,
        breakingPoint: found.breakingPoint ?? null,
        widest: found.widest ?? null,
        doubled: found.doubled,
        triedEvery: found.triedEvery ?? null,
      };
    }
  }
  const breaking = search ? breakingClaim(search, outcome) : null;
  let owned = 0;
  // Other shocks by runs of their own, not by what drew the curve.
  const worstOf = (shock) => {
    const packed = book.run({ shockRatio: Math.sign(ratio || -1) * shock });
    return packed[ratio > 0 ? 6 : 5] / packed[2] - 1;
  };
  const depthControl = engine.controls(scenario).find(({ name }) => name === "depth");
  const typical = trace.typicalLeverage();
  const picture = new engine.CrowdPicture(trace);
  const crowd = picture.facts(truth.last);
  const mark = trace.markPrice();
  truth.isMarkedByLast = truth.price.every((price, row) => mark[row] === price);
  for (const [language, words] of [
    ["en", strings],
    ["de", german],
  ]) {
    useLanguage(language);
    const reader = readerOf(language);
    const check = checkerOf(reader, told, faults, SAID[language]);
    checkSentence(check, reader, truth, plain(sentence(outcome, words, breaking)), breaking, worstOf);
    checkFigures(check, reader, truth, figures(outcome, words));
    const beats = beatTexts(
      { ...outcome, leverage: typical === undefined ? "" : leverageText(typical), depth: depthControl ? money(depthControl.value) : "" },
      words,
    );
    checkBeats(check, reader, truth, beats);
    checkCrowd(
      check,
      reader,
      truth,
      crowd,
      {
        density: densityTexts(crowd, words.crowd).caption,
        leverage: leverageCaption(crowd, words.crowd),
        moves: liquidationsCaption(crowd, words.crowd),
        borrow: beats.borrow,
      },
      book,
    );
    const random = randomOf(seed + 11);
    for (const side of ["long", "short"]) {
      if (checkOwn(check, reader, words, trace, { side, notional: 1e4, leverage: 2 + 60 * random() })) owned += 1;
    }
    checkStatus(check, reader, truth, outcomeText(outcome, words));
    checkLabel(check, reader, truth, pictureLabel(outcome, words));
    checkFlow(check, reader, truth, flowTexts(waves, words), flow);
    checkFeedback(check, reader, truth, feedbackTexts(waves, words));
    checkPaid(check, reader, truth, { caption: paidCaption(outcome, words), bars: paidBars(outcome.paid, words), note: paidNote(outcome, words) });
    if (search) checkBreaking(check, reader, truth, breakingText(search, outcome, words), search, worstOf, randomOf(seed + 7));
    for (const text of [plain(sentence(outcome, words, breaking)), ...Object.values(beats)]) {
      if (/undefined|NaN|Infinity|\[object/.test(text)) check.fault("words", text, "are no words");
    }
  }
  const hasWriters = (trace.summary().writersLiquidated ?? 0) > 0;
  useLanguage("en");
  picture.free();
  book.free();
  trace.free();
  return {
    others: [
      ...truth.others.deeds.map(({ kind }) => kind),
      ...(truth.others.tied ? ["arbitrage"] : []),
      ...(truth.others.rest !== 0 ? ["unfinished"] : []),
      ...(truth.calls.issued > 0 ? ["brokers", "futures"].filter((called) => scenario.populations.some(({ kind }) => kind === called)) : []),
      ...(truth.calls.parts[0] > 0 ? ["paidCalls"] : []),
      ...(hasWriters ? ["optionAccounts"] : []),
    ],
    alarm: truth.alarm?.kind,
    owned: owned > 0,
    searched: search !== null,
    stop: truth.stop,
    closes: truth.closes,
    kind: scenario.shock?.kind ?? "none",
    isUp: truth.isUp,
  };
}
