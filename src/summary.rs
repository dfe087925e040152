//! The run in numbers. Moves are compared at their worst, on one side: the furthest last price with the furthest price
//! that the outside alone would have made. A path that comes back is as bad as one that stays.

use crate::clock::Clock;
use crate::trace::{MarketTrace, Summary, Trace};

/// Part of a price that is only rounding.
const ROUNDING: f64 = 1e-12;

/// Share of the depth at which market makers count as back.
const RETURNED: f64 = 0.9;

/// What an alarm warns of: a price that forced orders have moved so far, fraction of the price without them.
const EVENT: f64 = 0.02;

/// Seconds in the window of the fastest minute.
const MINUTE_S: f64 = 60.0;

impl Trace {
    /// Sums the run up; of the shocked market.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let market = &self.markets[self.shocked_market];
        let start = market.last_price[0];
        let shocked = market.furthest_outside();
        let outside_end = market.counterfactual_price.last().copied();
        let last = self.rows() - 1;
        let final_price = market.last_price[last];
        let trough_price = market
            .last_price
            .iter()
            .copied()
            .fold(f64::INFINITY, f64::min);
        let peak_price = market.last_price.iter().copied().fold(0.0, f64::max);
        let worst = if market.direction < 0.0 {
            trough_price
        } else {
            peak_price
        };
        let notional = market.liquidated_notional[last];
        let of_market = |name: &str| market.extra_column(name)?.last().copied();
        Summary {
            final_price,
            trough_price,
            peak_price,
            drawdown_ratio: (start - trough_price) / start,
            direction: market.direction,
            shock_ratio: shocked / start - 1.0,
            outside_end_ratio: outside_end.unwrap_or(start) / start - 1.0,
            outside_worst_price: shocked,
            amplification: (shocked != start || worst == start)
                .then(|| ratio_or_one(start - worst, start - shocked)),
            home_made_share: match start - worst {
                0.0 => 0.0,
                moved => 1.0 - (start - outside_end.unwrap_or(start)) / moved,
            },
            overshoot_amplification: first_trigger(market, shocked)
                .filter(|_| shocked != start)
                .map_or(1.0, |trigger| {
                    ratio_or_one(trigger - worst, trigger - shocked)
                }),
            waves: self.wave[last],
            liquidated_count: market.liquidated_count[last],
            liquidated_quantity: market.liquidated_quantity[last],
            liquidated_notional: notional,
            liquidated_share: market.closed_share(market.side(), last),
            peak_branching_ratio: market.branching_ratio[1..]
                .iter()
                .copied()
                .fold(0.0, f64::max),
            time_to_trough_s: self.time_s[market.worst_row()],
            time_to_90_pct_s: self.time_to_share(market, 0.9),
            peak_liquidation_per_minute: self.peak_per_minute(market),
            rebound_ratio: rebound(start, worst, final_price),
            trader_loss: market.trader_loss[last],
            insurance_fund_change: market.insurance_fund[last] - market.insurance_fund[0],
            fees: market.fees[last],
            vault_change: market.vault[last] - market.vault[0],
            adl_notional: market.adl_notional[last],
            socialised_loss: market.socialised_loss[last],
            bad_debt: market.bad_debt[last],
            repaid_debt: self.at_end("repaidDebt"),
            seized_value: self.at_end("seizedValue"),
            loans_called: self.at_end("loansCalled"),
            liquidator_profit: self.at_end("liquidatorProfit"),
            lending_bad_debt: self.at_end("lendingBadDebt"),
            peak_liquidatable_debt: self.at_most("liquidatableDebt"),
            peak_auctions_open: self.at_most("auctionsOpen"),
            calls_issued: of_market("callsIssued"),
            calls_met: of_market("callsMet"),
            calls_lapsed: of_market("callsLapsed"),
            calls_sold: of_market("callsSold"),
            deposited_margin: of_market("depositedMargin"),
            variation_margin_paid: of_market("variationMarginPaid"),
            writers_liquidated: of_market("writersLiquidated"),
            fire_sale_notional: of_market("fireSaleNotional"),
            banks_insolvent: self.fallen_banks.map(|[insolvent, _]| insolvent),
            banks_illiquid: self.fallen_banks.map(|[_, illiquid]| illiquid),
            largest_oracle_gap: (!self.groups.is_empty()).then(|| market.oracle_gap()),
            stop_notional: of_market("stopNotional"),
            program_quantity: of_market("programQuantity"),
            front_runner_profit: of_market("frontRunnerProfit"),
            min_presence: market.extra_column("makerPresence").map(least),
            time_to_return_s: self.time_to_return(market),
            arbitrage_profit: self.arbitrage_profit(),
            alarm_time_s: self.alarm_time(),
            event_time_s: self.event_time(),
            alarm_lead_s: self
                .alarm_time()
                .zip(self.event_time())
                .map(|(alarm_s, event_s)| event_s - alarm_s),
            halts: market.stops.map(|stops| stops.halts),
            halted_s: market.stops.map(|stops| stops.halted_s),
            limit_s: market.stops.map(|stops| stops.limit_s),
            waiting_quantity: market.stops.map(|stops| stops.waiting_quantity),
            stop_reason: self.stop_reason,
        }
    }

    /// A column of accounts that are recorded by themselves, those of all added up.
    fn of_groups(&self, name: &str) -> Option<Vec<f64>> {
        if self.groups.is_empty() {
            return None;
        }
        let mut sums = vec![0.0; self.rows()];
        for column in self.groups.iter().filter_map(|group| group.column(name)) {
            for (sum, number) in sums.iter_mut().zip(column) {
                *sum += number;
            }
        }
        Some(sums)
    }

    fn at_end(&self, name: &str) -> Option<f64> {
        self.of_groups(name)?.last().copied()
    }

    fn at_most(&self, name: &str) -> Option<f64> {
        Some(self.of_groups(name)?.into_iter().fold(0.0, f64::max))
    }

    /// When nine tenths of the depth are there again.
    fn time_to_return(&self, market: &MarketTrace) -> Option<f64> {
        let presence = market.extra_column("makerPresence")?;
        let left = presence.iter().position(|&share| share < RETURNED)?;
        let back = presence[left..]
            .iter()
            .position(|&share| share >= RETURNED)?;
        Some(self.time_s[left + back])
    }

    /// Of all pairs together.
    fn arbitrage_profit(&self) -> Option<f64> {
        let ends = self.markets.iter().filter_map(|market| {
            let profit = market.extra_column("arbitrageProfit")?;
            profit.last().copied()
        });
        ends.reduce(|sum, one| sum + one)
    }

    /// When the first alarm of the scenario was raised.
    fn alarm_time(&self) -> Option<f64> {
        let row = self.alarms.first()?.row?;
        self.time_s.get(row as usize).copied()
    }

    /// When what it warns of happened.
    fn event_time(&self) -> Option<f64> {
        self.time_s.get(self.event_row()?).copied()
    }

    /// The row in which what the first alarm warns of happened: forced orders have moved the price by so much.
    pub(crate) fn event_row(&self) -> Option<usize> {
        let market = &self.markets[self.alarms.first()?.market];
        let is_event = |(&last, &outside): (&f64, &f64)| {
            market.direction * (last - (1.0 + market.direction * EVENT) * outside) >= 0.0
        };
        let prices = market.last_price.iter().zip(&market.counterfactual_price);
        prices.map(is_event).position(|is_event| is_event)
    }

    fn time_to_share(&self, market: &MarketTrace, share: f64) -> f64 {
        let target = share * market.liquidated_notional[self.rows() - 1];
        let row = market
            .liquidated_notional
            .partition_point(|&notional| notional < target);
        self.time_s[row.min(self.rows() - 1)]
    }

    /// Largest forced notional in any window of a minute; 0 where no time passes.
    fn peak_per_minute(&self, market: &MarketTrace) -> f64 {
        if self.clock == Clock::Waves {
            return 0.0;
        }
        let mut start = 0;
        let mut peak: f64 = 0.0;
        for (row, &time_s) in self.time_s.iter().enumerate() {
            while time_s - self.time_s[start] > MINUTE_S {
                start += 1;
            }
            peak = peak.max(market.liquidated_notional[row] - market.liquidated_notional[start]);
        }
        peak
    }
}

