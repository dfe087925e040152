//! What is told of mechanisms besides their controls, as JavaScript and as rows of the page of the model: written from their
//! declarations ([`Words`]).

use liquidation_cascades::couplings::{self, COUPLING};
use liquidation_cascades::log::EventSpec;
use liquidation_cascades::market::guards::{self, GUARD};
use liquidation_cascades::market::venue;
use liquidation_cascades::scenario::emit;
use liquidation_cascades::scenario::schema::{Tagged, Variant};
use liquidation_cascades::scenario::visibility;
use liquidation_cascades::scenario::words::{Rule, Words};
use liquidation_cascades::settlement::executors::EXECUTOR;
use liquidation_cascades::sources::{self, POPULATION};
use liquidation_cascades::trace::every_column;

use crate::control_words::{WIDTH, entry, quoted};

/// Where mechanisms that are told of stand in the contract.
const PATHS: [&str; 4] = [
    "populations[].kind",
    "couplings[].kind",
    "markets[].guards[].kind",
    "markets[].liquidation.executor.kind",
];

fn tagged(path: &str) -> &'static Tagged {
    match PATHS.iter().position(|one| *one == path) {
        Some(0) => &POPULATION.tagged,
        Some(1) => &COUPLING.tagged,
        Some(2) => &GUARD.tagged,
        Some(3) => &EXECUTOR.tagged,
        _ => panic!("no mechanisms stand at {path}"),
    }
}

/// Those of a path that something is told of, in the order of the contract.
fn told_at(path: &str) -> impl Iterator<Item = (&'static Variant, &'static Words)> {
    let variants = tagged(path).variants.iter();
    variants.filter_map(|variant| Some((*variant, variant.words?)))
}

/// All of them.
fn told() -> impl Iterator<Item = (&'static Variant, &'static Words)> {
    PATHS.iter().flat_map(|path| told_at(path))
}

/// A line `NAME: [A, B],`, broken where it is too long for one.
fn list(indent: usize, name: &str, texts: &[&str]) -> String {
    let pad = " ".repeat(indent);
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    let line = format!("{pad}{name}: [{}],\n", texts.join(", "));
    if line.chars().count() - 1 <= WIDTH {
        return line;
    }
    let lines: String = texts
        .iter()
        .map(|text| format!("{pad}  {text},\n"))
        .collect();
    format!("{pad}{name}: [\n{lines}{pad}],\n")
}

fn constant(doc: &str, name: &str, entries: &str) -> String {
    format!("\n/** {doc} */\nexport const {name} = {{\n{entries}}};\n")
}

const PAGE_HEAD: &str = "\
// What the page tells of mechanisms besides their controls: written from their declarations by
// `UPDATE=1 cargo test --test contract`. German stands in `words-de.js`, by hand, and is held against it.
";

/// Words of the page: `www/js/kind-words-en.js`.
pub(crate) fn page_javascript() -> String {
    let terms = told().flat_map(|(_, words)| words.terms);
    let terms: String = terms
        .map(|[key, name, text]| list(2, key, &[name, text]))
        .collect();
    let assumed = told().flat_map(|(_, words)| words.assumed);
    let assumed: String = assumed.map(|[kind, text]| entry(2, kind, text)).collect();
    let heads: String = told()
        .flat_map(|(_, words)| words.heads)
        .map(|[column, head]| {
            let is_there = every_column().any(|spec| spec.name == *column);
            assert!(is_there, "a head of a column that nobody has: {column}");
            entry(2, column, head)
        })
        .collect();
    let events: String = all_events()
        .map(|spec| entry(2, spec.name, spec.label))
        .collect();
    let waiting: String = told()
        .filter(|(_, words)| words.waits)
        .map(|(variant, words)| entry(2, variant.name, words.names[0].name))
        .collect();
    [
        PAGE_HEAD.to_owned(),
        constant("Terms of the glossary.", "kindTerms", &terms),
        constant(
            "What is assumed of whoever trades.",
            "kindAssumed",
            &assumed,
        ),
        constant("Heads of columns.", "kindHeads", &heads),
        constant("What can happen.", "eventNames", &events),
        constant(
            "Orders that wait and are no positions.",
            "kindsWaiting",
            &waiting,
        ),
    ]
    .concat()
}

fn all_events() -> impl Iterator<Item = &'static EventSpec> {
    let all = [venue::EVENTS, guards::EVENTS, visibility::EVENTS].into_iter();
    all.chain(sources::EVENTS.iter().copied())
        .chain(couplings::EVENTS.iter().map(|(_, events)| *events))
        .flatten()
        .copied()
}

const OTHERS_HEAD: &str = "\
// What a run tells of each kind that trades and holds no leveraged positions: written from the declarations by
// `UPDATE=1 cargo test --test contract`; in `{a|b}` stands `a` where the price rises and `b` where it falls. German is in
// `others-strings-de.js`, by hand, and is held against it.

/**
 * `rule`: what it does, in every run, or where it traded the way the price went, against it, and otherwise. `closed`: one and many of whom are
 * closed by force; `seller`: who does that; `apart`: why they are in no picture of groups.
 * @typedef {{ name: string, rule?: readonly string[], closed?: readonly string[], seller?: string, apart?: string }} KindTold
 */
";

