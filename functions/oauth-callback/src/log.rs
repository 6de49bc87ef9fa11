//! One line per request, and one more if a store could not be asked for its webhooks. The invocation's ids come from its
//! span.

use std::{error::Error, time::Duration};

use countersign_core::{Disposition, store::Store, tokens::Outcome};

use crate::{refused::Refused, told::Told};

pub(crate) fn told(told: &Told, took: Duration) {
    let (outcome, ms) = (told.outcome(), millis(took));
    let store = told.store().map(|store| store.to_string());
    if let Some(fault) = told.unsubscribed() {
        let code = fault.code();
        tracing::error!(outcome = "unsubscribed", code, store, "{fault}");
    }
    match told.missing() {
        [] => {
            tracing::info!(outcome, code = outcome, store, ms, "installation {}", outcome.replace('_', " "));
        }
        missing => {
            let (count, names) = (missing.len() as u64, missing.join(", "));
            tracing::warn!(
                outcome,
                code = outcome,
                store,
                count,
                ms,
                "store does not grant all that is needed: {names}"
            );
        }
    }
}

pub(crate) fn refused(refused: &Refused, took: Duration) {
    let (outcome, code, ms) = ("refused", code(refused), millis(took));
    let (store, cause) = (store(refused).map(Store::to_string), cause(refused));
    if refused.disposition() == Disposition::Page {
        tracing::error!(outcome, code, store, cause, ms, "installation refused");
    } else {
        tracing::warn!(outcome, code, store, cause, ms, "installation refused");
    }
}

pub(crate) fn malformed_event() {
    tracing::error!(outcome = "failed", code = "malformed_event", "unknown event");
}

/// The code of the answer, or a more telling one that is for us alone.
fn code(refused: &Refused) -> &'static str {
    let invalid_client = matches!(refused, Refused::Failed(_, Outcome::InvalidClient));
    if invalid_client { "invalid_client" } else { refused.code() }
}

fn store(refused: &Refused) -> Option<&Store> {
    match refused {
        Refused::Rejected(store) | Refused::Failed(store, _) | Refused::Unknown(store) => Some(store),
        Refused::Request(_) | Refused::OAuth(_) | Refused::Late => None,
    }
}

/// What the rules, the platform or a service said. Never what the visitor sent.
fn cause(refused: &Refused) -> Option<String> {
    match refused {
        Refused::Request(_) | Refused::Rejected(_) => None,
        Refused::OAuth(error) => {
            Some(error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}")))
        }
        Refused::Failed(_, outcome) => {
            Some(outcome.why().map_or(outcome.code(), |why| why.code()).to_owned())
        }
        Refused::Unknown(_) => Some("the connections table did not answer".to_owned()),
        Refused::Late => Some("not in time".to_owned()),
    }
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
