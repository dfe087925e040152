//! A run that is left and taken up again, so that whoever waits for it may do something else meanwhile, or give it up.

use super::{Engine, Prepared, Recorder, Snapshot, TraceRecorder};
use crate::clock::Clock;
use crate::scenario::model::ValidScenario;
use crate::trace::Trace;

/// A run in parts: the same bits as [`run`](super::run), however it is cut.
#[derive(Debug)]
pub struct RunInParts {
    prepared: Prepared,
    recorder: TraceRecorder,
    /// Where it was left.
    left: Snapshot,
    is_over: bool,
}

impl RunInParts {
    /// Builds the book and applies the shock.
    #[must_use]
    pub fn new(scenario: ValidScenario) -> Self {
        let prepared = Prepared::new(scenario);
        let mut engine = Engine::new(&prepared, prepared.scenario.shock.clone(), None);
        let mut recorder = TraceRecorder::new(&engine);
        recorder.record(&engine);
        engine.apply_shock();
        recorder.record(&engine);
        let left = engine.leave();
        Self {
            prepared,
            recorder,
            left,
            is_over: false,
        }
    }

    /// So many waves (ticks) more; says whether there may be others.
    pub fn advance(&mut self, steps: u32) -> bool {
        let mut engine = resumed(&self.prepared, std::mem::take(&mut self.left));
        for _ in 0..steps {
            if !engine.step() {
                self.is_over = true;
                break;
            }
            self.recorder.record(&engine);
        }
        self.left = engine.leave();
        !self.is_over
    }

    /// How much of the run is done, fraction; 0 of waves, whose number nobody knows.
    #[must_use]
    pub fn share_done(&self) -> f64 {
        match self.prepared.scenario.clock {
            Clock::Waves => 0.0,
            Clock::Ticks { .. } => {
                (f64::from(self.left.steps()) / self.prepared.steps.count().max(1.0)).min(1.0)
            }
        }
    }

    /// What is left of it, and the record of all.
    #[must_use]
    pub fn finish(mut self) -> Trace {
        while self.advance(u32::MAX) {}
        let engine = resumed(&self.prepared, self.left);
        self.recorder.finish(&engine)
    }
}

fn resumed(prepared: &Prepared, left: Snapshot) -> Engine<'_> {
    Engine::resumed(prepared, prepared.scenario.shock.clone(), left)
}
