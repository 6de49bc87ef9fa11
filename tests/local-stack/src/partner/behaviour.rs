use std::{collections::VecDeque, time::Duration};

use super::{Broken, Refusal};

/// How a partner treats a request that passes its rules. Whenever the answer begins like a success, or is lost after
/// the request was read, the work has been done; otherwise it has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Does the work, answers 200.
    Up,
    /// Closes every connection as soon as it is made, and any it still has when a request comes.
    Down,
    /// Reads the client's first bytes and closes before TLS is agreed on.
    NoHandshake,
    /// Answers exactly this; the work is done when it is a 2xx.
    Answer(Answer),
    /// Does the work at once and answers 200 this much later.
    Delay(Duration),
    /// Leaves the rules of HTTP.
    Broken(Broken),
}

/// An answer given whatever the request was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Further headers, for example `Retry-After` or `Location`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What comes next: a list used up from the front, then the standing behaviour.
pub(super) struct Script {
    next: VecDeque<Behaviour>,
    standing: Behaviour,
}

impl Behaviour {
    /// Answers `status` and nothing else.
    pub fn status(status: u16) -> Self {
        Self::Answer(Answer { status, headers: Vec::new(), body: String::new() })
    }

    /// Answers `status` with these headers.
    pub fn status_with(status: u16, headers: &[(&str, &str)]) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self::Answer(Answer { status, headers, body: String::new() })
    }

    /// The status a client gets to see, if any.
    pub(super) fn shown(&self) -> Option<u16> {
        match self {
            Self::Up | Self::Delay(_) => Some(200),
            Self::Answer(answer) => Some(answer.status),
            Self::Broken(broken) => broken.shown(),
            Self::Down | Self::NoHandshake => None,
        }
    }

    pub(super) fn does_the_work(&self) -> bool {
        matches!(self, Self::Broken(Broken::CutAfterRequest))
            || self.shown().is_some_and(|status| (200..300).contains(&status))
    }

    /// What becomes of a plan when the request breaks a rule: a refusal instead of a success. Anything else is not
    /// about the request and stays.
    pub(super) fn towards(self, refusal: Option<Refusal>) -> Self {
        match (&self, refusal) {
            (Self::Up | Self::Delay(_), Some(refusal)) => Self::status(refusal.status()),
            (Self::Answer(_), Some(refusal)) if self.does_the_work() => Self::status(refusal.status()),
            _ => self,
        }
    }

    pub(super) fn acts_on_connections(&self) -> bool {
        matches!(self, Self::Down | Self::NoHandshake)
    }
}

impl From<Broken> for Behaviour {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl Default for Script {
    fn default() -> Self {
        Self { next: VecDeque::new(), standing: Behaviour::Up }
    }
}

impl Script {
    pub(super) fn behave(&mut self, behaviour: Behaviour) {
        self.standing = behaviour;
    }

    pub(super) fn play(&mut self, script: impl Iterator<Item = Behaviour>) {
        self.next = script.collect();
    }

    /// For a new connection: takes the next behaviour only if it is about connections, so that one entry of the
    /// script is never spent on both a connection and the request that follows on it.
    pub(super) fn for_connection(&mut self) -> Option<Behaviour> {
        let next = self.next.front().unwrap_or(&self.standing);
        next.acts_on_connections().then(|| self.for_request())
    }

    /// For a request: takes the next behaviour, whatever it is.
    pub(super) fn for_request(&mut self) -> Behaviour {
        self.next.pop_front().unwrap_or_else(|| self.standing.clone())
    }
}
