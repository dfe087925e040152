//! Coins that stand beside amounts: they tell markets apart where no column of symbols does.

use super::sheet::{Column, Sheet};
use super::text::is_total;
use super::unit_columns::any_unit;
use super::units::{Measure, is_coin, measure, times_of};

/// Amounts of several coins, `0.5 BTC` and `10 ETH`, are of several markets, whatever names them; so are those whose unit stands
/// beside them, in a column that says units or a currency. A column with the coin of each row, as symbols are.
pub(super) fn markets_of(sheet: &mut Sheet, amount: Option<&Column>) -> Option<Column> {
    let beside = any_unit(sheet, amount);
    for (column, is_unit) in [(amount.cloned(), false), (beside, true)] {
        let Some(column) = column else {
            continue;
        };
        let coin = |sheet: &Sheet, row: usize| {
            let text = sheet.text(row, &column);
            coin_in(&text, is_unit).map(str::to_owned)
        };
        let mut coins: Vec<String> = (0..sheet.rows())
            .filter_map(|row| coin(sheet, row))
            .collect();
        let are_all = coins.len() == sheet.rows();
        coins.sort();
        coins.dedup();
        if are_all && coins.len() > 1 {
            return Some(sheet.append("symbol", |sheet, row| coin(sheet, row).unwrap_or_default()));
        }
    }
    None
}

/// Words that a heading has where its column is of a currency or of the money something is paid in, and not of the market.
const OF_MONEY: [&str; 14] = [
    "currency",
    "ccy",
    "wahrung",
    "devise",
    "moneda",
    "valuta",
    "moeda",
    "quote",
    "unit",
    "einheit",
    "margin",
    "settle",
    "collateral",
    "fee",
];
/// What pairs end with.
const QUOTES: [&str; 13] = [
    "USDT", "USDC", "FDUSD", "BUSD", "USDE", "USD", "EUR", "GBP", "JPY", "KRW", "BTC", "ETH",
    "PERP",
];

/// Whether a text is the name of a market: a pair such as `BTCUSDT`, `ETH/USD` and `SOL-PERP`, or a known coin.
fn is_market(text: &str) -> bool {
    let text = text.trim();
    let is_mark = |letter: char| matches!(letter, '/' | '-' | '_' | ':' | '.');
    let fits = (2..=24).contains(&text.len())
        && text.chars().all(|letter| {
            letter.is_ascii_uppercase() || letter.is_ascii_digit() || is_mark(letter)
        });
    let is_pair = |quote: &str| {
        // BTC/USDT:USDT, BTC-USDT-SWAP and BTCUSD_PERP say more behind it.
        let bare = text.split(':').next().unwrap_or(text);
        let bare = ["-SWAP", "_PERP", "-PERP", ".P"]
            .iter()
            .find_map(|end| bare.strip_suffix(end))
            .unwrap_or(bare);
        bare.strip_suffix(quote)
            .is_some_and(|base| base.trim_end_matches(is_mark).len() > 1)
    };
    fits && (is_coin(text) || text.ends_with("PERP") || QUOTES.iter().any(|quote| is_pair(quote)))
}

/// The column that names the market of each row, whatever it is called: several names of markets and nothing else.
pub(super) fn named_markets(sheet: &Sheet) -> Option<Column> {
    if !sheet.is_text() {
        return None;
    }
    (0..sheet.names.len())
        .map(|index| sheet.numbered(index))
        .find(|column| {
            let name = sheet.plain_of(column);
            if OF_MONEY.iter().any(|word| name.contains(word)) {
                return false;
            }
            let mut first: Option<String> = None;
            let mut differs = false;
            for row in 0..sheet.rows() {
                if sheet.is_nothing(row, column) {
                    continue;
                }
                let text = sheet.text(row, column);
                if !is_market(&text) {
                    // What a sum is called where the others have a name.
                    if is_total(&text) {
                        continue;
                    }
                    return false;
                }
                differs |= first.as_ref().is_some_and(|first| *first != text);
                first.get_or_insert(text);
            }
            differs
        })
}

/// The coin beside an amount, or alone where units are; nothing for money, contracts and thousands.
fn coin_in(text: &str, is_unit: bool) -> Option<&str> {
    let text = text.trim();
    let is_letter = |letter: char| letter.is_ascii_uppercase();
    let coin = match text.trim_end_matches(is_letter) {
        "" => text,
        before if before.len() < text.len() => &text[before.len()..],
        _ => &text[..text.len() - text.trim_start_matches(is_letter).len()],
    };
    let is_alone = coin.len() == text.len();
    let is_coin = matches!(measure(coin), None | Some(Measure::Coins)) && times_of(coin).is_none();
    ((2..=6).contains(&coin.len()) && is_coin && is_alone == is_unit).then_some(coin)
}
