//! What a run says for itself: the facts that words about it are made of. Everything here is read off the trace; what
//! may be claimed of them is decided by the page (`www/js/claims.js`).

use crate::clock::Clock;
use crate::engine::BRANCHING_WINDOW;
use crate::population::crowd::Side;
use crate::trace::{Deal, MarketTrace, Trace};
use serde::Serialize;

use super::flow::{LEAST_SHARE, SUM_ROUNDING};

/// Outside moves below this are none, fraction of the starting price.
pub const LEAST_MOVE: f64 = 5e-5;

/// Liquidation prices that a window of Feedback R has to hold before it means anything.
pub const LEAST_IN_WINDOW: usize = 4;

/// Share of the windows on the price's way that must hold so many, for a crowd to be dense.
pub const DENSE_SHARE: f64 = 0.75;

/// Windows at most: a way longer than that is walked in wider ones.
const MOST_WINDOWS: f64 = 4096.0;

/// Moments of the story: before, the last row without a forced sale, the end of the first sales, of the next, the end.
pub const MOMENTS: usize = 5;

/// One pair of waves, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// Row of the second one.
    pub row: usize,
    /// Its number among the waves.
    pub wave: u32,
    /// What the second forced over what the first did.
    pub ratio: f64,
}

/// How waves followed each other; pairs are two waves in a row that each forced at least 1 % of the volume.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// Waves that forced anything.
    pub waves: usize,
    /// The pair that forced most; of any size.
    pub largest: Option<Pair>,
    /// The pair with the highest ratio.
    pub highest: Option<Pair>,
    /// The last pair whose second wave forced more than its first.
    pub last_above: Option<Pair>,
    /// Highest ratio of two waves of any size.
    pub highest_of_any: f64,
}

/// The course of Feedback R after the shock.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Course {
    /// Row in which it was highest.
    pub peak_row: usize,
    /// How high.
    pub peak: f64,
    /// At the end.
    pub last: f64,
    /// Last row in which it stood above 1.
    pub last_above_row: Option<usize>,
    /// Whether it stood above 1 in every row.
    pub is_always_above: bool,
    /// Whether enough liquidation prices lie on the way of the price for it to mean anything.
    pub is_dense: bool,
}

/// A moment of the story.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// Its row.
    pub row: usize,
    /// Seconds since the shock.
    pub time_s: f64,
    /// Last price over the start, minus one.
    pub ratio: f64,
    /// Price outside over the start, minus one.
    pub outside_ratio: f64,
    /// Quote of longs force-sold so far.
    pub sold: f64,
    /// Quote of shorts force-bought so far.
    pub bought: f64,
    /// Quote of both that winners, a vault or bots took over so far, without a trade in the market.
    pub off_book: f64,
    /// Quote that was triggered and waits, at the starting price.
    pub waiting: f64,
    /// Quote that others have traded so far because of the price or by a rule of their own, bought and sold; what ties
    /// markets is not among them.
    pub others: f64,
}

/// The facts of one market of a run. Ratios are fractions of the starting price.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Which way the story goes: the side that is looked at.
    pub is_rise: bool,
    /// Whether the outside never went that way.
    pub is_home_made: bool,
    /// Whether it went no way at all.
    pub is_outside_still: bool,
    /// The outside's worst, on the side of the story.
    pub outside_worst_ratio: f64,
    /// Where the outside ended.
    pub outside_final_ratio: f64,
    /// The price's worst on that side.
    pub worst_ratio: f64,
    /// Row of it, the first where there are several.
    pub worst_row: usize,
    /// Seconds since the shock of that row.
    pub worst_time_s: f64,
    /// Where the price ended.
    pub final_ratio: f64,
    /// Base closed by force over what the side had that the story closes.
    pub closed_share: f64,
    /// Quote that was triggered and still waits at the end, at the starting price: where the price has fallen to next to
    /// nothing, so would the sum, whatever waits.
    pub waiting: f64,
    /// The five moments of the story.
    pub story: [Moment; MOMENTS],
    /// Positions of both sides, those of shared wallets not counted.
    pub positions: usize,
    /// Positions of the side that the story closes, those of shared wallets not counted.
    pub side_positions: usize,
    /// How many of all the price of the start closes already, whatever happens.
    pub dead_at_start: usize,
    /// Seconds since the shock of the last row in which anything was closed by force; 0: in none.
    pub last_closed_s: f64,
    /// Waves, on the clock of waves.
    pub chain: Option<Chain>,
    /// Feedback R.
    pub feedback: Course,
    /// What others than those closed by force have traded here, kind by kind.
    pub others: Vec<Deal>,
    /// Whether anything can halt trading, or bounds the price.
    pub is_guarded: bool,
    /// Whether positions are closed in steps: Feedback R counts the next step of each.
    pub closes_in_steps: bool,
    /// Whether forced orders trade up to a price of their own only.
    pub has_limit: bool,
    /// Banks of the scenario that fell, or had to sell all.
    #[cfg(feature = "mechanisms")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub banks: Vec<FallenBank>,
    /// Option writers of the scenario, where it has any, and how many of them were liquidated.
    #[cfg(feature = "mechanisms")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writers: Option<[usize; 2]>,
}

