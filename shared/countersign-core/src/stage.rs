//! The deployment a function, a credential or a policy belongs to.

use std::fmt;

/// A deployment. Every credential carries its stage and is refused by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The local stack. The template cannot deploy it.
    Local,
    /// Shared development.
    Dev,
    /// Rehearsal of production.
    Staging,
    /// Production.
    Prod,
}

impl Stage {
    /// Every stage, in the order of promotion.
    pub const ALL: [Self; 4] = [Self::Local, Self::Dev, Self::Staging, Self::Prod];

    /// Reads the value of the `STAGE` setting.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }

    /// The name used in settings, secret names and key derivation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Dev => "dev",
            Self::Staging => "staging",
            Self::Prod => "prod",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
