//! What IAM asks of a call. The rules are those of the Service Authorization Reference: batches ask for the action of
//! their entries, transactions for the action of each item, queries of an index for the index alone.

use super::{
    ACCOUNT, REGION,
    call::{Head, Names, Service, last_part},
    permissions::Need,
    secrets_manager::arn,
};

/// Everything a caller must be allowed for this call. `arn_of` gives the ARN of a secret by name or ARN.
pub(super) fn needs(head: &Head, names: &Names, arn_of: impl Fn(&str) -> String) -> Vec<Need> {
    match head.service {
        Service::DynamoDb => on_tables(&head.operation, names),
        Service::DynamoDbStreams => {
            // An iterator does not tell its stream, so that reading one needs a grant on everything.
            vec![need(
                Service::DynamoDb,
                &head.operation,
                names.stream_arn.clone().unwrap_or_else(everything),
            )]
        }
        Service::Sqs => vec![need(Service::Sqs, entry_action(&head.operation), queue(names))],
        Service::SecretsManager => vec![on_secret(&head.operation, names, arn_of)],
        Service::Unknown => vec![need(Service::Unknown, &head.operation, everything())],
    }
}

pub(super) fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

fn on_tables(operation: &str, names: &Names) -> Vec<Need> {
    let index = names.index_name.as_ref().map(|index| format!("/index/{index}")).unwrap_or_default();
    let tables = names.tables();
    if tables.is_empty() {
        return vec![need(Service::DynamoDb, operation, everything())];
    }
    let table_need = |(kind, table): (Option<&str>, &str)| {
        let action = kind.map_or_else(|| operation.to_owned(), item_action);
        need(Service::DynamoDb, &action, format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}{index}"))
    };
    tables.into_iter().map(table_need).collect()
}

/// `Put` of a transaction needs `PutItem`; `ConditionCheck` is called `ConditionCheckItem`.
fn item_action(kind: &str) -> String {
    format!("{kind}Item")
}

fn on_secret(operation: &str, names: &Names, arn_of: impl Fn(&str) -> String) -> Need {
    let existing = names.secret_id.as_deref().map(arn_of);
    // The random end of a secret that is being made can be anything.
    let made = || names.name.as_deref().map(|name| format!("{}-000000", arn(name)));
    need(Service::SecretsManager, operation, existing.or_else(made).unwrap_or_else(everything))
}

fn queue(names: &Names) -> String {
    let url = names.queue_url.as_deref().map(last_part);
    url.or(names.queue_name.as_deref()).map_or_else(everything, queue_arn)
}

fn entry_action(operation: &str) -> &str {
    operation.strip_suffix("Batch").unwrap_or(operation)
}

fn everything() -> String {
    "*".to_owned()
}

fn need(service: Service, action: &str, resource: String) -> Need {
    Need { action: format!("{service}:{action}"), resource }
}
