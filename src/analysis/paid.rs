//! Who paid for the losses of those who were closed by force, payer by payer in the order in which they stand.

use crate::trace::MarketTrace;

/// Every loss and who bore it, in the money of the margin. The payers add up to `total`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WhoPaid {
    /// All that closing by force has cost anybody.
    pub total: f64,
    /// Margin of the traders who were closed, less what they got back.
    pub traders: f64,
    /// What the insurance fund lost.
    pub fund: f64,
    /// What the backstop vault lost.
    pub vault: f64,
    /// Losses spread over winners.
    pub socialised: f64,
    /// Losses that nobody paid.
    pub bad_debt: f64,
    /// Of the total: fees of the forced fills and rewards of bidders.
    pub fees: f64,
    /// Of the total: what the fund gained; 0 when it lost.
    pub fund_gain: f64,
    /// Of the total: what the vault gained; 0 when it lost.
    pub vault_gain: f64,
    /// Quote of winners' positions that were closed early: no loss, and in no sum.
    pub closed_early: f64,
}

impl WhoPaid {
    /// At the end of a run.
    #[must_use]
    pub fn new(market: &MarketTrace) -> Self {
        let end = |column: &[f64]| column.last().copied().unwrap_or(0.0);
        let change = |column: &[f64]| end(column) - column.first().copied().unwrap_or(0.0);
        let (fund, vault) = (change(&market.insurance_fund), change(&market.vault));
        // Traders who are closed in their own name may end with a profit: that is paid by nobody here.
        let mut paid = Self {
            traders: end(&market.trader_loss).max(0.0),
            fund: (-fund).max(0.0) + 0.0,
            // Not a negative nought.
            vault: (-vault).max(0.0) + 0.0,
            socialised: end(&market.socialised_loss),
            bad_debt: end(&market.bad_debt),
            fees: end(&market.fees),
            fund_gain: fund.max(0.0),
            vault_gain: vault.max(0.0),
            closed_early: end(&market.adl_notional),
            total: 0.0,
        };
        paid.total = paid.traders + paid.fund + paid.vault + paid.socialised + paid.bad_debt;
        paid
    }
}
