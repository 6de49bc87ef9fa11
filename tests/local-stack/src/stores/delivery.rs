use hyper::body::Bytes;

/// A webhook ready to be sent: plain data, so that it can be forged, replayed and damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Names as the platform spells them; a name may occur twice.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte as signed.
    pub body: Bytes,
}

impl Delivery {
    pub(super) fn new<const N: usize>(headers: [(&str, String); N], body: Bytes) -> Self {
        Self { headers: headers.map(|(name, value)| (name.to_owned(), value)).into(), body }
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Says this under `name`, instead of all that was said before.
    #[must_use]
    pub fn with_header(self, name: &str, value: &str) -> Self {
        self.without_header(name).with_further_header(name, value)
    }

    /// Says this under `name`, besides what was said before.
    #[must_use]
    pub fn with_further_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Says nothing under `name`.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// Another body under the old signature.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}
