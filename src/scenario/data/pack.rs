//! A file that was read, as bytes for another thread: numbers instead of text.
//!
//! Layout, little-endian: four letters and version, kind, SHA-256 of the original bytes, then the columns of the kind
//! with their lengths before them, then what there is to say of the reading. Whoever unpacks trusts none of it.

use super::book::OrderBook;
use super::brackets::{Bracket, BracketContract, BracketTable};
#[cfg(feature = "mechanisms")]
use super::chain::{ChainOption, OptionChain};
use super::content::{Content, Parsed};
use super::how::{Remark, RemarkKind, Remarks};
#[cfg(feature = "mechanisms")]
use super::loans::{LoanEntry, LoanForm, LoanTable, LoanTotals};
#[cfg(feature = "mechanisms")]
use super::others::Other;
use super::path::PricePath;
use super::positions::{Names, PositionTable};
#[cfg(feature = "mechanisms")]
use super::reserves::{Reserve, ReserveTable};
use super::text::malformed;
use crate::error::Problem;
use crate::population::crowd::Side;

const MARK: &[u8; 4] = b"LCD4";

/// Writes a file down.
#[must_use]
pub fn pack(parsed: &Parsed) -> Vec<u8> {
    let mut out = Writer(MARK.to_vec());
    out.0.push(match parsed.content {
        Content::Book(_) => 0,
        Content::Positions(_) => 1,
        Content::Brackets(_) => 2,
        Content::Path(_) => 3,
        Content::Scenario(_) => 4,
        #[cfg(feature = "mechanisms")]
        Content::Other(Other::Loans(_)) => 5,
        #[cfg(feature = "mechanisms")]
        Content::Other(Other::Reserves(_)) => 6,
        #[cfg(feature = "mechanisms")]
        Content::Other(Other::Options(_)) => 7,
    });
    out.0.extend_from_slice(&parsed.hash);
    match &parsed.content {
        Content::Book(book) => {
            out.numbers(book.bids.as_flattened());
            out.numbers(book.asks.as_flattened());
        }
        Content::Positions(table) => {
            out.count(table.rows());
            out.0.push(u8::from(table.is_inverse));
            out.0
                .extend(table.side.iter().map(|&side| u8::from(side == Side::Short)));
            out.numbers(&table.quantity);
            out.numbers(&table.entry_price);
            out.numbers(&table.margin);
            for names in [&table.id, &table.account, &table.symbol] {
                out.names(names);
            }
        }
        Content::Brackets(table) => {
            out.count(table.contracts.len());
            for contract in &table.contracts {
                out.text(&contract.name);
                let row = |tier: &Bracket| {
                    [
                        tier.notional_from,
                        tier.ratio,
                        tier.max_leverage.unwrap_or(0.0),
                    ]
                };
                let rows: Vec<[f64; 3]> = contract.tiers.iter().map(row).collect();
                out.numbers(rows.as_flattened());
            }
        }
        Content::Path(path) => {
            out.numbers(&[path.start_s, path.step_s]);
            for column in [
                &path.time_s,
                &path.open,
                &path.high,
                &path.low,
                &path.close,
                &path.volume,
            ] {
                out.numbers(column);
            }
        }
        Content::Scenario(text) => out.text(text),
        #[cfg(feature = "mechanisms")]
        Content::Other(other) => out.other(other),
    }
    out.count(parsed.remarks.0.len());
    for remark in &parsed.remarks.0 {
        let place = RemarkKind::ALL.iter().position(|kind| *kind == remark.kind);
        out.count(place.unwrap_or(usize::MAX));
        out.count(remark.count as usize);
        out.text(&remark.name);
    }
    out.0
}

struct Writer(Vec<u8>);

