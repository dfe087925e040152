import { outcomeOf } from "./outcome.mjs";
import assert from "node:assert/strict";
import test from "node:test";
import { CodedError, failureOf } from "../../www/js/messages.js";
import { fileName } from "../../www/js/file-name.js";
import { readOptionsOf, withReadOptions } from "../../www/js/read-options.js";
import { Session, initialState, isEdited, nextSeed, valueOf } from "../../www/js/session.js";
import { readAddress } from "../../www/js/scenario-url.js";
import { TrapError } from "../../www/js/stage-client.js";
import { createStore } from "../../www/js/store.js";
import { german } from "../../www/js/strings-de.js";
import { strings } from "../../www/js/strings.js";
import { become, living } from "../../www/js/words.js";

const PRESET_VALUES = { leverage: 10, depth: 40e6, seed: 42 };
const SUMMARY = { liquidatedCount: 3, liquidatedNotional: 5e6, finalPrice: 90, stopReason: "settled" };

const BOOK_INFO = (name) => ({ name, kind: "book", bids: 1, asks: 2, bestBid: 99, bestAsk: 101 });

/** A file that was read, without a worker. */
const readFile = async (name) => ({ info: BOOK_INFO(name), packed: new Uint8Array([1]) });

/** A stage that answers when it is told to. */
function fakeStage() {
  const calls = [];
  const answers = { configure: null };
  const connection = {
    call(name, argument) {
      calls.push([name, argument]);
      if (name === "presets" || name === "rulesets") return Promise.resolve([]);
      if (name === "configure") return answers.configure ? answers.configure(argument) : Promise.resolve(loadedFor(argument));
      if (name === "registerPacked" || name === "registerFile")
        return Promise.resolve({
          ...BOOK_INFO(argument.name),
          kind: answers.kinds?.[argument.name] ?? "book",
          title: "",
          rows: 2,
          symbols: answers.symbols ?? [],
        });
      return Promise.resolve(undefined);
    },
  };
  return { calls, answers, connection };
}

function loadedFor(settings, notes = []) {
  const controls = Object.entries(PRESET_VALUES).map(([name, value]) => ({
    name,
    label: name,
    unit: "",
    range: [0, 1e9],
    scale: "linear",
    step: 1,
    value: settings.values[name] ?? value,
    help: "",
    group: "main",
  }));
  return {
    settings,
    notes,
    title: "T",
    lesson: "L",
    controls,
    presetValues: PRESET_VALUES,
    summary: SUMMARY,
    facts: outcomeOf({ ...SUMMARY, troughPrice: 90 }).facts,
    rows: 5,
    waves: 3,
    ticks: false,
    startPrice: 100,
    end: { row: 4, wave: 3, timeS: 0, price: 90, playing: false },
  };
}

