//! The strip that shows debt by health, where a run has loans.
#![cfg(all(not(target_arch = "wasm32"), feature = "mechanisms"))]

mod common;

use common::trace;
use liquidation_cascades::render::colour::Rgb;
use liquidation_cascades::render::panes::Panes;
use liquidation_cascades::render::stage::Frame;
use liquidation_cascades::render::theme::{Labels, Theme};
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use serde_json::json;

const NAME: &str = "debt by health";

const OF_LOANS: [&str; 5] = [
    "knife-edge",
    "stuck-oracle",
    "black-thursday",
    "black-thursday-clip",
    "healthy-market",
];

fn named(name: &str) -> Trace {
    trace(&preset(name).expect("a preset"))
}

fn last(trace: &Trace) -> f64 {
    f64::from(u32::try_from(trace.rows() - 1).expect("few rows"))
}

fn figure(trace: &Trace, width: f64, height: f64, theme: &Theme) -> Panes {
    let mut figure = Panes::new();
    figure.resize(width, height, 1.0);
    figure.set_theme(theme);
    figure.show_health(NAME);
    figure.load(trace);
    figure
}

/// Where the bands lie in a picture of 900 x 500 pixels.
const BARS: (i32, i32) = (394, 476);

/// Pixels of a colour in each column below the plot of prices.
fn heights(frame: &Frame<'_>, colour: Rgb, from_y: i32) -> Vec<u32> {
    let (width, height) = (frame.width, frame.height);
    (0..width)
        .map(|x| {
            (from_y..height)
                .map(|y| {
                    let at = usize::try_from(4 * (y * width + x)).expect("inside");
                    let [r, g, b, _] = frame.rgba[at..at + 4] else {
                        unreachable!("four bytes a pixel")
                    };
                    u32::from(Rgb(r, g, b) == colour)
                })
                .sum()
        })
        .collect()
}

fn words(frame: &Frame<'_>) -> Vec<String> {
    frame.texts.iter().map(|run| run.text.clone()).collect()
}

/// Whoever looks at another run, or did not ask, sees what was traded.
#[test]
fn without_loans_or_a_name_the_figure_is_what_it_was() {
    for name in ["the-match", "gamma-squeeze", "knife-edge", "stuck-oracle"] {
        let trace = named(name);
        let has_loans = !trace.groups.is_empty();
        let mut plain = Panes::new();
        plain.resize(640.0, 480.0, 1.0);
        plain.load(&trace);
        let mut asked = figure(&trace, 640.0, 480.0, &Theme::dark());
        let end = last(&trace);
        let is_same = plain.frame(end).rgba == asked.frame(end).rgba;
        assert_eq!(is_same, !has_loans, "{name}");
        asked.show_health("");
        let (one, other) = (plain.frame(end), asked.frame(end));
        assert!(one.rgba == other.rgba && one.texts == other.texts, "{name}");
    }
}

/// At every size and in both themes it is named, every band has its name, and no two words touch.
#[test]
fn it_is_named_with_its_bands_at_any_size() {
    for name in OF_LOANS {
        let trace = named(name);
        for theme in [Theme::dark(), Theme::light()] {
            for (width, height) in [
                (1100.0, 480.0),
                (640.0, 400.0),
                (366.0, 420.0),
                (330.0, 420.0),
            ] {
                for share in [0.0, 0.5, 1.0] {
                    let mut figure = figure(&trace, width, height, &theme);
                    let frame = figure.frame(share * last(&trace));
                    let said = words(&frame);
                    for word in [NAME, "<1", "\u{2265}3"] {
                        let count = said.iter().filter(|text| *text == word).count();
                        assert_eq!(count, 1, "{name} {width}: {word} in {said:?}");
                    }
                    for (index, run) in frame.texts.iter().enumerate() {
                        for other in &frame.texts[index + 1..] {
                            let common = run.bounds().intersection(other.bounds());
                            assert!(common.is_empty(), "{name} {width}: {run:?} {other:?}");
                        }
                    }
                    let ends = said.iter().filter(|text| text.ends_with("1.35"));
                    assert_eq!(ends.count(), 1, "{name} {width}: {said:?}");
                }
            }
        }
    }
    let trace = named("knife-edge");
    let mut figure = figure(&trace, 640.0, 400.0, &Theme::dark());
    figure.set_labels(&Labels::from_json(&json!({ "decimal": "," })));
    let said = words(&figure.frame(0.0));
    assert!(said.iter().any(|text| text.ends_with("1,35")), "{said:?}");
}

/// It shows what the columns say, as far as the playhead has come, and as a file the same.
#[test]
fn it_follows_the_playhead_and_the_columns() {
    let trace = named("knife-edge");
    let theme = Theme::dark();
    let mut figure = figure(&trace, 900.0, 500.0, &theme);
    let end = last(&trace);
    let bands = [
        (theme.short, vec!["healthBelow105", "healthBelow110"]),
        (
            theme.short_heat.at(0.8),
            vec!["healthBelow120", "healthBelow135"],
        ),
        (
            theme.long_heat.at(0.6),
            vec!["healthBelow150", "healthBelow200"],
        ),
        (theme.long_heat.at(0.8), vec!["healthBelow300"]),
        (theme.long_heat.at(1.0), vec!["healthAbove300"]),
    ];
    let owed = |row: usize, names: &[&str]| -> f64 {
        let columns = trace
            .groups
            .iter()
            .flat_map(|group| names.iter().filter_map(|name| group.column(name)));
        columns.map(|column| column[row]).sum()
    };
    let all: Vec<&str> = bands
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .chain(["healthBelow090", "healthBelow095", "healthBelow100"])
        .collect();
    let full = (0..trace.rows())
        .map(|row| owed(row, &all))
        .fold(0.0, f64::max);
    let reach = |figure: &mut Panes, playhead: f64| {
        let frame = figure.frame(playhead);
        let drawn = bands
            .iter()
            .map(|(colour, _)| heights(&frame, *colour, BARS.0));
        let last = |heights: Vec<u32>| heights.iter().rposition(|&height| height > 0);
        drawn.filter_map(last).max().unwrap_or(0)
    };
    let places: Vec<usize> = [0.0, 0.3, 0.6, 1.0]
        .into_iter()
        .map(|share| reach(&mut figure, share * end))
        .collect();
    assert!(
        places.is_sorted() && places[0] + 300 < places[3],
        "{places:?}"
    );
    for (colour, names) in &bands {
        let drawn = heights(&figure.frame(end), *colour, BARS.0)[places[3]];
        let share = owed(trace.rows() - 1, names) / full;
        // But for edges and the seam.
        let off = share * f64::from(BARS.1 - BARS.0) - f64::from(drawn);
        assert!(off.abs() < 3.0, "{names:?}: {share} {drawn}");
    }
    let svg = figure.svg(end, &[]);
    for (colour, _) in &bands {
        assert!(svg.contains(&colour.css()), "{}", colour.css());
    }
    assert!(svg.contains(NAME) && svg.len() < 600_000, "{}", svg.len());
}

/// What is painted anew from picture to picture is what a fresh picture has.
#[test]
fn frame_by_frame_it_is_the_picture_at_once() {
    for name in ["knife-edge", "stuck-oracle"] {
        let trace = named(name);
        let mut played = figure(&trace, 500.0, 380.0, &Theme::light());
        for step in 0..=12 {
            let playhead = f64::from(step) / 12.0 * last(&trace);
            let mut fresh = figure(&trace, 500.0, 380.0, &Theme::light());
            assert!(
                played.frame(playhead).rgba == fresh.frame(playhead).rgba,
                "{name} {playhead}"
            );
        }
    }
}
