//! `cargo xtask dist`: the site as a static host serves it, from any folder of that host.
//!
//! The scripts beside this crate bundle, draw and write; here the engine is built first, and the policy is that of our own
//! server.

use crate::process::{command, run};
use crate::serve::{EMBEDDED, OWN, security_policy};
use crate::{Result, build, project, tools};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const SCRIPT: &str = "xtask/dist/build.mjs";
/// The page in one file, in the folder of the site or alone.
const SINGLE: &str = "cascade.html";
/// The same as a lesson for learning platforms.
const SCORM: &str = "cascade-scorm.zip";
/// Where the site will be, for what only works with an absolute address.
const URL: &str = "CASCADE_SITE_URL";

/// What is asked of a build.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) folder: PathBuf,
    /// With a slash at its end; empty where nobody said.
    pub(crate) url: String,
    /// The page in one file only.
    pub(crate) single: bool,
    /// The page in one file as a lesson only; both may be asked for.
    pub(crate) scorm: bool,
}

impl Wanted {
    /// The usual folder, with the address that the environment names.
    pub(crate) fn usual() -> Result<Self> {
        let url = std::env::var(URL).unwrap_or_default();
        Ok(Self {
            folder: project::root().join("target/dist"),
            url: site_url(&url)?,
            single: false,
            scorm: false,
        })
    }

    fn read(arguments: &[String]) -> Result<Self> {
        let mut wanted = Self::usual()?;
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (argument.as_str(), None),
            };
            let mut value = || {
                let next = value.clone().or_else(|| arguments.next().cloned());
                next.ok_or_else(|| format!("{name} needs a value"))
            };
            match name {
                "--url" => wanted.url = site_url(&value()?)?,
                "--single" => wanted.single = true,
                "--scorm" => wanted.scorm = true,
                "--out" => wanted.folder = PathBuf::from(value()?),
                _ => return Err(crate::unknown_argument("dist", argument)),
            }
        }
        Ok(wanted)
    }
}

/// An absolute address with a slash at its end, or nothing.
fn site_url(text: &str) -> Result<String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_graphic() && !"\"'<>\\?#".contains(c));
    if !is_web || !is_plain {
        return Err(format!(
            "the site's address must be like https://example.org/cascades/, not \"{text}\""
        ));
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

/// `cargo xtask dist [--single] [--scorm] [--url ADDRESS] [--out FOLDER]`
pub(crate) fn task(arguments: &[String]) -> Result<ExitCode> {
    let wanted = Wanted::read(arguments)?;
    build::build()?;
    pack(&wanted)?;
    if wanted.single || wanted.scorm {
        return Ok(ExitCode::SUCCESS);
    }
    println!("the site is in {}", shown(&wanted.folder));
    if wanted.url.is_empty() {
        println!(
            "without --url or {URL} it has no canonical addresses, pictures for shared links, oEmbed files and sitemap"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the site from what is built.
pub(crate) fn pack(wanted: &Wanted) -> Result<()> {
    tools::ensure_npm_packages()?;
    let folder = project::root().join(&wanted.folder);
    let release = project::version()?;
    // Texts of Rust, whose escapes are those of JSON for everything that these are made of.
    if wanted.single || wanted.scorm {
        let path = |name: &str, is_wanted: bool| {
            let path = if is_wanted {
                folder.join(name)
            } else {
                PathBuf::new()
            };
            path.display().to_string()
        };
        let order = format!(
            "{{ \"single\": {:?}, \"scorm\": {:?}, \"release\": {release:?}, \"url\": {:?} }}",
            path(SINGLE, wanted.single),
            path(SCORM, wanted.scorm),
            wanted.url,
        );
        return run(command("node").arg(SCRIPT).arg(order));
    }
    let order = format!(
        "{{ \"folder\": {:?}, \"release\": {release:?}, \"url\": {:?}, \"policies\": {{ \"page\": {:?}, \"embed\": {:?} }} }}",
        folder.display().to_string(),
        wanted.url,
        security_policy(OWN),
        security_policy(EMBEDDED),
    );
    run(command("node").arg(SCRIPT).arg(order))
}

fn shown(folder: &Path) -> String {
    let root = project::root();
    folder
        .strip_prefix(&root)
        .unwrap_or(folder)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{Wanted, site_url};
    use std::path::PathBuf;

    #[test]
    fn an_address_of_a_site_ends_with_one_slash() {
        assert_eq!(
            site_url("https://example.org/a/b").as_deref(),
            Ok("https://example.org/a/b/")
        );
        assert_eq!(
            site_url("https://example.org//").as_deref(),
            Ok("https://example.org/")
        );
        assert_eq!(site_url("").as_deref(), Ok(""));
        for wrong in [
            "example.org",
            "/a",
            "https://",
            "ftp://a/",
            "https://a/?b",
            "https://a/\"",
            "https://a b/",
        ] {
            assert!(site_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn arguments_are_read_in_both_spellings() {
        let read = |text: &str| {
            let arguments: Vec<String> = text.split(' ').map(str::to_string).collect();
            Wanted::read(&arguments)
        };
        let wanted = Wanted {
            folder: PathBuf::from("a"),
            url: "https://b.example/".to_string(),
            single: false,
            scorm: false,
        };
        assert_eq!(
            read("--out a --url https://b.example").as_ref(),
            Ok(&wanted)
        );
        assert_eq!(read("--out=a --url=https://b.example"), Ok(wanted));
        let both = read("--scorm --single").map(|wanted| (wanted.single, wanted.scorm));
        assert_eq!(both, Ok((true, true)));
        assert!(read("--out").is_err());
        assert!(read("--what").is_err());
    }
}
