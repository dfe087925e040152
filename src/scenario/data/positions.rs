//! Positions as a table: as sheets have them, and as venues and ccxt answer.

use super::book::{Amounts, amounts_of_symbol, is_settled_in_base};
use super::coins::{markets_of, named_markets};
use super::figures::{Clue, bare_leverage, clue, is_bare, is_nothing, is_share, parts_named};
use super::held::{SIDES, all_open, closes};
use super::how::{How, RemarkKind, Remarks, ask};
use super::languages::in_english;
use super::names::{LEVERAGES, NOTIONALS, SYMBOLS};
use super::path::symbols_of;
use super::sheet::{Cell, Column, Sheet, no_rows};
use super::snapshots;
use super::text::{
    AMOUNT, MAX_ROWS, PRICE, QUANTITY, is_total, quote, range, small, without_pictographs,
};
use super::unit_columns::{
    Of, currency_column, one_currency, one_currency_beside, one_for_all, settlement_column,
    two_currencies, united, with_unit,
};
use super::units::{Measure, is_coin, measure, money, names_contracts, unit};
use crate::decimal;
use crate::error::{ErrorCode, Problem, show};
use crate::population::crowd::Side;
use crate::scenario::schema::Range;

const LEVERAGE: Range = range(0.01, 1_000.0);

/// Most characters of a name, as in the contract.
const LONGEST_NAME: usize = 64;

const WHAT: &str = "positions";
/// Base, or contracts; signed where no column says the side.
pub(super) const QUANTITIES: &[&str] = &[
    "quantity",
    "qty",
    "size",
    "amount",
    "contracts",
    "positionamt",
    "positionamount",
    "positionsize",
    "positionqty",
    "szi",
    "currentqty",
    "pos",
    "position",
    "netquantity",
    "netqty",
    "netsize",
    "units",
    "sz",
    "total",
    "volume",
    "holding",
    "menge",
    "anzahl",
    "stuck",
    "stuckzahl",
    "positionsgro\u{df}e",
    "positionsgrosse",
    "kontrakte",
    "volumen",
    "gro\u{df}e",
    "grosse",
    "quantite",
    "taille",
    "cantidad",
    "tamano",
    "quantita",
    "quantidade",
    "tamanho",
    "holdvol",
    "sizerq",
    "lots",
    "lotes",
    "lotti",
];
/// Of these the names of a position's size and of nothing else.
const SIZES: &[&str] = &[
    "quantity",
    "qty",
    "size",
    "positionsize",
    "positionqty",
    "positionamt",
    "positionamount",
    "netquantity",
    "netqty",
    "netsize",
    "menge",
    "positionsgro\u{df}e",
    "positionsgrosse",
    "gro\u{df}e",
    "grosse",
    "quantite",
    "taille",
    "cantidad",
    "tamano",
    "quantita",
    "quantidade",
    "tamanho",
];
pub(super) const ENTRIES: &[&str] = &[
    "entryprice",
    "entry",
    "avgentryprice",
    "averageentryprice",
    "avgentry",
    "entrypx",
    "avgprice",
    "averageprice",
    "avgpx",
    "openprice",
    "avgopenprice",
    "openpriceavg",
    "openavgprice",
    "averageopenprice",
    "openaverageprice",
    "avgcost",
    "averagecost",
    "costprice",
    "avgcostprice",
    "priceentry",
    "einstieg",
    "einstand",
    "einstandspreis",
    "einstiegspreis",
    "einstiegskurs",
    "einstandskurs",
    "kaufkurs",
    "prixdentree",
    "prixdachat",
    "prixmoyen",
    "preciodeentrada",
    "precioentrada",
    "preciomedio",
    "prezzodingresso",
    "prezzodiingresso",
    "prezzodientrata",
    "prezzodentrata",
    "prezzomedio",
    "precodeentrada",
    "precoentrada",
    "precomedio",
    "entrada",
    "ingresso",
    "entree",
    "holdavgprice",
    "avgentrypricerp",
    "costopen",
    "costhold",
    "baseprice",
    "price",
    "prix",
    "precio",
    "prezzo",
    "preco",
    "kurs",
    "preis",
    "cours",
];
/// Of these the names of any price.
const BARE_PRICES: &[&str] = &[
    "price",
    "baseprice",
    "prix",
    "precio",
    "prezzo",
    "preco",
    "kurs",
    "preis",
    "cours",
];
/// What was put in, rather than what it is worth now.
pub(super) const MARGINS: &[&str] = &[
    "margin",
    "positionmargin",
    "isolatedwallet",
    "initialmargin",
    "collateral",
    "marginused",
    "positioninitialmargin",
    "positionim",
    "posmargin",
    "isolatedmargin",
    "marginsize",
    "marge",
    "einsatz",
    "sicherheit",
    "margen",
    "margine",
    "margem",
    "garantie",
    "garantia",
    "collateralusd",
    "marginusd",
    "positionmarginrv",
    "im",
    "oim",
    "marginbtc",
    "positionbalance",
];
/// Of these what a position has by now, with what was added to it.
const BALANCES: &[&str] = &["isolatedwallet", "collateral", "positionbalance"];
/// What was put in as a share of what it is worth, or what venues ask for, where nothing else says it.
pub(super) const INITIAL_SHARES: &[&str] = &[
    "initialmarginratio",
    "initialmarginrate",
    "initialmarginfraction",
    "initialmarginpercentage",
    "initialmarginpercent",
    "initialmarginpct",
    "initmarginratio",
    "imratio",
    "imrate",
    "imf",
    "imr",
    "initialmarginrequirement",
    "initialmarginreq",
];
/// Of these the names of an amount, too.
const SHARES_OR_AMOUNTS: &[&str] = &["imr", "initialmarginrequirement", "initialmarginreq"];
const MARK_PRICES: &[&str] = &[
    "markprice",
    "markpx",
    "mark",
    "lastprice",
    "last",
    "indexprice",
    "currentprice",
];
const MODES: &[&str] = &[
    "marginmode",
    "margintype",
    "mgnmode",
    "leveragetype",
    "trademode",
    "margin_mode",
    "isolated",
    "crossmargin",
    "iscross",
    "margenmodus",
    "marginmodus",
    "modus",
];
const CONTRACT_SIZES: &[&str] = &[
    "contractsize",
    "ctval",
    "contractval",
    "contractvalue",
    "multiplier",
    "quantomultiplier",
];

/// Symbols that are looked for in other cases of letters.
const MOST_SPELLINGS: usize = 1_000;

/// Most that margin and notional over leverage may differ: venues reckon with the price of the moment, and round.
const AGREEMENT: f64 = 0.05;

/// One name per row, or none at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// All names in a row.
    pub(super) text: String,
    /// Where each ends; empty when nothing has a name.
    pub(super) ends: Vec<u32>,
}

impl Names {
    /// The name of a row; empty when it has none.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let place = |index: usize| self.ends.get(index).map(|&end| end as usize);
        let start = row.checked_sub(1).map_or(Some(0), place);
        let (Some(start), Some(end)) = (start, place(row)) else {
            return "";
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// The first row that has a name.
    #[must_use]
    pub fn first_named(&self) -> Option<usize> {
        (0..self.ends.len()).find(|&row| !self.get(row).is_empty())
    }

    #[inline(never)]
    pub(super) fn push(&mut self, name: &str) {
        self.text.push_str(name);
        // A file has fewer bytes than a `u32` counts.
        self.ends
            .push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    #[inline(never)]
    pub(super) fn is_sound(&self, rows: usize) -> bool {
        let ends = || self.ends.iter().map(|&end| end as usize);
        let mut start = 0;
        let mut each = |end: usize| {
            let name = self.text.get(start..end);
            start = end;
            name.is_some_and(|name| name.chars().count() <= LONGEST_NAME)
        };
        if self.ends.is_empty() {
            return self.text.is_empty();
        }
        self.ends.len() == rows && ends().all(&mut each) && start == self.text.len()
    }
}

/// Positions in columns of equal length, one entry per row of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PositionTable {
    /// Long or short.
    pub side: Vec<Side>,
    /// Base, > 0.
    pub quantity: Vec<f64>,
    /// Average entry price, quote per base, > 0.
    pub entry_price: Vec<f64>,
    /// Margin, quote, >= 0: given, or notional at entry over leverage.
    pub margin: Vec<f64>,
    /// Name of each position.
    pub id: Names,
    /// Account of each position.
    pub account: Names,
    /// Contract of each position; empty when the file does not say, or has only one.
    pub symbol: Names,
    /// Whether the positions are of inverse contracts: quantities in quote, margins in base.
    pub is_inverse: bool,
}

impl PositionTable {
    /// Number of positions.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.side.len()
    }

    /// Whether it keeps what the type promises: for a table that was not read here.
    pub(super) fn is_sound(&self) -> bool {
        let rows = self.rows();
        let fits = |column: &[f64], range: Range| {
            column.len() == rows && column.iter().all(|&number| range.contains(number))
        };
        // Notional over leverage may be more than a margin that stands in the file.
        let margins = range(0.0, 1e30);
        (1..=MAX_ROWS).contains(&rows)
            && fits(&self.quantity, QUANTITY)
            && fits(&self.entry_price, PRICE)
            && fits(&self.margin, margins)
            && self.id.is_sound(rows)
            && self.account.is_sound(rows)
            && self.symbol.is_sound(rows)
    }

