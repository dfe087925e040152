//! The shipped order book, walked: price and proceeds against sums in whole numbers, exact to the last cent.
//!
//! The file writes prices with two decimals and quantities with three, so that cents and thousandths are whole
//! numbers and `i128` sums of them have no error at all.
#![cfg(not(target_arch = "wasm32"))]

use liquidation_cascades::market::book::BookSide;
use liquidation_cascades::market::impact::{Exogenous, Impact, Law};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::presets;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::Path;

const NAME: &str = "orderbook_binanceusdm_BTCUSDT_2024-08-08_end_merged.json";

/// Hundredths of quote in a price.
const PRICE_UNITS: f64 = 100.0;
/// Thousandths of base in a quantity.
const QUANTITY_UNITS: f64 = 1_000.0;

/// Relative error that `n` additions and `n` products in doubles can make at most, for the largest side of the file
/// (4,962 levels), doubled for the division and product around them. What is seen is near 1e-14.
const TOLERANCE: f64 = 2.0 * 4_962.0 * f64::EPSILON;

struct Exact {
    /// Cents.
    price: i128,
    /// Thousandths of base in this level.
    quantity: i128,
    /// Thousandths of base up to and including this level.
    sold: i128,
    /// Cents times thousandths of base up to and including this level.
    notional: i128,
}

fn bytes() -> Vec<u8> {
    std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("www/data")
            .join(NAME),
    )
    .expect("the book ships")
}

/// A decimal text as a whole number of its smallest units.
fn scaled(text: &str, decimals: usize) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(
        fraction.len() <= decimals,
        "{text} has more than {decimals} decimals"
    );
    format!("{whole}{fraction:0<decimals$}")
        .parse()
        .expect("a decimal number")
}

fn exact(side: &str) -> Vec<Exact> {
    let json: Value = serde_json::from_slice(&bytes()).expect("the file is JSON");
    let (mut sold, mut notional) = (0, 0);
    let levels = json[side].as_array().expect("a side is a list");
    levels
        .iter()
        .map(|level| {
            let price = scaled(level[0].as_str().expect("prices are texts"), 2);
            let quantity = scaled(level[1].as_str().expect("quantities are texts"), 3);
            sold += quantity;
            notional += quantity * price;
            Exact {
                price,
                quantity,
                sold,
                notional,
            }
        })
        .collect()
}

#[allow(clippy::cast_precision_loss, reason = "sums stay below 2^53")]
fn base(units: i128) -> f64 {
    assert!(units < 1 << 53);
    units as f64 / QUANTITY_UNITS
}

#[allow(
    clippy::cast_precision_loss,
    reason = "rounds once, far inside the tolerance"
)]
fn quote(units: i128) -> f64 {
    units as f64 / (PRICE_UNITS * QUANTITY_UNITS)
}

#[allow(clippy::cast_precision_loss, reason = "prices stay below 2^53")]
fn price(units: i128) -> f64 {
    units as f64 / PRICE_UNITS
}

/// The market of the preset, as the engine gets it, with nothing behind the last level if `ends`.
fn market(ends: bool) -> Impact {
    let mut data = DataStore::default();
    data.register(NAME, &bytes())
        .expect("the book is well formed");
    let mut preset = presets::preset("real-book").expect("the preset exists");
    // The file as it is: presets may scale what is displayed to what is effective.
    preset["markets"][0]["impact"]["refill"] = 1.into();
    let beyond = if ends { "exhausted" } else { "lastDensity" };
    preset["markets"][0]["impact"]["beyond"] = beyond.into();
    let valid = build(&preset, &data).unwrap_or_else(|problems| panic!("{problems:?}"));
    valid.markets[0].impact.clone()
}

/// Both sides: name, direction of the walk, sign of a sale.
const SIDES: [(&str, f64); 2] = [("bids", 1.0), ("asks", -1.0)];

fn side<'a>(impact: &'a Impact, name: &str) -> &'a BookSide {
    let Law::Book { bids, asks } = &impact.law else {
        panic!("the preset has a book")
    };
    if name == "bids" { bids } else { asks }
}

#[track_caller]
fn assert_relative(actual: f64, expected: f64, tolerance: f64) {
    let error = (actual / expected - 1.0).abs();
    assert!(
        error <= tolerance,
        "{actual} is not {expected}: relative error {error:e}"
    );
}

