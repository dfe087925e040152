//! Colours and words of the figure. The page sets both; the defaults are here so that a picture never lacks any.

use super::colour::{Ramp, Rgb};
use crate::log::EventSpec;
use serde_json::Value;

/// All colours of the figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Behind everything.
    pub background: Rgb,
    /// Important words.
    pub foreground: Rgb,
    /// Axis labels and small words.
    pub muted: Rgb,
    /// Grid lines.
    pub grid: Rgb,
    /// The price line and its tag.
    pub price: Rgb,
    /// The dashed line of the price without forced selling.
    pub counterfactual: Rgb,
    /// The dotted line of the run that this one is compared with.
    pub ghost: Rgb,
    /// The area between both.
    pub gap: Rgb,
    /// Liquidated longs.
    pub long: Rgb,
    /// Liquidated shorts.
    pub short: Rgb,
    /// Waiting longs, from none to most.
    pub long_heat: Ramp,
    /// Waiting shorts, from none to most.
    pub short_heat: Ramp,
    /// Resting buy orders.
    pub bid: Rgb,
    /// Resting sell orders.
    pub ask: Rgb,
    /// Orders that wait and are no positions, by the number of their kind's hue. Never empty.
    pub kinds: Vec<Rgb>,
    /// Bars of what was traded and not forced.
    pub others: Rgb,
    /// Waves 1, 2, 3...; the last colour serves all later ones. Never empty.
    pub waves: Vec<Rgb>,
}

const fn hex(code: u32) -> Rgb {
    let [_, red, green, blue] = code.to_be_bytes();
    Rgb(red, green, blue)
}

impl Theme {
    /// For dark pages.
    #[must_use]
    pub fn dark() -> Self {
        let background = hex(0x0f_14_20);
        Self {
            background,
            foreground: hex(0xe8_ec_f4),
            muted: hex(0x93_9d_b0),
            grid: hex(0x3a_44_5a),
            price: hex(0xff_ff_ff),
            counterfactual: hex(0xc4_cc_da),
            ghost: hex(0xd9_b8_ff),
            gap: hex(0xff_5d_6c),
            long: hex(0x56_b4_e9),
            short: hex(0xe6_9f_00),
            long_heat: Ramp::new(
                &[
                    0x0f_14_20, 0x10_22_38, 0x11_38_5c, 0x14_56_8a, 0x22_80_bd, 0x6c_c4_f2,
                ]
                .map(hex),
                background,
            ),
            short_heat: Ramp::new(
                &[
                    0x0f_14_20, 0x24_1f_1b, 0x43_32_15, 0x6c_4c_0e, 0xa5_74_0a, 0xef_b6_3c,
                ]
                .map(hex),
                background,
            ),
            bid: hex(0xb9_c4_d6),
            ask: hex(0xb9_c4_d6),
            kinds: [0x3e_d3_a3, 0xf4_8f_c8, 0xd8_d0_5a, 0xc2_b2_ff]
                .map(hex)
                .to_vec(),
            others: hex(0xb9_c4_d6),
            waves: [
                0xfd_e7_25, 0xf9_a2_42, 0xf0_60_5d, 0xc5_5b_b5, 0x8f_7b_ea, 0x5a_a9_e6,
            ]
            .map(hex)
            .to_vec(),
        }
    }

