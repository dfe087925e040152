//! Random scenarios: all impact laws, clocks, executors, shocks, margin rules and populations, sized so that shocks
//! reach someone and impact matters.

use liquidation_cascades::engine::Prepared;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) seed: u32,
    /// Seconds per tick and number of ticks; `None`: the instant clock.
    pub(crate) ticks: Option<(f64, u32)>,
    pub(crate) markets: Vec<Market>,
    /// Index of the shocked market.
    pub(crate) shocked: usize,
    pub(crate) shock: Shock,
}

#[derive(Debug, Clone)]
pub(crate) struct Market {
    pub(crate) price: f64,
    pub(crate) impact: Impact,
    pub(crate) withdrawal: Option<Withdrawal>,
    /// Brackets: smallest notional and ratio.
    pub(crate) maintenance: Vec<(f64, f64)>,
    /// Per second; `None`: at once.
    pub(crate) rate: Option<f64>,
    pub(crate) returns_margin: bool,
    pub(crate) fund: f64,
    pub(crate) populations: Vec<Population>,
}

/// What frightens depth that leaves as the price is more volatile: fractions, seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Volatile {
    pub(crate) sensitivity: f64,
    pub(crate) floor: f64,
    pub(crate) recovery_s: f64,
    pub(crate) daily_volatility: f64,
    pub(crate) window_s: f64,
}

/// How depth leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Withdrawal {
    /// Exponent and seconds of the return.
    Drawdown(f64, f64),
    Volatility(Volatile),
}

#[derive(Debug, Clone)]
pub(crate) enum Impact {
    Linear {
        slope: f64,
    },
    LogLinear {
        depth: f64,
    },
    SquareRoot {
        coefficient: f64,
        volatility: f64,
        volume: f64,
    },
    Book {
        bids: Vec<[f64; 2]>,
        asks: Vec<[f64; 2]>,
        goes_on: bool,
        refill: f64,
    },
}

#[derive(Debug, Clone)]
pub(crate) enum Population {
    Levels {
        long: bool,
        from: f64,
        to: f64,
        quantity: f64,
        count: u32,
        spacing: &'static str,
    },
    Perps {
        open_interest: f64,
        count: u32,
        long_share: f64,
        rest: Value,
    },
    Positions {
        rows: Vec<Row>,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) long: bool,
    pub(crate) quantity: f64,
    pub(crate) entry: f64,
    pub(crate) margin: f64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Shock {
    None,
    Gap {
        ratio: f64,
        cancels: bool,
    },
    Ramp {
        ratio: f64,
        duration_s: f64,
        logarithmic: bool,
    },
    Order {
        quantity: f64,
    },
}

impl Population {
    pub(crate) fn count(&self) -> u32 {
        match self {
            Self::Levels { count, .. } | Self::Perps { count, .. } => *count,
            Self::Positions { rows } => u32::try_from(rows.len()).expect("few rows"),
        }
    }

    fn quantity(&self, price: f64) -> f64 {
        match self {
            Self::Levels { quantity, .. } => *quantity,
            Self::Perps { open_interest, .. } => open_interest / price,
            Self::Positions { rows } => rows.iter().map(|row| row.quantity).sum(),
        }
    }
}

impl Market {
    /// Base of all positions.
    pub(crate) fn quantity(&self) -> f64 {
        self.populations
            .iter()
            .map(|population| population.quantity(self.price))
            .sum()
    }

    /// Quote that everything together is worth; what errors of cash are measured against.
    pub(crate) fn notional(&self) -> f64 {
        self.quantity() * self.price + self.fund
    }

    /// Margin that must be kept at a notional: each slice at the ratio of its bracket.
    pub(crate) fn requirement(&self, notional: f64) -> f64 {
        let ends = self
            .maintenance
            .iter()
            .skip(1)
            .map(|bracket| bracket.0)
            .chain([f64::INFINITY]);
        self.maintenance
            .iter()
            .zip(ends)
            .map(|(&(from, ratio), to)| ratio * (notional.min(to) - from).max(0.0))
            .sum()
    }
}

fn id(index: usize) -> String {
    format!("m{index}")
}

fn side(long: bool) -> &'static str {
    if long { "long" } else { "short" }
}

