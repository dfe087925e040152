//! The figure as the public believes the positions to be, and the flags of an alarm and of what it warns of.
#![cfg(all(not(target_arch = "wasm32"), feature = "mechanisms"))]

mod common;

use common::trace;
use liquidation_cascades::render::panes::Panes;
use liquidation_cascades::render::public::PublicWords;
use liquidation_cascades::render::stage::Frame;
use liquidation_cascades::render::theme::Theme;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

/// The preset with another view of the public.
fn fog(visibility: Value) -> Value {
    let mut scenario = preset("through-the-fog").expect("a preset");
    for (name, value) in visibility.as_object().expect("an object") {
        scenario["visibility"][name] = value.clone();
    }
    scenario
}

fn clear() -> Value {
    fog(json!({ "share": 1, "assumedShare": 1 }))
}

fn last(trace: &Trace) -> f64 {
    f64::from(u32::try_from(trace.rows() - 1).expect("few rows"))
}

fn figure(trace: &Trace, (width, height): (f64, f64), is_shown: bool) -> Panes {
    let mut figure = Panes::new();
    figure.resize(width, height, 1.0);
    figure.show_public(&PublicWords {
        is_shown,
        ..PublicWords::default()
    });
    figure.load(trace);
    figure
}

fn words(frame: &Frame<'_>) -> Vec<String> {
    frame.texts.iter().map(|run| run.text.clone()).collect()
}

const SIZES: [(f64, f64); 4] = [
    (1100.0, 480.0),
    (640.0, 400.0),
    (366.0, 420.0),
    (330.0, 300.0),
];

/// Who sees everything sees the same bands, and who has not said what he sees has no other view.
#[test]
fn the_view_of_who_sees_everything_is_the_truth_striped() {
    let trace_of = |scenario: &Value| trace(scenario);
    let all = trace_of(&clear());
    let [there, believed] = [false, true].map(|is_shown| {
        let figure = figure(&all, SIZES[0], is_shown);
        figure.heat_full()
    });
    assert_eq!(there, believed);
    let under = |trace: &Trace, is_shown: bool, x: f64, y: f64| {
        let figure = figure(trace, SIZES[0], is_shown);
        let found = figure.readout(x, y).expect("in the plot");
        [found.waiting_long, found.waiting_short]
    };
    for y in [40.0, 120.0, 250.0, 330.0] {
        let (truth, seen) = (under(&all, false, 60.0, y), under(&all, true, 60.0, y));
        assert_eq!(truth, seen, "{y}");
    }
    // Without a word of what is seen there is nothing else to show.
    let mut said = clear();
    said["visibility"] = Value::Null;
    for scenario in [said, preset("the-match").expect("a preset")] {
        let trace = trace_of(&scenario);
        let (mut one, mut other) = (
            figure(&trace, SIZES[1], false),
            figure(&trace, SIZES[1], true),
        );
        let (one, other) = (one.frame(last(&trace)), other.frame(last(&trace)));
        assert!(one.rgba == other.rgba && one.texts == other.texts);
    }
}

/// Three in ten are seen and taken for all of them: what is read under the pointer is three tenths of what waits, everywhere it
/// is told, and truth looks as it does where everything is seen.
#[test]
fn what_is_believed_is_less_where_less_is_seen() {
    let through = trace(&fog(json!({})));
    let total = |trace: &Trace, is_shown: bool| {
        let figure = figure(trace, SIZES[0], is_shown);
        let rows = (30..420).step_by(10).map(f64::from);
        let found = rows.filter_map(|y| figure.readout(60.0, y));
        found.map(|one| one.waiting_long).sum::<f64>()
    };
    let (truth, seen) = (total(&through, false), total(&through, true));
    assert!(truth > 1e8, "{truth}");
    // Ten thousand positions, weighed by their sizes.
    assert!((seen / truth - 0.3).abs() < 0.03, "{seen} of {truth}");
    let doubled = trace(&fog(json!({ "assumedShare": 0.15 })));
    // The alarm is raised there, and another run has other axes.
    let (truth, twice) = (total(&doubled, false), total(&doubled, true));
    assert!((twice / truth - 2.0).abs() < 0.2, "{twice} of {truth}");
    // What is bright does not depend on what is seen.
    let [one, other] = [false, true].map(|is_shown| figure(&through, SIZES[1], is_shown));
    assert_eq!(one.heat_full(), other.heat_full());
}

/// What was closed counts for a while: its bands are eaten later.
#[test]
fn what_is_told_late_is_eaten_late() {
    let mut late = fog(json!({ "share": 1, "assumedShare": 1, "delayS": 120 }));
    // Nobody acts on it, so that the runs are the same.
    late["populations"][1]["enabled"] = json!(false);
    let mut at_once = late.clone();
    at_once["visibility"]["delayS"] = json!(0);
    let [late, at_once] = [&late, &at_once].map(trace);
    assert_eq!(late.markets[0].last_price, at_once.markets[0].last_price);
    let picture = |trace: &Trace, is_shown: bool, row: f64| {
        let mut figure = figure(trace, SIZES[0], is_shown);
        figure.frame(row).rgba.to_vec()
    };
    let row = 260.0;
    assert!(picture(&late, false, row) == picture(&at_once, false, row));
    assert!(picture(&late, true, row) != picture(&at_once, true, row));
    // Two minutes after the price has stood still for as long, both know the same.
    let waiting = |trace: &Trace| {
        let figure = figure(trace, SIZES[0], true);
        let rows = (30..420).step_by(10).map(f64::from);
        let found = rows.filter_map(|y| figure.readout(260.0, y));
        found.map(|one| one.waiting_long).sum::<f64>()
    };
    assert!(waiting(&late) > waiting(&at_once));
}

