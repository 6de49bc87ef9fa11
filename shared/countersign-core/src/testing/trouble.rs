//! The failing twins: every way a port can let its caller down, on demand.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use super::MemoryJournal;
use crate::{
    event::EventId,
    journal::{Entry, Piece},
    keys::KeyRing,
    ports::{
        Appended, IntakeSecrets, JournalError, JournalReader, JournalWriter, OAuthSecrets, ReadError,
        SecretError, ShopifyApp, ShopifyAppSecret,
    },
};

/// Whether trying again may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It may: slow, throttled, away.
    Passing,
    /// It cannot: refused, or unusable.
    Lasting,
}

/// Keeps nothing and gives nothing, and says so.
pub struct FailingJournal(pub Trouble);

impl JournalWriter for FailingJournal {
    async fn append(&self, _: &Entry, _: &[Piece]) -> Result<Appended, JournalError> {
        Err(match self.0 {
            Trouble::Passing => unavailable(),
            Trouble::Lasting => JournalError::Refused("test: refused".into()),
        })
    }
}

impl JournalReader for FailingJournal {
    async fn deliverable(&self, _: EventId) -> Result<Option<Entry>, ReadError> {
        self.unreadable()
    }

    async fn pieces(&self, _: EventId, _: &[String]) -> Result<Vec<Piece>, ReadError> {
        self.unreadable()
    }
}

impl FailingJournal {
    fn unreadable<T>(&self) -> Result<T, ReadError> {
        Err(match self.0 {
            Trouble::Passing => ReadError::Unavailable("test: no answer".into()),
            Trouble::Lasting => ReadError::Refused("test: refused".into()),
        })
    }
}

/// Never answers.
pub struct SilentJournal;

impl JournalWriter for SilentJournal {
    async fn append(&self, _: &Entry, _: &[Piece]) -> Result<Appended, JournalError> {
        pending().await
    }
}

/// Keeps everything, and loses its first answer.
#[derive(Default)]
pub struct ForgetfulJournal {
    /// What it keeps.
    pub memory: MemoryJournal,
    lost_one: AtomicBool,
}

impl JournalWriter for ForgetfulJournal {
    async fn append(&self, entry: &Entry, pieces: &[Piece]) -> Result<Appended, JournalError> {
        let appended = self.memory.append(entry, pieces).await?;
        if self.lost_one.swap(true, Relaxed) { Ok(appended) } else { Err(unavailable()) }
    }
}

fn unavailable() -> JournalError {
    JournalError::Unavailable("test: no answer".into())
}

/// Has no secret to give.
pub struct FailingSecrets(pub Trouble);

impl FailingSecrets {
    fn error<T>(&self) -> Result<T, SecretError> {
        let name = "countersign/local/test".to_owned();
        Err(match self.0 {
            Trouble::Passing => SecretError::Unavailable { name, source: "test: no answer".into() },
            Trouble::Lasting => SecretError::Unusable { name, fault: "is blank".to_owned() },
        })
    }
}

impl IntakeSecrets for FailingSecrets {
    async fn shopify_app(&self) -> Result<Arc<ShopifyAppSecret>, SecretError> {
        self.error()
    }

    async fn reread_shopify_app(&self, _: Duration) -> Result<Option<Arc<ShopifyAppSecret>>, SecretError> {
        self.error()
    }

    async fn webhook_masters(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.error()
    }

    async fn journal_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.error()
    }

    async fn audit_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.error()
    }
}

impl OAuthSecrets for FailingSecrets {
    async fn shopify_app(&self) -> Result<Arc<ShopifyApp>, SecretError> {
        self.error()
    }

    async fn reread_shopify_app(&self, _: Duration) -> Result<Option<Arc<ShopifyApp>>, SecretError> {
        self.error()
    }

    async fn oauth_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.error()
    }

    async fn reread_oauth_keys(&self, _: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        self.error()
    }
}
