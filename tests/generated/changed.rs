//! Laws about scenarios that differ: what must not matter, and how.

use crate::draw::Drawer;
use crate::prepared;
use liquidation_cascades::engine::{Engine, Prepared, Recorder};
use liquidation_cascades::market::liquidity::Withdrawal;
use liquidation_cascades::rng::{Purpose, Rng};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::contract::SCENARIO;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::schema::{Choice, Field, Kind, Tagged, Variant};
use liquidation_cascades::scenario::shocks::SHOCK;
use liquidation_cascades::settlement::margin::Contract;
use liquidation_cascades::settlement::rules::Market;
use liquidation_cascades::sources::{Acts, POPULATION, Population, Source};
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

/// Shows every field of a value that stands there, with what declares it, from the inside out.
fn walk(kind: &Kind, value: &mut Value, visit: &mut impl FnMut(&Field, &mut Value)) {
    match kind {
        Kind::Object(fields) => walk_fields(fields, value, visit),
        Kind::Tagged(tagged) => walk_fields(fields_of(tagged, value), value, visit),
        Kind::List(list) | Kind::ListOrData(list, _) => {
            for item in value.as_array_mut().into_iter().flatten() {
                walk(&list.item, item, visit);
            }
        }
        Kind::Nullable(kind) => walk(kind, value, visit),
        _ => {}
    }
}

fn walk_fields(fields: &[Field], value: &mut Value, visit: &mut impl FnMut(&Field, &mut Value)) {
    for field in fields {
        if let Some(held) = value.get_mut(field.name).filter(|held| !held.is_null()) {
            walk(&field.kind, held, visit);
            visit(field, held);
        }
    }
}

fn variant(tagged: &Tagged, value: &Value) -> Option<&'static Variant> {
    let is_it = |variant: &&&'static Variant| value[tagged.tag] == variant.name;
    tagged.variants.iter().find(is_it).copied()
}

fn fields_of(tagged: &Tagged, value: &Value) -> &'static [Field] {
    variant(tagged, value).map_or(&[], |variant| variant.fields)
}

fn list<'v>(scenario: &'v mut Value, name: &str) -> impl Iterator<Item = &'v mut Value> {
    let list = scenario[name].as_array_mut();
    list.into_iter().flatten()
}

fn is_linear(market: &Market) -> bool {
    market.margin.contract == Contract::Linear
}

/// Powers of size and of price in a unit, in halves.
fn powers(unit: &str) -> [i32; 2] {
    // Of inverse contracts something else, which is told behind it.
    match unit.split(';').next().unwrap_or_default() {
        "quote per base" => [0, 2],
        "quote per base sold" => [-2, 2],
        // Money of linear contracts.
        "quote" | "margin" | "quote per 1 %" => [2, 2],
        "base" | "base per unit of log price" => [2, 0],
        "sqrt(base quote)" => [2, 1],
        _ => [0, 0],
    }
}

/// The same of a field: where it may be null, its sentence has the unit.
fn powers_of(field: &Field) -> [i32; 2] {
    match field.unit {
        "" if field.doc.contains("quote per base") => powers("quote per base"),
        "" if field.doc.starts_with("Quote ") => powers("quote"),
        "" if field.doc.starts_with("Base ") => powers("base"),
        unit => powers(unit),
    }
}

fn factor([size, price]: [f64; 2], [of_size, of_price]: [i32; 2]) -> f64 {
    size.sqrt().powi(of_size) * price.sqrt().powi(of_price)
}

fn scaled(scenario: &Value, by: [f64; 2]) -> Value {
    let mut scaled = scenario.clone();
    walk(&SCENARIO, &mut scaled, &mut |field, held| {
        if let (Some(number), powers) = (held.as_f64(), powers_of(field))
            && powers != [0, 0]
        {
            *held = (number * factor(by, powers)).into();
        }
        // Pairs of a price and a size, or of what a pool has there.
        let second = if matches!(field.kind, Kind::BookLevels) {
            Some(by[0])
        } else {
            let is_pool = field.doc.contains("[price, liquidity]");
            is_pool.then(|| factor(by, powers("sqrt(base quote)")))
        };
        if let Some(second) = second {
            for level in held.as_array_mut().into_iter().flatten() {
                for (place, by) in [by[1], second].into_iter().enumerate() {
                    level[place] = (level[place].as_f64().unwrap_or(1.0) * by).into();
                }
            }
        }
    });
    scaled
}

