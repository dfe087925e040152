//! `cargo xtask test`: every check there is, in one order, with one sum at the end.
//!
//! A failing step does not stop the next: one run tells everything that is wrong. Where steps run side by side, each still
//! has its output in one piece and its own line in the sum.

use crate::browser::{self, Browser};
use crate::counts::{Counts, counts};
use crate::process::{Finished, UPDATE, command, keep, tee};
use crate::serve::Server;
use crate::tools::{self, WasmTools, npm_tool};
use crate::{Result, deny, dist, project};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread::JoinHandle;
use std::time::Instant;

/// Whether a step without its files fails. Off, such a step is skipped instead.
const FILES_REQUIRED: bool = true;
/// How JavaScript is written, and what is not.
const JAVASCRIPT: [&str; 6] = [
    "ci",
    "--config-path=xtask/javascript.jsonc",
    "--error-on-warnings",
    "www/js",
    "tests",
    "xtask",
];
/// Set for the long versions of tests that have one.
const DEEP: &str = "LIQUIDATION_CASCADES_DEEP";
/// Seconds a wasm test file may take in a browser: the runner's own 20 are short for a busy machine.
const WASM_TEST_TIMEOUT_S: &str = "180";
/// Set in a quick run: tests of the module are skipped instead of failing without it.
const QUICK: &str = "LIQUIDATION_CASCADES_QUICK";
/// Set for tests in a browser: one that fails is tried once more and named (tests/e2e/test.mjs).
const SECOND_TRY: &str = "LIQUIDATION_CASCADES_SECOND_TRY";
/// How many tests of a step may need it. One may stumble over all that a busy machine does; several are a fault.
const MOST_UNSTABLE: u32 = 2;
/// Set by a person who has no Firefox and knows it: its steps are skipped instead of failing.
const WITHOUT_FIREFOX: &str = "LIQUIDATION_CASCADES_WITHOUT_FIREFOX";
/// All native tests, also after one failed.
const NATIVE_TESTS: [&str; 5] = [
    "test",
    "--locked",
    "--workspace",
    "--all-features",
    "--no-fail-fast",
];
/// What the documentation is written from: its examples run with the native tests, its links are checked here.
const DOCUMENTATION: [&str; 5] = ["doc", "--locked", "--no-deps", "--workspace", "--lib"];
/// The fuzz targets, a workspace of their own: compiled, so that they do not rot unseen; run by people.
const FUZZ_TARGETS: [&str; 7] = [
    "check",
    "--locked",
    "--bins",
    "--manifest-path",
    "tests/fuzz/Cargo.toml",
    "--target-dir",
    "target/fuzz",
];
/// The test targets that are configured for a browser. A wasm test binary runs either there or in Node.js, never in
/// both; every other target is native only.
const BROWSER_TARGETS: [&str; 3] = ["web", "worker", "golden_browser"];
/// The test target that runs in Node.js.
const NODE_TARGET: &str = "golden";
/// The packed site that the suite writes and tests.
const TESTED_SITE: &str = "target/dist-tested";
/// What a file of tests may take: one that hangs fails, and the others are still run.
const LONGEST_FILE_MS: u32 = 900_000;
/// The end of the name of a test file that measures time: it runs when no other one does.
const ALONE: &str = ".alone.test.mjs";

