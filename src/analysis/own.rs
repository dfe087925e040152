//! "You in the queue": what a finished run does to one more position.
//!
//! The position is so small that it moves nothing. Where all that is triggered is closed at once it takes the prices of
//! the trace, and its place in the queue behind everyone whose trigger is reached before. Where orders are worked off over
//! time, one by one, to a limit or in parts, the trace does not say what each of them got: then the scenario is run once
//! more, with the position as one of its rows, 1e-10 of the crowd in size.
//!
//! A row of that size stands in the first bracket of the maintenance margin. It gets the margin with which it is
//! liquidated where the position is; of a position in a higher bracket the distance from there to the price of bankruptcy
//! is then that of the first bracket.

use crate::clock::Clock;
use crate::engine::Prepared;
use crate::error::{ErrorCode, Problem, listed};
use crate::population::crowd::{Crowd, Side};
use crate::scenario::model::{Group, Population, PositionRow, Positions, ValidScenario};
use crate::scenario::schema::{Choice, Field, Kind, Range, check};
use crate::settlement::executors::Works;
use crate::settlement::margin::{Contract, Isolated, MarginRules};
use crate::settlement::waterfall::Takeover;
use crate::trace::{MarketTrace, Trace};
use serde::Serialize;
use serde_json::Value;

/// One more position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnPosition {
    /// Long or short.
    pub side: Side,
    /// Size: base (quote for inverse contracts), > 0.
    pub quantity: f64,
    /// Notional at entry over margin, > 0.
    pub leverage: f64,
    /// Entry price, quote per base, > 0.
    pub entry_price: f64,
}

/// What became of it. Prices quote per base, money quote (base for inverse contracts).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnOutcome {
    /// Margin it was opened with.
    pub margin: f64,
    /// Price at which it is liquidated; `None` when no price can.
    pub liquidation_price: Option<f64>,
    /// Price at which nothing is left of its margin; `None` when no positive price takes all of it.
    pub bankruptcy_price: Option<f64>,
    /// Row after which the mark price had reached the liquidation price; `None` when it never did.
    pub triggered_at_row: Option<u32>,
    /// Row in which it was closed, one of the run's: the last one where waves went on for it alone; `None` when it was not, or
    /// still waited at the end.
    pub liquidated_at_row: Option<u32>,
    /// Seconds since the shock of that row.
    pub time_s: Option<f64>,
    /// Average price of its forced fills.
    pub fill_price: Option<f64>,
    /// Share of it that was closed by force, 0 to 1.
    pub closed_share: f64,
    /// Base of the same side that is liquidated before it: everyone with a nearer trigger. `None` where that is no queue:
    /// orders that trade side by side, wait for a limit or an auction, or close a part only, and where others share a wallet.
    pub queue_ahead: Option<f64>,
    /// Money lost by the liquidation: all of the margin, less what was handed back; 0 when it was not closed whole.
    pub loss: f64,
    /// The same over the margin.
    pub loss_share_of_margin: f64,
    /// Largest leverage at the same entry that is not liquidated anywhere in the run; `None` when any survives.
    pub surviving_leverage: Option<f64>,
    /// Profit or loss at the end: what was closed as it was, the rest at the last mark price; no more than the margin is lost.
    pub result: f64,
    /// Profit or loss at the last mark price had nobody closed it.
    pub pnl_if_survived: f64,
}

/// How far below the critical leverage the surviving one is named, relative: at the critical one it is a tie.
const SURVIVAL_SLACK: f64 = 1e-9;

/// Size of the row that stands for the position in another run, over the base of the whole crowd.
const TINY: f64 = 1e-10;

/// Relative error of sums of quantities, far below the size of any one position that matters.
const QUEUE_ROUNDING: f64 = 1e-9;

