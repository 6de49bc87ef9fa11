//! One line per store and one per run. The invocation's ids come from its span.

use std::{error::Error, time::Duration};

use countersign_core::{
    Disposition,
    ports::{RowError, SubscribeFault},
    store::Store,
    tokens::{Outcome, Renewal, RunReport, Scopes, Stopped, Why},
};

use crate::{
    check::Checked,
    renew::{disposition, stopped},
    round::{Report, Standing},
};

/// How the renewal of a store ended; and, if it did not succeed, how long the store can wait for the next.
pub(crate) fn renewed(store: &Store, renewal: &Renewal, needed: &Scopes) {
    let (store, ms) = (store.to_string(), millis(renewal.took));
    if let Some(granted) = &renewal.granted {
        granted_to(&store, &granted.missing(needed));
    }
    let outcome = renewal.outcome.code();
    let code = renewal.outcome.why().map_or(outcome, Why::code);
    let is_done = matches!(renewal.outcome, Outcome::Refreshed | Outcome::Repaired | Outcome::Reused);
    let seconds = |left: Option<Duration>| left.filter(|_| !is_done).map(|left| left.as_secs());
    let (expires_in_s, refresh_expires_in_s) = (seconds(renewal.access_left), seconds(renewal.refresh_left));
    match renewal.outcome.disposition() {
        None => {
            tracing::info!(outcome, code, store, expires_in_s, refresh_expires_in_s, ms, "store seen to");
        }
        Some(Disposition::Page) => tracing::error!(
            outcome,
            code,
            store,
            expires_in_s,
            refresh_expires_in_s,
            ms,
            "store not renewed; somebody must look"
        ),
        Some(_) => {
            tracing::warn!(outcome, code, store, expires_in_s, refresh_expires_in_s, ms, "store not renewed");
        }
    }
}

/// What a store's new tokens may not do, if that is anything.
fn granted_to(store: &str, missing: &[String]) {
    if missing.is_empty() {
        return;
    }
    let (code, count, names) = ("scope_missing", missing.len() as u64, missing.join(", "));
    tracing::warn!(outcome = code, code, store, count, "store does not grant all that is needed: {names}");
}

/// What a run has done.
pub(crate) fn ran(report: &RunReport, expires_in: Option<Duration>, took: Duration) {
    let (count, ms) = (report.outcomes.values().sum::<usize>() as u64, millis(took));
    let expires_in_s = expires_in.map(|left| left.as_secs());
    let outcome = "ran";
    match report.stopped {
        None => tracing::info!(outcome, code = outcome, count, expires_in_s, ms, "due stores seen to"),
        Some(Stopped::Time) => tracing::warn!(
            outcome,
            code = stopped(Stopped::Time),
            count,
            expires_in_s,
            ms,
            "more stores are due than there was time for"
        ),
        Some(early) => tracing::error!(
            outcome,
            code = stopped(early),
            count,
            expires_in_s,
            ms,
            "the run was stopped: the platform refuses more than single stores"
        ),
    }
}

/// A run that could not be made.
pub(crate) fn not_run(error: &RowError, took: Duration) {
    let (outcome, code, ms) = ("failed", "unavailable", millis(took));
    let cause = error.source().map(ToString::to_string);
    if disposition(error) == Disposition::Page {
        tracing::error!(outcome, code, cause, ms, "run failed: {error}");
    } else {
        tracing::warn!(outcome, code, cause, ms, "run failed: {error}");
    }
}

pub(crate) fn out_of_time(took: Duration) {
    let ms = millis(took);
    tracing::warn!(outcome = "failed", code = "out_of_time", ms, "run cut off; the next one takes it up");
}

pub(crate) fn unsubscribed(store: &Store, fault: &SubscribeFault) {
    let (code, store) = (fault.code(), store.to_string());
    tracing::error!(outcome = "unsubscribed", code, store, "{fault}");
}

