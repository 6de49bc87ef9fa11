//! What a site remembers.

use std::time::SystemTime;

use hyper::body::Bytes;

/// Where on a site something happens. Each place has a script of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The connection, before any request: for [`Down`](super::Behaviour::Down),
    /// [`NoHandshake`](super::Behaviour::NoHandshake) and [`Certificate`](super::Behaviour::Certificate).
    Connection,
    /// The pages on which people sign in and consent.
    Pages,
    /// Shopify's token endpoint.
    Token,
    /// The API that is called with a token or a key.
    Api,
}

/// All that a site remembers.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// How many connections were made, also those that ended before a request.
    pub connections: usize,
    /// Every request that was read in full and dealt with, in the order in which that was.
    pub calls: Vec<Call>,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Call {
    /// Where.
    pub place: Place,
    /// The method.
    pub method: String,
    /// The path, with the query.
    pub path: String,
    /// Names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Bytes,
    /// When it had been read.
    pub at: SystemTime,
    /// What the rules of the platform made of it; none if they were not asked.
    pub decided: Option<u16>,
    /// The status the client was shown; none when it got none.
    pub answered: Option<u16>,
}

impl Call {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

pub(super) fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    let found = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}
