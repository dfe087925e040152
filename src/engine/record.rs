//! What is kept of a run: everything, for the page, or a few numbers, for sweeps.

use super::Engine;
use crate::couplings::spread::{self, spectral_radius};
use crate::couplings::wallets::Near;
use crate::couplings::{self, Coupling, Ties};
use crate::log::{ColumnSpec, Log, Sort};
use crate::market::venue::Venue;
use crate::population::crowd::{Crowd, Side};
use crate::scenario::model::{Group, PositionRow};
use crate::settlement::executors::Works as _;
use crate::settlement::margin::Contract;
use crate::settlement::waterfall::Takeover;
use crate::sources::traders::generate::first_ids;
use crate::sources::traders::ledger::Held;
use crate::sources::traders::{BAD_DEBT, LEAST_BACKLOG, Traders};
use crate::sources::{Acts, Source};
use crate::trace::{
    AccountOutcome, Deal, GroupTrace, IndexTrace, MarketTrace, SpreadTrace, StopReason, Stops,
    Trace,
};

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
    /// The same of each source, where there are several.
    upward_parts: Vec<Vec<Vec<f64>>>,
    /// Numbers of whoever else trades, source by source; its memory is used again.
    numbers: Vec<f64>,
    /// Kinds that take part besides leveraged traders and have columns, each with their places among all of the mechanisms:
    /// what several kinds have is one column.
    kinds: Vec<(&'static str, Vec<usize>)>,
    /// Of each of these columns, whether the largest of all sources counts, and not their sum.
    are_largest: Vec<bool>,
    /// Index of the source behind each name of one.
    sources: Vec<usize>,
    filled: Vec<[Vec<f64>; 2]>,
    groups: Vec<GroupTrace>,
    /// Of each of them its source and its number there.
    group_places: Vec<[usize; 2]>,
    /// What an oracle believes is recorded, too.
    has_oracles: bool,
    /// And what halts and price limits do.
    has_guards: bool,
    indices: Vec<IndexTrace>,
    /// How forced trades spread; nothing where there is one market.
    spread: Option<SpreadTrace>,
    /// Profit of whoever trades between markets: its number among the couplings of the scenario, and among those that take part.
    profits: Vec<([usize; 2], Vec<f64>)>,
    log: Log,
}

