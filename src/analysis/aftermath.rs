//! What a run leaves behind: whoever is still there, in the market as it stands, as the crowd of the next shock.
//!
//! Positions keep their entries and what is left of their margins, so that each is liquidated where it was to be. The market starts at
//! the last price, moves by the same law, and has the depth that is there at the end; its fund and its vault hold what they have left.
//! What refills later is not waited for; orders that still wait are left.

use super::policies::keep_positions;
use crate::engine::{Engine, Prepared, Recorder};
use crate::market::feed::Mark;
use crate::market::impact::Law;
use crate::scenario::model::{
    Group, Population, PositionRow, Positions, Shock, ValidScenario, Vault,
};

/// A market at the end of a run.
#[derive(Debug)]
pub struct Aftermath {
    /// Last price, quote per base.
    pub price: f64,
    /// Base held at the start, long and short.
    pub held: [f64; 2],
    /// Base held at the end.
    pub left: [f64; 2],
    /// Those who are left, under the scenario's shock.
    pub survivors: Prepared,
}

impl Aftermath {
    /// Share of the base of each side, long and short, that is gone; 0 where there was none.
    #[must_use]
    pub fn flushed_share(&self) -> [f64; 2] {
        [0, 1].map(|side| {
            if self.held[side] > 0.0 {
                (1.0 - self.left[side] / self.held[side]).max(0.0)
            } else {
                0.0
            }
        })
    }
}

/// Only the end is looked at.
struct Unrecorded;

impl Recorder for Unrecorded {
    fn record(&mut self, _: &Engine<'_>) {}
}

/// Runs a scenario and looks at one of its markets. `None` where what is left is more than positions of their own on a law that goes on as
/// it is: others trade, markets are tied, positions share a wallet, the mark is no trade, the market is a book or a pool, or the shock is not
/// one of this market whose ratio can change.
#[must_use]
pub fn of(scenario: &ValidScenario, market: usize) -> Option<Aftermath> {
    let rules = &scenario.markets[market];
    let goes_on = matches!(
        rules.impact.law,
        Law::Linear { .. } | Law::LogLinear { .. } | Law::SquareRoot { .. }
    );
    let (Shock::PriceGap {
        market: shocked, ..
    }
    | Shock::Ramp {
        market: shocked, ..
    }) = scenario.shock
    else {
        return None;
    };
    if !goes_on
        || shocked != market
        || !scenario.more_shocks.is_empty()
        || rules.mark != Mark::Last
        || !scenario.is_traders_alone()
        || scenario.shares_wallets(market)
    {
        return None;
    }
    let mut kept = scenario.clone();
    keep_positions(&mut kept.markets[market]);
    let shock = kept.shock.clone();
    let prepared = Prepared::new(kept);
    let mut engine = Engine::new(&prepared, shock, None);
    engine.run(&mut Unrecorded);
    let venue = &engine.venues()[market];
    let traders = engine.traders().nth(market)?;
    let ledger = traders.ledger.as_deref()?;

    let (mut held, mut left) = ([0.0; 2], [0.0; 2]);
    let mut rows = Vec::new();
    for position in ledger.positions() {
        let terms = &position.terms;
        let side = usize::from(terms.side.sign() < 0.0);
        held[side] += position.first_quantity;
        left[side] += terms.quantity;
        if terms.quantity > 0.0 {
            rows.push(PositionRow {
                id: String::new(),
                side: terms.side,
                quantity: terms.quantity,
                entry_price: terms.entry_price,
                margin: terms.margin,
                account: None,
            });
        }
    }

    let mut next = scenario.clone();
    let rules = &mut next.markets[market];
    rules.impact.start_price = venue.last_price;
    let presence = venue.liquidity.presence();
    match &mut rules.impact.law {
        Law::Linear { slope } => *slope /= presence,
        Law::LogLinear { depth } => *depth *= presence,
        Law::SquareRoot { scale } => *scale /= presence.sqrt(),
        Law::Book { .. } | Law::Pool(_) => return None,
    }
    rules.insurance_fund = traders.waterfall.insurance_fund;
    rules.vault = Vault {
        capital: rules
            .vault
            .capital
            .min(ledger.vault_equity(venue.last_price)),
        ..rules.vault
    };
    // The other markets have nothing to do with it.
    let rules = next.markets.swap_remove(market);
    next.markets = vec![rules];
    next.populations = vec![Population::Traders(Group::Positions(Positions {
        market: 0,
        rows,
        is_listed: false,
    }))];
    if let Shock::PriceGap { market, .. } | Shock::Ramp { market, .. } = &mut next.shock {
        *market = 0;
    }
    next.accounts.clear();
    Some(Aftermath {
        price: venue.last_price,
        held,
        left,
        survivors: Prepared::new(next),
    })
}
