use base64::{Engine, prelude::BASE64_STANDARD};

/// What a partner and the product have agreed on.
#[derive(Clone)]
pub struct Credentials {
    pub(super) api_key: String,
    pub(super) signing_keys: Vec<Vec<u8>>,
}

/// The signing secret is not `whsec_` followed by base64.
#[derive(Debug, thiserror::Error)]
#[error("a signing secret is written `whsec_` followed by base64")]
pub struct InvalidSigningSecret;

impl Credentials {
    /// The key expected in `X-API-KEY` and the Standard Webhooks secret (`whsec_…`).
    pub fn new(api_key: &str, signing_secret: &str) -> Result<Self, InvalidSigningSecret> {
        Self { api_key: api_key.to_owned(), signing_keys: Vec::new() }.or_signed_with(signing_secret)
    }

    /// Accepts this signing secret as well, as during a rotation.
    pub fn or_signed_with(mut self, signing_secret: &str) -> Result<Self, InvalidSigningSecret> {
        let encoded = signing_secret.strip_prefix("whsec_").ok_or(InvalidSigningSecret)?;
        self.signing_keys.push(BASE64_STANDARD.decode(encoded).map_err(|_| InvalidSigningSecret)?);
        Ok(self)
    }
}
