//! What is kept of a run: everything, for the page, or a few numbers, for sweeps.

use super::Engine;
use crate::log::Log;
use crate::market::venue::Venue;
use crate::population::crowd::{Crowd, Side};
use crate::population::generate::first_ids;
use crate::scenario::model::{Population, PositionRow};
use crate::settlement::margin::Contract;
use crate::settlement::waterfall::Takeover;
use crate::sources::Acts;
use crate::sources::traders::ledger::Held;
use crate::sources::traders::{LEAST_BACKLOG, Traders};
use crate::trace::{AccountOutcome, MarketTrace, StopReason, Trace};

/// Price window over which the local branching ratio is measured, fraction of price. Small against a wave, large
/// against one position at 1e5 positions.
pub const BRANCHING_WINDOW: f64 = 0.0025;

/// What the branching ratio is cut at. Where the book is empty inside the window it has no bound; a column of finite
/// numbers still plots and compares.
pub const LARGEST_RATIO: f64 = 1_000.0;

/// Looks at the engine after every row.
pub trait Recorder {
    /// Called for row 0 (before the shock), row 1 (after it) and after every step.
    fn record(&mut self, engine: &Engine<'_>);
}

/// Records the complete trace.
#[derive(Debug)]
pub struct TraceRecorder {
    time_s: Vec<f64>,
    wave: Vec<u32>,
    markets: Vec<MarketTrace>,
    /// Branching ratio upwards, for markets of which only the end tells the side that is looked at.
    upward: Vec<Vec<f64>>,
    filled: Vec<[Vec<f64>; 2]>,
    log: Log,
}

impl TraceRecorder {
    /// Empty columns for this run.
    #[must_use]
    pub fn new(engine: &Engine<'_>) -> Self {
        let prepared = engine.prepared();
        let markets: Vec<MarketTrace> = prepared
            .scenario()
            .markets
            .iter()
            .zip(prepared.markets())
            .map(|(market, parts)| MarketTrace {
                id: market.id.clone(),
                direction: -1.0,
                last_price: Vec::new(),
                mark_price: Vec::new(),
                counterfactual_price: Vec::new(),
                branching_ratio: Vec::new(),
                wave_ratio: Vec::new(),
                backlog_quantity: Vec::new(),
                liquidated_quantity: Vec::new(),
                liquidated_notional: Vec::new(),
                long_liquidated_notional: Vec::new(),
                short_liquidated_notional: Vec::new(),
                short_liquidated_quantity: Vec::new(),
                liquidated_count: Vec::new(),
                open_interest: Vec::new(),
                depth: Vec::new(),
                insurance_fund: Vec::new(),
                adl_notional: Vec::new(),
                fees: Vec::new(),
                vault: Vec::new(),
                socialised_loss: Vec::new(),
                bad_debt: Vec::new(),
                trader_loss: Vec::new(),
                returned_margin: Vec::new(),
                net_sold: Vec::new(),
                exogenous: Vec::new(),
                by_band: Vec::new(),
                triggered_longs: Vec::new(),
                triggered_shorts: Vec::new(),
                longs: parts.longs.clone(),
                shorts: parts.shorts.clone(),
                impact: parts.impact.clone(),
                margin: market.margin.clone(),
                takeover: market.takeover,
            })
            .collect();
        let filled = markets.iter().map(|_| [Vec::new(), Vec::new()]).collect();
        let upward = markets.iter().map(|_| Vec::new()).collect();
        Self {
            time_s: Vec::new(),
            wave: Vec::new(),
            markets,
            upward,
            filled,
            log: Log::default(),
        }
    }

