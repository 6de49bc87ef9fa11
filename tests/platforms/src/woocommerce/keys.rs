//! Keys of the REST API, and what they open.

use base64::{Engine, prelude::BASE64_STANDARD};
use url::form_urlencoded::parse;

use super::{RestError, Store};

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// `GET` and `HEAD`.
    Read,
    /// Everything else; not even what it wrote can be read.
    Write,
    /// Both.
    ReadWrite,
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its number in the shop's list.
    pub id: u64,
    /// `ck_` and forty digits.
    pub consumer_key: String,
    /// `cs_` and forty digits.
    pub consumer_secret: String,
    /// What it may do.
    pub permissions: Permissions,
}

impl Permissions {
    /// Reads `read`, `write` or `read_write`.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Read, Self::Write, Self::ReadWrite];
        all.into_iter().find(|one| one.as_str() == text)
    }

    /// As it is written in addresses and bodies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::ReadWrite => "read_write",
        }
    }

    fn check(self, method: &str) -> Result<(), RestError> {
        match (method, self) {
            ("GET" | "HEAD", Self::Write) => Err(RestError::NO_READING),
            ("POST" | "PUT" | "PATCH" | "DELETE", Self::Read) => Err(RestError::NO_WRITING),
            _ => Ok(()),
        }
    }
}

impl Store {
    /// Whose request this is, over TLS: by the query if it names a key, else by the header `Authorization`.
    pub fn admit(&self, method: &str, query: &str, authorization: Option<&str>) -> Result<(), RestError> {
        let (key, secret) =
            by_query(query).or_else(|| authorization.and_then(by_header)).ok_or(RestError::NOBODY)?;
        let known = self.keys.iter().find(|one| one.consumer_key == key).ok_or(RestError::NOBODY)?;
        if known.consumer_secret != secret {
            return Err(RestError::WRONG_SECRET);
        }
        known.permissions.check(method)?;
        if self.owner_may { Ok(()) } else { Err(RestError::NOT_ALLOWED) }
    }

    /// The administrator deletes a key from the shop's list.
    pub fn revoke_key(&mut self, id: u64) {
        self.keys.retain(|key| key.id != id);
    }

    pub(super) fn make_key(&mut self, permissions: Permissions) -> Key {
        self.key_numbers += 1;
        let (consumer_key, consumer_secret) = (self.mint.digits("ck_"), self.mint.digits("cs_"));
        let key = Key { id: self.key_numbers, consumer_key, consumer_secret, permissions };
        self.keys.push(key.clone());
        key
    }
}

fn by_query(query: &str) -> Option<(String, String)> {
    let get = |name: &str| {
        let found = parse(query.as_bytes()).find(|(known, _)| known == name);
        found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
    };
    get("consumer_key").zip(get("consumer_secret"))
}

fn by_header(header: &str) -> Option<(String, String)> {
    let pair = String::from_utf8(BASE64_STANDARD.decode(header.strip_prefix("Basic ")?).ok()?).ok()?;
    let (key, secret) = pair.split_once(':')?;
    Some((key.to_owned(), secret.to_owned()))
}
