//! What a lending protocol lends against: liquidation threshold and bonus, asset by asset.

use super::how::{How, RemarkKind, Remarks};
use super::loans::{THRESHOLDS, parts_of_one};
use super::names::plain;
use super::sheet::{Column, Sheet, no_rows};
use super::text::{AMOUNT, MAX_ROWS, has_one, range};
use crate::error::{ErrorCode, Problem};
use crate::json::object;
use crate::scenario::schema::Range;
use serde_json::Value;

const WHAT: &str = "parameters of a lending protocol";

const NETWORKS: &[&str] = &["network", "chain", "instance", "netzwerk"];
const SYMBOLS: &[&str] = &["symbol", "asset", "reserve", "token", "reservesymbol"];
const BONUSES: &[&str] = &[
    "liquidationbonus",
    "reserveliquidationbonus",
    "liqbonus",
    "liquidationpenalty",
    "bonus",
];
const LOANS: &[&str] = &[
    "ltv",
    "baseltvascollateral",
    "maxltv",
    "ltvmax",
    "loantovalue",
];

/// As in the contract; 0: not usable as collateral.
const THRESHOLD: Range = range(0.0, 0.9999);
const BONUS: Range = range(0.0, 1.0);

/// Longest name, characters, as that of a contract in the scenario.
const LONGEST_NAME: usize = 200;

/// One asset of a protocol.
#[derive(Debug, Clone, PartialEq)]
pub struct Reserve {
    /// Network and symbol, or the symbol alone.
    pub name: String,
    /// Share of its value that counts as collateral; 0: none.
    pub threshold: f64,
    /// Extra collateral per value repaid.
    pub bonus: f64,
    /// Most that is lent against it, fraction; NaN where the file does not say it.
    pub most_lent: f64,
}

impl Reserve {
    /// What its name ends with.
    #[must_use]
    pub fn symbol(&self) -> &str {
        self.name.rsplit(' ').next().unwrap_or_default()
    }

    /// By how much a call must shrink debt more than what counts of collateral for the loan to get healthier: threshold times
    /// one and the bonus, below 1.
    #[must_use]
    pub fn grown(&self) -> f64 {
        self.threshold * (1.0 + self.bonus)
    }
}

/// All assets of a file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct ReserveTable {
    /// At least one.
    pub reserves: Vec<Reserve>,
}

impl ReserveTable {
    /// Those against which something is lent.
    pub fn usable(&self) -> impl Iterator<Item = &Reserve> {
        self.reserves
            .iter()
            .filter(|reserve| reserve.threshold > 0.0)
    }

    /// Whether it keeps what the type promises: for a table that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let fits = |reserve: &Reserve| {
            THRESHOLD.contains(reserve.threshold)
                && BONUS.contains(reserve.bonus)
                && (reserve.most_lent.is_nan() || BONUS.contains(reserve.most_lent))
        };
        (1..=MAX_ROWS).contains(&self.reserves.len()) && self.reserves.iter().all(fits)
    }

    /// What is worth knowing of it.
    pub(super) fn facts(&self) -> Value {
        let each = |reserve: &Reserve| {
            object([
                ("name", reserve.name.as_str().into()),
                ("threshold", reserve.threshold.into()),
                ("bonus", reserve.bonus.into()),
            ])
        };
        object([
            ("rows", self.reserves.len().into()),
            ("reserves", self.usable().map(each).collect()),
        ])
    }
}

/// Whether a table is one of these by the names of its columns.
pub(super) fn is_known(names: &[String]) -> bool {
    let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
    has_one(&plain, SYMBOLS) && has_one(&plain, THRESHOLDS) && has_one(&plain, BONUSES)
}

/// Reads them.
pub(super) fn read(
    mut sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<ReserveTable, Problem> {
    let needed = |sheet: &Sheet, names: &[&str], name: &str| {
        sheet.column(names).ok_or_else(|| sheet.missing(name, WHAT))
    };
    let symbol = needed(&sheet, SYMBOLS, "symbol")?;
    let threshold = needed(&sheet, THRESHOLDS, "liquidation_threshold")?;
    let bonus = needed(&sheet, BONUSES, "liquidation_bonus")?;
    let network = sheet.column(NETWORKS);
    let lent = sheet.column(LOANS);
    let empty = sheet.leave_out(|sheet, row| sheet.is_nothing(row, &threshold));
    if empty > 0 {
        remarks.say(RemarkKind::Empty, empty, "");
    }
    if sheet.rows() == 0 {
        return Err(no_rows());
    }
    let mut numbers = vec![&threshold, &bonus];
    numbers.extend(&lent);
    sheet.learn_marks(&numbers, &[], how, remarks)?;
    let [of_threshold, of_bonus] = [&threshold, &bonus].map(|column| parts_of_one(&sheet, column));
    let of_lent = lent
        .as_ref()
        .map_or(1.0, |column| parts_of_one(&sheet, column));
    let share = |row: usize, column: &Column, parts: f64, whole: f64, range: Range| {
        if sheet.is_nothing(row, column) {
            return Ok(0.0);
        }
        let given = sheet.needed_or_share(row, column, AMOUNT)?;
        let share = (if given >= whole { given - whole } else { given }) / parts;
        if range.contains(share) {
            return Ok(share);
        }
        let expected = format!("a share {}", range.words());
        Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected))
    };
    // Where a bonus stands with the whole before it, it is so in every row that has one.
    let given = (0..sheet.rows()).filter_map(|row| sheet.number(row, &bonus));
    let least = given
        .filter(|&number| number > 0.0)
        .fold(f64::INFINITY, f64::min);
    let whole = if least >= of_bonus && least.is_finite() {
        of_bonus
    } else {
        f64::INFINITY
    };
    let mut reserves = Vec::new();
    for row in 0..sheet.rows() {
        let mut name = sheet.text(row, &symbol);
        if let Some(network) = &network {
            name = format!("{} {name}", sheet.text(row, network))
                .trim()
                .to_owned();
        }
        if name.chars().count() > LONGEST_NAME {
            let expected = format!("at most {LONGEST_NAME} characters");
            return Err(sheet.fault(row, &symbol, ErrorCode::OutOfRange, &expected));
        }
        let most_lent = match &lent {
            Some(column) => share(row, column, of_lent, f64::INFINITY, BONUS)?,
            None => f64::NAN,
        };
        reserves.push(Reserve {
            name,
            threshold: share(row, &threshold, of_threshold, f64::INFINITY, THRESHOLD)?,
            bonus: share(row, &bonus, of_bonus, whole, BONUS)?,
            most_lent,
        });
    }
    Ok(ReserveTable { reserves })
}