impl Case {
    pub(crate) fn json(&self) -> Value {
        let clock = match self.ticks {
            None => json!({ "mode": "waves" }),
            Some((tick_s, steps)) => {
                json!({ "mode": "ticks", "tickS": tick_s, "durationS": tick_s * f64::from(steps) })
            }
        };
        let shocked = id(self.shocked);
        let shock = match self.shock {
            Shock::None => json!({ "kind": "none" }),
            Shock::Gap { ratio, cancels } => json!({
                "kind": "priceGap", "market": shocked, "ratio": ratio, "book": if cancels { "cancel" } else { "shift" }
            }),
            Shock::Ramp {
                ratio,
                duration_s,
                logarithmic,
            } => json!({
                "kind": "ramp", "market": shocked, "ratio": ratio, "durationS": duration_s,
                "scale": if logarithmic { "log" } else { "linear" }
            }),
            Shock::Order { quantity } => {
                json!({ "kind": "marketOrder", "market": shocked, "quantity": quantity })
            }
        };
        let markets: Vec<Value> = self
            .markets
            .iter()
            .enumerate()
            .map(|(index, market)| market.json(&id(index)))
            .collect();
        let populations: Vec<Value> = self
            .markets
            .iter()
            .enumerate()
            .flat_map(|(index, market)| {
                market
                    .populations
                    .iter()
                    .map(move |population| population.json(&id(index)))
            })
            .collect();
        json!({
            "version": 1, "seed": self.seed, "clock": clock, "markets": markets, "populations": populations,
            "shock": shock
        })
    }

    pub(crate) fn prepared(&self) -> Prepared {
        let scenario = self.json();
        match build(&scenario, &DataStore::default()) {
            Ok(valid) => Prepared::new(valid),
            Err(problems) => panic!("{problems:#?}"),
        }
    }

    pub(crate) fn shocked_market(&self) -> &Market {
        &self.markets[self.shocked]
    }
}

impl Market {
    fn json(&self, id: &str) -> Value {
        let impact = match &self.impact {
            Impact::Linear { slope } => json!({ "law": "linear", "slope": slope }),
            Impact::LogLinear { depth } => json!({ "law": "logLinear", "depth": depth }),
            Impact::SquareRoot {
                coefficient,
                volatility,
                volume,
            } => json!({
                "law": "squareRoot", "coefficient": coefficient, "dailyVolatility": volatility, "dailyVolume": volume
            }),
            Impact::Book {
                bids,
                asks,
                goes_on,
                refill,
            } => json!({
                "law": "book", "bids": bids, "asks": asks, "refill": refill,
                "beyond": if *goes_on { "lastDensity" } else { "exhausted" }
            }),
        };
        let tiers: Vec<Value> = self
            .maintenance
            .iter()
            .map(|(from, ratio)| json!({ "notionalFrom": from, "ratio": ratio }))
            .collect();
        let maintenance = if tiers.len() == 1 {
            json!({ "ratio": self.maintenance[0].1 })
        } else {
            json!({ "tiers": tiers })
        };
        let executor = match self.rate {
            None => json!({ "kind": "immediate" }),
            Some(rate) => json!({ "kind": "exponential", "ratePerS": rate }),
        };
        let withdrawal = self.withdrawal.map(|withdrawal| match withdrawal {
            Withdrawal::Drawdown(exponent, recovery_s) => {
                json!({ "law": "drawdown", "exponent": exponent, "recoveryS": recovery_s })
            }
            Withdrawal::Volatility(law) => json!({
                "law": "volatility", "sensitivity": law.sensitivity, "floor": law.floor, "recoveryS": law.recovery_s,
                "dailyVolatility": law.daily_volatility, "windowS": law.window_s
            }),
        });
        json!({
            "id": id, "price": self.price, "impact": impact, "withdrawal": withdrawal, "margin": { "maintenance": maintenance },
            "liquidation": {
                "executor": executor, "takeover": if self.returns_margin { "market" } else { "bankruptcyPrice" }
            },
            "insuranceFund": self.fund
        })
    }
}

