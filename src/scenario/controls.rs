//! What the sliders of a page mean: each control reads and writes one aspect of a scenario.

use super::build::build_complete;
use super::control::{Control, money, multiply};
use super::data::DataStore;
use super::model::{Group, Population, Shock, ValidScenario};
use super::{lenses, rules, seen};
use crate::clock::Clock;
use crate::error::{ErrorCode, Problem, brief, quote, show};
use crate::json::object;
use crate::market::book::BookSide;
use crate::market::impact::{Exogenous, Law};
use crate::market::liquidity::Withdrawal;
use crate::population::leverage::LeverageLaw;
use serde_json::Value;

/// Largest shock a slider offers, fraction.
const MAX_SHOCK: f64 = 0.3;

/// The controls that apply to a scenario.
///
/// # Errors
/// Every problem of the scenario.
pub fn controls(scenario: &Value, data: &DataStore) -> Result<Vec<Control>, Vec<Problem>> {
    Ok(Settable::new(scenario, data)?.controls)
}

fn controls_of(complete: &Value, valid: &ValidScenario) -> Vec<Control> {
    let market = valid.shock.market();
    let main = [
        leverage(valid),
        depth(valid),
        book_depth(valid, complete),
        shock(valid),
        path_amplitude(valid, complete),
        order_size(valid),
    ];
    let traders = [
        crowding(valid),
        open_interest(valid),
        leverage_spread(valid),
        entry_spread(valid),
        positions(valid),
        Some(seed(valid)),
    ];
    // Choices come before the numbers that belong to what was chosen.
    let rules = rules::controls(valid, complete, market);
    let numbers = [
        maintenance(valid),
        withdrawal(valid),
        permanent_share(valid),
    ];
    let all = main.into_iter().chain(traders).flatten();
    all.chain(rules)
        .chain(numbers.into_iter().flatten())
        .chain(lenses::controls(complete))
        .chain(seen::controls(complete))
        .collect()
}

/// A valid scenario and what can be set of it.
#[derive(Debug)]
pub(super) struct Settable {
    /// With everything that was left out.
    pub(super) complete: Value,
    pub(super) controls: Vec<Control>,
    /// The clock that it came with, null where it had none: whatever takes time again goes by that.
    clock: Value,
}

impl Settable {
    pub(super) fn new(scenario: &Value, data: &DataStore) -> Result<Self, Vec<Problem>> {
        let (complete, valid) = build_complete(scenario, data)?;
        let has_time = complete["clock"]["mode"] == "ticks";
        Ok(Self {
            controls: controls_of(&complete, &valid),
            clock: if has_time {
                complete["clock"].clone()
            } else {
                Value::Null
            },
            complete,
        })
    }

    /// As it is, with another scenario.
    pub(super) fn with(&self, scenario: &Value, data: &DataStore) -> Result<Self, Vec<Problem>> {
        let clock = self.clock.clone();
        let set = Self::new(scenario, data)?;
        Ok(if clock.is_null() {
            set
        } else {
            Self { clock, ..set }
        })
    }

    fn apply(&self, scenario: &mut Value, control: &Control, value: f64) {
        let had_time = scenario["clock"]["mode"] == "ticks";
        apply(scenario, control, value);
        if !had_time && scenario["clock"]["mode"] == "ticks" && !self.clock.is_null() {
            scenario["clock"] = self.clock.clone();
        }
    }

    pub(super) fn control(&self, name: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.name == name)
    }

    /// Sets one of its controls; when that cannot be it stays as it was.
    pub(super) fn set(
        &mut self,
        name: &str,
        value: f64,
        data: &DataStore,
    ) -> Result<(), Vec<Problem>> {
        let Some(control) = self.control(name) else {
            let known: Vec<&str> = self.controls.iter().map(|control| control.name).collect();
            let message = format!(
                "this scenario has no control {}; it has {}",
                quote(name),
                known.join(", ")
            );
            return Err(vec![Problem::new(
                ErrorCode::UnknownField,
                &brief(name),
                message,
            )]);
        };
        let value = control.accept(value).map_err(|problem| vec![problem])?;
        let mut changed = self.complete.clone();
        self.apply(&mut changed, control, value);
        *self = match self.with(&changed, data) {
            Ok(set) => set,
            Err(problems) => {
                fit_ticks(&mut changed, &problems).ok_or(problems)?;
                self.with(&changed, data)?
            }
        };
        Ok(())
    }
}

