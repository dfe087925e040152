//! Portfolios: accounts with cross margin that hold something in several markets. Each is liquidated as a whole, in all markets at
//! once: what protects it from the fall of one market carries the fall into the others.
//!
//! Built, they are nothing new: a wallet for each, and in each market a group of positions that share it.

use super::collateral::{self, HAIRCUT, PRICE};
use super::traders::positions::{PositionRow, Positions};
use super::{Places, Population};
use crate::error::quote;
use crate::json::object;
use crate::population::crowd::Side;
use crate::population::laws::{CLUSTERS, HISTOGRAM, LOGNORMAL, PARETO, UNIFORM};
use crate::population::leverage::LeverageLaw;
use crate::rng::{Purpose, Rng};
use crate::scenario::declare::MAX_POSITIONS_IN_ALL;
use crate::scenario::declare::{ENABLED, POSITIVE, built, field, number, range, whole, yes};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Kind, List, join};
use crate::scenario::spec::{CUSTOM, Lens, Scale, Spec, Way, chosen, kinds, slider, switch};
use crate::scenario::words::{self, NO_WORDS, Words};
use crate::settlement::accounts::{Account, Collateral};
use crate::settlement::margin::Contract;
use serde_json::Value;

/// The word by which this kind is known.
pub const KIND: &str = "portfolios";

kinds! {
    static HELD_LEVERAGE: LeverageLaw, "law" => [UNIFORM, LOGNORMAL, PARETO, CLUSTERS, HISTOGRAM, DISTANCE]
}

static DISTANCE: Spec<LeverageLaw> = Spec {
    variant: built(
        "distance",
        "By the fall of everything that an account holds at which it is liquidated, evenly between two: with the maintenance margin m and the fall x the leverage is 1/(m + (1 - m) x).",
        &[
            number(
                "from",
                range(1e-6, 0.99),
                None,
                "fraction",
                "The nearest fall.",
            ),
            number(
                "to",
                range(1e-6, 0.99),
                None,
                "fraction",
                "The furthest; at least from.",
            ),
        ],
    ),
    needs_ticks: false,
    controls: &[],
    build: |node, build, ()| {
        let (from, to) = (node.number("from"), node.number("to"));
        build.ordered(node, "from", from, "to", to);
        LeverageLaw::Distance {
            from,
            to,
            maintenance: 0.0,
        }
    },
};

static MARKETS: List = List {
    item: Kind::MarketId,
    min: 1,
    max: 64,
};

/// What is told of them.
static WORDS: Words = Words {
    names: &[words::Name {
        word: collateral::KIND,
        name: "collateral of liquidated accounts",
        rule: words::Rule::Always("What liquidated accounts had put up is sold, too."),
    }],
    closed: Some(words::Closed {
        one: "account with collateral",
        many: "accounts with collateral",
        seller: "{the venue sells what you had put up|the venue sells what you had put up}",
    }),
    forced: Some(words::Forced {
        place: 4,
        apart: "Collateral of liquidated accounts is sold by whoever has taken it over, so it is not in this picture.",
        is_own_money: false,
    }),
    heads: &[
        ["collateralSold", "Collateral sold by force so far, units"],
        [
            "collateralNotional",
            "Collateral sold by force so far,\u{a0}$",
        ],
    ],
    terms: &[
        [
            "portfolio",
            "Portfolio",
            "Several positions that one account holds together, in different markets, with one margin for all of them: it is liquidated as a whole.",
        ],
        [
            "overlap",
            "Overlap",
            "What portfolios hold in common. The more they do, the more the liquidation of one moves the prices of the others.",
        ],
        [
            "haircut",
            "Haircut",
            "Share of the worth of collateral that does not count, in case its price falls.",
        ],
        [
            "depeg",
            "Depeg",
            "A coin that is meant to be worth one dollar is worth less. Where it is collateral, positions fall short that have nothing to do with it.",
        ],
    ],
    assumed: &[[
        KIND,
        "Portfolios hold equal amounts of their markets, all of them long, and add nothing when they lose: what one market loses is taken from the margin of all.",
    ]],
    has_borrowed: true,
    row: [
        r#"Liquidated where <math><mi>w</mi><mo>+</mo><mo>∑</mo><mi>q</mi><mi>π</mi><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><mi>h</mi><mo stretchy="false">)</mo><mo>+</mo><mo>∑</mo><mi>U</mi><mo>≤</mo><mo>∑</mo><mi>M</mi></math>."#,
        "AS-3, AS-4; Diversification that spreads the fire, Depeg of collateral",
    ],
    rows: &[
        words::Rows {
            head: "Leverage of portfolios: <code>populations[].leverage.law</code>",
            rows: &[[
                "populations[].leverage.law",
                "distance",
                r#"<math><mn>1</mn><mo>/</mo><mo stretchy="false">(</mo><mi>m</mi><mo>+</mo><mo stretchy="false">(</mo><mn>1</mn><mo>−</mo><mi>m</mi><mo stretchy="false">)</mo><mi>x</mi><mo stretchy="false">)</mo></math>"#,
                "<code>tests/portfolios.rs</code>",
            ]],
        },
        words::Rows {
            head: "Which markets a portfolio holds: <code>populations[].assignment</code>",
            rows: &[
                [
                    "populations[].assignment",
                    "ring",
                    r#"<math><mi>i</mi><mo>,</mo><mi>i</mi><mo>+</mo><mn>1</mn><mo>,</mo><mo>…</mo><mspace width="0.4em"/><mo stretchy="false">(</mo><mtext>mod</mtext><mspace width="0.2em"/><mi>K</mi><mo stretchy="false">)</mo></math>"#,
                    "<code>tests/portfolios.rs</code>",
                ],
                [
                    "populations[].assignment",
                    "random",
                    "Drawn without replacement, for each account.",
                    "<code>tests/portfolios.rs</code>",
                ],
            ],
        },
    ],
    ..NO_WORDS
};

