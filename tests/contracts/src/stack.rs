//! A local AWS with everything the template declares, and the real adapters upon it.

use std::{collections::BTreeMap, path::Path};

use aws_sdk_dynamodb::Client;
use countersign_adapters::{
    aws::{Aws as Adapters, AwsSettings},
    dynamodb::{
        DynamoConnections, DynamoJournalReader, DynamoJournalWriter, DynamoKeyedStores, DynamoLedger,
        DynamoLifecycleRecords, DynamoRounds, DynamoStates, DynamoTokenRows,
    },
    secrets_manager::{PairDepositBox, PairVault},
    sqs::SqsDeliveryQueue,
    woocommerce::{WooCommerceKeyReader, WooCommerceKeys},
};
use countersign_core::Stage;
use local_stack::{
    aws::{Aws, AwsOptions, REGION, SECRET_ACCESS_KEY},
    record::Recorder,
    stores::secrets::Secrets,
    template::{Deployment, Template},
};

use crate::entries::MEMORY;

/// Who the adapters are in the call log, in permissions and in faults.
pub const CALLER: &str = "test-function";

/// The template's journal table.
pub const JOURNAL: &str = "countersign-local-journal";
/// The template's table of deliveries.
pub const DELIVERIES: &str = "countersign-local-deliveries";
/// The template's table of connections.
pub const CONNECTIONS: &str = "countersign-local-connections";
/// The template's table of installations under way.
pub const STATES: &str = "countersign-local-oauth-states";
/// The template's table of compliance requests.
pub const COMPLIANCE: &str = "countersign-local-compliance";
/// The template's table of audit notes.
pub const AUDIT: &str = "countersign-local-audit";
/// What the names of stores' secrets begin with.
pub const STORE_SECRETS: &str = "countersign/local/store";
/// The name of the secret that seals.
pub const JOURNAL_SECRET: &str = "countersign/local/journal";
/// The name of the secret that vouches.
pub const AUDIT_SECRET: &str = "countersign/local/audit";

/// The template's queue of deliveries.
pub const QUEUE: &str = "countersign-local-deliveries";

/// A running AWS of one test.
pub struct Stack {
    /// AWS as played, with its call log, faults and permissions.
    pub aws: Aws,
    adapters: Adapters,
}

impl Stack {
    /// Starts with the template's tables and queues, and no secrets.
    pub async fn start() -> Self {
        Self::recorded(Recorder::default()).await
    }

    /// The same, and keeps every request.
    pub async fn recorded(recorder: Recorder) -> Self {
        let aws = Aws::start(AwsOptions { recorder, ..AwsOptions::default() }).await.unwrap();
        let template = template(&aws);
        template.create_tables(&aws.dynamodb()).await.unwrap();
        template.create_queues(&aws.sqs(), REGION).await.unwrap();
        let adapters = adapters(&aws.endpoint());
        Self { aws, adapters }
    }

    /// Puts the secrets of the local stack into Secrets Manager.
    pub async fn seed_secrets(&self) {
        for (name, content) in Secrets::fixed().seeds() {
            self.put_secret(&name, &content.to_string()).await;
        }
    }

    /// Makes a secret, or gives it another value.
    pub async fn put_secret(&self, name: &str, content: &str) {
        let client = self.aws.secrets_manager();
        let put = client.put_secret_value().secret_id(name).secret_string(content).send().await;
        if put.is_err() {
            client.create_secret().name(name).secret_string(content).send().await.unwrap();
        }
    }

    /// The clients that the functions use, as [`CALLER`].
    pub fn adapters(&self) -> &Adapters {
        &self.adapters
    }

    /// A client for looking into tables and altering them; not [`CALLER`].
    pub fn dynamodb(&self) -> Client {
        self.aws.dynamodb()
    }

    /// The journal as `webhook-intake` writes it.
    pub fn journal_writer(&self) -> DynamoJournalWriter {
        DynamoJournalWriter::new(self.adapters.dynamodb(), JOURNAL.to_owned())
    }

    /// The journal as `partner-delivery` reads it.
    pub fn journal_reader(&self) -> DynamoJournalReader {
        DynamoJournalReader::new(self.adapters.dynamodb(), JOURNAL.to_owned())
    }

    /// The ledger of deliveries.
    pub fn ledger(&self) -> DynamoLedger {
        DynamoLedger::new(self.adapters.dynamodb(), DELIVERIES.to_owned(), MEMORY)
    }

