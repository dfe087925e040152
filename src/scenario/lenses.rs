//! Controls that are fields of mechanisms: of the first of each kind, as its declaration says.

use super::control::{Control, ControlOption, Of, numbered};
use super::spec::{Kinds, Lens};
use crate::couplings::COUPLING;
use crate::json::object;
use crate::market::guards::GUARD;
use crate::sources::POPULATION;
use serde_json::Value;

/// The words of a list of mechanisms and what each offers.
type Offers = Vec<(&'static str, &'static [Lens])>;

pub(super) fn offers(list: &str) -> Offers {
    match list {
        "populations" => words(&POPULATION),
        "guards" => words(&GUARD),
        _ => words(&COUPLING),
    }
}

fn words<T, X>(kinds: &Kinds<T, X>) -> Offers {
    let specs = kinds.specs.iter();
    specs
        .map(|spec| (spec.variant.name, spec.controls))
        .collect()
}

/// The lists in which mechanisms stand; the last one is in each market.
pub(super) const LISTS: [&str; 3] = ["populations", "couplings", "guards"];

/// The entries of a list.
pub(super) fn entries<'s>(complete: &'s Value, list: &'static str) -> Vec<&'s Value> {
    lists(complete, list)
        .flat_map(|all| all.as_array().into_iter().flatten())
        .collect()
}

fn lists<'s>(complete: &'s Value, list: &'static str) -> impl Iterator<Item = &'s Value> {
    let markets = complete["markets"].as_array().into_iter().flatten();
    let in_markets = markets
        .filter(move |_| list == "guards")
        .map(|market| &market["guards"]);
    (list != "guards")
        .then(|| &complete[list])
        .into_iter()
        .chain(in_markets)
}

/// The lists of that name themselves: of each market, where they stand there.
pub(super) fn lists_mut<'s>(scenario: &'s mut Value, list: &str) -> Vec<&'s mut Vec<Value>> {
    if list == "guards" {
        let markets = scenario["markets"].as_array_mut().into_iter().flatten();
        markets
            .filter_map(|market| market["guards"].as_array_mut())
            .collect()
    } else {
        scenario[list].as_array_mut().into_iter().collect()
    }
}

/// Whether a population is a mechanism with controls of its own, and no crowd of leveraged traders.
pub(super) fn is_offered(population: &Value) -> bool {
    let offers = offers(LISTS[0]).into_iter();
    let mut kinds = offers.filter(|(_, lenses)| !lenses.is_empty());
    kinds.any(|(kind, _)| population["kind"] == kind)
}

/// The page's first engine knows mechanisms by their words alone: none of them has a control there, nor any code for one.
pub(super) const ARE_THERE: bool = cfg!(feature = "mechanisms");

/// The controls of the mechanisms of a complete scenario.
pub(super) fn controls(complete: &Value) -> Vec<Control> {
    if !ARE_THERE {
        return Vec::new();
    }
    let mut found = Vec::new();
    for list in LISTS {
        for (kind, lenses) in offers(list) {
            let Some(place) = place_of(complete, list, kind) else {
                continue;
            };
            let one = entries(complete, list)[place];
            let of = of(complete, list, kind, one);
            // Where no time passes nobody waits for anything.
            let has_time = complete["clock"]["mode"] == "ticks";
            let offered = lenses.iter().filter(|lens| has_time || !lens.is_timed);
            let controls = offered.filter_map(|lens| {
                let control = if !lens.ways.is_empty() {
                    // Where what is chosen about is not there nothing is.
                    field_of(one, lens.field)?;
                    choice(kind, lens, complete, place)?
                } else if let Some(stands) = lens.stands {
                    let found = stands(complete, place);
                    control(kind, lens, complete.pointer(found.first()?)?, 1.0)?
                } else {
                    control(kind, lens, one, times(complete, lens, one))?
                };
                Some(Control {
                    of: of.clone(),
                    ..control
                })
            });
            found.extend(controls);
        }
    }
    found
}

/// Which of several mechanisms of a kind has the controls; `None`: there is one.
fn of(complete: &Value, list: &'static str, kind: &str, one: &Value) -> Option<Of> {
    let all = entries(complete, list).into_iter();
    let count = all.filter(|one| one["kind"] == kind).count();
    let text = |name: &str| one[name].as_str().filter(|text| !text.is_empty());
    // A market that is not named is the first one.
    let mut markets = complete["markets"].as_array()?.iter();
    let stands_there = |market: &&Value| {
        let all = market["guards"].as_array().into_iter().flatten();
        list != "guards" || all.into_iter().any(|guard| guard["kind"] == kind)
    };
    let first = markets.find(stands_there)?["id"].as_str();
    let place = match (text("a"), text("b")) {
        (Some(a), Some(b)) => format!("{a} \u{2013} {b}"),
        _ => {
            let id = text("id").filter(|_| list == "couplings");
            let place = text("market").or(id).or(first);
            place.unwrap_or_default().to_owned()
        }
    };
    (count > 1).then_some(Of { place, count })
}

