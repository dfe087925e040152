//! From rows and prices to pixels.

use super::health::Health;
use super::layout::Layout;
use super::public::Public;
use super::raster::to_px;
use super::stops::Stops;
use super::turns::{self, Turn};
use super::view::View;
use crate::clock::Clock;
use crate::couplings::shared_index::INDEX_PRICE;
use crate::market::impact::{Exogenous, Impact};
use crate::market::venue::ORACLE_PRICE;
use crate::population::crowd::Crowd;
use crate::scenario::visibility::ALARM;
use crate::sources::Waiting;
use crate::trace::{MarketTrace, Trace};
use std::sync::Arc;

/// As `clamp`, without its check that the bounds are in order, whose message links a printer of numbers.
fn bounded(value: f64, low: f64, high: f64) -> f64 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

/// Share of a wave's playing time in which the price stands still, so that the eye sees wave after wave.
pub(super) const HOLD_SHARE: f64 = 0.35;

/// Waves with less than this share of what was traded are gathered in a short tail.
const TAIL_SHARE: f64 = 0.01;

/// What the figure needs of a trace.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The market's, where there are several.
    pub(super) name: Option<String>,
    pub(super) clock: Clock,
    pub(super) time_s: Vec<f64>,
    pub(super) wave: Vec<u32>,
    pub(super) last_price: Vec<f64>,
    pub(super) mark_price: Vec<f64>,
    pub(super) counterfactual: Vec<f64>,
    /// What an oracle believes; empty without one.
    pub(super) oracle: Vec<f64>,
    /// The index of several markets; empty without one.
    pub(super) index: Vec<f64>,
    /// Lowest and highest price in view over the starting price, where several markets have one scale.
    pub(super) shared: Option<[f64; 2]>,
    /// Others have traded than those who are closed by force: not all that lies between both prices was forced.
    pub(super) is_shared: bool,
    /// Forced notional of each row, not cumulative.
    pub(super) long_flow: Vec<f64>,
    pub(super) short_flow: Vec<f64>,
    /// The same of those who are not closed by force; empty where nobody else trades.
    other_flow: Vec<f64>,
    /// All three of all markets, which share the axis and the strip; empty where there is one.
    all_flow: [Vec<f64>; 3],
    pub(super) exogenous: Vec<Exogenous>,
    pub(super) longs: Arc<Crowd>,
    pub(super) shorts: Arc<Crowd>,
    /// Orders of others that wait at prices of their own.
    pub(super) waiting: Vec<Waiting>,
    pub(super) impact: Arc<Impact>,
    /// -1 in a fall, +1 in a rise.
    pub(super) direction: f64,
    /// Turns of the run by their rows.
    pub(super) events: Vec<Turn>,
    /// Halts and bounds.
    pub(super) stops: Stops,
    /// Debt of loans by health.
    pub(super) health: Health,
    /// What the public believes of the positions, and the alarm.
    pub(super) public: Public,
}

