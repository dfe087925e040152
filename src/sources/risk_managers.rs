//! Whoever has been warned: some time after an alarm he sells a part of what he holds, or brings depth to the market. Once.

use super::desk::{Balances, CRUMB, Netted, Netting, Order, Seen, View};
use super::holding::Holding;
use super::{Acts, Depth, Places, Population};
use crate::json::object;
use crate::log::{ColumnSpec, EventSpec, Log, STOCK, Sort, described};
use crate::market::venue::Venue;
use crate::math::exp_m1;
use crate::scenario::declare::{BASE, ENABLED, MARKET_REFERENCE, built, field, number, range, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::Kind;
use crate::scenario::spec::{Lens, Scale, Spec, Way, chosen, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use serde_json::Value;
use std::sync::Arc;

/// The word by which this kind is known.
pub const KIND: &str = "riskManagers";

/// What is recorded of them.
pub static COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        name: "riskManagerHolding",
        unit: "base",
        doc: described("Base that risk managers hold."),
        sort: Sort::Held,
    },
    ColumnSpec {
        name: "riskManagerNotional",
        unit: "quote",
        doc: described("Quote that risk managers have traded."),
        sort: Sort::Dealt,
    },
    ColumnSpec {
        name: "addedDepth",
        unit: "fraction",
        doc: described("Depth that risk managers have brought, over what is there."),
        sort: STOCK,
    },
];

/// What can happen to them.
pub static EVENTS: &[&EventSpec] = &[&ACT];

static ACT: EventSpec = EventSpec {
    name: "riskManagersAct",
    label: "risk managers act",
    doc: "Risk managers act on their alarm.",
};

/// What he does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Sell,
    AddDepth,
}

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: KIND,
        name: "risk managers",
        rule: words::Rule::Always(
            "Risk managers act once their alarm is raised: they sell, or bring depth.",
        ),
    }],
    terms: &[
        [
            "riskManagers",
            "Risk manager",
            "Somebody who is warned by an alarm and then sells a part of what he holds, or brings more depth to the market.",
        ],
        [
            "alarm",
            "Alarm",
            "A warning that is raised once, as soon as Feedback R, as the public sees it, comes to a threshold. It warns of a cascade: trades that have moved the price 2 % from where it would be without them. The time between both is the lead time.",
        ],
        [
            "publicView",
            "Public view",
            "What is known of the positions: a part of them, scaled up by the share that is believed to be seen. It changes what those do who look at it, never what is.",
        ],
    ],
    assumed: &[[
        KIND,
        "Risk managers act once, some time after their alarm was raised; what they bring stays.",
    ]],
    heads: &[
        ["riskManagerHolding", "Held by risk managers, units"],
        [
            "riskManagerNotional",
            "Traded by risk managers so far,\u{a0}$",
        ],
        ["addedDepth", "Depth brought by risk managers, share"],
        ["publicBranchingRatio", "Feedback R as the public sees it"],
    ],
    row: [
        r#"After the alarm and a delay: sells <math><mi>c</mi><mo>·</mo><mi>h</mi></math> at a rate, or depth times <math><mn>1</mn><mo>+</mo><mi>s</mi></math>."#,
        "OP-2; Through the fog",
    ],
    rows: &[words::Rows {
        head: "What risk managers do: <code>populations[].action</code>",
        rows: &[
            [
                "populations[].action",
                "sell",
                r#"<math><mi>c</mi><mi>h</mi><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><msup><mi>e</mi><mrow><mo>−</mo><mi>r</mi><mi>t</mi></mrow></msup><mo stretchy="false">)</mo></math>"#,
                "<code>tests/mechanisms.rs</code>",
            ],
            [
                "populations[].action",
                "addDepth",
                r#"<math><mn>1</mn><mo>+</mo><mi>s</mi></math>"#,
                "<code>tests/mechanisms.rs</code>",
            ],
        ],
    }],
    ..NO_WORDS
};

/// Their declaration.
pub static RISK_MANAGERS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Act once, some time after an alarm: they sell, or bring depth; need the ticks clock.",
        &[
            ENABLED,
            MARKET_REFERENCE,
            field(
                "alarm",
                Kind::Text(64),
                None,
                "Id of the alarm on which they act.",
            ),
            field(
                "action",
                Kind::Choice(&[
                    yes("sell", "They sell a part of what they hold."),
                    yes("addDepth", "They bring depth."),
                ]),
                Some("\"sell\""),
                "What they do.",
            ),
            number(
                "holding",
                BASE,
                None,
                "base",
                "What they hold, without leverage.",
            ),
            number(
                "cut",
                range(0.0, 1.0),
                Some("0.5"),
                "fraction",
                "Share of it that they sell.",
            ),
            number(
                "ratePerS",
                range(1e-6, 1e6),
                Some("0.02"),
                "1/s",
                "Speed at which they sell.",
            ),
            number(
                "depthShare",
                range(0.0, 100.0),
                Some("0.5"),
                "fraction",
                "Depth that they bring, as a share of what is there.",
            ),
            number(
                "latencyS",
                range(0.0, 1e7),
                Some("30"),
                "s",
                "How long after the alarm they act.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: true,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "riskManagers.enabled",
        "Risk managers",
        "act once they are warned",
        sample,
    ),
    chosen(
        "riskManagers.action",
        "Warned, they",
        "what risk managers do once they are warned",
        &[
            ("sell", "sell", "they sell a part of what they hold"),
            ("addDepth", "bring depth", "they bring depth to the market"),
        ],
        &[
            Way {
                is: |scenario, place| scenario["populations"][place]["action"] == "sell",
                set: |scenario, place| scenario["populations"][place]["action"] = "sell".into(),
                is_timed: false,
            },
            Way {
                is: |scenario, place| scenario["populations"][place]["action"] == "addDepth",
                set: |scenario, place| scenario["populations"][place]["action"] = "addDepth".into(),
                is_timed: false,
            },
        ],
    ),
    slider(
        "riskManagers.holding",
        &["holding"],
        "They hold",
        "base",
        [1e5, 1e10],
        true,
        "what risk managers hold, without leverage",
    ),
    slider(
        "riskManagers.cut",
        &["cut"],
        "They sell",
        "fraction",
        [0.0, 1.0],
        false,
        "the share of it that they sell",
    ),
    slider(
        "riskManagers.depthShare",
        &["depthShare"],
        "Depth brought",
        "fraction",
        [0.0, 2.0],
        false,
        "the depth that they bring, as a share of what is there",
    ),
    slider(
        "riskManagers.latencyS",
        &["latencyS"],
        "They act after",
        "s",
        [0.0, 600.0],
        false,
        "how long after the alarm they act",
    ),
];