    /// The trace of the finished run.
    #[must_use]
    pub fn finish(mut self, engine: &Engine<'_>) -> Trace {
        for (index, (market, upward)) in self.markets.iter_mut().zip(&mut self.upward).enumerate() {
            market.direction = engine.direction(index);
            if market.direction > 0.0 && !upward.is_empty() {
                market.branching_ratio = std::mem::take(upward);
            }
        }
        let accounts = accounts(engine, &self);
        Trace {
            events: self.log.events(),
            sources: engine.prepared().source_infos(),
            title: engine.prepared().scenario().title.clone(),
            clock: engine.prepared().scenario().clock,
            time_s: self.time_s,
            wave: self.wave,
            markets: self.markets,
            shocked_market: engine.shock().market(),
            accounts,
            stop_reason: engine.stop_reason(),
            to_run_again: engine.prepared().to_run_again(),
        }
    }
}

impl Recorder for TraceRecorder {
    fn record(&mut self, engine: &Engine<'_>) {
        self.time_s.push(engine.time_s());
        self.wave.push(engine.waves());
        for (index, (venue, traders)) in engine.venues().iter().zip(engine.traders()).enumerate() {
            let columns = &mut self.markets[index];
            columns.last_price.push(venue.last_price);
            columns.mark_price.push(venue.mark.price);
            columns.counterfactual_price.push(venue.outside_price());
            let known = engine.known_direction(index);
            let ratio = |direction| branching_ratio(engine, index, direction);
            if known.is_none() {
                self.upward[index].push(ratio(1.0));
            }
            columns.branching_ratio.push(ratio(known.unwrap_or(-1.0)));
            let backlog = engine.backlog(index);
            let forced = traders.notional() + backlog * venue.last_price;
            let wave_ratio = if traders.last_wave_notional > LEAST_BACKLOG * forced {
                traders.wave_notional / traders.last_wave_notional
            } else {
                0.0
            };
            columns.wave_ratio.push(wave_ratio);
            columns.backlog_quantity.push(backlog);
            columns.liquidated_quantity.push(traders.filled());
            columns.liquidated_notional.push(traders.notional());
            let [longs, shorts] = &traders.sides;
            columns.long_liquidated_notional.push(longs.notional);
            columns.short_liquidated_notional.push(shorts.notional);
            columns.short_liquidated_quantity.push(shorts.filled);
            columns.liquidated_count.push(to_u32(traders.touched()));
            columns.open_interest.push(open_interest(venue, traders));
            columns
                .depth
                .push(venue.liquidity.depth(&venue.impact, venue.exogenous));
            let waterfall = &traders.waterfall;
            columns.insurance_fund.push(waterfall.insurance_fund);
            columns.adl_notional.push(waterfall.adl_notional);
            columns.socialised_loss.push(waterfall.socialised_loss);
            columns.fees.push(waterfall.fees + waterfall.bidders);
            columns.vault.push(match &traders.ledger {
                Some(ledger) => ledger.vault_equity(venue.mark.price),
                None => 0.0,
            });
            columns.bad_debt.push(waterfall.bad_debt);
            columns.trader_loss.push(traders.trader_loss());
            columns.returned_margin.push(waterfall.returned_margin);
            columns.net_sold.push(venue.liquidity.pushed());
            columns.exogenous.push(venue.exogenous);
            if traders.ledger.is_some() {
                columns.by_band.push(traders.by_band);
            }
            columns.triggered_longs.push(to_u32(longs.triggered));
            columns.triggered_shorts.push(to_u32(shorts.triggered));
            self.filled[index][0].push(longs.filled);
            self.filled[index][1].push(shorts.filled);
        }
        let row = self.time_s.len() - 1;
        self.log.look_at(row, None);
        for (index, (venue, columns)) in engine.venues().iter().zip(&self.markets).enumerate() {
            let base = |row: usize| columns.depth[row] / columns.last_price[row];
            venue.note(&mut self.log, index, [base(0), base(row)]);
        }
        for (index, source) in engine.sources().iter().enumerate() {
            self.log.look_at(row, Some(index));
            source.note(&mut self.log);
        }
    }
}

/// Local branching ratio in a direction: base that is triggered within `h` of the mark price and not
/// yet filled, over the base that moves the market by `h`.
fn branching_ratio(engine: &Engine<'_>, market: usize, direction: f64) -> f64 {
    let venue = &engine.venues()[market];
    let price = venue.mark.price;
    let h = BRANCHING_WINDOW * price;
    let absorbed = venue
        .liquidity
        .base_to_move(&venue.impact, venue.exogenous, h, direction);
    let forced = engine.forced_between(market, price, price + direction * h);
    if forced == 0.0 {
        0.0
    } else if absorbed > 0.0 {
        (forced / absorbed).min(LARGEST_RATIO)
    } else {
        LARGEST_RATIO
    }
}

/// Open interest of one side in base. Longs equal shorts: traders, the outside seller or buyer, and the market maker,
/// who closes the books.
fn open_interest(venue: &Venue, traders: &Traders) -> f64 {
    let outside = venue.outside_sold;
    let [longs, shorts] = traders.open(venue.last_price);
    let longs = longs + (-outside).max(0.0);
    let shorts = shorts + outside.max(0.0);
    longs.max(shorts)
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Outcome of the explicit rows, worked out from the record after the run.
fn accounts(engine: &Engine<'_>, recorder: &TraceRecorder) -> Vec<AccountOutcome> {
    let scenario = engine.prepared().scenario();
    let first_ids = first_ids(scenario);
    let money = engine.account_money();
    let mut outcomes = Vec::new();
    for (population, first_id) in scenario.populations.iter().zip(first_ids) {
        let Population::Positions(positions) = population else {
            continue;
        };
        let market = &scenario.markets[positions.market];
        let columns = &recorder.markets[positions.market];
        let traders = engine.traders().nth(positions.market);
        if let Some(ledger) = traders.and_then(|traders| traders.ledger.as_ref()) {
            let held = ledger.positions();
            let from = held.partition_point(|held| held.id < first_id);
            let rows = positions.rows.iter().zip(&held[from..]);
            let contract = market.margin.contract;
            outcomes.extend(rows.map(|(row, held)| ledger_outcome(row, held, contract, &money)));
            continue;
        }
        let places = [&columns.longs, &columns.shorts]
            .map(|crowd| places(crowd, first_id, positions.rows.len()));
        for (index, row) in positions.rows.iter().enumerate() {
            let side = usize::from(row.side == Side::Short);
            let crowd = if row.side == Side::Long {
                &columns.longs
            } else {
                &columns.shorts
            };
            let filled = &recorder.filled[positions.market][side];
            outcomes.push(outcome(
                row,
                places[side][index].map(|place| (place, crowd.as_ref())),
                filled,
                columns,
                market.takeover,
            ));
        }
    }
    outcomes
}

/// Outcome of a row that a ledger has kept; `money` is that of each cross-margin account, which all its positions show.
fn ledger_outcome(
    row: &PositionRow,
    held: &Held,
    contract: Contract,
    money: &[f64],
) -> AccountOutcome {
    AccountOutcome {
        id: row.id.clone(),
        // Not a negative nought.
        quantity: row.side.sign() * held.terms.quantity + 0.0,
        cash: match row.account {
            Some(account) => money[account],
            None => held.terms.margin + held.returned,
        },
        average_fill_price: held.average_fill_price(contract),
        deleveraged_quantity: held.deleveraged,
        liquidated_at_row: held.closed_at_row,
        is_dead_at_start: held.is_dead_at_start,
    }
}

/// Index in the crowd of each of `count` consecutive ids.
fn places(crowd: &Crowd, first_id: u32, count: usize) -> Vec<Option<usize>> {
    let mut places = vec![None; count];
    for (index, &id) in crowd.id.iter().enumerate() {
        if let Some(place) = id
            .checked_sub(first_id)
            .and_then(|offset| places.get_mut(offset as usize))
        {
            *place = Some(index);
        }
    }
    places
}

fn outcome(
    row: &PositionRow,
    place: Option<(usize, &Crowd)>,
    filled: &[f64],
    columns: &MarketTrace,
    takeover: Takeover,
) -> AccountOutcome {
    let sign = row.side.sign();
    let mut outcome = AccountOutcome {
        id: row.id.clone(),
        quantity: sign * row.quantity,
        cash: row.margin,
        average_fill_price: None,
        deleveraged_quantity: 0.0,
        liquidated_at_row: None,
        is_dead_at_start: false,
    };
    let Some((place, crowd)) = place else {
        return outcome;
    };
    outcome.is_dead_at_start = place < crowd.reached(columns.last_price[0], 0);
    let (start, end) = (
        crowd.cumulative_quantity[place],
        crowd.cumulative_quantity[place + 1],
    );
    let notional = if row.side == Side::Long {
        &columns.long_liquidated_notional
    } else {
        &columns.short_liquidated_notional
    };
    let (mut closed, mut paid, mut returned) = (0.0, 0.0, 0.0);
    for index in 1..filled.len() {
        let from = filled[index - 1].max(start);
        let part = filled[index].min(end) - from;
        if part > 0.0 {
            let price =
                (notional[index] - notional[index - 1]) / (filled[index] - filled[index - 1]);
            closed += part;
            paid += part * price;
            returned += part * (sign * (price - crowd.bankruptcy_price[place])).max(0.0);
            if filled[index] >= end {
                outcome.liquidated_at_row = Some(to_u32(index));
            }
        }
    }
    if closed > 0.0 {
        outcome.average_fill_price = Some(paid / closed);
        let left = if outcome.liquidated_at_row.is_some() {
            0.0
        } else {
            row.quantity - closed
        };
        outcome.quantity = sign * left;
        outcome.cash = row.margin * (left / row.quantity);
        if takeover == Takeover::Market {
            outcome.cash += returned;
        }
    }
    outcome
}

/// Numbers before the rows of a packed result: rows, stop code (index in [`StopReason::ALL`]), start price, furthest
/// price without forced orders on the side that is looked at ([`Engine::direction`]), final price, lowest price, highest price, waves, positions touched, base liquidated, quote liquidated,
/// insurance fund, bad debt, share of the triggered side's base. Then three numbers per row: last price, base
/// liquidated so far, positions touched so far.
pub const PACKED_HEADER: usize = 14;

/// Records what a slider or a sweep needs, of the shocked market.
#[derive(Debug, Default)]
pub struct PackedRecorder {
    values: Vec<f64>,
    /// Lowest and highest price without forced orders, where it moves after the shock.
    outside: Option<[f64; 2]>,
}

impl Recorder for PackedRecorder {
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn record(&mut self, engine: &Engine<'_>) {
        if self.values.is_empty() {
            self.values.reserve(PACKED_HEADER + 3 * 64);
            self.values.resize(PACKED_HEADER, 0.0);
        }
        let index = engine.shock().market();
        if engine.moves_outside() {
            let price = engine.venues()[index].outside_price();
            let [low, high] = self.outside.get_or_insert([price; 2]);
            *low = low.min(price);
            *high = high.max(price);
        }
        let Some(traders) = engine.traders().nth(index) else {
            return;
        };
        self.values.extend([
            engine.venues()[index].last_price,
            traders.filled(),
            traders.touched() as f64,
        ]);
    }
}

impl PackedRecorder {
    /// The packed result of the finished run.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn finish(mut self, engine: &Engine<'_>) -> Vec<f64> {
        let index = engine.shock().market();
        let venue = &engine.venues()[index];
        let Some(traders) = engine.traders().nth(index) else {
            return self.values;
        };
        let prepared = &engine.prepared().markets()[index];
        let rows = (self.values.len() - PACKED_HEADER) / 3;
        let prices = self.values[PACKED_HEADER..].iter().step_by(3);
        let (low, high) = prices.fold((f64::INFINITY, 0.0_f64), |(low, high), &price| {
            (low.min(price), high.max(price))
        });
        let is_down = engine.direction(index) < 0.0;
        let (crowd, side) = if is_down {
            (&prepared.longs, &traders.sides[0])
        } else {
            (&prepared.shorts, &traders.sides[1])
        };
        let shocked = match self.outside {
            None => venue.outside_price(),
            Some([low, high]) => {
                if is_down {
                    low
                } else {
                    high
                }
            }
        };
        let total = crowd.total_quantity() + crowd.untouchable_quantity;
        let stop = engine.stop_reason();
        let code = StopReason::ALL
            .iter()
            .position(|&reason| reason == stop)
            .unwrap_or(0);
        let header = [
            rows as f64,
            code as f64,
            venue.impact.start_price,
            shocked,
            venue.last_price,
            low,
            high,
            f64::from(engine.waves()),
            traders.touched() as f64,
            traders.filled(),
            traders.notional(),
            traders.waterfall.insurance_fund,
            traders.waterfall.bad_debt,
            if total > 0.0 {
                side.filled / total
            } else {
                0.0
            },
        ];
        self.values[..PACKED_HEADER].copy_from_slice(&header);
        self.values
    }
}