impl OwnPosition {
    /// A position in `market` as a person describes it.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn read(market: &MarketTrace, described: &Value) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let read = check(&Kind::Object(FIELDS), described, "position", &mut problems);
        if !problems.is_empty() {
            return Err(listed(problems));
        }
        let entry_price = read["entryPrice"]
            .as_f64()
            .unwrap_or(market.impact.start_price);
        let quantity = match (read["quantity"].as_f64(), read["notional"].as_f64()) {
            (Some(quantity), None) => quantity,
            (None, Some(notional)) => match market.margin.contract {
                Contract::Linear => notional / entry_price,
                Contract::Inverse => notional,
            },
            _ => {
                let message = "position needs either quantity or notional".to_owned();
                return Err(vec![Problem::new(
                    ErrorCode::Inconsistent,
                    "position.quantity",
                    message,
                )]);
            }
        };
        Ok(Self {
            side: if read["side"] == "short" {
                Side::Short
            } else {
                Side::Long
            },
            quantity,
            leverage: read["leverage"].as_f64().unwrap_or(1.0),
            entry_price,
        })
    }

    pub(super) fn isolated(&self, contract: Contract) -> Isolated {
        let mut position = Isolated {
            side: self.side,
            quantity: self.quantity,
            entry_price: self.entry_price,
            margin: 0.0,
        };
        position.margin = position.notional(self.entry_price, contract) / self.leverage;
        position
    }
}

const SIZE: Kind = Kind::Number(Range {
    min: 1e-15,
    max: 1e15,
    min_included: true,
    or_zero: false,
});

const PRICE: Kind = Kind::Number(Range {
    min: 1e-9,
    max: 1e12,
    min_included: true,
    or_zero: false,
});

const fn field(name: &'static str, kind: Kind, default: Option<&'static str>) -> Field {
    Field {
        name,
        kind,
        default,
        unit: "",
        doc: "",
        reserved: false,
    }
}

const fn word(name: &'static str) -> Choice {
    Choice {
        name,
        doc: "",
        built: true,
    }
}

/// What a person says of their own position.
const FIELDS: &[Field] = &[
    field(
        "side",
        Kind::Choice(&[word("long"), word("short")]),
        Some("\"long\""),
    ),
    field("quantity", Kind::Nullable(&SIZE), Some("null")),
    field("notional", Kind::Nullable(&SIZE), Some("null")),
    field(
        "leverage",
        Kind::Number(Range {
            min: 0.01,
            max: 1_000.0,
            min_included: true,
            or_zero: false,
        }),
        None,
    ),
    field("entryPrice", Kind::Nullable(&PRICE), Some("null")),
];

impl Trace {
    /// What this run does to a position in `market` (one of its own) as a person describes it: `side`, `quantity` or
    /// `notional` (at entry), `leverage`, `entryPrice` (default: the starting price).
    ///
    /// # Errors
    /// Every problem at once.
    pub fn own_position(
        &self,
        market: &MarketTrace,
        described: &Value,
    ) -> Result<OwnOutcome, Vec<Problem>> {
        Ok(self.own_in(market, OwnPosition::read(market, described)?))
    }

    /// What this run does to one more position in the market of that name (the shocked one when `None`). `None` when
    /// there is no such market.
    #[must_use]
    pub fn own(&self, market: Option<&str>, own: OwnPosition) -> Option<OwnOutcome> {
        self.market(market).map(|market| self.own_in(market, own))
    }

