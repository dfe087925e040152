//! The liquidation rules of real venues, as far as they are published, as patches of a market.
//!
//! Each is a starting point: every field stays visible and editable in the scenario. Where a venue's own number was not
//! at hand the note says whose stands in.

use crate::json;
use serde::Serialize;
use serde_json::Value;
use std::sync::OnceLock;

/// Rules of a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ruleset {
    /// Name for programs and addresses.
    pub name: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// Where the rules are published.
    pub source: &'static str,
    /// Date of the numbers, or of the reading.
    pub date: &'static str,
    /// What is simplified or stands in.
    pub note: &'static str,
    /// Largest leverage of its Bitcoin contract.
    pub max_leverage: u32,
    /// Fields of a market, JSON.
    #[serde(skip)]
    patch: &'static str,
    /// Further fields that need the ticks clock, JSON.
    #[serde(skip)]
    timed: &'static str,
}

/// Brackets of BTCUSDT on Binance, 2024-10-24.
macro_rules! binance_tiers {
    () => {
        r#"{"ratio":null,"tiers":[{"notionalFrom":0,"ratio":0.004},{"notionalFrom":50000,"ratio":0.005},{"notionalFrom":600000,"ratio":0.0065},"#
    };
}

/// The upper brackets of BTCUSDT on Binance, 2024-10-24, which stand in where a venue's own were not at hand.
macro_rules! large_tiers {
    () => {
        r#"{"notionalFrom":3000000,"ratio":0.01},{"notionalFrom":12000000,"ratio":0.02},{"notionalFrom":70000000,"ratio":0.025},{"notionalFrom":100000000,"ratio":0.05},{"notionalFrom":230000000,"ratio":0.1},{"notionalFrom":480000000,"ratio":0.125},{"notionalFrom":600000000,"ratio":0.15},{"notionalFrom":800000000,"ratio":0.25},{"notionalFrom":1200000000,"ratio":0.5}]}"#
    };
}

/// Marks by an index, smoothed over a minute: what these venues do in some form. It needs time: an instant run goes by
/// the last price.
const INDEX_MARK: &str = r#"{"mark":{"kind":"indexEma","tauS":60,"band":0.03}}"#;

/// A note that ends with the stand-in for a venue's own mark, smoothed over so many seconds.
macro_rules! noted {
    ($seconds:literal, $note:literal) => {
        concat!(
            $note,
            " In a run that takes time the mark is a stand-in of ours: the index plus a ",
            $seconds,
            " s average of the difference to the last price, at most 3 % from the index."
        )
    };
}

