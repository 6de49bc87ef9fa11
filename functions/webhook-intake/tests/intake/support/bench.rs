//! The real function over memory ports.

use std::{
    sync::LazyLock,
    time::{Duration, SystemTime},
};

use countersign_core::{
    Stage,
    config::Config,
    intake::Intake,
    journal::Entry,
    ports::{IntakeSecrets, JournalWriter},
    testing::{FixedSecrets, JOURNAL, MemoryJournal, SeededEntropy, reopened, ring},
};
use countersign_runtime::{Diagnostic, Invocation, policy};
use serde_json::Value;
use webhook_intake::handle;

use super::{Request, now};

static POLICY: LazyLock<Config> = LazyLock::new(|| policy(Stage::Local).unwrap());

/// The one answer to everything that is not proven, to the last byte.
pub(crate) const FORGED: &str = concat!(
    r#"{"statusCode":401,"headers":{"content-type":"application/json"},"multiValueHeaders":{},"#,
    r#""body":"{\"error\":{\"code\":\"invalid_signature\"}}","isBase64Encoded":false,"cookies":[]}"#
);

/// A function with its ports, at a time of day.
pub(crate) struct Bench<S = FixedSecrets, J = MemoryJournal> {
    pub(crate) intake: Intake<'static, S, J>,
    clock: fn() -> SystemTime,
    lives: Duration,
}

/// An answer as Lambda would send it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// All of it.
    pub(crate) text: String,
    answer: Value,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(FixedSecrets::default(), MemoryJournal::default())
    }

    /// The newest entry.
    pub(crate) fn last(&self) -> Entry {
        self.intake.journal.entries().pop().expect("an entry")
    }

    /// What was kept of the newest entry's body.
    pub(crate) fn kept(&self) -> Option<String> {
        let keys = ring(JOURNAL, None);
        reopened(&self.intake.journal, &self.last(), Stage::Local, &keys).unwrap()
    }

    /// How many entries there are.
    pub(crate) fn count(&self) -> usize {
        self.intake.journal.entries().len()
    }
}

impl<S: IntakeSecrets, J: JournalWriter> Bench<S, J> {
    pub(crate) fn with(secrets: S, journal: J) -> Self {
        let intake = Intake { config: &POLICY, secrets, journal, entropy: Box::new(SeededEntropy::new(1)) };
        Self { intake, clock: now, lives: Duration::from_secs(10) }
    }

    /// The same at another time.
    pub(crate) fn at(self, clock: fn() -> SystemTime) -> Self {
        Self { clock, ..self }
    }

    /// The same with this much of Lambda's time left.
    pub(crate) fn with_left(self, lives: Duration) -> Self {
        Self { lives, ..self }
    }

    /// Hands a raw event to the function.
    pub(crate) async fn invoke(&self, event: &str) -> Result<Told, Diagnostic> {
        let payload = serde_json::from_str(event).unwrap();
        let invocation = Invocation::new(payload, (self.clock)() + self.lives);
        let answer = handle(&self.intake, &invocation, self.clock).await?;
        let text = serde_json::to_string(&answer).unwrap();
        Ok(Told { answer: serde_json::from_str(&text).unwrap(), text })
    }

    /// Sends a request and gives its answer.
    pub(crate) async fn send(&self, request: &Request) -> Told {
        self.invoke(&request.to_event()).await.unwrap_or_else(|error| panic!("{}", error.error_message))
    }
}

impl Told {
    pub(crate) fn status(&self) -> u64 {
        self.answer["statusCode"].as_u64().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.answer["headers"][name].as_str()
    }

    /// The body's text.
    pub(crate) fn body(&self) -> &str {
        self.answer["body"].as_str().unwrap_or_default()
    }

    /// The word for what became of it.
    pub(crate) fn result(&self) -> String {
        self.field("result")
    }

    /// The event's id.
    pub(crate) fn event(&self) -> String {
        self.field("event")
    }

    fn field(&self, name: &str) -> String {
        let body: Value = serde_json::from_str(self.body()).unwrap_or_default();
        body[name].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends one request to a fresh function: it must answer 200 with `result`. Gives the entry that it kept.
pub(crate) async fn check(request: &Request, result: &str) -> Entry {
    let bench = Bench::new();
    let told = bench.send(request).await;
    assert_eq!((told.status(), told.result().as_str()), (200, result), "{told:?}");
    assert_eq!((bench.count(), told.event()), (1, bench.last().id.to_string()));
    bench.last()
}

/// The request must be refused with the constant answer, without a write.
pub(crate) async fn refused(request: &Request, status: u64, code: &str) {
    let bench = Bench::new();
    let told = bench.send(request).await;
    assert_eq!(told.status(), status, "{told:?}");
    assert_eq!(told.body(), format!(r#"{{"error":{{"code":"{code}"}}}}"#));
    assert_eq!(bench.intake.journal.calls(), 0);
}

/// The request must get the one answer of all that is not proven, without a write.
pub(crate) async fn forged(request: &Request) {
    let bench = Bench::new();
    assert_eq!(bench.send(request).await.text, FORGED);
    assert_eq!(bench.intake.journal.calls(), 0);
}
