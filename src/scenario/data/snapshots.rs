//! The same positions looked at several times: only the newest look counts, as all of them together would be several times
//! as many as there are.

use super::how::{How, RemarkKind, Remarks};
use super::path::{CLOCKS, DATES, TIMES};
use super::sheet::{Column, Sheet};
use super::times;
use crate::error::{ErrorCode, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Names of columns that say when somebody looked.
const LOOKS: &[&str] = &[
    "snapshottime",
    "snapshottimestamp",
    "snapshotts",
    "snapshotat",
    "snapshotdate",
    "snapshot",
    "snapshotid",
    "snaptime",
    "fetchedat",
    "fetchtime",
    "fetched",
    "fetchdate",
    "capturedat",
    "capturetime",
    "captured",
    "queriedat",
    "querytime",
    "scrapedat",
    "scrapetime",
    "recordedat",
    "recordtime",
    "observedat",
    "observationtime",
    "collectedat",
    "polledat",
    "polltime",
    "retrievedat",
    "pulledat",
    "sampledat",
    "sampletime",
    "loggedat",
    "logtime",
    "ingestedat",
    "asof",
    "asofdate",
    "asoftime",
    "abgerufenam",
    "abrufzeit",
    "stand",
    "stichtag",
];
/// Names of columns that say when a position last changed: of several rows of one they tell the newest.
const CHANGES: &[&str] = &[
    "updatetime",
    "updatedtime",
    "updatedat",
    "updated",
    "updatetimestamp",
    "lastupdate",
    "lastupdated",
    "lastupdatedat",
    "lastupdatetime",
    "lastupdatetimestamp",
    "utime",
    "modifiedat",
    "lastmodified",
    "blocktime",
    "blocktimestamp",
    "evtblocktime",
    "aktualisiert",
];
/// Names of columns that say whose a position is.
const OWNERS: &[&str] = &[
    "account",
    "accountid",
    "accountaddress",
    "accountname",
    "address",
    "useraddress",
    "walletaddress",
    "owneraddress",
    "traderaddress",
    "wallet",
    "user",
    "userid",
    "username",
    "uid",
    "trader",
    "traderid",
    "owner",
    "ownerid",
    "holder",
    "client",
    "clientid",
    "customer",
    "customerid",
    "subaccount",
    "subaccountid",
    "subaccountnumber",
    "who",
    "borrower",
    "borroweraddress",
    "onbehalfof",
    "vault",
    "vaultid",
    "urn",
    "cdp",
    "cdpid",
    "trove",
    "troveid",
    "loanid",
    "kreditnehmer",
    "portfolio",
    "strategy",
    "bot",
    "konto",
    "kontonummer",
    "nutzer",
    "benutzer",
    "handler",
    "inhaber",
    "besitzer",
    "kunde",
    "adresse",
    "cuenta",
    "usuario",
    "compte",
    "utilisateur",
    "conto",
    "utente",
    "conta",
];
/// Names of columns that number positions, each for as long as it is open.
const NUMBERS: &[&str] = &[
    "positionid",
    "posid",
    "ticket",
    "dealid",
    "positionkey",
    "tradeid",
    "nft",
    "nftid",
];
/// Sides that a contract has at the same time; a plain side may turn.
const HELD_AT_ONCE: &[&str] = &["positionside", "posside", "holdside", "positionidx"];

/// Names of columns that say where a position is: they tell two apart, and say nothing of whose they are.
const PLACES: &[&str] = &[
    "exchange",
    "exchangeid",
    "exchangename",
    "venue",
    "platform",
    "broker",
    "protocol",
    "chain",
    "network",
    "borse",
];

/// What else tells one position from another.
pub(super) struct Position<'a> {
    pub(super) symbol: Option<&'a Column>,
    pub(super) side: Option<&'a Column>,
}

/// When each row was looked at, as a key in whose order the looks came.
struct Looks {
    column: Column,
    clock: Option<Column>,
    /// Whether its name says that somebody looked.
    is_said: bool,
    is_change: bool,
}

impl Looks {
    /// The column that says so, where it holds nothing but times.
    fn find(sheet: &Sheet) -> Option<Self> {
        let all = [LOOKS, CHANGES, TIMES];
        all.into_iter().find_map(|names| {
            let columns = names.iter().flat_map(|name| sheet.columns(name));
            let column = columns.into_iter().find(|column| {
                let mut filled = (0..sheet.rows()).filter(|&row| !sheet.is_nothing(row, column));
                let is_time = |row: usize| times::is_time(sheet.cell(row, column));
                filled.clone().next().is_some() && filled.all(is_time)
            })?;
            let name = sheet.plain_of(&column);
            let is_clock = |clock: &Column| {
                clock.index != column.index
                    && (0..sheet.rows()).all(|row| times::is_clock(sheet.cell(row, clock)))
            };
            // The time of the day may stand beside a date.
            let clock = CLOCKS.iter().flat_map(|name| sheet.columns(name));
            let clock = clock
                .into_iter()
                .find(is_clock)
                .filter(|_| DATES.contains(&name.as_str()));
            Some(Self {
                is_said: names == LOOKS,
                is_change: names == CHANGES,
                column,
                clock,
            })
        })
    }

    /// The time of a row as the file has it.
    fn text(&self, sheet: &Sheet, row: usize) -> String {
        let columns: Vec<&Column> = [&self.column].into_iter().chain(&self.clock).collect();
        sheet.key(row, &columns)
    }
}

