//! An order book: JSON of ccxt and of venues, or a table.

use super::coins::markets_of;
use super::figures::{dressed, is_nothing};
use super::how::{How, RemarkKind, Remarks, ask};
use super::languages::in_english;
use super::names::{SYMBOLS, bare_letter, plain};
use super::path::{TIMES, one_symbol};
use super::sheet::{Cell, Column, Sheet, no_rows};
use super::text::{
    LEVEL, MAX_ROWS, count, has_one, malformed, number as read_number, quote, range, small,
};
use super::unit_columns::{Of, currency_column, one_currency, united, with_unit};
use super::units::{Measure, headed, measure, names_contracts, times_of, unit};
use crate::error::{ErrorCode, Problem, show};
use crate::sort::sort_by;
use serde_json::{Map, Value};

/// Names of price and amount in levels that are objects.
const PRICES: [&str; 9] = [
    "price",
    "px",
    "p",
    "rate",
    "limit_price",
    "limitPrice",
    "Price",
    "price_level",
    "P",
];
const AMOUNTS: [&str; 15] = [
    "amount",
    "size",
    "sz",
    "qty",
    "quantity",
    "q",
    "s",
    "v",
    "volume",
    "vol",
    "Quantity",
    "Amount",
    "contracts",
    "new_quantity",
    "Q",
];

/// Columns of a table with a level in each row.
const SIDES: [&str; 23] = [
    "side",
    "type",
    "direction",
    "bidask",
    "seite",
    "richtung",
    "sens",
    "cote",
    "lado",
    "direzione",
    "buysell",
    "geldbrief",
    "kaufverkauf",
    "art",
    "typ",
    "isbid",
    "isask",
    "isbuy",
    "issell",
    "isbuyer",
    "orderside",
    "tipo",
    "booktype",
];
const TABLE_PRICES: [&str; 15] = [
    "price",
    "px",
    "rate",
    "preis",
    "kurs",
    "limit",
    "limitprice",
    "orderprice",
    "level",
    "pricelevel",
    "prix",
    "precio",
    "prezzo",
    "preco",
    "cours",
];
const TABLE_AMOUNTS: [&str; 24] = [
    "stuck",
    "stuckzahl",
    "anzahl",
    "volumen",
    "gro\u{df}e",
    "grosse",
    "lots",
    "shares",
    "taille",
    "tamano",
    "amount",
    "size",
    "quantity",
    "qty",
    "sz",
    "volume",
    "vol",
    "menge",
    "contracts",
    "newquantity",
    "quantite",
    "cantidad",
    "quantita",
    "quantidade",
];

/// Amounts in quote, by their names.
const TABLE_NOTIONALS: [&str; 17] = [
    "sizeusd",
    "sizeusdt",
    "amountusd",
    "amountusdt",
    "quantityusd",
    "volumeusd",
    "quoteqty",
    "quotesize",
    "quoteamount",
    "quotequantity",
    "quotevolume",
    "notional",
    "notionalvalue",
    "value",
    "wert",
    "valeur",
    "betrag",
];

/// Words for the two sides in the names of columns: `bid_price`, `Geldkurs`, `Verkauf Menge`.
const SIDE_WORDS: [(&str, [&str; 12]); 2] = [
    (
        "bids",
        [
            "bids", "bid", "geld", "buys", "buy", "kauf", "achat", "compra", "denaro", "acquisto",
            "demande", "koop",
        ],
    ),
    (
        "asks",
        [
            "asks", "ask", "offers", "offer", "brief", "sells", "sell", "verkauf", "vente",
            "venta", "lettera", "venda",
        ],
    ),
];

/// The names of levels without names that have the side in the sign of the amount.
const SIGNED: &str = "price, count, amount";
/// The same of orders one by one, as Bitfinex's raw books have them.
const SIGNED_ORDERS: &str = "order, price, amount";
/// Numbers of orders are far above all prices.
const LEAST_ORDER: f64 = 1e9;

/// Amounts that may be nothing: so feeds say that a level has gone.
const AMOUNT: crate::scenario::schema::Range = range(0.0, 1e15);

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

/// Levels as they stand in a file: price, amount, and where.
struct Levels {
    side: &'static str,
    /// -1: best is highest.
    direction: f64,
    levels: Vec<[f64; 2]>,
}

impl Levels {
    fn new(side: &'static str) -> Self {
        Self {
            side,
            direction: if side == "bids" { -1.0 } else { 1.0 },
            levels: Vec::new(),
        }
    }

    /// Best first, each price once, nothing without an amount.
    fn finish(mut self, how: &How, remarks: &mut Remarks) -> Result<Vec<[f64; 2]>, Problem> {
        let side = self.side;
        if self.levels.len() > MAX_ROWS {
            let message = format!(
                "\"{side}\" has {} levels; at most {} are read",
                count(self.levels.len()),
                count(MAX_ROWS)
            );
            return Err(Problem::new(ErrorCode::OutOfRange, side, message));
        }
        let before = self.levels.len();
        self.levels.retain(|level| level[1] > 0.0);
        if self.levels.len() < before {
            remarks.say(RemarkKind::Zero, before - self.levels.len(), "");
        }
        let direction = self.direction;
        let is_out = |pair: &[[f64; 2]]| (pair[1][0] - pair[0][0]) * direction < 0.0;
        let moved = self.levels.windows(2).filter(|pair| is_out(pair)).count();
        if moved > 0 {
            remarks.say(RemarkKind::Sorted, moved, "");
            sort_by(&mut self.levels, &|a, b| {
                (a[0] * direction).total_cmp(&(b[0] * direction))
            });
        }
        let size = how.contract_size.unwrap_or(1.0);
        let mut levels: Vec<[f64; 2]> = Vec::with_capacity(self.levels.len());
        let mut added = 0;
        for [price, amount] in self.levels {
            match levels.last_mut() {
                Some(last) if last[0] == price => {
                    added += 1;
                    last[1] += amount * size;
                }
                _ => levels.push([price, amount * size]),
            }
        }
        if added > 0 {
            remarks.say(RemarkKind::Added, added, "");
        }
        if let Some(level) = levels.iter().find(|level| !LEVEL.contains(level[1])) {
            let message = format!(
                "\"{side}\" has {} at the price {}; expected a number {}",
                show(level[1]),
                show(level[0]),
                LEVEL.words()
            );
            return Err(Problem::new(ErrorCode::OutOfRange, side, message));
        }
        if levels.is_empty() {
            let message =
                format!("\"{side}\" has no orders; expected at least one [price, quantity]");
            return Err(Problem::new(ErrorCode::OutOfRange, side, message));
        }
        Ok(levels)
    }
}

fn book(
    bids: Levels,
    asks: Levels,
    how: &How,
    remarks: &mut Remarks,
) -> Result<OrderBook, Problem> {
    let (bids, asks) = (bids.finish(how, remarks)?, asks.finish(how, remarks)?);
    if let Some(size) = how.contract_size {
        remarks.say(
            RemarkKind::ContractSize,
            bids.len() + asks.len(),
            &crate::decimal::plain(size),
        );
    }
    let (bid, ask) = (bids[0][0], asks[0][0]);
    if bid >= ask {
        let (fault, expected) = if bid == ask {
            (
                "locked",
                "no orders on both sides at one price: the market has not traded them yet",
            )
        } else {
            ("crossed", "one below the best ask")
        };
        let message = format!(
            "bids: the book is {fault}: the best bid is {} and the best ask {}; expected {expected}",
            show(bid),
            show(ask)
        );
        return Err(Problem::new(ErrorCode::Inconsistent, "bids", message).with_value(show(bid)));
    }
    Ok(OrderBook { bids, asks })
}