/// What was found of a store.
pub(crate) fn checked(store: &Store, checked: &Checked, took: Duration) {
    let (name, ms, code) = (store.to_string(), millis(took), checked.code());
    match checked {
        Checked::KeysGood | Checked::WebhooksGood => {
            tracing::info!(outcome = code, code, store = name, ms, "store knows us and sends what it should");
        }
        Checked::Mended(made) => mended(&name, *made, ms),
        Checked::Unreachable
        | Checked::TooSlow
        | Checked::NotReady
        | Checked::Unavailable
        | Checked::NotConnected => {
            tracing::warn!(outcome = "unchecked", code, store = name, ms, "store could not be checked");
        }
        Checked::BadRow => {
            tracing::error!(outcome = "unchecked", code, store = name, ms, "store's row cannot be read");
        }
        Checked::NoToken(outcome) => {
            let (granted, access_left, refresh_left) = (None, None, None);
            let renewal = Renewal { outcome: outcome.clone(), granted, access_left, refresh_left, took };
            renewed(store, &renewal, &Scopes::default());
        }
        Checked::Unsubscribed(fault, made) => {
            if *made > 0 {
                mended(&name, *made, ms);
            }
            tracing::error!(outcome = "unsubscribed", code, store = name, ms, "{fault}");
        }
        Checked::Refused | Checked::BadSecret => {
            let outcome = "reauth_required";
            tracing::error!(outcome, code, store = name, ms, "store's keys do not work; invite it again");
        }
    }
}

fn mended(store: &str, made: usize, ms: u64) {
    let (code, count) = ("webhooks_mended", made as u64);
    tracing::warn!(
        outcome = code,
        code,
        store,
        count,
        ms,
        "webhooks were missing and are made; what happened without them was not sent"
    );
}

/// What a run of the round has come to.
pub(crate) fn went_on(report: &Report, took: Duration) {
    let (count, ms) = (report.outcomes.values().sum::<usize>() as u64, millis(took));
    let outcome = "checked";
    match report.round {
        Standing::Complete => {
            tracing::info!(outcome, code = "keys_checked", count, ms, "every store was checked");
        }
        Standing::UnderWay => {
            tracing::info!(outcome, code = "round_under_way", count, ms, "the next run goes on");
        }
        Standing::Late => tracing::error!(
            outcome,
            code = "round_late",
            count,
            ms,
            "a round over all stores takes more than a day; let it run more often"
        ),
        Standing::Taken => {
            tracing::warn!(outcome, code = "round_taken", count, ms, "another run goes on with the round");
        }
        Standing::NotDue => tracing::info!(outcome, code = "round_not_due", ms, "today's round is over"),
    }
}

/// What became of a store that an operator wants no longer.
pub(crate) fn disconnected(store: &Store, outcome: &'static str, why: Option<&'static str>) {
    let store = store.to_string();
    match (outcome, why) {
        ("disconnected" | "was_disconnected", None) => {
            tracing::info!(outcome, code = outcome, store, "store is disconnected, by an operator");
        }
        ("disconnected" | "was_disconnected", Some(code)) => {
            tracing::warn!(outcome, code, store, "store is disconnected; its webhooks could not be deleted");
        }
        ("failed", why) => {
            let (outcome, code) = ("not_disconnected", why.unwrap_or(outcome));
            tracing::error!(outcome, code, store, "store was not disconnected; somebody must look");
        }
        (_, why) => {
            let (outcome, code) = ("not_disconnected", why.unwrap_or(outcome));
            tracing::warn!(outcome, code, store, "store was not disconnected");
        }
    }
}

/// What became of a token that never ends.
pub(crate) fn migrated(store: &Store, word: &'static str, why: Option<&'static str>, took: Duration) {
    let (store, ms, code) = (store.to_string(), millis(took), why.unwrap_or(word));
    if word == "migrated" {
        tracing::info!(outcome = "migrated", code, store, ms, "store's token now ends and is renewed");
    } else {
        tracing::error!(outcome = "not_migrated", code, store, ms, "store's token was not migrated");
    }
}

pub(crate) fn malformed_event() {
    tracing::error!(outcome = "failed", code = "malformed_event", "unknown event");
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
