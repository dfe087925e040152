//! What the figure knows of the public: what it believes of the positions (`public_bands.rs`), and an alarm beside what it warns of
//! (`public_flags.rs`). Nothing else of the picture looks at what the public sees.

use super::layout::Layout;
use crate::trace::{PublicView, Trace};
use serde_json::Value;
use std::sync::Arc;

/// Height of a line of words beside the flags, and of the lowest one over the axis, CSS pixels.
pub(super) const LINES: (f64, f64) = (16.0, 11.0);

/// Lowest plot with flags, CSS pixels.
const LEAST_CSS: f64 = 130.0;

/// Whether the bands are those that the public believes in, and what they and the flags are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicWords {
    /// They are.
    pub is_shown: bool,
    /// Heads the picture then.
    pub title: String,
    /// Names the bands of longs then.
    pub longs: String,
    /// Names those of shorts.
    pub shorts: String,
    /// Names the flag of the alarm.
    pub alarm: String,
    /// Names the flag of what it warns of.
    pub event: String,
    /// How long before it the alarm was; holds `{time}`.
    pub warning: String,
    /// How long after it; holds `{time}`.
    pub late: String,
    /// There was none before it.
    pub unwarned: String,
}

impl Default for PublicWords {
    fn default() -> Self {
        Self {
            is_shown: false,
            title: "public view: estimated".into(),
            longs: "longs, as the public sees them".into(),
            shorts: "shorts, as the public sees them".into(),
            alarm: "alarm".into(),
            event: "cascade".into(),
            warning: "{time} warning".into(),
            late: "{time} too late".into(),
            unwarned: "no warning".into(),
        }
    }
}

impl PublicWords {
    /// Reads what a page gives; what is missing stays as it is by default.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        let mut words = Self {
            is_shown: value["isShown"] == true,
            ..Self::default()
        };
        for (name, word) in [
            ("title", &mut words.title),
            ("longs", &mut words.longs),
            ("shorts", &mut words.shorts),
            ("alarm", &mut words.alarm),
            ("event", &mut words.event),
            ("warning", &mut words.warning),
            ("late", &mut words.late),
            ("unwarned", &mut words.unwarned),
        ] {
            if let Some(text) = value[name].as_str() {
                text.clone_into(word);
            }
        }
        words
    }
}

/// What a flag marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Alarm,
    Event,
}

/// What the figure needs to know of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Public {
    pub(super) view: Option<Arc<PublicView>>,
    /// Rows of the alarm of this market and of what it warns of, in the order of the run.
    pub(super) flags: Vec<(Mark, usize)>,
    /// There is one market.
    is_alone: bool,
    /// How long before it the alarm was; `None`: one of them is not there, or no time passes.
    pub(super) lead_s: Option<f64>,
}

impl Public {
    pub(super) fn new(trace: &Trace, index: usize) -> Self {
        let view = trace.markets[index].public.clone();
        let Some(alarm) = trace.alarms.first().filter(|alarm| alarm.market == index) else {
            return Self {
                view,
                ..Self::default()
            };
        };
        let alarm = alarm.row.map(|row| row as usize);
        let event = trace.event_row();
        let marks = [(Mark::Alarm, alarm), (Mark::Event, event)];
        let there = marks
            .into_iter()
            .filter_map(|(mark, row)| Some((mark, row?)));
        let mut flags: Vec<(Mark, usize)> = there.collect();
        flags.sort_by_key(|&(_, row)| row);
        let is_timed = trace.time_s.last() > trace.time_s.first();
        let lead = alarm.zip(event).filter(|_| is_timed);
        Self {
            view,
            flags,
            is_alone: trace.markets.len() == 1,
            lead_s: lead.map(|(alarm, event)| trace.time_s[event] - trace.time_s[alarm]),
        }
    }

    /// Whether there are bands to show in the place of those that are.
    pub(super) fn is_shown(&self, words: &PublicWords) -> bool {
        words.is_shown && self.view.is_some()
    }

    /// Whether the alarm has a flag: a mark in the strip would say it twice. The rows of several markets may be too low for one.
    pub(super) fn flags_alarm(&self) -> bool {
        self.is_alone && self.flags.iter().any(|(mark, _)| *mark == Mark::Alarm)
    }

    /// Room that the flags take over the axis, device pixels.
    pub(super) fn height(&self, layout: &Layout) -> i32 {
        if self.flags.is_empty() || !has_room(layout) {
            return 0;
        }
        let lines = u8::try_from(self.flags.len()).unwrap_or(2) + 1;
        layout.css(LINES.1 + LINES.0 * (f64::from(lines) - 0.5))
    }
}

/// Whether the plot is high enough for flags.
pub(super) fn has_room(layout: &Layout) -> bool {
    layout.main.height() >= layout.css(LEAST_CSS)
}
