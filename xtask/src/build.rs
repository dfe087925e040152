//! Builds the modules: the complete one by wasm-pack, and beside it the two smaller ones that the page runs on.

use crate::glue::guarded;
use crate::process::{command, run};
use crate::serve::encoding::{Encoding, compress};
use crate::tools::{TARGET, WasmTools, ensure_npm_packages, npm_tool};
use crate::{Result, project};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::ScopedJoinHandle;
use std::time::UNIX_EPOCH;

/// Named one by one: `-all` would let wasm-opt emit instructions that older browsers refuse.
/// These are what rustc's wasm32 target enables.
const WASM_OPT_FLAGS: [&str; 11] = [
    "-O3",
    // Nothing of ours lies in the first kilobyte, which is the far end of the stack: a constant may move into an address.
    "--low-memory-unused",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

const MODULE: &str = "liquidation_cascades.js";
const WASM: &str = "liquidation_cascades_bg.wasm";
const TYPES: &str = "liquidation_cascades.d.ts";

/// Added to the flags of `.cargo/config.toml` for the page's own engines: functions are copied into their callers, and loops
/// written out, only where they are small. 5 and 4 % fewer bytes, and runs, books and searches are as fast within a hundredth; a
/// lower `opt-level` makes them slower.
const PAGE_RUSTFLAGS: &str = "target.wasm32-unknown-unknown.rustflags=[\"-C\", \"llvm-args=-inline-threshold=50 -unroll-threshold=30 -unroll-max-count=1\"]";

/// Where in `www/pkg` the engine lies with which the page begins: leveraged traders alone.
const PAGE: &str = "page";
/// Where in `www/pkg` the one lies that the page loads for a scenario with another mechanism.
const FULL: &str = "full";
/// Where in `www/pkg` the one lies with which an embed begins: that of the page, without what no embed shows at first. It has the
/// script of the page's.
const EMBED: &str = "embed";
/// Each with the features that it has, in the order in which they are built.
const PAGE_ENGINES: [(&str, &str); 2] = [(PAGE, ""), (FULL, "mechanisms")];
/// Where in the first of them the files of `www/data` lie as the page's engines take them: they read none.
const PACKED: &str = "data";

/// Everything the modules are made of; a change in any of them makes them stale.
const INPUTS: [&str; 10] = [
    "src",
    "www/presets",
    "www/data",
    "xtask/src/guard.js",
    "xtask/src/pack.mjs",
    "xtask/src/embed.mjs",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];

/// `cargo xtask build`
pub(crate) fn task() -> Result<ExitCode> {
    build()?;
    Ok(ExitCode::SUCCESS)
}

/// Brings `www/pkg` up to date and prints its sizes.
pub(crate) fn build() -> Result<()> {
    let tools = WasmTools::ensure()?;
    ensure_npm_packages()?;
    build_with(&tools)
}

/// As [`build`], with tools that are there already.
fn build_with(tools: &WasmTools) -> Result<()> {
    let package = project::www().join("pkg");
    let stamp_file = package.join(".build-stamp");
    // Read before the build: a file saved while it runs leaves the stamp outdated, and the next build catches up.
    let inputs = describe_inputs(tools)?;
    let recorded = std::fs::read_to_string(&stamp_file).ok();
    if recorded.is_some() && recorded == stamp(&inputs, &package) {
        println!("www/pkg is up to date");
        return print_sizes(&package);
    }

    // Each in a folder of its own below `target`, so that neither waits for the other.
    std::thread::scope(|scope| {
        let complete = scope.spawn(|| build_complete(tools, &package));
        let page = build_page_engines(tools, &package);
        joined(complete).and(page)
    })?;
    pack_data(&package)?;
    if let Some(stamp) = stamp(&inputs, &package) {
        std::fs::write(&stamp_file, stamp)
            .map_err(|e| format!("cannot write {}: {e}", stamp_file.display()))?;
    }
    print_sizes(&package)
}

/// The module with all functions, for programs and for the worker that reads files.
fn build_complete(tools: &WasmTools, package: &Path) -> Result<()> {
    let mut wasm_pack = tools.wasm_pack();
    wasm_pack.args([
        "build",
        "--release",
        "--target",
        "web",
        "--out-dir",
        "www/pkg",
        "--mode",
        "no-install",
        "--",
        "--locked",
    ]);
    run(&mut wasm_pack)?;
    guard(&package.join(MODULE))?;
    optimise(&package.join(WASM))
}

/// Has the classes of a script look at what they are called on.
fn guard(script: &Path) -> Result<()> {
    let text = std::fs::read_to_string(script)
        .map_err(|e| format!("cannot read {}: {e}", script.display()))?;
    std::fs::write(script, guarded(&text))
        .map_err(|e| format!("cannot write {}: {e}", script.display()))
}

/// What a step in a thread of its own has come to.
fn joined(step: ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    step.join()
        .unwrap_or_else(|_| Err("the build of a module broke off".to_string()))
}

/// The modules with the functions that the page calls. One is made smaller while the next one is compiled.
fn build_page_engines(tools: &WasmTools, package: &Path) -> Result<()> {
    std::thread::scope(|scope| {
        let mut steps = Vec::new();
        for (name, features) in PAGE_ENGINES {
            let folder = package.join(name);
            bind_page_engine(tools, &folder, features)?;
            if name == PAGE {
                let embed = package.join(EMBED);
                shorten(&folder, &embed)?;
                steps.push(scope.spawn(move || optimise(&embed.join(WASM))));
            }
            steps.push(scope.spawn(move || optimise(&folder.join(WASM))));
        }
        steps.into_iter().try_for_each(joined)
    })
}

/// Without wasm-pack, which knows neither profiles nor a second name.
fn bind_page_engine(tools: &WasmTools, folder: &Path, features: &str) -> Result<()> {
    let mut cargo = command("cargo");
    // With the rlib, as the complete one: by itself the cdylib comes out with 15 % more code, all of it inlined.
    cargo.args([
        "build",
        "--locked",
        "--lib",
        "--profile",
        "page",
        "--no-default-features",
        "--features",
        features,
        "--target",
        TARGET,
        "--target-dir",
        "target",
        "--config",
        PAGE_RUSTFLAGS,
    ]);
    run(&mut cargo)?;
    let built = project::root().join(format!("target/{TARGET}/page/liquidation_cascades.wasm"));
    run(command(tools.wasm_bindgen())
        .args(["--target", "web", "--out-dir"])
        .arg(folder)
        .arg(built))
}

/// Makes the embed's engine of the page's, before either is optimised.
fn shorten(page: &Path, embed: &Path) -> Result<()> {
    std::fs::create_dir_all(embed)
        .map_err(|e| format!("cannot create {}: {e}", embed.display()))?;
    run(command("node")
        .arg("xtask/src/embed.mjs")
        .arg(page.join(WASM))
        .arg(embed.join(WASM))
        .args(WASM_OPT_FLAGS))
}

/// Writes down what the complete module reads in `www/data`, for the page's engine.
fn pack_data(package: &Path) -> Result<()> {
    run(command("node")
        .arg("xtask/src/pack.mjs")
        .arg(package)
        .arg(project::www().join("data"))
        .arg(package.join(PAGE).join(PACKED)))
}

fn optimise(wasm: &Path) -> Result<()> {
    // Written beside and moved over, so that a server never hands out half a module.
    let optimised = wasm.with_extension("wasm.optimised");
    run(npm_tool("binaryen/bin/wasm-opt")
        .args(WASM_OPT_FLAGS)
        .arg(wasm)
        .arg("-o")
        .arg(&optimised))?;
    std::fs::rename(&optimised, wasm).map_err(|e| format!("cannot replace {}: {e}", wasm.display()))
}

/// What was built from what; nothing when there is no complete build.
fn stamp(inputs: &str, package: &Path) -> Option<String> {
    describe_outputs(package).map(|outputs| format!("{inputs}{outputs}\n"))
}

/// One line for each input file with its size and time of change, and one for the tools.
fn describe_inputs(tools: &WasmTools) -> Result<String> {
    let root = project::root();
    let mut files = Vec::new();
    for input in INPUTS {
        collect_files(&root.join(input), &mut files)
            .map_err(|e| format!("cannot read {input}: {e}"))?;
    }
    files.sort();
    let mut text = format!(
        "wasm-bindgen {}\nwasm-opt {}\n{PAGE_RUSTFLAGS}\n",
        tools.wasm_bindgen_version,
        WASM_OPT_FLAGS.join(" ")
    );
    for file in files {
        let line = describe(&file).ok_or_else(|| format!("cannot read {}", file.display()))?;
        let _ = writeln!(text, "{line}");
    }
    Ok(text)
}

/// The same for what is built; nothing when one of them is missing.
fn describe_outputs(package: &Path) -> Option<String> {
    let mut files: Vec<PathBuf> = folders(package)
        .iter()
        .flat_map(|folder| [MODULE, WASM, TYPES].map(|name| folder.join(name)))
        .collect();
    files.push(package.join(EMBED).join(WASM));
    let mut packed = Vec::new();
    collect_files(&package.join(PAGE).join(PACKED), &mut packed).ok()?;
    packed.sort();
    files.append(&mut packed);
    let lines: Option<Vec<String>> = files.iter().map(|file| describe(file)).collect();
    lines.map(|lines| lines.join("\n"))
}

fn describe(file: &Path) -> Option<String> {
    let metadata = std::fs::metadata(file).ok()?;
    let changed = metadata
        .modified()
        .ok()?
        .duration_since(UNIX_EPOCH)
        .ok()?
        .as_nanos();
    Some(format!("{} {} {changed}", file.display(), metadata.len()))
}

fn collect_files(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect_files(&entry?.path(), files)?;
        }
    }
    Ok(())
}

/// Where the modules lie, those that the page waits for first.
fn folders(package: &Path) -> [PathBuf; 3] {
    [package.join(PAGE), package.join(FULL), package.into()]
}

fn print_sizes(package: &Path) -> Result<()> {
    for folder in folders(package) {
        for name in [MODULE, WASM] {
            print_size(&folder.join(name))?;
        }
    }
    print_size(&package.join(EMBED).join(WASM))
}

fn print_size(path: &Path) -> Result<()> {
    let bytes = std::fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let packed = compress(Encoding::Brotli, &bytes);
    let root = project::root();
    println!(
        "{}: {} bytes, {} bytes in brotli",
        path.strip_prefix(&root).unwrap_or(path).display(),
        bytes.len(),
        packed.len()
    );
    Ok(())
}
