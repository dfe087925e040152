//! Random scenarios over all rules that need a ledger: margin rules, fees, partial closes, executors, the waterfall,
//! marks, funding, cross accounts, inverse contracts and several shocks, with the odd absurd value.

use liquidation_cascades::engine::Prepared;
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::data::DataStore;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

pub(crate) fn prepared(scenario: &Value) -> Prepared {
    match build(scenario, &DataStore::default()) {
        Ok(valid) => Prepared::new(valid),
        Err(problems) => panic!("{problems:#?}\n{scenario:#}"),
    }
}

/// What a random scenario may contain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Menu {
    pub(crate) time: bool,
    pub(crate) inverse: bool,
    pub(crate) cross: bool,
    /// Rules that a market without a ledger does not know.
    pub(crate) rules: bool,
    /// Positions under water from the start.
    pub(crate) dead: bool,
    pub(crate) absurd: bool,
}

pub(crate) const EVERYTHING: Menu = Menu {
    time: true,
    inverse: true,
    cross: true,
    rules: true,
    dead: true,
    absurd: true,
};

/// Numbers of traders in turn, by key (smallest first), size (largest first) and number; what differs by rounding is one.
pub(crate) fn in_turn(mut due: Vec<(f64, f64, usize)>) -> Vec<usize> {
    let is_one = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    due.sort_by(|a, b| a.0.total_cmp(&b.0));
    for run in due.chunk_by_mut(|a, b| is_one(a.0, b.0)) {
        run.sort_by(|a, b| b.1.total_cmp(&a.1));
        for same in run.chunk_by_mut(|a, b| is_one(a.1, b.1)) {
            same.sort_by_key(|one| one.2);
        }
    }
    due.into_iter().map(|one| one.2).collect()
}

/// Evenly in the logarithm.
pub(crate) fn log_uniform(from: f64, to: f64) -> impl Strategy<Value = f64> {
    (from.ln()..to.ln()).prop_map(f64::exp)
}

fn often_zero(of: impl Strategy<Value = f64> + 'static) -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0).boxed(), 1 => of.boxed()]
}

fn impact(price: f64, base: f64) -> impl Strategy<Value = Value> {
    let side = |least: usize| vec((0.0..0.03_f64, log_uniform(0.01, 0.5)), least..7);
    let ladder = move |steps: &[(f64, f64)], sign: f64| -> Value {
        let mut at = price;
        let levels: Vec<Value> = steps
            .iter()
            .map(|&(step, share)| {
                at *= 1.0 + sign * (step + 1e-4);
                json!([at, share * base])
            })
            .collect();
        json!(levels)
    };
    prop_oneof![
        log_uniform(1e-3, 2.0)
            .prop_map(move |move_of_all| json!({ "law": "linear", "slope": price * move_of_all / base })),
        log_uniform(1e-3, 2.0)
            .prop_map(move |move_of_all| json!({ "law": "logLinear", "depth": base / move_of_all })),
        (0.3..1.5, 0.005..0.2, log_uniform(0.3, 300.0)).prop_map(move |(coefficient, volatility, volume)| json!({
            "law": "squareRoot", "coefficient": coefficient, "dailyVolatility": volatility,
            "dailyVolume": volume * base
        })),
        (side(1), side(0), any::<bool>(), log_uniform(0.3, 10.0)).prop_map(move |(bids, asks, goes_on, refill)| json!({
            "law": "book", "bids": ladder(&bids, -1.0), "asks": ladder(&asks, 1.0), "refill": refill,
            "beyond": if goes_on { "lastDensity" } else { "exhausted" }
        })),
    ]
}

