//! From a checked JSON value to the typed model: what fields mean together.

use super::contract::{CROSS_ACCOUNT, MAX_RECORDS, MAX_TICKS, MAX_WORK, SCENARIO};
use super::data::{DataStore, PositionTable, PricePath};
use super::model::{
    Account, Deficit, DutchCurve, Executor, Funding, Levels, Mark, Market, Perps, Population,
    PositionRow, Positions, Sampling, Shock, SizeLaw, Spacing, ValidScenario, Vault,
};
use super::schema::{check, join};
use super::steps::Steps;
use super::work::{HEAVY, Work, work};
use crate::clock::{Clock, DAY_S};
use crate::error::{ErrorCode, Problem, is_full, listed, quote, show};
use crate::market::book::Beyond;
use crate::market::impact::{Impact, Law, book_law, square_root_law};
use crate::market::liquidity::{Recovery, Resilience, Withdrawal};
use crate::math::pow;
use crate::population::crowd::Side;
use crate::population::leverage::LeverageLaw;
use crate::settlement::deleverage::Ranking;
use crate::settlement::fund::FundRules;
use crate::settlement::limit::PriceLimit;
use crate::settlement::margin::{
    Basis, Contract, CrossPosition, Isolated, Maintenance, MarginRules,
};
use crate::settlement::partial::Partial;
use crate::settlement::waterfall::Takeover;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest tick, s.
const LONGEST_TICK_S: f64 = 3_600.0;

/// Most positions of all populations together.
const MAX_POSITIONS_IN_ALL: u64 = 2_000_000;

/// Checks a scenario and builds the model.
///
/// # Errors
/// The problems at once, in the order of the fields; where there are very many, the first of them (see
/// [`listed`]).
pub fn build(scenario: &Value, data: &DataStore) -> Result<ValidScenario, Vec<Problem>> {
    Ok(build_complete(scenario, data)?.1)
}

/// The same, with the scenario as it is when nothing is left out of it.
///
/// # Errors
/// As [`build`].
pub(super) fn build_complete(
    scenario: &Value,
    data: &DataStore,
) -> Result<(Value, ValidScenario), Vec<Problem>> {
    let mut problems = Vec::new();
    let checked = check(&SCENARIO, scenario, "", &mut problems);
    if !problems.is_empty() {
        return Err(listed(problems));
    }
    let mut builder = Builder { data, problems };
    let valid = builder.scenario(&Node {
        value: &checked,
        path: String::new(),
    });
    let problems = builder.problems;
    if problems.is_empty() {
        Ok((checked, valid))
    } else {
        Err(listed(problems))
    }
}

/// A checked value and where it stands. Getters cannot fail: the schema has checked type and presence.
struct Node<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Node<'a> {
    fn field(&self, name: &str) -> Node<'a> {
        Node {
            value: &self.value[name],
            path: join(&self.path, name),
        }
    }

    fn number(&self, name: &str) -> f64 {
        self.value[name].as_f64().unwrap_or(f64::NAN)
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the schema keeps it within u32"
    )]
    fn count(&self, name: &str) -> u32 {
        self.number(name) as u32
    }

    fn text(&self, name: &str) -> &'a str {
        self.value[name].as_str().unwrap_or_default()
    }

    /// Text of a field of something that may be `null`.
    fn text_of(&self, name: &str) -> Option<&'a str> {
        self.value.get(name).and_then(Value::as_str)
    }

    fn items(&self, name: &str) -> impl Iterator<Item = Node<'a>> {
        let path = join(&self.path, name);
        let items = self.value[name].as_array().map_or(&[][..], Vec::as_slice);
        items.iter().enumerate().map(move |(index, value)| Node {
            value,
            path: item_path(&path, index),
        })
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.items(name)
            .map(|item| item.value.as_f64().unwrap_or(f64::NAN))
            .collect()
    }
}

/// `path[index]`, without the machinery of formatting: there may be a million of them.
fn item_path(path: &str, index: usize) -> String {
    let number = index.to_string();
    let mut item = String::with_capacity(path.len() + number.len() + 2);
    for part in [path, "[", &number, "]"] {
        item.push_str(part);
    }
    item
}

/// The words of the two sides.
const SIDES: &[(&str, Side)] = &[("long", Side::Long), ("short", Side::Short)];

/// What the word in a field stands for.
fn word<T: Copy>(
    node: &Node<'_>,
    name: &str,
    known: &[(&str, T)],
    problems: &mut Vec<Problem>,
) -> T {
    let word = node.text(name);
    match known.iter().find(|(known, _)| *known == word) {
        Some(&(_, built)) => built,
        None => {
            problems.push(not_built(node, name));
            known[0].1
        }
    }
}

#[cold]
fn not_built(node: &Node<'_>, name: &str) -> Problem {
    let path = join(&node.path, name);
    let message = format!(
        "{path} is {}, which nothing here builds",
        quote(node.text(name))
    );
    Problem::new(ErrorCode::NotBuilt, &path, message)
}

