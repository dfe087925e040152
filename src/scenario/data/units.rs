//! What the numbers of a column count, by the unit in brackets behind its name.

use super::clocks::zone_behind;
use super::names::plain;

/// What an amount is an amount of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Money,
    Coins,
    Contracts,
}

/// The unit in brackets behind a name, in capital letters.
pub(super) fn unit(name: &str) -> String {
    let brackets = ['(', '[', '\u{ff08}', '\u{3010}'];
    let inside = name.rsplit_once(brackets).map_or("", |(_, unit)| unit);
    inside
        .trim_end_matches([')', ']', '\u{ff09}', '\u{3011}'])
        .trim()
        .to_ascii_uppercase()
}

/// Whether a word is the quote of a contract, or money that is taken for it.
pub(crate) fn is_money(word: &str) -> bool {
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
            | "AUD"
            | "CAD"
            | "NZD"
            | "SEK"
            | "NOK"
            | "DKK"
            | "PLN"
            | "CZK"
            | "TRY"
            | "BRL"
            | "INR"
            | "KRW"
            | "CNY"
            | "HKD"
            | "SGD"
            | "ZAR"
            | "CENT"
            | "CENTS"
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

pub(super) fn is_contract(word: &str) -> bool {
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
            | "\u{5f20}"
            | "\u{5f35}"
            | "\u{41a}\u{41e}\u{41d}\u{422}\u{420}\u{410}\u{41a}\u{422}\u{42b}"
    )
}

/// Words for pieces of whatever it is, which say no more than the number does.
pub(super) fn is_piece(word: &str) -> bool {
    matches!(
        word,
        "SHARE"
            | "SHARES"
            | "PCS"
            | "PC"
            | "PIECES"
            | "UNIT"
            | "UNITS"
            | "ST\u{dc}CK"
            | "STUECK"
            | "STK"
            | "AKTIEN"
            | "ANTEILE"
            | "PI\u{c8}CES"
            | "TITRES"
            | "ACCIONES"
            | "AZIONI"
            | "\u{679a}"
            | "\u{4e2a}"
            | "\u{500b}"
            | "\u{428}\u{422}"
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
    if !word.chars().all(|letter| {
        letter.is_ascii_digit() || matches!(letter, ',' | '.' | '\'' | '\u{2018}' | '\u{2019}')
    }) {
        return None;
    }
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    match digits.as_str() {
        "000" | "1000" => Some(1e3),
        "000000" | "1000000" => Some(1e6),
        _ => None,
    }
}

/// A factor that says so: `x1000`, `\u{d7}1,000`.
fn times_of_factor(word: &str) -> Option<f64> {
    times_of_digits(word.strip_prefix(['X', '\u{d7}', '*'])?)
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
                    .or_else(|| times_of_factor(word))
                    .or_else(|| times_of_digits(word));
                match more {
                    Some(more) => times = Some(times.unwrap_or(1.0) * more),
                    None if is_money(word) || is_coin(word) || is_contract(word) => {}
                    None => return None,
                }
            }
            // A number alone is no unit; noughts alone are thousands left out.
            let is_left = unit
                .trim_start_matches(['\'', '\u{2018}', '\u{2019}'])
                .starts_with('0');
            return times.filter(|_| count > 1 || is_left || times_of_digits(unit).is_none());
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

/// The money that a unit is of; stablecoins are dollars. Nothing for quote of any kind.
pub(super) fn money(unit: &str) -> Option<&'static str> {
    let dollars = ["USD", "DAI", "DOLLAR", "$"];
    let others = [
        ("EUR", &["EUR", "\u{20ac}"][..]),
        ("GBP", &["GBP", "\u{a3}"]),
        ("CHF", &["CHF"]),
        ("JPY", &["JPY"]),
        ("KRW", &["KRW"]),
        ("CNY", &["CNY"]),
        ("BRL", &["BRL"]),
        ("INR", &["INR"]),
        ("TRY", &["TRY"]),
    ];
    let has = |parts: &[&str]| parts.iter().any(|part| unit.contains(part));
    if measure(unit) != Some(Measure::Money) {
        None
    } else if has(&dollars) {
        Some("USD")
    } else {
        let found = others.iter().find(|(_, parts)| has(parts));
        found.map(|(name, _)| *name)
    }
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

/// Last words of the names of amounts, behind which a unit may stand without brackets.
const AMOUNT_WORDS: &[&str] = &[
    "size",
    "sz",
    "szi",
    "qty",
    "quantity",
    "amount",
    "amt",
    "notional",
    "nominal",
    "value",
    "val",
    "volume",
    "vol",
    "position",
    "pos",
    "margin",
    "collateral",
    "limit",
    "cap",
    "floor",
    "exposure",
    "worth",
    "depth",
    "menge",
    "gro\u{df}e",
    "grosse",
    "wert",
    "betrag",
    "volumen",
    "nominalwert",
    "positionswert",
    "positionsgro\u{df}e",
    "positionsgrosse",
    "sicherheit",
    "einsatz",
    "marge",
    "taille",
    "valeur",
    "montant",
    "quantite",
    "cantidad",
    "valor",
    "tamano",
    "importe",
    "quantita",
    "valore",
    "importo",
    "quantidade",
    "max",
    "min",
    "from",
    "to",
    "bis",
    "von",
    "upper",
    "lower",
    "bound",
    "bid",
    "bids",
    "ask",
    "asks",
    "geld",
    "brief",
    "im",
];
/// The same of prices, which have thousands and millions only of money.
const PRICE_WORDS: &[&str] = &[
    "price",
    "px",
    "entry",
    "open",
    "high",
    "low",
    "close",
    "last",
    "mark",
    "mid",
    "index",
    "preis",
    "kurs",
    "einstieg",
    "einstiegspreis",
    "einstiegskurs",
    "schluss",
    "schlusskurs",
    "hoch",
    "tief",
    "prix",
    "cours",
    "precio",
    "prezzo",
    "preco",
];

/// Where the words of a name begin and end: `size_kusd`, `Notional USD` and `marginUsd` have two.
fn words_of(name: &str) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let (mut start, mut before) = (0, ' ');
    for (place, letter) in name.char_indices() {
        let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '_' | '-' | '.');
        let is_new =
            letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if (is_between(letter) || is_new) && start < place {
            all.push((start, place));
        }
        if is_between(letter) {
            start = place + letter.len_utf8();
        } else if is_new {
            start = place;
        }
        before = letter;
    }
    if start < name.len() {
        all.push((start, name.len()));
    }
    all
}