    /// The contracts of the file with the number of their positions, most first; empty when it has one or does not say.
    #[must_use]
    pub fn symbols(&self) -> Vec<(String, usize)> {
        // Of the same type as the names of accounts: another one is another copy of the map's code.
        let mut rows: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for row in 0..self.symbol.ends.len() {
            let name = self.symbol.get(row);
            match rows.get_mut(name) {
                Some(count) => *count += 1,
                None => drop(rows.insert(name.to_owned(), 1)),
            }
        }
        let mut found: Vec<(&str, usize)> = rows
            .iter()
            .map(|(name, rows)| (name.as_str(), *rows))
            .collect();
        crate::sort::sort_by(&mut found, &|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        found
            .into_iter()
            .map(|(name, rows)| (name.to_owned(), rows))
            .collect()
    }

    /// The positions of one contract.
    #[must_use]
    pub fn of_symbol(&self, symbol: &str) -> Self {
        let mut only = Self {
            is_inverse: self.is_inverse,
            ..Self::default()
        };
        for row in (0..self.rows()).filter(|&row| self.symbol.get(row) == symbol) {
            only.side.push(self.side[row]);
            only.quantity.push(self.quantity[row]);
            only.entry_price.push(self.entry_price[row]);
            only.margin.push(self.margin[row]);
            for (names, all) in [(&mut only.id, &self.id), (&mut only.account, &self.account)] {
                if !all.ends.is_empty() {
                    names.push(all.get(row));
                }
            }
        }
        only
    }
}

impl PositionTable {
    /// How many have lost all of their margin at a price: of a market where they are open it is not the price.
    #[must_use]
    pub fn bankrupt_at(&self, price: f64) -> usize {
        let is_bankrupt = |&row: &usize| {
            let entry = self.entry_price[row];
            let per_unit = if self.is_inverse {
                1.0 / entry - 1.0 / price
            } else {
                price - entry
            };
            let profit = self.side[row].sign() * per_unit * self.quantity[row];
            profit <= -self.margin[row]
        };
        (0..self.rows()).filter(is_bankrupt).count()
    }
}

/// What a word says of the side; nothing for words that leave it to the sign.
fn side_named(word: &str) -> Option<Option<Side>> {
    match in_english(&small(word)) {
        "long" | "buy" | "b" | "l" | "bid" | "bids" | "1" | "+1" | "kauf" | "kaufen"
        | "long position" | "net long" | "open_long" | "open long" | "openlong" | "buy to open"
        | "dual_long" | "achat" | "acheteur" | "largo" | "larga" | "compra" | "lungo"
        | "acquisto" | "comprado" | "longue" | "longo" | "longa" => Some(Some(Side::Long)),
        "short" | "sell" | "s" | "ask" | "asks" | "-1" | "verkauf" | "verkaufen"
        | "leerverkauf" | "short position" | "net short" | "open_short" | "open short"
        | "openshort" | "sell to open" | "sell short" | "dual_short" | "vente" | "vendeur"
        | "corto" | "corta" | "venta" | "venda" | "vendita" | "vendido" | "court" | "courte"
        | "curto" | "curta" => Some(Some(Side::Short)),
        "" | "both" | "net" | "none" | "one-way" | "oneway" | "0" => Some(None),
        _ => None,
    }
}

/// What a column says of the side of a row: some columns have words of their own.
fn side_of(sheet: &Sheet, row: usize, column: &Column) -> Option<Option<Side>> {
    let word = sheet.text(row, column);
    match (sheet.plain_of(column).as_str(), small(&word).as_str()) {
        ("islong", "true" | "yes" | "wahr" | "ja" | "vrai" | "oui")
        | ("isshort", "false" | "no" | "0" | "falsch" | "nein" | "faux" | "non") => {
            Some(Some(Side::Long))
        }
        ("islong", "false" | "no" | "0" | "falsch" | "nein" | "faux" | "non")
        | ("isshort", "true" | "yes" | "1" | "wahr" | "ja" | "vrai" | "oui") => {
            Some(Some(Side::Short))
        }
        // MEXC: 1 and 2.
        ("positiontype", "2") => Some(Some(Side::Short)),
        _ => side_named(&word),
    }
}

/// Whether a symbol is that of a contract settled in a stablecoin: `BTCUSDT`, `BTC-USDC-SWAP`, `BTC/USDT:USDT`.
fn is_linear(symbol: &str) -> bool {
    ["USDT", "USDC", "FDUSD", "BUSD", "USDE"]
        .iter()
        .any(|stable| symbol.contains(stable))
        || symbol.ends_with(":USD")
        || symbol.starts_with("PF_")
}

/// The columns that are read.
struct Columns {
    side: Option<Column>,
    quantity: Option<Column>,
    notional: Option<Column>,
    entry: Column,
    mark: Option<Column>,
    leverage: Option<Column>,
    /// The same with the words that the file has beside it.
    leverage_as_written: Option<Column>,
    margins: Vec<Column>,
    /// Where no leverage and no margin is.
    initial: Option<Column>,
    mode: Option<Column>,
    size: Option<Column>,
    symbol: Option<Column>,
    /// Base where the amount is in quote, as Deribit writes both.
    coins: Option<Column>,
    inverse: Option<Column>,
    /// Linear or inverse, as Bybit says it.
    category: Option<Column>,
    /// Whether all amounts are whole numbers, as those of contracts are.
    are_whole: bool,
    /// Whether any row has a word for its side.
    are_sides_said: bool,
    /// Other columns that say the side, and other entry prices.
    more_sides: Vec<Column>,
    more_entries: Vec<Column>,
    /// What it is settled in.
    settlement: Option<Column>,
    id: Option<Column>,
    account: Option<Column>,
}

impl Columns {
    fn find(sheet: &Sheet) -> Result<Self, Problem> {
        let leverage = sheet.column(LEVERAGES);
        let mut margins: Vec<Column> = MARGINS
            .iter()
            .filter_map(|name| sheet.column(&[name]))
            .collect();
        let initial = sheet.column(INITIAL_SHARES);
        if leverage.is_none() && margins.is_empty() && initial.is_none() {
            return Err(sheet.missing("leverage or margin", WHAT));
        }
        // A column that says long and short is the side, whatever it is called.
        let is_said = |column: &Column| {
            let mut words = (0..sheet.rows())
                .filter(|&row| {
                    !sheet.is_nothing(row, column) && !sheet.is_number(row, column.index)
                })
                .map(|row| sheet.text(row, column))
                // One letter is a class of something, or a name.
                .map(|word| side_named(&word).flatten().filter(|_| word.len() > 2))
                .peekable();
            words.peek().is_some() && words.all(|side| side.is_some())
        };
        let said = || {
            // A symbol may be called B, as whoever buys is.
            let is_symbol =
                |name: &str| SYMBOLS.contains(&name) || matches!(name, "id" | "account" | "name");
            let all = (0..sheet.names.len())
                .map(|index| sheet.numbered(index))
                .filter(|column| !is_symbol(&sheet.plain_of(column)));
            all.into_iter().find(is_said)
        };
        let found = QUANTITIES
            .iter()
            .filter_map(|name| sheet.column(&[name]))
            .find(|column| !is_said(column));
        let mut quantity = found;
        let mut notional = sheet.column(NOTIONALS);
        for column in [&mut quantity, &mut notional].into_iter().flatten() {
            *column = united(sheet, column, Of::Size)?;
        }
        for column in &mut margins {
            let with_unit = united(sheet, column, Of::Margin)?;
            // A unit that is no money here is a coin, whether or not its name is known.
            let is_unknown =
                with_unit.name != column.name && measure(&unit(&with_unit.name)).is_none();
            if is_unknown {
                column.name = format!("{} (COIN)", column.name);
            } else {
                *column = with_unit;
            }
        }
        let is_of = |column: &Option<Column>, wanted: Measure| {
            let column = column.as_ref();
            column.is_some_and(|column| measure(&unit(&column.name)) == Some(wanted))
        };
        // "Size (USD)" is no number of coins, and "value (BTC)" no money.
        if is_of(&quantity, Measure::Money) {
            notional = quantity.take();
        } else if quantity.is_none()
            && (is_of(&notional, Measure::Coins) || is_of(&notional, Measure::Contracts))
        {
            quantity = notional.take();
        }
        let side = sheet
            .column(SIDES)
            .or_else(said)
            .or_else(|| sheet.column(&["type"]));
        if quantity.is_none() && notional.is_none() {
            return Err(sheet.missing("quantity", WHAT));
        }
        let entry = sheet
            .column(ENTRIES)
            .ok_or_else(|| sheet.missing("entry_price", WHAT))?;
        let others = |names: &[&str], taken: Option<&Column>| -> Vec<Column> {
            let all = names.iter().flat_map(|name| sheet.columns(name));
            all.filter(|column| Some(column) != taken).collect()
        };
        // A bare price may be that of the moment, and what something has cost that of another time.
        let is_entry = |column: &Column| {
            let name = sheet.plain_of(column);
            !BARE_PRICES.contains(&name.as_str()) && !name.contains("cost")
        };
        let mut more_entries = others(ENTRIES, Some(&entry));
        more_entries.retain(is_entry);
        // Bybit's page lists the names of contracts below "Contracts".
        let names_of_contracts = || {
            let are_names =
                |column: &Column| (0..sheet.rows()).all(|row| !sheet.is_number(row, column.index));
            sheet.column(&["contracts"]).filter(are_names)
        };
        Ok(Self {
            more_sides: others(SIDES, side.as_ref()),
            more_entries,
            category: sheet.column(&["category"]),
            are_whole: false,
            are_sides_said: false,
            side,
            quantity,
            notional,
            entry,
            mark: sheet.column(MARK_PRICES),
            leverage_as_written: leverage.clone(),
            leverage,
            margins,
            initial,
            mode: sheet.column(MODES),
            size: sheet.column(CONTRACT_SIZES),
            symbol: sheet
                .column(SYMBOLS)
                .or_else(names_of_contracts)
                .or_else(|| named_markets(sheet)),
            coins: sheet.column(&["sizecurrency"]),
            inverse: sheet.column(&["isinverse", "inverse"]),
            settlement: settlement_column(sheet),
            id: sheet.column(&["id"]),
            account: sheet.column(&["account"]),
        })
    }

    /// What is called a margin and says `10x` is a leverage.
    fn take_leverages(&mut self, sheet: &Sheet) -> Result<(), Problem> {
        let is_times = |row: usize, column: &Column| {
            let text = sheet.text(row, column);
            let bare = bare_leverage(&text).map_or_else(|| text.clone(), |(bare, _)| bare);
            // A margin of 1:10 is none.
            !text.contains(':') && bare.trim_end().ends_with(['x', 'X', '\u{d7}'])
        };
        let said = |column: &Column| {
            let rows = (0..sheet.rows()).filter(|&row| {
                !sheet.is_nothing(row, column)
                    && sheet
                        .text(row, column)
                        .contains(|letter: char| letter.is_ascii_digit())
            });
            rows.map(|row| (row, is_times(row, column)))
                .collect::<Vec<_>>()
        };
        let mut kept = Vec::new();
        for column in std::mem::take(&mut self.margins) {
            let said = said(&column);
            if !said.iter().any(|&(_, is_times)| is_times) {
                kept.push(column);
                continue;
            }
            if let Some(&(row, _)) = said.iter().find(|&&(_, is_times)| !is_times) {
                let expected = "leverages such as 10x in all rows, or margins in all";
                return Err(sheet.fault(row, &column, ErrorCode::Inconsistent, expected));
            }
            self.leverage.get_or_insert(column);
        }
        self.margins = kept;
        if let Some(column) = self
            .leverage
            .as_ref()
            .filter(|column| parts_named(&column.name).is_some())
        {
            let message = format!(
                "{}: the column {} is a share of something; expected leverages such as 10 or 10x",
                sheet.names_place(),
                quote(&sheet.shown(column))
            );
            return Err(Problem::new(
                ErrorCode::Inconsistent,
                &sheet.names_place(),
                message,
            ));
        }
        let amounts = [
            self.quantity.as_ref(),
            self.notional.as_ref(),
            Some(&self.entry),
        ];
        for column in amounts.into_iter().flatten() {
            if let Some(row) = (0..sheet.rows()).find(|&row| {
                let text = sheet.text(row, column);
                sheet.is_number(row, column.index) && text.trim_end().ends_with(['x', 'X'])
            }) {
                let expected = "a number that is no leverage";
                return Err(sheet.fault(row, column, ErrorCode::WrongType, expected));
            }
        }
        Ok(())
    }

