// What is told of a run in which others trade than those who are closed by force; fetched with the first such run, so that no
// other run pays for it. Every function gives `null` or what it was given where there is nothing of that kind to tell. Pure.

import { beatClaims } from "./beat-claims.js";
import { LEAST_MONEY, alike } from "./claims.js";
import { paidClaims } from "./paid-claims.js";
import * as format from "./format.js";
import { alarmClaims, othersClaims, partsOf } from "./others-claims.js";
import { capital, othersStrings } from "./others-strings.js";
import { othersGerman } from "./others-strings-de.js";
import { OWN_MONEY } from "./others-words-en.js";

/** @typedef {import("./claims.js").Outcome} Outcome */
/** @typedef {import("./others-claims.js").Deed} Deed */
/** @typedef {import("./figures-text.js").Figure} Figure */
/** @typedef {typeof import("./strings.js").strings} Strings */
/** @typedef {import("./others-strings.js").OthersStrings} Words */

/** The engine's largest ratio, as in the sentence. */
const ENDLESS = 1000;

/** @param {{ language: string }} strings @returns {Words} */
export const wordsFor = ({ language }) => (language === "de" ? othersGerman : othersStrings);

/** @param {Words} words @param {string} kind */
const nameOf = (words, kind) => words.kinds[kind] ?? words.others;

/** @param {Words} words @param {Pick<Deed, "kind" | "sold" | "bought" | "isAgainst">} deed @returns {import("./others-strings.js").Told} */
const told = (words, { kind, sold, bought, isAgainst }) => ({
  who: nameOf(words, kind === "value" && bought === 0 ? "valueSellers" : kind),
  sold: sold > 0 ? format.money(sold) : "",
  bought: bought > 0 ? format.money(bought) : "",
  isAgainst,
});

/** @param {Words} words @param {readonly Deed[]} deeds */
const deedsText = (words, deeds) => words.deeds(deeds.map((deed) => told(words, deed)));

/** @param {Words} words @param {readonly Deed[]} deeds */
const whoText = (words, deeds) => (deeds.length === 1 ? told(words, deeds[0]).who : words.others);

/** @param {number} amount @param {Strings} strings */
const atStart = (amount, strings) => (amount > 0 ? strings.atStart(format.money(amount)) : "");

/**
 * How the headline ends; `base` is what it says of forced orders alone.
 * @param {Pick<Outcome, "summary" | "facts" | "paid" | "ticks">} outcome
 * @param {Strings} strings
 * @param {string} base
 */
export function ending(outcome, strings, base) {
  const words = wordsFor(strings);
  const {
    deeds,
    traded,
    pushers,
    forced,
    ending: kind,
    isUp,
    isHomeMade,
    isBeyond,
    isOtherSide,
    left,
    isStuck,
    isBlocked,
    isCut,
    halts,
    stop,
    calls,
    fallen,
    writers,
  } = othersClaims(outcome);
  const amounts = pushers.map(({ kind, sold, bought }) => ({
    who: told(words, { kind, sold, bought, isAgainst: false }).who,
    amount: format.money(sold + bought),
  }));
  const ties = deeds.filter(({ isTie }) => isTie);
  const said = [];
  const isTogether = kind === "forced" && !isOtherSide && pushers.length > 0;
  const isAlone = kind === "nobody" && isBeyond && pushers.length > 0;
  if (isTogether) said.push(words.sentence.together(isUp, format.money(forced), amounts, isHomeMade));
  else if (isAlone) said.push(words.sentence.alone(isUp, amounts, isHomeMade, writers[1] === 0));
  // Why it does not go on comes before what the market made of it.
  else if (!(isBlocked || isCut) || kind === "forced" || (kind !== "nobody" && isOtherSide)) said.push(base);
  said.push(...stopsOf({ halts, isBlocked, stop }, words, strings));
  if (isCut) said.push(words.cut);
  const rest = isTogether || isAlone ? traded.filter(({ isWith }) => !isWith) : traded;
  if (rest.length > 0) said.push(deedsText(words, rest));
  for (const tie of ties) said.push(words.here(told(words, tie)));
  if (left.toSell + left.toBuy > 0) said.push(words.sentence.left(atStart(left.toSell, strings), atStart(left.toBuy, strings)));
  if (isStuck) said.push(words.nobodyCloses);
  // Loans of another market are told where that one is.
  const lost = -(outcome.paid.lenders ?? 0);
  if (lost >= 0.01) said.push(words.lendersLost(format.money(lost)));
  if (calls) said.push(callsText(calls, words));
  said.push(...endsText({ fallen, writers }, words), ...alarm(outcome, strings));
  return said.join(" ");
}