/// Their declaration.
pub static PORTFOLIOS: Spec<Population, Places> = Spec {
    variant: built(
        KIND,
        "Accounts with cross margin that are long in several markets, in equal parts by notional, entered at the starting prices.",
        &[
            ENABLED,
            whole(
                "count",
                range(1.0, 1_000_000.0),
                Some("1000"),
                "Accounts.",
            ),
            number(
                "gross",
                POSITIVE,
                None,
                "quote",
                "Notional of all their positions, in equal parts.",
            ),
            field(
                "markets",
                Kind::List(&MARKETS),
                None,
                "Markets that they hold, each with cross margin.",
            ),
            whole(
                "assetsEach",
                range(1.0, 64.0),
                Some("1"),
                "Markets that each of them holds.",
            ),
            field(
                "assignment",
                Kind::Choice(&[
                    yes(
                        "ring",
                        "Account i holds market i mod K of the K markets and those after it; the first of each type have the most leverage.",
                    ),
                    yes("random", "Drawn for each account."),
                ]),
                Some("\"ring\""),
                "Which of them.",
            ),
            field(
                "leverage",
                Kind::Tagged(&HELD_LEVERAGE.tagged),
                None,
                "Notional over equity, account by account: evenly spaced quantiles, largest first; less where an account would be liquidated before anything happens.",
            ),
            field(
                "collateral",
                Kind::Nullable(&Kind::Object(&[
                    field("market", Kind::MarketId, None, "Market in which it is sold."),
                    number(
                        "share",
                        range(0.0, 1.0),
                        Some("1"),
                        "fraction",
                        "Share of the equity that it is; the rest is quote.",
                    ),
                    HAIRCUT,
                    PRICE,
                ])),
                Some("null"),
                "Equity in units of another market: as much of them as counts for so much after the haircut.",
            ),
        ],
    )
    .told(&WORDS),
    needs_ticks: false,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "portfolios.enabled",
        "Portfolios",
        "accounts that hold several markets with one margin",
        sample,
    ),
    Lens {
        counts: Some("markets"),
        ..slider(
            "portfolios.assetsEach",
            &["assetsEach"],
            "Assets per portfolio",
            "",
            [1.0, 1.0],
            false,
            "so many markets each of them holds, in equal parts",
        )
    },
    slider(
        "portfolios.gross",
        &["gross"],
        "All portfolios",
        "quote",
        [1e6, 5e10],
        true,
        "what all portfolios together hold",
    ),
    slider(
        "portfolios.leverage",
        &["leverage", "median"],
        "Their leverage",
        "x",
        [1.0, 100.0],
        true,
        "half of what they hold is held with less",
    ),
    slider(
        "portfolios.nearest",
        &["leverage", "from"],
        "Nearest liquidation",
        "fraction",
        [0.001, 0.5],
        true,
        "the fall of everything that it holds at which the first portfolio is liquidated",
    ),
    slider(
        "portfolios.collateralShare",
        &["collateral", "share"],
        "Equity in collateral",
        "fraction",
        [0.0, 1.0],
        false,
        "the share of their equity that is no money, but something with a price of its own",
    ),
    slider(
        "portfolios.haircut",
        &["collateral", "haircut"],
        "Haircut",
        "fraction",
        [0.0, 0.9],
        false,
        "the share of its worth that does not count",
    ),
    Lens {
        field: &["collateral", "price"],
        ..chosen(
            "portfolios.collateralPrice",
            "Collateral is worth",
            "by which price collateral counts",
            &[
                (
                    "last",
                    "What it is worth here",
                    "the last price of its own market on this venue",
                ),
                (
                    "outside",
                    "What it is worth elsewhere",
                    "the price outside of this venue",
                ),
                CUSTOM,
            ],
            &[
                Way {
                    is: |scenario, place| collateral_price(scenario, place) == Some("last"),
                    set: |scenario, place| set_collateral_price(scenario, place, "last"),
                    is_timed: false,
                },
                Way {
                    is: |scenario, place| collateral_price(scenario, place) == Some("outside"),
                    set: |scenario, place| set_collateral_price(scenario, place, "outside"),
                    is_timed: false,
                },
                Way {
                    is: |scenario, place| collateral_price(scenario, place).is_some(),
                    set: |_, _| {},
                    is_timed: false,
                },
            ],
        )
    },
];

