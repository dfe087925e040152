//! Numbers as sheets and venues dress them: signs, units, separators between thousands, either decimal mark.

use super::languages::in_english;
use super::text::number;
use super::units::{is_contract, is_piece};

/// What one number says about the decimal mark of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clue {
    /// No mark at all.
    None,
    /// Only a decimal point makes it a number.
    Point,
    /// Only a decimal comma does.
    Comma,
    /// One point before three digits: a decimal point or a separator.
    MaybePoint,
    /// One comma before three digits.
    MaybeComma,
    /// It is no number.
    Bad,
}

/// A number without what stands around it.
struct Bare<'a> {
    is_negative: bool,
    factor: f64,
    /// Of how many parts of one it is a number: 100 for per cent.
    parts: f64,
    digits: &'a str,
}

/// Whether a text is how programs write that there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    // Most cells are numbers.
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let plain = [
        "",
        "-",
        "--",
        "\u{2013}",
        "\u{2014}",
        "n/a",
        "#n/a",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "nat",
        "<na>",
        ".",
        "..",
        "nd",
        "#nv",
        "n.a.",
        "n.v.",
        "k.a.",
        "undefined",
        "#null!",
    ];
    plain.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether nothing stands beside the digits, as of most amounts.
pub(super) fn is_bare(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Thousands and more as people write them behind a number. A lone small m may be a thousandth, a T many things, and MLN is a coin.
fn times_of_word(word: &str) -> Option<f64> {
    let times = match word {
        "K" | "k" => 1e3,
        "M" => 1e6,
        "B" => 1e9,
        "MLN" => return None,
        _ => match super::text::small(word).as_str() {
            "tsd" | "tausend" | "thousand" => 1e3,
            "mn" | "mm" | "mio" | "mln" | "mill" | "million" | "millions" | "millionen" => 1e6,
            "bn" | "bln" | "mrd" | "mia" | "milliarde" | "milliarden" => 1e9,
            _ => return None,
        },
    };
    Some(times)
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Marks behind a share of one, and how many of its parts one has.
const SHARES: [(char, f64); 3] = [('%', 100.0), ('\u{2030}', 1e3), ('\u{2031}', 1e4)];
/// Words for a hundredth of a per cent.
const BASIS_POINTS: [&str; 3] = ["bps", "bp", "bips"];

/// Whether a number is a share of one: `15%`, `4 \u{2030}`, `40 bps`.
pub(super) fn is_share(text: &str) -> bool {
    // Most numbers end with a digit.
    if text.ends_with(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let text = text.trim_end_matches(is_space);
    let start = text
        .trim_end_matches(|letter: char| letter.is_ascii_alphabetic())
        .len();
    let word = text.get(start..).unwrap_or_default();
    text.contains(SHARES.map(|(mark, _)| mark))
        || BASIS_POINTS
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

/// How many parts of one the numbers of a column count, where its name says so: 100 for `MMR (%)`, 10,000 for `mmr_bps`.
pub(super) fn parts_named(name: &str) -> Option<f64> {
    let name = super::text::small(name);
    if let Some((_, parts)) = SHARES.iter().find(|(mark, _)| name.contains(*mark)) {
        return Some(*parts);
    }
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    let joined: String = name
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    let has = |all: &[&str]| all.iter().any(|word| joined.contains(word));
    let is_points = has(&["basispoint", "basispunkt", "pointsdebase", "puntosb"])
        || words.any(|word| BASIS_POINTS.contains(&word) || word.ends_with("bps"));
    let of_thousand = ["permille", "permil", "promille", "pourmille"];
    let of_hundred = ["percent", "prozent", "pct", "pourcent", "porcent"];
    if is_points {
        Some(1e4)
    } else if has(&of_thousand) {
        Some(1e3)
    } else {
        has(&of_hundred).then_some(100.0)
    }
}

/// Takes off sign, brackets, currency, unit and what multiplies.
fn bare(text: &str) -> Option<Bare<'_>> {
    let mut rest = text.trim_matches(is_space);
    let mut is_negative = false;
    if let Some(inside) = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        is_negative = true;
        rest = inside.trim_matches(is_space);
    }
    let mut signs = 0;
    loop {
        let before = rest;
        for sign in ['-', '\u{2212}', '\u{2013}', '+'] {
            if let Some(next) = rest.strip_prefix(sign) {
                is_negative ^= sign != '+';
                signs += 1;
                rest = next;
            }
        }
        rest = rest.trim_start_matches(|letter| is_space(letter) || is_currency(letter));
        let word = rest.len()
            - rest
                .trim_start_matches(|letter: char| letter.is_ascii_uppercase())
                .len();
        // A currency or a coin in front.
        if (2..=6).contains(&word) || word == 1 && rest.starts_with('X') {
            rest = rest.get(word..)?;
        } else if let Some(next) = rest.strip_prefix(['x', '\u{d7}']) {
            rest = next;
        }
        if rest == before {
            break;
        }
    }
    let (mut factor, mut parts) = (1.0, 1.0);
    let mut units = 0;
    loop {
        let before = rest;
        rest = rest.trim_end_matches(|letter| is_space(letter) || is_currency(letter));
        for (mark, of_one) in SHARES {
            if let Some(next) = rest.strip_suffix(mark) {
                parts *= of_one;
                rest = next;
            }
        }
        if signs == 0
            && let Some(next) = rest.strip_suffix(['-', '\u{2212}'])
        {
            is_negative ^= true;
            signs += 1;
            rest = next;
        }
        let stem = rest.trim_end_matches('.');
        let is_piece = stem
            .rsplit(|letter: char| is_space(letter) || letter.is_ascii_digit())
            .next()
            .filter(|word| is_piece(&word.to_uppercase()));
        if let Some(next) = is_piece.and_then(|word| stem.strip_suffix(word)) {
            units += 1;
            rest = next;
            continue;
        }
        // A point behind a word shortens it: 1,5 Mio. USD.
        let point = rest
            .strip_suffix('.')
            .filter(|stem| stem.ends_with(|letter: char| letter.is_ascii_alphabetic()));
        let whole = point.unwrap_or(rest);
        let word = whole.len()
            - whole
                .trim_end_matches(|letter: char| letter.is_ascii_alphabetic())
                .len();
        let (digits, name) = whole.split_at_checked(whole.len() - word)?;
        let many = times_of_word(name);
        if point.is_some() && many.is_none() {
            return None;
        }
        let times = match name {
            _ if many.is_some() => many?,
            "" | "x" | "X" => 1.0,
            _ if BASIS_POINTS
                .iter()
                .any(|word| name.eq_ignore_ascii_case(word)) =>
            {
                parts *= 1e4;
                1.0
            }
            _ if (2..=6).contains(&word)
                && name.bytes().all(|letter| letter.is_ascii_uppercase())
                || is_contract(&name.to_ascii_uppercase()) =>
            {
                1.0
            }
            _ => return None,
        };
        units += usize::from(word > 0);
        factor *= times;
        rest = digits.strip_suffix('\u{d7}').unwrap_or(digits);
        if rest == before {
            break;
        }
    }
    let is_one = signs <= 1
        && units <= 2
        && rest
            .starts_with(|letter: char| letter.is_ascii_digit() || letter == '.' || letter == ',');
    is_one.then_some(Bare {
        is_negative,
        factor,
        parts,
        digits: rest,
    })
}

/// Words beside a leverage or a margin that say whose it is: true for cross margin.
const MODES: [(&str, bool); 17] = [
    ("isolated", false),
    ("iso", false),
    ("isoliert", false),
    ("isolierte", false),
    ("isol\u{e9}", false),
    ("isol\u{e9}e", false),
    ("aislado", false),
    ("isolado", false),
    ("isolato", false),
    ("cross", true),
    ("crossed", true),
    ("kreuz", true),
    ("gekreuzt", true),
    ("crois\u{e9}", true),
    ("crois\u{e9}e", true),
    ("cruzado", true),
    ("incrociato", true),
];
/// Words beside it that say nothing.
const FILLERS: [&str; 12] = [
    "margin", "marge", "margen", "margine", "margem", "leverage", "lev", "hebel", "levier", "mode",
    "fach", "times",
];

/// A leverage or a margin without the words beside it, `1:10` and `10:1` as `10`; and whether they say that it is of cross
/// margin. Nothing where what is left is no number.
pub(super) fn bare_leverage(text: &str) -> Option<(String, Option<bool>)> {
    let mut mode = None;
    let mut rest = String::new();
    let marks = |letter: char| {
        is_space(letter)
            || matches!(
                letter,
                '(' | ')' | '[' | ']' | '/' | '|' | '\u{b7}' | '@' | ';'
            )
    };
    for word in text.split(marks).filter(|word| !word.is_empty()) {
        let word = word.trim_end_matches(',');
        let known = super::text::small(word);
        let known = in_english(&known);
        if let Some(&(_, is_cross)) = MODES.iter().find(|(name, _)| *name == known) {
            mode = Some(is_cross);
        } else if !FILLERS.contains(&known) {
            let is_joined = rest.is_empty() || rest.ends_with(':') || word.starts_with(':');
            rest.push_str(if is_joined { "" } else { " " });
            rest.push_str(word);
        }
    }
    let known = super::text::small(&rest);
    let stem = ["fach", "\u{500d}", "\u{bc30}"]
        .iter()
        .find_map(|times| known.strip_suffix(times));
    if let Some(stem) = stem {
        rest = stem.trim_end_matches(['-', ' ']).to_owned();
    }
    if let Some((first, second)) = rest.split_once(':') {
        let is_one = |part: &str| matches!(part, "1" | "1.0" | "1,0" | "1x");
        let other = match (is_one(first.trim()), is_one(second.trim())) {
            (true, _) => second,
            (_, true) => first,
            _ => return None,
        };
        rest = other.trim().to_owned();
    }
    let fits = rest.is_empty() && mode.is_some() || !rest.is_empty() && clue(&rest) != Clue::Bad;
    fits.then_some((rest, mode))
}

fn is_currency(letter: char) -> bool {
    matches!(
        letter,
        '$' | '\u{20ac}' | '\u{a3}' | '\u{a5}' | '\u{20bf}' | '\u{20ae}' | '\u{20b9}' | '\u{20a9}'
    )
}

/// Mantissa and exponent.
fn split(digits: &str) -> (&str, &str) {
    let place = digits.find(['e', 'E']).unwrap_or(digits.len());
    digits.split_at(place)
}

fn is_thin(letter: char) -> bool {
    is_space(letter) || matches!(letter, '\'' | '\u{2019}' | '_')
}

/// Whether separated digits are groups of three behind a first one of one to three; Indian ones of two are, too, before
/// the last.
fn are_groups<'a>(groups: impl Iterator<Item = &'a str>) -> bool {
    let groups: Vec<&str> = groups.collect();
    let last = groups.len().saturating_sub(1);
    let of_two = groups.len() > 2 && groups.get(1).is_some_and(|group| group.len() == 2);
    groups.iter().enumerate().all(|(index, group)| {
        let fits = match index {
            0 => (1..=3).contains(&group.len()),
            _ if index == last || !of_two => group.len() == 3,
            _ => group.len() == 2,
        };
        fits && group.bytes().all(|letter| letter.is_ascii_digit())
    })
}

/// What a number says about the decimal mark.
#[inline(never)]
pub(super) fn clue(text: &str) -> Clue {
    // So are most numbers: digits and a point, and not three digits behind it.
    if let Some((whole, behind)) = text.split_once('.') {
        let are_digits = |part: &str| part.bytes().all(|letter| letter.is_ascii_digit());
        if behind.len() != 3 && !whole.is_empty() && are_digits(whole) && are_digits(behind) {
            return Clue::Point;
        }
    }
    let Some(bare) = bare(text) else {
        return Clue::Bad;
    };
    let (mantissa, exponent) = split(bare.digits);
    let is_part =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',') || is_thin(letter);
    // 1:10 and 13:10 begin as numbers do.
    if !mantissa.chars().all(is_part) {
        return Clue::Bad;
    }
    let count = |mark: char| mantissa.matches(mark).count();
    let (points, commas) = (count('.'), count(','));
    let last = |mark: char| mantissa.rfind(mark).unwrap_or(0);
    match (points, commas) {
        (0, 0) => Clue::None,
        (1, 0) | (0, 1) => {
            let (mark, sure, maybe) = if points > 0 {
                ('.', Clue::Point, Clue::MaybePoint)
            } else {
                (',', Clue::Comma, Clue::MaybeComma)
            };
            let (whole, behind) = mantissa.split_at(last(mark));
            let is_group = behind.len() == 4
                && (1..=3).contains(&whole.len())
                && !whole.starts_with('0')
                && exponent.is_empty();
            if is_group { maybe } else { sure }
        }
        // Many of one kind separate thousands, so that the other one would be the decimal mark.
        (_, 0) if are_groups(mantissa.split('.')) => Clue::Comma,
        (0, _) if are_groups(mantissa.split(',')) => Clue::Point,
        (1, _) if last('.') > last(',') => Clue::Point,
        (_, 1) if last(',') > last('.') => Clue::Comma,
        _ => Clue::Bad,
    }
}