impl Population {
    fn json(&self, market: &str) -> Value {
        match self {
            Self::Levels {
                long,
                from,
                to,
                quantity,
                count,
                spacing,
            } => json!({
                "kind": "levels", "market": market, "side": side(*long), "from": from, "to": to,
                "quantity": quantity, "count": count, "spacing": spacing
            }),
            Self::Perps {
                open_interest,
                count,
                long_share,
                rest,
            } => {
                let mut perps = json!({
                    "kind": "perps", "market": market, "openInterest": open_interest, "count": count,
                    "longShare": long_share
                });
                for (key, value) in rest.as_object().expect("is an object") {
                    perps[key] = value.clone();
                }
                perps
            }
            Self::Positions { rows } => {
                let rows: Vec<Value> = rows
                    .iter()
                    .map(|row| {
                        json!({
                            "id": row.id, "side": side(row.long), "quantity": row.quantity,
                            "entryPrice": row.entry, "margin": row.margin
                        })
                    })
                    .collect();
                json!({ "kind": "positions", "market": market, "rows": rows })
            }
        }
    }
}

/// Evenly in the logarithm.
pub(crate) fn log_uniform(from: f64, to: f64) -> impl Strategy<Value = f64> {
    (from.ln()..to.ln()).prop_map(f64::exp)
}

fn maintenance(size: f64) -> impl Strategy<Value = Vec<(f64, f64)>> {
    let flat = prop_oneof![1 => Just(0.0), 6 => 0.0005..0.08].prop_map(|ratio| vec![(0.0, ratio)]);
    let tiers = (0.001..0.02, vec((0.1..3.0, 0.0..0.03), 1..4)).prop_map(move |(first, steps)| {
        let (mut from, mut ratio) = (0.0, first);
        let mut brackets = vec![(from, ratio)];
        for (width, rise) in steps {
            from += width * size;
            ratio += rise;
            brackets.push((from, ratio));
        }
        brackets
    });
    prop_oneof![2 => flat, 1 => tiers]
}

fn levels(price: f64, spacings: &'static [&'static str]) -> impl Strategy<Value = Population> {
    let range = (0.005..0.3, 0.0..0.4);
    (
        any::<bool>(),
        range,
        log_uniform(0.1, 30.0),
        1..150_u32,
        prop::sample::select(spacings),
    )
        .prop_map(move |(long, (near, width), quantity, count, spacing)| {
            let (from, to) = if long {
                (price * (1.0 - near) * (1.0 - width), price * (1.0 - near))
            } else {
                (price * (1.0 + near), price * (1.0 + near) * (1.0 + width))
            };
            Population::Levels {
                long,
                from,
                to,
                quantity,
                count,
                spacing,
            }
        })
}

fn perps(
    price: f64,
    first_ratio: f64,
    samplings: &'static [&'static str],
) -> impl Strategy<Value = Population> {
    let top = (0.9 / first_ratio.max(1e-3)).min(125.0);
    let leverage = prop_oneof![
        (1.0..top, 0.0..1.0).prop_map(
            |(to, share)| json!({ "law": "uniform", "from": 0.5 + share * (to - 0.5), "to": to })
        ),
        (0.05..1.0, 0.0..1.5).prop_map(move |(share, sd)| {
            json!({ "law": "lognormal", "median": share * top, "logSd": sd, "max": top })
        }),
        (0.7..3.0).prop_map(
            move |exponent| json!({ "law": "pareto", "from": 1, "exponent": exponent, "max": top })
        ),
        vec((0.5..top, 0.1..3.0), 1..5).prop_map(|clusters| {
            let (at, weights): (Vec<f64>, Vec<f64>) = clusters.into_iter().unzip();
            json!({ "law": "clusters", "at": at, "weights": weights })
        }),
        vec(0.01..1.0, 2..5).prop_map(move |widths| {
            let total: f64 = widths.iter().sum();
            let mut edge = 0.5;
            let mut edges = vec![edge];
            for width in &widths {
                edge += width / total * (top - 0.5) * 0.999;
                edges.push(edge);
            }
            json!({ "law": "histogram", "edges": edges, "weights": widths })
        }),
    ];
    let entry = prop_oneof![
        Just(json!({ "law": "spot" })),
        (0.0..0.3).prop_map(|sd| json!({ "law": "normal", "sd": sd }))
    ];
    let sizes = prop_oneof![
        Just(json!({ "law": "equal" })),
        (0.0..2.0).prop_map(|sd| json!({ "law": "lognormal", "logSd": sd })),
        (1.1..4.0).prop_map(|exponent| json!({ "law": "pareto", "exponent": exponent })),
    ];
    // Both ends: everyone on one side.
    let share = prop_oneof![8 => 0.0..1.0, 1 => Just(0.0), 1 => Just(1.0)];
    let shape = (leverage, entry, sizes, prop::sample::select(samplings));
    (log_uniform(0.1, 30.0), 2..150_u32, share, shape).prop_map(
        move |(quantity, count, long_share, (leverage, entry, sizes, sampling))| Population::Perps {
            open_interest: quantity * price,
            count,
            long_share,
            rest: json!({ "leverage": leverage, "entry": entry, "sizes": sizes, "sampling": sampling }),
        },
    )
}

