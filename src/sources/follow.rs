//! What follows from the populations of a scenario once all of them are read: who sells what accounts have pledged, who serves
//! whom, who is hired. Only here does the building of a scenario know kinds by name.

use super::bots;
use super::lending::{Chain, Liquidator};
use super::{Places, Population};
#[cfg(feature = "mechanisms")]
use super::{collateral, lending::liquidators, makers, option_accounts, traders::Group};
use crate::scenario::node::{Build, Node};
use crate::settlement::accounts::Account;

/// The populations with those that follow from them.
#[derive(Debug, Default)]
pub struct Followed {
    /// Those of the scenario, then those that follow.
    pub populations: Vec<Population>,
    /// Who closes loans.
    pub liquidators: Vec<Liquidator>,
    /// The chain on which they do.
    pub chain: Chain,
}

/// Reads what the accounts of a scenario have pledged besides money.
pub fn pledge(node: &Node<'_>, build: &mut Build<'_>, places: &Places, accounts: &mut [Account]) {
    #[cfg(feature = "mechanisms")]
    for (item, account) in node.items("accounts").zip(accounts) {
        let listed = item.items("collateral").filter_map(|one| {
            let quantity = one.number("quantity");
            collateral::read(&one, build, places, |_, _| quantity)
        });
        account.collateral = listed.collect();
    }
    #[cfg(not(feature = "mechanisms"))]
    let _ = (node, build, places, accounts);
}

/// Adds what follows from the populations of a scenario.
pub fn follow(
    node: &Node<'_>,
    build: &mut Build<'_>,
    places: &mut Places,
    populations: Vec<Population>,
    accounts: &mut Vec<Account>,
) -> Followed {
    #[cfg(feature = "mechanisms")]
    {
        let mut populations = in_groups(populations, accounts);
        populations.extend(collateral::sellers(accounts, places));
        makers::shares(&populations, places, build);
        bots::hire(node, places, build);
        populations.extend(option_accounts::sellers(&populations, places));
        let (liquidators, chain) = liquidators(node, build, &populations, places);
        Followed {
            populations,
            liquidators,
            chain,
        }
    }
    #[cfg(not(feature = "mechanisms"))]
    {
        let _ = accounts;
        bots::hire(node, places, build);
        // Without loans nobody closes any.
        Followed {
            populations,
            ..Followed::default()
        }
    }
}

/// The populations, where accounts that hold something in several markets are a group for each: the first in their place, the others
/// after all.
#[cfg(feature = "mechanisms")]
fn in_groups(populations: Vec<Population>, accounts: &mut Vec<Account>) -> Vec<Population> {
    let (mut all, mut more) = (Vec::with_capacity(populations.len()), Vec::new());
    for population in populations {
        let Population::Several(mut several) = population else {
            all.push(population);
            continue;
        };
        several.after(accounts.len());
        accounts.append(&mut several.accounts);
        let mut groups = several.groups.into_iter().map(Group::Positions);
        all.extend(groups.next().map(Population::Traders));
        more.extend(groups.map(Population::Traders));
    }
    all.extend(more);
    all
}