/**
 * Whether there was a warning; nothing where there is no alarm, or nothing to tell of it.
 * @param {Pick<Outcome, "summary" | "ticks">} outcome
 * @param {{ language: string }} strings
 * @returns {string[]}
 */
export function alarm(outcome, strings) {
  const claim = alarmClaims(outcome);
  return claim === null ? [] : [wordsFor(strings).alarm[claim.kind](claim.timeS > 0 ? format.seconds(claim.timeS) : "")];
}

/** Names of banks in a sentence; of more the rest is counted. */
const MOST_NAMES = 3;

/**
 * Which banks fell, and how many option writers were liquidated.
 * @param {Pick<import("./others-claims.js").OthersClaims, "fallen" | "writers">} claims
 * @param {Words} words
 */
function endsText({ fallen: { insolvent, illiquid }, writers: [all, liquidated] }, words) {
  const banks = (/** @type {readonly string[]} */ ids) => {
    const names = ids.filter((id) => id !== "").slice(0, MOST_NAMES);
    return words.banks(names, ids.length > names.length ? format.number(ids.length - names.length) : "", ids.length === 1);
  };
  return [
    ...(insolvent.length > 0 ? [words.fell(banks(insolvent), insolvent.length === 1)] : []),
    ...(illiquid.length > 0 ? [words.soldAll(banks(illiquid), illiquid.length === 1)] : []),
    ...(liquidated > 0 ? [words.writers(format.number(liquidated), format.number(all), liquidated === 1, all === 1)] : []),
  ];
}

/**
 * How often trading stopped, and what waits at the end because of it.
 * @param {Pick<import("./others-claims.js").OthersClaims, "halts" | "isBlocked" | "stop">} claims
 * @param {Words} words
 * @param {Strings} strings
 */
function stopsOf({ halts, isBlocked, stop }, words, strings) {
  const { count, timeS } = halts ?? { count: 0, timeS: 0 };
  const stopped = words.stopped(count > 0 ? format.number(count) : "", count === 1);
  const said = isBlocked ? [words.blocked(stop.reason, stopped, atStart(stop.waiting, strings))] : [];
  if (count > 0 && !(isBlocked && stop.reason === "halted")) said.push(words.halts(stopped, timeS > 0 ? format.seconds(timeS) : ""));
  return said;
}

/** @param {NonNullable<import("./others-claims.js").OthersClaims["calls"]>} calls @param {Words} words */
const callsText = ({ issued, met, lapsed, sold, open }, words) => {
  const became = /** @type {const} */ ([
    [met, words.callsMet],
    [lapsed, words.callsLapsed],
    [sold, words.callsSold],
    [open, words.callsOpen],
  ]).filter(([count]) => count > 0);
  return words.calls(
    format.number(issued),
    issued === 1,
    became.map(([count, text]) => text(format.number(count))),
  );
};

/** Whether anybody traded at all. @param {Pick<Outcome, "summary" | "facts">} outcome */
export const hasTraded = (outcome) => othersClaims(outcome).traded.length > 0;

/**
 * @param {Pick<Outcome, "summary" | "facts">} outcome
 * @param {Strings} strings
 * @returns {string[]}
 */
export function status(outcome, strings) {
  const words = wordsFor(strings);
  const { deeds, left, isStuck, isBlocked, isCut, halts, stop, calls, fallen, writers } = othersClaims(outcome);
  const said = stopsOf({ halts, isBlocked, stop }, words, strings);
  if (isCut) said.push(words.cut);
  if (deeds.length > 0) said.push(deedsText(words, deeds));
  if (calls) said.push(callsText(calls, words));
  if (left.toSell + left.toBuy > 0) said.push(words.sentence.left(atStart(left.toSell, strings), atStart(left.toBuy, strings)));
  if (isStuck) said.push(words.nobodyCloses);
  said.push(...endsText({ fallen, writers }, words));
  return said;
}

