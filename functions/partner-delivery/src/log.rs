//! One line per message.

use std::error::Error;

use countersign_core::{
    Disposition,
    delivery::{DeliverError, End, Handled},
    ports::{DeliveryMessage, QueueError, SecretError},
};
use countersign_runtime::Invocation;

pub(crate) fn handled(invocation: &Invocation, message: &DeliveryMessage, handled: &Handled) {
    let (request_id, event_id) = (&*invocation.request_id, message.event.to_string());
    match handled {
        Handled::Gone => lost(request_id, &event_id, "event_gone", "the journal does not hold the event"),
        Handled::Damaged => {
            lost(request_id, &event_id, "event_damaged", "the journal's entry is not as it was written");
        }
        Handled::Nothing => {
            tracing::info!(
                request_id,
                outcome = "nothing",
                code = "nobody_takes_it",
                event_id,
                "nothing to deliver"
            );
        }
        Handled::FannedOut { partners } => {
            let partners = *partners as u64;
            tracing::info!(
                request_id,
                outcome = "fanned_out",
                code = "fanned_out",
                event_id,
                partners,
                "event fanned out"
            );
        }
        Handled::Settled => {
            tracing::info!(
                request_id,
                outcome = "settled",
                code = "settled",
                event_id,
                "delivery settled already"
            );
        }
        Handled::NotNow(_) => {
            tracing::info!(
                request_id,
                outcome = "not_now",
                code = "not_now",
                event_id,
                "delivery is not due or in hand"
            );
        }
        Handled::Attempted { partner, number, end } => {
            attempted(request_id, &event_id, partner.as_str(), *number, end);
        }
    }
}

fn lost(request_id: &str, event_id: &str, code: &'static str, sentence: &'static str) {
    tracing::error!(request_id, outcome = "failed", code, event_id, "{sentence}");
}

fn attempted(request_id: &str, event_id: &str, partner: &str, attempt: u32, end: &End) {
    match end {
        End::Delivered => {
            tracing::info!(
                request_id,
                outcome = "delivered",
                code = "delivered",
                event_id,
                partner,
                attempt,
                "event delivered"
            );
        }
        End::Waiting(wait, reason) => {
            let (code, wait_s) = (reason.code(), wait.as_secs());
            tracing::warn!(
                request_id,
                outcome = "waiting",
                code,
                event_id,
                partner,
                attempt,
                wait_s,
                "attempt did not succeed"
            );
        }
        End::Parked(wait, reason) => {
            let (code, wait_s) = (reason.code(), wait.as_secs());
            tracing::warn!(
                request_id,
                outcome = "parked",
                code,
                event_id,
                partner,
                attempt,
                wait_s,
                "attempt did not succeed"
            );
        }
        End::Dead(reason) => {
            let code = reason.code();
            tracing::error!(
                request_id,
                outcome = "dead",
                code,
                event_id,
                partner,
                attempt,
                "delivery given up"
            );
        }
    }
}

pub(crate) fn failed(invocation: &Invocation, message: Option<&DeliveryMessage>, error: &DeliverError) {
    let request_id = &*invocation.request_id;
    let event_id = message.map(|message| message.event.to_string()).unwrap_or_default();
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    let (outcome, code) = ("failed", "unavailable");
    if error.disposition() == Disposition::Page {
        tracing::error!(request_id, outcome, code, event_id, cause, "message not handled: {error}");
    } else {
        tracing::warn!(request_id, outcome, code, event_id, cause, "message not handled: {error}");
    }
}

pub(crate) fn requeued(invocation: &Invocation, count: usize) {
    let (request_id, count) = (&*invocation.request_id, count as u64);
    if count > 0 {
        tracing::info!(
            request_id,
            outcome = "requeued",
            code = "requeued",
            count,
            "parked deliveries queued again"
        );
    }
}

pub(crate) fn out_of_time(invocation: &Invocation, message: &DeliveryMessage) {
    let (request_id, event_id) = (&*invocation.request_id, message.event.to_string());
    tracing::warn!(
        request_id,
        outcome = "failed",
        code = "unavailable",
        event_id,
        "message not handled in time"
    );
}

/// Says what to do about a partner's secret: the delivery's own line will only say that it cannot be used.
pub fn log_unusable_secret(fault: &SecretError) {
    tracing::error!(outcome = "held", code = "bad_credential", "{fault}");
}

pub(crate) fn unreadable(invocation: &Invocation) {
    let request_id = &*invocation.request_id;
    tracing::error!(request_id, outcome = "failed", code = "malformed_message", "message is not one of ours");
}

pub(crate) fn not_postponed(invocation: &Invocation, error: &QueueError) {
    let request_id = &*invocation.request_id;
    tracing::warn!(request_id, outcome = "failed", code = "not_postponed", "message not postponed: {error}");
}
