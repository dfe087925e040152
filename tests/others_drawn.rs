//! Those who trade and are not closed by force, in the figure: their orders that wait, what they traded, and where nothing of
//! that kind is no word of it.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::trace;
use liquidation_cascades::render::colour::Rgb;
use liquidation_cascades::render::panes::Panes;
use liquidation_cascades::render::theme::{Labels, Theme};
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

fn named(name: &str) -> Trace {
    trace(&preset(name).expect("a preset"))
}

fn figure(trace: &Trace, width: f64, theme: &Theme) -> Panes {
    let mut figure = Panes::new();
    figure.set_theme(theme);
    figure.resize(width, 460.0, 1.0);
    figure.load(trace);
    figure
}

/// The words of the last moment.
fn words(trace: &Trace, width: f64) -> Vec<String> {
    let mut figure = figure(trace, width, &Theme::dark());
    let frame = figure.frame(trace.rows() as f64);
    frame.texts.iter().map(|run| run.text.clone()).collect()
}

/// Pixels of about a colour in a part of the picture, row by row.
fn counted(
    figure: &mut Panes,
    playhead: f64,
    colour: Rgb,
    rows: std::ops::Range<i32>,
) -> Vec<usize> {
    let frame = figure.frame(playhead);
    let near = |one: u8, other: u8| one.abs_diff(other) < 30;
    let is_it = |pixel: &&[u8]| {
        near(pixel[0], colour.0) && near(pixel[1], colour.1) && near(pixel[2], colour.2)
    };
    let row = |y: i32| {
        let from = (y * frame.width) as usize * 4;
        let pixels = frame.rgba[from..from + frame.width as usize * 4].chunks(4);
        pixels.filter(is_it).count()
    };
    rows.map(row).collect()
}

/// Stop orders alone, in one place.
fn stops(by: &str) -> Value {
    json!({
        "version": 1,
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": 40e6 } }],
        "populations": [{
            "kind": "stops", "market": "perp", "side": "long", "quantity": 4e6, "count": 500, "trigger": by,
            "distance": { "law": "uniform", "from": 0.02, "to": 0.06 }
        }],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.03 }
    })
}

#[test]
fn bars_are_of_all_that_was_traded_and_say_so() {
    for width in [360.0, 900.0] {
        let squeeze = words(&named("gamma-squeeze"), width);
        assert!(squeeze.contains(&"not forced".into()), "{squeeze:?}");
        assert!(
            !squeeze.contains(&"forced".into()),
            "nobody was: {squeeze:?}"
        );
        assert!(!squeeze.iter().any(|text| text.starts_with("forced trades")));
        let both = words(&named("stops-below"), width);
        assert!(both.contains(&"forced".into()), "{both:?}");
        assert!(both.contains(&"not forced".into()), "{both:?}");
    }
    let forced = words(&named("the-match"), 900.0);
    assert!(forced.contains(&"forced trades per wave".into()));
    assert!(!forced.contains(&"not forced".into()));
    // The amount on their axis: there are bars.
    assert!(words(&named("gamma-squeeze"), 900.0).contains(&"$20M".into()));
}

/// A fall closes a long, and then a rise a short.
fn both_ways(long: f64, short: f64) -> Trace {
    let row = |side: &str, quantity: f64| json!({ "side": side, "quantity": quantity, "entryPrice": 100, "leverage": 12 });
    let mut rows = vec![row("long", long)];
    rows.extend((short > 0.0).then(|| row("short", short)));
    trace(&json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 400 },
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": 1e6 } }],
        "populations": [{ "kind": "positions", "market": "perp", "rows": rows }],
        "shock": { "kind": "path", "market": "perp", "points": [
            { "timeS": 0, "price": 100 }, { "timeS": 100, "price": 88 }, { "timeS": 250, "price": 125 }
        ] }
    }))
}

#[test]
fn where_both_sides_were_forced_the_words_take_neither() {
    for (long, short) in [(20e3, 60e3), (60e3, 20e3)] {
        let run = both_ways(long, short);
        let market = &run.markets[0];
        let closed = |amounts: &[f64]| amounts.iter().any(|&amount| amount > 0.0);
        assert!(closed(&market.long_liquidated_notional));
        assert!(closed(&market.short_liquidated_notional));
        let words = words(&run, 900.0);
        assert!(words.contains(&"without forced trades".into()), "{words:?}");
        let has = |part: &str| words.iter().any(|text| text.starts_with(part));
        assert!(!has("forced selling") && !has("forced buying"), "{words:?}");
    }
    let one = words(&both_ways(20e3, 0.0), 900.0);
    assert!(one.contains(&"without forced selling".into()), "{one:?}");
}

#[test]
fn cheap_prices_have_the_notation_of_words() {
    let mut scenario = preset("the-match").expect("a preset");
    scenario["markets"][0]["price"] = json!(1.2e-5);
    let words = words(&trace(&scenario), 900.0);
    assert!(
        words.iter().any(|text| text.starts_with("0.0000")),
        "{words:?}"
    );
    assert!(!words.iter().any(|text| text.contains("e-")), "{words:?}");
}

/// Words of other languages are longer: what cannot be read off the picture stays the longest.
#[test]
fn stripes_are_named_where_there_is_little_room() {
    let labels = Labels::from_json(&json!({
        "tradesPerWave": "Geschäfte je Welle", "forced": "erzwungen", "notForced": "nicht erzwungen"
    }));
    let run = named("stops-below");
    for width in [300.0, 340.0, 358.0, 390.0, 600.0] {
        let mut figure = figure(&run, width, &Theme::dark());
        figure.set_labels(&labels);
        let frame = figure.frame(run.rows() as f64);
        let words: Vec<&str> = frame.texts.iter().map(|run| run.text.as_str()).collect();
        assert!(words.contains(&"nicht erzwungen"), "{width}: {words:?}");
    }
}