/// The two sides of a book in an object, under the names that venues give them, bids first.
pub(super) fn sides_of(json: &Value) -> Option<[&Value; 2]> {
    let list = |name: &str| json.get(name).filter(|side| side.is_array());
    for [bids, asks] in [
        ["bids", "asks"],
        ["b", "a"],
        ["bid", "ask"],
        ["buy", "sell"],
        ["Bids", "Asks"],
        // Kraken's first feed.
        ["bs", "as"],
    ] {
        let (bids, asks) = (list(bids), list(asks));
        if let (Some(bids), Some(asks)) = (bids, asks)
            && [bids, asks].iter().all(|side| is_side(side))
        {
            return Some([bids, asks]);
        }
    }
    // Hyperliquid: bids and asks one after the other.
    match json
        .get("levels")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([bids, asks]) if is_side(bids) && is_side(asks) => Some([bids, asks]),
        _ => None,
    }
}

/// A book whose sides are amounts by price, as the lists that others have.
pub(super) fn of_prices(fields: &Map<String, Value>) -> Option<Value> {
    let listed = |name: &str| -> Option<Value> {
        let side = fields.get(name)?.as_object()?;
        let level = |(price, amount): (&String, &Value)| {
            dressed(price, '.')?;
            let is_amount = amount.is_number() || amount.is_string();
            is_amount.then(|| Value::Array(vec![price.as_str().into(), amount.clone()]))
        };
        side.iter()
            .map(level)
            .collect::<Option<Vec<_>>>()
            .map(Value::Array)
    };
    let (bids, asks) = (listed("bids")?, listed("asks")?);
    let mut book = fields.clone();
    book.insert("bids".to_owned(), bids);
    book.insert("asks".to_owned(), asks);
    Some(Value::Object(book))
}

/// Whether a value is a book, or has one in what it packs.
pub(super) fn is_in(json: &Value, depth: usize) -> bool {
    if sides_of(json).is_some() {
        return true;
    }
    let is_here = |value: &Value| is_in(value, depth + 1);
    depth < 3
        && match json {
            Value::Object(fields) => fields.values().any(is_here),
            Value::Array(items) => items.first().is_some_and(is_here),
            _ => false,
        }
}

/// Whether a message of a feed has only what changed.
pub(super) fn is_change(json: &Value) -> bool {
    ["action", "type", "e", "event"].iter().any(|name| {
        let word = json.get(*name).and_then(Value::as_str);
        matches!(
            word,
            Some("update" | "delta" | "change" | "depthUpdate" | "l2update")
        )
    })
}

/// Whether a message of a feed that has a book in it has only what changed of it. Two venues call what is whole so, too.
pub(super) fn is_change_alone(json: &Value) -> bool {
    if !is_change(json) || !is_in(json, 0) {
        return false;
    }
    // Gate's book of some levels; its changes come by the channel `order_book_update`.
    let channel = json.get("channel").and_then(Value::as_str);
    if channel.is_some_and(|channel| channel.ends_with(".order_book")) {
        return false;
    }
    // The best 5, 10 or 20 levels of Binance's futures have the name of its changes.
    let is_best = json.get("pu").is_some()
        && sides_of(json).is_some_and(|[bids, asks]| {
            let levels = |side: &Value| side.as_array().map_or(0, Vec::len);
            levels(bids) == levels(asks) && matches!(levels(bids), 5 | 10 | 20)
        });
    !is_best
}

/// Whether a book has prices and amounts in whole numbers of a scale that only the venue's list of products tells, as
/// Phemex has it: all numbers whole, the sides packed as `book` beside a `sequence`.
pub(super) fn is_scaled(json: &Value) -> bool {
    let Some(sides) = json.get("book").and_then(sides_of) else {
        return false;
    };
    let is_whole = |level: &Value| {
        level.as_array().is_some_and(|pair| {
            pair.iter()
                .all(|number| number.as_f64().is_some_and(|number| number % 1.0 == 0.0))
        })
    };
    json.get("sequence").is_some()
        && sides.iter().all(|side| {
            side.as_array()
                .is_some_and(|levels| levels.iter().all(is_whole))
        })
}

/// When a book was so, by its own time or by that of the message around it: only to be compared in one file.
pub(super) fn time_of(json: &Value) -> Option<f64> {
    const NAMES: [&str; 12] = [
        "timestamp",
        "ts",
        "time",
        "T",
        "E",
        "t",
        "datetime",
        "date",
        "lastUpdateId",
        "u",
        "nonce",
        "seq",
    ];
    let number = |value: &Value| {
        let text = value.as_str();
        value
            .as_f64()
            .or_else(|| text.and_then(read_number))
            .or_else(|| {
                // 2024-01-02T00:00:00.000Z: its digits in their order.
                let text = text?;
                let is_date = text.len() >= 19 && text.as_bytes().get(4) == Some(&b'-');
                let digits: String = text.chars().filter(char::is_ascii_digit).take(17).collect();
                is_date.then(|| read_number(&format!("{digits:0<17}")))?
            })
    };
    NAMES
        .iter()
        .find_map(|name| number(json.get(*name)?))
        .or_else(|| match json.get("data").or_else(|| json.get("result"))? {
            Value::Array(items) => time_of(items.first()?),
            inner => time_of(inner),
        })
}

/// Whether a list without names is a book with the side in the sign of the amount, as Bitfinex has it: price, count,
/// amount. It has names then.
pub(super) fn is_signed(sheet: &mut Sheet) -> bool {
    let is_level = |row: usize| {
        sheet.width(row) == 3
            && matches!(
                [sheet.at(row, 0), sheet.at(row, 1), sheet.at(row, 2)],
                [Cell::Number(price), Cell::Number(count), Cell::Number(_)]
                    if price > 0.0 && count >= 1.0 && count % 1.0 == 0.0
            )
    };
    let is_below = |row: usize| matches!(sheet.at(row, 2), Cell::Number(amount) if amount < 0.0);
    let rows = sheet.rows();
    let below = (0..rows).filter(|&row| is_below(row)).count();
    if below == 0 || below == rows {
        return false;
    }
    // Orders have their own number in front: then what is second is the price, lower where somebody buys.
    let order = |row: usize| match [sheet.at(row, 0), sheet.at(row, 1), sheet.at(row, 2)] {
        [Cell::Number(order), Cell::Number(price), Cell::Number(_)]
            if sheet.width(row) == 3
                && order >= LEAST_ORDER
                && order % 1.0 == 0.0
                && price > 0.0 =>
        {
            Some(price)
        }
        _ => None,
    };
    let prices: Option<Vec<(bool, f64)>> = (0..rows)
        .map(|row| Some((is_below(row), order(row)?)))
        .collect();
    if let Some(prices) = prices {
        let of = |wanted: bool| {
            let side = prices.iter().filter(move |(is_ask, _)| *is_ask == wanted);
            side.map(|(_, price)| *price)
        };
        if of(false).fold(0.0, f64::max) < of(true).fold(f64::INFINITY, f64::min) {
            sheet.name_columns(0, &["order", "price", "amount"]);
            debug_assert_eq!(sheet.given_names, SIGNED_ORDERS);
            return true;
        }
    }
    if !(0..rows).all(is_level) {
        return false;
    }
    sheet.name_columns(0, &["price", "count", "amount"]);
    debug_assert_eq!(sheet.given_names, SIGNED);
    true
}

/// The name of the amount in a level that is an object: one that venues have, or one with a unit, such as `size_usd`.
fn amount_of(fields: &Map<String, Value>) -> Option<&str> {
    let known = AMOUNTS.iter().find(|name| fields.contains_key(**name));
    known.copied().or_else(|| {
        fields.keys().map(String::as_str).find(|name| {
            let headed = headed(name);
            let word = plain(&headed);
            headed.len() != name.len() && TABLE_AMOUNTS.contains(&word.as_str())
                || TABLE_NOTIONALS.contains(&word.as_str())
        })
    })
}

