//! Laws over scenarios that are drawn from what the contract declares: its fields, their ranges, defaults and units. No mechanism
//! is named here, so that whatever is declared tomorrow is drawn, too.
#![cfg(not(target_arch = "wasm32"))]

mod changed;
mod draw;
mod mutated;

use draw::Drawer;
use liquidation_cascades::couplings::Ties;
use liquidation_cascades::engine::{Engine, Prepared, Recorder, TraceRecorder};
use liquidation_cascades::population::crowd::Crowd;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::contract::SCENARIO;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::emit::Word;
use liquidation_cascades::scenario::schema::Kind;
use liquidation_cascades::settlement::margin::Contract;
use liquidation_cascades::sources::{Acts, Source};
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Scenarios that are tried, and in deep runs.
const ORDINARY: u32 = 2_000;
const DEEP: u32 = 20_000;

fn count() -> u32 {
    let told = std::env::var("LIQUIDATION_CASCADES_CASES").ok();
    let deep = std::env::var_os("LIQUIDATION_CASCADES_DEEP").is_some();
    let of_run = if deep { DEEP } else { ORDINARY };
    told.and_then(|count| count.parse().ok()).unwrap_or(of_run)
}

fn prepared(scenario: &Value) -> Option<Prepared> {
    let valid = build(scenario, &DataStore::default()).ok()?;
    Some(Prepared::new(valid))
}

fn bits(trace: &Trace) -> Vec<u64> {
    let mut all: Vec<u64> = trace.time_s.iter().map(|number| number.to_bits()).collect();
    for market in &trace.markets {
        for (_, column) in market.columns() {
            all.extend(column.iter().map(|number| number.to_bits()));
        }
        for (_, part) in &market.feedback {
            all.extend(part.iter().map(|number| number.to_bits()));
        }
    }
    all
}

/// Every law over a scenario; those that do not hold.
fn broken_laws(seed: u32, scenario: &Value) -> Vec<(&'static str, u32)> {
    let mut broken = Vec::new();
    let one = prepared(scenario).unwrap_or_else(|| panic!("{seed}: {scenario}"));
    let trace = one.trace();
    let laws: [(&str, &dyn Fn()); 8] = [
        ("I5", &|| {
            columns_are_what_they_can_be(seed, scenario, &one, &trace)
        }),
        ("I1, I2, I3, I11", &|| {
            left_and_taken_up_again(seed, scenario, &one, &trace)
        }),
        ("I17", &|| switched_off(seed, scenario)),
        ("I9", &|| {
            changed::sizes_and_prices_do_not_matter(seed, scenario, &one, &trace)
        }),
        ("I12", &|| {
            changed::order_of_rows_does_not_matter(seed, scenario, &trace)
        }),
        ("I8", &|| changed::nothing_happens_by_itself(seed, scenario)),
        ("I8 deep", &|| {
            changed::endless_depth_ends_where_the_outside_does(seed, scenario, &one)
        }),
        ("I10", &|| {
            changed::reflected_levels_reflect_the_path(seed, scenario)
        }),
    ];
    for (law, holds) in laws {
        if catch_unwind(AssertUnwindSafe(holds)).is_err() {
            broken.push((law, seed));
        }
    }
    broken
}

/// Every law over every scenario that is drawn; two threads share them.
#[test]
fn laws_hold_over_whatever_is_declared() {
    let half = |odd: u32| {
        let mut seen = BTreeSet::new();
        let mut refined = changed::Refined::default();
        let mut broken = Vec::new();
        for seed in (0..count()).filter(|seed| seed % 2 == odd) {
            let scenario = Drawer::new(seed).scenario();
            words_in(&scenario, &mut seen);
            broken.extend(broken_laws(seed, &scenario));
            if seed % 4 < 2 {
                refined.add(&scenario);
            }
        }
        (seen, refined, broken)
    };
    let (mut seen, refined, mut broken) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let (mut seen, mut refined, mut broken) = half(0);
        let other = other.join().expect("the other half");
        seen.extend(other.0);
        refined.merge(other.1);
        broken.extend(other.2);
        (seen, refined, broken)
    });
    // Of many kinds a word of one may not have been drawn yet: it is looked for.
    if count() >= ORDINARY {
        for seed in count()..count() + MOST_SOUGHT {
            let missing = missing(&seen);
            if missing.is_empty() {
                break;
            }
            let mut words = BTreeSet::new();
            let scenario = Drawer::new(seed).scenario();
            words_in(&scenario, &mut words);
            if missing.iter().any(|word| words.contains(word.name)) {
                broken.extend(broken_laws(seed, &scenario));
                seen.extend(words);
            }
        }
        let missing: Vec<String> = missing(&seen)
            .iter()
            .map(|word| format!("{} {}", word.path, word.name))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
    assert!(broken.is_empty(), "laws and seeds: {broken:?}");
    refined.check();
}