async function started(stage, client = { mode: async () => "worker", restart: async () => true }, reader = readFile, now = () => performance.now()) {
  const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
  let listener;
  let connects = 0;
  const session = new Session({
    store,
    client,
    strings,
    readFile: reader,
    now,
    connect: async (given) => {
      listener = given;
      connects += 1;
      return stage.connection;
    },
  });
  await session.start([]);
  return {
    store,
    session,
    tell: (playhead) => listener.onPlayhead(playhead),
    progress: (share) => listener.onProgress(share),
    crash: () => listener.onCrash("trap"),
    lose: () => listener.onLost(),
    connects: () => connects,
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const configured = (stage) => stage.calls.filter(([name]) => name === "configure").map(([, settings]) => settings.values);

test("while a run is under way only the newest settings wait", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  const waiting = [];
  stage.answers.configure = (settings) => new Promise((resolve) => waiting.push(() => resolve(loadedFor(settings))));
  for (const leverage of [11, 12, 13, 14]) session.setValue("leverage", leverage);
  assert.equal(valueOf(store.state, "leverage"), 14);
  waiting.shift()();
  await settled();
  // The answer to the older settings is shown, but does not take back what was set meanwhile.
  assert.equal(store.state.loaded.settings.values.leverage, 11);
  assert.equal(store.state.settings.values.leverage, 14);
  waiting.shift()();
  await settled();
  assert.deepEqual(configured(stage), [{}, { leverage: 11 }, { leverage: 14 }]);
});

test("what is asked of an engine on its way is what is asked of it then, to the letter", async () => {
  for (const [search, hash] of [
    ["", ""],
    ["?preset=thin-book&leverage=12", ""],
    ["?hide=result", ""],
    ["?at=3&depth=2e7", ""],
    ["?start=before", ""],
    ["?book=book.json", ""],
    ["", "#s=abc"],
  ]) {
    const { address } = readAddress(search, hash);
    const stage = fakeStage();
    const store = createStore({ ...initialState(address.settings), ...address, isHiding: address.flags.hidesResult });
    let told = [];
    const client = { mode: async () => "worker", restart: async () => true };
    const connect = async (_, first) => {
      told = structuredClone(first);
      return stage.connection;
    };
    const session = new Session({ store, strings, readFile, client, connect });
    await session.start([]);
    const asked = stage.calls.filter(([name]) => told.some((one) => one.name === name)).map(([name, argument]) => ({ name, argument }));
    const letters = (calls) => calls.map((call) => JSON.stringify(call)).sort();
    assert.deepEqual(letters(asked), letters(told), search);
    // Of files it is not known yet what becomes of them.
    const isKnown = Object.keys(address.settings.files).length === 0 && hash === "";
    assert.equal(
      told.some(({ name }) => name === "configure"),
      isKnown,
      search + hash,
    );
  }
});

test("an engine that breaks before it could tell its presets has a successor that does", async () => {
  const stage = fakeStage();
  const { call } = stage.connection;
  let isBroken = true;
  stage.connection.call = (name, argument) => (isBroken ? Promise.reject(new TrapError("trap")) : call(name, argument));
  const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
  const restart = async () => {
    isBroken = false;
    return true;
  };
  const client = { mode: async () => "worker", restart };
  const session = new Session({ store, strings, readFile, client, connect: async () => stage.connection });
  await session.start([]);
  await settled();
  assert.equal(stage.calls.filter(([name]) => name === "presets").length, 1);
  assert.equal(store.state.loaded.settings.preset, "the-match");
});

test("a size that the figure gets while the engine is on its way is told to it at once, and to the one that comes in its place", async () => {
  const [coming, stage] = [fakeStage(), fakeStage()];
  const size = { widthCss: 604, heightCss: 284, pixelRatio: 1, textScale: 1 };
  const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
  let arrive;
  const connect = (listener) => {
    listener.onComing(coming.connection);
    return new Promise((resolve) => (arrive = () => resolve(stage.connection)));
  };
  const session = new Session({ store, strings, readFile, client: { mode: async () => "worker", restart: async () => true }, connect });
  const start = session.start([]);
  session.resize(size);
  session.recolour({ background: "#000000" });
  assert.deepEqual(coming.calls, [
    ["resize", size],
    ["recolour", { background: "#000000" }],
  ]);
  arrive();
  await start;
  assert.deepEqual(stage.calls.slice(0, 2), coming.calls);
});

test("a size that the figure gets while the engine is on its way is not lost", async () => {
  const stage = fakeStage();
  const size = { widthCss: 604, heightCss: 284, pixelRatio: 1, textScale: 1 };
  let arrive;
  const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
  const session = new Session({
    store,
    strings,
    client: { mode: async () => "worker", restart: async () => true },
    connect: () => new Promise((resolve) => (arrive = () => resolve(stage.connection))),
    readFile,
  });
  const start = session.start([]);
  session.resize({ ...size, heightCss: 100 });
  session.resize(size);
  arrive();
  await start;
  assert.deepEqual(
    stage.calls.filter(([name]) => name === "resize").map(([, argument]) => argument),
    [size],
  );
});

test("a value equal to the preset's is no edit", async () => {
  const { session, store } = await started(fakeStage());
  session.setValue("leverage", 20);
  await settled();
  assert.ok(isEdited(store.state.settings));
  session.setValue("leverage", 10);
  await settled();
  assert.ok(!isEdited(store.state.settings));
});

test("values are handed on in the order in which they were set, the last one last", async () => {
  const stage = fakeStage();
  const { session } = await started(stage);
  for (const [name, value] of [
    ["leverage", 20],
    ["depth", 1e6],
    ["leverage", 30],
  ]) {
    session.setValue(name, value);
    await settled();
  }
  const asked = stage.calls.filter(([name]) => name === "configure").map(([, { values }]) => Object.keys(values).join(" "));
  assert.deepEqual(asked.slice(-3), ["leverage", "leverage depth", "depth leverage"]);
});

test("an error keeps the picture, the settings and names its control", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  const before = store.state.loaded;
  stage.answers.configure = () => Promise.reject(new CodedError({ code: "outOfRange", field: "populations[0].leverage.median", message: "too much" }));
  session.setValue("leverage", 999);
  await settled();
  assert.equal(store.state.loaded, before);
  assert.equal(store.state.settings.values.leverage, 999);
  assert.equal(store.state.error.control, "leverage");
  assert.match(store.state.error.text, /too much/);
  stage.answers.configure = null;
  session.setValue("leverage", 20);
  await settled();
  assert.equal(store.state.error, null);
});

test("a malformed file changes nothing but the message", async () => {
  const stage = fakeStage();
  const refuse = async () => {
    throw new CodedError({ code: "malformed", field: "bids[3]", message: "no number" });
  };
  const { session, store } = await started(stage, undefined, refuse);
  const before = store.state;
  await session.loadFile("bad.json", new Blob([]));
  assert.equal(store.state.settings, before.settings);
  assert.equal(store.state.loaded, before.loaded);
  assert.equal(store.state.loading, null);
  assert.match(store.state.dataError, /bad\.json.*no number.*bids\[3\]/);
});

test("a file that the engine refuses is taken back", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  const before = store.state.settings;
  stage.answers.configure = () => Promise.reject(new CodedError({ code: "inconsistent", field: "markets[0].price", message: "too far" }));
  await session.loadFile("mine.json", new Blob([]));
  assert.deepEqual(store.state.settings, before);
  assert.equal(store.state.error, null);
  assert.match(store.state.dataError, /mine\.json.*too far/);
});

test("where no worker can be had the engine reads the file itself", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage, undefined, async () => null);
  await session.loadFile("mine.json", new Blob([]));
  assert.ok(stage.calls.some(([name]) => name === "registerFile"));
  assert.deepEqual(store.state.settings.files, { book: "mine.json" });
  session.dropFile("book");
  await settled();
  assert.deepEqual(store.state.settings.files, {});
});