fn end(column: &[f64]) -> f64 {
    column.last().copied().unwrap_or(f64::NAN)
}

/// What is less than that in a column is rounding of sums of what is drawn, none of which is so small.
const CRUMB: f64 = 1e-9;

/// Where two runs end differently, in any column, by more than rounding; `by`: what sizes and prices of the other are multiplied
/// by.
fn apart_at_end(trace: &Trace, other: &Trace, by: [f64; 2]) -> Option<String> {
    for (market, other) in trace.markets.iter().zip(&other.markets) {
        for ((spec, column), (_, same)) in market.columns().zip(other.columns()) {
            // What two steps are to each other is as rough as the smaller one.
            if spec.name == "waveRatio" {
                continue;
            }
            let by = factor(by, powers(spec.unit));
            let largest = column
                .iter()
                .fold(0.0, |most: f64, one| most.max(one.abs()));
            let (one, same) = (end(column), end(same) / by);
            if (one - same).abs() > 1e-6 * largest.max(one.abs()) + CRUMB {
                return Some(format!("{}: {one} {same}", spec.name));
            }
        }
    }
    None
}

/// That two runs end alike, in every column, as far as rounding goes.
#[track_caller]
fn end_alike(seed: u32, scenario: &Value, trace: &Trace, other: &Trace, by: [f64; 2]) {
    let apart = apart_at_end(trace, other, by);
    assert!(apart.is_none(), "{seed} {apart:?}: {scenario}");
}

/// Sizes that differ in one of their last digits.
const NUDGES: [f64; 4] = [1.0 + 1e-13, 1.0 - 1e-13, 1.0 + 1e-12, 1.0 - 1e-12];

/// Whether the last digit of a number decides how a scenario ends: an account is liquidated or not, and a market that is far
/// too thin for it is thrown one way or the other. Of such a run its scenario says nothing.
fn hangs_by_a_digit(scenario: &Value, trace: &Trace) -> bool {
    NUDGES.iter().any(|&nudge| {
        let by = [nudge, 1.0];
        let other = prepared(&scaled(scenario, by));
        other.is_some_and(|other| apart_at_end(trace, &other.trace(), by).is_some())
    })
}

/// I9: four times as much of everything in markets that are four times as deep, and everything in money of a quarter, end alike.
/// Sizes of inverse contracts are money, so that both at once would be needed there; they are left out.
pub(crate) fn sizes_and_prices_do_not_matter(
    seed: u32,
    scenario: &Value,
    one: &Prepared,
    trace: &Trace,
) {
    if !one.scenario().markets.iter().all(is_linear) {
        return;
    }
    for by in [[4.0, 1.0], [1.0, 4.0]] {
        if let Some(other) = prepared(&scaled(scenario, by)) {
            end_alike(seed, scenario, trace, &other.trace(), by);
        }
    }
}

/// I12: rows of populations the other way round end alike. Sums are rounded otherwise then, so that a run that hangs by a digit
/// is none to judge by.
pub(crate) fn order_of_rows_does_not_matter(seed: u32, scenario: &Value, trace: &Trace) {
    // Whom the public sees is drawn one by one, in their order.
    if scenario["visibility"]["share"].as_f64() < Some(1.0) && !scenario["visibility"].is_null() {
        return;
    }
    let mut turned = scenario.clone();
    for population in list(&mut turned, "populations") {
        walk(
            &Kind::Tagged(&POPULATION.tagged),
            population,
            &mut |field, held| {
                let is_of_objects = |list: &liquidation_cascades::scenario::schema::List| {
                    matches!(list.item, Kind::Object(_))
                };
                // Assets are no rows: two of one market are traded there one after the other.
                if let Kind::List(list) | Kind::ListOrData(list, _) = &field.kind
                    && field.name != "assets"
                    && is_of_objects(list)
                    && let Some(rows) = held.as_array_mut()
                {
                    rows.reverse();
                }
            },
        );
    }
    if turned != *scenario {
        let other = prepared(&turned).unwrap_or_else(|| panic!("{seed}: {turned}"));
        let apart = apart_at_end(trace, &other.trace(), [1.0; 2]);
        assert!(
            apart.is_none() || hangs_by_a_digit(scenario, trace),
            "{seed} {apart:?}: {scenario}"
        );
    }
}

