//! Loans of lending protocols as a table: what each account has put up and owes, asset by asset or in all.

use super::how::{How, RemarkKind, Remarks, ask};
use super::names::plain;
use super::positions::Names;
use super::sheet::{Column, Sheet, no_rows};
use super::snapshots;
use super::text::{AMOUNT, MAX_ROWS, QUANTITY, has_one, is_total, range};
use super::unit_columns::{Of, two_currencies, united};
use super::units::{Measure, headed, measure, money, unit};
use crate::error::{ErrorCode, Problem, show};
use crate::json::object;
use crate::scenario::schema::Range;
use serde_json::Value;

const WHAT: &str = "loans";

/// Names of columns, without case and punctuation.
const ACCOUNTS: &[&str] = &[
    "account",
    "borrower",
    "user",
    "userid",
    "owner",
    "wallet",
    "address",
    "vault",
    "urn",
    "id",
    "konto",
    "kreditnehmer",
    "useraddress",
    "walletaddress",
    "accountaddress",
    "borroweraddress",
    "owneraddress",
    "accountid",
    "loanid",
    "positionid",
    "onbehalfof",
    "holder",
    "cdp",
    "cdpid",
    "vaultid",
    "trove",
    "troveid",
];
const ASSETS: &[&str] = &[
    "asset",
    "symbol",
    "reserve",
    "reservesymbol",
    "token",
    "coin",
];
/// What is put up, without the words of [`OF_AMOUNTS`].
const COLLATERALS: &[&str] = &["collateral", "collaterals", "sicherheit", "sicherheiten"];
/// The same by words that others have, too: only an account supplies and borrows in one row.
const SUPPLIES: &[&str] = &[
    "supplied",
    "supply",
    "supplies",
    "deposited",
    "deposit",
    "deposits",
];
const DEBTS: &[&str] = &[
    "debt",
    "debts",
    "borrow",
    "borrows",
    "borrowed",
    "borrowing",
    "borrowings",
    "loan",
    "loans",
    "owed",
    "liability",
    "liabilities",
    "schuld",
    "schulden",
];
/// Words in such names that say nothing of which they are.
const OF_AMOUNTS: [&str; 9] = [
    "total",
    "current",
    "outstanding",
    "value",
    "amount",
    "balance",
    "assets",
    "asset",
    "in",
];
pub(super) const THRESHOLDS: &[&str] = &[
    "liquidationthreshold",
    "currentliquidationthreshold",
    "reserveliquidationthreshold",
    "liqthreshold",
    "threshold",
    "lt",
];
const HEALTHS: &[&str] = &["healthfactor", "health", "hf", "gesundheit"];

/// Threshold of a loan, as in the contract.
const THRESHOLD: Range = Range {
    min_included: false,
    ..range(0.0, 0.9999)
};

/// Most that a health factor in a file may differ from the one of its own columns, relative; and what rounding takes besides.
const AGREEMENT: f64 = 1e-6;

/// Longest name of an asset or a column, and of an account, characters, as in the contract.
const LONGEST_NAME: usize = 64;
/// Most assets and columns that are kept.
const MOST_NAMES: usize = 64;

/// Loans of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct LoanTable {
    /// The account of each.
    pub account: Names,
    /// What is known of them.
    pub form: LoanForm,
}

/// What a file says of loans.
#[derive(Debug, Clone, PartialEq)]
pub enum LoanForm {
    /// What all collateral and all debt of an account are worth.
    Totals(LoanTotals),
    /// Units, asset by asset.
    Assets {
        /// The assets.
        names: Vec<String>,
        /// What accounts have of them, by loan.
        entries: Vec<LoanEntry>,
    },
}

/// What accounts have and owe in all; one entry per loan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoanTotals {
    /// Worth of the collateral, > 0.
    pub collateral: Vec<f64>,
    /// Worth of the debt, > 0.
    pub debt: Vec<f64>,
    /// Share of the collateral that counts; empty where the file does not say it.
    pub threshold: Vec<f64>,
    /// Both are in base, as in ETH, and not in quote.
    pub is_in_base: bool,
    /// Other amounts, by the names of their columns.
    pub columns: Vec<(String, Vec<f64>)>,
}

