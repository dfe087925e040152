//! Ranges as people write them into one cell: `0 - 50,000`, `≤ 50000`, `> 600,000`, `600,000+`, `bis 50.000`.

use super::figures::{Clue, clue};
use super::text::small;

/// Words for an end that there is not.
const ENDLESS: [&str; 14] = [
    "inf",
    "infinity",
    "infinite",
    "\u{221e}",
    "unlimited",
    "no limit",
    "unbegrenzt",
    "unendlich",
    "offen",
    "illimit\u{e9}",
    "ilimitado",
    "sin l\u{ed}mite",
    "illimitato",
    "sem limite",
];

/// What stands between two ends.
const BETWEEN: [&str; 19] = [
    " to ",
    " bis ",
    " - ",
    " \u{2013} ",
    " \u{2014} ",
    " \u{e0} ",
    " a ",
    " hasta ",
    " al ",
    " at\u{e9} ",
    "~",
    "\u{ff5e}",
    "\u{301c}",
    "\u{2192}",
    "...",
    "..",
    "\u{2026}",
    "\u{2013}",
    "\u{2014}",
];

/// What stands in front of an end that is the upper one.
const BELOW: [&str; 26] = [
    "<=",
    "\u{2264}",
    "\u{2a7d}",
    "<",
    "up to",
    "upto",
    "at most",
    "less than",
    "below",
    "under",
    "max",
    "bis zu",
    "bis",
    "unter",
    "h\u{f6}chstens",
    "weniger als",
    "jusqu'\u{e0}",
    "jusqu\u{2019}\u{e0}",
    "moins de",
    "hasta",
    "menos de",
    "fino a",
    "meno di",
    "at\u{e9}",
    "to",
    "-\u{221e} to",
];

/// What stands in front of one that is the lower one.
const ABOVE: [&str; 21] = [
    ">=",
    "\u{2265}",
    "\u{2a7e}",
    ">",
    "more than",
    "greater than",
    "above",
    "over",
    "at least",
    "from",
    "ab",
    "\u{fc}ber",
    "mehr als",
    "mindestens",
    "von",
    "plus de",
    "m\u{e1}s de",
    "desde",
    "oltre",
    "mais de",
    "a partir de",
];

/// What stands behind it.
const AND_MORE: [&str; 11] = [
    "+",
    "and above",
    "and more",
    "and up",
    "or more",
    "und mehr",
    "und dar\u{fc}ber",
    "oder mehr",
    "et plus",
    "y m\u{e1}s",
    "e oltre",
];

/// Whether a text says that there is no upper end.
pub(super) fn is_endless(text: &str) -> bool {
    let word = small(text.trim().trim_start_matches('+'));
    ENDLESS.contains(&word.as_str())
}

/// An end of a range, empty where there is none; nothing for what is no number.
fn end(text: &str) -> Option<String> {
    let text = text.trim();
    let is_number = !matches!(clue(text), Clue::Bad);
    if text.is_empty() || is_endless(text) {
        return Some(String::new());
    }
    is_number.then(|| text.to_owned())
}

/// Two ends that two texts are; one of them is a number at least.
fn both(lower: &str, upper: &str) -> Option<[String; 2]> {
    let ends = [end(lower)?, end(upper)?];
    let has_one = ends.iter().any(|end| !end.is_empty());
    // Nothing is below no number.
    (has_one && !is_endless(lower)).then_some(ends)
}

/// The text behind one of some words.
fn behind<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| {
        let (start, rest) = text.split_at_checked(word.len())?;
        let is_word = word.ends_with(char::is_alphabetic);
        let ends = !is_word || !rest.starts_with(char::is_alphabetic);
        (small(start) == *word && ends).then_some(rest)
    })
}