impl TraceRecorder {
    /// Empty columns for this run.
    #[must_use]
    pub fn new(engine: &Engine<'_>) -> Self {
        let prepared = engine.prepared();
        let kinds: Vec<(&str, &[ColumnSpec])> = crate::sources::COLUMNS
            .iter()
            .filter(|(kind, columns)| {
                let is_it = |source: &Source| source.kind() == *kind;
                !columns.is_empty() && engine.sources().iter().any(is_it)
            })
            .copied()
            .collect();
        let mut specs: Vec<&ColumnSpec> = Vec::new();
        let kinds: Vec<(&str, Vec<usize>)> = kinds
            .into_iter()
            .map(|(kind, columns)| {
                let places = columns.iter().map(|spec| {
                    let known = specs.iter().position(|one| one.name == spec.name);
                    known.unwrap_or_else(|| {
                        specs.push(spec);
                        specs.len() - 1
                    })
                });
                (kind, places.collect())
            })
            .collect();
        let are_largest = specs.iter().map(|spec| spec.sort == Sort::Largest);
        let (group_places, groups): (_, Vec<_>) = groups(engine).unzip();
        // Who lends has one, if only the last price.
        let has_oracles = engine
            .venues()
            .iter()
            .any(|venue| venue.oracle_rule().is_some())
            || !groups.is_empty();
        let has_guards = engine.venues().iter().any(|venue| venue.guards().is_some());
        let is_watched = engine.public_ratio(0).is_some();
        let mut markets: Vec<MarketTrace> = prepared
            .scenario()
            .markets
            .iter()
            .zip(prepared.markets())
            .enumerate()
            .map(|(index, (market, parts))| MarketTrace {
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
                off_book: Vec::new(),
                // Known at the end: who hedges may trade more than he held.
                at_risk: [0.0; 2],
                dead_at_start: dead_at_start(engine, index, [&parts.longs, &parts.shorts]),
                triggered_longs: Vec::new(),
                triggered_shorts: Vec::new(),
                longs: parts.longs.clone(),
                shorts: parts.shorts.clone(),
                impact: parts.impact.clone(),
                public: engine.public_view(index),
                margin: market.margin.clone(),
                closes_in_steps: market.partial.is_some(),
                has_limit: market.executor.limit().is_some(),
                takeover: market.takeover,
                extra: columns_of(
                    &specs,
                    engine.couplings(),
                    [has_oracles, has_guards, is_watched],
                ),
                feedback: Vec::new(),
                waiting: Vec::new(),
                stops: None,
            })
            .collect();
        for waiting in engine.sources().iter().flat_map(Acts::waiting_crowds) {
            markets[waiting.market].waiting.push(waiting);
        }
        // Of one source alone the ratio is that of the market.
        let infos = prepared.source_infos();
        for (index, market) in markets.iter_mut().enumerate() {
            let there: Vec<usize> = (0..infos.len())
                .filter(|&info| infos[info].market == index)
                .collect();
            if there.len() > 1 {
                market.feedback = there.into_iter().map(|info| (info, Vec::new())).collect();
            }
        }
        let filled = markets.iter().map(|_| [Vec::new(), Vec::new()]).collect();
        let upward = markets.iter().map(|_| Vec::new()).collect();
        let upward_parts = markets
            .iter()
            .map(|market| vec![Vec::new(); market.feedback.len()])
            .collect();
        Self {
            time_s: Vec::new(),
            wave: Vec::new(),
            markets,
            upward,
            upward_parts,
            numbers: Vec::new(),
            are_largest: are_largest.collect(),
            kinds,
            sources: infos.iter().map(|info| info.source).collect(),
            filled,
            groups,
            group_places,
            has_oracles,
            has_guards,
            indices: indices(engine),
            spread: (cfg!(feature = "mechanisms") && engine.venues().len() > 1)
                .then(SpreadTrace::default),
            profits: profits(engine),
            log: Log::default(),
        }
    }

    /// The trace of the finished run.
    #[must_use]
    pub fn finish(mut self, engine: &Engine<'_>) -> Trace {
        for (index, (market, upward)) in self.markets.iter_mut().zip(&mut self.upward).enumerate() {
            market.direction = engine.direction(index);
            market.at_risk = engine.at_risk(index);
            if self.has_guards {
                market.stops = Some(stops(engine, index));
            }
            if market.direction > 0.0 && !upward.is_empty() {
                market.branching_ratio = std::mem::take(upward);
                for ((_, part), upward) in market
                    .feedback
                    .iter_mut()
                    .zip(&mut self.upward_parts[index])
                {
                    *part = std::mem::take(upward);
                }
            }
        }
        let accounts = accounts(engine, &self);
        Trace {
            events: self.log.events(),
            deals: deals(engine),
            sources: engine.prepared().source_infos(),
            title: engine.prepared().scenario().title.clone(),
            clock: engine.prepared().scenario().clock,
            time_s: self.time_s,
            wave: self.wave,
            markets: self.markets,
            shocked_market: engine.shock().market(),
            accounts,
            loans: engine
                .sources()
                .iter()
                .flat_map(Acts::loan_outcomes)
                .collect(),
            holders: engine.sources().iter().flat_map(Acts::holders).collect(),
            fallen_banks: engine
                .sources()
                .iter()
                .filter_map(Acts::fallen)
                .reduce(|[a, b], [c, d]| [a + c, b + d]),
            groups: self.groups,
            alarms: engine.alarms(),
            indices: self.indices,
            spread: self.spread,
            tie_profits: self
                .profits
                .into_iter()
                .map(|([place, _], profit)| (place, profit))
                .collect(),
            stop_reason: engine.stop_reason(),
            to_run_again: engine.prepared().to_run_again(),
        }
    }
}

