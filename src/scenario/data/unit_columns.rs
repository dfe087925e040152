//! The column beside an amount that says its unit.

use super::figures::is_bare;
use super::names::{LEVERAGES, NOTIONALS, SYMBOLS};
use super::sheet::{Cell, Column, Sheet};
use super::text::quote;
use super::units::{Measure, is_piece, measure, money, times_of, unit};
use crate::error::{ErrorCode, Problem};

/// Names of columns that say the unit of the amounts beside them.
const UNITS: [&str; 11] = [
    "unit",
    "einheit",
    "einh",
    "unite",
    "unidad",
    "unita",
    "unidade",
    "ma\u{df}einheit",
    "masseinheit",
    "uom",
    "unitofmeasure",
];
/// The same by a currency, which may be that of something else.
const CURRENCIES: [&str; 9] = [
    "currency",
    "ccy",
    "wahrung",
    "denomination",
    "devise",
    "moneda",
    "valuta",
    "moeda",
    "units",
];

/// Names of columns that say what a contract is settled in.
const SETTLEMENTS: &[&str] = &[
    "margincurrency",
    "marginccy",
    "margincoin",
    "marginasset",
    "marginunit",
    "collateralcurrency",
    "collateralccy",
    "collateralcoin",
    "collateralasset",
    "collateralunit",
    "settle",
    "settlecoin",
    "settlecurrency",
    "settleccy",
    "settleasset",
    "settlementcurrency",
    "settlementccy",
    "settlementcoin",
    "settlementasset",
    "margenwahrung",
    "marginwahrung",
    "pnlcurrency",
    "pnlccy",
    "pnlasset",
    "profitcurrency",
];

/// What such a column may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Size,
    /// A limit of a bracket: a bare currency is its own.
    Limit,
    Margin,
}

/// The column that says the unit of another.
fn unit_column(sheet: &Sheet, column: &Column, of: Of) -> Option<Column> {
    let name = sheet.plain_of(column);
    let firsts: &[&str] = match of {
        Of::Size | Of::Limit => &[
            "size",
            "amount",
            "qty",
            "quantity",
            "volume",
            "vol",
            "position",
            "pos",
            "menge",
            "mengen",
            "gro\u{df}en",
            "limit",
            "notional",
        ],
        Of::Margin => &["margin", "collateral"],
    };
    let own = std::iter::once(name.as_str())
        .chain(firsts.iter().copied())
        .flat_map(|first| {
            UNITS
                .iter()
                .chain(&CURRENCIES)
                .map(move |last| format!("{first}{last}"))
        });
    let found = |name: &str| {
        let mut all = sheet.columns(name).into_iter();
        all.find(|found| found.index != column.index && has_words(sheet, found))
    };
    if let Some(found) = own.into_iter().find_map(|name| found(&name)) {
        return Some(found);
    }
    match of {
        Of::Margin => unnamed_beside(sheet, column)
            .or_else(|| SETTLEMENTS.iter().find_map(|name| found(name))),
        Of::Size => UNITS
            .iter()
            .find_map(|name| found(name))
            .or_else(|| unnamed_beside(sheet, column)),
        Of::Limit => UNITS
            .iter()
            .chain(&CURRENCIES)
            .find_map(|name| found(name))
            .or_else(|| unnamed_beside(sheet, column))
            .or_else(|| unnamed(sheet)),
    }
}

/// Words in names whose columns say another currency than that of an amount, or something else that may be called as one.
const OF_OTHERS: [&str; 19] = [
    "currency",
    "quote",
    "base",
    "settle",
    "collateral",
    "margin",
    "fee",
    "pnl",
    "profit",
    "symbol",
    "asset",
    "coin",
    "token",
    "ticker",
    "product",
    "market",
    "account",
    "wallet",
    "underlying",
];

/// Whether a column has units and nothing else, and a name that says nothing known.
fn has_units(sheet: &Sheet, column: &Column) -> bool {
    let name = sheet.plain_of(column);
    let is_named = UNITS.contains(&name.as_str())
        || CURRENCIES.contains(&name.as_str())
        || SYMBOLS.contains(&name.as_str())
        || OF_OTHERS.iter().any(|word| name.contains(word));
    let is_unit = |text: &str| {
        let word = text.trim_end_matches('.').to_uppercase();
        measure(&word).is_some() || is_piece(&word)
    };
    let mut cells = (0..sheet.rows())
        .filter(|&row| !sheet.is_nothing(row, column))
        .map(|row| sheet.cell(row, column))
        .peekable();
    sheet.is_text()
        && !is_named
        && cells.peek().is_some()
        && cells.all(|cell| {
            matches!(cell, Cell::Text(text) if is_unit(text) && !text.contains(|letter: char| letter.is_ascii_digit()))
        })
}

