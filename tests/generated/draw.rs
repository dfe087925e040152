//! Draws scenarios from what the contract declares.

use liquidation_cascades::rng::{Purpose, Rng};
use liquidation_cascades::scenario::build::build;
use liquidation_cascades::scenario::contract::SCENARIO;
use liquidation_cascades::scenario::data::DataStore;
use liquidation_cascades::scenario::schema::{Field, Kind, List, Range, Variant};
use serde_json::{Map, Value, json};

/// Draws a scenario. Numbers are drawn around what their unit makes sensible, so that shocks reach somebody and impact matters;
/// never outside of their range.
pub(crate) struct Drawer {
    rng: Rng,
    markets: Vec<String>,
}

/// Wallets that positions may share.
const ACCOUNTS: [&str; 2] = ["a", "b"];

/// One of so many.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a few things to choose from"
)]
fn below(rng: &mut Rng, count: usize) -> usize {
    ((rng.unit() * count as f64) as usize).min(count - 1)
}

impl Drawer {
    pub(crate) fn new(seed: u32) -> Self {
        let mut rng = Rng::new(seed, Purpose::Levels, 77);
        let markets = 1 + below(&mut rng, 3);
        Self {
            rng,
            markets: (0..markets).map(|index| format!("m{index}")).collect(),
        }
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        below(&mut self.rng, count)
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.rng.unit() * (high - low)
    }

    pub(crate) fn log_between(&mut self, low: f64, high: f64) -> f64 {
        (self.between(low.ln(), high.ln())).exp()
    }

    /// A number of a unit.
    fn number(&mut self, field: &Field, range: Range, is_whole: bool) -> Value {
        let name = field.name;
        // Where it may be null, its sentence has the unit.
        let unit = match field.unit {
            "" if field.doc.starts_with("Quote ") => "quote",
            "" if field.doc.starts_with("Base ") => "base",
            unit => unit,
        };
        let drawn = match unit {
            _ if name == "ratio" && range.min < 0.0 => self.between(-0.25, 0.25),
            _ if name == "ratio" => self.log_between(0.002, 0.05),
            // Of a market; a path goes where it likes.
            _ if name == "price" && field.doc.contains("before anything") => 100.0,
            _ if name == "tickS" => 1.0,
            _ if name == "durationS" => self.between(5.0, 40.0),
            "quote per base" => self.log_between(60.0, 160.0),
            "quote per base sold" => self.log_between(1e-4, 0.05),
            "base per unit of log price" => self.log_between(1e3, 1e5),
            "sqrt(base quote)" => self.log_between(1e4, 1e6),
            "base" | "base; inverse contracts: quote" if range.or_zero => 0.0,
            "base" | "base; inverse contracts: quote" => self.log_between(1.0, 3_000.0),
            "quote" | "quote; inverse contracts: base" => self.log_between(1e2, 3e5),
            "quote per 1 %" => self.between(-5e4, 5e4),
            "s" => self.log_between(0.5, 300.0),
            "1/s" => self.log_between(0.01, 2.0),
            "x" => self.log_between(1.5, 30.0),
            "days" => self.log_between(1.0, 60.0),
            "fraction" => self.between(0.0, 0.5),
            _ if is_whole => self.between(1.0, 60.0),
            _ => self.log_between(0.05, 3.0),
        };
        let mut value = if name == "count" {
            self.between(2.0, 120.0)
        } else {
            drawn
        };
        if range.min < -1e20 && self.rng.unit() < 0.5 {
            value = -value;
        }
        value = value.max(range.min).min(range.max);
        if !range.min_included {
            value = value.max(range.min + 1e-3 * (range.max - range.min).min(1.0));
        }
        if is_whole {
            Value::from(value.round())
        } else {
            Value::from(value)
        }
    }