impl Recorder for TraceRecorder {
    fn record(&mut self, engine: &Engine<'_>) {
        self.time_s.push(engine.time_s());
        self.wave.push(engine.waves());
        let near = engine.near(BRANCHING_WINDOW);
        for (index, (venue, traders)) in engine.venues().iter().zip(engine.traders()).enumerate() {
            let columns = &mut self.markets[index];
            columns.last_price.push(venue.last_price);
            columns.mark_price.push(venue.mark.price);
            columns.counterfactual_price.push(venue.outside_price());
            let known = engine.known_direction(index);
            let ratio = |direction| branching_ratio(engine, &near, index, direction);
            if known.is_none() {
                self.upward[index].push(ratio(1.0));
            }
            columns.branching_ratio.push(ratio(known.unwrap_or(-1.0)));
            for (place, (info, part)) in columns.feedback.iter_mut().enumerate() {
                let number = self.sources[*info];
                let forced = |from: f64, to: f64| {
                    let source = engine.sources()[number].forced_between(index, from, to);
                    let accounts = engine.forced_accounts(&near, index, from, to);
                    let of_source = accounts.iter().filter(|(one, _)| *one == number);
                    of_source.fold(source, |sum, (_, base)| sum + base)
                };
                part.push(ratio_of(engine, index, known.unwrap_or(-1.0), forced));
                if known.is_none() {
                    self.upward_parts[index][place].push(ratio_of(engine, index, 1.0, forced));
                }
            }
            let backlog = engine.backlog(index);
            let others = engine.forced(index);
            let [wave, before] = [
                traders.wave_notional + others.wave_notional,
                traders.last_wave_notional + others.last_wave_notional,
            ];
            let forced = traders.notional()
                + others.sold_notional
                + others.bought_notional
                + backlog * venue.last_price;
            let wave_ratio = if before > LEAST_BACKLOG * forced {
                wave / before
            } else {
                0.0
            };
            columns.wave_ratio.push(wave_ratio);
            columns.backlog_quantity.push(backlog);
            columns
                .liquidated_quantity
                .push(traders.filled() + others.sold + others.bought);
            columns
                .liquidated_notional
                .push(traders.notional() + others.sold_notional + others.bought_notional);
            let [longs, shorts] = &traders.sides;
            columns
                .long_liquidated_notional
                .push(longs.notional + others.sold_notional);
            columns
                .short_liquidated_notional
                .push(shorts.notional + others.bought_notional);
            columns
                .short_liquidated_quantity
                .push(shorts.filled + others.bought);
            columns
                .liquidated_count
                .push(to_u32(traders.touched()) + others.accounts);
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
            columns.bad_debt.push(engine.bad_debt(index));
            columns.trader_loss.push(traders.trader_loss());
            columns.returned_margin.push(waterfall.returned_margin);
            columns.net_sold.push(venue.liquidity.pushed());
            columns.exogenous.push(venue.exogenous);
            if traders.ledger.is_some() {
                columns.by_band.push(traders.by_band);
                columns.off_book.push(traders.off_book);
            }
            let mut column = 0;
            if self.has_oracles {
                columns.extra[0].1.push(venue.oracle.price);
                column = 1;
            }
            if self.has_guards {
                let numbers = venue
                    .guards()
                    .map_or([0.0; 3], |guards| guards.record(venue.last_price));
                for number in numbers {
                    columns.extra[column].1.push(number);
                    column += 1;
                }
            }
            if let Some(ratio) = engine.public_ratio(index) {
                columns.extra[column].1.push(ratio);
                column += 1;
            }
            let of_kinds = &mut columns.extra[column..column + self.are_largest.len()];
            column += of_kinds.len();
            for (_, numbers) in of_kinds.iter_mut() {
                numbers.push(0.0);
            }
            for (kind, places) in &self.kinds {
                for source in engine
                    .sources()
                    .iter()
                    .filter(|source| source.kind() == *kind)
                {
                    self.numbers.clear();
                    source.record(index, venue, &mut self.numbers);
                    for (&place, number) in places.iter().zip(&self.numbers) {
                        if let Some(sum) = of_kinds[place].1.last_mut() {
                            *sum = if self.are_largest[place] {
                                sum.max(*number)
                            } else {
                                *sum + number
                            };
                        }
                    }
                }
            }
            if !engine.couplings().is_empty() {
                self.numbers.clear();
                let marked = venue.mark.rule().index();
                couplings::record(engine.couplings(), index, marked, &mut self.numbers);
                for ((_, numbers), number) in columns.extra[column..].iter_mut().zip(&self.numbers)
                {
                    numbers.push(*number);
                }
            }
            columns.triggered_longs.push(to_u32(longs.triggered));
            columns.triggered_shorts.push(to_u32(shorts.triggered));
            self.filled[index][0].push(longs.filled);
            self.filled[index][1].push(shorts.filled);
        }
        for (trace, &[source, group]) in self.groups.iter_mut().zip(&self.group_places) {
            self.numbers.clear();
            engine.sources()[source].record_group(group, engine.venues(), &mut self.numbers);
            for ((_, column), number) in trace.columns.iter_mut().zip(&self.numbers) {
                column.push(*number);
            }
        }
        for (trace, price) in self.indices.iter_mut().zip(engine.indices()) {
            trace.price.push(*price);
        }
        if cfg!(feature = "mechanisms")
            && let Some(trace) = &mut self.spread
        {
            let look = engine.spread(&near);
            let matrix = look.matrix();
            trace
                .radius
                .push(spectral_radius(&matrix, engine.venues().len()));
            trace.matrix.extend(matrix);
            trace.pooled.extend(look.pooled());
        }
        for ([_, place], profit) in &mut self.profits {
            profit.extend(engine.couplings()[*place].profit());
        }
        let row = self.time_s.len() - 1;
        self.log.look_at(row, None);
        couplings::note(engine.couplings(), engine.venues(), &mut self.log);
        for (index, (venue, columns)) in engine.venues().iter().zip(&self.markets).enumerate() {
            let base = |row: usize| columns.depth[row] / columns.last_price[row];
            venue.note(&mut self.log, index, [base(0), base(row)]);
            engine.note_alarms(index, &mut self.log);
        }
        for (index, source) in engine.sources().iter().enumerate() {
            self.log.look_at(row, Some(index));
            source.note(engine.venues(), &mut self.log);
            // Leveraged traders say it themselves: theirs stands with their market.
            if source.traders().is_none() {
                for market in 0..engine.venues().len() {
                    // It never becomes less: what was not so need not be looked up in every row.
                    if source.bad_debt(market) > 0.0 {
                        self.log.note(&BAD_DEBT, market, true);
                    }
                }
            }
        }
    }
}

