//! The rules of a market: how it trades, and how it closes positions.

use super::deleverage::Ranking;
use super::executors::{EXECUTOR, Executor};
use super::fund::FundRules;
use super::margin::MarginRules;
use super::margin_rules::{MARGIN_FIELD, margin_rules};
use super::partial::Partial;
use super::partials::PARTIAL;
use super::waterfall::Takeover;
use crate::clock::Clock;
use crate::market::depth::{RESILIENCE, WITHDRAWAL, resilience};
use crate::market::feed::{Indices, MARK, Mark};
use crate::market::guards::{GUARDS_FIELD, Guard, guards};
use crate::market::impact::{Impact, Law};
use crate::market::laws::IMPACT;
use crate::market::liquidity::{Resilience, Withdrawal};
use crate::market::oracle::{ORACLE_FIELD, Oracle, oracle};
use crate::scenario::declare::{NOT_NEGATIVE, field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Choice, Field, Kind, join};
use std::sync::Arc;

/// One market.
#[derive(Debug, Clone)]
pub struct Market {
    /// Unique name.
    pub id: String,
    /// Impact law and starting price.
    pub impact: Impact,
    /// How the book refills.
    pub resilience: Resilience,
    /// How depth leaves; `None`: it stays.
    pub withdrawal: Option<Withdrawal>,
    /// Price that triggers.
    pub mark: Mark,
    /// What lending protocols believe; `None`: the last price.
    pub oracle: Option<Oracle>,
    /// Halts and price limits.
    pub guards: Arc<[Guard]>,
    /// Margin rules.
    pub margin: MarginRules,
    /// Whether positions may share the wallet of an account.
    pub is_cross: bool,
    /// Taker fee of every forced fill, fraction of notional.
    pub taker_fee_ratio: f64,
    /// Liquidation fee that goes to the fund, fraction of the notional closed, as far as the trader can pay it.
    pub liquidation_fee_ratio: f64,
    /// Payments between longs and shorts.
    pub funding: Option<Funding>,
    /// How forced orders are worked.
    pub executor: Executor,
    /// How much of a position is closed at first; `None`: all.
    pub partial: Option<Partial>,
    /// Who gets what is left of the margin.
    pub takeover: Takeover,
    /// Insurance fund at the start, in the money of the margin, >= 0.
    pub insurance_fund: f64,
    /// How far the fund may be used.
    pub fund: FundRules,
    /// Whether a liquidated position with nothing left at the mark price is closed against winners at once.
    pub deleverages_below_zero: bool,
    /// Who bears what the fund cannot.
    pub deficit: Deficit,
    /// Who is deleveraged first.
    pub ranking: Ranking,
    /// The backstop vault.
    pub vault: Vault,
}

/// Funding: `rate = clamp(premium + clamp(interest - premium, +-0.05 %), +-cap)` of the notional at mark, from longs to
/// shorts when positive, with `premium` the mean of `last / index - 1` since the last payment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funding {
    /// Seconds between payments.
    pub interval_s: f64,
    /// Interest per interval, fraction.
    pub interest: f64,
    /// Largest rate per interval, fraction.
    pub cap: f64,
}

/// Who bears what the insurance fund cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deficit {
    /// Nobody: it is recorded.
    BadDebt,
    /// Winners are closed at the bankruptcy price in the order of their rank.
    Adl,
    /// All winners are closed in part, in proportion.
    ProRata,
    /// Winners pay in proportion to their profit.
    Socialise,
    /// A backstop vault takes positions over, with what is left of their margin.
    Vault,
}

/// A backstop vault: takes over positions whose equity is far below maintenance, at the mark price, and works them out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vault {
    /// Its money at the start, in the money of the margin.
    pub capital: f64,
    /// It takes over where equity is below this share of the maintenance margin.
    pub takeover_below: f64,
    /// Speed at which it sells, per second; an instant run sells all in the next wave.
    pub rate_per_s: f64,
}

