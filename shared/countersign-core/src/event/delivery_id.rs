//! The platform's own id of a delivery. Unsigned: a hint.

use std::fmt;

const LONGEST: usize = 100;

/// What a platform calls this delivery: `X-Shopify-Webhook-Id`, stable over retries, or `X-WC-Webhook-Delivery-ID`,
/// shared by everything one webhook sends within a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryId(String);

impl DeliveryId {
    /// Letters, digits, dashes and underscores: nothing that could change the meaning of a key or a log line.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let formed = (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed);
        formed.then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
