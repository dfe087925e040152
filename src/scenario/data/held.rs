//! Whether the rows of a table are open positions, or what somebody ordered, traded or had.

use super::languages::in_english;
use super::sheet::{Column, Sheet};
use super::text::small;
use crate::error::{ErrorCode, Problem};

/// Names of columns that say on which side a position is.
pub(super) const SIDES: &[&str] = &[
    "side",
    "direction",
    "positionside",
    "posside",
    "holdside",
    "tradeside",
    "longshort",
    "buysell",
    "bs",
    "ls",
    "kv",
    "seite",
    "richtung",
    "positiontype",
    "islong",
    "isshort",
    "sens",
    "cote",
    "lado",
    "direccion",
    "direzione",
    "direcao",
    "kaufverkauf",
    "art",
];

/// Whether a column says long or short, as no book and no list of trades does.
pub(super) fn has_sides(sheet: &Sheet) -> bool {
    sheet.column(SIDES).is_some_and(|column| {
        (0..sheet.rows()).any(|row| {
            let word = small(&sheet.text(row, &column));
            matches!(in_english(&word), "long" | "short")
        })
    })
}

/// Whether a table has columns that only positions have: stops beside a price, the ticket or the swap of MetaTrader, the
/// price of liquidation.
pub(super) fn are_held(sheet: &Sheet) -> bool {
    let has = |names: &[&str]| sheet.column(names).is_some();
    let has_stops = has(&["sl", "stoploss"]) && has(&["tp", "takeprofit"]);
    has_stops
        || has(&["ticket"]) && has(&["swap", "profit"])
        || has(&["liqprice", "liquidationprice", "liqpx", "estliqprice"])
}

/// Names of columns that only closed positions have.
const EXITS: &[&str] = &[
    "exitprice",
    "avgexitprice",
    "averageexitprice",
    "closeavgprice",
    "avgcloseprice",
    "avgclosingprice",
    "averageclosingprice",
    "closedvol",
    "closedpnl",
    "closedsize",
    "exitpx",
    "exit",
    "ausstieg",
    "ausstiegspreis",
    "closeprice",
    "closingprice",
    "schlie\u{df}kurs",
    "closetime",
    "closingtime",
    "closedtime",
    "closedate",
    "closedat",
    "closetimestamp",
    "exittime",
    "exitdate",
    "closereason",
    "exitreason",
    "closedqty",
    "closedquantity",
    "geschlossenam",
    "ausstiegszeit",
];

/// Names of columns that only orders have, and trades.
const ORDERED: &[&str] = &[
    "orderid",
    "ordid",
    "orderno",
    "ordernumber",
    "clientorderid",
    "filled",
    "filledqty",
    "filledsize",
    "filledamount",
    "executedqty",
    "cumexecqty",
    "remaining",
    "remainingqty",
    "unfilled",
    "leavesqty",
    "timeinforce",
    "tif",
    "tradeid",
    "execid",
    "fillid",
    "takerside",
    "ausgefuhrt",
];

/// Names of columns that may say what an order is.
const ORDER_TYPES: &[&str] = &[
    "ordertype",
    "ordtype",
    "orderart",
    "ordertyp",
    "auftragsart",
    "tipoorden",
    "tipoordine",
    "tipodeorden",
    "type",
    "typ",
    "art",
    "tipo",
];

/// Whether a word says what an order is: `LIMIT`, `Stop-Market`, `buy limit`.
fn is_order_type(word: &str) -> bool {
    let word = small(word);
    let joined: String = word
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    let mut parts = word.split(|letter: char| !letter.is_alphanumeric());
    matches!(word.as_str(), "market" | "markt" | "bestens")
        || parts.any(|part| {
            ["limit", "stop", "trailing"]
                .iter()
                .any(|kind| part.starts_with(kind))
                || matches!(part, "oco" | "ioc" | "fok")
        })
        || ["takeprofit", "postonly"]
            .iter()
            .any(|kind| joined.starts_with(kind))
}

/// Refuses what somebody ordered or traded, as a position is what it left.
fn no_order(sheet: &Sheet) -> Result<(), Problem> {
    let expected = "an open position, and no order or trade";
    let fault =
        |row: usize, column: &Column| sheet.fault(row, column, ErrorCode::Inconsistent, expected);
    for column in ORDER_TYPES.iter().filter_map(|name| sheet.column(&[name])) {
        let mut rows = 0..sheet.rows();
        if let Some(row) = rows.find(|&row| is_order_type(&sheet.text(row, &column))) {
            return Err(fault(row, &column));
        }
    }
    // Some venues have the order or the trade beside a position that made it.
    let is_said = has_sides(sheet)
        || are_held(sheet)
        || sheet
            .column(&[
                "markprice",
                "markpx",
                "upl",
                "unrealizedpnl",
                "unrealisedpnl",
                "unrealizedprofit",
            ])
            .is_some();
    if is_said {
        return Ok(());
    }
    for column in ORDERED.iter().filter_map(|name| sheet.column(&[name])) {
        let mut rows = 0..sheet.rows();
        if let Some(row) = rows.find(|&row| !sheet.is_nothing(row, &column)) {
            return Err(fault(row, &column));
        }
    }
    Ok(())
}

/// Refuses positions that somebody had: nothing of them can be liquidated.
pub(super) fn all_open(sheet: &Sheet) -> Result<(), Problem> {
    no_order(sheet)?;
    let expected = "an open position";
    for row in 0..sheet.rows() {
        // dYdX has the price of what was closed of it beside an open one.
        let mut is_open = false;
        for name in ["status", "state", "positionstatus"] {
            let Some(column) = sheet.column(&[name]) else {
                continue;
            };
            let word = small(&sheet.text(row, &column));
            if word.starts_with("close") || word.starts_with("liquidated") || word == "geschlossen"
            {
                return Err(sheet.fault(row, &column, ErrorCode::Inconsistent, expected));
            }
            is_open |= word == "open";
        }
        for name in EXITS.iter().filter(|_| !is_open) {
            let Some(column) = sheet.column(&[name]) else {
                continue;
            };
            let is_closed = !sheet.is_nothing(row, &column)
                && sheet
                    .number(row, &column)
                    .is_none_or(|number| number != 0.0);
            if is_closed {
                let expected = "nothing there, as for an open position";
                return Err(sheet.fault(row, &column, ErrorCode::Inconsistent, expected));
            }
        }
    }
    Ok(())
}
