//! Wires `webhook-intake` to AWS. Everything is built once, before the first event.
#![expect(clippy::disallowed_methods, reason = "only here is the environment read")]

use std::{env, process::ExitCode};

use countersign_adapters::{
    SystemEntropy, aws::Aws, dynamodb::DynamoJournalWriter, secrets_manager::SecretsForIntake,
};
use countersign_core::{
    intake::Intake,
    keys::{Purpose, derive_for_stage},
    ports::IntakeSecrets as _,
};
use countersign_runtime::{Refusal, Stopped, correlate, now, run, serve};
use webhook_intake::{Config, handle};

fn main() -> ExitCode {
    run(env!("CARGO_PKG_NAME"), start)
}

async fn start() -> Result<(), Stopped> {
    let Config { common, journal_table, secrets } = Config::read(&|name| env::var(name).ok())?;
    let (aws, stage) = (Aws::new(common.aws), common.policy.stage);
    let secrets = SecretsForIntake::new(&aws.secrets_manager(), stage, secrets, now);
    secrets.load().await?;
    let audit = secrets.audit_keys().await.map_err(Refusal::because)?;
    correlate(derive_for_stage(&audit.current().key, Purpose::Log, stage));
    let journal = DynamoJournalWriter::new(aws.dynamodb(), journal_table);
    let intake = &Intake { config: &common.policy, secrets, journal, entropy: Box::new(SystemEntropy) };
    serve(async |invocation| handle(intake, &invocation, now).await).await
}
