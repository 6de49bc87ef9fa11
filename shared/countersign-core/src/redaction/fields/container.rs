//! What surrounds a field: the same name means one thing in an address and another in a list of goods.

use crate::redaction::rule::Kind;

/// What a bracket opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::redaction) enum Container {
    /// Nothing is known about it.
    Neutral,
    /// Things for sale: their names are not people's.
    Goods,
    /// Parts of a system: likewise.
    Technical,
    /// A person.
    Person,
    /// A postal address: whatever is not known to be harmless is a part of it.
    Address,
    /// How somebody paid.
    Payment,
    /// Pairs whose values are whatever a customer wrote.
    Labelled,
    /// A card that is money for whoever knows its code.
    GiftCard,
    /// The parts of something that is masked as a whole.
    Masked(Kind),
}

impl Container {
    /// How a text is masked that stands here under a name that says nothing.
    pub(in crate::redaction) fn default_kind(self) -> Option<Kind> {
        match self {
            Self::Address => Some(Kind::Address),
            Self::Masked(kind) => Some(kind),
            Self::Neutral
            | Self::Goods
            | Self::Technical
            | Self::Person
            | Self::Payment
            | Self::Labelled
            | Self::GiftCard => None,
        }
    }
}
