// Words about those who trade and are not closed by force, fetched with the first run that has any; German beside them in
// `others-strings-de.js`. What is said of each kind stands in `others-words-en.js`, written from the declarations.

import { kindsTold } from "./others-words-en.js";

/** What a kind did, as it is written; empty where it did not. @typedef {{ who: string, sold: string, bought: string, isAgainst: boolean }} Told */

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {readonly string[]} list */
const listed = (list) => (list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`);

/** @param {Told} told */
const deed = ({ who, sold, bought, isAgainst }) =>
  sold && bought ? `${who} bought ${bought} and sold ${sold}` : `${who} ${sold ? "sold" : "bought"} ${sold || bought}${isAgainst ? " against it" : ""}`;

/** @typedef {import("./others-words-en.js").KindTold} KindTold */
/** What a kind does, for the first beat; `isUp` and `isWith`: what it had to do in this run; `isBuying`: what it did most. @typedef {(isUp: boolean, isWith: boolean | null, isBuying: boolean) => string} Rule */

/** A text in which `{a|b}` is `a` where the price rises. @param {string} text @param {boolean} isUp */
const turned = (text, isUp) => text.replace(/\{([^|{}]*)\|([^{}]*)\}/g, (_, up, down) => (isUp ? up : down));

/**
 * What is told of kinds, by their words: of those that it is told of.
 * @param {Readonly<Record<string, KindTold>>} kinds
 */
export function toldOf(kinds) {
  /** @template Part @param {(told: KindTold) => Part | undefined} part @returns {Record<string, Part>} */
  const each = (part) =>
    Object.fromEntries(
      Object.entries(kinds).flatMap(([kind, told]) => {
        const found = part(told);
        return found === undefined ? [] : [[kind, found]];
      }),
    );
  return {
    names: each(({ name }) => name),
    rules: each(({ rule }) => {
      if (rule === undefined) return undefined;
      const [on, against = on, otherwise = on] = rule;
      // What is the same in every run goes by what it did itself.
      return /** @type {Rule} */ ((isUp, isWith, isBuying) => turned(isWith === null ? otherwise : isWith ? on : against, rule.length > 1 ? isUp : isBuying));
    }),
    closed: each(({ closed }) => closed),
    sellers: each(({ seller }) => seller && ((/** @type {boolean} */ isUp) => turned(seller, isUp))),
    apart: each(({ apart }) => apart),
  };
}

const told = toldOf(kindsTold);

/** One of whom may be closed by force, and many: by kinds that are no leveraged positions, `mixed` beside those. @param {string} kind */
const holders = (kind) => (kind === "mixed" ? ["position or account", "positions and accounts"] : (told.closed[kind] ?? ["account", "accounts"]));

/** @typedef {typeof othersStrings} OthersStrings */

export const othersStrings = {
  /** By the word of the kind. @type {Record<string, string>} */
  kinds: {
    traders: "leveraged traders",
    ...told.names,
  },
  /** Of a kind that has no name here. */
  others: "others",
  /** @type {Record<string, Rule>} */
  rules: told.rules,
  /** @param {readonly Told[]} list */
  deeds: (list) => (list.length === 0 ? "" : `${capital(list.map(deed).join(", "))}.`),
  here: (/** @type {Told} */ told) => `${capital(deed({ ...told, isAgainst: false }))} here.`,

  sentence: {
    /** Forced orders and others. @param {boolean} isUp @param {string} forced @param {readonly { who: string, amount: string }[]} others @param {boolean} isHomeMade */
    together: (isUp, forced, others, isHomeMade) =>
      `Forced ${isUp ? "buying" : "selling"} (${forced}) and ${listed(others.map(({ who, amount }) => `${who} (${amount})`))} did ${isHomeMade ? "it" : "the rest"}.`,
    /** Others alone; options that are bought back by force move no price themselves. @param {boolean} isUp @param {readonly { who: string, amount: string }[]} others @param {boolean} isHomeMade @param {boolean} isFree nobody was forced */
    alone: (isUp, others, isHomeMade, isFree) =>
      `${capital(listed(others.map(({ who, amount }, i) => `${who} ${i === 0 ? (isUp ? "bought " : "sold ") : ""}${amount}`)))}: that did ${isHomeMade ? "it" : "the rest"}.${isFree ? " Nobody was forced." : ""}`,
    left: (/** @type {string} */ toSell, /** @type {string} */ toBuy) =>
      `Not all is done: ${toSell && toBuy ? `${toSell} is still to be sold and ${toBuy} to be bought` : `${toSell || toBuy} is still to be ${toSell ? "sold" : "bought"}`}.`,
  },

  forcedOnly: (/** @type {readonly string[]} */ who, /** @type {string} */ money) =>
    `${capital(listed(who))} were closed by force, ${money} in all, and no position.`,
  /** By the word of the kind. @type {Record<string, string>} */
  notInFlow: told.apart,
  calls: (/** @type {string} */ issued, /** @type {boolean} */ isOne, /** @type {readonly string[]} */ became) =>
    `${issued} margin ${isOne ? "call" : "calls"}: ${became.join(", ")}.`,
  callsMet: (/** @type {string} */ count) => `${count} paid`,
  callsLapsed: (/** @type {string} */ count) => `${count} lapsed`,
  callsSold: (/** @type {string} */ count) => `${count} not paid and sold`,
  callsOpen: (/** @type {string} */ count) => `${count} still open`,
  /** @param {readonly string[]} names @param {string} more besides them, in words @param {boolean} isOne */
  banks: (names, more, isOne) => {
    if (names.length === 0) return isOne ? "One bank" : `${more} banks`;
    return `${isOne ? "Bank" : "Banks"} ${listed(more === "" ? names : [...names, `${more} more`])}`;
  },
  fell: (/** @type {string} */ banks, /** @type {boolean} */ isOne) => `${banks} fell: ${isOne ? "it owes more than it has" : "they owe more than they have"}.`,
  soldAll: (/** @type {string} */ banks, /** @type {boolean} */ isOne) => `${banks} had to sell all that ${isOne ? "it" : "they"} could.`,
  /** @param {string} liquidated @param {string} all @param {boolean} isOne @param {boolean} isOnly */
  writers: (liquidated, all, isOne, isOnly) =>
    isOnly ? "The option writer was liquidated." : `${liquidated} of ${all} option writers ${isOne ? "was" : "were"} liquidated.`,
  lendersLost: (/** @type {string} */ money) => `Lenders lost ${money}.`,
  /** How often trading stopped; nothing where it never did. @param {string} count @param {boolean} isOnce */
  stopped: (count, isOnce) => (count === "" ? "Trading is halted" : `Trading stopped ${isOnce ? "once" : `${count} times`}`),
  /** Trading stands still, or at a bound, while orders wait. @param {string} reason @param {string} stopped @param {string} waiting */
  blocked: (reason, stopped, waiting) =>
    `${reason === "halted" ? stopped : "The price stands at its limit, beyond which nothing trades"}, and ${waiting === "" ? "orders still wait" : `${waiting} still waits`}.`,
  /** @param {string} stopped @param {string} time empty where no time passes */
  halts: (stopped, time) => `${stopped}${time === "" ? "" : `, for ${time} in all`}.`,
  /** By the kind of the claim. @type {Record<NonNullable<ReturnType<typeof import("./others-claims.js").alarmClaims>>["kind"], (time: string) => string>} */
  alarm: {
    none: () => "No alarm was raised.",
    before: (time) => `The alarm came ${time} before the cascade.`,
    with: () => "The alarm came with the cascade.",
    late: (time) => `The alarm came ${time} too late.`,
    raised: () => "The alarm was raised.",
    calm: (time) => `The alarm was raised${time && ` after ${time}`}, and no cascade followed.`,
  },
  guards: "Halts and price limits stop trading; they do not cancel orders.",
  cut: "The run was ended there: others still trade, wave after wave, and reach nobody else.",
  nobodyCloses: "Loans wait to be closed, and nobody finds it worth while or has the money.",

  label: (/** @type {{ start: string, final: string, move: string, without: string }} */ s) =>
    `Price over time. From ${s.start} to ${s.final} (${s.move}); from outside alone it would be ${s.without}.`,
  price: (/** @type {string} */ price) => `Price ${price}.`,
  /** @param {string} who was closed @param {boolean} isOne or none @param {string} notional of nobody empty */
  closed: (who, isOne, notional) => `${who} ${isOne ? "was" : "were"} closed by force${notional && `, ${notional} in all`}.`,
  /** Who was closed, where not all are leveraged positions. @param {string} kind @param {string} count */
  counted: (kind, count) => {
    const [one, many] = holders(kind);
    return count === "0" ? `No ${one}` : `${count} ${count === "1" ? one : many}`;
  },

  figures: {
    /** Of whom was sold, where nobody has a leveraged position. @param {string} kind @param {string} count */
    holders: (kind, count) => `of ${count} ${holders(kind)[count === "1" ? 0 : 1]}`,
    outside: (/** @type {string} */ move) => `${move} from outside alone`,
    traded: (/** @type {Told} */ { who, sold, bought }) => capital(`${who}${sold && bought ? "" : sold ? " sold" : " bought"}`),
    also: (/** @type {string} */ note, /** @type {readonly Told[]} */ list) => `${note}; ${list.map((told) => deed({ ...told, isAgainst: false })).join(", ")}`,
    dealers: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `dealers ${isLoss ? "lost" : "gained"} ${amount}`,
    insurers: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `insurers ${isLoss ? "lost" : "gained"} ${amount}`,
    funds: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `leveraged funds ${isLoss ? "lost" : "gained"} ${amount}`,
    arbitrage: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `arbitrage ${isLoss ? "lost" : "took in"} ${amount}`,
    dealersAlone: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `Dealers ${isLoss ? "lost" : "gained"} ${amount}`,
    insurersAlone: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `Portfolio insurers ${isLoss ? "lost" : "gained"} ${amount}`,
    fundsAlone: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `Leveraged funds ${isLoss ? "lost" : "gained"} ${amount}`,
    arbitrageAlone: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `Arbitrage ${isLoss ? "lost" : "took in"} ${amount}`,
    lenders: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `lenders ${isLoss ? "lost" : "gained"} ${amount}`,
    liquidators: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `liquidators ${isLoss ? "lost" : "gained"} ${amount}`,
    borrowersPaid: "borrowers paid it",
    writers: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `option writers ${isLoss ? "lost" : "gained"} ${amount}`,
    writersAlone: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `Option writers ${isLoss ? "lost" : "gained"} ${amount}`,
    writersNote: (/** @type {string} */ liquidated, /** @type {string} */ all) => `${liquidated} of ${all} option writer${all === "1" ? "" : "s"} liquidated`,
    /** Closed by force, and nobody else had to pay for them. @param {readonly string[]} who */
    own: (who) => `${listed(who)} with their own money`,
    withOwn: "their own money covered it",
    unsecured: "debt that nothing secures",
    nobodyNote: "no position was closed",
  },

  beats: {
    noLeverage: "Nobody here trades on borrowed money.",
    /** Who closes those who are forced where nobody has a leveraged position; several kinds of them: nobody is named. @type {Record<string, (isUp: boolean) => string>} */
    sellers: {
      ...told.sellers,
      several: (isUp) => (isUp ? "what you owe is bought back" : "what you hold is sold"),
    },
    /** Of both sides: the words for an exchange, and those for anybody else. */
    closes: ["the exchange closes what you hold", "what you hold is closed"],
    /** @param {string} shock @param {boolean} isUp @param {string} who @param {boolean} isBoughtBack options were, by force */
    forced: (shock, isUp, who, isBoughtBack) =>
      `The price ${isUp ? "rises" : "falls"} ${shock} for outside reasons. ${isBoughtBack ? "Options are bought back by force, and" : "No position is closed by force, but"} ${who} answer the price.`,
    /** @param {boolean} isStill @param {boolean} isUp @param {string} who @param {boolean} isBoughtBack */
    homeMade: (isStill, isUp, who, isBoughtBack) =>
      `${isStill ? "Nothing happens outside" : `Outside the price does not ${isUp ? "rise" : "fall"}`}. ${isBoughtBack ? "Options are bought back by force, and" : "No position is closed by force, but"} ${who} trade.`,
    moves: (/** @type {string} */ amount, /** @type {string} */ who, /** @type {string} */ time) =>
      `${amount} is traded by ${who}${time === "" ? " at once" : ` within ${time}`}`,
    next: (/** @type {string} */ amount, /** @type {string} */ who, /** @type {string} */ time) =>
      `Another ${amount} is traded by ${who}${time === "" ? "" : ` until ${time}`}`,
    /** @type {Record<string, (what: string, from: string, to: string) => string>} */
    course: {
      on: (what, from, to) => `${what}. The price goes from ${from} to ${to}.`,
      still: (what, _from, to) => `${what}, and the price stays at ${to}.`,
      back: (what, from, to) => `${what}, and the price goes back, from ${from} to ${to}.`,
    },
    outside: (/** @type {string} */ move) => `From outside alone it would stand at ${move}.`,
    meanwhile: (/** @type {string} */ amount, /** @type {string} */ who) => `Besides, ${amount} is traded by ${who}.`,
    noNext: "Nothing else is set off.",
    /** Why it ended. @param {string} reason @param {string} waiting @param {boolean} isUp */
    reason: (reason, waiting, isUp) => {
      if (reason === "everyoneLiquidated") return `It stops because nobody is left to be ${isUp ? "bought" : "sold"} out.`;
      if (reason === "bookExhausted") return `It stops because the order book is empty${waiting === "" ? "" : `; ${waiting} still waits`}.`;
      if (reason === "durationReached") return `It has not stopped: time is up, and ${waiting === "" ? "orders still wait" : `${waiting} still waits`}.`;
      if (reason === "liquidatorsStopped") return "It stops because nobody else is closed.";
      return "It stops when the price sets off no further order.";
    },
    notDone: "It has not stopped: the time of this run is up.",
    forcedAll: (/** @type {string} */ amount, /** @type {import("./claims.js").Closing} */ closing, /** @type {string} */ early) =>
      `${amount} was ${closing === "both" ? "closed" : closing === "bought" ? "bought" : "sold"} by force${early && `, ${early} of it off the book, for which winners were closed`}.`,
    stands: (/** @type {string} */ without, /** @type {string} */ final) => `From outside alone the price would stand at ${without}; it stands at ${final}.`,
  },

  flow: (/** @type {string} */ deeds) => `${deeds} Nobody closes them by force, so they are not in this picture.`,

  feedback: {
    parts: (/** @type {readonly string[]} */ list) => `There it was made of ${listed(list)}.`,
    part: (/** @type {string} */ who, /** @type {string} */ ratio) => `${who} ${ratio}`,
    program: "Algorithms sell or buy by time or volume, which Feedback R does not see: below 1 they move the price all the same.",
    nothing: "Nobody answered the price: Feedback R stayed at 0.",
    /** Below 1, where something moves the price that R does not see. */
    dies: "below 1 the answers die out",
    axis: "The axis is bent: 2 is as far above 1 as one half is below. Below 0 stands what trades against the move.",
    until: (/** @type {string} */ where) => `It stood above 1 last ${where}.`,
  },

  paid: {
    dealers: "Option dealers",
    insurers: "Portfolio insurers",
    funds: "Leveraged funds",
    arbitrage: "Arbitrage",
    change: (/** @type {string} */ amount, /** @type {boolean} */ isLoss) => `${isLoss ? "lost" : "gained"} ${amount}`,
    writers: "Option writers",
    writersNote: "Option writers: worth of their accounts at the end against the start, liquidated or not. In no sum here.",
    listed: (/** @type {readonly string[]} */ who) => listed(who),
    closedBesides: (/** @type {readonly string[]} */ who) => `${capital(listed(who))} were closed by force, and their own money covered it.`,
    dealersNote: "Dealers: options and hedges together; their customers have the other side of the options. In no sum here.",
    insurersNote: "Insurers: what their trades brought, against the price at the end; they hold no options. In no sum here.",
    fundsNote: "Leveraged funds: equity at the end against the start; what a closed one still owes, its lenders lost. In no sum here.",
    arbitrageNote: `Arbitrage: taken in less paid between the markets, before its cost. In no sum here.`,
    nobodyClosed: "No leveraged position was closed by force.",
    lenders: "Lenders",
    lendersNote: "Lenders: debt that nothing secures any more and no reserve pays. In no sum here.",
    liquidators: "Liquidators",
    liquidatorsNote: "Liquidators: what collateral brought less debt repaid, gas and fees; a borrower's loss. In no sum here.",
    protocol: "Protocol",
    protocolNote: "Protocol: its reserve, at the end against the start. In no sum here.",
  },

  /** A sentence about forced trades, where not all of them were forced. */
  unforced: (/** @type {string} */ text) =>
    text.replace(/\bforced (?=selling|buying|trades)/g, "").replace(/\bForced (s|b|t)(?=elling|uying|rades)/g, (_, first) => first.toUpperCase()),
};