/// The venues, in the order in which they are offered.
pub static RULESETS: [Ruleset; 7] = [
    Ruleset {
        name: "bitmex",
        label: "BitMEX",
        source: "BitMEX documentation (liquidation, auto-deleveraging); instrument XBTUSD",
        date: "2024-11-24",
        note: noted!(
            60,
            "Larger positions step down a risk limit at a time, the rest is taken over at the bankruptcy price; then fund, then auto-deleveraging by profit and leverage. Risk limits of 200 BTC + 150 BTC steps at $97,850. Its contract is inverse; here the contract stays as it is."
        ),
        max_leverage: 100,
        patch: r#"{"margin":{"basis":"entry","maintenance":{"ratio":null,"tiers":[{"notionalFrom":0,"ratio":0.005},{"notionalFrom":19570000,"ratio":0.01},{"notionalFrom":34247500,"ratio":0.015},{"notionalFrom":48925000,"ratio":0.02},{"notionalFrom":63602500,"ratio":0.025}]},"takerFeeRatio":0.0005,"liquidationFeeRatio":0,"closeFeeInTrigger":false},"liquidation":{"partial":{"rule":"tiers","step":1},"takeover":"bankruptcyPrice","belowZero":"order"},"deficit":"adl","adlRanking":"pnlTimesLeverage","insuranceFundDrawdown":1,"insuranceFundWindowS":0,"insuranceFundStop":1}"#,
        timed: INDEX_MARK,
    },
    Ruleset {
        name: "binance",
        label: "Binance",
        source: "Binance Futures FAQ (liquidation protocols, leverage brackets, insurance clearance fee, auto-deleveraging)",
        date: "2024-10-24",
        note: noted!(
            60,
            "One order restores the margin where it can, at a fee; what is still short is taken over at the bankruptcy price by the fund; then auto-deleveraging by profit on the margin times margin ratio. The target of 2 % is our assumption."
        ),
        max_leverage: 125,
        patch: concat!(
            r#"{"margin":{"basis":"mark","maintenance":"#,
            binance_tiers!(),
            large_tiers!(),
            r#","takerFeeRatio":0.0005,"liquidationFeeRatio":0.0125,"closeFeeInTrigger":false},"liquidation":{"partial":{"rule":"target","ratio":0.02},"takeover":"bankruptcyPrice","belowZero":"order"},"deficit":"adl","adlRanking":"pnlTimesMarginRatio","insuranceFundDrawdown":1,"insuranceFundWindowS":0,"insuranceFundStop":1}"#
        ),
        timed: INDEX_MARK,
    },
    Ruleset {
        name: "bybit",
        label: "Bybit",
        source: "Bybit help (new margin calculation of 2025-09-02, insurance fund, auto-deleveraging); risk limits of BTCUSDT",
        date: "2026-10-01",
        note: noted!(
            60,
            "Maintenance on the notional at the mark price (since September 2025). Its fee to close stands in the margin and in the requirement alike, so it cancels, and margins here are without it. Large positions step down their tiers (there: in one fill-or-kill order; here one after the other). Auto-deleveraging begins when the fund has lost 30 % of its highest value of the last 8 h and ends at 25 % (there: the pool of several contracts; its least balance and the fees of deleveraged orders are left out). Tiers up to $2,600,000 are its own; above, Binance's stand in from $3,000,000."
        ),
        max_leverage: 150,
        patch: concat!(
            r#"{"margin":{"basis":"mark","maintenance":{"ratio":null,"tiers":[{"notionalFrom":0,"ratio":0.0033},{"notionalFrom":300000,"ratio":0.005},{"notionalFrom":2000000,"ratio":0.0056},"#,
            large_tiers!(),
            r#","takerFeeRatio":0.00055,"liquidationFeeRatio":0,"closeFeeInTrigger":false},"liquidation":{"partial":{"rule":"tiers","step":1},"takeover":"bankruptcyPrice","belowZero":"order"},"deficit":"adl","adlRanking":"pnlTimesLeverage","insuranceFundDrawdown":0.3,"insuranceFundWindowS":28800,"insuranceFundStop":0.25}"#
        ),
        timed: INDEX_MARK,
    },
    Ruleset {
        name: "okx",
        label: "OKX",
        source: "OKX help (partial liquidation, margin ratio, auto-deleveraging, early liquidation); first position tier of BTC-USDT",
        date: "2026-11-28",
        note: noted!(
            60,
            "Tiers 1 and 2 are closed whole at the bankruptcy price; from the third on two tiers are cut per step while the margin is above what the first tier asks, else all. Auto-deleveraging when the fund is empty or has fallen by 30 % from its highest value of the last 8 h (there: then no order reaches the book, and winners are closed at the mark price; here each order still trades what its own bankruptcy price allows). The first tier is 1,000 contracts of 0.01 BTC, at $100,000; above it Binance's ratios stand in."
        ),
        max_leverage: 100,
        patch: concat!(
            r#"{"margin":{"basis":"mark","maintenance":{"ratio":null,"tiers":[{"notionalFrom":0,"ratio":0.004},{"notionalFrom":1000000,"ratio":0.0065},"#,
            large_tiers!(),
            r#","takerFeeRatio":0.0005,"liquidationFeeRatio":0,"closeFeeInTrigger":true},"liquidation":{"partial":{"rule":"tiers","step":2},"takeover":"bankruptcyPrice","belowZero":"order"},"deficit":"adl","adlRanking":"pnlTimesLeverage","insuranceFundDrawdown":0.3,"insuranceFundWindowS":28800,"insuranceFundStop":1}"#
        ),
        timed: INDEX_MARK,
    },
    Ruleset {
        name: "hyperliquid",
        label: "Hyperliquid",
        source: "Hyperliquid documentation (liquidations, margin tiers, robust price indices, auto-deleveraging); margin table of BTC",
        date: "2026-09-27",
        note: "Half the initial margin at 40x, at 20x from $150,000,000 on. A market order, of a fifth where the position exceeds $100,000 and of the rest after 30 s; below two thirds of the maintenance margin the vault takes over; then auto-deleveraging of positions in profit at the price where the vault is worth nothing (there: the previous mark). There is no insurance fund: that of the scenario stays untouched. The mark follows the index plus a 150 s average of the difference, at most 3 % from the index (our limit; there: the median of three such prices).",
        max_leverage: 40,
        patch: r#"{"margin":{"basis":"mark","maintenance":{"ratio":null,"tiers":[{"notionalFrom":0,"ratio":0.0125},{"notionalFrom":150000000,"ratio":0.025}]},"takerFeeRatio":0.00045,"liquidationFeeRatio":0,"closeFeeInTrigger":false},"liquidation":{"partial":{"rule":"share","share":0.2,"cooldownS":30,"above":100000,"then":"all"},"takeover":"market","belowZero":"order"},"deficit":"vault","adlRanking":"hyperliquid","insuranceFundDrawdown":0,"insuranceFundWindowS":0,"insuranceFundStop":1,"vault":{"takeoverBelow":0.6667}}"#,
        timed: r#"{"mark":{"kind":"indexEma","tauS":150,"band":0.03}}"#,
    },
    Ruleset {
        name: "dydx",
        label: "dYdX",
        source: "dYdX v4 documentation (liquidations, contract loss mechanisms); market BTC-USD",
        date: "2025-12-08",
        note: noted!(
            60,
            "An order down to the fillable price, which lies at the oracle at first and 1.5 times the maintenance ratio from it when nothing is left, at a penalty of up to 1.5 % to the fund; whoever is below zero is deleveraged at once at the bankruptcy price, at no cost to the fund. Whom it meets is drawn at random there; here all winners give their part by size, which is what the draw gives on average."
        ),
        max_leverage: 50,
        patch: r#"{"margin":{"basis":"mark","maintenance":{"ratio":0.012,"tiers":null},"takerFeeRatio":0.0005,"liquidationFeeRatio":0.015,"closeFeeInTrigger":false},"liquidation":{"partial":null,"takeover":"market","belowZero":"deleverage"},"deficit":"proRata","adlRanking":"size","insuranceFundDrawdown":1,"insuranceFundWindowS":0,"insuranceFundStop":1}"#,
        timed: r#"{"mark":{"kind":"indexEma","tauS":60,"band":0.03},"liquidation":{"executor":{"kind":"priceCapped","at":"fillable","spread":1.5}}}"#,
    },
    Ruleset {
        name: "deribit",
        label: "Deribit",
        source: "Deribit support (margin change of 11 January 2022, liquidations, insurance fund)",
        date: "2022-01-11",
        note: noted!(
            30,
            "Maintenance 1 % + 0.005 % per bitcoin of the position, as brackets that are exact at their edges, at $100,000. Closed in small steps, one round a second, until the margin suffices (a twentieth each: our assumption), at 0.75 % to the fund, which pays what is missing; then the winners of the day share the loss (here: by the profit they have open). Its contract is inverse; here the contract stays as it is."
        ),
        max_leverage: 50,
        patch: r#"{"margin":{"basis":"mark","maintenance":{"ratio":null,"tiers":[{"notionalFrom":0,"ratio":0.0105},{"notionalFrom":1000000,"ratio":0.013},{"notionalFrom":5000000,"ratio":0.0175},{"notionalFrom":10000000,"ratio":0.025},{"notionalFrom":20000000,"ratio":0.04},{"notionalFrom":40000000,"ratio":0.07},{"notionalFrom":80000000,"ratio":0.11}]},"takerFeeRatio":0.0005,"liquidationFeeRatio":0.0075,"closeFeeInTrigger":false},"liquidation":{"partial":{"rule":"share","share":0.05,"cooldownS":1,"above":0,"then":"again"},"takeover":"market","belowZero":"order"},"deficit":"socialise","adlRanking":"pnlTimesLeverage","insuranceFundDrawdown":1,"insuranceFundWindowS":0,"insuranceFundStop":1}"#,
        timed: r#"{"mark":{"kind":"indexEma","tauS":30,"band":0.03}}"#,
    },
];