    /// Whether what stands where the leverage of a row should is its mode of margin alone: `cross`.
    fn says_mode(&self, sheet: &Sheet, row: usize) -> bool {
        self.leverage_as_written.as_ref().is_some_and(|column| {
            let text = sheet.text(row, column);
            bare_leverage(&text).is_some_and(|(rest, mode)| rest.is_empty() && mode.is_some())
        })
    }

    /// Where all positions have margins of their own, what they have by now comes before what they began with.
    fn prefer_balances(&mut self, sheet: &Sheet) {
        let are_isolated = self.mode.as_ref().is_some_and(|mode| {
            (0..sheet.rows()).all(|row| is_cross(sheet, row, mode) == Some(false))
        });
        if are_isolated {
            self.margins
                .sort_by_key(|column| !BALANCES.contains(&sheet.plain_of(column).as_str()));
        }
    }

    /// Leverages such as `1:10` and `Isolated 10x`, margins such as `15 USDT (Cross)` and contracts such as `BTCUSDT 10x`
    /// without what is no part of them; whose margin it is becomes the mode.
    fn take_words_off(&mut self, sheet: &mut Sheet) {
        // Gate: of cross positions the leverage is 0, and stands as their limit.
        let limit = sheet.column(&["crossleveragelimit"]);
        if let (Some(leverage), Some(limit)) = (&mut self.leverage, limit) {
            let said = |sheet: &Sheet, row: usize| {
                let own = sheet.text(row, leverage);
                if own == "0" {
                    sheet.text(row, &limit)
                } else {
                    own
                }
            };
            let name = leverage.name.clone();
            *leverage = sheet.append(&name, said);
        }
        let mut said: Option<Column> = None;
        let bare = |sheet: &Sheet, row: usize, column: &Column| match sheet.cell(row, column) {
            Cell::Text(text) if clue(text) == Clue::Bad && !sheet.is_nothing(row, column) => {
                bare_leverage(text)
            }
            _ => None,
        };
        // A margin of 1:10 is none.
        let is_ratio = |sheet: &Sheet, column: &Column| {
            (0..sheet.rows()).any(|row| sheet.text(row, column).contains(':'))
        };
        let margins = self
            .margins
            .iter_mut()
            .filter(|column| !is_ratio(sheet, column));
        let both: Vec<&mut Column> = self.leverage.iter_mut().chain(margins).collect();
        for column in both {
            let rows = 0..sheet.rows();
            if !rows.clone().any(|row| bare(sheet, row, column).is_some()) {
                continue;
            }
            let is_mode =
                |row: usize| bare(sheet, row, column).is_some_and(|(_, mode)| mode.is_some());
            if said.is_none() && rows.clone().any(is_mode) {
                let mode = |sheet: &Sheet, row: usize| match bare(sheet, row, column) {
                    Some((_, Some(true))) => "cross".to_owned(),
                    Some((_, Some(false))) => "isolated".to_owned(),
                    _ => String::new(),
                };
                said = Some(sheet.append("margin mode", mode));
            }
            let number = |sheet: &Sheet, row: usize| {
                bare(sheet, row, column)
                    .map_or_else(|| sheet.text(row, column), |(number, _)| number)
            };
            *column = sheet.append(&column.name.clone(), number);
        }
        if self.mode.is_none() {
            self.mode = said;
        }
        if let Some(symbol) = &mut self.symbol
            && (0..sheet.rows()).any(|row| without_leverage(&sheet.text(row, symbol)).is_some())
        {
            let name = |sheet: &Sheet, row: usize| {
                let text = sheet.text(row, symbol);
                without_leverage(&text).map_or_else(|| text.clone(), str::to_owned)
            };
            *symbol = sheet.append(&symbol.name.clone(), name);
        }
    }

    /// Sides that stand beside the names of markets, `ETH Long` and `Short BTC`, where nothing else says them.
    fn take_sides(&mut self, sheet: &mut Sheet) -> Result<(), Problem> {
        self.take_sides_of_amounts(sheet)?;
        let is_filled = |column: &Column| {
            (0..sheet.rows()).any(|row| side_of(sheet, row, column).flatten().is_some())
        };
        if self.side.as_ref().is_some_and(is_filled) {
            return Ok(());
        }
        let all = (0..sheet.names.len()).map(|index| sheet.numbered(index));
        let found = all.into_iter().find(|column| {
            let mut rows = (0..sheet.rows())
                .filter(|&row| {
                    !sheet.is_nothing(row, column) && !is_total(&sheet.text(row, column))
                })
                .peekable();
            rows.peek().is_some() && rows.all(|row| side_beside(&sheet.text(row, column)).is_some())
        });
        let Some(column) = found else {
            return Ok(());
        };
        let part = |sheet: &Sheet, row: usize, is_side: bool| {
            let text = sheet.text(row, &column);
            let found = side_beside(&text).map(|(name, side)| if is_side { side } else { name });
            found.map(str::to_owned).unwrap_or_default()
        };
        self.side = Some(sheet.append("side", |sheet, row| part(sheet, row, true)));
        if self
            .symbol
            .as_ref()
            .is_none_or(|symbol| symbol.index == column.index)
        {
            self.symbol = Some(sheet.append("symbol", |sheet, row| part(sheet, row, false)));
        }
        Ok(())
    }

    /// Sides that stand beside amounts: `SHORT 0.5 BTC`, `8000 USDT (short)`. In capital letters they look like a currency.
    fn take_sides_of_amounts(&mut self, sheet: &mut Sheet) -> Result<(), Problem> {
        for column in [&mut self.quantity, &mut self.notional]
            .into_iter()
            .flatten()
        {
            let part = |sheet: &Sheet, row: usize| {
                let text = sheet.text(row, column);
                side_beside_amount(&text).map(|(amount, side)| (amount.to_owned(), side.to_owned()))
            };
            let has = |row: usize| part(sheet, row).is_some();
            let Some(first) = (0..sheet.rows()).find(|&row| has(row)) else {
                continue;
            };
            let is_bare = |&row: &usize| sheet.is_number(row, column.index) && !has(row);
            let has_other = |row: usize| {
                let other = self.side.as_ref();
                other
                    .and_then(|other| side_of(sheet, row, other))
                    .flatten()
                    .is_some()
            };
            let is_total = |row: usize| {
                (0..sheet.width(row)).any(|index| is_total(&sheet.text_at(row, index)))
            };
            if let Some(row) = (0..sheet.rows()).filter(is_bare).find(|&row| {
                !has_other(row) && !is_total(row) && sheet.number(row, column) != Some(0.0)
            }) {
                let like = sheet.place_and_value(first, column);
                let expected = format!("a side beside the amount, as {like}");
                return Err(sheet.fault(row, column, ErrorCode::UnknownChoice, &expected));
            }
            let side = sheet.append("side", |sheet, row| {
                part(sheet, row).map_or_else(String::new, |(_, side)| side)
            });
            let amount = |sheet: &Sheet, row: usize| {
                part(sheet, row).map_or_else(|| sheet.text(row, column), |(amount, _)| amount)
            };
            *column = sheet.append(&column.name.clone(), amount);
            let is_filled = |column: &Column| {
                (0..sheet.rows()).any(|row| side_of(sheet, row, column).flatten().is_some())
            };
            if self.side.as_ref().is_some_and(is_filled) {
                self.more_sides.push(side);
            } else {
                self.side = Some(side);
            }
        }
        Ok(())
    }

    /// Says of what contract a row is that does not say so itself: of the only one that the file names, or nobody knows, and it
    /// is left out.
    fn name_symbols(&mut self, sheet: &mut Sheet, remarks: &mut Remarks) {
        let Some(symbol) = &self.symbol else {
            return;
        };
        let blank = (0..sheet.rows()).filter(|&row| sheet.is_nothing(row, symbol));
        let blank = blank.count();
        let known = symbols_of(sheet, symbol);
        let mut named = known.iter().filter(|name| !is_nothing(name));
        match (named.next(), named.next()) {
            _ if blank == 0 => {}
            (Some(_), Some(_)) => {
                sheet.leave_out(|sheet, row| sheet.is_nothing(row, symbol));
                remarks.say(RemarkKind::NoSymbol, blank, "");
            }
            (Some(only), None) => {
                remarks.say(RemarkKind::OnlySymbol, blank, only);
                let name = |sheet: &Sheet, row: usize| {
                    if sheet.is_nothing(row, symbol) {
                        only.clone()
                    } else {
                        sheet.text(row, symbol)
                    }
                };
                self.symbol = Some(sheet.append(&symbol.name, name));
            }
            (None, _) => {}
        }
    }