/// What an account has of an asset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoanEntry {
    /// Number of the loan.
    pub loan: u32,
    /// Number of the asset.
    pub asset: u32,
    /// Units that secure the loan.
    pub collateral: f64,
    /// Units that are owed.
    pub debt: f64,
}

impl LoanTotals {
    /// Loans that are worth closing as they stand in the file: what counts of the collateral is less than the debt.
    #[must_use]
    pub fn sick(&self) -> usize {
        let all = self.collateral.iter().zip(&self.debt).zip(&self.threshold);
        all.filter(|((collateral, debt), threshold)| *collateral * *threshold < **debt)
            .count()
    }

    fn is_sound(&self, rows: usize) -> bool {
        let fits = |column: &[f64], range: Range| {
            column.len() == rows && column.iter().all(|&number| range.contains(number))
        };
        fits(&self.collateral, QUANTITY)
            && fits(&self.debt, QUANTITY)
            && (self.threshold.is_empty() || fits(&self.threshold, THRESHOLD))
            && self.columns.len() <= MOST_NAMES
            && self.columns.iter().all(|(_, column)| fits(column, AMOUNT))
    }
}

impl LoanTable {
    /// Number of loans.
    #[must_use]
    pub fn rows(&self) -> usize {
        match &self.form {
            LoanForm::Totals(totals) => totals.collateral.len(),
            LoanForm::Assets { entries, .. } => {
                entries.last().map_or(0, |entry| entry.loan as usize + 1)
            }
        }
    }

    /// Whether it keeps what the type promises: for a table that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let rows = self.rows();
        let is_sound = match &self.form {
            LoanForm::Totals(totals) => totals.is_sound(rows),
            LoanForm::Assets { names, entries } => {
                let fits = |entry: &LoanEntry| {
                    (entry.asset as usize) < names.len()
                        && AMOUNT.contains(entry.collateral)
                        && AMOUNT.contains(entry.debt)
                };
                let rises = |pair: &[LoanEntry]| {
                    pair[1].loan == pair[0].loan || pair[1].loan == pair[0].loan + 1
                };
                (1..=MOST_NAMES).contains(&names.len())
                    && entries.first().is_some_and(|first| first.loan == 0)
                    && entries.iter().all(fits)
                    && entries.windows(2).all(rises)
            }
        };
        is_sound && (1..=MAX_ROWS).contains(&rows) && self.account.is_sound(rows)
    }

    /// What is worth knowing of it.
    pub(super) fn facts(&self) -> Value {
        let sum = |column: &[f64]| column.iter().sum::<f64>();
        let (form, of_form) = match &self.form {
            LoanForm::Totals(totals) => {
                let columns = totals.columns.iter().map(|(name, _)| name.as_str().into());
                let is_said = !totals.threshold.is_empty();
                let facts = [
                    ("collateral", sum(&totals.collateral).into()),
                    ("debt", sum(&totals.debt).into()),
                    (
                        "valueIn",
                        (if totals.is_in_base { "base" } else { "quote" }).into(),
                    ),
                    ("sick", is_said.then(|| totals.sick()).into()),
                    ("columns", Value::Array(columns.collect())),
                    ("assets", Value::Array(Vec::new())),
                ];
                ("totals", facts)
            }
            LoanForm::Assets { names, entries } => {
                let each = |(index, name): (usize, &String)| {
                    let of_asset = entries.iter().filter(|entry| entry.asset as usize == index);
                    let [mut collateral, mut debt] = [0.0; 2];
                    for entry in of_asset {
                        collateral += entry.collateral;
                        debt += entry.debt;
                    }
                    object([
                        ("name", name.as_str().into()),
                        ("collateral", collateral.into()),
                        ("debt", debt.into()),
                    ])
                };
                let facts = [
                    ("collateral", Value::Null),
                    ("debt", Value::Null),
                    ("valueIn", Value::Null),
                    ("sick", Value::Null),
                    ("columns", Value::Array(Vec::new())),
                    ("assets", names.iter().enumerate().map(each).collect()),
                ];
                ("assets", facts)
            }
        };
        let mut facts = object(of_form);
        facts["rows"] = self.rows().into();
        facts["form"] = form.into();
        facts
    }
}

