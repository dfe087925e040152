//! Laws that hold for every scenario, tried on random ones. The numbers (I1 ...) are those of the list of invariants.
//!
//! Runs are reproducible: the seed is fixed. `LIQUIDATION_CASCADES_DEEP=1` draws 10,000 fresh cases per law (the slow ones
//! of convergence: 200).
#![cfg(not(target_arch = "wasm32"))]

mod leaving;
mod reference;
mod scenarios;
#[path = "../common/subject.rs"]
mod subject;
mod volatile;

use liquidation_cascades::engine::{
    Engine, PACKED_HEADER, Recorder, RunInParts, RunOptions, TraceRecorder,
};
use liquidation_cascades::trace::{MarketTrace, StopReason, Trace};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use reference::{Agent, agents, simulate};
use scenarios::{
    Case, EVERYTHING, Impact, Market, Menu, Population, Row, Shock, cases, log_uniform,
};

/// Relative error allowed between two ways to work out the same number: a thousand roundings of the largest quantity
/// involved come to 1e-13, and the square-root law makes 3e-7 of 1e-13 when buys cancel sells.
const TOLERANCE: f64 = 1e-9;

fn config(cases: u32, deep_cases: u32) -> ProptestConfig {
    let deep = std::env::var_os("LIQUIDATION_CASCADES_DEEP").is_some();
    ProptestConfig {
        cases: if deep { deep_cases } else { cases },
        rng_seed: if deep {
            RngSeed::Random
        } else {
            RngSeed::Fixed(20_241_010)
        },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Scenarios in which nobody is under water before anything happens.
const ALIVE: Menu = Menu {
    dead: false,
    ..EVERYTHING
};

/// The same on the instant clock.
const INSTANT: Menu = Menu {
    time: false,
    ..ALIVE
};

/// Depth stays: what the plain list of agents knows, and where base sold is the push of the price.
const STEADY: Menu = Menu {
    withdrawal: false,
    ..EVERYTHING
};

/// The same traders with more leverage at the same entries, still alive: `more` is 0 for as they are (generated
/// crowds entered at the start) and 1 for as much as there can be.
fn levered(case: &Case, more: f64) -> Case {
    let mut case = case.clone();
    for market in &mut case.markets {
        let (rules, price) = (market.clone(), market.price);
        for population in &mut market.populations {
            match population {
                Population::Positions { rows } => {
                    for Row {
                        long,
                        quantity,
                        entry,
                        margin,
                        ..
                    } in rows
                    {
                        let sign = if *long { 1.0 } else { -1.0 };
                        let profit = sign * *quantity * (price - *entry);
                        let least = (rules.requirement(*quantity * price) - profit).max(0.0)
                            * (1.0 + 1e-9)
                            + 1e-9 * *quantity * price;
                        *margin = (least + (1.0 - more) * (*margin - least)).min(*margin);
                    }
                }
                Population::Perps { rest, .. } => {
                    let law = &mut rest["leverage"];
                    let top = law["max"]
                        .as_f64()
                        .unwrap_or(0.99 / rules.maintenance[0].1.max(1e-2));
                    for key in ["from", "to", "median"] {
                        if let Some(value) = law[key].as_f64() {
                            law[key] = (value + more * (top - value).max(0.0)).into();
                        }
                    }
                    // An entry law redraws who is still alive at another leverage.
                    rest["entry"] = serde_json::json!({ "law": "spot" });
                    rest["sampling"] = "quantiles".into();
                }
                Population::Levels { .. } => {}
            }
        }
    }
    case
}

macro_rules! close {
    ($actual:expr, $expected:expr, $scale:expr, $($what:tt)*) => {
        let (actual, expected): (f64, f64) = ($actual, $expected);
        let scale: f64 = $scale;
        prop_assert!(
            (actual - expected).abs() <= TOLERANCE * scale,
            "{}: {actual} is not {expected} (off by {:e} of {scale})", format!($($what)*), (actual - expected) / scale
        );
    };
}

/// Every column of numbers of a market, with its name.
fn columns(market: &MarketTrace) -> Vec<(&'static str, &[f64])> {
    market
        .columns()
        .map(|(spec, column)| (spec.name, column))
        .collect()
}

/// The whole trace as bits.
fn bits(trace: &Trace) -> Vec<u64> {
    let mut bits: Vec<u64> = trace.time_s.iter().map(|time_s| time_s.to_bits()).collect();
    bits.extend(trace.wave.iter().map(|&wave| u64::from(wave)));
    for market in &trace.markets {
        for (_, column) in columns(market) {
            bits.extend(column.iter().map(|value| value.to_bits()));
        }
        for counts in [
            &market.liquidated_count,
            &market.triggered_longs,
            &market.triggered_shorts,
        ] {
            bits.extend(counts.iter().map(|&count| u64::from(count)));
        }
    }
    for account in &trace.accounts {
        bits.extend([account.quantity.to_bits(), account.cash.to_bits()]);
        bits.extend(account.average_fill_price.map(f64::to_bits));
        bits.extend(account.liquidated_at_row.map(u64::from));
    }
    bits
}

fn quantity(agents: &[Agent], long: bool) -> f64 {
    agents
        .iter()
        .filter(|agent| agent.long == long)
        .map(|agent| agent.quantity)
        .sum()
}

proptest! {
    #![proptest_config(config(300, 10_000))]

    /// I2, I3, I6: price, waves, quantities, fund, bad debt and returned margin, row by row, are those of a list of
    /// agents that is scanned in full at every step.
    #[test]
    fn the_engine_agrees_with_a_naive_simulation(case in cases(STEADY)) {
        let prepared = case.prepared();
        let trace = prepared.trace();
        let (rows, ends) = simulate(&case, agents(&case, &prepared));
        let mut accounts = trace.accounts.iter();
        for ((market, columns), (rows, agents)) in
            case.markets.iter().zip(&trace.markets).zip(rows.iter().zip(&ends))
        {
            prop_assert_eq!(trace.rows(), rows.len(), "rows");
            let (price, base, cash) = (market.price, market.quantity(), market.notional());
            for (row, expected) in rows.iter().enumerate() {
                close!(columns.last_price[row], expected.price, price, "lastPrice[{row}]");
                close!(columns.mark_price[row], expected.price, price, "markPrice[{row}]");
                close!(columns.counterfactual_price[row], expected.counterfactual, price, "counterfactual[{row}]");
                close!(columns.net_sold[row], expected.sold, base, "netSold[{row}]");
                close!(columns.backlog_quantity[row], expected.backlog, base, "backlog[{row}]");
                let total = expected.long_quantity + expected.short_quantity;
                close!(columns.liquidated_quantity[row], total, base, "liquidatedQuantity[{row}]");
                close!(columns.short_liquidated_quantity[row], expected.short_quantity, base, "shorts[{row}]");
                close!(columns.long_liquidated_notional[row], expected.long_notional, cash, "longNotional[{row}]");
                close!(columns.short_liquidated_notional[row], expected.short_notional, cash, "shortNotional[{row}]");
                let notional = expected.long_notional + expected.short_notional;
                close!(columns.liquidated_notional[row], notional, cash, "notional[{row}]");
                close!(columns.insurance_fund[row], expected.fund, cash, "insuranceFund[{row}]");
                close!(columns.bad_debt[row], expected.bad_debt, cash, "badDebt[{row}]");
                close!(columns.returned_margin[row], expected.returned, cash, "returnedMargin[{row}]");
                close!(columns.trader_loss[row], expected.margin - expected.returned, cash + expected.margin, "traderLoss[{row}]");
                prop_assert_eq!(columns.triggered_longs[row], expected.triggered_longs, "longs[{}]", row);
                prop_assert_eq!(columns.triggered_shorts[row], expected.triggered_shorts, "shorts[{}]", row);
                prop_assert_eq!(columns.liquidated_count[row], expected.touched, "liquidatedCount[{}]", row);
            }
            // Explicit positions: what is left of each.
            for (place, population) in market.populations.iter().enumerate() {
                let Population::Positions { rows } = population else {
                    continue;
                };
                let agents = agents.iter().filter(|agent| agent.population == place);
                for (row, agent) in rows.iter().zip(agents) {
                    let account = accounts.next().expect("one account per row");
                    prop_assert_eq!(&account.id, &row.id);
                    let left = agent.quantity - agent.filled;
                    close!(account.quantity, agent.sign() * left, base, "{} quantity", row.id);
                    prop_assert_eq!(account.average_fill_price.is_some(), agent.filled > 0.0, "{}", row.id);
                    if let Some(average) = account.average_fill_price {
                        // Small next to those filled before it, a position shares their rounding.
                        let scale = price * (base / agent.filled).max(1.0);
                        close!(average, agent.paid / agent.filled, scale, "{} average", row.id);
                    }
                    // An executor that fills a share of the rest each tick ends where rounding ends it.
                    let rest_of_rounding = left > 0.0 && left <= TOLERANCE * base;
                    let closed = account.liquidated_at_row.is_some();
                    prop_assert!(rest_of_rounding || closed == (left == 0.0), "{} {closed} {left}", row.id);
                    let kept = row.margin * left / row.quantity;
                    let returned = if market.returns_margin { agent.returned } else { 0.0 };
                    close!(account.cash, kept + returned, cash + row.margin, "{} cash", row.id);
                }
            }
        }
    }

    /// I2: what everyone owns together, at one common price, changes by nothing but the loss nobody paid. A ledger per
    /// position, filled from the trace alone: the fill price of a row is its notional over its quantity.
    #[test]
    fn cash_is_conserved_to_the_last_cent(case in cases(EVERYTHING)) {
        let prepared = case.prepared();
        let trace = prepared.trace();
        // Whom an earlier look at the price has reached is settled earlier.
        let (_, ends) = simulate(&case, agents(&case, &prepared));
        for (((market, columns), mut agents), ends) in
            case.markets.iter().zip(&trace.markets).zip(agents(&case, &prepared)).zip(ends)
        {
            for (agent, end) in agents.iter_mut().zip(ends) {
                agent.look = if end.triggered { end.look } else { u32::MAX };
            }
            let cash = market.notional();
            // The first that a moving price reaches is filled first; ties by size.
            agents.sort_by(|a, b| {
                let key = |agent: &Agent| agent.trigger.map_or(f64::INFINITY, |trigger| -agent.sign() * trigger);
                key(a).total_cmp(&key(b)).then_with(|| b.quantity.total_cmp(&a.quantity))
            });
            let shorts_before: f64 = quantity(&agents, false);
            let longs_before: f64 = quantity(&agents, true);
            // The market maker closes the books from the start; what it paid then is the other side of all entries.
            let mut maker_base = shorts_before - longs_before;
            let mut maker_cash: f64 = agents.iter().map(|agent| agent.sign() * agent.quantity * agent.entry).sum();
            let entries = maker_cash;
            let wealth = |agents: &[Agent], price: f64, maker_base: f64, maker_cash: f64, row: usize| -> f64 {
                let traders: f64 = agents.iter().map(|agent| agent.value(price)).sum();
                traders + maker_base * price + maker_cash + columns.insurance_fund[row]
                    + columns.returned_margin[row] - columns.bad_debt[row]
            };
            let before = wealth(&agents, columns.last_price[0], maker_base, maker_cash, 0);
            let (mut fund, mut bad_debt, mut returned) = (market.fund, 0.0, 0.0);
            for row in 1..trace.rows() {
                let mut fills = [true, false].map(|long| {
                    let notional = if long { &columns.long_liquidated_notional } else { &columns.short_liquidated_notional };
                    let filled = |row: usize| {
                        let shorts = columns.short_liquidated_quantity[row];
                        if long { columns.liquidated_quantity[row] - shorts } else { shorts }
                    };
                    let quantity = filled(row) - filled(row - 1);
                    let price = (notional[row] - notional[row - 1]) / quantity;
                    (long, quantity, price)
                });
                for (long, quantity, price) in &mut fills {
                    prop_assert!(*quantity >= -TOLERANCE * market.quantity());
                    if *quantity <= 1e-14 * market.quantity() {
                        *quantity = 0.0;
                        continue;
                    }
                    let sign = if *long { 1.0 } else { -1.0 };
                    maker_base += sign * *quantity;
                    maker_cash -= sign * *quantity * *price;
                }
                let mut order: Vec<usize> = (0..agents.len()).collect();
                order.sort_by_key(|&index| (agents[index].look, !agents[index].long));
                for index in order {
                    let agent = &mut agents[index];
                    let (_, quantity, price) = &mut fills[usize::from(!agent.long)];
                    let part = (agent.quantity - agent.filled).min(*quantity);
                    if part <= 0.0 {
                        continue;
                    }
                    *quantity -= part;
                    agent.filled += part;
                    let result = agent.result(part, *price);
                    if result < 0.0 {
                        let paid = (-result).min(fund);
                        fund -= paid;
                        bad_debt += -result - paid;
                    } else if market.returns_margin {
                        returned += result;
                    } else {
                        fund += result;
                    }
                }
                for (_, quantity, _) in fills {
                    // Nobody is liquidated twice: there was someone left for all of it.
                    close!(quantity, 0.0, market.quantity(), "unowned fills in row {row}");
                }
                close!(columns.insurance_fund[row], fund, cash, "insuranceFund[{row}]");
                close!(columns.bad_debt[row], bad_debt, cash, "badDebt[{row}]");
                close!(columns.returned_margin[row], returned, cash, "returnedMargin[{row}]");
                let price = columns.last_price[row];
                let after = wealth(&agents, price, maker_base, maker_cash, row);
                // Longs and shorts cancel, so the price that values them all does not matter; entries of rows may be
                // far from it, and their size is what the sum rounds to.
                let scale = cash + entries.abs() + market.quantity() * price.max(market.price);
                close!(after, before, scale, "wealth in row {row}");
            }
        }
    }

    /// I1: signed positions of traders, outside trader and market maker add up to nothing in every row, and the open
    /// interest is what one side of them holds.
    #[test]
    fn longs_equal_shorts_in_every_row(case in cases(STEADY)) {
        let prepared = case.prepared();
        let trace = prepared.trace();
        for (index, (market, columns)) in case.markets.iter().zip(&trace.markets).enumerate() {
            let base = market.quantity();
            let shorts_in_all = columns.shorts.total_quantity() + columns.shorts.untouchable_quantity;
            let longs_in_all = columns.longs.total_quantity() + columns.longs.untouchable_quantity;
            close!(longs_in_all + shorts_in_all, base, base, "everyone is in the crowd");
            let maker_before = shorts_in_all - longs_in_all;
            let outside_order = index == case.shocked && matches!(case.shock, Shock::Order { .. });
            for row in 0..trace.rows() {
                let bought_back = columns.short_liquidated_quantity[row];
                let sold = columns.liquidated_quantity[row] - bought_back;
                let (longs, shorts) = (longs_in_all - sold, shorts_in_all - bought_back);
                // Nothing is forced in row 1: what was sold by then, the outside order sold.
                let outside = if outside_order && row > 0 { -columns.net_sold[1] } else { 0.0 };
                let maker = maker_before + columns.net_sold[row];
                close!(longs - shorts + outside + maker, 0.0, base, "signed sum in row {row}");
                let one_side = longs.max(0.0) + outside.max(0.0) + maker.max(0.0);
                let other_side = shorts.max(0.0) + (-outside).max(0.0) + (-maker).max(0.0);
                close!(one_side, other_side, base, "both sides in row {row}");
                // The open interest leaves out nobody: it is the larger of what traders of either side hold, since
                // the maker stands on the other.
                let held = (longs + outside.max(0.0)).max(shorts + (-outside).max(0.0));
                close!(columns.open_interest[row], held, base, "openInterest[{row}]");
                close!(columns.open_interest[row], one_side, base, "openInterest[{row}] is one side");
            }
        }
    }

    /// I3, I4, I5, I6: columns are finite, of one length, and within what they can be.
    #[test]
    fn every_column_is_finite_and_in_bounds(case in cases(EVERYTHING)) {
        let trace = case.prepared().trace();
        prop_assert!(trace.rows() >= 2);
        prop_assert_eq!(trace.wave.len(), trace.rows());
        prop_assert!(trace.time_s.is_sorted() && trace.wave.is_sorted());
        for (market, columns) in case.markets.iter().zip(&trace.markets) {
            let base = market.quantity() * (1.0 + TOLERANCE);
            for (name, column) in self::columns(columns) {
                prop_assert_eq!(column.len(), trace.rows(), "{}", name);
                prop_assert!(column.iter().all(|value| value.is_finite()), "{} {:?}", name, column);
                // Whoever is closed in profit gets back more than the margin.
                if name != "netSold" && name != "traderLoss" {
                    prop_assert!(column.iter().all(|&value| value >= 0.0), "{} {:?}", name, column);
                }
            }
            for column in [&columns.last_price, &columns.mark_price, &columns.counterfactual_price] {
                prop_assert!(column.iter().all(|&price| price > 0.0));
            }
            for column in [
                &columns.liquidated_quantity, &columns.liquidated_notional, &columns.long_liquidated_notional,
                &columns.short_liquidated_notional, &columns.short_liquidated_quantity, &columns.bad_debt,
                &columns.returned_margin,
            ] {
                prop_assert!(column.is_sorted(), "cumulative columns never fall: {column:?}");
            }
            let people: u32 = market.populations.iter().map(Population::count).sum();
            for counts in [&columns.liquidated_count, &columns.triggered_longs, &columns.triggered_shorts] {
                prop_assert_eq!(counts.len(), trace.rows());
                prop_assert!(counts.is_sorted() && counts.iter().all(|&count| count <= people));
            }
            for row in 0..trace.rows() {
                prop_assert!(columns.liquidated_quantity[row] <= base);
                prop_assert!(columns.backlog_quantity[row] + columns.liquidated_quantity[row] <= base);
                let triggered = columns.triggered_longs[row] + columns.triggered_shorts[row];
                prop_assert!(columns.liquidated_count[row] <= triggered);
            }
            let bottomless = !matches!(market.impact, Impact::Book { .. });
            let floor = columns.last_price.iter().any(|&price| price < 2e-6 * market.price);
            prop_assert!(!bottomless || floor || columns.depth.iter().all(|&depth| depth > 0.0));
        }
        let summary = trace.summary();
        let text = serde_json::to_string(&summary).expect("a summary is JSON");
        // There is no amplification where nothing happened outside.
        let text = text.replace("\"amplification\":null", "");
        prop_assert!(!text.contains("null"), "a number is not finite: {text}");
        prop_assert!((0.0..=1.0 + TOLERANCE).contains(&summary.liquidated_share));
        prop_assert!(summary.trough_price <= summary.final_price && summary.final_price <= summary.peak_price);
    }

    /// I11: no run depends on another, on when it is saved, or on what is recorded of it.
    #[test]
    fn saved_and_restored_runs_give_the_same_bits(case in cases(EVERYTHING), stop in 0..30_usize, detour in 0..5_usize) {
        let prepared = case.prepared();
        let whole = prepared.trace();
        prop_assert_eq!(bits(&whole), bits(&case.prepared().trace()), "twice from the scenario");
        let shock = prepared.scenario().shock.clone();
        let mut first = Engine::new(&prepared, shock.clone(), None);
        let mut recorder = TraceRecorder::new(&first);
        recorder.record(&first);
        first.apply_shock();
        recorder.record(&first);
        for _ in 0..stop {
            if first.step() {
                recorder.record(&first);
            }
        }
        let saved = first.snapshot();
        // Going on does not disturb what was saved.
        for _ in 0..detour {
            first.step();
        }
        let mut second = Engine::new(&prepared, shock.clone(), None);
        second.restore(saved.clone());
        prop_assert_eq!(&second.snapshot(), &saved);
        while second.step() {
            recorder.record(&second);
        }
        prop_assert_eq!(bits(&whole), bits(&recorder.finish(&second)), "in two parts");
        let mut run = RunInParts::new(prepared.scenario().clone());
        let mut done = run.share_done();
        while run.advance(u32::try_from(1 + stop).expect("a few")) {
            prop_assert!((done..=1.0).contains(&run.share_done()));
            done = run.share_done();
        }
        prop_assert_eq!(bits(&whole), bits(&run.finish()), "in parts");
    }

    /// I11: the packed result of a slider says what the trace says.
    #[test]
    fn packed_results_agree_with_the_trace(case in cases(EVERYTHING), ratio in -0.4..0.4, factor in log_uniform(0.1, 10.0)) {
        let prepared = case.prepared();
        let compare = |packed: &[f64], trace: &Trace, shocked: usize| -> Result<(), TestCaseError> {
            let (market, summary) = (&trace.markets[shocked], trace.summary());
            let rows = trace.rows();
            prop_assert_eq!(packed.len(), PACKED_HEADER + 3 * rows);
            for row in 0..rows {
                let numbers = &packed[PACKED_HEADER + 3 * row..][..3];
                let count = f64::from(market.liquidated_count[row]);
                prop_assert_eq!(numbers, [market.last_price[row], market.liquidated_quantity[row], count]);
            }
            let code = StopReason::ALL.iter().position(|&reason| reason == summary.stop_reason).expect("is listed");
            let header = [
                rows as f64, code as f64, market.last_price[0], market.counterfactual_price[rows - 1],
                summary.final_price, summary.trough_price, summary.peak_price, f64::from(summary.waves),
                f64::from(summary.liquidated_count), summary.liquidated_quantity, summary.liquidated_notional,
                market.insurance_fund[rows - 1], summary.bad_debt,
            ];
            prop_assert_eq!(&packed[..13], header);
            close!(packed[13], summary.liquidated_share, 1.0, "share");
            Ok(())
        };
        compare(&prepared.packed(RunOptions::default()), &prepared.trace(), case.shocked)?;
        // Another shock and depth: the same as writing them into the scenario, where that says the same.
        let mut changed = case.clone();
        match &mut changed.shock {
            Shock::Gap { ratio: shock, .. } | Shock::Ramp { ratio: shock, .. } => *shock = ratio,
            Shock::None | Shock::Order { .. } => {}
        }
        for market in &mut changed.markets {
            match &mut market.impact {
                Impact::Linear { slope } => *slope /= factor,
                Impact::LogLinear { depth } => *depth *= factor,
                Impact::SquareRoot { .. } | Impact::Book { .. } => return Ok(()),
            }
        }
        let options = RunOptions { shock_ratio: Some(ratio), depth_factor: Some(factor) };
        compare(&prepared.packed(options), &changed.prepared().trace(), case.shocked)?;
    }

    /// I8: where nothing happens nothing happens.
    #[test]
    fn without_a_shock_nobody_is_liquidated(mut case in cases(ALIVE), kind in 0..3_u8) {
        let logarithmic = case.seed % 2 == 0;
        case.shock = match (kind, case.ticks) {
            (0, _) => Shock::None,
            (1, Some(_)) => Shock::Ramp { ratio: 0.0, duration_s: 3.0, logarithmic },
            (1, None) => Shock::Order { quantity: 0.0 },
            _ => Shock::Gap { ratio: 0.0, cancels: false },
        };
        let trace = case.prepared().trace();
        prop_assert_eq!(trace.stop_reason, StopReason::NoTrigger);
        prop_assert!(trace.wave.iter().all(|&wave| wave == 0));
        for (market, columns) in case.markets.iter().zip(&trace.markets) {
            prop_assert!(columns.last_price.iter().all(|&price| price == market.price), "{:?}", columns.last_price);
            for (name, column) in self::columns(columns) {
                prop_assert!(column.iter().all(|&value| value == column[0]), "{name}");
            }
        }
        let summary = trace.summary();
        prop_assert_eq!((summary.amplification, summary.liquidated_count, summary.waves), (Some(1.0), 0, 0));
    }

    /// I8: in a market that is deep beyond measure a shock stays the shock.
    #[test]
    fn endless_depth_leaves_the_shock_alone(case in cases(Menu { withdrawal: false, ..INSTANT })) {
        let Shock::Gap { .. } = case.shock else { return Ok(()) };
        let prepared = case.prepared();
        // Orders of a book trade at its best price however large it is; the square root forgets depth slowly.
        let (factor, left) = match case.shocked_market().impact {
            Impact::Book { .. } => return Ok(()),
            Impact::SquareRoot { .. } => (1e6, 2e-3),
            _ => (1e6, 2e-6),
        };
        let packed = prepared.packed(RunOptions { depth_factor: Some(factor), ..RunOptions::default() });
        let (shocked, end) = (packed[3], packed[4]);
        // The whole crowd moves the undeepened price by 150 % at most.
        prop_assert!((end - shocked).abs() <= left * shocked.max(case.shocked_market().price), "{shocked} became {end}");
    }

    /// I7: a larger shock, a thinner market, more leverage never end better, with depth that leaves too. Permanent impact,
    /// instant clock.
    #[test]
    fn worse_conditions_never_end_better(case in cases(INSTANT), more in 0.0..1.0, thinner in 0.05..1.0, leverage in 0.0..1.0) {
        let Shock::Gap { ratio, .. } = case.shock else { return Ok(()) };
        let market = case.shocked_market();
        // Up is bad for shorts: then ending higher is worse.
        let sign = ratio.signum();
        let prepared = case.prepared();
        let end = |packed: &[f64]| sign * packed[4];
        let base = end(&prepared.packed(RunOptions::default()));
        // One rounding of a price computed along another way.
        let slack = 1e-12 * market.price.max(base.abs());
        let farther = ratio + more * (if sign < 0.0 { -0.95 } else { 2.0 } - ratio);
        let shocked = prepared.packed(RunOptions { shock_ratio: Some(farther), ..RunOptions::default() });
        prop_assert!(end(&shocked) >= base - slack, "shock {ratio} to {farther}: {base} to {}", end(&shocked));
        let thin = prepared.packed(RunOptions { depth_factor: Some(thinner), ..RunOptions::default() });
        prop_assert!(end(&thin) >= base - slack, "depth times {thinner}: {base} to {}", end(&thin));
        let low = end(&levered(&case, 0.0).prepared().packed(RunOptions::default()));
        let high = end(&levered(&case, leverage).prepared().packed(RunOptions::default()));
        prop_assert!(high >= low - slack, "leverage: {low} to {high}");
    }

    /// Into how many waves the same orders fall changes nothing: the end is where one sale of all of them ends.
    #[test]
    fn waves_do_not_matter(case in cases(INSTANT)) {
        let Shock::Gap { .. } = case.shock else { return Ok(()) };
        let prepared = case.prepared();
        let trace = prepared.trace();
        let market = &trace.markets[case.shocked];
        let last = trace.rows() - 1;
        let shorts = market.short_liquidated_quantity[last];
        let net = market.liquidated_quantity[last] - 2.0 * shorts;
        // What leaves for good while the price goes one way is gone when it turns.
        let is_one_way = shorts == 0.0 || net == -shorts;
        if trace.stop_reason == StopReason::BookExhausted || net == 0.0 || !is_one_way {
            return Ok(());
        }
        let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
        engine.apply_shock();
        let state = &engine.venues()[case.shocked];
        let (mut liquidity, exogenous) = (state.liquidity.clone(), state.exogenous);
        let resilience = &prepared.scenario().markets[case.shocked].resilience;
        let fill = liquidity.fill(&market.impact, exogenous, net, resilience);
        close!(fill.end_price, market.last_price[last], market.last_price[0], "end");
    }

    /// Of all prices at which nobody else is triggered the cascade stops at the first one.
    #[test]
    fn waves_stop_at_the_greatest_fixed_point(case in cases(Menu { withdrawal: false, ..INSTANT })) {
        let Shock::Gap { ratio, .. } = case.shock else { return Ok(()) };
        let trace = case.prepared().trace();
        if trace.stop_reason == StopReason::BookExhausted {
            return Ok(());
        }
        let market = &trace.markets[case.shocked];
        let (crowd, triggered) = if ratio < 0.0 {
            (&market.longs, &market.triggered_longs)
        } else {
            (&market.shorts, &market.triggered_shorts)
        };
        let last = trace.rows() - 1;
        let (count, sign) = (triggered[last] as usize, ratio.signum());
        let exogenous = market.exogenous[last];
        let price_after = |index: usize| {
            market.impact.price(exogenous, -sign * crowd.cumulative_quantity[index])
        };
        // What was sold wave by wave rounds otherwise than the sum over positions.
        let slack = 1e-12 * case.shocked_market().price;
        let end = market.last_price[last];
        prop_assert!((price_after(count) - end).abs() <= slack);
        for index in 0..count {
            // Had the cascade stopped before this position, the price would have reached it.
            let reached = sign * (price_after(index) - crowd.trigger_price[index]);
            prop_assert!(reached >= -slack, "position {index}: {reached:e}");
        }
        for index in count..crowd.len() {
            prop_assert!(sign * crowd.trigger_price[index] > sign * end, "position {index}");
        }
    }

    /// I12: in which order populations and rows are declared changes nothing but ids.
    #[test]
    fn the_order_of_declaration_does_not_matter(
        mut case in cases(Menu { spacings: &["price", "logPrice"], samplings: &["quantiles"], ..EVERYTHING }),
        turn in 0..20_usize,
    ) {
        for (market, population) in case.markets.iter_mut().zip(0..).flat_map(|(market, index)| {
            market.populations.iter_mut().map(move |population| (index, population))
        }) {
            if let Population::Positions { rows } = population {
                for (place, row) in rows.iter_mut().enumerate() {
                    (row.id, row.quantity) = (format!("{market}/{place}/{}", row.margin), 0.5);
                }
            }
        }
        let mut turned = case.clone();
        for market in &mut turned.markets {
            market.populations.reverse();
            for population in &mut market.populations {
                if let Population::Positions { rows } = population {
                    let by = turn % rows.len();
                    rows.rotate_left(by);
                }
            }
        }
        let (one, other) = (case.prepared().trace(), turned.prepared().trace());
        prop_assert_eq!(one.rows(), other.rows());
        for ((market, one), other) in case.markets.iter().zip(&one.markets).zip(&other.markets) {
            for ((name, one), (_, other)) in columns(one).iter().zip(columns(other)) {
                if *name == "openInterest" {
                    // Those whom no price reaches are added up in the order of declaration.
                    for (&one, &other) in one.iter().zip(other) {
                        close!(one, other, market.quantity(), "openInterest");
                    }
                } else {
                    prop_assert_eq!(*one, other, "{}", name);
                }
            }
        }
        let named = |trace: &Trace| {
            let mut accounts = trace.accounts.clone();
            accounts.sort_by(|a, b| a.id.cmp(&b.id));
            accounts
        };
        prop_assert_eq!(named(&one), named(&other));
    }

    /// I9: other units of money and of base change the units of the result, to the bit when they are powers of two.
    #[test]
    fn units_do_not_matter(
        case in cases(Menu { spacings: &["price", "poisson"], ..EVERYTHING }),
        money in -9..9_i32,
        size in -4..4_i32,
    ) {
        // The square-root law takes the root of a size: powers of four keep it exact.
        let (money, size) = (2_f64.powi(money), 4_f64.powi(size));
        let mut scaled = case.clone();
        for market in &mut scaled.markets {
            market.price *= money;
            market.fund *= money * size;
            for (notional, _) in &mut market.maintenance {
                *notional *= money * size;
            }
            match &mut market.impact {
                Impact::Linear { slope } => *slope *= money / size,
                Impact::LogLinear { depth } => *depth *= size,
                Impact::SquareRoot { volume, .. } => *volume *= size,
                Impact::Book { bids, asks, .. } => {
                    for [price, quantity] in bids.iter_mut().chain(asks) {
                        *price *= money;
                        *quantity *= size;
                    }
                }
            }
            for population in &mut market.populations {
                match population {
                    Population::Levels { from, to, quantity, .. } => {
                        *from *= money;
                        *to *= money;
                        *quantity *= size;
                    }
                    Population::Perps { open_interest, .. } => *open_interest *= money * size,
                    Population::Positions { rows } => {
                        for row in rows {
                            row.quantity *= size;
                            row.entry *= money;
                            row.margin *= money * size;
                        }
                    }
                }
            }
        }
        if let Shock::Order { quantity } = &mut scaled.shock {
            *quantity *= size;
        }
        let (one, other) = (case.prepared().trace(), scaled.prepared().trace());
        prop_assert_eq!(one.rows(), other.rows());
        prop_assert_eq!(&one.wave, &other.wave);
        for (one, other) in one.markets.iter().zip(&other.markets) {
            prop_assert_eq!(&one.liquidated_count, &other.liquidated_count);
            for ((name, one), (_, other)) in columns(one).iter().zip(columns(other)) {
                let unit = match *name {
                    "branchingRatio" | "waveRatio" => 1.0,
                    name if name.ends_with("Price") => money,
                    name if name.ends_with("Quantity") || name == "openInterest" || name == "netSold" => size,
                    _ => money * size,
                };
                let expected: Vec<f64> = one.iter().map(|value| value * unit).collect();
                prop_assert_eq!(expected, other, "{}", name);
            }
        }
    }

    /// R is what is about to be forced over what the market absorbs, both within a quarter of a percent; depth is what
    /// one percent takes. Worked out from the list of agents and the laws on paper.
    #[test]
    fn feedback_and_depth_are_what_they_say(case in cases(Menu { withdrawal: false, ..ALIVE })) {
        let prepared = case.prepared();
        let trace = prepared.trace();
        let agents = agents(&case, &prepared);
        for ((market, columns), agents) in case.markets.iter().zip(&trace.markets).zip(&agents) {
            let up = columns.direction > 0.0;
            for row in 0..trace.rows() {
                let price = columns.last_price[row];
                let window = 0.0025 * price;
                let (absorbed, depth) = match market.impact {
                    Impact::Linear { slope } => (window / slope, 0.01 * price / slope * 0.995 * price),
                    Impact::LogLinear { depth } => {
                        let fall = if up { 1.0025_f64.ln() } else { -(0.9975_f64.ln()) };
                        (depth * fall, 0.01 * price * depth)
                    }
                    _ => continue,
                };
                if price < 2e-6 * market.price {
                    continue;
                }
                // Differences of the cumulative quantity that the law is solved at.
                let noise = columns.net_sold[row].abs() * market.price / price;
                close!(columns.depth[row], depth, depth + noise * price, "depth[{row}]");
                let mut forced = 0.0;
                for agent in agents.iter().filter(|agent| agent.long != up) {
                    let Some(trigger) = agent.trigger else { continue };
                    let ahead = if up { trigger - price } else { price - trigger };
                    if ahead >= 0.0 && ahead <= window {
                        // A trigger on the very edge may fall on either side of it.
                        if (ahead - window).abs() < 1e-9 * price || ahead < 1e-9 * price {
                            forced = f64::NAN;
                        }
                        forced += agent.quantity;
                    }
                }
                if forced.is_nan() {
                    continue;
                }
                let ratio = (forced / absorbed).min(1_000.0);
                let scale = 1.0 + ratio * (1.0 + noise / absorbed) + market.quantity() / absorbed;
                close!(columns.branching_ratio[row], ratio, scale, "branchingRatio[{row}]");
            }
            for row in 2..trace.rows() {
                let wave = |row: usize| columns.liquidated_notional[row] - columns.liquidated_notional[row - 1];
                let expected = if row > 2 && wave(row - 1) > 0.0 { wave(row) / wave(row - 1) } else { 0.0 };
                let noise = if row > 2 && wave(row - 1) > 0.0 { market.notional() / wave(row - 1) } else { 0.0 };
                close!(columns.wave_ratio[row], expected, 1.0 + expected * noise + noise, "waveRatio[{row}]");
            }
        }
    }
}

/// Triggers spread evenly in log price: the same picture upside down when both sides and the shock are mirrored.
fn mirrored_pair() -> impl Strategy<Value = (Case, Case)> {
    let level = (
        any::<bool>(),
        0.001..0.3,
        0.0..0.3,
        log_uniform(0.1, 10.0),
        1..120_u32,
    );
    let clock = prop::option::of((log_uniform(0.05, 4.0), 1..40_u32));
    let shock = (0..3_u8, 0.01..0.4, any::<bool>());
    let market = (
        log_uniform(0.01, 1e5),
        log_uniform(0.01, 1.5),
        0.0..0.05,
        prop::option::of(log_uniform(0.05, 5.0)),
    );
    (vec(level, 1..5), clock, shock, market).prop_map(
        |(levels, ticks, (kind, size, up), market)| {
            let (price, push, ratio, rate) = market;
            let total: f64 = levels.iter().map(|level| level.3).sum();
            let build = |mirror: bool| {
                let populations = levels
                    .iter()
                    .map(
                        |&(long, near, width, quantity, count): &(bool, f64, f64, f64, u32)| {
                            let long = long != mirror;
                            // Distances in log price.
                            let (near, far) = (
                                price * f64::exp(if long { -near } else { near }),
                                near + width,
                            );
                            let far = price * f64::exp(if long { -far } else { far });
                            let (from, to) = (near.min(far), near.max(far));
                            Population::Levels {
                                long,
                                from,
                                to,
                                quantity,
                                count,
                                spacing: "logPrice",
                            }
                        },
                    )
                    .collect();
                let distance: f64 = if up != mirror { size } else { -size };
                let shock = match kind {
                    0 => Shock::Gap {
                        ratio: distance.exp_m1(),
                        cancels: false,
                    },
                    1 if ticks.is_some() => Shock::Ramp {
                        ratio: distance.exp_m1(),
                        duration_s: 7.0,
                        logarithmic: true,
                    },
                    _ => Shock::Order {
                        quantity: -distance * total / push,
                    },
                };
                Case {
                    seed: 1,
                    ticks,
                    markets: vec![Market {
                        price,
                        withdrawal: None,
                        impact: Impact::LogLinear {
                            depth: total / push,
                        },
                        maintenance: vec![(0.0, ratio)],
                        rate: rate.filter(|_| ticks.is_some()),
                        returns_margin: false,
                        fund: 0.0,
                        populations,
                    }],
                    shocked: 0,
                    shock,
                }
            };
            (build(false), build(true))
        },
    )
}

proptest! {
    #![proptest_config(config(200, 10_000))]

    /// I10: reflecting levels, sides and shock about the starting price reflects the path, in log price.
    #[test]
    fn a_mirrored_market_runs_mirrored((one, other) in mirrored_pair()) {
        let price = one.markets[0].price;
        let base = one.markets[0].quantity();
        let (one, other) = (one.prepared().trace(), other.prepared().trace());
        prop_assert_eq!(&one.wave, &other.wave);
        let (one, other) = (&one.markets[0], &other.markets[0]);
        prop_assert_eq!(&one.triggered_longs, &other.triggered_shorts);
        prop_assert_eq!(&one.liquidated_count, &other.liquidated_count);
        for row in 0..one.last_price.len() {
            close!((one.last_price[row] / price).ln(), -(other.last_price[row] / price).ln(), 1.0, "row {row}");
            close!(one.backlog_quantity[row], other.backlog_quantity[row], base, "row {row}");
            close!(one.net_sold[row], -other.net_sold[row], base, "row {row}");
        }
    }

    /// A generated crowd is what its laws say: all of the open interest, on the right sides, alive at the start, and
    /// liquidated exactly where equity meets the requirement.
    #[test]
    fn generated_crowds_are_what_their_laws_say(case in cases(ALIVE)) {
        let prepared = case.prepared();
        for (market, parts) in case.markets.iter().zip(prepared.markets()) {
            let price = market.price;
            for crowd in [&parts.longs, &parts.shorts] {
                let sign = crowd.side.sign();
                prop_assert!(crowd.trigger_price.is_sorted_by(|a, b| sign * a >= sign * b));
                for index in 0..crowd.len() {
                    let (trigger, bankruptcy) = (crowd.trigger_price[index], crowd.bankruptcy_price[index]);
                    let size = crowd.quantity(index);
                    prop_assert!(sign * (price - trigger) > 0.0, "{trigger} is dead at {price}");
                    // Equity at the trigger, over the size.
                    let equity = sign * (trigger - bankruptcy);
                    close!(equity, market.requirement(size * trigger) / size, price * (market.quantity() / size).min(1e3), "equity at {trigger}");
                }
            }
            let [Population::Perps { open_interest, count, long_share, rest }] = market.populations.as_slice() else {
                continue;
            };
            let base = open_interest / price;
            let count = f64::from(*count);
            // Rounded, but a side with any open interest has somebody to hold it.
            let (least, most) = match *long_share {
                0.0 => (0.0, 0.0),
                1.0 => (count, count),
                _ => (1.0, count - 1.0),
            };
            let longs = (count * long_share).round().clamp(least, most);
            let held = |crowd: &liquidation_cascades::population::crowd::Crowd| {
                crowd.total_quantity() + crowd.untouchable_quantity
            };
            close!(held(&parts.longs), base * long_share, base, "longs");
            close!(held(&parts.shorts), base * (1.0 - long_share), base, "shorts");
            let plain = rest["entry"]["law"] == "spot" && rest["sampling"] == "quantiles";
            if !plain || rest["leverage"]["law"] != "uniform" || market.maintenance.len() > 1 {
                continue;
            }
            // All entered at the start: a long of leverage L goes bankrupt at p (1 - 1 / L), evenly spaced in L.
            let (from, to) = (rest["leverage"]["from"].as_f64().unwrap(), rest["leverage"]["to"].as_f64().unwrap());
            for (crowd, sign, count) in [(&parts.longs, 1.0, longs), (&parts.shorts, -1.0, count - longs)] {
                for index in 0..crowd.len() {
                    let leverage = to - (to - from) * (index as f64 + 0.5) / count;
                    close!(crowd.bankruptcy_price[index], price * (1.0 - sign / leverage), price, "{index} at {leverage}");
                }
            }
        }
    }
}

/// Uniform levels under linear impact, whose end is known: `b - (b - shocked) / (1 - R)`.
fn uniform(count: u32, ratio: f64, shock: f64) -> (Case, f64) {
    let (from, to, quantity) = (75.0, 95.0, 1_000.0);
    let case = Case {
        seed: 1,
        ticks: None,
        markets: vec![Market {
            price: 100.0,
            impact: Impact::Linear {
                slope: ratio * (to - from) / quantity,
            },
            withdrawal: None,
            maintenance: vec![(0.0, 0.005)],
            rate: None,
            returns_margin: false,
            fund: 0.0,
            populations: vec![Population::Levels {
                long: true,
                from,
                to,
                quantity,
                count,
                spacing: "price",
            }],
        }],
        shocked: 0,
        shock: Shock::Gap {
            ratio: -shock,
            cancels: false,
        },
    };
    (case, to - (to - 100.0 * (1.0 - shock)) / (1.0 - ratio))
}

proptest! {
    #![proptest_config(config(24, 200))]

    /// I13: more and smaller positions come as close to the closed form as their spacing.
    #[test]
    fn finer_crowds_converge(ratio in 0.05..0.9, reach in 0.05..0.9) {
        // As far as the levels last: the fall below 95 ends above 75.
        let shock = 0.05 + reach * 0.2 * (1.0 - ratio);
        for count in [100, 1_000, 10_000, 100_000] {
            let (case, expected) = uniform(count, ratio, shock);
            let end = case.prepared().packed(RunOptions::default())[4];
            let spacing = 20.0 / f64::from(count);
            // The discrete density is off by half a position at most, amplified like the shock; the last one may
            // stand right at the end.
            let error = ratio * spacing / (1.0 - ratio);
            prop_assert!((end - expected).abs() <= error + 1e-9, "{count}: {end} is not {expected} within {error}");
        }
    }

    /// I13: half the tick, half the error of a run in continuous time: `p(t) = p* + (shocked - p*) e^(-rate (1-R) t)`.
    #[test]
    fn finer_ticks_converge(ratio in 0.1..0.8, reach in 0.2..0.8, rate in 0.1..0.6) {
        let shock = 0.05 + reach * 0.2 * (1.0 - ratio);
        let (mut case, end) = uniform(1_000_000, ratio, shock);
        case.markets[0].rate = Some(rate);
        let time_s = 4.0;
        let exact = end + (100.0 * (1.0 - shock) - end) * (-rate * (1.0 - ratio) * time_s).exp();
        let mut errors = Vec::new();
        for steps in [20, 40] {
            case.ticks = Some((time_s / f64::from(steps), steps));
            let run = case.prepared().packed(RunOptions::default());
            errors.push((run[4] - exact).abs());
        }
        // The first order dominates; what a million positions leave of the continuum is 1e-5 of it.
        let halves = errors[0] / errors[1];
        prop_assert!((halves - 2.0).abs() < 0.1, "{errors:?}");
    }
}

/// A position far smaller than the last bit of another still leaves every number a number.
#[test]
fn a_crumb_behind_a_giant_leaves_all_columns_finite() {
    let row = |id: &str, quantity: f64, margin: f64| Row {
        id: id.to_owned(),
        long: true,
        quantity,
        entry: 100.0,
        margin: quantity * margin,
    };
    let mut case = uniform(1, 0.5, 0.1).0;
    case.markets[0].impact = Impact::LogLinear { depth: 1e15 };
    case.markets[0].populations = vec![Population::Positions {
        rows: vec![row("giant", 1e14, 5.0), row("crumb", 1e-3, 6.0)],
    }];
    let trace = case.prepared().trace();
    for (name, column) in columns(&trace.markets[0]) {
        assert!(
            column.iter().all(|value| value.is_finite()),
            "{name} {column:?}"
        );
    }
}
