//! Every way to log.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the carelessness that this function is for"
)]

use std::{error::Error, fmt};

use countersign_runtime::Diagnostic;
use tracing::{debug, error, error_span, field::Empty, info, trace, warn};

use crate::{Log, Payload, Then};

/// An error whose cause quotes what it was about.
#[derive(Debug)]
struct Careless {
    text: String,
    source: Option<Box<Careless>>,
}

/// What panics when it is written.
struct Bomb<'t>(&'t str);

impl Careless {
    fn about(text: &str) -> Self {
        let source = Self { text: text.to_owned(), source: None };
        Self { text: format!("cannot handle {text}"), source: Some(Box::new(source)) }
    }
}

impl fmt::Display for Careless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Careless {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &dyn Error)
    }
}

impl fmt::Debug for Bomb<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("{}", self.0)
    }
}

pub(crate) fn log(raw: &str, payload: &Payload) {
    match payload.log {
        Log::Everywhere => {
            free_text(raw, payload);
            fields(raw, payload);
        }
        Log::Fields => fields(raw, payload),
        Log::Nowhere => {}
    }
}

/// Where any text may stand.
fn free_text(raw: &str, payload: &Payload) {
    let text = payload.text.as_str();
    messages(text);
    info!("{raw}");
    info!("{payload:?}");
    info!("{payload:#?}");
    trace!(cause = text, sample = text, "free text");
    error!(cause = %text, sample = ?text, "free text");
    info!(cause = ?payload, sample = raw, "free text");
    free_text_of_spans(text);
    errors(text);
    well_behaved(payload);
}

/// Where a text must have a form, or has no place at all.
fn fields(raw: &str, payload: &Payload) {
    let text = payload.text.as_str();
    typed(text);
    numbers(text);
    unknown(raw, payload);
    fields_of_spans(text);
}

/// At every level, alone and within a sentence.
fn messages(text: &str) {
    trace!("{text}");
    debug!("{text}");
    info!("{text}");
    warn!("{text}");
    error!("{text}");
    error!("cannot handle {text}, giving up");
}

/// In fields that have a form.
fn typed(text: &str) {
    info!(outcome = text, code = text, platform = text, "words");
    info!(request_id = text, trace_id = text, event_id = text, store = text, topic = text, "ids");
    info!(partner = text, secret = text, place = text, "names");
    info!(outcome = %text, code = %text, event_id = ?text, store = ?text, topic = %text, partner = %text, "again");
}

/// In fields that are numbers.
fn numbers(text: &str) {
    info!(attempt = text, wait_s = text, partners = text, count = text, ms = text, bytes = text, "numbers");
    info!(outcome = "careless", ms = %text, bytes = ?text, partner = text, "a metric");
}

/// In fields that nobody knows.
fn unknown(raw: &str, payload: &Payload) {
    let text = payload.text.as_str();
    error!(text, payload = raw, body = ?payload, customer_email = text, "unknown fields");
    let careless = Careless::about(text);
    let error: &(dyn Error + 'static) = &careless;
    warn!(outcome = error, event_id = error, source = error, ms = error, "errors in other places");
    info!(error = %text, exception = text, headers.authorization = text, http.body = text, "unknown fields");
}

/// In fields of spans, from the start and later, around a line that says nothing.
fn free_text_of_spans(text: &str) {
    let outer = error_span!("outer", cause = text, sample = Empty);
    outer.in_scope(|| info!("within a span"));
    outer.record("sample", text);
    let inner = error_span!(parent: &outer, "inner", cause = ?text);
    inner.in_scope(|| info!("within spans"));
    outer.record("sample", format_args!("{text:?}"));
    outer.in_scope(|| info!("within a span again"));
}

fn fields_of_spans(text: &str) {
    let outer = error_span!("outer", event_id = text, customer = text, store = Empty, address = Empty);
    outer.record("store", text);
    outer.record("address", text);
    let inner = error_span!(parent: &outer, "inner", code = text, topic = ?text, payload = %text);
    inner.in_scope(|| info!("within spans"));
}

/// As errors with causes.
fn errors(text: &str) {
    let careless = Careless::about(text);
    let error: &(dyn Error + 'static) = &careless;
    error!(cause = error, "an error");
    error!(error, "an error");
    error!(cause = ?careless, "an error: {careless}");
}

/// With what operators need.
fn well_behaved(payload: &Payload) {
    let known = &payload.known;
    let (event_id, store, topic, partner) = (&*known.event_id, &*known.store, &*known.topic, &*known.partner);
    info!(
        outcome = "careless",
        event_id,
        store,
        topic,
        partner,
        ms = 7_u64,
        bytes = 8_u64,
        "{}",
        payload.text
    );
}

fn fails_with(text: &str) -> Result<(), Careless> {
    if text.is_empty() { Ok(()) } else { Err(Careless::about(text)) }
}

pub(crate) fn end(payload: &Payload) -> Result<&'static str, Diagnostic> {
    let text = payload.text.as_str();
    let failed = fails_with(text);
    match payload.then {
        Then::Answer => return Ok("done"),
        Then::Fail => {
            return Err(Diagnostic {
                error_type: text.to_owned(),
                error_message: format!("about {payload:?}"),
            });
        }
        Then::Panic => panic!("{text}"),
        Then::Unwrap => failed.unwrap(),
        Then::Expect => failed.expect(text),
        Then::PanicInThread => std::thread::scope(|scope| drop(scope.spawn(|| panic!("{text}")).join())),
        Then::PanicWhileLogging => error!(cause = ?Bomb(text), sample = text, "never written"),
    }
    Ok("went on after a panic")
}
