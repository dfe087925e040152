//! Debt by health: what the strip shows in place of trades, where a run has loans and whoever looks asks for it.

use crate::trace::Trace;

/// How many bands there are: more would be too thin to tell apart.
pub(super) const PARTS: usize = 6;

/// What is added up to a band, from the sickest, and what the band is called: as the page has them below the figure
/// (`www/js/loans.js`). The second name is for narrow pictures.
const BANDS: [(&[&str], [&str; 2]); PARTS] = [
    (
        &["healthBelow090", "healthBelow095", "healthBelow100"],
        ["<1", "<1"],
    ),
    (
        &["healthBelow105", "healthBelow110"],
        ["1\u{2013}1.1", "<1.1"],
    ),
    (
        &["healthBelow120", "healthBelow135"],
        ["1.1\u{2013}1.35", "<1.35"],
    ),
    (
        &["healthBelow150", "healthBelow200"],
        ["1.35\u{2013}2", "<2"],
    ),
    (&["healthBelow300"], ["2\u{2013}3", "<3"]),
    (&["healthAbove300"], ["\u{2265}3", "\u{2265}3"]),
];

/// Debt of all protocols by health, quote.
#[derive(Debug, Clone, Default)]
pub(super) struct Health {
    /// What is owed in each row up to the upper end of each band. Empty without loans.
    pub(super) ends: Vec<[f64; PARTS]>,
    /// The most that was owed in a row.
    full: f64,
}

impl Health {
    pub(super) fn new(trace: &Trace) -> Self {
        let mut health = Self::default();
        for group in &trace.groups {
            let names = BANDS.map(|(names, _)| names);
            let parts = names.map(|names| -> Vec<&[f64]> {
                names.iter().filter_map(|name| group.column(name)).collect()
            });
            if parts.iter().all(Vec::is_empty) {
                continue;
            }
            health.ends.resize(trace.rows(), [0.0; PARTS]);
            for (row, ends) in health.ends.iter_mut().enumerate() {
                let mut end = 0.0;
                for (part, sum) in parts.iter().zip(ends) {
                    // What is left of a sum that was taken off again may be below nothing.
                    let owed: f64 = part.iter().filter_map(|column| column.get(row)).sum();
                    end += owed.max(0.0);
                    *sum += end;
                }
            }
        }
        let owed = health.ends.iter().map(|ends| ends[PARTS - 1]);
        health.full = owed.fold(0.0, f64::max);
        health
    }

    /// Whether anything is owed at all.
    pub(super) fn is_there(&self) -> bool {
        self.full > 0.0
    }

    /// Quote that fills the strip.
    pub(super) fn full(&self) -> f64 {
        self.full
    }
}

/// What the bands are called, from the sickest.
pub(super) fn names(is_short: bool) -> [&'static str; PARTS] {
    BANDS.map(|(_, names)| names[usize::from(is_short)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::lending::{GROUP_COLUMNS, HEALTH_BANDS};

    /// Every band of the record is in one of those that are drawn, in its order, and they are called by their ends.
    #[test]
    fn the_bands_are_those_of_the_record() {
        let drawn: Vec<&str> = BANDS
            .iter()
            .flat_map(|(names, _)| names.iter().copied())
            .collect();
        let recorded: Vec<&str> = GROUP_COLUMNS
            .iter()
            .map(|spec| spec.name)
            .filter(|name| name.starts_with("health"))
            .collect();
        assert_eq!(drawn, recorded);
        let mut last = 0;
        for (names, [long, short]) in BANDS.iter().take(PARTS - 1) {
            last += names.len();
            let end = HEALTH_BANDS[last - 1].to_string();
            assert!(
                long.ends_with(&end) && short.ends_with(&end),
                "{long} {short} {end}"
            );
        }
    }
}
