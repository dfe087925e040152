//! Detects the tools a task needs and installs only what is missing, saying what and how.

use crate::process::{answer, command, executable, run, which};
use crate::{Result, project};
use std::path::{Path, PathBuf};
use std::process::Command;

/// wasm-pack to install when no release of `WASM_PACK_SERIES` is at hand.
const WASM_PACK: &str = "0.15.1";
/// Releases of wasm-pack that behave as the tasks expect.
const WASM_PACK_SERIES: &str = "0.15.";
/// The oldest Node.js whose test runner and module loader the page's tests use.
const NODE_MAJOR: u32 = 20;
/// What the browser runs.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Tools for building the module, with the folders they were found in.
pub(crate) struct WasmTools {
    pub(crate) wasm_bindgen_version: String,
    wasm_pack: PathBuf,
    wasm_bindgen: PathBuf,
}

impl WasmTools {
    /// Finds or installs the wasm32 target, wasm-bindgen-cli and wasm-pack.
    pub(crate) fn ensure() -> Result<Self> {
        ensure_target()?;
        let exact = project::wasm_bindgen_version()?;
        let wasm_bindgen =
            ensure_cargo_tool("wasm-bindgen", "wasm-bindgen-cli", &exact, |found| {
                found == exact
            })?;
        let wasm_pack = ensure_cargo_tool("wasm-pack", "wasm-pack", WASM_PACK, |found| {
            found.starts_with(WASM_PACK_SERIES)
        })?;
        Ok(Self {
            wasm_bindgen_version: exact,
            wasm_pack,
            wasm_bindgen,
        })
    }

    /// The program that writes the JavaScript of a module.
    pub(crate) fn wasm_bindgen(&self) -> &Path {
        &self.wasm_bindgen
    }

    /// wasm-pack with the chosen tools first on PATH: told not to install anything, it takes what it finds there.
    pub(crate) fn wasm_pack(&self) -> Command {
        let mut command = command(&self.wasm_pack);
        let chosen = [&self.wasm_bindgen, &self.wasm_pack]
            .map(|tool| tool.parent().unwrap_or(tool).to_path_buf());
        let old = std::env::var_os("PATH").unwrap_or_default();
        let folders = chosen.into_iter().chain(std::env::split_paths(&old));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command
    }
}

/// The standard library for the browser's target.
fn ensure_target() -> Result<()> {
    let library = answer("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    let by_hand = format!("rustup target add {TARGET}");
    if which("rustup").is_none() {
        return Err(format!(
            "the Rust target {TARGET} is missing and rustup is not on PATH.\nInstall rustup, then run: {by_hand}"
        ));
    }
    println!("installing the Rust target {TARGET}");
    install(
        command("rustup").args(["target", "add", TARGET]),
        TARGET,
        &by_hand,
    )
}

/// rustfmt and clippy, which a minimal toolchain leaves out.
pub(crate) fn ensure_lint_tools() -> Result<()> {
    for (component, question) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if answer("cargo", &[question, "--version"]).is_some() {
            continue;
        }
        let by_hand = format!("rustup component add {component}");
        if which("rustup").is_none() {
            return Err(format!(
                "{component} is missing and rustup is not on PATH.\nInstall rustup, then run: {by_hand}"
            ));
        }
        println!("installing {component}");
        install(
            command("rustup").args(["component", "add", component]),
            component,
            &by_hand,
        )?;
    }
    Ok(())
}