    pub(super) fn own_in(&self, market: &MarketTrace, own: OwnPosition) -> OwnOutcome {
        let rules = &market.margin;
        let position = own.isolated(rules.contract);
        let liquidation_price = position.liquidation_price(rules);
        let readings = readings(market);
        let sign = own.side.sign();
        let triggered = liquidation_price.and_then(|price| {
            let is_reached = |reading: &&Reading| sign * reading.mark <= sign * price;
            readings.iter().find(is_reached).copied()
        });
        let queue = liquidation_price.map_or(0.0, |price| {
            let crowd = crowd(market, own.side);
            crowd.cumulative_quantity[crowd.reached_beyond(price)]
        });
        let again = self.to_run_again.as_ref().and_then(|scenario| {
            let mut names = scenario.markets.iter();
            let index = names.position(|one| one.id == market.id)?;
            (!scenario.records_one_more(index)).then_some((&**scenario, index))
        });
        let fate = again
            .and_then(|(scenario, index)| run_again(scenario, index, market, &position))
            .unwrap_or_else(|| self.fate_on_record(market, &position, triggered, queue));
        let rules_of_trade = again.map(|(scenario, index)| &scenario.markets[index]);
        let is_queue = rules_of_trade
            .is_none_or(|rules| rules.executor.is_in_turn() && rules.partial.is_none())
            && !again.is_some_and(|(scenario, index)| scenario.shares_wallets(index));
        // Funding changes the margin on the way: then the edge is not that of the margin at the start.
        let has_edge = rules_of_trade.is_none_or(|rules| rules.funding.is_none());
        let loss = if fate.closed_at_row.is_some() {
            -fate.result
        } else {
            0.0
        };
        let last = self.rows() - 1;
        // Who does not live at the start survives nothing.
        let worst = readings
            .iter()
            .fold(sign * market.mark_price[0], |worst, reading| {
                worst.min(sign * reading.mark)
            })
            .abs();
        let surviving_leverage = surviving(worst, &position, rules)
            .filter(|_| has_edge)
            .filter(|&leverage| {
                // Winners who are closed early, or share losses, may be liquidated afterwards, whatever their margin was.
                let Some((scenario, index)) = again.filter(|_| fate.closed_share > 0.0) else {
                    return true;
                };
                let margin = position.notional(position.entry_price, rules.contract) / leverage;
                let safer = Isolated { margin, ..position };
                run_again(scenario, index, market, &safer)
                    .is_none_or(|fate| fate.closed_share == 0.0)
            });
        OwnOutcome {
            margin: position.margin,
            liquidation_price,
            bankruptcy_price: position.possible_bankruptcy_price(rules),
            // Inside a tick a mark that is no trade is not on record.
            triggered_at_row: triggered
                .map(|reading| row_number(reading.row))
                .or(fate.closed_at_row),
            liquidated_at_row: fate.closed_at_row,
            time_s: fate.time_s,
            fill_price: fate.fill_price,
            closed_share: fate.closed_share,
            queue_ahead: is_queue.then_some(queue),
            loss,
            loss_share_of_margin: loss / position.margin,
            surviving_leverage,
            result: fate.result,
            pnl_if_survived: position.unrealised_profit(market.mark_price[last], rules.contract),
        }
    }

    /// What becomes of it where everyone who is triggered is closed at once.
    fn fate_on_record(
        &self,
        market: &MarketTrace,
        position: &Isolated,
        triggered: Option<Reading>,
        queue: f64,
    ) -> Fate {
        let rules = &market.margin;
        let is_over =
            |reading: &Reading| self.clock != Clock::Waves && reading.closes_in >= self.rows();
        let filled = triggered
            .filter(|reading| !is_over(reading))
            .and_then(|reading| fill(market, position.side, reading, queue));
        let Some((row, price)) = filled else {
            let last = market.mark_price[self.rows() - 1];
            return Fate {
                result: position
                    .unrealised_profit(last, rules.contract)
                    .max(-position.margin),
                ..Fate::default()
            };
        };
        let left = match market.takeover {
            Takeover::BankruptcyPrice => 0.0,
            Takeover::Market => {
                position.equity(price, rules.contract)
                    - rules.closing_fee_ratio * position.notional(price, rules.contract)
            }
        };
        Fate {
            closed_at_row: Some(row_number(row)),
            time_s: Some(self.time_s[row]),
            fill_price: Some(price),
            closed_share: 1.0,
            result: left.max(0.0) - position.margin,
        }
    }
}

/// What became of a position.
#[derive(Debug, Default)]
struct Fate {
    closed_at_row: Option<u32>,
    time_s: Option<f64>,
    fill_price: Option<f64>,
    closed_share: f64,
    result: f64,
}

