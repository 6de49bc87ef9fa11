//! Lines with labels: what must not survive in each, and what must.

mod read;

pub use read::{Unreadable, read};

use std::ops::Range;

/// How a value gives itself away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// By its own shape, anywhere.
    A,
    /// By the name of its field only.
    B,
    /// In prose: a person's name or address.
    C,
    /// As A, but encoded.
    E,
    /// Further than anybody promises: reported, never a gate.
    S,
}

impl Tier {
    /// As it stands in corpus files.
    pub const fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::E => 'E',
            Self::S => 'S',
        }
    }
}

/// A labelled part of a line.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// `EMAIL`, `CARD`, `SHOPIFY_ID`, …; after a colon, which one.
    pub kind: String,
    /// The plain value.
    pub value: String,
    /// The value as it stands in the line.
    pub shown: String,
    /// The name of its field, if it is in one.
    pub key: String,
}

impl Label {
    /// The kind without what follows a colon.
    pub fn kind(&self) -> &str {
        self.kind.split(':').next().unwrap_or_default()
    }
}

/// A line, and what is known about it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name in reports.
    pub id: String,
    /// What it imitates.
    pub source: String,
    /// The line itself.
    pub text: String,
    /// What must not survive.
    pub secret: Vec<(Tier, Label)>,
    /// What must.
    pub keep: Vec<Label>,
}
