//! Keys: what signs, what is derived from it, and which of two is in force during a rotation.

mod api_key;
mod purpose;
mod ring;
mod signing_key;
mod woocommerce;

pub use api_key::ApiKey;
pub use purpose::{Purpose, derive, log_key};
pub use ring::{KeyRing, NamedKey, RingError};
pub use signing_key::{KeyError, SigningKey};
pub use woocommerce::{webhook_secret, webhook_secret_text};
