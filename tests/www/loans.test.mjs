// Debt by health and a loan of the reader's own, against the columns of the trace.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { useLanguage } from "../../www/js/format.js";
import { PARTS, healthAt, oracleAt, ownLoan, protocolsOf } from "../../www/js/loans.js";
import { loansStrings } from "../../www/js/loans-strings.js";
import { loansGerman } from "../../www/js/loans-strings-de.js";
import { healthTexts, loanTexts, oracleText } from "../../www/js/loans-text.js";
import { loadModule, loadPageModule, skip } from "./module.mjs";

const clean = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");
const [complete, engine] = [await loadModule(), await loadPageModule()];
const runOf = (engine, name, change = () => {}) => {
  const scenario = JSON.parse(readFileSync(new URL(`../../www/presets/${name}.json`, import.meta.url), "utf8"));
  change(scenario);
  const trace = engine.run(scenario);
  const market = scenario.shock.market ?? scenario.markets[0].id;
  const run = {
    oracle: trace.column("oraclePrice", market),
    timeS: trace.timeS?.() ?? trace.column("timeS"),
    wave: trace.column("wave"),
    ticks: scenario.clock.mode !== "waves",
  };
  return { scenario, trace, market, run, protocols: protocolsOf(trace, scenario, market) };
};

test("debt by health adds up to all debt, and its first part to what may be closed", { skip }, () => {
  for (const name of ["knife-edge", "stuck-oracle", "black-thursday", "healthy-market"]) {
    const { trace, scenario, protocols } = runOf(engine, name);
    const { id } = scenario.populations.find(({ kind }) => kind === "lending");
    const [debt, sick] = ["lendingDebt", "liquidatableDebt"].map((column) => trace.column(column, id));
    assert.equal(protocols.length, 1);
    let wasSick = false;
    for (let row = 0; row < debt.length; row += 1) {
      const { total, sick: below, parts, lowest } = healthAt(protocols[0], row);
      assert.ok(Math.abs(total - debt[row]) <= 1e-9 * debt[0], `${name} ${row}: ${total}, not ${debt[row]}`);
      assert.ok(Math.abs(below - sick[row]) <= 1e-9 * debt[0], `${name} ${row}: ${below}, not ${sick[row]}`);
      const shares = parts.reduce((sum, { share }) => sum + share, 0);
      if (total > 0) assert.ok(Math.abs(shares - 1) < 1e-12);
      // The sickest loan stands in the first part that has any.
      const first = parts.find(({ amount }) => amount > 1e-6 * debt[0]);
      if (first) assert.ok(lowest < first.below, `${name} ${row}: ${lowest} in ${first.below}`);
      wasSick ||= below > 0;
    }
    // Where the oracle stands still, nobody knows of any.
    assert.equal(wasSick, name !== "stuck-oracle", name);
  }
});

test("while the oracle stands still it is told how far it is from the market, and that no loan may be closed", { skip }, () => {
  const { trace, market, run, protocols } = runOf(engine, "stuck-oracle");
  const last = trace.column("lastPrice", market);
  const row = run.timeS.findIndex((time) => time >= 1200);
  const found = oracleAt({ ...run, last }, row);
  assert.ok(Math.abs(found.gap - (run.oracle[row] / last[row] - 1)) < 1e-12 && found.gap > 0.3, `${found.gap}`);
  assert.equal(healthAt(protocols[0], row).sick, 0);
  assert.equal(oracleAt({ ...run, last }, 0), null);
});

