//! The secrets of the local stage: test values in place of what CloudFormation generates and operators fill in.

use aws_sdk_secretsmanager::{Client, operation::create_secret::CreateSecretError};

use super::StartError;
use crate::{stores::secrets::Secrets, template::Template};

/// Creates every secret that is not there yet. Each that the template declares must be among them.
pub(super) async fn plant(client: &Client, template: &Template, secrets: &Secrets) -> Result<(), StartError> {
    let seeds = secrets.seeds();
    let missing = template.secrets.iter().find(|secret| !seeds.iter().any(|(name, _)| *name == secret.name));
    if let Some(missing) = missing {
        return Err(StartError::Secret(missing.name.clone()));
    }
    for (name, value) in seeds {
        create(client, &name, &value.to_string()).await?;
    }
    Ok(())
}

async fn create(client: &Client, name: &str, value: &str) -> Result<(), StartError> {
    match client.create_secret().name(name).secret_string(value).send().await {
        Ok(_) => Ok(()),
        Err(error)
            if matches!(error.as_service_error(), Some(CreateSecretError::ResourceExistsException(_))) =>
        {
            Ok(())
        }
        Err(_) => Err(StartError::Secret(name.to_owned())),
    }
}
