//! Running other programs: finding them, showing what is run, keeping what they say.

use crate::{Result, project};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a finished program left behind.
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// Standard output and standard error in the order they were written.
    pub(crate) output: String,
}

/// Set, tests write what they should compare with. That is for a person and one test at a time.
pub(crate) const UPDATE: &str = "UPDATE";

/// A command in the repository's top folder, free of what `cargo run` told xtask about xtask itself (those variables would
/// otherwise reach build scripts and make them run again) and of [`UPDATE`], with which every comparison would pass.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root());
    command.env_remove(UPDATE);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || text == "CARGO_BIN_NAME"
            || text == "CARGO_CRATE_NAME"
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs to the end with the terminal as it is; an error names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    println!("$ {shown}");
    let status = command
        .status()
        .map_err(|e| format!("cannot start `{shown}`: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed ({status})"))
    }
}

/// Runs to the end, passing every line on as it comes and keeping it.
pub(crate) fn tee(command: &mut Command) -> Result<Finished> {
    println!("$ {}", show(command));
    follow(command, |text| {
        // A closed terminal must not end the run: the exit code still counts.
        let mut screen = std::io::stdout().lock();
        let _ = screen
            .write_all(text.as_bytes())
            .and_then(|()| screen.flush());
    })
}

/// Runs to the end and keeps every line, for whoever shows them later.
pub(crate) fn keep(command: &mut Command) -> Result<Finished> {
    let shown = show(command);
    let finished = follow(command, |_| ())?;
    Ok(Finished {
        output: format!("$ {shown}\n{}", finished.output),
        ..finished
    })
}

/// Runs to the end; every line is handed on as it comes, and kept.
fn follow(command: &mut Command, mut line_came: impl FnMut(&str)) -> Result<Finished> {
    let shown = show(command);
    let could_not = |e: std::io::Error| format!("cannot start `{shown}`: {e}");
    // One pipe for both streams keeps their lines in order.
    let (reader, writer) = std::io::pipe().map_err(could_not)?;
    command.stdin(Stdio::null());
    command.stdout(writer.try_clone().map_err(could_not)?);
    command.stderr(writer);
    let mut child = command.spawn().map_err(could_not)?;
    // The command still owns the writing end; the reader would never see the end of the stream.
    command.stdout(Stdio::null()).stderr(Stdio::null());

    let mut output = String::new();
    let mut line = Vec::new();
    let mut reader = BufReader::new(reader);
    while reader.read_until(b'\n', &mut line).map_err(could_not)? > 0 {
        let text = String::from_utf8_lossy(&line);
        line_came(&text);
        output.push_str(&text);
        line.clear();
    }
    let status = child.wait().map_err(could_not)?;
    Ok(Finished {
        success: status.success(),
        output,
    })
}

/// What a program prints, or nothing when it cannot be started or fails.
pub(crate) fn answer(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let output = command(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The first program of that name on PATH.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| executable(&folder, name))
        .find(|file| file.is_file())
}

/// The file of a program in a folder.
pub(crate) fn executable(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The command as a person would type it, with paths inside the repository made relative.
pub(crate) fn show(command: &Command) -> String {
    let root = project::root();
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| {
        let path = Path::new(word);
        let short = path
            .strip_prefix(&root)
            .unwrap_or(path)
            .display()
            .to_string();
        if short.is_empty() || short.contains(' ') {
            format!("'{short}'")
        } else {
            short
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{UPDATE, command};

    #[test]
    fn no_task_hands_on_the_wish_to_write_goldens_anew() {
        let command = command("cargo");
        let removed = command
            .get_envs()
            .any(|(name, value)| name == UPDATE && value.is_none());
        assert!(removed);
    }
}
