//! Fire sales of banks that hold the same assets: two published measures of how much one shock becomes by them. They ask for no
//! run and know no order book: a sale of so much quote takes so much of a price.
//!
//! **Aggregate vulnerability.** Banks keep their leverage `B = debt / equity`. A shock `F1` costs bank `b` the share
//! `R_b = sum_k M_bk F1_k` of its assets `A_b`; to have its leverage again it sells `-B_b A_b R_b`, of each asset in proportion to
//! what it held before (`M_bk`); asset `k` loses `phi_k / D_k`, and so do all who hold it. All of it is linear:
//! `AV = 1' A M L M' A B M F1 / E`, `L = 1 / D`, `E` the equity of all banks. One round of it, and nothing bounds it: what it says
//! of shocks that take a bank's whole equity is no forecast. R. Greenwood, A. Landier, D. Thesmar, "Vulnerable banks", Journal of
//! Financial Economics 115 (2015).
//!
//! **Threshold fire sale.** A bank sells nothing until its leverage (assets over equity) is above the most it may have; then the
//! share `min(1, (a - l e) / m)` of what it can sell, which leaves the leverage `l` of its buffer: everything where it has no
//! equity left. All sell at once, prices fall by `min(1, q / D)`, what is left takes all of that, what was sold a part; and again,
//! until nobody sells. R. Cont, E. Schaanning, "Fire sales, indirect contagion and systemic stress testing", Norges Bank Working
//! Paper 2/2017.

use crate::error::{Problem, brief, is_full, quote, show};
use crate::scenario::data::DataStore;
use crate::scenario::declare::{NOT_NEGATIVE, POSITIVE, field, number, range, whole};
use crate::scenario::functions::answered;
use crate::scenario::node::{Build, Node};
use crate::scenario::schema::{Field, Kind, List, Range, join};
use serde::Serialize;
use serde_json::Value;

/// Of what a bank could sell at the start: less than that it no longer sells.
const LEAST_SALE: f64 = 1e-12;

/// A market whose asset several banks hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// Its name.
    pub id: String,
    /// What happens to its price, fraction: -0.05 is a fall of 5 %.
    pub shock: f64,
    /// Quote whose sale takes the whole price, were its impact linear all the way.
    pub depth: f64,
}

/// A bank.
#[derive(Debug, Clone, PartialEq)]
pub struct Bank {
    /// Its name.
    pub id: String,
    /// Equity before the shock, quote.
    pub equity: f64,
    /// Assets that cannot be sold and do not move, quote.
    pub other: f64,
    /// What it holds in each market before the shock, quote.
    pub holdings: Vec<f64>,
}

impl Bank {
    /// What it can sell, before the shock, quote.
    #[must_use]
    pub fn marketable(&self) -> f64 {
        sum(self.holdings.iter().copied())
    }

    /// What it owes before the shock, quote.
    #[must_use]
    pub fn debt(&self) -> f64 {
        self.other + self.marketable() - self.equity
    }
}

/// Banks, and what they hold.
#[derive(Debug, Clone, PartialEq)]
pub struct BankingSystem {
    /// The markets.
    pub markets: Vec<Market>,
    /// The banks.
    pub banks: Vec<Bank>,
}

/// When banks sell under a limit of leverage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FireSaleRules {
    /// Above this leverage (assets over equity) a bank sells.
    pub max_leverage: f64,
    /// It sells down to this one.
    pub buffer_leverage: f64,
    /// Share of the impact of a round that what is sold in it bears.
    pub sale_impact: f64,
    /// Most rounds.
    pub max_rounds: u32,
}

impl Default for FireSaleRules {
    fn default() -> Self {
        Self {
            max_leverage: 20.0,
            buffer_leverage: 18.0,
            sale_impact: 0.5,
            max_rounds: 1_000,
        }
    }
}

/// How much of a system's equity one round of sales at constant leverage takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Vulnerability {
    /// Indirect losses of all banks over their equity before the shock.
    pub aggregate_vulnerability: f64,
    /// Equity of all banks before the shock, quote.
    pub equity: f64,
    /// What the shock itself costs them, quote; negative: a gain.
    pub direct_loss: f64,
    /// What the sales cost them, quote; negative: a gain.
    pub indirect_loss: f64,
    /// By market.
    pub markets: Vec<MarketVulnerability>,
    /// By bank.
    pub banks: Vec<BankVulnerability>,
}