test("a cancelled file changes nothing, and the newest of two wins", async () => {
  const { Cancelled } = await import("../../www/js/load-client.js");
  const stage = fakeStage();
  const waiting = (name, _, { signal }) =>
    name === "slow.csv" ? new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Cancelled()))) : readFile(name);
  const { session, store } = await started(stage, undefined, waiting);
  const slow = session.loadFile("slow.csv", new Blob([]));
  assert.deepEqual(store.state.loading, { name: "slow.csv", share: 0 });
  session.cancelLoading();
  await slow;
  assert.equal(store.state.loading, null);
  assert.deepEqual(store.state.settings.files, {});
  const first = session.loadFile("slow.csv", new Blob([]));
  await session.loadFile("mine.json", new Blob([]));
  await first;
  assert.deepEqual(store.state.settings.files, { book: "mine.json" });
  assert.equal(store.state.dataError, null);
});

test("files that come together go to their places, and each is told", async () => {
  const stage = fakeStage();
  const kinds = { "b.json": "book", "p.csv": "positions", "other.csv": "positions", "all.json": "scenario" };
  stage.answers.kinds = kinds;
  const read = async (name) => {
    if (!(name in kinds)) throw new CodedError({ code: "malformed", field: "", message: "no table" });
    return readFile(name);
  };
  const { session, store } = await started(stage, undefined, read);
  const files = (...names) => session.loadFiles(names.map((name) => new File(["x"], name)));
  await files("b.json", "bad.csv", "p.csv");
  assert.deepEqual(store.state.settings.files, { book: "b.json", positions: "p.csv" });
  assert.match(store.state.status, /bad\.csv could not be read.*b\.json is loaded.*p\.csv is loaded/);
  assert.match(store.state.dataError, /bad\.csv.*no table/);
  // A scenario replaces everything that was there, not what came with it; of two of a kind the later one stays.
  await files("p.csv", "other.csv", "all.json");
  assert.deepEqual(store.state.settings.files, { scenario: "all.json", positions: "other.csv" });
  assert.match(store.state.status, /p\.csv was left out: other\.csv goes to the same place/);
  assert.equal(store.state.dataError, null);
});

test("that the picture stays is said only where it does", async () => {
  const stage = fakeStage();
  const read = async (name) => {
    if (name.startsWith("bad")) throw new CodedError({ code: "malformed", field: "", message: "no table" });
    return readFile(name);
  };
  const { session, store } = await started(stage, undefined, read);
  const load = (...names) => session.loadFiles(names.map((name) => new File(["x"], name)));
  await load("bad.csv", "b.json");
  assert.match(store.state.dataError, /bad\.csv.*no table/);
  assert.ok(!store.state.dataError.includes(strings.errors.kept), store.state.dataError);
  await load("bad.csv", "bad2.csv");
  assert.ok(store.state.dataError.endsWith(strings.errors.kept));
});

test("what scales a file goes with it, and what means nothing any more is no fault of a link", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  stage.answers.kinds = { "p.csv": "path" };
  // A path brings its own control; with the run's shock it means nothing.
  stage.answers.configure = async (settings) => {
    const loaded = loadedFor(settings, settings.files.path || settings.values.pathAmplitude === undefined ? [] : [{ kind: "ignored", name: "pathAmplitude" }]);
    if (settings.files.path) loaded.controls.push({ ...loaded.controls[0], name: "pathAmplitude", label: "Path x" });
    return loaded;
  };
  await session.loadFile("p.csv", new Blob([]));
  session.setValue("pathAmplitude", 3);
  await settled();
  session.dropFile("path");
  await settled();
  assert.deepEqual(store.state.settings, { preset: "the-match", values: {}, files: {} });
  assert.doesNotMatch(store.state.status, /link/);
  await session.loadFile("p.csv", new Blob([]));
  session.setValue("pathAmplitude", 3);
  await settled();
  await session.travelTo({ preset: "the-match", values: { pathAmplitude: 3 }, files: {} });
  assert.match(store.state.status, /^Path x means nothing here any more/);
});

test("a file with several readings is asked about, and read as it was answered", async () => {
  const stage = fakeStage();
  const types = [];
  const read = async (name, file) => {
    types.push(file.type);
    if (!file.type.includes("decimal")) throw new CodedError({ code: "ambiguous", field: "decimal", message: "95.000", choices: [".", ","] });
    return readFile(name);
  };
  const { session, store } = await started(stage, undefined, read);
  await session.loadFile("mine.csv", new Blob([], { type: "text/csv" }));
  assert.deepEqual(store.state.questions, [{ name: "mine.csv", option: "decimal", choices: [".", ","] }]);
  assert.equal(store.state.dataError, null);
  assert.match(store.state.status, /mine\.csv can be read in several ways/);
  await session.answer(store.state.questions[0], ",");
  assert.deepEqual(store.state.questions, []);
  assert.deepEqual(store.state.settings.files, { book: "mine.csv" });
  // The answer stays with the file: after a trap it is read the same way.
  assert.deepEqual(types, ["text/csv", "text/csv;decimal=2c"]);
  assert.deepEqual(readOptionsOf(new Blob([], { type: types[1] })), { decimal: "," });
  // A type is in small letters whatever it was given; names with capitals and numbers come back from it as they were.
  for (const options of [
    { contractSize: 0.02 },
    { contractValue: 1000 },
    { contract: /** @type {const} */ ("inverse") },
    { decimal: /** @type {const} */ ("."), contractSize: 1e-9 },
  ])
    assert.deepEqual(readOptionsOf(withReadOptions(new Blob(["x"]), /** @type {any} */ (options))), options);
});

