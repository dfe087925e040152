//! Fuzzing whole runs: presets and drawn scenarios, changed at random places of the contract, run under the laws of everybody. Takes
//! as long as it is told, so that it is no part of a test run:
//!
//! ```sh
//! FUZZ_SECONDS=3600 cargo test --release --test generated -- --ignored --nocapture mutated
//! ```
//!
//! `FUZZ_FROM` is the first seed; one seed alone: `FUZZ_FROM=7 FUZZ_SECONDS=0`.

use crate::draw::Drawer;
use crate::{Audit, columns_are_what_they_can_be};
use liquidation_cascades::analysis::facts::Facts;
use liquidation_cascades::analysis::flow::Flow;
use liquidation_cascades::analysis::paid::WhoPaid;
use liquidation_cascades::engine::{Engine, Prepared, Recorder, RunInParts};
use liquidation_cascades::render::panes::Panes;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::contract::SCENARIO;
use liquidation_cascades::scenario::controls::controls;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets::{names, preset};
use liquidation_cascades::scenario::schema::{Field, Kind, Range};
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Whoever validates waits no longer.
const LONGEST_CHECK: Duration = Duration::from_secs(2);

/// Nor whoever runs.
const LONGEST_RUN: Duration = Duration::from_secs(20);

/// A step that takes so long is not left; the process ends and says where.
const STUCK: Duration = Duration::from_secs(180);

/// Runs of more steps are not audited row by row: they take most of the time.
const AUDITED: usize = 20_000;

/// A place of a scenario: where it stands, what may stand there.
struct Site {
    pointer: String,
    field: &'static Field,
    kind: &'static Kind,
}

/// Every place of a value that the contract knows, also what is left out of it.
fn sites(kind: &'static Kind, value: &Value, pointer: &str, all: &mut Vec<Site>) {
    let fields = match kind {
        Kind::Object(fields) => *fields,
        Kind::Tagged(tagged) => {
            let word = value[tagged.tag].as_str();
            let variant = tagged.variants.iter().find(|one| Some(one.name) == word);
            variant.map_or(&[][..], |variant| variant.fields)
        }
        Kind::Nullable(kind) => return sites(kind, value, pointer, all),
        _ => return,
    };
    for field in fields.iter().filter(|field| !field.reserved) {
        let pointer = format!("{pointer}/{}", field.name);
        all.push(Site {
            pointer: pointer.clone(),
            field,
            kind: &field.kind,
        });
        let Some(inner) = value.get(field.name) else {
            continue;
        };
        sites(&field.kind, inner, &pointer, all);
        if let Kind::List(list) | Kind::ListOrData(list, _) = &field.kind {
            // Of a long list the first few stand for all.
            for (index, item) in inner.as_array().into_iter().flatten().take(6).enumerate() {
                let pointer = format!("{pointer}/{index}");
                all.push(Site {
                    pointer: pointer.clone(),
                    field,
                    kind: &list.item,
                });
                sites(&list.item, item, &pointer, all);
            }
        }
    }
}

/// Writes a value, also where nothing stands; `None` takes it away.
fn put(scenario: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').expect("a place");
    match (scenario.pointer_mut(parent), value) {
        (Some(Value::Object(fields)), Some(value)) => {
            fields.insert(name.to_owned(), value);
        }
        (Some(Value::Object(fields)), None) => {
            fields.remove(name);
        }
        // A list may stand where an object should.
        (Some(Value::Array(items)), value) => {
            let index = name.parse().ok().filter(|&index| index < items.len());
            match (index, value) {
                (Some(index), Some(value)) => items[index] = value,
                (Some(index), None) => drop(items.remove(index)),
                (None, _) => {}
            }
        }
        _ => {}
    }
}

/// The ends of a range, what lies close to them, and what lies beyond.
fn extreme(drawer: &mut Drawer, range: Range, was: &Value) -> Value {
    let was = was.as_f64().unwrap_or(1.0);
    let ends = [range.min, range.max];
    let end = ends[drawer.below(2)];
    let number = match drawer.below(9) {
        0 => end,
        1 => end * (1.0 - 1e-9),
        2 => end + 1e-9,
        3 => 0.0,
        4 => was * drawer.log_between(1e-6, 1e6),
        5 => was * drawer.log_between(0.1, 10.0),
        6 => -was,
        7 => was.round() + 1.0,
        _ => was * 2.0,
    };
    Value::from(number)
}

/// Changes one place.
fn mutate(drawer: &mut Drawer, scenario: &mut Value, donor: &Value) {
    let mut all = Vec::new();
    sites(&SCENARIO, scenario, "", &mut all);
    let site = all.swap_remove(drawer.below(all.len()));
    let was = scenario.pointer(&site.pointer).cloned();
    let new = match drawer.below(10) {
        0 => None,
        1 => Some(
            [
                json!(null),
                json!("x"),
                json!(-1),
                json!([]),
                json!({}),
                json!(1e308),
            ][drawer.below(6)]
            .clone(),
        ),
        2 => donor.pointer(&site.pointer).cloned().or(was),
        3 | 4 => match (was, site.kind) {
            (Some(Value::Array(mut items)), _) if !items.is_empty() => {
                let one = items[drawer.below(items.len())].clone();
                items.push(one);
                Some(Value::Array(items))
            }
            (was, _) => was,
        },
        5..=7 => match site.kind {
            Kind::Number(range) | Kind::Integer(range) => {
                let number = extreme(drawer, *range, &was.unwrap_or_default());
                Some(match (site.kind, number.as_f64()) {
                    (Kind::Integer(_), Some(number)) => json!(number.round()),
                    _ => number,
                })
            }
            kind => drawer.value(site.field, kind),
        },
        _ => drawer.value(site.field, site.kind),
    };
    put(scenario, &site.pointer, new);
}

