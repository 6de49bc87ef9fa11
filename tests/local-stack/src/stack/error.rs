//! Why the stack does not start.

use crate::{
    aws::StackError,
    partner::{InvalidSigningSecret, PartnerError},
    sites::SiteError,
    template::{CreateError, TemplateError},
    tls::{FrontError, TlsError},
    wiring::WiringError,
};

/// Why the stack does not start, or did not stop as it should.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The embedded AWS.
    #[error(transparent)]
    Aws(#[from] StackError),
    /// The template cannot be played.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A table or queue of the template could not be made.
    #[error(transparent)]
    Create(#[from] CreateError),
    /// A queue, pipe or schedule of the template could not be started.
    #[error(transparent)]
    Wiring(#[from] WiringError),
    /// A secret could not be planted.
    #[error("secret `{0}` could not be created")]
    Secret(String),
    /// A stand-in partner.
    #[error(transparent)]
    Partner(#[from] PartnerError),
    /// A stand-in store.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The name in front of API Gateway.
    #[error(transparent)]
    Front(#[from] FrontError),
    /// The authority of all who speak TLS here.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A partner's test secret.
    #[error("a partner's signing secret is not one")]
    SigningSecret(#[from] InvalidSigningSecret),
    /// Files and ports.
    #[error("the local stack cannot use its files or ports")]
    Io(#[from] std::io::Error),
}