    /// All that have numbers.
    fn numbers(&self) -> Vec<&Column> {
        let optional = [
            &self.quantity,
            &self.notional,
            &self.mark,
            &self.leverage,
            &self.initial,
            &self.size,
        ];
        optional
            .into_iter()
            .flatten()
            .chain([&self.entry])
            .chain(&self.margins)
            .chain(&self.more_entries)
            .collect()
    }
}

/// An amount and the side beside it: `SHORT 0.5 BTC`, `1 BTC short`, `Verkauf 1`.
fn side_beside_amount(text: &str) -> Option<(&str, &str)> {
    let is_side = |word: &str, least: usize| {
        word.chars().count() >= least
            && word.chars().all(char::is_alphabetic)
            && side_named(word).flatten().is_some()
    };
    let is_amount = |rest: &str| {
        rest.contains(|letter: char| letter.is_ascii_digit()) && clue(rest) != Clue::Bad
    };
    let text = without_pictographs(text.trim());
    let between = |letter: char| letter.is_whitespace() || letter == ':';
    let first = text.split_once(between).map(|(side, rest)| (rest, side, 1));
    // One letter behind a number is a factor.
    let last = text
        .rsplit_once(between)
        .map(|(rest, side)| (rest, side, 2));
    [first, last]
        .into_iter()
        .flatten()
        .map(|(rest, side, least)| (rest.trim(), side.trim_matches(['(', ')', '[', ']']), least))
        .find(|(rest, side, least)| is_side(side, *least) && is_amount(rest))
        .map(|(rest, side, _)| (rest, side))
}

/// The name of a market and the side beside it: `ETH Long`, `Short BTC/USD`.
fn side_beside(text: &str) -> Option<(&str, &str)> {
    let is_side = |word: &str| matches!(in_english(&small(word)), "long" | "short");
    // Who opens or closes something trades.
    let is_name = |name: &str| {
        name.contains(char::is_alphanumeric)
            && !name.contains(|letter: char| letter.is_whitespace())
            && !matches!(small(name).as_str(), "open" | "opened")
            && !closes(name)
    };
    let text = without_pictographs(text.trim());
    let (first, last) = (text.split_once(' '), text.rsplit_once(' '));
    let found = [last, first.map(|(side, name)| (name, side))];
    found
        .into_iter()
        .flatten()
        .map(|(name, side)| (name.trim(), side.trim_matches(['(', ')'])))
        .find(|(name, side)| is_side(side) && is_name(name))
}

/// The name of a contract without the leverage behind it, as Binance's page shows it: `BTCUSDT Perp 10x`.
fn without_leverage(text: &str) -> Option<&str> {
    let (name, last) = text.rsplit_once([' ', '\u{a0}'])?;
    let last = last.trim_matches(['(', ')']);
    let number = last.strip_suffix(['x', 'X'])?;
    let is_number = !number.is_empty()
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number.then(|| name.trim_end())
}

/// Whether a row is in cross margin; nothing where the file does not say.
fn is_cross(sheet: &Sheet, row: usize, mode: &Column) -> Option<bool> {
    let word = small(&sheet.text(row, mode));
    let word = in_english(&word);
    // A column of the name of one mode says yes or no.
    let name = sheet.plain_of(mode);
    let is_yes = match word {
        "true" | "yes" | "ja" | "1" => Some(true),
        "false" | "no" | "nein" | "0" => Some(false),
        _ => None,
    };
    match (name.as_str(), is_yes) {
        ("isolated", Some(is_isolated)) => Some(!is_isolated),
        ("crossmargin" | "iscross", Some(is_cross)) => Some(is_cross),
        // Bybit: 0 is cross margin.
        ("trademode", Some(is_isolated)) => Some(!is_isolated),
        _ if ["cross", "kreuz", "cruzad", "crois", "incroci"]
            .iter()
            .any(|part| word.contains(part)) =>
        {
            Some(true)
        }
        _ if word.contains("iso") || word.contains("aislad") => Some(false),
        _ => None,
    }
}

/// Reads positions.
pub(super) fn read(
    mut sheet: Sheet,
    how: &How,
    remarks: &mut Remarks,
) -> Result<PositionTable, Problem> {
    let mut columns = Columns::find(&sheet)?;
    columns.take_leverages(&sheet)?;
    columns.take_words_off(&mut sheet);
    columns.take_sides(&mut sheet)?;
    columns.prefer_balances(&sheet);
    if columns.symbol.is_none() {
        let quantity = columns.quantity.clone();
        columns.symbol = markets_of(&mut sheet, quantity.as_ref());
    }
    if let Some(column) = &columns.quantity
        && is_money(&sheet, column)?
    {
        columns.notional = columns.quantity.take();
    }
    let empty = |sheet: &Sheet, row: usize, column: &Option<Column>| {
        column
            .as_ref()
            .is_none_or(|column| sheet.is_nothing(row, column))
    };
    let has_side = |sheet: &Sheet, row: usize| {
        let side = columns
            .side
            .as_ref()
            .and_then(|column| side_of(sheet, row, column));
        side.flatten().is_some()
    };
    let totals = sheet.leave_out(|sheet, row| {
        // Whoever is called Total but has a side and an entry is a position.
        let is_named =
            (0..sheet.width(row).min(4)).any(|index| names_sum(sheet, row, index, &columns));
        is_named && sheet.is_nothing(row, &columns.entry)
            || !has_side(sheet, row) && is_total(&sheet.text_at(row, 0)) && columns.side.is_some()
            || is_contract_total(sheet, row, &columns)
    });
    let without = sheet.leave_out(|sheet, row| {
        empty(sheet, row, &columns.quantity)
            && empty(sheet, row, &columns.notional)
            && sheet.is_nothing(row, &columns.entry)
    });
    if without > 0 {
        remarks.say(RemarkKind::Empty, without, "");
    }
    sheet.learn_marks(&columns.numbers(), &[], how, remarks)?;
    let sums = sums(&sheet, &columns);
    let totals = totals + sheet.leave_out(|_, row| sums.binary_search(&row).is_ok());
    if totals > 0 {
        remarks.say(RemarkKind::Total, totals, "");
    }
    let is_alone = |&row: &usize| {
        columns.side.is_some()
            && sheet.is_nothing(row, &columns.entry)
            && is_amount_alone(&sheet, row, &columns)
    };
    if let Some(row) = (0..sheet.rows()).find(is_alone) {
        let expected = "an entry price, or an amount that is the sum of the others";
        return Err(sheet.fault(row, &columns.entry, ErrorCode::MissingField, expected));
    }
    columns.are_whole = are_whole(&sheet, columns.quantity.as_ref());
    settle_initial(&sheet, &mut columns);
    one_currency(&sheet, &columns.entry)?;
    if sheet.is_text() {
        one_currency_beside(&sheet)?;
    }
    one_money(&sheet, &columns)?;
    leave_out_twice(&mut sheet, &columns, remarks);
    let position = snapshots::Position {
        symbol: columns.symbol.as_ref(),
        side: columns.side.as_ref(),
    };
    snapshots::newest(&mut sheet, &position, how, remarks)?;
    columns.name_symbols(&mut sheet, remarks);
    take_currency(&sheet, &mut columns, how, remarks)?;
    take_size(&sheet, &mut columns, how)?;
    let counted = [columns.quantity.as_ref(), columns.notional.as_ref()];
    let zero = sheet.leave_out(|sheet, row| {
        let mut amounts = counted
            .iter()
            .flatten()
            .filter_map(|column| sheet.number(row, column));
        let first = amounts.next();
        first == Some(0.0)
    });
    if zero > 0 {
        remarks.say(RemarkKind::Zero, zero, "");
    }
    if sheet.rows() == 0 {
        let left_out = totals + without + zero;
        if left_out > 0 {
            let message = format!(
                "{}: all rows are positions of nothing or sums; expected at least one position",
                sheet.names_place()
            );
            return Err(Problem::new(
                ErrorCode::OutOfRange,
                &sheet.names_place(),
                message,
            ));
        }
        return Err(no_rows());
    }
    all_open(
        &sheet,
        BARE_PRICES.contains(&sheet.plain_of(&columns.entry).as_str()),
    )?;
    one_of_each(&sheet, &columns, remarks)?;
    columns.are_whole = are_whole(&sheet, columns.quantity.as_ref());
    columns.are_sides_said = columns.side.as_ref().is_some_and(|column| {
        let side = |row: usize| side_of(&sheet, row, column).flatten();
        (0..sheet.rows()).any(|row| side(row).is_some())
    });
    one_settlement(&mut sheet, &columns, how, remarks)?;
    one_size(&sheet, &columns, how)?;
    let mut table = PositionTable::default();
    let mut spellings: Vec<String> = Vec::new();
    for row in 0..sheet.rows() {
        let worth = inverse(&sheet, row, &columns, how)?;
        if row > 0 && worth.is_some() != table.is_inverse {
            let place = sheet.place(row);
            let message = format!(
                "{place}: the positions are of inverse and of linear contracts; expected a file with one kind"
            );
            return Err(Problem::new(ErrorCode::Inconsistent, &place, message));
        }
        table.is_inverse = worth.is_some();
        let entry_price = sheet.needed(row, &columns.entry, PRICE)?;
        let (side, quantity) = bought(&sheet, row, &columns, worth, how, remarks)?;
        // What a position is worth in its own money: that of its margin.
        let notional = if table.is_inverse {
            quantity / entry_price
        } else {
            quantity * entry_price
        };
        let margin = stake(&sheet, row, &columns, notional, remarks)?.unwrap_or(f64::NAN);
        if table.is_inverse && how.is_inverse.is_none() && margin > 2.0 * notional {
            let place = sheet.place(row);
            let message = format!(
                "{place}: its margin is in coins, as that of an inverse contract, and more than twice what its amount in quote is worth; expected an amount in quote, or a margin in quote"
            );
            return Err(Problem::new(ErrorCode::Inconsistent, &place, message));
        }
        let is_cross = columns
            .mode
            .as_ref()
            .and_then(|mode| is_cross(&sheet, row, mode));
        if is_cross == Some(true) {
            remarks.add(RemarkKind::Cross);
        }
        for (column, names, is_account) in [
            (&columns.id, &mut table.id, false),
            (&columns.account, &mut table.account, true),
        ] {
            let Some(column) = column else {
                continue;
            };
            let name = sheet.text(row, column);
            if name.chars().count() > LONGEST_NAME {
                let expected = format!("at most {LONGEST_NAME} characters");
                return Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected));
            }
            // BitMEX numbers whose position it is, and says whether it shares a wallet.
            if is_account && is_cross == Some(false) && !name.is_empty() {
                remarks.say(RemarkKind::OwnMargin, 1, &column.name);
                names.push("");
            } else {
                names.push(&name);
            }
        }
        if let Some(column) = &columns.symbol {
            let name = sheet.text(row, column);
            if name.chars().count() > LONGEST_NAME {
                let expected = format!("at most {LONGEST_NAME} characters");
                return Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected));
            }
            // A symbol in small letters is the same.
            let known = spellings
                .iter()
                .find(|known| known.eq_ignore_ascii_case(&name));
            table.symbol.push(known.unwrap_or(&name));
            if known.is_none() && spellings.len() < MOST_SPELLINGS {
                spellings.push(name);
            }
        }
        table.side.push(side);
        table.quantity.push(quantity);
        table.entry_price.push(entry_price);
        table.margin.push(margin);
    }
    if let Some(initial) = &columns.initial {
        take_initial(&sheet, initial, &mut table, remarks)?;
    }
    if table.is_inverse {
        remarks.say(RemarkKind::Inverse, table.rows(), "");
    }
    // One contract is no choice.
    if table.symbols().len() < 2 {
        table.symbol = Names::default();
    }
    Ok(table)
}

/// Whether a cell calls its row a sum, or what longs and shorts are together: `A Net`, `Net total`. Venues call a side net, too.
fn names_sum(sheet: &Sheet, row: usize, index: usize, columns: &Columns) -> bool {
    let text = sheet.text_at(row, index);
    let is_net = || {
        let word = small(text.trim_end_matches([':', ' ']));
        let mut words = word.split(' ');
        let ends = [words.next(), words.next_back()];
        ends.iter()
            .flatten()
            .any(|word| matches!(*word, "net" | "netto" | "neto" | "netta"))
    };
    let sides = columns.side.iter().chain(&columns.more_sides);
    let is_side = || sides.clone().any(|column| column.index == index);
    is_total(&text) || is_net() && !is_side()
}

/// Whether the contract of a row is called a total; there may be one that is called Sum.
fn is_contract_total(sheet: &Sheet, row: usize, columns: &Columns) -> bool {
    let name = columns
        .symbol
        .as_ref()
        .map(|column| sheet.text(row, column));
    name.is_some_and(|name| is_total(&name) && !name.eq_ignore_ascii_case("sum"))
}