/// A market of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MarketVulnerability {
    /// Its name.
    pub id: String,
    /// Sold by all, quote; negative: bought.
    pub sold: f64,
    /// What that does to its price, fraction; negative: a fall.
    pub impact: f64,
}

/// A bank of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BankVulnerability {
    /// Its name.
    pub id: String,
    /// What the shock does to its assets, fraction; negative: a loss.
    pub shock_return: f64,
    /// What the shock itself costs it, quote.
    pub direct_loss: f64,
    /// What it sells, quote; negative: buys.
    pub sold: f64,
    /// What the sales of all cost it, quote.
    pub indirect_loss: f64,
    /// That over its equity: its indirect vulnerability.
    pub indirect_vulnerability: f64,
    /// What its own sales add to aggregate vulnerability; those of all banks add up to it.
    pub systemicness: f64,
}

/// How a fire sale ends.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FireSale {
    /// Nobody sells any more; `false`: the most rounds were not enough.
    pub is_settled: bool,
    /// Sold in each round, quote at the prices before it.
    pub sold_by_round: Vec<f64>,
    /// What the shock itself cost the banks, quote; negative: a gain.
    pub direct_loss: f64,
    /// What the sales cost them besides, quote.
    pub indirect_loss: f64,
    /// By market.
    pub markets: Vec<MarketSale>,
    /// By bank.
    pub banks: Vec<BankSale>,
}

/// A market of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MarketSale {
    /// Its name.
    pub id: String,
    /// Price at the end; 1 is the one before the shock.
    pub price: f64,
    /// Sold by all, quote at the prices before each round.
    pub sold: f64,
}

/// A bank of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BankSale {
    /// Its name.
    pub id: String,
    /// Equity at the end, quote.
    pub equity: f64,
    /// Assets over equity at the end; `None`: it has none.
    pub leverage: Option<f64>,
    /// Sold, quote at the prices before each round.
    pub sold: f64,
    /// What became of it.
    pub state: BankState,
}

/// What becomes of a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum BankState {
    /// It has equity, and what it must have.
    Solvent,
    /// It had to sell everything and had equity then.
    Illiquid,
    /// It has no equity.
    Insolvent,
}

/// In the order of the list, so that the bits are the same everywhere.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

impl BankingSystem {
    /// Aggregate vulnerability to the shock. Of `other` assets nothing is sold: the rest is, in their place.
    #[must_use]
    pub fn vulnerability(&self) -> Vulnerability {
        let gain = |bank: &Bank| {
            let pairs = bank.holdings.iter().zip(&self.markets);
            sum(pairs.map(|(held, market)| held * market.shock))
        };
        // What each bank sells of one quote of what it could sell.
        let shares: Vec<f64> = self
            .banks
            .iter()
            .map(|bank| {
                let marketable = bank.marketable();
                if marketable > 0.0 {
                    -(bank.debt() / bank.equity) * gain(bank) / marketable
                } else {
                    0.0
                }
            })
            .collect();
        let markets: Vec<MarketVulnerability> = self
            .markets
            .iter()
            .enumerate()
            .map(|(index, market)| {
                let each = self.banks.iter().zip(&shares);
                let sold = sum(each.map(|(bank, share)| share * bank.holdings[index]));
                MarketVulnerability {
                    id: market.id.clone(),
                    sold,
                    impact: 0.0 - sold / market.depth,
                }
            })
            .collect();
        // What one quote sold in a market costs all who hold something there.
        let costs: Vec<f64> = self
            .markets
            .iter()
            .enumerate()
            .map(|(index, market)| {
                sum(self.banks.iter().map(|bank| bank.holdings[index])) / market.depth
            })
            .collect();
        let equity = sum(self.banks.iter().map(|bank| bank.equity));
        let banks: Vec<BankVulnerability> = self
            .banks
            .iter()
            .zip(&shares)
            .map(|(bank, share)| {
                let fallen = bank.holdings.iter().zip(&markets);
                let indirect_loss = 0.0 - sum(fallen.map(|(held, market)| held * market.impact));
                let sales = bank.holdings.iter().zip(&costs);
                let caused = sum(sales.map(|(held, cost)| share * held * cost));
                BankVulnerability {
                    id: bank.id.clone(),
                    shock_return: gain(bank) / (bank.other + bank.marketable()),
                    direct_loss: 0.0 - gain(bank),
                    sold: share * bank.marketable(),
                    indirect_loss,
                    indirect_vulnerability: indirect_loss / bank.equity,
                    systemicness: caused / equity,
                }
            })
            .collect();
        let indirect_loss = sum(banks.iter().map(|bank| bank.indirect_loss));
        Vulnerability {
            aggregate_vulnerability: indirect_loss / equity,
            equity,
            direct_loss: sum(banks.iter().map(|bank| bank.direct_loss)),
            indirect_loss,
            markets,
            banks,
        }
    }

