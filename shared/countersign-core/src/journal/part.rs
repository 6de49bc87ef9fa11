//! The sort keys of a journal entry's items.

use crate::topic::Class;

/// The sort key of an entry's head. The pipe filters on it, so it depends on nothing that a release could change
/// between two deliveries of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// For the partners.
    Deliver,
    /// For `store-lifecycle`.
    Lifecycle,
    /// For nobody; recorded.
    Record,
    /// Rightly signed and not as expected; for a person to look at.
    Quarantine,
}

impl Head {
    /// All heads an event can have; a reader who does not know the topic tries each.
    pub const ALL: [Self; 4] = [Self::Deliver, Self::Lifecycle, Self::Record, Self::Quarantine];

    /// The stored sort key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deliver => "head#deliver",
            Self::Lifecycle => "head#lifecycle",
            Self::Record => "head#record",
            Self::Quarantine => "head#quarantine",
        }
    }

    /// Reads the stored sort key back; none for a piece of a payload.
    pub fn parse(part: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|head| head.as_str() == part)
    }
}

impl From<Class> for Head {
    fn from(class: Class) -> Self {
        match class {
            Class::Deliver => Self::Deliver,
            Class::Lifecycle => Self::Lifecycle,
            Class::Record => Self::Record,
        }
    }
}