/// Whether a table is of loans by the names of its columns.
pub(super) fn is_known(names: &[String]) -> bool {
    let plain_names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let stems: Vec<String> = names.iter().map(|name| stem(&of_amount(name))).collect();
    let has_account = has_one(&plain_names, ACCOUNTS);
    if is_of_vaults(&plain_names) {
        return true;
    }
    (has_one(&stems, COLLATERALS) || has_account && has_one(&stems, SUPPLIES))
        && has_one(&stems, DEBTS)
        && !has_one(&plain_names, super::positions::ENTRIES)
}

/// Whether a table is of Maker's vaults: `ink` is what is locked in one, `art` its debt before the rate that has grown on it.
fn is_of_vaults(names: &[String]) -> bool {
    ["ink", "art"].iter().all(|name| has_one(names, &[name]))
}

/// What a name is of, without what only says that it is an amount: `collateral` of `total_collateral_value (usd)`.
fn stem(name: &str) -> String {
    let mut rest = plain(name);
    loop {
        let shorter = OF_AMOUNTS.iter().find_map(|word| {
            let parts = [rest.strip_prefix(word), rest.strip_suffix(word)];
            parts.into_iter().flatten().find(|part| !part.is_empty())
        });
        match shorter.map(str::to_owned) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// A name with the unit that stands behind it, or in front, in brackets: not all words of debt are those of amounts elsewhere.
fn of_amount(name: &str) -> String {
    let name = name.trim();
    // Compound answers amounts as objects.
    let name = name.strip_suffix(".value").unwrap_or(name);
    let is_new = |&(place, letter): &(usize, char)| {
        let before = name.get(..place).and_then(|stem| stem.chars().next_back());
        letter.is_ascii_uppercase() && before.is_some_and(|before| before.is_ascii_lowercase())
    };
    let is_unit = |word: &str| measure(&word.to_ascii_uppercase()).is_some();
    let is_between = |letter: char| matches!(letter, '_' | ' ' | '.' | '-');
    // totalDebtUSD
    let last_word = name.char_indices().rfind(is_new);
    let split = name
        .rsplit_once(is_between)
        .or_else(|| name.split_at_checked(last_word?.0));
    if let Some((stem, last)) = split.filter(|(_, last)| is_unit(last)) {
        return format!("{stem} ({last})");
    }
    // usd_collateral
    match name.split_once(is_between) {
        Some((first, rest)) if is_unit(first) => format!("{rest} ({first})"),
        _ => headed(name),
    }
}

/// The column of what is put up, or owed, whatever unit stands with it; the plainest name first.
fn amount(sheet: &Sheet, stems: &[&[&str]]) -> Option<Column> {
    let names: Vec<String> = sheet
        .last_names()
        .iter()
        .map(|name| of_amount(name))
        .collect();
    let all: Vec<String> = names.iter().map(|name| stem(name)).collect();
    let index = stems
        .iter()
        .flat_map(|stems| stems.iter())
        .find_map(|wanted| {
            let fits = (0..all.len()).filter(|&index| all[index] == *wanted);
            // Of a total and of a part of it the total counts, and of several names the one that money says.
            fits.min_by_key(|&index| {
                let is_total = plain(&names[index]).contains("total");
                let is_money = measure(&unit(&names[index])) == Some(Measure::Money);
                (!is_total, !is_money)
            })
        })?;
    let name = of_amount(&sheet.numbered(index).name);
    Some(Column { index, name })
}

/// How many of what a column counts are one: of fractions, percent or, as chains do, hundredths of a percent.
pub(super) fn parts_of_one(sheet: &Sheet, column: &Column) -> f64 {
    let numbers = (0..sheet.rows()).filter_map(|row| sheet.number(row, column));
    let most = numbers.fold(0.0, f64::max);
    // A bonus may stand with the whole before it: 1.05, 105 or 10500.
    if most <= 2.0 {
        1.0
    } else if most <= 200.0 {
        100.0
    } else {
        10_000.0
    }
}

/// Reads loans.
pub(super) fn read(
    mut sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<LoanTable, Problem> {
    let totals = sheet.leave_out(|sheet, row| is_total(&sheet.text_at(row, 0)));
    if totals > 0 {
        remarks.say(RemarkKind::Total, totals, "");
    }
    let account = sheet.column(ACCOUNTS);
    let plain_names: Vec<String> = sheet.last_names().iter().map(|name| plain(name)).collect();
    if is_of_vaults(&plain_names) {
        return of_vaults(sheet, account, how, remarks);
    }
    let asset = sheet.column(ASSETS);
    let needed = |sheet: &Sheet, stems: &[&[&str]], name: &str| {
        let found = amount(sheet, stems).ok_or_else(|| sheet.missing(name, WHAT))?;
        united(sheet, &found, Of::Size)
    };
    let collateral = needed(&sheet, &[COLLATERALS, SUPPLIES], "collateral")?;
    let debt = needed(&sheet, &[DEBTS], "debt")?;
    let empty = sheet
        .leave_out(|sheet, row| sheet.is_nothing(row, &collateral) && sheet.is_nothing(row, &debt));
    if empty > 0 {
        remarks.say(RemarkKind::Empty, empty, "");
    }
    if sheet.rows() == 0 {
        return Err(no_rows());
    }
    let position = snapshots::Position {
        symbol: asset.as_ref(),
        side: None,
    };
    snapshots::newest(&mut sheet, &position, how, remarks)?;
    match (account, asset) {
        (Some(account), Some(asset)) => {
            let parts = Parts {
                account: Some(account),
                collateral,
                debt,
            };
            of_assets(sheet, &parts, &asset, how, remarks)
        }
        (account, _) => {
            let parts = Parts {
                account,
                collateral,
                debt,
            };
            of_totals(sheet, &parts, how, remarks)
        }
    }
}

/// The columns that every table of loans has.
struct Parts {
    account: Option<Column>,
    collateral: Column,
    debt: Column,
}

impl Parts {
    /// An amount, of which nothing is none.
    fn amount(sheet: &Sheet, row: usize, column: &Column) -> Result<f64, Problem> {
        if sheet.is_nothing(row, column) {
            return Ok(0.0);
        }
        sheet.needed(row, column, AMOUNT)
    }

    fn name<'s>(&self, sheet: &'s Sheet, row: usize) -> Result<std::borrow::Cow<'s, str>, Problem> {
        let Some(column) = &self.account else {
            return Ok("".into());
        };
        short(sheet, row, column)
    }
}

/// A name that a scenario can have.
fn short<'s>(
    sheet: &'s Sheet,
    row: usize,
    column: &Column,
) -> Result<std::borrow::Cow<'s, str>, Problem> {
    let name = sheet.text(row, column);
    if name.chars().count() > LONGEST_NAME {
        let expected = format!("at most {LONGEST_NAME} characters");
        return Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected));
    }
    Ok(name.into())
}

