//! Random cases on which the ledger must give what the list of traders in `reference.rs` gives: of everything, and of one subject
//! at a time.

use crate::config;
use crate::reference::{Pace, Row, Rules, Trader, simulate};
use crate::scenarios::{log_uniform, prepared};
use crate::subject::law_about;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// What a strategy of cases is about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Subject {
    Everything,
    /// Winners who stand in, in instant runs and tick by tick, and for accounts, too.
    Deleveraging,
    /// Closes bracket by bracket.
    Tiers,
}

fn ticks() -> impl Strategy<Value = (Pace, u32)> {
    let pace = prop_oneof![
        1 => Just(Pace::Immediate),
        2 => log_uniform(0.02, 3.0).prop_map(Pace::Exponential),
        2 => log_uniform(0.5, 30.0).prop_map(Pace::Twap),
        2 => (0.01..0.5, log_uniform(0.5, 100.0)).prop_map(|(share, others)| Pace::Pov(share, others)),
    ];
    (pace, 1..30_u32)
}

fn rules(subject: Subject) -> impl Strategy<Value = Rules> {
    let deficit = match subject {
        Subject::Deleveraging => select(vec![1_usize, 1, 1, 3]),
        _ => select(vec![0, 1, 2, 3]),
    };
    let partial = match subject {
        Subject::Tiers => select(vec![3_usize, 5, 6]),
        _ => select((0..7).collect::<Vec<usize>>()),
    };
    let ticks = match subject {
        Subject::Deleveraging => prop::option::weighted(0.6, ticks()).boxed(),
        _ => Just(None).boxed(),
    };
    let fee = || prop_oneof![1 => Just(0.0), 1 => 0.0..0.01];
    (
        (
            any::<bool>(),
            any::<bool>(),
            log_uniform(1e-5, 3e-3),
            0.0005..0.05,
            fee(),
            fee(),
        ),
        (
            partial,
            0.001..0.1,
            0.02..0.6,
            any::<bool>(),
            (
                (
                    log_uniform(20.0, 900.0),
                    prop_oneof![1 => Just(0.0), 2 => 0.001..0.05],
                ),
                vec(
                    (
                        log_uniform(5.0, 300.0),
                        prop_oneof![1 => Just(0.0), 2 => 0.001..0.03],
                    ),
                    2,
                ),
                any::<bool>(),
            ),
        ),
        (
            prop_oneof![1 => Just(0.0), 2 => 0.1..500.0],
            0.0..1.0,
            (deficit, 0..5_usize),
            -0.3..-0.01,
            ticks,
        ),
    )
        .prop_map(
            |(
                (inverse, log_impact, slope, ratio, taker, liquidation),
                (partial, over, share, to_trader, (first, more, on_entry)),
                (fund, floor, (deficit, ranking), gap, ticks),
            )| {
                // Targets and brackets look at the clock, too: here they are closed in instant runs.
                let partial = match (ticks, partial) {
                    (Some(_), 1 | 3..) => 0,
                    (_, partial) => partial,
                };
                Rules {
                    inverse,
                    log_impact,
                    slope,
                    ratio,
                    taker,
                    liquidation,
                    to_trader,
                    fund,
                    deficit,
                    ranking,
                    gap,
                    ticks,
                    // At or below what must be kept, too.
                    target: match partial {
                        1 => Some(f64::max(ratio, taker + liquidation) + over),
                        4 => Some(f64::max(ratio * 2.0 * share, taker + liquidation + 1e-4)),
                        _ => None,
                    },
                    upper: [
                        first,
                        (first.0 + more[0].0, more[0].1),
                        (first.0 + more[0].0 + more[1].0, more[1].1),
                    ],
                    on_entry,
                    step: match partial {
                        3 => 1,
                        5 | 6 => 2,
                        _ => 0,
                    },
                    share: (partial == 2).then_some(share),
                    floor: if floor < 0.5 { 0.0 } else { floor * fund },
                }
            },
        )
}