fn collateral_price(scenario: &Value, place: usize) -> Option<&str> {
    scenario["populations"][place]["collateral"]["price"].as_str()
}

fn set_collateral_price(scenario: &mut Value, place: usize, price: &str) {
    let collateral = &mut scenario["populations"][place]["collateral"];
    if collateral.is_object() {
        collateral["price"] = price.into();
    }
}

/// As much as all leveraged traders hold, over all markets.
fn sample(scale: &Scale) -> Vec<Value> {
    let markets: Vec<Value> = scale.markets.iter().map(|id| id.as_str().into()).collect();
    let count = 100 * markets.len();
    vec![object([
        ("count", count.into()),
        ("gross", (scale.open_interest * scale.price).into()),
        ("assetsEach", markets.len().into()),
        ("markets", Value::Array(markets)),
        (
            "leverage",
            object([
                ("law", "distance".into()),
                ("from", 0.02.into()),
                ("to", 0.2.into()),
            ]),
        ),
    ])]
}

/// Lets the markets that portfolios hold have cross margin: those that they are put into have none yet, and nothing else changes by it.
pub fn joined_by(scenario: &mut Value) {
    for market in scenario["markets"].as_array_mut().into_iter().flatten() {
        market["margin"]["mode"] = "cross".into();
    }
}

/// Accounts of one population and what they hold, market by market; accounts are counted from its own first one.
#[derive(Debug, Clone, Default)]
pub struct Several {
    /// Each with its wallet.
    pub accounts: Vec<Account>,
    /// A group for each market.
    pub groups: Vec<Positions>,
}