test("a loan is called when it is said to be below 1, and loses no more than is said", { skip }, () => {
  // The same loan as a row of the scenario: beside hundreds of millions it moves next to nothing.
  let called = 0;
  for (const name of ["knife-edge", "stuck-oracle"]) {
    for (const debt of [7000, 7800, 7900, 8100]) {
      const own = { collateral: 10_000, debt };
      const { trace, run, protocols } = runOf(complete, name, ({ markets, populations }) => {
        const quantity = own.collateral / markets[0].price;
        const row = { id: "mine", collateral: [{ asset: "ETH", quantity }], debt: [{ asset: "USDC", quantity: own.debt }] };
        populations.find(({ kind }) => kind === "lending").loans.push({ kind: "rows", rows: [row] });
      });
      const { row, lost } = ownLoan(own, protocols[0].terms, run.oracle);
      const mine = trace.loans().find(({ id }) => id === "mine");
      assert.equal(mine.firstCalledAtRow !== null, row !== null, `${name} ${debt}`);
      if (row === null) continue;
      called += 1;
      // What the price of a row does is seen in that row or in the next.
      assert.ok([row, row + 1].includes(mine.firstCalledAtRow), `${name} ${debt}: called in row ${mine.firstCalledAtRow}, said for ${row}`);
      const taken = mine.seized - mine.repaid;
      assert.ok(taken > 0 && taken <= lost * (1 + 1e-9), `${name} ${debt}: ${taken} of ${lost}`);
    }
  }
  assert.ok(called >= 3 && called < 8, `${called} of 8`);
});

test("what a loan loses is a share of its debt, or of the collateral that is there", () => {
  const oracle = [100, 90, 60, 80];
  const bonus = ownLoan({ collateral: 1000, debt: 600 }, { threshold: 0.8, cost: "bonus", share: 0.05 }, oracle);
  assert.equal(bonus.health, 800 / 600);
  assert.ok(Math.abs(bonus.price - 75) < 1e-9);
  assert.equal(bonus.row, 2);
  assert.equal(bonus.lost, 30);
  assert.ok(Math.abs(bonus.lowestHealth - 0.8) < 1e-12);
  const absorbed = (debt) => ownLoan({ collateral: 1000, debt }, { threshold: 0.8, cost: "discount", share: 0.05 }, oracle);
  // Of 900 a twentieth; of 600 there is nothing left beyond the debt.
  assert.equal(absorbed(790).lost, 45);
  assert.equal(absorbed(600).lost, 0);
  // At 1 it is not below 1.
  assert.equal(ownLoan({ collateral: 1000, debt: 480 }, { threshold: 0.8, cost: "bonus", share: 0.05 }, oracle).row, null);
});

test("only what a fall can reach has terms, by the rule of the protocol", () => {
  const column = () => new Float64Array(2);
  const of = (assets, rules, more = {}) => protocolsOf({ column }, { populations: [{ kind: "lending", assets, rules, ...more }] }, "eth");
  const assets = [{ id: "ETH", market: "eth", liquidationThreshold: 0.8, liquidationFactor: 0.93 }, { id: "USD" }];
  assert.deepEqual(of(assets, { rule: "closeFactor" })[0].terms, { asset: "ETH", owed: "USD", threshold: 0.8, cost: "bonus", share: 0.05 });
  assert.equal(of(assets, { rule: "auction", chop: 0.2 })[0].terms.share, 0.2);
  const { cost, share } = of(assets, { rule: "absorb" })[0].terms;
  assert.equal(cost, "discount");
  assert.ok(Math.abs(share - 0.07) < 1e-12);
  assert.equal(
    of(
      [
        { id: "ETH", market: "eth" },
        { id: "USD", liquidationThreshold: 0.9 },
      ],
      { rule: "closeFactor" },
    )[0].terms,
    null,
  );
  assert.equal(of(assets, {}, { enabled: false }).length, 0);
  assert.equal(protocolsOf({ column }, { populations: [{ kind: "lending", assets }] }, "btc").length, 0);
});

const IN = /** @type {const} */ ([
  ["en", { language: "en" }],
  ["de", { language: "de" }],
]);
const both = (say) => {
  const texts = IN.map(([language, strings]) => {
    useLanguage(language);
    return clean(say(strings));
  });
  useLanguage("en");
  return texts;
};

