//! What a WooCommerce store posts once its administrator has consented.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::json::check_object;

/// A post has about 230 bytes.
const LARGEST: usize = 4096;
/// What we ask for. Pure `write` could not even read what it wrote.
pub(super) const PERMISSIONS: &str = "read_write";

/// A store's key and secret for its REST API. They have no `Debug` or `Display`, and their memory is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsumerKeys {
    id: u64,
    key: Zeroizing<String>,
    secret: Zeroizing<String>,
}

/// Why a post holds no keys. Names a member at most, never a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysFault {
    /// Not the JSON that a store posts.
    #[error("are not in the form in which a store posts them")]
    Form,
    /// Not a key or secret as WooCommerce makes them.
    #[error("hold a malformed `{0}`")]
    Malformed(&'static str),
    /// Other rights than we asked for.
    #[error("carry other permissions than were asked for")]
    Permissions,
}

#[derive(Deserialize)]
struct Posted<'a> {
    key_id: u64,
    user_id: &'a str,
    consumer_key: &'a str,
    consumer_secret: &'a str,
    key_permissions: &'a str,
}

impl ConsumerKeys {
    /// Reads a key and its secret as the vault has them.
    pub fn parse(id: u64, key: &str, secret: &str) -> Result<Self, KeysFault> {
        let key = hashed(key, "ck_").ok_or(KeysFault::Malformed("consumer_key"))?;
        let secret = hashed(secret, "cs_").ok_or(KeysFault::Malformed("consumer_secret"))?;
        Ok(Self { id, key, secret })
    }

    /// The number under which the store lists the key.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// In the clear, for the one header or secret it goes into.
    pub fn expose_key(&self) -> &str {
        &self.key
    }

    /// In the clear, for the one header or secret it goes into.
    pub fn expose_secret(&self) -> &str {
        &self.secret
    }
}

/// The text that the store echoes, and the keys. Members that we do not know are left alone, so that WooCommerce may add some.
pub(super) fn read(body: &[u8]) -> Result<(&str, ConsumerKeys), KeysFault> {
    let small = Some(body).filter(|body| body.len() <= LARGEST);
    let text = small.and_then(|body| check_object(body).ok()).ok_or(KeysFault::Form)?;
    let posted: Posted<'_> = serde_json::from_str(text).map_err(|_| KeysFault::Form)?;
    let keys = ConsumerKeys::parse(posted.key_id, posted.consumer_key, posted.consumer_secret)?;
    if posted.key_permissions != PERMISSIONS {
        return Err(KeysFault::Permissions);
    }
    Ok((posted.user_id, keys))
}

/// The prefix and 40 lower-case digits.
fn hashed(text: &str, prefix: &str) -> Option<Zeroizing<String>> {
    let digits = text.strip_prefix(prefix)?;
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (digits.len() == 40 && digits.bytes().all(digit)).then(|| Zeroizing::new(text.to_owned()))
}
