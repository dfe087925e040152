//! What a page offers of lending protocols: their loans, their rules, what they believe of prices, and who closes loans.

use crate::json::{object, parse};
use crate::scenario::spec::{
    AS_IT_IS, CUSTOM, Lens, Scale, Way, alone, chosen, holds, since, slider, standing, switch,
    timed,
};
use serde_json::Value;

/// The controls.
pub(super) static CONTROLS: &[Lens] = &[
    switch(
        "lending.enabled",
        "Lending",
        "borrowers whose collateral is sold when the oracle says that it no longer covers their debt",
        sample,
    ),
    alone(slider(
        "lending.debt",
        &["loans", "0", "debt"],
        "Total debt",
        "quote",
        [1e5, 5e10],
        true,
        "what all borrowers of the first group owe together",
    )),
    alone(slider(
        "lending.health",
        &["loans", "0", "health", "median"],
        "Typical health",
        "x",
        [1.05, 4.0],
        true,
        "what counts of a typical loan's collateral, over its debt; below 1 anyone may close it",
    )),
    chosen(
        "lending.rule",
        "Liquidation rule",
        "what happens to a loan whose health is below 1",
        &[
            CUSTOM,
            (
                "aaveV2",
                "Half, always (Aave v2)",
                "a call repays half of the debt in one reserve, always",
            ),
            (
                "aaveV3",
                "Half or all (Aave v3)",
                "half of it, and all of it at a health of 0.95 or less",
            ),
            (
                "aaveV33",
                "Half of everything (Aave v3, newer)",
                "half of the whole position's debt; all of small ones, and no crumbs",
            ),
            (
                "aaveV4",
                "Up to health (Aave v4)",
                "as much as makes the loan healthy (numbers assumed)",
            ),
            (
                "compoundV3",
                "Absorb (Compound v3)",
                "the protocol takes collateral and debt itself and sells later",
            ),
            (
                "makerClip",
                "Dutch auction (Maker)",
                "the price falls until somebody takes it",
            ),
            (
                "makerFlip",
                "English auction (Maker, 2020)",
                "bids rise; a lone bidder may pay nothing",
            ),
        ],
        &[
            AS_IT_IS,
            Way {
                is: |scenario, place| has_rule(scenario, place, AAVE_V2),
                set: |scenario, place| set_rule(scenario, place, AAVE_V2),
                is_timed: false,
            },
            Way {
                is: |scenario, place| has_rule(scenario, place, AAVE_V3),
                set: |scenario, place| set_rule(scenario, place, AAVE_V3),
                is_timed: false,
            },
            Way {
                is: |scenario, place| has_rule(scenario, place, AAVE_V33),
                set: |scenario, place| set_rule(scenario, place, AAVE_V33),
                is_timed: false,
            },
            Way {
                is: |scenario, place| has_rule(scenario, place, AAVE_V4),
                set: |scenario, place| set_rule(scenario, place, AAVE_V4),
                is_timed: false,
            },
            Way {
                is: |scenario, place| has_rule(scenario, place, COMPOUND_V3),
                set: |scenario, place| set_rule(scenario, place, COMPOUND_V3),
                is_timed: false,
            },
            Way {
                is: |scenario, place| has_rule(scenario, place, MAKER_CLIP),
                set: |scenario, place| set_rule(scenario, place, MAKER_CLIP),
                is_timed: true,
            },
            Way {
                is: |scenario, place| has_rule(scenario, place, MAKER_FLIP),
                set: |scenario, place| set_rule(scenario, place, MAKER_FLIP),
                is_timed: true,
            },
        ],
    ),
    chosen(
        "lending.oracle",
        "Oracle",
        "the price that the protocol believes",
        &[
            CUSTOM,
            (
                "atOnce",
                "At once",
                "it is the market's price, at every moment",
            ),
            (
                "steps",
                "In steps",
                "it follows once the market has moved by 0.5 %, or after an hour",
            ),
            (
                "hourLate",
                "An hour late",
                "it looks every hour, and what it saw counts an hour later (Maker)",
            ),
            (
                "stuck",
                "Stuck",
                "in steps of 0.5 %, but from the second minute to the 25th it stands still",
            ),
        ],
        &[
            AS_IT_IS,
            Way {
                is: |scenario, place| has_oracle(scenario, place, "null"),
                set: |scenario, place| set_oracle(scenario, place, "null"),
                is_timed: false,
            },
            Way {
                is: |scenario, place| has_oracle(scenario, place, STEPS),
                set: |scenario, place| set_oracle(scenario, place, STEPS),
                is_timed: false,
            },
            Way {
                is: |scenario, place| has_oracle(scenario, place, HOUR_LATE),
                set: |scenario, place| set_oracle(scenario, place, HOUR_LATE),
                is_timed: true,
            },
            Way {
                is: |scenario, place| has_oracle(scenario, place, STUCK),
                set: |scenario, place| set_oracle(scenario, place, STUCK),
                is_timed: true,
            },
        ],
    ),
    chosen(
        "lending.liquidators",
        "Liquidators",
        "who closes loans, and when it is worth it",
        &[
            CUSTOM,
            (
                "anyone",
                "Anyone",
                "the textbook: everything that may be closed is, whatever it brings",
            ),
            (
                "bots",
                "Bots with flash loans",
                "they need no money of their own, and stop where the last unit earns 0.2 % or less",
            ),
            (
                "few",
                "One with little money",
                "1 million of its own, which comes back as it sells what it took, in half an hour or so",
            ),
        ],
        &[
            AS_IT_IS,
            Way {
                is: |scenario, _| holds(&scenario["liquidators"], &Value::Array(Vec::new())),
                set: |scenario, _| scenario["liquidators"] = Value::Array(Vec::new()),
                is_timed: false,
            },
            Way {
                is: |scenario, _| has_liquidators(scenario, BOTS),
                set: |scenario, _| set_liquidators(scenario, BOTS),
                is_timed: false,
            },
            Way {
                is: |scenario, _| has_liquidators(scenario, FEW),
                set: |scenario, _| set_liquidators(scenario, FEW),
                is_timed: true,
            },
        ],
    ),
    slider(
        "lending.reserve",
        &["reserve"],
        "Protocol's reserve",
        "quote",
        [0.0, 1e8],
        false,
        "the protocol's own money, which pays deficits before lenders lose anything",
    ),
    standing(
        collateral,
        slider(
            "lending.threshold",
            &["liquidationThreshold"],
            "Threshold",
            "fraction",
            [0.3, 0.95],
            false,
            "the share of the collateral's value that counts against the debt",
        ),
    ),
    standing(
        collateral,
        slider(
            "lending.bonus",
            &["liquidationBonus"],
            "Bonus",
            "fraction",
            [0.0, 0.2],
            false,
            "extra collateral for whoever repays the debt; the borrower pays it",
        ),
    ),
    slider(
        "lending.closeFactor",
        &["rules", "closeFactor"],
        "Close factor",
        "fraction",
        [0.05, 1.0],
        false,
        "the share of the debt that one call may repay",
    ),
    slider(
        "lending.target",
        &["rules", "target"],
        "Health after a call",
        "x",
        [1.0, 1.5],
        false,
        "as much is repaid as makes the loan so healthy",
    ),
    standing(
        oracles,
        slider(
            "lending.step",
            &["deviationRatio"],
            "Oracle's step",
            "fraction",
            [0.0, 0.05],
            false,
            "it follows once the market has moved by so much",
        ),
    ),
    standing(
        oracles,
        timed(slider(
            "lending.delay",
            &["delayS"],
            "Oracle's delay",
            "s",
            [0.0, 600.0],
            false,
            "what it saw counts so much later",
        )),
    ),
    standing(
        oracles,
        timed(since(
            "fromS",
            slider(
                "lending.stuck",
                &["stuck", "0", "untilS"],
                "Oracle stuck for",
                "s",
                [30.0, 7_200.0],
                true,
                "so long it stands still, whatever the market does",
            ),
        )),
    ),
    standing(
        oracles,
        slider(
            "lending.ownShare",
            &["ownShare"],
            "Oracle sees this market",
            "fraction",
            [0.0, 1.0],
            false,
            "how much of this market's own price the oracle sees; the rest is the price elsewhere",
        ),
    ),
    standing(
        purses,
        slider(
            "lending.purse",
            &["capital"],
            "Liquidators' money",
            "quote",
            [1e4, 1e9],
            true,
            "what a liquidator has at the start; who has spent it waits until something is sold",
        ),
    ),
    standing(
        liquidators,
        slider(
            "lending.minProfit",
            &["minProfitRatio"],
            "Least profit",
            "fraction",
            [0.0, 0.1],
            false,
            "a liquidator stops where the last unit earns no more than this",
        ),
    ),
    standing(
        chain,
        slider(
            "lending.gas",
            &["gas"],
            "Gas of a call (dollars)",
            "",
            [0.1, 2_000.0],
            true,
            "what a transaction costs; a loan that brings less is left alone",
        ),
    ),
];

