//! When nothing traded, and the prices beyond which nothing did.

/// What halts and price limits did, row by row; nothing where there are none.
#[derive(Debug, Clone, Default)]
pub(super) struct Stops {
    pub(super) halted: Vec<f64>,
    /// Price below which, and price above which nothing trades; 0: none.
    pub(super) bounds: [Vec<f64>; 2],
}

impl Stops {
    pub(super) fn new(column: impl Fn(&str) -> Vec<f64>) -> Self {
        Self {
            halted: column("halted"),
            bounds: [column("floorPrice"), column("ceilingPrice")],
        }
    }

    /// Rows from which on nothing trades, and those from which on it does again; the last one may be the end of the run.
    pub(super) fn spans(&self) -> Vec<(usize, usize)> {
        let mut spans = Vec::new();
        let mut since = None;
        for (row, &state) in self.halted.iter().enumerate() {
            match (since, state > 1.5) {
                (None, true) => since = Some(row),
                (Some(from), false) => {
                    spans.push((from, row));
                    since = None;
                }
                _ => {}
            }
        }
        spans.extend(since.map(|from| (from, self.halted.len() - 1)));
        spans
    }
}