#[test]
fn the_preset_names_the_file_that_ships() {
    let hash: String = Sha256::digest(bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let preset = presets::preset("real-book").expect("the preset exists");
    for side in ["bids", "asks"] {
        let data = &preset["markets"][0]["impact"][side]["data"];
        assert_eq!(
            (data["name"].as_str(), data["sha256"].as_str()),
            (Some(NAME), Some(hash.as_str())),
            "{side}"
        );
    }
}

/// Half of the smallest unit short of each cumulative sum is inside its level, whatever the last bits of sums do.
#[test]
fn selling_into_every_level_gives_the_exact_price_and_proceeds() {
    let impact = market(true);
    for (name, sign) in SIDES {
        let levels = exact(name);
        assert!(levels.len() > 4_000);
        for level in &levels {
            assert!(level.quantity > 0);
            let quantity = base(level.sold) - 0.5 / QUANTITY_UNITS;
            let fill = impact.fill(Exogenous::NONE, 0.0, sign * quantity);
            assert_eq!(fill.quantity, sign * quantity);
            assert_eq!(fill.end_price, price(level.price), "{name} at {quantity}");
            // Twice the sums are whole numbers again: half a unit at the price of the level is missing.
            let notional = quote(2 * level.notional - level.price) / 2.0;
            assert_relative(fill.average_price * quantity, notional, TOLERANCE);
        }
    }
}

/// The end of a level is where the running sum in doubles ends it; the exact sum lies within the rounding of that.
#[test]
fn selling_to_the_end_of_every_level_gives_its_price_and_the_running_sum() {
    let impact = market(true);
    for (name, sign) in SIDES {
        let (mut quantity, mut notional) = (0.0, 0.0);
        for (index, level) in exact(name).iter().enumerate() {
            quantity += base(level.quantity);
            notional += base(level.quantity) * price(level.price);
            let book = side(&impact, name);
            assert_eq!(
                book.cumulative_quantity[index + 1].to_bits(),
                quantity.to_bits(),
                "{name}[{index}]"
            );
            assert_eq!(
                book.cumulative_notional[index + 1].to_bits(),
                notional.to_bits(),
                "{name}[{index}]"
            );
            let fill = impact.fill(Exogenous::NONE, 0.0, sign * quantity);
            assert_eq!(
                fill.end_price.to_bits(),
                price(level.price).to_bits(),
                "{name}[{index}]"
            );
            // The walk adds its first and last level to the sum of those between: a handful of roundings.
            assert_relative(fill.average_price * quantity, notional, 8.0 * f64::EPSILON);
            assert_relative(quantity, base(level.sold), TOLERANCE);
            assert_relative(notional, quote(level.notional), TOLERANCE);
        }
    }
}

#[test]
fn pieces_of_an_order_get_what_the_whole_gets() {
    let impact = market(true);
    for (name, sign) in SIDES {
        let levels = exact(name);
        let last = levels.last().expect("the side has levels");
        // Pieces of all sizes, none of them a level: they end inside levels, and some span hundreds.
        let (mut sold, mut proceeds, mut piece) = (0.0, 0.0, 0.000_7);
        let total = side(&impact, name).total_quantity();
        while sold < total {
            let fill = impact.fill(Exogenous::NONE, sign * sold, sign * piece);
            assert!(fill.quantity.abs() <= piece);
            proceeds += fill.quantity.abs() * fill.average_price;
            sold += fill.quantity.abs();
            piece *= 1.07;
            if fill.quantity.abs() < piece / 2.0 {
                break;
            }
        }
        // Behind the last level nothing is left, and the price stays there.
        assert_relative(sold, base(last.sold), TOLERANCE);
        assert_relative(proceeds, quote(last.notional), TOLERANCE);
        let more = impact.fill(Exogenous::NONE, sign * total, sign);
        assert_eq!((more.quantity, more.end_price), (0.0, price(last.price)));
    }
}

#[test]
fn buying_back_what_was_sold_pays_what_was_received() {
    let impact = market(true);
    for quantity in [0.001, 1.5, 77.7, 1_234.567] {
        let sale = impact.fill(Exogenous::NONE, 0.0, quantity);
        let back = impact.fill(Exogenous::NONE, quantity, -quantity);
        assert_relative(back.average_price, sale.average_price, 4.0 * f64::EPSILON);
        assert_eq!(back.end_price, impact.start_price);
    }
}

/// Behind the last level the book goes on with its last density: the price is continuous there and falls on.
#[test]
fn behind_the_last_level_the_price_falls_without_a_jump() {
    let impact = market(false);
    let levels = exact("bids");
    let last = &levels[levels.len() - 1];
    let before = &levels[levels.len() - 2];
    let density = base(last.quantity) / (price(before.price) - price(last.price));
    let total = side(&impact, "bids").total_quantity();
    for beyond in [1e-6, 1.0, 50.0] {
        let fill = impact.fill(Exogenous::NONE, 0.0, total + beyond);
        assert_relative(fill.end_price, price(last.price) - beyond / density, 1e-12);
        let proceeds = quote(last.notional) + beyond * 0.5 * (price(last.price) + fill.end_price);
        assert_relative(fill.average_price * fill.quantity, proceeds, TOLERANCE);
    }
}

/// A fall that withdraws what it jumps over leaves the rest of the ladder where it stands.
#[test]
fn withdrawn_levels_are_skipped_and_the_rest_stays() {
    let impact = market(true);
    let levels = exact("bids");
    for ratio in [0.999, 0.97, 0.9] {
        let fallen = Exogenous {
            ratio,
            cancels: true,
        };
        let outside = impact.start_price * ratio;
        let first = levels.partition_point(|level| price(level.price) > outside);
        let gone = levels[first - 1].sold;
        for step in [0, 1, 17, 300] {
            let Some(level) = levels.get(first + step) else {
                continue;
            };
            let quantity = base(level.sold - gone) - 0.5 / QUANTITY_UNITS;
            let fill = impact.fill(fallen, 0.0, quantity);
            assert_eq!(fill.end_price, price(level.price), "{ratio} {step}");
            let notional =
                quote(2 * (level.notional - levels[first - 1].notional) - level.price) / 2.0;
            // The difference of two sums: their rounding weighs against what is left of them.
            let scale = quote(level.notional) / notional;
            assert_relative(fill.average_price * quantity, notional, TOLERANCE * scale);
        }
    }
}