impl Record {
    /// `None` when the trace does not hold that market, or no row.
    pub(super) fn new(trace: &Trace, index: usize) -> Option<Self> {
        let market = trace.markets.get(index)?;
        let rows = trace.rows();
        let start = market.impact.start_price;
        let finite = |column: &[f64]| -> Vec<f64> {
            let mut last = start;
            (0..rows)
                .map(|row| {
                    last = column
                        .get(row)
                        .copied()
                        .filter(|price| price.is_finite())
                        .unwrap_or(last);
                    last
                })
                .collect()
        };
        let flow = |cumulative: &[f64]| -> Vec<f64> {
            let mut last = 0.0;
            (0..rows)
                .map(|row| {
                    let now = cumulative.get(row).copied().unwrap_or(last);
                    let step = (now - last).max(0.0);
                    last = now;
                    if step.is_finite() { step } else { 0.0 }
                })
                .collect()
        };
        let all = |column: fn(&MarketTrace) -> Vec<f64>| -> Vec<f64> {
            if trace.markets.len() == 1 {
                return Vec::new();
            }
            let mut sum = vec![0.0; rows];
            for market in &trace.markets {
                let flows = flow(&column(market));
                sum.iter_mut()
                    .zip(flows)
                    .for_each(|(sum, flow)| *sum += flow);
            }
            sum
        };
        let public = Public::new(trace, index);
        (rows > 0).then(|| Self {
            all_flow: [
                all(|market| market.long_liquidated_notional.clone()),
                all(|market| market.short_liquidated_notional.clone()),
                all(MarketTrace::dealt),
            ],
            other_flow: flow(&market.dealt()),
            name: (trace.markets.len() > 1).then(|| market.id.clone()),
            clock: trace.clock,
            time_s: trace.time_s.clone(),
            wave: trace.wave.clone(),
            last_price: finite(&market.last_price),
            mark_price: finite(&market.mark_price),
            counterfactual: finite(&market.counterfactual_price),
            oracle: market
                .extra_column(ORACLE_PRICE)
                .map_or_else(Vec::new, finite),
            shared: None,
            index: if cfg!(feature = "mechanisms") {
                let column = market.extra_column(INDEX_PRICE);
                column.map_or_else(Vec::new, finite)
            } else {
                Vec::new()
            },
            is_shared: market.dealt().last().is_some_and(|&amount| amount > 0.0),
            long_flow: flow(&market.long_liquidated_notional),
            short_flow: flow(&market.short_liquidated_notional),
            exogenous: market.exogenous.clone(),
            longs: Arc::clone(&market.longs),
            shorts: Arc::clone(&market.shorts),
            waiting: market.waiting.clone(),
            impact: Arc::clone(&market.impact),
            direction: if market.direction > 0.0 { 1.0 } else { -1.0 },
            events: if public.flags_alarm() {
                // It has a flag of its own.
                let mut turns = turns::first(trace, index);
                let is_mine = |turn: &Turn| turn.market.as_ref().is_none_or(|id| *id == market.id);
                turns.retain(|turn| turn.spec.name != ALARM.name || !is_mine(turn));
                turns
            } else {
                turns::first(trace, index)
            },
            stops: if cfg!(feature = "mechanisms") {
                Stops::new(|name| {
                    market
                        .extra_column(name)
                        .map_or_else(Vec::new, <[f64]>::to_vec)
                })
            } else {
                Stops::default()
            },
            health: Health::new(trace),
            public,
        })
    }

    pub(super) fn rows(&self) -> usize {
        self.last_price.len()
    }

    /// Forced notional of a row, longs and shorts, of all markets.
    pub(super) fn sides(&self, row: usize) -> [f64; 2] {
        let [longs, shorts, _] = &self.all_flow;
        if longs.is_empty() {
            [self.long_flow[row], self.short_flow[row]]
        } else {
            [longs[row], shorts[row]]
        }
    }

    /// The same of those who are not closed by force, both sides.
    pub(super) fn others(&self, row: usize) -> f64 {
        let [_, _, others] = &self.all_flow;
        if others.is_empty() {
            self.other_flow[row]
        } else {
            others[row]
        }
    }

    /// What was forced in a row, both sides, and what was not.
    pub(super) fn flows(&self, row: usize) -> [f64; 2] {
        let [longs, shorts] = self.sides(row);
        [longs + shorts, self.others(row)]
    }

    /// Whether anything waits for the price at all.
    pub(super) fn has_waiting(&self) -> bool {
        let crowds = self.waiting.iter().map(|waiting| &waiting.crowd);
        let mut all = crowds.chain([&self.longs, &self.shorts]);
        all.any(|crowd| crowd.total_quantity() > 0.0)
    }

    pub(super) fn start(&self) -> f64 {
        self.last_price[0]
    }

    /// Row in which the outside has come as far as it goes, but for a thousandth of its way; 1 where it never moves that way.
    pub(super) fn shocked_row(&self) -> usize {
        let way = |&price: &f64| self.direction * (price - self.start());
        let furthest = self.counterfactual.iter().map(way).fold(0.0, f64::max);
        let is_there = |price: &f64| furthest > 0.0 && way(price) >= 0.999 * furthest;
        let found = self.counterfactual.iter().position(is_there);
        found.unwrap_or(1).min(self.rows() - 1)
    }

    /// Whether price and outside end further apart, or nearer, than their worst are from each other: half a tenth of a
    /// point shows.
    pub(super) fn ends_off_worst(&self) -> bool {
        let worst = |column: &[f64]| {
            column.iter().copied().fold(self.start(), |worst, price| {
                if self.direction > 0.0 {
                    worst.max(price)
                } else {
                    worst.min(price)
                }
            })
        };
        let at_worst = worst(&self.last_price) - worst(&self.counterfactual);
        let last = self.rows() - 1;
        let at_end = self.last_price[last] - self.counterfactual[last];
        (at_end - at_worst).abs() >= 5e-4 * self.start()
    }