/// What becomes of a position that is one of the rows of the scenario.
fn run_again(
    scenario: &ValidScenario,
    index: usize,
    market: &MarketTrace,
    position: &Isolated,
) -> Option<Fate> {
    let rules = &market.margin;
    let row = tiny(market, position);
    let mut scenario = scenario.clone();
    let one = Group::Positions(Positions {
        market: index,
        rows: vec![PositionRow {
            id: String::new(),
            side: row.side,
            quantity: row.quantity,
            entry_price: row.entry_price,
            margin: row.margin,
            account: None,
        }],
        is_listed: true,
    });
    scenario.populations.push(Population::Traders(one));
    let run = Prepared::new(scenario).trace();
    let account = run.accounts.last()?;
    let left = Isolated {
        quantity: account.quantity.abs(),
        margin: account.cash,
        ..row
    };
    let last_mark = *run.markets[index].mark_price.last()?;
    let end = if left.quantity > 0.0 {
        left.equity(last_mark, rules.contract).max(0.0)
    } else {
        account.cash
    };
    // Closed as a winner is not liquidated.
    let is_forced = account.average_fill_price.is_some();
    let closed_at_row = account.liquidated_at_row.filter(|_| is_forced);
    // Where nobody else was triggered, waves have ended when it is closed: in their last row, as where they are not run again.
    let last_row = row_number(market.last_price.len() - 1);
    let gone = row.quantity - left.quantity - account.deleveraged_quantity.abs();
    Some(Fate {
        closed_at_row: closed_at_row.map(|row| row.min(last_row)),
        time_s: closed_at_row.and_then(|row| run.time_s.get(row as usize).copied()),
        fill_price: account.average_fill_price,
        closed_share: match closed_at_row {
            Some(_) => 1.0,
            None if is_forced => (gone / row.quantity).clamp(0.0, 1.0),
            None => 0.0,
        },
        result: {
            // In the size of the position that was asked about. Its margin may be another than that of the row, which stands
            // in the first bracket: who has nothing left has lost all of it.
            let profit = (end - row.margin) * (position.quantity / row.quantity);
            if end > 0.0 {
                profit.max(-position.margin)
            } else {
                -position.margin
            }
        },
    })
}

/// Base of everyone in a market.
fn base(market: &MarketTrace) -> f64 {
    [&market.longs, &market.shorts]
        .iter()
        .map(|crowd| crowd.held())
        .sum()
}

/// The position so small that it moves nothing; in whole lots where there are lots.
fn tiny(market: &MarketTrace, position: &Isolated) -> Isolated {
    let rules = &market.margin;
    let base = base(market);
    let contracts = match rules.contract {
        Contract::Linear => base,
        Contract::Inverse => base * market.impact.start_price,
    };
    let size = if contracts > 0.0 {
        position.quantity.min(TINY * contracts)
    } else {
        TINY * position.quantity
    };
    let quantity = rules.whole_lots(size);
    let scaled = Isolated {
        quantity,
        margin: position.margin * (quantity / position.quantity),
        ..*position
    };
    let wanted = position.liquidation_price(rules);
    match wanted {
        Some(price) if scaled.liquidation_price(rules) != wanted => {
            let margin = Isolated::margin_for_trigger(
                position.side,
                quantity,
                position.entry_price,
                price,
                rules,
            );
            // Within rounding it is the same bracket.
            if margin > 0.0 && (margin / scaled.margin - 1.0).abs() > 1e-9 {
                Isolated { margin, ..scaled }
            } else {
                scaled
            }
        }
        _ => scaled,
    }
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn crowd(market: &MarketTrace, side: Side) -> &Crowd {
    match side {
        Side::Long => &market.longs,
        Side::Short => &market.shorts,
    }
}

/// A price at which triggers were read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// Row in which it stood.
    pub(super) row: usize,
    /// First row in which what it triggered can be closed.
    pub(super) closes_in: usize,
    pub(super) mark: f64,
}

