//! Whether the rows of a table are open positions, or what somebody ordered, traded or had.

use super::languages::in_english;
use super::names::plain;
use super::path::{CLOSING_TIMES, OPENING_TIMES, PRICES, TIMES};
use super::sheet::{Column, Sheet};
use super::text::{has_one, malformed, small};
use crate::error::{ErrorCode, Problem};
use serde_json::Value;

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

/// Words for long and short in other languages, which are no words for bid and ask.
const OTHER_SIDES: [&str; 14] = [
    "longue", "court", "courte", "largo", "larga", "corto", "corta", "lungo", "longo", "longa",
    "curto", "curta", "comprado", "vendido",
];

/// Whether a column says long or short, as no book and no list of trades does.
pub(super) fn has_sides(sheet: &Sheet) -> bool {
    sheet.column(SIDES).is_some_and(|column| {
        (0..sheet.rows()).any(|row| {
            let word = small(&sheet.text(row, &column));
            matches!(in_english(&word), "long" | "short") || OTHER_SIDES.contains(&word.as_str())
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

/// Whether a word names what a venue has to close: `liquidation.BTCUSDT`, `forceOrder`.
fn names_liquidation(word: &str) -> bool {
    let word = small(word);
    ["liquidat", "forceorder", "force_order"]
        .iter()
        .any(|part| word.contains(part))
}

/// Whether a message of a feed is of liquidation orders, by the name of its channel or of its event.
pub(super) fn is_of_liquidations(message: &Value) -> bool {
    let places = [message, &message["arg"], &message["data"]];
    places.iter().any(|place| {
        let names = ["topic", "ch", "channel", "stream", "table", "e"];
        let mut words = names.iter().filter_map(|name| place.get(*name)?.as_str());
        // OKX packs what it was into the answer of each contract.
        words.any(names_liquidation) || !place["details"][0]["bkPx"].is_null()
    })
}

/// Whether the rows of a table are what venues tell of liquidations, and no trades: by columns that nothing else has, or by a
/// word in each row.
pub(super) fn are_liquidations(sheet: &Sheet) -> bool {
    // As the file has them: a value of the base is none of something called so.
    let shown = |index: usize| plain(sheet.shown_at(index).rsplit('.').next().unwrap_or_default());
    let names: Vec<String> = (0..sheet.names.len()).map(shown).collect();
    let has = |name: &str| has_one(&names, &[name]);
    let has_all = |all: &[&str]| all.iter().all(|name| has(name));
    // OKX, ccxt, and Binance's letters.
    let is_bankrupt = ["bankruptcyprice", "bankruptprice", "bustprice"]
        .iter()
        .any(|name| has(name));
    if has("bkpx")
        || is_bankrupt && !has("entryprice")
        || has("bkloss")
        || has_all(&["basevalue", "quotevalue"]) && (has("contracts") || has("contractsize"))
        || has_all(&["contracts", "contractsize", "price", "timestamp"])
            && !has_words_of_book(sheet)
        || has_all(&["s", "p", "ap"])
        || were_closed(sheet)
        || is_called_liquidations(sheet)
        || names.iter().any(|name| names_whom_liquidated(name))
    {
        return true;
    }
    let all = |column: &Column, fits: &dyn Fn(&str) -> bool| {
        sheet.rows() > 0 && (0..sheet.rows()).all(|row| fits(&sheet.text(row, column)))
    };
    let is_yes = |word: &str| matches!(small(word).as_str(), "true" | "yes" | "1");
    (0..sheet.names.len())
        .map(|index| sheet.numbered(index))
        .any(|column| {
            let name = sheet.plain_of(&column);
            if all(&column, &names_liquidation) {
                return true;
            }
            // Some venues mark trades that closed somebody; a price at which it would be is a position's.
            match name.as_str() {
                "liquidation" | "isliquidation" | "liquidated" => all(&column, &is_yes),
                _ => {
                    name.contains("liquidat")
                        && !name.ends_with("price")
                        && sheet.column(SIDES).is_some()
                }
            }
        })
}

/// Columns that only what somebody has traded himself has, whatever else stands beside them.
const OWN: &[&str] = &[
    "realizedprofit",
    "realisedprofit",
    "realizedpnl",
    "realisedpnl",
    "realizedpl",
    "realizedprofitloss",
    "closedpnl",
    "closedpl",
    "startposition",
    "takerormaker",
    "ordertxid",
    "commissionasset",
    "commissioncurrency",
    "feecurrency",
    "feeasset",
    "feecoin",
    "feeccy",
    "feetoken",
    "execfee",
    "fillpnl",
    "clientorderid",
    "clordid",
    "clientoid",
    "orderlinkid",
    "cloid",
    "isbuyer",
];
/// The same beside a word that says who bought: a series may have fees, too, and a chart of somebody's a profit.
const OWN_BESIDE_SIDES: &[&str] = &[
    "fee",
    "fees",
    "feepaid",
    "feeamount",
    "feecost",
    "tradingfee",
    "totalfee",
    "commission",
    "commissions",
    "gebuhr",
    "gebuhren",
    "provision",
    "frais",
    "comision",
    "commissione",
    "order",
    "orderid",
    "ordid",
    "orderno",
    "ordernumber",
    "oid",
    "pnl",
    "pl",
    "profit",
    "profitloss",
    "netprofit",
    "grossprofit",
    "profitandloss",
    "gewinn",
    "gewinnverlust",
    "guv",
];

/// Whether the rows of a table are what somebody has bought and sold, and not all that was: with fees, orders and profits of
/// his own, or with words for what it was for. Candles may have columns of that name.
pub(super) fn are_fills(sheet: &Sheet) -> bool {
    let is_filled = |column: &Column| (0..sheet.rows()).any(|row| !sheet.is_nothing(row, column));
    let has = |names: &[&str]| {
        let mut columns = names.iter().flat_map(|name| sheet.columns(name));
        columns.any(|column| is_filled(&column))
    };
    let is_one = |names: &&[&str]| sheet.column(names).is_some();
    let has_time = [OPENING_TIMES, TIMES, CLOSING_TIMES].iter().any(is_one);
    if !has_time || PRICES[1..3].iter().all(is_one) {
        return false;
    }
    let sides = SIDES
        .iter()
        .chain(&["type", "dir", "action", "ordertype", "transactiontype"])
        .flat_map(|name| sheet.columns(name));
    let mut words = std::collections::BTreeSet::new();
    for column in sides {
        words.extend((0..sheet.rows()).map(|row| small(&sheet.text(row, &column))));
    }
    // ccxt packs fees into objects.
    let has_packed_fee = || {
        let all = (0..sheet.names.len()).map(|index| sheet.numbered(index));
        let mut packed = all.filter(|column| column.name.starts_with("fee."));
        packed.any(|column| is_filled(&column))
    };
    has(OWN)
        || words.iter().any(|word| says_purpose(word))
        || words.iter().any(|word| says_trade(word)) && (has(OWN_BESIDE_SIDES) || has_packed_fee())
}

/// Whether a word says what somebody traded for: `Open Long`, `Close Short`.
fn says_purpose(word: &str) -> bool {
    let mut parts = word.split(|letter: char| !letter.is_alphabetic());
    closes(word) || parts.next() == Some("open") && parts.next().is_some()
}

/// Whether a word says who bought.
fn says_trade(word: &str) -> bool {
    const WORDS: [&str; 16] = [
        "buy", "sell", "b", "a", "s", "bought", "sold", "kauf", "verkauf", "achat", "vente",
        "compra", "venta", "venda", "acquisto", "vendita",
    ];
    let mut parts = word.split(|letter: char| !letter.is_alphabetic());
    parts.any(|part| WORDS.contains(&part) || matches!(part, "long" | "short"))
}

/// Whether the name of a column says who was liquidated, or on which side: `liquidated side`, `liqUser`. What was liquidated in
/// all stands beside prices, too.
fn names_whom_liquidated(name: &str) -> bool {
    let rest = ["liquidated", "liquidation", "liq"]
        .iter()
        .find_map(|start| name.strip_prefix(start));
    rest.is_some_and(|rest| {
        matches!(
            rest,
            "side"
                | "direction"
                | "user"
                | "account"
                | "trader"
                | "wallet"
                | "address"
                | "orderid"
                | "order"
                | "position"
                | "positionside"
                | "type"
        )
    }) || name == "liquidatee"
}

/// Whether what stands above a table calls it one of liquidations, or the list of a JSON file that it is, and its rows say
/// how much was traded or on which side.
fn is_called_liquidations(sheet: &Sheet) -> bool {
    let is_title = |text: &str| {
        let word = small(text);
        let first = word.split(|letter: char| !letter.is_alphanumeric());
        let few = first.filter(|word| !word.is_empty()).take(3);
        let mut all = few.map(names_liquidation);
        all.any(|is| is)
    };
    let path = sheet.names_place();
    let list = path.rsplit('.').next().unwrap_or_default();
    let is_called = if sheet.is_text() {
        sheet.title.lines().any(is_title)
    } else {
        names_liquidation(list)
    };
    let amounts = [
        "qty",
        "quantity",
        "amount",
        "size",
        "notional",
        "usd",
        "value",
        "amountusd",
    ];
    let has_high = PRICES[1..3]
        .iter()
        .any(|names| sheet.column(names).is_some());
    is_called && !has_high && (sheet.column(SIDES).is_some() || sheet.column(&amounts).is_some())
}

/// Whether all rows of a table without names have been filled at once or not at all, as what a venue orders for others is.
pub(super) fn are_forced(sheet: &Sheet) -> bool {
    let is_word = |row: usize| {
        (0..sheet.width(row)).any(|index| sheet.text_at(row, index).eq_ignore_ascii_case("ioc"))
    };
    sheet.rows() > 0 && (0..sheet.rows()).all(is_word)
}

/// Whether any row says bid or ask.
fn has_words_of_book(sheet: &Sheet) -> bool {
    sheet.column(SIDES).is_some_and(|column| {
        let mut words = (0..sheet.rows()).map(|row| small(&sheet.text(row, &column)));
        words.any(|word| matches!(word.as_str(), "bid" | "bids" | "ask" | "asks"))
    })
}

/// Whether rows are positions that were liquidated, as Gate tells them: with the price of the order and that of its fill.
pub(super) fn were_closed(sheet: &Sheet) -> bool {
    ["orderprice", "fillprice"]
        .iter()
        .all(|name| sheet.column(&[name]).is_some())
}

/// The reason not to take liquidations for prices.
#[cold]
#[inline(never)]
pub(super) fn no_prices_of_liquidations() -> Problem {
    let message = "the file has liquidation orders, and not the market's price path: their prices are limits or those of bankruptcy; expected candles or all trades of the market with a time, positions, or an order book";
    malformed(message.to_owned())
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

/// Whether a word of a side is of a trade that ends a position: `Close Long`, `close_short`, `buy to cover`.
pub(super) fn closes(word: &str) -> bool {
    let word = small(word);
    let mut parts = word.split(|letter: char| !letter.is_alphabetic());
    let has = parts.any(|part| {
        matches!(
            part,
            "close"
                | "closing"
                | "closed"
                | "cover"
                | "exit"
                | "reduce"
                | "schlie\u{df}en"
                | "schliessen"
                | "schlie\u{df}ung"
                | "cerrar"
                | "fermer"
                | "chiudi"
                | "fechar"
        )
    });
    has || ["closelong", "closeshort"].contains(&word.as_str())
}

/// Refuses what somebody ordered or traded, as a position is what it left. `has_price`: its price is a bare one.
fn no_order(sheet: &Sheet, has_price: bool) -> Result<(), Problem> {
    let expected = "an open position, and no order or trade";
    let fault =
        |row: usize, column: &Column| sheet.fault(row, column, ErrorCode::Inconsistent, expected);
    // Fills say whether they open or close something.
    let ends = ["dir", "action", "type", "tradetype", "openclose", "effect"];
    for column in SIDES
        .iter()
        .chain(&ends)
        .filter_map(|name| sheet.column(&[name]))
    {
        let mut rows = 0..sheet.rows();
        if let Some(row) = rows.find(|&row| closes(&sheet.text(row, &column))) {
            return Err(fault(row, &column));
        }
    }
    // A position may be one that is only to be reduced, and then has an entry that is called so.
    let only = ["reduceonly", "isreduceonly", "closeonly", "closeposition"];
    for column in only.iter().filter_map(|name| sheet.column(&[name])) {
        let mut rows = 0..sheet.rows();
        if let Some(row) = rows.find(|&row| has_price && !sheet.is_nothing(row, &column)) {
            return Err(fault(row, &column));
        }
    }
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

/// Names of columns that say yes or no, and whether a yes is of a closed position.
const FLAGS: [(&[&str], bool); 2] = [
    (
        &[
            "isopen", "open", "isopened", "opened", "active", "isactive", "offen", "istoffen",
            "geoffnet", "aktiv", "istaktiv", "ouvert", "ouverte", "abierta", "abierto", "aperta",
            "aperto", "aberta", "aberto",
        ],
        false,
    ),
    (
        &[
            "closed",
            "isclosed",
            "liquidated",
            "isliquidated",
            "geschlossen",
            "istgeschlossen",
            "ferme",
            "fermee",
            "cerrada",
            "cerrado",
            "chiusa",
            "chiuso",
            "fechada",
            "fechado",
        ],
        true,
    ),
];

/// How words of a state begin that are of no open position.
const OVER: [&str; 12] = [
    "close",
    "liquidated",
    "geschlossen",
    "beendet",
    "inactive",
    "inaktiv",
    "expired",
    "settled",
    "ferm\u{e9}",
    "cerrad",
    "chius",
    "fechad",
];

/// Whether a word is a yes; nothing for what is neither that nor a no.
fn yes(word: &str) -> Option<bool> {
    match word {
        "true" | "yes" | "y" | "t" | "1" | "ja" | "j" | "wahr" | "oui" | "o" | "vrai"
        | "s\u{ed}" | "si" | "s\u{ec}" | "sim" | "verdadero" | "vero" | "verdadeiro" | "x"
        | "\u{2713}" => Some(true),
        "false" | "no" | "n" | "f" | "0" | "nein" | "falsch" | "non" | "faux" | "falso"
        | "n\u{e3}o" | "nao" => Some(false),
        _ => None,
    }
}

/// Refuses positions that somebody had: nothing of them can be liquidated.
pub(super) fn all_open(sheet: &Sheet, has_price: bool) -> Result<(), Problem> {
    no_order(sheet, has_price)?;
    let expected = "an open position";
    for (names, is_closed) in FLAGS {
        for column in names.iter().flat_map(|name| sheet.columns(name)) {
            let word = |row: usize| small(&sheet.text(row, &column));
            let filled = || (0..sheet.rows()).filter(|&row| !sheet.is_nothing(row, &column));
            // Open may be a price, and closed an amount.
            if !filled().all(|row| yes(&word(row)).is_some()) {
                continue;
            }
            if let Some(row) = filled().find(|&row| yes(&word(row)) == Some(is_closed)) {
                return Err(sheet.fault(row, &column, ErrorCode::Inconsistent, expected));
            }
        }
    }
    for row in 0..sheet.rows() {
        // dYdX has the price of what was closed of it beside an open one.
        let mut is_open = false;
        for name in ["status", "state", "positionstatus"] {
            let Some(column) = sheet.column(&[name]) else {
                continue;
            };
            let word = small(&sheet.text(row, &column));
            let starts = |start: &&str| word.starts_with(*start);
            if OVER.iter().any(starts) {
                return Err(sheet.fault(row, &column, ErrorCode::Inconsistent, expected));
            }
            is_open |= matches!(word.as_str(), "open" | "offen");
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
