//! Orders with a limit once more, as plainly as possible: a list of traders that is scanned in full at every tick, the room
//! before a limit, triggers and what the fund carries by bisection. It shares nothing with the engine.

use crate::config;
use crate::scenarios::{log_uniform, prepared};
use crate::subject::law_about;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
enum Law {
    /// Fraction of the start that one base moves the price by.
    Linear(f64),
    LogLinear(f64),
    /// Price and base, best first; bids, then asks. What comes behind is as dense as the last level.
    Book([Vec<[f64; 2]>; 2]),
}

#[derive(Debug, Clone, Copy)]
enum Limit {
    Bankruptcy,
    Band(f64),
    Fillable(f64),
}

#[derive(Debug, Clone)]
struct Rules {
    law: Law,
    limit: Limit,
    ratio: f64,
    taker: f64,
    liquidation: f64,
    to_trader: bool,
    fund: f64,
    floor: f64,
    /// Winners stand in for what the fund cannot pay.
    deleverages: bool,
    by_profit: bool,
    /// Price outside at the end of every tick, over the one at the start.
    path: Vec<f64>,
}

#[derive(Debug, Clone)]
struct Trader {
    long: bool,
    quantity: f64,
    entry: f64,
    margin: f64,
    first: f64,
    has_order: bool,
    /// Base and quote of all that was closed.
    closed: (f64, f64),
    returned: f64,
}

impl Trader {
    fn sign(&self) -> f64 {
        if self.long { 1.0 } else { -1.0 }
    }

    fn equity(&self, price: f64) -> f64 {
        self.margin + self.sign() * self.quantity * (price - self.entry)
    }

    fn bankrupt_at(&self) -> f64 {
        self.entry - self.sign() * self.margin / self.quantity
    }

    fn is_due(&self, rules: &Rules, price: f64) -> bool {
        self.equity(price) <= rules.ratio * self.quantity * price
    }

    /// Price at which it falls due.
    fn due_at(&self, rules: &Rules) -> f64 {
        let (mut low, mut high) = (0.0, 1e6);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if self.is_due(rules, middle) == self.long {
                low = middle
            } else {
                high = middle
            }
        }
        low
    }

    fn limit(&self, rules: &Rules, mark: f64) -> f64 {
        match rules.limit {
            Limit::Bankruptcy => self.bankrupt_at(),
            Limit::Band(band) => mark * (1.0 - self.sign() * band),
            Limit::Fillable(spread) => {
                let maintenance = rules.ratio * self.quantity * mark;
                let used = 1.0 - (self.equity(mark) / maintenance).clamp(0.0, 1.0);
                mark * (1.0 - self.sign() * spread * rules.ratio * used)
            }
        }
    }
}

/// Price after `sold` base net, and what they were sold for.
fn market(law: &Law, outside: f64, sold: f64) -> (f64, f64) {
    let start = 100.0 * outside;
    match law {
        Law::Linear(move_per_base) => {
            let slope = 100.0 * move_per_base;
            (
                start - slope * sold,
                start * sold - 0.5 * slope * sold * sold,
            )
        }
        Law::LogLinear(move_per_base) => {
            let fallen = (-move_per_base * sold).exp_m1();
            (start * (1.0 + fallen), -start * fallen / move_per_base)
        }
        Law::Book(sides) => {
            let sign = sold.signum();
            let (mut left, mut proceeds, mut last, mut before, mut size) =
                (sold.abs(), 0.0, 100.0, 100.0, 0.0);
            if left == 0.0 {
                return (start, 0.0);
            }
            for &[price, base] in &sides[usize::from(sign < 0.0)] {
                if left <= base * (1.0 + 1e-12) {
                    return (price * outside, sign * (proceeds + left * price * outside));
                }
                left -= base;
                proceeds += base * price * outside;
                (before, last, size) = (last, price, base);
            }
            let density = size / (last - before).abs() / outside;
            let end = last * outside - sign * left / density;
            (end, sign * (proceeds + left * 0.5 * (last * outside + end)))
        }
    }
}

/// Price at which a market stands. Where a level of a book is taken, or given back, to its last bit the inner one counts.
fn price(law: &Law, outside: f64, sold: f64) -> f64 {
    let sold = match law {
        Law::Book(_) if sold.abs() < 1e-10 => 0.0,
        Law::Book(_) => sold * (1.0 - 1e-11),
        Law::Linear(_) | Law::LogLinear(_) => sold,
    };
    market(law, outside, sold).0
}

