//! Dependencies point inward: what thinks knows neither what draws nor what shows, and nothing inside knows the
//! browser, the clock, the disk, or anything whose answer depends on the machine.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// The rings from the inside out. A file may name files of rings before its own and, in its own ring, of its own
/// folder. A longer path wins over a shorter one.
const RINGS: &[&[&str]] = &[
    &["clock", "decimal", "log", "sort"],
    &["error", "json", "math", "rng", "scenario::words"],
    // The language in which mechanisms declare themselves knows no mechanism.
    // Prices of options are arithmetic: a file of them is read with it.
    &[
        "scenario::schema",
        "population::bands",
        "population::crowd",
        "settlement::options",
    ],
    &["scenario::declare", "scenario::data"],
    &["scenario::node"],
    &["scenario::spec"],
    &["market", "population"],
    &["settlement"],
    &["sources"],
    &["couplings"],
    &["scenario"],
    // Remembers the scenario that it is of.
    &["trace"],
    &["summary"],
    &["engine"],
    &["analysis"],
    // What every picture is made of; the charts draw on it, and the stage draws charts.
    &["render::colour", "render::raster", "render::text"],
    &["chart"],
    &["render"],
    &["wasm", "bin"],
];

/// A word that only some files may use.
struct Ban {
    words: &'static [&'static str],
    allowed: &'static [&'static str],
    reason: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        words: &["wasm_bindgen", "web_sys", "js_sys", "serde_wasm_bindgen"],
        allowed: &["wasm"],
        reason: "only the boundary knows the browser",
    },
    Ban {
        words: &["plotters", "plotters_backend"],
        allowed: &["chart"],
        reason: "only the charts know the chart library",
    },
    Ban {
        words: &["libm"],
        allowed: &["math"],
        reason: "math.rs is the only door to transcendental functions",
    },
    Ban {
        words: &["HashMap", "HashSet", "RandomState", "DefaultHasher"],
        allowed: &[],
        reason: "their order differs from run to run",
    },
    Ban {
        words: &["std::time", "Instant", "SystemTime"],
        allowed: &["bin"],
        reason: "the same scenario gives the same trace at any time",
    },
    Ban {
        words: &[
            "std::fs",
            "std::env",
            "std::io",
            "std::net",
            "std::process",
            "File",
        ],
        allowed: &["bin"],
        reason: "input comes as arguments; only the command line has files",
    },
    Ban {
        words: &[
            "std::thread",
            "rayon",
            "AtomicU32",
            "AtomicU64",
            "AtomicUsize",
            "Mutex",
        ],
        allowed: &["bin"],
        reason: "one thread, one order of sums",
    },
    Ban {
        words: &[
            "println!",
            "eprintln!",
            "print!",
            "eprint!",
            "dbg!",
            "todo!",
            "unimplemented!",
        ],
        allowed: &["bin"],
        reason: "a library does not talk to the terminal",
    },
];

/// Methods of floats that the standard library takes from the machine: their last bits differ between targets.
/// `sqrt`, `abs`, `floor` and their like are exact everywhere.
const PLATFORM_FLOATS: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos",
    "tan", "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh",
    "atanh", "mul_add", "cbrt", "hypot",
];

struct Source {
    /// Module path such as `market::book`; `lib` is empty.
    module: Vec<String>,
    /// Code without comments, literals and test modules.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    assert!(
        files.len() > 20,
        "found only {} files under src",
        files.len()
    );
    files
        .iter()
        .map(|file| {
            let relative = file
                .strip_prefix(&root)
                .expect("inside src")
                .with_extension("");
            let mut module: Vec<String> = relative
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            if module
                .last()
                .is_some_and(|name| name == "mod" || name == "lib" || name == "main")
            {
                module.pop();
            }
            let text = fs::read_to_string(file).expect("a source file is text");
            Source {
                module,
                code: without_tests(&strip(&text)),
            }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Code with comments left out and string and character literals emptied.
fn strip(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"//") {
            at += rest
                .iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(rest.len());
        } else if rest.starts_with(b"/*") {
            let mut depth = 0;
            while at < bytes.len() {
                if bytes[at..].starts_with(b"/*") {
                    (depth, at) = (depth + 1, at + 2);
                } else if bytes[at..].starts_with(b"*/") {
                    (depth, at) = (depth - 1, at + 2);
                    if depth == 0 {
                        break;
                    }
                } else {
                    at += 1;
                }
            }
        } else if let Some(length) = raw_string(bytes, at) {
            code.push_str("\"\"");
            at += length;
        } else if rest[0] == b'"' {
            at += 1;
            while bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
            code.push_str("\"\"");
        } else if rest[0] == b'\'' && is_character(rest) {
            at += 1;
            while bytes[at] != b'\'' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
            code.push_str("' '");
        } else {
            // Outside of literals and comments Rust is ASCII here; anything else only has to stay one token.
            code.push(if rest[0].is_ascii() {
                char::from(rest[0])
            } else {
                '?'
            });
            at += 1;
        }
    }
    code
}

