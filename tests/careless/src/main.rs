//! A function as somebody might write it who thinks of nothing: it logs what it gets in every way there is, answers
//! with it, fails with it, and panics with it. It is not deployed; its tests look for what it could tell.

mod ways;

use std::process::ExitCode;

use countersign_runtime::{Diagnostic, Invocation, run, serve};
use serde::Deserialize;

/// What it gets.
#[derive(Debug, Deserialize)]
struct Payload {
    /// Something that must not be told.
    text: String,
    /// Something that may be told, by the names of the fields it belongs in.
    known: Known,
    log: Log,
    then: Then,
}

#[derive(Debug, Default, Deserialize)]
struct Known {
    event_id: String,
    store: String,
    topic: String,
    partner: String,
}

/// Where it logs.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Log {
    Everywhere,
    /// Where no text is free.
    Fields,
    Nowhere,
}

/// How it ends.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Then {
    Answer,
    Fail,
    Panic,
    Unwrap,
    Expect,
    PanicInThread,
    PanicWhileLogging,
}

fn main() -> ExitCode {
    run(env!("CARGO_PKG_NAME"), start)
}

async fn start() -> Result<(), countersign_runtime::Stopped> {
    serve(async |invocation| handle(&invocation)).await
}

fn handle(invocation: &Invocation) -> Result<&'static str, Diagnostic> {
    let Ok(payload) = serde_json::from_str::<Payload>(invocation.payload()) else {
        return Err(Diagnostic {
            error_type: "Careless".to_owned(),
            error_message: invocation.payload().to_owned(),
        });
    };
    ways::log(invocation.payload(), &payload);
    ways::end(&payload)
}