test("of positions in several symbols one is shown, and another can be chosen", async () => {
  const stage = fakeStage();
  const symbols = [
    { name: "BTC", rows: 3, medianEntry: 1 },
    { name: "ETH", rows: 2, medianEntry: 1 },
  ];
  stage.answers.kinds = { "p.csv": "positions" };
  stage.answers.symbols = symbols;
  const { session, store } = await started(stage);
  await session.loadFile("p.csv", new Blob([]));
  assert.deepEqual(store.state.settings.files, { positions: "p.csv", symbol: "BTC" });
  await session.choose("symbol", "ETH");
  assert.deepEqual(store.state.settings.files, { positions: "p.csv", symbol: "ETH" });
  session.dropFile("positions");
  await settled();
  assert.deepEqual(store.state.settings.files, {});
});

test("a question that is open is asked again at the next start, and not when it was answered", async () => {
  const read = async (name, file) => {
    if (!file.type.includes("decimal")) throw new CodedError({ code: "ambiguous", field: "decimal", message: "95.000", choices: [".", ","] });
    return readFile(name);
  };
  const held = new Map();
  const keep = {
    put: async (name, _digest, blob) => (held.set(name, blob), "kept"),
    get: async (name) => (held.has(name) ? { blob: held.get(name), isOther: false } : null),
    names: () => [...held.keys()],
    drop: (name) => held.delete(name),
    putSteps: () => {},
    steps: () => null,
  };
  const start = async () => {
    const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
    const session = new Session({
      store,
      client: { mode: async () => "worker", restart: async () => true },
      strings,
      readFile: read,
      keep,
      now: () => performance.now(),
      connect: async () => fakeStage().connection,
    });
    await session.start([]);
    return { store, session };
  };
  const first = await start();
  await first.session.loadFile("mine.csv", new Blob([], { type: "text/csv" }));
  const open = [{ name: "mine.csv", option: "decimal", choices: [".", ","] }];
  assert.deepEqual(first.store.state.questions, open);
  const second = await start();
  assert.deepEqual(second.store.state.questions, open);
  await second.session.answer(open[0], ",");
  assert.deepEqual([second.store.state.questions, second.store.state.settings.files], [[], { book: "mine.csv" }]);
  assert.deepEqual((await start()).store.state.questions, []);
});

test("files stand in one order, whichever came first", async () => {
  const stage = fakeStage();
  stage.answers.kinds = { "p.csv": "positions", "b.json": "book", "k.csv": "path" };
  const { session, store } = await started(stage);
  for (const name of ["k.csv", "p.csv", "b.json"]) await session.loadFile(name, new Blob([]));
  assert.deepEqual(Object.keys(store.state.settings.files), ["book", "positions", "path"]);
  const { address } = readAddress("?pathFile=k.csv&positionsFile=p.csv&book=b.json");
  assert.deepEqual(Object.keys(address.settings.files), ["book", "positions", "path"]);
});

test("the median entry of positions in several symbols is that of the one that is used", () => {
  const info = {
    name: "p.csv",
    sha256: "",
    leftOut: [],
    notes: [],
    kind: "positions",
    rows: 5,
    longs: 3,
    medianEntry: 95000,
    inverse: false,
    symbols: [
      { name: "BTC", rows: 3, medianEntry: 95000 },
      { name: "ETH", rows: 2, medianEntry: 3000 },
    ],
  };
  for (const words of [strings, german]) {
    const [of, other] = [words.data.facts(info, "BTC"), words.data.facts(info, "ETH")];
    assert.match(of, /BTC.*95[.,]000/);
    assert.doesNotMatch(of, /ETH|3[.,]000/);
    assert.match(other, /ETH.*3[.,]000/);
    assert.doesNotMatch(other, /95[.,]000/);
    assert.doesNotMatch(words.data.facts(info, "SOL"), /000/);
    assert.equal(words.data.facts(info), of);
    assert.match(words.data.facts({ ...info, symbols: [] }), /95[.,]000/);
    // The status counts what is in the market.
    assert.match(words.data.size(info, "ETH"), /^2 (of|von) 5 .*ETH/);
    assert.match(words.data.size(info), /^3 (of|von) 5 .*BTC/);
    assert.match(words.data.size({ ...info, symbols: [] }), /^5 Position(s|en)$/i);
  }
});

test("reset keeps the seed, a new seed keeps the rest", async () => {
  const { session, store } = await started(fakeStage());
  session.setValue("leverage", 20);
  await session.newSeed();
  assert.deepEqual(store.state.settings.values, { leverage: 20, seed: nextSeed(42) });
  await session.reset();
  assert.deepEqual(store.state.settings.values, { seed: nextSeed(42) });
});

test("seeds do not repeat soon and stay legal", () => {
  const seen = new Set();
  for (let seed = 42, i = 0; i < 1000; i += 1) {
    seed = nextSeed(seed);
    assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
    seen.add(seed);
  }
  assert.equal(seen.size, 1000);
});

test("a trap brings a new engine, the books and the last good picture", async () => {
  const stage = fakeStage();
  const { session, store, connects } = await started(stage);
  await session.loadFile("mine.json", new Blob([]));
  stage.answers.configure = (settings) =>
    settings.values.leverage === 66 ? Promise.reject(new TrapError("unreachable")) : Promise.resolve(loadedFor(settings));
  session.setValue("leverage", 66);
  await settled();
  assert.equal(connects(), 2);
  assert.equal(stage.calls.filter(([name]) => name === "registerPacked").length, 2);
  assert.deepEqual(store.state.settings, { preset: "the-match", values: {}, files: { book: "mine.json" } });
  assert.equal(store.state.status, `${strings.status.restarted} ${strings.status.pictureBack}`);
  session.setValue("leverage", 20);
  await settled();
  assert.equal(store.state.loaded.settings.values.leverage, 20);
});