/// What the amounts of levels that are objects count, by their name.
fn counted_by_name(side: &Value) -> Option<Amounts> {
    let name = headed(amount_of(side.get(0)?.as_object()?)?);
    let unit = unit(&name);
    let times = times_of(&unit).unwrap_or(1.0);
    match measure(&unit) {
        Some(Measure::Money) => Some(Amounts::Quote(times)),
        Some(Measure::Contracts) => Some(Amounts::Contracts),
        Some(Measure::Coins) => Some(Amounts::Base),
        None if TABLE_NOTIONALS.contains(&plain(&name).as_str()) => Some(Amounts::Quote(times)),
        None => None,
    }
}

/// The field beside the sides that has one of these names, however it is written.
fn beside<'a>(whole: &'a Value, names: &[&str]) -> Option<&'a Value> {
    let mut fields = whole.as_object()?.iter();
    let found = fields.find(|(name, _)| names.contains(&plain(name).as_str()));
    found.map(|(_, value)| value)
}

/// The same by a field beside the sides that says the unit of the amounts.
fn counted_by_unit(whole: &Value) -> Option<Amounts> {
    let names = [
        "unit",
        "amountunit",
        "sizeunit",
        "quantityunit",
        "qtyunit",
        "amountcurrency",
        "sizecurrency",
        "sizeccy",
        "units",
    ];
    let value = beside(whole, &names)?;
    let unit = value.as_str()?.trim().to_ascii_uppercase();
    match measure(&unit)? {
        Measure::Money => Some(Amounts::Quote(times_of(&unit).unwrap_or(1.0))),
        Measure::Contracts => Some(Amounts::Contracts),
        Measure::Coins => Some(Amounts::Base),
    }
}

/// The size of one contract by a field beside the sides, as ccxt and venues call it in their lists of markets.
fn contract_beside(whole: &Value) -> Option<f64> {
    let names = [
        "contractsize",
        "ctval",
        "contractvalue",
        "contractmultiplier",
        "multiplier",
        "quantomultiplier",
    ];
    let value = beside(whole, &names)?;
    let size = value
        .as_f64()
        .or_else(|| read_number(value.as_str()?.trim()))?;
    (size > 0.0 && size <= 1e15).then_some(size)
}

/// Whether it looks like levels, or has none.
fn is_side(side: &Value) -> bool {
    let Some(levels) = side.as_array() else {
        return false;
    };
    levels.first().is_none_or(|level| match level {
        Value::Array(entries) => entries.len() >= 2,
        Value::Object(fields) => {
            PRICES.iter().any(|name| fields.contains_key(*name)) && amount_of(fields).is_some()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    })
}

/// Reads levels as lists `[price, amount, ...]` or as objects, numbers as numbers or as text; what else they hold is
/// ignored.
pub(super) fn parse(
    [bids, asks]: [&Value; 2],
    whole: &Value,
    symbol: &str,
    how: &How,
    remarks: &mut Remarks,
) -> Result<OrderBook, Problem> {
    let mut levels = [side(bids, "bids", remarks)?, side(asks, "asks", remarks)?];
    let mut how = how.clone();
    if how.contract_size.is_none() {
        let named = counted_by_name(bids).or_else(|| counted_by_name(asks));
        let named = named.or_else(|| counted_by_unit(whole));
        // Beside the sides stands what one contract is: base, or quote where it is settled in base.
        let told = match (named, contract_beside(whole)) {
            (Some(Amounts::Contracts), Some(size)) => Err(size),
            (Some(named), _) => Ok(named),
            (None, Some(worth)) if is_settled_in_base(symbol) => Ok(Amounts::Quote(worth)),
            (None, None) if is_settled_in_base(symbol) => Ok(worth_of_contract(symbol, &how)?),
            (None, beside) => match (amounts_of(whole, symbol, bids), beside) {
                (Amounts::Quote(_), Some(worth)) => Ok(Amounts::Quote(worth)),
                (_, Some(size)) => Err(size),
                (known, None) => Ok(known),
            },
        };
        match told {
            Ok(Amounts::Base) => {}
            Ok(Amounts::Contracts) => remarks.add(RemarkKind::Contracts),
            Ok(Amounts::Quote(worth)) => in_base(&mut levels, worth, remarks),
            Err(size) => how.contract_size = Some(size),
        }
    }
    let [bids, asks] = levels;
    book(bids, asks, &how, remarks)
}

/// What a venue's amounts count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Amounts {
    Base,
    /// Of a size that the file does not tell.
    Contracts,
    /// So much quote each.
    Quote(f64),
}

/// The name of what a book is of; empty where it says none.
pub(super) fn name_of(json: &Value) -> String {
    let places = [json, &json["arg"], &json["meta"], &json["params"]];
    let names = [
        "instrument_name",
        "contract_code",
        "instId",
        "symbol",
        "s",
        "pair",
        "contract",
        "coin",
        "product_id",
        "market",
        "asset",
    ];
    let mut all = places
        .iter()
        .flat_map(|place| names.iter().map(|name| place.get(*name)));
    let name = all.find_map(|name| name?.as_str()).or_else(|| {
        // market.BTC-USDT.depth.step0, /spotMarket/level2Depth50:BTC-USDT
        let channel = ["ch", "topic"]
            .iter()
            .find_map(|name| json.get(*name)?.as_str())?;
        let mut parts = channel
            .rsplit_once(':')
            .map_or(channel, |(_, symbol)| symbol)
            .split('.');
        let first = parts.next()?;
        if first == "market" {
            parts.next()
        } else if channel.contains(':') {
            Some(first)
        } else {
            parts.next_back()
        }
    });
    name.unwrap_or_default().to_owned()
}

/// Whether a symbol is that of a contract that is settled in its base, as ccxt writes it: `BTC/USD:BTC`, and
/// `BTC/USD:BTC-240628` with a date. Options count coins.
pub(super) fn is_settled_in_base(symbol: &str) -> bool {
    let parts = symbol.split_once(':').and_then(|(pair, settled)| {
        let (base, _) = pair.split_once('/')?;
        Some((base, settled))
    });
    let Some((base, settled)) = parts else {
        return false;
    };
    let mut settled = settled.split('-');
    settled
        .next()
        .is_some_and(|coin| coin.eq_ignore_ascii_case(base))
        && settled.count() < 2
}

/// What one contract of such a symbol is worth: venues have 1, 10 and 100, and nothing in a book says which.
fn worth_of_contract(symbol: &str, how: &How) -> Result<Amounts, Problem> {
    how.contract_value.map(Amounts::Quote).ok_or_else(|| {
        let message = format!(
            "the amounts of {} are contracts of quote, and nothing in the file says how much one is worth",
            quote(symbol)
        );
        ask("contractValue", &["1", "10", "100"], &message)
    })
}

/// What the amounts of a symbol count where a venue is known to count contracts.
fn contracts_of(symbol: &str) -> Amounts {
    let symbol = symbol.to_ascii_uppercase();
    match amounts_of_symbol(&symbol, false) {
        // HTX: BTC-USD, as Binance and OKX have it.
        Amounts::Base if symbol.ends_with("-USD") => {
            amounts_of_symbol(&format!("{symbol}-SWAP"), false)
        }
        // Gate: a dollar each.
        Amounts::Base if symbol.ends_with("_USD") => Amounts::Quote(1.0),
        Amounts::Base => Amounts::Contracts,
        known => known,
    }
}

/// A swap or future by the name that ccxt gives it, settled in what it is priced in: which venue it is of it does not say, and
/// some count contracts.
fn is_linear_swap(symbol: &str) -> bool {
    let pair = symbol.split_once(':');
    pair.is_some_and(|(pair, settled)| {
        let quote = pair.split_once('/').map(|(_, quote)| quote);
        let settled = settled.split('-').next();
        quote.is_some() && quote == settled
    })
}

/// Whether a venue counts contracts, by the names that collections of market data give to it and to what it trades there.
fn counts_contracts(exchange: &str) -> bool {
    let exchange = small(exchange);
    let has = |words: &[&str]| words.iter().any(|word| exchange.contains(word));
    let is_venue = has(&["huobi", "htx", "okex", "okx", "gate", "mexc", "kucoin"]);
    exchange == "bitmex"
        || is_venue
            && has(&[
                "swap", "future", "-dm", "_dm", "perp", "delivery", "contract",
            ])
}

