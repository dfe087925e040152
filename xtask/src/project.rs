//! Where things are in the repository, and what the root manifest pins.

use crate::Result;
use std::path::{Path, PathBuf};

/// The repository's top folder. Known at compile time: `cargo xtask` always runs the xtask of this very tree.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent()
        .expect("xtask lies in a folder of the repository")
        .to_path_buf()
}

/// The page's folder, and the root of what is served.
pub(crate) fn www() -> PathBuf {
    root().join("www")
}

/// The version of wasm-bindgen that the root manifest pins: the command line tool must have exactly the same.
pub(crate) fn wasm_bindgen_version() -> Result<String> {
    let path = root().join("Cargo.toml");
    let manifest = std::fs::read_to_string(&path)
        .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    pinned_version(&manifest, "wasm-bindgen").ok_or_else(|| {
        "Cargo.toml does not pin wasm-bindgen as `wasm-bindgen = \"=x.y.z\"`".to_string()
    })
}

/// The version of the package.
pub(crate) fn version() -> Result<String> {
    let path = root().join("Cargo.toml");
    let manifest = std::fs::read_to_string(&path)
        .map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let quoted = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \""));
    quoted
        .and_then(|rest| rest.strip_suffix('"'))
        .map(str::to_string)
        .ok_or_else(|| "Cargo.toml has no version".to_string())
}

/// Reads `name = "=x.y.z"` or `name = { version = "=x.y.z", ... }` from a manifest.
fn pinned_version(manifest: &str, name: &str) -> Option<String> {
    manifest.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        if key.trim() != name {
            return None;
        }
        let (_, pinned) = value.split_once("\"=")?;
        let (version, _) = pinned.split_once('"')?;
        Some(version.trim().to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::pinned_version;

    #[test]
    fn a_pin_is_read_in_both_spellings() {
        let short = "[dependencies]\nwasm-bindgen-test = \"=9.9.9\"\nwasm-bindgen = \"=0.2.128\"\n";
        assert_eq!(
            pinned_version(short, "wasm-bindgen").as_deref(),
            Some("0.2.128")
        );
        let long = "wasm-bindgen = { version = \"=0.2.7\", features = [] }";
        assert_eq!(
            pinned_version(long, "wasm-bindgen").as_deref(),
            Some("0.2.7")
        );
    }

    #[test]
    fn a_loose_requirement_is_no_pin() {
        assert_eq!(
            pinned_version("wasm-bindgen = \"0.2\"", "wasm-bindgen"),
            None
        );
    }
}
