//! The record of one run: complete, columnar, immutable. Playing, scrubbing and resizing read it; nothing writes it.

use crate::clock::Clock;
use crate::couplings;
pub use crate::log::ColumnSpec;
use crate::log::{Event, FLOW, STOCK, Sort, described};
use crate::market::impact::{Exogenous, Impact};
use crate::population::bands::BANDS;
use crate::population::crowd::{Crowd, Side};
use crate::scenario::model::ValidScenario;
use crate::settlement::margin::{Contract, MarginRules};
use crate::settlement::waterfall::Takeover;
pub use crate::sources::Holder;
use crate::sources::lending;
pub use crate::sources::lending::LoanOutcome;
use crate::sources::{self, Waiting};
use serde::Serialize;
use std::sync::Arc;

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StopReason {
    /// The shock reached nobody's liquidation price.
    NoTrigger,
    /// The last forced sale reached nobody else.
    Settled,
    /// Everyone who could be liquidated on the triggered side was.
    EveryoneLiquidated,
    /// Forced orders remain, but the market has nothing left to fill them.
    BookExhausted,
    /// The time of the scenario was over while forced orders remained.
    DurationReached,
    /// Loans are liquidatable, but nobody finds it worth while or has the money.
    LiquidatorsStopped,
    /// Orders wait at a price limit beyond which nothing trades.
    AtLimit,
    /// Orders wait while trading is halted.
    Halted,
    /// An instant run had as many waves, one after the other, as it may have that reach nobody else, and somebody still traded.
    WavesReached,
}

impl StopReason {
    /// Every reason, in the order of the codes that packed results use.
    pub const ALL: [Self; 9] = [
        Self::NoTrigger,
        Self::Settled,
        Self::EveryoneLiquidated,
        Self::BookExhausted,
        Self::DurationReached,
        Self::LiquidatorsStopped,
        Self::AtLimit,
        Self::Halted,
        Self::WavesReached,
    ];
}

/// One run. Row 0 is before the shock, row 1 after it with nothing liquidated, row `1 + k` after wave (tick) `k`.
/// A path divides a tick at the extremes that it has inside: such a step is one more row, with a time of its own
/// (`scenario/steps.rs`).
#[derive(Debug, Clone)]
pub struct Trace {
    /// Title of the scenario.
    pub title: String,
    /// Which clock the rows follow.
    pub clock: Clock,
    /// Seconds since the shock; 0 in every row of an instant run.
    pub time_s: Vec<f64>,
    /// Number of waves (ticks) with forced orders so far.
    pub wave: Vec<u32>,
    /// One record per market, in the order of the scenario.
    pub markets: Vec<MarketTrace>,
    /// Whoever trades besides the outside world.
    pub sources: Vec<SourceInfo>,
    /// What others than those closed by force have traded, kind by kind in each market; whoever is there is listed, even if
    /// he traded nothing.
    pub deals: Vec<Deal>,
    /// What happened for the first time, or again, in the order of the run.
    pub events: Vec<Event>,
    /// Index of the market that is shocked (0 when none is).
    pub shocked_market: usize,
    /// Outcome of every explicit row of the scenario, in its order.
    pub accounts: Vec<AccountOutcome>,
    /// What became of every loan that the scenario lists, in its order.
    pub loans: Vec<LoanOutcome>,
    /// How the margin accounts, futures accounts, option writers and banks stand at the end that the scenario lists, in its order.
    pub holders: Vec<Holder>,
    /// Banks that were insolvent, and that had to sell all; `None`: there are no banks.
    pub fallen_banks: Option<[u32; 2]>,
    /// Accounts that are recorded by themselves: lending protocols.
    pub groups: Vec<GroupTrace>,
    /// What became of each alarm, in the order of the scenario.
    pub alarms: Vec<AlarmTrace>,
    /// The shared indices that take part, in the order of the scenario.
    pub indices: Vec<IndexTrace>,
    /// How forced trades spread from market to market; `None`: there is one.
    pub spread: Option<SpreadTrace>,
    /// What each arbitrage has taken in less what it has paid, before its cost, quote: its number among the couplings of the
    /// scenario, and one entry per row.
    pub tie_profits: Vec<(usize, Vec<f64>)>,
    /// Why the run ended.
    pub stop_reason: StopReason,
    /// What was run, where only another run tells what becomes of one more position.
    pub(crate) to_run_again: Option<Arc<ValidScenario>>,
}