/// Scenarios that are drawn besides to find a word.
const MOST_SOUGHT: u32 = 20_000;

fn words_in(value: &Value, seen: &mut BTreeSet<String>) {
    match value {
        Value::String(word) => {
            seen.insert(word.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| words_in(item, seen)),
        Value::Object(fields) => fields.values().for_each(|field| words_in(field, seen)),
        _ => {}
    }
}

/// Words that are declared and were not drawn yet; files never are.
fn missing(seen: &BTreeSet<String>) -> Vec<Word> {
    let mut of_files = BTreeSet::new();
    words_of_files(&SCENARIO, false, &mut of_files);
    let words = liquidation_cascades::scenario::emit::words().into_iter();
    words
        .filter(|word| word.built && !seen.contains(word.name))
        .filter(|word| !of_files.contains(word.name))
        .collect()
}

/// Words of shapes that need a registered file, of which a drawn scenario has none: they have tests of their own.
fn words_of_files(kind: &Kind, is_of_file: bool, words: &mut BTreeSet<&'static str>) {
    match kind {
        Kind::Choice(choices) if is_of_file => {
            words.extend(choices.iter().map(|choice| choice.name));
        }
        Kind::Object(fields) => {
            for field in *fields {
                words_of_files(&field.kind, is_of_file, words);
            }
        }
        Kind::Tagged(tagged) => {
            for variant in tagged.variants {
                let needs_file = variant
                    .fields
                    .iter()
                    .any(|field| field.default.is_none() && is_reference(&field.kind));
                if is_of_file || needs_file {
                    words.insert(variant.name);
                }
                for field in variant.fields {
                    words_of_files(&field.kind, is_of_file || needs_file, words);
                }
            }
        }
        Kind::List(list) | Kind::ListOrData(list, _) => {
            words_of_files(&list.item, is_of_file, words);
        }
        Kind::Nullable(kind) => words_of_files(kind, is_of_file, words),
        _ => {}
    }
}

/// Whether it is the name of a registered file.
fn is_reference(kind: &Kind) -> bool {
    matches!(kind, Kind::Object(fields) if fields.iter().any(|field| field.name == "sha256"))
}

/// I5: columns are finite and as long as the run, prices positive, sums never fall, and nobody is closed who was not there.
fn columns_are_what_they_can_be(seed: u32, scenario: &Value, prepared: &Prepared, trace: &Trace) {
    {
        for (market, rules) in trace.markets.iter().zip(&prepared.scenario().markets) {
            for (spec, column) in market.columns() {
                assert_eq!(
                    column.len(),
                    trace.rows(),
                    "{seed} {}: {scenario}",
                    spec.name
                );
                let at = column.iter().position(|number| !number.is_finite());
                assert!(at.is_none(), "{seed} {} row {at:?}: {scenario}", spec.name);
                let falls = |pair: &[f64]| pair[1] < pair[0] - 1e-9 * pair[0].abs();
                // What arbitrage has earned may be lost again, and so may fees of fills that are handed back.
                if spec.is_flow() && spec.name != "arbitrageProfit" {
                    let at = column.windows(2).position(falls);
                    assert!(
                        at.is_none(),
                        "{seed} {} falls in row {at:?}: {scenario}",
                        spec.name
                    );
                }
            }
            assert!(
                market.last_price.iter().all(|&price| price > 0.0),
                "{seed}: {scenario}"
            );
            // J8: nothing is printed beyond a bound while the market is open.
            let bound = |name: &str| market.extra_column(name);
            if let (Some(state), Some(floor), Some(ceiling)) =
                (bound("halted"), bound("floorPrice"), bound("ceilingPrice"))
            {
                let at = (0..trace.rows()).find(|&row| {
                    let price = market.last_price[row];
                    let is_above = ceiling[row] > 0.0 && price > ceiling[row] * (1.0 + 1e-9);
                    state[row] < 2.0 && (price < floor[row] * (1.0 - 1e-9) || is_above)
                });
                assert!(at.is_none(), "{seed} row {at:?}: {scenario}");
            }
            assert!(
                market.depth.iter().all(|&depth| depth >= 0.0),
                "{seed}: {scenario}"
            );
            for (_, part) in &market.feedback {
                assert_eq!(part.len(), trace.rows(), "{seed}: {scenario}");
            }
            // The base behind inverse contracts moves with the price.
            if rules.margin.contract == Contract::Linear {
                let held = |crowd: &Crowd| crowd.total_quantity() + crowd.untouchable_quantity;
                let [sold, bought] = market.at_risk;
                let all = held(&market.longs) + held(&market.shorts) + sold + bought;
                let closed = market.liquidated_quantity.iter();
                let at = closed
                    .clone()
                    .position(|&closed| closed > all * (1.0 + 1e-9));
                assert!(
                    at.is_none(),
                    "{seed} row {at:?}: {all} {:?}: {scenario}",
                    market.liquidated_quantity
                );
            }
        }
    }
}

/// I11: a run that is left, taken up again and sent on a detour gives the bits of one that was not, and so does one of the same
/// scenario built again. In every row of it:
///
/// - I1: what everybody holds, with the market maker and the outside, adds up to what it did at the start;
/// - I2: so does what they are worth, at whatever prices, funds, fees and losses that nobody has paid among them;
/// - I3: no account that is closed owes anything, so that by I2 every loss beyond a margin is one that a fund, a vault, winners or
///   nobody has paid, and is recorded as that;
/// - I5: nobody trades less than nothing.
fn left_and_taken_up_again(seed: u32, scenario: &Value, prepared: &Prepared, whole: &Trace) {
    let stop = seed % 7;
    let shock = prepared.scenario().shock.clone();
    let mut engine = Engine::new(prepared, shock.clone(), None);
    let mut recorder = TraceRecorder::new(&engine);
    let mut sums = Audit::default();
    recorder.record(&engine);
    sums.record(&engine);
    engine.apply_shock();
    recorder.record(&engine);
    sums.record(&engine);
    let mut step = 0;
    loop {
        if step == stop {
            let saved = engine.snapshot();
            for _ in 0..3 {
                engine.step();
            }
            engine.restore(saved);
            engine = Engine::resumed(prepared, shock.clone(), engine.leave());
        }
        step += 1;
        if !engine.step() {
            break;
        }
        recorder.record(&engine);
        sums.record(&engine);
    }
    let parts = recorder.finish(&engine);
    assert!(bits(whole) == bits(&parts), "{seed}: {scenario}");
    let again = self::prepared(scenario).expect("was valid").trace();
    assert!(bits(whole) == bits(&again), "{seed} again: {scenario}");
    sums.check(seed, scenario, prepared);
}

/// What everybody holds and is worth in every row.
#[derive(Default)]
struct Audit {
    /// Base of each market, then worth at each list of prices.
    rows: Vec<Vec<f64>>,
    /// What of it can be rounding.
    scales: Vec<f64>,
    owed: f64,
    volumes: Vec<f64>,
    falls: bool,
}

/// Two lists of prices: what is worth the same at both is as much base and as much quote.
const AT: [f64; 2] = [80.0, 125.0];

impl Recorder for Audit {
    fn record(&mut self, engine: &Engine<'_>) {
        let venues = engine.venues();
        let mut row = Vec::new();
        let mut scales = Vec::new();
        for (market, venue) in venues.iter().enumerate() {
            let sources = engine.sources().iter().map(|one| one.net(market, venue));
            let couplings = engine.couplings().iter().map(|one| one.net(market));
            let parts = sources.chain(couplings).chain([venue.liquidity.maker.base]);
            scales.push(parts.fold(1.0, |sum, one| sum + one.abs()));
            row.push(engine.net(market));
        }
        for price in AT {
            let prices = vec![price; venues.len()];
            let sources = engine.sources().iter().map(|one| one.worth(&prices));
            let couplings = engine.couplings().iter().map(|one| one.worth(&prices));
            let maker = venues.iter().flat_map(|venue| {
                let maker = venue.liquidity.maker;
                [maker.base * price, maker.cash]
            });
            let positions = engine.prepared().markets().iter().map(|market| {
                let held = |crowd: &Crowd| crowd.total_quantity() + crowd.untouchable_quantity;
                (held(&market.longs) + held(&market.shorts)) * price
            });
            let parts = sources.chain(couplings).chain(maker).chain(positions);
            scales.push(parts.fold(1.0, |sum, one| sum + one.abs()));
            row.push(engine.worth(&prices));
        }
        self.rows.push(row);
        if self.scales.is_empty() {
            self.scales.clone_from(&scales);
        }
        for (scale, now) in self.scales.iter_mut().zip(scales) {
            *scale = scale.max(now);
        }
        let owed = engine.sources().iter().map(Acts::owed_by_closed);
        self.owed = self.owed.max(owed.fold(0.0, f64::max));
        let volume = |(source, market): (&Source, usize)| source.volume(market);
        let pairs = engine
            .sources()
            .iter()
            .flat_map(|source| (0..venues.len()).map(move |market| (source, market)));
        let volumes: Vec<f64> = pairs.map(volume).collect();
        let rises = |(before, now): (&f64, &f64)| *now >= before * (1.0 - 1e-12) && now.is_finite();
        self.falls |= !self.volumes.iter().zip(&volumes).all(rises);
        self.volumes = volumes;
    }
}

impl Audit {
    fn check(&self, seed: u32, scenario: &Value, prepared: &Prepared) {
        let markets = &prepared.scenario().markets;
        for (row, each) in self.rows.iter().enumerate() {
            for (place, (sum, scale)) in each.iter().zip(&self.scales).enumerate() {
                // The base behind inverse contracts moves with the price: of them the two sums of money say it all.
                let moves = markets
                    .get(place)
                    .is_some_and(|market| market.margin.contract == Contract::Inverse);
                let first = self.rows[0][place];
                assert!(
                    moves || (sum - first).abs() <= 1e-9 * scale,
                    "{seed} sum {place} row {row}: {sum} {first} of {scale}: {scenario}"
                );
            }
        }
        let money = self.scales[markets.len()..]
            .iter()
            .fold(0.0, |sum, one| sum + one);
        assert!(
            self.owed <= 1e-9 * money,
            "{seed}: closed accounts owe {}: {scenario}",
            self.owed
        );
        assert!(!self.falls, "{seed}: a volume falls: {scenario}");
    }
}

/// I17: what is switched off moves no bit.
fn switched_off(seed: u32, scenario: &Value) {
    let off = |list: &Value, keep: bool| -> Value {
        let all = list.as_array().map_or(&[][..], Vec::as_slice);
        let is_other = |one: &&Value| {
            let word = one["kind"].as_str().unwrap_or_default();
            !matches!(word, "levels" | "perps" | "positions")
        };
        let mut kept: Vec<Value> = all.iter().filter(|one| !is_other(one)).cloned().collect();
        if keep {
            kept.extend(all.iter().filter(is_other).map(|one| {
                let mut one = one.clone();
                one["enabled"] = json!(false);
                one
            }));
        }
        Value::Array(kept)
    };
    let with = |keep: bool| {
        let mut changed = scenario.clone();
        for list in ["populations", "couplings"] {
            changed[list] = off(&scenario[list], keep);
        }
        for market in changed["markets"].as_array_mut().into_iter().flatten() {
            market["guards"] = off(&market["guards"], keep);
            // Of an index that is switched off nobody hears anything, and of one that is not there nobody may.
            let mark = &mut market["mark"];
            if !keep && mark["kind"] == "index" {
                *mark = json!({ "kind": "last" });
            } else if !keep && mark["index"].is_string() {
                mark["index"] = Value::Null;
            }
        }
        // A shock by a factor that is switched off is one of the first market that follows it.
        let couplings = scenario["couplings"].as_array().cloned();
        let first = |id: &Value| {
            let mut all = couplings.iter().flatten();
            let factor = all.find(|one| one["kind"] == "factor" && one["id"] == *id)?;
            Some(factor["exposures"][0]["market"].clone())
        };
        let without = |mut shock: Value| {
            if let (false, Some(market)) = (keep, shock.get("factor").and_then(first)) {
                shock["market"] = market;
                shock["factor"] = Value::Null;
            }
            shock
        };
        let shocks = changed["moreShocks"].as_array().cloned();
        changed["shock"] = without(changed["shock"].clone());
        changed["moreShocks"] = shocks.into_iter().flatten().map(without).collect();
        prepared(&changed).map(|one| bits(&one.trace()))
    };
    if off(&scenario["populations"], true) != scenario["populations"]
        && let (Some(without), Some(off)) = (with(false), with(true))
    {
        assert!(without == off, "{seed}: {scenario}");
    }
}