/// Brackets: smallest notional, ratio.
fn maintenance(notional: f64, absurd: bool) -> impl Strategy<Value = Vec<(f64, f64)>> {
    let top = if absurd { 0.4 } else { 0.08 };
    prop_oneof![
        1 => Just(vec![(0.0, 0.0)]),
        4 => (0.0005..0.08).prop_map(|ratio| vec![(0.0, ratio)]),
        1 => (0.0005..top).prop_map(|ratio| vec![(0.0, ratio)]),
        3 => (0.001..0.02, vec((log_uniform(0.002, 0.3), 0.0..0.03), 1..4)).prop_map(move |(first, steps)| {
            let (mut from, mut ratio) = (0.0, first);
            let mut brackets = vec![(from, ratio)];
            for (width, rise) in steps {
                from += width * notional;
                ratio += rise;
                brackets.push((from, ratio));
            }
            brackets
        }),
    ]
}

fn executor(base: f64) -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({ "kind": "immediate" })),
        log_uniform(0.01, 20.0).prop_map(|rate| json!({ "kind": "exponential", "ratePerS": rate })),
        log_uniform(0.1, 60.0).prop_map(|duration_s| json!({ "kind": "twap", "durationS": duration_s })),
        (0.01..0.9, log_uniform(10.0, 1e5)).prop_map(move |(share, volume)| json!({ "kind": "pov", "share": share, "dailyVolume": volume * base })),
        (any::<bool>(), 0.0..0.1).prop_map(|(band, width)| json!({
            "kind": "priceCapped", "at": if band { "band" } else { "bankruptcyPrice" }, "band": width
        })),
        (1.0..1.1, 0.8..0.999, log_uniform(0.1, 10.0), 0.0..0.02).prop_map(|(buffer, cut, step_s, margin)| json!({
            "kind": "dutch", "buffer": buffer, "cut": cut, "stepS": step_s, "margin": margin
        })),
    ]
}

fn partial(fees: f64, notional: f64) -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        (0.001..0.2_f64)
            .prop_map(move |over| json!({ "rule": "target", "ratio": (fees + over).min(0.98) })),
        (
            0.02..1.0,
            often_zero(0.1..20.0),
            often_zero(log_uniform(1e-3, 0.3)),
            any::<bool>()
        )
            .prop_map(move |(share, cooldown_s, above, all)| json!({
                "rule": "share", "share": share, "cooldownS": cooldown_s, "above": above * notional,
                "then": if all { "all" } else { "again" }
            })),
        (1..3_u32).prop_map(|step| json!({ "rule": "tiers", "step": step })),
    ]
}

fn resilience() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(json!({})),
        1 => vec((0.1..1.0, log_uniform(1e-3, 10.0)), 1..4).prop_map(|parts| {
            let sum: f64 = parts.iter().map(|part| part.0).sum::<f64>() * 1.5;
            let recovery: Vec<Value> = parts
                .iter()
                .map(|(share, decay)| json!({ "share": share / sum, "decayPerS": decay }))
                .collect();
            json!({ "permanentShare": 1.0 / 3.0, "recovery": recovery })
        }),
    ]
}

fn withdrawal(takes_time: bool) -> impl Strategy<Value = Value> {
    let volatility = (0.0..5.0, 0.01..1.0).prop_map(
        |(sensitivity, floor)| json!({ "law": "volatility", "sensitivity": sensitivity, "floor": floor }),
    );
    let drawdown =
        (0.0..40.0).prop_map(|exponent| json!({ "law": "drawdown", "exponent": exponent }));
    if takes_time {
        prop_oneof![3 => Just(Value::Null), 1 => drawdown, 1 => volatility].boxed()
    } else {
        prop_oneof![3 => Just(Value::Null), 1 => drawdown].boxed()
    }
}

/// A population without its market, of about `base` base at `price`.
#[derive(Debug, Clone)]
enum Crowd {
    Fixed(Value),
    Rows(Vec<RawRow>),
}

#[derive(Debug, Clone, Copy)]
struct RawRow {
    long: bool,
    share: f64,
    entry: f64,
    spare: f64,
    doom: f64,
    account: u32,
}

