//! The queue in memory: it remembers what it was asked for, and hands nothing out.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::ports::{DeliveryMessage, DeliveryQueue, QueueError};

/// Takes everything, or nothing while it is down.
#[derive(Default)]
pub struct MemoryQueue {
    /// Whether every call fails.
    pub down: bool,
    sent: Mutex<Vec<DeliveryMessage>>,
    postponed: Mutex<Vec<(String, Duration)>>,
}

impl MemoryQueue {
    /// The messages that were sent, in order.
    pub fn sent(&self) -> Vec<DeliveryMessage> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The receipts that were postponed, and for how long, in order.
    pub fn postponed(&self) -> Vec<(String, Duration)> {
        self.postponed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn check(&self) -> Result<(), QueueError> {
        if self.down { Err(QueueError("test: no answer".into())) } else { Ok(()) }
    }
}

impl DeliveryQueue for MemoryQueue {
    async fn send(&self, messages: &[DeliveryMessage]) -> Result<(), QueueError> {
        self.check()?;
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(messages);
        Ok(())
    }

    async fn postpone(&self, receipt: &str, wait: Duration) -> Result<(), QueueError> {
        self.check()?;
        let mut postponed = self.postponed.lock().unwrap_or_else(PoisonError::into_inner);
        postponed.push((receipt.to_owned(), wait));
        Ok(())
    }
}