fn build(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Population {
    Population::Several(several(node, build, places).unwrap_or_default())
}

/// What one market needs of whoever holds it.
struct Held {
    market: usize,
    /// Group of positions.
    group: usize,
    start_price: f64,
}

fn several(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Option<Several> {
    let held = markets(node, build, places)?;
    let (count, each) = (node.count("count"), node.count("assetsEach") as usize);
    let parts = node.number("assetsEach");
    let law = HELD_LEVERAGE.build(&node.field("leverage"), build, &())?;
    let kinds = u32::try_from(held.len()).unwrap_or(u32::MAX);
    let is_ring = build.word(node, "assignment", &[("ring", true), ("random", false)]);
    if is_ring && count % kinds != 0 {
        let path = join(&node.path, "count");
        let message =
            format!("{path} is {count}; \"ring\" needs a multiple of the {kinds} markets");
        build.inconsistent(&path, message);
    }
    if each > held.len() {
        let path = join(&node.path, "assetsEach");
        let message = format!("{path} is {each}; there are {} markets", held.len());
        build.inconsistent(&path, message);
        return None;
    }
    let positions = u64::from(count) * each as u64;
    if positions > MAX_POSITIONS_IN_ALL {
        let path = join(&node.path, "count");
        let message = format!(
            "{path} is {count}, with {each} markets each {positions} positions; at most {MAX_POSITIONS_IN_ALL} are allowed"
        );
        build.inconsistent(&path, message);
        return None;
    }
    let pledged = node.field("collateral");
    let share = pledged.number_of("share").unwrap_or(0.0);
    let pledge = if pledged.value.is_object() {
        Some(collateral::read(&pledged, build, places, |_, _| 0.0)?)
    } else {
        None
    };
    let notional = node.number("gross") / f64::from(count);
    let part = notional / parts;
    let mut groups: Vec<Positions> = held
        .iter()
        .map(|one| Positions {
            market: one.market,
            rows: Vec::new(),
            is_listed: false,
        })
        .collect();
    let mut accounts = Vec::new();
    if !node.flag("enabled") {
        return Some(Several { accounts, groups });
    }
    let needed = |one: &Held| {
        let margin = &places.markets[one.market].margin;
        margin.maintenance.requirement(part) / part + margin.closing_fee_ratio
    };
    let shares: Vec<f64> = held.iter().map(needed).collect();
    let mut rng = Rng::new(build.seed, Purpose::Assignment, places.index);
    let mut order: Vec<usize> = (0..held.len()).collect();
    for account in 0..count {
        let (first, place, of) = if is_ring {
            ((account % kinds) as usize, account / kinds, count / kinds)
        } else {
            // Without replacement: the first of a shuffle that goes no further.
            for at in 0..each {
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    clippy::cast_precision_loss,
                    reason = "less than so many markets"
                )]
                let other = at + (rng.unit() * (order.len() - at) as f64) as usize;
                order.swap(at, other);
            }
            (0, account, count)
        };
        let chosen = |at: usize| {
            if is_ring {
                (first + at) % held.len()
            } else {
                order[at]
            }
        };
        let needed = (0..each).fold(0.0, |sum, at| sum + shares[chosen(at)]) / parts;
        let law = law.clone().under(needed);
        let quantile = 1.0 - (f64::from(place) + 0.5) / f64::from(of);
        // Whoever would be liquidated before anything happens has less.
        let most = (1.0 - 1e-9) / needed;
        let equity = notional / law.quantiles().at(quantile).min(most);
        let number = accounts.len();
        for at in 0..each {
            let one = &held[chosen(at)];
            let rules = &places.markets[one.market].margin;
            let quantity = rules.whole_lots(part / one.start_price);
            if quantity > 0.0 {
                groups[one.group].rows.push(PositionRow {
                    id: String::new(),
                    side: Side::Long,
                    quantity,
                    entry_price: one.start_price,
                    margin: 0.0,
                    account: Some(number),
                });
            }
        }
        let collateral: Vec<Collateral> = pledge
            .iter()
            .filter(|_| share > 0.0)
            .map(|one| Collateral {
                quantity: share * equity
                    / (places.markets[one.market].impact.start_price * (1.0 - one.haircut)),
                ..*one
            })
            .collect();
        accounts.push(Account {
            // Thousands of them, each time that a setting changes: by a pattern they were a third of the time of it.
            id: [&node.path, "[", &account.to_string(), "]"].concat(),
            wallet: if collateral.is_empty() {
                equity
            } else {
                equity * (1.0 - share)
            },
            collateral,
        });
    }
    Some(Several { accounts, groups })
}

/// The markets, each once, where they can be held so.
fn markets(node: &Node<'_>, build: &mut Build<'_>, places: &Places) -> Option<Vec<Held>> {
    let mut held: Vec<Held> = Vec::new();
    let mut is_right = true;
    for item in node.items("markets") {
        let id = item.value.as_str().unwrap_or_default();
        let path = &item.path;
        let Some(market) = places.markets.iter().position(|one| one.id == id) else {
            let message = format!(
                "{path} is {}; the markets are {}",
                quote(id),
                places.known()
            );
            build.inconsistent_value(&item.path, id, message);
            is_right = false;
            continue;
        };
        let rules = &places.markets[market];
        if held.iter().any(|one| one.market == market) {
            let message = format!("{} \"{id}\" is named twice", item.path);
            build.inconsistent(&item.path, message);
            is_right = false;
        } else if !rules.is_cross {
            let message = format!(
                "{} \"{id}\" has margin mode \"isolated\"; portfolios need \"cross\"",
                item.path
            );
            build.inconsistent(&item.path, message);
            is_right = false;
        } else if rules.margin.contract == Contract::Inverse {
            let message = format!(
                "{} \"{id}\" has inverse contracts; portfolios hold linear ones",
                item.path
            );
            build.inconsistent(&item.path, message);
            is_right = false;
        }
        held.push(Held {
            market,
            group: held.len(),
            start_price: rules.impact.start_price,
        });
    }
    is_right.then_some(held)
}

impl Several {
    /// Positions of all of them.
    #[must_use]
    pub fn count(&self) -> u64 {
        let groups = self.groups.iter();
        groups.fold(0, |sum, group| sum + group.rows.len() as u64)
    }

    /// Lets its accounts follow `before` others.
    pub fn after(&mut self, before: usize) {
        let rows = self.groups.iter_mut().flat_map(|group| &mut group.rows);
        for row in rows {
            row.account = row.account.map(|account| account + before);
        }
    }
}