/// `cargo xtask test [--quick] [--deep]`
pub(crate) fn task(arguments: &[String]) -> Result<ExitCode> {
    let (mut quick, mut deep) = (false, false);
    for argument in arguments {
        match argument.as_str() {
            "--quick" => quick = true,
            "--deep" => deep = true,
            other => return Err(crate::unknown_argument("test", other)),
        }
    }
    if std::env::var_os(UPDATE).is_some() {
        println!("{UPDATE} is set and ignored: this task compares, it writes nothing anew");
    }
    let mut suite = Suite {
        started: Instant::now(),
        deep,
        quick,
        reports: Vec::new(),
    };
    let lint_tools = tools::ensure_lint_tools();
    let npm_packages = tools::ensure_npm_packages();
    let native = |arguments: &[&str]| {
        let mut cargo = command("cargo");
        cargo.args(arguments);
        lint_tools.clone().map(|()| cargo)
    };

    let clippy = [
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ];
    // One compiler often has a single crate left to do: the other takes the second processor.
    let compiling = (!quick).then(|| {
        let wasm = WasmTools::ensure();
        let beside = suite.beside(wasm_compilation(&wasm, &native, &npm_packages));
        (wasm, beside)
    });
    suite.check("format", native(&["fmt", "--all", "--check"]));
    suite.check("clippy, native", native(&clippy));
    suite.check("fuzz targets, check", native(&FUZZ_TARGETS));
    suite.check(
        "documentation",
        native(&DOCUMENTATION).map(|mut cargo| {
            cargo.env("RUSTDOCFLAGS", "-D warnings");
            cargo
        }),
    );
    suite.tests("tests, native", native(&NATIVE_TESTS));
    if let Some((wasm, beside)) = compiling {
        suite.take(beside);
        wasm_tests_in_all(&mut suite, &wasm, &npm_packages);
    }
    suite.node_tests(
        "page modules, Node.js",
        "tests/www",
        npm_packages.clone(),
        &[],
    );
    if !quick {
        packages(&mut suite);
        end_to_end(&mut suite, npm_packages.clone());
        packed(&mut suite, npm_packages.clone());
        in_firefox(&mut suite, npm_packages);
    }
    Ok(suite.finish())
}

/// Lints and tests for wasm are compiled in a folder of their own: in the usual one cargo lets one command work at a time.
fn in_wasm_folder(command: &mut Command) -> &mut Command {
    command.env("CARGO_TARGET_DIR", project::root().join("target/wasm"))
}

/// The targets of wasm tests that are there, of some.
fn present<'a>(targets: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let is_there = |target: &&str| project::root().join(format!("tests/{target}.rs")).is_file();
    targets.into_iter().filter(is_there).collect()
}

/// What is compiled for wasm: lints, the module, and its tests, which are run later.
fn wasm_compilation(
    wasm: &Result<WasmTools>,
    native: &dyn Fn(&[&str]) -> Result<Command>,
    npm_packages: &Result<()>,
) -> Vec<(&'static str, Result<Command>)> {
    let cargo = |arguments: &[&str]| {
        wasm.as_ref().map_err(Clone::clone)?;
        let mut cargo = native(arguments)?;
        in_wasm_folder(&mut cargo);
        Ok(cargo)
    };
    let for_wasm = ["--locked", "--target", "wasm32-unknown-unknown"];
    let lint = [
        &["clippy"][..],
        &for_wasm,
        &["--lib", "--tests", "--", "-D", "warnings"],
    ];
    let lint_page = [
        &["clippy"][..],
        &for_wasm,
        &["--lib", "--no-default-features", "--", "-D", "warnings"],
    ];
    let lint_all_mechanisms = [
        &["clippy"][..],
        &for_wasm,
        &["--lib", "--no-default-features", "--features", "mechanisms"],
        &["--", "-D", "warnings"],
    ];
    // By this very program, so that what it prints can be kept.
    let build = std::env::current_exe().map_err(|e| format!("cannot find xtask itself: {e}"));
    // As wasm-pack does it before it runs any of them.
    let tests = [&["build", "--tests"][..], &for_wasm];
    vec![
        ("clippy, wasm32", cargo(&lint.concat())),
        ("clippy, page's engine", cargo(&lint_page.concat())),
        (
            "clippy, page's engine with all mechanisms",
            cargo(&lint_all_mechanisms.concat()),
        ),
        (
            "build",
            npm_packages.clone().and(build).map(|program| {
                let mut command = command(program);
                command.arg("build");
                command
            }),
        ),
        ("wasm tests, compile", cargo(&tests.concat())),
    ]
}

