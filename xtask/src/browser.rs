//! Finds the browsers that tests drive, and installs Chromium where that is possible without asking.

use crate::Result;
use crate::process::{answer, command, which};
use crate::tools::{ensure_cargo_tool, install, version_in};
use std::path::{Path, PathBuf};

const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const MAC_FIREFOX: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
const FIREFOX_NAMES: [&str; 2] = ["firefox", "firefox-esr"];
/// geckodriver to install when none of `GECKODRIVER_SERIES` is at hand.
const GECKODRIVER: &str = "0.37.1";
/// Releases of geckodriver that behave as the tests expect.
const GECKODRIVER_SERIES: &str = "0.37.";

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
    install_by_apt("Chromium", "chromium chromium-driver", missing)?;
    find_chromium().ok_or_else(|| {
        format!("{missing}; apt-get installed them, but not where they were looked for")
    })
}

/// Installs packages of Debian or Ubuntu when we may do so without asking; `missing` says what they are needed for.
fn install_by_apt(what: &str, packages: &str, missing: &str) -> Result<()> {
    let by_hand =
        format!("apt-get update && apt-get install -y --no-install-recommends {packages}");
    let (true, Some(prefix)) = (which("apt-get").is_some(), administrator_prefix()) else {
        return Err(format!(
            "{missing}.\nOn Debian or Ubuntu, as root: {by_hand}"
        ));
    };
    println!("installing {packages} with apt-get");
    let script = format!("{prefix} {by_hand}").replace("&& ", &format!("&& {prefix} "));
    install(command("sh").args(["-c", script.trim()]), what, &by_hand)
}

fn find_chromium() -> Option<Browser> {
    let mac = Some(PathBuf::from(MAC_CHROME)).filter(|path| path.is_file());
    let program = named_by("CHROME")
        .or_else(|| CHROMIUM_NAMES.iter().find_map(|name| which(name)))
        .or(mac)?;
    let driver = named_by("CHROMEDRIVER").or_else(|| which("chromedriver"))?;
    Some(Browser { program, driver })
}

/// Finds Firefox and its driver; installs the one with apt-get when we may, the other into our cache.
pub(crate) fn ensure_firefox() -> Result<Browser> {
    let missing = "Firefox is needed on PATH (or named by FIREFOX)";
    let program = match find_firefox() {
        Some(program) => program,
        None => {
            install_by_apt("Firefox", "firefox-esr", missing)?;
            find_firefox().ok_or_else(|| {
                format!("{missing}; apt-get installed it, but not where it was looked for")
            })?
        }
    };
    let driver = match named_by("GECKODRIVER") {
        Some(driver) => driver,
        None => ensure_cargo_tool("geckodriver", "geckodriver", GECKODRIVER, |found| {
            found.starts_with(GECKODRIVER_SERIES)
        })?,
    };
    Ok(Browser { program, driver })
}

fn find_firefox() -> Option<PathBuf> {
    let mac = Some(PathBuf::from(MAC_FIREFOX)).filter(|path| path.is_file());
    named_by("FIREFOX")
        .or_else(|| FIREFOX_NAMES.iter().find_map(|name| which(name)))
        .or(mac)
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