    pub(super) fn is_waves(&self) -> bool {
        matches!(self.clock, Clock::Waves)
    }

    /// Share of all that was traded, but for the outside, that falls on each row; zeros when there was nothing.
    pub(super) fn shares(&self) -> Vec<f64> {
        let flow = |row: usize| self.flows(row).iter().sum::<f64>();
        let total: f64 = (0..self.rows()).map(flow).sum();
        (0..self.rows())
            .map(|row| if total > 0.0 { flow(row) / total } else { 0.0 })
            .collect()
    }
}

/// Lowest and highest price in view, quote per base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PriceRange {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl PriceRange {
    /// What this market has in view: what all of them have, or what it needs itself.
    pub(super) fn new(record: &Record, others: &[f64]) -> Self {
        match record.shared {
            Some([low, high]) => Self {
                low: low * record.start(),
                high: high * record.start(),
            },
            None => Self::needed(record, others),
        }
    }

    /// Everything that happens, some room, and some of those who are still waiting beyond the worst price.
    /// `others` are prices of a second line that should be in view, too.
    pub(super) fn needed(record: &Record, others: &[f64]) -> Self {
        let start = record.start().abs().max(f64::MIN_POSITIVE);
        let all = record
            .last_price
            .iter()
            .chain(&record.counterfactual)
            .chain(&record.index)
            .chain(others);
        let low = all.clone().fold(start, |low, &price| low.min(price));
        let high = all.fold(start, |high, &price| high.max(price));
        let span = (high - low).max(0.04 * start);
        // The next 4 % of the side that is being liquidated should be in view, if they are near.
        let (far, near) = (0.18 * span, 0.6 * span);
        let below = low - next_waiting(&record.longs, low).unwrap_or(low);
        let above = next_waiting(&record.shorts, high).unwrap_or(high) - high;
        let (pad_low, pad_high) = if record.direction < 0.0 {
            (
                bounded(below, far, near),
                bounded(above, 0.09 * span, 0.12 * span),
            )
        } else {
            (
                bounded(below, 0.09 * span, 0.12 * span),
                bounded(above, far, near),
            )
        };
        let low = (low - pad_low).min(0.985 * start);
        let high = (high + pad_high).max(1.015 * start);
        let missing = (0.06 * start - (high - low)).max(0.0);
        Self {
            low: (low - 0.5 * missing).max(0.0),
            high: high + 0.5 * missing,
        }
    }
}

impl PriceRange {
    /// The part of it that a window shows.
    pub(super) fn within(self, view: View) -> Self {
        if view.is_whole() {
            return self;
        }
        let at = |share: f64| self.high - share * (self.high - self.low);
        Self {
            low: at(view.y.1),
            high: at(view.y.0),
        }
    }
}

/// Price at which another 4 % of the crowd beyond `price` is reached.
fn next_waiting(crowd: &Crowd, price: f64) -> Option<f64> {
    let first = crowd.reached(price, 0);
    let wanted = crowd.cumulative_quantity.get(first)? + 0.04 * crowd.total_quantity();
    let index = crowd
        .cumulative_quantity
        .partition_point(|&sum| sum < wanted);
    crowd.trigger_price.get(index.saturating_sub(1)).copied()
}

/// Where the playhead stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Head {
    /// Last row that is complete.
    pub(super) row: usize,
    pub(super) x: f64,
    pub(super) price: f64,
    pub(super) counterfactual: f64,
}

/// Rows to x and prices to y, both in device pixels.
#[derive(Debug, Clone)]
pub(super) struct Geometry {
    pub(super) range: PriceRange,
    top: f64,
    height: f64,
    /// Position of each row.
    pub(super) x: Vec<f64>,
    /// Where the price line ends after the last row.
    pub(super) x_end: f64,
    /// First row of the tail of small waves; the number of rows when there is none.
    pub(super) tail_from: usize,
    holds: bool,
    /// The window of which `range` is the height.
    pub(super) view: View,
}