/// Explicit rows; `spare` is what they hold above the requirement, so that they live at the starting price, unless
/// `dead` lets a few be under water from the start.
fn positions(
    price: f64,
    brackets: Vec<(f64, f64)>,
    dead: bool,
) -> impl Strategy<Value = Population> {
    let row = (
        any::<bool>(),
        log_uniform(0.01, 3.0),
        0.7..1.4,
        log_uniform(0.002, 1.2),
        0.0..1.0,
    );
    vec(row, 1..25).prop_map(move |rows| {
        let rules = Market {
            price,
            impact: Impact::Linear { slope: 1.0 },
            withdrawal: None,
            maintenance: brackets.clone(),
            rate: None,
            returns_margin: false,
            fund: 0.0,
            populations: Vec::new(),
        };
        let rows = rows
            .into_iter()
            .enumerate()
            .map(
                |(index, (long, quantity, entry, spare, doom)): (
                    usize,
                    (bool, f64, f64, f64, f64),
                )| {
                    let sign = if long { 1.0 } else { -1.0 };
                    let needed = rules.requirement(quantity * price)
                        - sign * quantity * price * (1.0 - entry);
                    let margin = if dead && doom < 0.05 {
                        needed - 0.2 * spare * quantity * price
                    } else {
                        needed + spare * quantity * price
                    };
                    // Deep in profit a position may need no margin at all; it still has a little.
                    let margin = margin.max(1e-3 * quantity * price);
                    Row {
                        id: format!("r{index}"),
                        long,
                        quantity,
                        entry: entry * price,
                        margin,
                    }
                },
            )
            .collect();
        Population::Positions { rows }
    })
}

/// Impact that falls by the share `push` of the price if all of `quantity` is sold (the book: roughly).
fn impact(price: f64, quantity: f64) -> impl Strategy<Value = Impact> {
    let push = || log_uniform(0.003, 1.5);
    let side = |longest: usize| vec((0.0005..0.06, log_uniform(0.05, 1.0)), 1..longest);
    prop_oneof![
        push().prop_map(move |push| Impact::Linear {
            slope: push * price / quantity
        }),
        push().prop_map(move |push| Impact::LogLinear {
            depth: quantity / push
        }),
        (push(), 0.1..2.0, 0.005..0.2).prop_map(move |(push, coefficient, volatility)| {
            let root = coefficient * volatility / push;
            Impact::SquareRoot {
                coefficient,
                volatility,
                volume: quantity * root * root,
            }
        }),
        (
            side(30),
            side(10),
            any::<bool>(),
            log_uniform(0.3, 3.0),
            log_uniform(0.2, 3.0)
        )
            .prop_map(move |(bids, asks, goes_on, refill, share)| {
                let scale = |levels: Vec<(f64, f64)>, direction: f64| -> Vec<[f64; 2]> {
                    let total: f64 = levels.iter().map(|level| level.1).sum();
                    let mut at = price;
                    levels
                        .into_iter()
                        .map(|(gap, size)| {
                            at *= 1.0 + direction * gap;
                            [at, size / total * share * quantity]
                        })
                        .collect()
                };
                Impact::Book {
                    bids: scale(bids, -1.0),
                    asks: scale(asks, 1.0),
                    goes_on,
                    refill,
                }
            }),
    ]
}

/// What a strategy of cases may contain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Menu {
    /// Ticks and executors that take time, besides waves.
    pub(crate) time: bool,
    /// Positions that are under water before anything happens.
    pub(crate) dead: bool,
    /// Depth that leaves by drawdown.
    pub(crate) withdrawal: bool,
    pub(crate) spacings: &'static [&'static str],
    pub(crate) samplings: &'static [&'static str],
}

pub(crate) const EVERYTHING: Menu = Menu {
    time: true,
    dead: true,
    withdrawal: true,
    spacings: &["price", "logPrice", "poisson"],
    samplings: &["quantiles", "random"],
};