/// What halts and price limits have done in a market.
fn stops(engine: &Engine<'_>, market: usize) -> Stops {
    let Some(guards) = engine.venues()[market].guards() else {
        return Stops::default();
    };
    Stops {
        halts: guards.halts,
        halted_s: guards.halted_s,
        limit_s: guards.limit_s,
        waiting_quantity: engine.held_back(market),
    }
}

/// Accounts that are recorded by themselves, with their columns empty: each with its source and its number there.
fn groups(engine: &Engine<'_>) -> impl Iterator<Item = ([usize; 2], GroupTrace)> {
    let sources = engine.sources().iter().enumerate();
    sources.flat_map(|(index, source)| {
        let groups = source.groups().into_iter().enumerate();
        groups.map(move |(number, group)| {
            let columns = group.columns.iter().map(|spec| (spec, Vec::new()));
            let trace = GroupTrace {
                id: group.id,
                kind: source.kind(),
                columns: columns.collect(),
            };
            ([index, number], trace)
        })
    })
}

/// The shared indices, before their first row.
fn indices(engine: &Engine<'_>) -> Vec<IndexTrace> {
    let ties = engine.prepared().ties.iter();
    let indices = ties.filter_map(|tie| tie.index());
    indices
        .map(|index| IndexTrace {
            id: index.id.clone(),
            price: Vec::new(),
        })
        .collect()
}