fn traders() -> impl Strategy<Value = Vec<Trader>> {
    let long = (0.1..10.0, 0.9..1.1, log_uniform(0.002, 0.4)).prop_map(
        |(quantity, entry, spare): (f64, f64, f64)| {
            let entry = 100.0 * entry;
            (
                true,
                quantity,
                entry,
                quantity * (entry - 100.0) + (0.05 + spare) * quantity * 100.0,
            )
        },
    );
    let short = (0.1..10.0, 0.8..1.2, log_uniform(0.002, 0.4)).prop_map(
        |(quantity, entry, spare): (f64, f64, f64)| {
            let entry = 100.0 * entry;
            (
                false,
                quantity,
                entry,
                quantity * (100.0 - entry) + (0.05 + spare) * quantity * 100.0,
            )
        },
    );
    let one = prop_oneof![3 => long, 2 => short].prop_map(|(long, quantity, entry, margin)| {
        let margin = margin.max(0.01 * quantity);
        Trader {
            inverse: false,
            long,
            quantity,
            entry,
            margin,
            first: quantity,
            closes: 0,
            order: None,
            account: None,
            average: (0.0, 0.0),
            returned: 0.0,
        }
    });
    vec(one, 1..25)
}

/// The same case in contracts of one quote, with all money in base.
fn inverted(rules: &mut Rules, traders: &mut [Trader]) {
    for money in [&mut rules.fund, &mut rules.floor] {
        *money /= 100.0;
    }
    for bracket in &mut rules.upper {
        bracket.0 /= 100.0;
    }
    for trader in traders {
        trader.inverse = true;
        trader.quantity *= 100.0;
        trader.first = trader.quantity;
        trader.margin /= 100.0;
    }
}

/// Rules, traders, and the wallets that some of them share.
type Drawn = (Rules, Vec<Trader>, Vec<f64>);

fn cases(subject: Subject) -> impl Strategy<Value = Drawn> {
    let accounts = match subject {
        Subject::Deleveraging => vec(0..8_usize, 25).boxed(),
        _ => Just(vec![usize::MAX; 25]).boxed(),
    };
    let drawn = (rules(subject), traders(), accounts, any::<bool>());
    drawn.prop_map(|(mut rules, mut traders, accounts, shares)| {
        let mut wallets = Vec::new();
        if rules.inverse {
            inverted(&mut rules, &mut traders);
        } else if shares {
            wallets = vec![0.0; 3];
            for (trader, account) in traders.iter_mut().zip(accounts) {
                if trader.long && account < wallets.len() {
                    wallets[account] += std::mem::take(&mut trader.margin);
                    trader.account = Some(account);
                }
            }
        }
        (rules, traders, wallets)
    })
}

fn scenario(rules: &Rules, traders: &[Trader], wallets: &[f64]) -> Value {
    let rows: Vec<Value> = traders
        .iter()
        .enumerate()
        .map(|(index, trader)| {
            let mut row = json!({
                "id": format!("{index}"), "side": if trader.long { "long" } else { "short" }, "quantity": trader.quantity,
                "entryPrice": trader.entry
            });
            match trader.account {
                Some(account) => row["account"] = json!(format!("a{account}")),
                None => row["margin"] = json!(trader.margin),
            }
            row
        })
        .collect();
    let partial = match (rules.target, rules.share) {
        (None, None) if rules.step > 0 => json!({ "rule": "tiers", "step": rules.step }),
        (Some(ratio), _) => json!({ "rule": "target", "ratio": ratio }),
        (_, Some(share)) => json!({ "rule": "share", "share": share, "cooldownS": 0 }),
        _ => Value::Null,
    };
    let mut ratio = rules.ratio;
    let mut tiers = vec![json!({ "notionalFrom": 0, "ratio": ratio })];
    for (from, more) in rules.upper {
        ratio += more;
        tiers.push(json!({ "notionalFrom": from, "ratio": ratio }));
    }
    let clock = match rules.ticks {
        Some((_, steps)) => json!({ "mode": "ticks", "tickS": 1, "durationS": steps }),
        None => json!({ "mode": "waves" }),
    };
    let executor = match rules.ticks {
        None | Some((Pace::Immediate, _)) => json!({ "kind": "immediate" }),
        Some((Pace::Exponential(rate), _)) => json!({ "kind": "exponential", "ratePerS": rate }),
        Some((Pace::Twap(seconds), _)) => json!({ "kind": "twap", "durationS": seconds }),
        Some((Pace::Pov(share, others), _)) => {
            json!({ "kind": "pov", "share": share, "dailyVolume": 86_400.0 * others })
        }
    };
    let accounts: Vec<Value> = wallets
        .iter()
        .enumerate()
        .filter(|&(account, _)| traders.iter().any(|trader| trader.account == Some(account)))
        .map(|(account, wallet)| json!({ "id": format!("a{account}"), "wallet": wallet }))
        .collect();
    let mode = if accounts.is_empty() {
        "isolated"
    } else {
        "cross"
    };
    json!({
        "version": 1, "clock": clock, "accounts": accounts,
        "markets": [{
            "price": 100,
            "impact": if rules.log_impact { json!({ "law": "logLinear", "depth": 1.0 / rules.slope }) } else { json!({ "law": "linear", "slope": 100.0 * rules.slope }) },
            "margin": { "mode": mode, "contract": if rules.inverse { "inverse" } else { "linear" }, "maintenance": { "tiers": tiers }, "basis": if rules.on_entry { "entry" } else { "mark" }, "takerFeeRatio": rules.taker, "liquidationFeeRatio": rules.liquidation.max(1e-15) },
            "liquidation": { "executor": executor, "partial": partial, "takeover": if rules.to_trader { "market" } else { "bankruptcyPrice" } },
            "insuranceFund": rules.fund, "insuranceFundFloor": rules.floor, "deficit": (["badDebt", "adl", "socialise", "proRata"][rules.deficit]),
            "adlRanking": (["pnlTimesLeverage", "hyperliquid", "profit", "size", "pnlTimesMarginRatio"][rules.ranking])
        }],
        "populations": [{ "kind": "positions", "rows": rows }],
        "shock": { "kind": "priceGap", "ratio": rules.gap }
    })
}