/// The asset that the first loans stand against.
fn collateral(scenario: &Value, place: usize) -> Vec<String> {
    let population = &scenario["populations"][place];
    let wanted = &population["loans"][0]["collateral"];
    let assets = population["assets"].as_array().into_iter().flatten();
    let found = assets.enumerate().find(|(_, asset)| asset["id"] == *wanted);
    let pointer = found.map(|(at, _)| format!("/populations/{place}/assets/{at}"));
    pointer.into_iter().collect()
}

/// The oracles that a protocol asks.
fn oracles(scenario: &Value, place: usize) -> Vec<String> {
    let markets = markets_of(scenario, place).into_iter();
    markets
        .filter(|&market| scenario["markets"][market]["oracle"].is_object())
        .map(|market| format!("/markets/{market}/oracle"))
        .collect()
}

/// Whoever closes loans.
fn liquidators(scenario: &Value, _: usize) -> Vec<String> {
    let all = scenario["liquidators"].as_array().into_iter().flatten();
    all.enumerate()
        .filter(|(_, one)| one["act"] == "whenProfitable")
        .map(|(at, _)| format!("/liquidators/{at}"))
        .collect()
}

/// Those of them who have money of their own.
fn purses(scenario: &Value, _: usize) -> Vec<String> {
    let all = scenario["liquidators"].as_array().into_iter().flatten();
    all.enumerate()
        .filter(|(_, one)| one["capital"].is_number())
        .map(|(at, _)| format!("/liquidators/{at}"))
        .collect()
}