/// Length of a raw string literal that begins here.
fn raw_string(bytes: &[u8], at: usize) -> Option<usize> {
    if at > 0 && is_word(bytes[at - 1]) && bytes[at - 1] != b'b' {
        return None;
    }
    let rest = bytes[at..].strip_prefix(b"r")?;
    let hashes = rest.iter().take_while(|&&byte| byte == b'#').count();
    if rest.get(hashes) != Some(&b'"') {
        return None;
    }
    let mut end = vec![b'"'];
    end.extend(std::iter::repeat_n(b'#', hashes));
    let body = &rest[hashes + 1..];
    let length = body.windows(end.len()).position(|window| window == end)?;
    Some(1 + hashes + 1 + length + end.len())
}

/// A quote begins a character literal, not a lifetime.
fn is_character(rest: &[u8]) -> bool {
    rest[1] == b'\\'
        || rest
            .iter()
            .skip(2)
            .take(4)
            .position(|&byte| byte == b'\'')
            .is_some_and(|place| place == 0 || !rest[1].is_ascii())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Code without `#[cfg(test)]` modules: tests may know what they like.
fn without_tests(code: &str) -> String {
    let mut code = code.to_owned();
    while let Some(start) = code.find("#[cfg(test)]") {
        let open = start + code[start..].find('{').expect("a test module has a body");
        let mut depth = 0;
        let end = code[open..]
            .char_indices()
            .find(|&(_, character)| {
                depth += i32::from(character == '{') - i32::from(character == '}');
                depth == 0
            })
            .map_or(code.len(), |(length, _)| open + length + 1);
        code.replace_range(start..end, "");
    }
    code
}

/// Words and single other characters, `::` as one token.
fn tokens(code: &str) -> Vec<&str> {
    let bytes = code.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if is_word(bytes[at]) {
            while at < bytes.len() && is_word(bytes[at]) {
                at += 1;
            }
        } else if bytes[at..].starts_with(b"::") {
            at += 2;
        } else {
            at += 1;
        }
        if !bytes[start].is_ascii_whitespace() {
            tokens.push(&code[start..at]);
        }
    }
    tokens
}

/// Every path inside the crate that a file of this module names, from the crate's root.
fn paths(module: &[String], code: &str) -> Vec<Vec<String>> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = matches!(tokens[at], "crate" | "super" | "self")
            && tokens.get(at + 1) == Some(&"::")
            && (at == 0 || tokens[at - 1] != "::");
        if !begins {
            at += 1;
            continue;
        }
        let base = match tokens[at] {
            "crate" => Vec::new(),
            "super" => module[..module.len().saturating_sub(1)].to_vec(),
            _ => module.to_vec(),
        };
        at = tree(&tokens, at + 2, base, &mut found);
    }
    found
}

/// Reads a path or a tree of paths; returns where it ends.
fn tree(
    tokens: &[&str],
    mut at: usize,
    mut base: Vec<String>,
    found: &mut Vec<Vec<String>>,
) -> usize {
    loop {
        match tokens.get(at) {
            Some(&"{") => {
                at += 1;
                while tokens[at] != "}" {
                    at = tree(tokens, at, base.clone(), found);
                    at += usize::from(tokens[at] == ",");
                }
                return at + 1;
            }
            Some(&"super") => {
                base.pop();
            }
            Some(&"self") => {}
            Some(word) if is_word(word.as_bytes()[0]) => base.push((*word).to_owned()),
            // A glob, or the angle bracket of a generic.
            _ => {
                found.push(base);
                return at + usize::from(tokens.get(at) == Some(&"*"));
            }
        }
        at += 1;
        if tokens.get(at) == Some(&"::") {
            at += 1;
            continue;
        }
        if tokens.get(at) == Some(&"as") {
            at += 2;
        }
        found.push(base);
        return at;
    }
}