/// The largest number up to `most` that passes.
fn largest(most: f64, passes: impl Fn(f64) -> bool) -> f64 {
    if passes(most) {
        return most;
    }
    let (mut low, mut high) = (0.0, most);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if passes(middle) {
            low = middle
        } else {
            high = middle
        }
    }
    low
}

#[derive(Debug, Clone, Copy, Default)]
struct Row {
    price: f64,
    backlog: f64,
    closed: f64,
    fund: f64,
    bad_debt: f64,
    adl: f64,
    returned: f64,
    fees: f64,
}

/// Rows, and how many orders met their limit; `None` where the price comes near its floor.
fn simulate(rules: &Rules, traders: &mut [Trader]) -> Option<(Vec<Row>, usize)> {
    let mut row = Row {
        price: 100.0,
        fund: rules.fund,
        ..Row::default()
    };
    let mut rows = vec![row];
    let (mut sold, mut met) = (0.0, 0);
    let mut queue: Vec<usize> = Vec::new();
    let look = |queue: &mut Vec<usize>, traders: &mut [Trader], price: f64| {
        for long in [true, false] {
            let mut due: Vec<usize> = (0..traders.len())
                .filter(|&index| {
                    let trader = &traders[index];
                    trader.long == long
                        && trader.quantity > 0.0
                        && !trader.has_order
                        && trader.is_due(rules, price)
                })
                .collect();
            due.sort_by(|&a, &b| {
                let key = |index: usize| traders[index].sign() * traders[index].due_at(rules);
                key(b)
                    .total_cmp(&key(a))
                    .then(traders[b].quantity.total_cmp(&traders[a].quantity))
                    .then(a.cmp(&b))
            });
            for &index in &due {
                traders[index].has_order = true;
            }
            queue.extend(due);
        }
    };
    let note = |row: &mut Row, queue: &[usize], traders: &[Trader]| {
        row.backlog = queue.iter().map(|&index| traders[index].quantity).sum();
    };
    look(&mut queue, traders, row.price);
    note(&mut row, &queue, traders);
    rows.push(row);
    for &outside in &rules.path {
        row.price = price(&rules.law, outside, sold);
        let mark = row.price;
        look(&mut queue, traders, mark);
        let mut off_book: Vec<(usize, f64)> = Vec::new();
        for &index in &queue {
            let trader = &mut traders[index];
            let sign = trader.sign();
            let limit = trader.limit(rules, mark);
            // Down to the limit, and no further.
            let room = largest(trader.quantity, |part| {
                sign * (market(&rules.law, outside, sold + sign * part).0 - limit) >= 0.0
            });
            met += usize::from(room < trader.quantity);
            let proceeds = |part: f64| {
                market(&rules.law, outside, sold + sign * part).1
                    - market(&rules.law, outside, sold).1
            };
            let bankrupt = trader.bankrupt_at();
            // What the closed part leaves, before anybody pays or gets anything.
            let rest = |part: f64| {
                let quote = proceeds(part);
                quote - sign * part * bankrupt - rules.taker * quote.abs()
            };
            let money = (row.fund - rules.floor).max(0.0);
            let part = if rules.deleverages {
                largest(room, |part| -rest(part) <= money)
            } else {
                room
            };
            if room > part {
                off_book.push((index, room - part));
            }
            let (left, quote) = (rest(part), proceeds(part).abs());
            sold += sign * part;
            row.price = price(&rules.law, outside, sold);
            row.closed += part;
            row.fees += rules.taker * quote;
            trader.closed.0 += part;
            trader.closed.1 += quote;
            trader.margin -= trader.margin * part / trader.quantity;
            trader.quantity -= part;
            if left >= 0.0 {
                let to_fund = if rules.to_trader {
                    left.min(rules.liquidation * quote)
                } else {
                    left
                };
                row.fund += to_fund;
                row.returned += left - to_fund;
                trader.returned += left - to_fund;
            } else {
                let paid = (-left).min(money);
                row.fund -= paid;
                row.bad_debt += -left - paid;
            }
        }
        // Those who sell first, then those who buy; winners stand in the order in which they stood before.
        for long in [true, false] {
            let rank = |winner: &Trader| {
                if rules.by_profit {
                    winner.sign() * winner.quantity * (mark - winner.entry)
                } else {
                    winner.quantity * mark
                }
            };
            let mut winners: Vec<(f64, usize)> = (0..traders.len())
                .filter(|&other| traders[other].long != long && !traders[other].has_order)
                .map(|other| (rank(&traders[other]), other))
                .collect();
            winners.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for &(index, contracts) in &off_book {
                if traders[index].long != long {
                    continue;
                }
                let trader = &mut traders[index];
                let at = trader.bankrupt_at();
                row.adl += contracts * at;
                row.closed += contracts;
                trader.closed.0 += contracts;
                trader.closed.1 += contracts * at;
                trader.margin -= trader.margin * (contracts / trader.quantity).min(1.0);
                trader.quantity -= contracts;
                let mut left = contracts;
                for &(_, other) in &winners {
                    let winner = &mut traders[other];
                    if winner.quantity > 0.0 && winner.equity(at) >= 0.0 {
                        let part = left.min(winner.quantity);
                        winner.margin += winner.sign() * part * (at - winner.entry);
                        winner.quantity -= part;
                        left -= part;
                    }
                }
            }
        }
        for &index in &queue {
            let trader = &mut traders[index];
            if trader.quantity <= 1e-12 * trader.first {
                (trader.quantity, trader.margin) = (0.0, 0.0);
            }
        }
        queue.retain(|&index| traders[index].quantity > 0.0);
        if row.price < 1.0 || row.price > 1e5 {
            return None;
        }
        look(&mut queue, traders, row.price);
        note(&mut row, &queue, traders);
        rows.push(row);
    }
    Some((rows, met))
}

