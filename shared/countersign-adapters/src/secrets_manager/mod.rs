//! Secrets: our own, kept in memory for a few minutes, and those of stores.

mod app;
mod cache;
mod delivery;
mod intake;
mod lifecycle;
mod masters;
mod oauth;
mod once;
mod pairs;
mod read;
mod refusal;
mod store_secrets;
mod wire;

pub use app::AppSecret;
pub use delivery::SecretsForDelivery;
pub use intake::{IntakeSecretNames, SecretsForIntake};
pub use lifecycle::SecretsForEntries;
pub use masters::MasterSecrets;
pub use oauth::SecretsForOAuth;
pub use once::read_key_ring;
pub use pairs::{PairDepositBox, PairVault};
pub(crate) use store_secrets::StoreSecrets;
