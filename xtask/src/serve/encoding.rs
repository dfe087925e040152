//! Compressed variants of files, made once and kept until the file changes.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How a body is encoded on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The token of `Accept-Encoding` and `Content-Encoding`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// The best encoding a client accepts: the highest `q`, the smallest result among equals.
/// `identity` is what remains when nothing else is acceptable, even if refused: a page beats an error.
pub(crate) fn negotiate(accept: &str) -> Encoding {
    let mut listed: Vec<(String, f32)> = Vec::new();
    for item in accept.split(',') {
        let mut parts = item.split(';').map(str::trim);
        let token = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight =
            parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        // A weight that is no number refuses the encoding: the safe reading.
        let weight = weight.map_or(1.0, |text| text.trim().parse().unwrap_or(0.0));
        listed.push((token, weight));
    }
    let listed_weight = |name: &str| {
        listed
            .iter()
            .find(|(token, _)| token == name)
            .map(|(_, weight)| *weight)
    };
    let any = listed_weight("*");
    let weight = |encoding: Encoding| listed_weight(encoding.name()).or(any).unwrap_or(0.0);

    let mut best = (Encoding::Identity, listed_weight("identity").unwrap_or(0.0));
    // In order of preference from last to first: an equal weight moves the choice on.
    for encoding in [Encoding::Gzip, Encoding::Brotli] {
        let weight = weight(encoding);
        if weight > 0.0 && weight >= best.1 {
            best = (encoding, weight);
        }
    }
    best.0
}

/// The body in that encoding, as small as the encoding can make it.
pub(crate) fn compress(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
    // Writing to memory cannot fail.
    const IN_MEMORY: &str = "a vector takes every write";
    match encoding {
        Encoding::Identity => bytes.to_vec(),
        Encoding::Gzip => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(bytes).expect(IN_MEMORY);
            encoder.finish().expect(IN_MEMORY)
        }
        Encoding::Brotli => {
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: 11,
                lgwin: 22,
                ..Default::default()
            };
            let mut packed = Vec::new();
            brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters).expect(IN_MEMORY);
            packed
        }
    }
}

/// What a variant is made from: another time or size of the file is another key.
#[derive(PartialEq, Eq)]
struct Version {
    changed: u128,
    length: u64,
}

/// A variant that whoever comes first computes and everybody else waits for.
type Slot = Arc<OnceLock<Arc<Vec<u8>>>>;

/// The compressed variants of all files asked for so far; only the newest version of each is kept.
#[derive(Default)]
pub(crate) struct Variants {
    slots: Mutex<HashMap<(PathBuf, Encoding), (Version, Slot)>>,
}

impl Variants {
    /// The body of a file in an encoding, read and compressed at most once a version.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn get(
        &self,
        file: &Path,
        changed: u128,
        length: u64,
        encoding: Encoding,
    ) -> std::io::Result<Arc<Vec<u8>>> {
        if encoding == Encoding::Identity {
            return std::fs::read(file).map(Arc::new);
        }
        let version = Version { changed, length };
        let slot = {
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            match slots.get(&(file.to_path_buf(), encoding)) {
                Some((known, slot)) if *known == version => Arc::clone(slot),
                _ => {
                    let slot = Slot::default();
                    slots.insert((file.to_path_buf(), encoding), (version, Arc::clone(&slot)));
                    slot
                }
            }
        };
        if let Some(body) = slot.get() {
            return Ok(Arc::clone(body));
        }
        let bytes = std::fs::read(file)?;
        Ok(Arc::clone(
            slot.get_or_init(|| Arc::new(compress(encoding, &bytes))),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, compress, negotiate};
    use std::io::Read;

    #[test]
    fn browsers_get_brotli_and_old_clients_gzip() {
        assert_eq!(negotiate("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(negotiate("gzip, deflate"), Encoding::Gzip);
        assert_eq!(negotiate(""), Encoding::Identity);
        assert_eq!(negotiate("*"), Encoding::Brotli);
    }

    #[test]
    fn weights_decide_before_our_own_preference() {
        assert_eq!(negotiate("br;q=0.2, gzip;q=0.8"), Encoding::Gzip);
        assert_eq!(negotiate("br;q=0, gzip"), Encoding::Gzip);
        assert_eq!(negotiate("*;q=0.5, br;q=0"), Encoding::Gzip);
        assert_eq!(negotiate("br; q=0.5, identity"), Encoding::Identity);
        assert_eq!(
            negotiate("br;q=0, gzip;q=0, identity;q=0"),
            Encoding::Identity
        );
        assert_eq!(negotiate("br;q=much"), Encoding::Identity);
    }

    #[test]
    fn compressed_bodies_come_back_whole() {
        let body: Vec<u8> = (0..20_000_u32)
            .flat_map(|i| (i / 7).to_le_bytes())
            .collect();
        let mut gzip = Vec::new();
        flate2::read::GzDecoder::new(&compress(Encoding::Gzip, &body)[..])
            .read_to_end(&mut gzip)
            .unwrap();
        assert_eq!(gzip, body);
        let packed = compress(Encoding::Brotli, &body);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, body);
        assert!(packed.len() < body.len() / 4);
    }
}