/// Maker's vaults: a row for each, which has some of a collateral and owes `art` times `rate`.
fn of_vaults(
    mut sheet: Sheet,
    account: Option<Column>,
    how: &How,
    remarks: &mut Remarks,
) -> Result<LoanTable, Problem> {
    /// No rate has grown to it, and no vault owes as much: numbers of the contract are larger.
    const MOST: f64 = 1e3;
    const MOST_DEBT: f64 = 1e12;
    let place = sheet.names_place();
    let fault = |message: String| Problem::new(ErrorCode::Inconsistent, &place, message);
    let named = |sheet: &Sheet, name: &'static str| {
        let found = sheet.column(&[name]);
        found.ok_or_else(|| sheet.missing(name, WHAT))
    };
    let (ink, art) = (named(&sheet, "ink")?, named(&sheet, "art")?);
    let Some(rate) = sheet.column(&["rate"]) else {
        return Err(fault(format!(
            "{place}: art is debt before its rate; expected a column rate beside it: the debt is art times rate"
        )));
    };
    sheet.learn_marks(&[&ink, &art, &rate], &[], how, remarks)?;
    let is_raw = |row: usize| {
        let is_above = |column: &Column, most: f64| {
            sheet
                .number(row, column)
                .is_some_and(|number| number > most)
        };
        is_above(&rate, MOST) || is_above(&ink, AMOUNT.max) || is_above(&art, MOST_DEBT)
    };
    if (0..sheet.rows()).any(is_raw) {
        return Err(fault(format!(
            "{place}: ink, art or rate are whole numbers as the contract has them; expected ink and art over 1e18, and rate over 1e27"
        )));
    }
    let ilk = sheet.column(&["ilk"]);
    let mut names = Vec::new();
    let mut entries = Vec::new();
    let mut owners = Names::default();
    let mut without = 0;
    let parts = Parts {
        account,
        collateral: ink,
        debt: art,
    };
    names.push("DAI".to_owned());
    for row in 0..sheet.rows() {
        let collateral = Parts::amount(&sheet, row, &parts.collateral)?;
        let art = Parts::amount(&sheet, row, &parts.debt)?;
        if collateral <= 0.0 || art <= 0.0 {
            without += 1;
            continue;
        }
        let debt = art * sheet.needed(row, &rate, QUANTITY)?;
        let name = match &ilk {
            Some(ilk) => short(&sheet, row, ilk)?.into_owned(),
            None => sheet.shown(&parts.collateral),
        };
        let asset = match names.iter().position(|known| *known == name) {
            Some(asset) => asset,
            None if names.len() == MOST_NAMES => {
                let expected = format!("at most {MOST_NAMES} assets");
                let column = ilk.as_ref().unwrap_or(&parts.collateral);
                return Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected));
            }
            None => {
                names.push(name);
                names.len() - 1
            }
        };
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let loan = number(entries.len() / 2);
        for (asset, collateral, debt) in [(0, 0.0, debt), (number(asset), collateral, 0.0)] {
            entries.push(LoanEntry {
                loan,
                asset,
                collateral,
                debt,
            });
        }
        owners.push(&parts.name(&sheet, row)?);
    }
    left_out(without, remarks);
    if entries.is_empty() {
        return Err(no_loans(&sheet));
    }
    Ok(LoanTable {
        account: owners,
        form: LoanForm::Assets { names, entries },
    })
}

