//! Names for what leaves traces: a worker's claim, and the secret version that it will write.

use sha2::{Digest, Sha256};

use crate::{hex, store::Store};

/// A random mark of one claim of a lease, by which a worker whose answer was lost recognises its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner([u8; 16]);

/// The id of one version of a store's secret. Known before the version is written: an intent names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionId(String);

impl Owner {
    /// A mark of 16 random bytes.
    pub const fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The stored form.
    pub fn to_text(self) -> String {
        hex::encode(&self.0)
    }

    /// Reads the stored form back.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }
}

impl VersionId {
    /// The one version that the holder of a lease may write: two leases never write one version, so a repeated write
    /// is the same content, and a late one cannot stand where another's is.
    pub fn of(store: &Store, fence: u64, owner: Owner) -> Self {
        let text = format!("countersign/version/v1\0{store}\0{fence}\0{}", owner.to_text());
        Self(hex::encode(&Sha256::digest(text)[..16]))
    }

    /// Reads an id as Secrets Manager has it: 32 to 64 letters, digits and dashes.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        ((32..=64).contains(&text.len()) && text.bytes().all(allowed)).then(|| Self(text.to_owned()))
    }

    /// The id as text, for `ClientRequestToken` and `VersionId`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_store_lease_and_owner_has_its_own_version() {
        let store = |name| Store::parse(name).unwrap();
        let (a, b) = (store("shopify#a.myshopify.com"), store("shopify#b.myshopify.com"));
        let first = VersionId::of(&a, 1, Owner::new([1; 16]));
        assert_eq!(first, VersionId::of(&a, 1, Owner::new([1; 16])));
        assert_eq!(VersionId::parse(first.as_str()), Some(first.clone()));
        for (store, fence, mark) in [(&b, 1, 1), (&a, 2, 1), (&a, 1, 2)] {
            assert_ne!(first, VersionId::of(store, fence, Owner::new([mark; 16])));
        }
    }

    #[test]
    fn owners_read_back() {
        let owner = Owner::new([7; 16]);
        assert_eq!(Owner::parse(&owner.to_text()), Some(owner));
        assert_eq!(VersionId::parse("short"), None);
    }
}
