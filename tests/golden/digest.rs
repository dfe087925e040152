//! Scenarios drawn from a number: three hundred of them over the whole contract, each with a digest of everything its run
//! says. A changed bit anywhere shows, also where no case was thought of.

use liquidation_cascades::analysis::flow::Flow;
use liquidation_cascades::analysis::ladder::Ladders;
use liquidation_cascades::engine::Prepared;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use serde_json::{Value, json};
use std::fmt::Write;

const SCENARIOS: u64 = 300;
/// Contradictions are left to chance and refused; more of them than that, and the rest would say little.
const LEAST_VALID: usize = 250;

/// Numbers for scenarios (splitmix64). By whole numbers and products only: no function that hosts round in their own way.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// From 0, below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A thousandth from 0 to 1.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.below(1001)).expect("small")) / 1000.0
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// Of any size from `low` to `high`, small ones as often as large ones.
    fn size(&mut self, low: f64, high: f64) -> f64 {
        let mut doublings = 0;
        while low * f64::from(1_u32 << (doublings + 1)) <= high {
            doublings += 1;
        }
        let factor = f64::from(1_u32 << self.below(doublings + 1));
        (low * factor * (1.0 + self.share())).min(high)
    }

    /// True that often, in percent.
    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).expect("small")].clone()
    }
}

fn impact(draw: &mut Draw, price: f64, interest: f64) -> Value {
    let depth = interest * draw.size(0.05, 20.0);
    match draw.below(4) {
        0 => json!({ "law": "linear", "slope": price * draw.size(0.02, 2.0) / interest }),
        1 => json!({ "law": "logLinear", "depth": 3.0 * depth }),
        2 => json!({
            "law": "squareRoot", "coefficient": draw.size(0.2, 2.0), "dailyVolatility": draw.size(0.005, 0.2),
            "dailyVolume": interest * draw.size(0.1, 10.0)
        }),
        _ => {
            let levels = 3 + draw.below(20);
            let mut side = |direction: f64| -> Vec<Value> {
                let mut at = price;
                (0..levels)
                    .map(|_| {
                        at *= 1.0 + direction * draw.size(0.0005, 0.03);
                        json!([at, depth / 10.0 * draw.size(0.1, 5.0)])
                    })
                    .collect()
            };
            let (bids, asks) = (side(-1.0), side(1.0));
            let beyond = draw.pick(&["lastDensity", "exhausted"]);
            json!({ "law": "book", "bids": bids, "asks": asks, "beyond": beyond, "refill": draw.size(0.5, 4.0) })
        }
    }
}

fn margin(draw: &mut Draw, price: f64, interest: f64, is_cross: bool) -> Value {
    let mut margin = json!({});
    if is_cross {
        margin["mode"] = json!("cross");
    } else if draw.chance(15) {
        margin["contract"] = json!("inverse");
    }
    if draw.chance(20) {
        margin["basis"] = json!("entry");
    }
    let notional = interest * price;
    match draw.below(4) {
        0 => {}
        1 => margin["maintenance"] = json!({ "ratio": draw.size(0.002, 0.02) }),
        _ => {
            margin["maintenance"] = json!({ "tiers": [
                { "notionalFrom": 0, "ratio": 0.004 },
                { "notionalFrom": notional / 1000.0, "ratio": 0.008 },
                { "notionalFrom": notional / 100.0, "ratio": 0.02 }
            ] });
        }
    }
    if draw.chance(30) {
        margin["takerFeeRatio"] = json!(draw.size(0.0001, 0.005));
        margin["closeFeeInTrigger"] = json!(draw.chance(50));
    }
    if draw.chance(30) {
        margin["liquidationFeeRatio"] = json!(draw.size(0.0005, 0.01));
    }
    if draw.chance(10) {
        margin["priceStep"] = json!(price / 8192.0);
    }
    margin
}

fn executor(draw: &mut Draw, interest: f64, ticks: bool) -> Value {
    if !ticks {
        return json!({ "kind": "immediate" });
    }
    match draw.below(6) {
        0 => json!({ "kind": "immediate" }),
        1 => json!({ "kind": "exponential", "ratePerS": draw.size(0.01, 5.0) }),
        2 => json!({ "kind": "twap", "durationS": draw.size(0.5, 60.0) }),
        3 => {
            json!({ "kind": "pov", "share": draw.size(0.01, 0.9), "dailyVolume": interest * draw.size(1.0, 100.0) })
        }
        4 => {
            json!({ "kind": "priceCapped", "at": draw.pick(&["bankruptcyPrice", "band"]), "band": draw.size(0.001, 0.1) })
        }
        _ => {
            json!({ "kind": "dutch", "buffer": 1.02, "cut": 0.99, "stepS": draw.size(0.5, 5.0), "margin": 0.005 })
        }
    }
}