pub(super) fn place_of(complete: &Value, list: &'static str, kind: &str) -> Option<usize> {
    let mut all = entries(complete, list).into_iter();
    all.position(|one| one["kind"] == kind)
}

/// The field of a mechanism that a control is; a number stands for an entry of a list.
fn field_of<'v>(one: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(one, |value, name| match value {
        Value::Array(all) => all.get(name.parse::<usize>().ok()?),
        _ => value.get(name),
    })
}

/// The same field of the next entry, where a control is a field of an entry of a list.
fn next_of(one: &Value, path: &[&'static str]) -> Option<f64> {
    let (at, place) = path
        .iter()
        .enumerate()
        .find_map(|(at, name)| Some((at, name.parse::<usize>().ok()?)))?;
    let list = field_of(one, &path[..at])?.as_array()?;
    field_of(list.get(place + 1)?, &path[at + 1..])?.as_f64()
}

/// What a control stays below: the same field of the next entry, or where that one begins.
fn next_start(one: &Value, lens: &Lens) -> Option<f64> {
    let Some(since) = lens.since else {
        return next_of(one, lens.field);
    };
    let (_, beside) = lens.field.split_last()?;
    let path: Vec<&'static str> = beside.iter().copied().chain([since]).collect();
    next_of(one, &path).map(|next| next - start_of(one, lens))
}

fn field_of_mut<'v>(one: &'v mut Value, path: &[&str]) -> Option<&'v mut Value> {
    path.iter().try_fold(one, |value, name| match value {
        Value::Array(all) => all.get_mut(name.parse::<usize>().ok()?),
        _ => value.get_mut(name),
    })
}

/// Whatever takes time acts at once, and what is nothing without a clock goes.
pub(super) fn make_instant(scenario: &mut Value) {
    if !ARE_THERE {
        return;
    }
    for list in LISTS {
        let offers = offers(list);
        let offered = |one: &Value| offers.iter().find(|&&(kind, _)| one["kind"] == kind);
        for all in lists_mut(scenario, list) {
            all.retain(|one| !needs_ticks(&one["kind"]));
            for one in all {
                if offered(one).is_some_and(|(_, lenses)| !lenses.is_empty()) {
                    speed_up(one);
                }
            }
        }
    }
}

/// Liquidators act at once and keep nothing, on a chain without blocks; auctions, which take time, are calls.
pub(super) fn make_liquidators_instant(scenario: &mut Value) {
    for one in scenario["liquidators"].as_array_mut().into_iter().flatten() {
        one["latencyS"] = 0.into();
        one["sellRatePerS"] = Value::Null;
    }
    if scenario["chain"].is_object() {
        scenario["chain"]["blockS"] = 0.into();
        scenario["chain"]["callsPerS"] = Value::Null;
        if scenario["chain"]["congestion"]["law"] == "path" {
            scenario["chain"]["congestion"] = Value::Null;
        }
    }
    for population in scenario["populations"].as_array_mut().into_iter().flatten() {
        if population["rules"]["rule"] == "auction" {
            population["rules"] = object([("rule", "closeFactor".into())]);
        }
    }
}

/// Whether a mechanism of that kind is nothing without a clock.
fn needs_ticks(kind: &Value) -> bool {
    let is_it = |name: &str, needs_ticks: bool| needs_ticks && *kind == name;
    let mut populations = POPULATION.specs.iter();
    let mut couplings = COUPLING.specs.iter();
    let mut guards = GUARD.specs.iter();
    populations.any(|spec| is_it(spec.variant.name, spec.needs_ticks))
        || couplings.any(|spec| is_it(spec.variant.name, spec.needs_ticks))
        || guards.any(|spec| is_it(spec.variant.name, spec.needs_ticks))
}

/// Fields for which somebody waits.
const WAITS: [&str; 7] = [
    "startS",
    "intervalS",
    "offsetS",
    "graceS",
    "cycleS",
    "callIntervalS",
    "callOffsetS",
];

