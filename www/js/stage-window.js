// The part of the picture that is in sight, and where things stand on the page. Runs where the engine runs.

/** @typedef {import("../pkg/page/liquidation_cascades.js").Stage} Stage */
/** @typedef {import("../pkg/liquidation_cascades.js").StageReadout} StageReadout */
/** @typedef {import("./scenario-url.js").Moment} Moment */

/** Places of the price line at which is looked whether any of it is in sight. */
const LOOKS = 64;

export class StageWindow {
  /** @param {Stage} stage */
  constructor(stage) {
    this.#stage = stage;
  }

  #stage;
  /** CSS pixels of the page per pixel of the stage, see `CanvasSize`. */
  #textScale = 1;
  /** Moves of the window on the picture. */
  #moves = 0;

  /** 0 while all of the picture is in sight, else another number after every move. */
  get sight() {
    return this.#stage.isWhole ? 0 : this.#moves;
  }

  /** @param {number} textScale see `CanvasSize` */
  setTextScale(textScale) {
    this.#textScale = textScale;
  }

  /** Onto another stage, which has the same run: the same part of it is in sight. @param {Stage} stage */
  moveTo(stage) {
    const [left, right, upper, lower] = this.#stage.window;
    stage.setWindow(left, right, upper, lower);
    this.#stage = stage;
  }

  /** Closer or farther away. @param {import("./messages.js").ZoomOrder} order @param {number} row where the line ends */
  zoom({ at, factor }, row) {
    const point = at === "head" ? this.#stage.readoutAt(row) : { xCss: at.xCss / this.#textScale, yCss: at.yCss / this.#textScale };
    if (point) this.#stage.zoom(point.xCss, point.yCss, factor);
    this.#moves += 1;
  }

  /** @param {{ dxCss: number, dyCss: number }} by */
  pan({ dxCss, dyCss }) {
    this.#stage.pan(dxCss / this.#textScale, dyCss / this.#textScale);
    this.#moves += 1;
  }

  showWhole() {
    this.#stage.showWhole();
    this.#moves += 1;
  }

  /** The window goes along with the end of the line. @param {number} row where that is */
  follow(row) {
    // Only a move is worth asking anew where prices stand.
    if (this.#stage.follow(row)) this.#moves += 1;
  }

  /** @param {Pick<Moment, "x" | "y">} part */
  show({ x, y }) {
    const [left, right] = x ?? [0, 1];
    const [upper, lower] = y ?? [0, 1];
    this.#stage.setWindow(left, right, upper, lower);
    this.#moves += 1;
  }

  /** What is in sight; nothing where that is all of it. @returns {Pick<Moment, "x" | "y"> | null} */
  shown() {
    if (this.#stage.isWhole) return null;
    const [left, right, upper, lower] = this.#stage.window;
    const span = (/** @type {number} */ from, /** @type {number} */ to) => (from === 0 && to === 1 ? null : /** @type {const} */ ([from, to]));
    return { x: span(left, right), y: span(upper, lower) };
  }

  /** Whether the price line at a row lies in the window. @param {number} row */
  isInSight(row) {
    const at = this.#stage.readoutAt(row);
    if (!at) return false;
    const { plot, xCss, yCss } = at;
    // A height below the plot is told as its lower end.
    return xCss >= plot.left && xCss <= plot.axis && yCss >= plot.top && yCss < plot.bottom;
  }

  /**
   * Whether a new run has left the window that was chosen for another: its end, where that was in sight, else all of it.
   * @param {boolean} sawEnd
   * @param {number} last row of the new run
   */
  isLeft(sawEnd, last) {
    if (this.#stage.isWhole) return false;
    if (sawEnd) return !this.isInSight(last);
    for (let look = 0; look <= LOOKS; look += 1) if (this.isInSight((last * look) / LOOKS)) return false;
    return true;
  }

  /** What stands under a point of the canvas, or where a row ends. @param {import("./messages.js").ReadoutTarget} target */
  readout(target) {
    const scale = this.#textScale;
    const under = "row" in target ? this.#stage.readoutAt(target.row) : this.#stage.readout(target.xCss / scale, target.yCss / scale);
    return under && this.#onPage(under);
  }

  /**
   * Where prices stand on the canvas: two of them with their heights, for what lies on top of it.
   * @returns {import("./messages.js").PriceScale | undefined}
   */
  priceScale() {
    const start = this.#stage.readoutAt(0);
    const shocked = this.#stage.readoutAt(this.#stage.shockedRow);
    if (!start || !shocked) return undefined;
    const { plot } = start;
    const inside = plot.left + 1;
    const high = this.#stage.readout(inside, plot.top + 1);
    const low = this.#stage.readout(inside, plot.bottom - 1);
    if (!high || !low) return undefined;
    const [top, bottom, from, to] = [high, low, start, shocked].map((at) => this.#onPage(at));
    return {
      plot: from.plot,
      high: { price: top.pointerPrice, yCss: top.yCss },
      low: { price: bottom.pointerPrice, yCss: bottom.yCss },
      start: { price: from.price, xCss: from.xCss, yCss: from.yCss },
      shocked: { price: to.price, xCss: to.xCss, yCss: to.yCss },
    };
  }

  /** Places as the page counts them. @param {StageReadout} at */
  #onPage(at) {
    const scale = this.#textScale;
    const { left, top, axis, bottom, floor } = at.plot;
    const plot = { left: left * scale, top: top * scale, axis: axis * scale, bottom: bottom * scale, floor: floor * scale };
    return { ...at, plot, xCss: at.xCss * scale, yCss: at.yCss * scale };
  }
}
