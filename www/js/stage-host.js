// Answers the page: owns the run on screen with its engine and its stage, and knows what may be asked of them. Runs in the worker,
// or on the page where there is none.

import { rowAt } from "./playback.js";
import { csv, fileColumns, recordObject } from "./record-file.js";
import { TABLE_COLUMNS } from "./table-rows.js";
import { cleanName } from "./format.js";
import { ClearContext } from "./clear-ground.js";
import { CodedError } from "./messages.js";
import { listen } from "./pause.js";
import { feedbackParts } from "./pictures.js";
import { closingOf } from "./claims.js";
import { otherMarkets } from "./other-markets.js";
import { isInverse, shockedOf, situationOf } from "./situation.js";
import { packedHere } from "./read-here.js";
import { Runs, stopped } from "./stage-runs.js";
import { paperOf, pictureOf, pngOf, sheetOf, svgOf } from "./stage-pictures.js";
import { StagePlayback } from "./stage-playback.js";
import { StageWindow } from "./stage-window.js";
import { isTrap } from "./traps.js";

/** @typedef {import("../pkg/page/liquidation_cascades.js").Scenario} Scenario */
/** @typedef {import("../pkg/page/liquidation_cascades.js").Trace} Trace */
/** @typedef {import("../pkg/page/liquidation_cascades.js").Control} Control */
/** @typedef {import("./messages.js").Setup} Setup */
/** @typedef {import("./messages.js").Loaded} Loaded */
/** @typedef {import("./messages.js").Playhead} Playhead */
/** @typedef {import("./messages.js").CanvasSize} CanvasSize */
/** @typedef {import("./scenario-url.js").Settings} Settings */
/** @typedef {import("./engine-loader.js").Engine} Engine */

/** Money of the market itself: where contracts are settled in the base, it is that. @type {ReadonlySet<string>} */
const IN_BASE = new Set(["insuranceFund", "vaultCapital"]);

/**
 * How much work one landing may be where each is a run of the engine: positions times moments. Counts, never a clock: one
 * link has to tell the same on every machine.
 */
const MOST_RUN_WORK = 2e7;
/** Landings between two looks at whoever waits: found by a search, or by a run of that much work at most. */
const LANDINGS_AT_ONCE = 64;
const WORK_AT_ONCE = 3e5;

export { loadEngine } from "./engine-loader.js";
export { dataNames } from "./stage-runs.js";
export { isOutOfMemory, isTrap } from "./traps.js";

/** Each in the unit of its money. @param {readonly Control[]} controls @param {{ isInverse: boolean }} situation */
const controlsIn = (controls, { isInverse }) => controls.map((control) => (isInverse && IN_BASE.has(control.name) ? { ...control, unit: "base" } : control));