/// Where they act, if there is anybody.
fn chain(scenario: &Value, place: usize) -> Vec<String> {
    if liquidators(scenario, place).is_empty() {
        Vec::new()
    } else {
        vec!["/chain".to_owned()]
    }
}

const AAVE_V2: &str = r#"{"rule":"closeFactor","closeFactor":0.5,"fullBelowHealth":null,"basis":"reserve","fullBelowValue":0,"leastLeft":0}"#;
const AAVE_V3: &str = r#"{"rule":"closeFactor","closeFactor":0.5,"fullBelowHealth":0.95,"basis":"reserve","fullBelowValue":0,"leastLeft":0}"#;
const AAVE_V33: &str = r#"{"rule":"closeFactor","closeFactor":0.5,"fullBelowHealth":0.95,"basis":"position","fullBelowValue":2000,"leastLeft":1000}"#;
const AAVE_V4: &str = r#"{"rule":"targetHealth","target":1.05,"healthForMaxBonus":0.9,"bonusFactor":1,"leastLeft":1000}"#;
const COMPOUND_V3: &str = r#"{"rule":"absorb","storeFrontFactor":0.5,"targetReserves":5000000}"#;
const MAKER_CLIP: &str = r#"{"rule":"auction","kind":"dutch","chop":0.13,"buffer":1.2,"curve":{"kind":"stairstep","cut":0.99,"stepS":90},"tailS":8400,"cusp":0.4}"#;
const MAKER_FLIP: &str = r#"{"rule":"auction","kind":"english","chop":0.13,"beg":0.03,"ttlS":600,"lengthS":21600,"openingBid":0}"#;

const STEPS: &str =
    r#"{"deviationRatio":0.005,"heartbeatS":3600,"delayS":0,"sampleS":0,"stuck":[]}"#;
