//! Compliance requests.

use crate::topic::Topic;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// A person wants what is held of them; it goes to the store's owner.
    DataRequest,
    /// A person's data is to be erased.
    RedactCustomer,
    /// A whole shop's data is to be erased.
    RedactShop,
}

impl RequestKind {
    const NAMED: [(&'static str, &'static str, Self); 3] = [
        ("customers/data_request", "data_request", Self::DataRequest),
        ("customers/redact", "redact_customer", Self::RedactCustomer),
        ("shop/redact", "redact_shop", Self::RedactShop),
    ];

    /// What a topic asks for, if it is one of these.
    pub fn of(topic: &Topic) -> Option<Self> {
        Self::NAMED.iter().find(|(name, _, _)| *name == topic.name()).map(|(_, _, kind)| *kind)
    }

    /// The name in stored requests, logs and alarms.
    pub fn as_str(self) -> &'static str {
        Self::NAMED.iter().find(|(_, _, kind)| *kind == self).map_or("unknown", |(_, name, _)| name)
    }
}