export class StageHost {
  /**
   * @param {Engine} engine
   * @param {Setup} setup
   * @param {{ report: (playhead: Playhead) => void, progress: (share: number) => void, crash: (thrown: unknown) => void }} listener
   */
  constructor(engine, setup, listener) {
    this.#engine = engine;
    this.#runs = new Runs({ engine, mostPositions: setup.mostPositions, onProgress: listener.progress });
    this.#listener = listener;
    this.#canvas = setup.canvas;
    const context = /** @type {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null} */ (
      setup.canvas.getContext("2d", { alpha: setup.isTransparent })
    );
    if (!context) throw new CodedError({ code: "noCanvas", field: "", message: "This canvas cannot be drawn on." });
    this.#context = context;
    this.#stage = new engine.module.Stage();
    this.#window = new StageWindow(this.#stage);
    this.#stage.setLabels(setup.labels);
    this.#labels = setup.labels;
    this.#theme = setup.theme;
    this.#stage.setTheme(setup.theme);
    this.#playback = new StagePlayback({
      wholeRowsOnly: setup.wholeRowsOnly,
      onMove: () => this.#window.follow(this.#playback.row),
      onReport: () => this.#report(),
      onFrame: () => this.#draw(),
      onCrash: (thrown) => listener.crash(thrown),
    });
    this.#isTransparent = setup.isTransparent;
    this.#applySize(setup.size);
  }

  /** What the run on screen was computed with. */
  #engine;
  #runs;
  #listener;
  #canvas;
  #context;
  #stage;
  #window;
  #playback;
  #isTransparent;
  #theme;
  /** The words in the picture. */
  #labels;

  /** @type {CanvasSize | null} */
  #size = null;
  /** @type {Trace | null} */
  #trace = null;
  /** What was asked last about a position of the reader's own. @type {{ trace: Trace, asked: string, outcome: import("../pkg/liquidation_cascades.js").OwnOutcome } | null} */
  #own = null;
  /** How a fall spreads in the run on screen, where that was asked. @type {{ trace: Trace, radii: Float64Array, peak: number, pooled: Float64Array | null } | null} */
  #spread = null;
  /** @type {import("./messages.js").Pinned | null} */
  #pinned = null;
  /** @type {Scenario | null} what it was computed from */
  #pinnedScenario = null;
  /** Bands of less than that brightness are left out. */
  #cutoff = 0;
  /** @type {Scenario | null} of the run on screen */
  #scenario = null;
  /** @type {import("../pkg/page/liquidation_cascades.js").Prepared | null} */
  #prepared = null;
  /** Whether every landing of its fragility curve was tried. */
  #isCurveKnown = false;
  /** What pictures keep of the run on screen. @type {Map<string, { free: () => void }>} */
  #kept = new Map();
  /** @type {Float64Array} */
  #prices = new Float64Array(0);
  /** @type {Float64Array} */
  #waves = new Float64Array(0);
  /** @type {Float64Array} */
  #times = new Float64Array(0);
  #isTicks = false;
  #isDisposed = false;
  /** Preset and files of the run on screen. */
  #shownKey = "";
  /** The engine that computes now. */
  get engine() {
    return this.#runs.engine;
  }

  /** Switches of the mechanisms that the scenario on screen has not got and could have. */
  async mechanisms() {
    const { module, scenario } = await this.#onScreen();
    return scenario ? module.addableMechanisms(scenario) : [];
  }

  /**
   * The scenario on screen with a mechanism, or without it, as text.
   * @param {{ kind: string, isThere: boolean }} order `isThere`: it is taken out
   */
  async withMechanism({ kind, isThere }) {
    const { module, scenario: found } = await this.#onScreen();
    const scenario = /** @type {Scenario} */ (found);
    return JSON.stringify(isThere ? module.removeMechanism(scenario, kind) : module.addMechanism(scenario, kind));
  }

  /** The scenario on screen, and who knows all mechanisms. */
  async #onScreen() {
    const engine = await this.#engine.full();
    const scenario = this.#scenario;
    if (scenario) await this.#runs.fetchAll(engine, scenario);
    return { module: engine.module, scenario };
  }

  /** The crash on screen under every way to share what the insurance fund cannot pay. */
  async lossPolicies() {
    const { module, scenario } = await this.#onScreen();
    return scenario ? module.lossPolicies(scenario, shockedOf(scenario)) : null;
  }

  /** A position of the reader's own in the run on screen, held in other ways. @param {import("./own-text.js").OwnPosition} position */
  async strategies(position) {
    const { module, scenario } = await this.#onScreen();
    return scenario ? module.strategies(scenario, position, shockedOf(scenario)) : null;
  }

  /**
   * What the crash on screen leaves behind, and where the market breaks before and after. Looked for bit by bit: another run ends it.
   * @returns {Promise<import("./aftermath-text.js").Aftermath>}
   */
  async aftermath() {
    const { module, scenario } = await this.#onScreen();
    const shock = scenario?.shock;
    const found = scenario && module.aftermath(scenario, shockedOf(scenario));
    if (!found || !shock || !("ratio" in shock) || typeof shock.ratio !== "number") return { state: "none" };
    const { price, held, left } = found;
    const survivors = found.survivors();
    /** @type {(number | null)[]} */
    const breaks = [];
    try {
      // That of the run on screen is looked for on the page as well; another engine may take its book over meanwhile.
      for (const book of [() => this.#preparedBook(), () => survivors]) {
        const first = book();
        const landings = first ? this.#landingsOf(first) : 0;
        if (landings === 0) return { state: "leftOut" };
        while ((book()?.advanceFragility(landings) ?? 1) < 1) {
          await listen();
          if (this.#isDisposed || scenario !== this.#scenario) return { state: "leftOut" };
        }
        const point = book()?.fragility()?.breakingPoint;
        breaks.push(point ? Math.abs(point.shockRatio) : null);
      }
    } finally {
      for (const one of [found, survivors]) one?.free();
    }
    const [before, after] = breaks;
    return { state: "found", price, held: [...held], left: [...left], isUp: shock.ratio > 0, before, after };
  }

  /** Rules of venues: what they are called and where they were read. */
  rulesets() {
    return this.#engine.module.rulesets();
  }

  /** The presets, in the order of the page. */
  presets() {
    const { module } = this.#engine;
    return module.presetNames().map((name) => {
      const scenario = module.preset(name);
      return { name, title: scenario.title ?? name, lesson: scenario.note ?? "" };
    });
  }

  /**
   * Builds the scenario of some settings, runs it and shows its last moment. When anything is wrong, throws and keeps
   * the run before.
   * @param {Settings & { playsFrom?: number, opensAt?: import("./scenario-url.js").Moment, isSecret?: boolean }} settings `playsFrom`: plays
   *   at once, from that row, and never shows the end before; `opensAt`: shows that moment in place of the last one; `isSecret`: and
   *   the first one in place of a moment that is the last
   * @returns {Promise<Loaded>}
   */
  async configure({ playsFrom, opensAt, isSecret = false, ...settings }) {
    const { engine, notes, base, scenario, values, plainValues, askedTickS, controls: plainControls, trace } = await this.#runs.of(settings);
    const { module } = engine;
    await this.#moveInto(engine, trace);
    const sawEnd = this.#trace !== null && this.#window.isInSight(this.#playback.lastRow);
    this.#stage.load(trace);
    this.#trace?.free();
    this.#trace = trace;
    this.#prepared?.free();
    this.#prepared = null;
    this.#isCurveKnown = false;
    this.#forgetKept();
    this.#scenario = scenario;
    this.#waves = trace.column("wave");
    this.#playback.load({ schedule: this.#stage.schedule(), waves: this.#waves });
    const { lastRow } = this.#playback;
    if (base.key !== this.#shownKey || this.#window.isLeft(sawEnd, lastRow)) this.#window.showWhole();
    this.#shownKey = base.key;
    this.#prices = trace.column("lastPrice");
    this.#times = trace.column("timeS");
    this.#isTicks = this.#times[this.#times.length - 1] > 0;
    const facts = trace.facts();
    const row = Math.min(lastRow, playsFrom ?? (opensAt && this.#rowOf(opensAt, facts)) ?? lastRow);
    this.#playback.open(isSecret && row === lastRow ? 0 : row, playsFrom !== undefined);
    // After the playhead, as it was when the moment was written down: the window no longer follows.
    if (opensAt && (opensAt.x || opensAt.y)) this.#window.show(opensAt);
    this.#draw();
    if (this.#playback.isPlaying) this.#playback.requestFrame();
    const summary = trace.summary();
    const typicalLeverage = trace.typicalLeverage() ?? null;
    const situation = situationOf(scenario, values, askedTickS);
    const controls = controlsIn(plainControls, situation).map((control) => {
      if (control.name === "leverage" && typicalLeverage !== null) return { ...control, typical: typicalLeverage };
      return control.name === "seed" && !situation.isRandom ? { ...control, isIdle: true } : control;
    });
    const [, , first] = facts.story;
    return {
      settings: { preset: base.preset, values, files: base.files },
      notes,
      title: cleanName(scenario.title ?? base.preset),
      lesson: cleanName(scenario.note ?? ""),
      controls,
      presetValues: plainValues,
      summary,
      facts,
      firstSaleRow: first.sold + first.bought > 0 ? facts.story[1].row + 1 : null,
      worstRow: facts.worstRow,
      rows: this.#playback.rows,
      waves: this.#waves[this.#waves.length - 1] ?? 0,
      ticks: this.#isTicks,
      startPrice: this.#prices[0],
      shape: (controls.some(({ name }) => name === "leverage") && module.leverageShape(scenario)) || null,
      heatFull: this.#stage.heatFull,
      paid: situation.isInverse ? { ...trace.whoPaid(), basePrice: this.#prices[0] } : trace.whoPaid(),
      typicalLeverage,
      situation,
      otherMarkets: otherMarkets(trace, situation.market),
      end: this.#playhead(),
    };
  }

  /** Gives up the run that is under way: whoever asked for it is told so by the code `stopped`. */
  stop() {
    this.#runs.stop();
  }

  /**
   * Takes what is on screen over to another engine, which makes the same of it, to the bit. Until all of it is there, everything
   * stays as it is.
   * @param {Engine} engine
   * @param {Trace | null} waiting is given back where that fails
   */
  async #moveInto(engine, waiting) {
    /** @type {{ free: () => void }[]} */
    let made = [];
    try {
      while (engine !== this.#engine) {
        const { module } = engine;
        const [old, scenario, pinned, isCurveKnown] = [this.#trace, this.#scenario, this.#pinnedScenario, this.#isCurveKnown];
        const again = async (/** @type {Scenario | null} */ one) => {
          if (!one) return null;
          const trace = await this.#runs.again(engine, one);
          made.push(trace);
          return trace;
        };
        const [trace, ghost] = [await again(scenario), await again(pinned)];
        const prepared = isCurveKnown && scenario ? module.prepare(scenario) : null;
        if (prepared) made.push(prepared);
        while (prepared && (prepared.advanceFragility(LANDINGS_AT_ONCE) ?? 1) < 1) await listen();
        if (this.#isDisposed) throw stopped();
        // Else another run came, or the comparison went, meanwhile.
        if (old === this.#trace && pinned === this.#pinnedScenario && isCurveKnown === this.#isCurveKnown) {
          this.#take(engine, { trace, ghost, prepared });
          made = ghost ? [ghost] : [];
        }
        for (const one of made) one.free();
        made = [];
      }
    } catch (thrown) {
      // An instance that trapped has nothing to give back.
      if (!isTrap(thrown)) for (const one of [waiting, ...made]) one?.free();
      throw thrown;
    }
  }

  /** The run on screen where all can be asked of it: an embed begins with an engine that knows the main picture only. */
  async #whole() {
    if (this.#engine.isShort) await this.#moveInto(await this.#runs.whole(), null);
    return this.#loadedTrace();
  }

  /** @param {Engine} engine @param {{ trace: Trace | null, ghost: Trace | null, prepared: import("../pkg/page/liquidation_cascades.js").Prepared | null }} again */
  #take(engine, { trace, ghost, prepared }) {
    const stage = new engine.module.Stage();
    stage.setLabels(this.#labels);
    stage.setTheme(this.#theme);
    if (this.#size) stage.resize(this.#size.widthCss, this.#size.heightCss, this.#size.pixelRatio);
    stage.setCutoff(this.#cutoff);
    if (trace) stage.load(trace);
    if (ghost) stage.setGhost(ghost);
    this.#window.moveTo(stage);
    for (const one of [this.#stage, this.#trace, this.#prepared]) one?.free();
    this.#forgetKept();
    this.#stage = stage;
    this.#trace = trace;
    this.#prepared = prepared;
    this.#engine = engine;
  }

  /**
   * Makes a file known that was read and packed elsewhere, to the engine with all mechanisms: there is no other to go to with it
   * later.
   * @param {{ name: string, packed: Uint8Array }} file
   */
  registerPacked(file) {
    return this.#runs.register(file);
  }

  /**
   * Reads a file here, where no worker of its own can be had; throws what is wrong with it.
   * @param {{ name: string, file: Blob }} source
   */
  async registerFile({ name, file }) {
    return this.registerPacked({ name, packed: await packedHere(name, file) });
  }

  /** @param {CanvasSize} size */
  resize(size) {
    if (this.#applySize(size)) this.#draw();
  }

  /** Words in another language. @param {import("./messages.js").StageLabels} labels */
  relabel(labels) {
    this.#labels = labels;
    this.#stage.setLabels(labels);
    this.#stage.invalidate();
    this.#draw();
  }

  /** @param {import("./messages.js").StageTheme} theme */
  recolour(theme) {
    this.#theme = theme;
    this.#stage.setTheme(theme);
    this.#draw();
  }

  /** From the start when the end is reached. */
  play() {
    if (this.#trace) this.#playback.play();
  }

  pause() {
    this.#playback.pause();
  }

  /**
   * To a row, or by rows or waves from where the playhead stands.
   * @param {{ row: number, plays?: boolean } | { rows: 1 | -1 } | { waves: 1 | -1 }} target `plays`: forward by playing
   */
  seek(target) {
    if (this.#trace) this.#playback.seek(target);
  }

  /** The end of the line goes back a little and comes again, once; the playhead stays where it is. */
  breathe() {
    if (this.#trace) this.#playback.breathe();
  }

  /**
   * Where prices stand on the canvas: two of them with their heights, for what lies on top of it.
   * @returns {import("./messages.js").PriceScale | undefined}
   */
  priceScale() {
    return this.#trace ? this.#window.priceScale() : undefined;
  }

  /** Closer or farther away. @param {import("./messages.js").ZoomOrder} order */
  zoom(order) {
    if (!this.#trace) return;
    this.#window.zoom(order, this.#playback.row);
    this.#moved();
  }

  /** @param {{ dxCss: number, dyCss: number }} by */
  pan(by) {
    if (!this.#trace) return;
    this.#window.pan(by);
    this.#moved();
  }

  showWhole() {
    this.#window.showWhole();
    this.#moved();
  }

  /** Where a moment of this run lies. @param {import("./scenario-url.js").Moment} moment @param {import("../pkg/liquidation_cascades.js").Facts} facts */
  #rowOf({ row, timeS, beat }, facts) {
    if (row !== null) return row;
    // Where there is no clock a time is none of its moments.
    if (timeS !== null && this.#isTicks) return rowAt(this.#times, timeS);
    return facts.story[beat - 1]?.row ?? null;
  }

  /** The part of the picture that is in sight; nothing where that is all of it. */
  window() {
    return this.#window.shown();
  }

  /** @param {Pick<import("./scenario-url.js").Moment, "x" | "y">} window */
  setWindow(window) {
    this.#window.show(window);
    this.#moved();
  }

  /** What is in sight has changed. */
  #moved() {
    this.#report();
    this.#playback.requestFrame();
  }

  /** Leaves out bands of less than that brightness. @param {number} cutoff */
  setCutoff(cutoff) {
    this.#cutoff = cutoff;
    this.#stage.setCutoff(cutoff);
    this.#playback.requestFrame();
  }

  /** What the run on screen does to a position of the reader's own. @param {import("./own-text.js").OwnPosition} position */
  async own(position) {
    const trace = await this.#whole();
    // Where orders are worked off over time the answer is another run: the same question is not asked twice.
    const asked = JSON.stringify(position);
    if (this.#own?.trace !== trace || this.#own.asked !== asked) this.#own = { trace, asked, outcome: trace.own(position) };
    const { outcome } = this.#own;
    const { liquidatedAtRow: row } = outcome;
    return { ...outcome, wave: row === null ? undefined : this.#waves[row] };
  }

  /** What the pictures of the waves are drawn from. @returns {Promise<import("./waves-text.js").Waves>} */
  async waves() {
    const trace = await this.#whole();
    const facts = trace.facts();
    const market = shockedOf(/** @type {Scenario} */ (this.#scenario));
    return {
      flow: trace.flow(),
      outcome: { summary: trace.summary(), facts, ticks: this.#isTicks },
      parts: feedbackParts(trace, market, facts.feedback.peakRow),
      timeS: this.#times,
      wave: this.#waves,
    };
  }

  /**
   * How a fall spreads over the markets of the run on screen, in a row of it; nothing where there is one.
   * @param {number} row
   * @returns {Promise<import("./spread-text.js").Spread | null>}
   */
  async spread(row) {
    const trace = /** @type {import("../pkg/full/liquidation_cascades.js").Trace} */ (await this.#whole());
    const at = Math.min(row, trace.rows - 1);
    // Several markets take the engine that knows what ties them.
    const matrix = trace.branchingMatrix?.(at);
    if (!matrix) return null;
    // Asked at every move of the playhead: what is the same in every row is looked up once a run.
    if (this.#spread?.trace !== trace) {
      const radii = trace.spectralRadius() ?? new Float64Array(trace.rows);
      const peak = radii.reduce((best, radius, place) => (radius > radii[best] ? place : best), 0);
      this.#spread = { trace, radii, peak, pooled: trace.pooledBranchingRatio() ?? null };
    }
    const { radii, peak, pooled } = this.#spread;
    return {
      markets: /** @type {Scenario} */ (this.#scenario).markets.map(({ id }) => id ?? ""),
      matrix: [...matrix],
      radius: radii[at],
      pooled: pooled?.[at] ?? null,
      peak: { radius: radii[peak], row: peak, timeS: this.#times[peak], wave: this.#waves[peak] },
      ticks: this.#isTicks,
    };
  }

  /**
   * What is told of loans: debt by health, and the price that they go by.
   * @param {string} strip what debt by health is called in the strip of the figure; empty: there stands what was traded
   * @returns {Promise<import("./loans.js").Loans>}
   */
  async loans(strip) {
    const trace = await this.#whole();
    const { loansOf } = await import("./loans.js");
    const loans = loansOf(trace, /** @type {any} */ (this.#scenario), /** @type {any} */ (this.#stage), strip);
    this.#draw();
    return { ...loans, timeS: this.#times, wave: this.#waves, ticks: this.#isTicks };
  }

  /**
   * Shows the positions as they are, or as the public believes them to be, and names the flags of an alarm.
   * @param {import("../pkg/liquidation_cascades.js").PublicWords} words
   */
  seen(words) {
    const stage = /** @type {Partial<Pick<import("../pkg/liquidation_cascades.js").Stage, "showPublic">>} the page's first engine knows no public */ (
      /** @type {unknown} */ (this.#stage)
    );
    stage.showPublic?.(words);
    this.#draw();
    const { visibility } = /** @type {{ visibility?: unknown }} */ (this.#scenario ?? {});
    return { hasView: Boolean(visibility) };
  }

  /** Where another shock would end; nothing where the shock is no share of the price. @param {number} shockRatio */
  landing(shockRatio) {
    const landing = this.#preparedBook()?.landing(shockRatio);
    return landing && { price: landing.price };
  }

  /**
   * Where the market breaks, looked for a little further with each call; what is found does not depend on how often that is.
   * @returns {import("./own-text.js").Search}
   */
  fragility() {
    const book = this.#preparedBook();
    const shock = this.#scenario?.shock;
    if (!book || !shock || !("ratio" in shock) || typeof shock.ratio !== "number") return { state: "none" };
    const landings = this.#landingsOf(book);
    if (landings === 0) return { state: "leftOut" };
    const share = book.advanceFragility(landings);
    // Another market falls with it, or something else happens as well.
    if (share === undefined) return { state: "several" };
    if (share < 1) return { state: "searching", share };
    this.#isCurveKnown = true;
    const found = book.fragility();
    if (!found) return { state: "none" };
    const { breakingPoint, widest, doubled, tinyRatio, triedEvery } = found;
    return {
      state: "found",
      nowRatio: shock.ratio,
      tinyRatio,
      breakingPoint: breakingPoint ?? null,
      widest: widest ?? null,
      doubled,
      triedEvery: triedEvery ?? null,
    };
  }

  /** How many shocks of a book are tried at once; 0: to try them would take too long. @param {{ hasLadder: boolean }} book */
  #landingsOf({ hasLadder }) {
    if (hasLadder) return LANDINGS_AT_ONCE;
    const work = Math.max(1, this.#loadedTrace().facts().positions) * this.#playback.rows;
    return work > MOST_RUN_WORK ? 0 : Math.min(LANDINGS_AT_ONCE, Math.max(1, Math.floor(WORK_AT_ONCE / work)));
  }

  /** The book of the run on screen, built when it is first asked for. */
  #preparedBook() {
    if (this.#scenario) this.#prepared ??= this.#engine.module.prepare(this.#scenario);
    return this.#prepared;
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.#playback.setSpeed(speed);
  }

  /** The clock stands still while nobody looks. @param {boolean} visible */
  setVisible(visible) {
    this.#playback.setVisible(visible);
  }

  /** For people who asked for less motion. @param {boolean} wholeRowsOnly */
  setWholeRowsOnly(wholeRowsOnly) {
    this.#playback.setWholeRowsOnly(wholeRowsOnly);
  }

  /**
   * Some rows of the table of a market; the shocked one where there is none of that name.
   * @param {{ from: number, count: number, market?: string }} part
   * @returns {import("./table-rows.js").TableSlice}
   */
  tableSlice({ from, count, market: wanted }) {
    const trace = this.#loadedTrace();
    const rows = trace.rows;
    const first = Math.min(Math.max(0, from), rows);
    const markets = trace.markets();
    const shocked = shockedOf(/** @type {Scenario} */ (this.#scenario));
    const market = markets.find((id) => id === wanted) ?? shocked;
    const notional = trace.column("liquidatedNotional", market);
    const part = (/** @type {import("../pkg/liquidation_cascades.js").ColumnName} */ name) => trace.column(name, market).slice(first, first + count);
    const cut = TABLE_COLUMNS.map((name) => [name, part(name)]);
    // Those of mechanisms come and go with them.
    const known = new Set(/** @type {readonly string[]} */ (TABLE_COLUMNS));
    const others = trace.columns(market).filter(({ name }) => !known.has(name));
    const isShocked = market === shocked;
    const prices = isShocked ? null : trace.column("lastPrice", market);
    const atEnd = (/** @type {"longLiquidatedNotional" | "shortLiquidatedNotional"} */ name) => trace.column(name, market)[rows - 1];
    return {
      firstRow: first,
      rows,
      market,
      markets,
      ticks: this.#isTicks,
      isUp: prices ? prices[rows - 1] > prices[0] : trace.facts().isRise,
      isBase: isInverse(/** @type {Scenario} */ (this.#scenario), market),
      closing: closingOf(atEnd("longLiquidatedNotional"), atEnd("shortLiquidatedNotional")),
      notionalBefore: first > 0 ? notional[first - 1] : 0,
      columns: Object.fromEntries(cut),
      others: others.map(({ name, unit, trader }) => ({ name, unit, trader, values: part(name) })),
    };
  }

  /**
   * Runs settings beside the run on screen and keeps their price line in the picture; of another comparison nothing stays.
   * @param {Settings} settings
   * @returns {Promise<import("./messages.js").Pinned>}
   */
  async pin(settings) {
    const { engine, notes, base, scenario, values, askedTickS, controls: plainControls, trace } = await this.#runs.of(settings);
    await this.#moveInto(engine, trace);
    try {
      this.#stage.setGhost(trace);
      const times = trace.column("timeS");
      const ticks = times[times.length - 1] > 0;
      const [startPrice] = trace.column("lastPrice");
      const title = cleanName(scenario.title ?? base.preset);
      const used = { preset: base.preset, values, files: base.files };
      const situation = situationOf(scenario, values, askedTickS);
      const controls = controlsIn(plainControls, situation);
      this.#pinnedScenario = scenario;
      this.#pinned = { settings: used, notes, title, controls, summary: trace.summary(), facts: trace.facts(), startPrice, ticks, situation };
    } finally {
      trace.free();
    }
    this.#draw();
    return this.#pinned;
  }

  unpin() {
    this.#pinned = null;
    this.#pinnedScenario = null;
    this.#stage.dropGhost();
    this.#draw();
  }

  /**
   * The run as a file.
   * @param {import("./messages.js").ExportOrder} order
   * @returns {Promise<Blob>}
   */
  async exportFile({ kind, link, caption, sheets }) {
    const trace = await this.#whole();
    const version = this.#engine.module.engineVersion();
    const seed = this.#scenario?.seed;
    const lines = caption.map((line) => line.replace("{version}", version));
    if (sheets.length > 0 && (kind === "png" || kind === "svg"))
      return sheetOf(this.#pictured(), { kind, sheets, caption: lines, row: this.#playback.row, decimal: this.#decimal });
    if (kind === "png") return pngOf(this.#view(), lines);
    if (kind === "svg") return svgOf(this.#view(), lines);
    if (kind === "csv") {
      const facts = /** @type {const} */ ([
        ["seed", String(seed ?? "")],
        ["version", version],
        ["link", link],
      ]);
      return new Blob([csv(fileColumns(trace), facts)], { type: "text/csv" });
    }
    const whole = {
      title: this.#scenario?.title,
      seed,
      version,
      link,
      scenario: this.#scenario,
      summary: trace.summary(),
      ...recordObject(trace),
      comparedWith: this.#pinned && { settings: this.#pinned.settings, summary: this.#pinned.summary },
    };
    return new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" });
  }

  /**
   * The picture as it stands, for paper: as shapes and words, in colours and in a size of its own.
   * @param {{ theme: import("./messages.js").StageTheme, widthCss: number, heightCss: number }} order
   */
  paper(order) {
    return this.#size && this.#trace ? paperOf(this.#view(), order) : undefined;
  }

  /** What stands under a point of the canvas, or where a row ends. @param {import("./messages.js").ReadoutTarget} target */
  readout(target) {
    return this.#trace ? this.#window.readout(target) : undefined;
  }

  /**
   * One of the pictures beside the main one, drawn anew; nothing where this run has none.
   * @param {import("./pictures.js").Order & { kind: import("./pictures.js").PictureKind }} order
   */
  async picture(order) {
    await this.#whole();
    return pictureOf(this.#pictured(), order, this.#decimal);
  }

  /** The run on screen, for pictures beside the main one. @returns {import("./pictures.js").Run} */
  #pictured() {
    const trace = this.#loadedTrace();
    const { module } = this.#engine;
    return { module, trace, theme: this.#theme, kept: this.#kept, prepared: () => (this.#isCurveKnown ? this.#preparedBook() : null) };
  }

  /** The main picture as it stands, for saving. @returns {import("./stage-pictures.js").View} */
  #view() {
    const size = this.#size;
    if (!size) throw new CodedError({ code: "nothingLoaded", field: "", message: "Nothing was drawn yet." });
    return { stage: this.#stage, size, theme: this.#theme, row: this.#playback.stillRow };
  }

  #forgetKept() {
    for (const one of this.#kept.values()) one.free();
    this.#kept.clear();
  }

  dispose() {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#runs.end();
    this.#playback.end();
    this.#trace?.free();
    this.#trace = null;
    this.#prepared?.free();
    this.#prepared = null;
    this.#forgetKept();
    this.#stage.free();
  }

  /** What stands before decimals. */
  get #decimal() {
    return this.#labels.decimal ?? ".";
  }

  #loadedTrace() {
    if (!this.#trace) throw new CodedError({ code: "nothingLoaded", field: "", message: "Nothing was run yet." });
    return this.#trace;
  }

  /** @param {CanvasSize} size */
  #applySize(size) {
    const old = this.#size;
    if (old && old.widthCss === size.widthCss && old.heightCss === size.heightCss && old.pixelRatio === size.pixelRatio && old.textScale === size.textScale)
      return false;
    this.#size = size;
    this.#window.setTextScale(size.textScale);
    this.#stage.resize(size.widthCss, size.heightCss, size.pixelRatio);
    this.#canvas.width = this.#stage.widthPx;
    this.#canvas.height = this.#stage.heightPx;
    // Setting a size clears the canvas, even where it stays the same.
    this.#stage.invalidate();
    return true;
  }

  #draw() {
    if (!this.#trace || this.#isDisposed) return;
    const context = this.#isTransparent ? new ClearContext(this.#context, this.#theme.background) : this.#context;
    this.#stage.draw(/** @type {OffscreenCanvasRenderingContext2D} */ (/** @type {unknown} */ (context)), this.#playback.drawnRow);
  }

  #report() {
    this.#listener.report(this.#playhead());
  }

  /** @returns {Playhead} */
  #playhead() {
    const { row, isPlaying: playing, lastRow } = this.#playback;
    const low = Math.floor(row);
    const high = Math.min(lastRow, low + 1);
    // The picture holds after each wave: the price is the one that is drawn.
    const drawn = Number.isInteger(row) ? undefined : this.#stage.readoutAt(row)?.pointerPrice;
    const price = drawn ?? this.#prices[low] + (row - low) * (this.#prices[high] - this.#prices[low]);
    // On the way to a row we are in that row's wave.
    return {
      row,
      wave: this.#waves[Math.ceil(row)],
      timeS: this.#times[low],
      price,
      playing,
      sight: this.#window.sight,
    };
  }
}
