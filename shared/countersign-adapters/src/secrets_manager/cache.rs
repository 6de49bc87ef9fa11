//! One secret in memory: of bounded age, read by one caller at a time, and served while it cannot be read anew.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{Stage, ports::SecretError};
use tokio::{sync::Mutex, time::Instant};

use super::{read::read, wire::Parse};

/// A rotated secret is in force everywhere after this long.
const FRESH: Duration = Duration::from_mins(5);
/// While a secret cannot be read anew, it is asked for this often.
const BETWEEN_FAILURES: Duration = Duration::from_secs(10);

/// One secret, parsed, kept in memory.
pub(super) struct Cached<T> {
    client: Client,
    stage: Stage,
    name: String,
    parse: Parse<T>,
    held: RwLock<Option<Held<T>>>,
    flight: Mutex<()>,
}

struct Held<T> {
    value: Arc<T>,
    /// The last time it was asked for, whether it came or not.
    asked_at: Instant,
    /// When it is to be asked for again.
    stale_at: Instant,
}

impl<T> Cached<T> {
    pub(super) fn new(client: Client, stage: Stage, name: String, parse: Parse<T>) -> Self {
        Self { client, stage, name, parse, held: RwLock::new(None), flight: Mutex::new(()) }
    }

    /// The secret, from memory if it is fresh there.
    pub(super) async fn get(&self) -> Result<Arc<T>, SecretError> {
        if let Some(value) = self.look(|held, now| now < held.stale_at) {
            return Ok(value);
        }
        let _flight = self.flight.lock().await;
        match self.look(|held, now| now < held.stale_at) {
            Some(value) => Ok(value),
            None => self.refresh().await,
        }
    }

    /// Asks for the secret again, unless that was done within `age`.
    pub(super) async fn reread(&self, age: Duration) -> Result<Option<Arc<T>>, SecretError> {
        let _flight = self.flight.lock().await;
        if self.look(|held, now| now < held.asked_at + age).is_some() {
            return Ok(None);
        }
        self.refresh().await.map(Some)
    }

    async fn refresh(&self) -> Result<Arc<T>, SecretError> {
        let text = read(&self.client, &self.name).await;
        let parsed = text.and_then(|text| {
            (self.parse)(self.stage, &text)
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
        let asked_at = Instant::now();
        let held = Held { value: Arc::clone(&value), asked_at, stale_at: asked_at + fresh };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        value
    }

    fn look(&self, wanted: impl Fn(&Held<T>, Instant) -> bool) -> Option<Arc<T>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|held| wanted(held, Instant::now())).map(|held| Arc::clone(&held.value))
    }
}
