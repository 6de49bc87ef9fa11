//! One secret in memory: of bounded age, read by one caller at a time, and served while it cannot be read anew.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{Stage, ports::SecretError};
use tokio::sync::Mutex;

use super::{read::read, wire::Parse};

/// A rotated secret is in force everywhere after this long.
const FRESH: Duration = Duration::from_mins(5);
/// While a secret cannot be read anew, it is asked for this often.
const BETWEEN_FAILURES: Duration = Duration::from_secs(10);

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

struct Held<T> {
    value: Arc<T>,
    /// The last time it was asked for, whether it came or not.
    asked_at: SystemTime,
    /// For how long after that it is not asked for again.
    fresh: Duration,
}

impl<T> Cached<T> {
    pub(super) fn new(source: Source, name: String, parse: Parse<T>) -> Self {
        Self { source, name, parse, held: RwLock::new(None), flight: Mutex::new(()) }
    }

    /// The secret, from memory if it is fresh there.
    pub(super) async fn get(&self) -> Result<Arc<T>, SecretError> {
        if let Some(value) = self.look(|held, age| age < held.fresh) {
            return Ok(value);
        }
        let _flight = self.flight.lock().await;
        match self.look(|held, age| age < held.fresh) {
            Some(value) => Ok(value),
            None => self.refresh().await,
        }
    }

    /// Asks for the secret again, unless that was done within `age`.
    pub(super) async fn reread(&self, age: Duration) -> Result<Option<Arc<T>>, SecretError> {
        let _flight = self.flight.lock().await;
        if self.look(|_, held_for| held_for < age).is_some() {
            return Ok(None);
        }
        self.refresh().await.map(Some)
    }

    async fn refresh(&self) -> Result<Arc<T>, SecretError> {
        let text = read(&self.source.client, &self.name).await;
        let parsed = text.and_then(|text| {
            (self.parse)(self.source.stage, &text)
                .map_err(|fault| SecretError::Unusable { name: self.name.clone(), fault })
        });
        match parsed {
            Ok(value) => Ok(self.keep(Arc::new(value), FRESH)),
            Err(error) => match self.look(|_, _| true) {
                Some(old) => {
                    tracing::warn!(
                        code = "secret_not_refreshed",
                        secret = self.name,
                        "{error}; the copy in memory is used"
                    );
                    Ok(self.keep(old, BETWEEN_FAILURES))
                }
                None => Err(error),
            },
        }
    }

    fn keep(&self, value: Arc<T>, fresh: Duration) -> Arc<T> {
        let held = Held { value: Arc::clone(&value), asked_at: (self.source.clock)(), fresh };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        value
    }

    /// What is held, if it is wanted at its age.
    ///
    /// Ages are of wall time: a monotonic clock may stand still while Lambda has frozen the function. Where the wall
    /// clock was set back, the copy counts as too old.
    fn look(&self, wanted: impl Fn(&Held<T>, Duration) -> bool) -> Option<Arc<T>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let age =
            |held: &Held<T>| (self.source.clock)().duration_since(held.asked_at).unwrap_or(Duration::MAX);
        held.as_ref().filter(|held| wanted(held, age(held))).map(|held| Arc::clone(&held.value))
    }
}
