//! Keeps everything that functions let out, for a search.

use std::{
    fmt, mem,
    sync::{Arc, Mutex, PoisonError},
};

use hyper::{HeaderMap, body::Bytes};

use crate::aws::Service;

/// Where something came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line that a function's process printed.
    Output {
        /// Its binary.
        function: Arc<str>,
    },
    /// What a function told the Runtime API: an answer or an error, its head or its body.
    Runtime {
        /// Its binary.
        function: Arc<str>,
        /// Such as `invocation/…/response`.
        call: String,
    },
    /// A request to AWS, whoever made it: an item on its way into a table, a message on its way into a queue.
    Aws {
        /// The access key id it was signed with.
        caller: String,
        /// The service.
        service: Service,
        /// For example `PutItem`.
        operation: String,
    },
    /// A header of what API Gateway answered.
    AnswerHeader {
        /// In lower case.
        header: String,
    },
    /// The body of what API Gateway answered.
    Answer,
    /// A header of a request to a partner.
    PartnerHeader {
        /// The partner's name.
        partner: String,
        /// In lower case.
        header: String,
    },
    /// The address or the body of a request to a partner.
    Partner {
        /// The partner's name.
        partner: String,
    },
    /// A header of a request to a store's own site.
    SiteHeader {
        /// Its host.
        host: String,
        /// In lower case.
        header: String,
    },
    /// The address of a request to a store's own site.
    SiteAddress {
        /// Its host.
        host: String,
    },
    /// The body of a request to a store's own site.
    SiteBody {
        /// Its host.
        host: String,
        /// Where there; without the query.
        path: String,
    },
}

/// Something that came out, byte for byte.
#[derive(Clone, Debug)]
pub struct Record {
    /// Where.
    pub place: Place,
    /// What.
    pub bytes: Bytes,
}

/// Keeps records, or nothing at all, which is the default. All clones are one.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Option<Arc<Mutex<Vec<Record>>>>);

impl Recorder {
    /// One that keeps everything, in memory, until it is taken.
    pub fn keeping() -> Self {
        Self(Some(Arc::default()))
    }

    /// Gives away what was kept.
    pub fn take(&self) -> Vec<Record> {
        let kept =
            self.0.as_ref().map(|kept| mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner)));
        kept.unwrap_or_default()
    }

    pub(crate) fn add(&self, record: impl FnOnce() -> Record) {
        if let Some(kept) = &self.0 {
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(record());
        }
    }
}

impl Record {
    pub(crate) fn new(place: Place, bytes: impl Into<Bytes>) -> Self {
        Self { place, bytes: bytes.into() }
    }
}

/// Names and values, a line for each.
pub(crate) fn head(headers: &HeaderMap) -> Vec<u8> {
    let line = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat()
    };
    headers.iter().flat_map(line).collect()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output { function } => write!(f, "the output of {function}"),
            Self::Runtime { function, call } => write!(f, "what {function} told the Runtime API ({call})"),
            Self::Aws { caller, service, operation } => write!(f, "{service}:{operation} by {caller}"),
            Self::AnswerHeader { header } => write!(f, "the header {header} of an answer"),
            Self::Answer => f.write_str("an answer"),
            Self::PartnerHeader { partner, header } => write!(f, "the header {header} to {partner}"),
            Self::Partner { partner } => write!(f, "a request to {partner}"),
            Self::SiteHeader { host, header } => write!(f, "the header {header} to {host}"),
            Self::SiteAddress { host } => write!(f, "the address of a request to {host}"),
            Self::SiteBody { host, path } => write!(f, "the body of a request to {host}{path}"),
        }
    }
}