/// The scenario without those who act on what they see of others.
fn unwatched(scenario: &Value) -> Value {
    let mut unwatched = scenario.clone();
    let valid = build(scenario, &DataStore::default()).expect("it is valid");
    for (part, population) in list(&mut unwatched, "populations").zip(&valid.populations) {
        if let Population::Acting(book) = population
            && book.looks_at_public()
        {
            part["enabled"] = false.into();
        }
    }
    unwatched
}

/// The scenario without what happens outside, without what is paid by the clock, and without those who act on what they see of
/// others.
fn calm(scenario: &Value) -> Value {
    let mut calm = unwatched(scenario);
    calm["shock"] = json!({ "kind": "none" });
    calm["moreShocks"] = json!([]);
    for market in list(&mut calm, "markets") {
        market["funding"] = Value::Null;
    }
    calm
}

/// Who trades, or is called for money, in a market without end.
fn trading(one: &Prepared) -> Vec<(&'static str, bool)> {
    let mut engine = Engine::new(one, one.scenario().shock.clone(), Some(ENDLESS));
    engine.run(&mut NoRecord);
    let markets = engine.venues().len();
    let trades = |source: &Source| {
        source.is_touched() || (0..markets).any(|market| source.volume(market) > 0.0)
    };
    let sources = engine.sources().iter();
    sources
        .map(|source| (source.kind(), trades(source)))
        .collect()
}

/// Times the depth of a market where no trade of anybody moves the price.
const ENDLESS: f64 = 1e6;

/// I8: without a shock nothing happens. Who trades although nothing happens, by the clock or because a price is not what he
/// wants, or is called because his margin was too small from the start, is found in a market without end, where no trade of anybody moves a price, and stays away.
pub(crate) fn nothing_happens_by_itself(seed: u32, scenario: &Value) {
    let mut scenario = calm(scenario);
    let one = loop {
        let one = prepared(&scenario).unwrap_or_else(|| panic!("{seed}: {scenario}"));
        let has_traded = trading(&one);
        let (traders, acting) = has_traded.split_at(one.markets().len());
        // Positions that are beyond their triggers when everything begins are closed, whatever happens.
        if traders.iter().any(|(_, trades)| *trades) {
            return;
        }
        // Who is left may have been kept still by those who are away now: by the crumb that they moved the price.
        let before = scenario.clone();
        send_away(&mut scenario, acting);
        if scenario == before {
            break one;
        }
    };
    let trace = one.trace();
    for market in &trace.markets {
        for (spec, column) in market.columns() {
            // Gamma and worth of what expires, and the rate that funding would have, are of the time.
            let is_of_trade = spec.is_flow() || spec.unit == "quote per base";
            assert!(
                !is_of_trade || column.iter().all(|number| *number == column[0]),
                "{seed} {}: {column:?}: {scenario}",
                spec.name
            );
        }
    }
}

/// Leaves out whoever is acting and trades.
fn send_away(scenario: &mut Value, acting: &[(&str, bool)]) {
    let mut acting = acting.to_vec();
    for population in list(scenario, "populations") {
        let is_acting = population
            .get("enabled")
            .is_some_and(|enabled| enabled == true)
            || population.get("enabled").is_none() && has(population, "enabled");
        // Several populations of a kind may be one source.
        let kind = population["kind"].as_str().unwrap_or_default().to_owned();
        let alike = |(other, _): &&(&str, bool)| *other == kind;
        let is_last = acting.iter().filter(alike).count() == 1;
        let found = acting.iter().position(|(other, _)| *other == kind);
        if let (true, Some(place)) = (is_acting, found) {
            if acting[place].1 {
                population["enabled"] = false.into();
            }
            if !is_last {
                acting.remove(place);
            }
        }
    }
}