/// At every size it says that it is a belief, names the flags as far as the playhead has come, and no two words touch.
#[test]
fn it_is_named_and_the_flags_tell_how_long_the_warning_was() {
    let late = {
        let mut scenario = fog(json!({ "share": 1, "assumedShare": 1, "error": 1 }));
        scenario["seed"] = json!(4);
        scenario
    };
    let cases = [
        (
            fog(json!({})),
            "no warning",
            ["alarm"].as_slice(),
            &["cascade"][..],
        ),
        (late, "", &[], &["alarm", "cascade"][..]),
    ];
    for (scenario, verdict, not, there) in cases {
        let trace = trace(&scenario);
        for theme in [Theme::dark(), Theme::light()] {
            for size in SIZES {
                for is_shown in [false, true] {
                    let mut figure = figure(&trace, size, is_shown);
                    figure.set_theme(&theme);
                    for share in [0.0, 0.15, 0.3, 1.0] {
                        let frame = figure.frame(share * last(&trace));
                        let said = words(&frame);
                        let count = |word: &str| said.iter().filter(|text| *text == word).count();
                        let title = PublicWords::default().title;
                        assert_eq!(count(&title) == 1, is_shown, "{size:?} {said:?}");
                        for (index, run) in frame.texts.iter().enumerate() {
                            for other in &frame.texts[index + 1..] {
                                let common = run.bounds().intersection(other.bounds());
                                assert!(common.is_empty(), "{size:?}: {run:?} {other:?}");
                            }
                        }
                        // In a small picture a word may have no room.
                        let is_end = share == 1.0 && size.0 > 500.0;
                        for word in there {
                            assert!(
                                count(word) == usize::from(is_end) || !is_end,
                                "{word} {said:?}"
                            );
                            assert!(share > 0.0 || count(word) == 0, "{word} {said:?}");
                        }
                        for word in not {
                            assert_eq!(count(word), 0, "{said:?}");
                        }
                        if is_end && !verdict.is_empty() {
                            assert_eq!(count(verdict), 1, "{size:?} {said:?}");
                        }
                    }
                }
            }
        }
    }
    // In time: the alarm comes first, and the depth that it brings keeps the price up; without those who act on it the cascade
    // follows 66 seconds later, as the summary says.
    let mut warned = clear();
    warned["populations"][1]["enabled"] = json!(false);
    let trace = trace(&warned);
    assert_eq!(trace.summary().alarm_lead_s, Some(66.0));
    let mut figure = figure(&trace, SIZES[0], false);
    let said = words(&figure.frame(last(&trace)));
    assert!(said.contains(&"66\u{a0}s warning".to_owned()), "{said:?}");
    // What the playhead has not come to is not told.
    let said = words(&figure.frame(200.0));
    assert!(
        said.contains(&"alarm".to_owned()) && !said.contains(&"cascade".to_owned()),
        "{said:?}"
    );
}

/// Playing and scrubbing paint what a fresh picture has, and a file holds the stripes and the words.
#[test]
fn parts_painted_anew_are_the_whole_and_files_have_it() {
    let trace = trace(&fog(json!({ "delayS": 60 })));
    let mut played = figure(&trace, SIZES[1], true);
    for row in [0.0, 150.0, 224.0, 226.5, 300.0, 229.0, 223.0, 1_200.0, 10.0] {
        let mut fresh = figure(&trace, SIZES[1], true);
        let (one, other) = (played.frame(row), fresh.frame(row));
        assert!(one.rgba == other.rgba, "row {row}");
    }
    let svg = played.svg(1_200.0, &["Through the fog".to_owned()]);
    for word in [
        "public view: estimated",
        "longs, as the public sees them",
        "no warning",
    ] {
        assert!(svg.contains(&format!(">{word}</text>")), "{word}");
    }
    let plain = figure(&trace, SIZES[1], false).svg(1_200.0, &[]);
    assert!(!plain.contains("public"));
    assert!(svg.matches("stroke-dasharray").count() > plain.matches("stroke-dasharray").count());
}

#[test]
#[ignore = "for the eye"]
fn write_pictures() {
    let mut warned = clear();
    warned["populations"][1]["enabled"] = json!(false);
    let mut late = fog(json!({ "share": 1, "assumedShare": 1, "error": 1 }));
    late["seed"] = json!(4);
    for (name, scenario) in [("fog", fog(json!({}))), ("warned", warned), ("late", late)] {
        let trace = trace(&scenario);
        for (theme, colours) in [("dark", Theme::dark()), ("light", Theme::light())] {
            for (size, number) in [((900.0, 400.0), 0), ((358.0, 320.0), 1)] {
                for is_shown in [false, true] {
                    let mut figure = figure(&trace, size, is_shown);
                    figure.set_theme(&colours);
                    for row in [120.0, 1_200.0] {
                        let file = format!("{name}-{theme}-{number}-{is_shown}-{row}.svg");
                        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
                        std::fs::write(path, figure.svg(row, &[])).expect("written");
                    }
                }
            }
        }
    }
}