/// A patch of ours as JSON.
fn parsed(text: &str) -> Value {
    let Ok(patch) = json::parse(text) else {
        unreachable!("patches are JSON: a test applies them all");
    };
    patch
}

/// The patches of all venues, read once: whoever lists or sets a control compares each of them with the market.
fn patches() -> &'static [[Value; 2]] {
    static READ: OnceLock<Vec<[Value; 2]>> = OnceLock::new();
    READ.get_or_init(|| {
        let all = RULESETS.iter();
        all.map(|venue| [parsed(venue.patch), parsed(venue.timed)])
            .collect()
    })
}

impl Ruleset {
    fn patches(&self, clock_is_ticks: bool) -> &'static [Value] {
        let mut all = RULESETS.iter().zip(patches());
        let Some((_, own)) = all.find(|(venue, _)| venue.name == self.name) else {
            unreachable!("only the venues of the list are asked");
        };
        &own[..1 + usize::from(clock_is_ticks)]
    }

    /// Whether the rules say how orders are worked.
    pub(super) fn has_executor(&self) -> bool {
        self.timed.contains("executor")
    }

    /// Puts the rules into a market of a complete scenario. Leverage above what the venue grants is cut to it.
    pub(super) fn apply(&self, scenario: &mut Value, market: usize) {
        let is_ticks = scenario["clock"]["mode"] == "ticks";
        for patch in self.patches(is_ticks) {
            merge(&mut scenario["markets"][market], patch);
        }
        if scenario["markets"][market]["deficit"] == "vault" {
            fund_vault(&mut scenario["markets"][market]);
        }
        let id = scenario["markets"][market]["id"].clone();
        let most = f64::from(self.max_leverage);
        for population in scenario["populations"].as_array_mut().into_iter().flatten() {
            let is_here = population["market"] == id || population["market"] == "" && market == 0;
            if population["kind"] == "perps" && is_here {
                cap_leverage(&mut population["leverage"], most);
            }
        }
    }

    /// Whether a market of a complete scenario has exactly these rules.
    pub(super) fn is_of(&self, scenario: &Value, market: usize) -> bool {
        let is_ticks = scenario["clock"]["mode"] == "ticks";
        self.patches(is_ticks)
            .iter()
            .all(|patch| contains(&scenario["markets"][market], patch))
    }
}