/**
 * The figures under the picture.
 * @param {Figure[]} figures
 * @param {Outcome} outcome
 * @param {Strings} strings
 * @returns {Figure[]}
 */
export function figures(figures, outcome, strings) {
  const words = wordsFor(strings);
  const claims = othersClaims(outcome);
  const { closing, side, traded, pushers, shock, gap, outsideEnd } = claims;
  const { feedback } = outcome.facts;
  const largest = [...traded].sort((one, other) => other.sold + other.bought - (one.sold + one.bought))[0];
  const points = format.shortNumber(100 * Math.abs(gap), Math.min(2, format.moveDigits(gap)));
  return figures.map((figure) => {
    switch (figure.key) {
      case "final":
        return traded.length > 0 ? { ...figure, note: words.figures.outside(format.signedMove(outsideEnd)) } : figure;
      case "worst":
        return traded.length > 0
          ? { ...figure, note: strings.figures.pointsBeyond(points, format.signedMove(shock), gap < 0 && /[1-9]/.test(points)) }
          : figure;
      case "forced": {
        if (closing !== "none") {
          const list = pushers.map((deed) => told(words, deed));
          const kind = forcedKind(claims, outcome, words);
          if (kind !== null && closing !== "both") {
            const note = words.figures.holders(kind, format.number(claims.closed.count));
            return { ...figure, note: list.length > 0 ? words.figures.also(note, list) : note };
          }
          return list.length > 0 ? { ...figure, note: words.figures.also(figure.note, list) } : figure;
        }
        if (!largest) return figure;
        return {
          ...figure,
          label: words.figures.traded(told(words, largest)),
          means: largest.kind,
          value: format.money(largest.sold + largest.bought),
          note: freeNote(claims, words),
        };
      }
      case "chain":
        if (traded.length === 0 || !feedback.isDense) return figure;
        return {
          ...figure,
          label: strings.figures.feedback,
          value: feedback.peak >= ENDLESS ? strings.figures.endless : format.number(feedback.peak, 2),
          note: strings.figures.feedbackNote(side),
          means: "feedbackR",
        };
      case "payer":
        return { ...figure, ...payerText(outcome, strings, figure.note) };
      default:
        return figure;
    }
  });
}

/** That no position was closed; of options that were bought back, whose they were. @param {import("./others-claims.js").OthersClaims} claims @param {Words} words */
const freeNote = ({ isBoughtBack, writers: [all, liquidated] }, words) =>
  isBoughtBack ? words.figures.writersNote(format.number(liquidated), format.number(all)) : words.figures.nobodyNote;

/** Who has gained or lost without being in the sum, in the order in which they are told. */
const ASIDES = /** @type {const} */ (["writers", "dealers", "insurers", "funds", "arbitrage", "lenders", "liquidators"]);

/** @param {Outcome["paid"]} paid */
const asidesOf = (paid) => ASIDES.map((key) => ({ key, amount: paid[key] ?? 0 })).filter(({ amount }) => Math.abs(amount) >= LEAST_MONEY);

/** @param {import("./others-claims.js").OthersClaims} claims @param {Words} words */
const ownMoneyOf = ({ closedKinds }, words) => closedKinds.filter((kind) => OWN_MONEY.includes(kind)).map((kind) => nameOf(words, kind));

/** Who was closed and paid with money of which nothing is recorded. @param {Pick<Outcome, "summary" | "facts">} outcome @param {Strings} strings */
export function closedBesides(outcome, strings) {
  const words = wordsFor(strings);
  const closed = ownMoneyOf(othersClaims(outcome), words);
  return closed.length > 0 ? [words.paid.closedBesides(closed)] : [];
}

/**
 * Who paid, of those who are no leveraged traders. Where no trader lost anything, whoever lost is named first: who paid nothing is
 * no headline.
 * @param {Pick<Outcome, "summary" | "facts" | "paid">} outcome
 * @param {Strings} strings
 * @param {string} [payersNote] what is told of those who are in the sum, besides the first of them
 * @returns {{ value?: string, note?: string, means?: string }} nothing where there is nobody to tell of
 */
