//! A pause after a move within a moving window.

use super::{AUCTION_DEPTH, Bounds, FREE, Guard, Halt, Scene};
use crate::json::object;
use crate::market::oracle::is_due;
use crate::scenario::declare::{ENABLED, built, number, range};
use crate::scenario::node::{Build, Node};
use crate::scenario::spec::{Lens, Scale, Spec, slider, switch};
use crate::scenario::words::{NO_WORDS, Words};
use std::collections::VecDeque;

/// What is told of it.
static WORDS: Words = Words {
    terms: &[[
        "dynamic",
        "Dynamic breaker",
        "A short pause of trading after a move within a moving window, up or down.",
    ]],
    row: [
        "Highest last price of the window less, lowest plus <math><mi>b</mi><msub><mi>p</mi><mn>0</mn></msub></math>. CME, Coinbase Derivatives.",
        "OT19",
    ],
    ..NO_WORDS
};

pub(super) static DYNAMIC: Spec<Guard> = Spec {
    variant: built(
        "dynamic",
        "Trading pauses after a fall from the highest, or a rise from the lowest price of a moving window.",
        &[
            ENABLED,
            number(
                "band",
                range(0.001, 0.99),
                Some("0.035"),
                "fraction",
                "How far, of the price at the start.",
            ),
            number(
                "windowS",
                range(0.0, 1e6),
                Some("3600"),
                "s",
                "Length of the window.",
            ),
            number(
                "pauseS",
                range(0.0, 1e6),
                Some("120"),
                "s",
                "How long nothing trades.",
            ),
            AUCTION_DEPTH,
        ],
    )
    .told(&WORDS),
    needs_ticks: true,
    controls: CONTROLS,
    build,
};

static CONTROLS: &[Lens] = &[
    switch(
        "dynamic.enabled",
        "Dynamic breaker",
        "trading pauses after a fast move in either direction",
        |_: &Scale| vec![object([])],
    ),
    slider(
        "dynamic.band",
        &["band"],
        "Pauses after a move of",
        "fraction",
        [0.005, 0.3],
        false,
        "how far the price may go within an hour",
    ),
    slider(
        "dynamic.pause",
        &["pauseS"],
        "Pause",
        "s",
        [5.0, 3_600.0],
        true,
        "how long nothing trades; orders wait",
    ),
];

fn build(node: &Node<'_>, _: &mut Build<'_>, (): &()) -> Guard {
    Guard::Dynamic(Rule {
        band: node.number("band"),
        window_s: node.number("windowS"),
        pause_s: node.number("pauseS"),
        auction_depth: node.number("auctionDepth"),
    })
}

/// How far a price may go, and in how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    band: f64,
    window_s: f64,
    pause_s: f64,
    auction_depth: f64,
}

/// Prices that are the highest, and those that are the lowest, of all since: time and price.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Memory {
    highest: VecDeque<(f64, f64)>,
    lowest: VecDeque<(f64, f64)>,
}

impl Memory {
    pub(super) fn new(start: f64) -> Self {
        let mut memory = Self::default();
        memory.note(0.0, start);
        memory
    }

    fn note(&mut self, now_s: f64, price: f64) {
        while self
            .highest
            .back()
            .is_some_and(|&(_, other)| other <= price)
        {
            self.highest.pop_back();
        }
        while self.lowest.back().is_some_and(|&(_, other)| other >= price) {
            self.lowest.pop_back();
        }
        self.highest.push_back((now_s, price));
        self.lowest.push_back((now_s, price));
    }

    fn forget(&mut self, now_s: f64, window_s: f64) {
        for prices in [&mut self.highest, &mut self.lowest] {
            // The latest price always counts, however short the window is.
            while prices.len() > 1
                && prices
                    .front()
                    .is_some_and(|&(time_s, _)| is_due(now_s, time_s + window_s))
            {
                prices.pop_front();
            }
        }
    }
}

impl Rule {
    pub(super) fn bounds(&self, memory: &Memory, scene: &Scene) -> Bounds {
        if scene.is_reopening {
            return FREE;
        }
        let room = self.band * scene.start;
        let first = |prices: &VecDeque<(f64, f64)>| prices.front().map(|&(_, price)| price);
        [
            first(&memory.highest).map_or(0.0, |high| (high - room).max(0.0)),
            first(&memory.lowest).map_or(f64::INFINITY, |low| low + room),
        ]
    }

    pub(super) fn after(&self, memory: &mut Memory, scene: &Scene, own: Bounds) -> Option<Halt> {
        if scene.is_reopening {
            *memory = Memory::default();
            memory.note(scene.now_s, scene.last);
            return None;
        }
        if scene.at(own) != [false; 2] {
            return Some(Halt {
                until_s: scene.now_s + self.pause_s,
                auction_depth: self.auction_depth,
            });
        }
        memory.note(scene.now_s, scene.last);
        memory.forget(scene.now_s, self.window_s);
        None
    }
}