test("loans in words", () => {
  const parts = [2e6, 0, 6e6, 0, 0, 32e6].map((amount) => Float64Array.of(0, amount));
  const protocol = { parts, lowest: [0, 0.99964] };
  assert.deepEqual(
    both((strings) => healthTexts(protocol, 1.7, strings).caption),
    [
      "$40M of debt at this moment. $2M of it (5 %) is below a health of 1: anyone may close those loans; the lowest health is 0.9996.",
      "40 Mio. $ Schuld in diesem Augenblick. 2 Mio. $ davon (5 %) liegen unter der Gesundheit 1: diese Kredite darf jeder schließen; die niedrigste Gesundheit ist 0,9996.",
    ],
  );
  const prices = { oracle: [100, 100, 97], last: [100, 99.6, 100] };
  assert.deepEqual(
    [0, 1, 2].map((row) => both((strings) => oracleText(prices, row, strings))),
    [
      ["", ""],
      ["", ""],
      ["The oracle says 97, 3 % below the market.", "Das Orakel sagt 97, 3 % unter dem Markt."],
    ],
  );
  assert.equal(both((strings) => healthTexts(protocol, 0, strings).caption)[0], "No debt is left at this moment.");
  assert.deepEqual(
    both((strings) =>
      healthTexts(protocol, 1, strings)
        .parts.map(({ text }) => text)
        .join("; "),
    ),
    [
      "below 1: $2M (5 %); 1 to 1.1: $0 (0 %); 1.1 to 1.35: $6M (15 %); 1.35 to 2: $0 (0 %); 2 to 3: $0 (0 %); 3 and more: $32M (80 %)",
      "unter 1: 2 Mio. $ (5 %); 1 bis 1,1: 0 $ (0 %); 1,1 bis 1,35: 6 Mio. $ (15 %); 1,35 bis 2: 0 $ (0 %); 2 bis 3: 0 $ (0 %); 3 und mehr: 32 Mio. $ (80 %)",
    ],
  );
  const terms = /** @type {const} */ ({ asset: "ETH", owed: "USDC", threshold: 0.8, cost: "bonus", share: 0.05 });
  const run = { oracle: [100, 90, 60], timeS: [0, 60, 1200], wave: [0, 0, 3], ticks: false };
  const told = (loan, patch = {}) => both((strings) => loanTexts(loan, terms, { ...run, ...patch }, strings).verdict);
  assert.deepEqual(told({ collateral: 1000, debt: 600 }), ["Below 1 in wave 3: anyone may close it.", "Unter 1 in Welle 3: jeder darf ihn schließen."]);
  assert.equal(told({ collateral: 1000, debt: 600 }, { ticks: true })[0], "Below 1 after 20 min: anyone may close it.");
  assert.equal(told({ collateral: 1000, debt: 790 })[0], "Below 1 with the shock: anyone may close it.");
  assert.equal(told({ collateral: 1000, debt: 801 })[0], "It starts below 1: anyone may close it.");
  assert.equal(told({ collateral: 1000, debt: 400 })[1], "Er bleibt bei 1 oder mehr: niemand darf ihn schließen.");
  const rows = both((strings) =>
    loanTexts({ collateral: 1000, debt: 600 }, terms, run, strings)
      .rows.map(({ label, value }) => `${label} ${value}`)
      .join("; "),
  );
  assert.equal(
    rows[0],
    "Health at the start 1.33; Liquidated below, by the oracle 75 (-25 %); Lowest oracle price 60 (-40 %); Lowest health 0.80; Bonus, 5 % of the debt up to $30",
  );
});

test("both languages have the same words, and none is left in English", () => {
  const flat = (words, path = "") =>
    Object.entries(words).flatMap(([key, value]) => (value !== null && typeof value === "object" ? flat(value, `${path}${key}.`) : [[path + key, value]]));
  const [english, other] = [loansStrings, loansGerman].map((words) => new Map(flat(words)));
  assert.deepEqual([...other.keys()], [...english.keys()]);
  for (const [key, text] of english) {
    assert.equal(typeof other.get(key), typeof text, key);
    if (typeof text === "string") assert.notEqual(other.get(key), text, key);
  }
  assert.equal(
    PARTS.reduce((sum, { bands }) => sum + bands, 0),
    11,
  );
});
