//! Colours and words of the figure. The page sets both; the defaults are here so that a picture never lacks any.

use super::colour::{Ramp, Rgb};

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
            gap: hex(0xff_5d_6c),
            long: hex(0x56_b4_e9),
            short: hex(0xe6_9f_00),
            long_heat: Ramp::new(
                &[
                    0x0f_14_20, 0x10_2b_46, 0x12_4c_78, 0x19_76_ae, 0x3f_a9_e0, 0xa6_df_fb,
                ]
                .map(hex),
                background,
            ),
            short_heat: Ramp::new(
                &[
                    0x0f_14_20, 0x2d_24_18, 0x57_3e_12, 0x8f_62_08, 0xcf_8f_0a, 0xfb_d0_6a,
                ]
                .map(hex),
                background,
            ),
            bid: hex(0xb9_c4_d6),
            ask: hex(0xb9_c4_d6),
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
            gap: hex(0xd1_2c_48),
            long: hex(0x00_72_b2),
            short: hex(0xb4_53_09),
            long_heat: Ramp::new(
                &[
                    0xff_ff_ff, 0xe2_ef_f9, 0xb5_d7_ef, 0x76_b4_e0, 0x30_87_c6, 0x05_54_8f,
                ]
                .map(hex),
                background,
            ),
            short_heat: Ramp::new(
                &[
                    0xff_ff_ff, 0xfd_f0_de, 0xf9_d9_ae, 0xee_b2_66, 0xd4_80_25, 0x93_49_06,
                ]
                .map(hex),
                background,
            ),
            bid: hex(0x47_51_61),
            ask: hex(0x47_51_61),
            waves: [
                0x4a_3d_00, 0x9a_5b_00, 0xc8_32_4a, 0x8f_2f_9b, 0x54_48_c9, 0x0b_7f_b8,
            ]
            .map(hex)
            .to_vec(),
        }
    }

    /// Colour of wave `number` (1 is the first).
    #[must_use]
    pub fn wave(&self, number: u32) -> Rgb {
        let index = (number.max(1) as usize - 1).min(self.waves.len().saturating_sub(1));
        self.waves.get(index).copied().unwrap_or(self.price)
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

/// All words of the figure, for translation in one place. `{points}` stands for a signed number of percentage points.
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
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            without_forced_selling: "without forced selling".into(),
            without_forced_buying: "without forced buying".into(),
            forced_selling: "forced selling: {points} points".into(),
            forced_buying: "forced buying: {points} points".into(),
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
        }
    }
}