/// Lower and upper end of a range, empty where it has none; nothing for a text that is no range.
pub(super) fn ends(text: &str) -> Option<[String; 2]> {
    let text = text.trim();
    // [0, 50000) and (50000, 600000]
    if let Some(inside) = text
        .strip_prefix(['[', '(', ']'])
        .and_then(|rest| rest.strip_suffix([']', ')', '[']))
    {
        let marks = [";", ", ", ","];
        let mark = marks
            .iter()
            .find(|mark| inside.matches(**mark).count() == 1);
        if let Some((lower, upper)) = mark.and_then(|mark| inside.split_once(mark)) {
            return both(lower, upper);
        }
        return ends(inside);
    }
    // 0 < notional <= 50,000
    let marks = ['<', '\u{2264}', '\u{2a7d}', '>', '\u{2265}', '\u{2a7e}'];
    if let (Some(first), Some(last)) = (text.find(marks), text.rfind(marks)) {
        let parts = (text.get(..first)?, text.get(last..)?);
        let right = parts.1.trim_start_matches(marks).trim_start_matches('=');
        let between = text.get(first..last).unwrap_or_default();
        let is_chain = between.contains(char::is_alphabetic) && !parts.0.trim().is_empty();
        if is_chain {
            let falls = parts.1.starts_with(['>', '\u{2265}', '\u{2a7e}']);
            return if falls {
                both(right, parts.0)
            } else {
                both(parts.0, right)
            };
        }
    }
    // "N > 600000"
    let name = text.trim_start_matches(char::is_alphabetic).trim_start();
    if name.starts_with(marks) && name.len() < text.len() {
        return ends(name);
    }
    // "600,000+ USDT"
    let without_unit =
        text.trim_end_matches(|letter: char| letter.is_ascii_uppercase() || letter == ' ');
    if let Some(lower) = AND_MORE
        .iter()
        .find_map(|word| {
            text.strip_suffix(word)
                .or_else(|| without_unit.strip_suffix(word))
        })
        .filter(|lower| !lower.trim().is_empty())
    {
        let lower = behind(lower, &ABOVE).unwrap_or(lower);
        return both(lower, "");
    }
    if let Some((lower, upper)) = BETWEEN.iter().find_map(|mark| text.split_once(mark)) {
        let lower = behind(lower.trim(), &ABOVE).unwrap_or(lower);
        let upper = behind(upper.trim(), &BELOW).unwrap_or(upper);
        let found = both(lower, upper).filter(|_| !lower.trim().is_empty());
        if found.is_some() {
            return found;
        }
    }
    if let Some(upper) = behind(text, &BELOW) {
        return both("", upper);
    }
    if let Some(lower) = behind(text, &ABOVE) {
        return both(lower, "");
    }
    // 0-50000: one sign behind the first digit, and none of an exponent.
    let mut signs = text
        .char_indices()
        .skip(1)
        .filter(|&(place, letter)| letter == '-' && !text[..place].ends_with(['e', 'E']));
    match (signs.next(), signs.next()) {
        (Some((place, _)), None) => both(&text[..place], &text[place + 1..]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_people_write_them() {
        for (text, lower, upper) in [
            ("0 - 50,000", "0", "50,000"),
            ("0-50000", "0", "50000"),
            ("50,000\u{2013}600,000", "50,000", "600,000"),
            ("50.000 bis 600.000", "50.000", "600.000"),
            ("von 50.000 bis 600.000", "50.000", "600.000"),
            ("from 0 to 50,000 USDT", "0", "50,000 USDT"),
            ("0 ~ 50K", "0", "50K"),
            (">250,000", "250,000", ""),
            ("> 250,000", "250,000", ""),
            ("\u{2265}250000", "250000", ""),
            ("250,000+", "250,000", ""),
            ("250,000 and above", "250,000", ""),
            ("\u{fc}ber 250.000", "250.000", ""),
            ("ab 250.000", "250.000", ""),
            ("\u{2264} 50000", "", "50000"),
            ("<=50000", "", "50000"),
            ("bis 50.000", "", "50.000"),
            ("up to 50k", "", "50k"),
            ("600000 - \u{221e}", "600000", ""),
            ("600000 - inf", "600000", ""),
            ("600000 - ", "600000", ""),
            ("[0, 50000)", "0", "50000"),
            ("(50000,600000]", "50000", "600000"),
            ("[600000, \u{221e})", "600000", ""),
            ("0 < notional <= 50,000", "0", "50,000"),
            ("0 \u{2264} x < 50000", "0", "50000"),
            ("N > 600000", "600000", ""),
            ("600,000+ USDT", "600,000", ""),
            ("up to 50,000", "", "50,000"),
        ] {
            let expected = Some([lower.to_owned(), upper.to_owned()]);
            assert_eq!(ends(text), expected, "{text}");
        }
        for text in [
            "",
            "50000",
            "-5",
            "1e-7",
            "Tier 1",
            "2025-10-10",
            "a - b",
            "-",
            "x+",
        ] {
            assert_eq!(ends(text), None, "{text}");
        }
    }
}