/// Speeds are those of an instant, waits are over.
fn speed_up(one: &mut Value) {
    for (name, field) in one.as_object_mut().into_iter().flatten() {
        if name.ends_with("PerS") || name == "holdS" {
            *field = Value::Null;
        } else if WAITS.contains(&name.as_str()) {
            *field = 0.into();
        } else if name == "leaveAt" {
            frighten_at_once(field);
        } else {
            speed_up(field);
        }
    }
}

/// What must not be above what, beside it in a mechanism.
const ENDS: [(&str, &str); 2] = [("from", "to"), ("median", "max")];

/// Of a stretch both ends of which can be set the one that was set pushes the other before it, and so does the middle of a law its cut.
fn push_other_end(one: &mut Value, field: &[&'static str]) {
    let Some((&name, beside)) = field.split_last() else {
        return;
    };
    let Some(&(low, high)) = ENDS.iter().find(|ends| ends.0 == name || ends.1 == name) else {
        return;
    };
    let other = if name == low { high } else { low };
    let Some(stretch) = field_of_mut(one, beside) else {
        return;
    };
    if let (Some(from), Some(to)) = (stretch[low].as_f64(), stretch[high].as_f64())
        && from > to
    {
        stretch[other] = stretch[name].clone();
    }
}

/// A move is one from the start; where no time passes there is no volatility, and a market maker goes by the move instead.
fn frighten_at_once(nerves: &mut Value) {
    if nerves["law"] == "move" {
        nerves["windowS"] = Value::Null;
    } else {
        *nerves = object([
            ("law", "move".into()),
            ("from", 0.01.into()),
            ("to", 0.08.into()),
        ]);
    }
}

/// Steps of linear sliders: powers of ten, so that what they stop at is short to write.
const STEPS: [f64; 12] = [
    1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6,
];

/// The smallest step of which a range has no more than a thousand.
fn round_step(span: f64) -> f64 {
    let mut steps = STEPS.into_iter();
    steps.find(|step| 1_000.0 * step >= span).unwrap_or(1e7)
}

/// What a number of the field is multiplied by to be shown.
fn times(complete: &Value, lens: &Lens, one: &Value) -> f64 {
    if lens.unit != "base" {
        return 1.0;
    }
    let markets = complete["markets"].as_array().into_iter().flatten();
    let mut named = markets.filter(|market| one["market"] == "" || market["id"] == one["market"]);
    let market = named.next();
    market
        .and_then(|market| market["price"].as_f64())
        .unwrap_or(1.0)
}

/// What a field is counted from: nought, or the field beside it that says so.
fn start_of(one: &Value, lens: &Lens) -> f64 {
    let (Some(since), Some((_, beside))) = (lens.since, lens.field.split_last()) else {
        return 0.0;
    };
    let beside = field_of(one, beside);
    beside
        .and_then(|beside| beside[since].as_f64())
        .unwrap_or(0.0)
}

pub(super) fn control(
    kind: &'static str,
    lens: &'static Lens,
    one: &Value,
    times: f64,
) -> Option<Control> {
    let field = field_of(one, lens.field)?;
    let value = match field {
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        _ => times * field.as_f64()? - start_of(one, lens),
    };
    let [least, most] = lens.range;
    // What has to rise from entry to entry of a list stays below the next one.
    let next = (!lens.is_alone).then(|| next_start(one, lens)).flatten();
    let most = next.map_or(most, |next| most.min(0.99 * next));
    let counted = lens.counts.and_then(|list| one[list].as_array());
    #[allow(clippy::cast_precision_loss, reason = "a length")]
    let most = counted.map_or(most, |all| all.len() as f64);
    Some(Control {
        name: lens.name,
        label: lens.label,
        unit: if lens.unit == "base" {
            "quote"
        } else {
            lens.unit
        },
        range: [least.min(value), most.max(value)],
        // What is sold may also be bought: a logarithm has no place for that.
        scale: if lens.is_log && value > 0.0 {
            "log"
        } else {
            "linear"
        },
        step: if lens.is_log {
            0.05
        } else if lens.options.is_empty() && counted.is_none() {
            round_step(most - least)
        } else {
            1.0
        },
        value,
        help: lens.help_of(value).to_owned(),
        of: None,
        group: kind,
        options: options(lens),
    })
}

/// What there is to choose from.
pub(super) fn options(lens: &'static Lens) -> Vec<ControlOption> {
    let option =
        |&(name, label, help): &(&'static str, &'static str, &'static str)| ControlOption {
            name,
            label,
            help: if help.is_empty() { lens.help } else { help },
        };
    lens.options.iter().map(option).collect()
}

/// Places of the options that a scenario has: some need a clock.
fn offered(lens: &Lens, complete: &Value) -> Vec<usize> {
    let has_time = complete["clock"]["mode"] == "ticks";
    let ways = lens.ways.iter().enumerate();
    ways.filter(|(_, way)| has_time || !way.is_timed)
        .map(|(place, _)| place)
        .collect()
}

/// The option that a scenario has, the first one where it has none of them. Among those that are offered.
fn taken(lens: &Lens, complete: &Value, place: usize) -> usize {
    let offered = offered(lens, complete);
    let is_so = |&option: &usize| (lens.ways[option].is)(complete, place);
    offered.iter().position(is_so).unwrap_or(0)
}

/// A control whose options are ways to do something; nothing where there is only one.
fn choice(
    kind: &'static str,
    lens: &'static Lens,
    complete: &Value,
    place: usize,
) -> Option<Control> {
    let offered = offered(lens, complete);
    if offered.len() < 2 {
        return None;
    }
    let taken = taken(lens, complete, place);
    let option = |&option: &usize| {
        let (name, label, help) = lens.options[option];
        ControlOption {
            name,
            label,
            help: if help.is_empty() { lens.help } else { help },
        }
    };
    let options: Vec<ControlOption> = offered.iter().map(option).collect();
    Some(numbered(lens.name, lens.label, kind, options, taken))
}

/// Makes all of a kind do what is chosen that did what the first of them does.
fn choose(scenario: &mut Value, lens: &Lens, (list, kind): (&str, &str), value: f64) {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index in range"
    )]
    let wanted = offered(lens, scenario).get(value as usize).copied();
    let all = scenario[list].as_array().into_iter().flatten();
    let places: Vec<usize> = all
        .enumerate()
        .filter(|(_, one)| one["kind"] == kind)
        .map(|(place, _)| place)
        .collect();
    let before: Vec<usize> = places
        .iter()
        .map(|&place| taken(lens, scenario, place))
        .collect();
    for (&place, one) in places.iter().zip(&before) {
        if let Some(wanted) = wanted
            && *one == before[0]
            && !(lens.ways[wanted].is)(scenario, place)
        {
            (lens.ways[wanted].set)(scenario, place);
        }
    }
}

