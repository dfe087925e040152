//! Laws of the ledger (positions kept one by one) on random scenarios over all its rules, and its agreement with a naive
//! reference. The numbers (I1 ...) are those of the list of invariants.
//!
//! Runs are reproducible: the seed is fixed. `LIQUIDATION_CASCADES_DEEP=1` draws 10,000 fresh cases per law.
#![cfg(not(target_arch = "wasm32"))]

mod agreement;
mod capped;
mod cases;
mod corners;
mod outputs;
mod reference;
mod reference_laws;
mod scenarios;
mod speed;
#[path = "../common/subject.rs"]
mod subject;
mod truth;
mod vault;

use liquidation_cascades::analysis::facts::Facts;
use liquidation_cascades::clock::Clock;
use liquidation_cascades::engine::{Engine, Recorder, TraceRecorder};
use liquidation_cascades::scenario::model::Deficit;
use liquidation_cascades::settlement::margin::Contract;
use liquidation_cascades::settlement::waterfall::Waterfall;
use liquidation_cascades::sources::traders::ledger::Held;
use liquidation_cascades::trace::{MarketTrace, StopReason, Trace};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use scenarios::{EVERYTHING, Menu, prepared, scenarios};
use serde_json::{Value, json};

fn config(cases: u32, deep_cases: u32) -> ProptestConfig {
    let deep = std::env::var_os("LIQUIDATION_CASCADES_DEEP").is_some();
    ProptestConfig {
        cases: if deep { deep_cases } else { cases },
        rng_seed: if deep {
            RngSeed::Random
        } else {
            RngSeed::Fixed(20_251_010)
        },
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    }
}

const ALIVE: Menu = Menu {
    dead: false,
    ..EVERYTHING
};

/// Looks at every row and remembers the first thing that is wrong.
#[derive(Default)]
struct Audit {
    row: usize,
    worth: Vec<f64>,
    scale: Vec<f64>,
    before: Vec<Seen>,
    fault: Option<String>,
}

struct Seen {
    positions: Vec<Held>,
    paid: Waterfall,
}