/// What the amounts of a symbol count by the names that venues give it; Bitstamp and others trade BTCUSD in coins.
pub(super) fn amounts_of_symbol(symbol: &str, is_derivative: bool) -> Amounts {
    let symbol = symbol.to_ascii_uppercase();
    // Binance: 100 USD a contract for bitcoin, 10 for all others.
    if symbol.contains("USD_") {
        return Amounts::Quote(if symbol.starts_with("BTC") {
            100.0
        } else {
            10.0
        });
    }
    // Kraken's inverse futures are perpetual or fixed; BitMEX and KuCoin count dollars, too.
    let is_dollars = ["PI_", "FI_"].iter().any(|start| symbol.starts_with(start))
        || symbol == "XBTUSD"
        || symbol.ends_with("USDM")
        || is_derivative && symbol.ends_with("USD") && !symbol.contains(['-', '/', '_']);
    if is_dollars {
        return Amounts::Quote(1.0);
    }
    let is_dated =
        |part: &str| part == "PERPETUAL" || part.starts_with(|digit: char| digit.is_ascii_digit());
    let mut parts = symbol.split('-');
    match [parts.next(), parts.next(), parts.next()] {
        // OKX, as Binance does it.
        [Some(base), Some("USD"), Some(_)] => {
            Amounts::Quote(if base == "BTC" { 100.0 } else { 10.0 })
        }
        [_, Some("USDT" | "USDC"), Some(end)] if end == "SWAP" || is_dated(end) => {
            Amounts::Contracts
        }
        // Deribit: perpetuals and futures in USD where no other currency is named; options in coins. Bybit has the same
        // names for what it trades in coins.
        [Some(base), Some(date), None]
            if is_dated(date) && !base.contains(['_', '/']) && !is_derivative =>
        {
            Amounts::Quote(1.0)
        }
        // KuCoin's futures, and BitMEX's linear ones.
        _ if symbol.ends_with("USDTM")
            || symbol.ends_with("USDCM")
            || symbol.starts_with("XBTUSDT")
            || symbol.ends_with("-SWAP") =>
        {
            Amounts::Contracts
        }
        _ => Amounts::Base,
    }
}

fn amounts_of(whole: &Value, symbol: &str, bids: &Value) -> Amounts {
    let has = |name: &str| whole.get(name).is_some();
    // Only Bybit has short names for the sides and for the symbol, and only inverse contracts against USD.
    let is_bybit = has("s") && has("b") && !has("e")
        || whole.get("category").and_then(Value::as_str) == Some("inverse");
    let known = amounts_of_symbol(symbol, is_bybit);
    let first = bids.get(0);
    let whole_number = |value: Option<&Value>| {
        value
            .and_then(Value::as_f64)
            .is_some_and(|number| number % 1.0 == 0.0)
    };
    // Gate's futures have sizes without quotes, MEXC's three numbers a level.
    let gate = (has("current") || has("contract"))
        && first.is_some_and(|level| whole_number(level.get("s")));
    let mexc = has("version")
        && first.is_some_and(|level| whole_number(level.get(1)) && whole_number(level.get(2)));
    // OKX counts contracts wherever it trades them; its levels have four entries, the third of no meaning.
    let okx = symbol.is_empty()
        && first
            .and_then(Value::as_array)
            .is_some_and(|level| level.len() == 4 && level[2].as_str() == Some("0"));
    // HTX has this number for what it trades in contracts.
    let htx = has("mrid");
    match known {
        Amounts::Base if gate || mexc || okx || htx => contracts_of(symbol),
        Amounts::Base if is_linear_swap(symbol) => Amounts::Contracts,
        known => known,
    }
}

/// Turns amounts of quote into base, each at its own price.
fn in_base(levels: &mut [Levels; 2], worth: f64, remarks: &mut Remarks) {
    let mut count = 0;
    for side in levels {
        for level in &mut side.levels {
            level[1] *= worth / level[0];
            count += 1;
        }
    }
    remarks.say(RemarkKind::FromNotional, count, "");
}

/// What the amounts of a column count: by its unit or its name, or else by what the book is of.
fn counted(sheet: &Sheet, amount: &Column, how: &How) -> Result<Amounts, Problem> {
    let name = sheet.plain_of(amount);
    let symbol = sheet.column(SYMBOLS).map(|column| sheet.text(0, &column));
    let symbol = symbol.unwrap_or_default();
    let exchange = sheet.column(&["exchange", "venue", "exchangename"]);
    let exchange = exchange.map(|column| sheet.text(0, &column));
    let is_counted =
        exchange.is_some_and(|exchange| counts_contracts(&exchange)) || is_of_bitmex(sheet, amount);
    let known = match amounts_of_symbol(&symbol, false) {
        _ if is_counted => contracts_of(&symbol),
        Amounts::Base if is_linear_swap(&symbol) => Amounts::Contracts,
        known => known,
    };
    let is_notional = TABLE_NOTIONALS.contains(&name.as_str());
    let is_named = is_notional || measure(&unit(&amount.name)).is_some();
    if !is_named && how.contract_size.is_none() && is_settled_in_base(&symbol) {
        return worth_of_contract(&symbol, how);
    }
    Ok(match (measure(&unit(&amount.name)), known) {
        (Some(Measure::Money), _) => Amounts::Quote(1.0),
        (Some(Measure::Coins), _) => Amounts::Base,
        (None, _) if is_notional => Amounts::Quote(1.0),
        // What the symbol says of a contract is its worth.
        (_, Amounts::Quote(worth)) => Amounts::Quote(worth),
        (Some(Measure::Contracts), _) => Amounts::Contracts,
        (None, _) if names_contracts(&name) => Amounts::Contracts,
        (None, known) => known,
    })
}

/// Whether a table is BitMEX's book, which counts contracts of all it trades: levels with a number of their own, `Buy` and
/// `Sell`, and whole sizes.
fn is_of_bitmex(sheet: &Sheet, amount: &Column) -> bool {
    let (Some(_), Some(side)) = (sheet.column(&["id"]), sheet.column(&["side"])) else {
        return false;
    };
    let is_level = |row: usize| {
        let is_side = matches!(sheet.text(row, &side).as_str(), "Buy" | "Sell");
        is_side
            && sheet
                .number(row, amount)
                .is_some_and(|size| size % 1.0 == 0.0)
    };
    sheet.plain_of(amount) == "size" && sheet.rows() > 0 && (0..sheet.rows()).all(is_level)
}

/// A column of amounts with the unit that another says. A currency that no name says of what may be that of the prices.
fn unit_of(
    sheet: &Sheet,
    amount: &Column,
    how: &How,
    remarks: &mut Remarks,
) -> Result<Column, Problem> {
    let found = united(sheet, amount, Of::Size)?;
    let is_known = measure(&unit(&found.name)).is_some()
        || found.name != amount.name
        || !sheet.is_text()
        || counted(sheet, amount, how)? != Amounts::Base;
    let Some(currency) = currency_column(sheet).filter(|_| !is_known) else {
        return Ok(found);
    };
    let with_unit = with_unit(sheet, amount, &currency)?;
    let word = unit(&with_unit.name);
    let said = format!("{}: {word}", sheet.shown(&currency));
    let is_unit = match (measure(&word), how.is_in_quote) {
        (Some(Measure::Money), Some(in_quote)) => in_quote,
        (Some(Measure::Money), None) => {
            let message = format!(
                "{} may be the unit of {} or that of the prices",
                sheet.place_and_value(0, &currency),
                quote(&sheet.shown(amount))
            );
            return Err(ask("amount", &["base", "quote"], &message));
        }
        _ => true,
    };
    let kind = if is_unit {
        RemarkKind::UnitColumn
    } else {
        RemarkKind::PriceCurrency
    };
    remarks.say(kind, 1, &said);
    Ok(if is_unit { with_unit } else { found })
}

