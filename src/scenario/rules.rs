//! Controls of how positions are closed and who pays: choices, and the numbers that belong to what was chosen.

use super::control::{Control, ControlOption, choice};
use super::halts;
use super::lenses;
use super::market_lenses;
use super::model::{Deficit, Mark, Market, Shock, ValidScenario};
use super::rulesets::{RULESETS, fund_vault};
use super::shocks::SHOCK;
use super::spec::percent;
use crate::clock::Clock;
use crate::json::object;
use crate::market::liquidity::Withdrawal;
use crate::settlement::deleverage::Ranking;
use crate::settlement::executors;
use crate::settlement::partial::Partial;
use crate::settlement::waterfall::Takeover;
use crate::sources::bots;
use serde_json::Value;

/// The control that sets all rules of a venue at once.
pub(super) const RULESET: &str = "ruleset";

/// Ticks clock that a choice which takes time brings along.
pub(super) const TICK_S: f64 = 1.0;
const DURATION_S: f64 = 300.0;

const fn option(name: &'static str, label: &'static str, help: &'static str) -> ControlOption {
    ControlOption { name, label, help }
}

const CLOCKS: [ControlOption; 2] = [
    option(
        "waves",
        "Instant",
        "everyone reached is sold at once, wave after wave",
    ),
    option(
        "ticks",
        "In seconds",
        "selling takes time, and books can refill",
    ),
];

const PARTIALS: [ControlOption; 4] = [
    option(
        "whole",
        "Whole positions",
        "who falls below maintenance loses the whole position",
    ),
    option(
        "target",
        "Just enough",
        "only as much is closed as restores a target margin",
    ),
    option(
        "share",
        "A share at a time",
        "a share is closed, then another after a pause, while needed",
    ),
    option(
        "tiers",
        "One bracket down",
        "large positions step down to a lower bracket; needs brackets",
    ),
];

const TAKEOVERS: [ControlOption; 2] = [
    option(
        "bankruptcyPrice",
        "To the fund",
        "what is left of a liquidated trader's margin feeds the insurance fund",
    ),
    option(
        "market",
        "To the trader",
        "what is left of the margin goes back, less a liquidation fee",
    ),
];

const DEFICITS: [ControlOption; 5] = [
    option(
        "badDebt",
        "Nobody",
        "losses that the fund cannot pay stay unpaid",
    ),
    option(
        "adl",
        "Auto-deleveraging",
        "winning traders are closed at the bankrupt traders' price, in order of rank",
    ),
    option(
        "proRata",
        "All winners, in part",
        "every winner is closed a little, in proportion",
    ),
    option(
        "socialise",
        "Socialised loss",
        "winners give up profit in proportion",
    ),
    option(
        "vault",
        "Backstop vault",
        "a vault takes positions over with little left, and works them out",
    ),
];

const RANKINGS: [ControlOption; 5] = [
    option(
        "pnlTimesLeverage",
        "Profit x leverage",
        "the most profitable and most leveraged first (BitMEX, Bybit, OKX)",
    ),
    option(
        "pnlTimesMarginRatio",
        "Profit x margin ratio",
        "the most profitable on their margin and nearest to maintenance first (Binance)",
    ),
    option(
        "hyperliquid",
        "Hyperliquid's index",
        "price gain times account leverage",
    ),
    option("profit", "Profit", "the largest profit first"),
    option("size", "Size", "the largest position first"),
];

const MARKS: [ControlOption; 2] = [
    option("last", "Last price", "the last trade triggers liquidations"),
    option(
        "indexEma",
        "Index, smoothed",
        "an outside index plus a slow average of the difference triggers liquidations",
    ),
];

const REFILLS: [ControlOption; 2] = [
    option(
        "stays",
        "Impact stays",
        "what forced orders move the price stays",
    ),
    option(
        "returns",
        "Book refills",
        "part of the impact fades as the book refills",
    ),
];

const WITHDRAWALS: [ControlOption; 3] = [
    option(
        "stays",
        "Depth stays",
        "market makers keep quoting through the fall",
    ),
    option(
        "drawdown",
        "Leaves as the price falls",
        "the further past the first forced seller, the thinner the book",
    ),
    option(
        "volatility",
        "Leaves when it gets wild",
        "the book thins as the price moves wildly, and returns slowly",
    ),
];