/// The number with a decimal mark that is known.
#[inline(never)]
pub(super) fn dressed(text: &str, decimal: char) -> Option<f64> {
    if decimal == '.'
        && let Some(number) = number(text)
    {
        return Some(number);
    }
    let Bare {
        is_negative,
        factor,
        parts,
        digits,
    } = bare(text)?;
    let (mantissa, exponent) = split(digits);
    let (whole, fraction) = match mantissa.split_once(decimal) {
        Some((whole, fraction)) => (whole, fraction),
        None => (mantissa, ""),
    };
    let separator = if decimal == '.' { ',' } else { '.' };
    let kind = |letter: char| letter == separator || is_thin(letter);
    let is_separated = whole.contains(kind);
    // One kind of separator only.
    let mut kinds: Vec<char> = whole.chars().filter(|&letter| kind(letter)).collect();
    kinds.dedup();
    if is_separated && (kinds.len() > 1 || !are_groups(whole.split(kind))) {
        return None;
    }
    let mut plain: String = whole.chars().filter(|&letter| !kind(letter)).collect();
    if !fraction.is_empty() || mantissa.ends_with(decimal) {
        plain.push('.');
        plain.push_str(fraction);
    }
    plain.push_str(exponent);
    let magnitude = number(&plain)?;
    // Not times 0.01: three per cent are 0.03 to the last bit.
    let scaled = magnitude * factor / parts;
    Some(if is_negative { -scaled } else { scaled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_what_stands_around_them() {
        for (text, decimal, expected) in [
            ("$95,000.00", '.', 95_000.0),
            ("10x", '.', 10.0),
            ("20X", '.', 20.0),
            ("x5", '.', 5.0),
            ("1,250", '.', 1_250.0),
            ("1,250", ',', 1.25),
            ("95.000", ',', 95_000.0),
            ("95.000", '.', 95.0),
            ("1.234.567,89", ',', 1_234_567.89),
            ("1'234'567.5", '.', 1_234_567.5),
            ("1\u{a0}234,5", ',', 1_234.5),
            ("1\u{202f}234", '.', 1_234.0),
            ("\u{2212}1.25", '.', -1.25),
            ("-$5", '.', -5.0),
            ("$-5", '.', -5.0),
            ("(1,250.00)", '.', -1_250.0),
            ("5-", '.', -5.0),
            ("0.5 BTC", '.', 0.5),
            ("USD 95,000", '.', 95_000.0),
            ("95.000,50 \u{20ac}", ',', 95_000.5),
            ("3%", '.', 0.03),
            ("40 bps", '.', 0.004),
            ("40bp", '.', 0.004),
            ("4 \u{2030}", '.', 0.004),
            ("12.5K", '.', 12_500.0),
            ("1.5M", '.', 1.5e6),
            ("12,34,567.5", '.', 1_234_567.5),
            ("1e-7", '.', 1e-7),
            ("6,0E-7", ',', 6e-7),
            (",5", ',', 0.5),
        ] {
            assert_eq!(dressed(text, decimal), Some(expected), "{text}");
        }
        for (text, decimal) in [
            ("0,5", '.'),
            ("95000,00", '.'),
            ("1,25,0", '.'),
            ("1.2.3", '.'),
            ("1,2,3", ','),
            ("12 34", '.'),
            ("--5", '.'),
            ("x", '.'),
            ("", '.'),
            ("NaN", '.'),
            ("long", '.'),
            ("5 m", '.'),
            ("2025-10-10", '.'),
            ("1 234'567", '.'),
        ] {
            assert_eq!(dressed(text, decimal), None, "{text}");
        }
    }

    #[test]
    fn marks_are_told_apart_where_they_can_be() {
        for (text, expected) in [
            ("95", Clue::None),
            ("95.5", Clue::Point),
            ("0.500", Clue::Point),
            ("1234.567", Clue::Point),
            ("0,5", Clue::Comma),
            ("95.000", Clue::MaybePoint),
            ("1,250", Clue::MaybeComma),
            ("$95,000.00", Clue::Point),
            ("95.000,00", Clue::Comma),
            ("1.234.567", Clue::Comma),
            ("1,234,567", Clue::Point),
            ("1.234e3", Clue::Point),
            ("10.10.2025", Clue::Bad),
            ("yes", Clue::Bad),
            ("1:10", Clue::Bad),
            ("15.00 USDT (Isolated)", Clue::Bad),
        ] {
            assert_eq!(clue(text), expected, "{text}");
        }
    }
}
