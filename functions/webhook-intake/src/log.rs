//! One line per request. The invocation's ids come from its span.

use std::{error::Error, time::Duration};

use countersign_core::{Disposition, intake::Receipt};
use countersign_runtime::HttpEvent;

use crate::{Refused, result};

pub(crate) struct Report<'r> {
    pub(crate) event: &'r HttpEvent<'r>,
    pub(crate) took: Duration,
}

impl Report<'_> {
    pub(crate) fn receipt(&self, receipt: &Receipt) {
        let (ms, bytes) = (self.ms(), self.event.body.len() as u64);
        let outcome = result(receipt);
        match receipt {
            Receipt::Pong => tracing::info!(outcome, code = outcome, ms, bytes, "ping answered"),
            Receipt::Kept { event, store, topic, quarantine, .. } => {
                let (store, event_id) = (store.to_string(), event.to_string());
                let (platform, topic) = (topic.platform().as_str(), topic.name());
                match quarantine {
                    None => tracing::info!(
                        outcome,
                        code = outcome,
                        platform,
                        store,
                        topic,
                        event_id,
                        ms,
                        bytes,
                        "webhook {outcome}"
                    ),
                    Some(reason) => tracing::warn!(
                        outcome,
                        code = reason.code(),
                        platform,
                        store,
                        topic,
                        event_id,
                        ms,
                        bytes,
                        "webhook {outcome}: {reason}"
                    ),
                }
            }
        }
    }

    pub(crate) fn refusal(&self, refused: &Refused) {
        let (ms, bytes) = (self.ms(), self.event.body.len() as u64);
        let (outcome, code) = ("refused", refused.code());
        match refused {
            Refused::Request(_) => tracing::warn!(outcome, code, ms, bytes, "webhook refused"),
            Refused::Intake(error) => {
                let cause = error.source().map(ToString::to_string);
                if error.disposition() == Disposition::Page {
                    tracing::error!(outcome, code, cause, ms, bytes, "webhook refused: {error}");
                } else {
                    tracing::warn!(outcome, code, cause, ms, bytes, "webhook refused: {error}");
                }
            }
        }
    }

    fn ms(&self) -> u64 {
        u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX)
    }
}
