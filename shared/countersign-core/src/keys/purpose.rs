//! One derived key per purpose, so that nothing signed or sealed for one can be used for another.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::SigningKey;
use crate::{Stage, store::Store};

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
    /// Turns the state of an installation under way into the name it is kept under.
    OAuthState,
    /// Signs the links by which a WooCommerce store is invited to connect.
    Invitation,
    /// Tags what the log masks.
    Log,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::JournalSeal => "countersign/v1/journal-seal",
            Self::PayloadDigest => "countersign/v1/payload-digest",
            Self::Pseudonym => "countersign/v1/pseudonym",
            Self::EntryMac => "countersign/v1/entry-mac",
            Self::OAuthState => "countersign/v1/oauth-state",
            Self::Invitation => "countersign/v1/invitation",
            Self::Log => "countersign/v1/log",
        }
    }
}

/// Derives the key of `purpose` for one store of one stage: HKDF-SHA256, empty salt, the context as info.
pub fn derive(secret: &SigningKey, purpose: Purpose, stage: Stage, store: &Store) -> Zeroizing<[u8; 32]> {
    expand(secret.expose(), &format!("{}\0{stage}\0{store}", purpose.label()))
}

/// Derives the key of `purpose` for all stores of one stage, for what is signed or tagged before the store is proven.
pub fn derive_for_stage(secret: &SigningKey, purpose: Purpose, stage: Stage) -> SigningKey {
    SigningKey::derived(&expand(secret.expose(), &format!("{}\0{stage}", purpose.label())))
}

#[expect(clippy::expect_used, reason = "HKDF-SHA256 yields up to 8160 bytes; this asks for 32")]
fn expand(secret: &[u8], info: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, secret).expand(info.as_bytes(), key.as_mut()).expect("32 bytes");
    key
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
    fn every_purpose_and_stage_has_its_own_key_for_all_stores() {
        let secret = SigningKey::parse_own("test-secret-of-sixteen-or-more").unwrap();
        let tag = |purpose, stage| derive_for_stage(&secret, purpose, stage).tag(&[b"x"]);
        let right = tag(Purpose::OAuthState, Stage::Dev);
        assert_ne!(right, tag(Purpose::Invitation, Stage::Dev));
        assert_ne!(right, tag(Purpose::OAuthState, Stage::Prod));
        assert_ne!(right, secret.tag(&[b"x"]));
    }
}