/// Sets a field that stands elsewhere: wherever it stands for a mechanism of the kind and was as the first was.
fn set_standing(
    scenario: &mut Value,
    lens: &Lens,
    (list, kind): (&str, &str),
    stands: fn(&Value, usize) -> Vec<String>,
    value: f64,
) {
    let all = scenario[list].as_array().into_iter().flatten();
    let places = all.enumerate().filter(|(_, one)| one["kind"] == kind);
    let found: Vec<String> = places
        .flat_map(|(place, _)| stands(scenario, place))
        .collect();
    let mut before = None;
    for pointer in found {
        let Some(one) = scenario.pointer_mut(&pointer) else {
            continue;
        };
        let set = Value::from(value + start_of(one, lens));
        if let Some(field) = field_of_mut(one, lens.field)
            && before.get_or_insert_with(|| field.clone()) == field
        {
            *field = set;
        }
    }
}

/// Writes a value in range into a complete scenario: into the first of its kind, and into those that were as it was. Says
/// whether the control is one of these.
pub(super) fn apply(scenario: &mut Value, control: &Control, value: f64) -> bool {
    if !ARE_THERE {
        return false;
    }
    for list in LISTS {
        for (kind, lenses) in offers(list) {
            let Some(lens) = lenses.iter().find(|lens| lens.name == control.name) else {
                continue;
            };
            let Some(first) = place_of(scenario, list, kind) else {
                return true;
            };
            if !lens.ways.is_empty() {
                choose(scenario, lens, (list, kind), value);
                return true;
            }
            if let Some(stands) = lens.stands {
                set_standing(scenario, lens, (list, kind), stands, value);
                return true;
            }
            let entry = entries(scenario, list)[first];
            let set = if lens.counts.is_some() {
                Value::from(value.round())
            } else if lens.options.is_empty() {
                Value::from(value / times(scenario, lens, entry))
            } else {
                Value::Bool(value > 0.5)
            };
            let all = lists_mut(scenario, list).into_iter().flatten();
            let mut before = None;
            for one in all.skip(first).filter(|one| one["kind"] == kind) {
                if let Some(field) = field_of_mut(one, lens.field)
                    && before.get_or_insert_with(|| field.clone()) == field
                {
                    *field = set.clone();
                    push_other_end(one, lens.field);
                }
            }
            return true;
        }
    }
    false
}