struct Builder<'a> {
    data: &'a DataStore,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    fn inconsistent(&mut self, path: &str, message: String) {
        self.problems
            .push(Problem::new(ErrorCode::Inconsistent, path, message));
    }

    /// A word that the contract declares as built and nothing here builds: told, never guessed. `stand_in` is what the rest
    /// of the checks go on with.
    fn not_built<T>(&mut self, node: &Node<'_>, name: &str, stand_in: T) -> T {
        self.problems.push(not_built(node, name));
        stand_in
    }

    /// What the word in a field stands for.
    fn word<T: Copy>(&mut self, node: &Node<'_>, name: &str, known: &[(&str, T)]) -> T {
        word(node, name, known, &mut self.problems)
    }

    fn scenario(&mut self, node: &Node<'_>) -> ValidScenario {
        let clock = self.clock(&node.field("clock"));
        let mut markets: Vec<Market> = Vec::new();
        for item in node.items("markets") {
            let market = self.market(&item, clock);
            if markets.iter().any(|other| other.id == market.id) {
                let message = format!("{}.id \"{}\" is used twice", item.path, market.id);
                self.inconsistent(&join(&item.path, "id"), message);
            }
            markets.push(market);
        }
        let mut accounts: Vec<Account> = Vec::new();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for item in node.items("accounts") {
            let id = item.text("id").to_owned();
            let number = accounts.len();
            let first = *numbers.entry(id.clone()).or_insert(number);
            if id.is_empty() || first != number {
                let path = join(&item.path, "id");
                let message = format!(
                    "{path} is {}; expected a name that no other account has",
                    quote(&id)
                );
                self.inconsistent(&path, message);
            }
            accounts.push(Account {
                id,
                wallet: item.number("wallet"),
            });
        }
        let populations: Vec<Population> = node
            .items("populations")
            .map(|item| self.population(&item, &markets, &numbers))
            .collect();
        let total: u64 = populations
            .iter()
            .map(|population| u64::from(population.count()))
            .sum();
        if total > MAX_POSITIONS_IN_ALL {
            let message = format!(
                "populations hold {total} positions; at most {MAX_POSITIONS_IN_ALL} are allowed"
            );
            self.inconsistent("populations", message);
        }
        let shock = self.shock(&node.field("shock"), &markets, clock);
        let mut more_shocks: Vec<Shock> = Vec::new();
        for item in node.items("moreShocks") {
            let more = self.shock(&item, &markets, clock);
            let cancels = |other: &Shock| matches!(other, Shock::PriceGap { market, cancels: true, .. } if *market == more.market());
            let jumps_twice = matches!(more, Shock::PriceGap { .. })
                && std::iter::once(&shock).chain(&more_shocks).any(cancels);
            if jumps_twice {
                let message = format!(
                    "{} is a second price gap beside one that cancels orders",
                    item.path
                );
                self.inconsistent(&item.path, message);
            }
            more_shocks.push(more);
        }
        self.divided_ticks(clock, &shock, &more_shocks);
        let valid = ValidScenario {
            title: node.text("title").to_owned(),
            seed: node.count("seed"),
            clock,
            markets,
            populations,
            accounts,
            shock,
            more_shocks,
        };
        if self.problems.is_empty() {
            self.budget(&valid);
        }
        valid
    }

    /// What a run may cost: a valid scenario must not take hours, nor the memory of a device.
    fn budget(&mut self, valid: &ValidScenario) {
        let Clock::Ticks { tick_s, duration_s } = valid.clock else {
            return;
        };
        let shocks: Vec<&Shock> = valid.shocks().collect();
        let ticks = Steps::least(valid.clock, &shocks).count();
        // Steps at extremes of a path stay, however long the ticks are.
        let extra = (ticks - (duration_s / tick_s * (1.0 + 1e-12)).floor()).max(0.0);
        #[allow(clippy::cast_precision_loss, reason = "a few markets")]
        let markets = valid.markets.len() as f64;
        if markets * ticks > MAX_RECORDS {
            let what = format!(
                "{} markets x {} ticks are {} rows",
                show(markets),
                show(ticks),
                show(markets * ticks)
            );
            let least_s = markets * duration_s / (MAX_RECORDS - markets * extra);
            self.too_much(&what, MAX_RECORDS, least_s);
        }
        let Work {
            a_tick,
            payments,
            positions,
            weight,
        } = work(valid);
        let work = a_tick * ticks + payments;
        if work > MAX_WORK {
            // Payments that are fewer than ticks stay as many when the ticks grow.
            let rest = MAX_WORK - payments - a_tick * extra;
            let most = (a_tick + HEAVY * positions) * duration_s / (MAX_WORK - a_tick * extra);
            let least = if rest > 0.0 {
                (a_tick * duration_s / rest).min(most)
            } else {
                most
            };
            let times = if weight > 1.0 {
                " x 10 for losses shared among winners"
            } else {
                ""
            };
            let paid = if payments > 0.0 {
                format!(" and {} for funding", show(payments))
            } else {
                String::new()
            };
            let what = format!(
                "{} positions in a ledger x {} ticks{times}{paid} are {} steps of work",
                show(positions),
                show(ticks),
                show(work)
            );
            self.too_much(&what, MAX_WORK, least);
        }
    }

    /// More than a run may cost; ticks of `least_s` seconds would fit.
    fn too_much(&mut self, what: &str, most: f64, least_s: f64) {
        if !(least_s > 0.0 && least_s <= LONGEST_TICK_S) {
            let message = format!(
                "clock.durationS: {what}; at most {} are allowed, and no tick is long enough: expected a shorter run",
                show(most)
            );
            self.problems.push(Problem::new(
                ErrorCode::OutOfRange,
                "clock.durationS",
                message,
            ));
            return;
        }
        // Rounded up to three digits.
        let mut unit = 1e-3;
        while least_s / unit >= 1e3 {
            unit *= 10.0;
        }
        let least_s = (least_s / unit).ceil() * unit;
        let message = format!(
            "clock.tickS: {what}; at most {} are allowed: expected at least {} s (or a shorter durationS, or fewer positions)",
            show(most),
            show(least_s)
        );
        let problem = Problem::new(ErrorCode::OutOfRange, "clock.tickS", message);
        self.problems.push(Problem {
            min: Some(least_s),
            ..problem
        });
    }

    fn clock(&mut self, node: &Node<'_>) -> Clock {
        match node.text("mode") {
            "waves" => return Clock::Waves,
            "ticks" => {}
            _ => return self.not_built(node, "mode", Clock::Waves),
        }
        let (tick_s, duration_s) = (node.number("tickS"), node.number("durationS"));
        if duration_s / tick_s > MAX_TICKS {
            let message = format!(
                "{}.durationS of {} s makes {} ticks; at most {} are allowed",
                node.path,
                show(duration_s),
                show((duration_s / tick_s).floor()),
                show(MAX_TICKS)
            );
            self.inconsistent(&join(&node.path, "durationS"), message);
        }
        Clock::Ticks { tick_s, duration_s }
    }

    /// Paths divide ticks, which makes rows.
    fn divided_ticks(&mut self, clock: Clock, shock: &Shock, more: &[Shock]) {
        let Clock::Ticks { tick_s, duration_s } = clock else {
            return;
        };
        // Too many ticks are a problem of their own.
        if duration_s / tick_s > MAX_TICKS {
            return;
        }
        let shocks: Vec<&Shock> = std::iter::once(shock).chain(more).collect();
        let steps = Steps::least(clock, &shocks).count();
        if steps > MAX_TICKS {
            let message = format!(
                "clock.tickS of {} s makes {} steps with those at the extremes of a path between two ticks; at most {} are allowed",
                show(tick_s),
                show(steps),
                show(MAX_TICKS)
            );
            self.inconsistent("clock.tickS", message);
        }
    }

    fn market(&mut self, node: &Node<'_>, clock: Clock) -> Market {
        let price = node.number("price");
        let liquidation = node.field("liquidation");
        let executor = liquidation.field("executor");
        let (mark, margin) = (node.field("mark"), node.field("margin"));
        let (funding, vault) = (node.field("funding"), node.field("vault"));
        let kind = executor.text("kind");
        if kind != "immediate" && clock == Clock::Waves {
            let message = format!(
                "{} \"{kind}\" takes time; in an instant run (clock mode \"waves\") only \"immediate\" works",
                executor.path
            );
            self.inconsistent(&executor.path, message);
        }
        let id = node.text("id");
        if id.is_empty() {
            self.inconsistent(
                &join(&node.path, "id"),
                format!("{}.id is empty", node.path),
            );
        }
        let (below_zero, deficit) = (liquidation.text("belowZero"), node.text("deficit"));
        if below_zero == "deleverage" && !matches!(deficit, "adl" | "proRata") {
            let path = join(&liquidation.path, "belowZero");
            let message = format!(
                "{path} is \"deleverage\", but deficit is \"{deficit}\"; winners are closed only where deficit is \"adl\" or \"proRata\""
            );
            self.inconsistent(&path, message);
        }
        Market {
            id: id.to_owned(),
            impact: Impact {
                start_price: price,
                law: self.law(&node.field("impact"), price),
            },
            resilience: self.resilience(&node.field("resilience")),
            withdrawal: self.withdrawal(&node.field("withdrawal"), clock),
            is_cross: self.word(&margin, "mode", &[("isolated", false), ("cross", true)]),
            margin: margin_rules(&margin, self.data, &mut self.problems),
            mark: match mark.text("kind") {
                "indexEma" => Mark::IndexEma {
                    tau_s: mark.number("tauS"),
                    band: mark.number("band"),
                },
                "last" => Mark::Last,
                _ => self.not_built(&mark, "kind", Mark::Last),
            },
            taker_fee_ratio: margin.number("takerFeeRatio"),
            liquidation_fee_ratio: margin.number("liquidationFeeRatio"),
            funding: funding.value.is_object().then(|| Funding {
                interval_s: funding.number("intervalS"),
                interest: funding.number("interest"),
                cap: funding.number("cap"),
            }),
            executor: self.executor(&executor),
            partial: self.partial(&liquidation.field("partial"), &node.field("margin"), clock),
            takeover: self.word(
                &liquidation,
                "takeover",
                &[
                    ("bankruptcyPrice", Takeover::BankruptcyPrice),
                    ("market", Takeover::Market),
                ],
            ),
            insurance_fund: node.number("insuranceFund"),
            fund: FundRules {
                floor: node.number("insuranceFundFloor"),
                drawdown: node.number("insuranceFundDrawdown"),
                window_s: node.number("insuranceFundWindowS"),
                stop: node.number("insuranceFundStop"),
            },
            deleverages_below_zero: self.word(
                &liquidation,
                "belowZero",
                &[("order", false), ("deleverage", true)],
            ),
            deficit: self.word(
                node,
                "deficit",
                &[
                    ("badDebt", Deficit::BadDebt),
                    ("adl", Deficit::Adl),
                    ("proRata", Deficit::ProRata),
                    ("socialise", Deficit::Socialise),
                    ("vault", Deficit::Vault),
                ],
            ),
            ranking: self.word(
                node,
                "adlRanking",
                &[
                    ("pnlTimesLeverage", Ranking::PnlTimesLeverage),
                    ("pnlTimesMarginRatio", Ranking::PnlTimesMarginRatio),
                    ("hyperliquid", Ranking::Hyperliquid),
                    ("profit", Ranking::Profit),
                    ("size", Ranking::Size),
                ],
            ),
            vault: Vault {
                capital: vault.number("capital"),
                takeover_below: vault.number("takeoverBelow"),
                rate_per_s: vault.number("ratePerS"),
            },
        }
    }

    fn executor(&mut self, node: &Node<'_>) -> Executor {
        match node.text("kind") {
            "twap" => Executor::Twap {
                duration_s: node.number("durationS"),
            },
            "pov" => Executor::Pov {
                share: node.number("share"),
                other_per_s: node.number("dailyVolume") / DAY_S,
            },
            "exponential" => Executor::Exponential {
                rate_per_s: node.number("ratePerS"),
            },
            "priceCapped" => Executor::PriceCapped {
                limit: match node.text("at") {
                    "band" => PriceLimit::Band(node.number("band")),
                    "fillable" => PriceLimit::Fillable {
                        spread: node.number("spread"),
                    },
                    "bankruptcyPrice" => PriceLimit::BankruptcyPrice,
                    _ => self.not_built(node, "at", PriceLimit::BankruptcyPrice),
                },
            },
            "dutch" => Executor::Dutch(DutchCurve {
                buffer: node.number("buffer"),
                cut: node.number("cut"),
                step_s: node.number("stepS"),
                margin: node.number("margin"),
            }),
            "immediate" => Executor::Immediate,
            _ => self.not_built(node, "kind", Executor::Immediate),
        }
    }

    fn partial(&mut self, node: &Node<'_>, margin: &Node<'_>, clock: Clock) -> Option<Partial> {
        Some(match node.text_of("rule")? {
            "target" => {
                let (ratio, fee) = (
                    node.number("ratio"),
                    margin.number("takerFeeRatio") + margin.number("liquidationFeeRatio"),
                );
                if ratio <= fee {
                    let path = join(&node.path, "ratio");
                    let message = format!(
                        "{path} is {}, not above the fees of {} on what is closed: no close could restore it",
                        show(ratio),
                        show(fee)
                    );
                    self.inconsistent(&path, message);
                }
                Partial::Target { ratio }
            }
            "share" => Partial::Share {
                share: node.number("share"),
                cooldown_s: if clock == Clock::Waves {
                    0.0
                } else {
                    node.number("cooldownS")
                },
                above: node.number("above"),
                then_all: self.word(node, "then", &[("again", false), ("all", true)]),
            },
            "tiers" => Partial::Tiers {
                step: node.count("step"),
            },
            _ => return self.not_built(node, "rule", None),
        })
    }

    fn law(&mut self, node: &Node<'_>, price: f64) -> Law {
        match node.text("law") {
            "linear" => Law::Linear {
                slope: node.number("slope"),
            },
            "logLinear" => Law::LogLinear {
                depth: node.number("depth"),
            },
            "squareRoot" => square_root_law(
                node.number("coefficient"),
                node.number("dailyVolatility"),
                node.number("dailyVolume"),
            ),
            "book" => {
                let bids = self.levels(&node.field("bids"), price, -1.0);
                let asks = self.levels(&node.field("asks"), price, 1.0);
                let beyond = self.word(
                    node,
                    "beyond",
                    &[
                        ("lastDensity", Beyond::LastDensity),
                        ("exhausted", Beyond::Exhausted),
                    ],
                );
                book_law(&bids, &asks, price, beyond, node.number("refill"))
            }
            _ => self.not_built(node, "law", Law::Linear { slope: f64::NAN }),
        }
    }

    /// Levels of one side of a book, best first, checked: in order, on the right side of the price.
    fn levels(&mut self, node: &Node<'_>, price: f64, direction: f64) -> Vec<[f64; 2]> {
        let levels = if node.value.is_object() {
            match self.data.book(&node.field("data").into_reference()) {
                Ok(book) => {
                    if direction < 0.0 {
                        book.bids.clone()
                    } else {
                        book.asks.clone()
                    }
                }
                Err(problem) => {
                    self.problems.push(problem);
                    return Vec::new();
                }
            }
        } else {
            let pair =
                |item: Node<'_>| [0, 1].map(|index| item.value[index].as_f64().unwrap_or(f64::NAN));
            node.items_here().map(pair).collect()
        };
        for (index, pair) in levels.windows(2).enumerate() {
            if (pair[1][0] - pair[0][0]) * direction <= 0.0 {
                let order = if direction < 0.0 { "fall" } else { "rise" };
                let at = format!("{}[{}]", node.path, index + 1);
                let (this, last) = (show(pair[1][0]), show(pair[0][0]));
                self.inconsistent(
                    &at,
                    format!("{at} has price {this} after {last}; prices must {order}"),
                );
                break;
            }
        }
        if let Some(&[best, _]) = levels.first()
            && (best - price) * direction < 0.0
        {
            let side = if direction < 0.0 { "above" } else { "below" };
            let message = format!(
                "{} starts at {}, {side} the market's price {}",
                node.path,
                show(best),
                show(price)
            );
            self.inconsistent(&node.path, message);
        }
        levels
    }

    fn resilience(&mut self, node: &Node<'_>) -> Resilience {
        let permanent_share = node.number("permanentShare");
        let recovery: Vec<Recovery> = node
            .items("recovery")
            .map(|item| Recovery {
                share: item.number("share"),
                decay_per_s: item.number("decayPerS"),
            })
            .collect();
        let sum = recovery
            .iter()
            .fold(permanent_share, |sum, part| sum + part.share);
        if (sum - 1.0).abs() > 1e-9 {
            let message = format!(
                "{}: the shares add up to {}; expected 1",
                node.path,
                show(sum)
            );
            self.inconsistent(&node.path, message);
        }
        Resilience {
            permanent_share,
            recovery,
        }
    }

    fn withdrawal(&mut self, node: &Node<'_>, clock: Clock) -> Option<Withdrawal> {
        match node.text_of("law")? {
            "drawdown" => Some(Withdrawal::Drawdown {
                exponent: node.number("exponent"),
                recovery_s: node.number("recoveryS"),
            }),
            "volatility" => {
                if clock == Clock::Waves {
                    let message = format!(
                        "{} \"volatility\" takes time; in an instant run (clock mode \"waves\") only \"drawdown\" works",
                        node.path
                    );
                    self.inconsistent(&node.path, message);
                }
                Some(Withdrawal::Volatility {
                    sensitivity: node.number("sensitivity"),
                    floor: node.number("floor"),
                    recovery_s: node.number("recoveryS"),
                    daily_volatility: node.number("dailyVolatility"),
                    window_s: node.number("windowS"),
                })
            }
            _ => self.not_built(node, "law", None),
        }
    }

    fn population(
        &mut self,
        node: &Node<'_>,
        markets: &[Market],
        accounts: &BTreeMap<String, usize>,
    ) -> Population {
        let market = self.market_reference(node, markets);
        match node.text("kind") {
            "levels" => Population::Levels(self.levels_population(node, market, markets)),
            "perps" => Population::Perps(self.perps(node, market, markets)),
            "positions" => Population::Positions(Positions {
                market,
                rows: self.rows(node, &markets[market], accounts),
            }),
            _ => {
                let rows = Vec::new();
                self.not_built(
                    node,
                    "kind",
                    Population::Positions(Positions { market, rows }),
                )
            }
        }
    }

    fn market_reference(&mut self, node: &Node<'_>, markets: &[Market]) -> usize {
        let id = node.text("market");
        if id.is_empty() {
            return 0;
        }
        markets
            .iter()
            .position(|market| market.id == id)
            .unwrap_or_else(|| {
                let known: Vec<String> = markets
                    .iter()
                    .map(|market| format!("\"{}\"", market.id))
                    .collect();
                let path = join(&node.path, "market");
                self.inconsistent(
                    &path,
                    format!(
                        "{path} is {}; the markets are {}",
                        quote(id),
                        known.join(", ")
                    ),
                );
                0
            })
    }

    fn levels_population(&mut self, node: &Node<'_>, market: usize, markets: &[Market]) -> Levels {
        let (from, to, side) = (
            node.number("from"),
            node.number("to"),
            self.word(node, "side", SIDES),
        );
        let price = markets[market].impact.start_price;
        if from > to {
            let message = format!(
                "{}.from is {}, above to, {}",
                node.path,
                show(from),
                show(to)
            );
            self.inconsistent(&join(&node.path, "from"), message);
        } else if side == Side::Long && to > price {
            let message = format!(
                "{}.to is {}; longs are liquidated below the market's price {}",
                node.path,
                show(to),
                show(price)
            );
            self.inconsistent(&join(&node.path, "to"), message);
        } else if side == Side::Short && from < price {
            let message = format!(
                "{}.from is {}; shorts are liquidated above the market's price {}",
                node.path,
                show(from),
                show(price)
            );
            self.inconsistent(&join(&node.path, "from"), message);
        }
        Levels {
            market,
            side,
            from,
            to,
            quantity: node.number("quantity"),
            count: node.count("count"),
            spacing: self.word(
                node,
                "spacing",
                &[
                    ("price", Spacing::Price),
                    ("logPrice", Spacing::LogPrice),
                    ("poisson", Spacing::Poisson),
                ],
            ),
        }
    }

    fn perps(&mut self, node: &Node<'_>, market: usize, markets: &[Market]) -> Perps {
        let leverage_node = node.field("leverage");
        let leverage = self.leverage(&leverage_node);
        let ratio = markets[market].margin.maintenance.tiers()[0].ratio;
        if leverage.max() * ratio >= 1.0 {
            let message = format!(
                "{} reaches {}x, whose margin is below the maintenance margin of {}: at most {}x can exist here",
                leverage_node.path,
                show(leverage.max()),
                show(ratio),
                show((1.0 / ratio).ceil() - 1.0)
            );
            self.inconsistent(&leverage_node.path, message);
        }
        let count = node.count("count");
        // A side that is no millionth of a millionth of the crowd is none: its sizes would leave the range of numbers.
        let long_share = match node.number("longShare") {
            share if share < 1e-12 => 0.0,
            share if share > 1.0 - 1e-12 => 1.0,
            share => share,
        };
        if count == 1 && long_share > 0.0 && long_share < 1.0 {
            let path = join(&node.path, "count");
            let message = format!(
                "{path} is 1; both sides of a longShare of {} need a position",
                show(long_share)
            );
            self.inconsistent(&path, message);
        }
        let entry = node.field("entry");
        let sd = entry.number("sd");
        let sizes = node.field("sizes");
        Perps {
            market,
            open_interest: node.number("openInterest"),
            count,
            long_share,
            leverage,
            entry_sd: match entry.text("law") {
                "normal" => (sd > 0.0).then_some(sd),
                "spot" => None,
                _ => self.not_built(&entry, "law", None),
            },
            sizes: match sizes.text("law") {
                "lognormal" => SizeLaw::Lognormal {
                    log_sd: sizes.number("logSd"),
                },
                "pareto" => SizeLaw::Pareto {
                    exponent: sizes.number("exponent"),
                },
                "equal" => SizeLaw::Equal,
                _ => self.not_built(&sizes, "law", SizeLaw::Equal),
            },
            sampling: self.word(
                node,
                "sampling",
                &[
                    ("quantiles", Sampling::Quantiles),
                    ("random", Sampling::Random),
                ],
            ),
        }
    }

    fn leverage(&mut self, node: &Node<'_>) -> LeverageLaw {
        match node.text("law") {
            "uniform" => {
                let (from, to) = (node.number("from"), node.number("to"));
                self.ordered(node, "from", from, "to", to);
                LeverageLaw::Uniform { from, to }
            }
            "lognormal" => {
                let (median, log_sd, max) = (
                    node.number("median"),
                    node.number("logSd"),
                    node.number("max"),
                );
                self.ordered(node, "median", median, "max", max);
                LeverageLaw::Lognormal {
                    median,
                    log_sd,
                    max,
                }
            }
            "pareto" => {
                let (from, exponent, max) = (
                    node.number("from"),
                    node.number("exponent"),
                    node.number("max"),
                );
                self.ordered(node, "from", from, "max", max);
                LeverageLaw::Pareto {
                    from,
                    exponent,
                    max,
                }
            }
            "clusters" => {
                let at = node.numbers("at");
                let mut weights = node.numbers("weights");
                if weights.is_empty() {
                    weights = vec![1.0; at.len()];
                }
                self.weights(node, &weights, at.len());
                LeverageLaw::Clusters { at, weights }
            }
            "histogram" => {
                let edges = node.numbers("edges");
                let weights = node.numbers("weights");
                self.weights(node, &weights, edges.len().saturating_sub(1));
                if edges.windows(2).any(|pair| pair[1] <= pair[0]) {
                    let path = join(&node.path, "edges");
                    self.inconsistent(&path, format!("{path} must rise"));
                }
                LeverageLaw::Histogram { edges, weights }
            }
            _ => self.not_built(node, "law", LeverageLaw::Uniform { from: 1.0, to: 1.0 }),
        }
    }

    fn ordered(&mut self, node: &Node<'_>, low: &str, low_value: f64, high: &str, high_value: f64) {
        if low_value > high_value {
            let message = format!(
                "{}.{low} is {}, above {high}, {}",
                node.path,
                show(low_value),
                show(high_value)
            );
            self.inconsistent(&join(&node.path, low), message);
        }
    }

    fn weights(&mut self, node: &Node<'_>, weights: &[f64], expected: usize) {
        let path = join(&node.path, "weights");
        if weights.len() != expected || expected == 0 {
            let message = format!(
                "{path} has {} entries; expected {}",
                weights.len(),
                expected.max(1)
            );
            self.inconsistent(&path, message);
        } else if weights.iter().sum::<f64>() <= 0.0 {
            self.inconsistent(&path, format!("{path} are all 0"));
        }
    }

    fn rows(
        &mut self,
        node: &Node<'_>,
        market: &Market,
        accounts: &BTreeMap<String, usize>,
    ) -> Vec<PositionRow> {
        let rows = node.field("rows");
        if rows.value.is_object() {
            let data = rows.field("data");
            let contract = data.text_of("contract").map(str::to_owned);
            let table = self.data.positions(&data.into_reference());
            return table
                .and_then(|table| of_contract(table, contract.as_deref(), &rows.path))
                .and_then(|table| registered_rows(&table, &rows.path, market))
                .unwrap_or_else(|problem| {
                    self.problems.push(problem);
                    Vec::new()
                });
        }
        let mut built = Vec::new();
        for row in node.items("rows") {
            if is_full(&self.problems) {
                break;
            }
            built.push(match row.text_of("account") {
                Some(name) => self.cross_row(&row, name, market, accounts),
                None => {
                    let row_of = position_row(&row, market.margin.contract, &mut self.problems);
                    self.whole_lots(&row, row_of.quantity, market);
                    row_of
                }
            });
        }
        built
    }

    /// A position that shares the wallet of an account.
    fn cross_row(
        &mut self,
        row: &Node<'_>,
        name: &str,
        market: &Market,
        accounts: &BTreeMap<String, usize>,
    ) -> PositionRow {
        let path = || join(&row.path, "account");
        let account = accounts.get(name).copied();
        if account.is_none() {
            let path = path();
            self.inconsistent(
                &path,
                format!("{path} is {}, which is not in accounts", quote(name)),
            );
        }
        if !market.is_cross {
            let path = path();
            let message = format!(
                "{path} shares a wallet, but market \"{}\" has margin mode \"isolated\"",
                market.id
            );
            self.inconsistent(&path, message);
        }
        if market.margin.contract == Contract::Inverse {
            let path = path();
            self.inconsistent(
                &path,
                format!("{path}: wallets hold quote, inverse contracts margin in base"),
            );
        }
        if row.value["margin"].is_number() || row.value["leverage"].is_number() {
            let message = format!(
                "{} has both an account and a margin or leverage; give one",
                row.path
            );
            self.inconsistent(&row.path, message);
        }
        let quantity = row.number("quantity");
        self.whole_lots(row, quantity, market);
        PositionRow {
            id: row.text("id").to_owned(),
            side: self.word(row, "side", SIDES),
            quantity,
            entry_price: row.number("entryPrice"),
            margin: 0.0,
            account,
        }
    }

    /// An explicit position must be one that the venue could book.
    fn whole_lots(&mut self, row: &Node<'_>, quantity: f64, market: &Market) {
        if !is_whole_lots(quantity, market) {
            let step = market.margin.quantity_step;
            let path = join(&row.path, "quantity");
            let message = format!(
                "{path} is {}; expected a multiple of the quantityStep {}",
                show(quantity),
                show(step)
            );
            self.inconsistent(&path, message);
        }
    }

    fn shock(&mut self, node: &Node<'_>, markets: &[Market], clock: Clock) -> Shock {
        let kind = node.text("kind");
        if kind == "none" {
            return Shock::None;
        }
        let market = self.market_reference(node, markets);
        match kind {
            "priceGap" => {
                let cancels = self.word(node, "book", &[("shift", false), ("cancel", true)]);
                if cancels && matches!(markets[market].impact.law, Law::SquareRoot { .. }) {
                    let path = join(&node.path, "book");
                    let message = format!(
                        "{path} \"cancel\" has no meaning under the square-root law, which has no resting orders"
                    );
                    self.inconsistent(&path, message);
                }
                Shock::PriceGap {
                    market,
                    ratio: node.number("ratio"),
                    cancels,
                }
            }
            "ramp" => {
                self.needs_ticks(node, clock);
                Shock::Ramp {
                    market,
                    ratio: node.number("ratio"),
                    duration_s: node.number("durationS"),
                    logarithmic: self.word(node, "scale", &[("linear", false), ("log", true)]),
                }
            }
            "orders" => {
                self.needs_ticks(node, clock);
                let rows: Vec<(f64, f64)> = node
                    .items("rows")
                    .map(|row| (row.number("timeS"), row.number("quantity")))
                    .collect();
                self.rising(node, "rows", rows.iter().map(|row| row.0), false);
                Shock::Orders {
                    market,
                    rows: Arc::new(rows),
                }
            }
            "path" => {
                self.needs_ticks(node, clock);
                Shock::Path {
                    market,
                    points: Arc::new(self.path_points(node)),
                }
            }
            "noise" => {
                self.needs_ticks(node, clock);
                Shock::Noise {
                    market,
                    daily_volatility: node.number("dailyVolatility"),
                }
            }
            "marketOrder" => Shock::MarketOrder {
                market,
                quantity: node.number("quantity"),
            },
            _ => self.not_built(node, "kind", Shock::None),
        }
    }
}

