//! What the numbers of a column count: by the unit in brackets behind its name, or by a column beside it that says so.

use super::sheet::{Cell, Column, Sheet};
use crate::error::{ErrorCode, Problem};

/// What an amount is an amount of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Money,
    Coins,
    Contracts,
}

/// The unit in brackets behind a name, in capital letters.
pub(super) fn unit(name: &str) -> String {
    let inside = name.rsplit_once(['(', '[']).map_or("", |(_, unit)| unit);
    inside
        .trim_end_matches([')', ']'])
        .trim()
        .to_ascii_uppercase()
}

/// Whether a word is the quote of a contract, or money that is taken for it.
fn is_money(word: &str) -> bool {
    matches!(
        word,
        "USD"
            | "USDT"
            | "USDC"
            | "FDUSD"
            | "BUSD"
            | "TUSD"
            | "PYUSD"
            | "USDE"
            | "USDD"
            | "DAI"
            | "EUR"
            | "EURC"
            | "GBP"
            | "CHF"
            | "JPY"
            | "$"
            | "US$"
            | "\u{20ac}"
            | "\u{a3}"
            | "\u{a5}"
            | "DOLLAR"
            | "DOLLARS"
            | "EURO"
            | "EUROS"
            | "QUOTE"
            | "NOTIONAL"
            | "NOMINAL"
    )
}

/// Whether a unit is a coin, or a part of one.
pub(super) fn is_coin(unit: &str) -> bool {
    matches!(
        unit,
        "BTC"
            | "XBT"
            | "ETH"
            | "SOL"
            | "XRP"
            | "BNB"
            | "DOGE"
            | "ADA"
            | "LTC"
            | "BCH"
            | "AVAX"
            | "LINK"
            | "DOT"
            | "TRX"
            | "SAT"
            | "SATS"
            | "SATOSHI"
            | "SATOSHIS"
            | "MBTC"
            | "METH"
            | "KBTC"
            | "KETH"
            | "COIN"
            | "COINS"
            | "BASE"
    )
}

fn is_contract(word: &str) -> bool {
    matches!(
        word,
        "CONTRACT"
            | "CONTRACTS"
            | "CONT"
            | "CONTS"
            | "KONTRAKT"
            | "KONTRAKTE"
            | "CONTRAT"
            | "CONTRATS"
            | "CONTRATO"
            | "CONTRATOS"
            | "CONTRATTO"
            | "CONTRATTI"
            | "LOT"
            | "LOTS"
            | "LOTE"
            | "LOTES"
            | "LOTTO"
            | "LOTTI"
    )
}

/// Thousands and more by a word of their own.
fn times_of_word(word: &str) -> Option<f64> {
    let times = match word {
        "K" | "THOUSAND" | "THOUSANDS" | "TSD" | "TAUSEND" | "MILLIERS" | "MILES" | "MIGLIAIA" => {
            1e3
        }
        "M" | "MM" | "MN" | "MIO" | "MLN" | "MILLION" | "MILLIONS" | "MILLIONEN" | "MILLONES"
        | "MILIONI" => 1e6,
        "BN" | "MRD" | "BILLION" | "BILLIONS" | "MILLIARDEN" => 1e9,
        _ => return None,
    };
    Some(times)
}

/// Money with thousands or millions in one word, `KUSDT` and `$M`: how many.
fn times_of_money(word: &str) -> Option<f64> {
    // "TEUR" is what German accounts say; T before another is part of its name, or a trillion.
    if matches!(word, "TEUR" | "T\u{20ac}") {
        return Some(1e3);
    }
    ["K", "MIO", "MM", "MN", "M", "BN"]
        .iter()
        .find_map(|times| {
            let parts = [word.strip_prefix(times), word.strip_suffix(times)];
            let has_money = parts.into_iter().flatten().any(is_money);
            has_money.then(|| times_of_word(times))?
        })
}

/// A number in front of a unit or behind it: `1,000 USD`, `USD '000`.
fn times_of_digits(word: &str) -> Option<f64> {
    let word = word.trim_end_matches('S');
    if !word
        .chars()
        .all(|letter| letter.is_ascii_digit() || matches!(letter, ',' | '.' | '\'' | '\u{2019}'))
    {
        return None;
    }
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    match digits.as_str() {
        "000" | "1000" => Some(1e3),
        "000000" | "1000000" => Some(1e6),
        _ => None,
    }
}

/// The words of a unit: `Tsd. USD`, `Mio.EUR`, `in 1,000 USD`.
fn words(unit: &str) -> impl Iterator<Item = &str> {
    unit.split_whitespace()
        .flat_map(|word| {
            let is_number = word.contains(|letter: char| letter.is_ascii_digit());
            let mark = if is_number { '\u{0}' } else { '.' };
            word.split(mark)
        })
        .map(|word| word.trim_matches([',', ':']))
        .filter(|word| !matches!(*word, "" | "IN" | "OF"))
}

