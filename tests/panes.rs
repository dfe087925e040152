//! Several markets in one figure: one below the other, on one time axis.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::trace;
use liquidation_cascades::render::panes::Panes;
use liquidation_cascades::render::raster::Rect;
use liquidation_cascades::render::stage::{Frame, Stage};
use liquidation_cascades::render::theme::Theme;
use liquidation_cascades::render::view::View;
use liquidation_cascades::scenario::presets::preset;
use liquidation_cascades::trace::Trace;
use serde_json::{Value, json};

/// Markets of different prices that are tied by accounts which hold a position in each.
fn scenario(count: usize, clock: &Value) -> Value {
    let ids: Vec<String> = (0..count)
        .map(|number| format!("market-{number}"))
        .collect();
    let price = |number: usize| 100.0 * 7.0_f64.powi(i32::try_from(number).unwrap_or(0));
    let markets = ids.iter().enumerate().map(|(number, id)| {
        json!({
            "id": id, "price": price(number),
            "impact": { "law": "logLinear", "depth": 2e6 / price(number) },
            "insuranceFund": 1000,
            "margin": { "mode": "cross", "maintenance": { "ratio": 0.01 } }
        })
    });
    let levels = ids.iter().enumerate().map(|(number, id)| {
        json!({
            "kind": "levels", "market": id, "side": if number % 2 == 0 { "long" } else { "short" },
            "from": price(number) * if number % 2 == 0 { 0.8 } else { 1.02 },
            "to": price(number) * if number % 2 == 0 { 0.98 } else { 1.2 },
            "quantity": 2e5 / price(number), "count": 200
        })
    });
    let accounts = (0..10).map(|number| json!({ "id": format!("a{number}"), "wallet": 1000.0 + 700.0 * f64::from(number) }));
    let positions = ids.iter().enumerate().map(|(number, id)| {
        let rows = (0..10).map(|row| {
            json!({
                "id": format!("{id}-{row}"), "account": format!("a{row}"), "side": "long",
                "quantity": 2e4 / price(number), "entryPrice": price(number)
            })
        });
        json!({ "kind": "positions", "market": id, "rows": rows.collect::<Vec<_>>() })
    });
    json!({
        "version": 1, "clock": clock,
        "markets": markets.collect::<Vec<_>>(),
        "accounts": accounts.collect::<Vec<_>>(),
        "populations": levels.chain(positions).collect::<Vec<_>>(),
        "shock": { "kind": "priceGap", "market": ids[0], "ratio": -0.08 }
    })
}

fn waves(count: usize) -> Trace {
    trace(&scenario(count, &json!({ "mode": "waves" })))
}

fn last(trace: &Trace) -> f64 {
    f64::from(u32::try_from(trace.rows() - 1).expect("few rows"))
}

fn figure(trace: &Trace, width: f64, height: f64) -> Panes {
    let mut figure = Panes::new();
    figure.resize(width, height, 1.0);
    figure.load(trace);
    figure
}

fn words(frame: &Frame<'_>) -> Vec<String> {
    frame.texts.iter().map(|run| run.text.clone()).collect()
}

/// One market is one stage, to the pixel.
#[test]
fn of_one_market_it_is_the_figure_that_it_was() {
    for name in ["the-match", "short-squeeze", "slow-motion"] {
        let trace = trace(&preset(name).expect("a preset"));
        let mut stage = Stage::new();
        stage.resize(640.0, 400.0, 1.0);
        stage.load(&trace);
        let mut figure = figure(&trace, 640.0, 400.0);
        for share in [0.0, 0.4, 1.0] {
            let playhead = share * last(&trace);
            let (one, other) = (stage.frame(playhead), figure.frame(playhead));
            assert!(one.rgba == other.rgba && one.texts == other.texts && one.dirty == other.dirty);
        }
        assert_eq!(stage.svg(3.0, &[]), figure.svg(3.0, &[]));
    }
}

/// What lies between both prices is not all forced where others trade; arbitrage ties the market without forced orders, too.
#[test]
fn the_dashed_line_is_the_outside_alone_where_others_trade() {
    for (name, is_shared) in [
        ("the-match", false),
        ("gamma-squeeze", true),
        ("stops-below", true),
    ] {
        let trace = trace(&preset(name).expect("a preset"));
        let mut figure = figure(&trace, 820.0, 600.0);
        let said = words(&figure.frame(last(&trace))).join("|");
        assert_eq!(said.contains("outside alone"), is_shared, "{name}: {said}");
        assert_eq!(said.contains("trading here"), is_shared, "{name}: {said}");
        let is_forced = said.contains("without forced") && said.contains("forced selling:");
        assert!(!(is_shared && is_forced), "{name}: {said}");
    }
    // Nobody is forced in the market that lends the others its depth; in theirs somebody is.
    let trace = trace(&preset("venue-that-holds").expect("a preset"));
    let mut figure = figure(&trace, 820.0, 600.0);
    let said = words(&figure.frame(last(&trace))).join("|");
    let count = |text: &str| said.matches(text).count();
    assert_eq!(count("without forced selling"), 2, "{said}");
    assert_eq!(count("from outside alone"), 1, "{said}");
}