fn market(draw: &mut Draw, id: &str, ticks: bool, is_cross: bool) -> (Value, f64, f64) {
    let (price, interest) = (draw.size(0.01, 50_000.0), draw.size(100.0, 1e6));
    let notional = price * interest;
    let mut market = json!({
        "id": id, "price": price, "impact": impact(draw, price, interest),
        "margin": margin(draw, price, interest, is_cross),
        "liquidation": { "executor": executor(draw, interest, ticks) },
        "insuranceFund": notional * draw.pick(&[0.0, 1e-5, 1e-3, 0.05]),
        "deficit": draw.pick(&["badDebt", "badDebt", "adl", "proRata", "socialise", "vault"]),
        "adlRanking": draw.pick(&["pnlTimesLeverage", "hyperliquid", "profit", "size"])
    });
    if draw.chance(30) {
        let (permanent, decay) = (draw.pick(&[0.25, 0.5, 0.75]), draw.size(0.001, 2.0));
        market["resilience"] = json!({ "permanentShare": permanent, "recovery": [{ "share": 1.0 - permanent, "decayPerS": decay }] });
    }
    if draw.chance(30) {
        market["withdrawal"] = match ticks && draw.chance(50) {
            true => {
                json!({ "law": "volatility", "sensitivity": draw.size(0.1, 10.0), "floor": draw.size(0.05, 0.9),
                "recoveryS": draw.size(1.0, 500.0), "dailyVolatility": draw.size(0.01, 0.1), "windowS": draw.size(1.0, 100.0) })
            }
            false => json!({ "law": "drawdown", "exponent": draw.size(0.1, 30.0) }),
        };
    }
    if ticks && draw.chance(30) {
        market["mark"] = json!({ "kind": "indexEma", "tauS": draw.size(0.5, 100.0), "band": draw.size(0.001, 0.3) });
    }
    if ticks && draw.chance(20) {
        market["funding"] =
            json!({ "intervalS": draw.size(1.0, 30.0), "interest": 0.0001, "cap": 0.0075 });
    }
    if draw.chance(40) {
        market["liquidation"]["partial"] = match draw.below(3) {
            0 => json!({ "rule": "target", "ratio": draw.size(0.02, 0.3) }),
            1 => {
                json!({ "rule": "share", "share": draw.size(0.05, 0.9), "cooldownS": if ticks { draw.size(0.5, 20.0) } else { 0.0 },
                "above": if draw.chance(50) { notional / 1000.0 } else { 0.0 }, "then": draw.pick(&["again", "all"]) })
            }
            _ => json!({ "rule": "tiers", "step": 1 + draw.below(2) }),
        };
    }
    if draw.chance(40) {
        market["liquidation"]["takeover"] = json!("market");
    }
    if draw.chance(15) {
        market["insuranceFundDrawdown"] = json!(0.3);
    }
    market["vault"] =
        json!({ "capital": notional / 100.0, "takeoverBelow": 0.6667, "ratePerS": 0.05 });
    (market, price, interest)
}

fn population(draw: &mut Draw, market: &str, price: f64, interest: f64, name: &str) -> Value {
    let count = 2 + draw.below(200);
    match draw.below(4) {
        0 => {
            let (side, from, to) = match draw.chance(60) {
                true => ("long", 0.75, 0.99),
                false => ("short", 1.01, 1.4),
            };
            json!({ "kind": "levels", "market": market, "side": side, "from": price * from, "to": price * to, "quantity": interest,
                "count": count, "spacing": draw.pick(&["price", "logPrice", "poisson"]) })
        }
        1 => {
            let rows: Vec<Value> = (0..1 + draw.below(15))
                .map(|row| {
                    json!({ "id": format!("{name}-{row}"), "side": draw.pick(&["long", "short"]), "quantity": interest / 20.0 * draw.size(0.1, 3.0),
                        "entryPrice": price * draw.between(0.99, 1.01), "leverage": draw.size(2.0, 40.0) })
                })
                .collect();
            json!({ "kind": "positions", "market": market, "rows": rows })
        }
        _ => {
            let leverage = match draw.below(5) {
                0 => json!({ "law": "uniform", "from": 2, "to": 5 + draw.below(40) }),
                1 => {
                    json!({ "law": "lognormal", "median": draw.size(3.0, 20.0), "logSd": 0.7, "max": 45 })
                }
                2 => json!({ "law": "pareto", "from": 1, "exponent": 1.2, "max": 45 }),
                3 => json!({ "law": "clusters", "at": [5, 10, 20, 40], "weights": [4, 3, 2, 1] }),
                _ => json!({ "law": "histogram", "edges": [1, 5, 20, 45], "weights": [2, 3, 1] }),
            };
            let entry = draw.pick(&[
                json!({ "law": "spot" }),
                json!({ "law": "normal", "sd": 0.04 }),
            ]);
            let sizes = draw.pick(&[
                json!({ "law": "equal" }),
                json!({ "law": "lognormal", "logSd": 1.1 }),
                json!({ "law": "pareto", "exponent": 1.4 }),
            ]);
            json!({ "kind": "perps", "market": market, "openInterest": interest * price, "count": count, "longShare": draw.share(),
                "leverage": leverage, "entry": entry, "sizes": sizes, "sampling": draw.pick(&["quantiles", "random"]) })
        }
    }
}

