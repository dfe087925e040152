//! What may be among the packages that this is made of: `.cargo/deny.toml`, asked of cargo-deny.

use crate::process::command;
use crate::{Result, tools};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The policy.
const POLICY: &str = ".cargo/deny.toml";
/// The workspaces: each has a lock file of its own.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "tests/fuzz/Cargo.toml"];
/// cargo-deny to install when no release of `SERIES` is at hand.
const VERSION: &str = "0.20.2";
/// Releases of it that read the policy as it is written.
const SERIES: &str = "0.20.";

/// cargo-deny, found or installed.
pub(crate) fn ensure() -> Result<PathBuf> {
    tools::ensure_cargo_tool("cargo-deny", "cargo-deny", VERSION, |found| {
        found.starts_with(SERIES)
    })
}

/// cargo-deny on one of the workspaces, as it is locked.
fn deny(program: &Path, manifest: &str) -> Command {
    let mut deny = command(program);
    deny.args(["--locked", "--workspace", "--config", POLICY])
        .args(["--manifest-path", manifest]);
    deny
}

/// Licences, origins, and packages that are there twice: a command for each workspace. None of it asks the network for more than
/// packages that are missing here.
pub(crate) fn policy(program: &Result<PathBuf>) -> [Result<Command>; MANIFESTS.len()] {
    MANIFESTS.map(|manifest| {
        let mut deny = deny(program.as_ref().map_err(Clone::clone)?, manifest);
        // What one workspace needs an exception for the other may not have.
        deny.args(["check", "--allow", "license-exception-not-encountered"])
            .args(["bans", "licenses", "sources"]);
        Ok(deny)
    })
}

/// Fetches what is known of faults in packages; `false`: it cannot be had here.
pub(crate) fn has_advisories(program: &Path) -> bool {
    let fetched = deny(program, MANIFESTS[0]).args(["fetch", "db"]).output();
    fetched.is_ok_and(|output| output.status.success())
}

/// The known faults of our packages.
pub(crate) fn advisories(program: &Path) -> Command {
    let mut deny = deny(program, MANIFESTS[0]);
    deny.args(["--offline", "check", "advisories"]);
    deny
}