impl Builder<'_> {
    fn needs_ticks(&mut self, node: &Node<'_>, clock: Clock) {
        if clock == Clock::Waves {
            let message = format!(
                "{}.kind \"{}\" takes time; it needs clock mode \"ticks\"",
                node.path,
                node.text("kind")
            );
            self.inconsistent(&join(&node.path, "kind"), message);
        }
    }

    /// Times of a list must rise (`strictly`) or not fall.
    fn rising(
        &mut self,
        node: &Node<'_>,
        list: &str,
        times: impl Iterator<Item = f64>,
        strictly: bool,
    ) {
        let mut last = f64::NEG_INFINITY;
        for (index, time_s) in times.enumerate() {
            if time_s < last || strictly && time_s == last {
                let path = format!("{}[{index}].timeS", join(&node.path, list));
                let message = format!(
                    "{path} is {} after {}; times must rise",
                    show(time_s),
                    show(last)
                );
                self.inconsistent(&path, message);
                return;
            }
            last = time_s;
        }
    }

    /// A price path as seconds of the run and fractions of its first price, to the power of its amplitude.
    fn path_points(&mut self, node: &Node<'_>) -> Vec<(f64, f64)> {
        let (speed, amplitude) = (node.number("speed"), node.number("amplitude"));
        let given: Vec<(f64, f64)> = node
            .items("points")
            .map(|point| (point.number("timeS"), point.number("price")))
            .collect();
        let data = node.field("data");
        let points = match (data.value.is_object(), given.is_empty()) {
            (false, false) => {
                self.rising(node, "points", given.iter().map(|point| point.0), true);
                given
            }
            (true, true) => self.registered_path(data),
            (has_data, _) => {
                let fault = if has_data {
                    "has both data and points; give one"
                } else {
                    "needs data or points"
                };
                self.inconsistent(&node.path, format!("{} {fault}", node.path));
                Vec::new()
            }
        };
        let Some(&(start_s, start)) = points.first() else {
            return Vec::new();
        };
        let amplified = |ratio: f64| {
            if amplitude == 1.0 {
                ratio
            } else {
                pow(ratio, amplitude)
            }
        };
        points
            .iter()
            .map(|&(time_s, price)| ((time_s - start_s) / speed, amplified(price / start)))
            .collect()
    }

    fn registered_path(&mut self, data: Node<'_>) -> Vec<(f64, f64)> {
        match self.data.path(&data.into_reference()) {
            Ok(path) => candle_points(&path),
            Err(problem) => {
                self.problems.push(problem);
                Vec::new()
            }
        }
    }
}

