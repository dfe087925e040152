//! Who paid for the losses of those who were closed by force, payer by payer in the order in which they stand.

use crate::couplings::arbitrage;
use crate::sources::{lending, option_dealers};
use crate::trace::{MarketTrace, Trace};

/// Every loss and who bore it, in the money of the margin. The payers add up to `total`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WhoPaid {
    /// All that closing by force has cost anybody.
    pub total: f64,
    /// Margin of the traders who were closed, less what they got back.
    pub traders: f64,
    /// What the insurance fund lost.
    pub fund: f64,
    /// What default funds of clearing houses have paid for closed futures accounts.
    pub default_fund: f64,
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
    /// What option dealers have gained here, with their options; negative: lost. Nobody's margin, and in no sum.
    pub dealers: f64,
    /// What portfolio insurers have gained by their trades, where no option dealers are; negative: lost. In no sum.
    pub insurers: f64,
    /// What funds that keep their leverage have gained here; negative: lost, what a closed one still owes included. In no sum.
    pub funds: f64,
    /// What option writers have gained here, with their options, liquidated or not; negative: lost, of their own money. In no sum.
    pub writers: f64,
    /// What arbitrage has taken in between all markets, before its cost, where it ties this one to another. In no sum.
    pub arbitrage: f64,
    /// Less the debt that nobody paid: lenders lost it. This and the next two are of all lending populations, and in no sum.
    pub lenders: f64,
    /// What liquidators have gained; negative: lost. Borrowers paid it.
    pub liquidators: f64,
    /// What the protocols' reserves have gained; negative: lost.
    pub protocol: f64,
}

impl WhoPaid {
    /// At the end of a run.
    #[must_use]
    pub fn new(trace: &Trace, market: &MarketTrace) -> Self {
        let end = |column: &[f64]| column.last().copied().unwrap_or(0.0);
        let change = |column: &[f64]| end(column) - column.first().copied().unwrap_or(0.0);
        let extra = |market: &MarketTrace, name: &str| market.extra_column(name).map_or(0.0, end);
        let is_here = |kind: &str| {
            let mut deals = trace.deals.iter();
            deals.any(|deal| deal.kind == kind && std::ptr::eq(&trace.markets[deal.market], market))
        };
        // Where nobody lends nothing is said of lenders.
        let lends_here = is_here(lending::KIND);
        let of_groups = |name: &str, is_change: bool| {
            let groups = trace.groups.iter().filter(|_| lends_here);
            let columns = groups.filter_map(|group| group.column(name));
            let amount = |column: &[f64]| {
                if is_change {
                    change(column)
                } else {
                    end(column)
                }
            };
            columns.fold(0.0, |sum, column| sum + amount(column))
        };
        let hedged = extra(market, "dealerProfit");
        let are_insurers = is_here(option_dealers::INSURERS) && !is_here(option_dealers::KIND);
        let (fund, vault) = (change(&market.insurance_fund), change(&market.vault));
        // Traders who are closed in their own name may end with a profit: that is paid by nobody here.
        let mut paid = Self {
            traders: end(&market.trader_loss).max(0.0),
            fund: (-fund).max(0.0) + 0.0,
            default_fund: extra(market, "defaultFundPaid"),
            // Not a negative nought.
            vault: (-vault).max(0.0) + 0.0,
            socialised: end(&market.socialised_loss),
            // What funds owe stands with them.
            bad_debt: end(&market.bad_debt) - extra(market, "fundBadDebt"),
            fees: end(&market.fees),
            fund_gain: fund.max(0.0),
            vault_gain: vault.max(0.0),
            closed_early: end(&market.adl_notional),
            dealers: if are_insurers { 0.0 } else { hedged },
            insurers: if are_insurers { hedged } else { 0.0 },
            funds: market.extra_column("fundEquity").map_or(0.0, change),
            writers: if cfg!(feature = "mechanisms") {
                market.extra_column("writerEquity").map_or(0.0, change)
            } else {
                0.0
            },
            arbitrage: if is_here(arbitrage::KIND) {
                let profits = trace.markets.iter();
                profits.fold(0.0, |sum, market| sum + extra(market, "arbitrageProfit"))
            } else {
                0.0
            },
            // A loss, as those of others are.
            lenders: -of_groups("lendingBadDebt", false),
            liquidators: of_groups("liquidatorProfit", false),
            protocol: of_groups("reserve", true),
            total: 0.0,
        };
        paid.total = paid.traders
            + paid.fund
            + paid.vault
            + paid.default_fund
            + paid.socialised
            + paid.bad_debt;
        paid
    }
}
