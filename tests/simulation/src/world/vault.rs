//! Secrets Manager, as documented: versions that never change, labels that are moved by compare-and-swap or by a put, and
//! no conditional put.

use std::collections::{BTreeMap, BTreeSet};

use countersign_core::{
    Stage,
    store::Store,
    tokens::{StoredFault, StoredPair, VersionId},
};

use super::{DAY, SECOND};

/// The label of what readers get.
pub const CURRENT: &str = "AWSCURRENT";
/// The label of what was put last.
pub const PENDING: &str = "AWSPENDING";
const PREVIOUS: &str = "AWSPREVIOUS";
const MOST_VERSIONS: usize = 100;
const WRITES_PER_SECOND: u32 = 50;

/// All secrets, by store.
#[derive(Default)]
pub struct Vault {
    /// One per store.
    pub secrets: BTreeMap<String, Secret>,
    /// Whether it forgets the refresh token that bought a pair.
    pub forgets_kept: bool,
    /// The refresh tokens that ever stood in a version.
    pub deposited: BTreeSet<String>,
    /// The second, and the writes in it.
    writes: (u64, u32),
    /// The most writes that were wished for in one second.
    pub busiest: u32,
}

/// One secret.
#[derive(Default)]
pub struct Secret {
    versions: BTreeMap<VersionId, Version>,
    /// How many versions were ever put.
    pub puts: u64,
}

struct Version {
    text: String,
    /// What stands in it, as the world reads it.
    pair: Option<StoredPair>,
    labels: BTreeSet<&'static str>,
    at: u64,
}

/// Why the vault did not do as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultRefusal {
    /// Fifty writes in this second already.
    Throttled,
    /// A hundred versions younger than a day.
    TooMany,
    /// The id stands for other content.
    Taken,
    /// No such secret or version.
    Missing,
}

impl Vault {
    /// Without secrets.
    pub fn new(forgets_kept: bool) -> Self {
        Self { forgets_kept, ..Self::default() }
    }

    /// `CreateSecret` if there is none, else `PutSecretValue` with `AWSPENDING`.
    pub fn put(
        &mut self,
        store: &Store,
        version: &VersionId,
        pair: &StoredPair,
        create: bool,
        now: u64,
    ) -> Result<(), VaultRefusal> {
        self.count_write(now)?;
        let mut pair = pair.clone();
        if self.forgets_kept {
            pair.kept = None;
        }
        let key = store.to_string();
        if !create && !self.secrets.contains_key(&key) {
            return Err(VaultRefusal::Missing);
        }
        let secret = self.secrets.entry(key).or_default();
        self.deposited.insert(pair.pair.refresh.expose().to_owned());
        let label = if secret.versions.is_empty() { CURRENT } else { PENDING };
        secret.put(version, &pair, label, now)
    }

    /// `UpdateSecretVersionStage` of `AWSCURRENT`; the holder, if it is another than `from`.
    pub fn promote(
        &mut self,
        store: &Store,
        version: &VersionId,
        from: Option<&VersionId>,
        now: u64,
    ) -> Result<Result<(), Option<VersionId>>, VaultRefusal> {
        self.count_write(now)?;
        let secret = self.secrets.get_mut(&store.to_string()).ok_or(VaultRefusal::Missing)?;
        if !secret.versions.contains_key(version) {
            return Err(VaultRefusal::Missing);
        }
        let holder = secret.labelled(CURRENT).cloned();
        if holder.as_ref() == Some(version) {
            return Ok(Ok(()));
        }
        if holder.as_ref() != from {
            return Ok(Err(holder));
        }
        secret.attach(CURRENT, version);
        Ok(Ok(()))
    }

    /// A secret.
    pub fn secret(&self, store: &Store) -> Option<&Secret> {
        self.secrets.get(&store.to_string())
    }

    fn count_write(&mut self, now: u64) -> Result<(), VaultRefusal> {
        let second = now / SECOND;
        let writes = if self.writes.0 == second { self.writes.1 + 1 } else { 1 };
        self.writes = (second, writes);
        self.busiest = self.busiest.max(writes);
        if writes > WRITES_PER_SECOND { Err(VaultRefusal::Throttled) } else { Ok(()) }
    }
}

impl Secret {
    fn put(
        &mut self,
        id: &VersionId,
        pair: &StoredPair,
        label: &'static str,
        now: u64,
    ) -> Result<(), VaultRefusal> {
        let text = pair.to_text().to_string();
        if let Some(there) = self.versions.get(id) {
            return if there.text == text { Ok(()) } else { Err(VaultRefusal::Taken) };
        }
        self.make_room(now)?;
        let version = Version { text, pair: Some(pair.clone()), labels: BTreeSet::new(), at: now };
        self.versions.insert(id.clone(), version);
        self.puts += 1;
        self.attach(label, id);
        Ok(())
    }

    /// Puts unreadable text into a version, as a hand may have done.
    pub fn spoil(&mut self, id: &VersionId) {
        if let Some(version) = self.versions.get_mut(id) {
            (version.text, version.pair) = ("{}".to_owned(), None);
        }
    }

    /// What stands in a version, read as the product reads it.
    pub fn read(
        &self,
        id: &VersionId,
        stage: Stage,
        store: &Store,
    ) -> Option<Result<StoredPair, StoredFault>> {
        self.versions.get(id).map(|version| StoredPair::parse(&version.text, stage, store))
    }

    /// What stands in a version, as the world knows it.
    pub fn pair(&self, id: &VersionId) -> Option<&StoredPair> {
        self.versions.get(id)?.pair.as_ref()
    }

    /// Every pair that can still be read.
    pub fn pairs(&self) -> impl Iterator<Item = &StoredPair> {
        self.versions.values().filter_map(|version| version.pair.as_ref())
    }

    /// The version that a label is on.
    pub fn labelled(&self, label: &str) -> Option<&VersionId> {
        self.versions.iter().find(|(_, version)| version.labels.contains(label)).map(|(id, _)| id)
    }

    fn attach(&mut self, label: &'static str, id: &VersionId) {
        let left = self.labelled(label).filter(|holder| *holder != id).cloned();
        self.versions.values_mut().for_each(|version| {
            version.labels.remove(label);
        });
        if let Some(version) = self.versions.get_mut(id) {
            version.labels.insert(label);
        }
        if let Some(left) = left.filter(|_| label == CURRENT) {
            self.attach(PREVIOUS, &left);
        }
    }

    fn make_room(&mut self, now: u64) -> Result<(), VaultRefusal> {
        while self.versions.len() >= MOST_VERSIONS {
            let old = self.versions.iter().filter(|(_, one)| one.labels.is_empty() && one.at + DAY <= now);
            let oldest =
                old.min_by_key(|(_, one)| one.at).map(|(id, _)| id.clone()).ok_or(VaultRefusal::TooMany)?;
            self.versions.remove(&oldest);
        }
        Ok(())
    }
}