fn shock(draw: &mut Draw, ticks: bool, duration_s: f64, interest: f64) -> Value {
    let ratio = draw.size(0.005, 0.25) * if draw.chance(75) { -1.0 } else { 1.0 };
    let quantity = interest * draw.size(0.001, 0.1) * if draw.chance(70) { 1.0 } else { -1.0 };
    match if ticks {
        draw.below(6)
    } else {
        5 * draw.below(2) + draw.below(2)
    } {
        0 | 6 => json!({ "kind": "priceGap", "ratio": ratio, "book": "shift" }),
        1 => json!({ "kind": "marketOrder", "quantity": quantity }),
        2 => {
            json!({ "kind": "ramp", "ratio": ratio, "durationS": duration_s * draw.between(0.1, 0.9), "scale": draw.pick(&["linear", "log"]) })
        }
        3 => {
            json!({ "kind": "orders", "rows": [{ "timeS": 0, "quantity": quantity }, { "timeS": duration_s / 2.0, "quantity": quantity / 2.0 }] })
        }
        4 => {
            json!({ "kind": "path", "points": [{ "timeS": 0, "price": 100 }, { "timeS": duration_s / 3.0, "price": 100.0 * (1.0 + ratio) },
            { "timeS": duration_s, "price": 99 }], "speed": 1 })
        }
        _ if ticks => json!({ "kind": "noise", "dailyVolatility": draw.size(0.01, 3.0) }),
        _ => json!({ "kind": "priceGap", "ratio": ratio }),
    }
}

fn scenario(index: u64) -> Value {
    let draw = &mut Draw(index);
    let ticks = draw.chance(50);
    let duration_s = draw.size(2.0, 100.0);
    let clock = match ticks {
        true => {
            json!({ "mode": "ticks", "tickS": duration_s / draw.between(4.0, 50.0), "durationS": duration_s })
        }
        false => json!({ "mode": "waves" }),
    };
    let is_cross = draw.chance(15);
    let (mut markets, mut populations, mut accounts) = (Vec::new(), Vec::new(), Vec::new());
    let wallets: Vec<f64> = (0..3).map(|_| draw.size(1.0, 1e6)).collect();
    let mut first_interest = 0.0;
    for id in &["perp", "other"][..if draw.chance(20) { 2 } else { 1 }] {
        let (market, price, interest) = market(draw, id, ticks, is_cross);
        for part in 0..1 + draw.below(2) {
            populations.push(population(
                draw,
                id,
                price,
                interest,
                &format!("{id}{part}"),
            ));
        }
        if is_cross {
            let rows: Vec<Value> = (0..3)
                .map(|account| {
                    json!({ "id": format!("{id}-{account}"), "side": draw.pick(&["long", "short"]), "entryPrice": price,
                        "quantity": wallets[account] * draw.size(2.0, 15.0) / price, "account": format!("wallet{account}") })
                })
                .collect();
            populations.push(json!({ "kind": "positions", "market": id, "rows": rows }));
        }
        if markets.is_empty() {
            first_interest = interest;
        }
        markets.push(market);
    }
    if is_cross {
        let account = |(index, wallet): (usize, &f64)| json!({ "id": format!("wallet{index}"), "wallet": wallet });
        accounts = wallets.iter().enumerate().map(account).collect();
    }
    let mut shocks = vec![shock(draw, ticks, duration_s, first_interest)];
    if draw.chance(15) {
        shocks.push(shock(draw, ticks, duration_s, first_interest));
    }
    json!({
        "seed": draw.below(1 << 32), "clock": clock, "markets": markets, "populations": populations, "accounts": accounts,
        "shock": shocks[0], "moreShocks": shocks[1..]
    })
}