/// What a unit counts, in whole ones; nothing for one, and for what is no unit known here.
pub(super) fn times_of(unit: &str) -> Option<f64> {
    let times = match unit {
        "SAT" | "SATS" | "SATOSHI" | "SATOSHIS" => 1e-8,
        "UBTC" | "\u{b5}BTC" | "BITS" | "\u{b5}ETH" | "SZABO" => 1e-6,
        "GWEI" => 1e-9,
        "WEI" => 1e-18,
        "MBTC" | "M BTC" | "METH" | "M ETH" | "FINNEY" | "MXBT" => 1e-3,
        "CENT" | "CENTS" | "CT" | "\u{a2}" => 1e-2,
        "KBTC" | "KETH" => 1e3,
        _ => {
            // What a unit is of says nothing of how much.
            let mut times: Option<f64> = None;
            let mut count = 0;
            for word in words(unit) {
                count += 1;
                let more = times_of_word(word)
                    .or_else(|| times_of_money(word))
                    .or_else(|| times_of_digits(word));
                match more {
                    Some(more) => times = Some(times.unwrap_or(1.0) * more),
                    None if is_money(word) || is_coin(word) || is_contract(word) => {}
                    None => return None,
                }
            }
            // A number alone is no unit.
            return times.filter(|_| count > 1 || times_of_digits(unit).is_none());
        }
    };
    Some(times)
}

/// What a unit is of; nothing where it does not say, or is of something else.
pub(super) fn measure(unit: &str) -> Option<Measure> {
    words(unit).find_map(|word| {
        if is_money(word) || times_of_money(word).is_some() {
            Some(Measure::Money)
        } else if is_coin(word) {
            Some(Measure::Coins)
        } else if is_contract(word) {
            Some(Measure::Contracts)
        } else {
            None
        }
    })
}

/// Whether a name, as names are looked for, says that contracts are counted, and not what they are worth.
pub(super) fn names_contracts(name: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let is_lots = ["lots", "lotes", "lotti"]
        .iter()
        .any(|word| name.ends_with(word));
    (is_lots || has(&["contract", "kontrakt", "contrat"]))
        && !has(&["noncontract", "value", "wert", "usd", "notional", "nominal"])
}

/// Names of columns that say the unit of the amounts beside them.
const UNITS: [&str; 6] = ["unit", "einheit", "unite", "unidad", "unita", "unidade"];
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

/// What such a column may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Size,
    /// A size that is no only amount: a bare currency may be that of the other.
    OneSize,
    Margin,
}

/// The column that says the unit of another.
fn unit_column(sheet: &Sheet, column: &Column, of: Of) -> Option<Column> {
    let name = sheet.plain_of(column);
    let firsts: &[&str] = match of {
        Of::Size | Of::OneSize => &[
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
    let is_words = |found: &Column| {
        (0..sheet.rows()).any(|row| {
            matches!(sheet.cell(row, found), Cell::Text(text) if text.contains(char::is_alphabetic) || text.contains(['$', '\u{20ac}']))
        })
    };
    let found = |name: &str| {
        let mut all = sheet.columns(name).into_iter();
        all.find(|found| found.index != column.index && is_words(found))
    };
    if let Some(found) = own.into_iter().find_map(|name| found(&name)) {
        return Some(found);
    }
    if of == Of::Margin {
        return None;
    }
    if let Some(found) = UNITS.iter().find_map(|name| found(name)) {
        return Some(found);
    }
    // Venues answer with the currency of the margin; and whoever counts contracts has none for them.
    let is_doubtful = of == Of::OneSize
        || !sheet.is_text()
        || names_contracts(&name)
        || matches!(name.as_str(), "pos" | "currentqty" | "holdvol");
    (!is_doubtful)
        .then(|| CURRENCIES.iter().find_map(|name| found(name)))
        .flatten()
}

/// A column with the unit that another says in brackets behind its name, as if it stood there: one for all rows.
pub(super) fn united(sheet: &Sheet, column: &Column, of: Of) -> Result<Column, Problem> {
    if measure(&unit(&column.name)).is_some() {
        return Ok(column.clone());
    }
    let Some(said) = unit_column(sheet, column, of) else {
        return Ok(column.clone());
    };
    // A coin that nobody knows is one, too.
    let meaning = |word: &str| {
        (
            measure(word).unwrap_or(Measure::Coins),
            times_of(word).unwrap_or(1.0),
        )
    };
    let mut first: Option<(usize, String)> = None;
    for row in 0..sheet.rows() {
        if sheet.is_nothing(row, &said) || sheet.is_nothing(row, column) {
            continue;
        }
        let word = sheet.text(row, &said).trim().to_ascii_uppercase();
        match &first {
            None => first = Some((row, word)),
            Some((_, known)) if meaning(known) == meaning(&word) => {}
            Some((before, _)) => {
                let expected =
                    format!("the same unit as {}", sheet.place_and_value(*before, &said));
                return Err(sheet.fault(row, &said, ErrorCode::Inconsistent, &expected));
            }
        }
    }
    let mut column = column.clone();
    if let Some((_, word)) = first {
        column.name = format!("{} ({word})", column.name);
    }
    Ok(column)
}
