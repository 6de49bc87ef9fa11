//! What the platform says to an exchange, or what becomes of it on the way.

use std::time::Duration;

use countersign_core::ports::TokenFault;
use platforms::shopify::Reply;

/// An answer, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// 200, with this body.
    Granted(String),
    /// Another status, with this body.
    No(u16, &'static str),
    /// Another status, with `Retry-After`.
    NotNow(u16, Duration),
    /// No usable answer.
    Nothing(TokenFault),
}

impl Said {
    /// For the log.
    pub fn brief(&self) -> String {
        match self {
            Self::Granted(body) => {
                let start = body.find("test-refresh").unwrap_or_default();
                let token: String = body[start..].chars().take_while(|one| *one != '"').collect();
                format!("granted {token}")
            }
            Self::No(status, _) | Self::NotNow(status, _) => format!("{status}"),
            Self::Nothing(fault) => format!("{fault:?}"),
        }
    }
}

impl From<Reply> for Said {
    fn from(reply: Reply) -> Self {
        match &reply {
            Reply::Granted(_) => Self::Granted(reply.body()),
            Reply::Refused(refusal) => Self::No(refusal.status(), refusal.body()),
        }
    }
}
