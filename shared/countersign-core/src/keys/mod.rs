//! Keys: what signs, what is derived from it, and which of two is in force during a rotation.

mod purpose;
mod ring;
mod signing_key;
mod woocommerce;

pub use purpose::{Purpose, derive};
pub use ring::{KeyRing, NamedKey, RingError};
pub use signing_key::{KeyError, SigningKey};
pub use woocommerce::webhook_secret;