impl Settable {
    /// Sets several numbers with one look at the result, which is that of setting them one by one where every value lies in
    /// the range before and after. Says whether it is so; else nothing is set.
    pub(super) fn set_together(&mut self, numbers: &[(&str, f64)], data: &DataStore) -> bool {
        let mut changed = self.complete.clone();
        for &(name, value) in numbers {
            let control = self.control(name);
            let Some((control, value)) =
                control.and_then(|one| Some((one, one.accept(value).ok()?)))
            else {
                return false;
            };
            self.apply(&mut changed, control, value);
        }
        let Ok(set) = self.with(&changed, data) else {
            return false;
        };
        let is_there = |&(name, value): &(&str, f64)| {
            let control = set.control(name);
            control.is_some_and(|control| control.accept(value).is_ok())
        };
        let is_same = numbers.iter().all(is_there);
        if is_same {
            *self = set;
        }
        is_same
    }
}

/// The scenario with several controls set. They are set in the order in which [`controls`] lists them, choices before
/// what depends on them, whatever the order of `values`; names that the scenario then does not have come back.
///
/// # Errors
/// When the scenario has a problem or a value is out of its range.
pub fn set_controls(
    scenario: &Value,
    values: &[(String, f64)],
    data: &DataStore,
) -> Result<(Value, Vec<String>), Vec<Problem>> {
    let mut settable = Settable::new(scenario, data)?;
    let mut waiting: Vec<&(String, f64)> = values.iter().collect();
    loop {
        let next = settable.controls.iter().find_map(|control| {
            let place = waiting.iter().position(|(name, _)| name == control.name)?;
            Some(waiting.remove(place))
        });
        let Some((name, value)) = next else { break };
        settable.set(name, *value, data)?;
    }
    let changed = if waiting.len() == values.len() {
        scenario.clone()
    } else {
        settable.complete
    };
    Ok((
        changed,
        waiting.into_iter().map(|(name, _)| name.clone()).collect(),
    ))
}

/// The scenario with one control set to a value.
///
/// # Errors
/// When the scenario has a problem, has no such control, or the value is out of its range.
pub fn set_control(
    scenario: &Value,
    name: &str,
    value: f64,
    data: &DataStore,
) -> Result<Value, Vec<Problem>> {
    let mut settable = Settable::new(scenario, data)?;
    settable.set(name, value, data)?;
    Ok(settable.complete)
}

/// What may be set one by one may be too much together: then the ticks become longer. `None` where something else is wrong.
fn fit_ticks(scenario: &mut Value, problems: &[Problem]) -> Option<()> {
    let mut least_s = 0.0_f64;
    for problem in problems {
        let is_work = problem.code == ErrorCode::OutOfRange && problem.field == "clock.tickS";
        least_s = least_s.max(problem.min.filter(|_| is_work)?);
    }
    scenario["clock"]["tickS"] = Value::from(least_s);
    Some(())
}

/// Writes a value in range into a complete scenario.
fn apply(scenario: &mut Value, control: &Control, value: f64) {
    let market = shocked_market_index(scenario);
    if lenses::apply(scenario, control, value)
        || seen::apply(scenario, control, value)
        || rules::apply(scenario, market, control, value)
    {
        return;
    }
    match control.name {
        "leverage" => {
            let law = &mut first_perps(scenario)["leverage"];
            if law["law"] == "lognormal" {
                law["median"] = Value::from(value);
            } else {
                scale_leverage(law, value / control.value);
            }
        }
        "leverageSpread" => first_perps(scenario)["leverage"]["logSd"] = Value::from(value),
        "crowding" => first_perps(scenario)["longShare"] = Value::from(value),
        "openInterest" => first_perps(scenario)["openInterest"] = Value::from(value),
        "positions" => first_perps(scenario)["count"] = Value::from(value.round()),
        "entrySpread" => {
            first_perps(scenario)["entry"] =
                object([("law", "normal".into()), ("sd", value.into())])
        }
        "depth" => {
            for market in alike(scenario, market) {
                set_depth(
                    &mut scenario["markets"][market],
                    value,
                    value / control.value,
                );
            }
        }
        "bookDepth" => scenario["markets"][market]["impact"]["refill"] = Value::from(value),
        "shock" => {
            let shocks = same_shocks(scenario);
            for (number, shock) in listed(scenario, "moreShocks").enumerate() {
                if shocks.contains(&number) {
                    shock["ratio"] = Value::from(value);
                }
            }
            scenario["shock"]["ratio"] = Value::from(value);
        }
        "pathAmplitude" => scenario["shock"]["amplitude"] = Value::from(value),
        "orderSize" => {
            let before = scenario["shock"]["quantity"].as_f64().unwrap_or(1.0);
            scenario["shock"]["quantity"] = Value::from(before * (value / control.value));
        }
        "maintenance" => {
            scenario["markets"][market]["margin"]["maintenance"] = object([("ratio", value.into())])
        }
        "withdrawal" => {
            let law = &mut scenario["markets"][market]["withdrawal"];
            if law["law"] == "drawdown" {
                law["exponent"] = Value::from(value);
            } else {
                law["floor"] = Value::from(1.0 - value);
            }
        }
        "permanentShare" => {
            let resilience = &mut scenario["markets"][market]["resilience"];
            resilience["permanentShare"] = Value::from(value);
            // The recovering parts keep their proportions.
            let rest = (1.0 - value) / (1.0 - control.value);
            for part in resilience["recovery"].as_array_mut().into_iter().flatten() {
                multiply(part, "share", rest);
            }
        }
        "seed" => scenario["seed"] = Value::from(value.round()),
        _ => {}
    }
}