impl Audit {
    fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds && self.fault.is_none() {
            self.fault = Some(format!("row {}: {}", self.row, what()));
        }
    }

    /// I1, I2: nothing is made or lost.
    fn books(&mut self, engine: &Engine<'_>) {
        let markets = &engine.prepared().scenario().markets;
        let wallets: f64 = engine.wallets().iter().sum();
        let mut worth = vec![wallets];
        let mut scale = vec![
            engine
                .wallets()
                .iter()
                .map(|wallet| wallet.abs())
                .sum::<f64>(),
        ];
        for ((venue, state), market) in engine.venues().iter().zip(engine.traders()).zip(markets) {
            let Some(ledger) = &state.ledger else {
                continue;
            };
            let price = market.impact.start_price;
            let contract = market.margin.contract;
            let sizes: f64 = ledger
                .positions()
                .iter()
                .map(|held| held.first_quantity)
                .sum();
            let net = ledger.net_contracts();
            self.check(net.abs() <= 1e-12 * sizes, || {
                format!("net contracts {net} of {sizes}")
            });
            let paid = &state.waterfall;
            let of_market = ledger.worth(price)
                + paid.insurance_fund
                + paid.fees
                + paid.bidders
                + paid.returned_margin
                - paid.bad_debt;
            let held: f64 = ledger
                .positions()
                .iter()
                .map(|held| {
                    let at = |price| {
                        held.terms.side.sign().abs()
                            * match contract {
                                Contract::Linear => held.first_quantity * price,
                                Contract::Inverse => held.first_quantity / price,
                            }
                    };
                    held.terms.margin.abs()
                        + at(price)
                        + at(held.terms.entry_price)
                        + at(venue.last_price)
                })
                .sum();
            let size =
                held + paid.insurance_fund + market.vault.capital + paid.bad_debt + paid.fees;
            if engine.wallets().is_empty() {
                worth.push(of_market);
                scale.push(size);
            } else {
                // Inverse markets have no accounts: their money stays apart.
                match contract {
                    Contract::Linear => {
                        worth[0] += of_market;
                        scale[0] += size;
                    }
                    Contract::Inverse => {
                        worth.push(of_market);
                        scale.push(size);
                    }
                }
            }
        }
        if self.row == 0 {
            self.worth.clone_from(&worth);
            self.scale.clone_from(&scale);
        }
        for (place, (now, size)) in worth.iter().zip(&scale).enumerate() {
            self.scale[place] = self.scale[place].max(*size);
            let (first, size) = (self.worth[place], self.scale[place]);
            self.check((now - first).abs() <= 1e-10 * size, || {
                format!("worth {now} is not {first}, of {size}")
            });
        }
    }

    /// I3, I4, I6, I15: positions and who pays.
    fn waterfall(&mut self, engine: &Engine<'_>) {
        let markets = &engine.prepared().scenario().markets;
        let mut seen = Vec::new();
        for (place, ((venue, state), market)) in engine
            .venues()
            .iter()
            .zip(engine.traders())
            .zip(markets)
            .enumerate()
        {
            let positions = state
                .ledger
                .as_ref()
                .map_or(&[][..], |ledger| ledger.positions());
            let paid = state.waterfall;
            let money: f64 = positions
                .iter()
                .map(|held| {
                    held.terms.margin.abs()
                        + match market.margin.contract {
                            Contract::Linear => {
                                held.first_quantity
                                    * market.impact.start_price.max(venue.last_price)
                            }
                            Contract::Inverse => {
                                held.first_quantity
                                    / market.impact.start_price.min(venue.last_price)
                            }
                        }
                })
                .sum::<f64>()
                + market.insurance_fund;
            let rounding = 1e-10 * money;
            for held in positions {
                let id = held.id;
                if held.terms.quantity == 0.0 && held.account.is_none() {
                    let margin = held.terms.margin;
                    self.check(margin >= -rounding, || {
                        format!("closed {id} has margin {margin}")
                    });
                    self.check(held.closed_at_row.is_some(), || {
                        format!("{id} is closed in no row")
                    });
                }
                self.check(
                    held.terms.quantity >= 0.0
                        && (held.closed_at_row.is_none() || held.terms.quantity == 0.0),
                    || format!("{held:?} is closed and not"),
                );
                let sum = held.closed + held.deleveraged + held.terms.quantity;
                self.check(
                    (sum - held.first_quantity).abs() <= 1e-12 * held.first_quantity,
                    || format!("{held:?}: parts add up to {sum}"),
                );
            }
            let backlog = engine.backlog(place);
            self.check(backlog >= 0.0, || format!("backlog {backlog}"));
            let befores = std::mem::take(&mut self.before);
            if let Some(before) = befores.get(place) {
                let floor = market
                    .fund
                    .floor
                    .max(market.insurance_fund * (1.0 - market.fund.drawdown));
                let least = before.paid.insurance_fund.min(floor).max(0.0);
                let row = self.row;
                let old = before.paid;
                let faults = [
                    (
                        paid.insurance_fund >= least - rounding,
                        "fund below its floor",
                    ),
                    (paid.bad_debt >= old.bad_debt, "bad debt fell"),
                    (
                        paid.fees >= old.fees && paid.bidders >= old.bidders,
                        "fees fell",
                    ),
                    (
                        paid.returned_margin >= old.returned_margin,
                        "returned margin fell",
                    ),
                    (
                        paid.socialised_loss >= old.socialised_loss,
                        "socialised loss fell",
                    ),
                    (
                        paid.adl_notional >= old.adl_notional
                            && paid.adl_quantity >= old.adl_quantity,
                        "ADL fell",
                    ),
                    (
                        market.deficit == Deficit::Socialise || paid.socialised_loss == 0.0,
                        "socialised without the rule",
                    ),
                    (
                        matches!(
                            market.deficit,
                            Deficit::Adl | Deficit::ProRata | Deficit::Vault
                        ) || paid.adl_quantity == 0.0,
                        "ADL without the rule",
                    ),
                ];
                for (holds, what) in faults {
                    self.check(holds, || {
                        format!("market {place}: {what}: {old:?} {paid:?} row {row}")
                    });
                }
                let closed_twice = before.positions.iter().zip(positions).find(|(old, new)| {
                    new.terms.quantity > old.terms.quantity
                        || old.closed_at_row.is_some() && old.closed_at_row != new.closed_at_row
                        || new.closed_at_row.is_some_and(|at| at as usize > row)
                });
                self.check(closed_twice.is_none(), || format!("{closed_twice:?}"));
            }
            self.before = befores;
            seen.push(Seen {
                positions: positions.to_vec(),
                paid,
            });
        }
        self.before = seen;
    }
}

impl Recorder for Audit {
    fn record(&mut self, engine: &Engine<'_>) {
        self.books(engine);
        self.waterfall(engine);
        self.row += 1;
    }
}

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
        bits.extend(
            market
                .liquidated_count
                .iter()
                .map(|&count| u64::from(count)),
        );
    }
    for account in &trace.accounts {
        bits.extend([
            account.quantity.to_bits(),
            account.cash.to_bits(),
            account.deleveraged_quantity.to_bits(),
        ]);
        bits.extend(account.average_fill_price.map(f64::to_bits));
        bits.extend(account.liquidated_at_row.map(u64::from));
    }
    bits
}