struct Slider {
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    range: [f64; 2],
    scale: &'static str,
    step: f64,
    group: &'static str,
}

impl Slider {
    fn at(self, value: f64, help: String) -> Control {
        Control {
            of: None,
            name: self.name,
            label: self.label,
            unit: self.unit,
            range: [self.range[0].min(value), self.range[1].max(value)],
            scale: self.scale,
            step: self.step,
            value,
            help,
            group: self.group,
            options: Vec::new(),
        }
    }
}

fn linear(
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    range: [f64; 2],
    step: f64,
) -> Slider {
    Slider {
        name,
        label,
        unit,
        range,
        scale: "linear",
        step,
        group: "rules",
    }
}

fn logarithmic(
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    range: [f64; 2],
) -> Slider {
    Slider {
        name,
        label,
        unit,
        range,
        scale: "log",
        step: 0.05,
        group: "rules",
    }
}

/// The choices and numbers of a complete scenario, in the order in which they must be set.
pub(super) fn controls(
    valid: &ValidScenario,
    scenario: &Value,
    market_index: usize,
) -> Vec<Control> {
    let market = &valid.markets[market_index];
    let mut all = vec![ruleset(scenario, market_index), clock(valid)];
    let takes_time = takes_time(valid);
    let fields = &scenario["markets"][market_index];
    all.extend(trading(market, fields, takes_time));
    let has_bots = lenses::entries(scenario, "populations")
        .iter()
        .any(|one| one["kind"] == bots::KIND && one["market"] == market.id.as_str());
    all.extend(liquidation(market, fields, takes_time, has_bots));
    all.extend(losses(market, fields));
    all.extend(outside(valid));
    all.extend(halts::control(fields));
    all
}

fn ruleset(scenario: &Value, market: usize) -> Control {
    let custom = option("custom", "Your own", "the rules below as they are set");
    let venues = RULESETS
        .iter()
        .map(|venue| option(venue.name, venue.label, venue.note));
    let options: Vec<ControlOption> = std::iter::once(custom).chain(venues).collect();
    let venue = RULESETS.iter().find(|venue| venue.is_of(scenario, market));
    choice(
        RULESET,
        "Venue rules",
        "rules",
        &options,
        venue.map_or("custom", |venue| venue.name),
    )
}

fn clock(valid: &ValidScenario) -> Control {
    choice(
        "clock",
        "Time",
        "market",
        &CLOCKS,
        if takes_time(valid) { "ticks" } else { "waves" },
    )
}

/// How the book answers, and which price counts.
fn trading(market: &Market, fields: &Value, takes_time: bool) -> Vec<Control> {
    let resilience = &market.resilience;
    let refills = if resilience.recovery.is_empty() || !takes_time {
        "stays"
    } else {
        "returns"
    };
    let mut all = vec![choice(
        "refills",
        "After a sale",
        "market",
        &REFILLS,
        refills,
    )];
    // Nothing refills, and nothing is smoothed, in no time.
    if let Some(part) = resilience
        .recovery
        .first()
        .filter(|part| takes_time && part.decay_per_s >= 1e-7)
    {
        all.push(
            Slider {
                group: "market",
                ..logarithmic("refillTime", "Refill time", "s", [1.0, 3_600.0])
            }
            .at(
                1.0 / part.decay_per_s,
                "seconds in which the refilling part of the impact shrinks to a third".to_owned(),
            ),
        );
    }
    let withdrawal = match market.withdrawal {
        None => "stays",
        Some(Withdrawal::Drawdown { .. }) => "drawdown",
        Some(Withdrawal::Volatility { .. }) => "volatility",
    };
    all.push(choice(
        "withdrawalLaw",
        "Depth in a fall",
        "market",
        &WITHDRAWALS,
        withdrawal,
    ));
    let mark = if market.mark == Mark::Last {
        "last"
    } else {
        "indexEma"
    };
    all.push(choice("mark", "Trigger price", "rules", &MARKS, mark));
    if takes_time {
        all.extend(market_lenses::control(fields, "markSmoothing"));
        all.extend(market_lenses::control(fields, "markBand"));
    }
    all
}