impl Writer {
    fn count(&mut self, count: usize) {
        // Everything here is bounded by the size of a file.
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&count.to_le_bytes());
    }

    #[inline(never)]
    fn numbers(&mut self, numbers: &[f64]) {
        self.count(numbers.len());
        self.0.reserve(8 * numbers.len());
        for number in numbers {
            self.0.extend_from_slice(&number.to_le_bytes());
        }
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    #[inline(never)]
    fn names(&mut self, names: &Names) {
        self.text(&names.text);
        self.count(names.ends.len());
        for end in &names.ends {
            self.0.extend_from_slice(&end.to_le_bytes());
        }
    }

    #[cfg(feature = "mechanisms")]
    fn other(&mut self, other: &Other) {
        match other {
            Other::Loans(table) => {
                self.names(&table.account);
                match &table.form {
                    LoanForm::Totals(totals) => {
                        self.0.extend([0, u8::from(totals.is_in_base)]);
                        for column in [&totals.collateral, &totals.debt, &totals.threshold] {
                            self.numbers(column);
                        }
                        self.count(totals.columns.len());
                        for (name, column) in &totals.columns {
                            self.text(name);
                            self.numbers(column);
                        }
                    }
                    LoanForm::Assets { names, entries } => {
                        self.0.push(1);
                        self.count(names.len());
                        for name in names {
                            self.text(name);
                        }
                        self.count(entries.len());
                        for entry in entries {
                            for number in [entry.loan, entry.asset] {
                                self.0.extend_from_slice(&number.to_le_bytes());
                            }
                        }
                        let amount = |entry: &LoanEntry| [entry.collateral, entry.debt];
                        let amounts: Vec<[f64; 2]> = entries.iter().map(amount).collect();
                        self.numbers(amounts.as_flattened());
                    }
                }
            }
            Other::Reserves(table) => {
                self.count(table.reserves.len());
                for reserve in &table.reserves {
                    self.text(&reserve.name);
                    self.numbers(&[reserve.threshold, reserve.bonus, reserve.most_lent]);
                }
            }
            Other::Options(chain) => {
                for number in [chain.rows, chain.skipped] {
                    self.0.extend_from_slice(&number.to_le_bytes());
                }
                self.numbers(&[chain.reference_price]);
                let row = |option: &ChainOption| {
                    [
                        f64::from(u8::from(option.is_call)),
                        option.strike,
                        option.days,
                        option.forward_ratio,
                        option.volatility,
                        option.open_interest,
                    ]
                };
                let rows: Vec<[f64; 6]> = chain.options.iter().map(row).collect();
                self.numbers(rows.as_flattened());
            }
        }
    }
}

/// Reads what [`pack`] wrote.
///
/// # Errors
/// When it is anything else: cut, changed, or not sound as the kind it claims to be.
pub fn unpack(bytes: &[u8]) -> Result<Parsed, Problem> {
    let mut rest = Cursor(bytes);
    read(&mut rest)
        .filter(|parsed| rest.0.is_empty() && is_sound(&parsed.content))
        .ok_or_else(|| {
            malformed("the packed data is damaged; expected what a DataReader packs".to_owned())
        })
}

fn is_sound(content: &Content) -> bool {
    match content {
        Content::Book(book) => book.is_sound(),
        Content::Positions(table) => table.is_sound(),
        Content::Brackets(table) => table.is_sound(),
        Content::Path(path) => path.is_sound(),
        #[cfg(feature = "mechanisms")]
        Content::Other(other) => other.is_sound(),
        // Checked when it is read again, like any scenario.
        Content::Scenario(_) => true,
    }
}