function payerText(outcome, strings, payersNote = "") {
  const words = wordsFor(strings);
  const claims = othersClaims(outcome);
  const { isNobody, isBase, payers, closedEarly } = paidClaims(outcome.paid);
  const amounts = asidesOf(outcome.paid);
  const text = (/** @type {(typeof amounts)[number]} */ { key, amount }) => words.figures[key](format.money(Math.abs(amount)), amount < 0);
  const closed = ownMoneyOf(claims, words);
  const joined = (/** @type {readonly string[]} */ parts) => parts.filter((part) => part !== "").join(", ");
  if (!isNobody) {
    const [payer] = payers;
    if (payer.key === "traders") return { note: joined([payersNote, ...amounts.map(text)]) };
    // Before others pay for an account, its own money is gone.
    const own = closed.length === 0 ? [] : [words.figures.own(closed)];
    const [first, ...rest] = amounts;
    if (first?.key !== "writers" || first.amount > 0) return { note: joined([payersNote, ...own, ...amounts.map(text)]) };
    const others = strings.figures.payers[payer.key](format.sum(payer.amount, isBase));
    return { value: capital(text(first)), note: joined([others, payersNote, ...own, ...rest.map(text)]) };
  }
  const first = amounts.find(({ amount }) => amount < 0) ?? amounts[0];
  if (!first) return closed.length === 0 ? {} : { value: capital(words.paid.listed(closed)), note: words.figures.withOwn };
  const { key, amount } = first;
  const more = amounts.filter((one) => one !== first).map(text);
  if (closed.length > 0) more.push(words.figures.own(closed));
  if (key === "liquidators" && amount > 0 && more.length === 0) more.push(words.figures.borrowersPaid);
  if (key === "lenders" && more.length === 0) more.push(words.figures.unsecured);
  if (closedEarly > 0) more.push(strings.figures.winnersClosed(format.money(closedEarly)));
  if (claims.isBoughtBack || (key === "writers" && claims.writers[1] > 0)) more.push(freeNote({ ...claims, isBoughtBack: true }, words));
  else if (claims.closing === "none" && key !== "lenders" && key !== "liquidators") more.push(words.figures.nobodyNote);
  const value = capital(key === "lenders" || key === "liquidators" ? text(first) : words.figures[`${key}Alone`](format.money(Math.abs(amount)), amount < 0));
  return { value, note: more.join(", "), means: MEANINGS[key] };
}

/** Terms of the glossary. @type {Record<(typeof ASIDES)[number], string>} */
const MEANINGS = {
  writers: "optionAccounts",
  dealers: "optionDealers",
  insurers: "insurers",
  funds: "funds",
  arbitrage: "arbitrage",
  lenders: "badDebt",
  liquidators: "liquidator",
};

/** Instead of "nobody", where others than traders lost or gained. @param {Pick<Outcome, "summary" | "facts" | "paid">} outcome @param {Strings} strings */
export function paidCaption(outcome, strings) {
  if (asidesOf(outcome.paid).length === 0) return closedBesides(outcome, strings)[0] ?? null;
  const { value, note } = payerText(outcome, strings);
  return value === undefined ? null : `${value}${note ? `, ${note}` : ""}.`;
}

/**
 * Who was closed, where not all are leveraged positions.
 * @param {Pick<Outcome, "summary" | "facts">} outcome
 * @param {string} count
 * @param {Strings} strings
 */
export function counted(outcome, count, strings) {
  const words = wordsFor(strings);
  const { closedKinds, forcedKinds, startsWithNobody } = othersClaims(outcome);
  const [kind, ...more] = startsWithNobody ? forcedKinds : closedKinds.map(() => "mixed");
  return kind === undefined ? null : words.counted(more.length > 0 && startsWithNobody ? "several" : kind, count);
}

/** Instead of "no position closed", where options were bought back. @param {Pick<Outcome, "summary" | "facts">} outcome @param {string} price @param {Strings} strings */
export const quiet = (outcome, price, strings) => (othersClaims(outcome).isBoughtBack ? wordsFor(strings).price(price) : null);