impl Geometry {
    /// `range` is what the window shows of all prices.
    pub(super) fn new(record: &Record, layout: &Layout, range: PriceRange, view: View) -> Self {
        let main = layout.main;
        let (left, width) = (f64::from(main.x0), f64::from(main.width()));
        let rows = record.rows();
        let mut geometry = Self {
            range,
            top: f64::from(main.y0),
            height: f64::from(main.height()),
            x: Vec::with_capacity(rows),
            x_end: left + width,
            tail_from: rows,
            holds: record.is_waves(),
            view,
        };
        if record.is_waves() {
            geometry.place_waves(record, left, width);
        } else {
            let first = left + 0.04 * width;
            let from = record.time_s.first().copied().unwrap_or(0.0);
            let to = record.time_s.last().copied().unwrap_or(0.0);
            let span = if to > from { to - from } else { 1.0 };
            for &time in &record.time_s {
                geometry
                    .x
                    .push(first + (time - from) / span * 0.945 * width);
            }
            geometry.x_end = geometry.x.last().copied().unwrap_or(first);
        }
        if !view.is_whole() {
            let (from, to) = view.x;
            let zoomed = |x: f64| left + ((x - left) / width - from) / (to - from) * width;
            geometry.x.iter_mut().for_each(|x| *x = zoomed(*x));
            geometry.x_end = zoomed(geometry.x_end);
        }
        geometry
    }

    /// A stretch before the shock, the shock, the waves by the square root of their share, a flat end.
    fn place_waves(&mut self, record: &Record, left: f64, width: f64) {
        let rows = record.rows();
        let shares = record.shares();
        self.tail_from = shares
            .iter()
            .rposition(|&share| share >= TAIL_SHARE)
            .map_or(2, |row| row + 1)
            .min(rows);
        #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
        let in_tail = (rows - self.tail_from).max(1) as f64;
        let weight = |row: usize| {
            let share = shares[row];
            if share >= TAIL_SHARE {
                share.sqrt() + 0.05
            } else if row >= self.tail_from {
                0.12 / in_tail + 4.0 * share
            } else {
                0.01 + 4.0 * share
            }
        };
        let total: f64 = (2..rows).map(weight).sum();
        let has_waves = total > 0.0;
        let (before, shock, end) = if has_waves {
            (0.05, 0.09, 0.965)
        } else {
            (0.12, 0.22, 0.965)
        };
        let mut place = before;
        for row in 0..rows {
            if row == 1 {
                place += shock;
            } else if row > 1 {
                place += weight(row) / total * (0.94 - before - shock);
            }
            self.x.push(left + place * width);
        }
        self.x_end = left + end * width;
    }

    /// `true` when rows are waves and the price stands still for a moment after each.
    pub(super) fn holds(&self) -> bool {
        self.holds
    }

    pub(super) fn y(&self, price: f64) -> f64 {
        self.top + (self.range.high - price) / (self.range.high - self.range.low) * self.height
    }

    pub(super) fn price(&self, y: f64) -> f64 {
        self.range.high - (y - self.top) / self.height * (self.range.high - self.range.low)
    }

