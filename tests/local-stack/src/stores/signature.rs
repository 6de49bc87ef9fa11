use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub(super) fn hmac_sha256<'a>(key: &[u8], message: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC is defined for keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("every key is valid");
    message.into_iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// The form both platforms write signatures in: over the raw body, in standard base64 with padding.
pub(super) fn of_body(secret: &str, body: &[u8]) -> String {
    BASE64_STANDARD.encode(hmac_sha256(secret.as_bytes(), [body]))
}

#[cfg(test)]
mod tests {
    use super::of_body;

    /// Values published with, or captured from, the platforms' own software.
    const KNOWN: [(&str, &str, &str); 4] = [
        ("secret", "foo=anything", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI="),
        ("old_secret", "foo=anything", "XqRcjrSv57VACn6apEO9znyu/wkN1VC7QxdSPwK3Hzs="),
        ("test_secret_key", r#"{"foo": "bar"}"#, "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g="),
        ("wc-gateway-test-secret-0002", r#"{"id":30}"#, "mYSmWPnlPvTOSm1EHDoY8UMW7znldID/fdhDfMxRek0="),
    ];

    #[test]
    fn bodies_are_signed_as_the_platforms_sign_them() {
        for (secret, body, signature) in KNOWN {
            assert_eq!(of_body(secret, body.as_bytes()), signature, "{body}");
        }
    }
}