/// Whether, row by row and trader by trader, the ledger is what a plain list of traders gives; gives the traders as they end
/// and the last row, nothing where the list does not tell.
fn agrees((rules, traders, wallets): &Drawn) -> Result<Option<(Vec<Trader>, Row)>, TestCaseError> {
    let trace = prepared(&scenario(rules, traders, wallets)).trace();
    let (mut traders, mut wallets) = (traders.clone(), wallets.clone());
    let contracts: f64 = traders.iter().map(|trader| trader.quantity).sum();
    // Scales: money of the margin, base, quote.
    let (cash, base, quote) = if rules.inverse {
        (0.02, 0.02, 1.0)
    } else {
        (150.0, 1.0, 150.0)
    };
    let margins: f64 = traders.iter().map(|trader| trader.margin).sum();
    let margins = margins + wallets.iter().sum::<f64>();
    let (cash, base, quote) = (
        contracts * cash + margins + rules.fund,
        contracts * base,
        contracts * quote,
    );
    let Some(rows) = simulate(rules, &mut traders, &mut wallets) else {
        return Ok(None);
    };
    let market = &trace.markets[0];
    prop_assert_eq!(
        rows.len(),
        trace.rows(),
        "{:?} {:?}",
        rows,
        market.last_price
    );
    for (at, row) in rows.iter().enumerate() {
        let pairs = [
            ("price", market.last_price[at], row.price, 100.0),
            ("sold", market.liquidated_quantity[at], row.sold, base),
            ("fund", market.insurance_fund[at], row.fund, cash),
            ("bad debt", market.bad_debt[at], row.bad_debt, cash),
            ("ADL", market.adl_notional[at], row.adl, quote),
            (
                "socialised",
                market.socialised_loss[at],
                row.socialised,
                cash,
            ),
            ("returned", market.returned_margin[at], row.returned, cash),
            ("fees", market.fees[at], row.fees, cash),
        ];
        for (name, ours, theirs, scale) in pairs {
            prop_assert!(
                (ours - theirs).abs() <= 1e-9 * scale,
                "{name}[{at}]: {ours} is not {theirs}"
            );
        }
    }
    for (account, trader) in trace.accounts.iter().zip(&traders) {
        let signed = if trader.long {
            trader.quantity
        } else {
            -trader.quantity
        };
        prop_assert!(
            (account.quantity - signed).abs() <= 1e-9 * contracts,
            "{account:?} {trader:?}"
        );
        // Of a wallet everybody shows all.
        let money = match trader.account {
            None => trader.margin + trader.returned,
            Some(shared) => {
                let members = traders.iter().filter(|other| other.account == Some(shared));
                wallets[shared] + members.map(|one| one.margin + one.returned).sum::<f64>()
            }
        };
        prop_assert!(
            (account.cash - money).abs() <= 1e-9 * cash,
            "{account:?} {trader:?} {money}"
        );
        // The positions of an account are bankrupt at one price: rounding decides which of them the market takes and which a
        // winner.
        let average = account.average_fill_price;
        if let Some(average) = average.filter(|_| trader.account.is_none()) {
            prop_assert!(
                (trader.value(trader.average.0, average) - trader.average.1).abs() <= 1e-9 * cash,
                "{account:?} {trader:?}"
            );
        }
    }
    Ok(rows.last().map(|&last| (traders, last)))
}

