//! `cargo xtask bench`: measures the page and the packed site in a browser.

use crate::process::{command, run};
use crate::serve::Server;
use crate::tools::install_npm_packages;
use crate::{Result, browser, build, dist, project};
use std::process::ExitCode;

const SCRIPT: &str = "tests/bench/run.mjs";

/// Builds, serves, and hands over to the script; it decides what to measure and what to print.
pub(crate) fn task(arguments: &[String]) -> Result<ExitCode> {
    if !project::root().join(SCRIPT).is_file() {
        return Err(format!("{SCRIPT} does not exist"));
    }
    build::build()?;
    install_npm_packages("tests/bench")?;
    let chromium = browser::ensure_chromium()?;
    let site = dist::Wanted::usual()?;
    dist::pack(&site)?;
    let server = Server::start(&project::www(), 0)?;
    let mut node = command("node");
    node.arg(SCRIPT)
        .args(arguments)
        .env("BASE_URL", server.address())
        .env("SITE", &site.folder)
        .env("CHROMIUM", &chromium.program);
    run(&mut node)?;
    Ok(ExitCode::SUCCESS)
}