test("an engine that cannot come back is said so", async () => {
  const { store, crash } = await started(fakeStage(), { mode: async () => "worker", restart: async () => false });
  crash();
  await settled();
  assert.ok(store.state.isBroken);
  assert.equal(store.state.error.text, strings.status.gone);
});

test("playing announces its beginning and its end, and nothing between", async () => {
  const { session, store, tell } = await started(fakeStage());
  const said = [];
  store.subscribe((state, previous) => state.status !== previous.status && said.push(state.status));
  session.togglePlay();
  const at = (row, wave, playing) => tell({ row, wave, timeS: 0, price: 95, playing });
  at(0, 0, true);
  at(0.5, 0, true);
  at(2, 1, true);
  at(3, 2, true);
  at(4, 3, false);
  assert.equal(said.length, 2);
  assert.equal(said[0], strings.status.playing);
  assert.match(said[1], /^The end\./);
});

test("on the page's own thread the limit is said", async () => {
  const { store } = await started(fakeStage(), { mode: async () => "page", restart: async () => true });
  assert.match(store.state.status, /100,000/);
});

test("undo and redo walk through what was changed, and the engine's own corrections are no step", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  const leverage = () => valueOf(store.state, "leverage");
  assert.deepEqual([store.state.canUndo, store.state.canRedo], [false, false]);
  stage.answers.configure = async (settings) =>
    loadedFor({ ...settings, values: settings.values.leverage > 100 ? { ...settings.values, leverage: 100 } : settings.values });
  session.setValue("leverage", 500);
  await settled();
  assert.equal(leverage(), 100);
  session.beginDrag();
  for (const depth of [1e6, 2e6, 3e6]) session.setValue("depth", depth);
  session.endDrag();
  await settled();
  await session.newSeed();
  await session.undo();
  assert.deepEqual(store.state.settings.values, { leverage: 100, depth: 3e6 });
  await session.undo();
  assert.deepEqual(store.state.settings.values, { leverage: 100 });
  await session.undo();
  assert.equal(leverage(), 10);
  assert.deepEqual([store.state.canUndo, store.state.canRedo], [false, true]);
  await session.undo();
  assert.match(store.state.status, /nothing to undo/);
  await session.redo();
  await session.redo();
  assert.deepEqual(store.state.settings.values, { leverage: 100, depth: 3e6 });
  await session.choosePreset("thin-book");
  assert.equal(store.state.canRedo, false);
  await session.undo();
  assert.equal(store.state.settings.preset, "the-match");
});

test("a refused file is no step", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  stage.answers.configure = () => Promise.reject(new CodedError({ code: "inconsistent", field: "markets[0].price", message: "too far" }));
  await session.loadFile("mine.json", new Blob([]));
  assert.equal(store.state.canUndo, false);
});

test("what is pinned stays until it is unpinned, and comes back after a trap", async () => {
  const stage = fakeStage();
  const call = stage.connection.call;
  stage.connection.call = (name, argument) =>
    name === "pin" ? (stage.calls.push([name, argument]), Promise.resolve(loadedFor(argument))) : call(name, argument);
  const { session, store, crash } = await started(stage);
  await session.compare();
  assert.deepEqual(store.state.pinned.settings.values, {});
  session.setValue("leverage", 20);
  await settled();
  assert.deepEqual(store.state.pinned.settings.values, {});
  crash();
  await settled();
  await settled();
  assert.deepEqual(
    stage.calls.filter(([name]) => name === "pin").map(([, settings]) => settings.values),
    [{}, {}],
  );
  session.unpin();
  assert.equal(store.state.pinned, null);
});

/** An engine whose runs end when they are told to; ending it ends what it was asked. */
function slowStage() {
  const stage = fakeStage();
  const restarts = [];
  let clock = 0;
  let pending = [];
  const hold = (settings) => new Promise((resolve, reject) => pending.push({ settings, resolve: () => resolve(loadedFor(settings)), reject }));
  const client = {
    mode: async () => "worker",
    restart: async (why) => {
      restarts.push(why);
      for (const { reject } of pending) reject(new TrapError("the engine was stopped"));
      pending = [];
      return true;
    },
  };
  const pass = async (ms) => {
    clock += ms;
    // The session looks ten times a second.
    await new Promise((resolve) => setTimeout(resolve, 150));
  };
  return { stage, client, restarts, hold, pass, now: () => clock, pending: () => pending };
}

test("nothing is announced that is not shown", async () => {
  const { stage, client, hold, pending, now } = slowStage();
  const { session, store } = await started(stage, client, readFile, now);
  stage.answers.configure = hold;
  for (const act of ["reset", "newSeed"]) {
    session.setValue("leverage", 20 + Math.random());
    const before = store.state.status;
    const acting = session[act]();
    await settled();
    assert.equal(store.state.status, before, act);
    // The older run first, then the one that was asked for.
    pending().shift().resolve();
    await settled();
    assert.doesNotMatch(store.state.status, /Back to|New seed/, act);
    pending().shift().resolve();
    await acting;
    assert.match(store.state.status, act === "reset" ? /^Back to T/ : /^New seed/, act);
  }
  session.setValue("leverage", 32);
  const choosing = session.choosePreset("thin-book");
  session.setValue("leverage", 33);
  const said = [];
  store.subscribe(({ status }) => said.push(status));
  pending().shift().resolve();
  await settled();
  pending().shift().resolve();
  await choosing;
  await settled();
  // Overtaken: never run, never on screen.
  assert.equal(store.state.loaded.settings.values.leverage, 33);
  assert.ok(
    said.every((status) => !status.startsWith("T. L")),
    said.join(" | "),
  );
});

