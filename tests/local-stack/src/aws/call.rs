//! What a request is: who calls which operation of which service, on what.

use std::{collections::BTreeMap, fmt};

use hyper::{HeaderMap, header::AUTHORIZATION};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The AWS service a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Tables and items.
    DynamoDb,
    /// The change streams of tables.
    DynamoDbStreams,
    /// Secrets and their versions.
    SecretsManager,
    /// Queues.
    Sqs,
    /// `X-Amz-Target` is missing or names a service that is not played here.
    Unknown,
}

impl Service {
    /// The name in actions and ARNs; streams share DynamoDB's.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::DynamoDb | Self::DynamoDbStreams => "dynamodb",
            Self::SecretsManager => "secretsmanager",
            Self::Sqs => "sqs",
            Self::Unknown => "unknown",
        }
    }

    fn of_target(prefix: &str) -> Self {
        match prefix {
            "DynamoDB_20120810" => Self::DynamoDb,
            "DynamoDBStreams_20120810" => Self::DynamoDbStreams,
            "secretsmanager" => Self::SecretsManager,
            "AmazonSQS" => Self::Sqs,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix())
    }
}

/// The part of a request that its headers tell.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) caller: String,
    pub(crate) service: Service,
    pub(crate) operation: String,
}

impl Head {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (prefix, operation) = text("x-amz-target").split_once('.').unwrap_or_default();
        Self {
            caller: access_key_id(text(AUTHORIZATION.as_str())).to_owned(),
            service: Service::of_target(prefix),
            operation: operation.to_owned(),
        }
    }
}

/// Every field by which some request names what it is about; all else is skipped unread.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Names {
    pub(crate) table_name: Option<String>,
    pub(crate) index_name: Option<String>,
    pub(crate) request_items: Option<BTreeMap<String, Box<RawValue>>>,
    pub(crate) transact_items: Option<Vec<BTreeMap<String, TableOf>>>,
    pub(crate) stream_arn: Option<String>,
    pub(crate) queue_url: Option<String>,
    pub(crate) queue_name: Option<String>,
    pub(crate) secret_id: Option<String>,
    pub(crate) name: Option<String>,
}

/// One action of a transaction.
#[derive(Debug, Deserialize)]
pub(crate) struct TableOf {
    #[serde(rename = "TableName")]
    pub(crate) table: String,
}

impl Names {
    /// A body that is no JSON object names nothing; the service itself then refuses it.
    pub(crate) fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    /// The tables of the request, each with the kind of action a transaction takes on it.
    pub(crate) fn tables(&self) -> Vec<(Option<&str>, &str)> {
        let single = self.table_name.iter().map(|table| (None, table.as_str()));
        let batch = self.request_items.iter().flat_map(BTreeMap::keys).map(|table| (None, table.as_str()));
        let transaction = self.transact_items.iter().flatten().flatten();
        let transaction = transaction.map(|(kind, of)| (Some(kind.as_str()), of.table.as_str()));
        single.chain(batch).chain(transaction).map(|(kind, table)| (kind, last_part(table))).collect()
    }

    /// The table, queue or secret the call is about; the first one if there are several.
    pub(crate) fn target(&self, service: Service) -> Option<String> {
        let target = match service {
            Service::DynamoDb => self.tables().first().map(|(_, table)| *table),
            Service::DynamoDbStreams => self.stream_arn.as_deref().map(table_of_stream),
            Service::SecretsManager => {
                self.secret_id.as_deref().or(self.name.as_deref()).map(super::secrets_manager::name_of)
            }
            Service::Sqs => self.queue_url.as_deref().map(last_part).or(self.queue_name.as_deref()),
            Service::Unknown => None,
        };
        target.map(str::to_owned)
    }
}

/// What follows the last `/`: a name stays itself, a queue URL or a table ARN gives its name.
pub(crate) fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// `…:table/<name>/stream/<label>` gives the name.
fn table_of_stream(arn: &str) -> &str {
    arn.split('/').nth(1).unwrap_or(arn)
}

/// `AWS4-HMAC-SHA256 Credential=<key id>/<day>/…` gives the key id; anything else gives an empty one.
fn access_key_id(authorization: &str) -> &str {
    let scope = authorization.split_once("Credential=").map_or("", |(_, scope)| scope);
    scope.split_once('/').map_or("", |(key_id, _)| key_id)
}