fn crowd(price: f64, base: f64, top_leverage: f64) -> impl Strategy<Value = Crowd> {
    let levels = (
        any::<bool>(),
        0.002..0.3,
        0.0..0.4,
        0.05..1.0,
        1..60_u32,
        select(vec!["price", "logPrice", "poisson"]),
    )
        .prop_map(move |(long, near, width, share, count, spacing)| {
            let (from, to) = if long {
                (price * (1.0 - near) * (1.0 - width), price * (1.0 - near))
            } else {
                (price * (1.0 + near), price * (1.0 + near) * (1.0 + width))
            };
            Crowd::Fixed(json!({
                "kind": "levels", "side": if long { "long" } else { "short" }, "from": from, "to": to,
                "quantity": share * base, "count": count, "spacing": spacing
            }))
        });
    let leverage = prop_oneof![
        (0.0..1.0, 0.0..1.0).prop_map(move |(a, b): (f64, f64)| {
            let at = |share: f64| 0.5 * (top_leverage / 0.5).powf(share);
            json!({ "law": "uniform", "from": at(a.min(b)), "to": at(a.max(b)) })
        }),
        vec(0.0..1.0, 1..4).prop_map(move |at| {
            let at: Vec<f64> = at
                .into_iter()
                .map(|share: f64| 0.5 * (top_leverage / 0.5).powf(share))
                .collect();
            json!({ "law": "clusters", "at": at })
        }),
        (0.1..1.0_f64).prop_map(move |share| {
            let median = 0.5 * (top_leverage / 0.5).powf(share);
            json!({ "law": "lognormal", "median": median, "max": top_leverage })
        }),
    ];
    let perps = (
        0.05..1.0,
        2..60_u32,
        prop_oneof![6 => 0.0..1.0, 1 => Just(0.0), 1 => Just(1.0)],
        leverage,
        prop_oneof![Just(json!({ "law": "spot" })), (0.0..0.3).prop_map(|sd| json!({ "law": "normal", "sd": sd }))],
        prop_oneof![Just(json!({ "law": "equal" })), (0.0..1.5).prop_map(|sd| json!({ "law": "lognormal", "logSd": sd }))],
        select(vec!["quantiles", "random"]),
    )
        .prop_map(move |(share, count, long_share, leverage, entry, sizes, sampling)| {
            Crowd::Fixed(json!({
                "kind": "perps", "openInterest": share * base * price, "count": count, "longShare": long_share,
                "leverage": leverage, "entry": entry, "sizes": sizes, "sampling": sampling
            }))
        });
    let row = (
        any::<bool>(),
        log_uniform(0.005, 0.3),
        0.7..1.4,
        log_uniform(0.001, 1.0),
        0.0..1.0,
        0..6_u32,
    )
        .prop_map(|(long, share, entry, spare, doom, account)| RawRow {
            long,
            share,
            entry,
            spare,
            doom,
            account,
        });
    let rows = vec(row, 1..16).prop_map(Crowd::Rows);
    prop_oneof![1 => levels, 1 => perps, 2 => rows]
}

fn fee(absurd: bool) -> impl Strategy<Value = f64> {
    let top = if absurd { 0.3 } else { 0.03 };
    prop_oneof![3 => Just(0.0), 3 => 0.0..0.01, 1 => 0.0..top]
}

#[derive(Debug, Clone)]
struct Venue {
    price: f64,
    base: f64,
    inverse: bool,
    on_entry: bool,
    cross: bool,
    brackets: Vec<(f64, f64)>,
    closing_fee: f64,
    lot: f64,
    square_root: bool,
    json: Value,
    crowds: Vec<Crowd>,
}

impl Venue {
    fn value(&self, quantity: f64, price: f64) -> f64 {
        if self.inverse {
            quantity / price
        } else {
            quantity * price
        }
    }

    fn profit(&self, long: bool, quantity: f64, entry: f64, price: f64) -> f64 {
        let gain = if self.inverse {
            quantity / entry - quantity / price
        } else {
            quantity * (price - entry)
        };
        if long { gain } else { -gain }
    }