/**
 * The label of the canvas; nothing where nobody else traded.
 * @param {Outcome} outcome
 * @param {Strings} strings
 */
export function label(outcome, strings) {
  const words = wordsFor(strings);
  const claims = othersClaims(outcome);
  const { final, outsideEnd, closing, closed, deeds, traded, isBoughtBack } = claims;
  if (traded.length === 0 && !isBoughtBack) return null;
  const { startPrice, summary } = outcome;
  const count = format.number(closing === "none" ? 0 : closed.count);
  const said = [
    words.label({
      start: format.price(startPrice),
      final: format.price(summary.finalPrice),
      move: format.signedMove(final),
      without: format.price(startPrice * (1 + outsideEnd)),
    }),
    isBoughtBack
      ? endsText(claims, words).join(" ")
      : words.closed(
          counted(outcome, count, strings) ?? strings.positions(count),
          closing === "none" || closed.count === 1,
          closing === "none" ? "" : format.money(closed.notional),
        ),
  ];
  if (deeds.length > 0) said.push(deedsText(words, deeds));
  return said.join(" ");
}

/**
 * The five beats; `texts` are those of forced orders alone.
 * @param {Record<import("./beats.js").Beat, string>} texts
 * @param {Pick<Outcome, "summary" | "facts" | "ticks"> & { leverage: string, early: string }} run
 * @param {Strings} strings
 * @returns {Record<import("./beats.js").Beat, string>}
 */
export function beats(texts, run, strings) {
  const all = wordsFor(strings);
  const words = all.beats;
  const claims = othersClaims(run);
  const { deeds, traded, isUp, closing, left, stop } = claims;
  const rules = run.facts.others.flatMap(({ kind, sold, bought }) => {
    const { isWith, isAgainst } = deeds.find((one) => one.kind === kind) ?? { isWith: false, isAgainst: false };
    return all.rules[kind]?.(isUp, isWith === isAgainst ? null : isWith, sold === bought ? isUp : bought > sold) ?? [];
  });
  const forced = forcedText(texts.forced, claims, run, strings);
  // Who borrows against collateral, or of a broker, trades on borrowed money, too, and so does a fund.
  const opening = !claims.startsWithNobody ? [texts.borrow] : claims.hasBorrowers ? [] : [words.noLeverage];
  const borrow = [...opening, ...rules, ...(claims.halts ? [all.guards] : [])].join(" ");
  // Others are reached, and wait.
  const nextHeld = stop.waiting > 0 ? strings.beats.waits(atStart(stop.waiting, strings)) : null;
  if (traded.length === 0) {
    const ties = deeds.map((deed) => all.here(told(all, deed)));
    // What is said first is why it ends: not because the price reaches nobody.
    const first = claims.isBlocked
      ? stopsOf(claims, all, strings)[0]
      : claims.isCut
        ? all.cut
        : claims.isStuck
          ? `${words.reason(stop.reason, "", isUp)} ${all.nobodyCloses}`
          : null;
    const stops = first === null ? texts.stops : texts.stops.replace(/^[^.]*\./, () => first);
    const next = closing === "none" || beatClaims(run).isMore ? texts.next : (nextHeld ?? texts.next);
    return { ...texts, borrow, forced, next, stops: [stops, ...ties, ...leftText(claims, strings)].join(" ") };
  }
  const beats = beatClaims(run);
  const [, before, first, next, end] = run.facts.story;
  const who = whoText(all, traded);
  const waiting = stop.waiting > 0 ? strings.atStart(format.money(stop.waiting)) : "";
  const part = (
    /** @type {typeof beats.moves} */ { from, to, digits, course, outside, timeS },
    /** @type {number} */ amount,
    /** @type {"moves" | "next"} */ kind,
  ) => {
    const what = words[kind](format.money(amount), who, run.ticks ? format.seconds(timeS) : "");
    const said = words.course[course](what, format.signedPercent(from, digits), format.signedPercent(to, digits));
    return outside === null ? said : `${said} ${words.outside(format.signedMove(outside))}`;
  };
  const stands = words.stands(format.signedMove(claims.outsideEnd), format.signedMove(claims.final));
  const why = claims.isBlocked
    ? stopsOf(claims, all, strings)[0]
    : claims.isCut
      ? all.cut
      : left.toSell + left.toBuy > 0 && stop.reason !== "bookExhausted"
        ? words.notDone
        : words.reason(stop.reason, waiting, isUp);
  const reason = claims.isStuck ? `${why} ${all.nobodyCloses}` : why;
  const dealt = deedsText(all, deeds);
  if (closing === "none") {
    const shock = alike(claims.shock, claims.shock, format.percent)[0];
    return {
      borrow,
      forced: claims.isHomeMade ? words.homeMade(claims.isOutsideStill, isUp, who, claims.isBoughtBack) : words.forced(shock, isUp, who, claims.isBoughtBack),
      moves: part(beats.moves, first.others - before.others, "moves"),
      next: next.others - first.others >= 0.01 ? part(beats.next, next.others - first.others, "next") : (nextHeld ?? words.noNext),
      stops: [reason, dealt, ...leftText(claims, strings), stands].join(" "),
    };
  }
  const besides = (/** @type {string} */ text, /** @type {typeof beats.moves} */ { outside }, /** @type {number} */ amount) =>
    [
      text,
      ...(amount >= 0.01 ? [words.meanwhile(format.money(amount), who)] : []),
      ...(outside === null ? [] : [words.outside(format.signedMove(outside))]),
    ].join(" ");
  return {
    borrow,
    forced,
    moves: besides(texts.moves, beats.moves, first.others - before.others),
    next: beats.isMore ? besides(texts.next, beats.next, next.others - first.others) : (nextHeld ?? words.noNext),
    stops: [reason, words.forcedAll(format.money(end.sold + end.bought), closing, run.early), dealt, ...leftText(claims, strings), stands].join(" "),
  };
}

