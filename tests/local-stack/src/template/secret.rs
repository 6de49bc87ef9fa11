//! `AWS::SecretsManager::Secret`: its name, and how its first value is made.

use super::{
    GeneratedSecret, Secret, TemplateError,
    assemble::{Context, Resource},
    node::Node,
};

pub(super) fn read(resource: &Resource, context: &Context<'_>) -> Result<Secret, TemplateError> {
    let secret = resource.properties();
    secret.only(&["Description", "GenerateSecretString", "KmsKeyId", "Name", "Tags"])?;
    Ok(Secret {
        logical_id: resource.id.clone(),
        name: context.resolver.name(&resource.id)?,
        generated: secret.get("GenerateSecretString").map(|rule| generated(&rule)).transpose()?,
    })
}

fn generated(rule: &Node<'_>) -> Result<GeneratedSecret, TemplateError> {
    rule.only(&["ExcludePunctuation", "GenerateStringKey", "PasswordLength", "SecretStringTemplate"])?;
    let text = |name: &str| rule.get(name).map(|node| node.text()).transpose();
    Ok(GeneratedSecret {
        template: text("SecretStringTemplate")?,
        key: text("GenerateStringKey")?,
        length: rule.get("PasswordLength").map_or(Ok(32), |length| length.number())?,
        letters_and_digits_only: rule
            .get("ExcludePunctuation")
            .is_some_and(|flag| flag.flag().unwrap_or(false)),
    })
}