/// A program that comes from a package of the Rust registry: from PATH, from our cache, or built into our cache.
pub(crate) fn ensure_cargo_tool(
    program: &str,
    package: &str,
    version: &str,
    accepts: impl Fn(&str) -> bool,
) -> Result<PathBuf> {
    let accepted = |file: &Path| {
        answer(file, &["--version"])
            .is_some_and(|line| version_in(&line).is_some_and(|found| accepts(&found)))
    };
    if let Some(found) = which(program).filter(|file| accepted(file)) {
        return Ok(found);
    }
    let home = cache_folder().join(format!("{package}-{version}"));
    let cached = executable(&home.join("bin"), program);
    if accepted(&cached) {
        return Ok(cached);
    }
    println!(
        "installing {package} {version} into {} (compiles for a few minutes)",
        home.display()
    );
    std::fs::create_dir_all(&home).map_err(|e| format!("cannot create {}: {e}", home.display()))?;
    let by_hand = format!("cargo install {package} --version {version} --locked");
    let mut cargo = command("cargo");
    cargo
        .args([
            "install",
            package,
            "--version",
            version,
            "--locked",
            "--root",
        ])
        .arg(&home);
    // A folder without a manifest, so that settings of this repository do not leak into the tool.
    cargo.current_dir(&home);
    install(&mut cargo, package, &by_hand)?;
    if accepted(&cached) {
        Ok(cached)
    } else {
        Err(format!(
            "{} is not {package} {version} after installing it.\nRun by hand: {by_hand}",
            cached.display()
        ))
    }
}

/// Node.js and the page's npm packages.
pub(crate) fn ensure_npm_packages() -> Result<()> {
    let version = answer("node", &["--version"]).ok_or_else(|| {
        format!("Node.js is missing: it needs version {NODE_MAJOR} or later on PATH (nodejs.org, or your package manager)")
    })?;
    let major = version_in(&version).and_then(|v| v.split('.').next()?.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR) {
        return Err(format!(
            "Node.js {NODE_MAJOR} or later is needed, found {version}"
        ));
    }
    install_npm_packages("www")
}

/// The packages of a folder's `package-lock.json`, when they are not there as they are locked.
pub(crate) fn install_npm_packages(folder: &str) -> Result<()> {
    let place = project::root().join(folder);
    let changed = |path: &Path| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    let installed = changed(&place.join("node_modules/.package-lock.json"));
    let locked = changed(&place.join("package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    println!("installing npm packages into {folder}/node_modules");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    install(
        command(npm).arg("ci").current_dir(&place),
        "npm packages",
        &format!("(cd {folder} && npm ci)"),
    )
}

/// A program that an npm package carries, run by Node.js.
pub(crate) fn npm_tool(script: &str) -> Command {
    let mut node = command("node");
    node.arg(project::www().join("node_modules").join(script));
    node
}

/// Runs an installing command; when it fails, says what is missing and how to get it by hand.
pub(crate) fn install(command: &mut Command, what: &str, by_hand: &str) -> Result<()> {
    run(command).map_err(|e| {
        format!("could not install {what}: {e}\nInstall it by hand, then try again: {by_hand}")
    })
}

/// Where tools live that belong to no single checkout.
fn cache_folder() -> PathBuf {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = variable("XDG_CACHE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(|| project::root().join("target"));
    base.join("liquidation-cascades").join("tools")
}

/// The first word that looks like a version: `wasm-pack 0.15.1` and `v20.1.0` give `0.15.1` and `20.1.0`.
pub(crate) fn version_in(line: &str) -> Option<String> {
    line.split_whitespace().find_map(|word| {
        let word = word.strip_prefix('v').unwrap_or(word);
        let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
        (starts_with_digit && word.contains('.')).then(|| word.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn versions_are_found_in_what_tools_print() {
        assert_eq!(
            version_in("wasm-bindgen 0.2.128").as_deref(),
            Some("0.2.128")
        );
        assert_eq!(
            version_in("wasm-bindgen 0.2.128 (abcdef012)").as_deref(),
            Some("0.2.128")
        );
        assert_eq!(version_in("v20.20.2").as_deref(), Some("20.20.2"));
        assert_eq!(
            version_in("ChromeDriver 141.0.7390.54 (1a2b)").as_deref(),
            Some("141.0.7390.54")
        );
        assert_eq!(version_in("no version here"), None);
    }
}
