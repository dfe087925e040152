//! What must hold for every file, whatever it is: it is read the same in pieces as in one, its packed form says the
//! same again, and a damaged one does no harm.

use liquidation_cascades::error::Problem;
use liquidation_cascades::scenario::data::{DataStore, Parsed, Reader, pack, unpack};

fn read(bytes: &[u8], piece: usize) -> Result<Parsed, Problem> {
    let mut reader = Reader::new();
    for piece in bytes.chunks(piece.max(1)) {
        reader.push(piece)?;
    }
    reader.finish()
}

/// Reads a file; the first byte says how it is cut.
pub fn check(bytes: &[u8], piece: usize) -> Option<Parsed> {
    let whole = read(bytes, usize::MAX);
    let cut = read(bytes, piece);
    // Debug text: a NaN would differ from itself.
    assert_eq!(format!("{whole:?}"), format!("{cut:?}"), "cut by {piece}");
    match whole {
        Ok(parsed) => {
            let mut packed = pack(&parsed);
            assert_eq!(unpack(&packed).as_ref(), Ok(&parsed));
            DataStore::default()
                .register_packed("file", &packed)
                .expect("what was packed is sound");
            let place = piece.wrapping_mul(7_919) % packed.len();
            packed[place] ^= 1 << (piece % 8);
            let _ = DataStore::default().register_packed("file", &packed);
            packed.truncate(place);
            assert!(unpack(&packed).is_err());
            Some(parsed)
        }
        Err(problem) => {
            assert!(!problem.message.is_empty());
            assert!(problem.message.contains(&problem.field), "{problem:?}");
            None
        }
    }
}