    /// For light pages.
    #[must_use]
    pub fn light() -> Self {
        let background = hex(0xff_ff_ff);
        Self {
            background,
            foreground: hex(0x11_18_27),
            muted: hex(0x5b_65_75),
            grid: hex(0xb6_bf_cc),
            price: hex(0x11_18_27),
            counterfactual: hex(0x4b_55_63),
            ghost: hex(0x6d_28_d9),
            gap: hex(0xd1_2c_48),
            long: hex(0x00_72_b2),
            short: hex(0xb4_53_09),
            long_heat: Ramp::new(
                &[
                    0xff_ff_ff, 0xee_f5_fb, 0xd2_e6_f5, 0xa4_cb_e9, 0x60_a4_d7, 0x1f_73_b4,
                ]
                .map(hex),
                background,
            ),
            short_heat: Ramp::new(
                &[
                    0xff_ff_ff, 0xfe_f6_ea, 0xfb_e7_ca, 0xf5_cf_9b, 0xe6_a7_5a, 0xbf_70_1c,
                ]
                .map(hex),
                background,
            ),
            bid: hex(0x47_51_61),
            ask: hex(0x47_51_61),
            kinds: [0x00_7a_55, 0xb0_2a_7a, 0x6f_69_00, 0x5b_3f_c4]
                .map(hex)
                .to_vec(),
            others: hex(0x47_51_61),
            waves: [
                0x8a_6d_00, 0xa8_43_00, 0xc2_18_5b, 0x8f_2f_9b, 0x54_48_c9, 0x0b_7f_b8,
            ]
            .map(hex)
            .to_vec(),
        }
    }

    /// Reads the colours a page gives: an object of `#rrggbb` texts, and lists of them for the ramps and the waves.
    /// Without `ghost` that line has the colour of the price without forced selling; so have bands and bars without `kinds` and
    /// `others`.
    ///
    /// # Errors
    /// The name of the first field that is missing or holds no colour.
    pub fn from_json(value: &Value) -> Result<Self, &'static str> {
        let read = |value: &Value| value.as_str().and_then(Rgb::parse);
        let colour = |name: &'static str| read(&value[name]).ok_or(name);
        let list = |name: &'static str| -> Result<Vec<Rgb>, &'static str> {
            let list: Option<Vec<Rgb>> = value[name]
                .as_array()
                .and_then(|list| list.iter().map(read).collect());
            list.filter(|list| !list.is_empty()).ok_or(name)
        };
        let background = colour("background")?;
        let counterfactual = colour("counterfactual")?;
        let or_that = |name: &'static str| {
            if value[name].is_null() {
                Ok(counterfactual)
            } else {
                colour(name)
            }
        };
        let (ghost, others) = (or_that("ghost")?, or_that("others")?);
        let kinds = if value["kinds"].is_null() {
            vec![counterfactual]
        } else {
            list("kinds")?
        };
        Ok(Self {
            background,
            foreground: colour("foreground")?,
            muted: colour("muted")?,
            grid: colour("grid")?,
            price: colour("price")?,
            counterfactual,
            ghost,
            gap: colour("gap")?,
            long: colour("long")?,
            short: colour("short")?,
            long_heat: Ramp::new(&list("longHeat")?, background),
            short_heat: Ramp::new(&list("shortHeat")?, background),
            bid: colour("bid")?,
            ask: colour("ask")?,
            kinds,
            others,
            waves: list("waves")?,
        })
    }

    /// Colour of wave `number` (1 is the first).
    #[must_use]
    pub fn wave(&self, number: u32) -> Rgb {
        let index = (number.max(1) as usize - 1).min(self.waves.len().saturating_sub(1));
        self.waves.get(index).copied().unwrap_or(self.price)
    }

    /// Colour of the kind with that number of a hue: they begin again where there are more.
    #[must_use]
    pub fn kind(&self, hue: usize) -> Rgb {
        let count = self.kinds.len().max(1);
        self.kinds.get(hue % count).copied().unwrap_or(self.price)
    }

    /// Black or white ink, whichever reads better on `ground`: the darker or lighter of background and price.
    #[must_use]
    pub fn ink_on(&self, ground: Rgb) -> Rgb {
        let distance = |colour: Rgb| colour.luma().abs_diff(ground.luma());
        if distance(self.background) >= distance(self.price) {
            self.background
        } else {
            self.price
        }
    }
}