/// Rows that are called a sum and have the amount of all others, or of those since the last one. Whoever is called Total but has
/// a side, an entry and an amount of its own is a position.
fn sums(sheet: &Sheet, columns: &Columns) -> Vec<usize> {
    /// Sheets round.
    const ROUNDING: f64 = 5e-3;
    let Some(column) = columns.quantity.as_ref().or(columns.notional.as_ref()) else {
        return Vec::new();
    };
    let side_of_row = |row: usize| {
        let column = columns.side.as_ref();
        column
            .and_then(|column| side_of(sheet, row, column))
            .flatten()
    };
    // All that came before, gross and net, and of it what came since the last row that is called a sum.
    let (mut all, mut since) = ([0.0; 2], [0.0; 2]);
    let mut named: Vec<(usize, f64, [f64; 2])> = Vec::new();
    for row in 0..sheet.rows() {
        let amount = sheet.number(row, column).unwrap_or(0.0);
        let is_named = (0..sheet.width(row)).any(|index| names_sum(sheet, row, index, columns));
        if is_named || row > 0 && is_amount_alone(sheet, row, columns) {
            named.push((row, amount.abs(), since));
            continue;
        }
        // Below a sum may stand another one of the same rows: gross and net.
        if named.last().is_some_and(|(last, ..)| last + 1 == row) {
            since = [0.0; 2];
        }
        let signed = side_of_row(row).map_or(amount, |side| side.sign() * amount.abs());
        for sum in [&mut all, &mut since] {
            sum[0] += amount.abs();
            sum[1] += signed;
        }
    }
    // Of one and one other nobody knows which is the sum of which.
    let is_one = sheet.rows() < named.len() + 2;
    let is_sum = |(_, own, before): &(usize, f64, [f64; 2])| {
        let mut sums = all.iter().chain(before);
        *own > 0.0 && sums.any(|sum| (sum.abs() - own).abs() <= ROUNDING * own)
    };
    named.retain(|(row, ..)| !is_one || is_amount_alone(sheet, *row, columns));
    let found = named.into_iter().filter(is_sum);
    found.map(|(row, ..)| row).collect()
}

/// Whether a row has an amount, and neither an entry nor what else makes a position: so is a sum without a word for it. A side
/// or a name makes it one, and a leverage or a margin beside an entry.
fn is_amount_alone(sheet: &Sheet, row: usize, columns: &Columns) -> bool {
    let is_none = |column: &Column| sheet.is_nothing(row, column);
    let names = [
        &columns.side,
        &columns.symbol,
        &columns.id,
        &columns.account,
    ];
    let stake = columns
        .leverage
        .iter()
        .chain(&columns.margins)
        .chain(&columns.initial);
    names.into_iter().flatten().all(is_none)
        && (is_none(&columns.entry) || columns.side.is_some() && stake.into_iter().all(is_none))
}

/// Whether all amounts of a column are whole numbers.
fn are_whole(sheet: &Sheet, column: Option<&Column>) -> bool {
    column.is_some_and(|column| {
        let number = |row: usize| sheet.number(row, column);
        (0..sheet.rows()).all(|row| number(row).is_none_or(|amount| amount % 1.0 == 0.0))
    })
}

/// Leaves out what stands there twice, number and all.
fn leave_out_twice(sheet: &mut Sheet, columns: &Columns, remarks: &mut Remarks) {
    let Some(id) = &columns.id else {
        return;
    };
    let all: Vec<Column> = (0..sheet.names.len())
        .map(|index| sheet.numbered(index))
        .collect();
    let whole: Vec<&Column> = all.iter().collect();
    let mut seen = std::collections::BTreeSet::new();
    let twice = sheet
        .leave_out(|sheet, row| !sheet.is_nothing(row, id) && !seen.insert(sheet.key(row, &whole)));
    if twice > 0 {
        remarks.say(RemarkKind::Twice, twice, "");
    }
}

/// Refuses two columns of one meaning that differ: nothing says which of them the position has. What a venue answers has
/// several by its own rules, and that is said of entries.
fn one_of_each(sheet: &Sheet, columns: &Columns, remarks: &mut Remarks) -> Result<(), Problem> {
    if !BARE_PRICES.contains(&sheet.plain_of(&columns.entry).as_str()) {
        for other in &columns.more_entries {
            let Some(row) = differing(sheet, &columns.entry, other) else {
                continue;
            };
            if sheet.is_text() {
                return Err(two_of(sheet, row, &columns.entry, other));
            }
            remarks.say(RemarkKind::Taken, 1, &sheet.shown(&columns.entry));
        }
    }
    if !sheet.is_text() {
        return Ok(());
    }
    for (taken, names) in [(&columns.leverage, LEVERAGES), (&columns.quantity, SIZES)] {
        let Some(taken) = taken else {
            continue;
        };
        // What was taken may be called otherwise; then the others are of something else.
        if !names.contains(&sheet.plain_of(taken).as_str()) {
            continue;
        }
        for other in names.iter().flat_map(|name| sheet.columns(name)) {
            let is_of_another = measure(&unit(&other.name)) != measure(&unit(&taken.name));
            if other.index == taken.index || is_of_another {
                continue;
            }
            if let Some(row) = differing(sheet, taken, &other)
                && !is_value_of_other(sheet, row, columns, [taken, &other])
            {
                return Err(two_of(sheet, row, taken, &other));
            }
        }
    }
    Ok(())
}

/// The first row in which two columns say different numbers, signs aside.
fn differing(sheet: &Sheet, one: &Column, other: &Column) -> Option<usize> {
    /// Sheets round.
    const ROUNDING: f64 = 1e-3;
    let number = |row: usize, column: &Column| {
        sheet
            .number_as(row, column, one)
            .map(f64::abs)
            .filter(|&number| number > 0.0)
    };
    (0..sheet.rows()).find(|&row| {
        let pair = number(row, one).zip(number(row, other));
        pair.is_some_and(|(one, other)| (other / one - 1.0).abs() > ROUNDING)
    })
}

/// Whether one of two amounts of a row is what the other is worth at its entry.
fn is_value_of_other(sheet: &Sheet, row: usize, columns: &Columns, amounts: [&Column; 2]) -> bool {
    let number = |column: &Column| sheet.number_as(row, column, amounts[0]).map(f64::abs);
    let [Some(one), Some(other)] = amounts.map(number) else {
        return false;
    };
    let price = sheet.number(row, &columns.entry).unwrap_or(f64::NAN);
    [one / other, other / one]
        .iter()
        .any(|ratio| (ratio / price - 1.0).abs() < AGREEMENT)
}

#[cold]
fn two_of(sheet: &Sheet, row: usize, one: &Column, other: &Column) -> Problem {
    let message = format!(
        "{} and {} are not the same; expected one column of that meaning, or two that agree",
        sheet.place_and_value(row, one),
        sheet.place_and_value(row, other)
    );
    Problem::new(
        ErrorCode::Inconsistent,
        &sheet.place_of(row, other),
        message,
    )
}

/// Whether the amounts of a column are money by what stands beside them: all of them or none.
#[inline(never)]
fn is_money(sheet: &Sheet, column: &Column) -> Result<bool, Problem> {
    let money = |row: usize| {
        let Cell::Text(text) = sheet.cell(row, column) else {
            return None;
        };
        let is_bare = is_bare(text);
        let has_number = text.contains(|letter: char| letter.is_ascii_digit());
        if !is_bare && (sheet.is_nothing(row, column) || !has_number) {
            return None;
        }
        let marks = ["USD", "EUR", "DAI", "$", "\u{20ac}"];
        Some(!is_bare && marks.iter().any(|word| text.contains(word)))
    };
    Ok(one_for_all(sheet, column, money, |&money| money)?.unwrap_or(false))
}

/// Of contracts that are settled in coins and others that are settled in money only those of one symbol can be read: which, is
/// asked.
fn one_settlement(
    sheet: &mut Sheet,
    columns: &Columns,
    how: &How,
    remarks: &mut Remarks,
) -> Result<(), Problem> {
    let Some(symbol) = &columns.symbol else {
        return Ok(());
    };
    let symbols = symbols_of(sheet, symbol);
    if symbols.len() < 2 {
        return Ok(());
    }
    // What is wrong with a row of another symbol is none of ours.
    let kind = |row: usize| {
        inverse(sheet, row, columns, how)
            .ok()
            .map(|worth| worth.is_some())
    };
    let mut kinds = (0..sheet.rows()).filter_map(kind);
    let first = kinds.next();
    if kinds.all(|kind| Some(kind) == first) {
        return Ok(());
    }
    let known: Vec<&str> = symbols.iter().map(String::as_str).collect();
    if how.symbol.is_none() || !known.iter().any(|symbol| how.means(symbol)) {
        let message = "some positions are of contracts settled in coins, others of contracts settled in money: only those of one symbol can be read";
        return Err(ask("symbol", &known, message));
    }
    let others = sheet.leave_out(|sheet, row| !how.means(&sheet.text(row, symbol)));
    let name = how.symbol.as_deref().unwrap_or_default();
    remarks.say(RemarkKind::OtherSymbol, others, name);
    Ok(())
}