test("a preset that cannot be had leaves address, select and status with the picture", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  session.setValue("leverage", 20);
  await settled();
  stage.answers.configure = () => Promise.reject(new CodedError({ code: "fetch", field: "", message: "book.json" }));
  await session.choosePreset("real-book");
  assert.deepEqual(store.state.settings, { preset: "the-match", values: { leverage: 20 }, files: {} });
  assert.match(store.state.status, /book\.json could not be fetched/);
  assert.match(store.state.error.text, /book\.json/);
  stage.answers.configure = null;
  await session.undo();
  assert.deepEqual(store.state.settings.values, {});
});

test("a long run is told with its seconds and can be stopped: the last picture is back, and it is no fault", async () => {
  const { stage, client, restarts, hold, pass, now } = slowStage();
  const { session, store, connects } = await started(stage, client, readFile, now);
  session.setValue("depth", 2e6);
  await settled();
  stage.answers.configure = (settings) => (settings.values.leverage === 66 ? hold(settings) : Promise.resolve(loadedFor(settings)));
  session.setValue("leverage", 66);
  await pass(200);
  assert.equal(store.state.computing, null);
  await pass(200);
  assert.deepEqual(store.state.computing, { seconds: 0, percent: null });
  assert.equal(store.state.status, strings.status.computing);
  await pass(12_000);
  assert.deepEqual(store.state.computing, { seconds: 12, percent: null });
  session.stop();
  // It may listen, and is asked; this one does not.
  await settled();
  assert.equal(stage.calls.filter(([name]) => name === "stop").length, 1);
  assert.deepEqual(restarts, []);
  await pass(900);
  assert.deepEqual(restarts, [{ isFault: false }]);
  assert.equal(connects(), 2);
  assert.equal(store.state.computing, null);
  assert.deepEqual(store.state.settings.values, { depth: 2e6 });
  assert.deepEqual(store.state.loaded.settings.values, { depth: 2e6 });
  assert.match(store.state.status, /^Stopped after 12.s\. Your last picture is back\.$/);
  assert.equal(store.state.error, null);
  await session.undo();
  assert.deepEqual(store.state.settings.values, {});
});

test("a run that listens is stopped or overtaken without another engine, and says how far it is", async () => {
  for (const mode of ["worker", "page"]) {
    const { stage, restarts, client, hold, pass, now, pending } = slowStage();
    const { session, store, progress } = await started(stage, { ...client, mode: async () => mode }, readFile, now);
    const { call } = stage.connection;
    stage.connection.call = (name, argument) => {
      if (name === "stop") for (const { reject } of pending().splice(0)) reject(new CodedError({ code: "stopped", field: "", message: "given up" }));
      return call(name, argument);
    };
    session.setValue("depth", 2e6);
    await settled();
    stage.answers.configure = (settings) => (settings.values.leverage > 60 ? hold(settings) : Promise.resolve(loadedFor(settings)));
    session.setValue("leverage", 66);
    await pass(5_000);
    progress(0.349);
    await pass(0);
    assert.deepEqual(store.state.computing, { seconds: 5, percent: 34 });
    session.stop();
    await settled();
    assert.equal(store.state.computing, null);
    assert.deepEqual(store.state.settings.values, { depth: 2e6 });
    assert.match(store.state.status, /^Stopped after 5.s\. Your last picture is back\.$/);
    assert.equal(store.state.error, null);
    session.setValue("leverage", 67);
    await pass(1_500);
    session.setValue("leverage", 20);
    await pass(0);
    await settled();
    assert.equal(store.state.loaded.settings.values.leverage, 20);
    assert.deepEqual(restarts, [], mode);
  }
});

test("a first run that is stopped makes place for its preset", async () => {
  const { stage, client, hold, pass, now } = slowStage();
  const store = createStore(initialState({ preset: "slow-motion", values: { positions: 1e6 }, files: {} }));
  stage.answers.configure = (settings) => (settings.values.positions ? hold(settings) : Promise.resolve(loadedFor(settings)));
  const session = new Session({ store, client, strings, readFile, now, connect: async () => stage.connection });
  void session.start([]);
  await settled();
  await pass(9_000);
  session.stop();
  await pass(900);
  assert.deepEqual(store.state.loaded.settings, { preset: "slow-motion", values: {}, files: {} });
  assert.match(store.state.status, /^Stopped after 9.s\. The preset is shown instead\.$/);
});

test("whoever sets something else does not wait for a run older than a second, and waits for a younger one", async () => {
  const { stage, client, restarts, hold, pass, now, pending } = slowStage();
  const { session, store } = await started(stage, client, readFile, now);
  stage.answers.configure = (settings) => (settings.values.leverage > 60 ? hold(settings) : Promise.resolve(loadedFor(settings)));
  session.setValue("leverage", 61);
  await pass(800);
  session.setValue("leverage", 20);
  await pass(0);
  assert.deepEqual(restarts, []);
  pending()[0].resolve();
  await settled();
  assert.equal(store.state.loaded.settings.values.leverage, 20);
  session.setValue("leverage", 62);
  await pass(1_500);
  // Long but alive, and nothing else wanted: it goes on.
  assert.deepEqual(restarts, []);
  const resetting = session.reset();
  await pass(0);
  await pass(600);
  await resetting;
  assert.deepEqual(restarts, [{ isFault: false }]);
  assert.deepEqual(store.state.loaded.settings.values, {});
  assert.match(store.state.status, /^Back to T/);
  assert.equal(store.state.error, null);
});