    /// More than must be kept at the start.
    fn needed(&self, quantity: f64, entry: f64) -> f64 {
        let notional = self.value(quantity, if self.on_entry { entry } else { self.price });
        let ends = self
            .brackets
            .iter()
            .skip(1)
            .map(|bracket| bracket.0)
            .chain([f64::INFINITY]);
        let kept: f64 = self
            .brackets
            .iter()
            .zip(ends)
            .map(|(&(from, ratio), to)| ratio * (notional.min(to) - from).max(0.0))
            .sum();
        kept + self.closing_fee * self.value(quantity, self.price)
    }
}

fn venue(menu: Menu, takes_time: bool) -> impl Strategy<Value = Venue> {
    let shape = (
        prop_oneof![Just(100.0), log_uniform(1e-3, 1e5)],
        prop_oneof![Just(1_000.0), log_uniform(1e-2, 1e5)],
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        fee(menu.absurd),
        fee(menu.absurd),
    );
    shape.prop_flat_map(move |(price, base, inverse, entry_basis, cross, taker, liquidation)| {
        let inverse = inverse && menu.inverse;
        let cross = cross && menu.cross && !inverse;
        let (taker, liquidation) = if menu.rules { (taker, liquidation) } else { (0.0, 0.0) };
        // Brackets, fund and capital are in the money of the margin.
        let money = if inverse { base } else { base * price };
        let margin = (
            maintenance(money, menu.absurd),
            any::<bool>(),
            often_zero(log_uniform(1e-6, 1e-2)),
            often_zero(log_uniform(1e-6, 1e-2)),
        );
        let liquidating = (
            if takes_time { executor(base).boxed() } else { Just(json!({ "kind": "immediate" })).boxed() },
            partial(taker + liquidation, if inverse { base * price } else { money }),
            select(vec!["bankruptcyPrice", "market"]),
        );
        let waterfall = (
            often_zero(log_uniform(1e-6, 0.3)),
            often_zero(0.0..1.5),
            prop_oneof![2 => Just(1.0), 1 => 0.0..1.0],
            select(vec!["badDebt", "adl", "adl", "proRata", "socialise", "vault"]),
            select(vec!["pnlTimesLeverage", "pnlTimesMarginRatio", "hyperliquid", "profit", "size"]),
            (often_zero(log_uniform(1e-6, 0.3)), 0.0..1.0, log_uniform(0.01, 20.0)),
        );
        let rest = (
            prop_oneof![2 => Just(json!({ "kind": "last" })), 1 => (log_uniform(0.1, 100.0), 0.0..1.0_f64).prop_map(|(tau, band)| json!({ "kind": "indexEma", "tauS": tau, "band": band * band }))],
            resilience(),
            withdrawal(takes_time),
            prop_oneof![2 => Just(Value::Null), 1 => (1.0..30.0, -0.01..0.01, 0.0..0.02).prop_map(|(interval, interest, cap)| json!({ "intervalS": interval, "interest": interest, "cap": cap }))],
        );
        (impact(price, base), margin, liquidating, waterfall, rest).prop_flat_map(
            move |(impact, (brackets, counts_fee, lot, grid), (executor, partial, takeover), (fund, floor, drawdown, deficit, ranking, vault), (mark, resilience, withdrawal, funding))| {
                // Without a ledger lots are sizes of positions only, where orders fill whole.
                let has_lots = menu.rules || executor["kind"] != "exponential";
                let lot = if has_lots { lot * base * if inverse { price } else { 1.0 } } else { 0.0 };
                let closing_fee = if counts_fee { taker } else { 0.0 };
                let tiers: Vec<Value> = brackets.iter().map(|(from, ratio)| json!({ "notionalFrom": from, "ratio": ratio })).collect();
                let mut market = json!({
                    "price": price, "impact": impact,
                    "margin": {
                        "maintenance": { "tiers": tiers }, "contract": if inverse { "inverse" } else { "linear" },
                        "basis": if entry_basis { "entry" } else { "mark" }, "mode": if cross { "cross" } else { "isolated" },
                        "takerFeeRatio": taker, "liquidationFeeRatio": liquidation, "closeFeeInTrigger": counts_fee,
                        "quantityStep": lot, "priceStep": grid * price
                    },
                    "liquidation": { "executor": executor, "takeover": takeover },
                    "insuranceFund": fund * money, "mark": mark, "resilience": resilience, "withdrawal": withdrawal
                });
                if menu.rules {
                    market["liquidation"]["partial"] = partial;
                    market["insuranceFundFloor"] = json!(floor * fund * money);
                    market["insuranceFundDrawdown"] = json!(drawdown);
                    market["deficit"] = json!(deficit);
                    market["adlRanking"] = json!(ranking);
                    market["vault"] = json!({ "capital": vault.0 * money, "takeoverBelow": vault.1, "ratePerS": vault.2 });
                    market["funding"] = funding;
                } else {
                    let kind = market["liquidation"]["executor"]["kind"].as_str().expect("has a kind");
                    if !["immediate", "exponential"].contains(&kind) {
                        market["liquidation"]["executor"] = json!({ "kind": "immediate" });
                    }
                }
                let top_leverage = (0.9 / brackets[0].1.max(1e-3)).min(120.0);
                let venue = Venue {
                    price, base, inverse, on_entry: entry_basis, cross, closing_fee, lot, brackets,
                    square_root: market["impact"]["law"] == "squareRoot",
                    json: market, crowds: Vec::new(),
                };
                vec(crowd(price, base, top_leverage), 1..4).prop_map(move |crowds| Venue { crowds, ..venue.clone() })
            },
        )
    })
}

