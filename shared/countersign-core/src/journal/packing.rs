//! Fits a payload into items: inline where it can be, else compressed, else in pieces.

use super::{KeptPayload, Sealed};
use crate::{
    event::EventId,
    hex,
    ports::Entropy,
    seal::{Encoding, Place, SealError, Sealer, deflate, inflate},
};

/// The most payload one item holds. DynamoDB allows 400 KB with names and all other attributes.
pub const LARGEST_INLINE: usize = 350 * 1024;

/// A payload ready to be stored: the pieces are written first, the head with `kept` last.
#[derive(Debug)]
pub struct Packed {
    /// What the head says.
    pub kept: KeptPayload,
    /// Items of their own, if it did not fit.
    pub pieces: Vec<Piece>,
}

/// One sealed piece of a large payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its sort key: named by its content, so that whoever writes the same piece writes the same item.
    pub part: String,
    /// Its sealed bytes.
    pub sealed: Vec<u8>,
}

/// Seals `text` under the sort key `head`, or in pieces.
pub fn pack(
    sealer: &Sealer,
    key_id: &str,
    (event, head): (EventId, &str),
    text: &str,
    entropy: &dyn Entropy,
) -> Result<Packed, SealError> {
    let (encoding, encoded) = encode(text)?;
    let seal = |part: &str, piece: &[u8]| sealer.seal(Place { event, part }, entropy.bytes(), piece);
    let (digest, key_id) = (sealer.digest(&encoded), key_id.to_owned());
    let kept = |sealed| KeptPayload { digest, encoding, key_id, sealed };
    if encoded.len() <= LARGEST_INLINE {
        return Ok(Packed { kept: kept(Sealed::Inline(seal(head, &encoded)?)), pieces: Vec::new() });
    }
    let pieces = encoded.chunks(LARGEST_INLINE).enumerate().map(|(at, chunk)| {
        let part = format!("part#{at:03}#{}", hex::encode(&sealer.digest(chunk)[..16]));
        Ok(Piece { sealed: seal(&part, chunk)?, part })
    });
    let pieces: Vec<Piece> = pieces.collect::<Result<_, SealError>>()?;
    let parts = pieces.iter().map(|piece| piece.part.clone()).collect();
    Ok(Packed { kept: kept(Sealed::Pieces(parts)), pieces })
}

/// Opens a payload from its sealed pieces, in order; for an inline one that is the head's bytes alone.
pub fn open(
    sealer: &Sealer,
    event: EventId,
    kept: &KeptPayload,
    pieces: &[Piece],
) -> Result<String, SealError> {
    let mut encoded = Vec::new();
    for piece in pieces {
        encoded.extend(sealer.open(Place { event, part: &piece.part }, &piece.sealed)?);
    }
    if sealer.digest(&encoded) != kept.digest {
        return Err(SealError::Damaged);
    }
    let text = match kept.encoding {
        Encoding::Plain => encoded,
        Encoding::Deflate => inflate(&encoded)?,
    };
    String::from_utf8(text).map_err(|_| SealError::Damaged)
}

fn encode(text: &str) -> Result<(Encoding, Vec<u8>), SealError> {
    if text.len() <= LARGEST_INLINE {
        return Ok((Encoding::Plain, text.as_bytes().to_vec()));
    }
    Ok((Encoding::Deflate, deflate(text.as_bytes())?))
}