test("an engine that is gone without a word is said and replaced", async () => {
  const { session, store, lose, connects } = await started(fakeStage());
  session.setValue("leverage", 20);
  await settled();
  lose();
  session.setValue("leverage", 21);
  await settled();
  await settled();
  assert.equal(connects(), 2);
  assert.match(store.state.error?.text ?? store.state.status, /gone|closed by force/);
  // What was set meanwhile is run as soon as somebody can.
  assert.equal(store.state.loaded.settings.values.leverage, 21);
  lose();
  await settled();
  assert.equal(store.state.status, `${strings.status.lost} ${strings.status.pictureBack}`);
  assert.equal(store.state.error.text, store.state.status);
});

test("out of memory is called so, with what to lower", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  stage.answers.configure = (settings) =>
    settings.values.positions === 1e6 ? Promise.reject(new TrapError("unreachable", true)) : Promise.resolve(loadedFor(settings));
  session.setValue("positions", 1e6);
  await settled();
  assert.match(store.state.error.text, /memory.*1,000,000 positions.*last picture is back/);
  assert.deepEqual(store.state.settings.values, {});
});

test("what cannot be had at first gives way to the first preset, and is told as it is", async () => {
  const stage = fakeStage();
  stage.answers.configure = (settings) =>
    settings.preset === "real-book" ? Promise.reject(new CodedError({ code: "fetch", field: "", message: "book.json" })) : Promise.resolve(loadedFor(settings));
  const store = createStore(initialState({ preset: "real-book", values: {}, files: {} }));
  const session = new Session({
    store,
    client: { mode: async () => "worker", restart: async () => true },
    strings,
    readFile,
    connect: async () => stage.connection,
  });
  await session.start([]);
  assert.equal(store.state.settings.preset, "the-match");
  assert.equal(store.state.isBroken, false);
  assert.match(store.state.error.text, /^The file book\.json could not be fetched\. The first preset is shown instead\.$/);
});

test("a file that several places need is asked for once", async () => {
  const stage = fakeStage();
  const missing = { kind: "fileMissing", name: "mine.json" };
  stage.answers.configure = (settings) => Promise.resolve(loadedFor(settings, [missing]));
  const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
  const session = new Session({
    store,
    client: { mode: async () => "worker", restart: async () => true },
    strings,
    readFile,
    connect: async () => stage.connection,
  });
  await session.start([missing]);
  assert.equal(store.state.status.match(/mine\.json/g).length, 1);
});

test("why there is no engine is said by its kind", async () => {
  const kinds = {
    engineOffline: /offline/,
    engineMissing: /503/,
    engineDamaged: /damaged/,
    engineForbidden: /WebAssembly.*does not help/,
    engineSlow: /15 seconds/,
    engineMemory: /memory/,
    noCanvas: /canvas/,
  };
  for (const [code, words] of Object.entries(kinds)) {
    const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
    const connect = () => Promise.reject(new CodedError({ code, field: "", message: "503" }));
    const session = new Session({ store, client: { mode: async () => "worker", restart: async () => true }, strings, readFile, connect });
    await session.start([]);
    assert.ok(store.state.isBroken);
    assert.match(store.state.error.text, words);
    assert.ok(store.state.error.isFinal);
  }
});

test("a saved file is called by what was edited", () => {
  const settings = (values, files = {}) => ({ preset: "last-line", values, files });
  assert.equal(fileName(settings({}), "42", "", "png"), "last-line-seed-42.png");
  assert.equal(fileName(settings({ shock: -0.07, leverage: 20, seed: 7 }), "7", "crowd", "svg"), "last-line-leverage-20-shock-minus-0.07-seed-7-crowd.svg");
  assert.equal(
    fileName(settings({ a: 1, b: 2, c: "twap", d: 4 }, { book: "x.json", contract: "X/Y" }), "1", "", "csv"),
    "last-line-a-1-b-2-c-twap-and-2-more-seed-1.csv",
  );
  assert.equal(fileName(settings({ shape: "1_2" }, { book: "../x" }), "1", "", "json"), "last-line-drawn-leverage-own-book-seed-1.json");
});