/**
 * Whose accounts are closed by force where nobody has a leveraged position: a kind, or several; nothing where somebody has one.
 * @param {Pick<import("./others-claims.js").OthersClaims, "startsWithNobody">} claims
 * @param {Pick<Outcome, "facts">} run
 * @param {ReturnType<typeof wordsFor>} words
 */
function forcedKind({ startsWithNobody }, { facts }, words) {
  const kinds = Object.keys(words.beats.sellers).filter((kind) => facts.others.some((one) => one.kind === kind));
  if (!startsWithNobody || kinds.length === 0) return null;
  return kinds.length === 1 ? kinds[0] : "several";
}

/**
 * It is no exchange that closes loans, or accounts of a broker.
 * @param {string} text
 * @param {import("./others-claims.js").OthersClaims} claims
 * @param {Pick<Outcome, "facts">} run
 * @param {Strings} strings
 */
function forcedText(text, claims, run, strings) {
  const words = wordsFor(strings);
  const { sellers, closes } = words.beats;
  const kind = forcedKind(claims, run, words);
  if (kind === null) return text;
  const isBought = claims.closing === "bought";
  const [exchange, other] = claims.closing === "both" ? closes : [sellers.optionAccounts(isBought), sellers[kind](isBought)];
  return kind === "optionAccounts" ? text : text.replace(exchange, other);
}

/** @param {import("./others-claims.js").OthersClaims} claims @param {Strings} strings */
const leftText = ({ left }, strings) =>
  left.toSell + left.toBuy > 0 ? [wordsFor(strings).sentence.left(atStart(left.toSell, strings), atStart(left.toBuy, strings))] : [];

/** Instead of "nobody", where loans or margin accounts alone were closed by force. @param {Pick<Outcome, "summary" | "facts">} outcome @param {Strings} strings */
export function flowOfLoans(outcome, strings) {
  const words = wordsFor(strings);
  const { forcedKinds, closedKinds, closing, closed } = othersClaims(outcome);
  if (forcedKinds.length === 0 || closing === "none") return null;
  const besides = flow(outcome, strings);
  const who = (closedKinds.length > 0 ? closedKinds : forcedKinds).map((kind) => nameOf(words, kind));
  return `${words.forcedOnly(who, format.money(closed.notional))} ${besides}`;
}

