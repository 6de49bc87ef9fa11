//! HMAC-SHA256 in the forms that the platforms write it in.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub(crate) fn hmac_sha256(key: &str, message: &str) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC is defined for keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("every key is valid");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

/// 64 lower-case digits.
pub(crate) fn hex(key: &str, message: &str) -> String {
    digits(&hmac_sha256(key, message))
}

pub(crate) fn digits(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}

/// As in the third part of a JWT.
pub(crate) fn url_safe(key: &str, message: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256(key, message))
}