/// Levels of a table in base, and what is to be said of them.
#[derive(Debug, Default)]
struct Counting {
    from_quote: usize,
    has_contracts: bool,
}

impl Counting {
    /// A level of a table in base, unless the size of what it counts is told.
    fn level(&mut self, [price, amount]: [f64; 2], counted: Amounts, how: &How) -> [f64; 2] {
        match counted {
            _ if how.contract_size.is_some() => [price, amount],
            Amounts::Base => [price, amount],
            Amounts::Contracts => {
                self.has_contracts = true;
                [price, amount]
            }
            Amounts::Quote(worth) => {
                self.from_quote += 1;
                [price, amount * worth / price]
            }
        }
    }

    fn say(&self, remarks: &mut Remarks) {
        if self.has_contracts {
            remarks.add(RemarkKind::Contracts);
        }
        if self.from_quote > 0 {
            remarks.say(RemarkKind::FromNotional, self.from_quote, "");
        }
    }
}

fn side(json: &Value, name: &'static str, remarks: &mut Remarks) -> Result<Levels, Problem> {
    // As in lists of candles.
    let is_none = |field: Option<&Value>| match field {
        Some(Value::Null) => true,
        Some(Value::String(text)) => is_nothing(text.trim()),
        _ => false,
    };
    let (mut has_comma, mut empty, mut first) = (false, 0, None);
    let no_level = |(index, level): (usize, &Value)| {
        let (path, value) = (format!("{name}[{index}]"), written(level));
        let message = format!("{path} is {value}; expected [price, quantity]");
        Problem::new(ErrorCode::WrongType, &path, message).with_value(value)
    };
    let mut side = Levels::new(name);
    let levels = json.as_array().map_or(&[][..], Vec::as_slice);
    for (index, level) in levels.iter().enumerate() {
        let fields: [Option<&Value>; 2] = match level {
            Value::Array(entries) => {
                // Deribit writes what happened to a level in front of it.
                let first = usize::from(
                    entries
                        .first()
                        .and_then(Value::as_str)
                        .is_some_and(|word| matches!(word, "new" | "change" | "delete")),
                );
                [entries.get(first), entries.get(first + 1)]
            }
            _ => [
                PRICES.iter().find_map(|name| level.get(*name)),
                level
                    .as_object()
                    .and_then(amount_of)
                    .and_then(|name| level.get(name)),
            ],
        };
        if fields.into_iter().any(is_none) {
            empty += 1;
            first.get_or_insert((index, level));
            continue;
        }
        let mut pair = [0.0; 2];
        for ((place, field), (what, range)) in pair
            .iter_mut()
            .zip(fields)
            .zip([("price", LEVEL), ("quantity", AMOUNT)])
        {
            let number = field.and_then(|field| {
                field.as_f64().or_else(|| {
                    let text = field.as_str()?.trim_ascii();
                    has_comma |= text.contains(',');
                    dressed(text, '.')
                })
            });
            let path = format!("{name}[{index}]");
            match (number, field) {
                (Some(number), _) if range.contains(number) => *place = number,
                (Some(_), Some(field)) => {
                    let value = field.as_str().map_or_else(|| written(field), quote);
                    let message = format!(
                        "{path}: the {what} is {value}; expected a number {}",
                        range.words()
                    );
                    return Err(
                        Problem::new(ErrorCode::OutOfRange, &path, message).with_value(value)
                    );
                }
                _ => return Err(no_level((index, level))),
            }
        }
        side.levels.push(pair);
    }
    if let Some(first) = first.filter(|_| side.levels.is_empty()) {
        return Err(no_level(first));
    }
    if empty > 0 {
        remarks.say(RemarkKind::Empty, empty, "");
    }
    if has_comma {
        remarks.say(RemarkKind::ThousandsComma, 1, name);
    }
    Ok(side)
}

/// A value as the file has it.
fn written(value: &Value) -> String {
    crate::error::describe(value)
}

/// The message for a book with one side.
#[cold]
pub(super) fn one_sided(missing: &str) -> Problem {
    let message = format!(
        "taken for an order book, but \"{missing}\" is missing; expected a list of [price, quantity]"
    );
    Problem::new(ErrorCode::MissingField, missing, message)
}

/// A side, its level and what else a name says: `bids[0].price` is the price of the bids' level 0.
fn part_of(name: &str) -> Option<(&'static str, String, String)> {
    let kept = |letter: &char| !matches!(letter, ' ' | '_' | '.' | '[' | ']' | '-' | '(' | ')');
    // A unit in brackets behind says nothing of this.
    let bare = [" (", " ["]
        .iter()
        .find_map(|bracket| name.split_once(bracket))
        .map_or(name, |(bare, _)| bare);
    let name: String = plain_letters(bare).chars().filter(kept).collect();
    let (level, word): (String, String) =
        name.chars().map(digit_of).partition(char::is_ascii_digit);
    let word = in_english(&word);
    // "verkauf" ends like "kauf", and "bids" like "bid" before a size: what is left has to say something, too.
    let is_word = |rest: &str| {
        matches!(rest, "" | "p" | "s")
            || TABLE_PRICES.contains(&rest)
            || TABLE_AMOUNTS.contains(&rest)
    };
    let mut found: Option<(usize, &'static str, String)> = None;
    for (side, words) in SIDE_WORDS {
        for known in words {
            let rests = [word.strip_prefix(known), word.strip_suffix(known)];
            let Some(rest) = rests.into_iter().flatten().find(|rest| is_word(rest)) else {
                continue;
            };
            if found
                .as_ref()
                .is_none_or(|(length, ..)| known.len() > *length)
            {
                found = Some((known.len(), side, rest.to_owned()));
            }
        }
    }
    found.map(|(_, side, rest)| (side, level, rest))
}

/// A number of a level in Chinese as a digit: the best bid is `买一价`.
fn digit_of(letter: char) -> char {
    match letter {
        '一' => '1',
        '二' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        other => other,
    }
}

/// Whether a name has the number of a level.
fn has_level(name: &str) -> bool {
    name.chars()
        .map(digit_of)
        .any(|letter| letter.is_ascii_digit())
}

/// A name in small letters without accents.
fn plain_letters(name: &str) -> String {
    name.chars().map(bare_letter).collect()
}

/// Columns of a row that is a whole book, as Tardis writes them: `bids[0].price`, `bids[0].amount`; or of a row that has
/// a level of each side: `bid_price`, `bid_size`.
fn paired(names: &[String]) -> Vec<(&'static str, usize, usize)> {
    let parts: Vec<_> = names.iter().map(|name| part_of(name)).collect();
    let is_amount = |word: &str| TABLE_AMOUNTS.contains(&word) || word == "s";
    let mut pairs = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let Some((side, level, word)) = part else {
            continue;
        };
        // A bare "bid" is its price where another column has its amount.
        if !(TABLE_PRICES.contains(&word.as_str()) || matches!(word.as_str(), "" | "p")) {
            continue;
        }
        let amount = parts.iter().position(|other| {
            other
                .as_ref()
                .is_some_and(|(other_side, other_level, word)| {
                    other_side == side && other_level == level && is_amount(word)
                })
        });
        if let Some(amount) = amount {
            pairs.push((*side, index, amount));
        }
    }
    pairs
}