/** What the picture of the groups leaves out, where there is one. @param {Pick<Outcome, "summary" | "facts">} outcome @param {Strings} strings */
export function flow(outcome, strings) {
  const words = wordsFor(strings);
  const { traded, closing, forcedKinds } = othersClaims(outcome);
  const besides = forcedKinds.map((kind) => words.notInFlow[kind]);
  if (traded.length === 0) return besides.join(" ");
  const said = deedsText(
    words,
    traded.map((deed) => ({ ...deed, isAgainst: false })),
  );
  return [closing === "none" ? said : words.flow(said), ...besides].join(" ");
}

/**
 * Whether it fed itself, by Feedback R alone: waves of forced orders do not tell it where others trade between them.
 * @param {import("./waves-text.js").Waves} waves
 * @param {(row: number) => string} where
 * @param {Strings} strings
 * @returns {string | null} nothing where nobody else traded
 */
export function feedback({ outcome, parts = [] }, where, strings) {
  const all = wordsFor(strings);
  const { traded, hasProgram } = othersClaims(outcome);
  const words = strings.waves.feedback;
  const { peak, peakRow, last, lastAboveRow, isAlwaysAbove, isDense } = outcome.facts.feedback;
  const program = hasProgram ? [all.feedback.program] : [];
  if (traded.length === 0 && !hasProgram) return null;
  const ratio = (/** @type {number} */ value) => (value >= ENDLESS ? strings.figures.endless : format.number(value, 2));
  if (!isDense) return [peak === 0 && last === 0 && traded.length > 0 ? all.feedback.nothing : words.sparse, ...program].join(" ");
  const said = [words.course(ratio(peak), where(peakRow), ratio(last))];
  const shares = partsOf(parts);
  // Where no orders are left every part is endless.
  if (shares.length > 1 && peak < ENDLESS)
    said.push(all.feedback.parts(shares.map((one) => all.feedback.part(nameOf(all, one.kind), format.number(one.ratio, 2)))));
  // Of what is closed in steps it sees one: being below 1 is no verdict.
  if (lastAboveRow === null) said.push(...(outcome.facts.closesInSteps ? [] : [words.below]));
  else if (last <= 1) said.push(all.feedback.until(where(lastAboveRow)));
  else said.push(isAlwaysAbove ? words.toTheEnd : words.atTheEnd);
  const steps = outcome.facts.closesInSteps ? [words.steps] : [];
  return [...said, ...steps, ...program].join(" ");
}

/**
 * What the picture of Feedback R says: its own words, then names of kinds, each after its word.
 * @param {Pick<Outcome, "summary" | "facts">} outcome
 * @param {Strings} strings
 */
export function feedbackWords(outcome, strings) {
  const { kinds, feedback } = wordsFor(strings);
  const own = strings.waves.feedback.picture;
  return { ...own, ...(othersClaims(outcome).hasProgram ? { dies: feedback.dies } : {}), kinds };
}

/** What stands below the picture of Feedback R, where it is that of several. @param {Pick<Outcome, "summary" | "facts">} outcome @param {Strings} strings */
export const feedbackAxis = (outcome, strings) => (hasTraded(outcome) ? wordsFor(strings).feedback.axis : null);

/**
 * Lines below who paid: no loss of those who were closed.
 * @param {import("./claims.js").Paid} paid
 * @param {Strings} strings
 */
export function paidLines(paid, strings) {
  const words = wordsFor(strings).paid;
  return [...ASIDES, /** @type {const} */ ("protocol")].flatMap((key) => {
    const amount = paid[key] ?? 0;
    if (Math.abs(amount) < 0.01) return [];
    return [{ key, label: words[key], amount: words.change(format.money(Math.abs(amount)), amount < 0), note: words[`${key}Note`] }];
  });
}

/** Instead of "nobody". @param {Strings} strings */
export const nobodyClosed = (strings) => wordsFor(strings).paid.nobodyClosed;

/** Without "forced", where not all that traded was. @param {string} text @param {Strings} strings */
export const unforced = (text, strings) => wordsFor(strings).unforced(text);
