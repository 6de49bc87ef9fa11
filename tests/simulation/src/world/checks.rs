//! What must hold after every effect, and at the end of a history. Judged from outside: by what the platform would accept
//! and what stands in the vault.

use countersign_core::{
    store::Store,
    tokens::{Credentials, RefreshToken, Status, Step, StoredPair, VersionId},
};

use super::{CURRENT, PENDING, Record, Secret, World};

/// What was seen of a store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// How many versions had become current.
    reigns: usize,
    /// The generation then.
    generation: u64,
    /// Where in that order the label was.
    label: Option<usize>,
    /// Whether it was said to need a new authorisation.
    lost: bool,
}

impl World {
    /// Looks at everything.
    pub fn check(&mut self) {
        if !self.checks || self.violation.is_some() {
            return;
        }
        let keys: Vec<_> = self.table.records.keys().cloned().collect();
        for store in keys.iter().filter_map(|key| Store::parse(key)) {
            if let Err(what) = self.check_store(&store) {
                self.violated(format!("{store}: {what}"));
            }
        }
    }

    fn check_store(&mut self, store: &Store) -> Result<(), String> {
        let key = store.to_string();
        let before = self.seen.get(&key).copied().unwrap_or_default();
        let record = &self.table.records[&key];
        let label = self.label(store).and_then(|id| record.reign.iter().position(|one| one == id));
        let now = Seen {
            reigns: record.reign.len(),
            generation: record.row.generation,
            label,
            lost: record.row.credentials == Credentials::ReauthRequired,
        };
        one_way(before, now, record)?;
        if now.lost && !before.lost {
            self.figures.reauth += 1;
            if let Some(alive) = self.alive_anywhere(store) {
                return Err(format!("said to need a new authorisation while {alive} is held"));
            }
        }
        self.seen.insert(key, now);
        self.check_label(store)
    }

    /// `AWSCURRENT` is never a pair whose refresh token is void, while no better one is where a worker would find it.
    fn check_label(&self, store: &Store) -> Result<(), String> {
        let helpless = self.is_beyond_help(store);
        if helpless || !self.is_installed(store) || self.label(store).is_none() {
            return Ok(());
        }
        let within_reach = self.within_reach(store).any(|token| self.is_alive(store, token));
        if within_reach { Ok(()) } else { Err("no refresh token within reach is good any more".to_owned()) }
    }

    /// The refresh tokens that a worker would offer.
    fn within_reach<'a>(&'a self, store: &Store) -> impl Iterator<Item = &'a RefreshToken> {
        let secret = self.vault.secret(store);
        let row = self.table.row(store);
        let named = row
            .into_iter()
            .flat_map(|row| row.current.iter().chain(row.intents.iter().map(|one| &one.version)));
        let labels = [CURRENT, PENDING].into_iter().filter_map(move |label| secret?.labelled(label));
        named.chain(labels).filter_map(move |id| secret?.pair(id)).flat_map(both)
    }

    fn alive_anywhere(&self, store: &Store) -> Option<String> {
        let mut tokens = self.vault.secret(store).into_iter().flat_map(Secret::pairs).flat_map(both);
        tokens.find(|token| self.is_alive(store, token)).map(|token| token.expose().to_owned())
    }

    fn label(&self, store: &Store) -> Option<&VersionId> {
        self.vault.secret(store)?.labelled(CURRENT)
    }

    fn is_alive(&self, store: &Store, token: &RefreshToken) -> bool {
        self.platform.is_alive(domain(store), token.expose(), self.now)
    }

    fn is_installed(&self, store: &Store) -> bool {
        self.platform.shops.get(domain(store)).is_some_and(|shop| shop.installed)
    }

    /// Whether no protocol could have kept the store connected.
    pub fn is_beyond_help(&self, store: &Store) -> bool {
        let shop = self.platform.shops.get(domain(store));
        shop.is_none_or(|shop| shop.is_beyond_help(&self.vault.deposited, self.now))
    }

    /// What must hold once everything has come to rest.
    pub fn check_end(&mut self) {
        let notes = self.table.records.values().flat_map(|record| &record.notes);
        for note in notes {
            if let Step::BecameCurrent { repaired, .. } = note.step {
                self.figures.current += 1;
                self.figures.repaired += u64::from(repaired);
            }
        }
        let keys: Vec<_> = self.table.records.keys().cloned().collect();
        for store in keys.iter().filter_map(|key| Store::parse(key)) {
            self.figures.beyond_help += u64::from(self.is_beyond_help(&store) && self.is_installed(&store));
            if let Err(what) = self.check_store_end(&store) {
                self.violated(format!("{store}, at the end: {what}"));
            }
        }
    }

    fn check_store_end(&self, store: &Store) -> Result<(), String> {
        let record = &self.table.records[&store.to_string()];
        let row = &record.row;
        let connected = row.status == Some(Status::Connected) && row.credentials == Credentials::Good;
        match (self.is_installed(store), self.is_beyond_help(store)) {
            (true, false) if !connected => {
                return Err(format!("not connected: {:?} {:?}", row.status, row.credentials));
            }
            (false, _) if row.status == Some(Status::Connected) => {
                return Err("connected, though the merchant removed the app".to_owned());
            }
            (true, true) if connected => return Err("connected, though no token of it works".to_owned()),
            (true, false) => {}
            (true | false, _) => return Ok(()),
        }
        if !row.settled || !row.intents.is_empty() || record.lease.is_some() {
            return Err("something is left unfinished".to_owned());
        }
        self.check_pair(store, record)
    }

    /// Exactly one version is current, for the table and for readers, and both its tokens are good.
    fn check_pair(&self, store: &Store, record: &Record) -> Result<(), String> {
        let label = self.label(store);
        if label.is_none() || label != record.row.current.as_ref() {
            return Err("AWSCURRENT is not what the row says".to_owned());
        }
        let pair = label.and_then(|id| self.vault.secret(store)?.pair(id));
        let pair = &pair.ok_or("AWSCURRENT cannot be read")?.pair;
        if !self.platform.works(domain(store), pair.access.expose(), self.now) {
            return Err("the current access token does not work".to_owned());
        }
        if self.is_alive(store, &pair.refresh) {
            Ok(())
        } else {
            Err("the current refresh token is void".to_owned())
        }
    }
}

/// What may only move one way.
fn one_way(before: Seen, now: Seen, record: &Record) -> Result<(), String> {
    if now.generation < before.generation
        || (now.reigns > before.reigns && now.generation == before.generation)
    {
        return Err("a late write became current".to_owned());
    }
    let last = record.reign.last();
    if record.reign.iter().filter(|id| Some(*id) == last).count() > 1 {
        return Err("a version became current again".to_owned());
    }
    if now.label < before.label {
        return Err("AWSCURRENT went back".to_owned());
    }
    Ok(())
}

fn both(pair: &StoredPair) -> impl Iterator<Item = &RefreshToken> {
    std::iter::once(&pair.pair.refresh).chain(&pair.kept)
}

fn domain(store: &Store) -> &str {
    match store {
        Store::Shopify(domain) => domain.as_str(),
        Store::WooCommerce(id) => id.as_str(),
    }
}