fn liquidation(market: &Market, fields: &Value, takes_time: bool, has_bots: bool) -> Vec<Control> {
    let kind = fields["liquidation"]["executor"]["kind"].as_str();
    let kind = kind.unwrap_or_default();
    // Left to bots only where there are any.
    let options: Vec<ControlOption> = executors::offers()
        .filter(|(name, _)| *name != bots::KIND || has_bots)
        .map(|(name, offer)| option(name, offer.label, offer.help))
        .collect();
    let mut all = vec![choice("executor", "Forced orders", "rules", &options, kind)];
    let chosen = executors::offers().filter(|(name, _)| *name == kind);
    let dials = chosen.flat_map(|(_, offer)| offer.dials);
    all.extend(dials.filter_map(|dial| market_lenses::control_of(fields, dial)));
    // What closing costs: a target must stay above it.
    let fees = market.taker_fee_ratio + market.liquidation_fee_ratio;
    let (rule, slider) = match market.partial {
        None => ("whole", None),
        Some(Partial::Target { ratio }) => (
            "target",
            Some(
                linear(
                    "partialTarget",
                    "Target margin",
                    "fraction",
                    [0.005_f64.max(fees * 1.1), 0.2],
                    0.001,
                )
                .at(
                    ratio,
                    format!(
                        "closed until the margin is {} % of the position again",
                        percent(ratio)
                    ),
                ),
            ),
        ),
        Some(Partial::Share { .. }) => ("share", market_lenses::control(fields, "partialShare")),
        Some(Partial::Tiers { .. }) => ("tiers", None),
    };
    all.push(choice(
        "partial",
        "What is closed",
        "rules",
        &PARTIALS,
        rule,
    ));
    all.extend(slider);
    // An instant run pauses for nothing.
    if matches!(market.partial, Some(Partial::Share { .. })) && takes_time {
        all.extend(market_lenses::control(fields, "cooldown"));
    }
    let takeover = match market.takeover {
        Takeover::BankruptcyPrice => "bankruptcyPrice",
        Takeover::Market => "market",
    };
    all.push(choice(
        "takeover",
        "Margin left over",
        "rules",
        &TAKEOVERS,
        takeover,
    ));
    // Where positions are closed whole and all that is left goes to the fund, the fee is a part of it.
    if market.takeover == Takeover::Market || market.partial.is_some() {
        all.push(
            linear(
                "liquidationFee",
                "Liquidation fee",
                "fraction",
                [0.0, 0.03],
                0.0005,
            )
            .at(
                market.liquidation_fee_ratio,
                "paid to the fund on what is closed, as far as the trader can".to_owned(),
            ),
        );
    }
    all
}

fn losses(market: &Market, fields: &Value) -> Vec<Control> {
    let deficit = match market.deficit {
        Deficit::BadDebt => "badDebt",
        Deficit::Adl => "adl",
        Deficit::ProRata => "proRata",
        Deficit::Socialise => "socialise",
        Deficit::Vault => "vault",
    };
    let mut all = Vec::new();
    all.extend(market_lenses::control(fields, "insuranceFund"));
    all.push(choice(
        "deficit",
        "When the fund is empty",
        "rules",
        &DEFICITS,
        deficit,
    ));
    if matches!(market.deficit, Deficit::Adl | Deficit::ProRata) {
        let ranking = match market.ranking {
            Ranking::PnlTimesLeverage => "pnlTimesLeverage",
            Ranking::PnlTimesMarginRatio => "pnlTimesMarginRatio",
            Ranking::Hyperliquid => "hyperliquid",
            Ranking::Profit => "profit",
            Ranking::Size => "size",
        };
        all.push(choice(
            "adlRanking",
            "Who is closed first",
            "rules",
            &RANKINGS,
            ranking,
        ));
        all.extend(market_lenses::control(fields, "fundDrawdown"));
    }
    if market.deficit == Deficit::Vault {
        all.extend(market_lenses::control(fields, "vaultCapital"));
    }
    all
}

fn outside(valid: &ValidScenario) -> Option<Control> {
    if !takes_time(valid) || matches!(valid.shock, Shock::Noise { .. }) {
        return None;
    }
    let value = valid.more_shocks.iter().find_map(|shock| match shock {
        Shock::Noise {
            daily_volatility, ..
        } => Some(*daily_volatility),
        _ => None,
    });
    Some(
        Slider {
            group: "market",
            ..linear("noise", "Noise", "fraction", [0.0, 1.0], 0.01)
        }
        .at(
            value.unwrap_or(0.0),
            "daily volatility of the price outside; each seed draws another path".to_owned(),
        ),
    )
}