/// Whether a population declares a field.
fn has(population: &Value, name: &str) -> bool {
    fields_of(&POPULATION.tagged, population)
        .iter()
        .any(|field| field.name == name)
}

/// I8: in a market without end the price ends where the outside leaves it, whoever is forced. Depth that leaves with the price,
/// by a power of it, may leave a millionth; and a book of options may be larger than any market: there is no end to neither.
pub(crate) fn endless_depth_ends_where_the_outside_does(
    seed: u32,
    scenario: &Value,
    one: &Prepared,
) {
    let mut engine = Engine::new(one, one.scenario().shock.clone(), Some(ENDLESS));
    engine.run(&mut NoRecord);
    for (venue, market) in engine.venues().iter().zip(&one.scenario().markets) {
        let hundredth = 0.01 * venue.outside_price();
        let depth = venue
            .liquidity
            .base_to_move(&venue.impact, venue.exogenous, hundredth, -1.0);
        // A book has no depth where it has no level, and one that was walked through another than before.
        let untouched = venue
            .impact
            .base_to_move(venue.exogenous, 0.0, hundredth, -1.0);
        let depth = depth.min(untouched);
        let leaving =
            |market: &Market| matches!(market.withdrawal, Some(Withdrawal::Drawdown { .. }));
        // It is carried from one market to those that are tied to it.
        let is_tied = !engine.couplings().is_empty();
        let leaves = leaving(market) || is_tied && one.scenario().markets.iter().any(leaving);
        // What halts and price limits keep from trading has not moved the price yet, nor that of a market that is tied to it.
        let guarded = |market: &Market| !market.guards.is_empty();
        let is_held = guarded(market) || is_tied && one.scenario().markets.iter().any(guarded);
        if leaves || is_held || venue.volume > depth {
            continue;
        }
        // A book has a price to sell at and one to buy at, however deep it is; what the outside has traded is a crumb of it.
        let next = |quantity: f64| venue.calm_quote(quantity).end_price;
        let (low, high) = (next(1e4), next(-1e4));
        let price = venue.last_price;
        assert!(
            price > 0.99 * low && price < 1.01 * high,
            "{seed}: {price} {low} {high}: {scenario}"
        );
    }
}

struct NoRecord;