    /// Where the playhead is; clamped to the rows, NaN counts as the start.
    pub(super) fn head(&self, record: &Record, playhead: f64) -> Head {
        let last = record.rows() - 1;
        #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
        let at = if playhead > 0.0 {
            playhead.min(last as f64)
        } else {
            0.0
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the rows"
        )]
        let row = (at.floor() as usize).min(last);
        #[allow(clippy::cast_precision_loss, reason = "a count of rows")]
        let fraction = at - row as f64;
        let next = (row + 1).min(last);
        let moving = if self.holds { 1.0 - HOLD_SHARE } else { 1.0 };
        let share = (fraction / moving).min(1.0);
        let along = |column: &[f64]| column[row] + (column[next] - column[row]) * share;
        let mut head = Head {
            row: if share >= 1.0 { next } else { row },
            x: along(&self.x),
            price: along(&record.last_price),
            counterfactual: along(&record.counterfactual),
        };
        // After the last wave the line runs on for a moment: the price has settled.
        if head.row == last && self.holds {
            let rest = if row == last {
                1.0
            } else {
                ((fraction - moving) / HOLD_SHARE).clamp(0.0, 1.0)
            };
            head.x += (self.x_end - self.x[last]) * rest;
        }
        head
    }

    /// The line of another run on this figure, from its left edge to where that run ends. `prices` are those to draw.
    /// Under a common clock it has the same time at the same place, as far as the axis goes; else it runs over its own
    /// timeline, as wide as the figure.
    pub(super) fn ghost(
        &self,
        record: &Record,
        ghost: &Record,
        prices: &[f64],
        layout: &Layout,
    ) -> Vec<(f64, f64)> {
        let mut own = Self::new(ghost, layout, self.range, self.view);
        if !record.is_waves() && !ghost.is_waves() {
            let first = record.time_s.first().zip(self.x.first());
            let last = record.time_s.last().zip(self.x.last());
            if let (Some((&from, &left)), Some((&to, &right))) = (first, last) {
                let span = if to > from { to - from } else { 1.0 };
                own.x = ghost
                    .time_s
                    .iter()
                    .take_while(|&&time| time <= to)
                    .map(|&time| left + (time - from) / span * (right - left))
                    .collect();
                own.x_end = own.x.last().copied().unwrap_or(left);
            }
        }
        let shown = own.x.len().min(prices.len());
        let mut points = Line::new(&own, &prices[..shown], 0).point;
        if let (Some(&first), Some(&last)) = (points.first(), points.last()) {
            points.insert(0, (f64::from(layout.main.x0), first.1));
            points.push((own.x_end, last.1));
        }
        points
    }

    /// Row whose stretch of the axis holds `x`, and how far into it `x` lies as a fraction.
    pub(super) fn row_at(&self, x: f64) -> (usize, f64) {
        let next = self.x.partition_point(|&row_x| row_x <= x);
        let row = next.saturating_sub(1);
        let fraction = match (self.x.get(row), self.x.get(next)) {
            (Some(&from), Some(&to)) if next > row && to > from => (x - from) / (to - from),
            _ => 0.0,
        };
        (row, fraction.clamp(0.0, 1.0))
    }
}

/// A line in pixels with at most four points per pixel column: first, lowest, highest, last.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Row of each point.
    pub(super) row: Vec<usize>,
    pub(super) point: Vec<(f64, f64)>,
}

impl Line {
    pub(super) fn new(geometry: &Geometry, prices: &[f64], from_row: usize) -> Self {
        let mut line = Self::default();
        let mut first = from_row;
        while first < prices.len() {
            let column = to_px(geometry.x[first] - 0.5);
            let mut end = first + 1;
            while end < prices.len() && to_px(geometry.x[end] - 0.5) == column {
                end += 1;
            }
            if end - first <= 4 {
                (first..end).for_each(|row| line.push(geometry, prices, row));
            } else {
                let (mut low, mut high) = (first, first);
                for row in first..end {
                    if prices[row] < prices[low] {
                        low = row;
                    }
                    if prices[row] > prices[high] {
                        high = row;
                    }
                }
                // In order: the extremes lie between the ends.
                let rows = [first, low.min(high), low.max(high), end - 1];
                let mut last = usize::MAX;
                for row in rows {
                    if row != last {
                        line.push(geometry, prices, row);
                    }
                    last = row;
                }
            }
            first = end;
        }
        line
    }

    fn push(&mut self, geometry: &Geometry, prices: &[f64], row: usize) {
        self.row.push(row);
        self.point.push((geometry.x[row], geometry.y(prices[row])));
    }

    /// The points up to and including `row`.
    pub(super) fn until(&self, row: usize) -> &[(f64, f64)] {
        &self.point[..self.row.partition_point(|&at| at <= row)]
    }
}

/// Height of a line in every pixel column of the plot (at the column's right edge), device pixels.
pub(super) fn column_heights(geometry: &Geometry, layout: &Layout, prices: &[f64]) -> Vec<f64> {
    let mut row = 0;
    (layout.main.x0..layout.main.x1)
        .map(|column| {
            let x = f64::from(column) + 0.5;
            while row + 1 < prices.len() && geometry.x[row + 1] <= x {
                row += 1;
            }
            let price = match (geometry.x.get(row), geometry.x.get(row + 1)) {
                (Some(&from), Some(&to)) if to > from && x > from => {
                    prices[row] + (prices[row + 1] - prices[row]) * ((x - from) / (to - from))
                }
                _ => prices[row],
            };
            geometry.y(price)
        })
        .collect()
}