/// What became of a bank.
#[cfg(feature = "mechanisms")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FallenBank {
    /// Its name.
    pub id: String,
    /// It owes more than it has; else it had to sell all that it could.
    pub is_insolvent: bool,
}

impl Facts {
    /// Of one market of a trace.
    #[must_use]
    pub fn new(trace: &Trace, market: &MarketTrace) -> Self {
        let start = market.last_price[0];
        let last = trace.rows() - 1;
        let way = |price: f64| price / start - 1.0;
        let extremes = |column: &[f64]| {
            column
                .iter()
                .fold((0.0_f64, 0.0_f64), |(low, high), &price| {
                    (low.min(way(price)), high.max(way(price)))
                })
        };
        let price = extremes(&market.last_price);
        let outside = extremes(&market.counterfactual_price);
        let is_rise = market.direction > 0.0;
        let pick = |(low, high): (f64, f64)| if is_rise { high } else { low };
        let worst = pick(price);
        let is_outside_still = -outside.0 < LEAST_MOVE && outside.1 < LEAST_MOVE;
        let worst_row = market.worst_row();
        Self {
            is_rise,
            is_home_made: pick(outside).abs() < LEAST_MOVE,
            is_outside_still,
            outside_worst_ratio: pick(outside),
            outside_final_ratio: way(market.counterfactual_price[last]),
            worst_ratio: worst,
            worst_row,
            worst_time_s: trace.time_s[worst_row],
            final_ratio: way(market.last_price[last]),
            closed_share: market.closed_share(market.side(), last),
            waiting: start
                * market.stops.map_or(market.backlog_quantity[last], |stops| {
                    market.backlog_quantity[last].max(stops.waiting_quantity)
                }),
            story: story(trace, market),
            positions: market.longs.len() + market.shorts.len(),
            side_positions: match market.side() {
                Side::Long => market.longs.len(),
                Side::Short => market.shorts.len(),
            },
            dead_at_start: market.dead_at_start,
            last_closed_s: last_closed_s(trace, market),
            chain: (trace.clock == Clock::Waves).then(|| chain(trace, market)),
            feedback: course(market, worst, is_rise),
            is_guarded: market.stops.is_some(),
            closes_in_steps: market.closes_in_steps,
            has_limit: market.has_limit,
            #[cfg(feature = "mechanisms")]
            banks: banks(trace),
            #[cfg(feature = "mechanisms")]
            writers: writers(trace),
            others: {
                let deals = trace.deals.iter().copied();
                let is_here = |deal: &Deal| std::ptr::eq(&trace.markets[deal.market], market);
                deals.filter(is_here).collect()
            },
        }
    }
}

fn last_closed_s(trace: &Trace, market: &MarketTrace) -> f64 {
    let closed = &market.liquidated_notional;
    let all = closed[trace.rows() - 1];
    // What differs by rounding is no sale.
    let row = closed.partition_point(|&sum| sum < all * (1.0 - SUM_ROUNDING));
    trace.time_s[row.min(trace.rows() - 1)]
}

#[cfg(feature = "mechanisms")]
fn banks(trace: &Trace) -> Vec<FallenBank> {
    let fallen = trace.holders.iter().filter_map(|holder| {
        let is_insolvent = match holder.state {
            "insolvent" => true,
            "illiquid" => false,
            _ => return None,
        };
        Some(FallenBank {
            id: holder.id.clone(),
            is_insolvent,
        })
    });
    fallen.collect()
}

#[cfg(feature = "mechanisms")]
fn writers(trace: &Trace) -> Option<[usize; 2]> {
    use crate::sources::option_accounts::KIND;
    let all = || trace.holders.iter().filter(|holder| holder.kind == KIND);
    let liquidated = all().filter(|writer| writer.state != "open");
    (all().count() > 0).then(|| [all().count(), liquidated.count()])
}

