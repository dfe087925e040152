//! An order book in ccxt's JSON shape.

use super::text::{LEVEL, MAX_ROWS, count, number as read_number, quote};
use crate::error::{ErrorCode, Problem, describe, show};
use serde_json::Value;

/// An order book, best price first, checked: prices in order, no level twice, not crossed.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBook {
    /// Buy orders `[price, quantity]`, prices falling.
    pub bids: Vec<[f64; 2]>,
    /// Sell orders `[price, quantity]`, prices rising.
    pub asks: Vec<[f64; 2]>,
}

impl OrderBook {
    /// Quote in the levels of a side within 1 % of the middle between best bid and best ask.
    #[must_use]
    pub fn displayed(&self, side: &[[f64; 2]]) -> f64 {
        let middle = 0.5 * (self.bids[0][0] + self.asks[0][0]);
        side.iter()
            .filter(|[price, _]| (price - middle).abs() <= 0.01 * middle)
            .map(|[price, quantity]| price * quantity)
            .sum()
    }

    /// Whether it keeps what the type promises: for a book that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let side = |levels: &[[f64; 2]], direction: f64| {
            let in_order = |pair: &[[f64; 2]]| (pair[1][0] - pair[0][0]) * direction > 0.0;
            let in_range = |level: &[f64; 2]| level.iter().all(|&number| LEVEL.contains(number));
            (1..=MAX_ROWS).contains(&levels.len())
                && levels.iter().all(in_range)
                && levels.windows(2).all(in_order)
        };
        side(&self.bids, -1.0) && side(&self.asks, 1.0) && self.bids[0][0] < self.asks[0][0]
    }
}

/// Reads `{ "bids": [[price, quantity], ...], "asks": [...] }`, numbers as numbers or as text, further entries of a
/// level and further keys ignored.
pub(super) fn parse(json: &Value) -> Result<OrderBook, Problem> {
    let bids = parse_side(json, "bids", -1.0)?;
    let asks = parse_side(json, "asks", 1.0)?;
    if bids[0][0] >= asks[0][0] {
        let (bid, ask) = (show(bids[0][0]), show(asks[0][0]));
        let message = format!(
            "bids[0]: the book is crossed: the best bid is {bid}; expected a price below the best ask {ask}"
        );
        return Err(Problem::new(ErrorCode::Inconsistent, "bids[0]", message).with_value(bid));
    }
    Ok(OrderBook { bids, asks })
}

fn parse_side(json: &Value, side: &str, direction: f64) -> Result<Vec<[f64; 2]>, Problem> {
    let Some(levels) = json.get(side).and_then(Value::as_array) else {
        let message = format!(
            "taken for an order book, but \"{side}\" is missing; expected a list of [price, quantity]"
        );
        return Err(Problem::new(ErrorCode::MissingField, side, message));
    };
    if levels.len() > MAX_ROWS {
        let message = format!(
            "\"{side}\" has {} levels; at most {} are read",
            count(levels.len()),
            count(MAX_ROWS)
        );
        return Err(Problem::new(ErrorCode::OutOfRange, side, message));
    }
    let mut parsed: Vec<[f64; 2]> = Vec::with_capacity(levels.len());
    // Also of levels that have gone: the order holds for every row of the file.
    let mut last: Option<f64> = None;
    for (index, level) in levels.iter().enumerate() {
        let path = format!("{side}[{index}]");
        let number = |place: usize, what: &str| -> Result<f64, Problem> {
            let entry = level.get(place).unwrap_or(&Value::Null);
            let number = entry
                .as_f64()
                .or_else(|| read_number(entry.as_str()?.trim_ascii()));
            match number {
                Some(number) if LEVEL.contains(number) || number == 0.0 && place == 1 => Ok(number),
                Some(_) => {
                    let value = entry.as_str().map_or_else(|| describe(entry), quote);
                    let message = format!(
                        "{path}: the {what} is {value}; expected a number {}",
                        LEVEL.words()
                    );
                    Err(Problem::new(ErrorCode::OutOfRange, &path, message).with_value(value))
                }
                None => {
                    let message =
                        format!("{path} is {}; expected [price, quantity]", describe(level));
                    Err(Problem::new(ErrorCode::WrongType, &path, message)
                        .with_value(describe(level)))
                }
            }
        };
        let (price, quantity) = (number(0, "price")?, number(1, "quantity")?);
        if let Some(last) = last
            && (price - last) * direction <= 0.0
        {
            let fault = if price == last {
                "stands there twice"
            } else {
                "is out of order"
            };
            let order = if direction < 0.0 { "below" } else { "above" };
            let message = format!(
                "{path}: the price {} {fault}; expected one {order} {}",
                show(price),
                show(last)
            );
            return Err(
                Problem::new(ErrorCode::Inconsistent, &path, message).with_value(show(price))
            );
        }
        last = Some(price);
        // A quantity of 0 is how feeds say that a level has gone.
        if quantity > 0.0 {
            parsed.push([price, quantity]);
        }
    }
    if parsed.is_empty() {
        let message = format!("\"{side}\" has no orders; expected at least one [price, quantity]");
        return Err(Problem::new(ErrorCode::OutOfRange, side, message));
    }
    Ok(parsed)
}
