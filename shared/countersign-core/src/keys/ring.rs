//! The current key and, during a rotation, the previous one.

use super::{KeyError, SigningKey};

/// A key with the name under which stored things remember it.
#[derive(Clone)]
pub struct NamedKey {
    /// Short and public; stored beside what the key sealed or signed.
    pub id: String,
    /// The key itself.
    pub key: SigningKey,
}

/// One secret of ours: new things are made with the current key, old things still open with the previous one.
#[derive(Clone)]
pub struct KeyRing {
    current: NamedKey,
    previous: Option<NamedKey>,
}

/// Why a ring cannot be used. Names the field, never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// A key is blank or short.
    #[error("`{field}` {fault}")]
    Key {
        /// The field that holds it.
        field: &'static str,
        /// What is wrong with it.
        fault: KeyError,
    },
    /// Two keys under one name could not be told apart later.
    #[error("`previous_id` equals `id`")]
    SameId,
    /// A key without a name could not be found again.
    #[error("`{0}` is blank")]
    BlankId(&'static str),
}

impl KeyRing {
    /// Builds a ring from names and secrets of our own making.
    pub fn parse(current: (&str, &str), previous: Option<(&str, &str)>) -> Result<Self, RingError> {
        let ring = Self {
            current: named("id", "secret", current)?,
            previous: previous.map(|pair| named("previous_id", "previous_secret", pair)).transpose()?,
        };
        match &ring.previous {
            Some(previous) if previous.id == ring.current.id => Err(RingError::SameId),
            _ => Ok(ring),
        }
    }

    /// The key for everything new.
    pub fn current(&self) -> &NamedKey {
        &self.current
    }

    /// The key that `id` names, if it is still in force.
    pub fn find(&self, id: &str) -> Option<&NamedKey> {
        self.keys().find(|key| key.id == id)
    }

    /// The ring as it was before its current key was put first; none if there is no previous one.
    #[must_use]
    pub fn before_rotation(&self) -> Option<Self> {
        self.previous.clone().map(|current| Self { current, previous: None })
    }

    /// Every key in force, the current one first.
    pub fn keys(&self) -> impl Iterator<Item = &NamedKey> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

fn named(
    id_field: &'static str,
    field: &'static str,
    (id, secret): (&str, &str),
) -> Result<NamedKey, RingError> {
    if id.trim().is_empty() {
        return Err(RingError::BlankId(id_field));
    }
    let key = SigningKey::parse_own(secret).map_err(|fault| RingError::Key { field, fault })?;
    Ok(NamedKey { id: id.to_owned(), key })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "test-secret-of-sixteen-or-more";

    #[test]
    fn a_ring_finds_both_keys_by_name() {
        let ring = KeyRing::parse(("2", SECRET), Some(("1", "test-older-secret-of-sixteen"))).unwrap();
        assert_eq!(ring.current().id, "2");
        assert!(ring.find("1").is_some() && ring.find("2").is_some() && ring.find("3").is_none());
    }

    #[test]
    fn two_keys_under_one_name_are_refused() {
        assert_eq!(KeyRing::parse(("1", SECRET), Some(("1", SECRET))).err(), Some(RingError::SameId));
    }

    #[test]
    fn a_short_previous_key_is_refused_by_field() {
        let error = KeyRing::parse(("2", SECRET), Some(("1", "short"))).err().unwrap();
        assert_eq!(error.to_string(), "`previous_secret` is shorter than 16 bytes");
    }
}