fn scenario(seed: u32) -> Value {
    let mut drawer = Drawer::new(seed);
    let base = |drawer: &mut Drawer| match drawer.below(4) {
        0 => drawer.scenario(),
        _ => preset(names()[drawer.below(names().len())]).expect("a preset"),
    };
    let mut scenario = base(&mut drawer);
    let donor = base(&mut drawer);
    for _ in 0..=drawer.below(6) {
        let mut tried = scenario.clone();
        mutate(&mut drawer, &mut tried, &donor);
        // What is refused is tried as well, and mostly left again.
        let is_refused = check(&tried).is_err();
        if !is_refused || drawer.below(8) == 0 {
            scenario = tried;
        }
    }
    scenario
}

/// Validates within the time that is allowed.
fn check(scenario: &Value) -> Result<liquidation_cascades::scenario::model::ValidScenario, ()> {
    let data = DataStore::default();
    let begun = Instant::now();
    let built = build(scenario, &data);
    let took = begun.elapsed();
    assert!(took < LONGEST_CHECK, "validated in {took:?}");
    built.map_err(|problems| assert!(!problems.is_empty(), "refused without a reason"))
}

/// Whether it was valid.
fn holds(seed: u32, scenario: &Value) -> bool {
    let Ok(valid) = check(scenario) else {
        return false;
    };
    let listed = controls(scenario, &DataStore::default());
    assert!(listed.is_ok(), "controls refuse it");
    let begun = Instant::now();
    let mut run = RunInParts::new(valid);
    while run.advance(20) {
        let took = begun.elapsed();
        assert!(took < LONGEST_RUN, "{} done in {took:?}", run.share_done());
    }
    let trace = run.finish();
    let took = begun.elapsed();
    assert!(took < LONGEST_RUN, "ran for {took:?}");
    let prepared = Prepared::new(check(scenario).expect("was valid"));
    columns_are_what_they_can_be(seed, scenario, &prepared, &trace);
    if trace.rows() < AUDITED {
        let mut engine = Engine::new(&prepared, prepared.scenario().shock.clone(), None);
        let mut sums = Audit::default();
        sums.record(&engine);
        engine.apply_shock();
        sums.record(&engine);
        while engine.step() {
            sums.record(&engine);
        }
        sums.check(seed, scenario, &prepared);
    }
    let _ = trace.summary();
    for market in &trace.markets {
        let _ = (
            Facts::new(&trace, market),
            Flow::new(&trace, market),
            WhoPaid::new(&trace, market),
        );
    }
    let mut figure = Panes::new();
    figure.resize(480.0, 360.0, 1.0);
    figure.load(&trace);
    #[allow(clippy::cast_precision_loss, reason = "at most a few million")]
    let last = trace.rows() as f64 - 1.0;
    for share in [0.0, 0.37, 1.0] {
        let _ = figure.frame(share * last);
    }
    let _ = figure.svg(last, &[]);
    true
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
#[ignore = "takes as long as it is told"]
fn mutated_scenarios_keep_the_laws() {
    let seconds = number("FUZZ_SECONDS").unwrap_or(60);
    let first = u32::try_from(number("FUZZ_FROM").unwrap_or(0)).expect("a seed");
    let begun = Instant::now();
    let at = Mutex::new((first, Instant::now(), false));
    let mut counts = [0_u32; 2];
    let mut findings = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                std::thread::sleep(Duration::from_millis(500));
                let (seed, since, is_over) = *at.lock().expect("nobody panics with it");
                if is_over {
                    return;
                }
                if since.elapsed() > STUCK {
                    println!("seed {seed} is stuck");
                    std::process::exit(3);
                }
            }
        });
        for seed in first.. {
            *at.lock().expect("nobody panics with it") = (seed, Instant::now(), false);
            let drawn = catch_unwind(|| scenario(seed));
            let result = drawn.and_then(|scenario| {
                let held = catch_unwind(AssertUnwindSafe(|| holds(seed, &scenario)));
                if held.is_err() {
                    println!("FINDING {seed}: {scenario}");
                }
                held
            });
            match result {
                Ok(is_valid) => counts[usize::from(is_valid)] += 1,
                Err(_) => {
                    println!("FINDING {seed}");
                    findings.push(seed);
                }
            }
            let took = at.lock().expect("nobody panics with it").1.elapsed();
            if took > Duration::from_secs(5) {
                println!("seed {seed} took {took:?}");
            }
            if begun.elapsed() >= Duration::from_secs(seconds) {
                let [refused, ran] = counts;
                println!("{ran} ran, {refused} refused, last seed {seed}");
                break;
            }
        }
        at.lock().expect("nobody panics with it").2 = true;
    });
    assert!(findings.is_empty(), "seeds: {findings:?}");
}