/// The column of units directly behind another, whatever it is called: what stands behind a number is its unit.
fn unnamed_beside(sheet: &Sheet, column: &Column) -> Option<Column> {
    let next = column.index + 1;
    let beside = (next < sheet.names.len()).then(|| sheet.numbered(next))?;
    has_units(sheet, &beside).then_some(beside)
}

/// A column of units behind no number: it does not say of which.
fn unnamed(sheet: &Sheet) -> Option<Column> {
    let is_behind_number = |index: usize| {
        let before = index.checked_sub(1).map(|before| sheet.numbered(before));
        before.is_some_and(|before| {
            // A leverage has no unit.
            !LEVERAGES.contains(&sheet.plain_of(&before).as_str())
                && (0..sheet.rows()).any(|row| sheet.is_number(row, before.index))
        })
    };
    (0..sheet.names.len())
        .map(|index| sheet.numbered(index))
        .find(|column| has_units(sheet, column) && !is_behind_number(column.index))
}

/// The column with the unit of an amount, or any that says a unit or a currency.
pub(super) fn any_unit(sheet: &Sheet, amount: Option<&Column>) -> Option<Column> {
    amount
        .and_then(|amount| unit_column(sheet, amount, Of::Size))
        .or_else(|| sheet.column(&UNITS))
        .or_else(|| currency_column(sheet))
}

/// Whether a column holds words, as units are.
fn has_words(sheet: &Sheet, column: &Column) -> bool {
    (0..sheet.rows()).any(|row| {
        matches!(sheet.cell(row, column), Cell::Text(text) if text.contains(char::is_alphabetic) || text.contains(['$', '\u{20ac}']))
    })
}

/// A column that says a currency, and not of what.
pub(super) fn currency_column(sheet: &Sheet) -> Option<Column> {
    CURRENCIES
        .iter()
        .find_map(|name| sheet.column(&[name]))
        .filter(|found| has_words(sheet, found))
        .or_else(|| unnamed(sheet))
}

/// The column that says what contracts are settled in. Venues answer with a bare currency for it.
pub(super) fn settlement_column(sheet: &Sheet) -> Option<Column> {
    let of = |names: &[&str]| {
        let mut all = names.iter().filter_map(|name| sheet.column(&[name]));
        all.find(|found| has_words(sheet, found))
    };
    of(SETTLEMENTS).or_else(|| of(&["currency", "ccy"]).filter(|_| !sheet.is_text()))
}

/// A column with the unit that another says in brackets behind its name, or that stands in its cells, as if it stood there:
/// one for all rows.
pub(super) fn united(sheet: &Sheet, column: &Column, of: Of) -> Result<Column, Problem> {
    if measure(&unit(&column.name)).is_some() {
        return Ok(column.clone());
    }
    if let Some(said) = unit_column(sheet, column, of) {
        return with_unit(sheet, column, &said);
    }
    with_unit_of_cells(sheet, column, of)
}

/// What all rows say that say anything, by a column: the first word of one meaning; another meaning is a fault.
pub(super) fn one_for_all<Word, Meaning: PartialEq>(
    sheet: &Sheet,
    by: &Column,
    word: impl Fn(usize) -> Option<Word>,
    meaning: impl Fn(&Word) -> Meaning,
) -> Result<Option<Word>, Problem> {
    let mut first: Option<(usize, Word)> = None;
    for row in 0..sheet.rows() {
        let Some(word) = word(row) else {
            continue;
        };
        match &first {
            None => first = Some((row, word)),
            Some((_, known)) if meaning(known) == meaning(&word) => {}
            Some((before, _)) => {
                let expected = format!("the same unit as {}", sheet.place_and_value(*before, by));
                return Err(sheet.fault(row, by, ErrorCode::Inconsistent, &expected));
            }
        }
    }
    Ok(first.map(|(_, word)| word))
}

/// The unit beside the numbers of a cell, in capital letters: `USDT` of `51,005 USDT`, `BTC` of `0-5 BTC`, `$` of `$51k`.
/// Nothing where none is known.
pub(super) fn unit_in(text: &str, of: Of) -> Option<String> {
    let marks = |letter: char| {
        !(letter.is_alphabetic() || "$\u{20ac}\u{a3}\u{a5}\u{20bf}".contains(letter))
    };
    let words: Vec<&str> = text.split(marks).filter(|word| !word.is_empty()).collect();
    let is_alone = words.len() == 1;
    words.into_iter().find_map(|word| {
        let capital = word.to_uppercase();
        // A dollar in front of a thousand: $51k.
        let sign = capital
            .chars()
            .next()
            .filter(|letter| !letter.is_alphabetic());
        let said = sign.map_or_else(|| capital.clone(), String::from);
        let is_known = measure(&said).is_some();
        // A coin that nobody knows: only of limits does it matter that it is one.
        let is_coin = of == Of::Limit
            && is_alone
            && !matches!(word, "TO" | "BIS" | "UP" | "MAX" | "MIN" | "OVER" | "TIER")
            && (2..=6).contains(&word.len())
            && word.bytes().all(|letter| letter.is_ascii_uppercase())
            && times_of(&said).is_none();
        (is_known || is_coin).then_some(said)
    })
}