    fn object(&mut self, fields: &[Field], is_top: bool) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields.iter().filter(|field| !field.reserved) {
            // What has a default is drawn half of the time.
            let is_optional = field.default.is_some() && !is_top && field.name != "durationS";
            if is_optional && self.rng.unit() < 0.5 {
                continue;
            }
            if let Some(value) = self.value(field, &field.kind) {
                object.insert(field.name.to_owned(), value);
            }
        }
        object
    }

    pub(crate) fn variant(&mut self, tag: &str, variants: &[&Variant]) -> Value {
        let built: Vec<&&Variant> = variants.iter().filter(|variant| variant.built).collect();
        let chosen = built[self.below(built.len())];
        let mut object = self.object(chosen.fields, false);
        object.insert(tag.to_owned(), chosen.name.into());
        Value::Object(object)
    }

    fn list(&mut self, field: &Field, list: &List) -> Value {
        if field.doc.contains("[price, liquidity]") {
            let pairs = (0..self.below(6)).map(|_| {
                let price = self.log_between(60.0, 160.0);
                json!([price, self.between(-1e5, 1e5)])
            });
            return pairs.collect();
        }
        let most = match field.name {
            "markets" => self.markets.len(),
            "populations" => 1 + self.below(4),
            "couplings" | "moreShocks" => self.below(3),
            _ => list.min + self.below(4),
        };
        let items =
            (0..most.clamp(list.min, list.max)).filter_map(|_| self.value(field, &list.item));
        Value::Array(items.collect())
    }

    /// `None`: what cannot be drawn, such as a file.
    pub(crate) fn value(&mut self, field: &Field, kind: &Kind) -> Option<Value> {
        Some(match kind {
            Kind::Number(range) => self.number(field, *range, false),
            Kind::Integer(range) if field.name == "version" => Value::from(range.min),
            Kind::Integer(range) => self.number(field, *range, true),
            Kind::Text(_) => "text".into(),
            Kind::Flag => Value::from(self.rng.unit() < 0.7),
            Kind::Choice(choices) => {
                let built: Vec<_> = choices.iter().filter(|choice| choice.built).collect();
                built[self.below(built.len())].name.into()
            }
            Kind::Object(fields) if fields.iter().any(|field| field.name == "sha256") => {
                return None;
            }
            Kind::Object(fields) => Value::Object(self.object(fields, false)),
            Kind::Tagged(tagged) => self.variant(tagged.tag, tagged.variants),
            Kind::List(list) | Kind::ListOrData(list, _) => self.list(field, list),
            Kind::Nullable(kind) => self.value(field, kind)?,
            Kind::BookLevels => {
                let sign = if field.name == "bids" { -1.0 } else { 1.0 };
                let mut price = 100.0;
                let levels = (0..1 + self.below(12)).map(|_| {
                    price += sign * self.between(0.05, 2.0);
                    json!([price, self.log_between(10.0, 2_000.0)])
                });
                levels.collect()
            }
            Kind::MarketId => {
                let index = self.below(self.markets.len());
                self.markets[index].clone().into()
            }
        })
    }

    /// Fields that mean something together only: shares that add up to 1, margins that a position can have.
    fn mend(&mut self, market: &mut Value) {
        let resilience = &mut market["resilience"];
        let stays = self.rng.unit();
        let has_parts = |parts: &Value| parts.as_array().is_some_and(|parts| !parts.is_empty());
        if has_parts(&resilience["recovery"]) {
            resilience["recovery"] = json!([{ "share": 1.0 - stays, "decayPerS": 0.05 }]);
            resilience["permanentShare"] = stays.into();
        } else {
            *resilience = json!({});
        }
        // Two piles whose quotient is the price.
        if let Some(base) = market["impact"]["base"].as_f64() {
            let price = market["price"].as_f64().unwrap_or(100.0);
            market["impact"]["base"] = (20.0 * base).into();
            market["impact"]["quote"] = (20.0 * base * price).into();
        }
        // Of each kind one, and what has to rise does.
        if let Some(guards) = market.get_mut("guards").and_then(Value::as_array_mut) {
            let mut seen: Vec<Value> = Vec::new();
            guards.retain(|guard| {
                let is_new = !seen.contains(&guard["kind"]);
                seen.push(guard["kind"].clone());
                is_new
            });
            for guard in guards {
                for list in ["down", "up", "levels"] {
                    let Some(entries) = guard.get_mut(list).and_then(Value::as_array_mut) else {
                        continue;
                    };
                    let size = |entry: &Value| entry["fall"].as_f64().or(entry.as_f64());
                    entries
                        .sort_by(|a, b| size(a).unwrap_or(0.0).total_cmp(&size(b).unwrap_or(0.0)));
                }
            }
        }
        if !market["margin"]["maintenance"].is_null() {
            market["margin"]["maintenance"] = json!({ "ratio": 0.01 });
        }
    }

    /// Rows that mean something together only: times rise, and a position has a leverage or, in a market where that is
    /// possible, the wallet of an account.
    fn mend_rows(&mut self, part: &mut Value, markets: &Value) {
        let is_cross = |market: &&Value| market["margin"]["mode"] == "cross";
        let mut in_market = markets.as_array().into_iter().flatten();
        let id = part["market"].clone();
        let shares = in_market
            .find(|market| id.is_null() || market["id"] == id)
            .filter(is_cross)
            .is_some();
        for list in ["rows", "points"] {
            let Some(rows) = part.get_mut(list).and_then(Value::as_array_mut) else {
                continue;
            };
            let time_s = |row: &Value| row["timeS"].as_f64().unwrap_or(0.0);
            rows.sort_by(|a, b| time_s(a).total_cmp(&time_s(b)));
            if let (Some(first), "points") = (rows.first_mut(), list) {
                first["timeS"] = 0.into();
            }
            let is_position = |row: &&mut Value| row.get("entryPrice").is_some();
            for row in rows.iter_mut().filter(is_position) {
                let row = row.as_object_mut().expect("a position");
                row.remove("account");
                row.remove("margin");
                row.remove("leverage");
                if shares && self.rng.unit() < 0.7 {
                    row.insert("account".to_owned(), ACCOUNTS[self.below(2)].into());
                } else {
                    row.insert("leverage".to_owned(), self.log_between(1.5, 30.0).into());
                }
            }
        }
    }

    /// Names that a part gives to things of its own and uses: each of them another, and no use of one that is not there.
    fn mend_names(&mut self, part: &mut Value) {
        let Some(named) = part.get_mut("assets").and_then(Value::as_array_mut) else {
            return;
        };
        for (index, one) in named.iter_mut().enumerate() {
            one["id"] = format!("n{index}").into();
            if index == 0 {
                one["market"] = self.markets[0].clone().into();
            }
            let is_priced = one["market"].is_null();
            // What is not in a market has a price in money, which the money of a scenario changes.
            one["price"] = if is_priced { 2.0 } else { 1.0 }.into();
            one["liquidationThreshold"] = self.between(0.4, 0.9).into();
        }
        let names: Vec<String> = (0..named.len()).map(|index| format!("n{index}")).collect();
        self.name(part, &names);
    }

    fn name(&mut self, part: &mut Value, names: &[String]) {
        match part {
            Value::Array(items) => items.iter_mut().for_each(|item| self.name(item, names)),
            Value::Object(fields) => {
                for (key, value) in fields.iter_mut() {
                    let is_name =
                        value == "text" && !matches!(key.as_str(), "id" | "note" | "title");
                    if is_name {
                        *value = names[self.below(names.len())].clone().into();
                    } else if key != "assets" {
                        self.name(value, names);
                    }
                }
                // Of two ways to say a size one is enough.
                if fields.contains_key("debt") && fields.contains_key("collateralQuantity") {
                    fields.remove("collateralQuantity");
                }
            }
            _ => {}
        }
    }

    /// A part of a scenario, drawn again until the whole is valid with it; what never is stays out.
    fn add(&mut self, scenario: &mut Value, place: &str, draw: impl Fn(&mut Self) -> Value) {
        let data = DataStore::default();
        for _ in 0..30 {
            let mut tried = scenario.clone();
            let part = draw(self);
            match tried.get_mut(place).and_then(Value::as_array_mut) {
                Some(list) => list.push(part),
                None => tried[place] = part,
            }
            if build(&tried, &data).is_ok() {
                *scenario = tried;
                return;
            }
        }
    }

    /// Lets markets go by the indices that were drawn, which they name.
    fn mark_by_indices(&mut self, scenario: &mut Value) {
        let couplings = scenario["couplings"].as_array().into_iter().flatten();
        let mut indices = couplings.filter(|one| one["kind"] == "sharedIndex");
        let Some(id) = indices.next().map(|one| one["id"].clone()) else {
            return;
        };
        for market in 0..self.markets.len() {
            let mut tried = scenario.clone();
            tried["markets"][market]["mark"] = match self.below(3) {
                0 => continue,
                1 => json!({ "kind": "index", "index": id }),
                _ => json!({ "kind": "indexEma", "tauS": 5, "index": id }),
            };
            if build(&tried, &DataStore::default()).is_ok() {
                *scenario = tried;
            }
        }
    }

    /// Lets markets leave positions to bots, where any were drawn for them: without bots none may.
    fn leave_to_bots(&mut self, scenario: &mut Value) {
        let populations = scenario["populations"].as_array().into_iter().flatten();
        let bots = populations.filter(|one| one["kind"] == "bots");
        let hired: Vec<Value> = bots.map(|one| one["market"].clone()).collect();
        for market in 0..self.markets.len() {
            let id = self.markets[market].as_str();
            let is_here = |named: &Value| named == id || named.is_null() && market == 0;
            if !hired.iter().any(is_here) || self.below(4) == 0 {
                continue;
            }
            let mut tried = scenario.clone();
            let discount = self.log_between(1e-3, 0.3);
            tried["markets"][market]["liquidation"]["executor"] =
                json!({ "kind": "bots", "discount": discount });
            if build(&tried, &DataStore::default()).is_ok() {
                *scenario = tried;
            }
        }
    }

    pub(crate) fn scenario(&mut self) -> Value {
        let Kind::Object(fields) = &SCENARIO else {
            unreachable!("a scenario is an object")
        };
        let field = |name: &str| {
            let found = fields.iter().find(|field| field.name == name);
            found.unwrap_or_else(|| panic!("no {name}"))
        };
        let item = |name: &str| match &field(name).kind {
            Kind::List(list) => &list.item,
            kind => kind,
        };
        let mut scenario = json!({ "seed": self.below(1_000), "markets": [] });
        // A scenario needs a market, so the first one is not tried alone.
        let law = json!({ "law": "linear", "slope": 0.01 });
        for id in self.markets.clone() {
            let plain = json!({ "id": id, "price": 100, "impact": law });
            scenario["markets"]
                .as_array_mut()
                .expect("a list")
                .push(plain);
        }
        self.add(&mut scenario, "clock", |one| {
            one.value(field("clock"), item("clock"))
                .unwrap_or(Value::Null)
        });
        for index in 0..self.markets.len() {
            let id = self.markets[index].clone();
            let before = scenario.clone();
            for _ in 0..30 {
                let mut market = self
                    .value(field("markets"), item("markets"))
                    .unwrap_or(Value::Null);
                self.mend(&mut market);
                market["id"] = id.as_str().into();
                scenario["markets"][index] = market;
                if build(&scenario, &DataStore::default()).is_ok() {
                    break;
                }
                scenario = before.clone();
            }
        }
        scenario["accounts"] = ACCOUNTS
            .iter()
            .map(|id| json!({ "id": id, "wallet": self.log_between(1e2, 1e5) }))
            .collect();
        // Whoever listens to an alarm comes after it; a name is the same text everywhere.
        scenario["alarms"] = json!([]);
        for list in ["alarms", "visibility"] {
            if self.below(2) == 0 {
                self.add(&mut scenario, list, |one| {
                    one.value(field(list), item(list)).unwrap_or(Value::Null)
                });
            }
        }
        let markets = scenario["markets"].clone();
        for list in ["populations", "couplings", "moreShocks"] {
            scenario[list] = json!([]);
            let most = if list == "populations" { 4 } else { 2 };
            for _ in 0..self.below(most + 1) {
                self.add(&mut scenario, list, |one| {
                    let mut part = one.value(field(list), item(list)).unwrap_or(Value::Null);
                    one.mend_rows(&mut part, &markets);
                    one.mend_names(&mut part);
                    part
                });
            }
        }
        self.mark_by_indices(&mut scenario);
        self.leave_to_bots(&mut scenario);
        scenario["liquidators"] = json!([]);
        for list in ["liquidators", "chain"] {
            for _ in 0..self.below(3) {
                self.add(&mut scenario, list, |one| {
                    let mut part = one.value(field(list), item(list)).unwrap_or(Value::Null);
                    if let Some(served) = part.get_mut("serves") {
                        *served = json!([]);
                    }
                    part
                });
            }
        }
        self.add(&mut scenario, "shock", |one| {
            let mut part = one
                .value(field("shock"), item("shock"))
                .unwrap_or(Value::Null);
            one.mend_rows(&mut part, &markets);
            part
        });
        scenario
    }
}