const HOUR_LATE: &str =
    r#"{"deviationRatio":0,"heartbeatS":0,"delayS":3600,"sampleS":3600,"stuck":[]}"#;
const STUCK: &str = r#"{"deviationRatio":0.005,"heartbeatS":3600,"delayS":12,"sampleS":0,"stuck":[{"fromS":120,"untilS":1500}]}"#;

const BOTS: &str = r#"[{"id":"bots","act":"whenProfitable","capital":null,"flashFeeRatio":0.0005,"minProfit":0,"minProfitRatio":0.002,"latencyS":0,"sellRatePerS":null,"mostGas":null}]"#;
const FEW: &str = r#"[{"id":"keeper","act":"whenProfitable","capital":1000000,"minProfitRatio":0.002,"latencyS":0,"sellRatePerS":0.0005555555555555556,"mostGas":null}]"#;

fn parsed(text: &str) -> Value {
    parse(text).unwrap_or_default()
}

fn has_rule(scenario: &Value, place: usize, rule: &str) -> bool {
    holds(&scenario["populations"][place]["rules"], &parsed(rule))
}

fn set_rule(scenario: &mut Value, place: usize, rule: &str) {
    scenario["populations"][place]["rules"] = parsed(rule);
}

/// Places of the markets whose oracles a protocol asks.
fn markets_of(scenario: &Value, place: usize) -> Vec<usize> {
    let assets = scenario["populations"][place]["assets"].as_array();
    let named: Vec<&Value> = assets
        .into_iter()
        .flatten()
        .map(|asset| &asset["market"])
        .filter(|market| market.is_string())
        .collect();
    let markets = scenario["markets"].as_array().into_iter().flatten();
    markets
        .enumerate()
        .filter(|(_, market)| named.iter().any(|name| **name == market["id"]))
        .map(|(place, _)| place)
        .collect()
}

fn has_oracle(scenario: &Value, place: usize, oracle: &str) -> bool {
    let wanted = parsed(oracle);
    let markets = markets_of(scenario, place);
    let is_so = |&market: &usize| holds(&scenario["markets"][market]["oracle"], &wanted);
    !markets.is_empty() && markets.iter().all(is_so)
}

/// How much of its own market it sees, and its bounds, stay.
fn set_oracle(scenario: &mut Value, place: usize, oracle: &str) {
    for market in markets_of(scenario, place) {
        let known = &mut scenario["markets"][market]["oracle"];
        let mut changed = parsed(oracle);
        if known.is_object() && changed.is_object() {
            for field in ["ownShare", "least", "most"] {
                changed[field] = known[field].clone();
            }
        }
        *known = changed;
    }
}

fn has_liquidators(scenario: &Value, liquidators: &str) -> bool {
    holds(&scenario["liquidators"], &parsed(liquidators))
}

fn set_liquidators(scenario: &mut Value, liquidators: &str) {
    scenario["liquidators"] = parsed(liquidators);
}

/// Loans of as much as the open interest, against the asset that is shocked.
fn sample(scale: &Scale) -> Vec<Value> {
    let market = scale.markets[0].as_str();
    // A rise hurts who owes the asset.
    let (collateral, debt) = if scale.is_rise {
        ("USD", "COIN")
    } else {
        ("COIN", "USD")
    };
    let value = (0.5 * scale.open_interest * scale.price).max(5.0 * scale.depth * scale.price);
    let asset = |id: &str, of: (&str, Value)| {
        object([
            ("id", id.into()),
            of,
            ("liquidationThreshold", 0.825.into()),
            ("liquidationBonus", 0.05.into()),
        ])
    };
    vec![object([
        (
            "assets",
            Value::Array(vec![
                asset("COIN", ("market", market.into())),
                asset("USD", ("price", 1.into())),
            ]),
        ),
        (
            "loans",
            Value::Array(vec![object([
                ("kind", "crowd".into()),
                ("collateral", collateral.into()),
                ("debtAsset", debt.into()),
                ("debt", value.into()),
                (
                    "health",
                    object([("law", "lognormal".into()), ("least", 1.03.into())]),
                ),
            ])]),
        ),
    ])]
}