/// A row for each asset of an account.
fn of_assets(
    mut sheet: Sheet,
    parts: &Parts,
    asset: &Column,
    how: &How,
    remarks: &mut Remarks,
) -> Result<LoanTable, Problem> {
    sheet.learn_marks(&[&parts.collateral, &parts.debt], &[], how, remarks)?;
    let mut names: Vec<String> = Vec::new();
    // By account, in the order in which they come first.
    let mut accounts: Vec<String> = Vec::new();
    let mut known: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let mut rows: Vec<LoanEntry> = Vec::new();
    for row in 0..sheet.rows() {
        let name = short(&sheet, row, asset)?;
        let place = match names
            .iter()
            .position(|known| known.eq_ignore_ascii_case(&name))
        {
            Some(place) => place,
            None if names.len() == MOST_NAMES => {
                let expected = format!("at most {MOST_NAMES} assets");
                return Err(sheet.fault(row, asset, ErrorCode::OutOfRange, &expected));
            }
            None => {
                names.push(name.into_owned());
                names.len() - 1
            }
        };
        let account = parts.name(&sheet, row)?;
        let loan = match known.get(account.as_ref()) {
            Some(&loan) => loan,
            None => {
                accounts.push(account.clone().into_owned());
                known.insert(account.into_owned(), accounts.len() - 1);
                accounts.len() - 1
            }
        };
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        rows.push(LoanEntry {
            loan: number(loan),
            asset: number(place),
            collateral: Parts::amount(&sheet, row, &parts.collateral)?,
            debt: Parts::amount(&sheet, row, &parts.debt)?,
        });
    }
    crate::sort::sort_by(&mut rows, &|a, b| {
        a.loan.cmp(&b.loan).then_with(|| a.asset.cmp(&b.asset))
    });
    // Rows of one account and asset add up.
    let mut entries: Vec<LoanEntry> = Vec::new();
    for row in rows {
        match entries.last_mut() {
            Some(last) if last.loan == row.loan && last.asset == row.asset => {
                last.collateral += row.collateral;
                last.debt += row.debt;
            }
            _ => entries.push(row),
        }
    }
    // Whoever owes nothing, or has nothing, has no loan.
    let mut has = vec![[false; 2]; accounts.len()];
    for entry in &entries {
        let of = &mut has[entry.loan as usize];
        of[0] |= entry.collateral > 0.0;
        of[1] |= entry.debt > 0.0;
    }
    let mut number = 0;
    let mut account = Names::default();
    let numbers: Vec<Option<u32>> = has
        .iter()
        .zip(&accounts)
        .map(|(has, name)| {
            let is_loan = *has == [true, true];
            is_loan.then(|| {
                account.push(name);
                number += 1;
                number - 1
            })
        })
        .collect();
    let kept = entries.into_iter().filter_map(|entry| {
        let loan = numbers.get(entry.loan as usize).copied().flatten()?;
        Some(LoanEntry { loan, ..entry })
    });
    let entries: Vec<LoanEntry> = kept.collect();
    left_out(accounts.len() - number as usize, remarks);
    if entries.is_empty() {
        return Err(no_loans(&sheet));
    }
    Ok(LoanTable {
        account,
        form: LoanForm::Assets { names, entries },
    })
}