#[test]
fn a_shared_index_is_a_dashed_line_in_the_row_of_every_market() {
    let theme = Theme::light();
    let ink = [theme.others.0, theme.others.1, theme.others.2, 255];
    let inked = |frame: &Frame<'_>| frame.rgba.chunks(4).filter(|pixel| *pixel == ink).count();
    for (width, height) in [(820.0, 600.0), (360.0, 420.0)] {
        let mut scenario = preset("two-venues").expect("a preset");
        let shared = trace(&scenario);
        let mut with = figure(&shared, width, height);
        with.set_theme(&theme);
        let frame = with.frame(last(&shared));
        let named = words(&frame)
            .into_iter()
            .filter(|word| word == "shared index");
        assert!(named.count() >= 1, "{width} x {height}");
        let drawn = inked(&frame);
        // The same markets, each by its own price.
        scenario["couplings"][0]["enabled"] = json!(false);
        let apart = trace(&scenario);
        let mut without = figure(&apart, width, height);
        without.set_theme(&theme);
        let frame = without.frame(last(&apart));
        assert!(words(&frame).iter().all(|word| word != "shared index"));
        assert!(drawn > inked(&frame) + 20, "{drawn} at {width} x {height}");
    }
}

#[test]
fn every_market_is_named_and_no_two_words_touch_at_any_size() {
    for (count, clock) in [
        (2, json!({ "mode": "waves" })),
        (3, json!({ "mode": "ticks", "tickS": 1, "durationS": 60 })),
        (8, json!({ "mode": "waves" })),
    ] {
        let trace = trace(&scenario(count, &clock));
        for (width, height) in [
            (320.0, 240.0),
            (360.0, 420.0),
            (820.0, 460.0),
            (1280.0, 900.0),
            (60.0, 900.0),
            (3000.0, 100.0),
        ] {
            let mut figure = figure(&trace, width, height);
            for share in [0.0, 0.5, 1.0] {
                let frame = figure.frame(share * last(&trace));
                assert!(frame.rgba.chunks(4).all(|pixel| pixel[3] == 255));
                let whole = Rect::new(0, 0, frame.width, frame.height);
                for (index, run) in frame.texts.iter().enumerate() {
                    let bounds = run.bounds();
                    assert_eq!(bounds.intersection(whole), bounds, "{run:?} sticks out");
                    for other in &frame.texts[..index] {
                        let shared = bounds.intersection(other.bounds());
                        assert!(
                            shared.is_empty(),
                            "{run:?} touches {other:?} at {width} x {height}"
                        );
                    }
                }
                if width >= 320.0 && height >= 240.0 {
                    let said = words(&frame);
                    assert!(said.iter().any(|word| word == "market-0"), "{said:?}");
                    // As many as have room, each with its last price.
                    if height >= 420.0 && count <= 3 {
                        for market in &trace.markets {
                            assert!(said.contains(&market.id), "{} {said:?}", market.id);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_moment_looks_the_same_whatever_was_drawn_before() {
    let trace = waves(3);
    let mut played = figure(&trace, 700.0, 480.0);
    for playhead in [0.0, 1.0, 1.4, 2.0, 2.9, 3.0, last(&trace), 2.2] {
        let mut fresh = figure(&trace, 700.0, 480.0);
        let (fresh, played) = (fresh.frame(playhead), played.frame(playhead));
        // Words lie over the pixels: both are the same.
        assert!(fresh.rgba == played.rgba, "pixels at {playhead}");
        assert_eq!(fresh.texts, played.texts, "{playhead}");
    }
}

#[test]
fn what_stands_under_the_pointer_is_of_the_market_there() {
    let trace = waves(3);
    let mut figure = figure(&trace, 820.0, 600.0);
    let at_end = last(&trace);
    let _ = figure.frame(at_end);
    let mut seen = Vec::new();
    for y in 0..60 {
        let Some(under) = figure.readout(640.0, 10.0 * f64::from(y)) else {
            continue;
        };
        let id = under.market.clone().expect("there are several");
        let market = trace.market(Some(&id)).expect("it is one of them");
        assert_eq!(under.price, market.last_price[under.row]);
        assert!(under.plot.top <= under.y_css && under.y_css <= under.plot.bottom);
        if seen.last() != Some(&id) {
            seen.push(id);
        }
    }
    assert_eq!(seen, ["market-0", "market-1", "market-2"]);
    let head = figure.readout_at(at_end).expect("a figure");
    assert_eq!(head.market.as_deref(), Some("market-0"));
}

#[test]
fn all_panes_show_the_same_time_and_each_its_own_prices() {
    let trace = waves(2);
    let mut figure = figure(&trace, 820.0, 600.0);
    let low = figure.readout(300.0, 400.0).expect("the lower pane");
    figure.zoom((300.0, 400.0), 3.0);
    assert!(!figure.is_whole());
    let View { x, y } = figure.view();
    assert_eq!(y, View::WHOLE.y, "the shocked market keeps its prices");
    assert!(x.1 - x.0 < 0.4, "{x:?}");
    let same = figure.readout(300.0, 400.0).expect("the lower pane");
    assert!((same.pointer_price / low.pointer_price - 1.0).abs() < 1e-9);
    figure.set_view(View::WHOLE);
    assert!(figure.is_whole());
}

#[test]
fn names_in_the_vector_file_are_unique() {
    let trace = waves(3);
    let svg = figure(&trace, 820.0, 600.0).svg(last(&trace), &["A title".to_owned()]);
    let mut ids: Vec<&str> = svg
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(count > 3 && ids.len() == count, "{ids:?}");
    for word in svg.split("url(#").skip(1) {
        let id = word.split(')').next().expect("an end");
        assert!(ids.contains(&id), "{id}");
    }
    assert_eq!(svg.matches("<svg").count(), 1);
}

/// The other run's line stands in the pane of the market of that name.
#[test]
fn a_comparison_is_by_market() {
    let trace = waves(2);
    let mut figure = figure(&trace, 820.0, 600.0);
    let alone = figure.frame(2.0).rgba.to_vec();
    let mut other = scenario(2, &json!({ "mode": "waves" }));
    other["markets"][1]["impact"]["depth"] = json!(10.0);
    figure.set_ghost(Some(&common::trace(&other)));
    let compared = figure.frame(2.0);
    assert!(compared.rgba != alone.as_slice());
    assert_eq!(
        words(&compared).iter().filter(|word| *word == "A").count(),
        2
    );
    figure.set_ghost(None);
    assert!(figure.frame(2.0).rgba == alone.as_slice());
}

/// For the eye: `cargo test --test panes -- --ignored`.
#[test]
#[ignore = "for the eye"]
fn write_pictures() {
    let folder = std::env::temp_dir().join("panes");
    std::fs::create_dir_all(&folder).expect("a folder");
    let seconds = json!({ "mode": "ticks", "tickS": 1, "durationS": 60 });
    for (count, clock) in [
        (2, json!({ "mode": "waves" })),
        (3, seconds),
        (8, json!({ "mode": "waves" })),
    ] {
        let trace = trace(&scenario(count, &clock));
        for (width, height) in [(820.0, 460.0), (360.0, 420.0)] {
            for (name, theme) in [("dark", Theme::dark()), ("light", Theme::light())] {
                let mut figure = figure(&trace, width, height);
                figure.set_theme(&theme);
                let svg = figure.svg(last(&trace), &[]);
                let file = folder.join(format!("{count}-{width}x{height}-{name}.svg"));
                std::fs::write(file, svg).expect("written");
            }
        }
    }
}

/// A tenth looks like a tenth in every market: what stands at the upper and the lower edge of each plot is the same share of where its price
/// began.
#[test]
fn several_markets_have_one_scale() {
    for name in ["four-rulebooks", "depeg", "spreads-the-fire", "two-venues"] {
        let trace = trace(&preset(name).expect("a preset"));
        let figure = figure(&trace, 900.0, 700.0);
        let mut edges: Vec<(String, [f64; 2])> = Vec::new();
        for step in 0..140 {
            let Some(found) = figure.readout(400.0, 5.0 * f64::from(step)) else {
                continue;
            };
            let market = found.market.clone().expect("several markets");
            if edges.iter().any(|(known, _)| *known == market) {
                continue;
            }
            let start = trace.market(Some(&market)).expect("it is there").last_price[0];
            let at = |y_css: f64| {
                let under = figure.readout(400.0, y_css).expect("inside the plot");
                assert_eq!(under.market.as_deref(), Some(&*market));
                under.pointer_price / start
            };
            // Half a pixel inside, as shares of heights that differ by a pixel.
            let ends = [at(found.plot.top + 0.5), at(found.plot.bottom - 0.5)];
            edges.push((market, ends));
        }
        assert!(edges.len() >= 2, "{name}: {edges:?}");
        let span = edges[0].1[0] - edges[0].1[1];
        for (market, ends) in &edges {
            for (end, other) in ends.iter().zip(edges[0].1) {
                assert!(
                    (end - other).abs() < 0.05 * span,
                    "{name} {market}: {edges:?}"
                );
            }
        }
    }
}
