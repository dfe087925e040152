//! The right edge: what waits to be liquidated and what rests in the book, per step of price, on one scale.
//!
//! Both are quote per step. Where a bar is longer than the outline, the next step of the fall releases more selling
//! than the book can take: that is where cascades run.

use super::geometry::{Geometry, Head, Record};
use super::heat::{Heat, MOST_OTHERS, smoothed};
use super::layout::Layout;
use super::waiting::Band;
use crate::market::impact::{Exogenous, Law};

/// Height of a step, CSS pixels.
const STEP_CSS: f64 = 3.0;

/// Reach of the smoothing of a book of levels, steps.
const BOOK_REACH: usize = 4;

/// A step of price.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// First row of pixels.
    pub(super) y0: i32,
    /// First row below it.
    pub(super) y1: i32,
    /// Quote waiting to be liquidated.
    pub(super) waiting: f64,
    /// Quote of others that waits, band by band.
    pub(super) others: Vec<f64>,
}

impl Step {
    /// All that waits there, quote.
    fn whole(&self) -> f64 {
        self.others.iter().fold(self.waiting, |sum, one| sum + one)
    }
}

/// All steps from the top, and the scale.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub(super) steps: Vec<Step>,
    /// Quote per step that fills the whole width.
    pub(super) full: f64,
}

impl Profile {
    pub(super) fn new(
        record: &Record,
        geometry: &Geometry,
        layout: &Layout,
        (heat, bands): (&Heat, &[Band]),
    ) -> Self {
        let height = layout.css(STEP_CSS);
        let main = layout.main;
        let mut steps = Vec::new();
        let mut y0 = main.y0;
        while y0 < main.y1 {
            let y1 = (y0 + height).min(main.y1);
            let rows = (y0 - main.y0) as usize..(y1 - main.y0) as usize;
            let whole = f64::from(height) / f64::from(y1 - y0);
            let sum = |smooth: &[f64]| smooth[rows.clone()].iter().sum::<f64>() * whole;
            steps.push(Step {
                y0,
                y1,
                waiting: sum(&heat.smooth),
                others: bands.iter().map(|band| sum(&band.smooth)).collect(),
            });
            y0 = y1;
        }
        let most = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0_f64, f64::max);
        let positions = most(&mut steps.iter().map(|step| step.waiting));
        let waiting = most(&mut steps.iter().map(Step::whole));
        let waiting = if positions > 0.0 {
            waiting.min(MOST_OTHERS * positions)
        } else {
            waiting
        };
        let mut profile = Self { steps, full: 1.0 };
        let shocked = record.exogenous.get(1).copied().unwrap_or(Exogenous::NONE);
        let book = most(&mut profile.book(record, geometry, shocked).into_iter());
        // A book far deeper than the crowd would make the bars vanish; its outline then leaves the picture.
        let scale = if layout.has_book && waiting > 0.0 {
            waiting.max(book.min(3.0 * waiting))
        } else {
            waiting.max(if layout.has_book { book } else { 0.0 })
        };
        profile.full = if scale > 0.0 { scale * 1.12 } else { 1.0 };
        profile
    }

    /// Quote resting in each step, given what the outside world has done.
    pub(super) fn book(
        &self,
        record: &Record,
        geometry: &Geometry,
        exogenous: Exogenous,
    ) -> Vec<f64> {
        let price_at = |y: i32| geometry.price(f64::from(y)).max(f64::MIN_POSITIVE);
        let mut above = self.steps.first().map_or(0.0, |step| {
            record.impact.sold_at(exogenous, price_at(step.y0))
        });
        let height = self.steps.first().map_or(1, |step| step.y1 - step.y0);
        let book: Vec<f64> = self
            .steps
            .iter()
            .map(|step| {
                let below = record.impact.sold_at(exogenous, price_at(step.y1));
                let middle = 0.5 * (price_at(step.y0) + price_at(step.y1));
                let whole = f64::from(height) / f64::from(step.y1 - step.y0);
                let notional = (below - above).abs() * middle * whole;
                above = below;
                if notional.is_finite() { notional } else { 0.0 }
            })
            .collect();
        match record.impact.law {
            // Levels lie further apart than steps: without smoothing they would look like a comb.
            Law::Book { .. } => smoothed(&book, BOOK_REACH),
            _ => book,
        }
    }

    /// What the outside world has done at the playhead.
    pub(super) fn exogenous(record: &Record, head: Head) -> Exogenous {
        record
            .exogenous
            .get(head.row)
            .or(record.exogenous.last())
            .copied()
            .unwrap_or(Exogenous::NONE)
    }
}