/// The wasm tests in the browsers and in Node.js, and the types of the page against those of the module.
fn wasm_tests_in_all(suite: &mut Suite, wasm: &Result<WasmTools>, npm_packages: &Result<()>) {
    let targets = present(BROWSER_TARGETS);
    let in_browser = "wasm tests, Chromium";
    if targets.is_empty() {
        suite.without_files(in_browser);
    } else {
        let command = browser::ensure_chromium().and_then(|browser| {
            let capabilities = project::root().join("tests/webdriver.json");
            let flags = ["--chrome", "--chromedriver"];
            browser_tests(wasm, &browser, flags, &capabilities, &targets)
        });
        suite.tests(in_browser, command);
    }
    let in_firefox = "wasm tests, Firefox";
    if targets.is_empty() {
        suite.without_files(in_firefox);
    } else if suite.has_firefox(in_firefox) {
        let command = browser::ensure_firefox().and_then(|browser| {
            let capabilities = firefox_capabilities(&browser)?;
            let flags = ["--firefox", "--geckodriver"];
            browser_tests(wasm, &browser, flags, &capabilities, &targets)
        });
        suite.tests(in_firefox, command);
    }
    let in_node = "wasm tests, Node.js";
    let targets = present([NODE_TARGET]);
    if targets.is_empty() {
        suite.without_files(in_node);
    } else {
        suite.tests(in_node, wasm_tests(wasm, &["--node".as_ref()], &targets));
    }

    let types = "types, tsc";
    if project::www().join("tsconfig.json").is_file() {
        let mut tsc = npm_tool("typescript/bin/tsc");
        tsc.args(["--noEmit", "-p", "www/tsconfig.json"]);
        suite.check(types, npm_packages.clone().map(|()| tsc));
    } else {
        suite.without_files(types);
    }
    let mut biome = npm_tool("@biomejs/biome/bin/biome");
    biome.args(JAVASCRIPT);
    suite.check(
        "JavaScript, format and lint",
        npm_packages.clone().map(|()| biome),
    );
}

/// wasm-bindgen's tests in a headless browser; the flags name the browser and its driver.
fn browser_tests(
    wasm: &Result<WasmTools>,
    browser: &Browser,
    [which, driver]: [&str; 2],
    capabilities: &Path,
    targets: &[&str],
) -> Result<Command> {
    let mode = [
        "--headless".as_ref(),
        which.as_ref(),
        driver.as_ref(),
        browser.driver.as_os_str(),
    ];
    let mut command = wasm_tests(wasm, &mode, targets)?;
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    Ok(command)
}

/// What geckodriver is asked for: the Firefox that was found, which has many names and places.
fn firefox_capabilities(browser: &Browser) -> Result<PathBuf> {
    let file = project::root().join("target/webdriver-firefox.json");
    // As a text of Rust, whose escapes are those of JSON for everything that paths are made of.
    let text = format!(
        "{{ \"moz:firefoxOptions\": {{ \"binary\": {:?} }} }}\n",
        browser.program.display().to_string()
    );
    std::fs::write(&file, text).map_err(|e| format!("cannot write {}: {e}", file.display()))?;
    Ok(file)
}

/// wasm-bindgen's tests of the given targets. wasm-pack compiles all others, too, but does not run them.
fn wasm_tests(wasm: &Result<WasmTools>, mode: &[&OsStr], targets: &[&str]) -> Result<Command> {
    let mut command = wasm.as_ref().map_err(Clone::clone)?.wasm_pack();
    command
        .arg("test")
        .args(mode)
        .args(["--mode", "no-install", "--", "--locked"]);
    for target in targets {
        command.args(["--test", target]);
    }
    in_wasm_folder(&mut command).env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TEST_TIMEOUT_S);
    Ok(command)
}

/// What is among the packages, by the policy; in a deep run what is known of their faults, too.
fn packages(suite: &mut Suite) {
    let program = deny::ensure();
    let names = ["packages, policy", "fuzz targets, policy"];
    for (name, command) in names.into_iter().zip(deny::policy(&program)) {
        suite.check(name, command);
    }
    let Ok(program) = program else { return };
    let known_faults = "packages, known faults";
    if !suite.deep {
        return;
    }
    if deny::has_advisories(&program) {
        suite.check(known_faults, Ok(deny::advisories(&program)));
    } else {
        suite.skip(known_faults, "no database of them can be had here");
    }
}

/// The pages in a real browser, against our own server.
fn end_to_end(suite: &mut Suite, npm_packages: Result<()>) {
    let name = "pages, end to end";
    if test_files("tests/e2e").is_empty() {
        return suite.without_files(name);
    }
    let ready = npm_packages.and_then(|()| {
        let chromium = browser::ensure_chromium()?;
        Ok((Server::start(&project::www(), 0)?, chromium))
    });
    match ready {
        Ok((server, chromium)) => {
            let address = server.address();
            let chromium = chromium.program.display().to_string();
            suite.node_tests(
                name,
                "tests/e2e",
                Ok(()),
                &[("BASE_URL", &address), ("CHROMIUM", &chromium)],
            );
        }
        Err(message) => suite.node_tests(name, "tests/e2e", Err(message), &[]),
    }
}

