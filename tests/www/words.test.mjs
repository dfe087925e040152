// A property of every word: over random settings, in both languages, each claim of the page is worked out anew from the
// columns of the trace - numbers, directions, verdicts - and compared with what is written. Nothing here asks the modules
// that wrote it. Needs `cargo xtask build`. 500 settings, 5,000 with LIQUIDATION_CASCADES_DEEP=1.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { beatTexts } from "../../www/js/beats.js";
import { useLanguage } from "../../www/js/format.js";
import { breakingText } from "../../www/js/own-text.js";
import { figures } from "../../www/js/figures-text.js";
import { outcomeText, pictureLabel } from "../../www/js/sentence.js";
import { strings } from "../../www/js/strings.js";
import { german } from "../../www/js/strings-de.js";
import { feedbackTexts } from "../../www/js/waves-text.js";
import { skip } from "./module.mjs";
import { readerOf } from "./words-reader.mjs";
import { SAID } from "./words-said.mjs";
import { checkSetting } from "./words-setting.mjs";
import { DECLARED_KINDS, DRAWN, declaredOf, engine, presetOf, settingOf, swingOf } from "./words-settings.mjs";

/** Settings in one process; the deep run has ten of them, each with settings of its own. */
const COUNT = 500;
const PROCESSES = 10;
/** Of those whose outside goes far both ways. */
const SWINGS = 80;
/** Of those with a kind beside the crowd that is drawn as it is declared. */
const DECLARED = 90;
/** The first seed, in a process of the deep run. */
const FIRST = "WORDS_FIRST_SEED";

/** What the settings have to reach: they go on, up to twice as many, until they do. */
const REACHED = [
  "noTrigger",
  "settled",
  "everyoneLiquidated",
  "bookExhausted",
  "durationReached",
  "sold",
  "bought",
  "none",
  "path",
  "noise",
  "up",
  "down",
  "searched",
  "owned",
  ...DRAWN,
  "arbitrage",
  "unfinished",
  "paidCalls",
];