fn left_out(count: usize, remarks: &mut Remarks) {
    if count > 0 {
        remarks.say(RemarkKind::NoLoan, count, "");
    }
}

#[cold]
fn no_loans(sheet: &Sheet) -> Problem {
    let place = sheet.names_place();
    let message =
        format!("{place}: no account has both collateral and debt; expected at least one loan");
    Problem::new(ErrorCode::OutOfRange, &place, message)
}

/// One row for each account.
fn of_totals(
    mut sheet: Sheet,
    parts: &Parts,
    how: &How,
    remarks: &mut Remarks,
) -> Result<LoanTable, Problem> {
    let threshold = sheet.column(THRESHOLDS);
    let health = sheet.column(HEALTHS);
    let is_named = |index: usize| {
        let named = [&parts.account, &threshold, &health];
        let all = named.into_iter().flatten();
        all.chain([&parts.collateral, &parts.debt])
            .any(|column| column.index == index)
    };
    let are_amounts = |sheet: &Sheet, index: usize| {
        let column = sheet.numbered(index);
        !column.name.is_empty()
            && column.name.chars().count() <= LONGEST_NAME
            && (0..sheet.rows())
                .all(|row| sheet.is_number(row, index) || sheet.is_nothing(row, &column))
    };
    let others: Vec<Column> = (0..sheet.names.len())
        .filter(|&index| !is_named(index) && are_amounts(&sheet, index))
        .take(MOST_NAMES)
        .map(|index| sheet.numbered(index))
        .collect();
    let mut numbers: Vec<&Column> = vec![&parts.collateral, &parts.debt];
    numbers.extend(threshold.iter().chain(&health).chain(&others));
    sheet.learn_marks(&numbers, &[], how, remarks)?;
    let is_of_aave = is_of_aave(&sheet, parts);
    let is_in_base = !is_of_aave && is_in_base(&sheet, parts, how)?;
    // As its contract answers: whole numbers of a hundred-millionth dollar, health of a billion billionth.
    let is_raw = is_of_aave
        && health.as_ref().is_some_and(|health| {
            (0..sheet.rows()).all(|row| sheet.number(row, health).is_none_or(|value| value > 1e12))
        });
    let (unit_of_amount, unit_of_health) = if is_raw { (1e-8, 1e-18) } else { (1.0, 1.0) };
    if is_raw {
        remarks.say(RemarkKind::Scaled, sheet.rows(), &sheet.shown(&parts.debt));
    }
    let parts_of_threshold = threshold
        .as_ref()
        .map_or(1.0, |column| parts_of_one(&sheet, column));
    let mut table = LoanTotals {
        is_in_base,
        columns: others
            .iter()
            .map(|column| (sheet.shown(column), Vec::new()))
            .collect(),
        ..LoanTotals::default()
    };
    let is_by_health = health
        .as_ref()
        .is_some_and(|health| (0..sheet.rows()).any(|row| !sheet.is_nothing(row, health)));
    let mut account = Names::default();
    let mut without = 0;
    for row in 0..sheet.rows() {
        let [collateral, debt] = [&parts.collateral, &parts.debt]
            .map(|column| Parts::amount(&sheet, row, column).map(|amount| amount * unit_of_amount));
        let (collateral, debt) = (collateral?, debt?);
        if collateral <= 0.0 || debt <= 0.0 {
            without += 1;
            continue;
        }
        if let Some(column) = &threshold {
            let share = sheet.needed_or_share(row, column, AMOUNT)? / parts_of_threshold;
            if !THRESHOLD.contains(share) {
                let expected = format!("a share {}", THRESHOLD.words());
                return Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected));
            }
            table.threshold.push(share);
            if let Some(health) = &health {
                compare_health(
                    &sheet,
                    row,
                    health,
                    collateral * share / debt,
                    unit_of_health,
                )?;
            }
        } else if let Some(column) = health.as_ref().filter(|_| is_by_health) {
            let of_health = debt / collateral * unit_of_health;
            let share = threshold_by_health(&sheet, row, column, of_health)?;
            table.threshold.push(share);
            remarks.say(RemarkKind::FromHealth, 1, &sheet.shown(column));
        }
        table.collateral.push(collateral);
        table.debt.push(debt);
        for ((_, values), column) in table.columns.iter_mut().zip(&others) {
            values.push(Parts::amount(&sheet, row, column).unwrap_or(f64::NAN));
        }
        if parts.account.is_some() {
            account.push(&parts.name(&sheet, row)?);
        }
    }
    if let Some(account) = &parts.account {
        let repeated = repeats(&sheet, &[account]);
        if repeated > 0 {
            remarks.say(RemarkKind::Repeated, repeated, &sheet.shown(account));
        }
    }
    // A column with something below nothing is no amount.
    table
        .columns
        .retain(|(_, values)| values.iter().all(|&value| AMOUNT.contains(value)));
    left_out(without, remarks);
    if table.debt.is_empty() {
        return Err(no_loans(&sheet));
    }
    Ok(LoanTable {
        account,
        form: LoanForm::Totals(table),
    })
}