/// What the public believes of the positions of a market, for the picture of it. Nothing that happened went by it: who looks at what
/// the public sees is told ([`crate::sources::Acts::hears`]).
#[derive(Debug, Clone, PartialEq)]
pub struct PublicView {
    /// Base that it believes there is up to each of the longs, and of the shorts; one longer than the crowd.
    pub believed: [Vec<f64>; 2],
    /// How long a closed position still counts, s.
    pub delay_s: f64,
}

/// A shared index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexTrace {
    /// Its name.
    pub id: String,
    /// Its price, quote per base, one entry per row.
    pub price: Vec<f64>,
}

/// How forced trades spread from market to market.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpreadTrace {
    /// Feedback R of each market where each has fallen, row by row of the matrix (the market that moves; a column for each that has
    /// fallen), one matrix after the other, one per row.
    pub matrix: Vec<f64>,
    /// Spectral radius of each: above 1 a wave is larger than the one before, all markets together.
    pub radius: Vec<f64>,
    /// Feedback R of markets that arbitrage keeps at one price, of all of them together; empty where there are none.
    pub pooled: Vec<f64>,
}

/// What happened to accounts that are recorded by themselves. All columns have one entry per row.
#[derive(Debug, Clone)]
pub struct GroupTrace {
    /// Their name.
    pub id: String,
    /// The word by which their kind is known.
    pub kind: &'static str,
    /// The columns, in the order of files.
    pub columns: Vec<(&'static ColumnSpec, Vec<f64>)>,
}

impl GroupTrace {
    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let found = self.columns.iter().find(|(spec, _)| spec.name == name);
        found.map(|(_, column)| column.as_slice())
    }
}

/// Somebody who trades besides the outside world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Unique name, of markets too.
    pub id: String,
    /// The word by which its kind is known.
    pub kind: &'static str,
    /// Index of the market that it belongs to, or of one of them.
    pub market: usize,
    /// Its index among all of them: who belongs to several markets is there once for each.
    pub source: usize,
}

/// What a kind that is not closed by force has traded in a market, at the end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deal {
    /// The word by which the kind is known.
    pub kind: &'static str,
    /// Index of the market.
    #[serde(skip)]
    pub market: usize,
    /// Quote sold.
    pub sold: f64,
    /// Quote bought.
    pub bought: f64,
    /// Quote, at the starting price, of large orders that are not worked off: of sellers.
    pub left_to_sell: f64,
    /// The same of buyers.
    pub left_to_buy: f64,
}

