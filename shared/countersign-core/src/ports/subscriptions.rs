//! What stores are asked to send us, made through their APIs.

use std::{future::Future, ops::ControlFlow};

use crate::{
    oauth::ConsumerKeys,
    store::{ShopDomain, StoreUrl},
    tokens::AccessToken,
    topic::Topic,
};

/// What a store is asked to send, and where.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The topics, all of one platform.
    pub topics: &'a [Topic],
    /// Our own address for them.
    pub address: &'a str,
}

/// Subscribes to a Shopify shop's webhooks.
pub trait Subscriptions: Send + Sync {
    /// Makes what is missing of `wanted`, and counts it. Whatever else there is stays as it is. To repeat it changes
    /// nothing.
    fn subscribe(
        &self,
        shop: &ShopDomain,
        token: &AccessToken,
        wanted: Wanted<'_>,
    ) -> impl Future<Output = Asked> + Send;
}

/// Makes the webhooks of a WooCommerce store.
pub trait StoreWebhooks: Send + Sync {
    /// Makes what is missing of `wanted`, and gives `secret` to what was there already, which then sends whether or not it
    /// was switched off: no store tells which secret it has. Counts those that did not send before.
    fn subscribe(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        wanted: Wanted<'_>,
        secret: &str,
    ) -> impl Future<Output = Asked> + Send;
}

/// Takes the webhooks of a WooCommerce store away.
pub trait WebhookRemoval: Send + Sync {
    /// Deletes every webhook that goes to `address`, and gives how many there were. To repeat it changes nothing.
    fn unsubscribe(
        &self,
        url: &StoreUrl,
        keys: &ConsumerKeys,
        address: &str,
    ) -> impl Future<Output = Result<usize, SubscribeFault>> + Send;
}

/// Why not everything that is wanted will be sent. The store stays connected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubscribeFault {
    /// No usable answer: trying later may help.
    #[error("the store gave no usable answer when it was asked for webhooks")]
    Unavailable,
    /// It does not let us.
    #[error("the store does not allow us to ask for webhooks")]
    Denied,
    /// It refuses one of them, for a reason of its own.
    #[error("the store refuses to send webhooks of {0}")]
    Refused(Topic),
}

/// What comes of asking for one topic after another. A store that does not give one of them may give the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// How many were made.
    pub made: usize,
    /// Why not all that are wanted are there: what was heard first.
    pub fault: Option<SubscribeFault>,
}

impl Asked {
    /// Counts what came of a topic: whether something was made for it. Gives whether to ask for the next: a store that does
    /// not answer is left.
    pub fn count(&mut self, asked: Result<bool, SubscribeFault>) -> ControlFlow<()> {
        let is_silent = asked == Err(SubscribeFault::Unavailable);
        match asked {
            Ok(made) => self.made += usize::from(made),
            Err(fault) => {
                self.fault.get_or_insert(fault);
            }
        }
        if is_silent { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl From<SubscribeFault> for Asked {
    /// Nothing could be made.
    fn from(fault: SubscribeFault) -> Self {
        Self { made: 0, fault: Some(fault) }
    }
}

impl SubscribeFault {
    /// The name in logs and answers.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable => "subscriptions_unavailable",
            Self::Denied => "subscriptions_denied",
            Self::Refused(_) => "subscriptions_refused",
        }
    }
}
