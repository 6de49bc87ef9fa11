//! The queue of deliveries. Its messages hold ids only: no personal data in queues or dead letters.

use std::{error::Error, future::Future, time::Duration};

use crate::{event::EventId, partner::PartnerName};

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryMessage {
    /// The event to hand on.
    pub event: EventId,
    /// To whom; to every partner that subscribed, if none.
    pub partner: Option<PartnerName>,
}

/// Sends messages and postpones received ones.
pub trait DeliveryQueue: Send + Sync {
    /// Sends all, or says that not all were sent. Then some may have been: receivers take repeats.
    fn send(&self, messages: &[DeliveryMessage]) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Hides a received message for about `wait` from now, at most for somewhat less than twelve hours.
    fn postpone(&self, receipt: &str, wait: Duration) -> impl Future<Output = Result<(), QueueError>> + Send;
}

/// Why the queue did not do as asked.
#[derive(Debug, thiserror::Error)]
#[error("delivery queue is unavailable")]
pub struct QueueError(#[source] pub Box<dyn Error + Send + Sync>);
