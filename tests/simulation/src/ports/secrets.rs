//! Secrets Manager for one actor.

use countersign_core::{
    Stage,
    ports::{CurrentLabel, PairDeposit, PairReader, PairWriter, Promoted, VaultError},
    store::Store,
    tokens::{StoredPair, VersionId},
};

use super::{Ports, Unanswered};
use crate::world::{PENDING, Removal, VaultRefusal, World};

const USUAL: u64 = 30;

type Read = Option<(VersionId, Result<StoredPair, VaultError>)>;

impl Ports {
    async fn put(
        &self,
        what: &'static str,
        store: &Store,
        version: &VersionId,
        pair: &StoredPair,
        create: bool,
    ) -> Result<(), VaultError> {
        let (key, version, pair) = (store.clone(), version.clone(), pair.clone());
        let call =
            self.call(what, USUAL, move |world| world.vault.put(&key, &version, &pair, create, world.now));
        call.await.map_err(|lost| unanswered(store, lost))?.map_err(|refusal| refused(store, refusal))
    }

    pub(super) fn removal(&self) -> Option<Removal> {
        crate::executor::locked(&self.world).removal
    }
}

impl PairReader for Ports {
    async fn read(&self, store: &Store, version: &VersionId) -> Result<Option<StoredPair>, VaultError> {
        let (key, version) = (store.clone(), version.clone());
        let call = self.call("read version", USUAL, move |world| read(world, &key, &version));
        let found = call.await.map_err(|lost| unanswered(store, lost))?;
        found.map(|(_, pair)| pair).transpose()
    }

    async fn pending(&self, store: &Store) -> Result<Option<(VersionId, StoredPair)>, VaultError> {
        let key = store.clone();
        let call = self.call("read pending", USUAL, move |world| {
            let version = world.vault.secret(&key)?.labelled(PENDING)?.clone();
            read(world, &key, &version)
        });
        let found = call.await.map_err(|lost| unanswered(store, lost))?;
        found.map(|(version, pair)| Ok((version, pair?))).transpose()
    }
}

fn read(world: &World, store: &Store, version: &VersionId) -> Read {
    let read = world.vault.secret(store)?.read(version, Stage::Dev, store)?;
    let read = read.map_err(|fault| VaultError::BadSecret { store: store.clone(), fault });
    Some((version.clone(), read))
}

impl PairWriter for Ports {
    async fn put_pending(
        &self,
        store: &Store,
        version: &VersionId,
        pair: &StoredPair,
    ) -> Result<(), VaultError> {
        self.put("put pending", store, version, pair, false).await
    }
}

impl PairDeposit for Ports {
    async fn deposit(&self, store: &Store, version: &VersionId, pair: &StoredPair) -> Result<(), VaultError> {
        self.put("deposit", store, version, pair, true).await
    }
}

impl CurrentLabel for Ports {
    async fn promote(
        &self,
        store: &Store,
        version: &VersionId,
        from: Option<&VersionId>,
    ) -> Result<Promoted, VaultError> {
        let (key, version, from) = (store.clone(), version.clone(), from.cloned());
        let call = self.call("promote", USUAL, move |world| {
            let swaps = world.removal != Some(Removal::LabelSwap);
            let secret = world.vault.secret(&key);
            let holder = secret.and_then(|secret| secret.labelled(crate::world::CURRENT)).cloned();
            let from = if swaps { from } else { holder };
            world.vault.promote(&key, &version, from.as_ref(), world.now)
        });
        let answer = call.await.map_err(|lost| unanswered(store, lost))?;
        Ok(match answer.map_err(|refusal| refused(store, refusal))? {
            Ok(()) => Promoted::Done,
            Err(holder) => Promoted::Elsewhere(holder),
        })
    }
}

fn unanswered(store: &Store, _: Unanswered) -> VaultError {
    VaultError::Unavailable { store: store.clone(), source: "test: no answer".into() }
}

fn refused(store: &Store, refusal: VaultRefusal) -> VaultError {
    let (store, source) = (store.clone(), format!("test: {refusal:?}").into());
    match refusal {
        VaultRefusal::Throttled => VaultError::Unavailable { store, source },
        VaultRefusal::TooMany | VaultRefusal::Taken | VaultRefusal::Missing => {
            VaultError::Refused { store, source }
        }
    }
}