/// Whoever trades between markets, before the first row.
fn profits(engine: &Engine<'_>) -> Vec<([usize; 2], Vec<f64>)> {
    let all = engine.prepared().scenario().couplings.iter().enumerate();
    let enabled = all.filter(|(_, tie)| tie.is_enabled());
    let numbered = enabled.map(|(place, _)| place).zip(engine.couplings());
    let trading = numbered.enumerate();
    trading
        .filter(|(_, (_, one))| one.profit().is_some())
        .map(|(number, (place, _))| ([place, number], Vec::new()))
        .collect()
}

/// What others than those closed by force have traded, kind by kind in each market.
fn deals(engine: &Engine<'_>) -> Vec<Deal> {
    let sources = engine.prepared().source_infos();
    let acting = sources.iter().filter_map(|info| {
        let source = &engine.sources()[info.source];
        let dealt = source.dealt_in(info.market)?;
        Some((source.called().unwrap_or(info.kind), info.market, dealt))
    });
    let tied = engine.couplings().iter().flat_map(|coupling| {
        let dealt = coupling.dealt().into_iter();
        dealt.map(|(market, dealt)| (coupling.kind(), market, dealt))
    });
    let mut deals: Vec<Deal> = Vec::new();
    for (kind, market, dealt) in acting.chain(tied) {
        let known = deals
            .iter()
            .position(|deal| deal.kind == kind && deal.market == market);
        let place = known.unwrap_or_else(|| {
            deals.push(Deal {
                kind,
                market,
                sold: 0.0,
                bought: 0.0,
                left_to_sell: 0.0,
                left_to_buy: 0.0,
            });
            deals.len() - 1
        });
        let rest = dealt.rest
            * engine.prepared().scenario().markets[market]
                .impact
                .start_price;
        let deal = &mut deals[place];
        deal.sold += dealt.sold;
        deal.bought += dealt.bought;
        deal.left_to_sell += rest.max(0.0);
        deal.left_to_buy += (-rest).max(0.0);
    }
    deals
}