/// How much quote one contract of a row is worth where it is settled in coins: its amount is in quote, its margin in base.
/// Nothing for a linear contract.
#[inline(never)]
fn inverse(
    sheet: &Sheet,
    row: usize,
    columns: &Columns,
    how: &How,
) -> Result<Option<f64>, Problem> {
    let word = |column: &Option<Column>| {
        let text = column.as_ref().map(|column| sheet.text(row, column));
        text.unwrap_or_default().to_ascii_uppercase()
    };
    let symbol = word(&columns.symbol);
    // BTC/USD:BTC, BTCUSD_PERP, BTC-USD-SWAP, XBTUSD, PI_XBTUSD, BTC-PERPETUAL
    let settled = is_settled_in_base(&symbol);
    let named = match amounts_of_symbol(&symbol, false) {
        Amounts::Quote(worth) => Some(worth),
        Amounts::Base | Amounts::Contracts => None,
    };
    let is_margin_in_coins = columns
        .margins
        .iter()
        .any(|column| is_coin(&unit(&column.name)) || sheet.plain_of(column) == "marginbtc");
    let number = |column: &Option<Column>| {
        let number = sheet.number(row, column.as_ref()?)?;
        (number != 0.0).then_some(number.abs())
    };
    let price = number(&columns.mark).or_else(|| sheet.number(row, &columns.entry));
    let close = |a: f64, b: f64| (a / b - 1.0).abs() < 0.1;
    // What is worth its amount over the price is an amount of quote, and so is what needs so much margin.
    let told = match (number(&columns.quantity), price) {
        (Some(amount), Some(price)) if price > 10.0 => {
            let margin = columns
                .margins
                .iter()
                .find_map(|column| number(&Some(column.clone())));
            let worth = [
                number(&columns.notional),
                number(&columns.coins),
                margin
                    .zip(number(&columns.leverage))
                    .map(|(margin, leverage)| margin * leverage),
            ];
            let sizes = [1.0, 10.0, 100.0];
            sizes.into_iter().find(|size| {
                let is_worth = |worth: &f64| close(*worth, amount * size / price);
                worth.iter().flatten().any(is_worth)
            })
        }
        _ => None,
    };
    let category = match word(&columns.category).as_str() {
        "INVERSE" => Some(true),
        "LINEAR" => Some(false),
        _ => None,
    };
    // Dated contracts of Deribit have names as options elsewhere: a name alone that is all there is counts.
    let is_inverse = match how.is_inverse.or(category) {
        Some(is_inverse) => is_inverse,
        // Whatever the numbers look like.
        None if is_linear(&symbol) && !is_margin_in_coins => false,
        None => {
            settled
                || named.is_some()
                || told.is_some()
                || is_margin_in_coins
                || word(&columns.inverse) == "TRUE"
        }
    };
    let coin = columns
        .settlement
        .as_ref()
        .map(|column| (column, sheet.text(row, column).trim().to_ascii_uppercase()))
        .filter(|(column, word)| {
            !sheet.is_nothing(row, column) && measure(word) != Some(Measure::Money)
        });
    let is_told =
        how.is_inverse.or(category).is_some() || is_linear(&symbol) && !is_margin_in_coins;
    let Some((column, coin)) = coin.filter(|_| !is_told) else {
        if !is_inverse && !is_told && may_be_inverse(sheet, row, columns, &symbol, how) {
            let message = format!(
                "{} may be of an inverse contract, with its amount in quote, and nothing in the file says whether it is",
                sheet.place(row)
            );
            return Err(ask("contract", &["linear", "inverse"], &message));
        }
        return Ok(is_inverse.then(|| told.or(named).unwrap_or(1.0)));
    };
    // A margin in one coin of a contract of another follows the price of both.
    if !symbol.is_empty() && !is_of_coin(&symbol, &coin) {
        let expected = "the coin of the contract, or its quote: a margin in another coin has a price of its own";
        return Err(sheet.fault(row, column, ErrorCode::Inconsistent, expected));
    }
    let amount_of = columns
        .quantity
        .as_ref()
        .and_then(|column| measure(&unit(&column.name)));
    match (is_inverse, amount_of) {
        (true, _) => Ok(Some(told.or(named).unwrap_or(1.0))),
        (false, Some(Measure::Coins)) => {
            let expected = "a quote: amount and margin are both in coins, as neither a linear nor an inverse contract has them";
            Err(sheet.fault(row, column, ErrorCode::Inconsistent, expected))
        }
        // An amount in quote that has a margin in coins.
        (false, None) if columns.quantity.is_none() => Ok(Some(1.0)),
        (false, _) => {
            let message = format!(
                "{}, as the margin of an inverse contract is, and nothing in the file says whether its amounts are in quote, too",
                sheet.place_and_value(row, column)
            );
            Err(ask("contract", &["linear", "inverse"], &message))
        }
    }
}

/// Whether a row may be of an inverse contract for all that it says: Bybit calls them `BTCUSD`, as others call linear ones, and
/// counts dollars, whole ones. What a position is worth, its margin and its money tell.
fn may_be_inverse(sheet: &Sheet, row: usize, columns: &Columns, symbol: &str, how: &How) -> bool {
    /// As much as a price of the moment and an entry may differ.
    const SLACK: f64 = 1.5;
    let is_named = symbol.strip_suffix("USD").is_some_and(|base| {
        let is_metal = matches!(base, "XAU" | "XAG" | "XPT" | "XPD");
        let are_letters = base.bytes().all(|letter| letter.is_ascii_alphanumeric());
        base.len() > 1 && are_letters && !is_metal && measure(base) != Some(Measure::Money)
    });
    let Some(quantity) = columns.quantity.as_ref() else {
        return false;
    };
    let is_money = |column: &Column| measure(&unit(&column.name)) == Some(Measure::Money);
    let is_settled_in_money = columns.settlement.as_ref().is_some_and(|column| {
        let word = sheet.text(row, column).trim().to_ascii_uppercase();
        measure(&word) == Some(Measure::Money)
    });
    if !is_named
        || !columns.are_whole
        || measure(&unit(&quantity.name)).is_some()
        || columns.size.is_some()
        || how.contract_size.is_some()
        || how.is_in_quote.is_some()
        || counts_contracts(sheet, row, columns, quantity)
        || columns.margins.iter().any(is_money)
        || is_settled_in_money
    {
        return false;
    }
    let number = |column: &Option<Column>| {
        let number = sheet.number(row, column.as_ref()?)?.abs();
        (number > 0.0).then_some(number)
    };
    let price = number(&columns.mark).or_else(|| sheet.number(row, &columns.entry));
    let (Some(amount), Some(price)) = (number(&columns.quantity), price) else {
        return false;
    };
    let margin = columns
        .margins
        .iter()
        .find_map(|column| number(&Some(column.clone())));
    let leverage = number(&columns.leverage);
    let worth = [
        number(&columns.notional),
        margin
            .zip(leverage)
            .map(|(margin, leverage)| margin * leverage),
    ];
    let is_worth_coins = |worth: f64| (1.0 / SLACK..=SLACK).contains(&(worth / (amount * price)));
    // No margin is more than all that it is for.
    let is_too_much = margin.is_some_and(|margin| margin > 2.0 * amount / price);
    !is_too_much && !worth.into_iter().flatten().any(is_worth_coins)
}

/// Whether a symbol is that of a contract of a coin; BitMEX counts in parts of one.
fn is_of_coin(symbol: &str, coin: &str) -> bool {
    let name = |text: &str| text.replace("XBT", "BTC");
    let coin = match coin {
        "SAT" | "SATS" | "SATOSHI" | "SATOSHIS" | "MBTC" | "UBTC" => "BTC".to_owned(),
        "COIN" | "COINS" | "BASE" => return true,
        "METH" | "GWEI" | "WEI" => "ETH".to_owned(),
        coin => name(coin),
    };
    let symbol = name(symbol);

    symbol
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|part| part.starts_with(&coin))
}

/// A column that says a currency says that of the money in a file; of an amount it may be the unit, too. A word for a number
/// of things, or margin and leverage of the positions, tell which; else it is asked.
fn take_currency(
    sheet: &Sheet,
    columns: &mut Columns,
    how: &How,
    remarks: &mut Remarks,
) -> Result<(), Problem> {
    let Some(amount) = columns.quantity.clone() else {
        return Ok(());
    };
    // What venues answer is the currency of the margin, and whoever counts contracts has none for them.
    let name = sheet.plain_of(&amount);
    let is_other = !sheet.is_text()
        || measure(&unit(&amount.name)).is_some()
        || columns.notional.is_some()
        || names_contracts(&name)
        || matches!(name.as_str(), "pos" | "currentqty" | "holdvol");
    let Some(currency) = currency_column(sheet).filter(|_| !is_other) else {
        return Ok(());
    };
    let with_unit = with_unit(sheet, &amount, &currency)?;
    let word = unit(&with_unit.name);
    let said = format!("{}: {word}", sheet.shown(&currency));
    if measure(&word) == Some(Measure::Contracts) {
        columns.quantity = Some(with_unit);
        return Ok(());
    }
    if measure(&word) != Some(Measure::Money) {
        let is_coin = |row: usize| {
            let symbol = columns
                .symbol
                .as_ref()
                .map(|column| sheet.text(row, column));
            symbol.is_none_or(|symbol| is_of_coin(&symbol.to_ascii_uppercase(), &word))
        };
        // A coin that no contract of the file is of is what they are settled in.
        if (0..sheet.rows()).all(is_coin) {
            remarks.say(RemarkKind::UnitColumn, 1, &said);
            columns.quantity = Some(with_unit);
        } else {
            columns.settlement.get_or_insert(currency);
        }
        return Ok(());
    }
    let is_count = [
        "quantity",
        "qty",
        "menge",
        "anzahl",
        "stuck",
        "units",
        "quantite",
        "cantidad",
        "quantita",
        "quantidade",
    ];
    let in_quote = match how
        .is_in_quote
        .or_else(|| is_worth(sheet, columns, &amount))
    {
        Some(in_quote) => in_quote,
        None if is_count.contains(&name.as_str()) => false,
        None => {
            let row = (0..sheet.rows())
                .find(|&row| !sheet.is_nothing(row, &currency))
                .unwrap_or(0);
            let message = format!(
                "{} may be the unit of {} or that of the prices",
                sheet.place_and_value(row, &currency),
                quote(&sheet.shown(&amount))
            );
            return Err(ask("amount", &["base", "quote"], &message));
        }
    };
    if in_quote {
        remarks.say(RemarkKind::UnitColumn, 1, &said);
        columns.notional = Some(with_unit);
        columns.quantity = None;
    } else {
        remarks.say(RemarkKind::PriceCurrency, 1, &said);
    }
    Ok(())
}

/// Refuses headings of two kinds of money: nothing in a file says what one is worth in the other.
fn one_money(sheet: &Sheet, columns: &Columns) -> Result<(), Problem> {
    let mut first: Option<(&Column, &str)> = None;
    let all = [&columns.quantity, &columns.notional].into_iter().flatten();
    for column in all.chain([&columns.entry]).chain(&columns.margins) {
        let found = match money(&unit(&column.name)) {
            Some(named) => Some(named),
            None => one_currency(sheet, column)?,
        };
        let Some(money) = found else {
            continue;
        };
        match first {
            Some((other, known)) if known != money => {
                return Err(two_currencies(sheet, [(column, money), (other, known)]));
            }
            _ => first = Some((column, money)),
        }
    }
    Ok(())
}