    /// What is known of stores.
    pub fn connections(&self) -> DynamoConnections {
        DynamoConnections::new(self.adapters.dynamodb(), CONNECTIONS.to_owned())
    }

    /// The connections table, as far as tokens go.
    pub fn token_rows(&self) -> DynamoTokenRows {
        DynamoTokenRows::new(self.adapters.dynamodb(), CONNECTIONS.to_owned(), AUDIT.to_owned())
    }

    /// Installations under way.
    pub fn states(&self) -> DynamoStates {
        DynamoStates::new(self.adapters.dynamodb(), STATES.to_owned())
    }

    /// Stores' pairs as `token-refresh` uses them.
    pub fn pair_vault(&self) -> PairVault {
        PairVault::new(self.adapters.secrets_manager(), STORE_SECRETS.to_owned(), Stage::Local)
    }

    /// Stores' pairs as `oauth-callback` leaves them.
    pub fn pair_deposit(&self) -> PairDepositBox {
        PairDepositBox::new(self.adapters.secrets_manager(), STORE_SECRETS.to_owned())
    }

    /// `WooCommerce` stores' keys.
    pub fn woocommerce_keys(&self) -> WooCommerceKeys {
        let tables = (CONNECTIONS.to_owned(), AUDIT.to_owned());
        let (dynamodb, secrets) = (self.adapters.dynamodb(), self.adapters.secrets_manager());
        WooCommerceKeys::new(dynamodb, tables, secrets, STORE_SECRETS.to_owned(), Stage::Local)
    }

    /// Connected `WooCommerce` stores, as `token-refresh` finds them.
    pub fn keyed_stores(&self) -> DynamoKeyedStores {
        DynamoKeyedStores::new(self.adapters.dynamodb(), CONNECTIONS.to_owned(), AUDIT.to_owned())
    }

    /// All connected stores and the round over them, as `token-refresh` finds them.
    pub fn rounds(&self) -> DynamoRounds {
        DynamoRounds::new(self.adapters.dynamodb(), CONNECTIONS.to_owned())
    }

    /// `WooCommerce` stores' keys, as `token-refresh` reads them.
    pub fn key_reader(&self) -> WooCommerceKeyReader {
        let secrets = self.adapters.secrets_manager();
        WooCommerceKeyReader::new(secrets, STORE_SECRETS.to_owned(), Stage::Local)
    }

    /// What `store-lifecycle` writes down.
    pub fn lifecycle_records(&self) -> DynamoLifecycleRecords {
        let [connections, compliance, audit] = [CONNECTIONS, COMPLIANCE, AUDIT].map(str::to_owned);
        DynamoLifecycleRecords::new(self.adapters.dynamodb(), connections, compliance, audit)
    }

    /// The queue of deliveries.
    pub fn queue(&self) -> SqsDeliveryQueue {
        SqsDeliveryQueue::new(self.adapters.sqs(), self.queue_url())
    }

    /// Where the queue of deliveries is.
    pub fn queue_url(&self) -> String {
        queue_url(&self.aws.endpoint(), QUEUE)
    }
}

/// The adapters' clients for an endpoint, made from the variables that Lambda gives a function.
pub fn adapters(endpoint: &str) -> Adapters {
    let required = |name| match name {
        "AWS_ACCESS_KEY_ID" => CALLER.to_owned(),
        "AWS_SECRET_ACCESS_KEY" => SECRET_ACCESS_KEY.to_owned(),
        _ => REGION.to_owned(),
    };
    let optional = |name: &str| (name == "AWS_ENDPOINT_URL").then(|| endpoint.to_owned());
    Adapters::new(AwsSettings::read(required, optional))
}

fn template(aws: &Aws) -> Template {
    let parameters = [("Stage", "local"), ("DoorKey", "test-door-key-0123456789")];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let endpoint = aws.endpoint();
    let deployment = Deployment {
        parameters: BTreeMap::from(parameters),
        region: REGION.to_owned(),
        queue_url: Box::new(move |name| queue_url(&endpoint, name)),
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml");
    Template::read(&path, &deployment).unwrap()
}

fn queue_url(endpoint: &str, name: &str) -> String {
    format!("{endpoint}/{}/{name}", local_stack::aws::ACCOUNT)
}