/// The fields of a market.
pub const MARKET: &[Field] = &[
    field("id", Kind::Text(64), Some("\"perp\""), "Unique name."),
    number(
        "price",
        range(1e-9, 1e12),
        None,
        "quote per base",
        "Price before anything happens.",
    ),
    field(
        "impact",
        Kind::Tagged(&IMPACT.tagged),
        None,
        "How sold quantity moves the price.",
    ),
    field(
        "resilience",
        Kind::Object(RESILIENCE),
        Some("{}"),
        "How the book refills after a trade.",
    ),
    field(
        "withdrawal",
        Kind::Nullable(&WITHDRAWAL_KIND),
        Some("null"),
        "How depth leaves under stress.",
    ),
    field(
        "mark",
        Kind::Tagged(&MARK.tagged),
        Some(r#"{"kind":"last"}"#),
        "Price that triggers liquidations.",
    ),
    ORACLE_FIELD,
    MARGIN_FIELD,
    field(
        "liquidation",
        Kind::Object(LIQUIDATION),
        Some("{}"),
        "How positions are closed.",
    ),
    number(
        "insuranceFund",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "Insurance fund at the start (base for inverse contracts).",
    ),
    number(
        "insuranceFundFloor",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "What the fund never falls below.",
    ),
    number(
        "insuranceFundDrawdown",
        range(0.0, 1.0),
        Some("1"),
        "fraction",
        "Largest share of the fund that may be used up: of the starting fund, or of its highest value within insuranceFundWindowS.",
    ),
    number(
        "insuranceFundWindowS",
        NOT_NEGATIVE,
        Some("0"),
        "s",
        "Time over which insuranceFundDrawdown looks for the fund's highest value; 0: it is compared with the starting fund. In an instant run no time passes and the highest value since the start counts.",
    ),
    number(
        "insuranceFundStop",
        range(0.0, 1.0),
        Some("1"),
        "fraction",
        "Once insuranceFundDrawdown is reached, the fund pays nothing until no more than this share is missing; at or above insuranceFundDrawdown: it pays again as soon as it has something to give.",
    ),
    field(
        "deficit",
        Kind::Choice(DEFICIT),
        Some("\"badDebt\""),
        "Who bears what the fund cannot. For adl, proRata and vault the orders of a step are looked at as they came: each fills what its own bankruptcy price and the fund left by those before allow at the common price; its rest goes off the book.",
    ),
    field(
        "adlRanking",
        Kind::Choice(ADL_RANKING),
        Some("\"pnlTimesLeverage\""),
        "Who is deleveraged first, of several alike in rank whoever is declared first; for proRata: what the parts are in proportion to.",
    ),
    field(
        "vault",
        Kind::Object(VAULT),
        Some("{}"),
        "Backstop vault, where deficit is \"vault\".",
    ),
    field(
        "funding",
        Kind::Nullable(&FUNDING),
        Some("null"),
        "Payments between longs and shorts; they act on the ticks clock.",
    ),
    GUARDS_FIELD,
];

const VAULT: &[Field] = &[
    number(
        "capital",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "Its money at the start.",
    ),
    number(
        "takeoverBelow",
        range(0.0, 1.0),
        Some("0.6667"),
        "fraction",
        "It takes over where equity is below this share of the maintenance margin.",
    ),
    number(
        "ratePerS",
        range(1e-6, 1e6),
        Some("0.05"),
        "1/s",
        "Speed at which it sells what it took over; an instant run sells it in the next wave.",
    ),
];

static FUNDING: Kind = Kind::Object(&[
    number(
        "intervalS",
        range(1.0, 1e7),
        Some("28800"),
        "s",
        "Time between two payments.",
    ),
    number(
        "interest",
        range(-0.1, 0.1),
        Some("0.0001"),
        "fraction",
        "Interest per interval.",
    ),
    number(
        "cap",
        range(0.0, 1.0),
        Some("0.0075"),
        "fraction",
        "Largest rate per interval.",
    ),
]);

const LIQUIDATION: &[Field] = &[
    field(
        "executor",
        Kind::Tagged(&EXECUTOR.tagged),
        Some(r#"{"kind":"immediate"}"#),
        "How forced orders are worked.",
    ),
    field(
        "partial",
        Kind::Nullable(&PARTIAL_KIND),
        Some("null"),
        "How much of a position is closed at first; null: all.",
    ),
    field(
        "takeover",
        Kind::Choice(&[
            yes(
                "bankruptcyPrice",
                "The exchange takes over; what is left of the margin goes to the fund.",
            ),
            yes(
                "market",
                "What is left of the margin goes back to the trader.",
            ),
        ]),
        Some("\"bankruptcyPrice\""),
        "Who gets what is left of the margin.",
    ),
    field(
        "belowZero",
        Kind::Choice(&[
            yes("order", "Ordered like any other."),
            yes(
                "deleverage",
                "Closed against winners at its bankruptcy price at once, at no cost to the fund; deficit must be adl or proRata.",
            ),
        ]),
        Some("\"order\""),
        "What becomes of a liquidated position whose equity at the mark price is below zero.",
    ),
];

const DEFICIT: &[Choice] = &[
    yes("badDebt", "It is recorded as bad debt."),
    yes(
        "adl",
        "Order by order, first come first: what of it the fund can carry trades, its rest is closed against winners at its bankruptcy price, in the order of their rank.",
    ),
    yes(
        "proRata",
        "As adl, but all winners are closed in part, in proportion.",
    ),
    yes("socialise", "Winners pay in proportion to their profit."),
    yes(
        "vault",
        "A backstop vault takes over positions with little left, and its money pays after the fund; then as adl.",
    ),
];

const ADL_RANKING: &[Choice] = &[
    yes("pnlTimesLeverage", "Profit ratio times effective leverage."),
    yes(
        "pnlTimesMarginRatio",
        "Profit over the margin put up, times maintenance margin over equity.",
    ),
    yes(
        "hyperliquid",
        "Mark over entry times account leverage; only positions in profit.",
    ),
    yes("profit", "By profit."),
    yes("size", "By size."),
];

static WITHDRAWAL_KIND: Kind = Kind::Tagged(&WITHDRAWAL.tagged);

static PARTIAL_KIND: Kind = Kind::Tagged(&PARTIAL.tagged);

/// What the fields of a market mean; `indices`: those by which its mark price may go.
pub fn market(node: &Node<'_>, build: &mut Build<'_>, indices: &Indices) -> Market {
    let price = node.number("price");
    let liquidation = node.field("liquidation");
    let executor = liquidation.field("executor");
    let (mark, margin) = (node.field("mark"), node.field("margin"));
    let (funding, vault) = (node.field("funding"), node.field("vault"));
    let fees = margin.number("takerFeeRatio") + margin.number("liquidationFeeRatio");
    let kind = executor.text("kind");
    if kind != "immediate" && build.clock == Clock::Waves {
        let message = format!(
            "{} \"{kind}\" takes time; in an instant run (clock mode \"waves\") only \"immediate\" works",
            executor.path
        );
        build.inconsistent(&executor.path, message);
    }
    let id = node.text("id");
    if id.is_empty() {
        build.inconsistent(
            &join(&node.path, "id"),
            format!("{}.id is empty", node.path),
        );
    }
    let (below_zero, deficit) = (liquidation.text("belowZero"), node.text("deficit"));
    if below_zero == "deleverage" && !matches!(deficit, "adl" | "proRata") {
        let path = join(&liquidation.path, "belowZero");
        let message = format!(
            "{path} is \"deleverage\", but deficit is \"{deficit}\"; winners are closed only where deficit is \"adl\" or \"proRata\""
        );
        build.inconsistent(&path, message);
    }
    Market {
        id: id.to_owned(),
        impact: Impact {
            start_price: price,
            law: IMPACT
                .build(&node.field("impact"), build, &price)
                .unwrap_or(Law::Linear { slope: f64::NAN }),
        },
        resilience: resilience(&node.field("resilience"), build),
        withdrawal: WITHDRAWAL.build(&node.field("withdrawal"), build, &()),
        is_cross: build.word(&margin, "mode", &[("isolated", false), ("cross", true)]),
        margin: margin_rules(&margin, build),
        mark: MARK.build(&mark, build, indices).unwrap_or(Mark::Last),
        oracle: oracle(&node.field("oracle"), build, price),
        guards: guards(&node.field("guards"), build),
        taker_fee_ratio: margin.number("takerFeeRatio"),
        liquidation_fee_ratio: margin.number("liquidationFeeRatio"),
        funding: funding.value.is_object().then(|| Funding {
            interval_s: funding.number("intervalS"),
            interest: funding.number("interest"),
            cap: funding.number("cap"),
        }),
        executor: EXECUTOR.build(&executor, build, &()).unwrap_or_default(),
        partial: PARTIAL.build(&liquidation.field("partial"), build, &fees),
        takeover: build.word(
            &liquidation,
            "takeover",
            &[
                ("bankruptcyPrice", Takeover::BankruptcyPrice),
                ("market", Takeover::Market),
            ],
        ),
        insurance_fund: node.number("insuranceFund"),
        fund: FundRules {
            floor: node.number("insuranceFundFloor"),
            drawdown: node.number("insuranceFundDrawdown"),
            window_s: node.number("insuranceFundWindowS"),
            stop: node.number("insuranceFundStop"),
        },
        deleverages_below_zero: build.word(
            &liquidation,
            "belowZero",
            &[("order", false), ("deleverage", true)],
        ),
        deficit: build.word(
            node,
            "deficit",
            &[
                ("badDebt", Deficit::BadDebt),
                ("adl", Deficit::Adl),
                ("proRata", Deficit::ProRata),
                ("socialise", Deficit::Socialise),
                ("vault", Deficit::Vault),
            ],
        ),
        ranking: build.word(
            node,
            "adlRanking",
            &[
                ("pnlTimesLeverage", Ranking::PnlTimesLeverage),
                ("pnlTimesMarginRatio", Ranking::PnlTimesMarginRatio),
                ("hyperliquid", Ranking::Hyperliquid),
                ("profit", Ranking::Profit),
                ("size", Ranking::Size),
            ],
        ),
        vault: Vault {
            capital: vault.number("capital"),
            takeover_below: vault.number("takeoverBelow"),
            rate_per_s: vault.number("ratePerS"),
        },
    }
}