fn law() -> impl Strategy<Value = Law> {
    let side = || vec((1e-3..0.03, 0.5..20.0), 1..6);
    prop_oneof![
        2 => log_uniform(1e-5, 3e-3).prop_map(Law::Linear),
        2 => log_uniform(1e-5, 3e-3).prop_map(Law::LogLinear),
        1 => (side(), side()).prop_map(|(bids, asks)| {
            let ladder = |steps: Vec<(f64, f64)>, sign: f64| {
                let mut at = 100.0;
                let levels = steps.into_iter().map(|(step, base)| {
                    at *= 1.0 + sign * step;
                    [at, base]
                });
                levels.collect::<Vec<_>>()
            };
            Law::Book([ladder(bids, -1.0), ladder(asks, 1.0)])
        }),
    ]
}

fn rules() -> impl Strategy<Value = Rules> {
    let fee = || prop_oneof![1 => Just(0.0), 1 => 0.0..0.01];
    let limit = prop_oneof![
        2 => Just(Limit::Bankruptcy),
        2 => (0.0..0.1).prop_map(Limit::Band),
        2 => (0.0..3.0).prop_map(Limit::Fillable),
    ];
    (
        (law(), limit, 0.002..0.06, fee(), fee(), any::<bool>()),
        (
            prop_oneof![1 => Just(0.0), 2 => 0.1..500.0],
            prop_oneof![1 => Just(0.0), 1 => 0.0..1.0],
            any::<bool>(),
            any::<bool>(),
        ),
        vec(-0.08..0.06, 2..10),
    )
        .prop_map(
            |(
                (law, limit, ratio, taker, liquidation, to_trader),
                (fund, floor, deleverages, by_profit),
                moves,
            )| {
                let mut at = 1.0;
                let path = moves.into_iter().map(|by: f64| {
                    at *= 1.0 + by;
                    at
                });
                Rules {
                    law,
                    limit,
                    ratio,
                    taker,
                    liquidation,
                    to_trader,
                    fund,
                    floor: floor * fund,
                    deleverages,
                    by_profit,
                    path: path.collect(),
                }
            },
        )
}

fn traders() -> impl Strategy<Value = Vec<Trader>> {
    let one = (any::<bool>(), 0.1..10.0, 0.9..1.1, log_uniform(0.002, 0.4)).prop_map(
        |(long, quantity, entry, spare): (bool, f64, f64, f64)| {
            let entry = 100.0 * entry;
            let loss = quantity * if long { entry - 100.0 } else { 100.0 - entry };
            // Above what the highest ratio asks, and never more than the whole price.
            let margin = (loss + (0.06 + spare) * quantity * 100.0).max(0.01 * quantity);
            Trader {
                long,
                quantity,
                entry,
                margin,
                first: quantity,
                has_order: false,
                closed: (0.0, 0.0),
                returned: 0.0,
            }
        },
    );
    vec(one, 1..25)
}