/// Rows whose cells in some columns are those of a row before.
fn repeats(sheet: &Sheet, columns: &[&Column]) -> usize {
    let mut seen = std::collections::BTreeSet::new();
    (0..sheet.rows())
        .filter(|&row| !seen.insert(sheet.key(row, columns)))
        .count()
}

/// Whether the totals are those of Aave, in whose words the base is the money that everything is measured in.
fn is_of_aave(sheet: &Sheet, parts: &Parts) -> bool {
    // The names of its contract's answer, with what stands behind their last word as a unit.
    let is_it = |column: &Column, stem: &str| {
        let name = sheet.last_names().get(column.index).cloned();
        name.is_some_and(|name| name == format!("{stem}Base") || name == format!("{stem} (Base)"))
    };
    is_it(&parts.collateral, "totalCollateral") && is_it(&parts.debt, "totalDebt")
}

/// Whether the totals are of base: by the units of their columns, else as was told, else by asking.
fn is_in_base(sheet: &Sheet, parts: &Parts, how: &How) -> Result<bool, Problem> {
    let of = |column: &Column| match measure(&unit(&column.name)) {
        Some(Measure::Money) => Some(false),
        Some(Measure::Coins) => Some(true),
        _ => None,
    };
    let said = [of(&parts.collateral), of(&parts.debt)];
    // Where one of them says it, what is told is told of the other.
    let told = how.is_in_quote.map(|is_quote| !is_quote);
    let [collateral, debt] = match said {
        [None, None] => said,
        _ => said.map(|said| said.or(told)),
    };
    if let (Some(one), Some(other)) = (collateral, debt)
        && one != other
    {
        let place = sheet.names_place();
        let message = format!(
            "{place}: one of {} and {} is in coins and the other in money; expected both in one",
            super::text::quote(&sheet.shown(&parts.collateral)),
            super::text::quote(&sheet.shown(&parts.debt))
        );
        return Err(Problem::new(ErrorCode::Inconsistent, &place, message));
    }
    let both = [&parts.collateral, &parts.debt].map(|column| (column, money(&unit(&column.name))));
    if let [(one, Some(money)), (other, Some(known))] = both
        && money != known
    {
        return Err(two_currencies(sheet, [(one, money), (other, known)]));
    }
    // What one of them says the other need not be of.
    match (collateral.filter(|_| collateral == debt), told) {
        (Some(is_base), _) | (None, Some(is_base)) => Ok(is_base),
        (None, None) if collateral.or(debt).is_some() => {
            let (said, other) = if collateral.is_some() {
                (&parts.collateral, &parts.debt)
            } else {
                (&parts.debt, &parts.collateral)
            };
            let message = format!(
                "{} says what it is worth, and {} does not",
                super::text::quote(&sheet.shown(said)),
                super::text::quote(&sheet.shown(other))
            );
            Err(ask("amount", &["base", "quote"], &message))
        }
        (None, None) => Err(ask(
            "amount",
            &["base", "quote"],
            "no column says whether collateral and debt are worth coins or money",
        )),
    }
}