/// Words of what is told of a run: `www/js/others-words-en.js`.
pub(crate) fn others_javascript() -> String {
    let mut entries = String::new();
    for (_, words) in told() {
        for (at, name) in words.names.iter().enumerate() {
            entries += &format!("  {}: {{\n", name.word);
            entries += &entry(4, "name", name.name);
            match name.rule {
                Rule::Untold => {}
                Rule::Always(text) => entries += &list(4, "rule", &[text]),
                Rule::ByDeed {
                    with,
                    against,
                    otherwise,
                } => entries += &list(4, "rule", &[with, against, otherwise]),
            }
            if let (0, Some(closed)) = (at, &words.closed) {
                entries += &list(4, "closed", &[closed.one, closed.many]);
                entries += &entry(4, "seller", closed.seller);
            }
            if let (0, Some(forced)) = (at, &words.forced) {
                entries += &entry(4, "apart", forced.apart);
            }
            entries += "  },\n";
        }
    }
    let mut forced: Vec<_> = told()
        .filter_map(|(variant, words)| {
            // By the word by which a run tells of them, which need not be that of the scenario.
            let word = words.names.first().map_or(variant.name, |name| name.word);
            Some((words.forced.as_ref()?, word))
        })
        .collect();
    forced.sort_by_key(|(forced, _)| forced.place);
    let own = forced.iter().filter(|(forced, _)| forced.is_own_money);
    let own: Vec<&str> = own.map(|(_, kind)| *kind).collect();
    let forced: Vec<&str> = forced.iter().map(|(_, kind)| *kind).collect();
    let borrowers = told().filter(|(_, words)| words.has_borrowed);
    let borrowers: Vec<&str> = borrowers.map(|(variant, _)| variant.name).collect();
    let ties: Vec<&str> = told_at("couplings[].kind")
        .filter(|(_, words)| !words.names.is_empty())
        .map(|(variant, _)| variant.name)
        .collect();
    let names = |doc: &str, name: &str, kinds: &[&str]| {
        let kinds: Vec<String> = kinds.iter().map(|kind| quoted(kind)).collect();
        format!(
            "\n/** {doc} @type {{readonly string[]}} */\nexport const {name} = [{}];\n",
            kinds.join(", ")
        )
    };
    [
        OTHERS_HEAD.to_owned(),
        format!(
            "\n/** By the word by which a run tells of them. @satisfies {{Readonly<Record<string, KindTold>>}} */\nexport const kindsTold = {{\n{entries}}};\n"
        ),
        names(
            "What they trade is forced, and counted with leveraged positions.",
            "FORCED_TOO",
            &forced,
        ),
        names(
            "Of those, whose losses are recorded only as far as others had to pay of them.",
            "OWN_MONEY",
            &own,
        ),
        names(
            "They have borrowed what they trade with.",
            "BORROWERS",
            &borrowers,
        ),
        names(
            "What ties markets moves a market without forced orders as well: it is no part of what they added.",
            "TIES",
            &ties,
        ),
    ]
    .concat()
}

/// A row of the page of the model, as its template would have it.
fn row(path: &str, name: &str, [equation, tests]: [&str; 2]) -> String {
    format!("<tr>{{{{word {path} {name}}}}}<td>{equation}</td><td>{tests}</td></tr>")
}

/// The template of the page of the model with the rows of mechanisms in their places:
///
/// - `{{kinds PATH}}`: rows of the mechanisms of a path, but for those that the template puts elsewhere by `{{word PATH NAME}}` or by
/// - `{{kind PATH NAME}}`: the row of one
/// - `{{words PATH}}`, `{{words PATH NAME}}`: the rows of the words of their fields, in the same way
///
/// A row whose path ends with `*` stands for all words below it that have none of their own.
pub(crate) fn with_rows(template: &str) -> String {
    let is_placed = |what: &str, path: &str, name: &str| {
        template.contains(&format!("{{{{{what} {path} {name}}}}}"))
    };
    let line = |line: &str| {
        let asked = line
            .strip_prefix("{{")
            .and_then(|line| line.strip_suffix("}}"));
        let parts: Vec<&str> = asked.unwrap_or_default().split(' ').collect();
        let rows: Vec<String> = match parts[..] {
            ["kinds", path] => told_at(path)
                .filter(|(one, _)| {
                    !is_placed("kind", path, one.name) && !is_placed("word", path, one.name)
                })
                .map(|(one, words)| row(path, one.name, words.row))
                .collect(),
            ["kind", path, name] => told_at(path)
                .filter(|(one, _)| one.name == name)
                .map(|(one, words)| row(path, one.name, words.row))
                .collect(),
            ["words", path] => told_at(path)
                .filter(|(one, _)| !is_placed("words", path, one.name))
                .flat_map(|(_, words)| rows_of(words))
                .collect(),
            ["words", path, name] => told_at(path)
                .filter(|(one, _)| one.name == name)
                .flat_map(|(_, words)| rows_of(words))
                .collect(),
            _ => return line.to_owned(),
        };
        rows.join("\n")
    };
    let lines: Vec<String> = template.split('\n').map(line).collect();
    lines.join("\n")
}

fn rows_of(words: &'static Words) -> Vec<String> {
    let mut rows = Vec::new();
    for group in words.rows {
        if !group.head.is_empty() {
            rows.push(format!(
                "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"4\">{}</th></tr>",
                group.head
            ));
        }
        for [path, name, equation, tests] in group.rows {
            let Some(within) = path.strip_suffix('*') else {
                rows.push(row(path, name, [equation, tests]));
                continue;
            };
            let rest = emit::words().into_iter().filter(|word| {
                let is_told = |told: &[&str; 4]| told[0] == word.path && told[1] == word.name;
                word.built && word.path.starts_with(within) && !group.rows.iter().any(is_told)
            });
            rows.extend(rest.map(|word| row(&word.path, word.name, [equation, tests])));
        }
    }
    rows
}
