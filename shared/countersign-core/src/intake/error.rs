//! Every way a delivery can be refused, and what to do about each.

use crate::{
    Disposition,
    ports::{JournalError, SecretError},
    seal::SealError,
};

/// Why a delivery was not taken. No variant holds anything that the sender wrote.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// No signature, a malformed one, or one made with another key; also an unknown store.
    #[error("signature does not prove the body")]
    InvalidSignature,
    /// Both of Shopify's header families are there and contradict each other.
    #[error("the two header families contradict each other")]
    HeadersDisagree,
    /// No topic.
    #[error("header with the topic is missing")]
    MissingTopic,
    /// A topic that no platform would send.
    #[error("header with the topic is malformed")]
    InvalidTopic,
    /// Not a shop's domain.
    #[error("header with the shop's domain is missing or malformed")]
    InvalidShop,
    /// No delivery id, or one that could change the meaning of a key.
    #[error("header with the delivery's id is missing or malformed")]
    InvalidDeliveryId,
    /// The body came compressed; it is never inflated before it is proven.
    #[error("body is encoded")]
    UnsupportedEncoding,
    /// A secret could not be had.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The event could not be kept.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The payload could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl IntakeError {
    /// What to do about it. Without a wildcard arm, so that a new variant must choose its place.
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::InvalidSignature | Self::HeadersDisagree => Disposition::Deny,
            Self::MissingTopic
            | Self::InvalidTopic
            | Self::InvalidShop
            | Self::InvalidDeliveryId
            | Self::UnsupportedEncoding => Disposition::Reject,
            Self::Secret(SecretError::Unavailable { .. }) | Self::Journal(JournalError::Unavailable(_)) => {
                Disposition::Retry
            }
            Self::Secret(SecretError::Unusable { .. })
            | Self::Journal(JournalError::Refused(_))
            | Self::Seal(_) => Disposition::Page,
        }
    }

    /// The code in answers and logs; see the table in `docs/SEMANTICS.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidSignature | Self::HeadersDisagree => "invalid_signature",
            Self::MissingTopic => "missing_topic",
            Self::InvalidTopic => "invalid_topic",
            Self::InvalidShop => "invalid_shop",
            Self::InvalidDeliveryId => "invalid_webhook_id",
            Self::UnsupportedEncoding => "unsupported_encoding",
            Self::Secret(_) | Self::Journal(_) | Self::Seal(_) => "unavailable",
        }
    }
}
