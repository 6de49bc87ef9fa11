//! A secret read once, for commands.

use aws_sdk_secretsmanager::Client;
use countersign_core::{Stage, keys::KeyRing, ports::SecretError};

use super::{read::read, wire::key_ring};

/// The ring in the secret `name`.
pub async fn read_key_ring(client: &Client, stage: Stage, name: &str) -> Result<KeyRing, SecretError> {
    let version = read(client, name).await?;
    key_ring(stage, &version.text).map_err(|fault| SecretError::Unusable { name: name.to_owned(), fault })
}