/// Writes one of these controls into a complete scenario. Returns whether it was one of them.
pub(super) fn apply(scenario: &mut Value, market: usize, control: &Control, value: f64) -> bool {
    let chosen = chosen(control, value);
    let name = chosen.map_or("", |option| option.name);
    let venue = RULESETS.iter().find(|venue| venue.is_of(scenario, market));
    if takes_ticks(control.name, name) && scenario["clock"]["mode"] != "ticks" {
        set_ticks(scenario);
        // What a venue does only in time comes with it.
        if let Some(venue) = venue {
            venue.apply(scenario, market);
        }
    }
    let fields = &mut scenario["markets"][market];
    match control.name {
        RULESET => {
            // An executor that came with the rules goes with them.
            if venue.is_some_and(|venue| venue.has_executor()) {
                fields["liquidation"]["executor"] = object([("kind", "immediate".into())]);
            }
            if let Some(venue) = RULESETS.iter().find(|venue| venue.name == name) {
                venue.apply(scenario, market);
            }
        }
        "clock" if name == "ticks" => {
            set_ticks(scenario);
            if let Some(venue) = venue {
                venue.apply(scenario, market);
            }
        }
        "clock" => set_instant(scenario),
        // A book that would refill, if only there were time, has its own way.
        "refills"
            if name == "returns"
                && fields["resilience"]["recovery"]
                    .as_array()
                    .is_some_and(|recovery| !recovery.is_empty()) => {}
        "refills" => {
            fields["resilience"] = if name == "stays" {
                object([
                    ("permanentShare", 1.into()),
                    ("recovery", Value::Array(Vec::new())),
                ])
            } else {
                let part = object([("share", 0.7.into()), ("decayPerS", 0.1.into())]);
                object([
                    ("permanentShare", 0.3.into()),
                    ("recovery", Value::Array(vec![part])),
                ])
            }
        }
        "refillTime" => {
            // The other parts keep their distance.
            let factor = control.value / value;
            for part in fields["resilience"]["recovery"]
                .as_array_mut()
                .into_iter()
                .flatten()
            {
                part["decayPerS"] = Value::from(part["decayPerS"].as_f64().unwrap_or(0.1) * factor);
            }
        }
        "withdrawalLaw" => {
            fields["withdrawal"] = match name {
                "stays" => Value::Null,
                // A third of the depth leaves with 8 % beyond the first forced seller: it shows, and does not decide all.
                "drawdown" => object([("law", name.into()), ("exponent", 5.into())]),
                law => object([("law", law.into())]),
            }
        }
        "mark" => fields["mark"] = object([("kind", name.into())]),
        halts::HALTS => halts::apply(fields, name),
        "executor" => {
            let mut executor = object([("kind", name.into())]);
            let volume = daily_volume(scenario, market);
            let chosen = executors::offers().find(|(word, _)| *word == name);
            for (field, value) in chosen.map_or(Vec::new(), |(_, offer)| (offer.begin)(volume)) {
                executor[field] = value;
            }
            scenario["markets"][market]["liquidation"]["executor"] = executor;
        }
        "partial" => {
            fields["liquidation"]["partial"] = match name {
                "whole" => Value::Null,
                "target" => {
                    let fees = ["takerFeeRatio", "liquidationFeeRatio"]
                        .iter()
                        .map(|fee| fields["margin"][*fee].as_f64().unwrap_or(0.0))
                        .sum::<f64>();
                    object([
                        ("rule", name.into()),
                        ("ratio", Value::from(0.02_f64.max(2.0 * fees))),
                    ])
                }
                _ => object([("rule", name.into())]),
            }
        }
        "partialTarget" => fields["liquidation"]["partial"]["ratio"] = value.into(),
        "takeover" => fields["liquidation"]["takeover"] = name.into(),
        "liquidationFee" => {
            fields["margin"]["liquidationFeeRatio"] = value.into();
            // A target must stay above what closing costs.
            let fees = value + fields["margin"]["takerFeeRatio"].as_f64().unwrap_or(0.0);
            let partial = &mut fields["liquidation"]["partial"];
            if partial["rule"] == "target"
                && partial["ratio"].as_f64().is_some_and(|ratio| ratio <= fees)
            {
                partial["ratio"] = Value::from(2.0 * fees);
            }
        }
        "deficit" => {
            fields["deficit"] = name.into();
            if !matches!(name, "adl" | "proRata") {
                // Nobody is closed for the bankrupt any more.
                fields["liquidation"]["belowZero"] = "order".into();
            }
            if name == "vault" {
                fund_vault(fields);
            }
        }
        "adlRanking" => fields["adlRanking"] = name.into(),
        "noise" => set_noise(scenario, market, value),
        name => return market_lenses::apply(fields, name, value),
    }
    true
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index in range"
)]
pub(super) fn chosen(control: &Control, value: f64) -> Option<ControlOption> {
    control.options.get(value as usize).copied()
}

