//! Wires `webhook-intake` to AWS. Everything is built once, before the first event.
#![expect(clippy::disallowed_methods, reason = "only here is the environment read")]

use std::{env, process::ExitCode};

use countersign_adapters::{
    SystemEntropy, aws::Aws, dynamodb::DynamoJournalWriter, secrets_manager::SecretsForIntake,
};
use countersign_core::intake::Intake;
use countersign_runtime::{Refusal, now, serve, start_logging};
use webhook_intake::{Config, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start_logging("webhook-intake", env::var("STAGE").ok().as_deref());
    match Box::pin(run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            tracing::error!(outcome = "refused_to_start", code = "config_error", "{refusal}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Refusal> {
    let Config { common, journal_table, secrets } = Config::read(&|name| env::var(name).ok())?;
    let (aws, stage) = (Aws::new(common.aws), common.policy.stage);
    let secrets = SecretsForIntake::new(&aws.secrets_manager(), stage, secrets, now);
    secrets.load().await?;
    let journal = DynamoJournalWriter::new(aws.dynamodb(), journal_table);
    let intake = &Intake { config: &common.policy, secrets, journal, entropy: Box::new(SystemEntropy) };
    serve(async |invocation| handle(intake, &invocation, now).await).await
}