/// The packed site in a real browser, below the root of a host.
fn packed(suite: &mut Suite, npm_packages: Result<()>) {
    let name = "packed site";
    let wanted = dist::Wanted {
        folder: project::root().join(TESTED_SITE),
        url: "https://example.org/some/path/".to_string(),
        single: false,
        scorm: false,
    };
    let ready = npm_packages.and_then(|()| {
        let chromium = browser::ensure_chromium()?;
        dist::pack(&wanted)?;
        Ok(chromium.program.display().to_string())
    });
    let (ready, chromium) = match ready {
        Ok(chromium) => (Ok(()), chromium),
        Err(message) => (Err(message), String::new()),
    };
    let folder = wanted.folder.display().to_string();
    let environment = [("DIST", folder.as_str()), ("CHROMIUM", &chromium)];
    suite.node_tests(name, "tests/dist", ready, &environment);
}

/// The pages in Firefox: fewer questions, for what differs between browsers.
fn in_firefox(suite: &mut Suite, npm_packages: Result<()>) {
    let name = "pages, Firefox";
    if !suite.has_firefox(name) {
        return;
    }
    let ready = npm_packages.and_then(|()| {
        let firefox = browser::ensure_firefox()?;
        Ok((Server::start(&project::www(), 0)?, firefox))
    });
    match ready {
        Ok((server, firefox)) => {
            let environment = [
                ("BASE_URL", server.address()),
                ("FIREFOX", firefox.program.display().to_string()),
                ("GECKODRIVER", firefox.driver.display().to_string()),
                // Written by the step before.
                (
                    "DIST",
                    project::root().join(TESTED_SITE).display().to_string(),
                ),
            ];
            let environment = environment
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            suite.node_tests(name, "tests/firefox", Ok(()), &environment);
        }
        Err(message) => suite.node_tests(name, "tests/firefox", Err(message), &[]),
    }
}

/// The test files in a folder and below. Node.js 20 and its successors disagree on what a folder argument means,
/// so the files are named one by one.
fn test_files(folder: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                collect(&path, files);
            } else if name.ends_with(".test.js") || name.ends_with(".test.mjs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&project::root().join(folder), &mut files);
    files.sort();
    files
}

/// The files that are run when no other one is, and those that need not be.
fn apart(files: &[PathBuf]) -> (Vec<&PathBuf>, Vec<&PathBuf>) {
    files
        .iter()
        .partition(|file| file.to_string_lossy().ends_with(ALONE))
}

/// How many test files run at once.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// One finished step.
struct Report {
    name: &'static str,
    counts: Counts,
    seconds: f64,
    /// Why it was skipped or what went wrong, for the table.
    note: String,
}

/// A command that ran beside others: what it said is shown when they are through.
struct Kept {
    name: &'static str,
    finished: Result<Finished>,
    seconds: f64,
}

/// The steps so far.
struct Suite {
    started: Instant,
    deep: bool,
    quick: bool,
    reports: Vec<Report>,
}

impl Suite {
    /// A command that passes or fails as a whole.
    fn check(&mut self, name: &'static str, command: Result<Command>) {
        self.step(name, |deep| {
            let finished = tee(prepare(&mut command?, deep))?;
            if finished.success {
                Ok(one_passed())
            } else {
                Err("failed, see above".to_string())
            }
        });
    }

    /// Something to do that passes or fails as a whole.
    fn action(&mut self, name: &'static str, action: impl FnOnce() -> Result<()>) {
        self.step(name, |_| action().map(|()| one_passed()));
    }

    /// A test runner, which says itself how many tests it ran.
    fn tests(&mut self, name: &'static str, command: Result<Command>) {
        self.step(name, |deep| judge(&tee(prepare(&mut command?, deep))?));
    }