/// All words of the figure, for translation in one place. `{points}` stands for a signed number of percentage points,
/// `{amount}` for money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Names the dashed line in a fall.
    pub without_forced_selling: String,
    /// Names the dashed line in a rise.
    pub without_forced_buying: String,
    /// Names the shaded gap in a fall; holds `{points}`.
    pub forced_selling: String,
    /// Names the shaded gap in a rise; holds `{points}`.
    pub forced_buying: String,
    /// The same where the run ends with another gap than that of its worst: of this moment.
    pub forced_selling_now: String,
    /// The same in a rise.
    pub forced_buying_now: String,
    /// Names the dashed line where both sides are closed by force in one run.
    pub without_forced_trades: String,
    /// Names the gap there; holds `{points}`.
    pub forced_trades: String,
    /// The same of this moment.
    pub forced_trades_now: String,
    /// Names the dashed line where others trade than those who are closed by force.
    pub outside_alone: String,
    /// Names the gap there; holds `{points}`.
    pub trades: String,
    /// The same of this moment.
    pub trades_now: String,
    /// Names what an oracle believes where that is above the price; holds `{share}`.
    pub oracle_high: String,
    /// The same below the price.
    pub oracle_low: String,
    /// Names the line of an index of several markets.
    pub shared_index: String,
    /// Heads the price axis.
    pub price: String,
    /// Heads the axis of waves.
    pub wave: String,
    /// Marks the shock on that axis.
    pub shock: String,
    /// Heads the time axis.
    pub time: String,
    /// Names the heat of longs.
    pub waiting_longs: String,
    /// Names the heat of shorts.
    pub waiting_shorts: String,
    /// Heads the bars at the right edge.
    pub waiting: String,
    /// Heads the outline at the right edge.
    pub book: String,
    /// Heads the strip of waves.
    pub forced_per_wave: String,
    /// Heads the strip under a clock in seconds.
    pub forced_over_time: String,
    /// Heads the strip of waves where not all of it is forced.
    pub trades_per_wave: String,
    /// The same under a clock in seconds.
    pub trades_over_time: String,
    /// Names the bars of what was forced there.
    pub forced: String,
    /// Names the bars of what was not.
    pub not_forced: String,
    /// An amount of money; holds `{amount}`.
    pub money: String,
    /// What stands before decimals, `.` or `,`.
    pub decimal: String,
    /// Names the line of the run that this one is compared with.
    pub ghost: String,
    /// Says of how many markets there is no room; holds `{count}`.
    pub more_markets: String,
    /// Names of events by the names of their kinds; whatever has none is called as its kind says.
    pub events: Vec<(String, String)>,
    /// Names of orders that wait and are no positions, by their kinds; whatever has none is called as its kind says.
    pub waiting_kinds: Vec<(String, String)>,
}

