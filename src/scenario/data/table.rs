//! What a table holds, known by the names of its columns or, where it has none, by its numbers.

use super::book;
use super::brackets;
#[cfg(feature = "mechanisms")]
use super::chain;
use super::content::Content;
use super::held::{self, SIDES};
use super::how::{How, RemarkKind, Remarks};
#[cfg(feature = "mechanisms")]
use super::loans;
use super::names::{LEVERAGES, NOTIONALS, plain};
#[cfg(feature = "mechanisms")]
use super::others::Other;
use super::path;
use super::positions;
#[cfg(feature = "mechanisms")]
use super::reserves;
use super::sheet::Sheet;
use super::text::{count, has_one, is_below, is_event, is_total, malformed, quote};
use super::times;
use super::units::headed;
use crate::error::{ErrorCode, Problem};

/// Rows in which the names are looked for.
const MOST_ABOVE: usize = 20;
/// Rows below the names that may say more about them.
const MOST_BELOW: usize = 8;

/// What a table can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Positions,
    Path,
    Book,
    Brackets,
    #[cfg(feature = "mechanisms")]
    Loans,
    #[cfg(feature = "mechanisms")]
    Reserves,
    #[cfg(feature = "mechanisms")]
    Options,
}

/// How many of the columns that a kind needs have a name that fits, and whether that is enough to be sure.
fn kinds(names: &[String]) -> [(usize, bool, Kind); 4] {
    let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let has = |aliases: &[&str]| has_one(&plain, aliases);
    let number = |roles: &[&[&str]]| roles.iter().filter(|aliases| has(aliases)).count();
    let bought = positions::QUANTITIES
        .iter()
        .chain(NOTIONALS)
        .copied()
        .collect::<Vec<_>>();
    let stake = has(LEVERAGES) || has(positions::MARGINS) || has(positions::INITIAL_SHARES);
    let position = [
        SIDES,
        &bought,
        positions::ENTRIES,
        LEVERAGES,
        positions::MARGINS,
        positions::INITIAL_SHARES,
    ];
    let positions = number(&position);
    let prices = path::PRICES.iter().filter(|aliases| has(aliases)).count();
    let has_time = has(path::OPENING_TIMES)
        || has(path::TIMES)
        || has(path::CLOCKS)
        || names
            .iter()
            .any(|name| times::unit_named(name).is_some() && !times::is_closing(name))
        // What has an entry was a position.
        || names.iter().any(|name| times::is_closing(name)) && !has(positions::ENTRIES);
    let is_line = has_time && has(path::LINES);
    let path = prices + usize::from(has_time) + usize::from(prices == 0 && is_line);
    let book = book::columns_of(names);
    let (brackets, is_brackets) = brackets::columns_of(names);
    let is_positions = has(&bought) && has(positions::ENTRIES) && stake;
    [
        (brackets, is_brackets, Kind::Brackets),
        (
            positions,
            is_positions || positions >= 3 && stake && !is_brackets,
            Kind::Positions,
        ),
        (
            if stake { 0 } else { book },
            book >= 3 && !stake,
            Kind::Book,
        ),
        (
            path,
            prices >= 3
                || prices == 0 && is_line && !(has(SIDES) && book >= 3)
                || prices == 1 && is_line && !has(SIDES),
            Kind::Path,
        ),
    ]
}

/// The kind that fits best; nothing where none does, and all that do where there are several.
fn kind(names: &[String]) -> Result<Option<(Kind, bool)>, Vec<Kind>> {
    // Names that nothing else has, together.
    #[cfg(feature = "mechanisms")]
    {
        let known = [
            (chain::is_known(names), Kind::Options),
            (reserves::is_known(names), Kind::Reserves),
            (loans::is_known(names), Kind::Loans),
        ];
        if let Some((_, kind)) = known.into_iter().find(|(is_known, _)| *is_known) {
            return Ok(Some((kind, true)));
        }
    }
    let names: Vec<String> = names.iter().map(|name| headed(name)).collect();
    let all = kinds(&names);
    let most = all.iter().map(|&(fits, ..)| fits).max().unwrap_or(0);
    if most == 0 {
        return Ok(None);
    }
    let mut sure = all.iter().filter(|&&(_, is_sure, _)| is_sure);
    if let (Some(&(.., kind)), None) = (sure.next(), sure.next()) {
        return Ok(Some((kind, true)));
    }
    let mut best = all.iter().filter(|&&(fits, ..)| fits == most);
    match (best.next(), best.next()) {
        (Some(&(_, is_sure, kind)), None) => Ok(Some((kind, is_sure))),
        _ => Err(all
            .iter()
            .filter(|&&(fits, ..)| fits == most)
            .map(|&(.., kind)| kind)
            .collect()),
    }
}