test("whatever is set, every word on the page is true", { skip }, () => {
  const faults = [];
  const seen = new Map();
  // In another five hundred a kind may be drawn less often.
  const least = process.env[FIRST] ? 1 : 3;
  let runs = 0;
  for (let seed = Number(process.env[FIRST] ?? 1); runs < COUNT || (runs < 2 * COUNT && REACHED.some((key) => (seen.get(key) ?? 0) < least)); seed += 1) {
    const found = checkSetting(settingOf(seed), seed, faults);
    if (!found) continue;
    runs += 1;
    for (const key of [
      found.stop,
      found.closes,
      found.kind,
      found.isUp ? "up" : "down",
      found.searched ? "searched" : "unsearched",
      ...(found.owned ? ["owned"] : []),
      ...found.others,
    ])
      seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  if (process.env.WORDS_REPORT) console.log(seen, faults.length, "\n" + faults.join("\n"));
  assert.equal(faults.length, 0, `${faults.length} faults in ${runs} settings\n${faults.slice(0, 25).join("\n")}`);
  // The settings reach what there is to say.
  for (const key of REACHED) {
    assert.ok((seen.get(key) ?? 0) >= least, `${key}: ${seen.get(key) ?? 0} settings`);
  }
});

test("where the outside goes far both ways, at any price, every word is true as well", { skip }, () => {
  const faults = [];
  const seen = new Map();
  let runs = 0;
  for (let seed = Number(process.env[FIRST] ?? 1); runs < SWINGS; seed += 1) {
    const setting = swingOf(seed);
    const found = setting && checkSetting(setting, seed, faults);
    if (!found) continue;
    runs += 1;
    for (const key of [found.closes, found.isUp ? "up" : "down"]) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  assert.equal(faults.length, 0, `${faults.length} faults in ${runs} settings\n${faults.slice(0, 25).join("\n")}`);
  for (const key of ["none", "sold", "bought", "both", "up", "down"]) assert.ok((seen.get(key) ?? 0) >= 5, `${key}: ${seen.get(key) ?? 0} settings`);
});

test("whoever is declared beside the crowd, every word is true as well", { skip }, () => {
  const faults = [];
  const seen = new Map();
  let runs = 0;
  for (let seed = Number(process.env[FIRST] ?? 1); runs < DECLARED; seed += 1) {
    const setting = declaredOf(seed);
    const found = setting && checkSetting(setting, seed, faults);
    if (!found) continue;
    runs += 1;
    for (const key of [...found.others, found.alarm]) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  assert.equal(faults.length, 0, `${faults.length} faults in ${runs} settings\n${faults.slice(0, 25).join("\n")}`);
  // Portfolios trade as leveraged traders do, and are told with them.
  const kinds = DECLARED_KINDS.filter((kind) => kind !== "portfolios");
  for (const key of [...kinds, "none", "before", "late"]) assert.ok((seen.get(key) ?? 0) >= 3, `${key}: ${seen.get(key) ?? 0} settings`);
});

test("a run that is ended while others still trade is told as one, not as settled", { skip }, () => {
  const impact = (depth) => ({ law: "logLinear", depth });
  const call = { type: "call", strike: 100, expiryDays: 7, volatility: 0.6, contracts: 100 };
  const put = { type: "put", strike: 83.4, expiryDays: 33.3, volatility: 0.298, contracts: 2500 };
  // A hedge in a book moves the price over the level where it would be enough, and the next wave takes it back.
  const book = {
    ...{ law: "book", refill: 0.207, beyond: "lastDensity" },
    ...{
      bids: [
        [98.9, 609],
        [98.5, 11.8],
        [98.3, 34.6],
      ],
      asks: [
        [101, 16.5],
        [102, 60.3],
        [103, 842],
      ],
    },
  };
  const writers = {
    ...{ kind: "optionAccounts", market: "m", volatilitySlope: 0.278, liquidation: { by: "hedge", restore: 3.6, seller: "nobody" } },
    rows: [{ equity: 1160, perp: 686, legs: [put] }],
  };
  // What dealers buy in one wave the other market, a thousand million times as deep, makes good.
  const tied = (more, ratio) => ({
    markets: [
      { id: "deep", price: 100, impact: impact(1e7) },
      { id: "thin", price: 100, impact: impact(0.01) },
    ],
    couplings: [{ kind: "arbitrage", a: "deep", b: "thin" }],
    populations: [{ kind: "optionDealers", market: "thin", book: { law: "rows", rows: [call] } }, ...more],
    shock: { kind: "priceGap", market: "deep", ratio },
  });
  const levels = { kind: "levels", market: "deep", from: 90, to: 99, quantity: 1000, count: 50 };
  const faults = [];
  for (const [told, scenario] of Object.entries({
    dealers: tied([], -0.05),
    "a rise": tied([], 0.05),
    "beside traders": tied([levels], -0.05),
    "to and fro": { markets: [{ id: "m", price: 100, impact: book }], populations: [writers], shock: { kind: "none" } },
  })) {
    const found = checkSetting({ scenario: { version: 1, ...scenario }, told }, 1, faults);
    assert.equal(found.stop, "wavesReached", told);
  }
  assert.deepEqual(faults, []);
});

test("whom the price of the start closes, and where nobody holds anything, is told so", { skip }, () => {
  const row = (side, entryPrice, leverage) => ({ side, quantity: 1e5, entryPrice, leverage });
  const market = (rows, ratio) => ({
    version: 1,
    markets: [{ id: "m", price: 100, impact: { law: "logLinear", depth: 4e9 } }],
    populations: rows.length > 0 ? [{ kind: "positions", market: "m", rows }] : [],
    shock: { kind: "priceGap", ratio },
  });
  const faults = [];
  const dead = row("long", 130, 10);
  const short = row("short", 80, 10);
  for (const [told, scenario] of Object.entries({
    "dead longs under a rise": market([dead, row("short", 100, 20)], 0.01),
    "dead longs alone": market([dead], 0.1),
    "dead shorts under a fall": market([short, row("long", 100, 20)], -0.01),
    "both sides": market([dead, row("short", 100, 20)], 0.1),
    "both sides, and one lives": market([dead, row("short", 100, 20), row("short", 100, 2)], 0.1),
    nobody: market([], -0.05),
  })) {
    assert.ok(checkSetting({ scenario, told }, 1, faults), told);
  }
  assert.deepEqual(faults, []);
  for (const [language, words] of [
    ["en", strings],
    ["de", german],
  ]) {
    useLanguage(language);
    const said = (scenario) => {
      const trace = engine.run(scenario);
      const outcome = { startPrice: 100, ticks: false, summary: trace.summary(), facts: trace.facts(), paid: trace.whoPaid() };
      const forced = figures(outcome, words).find(({ key }) => key === "forced").note;
      return { ...beatTexts({ ...outcome, leverage: "", depth: "" }, words), note: forced };
    };
    const empty = said(market([], -0.05));
    assert.equal(empty.borrow, words.beats.nobodyBorrows);
    assert.equal(empty.note, words.figures.nobodyNote);
    const rise = said(market([dead], 0.1));
    assert.match(rise.forced, /1 of them by the price of the start|davon 1 schon vom Startpreis/);
    assert.equal(rise.note, words.figures.noneHere(true));
  }
  useLanguage("en");
});

/** What a search says of the market, whichever shock it was made for. */
const factsOf = ({ breakingPoint, widest, doubled, tinyRatio, triedEvery }) => ({ breakingPoint, widest, doubled, tinyRatio, triedEvery });

test("where a market breaks does not depend on the shock in hand, and a verdict comes from the run's own move", { skip }, () => {
  const verdicts = new Set();
  for (const name of engine.presetNames()) {
    const preset = presetOf(name);
    if (preset.shock.kind !== "priceGap" || typeof preset.shock.ratio !== "number") continue;
    const sign = Math.sign(preset.shock.ratio);
    let first = null;
    // Small ones are where a market of few large traders tips to and fro.
    for (const size of [0.0004, 0.003, 0.005, 0.0052, 0.006, 0.0065, 0.007, 0.01, 0.02, 0.038, 0.05, 0.0995, 0.1005, 0.12, 0.13, 0.16, 0.2, 0.25, 0.3]) {
      const scenario = { ...preset, shock: { ...preset.shock, ratio: sign * size } };
      const book = engine.prepare(scenario);
      if (!book.hasLadder) {
        book.free();
        break;
      }
      const found = book.fragility();
      first ??= factsOf(found);
      assert.deepEqual(factsOf(found), first, `${name} at ${size}`);
      const trace = engine.run(scenario);
      const { outsideWorstRatio: shock, worstRatio: worst } = trace.facts();
      const isDoubled = Math.abs(worst) > 2 * Math.abs(shock) && Math.abs(worst) - Math.abs(shock) >= 0.005;
      const outcome = { summary: trace.summary(), facts: trace.facts() };
      const search = {
        state: "found",
        nowRatio: sign * size,
        ...found,
        breakingPoint: found.breakingPoint ?? null,
        widest: found.widest ?? null,
        triedEvery: found.triedEvery ?? null,
      };
      for (const [language, words] of [
        ["en", strings],
        ["de", german],
      ]) {
        useLanguage(language);
        const [said, text] = [SAID[language], readerOf(language).clean(breakingText(search, outcome, words))];
        const [isYes, isNo] = [
          ["inside", "alsoDoubled", "any", "only"],
          ["outside", "notDoubled", "short", "noBreak"],
        ].map((kinds) => kinds.filter((kind) => said[kind].test(text)));
        if (isYes.length > 0) assert.ok(isDoubled, `${name} at ${size}: ${worst / shock} times: ${text}`);
        if (isNo.length > 0) assert.ok(!isDoubled, `${name} at ${size}: ${worst / shock} times: ${text}`);
        assert.doesNotMatch(text, /(?<![\d.,])0 %/, `${name} at ${size}`);
        for (const kind of [...isYes, ...isNo]) verdicts.add(kind);
      }
      trace.free();
      book.free();
    }
  }
  useLanguage("en");
  for (const kind of ["inside", "outside", "short", "alsoDoubled", "noBreak"]) assert.ok(verdicts.has(kind), kind);
});

const GREY = "#808080";
const SIX = Array(6).fill(GREY);
const THEME = {
  ...Object.fromEntries(
    ["background", "foreground", "muted", "grid", "price", "counterfactual", "ghost", "gap", "long", "short", "bid", "ask"].map((name) => [name, GREY]),
  ),
  longHeat: SIX,
  shortHeat: SIX,
  waves: SIX,
};

test("the picture of where it breaks claims what its caption claims", { skip }, (t) => {
  const had = globalThis.ImageData;
  globalThis.ImageData = class {};
  t.after(() => (globalThis.ImageData = had));
  for (const [name, isJump, isDoubled] of [
    ["the-match", false, true],
    ["same-door", true, true],
    ["calm-water", false, false],
  ]) {
    const book = engine.prepare(presetOf(name));
    const found = book.fragility();
    for (const { crowd } of [strings, german]) {
      const figure = book.figure("fragility", { widthCss: 720, heightCss: 300, pixelRatio: 1 }, THEME, crowd.fragilityWords);
      const written = [];
      figure.draw({ putImageData() {}, save() {}, restore() {}, beginPath() {}, rect() {}, clip() {}, fillText: (text) => written.push(text) }, ".");
      const text = written.join(" ");
      assert.equal(text.includes(crowd.fragilityWords.jump), isJump, `${name}: a jump`);
      assert.equal(text.includes(crowd.fragilityWords.doubled), isDoubled, `${name}: doubled`);
      assert.doesNotMatch(text, /from here on|ab hier/);
      figure.free();
    }
    assert.equal(found.breakingPoint?.kind === "cliff", isJump, name);
    assert.equal(found.doubled.length > 0, isDoubled, name);
    book.free();
  }
});

test("sums that wait and a feedback without end are told as what they are", () => {
  const R = { isDense: true, peak: 1000, peakRow: 1, last: 1000, lastAboveRow: 1, isAlwaysAbove: true };
  const story = Array.from({ length: 5 }, () => ({ sold: 1e6, bought: 0 }));
  const outcome = {
    ticks: false,
    startPrice: 100,
    summary: { stopReason: "bookExhausted", amplification: 2, liquidatedNotional: 1e6, liquidatedCount: 3, finalPrice: 1 },
    facts: {
      isRise: false,
      isHomeMade: false,
      story,
      waiting: 4390,
      chain: null,
      feedback: R,
      outsideWorstRatio: -0.067,
      outsideFinalRatio: -0.0004,
      worstRatio: -0.9,
      finalRatio: -0.9,
    },
  };
  for (const [language, words] of [
    ["en", strings],
    ["de", german],
  ]) {
    useLanguage(language);
    assert.match(outcomeText(outcome, words), SAID[language].atStart);
    const { caption } = feedbackTexts({ outcome, timeS: [0, 0], wave: [0, 0] }, words);
    assert.equal(caption.split(words.figures.endless).length, 1, caption);
    assert.match(pictureLabel(outcome, words), /./);
    const [final] = figures(
      { ...outcome, paid: { traders: 0, fund: 0, vault: 0, socialised: 0, badDebt: 0, total: 0, fees: 0, fundGain: 0, vaultGain: 0, closedEarly: 0 } },
      words,
    );
    assert.match(final.note, /0[.,]04/);
  }
  useLanguage("en");
});

// In processes of their own: a run that long meets faults of the JavaScript engine itself.
const isDeep = process.env.LIQUIDATION_CASCADES_DEEP && !process.env[FIRST];
if (isDeep)
  test("so it is for thousands more", { skip }, () => {
    for (let number = 1; number < PROCESSES; number += 1) {
      // Some settings cannot be run, so the seeds of a process end a little beyond its count.
      const env = { ...process.env, [FIRST]: String(number * 10 * COUNT) };
      // Of the runner itself, not of a run inside of it.
      delete env.NODE_TEST_CONTEXT;
      const { status, stdout, stderr } = spawnSync(process.execPath, ["--test", fileURLToPath(import.meta.url)], { env, encoding: "utf8", maxBuffer: 1 << 28 });
      assert.equal(status, 0, `from seed ${env[FIRST]} on:\n${(stdout + stderr).slice(0, 6000)}`);
    }
  });
