//! What stores tell of themselves: that the app was removed, that it may do less or more, and that somebody's data is
//! wanted or to be erased. None of it is believed further than the platform's signature reaches: an end is confirmed by the
//! store itself.

mod body;
mod clock;
mod request;

pub use clock::Tally;
pub use request::RequestKind;

use std::time::Duration;

use crate::{
    Disposition,
    config::Config,
    event::EventId,
    journal::{Entry, EntryReading, Found, ReadingError},
    ports::{
        ComplianceRequest, DisconnectRows, EntrySecrets, LifecycleJournal, LifecycleRecords, ReadError,
        Recorded, RenewalPlatform, RenewalRows, RenewalVault, RowError, ScopesChange, SecretError, Timing,
    },
    store::Store,
    tokens::{Refresher, Removal},
    topic::Topic,
};

/// What the law and Shopify give us.
const THIRTY_DAYS: Duration = Duration::from_hours(30 * 24);

/// Sees to what stores tell of themselves. One per function instance.
pub struct Lifecycle<'c, S, J, N, R, V, P, T> {
    /// The stage's policy.
    pub config: &'c Config,
    /// What opens events.
    pub secrets: S,
    /// Where events are kept.
    pub journal: J,
    /// Where news is written down.
    pub records: N,
    /// Confirms and disconnects.
    pub refresher: Refresher<R, V, P, T>,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handled {
    /// The journal does not hold it.
    Gone,
    /// The journal holds it, but not as it was written, or not as its topic is.
    Damaged,
    /// It is not for us.
    NotOurs(Topic),
    /// The store may have removed the app.
    Removal(Store, Removal),
    /// What the store's tokens may do has changed.
    Scopes {
        /// Whose.
        store: Store,
        /// Whether that was new.
        recorded: Recorded,
        /// What is needed and not granted, by what is known now: the news may be old.
        missing: Vec<String>,
    },
    /// Somebody's data is wanted or to be erased.
    Request {
        /// From which store.
        store: Store,
        /// What is asked for.
        kind: RequestKind,
        /// Whether that was new.
        recorded: Recorded,
    },
}

/// Why an event could not be handled. Its message stays in the queue.
#[derive(Debug, thiserror::Error)]
pub enum LifecycleError {
    /// The event could not be read.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// It could not be written down.
    #[error(transparent)]
    Rows(#[from] RowError),
}

impl<S, J, N, R, V, P, T> Lifecycle<'_, S, J, N, R, V, P, T>
where
    S: EntrySecrets,
    J: LifecycleJournal,
    N: LifecycleRecords,
    R: RenewalRows + DisconnectRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Handles one event. To do it again changes nothing.
    pub async fn handle(&self, event: EventId) -> Result<Handled, LifecycleError> {
        let reading =
            EntryReading { stage: self.config.stage, secrets: &self.secrets, journal: &self.journal };
        let entry = match reading.judge(self.journal.lifecycle(event).await).await? {
            Found::Gone => return Ok(Handled::Gone),
            Found::Damaged(_) => return Ok(Handled::Damaged),
            Found::Sound(entry) => entry,
        };
        if let Some(kind) = RequestKind::of(&entry.topic) {
            return self.request(&entry, kind).await;
        }
        match entry.topic.name() {
            "app/uninstalled" => {
                let said_at = entry.stated_at.unwrap_or(entry.received_at);
                let removal = self.refresher.confirm_uninstalled(&entry.store, said_at).await;
                Ok(Handled::Removal(entry.store, removal))
            }
            "app/scopes_update" => {
                let text = match &entry.payload {
                    Some(kept) => reading.text(&entry, kept).await?,
                    None => None,
                };
                self.scopes(&entry, text.as_deref()).await
            }
            _ => Ok(Handled::NotOurs(entry.topic)),
        }
    }

    /// How the open requests stand.
    pub async fn tally(&self) -> Result<Tally, LifecycleError> {
        let due = self.records.open_requests().await?;
        Ok(Tally::of(&due, self.refresher.time.now()))
    }

    async fn request(&self, entry: &Entry, kind: RequestKind) -> Result<Handled, LifecycleError> {
        let (store, received_at) = (entry.store.clone(), entry.received_at);
        // What is asked for lies in the journal, which forgets.
        let due_at = (received_at + THIRTY_DAYS).min(entry.expires_at);
        let request = ComplianceRequest { event: entry.id, store, kind, received_at, due_at };
        let recorded = self.records.record_request(&request).await?;
        Ok(Handled::Request { store: request.store, kind, recorded })
    }

    async fn scopes(&self, entry: &Entry, text: Option<&str>) -> Result<Handled, LifecycleError> {
        let read = text.and_then(body::scopes).zip(entry.stated_at);
        let Some((scopes, since)) = read else { return Ok(Handled::Damaged) };
        let (event, store) = (entry.id, entry.store.clone());
        let change = ScopesChange { event, store, scopes, since, at: self.refresher.time.now() };
        let recorded = self.records.record_scopes(&change).await?;
        let missing = match recorded {
            Recorded::New => change.scopes.missing(&self.config.shopify_app.scopes),
            Recorded::Known => self.missing(&change.store).await?,
        };
        Ok(Handled::Scopes { store: change.store, recorded, missing })
    }

    /// By the store's row, which knows of later news, installations and renewals.
    async fn missing(&self, store: &Store) -> Result<Vec<String>, RowError> {
        let row = self.refresher.rows.row(store).await?;
        Ok(row.map_or_else(Vec::new, |row| row.missing(&self.config.shopify_app.scopes)))
    }
}

impl Handled {
    /// Whether the message is no longer needed. What nobody could act on comes again until the queue gives it up, and then
    /// lies where a person looks: it may be a request whose thirty days run.
    pub fn is_done(&self) -> bool {
        match self {
            Self::Gone | Self::Damaged | Self::NotOurs(_) | Self::Removal(_, Removal::Undecided(_)) => false,
            Self::Removal(..) | Self::Scopes { .. } | Self::Request { .. } => true,
        }
    }
}

impl LifecycleError {
    /// What to do about it.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::Reading(
                ReadingError::Read(ReadError::Unavailable(_))
                | ReadingError::Secret(SecretError::Unavailable { .. }),
            )
            | Self::Rows(RowError::Unavailable(_)) => Disposition::Retry,
            Self::Reading(
                ReadingError::Read(ReadError::Refused(_) | ReadError::Unreadable(_))
                | ReadingError::Secret(SecretError::Unusable { .. })
                | ReadingError::UnknownKey(_),
            )
            | Self::Rows(RowError::Refused(_) | RowError::Unreadable(_)) => Disposition::Page,
        }
    }
}