fn scenario(rules: &Rules, traders: &[Trader]) -> Value {
    let rows: Vec<Value> = traders
        .iter()
        .enumerate()
        .map(|(index, trader)| json!({
            "id": format!("{index}"), "side": if trader.long { "long" } else { "short" }, "quantity": trader.quantity,
            "entryPrice": trader.entry, "margin": trader.margin
        }))
        .collect();
    let impact = match &rules.law {
        Law::Linear(by) => json!({ "law": "linear", "slope": 100.0 * by }),
        Law::LogLinear(by) => json!({ "law": "logLinear", "depth": 1.0 / by }),
        Law::Book([bids, asks]) => {
            json!({ "law": "book", "bids": bids, "asks": asks, "beyond": "lastDensity" })
        }
    };
    let executor = match rules.limit {
        Limit::Bankruptcy => json!({ "kind": "priceCapped", "at": "bankruptcyPrice" }),
        Limit::Band(band) => json!({ "kind": "priceCapped", "at": "band", "band": band }),
        Limit::Fillable(spread) => {
            json!({ "kind": "priceCapped", "at": "fillable", "spread": spread })
        }
    };
    let points: Vec<Value> = [1.0]
        .iter()
        .chain(&rules.path)
        .enumerate()
        .map(|(time_s, ratio)| json!({ "timeS": time_s, "price": 100.0 * ratio }))
        .collect();
    json!({
        "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": rules.path.len() },
        "markets": [{
            "price": 100, "impact": impact,
            "margin": {
                "maintenance": { "ratio": rules.ratio }, "takerFeeRatio": rules.taker,
                "liquidationFeeRatio": rules.liquidation
            },
            "liquidation": {
                "executor": executor, "takeover": if rules.to_trader { "market" } else { "bankruptcyPrice" }
            },
            "insuranceFund": rules.fund, "insuranceFundFloor": rules.floor,
            "deficit": if rules.deleverages { "adl" } else { "badDebt" },
            "adlRanking": if rules.by_profit { "profit" } else { "size" }
        }],
        "populations": [{ "kind": "positions", "rows": rows }],
        "shock": { "kind": "path", "points": points }
    })
}

/// What the law asks of one case; gives whether an order met its limit.
fn agrees(rules: &Rules, traders: &[Trader]) -> Result<bool, TestCaseError> {
    let trace = prepared(&scenario(rules, traders)).trace();
    let mut traders = traders.to_vec();
    let cash: f64 = traders
        .iter()
        .map(|trader| trader.quantity * 150.0 + trader.margin)
        .sum::<f64>()
        + rules.fund;
    let base: f64 = traders.iter().map(|trader| trader.quantity).sum();
    let Some((rows, met)) = simulate(rules, &mut traders) else {
        return Ok(false);
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
            ("backlog", market.backlog_quantity[at], row.backlog, base),
            ("closed", market.liquidated_quantity[at], row.closed, base),
            ("fund", market.insurance_fund[at], row.fund, cash),
            ("bad debt", market.bad_debt[at], row.bad_debt, cash),
            ("ADL", market.adl_notional[at], row.adl, cash),
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
        prop_assert!(
            (account.quantity - trader.sign() * trader.quantity).abs() <= 1e-9 * base,
            "{account:?} {trader:?}"
        );
        prop_assert!(
            (account.cash - trader.margin - trader.returned).abs() <= 1e-9 * cash,
            "{account:?} {trader:?}"
        );
        if let Some(average) = account.average_fill_price {
            prop_assert!(
                (average * trader.closed.0 - trader.closed.1).abs() <= 1e-9 * cash,
                "{account:?} {trader:?}"
            );
        }
    }
    Ok(met > 0)
}

/// Row by row and trader by trader, orders with limits are what a plain list of traders gives: bankruptcy price, band and
/// fillable price, both sides, over several ticks.
#[test]
fn capped_orders_agree_with_a_naive_simulation() {
    law_about(
        config(300, 10_000),
        &(rules(), traders()),
        0.2,
        |(rules, traders)| agrees(rules, traders),
    );
}