fn scale_leverage(law: &mut Value, factor: f64) {
    for field in ["from", "to", "median"] {
        if law.get(field).is_some_and(Value::is_number) {
            multiply(law, field, factor);
        }
    }
    for field in ["at", "edges"] {
        // Not `law[field]`: indexing a mutable object creates the field it does not find.
        if let Some(values) = law.get_mut(field).and_then(Value::as_array_mut) {
            for value in values {
                *value = Value::from(value.as_f64().unwrap_or(1.0) * factor);
            }
        }
    }
}

fn set_depth(market: &mut Value, value: f64, factor: f64) {
    let price = market["price"].as_f64().unwrap_or(1.0);
    let impact = &mut market["impact"];
    match impact["law"].as_str().unwrap_or_default() {
        "linear" => multiply(impact, "slope", 1.0 / factor),
        // Exactly what was asked for, without the rounding of a factor.
        "logLinear" => impact["depth"] = Value::from(value / (0.01 * price)),
        "squareRoot" => multiply(impact, "dailyVolume", factor),
        "book" => multiply(impact, "refill", factor),
        // What is in a pool is its depth.
        "constantProduct" => {
            for pile in ["base", "quote"] {
                multiply(impact, pile, factor);
            }
        }
        "concentrated" => {
            multiply(impact, "liquidity", factor);
            for tick in impact["ticks"].as_array_mut().into_iter().flatten() {
                if let Some(added) = tick[1].as_f64() {
                    tick[1] = Value::from(added * factor);
                }
            }
        }
        law => unreachable!("{law} says here how its depth is set: a test sets that of all"),
    }
}

/// What is listed under a name, none where there is no such list.
fn listed<'a>(scenario: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    // Not by index: that would make the list where there is none.
    let list = scenario.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

/// Of `moreShocks` those that are the first shock once more, in another market: the same experiment under other conditions.
fn same_shocks(scenario: &Value) -> Vec<usize> {
    let without_market = |shock: &Value| {
        let mut shock = shock.clone();
        shock.as_object_mut().map(|fields| fields.remove("market"));
        shock
    };
    let first = without_market(&scenario["shock"]);
    let more = scenario["moreShocks"].as_array();
    let more = more.map_or(&[][..], Vec::as_slice);
    (0..more.len())
        .filter(|&number| without_market(&more[number]) == first)
        .collect()
}