/// The columns that say whose a row is. Numbers of rows are none of positions, and a number of nobody else is one.
fn owners(sheet: &Sheet, symbol: Option<&Column>) -> Vec<Column> {
    let named = OWNERS.iter().chain(NUMBERS);
    let mut found: Vec<Column> = named.filter_map(|name| sheet.column(&[name])).collect();
    // A name is somebody's where another column names the contract.
    let name = sheet.column(&["name"]);
    found.extend(name.filter(|name| symbol.is_some_and(|symbol| symbol.index != name.index)));
    if let Some(id) = sheet.column(&["id"]) {
        let number = |row: usize| sheet.text(row, &id).parse::<f64>().ok();
        let follows = |row: usize| {
            let pair = number(row).zip(number(row + 1));
            pair.is_some_and(|(one, next)| (next - one).abs() == 1.0)
        };
        let is_row_number =
            sheet.rows() > 1 && (0..sheet.rows() - 1).all(follows) || id.name.is_empty();
        found.extend((!is_row_number).then_some(id));
    }
    found
}

/// Keys of each row: of whose it is, and of the position.
fn keys(sheet: &Sheet, position: &Position<'_>, owners: &[Column]) -> [Vec<String>; 2] {
    let whose: Vec<&Column> = owners.iter().collect();
    let at_once = HELD_AT_ONCE.iter().chain(PLACES);
    let at_once = at_once.filter_map(|name| sheet.column(&[name]));
    let at_once: Vec<Column> = at_once.collect();
    let mut which = whose.clone();
    which.extend(position.symbol);
    which.extend(&at_once);
    // Nobody's positions are told apart by their side, too.
    which.extend(position.side.filter(|_| whose.is_empty()));
    [whose, which].map(|columns| {
        let key = |row: usize| sheet.key(row, &columns).to_lowercase();
        (0..sheet.rows()).map(key).collect()
    })
}

/// Rows whose position stands at another time, too.
fn at_other_times(which: &[String], looks: &[String]) -> usize {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut again = 0;
    for (which, look) in which.iter().zip(looks) {
        let known = first.entry(which.as_str()).or_insert(look.as_str());
        again += usize::from(*known != look);
    }
    again
}

/// Leaves out what has been looked at again, and says so.
pub(super) fn newest(
    sheet: &mut Sheet,
    position: &Position<'_>,
    how: &How,
    remarks: &mut Remarks,
) -> Result<(), Problem> {
    let Some(look) = Looks::find(sheet) else {
        return Ok(());
    };
    let looks: Vec<String> = (0..sheet.rows()).map(|row| look.text(sheet, row)).collect();
    let [whose, which] = keys(sheet, position, &owners(sheet, position.symbol));
    let again = at_other_times(&which, &looks);
    if again == 0 {
        return Ok(());
    }
    // Whose they are nobody says: they may have been opened one after the other.
    let is_nobodys = whose
        .iter()
        .all(|key| key.chars().all(|letter| letter == '\u{1f}'));
    if is_nobodys && !look.is_said && (look.is_change || !are_crowds(&which, &looks)) {
        if position.symbol.is_some() {
            remarks.say(RemarkKind::Repeated, again, &sheet.shown(&look.column));
        }
        return Ok(());
    }
    let times = times::read(sheet, &look.column, look.clock.as_ref(), how, remarks)?;
    if let Some(row) = times.iter().position(|time| time.is_nan()) {
        let expected = "a time, as other rows have it";
        return Err(sheet.fault(row, &look.column, ErrorCode::MissingField, expected));
    }
    let of = each_newest_of(&whose, &which, &looks);
    let mut last: BTreeMap<&str, f64> = BTreeMap::new();
    for (key, &time) in of.iter().zip(&times) {
        let known = last.entry(key).or_insert(time);
        *known = known.max(time);
    }
    let old: Vec<bool> = (0..sheet.rows())
        .map(|row| last.get(of[row]).is_some_and(|&last| times[row] < last))
        .collect();
    let is_alone = old.iter().filter(|old| !**old).count() == 1;
    let is_one = which.iter().all(|key| *key == which[0]);
    if let (true, false, Some(row)) = (is_alone, is_one, old.iter().position(|old| !old))
        && !look.is_said
    {
        let expected = "the newest time in several rows, as others have it: this is all that is left of the positions, or only one of them";
        return Err(sheet.fault(row, &look.column, ErrorCode::Inconsistent, expected));
    }
    let name = sheet.shown(&look.column);
    let left = sheet.leave_out(|_, row| old[row]);
    remarks.say(RemarkKind::Earlier, left, &name);
    Ok(())
}

/// Of what the newest rows count: of each position where most rows have a time of their own, as updates do; of each owner
/// where each time is of one, as of accounts that were asked one after the other; else of all.
fn each_newest_of<'a>(
    whose: &'a [String],
    which: &'a [String],
    looks: &'a [String],
) -> Vec<&'a str> {
    let mut rows_at: BTreeMap<&str, usize> = BTreeMap::new();
    for look in looks {
        *rows_at.entry(look).or_default() += 1;
    }
    let alone = rows_at.values().filter(|&&rows| rows == 1).count();
    let text = |keys: &'a [String]| keys.iter().map(String::as_str).collect();
    if 2 * alone > looks.len() {
        return text(which);
    }
    let pairs: BTreeSet<(&String, &String)> = looks.iter().zip(whose).collect();
    let owners: BTreeSet<&String> = whose.iter().collect();
    if owners.len() > 1 && pairs.len() == rows_at.len() {
        return text(whose);
    }
    vec![""; looks.len()]
}

/// Whether times have several rows each, none of them twice: so is a crowd that is looked at again, and nobody opens positions
/// so.
fn are_crowds(which: &[String], looks: &[String]) -> bool {
    let mut at: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (which, look) in which.iter().zip(looks) {
        if !at.entry(look).or_default().insert(which) {
            return false;
        }
    }
    at.values().all(|rows| rows.len() > 1)
}