#[test]
fn the_ledger_agrees_with_a_naive_simulation() {
    law_about(
        config(400, 10_000),
        &cases(Subject::Everything),
        0.5,
        |case| Ok(agrees(case)?.is_some_and(|(_, last)| last.sold > 0.0)),
    );
}

/// Winners stand in: by rank and in proportion, in instant runs, with orders worked off in a share of what waits, evenly and as
/// a share of all trading, for isolated positions and for accounts.
#[test]
fn deleveraging_agrees_with_a_naive_simulation() {
    law_about(
        config(300, 10_000),
        &cases(Subject::Deleveraging),
        0.3,
        |case| Ok(agrees(case)?.is_some_and(|(_, last)| last.adl > 0.0)),
    );
}

/// Closes by brackets, one and two at a time.
#[test]
fn closes_by_brackets_agree_with_a_naive_simulation() {
    law_about(config(300, 10_000), &cases(Subject::Tiers), 0.3, |case| {
        Ok(agrees(case)?.is_some_and(|(traders, _)| {
            let mut closed = traders.iter().filter(|trader| trader.closes > 0);
            closed.any(|trader| trader.closes > 1 || trader.quantity > 0.0)
        }))
    });
}

/// The cases of winners are about something: each way of working orders off, with and without accounts.
#[test]
fn cases_of_deleveraging_are_of_every_kind() {
    let mut runner = TestRunner::deterministic();
    // By pace (instant runs first) and whether an account was seized.
    let mut seen = [[0; 2]; 5];
    for _ in 0..800 {
        let tree = cases(Subject::Deleveraging).new_tree(&mut runner);
        let (rules, mut traders, mut wallets) = tree.expect("is drawn").current();
        let before = wallets.clone();
        let rows = simulate(&rules, &mut traders, &mut wallets);
        if !rows.is_some_and(|rows| rows.last().is_some_and(|last| last.adl > 0.0)) {
            continue;
        }
        let pace = match rules.ticks.map(|ticks| ticks.0) {
            None => 0,
            Some(Pace::Immediate) => 1,
            Some(Pace::Exponential(_)) => 2,
            Some(Pace::Twap(_)) => 3,
            Some(Pace::Pov(..)) => 4,
        };
        seen[pace][usize::from(wallets != before)] += 1;
    }
    assert!(
        seen.as_flattened().iter().all(|&count| count > 5),
        "{seen:?}"
    );
}

/// The cases above are about something: every rule closes in parts, on either basis, and the step of two does both.
#[test]
fn cases_of_tiers_close_in_parts() {
    let mut runner = TestRunner::deterministic();
    // By step less one and basis: closes in part, whole at once.
    let mut seen = [[[0; 2]; 2]; 2];
    for _ in 0..400 {
        let tree = cases(Subject::Everything).new_tree(&mut runner);
        let (rules, mut traders, mut wallets) = tree.expect("is drawn").current();
        if rules.step == 0 || simulate(&rules, &mut traders, &mut wallets).is_none() {
            continue;
        }
        for trader in traders.iter().filter(|trader| trader.closes > 0) {
            let place = usize::from(trader.closes == 1 && trader.quantity == 0.0);
            seen[rules.step - 1][usize::from(rules.on_entry)][place] += 1;
        }
    }
    assert!(
        seen.as_flattened()
            .as_flattened()
            .iter()
            .all(|&count| count > 5),
        "{seen:?}"
    );
}

/// Targets too, on linear and on inverse contracts: some closes reach them, some only cure, some take all.
#[test]
fn cases_of_targets_close_in_parts() {
    let mut runner = TestRunner::deterministic();
    // By contract: closed in part, closed more than once, closed whole.
    let mut seen = [[0; 3]; 2];
    for _ in 0..600 {
        let tree = cases(Subject::Everything).new_tree(&mut runner);
        let (rules, mut traders, mut wallets) = tree.expect("is drawn").current();
        if rules.target.is_none() || simulate(&rules, &mut traders, &mut wallets).is_none() {
            continue;
        }
        for trader in traders.iter().filter(|trader| trader.closes > 0) {
            let [in_part, again, whole] = &mut seen[usize::from(rules.inverse)];
            *in_part += u32::from(trader.quantity > 0.0);
            *again += u32::from(trader.closes > 1);
            *whole += u32::from(trader.closes == 1 && trader.quantity == 0.0);
        }
    }
    assert!(
        seen.as_flattened().iter().all(|&count| count > 10),
        "{seen:?}"
    );
}
