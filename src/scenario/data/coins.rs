//! Coins that stand beside amounts: they tell markets apart where no column of symbols does.

use super::sheet::{Column, Sheet};
use super::units::{Measure, measure, times_of};

/// Columns of the unit in which amounts are.
const UNITS: &[&str] = &[
    "unit",
    "units",
    "sizeunit",
    "quantityunit",
    "qtyunit",
    "amountunit",
    "einheit",
];

/// Amounts of several coins, `0.5 BTC` and `10 ETH`, are of several markets, whatever names them; so are those whose unit stands
/// beside them, in a column that says units or in one of `others`. A column with the coin of each row, as symbols are.
pub(super) fn markets_of(
    sheet: &mut Sheet,
    amount: Option<&Column>,
    others: &[&str],
) -> Option<Column> {
    let beside = [sheet.column(UNITS), sheet.column(others)];
    let beside = beside.into_iter().map(|column| (column, true));
    for (column, is_unit) in [(amount.cloned(), false)].into_iter().chain(beside) {
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
