//! Sealing: what is kept of a body is readable only with the journal secret.

use std::io::{Read, Write};

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use crate::{
    Stage,
    event::EventId,
    keys::{NamedKey, Purpose, SigningKey, derive},
    store::Store,
};

const NONCE: usize = 12;
/// A sealed payload never opens to more than this; no invocation of Lambda is larger.
const LARGEST: u64 = 8 * 1024 * 1024;

/// How the sealed text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Plain,
    /// Compressed (RFC 1951), because it did not fit one item.
    Deflate,
}

impl Encoding {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Deflate => "deflate",
        }
    }

    /// Reads the stored name back.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Plain, Self::Deflate].into_iter().find(|encoding| encoding.as_str() == name)
    }
}

/// Why sealed bytes do not open. Which of key, bytes or place was wrong cannot be told apart, by design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Altered, cut, moved to another event or part, or sealed with another key.
    #[error("sealed payload does not open")]
    Unopened,
    /// Opened, but not to what was put in.
    #[error("sealed payload is damaged inside")]
    Damaged,
    /// Neither key of the ring has the name that the payload remembers.
    #[error("sealed payload was sealed with a key that is no longer in force")]
    UnknownKey,
}

/// Seals and opens the payloads of one store: AES-256-GCM under a key derived from the journal secret.
pub struct Sealer {
    cipher: Aes256Gcm,
    digest: SigningKey,
}

impl Sealer {
    /// The sealer of one store of one stage.
    pub fn new(secret: &NamedKey, stage: Stage, store: &Store) -> Self {
        let key = derive(&secret.key, Purpose::JournalSeal, stage, store);
        let digest = derive(&secret.key, Purpose::PayloadDigest, stage, store);
        Self {
            cipher: Aes256Gcm::new(key.as_slice().try_into().unwrap_or_else(|_| unreachable!("32 bytes"))),
            digest: SigningKey::derived(&digest),
        }
    }

    /// Seals one piece in its place: nonce, then ciphertext and tag. The nonce must be random.
    pub fn seal(&self, place: Place<'_>, nonce: [u8; NONCE], piece: &[u8]) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg: piece, aad: &place.bytes() };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError::Unopened)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Self::seal`] made for the same place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Unopened)?;
        let payload = Payload { msg: sealed, aad: &place.bytes() };
        self.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::Unopened)
    }

    /// A keyed digest: names a content, and tells nothing about it to who lacks the journal secret.
    pub fn digest(&self, content: &[u8]) -> [u8; 32] {
        self.digest.tag(&[content])
    }
}

/// Where sealed bytes belong. They open nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The event they are the payload of.
    pub event: EventId,
    /// The sort key of the item that holds them.
    pub part: &'a str,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!("countersign/seal/v1|{}|{}", self.event, self.part).into_bytes()
    }
}

/// Compresses; quick rather than small.
pub fn deflate(text: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(text.len() / 4), Compression::fast());
    encoder.write_all(text).and_then(|()| encoder.finish()).map_err(|_| SealError::Damaged)
}

/// Undoes [`deflate`], up to the largest payload there can be.
pub fn inflate(bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut text = Vec::new();
    let read = DeflateDecoder::new(bytes).take(LARGEST + 1).read_to_end(&mut text);
    match read {
        Ok(_) if text.len() as u64 <= LARGEST => Ok(text),
        _ => Err(SealError::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::KeyRing;

    fn sealer(secret: &str, store: &str) -> Sealer {
        let ring = KeyRing::parse(("1", secret), None).unwrap();
        Sealer::new(ring.current(), Stage::Dev, &Store::parse(store).unwrap())
    }

    const SECRET: &str = "test-journal-secret-for-the-rules";
    const STORE: &str = "shopify#a.myshopify.com";

    fn event(digit: char) -> EventId {
        EventId::parse(&format!("evt_{}", digit.to_string().repeat(32))).unwrap()
    }

    #[test]
    fn sealed_bytes_open_in_their_place_only() {
        let place = Place { event: event('a'), part: "head#deliver" };
        let sealed = sealer(SECRET, STORE).seal(place, [7; 12], b"kept").unwrap();
        assert_eq!(sealer(SECRET, STORE).open(place, &sealed).unwrap(), b"kept");
        let elsewhere = [
            (sealer(SECRET, STORE), Place { event: event('b'), ..place }),
            (sealer(SECRET, STORE), Place { part: "part#0", ..place }),
            (sealer(SECRET, "shopify#b.myshopify.com"), place),
            (sealer("test-another-journal-secret", STORE), place),
        ];
        for (sealer, place) in elsewhere {
            assert_eq!(sealer.open(place, &sealed), Err(SealError::Unopened));
        }
    }

    #[test]
    fn any_altered_or_missing_byte_is_noticed() {
        let place = Place { event: event('a'), part: "head#deliver" };
        let sealed = sealer(SECRET, STORE).seal(place, [7; 12], b"kept").unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(sealer(SECRET, STORE).open(place, &altered).is_err(), "byte {at}");
            assert!(sealer(SECRET, STORE).open(place, &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_bomb_does_not_inflate() {
        let bomb = deflate(&vec![0; 9 * 1024 * 1024]).unwrap();
        assert_eq!(inflate(&bomb), Err(SealError::Damaged));
        assert_eq!(inflate(&deflate(b"text").unwrap()).unwrap(), b"text");
    }
}