impl Labels {
    /// Reads the words a page gives; what is missing or no text stays as it is by default.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let mut labels = Self::default();
        for (name, word) in [
            ("withoutForcedSelling", &mut labels.without_forced_selling),
            ("withoutForcedBuying", &mut labels.without_forced_buying),
            ("forcedSelling", &mut labels.forced_selling),
            ("forcedBuying", &mut labels.forced_buying),
            ("forcedSellingNow", &mut labels.forced_selling_now),
            ("forcedBuyingNow", &mut labels.forced_buying_now),
            ("withoutForcedTrades", &mut labels.without_forced_trades),
            ("forcedTrades", &mut labels.forced_trades),
            ("forcedTradesNow", &mut labels.forced_trades_now),
            ("outsideAlone", &mut labels.outside_alone),
            ("trades", &mut labels.trades),
            ("tradesNow", &mut labels.trades_now),
            ("oracleHigh", &mut labels.oracle_high),
            ("oracleLow", &mut labels.oracle_low),
            ("sharedIndex", &mut labels.shared_index),
            ("price", &mut labels.price),
            ("wave", &mut labels.wave),
            ("shock", &mut labels.shock),
            ("time", &mut labels.time),
            ("waitingLongs", &mut labels.waiting_longs),
            ("waitingShorts", &mut labels.waiting_shorts),
            ("waiting", &mut labels.waiting),
            ("book", &mut labels.book),
            ("forcedPerWave", &mut labels.forced_per_wave),
            ("forcedOverTime", &mut labels.forced_over_time),
            ("tradesPerWave", &mut labels.trades_per_wave),
            ("tradesOverTime", &mut labels.trades_over_time),
            ("forced", &mut labels.forced),
            ("notForced", &mut labels.not_forced),
            ("money", &mut labels.money),
            ("decimal", &mut labels.decimal),
            ("ghost", &mut labels.ghost),
            ("moreMarkets", &mut labels.more_markets),
        ] {
            if let Some(text) = value[name].as_str() {
                text.clone_into(word);
            }
        }
        for (name, words) in [
            ("events", &mut labels.events),
            ("waitingKinds", &mut labels.waiting_kinds),
        ] {
            if let Some(given) = value[name].as_object() {
                let given = given.iter().filter_map(|(name, word)| {
                    let word = word.as_str()?;
                    Some((name.clone(), word.to_owned()))
                });
                *words = given.collect();
            }
        }
        labels
    }

    pub(super) fn waiting_kind(&self, kind: &str, label: &'static str) -> &str {
        let own = self.waiting_kinds.iter().find(|(name, _)| name == kind);
        own.map_or(label, |(_, word)| word)
    }

    pub(super) fn event(&self, spec: &'static EventSpec) -> &str {
        let own = self.events.iter().find(|(name, _)| name == spec.name);
        own.map_or(spec.label, |(_, word)| word)
    }
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            without_forced_selling: "without forced selling".into(),
            without_forced_buying: "without forced buying".into(),
            forced_selling: "forced selling: {points} points".into(),
            forced_buying: "forced buying: {points} points".into(),
            forced_selling_now: "forced selling at this moment: {points} points".into(),
            forced_buying_now: "forced buying at this moment: {points} points".into(),
            without_forced_trades: "without forced trades".into(),
            forced_trades: "forced trades: {points} points".into(),
            forced_trades_now: "forced trades at this moment: {points} points".into(),
            outside_alone: "from outside alone".into(),
            trades: "by trading here: {points} points".into(),
            trades_now: "by trading here, at this moment: {points} points".into(),
            oracle_high: "oracle {share}\u{a0}% too high".into(),
            oracle_low: "oracle {share}\u{a0}% too low".into(),
            shared_index: "shared index".into(),
            price: "price".into(),
            wave: "wave".into(),
            shock: "shock".into(),
            time: "time".into(),
            waiting_longs: "longs waiting to be liquidated".into(),
            waiting_shorts: "shorts waiting to be liquidated".into(),
            waiting: "waiting".into(),
            book: "book".into(),
            forced_per_wave: "forced trades per wave".into(),
            forced_over_time: "forced trades over time".into(),
            trades_per_wave: "trades per wave".into(),
            trades_over_time: "trades over time".into(),
            forced: "forced".into(),
            not_forced: "not forced".into(),
            money: "${amount}".into(),
            decimal: ".".into(),
            ghost: "A".into(),
            more_markets: "{count} more in the table".into(),
            events: Vec::new(),
            waiting_kinds: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_theme_names_the_field_that_is_wrong() {
        let mut theme = json!({
            "background": "#000000", "foreground": "#ffffff", "muted": "#999999", "grid": "#333333",
            "price": "#ffffff", "counterfactual": "#cccccc", "gap": "#ff0000", "long": "#0000ff", "short": "#ffff00",
            "longHeat": ["#000000", "#0000ff"], "shortHeat": ["#000000", "#ffff00"],
            "bid": "#cccccc", "ask": "#cccccc", "waves": ["#ff0000"]
        });
        assert_eq!(
            Theme::from_json(&theme).map(|theme| theme.wave(9)),
            Ok(Rgb(255, 0, 0))
        );
        theme["waves"] = json!([]);
        assert_eq!(Theme::from_json(&theme), Err("waves"));
        theme["gap"] = json!("red");
        assert_eq!(Theme::from_json(&theme), Err("gap"));
    }

    #[test]
    fn missing_words_stay_english() {
        let labels = Labels::from_json(&json!({ "price": "Preis", "time": 7 }));
        assert_eq!(labels.price, "Preis");
        assert_eq!(labels.time, "time");
    }
}
