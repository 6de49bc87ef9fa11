use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::SystemTime,
};

use hyper::{body::Bytes, http::request::Parts};
use tokio::sync::watch;

use super::{Answer, Behaviour, Credentials, Ledger, Refusal, ledger, rules::judge};
use crate::{
    https::{Conduct, Play, Script, readable},
    record::{Place, Record, Recorder},
};

/// What the connections and the partner's handle have in common.
pub(super) struct Shared {
    credentials: Credentials,
    script: Mutex<Script>,
    pub(super) ledger: watch::Sender<Ledger>,
    /// With the partner's name.
    pub(super) recorder: OnceLock<(String, Recorder)>,
}

impl Shared {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            script: Mutex::default(),
            ledger: watch::Sender::default(),
            recorder: OnceLock::new(),
        }
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, head: &Parts, body: &Bytes) {
        let Some((partner, recorder)) = self.recorder.get() else { return };
        let place = || Place::Partner { partner: partner.clone() };
        recorder.add(|| Record::new(place(), head.uri.to_string()));
        recorder.add(|| Record::new(place(), body.clone()));
        for (name, value) in &head.headers {
            let place = || Place::PartnerHeader { partner: partner.clone(), header: name.to_string() };
            recorder.add(|| Record::new(place(), value.as_bytes().to_vec()));
        }
    }

    /// Judges a request, decides how to behave, does the work if that is due, and writes it all down at once.
    fn judge(&self, head: &Parts, body: Bytes) -> Behaviour {
        let planned = self.script().for_request();
        if planned.acts_on_connections() {
            return planned;
        }
        let at = now();
        let verdict = judge(&self.credentials, &head.headers, &body, at);
        let behaviour = towards(planned, verdict.as_ref().err().copied());
        let request = ledger::Request {
            method: head.method.to_string(),
            path: head.uri.to_string(),
            headers: readable(&head.headers),
            body,
            at,
            answered: behaviour.shown(),
            refused: verdict.as_ref().err().copied(),
        };
        let key = verdict.ok().filter(|_| behaviour.does_the_work());
        self.ledger.send_modify(|ledger| ledger.write_down(request, key));
        behaviour
    }
}

impl Conduct for Shared {
    fn greet(&self) -> Option<Behaviour> {
        self.ledger.send_modify(|ledger| ledger.connections += 1);
        self.script().for_connection()
    }

    async fn receive(self: Arc<Self>, head: Parts, body: Bytes) -> Play {
        self.record(&head, &body);
        match self.judge(&head, body) {
            Behaviour::Up => Play::Answer(done()),
            Behaviour::Delay(time) => Play::Later(time, done()),
            Behaviour::Answer(answer) | Behaviour::Done(answer) | Behaviour::Undone(answer) => {
                Play::Answer(answer)
            }
            Behaviour::Broken(broken) => Play::Broken(broken),
            Behaviour::Down | Behaviour::NoHandshake | Behaviour::Certificate(_) => Play::HangUp,
        }
    }
}

/// What becomes of a plan when the request breaks a rule: a refusal instead of a success. Anything else is not about the
/// request and stays.
fn towards(planned: Behaviour, refusal: Option<Refusal>) -> Behaviour {
    match (&planned, refusal) {
        (Behaviour::Up | Behaviour::Delay(_), Some(refusal)) => Behaviour::status(refusal.status()),
        (Behaviour::Answer(_) | Behaviour::Done(_), Some(refusal)) if planned.does_the_work() => {
            Behaviour::status(refusal.status())
        }
        _ => planned,
    }
}

fn done() -> Answer {
    Answer { status: 200, headers: Vec::new(), body: r#"{"ok":true}"#.to_owned() }
}

#[expect(clippy::disallowed_methods, reason = "a partner has a clock of its own")]
fn now() -> SystemTime {
    SystemTime::now()
}
