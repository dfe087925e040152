//! From a described crowd of borrowers, or rows, to loans.

use super::book::{Asset, Holding, Loans};
use super::health::{HEALTH_LAW, HealthLaw, Spacing, Told, asset_of};
use crate::error::show;
use crate::math::{exp, ln, normal_cdf, normal_quantile, pow};
use crate::rng::{Purpose, Rng};
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::join;
use crate::sources::traders::generate::{Draws, SIZE_STEP, quantities};
use crate::sources::traders::perps::{SIZES, SizeLaw};

/// A lognormal law cut off below: `F^-1(F(least) + (1 - F(least)) u)`.
fn lognormal(median: f64, log_sd: f64, least: f64, u: f64) -> f64 {
    if log_sd == 0.0 {
        return median.max(least);
    }
    let below = normal_cdf(ln(least / median) / log_sd);
    let share = below + (1.0 - below) * u;
    (median * exp(log_sd * normal_quantile(share))).max(least)
}

/// A group of borrowers alike in what they hold and owe.
pub(super) fn crowd(node: &Node<'_>, build: &mut Build<'_>, told: &Told<'_>, loans: &mut Loans) {
    let before = build.problems.len();
    let collateral = asset_of(node, "collateral", told.assets, build);
    let debt_asset = asset_of(node, "debtAsset", told.assets, build);
    let law = HEALTH_LAW.build(&node.field("health"), build, &());
    let sizes = SIZES
        .build(&node.field("sizes"), build, &())
        .unwrap_or(SizeLaw::Equal);
    let (debt, units) = (node.number_of("debt"), node.number_of("collateralQuantity"));
    if debt.is_some() == units.is_some() {
        let message = if debt.is_some() {
            format!(
                "{} has both debt and collateralQuantity; give one",
                node.path
            )
        } else {
            format!("{} needs debt or collateralQuantity", node.path)
        };
        build.inconsistent(&node.path, message);
    }
    let (Some(collateral), Some(debt_asset), Some(law)) = (collateral, debt_asset, law) else {
        return;
    };
    // Nothing is drawn from a law that does not hold together.
    if build.problems.len() > before {
        return;
    }
    let price = |asset: &Asset| asset.at(|market| told.places.markets[market].impact.start_price);
    let (secures, owed) = (&told.assets[collateral], &told.assets[debt_asset]);
    if secures.threshold <= 0.0 {
        let path = join(&node.path, "collateral");
        let message = format!(
            "{path} \"{}\" has liquidationThreshold 0: it cannot secure a loan",
            secures.id
        );
        build.inconsistent(&path, message);
        return;
    }
    // The price that decides: of the collateral where it trades, else of the debt, which then must rise.
    let (moves, falls) = match (secures.market, owed.market) {
        (Some(market), _) => (Some(market), true),
        (None, Some(market)) => (Some(market), false),
        (None, None) => (None, true),
    };
    let start = moves.map_or(f64::NAN, |market| {
        told.places.markets[market].impact.start_price
    });
    if let HealthLaw::Triggers { from, to, .. } = law {
        let path = join(&node.path, "health");
        let beyond = if falls { to >= start } else { from <= start };
        if moves.is_none() {
            let message =
                format!("{path}: neither asset has a market whose price could reach a trigger");
            build.inconsistent(&path, message);
            return;
        }
        if beyond {
            let (end, message) = if falls {
                let message = format!(
                    "{path}.to is {}; triggers lie below the price {}",
                    show(to),
                    show(start)
                );
                ("to", message)
            } else {
                let message = format!(
                    "{path}.from is {}; triggers lie above the price {}",
                    show(from),
                    show(start)
                );
                ("from", message)
            };
            build.inconsistent(&join(&path, end), message);
            return;
        }
    }
    let count = node.count("count");
    let is_random = node.text("sampling") == "random";
    let stream = |purpose| {
        Draws::Random(Rng::new(
            build.seed,
            purpose,
            told.places.index + 64 * told.group,
        ))
    };
    let mut healths = if is_random
        || matches!(
            law,
            HealthLaw::Triggers {
                spacing: Spacing::Poisson,
                ..
            }
        ) {
        stream(Purpose::Leverage)
    } else {
        Draws::Rising {
            count: f64::from(count),
        }
    };
    let mut draws = if is_random {
        stream(Purpose::Size)
    } else {
        Draws::Kronecker { step: SIZE_STEP }
    };
    let quantiles = match &law {
        HealthLaw::Drawn(law) => Some(law.quantiles()),
        _ => None,
    };
    let total = debt.or(units).unwrap_or(0.0);
    let amounts = quantities(sizes, count, total, &mut draws);
    for (index, step) in (0..count).zip(0_usize..) {
        let u = healths.at(index);
        let health = match &law {
            HealthLaw::Lognormal {
                median,
                log_sd,
                least,
            } => lognormal(*median, *log_sd, *least, u),
            HealthLaw::Uniform { from, to } => from + (to - from) * u,
            HealthLaw::Drawn(_) => quantiles.as_ref().map_or(1.0, |quantiles| quantiles.at(u)),
            HealthLaw::Triggers { from, to, spacing } => {
                // The first is the one that is reached first.
                let (near, far) = if falls { (*to, *from) } else { (*from, *to) };
                let trigger = match spacing {
                    Spacing::LogPrice => near * pow(far / near, u),
                    Spacing::Price | Spacing::Poisson => near - u * (near - far),
                };
                if falls {
                    start / trigger
                } else {
                    trigger / start
                }
            }
        };
        let amount = amounts
            .as_ref()
            .map_or_else(|| total / f64::from(count), |amounts| amounts[step]);
        let (collateral_quantity, debt_quantity) = if debt.is_some() {
            (
                amount * health / (secures.threshold * price(secures)),
                amount / price(owed),
            )
        } else {
            (
                amount,
                amount * price(secures) * secures.threshold / health / price(owed),
            )
        };
        loans.push(
            &[holding(collateral, collateral_quantity)],
            &[holding(debt_asset, debt_quantity)],
            None,
        );
    }
}

