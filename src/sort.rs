//! Sorting in little code.

use std::cmp::Ordering;

/// Runs of this length are sorted by insertion.
const RUN: usize = 16;

/// Sorts; equal items keep their order. By insertion in short runs, then by merging.
///
/// The library's sorts are faster, but bring 3 to 8 KB of code into the browser module for every type that is sorted.
/// So this one is for pictures; crowds keep the library's (measured: ours is 1.2 to 1.5 times as slow there).
pub(crate) fn sort_by<T: Copy>(items: &mut [T], order: &impl Fn(&T, &T) -> Ordering) {
    for run in items.chunks_mut(RUN) {
        for index in 1..run.len() {
            let item = run[index];
            let mut place = index;
            while place > 0 && order(&item, &run[place - 1]) == Ordering::Less {
                run[place] = run[place - 1];
                place -= 1;
            }
            run[place] = item;
        }
    }
    if items.len() <= RUN {
        return;
    }
    let mut sorted = items.to_vec();
    let mut width = RUN;
    while width < items.len() {
        let pairs = items.chunks(2 * width).zip(sorted.chunks_mut(2 * width));
        for (pair, merged) in pairs {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            for place in merged {
                let side = match (left.first(), right.first()) {
                    (Some(left), Some(right)) if order(right, left) == Ordering::Less => false,
                    (left, _) => left.is_some(),
                };
                let side = if side { &mut left } else { &mut right };
                if let Some((first, rest)) = side.split_first() {
                    (*place, *side) = (*first, rest);
                }
            }
        }
        items.copy_from_slice(&sorted);
        width *= 2;
    }
}

/// Sorts what is almost in order: by insertion, as long as that costs a few steps an item, else as a whole.
pub(crate) fn sort_almost_sorted<T: Copy>(items: &mut [T], order: &impl Fn(&T, &T) -> Ordering) {
    let mut budget = RUN * items.len();
    for index in 1..items.len() {
        let item = items[index];
        let mut place = index;
        while place > 0 && budget > 0 && order(&item, &items[place - 1]) == Ordering::Less {
            items[place] = items[place - 1];
            place -= 1;
            budget -= 1;
        }
        items[place] = item;
        if budget == 0 {
            sort_by(items, order);
            return;
        }
    }
}

/// Keys that differ by less than this, relatively, are one key: what differs is rounding.
const TIE: f64 = 1e-12;

/// Whether two keys are one.
pub(crate) fn is_tie(a: f64, b: f64) -> bool {
    let scale = a.abs().max(b.abs());
    a == b || scale.is_finite() && (a - b).abs() <= TIE * scale
}

/// Length of the run at the front that ties with its first item.
pub(crate) fn tied<T>(items: &[T], key: &impl Fn(&T) -> f64) -> usize {
    items.first().map_or(0, |first| {
        let same = |item: &&T| is_tie(key(first), key(item));
        items.iter().take_while(same).count()
    })
}

/// Brings items that are sorted by `key` into the order that rounding must not decide: those with one key by size, the
/// larger first, those of one size by number.
pub(crate) fn settle_ties<T: Copy>(
    items: &mut [T],
    key: &impl Fn(&T) -> f64,
    size: &impl Fn(&T) -> f64,
    number: &impl Fn(&T) -> u32,
) {
    let mut start = 0;
    while start < items.len() {
        let count = tied(&items[start..], key);
        let run = &mut items[start..start + count];
        start += count;
        if count == 1 {
            continue;
        }
        sort_by(run, &|a, b| size(b).total_cmp(&size(a)));
        let mut from = 0;
        while from < run.len() {
            let same = tied(&run[from..], size);
            sort_by(&mut run[from..from + same], &|a, b| {
                number(a).cmp(&number(b))
            });
            from += same;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{settle_ties, sort_almost_sorted, sort_by};

    #[test]
    fn rounding_decides_no_order() {
        let one = 0.1 + 0.2;
        let mut items = [
            (0.3, 5.0, 3),
            (one, 5.0 * (1.0 + 1e-15), 2),
            (one, 5.0, 1),
            (one, 6.0, 4),
            (0.31, 9.0, 0),
        ];
        settle_ties(&mut items, &|item| item.0, &|item| item.1, &|item| item.2);
        assert_eq!(items.map(|item| item.2), [4, 1, 2, 3, 0]);
    }

    #[test]
    fn sorts_as_the_library_does() {
        let mut state = 1_u32;
        for length in (0..70).chain([255, 256, 257, 5_000]) {
            let mut items: Vec<(u32, usize)> = (0..length)
                .map(|index| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 26, index)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            let mut again = items.clone();
            sort_by(&mut items, &|a, b| a.0.cmp(&b.0));
            assert_eq!(items, expected);
            // Ties have no order of their own here.
            let order = |a: &(u32, usize), b: &(u32, usize)| a.cmp(b);
            sort_almost_sorted(&mut again, &order);
            expected.sort_unstable();
            assert_eq!(again, expected);
            if length > 9 {
                again.swap(3, 9);
                sort_almost_sorted(&mut again, &order);
                assert_eq!(again, expected);
            }
        }
    }
}