impl Recorder for NoRecord {
    fn record(&mut self, _engine: &Engine<'_>) {}
}

/// Whether everything that is declared of it is a price, a size or a word: then it is a list of levels.
fn is_by_levels(variant: &Variant) -> bool {
    let is_level = |field: &Field| match &field.kind {
        Kind::Number(_) => matches!(field.unit, "quote per base" | "base"),
        Kind::Integer(_) | Kind::Choice(_) | Kind::MarketId => true,
        _ => false,
    };
    variant.built && variant.fields.iter().all(is_level)
}

/// I10: levels, sides and shock reflected at the price in its logarithm, in markets whose depth is even in it, reflect the
/// path. What is not given by levels (leverage, distances as fractions) or judges by money (limits, funds, winners) is not
/// reflected by its nature, and left out: a drawn scenario lends its clock, depths, executors, outside and couplings.
pub(crate) fn reflected_levels_reflect_the_path(seed: u32, scenario: &Value) {
    let mut rng = Rng::new(seed, Purpose::Levels, 78);
    let mut drawer = Drawer::new(seed);
    let mut plain = scenario.clone();
    for market in list(&mut plain, "markets") {
        let executor = &market["liquidation"]["executor"];
        let is_free = executor.as_object().is_some_and(|executor| {
            executor
                .keys()
                .all(|key| matches!(key.as_str(), "kind" | "ratePerS" | "durationS"))
                && executor["kind"] != "priceCapped"
                && executor["kind"] != "dutch"
        });
        let executor = if is_free {
            executor.clone()
        } else {
            json!({ "kind": "immediate" })
        };
        *market = json!({
            "id": market["id"],
            "price": market["price"],
            "impact": { "law": "logLinear", "depth": drawer.log_between(1e3, 1e5) },
            "resilience": market["resilience"],
            "liquidation": { "executor": executor },
        });
        if market["resilience"].is_null() {
            market
                .as_object_mut()
                .expect("a market")
                .remove("resilience");
        }
    }
    plain["accounts"] = json!([]);
    plain["populations"] = json!([]);
    plain["liquidators"] = json!([]);
    for coupling in list(&mut plain, "couplings") {
        // Capital is money.
        coupling
            .as_object_mut()
            .expect("a coupling")
            .remove("capital");
    }
    let is_even = |shock: &Value| {
        matches!(
            shock["kind"].as_str(),
            Some("none" | "priceGap" | "marketOrder" | "orders")
        )
    };
    // A factor is a fraction of the price, and not of its logarithm.
    let is_even = |shock: &Value| is_even(shock) && shock["factor"].is_null();
    if let Some(more) = plain["moreShocks"].as_array_mut() {
        more.retain(is_even);
    }
    if !is_even(&plain["shock"]) {
        plain["shock"] = json!({ "kind": "priceGap", "ratio": rng.unit() * 0.4 - 0.2 });
    }
    let tagged = &POPULATION.tagged;
    let by_levels: Vec<&Variant> = tagged
        .variants
        .iter()
        .copied()
        .filter(|one| is_by_levels(one))
        .collect();
    assert!(!by_levels.is_empty());
    for _ in 0..6 {
        let mut drawn = drawer.variant(tagged.tag, &by_levels);
        for field in fields_of(tagged, &drawn) {
            let is_even = |choice: &&Choice| choice.name.starts_with("log");
            if let Kind::Choice(choices) = &field.kind
                && let Some(choice) = choices.iter().find(is_even)
            {
                drawn[field.name] = choice.name.into();
            }
        }
        let mut tried = plain.clone();
        tried["populations"]
            .as_array_mut()
            .expect("a list")
            .push(drawn);
        if prepared(&tried).is_some() {
            plain = tried;
        }
    }
    let Some(one) = prepared(&plain) else { return };
    let mut mirror = plain.clone();
    for population in list(&mut mirror, "populations") {
        reflect(tagged, population);
    }
    let more = mirror["moreShocks"].as_array().cloned().unwrap_or_default();
    mirror["moreShocks"] = more.into_iter().map(|shock| turned(&shock)).collect();
    mirror["shock"] = turned(&mirror["shock"]);
    let other = prepared(&mirror).unwrap_or_else(|| panic!("{seed}: {mirror}"));
    let (trace, other) = (one.trace(), other.trace());
    assert_eq!(trace.rows(), other.rows(), "{seed}: {plain}");
    for (market, other) in trace.markets.iter().zip(&other.markets) {
        let held = market.longs.total_quantity() + market.shorts.total_quantity();
        for row in 0..trace.rows() {
            let [one, same] = [market, other].map(|market| (market.last_price[row] / PRICE).ln());
            let apart = (one + same).abs();
            assert!(apart < 1e-9, "{seed} row {row}: {one} {same}: {plain}");
            let [one, same] = [market, other].map(|market| market.liquidated_quantity[row]);
            let apart = (one - same).abs();
            assert!(
                apart <= 1e-9 * held,
                "{seed} row {row}: {one} {same}: {plain}"
            );
        }
    }
}

/// Price of every market that is drawn.
const PRICE: f64 = 100.0;

/// Levels as far the other way, in the order of their fields; the other side.
fn reflect(tagged: &Tagged, population: &mut Value) {
    let fields = fields_of(tagged, population);
    let is_price = |field: &&Field| powers_of(field) == [0, 2];
    let prices: Vec<&str> = fields
        .iter()
        .filter(is_price)
        .map(|field| field.name)
        .collect();
    let before = population.clone();
    for (name, other) in prices.iter().zip(prices.iter().rev()) {
        let price = before[*other].as_f64().expect("a price");
        population[*name] = (PRICE * PRICE / price).into();
    }
    for field in fields {
        let default = field.default.unwrap_or_default().trim_matches('"');
        let word = population[field.name].as_str().unwrap_or(default);
        let other = match word {
            "long" => "short",
            "short" => "long",
            _ => continue,
        };
        population[field.name] = other.into();
    }
}

/// A shock as far the other way.
fn turned(shock: &Value) -> Value {
    let mut shock = shock.clone();
    walk(
        &Kind::Tagged(&SHOCK.tagged),
        &mut shock,
        &mut |field, held| match (&field.kind, held.as_f64()) {
            (Kind::Number(_), Some(ratio)) if field.unit == "fraction" => {
                *held = (-ratio / (1.0 + ratio)).into();
            }
            (Kind::Number(range), Some(size)) if range.min < 0.0 => *held = (-size).into(),
            _ => {}
        },
    );
    shock
}

/// I13: finer steps of time, and more and smaller traders of the same size together, lead to a limit. At a threshold a single run
/// may land on either side of it, however fine it is, so this is a law about all that are drawn: most end nearer to the finest
/// run, and the way that is left becomes shorter. Noise is another path at every tick, and left out.
#[derive(Default)]
pub(crate) struct Refined {
    /// How far apart the logarithms of the last prices are: of coarse and finer, of finer and finest runs.
    ticks: Vec<[f64; 2]>,
    counts: Vec<[f64; 2]>,
}

impl Refined {
    pub(crate) fn add(&mut self, scenario: &Value) {
        // Halts, limits and alarms are thresholds: whether one is reached, and in which tick, is yes or no however fine a run is.
        let mut scenario = unwatched(scenario);
        for market in list(&mut scenario, "markets") {
            market["guards"] = json!([]);
        }
        let scenario = &scenario;
        let is_random = |shock: &Value| shock["kind"] == "noise";
        let more = scenario["moreShocks"].as_array().into_iter().flatten();
        let is_noisy = more.chain([&scenario["shock"]]).any(is_random);
        if scenario["clock"]["mode"] == "ticks" && !is_noisy {
            let duration_s = scenario["clock"]["durationS"].as_f64().unwrap_or(10.0);
            let runs = [1.0, 0.25, 0.0625].map(|tick_s| {
                let mut scenario = scenario.clone();
                // As many ticks of either length as fit.
                scenario["clock"] =
                    json!({ "mode": "ticks", "tickS": tick_s, "durationS": duration_s.floor() });
                last_prices(&scenario)
            });
            self.ticks.extend(apart(runs));
        }
        self.counts.extend(apart([16, 256, 4096].map(|count| {
            let mut scenario = scenario.clone();
            for population in list(&mut scenario, "populations") {
                if has(population, "count") {
                    population["count"] = count.into();
                }
            }
            last_prices(&scenario)
        })));
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.ticks.extend(other.ticks);
        self.counts.extend(other.counts);
    }