pub(super) fn holding(asset: usize, quantity: f64) -> Holding {
    Holding {
        asset: u32::try_from(asset).unwrap_or(u32::MAX),
        quantity,
    }
}

/// Adds units of an asset to what is held.
pub(super) fn put(held: &mut Vec<Holding>, asset: usize, quantity: f64) {
    let same = |one: &&mut Holding| one.asset as usize == asset;
    match held.iter_mut().find(same) {
        Some(known) => known.quantity += quantity,
        None => held.push(holding(asset, quantity)),
    }
}

/// Whether a loan can be one under the rules, and is secured by something. `own`: a threshold instead of those of the assets.
pub(super) fn check(
    path: &str,
    [collateral, debt]: [&[Holding]; 2],
    own: Option<f64>,
    build: &mut Build<'_>,
    told: &Told<'_>,
) {
    if let Some(rule) = told.one_debt {
        let mut only = |what: &str, count: usize| {
            if count > 1 {
                let message =
                    format!("rules.rule \"{rule}\" has one {what} asset; {path} has {count}");
                build.inconsistent(path, message);
            }
        };
        only("debt", debt.len());
        if told.one_collateral {
            only("collateral", collateral.len());
        }
    }
    let counts = |one: &Holding| own.is_some() || told.assets[one.asset as usize].threshold > 0.0;
    if !collateral.is_empty() && !collateral.iter().any(counts) {
        let message = format!(
            "{path}.collateral: no asset of it has a liquidationThreshold above 0: it cannot secure a loan"
        );
        build.inconsistent(&join(path, "collateral"), message);
    }
}

/// Loans one by one.
pub(super) fn rows(node: &Node<'_>, build: &mut Build<'_>, told: &Told<'_>, loans: &mut Loans) {
    for row in node.items("rows") {
        let mut side = |name: &str| {
            let mut held: Vec<Holding> = Vec::new();
            for item in row.items(name) {
                let Some(asset) = asset_of(&item, "asset", told.assets, build) else {
                    continue;
                };
                put(&mut held, asset, item.number("quantity"));
            }
            held
        };
        let (collateral, debt) = (side("collateral"), side("debt"));
        let own = row.number_of("liquidationThreshold");
        check(&row.path, [&collateral, &debt], own, build, told);
        let id = row.text("id");
        let number = u32::try_from(loans.len()).unwrap_or(u32::MAX);
        loans.names.push((number, id.to_owned()));
        loans.push(&collateral, &debt, own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_has_the_health_of_the_specification() {
        let expected = [
            1.182_339_768,
            1.428_358_259,
            1.674_990_987,
            1.985_356_255,
            2.560_384_955,
        ];
        for (index, expected) in (0..5_u32).zip(expected) {
            let health = lognormal(1.6, 0.35, 1.03, (f64::from(index) + 0.5) / 5.0);
            assert!((health - expected).abs() < 1e-9, "{health}");
        }
    }
}