/// Declares the columns of numbers of a market, and what else is recorded of it. A column is declared here and filled in
/// `engine/record.rs`; files, tables, types of JavaScript and laws follow.
macro_rules! market_trace {
    (
        columns { $($(#[doc = $doc:literal])+ $column:ident: $name:literal, $unit:literal, $kind:expr;)* }
        others { $($(#[$meta:meta])* $other:ident: $type:ty,)* }
    ) => {
        /// What happened in one market. All columns have one entry per row; flow columns are cumulative.
        #[derive(Debug, Clone)]
        pub struct MarketTrace {
            $($(#[doc = $doc])+ pub $column: Vec<f64>,)*
            $($(#[$meta])* pub $other: $type,)*
        }

        impl MarketTrace {
            /// Every column of numbers, in the order of files.
            pub const COLUMNS: &[ColumnSpec] = &[$(ColumnSpec {
                name: $name,
                unit: $unit,
                doc: described(concat!($($doc),+)),
                sort: $kind,
            }),*];

            /// The same with their numbers.
            pub fn columns(&self) -> impl Iterator<Item = (&'static ColumnSpec, &[f64])> {
                let extra = self.extra.iter().map(|(spec, column)| (*spec, column.as_slice()));
                Self::COLUMNS.iter().zip([$(self.$column.as_slice()),*]).chain(extra)
            }
        }
    };
}
market_trace! {
    columns {
        /// Last traded price.
        last_price: "lastPrice", "quote per base", STOCK;
        /// Price that triggers liquidations.
        mark_price: "markPrice", "quote per base", STOCK;
        /// Price without forced selling.
        counterfactual_price: "counterfactualPrice", "quote per base", STOCK;
        /// Local branching ratio R, on the side that is looked at: base triggered within 0.25 % of the price over the base that
        /// moves the market as far. Of a position that is closed in steps the next one counts.
        branching_ratio: "branchingRatio", "", STOCK;
        /// Notional of this wave (tick) over the one before; 0 where there is none, or next to none: 1e-9 of all that was
        /// forced so far, of which rounding is a part.
        wave_ratio: "waveRatio", "", STOCK;
        /// Base triggered and not yet filled.
        backlog_quantity: "backlogQuantity", "base", STOCK;
        /// Base force-closed, both sides added.
        liquidated_quantity: "liquidatedQuantity", "base", FLOW;
        /// Quote force-closed at fill prices, both sides added.
        liquidated_notional: "liquidatedNotional", "quote", FLOW;
        /// Quote of longs force-sold.
        long_liquidated_notional: "longLiquidatedNotional", "quote", FLOW;
        /// Quote of shorts force-bought.
        short_liquidated_notional: "shortLiquidatedNotional", "quote", FLOW;
        /// Open interest, one side.
        open_interest: "openInterest", "base", STOCK;
        /// Quote of selling that moves the price 1 %.
        depth: "depth", "quote", STOCK;
        /// Insurance fund.
        insurance_fund: "insuranceFund", "margin", STOCK;
        /// Quote closed by auto-deleveraging.
        adl_notional: "adlNotional", "quote", FLOW;
        /// Losses spread over winners.
        socialised_loss: "socialisedLoss", "margin", FLOW;
        /// Losses that nobody paid.
        bad_debt: "badDebt", "margin", FLOW;
        /// Taker fees of forced fills and rewards of auction bidders.
        fees: "fees", "margin", FLOW;
        /// What the backstop vault is worth at the mark price.
        vault: "vault", "margin", STOCK;
        /// Margin that liquidated traders have lost: all of it, less what was handed back. Negative when traders who are closed
        /// in their own name end with a profit.
        trader_loss: "traderLoss", "margin", STOCK;
        /// Margin handed back to liquidated traders.
        returned_margin: "returnedMargin", "margin", FLOW;
        /// Base of shorts force-bought.
        short_liquidated_quantity: "shortLiquidatedQuantity", "base", FLOW;
        /// Where the market stands on its impact law: base sold net since the start at full depth, less what recovered.
        net_sold: "netSold", "base", STOCK;
    }
    others {
        /// Name of the market.
        id: String,
        /// The side that is looked at: -1 down, +1 up. That to which the outside moves the market where this is one side only;
        /// else that on which the last price went further from the start (the same way: the outside; else down).
        direction: f64,
        /// Positions touched by liquidation.
        liquidated_count: Vec<u32>,
        /// What the outside world had done to the market.
        exogenous: Vec<Exogenous>,
        /// Quote force-closed by band of leverage, both sides added; empty where no ledger is kept, since fills in the order
        /// of the crowd say it (`analysis/flow.rs`).
        by_band: Vec<[f64; BANDS]>,
        /// Quote force-closed that winners, a vault or bots took over without a trade in the market; empty where no ledger is
        /// kept, since nothing is.
        off_book: Vec<f64>,
        /// Number of longs triggered so far (in the order of `longs`).
        triggered_longs: Vec<u32>,
        /// Number of shorts triggered so far (in the order of `shorts`).
        triggered_shorts: Vec<u32>,
        /// Base that others than leveraged positions may be forced to sell, and to buy, at the start.
        at_risk: [f64; 2],
        /// Positions that the price of the start closes already: their margin is no more than is asked of them then.
        dead_at_start: usize,
        /// The longs of this market.
        longs: Arc<Crowd>,
        /// The shorts of this market.
        shorts: Arc<Crowd>,
        /// The impact law, for the resting orders at the right edge of the figure.
        impact: Arc<Impact>,
        /// The margin rules, for a position that is asked about afterwards.
        margin: MarginRules,
        /// Positions are closed in steps: what is left of one may be closed again.
        closes_in_steps: bool,
        /// Forced orders trade up to a price of their own only.
        has_limit: bool,
        /// Who gets what is left of a liquidated margin.
        takeover: Takeover,
        /// Columns of whoever else trades there, kind by kind, those of a kind added up.
        extra: Vec<(&'static ColumnSpec, Vec<f64>)>,
        /// Orders of others that wait at prices of their own.
        waiting: Vec<Waiting>,
        /// What halts and price limits did; `None`: no market has any.
        stops: Option<Stops>,
        /// What the public believes of its positions, where a scenario says so; `None`: it sees them as they are.
        public: Option<Arc<PublicView>>,
        /// The part of each source in the local branching ratio: its index, and one entry per row; empty where there is one.
        feedback: Vec<(usize, Vec<f64>)>,
    }
}

/// What became of one explicit position.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountOutcome {
    /// Name given in the scenario.
    pub id: String,
    /// Signed base that is left, long positive.
    pub quantity: f64,
    /// Money of the trader, without unrealised profit: margin that is left and what forced closes have handed back; quote
    /// (base for inverse contracts). Every position of a cross-margin account shows that of the whole account, which is
    /// its wallet, before it is seized and afterwards: count it once.
    pub cash: f64,
    /// Average price of the forced fills, by size (inverse contracts: the harmonic mean, which gives the realised result);
    /// `null` when there were none.
    pub average_fill_price: Option<f64>,
    /// Base closed as a winner, by auto-deleveraging.
    pub deleveraged_quantity: f64,
    /// Row in which the position was closed in full; `null` when it never was.
    pub liquidated_at_row: Option<u32>,
    /// Its own margin did not suffice at the price before the shock: it is liquidated in the first wave, whatever the shock.
    /// Never of a position of a cross-margin account.
    pub is_dead_at_start: bool,
}

/// The run in numbers. Ratios are fractions, prices quote per base, notionals quote, times seconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Last traded price at the end.
    pub final_price: f64,
    /// Lowest last traded price.
    pub trough_price: f64,
    /// Highest last traded price.
    pub peak_price: f64,
    /// `(start - trough) / start`.
    pub drawdown_ratio: f64,
    /// The side that is looked at: -1 down, +1 up. That to which the outside moved where this is one side only; else that
    /// on which the last price went further from the start (the same way: the outside; else down). "Worst" is the trough
    /// when down, the peak when up.
    pub direction: f64,
    /// Outside move at its furthest on that side: `outside_worst_price / start - 1`. 0 where the outside never went there:
    /// whatever the price did on that side is then home-made.
    pub shock_ratio: f64,
    /// Outside move at the end: last counterfactual price over the start, minus one. Beside `shock_ratio` it tells whether
    /// the outside came back.
    pub outside_end_ratio: f64,
    /// Furthest counterfactual price on the side that is looked at; the start where the outside never went there.
    pub outside_worst_price: f64,
    /// `(start - worst) / (start - outside_worst_price)`; 1 when the price did not move there either, `null` when it did and the
    /// outside did not: nothing happened outside that could be amplified.
    pub amplification: Option<f64>,
    /// Share of the fall (rise) that forced orders and algorithms made: `1 - (start - outside end) / (start - worst)`; 0 where nothing
    /// moved.
    pub home_made_share: f64,
    /// `(b - worst) / (b - outside_worst_price)` with `b` the first trigger; 1 when the outside alone reached nobody.
    pub overshoot_amplification: f64,
    /// Waves (ticks with forced orders), the shock not counted.
    pub waves: u32,
    /// Positions touched by liquidation.
    pub liquidated_count: u32,
    /// Base force-closed.
    pub liquidated_quantity: f64,
    /// Quote force-closed.
    pub liquidated_notional: f64,
    /// Base force-closed on the triggered side over what that side held at the start.
    pub liquidated_share: f64,
    /// Highest local branching ratio after the shock.
    pub peak_branching_ratio: f64,
    /// Seconds until the worst price.
    pub time_to_trough_s: f64,
    /// Seconds until 90 % of the forced notional was done.
    #[serde(rename = "timeTo90PctS")]
    pub time_to_90_pct_s: f64,
    /// Largest forced notional within 60 seconds; 0 in an instant run.
    pub peak_liquidation_per_minute: f64,
    /// Share of the worst move that was undone at the end.
    pub rebound_ratio: f64,
    /// Margin that liquidated traders lost.
    pub trader_loss: f64,
    /// Insurance fund at the end minus at the start.
    pub insurance_fund_change: f64,
    /// Taker fees of forced fills and rewards of auction bidders.
    pub fees: f64,
    /// Backstop vault at the end minus at the start.
    pub vault_change: f64,
    /// Quote closed by auto-deleveraging.
    pub adl_notional: f64,
    /// Losses spread over winners.
    pub socialised_loss: f64,
    /// Losses nobody paid.
    pub bad_debt: f64,
    /// Debt that liquidators have repaid, quote; this and the next are of all lending populations, and nothing where there is
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repaid_debt: Option<f64>,
    /// Value of collateral taken, at the oracle's prices, quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seized_value: Option<f64>,
    /// Loans that were called at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loans_called: Option<f64>,
    /// What liquidators have taken in less what they have paid, quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liquidator_profit: Option<f64>,
    /// Debt that nobody paid, quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lending_bad_debt: Option<f64>,
    /// Most debt that was liquidatable at once, quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_liquidatable_debt: Option<f64>,
    /// Most auctions that were open at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_auctions_open: Option<f64>,
    /// Margin calls issued; this and the next four are of the shocked market, and nothing where nobody makes any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_issued: Option<f64>,
    /// Margin calls that were paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_met: Option<f64>,
    /// Margin calls that lapsed, since the price came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_lapsed: Option<f64>,
    /// Margin calls whose deadline passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls_sold: Option<f64>,
    /// Money paid in for margin calls, quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deposited_margin: Option<f64>,
    /// Cash that whoever lost has paid at settlements of futures, of the shocked market, quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variation_margin_paid: Option<f64>,
    /// Accounts of option writers of which something was bought back or hedged, of the shocked market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writers_liquidated: Option<f64>,
    /// Quote that banks have sold in the shocked market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fire_sale_notional: Option<f64>,
    /// Banks that owed more than they had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banks_insolvent: Option<u32>,
    /// Banks that had to sell all that they could, with equity left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banks_illiquid: Option<u32>,
    /// Largest `|oracle / last - 1|`, of the shocked market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub largest_oracle_gap: Option<f64>,
    /// Quote that stop orders have traded; this and the next three are of the shocked market, and nothing where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_notional: Option<f64>,
    /// Base that algorithms have sold; negative: bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program_quantity: Option<f64>,
    /// What front-runners have made, with what they hold at the last price, quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub front_runner_profit: Option<f64>,
    /// Least share of the depth that was there, of market makers who leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_presence: Option<f64>,
    /// Seconds until nine tenths of the depth were there again, once fewer were; nothing where fewer never were, or still are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_to_return_s: Option<f64>,
    /// What arbitrageurs have taken in less what they have paid, in all, quote; before their cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arbitrage_profit: Option<f64>,
    /// When the first alarm of the scenario was raised, s; nothing where there is none, or it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_time_s: Option<f64>,
    /// When the last price of its market first was 2 % beyond the price without forced orders, s; nothing where there is no alarm, or
    /// it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_time_s: Option<f64>,
    /// How long before that the alarm was raised, s; negative: after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_lead_s: Option<f64>,
    /// Times that trading stopped, closed hours apart; this and the next three are of the shocked market, and nothing where no
    /// market has halts or price limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub halts: Option<u32>,
    /// Time without trading, closed hours apart, s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub halted_s: Option<f64>,
    /// Time at a bound, s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_s: Option<f64>,
    /// Base that a halt or a limit keeps from trading at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_quantity: Option<f64>,
    /// Why the run ended.
    pub stop_reason: StopReason,
}

/// What became of an alarm.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmTrace {
    /// Name given in the scenario.
    pub id: String,
    /// Index of its market.
    pub market: usize,
    /// Row at which it was raised; `None`: it was not.
    pub row: Option<u32>,
}

/// What halts and price limits did in a market.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stops {
    /// Times that trading stopped, closed hours apart.
    pub halts: u32,
    /// Time without trading, closed hours apart, s.
    pub halted_s: f64,
    /// Time at a bound, s.
    pub limit_s: f64,
    /// Base that is kept from trading at the end.
    pub waiting_quantity: f64,
}

/// The columns that all markets have in common, before those of a market.
pub const SHARED_COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "timeS",
        unit: "s",
        doc: described(" Seconds since the shock; 0 in every row of an instant run."),
        sort: STOCK,
    },
    ColumnSpec {
        name: "wave",
        unit: "",
        doc: described(" Number of waves (ticks with forced orders) so far."),
        sort: FLOW,
    },
];

/// Positions, counted.
const COUNT_COLUMN: ColumnSpec = ColumnSpec {
    name: "liquidatedCount",
    unit: "",
    doc: described(" Positions touched by liquidation so far."),
    sort: FLOW,
};

/// Every column that any trace can have, in the order of files.
pub fn every_column() -> impl Iterator<Item = &'static ColumnSpec> {
    let own = SHARED_COLUMNS.iter().chain(MarketTrace::COLUMNS);
    // What several kinds have is one column.
    let mut others: Vec<&ColumnSpec> = Vec::new();
    for spec in sources::COLUMNS.iter().flat_map(|(_, columns)| *columns) {
        if others.iter().all(|one| one.name != spec.name) {
            others.push(spec);
        }
    }
    own.chain([&COUNT_COLUMN])
        .chain(crate::market::venue::COLUMNS)
        .chain(crate::market::guards::COLUMNS)
        .chain(crate::scenario::visibility::COLUMNS)
        .chain(others)
        .chain(lending::GROUP_COLUMNS)
        .chain(couplings::COLUMNS.iter().flat_map(|(_, columns)| *columns))
}

impl MarketTrace {
    /// A column of a mechanism, which not every scenario has.
    #[must_use]
    pub fn extra_column(&self, name: &str) -> Option<&[f64]> {
        let found = self.extra.iter().find(|(spec, _)| spec.name == name);
        found.map(|(_, column)| column.as_slice())
    }

    /// What others than leveraged positions were forced to trade by a row, base and quote: sold (`Side::Long`), or bought.
    fn forced_besides(&self, side: Side, row: usize) -> [f64; 2] {
        let sort = match side {
            Side::Long => Sort::ForcedSale,
            Side::Short => Sort::ForcedPurchase,
        };
        ["base", "quote"].map(|unit| {
            let all = self.extra.iter();
            all.filter(|(spec, _)| spec.sort == sort && spec.unit == unit)
                .fold(0.0, |sum, (_, column)| sum + column[row])
        })
    }

    /// Base of leveraged positions of a side that was closed by force up to a row; loans, margin and futures accounts and option writers are not among them.
    #[must_use]
    pub fn closed_base(&self, side: Side, row: usize) -> f64 {
        self.closed_by_force(side, row).0 - self.forced_besides(side, row)[0]
    }

    /// The same in quote.
    #[must_use]
    pub fn closed_notional(&self, side: Side, row: usize) -> f64 {
        self.closed_by_force(side, row).1 - self.forced_besides(side, row)[1]
    }

    /// The side that is forced to trade where the price is worst.
    #[must_use]
    pub fn side(&self) -> Side {
        if self.direction < 0.0 {
            Side::Long
        } else {
            Side::Short
        }
    }

    /// What a side was forced to trade up to a row over all that could be forced at the start: of leveraged positions and of
    /// everybody else.
    #[must_use]
    pub fn closed_share(&self, side: Side, row: usize) -> f64 {
        let (crowd, risked) = match side {
            Side::Long => (&self.longs, self.at_risk[0]),
            Side::Short => (&self.shorts, self.at_risk[1]),
        };
        let closed = match self.margin.contract {
            Contract::Linear => self.closed_by_force(side, row).0,
            Contract::Inverse => {
                let notional = self.closed_notional(side, row);
                let by_others = self.forced_besides(side, row)[0];
                crowd.inverse_closed(self.impact.start_price, notional) + by_others
            }
        };
        let total = crowd.held() + risked;
        if total > 0.0 { closed / total } else { 0.0 }
    }

    /// Base and quote that everybody together was forced to trade on a side up to a row.
    #[must_use]
    pub fn closed_by_force(&self, side: Side, row: usize) -> (f64, f64) {
        let shorts = self.short_liquidated_quantity[row];
        match side {
            Side::Long => (
                self.liquidated_quantity[row] - shorts,
                self.long_liquidated_notional[row],
            ),
            Side::Short => (shorts, self.short_liquidated_notional[row]),
        }
    }

    /// Quote that others than those closed by force have traded by each row; empty where nobody else trades.
    #[must_use]
    pub fn dealt(&self) -> Vec<f64> {
        let all = self.extra.iter();
        let amounts = all.filter(|(spec, _)| spec.sort == Sort::Dealt);
        amounts.fold(Vec::new(), |mut sums, (_, column)| {
            sums.resize(column.len(), 0.0);
            for (sum, amount) in sums.iter_mut().zip(column) {
                *sum += amount;
            }
            sums
        })
    }
}

impl Trace {
    /// What columns every market has, in the order of files: time and waves first, those of a mechanism that not every
    /// scenario has last.
    pub fn column_specs(&self) -> impl Iterator<Item = &'static ColumnSpec> {
        let own = MarketTrace::COLUMNS.iter();
        let extra = self.markets.first().into_iter().flat_map(|market| {
            let specs = market.extra.iter();
            specs.map(|(spec, _)| *spec)
        });
        SHARED_COLUMNS
            .iter()
            .chain(own)
            .chain([&COUNT_COLUMN])
            .chain(extra)
    }

    /// A column of a market as numbers; `None`: there is none of that name.
    #[must_use]
    pub fn column(&self, market: &MarketTrace, name: &str) -> Option<Vec<f64>> {
        let counted = |counts: &[u32]| counts.iter().copied().map(f64::from).collect();
        match name {
            "timeS" => Some(self.time_s.clone()),
            "wave" => Some(counted(&self.wave)),
            "liquidatedCount" => Some(counted(&market.liquidated_count)),
            _ => {
                let (_, column) = market.columns().find(|(spec, _)| spec.name == name)?;
                Some(column.to_vec())
            }
        }
    }

    /// The part that a source has in the local branching ratio of its market, row by row; `None`: no source has that name.
    #[must_use]
    pub fn feedback_of(&self, source: &str) -> Option<&[f64]> {
        let index = self.sources.iter().position(|info| info.id == source)?;
        let market = &self.markets[self.sources[index].market];
        // Of one source alone the ratio is that of the market.
        let own = market.feedback.iter().find(|(of, _)| *of == index);
        Some(own.map_or(&market.branching_ratio, |(_, part)| part))
    }

    /// Number of rows, at least 2.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.time_s.len()
    }

    /// The market of that name; the shocked one when `id` is `None`.
    #[must_use]
    pub fn market(&self, id: Option<&str>) -> Option<&MarketTrace> {
        match id {
            None => self.markets.get(self.shocked_market),
            Some(id) => self.markets.iter().find(|market| market.id == id),
        }
    }
}