impl<'a> Node<'a> {
    /// Entries of a node that is itself a list.
    fn items_here(&self) -> impl Iterator<Item = Node<'a>> {
        let items = self.value.as_array().map_or(&[][..], Vec::as_slice);
        let path = self.path.clone();
        items.iter().enumerate().map(move |(index, value)| Node {
            value,
            path: item_path(&path, index),
        })
    }

    fn into_reference(self) -> super::data::Reference {
        super::data::Reference {
            name: self.text("name").to_owned(),
            sha256: self.text("sha256").to_owned(),
            path: self.path,
        }
    }
}

/// A path through candles, quarter by quarter: a candle that falls goes by its high to its low, one that rises by its low
/// to its high, and closes after three quarters of its time. Its extremes are reached; their true times are in no candle.
/// From there the price holds until the next candle opens, however late that is: what the file does not say of a gap is
/// no slow fall.
fn candle_points(path: &PricePath) -> Vec<(f64, f64)> {
    let (rows, step_s) = (path.rows(), path.step_s);
    let mut points = Vec::with_capacity(4 * rows);
    for row in 0..rows {
        let start_s = path.time_s[row];
        let next = path.time_s.get(row + 1).copied();
        let length_s = next.map_or(step_s, |next_s| (next_s - start_s).min(step_s));
        let (open, close) = (path.open[row], path.close[row]);
        let (first, second) = if close < open {
            (path.high[row], path.low[row])
        } else {
            (path.low[row], path.high[row])
        };
        points.push((start_s, open));
        points.push((start_s + 0.25 * length_s, first));
        points.push((start_s + 0.5 * length_s, second));
        points.push((start_s + 0.75 * length_s, close));
        if let Some(next_s) = next
            && path.open[row + 1] != close
        {
            points.push((next_s, close));
        }
    }
    points
}

