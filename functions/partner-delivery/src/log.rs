//! One line per message. The id of the event comes from the message's span.

use std::{error::Error, time::Duration};

use countersign_core::{
    Disposition,
    delivery::{DeliverError, End, Handled},
    ports::{QueueError, SecretError},
};

pub(crate) fn handled(handled: &Handled, took: Duration) {
    let ms = millis(took);
    match handled {
        Handled::Gone => lost("event_gone", "the journal does not hold the event", ms),
        Handled::Damaged => lost("event_damaged", "the journal's entry is not as it was written", ms),
        Handled::Nothing => {
            tracing::info!(outcome = "nothing", code = "nobody_takes_it", ms, "nothing to deliver");
        }
        Handled::FannedOut { partners } => {
            let partners = *partners as u64;
            tracing::info!(outcome = "fanned_out", code = "fanned_out", partners, ms, "event fanned out");
        }
        Handled::Settled => {
            tracing::info!(outcome = "settled", code = "settled", ms, "delivery settled already");
        }
        Handled::NotNow(_) => {
            tracing::info!(outcome = "not_now", code = "not_now", ms, "delivery is not due or in hand");
        }
        Handled::Attempted { partner, number, end } => attempted(partner.as_str(), *number, end, ms),
    }
}

fn lost(code: &'static str, sentence: &'static str, ms: u64) {
    tracing::error!(outcome = "failed", code, ms, "{sentence}");
}

fn attempted(partner: &str, attempt: u32, end: &End, ms: u64) {
    match end {
        End::Delivered => {
            let code = "delivered";
            tracing::info!(outcome = "delivered", code, partner, attempt, ms, "event delivered");
        }
        End::Waiting(wait, reason) => {
            let (code, wait_s) = (reason.code(), wait.as_secs());
            tracing::warn!(
                outcome = "waiting",
                code,
                partner,
                attempt,
                wait_s,
                ms,
                "attempt did not succeed"
            );
        }
        End::Parked(wait, reason) => {
            let (code, wait_s) = (reason.code(), wait.as_secs());
            tracing::warn!(outcome = "parked", code, partner, attempt, wait_s, ms, "attempt did not succeed");
        }
        End::Dead(reason) => {
            let code = reason.code();
            tracing::error!(outcome = "dead", code, partner, attempt, ms, "delivery given up");
        }
    }
}

pub(crate) fn failed(error: &DeliverError, took: Duration) {
    let (outcome, code, ms) = ("failed", "unavailable", millis(took));
    let cause = error.source().map(ToString::to_string);
    if error.disposition() == Disposition::Page {
        tracing::error!(outcome, code, cause, ms, "message not handled: {error}");
    } else {
        tracing::warn!(outcome, code, cause, ms, "message not handled: {error}");
    }
}

pub(crate) fn requeued(count: usize, took: Duration) {
    let (count, ms) = (count as u64, millis(took));
    if count > 0 {
        tracing::info!(outcome = "requeued", code = "requeued", count, ms, "parked deliveries queued again");
    }
}

pub(crate) fn out_of_time(took: Duration) {
    let ms = millis(took);
    tracing::warn!(outcome = "failed", code = "unavailable", ms, "message not handled in time");
}

/// Says what to do about a partner's secret: the delivery's own line will only say that it cannot be used.
pub fn log_unusable_secret(fault: &SecretError) {
    tracing::error!(outcome = "held", code = "bad_credential", "{fault}");
}

pub(crate) fn malformed_event() {
    tracing::error!(outcome = "failed", code = "malformed_event", "unknown event");
}

pub(crate) fn unreadable() {
    tracing::error!(outcome = "failed", code = "malformed_message", "message is not one of ours");
}

pub(crate) fn not_postponed(error: &QueueError) {
    let cause = error.source().map(ToString::to_string);
    tracing::warn!(outcome = "failed", code = "not_postponed", cause, "message not postponed: {error}");
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