/// What a table would have to have besides to be of one kind and of no other.
fn told_by(kind: Kind) -> &'static str {
    match kind {
        Kind::Positions => "entry_price and leverage or margin for positions",
        Kind::Path => "a time and a price for a price path",
        Kind::Book => "side with bid or ask for an order book",
        Kind::Brackets => "maintenance margin rates for brackets",
        #[cfg(feature = "mechanisms")]
        Kind::Loans | Kind::Reserves | Kind::Options => "",
    }
}

/// What every message about an unknown table ends with.
const LOOKED_FOR: &str = "side, quantity, entry_price and leverage or margin (positions), timestamp, open, high, low and close, or time and price (a price path), side, price and amount (an order book), notional limits and maintenance margin rates (brackets), account, collateral and debt (loans), symbol, liquidation threshold and bonus (parameters of a lending protocol), or strike, type, expiry and open interest (an option chain)";

/// Reads a table of a CSV file.
pub(super) fn understand(
    mut sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<Content, Problem> {
    let texts = |sheet: &Sheet, row: usize| -> Vec<String> {
        (0..sheet.width(row))
            .map(|index| sheet.text_at(row, index))
            .collect()
    };
    let mut unsure: Option<(usize, Option<Kind>)> = None;
    let mut several = Vec::new();
    let mut found = None;
    for row in 0..sheet.rows().min(MOST_ABOVE) {
        let names = texts(&sheet, row);
        if names.len() < 2 || names.iter().any(|name| is_plain_number(name)) {
            continue;
        }
        match kind(&names) {
            Ok(Some((kind, true))) => {
                found = Some((row, kind));
                break;
            }
            Ok(Some((kind, false))) => unsure = unsure.or(Some((row, Some(kind)))),
            Err(kinds) if unsure.is_none() => {
                several = kinds;
                unsure = Some((row, None));
            }
            Err(_) => {}
            Ok(None) => {}
        }
    }
    // What several kinds have the names of, or none has, its cells may tell.
    if found.is_none() && unsure.is_none_or(|(_, kind)| kind.is_none()) {
        let told = (0..sheet.rows().min(MOST_ABOVE)).find_map(|row| {
            if sheet.width(row) < 2 || row + 1 >= sheet.rows() {
                return None;
            }
            let named = |more: usize| {
                let mut below = sheet.clone();
                below.take_names(row, more);
                below
            };
            let kind = by_cells(&named(0)).or_else(|| {
                // What a statistical office says of a series stands between its name and its first day.
                let more = path::rows_below(&sheet, row, MOST_BELOW);
                (more > 0 && path::is_series(&named(more))).then_some(Kind::Path)
            });
            Some((row, kind?))
        });
        found = told;
    }
    if found.is_none() && unsure.is_none() {
        if path::has_no_names(&mut sheet) || path::are_trades(&mut sheet) {
            return path::read(sheet, how, remarks).map(Content::Path);
        }
        if book::has_no_names(&mut sheet) {
            return book::of_table(sheet, how, remarks).map(Content::Book);
        }
    }
    let (row, kind) = match (found, unsure) {
        (Some(found), _) => found,
        (None, Some((row, Some(kind)))) => (row, kind),
        (None, _) if held::are_forced(&sheet) => return Err(held::no_prices_of_liquidations()),
        (None, unsure) => {
            let row = unsure.map_or(0, |(row, _)| row);
            let place = sheet.place(row);
            let columns = sheet.whole(row);
            let message = if several.is_empty() {
                format!(
                    "{place}: the columns {columns} are those of no table that is read here; looked for {LOOKED_FOR}"
                )
            } else {
                let telling = several
                    .iter()
                    .map(|&kind| told_by(kind).to_owned())
                    .reduce(|first, next| format!("{first}; or {next}"))
                    .unwrap_or_default();
                format!(
                    "{place}: the columns {columns} fit more than one kind of table; expected one more that tells which: {telling}"
                )
            };
            return Err(Problem::new(ErrorCode::MissingField, &place, message));
        }
    };
    if row > 0 {
        remarks.say(RemarkKind::Above, row, "");
    }
    let first = found.map_or(row, |(row, _)| row);
    let below = if kind == Kind::Path {
        path::rows_below(&sheet, first, MOST_BELOW)
    } else {
        0
    };
    sheet.take_names(first, below);
    whole_rows(&mut sheet, remarks)?;
    if kind == Kind::Path {
        path::settle_index(&mut sheet);
    }
    read(kind, sheet, how, remarks)
}

/// What a table is by its cells, where its names do not say it.
fn by_cells(sheet: &Sheet) -> Option<Kind> {
    if sheet.names.iter().any(|name| is_plain_number(name)) {
        return None;
    }
    if book::is_known_by_cells(sheet) {
        Some(Kind::Book)
    } else if path::is_series(sheet) {
        Some(Kind::Path)
    } else {
        None
    }
}

/// Reads a table that has names.
fn read(kind: Kind, sheet: Sheet, how: &How, remarks: &mut Remarks) -> Result<Content, Problem> {
    match kind {
        Kind::Book | Kind::Path if held::are_liquidations(&sheet) => {
            Err(held::no_prices_of_liquidations())
        }
        Kind::Positions if held::were_closed(&sheet) => Err(held::no_prices_of_liquidations()),
        // Orders are bid or ask; whoever is long or short has a position.
        Kind::Book if held::has_sides(&sheet) => {
            positions::read(sheet, how, remarks).map(Content::Positions)
        }
        Kind::Book | Kind::Path if held::are_held(&sheet) => {
            positions::read(sheet, how, remarks).map(Content::Positions)
        }
        Kind::Book | Kind::Path if book::are_orders(&sheet) || held::are_fills(&sheet) => {
            let place = sheet.names_place();
            let place = if place.is_empty() { "the list" } else { &place };
            let columns = sheet.all_names();
            Err(malformed(format!(
                "{place}: the rows are trades or orders of somebody, such as liquidation orders, and not the market's price path, by the columns {columns}; expected candles or all trades of the market with a time, or the levels of a book"
            )))
        }
        // Bid and ask at one time after the other are prices, and no levels.
        Kind::Book if book::are_quotes(&sheet) => {
            path::read(sheet, how, remarks).map(Content::Path)
        }
        Kind::Positions => positions::read(sheet, how, remarks).map(Content::Positions),
        Kind::Path => path::read(sheet, how, remarks).map(Content::Path),
        // What was traded is a price at each time, and no book.
        Kind::Book if book::are_trades(&sheet) => match sheet.column(path::TIMES) {
            Some(_) => path::read(sheet, how, remarks).map(Content::Path),
            None => Err(malformed(format!(
                "{}: the rows are trades or orders of somebody, by the columns {}; expected the levels of a book, or trades with a time",
                sheet.names_place(),
                sheet.all_names()
            ))),
        },
        Kind::Book => book::of_table(sheet, how, remarks).map(Content::Book),
        Kind::Brackets => brackets::of_table(&sheet, how, remarks).map(Content::Brackets),
        #[cfg(feature = "mechanisms")]
        Kind::Loans => {
            loans::read(sheet, how, remarks).map(|table| Content::Other(Other::Loans(table.into())))
        }
        #[cfg(feature = "mechanisms")]
        Kind::Options => chain::read(sheet, how, remarks)
            .map(|chain| Content::Other(Other::Options(chain.into()))),
        #[cfg(feature = "mechanisms")]
        Kind::Reserves => reserves::read(sheet, how, remarks)
            .map(|table| Content::Other(Other::Reserves(table.into()))),
    }
}

/// Whether names are those of one kind of table, for sure.
pub(super) fn is_known(names: &[String]) -> bool {
    matches!(kind(names), Ok(Some((_, true))))
}

/// Whether names are those of positions, for sure.
pub(super) fn is_of_positions(names: &[String]) -> bool {
    matches!(kind(names), Ok(Some((Kind::Positions, true))))
}

/// Reads a list of JSON objects, or of lists, if it is one of these tables; and whether that is sure.
pub(super) fn of_json(
    sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Option<(Result<Content, Problem>, bool)> {
    let mut sheet = sheet;
    if sheet.names.is_empty() {
        if book::is_signed(&mut sheet) {
            return Some((read(Kind::Book, sheet, how, remarks), true));
        }
        if book::has_no_names(&mut sheet) {
            return Some((read(Kind::Book, sheet, how, remarks), true));
        }
        let fits = path::has_no_names(&mut sheet) || path::are_trades(&mut sheet);
        return fits.then(|| (path::read(sheet, how, remarks).map(Content::Path), true));
    }
    path::settle_index(&mut sheet);
    match kind(&sheet.last_names()) {
        Ok(Some((kind, true))) => Some((read(kind, sheet, how, remarks), true)),
        Ok(Some((Kind::Path, false))) if path::is_series(&sheet) => {
            Some((read(Kind::Path, sheet, how, remarks), true))
        }
        // Half of the names alone are no reason to refuse what may be something else.
        Ok(Some((kind, false)))
            if kind == Kind::Positions || sheet.names.len() <= 8 && kind != Kind::Path =>
        {
            Some((read(kind, sheet, how, remarks), false))
        }
        // Binance answers with more columns than half of the names tell.
        _ if book::has_limits(&sheet) && book::are_orders(&sheet) => {
            Some((read(Kind::Book, sheet, how, remarks), false))
        }
        _ => None,
    }
}

fn is_plain_number(text: &str) -> bool {
    super::text::number(text).is_some()
}

/// Every row has the columns of the names. Rows that say nothing are left out, the names once more are, too.
fn whole_rows(sheet: &mut Sheet, remarks: &mut Remarks) -> Result<(), Problem> {
    let width = sheet.names.len();
    let again = sheet.leave_out(|sheet, row| {
        sheet.width(row) == width
            && (0..width).all(|index| sheet.text_at(row, index) == sheet.shown_at(index))
    });
    if again > 0 {
        remarks.say(RemarkKind::Names, again, "");
    }
    let comments = sheet.leave_out(|sheet, row| {
        sheet.width(row) != width && sheet.text_at(row, 0).starts_with('#')
    });
    if comments > 0 {
        remarks.say(RemarkKind::Above, comments, "");
    }
    let totals = sheet.leave_out(|sheet, row| {
        let first = sheet.text_at(row, 0);
        sheet.width(row) < width && (is_total(&first) || is_below(&first))
    });
    if totals > 0 {
        remarks.say(RemarkKind::Total, totals, "");
    }
    let events = sheet.leave_out(|sheet, row| {
        let is_filled = |index: &usize| !sheet.text_at(row, *index).is_empty();
        let mut filled = (0..sheet.width(row)).filter(is_filled).skip(1);
        let said = filled.next().map(|index| sheet.text_at(row, index));
        said.is_some_and(|said| is_event(&said)) && filled.next().is_none()
    });
    if events > 0 {
        remarks.say(RemarkKind::Empty, events, "");
    }
    for row in 0..sheet.rows() {
        let has = sheet.width(row);
        let more = (width..has).any(|index| !sheet.text_at(row, index).is_empty());
        if has >= width && !more {
            continue;
        }
        let place = sheet.place(row);
        let hint = if more {
            "; a number with a comma needs quotes, or another separator of columns"
        } else {
            ""
        };
        let message = format!(
            "{place} has {} fields ({}); expected {} as in the names{hint}",
            count(has),
            sheet.whole(row).trim_matches('"'),
            count(width)
        );
        return Err(Problem::new(ErrorCode::Malformed, &place, message));
    }
    Ok(())
}

/// What a JSON text is whose shape nobody knows.
pub(super) fn unknown(shown: &str) -> Problem {
    malformed(format!(
        "this JSON has {shown}; looked for an order book (\"bids\" and \"asks\", or \"levels\"), positions (a list with a quantity, an entry price and a leverage or margin), candles (lists of time, open, high, low and close), brackets (lists with notional limits and maintenance margin rates, by contract) or a scenario (\"version\" and \"markets\")"
    ))
}

/// Keys or entries, for that message.
pub(super) fn shown(json: &serde_json::Value) -> String {
    use serde_json::Value;
    match json {
        Value::Object(fields) if fields.is_empty() => "no keys".to_owned(),
        Value::Object(fields) => {
            let keys: Vec<&str> = fields.keys().take(12).map(String::as_str).collect();
            let more = if fields.len() > 12 { " and more" } else { "" };
            format!("the keys {}{more}", quote_long(&keys.join(", ")))
        }
        Value::Array(items) => match items.first() {
            None => "an empty list".to_owned(),
            Some(first) => format!(
                "a list of {} whose first entry has {}",
                count(items.len()),
                shown(first)
            ),
        },
        other => format!("only {}", crate::error::describe(other)),
    }
}

fn quote_long(text: &str) -> String {
    if text.chars().count() <= 160 {
        text.to_owned()
    } else {
        quote(text)
    }
}
