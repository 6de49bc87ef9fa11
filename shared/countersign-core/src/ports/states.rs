//! Installations under way.

use std::{error::Error, future::Future};

use crate::oauth::{KeptState, StateKey};

/// Keeps what is known of an installation under way until it is used or forgotten.
pub trait States: Send + Sync {
    /// Keeps a state. If one of its name is there already it is our own, whose answer was lost: names do not repeat.
    fn begin(&self, state: &KeptState) -> impl Future<Output = Result<(), StatesError>> + Send;

    /// Takes a state away and returns it, also if its time is over.
    ///
    /// Of any number of concurrent callers exactly one gets it. If an answer was lost and the call repeated by itself,
    /// that may be nobody: the merchant then starts again, and nothing was exchanged.
    fn consume(&self, key: StateKey) -> impl Future<Output = Result<Option<KeptState>, StatesError>> + Send;

    /// Reads a state, as it is at this moment, and leaves it there.
    fn find(&self, key: StateKey) -> impl Future<Output = Result<Option<KeptState>, StatesError>> + Send;
}

impl<T: States> States for &T {
    fn begin(&self, state: &KeptState) -> impl Future<Output = Result<(), StatesError>> + Send {
        (**self).begin(state)
    }

    fn consume(&self, key: StateKey) -> impl Future<Output = Result<Option<KeptState>, StatesError>> + Send {
        (**self).consume(key)
    }

    fn find(&self, key: StateKey) -> impl Future<Output = Result<Option<KeptState>, StatesError>> + Send {
        (**self).find(key)
    }
}

/// Why states could not be had.
#[derive(Debug, thiserror::Error)]
pub enum StatesError {
    /// Slow, throttling, or away: trying later may help.
    #[error("installations under way are unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// It refused us, or holds what we did not write: trying again cannot help.
    #[error("installations under way were refused")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
}