/// A name whose last words are a unit, with the unit in brackets behind it: `size_kusd` is `size (kusd)`. Any other name
/// as it is.
pub(super) fn headed(name: &str) -> String {
    if let Some((stem, zone)) = zone_behind(name, &plain) {
        return format!("{stem} ({zone})");
    }
    let text = |&(start, end): &(usize, usize)| name.get(start..end).unwrap_or_default();
    let all = if name.ends_with([')', ']', '>']) {
        Vec::new()
    } else {
        words_of(name)
    };
    let Some(last) = all.last() else {
        return name.to_owned();
    };
    // One that is also part of a name: the position's MM is its maintenance margin, and a coin has a name of its own.
    let is_unit = |word: &str| {
        let is_name = matches!(
            word,
            "MM" | "COIN" | "CONTRACT" | "CONT" | "LOT" | "NOTIONAL" | "NOMINAL"
        );
        // Levels of a book have numbers, such as 00.
        let is_number = word.bytes().all(|letter| letter.is_ascii_digit());
        !is_name && !is_number && (measure(word).is_some() || times_of(word).is_some())
    };
    let behind = all
        .iter()
        .rev()
        .take_while(|word| {
            let word = text(word).to_ascii_uppercase();
            is_unit(&word) || matches!(word.as_str(), "IN" | "OF")
        })
        .count();
    let (units, is_found) = all.split_at(all.len() - behind);
    let said: Vec<&str> = is_found.iter().map(text).collect();
    let fits = |word: &str, said: &str| {
        let said = said.to_ascii_uppercase();
        let has_unit = words(&said).any(is_unit);
        let word = plain(word);
        has_unit
            && (AMOUNT_WORDS.contains(&word.as_str())
                || PRICE_WORDS.contains(&word.as_str())
                    && matches!(measure(&said), Some(Measure::Money | Measure::Coins)))
    };
    if let Some(word) = units.last()
        && !said.is_empty()
    {
        let said = said.join(" ");
        return if fits(text(word), &said) {
            format!("{} ({said})", name.get(..word.1).unwrap_or_default())
        } else {
            name.to_owned()
        };
    }
    // In front of it: usd_size, base_qty. A volume of the quote has names of its own.
    if let [first, amount] = units {
        let word = plain(text(amount));
        let is_amount = matches!(
            word.as_str(),
            "size" | "qty" | "quantity" | "amount" | "value" | "notional"
        );
        let unit = text(first).to_ascii_uppercase();
        let is_unit = is_money(&unit) || matches!(unit.as_str(), "BASE" | "COIN");
        if is_amount && is_unit && !matches!(unit.as_str(), "NOTIONAL" | "NOMINAL") {
            return format!("{} ({})", text(amount), text(first));
        }
    }
    // In one word: sizeusd, notionalkusd.
    let place = text(last)
        .char_indices()
        .map(|(place, _)| place)
        .skip(1)
        .find(|&place| {
            let (word, said) = text(last).split_at(place);
            // "Valeur" is no val in euros.
            (word.len() > 3 || word == "qty")
                && said.len() > 2
                && measure(&said.to_ascii_uppercase()) != Some(Measure::Contracts)
                && fits(word, said)
        });
    match place {
        Some(place) => {
            let (rest, said) = name.split_at(last.0 + place);
            format!("{rest} ({said})")
        }
        None => name.to_owned(),
    }
}
