//! Short keyed hashes, so that two lines about one person can be joined without saying who that is.

use super::{
    mask::{TAG_BYTES, Tag},
    rule::Kind,
};
use crate::keys::SigningKey;

/// Makes the tags of one deployment: the same value has the same tag, and nobody without the key can test a guess.
pub(super) struct Tagger(SigningKey);

impl Tagger {
    pub(super) fn new(key: SigningKey) -> Self {
        Self(key)
    }

    /// The tag of a value as it reads, however it was spelled. What is short or must not be stored even encrypted has none.
    pub(super) fn tag(&self, kind: Kind, value: &str) -> Option<Tag> {
        let plain = match kind {
            Kind::SecurityCode | Kind::BirthDate | Kind::Location | Kind::Note => return None,
            Kind::Phone | Kind::Card => value.chars().filter(char::is_ascii_digit).collect(),
            Kind::BankAccount | Kind::NationalId => {
                value.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
            }
            Kind::Email | Kind::Name | Kind::Address | Kind::Ip => value.trim().to_lowercase(),
            Kind::Secret => value.to_owned(),
        };
        let hash =
            self.0.tag(&[b"countersign redaction v1\0", kind.as_str().as_bytes(), b"\0", plain.as_bytes()]);
        hash.first_chunk::<TAG_BYTES>().copied()
    }
}