/// A bare size may be of quote, as some venues have it: where as coins all positions would have more leverage than any venue
/// gives, and as quote none, it is asked.
fn take_size(sheet: &Sheet, columns: &mut Columns, how: &How) -> Result<(), Problem> {
    const MOST_LEVERAGE: f64 = 250.0;
    let Some(amount) = columns.quantity.clone() else {
        return Ok(());
    };
    let is_bare = measure(&unit(&amount.name)).is_none()
        && columns.notional.is_none()
        && !counts_contracts(sheet, 0, columns, &amount);
    // Of an inverse contract the amount is in quote, and the margin in coins.
    let in_coins = |column: &Column| {
        measure(&unit(&column.name)) == Some(Measure::Coins)
            || sheet.plain_of(column) == "marginbtc"
    };
    let is_inverse = columns.settlement.is_some()
        || columns.margins.iter().any(in_coins)
        || columns.symbol.as_ref().is_some_and(|column| {
            let symbol = sheet.text(0, column);
            matches!(amounts_of_symbol(&symbol, false), Amounts::Quote(_))
        });
    if !is_bare
        || is_inverse
        || columns.leverage.is_some()
        || columns.size.is_some()
        || how.contract_size.is_some()
        || how.is_inverse.is_some()
    {
        return Ok(());
    }
    let number = |row: usize, column: &Column| sheet.number(row, column).map(f64::abs);
    let mut doubtful = None;
    for row in 0..sheet.rows() {
        let margin = columns.margins.iter().find_map(|column| {
            let is_share =
                is_share(&sheet.text(row, column)) || parts_named(&column.name).is_some();
            number(row, column).filter(|&margin| margin > 0.0 && !is_share)
        });
        let all = (number(row, &amount), number(row, &columns.entry), margin);
        let (Some(size), Some(entry), Some(margin)) = all else {
            continue;
        };
        if size * entry <= MOST_LEVERAGE * margin || size > MOST_LEVERAGE * margin || size < margin
        {
            return Ok(());
        }
        doubtful.get_or_insert((row, size / margin));
    }
    let Some((row, times)) = doubtful else {
        return Ok(());
    };
    match how.is_in_quote {
        Some(true) => columns.notional = columns.quantity.take(),
        Some(false) => {}
        None => {
            let message = format!(
                "{} has a margin for an amount of quote, {} times as large, and for no amount of coins",
                sheet.place_and_value(row, &amount),
                decimal::plain((times * 10.0).round() / 10.0)
            );
            return Err(ask("amount", &["base", "quote"], &message));
        }
    }
    Ok(())
}

/// Whether amounts are of quote by margin times leverage in all rows; nothing where that does not tell.
fn is_worth(sheet: &Sheet, columns: &Columns, amount: &Column) -> Option<bool> {
    let leverage = columns.leverage.as_ref()?;
    let mut found = None;
    for row in 0..sheet.rows() {
        let number = |column: &Column| sheet.number(row, column).filter(|number| *number != 0.0);
        let Some(amount) = number(amount).map(f64::abs) else {
            continue;
        };
        let margin = columns.margins.iter().find_map(number)?;
        let worth = margin * number(leverage)?;
        let is_near = |notional: f64| (worth - notional).abs() <= AGREEMENT * notional;
        let entry = number(&columns.entry)?;
        let here = match (is_near(amount), is_near(amount * entry)) {
            (true, false) => true,
            (false, true) => false,
            _ => return None,
        };
        if found.is_some_and(|found| found != here) {
            return None;
        }
        found = Some(here);
    }
    found
}

/// Side and amount of a row: base, or quote where a contract is worth some.
fn bought(
    sheet: &Sheet,
    row: usize,
    columns: &Columns,
    worth: Option<f64>,
    how: &How,
    remarks: &mut Remarks,
) -> Result<(Side, f64), Problem> {
    const SIGNED: Range = range(-1e24, 1e24);
    let named = match &columns.side {
        None => None,
        Some(column) => match side_of(sheet, row, column) {
            Some(side) => side,
            // "type" is the name of many things.
            None if column.name.eq_ignore_ascii_case("type") => None,
            None => {
                let expected = "long, short, buy or sell";
                return Err(sheet.fault(row, column, ErrorCode::UnknownChoice, expected));
            }
        },
    };
    if let (Some(named), Some(column)) = (named, &columns.side) {
        let differs = |other: &&Column| {
            side_of(sheet, row, other)
                .flatten()
                .is_some_and(|other| other != named)
        };
        if let Some(other) = columns.more_sides.iter().find(differs) {
            let message = format!(
                "{} and {} are not the same side; expected one column of sides, or two that agree: who sells a long closes it",
                sheet.place_and_value(row, column),
                sheet.place_and_value(row, other)
            );
            return Err(Problem::new(
                ErrorCode::Inconsistent,
                &sheet.place_of(row, other),
                message,
            ));
        }
    }
    let is_filled = |column: &&Column| !sheet.is_nothing(row, column);
    let (amount, from) = match (
        columns.quantity.as_ref().filter(is_filled),
        columns.notional.as_ref().filter(is_filled),
    ) {
        (Some(column), _) => {
            let mut amount = sheet.needed(row, column, SIGNED)?;
            let size = columns.size.as_ref().filter(is_filled);
            let given = match (size, how.contract_size.or(worth)) {
                (Some(size), _) => Some(sheet.needed(row, size, QUANTITY)?),
                (None, Some(size)) => Some(size),
                (None, None) => told_size(sheet, row, columns, amount),
            };
            // What one contract is stands there, and what all of them are worth contradicts it.
            if let Some(size) = given
                && worth.is_none()
                && (columns.size.is_some() || how.contract_size.is_some())
                && is_worth_something_else(sheet, row, columns, amount * size)
            {
                remarks.add(RemarkKind::NotionalDiffers);
            }
            match given {
                Some(1.0) => {}
                Some(size) => {
                    remarks.say(RemarkKind::ContractSize, 1, &decimal::plain(size));
                    amount *= size;
                }
                None if counts_contracts(sheet, row, columns, column) => {
                    let message = format!(
                        "{} counts contracts, and nothing in the file says how much one is",
                        sheet.place_of(row, column)
                    );
                    return Err(ask(
                        "contractSize",
                        &["1", "0.1", "0.01", "0.001", "0.0001"],
                        &message,
                    ));
                }
                None => {
                    if is_worth_something_else(sheet, row, columns, amount) {
                        remarks.add(RemarkKind::NotionalDiffers);
                    }
                }
            }
            (amount, column)
        }
        // It is in quote, as an inverse contract is counted.
        (None, Some(column)) if worth.is_some() => (sheet.needed(row, column, SIGNED)?, column),
        (None, Some(column)) => {
            // What a position is worth, it is worth at the price of the moment, where the file has that.
            let price = match columns.mark.as_ref().filter(is_filled) {
                Some(mark) => sheet.needed(row, mark, PRICE)?,
                None => sheet.needed(row, &columns.entry, PRICE)?,
            };
            remarks.add(RemarkKind::FromNotional);
            (sheet.needed(row, column, SIGNED)? / price, column)
        }
        (None, None) => {
            let column = columns
                .quantity
                .as_ref()
                .or(columns.notional.as_ref())
                .unwrap_or(&columns.entry);
            return Err(sheet.fault(
                row,
                column,
                ErrorCode::MissingField,
                &format!("a number {}", QUANTITY.words()),
            ));
        }
    };
    let side = match named {
        Some(side) => side,
        // Without a word the sign says it; a number without either says nothing.
        None if amount < 0.0 => Side::Short,
        None if is_signed(sheet, from) => Side::Long,
        None if !columns.are_sides_said => match how.side {
            Some(side) => side,
            None => {
                let message = format!(
                    "{} has no sign, and nothing in the file says long or short",
                    sheet.place_and_value(row, from)
                );
                return Err(ask("side", &["long", "short"], &message));
            }
        },
        None => {
            return Err(match &columns.side {
                // An empty cell, or a word that leaves it to a sign that no number has.
                Some(column) if side_of(sheet, row, column).is_some() => {
                    let expected = "long, short, buy or sell";
                    sheet.fault(row, column, ErrorCode::UnknownChoice, expected)
                }
                _ => sheet.missing("side", WHAT),
            });
        }
    };
    // Of a short some venues write a negative number, others a positive one; a long of less than nothing is none.
    if named == Some(Side::Long) && amount < 0.0 {
        let expected = "a number above 0 for a long position";
        return Err(sheet.fault(row, from, ErrorCode::Inconsistent, expected));
    }
    let quantity = amount.abs();
    if !QUANTITY.contains(quantity) {
        return Err(sheet.fault(
            row,
            from,
            ErrorCode::OutOfRange,
            &format!("a number {}", QUANTITY.words()),
        ));
    }
    Ok((side, quantity))
}

/// Whether a column counts contracts: by its name, as Gate and KuCoin write it, or by a symbol of a venue that has nothing else,
/// `BTC-USDT-SWAP`.
fn counts_contracts(sheet: &Sheet, row: usize, columns: &Columns, column: &Column) -> bool {
    let name = sheet.plain_of(column);
    let is_unit = measure(&unit(&column.name)) == Some(Measure::Contracts);
    let is_symbol_of_contracts = measure(&unit(&column.name)).is_none()
        && columns.symbol.as_ref().is_some_and(|symbol| {
            let symbol = sheet.text(row, symbol);
            amounts_of_symbol(&symbol, false) == Amounts::Contracts
        });
    // Gate: people may call anything a contract, but only it and MEXC have an underscore in the names of theirs.
    let is_of_contract = |symbol: &Column| {
        sheet.plain_of(symbol) == "contract"
            && (!sheet.is_text() || columns.are_whole && sheet.text(row, symbol).contains('_'))
    };
    match name.as_str() {
        "contracts" | "currentqty" | "pos" | "holdvol" | "lots" | "lotes" | "lotti" => true,
        // HTX.
        "volume" if sheet.column(&["contractcode"]).is_some() => true,
        "size" if columns.symbol.as_ref().is_some_and(is_of_contract) => true,
        _ => is_unit || is_symbol_of_contracts,
    }
}

/// Whether what a position is worth stands in its row and is far from its amount at its price.
fn is_worth_something_else(sheet: &Sheet, row: usize, columns: &Columns, amount: f64) -> bool {
    /// Entries are not prices of the moment.
    const SLACK: f64 = 1.5;
    let number = |column: &Option<Column>| {
        let number = sheet.number(row, column.as_ref()?)?.abs();
        (number > 0.0).then_some(number)
    };
    let price = number(&columns.mark).or_else(|| sheet.number(row, &columns.entry));
    number(&columns.notional)
        .zip(price)
        .is_some_and(|(notional, price)| {
            let ratio = notional / (amount.abs() * price);
            !(1.0 / SLACK..=SLACK).contains(&ratio)
        })
}

/// Refuses rows of one contract that say two sizes of it, by a column or by what they are worth: one of them is not what it
/// says.
fn one_size(sheet: &Sheet, columns: &Columns, how: &How) -> Result<(), Problem> {
    let Some(amount) = &columns.quantity else {
        return Ok(());
    };
    let mut known: std::collections::BTreeMap<String, (usize, f64)> =
        std::collections::BTreeMap::new();
    for row in (0..sheet.rows()).filter(|_| how.contract_size.is_none()) {
        let size = match columns
            .size
            .as_ref()
            .and_then(|size| sheet.number(row, size))
        {
            Some(size) => Some(size),
            None if inverse(sheet, row, columns, how).is_ok_and(|worth| worth.is_none()) => sheet
                .number(row, amount)
                .and_then(|amount| told_size(sheet, row, columns, amount)),
            None => None,
        };
        let Some(size) = size else {
            continue;
        };
        // Where no row says of what it is, all are of one thing.
        let symbol = columns.symbol.as_ref();
        let name = symbol.map_or_else(String::new, |symbol| {
            sheet.text(row, symbol).to_ascii_uppercase()
        });
        match known.get(&name) {
            Some(&(before, other)) if other != size => {
                let expected = format!(
                    "contracts of {}, as in {}: by what else this row says one is {}",
                    show(other),
                    sheet.place(before),
                    show(size)
                );
                return Err(sheet.fault(row, amount, ErrorCode::Inconsistent, &expected));
            }
            Some(_) => {}
            None => drop(known.insert(name, (row, size))),
        }
    }
    Ok(())
}

