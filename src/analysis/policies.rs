//! The same book and the same crash under every way to share what the insurance fund cannot pay: whom it costs what.
//!
//! A policy that closes winners early changes the run itself, so each is a run. The haircut is none: whoever still has a profit at the
//! end of the run in which nobody pays gives up the same share of it.

use crate::engine::{Engine, Prepared, Recorder};
use crate::scenario::model::{Market, ValidScenario};
use crate::settlement::deleverage::Ranking;
use crate::settlement::rules::Deficit;
use crate::settlement::waterfall::Waterfall;
use serde::Serialize;

/// What came of a policy, in the money of the margin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyOutcome {
    /// Who bears it: a word of `deficit`, or `haircut`.
    pub policy: &'static str,
    /// Who is closed first, a word of `adlRanking`; `null`: nobody is, or all are in proportion.
    pub ranking: Option<&'static str>,
    /// Whether the scenario has it.
    pub is_own: bool,
    /// Furthest last price from the start, and the last one.
    pub worst_price: f64,
    /// Last price at the end.
    pub final_price: f64,
    /// What was closed by force.
    pub liquidated_notional: f64,
    /// What the insurance fund has left.
    pub fund_left: f64,
    /// What the vault has gained; negative: lost.
    pub vault_change: f64,
    /// What winners have lost: the difference to the mark price at which they were closed, or what was taken from their profit.
    pub winners_paid: f64,
    /// Winners who have lost something.
    pub winners: u32,
    /// Quote of winners' positions that were closed early.
    pub closed_early: f64,
    /// Their profit at the mark price when they were.
    pub profit_closed: f64,
    /// Of it, what the deficit did not need: profit that was ended and not taken.
    pub overshoot: f64,
    /// What nobody paid.
    pub bad_debt: f64,
    /// Share of every winner's profit that is taken, where it is the same for all; `null`: it is not.
    pub haircut: Option<f64>,
}

/// A policy, its word, and its ranking with its word.
type Policy = (Deficit, &'static str, Option<(Ranking, &'static str)>);

/// Every policy.
const POLICIES: [Policy; 8] = [
    (Deficit::BadDebt, "badDebt", None),
    (
        Deficit::Adl,
        "adl",
        Some((Ranking::PnlTimesLeverage, "pnlTimesLeverage")),
    ),
    (
        Deficit::Adl,
        "adl",
        Some((Ranking::PnlTimesMarginRatio, "pnlTimesMarginRatio")),
    ),
    (
        Deficit::Adl,
        "adl",
        Some((Ranking::Hyperliquid, "hyperliquid")),
    ),
    (Deficit::Adl, "adl", Some((Ranking::Profit, "profit"))),
    (Deficit::Adl, "adl", Some((Ranking::Size, "size"))),
    (Deficit::ProRata, "proRata", None),
    (Deficit::Socialise, "socialise", None),
];

/// Fee of a run that must keep every position by itself: far below anything that is told, and no trade's sum is another for it.
const LEAST_FEE: f64 = 1e-15;

/// Makes a run keep every position of a market by itself.
pub(super) fn keep_positions(rules: &mut Market) {
    if rules.taker_fee_ratio == 0.0 {
        rules.taker_fee_ratio = LEAST_FEE;
    }
}

/// Remembers how far the price of a market went.
struct Furthest {
    market: usize,
    worst: f64,
}

impl Recorder for Furthest {
    fn record(&mut self, engine: &Engine<'_>) {
        let venue = &engine.venues()[self.market];
        let start = venue.impact.start_price;
        if (venue.last_price - start).abs() > (self.worst - start).abs() {
            self.worst = venue.last_price;
        }
    }
}

/// Runs a market under each of them; a vault only where it has money.
#[must_use]
pub fn compared(scenario: &ValidScenario, market: usize) -> Vec<PolicyOutcome> {
    let own = &scenario.markets[market];
    let with_vault = (own.vault.capital > 0.0).then_some((Deficit::Vault, "vault", None));
    let (mut found, mut haircut) = (Vec::new(), None);
    for (deficit, policy, ranking) in POLICIES.into_iter().chain(with_vault) {
        let mut changed = scenario.clone();
        let rules = &mut changed.markets[market];
        rules.deficit = deficit;
        if let Some((ranking, _)) = ranking {
            rules.ranking = ranking;
        }
        if !matches!(deficit, Deficit::Adl | Deficit::ProRata) {
            rules.deleverages_below_zero = false;
        }
        keep_positions(rules);
        let is_own =
            own.deficit == deficit && ranking.is_none_or(|(ranking, _)| own.ranking == ranking);
        let (outcome, shared) = of_run(changed, market, policy, ranking.map(|one| one.1));
        found.push(PolicyOutcome { is_own, ..outcome });
        haircut = haircut.or(shared);
    }
    found.extend(haircut);
    found
}

/// The outcome of a run, and of one in which nobody pays what a haircut of all profits would have been.
fn of_run(
    scenario: ValidScenario,
    market: usize,
    policy: &'static str,
    ranking: Option<&'static str>,
) -> (PolicyOutcome, Option<PolicyOutcome>) {
    let shock = scenario.shock.clone();
    let vault_before = scenario.markets[market].vault.capital;
    let prepared = Prepared::new(scenario);
    let mut engine = Engine::new(&prepared, shock, None);
    let start = engine.venues()[market].impact.start_price;
    let mut furthest = Furthest {
        market,
        worst: start,
    };
    engine.run(&mut furthest);
    let venue = &engine.venues()[market];
    let Some(traders) = engine.traders().nth(market) else {
        unreachable!("every market has its traders");
    };
    let Waterfall {
        insurance_fund,
        bad_debt,
        socialised_loss,
        adl_notional,
        adl_profit,
        adl_cost,
        ..
    } = traders.waterfall;
    let contract = prepared.scenario().markets[market].margin.contract;
    let held = || traders.ledger.iter().flat_map(|ledger| ledger.positions());
    #[allow(clippy::cast_possible_truncation, reason = "at most two million")]
    let count = |winners: usize| winners as u32;
    let outcome = PolicyOutcome {
        policy,
        ranking,
        is_own: false,
        worst_price: furthest.worst,
        final_price: venue.last_price,
        liquidated_notional: traders.notional(),
        fund_left: insurance_fund,
        vault_change: if policy == "vault" {
            let ledger = traders.ledger.as_deref();
            ledger.map_or(0.0, |ledger| ledger.vault_equity(venue.mark.price)) - vault_before
        } else {
            0.0
        },
        winners_paid: adl_cost + socialised_loss,
        winners: count(
            held()
                .filter(|held| held.deleveraged > 0.0 || held.socialised > 0.0)
                .count(),
        ),
        closed_early: adl_notional,
        profit_closed: adl_profit,
        overshoot: (adl_profit - adl_cost).max(0.0),
        bad_debt,
        haircut: None,
    };
    let haircut = (policy == "badDebt").then(|| {
        let profits = held().map(|held| {
            held.terms
                .unrealised_profit(venue.mark.price, contract)
                .max(0.0)
        });
        let (all, winners) = profits.fold((0.0, 0), |(sum, count), profit| {
            (sum + profit, count + usize::from(profit > 0.0))
        });
        let taken = bad_debt.min(all);
        PolicyOutcome {
            policy: "haircut",
            winners_paid: taken,
            winners: if taken > 0.0 { count(winners) } else { 0 },
            bad_debt: bad_debt - taken,
            haircut: Some(if all > 0.0 { taken / all } else { 0.0 }),
            ..outcome.clone()
        }
    });
    (outcome, haircut)
}
