//! Finds the browsers that tests drive, and installs Chromium where that is possible without asking.

use crate::Result;
use crate::process::{answer, command, which};
use crate::tools::{install, version_in};
use std::path::{Path, PathBuf};

const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const APT_PACKAGES: &str =
    "apt-get update && apt-get install -y --no-install-recommends chromium chromium-driver";

/// A browser and the program that drives it for wasm-bindgen's tests.
pub(crate) struct Browser {
    pub(crate) program: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Finds Chromium (or Chrome) and its driver; installs them with apt-get when we may.
pub(crate) fn ensure_chromium() -> Result<Browser> {
    if let Some(browser) = find_chromium() {
        warn_of_mismatch(&browser);
        return Ok(browser);
    }
    let missing =
        "Chromium and ChromeDriver are needed on PATH (or named by CHROME and CHROMEDRIVER)";
    let prefix = administrator_prefix();
    let (true, Some(prefix)) = (which("apt-get").is_some(), prefix) else {
        return Err(format!(
            "{missing}.\nOn Debian or Ubuntu, as root: {APT_PACKAGES}"
        ));
    };
    println!("installing chromium and chromium-driver with apt-get");
    let script = format!("{prefix} {APT_PACKAGES}").replace("&& ", &format!("&& {prefix} "));
    install(
        command("sh").args(["-c", script.trim()]),
        "Chromium",
        APT_PACKAGES,
    )?;
    find_chromium().ok_or_else(|| {
        format!("{missing}; apt-get installed them, but not where they were looked for")
    })
}

fn find_chromium() -> Option<Browser> {
    let mac = Some(PathBuf::from(MAC_CHROME)).filter(|path| path.is_file());
    let program = named_by("CHROME")
        .or_else(|| CHROMIUM_NAMES.iter().find_map(|name| which(name)))
        .or(mac)?;
    let driver = named_by("CHROMEDRIVER").or_else(|| which("chromedriver"))?;
    Some(Browser { program, driver })
}

/// Firefox is a second opinion, never a requirement: used when both it and its driver are at hand.
pub(crate) fn find_firefox() -> Option<Browser> {
    let program = named_by("FIREFOX")
        .or_else(|| which("firefox"))
        .or_else(|| which("firefox-esr"))?;
    let driver = named_by("GECKODRIVER").or_else(|| which("geckodriver"))?;
    Some(Browser { program, driver })
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

/// What makes a command run as administrator: nothing for root, `sudo -n` where it asks for no password.
fn administrator_prefix() -> Option<&'static str> {
    if answer("id", &["-u"]).as_deref() == Some("0") {
        return Some("");
    }
    answer("sudo", &["-n", "true"]).map(|_| "sudo -n")
}

/// A driver of another major version fails in obscure ways ("invalid session id"), so it is said beforehand.
fn warn_of_mismatch(browser: &Browser) {
    let version =
        |program: &Path| answer(program, &["--version"]).and_then(|line| version_in(&line));
    let (Some(program), Some(driver)) = (version(&browser.program), version(&browser.driver))
    else {
        return;
    };
    if program.split('.').next() != driver.split('.').next() {
        println!(
            "warning: the browser is version {program}, its driver {driver}: tests may fail to start"
        );
    }
}