/// The least of a coin that any venue has in one contract, BitMEX a millionth: what follows for less is a contradiction and no contract.
const LEAST_CONTRACT: f64 = 1e-6;

/// The size of a contract where amount, price and worth of a position tell it: sizes are powers of ten.
fn told_size(sheet: &Sheet, row: usize, columns: &Columns, amount: f64) -> Option<f64> {
    /// Entries are not prices of the moment.
    const SLACK: f64 = 0.35;
    let number = |column: &Column| sheet.number(row, column).map(f64::abs);
    let margin = columns.margins.iter().find_map(number);
    let notional = match (columns.notional.as_ref().and_then(number), margin) {
        (Some(notional), _) => notional,
        // Margin times leverage is it, too, but only contracts need it: elsewhere a margin may be anything.
        (None, Some(margin))
            if counts_contracts(sheet, row, columns, columns.quantity.as_ref()?) =>
        {
            margin * part_of_margin(sheet, row) * number(columns.leverage.as_ref()?)?
        }
        (None, _) => return None,
    };
    let price = columns
        .mark
        .as_ref()
        .and_then(|mark| sheet.number(row, mark))
        .or_else(|| sheet.number(row, &columns.entry))?;
    let ratio = notional / (amount.abs() * price);
    if notional == 0.0 || !ratio.is_finite() {
        return None;
    }
    let mut size = LEAST_CONTRACT;
    while size < 2e9 {
        if (ratio / size - 1.0).abs() <= SLACK {
            // 10 to a power is whole or the nearest double of its decimals.
            return Some(decimal::parse(&decimal::scientific(size, Some(0))));
        }
        size *= 10.0;
    }
    None
}

/// Whether a column has the sign of a side: by its name, or because some of its numbers have one.
fn is_signed(sheet: &Sheet, column: &Column) -> bool {
    let name = sheet.plain_of(column);
    // Gate, whose contracts have a column of that name.
    let is_gate = name == "size" && !sheet.is_text() && sheet.column(&["contract"]).is_some();
    let is_net = is_gate
        || matches!(
            name.as_str(),
            "positionamt"
                | "szi"
                | "currentqty"
                | "pos"
                | "position"
                | "netquantity"
                | "netqty"
                | "netsize"
        );
    // Whoever writes a plus knows a minus.
    let has_sign = |row: usize| {
        sheet.text(row, column).trim_start().starts_with('+')
            || sheet.number(row, column).is_some_and(|number| number < 0.0)
    };
    is_net || (0..sheet.rows()).any(has_sign)
}

/// BitMEX counts margins in hundred-millionths of a coin, and in millionths of a dollar.
fn part_of_margin(sheet: &Sheet, row: usize) -> f64 {
    let currency = sheet.column(&["currency"]);
    match currency.map(|column| sheet.text(row, &column)).as_deref() {
        Some("XBt") => 1e-8,
        Some("USDt") => 1e-6,
        _ => 1.0,
    }
}

/// An initial margin below 1 that as an amount would be less than a thousandth of the position is a share of it.
fn settle_initial(sheet: &Sheet, columns: &mut Columns) {
    const MOST_LEVERAGE: f64 = 1e3;
    let (None, Some(quantity)) = (&columns.leverage, &columns.quantity) else {
        return;
    };
    let [column] = columns.margins.as_slice() else {
        return;
    };
    let number = |row: usize, column: &Column| sheet.number(row, column).map(f64::abs);
    let is_part = |row: usize| {
        let all = (
            number(row, quantity),
            number(row, &columns.entry),
            number(row, column),
        );
        let (Some(quantity), Some(entry), Some(margin)) = all else {
            return false;
        };
        margin > 0.0 && margin <= 1.0 && quantity * entry > MOST_LEVERAGE * margin
    };
    let is_bare = matches!(sheet.plain_of(column).as_str(), "initialmargin" | "im")
        && parts_named(&column.name).is_none();
    if is_bare && sheet.rows() > 0 && (0..sheet.rows()).all(is_part) {
        columns.initial = columns.margins.pop();
    }
}

/// What the numbers of a column of initial margins can be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Initial {
    /// Of so many parts.
    Share(f64),
    Amount,
}

/// The margins that only an initial margin tells: a share of the notional, in per cent or not, or an amount, whatever all rows
/// can be at a leverage that venues give. Where that leaves two the file does not tell.
fn take_initial(
    sheet: &Sheet,
    column: &Column,
    table: &mut PositionTable,
    remarks: &mut Remarks,
) -> Result<(), Problem> {
    const SHARE: Range = range(1e-3, 1.0);
    /// Where there is something else that it can be: nobody gives more leverage.
    const LIKELY: Range = range(0.004, 1.0);
    let parts = parts_named(&column.name);
    let mut left = vec![Initial::Share(parts.unwrap_or(1.0))];
    match parts {
        // ccxt calls a share a percentage.
        Some(_) => left.push(Initial::Share(1.0)),
        None if SHARES_OR_AMOUNTS.contains(&sheet.plain_of(column).as_str()) => {
            left.push(Initial::Amount);
        }
        None => {}
    }
    let likely = if left.len() > 1 { LIKELY } else { SHARE };
    let expected = "a share of the notional from 0.001 to 1, such as 0.1 for ten times leverage";
    let mut first = None;
    let mut all = Vec::new();
    for row in (0..table.rows()).filter(|&row| table.margin[row].is_nan()) {
        let notional = if table.is_inverse {
            table.quantity[row] / table.entry_price[row]
        } else {
            table.quantity[row] * table.entry_price[row]
        };
        let number = sheet.needed_or_share(row, column, AMOUNT)?;
        let is_said = is_share(&sheet.text(row, column));
        all.push((row, number, notional, is_said));
        if is_said {
            if !SHARE.contains(number) {
                return Err(sheet.fault(row, column, ErrorCode::OutOfRange, expected));
            }
            continue;
        }
        let fits = |initial: &Initial| match initial {
            Initial::Share(parts) => likely.contains(number / parts),
            Initial::Amount => likely.contains(number / notional),
        };
        let before = left.clone();
        left.retain(fits);
        if left.is_empty() {
            let other = first.filter(|_| before.len() == 1);
            let like = other.map(|first| sheet.place_and_value(first, column));
            let expected = like.map_or_else(
                || expected.to_owned(),
                |like| format!("a share of the notional or an amount, the same as {like}"),
            );
            return Err(sheet.fault(row, column, ErrorCode::OutOfRange, &expected));
        }
        first.get_or_insert(row);
    }
    if let (Some(row), [_, _]) = (first, left.as_slice()) {
        let expected = "a column leverage or margin: this has two meanings, as a share of the notional in per cent or not, or as an amount";
        return Err(sheet.fault(row, column, ErrorCode::Inconsistent, expected));
    }
    let initial = left.first().copied().unwrap_or(Initial::Amount);
    if !all.is_empty() && initial != Initial::Amount {
        remarks.say(RemarkKind::InitialShare, all.len(), &sheet.shown(column));
    }
    for (row, number, notional, is_said) in all {
        table.margin[row] = match initial {
            _ if is_said => number * notional,
            Initial::Share(parts) => number / parts * notional,
            Initial::Amount => number,
        };
    }
    Ok(())
}

/// Margin of a row: the one that stands there, or notional at entry over leverage; nothing where only a share tells it.
fn stake(
    sheet: &Sheet,
    row: usize,
    columns: &Columns,
    notional: f64,
    remarks: &mut Remarks,
) -> Result<Option<f64>, Problem> {
    let is_filled = |column: &&Column| !sheet.is_nothing(row, column);
    let mut leverage = None;
    if let Some(column) = columns.leverage.as_ref().filter(is_filled) {
        // Gate: 0 where the margin is shared, and then what was put in stands beside it.
        let has_margin = |column: &Column| sheet.number(row, column).is_some_and(|n| n > 0.0);
        if sheet.number(row, column) == Some(0.0) && columns.margins.iter().any(has_margin) {
            remarks.add(RemarkKind::Cross);
        } else {
            leverage = Some(sheet.needed(row, column, LEVERAGE)?);
        }
    }
    let mut given = None;
    for column in columns
        .margins
        .iter()
        .filter(|column| !sheet.is_nothing(row, column))
    {
        let mut margin = sheet.needed_or_share(row, column, AMOUNT)?;
        margin *= part_of_margin(sheet, row);
        // Binance counts what is not realised yet to it, unless the wallet stands there, too.
        if margin > 0.0
            && sheet.plain_of(column) == "isolatedmargin"
            && let Some(profit) = sheet.column(&["unrealizedprofit"])
        {
            margin = (margin - sheet.number(row, &profit).unwrap_or(0.0)).max(0.0);
        }
        // A share of the notional.
        if is_share(&sheet.text(row, column)) {
            margin *= notional;
        } else if let Some(parts) = parts_named(&column.name) {
            margin *= notional / parts;
        }
        // Venues write 0 where a position shares the wallet.
        if margin > 0.0 || leverage.is_none() {
            given = Some(margin);
            if margin > 0.0 {
                break;
            }
        }
    }
    match (given, leverage) {
        (Some(margin), None) => Ok(Some(margin)),
        // As the scenario's own rows do it, to the last bit.
        (None, Some(leverage)) => Ok(Some(notional / leverage)),
        (Some(margin), Some(leverage)) => {
            if (margin * leverage - notional).abs() > AGREEMENT * notional {
                remarks.add(RemarkKind::MarginDiffers);
            }
            Ok(Some(margin))
        }
        (None, None)
            if columns
                .initial
                .as_ref()
                .is_some_and(|column| !sheet.is_nothing(row, column)) =>
        {
            Ok(None)
        }
        (None, None) if columns.says_mode(sheet, row) => {
            let column = columns.leverage_as_written.as_ref();
            let expected = "a leverage beside the mode of margin, such as 10x, or a column margin";
            let fault = |column| sheet.fault(row, column, ErrorCode::MissingField, expected);
            Err(column.map_or_else(|| sheet.missing("leverage or margin", WHAT), fault))
        }
        (None, None) => match columns.margins.first().or(columns.leverage.as_ref()) {
            Some(column) => Err(sheet.fault(row, column, ErrorCode::MissingField, "a number")),
            None => Err(sheet.missing("leverage or margin", WHAT)),
        },
    }
}