impl MarketTrace {
    /// Furthest that the oracle's price was from the last one, fraction.
    fn oracle_gap(&self) -> f64 {
        let oracle = self.extra_column("oraclePrice");
        let gaps = oracle.into_iter().flat_map(|prices| {
            let pairs = prices.iter().zip(&self.last_price);
            pairs.map(|(oracle, last)| (oracle / last - 1.0).abs())
        });
        gaps.fold(0.0, f64::max)
    }

    /// First row in which the last price is as far as it ever goes on the side that is looked at; what rounding, which is
    /// that of the price at the start, adds later is no way further.
    #[must_use]
    pub fn worst_row(&self) -> usize {
        let prices = self.last_price.iter().copied();
        let worst = if self.direction < 0.0 {
            prices.fold(f64::INFINITY, f64::min)
        } else {
            prices.fold(0.0, f64::max)
        };
        let is_worst = |price: &f64| (price - worst).abs() <= ROUNDING * self.last_price[0];
        self.last_price.iter().position(is_worst).unwrap_or(0)
    }

    /// Furthest price without forced orders on the side that is looked at.
    #[must_use]
    pub fn furthest_outside(&self) -> f64 {
        let prices = self.counterfactual_price.iter().copied();
        if self.direction < 0.0 {
            prices.fold(f64::INFINITY, f64::min)
        } else {
            prices.fold(0.0, f64::max)
        }
    }
}

fn least(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(f64::INFINITY, f64::min)
}

/// `part / whole`, or 1 ("nothing was amplified") where there is no whole to compare with.
fn ratio_or_one(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 1.0 } else { part / whole }
}

/// The trigger that the outside reached first; `None` when it reached nobody.
fn first_trigger(market: &MarketTrace, shocked: f64) -> Option<f64> {
    let crowd = if market.direction < 0.0 {
        &market.longs
    } else {
        &market.shorts
    };
    let first = *crowd.trigger_price.first()?;
    let reached = if market.direction < 0.0 {
        first >= shocked
    } else {
        first <= shocked
    };
    reached.then_some(first)
}

/// Share of the worst move that is undone at the end.
fn rebound(start: f64, worst: f64, end: f64) -> f64 {
    if start == worst {
        0.0
    } else {
        ((worst - end) / (worst - start)).abs()
    }
}