/// A market, and those that take orders as it does and have its shock: what is compared stays comparable.
fn alike(scenario: &Value, market: usize) -> Vec<usize> {
    let markets = scenario["markets"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let shocks = same_shocks(scenario);
    let is_shocked = |id: &Value| {
        let mut shocks = shocks.iter();
        shocks.any(|&number| scenario["moreShocks"][number]["market"] == *id)
    };
    let is_alike = |other: &Value| {
        let first = &markets[market];
        other["impact"] == first["impact"]
            && other["price"] == first["price"]
            && is_shocked(&other["id"])
    };
    (0..markets.len())
        .filter(|&place| place == market || is_alike(&markets[place]))
        .collect()
}

fn shocked_market_index(scenario: &Value) -> usize {
    let id = scenario["shock"]["market"].as_str().unwrap_or_default();
    let markets = scenario["markets"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    markets
        .iter()
        .position(|market| market["id"] == id)
        .unwrap_or(0)
}

pub(super) fn first_perps(scenario: &mut Value) -> &mut Value {
    let populations = scenario["populations"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let index = populations
        .iter()
        .position(|population| population["kind"] == "perps")
        .unwrap_or(0);
    &mut scenario["populations"][index]
}

pub(super) fn perps(valid: &ValidScenario) -> Option<&super::model::Perps> {
    valid
        .populations
        .iter()
        .find_map(|population| match population {
            Population::Traders(Group::Perps(perps)) => Some(perps),
            _ => None,
        })
}

fn leverage(valid: &ValidScenario) -> Option<Control> {
    let perps = perps(valid)?;
    let value = typical_leverage(&perps.leverage);
    let ratio = valid.markets[perps.market].margin.maintenance.tiers()[0].ratio;
    // The largest leverage of the law must keep its margin above the maintenance margin.
    let ceiling = match perps.leverage {
        LeverageLaw::Lognormal { max, .. } => max,
        LeverageLaw::Pareto { from, max, .. } => value * max / from,
        _ => value * 125.0_f64.min(0.99 / ratio.max(1e-9)) / perps.leverage.max(),
    };
    Some(Control {
        of: None,
        name: "leverage",
        label: "Leverage",
        unit: "x",
        range: [1.0_f64.min(value), ceiling.max(value)],
        scale: "log",
        step: 0.05,
        value,
        help: format!(
            "half of the positions are drawn with {}x their owner's money or less",
            // Rounded up, so that so many have no more; not by what a number that was computed may be off.
            show((value * 10.0 * (1.0 - 1e-6)).ceil() / 10.0)
        ),
        group: "main",
        options: Vec::new(),
    })
}

/// The leverage that the slider shows: the middle of the law, of which half of the notional is drawn with no more. For
/// the lognormal law the median before it is cut, which is what is set. Where exactly half is drawn with no more than one
/// step of leverage, it is the next one.
fn typical_leverage(law: &LeverageLaw) -> f64 {
    match law {
        LeverageLaw::Lognormal { median, .. } => *median,
        LeverageLaw::Uniform { .. }
        | LeverageLaw::Pareto { .. }
        | LeverageLaw::Distance { .. }
        | LeverageLaw::Histogram { .. } => law.quantiles().at(0.5),
        LeverageLaw::Clusters { .. } => law.quantiles().at(0.5 + 1e-9),
    }
}

/// Of a book it is what `book_depth` makes of it: a page shows that one instead.
fn depth(valid: &ValidScenario) -> Option<Control> {
    let market = &valid.markets[valid.shock.market()];
    let value = market.impact.depth(Exogenous::NONE, 0.0);
    if value <= 0.0 {
        return None;
    }
    let source = if matches!(market.impact.law, Law::Book { .. }) {
        " (loaded book times refill)"
    } else {
        ""
    };
    Some(Control {
        of: None,
        name: "depth",
        label: "Market depth",
        unit: "quote",
        range: [value.min(1e6), value.max(1e9)],
        scale: "log",
        step: 0.05,
        value,
        help: format!(
            "{} of selling moves the price 1 %, refill included{source}",
            money(value)
        ),
        group: "main",
        options: Vec::new(),
    })
}

/// Times the displayed book: what a market takes in while forced orders come is not what it shows, and how much it is
/// nobody knows, so that it is the reader's to say. Without a word it is what the book shows.
fn book_depth(valid: &ValidScenario, complete: &Value) -> Option<Control> {
    let index = valid.shock.market();
    let market = &valid.markets[index];
    let Law::Book { bids, asks } = &market.impact.law else {
        return None;
    };
    let value = complete["markets"][index]["impact"]["refill"]
        .as_f64()
        .unwrap_or(1.0);
    let depth = market.impact.depth(Exogenous::NONE, 0.0);
    Some(Control {
        of: None,
        name: "bookDepth",
        label: "Times the displayed book",
        unit: "x",
        range: [value.min(0.1), value.max(100.0)],
        scale: "log",
        step: 0.05,
        value,
        help: format!(
            "effective depth = displayed depth times this: {} {} of selling moves the price 1 %",
            displayed(bids, asks, market.impact.start_price, value),
            money(depth)
        ),
        group: "main",
        options: Vec::new(),
    })
}

/// What the buyers of a book show within 1 %, as the file has it; where they end before that, what is taken to follow.
fn displayed(bids: &BookSide, asks: &BookSide, price: f64, refill: f64) -> String {
    let middle = match (bids.price.first(), asks.price.first()) {
        (Some(bid), Some(ask)) => 0.5 * (bid + ask),
        _ => price,
    };
    let levels = bids
        .price
        .partition_point(|level| middle - level <= 0.01 * middle);
    let shown = money(bids.cumulative_notional[levels] / refill);
    let Some(last) = bids.price.last().filter(|_| levels == bids.price.len()) else {
        return format!("{shown} are displayed within 1 %,");
    };
    // Rounded up, so that all of it is within.
    let reach = show(((1.0 - last / middle) * 1e4 - 1e-6).ceil() / 100.0);
    let behind = if bids.tail_density > 0.0 {
        "behind the last level it is taken to go on as at its end, so that"
    } else {
        "behind the last level there is nothing, and"
    };
    format!("{shown} are displayed within 1 %, all of it within {reach} %; {behind}")
}

fn shock(valid: &ValidScenario) -> Option<Control> {
    let (Shock::PriceGap { ratio, .. } | Shock::Ramp { ratio, .. }) = valid.shock else {
        return None;
    };
    let verb = if ratio > 0.0 { "rises" } else { "falls" };
    let percent = show((ratio.abs() * 1e5).round() / 1e3);
    Some(Control {
        of: None,
        name: "shock",
        label: "Shock size",
        unit: "fraction",
        range: [ratio.min(-MAX_SHOCK), ratio.max(MAX_SHOCK)],
        scale: "linear",
        step: 0.001,
        value: ratio,
        help: format!("the price {verb} {percent} % for outside reasons"),
        group: "main",
        options: Vec::new(),
    })
}

/// Largest amplitude of a path that a slider offers.
const MAX_AMPLITUDE: f64 = 3.0;

/// How far a path goes: the shock of a run with a path. A recorded path has the cascade in it, so less than all of it
/// may be what came from outside.
fn path_amplitude(valid: &ValidScenario, complete: &Value) -> Option<Control> {
    let Shock::Path { points, .. } = &valid.shock else {
        return None;
    };
    let value = complete["shock"]["amplitude"].as_f64().unwrap_or(1.0);
    let low = points.iter().map(|point| point.1).fold(1.0, f64::min);
    let high = points.iter().map(|point| point.1).fold(1.0, f64::max);
    let percent = |ratio: f64| show((ratio.abs() * 1_000.0).round() / 10.0);
    Some(Control {
        of: None,
        name: "pathAmplitude",
        label: "Path x",
        unit: "x",
        range: [0.0, value.max(MAX_AMPLITUDE)],
        scale: "linear",
        step: 0.05,
        value,
        help: if low == 1.0 && high == 1.0 {
            "times the log returns of the path: so the price outside does not move".to_owned()
        } else {
            format!(
                "times the log returns of the path, which so goes from \u{2212}{} % to +{} % of its start",
                percent(1.0 - low),
                percent(high - 1.0)
            )
        },
        group: "main",
        options: Vec::new(),
    })
}

/// Notional of an order that somebody places at market, at the starting price: the shock of a run that begins with one.
fn order_size(valid: &ValidScenario) -> Option<Control> {
    let Shock::MarketOrder { market, quantity } = valid.shock else {
        return None;
    };
    let start_price = valid.markets[market].impact.start_price;
    let value = quantity.abs() * start_price;
    if value <= 0.0 {
        return None;
    }
    let verb = if quantity > 0.0 { "sells" } else { "buys" };
    Some(Control {
        of: None,
        name: "orderSize",
        label: "Market order",
        unit: "quote",
        range: [value.min(1e5), value.max(1e10)],
        scale: "log",
        step: 0.05,
        value,
        help: format!("somebody {verb} {} at market at once", money(value)),
        group: "main",
        options: Vec::new(),
    })
}

fn crowding(valid: &ValidScenario) -> Option<Control> {
    let value = perps(valid)?.long_share;
    Some(Control {
        of: None,
        name: "crowding",
        label: "Crowding",
        unit: "fraction",
        range: [0.0, 1.0],
        scale: "linear",
        step: 0.01,
        value,
        help: format!(
            "{} % of the traders' positions bet on a rise",
            super::spec::percent(value)
        ),
        group: "traders",
        options: Vec::new(),
    })
}

fn open_interest(valid: &ValidScenario) -> Option<Control> {
    let value = perps(valid)?.open_interest;
    Some(Control {
        of: None,
        name: "openInterest",
        label: "Open interest",
        unit: "quote",
        range: [value.min(1e7), value.max(5e10)],
        scale: "log",
        step: 0.05,
        value,
        help: format!(
            "{} of traders' positions, longs and shorts added up",
            money(value)
        ),
        group: "traders",
        options: Vec::new(),
    })
}

fn leverage_spread(valid: &ValidScenario) -> Option<Control> {
    let LeverageLaw::Lognormal { log_sd, .. } = perps(valid)?.leverage else {
        return None;
    };
    Some(Control {
        of: None,
        name: "leverageSpread",
        label: "Leverage spread",
        unit: "",
        range: [0.0, 1.5_f64.max(log_sd)],
        scale: "linear",
        step: 0.05,
        value: log_sd,
        help: "0: everyone holds the same leverage; 1.5: from almost none to extreme".to_owned(),
        group: "traders",
        options: Vec::new(),
    })
}

fn entry_spread(valid: &ValidScenario) -> Option<Control> {
    let value = perps(valid)?.entry_sd.unwrap_or(0.0);
    Some(Control {
        of: None,
        name: "entrySpread",
        label: "Entry spread",
        unit: "fraction",
        range: [0.0, 0.2_f64.max(value)],
        scale: "linear",
        step: 0.005,
        value,
        help: "how far from today's price traders entered; 0: all at today's price".to_owned(),
        group: "traders",
        options: Vec::new(),
    })
}

fn positions(valid: &ValidScenario) -> Option<Control> {
    let value = f64::from(perps(valid)?.count);
    Some(Control {
        of: None,
        name: "positions",
        label: "Positions",
        unit: "",
        range: [value.min(100.0), 1e6],
        scale: "log",
        step: 0.05,
        value,
        help: "how many traders share the open interest".to_owned(),
        group: "traders",
        options: Vec::new(),
    })
}

fn maintenance(valid: &ValidScenario) -> Option<Control> {
    let [tier] = valid.markets[valid.shock.market()]
        .margin
        .maintenance
        .tiers()
    else {
        return None;
    };
    // Above this the most leveraged traders could not exist.
    let largest = perps(valid).map_or(0.5, |perps| 0.99 / perps.leverage.max());
    Some(Control {
        of: None,
        name: "maintenance",
        label: "Maintenance margin",
        unit: "fraction",
        range: [tier.ratio.min(0.001), largest.min(0.1).max(tier.ratio)],
        scale: "linear",
        step: 0.0005,
        value: tier.ratio,
        help: "share of a position's value below which it is closed by force".to_owned(),
        group: "rules",
        options: Vec::new(),
    })
}

fn withdrawal(valid: &ValidScenario) -> Option<Control> {
    let (value, largest, unit, help) = match valid.markets[valid.shock.market()].withdrawal? {
        Withdrawal::Drawdown { exponent, .. } => (
            exponent,
            60.0,
            "",
            "how fast depth leaves as the price falls past the first forced seller; 0: it stays",
        ),
        // The measured volatility of a crash is a hundred times the normal one: how much leaves in the end is what
        // decides, not how sensitive the market makers are.
        Withdrawal::Volatility { floor, .. } => (
            1.0 - floor,
            0.95,
            "fraction",
            "share of the depth that leaves when the price moves wildly; 0: it stays",
        ),
    };
    Some(Control {
        of: None,
        name: "withdrawal",
        label: "Depth withdrawal",
        unit,
        range: [0.0, value.max(largest)],
        scale: "linear",
        step: largest / 95.0,
        value,
        help: help.to_owned(),
        group: "market",
        options: Vec::new(),
    })
}

/// Only where something recovers: with nothing to share out, the rest of the impact would have no place to go.
fn permanent_share(valid: &ValidScenario) -> Option<Control> {
    let resilience = &valid.markets[valid.shock.market()].resilience;
    if resilience.permanent_share >= 1.0 || valid.clock == Clock::Waves {
        return None;
    }
    Some(Control {
        of: None,
        name: "permanentShare",
        label: "Permanent impact",
        unit: "fraction",
        range: [0.0, 0.99_f64.max(resilience.permanent_share)],
        scale: "linear",
        step: 0.01,
        value: resilience.permanent_share,
        help: "share of what forced orders move the price that stays when the book has refilled"
            .to_owned(),
        group: "market",
        options: Vec::new(),
    })
}

fn seed(valid: &ValidScenario) -> Control {
    Control {
        of: None,
        name: "seed",
        label: "Seed",
        unit: "",
        range: [0.0, f64::from(u32::MAX)],
        scale: "linear",
        step: 1.0,
        value: f64::from(valid.seed),
        help: "same seed, same crowd".to_owned(),
        group: "traders",
        options: Vec::new(),
    }
}
