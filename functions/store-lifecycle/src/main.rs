//! Wires `store-lifecycle` to AWS and to shops. Everything is built once, before the first event.
#![expect(clippy::disallowed_methods, reason = "only here is the environment read")]

use std::{env, process::ExitCode};

use countersign_adapters::{
    SystemEntropy, Time,
    aws::Aws,
    dynamodb::{DynamoJournalReader, DynamoLifecycleRecords, DynamoTokenRows},
    secrets_manager::{AppSecret, PairVault, SecretsForEntries},
    shopify::HttpShopify,
};
use countersign_core::{
    keys::{Purpose, derive_for_stage},
    lifecycle::Lifecycle,
    ports::EntrySecrets as _,
    tokens::Refresher,
};
use countersign_runtime::{Common, Refusal, Stopped, correlate, now, run, serve};
use store_lifecycle::{Config, handle};

fn main() -> ExitCode {
    run(env!("CARGO_PKG_NAME"), start)
}

async fn start() -> Result<(), Stopped> {
    let settings = Config::read(&|name| env::var(name).ok())?;
    let Common { policy, aws, local_net } = settings.common;
    let (aws, stage) = (Aws::new(aws), policy.stage);
    let vault = aws.secrets_manager();
    let names = (settings.journal_secret, settings.audit_secret);
    let secrets = SecretsForEntries::new(&vault, stage, names, now);
    secrets.load().await?;
    let audit = secrets.entry_audit_keys().await.map_err(Refusal::because)?;
    correlate(derive_for_stage(&audit.current().key, Purpose::Log, stage));
    let app = AppSecret::new(&vault, stage, settings.shopify_app, now);
    let version = policy.shopify_app.api_version.clone();
    let (connections, audit) = (settings.connections, settings.audit);
    let lifecycle = &Lifecycle {
        config: &policy,
        secrets,
        journal: DynamoJournalReader::new(aws.dynamodb(), settings.journal),
        records: DynamoLifecycleRecords::new(
            aws.dynamodb(),
            connections.clone(),
            settings.compliance,
            audit.clone(),
        ),
        refresher: Refresher {
            stage,
            rows: DynamoTokenRows::new(aws.dynamodb(), connections, audit),
            vault: PairVault::new(vault.clone(), settings.prefix, stage),
            platform: HttpShopify::new(app, version, local_net, now).map_err(Refusal::because)?,
            time: Time::new(now),
            entropy: Box::new(SystemEntropy),
        },
    };
    serve(async |invocation| handle(lifecycle, &invocation).await).await
}
