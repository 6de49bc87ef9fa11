//! What the name of a field says about its value.

mod container;
mod key;
mod names;
mod verdict;

pub(super) use container::Container;
pub(super) use key::{field, inside, path, phrase};
pub(super) use verdict::{UUID, Value, Verdict, is_mixed, is_random, is_uuid};

use super::rule::Kind;

/// What a name means, before the value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Nothing that is known.
    Unknown,
    /// Known to be harmless in itself; only patterns apply.
    Plain,
    /// An identifier that operators need: digits in it are not a card's, a phone's or a person's.
    Id,
    /// Masked, whatever it holds; in brackets, everything in them is.
    Mask(Kind),
    /// Masked if it is a text or a number; brackets hold fields of their own.
    MaskOr(Kind, Container),
    /// Harmless itself; brackets hold fields of their own.
    Inside(Container),
    /// A person's name unless it looks like a thing's.
    MaybeName(Container),
    /// Free text if it has more than one word.
    IfProse,
    /// A secret if it looks random.
    IfRandom,
    /// A card's number among the details of a payment, an identifier anywhere else.
    Number,
    /// What a customer wrote, where a label stands beside it.
    Value,
}

impl Field {
    /// What brackets under this name hold, if the name says so.
    pub(super) fn container(self) -> Option<Container> {
        match self {
            Self::Mask(kind) => Some(Container::Masked(kind)),
            Self::MaskOr(_, inside) | Self::Inside(inside) | Self::MaybeName(inside) => Some(inside),
            Self::Unknown
            | Self::Plain
            | Self::Id
            | Self::IfProse
            | Self::IfRandom
            | Self::Number
            | Self::Value => None,
        }
    }
}
