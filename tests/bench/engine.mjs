// The engine in Node against plain JavaScript with typed arrays, prefix sums and binary search. Both do the same task
// in the same process, in turns, and must give the same answer.

import { readFileSync } from "node:fs";

const PACKAGE = new URL("../../www/pkg/", import.meta.url);
const PACKED_HEADER = 14;

/** Starts the module as a page would, from the bytes of the file. */
export async function loadEngine() {
  const engine = await import(new URL("liquidation_cascades.js", PACKAGE).href);
  await engine.default({ module_or_path: readFileSync(new URL("liquidation_cascades_bg.wasm", PACKAGE)) });
  return engine;
}

/** Uniform leverage, everyone entered at spot, linear impact: case V3 of the validation table. */
function scenario(count) {
  return {
    version: 1,
    markets: [{ id: "perp", price: 100, impact: { law: "linear", slope: 3e-7 }, margin: { maintenance: { ratio: 0.005 } } }],
    populations: [
      {
        kind: "perps",
        market: "perp",
        openInterest: 1e9,
        count,
        longShare: 1,
        leverage: { law: "uniform", from: 2, to: 50 },
        entry: { law: "spot" },
      },
    ],
    shock: { kind: "priceGap", market: "perp", ratio: -0.04 },
  };
}

/** The same book in plain JavaScript: triggers sorted, sizes summed. */
function plainBook(count) {
  const triggers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const leverage = 2 + 48 * (1 - (i + 0.5) / count);
    triggers[i] = (100 - 100 / leverage) / (1 - 0.005);
  }
  triggers.sort().reverse();
  const sums = new Float64Array(count + 1);
  const quantity = 1e9 / 100 / count;
  for (let i = 0; i < count; i++) sums[i + 1] = sums[i] + quantity;
  return { triggers, sums };
}

/** One cascade on a ready book: price, base sold and positions closed after every wave. */
function plainCascade({ triggers, sums }, shockRatio) {
  const rows = [];
  const shocked = 100 * (1 + shockRatio);
  let closed = 0;
  let price = shocked;
  for (;;) {
    let low = closed;
    let high = triggers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (triggers[middle] >= price) low = middle + 1;
      else high = middle;
    }
    if (low === closed) return rows;
    closed = low;
    price = shocked - 3e-7 * sums[closed];
    rows.push(price, sums[closed], closed);
  }
}

function assertEqual(packed, plain) {
  const rows = packed.subarray(PACKED_HEADER + 6);
  if (rows.length !== plain.length) throw new Error(`${rows.length / 3} waves against ${plain.length / 3}`);
  for (let i = 0; i < rows.length; i++) {
    if (Math.abs(rows[i] - plain[i]) > 1e-9 * Math.abs(plain[i])) throw new Error(`entry ${i}: ${rows[i]} against ${plain[i]}`);
  }
}

/** Median time of a call in milliseconds, each task in turn so that a change of the machine's speed hits both. */
function inTurns(tasks, { rounds, calls }) {
  const times = tasks.map(() => []);
  for (let round = 0; round < rounds; round++) {
    tasks.forEach((task, index) => {
      const start = performance.now();
      for (let call = 0; call < calls; call++) task();
      times[index].push((performance.now() - start) / calls);
    });
  }
  return times.map(median);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** All engine measurements as rows of a table. */
export async function measureEngine() {
  const engine = await loadEngine();
  const count = 1_000_000;
  const rows = [];

  const prepared = engine.prepare(scenario(count));
  const book = plainBook(count);
  const options = { shockRatio: -0.04, depthFactor: 1 };
  assertEqual(prepared.run(options), plainCascade(book, -0.04));
  const waves = plainCascade(book, -0.04).length / 3;
  inTurns([() => prepared.run(options), () => plainCascade(book, -0.04)], { rounds: 5, calls: 2_000 });
  const [ours, plain] = inTurns([() => prepared.run(options), () => plainCascade(book, -0.04)], { rounds: 21, calls: 500 });
  rows.push({
    what: `Cascade on a prepared book of 1e6, ${waves} waves, delivered to JavaScript`,
    ours: `${(ours * 1e3).toFixed(2)} us`,
    plain: `${(plain * 1e3).toFixed(2)} us`,
    ratio: (plain / ours).toFixed(2),
  });
  prepared.free();

  const fresh = () => {
    const book = engine.prepare(scenario(count));
    const result = book.run(options);
    book.free();
    return result;
  };
  const [oursNew, plainNew] = inTurns([fresh, () => plainCascade(plainBook(count), -0.04)], { rounds: 7, calls: 1 });
  rows.push({
    what: "New book of 1e6 and cascade: uniform leverage, entries at spot",
    ours: `${oursNew.toFixed(0)} ms`,
    plain: `${plainNew.toFixed(0)} ms`,
    ratio: (plainNew / oursNew).toFixed(2),
  });

  const match = engine.preset("the-match");
  match.populations[0].count = count;
  const [random] = inTurns(
    [
      () => {
        const book = engine.prepare(match);
        book.run();
        book.free();
      },
    ],
    { rounds: 7, calls: 1 },
  );
  rows.push({
    what: "New book of 1e6 and cascade: lognormal leverage, normal entries, drawn at random",
    ours: `${random.toFixed(0)} ms`,
    plain: "not timed",
    ratio: "",
  });
  for (const size of [100_000, 1_000_000]) rows.push(...ladderRows(engine, match, size));
  return rows;
}

/** The search that stands for a run, and what it costs to get ready. */
function ladderRows(engine, match, count) {
  match.populations[0].count = count;
  const builds = [];
  const curves = [];
  for (let round = 0; round < 11; round++) {
    const book = engine.prepare(match);
    const start = performance.now();
    book.landing(-0.05);
    builds.push(performance.now() - start);
    const middle = performance.now();
    book.fragility();
    curves.push(performance.now() - middle);
    book.free();
  }
  const book = engine.prepare(match);
  for (const ratio of [-0.02, -0.05, -0.1]) {
    const [price, packed] = [book.landing(ratio)?.price, book.run({ shockRatio: ratio })];
    if (Math.abs((price ?? 0) - packed[4]) > 1e-9 * packed[4]) throw new Error(`${price} against ${packed[4]} at ${ratio}`);
  }
  let shock = 0;
  const landing = () => book.landing(-0.02 - 1e-5 * (shock++ % 5_000));
  const run = () => book.run({ shockRatio: -0.02 - 1e-5 * (shock++ % 5_000) });
  inTurns([landing, run], { rounds: 3, calls: 2_000 });
  const [search, whole] = inTurns([landing, run], { rounds: 11, calls: 500 });
  book.free();
  const size = `1e${Math.round(Math.log10(count))}`;
  return [
    { what: `Ladder of ${size}: first landing, one pass over the crowd`, ours: `${median(builds).toFixed(2)} ms` },
    { what: `Ladder of ${size}: fragility curve of 512 points with its breaking point`, ours: `${median(curves).toFixed(2)} ms` },
    {
      what: `Ladder of ${size}: landing of another shock (the same by a run: ${(whole * 1e3).toFixed(1)} us)`,
      ours: `${(search * 1e3).toFixed(2)} us`,
    },
  ].map((row) => ({ ...row, plain: "not timed", ratio: "" }));
}