#[derive(Debug, Clone)]
struct RawShock {
    kind: u32,
    market: usize,
    ratio: f64,
    size: f64,
    cancels: bool,
    times: Vec<(f64, f64)>,
}

fn shock(absurd: bool) -> impl Strategy<Value = RawShock> {
    let ratio = if absurd {
        prop_oneof![8 => -0.4..-0.005, 4 => 0.005..0.5, 1 => -0.99..-0.5, 1 => 0.5..10.0].boxed()
    } else {
        prop_oneof![2 => -0.4..-0.005, 1 => 0.005..0.5].boxed()
    };
    (
        0..9_u32,
        0..8_usize,
        ratio,
        -0.5..0.5,
        any::<bool>(),
        vec((0.0..20.0, -0.2..0.2), 1..5),
    )
        .prop_map(|(kind, market, ratio, size, cancels, times)| RawShock {
            kind,
            market,
            ratio,
            size,
            cancels,
            times,
        })
}

fn shock_json(raw: &RawShock, venues: &[Venue], takes_time: bool, alone: bool) -> Value {
    let place = raw.market % venues.len();
    let (venue, id) = (&venues[place], format!("m{place}"));
    let times = || {
        let mut times = raw.times.clone();
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        times
    };
    match (raw.kind, takes_time) {
        (4, true) => {
            json!({ "kind": "ramp", "market": id, "ratio": raw.ratio, "durationS": 1.0 + raw.times[0].0, "scale": if raw.cancels { "log" } else { "linear" } })
        }
        (5, true) => {
            let rows: Vec<Value> = times()
                .iter()
                .map(|(time_s, share)| json!({ "timeS": time_s, "quantity": share * venue.base }))
                .collect();
            json!({ "kind": "orders", "market": id, "rows": rows })
        }
        (6, true) => {
            let mut at = 0.0;
            let mut points = vec![json!({ "timeS": 0, "price": 7.0 })];
            for (time_s, share) in times() {
                at += time_s + 0.1;
                points.push(json!({ "timeS": at, "price": 7.0 * (1.0 + 2.0 * share) }));
            }
            json!({ "kind": "path", "market": id, "points": points })
        }
        (7, true) => {
            json!({ "kind": "noise", "market": id, "dailyVolatility": 4.0 * raw.size.abs() })
        }
        (3 | 8, _) => {
            json!({ "kind": "marketOrder", "market": id, "quantity": raw.size * venue.base })
        }
        _ => json!({
            "kind": "priceGap", "market": id, "ratio": raw.ratio,
            "book": if raw.cancels && alone && !venue.square_root { "cancel" } else { "shift" }
        }),
    }
}