/// The columns of the kinds that take part, empty; what ties markets last.
fn columns_of(
    kinds: &[&'static ColumnSpec],
    ties: &[Coupling],
    [has_oracles, has_guards, is_watched]: [bool; 3],
) -> Vec<(&'static ColumnSpec, Vec<f64>)> {
    let oracle = if has_oracles {
        crate::market::venue::COLUMNS
    } else {
        &[]
    };
    let guards = if has_guards {
        crate::market::guards::COLUMNS
    } else {
        &[]
    };
    let public = if is_watched {
        crate::scenario::visibility::COLUMNS
    } else {
        &[]
    };
    let specs = oracle
        .iter()
        .chain(guards)
        .chain(public)
        .chain(kinds.iter().copied())
        .chain(couplings::columns(ties));
    specs.map(|spec| (spec, Vec::new())).collect()
}

/// Local branching ratio in a direction: base that is triggered within `h` of the mark price and not
/// yet filled, over the base that moves the market by `h`.
pub(super) fn branching_ratio(
    engine: &Engine<'_>,
    near: &Near,
    market: usize,
    direction: f64,
) -> f64 {
    let forced = |from: f64, to: f64| engine.forced_between(near, market, from, to);
    ratio_of(engine, market, direction, forced)
}

fn ratio_of(
    engine: &Engine<'_>,
    market: usize,
    direction: f64,
    forced: impl Fn(f64, f64) -> f64,
) -> f64 {
    ratio_over(engine, market, direction, BRANCHING_WINDOW, forced)
}

/// The same over another window, a fraction of the mark price.
pub(super) fn ratio_over(
    engine: &Engine<'_>,
    market: usize,
    direction: f64,
    window: f64,
    forced: impl Fn(f64, f64) -> f64,
) -> f64 {
    let venue = &engine.venues()[market];
    let price = venue.mark.price;
    let h = window * price;
    let absorbed = venue
        .liquidity
        .base_to_move(&venue.impact, venue.exogenous, h, direction);
    let forced = forced(price, price + direction * h);
    spread::ratio(forced, absorbed, LARGEST_RATIO)
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
    let first_ids = first_ids(scenario.groups().map(|(_, group)| group));
    let money = engine.account_money();
    let mut outcomes = Vec::new();
    for ((_, group), first_id) in scenario.groups().zip(first_ids) {
        let Group::Positions(positions) = group else {
            continue;
        };
        if !positions.is_listed {
            continue;
        }
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

/// How many positions of a market the price of the start closes already.
fn dead_at_start(engine: &Engine<'_>, market: usize, crowds: [&Crowd; 2]) -> usize {
    let traders = engine.traders().nth(market);
    if let Some(ledger) = traders.and_then(|traders| traders.ledger.as_ref()) {
        let held = ledger.positions().iter();
        return held.filter(|held| held.is_dead_at_start).count();
    }
    let start = engine.prepared().markets()[market].impact.start_price;
    crowds.iter().map(|crowd| crowd.reached(start, 0)).sum()
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
    let (mut closed, mut paid, mut returned) = (0.0, 0.0, 0.0);
    for index in 1..filled.len() {
        let from = filled[index - 1].max(start);
        let part = filled[index].min(end) - from;
        if part > 0.0 {
            let price = fill_price(columns, row.side, filled, index);
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

/// Average price at which the leveraged positions of a side were closed in a row. What others are forced to trade is no part of
/// it, unless it is so much more that nothing can be told from the rest: then all of them had the one price of the step.
fn fill_price(columns: &MarketTrace, side: Side, filled: &[f64], index: usize) -> f64 {
    /// Share of what a side trades by force below which the difference of sums is rounding.
    const LEAST_SHARE: f64 = 1e-6;
    let (base, notional) = columns.closed_by_force(side, index);
    let (base_before, notional_before) = columns.closed_by_force(side, index - 1);
    let own = filled[index] - filled[index - 1];
    if own < LEAST_SHARE * (base - base_before) {
        (notional - notional_before) / (base - base_before)
    } else {
        (columns.closed_notional(side, index) - columns.closed_notional(side, index - 1)) / own
    }
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
        let others = engine.forced(index);
        self.values.extend([
            engine.venues()[index].last_price,
            traders.filled() + others.sold + others.bought,
            traders.touched() as f64 + f64::from(others.accounts),
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
        let crowd = if is_down {
            &prepared.longs
        } else {
            &prepared.shorts
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
        let (others, at_risk) = (engine.forced(index), engine.at_risk(index));
        let (by_others, risked) = if is_down {
            (others.sold, at_risk[0])
        } else {
            (others.bought, at_risk[1])
        };
        let total = crowd.held() + risked;
        let closed = traders.closed(usize::from(!is_down)) + by_others;
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
            traders.touched() as f64 + f64::from(others.accounts),
            traders.filled() + others.sold + others.bought,
            traders.notional() + others.sold_notional + others.bought_notional,
            traders.waterfall.insurance_fund,
            engine.bad_debt(index),
            if total > 0.0 { closed / total } else { 0.0 },
        ];
        self.values[..PACKED_HEADER].copy_from_slice(&header);
        self.values
    }
}