fn market(menu: Menu) -> impl Strategy<Value = Market> {
    log_uniform(0.01, 1e5)
        .prop_flat_map(|price| (Just(price), maintenance(price)))
        .prop_flat_map(move |(price, brackets)| {
            let population = prop_oneof![
                levels(price, menu.spacings).boxed(),
                perps(price, brackets[0].1, menu.samplings).boxed(),
                positions(price, brackets.clone(), menu.dead).boxed(),
            ];
            let rate = if menu.time {
                log_uniform(0.02, 5.0).boxed()
            } else {
                Just(1.0).boxed()
            };
            let fund = prop_oneof![1 => Just(0.0), 2 => log_uniform(1e-5, 0.1)];
            let withdrawal = if menu.withdrawal {
                let some = (log_uniform(0.1, 100.0), prop_oneof![Just(0.0), 0.1..100.0]);
                let some = some.prop_map(|(exponent, recovery_s)| {
                    Some(Withdrawal::Drawdown(exponent, recovery_s))
                });
                prop_oneof![2 => Just(None), 1 => some].boxed()
            } else {
                Just(None).boxed()
            };
            (
                Just((price, brackets)),
                withdrawal,
                vec(population, 1..4),
                prop::option::of(rate),
                any::<bool>(),
                fund,
            )
        })
        .prop_flat_map(
            move |((price, brackets), withdrawal, populations, rate, returns_margin, fund)| {
                let quantity: f64 = populations
                    .iter()
                    .map(|population| population.quantity(price))
                    .sum();
                (
                    impact(price, quantity),
                    Just(withdrawal),
                    Just((
                        price,
                        brackets,
                        populations,
                        rate,
                        returns_margin,
                        fund,
                        quantity,
                    )),
                )
            },
        )
        .prop_map(
            |(
                impact,
                withdrawal,
                (price, maintenance, populations, rate, returns_margin, fund, quantity),
            )| {
                Market {
                    price,
                    impact,
                    withdrawal,
                    maintenance,
                    rate,
                    returns_margin,
                    fund: fund * quantity * price,
                    populations,
                }
            },
        )
}

fn shock() -> impl Strategy<Value = Shock> {
    let ratio = || prop_oneof![4 => -0.5..-0.005, 2 => 0.005..0.6];
    prop_oneof![
        8 => (ratio(), any::<bool>()).prop_map(|(ratio, cancels)| Shock::Gap { ratio, cancels }),
        2 => (ratio(), 0.1..60.0, any::<bool>())
            .prop_map(|(ratio, duration_s, logarithmic)| Shock::Ramp { ratio, duration_s, logarithmic }),
        // A share of what everyone holds.
        2 => (-1.0..1.0).prop_map(|quantity| Shock::Order { quantity }),
        1 => Just(Shock::None),
    ]
}

/// Random scenarios of one or two markets.
pub(crate) fn cases(menu: Menu) -> impl Strategy<Value = Case> {
    let clock = if menu.time {
        prop::option::of((log_uniform(0.05, 4.0), 1..40_u32)).boxed()
    } else {
        Just(None).boxed()
    };
    (
        any::<u32>(),
        clock,
        vec(market(menu), 1..3),
        any::<bool>(),
        shock(),
    )
        .prop_map(|(seed, ticks, mut markets, last, shock)| {
            // A scenario without a shock counts as one of its first market.
            let shocked = if last && !matches!(shock, Shock::None) {
                markets.len() - 1
            } else {
                0
            };
            let takes_time = ticks.is_some();
            for market in &mut markets {
                market.rate = market.rate.filter(|_| takes_time);
            }
            let quantity = markets[shocked].quantity();
            let square_root = matches!(markets[shocked].impact, Impact::SquareRoot { .. });
            let shock = match shock {
                Shock::Order { quantity: share } => Shock::Order {
                    quantity: share * quantity,
                },
                Shock::Ramp { ratio, .. } if !takes_time => Shock::Gap {
                    ratio,
                    cancels: false,
                },
                Shock::Gap { ratio, cancels } => Shock::Gap {
                    ratio,
                    cancels: cancels && !square_root,
                },
                other => other,
            };
            Case {
                seed,
                ticks,
                markets,
                shocked,
                shock,
            }
        })
}