/// Whether a choice only means something when time passes.
pub(super) fn takes_ticks(control: &str, chosen: &str) -> bool {
    match control {
        "executor" => chosen != "immediate",
        "refills" => chosen == "returns",
        "withdrawalLaw" => chosen == "volatility",
        "mark" => chosen == "indexEma",
        halts::HALTS => halts::takes_ticks(chosen),
        _ => false,
    }
}

fn set_ticks(scenario: &mut Value) {
    if scenario["clock"]["mode"] != "ticks" {
        scenario["clock"] = object([
            ("mode", "ticks".into()),
            ("tickS", TICK_S.into()),
            ("durationS", DURATION_S.into()),
        ]);
    }
}

/// Everything that takes time becomes its instant counterpart.
fn set_instant(scenario: &mut Value) {
    scenario["clock"] = object([("mode", "waves".into())]);
    lenses::make_instant(scenario);
    for market in scenario["markets"].as_array_mut().into_iter().flatten() {
        market["liquidation"]["executor"] = object([("kind", "immediate".into())]);
        market["mark"] = object([("kind", "last".into())]);
        if market["withdrawal"]["law"] == "volatility" {
            market["withdrawal"] = Value::Null;
        }
        // An oracle tells at once, and does not stand still.
        if market["oracle"].is_object() {
            market["oracle"]["delayS"] = 0.into();
            market["oracle"]["sampleS"] = 0.into();
            market["oracle"]["stuck"] = Value::Array(Vec::new());
        }
    }
    lenses::make_liquidators_instant(scenario);
    if scenario["visibility"].is_object() {
        scenario["visibility"]["delayS"] = 0.into();
    }
    for alarm in scenario["alarms"].as_array_mut().into_iter().flatten() {
        alarm["forS"] = 0.into();
    }
    // A drift becomes the jump that it comes to; what has no such meaning goes.
    let at_once = |shock: &mut Value| {
        if shock["kind"] == "ramp" {
            *shock = object([
                ("kind", "priceGap".into()),
                ("market", shock["market"].clone()),
                ("ratio", shock["ratio"].clone()),
            ]);
        }
        let mut specs = SHOCK.specs.iter();
        !specs.any(|spec| spec.needs_ticks && shock["kind"] == spec.variant.name)
    };
    if let Some(more) = scenario["moreShocks"].as_array_mut() {
        more.retain_mut(at_once);
    }
    let shock = &mut scenario["shock"];
    if !at_once(shock) {
        *shock = object([
            ("kind", "priceGap".into()),
            ("market", shock["market"].clone()),
            ("ratio", Value::from(-0.05)),
        ]);
    }
}

fn set_noise(scenario: &mut Value, market: usize, volatility: f64) {
    let id = scenario["markets"][market]["id"].clone();
    if let Some(more) = scenario["moreShocks"].as_array_mut() {
        more.retain(|shock| shock["kind"] != "noise");
        if volatility > 0.0 {
            more.push(object([
                ("kind", "noise".into()),
                ("market", id),
                ("dailyVolatility", volatility.into()),
            ]));
        }
    }
}

/// Base that others trade in a day: the open interest of the market, where nothing better is known.
fn daily_volume(scenario: &Value, market: usize) -> f64 {
    let price = scenario["markets"][market]["price"].as_f64().unwrap_or(1.0);
    let populations = scenario["populations"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let interest: f64 = populations
        .iter()
        .filter_map(|population| population["openInterest"].as_f64())
        .sum();
    if interest > 0.0 {
        interest / price
    } else {
        1e6
    }
}

/// Whether the clock of a model takes time.
fn takes_time(valid: &ValidScenario) -> bool {
    valid.clock != Clock::Waves
}
