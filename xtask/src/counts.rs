//! Reading from a test runner's own output how many tests it ran.

use std::ops::AddAssign;

/// Tests by outcome.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
    /// Of those that passed, how many did at the second try only (tests/e2e/test.mjs).
    pub(crate) unstable: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.unstable += other.unstable;
    }
}

/// Adds up every result line of cargo's, wasm-bindgen's and Node's test runners.
pub(crate) fn counts(output: &str) -> Counts {
    let mut total = Counts::default();
    for line in output.lines() {
        let line = without_colours(line);
        if let Some(counts) = cargo_line(&line).or_else(|| node_line(&line)) {
            total += counts;
        }
    }
    total
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`
fn cargo_line(line: &str) -> Option<Counts> {
    let (_, result) = line.split_once("test result: ")?;
    let (_, parts) = result.split_once(". ")?;
    let mut counts = Counts::default();
    for part in parts.split(';') {
        let mut words = part.split_whitespace();
        let (Some(number), Some(word)) = (words.next(), words.next()) else {
            continue;
        };
        let Ok(number) = number.parse::<u32>() else {
            continue;
        };
        match word {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "ignored" => counts.skipped = number,
            _ => {}
        }
    }
    Some(counts)
}

/// `# pass 12` (TAP) or `ℹ pass 12` (spec), one outcome a line, and `unstable: its name` for each test that is.
fn node_line(line: &str) -> Option<Counts> {
    let rest = line
        .strip_prefix("# ")
        .or_else(|| line.strip_prefix("ℹ "))?;
    if rest.starts_with("unstable: ") {
        return Some(Counts {
            unstable: 1,
            ..Counts::default()
        });
    }
    let (word, number) = rest.trim().split_once(' ')?;
    let number = number.parse::<u32>().ok()?;
    let mut counts = Counts::default();
    match word {
        "pass" => counts.passed = number,
        // A cancelled test is one whose parent or file broke off before it ended.
        "fail" | "cancelled" => counts.failed = number,
        "skipped" | "todo" => counts.skipped = number,
        _ => return None,
    }
    Some(counts)
}

/// Drops terminal colour sequences (`ESC [ ... letter`).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // The sequence ends with its first letter.
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Counts, counts};

    #[test]
    fn cargo_results_add_up_over_test_binaries() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 4 filtered out; finished in 1.20s\n";
        assert_eq!(
            counts(output),
            Counts {
                passed: 15,
                failed: 2,
                skipped: 1,
                unstable: 0
            }
        );
    }

    #[test]
    fn coloured_results_count_too() {
        let output =
            "test result: \u{1b}[32mok\u{1b}[0m. 7 passed; 0 failed; 0 ignored; 0 filtered out";
        assert_eq!(
            counts(output),
            Counts {
                passed: 7,
                failed: 0,
                skipped: 0,
                unstable: 0
            }
        );
    }

    #[test]
    fn both_node_reporters_are_read() {
        let tap = "# tests 9\n# suites 1\n# pass 5\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 7\n";
        let spec = tap.replace("# ", "ℹ ");
        let expected = Counts {
            passed: 5,
            failed: 2,
            skipped: 2,
            unstable: 0,
        };
        assert_eq!(counts(tap), expected);
        assert_eq!(counts(&spec), expected);
    }

    #[test]
    fn tests_that_passed_at_the_second_try_are_counted() {
        let output = "✔ a test (2 ms)\nℹ unstable: a test\nℹ   AssertionError: unstable: once\nℹ pass 3\nℹ fail 0\n";
        let found = counts(output);
        assert_eq!((found.passed, found.failed, found.unstable), (3, 0, 1));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            counts("# pass word test\n# Subtest: pass 3 times\n12 passed\n"),
            Counts::default()
        );
    }
}