/// Positions from a file.
/// The positions of one contract. A market is one: where a file has several, one of them has to be named.
fn of_contract(
    table: Arc<PositionTable>,
    contract: Option<&str>,
    path: &str,
) -> Result<Arc<PositionTable>, Problem> {
    let symbols = table.symbols();
    let names: Vec<&str> = symbols.iter().map(|(name, _)| name.as_str()).collect();
    let path = format!("{path}.data.contract");
    match contract {
        None if names.len() < 2 => Ok(table),
        Some(contract) if names.contains(&contract) => Ok(Arc::new(table.of_symbol(contract))),
        None => {
            let message = format!(
                "{path} is missing: the file has positions of {} contracts; expected one of {}",
                names.len(),
                some_of(&names)
            );
            Err(Problem::new(ErrorCode::MissingField, &path, message))
        }
        Some(contract) => {
            let known = if names.is_empty() {
                "none, as the file has one contract or does not name it".to_owned()
            } else {
                format!("one of {}", some_of(&names))
            };
            let message = format!("{path} is \"{contract}\"; expected {known}");
            Err(Problem::new(ErrorCode::UnknownChoice, &path, message).with_value(contract))
        }
    }
}

/// Names for a message, not all where there are many.
fn some_of(names: &[&str]) -> String {
    const MOST: usize = 20;
    let some = names.get(..MOST).unwrap_or(names).join(", ");
    if names.len() > MOST {
        format!("{some} and {} more", names.len() - MOST)
    } else {
        some
    }
}

