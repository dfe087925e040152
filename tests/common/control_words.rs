//! The words of the controls of mechanisms as JavaScript, written from their declarations.

use liquidation_cascades::couplings::COUPLING;
use liquidation_cascades::market::guards::GUARD;
use liquidation_cascades::scenario::seen;
use liquidation_cascades::scenario::spec::Lens;
use liquidation_cascades::sources::POPULATION;

/// Longest line of JavaScript here.
pub(crate) const WIDTH: usize = 160;

const HEAD: &str = "\
// Words of the controls of mechanisms, by the names of the controls: written from their declarations by
// `UPDATE=1 cargo test --test contract`. The page has them from the engine; German is held against them (`words-de.js`).

/** @typedef {{ label: string, help: string, options?: Readonly<Record<string, readonly [label: string, help: string]>> }} ControlWords */

/** @satisfies {Readonly<Record<string, ControlWords>>} */
export const controlWords = {
";

/// The lenses of every mechanism, in the order of the contract.
fn lenses() -> impl Iterator<Item = &'static Lens> {
    let populations = POPULATION.specs.iter().map(|spec| spec.controls);
    let couplings = COUPLING.specs.iter().map(|spec| spec.controls);
    let guards = GUARD.specs.iter().map(|spec| spec.controls);
    let all = populations.chain(couplings).chain(guards).flatten();
    all.chain(&seen::LENSES)
}

pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}

/// A line `NAME: "TEXT",`, broken where it is too long for one.
pub(crate) fn entry(indent: usize, name: &str, text: &str) -> String {
    let (pad, text) = (" ".repeat(indent), quoted(text));
    let line = format!("{pad}{name}: {text},\n");
    if line.chars().count() - 1 <= WIDTH {
        line
    } else {
        format!("{pad}{name}:\n{pad}  {text},\n")
    }
}

/// The whole file.
pub(crate) fn javascript() -> String {
    let mut text = HEAD.to_owned();
    for lens in lenses() {
        let is_plain = !lens.name.contains('.');
        let name = if is_plain {
            lens.name.to_owned()
        } else {
            quoted(lens.name)
        };
        text += &format!("  {name}: {{\n");
        text += &entry(4, "label", lens.label);
        text += &entry(4, "help", lens.help);
        if !lens.options.is_empty() {
            text += "    options: {\n";
            for (word, label, help) in lens.options {
                text += &format!("      {word}: [{}, {}],\n", quoted(label), quoted(help));
            }
            text += "    },\n";
        }
        text += "  },\n";
    }
    text + "};\n"
}