    pub(crate) fn check(&self) {
        for (name, pairs) in [("ticks", &self.ticks), ("counts", &self.counts)] {
            let moved = |pair: &&[f64; 2]| pair.iter().any(|apart| *apart > 1e-9);
            let moved: Vec<&[f64; 2]> = pairs.iter().filter(moved).collect();
            // Of a handful nothing can be said.
            if moved.len() < 40 {
                continue;
            }
            let nearer = moved.iter().filter(|pair| pair[1] < 0.5 * pair[0]).count();
            assert!(
                2 * nearer > moved.len(),
                "{name}: {nearer} of {}",
                moved.len()
            );
            let [first, second] = [0, 1].map(|place| {
                let mut apart: Vec<f64> = moved.iter().map(|pair| pair[place]).collect();
                apart.sort_by(f64::total_cmp);
                apart[apart.len() / 2]
            });
            assert!(second < 0.5 * first, "{name}: {first}, then {second}");
        }
    }
}

/// Logarithms of the last prices of a run, market by market.
fn last_prices(scenario: &Value) -> Option<Vec<f64>> {
    let trace = prepared(scenario)?.trace();
    let markets = trace.markets.iter();
    Some(markets.map(|market| end(&market.last_price).ln()).collect())
}

/// How far three runs, each finer than the one before, are apart in each market.
fn apart(runs: [Option<Vec<f64>>; 3]) -> Vec<[f64; 2]> {
    let [Some(coarse), Some(finer), Some(finest)] = runs else {
        return Vec::new();
    };
    let each = coarse.iter().zip(&finer).zip(&finest);
    each.map(|((a, b), c)| [(a - b).abs(), (b - c).abs()])
        .collect()
}
