//! The record of one run: complete, columnar, immutable. Playing, scrubbing and resizing read it; nothing writes it.

use crate::clock::Clock;
use crate::log::Event;
use crate::market::impact::{Exogenous, Impact};
use crate::population::bands::BANDS;
use crate::population::crowd::Crowd;
use crate::scenario::model::ValidScenario;
use crate::settlement::margin::MarginRules;
use crate::settlement::waterfall::Takeover;
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
}

impl StopReason {
    /// Every reason, in the order of the codes that packed results use.
    pub const ALL: [Self; 5] = [
        Self::NoTrigger,
        Self::Settled,
        Self::EveryoneLiquidated,
        Self::BookExhausted,
        Self::DurationReached,
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
    /// What happened for the first time, or again, in the order of the run.
    pub events: Vec<Event>,
    /// Index of the market that is shocked (0 when none is).
    pub shocked_market: usize,
    /// Outcome of every explicit row of the scenario, in its order.
    pub accounts: Vec<AccountOutcome>,
    /// Why the run ended.
    pub stop_reason: StopReason,
    /// What was run, where only another run tells what becomes of one more position.
    pub(crate) to_run_again: Option<Arc<ValidScenario>>,
}

/// Somebody who trades besides the outside world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Unique name, of markets too.
    pub id: String,
    /// The word by which its kind is known.
    pub kind: &'static str,
    /// Index of the market that it belongs to.
    pub market: usize,
}

/// A column of numbers: one entry per row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its name in files, tables and JavaScript.
    pub name: &'static str,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
    /// What it says.
    pub doc: &'static str,
    /// A sum since the start.
    pub is_flow: bool,
}

/// Words for whoever reads columns in a program of their own: the page's engine shows none of them.
const fn described(words: &'static str) -> &'static str {
    if cfg!(all(target_arch = "wasm32", not(feature = "complete"))) {
        ""
    } else {
        words
    }
}

const STOCK: bool = false;
const FLOW: bool = true;

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
                is_flow: $kind,
            }),*];

            /// The same with their numbers.
            pub fn columns(&self) -> impl Iterator<Item = (&'static ColumnSpec, &[f64])> {
                Self::COLUMNS.iter().zip([$(self.$column.as_slice()),*])
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
        /// moves the market as far.
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
        /// Number of longs triggered so far (in the order of `longs`).
        triggered_longs: Vec<u32>,
        /// Number of shorts triggered so far (in the order of `shorts`).
        triggered_shorts: Vec<u32>,
        /// The longs of this market.
        longs: Arc<Crowd>,
        /// The shorts of this market.
        shorts: Arc<Crowd>,
        /// The impact law, for the resting orders at the right edge of the figure.
        impact: Arc<Impact>,
        /// The margin rules, for a position that is asked about afterwards.
        margin: MarginRules,
        /// Who gets what is left of a liquidated margin.
        takeover: Takeover,
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
    /// `(start - worst) / (start - outside_worst_price)`; 1 when nothing was amplified or the outside did not move there.
    pub amplification: f64,
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
    /// Why the run ended.
    pub stop_reason: StopReason,
}

/// The columns that all markets have in common, before those of a market.
pub const SHARED_COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "timeS",
        unit: "s",
        doc: described(" Seconds since the shock; 0 in every row of an instant run."),
        is_flow: STOCK,
    },
    ColumnSpec {
        name: "wave",
        unit: "",
        doc: described(" Number of waves (ticks with forced orders) so far."),
        is_flow: FLOW,
    },
];

/// Positions, counted.
const COUNT_COLUMN: ColumnSpec = ColumnSpec {
    name: "liquidatedCount",
    unit: "",
    doc: described(" Positions touched by liquidation so far."),
    is_flow: FLOW,
};

impl Trace {
    /// What columns every market has, in the order of files: time and waves first.
    pub fn column_specs() -> impl Iterator<Item = &'static ColumnSpec> {
        let own = MarketTrace::COLUMNS.iter();
        SHARED_COLUMNS.iter().chain(own).chain([&COUNT_COLUMN])
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