    /// Sales under a limit of leverage, round by round, until nobody sells.
    #[must_use]
    pub fn fire_sale(&self, rules: &FireSaleRules) -> FireSale {
        let mut prices: Vec<f64> = self
            .markets
            .iter()
            .map(|market| 1.0 + market.shock)
            .collect();
        let mut banks: Vec<Selling> = self.banks.iter().map(Selling::new).collect();
        let equity_of =
            |banks: &[Selling], prices: &[f64]| sum(banks.iter().map(|bank| bank.equity(prices)));
        let at_start = sum(self.banks.iter().map(|bank| bank.equity));
        let shocked = equity_of(&banks, &prices);
        let mut sold_in = vec![0.0; self.markets.len()];
        let mut sold_by_round = Vec::new();
        let is_settled = loop {
            let shares: Vec<f64> = banks
                .iter()
                .map(|bank| bank.share(&prices, rules))
                .collect();
            if shares.iter().all(|&share| share == 0.0) {
                break true;
            }
            if sold_by_round.len() >= rules.max_rounds as usize {
                break false;
            }
            let sold: Vec<f64> = (0..prices.len())
                .map(|index| {
                    let each = banks.iter().zip(&shares);
                    sum(each.map(|(bank, share)| share * bank.held[index] * prices[index]))
                })
                .collect();
            let impacts: Vec<f64> = self
                .markets
                .iter()
                .zip(&sold)
                .map(|(market, sold)| (sold / market.depth).min(1.0))
                .collect();
            for (bank, &share) in banks.iter_mut().zip(&shares) {
                bank.sell(share, &prices, &impacts, rules);
            }
            for (price, impact) in prices.iter_mut().zip(&impacts) {
                *price *= 1.0 - impact;
            }
            for (all, sold) in sold_in.iter_mut().zip(&sold) {
                *all += sold;
            }
            sold_by_round.push(sum(sold.into_iter()));
        };
        FireSale {
            is_settled,
            sold_by_round,
            direct_loss: at_start - shocked,
            indirect_loss: shocked - equity_of(&banks, &prices),
            markets: (self.markets.iter().zip(&prices).zip(sold_in))
                .map(|((market, &price), sold)| MarketSale {
                    id: market.id.clone(),
                    price,
                    sold,
                })
                .collect(),
            banks: (banks.into_iter())
                .map(|bank| bank.ended(&prices, rules))
                .collect(),
        }
    }
}

/// A bank in a fire sale.
struct Selling<'a> {
    bank: &'a Bank,
    /// What it holds in each market, quote at the prices before the shock.
    held: Vec<f64>,
    debt: f64,
    /// Quote sold at the prices before each round.
    sold: f64,
    /// It sold everything while it had equity.
    has_sold_all: bool,
}

impl<'a> Selling<'a> {
    fn new(bank: &'a Bank) -> Self {
        Self {
            bank,
            held: bank.holdings.clone(),
            debt: bank.debt(),
            sold: 0.0,
            has_sold_all: false,
        }
    }

    fn marketable(&self, prices: &[f64]) -> f64 {
        sum(self
            .held
            .iter()
            .zip(prices)
            .map(|(held, price)| held * price))
    }

