//! Compressed variants of files, made once and kept until the file changes.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Bytes from which on the smallest variant of a file is made while a quickly made one is sent: of the engine it takes seconds,
/// on a busy machine half a minute, and a page that hears nothing for so long takes its engine for dead.
const LARGE: usize = 128 << 10;

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

/// How much time is given to a small result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// As small as the encoding can make it.
    Best,
    /// Some tens of milliseconds a megabyte.
    Quick,
}

/// The body in that encoding, as small as the encoding can make it.
pub(crate) fn compress(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
    compressed(encoding, Effort::Best, bytes)
}

fn compressed(encoding: Encoding, effort: Effort, bytes: &[u8]) -> Vec<u8> {
    // Writing to memory cannot fail.
    const IN_MEMORY: &str = "a vector takes every write";
    match encoding {
        Encoding::Identity => bytes.to_vec(),
        Encoding::Gzip => {
            let level = match effort {
                Effort::Best => flate2::Compression::best(),
                Effort::Quick => flate2::Compression::fast(),
            };
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
            encoder.write_all(bytes).expect(IN_MEMORY);
            encoder.finish().expect(IN_MEMORY)
        }
        Encoding::Brotli => {
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: match effort {
                    Effort::Best => 11,
                    Effort::Quick => 4,
                },
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

type Body = Arc<Vec<u8>>;

/// A file in an encoding. Whoever comes first makes it and everybody else waits for that; of a large file only the quick one.
#[derive(Default)]
struct Variant {
    quick: OnceLock<Body>,
    best: OnceLock<Body>,
    ordered: OnceLock<()>,
}

type Made = (Version, Arc<Variant>);

/// The compressed variants of all files asked for so far; only the newest version of each is kept.
#[derive(Default)]
pub(crate) struct Variants {
    variants: Mutex<HashMap<(PathBuf, Encoding), Made>>,
    /// Held by whoever makes the smallest variant of a large file: one at a time, so that pages are answered meanwhile.
    turn: Arc<Mutex<()>>,
}

impl Variants {
    /// The body of a file in an encoding, read and compressed at most twice a version, and how it was made.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn get(
        &self,
        file: &Path,
        changed: u128,
        length: u64,
        encoding: Encoding,
    ) -> std::io::Result<(Body, Effort)> {
        if encoding == Encoding::Identity {
            return Ok((Arc::new(std::fs::read(file)?), Effort::Best));
        }
        let version = Version { changed, length };
        let variant = {
            let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
            match variants.get(&(file.to_path_buf(), encoding)) {
                Some((known, variant)) if *known == version => Arc::clone(variant),
                _ => {
                    let variant = Arc::new(Variant::default());
                    let made = (version, Arc::clone(&variant));
                    variants.insert((file.to_path_buf(), encoding), made);
                    variant
                }
            }
        };
        if let Some(body) = variant.best.get() {
            return Ok((Arc::clone(body), Effort::Best));
        }
        if let Some(body) = variant.quick.get() {
            return Ok((Arc::clone(body), Effort::Quick));
        }
        let bytes = std::fs::read(file)?;
        let make = |effort| Arc::new(compressed(encoding, effort, &bytes));
        if bytes.len() < LARGE {
            let body = variant.best.get_or_init(|| make(Effort::Best));
            return Ok((Arc::clone(body), Effort::Best));
        }
        let quick = Arc::clone(variant.quick.get_or_init(|| make(Effort::Quick)));
        let turn = Arc::clone(&self.turn);
        let larger = Arc::clone(&variant);
        variant.ordered.get_or_init(|| {
            std::thread::spawn(move || {
                let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
                larger
                    .best
                    .get_or_init(|| Arc::new(compress(encoding, &bytes)));
            });
        });
        Ok((quick, Effort::Quick))
    }
}

#[cfg(test)]
mod tests {
    use super::{Effort, Encoding, LARGE, Variants, compress, negotiate};
    use std::io::Read;
    use std::time::{Duration, Instant};

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

    #[test]
    fn nobody_waits_for_the_smallest_variant_of_a_large_file() {
        let body: Vec<u8> = (0..LARGE as u32)
            .flat_map(|i| (i / 7).to_le_bytes())
            .collect();
        let file = std::env::temp_dir().join(format!("large-{}.wasm", std::process::id()));
        std::fs::write(&file, &body).unwrap();
        let variants = Variants::default();
        let get = || {
            variants
                .get(&file, 1, body.len() as u64, Encoding::Brotli)
                .unwrap()
        };
        let unpacked = |packed: &[u8]| {
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
            unpacked
        };
        let (quick, effort) = get();
        assert_eq!(effort, Effort::Quick);
        assert_eq!(unpacked(&quick), body);
        let end = Instant::now() + Duration::from_secs(120);
        let best = loop {
            let (best, effort) = get();
            if effort == Effort::Best {
                break best;
            }
            assert!(Instant::now() < end, "the smallest variant never comes");
            std::thread::sleep(Duration::from_millis(10));
        };
        std::fs::remove_file(&file).unwrap();
        assert_eq!(*best, compress(Encoding::Brotli, &body));
        assert!(best.len() <= quick.len());
    }
}