fn registered_rows(
    table: &PositionTable,
    path: &str,
    market: &Market,
) -> Result<Vec<PositionRow>, Problem> {
    if let Some(row) = table.account.first_named() {
        let message = format!(
            "{path}: row {} of the file is in account \"{}\"; expected positions with margins of their own (those that share a wallet stand in the scenario)",
            row + 1,
            table.account.get(row)
        );
        return Err(Problem::new(ErrorCode::NotBuilt, path, message));
    }
    if table.is_inverse && market.margin.contract != Contract::Inverse {
        let message = format!(
            "{path}: the positions of the file are of inverse contracts, with amounts in quote and margins in base, and the contract of market \"{}\" is linear",
            market.id
        );
        return Err(Problem::new(ErrorCode::Inconsistent, path, message));
    }
    let fits = |&quantity: &f64| is_whole_lots(quantity, market);
    if let Some(row) = table.quantity.iter().position(|quantity| !fits(quantity)) {
        let message = format!(
            "{path}: the quantity in row {} of the file is {}; expected a multiple of the quantityStep {}",
            row + 1,
            show(table.quantity[row]),
            show(market.margin.quantity_step)
        );
        return Err(Problem::new(ErrorCode::Inconsistent, path, message));
    }
    let position = |row: usize| PositionRow {
        id: table.id.get(row).to_owned(),
        side: table.side[row],
        quantity: table.quantity[row],
        entry_price: table.entry_price[row],
        margin: table.margin[row],
        account: None,
    };
    Ok((0..table.rows()).map(position).collect())
}

