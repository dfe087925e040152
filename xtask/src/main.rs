//! Project tasks, run as `cargo xtask <task>`: one entry for people and for continuous integration.
//!
//! Every task finds the tools it needs, installs only what is missing, and says what it does.

mod bench;
mod browser;
mod build;
mod counts;
mod deny;
mod dist;
mod glue;
mod process;
mod project;
mod serve;
mod suite;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <task>

  serve [--port N] [--no-build]  build, then serve www/ on 127.0.0.1 (default port 8080; 0 picks a free one)
        [--host NAME]              also to those who ask for NAME (a proxy in front), besides localhost
        [--dist]                   the packed site instead, as `dist` writes it
  dist [--url ADDRESS]           build, then write the site for a static host into target/dist: bundled, hashed,
       [--single] [--scorm]        compressed, usable offline; ADDRESS is where it will be, for shared links (also
       [--out FOLDER]              CASCADE_SITE_URL); --single: only cascade.html, the page in one file; --scorm: only
                                   cascade-scorm.zip, the same as a lesson for learning platforms
  build                          build www/pkg and in it embed/, page/ and full/, what the pages run on; skipped when
                                 nothing changed
  test [--quick] [--deep]        everything that continuous integration checks
                                   --quick  no wasm, no browser
                                   --deep   the long versions of tests that have one, and known faults of packages
  bench [ARGS...]                build, then run tests/bench/run.mjs in a browser; ARGS go to it
  help                           this text

Tools that are missing are installed: npm packages into www/node_modules, wasm-pack and wasm-bindgen-cli into
the per-user cache (geckodriver, too), the wasm32 target by rustup, Chromium and Firefox by apt-get (only with the
right to).
Environment: CHROME and CHROMEDRIVER, FIREFOX and GECKODRIVER name other browsers and drivers; XDG_CACHE_HOME moves
the cache. A browser that is missing fails `test`; LIQUIDATION_CASCADES_WITHOUT_FIREFOX=1 skips the steps in Firefox.";

/// The result of anything that can fail; the text is for the person at the terminal: what failed, and what to do.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", arguments),
    };
    match task {
        "serve" => serve::task(rest),
        "dist" => dist::task(rest),
        "build" => no_arguments(task, rest).and_then(|()| build::task()),
        "test" => suite::task(rest),
        "bench" => bench::task(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(format!("no task is named \"{other}\"\n\n{HELP}")),
    }
}

fn no_arguments(task: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        None => Ok(()),
        Some(argument) => Err(unknown_argument(task, argument)),
    }
}

/// The message for an argument that a task does not have.
fn unknown_argument(task: &str, argument: &str) -> String {
    format!("`cargo xtask {task}` has no argument \"{argument}\"; see `cargo xtask help`")
}