/// A ladder: one price, and what is bid and what is asked at it. Price, amount of the bids, amount of the asks.
fn ladder(names: &[String]) -> Option<[usize; 3]> {
    let parts: Vec<_> = names.iter().map(|name| part_of(name)).collect();
    let amount = |wanted: &str| {
        parts.iter().position(|part| {
            part.as_ref().is_some_and(|(side, level, word)| {
                let is_amount = TABLE_AMOUNTS.contains(&word.as_str());
                *side == wanted && level.is_empty() && (word.is_empty() || is_amount || word == "s")
            })
        })
    };
    // Beside a time a bare bid is a price.
    let is_timed = names
        .iter()
        .any(|name| TIMES.contains(&plain(name).as_str()));
    let is_bare = |part: &Option<(&str, String, String)>| {
        part.as_ref().is_some_and(|(_, _, word)| word.is_empty())
    };
    if is_timed && parts.iter().any(is_bare) {
        return None;
    }
    let is_price = |name: &String| TABLE_PRICES.contains(&plain(name).as_str());
    let mut prices = names.iter().enumerate().filter(|(_, name)| is_price(name));
    match (prices.next(), prices.next(), amount("bids"), amount("asks")) {
        (Some((price, _)), None, Some(bid), Some(ask)) => Some([price, bid, ask]),
        _ => None,
    }
}

/// How many of the columns that a table of a book needs there are: 3 or more are enough.
pub(super) fn columns_of(names: &[String]) -> usize {
    let pairs = paired(names);
    if ["bids", "asks"]
        .iter()
        .all(|side| pairs.iter().any(|pair| pair.0 == *side))
    {
        return 2 + pairs.len();
    }
    if ladder(names).is_some() {
        return 3;
    }
    let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let has = |aliases: &[&str]| has_one(&plain, aliases);
    let amounts = has(&TABLE_AMOUNTS) || has(&TABLE_NOTIONALS);
    [has(&SIDES), has(&TABLE_PRICES), amounts]
        .into_iter()
        .filter(|has| *has)
        .count()
}

/// Whether rows have bid and ask at times that differ: what was quoted one after the other.
pub(super) fn are_quotes(sheet: &Sheet) -> bool {
    let pairs = paired(&sheet.names);
    let is_level = |&(_, price, _): &(&str, usize, usize)| {
        sheet.names[price].contains(|letter: char| letter.is_ascii_digit())
    };
    let Some(time) = sheet
        .column(TIMES)
        .filter(|_| pairs.len() == 2 && !pairs.iter().any(is_level))
    else {
        return false;
    };
    (1..sheet.rows()).any(|row| sheet.text(row, &time) != sheet.text(0, &time))
}

/// The column of amounts with signs of a table that has a price and no side: bids above 0, asks below.
fn signed(sheet: &Sheet) -> Option<[Column; 2]> {
    let (price, amount) = (sheet.column(&TABLE_PRICES)?, sheet.column(&TABLE_AMOUNTS)?);
    let number = |row: usize| match sheet.cell(row, &amount) {
        Cell::Number(number) => Some(number),
        Cell::Text(text) => dressed(text, '.').or_else(|| dressed(text, ',')),
        Cell::Empty => None,
    };
    let has = |sign: f64| {
        (0..sheet.rows()).any(|row| number(row).is_some_and(|number| number * sign > 0.0))
    };
    let is_bare = sheet.column(&SIDES).is_none() && sheet.column(TIMES).is_none();
    (is_bare && has(1.0) && has(-1.0)).then_some([price, amount])
}

/// Whether the cells of a table whose names may be those of several kinds are a book's: amounts with the side as their sign.
pub(super) fn is_known_by_cells(sheet: &Sheet) -> bool {
    signed(sheet).is_some()
}

/// The sides of levels that have no names, and what stands where: a word for the side in one column, and two of numbers, of
/// which one has all bids below all asks.
pub(super) fn has_no_names(sheet: &mut Sheet) -> bool {
    let width = sheet.width(0);
    if width != 3 || sheet.rows() < 2 || (0..sheet.rows()).any(|row| sheet.width(row) != width) {
        return false;
    }
    let side_at = |row: usize, index: usize| is_bid(&sheet.text_at(row, index));
    let is_side = |&index: &usize| {
        let has = |wanted: bool| (0..sheet.rows()).any(|row| side_at(row, index) == Some(wanted));
        (0..sheet.rows()).all(|row| side_at(row, index).is_some()) && has(true) && has(false)
    };
    let Some(side) = (0..width).find(is_side) else {
        return false;
    };
    let numbers: Vec<usize> = (0..width).filter(|&index| index != side).collect();
    let value = |row: usize, index: usize| match sheet.at(row, index) {
        Cell::Number(number) => Some(number),
        Cell::Text(text) => dressed(text, '.').or_else(|| dressed(text, ',')),
        Cell::Empty => None,
    };
    if !numbers
        .iter()
        .all(|&index| (0..sheet.rows()).all(|row| value(row, index).is_some()))
    {
        return false;
    }
    // Prices: how far all of them are apart.
    let spread = |index: usize| {
        let (mut bid, mut ask) = (f64::NEG_INFINITY, f64::INFINITY);
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for row in 0..sheet.rows() {
            let number = value(row, index)?;
            (least, most) = (least.min(number), most.max(number));
            if side_at(row, side) == Some(true) {
                bid = bid.max(number);
            } else {
                ask = ask.min(number);
            }
        }
        (bid < ask && least > 0.0).then(|| most / least - 1.0)
    };
    let [first, second] = [numbers[0], numbers[1]];
    let (price, is_sure) = match (spread(first), spread(second)) {
        (Some(_), None) => (first, true),
        (None, Some(_)) => (second, true),
        // Both may be by chance: amounts differ more than prices.
        (Some(a), Some(b)) if 10.0 * a <= b => (first, true),
        (Some(a), Some(b)) if 10.0 * b <= a => (second, true),
        _ => (first, false),
    };
    let mut names = ["amount"; 3];
    names[side] = "side";
    names[price] = "price";
    if !is_sure {
        sheet.doubt = "side, price, amount or side, amount, price".to_owned();
    }
    sheet.name_columns(0, &names);
    true
}

/// Words of a column of sides that nobody knows, such as 0 and 1 or true and false: there are two of them, and all levels
/// with the one are below all with the other. The word of the bids.
fn bids_by_price(sheet: &Sheet, side: &Column, price: &Column) -> Option<String> {
    let mut sides: Vec<(String, f64, f64)> = Vec::new();
    for row in 0..sheet.rows() {
        let (word, price) = (sheet.text(row, side), sheet.number(row, price)?);
        let is_full = word.is_empty() || sides.len() == 2;
        match sides.iter_mut().find(|(known, ..)| *known == word) {
            Some((_, least, most)) => (*least, *most) = (least.min(price), most.max(price)),
            None if is_full => return None,
            None => sides.push((word, price, price)),
        }
    }
    let [(first, least, most), (second, other_least, other_most)] = sides.as_slice() else {
        return None;
    };
    if most < other_least {
        Some(first.clone())
    } else if other_most < least {
        Some(second.clone())
    } else {
        None
    }
}

