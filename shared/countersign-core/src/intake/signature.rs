//! The signature a store sends with a webhook.

use base64::{Engine, engine::general_purpose::STANDARD};

/// 32 bytes that claim to be HMAC-SHA256 of the body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; 32]);

impl Signature {
    /// Strict base64: the standard alphabet, padded, no stray bits, exactly 32 bytes.
    ///
    /// The length is settled here because a comparison that stops at the shorter text accepts an empty one
    /// (RUSTSEC-2024-0010).
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Signature {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SigningKey;

    /// From the test suites of `shopify_app` and `shopify-api` (js).
    const VECTORS: [(&str, &str, &str); 2] = [
        ("secret", "foo=anything", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI="),
        ("test_secret_key", "{\"foo\": \"bar\"}", "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g="),
    ];

    #[test]
    fn published_vectors_verify_and_nothing_near_them_does() {
        for (key, body, text) in VECTORS {
            let (key, signature) = (SigningKey::parse(key).unwrap(), Signature::parse(text).unwrap());
            assert!(key.verifies(body.as_bytes(), &signature));
            assert!(!key.verifies(format!("{body} ").as_bytes(), &signature));
            assert!(!SigningKey::parse("another").unwrap().verifies(body.as_bytes(), &signature));
        }
    }

    #[test]
    fn there_is_one_spelling_of_a_signature() {
        let right = VECTORS[0].2;
        let hex = "c82197fd1acae1f72e36daf7ced939b501ac3818dc0331e918b74c52b6d5f322";
        let refused = [
            "",
            "v1,",
            &right[..10],
            &right[..43],
            &right.replace('/', "_"),
            &right.replace("I=", "J="),
            &format!("{right}, {right}"),
            &format!("{right},{right}"),
            &format!(" {right}"),
            &format!("{right}\n"),
            "yCGX/RrK4fcuNtr3ztk5tQ==",
            "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yIA",
            hex,
        ];
        for text in refused {
            assert!(Signature::parse(text).is_none(), "{text:?}");
        }
    }
}