/// A fifth of the open interest, half of which they sell.
fn sample(scale: &Scale) -> Vec<Value> {
    vec![object([
        ("market", scale.markets[0].as_str().into()),
        ("alarm", scale.alarm.as_str().into()),
        ("holding", (0.2 * scale.open_interest).into()),
    ])]
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    Population::Acting(
        Book {
            market: places.market(node, build),
            is_enabled: node.flag("enabled"),
            alarm: places.alarm(node, build),
            action: build.word(
                node,
                "action",
                &[("sell", Action::Sell), ("addDepth", Action::AddDepth)],
            ),
            holding: node.number("holding"),
            cut: node.number("cut"),
            rate_per_s: node.number("ratePerS"),
            depth_share: node.number("depthShare"),
            latency_s: node.number("latencyS"),
        }
        .into(),
    )
}

/// What never changes.
#[derive(Debug)]
pub struct Book {
    /// Index of the market.
    pub market: usize,
    is_enabled: bool,
    alarm: usize,
    action: Action,
    holding: f64,
    cut: f64,
    rate_per_s: f64,
    depth_share: f64,
    latency_s: f64,
}

impl Book {
    /// Whether they take part.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }
}

/// Risk managers in a run.
#[derive(Debug, Clone)]
pub struct RiskManagers {
    book: Arc<Book>,
    holding: Holding,
    /// The alarm was raised long enough ago: they act from the next tick on.
    acts: bool,
}

/// The book belongs to the scenario and not to the state.
impl PartialEq for RiskManagers {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.book, &other.book)
            && self.holding == other.holding
            && self.acts == other.acts
    }
}

impl RiskManagers {
    /// Before anything happens.
    #[must_use]
    pub fn new(book: &Arc<Book>) -> Self {
        Self {
            holding: Holding::new(book.market, book.holding),
            acts: false,
            book: Arc::clone(book),
        }
    }
}

impl Acts for RiskManagers {
    fn on_mark(&mut self, _view: &View<'_>, _balances: &mut Balances) {}

    fn hears(&mut self, seen: &Seen<'_>) {
        let Some(rose_s) = seen.rose_s[self.book.alarm] else {
            return;
        };
        self.acts |= seen.now.time_s - rose_s >= self.book.latency_s * (1.0 - CRUMB);
    }

    fn orders(&mut self, market: usize, view: &View<'_>, into: &mut Netting) {
        let (Some(length_s), true) = (view.now.length_s, market == self.book.market) else {
            return;
        };
        if !self.acts || self.book.action != Action::Sell {
            return;
        }
        let kept = self.book.holding * (1.0 - self.book.cut);
        let order = (self.holding.base - kept) * -exp_m1(-self.book.rate_per_s * length_s);
        if order > 0.0 {
            into.place(order, 0);
        }
    }

    fn on_fill(&mut self, _market: usize, orders: &[Order], netted: Netted) -> bool {
        self.holding.trade(orders, netted.price);
        true
    }

    fn depth(&self, market: usize) -> Depth {
        let brings = self.acts && market == self.book.market;
        Depth {
            added: if brings && self.book.action == Action::AddDepth {
                self.book.depth_share
            } else {
                0.0
            },
            ..Depth::default()
        }
    }

    fn holding(&self) -> Option<&Holding> {
        Some(&self.holding)
    }

    fn forced_between(&self, _market: usize, _from: f64, _to: f64) -> f64 {
        0.0
    }

    fn is_touched(&self) -> bool {
        self.holding.volume > 0.0
    }

    fn triggered_quantity(&self) -> f64 {
        0.0
    }

    fn record(&self, market: usize, _venue: &Venue, into: &mut Vec<f64>) {
        if market == self.book.market {
            let added = self.depth(market).added;
            into.extend([self.holding.base, self.holding.notional, added]);
        }
    }

    fn note(&self, _venues: &[Venue], log: &mut Log) {
        log.note(&ACT, self.book.market, self.acts);
    }
}