/// Reads a table with a level in each row, or with a book in each.
pub(super) fn of_table(
    mut sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<OrderBook, Problem> {
    let has_symbol = SYMBOLS.iter().any(|name| sheet.column(&[name]).is_some());
    if !has_symbol {
        let amount = sheet.column(&TABLE_AMOUNTS);
        markets_of(&mut sheet, amount.as_ref());
    }
    one_symbol(&mut sheet, how, remarks, "levels")?;
    if sheet.rows() == 0 {
        return Err(no_rows());
    }
    if !sheet.doubt.is_empty() {
        let message = format!(
            "the columns have no names, and their numbers are levels in two orders: {}; expected a line with the names above them",
            sheet.doubt
        );
        return Err(malformed(message));
    }
    let (mut bids, mut asks) = (Levels::new("bids"), Levels::new("asks"));
    let mut counting = Counting::default();
    let pairs = paired(&sheet.names);
    if !pairs.is_empty() {
        let mut columns: Vec<(&'static str, Column, Column, Amounts)> = Vec::new();
        for (side, price, amount) in pairs {
            one_currency(&sheet, &sheet.numbered(price))?;
            let amount = unit_of(&sheet, &sheet.numbered(amount), how, remarks)?;
            let counted = counted(&sheet, &amount, how)?;
            columns.push((side, sheet.numbered(price), amount, counted));
        }
        let numbers: Vec<&Column> = columns
            .iter()
            .flat_map(|(_, price, amount, _)| [price, amount])
            .collect();
        sheet.learn_marks(&numbers, &[], how, remarks)?;
        // With a level number in the names every row is a snapshot: the last one is the book.
        let is_snapshot = columns.iter().any(|(_, price, ..)| has_level(&price.name));
        let last = sheet.rows() - 1;
        let newest = if is_snapshot {
            newest_row(&sheet)
        } else {
            last
        };
        if is_snapshot && last > 0 {
            remarks.say(RemarkKind::Snapshot, last, "");
        }
        for row in if is_snapshot {
            newest..newest + 1
        } else {
            0..last + 1
        } {
            for (side, price, amount, counted) in &columns {
                if sheet.is_nothing(row, price) || sheet.is_nothing(row, amount) {
                    continue;
                }
                let level = [
                    sheet.needed(row, price, LEVEL)?,
                    sheet.needed(row, amount, AMOUNT)?,
                ];
                let levels = if *side == "bids" {
                    &mut bids
                } else {
                    &mut asks
                };
                levels.levels.push(counting.level(level, *counted, how));
            }
        }
        counting.say(remarks);
        return book(bids, asks, how, remarks);
    }
    if let Some(places) = ladder(&sheet.names) {
        let [price, bid, ask] = places.map(|index| sheet.numbered(index));
        let bid = unit_of(&sheet, &bid, how, remarks)?;
        let ask = unit_of(&sheet, &ask, how, remarks)?;
        let counted = [counted(&sheet, &bid, how)?, counted(&sheet, &ask, how)?];
        sheet.steady = vec![price.index];
        sheet.learn_marks(&[&price, &bid, &ask], &[], how, remarks)?;
        let earlier = last_time_only(&mut sheet);
        if earlier > 0 {
            remarks.say(RemarkKind::Snapshot, earlier, "");
        }
        for row in 0..sheet.rows() {
            let at = sheet.needed(row, &price, LEVEL)?;
            let sides = [(&bid, &mut bids, counted[0]), (&ask, &mut asks, counted[1])];
            for (column, levels, counted) in sides {
                if sheet.is_nothing(row, column) {
                    continue;
                }
                let amount = sheet.needed(row, column, AMOUNT)?;
                // Most prices of a ladder have nothing on one side.
                if amount > 0.0 {
                    levels
                        .levels
                        .push(counting.level([at, amount], counted, how));
                }
            }
        }
        counting.say(remarks);
        return book(bids, asks, how, remarks);
    }
    let needed = |sheet: &Sheet, names: &[&str], name: &str| {
        let found = sheet.column(names);
        found.ok_or_else(|| sheet.missing(name, "an order book"))
    };
    let price = needed(&sheet, &TABLE_PRICES, "price")?;
    one_currency(&sheet, &price)?;
    let amount = match sheet.column(&TABLE_AMOUNTS) {
        Some(amount) => amount,
        None => sheet
            .column(&TABLE_NOTIONALS)
            .map_or_else(|| needed(&sheet, &TABLE_AMOUNTS, "amount"), Ok)?,
    };
    let amount = unit_of(&sheet, &amount, how, remarks)?;
    let counted = counted(&sheet, &amount, how)?;
    let is_signed = signed(&sheet).is_some();
    if is_signed {
        sheet.steady = vec![price.index];
        sheet.learn_marks(&[&price, &amount], &[], how, remarks)?;
    }
    if is_signed || [SIGNED, SIGNED_ORDERS].contains(&sheet.given_names.as_str()) {
        for row in 0..sheet.rows() {
            let amount = sheet.needed(row, &amount, range(-1e15, 1e15))?;
            let level = [sheet.needed(row, &price, LEVEL)?, amount.abs()];
            let levels = if amount < 0.0 { &mut asks } else { &mut bids };
            levels.levels.push(counting.level(level, counted, how));
        }
        counting.say(remarks);
        if !sheet.given_names.is_empty() {
            remarks.say(RemarkKind::NoNames, 1, &sheet.given_names);
        }
        return book(bids, asks, how, remarks);
    }
    if !sheet.given_names.is_empty() {
        remarks.say(RemarkKind::NoNames, 1, &sheet.given_names);
    }
    let side = needed(&sheet, &SIDES, "side")?;
    let empty = sheet
        .leave_out(|sheet, row| sheet.is_nothing(row, &price) || sheet.is_nothing(row, &amount));
    if empty > 0 {
        remarks.say(RemarkKind::Empty, empty, "");
    }
    if sheet.rows() == 0 {
        return Err(no_rows());
    }
    sheet.steady = vec![price.index];
    sheet.learn_marks(&[&price, &amount], &[], how, remarks)?;
    if !is_ladder(&sheet) {
        snapshots(&mut sheet, &side, remarks);
    }
    // A type may be of something else.
    let is_side = !matches!(
        sheet.plain_of(&side).as_str(),
        "type" | "typ" | "tipo" | "art" | "booktype"
    );
    let mut rows = (0..sheet.rows()).filter(|_| is_side);
    let unknown = rows.find(|&row| side_of(&sheet, row, &side).is_none());
    let lower = unknown.and_then(|_| bids_by_price(&sheet, &side, &price));
    if let Some(lower) = &lower {
        remarks.say(
            RemarkKind::SideByPrice,
            1,
            &format!("{}: {lower}", side.name),
        );
    }
    for row in 0..sheet.rows() {
        let level = [
            sheet.needed(row, &price, LEVEL)?,
            sheet.needed(row, &amount, AMOUNT)?,
        ];
        let level = counting.level(level, counted, how);
        let word = sheet.text(row, &side);
        let is_bid = lower
            .as_ref()
            .map(|lower| word == *lower)
            .or_else(|| side_of(&sheet, row, &side));
        match is_bid {
            Some(true) => bids.levels.push(level),
            Some(false) => asks.levels.push(level),
            None => {
                return Err(sheet.fault(
                    row,
                    &side,
                    ErrorCode::UnknownChoice,
                    "bid or ask, buy or sell",
                ));
            }
        }
    }
    if bids.levels.is_empty() && asks.levels.is_empty() {
        return Err(malformed("the book has no orders".to_owned()));
    }
    counting.say(remarks);
    book(bids, asks, how, remarks)
}

/// Of a table whose rows have times leaves the rows of the latest; how many other times there were.
fn last_time_only(sheet: &mut Sheet) -> usize {
    let Some(time) = sheet.column(TIMES) else {
        return 0;
    };
    let of = |sheet: &Sheet, row: usize| sheet.text(row, &time);
    let newest = of(sheet, newest_row(sheet));
    let before = (1..sheet.rows())
        .filter(|&row| of(sheet, row) != of(sheet, row - 1))
        .count();
    sheet.leave_out(|sheet, row| of(sheet, row) != newest);
    before
}

/// The row with the latest time; the last one where none has a time.
fn newest_row(sheet: &Sheet) -> usize {
    let last = sheet.rows() - 1;
    let Some(time) = sheet.column(TIMES) else {
        return last;
    };
    let mut newest = last;
    for row in (0..last).rev() {
        if is_later(&sheet.text(row, &time), &sheet.text(newest, &time)) {
            newest = row;
        }
    }
    newest
}

/// Whether a time is after another of the same column.
fn is_later(a: &str, b: &str) -> bool {
    match (read_number(a), read_number(b)) {
        (Some(a), Some(b)) => a > b,
        _ => a > b,
    }
}

/// What a word says of the side of a level: `true` for bids.
fn is_bid(word: &str) -> Option<bool> {
    match in_english(&small(word)) {
        "bid" | "bids" | "b" | "buy" | "kauf" | "kaufen" | "geld" | "achat" | "compra"
        | "acquisto" | "denaro" | "demande" => Some(true),
        "ask" | "asks" | "a" | "s" | "sell" | "offer" | "offers" | "verkauf" | "verkaufen"
        | "brief" | "vente" | "venta" | "venda" | "vendita" | "lettera" | "offre" => Some(false),
        _ => None,
    }
}

/// What a column says of the side of a row: one that is called after a side says yes or no.
fn side_of(sheet: &Sheet, row: usize, column: &Column) -> Option<bool> {
    let word = small(&sheet.text(row, column));
    let is_yes = match word.as_str() {
        "true" | "yes" | "ja" | "1" => Some(true),
        "false" | "no" | "nein" | "0" => Some(false),
        _ => None,
    };
    match sheet.plain_of(column).as_str() {
        "isbid" | "isbuy" | "isbuyer" => is_yes,
        "isask" | "issell" => is_yes.map(|is_ask| !is_ask),
        _ => is_bid(&word),
    }
}

/// Whether rows with a time each are the levels of one book all the same, as BitMEX has them: first all of one side, then
/// all of the other, prices in order, none twice, every bid below every ask.
fn is_ladder(sheet: &Sheet) -> bool {
    let (Some(side), Some(price)) = (sheet.column(&SIDES), sheet.column(&TABLE_PRICES)) else {
        return false;
    };
    let is_named_book = (0..sheet.rows()).all(|row| {
        matches!(
            small(&sheet.text(row, &side)).as_str(),
            "bid" | "bids" | "ask" | "asks"
        )
    });
    // What was bought and sold has this order by chance, the less the more rows there are.
    let least = if is_named_book { 1 } else { 2 };
    let mut runs: Vec<(bool, Vec<f64>)> = Vec::new();
    for row in 0..sheet.rows() {
        let level = is_bid(&sheet.text(row, &side)).zip(sheet.number(row, &price));
        let Some((is_bid, price)) = level else {
            return false;
        };
        let count = runs.len();
        match runs.last_mut() {
            Some((known, prices)) if *known == is_bid => prices.push(price),
            _ if count == 2 => return false,
            _ => runs.push((is_bid, vec![price])),
        }
    }
    let [(first_is_bid, first), (_, second)] = runs.as_slice() else {
        return false;
    };
    let in_order = |prices: &[f64]| {
        prices.windows(2).all(|pair| pair[0] < pair[1])
            || prices.windows(2).all(|pair| pair[0] > pair[1])
    };
    let (bids, asks) = if *first_is_bid {
        (first, second)
    } else {
        (second, first)
    };
    let highest = bids.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    [bids, asks]
        .iter()
        .all(|prices| prices.len() >= least && in_order(prices))
        && asks.iter().all(|&ask| highest < ask)
}

/// Columns that only open or placed orders have.
const ORDERS: [&str; 17] = [
    "filled",
    "filledqty",
    "filledsize",
    "filledamount",
    "accfillsz",
    "executedqty",
    "cumexecqty",
    "remaining",
    "unfilled",
    "leavesqty",
    "status",
    "state",
    "orderstatus",
    "timeinforce",
    "reduceonly",
    "triggerprice",
    "stopprice",
];

/// Columns that only what was traded has.
const TRADED: [&str; 9] = [
    "tradeid",
    "execid",
    "fillid",
    "fee",
    "commission",
    "realizedprofit",
    "realizedpnl",
    "averageprice",
    "trdmatchid",
];

/// Whether rows have a price and beside it what was paid on average.
pub(super) fn has_limits(sheet: &Sheet) -> bool {
    ["price", "averageprice"]
        .iter()
        .all(|name| sheet.column(&[name]).is_some())
}

/// Whether the rows of a table with sides are somebody's orders: a price at which something may be traded is no price of
/// the market.
pub(super) fn are_orders(sheet: &Sheet) -> bool {
    // An order that says how long it may wait has a limit beside what it traded at.
    let has_limit = sheet.column(&["timeinforce"]).is_some();
    // What it traded at on average stands beside a price only where that is its limit.
    let has_both = has_limits(sheet);
    let traded = sheet.column(&TRADED);
    sheet.column(&SIDES).is_some()
        && (has_both || sheet.column(&ORDERS).is_some())
        && traded.is_none_or(|column| {
            (has_limit || has_both) && sheet.plain_of(&column) == "averageprice"
        })
}

/// Columns that only fills and orders have.
const FILLS: [&str; 21] = [
    "tradeid",
    "execid",
    "tid",
    "aggid",
    "aggtradeid",
    "fillid",
    "orderid",
    "fee",
    "commission",
    "realizedprofit",
    "realizedpnl",
    "pnl",
    "orderstatus",
    "status",
    "ordertype",
    "averageprice",
    "takerside",
    "isbuyermaker",
    "takerormaker",
    "trdmatchid",
    "tickdirection",
];

/// Whether the rows of a table with sides are what was traded, or somebody's orders, and not the levels of a book.
pub(super) fn are_trades(sheet: &Sheet) -> bool {
    let time = sheet.column(TIMES);
    if sheet.column(&FILLS).is_some() {
        return true;
    }
    if is_ladder(sheet) {
        return false;
    }
    if time.is_some() && sheet.column(&["id"]).is_some() {
        return true;
    }
    let (Some(time), Some(side)) = (time, sheet.column(&SIDES)) else {
        return false;
    };
    if sheet.column(&["issnapshot"]).is_some() {
        return false;
    }
    // A snapshot has both sides, so every time stands there with both.
    let of = |row: usize| (sheet.text(row, &time), sheet.text(row, &side));
    let mut start = 0;
    let mut has_two = false;
    let mut times = 0;
    for row in 0..sheet.rows() {
        if of(row).0 != of(start).0 {
            if !has_two {
                return true;
            }
            (start, has_two) = (row, false);
            times += 1;
        }
        has_two |= of(row).1 != of(start).1;
    }
    times > 0 && !has_two
}

/// Of several snapshots the last, and of changes since one what they leave; both are said.
fn snapshots(sheet: &mut Sheet, side: &Column, remarks: &mut Remarks) {
    let (Some(time), Some(price)) = (sheet.column(TIMES), sheet.column(&TABLE_PRICES)) else {
        return;
    };
    let of = |sheet: &Sheet, row: usize| sheet.text(row, &time);
    let before = (1..sheet.rows())
        .filter(|&row| of(sheet, row) != of(sheet, row - 1))
        .count();
    if before == 0 {
        return;
    }
    if let Some(whole) = sheet.column(&["issnapshot"]) {
        // The last snapshot, then each level as it was written last.
        let is_whole = |row: usize| {
            matches!(
                sheet.text(row, &whole).as_str(),
                "true" | "True" | "TRUE" | "1"
            )
        };
        let last = (0..sheet.rows())
            .rev()
            .find(|&row| is_whole(row))
            .unwrap_or(0);
        let start = (0..=last)
            .rev()
            .take_while(|&row| is_whole(row))
            .last()
            .unwrap_or(0);
        let begins = |row: usize| is_whole(row) && (row == 0 || !is_whole(row - 1));
        let earlier = (0..start).filter(|&row| begins(row)).count();
        let changes = (start..sheet.rows()).filter(|&row| !is_whole(row)).count();
        let mut latest: std::collections::BTreeMap<String, usize> =
            std::collections::BTreeMap::new();
        for row in start..sheet.rows() {
            let level = format!(
                "{} {}",
                sheet.text(row, side),
                sheet.number(row, &price).unwrap_or(0.0)
            );
            latest.insert(level, row);
        }
        let mut keep = vec![false; sheet.rows()];
        for row in latest.into_values() {
            keep[row] = true;
        }
        sheet.leave_out(|_, row| !keep[row]);
        if earlier > 0 {
            remarks.say(RemarkKind::Snapshot, earlier, "");
        }
        if changes > 0 {
            remarks.say(RemarkKind::ChangesApplied, changes, "");
        }
        return;
    }
    let earlier = last_time_only(sheet);
    if earlier > 0 {
        remarks.say(RemarkKind::Snapshot, earlier, "");
    }
}