/// A column with the unit that stands in its cells.
fn with_unit_of_cells(sheet: &Sheet, column: &Column, of: Of) -> Result<Column, Problem> {
    let is_of_money = of != Of::Size || NOTIONALS.contains(&sheet.plain_of(column).as_str());
    let meaning = |word: &Option<String>| {
        let bare = if is_of_money {
            Measure::Money
        } else {
            Measure::Coins
        };
        let said = word
            .as_ref()
            .map(|word| measure(word).unwrap_or(Measure::Coins));
        let word = word.as_deref();
        // Euros beside dollars are no more one unit than coins are.
        (
            said.unwrap_or(bare),
            word.and_then(times_of),
            word.and_then(money),
        )
    };
    let word = |row: usize| {
        let Cell::Text(text) = sheet.cell(row, column) else {
            return None;
        };
        // Nought is nought of everything.
        let is_bare = is_bare(text);
        let has_number = text.contains(|letter: char| matches!(letter, '1'..='9'));
        if !has_number || !is_bare && sheet.is_nothing(row, column) {
            return None;
        }
        Some(if is_bare { None } else { unit_in(text, of) })
    };
    // A sign of a currency on some rows is that of all, where what has none is money, too.
    let is_sign = |word: &String| measure(word) == Some(Measure::Money) && times_of(word).is_none();
    let mut sign = (0..sheet.rows()).filter_map(|row| word(row).flatten());
    let sign = if is_of_money {
        sign.find(is_sign)
    } else {
        None
    };
    let word = |row: usize| word(row).map(|word| word.or_else(|| sign.clone()));
    let first = one_for_all(sheet, column, word, meaning)?;
    let mut column = column.clone();
    if let Some(Some(word)) = first {
        column.name = format!("{} ({word})", column.name);
    }
    Ok(column)
}

/// The same for a column that is known to say it.
pub(super) fn with_unit(sheet: &Sheet, column: &Column, said: &Column) -> Result<Column, Problem> {
    // A coin that nobody knows is one, too.
    let meaning = |word: &str| {
        (
            measure(word).unwrap_or(Measure::Coins),
            times_of(word).unwrap_or(1.0),
            money(word),
        )
    };
    let word = |row: usize| {
        let is_there = !sheet.is_nothing(row, said) && !sheet.is_nothing(row, column);
        is_there.then(|| sheet.text(row, said).trim().to_ascii_uppercase())
    };
    let first = one_for_all(sheet, said, word, |word| meaning(word))?;
    let mut column = column.clone();
    if let Some(word) = first {
        column.name = format!("{} ({word})", column.name);
    }
    Ok(column)
}

/// The currency that stands in the cells of a column; several are refused.
pub(super) fn one_currency(
    sheet: &Sheet,
    column: &Column,
) -> Result<Option<&'static str>, Problem> {
    let word = |row: usize| match sheet.cell(row, column) {
        Cell::Text(text) if !is_bare(text) => money(&unit_in(text, Of::Size)?),
        _ => None,
    };
    one_for_all(sheet, column, word, |word| *word)
}

/// What is wrong where two columns are in two currencies.
#[cold]
pub(super) fn two_currencies(
    sheet: &Sheet,
    [(column, money), (other, known)]: [(&Column, &str); 2],
) -> Problem {
    let (place, name) = (sheet.names_place(), quote(&sheet.shown(column)));
    let message = format!(
        "{place}: the column {name} is in {money} and {} in {known}; expected one currency",
        quote(&sheet.shown(other))
    );
    Problem::new(ErrorCode::Inconsistent, &place, message)
}

/// The same of a column that says the currency of each row: nothing else says which of the prices is in which.
pub(super) fn one_currency_beside(sheet: &Sheet) -> Result<(), Problem> {
    let Some(column) = currency_column(sheet) else {
        return Ok(());
    };
    let word = |row: usize| money(&sheet.text(row, &column).trim().to_ascii_uppercase());
    one_for_all(sheet, &column, word, |word| *word).map(|_| ())
}