/// Whether a venue could book a quantity.
fn is_whole_lots(quantity: f64, market: &Market) -> bool {
    let step = market.margin.quantity_step;
    step <= 0.0 || (market.margin.whole_lots(quantity) / quantity - 1.0).abs() <= 1e-9
}

/// An explicit position, with its margin given or following from its leverage.
fn position_row(row: &Node<'_>, contract: Contract, problems: &mut Vec<Problem>) -> PositionRow {
    let (quantity, entry_price) = (row.number("quantity"), row.number("entryPrice"));
    let margin = match (row.value["margin"].as_f64(), row.value["leverage"].as_f64()) {
        (Some(margin), None) => margin,
        (None, Some(leverage)) => match contract {
            Contract::Linear => quantity * entry_price / leverage,
            Contract::Inverse => quantity / entry_price / leverage,
        },
        (margin, _) => {
            let fault = if margin.is_some() {
                "has both a margin and a leverage; give one"
            } else {
                "needs a margin or a leverage"
            };
            let message = format!("{} {fault}", row.path);
            problems.push(Problem::new(ErrorCode::Inconsistent, &row.path, message));
            0.0
        }
    };
    PositionRow {
        id: row.text("id").to_owned(),
        side: word(row, "side", SIDES, problems),
        quantity,
        entry_price,
        margin,
        account: None,
    }
}

