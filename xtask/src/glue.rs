//! What is added to the JavaScript that wasm-bindgen writes for programs.
//!
//! Its methods hand on the address in `this` unasked: called on an object of another class they read that object's memory as
//! their own, and the module traps or worse. The page's own engines go without the guard: nothing there calls a method so, and
//! every byte of them is waited for.

/// The guard, with a place for the names of the classes.
const GUARD: &str = include_str!("guard.js");
const PLACE: &str = "/* classes */";

/// The script of a module with methods that take nothing but their own objects for `this`.
pub(crate) fn guarded(script: &str) -> String {
    let classes: Vec<&str> = script
        .lines()
        .filter_map(|line| line.strip_prefix("export class "))
        .filter_map(|rest| rest.split([' ', '{']).next())
        .collect();
    format!("{script}{}", GUARD.replace(PLACE, &classes.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{GUARD, PLACE, guarded};

    #[test]
    fn every_class_is_guarded() {
        assert_eq!(GUARD.matches(PLACE).count(), 1);
        let script = "/**\n * export class Word\n */\nexport class Trace {\n}\nexport class Run{}\nexport function run() {}\n";
        let made = guarded(script);
        assert!(made.starts_with(script));
        assert!(made.contains("  Trace, Run\n])"), "{made}");
    }
}
