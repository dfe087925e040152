// Compares each text of the page with what is true of the run.
import { shockedOf } from "../../www/js/situation.js";
import { SAID } from "./words-said.mjs";
import { ONCE, pairsOf } from "./words-true.mjs";

export function checkSentence(check, reader, truth, text, _breaking, landing) {
  const { said, fault, near, iff, same } = check;
  // Where it came to as much as the shock, German says so once.
  const clean = reader.clean(text).replace(/^Es blieb bei ([\d.,]+) % (Minus|Plus)\./, "Aus $1 % $2 blieben $1 %.");
  for (const [kind, form] of Object.entries(said.alarm)) {
    const found = form.exec(clean);
    iff("sentence", clean, `alarm ${kind}`, found !== null, truth.alarm?.kind === kind);
    if (found?.[1] && !near(reader.seconds(found[1])[0], truth.alarm?.timeS)) fault("sentence", clean, `${truth.alarm?.timeS} s`);
    if (kind === "calm" && found && (found[1] !== undefined) !== truth.alarm?.timeS > 0) fault("sentence", clean, `${truth.alarm?.timeS} s`);
  }
  const isHomeMade = Math.abs(truth.shock) < 5e-5;
  const rest = (found) => {
    const ending = found;
    const isForced = truth.closes !== "none";
    const hasStopped = truth.stop !== "durationReached" && truth.stop !== "bookExhausted";
    const isOther = hasStopped && isForced && (truth.isUp ? truth.bought : truth.sold) < 0.01;
    const isEveryone = hasStopped && isForced && !isOther && truth.stop === "everyoneLiquidated";
    const isCalm = hasStopped && isForced && !isOther && !isEveryone && !isHomeMade && truth.amplification < 1.1;
    // Why it does not go on is said instead.
    const isQuiet = isCalm && !truth.isBlocked && !truth.isCut;
    iff("sentence", clean, "cut", said.cut.test(ending), truth.isCut);
    iff("sentence", clean, "halted", said.halted.test(ending), truth.isBlocked && truth.stop === "halted");
    iff("sentence", clean, "at its limit", said.atLimit.test(ending), truth.isBlocked && truth.stop === "atLimit");
    const [, count] = said.halts.exec(ending) ?? [];
    if ((count === undefined ? 0 : (ONCE[count] ?? Number(count))) !== truth.halts) fault("sentence", clean, `${truth.halts} halts`);
    iff("sentence", clean, "time is up", said.timeUp.test(ending), truth.stop === "durationReached");
    iff("sentence", clean, "book empty", said.bookEmpty.test(ending), truth.stop === "bookExhausted");
    const { pushers, others } = truth;
    const isBeyond = (truth.isUp ? 1 : -1) * (truth.worst - truth.shock) >= 5e-4;
    const isAlone = hasStopped && !isForced && isBeyond && pushers.length > 0;
    iff("sentence", clean, "alone", said.alone.test(ending), isAlone);
    // Options that are bought back are so by force.
    iff("sentence", clean, "free", said.free.test(ending) && said.alone.test(ending), isAlone && !said.liquidated.test(ending));
    iff("sentence", clean, "nobody", said.nobody.test(ending), hasStopped && !isForced && !isAlone && !truth.isBlocked && !truth.isCut);
    iff("sentence", clean, "other side", said.other.test(ending), isOther);
    iff("sentence", clean, "everyone", said.everyone.test(ending), isEveryone);
    iff("sentence", clean, "absorbed", said.absorbed.test(ending), isQuiet);
    const isDoneByForce = hasStopped && isForced && !isOther && !isEveryone && !isCalm;
    const isTogether = isDoneByForce && pushers.length > 0;
    iff("sentence", clean, "together", said.together.test(ending), isTogether);
    iff("sentence", clean, "forced or already", said.forced.test(ending) || said.already.test(ending), isDoneByForce && !isTogether);
    const rest = isTogether || isAlone ? truth.opposed : others.deeds;
    const told = reader.moneys(ending.replace(said.already.test(ending) ? ending : "", ""));
    const wanted = [
      ...(!hasStopped && truth.waiting > 0 ? [truth.waiting] : []),
      ...(isTogether ? [truth.isUp ? truth.bought : truth.sold] : []),
      ...(isTogether || isAlone ? pushers.map(({ sold, bought }) => sold + bought) : []),
      ...(truth.isBlocked && truth.waiting > 0 ? [truth.waiting] : []),
      ...rest.flatMap(({ sold, bought }) => [bought, sold].filter((amount) => amount > 0)),
    ];
    const left = [...(others.rest === 0 ? [] : [Math.abs(others.rest)]), ...(truth.lent[0] === 0 ? [] : [-truth.lent[0]])];
    if (others.isThere) {
      const ties = told.length - wanted.length - left.length;
      same("sentence", clean, "money", [...told.slice(0, wanted.length), ...told.slice(wanted.length + ties)], [...wanted, ...left]);
      // What ties markets, by the prices of its rows.
      const { tied } = others;
      const about = tied ? [tied.bought, tied.sold].filter((amount) => amount >= 1e3) : [];
      if (about.length > ties || !about.every((amount, i) => about.length < ties || Math.abs(Math.log(told[wanted.length + i].value / amount)) < 2))
        fault("sentence", clean, `arbitrage ${JSON.stringify(tied)}`);
      iff("sentence", clean, "left", said.left.test(ending), others.rest !== 0);
      for (const { kind, bought, sold } of isTogether || isAlone ? truth.opposed : others.deeds) {
        const found = said.deed(said.who[kind]).exec(ending);
        if (!found || (found[1] === said.bought) !== bought > 0) fault("sentence", clean, `${kind} bought ${bought}, sold ${sold}`);
      }
    }
    iff("sentence", clean, "lenders", /Lenders lost|Geldgeber verloren/.test(ending), truth.lent[0] !== 0);
    const calls = /([\d.,]*\d) (?:margin calls?|Nachschussforderung(?:en)?): (.*?[a-z])\.(?: |$)/.exec(ending);
    const { issued, parts } = truth.calls;
    iff("sentence", clean, "calls", calls !== null, issued > 0 && issued !== parts[2]);
    if (calls) {
      const told = [calls[1], ...calls[2].split(", ").map((part) => part.split(" ")[0])].join(" ").replace(/[.,]/g, "");
      if (told !== [issued, ...parts.filter((count) => count > 0)].join(" ")) fault("sentence", clean, JSON.stringify(truth.calls));
    }
    if (!others.isThere && truth.lent[0] !== 0) same("sentence", clean, "money", told.slice(-1), [-truth.lent[0]]);
    if (said.already.test(ending)) {
      const [tiny, lands] = reader.percents(ending);
      if (!near(tiny, 0.001) || !near(lands, Math.abs(landing(0.001)))) fault("sentence", clean, `0.1 % lands at ${landing(0.001)}`);
    }
    if (!others.isThere && (!hasStopped || truth.isBlocked) && truth.lent[0] === 0 && truth.waiting > 0)
      same("sentence", clean, "money", told, [truth.waiting]);
    if (said.forced.test(ending) || said.nobody.test(ending) || said.absorbed.test(ending) || isTogether) {
      const [base] = /^[^.(]*/.exec(ending);
      // Where both sides were closed it is not told of one.
      const isOneSided = truth.closes !== "both" || isTogether;
      iff("sentence", clean, "sells", said.sells.test(base), isOneSided && !truth.isUp);
      iff("sentence", clean, "buys", said.buys.test(base), isOneSided && truth.isUp);
    }
    const isBack = !isHomeMade && Math.abs(truth.outsideEnd) < 0.5 * Math.abs(truth.shock) && Math.abs(truth.shock) >= 0.001;
    iff("sentence", clean, "came back", said.returned.test(ending), isBack);
    if (isBack && said.returned.test(ending)) {
      const [told] = reader.percents(ending.slice(ending.search(said.returned)));
      if (!near(told, truth.outsideEnd)) fault("sentence", clean, `the outside ended at ${truth.outsideEnd}`);
    }
  };
  if (isHomeMade) {
    const found = clean.match(said.homeMade);
    if (!found) {
      const moved = Math.abs(truth.worst) >= 5e-4 || truth.closes !== "none";
      if (moved && Math.abs(truth.worst) >= 5e-4) fault("sentence", clean, "a move without a shock is not told");
      return;
    }
    iff("sentence", clean, "fell", found[1] === said.fell, !truth.isUp);
    const [told] = reader.percents(clean);
    if (!near(told, Math.abs(truth.worst))) fault("sentence", clean, `the worst was ${truth.worst}`);
    rest(found[3]);
    return;
  }
  const found = clean.match(said.headline);
  if (!found) return fault("sentence", clean, "is no headline");
  const [first, second] = reader.percents(clean);
  iff("sentence", clean, "fall", found[2] === said.fall, !truth.isUp);
  iff("sentence", clean, "became", found[3] === said.became, found[1] !== found[4]);
  // As finely as the finer of the two is told, but for one that is far from the other.
  const isFar = Math.abs(truth.worst) >= 0.0995 && Math.abs(truth.worst) > 2 * Math.abs(truth.shock);
  const finest = Math.min(first.half, second.half);
  for (const [told, value] of [
    [first, Math.abs(truth.shock)],
    [second, Math.abs(truth.worst)],
  ]) {
    if (!near({ value: told.value, half: isFar ? told.half : finest }, value)) fault("sentence", clean, `${told.value} is told, ${value} is true`);
  }
  if (Math.abs(truth.shock) > 1e-5 && !(Math.abs(first.value / Math.abs(truth.shock) - 1) <= 0.0501)) {
    fault("sentence", clean, `${first.value} is another shock than ${truth.shock}`);
  }
  rest(found[5]);
}

/** "Without forced ..." is of those trades that were forced. */
function checkSide({ said, fault }, truth, place, text) {
  const side = truth.closes === "none" ? (truth.isUp ? "bought" : "sold") : truth.closes;
  for (const [, ...names] of text.matchAll(said.without)) {
    const told = names.find((name) => name !== undefined);
    if (told !== said.forcedNames[side]) fault(place, text, `forced were ${truth.closes}`);
  }
}

/** A price with four significant digits at least, also where it has an exponent. */
function priceOf(reader, text) {
  const [, digits, power = "0"] = /([\d.,]*\d)(?:e(-?\d+))?/.exec(text) ?? [];
  return digits === undefined ? NaN : reader.numbers(digits)[0].value * 10 ** Number(power);
}
const isPrice = (told, value) => Math.abs(told - value) <= 5e-4 * value * (1 + 1e-9);

export function checkFigures(check, reader, truth, rows) {
  const { way } = truth;
  const { said, fault, near, same, iff } = check;
  const by = Object.fromEntries(rows.map((row) => [row.key, row]));
  const text = (row) => `${row.label}: ${row.value} (${row.note})`;
  same("final", text(by.final), "percents", [...reader.percents(by.final.value), ...reader.percents(by.final.note)], [truth.final, truth.outsideEnd]);
  same("worst", text(by.worst), "percents", reader.percents(by.worst.value), [truth.worst]);
  for (const row of [by.final, by.worst]) checkSide(check, truth, row.key, text(row));
  const gap = (truth.isUp ? 1 : -1) * (truth.worst - truth.shock);
  const [points] = reader.numbers(by.worst.note);
  const isShort = /short of|weniger als/.test(by.worst.note);
  if (!near(points, Math.abs(100 * gap)) || (isShort ? gap > 0 : gap < -points.half / 100)) fault("worst", text(by.worst), `${100 * gap} points`);
  const isMoving = Math.abs(truth.shock - truth.outsideEnd) >= 5e-4;
  const { others, pushers } = truth;
  const hasOthers = others.deeds.length > 0;
  if (isMoving || hasOthers || isShort) same("worst", text(by.worst), "percents", reader.percents(by.worst.note), [truth.shock]);
  const gross = ({ sold, bought }) => sold + bought;
  const also = pushers.map(gross);
  const largestOther = Math.max(...others.deeds.map(gross));
  same("forced", text(by.forced), "money", reader.moneys(by.forced.value), [truth.closes === "none" && hasOthers ? largestOther : truth.notional]);
  if (truth.closes === "both") same("forced", text(by.forced), "money", reader.moneys(by.forced.note), [truth.sold, truth.bought, ...also]);
  else if (truth.closes !== "none") {
    iff("forced", text(by.forced), "sales", said.sells.test(by.forced.label), truth.closes === "sold");
    iff("forced", text(by.forced), "purchases", said.buys.test(by.forced.label), truth.closes === "bought");
    same("forced", text(by.forced), "money", reader.moneys(by.forced.note), also);
  }
  // Where nobody has a leveraged position it is told of how many loans or accounts.
  if (/^(?:of|von) /.test(by.forced.note) && reader.numbers(by.forced.note)[0].value !== truth.count) fault("forced", text(by.forced), `of ${truth.count}`);
  const [share] = reader.percents(by.forced.note);
  if (share && share.value >= 0.9999 && truth.stop === "settled" && truth.closedShare < 0.995) fault("forced", text(by.forced), `share ${truth.closedShare}`);
  // The chain ratio, in dollars.
  const largest = pairsOf(truth).reduce((most, pair) => (most && most.both >= pair.both ? most : pair), null);
  const highestR = Math.max(...truth.R.slice(1));
  if (hasOthers && /R/.test(by.chain.label)) {
    const [told] = reader.numbers(by.chain.value);
    if (highestR < 1000 && !near(told, highestR)) fault("chain", text(by.chain), `R peaked at ${highestR}`);
  } else if (truth.closes === "none") iff("chain", text(by.chain), "nothing", by.chain.value === "–", true);
  else if (!truth.ticks && largest) {
    const [ratio] = reader.moneys(by.chain.value);
    if (!near(ratio, largest.ratio)) fault("chain", text(by.chain), `ratio ${largest.ratio}`);
    const [second, first] = reader.numbers(by.chain.note);
    if (second.value !== largest.wave || Math.abs(first.value) !== largest.wave - 1) fault("chain", text(by.chain), `wave ${largest.wave}`);
  } else if (reader.moneys(by.chain.value).length > 0) fault("chain", text(by.chain), "there are no two waves");
  const peak = Math.max(...truth.R.slice(1));
  const toldPeak = /(?:R peak|R bis|bis) ([\d.,]+)$/.exec(reader.clean(by.chain.note))?.[1];
  if (toldPeak && !near(reader.numbers(toldPeak)[0], peak)) fault("chain", text(by.chain), `R peaked at ${peak}`);
  if (truth.ticks) {
    const [time] = reader.seconds(by.time.value);
    // Rows that are worst but for a rounding are the same moment to a reader.
    const isWorst = (row) => Math.abs(way(truth.price[row]) - truth.worst) < 1e-9;
    if (!time || !truth.timeS.some((at, row) => isWorst(row) && Math.abs(time.value - at) <= time.half + 1e-9))
      fault("time", text(by.time), `worst at ${truth.timeS[truth.worstRow]} s`);
    if (truth.closes !== "none") {
      const row = truth.all.findIndex((amount) => amount >= 0.9 * truth.notional * (1 - 1e-12));
      const told = reader.seconds(reader.clean(by.time.note).replace(/^90 %/, "")).at(-1);
      if (!told || Math.abs(told.value - truth.timeS[row]) > told.half + 1e-9) fault("time", text(by.time), `90 % by ${truth.timeS[row]} s`);
      if (truth.closes !== "both") iff("time", text(by.time), "buying", said.buys.test(by.time.note), truth.closes === "bought");
    }
  }
  const amounts = [...Object.values(truth.payers), truth.early, truth.fundGain, truth.vaultGain].filter((amount) => amount > 0);
  const asides = [others.writers, others.dealers, others.insurers, others.funds, others.arbitrage, truth.lent[0], truth.lent[1]].filter(
    (amount) => amount !== 0,
  );
  const isOfAsides = Object.values(truth.payers).every((amount) => amount === 0) && asides.length > 0;
  for (const [key, word] of [
    ["writers", /lost|verloren/],
    ["dealers", /lost|verloren/],
    ["insurers", /lost|verloren/],
    ["funds", /lost|verloren/],
    ["arbitrage", /lost|verlor /],
  ]) {
    const who = {
      writers: "option writers|Optionsschreiber",
      dealers: "dealers|Optionshändler",
      insurers: "insurers|Versicherer|Portfolioversicherer",
      funds: "leveraged funds|gehebelte Fonds",
      arbitrage: "arbitrage",
    }[key];
    const part = new RegExp(`(?:${who}) (?:lost|gained|took|verloren|gewannen|verlor|nahm)`, "i").exec(`${by.payer.value}, ${by.payer.note}`);
    iff("payer", text(by.payer), key, part !== null, others[key] !== 0);
    if (part) iff("payer", text(by.payer), `${key} lost`, word.test(`${part[0]} `), others[key] < 0);
  }
  const told = [...reader.moneys(by.payer.value), ...reader.moneys(by.payer.note)];
  const isQuiet = truth.closes === "none" && Object.values(truth.payers).every((amount) => amount === 0);
  if (isOfAsides) {
    // Whoever lost is named before whoever gained.
    const first = asides.find((amount) => amount < 0) ?? asides[0];
    same(
      "payer",
      text(by.payer),
      "money",
      told,
      [first, ...asides.filter((amount) => amount !== first), ...(truth.early > 0 ? [truth.early] : [])].map(Math.abs),
    );
  } else if (!isQuiet && amounts.length > 0) {
    // Option writers lose their own money before others pay for them.
    const own = truth.payers.traders === 0 && others.writers < 0 ? [-others.writers] : [];
    same("payer", text(by.payer), "money", told, [...own, ...amounts, ...asides.slice(own.length).map(Math.abs)]);
  }
  // Who paid nothing is no headline, where anybody lost anything.
  const [value] = reader.moneys(by.payer.value);
  if (value && value.value === 0 && told.length > 1) fault("payer", text(by.payer), "the first of them paid nothing");
}

/** Decimals of a move in per cent: as many as tell it within a twentieth. */
export function decimals(ratio) {
  const value = Math.abs(100 * ratio);
  return [1, 2, 3].find((digits) => value <= 1e-4 || Math.abs(Number(value.toFixed(digits)) - value) <= 0.05 * value) ?? 4;
}

export function checkBeats(check, reader, truth, texts) {
  const { said, fault, near, same, iff } = check;
  const { all, last, ticks, way, price } = truth;
  const { others } = truth;
  const hasOthers = others.deeds.length > 0;
  const isTheirs = truth.notional <= 0 && hasOthers;
  const measured = isTheirs ? others.dealt : all;
  const total = measured[last];
  const first = measured.findIndex((amount) => amount > 0);
  const money = (text, values) => same("beat", text, "money", reader.moneys(text), values);
  const deeds = others.deeds.flatMap(({ sold, bought }) => [bought, sold].filter((amount) => amount > 0));
  const left = others.rest === 0 ? [] : [Math.abs(others.rest)];
  if (truth.closes === "none" && !hasOthers) {
    if (Math.abs(truth.shock) >= 5e-5) same("beat 2", texts.forced, "percents", reader.percents(texts.forced).slice(0, 1), [Math.abs(truth.shock)]);
    iff("beat 2", texts.forced, "nobody", said.reachesNobody.test(texts.forced), truth.waiting === 0 || Math.abs(truth.shock) < 5e-5);
    const [stands] = reader.percents(texts.stops);
    if (!near(stands, truth.final)) fault("beat 5", texts.stops, `stands at ${truth.final}`);
    iff("beat 5", texts.stops, "time is up", said.timeUp.test(texts.stops), truth.stop === "durationReached");
    iff("beat 5", texts.stops, "book", said.empty.test(texts.stops), truth.stop === "bookExhausted");
    return;
  }
  const before = Math.min(last, Math.max(1, first - 1));
  const end = ticks
    ? Math.max(
        first,
        measured.findIndex((amount) => amount >= 0.25 * total),
      )
    : first;
  const after = measured.findIndex((amount) => amount > measured[end]);
  const next =
    after < 0
      ? last
      : ticks
        ? Math.max(
            after,
            measured.findIndex((amount) => amount >= 0.5 * total),
          )
        : after;
  const isMore = total - measured[end] >= 0.01;
  if (Math.abs(truth.shock) >= 5e-5) same("beat 2", texts.forced, "percents", reader.percents(texts.forced).slice(0, 1), [Math.abs(truth.shock)]);
  const course = (place, text, from, to) => {
    const whole = reader.clean(text);
    const outside =
      / (?:Without forced trades it would stand at|Ohne Zwangsgeschäfte stünde er bei|From outside alone it would stand at|Allein von außen stünde er bei) .*%\.$/;
    const clean = whole.replace(outside, "");
    // Where the outside moved as well, its share is told.
    const [before, then] = [way(truth.outside[from]), way(truth.outside[to])];
    if (Math.abs(Math.abs(then - before) - 5e-4) > 1e-12) iff(place, whole, "the outside", outside.test(whole), Math.abs(then - before) >= 5e-4);
    const besides = reader.percents(outside.exec(whole)?.[0] ?? "")[0];
    if (besides && !near(besides, then)) fault(place, whole, `the outside stood at ${then}`);
    const [told, there] = reader.percents(clean).slice(-2);
    const [a, b] = [way(price[from]), way(price[to])];
    const scale = 10 ** (2 + Math.max(decimals(a), decimals(b)));
    const isStill = Math.round(scale * a) === Math.round(scale * b);
    const { sold, bought } = truth.part(from, to);
    const isRising = b > a;
    const [isSold, isBought] = [sold >= 0.01, bought >= 0.01];
    // Back: from where the story had taken it, towards the start.
    const [then1, then2] = [a, b].map((ratio) => Math.round((truth.isUp ? scale : -scale) * ratio));
    const isBack = then2 >= 0 && then2 < then1;
    const isOn = !isStill && (isSold || isBought ? isSold !== isBought && isBought === isRising : !isBack);
    iff(place, clean, "stays", said.stays.test(clean), isStill);
    iff(place, clean, "comes back", said.back.test(clean), !isStill && !isOn && isBack);
    const [, verb] = said.against.exec(clean) ?? [];
    iff(place, clean, "against what was traded", verb !== undefined, !isStill && !isOn && !isBack);
    if (verb !== undefined) iff(place, clean, "rises", verb === said.rises, isRising);
    iff(place, clean, "goes", said.goes.test(clean), isOn);
    if (said.onward.test(clean) && isRising !== truth.isUp) fault(place, clean, "goes another way than the story");
    if (said.doubts.test(clean) && isSold && isBought) fault(place, clean, "what was traded pushed both ways");
    const [, few] = said.few.exec(clean) ?? [];
    if (few !== undefined) iff(place, clean, "few buyers", few === said.buyers, isSold);
    if (!near(reader.percents(clean).at(-1), b)) fault(place, clean, `to ${b}`);
    if (!isStill && reader.percents(clean).length > 1 && !near(told, a)) fault(place, clean, `from ${a}`);
    if (isOn && there && told && there.value === told.value) fault(place, clean, "from and to are the same");
    const meanwhile = others.dealt[to] - others.dealt[from];
    // What somebody took over, and what the book does not take.
    const off = isTheirs ? 0 : truth.offBookOf(to) - truth.offBookOf(from);
    const waits = place === "beat 3" && !ticks && truth.stop === "bookExhausted" ? truth.backlogOf(to) : 0;
    const isAll = said.allTaken.test(clean);
    if (isAll && !near(reader.moneys(clean)[0], off)) fault(place, clean, `${off} was taken over`);
    const alsoTold = [...(off >= 0.01 && !isAll ? [off] : []), ...(waits >= 0.01 ? [waits] : [])];
    money(clean, [measured[to] - measured[from], ...alsoTold, ...(!isTheirs && hasOthers && meanwhile >= 0.01 ? [meanwhile] : [])]);
    if (isTheirs) return;
    if (sold >= 0.01 && bought < 0.01) iff(place, clean, "bought", /\b(?:is|to be) bought\b|gekauft/.test(clean), false);
    if (bought >= 0.01 && sold < 0.01) iff(place, clean, "sold", /\b(?:is|to be) sold\b|verkauft/.test(clean), false);
  };
  course("beat 3", texts.moves, before, end);
  iff("beat 4", texts.next, "nobody else", said.noNext.test(texts.next), !isMore && truth.waiting === 0);
  if (isMore) course("beat 4", texts.next, end, next);
  const clean = reader.clean(texts.stops);
  const isEnded = !(hasOthers && others.rest !== 0);
  const isStuck = !hasOthers && truth.isStuck;
  iff("beat 5", clean, "beyond its limit", said.stuck.test(clean), isStuck);
  iff("beat 5", clean, "time is up", said.timeUp.test(clean), truth.stop === "durationReached" && isEnded && !isStuck);
  iff("beat 5", clean, "book", said.empty.test(clean), truth.stop === "bookExhausted");
  iff("beat 5", clean, "everyone", said.none.test(clean), truth.stop === "everyoneLiquidated" && isEnded);
  iff("beat 5", clean, "cut", said.cut.test(clean), truth.isCut);
  const isUnfinished = hasOthers && others.rest !== 0 && truth.stop !== "bookExhausted" && !truth.isBlocked && !truth.isCut;
  iff("beat 5", clean, "not done", said.notDone.test(clean), isUnfinished);
  iff("beat 5", clean, "too small", said.small.test(clean), !isUnfinished && (truth.stop === "settled" || truth.stop === "noTrigger"));
  // Where the other side was closed, too, it was not one way that became too short.
  if (!hasOthers && !truth.isCut && !truth.isBlocked) {
    const isOneWay = truth.closes === (truth.isUp ? "bought" : "sold");
    iff("beat 5", clean, "too small a way", said.smallWay.test(clean), isOneWay && truth.stop === "settled");
  }
  for (const [place, words, isRight] of [
    [texts.borrow, said.onFall, truth.closes === "bought"],
    [texts.borrow, said.onRise, truth.closes === "sold"],
    [texts.forced, said.sellsYours, truth.closes === "sold"],
    [texts.forced, said.buysYours, truth.closes === "bought" || truth.isBoughtBack || truth.closes === "none"],
  ]) {
    if (words.test(place) && !isRight) fault("beats 1 and 2", place, `${truth.closes} by force`);
  }
  const insurers = others.deeds.find(({ kind }) => kind === "insurers");
  const [, trade] = said.insurers.exec(texts.borrow) ?? [];
  if (insurers && trade !== undefined && (trade === said.buy ? insurers.bought : insurers.sold) === 0) fault("beat 1", texts.borrow, JSON.stringify(insurers));
  if (said.otherSide.test(texts.forced)) {
    iff("beat 2", texts.forced, "on the way back", said.wayBack.test(texts.forced), truth.dead === 0 && first > truth.worstRow);
    const [, told] = said.byStart.exec(texts.forced) ?? [];
    iff("beat 2", texts.forced, "dead at the start", told !== undefined, truth.dead > 0);
    if (told !== undefined && Number(told) !== truth.dead) fault("beat 2", texts.forced, `${truth.dead} were closed by the price of the start`);
  }
  const hasWaiting = truth.waiting > 0 && (truth.isBlocked || truth.stop === "durationReached" || truth.stop === "bookExhausted");
  // Of what was closed, that for which winners were.
  const closed = truth.closes === "none" ? [] : [truth.notional, ...(truth.early >= 0.01 ? [truth.early] : [])];
  const amounts = [...(hasWaiting && !isUnfinished ? [truth.waiting] : []), ...closed, ...deeds];
  // What ties markets is told after the others.
  const told = reader.moneys(clean);
  const ties = others.tied ? told.length - amounts.length - left.length : 0;
  same("beat 5", clean, "money", [...told.slice(0, amounts.length), ...told.slice(amounts.length + ties)], [...amounts, ...left]);
  same("beat 5", clean, "percents", reader.percents(clean), [truth.outsideEnd, truth.final]);
}

/** Who was closed is told by whom there is: leveraged positions, loans or accounts, or both. */
function checkWho({ said, fault }, truth, place, text) {
  const [, told] = said.closedWho.exec(text) ?? [];
  if (told === undefined) return;
  const { kinds, closed, hasTraders } = truth.holders;
  const [traders, byKind, several, mixed] = said.holders;
  const expected = hasTraders ? (closed.length > 0 ? mixed : traders) : kinds.length === 0 ? traders : kinds.length === 1 ? byKind[kinds[0]] : several;
  if (!expected.test(told)) fault(place, text, `closed were ${expected}`);
}

export function checkStatus(check, reader, truth, text) {
  const { said, fault, same, iff } = check;
  const waits = (truth.isBlocked || truth.stop === "durationReached" || truth.stop === "bookExhausted") && truth.waiting > 0 ? [truth.waiting] : [];
  const { others } = truth;
  const deeds = others.deeds.flatMap(({ sold, bought }) => [bought, sold].filter((amount) => amount > 0));
  const amounts = [...(truth.closes === "none" ? [] : [truth.notional]), ...waits, ...deeds];
  const left = others.rest === 0 ? [] : [Math.abs(others.rest)];
  const found = reader.moneys(text);
  const ties = others.tied ? found.length - amounts.length - left.length : 0;
  same("status", text, "money", [...found.slice(0, amounts.length), ...found.slice(amounts.length + ties)], [...amounts, ...left]);
  if (truth.closes !== "none" && reader.numbers(text)[0].value !== truth.count) fault("status", text, `${truth.count} positions`);
  iff("status", text, "nobody", said.closedNobody.test(text), truth.closes === "none" && !truth.isBoughtBack);
  checkWho(check, truth, "status", text);
  const price = priceOf(reader, /(?:Price|Preis) (.*)/.exec(reader.clean(text))?.[1] ?? "");
  if (!isPrice(price, truth.price[truth.last])) fault("status", text, `the price is ${truth.price[truth.last]}`);
  iff("status", text, "time is up", said.timeUp.test(text), truth.stop === "durationReached");
  iff("status", text, "cut", said.cut.test(text), truth.isCut);
  iff("status", text, "book empty", said.bookEmpty.test(text), truth.stop === "bookExhausted");
}

export function checkLabel(check, reader, truth, text) {
  const { fault, near, same, said, iff } = check;
  const [from, to] = reader
    .clean(text)
    .replace(/^.*?(?:From|Von) /, "")
    .split(/ (?:to|auf) /)
    .map((one) => priceOf(reader, one));
  checkSide(check, truth, "label", text);
  if (!isPrice(from, truth.start) || !isPrice(to, truth.price[truth.last])) fault("label", text, `${truth.start} to ${truth.price[truth.last]}`);
  if (!near(reader.percents(text)[0], truth.final)) fault("label", text, `${truth.final}`);
  iff("label", text, "nobody", said.closedNobody.test(reader.clean(text)), truth.closes === "none" && !truth.isBoughtBack);
  checkWho(check, truth, "label", reader.clean(text));
  if (truth.closes === "none") return;
  const { others } = truth;
  const deeds = others.deeds.flatMap(({ sold, bought }) => [bought, sold].filter((amount) => amount > 0));
  const found = reader.moneys(text);
  same("label", text, "money", others.tied ? found.slice(0, 1 + deeds.length) : found, [truth.notional, ...deeds]);
  const without = priceOf(reader, /(?:would be|wären es) (.*)/.exec(reader.clean(text))?.[1] ?? "");
  if (!isPrice(without, truth.outside[truth.last])) fault("label", text, `without: ${truth.outside[truth.last]}`);
}

export function checkFlow(check, reader, truth, { caption }, flow) {
  const { fault, near, same, iff, said } = check;
  iff("flow", caption, "nobody", said.closedNobody.test(caption), truth.closes === "none");
  if (truth.closes === "none") return;
  const deeds = truth.others.deeds.flatMap(({ sold, bought }) => [bought, sold].filter((amount) => amount > 0));
  // Loans are not in the picture.
  const loans = truth.loans.at(-1);
  if (truth.notional - loans < 0.01) {
    same("flow", caption, "money", reader.moneys(caption), [loans, ...deeds]);
    return;
  }
  const off = truth.offBookOf(truth.last);
  same("flow", caption, "money", reader.moneys(caption), [truth.notional - loans, ...(off >= 0.01 ? [off] : []), ...deeds]);
  const ofPositions = truth.all.map((all, row) => all - truth.loans[row]);
  const parts = Array.from(flow.firstRow, (first, i) => ofPositions[flow.lastRow[i]] - ofPositions[first - 1]);
  const largest = Math.max(...parts) / (truth.notional - loans);
  const share = reader.percents(caption).at(-1);
  const isRound = /more than|less than|mehr als|weniger als/.test(caption);
  if (!isRound && !near(share, largest)) fault("flow", caption, `the largest part has ${largest}`);
  const index = parts.indexOf(Math.max(...parts));
  const wave = /(?:in wave|in Welle) (\d+)\./.exec(reader.clean(caption))?.[1];
  if (wave !== undefined) {
    if (Number(wave) < 1 || truth.wave[flow.lastRow[index]] !== Number(wave))
      fault("flow", caption, `the largest part is wave ${truth.wave[flow.lastRow[index]]}`);
  }
  if (/(?:wave|Welle) 0\b/.test(caption)) fault("flow", caption, "there is no wave 0");
  if (truth.closes !== "both") iff("flow", caption, "bought", /was bought|gekauft/.test(caption), truth.closes === "bought");
}

export function checkFeedback(check, reader, truth, { caption }) {
  const { said, fault, near, iff } = check;
  const clean = reader.clean(caption);
  const { others } = truth;
  if (others.deeds.length > 0 || others.hasProgram) return checkFeedbackOfOthers(check, reader, truth, clean);
  iff("feedback", clean, "nobody", said.nothing.test(clean), truth.closes === "none");
  if (truth.closes === "none") return;
  const pairs = pairsOf(truth);
  const above = pairs.filter(({ isLarge, ratio }) => isLarge && ratio > 1);
  if (!truth.ticks) {
    iff("feedback", clean, "it fed itself", said.grew.test(clean), above.length > 0);
    const isDry = truth.stop === "bookExhausted" && truth.waiting > 0;
    iff("feedback", clean, "no wave forced another", said.single.test(clean), pairs.length === 0 && !isDry);
    iff("feedback", clean, "one wave and no more", said.dry.test(clean), pairs.length === 0 && isDry);
    iff("feedback", clean, "no wave forced more", said.never.test(clean), pairs.length > 0 && pairs.every(({ ratio }) => ratio <= 1));
    iff("feedback", clean, "hardly", said.hardly.test(clean), above.length === 0 && pairs.some(({ ratio }) => ratio > 1));
    if (said.below.test(clean) || said.until.test(clean) || said.toTheEnd.test(clean) || said.atTheEnd.test(clean))
      fault("feedback", clean, "waves are judged by R");
    // Every pair that is told of.
    for (const [, first, second] of clean.matchAll(/(?:wave|Welle) (\d+) (?:forced|erzwang) .*? in (?:wave|Welle) (\d+)\./g)) {
      const pair = pairs.find(({ wave }) => wave === Number(second));
      if (!pair || Number(first) !== pair.wave - 1) fault("feedback", clean, `no pair ${first} and ${second}`);
    }
    const told = [...clean.matchAll(/(?:forced|erzwang) (.{1,20}?) in (?:wave|Welle) (\d+)\./g)];
    for (const [, amount, second] of told) {
      const pair = pairs.find(({ wave }) => wave === Number(second));
      if (pair && !near(reader.moneys(amount)[0], pair.ratio)) fault("feedback", clean, `ratio ${pair.ratio}`);
    }
    const lastAbove = /(?:was wave|war Welle) (\d+)\./.exec(clean)?.[1];
    if (above.length > 0 && Number(lastAbove) !== above.at(-1).wave) fault("feedback", clean, `the last above was ${above.at(-1).wave}`);
    if (above.length > 0 && told.length > 0) {
      const highest = Math.max(...pairs.filter(({ isLarge }) => isLarge).map(({ ratio }) => ratio));
      if (!near(reader.moneys(told[0][1])[0], highest)) fault("feedback", clean, `the highest ratio was ${highest}`);
    }
  }
  const after = truth.R.slice(1);
  const isSparse = said.sparse.test(clean);
  if (truth.ticks && !isSparse) {
    const [peak, end] = [Math.max(...after), after.at(-1)];
    iff("feedback", clean, "never above", said.below.test(clean), peak <= 1 && !truth.closesInSteps);
    iff("feedback", clean, "until", said.until.test(clean), peak > 1 && end <= 1);
    iff("feedback", clean, "above at the end", said.toTheEnd.test(clean) || said.atTheEnd.test(clean), end > 1);
    iff("feedback", clean, "stopped short", said.stopped.test(clean), end > 1 && truth.stop === "settled");
    iff(
      "feedback",
      clean,
      "to the end",
      said.toTheEnd.test(clean),
      after.every((ratio) => ratio > 1),
    );
  }
  if (!isSparse && truth.rising < 0.85) fault("feedback", clean, `only ${truth.rising} of the price's way closes anybody`);
}

/** Where others trade, by Feedback R alone, and by whose it is. */
export function checkFeedbackOfOthers(check, reader, truth, clean) {
  const { said, fault, near, iff } = check;
  iff("feedback", clean, "of waves", said.grew.test(clean) || said.never.test(clean) || said.hardly.test(clean) || said.single.test(clean), false);
  iff("feedback", clean, "nobody", said.nothing.test(clean), false);
  iff("feedback", clean, "algorithms", /by time or volume|nach Zeit oder Volumen/.test(clean), truth.others.hasProgram);
  const after = truth.R.slice(1);
  const [peak, end] = [Math.max(...after), after.at(-1)];
  if (said.unanswered.test(clean)) return iff("feedback", clean, "unanswered", true, peak === 0 && end === 0);
  if (said.sparse.test(clean)) return;
  iff("feedback", clean, "never above", said.below.test(clean), peak <= 1 && !truth.closesInSteps);
  iff("feedback", clean, "of steps", said.steps.test(clean), truth.closesInSteps);
  iff("feedback", clean, "until", said.until.test(clean), peak > 1 && end <= 1);
  iff("feedback", clean, "above at the end", said.toTheEnd.test(clean) || said.atTheEnd.test(clean), end > 1);
  const parts = /(?:There it was made of|Dort bestand sie aus:) (.*?)\.(?: |$)/.exec(clean.replace(/(\d)[.,](\d)/g, "$1;$2"))?.[1];
  if (!parts) return;
  const row = 1 + after.indexOf(peak);
  const sums = {};
  for (const { id, kind, market } of truth.trace.sources()) {
    if (market === shockedOf(truth.scenario)) sums[kind] = (sums[kind] ?? 0) + truth.trace.feedback(id)[row];
  }
  const told = reader.numbers(parts.replaceAll(";", reader.isGerman ? "," : "."));
  const values = Object.values(sums)
    .filter((ratio) => Math.abs(ratio) >= 0.005)
    .sort((a, b) => Math.abs(b) - Math.abs(a));
  if (told.length !== values.length || !values.every((value, i) => near(told[i], value))) fault("feedback", clean, `made of ${JSON.stringify(sums)}`);
  const all = Object.values(sums).reduce((sum, part) => sum + part, 0);
  if (Math.abs(peak) < 1000 && Math.abs(all - peak) > 1e-9 * Math.max(1, Math.abs(peak))) fault("feedback", clean, `the parts are ${all}, R is ${peak}`);
}

export function checkPaid(check, reader, truth, { caption, bars, note }) {
  const { said, fault, same, iff } = check;
  const { traders, ...rest } = truth.payers;
  const others = Object.values(rest).reduce((sum, amount) => sum + amount, 0);
  const total = traders + others;
  if (total >= 0.01) {
    same("who paid", caption, "money", reader.moneys(caption), others > 0 ? [total, traders, others] : [total]);
    iff("who paid", caption, "all their own", said.covered.test(caption), others === 0);
  }
  const payers = Object.values(truth.payers).filter((amount) => amount > 0);
  same(
    "bars",
    bars.map(({ label, amount }) => `${label} ${amount}`).join(", "),
    "money",
    bars.flatMap(({ amount }) => reader.moneys(amount)),
    [
      ...(payers.length > 1 ? [total, ...payers] : payers),
      ...[truth.others.writers, truth.others.dealers, truth.others.insurers, truth.others.funds, truth.others.arbitrage, ...truth.lent]
        .filter((amount) => amount !== 0)
        .map(Math.abs),
    ],
  );
  const end = bars.filter(({ kind }) => kind !== "total").reduce((sum, { share }) => sum + share, 0);
  if (payers.length > 0 && Math.abs(end - 1) > 1e-9) fault("bars", JSON.stringify(bars), `add up to ${end}`);
  if (total >= 0.01 || truth.early > 0) {
    same(
      "note",
      note,
      "money",
      reader.moneys(note),
      [truth.fees, truth.fundGain, truth.vaultGain, truth.early].filter((amount) => amount > 0),
    );
    iff("note", note, "covered", said.covered.test(note), traders > 0 && others === 0);
  }
}

/** How much of a side a move closes by itself, at the points of a curve: the share just before a move and just after. */
export function shareAround(ratios, notional, total, move) {
  const beyond = ratios.findIndex((ratio) => Math.abs(ratio) >= move);
  if (total <= 0) return [0, 0];
  if (beyond < 0) return [notional.at(-1) / total, 1];
  return [beyond > 0 ? notional[beyond - 1] / total : 0, notional[beyond] / total];
}

/** Captions of the crowd, and the typical trader of the first beat. */
export function checkCrowd(check, reader, truth, crowd, { density, leverage, moves, borrow }, book) {
  const { fault, near, nearMoney, iff } = check;
  const curve = book.liquidationCurve();
  const bins = book.leverageHistogram();
  const sides = [
    ["longNotional", "fallRatio", "reachedLongNotional"],
    ["shortNotional", "riseRatio", "reachedShortNotional"],
  ].map(([all, ratios, reached]) => ({
    total: crowd[all],
    // Away from the start; what that has reached needs no move.
    ratios: Array.from(curve[ratios], (ratio) => Math.max(0, ratios === "fallRatio" ? -ratio : ratio)),
    notional: Array.from(curve[all]),
    reached: crowd[reached],
  }));
  // Whom the price has reached: money and share of each side that has any.
  const told = reader.moneys(density);
  const there = sides.filter(({ reached }) => reached > 0);
  if (told.length !== there.length || !there.every(({ reached }, i) => nearMoney(told[i], reached)))
    fault("crowd", density, `reached ${there.map(({ reached }) => reached)}`);
  const shares = reader.percents(density);
  if (!there.every(({ reached, total }, i) => near(shares[i], reached / total))) fault("crowd", density, "the shares are others");
  iff("crowd", density, "nobody", /reached nobody|niemanden erreicht/.test(density), there.length === 0);
  const [fell, rose] = [Math.max(0, -Math.min(...truth.price.map(truth.way))), Math.max(0, ...truth.price.map(truth.way))];
  if (truth.isMarkedByLast) {
    for (const [{ total, ratios, notional, reached }, moved] of [
      [sides[0], fell],
      [sides[1], rose],
    ]) {
      const [least] = shareAround(ratios, notional, total, moved * (1 - 1e-9));
      const [, most] = shareAround(ratios, notional, total, moved * (1 + 1e-9));
      if (total > 0 && (reached / total < least - 1e-6 || reached / total > most + 1e-6))
        fault("crowd", density, `a move of ${moved} reaches between ${least} and ${most}, not ${reached / total}`);
    }
  }
  // Half of a side, by a move of so much: enough, and not a tenth of a point less.
  const halves = reader.percents(moves);
  const closable = sides.filter(({ total, notional }) => total > 0 && notional.length > 0 && notional.at(-1) >= 0.5 * total);
  // At the starting price already: no move is told, but that.
  const dead = closable.filter(({ total, ratios, notional }) => {
    const first = ratios.findIndex((ratio) => ratio > 0);
    return (first < 0 ? notional.at(-1) : first > 0 ? notional[first - 1] : 0) >= 0.5 * total;
  });
  iff("crowd", moves, "half is closed at the start", /starting price already|Schon beim Startpreis/.test(moves), dead.length > 0);
  const half = closable.filter((side) => !dead.includes(side));
  half.forEach(({ total, ratios, notional }, i) => {
    if (halves.length !== half.length) {
      fault("crowd", moves, `${half.length} moves close half of a side`);
      return;
    }
    const [, most] = shareAround(ratios, notional, total, halves[i].value + 1e-9);
    const [least] = shareAround(ratios, notional, total, halves[i].value - 0.0011);
    if (most < 0.5 - 1e-9 || least >= 0.5 + 1e-9) fault("crowd", moves, `${halves[i].value} closes between ${least} and ${most}`);
  });
  // The typical trader: the same everywhere, and in the middle of the histogram.
  const times = (text) => [...reader.clean(text).matchAll(/([\d.,]+)(?:x|-fache)/g)].map(([, found]) => reader.numbers(found)[0].value);
  const total = bins.longNotional.map((amount, i) => amount + bins.shortNotional[i]);
  const all = total.reduce((sum, amount) => sum + amount, 0);
  if (crowd.leverageMedian === null || all <= 0) return;
  const written = times(leverage);
  // One number for all is the typical trader's and that of both tenths.
  const [median, low, high] = written.length === 1 ? [written[0], written[0], written[0]] : written;
  if (low > median || median > high) fault("crowd", leverage, "the numbers are not in order");
  const upTo = (edge) => total.reduce((sum, amount, i) => sum + (bins.edges[i + 1] <= edge ? amount : 0), 0) / all;
  const from = (edge) => total.reduce((sum, amount, i) => sum + (bins.edges[i] >= edge ? amount : 0), 0) / all;
  if (upTo(median / 1.06) > 0.5 + 1e-6 || from(median * 1.06) > 0.5 + 1e-6) fault("crowd", leverage, `half have less: ${upTo(median)}, more: ${from(median)}`);
  // Where the tenths are too near to be told in order, they are not.
  const isTold = written.length > 1 || /Nearly everyone|Fast alle/.test(leverage);
  if (isTold && (from(low * 1.06) > 0.9 + 1e-6 || upTo(high / 1.06) > 0.9 + 1e-6)) fault("crowd", leverage, "the tenths are others");
  const [typical] = times(borrow);
  if (typical !== undefined && typical !== median) fault("beat 1", borrow, `the typical trader has ${median}x in the crowd`);
}

/** What is said of where it breaks has to agree with this run and with others. */
export function checkBreaking(check, reader, truth, text, search, worstOf, random) {
  const { said, fault, near } = check;
  const clean = reader.clean(text);
  if (truth.others.deeds.length > 0) check.iff("breaking", clean, "forced", said.alsoNot.test(clean), false);
  const now = Math.abs(search.nowRatio);
  const isDoubled = (shock, worst) => Math.abs(worst) > 2 * shock && Math.abs(worst) - shock >= 0.005;
  // Where markets are tied the outside alone does not come as far as the shock: arbitrage lends it the other's depth.
  const isNow = isDoubled(truth.others.tied ? Math.abs(truth.shock) : now, truth.worst);
  if (now > 0) {
    if (said.noBreak.test(clean) && isNow) fault("breaking", clean, `this one goes from ${now} to ${truth.worst}`);
    if (said.short.test(clean) && truth.amplification > 1.5) fault("breaking", clean, `this one is amplified ${truth.amplification} times`);
    if (said.much.test(clean) && truth.amplification <= 1.5) fault("breaking", clean, `this one is amplified ${truth.amplification} times`);
    if (said.any.test(clean) && !isNow) fault("breaking", clean, `this one is not: ${now} to ${truth.worst}`);
    if (said.inside.test(clean) && !isNow) fault("breaking", clean, `this one is not: ${now} to ${truth.worst}`);
    if (said.only.test(clean) && !isNow) fault("breaking", clean, `this one is not: ${now} to ${truth.worst}`);
    if (said.noBreak.test(clean) && isNow) fault("breaking", clean, `this one is: ${now} to ${truth.worst}`);
    if (said.alsoDoubled.test(clean) && !isNow) fault("breaking", clean, `this one is not: ${now} to ${truth.worst}`);
    if (said.notDoubled.test(clean) && isNow) fault("breaking", clean, `this one is: ${now} to ${truth.worst}`);
    if (said.short.test(clean) && isNow) fault("breaking", clean, `this one is doubled: ${now} to ${truth.worst}`);
    if (reader.percents(clean).some(({ value }) => value === 0)) fault("breaking", clean, "a size of nought");
    if (said.outside.test(clean) && isNow) fault("breaking", clean, `this one is: ${now} to ${truth.worst}`);
  }
  // The stretches as they are told, on other shocks.
  const told = toldStretches(reader, clean);
  if (told) {
    // As finely as it is told; where every landing is a run, as finely as shocks are tried: a market of few large orders
    // may tip to and fro between two of them.
    const edge = search.isExact ? 0.0006 : 0.0075;
    for (let turn = 0; turn < 6; turn += 1) {
      const shock = Math.max(0.001, 0.3 * random() ** 2);
      const is = told.some(({ from, to }) => from - edge <= shock && shock <= to + edge);
      const isSure = told.some(({ from, to }) => from + edge <= shock && shock <= to - edge);
      const worst = worstOf(shock);
      // A hair above or below is told as either.
      const margin = Math.min(Math.abs(Math.abs(worst) - 2 * shock), Math.abs(Math.abs(worst) - shock - 0.005));
      if (margin < 0.003) continue;
      if (isSure && !told.hasGaps && !isDoubled(shock, worst)) fault("breaking", clean, `${shock} goes to ${worst} only`);
      if (!is && isDoubled(shock, worst) && !told.isCut) fault("breaking", clean, `${shock} goes to ${worst}`);
    }
  }
  const jump = said.jump.exec(clean);
  if (jump) {
    const [at] = reader.percents(jump[0]);
    const isLeast = jump[1] !== undefined;
    // Where every landing is a run, a market of few large orders may tip to and fro near there: one of its edges is told.
    const wide = search.isExact ? 1 : 2;
    const ends = isLeast ? [0, 0.0005] : [Math.max(0, at.value - wide * at.half), at.value + wide * at.half];
    const places = search.isExact ? [0, 1] : Array.from({ length: 17 }, (_, index) => index / 16);
    const landings = places.map((place) => Math.abs(worstOf(ends[0] + place * (ends[1] - ends[0]))));
    const largest = Math.max(...landings.slice(1).map((landing, index) => landing - landings[index]));
    if (largest < 0.0045) fault("breaking", clean, `no jump at ${at.value}: ${landings.join(", ")}`);
  }
  if (said.past.test(clean) || said.short.test(clean)) {
    const points = reader.numbers(/([\d.,]*\d) (?:points?|Punkte?)/.exec(clean)?.[1] ?? "")[0];
    const at = search.breakingPoint ? Math.abs(search.breakingPoint.shockRatio) : NaN;
    if (!near(points, 100 * Math.abs(now - at))) fault("breaking", clean, `${100 * Math.abs(now - at)} points`);
    if (said.past.test(clean) !== now > at) fault("breaking", clean, "past and short are confused");
  }
}

/** The falls that are said to be more than doubled. */
export function toldStretches(reader, clean) {
  const isAny = SAID[reader.language].any.test(clean);
  if (isAny || SAID[reader.language].only.test(clean)) return null;
  const sentence = clean.split(/(?<=\.) /).find((one) => SAID[reader.language].stretch.test(one) && !SAID[reader.language].noBreak.test(one));
  if (!sentence) return null;
  const whole = sentence.replace(/, (?:and more of them up to|und weitere bis).*$/, "");
  const value = (text) => reader.percents(`${text} %`)[0].value;
  const digits = "(?:less than |weniger als )?([\\d.,]*\\d) %";
  const found = [];
  const add = (pattern, of) => {
    for (const match of whole.matchAll(new RegExp(pattern, "gi"))) found.push(of(match));
  };
  if (reader.isGerman) {
    add(`\\bab ${digits}`, ([, from]) => ({ from: value(from), to: 0.3 }));
    add(`\\bzwischen ${digits} und ${digits}`, ([, from, to]) => ({ from: value(from), to: value(to) }));
    add(`\\bbis ${digits}`, ([, to]) => ({ from: 0, to: value(to) }));
    add(`\\bum ${digits}`, ([, at]) => ({ from: value(at), to: value(at) }));
  } else {
    add(`\\bfrom (?:a (?:fall|rise) of )?${digits} on`, ([, from]) => ({ from: value(from), to: 0.3 }));
    add(`\\bbetween (?:a (?:fall|rise) of )?${digits} and (?:one of )?${digits}`, ([, from, to]) => ({ from: value(from), to: value(to) }));
    add(`\\bup to (?:a (?:fall|rise) of )?${digits}`, ([, to]) => ({ from: 0, to: value(to) }));
    add(`\\baround (?:a (?:fall|rise) of )?${digits}`, ([, at]) => ({ from: value(at), to: value(at) }));
  }
  return Object.assign(found, { hasGaps: SAID[reader.language].gaps.test(sentence), isCut: /more of them|weitere/.test(sentence) });
}
