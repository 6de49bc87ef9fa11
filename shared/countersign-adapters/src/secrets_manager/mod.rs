//! Secrets, kept in memory for a few minutes.

mod cache;
mod delivery;
mod intake;
mod once;
mod read;
mod wire;

pub use delivery::SecretsForDelivery;
pub use intake::{IntakeSecretNames, SecretsForIntake};
pub use once::read_key_ring;