/// Where nobody is closed by force, it is the story of what others traded. Under a clock the first sales last until a quarter of all is sold and the next until half is.
fn story(trace: &Trace, market: &MarketTrace) -> [Moment; MOMENTS] {
    let last = trace.rows() - 1;
    let dealt = market.dealt();
    let is_theirs = market.liquidated_notional[last] <= 0.0 && !dealt.is_empty();
    let sold = if is_theirs {
        &dealt
    } else {
        &market.liquidated_notional
    };
    let all = sold[last];
    // What differs by rounding is no sale.
    let beyond = |amount: f64| {
        let more = amount + SUM_ROUNDING * all;
        sold.iter()
            .position(|&sold| sold > more)
            .unwrap_or(last)
            .min(last)
    };
    let reaching = |amount: f64| sold.partition_point(|&sold| sold < amount).min(last);
    let start = market.last_price[0];
    let rows = if all > 0.0 {
        let first = beyond(0.0);
        let before = first.saturating_sub(1).max(1).min(last);
        if trace.clock == Clock::Waves {
            [0, before, first, beyond(sold[first]), last]
        } else {
            let first_end = first.max(reaching(0.25 * all));
            let next = beyond(sold[first_end]).max(reaching(0.5 * all));
            [0, before, first_end, next, last]
        }
    } else {
        [0, last.min(1), last, last, last]
    };
    rows.map(|row| Moment {
        row,
        time_s: trace.time_s[row],
        ratio: market.last_price[row] / start - 1.0,
        outside_ratio: market.counterfactual_price[row] / start - 1.0,
        sold: market.long_liquidated_notional[row],
        bought: market.short_liquidated_notional[row],
        off_book: market.off_book.get(row).copied().unwrap_or(0.0),
        waiting: start * market.backlog_quantity[row],
        others: dealt.get(row).copied().unwrap_or(0.0),
    })
}

fn chain(trace: &Trace, market: &MarketTrace) -> Chain {
    let sold = &market.liquidated_notional;
    let all = sold[trace.rows() - 1];
    let of = |row: usize| sold[row] - sold[row - 1];
    let mut chain = Chain::default();
    let mut most = 0.0;
    for row in 2..trace.rows() {
        if of(row) > 0.0 {
            chain.waves += 1;
        }
        // A row in which nothing was traded is no wave.
        let follows = row > 2 && trace.wave[row] == trace.wave[row - 1] + 1;
        if !follows || trace.wave[row - 1] == 0 || of(row) <= 0.0 || of(row - 1) <= 0.0 {
            continue;
        }
        let pair = Pair {
            row,
            wave: trace.wave[row],
            ratio: of(row) / of(row - 1),
        };
        chain.highest_of_any = chain.highest_of_any.max(pair.ratio);
        if of(row) + of(row - 1) > most {
            most = of(row) + of(row - 1);
            chain.largest = Some(pair);
        }
        if of(row).min(of(row - 1)) < LEAST_SHARE * all {
            continue;
        }
        if chain
            .highest
            .is_none_or(|highest| pair.ratio > highest.ratio)
        {
            chain.highest = Some(pair);
        }
        if pair.ratio > 1.0 {
            chain.last_above = Some(pair);
        }
    }
    chain
}

fn course(market: &MarketTrace, worst: f64, is_rise: bool) -> Course {
    let after = &market.branching_ratio;
    let mut course = Course {
        peak_row: 1,
        peak: after[1],
        last: after[after.len() - 1],
        is_always_above: true,
        is_dense: is_dense(market, worst, is_rise) || is_theirs(market),
        last_above_row: None,
    };
    for (row, &ratio) in after.iter().enumerate().skip(1) {
        if ratio > course.peak {
            (course.peak_row, course.peak) = (row, ratio);
        }
        if ratio > 1.0 {
            course.last_above_row = Some(row);
        } else {
            course.is_always_above = false;
        }
    }
    course
}

/// Whether Feedback R is that of others alone: it sees those who answer the price wherever it stands.
fn is_theirs(market: &MarketTrace) -> bool {
    let is_some = |column: &[f64]| column.iter().any(|&ratio| ratio != 0.0);
    let is_nobody_closed = market.liquidated_notional.last() == Some(&0.0);
    is_nobody_closed && !market.extra.is_empty() && is_some(&market.branching_ratio)
}

/// Whether nearly every window of Feedback R between the first liquidation price and the worst price holds some: in
/// gaps it sees nobody, and beside a heap it sees all of it.
fn is_dense(market: &MarketTrace, worst: f64, is_rise: bool) -> bool {
    let crowd = if is_rise {
        &market.shorts
    } else {
        &market.longs
    };
    let start = market.last_price[0];
    let sign = if crowd.side == Side::Long { -1.0 } else { 1.0 };
    let Some(&first) = crowd.trigger_price.first() else {
        return false;
    };
    let (from, to) = ((sign * (first / start - 1.0)).max(0.0), sign * worst);
    if to <= from {
        return false;
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and cut at a few thousand"
    )]
    let count = ((to - from) / BRANCHING_WINDOW)
        .ceil()
        .clamp(1.0, MOST_WINDOWS) as usize;
    let mut distinct = vec![0_usize; count];
    let mut before = f64::NAN;
    for &trigger in &crowd.trigger_price {
        let at = sign * (trigger / start - 1.0);
        if at > to {
            break;
        }
        if trigger == before {
            continue;
        }
        before = trigger;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "between nought and the number of windows"
        )]
        let window = ((at - from).max(0.0) / (to - from) * count as f64) as usize;
        distinct[window.min(count - 1)] += 1;
    }
    let full = distinct
        .iter()
        .filter(|&&distinct| distinct >= LEAST_IN_WINDOW)
        .count();
    #[allow(clippy::cast_precision_loss, reason = "a few thousand windows")]
    let share = full as f64 / count as f64;
    share >= DENSE_SHARE
}
