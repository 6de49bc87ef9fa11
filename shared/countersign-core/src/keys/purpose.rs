//! One derived key per purpose, so that nothing signed or sealed for one can be used for another.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::SigningKey;
use crate::{Stage, store::Store};

const LOG: &str = "countersign/v1/log";

/// What a derived key is for. Each has its own label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Seals payloads in the journal.
    JournalSeal,
    /// Names a payload's content without telling it.
    PayloadDigest,
    /// Turns a person's identifiers into pseudonyms.
    Pseudonym,
    /// Authenticates journal entries.
    EntryMac,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::JournalSeal => "countersign/v1/journal-seal",
            Self::PayloadDigest => "countersign/v1/payload-digest",
            Self::Pseudonym => "countersign/v1/pseudonym",
            Self::EntryMac => "countersign/v1/entry-mac",
        }
    }
}

/// Derives the key of `purpose` for one store of one stage: HKDF-SHA256, empty salt, the context as info.
pub fn derive(secret: &SigningKey, purpose: Purpose, stage: Stage, store: &Store) -> Zeroizing<[u8; 32]> {
    expanded(secret, &format!("{}\0{stage}\0{store}", purpose.label()))
}

/// Derives the key with which the log of one stage tags what it masks.
pub fn log_key(secret: &SigningKey, stage: Stage) -> SigningKey {
    SigningKey::derived(&expanded(secret, &format!("{LOG}\0{stage}")))
}

fn expanded(secret: &SigningKey, info: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    expand(secret.expose(), info.as_bytes(), &mut key);
    key
}

#[expect(clippy::expect_used, reason = "HKDF-SHA256 yields up to 8160 bytes; this asks for 32")]
fn expand(secret: &[u8], info: &[u8], key: &mut [u8; 32]) {
    Hkdf::<Sha256>::new(None, secret).expand(info, key).expect("32 bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_stage_and_store_has_its_own_key() {
        let secret = SigningKey::parse_own("test-secret-of-sixteen-or-more").unwrap();
        let (a, b) = (Store::parse("shopify#a.myshopify.com"), Store::parse("shopify#b.myshopify.com"));
        let (a, b) = (a.unwrap(), b.unwrap());
        let keys = [
            derive(&secret, Purpose::JournalSeal, Stage::Dev, &a),
            derive(&secret, Purpose::EntryMac, Stage::Dev, &a),
            derive(&secret, Purpose::JournalSeal, Stage::Prod, &a),
            derive(&secret, Purpose::JournalSeal, Stage::Dev, &b),
        ];
        for (at, key) in keys.iter().enumerate() {
            assert!(keys[..at].iter().all(|other| other != key));
        }
    }

    #[test]
    fn every_stages_log_has_its_own_key() {
        let secret = SigningKey::parse_own("test-secret-of-sixteen-or-more").unwrap();
        let tags = Stage::ALL.map(|stage| log_key(&secret, stage).tag(&[b"x"]));
        for (at, tag) in tags.iter().enumerate() {
            assert!(*tag != secret.tag(&[b"x"]) && tags[..at].iter().all(|other| other != tag));
        }
    }
}
