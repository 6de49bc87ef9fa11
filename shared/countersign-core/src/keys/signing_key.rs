//! A secret that signs and verifies.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::intake::Signature;

/// The least a key of our own making may hold.
const OWN_KEY_BYTES: usize = 16;

/// A secret for HMAC-SHA256. It has no `Debug` or `Display`, and its memory is wiped when dropped.
#[derive(Clone)]
pub struct SigningKey(Zeroizing<Vec<u8>>);

/// Why a text cannot be a key. Never holds the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// HMAC accepts an empty key, and would then verify whoever knows that.
    #[error("is blank")]
    Blank,
    /// Too short to be one that we made.
    #[error("is shorter than {OWN_KEY_BYTES} bytes")]
    Short,
    /// Not a secret of Standard Webhooks.
    #[error("is not `whsec_` followed by base64 of 24 to 64 bytes")]
    NotWhsec,
}

impl SigningKey {
    /// Takes a key that somebody else chose (a platform's client secret); any length but blank.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.trim().is_empty() {
            return Err(KeyError::Blank);
        }
        Ok(Self(Zeroizing::new(text.as_bytes().to_vec())))
    }

    /// Takes a key that we made; refuses less than 16 bytes.
    pub fn parse_own(text: &str) -> Result<Self, KeyError> {
        let key = Self::parse(text)?;
        if key.0.len() < OWN_KEY_BYTES { Err(KeyError::Short) } else { Ok(key) }
    }

    /// Takes a Standard Webhooks secret: `whsec_` and base64 of 24 to 64 bytes (specification 1.0.0).
    pub fn parse_whsec(text: &str) -> Result<Self, KeyError> {
        let encoded = text.strip_prefix("whsec_").ok_or(KeyError::NotWhsec)?;
        let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| KeyError::NotWhsec)?);
        if (24..=64).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(KeyError::NotWhsec) }
    }

    /// A key that was derived from another.
    pub(crate) fn derived(key: &[u8; 32]) -> Self {
        Self(Zeroizing::new(key.to_vec()))
    }

    /// HMAC-SHA256 over the parts as if they were one message.
    pub fn tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(parts).finalize().into_bytes().into()
    }

    /// Whether `signature` is this key's over `message`, compared in constant time.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        self.mac(&[message]).verify(signature.as_bytes().into()).is_ok()
    }

    pub(super) fn expose(&self) -> &[u8] {
        &self.0
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = mac_with(&self.0);
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn mac_with(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_keys_are_no_keys() {
        for text in ["", " ", "\n", "\t  "] {
            assert_eq!(SigningKey::parse(text).err(), Some(KeyError::Blank), "{text:?}");
        }
    }

    #[test]
    fn our_own_keys_have_sixteen_bytes() {
        assert_eq!(SigningKey::parse_own("fifteen-bytes-x").err(), Some(KeyError::Short));
        assert!(SigningKey::parse_own("sixteen-bytes-xx").is_ok());
    }
}
