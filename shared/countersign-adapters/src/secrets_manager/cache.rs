//! One secret in memory: read anew when it is old, by one caller at a time, and served while that fails or hangs.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{Stage, ports::SecretError};
use tokio::{sync::Mutex, time::timeout};

use super::{read::read, wire::Parse};

/// A rotated secret is in force everywhere after this long.
pub(super) const FRESH: Duration = Duration::from_mins(5);
/// While a secret cannot be read anew, it is asked for this often.
const BETWEEN_FAILURES: Duration = Duration::from_secs(10);
/// With a copy in memory no caller waits longer than this for a newer one: stores give up after five seconds.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where secrets are, of which stage, and what time it is.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) client: Client,
    pub(super) stage: Stage,
    pub(super) clock: fn() -> SystemTime,
}

/// One secret, parsed, kept in memory.
pub(super) struct Cached<T> {
    source: Source,
    name: String,
    parse: Parse<T>,
    held: RwLock<Option<Held<T>>>,
    flight: Mutex<()>,
}

/// A secret, and when the version that is held was written.
pub(super) struct Dated<T> {
    pub(super) value: Arc<T>,
    pub(super) written_at: SystemTime,
}

impl<T> Clone for Dated<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), written_at: self.written_at }
    }
}

struct Held<T> {
    secret: Dated<T>,
    /// The last time it was asked for, whether or not it has come.
    asked_at: SystemTime,
    /// For how long after that it is not asked for again.
    fresh: Duration,
}

impl<T> Cached<T> {
    pub(super) fn new(source: Source, name: String, parse: Parse<T>) -> Self {
        Self { source, name, parse, held: RwLock::new(None), flight: Mutex::new(()) }
    }

    /// The secret, from memory if it is fresh there, or if it cannot be read anew soon enough.
    pub(super) async fn get(&self) -> Result<Arc<T>, SecretError> {
        Ok(self.get_dated().await?.value)
    }

    /// The same, with its age.
    pub(super) async fn get_dated(&self) -> Result<Dated<T>, SecretError> {
        if let Some(value) = self.look(|held, age| age < held.fresh) {
            return Ok(value);
        }
        let _flight = self.flight.lock().await;
        if let Some(value) = self.look(|held, age| age < held.fresh) {
            return Ok(value);
        }
        match self.look(|_, _| true) {
            Some(old) => Ok(self.renew().await.unwrap_or(old)),
            None => self.fetch().await,
        }
    }

    /// Reads the secret anew if the copy in memory is due. Without a copy it reads nothing: that is for whoever needs
    /// the secret, and hears why it cannot be had.
    pub(super) async fn freshen(&self) {
        if self.look(|_, _| true).is_some() {
            // With a copy there is no error.
            let _ = self.get().await;
        }
    }

    /// Asks for the secret again, unless that was done within `age`; none also if a copy is held and nothing came.
    pub(super) async fn reread(&self, age: Duration) -> Result<Option<Arc<T>>, SecretError> {
        let _flight = self.flight.lock().await;
        if self.look(|_, held_for| held_for < age).is_some() {
            return Ok(None);
        }
        match self.look(|_, _| true) {
            Some(_) => Ok(self.renew().await.map(|secret| secret.value)),
            None => self.fetch().await.map(|secret| Some(secret.value)),
        }
    }

    /// A newer copy in place of the one in memory; none if it did not come in time.
    async fn renew(&self) -> Option<Dated<T>> {
        self.ask_no_more_for_now();
        let problem = match timeout(PATIENCE, self.fetch()).await {
            Ok(Ok(value)) => return Some(value),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("secret `{}` was not read within {} s", self.name, PATIENCE.as_secs()),
        };
        tracing::warn!(
            code = "secret_not_refreshed",
            secret = self.name,
            "{problem}; the copy in memory is used"
        );
        None
    }

    async fn fetch(&self) -> Result<Dated<T>, SecretError> {
        let version = read(&self.source.client, &self.name).await?;
        let parsed = (self.parse)(self.source.stage, &version.text);
        let value = parsed.map_err(|fault| SecretError::Unusable { name: self.name.clone(), fault })?;
        Ok(self.keep(Dated { value: Arc::new(value), written_at: version.written_at }))
    }

    fn keep(&self, secret: Dated<T>) -> Dated<T> {
        let held = Held { secret: secret.clone(), asked_at: (self.source.clock)(), fresh: FRESH };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        secret
    }

    /// Before the read and not after it, because a read that hangs is cancelled with the request that began it: the next
    /// one would begin all over.
    fn ask_no_more_for_now(&self) {
        if let Some(held) = self.held.write().unwrap_or_else(PoisonError::into_inner).as_mut() {
            (held.asked_at, held.fresh) = ((self.source.clock)(), BETWEEN_FAILURES);
        }
    }

    /// What is held, if it is wanted at its age.
    ///
    /// Ages are of wall time: a monotonic clock may stand still while Lambda has frozen the function. Where the wall
    /// clock was set back, the copy counts as too old.
    fn look(&self, wanted: impl Fn(&Held<T>, Duration) -> bool) -> Option<Dated<T>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let age =
            |held: &Held<T>| (self.source.clock)().duration_since(held.asked_at).unwrap_or(Duration::MAX);
        held.as_ref().filter(|held| wanted(held, age(held))).map(|held| held.secret.clone())
    }
}