    /// Node's test runner on the test files of a folder.
    fn node_tests(
        &mut self,
        name: &'static str,
        folder: &str,
        ready: Result<()>,
        environment: &[(&str, &str)],
    ) {
        let files = test_files(folder);
        if files.is_empty() {
            return self.without_files(name);
        }
        let may_skip = self.quick;
        let node = |jobs: usize, files: &[&PathBuf]| {
            let mut node = command("node");
            node.args(["--test", "--test-reporter=spec"])
                .arg(format!("--test-concurrency={jobs}"))
                .arg(format!("--test-timeout={LONGEST_FILE_MS}"))
                .args(files)
                .env(SECOND_TRY, "1")
                .envs(environment.iter().copied());
            if may_skip {
                node.env(QUICK, "1");
            } else {
                node.env_remove(QUICK);
            }
            node
        };
        let (alone, together) = apart(&files);
        self.step(name, |deep| {
            ready?;
            let mut counts = Counts::default();
            for (jobs, files) in [(processors(), together), (1, alone)] {
                if !files.is_empty() {
                    counts += judge(&tee(prepare(&mut node(jobs, &files), deep))?)?;
                }
            }
            without_skipped(counts, may_skip).and_then(few_unstable)
        });
    }

    /// Whether the steps in Firefox are wanted; where somebody said that they are not, this one is skipped, aloud.
    fn has_firefox(&mut self, name: &'static str) -> bool {
        let is_wanted = std::env::var_os(WITHOUT_FIREFOX).is_none();
        if !is_wanted {
            self.skip(name, &format!("{WITHOUT_FIREFOX} is set"));
        }
        is_wanted
    }