#[test]
fn where_nothing_waits_nothing_is_said_of_bands() {
    let squeeze = named("gamma-squeeze");
    assert_eq!(figure(&squeeze, 900.0, &Theme::dark()).heat_full(), 0.0);
    assert!(!words(&squeeze, 900.0).contains(&"waiting".into()));
    for name in ["the-match", "stops-below"] {
        let trace = named(name);
        assert!(figure(&trace, 900.0, &Theme::dark()).heat_full() > 0.0);
        assert!(words(&trace, 900.0).contains(&"waiting".into()));
    }
    let alone = trace(&stops("last"));
    assert!(figure(&alone, 900.0, &Theme::dark()).heat_full() > 0.0);
    assert!(words(&alone, 900.0).contains(&"waiting".into()));
}

#[test]
fn orders_that_wait_are_dashed_bands_of_their_hue_until_the_price_has_been_there() {
    for theme in [Theme::dark(), Theme::light()] {
        for by in ["last", "mark"] {
            let run = trace(&stops(by));
            assert!(words(&run, 900.0).contains(&"stop orders".into()));
            let mut here = figure(&run, 900.0, &theme);
            let frame = here.frame(0.0);
            let (width, height) = (frame.width, frame.height);
            // A dash over the ground.
            let dash = theme.background.mixed(theme.kind(0), 225);
            let before = counted(&mut here, 0.0, dash, 0..height);
            let rows = before.iter().filter(|&&count| count > 100);
            assert!(rows.count() > 20, "bands of {by}: {before:?}");
            let gaps = before
                .iter()
                .all(|&count| count < (width as usize) * 9 / 10);
            assert!(gaps, "dashed, not solid");
            let after = counted(&mut here, run.rows() as f64, dash, 0..height);
            let lost: usize = before.iter().sum::<usize>() - after.iter().sum::<usize>();
            assert!(
                lost > before.iter().sum::<usize>() / 10,
                "eaten where the price was"
            );
            // Left out with the weak ones.
            here.set_cutoff(1.0);
            assert!(figure(&run, 900.0, &theme).heat_full() > 0.0);
        }
    }
    // A picture as a file has them, too.
    let run = trace(&stops("last"));
    let svg = figure(&run, 900.0, &Theme::light()).svg(0.0, &[]);
    let dashed = format!("stroke=\"{}\"", Theme::light().kind(0).css());
    assert!(svg.contains(&dashed), "no dashes of stop orders");
}

#[test]
fn other_kinds_would_have_other_hues_and_the_theme_may_be_short_of_them() {
    let theme = Theme::dark();
    let hues: Vec<Rgb> = (0..theme.kinds.len()).map(|hue| theme.kind(hue)).collect();
    for (index, hue) in hues.iter().enumerate() {
        assert!(!hues[..index].contains(hue));
        assert!(![theme.long, theme.short, theme.gap].contains(hue));
    }
    assert_eq!(theme.kind(theme.kinds.len()), theme.kind(0));
}

#[test]
fn the_shock_ends_where_the_outside_has_come_to_and_not_in_the_first_row() {
    let gap = named("the-match");
    assert_eq!(figure(&gap, 900.0, &Theme::dark()).shocked_row(), 1);
    let ramp = named("venue-that-holds");
    let row = figure(&ramp, 900.0, &Theme::dark()).shocked_row();
    assert!(
        (ramp.time_s[row] - 60.0).abs() < 1.0,
        "{}",
        ramp.time_s[row]
    );
    let market = ramp.market(None).expect("it has one");
    let outside = market.counterfactual_price[row] / 100.0 - 1.0;
    assert!((outside + 0.05).abs() < 1e-3, "{outside}");
}

/// Futures accounts and banks in one market.
fn alone(population: Value) -> Trace {
    trace(&json!({
        "version": 1,
        "markets": [{ "id": "perp", "price": 100, "impact": { "law": "logLinear", "depth": 40e6 } }],
        "populations": [population],
        "shock": { "kind": "priceGap", "market": "perp", "ratio": -0.05 }
    }))
}

#[test]
fn calls_of_futures_wait_as_bands_where_no_run_moves_them_and_banks_wait_nowhere() {
    let futures = |initial: &str| {
        alone(json!({
            "kind": "futures", "openInterest": 5e8, "count": 500, "longShare": 1,
            "triggers": { "from": 85, "to": 96 }, "initial": { "law": initial }
        }))
    };
    let said = words(&futures("ratio"), 900.0);
    assert!(said.contains(&"futures accounts".into()), "{said:?}");
    assert!(said.contains(&"forced trades per wave".into()), "{said:?}");
    let moving = futures("ewma");
    assert_eq!(figure(&moving, 900.0, &Theme::dark()).heat_full(), 0.0);
    assert!(!words(&moving, 900.0).contains(&"futures accounts".into()));
    let banks = alone(json!({
        "kind": "banks", "rule": { "law": "target" },
        "rows": [{ "equity": 1e8, "holdings": [{ "market": "perp", "value": 1e9 }] }]
    }));
    assert_eq!(figure(&banks, 900.0, &Theme::dark()).heat_full(), 0.0);
    let said = words(&banks, 900.0);
    assert!(said.contains(&"not forced".into()), "{said:?}");
    assert!(!said.contains(&"forced".into()), "{said:?}");
}