/// A digest of numbers, by their bits and order.
struct Digest(u64);

impl Digest {
    fn number(&mut self, number: f64) {
        // Which bits a host gives to what is no number is its own affair, and there should be none.
        assert!(!number.is_nan());
        self.bits(number.to_bits());
    }

    fn bits(&mut self, bits: u64) {
        self.0 = (self.0.rotate_left(23) ^ bits).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 29;
    }

    fn numbers(&mut self, numbers: &[f64]) {
        self.bits(numbers.len() as u64);
        numbers.iter().for_each(|&number| self.number(number));
    }

    fn value(&mut self, value: &Value) {
        match (value.as_f64(), value) {
            (Some(number), _) => self.number(number),
            (None, Value::Object(fields)) => fields.values().for_each(|value| self.value(value)),
            (None, other) => other
                .to_string()
                .bytes()
                .for_each(|byte| self.bits(byte.into())),
        }
    }
}

fn digest(prepared: &Prepared, has_ratio: bool) -> u64 {
    let trace = prepared.trace();
    let mut all = Digest(0);
    all.numbers(&trace.time_s);
    trace.wave.iter().for_each(|&wave| all.bits(wave.into()));
    for market in &trace.markets {
        for column in [
            &market.last_price,
            &market.mark_price,
            &market.counterfactual_price,
            &market.branching_ratio,
            &market.wave_ratio,
            &market.backlog_quantity,
            &market.liquidated_quantity,
            &market.liquidated_notional,
            &market.long_liquidated_notional,
            &market.short_liquidated_notional,
            &market.short_liquidated_quantity,
            &market.open_interest,
            &market.depth,
            &market.insurance_fund,
            &market.adl_notional,
            &market.socialised_loss,
            &market.fees,
            &market.vault,
            &market.bad_debt,
            &market.trader_loss,
            &market.returned_margin,
        ] {
            all.numbers(column);
        }
        market
            .liquidated_count
            .iter()
            .for_each(|&count| all.bits(count.into()));
    }
    for account in &trace.accounts {
        all.numbers(&[account.quantity, account.cash, account.deleveraged_quantity]);
        all.number(account.average_fill_price.unwrap_or(-1.0));
        all.bits(account.liquidated_at_row.map_or(u64::MAX, u64::from));
    }
    all.value(&serde_json::to_value(trace.summary()).expect("a summary is JSON"));
    let flow = Flow::new(&trace, trace.market(None).expect("there is a market"));
    flow.notional.iter().for_each(|part| all.numbers(part));
    if has_ratio {
        let ladders = Ladders::default();
        for ratio in [-0.1, -0.03, 0.07] {
            let landing = ladders.landing(prepared, ratio);
            all.numbers(&[
                landing.price,
                landing.shocked_price,
                landing.liquidated_quantity,
            ]);
            all.numbers(&[landing.liquidated_notional, landing.liquidated_share]);
            all.bits(landing.liquidated_count.into());
        }
    }
    all.0
}

/// One line for each scenario: its number, the digest, and what it is made of.
pub(super) fn drawn_scenarios() -> String {
    let (data, mut text, mut valid) = (DataStore::default(), String::new(), 0);
    for index in 0..SCENARIOS {
        let scenario = scenario(index);
        let (market, shock) = (&scenario["markets"][0], &scenario["shock"]["kind"]);
        let words = format!(
            "{} {} {} {}",
            scenario["clock"]["mode"].as_str().unwrap_or_default(),
            market["impact"]["law"].as_str().unwrap_or_default(),
            market["deficit"].as_str().unwrap_or_default(),
            shock.as_str().unwrap_or_default()
        );
        let result = match build(&scenario, &data) {
            Ok(model) => {
                valid += 1;
                let has_ratio = matches!(shock.as_str(), Some("priceGap" | "ramp"));
                format!("{:016x} {words}", digest(&Prepared::new(model), has_ratio))
            }
            Err(problems) => format!("refused {}", problems[0].message),
        };
        writeln!(text, "{index:03} {result}").expect("text grows");
    }
    assert!(
        valid >= LEAST_VALID,
        "{valid} of {SCENARIOS} are valid:\n{text}"
    );
    text
}
