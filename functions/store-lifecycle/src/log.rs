//! One line per message. The id of the event comes from the message's span.

use std::{error::Error, time::Duration};

use countersign_core::{
    Disposition,
    lifecycle::{Handled, LifecycleError, Tally},
    ports::Recorded,
    store::Store,
    tokens::{Outcome, Removal, Why},
};

pub(crate) fn handled(handled: &Handled, took: Duration) {
    let ms = millis(took);
    match handled {
        Handled::Gone => lost("event_gone", "the journal does not hold the event", ms),
        Handled::Damaged => lost("event_damaged", "the journal's entry is not as it was written", ms),
        Handled::NotOurs(topic) => {
            let topic = topic.name();
            tracing::error!(
                outcome = "failed",
                code = "not_ours",
                topic,
                ms,
                "the event is not for this queue"
            );
        }
        Handled::Removal(store, removal) => removed(store, removal, ms),
        Handled::Scopes { store, recorded, missing } => scopes(store, *recorded, missing, ms),
        Handled::Request { store, kind, recorded } => {
            let (store, code) = (store.to_string(), kind.as_str());
            match recorded {
                Recorded::New => tracing::warn!(
                    outcome = "compliance_request",
                    code,
                    store,
                    ms,
                    "compliance request recorded; it is due in thirty days"
                ),
                Recorded::Known => {
                    tracing::info!(
                        outcome = "repeat",
                        code,
                        store,
                        ms,
                        "compliance request was recorded before"
                    );
                }
            }
        }
    }
}

fn removed(store: &Store, removal: &Removal, ms: u64) {
    let store = store.to_string();
    let (outcome, sentence) = match removal {
        Removal::Disconnected => ("disconnected", "store has removed the app"),
        Removal::StillInstalled => ("still_installed", "store has the app; the news was old or false"),
        Removal::NotConnected => ("not_connected", "store was not connected"),
        Removal::Undecided(why) => return undecided(&store, why, ms),
    };
    tracing::info!(outcome, code = outcome, store, ms, "{sentence}");
}

fn undecided(store: &str, outcome: &Outcome, ms: u64) {
    let code = outcome.why().map_or(outcome.code(), Why::code);
    if outcome.disposition() == Some(Disposition::Page) {
        tracing::error!(outcome = "undecided", code, store, ms, "whether the app was removed is not known");
    } else {
        tracing::warn!(outcome = "undecided", code, store, ms, "whether the app was removed is not known");
    }
}

/// What is missing is told as often as it is heard of: the first line may have been lost in a crash.
fn scopes(store: &Store, recorded: Recorded, missing: &[String], ms: u64) {
    let store = store.to_string();
    let (outcome, code, sentence) = match recorded {
        Recorded::New => ("scopes_changed", "scopes_changed", "scopes changed"),
        Recorded::Known => ("repeat", "scopes_known", "scopes are known"),
    };
    if missing.is_empty() {
        tracing::info!(outcome, code, store, ms, "{sentence}");
    } else {
        let (code, count) = ("scope_missing", missing.len() as u64);
        let names = missing.join(", ");
        tracing::error!(outcome, code, store, count, ms, "store does not grant all that is needed: {names}");
    }
}

fn lost(code: &'static str, sentence: &'static str, ms: u64) {
    tracing::error!(outcome = "failed", code, ms, "{sentence}");
}

/// One line in the words of the worst there is, with how many requests it is about. Whatever is open rings: the line that
/// told of a request first may have been lost in a crash.
pub(crate) fn tallied(tally: &Tally, took: Duration) {
    let (outcome, ms) = ("checked", millis(took));
    let Tally { open, soon, over, days_left } = *tally;
    let count = |requests: usize| requests as u64;
    if over > 0 {
        let (code, count) = ("compliance_overdue", count(over));
        tracing::error!(outcome, code, count, days_left, ms, "compliance requests are overdue");
    } else if soon > 0 {
        let (code, count) = ("compliance_due", count(soon));
        tracing::warn!(outcome, code, count, days_left, ms, "compliance requests are due soon");
    } else if open > 0 {
        let (code, count) = ("compliance_open", count(open));
        tracing::warn!(outcome, code, count, days_left, ms, "compliance requests are open");
    } else {
        tracing::info!(outcome, code = "compliance_none", count = 0_u64, ms, "no compliance request is open");
    }
}

pub(crate) fn failed(error: &LifecycleError, took: Duration) {
    let (outcome, code, ms) = ("failed", "unavailable", millis(took));
    let cause = error.source().map(ToString::to_string);
    if error.disposition() == Disposition::Page {
        tracing::error!(outcome, code, cause, ms, "message not handled: {error}");
    } else {
        tracing::warn!(outcome, code, cause, ms, "message not handled: {error}");
    }
}

pub(crate) fn out_of_time(took: Duration) {
    let ms = millis(took);
    tracing::warn!(outcome = "failed", code = "out_of_time", ms, "message not handled in time");
}

pub(crate) fn malformed_event() {
    tracing::error!(outcome = "failed", code = "malformed_event", "unknown event");
}

pub(crate) fn unreadable() {
    tracing::error!(outcome = "failed", code = "malformed_message", "message is not one of ours");
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