/// The threshold of a loan by its health factor, where the file has no other: health is collateral times threshold over debt.
/// `of_health`: the threshold at a health of one.
fn threshold_by_health(
    sheet: &Sheet,
    row: usize,
    column: &Column,
    of_health: f64,
) -> Result<f64, Problem> {
    // Rounded is what the file has, so that a threshold of 0.83 may come out as a little more or less.
    let threshold = sheet.needed(row, column, QUANTITY)? * of_health;
    if THRESHOLD.contains(threshold) {
        return Ok(threshold);
    }
    let expected = format!(
        "a health factor whose threshold, health times debt over collateral, is a share {}: this one gives {}",
        THRESHOLD.words(),
        show(threshold)
    );
    Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected))
}

/// A health factor that the file gives beside a threshold is compared, not used.
fn compare_health(
    sheet: &Sheet,
    row: usize,
    column: &Column,
    own: f64,
    unit: f64,
) -> Result<(), Problem> {
    let Some(given) = sheet.number(row, column).map(|given| given * unit) else {
        return Ok(());
    };
    let text = sheet.text(row, column);
    let digits = text.rsplit_once(['.', ',']).map_or(0, |(_, behind)| {
        behind.chars().take_while(char::is_ascii_digit).count()
    });
    let has_power = text.contains(['e', 'E']);
    let rounding: f64 = if has_power || unit < 1.0 {
        0.0
    } else {
        0.501 * (0..digits).fold(1.0, |unit, _| unit / 10.0)
    };
    if (given - own).abs() <= rounding.max(AGREEMENT * own.abs()) {
        return Ok(());
    }
    let expected = format!(
        "{}, which its collateral, threshold and debt give",
        show(own)
    );
    Err(sheet.fault(row, column, ErrorCode::Inconsistent, &expected))
}
