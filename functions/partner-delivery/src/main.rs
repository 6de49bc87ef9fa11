//! Wires `partner-delivery` to AWS and to the partners. Everything is built once, before the first event.
#![expect(clippy::disallowed_methods, reason = "only here is the environment read")]

use std::{env, process::ExitCode};

use countersign_adapters::{
    SystemEntropy,
    aws::Aws,
    dynamodb::{DynamoConnections, DynamoJournalReader, DynamoLedger},
    http::HttpPartners,
    secrets_manager::SecretsForDelivery,
    sqs::SqsDeliveryQueue,
};
use countersign_core::{
    delivery::Deliverer,
    keys::{Purpose, derive_for_stage},
    ports::DeliverySecrets as _,
};
use countersign_runtime::{Common, Refusal, Stopped, correlate, now, run, serve};
use partner_delivery::{Config, handle, log_unusable_secret};

fn main() -> ExitCode {
    run(env!("CARGO_PKG_NAME"), start)
}

async fn start() -> Result<(), Stopped> {
    let settings = Config::read(&|name| env::var(name).ok())?;
    let Common { policy, aws, local_net } = settings.common;
    let (aws, deadline) = (Aws::new(aws), policy.delivery.deadline);
    let names = (settings.journal_secret, settings.audit_secret);
    let secrets = SecretsForDelivery::new(&aws.secrets_manager(), &policy, names, now);
    secrets.load().await?;
    let audit = secrets.audit_keys().await.map_err(Refusal::because)?;
    correlate(derive_for_stage(&audit.current().key, Purpose::Log, policy.stage));
    let deliverer = &Deliverer {
        config: &policy,
        secrets,
        journal: DynamoJournalReader::new(aws.dynamodb(), settings.journal_table),
        connections: DynamoConnections::new(aws.dynamodb(), settings.connections_table),
        ledger: DynamoLedger::new(aws.dynamodb(), settings.deliveries_table, policy.memory),
        queue: SqsDeliveryQueue::new(aws.sqs(), settings.queue_url),
        partners: HttpPartners::new(deadline, local_net, now).map_err(Refusal::because)?,
        entropy: Box::new(SystemEntropy),
        clock: now,
        report: log_unusable_secret,
    };
    serve(async |invocation| handle(deliverer, &invocation).await).await
}