fn read(rest: &mut Cursor<'_>) -> Option<Parsed> {
    if rest.take(MARK.len())? != MARK {
        return None;
    }
    let kind = *rest.take(1)?.first()?;
    let hash = rest.take(32)?.try_into().ok()?;
    let content = match kind {
        0 => Content::Book(OrderBook {
            bids: rest.rows()?,
            asks: rest.rows()?,
        }),
        1 => {
            let rows = rest.count()?;
            let is_inverse = *rest.take(1)?.first()? != 0;
            let side = rest.take(rows)?.iter().map(|&side| match side {
                0 => Some(Side::Long),
                1 => Some(Side::Short),
                _ => None,
            });
            Content::Positions(PositionTable {
                side: side.collect::<Option<_>>()?,
                quantity: rest.numbers()?,
                entry_price: rest.numbers()?,
                margin: rest.numbers()?,
                id: rest.names()?,
                account: rest.names()?,
                symbol: rest.names()?,
                is_inverse,
            })
        }
        2 => {
            let mut contracts = Vec::new();
            for _ in 0..rest.count()? {
                let name = rest.text()?.to_owned();
                let rows: Vec<[f64; 3]> = rest.rows()?;
                let tiers = rows
                    .into_iter()
                    .map(|[notional_from, ratio, most]| Bracket {
                        notional_from,
                        ratio,
                        max_leverage: (most != 0.0).then_some(most),
                    });
                contracts.push(BracketContract {
                    name,
                    tiers: tiers.collect(),
                });
            }
            Content::Brackets(BracketTable { contracts })
        }
        3 => {
            let [start_s, step_s] = rest.numbers()?.try_into().ok()?;
            Content::Path(PricePath {
                start_s,
                step_s,
                time_s: rest.numbers()?,
                open: rest.numbers()?,
                high: rest.numbers()?,
                low: rest.numbers()?,
                close: rest.numbers()?,
                volume: rest.numbers()?,
            })
        }
        4 => Content::Scenario(rest.text()?.to_owned()),
        #[cfg(feature = "mechanisms")]
        5 => Content::Other(Other::Loans(rest.loans()?.into())),
        #[cfg(feature = "mechanisms")]
        6 => Content::Other(Other::Reserves(rest.reserves()?.into())),
        #[cfg(feature = "mechanisms")]
        7 => Content::Other(Other::Options(rest.chain()?.into())),
        _ => return None,
    };
    let mut remarks = Remarks::default();
    for _ in 0..rest.count()? {
        remarks.0.push(Remark {
            kind: *RemarkKind::ALL.get(rest.count()?)?,
            count: u32::try_from(rest.count()?).ok()?,
            name: rest.text()?.to_owned(),
        });
    }
    Some(Parsed {
        hash,
        content,
        remarks,
    })
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn count(&mut self) -> Option<usize> {
        let bytes = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    /// A column. What does not fit into the bytes that are left is refused before memory is taken for it.
    #[inline(never)]
    fn numbers(&mut self) -> Option<Vec<f64>> {
        let length = self.count()?.checked_mul(8)?;
        let numbers = self.take(length)?.as_chunks::<8>().0;
        Some(
            numbers
                .iter()
                .map(|&number| f64::from_le_bytes(number))
                .collect(),
        )
    }

    fn rows<const N: usize>(&mut self) -> Option<Vec<[f64; N]>> {
        let numbers = self.numbers()?;
        let (rows, rest) = numbers.as_chunks::<N>();
        rest.is_empty().then(|| rows.to_vec())
    }

    #[inline(never)]
    fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    #[cfg(feature = "mechanisms")]
    fn loans(&mut self) -> Option<LoanTable> {
        let account = self.names()?;
        let form = match self.take(1)?.first()? {
            0 => {
                let mut totals = LoanTotals {
                    is_in_base: *self.take(1)?.first()? != 0,
                    collateral: self.numbers()?,
                    debt: self.numbers()?,
                    threshold: self.numbers()?,
                    columns: Vec::new(),
                };
                for _ in 0..self.count()? {
                    let name = self.text()?.to_owned();
                    totals.columns.push((name, self.numbers()?));
                }
                LoanForm::Totals(totals)
            }
            1 => {
                let mut names = Vec::new();
                for _ in 0..self.count()? {
                    names.push(self.text()?.to_owned());
                }
                let length = self.count()?;
                let mut places = Cursor(self.take(length.checked_mul(8)?)?);
                let amounts: Vec<[f64; 2]> = self.rows()?;
                if amounts.len() != length {
                    return None;
                }
                let mut entries = Vec::with_capacity(length);
                for [collateral, debt] in amounts {
                    entries.push(LoanEntry {
                        loan: u32::try_from(places.count()?).ok()?,
                        asset: u32::try_from(places.count()?).ok()?,
                        collateral,
                        debt,
                    });
                }
                LoanForm::Assets { names, entries }
            }
            _ => return None,
        };
        Some(LoanTable { account, form })
    }

    #[cfg(feature = "mechanisms")]
    fn chain(&mut self) -> Option<OptionChain> {
        let [rows, skipped] = [self.count()?, self.count()?];
        let [reference_price] = self.numbers()?.try_into().ok()?;
        let mut options = Vec::new();
        for [
            is_call,
            strike,
            days,
            forward_ratio,
            volatility,
            open_interest,
        ] in self.rows()?
        {
            options.push(ChainOption {
                is_call: is_call == 1.0,
                strike,
                days,
                forward_ratio,
                volatility,
                open_interest,
            });
        }
        Some(OptionChain {
            options,
            reference_price,
            rows: u32::try_from(rows).ok()?,
            skipped: u32::try_from(skipped).ok()?,
        })
    }

    #[cfg(feature = "mechanisms")]
    fn reserves(&mut self) -> Option<ReserveTable> {
        let mut reserves = Vec::new();
        for _ in 0..self.count()? {
            let name = self.text()?.to_owned();
            let [threshold, bonus, most_lent] = self.numbers()?.try_into().ok()?;
            reserves.push(Reserve {
                name,
                threshold,
                bonus,
                most_lent,
            });
        }
        Some(ReserveTable { reserves })
    }

    #[inline(never)]
    fn names(&mut self) -> Option<Names> {
        let text = self.text()?.to_owned();
        let length = self.count()?.checked_mul(4)?;
        let ends = self.take(length)?.as_chunks::<4>().0;
        Some(Names {
            text,
            ends: ends.iter().map(|&end| u32::from_le_bytes(end)).collect(),
        })
    }
}