    fn equity(&self, prices: &[f64]) -> f64 {
        self.bank.other + self.marketable(prices) - self.debt
    }

    /// Whether it must sell.
    fn is_above(&self, prices: &[f64], rules: &FireSaleRules) -> bool {
        let equity = self.equity(prices);
        equity <= 0.0 || self.bank.other + self.marketable(prices) > rules.max_leverage * equity
    }

    /// Share of what it can sell that it sells now.
    fn share(&self, prices: &[f64], rules: &FireSaleRules) -> f64 {
        let marketable = self.marketable(prices);
        // Where it sells ever less a sale would never be the last one.
        let least = LEAST_SALE * self.bank.marketable();
        if marketable <= least || !self.is_above(prices, rules) {
            return 0.0;
        }
        let equity = self.equity(prices);
        if equity <= 0.0 {
            return 1.0;
        }
        let wanted = self.bank.other + marketable - rules.buffer_leverage * equity;
        if wanted <= least {
            return 0.0;
        }
        (wanted / marketable).min(1.0)
    }

    fn sell(&mut self, share: f64, prices: &[f64], impacts: &[f64], rules: &FireSaleRules) {
        self.has_sold_all |= share >= 1.0 && self.equity(prices) > 0.0;
        for ((held, price), impact) in self.held.iter_mut().zip(prices).zip(impacts) {
            let quote = share * *held * price;
            self.sold += quote;
            self.debt -= quote * (1.0 - rules.sale_impact * impact);
            *held *= 1.0 - share;
        }
    }

    fn ended(self, prices: &[f64], rules: &FireSaleRules) -> BankSale {
        let equity = self.equity(prices);
        let marketable = self.marketable(prices);
        let has_none_left = marketable <= 0.0 && self.is_above(prices, rules);
        BankSale {
            id: self.bank.id.clone(),
            equity,
            leverage: (equity > 0.0).then(|| (self.bank.other + marketable) / equity),
            sold: self.sold,
            state: if equity <= 0.0 {
                BankState::Insolvent
            } else if self.has_sold_all || has_none_left {
                BankState::Illiquid
            } else {
                BankState::Solvent
            },
        }
    }
}

const MARKET: &[Field] = &[
    field("id", Kind::Text(64), None, "Unique name."),
    number(
        "shock",
        range(-1.0, 10.0),
        Some("0"),
        "fraction",
        "What happens to its price; -0.05 is a fall of 5 %.",
    ),
    number(
        "depth",
        range(1e-9, 1e24),
        None,
        "quote",
        "Quote whose sale takes the whole price, were its impact linear: 1 over the return for one quote sold.",
    ),
];

static MARKETS: List = List {
    item: Kind::Object(MARKET),
    min: 1,
    max: 100,
};

const HOLDING: &[Field] = &[
    field("market", Kind::Text(64), None, "Id of the market."),
    number("value", POSITIVE, None, "quote", "Held before the shock."),
];

static HOLDINGS: List = List {
    item: Kind::Object(HOLDING),
    min: 0,
    max: 100,
};

const BANK: &[Field] = &[
    field("id", Kind::Text(64), Some("\"\""), "Name."),
    number(
        "equity",
        POSITIVE,
        None,
        "quote",
        "Equity before the shock; the rest of its assets is debt.",
    ),
    number(
        "other",
        NOT_NEGATIVE,
        Some("0"),
        "quote",
        "Assets that cannot be sold and do not move.",
    ),
    field("holdings", Kind::List(&HOLDINGS), None, "What it can sell."),
];

static BANKS: List = List {
    item: Kind::Object(BANK),
    min: 1,
    max: 1_000,
};

/// Banks, and the markets in which they hold something.
pub const BANKING_SYSTEM: &[Field] = &[
    field(
        "markets",
        Kind::List(&MARKETS),
        None,
        "Where banks hold something.",
    ),
    field("banks", Kind::List(&BANKS), None, "The banks."),
];

const LEVERAGE: Range = range(1.01, 1_000.0);

