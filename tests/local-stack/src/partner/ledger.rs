use std::time::SystemTime;

use hyper::body::Bytes;

use super::Refusal;

/// All a partner remembers.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// How many connections were made, also those that ended before a request.
    pub connections: usize,
    /// Every request that was read in full, oldest first.
    pub requests: Vec<Request>,
    /// What was done, once per `Idempotency-Key`, oldest first.
    pub effects: Vec<Effect>,
}

/// One request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST`, one hopes.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names in lower case, in the order they came; bytes that are not text are shown as U+FFFD.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Bytes,
    /// When it had been read.
    pub at: SystemTime,
    /// The status the client was shown; nothing when it got none.
    pub answered: Option<u16>,
    /// Which of the partner's rules it broke.
    pub refused: Option<Refusal>,
}

/// Something the partner did.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The `Idempotency-Key` it was done for.
    pub key: String,
    /// The body of the request that made it happen; later ones with the same key change nothing.
    pub body: Bytes,
    /// When it was done.
    pub at: SystemTime,
}

impl Request {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl Ledger {
    /// Remembers the request and, for a key that is new, what was done because of it.
    pub(super) fn write_down(&mut self, request: Request, to_do: Option<String>) {
        let to_do = to_do.filter(|key| self.effects.iter().all(|effect| effect.key != *key));
        if let Some(key) = to_do {
            self.effects.push(Effect { key, body: request.body.clone(), at: request.at });
        }
        self.requests.push(request);
    }
}