/// A vault without money is none: it starts with what the fund has, but at least with something.
pub(super) fn fund_vault(market: &mut Value) {
    if market["vault"]["capital"].as_f64() == Some(0.0) {
        let fund = market["insuranceFund"].as_f64().unwrap_or(0.0);
        market["vault"]["capital"] = Value::from(fund.max(1e6));
    }
}

/// Leaves of objects replace, objects are gone into; something tagged is replaced whole, since its fields depend on the
/// tag.
fn merge(target: &mut Value, patch: &Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) if !is_tagged(patch) => {
            for (name, value) in patch {
                if let Some(field) = target.get_mut(name) {
                    merge(field, value);
                } else {
                    target.insert(name.clone(), value.clone());
                }
            }
        }
        (target, patch) => *target = patch.clone(),
    }
}

fn is_tagged(object: &serde_json::Map<String, Value>) -> bool {
    ["kind", "rule", "law"]
        .iter()
        .any(|tag| object.contains_key(*tag))
}

fn contains(value: &Value, patch: &Value) -> bool {
    match (value, patch) {
        (Value::Object(value), Value::Object(patch)) => patch
            .iter()
            .all(|(name, part)| value.get(name).is_some_and(|field| contains(field, part))),
        (Value::Array(value), Value::Array(patch)) => {
            value.len() == patch.len()
                && value
                    .iter()
                    .zip(patch)
                    .all(|(value, patch)| contains(value, patch))
        }
        (value, patch) => match (value.as_f64(), patch.as_f64()) {
            (Some(value), Some(patch)) => value == patch,
            _ => value == patch,
        },
    }
}

/// Cuts a leverage law off at what a venue grants.
fn cap_leverage(law: &mut Value, most: f64) {
    for field in ["max", "to", "median", "from"] {
        if let Some(value) = law.get_mut(field) {
            cap(value, most);
        }
    }
    for value in law
        .get_mut("at")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        cap(value, most);
    }
    // Bins above the limit shrink towards it and stay in order.
    if let Some(edges) = law.get_mut("edges").and_then(Value::as_array_mut) {
        let top = edges.last().and_then(Value::as_f64).unwrap_or(most);
        if top > most {
            for edge in edges {
                *edge = Value::from(edge.as_f64().unwrap_or(1.0) * most / top);
            }
        }
    }
}

fn cap(value: &mut Value, most: f64) {
    if value.as_f64().is_some_and(|number| number > most) {
        *value = Value::from(most);
    }
}