test("kept files and steps come back before anything is shown, and only what is missing is asked for", async () => {
  const stage = fakeStage();
  const settings = { preset: "the-match", values: { leverage: 20 }, files: { book: "mine.json", path: "gone.csv" } };
  const steps = { past: [{ preset: "the-match", values: {}, files: { positions: "old.csv" } }], present: settings, future: [] };
  const blobs = { "mine.json": new Blob(["a"]), "old.csv": new Blob(["b"]) };
  const put = [];
  const keep = {
    names: () => [],
    drop: () => {},
    steps: () => steps,
    putSteps: (now) => put.push(now),
    get: async (name) => (blobs[name] ? { blob: blobs[name], isOther: name === "old.csv" } : null),
    put: async (name) => (name === "big.csv" ? "large" : "kept"),
  };
  stage.answers.configure = async (asked) => {
    const { path, ...files } = asked.files;
    return loadedFor({ ...asked, files }, path ? [{ kind: "fileMissing", name: path }] : []);
  };
  const store = createStore(initialState(settings));
  const client = { mode: async () => "worker", restart: async () => true };
  const session = new Session({ store, client, strings, readFile, keep, connect: async () => stage.connection });
  await session.start([], { preset: "the-match", values: {}, files: { book: "mine.json" } });
  const order = stage.calls.map(([name, argument]) => (name === "registerPacked" ? argument.name : name));
  assert.deepEqual(
    order.filter((one) => ["mine.json", "old.csv", "pin", "configure"].includes(one)),
    ["mine.json", "old.csv", "pin", "configure"],
  );
  assert.ok(store.state.canUndo);
  // The name that is missing stays until it is loaded or dropped, and is asked for once.
  assert.deepEqual(store.state.settings, settings);
  assert.match(store.state.status, /old\.csv is the file of that name.*needs the file "gone\.csv"/);
  session.setValue("depth", 2e6);
  await settled();
  assert.doesNotMatch(store.state.status, /gone\.csv/);
  assert.equal(store.state.settings.files.path, "gone.csv");
  session.dropFile("path");
  await settled();
  assert.equal(store.state.settings.files.path, undefined);
  await session.undo();
  await session.undo();
  await session.undo();
  assert.deepEqual(store.state.settings.files, { positions: "old.csv" });
  assert.deepEqual(put.at(-1).future.length, 3);
  await session.loadFile("big.csv", new Blob([]));
  assert.match(store.state.status, /big\.csv is loaded.*too large to be kept/);
});

test("a picture that takes long to come back need not be waited for either", async () => {
  const { stage, client, restarts, hold, pass, now } = slowStage();
  const { session, store } = await started(stage, client, readFile, now);
  session.setValue("leverage", 20);
  await settled();
  // From now on everything but the bare preset and the depth takes for ever.
  stage.answers.configure = (settings) => (settings.values.leverage ? hold(settings) : Promise.resolve(loadedFor(settings)));
  session.setValue("leverage", 66);
  await pass(2_000);
  session.stop();
  await pass(600);
  await pass(2_000);
  session.stop();
  await pass(600);
  await settled();
  assert.deepEqual(store.state.loaded.settings.values, {});
  assert.match(store.state.status, /The preset is shown instead/);
  assert.ok(restarts.every(({ isFault }) => !isFault));
  // Newer settings go before what would come back.
  stage.answers.configure = null;
  session.setValue("leverage", 20);
  await settled();
  stage.answers.configure = (settings) => (settings.values.leverage ? hold(settings) : Promise.resolve(loadedFor(settings)));
  session.setValue("leverage", 67);
  await pass(2_000);
  session.stop();
  await pass(600);
  const asked = session.reset();
  await pass(2_000);
  await asked;
  await settled();
  assert.deepEqual(store.state.loaded.settings.values, {});
  assert.equal(store.state.isBroken, false);
});

test("an answer about a file keeps its letters, whatever types of files do to them", () => {
  for (const symbol of ["BTC-PERP", "kPEPE", "ä;b=c, %"]) {
    const file = withReadOptions(withReadOptions(new Blob(["x"], { type: "text/csv" }), { decimal: "," }), { symbol });
    assert.deepEqual(readOptionsOf(file), { decimal: ",", symbol });
    assert.match(file.type, /^text\/csv;/);
  }
});

test("value and range of what was refused cross from the worker", () => {
  const failure = { code: "outOfRange", field: "shock", message: "no", value: "9", min: -1, max: 1 };
  assert.deepEqual(failureOf(new CodedError(failure)), failure);
  assert.deepEqual(failureOf(Object.assign(new Error("no"), { code: "outOfRange", field: "shock", problems: [{ value: "9", min: -1, max: 1 }] })), failure);
});

test("what is wrong is said anew in another language", async () => {
  const stage = fakeStage();
  const words = living({ ...strings });
  const store = createStore(initialState({ preset: "the-match", values: {}, files: {} }));
  const refuse = async (name) => {
    throw new CodedError({ code: "malformed", field: "", message: `${name} is no table` });
  };
  const session = new Session({
    store,
    client: { mode: async () => "worker", restart: async () => true },
    strings: words,
    readFile: refuse,
    connect: async () => stage.connection,
  });
  await session.start([]);
  stage.answers.configure = () =>
    Promise.reject(new CodedError({ code: "outOfRange", field: "leverage", message: "too much", value: "999", min: 1, max: 125 }));
  session.setValue("leverage", 999);
  await settled();
  await session.loadFile("bad.csv", new Blob([]));
  assert.match(store.state.error.text, /^too much.*stays as it was/);
  assert.match(store.state.dataError, /bad\.csv could not be read/);
  become(words, german);
  await session.relabel();
  assert.match(store.state.error.text, /^„Hebel“ ist 999; erlaubt ist 1 bis 125\..*Das Bild bleibt/);
  assert.match(store.state.dataError, /^bad\.csv .*Form.*Das Bild bleibt/);
  become(words, strings);
  await session.relabel();
  assert.match(store.state.error.text, /^too much/);
});

test("a new seed that changes nothing says so", async () => {
  const stage = fakeStage();
  const { session, store } = await started(stage);
  stage.answers.configure = (settings) => Promise.resolve({ ...loadedFor(settings), situation: { isRandom: false } });
  session.setValue("leverage", 20);
  await settled();
  await session.newSeed();
  assert.match(store.state.status, /^New seed: \d+\. Nothing here is drawn at random/);
});