/// Ring of a module path: that of the longest entry of the table that it begins with.
fn place(module: &[String]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (ring, entries) in RINGS.iter().enumerate() {
        for entry in *entries {
            let parts: Vec<&str> = entry.split("::").collect();
            let begins =
                module.len() >= parts.len() && module.iter().zip(&parts).all(|(a, b)| a == b);
            if begins && best.is_none_or(|(length, _)| parts.len() > length) {
                best = Some((parts.len(), ring));
            }
        }
    }
    best.map(|(_, ring)| ring)
}

/// What a path breaks, if anything.
fn breach(module: &[String], path: &[String], modules: &[&[String]]) -> Option<String> {
    let known = (1..=path.len())
        .rev()
        .map(|length| &path[..length])
        .find(|prefix| modules.contains(prefix));
    let (from, to) = (module.join("::"), path.join("::"));
    let Some(target) = known else {
        return Some(format!(
            "{from} names crate::{to} through the crate's root; name its module"
        ));
    };
    let (ring, inner) = (place(module)?, place(target)?);
    let inward = inner < ring || inner == ring && module[0] == target[0];
    (!inward).then(|| format!("{from} (ring {ring}) names {to} (ring {inner})"))
}

#[test]
fn dependencies_point_inward() {
    let sources = sources();
    let modules: Vec<&[String]> = sources
        .iter()
        .map(|source| source.module.as_slice())
        .collect();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for source in sources.iter().filter(|source| !source.module.is_empty()) {
        if place(&source.module).is_none() {
            wrong.push(format!(
                "{} stands in no ring: give it one",
                source.module.join("::")
            ));
        }
        for path in paths(&source.module, &source.code) {
            checked += 1;
            wrong.extend(breach(&source.module, &path, &modules));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(checked > 100, "only {checked} paths were seen");
}

/// Who names whom, file by file; the file of a folder is what its parts share, and counts for neither.
fn names(sources: &[Source]) -> Vec<Vec<usize>> {
    let place_of = |path: &[String]| {
        (1..=path.len()).rev().find_map(|length| {
            let is_it = |source: &Source| source.module == path[..length];
            sources.iter().position(is_it)
        })
    };
    let is_part = |whole: &[String], part: &[String]| part.starts_with(whole);
    sources
        .iter()
        .map(|source| {
            let named = paths(&source.module, &source.code);
            let mut places: Vec<usize> = named.iter().filter_map(|path| place_of(path)).collect();
            places.retain(|&place| {
                let other = &sources[place].module;
                !is_part(other, &source.module) && !is_part(&source.module, other)
            });
            places.sort_unstable();
            places.dedup();
            places
        })
        .collect()
}

/// Files that can be reached from each, by any number of steps.
fn reached(names: &[Vec<usize>], from: usize) -> Vec<bool> {
    let mut seen = vec![false; names.len()];
    let mut waiting = names[from].clone();
    while let Some(next) = waiting.pop() {
        if !std::mem::replace(&mut seen[next], true) {
            waiting.extend(&names[next]);
        }
    }
    seen
}

/// Files that name each other in a circle can only be understood, and changed, together.
#[test]
fn no_files_name_each_other_in_a_circle() {
    let sources = sources();
    let names = names(&sources);
    assert!(names.iter().map(Vec::len).sum::<usize>() > 300);
    let in_circles: Vec<String> = (0..sources.len())
        .filter(|&file| reached(&names, file)[file])
        .map(|file| sources[file].module.join("::"))
        .collect();
    assert_eq!(in_circles, Vec::<String>::new());
}

/// Uses of banned words and of platform float functions.
fn banned(module: &[String], code: &str) -> Vec<String> {
    let name = module.join("::");
    let room = module.first().map_or("", String::as_str);
    let tokens = tokens(code);
    let mut found = Vec::new();
    for ban in BANS.iter().filter(|ban| !ban.allowed.contains(&room)) {
        for word in ban.words {
            let parts = self::tokens(word);
            if tokens.windows(parts.len()).any(|window| window == parts) {
                found.push(format!("{name} uses {word}: {}", ban.reason));
            }
        }
    }
    if room != "math" {
        for window in tokens.windows(3) {
            let method = window[0] == "." && window[2] == "(";
            let path = matches!(window[0], "f64" | "f32") && window[1] == "::";
            let called = if path { window[2] } else { window[1] };
            if (method || path) && PLATFORM_FLOATS.contains(&called) {
                found.push(format!(
                    "{name} calls {called} of the platform: go through math.rs"
                ));
            }
        }
    }
    found
}

#[test]
fn nothing_inside_depends_on_the_machine() {
    let wrong: Vec<String> = sources()
        .iter()
        .flat_map(|source| banned(&source.module, &source.code))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_scanner_sees_through_literals_trees_and_test_modules() {
    let module = ["market".to_owned(), "book".to_owned()];
    let source = r####"
        // use crate::engine;
        /* crate::wasm /* nested */ */
        use crate::{error::{Problem, show}, math as m, scenario::*};
        fn f<'a>(x: &'a str) -> char { let _ = ("crate::render \" HashMap", r#"std::fs "quoted""#, '"', '\'', 'é'); 'x' }
        fn g() -> f64 { super::impact::sold(self::level()) + crate::rng::Rng::<u8>::new().x.exp() + f64::ln(2.0) }
        fn h() { println!("{}", std::time::Instant::now()); }
        #[cfg(test)]
        mod tests { use crate::wasm::run; fn t() { 1.0_f64.tan(); { } } }
        fn after() { x.powi(2); y.sqrt(); exp(1.0); z.explode(); }
    "####;
    let code = without_tests(&strip(source));
    let paths: Vec<String> = paths(&module, &code)
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(
        paths,
        [
            "error::Problem",
            "error::show",
            "math",
            "scenario",
            "market::impact::sold",
            "market::book::level",
            "rng::Rng"
        ]
    );
    let found = banned(&module, &code);
    let words: Vec<&str> = found
        .iter()
        .filter_map(|text| text.split(' ').nth(2))
        .collect();
    assert_eq!(
        words,
        ["std::time:", "Instant:", "println!:", "exp", "ln", "powi"]
    );

    let modules: Vec<Vec<String>> = [
        "market",
        "market::book",
        "error",
        "scenario",
        "population",
        "sources",
        "sources::traders::generate",
        "scenario::schema",
    ]
    .iter()
    .map(|name| name.split("::").map(str::to_owned).collect())
    .collect();
    let modules: Vec<&[String]> = modules.iter().map(Vec::as_slice).collect();
    let breaks = |from: &str, to: &str| {
        let split = |name: &str| name.split("::").map(str::to_owned).collect::<Vec<_>>();
        breach(&split(from), &split(to), &modules).is_some()
    };
    assert!(breaks("market::book", "scenario::model::Market"));
    assert!(breaks(
        "sources::traders::generate",
        "scenario::model::Perps"
    ));
    assert!(breaks("market", "Reexported"));
    assert!(!breaks("market::book", "market::impact::Impact"));
    assert!(!breaks("scenario", "sources::traders::generate::crowds"));
    assert!(!breaks("market::book", "scenario::schema::Kind"));
    assert!(!breaks("scenario", "population::crowd::Side"));
}

/// What everything passes through stays short enough to be read at once, and knows no kind by name.
#[test]
fn the_step_and_the_builders_stay_short_and_know_no_kind() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kinds: Vec<String> = fs::read_dir(root.join("src/sources"))
        .expect("sources are there")
        .filter_map(|entry| {
            let name = entry.ok()?.path().file_stem()?.to_str()?.to_owned();
            // What all of them share.
            // And words that mean something else as well.
            let is_shared = [
                "mod",
                "desk",
                "follow",
                "holding",
                "lots",
                "reactor",
                "value",
                "collateral",
            ];
            (!is_shared.contains(&name.as_str())).then_some(name)
        })
        .collect();
    assert!(kinds.len() > 15, "{kinds:?}");
    // The contract lists whose fields stand in a scenario's frame.
    for (file, most, knows_kinds) in [
        ("engine/world.rs", 299, false),
        ("scenario/contract.rs", 399, true),
        ("scenario/build.rs", 399, false),
    ] {
        let text = fs::read_to_string(root.join("src").join(file)).expect("it is there");
        let lines = text.lines().count();
        assert!(lines <= most, "{file} has {lines} lines");
        let code = strip(&text);
        let named: Vec<&String> = kinds
            .iter()
            .filter(|kind| !knows_kinds && tokens(&code).contains(&kind.as_str()))
            .collect();
        assert_eq!(named, Vec::<&String>::new(), "{file}");
    }
}

#[test]
fn the_architecture_tells_the_rings() {
    let rings: Vec<String> = RINGS
        .iter()
        .map(|ring| {
            let named: Vec<String> = ring
                .iter()
                .filter(|module| **module != "bin")
                .map(|module| format!("`{module}`"))
                .collect();
            named.join(", ")
        })
        .collect();
    let told = include_str!("../src/README.md")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let rings = rings.join(" < ");
    assert!(told.contains(&rings), "src/README.md should say {rings}");
}
