//! Names of columns, as people write them and as they are looked for.

use super::languages::in_english;
use super::text::small_letter;

/// Quote that a position is worth.
pub(super) const NOTIONALS: &[&str] = &[
    "notional",
    "notionalvalue",
    "notionalusd",
    "positionvalue",
    "positionnotional",
    "usdvalue",
    "sizeusd",
    "contractsusd",
    "quantityusd",
    "valueusd",
    "value",
    "wert",
    "nominal",
    "nominalwert",
    "valeur",
    "valor",
    "valore",
    "notionnel",
    "nocional",
    "nozionale",
    "valuerv",
    "betrag",
    "montant",
    "importe",
    "importo",
    "exposure",
    "dollarvalue",
];

/// Which contract a row is of.
pub(super) const SYMBOLS: &[&str] = &[
    "contractcode",
    "symbol",
    "contract",
    "instrument",
    "instrumentname",
    "instid",
    "market",
    "pair",
    "ticker",
    "coin",
    "tic",
    "product",
    "productid",
    "asset",
    "symbolname",
    "markt",
    "wertpapier",
    "token",
    "underlying",
    "marketindex",
    "base",
    "basecurrency",
];

/// What tells one position from another: a number of its own, else its price.
pub(super) const ENTRIES_AND_IDS: &[&str] = &[
    "id",
    "positionid",
    "posid",
    "entryprice",
    "entry",
    "entrypx",
    "avgprice",
    "avgpx",
    "avgentryprice",
    "openpriceavg",
];

pub(super) const LEVERAGES: &[&str] = &[
    "leverage",
    "leveragevalue",
    "lev",
    "lever",
    "hebel",
    "levier",
    "effetdelevier",
    "apalancamiento",
    "leva",
    "levafinanziaria",
    "alavancagem",
    "leverate",
    "leverrate",
    "leveragerr",
    "maxfixedleverage",
];

/// A letter without its accent: people type headings with it and without.
pub(super) fn bare_letter(letter: char) -> char {
    match small_letter(letter) {
        '\u{e0}'..='\u{e5}' => 'a',
        '\u{e7}' => 'c',
        '\u{e8}'..='\u{eb}' => 'e',
        '\u{ec}'..='\u{ef}' => 'i',
        '\u{f1}' => 'n',
        '\u{f2}'..='\u{f6}' => 'o',
        '\u{f9}'..='\u{fc}' => 'u',
        '\u{451}' => '\u{435}',
        other => other,
    }
}

/// A name without case, accents, space, unit and decoration: `<Entry_Price> (USD)` is `entryprice`, `1. open` and
/// `1a. open (EUR)` are `open`; in English where it is known in another alphabet.
#[inline(never)]
pub(super) fn plain(name: &str) -> String {
    let mut rest = name.trim();
    if let Some(inside) = rest
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
    {
        rest = inside;
    }
    // The unit stands in brackets behind.
    let end = rest
        .char_indices()
        .skip(1)
        .find(|(_, letter)| matches!(letter, '(' | '[' | '\u{ff08}' | '\u{3010}'))
        .map_or(rest.len(), |(place, _)| place);
    let rest = rest.get(..end).unwrap_or(rest);
    let numbered = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let rest = match numbered.split_once(". ") {
        Some((letter, behind)) if numbered.len() < rest.len() && letter.len() < 2 => behind,
        _ => numbered.trim_start_matches('.'),
    };
    let name: String = rest
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(bare_letter)
        .collect();
    match in_english(&name) {
        same if same == name => name,
        other => other.to_owned(),
    }
}

/// The two parts of a name as pandas writes it: `('Close', 'BTC-USD')`.
pub(super) fn parts(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix("('")?
        .strip_suffix("')")?
        .split_once("', '")
}

/// Whether a key is the name of a market: BTC, BTCUSDT, BTC/USD:BTC, BTC-PERPETUAL.
pub(super) fn is_symbol(key: &str) -> bool {
    key.starts_with(|letter: char| letter.is_ascii_uppercase())
        && key.len() <= 30
        && key.bytes().all(|letter| {
            letter.is_ascii_uppercase() || letter.is_ascii_digit() || b"/-_:.".contains(&letter)
        })
        && (key.len() <= 6
            || ["USD", "BTC", "ETH", "EUR", "PERP"]
                .iter()
                .any(|part| key.contains(part)))
}
