use std::time::Duration;

use super::Broken;
use crate::tls::BadCertificate;

/// How a server treats a request. Whenever the answer begins like a success, or is lost after the request was read, what
/// was asked for has been done; otherwise it has not. [`Behaviour::Done`] and [`Behaviour::Undone`] say so themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Does what is asked, and says so.
    Up,
    /// Closes every connection as soon as it is made, and any it still has when a request comes.
    Down,
    /// Reads the client's first bytes and closes before TLS is agreed on.
    NoHandshake,
    /// Shows a certificate with one thing wrong.
    Certificate(BadCertificate),
    /// Answers exactly this; what was asked for is done when it is a 2xx.
    Answer(Answer),
    /// Does what is asked, and answers exactly this all the same.
    Done(Answer),
    /// Answers exactly this, and does nothing.
    Undone(Answer),
    /// Does what is asked at once and answers this much later.
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

impl Answer {
    /// This status and nothing else.
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: String::new() }
    }

    /// With this body, of this type.
    pub fn text(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::status(status) }.with("Content-Type", content_type)
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// With one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Behaviour {
    /// Answers `status` and nothing else.
    pub fn status(status: u16) -> Self {
        Self::Answer(Answer::status(status))
    }

    /// Answers `status` with these headers.
    pub fn status_with(status: u16, headers: &[(&str, &str)]) -> Self {
        let answer =
            headers.iter().fold(Answer::status(status), |answer, (name, value)| answer.with(name, value));
        Self::Answer(answer)
    }

    /// The status a client gets to see, if any.
    pub(crate) fn shown(&self) -> Option<u16> {
        match self {
            Self::Up | Self::Delay(_) => Some(200),
            Self::Answer(answer) | Self::Done(answer) | Self::Undone(answer) => Some(answer.status),
            Self::Broken(broken) => broken.shown(),
            Self::Down | Self::NoHandshake | Self::Certificate(_) => None,
        }
    }

    pub(crate) fn does_the_work(&self) -> bool {
        let always = matches!(self, Self::Done(_) | Self::Broken(Broken::CutAfterRequest));
        let success = self.shown().is_some_and(|status| (200..300).contains(&status));
        always || (success && !matches!(self, Self::Undone(_)))
    }

    pub(crate) fn acts_on_connections(&self) -> bool {
        matches!(self, Self::Down | Self::NoHandshake | Self::Certificate(_))
    }
}

impl From<Broken> for Behaviour {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}