/// The cases above are about something: orders meet their limits, wait, trade later, go to winners.
#[test]
fn capped_cases_meet_their_limits() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut cases, mut met, mut deleveraged, mut in_debt) = (0, 0, 0, 0);
    for _ in 0..200 {
        let (rules, mut traders) = (rules(), traders())
            .new_tree(&mut runner)
            .expect("is drawn")
            .current();
        let Some((rows, limits)) = simulate(&rules, &mut traders) else {
            continue;
        };
        let last = rows.last().expect("has rows");
        cases += 1;
        met += usize::from(limits > 0);
        deleveraged += usize::from(last.adl > 0.0);
        in_debt += usize::from(last.bad_debt > 0.0);
    }
    assert!(
        cases > 150 && met > 60 && deleveraged > 10 && in_debt > 10,
        "{cases} {met} {deleveraged} {in_debt}"
    );
}

/// What waits at the limit's own price may be traded with: a bid at 90 by an order that sells down to 90, the rest of the
/// level at which the market stands by one that may not go further.
#[test]
fn a_level_at_the_limit_trades() {
    let run = |band: f64, gap: f64, impact: Value| {
        let trace = prepared(&json!({
            "version": 1, "clock": { "mode": "ticks", "tickS": 1, "durationS": 3 },
            "markets": [{
                "price": 100, "impact": impact, "margin": { "maintenance": { "ratio": 0.05 } },
                "liquidation": { "executor": { "kind": "priceCapped", "at": "band", "band": band } },
                "insuranceFund": 1e6
            }],
            "populations": [{ "kind": "positions", "rows": [
                { "id": "A", "side": "long", "quantity": 20, "entryPrice": 100, "margin": 100 }
            ] }],
            "shock": { "kind": "marketOrder", "quantity": gap }
        }))
        .trace();
        (
            trace.markets[0].liquidated_quantity[2],
            trace.markets[0].liquidated_quantity[4],
        )
    };
    let book = |bids: Value| json!({ "law": "book", "bids": bids, "asks": [[101, 5]], "beyond": "exhausted" });
    // The order outside takes 1 at 95: the mark is 95, the band ends at 90.25 in the first, at 95 in the second case.
    let to_the_band = run(
        0.05,
        1.0,
        book(json!([[95, 3], [0.95 * 95.0, 4], [80, 50]])),
    );
    assert_eq!(to_the_band, (6.0, 6.0));
    let where_it_stands = run(0.0, 1.0, book(json!([[95, 3], [90, 50]])));
    assert_eq!(where_it_stands, (2.0, 2.0));
    // Nothing waits at the limit where the law is smooth.
    let smooth = run(0.0, 10.0, json!({ "law": "linear", "slope": 1 }));
    assert_eq!(smooth, (0.0, 0.0));
}

/// Shorts whose limit is the price of the last level once took a trifle of what lies behind it, and a long whose limit is
/// that price, too, found the market beside it in the next tick.
#[test]
fn an_order_with_a_limit_ends_at_the_last_level() {
    let rules = Rules {
        law: Law::Book([
            vec![[99.62064532249684, 0.5]],
            vec![[101.79737921629024, 8.82456453400036]],
        ]),
        limit: Limit::Fillable(2.8111351988286017),
        ratio: 0.03826536482414086,
        taker: 0.0,
        liquidation: 0.0,
        to_trader: false,
        fund: 0.0,
        floor: 0.0,
        deleverages: false,
        by_profit: false,
        path: vec![
            0.9715460025121041,
            1.0058406542658807,
            1.0520859590000156,
            1.0434522099254477,
            1.0434522099254477,
        ],
    };
    let traders = [
        (false, 0.1, 90.0, 1.6724553159533802),
        (false, 6.08784608372653, 90.0, 127.14878450823349),
        (
            true,
            7.673299075435763,
            99.11740900606512,
            42.89534392605692,
        ),
        (false, 6.400797121725894, 90.0, 131.06181558023394),
    ]
    .map(|(long, quantity, entry, margin)| Trader {
        long,
        quantity,
        entry,
        margin,
        first: quantity,
        has_order: false,
        closed: (0.0, 0.0),
        returned: 0.0,
    });
    agrees(&rules, &traders).expect("agrees");
}