/// The margin rules of a market.
fn margin_rules(node: &Node<'_>, data: &DataStore, problems: &mut Vec<Problem>) -> MarginRules {
    let counts_fee = node.value["closeFeeInTrigger"] == Value::Bool(true);
    MarginRules {
        contract: word(
            node,
            "contract",
            &[("linear", Contract::Linear), ("inverse", Contract::Inverse)],
            problems,
        ),
        basis: word(
            node,
            "basis",
            &[("mark", Basis::Mark), ("entry", Basis::Entry)],
            problems,
        ),
        maintenance: maintenance(&node.field("maintenance"), data, problems),
        closing_fee_ratio: if counts_fee {
            node.number("takerFeeRatio")
        } else {
            0.0
        },
        quantity_step: node.number("quantityStep"),
        price_step: node.number("priceStep"),
    }
}

/// A maintenance schedule: one ratio or brackets.
fn maintenance(node: &Node<'_>, data: &DataStore, problems: &mut Vec<Problem>) -> Maintenance {
    let mut inconsistent = |path: &str, message: String| {
        problems.push(Problem::new(ErrorCode::Inconsistent, path, message));
    };
    let ratio = node.value["ratio"].as_f64();
    let tiers = node.field("tiers");
    if tiers.value.is_null() {
        if ratio.is_none() {
            inconsistent(&node.path, format!("{} needs a ratio or tiers", node.path));
        }
        return Maintenance::flat(ratio.unwrap_or(0.0));
    }
    if ratio.is_some() {
        inconsistent(
            &node.path,
            format!("{} has both a ratio and tiers; give one of them", node.path),
        );
    }
    if tiers.value.is_object() {
        return registered_brackets(&tiers, data).unwrap_or_else(|problem| {
            problems.push(problem);
            Maintenance::flat(0.0)
        });
    }
    let mut brackets: Vec<(f64, f64)> = Vec::new();
    for item in node.items("tiers") {
        let (notional_from, ratio) = (item.number("notionalFrom"), item.number("ratio"));
        let rises = brackets
            .last()
            .is_none_or(|&(from, below)| notional_from > from && ratio >= below);
        if !rises || brackets.is_empty() && notional_from != 0.0 {
            let message = format!(
                "{} (from {}, ratio {}) does not continue the brackets: the first starts at 0, and both numbers rise",
                item.path,
                show(notional_from),
                show(ratio)
            );
            inconsistent(&item.path, message);
        }
        brackets.push((notional_from, ratio));
    }
    Maintenance::tiered(&brackets)
}

/// The brackets of one contract from a file.
fn registered_brackets(tiers: &Node<'_>, data: &DataStore) -> Result<Maintenance, Problem> {
    let node = tiers.field("data");
    let contract = node.text_of("contract");
    let path = join(&node.path, "contract");
    let table = data.brackets(&node.into_reference())?;
    let Some(found) = table.contract(contract) else {
        let known: Vec<&str> = table
            .contracts
            .iter()
            .map(|contract| contract.name.as_str())
            .collect();
        let contract = contract.unwrap_or_default();
        let message = format!(
            "{path} is {}; expected one of {}",
            quote(contract),
            known.join(", ")
        );
        return Err(Problem::new(ErrorCode::UnknownChoice, &path, message).with_value(contract));
    };
    let brackets: Vec<(f64, f64)> = found
        .tiers
        .iter()
        .map(|tier| (tier.notional_from, tier.ratio))
        .collect();
    Ok(Maintenance::tiered(&brackets))
}

/// What the margin functions need: a position and the margin rules of a market.
///
/// # Errors
/// Every problem of both at once.
pub fn build_position(
    position: &Value,
    market: &Value,
    data: &DataStore,
) -> Result<(PositionRow, MarginRules), Vec<Problem>> {
    use super::contract::{MARGIN_FIELD, ROW};
    use super::schema::Kind;
    let mut problems = Vec::new();
    let checked = check(&Kind::Object(ROW), position, "position", &mut problems);
    let margin = match market.get("margin") {
        Some(margin) => check(&MARGIN_FIELD.kind, margin, "market.margin", &mut problems),
        None => check(
            &MARGIN_FIELD.kind,
            &Value::Object(serde_json::Map::new()),
            "market.margin",
            &mut problems,
        ),
    };
    if !problems.is_empty() {
        return Err(listed(problems));
    }
    let row = Node {
        value: &checked,
        path: "position".to_owned(),
    };
    let node = Node {
        value: &margin,
        path: "market.margin".to_owned(),
    };
    let rules = margin_rules(&node, data, &mut problems);
    let row = position_row(&row, rules.contract, &mut problems);
    if problems.is_empty() {
        Ok((row, rules))
    } else {
        Err(listed(problems))
    }
}

/// A cross-margin account: wallet and positions.
///
/// # Errors
/// Every problem at once.
pub fn build_account(
    account: &Value,
    data: &DataStore,
) -> Result<(f64, Vec<CrossPosition>), Vec<Problem>> {
    let mut problems = Vec::new();
    let checked = check(&CROSS_ACCOUNT, account, "account", &mut problems);
    if !problems.is_empty() {
        return Err(listed(problems));
    }
    let node = Node {
        value: &checked,
        path: "account".to_owned(),
    };
    let positions = node
        .items("positions")
        .map(|row| CrossPosition {
            position: Isolated {
                side: word(&row, "side", SIDES, &mut problems),
                quantity: row.number("quantity"),
                entry_price: row.number("entryPrice"),
                margin: 0.0,
            },
            mark_price: row.number("markPrice"),
            beta: row.number("beta"),
            maintenance: maintenance(&row.field("maintenance"), data, &mut problems),
        })
        .collect();
    if problems.is_empty() {
        Ok((node.number("wallet"), positions))
    } else {
        Err(listed(problems))
    }
}