    /// Starts commands that pass or fail as a whole, one after the other, while other steps run.
    fn beside(&self, steps: Vec<(&'static str, Result<Command>)>) -> JoinHandle<Vec<Kept>> {
        let deep = self.deep;
        std::thread::spawn(move || {
            let run = |(name, command): (_, Result<Command>)| {
                let start = Instant::now();
                let finished = command.and_then(|mut command| keep(prepare(&mut command, deep)));
                let seconds = start.elapsed().as_secs_f64();
                Kept {
                    name,
                    finished,
                    seconds,
                }
            };
            steps.into_iter().map(run).collect()
        })
    }

    /// Waits for what was started beside, and shows it.
    fn take(&mut self, beside: JoinHandle<Vec<Kept>>) {
        for Kept {
            name,
            finished,
            seconds,
        } in beside.join().expect("it does not panic")
        {
            println!("\n=== {name} (ran beside the steps above) ===");
            let result = finished.and_then(|finished| {
                print!("{}", finished.output);
                if finished.success {
                    Ok(one_passed())
                } else {
                    Err("failed, see above".to_string())
                }
            });
            self.report(name, result, seconds);
        }
    }

    fn step(&mut self, name: &'static str, work: impl FnOnce(bool) -> Result<Counts>) {
        println!("\n=== {name} ===");
        let start = Instant::now();
        let result = work(self.deep);
        self.report(name, result, start.elapsed().as_secs_f64());
    }

    fn report(&mut self, name: &'static str, result: Result<Counts>, seconds: f64) {
        let (counts, note) = match result {
            Ok(counts) if counts.failed > 0 => (counts, "failed, see above".to_string()),
            Ok(counts) if counts.unstable > 0 => (
                counts,
                format!("{} at the second try only, see above", counts.unstable),
            ),
            Ok(counts) => (counts, String::new()),
            Err(message) => {
                println!("error: {message}");
                (
                    Counts {
                        failed: 1,
                        ..Counts::default()
                    },
                    message.lines().next().unwrap_or_default().to_string(),
                )
            }
        };
        let outcome = if counts.failed > 0 { "FAILED" } else { "ok" };
        println!("--- {name}: {outcome}, {seconds:.1} s");
        self.reports.push(Report {
            name,
            counts,
            seconds,
            note,
        });
    }

    fn skip(&mut self, name: &'static str, reason: &str) {
        println!("\n=== {name} ===\nskipped: {reason}");
        let counts = Counts {
            skipped: 1,
            ..Counts::default()
        };
        self.reports.push(Report {
            name,
            counts,
            seconds: 0.0,
            note: format!("skipped: {reason}"),
        });
    }

    fn without_files(&mut self, name: &'static str) {
        if FILES_REQUIRED {
            self.action(name, || Err("its files are missing".to_string()));
        } else {
            self.skip(name, "no such files yet");
        }
    }

    /// Prints the table and the sum, which is the last line.
    fn finish(self) -> ExitCode {
        let mut total = Counts::default();
        println!("\n=== summary ===");
        println!(
            "{:<24} {:>7} {:>7} {:>8} {:>8}",
            "step", "passed", "failed", "skipped", "seconds"
        );
        for report in &self.reports {
            let Counts {
                passed,
                failed,
                skipped,
                unstable: _,
            } = report.counts;
            let line = format!(
                "{:<24} {passed:>7} {failed:>7} {skipped:>8} {:>8.1}",
                report.name, report.seconds
            );
            println!("{}", format!("{line}  {}", report.note).trim_end());
            total += report.counts;
        }
        // Less than the sum where steps ran side by side.
        let seconds = self.started.elapsed().as_secs_f64();
        println!(
            "{:<24} {:>7} {:>7} {:>8} {seconds:>8.1}",
            "all", total.passed, total.failed, total.skipped
        );
        println!(
            "{} passed, {} failed, {} skipped",
            total.passed, total.failed, total.skipped
        );
        if total.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn one_passed() -> Counts {
    Counts {
        passed: 1,
        ..Counts::default()
    }
}

fn prepare(command: &mut Command, deep: bool) -> &mut Command {
    if deep {
        command.env(DEEP, "1")
    } else {
        command
    }
}

/// Tests in Node.js have no reason to be skipped but a quick run: what nobody ran is not known to work.
fn without_skipped(counts: Counts, may_skip: bool) -> Result<Counts> {
    if counts.skipped > 0 && counts.failed == 0 && !may_skip {
        return Err(format!("{} tests were skipped", counts.skipped));
    }
    Ok(counts)
}

/// A step in which several tests need a second try has a fault, even if all passed in the end.
fn few_unstable(counts: Counts) -> Result<Counts> {
    if counts.failed == 0 && counts.unstable > MOST_UNSTABLE {
        return Err(format!(
            "{} tests passed at the second try only",
            counts.unstable
        ));
    }
    Ok(counts)
}

/// What a test runner's end means: its own numbers, unless they contradict its exit code.
fn judge(finished: &Finished) -> Result<Counts> {
    let mut counts = counts(&finished.output);
    if finished.success && counts == Counts::default() {
        // A runner that finds nothing is content; we are not.
        return Err("no test ran".to_string());
    }
    if !finished.success && counts.failed == 0 {
        // It broke off (a compile error, a crash) outside any test.
        counts.failed = 1;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::{MOST_UNSTABLE, apart, few_unstable, judge, without_skipped};
    use crate::counts::Counts;
    use crate::process::Finished;
    use std::path::PathBuf;

    fn finished(success: bool, output: &str) -> Finished {
        Finished {
            success,
            output: output.to_string(),
        }
    }

    #[test]
    fn a_broken_build_is_one_failure() {
        let counts = judge(&finished(false, "error: could not compile")).unwrap();
        assert_eq!(
            counts,
            Counts {
                failed: 1,
                ..Counts::default()
            }
        );
    }

    #[test]
    fn failures_of_a_runner_are_not_counted_twice() {
        let counts = judge(&finished(false, "# pass 3\n# fail 2\n")).unwrap();
        assert_eq!(
            counts,
            Counts {
                passed: 3,
                failed: 2,
                ..Counts::default()
            }
        );
    }

    #[test]
    fn what_was_skipped_is_no_success_but_in_a_quick_run() {
        let counts = judge(&finished(true, "# pass 3\n# fail 0\n# skipped 8\n")).unwrap();
        assert!(
            without_skipped(counts, false)
                .unwrap_err()
                .contains("8 tests")
        );
        assert_eq!(without_skipped(counts, true), Ok(counts));
        let all = judge(&finished(true, "# pass 3\n# skipped 0\n")).unwrap();
        assert_eq!(without_skipped(all, false), Ok(all));
    }

    #[test]
    fn few_tests_may_need_a_second_try() {
        let with = |unstable| Counts {
            passed: 9,
            unstable,
            ..Counts::default()
        };
        assert_eq!(few_unstable(with(MOST_UNSTABLE)), Ok(with(MOST_UNSTABLE)));
        assert!(few_unstable(with(MOST_UNSTABLE + 1)).is_err());
    }

    #[test]
    fn what_measures_time_runs_alone_and_nothing_is_lost() {
        let files = ["a.test.mjs", "b.alone.test.mjs", "c.test.js"].map(PathBuf::from);
        let (alone, together) = apart(&files);
        assert_eq!(alone, [&files[1]]);
        assert_eq!(together, [&files[0], &files[2]]);
    }

    #[test]
    fn a_runner_without_tests_is_an_error() {
        assert!(judge(&finished(true, "no tests to run!")).is_err());
    }
}