fn assemble(
    menu: Menu,
    seed: u32,
    ticks: Option<(f64, u32)>,
    venues: &[Venue],
    shocks: &[RawShock],
) -> Value {
    let takes_time = ticks.is_some();
    let clock = match ticks {
        None => json!({ "mode": "waves" }),
        Some((tick_s, steps)) => {
            json!({ "mode": "ticks", "tickS": tick_s, "durationS": tick_s * f64::from(steps) })
        }
    };
    let mut wallets = [0.0_f64; 3];
    let mut used = [false; 3];
    let (mut markets, mut populations) = (Vec::new(), Vec::new());
    for (place, venue) in venues.iter().enumerate() {
        let id = format!("m{place}");
        let mut market = venue.json.clone();
        market["id"] = json!(id);
        markets.push(market);
        for (number, crowd) in venue.crowds.iter().enumerate() {
            let mut population = match crowd {
                Crowd::Fixed(value) => value.clone(),
                Crowd::Rows(raw) => {
                    let rows: Vec<Value> = raw.iter().enumerate().map(|(index, row)| {
                        let mut quantity = row.share * venue.base;
                        let entry = row.entry * venue.price;
                        if venue.inverse {
                            quantity *= venue.price;
                        }
                        if venue.lot > 0.0 {
                            quantity = (quantity / venue.lot).round().max(1.0) * venue.lot;
                        }
                        let profit = venue.profit(row.long, quantity, entry, venue.price);
                        let value = venue.value(quantity, venue.price);
                        let needed = venue.needed(quantity, entry) - profit;
                        let mut json = json!({
                            "id": format!("m{place}-{number}-{index}"), "side": if row.long { "long" } else { "short" },
                            "quantity": quantity, "entryPrice": entry
                        });
                        let is_dead = menu.dead && row.doom < 0.04;
                        if venue.cross && row.account < 3 {
                            let account = row.account as usize;
                            used[account] = true;
                            wallets[account] += needed + 0.3 * row.spare * value;
                            json["account"] = json!(format!("a{account}"));
                        } else {
                            let spare = if is_dead { -0.2 * row.spare } else { row.spare };
                            json["margin"] = json!((needed + spare * value).max(1e-3 * value));
                        }
                        json
                    }).collect();
                    json!({ "kind": "positions", "rows": rows })
                }
            };
            population["market"] = json!(id);
            populations.push(population);
        }
    }
    let accounts: Vec<Value> = (0..3)
        .filter(|&account| used[account])
        .map(|account| json!({ "id": format!("a{account}"), "wallet": wallets[account].max(0.0) }))
        .collect();
    let mut scenario = json!({
        "version": 1, "seed": seed, "clock": clock, "markets": markets, "accounts": accounts,
        "populations": populations
    });
    let alone = shocks.len() == 1;
    let mut shocks: Vec<Value> = shocks
        .iter()
        .map(|raw| shock_json(raw, venues, takes_time, alone))
        .collect();
    if !shocks.is_empty() {
        scenario["shock"] = shocks.remove(0);
        scenario["moreShocks"] = json!(shocks);
    }
    scenario
}

/// Random valid scenarios of one to three markets.
pub(crate) fn scenarios(menu: Menu) -> impl Strategy<Value = Value> {
    let clock = if menu.time {
        prop::option::weighted(0.6, (log_uniform(0.05, 5.0), 1..60_u32)).boxed()
    } else {
        Just(None).boxed()
    };
    clock.prop_flat_map(move |ticks| {
        let takes_time = ticks.is_some();
        let shocks = prop_oneof![12 => vec(shock(menu.absurd), 1..2), 6 => vec(shock(menu.absurd), 2..5), 1 => Just(Vec::new())];
        (any::<u32>(), vec(venue(menu, takes_time), 1..4), shocks)
            .prop_map(move |(seed, venues, shocks)| assemble(menu, seed, ticks, &venues, &shocks))
    })
}