proptest! {
    #![proptest_config(config(400, 10_000))]

    /// I1, I2, I3, I4, I6 after every row; whoever is left when an instant run ends is above maintenance.
    #[test]
    fn the_books_balance_after_every_row(scenario in scenarios(EVERYTHING)) {
        let prepared = prepared(&scenario);
        let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
        let mut audit = Audit::default();
        let begin = std::time::Instant::now();
        engine.run(&mut audit);
        prop_assert!(audit.fault.is_none(), "{}", audit.fault.unwrap_or_default());
        prop_assert!(begin.elapsed().as_secs_f64() < 5.0, "{:?} for {} rows", begin.elapsed(), audit.row);
        let ended = engine.stop_reason();
        if prepared.scenario().clock != Clock::Waves || ended == StopReason::BookExhausted {
            return Ok(());
        }
        for (number, (state, market)) in engine.traders().zip(&prepared.scenario().markets).enumerate() {
            let Some(ledger) = &state.ledger else { continue };
            prop_assert!(engine.backlog(number) == 0.0);
            for held in ledger.positions().iter().filter(|held| held.terms.quantity > 0.0 && held.account.is_none()) {
                let (terms, price) = (held.terms, engine.venues()[number].mark.price);
                let fee = market.margin.closing_fee_ratio * terms.notional(price, market.margin.contract);
                let excess = terms.equity(price, market.margin.contract) - terms.maintenance_margin(price, &market.margin) - fee;
                let scale = terms.margin.abs() + terms.notional(price, market.margin.contract) + terms.notional(terms.entry_price, market.margin.contract);
                // On a grid the trigger is the first tick below.
                let grid = market.margin.price_step / price * terms.notional(price, market.margin.contract);
                prop_assert!(excess >= -1e-9 * scale - 1.5 * grid, "{held:?} is left with {excess}");
            }
        }
    }

    /// I5: columns are finite, of one length, prices positive, flows never fall.
    #[test]
    fn every_column_is_finite(scenario in scenarios(EVERYTHING)) {
        let trace = prepared(&scenario).trace();
        prop_assert!(trace.rows() >= 2 && trace.wave.len() == trace.rows());
        for market in &trace.markets {
            for (name, column) in columns(market) {
                prop_assert_eq!(column.len(), trace.rows(), "{}", name);
                prop_assert!(column.iter().all(|value| value.is_finite()), "{} {:?}", name, column);
                if !["netSold", "traderLoss", "vault"].contains(&name) {
                    prop_assert!(column.iter().all(|&value| value >= 0.0), "{} {:?}", name, column);
                }
            }
            for prices in [&market.last_price, &market.mark_price, &market.counterfactual_price] {
                prop_assert!(prices.iter().all(|&price| price > 0.0), "{:?}", prices);
            }
            for flow in [&market.liquidated_quantity, &market.liquidated_notional, &market.short_liquidated_quantity,
                &market.adl_notional, &market.bad_debt, &market.fees, &market.socialised_loss] {
                prop_assert!(flow.is_sorted(), "{:?}", flow);
            }
        }
        let summary = trace.summary();
        let text = serde_json::to_string(&summary).expect("a summary is JSON");
        // There is no amplification where nothing happened outside.
        let text = text.replace("\"amplification\":null", "");
        prop_assert!(!text.contains("null"), "a number is not finite: {text}");
        let all_facts = trace.markets.iter().map(|market| Facts::new(&trace, market).closed_share);
        for share in all_facts.chain([summary.liquidated_share]) {
            prop_assert!((0.0..=1.0 + 1e-9).contains(&share), "closed of all that was held: {share}");
        }
    }

    /// I11: the same bits twice, and in two parts.
    #[test]
    fn saved_and_restored_runs_give_the_same_bits(scenario in scenarios(EVERYTHING), stop in 0..30_usize, detour in 0..5_usize) {
        let prepared_once = prepared(&scenario);
        let whole = bits(&prepared_once.trace());
        prop_assert_eq!(&whole, &bits(&prepared(&scenario).trace()), "twice from the scenario");
        let shock = prepared_once.scenario().shock.clone();
        let mut first = Engine::new(&prepared_once, shock.clone(), None);
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
        for _ in 0..detour {
            first.step();
        }
        let mut second = Engine::new(&prepared_once, shock, None);
        second.restore(saved);
        while second.step() {
            recorder.record(&second);
        }
        prop_assert_eq!(&whole, &bits(&recorder.finish(&second)), "in two parts");
    }

    /// I8: no shock, a living crowd, no funding: nothing happens.
    #[test]
    fn nothing_happens_without_a_shock(scenario in scenarios(ALIVE)) {
        let mut scenario = scenario;
        scenario["shock"] = json!({ "kind": "none" });
        scenario["moreShocks"] = json!([]);
        for market in scenario["markets"].as_array_mut().expect("is a list") {
            market["funding"] = Value::Null;
        }
        let trace = prepared(&scenario).trace();
        for market in &trace.markets {
            prop_assert!(market.liquidated_quantity.iter().chain(&market.backlog_quantity).all(|&quantity| quantity == 0.0));
            prop_assert!(market.last_price.iter().all(|&price| price == market.last_price[0]));
            prop_assert!(market.insurance_fund.iter().all(|&fund| fund == market.insurance_fund[0]));
        }
        prop_assert_eq!(trace.stop_reason, StopReason::NoTrigger);
    }
}