/// When banks sell under a limit of leverage.
pub const FIRE_SALE_RULES: &[Field] = &[
    number(
        "maxLeverage",
        LEVERAGE,
        Some("20"),
        "x",
        "Above this leverage, assets over equity, a bank sells.",
    ),
    number(
        "bufferLeverage",
        LEVERAGE,
        Some("18"),
        "x",
        "It sells down to this one.",
    ),
    number(
        "saleImpact",
        range(0.0, 1.0),
        Some("0.5"),
        "fraction",
        "Share of a round's impact that what is sold in it bears.",
    ),
    whole(
        "maxRounds",
        range(0.0, 10_000.0),
        Some("1000"),
        "Most rounds.",
    ),
];

const SYSTEM_ARGUMENT: Field = field("system", Kind::Object(BANKING_SYSTEM), None, "The banks.");

static OF_SYSTEM: Kind = Kind::Object(&[SYSTEM_ARGUMENT]);

static OF_FIRE_SALE: Kind = Kind::Object(&[
    SYSTEM_ARGUMENT,
    field(
        "rules",
        Kind::Object(FIRE_SALE_RULES),
        Some("{}"),
        "When they sell.",
    ),
]);

/// Aggregate vulnerability of a system as it is declared.
///
/// # Errors
/// Every problem at once.
pub fn aggregate_vulnerability(system: &Value) -> Result<Vulnerability, Vec<Problem>> {
    let data = DataStore::default();
    answered(&OF_SYSTEM, [("system", system)], &data, |node, build| {
        banking_system(&node.field("system"), build)
    })
    .map(|system| system.vulnerability())
}

/// A fire sale of a system as it is declared; `rules` that are `null` are the defaults.
///
/// # Errors
/// Every problem of both at once.
pub fn fire_sale(system: &Value, rules: &Value) -> Result<FireSale, Vec<Problem>> {
    let data = DataStore::default();
    let given = [("system", system), ("rules", rules)];
    answered(&OF_FIRE_SALE, given, &data, |node, build| {
        let rules = node.field("rules");
        let [max_leverage, buffer_leverage] =
            ["maxLeverage", "bufferLeverage"].map(|name| rules.number(name));
        build.ordered(
            &rules,
            "bufferLeverage",
            buffer_leverage,
            "maxLeverage",
            max_leverage,
        );
        let rules = FireSaleRules {
            max_leverage,
            buffer_leverage,
            sale_impact: rules.number("saleImpact"),
            max_rounds: rules.count("maxRounds"),
        };
        (banking_system(&node.field("system"), build), rules)
    })
    .map(|(system, rules)| system.fire_sale(&rules))
}

fn banking_system(node: &Node<'_>, build: &mut Build<'_>) -> BankingSystem {
    let mut markets: Vec<Market> = Vec::new();
    for item in node.items("markets") {
        let id = item.text("id").to_owned();
        if markets.iter().any(|other| other.id == id) {
            let message = format!("{}.id \"{}\" is used twice", item.path, id);
            build.inconsistent(&join(&item.path, "id"), message);
        }
        markets.push(Market {
            id,
            shock: item.number("shock"),
            depth: item.number("depth"),
        });
    }
    let names: Vec<String> = markets.iter().map(|market| quote(&market.id)).collect();
    let known = brief(&names.join(", "));
    let mut banks = Vec::new();
    for item in node.items("banks") {
        if is_full(&build.problems) {
            break;
        }
        let mut bank = Bank {
            id: item.text("id").to_owned(),
            equity: item.number("equity"),
            other: item.number("other"),
            holdings: vec![0.0; markets.len()],
        };
        let mut assets = bank.other;
        for holding in item.items("holdings") {
            let (id, value) = (holding.text("market"), holding.number("value"));
            assets += value;
            if let Some(index) = markets.iter().position(|market| market.id == id) {
                bank.holdings[index] += value;
            } else {
                let path = join(&holding.path, "market");
                let message = format!("{path} is {}; the markets are {}", quote(id), known);
                build.inconsistent_value(&path, id, message);
            }
        }
        if bank.equity > assets {
            let path = join(&item.path, "equity");
            let message = format!(
                "{path} is {}, more than its assets of {}",
                show(bank.equity),
                show(assets)
            );
            build.inconsistent_value(&path, &show(bank.equity), message);
        }
        banks.push(bank);
    }
    BankingSystem { markets, banks }
}