/// Every price at which triggers were read, in order: after each row and, while the outside price moves, also inside
/// the tick before its fills.
fn readings(market: &MarketTrace) -> Vec<Reading> {
    let mut readings = Vec::new();
    for row in 1..market.mark_price.len() {
        let exogenous = market.exogenous[row];
        // Where the mark is not the last trade, what it was inside the tick is not on record.
        let is_last = market.mark_price[row] == market.last_price[row];
        if row > 1 && is_last && exogenous != market.exogenous[row - 1] {
            readings.push(Reading {
                row,
                closes_in: row,
                mark: market.impact.price(exogenous, market.net_sold[row - 1]),
            });
        }
        readings.push(Reading {
            row,
            closes_in: row + 1,
            mark: market.mark_price[row],
        });
    }
    readings
}

/// Base of one side that was closed up to a row.
pub(super) fn closed(market: &MarketTrace, side: Side, row: usize) -> f64 {
    market.closed_base(side, row)
}

/// Row and price at which a position is closed that was triggered with `queue` base before it: in the first row in which
/// all of those are closed. Where waves end with the row in which it was triggered, since nobody else was, it
/// trades at the price that stood there.
fn fill(market: &MarketTrace, side: Side, triggered: Reading, queue: f64) -> Option<(usize, f64)> {
    let last = market.last_price.len() - 1;
    // The sums of the trace were added up in another order than the queue.
    let reached = |row: usize| closed(market, side, row) >= queue * (1.0 - QUEUE_ROUNDING);
    let mut rows = triggered.closes_in.min(last)..=last;
    let first = rows.find(|&row| reached(row))?;
    // Whom the market gives nothing waits for whoever comes, and trades with those.
    (first..=last).find_map(|row| price_in(market, side, triggered, row).map(|price| (row, price)))
}

/// Price at which a position trades in a row, of those behind whom it waited nobody is left; nothing where there is none.
pub(super) fn price_in(
    market: &MarketTrace,
    side: Side,
    triggered: Reading,
    row: usize,
) -> Option<f64> {
    let before = row.saturating_sub(1);
    let traded_at = |side: Side| {
        let quantity = closed(market, side, row) - closed(market, side, before);
        let notional = market.closed_notional(side, row) - market.closed_notional(side, before);
        let is_traded = quantity > QUEUE_ROUNDING * closed(market, side, row);
        (row >= triggered.closes_in && is_traded).then(|| notional / quantity)
    };
    let other = match side {
        Side::Long => Side::Short,
        Side::Short => Side::Long,
    };
    // Both sides of a step trade in one netted fill, at one price.
    if let Some(price) = traded_at(side).or_else(|| traded_at(other)) {
        return Some(price);
    }
    // Alone: what the next order meets, which in a book is the best price of its side.
    let stood = if row >= triggered.closes_in {
        before
    } else {
        row
    };
    let (exogenous, sold) = (market.exogenous[row], market.net_sold[stood]);
    // Of a book that is empty nobody takes anything.
    if market.impact.capacity(exogenous, sold, -side.sign()) <= 0.0 {
        return None;
    }
    // Who waits where it can trade is of the other side, of which the market takes nothing: those are whom it meets, and the
    // price stays where it is. Where the mark is the last trade, who waits after a row without trades was there before its
    // fills: triggered by the outside price at the latest.
    let is_last = market.mark_price[row] == market.last_price[row];
    let waiting = market.backlog_quantity[if is_last { row } else { stood }];
    let next = if waiting > QUEUE_ROUNDING * base(market) {
        0.0
    } else {
        side.sign() * TINY * base(market)
    };
    Some(market.impact.price(exogenous, sold + next))
}

/// Largest leverage that stays above the maintenance margin at the worst mark price: the requirement there, in the
/// bracket of the notional there, less the profit is the least margin.
fn surviving(worst: f64, position: &Isolated, rules: &MarginRules) -> Option<f64> {
    let fee = rules.closing_fee_ratio * position.notional(worst, rules.contract);
    let least = position.maintenance_margin(worst, rules) + fee
        - position.unrealised_profit(worst, rules.contract);
    let value = position.notional(position.entry_price, rules.contract);
    (least > 0.0).then(|| value / least * (1.0 - SURVIVAL_SLACK))
}
